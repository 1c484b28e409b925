"""English sentence boundaries: one scanner.

As in :mod:`corpus.segment.zh`, one match of ``_SCAN`` runs to the next place that may end the sentence; the
certain ones carry ``sure``, the others are judged in ``_ends``. The classes of abbreviations follow Kiss and
Strunk (2006) and Mikheev (2002): what never ends a sentence, what may, and which words start one.
"""

from __future__ import annotations

import re

from corpus.segment.quotes import StraightQuotes
from corpus.segment.words import english_words

_SCAN = re.compile(
    r"""
    # What cannot end a sentence.
    (?>(?: [^.!?…。！？"“(:;]++
      | \.(?=[\w,;:\-/@])(?![¹²³⁰⁴-⁹])                          # 3.5, www.a.org
        (?!(?:(?<=[a-z0-9%)"”]\.)|(?<=[a-z][ ]\.))[A-Z][a-z]*\b)   # not `arrived.They`
        (?!(?<=[a-z][a-z][a-z]\.)\d\d?[ ][A-Z])                  # nor a footnote: `stone.3 It`
      | \[(?:…|\.\.\.|\.[ ]\.[ ]\.)\] | \.(?=[ ]\.\.?[ ])       # an omission
      | \.(?=\.\.)\.\.(?=\s*+[a-z,;])                           # an ellipsis in the middle
      | ["“][^"“”.!?…\n]{0,80}+["”]                             # a quotation without a full stop
      | ["“][^"“”\n.]{1,60}?[!?]["”]                           # one inside: "Action! Now!" campaign
        (?=\s(?!(?:(?:he|she|they)[ ])?(?:said|asked|cried|shouted|yelled)\b)[a-z])
      | (?:(?<=[ ]the[ ])|(?<=[ ]a[ ])|(?<=[ ]of[ ]))
        ["“][^"“”\n.]{1,60}?[!?]["”](?=\s)                        # a name: the "Why me?" Syndrome
      | \([a-z]{2,6}\.\)(?=[ ][A-Z])                             # Lt. Col. (ret.) Shao
      | \([^()\n]{0,120}+\)(?=,?[ ][a-z])                         # an aside that the sentence goes on after
      | !(?:(?:(?<=\bYahoo!)|(?<=\bJeopardy!))(?=[ ]\w)|(?<=\bOliver!)(?=[ ][a-z]))    # names
      | !(?=[ ]!)                                               # ! ! !
      | [!?](?=[ ][–—][ ][a-z])                                  # an aside: — twelve years! —
      | ["“(] | [:;](?!-?[)D][ \n])
    )*)
    # What may: surely after a long word and before a capital.
    (?: (?P<sure>(?<=[a-z][a-z][a-z][a-z][a-z][a-z])\.) [ ](?=[A-Z][a-z])
      | (?P<stop>[.!?…。！？]++|(?<=[ .!?])[:;]-?[)D](?=\s))           # or a face
        (?P<close>(?>(?:
            ["'”’)\]] | [¹²³⁰⁴-⁹]++
          | (?<=[a-z][a-z][a-z]\.)\d\d?(?=[ ][A-Z])             # a footnote
          | [ ]?\[(?:\d{1,3}(?:[,\u2013-]\d{1,3})*|…|\.\.\.)\]  # a reference: [1, 3–5]
          | (?<=\S)[ ](?="(?:\s|\Z)(?!\S*"))                    # a closing quotation mark set apart
          | [ ]?[\u2764\U0001f300-\U0001faff]\ufe0f?             # a face
        )*))
        (?P<space>\s*+)
      | \Z
    )
    """,
    re.VERBOSE,
)
_SAID_BY = re.compile(
    r"(?P<first>[A-Z][\w'’-]*)\.?(?P<more>(?>(?:[ ](?:[A-Z][\w.'’-]*|of|de|van))*))[ ](?:[a-z]+ly[ ])?"
    r"(?:said(?=[.,]|[ ]to[ ])|asked(?!\sfor)|cried|shouted|whispered|yelled|barked|demanded|wondered"
    r"|exclaimed|answered|replied|called\s(?:out|back|from)|muttered|screamed|wrote|ordered|urged|begged|pleaded|insisted|joked|had\s(?:ordered|asked|shouted)|wanted\sto\sknow)\b"
)
"""Who speaks, after words that end in `!` or `?`."""
_LONG_ABBREVIATIONS = ("approx.", "messrs.")
_QUOTES = "\"'”’"
_WORD_BEFORE = re.compile(r"[\w.&'’-]+\Z")
_LONGEST_BEFORE = 30
_OPENING = r"[\"'“‘(\[]*+"
_WORD_AFTER = re.compile(rf"{_OPENING}([^\W_]+(?:['’]\w+)?)")
_ENUMERATOR = re.compile(r"\s*[(\[]?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4})")
_LONGEST_ENUMERATOR = 7
_NUMBER_OF_SECTION = re.compile(
    r"\s*(?:§|[Ss]ec|[Aa]rt|Chap|Ch|Cl|Reg|Section|Article|Rule|Part|Chapter|Step|Table|Figure|Question|Annex)\.?"
    r"\s(?:\d{1,3}|[IVX]{1,4})"
)
_LONGEST_SECTION = 14
_ACRONYM = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]")
_NUMBER_BEFORE = re.compile(r"[\d½¼]\s?\Z")
_LOWER_NEXT = re.compile(r",?\s[a-z]")
_QUESTION_BEFORE = re.compile(r"[?？][\"”’']?\s*\Z")
_FULL_WORD = re.compile(r"(?<![\w.])[a-z]{4,}\Z")
_DATELINE = re.compile(r"[A-Z][A-Z .'-]{2,25},\s[A-Z][a-z]{1,6}")
"""A town and its state or month, before the full stop of an abbreviation: `NORTHAM, Ont. -- Snow`."""
_AFTER_COLON = re.compile(r":\s\d{1,2}\Z")
_COUNTS = re.compile(r"\s\d[\d,]*\s(?!to\b|and\b|or\b|on\b)[a-z]{3,}")
"""A number of things, after a time: `It opens at 7 a.m. 40 loaves are set aside`."""
_LONGEST_TIME = 15
"""Characters of a time that its sentence begins with: `By 5 p.m. 40,000 people had joined`."""
_PARTICLE = re.compile(r"[\"“](?:de|van|von|al|bin|la|le|du|di|da)[ -][A-Z]")
"""What a name in quotation marks begins with: `"de Vries" was the only name`."""
_ARTICLE = frozenset(["The", "A", "An"])
_LOWER_BRAND = re.compile(r"[a-z]{1,5}[A-Z]|e-?[A-Z]")
_ADDRESS = frozenset(["http", "https", "www"])


class _Sentence:
    """The sentence that begins at a place of a text."""

    def __init__(self, text: str, begin: int) -> None:
        self.text, self.begin = text, begin
        self._in_lower_case: bool | None = None

    @property
    def in_lower_case(self) -> bool:
        """Whether it starts in lower case, as its writer's next one may too; looked up once a sentence."""
        if self._in_lower_case is None:
            word = _WORD_AFTER.match(self.text, self.begin)
            self._in_lower_case = (
                word is not None and word[1][0].islower() and not _LOWER_BRAND.match(word[1])
            )
        return self._in_lower_case

    def word_before(self, end: int) -> re.Match[str] | None:
        """Return the word of the sentence that ends at ``end``, or its last letters if it is very long."""
        return _WORD_BEFORE.search(self.text, max(self.begin, end - _LONGEST_BEFORE), end)


def boundaries(text: str, start: int, end: int) -> list[int]:
    """Return the offsets in ``text[start:end]``, in order, at which a sentence ends; the last is ``end``.

    >>> text = "Mr. Li has left. He is at the U.S. embassy."
    >>> boundaries(text, 0, len(text))
    [16, 43]
    """
    ends: list[int] = []
    sentence, quotes = _Sentence(text, start), StraightQuotes(text, start)
    for match in _SCAN.finditer(text, start, end):
        group = match.lastgroup
        if group == "sure":
            at = match.end("sure")
            if not text.endswith(_LONG_ABBREVIATIONS, sentence.begin, at):
                ends.append(at)
                sentence = _Sentence(text, match.end())
        elif group is not None and _ends(sentence, end, match):
            close, next_begin = match.end("close"), match.end()
            is_joined = match["close"][:1] == '"' and match.end() < end and not match["space"]
            if is_joined and quotes.opens(match.start("close")):
                close = next_begin = match.start("close")  # `He left."Is it late?" she asked.`
            ends.append(close)
            sentence = _Sentence(text, next_begin)
    if not ends or ends[-1] != end:
        ends.append(end)
    return ends


def _ends(sentence: _Sentence, end: int, match: re.Match[str]) -> bool:
    """Whether a sentence ends at the uncertain place ``match``."""
    text, begin = sentence.text, sentence.begin
    stop, close, space, after = match["stop"], match["close"], match["space"], match.end()
    if after >= end:
        return True
    dot = match.start("stop")
    following = text[after]
    if not space and not close:
        return _without_space(sentence, dot, match.end("stop"), end)
    if not space and following not in '"“' and not following.isupper():
        return False
    if stop == "." and _is_enumerator(text, begin, dot):
        return False  # (a). The first point
    word = _WORD_AFTER.match(text, after, end)
    first = word[1] if word else ""
    quoted = bool(close) and close[0] in _QUOTES
    if first[:1].islower():
        is_name = _LOWER_BRAND.match(first) or _PARTICLE.match(text, after, end)
        if quoted or not (is_name or _starts_lower(sentence, match, first)):
            return False  # `"Stop!" he cried.`
        first = first.capitalize()
    if following in ",;:)%&/=":
        return False
    if close:
        return not (quoted and (following in "-–—" or _is_said_by(text, stop, after, end)))
    if stop == ".":
        return not _DATELINE.fullmatch(text, begin, dot) and _after_dot(sentence, dot, word)
    if stop in ("...", "…", "...."):
        if following.islower() and first in ("And", "But", "Or"):
            return False  # `i waited... and waited`
        return first[:1].isupper() and " " in text[begin:dot].strip()  # `Well... I think so.`
    return True


def _is_enumerator(text: str, begin: int, dot: int) -> bool:
    """Whether what stands before the full stop at ``dot`` numbers what follows."""
    size = dot - begin
    if size <= _LONGEST_ENUMERATOR and _ENUMERATOR.fullmatch(text, begin, dot):
        return True
    if size <= _LONGEST_SECTION and _NUMBER_OF_SECTION.fullmatch(text, begin, dot):
        return True
    return _AFTER_COLON.search(text, max(begin, dot - 4), dot) is not None  # The steps are: 1. Turn it off.


def _is_said_by(text: str, stop: str, after: int, end: int) -> bool:
    """Whether what follows the quotation is only who said it: `"Where is it?" Mrs. Lee asked`."""
    said = _SAID_BY.match(text, after, end) if stop[-1] in "!?！？" else None
    if said is None:
        return False
    words, first = english_words(), said["first"].lower()
    return first not in words.starters and (bool(said["more"]) or first not in words.common)


def _starts_lower(sentence: _Sentence, match: re.Match[str], first: str) -> bool:
    """Whether a sentence may start with ``first``, which is in lower case.

    So it may where that is the writer's habit, where it is an address, or a usual first word after a word in
    full.
    """
    if not match["space"]:
        return False
    if sentence.in_lower_case:
        return True
    if match["close"]:
        return False
    if first in _ADDRESS:
        return True
    stop, dot = match["stop"], match.start("stop")
    if stop[-1] == "?" and first in ("is", "was"):
        return False  # a question as the subject
    full_word = stop == "." and _FULL_WORD.search(sentence.text, max(0, dot - 12), dot) is not None
    return first in english_words().starters and (stop[0] in "!?" or full_word)


def _without_space(sentence: _Sentence, stop: int, at: int, end: int) -> bool:
    """Whether only the space is missing, as in `The police arrived.They found nothing`."""
    text, words = sentence.text, english_words()
    word = _WORD_AFTER.match(text, at, end)
    if not word or not word[1][0].isupper() or word.start(1) != at:
        return False
    before = sentence.word_before(stop)
    token = before[0] if before else ""
    if text[stop] == ".":
        has_dots = "." in token and not token.replace(".", "").isdigit()
        abbreviated = has_dots or token in words.titles or token.lower() in words.may_end
        if abbreviated or (len(token) == 1 and token.isalpha()):
            return False
        if token[:1].isupper() and word[1].lower() not in words.starters:
            return False  # a name: Booking.Com
    return text[at - 1] != "." or len(word[1]) > 1 or word[1] in "AI"


def _after_dot(sentence: _Sentence, dot: int, next_word: re.Match[str] | None) -> bool:
    """Whether a full stop followed by white space ends the sentence."""
    before = sentence.word_before(dot)
    if not before:
        return True
    words = english_words()
    token, first = before[0], next_word[1] if next_word else ""
    lower = token.lower().lstrip("'’.-")
    if token in words.titles:
        return token in ("St", "Dr") and _follows_name(sentence, before.start()) and _begins(next_word)
    if lower in words.numbered and first[:1].isdigit():
        return lower == "no" and _answers(sentence, before.start())
    if lower == "etc":
        return first[:1].isalpha()
    if lower in words.may_end and first[:1].islower():
        return False  # the dept. that issued it
    if lower in ("a.m", "p.m") and _COUNTS.match(sentence.text, dot + 1):
        return dot - sentence.begin > _LONGEST_TIME
    if sentence.text[sentence.begin : before.start()].strip() in _ARTICLE:
        return False  # The U.S. Embassy
    if (
        lower in words.may_end
        or _ACRONYM.fullmatch(token)
        or (lower in words.units and _follows_number(sentence, before.start()))
    ):
        return _begins(next_word) or (lower != "dept" and _is_rank(next_word))
    if len(token) == 1 and token.isupper():
        return _after_initial(sentence, before.start(), next_word)
    return True


def _begins(word: re.Match[str] | None) -> bool:
    """Whether the word is one that begins sentences, or has a capital for no other reason.

    A name may hold such words too, but then the next one has a capital as well: `U.S. Coast Guard`.
    """
    if word is None:
        return False
    words, lower = english_words(), word[1].lower()
    if lower in words.starters:
        return True
    return (
        lower in words.common
        and word[1][0].isupper()
        and _LOWER_NEXT.match(word.string, word.end()) is not None
    )


def _is_rank(word: re.Match[str] | None) -> bool:
    """Whether the word is the abbreviation of a rank or title: `by 6 p.m. Sgt. Moore stayed`."""
    return word is not None and word[1] in english_words().titles and word.string.startswith(". ", word.end())


def _answers(sentence: _Sentence, start: int) -> bool:
    """Whether the sentence begins at ``start``, after a question: `Did you win? No. 3 of us lost`."""
    return (
        start == sentence.begin
        and _QUESTION_BEFORE.search(sentence.text, max(0, start - 4), start) is not None
    )


def _follows_name(sentence: _Sentence, start: int) -> bool:
    """Whether a street may be meant; `on Mill St.` is one, `to St.` is none."""
    previous = sentence.word_before(max(start - 1, sentence.begin))
    return previous is not None and previous[0][0].isupper() and previous.start() > sentence.begin


def _follows_number(sentence: _Sentence, start: int) -> bool:
    return _NUMBER_BEFORE.search(sentence.text, max(sentence.begin, start - 2), start) is not None


def _after_initial(sentence: _Sentence, start: int, next_word: re.Match[str] | None) -> bool:
    """Tell `George W. Bush` from `It was plan B. Plan A had failed`."""
    words = english_words()
    first = next_word[1] if next_word else ""
    if len(first) == 1 and first not in "AI":
        return False
    if first.lower() in words.starters:
        return True
    previous = sentence.word_before(max(start - 1, sentence.begin))
    if previous is None:
        return False
    return previous[0].lower() in words.labelled or (previous[0].islower() and _begins(next_word))
