"""What each step of drafting is worth, and what it costs: chrF, BLEU and seconds of the processor.

    python -m tests.benchmarks.draft_steps FILE.jsonl --from zh --out DIR

A line of FILE has a ``source`` and its ``reference``. The steps are added one after the other, and each is left
out alone; drafts are made with the embedded model and without a cache. DIR gets the drafts of each, a line a
source, for judges that know more than the reference.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import sacrebleu

from align.embed import UseEmbedder
from align.translate import annotate, draft, embedded
from align.translate.annotate import annotator_of
from align.translate.draft import Drafter
from align.translate.engines import Engines
from align.translate.repair import Repaired
from corpus.cli.terminal import Terminal
from corpus.model import Lang, other
from corpus.settings import Settings

_OFF: dict[str, tuple[tuple[Any, str, Callable[..., object]], ...]] = {
    "numbers": (
        (annotate, "respell", lambda text, _lang: text),
        (annotate, "times_and_changes", lambda _text: []),
    ),
    "names": (
        (annotate, "find_names", lambda *_: []),
        (annotate, "find_english_names", lambda *_: []),
    ),
    "terms": ((annotate.Annotator, "_terms", lambda *_: []),),
    "form": (
        (draft, "split_dateline", lambda *_: None),
        (draft, "tidy", lambda _source, made, _lang: made),
        (embedded.EmbeddedTranslator, "_banned", lambda *_, **__: []),
    ),
    "repair": ((draft, "repair", lambda _source, made, *_: Repaired(made)),),
    "second drafts": ((Drafter, "_second_drafts", lambda _self, made: made),),
}
"""What stands in for the functions of a step that is left out, in the order in which they came."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of some steps."""

    drafts: list[str]
    seconds: float
    """Of the processor."""
    again: int


@contextmanager
def without(steps: Sequence[str]) -> Iterator[None]:
    """Leave some steps out."""
    with ExitStack() as stack:
        for step in steps:
            for place, name, stand_in in _OFF[step]:
                stack.enter_context(mock.patch.object(place, name, stand_in))
        yield


def measure(engines: Engines, sources: Sequence[str], lang: Lang, off: Sequence[str]) -> Measured:
    translator = engines.embedded(lang)
    start = time.process_time()
    with without(off):
        drafter = Drafter(translator, annotator=annotator_of(sources, lang), embedder=UseEmbedder())
        drafts = [made.draft.text for made in drafter.draft([(source, "Hans") for source in sources])]
    return Measured(drafts, time.process_time() - start, drafter.again)


def runs() -> list[tuple[str, list[str]]]:
    """Return what each run is called, and which steps it leaves out."""
    steps = list(_OFF)
    added = [(f"+ {step}", steps[i + 1 :]) for i, step in enumerate(steps)]
    return [("nothing", steps), *added, *((f"all but {step}", [step]) for step in steps[:-1])]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--from", dest="lang", choices=("zh", "en"), required=True)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--ends", action="store_true", help="only with no step and with all of them")
    parser.add_argument("--no-adapter", action="store_true", help="with the model as it was published")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    items = [json.loads(line) for line in arguments.file.read_text(encoding="utf-8").splitlines()]
    sources = [item["source"] for item in items]
    references = [[item["reference"] for item in items]]
    tokenize = "zh" if other(arguments.lang) == "zh" else "13a"
    settings = Settings(adapter=not arguments.no_adapter)
    engines = Engines(Terminal(quiet=True).prepare_embedded, settings)
    measure(engines, sources[:1], arguments.lang, ())  # Loads what all of them need.
    print(f"{'':24}{'chrF':>6}{'BLEU':>6}{'again':>7}{'CPU s':>8}")
    for name, off in runs():
        if arguments.ends and off and len(off) < len(_OFF):
            continue
        made = measure(engines, sources, arguments.lang, off)
        text = "".join(f"{line}\n" for line in made.drafts)
        (arguments.out / f"{name.replace(' ', '-')}.txt").write_text(text, encoding="utf-8")
        chrf = sacrebleu.corpus_chrf(made.drafts, references).score
        bleu = sacrebleu.corpus_bleu(made.drafts, references, tokenize=tokenize).score
        print(f"{name:24}{chrf:6.1f}{bleu:6.1f}{made.again:7}{made.seconds:8.1f}", flush=True)


if __name__ == "__main__":
    main()
