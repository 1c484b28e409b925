"""Chinese sentence boundaries: one scanner, Simplified and Traditional alike.

One match of ``_SCAN`` runs, in the regular-expression engine, from the start of a sentence over everything
that cannot end it (titles in 《》, asides in parentheses, decimal points) to the next place that may. Most
places are certain and carry ``sure``; the others are judged in ``_ends``. Every repetition is possessive or
bounded, so time is linear.
"""

from __future__ import annotations

import re

_CLOSERS = "”’」』）)】》〉\"'］]"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇"

_SCAN = re.compile(
    rf"""
    # What cannot end a sentence.
    (?: [^《（(【“"。！？!?｡….．～~]++
      | 《[^《》\n]{{0,80}}+》 | 【[^【】\n]{{0,80}}+】         # a title, whatever its punctuation
      | （[^（）\n]{{0,120}}+） | \([^()\n]{{0,120}}+\)         # an aside
      | “[^“”。！？!?…\n]{{0,60}}+”                          # a quotation without a full stop
      | …++(?![。！？!?{re.escape(_CLOSERS)}])                # an ellipsis in the middle
      | [.．](?=[.．0-9０-９A-Za-z,，、])                     # a decimal point, an address, three full stops
      | (?<![{_HAN}A-Za-z0-9０-９”」）)%％])[.．]
      | [～~](?![{_HAN}])
      | [《（(【“"]
    )*+
    # What may: surely before a word or an opening mark.
    (?: (?P<sure>[。！？]++) (?=[{_HAN}A-Za-z0-9０-９“「『《【])
      | (?P<stop>[。！？!?｡….．～~]++)
        (?P<close>(?:[ ]?[{re.escape(_CLOSERS)}]|\[\d{{1,3}}\]|[①-⑳])*+)
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
_GOES_ON_AFTER_CRY = re.compile(
    r"[地得为為是之和与與及或被把将將在向对對从從到以而也都就则則并並由中后後前时時]"
    r"|(?:主题|主題|口号|口號|字样|字樣|话语|話語|理念|精神|活动|活動|行动|行動|标语|標語|横幅|橫幅|声|聲)"
)
# `“…。”X说。`: what follows is only who said it. `“…！”X说，“…”` likewise.
_SPEECH = (
    "说|說|道|问|問|称|稱|表示|喊|叫|答|回答|坦言|感叹|感嘆|感慨|直言|笑言|介绍|介紹|解释|解釋|指出"
    "|强调|強調|写道|寫道|告诉记者|告訴記者"
)
_SAID = re.compile(
    rf"[^。！？!?，,：:；;“”「」『』\n]{{0,24}}?(?:{_SPEECH})(?:[着著了])?"
    rf"(?:(?P<end>[。！!.])|[，,：:]\s?(?P<more>[“「\"]))"
)
_PARTICLE = re.compile(r"[吧哦啦呀哈啊呢嘛哟喔了们樂乐]")
_ENUMERATOR = re.compile(r"\s*[（(]?[一二三四五六七八九十百0-9０-９A-Za-z]{1,4}\Z")
_FIGURE = re.compile(r"[0-9０-９]")
_LATIN_END = re.compile(r"[A-Za-z][a-z]+\Z")
_HAN_CHAR = re.compile(f"[{_HAN}]")
_SPACE = re.compile(r"\s*+")


def boundaries(text: str, start: int, end: int) -> list[int]:
    """Return the offsets in ``text[start:end]``, in order, at which a sentence ends; the last is ``end``.

    >>> boundaries("“灯亮了。”老孙说。人渐渐多了。", 0, 16)
    [10, 16]
    """
    ends: list[int] = []
    begin = start
    for match in _SCAN.finditer(text, start, end):
        group = match.lastgroup
        if group == "sure" or (group is not None and _ends(text, begin, end, match)):
            begin = match.end()
            ends.append(begin)
    if not ends or ends[-1] != end:
        ends.append(end)
    return ends


def _ends(text: str, begin: int, end: int, match: re.Match[str]) -> bool:
    """Whether the sentence that began at ``begin`` ends at the uncertain place ``match``."""
    stop, close, at = match["stop"], match["close"], match.end()
    follows = _SPACE.match(text, at, end)
    after = follows.end() if follows else at
    if after >= end:
        return True
    following = text[after]
    if stop[0] in ".．" and set(stop) <= set(".．"):
        return _full_stop(text, begin, match, after)
    if stop[0] in "～~":
        return bool(_PARTICLE.match(text, match.start("stop") - 1))
    if not set(stop) - {"…"}:
        # A bare ellipsis ends a sentence only together with its quotation.
        return bool(close) and close[-1] in "”」" and _after_quote(text, after, end, full_stop=False)
    if close:
        last = close.strip()[-1]
        if following in "。！？!?" or last in "’』》〉":
            return False  # “好！”。 ends at its last stop; ’ closes a quotation inside another.
        if last in "”」\"'":
            return _after_quote(text, after, end, full_stop="。" in stop)
        return following not in "，,、；;：:。"
    if following in "，,、；;：:）)》":
        return False
    if stop[0] in "!?" and at == after and (following.isascii() and following.isalnum()):
        # `a?b=1` in an address; `你好!Hello` still ends, since Chinese stands before.
        return not text[match.start("stop") - 1].isascii()
    return True


def _after_quote(text: str, after: int, end: int, *, full_stop: bool) -> bool:
    """Whether a sentence ends with the quotation that was closed before ``after``.

    >>> _after_quote("“灯亮了。”老孙说。", 6, 10, full_stop=True)
    False
    >>> _after_quote("“灯亮了。”人渐渐多了。", 6, 12, full_stop=True)
    True
    """
    if _GOES_ON.match(text, after, end) or (not full_stop and _GOES_ON_AFTER_CRY.match(text, after, end)):
        return False
    return not _SAID.match(text, after, end)


def _full_stop(text: str, begin: int, match: re.Match[str], after: int) -> bool:
    """Whether a Western full stop in Chinese text ends the sentence."""
    dot, at = match.start("stop"), match.end()
    if len(match["stop"]) > 2:
        return False  # an ellipsis
    if dot - begin <= 8 and _ENUMERATOR.match(text[max(begin, dot - 8) : dot]):
        return False  # （一）.
    before, following = text[dot - 1], text[after]
    after_han = _HAN_CHAR.match(before) is not None or before in "”」）)%％"
    before_han = _HAN_CHAR.match(following) is not None
    if after_han:
        return before_han or following in "“「《（(【" or at < after
    if following.isascii() and not following.isalpha():
        return False  # 3.5, www.a.cn/x
    if at == after and not match["close"]:
        return before_han and _FIGURE.match(before) is not None  # 共36.全部
    latin_word = _LATIN_END.search(text, max(begin, dot - 20), dot) is not None
    return latin_word and (before_han or following.isupper())
