"""Translations against references, measured by sacrebleu (Post 2018).

Corpus, document and sentence scores, each with its signature.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER

from corpus.model import Lang

METRICS = ("BLEU", "chrF2++", "TER")
Tokenizer = Literal["zh", "13a", "flores200"]


@dataclass(frozen=True, slots=True)
class Measured:
    """One metric of one system, in percent, and sacrebleu's signature.

    Lower is better for TER, higher for the others.
    """

    system: str
    metric: str
    value: float
    signature: str
    p_value: float | None = None
    """Of the difference to the first system, where several were compared."""


def metrics(lang: Lang, tokenizer: Tokenizer | None = None) -> dict[str, Any]:
    """Return the metrics for translations into ``lang``, by the names in METRICS.

    Chinese is measured in words of its own kind, never by its spaces.
    """
    is_chinese = lang == "zh"
    return {
        "BLEU": BLEU(tokenize=tokenizer or ("zh" if is_chinese else "13a")),
        "chrF2++": CHRF(word_order=2),
        "TER": TER(normalized=is_chinese, asian_support=is_chinese),
    }


def measure(
    systems: Mapping[str, Sequence[str]],
    references: Sequence[Sequence[str]],
    lang: Lang,
    tokenizer: Tokenizer | None = None,
) -> list[Measured]:
    """Return corpus scores of each system.

    Args:
        systems: by name, a translation for each segment.
        references: one or more, each with a translation for each segment.
        lang: the language of the translations.
        tokenizer: for BLEU; by default ``zh`` or ``13a``.

    >>> for figure in measure({"draft": ["The cat sat on the mat."]}, [["The cat sat on a mat."]], "en"):
    ...     print(figure.metric, round(figure.value, 1))
    BLEU 48.9
    chrF2++ 72.7
    TER 16.7
    """
    measured = []
    for system, hypotheses in systems.items():
        for name, metric in metrics(lang, tokenizer).items():
            score = metric.corpus_score(hypotheses, references)
            measured.append(Measured(system, name, float(score.score), str(metric.get_signature())))
    return measured


def measure_segments(
    hypotheses: Sequence[str],
    references: Sequence[Sequence[str]],
    lang: Lang,
    tokenizer: Tokenizer | None = None,
) -> list[dict[str, float]]:
    """Return the scores of each segment by metric."""
    by_name = metrics(lang, tokenizer)
    by_name["BLEU"].effective_order = True  # Without it a sentence that shares no four words has 0.
    return [
        {name: float(metric.sentence_score(text, list(wanted)).score) for name, metric in by_name.items()}
        for text, *wanted in zip(hypotheses, *references, strict=True)
    ]


def compare(
    systems: Mapping[str, Sequence[str]],
    references: Sequence[Sequence[str]],
    lang: Lang,
    test: Literal["bs", "ar"],
    tokenizer: Tokenizer | None = None,
) -> list[Measured]:
    """Return corpus scores with the p-value of each system's difference to the first.

    ``bs`` is paired bootstrap resampling (Koehn 2004), ``ar`` paired approximate randomisation (Riezler and
    Maxwell 2005).
    """
    from sacrebleu.significance import PairedTest, Result

    named: list[tuple[str, Sequence[str]]] = [(name, list(lines)) for name, lines in systems.items()]
    paired = PairedTest(
        named, metrics(lang, tokenizer), [list(lines) for lines in references], test_type=test
    )
    signatures, results = paired()
    measured = []
    for metric in metrics(lang, tokenizer):
        for (system, _), result in zip(named, results[metric], strict=True):
            if isinstance(result, Result):
                value, signature = float(result.score), str(signatures[metric])
                measured.append(Measured(system, metric, value, signature, result.p_value))
    return measured
