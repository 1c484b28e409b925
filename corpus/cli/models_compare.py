"""``build-corpus models compare``: every engine side by side."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from align.embed import UseEmbedder
from align.terms.glossary import load_glossary, with_termbase
from align.translate.installed import HOW_TO_GET
from align.translate.inventory import engines
from align.translate.translator import Translator
from corpus.cli.options import (
    ENGINE_SETTINGS,
    add_json,
    add_quiet,
    add_settings,
    engine_settings,
    existing_file,
    print_json,
    print_table,
)
from corpus.cli.terminal import Terminal
from corpus.errors import CorpusError, UsageError
from corpus.model import Lang
from corpus.pipeline.compare_engines import Compared, Share, compare_engines, read_sample

_SAMPLE = 100


def configure_compare(parser: argparse.ArgumentParser) -> None:
    """Describe the action."""
    parser.description = (
        "Draft sentences with every engine that is ready, and measure the drafts against translations by "
        "people:\n"
        "BLEU and chrF2++ with sacrebleu's signatures, the share of sentences whose numbers, names and terms "
        "are\nsaid well, sentences a second. A glossary.tsv beside the file is obeyed."
    )
    parser.epilog = (
        "examples:\n  build-corpus models compare --reference reviewed.tmx\n"
        "  build-corpus models compare --reference pairs.tsv --from en --sample 40 "
        "--server http://127.0.0.1:11434/v1"
    )
    parser.add_argument(
        "--reference",
        type=Path,
        required=True,
        metavar="FILE",
        help="translations by people: a TMX, or lines of Chinese, a tab, English",
    )
    parser.add_argument(
        "--from", dest="source", choices=("zh", "en"), default="zh", help="what is translated (default: zh)"
    )
    parser.add_argument(
        "--sample",
        type=int,
        default=_SAMPLE,
        metavar="N",
        help=f"how many sentences, the same each time (default: {_SAMPLE})",
    )
    parser.add_argument(
        "--only", action="append", metavar="NAME", help="only models of that name; may be given several times"
    )
    add_settings(parser, ENGINE_SETTINGS)
    add_quiet(parser)
    add_json(parser)


def run_compare(arguments: argparse.Namespace) -> int:
    """Compare, and print a row an engine."""
    if arguments.sample < 1:
        raise UsageError(f"--sample {arguments.sample}: at least one sentence is needed")
    path, source = existing_file(arguments.reference), arguments.source
    sample = read_sample(path, source, arguments.sample)
    terminal = Terminal(quiet=arguments.quiet)
    translators = _translators(arguments, source, terminal)
    glossary = with_termbase(load_glossary(path.parent))
    compared = compare_engines(sample, translators, glossary, UseEmbedder(), terminal)
    if arguments.json:
        print_json([_as_json(row, len(sample.pairs)) for row in compared])
        return 0
    print(f"{len(sample.pairs)} sentences of {path}, {source}→{translators[0].target}")
    print_table(
        ("engine", "BLEU", "chrF2++", "numbers", "names", "terms", "sentences a second"),
        [_row(row, len(sample.pairs)) for row in compared],
    )
    for signature in dict.fromkeys(f"{s.metric}: {s.signature}" for row in compared for s in row.scores):
        print(signature)
    return 0


def _translators(arguments: argparse.Namespace, source: Lang, terminal: Terminal) -> list[Translator]:
    """Return the engines that are ready for this direction; what is not ready is said."""
    listed = engines(engine_settings(arguments), terminal.prepare_embedded)
    names = {engine.name for engine in listed}
    if unknown := sorted(set(arguments.only or ()) - names):
        raise UsageError(f"no model is called {unknown[0]!r}; models list shows: {', '.join(sorted(names))}")
    chosen: list[Translator] = []
    for engine in listed:
        if arguments.only and engine.name not in arguments.only:
            continue
        ready = [translator for translator in engine.translators if translator.source == source]
        chosen += ready
        if not ready:
            sys.stderr.write(f"{engine.kind} {engine.name} is left out: {engine.state}\n")
    if not chosen:
        raise CorpusError(f"no engine is ready to draft out of {source}; {HOW_TO_GET}")
    return chosen


def _row(row: Compared, count: int) -> Sequence[str]:
    shares = (_percent(share) for share in (row.numbers, row.names, row.terms))
    speed = count / max(row.seconds, 1e-6)
    return row.engine, *(f"{score.value:.1f}" for score in row.scores), *shares, f"{speed:.2g}"


def _percent(share: Share) -> str:
    return f"{share.well / share.of:.0%} of {share.of}" if share.of else "none"


def _as_json(row: Compared, count: int) -> dict[str, object]:
    values = {key: value for key, value in asdict(row).items() if key != "drafts"}
    return {**values, "sentences": count, "sentences_a_second": count / max(row.seconds, 1e-6)}
