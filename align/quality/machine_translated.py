"""Whether an English document was made by a machine, as far as that can be seen.

Online translators of some years ago took "100-day" and "59% and" apart and put them together wrongly, and
pages that were translated in a browser keep its marks. A fluent translation of today shows neither: nothing
here sees it.
``python -m align.train translated`` learns the weights.
"""

from __future__ import annotations

import functools
import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

WEIGHTS = Path(__file__).with_name("machine_translated.json")
THRESHOLD = 0.95
"""From this probability on a document is said to be a machine's: what people wrote is to stay clear of it."""
_FEWEST_WORDS = 150
"""A shorter document counts as one of so many words: what stands in few is chance."""
_MOST_SHOWN = 5
_SERVICE_ODDS, _MENTION_ODDS = 8.0, 3.0
"""What the mark of a translation service adds to the log-odds, and what a mention of one does."""

_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")
_COMPOUND = re.compile(r"\b[A-Za-z0-9]+-[a-z]{2,}")
_PARTS = re.sub(
    r"\s+",
    "|",
    """
    added aged based biased born bound building built called capacity centered century changing class
    conscious cost crime cut dark day days deep degree depth designed dimensional down driven earned
    edge efficiency energy established expected faced fashioned fetched first fold free friendly fried
    funded generation grade green grown half handed held high hour incidence income inspired intensity
    intensive known led legged lasting learning level looking loving low made making manage meter mile
    minded minute month moving name number numbered old oriented owned party pace paced paid parent
    performance person piece point populated powered prepared pressure prevention priced profile profit
    proof quality quarter raising ranking rate ready related reaching renowned respected rise risk round
    run running scale scored season shaped side sided site size sized sounding speaking speed spot stage
    standing star story strength style sufficient supporting tax tech technology term thinking tier time
    times traveled understood way week weight western white wide winning written year years yuan
    """.strip(),
)
"""What stands behind the hyphen of a compound: not what an option of a command has there."""
_SIGNS: dict[str, re.Pattern[str]] = {
    "hyphens": re.compile(
        rf"\b(?:\d+ -[a-z]{{3,}}|[A-Za-z]+ -[a-z]{{2,3}} -[a-z]{{2,}}|[A-Za-z]+ -(?:{_PARTS}))"
        r"(?: -[a-z]{2,})*\b"
    ),
    "joined words": re.compile(
        r"\d%[A-Za-z]{2,}|[a-z][!?;,][A-Za-z]{2,}|\b\d{1,2}(?:st|nd|rd|th)[A-Z][a-z]+"
    ),
}
"""What is broken, by name; each is shown as evidence."""
_MENTION = re.compile(
    r"(?i)\b(?:translated (?:automatically )?by (?:google|microsoft|bing|baidu|youdao|deepl|machine|ai)\b"
    r"|(?:machine|automatically|ai)[- ]translated\b|automatic translation\b)"
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """How likely a machine translated a document, and what speaks for it."""

    probability: float
    evidence: tuple[str, ...]

    @property
    def is_translated(self) -> bool:
        """Whether the document is to be flagged."""
        return self.probability >= THRESHOLD

    def __str__(self) -> str:
        """Return it in words.

        >>> str(Judgement(0.97, ("100 -day", "59%and")))
        'seems to be translated by a machine (0.97): 100 -day; 59%and'
        """
        why = f": {'; '.join(self.evidence)}" if self.evidence else ""
        return f"seems to be translated by a machine ({self.probability:.2f}){why}"


def judge(text: str, mark: str = "") -> Judgement:
    """Return how likely a machine translated an English text.

    Args:
        text: a whole document.
        mark: what a translation service left in the page, if anything.

    >>> judge("The 100 -day action cut theft by 59%and robbery by a third year -on -year. " * 4).is_translated
    True
    >>> judge("The 100-day action cut theft by 59% and robbery by a third year-on-year. " * 4).is_translated
    False
    """
    model = _model()
    counted = features(text)
    log_odds = model.bias + sum(model.weights[name] * value for name, value in counted.items())
    mention = _MENTION.search(text)
    log_odds += (_SERVICE_ODDS if mark else 0.0) + (_MENTION_ODDS if mention else 0.0)
    said = [mark] if mark else []
    said += [mention[0]] if mention else []
    return Judgement(1 / (1 + math.exp(-min(log_odds, 50.0))), (*said, *_examples(text)))


def features(text: str) -> dict[str, float]:
    """Return how often each sign stands in a thousand words, as a logarithm: the first ones say most.

    One of a kind is a slip, and tells little. Whoever also writes "full-time" as it should be breaks less.
    """
    words = max(sum(1 for _ in _WORD.finditer(text)), _FEWEST_WORDS)
    broken = {
        name: sum(max(match[0].count(" -"), 1) for match in sign.finditer(text))
        for name, sign in _SIGNS.items()
    }
    counted = {name: math.log1p(1000 * max(count - 1, 0) / words) for name, count in broken.items()}
    whole = sum(1 for _ in _COMPOUND.finditer(text))
    counted["hyphens"] *= broken["hyphens"] / (broken["hyphens"] + whole + 1)
    counted["slips"] = float(sum(count > 0 for count in broken.values()))
    return counted


def _examples(text: str) -> Iterable[str]:
    """Return some places where something is broken."""
    matches = (match[0] for sign in _SIGNS.values() for match in sign.finditer(text))
    return list(dict.fromkeys(" ".join(match.split()) for match in matches))[:_MOST_SHOWN]


@dataclass(frozen=True, slots=True)
class _Model:
    weights: Mapping[str, float]
    bias: float


@functools.cache
def _model() -> _Model:
    """Return the weights that come with the package."""
    data = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return _Model(data["weights"], data["bias"])
