"""The seeds that no editor of text can write: ``python -m tests.seed_files`` makes them anew."""

from __future__ import annotations

import textwrap
from pathlib import Path

from tests.corpus.read.formats.office import core, docx, word_paragraph
from tests.corpus.read.formats.pdf_files import LATIN, cid_font, folded, lines, pdf
from tests.factories import SEEDS

RULES = (
    ("望溪区平安志愿者管理办法", "Rules on Safety Volunteers of Wangxi District"),
    ("第一章 总则", "Chapter I General Provisions"),
    (
        "第一条 为了鼓励居民参与平安建设，保护平安志愿者的权益，制定本办法。",
        "Article 1 These Rules are made to encourage residents to take part in building a safe community and to protect the rights and interests of safety volunteers.",
    ),
    (
        "第二条 本办法所称平安志愿者，是指利用业余时间，自愿、无偿参加治安巡逻和邻里互助的居民。",
        "Article 2 In these Rules, safety volunteers are residents who use their spare time to join public security patrols and to help their neighbors, of their own will and without pay.",
    ),
    (
        "第三条 志愿服务应当遵守法律，不得妨碍他人的正常生活。",
        "Article 3 Volunteer service shall obey the law and shall not disturb the normal life of others.",
    ),
    (
        "第四条 望溪分局负责指导全区的志愿巡逻工作，各街道办事处负责日常组织。",
        "Article 4 The Wangxi Branch guides volunteer patrols in the whole district, and the subdistrict offices organize them from day to day.",
    ),
    ("第二章 报名和培训", "Chapter II Registration and Training"),
    (
        "第五条 年满十八周岁、身体健康的居民，可以凭身份证到社区警务室报名。",
        "Article 5 Residents who are eighteen or older and in good health may register at the police office of their community with an identity card.",
    ),
    (
        "第六条 报名后应当参加不少于八小时的培训，内容包括急救、消防和沟通技巧。",
        "Article 6 After registration they shall take at least eight hours of training in first aid, fire safety and communication.",
    ),
    (
        "第七条 培训合格的，由分局发给志愿者证和红袖章。证件每两年换发一次。",
        "Article 7 Those who pass the training are given a volunteer card and a red armband by the branch. Cards are renewed every two years.",
    ),
    (
        "第八条 未满十八周岁的学生可以参加宣传活动，但不参加夜间巡逻。",
        "Article 8 Students under eighteen may take part in publicity, but do not join night patrols.",
    ),
    ("第三章 巡逻", "Chapter III Patrols"),
    (
        "第九条 每个巡逻小组由三至五人组成，其中至少有一名民警或者辅警。",
        "Article 9 Each patrol group has three to five members, at least one of whom is a police officer or an auxiliary officer.",
    ),
    (
        "第十条 巡逻时间一般为晚上七点至十点，每周不超过三次。",
        "Article 10 Patrols usually last from seven to ten in the evening and take place no more than three times a week.",
    ),
    (
        "第十一条 巡逻中发现可疑情况的，应当立即报告派出所，不得自行搜查或者扣留他人。",
        "Article 11 Whoever notices anything suspicious on patrol shall report it to the police station at once and shall not search or detain anyone on his or her own.",
    ),
    (
        "第十二条 志愿者在巡逻中遇到走失的老人、儿童的，应当陪同其等候民警到场。",
        "Article 12 Volunteers who come upon a lost elderly person or child on patrol shall wait with them until police officers arrive.",
    ),
    (
        "第十三条 遇有雷雨、大雾、台风等天气，停止巡逻。",
        "Article 13 There are no patrols in thunderstorms, fog or typhoons.",
    ),
    ("第四章 保障", "Chapter IV Support"),
    (
        "第十四条 分局为每名志愿者购买意外伤害保险，保险金额不低于二十万元。",
        "Article 14 The branch takes out accident insurance for every volunteer, with a cover of no less than 200,000 yuan.",
    ),
    (
        "第十五条 服务满一百小时的，授予“一星志愿者”称号；满五百小时的，授予“五星志愿者”称号。",
        'Article 15 Volunteers who have served 100 hours are named "One-Star Volunteers"; those who have served 500 hours are named "Five-Star Volunteers".',
    ),
    (
        "第十六条 服务时间可以在“平安积分”商店兑换生活用品，一小时换十分。",
        'Article 16 Hours of service can be exchanged for household goods in the "Safety Points" shop, at ten points an hour.',
    ),
    (
        "第十七条 因见义勇为受伤的，医疗费用由区财政承担。",
        "Article 17 If a volunteer is hurt in an act of bravery, the district pays the medical costs.",
    ),
    (
        "第十八条 无故连续三个月不参加活动的，视为自动退出。",
        "Article 18 Whoever takes part in no activity for three months in a row without a reason is deemed to have left.",
    ),
    ("第五章 附则", "Chapter V Supplementary Provisions"),
    (
        "第十九条 本办法由望溪分局负责解释。",
        "Article 19 The Wangxi Branch is responsible for the interpretation of these Rules.",
    ),
    (
        "第二十条 本办法自2022年3月1日起施行，2016年发布的规定同时废止。",
        "Article 20 These Rules take effect on March 1, 2022, and the provisions issued in 2016 are repealed on the same day.",
    ),
)
"""The paragraphs of the two Word files, side by side."""

ROADS = (
    ("云岭市道路交通安全白皮书（2023年）", "White Paper on Road Traffic Safety in Yunling (2023)"),
    ("一、总体情况", "I. Overview"),
    (
        (
            "2023年，全市机动车保有量达到86.4万辆，驾驶人达到97.2万人。全年共发生交通事故1,318起，同比下降9.6%。"
            "死亡人数为104人，比上年减少17人，是十年来最低的一年。"
        ),
        (
            "In 2023 there were 864,000 motor vehicles and 972,000 drivers in the city. Over the year 1,318 traffic accidents happened, "
            "down 9.6 percent from the year before. They cost 104 lives, 17 fewer than in the previous year and the fewest in ten years."
        ),
    ),
    ("二、主要问题", "II. Main Problems"),
    (
        "电动自行车事故占全部事故的四成以上。许多骑车人不戴头盔，逆行、闯红灯的现象仍然突出。在死亡的骑车人中，有七成头部受伤。",
        (
            "Accidents with electric bicycles account for more than forty percent of all accidents. Many riders wear no helmet, and riding "
            "against the traffic and running red lights are still common. Of the riders who died, 70 percent had head injuries."
        ),
    ),
    (
        "农村道路的危险不容忽视。全市农村公路总长6,200公里，其中近三分之一没有路灯。面包车超员、拖拉机载人等现象在农忙季节多有发生。",
        (
            "The dangers of rural roads must not be overlooked. Rural roads in the city are 6,200 kilometers long in total, and nearly a third "
            "of them have no street lights. Overcrowded minivans and people riding on tractors are often seen in the busy farming season."
        ),
    ),
    (
        "酒驾仍是夜间事故的主要原因。交警全年查处酒驾2,940起、醉驾611起，其中凌晨零点至三点最为集中。",
        (
            "Drunk driving is still the main cause of accidents at night. During the year traffic police dealt with 2,940 cases of drink driving "
            "and 611 cases of drunk driving, most of them between midnight and three in the morning."
        ),
    ),
    ("三、采取的措施", "III. Measures Taken"),
    (
        "市公安局改造了158处事故多发路段，新建人行横道74条、隔离护栏43公里。所有学校门口都设置了减速带。",
        (
            "The municipal public security bureau improved 158 stretches of road where accidents were frequent, and built 74 new pedestrian "
            "crossings and 43 kilometers of guard rails. Speed bumps were laid in front of all schools."
        ),
    ),
    (
        "“戴头盔、保平安”活动走进每一个外卖站点。两个月内，外卖骑手的头盔佩戴率由68%提高到96%。屡次违法的骑手须到路口协助交警指挥交通半小时。",
        (
            'The campaign "Wear a Helmet, Stay Safe" reached every delivery station. Within two months the share of delivery riders who wear a '
            "helmet rose from 68 to 96 percent. Riders who broke the rules again and again had to help traffic police direct the traffic at a crossing for half an hour."
        ),
    ),
    (
        "在农村，驻村辅警和村干部共同劝导出行。赶集日，每个劝导站平均每小时劝阻超员车辆11辆。",
        (
            "Village auxiliary officers and village officials together advise people in the countryside before they set out. On market days each "
            "advice station stops eleven overcrowded vehicles an hour on average."
        ),
    ),
    ("四、2024年的打算", "IV. Plans for 2024"),
    (
        "今年，我们将为五百个农村路口装上爆闪灯，并在全部公交车上安装盲区监测装置。我们还将每月公布一次事故多发路段，请市民监督。",
        (
            "This year we will put flashing lights at five hundred rural crossings and install blind-spot monitors in all buses. We will also "
            "publish the stretches with the most accidents once a month and ask the public to watch over our work."
        ),
    ),
    (
        "道路安全没有旁观者。请系好安全带，放下手机，让每一次出行都能平安回家。",
        "On the road nobody is a mere spectator. Please fasten your seat belt, put down your phone, and come home safely from every journey.",
    ),
)
"""The paragraphs of the two PDF files, side by side."""

_FONT = b"/Font << /F1 3 0 R >>"
_BREAK = 7
"""The paragraph with which the second page begins."""


def word_file(side: int, title: str, creator: str) -> bytes:
    """The rules in one language, as a Word document."""
    body = "".join(word_paragraph(pair[side]) for pair in RULES)
    return docx(body, core=core(title, creator, "2022-02-10T08:00:00Z"))


def chinese_pdf() -> bytes:
    """The white paper in a font that is not in the file, as Chinese offices print it: indented, a head on each page."""
    pages = []
    for number, part in enumerate((ROADS[:_BREAK], ROADS[_BREAK:]), 1):
        rows = [
            row for zh, _ in part for row in (folded(f"　　{zh}", 36) if zh.endswith("。") else ["", zh, ""])
        ]
        drawn = lines((row.encode("utf-16-be") for row in rows), y=740)
        head = lines(["云岭市公安局交通警察支队".encode("utf-16-be")], y=800, size=9)
        foot = lines([f"— {number} —".encode("utf-16-be")], x=280, y=40, size=9)
        pages.append((_FONT, head + drawn + foot))
    return pdf(cid_font("UniGB-UCS2-H"), pages)


def english_pdf() -> bytes:
    """The white paper in English, as a typewriter has it: paragraphs set apart by blank lines."""
    pages = []
    for number, part in enumerate((ROADS[:_BREAK], ROADS[_BREAK:]), 1):
        rows = [row for _, en in part for row in (*textwrap.wrap(en, 66), "")]
        drawn = lines((row.encode("cp1252") for row in rows), y=740, size=9.5, leading=15)
        head = lines([b"Traffic Police of Yunling"], y=800, size=9)
        foot = lines([b"%d" % number], x=290, y=40, size=9)
        pages.append((_FONT, head + drawn + foot))
    return pdf([LATIN.replace(b"Helvetica", b"Courier")], pages)


def write(folder: Path) -> None:
    """Write the files into a folder of the form of the seeds."""
    rules, roads = "17-volunteer-rules.docx", "18-road-safety.pdf"
    (folder / "zh" / rules).write_bytes(word_file(0, RULES[0][0], "望溪分局"))
    (folder / "en" / rules).write_bytes(word_file(1, RULES[0][1], "Wangxi Branch"))
    (folder / "zh" / roads).write_bytes(chinese_pdf())
    (folder / "en" / roads).write_bytes(english_pdf())


if __name__ == "__main__":
    write(SEEDS)
