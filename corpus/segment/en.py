"""English sentence boundaries: one scanner.

As in :mod:`corpus.segment.zh`, one match of ``_SCAN`` runs to the next place that may end the sentence; the certain
ones carry ``sure``, the others are judged in ``_ends``. The classes of abbreviations follow Kiss and Strunk (2006) and
Mikheev (2002): what never ends a sentence, what may, and which words start one.
"""

from __future__ import annotations

import re

# Followed by a name or an explanation: never the end.
_TITLES = frozenset(
    [
        "Mr",
        "Mrs",
        "Ms",
        "Mx",
        "Dr",
        "Prof",
        "St",
        "Sgt",
        "Capt",
        "Cpl",
        "Pvt",
        "Lt",
        "Col",
        "Maj",
        "Gen",
        "Adm",
        "Cmdr",
        "Gov",
        "Sen",
        "Rep",
        "Pres",
        "Supt",
        "Insp",
        "Det",
        "Messrs",
        "Mme",
        "Mlle",
        "Fr",
        "Rev",
        "Hon",
        "Mt",
        "Ft",
        "Sta",
        "Sir",
        "Atty",
        "Ald",
        "Amb",
        "Brig",
        "Assoc",
        "Asst",
        "e.g",
        "i.e",
        "E.g",
        "I.e",
        "P.S",
        "eg",
        "ie",
        "cf",
        "Cf",
        "vs",
        "viz",
        "approx",
        "Approx",
        "al",
        "esp",
        "incl",
    ]
)
# Not the end before a number.
_NUMBERED = frozenset(
    [
        "no",
        "nos",
        "vol",
        "vols",
        "ch",
        "sec",
        "fig",
        "figs",
        "eq",
        "eqs",
        "art",
        "arts",
        "pp",
        "p",
        "pt",
        "ver",
        "ext",
        "tel",
        "c",
        "ca",
        "est",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
    ]
)
# Ends a sentence only before a word that starts one.
_MAY_END = frozenset(
    [
        "inc",
        "ltd",
        "co",
        "corp",
        "llc",
        "plc",
        "jr",
        "sr",
        "etc",
        "a.m",
        "p.m",
        "ph.d",
        "m.d",
        "b.a",
        "m.a",
        "b.sc",
        "m.sc",
        "d.c",
        "u.s",
        "u.k",
        "u.n",
        "u.s.a",
        "e.u",
        "esq",
        "rd",
        "ave",
        "blvd",
        "dept",
        "univ",
        "assn",
        "bros",
        "jan",
        "feb",
        "apr",
        "jun",
        "jul",
        "aug",
        "sept",
        "oct",
        "nov",
        "dec",
        "mon",
        "tue",
        "tues",
        "thu",
        "thur",
        "thurs",
        "fri",
        "a.d",
        "b.c",
        "b.c.e",
        "c.e",
        "i.d",
        "v",
    ]
)
# Likewise, but only after a number: "10 min. by car".
_UNITS = frozenset(
    ["min", "max", "sq", "oz", "lb", "lbs", "kg", "km", "cm", "mm", "hr", "hrs", "ft", "in", "yr", "yrs"]
)
# A single capital after one of these is a label, not an initial: "It was plan B. Plan A had failed."
_LABELLED = frozenset(
    [
        "plan",
        "type",
        "class",
        "grade",
        "option",
        "part",
        "group",
        "team",
        "phase",
        "section",
        "appendix",
        "exhibit",
        "vitamin",
        "hepatitis",
        "point",
        "level",
        "gate",
        "zone",
        "line",
        "building",
        "block",
        "model",
        "schedule",
        "category",
        "column",
        "figure",
        "table",
        "question",
        "answer",
        "and",
        "or",
        "to",
    ]
)
_STARTERS = frozenset(
    [
        "the",
        "a",
        "an",
        "this",
        "that",
        "these",
        "those",
        "there",
        "here",
        "he",
        "she",
        "it",
        "they",
        "we",
        "i",
        "you",
        "his",
        "her",
        "its",
        "their",
        "our",
        "my",
        "your",
        "who",
        "what",
        "when",
        "where",
        "why",
        "how",
        "which",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "after",
        "before",
        "during",
        "since",
        "until",
        "while",
        "although",
        "though",
        "because",
        "if",
        "as",
        "but",
        "and",
        "or",
        "so",
        "yet",
        "however",
        "moreover",
        "meanwhile",
        "then",
        "thus",
        "therefore",
        "also",
        "some",
        "many",
        "most",
        "all",
        "each",
        "every",
        "no",
        "not",
        "nobody",
        "nothing",
        "now",
        "today",
        "yesterday",
        "tomorrow",
        "later",
        "finally",
        "according",
        "another",
        "both",
        "few",
        "more",
        "such",
        "only",
        "even",
        "once",
        "one",
        "two",
        "three",
        "police",
        "officials",
        "prices",
        "please",
        "under",
        "over",
        "about",
        "among",
        "between",
        "despite",
        "instead",
        "like",
        "perhaps",
        "maybe",
        "nor",
        "other",
        "several",
        "still",
        "unlike",
        "upon",
        "was",
        "were",
        "is",
        "are",
        "do",
        "did",
        "does",
        "have",
        "has",
        "had",
        "can",
        "could",
        "would",
        "should",
        "will",
        "may",
        "might",
        "must",
        "let's",
        "it's",
        "he's",
        "she's",
        "they're",
        "we're",
        "i'm",
        "that's",
        "there's",
    ]
)

_SCAN = re.compile(
    r"""
    (?: [^.!?…"“]++
      | \.(?=[\w,;:\-/@])(?!(?<=[a-z0-9%)"”]\.)[A-Z][a-z]*\b)   # 3.5, www.a.org; not `arrived.They`
      | \[(?:…|\.\.\.|\.[ ]\.[ ]\.)\] | \.(?=[ ]\.\.?[ ])      # an omission
      | \.(?=\.\.)\.\.(?=\s*+[a-z,;])                              # an ellipsis in the middle
      | ["“][^"“”.!?…\n]{0,80}+["”]                              # a quotation without a full stop
      | ["“][^"“”\n.]{1,60}?[!?]["”](?=\s[a-z])                       # one inside a sentence: "Action! Now!" campaign
      | ["“] )*+
    (?: (?P<sure>(?<=[a-z][a-z][a-z][a-z][a-z][a-z])\.) [ ](?=[A-Z][a-z])
      | (?P<stop>[.!?…]++)
        (?P<close>(?:["'”’)\]]|[ ]?\[(?:\d{1,3}(?:[,\u2013-]\d{1,3})*|…|\.\.\.)\]|(?<=\S)[ ](?="(?:\s|\Z)(?!\S*")))*+)
        (?P<space>\s*+)
      | \Z )
    """,
    re.VERBOSE,
)
_LONG_ABBREVIATIONS = ("approx.", "messrs.")
_WORD_BEFORE = re.compile(r"[\w.&'’-]+\Z")
_WORD_AFTER = re.compile(r"[\"'“‘(\[]*([^\W_]+(?:['’]\w+)?)")
_ENUMERATOR = re.compile(r"\s*[(\[]?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4})\Z")
_ACRONYM = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]")
_NUMBER_BEFORE = re.compile(r"[\d½¼]\s?\Z")
_FULL_WORD = re.compile(r"(?<![\w.])[a-z]{4,}\Z")
_LOWER_BRAND = re.compile(r"[a-z][A-Z]|e-?[A-Z]")


def boundaries(text: str, start: int, end: int) -> list[int]:
    """Return the offsets in ``text[start:end]``, in order, at which a sentence ends; the last is ``end``."""
    ends: list[int] = []
    begin = start
    for match in _SCAN.finditer(text, start, end):
        group = match.lastgroup
        if group == "sure":
            at = match.end("sure")
            if not text.endswith(_LONG_ABBREVIATIONS, begin, at):
                ends.append(at)
                begin = match.end()
        elif group is not None and _ends(text, begin, end, match):
            ends.append(match.end("close"))
            begin = match.end()
    if not ends or ends[-1] != end:
        ends.append(end)
    return ends


def _ends(text: str, begin: int, end: int, match: re.Match[str]) -> bool:
    """Whether the sentence that began at ``begin`` ends at the uncertain place ``match``."""
    stop, close, space, after = match["stop"], match["close"], match["space"], match.end()
    if after >= end:
        return True
    dot = match.start("stop")
    following = text[after]
    if not space and not close:
        return _without_space(text, begin, dot, match.end("stop"), end)
    if not space and close and following not in '"“' and not following.isupper():
        return False
    if stop == "." and _ENUMERATOR.fullmatch(text[begin:dot] if dot - begin < 8 else "........"):
        return False
    word = _WORD_AFTER.match(text, after, end)
    first = word[1] if word else ""
    if first[:1].islower():
        if close and close[0] in "\"'”’":
            return False
        informal = space and (
            _writes_lower(text, begin) or (not close and _lower_start(text, dot, stop, first))
        )
        if not informal and not _LOWER_BRAND.match(first):
            return False
        first = first.capitalize()
    if following in ",;:)%&/=":
        return False
    if stop == "." and not close:
        return _after_dot(text, begin, dot, first)
    if stop in ("...", "…", "....") and not close:
        return first[:1].isupper()
    return not (close and close[0] in "\"'”’" and following in "-–—")


def _without_space(text: str, begin: int, stop: int, at: int, end: int) -> bool:
    """`The police arrived.They found nothing.`: is the space only missing?"""
    word = _WORD_AFTER.match(text, at, end)
    if not word or not word[1][0].isupper() or word.start(1) != at:
        return False
    before = _WORD_BEFORE.search(text, max(begin, stop - 30), stop)
    token = before[0] if before else ""
    if text[stop] == "." and (
        "." in token or token in _TITLES or token.lower() in _MAY_END or (len(token) == 1 and token.isalpha())
    ):
        return False
    if token[:1].isupper() and text[stop] == "." and word[1].lower() not in _STARTERS:
        return False
    return text[at - 1] != "." or len(word[1]) > 1 or word[1] in "AI"


def _after_dot(text: str, begin: int, dot: int, first: str) -> bool:
    """Whether a full stop followed by white space ends the sentence; ``first`` is the next word."""
    before = _WORD_BEFORE.search(text, max(begin, dot - 30), dot)
    if not before:
        return True
    token = before[0]
    lower = token.lower().lstrip("'’.-")
    starts = first.lower() in _STARTERS
    if token in _TITLES or (lower in _NUMBERED and first[:1].isdigit()):
        return False
    if lower == "etc":
        return first[:1].isupper()
    if (
        lower in _MAY_END
        or _ACRONYM.fullmatch(token)
        or (lower in _UNITS and _NUMBER_BEFORE.search(text, begin, before.start()))
    ):
        return starts
    if len(token) == 1 and token.isupper():
        return _after_initial(text, begin, before.start(), first)
    return True


def _after_initial(text: str, begin: int, start: int, first: str) -> bool:
    """Tell `George W. Bush` from `It was plan B. Plan A had failed`."""
    if len(first) == 1 and first not in "AI":
        return False
    if first.lower() in _STARTERS:
        return True
    previous = _WORD_BEFORE.search(text, max(begin, start - 30), max(start - 1, begin))
    return previous is not None and previous[0].lower() in _LABELLED


def _lower_start(text: str, dot: int, stop: str, first: str) -> bool:
    """Whether a word in lower case starts a sentence: an address, or a usual first word after a word in full."""
    if first in ("http", "https", "www"):
        return True
    return first in _STARTERS and (
        stop[0] in "!?" or (stop == "." and bool(_FULL_WORD.search(text, max(0, dot - 12), dot)))
    )


def _writes_lower(text: str, begin: int) -> bool:
    """Whether the sentence at ``begin`` starts in lower case, as its writer's next one may too."""
    word = _WORD_AFTER.match(text, begin)
    return word is not None and word[1][0].islower() and not _LOWER_BRAND.match(word[1])
