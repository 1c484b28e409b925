"""Names in Chinese text and their spelling: what a small model cannot know and invents.

Places are looked up in the gazetteer along the words of a sentence; people are found by a surname where a
name may
stand: after a title, before a verb of speech, in a list with other people, or masked by 某. What was found
once is known wherever it stands.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from align.lexicon import entries
from align.quality.names import Name
from align.terms.gazetteer import Place, gazetteer
from align.terms.spelling import spell_person, spell_word, surname

_DATA = Path(__file__).with_name("data")
_LONGEST = 12
"""Characters of the longest name in the gazetteer."""
_COUNTY = 3
_HAN = "\u3400-\u9fff"
_DIVISION = re.compile("特别行政区|自治区|自治州|自治县|省|市|区|县|旗|盟|州|镇|乡|街道|村|社区")
_OF_PLACE = re.compile(
    "公安|警方|警察|民警|交警|特警|巡警|边检|海关|消防|法院|检察|政府|市委|县委|区委|日报|晚报|新闻网|广播|电视|籍|人民|"
    "分局|派出所|街道|机场|火车站|高铁|港|口岸|高速|境内|市场|大学|学院|医院|晚报|监狱|看守所|铁路|警务|辖区|三中院|中院"
)
"""What follows the bare name of a place in an office or institution: 苍南公安, 温州日报."""
_BEFORE_PLACE = re.compile(r"(?:\A|[，。；：、“”（）()\s·\-—在于从到往向对由经赴据为是和与及])\Z")
_DATELINE = re.compile(r"(?:讯|电)")
_MASKED = re.compile(rf"(?P<name>[{_HAN}]{{1,2}}某(?:[{_HAN}]|某)?)")
_GIVEN = rf"[{_HAN}]{{1,2}}"
_ADDRESSED = re.compile(
    "先生|女士|警官|老师|教授|某某|主任|局长|所长|书记|队长|师傅|阿姨|大爷|大妈|叔叔|同志|总|局|所|队|某"
)
_NOT_GIVEN = frozenset("说称表示介绍指出认为强调告诉是在和与及的了着过等也又就将被对向从到把给让使各该本某")
_TRANSCRIBING = frozenset(
    "阿埃艾巴贝比伯布查茨达丹德迪蒂多厄恩尔法菲费弗夫福盖戈格古哈赫霍基加杰卡凯科克肯库拉莱兰劳勒雷里利莉列琳卢鲁伦罗洛马麦曼梅米密"
    "姆纳娜内尼诺帕佩皮普奇乔切萨塞桑瑟沙什史斯思塔泰坦特廷图托瓦威维韦温沃乌西希辛休雅亚伊因尤约扎兹佐肖"
)
"""Characters that spell foreign names; what consists of them alone is left to the model: 肖尔茨 is Scholz."""
_LIST = re.compile("[、和与及 ]")


def find_names(text: str, known: Mapping[str, Name] | None = None) -> list[Name]:
    """Return the names of a Simplified Chinese sentence in order, without overlaps.

    Args:
        text: the sentence.
        known: names that were found elsewhere in the corpus, by their text: they count wherever they stand.

    >>> [(name.text, name.spelling) for name in find_names("苍南公安局民警宋美君说，衡阳市很平静。")]
    [('苍南', 'Cangnan'), ('宋美君', 'Song Meijun'), ('衡阳', 'Hengyang')]
    """
    names = [*_people(text), *_known(text, known or {}), *_places(text), *_stations(text)]
    return _without_overlaps(names)


def _without_overlaps(names: Iterable[Name]) -> list[Name]:
    """Return the names in order; of two that overlap the longer stays, then the first that was found."""
    kept: list[Name] = []
    for name in sorted(names, key=lambda name: -(name.end - name.start)):
        if all(name.end <= other.start or other.end <= name.start for other in kept):
            kept.append(name)
    return sorted(kept, key=lambda name: name.start)


# People


@functools.cache
def _words(name: str) -> tuple[str, ...]:
    lines = (_DATA / name).read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


@functools.cache
def _after_title() -> re.Pattern[str]:
    titles = "|".join(sorted(map(re.escape, _words("titles.txt")), key=len, reverse=True))
    return re.compile(rf"(?:{titles})[:：]?\s?(?=[{_HAN}])")


@functools.cache
def _follows() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, _words("after_person.txt")), key=len, reverse=True))
    return re.compile(rf"\s*\Z|[^{_HAN}]|{words}")


_SPEECH = re.compile("说|表示|指出|认为|称|介绍|强调|坦言|告诉|回忆|透露|感慨|解释|提醒|补充|呼吁")
_CLAUSE = re.compile(r"(?:\A|[，。；！？：“”\"\s])")


def _people(text: str) -> list[Name]:
    people = [*_titled(text), *_speaking(text), *_masked(text)]
    return [*people, *_listed(text, people)]


def _titled(text: str) -> Iterator[Name]:
    """Yield names after titles: 民警宋美君, 记者 宋美君."""
    for match in _after_title().finditer(text):
        yield from _name_at(text, match.end(), _follows())


def _speaking(text: str) -> Iterator[Name]:
    """Yield names between the beginning of a clause and a verb of speech: ，李强说."""
    for match in _CLAUSE.finditer(text):
        for name in _name_at(text, match.end(), _SPEECH):
            if not entries(name.text) and not _ADDRESSED.fullmatch(name.text[1:]):
                yield name


def _masked(text: str) -> Iterator[Name]:
    """Yield names of which 某 hides the given name: 王某, 许某某, 张某强."""
    for match in _MASKED.finditer(text):
        whole = match["name"]
        at = whole.index("某")
        for start in range(max(0, at - 2), at):
            place = match.start() + start
            inside_word = bool(entries(text[max(place - 1, 0) : place + 1])) if place else False  # 设立某公司
            if surname(whole[start:at]) and not inside_word:
                end = match.start() + _masked_end(whole)
                name = text[match.start() + start : end]
                yield Name(match.start() + start, end, name, spell_person(name), "person")
                break


def _masked_end(name: str) -> int:
    """Return where a masked name ends: 王某被 is 王某; so is 张某强, for its end cannot be told."""
    at = name.index("某")
    return at + 2 if name[at + 1 : at + 2] == "某" else at + 1


def _name_at(text: str, start: int, follows: re.Pattern[str]) -> Iterator[Name]:
    """Yield the person's name that begins here, if one does.

    A surname, one or two characters, and what may follow.
    """
    family = _family(text, start)
    if not family:
        return
    for size in (2, 1):
        end = start + family + size
        given = text[start + family : end]
        if len(given) < size or not re.fullmatch(_GIVEN, given) or _NOT_GIVEN & set(given):
            continue
        if follows.match(text, end) and not _is_word(text[start:end]):
            name = text[start:end]
            spelling = spell_person(name)
            foreign = set(name) <= _TRANSCRIBING and len(name) > 2
            if spelling and not foreign and not _ADDRESSED.fullmatch(given):
                yield Name(start, end, name, spelling, "person")
                return


def _family(text: str, start: int) -> int:
    """Return how many characters of a surname begin here.

    Two of a double one, one of a common one, or none.
    """
    if len(text) > start + 2 and surname(text[start : start + 2]):
        return 2
    return int(text[start : start + 1] in _common_surnames())


@functools.cache
def _common_surnames() -> frozenset[str]:
    return frozenset("".join(_words("surnames.txt")))


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
        for name in _name_at(text, end + 1, _follows()):
            yield name
            ends.append(name.end)


# Places


def _places(text: str) -> Iterator[Name]:
    """Yield places along the words of a text.

    A bare name that is a word too needs a division or an office after it.
    """
    at = 0
    while at < len(text):
        word = _longest_word(text, at)
        place = gazetteer().get(word)
        if place is not None and _is_place_here(text, at, word, place):
            yield Name(at, at + len(place.name), text[at : at + len(place.name)], place.spelling, "place")
        at += max(len(word), 1)


def _longest_word(text: str, at: int) -> str:
    """Return the longest word of the dictionary or the gazetteer that begins here.

    One character if there is none.
    """
    for size in range(min(_LONGEST, len(text) - at), 1, -1):
        word = text[at : at + size]
        if word in gazetteer() or entries(word):
            return word
    return text[at : at + 1]


def _is_place_here(text: str, at: int, word: str, place: Place) -> bool:
    end = at + len(word)
    if word != place.name:
        return True  # The full name of a division: 茶山街道.
    if _is_ordinary(word):
        return False  # 人民, 建设 and 创新 are towns too.
    if _DIVISION.match(text, end) or _OF_PLACE.match(text, end):
        return True
    if place.level < _COUNTY:
        return True
    if place.level == _COUNTY:
        dated = _DATELINE.search(text[end : end + 12]) and re.match(r"\d", text[end : end + 1])
        return bool(_BEFORE_PLACE.search(text[:at][-1:]) or dated)
    return False


_STATION = re.compile(rf"(?P<name>[{_HAN}]{{2}})(?=派出所|公安分局|边防|交警中队)")


def _stations(text: str) -> Iterator[Name]:
    """Yield the names of police stations that no list has: 东瓯派出所."""
    for match in _STATION.finditer(text):
        name, start = match["name"], match.start()
        # 县公安局东瓯派出所: a boundary is where an office ends, too.
        bounded = _BEFORE_PLACE.search(text[:start][-1:]) or text[:start].endswith(
            ("局", "市", "县", "区", "镇", "省")
        )
        if bounded and not entries(name) and not _DIVISION.search(name) and not _NOT_GIVEN & set(name):
            yield Name(start, match.end(), name, spell_word(name), "place")


# What was found elsewhere


def _known(text: str, known: Mapping[str, Name]) -> Iterator[Name]:
    if not known:
        return
    for match in _pattern(tuple(sorted(known, key=lambda name: (-len(name), name)))).finditer(text):
        name = known[match[0]]
        yield Name(match.start(), match.end(), match[0], name.spelling, name.kind)


@functools.lru_cache(maxsize=8)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, names)))


def learn_names(texts: Iterable[str]) -> dict[str, Name]:
    """Return the names of a corpus that count wherever they stand.

    People's names of three characters and more, and places that stand in the text with their division:
    shorter names may be words.
    """
    known: dict[str, Name] = {}
    for text in texts:
        for name in find_names(text):
            long_person = name.kind == "person" and len(name.text) >= 3 and "某" not in name.text
            sure_place = name.kind == "place" and not _is_ordinary(name.text)
            if long_person or sure_place:
                known.setdefault(name.text, name)
    return known


def _is_ordinary(text: str) -> bool:
    return any(not pinyin[:1].isupper() for pinyin, _ in entries(text))
