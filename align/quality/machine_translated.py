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
THRESHOLD = 0.9
"""From this probability on a document is said to be a machine's: what people wrote is to stay clear of it."""
_FEWEST_WORDS = 40
"""What stands in fewer words is chance."""
_MOST_SHOWN = 5
_SERVICE_ODDS, _MENTION_ODDS = 8.0, 3.0
"""What the mark of a translation service adds to the log-odds, and what a mention of one does."""

_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")
_SIGNS: dict[str, re.Pattern[str]] = {
    "hyphens": re.compile(r"\b[A-Za-z0-9]+ -[A-Za-z]+(?: -[A-Za-z]+)*"),
    "joined words": re.compile(
        r"\d%[A-Za-z]{2,}|[a-z][!?;,][A-Za-z]{2,}|\b\d{1,2}(?:st|nd|rd|th)[A-Z][a-z]+"
    ),
    "quotation marks": re.compile(r"[a-z]\" [A-Z][a-z]*|[A-Za-z]{2} \"(?:and|of|to|the|in|for|on|is|was)\b"),
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
    """Return how often each sign stands in a thousand words, as a logarithm: the first ones say most."""
    words = sum(1 for _ in _WORD.finditer(text))
    return {
        name: math.log1p(1000 * sum(1 for _ in sign.finditer(text)) / max(words, _FEWEST_WORDS))
        for name, sign in _SIGNS.items()
    }


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
