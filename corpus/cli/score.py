"""``build-corpus score``: translations against references."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import rich.box
from rich.table import Table

from align.evaluate.translations import METRICS, Measured, compare, measure, measure_segments
from corpus.cli.options import (
    add_json,
    existing_file,
    language_of_text,
    output_console,
    print_json,
    read_lines,
    warn_of_language,
)
from corpus.errors import UsageError
from corpus.model import Lang
from corpus.pipeline.references import Bundle, by_document, read_bundle
from export.plot import draw_scores

_Scores = Mapping[str, Sequence[Mapping[str, float]]]


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.description = (
        "Measure translations against references with sacrebleu, each figure with its signature. Files are "
        "text,\n"
        "a segment a line, or TMX (the reference too), matched on their sources. Several translations are\n"
        "compared with the first by paired bootstrap and by approximate randomisation."
    )
    parser.epilog = (
        "examples:\n  build-corpus score drafts.en --reference reference.en\n"
        "  build-corpus score old.zh new.zh --reference refA.zh --reference refB.zh --json\n"
        "  build-corpus score export/seeds.zh-CN.en-US.tmx --reference export/reviewed.tmx --plot scores.svg"
    )
    parser.add_argument(
        "systems", nargs="+", metavar="HYP", help="a translation: text, a segment a line, or TMX"
    )
    parser.add_argument(
        "--reference",
        action="append",
        required=True,
        metavar="REF",
        help="a reference; may be given several times",
    )
    parser.add_argument(
        "--lang", choices=("zh", "en"), help="the language of the translations (default: as they look)"
    )
    parser.add_argument(
        "--tokenizer",
        choices=("zh", "13a", "flores200"),
        help="how BLEU cuts words (default: zh or 13a, as the language is; sacrebleu fetches flores200 from "
        "the "
        "network once)",
    )
    parser.add_argument(
        "--sentences", action="store_true", help="print the scores of each segment as a table instead"
    )
    parser.add_argument(
        "--plot",
        type=Path,
        metavar="FILE.svg",
        help="draw the segments' chrF2++: a histogram, or two systems against each other",
    )
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Measure, and print figures for the whole, for documents, or for segments."""
    plot: Path | None = arguments.plot
    if plot and plot.suffix.lower() != ".svg":
        raise UsageError(f"{plot}: charts are written as SVG; name the file {plot.with_suffix('.svg')}")
    for name in (*arguments.systems, *arguments.reference):
        if name != "-":
            existing_file(Path(name))
    bundle = read_bundle(arguments.systems, arguments.reference, read_lines)
    lang: Lang = arguments.lang or language_of_text("\n".join(bundle.references[0]), "the references")
    for name, lines in bundle.systems.items():
        warn_of_language(lines, lang, name)
    if arguments.plot or arguments.sentences:
        segments = {
            name: measure_segments(lines, bundle.references, lang, arguments.tokenizer)
            for name, lines in bundle.systems.items()
        }
        if arguments.plot:
            scores = {name: [row["chrF2++"] for row in rows] for name, rows in segments.items()}
            draw_scores(scores, arguments.plot)
        if arguments.sentences:
            _print_segments(bundle, segments)
            return 0
    measured = measure(bundle.systems, bundle.references, lang, arguments.tokenizer)
    tests = _tests(bundle, lang, arguments)
    documents = _documents(bundle, lang, arguments)
    if arguments.json:
        _print_json(bundle, measured, tests, documents)
    else:
        _print_tables(bundle, measured, tests, documents)
    return 0


def _print_segments(bundle: Bundle, segments: _Scores) -> None:
    writer = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    writer.writerow(["segment", "document", "system", *METRICS])
    for i, document in enumerate(bundle.documents):
        for name, rows in segments.items():
            writer.writerow([i, document, name, *(f"{rows[i][metric]:.2f}" for metric in METRICS)])


def _tests(bundle: Bundle, lang: Lang, arguments: argparse.Namespace) -> dict[str, list[Measured]]:
    """Return the results of both significance tests, if there are several systems."""
    if len(bundle.systems) < 2:
        return {}
    references, tokenizer = bundle.references, arguments.tokenizer
    return {
        "paired bootstrap": compare(bundle.systems, references, lang, "bs", tokenizer),
        "approximate randomisation": compare(bundle.systems, references, lang, "ar", tokenizer),
    }


def _documents(bundle: Bundle, lang: Lang, arguments: argparse.Namespace) -> list[dict[str, str]]:
    return [
        {"document": document, **{name: f"{value:.1f}" for name, value in values.items()}}
        for document, values in by_document(bundle, lang, arguments.tokenizer).items()
    ]


def _print_json(
    bundle: Bundle,
    measured: Sequence[Measured],
    tests: Mapping[str, Sequence[Measured]],
    documents: Sequence[Mapping[str, str]],
) -> None:
    answer = {
        "segments": len(bundle.documents),
        "unmatched": bundle.unmatched,
        "scores": [asdict(figure) for figure in measured],
        "tests": {name: [asdict(figure) for figure in figures] for name, figures in tests.items()},
        "documents": documents,
    }
    print_json(answer)


def _print_tables(
    bundle: Bundle,
    measured: Sequence[Measured],
    tests: Mapping[str, Sequence[Measured]],
    documents: Sequence[Mapping[str, str]],
) -> None:
    console = output_console()
    headings = ("system", "metric", "score", *(f"p, {name}" for name in tests), "signature")
    table = Table(*headings, box=rich.box.SIMPLE)
    for figure in measured:
        p_values = [_p_value(figure, results) for results in tests.values()]
        table.add_row(figure.system, figure.metric, f"{figure.value:.1f}", *p_values, figure.signature)
    console.print(table)
    if len(documents) > 1:
        rows = Table(*documents[0], box=rich.box.SIMPLE)
        for row in documents:
            rows.add_row(*row.values())
        console.print(rows)
    for name, count in bundle.unmatched.items():
        if count:
            message = f"{name}: {count} units have no source in common with all the others and were left out"
            console.print(message)


def _p_value(figure: Measured, results: Sequence[Measured]) -> str:
    value = next(r.p_value for r in results if (r.system, r.metric) == (figure.system, figure.metric))
    return "" if value is None else f"{value:.4f}"
