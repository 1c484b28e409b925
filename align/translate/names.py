"""Names in Chinese text and their spelling: what a small model cannot know and invents.

Places are looked up in the gazetteer along the words of a sentence; for people see ``people.py``. What was
found once is known wherever it stands.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping

from align.lexicon import entries
from align.quality.names import Name
from align.terms.gazetteer import Place, gazetteer, longest_word
from align.terms.spelling import spell_word
from align.translate.people import NOT_GIVEN, find_people

_COUNTY = 3
_HAN = "\u3400-\u9fff"
_DIVISION = re.compile("特别行政区|自治区|自治州|自治县|省|市|区|县|旗|盟|州|镇|乡|街道|村|社区")
_OF_PLACE = re.compile(
    "公安|警方|警察|民警|交警|特警|巡警|边检|海关|消防|法院|检察|政府|市委|县委|区委|日报|晚报|新闻网|广播|电视|籍|人民|"
    "分局|派出所|街道|机场|火车站|高铁|港|口岸|高速|境内|市场|大学|学院|医院|晚报|监狱|看守所|铁路|警务|辖区|海事|渔民|市民|等地|两地|三地|三中院|中院"
)
"""What follows the bare name of a place in an office or institution: 苍南公安, 温州日报."""
_KINDS_OF_PLACES = frozenset(["新区", "城区", "郊区", "矿区", "市区", "城关", "全州"])
"""Places are called so, too; in a text they are what they say: a new district, the whole prefecture."""
_BEFORE_PLACE = re.compile(r"(?:\A|[，。；：、“”（）()\s·\-—在于从到往向对由经赴据为是和与及])\Z")
_DATELINE = re.compile(r"(?:讯|电)")


def find_names(text: str, known: Mapping[str, Name] | None = None) -> list[Name]:
    """Return the names of a Simplified Chinese sentence in order, without overlaps.

    Args:
        text: the sentence.
        known: names that were found elsewhere in the corpus, by their text: they count wherever they stand.

    >>> [(name.text, name.spelling) for name in find_names("苍南公安局民警宋美君说，衡阳市很平静。")]
    [('苍南', 'Cangnan'), ('宋美君', 'Song Meijun'), ('衡阳', 'Hengyang')]
    """
    names = [*find_people(text), *_known(text, known or {}), *_places(text), *_unlisted(text)]
    return _without_overlaps(names)


def _without_overlaps(names: Iterable[Name]) -> list[Name]:
    """Return the names in order; of two that overlap the longer stays, then the first that was found."""
    kept: list[Name] = []
    taken: set[int] = set()
    for name in sorted(names, key=lambda name: -(name.end - name.start)):
        if taken.isdisjoint(range(name.start, name.end)):
            kept.append(name)
            taken.update(range(name.start, name.end))
    return sorted(kept, key=lambda name: name.start)


# Places


def _places(text: str) -> Iterator[Name]:
    """Yield places along the words of a text.

    A bare name that is a word too needs a division or an office after it.
    """
    at = 0
    while at < len(text):
        word = longest_word(text, at)
        place = gazetteer().get(word)
        if place is not None and _is_place_here(text, at, word, place):
            yield Name(at, at + len(place.name), text[at : at + len(place.name)], place.spelling, "place")
        at += max(len(word), 1)


def _is_place_here(text: str, at: int, word: str, place: Place) -> bool:
    end = at + len(word)
    if word != place.name:
        return True  # The full name of a division: 茶山街道.
    if word in _KINDS_OF_PLACES or (_is_ordinary(word) and place.level >= _COUNTY):
        return False  # 人民, 建设 and 创新 are towns too.
    if word.endswith("县"):
        return True  # A full name: 岷县.
    if _DIVISION.match(text, end) or _OF_PLACE.match(text, end):
        return True
    if place.level < _COUNTY:
        return not _is_ordinary(word)  # 大理 is marble, and 日照 sunshine.
    if place.level == _COUNTY:
        dated = _DATELINE.search(text[end : end + 12]) and re.match(r"\d", text[end : end + 1])
        return bool(_BEFORE_PLACE.search(text[:at][-1:]) or dated)
    return False


_STATION = re.compile(rf"(?P<name>[{_HAN}]{{2}})(?=派出所|公安分局|边防|交警中队)")
_VILLAGE = re.compile(rf"(?<=[镇乡道])(?P<name>[{_HAN}]{{2,3}}?)(?=村(?!民)|社区)")
"""Right after its township: elsewhere most of what stands before 村 is no name (贫困村, 自然村)."""


_COUNTING = frozenset("每个各两几多半")
"""What stands before 村 in 每个村, 几个村."""


def _unlisted(text: str) -> Iterator[Name]:
    """Yield the names of police stations and villages that no list has: 东瓯派出所, 屯堡乡马者村."""
    for match in _STATION.finditer(text):
        # 县公安局东瓯派出所: a boundary is where an office ends, too.
        before = text[: match.start()]
        bounded = _BEFORE_PLACE.search(before[-1:]) or before.endswith(("局", "市", "县", "区", "镇", "省"))
        if bounded and _may_name_a_place(match["name"]):
            yield _spelled(match)
    for match in _VILLAGE.finditer(text):
        if _may_name_a_place(match["name"]):
            yield _spelled(match)


def _may_name_a_place(text: str) -> bool:
    return not entries(text) and not _DIVISION.search(text) and not (NOT_GIVEN | _COUNTING) & set(text)


def _spelled(match: re.Match[str]) -> Name:
    return Name(match.start(), match.end(), match["name"], spell_word(match["name"]), "place")


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
