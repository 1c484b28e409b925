"""Datelines and bylines by template: where a report is from, when, and by whom.

A model loses them or makes sentences of them. They have few forms (Xinhua's: BEIJING, Nov. 24 (Xinhua) --),
so what stands in them is written out, and the model drafts what follows.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path

from align.terms.gazetteer import gazetteer
from align.terms.spelling import spell_person
from align.translate.english_names import find_english_names
from corpus.model import Lang
from corpus.text.script import HAN

_OUTLETS = Path(__file__).with_name("data") / "outlets.tsv"
_HAN = "\u3400-\u9fff"
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_ROLES = {
    "记者": "reporter", "特约记者": "special correspondent", "见习记者": "trainee reporter",
    "实习生": "intern",
    "通讯员": "correspondent", "特约通讯员": "special correspondent", "作者": "author", "编辑": "editor",
    "责任编辑": "editor", "责编": "editor", "执行编辑": "editor", "审核": "reviewed by",
    "审校": "reviewed by",
    "校对": "proofread by", "摄影": "photo by", "摄影记者": "photographer", "编审": "reviewed by",
    "监制": "producer", "供图": "photo by", "图": "photo by", "文": "text by", "撰稿": "text by",
}  # fmt: skip
_MEDIA = {
    "日报": "Daily", "晚报": "Evening News", "晨报": "Morning News", "都市报": "Metropolis Daily",
    "商报": "Business News", "时报": "Times", "法治报": "Legal News", "法制报": "Legal News",
    "广播电视台": "Radio and Television", "电视台": "Television", "广播电台": "Radio", "新闻网": "News",
    "发布": "Release", "公安": "police", "警方": "police",
}  # fmt: skip
_HERE = ("本报", "本网", "本台", "本刊", "本社")
_BY_VERB = " by"
_BETWEEN = re.compile(r"[\s、，,;；|/:：]+")
_BYLINE = re.compile(r"(?P<open>[（(]?)\s*(?P<credits>[^（）()。]{3,80}?)\s*[）)]?。?")
_CHINESE = re.compile(
    rf"(?P<head>[{_HAN}]{{0,14}}?)(?:(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})日)?(?P<kind>[讯电]|消息(?=[:：]))\s*"
    r"(?P<by>[（(]\s*(?P<credits>[^（）()]{3,60}?)\s*[）)])?(?P<end>\s*[，,:：]?\s*)"
)
_ENGLISH = re.compile(
    r"(?P<place>[A-Z][A-Za-z'’]+(?: [A-Z][A-Za-z'’]+)?), (?P<month>[A-Z][a-z]{2,8})\.? (?P<day>\d{1,2})"
    r"(?:, \d{4})? \((?P<outlet>[A-Z][A-Za-z' ]+)\) ?(?:--|—|–|-)+ ?"
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """What begins a draft, and the rest of its source, which is still to be drafted (perhaps nothing)."""

    written: str
    rest: str


def split_dateline(text: str, lang: Lang) -> Dateline | None:
    """Return the dateline or byline that a sentence begins with or consists of, in the other language.

    Nothing where there is none, or anything in it is not known for sure: then it is the engine's.

    >>> split_dateline("新华社衡阳8月26日电（记者 宋美君、李强）昨日降雨。", "zh")
    Dateline(written='Hengyang, August 26 (Xinhua; reporters Song Meijun and Li Qiang) — ', rest='昨日降雨。')
    >>> split_dateline("BEIJING, Nov. 24 (Xinhua) -- It rained.", "en")
    Dateline(written='新华社北京11月24日电　', rest='It rained.')
    """
    if lang == "en":
        return _from_english(text)
    return _byline(text) or _from_chinese(text)


def _byline(text: str) -> Dateline | None:
    match = _BYLINE.fullmatch(text)
    people = _credits(match["credits"]) if match else None
    if match is None or people is None:
        return None
    said = people[:1].upper() + people[1:]
    return Dateline(f"({said})" if match["open"] else said, "")


def _from_chinese(text: str) -> Dateline | None:
    match = _CHINESE.match(text)
    if not match or not text[match.end() :].strip():
        return None
    people = _credits(match["credits"]) if match["credits"] else ""
    origin = _origin(match["head"])
    # 电 begins many words (电动车): a mark must follow, or somebody must report.
    is_marked = bool(match["by"] or match["end"]) or (match["month"] and origin and origin[0])
    if people is None or origin is None or not is_marked or not (match["month"] or match["by"] or origin[0]):
        return None
    outlet, place = origin
    where = ", ".join(filter(None, (place, _date(match["month"], match["day"]))))
    inside = "; ".join(filter(None, (outlet, people)))
    inside = f"({inside[:1].upper()}{inside[1:]})" if inside else ""
    written = " ".join(filter(None, (where, inside)))
    return Dateline(f"{written} — ", text[match.end() :]) if written else None


def _date(month: str | None, day: str | None) -> str:
    number = int(month or 0)
    return f"{MONTHS[number - 1]} {int(day or 0)}" if 1 <= number <= len(MONTHS) else ""


def _origin(head: str) -> tuple[str, str] | None:
    """Return outlet and place that a dateline begins with, either perhaps empty; nothing if it says more.

    >>> _origin("红网时刻衡阳"), _origin("温州日报"), _origin("本报"), _origin("他昨天打来")
    (('Rednet', 'Hengyang'), ('Wenzhou Daily', ''), ('', ''), None)
    """
    for size in range(len(head), -1, -1):
        outlet, place = _outlet(head[:size]), _place(head[size:])
        if outlet is not None and place is not None:
            return outlet, place
    return None


def _outlet(name: str) -> str | None:
    if not name or name in _HERE:
        return ""
    if name in _outlets():
        return _outlets()[name]
    for medium, english in _MEDIA.items():
        place = _place(name.removesuffix(medium)) if name.endswith(medium) else None
        if place:
            return f"{place} {english}"
    return None


def _place(name: str) -> str | None:
    if not name:
        return ""
    place = gazetteer().get(name) or gazetteer().get(name.rstrip("市县区省"))
    return place.spelling if place else None


@functools.cache
def _outlets() -> dict[str, str]:
    lines = _OUTLETS.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if line and not line.startswith("#"))


def _credits(text: str) -> str | None:
    """Return who did what, in English; nothing where anything is no role and no person's name.

    >>> _credits("记者 宋美君 李强 通讯员 王伟"), _credits("责编：仇敏"), _credits("记者看到")
    ('reporters Song Meijun and Li Qiang, correspondent Wang Wei', 'editor Qiu Min', None)
    """
    people: list[tuple[str, list[str]]] = []
    for token in filter(None, _BETWEEN.split(text)):
        role, name = _role(token)
        if role:
            people.append((role, []))
        if name:
            spelled = spell_person(name) if _is_name(name) else ""
            if not spelled or not people:
                return None
            people[-1][1].append(spelled)
    if not people or not all(names for _, names in people):
        return None
    return ", ".join(f"{_named(role, len(names))} {_listed(names)}" for role, names in people)


def _role(token: str) -> tuple[str, str]:
    """Return the English of the role that a token begins with, if it does, and the rest of the token."""
    for here in _HERE:
        token = token.removeprefix(here)
    for role in sorted(_ROLES, key=len, reverse=True):
        rest = token.removeprefix(role)
        if rest != token and (not rest or _is_name(rest)):
            return _ROLES[role], rest
    return "", token


def _is_name(text: str) -> bool:
    return 2 <= len(text) <= 4 and all(HAN.fullmatch(char) for char in text)


def _named(role: str, count: int) -> str:
    return f"{role}s" if count > 1 and not role.endswith(_BY_VERB) else role


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _from_english(text: str) -> Dateline | None:
    match = _ENGLISH.match(text)
    if not match or not text[match.end() :].strip():
        return None
    month = next((i for i, name in enumerate(MONTHS, 1) if name.startswith(match["month"][:3])), 0)
    places = find_english_names(match["place"].title(), {})
    outlet = next((zh for zh, en in _outlets().items() if en == match["outlet"]), "")
    if not (month and outlet and len(places) == 1 and places[0].text == match["place"].title()):
        return None
    return Dateline(f"{outlet}{places[0].spelling}{month}月{match['day']}日电　", text[match.end() :])
