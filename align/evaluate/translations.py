"""Translations against references, measured by sacrebleu (Post 2018): corpus, document and sentence scores, each with its signature."""

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
    """One metric of one system, in percent, and sacrebleu's signature. Lower is better for TER, higher for the others."""

    system: str
    metric: str
    value: float
    signature: str
    p_value: float | None = None
    """Of the difference to the first system, where several were compared."""


def metrics(lang: Lang, tokenizer: Tokenizer | None = None) -> dict[str, Any]:
    """Return the metrics for translations into ``lang``: Chinese in words of its own kind, never by its spaces."""
    chinese = lang == "zh"
    return {
        "BLEU": BLEU(tokenize=tokenizer or ("zh" if chinese else "13a")),
        "chrF2++": CHRF(word_order=2),
        "TER": TER(normalized=chinese, asian_support=chinese),
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
    """
    found = []
    for system, hypotheses in systems.items():
        for name, metric in metrics(lang, tokenizer).items():
            score = metric.corpus_score(hypotheses, references)
            found.append(Measured(system, name, float(score.score), str(metric.get_signature())))
    return found


def measure_segments(
    hypotheses: Sequence[str],
    references: Sequence[Sequence[str]],
    lang: Lang,
    tokenizer: Tokenizer | None = None,
) -> list[dict[str, float]]:
    """Return the scores of each segment by metric."""
    made = metrics(lang, tokenizer)
    made["BLEU"].effective_order = True  # Without it a sentence that shares no four words has 0.
    return [
        {name: float(metric.sentence_score(hypothesis, list(both)).score) for name, metric in made.items()}
        for hypothesis, *both in zip(hypotheses, *references, strict=True)
    ]


def compare(
    systems: Mapping[str, Sequence[str]],
    references: Sequence[Sequence[str]],
    lang: Lang,
    test: Literal["bs", "ar"],
    tokenizer: Tokenizer | None = None,
) -> list[Measured]:
    """Return corpus scores with the p-value of each system's difference to the first.

    ``bs`` is paired bootstrap resampling (Koehn 2004), ``ar`` paired approximate randomisation (Riezler and Maxwell 2005).
    """
    from sacrebleu.significance import PairedTest, Result

    named: list[tuple[str, Sequence[str]]] = [(name, list(lines)) for name, lines in systems.items()]
    signatures, results = PairedTest(
        named, metrics(lang, tokenizer), [list(lines) for lines in references], test_type=test
    )()
    found = []
    for metric in metrics(lang, tokenizer):
        for (system, _), result in zip(named, results[metric], strict=True):
            if isinstance(result, Result):
                found.append(
                    Measured(system, metric, float(result.score), str(signatures[metric]), result.p_value)
                )
    return found
