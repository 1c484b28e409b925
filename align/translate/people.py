"""People in Chinese text: a surname where a name may stand, and the characters of names.

After a title, before a verb of speech, in a list with other people, masked by 某, or where the dictionary
knows none of the characters as words.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from align.lexicon import entries
from align.quality.names import Name
from align.terms.gazetteer import gazetteer, longest_word
from align.terms.spelling import spell_person, surname

_DATA = Path(__file__).with_name("data")
_HAN = "\u3400-\u9fff"
_MASKED = re.compile(rf"(?P<name>[{_HAN}]{{1,2}}某(?:[{_HAN}]|某)?)")
_GIVEN = rf"[{_HAN}]{{1,2}}"
_ADDRESSED = re.compile(
    "先生|女士|警官|老师|教授|某某|主任|局长|所长|书记|队长|师傅|阿姨|大[爷妈姐哥叔伯婶娘嫂]|叔叔|同志|医生|法官|律师|老板|经理|校长|院长"
    "|[县镇乡村区市站院科处厅]长|[阿婆奶爷伯]婆|奶奶|爷爷|伯伯|总|局|所|队|某|[姐哥叔婶嫂]"
)
NOT_GIVEN = frozenset(
    "说称表示介绍指出认为调告诉是在和与及的了着过等也又就将被对向从到把给让使各该某两您它叫们你我他她时"
    "丢买卖打吃拿找跑走死骗偷抢撞摔喝骑抱拉推抬送救捡没很还已"
)
"""Characters that are in no given name: words of grammar, of speech and of what news tells of."""
_TRANSCRIBING = frozenset(
    "阿埃艾巴贝比伯布查茨达丹德迪蒂多厄恩尔法菲费弗夫福盖戈格古哈赫霍基加杰卡凯科克肯库拉莱兰劳勒雷里利莉列琳卢鲁伦罗洛马麦曼梅米密"
    "姆纳娜内尼诺帕佩皮普奇乔切萨塞桑瑟沙什史斯思塔泰坦特廷图托瓦威维韦温沃乌西希辛休雅亚伊因尤约扎兹佐肖"
)
"""Characters that spell foreign names; what consists of them alone is left to the model: 肖尔茨 is Scholz."""
_FOREIGN = frozenset("布特图尔洛克斯托戈格科卡基巴诺德夫弗姆茨扎普奥")
"""Those that hardly stand in a Chinese given name."""
_IN_NUMBER = re.compile(r"[\d十百千万亿]")
FUNCTION_SURNAMES = frozenset("向于和从时应有能都被把连")
"""Surnames that are function words: what follows a name speaks for them, or that none of it is a word."""
_COUNTING = frozenset("一二三四五六七八九十百千万亿元")
_DOUBTFUL_SURNAMES = FUNCTION_SURNAMES | frozenset(
    "成常方高全关安平万明解查任单曾区年车司支项盛盖占官里乐包干马路金黄白石水江海山龙文云原花班晋刀皮束双隆怀索宿薄闻印祖沙战斯"
)
"""Surnames that begin many words, too: a name needs a title before it."""
_DOTTED = re.compile(rf"[{_HAN}]{{0,5}}\s?[·•・]")
_DOT_BEFORE = re.compile(rf"[·•・]\s?[{_HAN}]{{0,5}}\Z")
"""The dot between the parts of a foreign name, before or after some characters of it."""
_JOINERS = frozenset("和与及等")
_NO_PERSON = re.compile("周[一二三四五六日末]|高[一二三]")
"""Days of the week and years of school."""
_MAY_PRECEDE = re.compile(r"(?:\A|[^\u3400-\u9fff]|[的和与对由让给请叫是为])\Z")
_LIST = re.compile("[、和与及 ]")
_NOBODY = re.compile(
    "[区路]某(?=小区|酒店|宾馆|公司|企业|工厂|工地|厂|店|学校|[中小大]学|幼儿园|医院|商[场城铺店]|超市|市场|银行|单位|社区|[街镇乡村]|仓库|出租|写字楼|楼)"
)
"""A district or a road before some place: 朝阳区某中学."""


@functools.cache
def _words(name: str) -> tuple[str, ...]:
    lines = (_DATA / name).read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


@functools.cache
def _after_title() -> re.Pattern[str]:
    titles = "|".join(sorted(map(re.escape, _words("titles.txt")), key=len, reverse=True))
    return re.compile(rf"(?:{titles})[:：”]?\s?(?=[{_HAN}])")


@functools.cache
def _follows() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, _words("after_person.txt")), key=len, reverse=True))
    return re.compile(rf"\s*\Z|[^{_HAN}]|{words}")


_SPEECH = "说|表示|指出|认为|称|介绍|强调|坦言|告诉|回忆|透露|感慨|解释|提醒|补充|呼吁"
_BORN = r"[，：](?=[男女](?:，|$)|汉族|\d{2,4}年|\d{1,2}岁|[现时]任|系)"
_APPOINTED = r"为(?=[\u3400-\u9fff]{2,24}(?:长|主任|书记|委员|职务))| ?摄"


@functools.cache
def _subject() -> re.Pattern[str]:
    """Return what may follow a name at the beginning of a clause.

    Speech, a title, when somebody was born, what somebody is made, that somebody took a picture.
    """
    titles = "|".join(sorted(map(re.escape, _words("titles.txt")), key=len, reverse=True))
    return re.compile(rf"{_SPEECH}|{_BORN}|{_APPOINTED}|(?:{titles})")


_CLAUSE = re.compile(r"(?:\A|[，。；！？：“”\"\s])")


def find_people(text: str) -> list[Name]:
    """Return the names of people in a Simplified Chinese sentence; some may overlap.

    >>> [name.text for name in find_people("民警宋美君昨天到场，李强表示感谢。")]
    ['宋美君', '李强']
    """
    return list(_people(text))


# A sentence is asked for its names when they are learnt, drafted and checked.
@functools.lru_cache(maxsize=4096)
def _people(text: str) -> tuple[Name, ...]:
    people = [*_titled(text), *_speaking(text), *_masked(text), *_unknown(text), *_introduced(text)]
    return (*people, *_listed(text, people))


def _titled(text: str) -> Iterator[Name]:
    """Yield names after titles: 民警宋美君, 记者 宋美君."""
    for match in _after_title().finditer(text):
        if crosses_word(text, match.end()) and not _is_plainly_a_name(text, match.end()):
            continue  # 部长江航: 长江 is a word. 交警方志远 is a name all the same.
        strict = list(_name_at(text, match.end(), _follows()))
        yield from strict or _name_by_its_characters(text, match.end())


def _name_by_its_characters(text: str, start: int) -> Iterator[Name]:
    """Yield the person's name that begins here by what it is made of, whatever follows: 民警宋美君昨天.

    The characters are such as given names have, and no word of the dictionary reaches over its end:
    民警骆宾正在 is 骆宾, since 正在 is a word.
    """
    family = _family(text, start)
    if not family or (text[start] in FUNCTION_SURNAMES and not _is_plainly_a_name(text, start)):
        return
    for size in (2, 1):
        end = start + family + size
        given = text[start + family : end]
        known = len(given) == size and set(given) <= given_characters()
        if size == 2 and not known:
            known = given[-1:] in given_characters() and _is_unread(text, start, end)
        if known and not crosses_word(text, end) and (size == 2 or _begins_word(text, end)):
            name = _person(text, start, end, family)
            if name:
                yield name
                return


def crosses_word(text: str, at: int) -> bool:
    """Whether a word of the dictionary reaches over a place, such as the end of a name; 和 begins none."""
    return at < len(text) and text[at] not in _JOINERS and bool(entries(text[at - 1 : at + 1]))


def _begins_word(text: str, at: int) -> bool:
    """Whether what stands here is known: a word of several characters, or what may follow a name."""
    return len(longest_word(text, at)) > 1 or bool(_follows().match(text, at))


def _person(text: str, start: int, end: int, family: int) -> Name | None:
    """Return a name if it can be spelled, is no word, no foreign name and no form of address."""
    name = text[start:end]
    foreign = _is_foreign(text, start, end)
    spoken = text[start] in FUNCTION_SURNAMES and entries(name[family:])  # 向群众
    in_number = name.startswith("余") and _IN_NUMBER.search(text[:start][-1:])  # 1100余万元
    if in_number or foreign or spoken or _is_word(name) or _NO_PERSON.fullmatch(name):
        return None
    if _ADDRESSED.fullmatch(name[family:]) or NOT_GIVEN & set(name[family:]):
        return None
    spelling = spell_person(name)
    return Name(start, end, name, spelling, "person") if spelling else None


def _is_foreign(text: str, start: int, end: int) -> bool:
    """Whether a name is part of one that characters transcribe: 肖尔茨, 马泰乌什·莫拉维茨基, 安妮·赖斯."""
    transcribed = set(text[start:end]) <= _TRANSCRIBING
    follows = text[end : end + 1]
    goes_on = bool(follows) and follows in _TRANSCRIBING
    if set(text[start + 1 : end]) <= _FOREIGN and (end - start > 2 or follows in _FOREIGN):
        return True  # 焦布洛, 杜特尔特
    return (transcribed and (end - start > 2 or goes_on)) or bool(
        _DOTTED.match(text, end) or _DOT_BEFORE.search(text[:start])
    )


def _unknown(text: str) -> Iterator[Name]:
    """Yield names that the dictionary cannot read: a surname and two characters of names, each on its own."""
    tokens = list(_single_characters(text))
    for i, at in enumerate(tokens):
        if tokens[i + 1 : i + 3] != [at + 1, at + 2] or text[at] not in common_surnames():
            continue
        given = text[at + 1 : at + 3]
        if _LAND.search(given):
            continue
        in_list = text[at] not in _DOUBTFUL_SURNAMES and set(given) <= given_characters()
        if in_list and not entries(given) and _MAY_PRECEDE.search(text[:at][-1:]):
            name = _person(text, at, at + 3, 1)
            if name:
                yield name


def _is_plainly_a_name(text: str, start: int) -> bool:
    """Whether a surname and two characters of given names stand here, of which no two are a word."""
    name = text[start : start + 3]
    given = set(name[1:])
    counted = name[:1] in FUNCTION_SURNAMES and given & _COUNTING  # 民警和三百 is none.
    is_like = name[:1] in common_surnames() and given <= given_characters() and not counted
    return len(name) == 3 and is_like and _is_unread(text, start, start + 3)


def _is_unread(text: str, start: int, end: int) -> bool:
    """Whether no two characters that stand here, or reach over the end, are a word of the dictionary."""
    return not any(entries(text[at : at + 2]) for at in range(start, min(end, len(text) - 1)))


_LAND = re.compile(r"[河湖路街村镇桥]\Z")
_INTRODUCES = re.compile(r"(?:的|名叫|[我他她]叫|叫做|名为)(?=[\u3400-\u9fff])")


def _introduced(text: str) -> Iterator[Name]:
    """Yield names after 的 and 叫, where what may follow a person does: 霍邱县的霍英是, 他叫倪虹."""
    for match in _INTRODUCES.finditer(text):
        if text[match.end()] in _DOUBTFUL_SURNAMES and not _is_plainly_a_name(text, match.end()):
            continue
        for name in _name_at(text, match.end(), _follows()):
            is_like = set(name.text[1:]) <= given_characters() and not _LAND.search(name.text)
            if is_like and not entries(name.text):
                yield name


def _single_characters(text: str) -> Iterator[int]:
    """Yield where a word of one character stands, reading the longest words from the left."""
    at = 0
    while at < len(text):
        word = longest_word(text, at)
        if len(word) == 1:
            yield at
        at += max(len(word), 1)


def _speaking(text: str) -> Iterator[Name]:
    """Yield names between the beginning of a clause and a verb of speech: ，李强说."""
    for match in _CLAUSE.finditer(text):
        for name in _name_at(text, match.end(), _subject()):
            is_like = name.text[0] not in _DOUBTFUL_SURNAMES or set(name.text[1:]) <= given_characters()
            if is_like and not entries(name.text) and not _ADDRESSED.fullmatch(name.text[1:]):
                yield name


def _masked(text: str) -> Iterator[Name]:
    """Yield names of which 某 hides the given name: 王某, 许某某, 张某强."""
    for match in _MASKED.finditer(text):
        whole = match["name"]
        at = whole.index("某")
        for start in range(max(0, at - 2), at):
            place = match.start() + start
            inside_word = bool(entries(text[max(place - 1, 0) : place + 1])) if place else False  # 设立某公司
            nobody = bool(place and _NOBODY.match(text, place))
            if surname(whole[start:at]) and not (inside_word or nobody):
                end = match.start() + _masked_end(whole)
                name = text[match.start() + start : end]
                yield Name(match.start() + start, end, name, spell_person(name), "person")
                break


def _masked_end(name: str) -> int:
    """Return where a masked name ends: 王某被 is 王某; so is 张某强, for its end cannot be told."""
    at = name.index("某")
    return at + 2 if name[at + 1 : at + 2] == "某" else at + 1


def _name_at(text: str, start: int, follows: re.Pattern[str]) -> Iterator[Name]:
    """Yield the person's name that begins here, if one does: surname, a character or two, what may follow."""
    family = _family(text, start)
    if not family:
        return
    for size in (2, 1):
        end = start + family + size
        given = text[start + family : end]
        if len(given) < size or not re.fullmatch(_GIVEN, given) or NOT_GIVEN & set(given):
            continue
        if given[-1] == "老":  # 晋剧老艺人
            continue
        # 白音丢了 ends after 白音, and 骆宾正在 after 骆宾, whatever may follow a name.
        is_whole = given[-1] in given_characters()
        if size == 2 and not is_whole:
            is_whole = not re.match(_GIVEN, text[end : end + 1]) or _is_unread(text, start, end)
        if follows.match(text, end) and is_whole and not crosses_word(text, end):
            name = _person(text, start, end, family)
            if name:
                yield name
                return


def _family(text: str, start: int) -> int:
    """Return how many characters of a surname begin here.

    Two of a double one, one of a common one, or none.
    """
    if len(text) > start + 2 and surname(text[start : start + 2]):
        return 2
    return int(text[start : start + 1] in common_surnames())


def follows_title(text: str, start: int) -> bool:
    """Whether a title stands right before a place.

    >>> follows_title("辅警小邓", 2), follows_title("社区小店", 2)
    (True, False)
    """
    return any(match.end() == start for match in _after_title().finditer(text))


def is_subject(text: str, start: int, end: int) -> bool:
    """Whether a clause begins here whose subject ends there: speech or a title follows.

    >>> is_subject("今天，小邓说", 3, 5)
    True
    """
    return bool(_CLAUSE.search(text[max(start - 1, 0) : start]) or not start) and bool(
        _subject().match(text, end)
    )


@functools.cache
def common_surnames() -> frozenset[str]:
    """Return the characters that are surnames of many."""
    return frozenset("".join(_words("surnames.txt")))


@functools.cache
def given_characters() -> frozenset[str]:
    """Return the characters that given names are made of."""
    return frozenset("".join(_words("given_characters.txt")))


def _is_word(text: str) -> bool:
    """Whether a text is an ordinary word, or a place: 高兴, 安全, 温州."""
    ordinary = any(not pinyin[:1].isupper() for pinyin, _ in entries(text))
    return ordinary or text in gazetteer()


def _listed(text: str, people: Iterable[Name]) -> Iterator[Name]:
    """Yield names that are listed with others: 民警宋美君、李强."""
    ends = [name.end for name in people]
    while ends:
        end = ends.pop()
        if not _LIST.match(text, end):
            continue
        names = list(_name_at(text, end + 1, _follows())) or list(_name_by_its_characters(text, end + 1))
        for name in names:
            yield name
            ends.append(name.end)
