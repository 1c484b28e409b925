"""``build-corpus align``: two documents to aligned sentences."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import rich.box
from rich.table import Table

from align.beads.aligner import align, default_model
from align.embed import UseEmbedder
from align.evaluate.alignments import agreement, read_gold, reliability
from align.quality.inspect import inspect
from corpus.cli.options import (
    add_json,
    add_quiet,
    existing_file,
    existing_folder,
    output_console,
    print_json,
    read_input,
)
from corpus.cli.terminal import Terminal
from corpus.errors import CorpusError, UsageError
from corpus.model import Bead, Lang, Rejection, Score, Script, Unit
from corpus.read.documents import read_file, read_text
from corpus.read.readers import READABLE, format_of
from corpus.segment.splitter import segment_document
from corpus.settings import Settings
from corpus.text.dates import date_of_seconds
from corpus.text.locale import join_sentences
from corpus.text.normalise import normalise
from corpus.text.script import document_language
from export.write_tmx import stream_tmx


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.description = (
        "Split two documents into sentences and align them. A confidence is the probability that exactly "
        "this\n"
        "link is right."
    )
    parser.epilog = (
        "examples:\n  build-corpus align report.zh.txt report.en.html\n"
        "  build-corpus align report.zh.txt report.en.txt --format tmx > report.tmx\n"
        "  build-corpus align --lines sentences.zh sentences.en        prints [0,1]:[0]:0.987, counted from 0"
    )
    parser.add_argument(
        "files", nargs="*", metavar="ZH EN", help="the Chinese and the English document (either order does)"
    )
    parser.add_argument(
        "--evaluate",
        type=Path,
        metavar="GOLD",
        help="align the hand-aligned texts of a folder instead (NNN.zh, NNN.en, NNN.gold) and print how far "
        "the "
        "links agree",
    )
    parser.add_argument(
        "--lines", action="store_true", help="the files hold a sentence a line: do not split, print links"
    )
    parser.add_argument(
        "--format",
        choices=("table", "tsv", "links", "tmx"),
        help="default: table on a terminal, tsv in a pipe, links with --lines",
    )
    add_json(parser)
    add_quiet(parser)


@dataclass(frozen=True, slots=True)
class _Side:
    """One file to align."""

    name: str
    sentences: list[str]
    lang: Lang | None
    script: Script

    @property
    def tag(self) -> str:
        settings = Settings()
        return {"Hans": "zh-CN", "Hant": settings.traditional, "Latn": settings.english}[self.script]


@dataclass(frozen=True, slots=True)
class _Row:
    """A bead with the texts of both its sides."""

    bead: Bead
    source: str
    target: str


def run(arguments: argparse.Namespace) -> int:
    """Align two files and print the links in the form that is wanted."""
    if arguments.evaluate:
        return _evaluate(arguments)
    if len(arguments.files) != 2:
        raise UsageError(
            "give two files, the Chinese and the English one: build-corpus align report.zh.txt report.en.txt"
        )
    read = _read_lines if arguments.lines else _read_document
    source, target = (read(name) for name in arguments.files)
    langs = _languages(source, target)
    beads = _align(source, target, langs[0], quiet=arguments.quiet)
    if arguments.json:
        print_json([_as_json(row) for row in _rows(beads, source, target, langs)])
        return 0
    form = arguments.format or ("links" if arguments.lines else "table" if sys.stdout.isatty() else "tsv")
    if form == "links":
        _print_links(beads)
    elif form == "tmx":
        rows = [row for row in _rows(beads, source, target, langs) if row.source and row.target]
        units = [_unit(row, source, target, langs[0]) for row in rows]
        stream_tmx(sys.stdout.buffer, units, source.tag)
    elif form == "tsv":
        _print_tsv(_rows(beads, source, target, langs), langs)
    else:
        _print_table(_rows(beads, source, target, langs), langs)
    return 0


def _align(source: _Side, target: _Side, source_lang: Lang, *, quiet: bool) -> list[Bead]:
    status = f"aligning {len(source.sentences)} with {len(target.sentences)} sentences"
    with Terminal(quiet=quiet).console.status(status):
        if source_lang == "zh":
            return align(source.sentences, target.sentences, UseEmbedder())
        return [bead.transposed() for bead in align(target.sentences, source.sentences, UseEmbedder())]


def _rows(beads: Sequence[Bead], source: _Side, target: _Side, langs: tuple[Lang, Lang]) -> list[_Row]:
    return [
        _Row(
            bead,
            join_sentences(source.sentences[bead.source_start : bead.source_end], langs[0]),
            join_sentences(target.sentences[bead.target_start : bead.target_end], langs[1]),
        )
        for bead in beads
    ]


def _as_json(row: _Row) -> dict[str, object]:
    """Return a link as ``[0, 1]:[0]`` has it, with both texts; empty where there is no counterpart."""
    bead = row.bead
    return {
        "source_lines": list(range(bead.source_start, bead.source_end)),
        "target_lines": list(range(bead.target_start, bead.target_end)),
        "confidence": round(bead.confidence, 3),
        "source": row.source,
        "target": row.target,
    }


def _print_links(beads: Sequence[Bead]) -> None:
    for bead in beads:
        sides = (range(bead.source_start, bead.source_end), range(bead.target_start, bead.target_end))
        print(":".join(f"[{','.join(map(str, side))}]" for side in sides) + f":{bead.confidence:.3f}")


def _print_tsv(rows: Sequence[_Row], langs: tuple[Lang, Lang]) -> None:
    writer = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    writer.writerow(("confidence", "type", *langs))
    writer.writerows((f"{row.bead.confidence:.3f}", row.bead.kind, row.source, row.target) for row in rows)


def _print_table(rows: Sequence[_Row], langs: tuple[Lang, Lang]) -> None:
    table = Table("", "", *langs, box=rich.box.SIMPLE, show_lines=True)
    for row in rows:
        table.add_row(f"{row.bead.confidence:.2f}", row.bead.kind, row.source, row.target)
    output_console().print(table)


def _evaluate(arguments: argparse.Namespace) -> int:
    texts = read_gold(existing_folder(arguments.evaluate))
    embedder = UseEmbedder()
    pairs = []
    with Terminal(quiet=arguments.quiet).stage("aligning", len(texts)) as step:
        for text in texts:
            pairs.append((text.links, align(text.zh, text.en, embedder)))
            step(1)
    strict, lax = agreement(pairs)
    if arguments.json:
        print_json({"strict": asdict(strict), "lax": asdict(lax), "reliability": reliability(pairs)})
        return 0
    for name, figures in (("strict", strict), ("lax", lax)):
        print(f"{name} P {figures.precision:.4f} R {figures.recall:.4f} F1 {figures.f1:.4f}")
    print("confidence  links  mean   right")
    for band, count, confidence, right in reliability(pairs):
        print(f"{band}  {count:6} {confidence:6.3f} {right:6.3f}")
    print(f"F1 {strict.f1:.4f}")
    return 0


def _read_document(name: str) -> _Side:
    path = existing_file(Path(name))
    # x.zh, x.en: named by the user, so it is text whatever the suffix.
    known = format_of(name) in READABLE
    document = read_file(path, name) if known else read_text(read_input(name), name)
    if isinstance(document, Rejection):
        raise CorpusError(f"{document.document} {document.message}")
    sentences = [segment.text for segment in segment_document(document) if segment.lang == document.lang]
    return _Side(name, sentences, document.lang, document.script)


def _read_lines(name: str) -> _Side:
    text = read_input(name)
    language = document_language(text)
    lines = [normalise(line).strip() for line in text.splitlines()]
    if isinstance(language, tuple):
        return _Side(name, lines, *language)
    return _Side(name, lines, None, "Latn")


def _languages(source: _Side, target: _Side) -> tuple[Lang, Lang]:
    """Return the languages of both sides.

    What cannot be told from the text is as the order on the command line says.

    Raises:
        UsageError: both sides are in one language.
    """
    if source.lang and source.lang == target.lang:
        language = "Chinese" if source.lang == "zh" else "English"
        raise UsageError(
            f"{source.name} and {target.name} are both {language}; give one Chinese and one English file"
        )
    return ("en", "zh") if source.lang == "en" or target.lang == "zh" else ("zh", "en")


def _unit(row: _Row, source: _Side, target: _Side, lang: Lang) -> Unit:
    signature = default_model().signature
    return Unit(
        source=row.source,
        target=row.target,
        source_tag=source.tag,
        target_tag=target.tag,
        origin="aligned",
        engine=signature,
        document=source.name,
        index=row.bead.source_start,
        script=source.script,
        date=date_of_seconds(Path(source.name).stat().st_mtime),
        scores=(Score("align", row.bead.confidence, signature),),
        flags=inspect(row.source, row.target, lang, chinese="Hant" if target.script == "Hant" else "Hans"),
        target_document=target.name,
        align_type=row.bead.kind,
    )
