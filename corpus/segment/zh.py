"""Chinese sentence boundaries: one scanner, Simplified and Traditional alike.

One match of ``_SCAN`` runs, in the regular-expression engine, from the start of a sentence over everything
that cannot end it (titles in 《》, asides in parentheses, decimal points) to the next place that may. Most
places are certain and carry ``sure``; the others are judged in ``_ends``. Every repetition is possessive or
bounded, so time is linear.
"""

from __future__ import annotations

import re

from corpus.segment.quotes import StraightQuotes
from corpus.segment.words import english_words

_CLOSERS = "”’」』）)】》〉\"'］]"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇"

_COUNTED = (
    r"(?:这|這|那)?[一二三四五六七八九十两兩几幾]{1,3}(?:个|個|道|条|條|句|种|種)?(?:大|汉|漢)?(?:字|[一-鿿]题|[一-鿿]題)"
    r"|(?:这|這)(?:类|類|种|種|样|樣|句|些|段|番)|的"
)
"""What follows a quotation that is a part of its sentence, whatever stands inside."""
_FACES = (
    "\u2600-\u2604\u2614\u263a\u2764\U0001f389\U0001f44a-\U0001f44f\U0001f494-\U0001f49f\U0001f4aa\U0001f525"
    "\U0001f600-\U0001f64f\U0001f910-\U0001f92f\U0001f970-\U0001f97a\U0001fae0-\U0001faf8"
)
_SIGNS = "\u2600-\u2764\U0001f389-\U0001faff"
"""In which they all are: few ranges are looked through faster."""
_NO_FEELING = (
    "[图圖表注附编編摘按责責记記摄攝]|视频|視頻|链接|鏈接|来源|來源|作者|资料|資料"
    "|详|詳|更多|原文|全文|查看|阅读|閱讀|下载|下載|打印"
)
_FEELING = rf"(?:[{_FACES}]\ufe0f?|\[(?!{_NO_FEELING})[{_HAN}A-Za-z]{{1,4}}\](?![{_HAN}]{{2,6}}[：:]))"
"""A face, a hand or a heart, or its name ([微笑], but not the sign of a label, [米饭]餐食：): it belongs
to what it stands behind."""
_FELT = rf"(?<=[{_HAN}～~])(?<![我你])(?>{_FEELING}+)(?=[{_HAN}])"
"""It ends a sentence between two words: 加班😭老婆发来; not 我❤️北京."""
_BEGINNING = (
    r"(?:原来|原來|今天|如今|后来|後來|然而|可是|可惜|于是|於是|第二天|当天|當天"
    r"|[12]\d{3}年(?:\d|[春夏秋冬底初])|(?<=[了去着呢吧]……)[他她它我]"
    r"|[一二两三四五六七八九十几\d]{1,2}(?:天|年|个月|小时|分钟|周)[后後]，|[他她][说說]，)"
)
"""What the next sentence begins with where an ellipsis ends one; elsewhere it is a pause."""
_ENGLISH = r"[^“”\n]{0,60}[a-z]{2}\.(?: [A-Z]|”)"
"""What a quotation holds that has an English full stop in it, or at its end."""
_PICTURE = "(?<=[！？!?。])(?>(?:[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?)+)(?=\\s|\\Z)"
"""Right behind the mark and before a space: it belongs to that sentence; elsewhere it may be a bullet."""
_SCAN = re.compile(
    rf"""
    # What cannot end a sentence.
    (?>(?: [^《（(【“「"。！？!?｡….．～~—\[{_SIGNS}]++
      | 《[^《》\n]{{0,80}}+》 | 【[^【】\n]{{0,80}}+】         # a title, whatever its punctuation
      | （[^（）\n]{{0,120}}+） | \([^()\n]{{0,120}}+\)         # an aside
      | (?:(?<![：:])“|“(?!{_ENGLISH}))[^“”。！？!?…—\n]{{0,60}}+”    # a quotation without a full stop
      | (?<=[{_HAN}])(?:“[^“”\n]{{0,60}}+”|「[^「」\n]{{0,60}}+」)(?={_COUNTED})    # “…！…！”八个大字
      | “[^“”\n]{{0,60}}+”(?=的)                              # “…！…！”的喊声
      | [“「"][A-Za-z0-9 ,.!?'’-]{{1,80}}+[”」"](?=[，,、的])  # an English one
      | …(?<=[“「『]…)…*+                                       # what was said goes on
      | …++(?![。！？!?{re.escape(_CLOSERS)}]|{_BEGINNING})   # an ellipsis in the middle
      | [.．](?=[.．0-9０-９A-Za-z,，、])                     # a decimal point, an address, three full stops
      | (?<![{_HAN}A-Za-z0-9０-９”」）)%％])[.．]
      | !(?<=[A-Za-z]!)(?=的)                                  # Yahoo!的
      | [～~](?![{_HAN}～~])
      | —(?!—[”」])
      | [《（(【“「"]
      | (?=[\[{_SIGNS}])(?!{_FELT}).\ufe0f?
    )*)
    # What may: surely before a word or an opening mark.
    (?: (?P<sure>[。！？]++(?=[{_HAN}A-Za-z0-9０-９“「『《【])|{_FELT})
      | (?P<stop>[。！？!?｡….．～~]++|——(?=[”」]))
        (?P<close>(?>(?:[ ]?[{re.escape(_CLOSERS)}]|\[\d{{1,3}}\]|[①-⑳]|{_FEELING}|{_PICTURE})*))
      | \Z
    )
    """,
    re.VERBOSE,
)

# What may stand right after a closing quotation mark when the sentence goes on: after a full stop little,
# after an exclamation, a question or an ellipsis (which belong to the words quoted) any particle, preposition
# or conjunction.
_GOES_ON = re.compile(
    r"[，,、；;：:—…·％%）)\]》的等]"
    r"|(?:这|這)(?:样|樣|句|一|种|種|些|段|番)?(?:的|话|話|口号|口號|理念|标语|標語|题|題)"  # “…。”这样的话
    r"|一(?:词|詞|语|語|句|文|书|書|说|說)|之(?:类|類|言|语|語|声|聲)"  # “…。”一说
    r"|(?:为|為)(?:主|题|題|名|由|目|口|宗|例|核|导|導|内|內|旗|荣|榮)"  # 以“…。”为主题
)
_THOSE_WORDS = re.compile(r"(?:这|這)(?:番|句|些|几句|幾句)?(?:话|話)[，,]")
"""After what somebody says: “…。”这句话，我记了一辈子。"""
_GOES_ON_AFTER_CRY = re.compile(
    r"[地得为為是之和与與及或被把将將在向对對从從到以而也都就则則并並由中后後前时時]"
    r"|成(?:了|为|為)|(?:主题|主題|口号|口號|字样|字樣|话语|話語|理念|精神|活动|活動|行动|行動|标语|標語|横幅|橫幅|声|聲)"
)
# `“…。”X说。`: what follows is only who said it. `“…！”X说，“…”` likewise.
_SPEECH = (
    "说|說|道|问|問|称|稱|表示|喊|叫|嗌|答|回答|坦言|感叹|感嘆|感慨|直言|笑言|介绍|介紹|解释|解釋|指出"
    "|强调|強調|写道|寫道|告诉记者|告訴記者"
)
_SPEECH_TO = (
    "宣读|宣讀|忆述|憶述|供述|反复强调|反覆強調|叮嘱|叮囑|嘱咐|囑咐|提醒|追问|追問|反问|反問|告诉|告訴|大喊|高喊|大叫|回忆|回憶|安慰|哽咽|念叨|嘀咕|嘟囔"
    "|夸个|誇個|抱怨|又问|又問|边说|邊說|欲言又止|说了|說了|问了|問了|喊了"
)
_SPEECH_AND = "[说說喊问問答劝勸叹嘆笑吼骂罵嚷]道|一?[边邊][说說喊问問叫哭笑]"
"""After which the same person may do something: 他喊道，转身就跑。"""
_SPOKEN = "(?:说|說)(?:着|著|罢|罷|完|到这里|到這裡|到这儿)"
_CLAUSE = r"[^。！？!?，,：:；;“”「」『』\n]"
_OCCASION = "(?:说起|說起|谈起|談起|提起|讲起|聊起|谈到|談到|提到|说到|說到|谈及|面对|面對|看着|望着|望著)"
_SAID = re.compile(
    rf"(?>(?:{_OCCASION}{_CLAUSE}{{1,16}}[，,])?){_CLAUSE}{{0,24}}?(?:{_SPEECH})(?:[着著了])?[ ]?[。！!.]"
    rf"|(?!这|這|此)(?>(?:{_CLAUSE}{{1,16}}[，,])?){_CLAUSE}{{1,24}}?(?:{_SPEECH_TO}){_CLAUSE}{{0,12}}+[。！!.]"
    rf"|{_CLAUSE}{{0,24}}?(?:{_SPEECH})(?:[着著了])?[，,：:]\s?[“「‘『\"]"
    rf"|{_CLAUSE}{{0,24}}?(?:{_SPEECH_AND})(?:[，,]|一?[边邊])|{_SPOKEN}[，,]"
)
_BEGINS = re.compile(_BEGINNING)
_FRIENDLY = re.compile(r"[吧哦啦呀哈啊呢嘛哟喔了们們樂乐快见見安康好]")
"""Before a `～` that ends a sentence: 新年快乐～; not 北京～上海, 三～五年."""
_ENUMERATOR = re.compile(r"\s*[（(]?[一二三四五六七八九十百甲乙丙丁戊己庚辛0-9０-９A-Za-z]{1,4}\Z")
_ASIDE = re.compile(
    r"\s*+(?:（[^（）\n]{0,119}[。！？!?]）|（[^（）\n]{0,20}(?:掌声|掌聲|鼓掌|笑声|笑聲|起立|播放|附后|附後|从略|從略|停顿|停頓)"
    rf"[^（）\n]{{0,20}}）)(?=\s*[{_HAN}“「【（])"
)
"""What stands alone in brackets at the beginning of a sentence: a sentence, or a stage direction."""
_OPENERS = {"”": "“", "」": "「", "』": "『", "’": "‘", '"': '"'}
_LONGEST_QUOTE = 300
_SAYS = "说說道喊问問称稱叫着著示答"
"""Characters before a quotation that is said."""
_BEFORE_ITEM = re.compile(r"[：:；;]\s?[0-9０-９]{1,2}\Z")
"""The mark before an item of a list in running text, and its number."""
_CIRCLED_LIST = re.compile(r"(?:[^①-⑳\n]{0,200}[：:]\s*)?[①-⑳]")
"""A paragraph whose circled numbers count what follows them; others are footnotes."""
_CIRCLED = re.compile(r"[①-⑳]")
_FIGURE = re.compile(r"[0-9０-９]")
_MEASURE = re.compile(r"\d ?(?:[kmcd]?[gm]|m?[lL]|[kK]?[wW]|[Tt])\Z")
"""A unit behind its figure: 净重2.5kg.保质期."""
_LATIN_DATE = re.compile(r"[A-Za-z]{3,}\.? (?:\d{1,2}, )?\d{1,4}\Z")
_CREDIT = re.compile(r"（(?:圖|图|資料照|资料图|攝|摄|翻攝)[^（）\n]{0,20}）\s*\Z")
"""Who took the picture, at the end of a paragraph: it belongs to its last sentence."""
_HASHTAGS = re.compile(r"(?>(?:#[^#\n]{1,40}#\s*+)+)\Z")
"""At the end of a paragraph: they belong to its last sentence."""
_TAILS = {"#": _HASHTAGS, "（": _CREDIT}
_LATIN_SENTENCE = re.compile(r"[A-Za-z'’]+,? [a-z'’]+\Z|(?:www\.|://|@)[\w./-]+\Z")
_LATIN_WORD = re.compile(r"[A-Za-z]+\Z")
_LATIN_END = re.compile(r"[A-Za-z][a-z]+\Z")
_HAN_CHAR = re.compile(f"[{_HAN}]")
_SPACE = re.compile(r"\s*+")


def boundaries(text: str, start: int, end: int) -> list[int]:
    """Return the offsets in ``text[start:end]``, in order, at which a sentence ends; the last is ``end``.

    >>> boundaries("“灯亮了。”老孙说。人渐渐多了。", 0, 16)
    [10, 16]
    """
    ends: list[int] = []
    begin = _after_aside(text, start, end, ends)
    quotes = StraightQuotes(text, start)
    numbered = _CIRCLED_LIST.match(text, start, end) is not None
    for match in _SCAN.finditer(text, start, end):
        group, at = match.lastgroup, match.end()
        if group is None or at <= begin:
            continue
        if group != "sure":
            opening = match["close"][:1]
            if opening == '"' and quotes.opens(match.start("close")):
                at = match.start("close")  # It opens the next quotation.
            elif numbered and _CIRCLED.match(opening):
                at = match.start("close")  # It numbers the next one.
            if at == match.end() and not _ends(text, (start, begin, end), match):
                continue
        ends.append(at)
        begin = _after_aside(text, at, end, ends)
    if not ends or ends[-1] != end:
        ends.append(end)
    return ends


def _after_aside(text: str, begin: int, end: int, ends: list[int]) -> int:
    """Return where the next sentence begins: what stands at ``begin`` in brackets may be one by itself."""
    aside = _ASIDE.match(text, begin, end)
    if aside is None:
        return begin
    ends.append(aside.end())
    return aside.end()


def _ends(text: str, sentence: tuple[int, int, int], match: re.Match[str]) -> bool:
    """Whether the sentence ends at the uncertain place ``match``.

    ``sentence`` is where its paragraph starts, where it began, and where its paragraph ends.
    """
    start, begin, end = sentence
    stop, close, at = match["stop"], match["close"], match.end()
    follows = _SPACE.match(text, at, end)
    after = follows.end() if follows else at
    if after >= end:
        return True
    following = text[after]
    tail = _TAILS.get(following)
    if tail and tail.match(text, after, end):
        return False
    if stop[0] in ".．" and set(stop) <= set(".．") and not (close and len(stop) > 2):
        return _full_stop(text, begin, match, after)
    if stop[0] in "～~":
        return len(stop) > 1 or bool(_FRIENDLY.match(text, match.start("stop") - 1))
    if close:
        return _after_closer(text, (start, begin, end), match, after)
    if stop[0] == "…" and not set(stop) - {"…"}:
        beginning = _BEGINS.match(text, after, end)
        # 「原來……原來是你！」 is a stammer.
        return beginning is not None and not text.endswith(beginning[0], begin, match.start("stop"))
    if following in "，,、；;：:）)》":
        return False
    if stop[0] in "!?" and at == after and (following.isascii() and following.isalnum()):
        # `a?b=1` in an address; `你好!Hello` still ends, since Chinese stands before.
        return not text[match.start("stop") - 1].isascii()
    return True


def _after_closer(text: str, sentence: tuple[int, int, int], match: re.Match[str], after: int) -> bool:
    """Whether a sentence ends at a stop with closing marks after it, before what stands at ``after``."""
    start, begin, end = sentence
    stop, last = match["stop"], match["close"].strip()[-1]
    if text[after] in "。！？!?" or last in "》〉":
        return False  # “好！”。 ends at its last stop.
    inner = last in "’』" and not text.startswith(_OPENERS[last], begin)
    if inner and _opened(text, start, match.end(), last) != "colon":
        return False
    if last in _OPENERS:
        return _after_quote(text, start, match, after, end)
    return stop[0] not in "…—" and text[after] not in "，,、；;：:。"


def _opened(text: str, start: int, closed: int, closer: str) -> str:
    """Return how the quotation that ended before ``closed`` was opened: by `colon`, `inside` a clause, or "".

    >>> _opened("他问：“谁？”", 0, 7, "”"), _opened("一声“谁？”", 0, 6, "”"), _opened("“谁？”", 0, 4, "”")
    ('colon', 'inside', '')
    """
    opener = _opener(text, max(start, closed - _LONGEST_QUOTE), closed, closer)
    before = text[opener - 1] if opener > start else ""
    if before and before in "：:":
        return "colon"
    return "inside" if before and _HAN_CHAR.match(before) and before not in _SAYS else ""


def _opener(text: str, least: int, closed: int, closer: str) -> int:
    """Return where the quotation that ended before ``closed`` was opened, over those inside it; or -1.

    >>> text = "“要有“三能”警队！”"
    >>> _opener(text, 0, len(text), "”")
    0
    """
    opening, place = _OPENERS[closer], text.rfind(closer, least, closed)
    depth = 1
    while depth:
        opened = text.rfind(opening, least, place)
        inner = text.rfind(closer, least, place) if closer != opening else -1
        if opened < 0:
            return -1
        place = max(opened, inner)
        depth += 1 if inner > opened else -1
    return place


def _after_quote(text: str, start: int, match: re.Match[str], after: int, end: int) -> bool:
    """Whether a sentence ends with the quotation that was closed before ``after``."""
    if text.startswith(("——“", "——「"), after):
        return True  # the next one's words
    stop, opened = match["stop"], _opened(text, start, match.end(), match["close"].strip()[-1])
    if opened == "colon" and _THOSE_WORDS.match(text, after, end):
        return True
    if _GOES_ON.match(text, after, end):
        return False
    if opened == "colon" or stop[0] == "—":
        return opened == "colon"
    if "。" not in stop and (opened == "inside" or _GOES_ON_AFTER_CRY.match(text, after, end)):
        return False
    return not _SAID.match(text, after, end)


def _full_stop(text: str, begin: int, match: re.Match[str], after: int) -> bool:
    """Whether a Western full stop in Chinese text ends the sentence."""
    dot, at = match.start("stop"), match.end()
    if len(match["stop"]) > 2 or text.startswith("..", max(dot - 2, 0)):
        return _BEGINS.match(text, after) is not None  # an ellipsis
    if dot - begin <= 8 and _ENUMERATOR.match(text[max(begin, dot - 8) : dot]):
        return False  # （一）.
    if _BEFORE_ITEM.search(text, max(begin, dot - 4), dot):
        return False  # 流程如下：1.网上预约；2.
    before, following = text[dot - 1], text[after]
    after_han = _HAN_CHAR.match(before) is not None or before in "”」）)%％"
    before_han = _HAN_CHAR.match(following) is not None
    if after_han:
        return before_han or following in "“「《（(【" or at < after
    if following.isascii() and not following.isalpha():
        return False  # 3.5, www.a.cn/x
    if following.isupper() and at < after and _LATIN_DATE.search(text, max(begin, dot - 24), dot):
        return True  # Oct. 12, 2019. It attracted
    if at == after and not match["close"]:
        return before_han and (
            _FIGURE.match(before) is not None  # 共36.全部
            or _MEASURE.search(text, max(begin, dot - 6), dot) is not None
            or _LATIN_SENTENCE.search(text, max(begin, dot - 60), dot) is not None
        )
    if _is_abbreviation(text, begin, dot):
        return False
    latin_word = _LATIN_END.search(text, max(begin, dot - 20), dot) is not None
    return latin_word and (before_han or following.isupper())


def _is_abbreviation(text: str, begin: int, dot: int) -> bool:
    word = _LATIN_WORD.search(text, max(begin, dot - 10), dot)
    words = english_words()
    return word is not None and (word[0] in words.titles or word[0].lower() in words.may_end)
