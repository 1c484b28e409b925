"""Line rules: which lines belong to the page around a text and not to the text.

Each rule has a name, looks at one short line, and is counted in the run's summary. What a posting line says
(date, source, author) becomes metadata. Long lines are text and never removed, except for what follows the
end of an article.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from corpus.model import Metadata
from corpus.read.line_context import Line, in_context
from corpus.text.dates import find_date

_SHORT = 120
_SENTENCE_END = re.compile(r"[。！？；](?![）)])|[a-z]{3}[.!?](?:\s|\Z)")

# What the labels of a posting line tell; those under "" tell nothing that is kept.
_FIELD_OF = {
    "date": "发布时间|发布日期|更新时间|更新日期|发表时间|发稿时间|时间|日期"
    "|發布時間|發佈時間|發布日期|更新時間|時間|Time|Date|Published|Posted|Updated",
    "source": "来源|稿源|信息来源|文章来源|稿件来源|新闻来源|來源|資料來源|新聞來源|Source|From",
    "author": "作者|记者|通讯员|文|撰文|記者|通訊員|Author|Writer|Reporter|By",
    "": "编辑|责编|责任编辑|编审|校对|审核|初审|复审|终审|监制|值班编委|编委|签发|摄影|供图"
    "|浏览次数|浏览量|浏览|阅读次数|阅读量|阅读|点击数|点击|点击量|访问量|字号|字体|分享"
    "|编辑整理|编校|审校|責任編輯|編輯|責編|校對|審核|監製|瀏覽|點擊|字體|字號"
    "|Editor|Edited by|Editors|Views|Hits|Photo|Photos|Font size|Share",
}
_FIELDS = {label.lower(): name for name, labels in _FIELD_OF.items() for label in labels.split("|")}
_ANY_LABEL = "|".join(
    sorted(
        (re.escape(label) for labels in _FIELD_OF.values() for label in labels.split("|")),
        key=len,
        reverse=True,
    )
)
_LABEL = re.compile(rf"(?<![\u4e00-\u9fffA-Za-z])({_ANY_LABEL})\s*[:：]\s*", re.IGNORECASE)
# Pages set labels apart by style alone: `来源：石汀日报作者：方禾`.
_GLUED = re.compile(
    r"(?<=[\u4e00-\u9fff])(来源|來源|作者|记者|記者|编辑|責任編輯|责任编辑|发布时间|时间|浏览次数)[:：]"
)
_POSTED = re.compile(
    r"[\[【(（]?\s*(?:19|20)\d{2}\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}日?"  # 2025-01-10, 2025年1月10日
    r"[T\s]*(?:\d{1,2}:\d{2}(?::\d{2})?)?\s*[\]】)）]?"  # 08:15:41
)

_CONTACT = re.compile(
    r"(?:热线|熱線|电话|電話|手机|QQ|微信|微博|邮箱|郵箱|邮编|传真|傳真"
    r"|E-?mail|Tel|Fax|Hotline|Phone|Contact|地址|Address)[^:：]{0,8}[:：]",
    re.IGNORECASE,
)
_NO_LETTER = re.compile(r"[\W\d_]")
_CONTACT_VALUE = re.compile(r"\d{5,}|\d{3,4}-\d{6,8}|[\w.+-]+@[\w-]+\.\w+|\b[1-9]\d{2}\b")
_BREADCRUMB = re.compile(
    r"^\W*(?:当前位置|您?当前的?位置|您现在的位置|您所在的位置|您的位置|你的位置|当前所在位置|所在位置"
    r"|目前位置|當前位置|您現在的位置|您的位置|Location|You are here)\s*[:：]"
    r"|^\W*(?:首页|首頁|网站首页|Home)\s*(?:>|›|»|→|->|/|-)"  # 首页 > 新闻
    r"|(?:>|›|»|->)\s*(?:正文|内容|詳情|详情|Article|Content)",  # 新闻 > 正文
    re.IGNORECASE,
)
_PHOTO = re.compile(
    r"^\W*(?:"
    r"[^。，,！？]{0,16}(?:供图|供圖|摄影|攝影|[ 　]摄|[ 　]攝|配图|图源|資料圖|资料图)"  # 溪口警局供圖
    r"|[^。，,！？ ]{1,7}[^。，,！？ 拍]{1}(?:摄|攝)"  # 张三摄; not 拍摄, "to film"
    r"|(?:图片|圖片|图|圖)(?:来源|來源|源自|自)\s*[:：]?[^。]{0,20}"  # 图片来源：望溪警讯
    r"|(?:点击|點擊)?(?:查看|放大)?(?:原图|大图)"
    r"|(?:Photo|Image|Picture)s?\s?(?:by|credit|courtesy|:|/)[^.]{0,60}"
    r"|\S{0,10}(?:Photo|图)\s?/\s?\S{1,20}"  # 文/图 方小北
    r")\W*$",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"^[【\[（(]?\s*(?:本[报報台]|特[约約派])?(?:记者|記者|通讯员|通訊員)"  # 本报记者
    r"\s*(?P<name>[^，。,：:]{2,20}?)\s*[/／]?\s*(?:[\u4e00-\u9fff]{2,4})?"  # 张三 北京
    r"(?:报道|報導|報道|电|電)\s*[】\]）)]?$"
    r"|^By\s+(?P<by>[A-Z][\w.'’-]+(?:\s+[A-Z][\w.'’-]+){1,3})(?:,\s*[\w ]{2,30})?$"  # By A. Moore, Editor
)
_CREDIT = re.compile(
    r"[（(](?:"
    r"[^（）()]{0,30}"
    r"(?:供稿|供图|供圖|摄|攝|文/图|文图|图文|图/文|文/圖|圖文|摄影报道|报道|報導|報道)"  # (某地公安供稿)
    r"|(?:责任|責任)?(?:编辑|編輯|责编|責編|记者|記者|通讯员|通訊員|作者|来源|來源|据)"  # （编辑：何某）
    r"\s*[:：]?[^（）()。]{1,30}"
    r")\s*[）)]\s*$"
)
_LONGEST_CREDIT = 80
_SIGNATURE = re.compile(
    r"[（(]\s*(?P<name>[\u4e00-\u9fff]{2,4}(?:[ 、　][\u4e00-\u9fff]{2,4}){0,3})\s*[）)]\s*$"
)
_LONGEST_SIGNATURE = 40
_NO_NAME = re.compile("待续|待續|完结|全文|下转|上接|节选|摘要|有删|略")
_COPYRIGHT = re.compile(
    r"(?:版权|版權|著作权|著作權)(?:所有|归|歸|声明|聲明|属于|屬於)"
    r"|all rights reserved|©|copyright\s*(?:\(c\)|\d{4})"
    r"|向原创致敬|原创文章.{0,4}转载"
    r"|未[经經].{0,12}(?:授权|授權|许可|許可|允许|允許|同意).{0,6}"  # 未经授权不得转载
    r"(?:不得|禁止|严禁|嚴禁|谢绝|謝絕|请勿|請勿).{0,24}(?:转载|轉載|复制|複製|摘编|镜像|刊登|使用)"
    r"|转载请|轉載請|请注明出处|請註明出處"
    r"|(?:如有|若有|如|涉及).{0,4}侵权.{0,12}(?:删|联系)|侵删"
    r"|ICP[备備]|公网安备|免[责責][声聲]明\s*[:：]",
    re.IGNORECASE,
)
# Said of a page only where the line is no sentence.
_IMPRINT = re.compile(
    r"增值电信|信息网络传播视听|网络文化经营许可|广播电视节目制作|不良信息举报|本网站由"
    r"|^\W*copyright\b|^\W*Powered by|Terms of (?:use|service)|Privacy policy",
    re.IGNORECASE,
)
_PAGE_TOOLS = re.compile(
    r"^\W*(?:分享(?:到|至|本文)?|打印(?:本页|本文)?|关闭(?:窗口|本页)?|關閉|收藏(?:本页|本文)?"
    r"|返回(?:顶部|首页|列表)?|加入收藏|设为首页|扫一扫.{0,20}|扫描二维码.{0,20}|长按.{0,16}二维码.{0,10}"
    r"|手机版|无障碍(?:浏览)?|繁體|简体|English|中文版"
    r"|点赞|評論|评论|查看更多|更多|展开全文|阅读全文|阅读原文"
    r"|字号\W*大?\W*中?\W*小?|大\W*中\W*小"  # sizes of letters to choose from
    r"|登录|注册|登入|註冊|搜索|搜尋|RSS|TOP|Back to top|Print|Share|Subscribe|Sign in|Log in|Search|Menu"
    r"|Skip to (?:main )?content"
    r"|上一[篇页][:：]?.{0,40}|下一[篇页][:：]?.{0,40})\W*$",
    re.IGNORECASE,
)
# Of these words a heading may consist as well; with a colon they are labels.
_WORD_OF_TOOLS = re.compile(
    r"^[^\w:：]*(?:分享|打印|关闭|關閉|收藏|返回|点赞|評論|评论|更多|登录|注册|登入|註冊|搜索|搜尋|繁體|简体"
    r"|English|中文版|手机版|RSS|TOP|Print|Share|Subscribe|Sign in|Log in|Search|Menu)[^\w:：]*$",
    re.IGNORECASE,
)
_TOOL_LABEL = re.compile(r"^\W*\w+\s*[:：]\W*$")
_LABEL_OF_EVENTS = re.compile(
    r"^\W*(?:时间|時間|日期|Time|Date|From|By|文)\s*[:：](?!.*[:：]\s*\D)", re.IGNORECASE
)
_END = re.compile(
    r"^\W*(?:-+\s*END\s*-+|—+\s*END\s*—+|END|（完）|\(完\)|【完】|责任编辑结束|(?:The )?End)\W*$"
    r"|^\W*-\s?END\s?-\W*$",
)
_RELATED = re.compile(
    r"^\W*(?:相关(?:新闻|阅读|链接|文章|报道|推荐|内容|稿件|专题)|相關(?:新聞|閱讀|連結|鏈接|文章|報導|推薦)"
    r"|推荐(?:阅读|新闻)|推薦閱讀|延伸阅读|延伸閱讀|热门(?:新闻|推荐|文章)|熱門(?:新聞|文章)"
    r"|更多(?:新闻|精彩|推荐|阅读)"
    r"|猜你喜欢|您可能(?:还|也)?(?:感兴趣|喜欢)|精彩推荐|图片新闻|新闻排行|点击排行|频道推荐"
    r"|往期(?:回顾|推荐)|友情链接"
    r"|Related (?:news|articles?|stories|reading|links)|Read more|More (?:news|stories|from.{0,30})"
    r"|You may also like|Recommended|Latest news)\s*[:：]?\W*$",
    re.IGNORECASE,
)
_SEPARATED = re.compile(r"\s*[|｜│丨·•>»/]\s*|\s{2,}|\t")
_SEPARATOR = re.compile(r"[|｜│丨>»]")
_PAUSE = re.compile(r"[，。！？；,;!?]")
_STOP = re.compile("[。！？；]")
_LEADING_MARK = re.compile(r"^[\s·•●■◆▲★※>»|｜-]+")
_EDGES = "【】[]()（） \u3000"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What is left of the lines of a document, and what the others said of it."""

    lines: tuple[str, ...]
    """The lines that are text."""
    removed: tuple[tuple[str, str], ...]
    """Those that are not: the rule that took each out, and the line."""
    metadata: Metadata


def clean(lines: Iterable[str], authored: bool = False) -> Cleaned:
    """Apply the line rules in order. Blank lines are kept: they part blocks.

    Args:
        lines: the document.
        authored: whether somebody wrote these lines as they are (Markdown): no button can be among them.

    >>> cleaned = clean(["分享到：", "夜巡队昨晚出动两次。", "（完）", "别的新闻"])
    >>> cleaned.lines, [rule for rule, _ in cleaned.removed]
    (('夜巡队昨晚出动两次。',), ['page-tools', 'end-mark', 'after-end'])
    """
    source = list(lines)
    rules = iter(in_context([_seen(line.strip(), authored) for line in source if line.strip()]))
    kept: list[str] = []
    removed: list[tuple[str, str]] = []
    metadata = Metadata()
    for line in source:
        bare = line.strip()
        if not bare:
            kept.append(line)
            continue
        rule = next(rules)
        if not rule:
            text, credits_at_end = _without_credits(line)
            removed += [("credit", credit) for credit in credits_at_end]
            if text.strip():
                kept.append(text)
            continue
        removed.append((rule, bare))
        if rule != "after-end":
            metadata = metadata.or_else(_said(rule, bare))
    return _signed(Cleaned(tuple(kept), tuple(removed), metadata))


_NOT_AUTHORED = frozenset(["page-tools", "menu", "contact", "related", "breadcrumb"])


def _seen(line: str, authored: bool) -> Line:
    """Return a line with its rule, and whether its words alone are enough for it."""
    rule = _rule(line)
    if authored and rule in _NOT_AUTHORED:
        return Line(line, "", False)
    if rule == "page-tools":
        return Line(line, rule, not _WORD_OF_TOOLS.match(line))
    if rule == "posting-line":
        return Line(line, rule, not _LABEL_OF_EVENTS.match(line))
    if rule == "copyright":
        return Line(line, rule, _SENTENCE_END.search(line) is None)
    return Line(line, rule, rule not in ("menu", "contact", "breadcrumb"))


def _rule(line: str) -> str:
    """Return the name of the rule that takes ``line`` out wherever it stands, or nothing.

    >>> _rule("首页 > 新闻中心 > 正文"), _rule("夜巡队昨晚出动两次。")
    ('breadcrumb', '')
    """
    if len(line) > _SHORT:
        return ""
    sentence = _SENTENCE_END.search(line) is not None
    rules = _RULES if sentence else _RULES + _RULES_FOR_NO_SENTENCE
    return next((name for name, applies_to in rules if applies_to(line)), "")


def _is_copyright(line: str) -> bool:
    imprint = _IMPRINT.search(line) is not None and _SENTENCE_END.search(line) is None
    return imprint or _COPYRIGHT.search(line) is not None


def _is_contact(line: str) -> bool:
    """Labels of contacts with their values, and hardly a letter more: 电话：0798-1234567.

    >>> _is_contact("电话：0798-1234567 传真：0798-1234568")
    True
    >>> _is_contact("拨打电话：110的群众逐年增多，今年又有增长")
    False
    """
    labels = _CONTACT.findall(line)
    if not labels or not _CONTACT_VALUE.search(line):
        return False
    rest = _CONTACT_VALUE.sub("", _CONTACT.sub("", line))
    return len(_NO_LETTER.sub("", rest)) <= 8 * len(labels) + 4


def _is_page_tool(line: str) -> bool:
    """A button: `返回:` is a label of the text, `分享到：` is not."""
    if not _PAGE_TOOLS.match(line):
        return False
    return not _TOOL_LABEL.match(line) or not _WORD_OF_TOOLS.match(line.rstrip(" :："))


def _is_menu(line: str) -> bool:
    """At least four short items between separators, and no punctuation of sentences; no address or path."""
    if "://" in line or (line.isascii() and " " not in line):
        return False
    items = [item for item in _SEPARATED.split(_LEADING_MARK.sub("", line)) if item]
    marked = len(_SEPARATOR.findall(line))
    return (
        len(items) >= 4
        and (marked >= 3 or len(items) >= 6)
        and all(len(item) <= (8 if not item.isascii() else 24) for item in items)
        and not _PAUSE.search(line)
    )


def is_posting_line(line: str) -> bool:
    """Nothing but labels with their values, or a bare date with them.

    >>> is_posting_line("发布时间:2025年01月16日 来源:临川新闻网"), is_posting_line("2024-03-18 10:42")
    (True, True)
    """
    bare = line.strip(_EDGES)
    labels = list(_LABEL.finditer(bare))
    if not labels:
        date = _POSTED.match(bare)
        return date is not None and len(bare) - date.end() <= 12 and not _SENTENCE_END.search(bare)
    before = _POSTED.sub("", bare[: labels[0].start()]).strip(" |｜/")
    if len(before) > 12 or (before and len(labels) < 2 and not _POSTED.match(bare)):
        return False
    return all(len(value.strip()) <= 40 and not _STOP.search(value) for _, value in _values(bare, labels))


def _values(line: str, labels: list[re.Match[str]]) -> list[tuple[str, str]]:
    """Return each label with what stands between it and the next."""
    ends = [*(label.start() for label in labels), len(line)][1:]
    return [(label[1], line[label.end() : end]) for label, end in zip(labels, ends, strict=True)]


_RULES: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("end-mark", _END.match),
    ("related", _RELATED.match),
    ("breadcrumb", _BREADCRUMB.search),
    ("posting-line", is_posting_line),
    ("byline", _BYLINE.match),
    ("copyright", _is_copyright),
    ("page-tools", _is_page_tool),
    ("photo-credit", _PHOTO.match),
)
_RULES_FOR_NO_SENTENCE: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("contact", _is_contact),
    ("menu", _is_menu),
)


def _said(rule: str, line: str) -> Metadata:
    """Return what a line that a rule took out says of the document."""
    if rule == "posting-line":
        return posting_line(line)
    return _byline(line) if rule == "byline" else Metadata()


def posting_line(line: str) -> Metadata:
    """Return what a posting line says.

    >>> posting_line("发布时间:2025年01月10日 来源:苍南新闻网").source
    '苍南新闻网'
    """
    bare = _GLUED.sub(r" \1：", line.strip(_EDGES))
    fields: dict[str, str] = {}
    for label, text in _values(bare, list(_LABEL.finditer(bare))):
        name = _FIELDS[label.lower()]
        value = text.strip(" |｜/　")
        if name == "date":
            value = find_date(value) or ""
        if name and value:
            fields.setdefault(name, value)
    if "date" not in fields:
        date = find_date(bare)
        if date:
            fields["date"] = date
    return Metadata(**fields)


def _byline(line: str) -> Metadata:
    match = _BYLINE.match(line)
    return Metadata(author=(match["name"] or match["by"]) if match else None)


def _without_credits(line: str) -> tuple[str, list[str]]:
    """Take the credits in parentheses off the end of a paragraph.

    >>> _without_credits("活动结束了。（记者 方某 摄）（编辑：何某）")
    ('活动结束了。', ['（编辑：何某）', '（记者 方某 摄）'])
    """
    credits_at_end: list[str] = []
    end = len(line)
    while match := _CREDIT.search(line, max(0, end - _LONGEST_CREDIT), end):
        credits_at_end.append(match[0].strip())
        end = match.start()
        while end > 0 and line[end - 1].isspace():
            end -= 1
    return line[:end], credits_at_end


def _signed(cleaned: Cleaned) -> Cleaned:
    """Take the author's name in parentheses off the last paragraph: `……下降33%。(某某某)`."""
    place = next((i for i in range(len(cleaned.lines) - 1, -1, -1) if cleaned.lines[i].strip()), None)
    if place is None:
        return cleaned
    line = cleaned.lines[place]
    match = _SIGNATURE.search(line, max(0, len(line) - _LONGEST_SIGNATURE))
    if match is None or _NO_NAME.search(match["name"]):
        return cleaned
    paragraph = line[: match.start()].rstrip()
    if not paragraph.endswith(("。", "！", "？", "”")):
        return cleaned
    return Cleaned(
        (*cleaned.lines[:place], paragraph, *cleaned.lines[place + 1 :]),
        (*cleaned.removed, ("signature", match[0].strip())),
        cleaned.metadata.or_else(Metadata(author=match["name"])),
    )
