"""What a build prints at its end."""

from __future__ import annotations

import itertools
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import rich.box
from rich.console import Console
from rich.table import Table

from align.translate.installed import HOW_TO_GET
from corpus.cli.options import short
from corpus.model import Unit
from corpus.pipeline.alignment import Alignment
from corpus.pipeline.build import Build
from corpus.pipeline.changes import Changes
from corpus.pipeline.corpus import Corpus
from corpus.pipeline.write import REJECTIONS
from export.omissions import NO_OMISSIONS, Omissions
from export.report import REPORT

_WORST = 5
_NAMED = 10
"""Lines of one kind that are shown: all of it is to fit on a screen."""
_SURE, _MUCH_ALONE = 0.9, 0.25
"""A pair of documents below this probability, or with more sentences alone than this share, is doubtful."""
_PIPE_WIDTH, _WIDE = 140, 110
"""Columns where nobody says how many there are, and of a wide terminal."""


def show_build(made: Build, folder: Path, out: Path) -> None:
    """Print the files, what was aligned, flagged and set aside, what changed, and what is next."""
    console = Console(width=None if sys.stdout.isatty() else _PIPE_WIDTH, highlight=False, markup=False)
    table = _files(made, out)
    if table.row_count:
        console.print(table)
    for line in _lines(made, out):
        console.print(line)
    if made.corpus.units:
        console.print(_worst(made.corpus.units, console.width))
    for line in (*_problems(made.corpus), *_next(made, folder, out)):
        console.print(line)


def show_failed(made: Build) -> None:
    """Print the documents that could not be read, and nothing else."""
    for rejection in made.corpus.failed:
        sys.stderr.write(f"failed: {rejection.document} {rejection.message}\n")


def _files(made: Build, out: Path) -> Table:
    table = Table(box=rich.box.SIMPLE)
    table.add_column("file")
    for heading in ("units", "aligned", "mean score", "flagged"):
        table.add_column(heading, justify="right")
    everything = iter(made.corpus.units)
    for name, number in made.written.files.items():
        units = list(itertools.islice(everything, number))
        mean = sum(unit.score for unit in units) / len(units)
        aligned = sum(unit.origin == "aligned" for unit in units)
        flagged = sum(bool(unit.flags) for unit in units)
        table.add_row(str(out / name), str(number), str(aligned), f"{mean:.3f}", str(flagged))
    for name, number in made.written.untranslated.items():
        table.add_row(str(out / name), f"{number} untranslated", "", "", "")
    return table


def _lines(made: Build, out: Path) -> Iterator[str]:
    corpus, counts = made.corpus, made.summary
    yield from aligned_lines(corpus.alignments, corpus.omissions)
    by_people = sum(unit.origin == "reviewed" for unit in corpus.units)
    if by_people:
        yield f"reviewed: {by_people} units are as people left them"
    for heading, name in (("lines taken out, by rule", "lines_removed"), ("units flagged", "flags")):
        if counts[name]:
            yield f"{heading}: {_listed(counts[name])}"
    unusual = [f"{d.name} is {d.encoding}" for d in corpus.documents if d.encoding != "utf-8"]
    if unusual:
        yield f"encodings: {', '.join(_some(unusual))}"
    rejected = counts["set_aside"]
    if isinstance(rejected, dict) and rejected:
        yield f"set aside ({out / REJECTIONS}): " + ", ".join(map(_listed, rejected.values()))
    yield from _not_read(corpus)
    if made.changes is not None:
        yield said_changes(made.changes)
    yield from _some(
        [
            f"a review has lost its sentence: {orphan.document}: {short(orphan.source)} ({orphan.reviewer})"
            for orphan in corpus.orphans
        ]
    )
    yield from _some(
        [
            f"warning: {document.name}: {warning}"
            for document in corpus.documents
            for warning in document.warnings
        ]
    )


def aligned_lines(alignments: Sequence[Alignment], omissions: Omissions = NO_OMISSIONS) -> Iterator[str]:
    """Name the pairs of documents; of many their number, and those that somebody should look at."""
    shown: Sequence[Alignment] = alignments
    if len(alignments) > _NAMED:
        links = sum(len(pair.beads) - pair.unlinked for pair in alignments)
        shown = sorted(filter(_is_doubtful, alignments), key=lambda pair: pair.confidence)
        rest = f"; {len(shown)} to look at" if shown else ""
        yield f"aligned: {len(alignments)} pairs of documents, {links} links{rest}"
    yield from _some([_pair(pair) + _abridged(pair, omissions) for pair in shown])


def _is_doubtful(pair: Alignment) -> bool:
    return pair.confidence < _SURE or pair.unlinked > _MUCH_ALONE * len(pair.beads)


def _pair(pair: Alignment) -> str:
    alone = f", {pair.unlinked} without a counterpart" if pair.unlinked else ""
    links = f"{len(pair.beads) - pair.unlinked} links{alone}"
    return f"aligned: {pair.zh.name} with {pair.en.name} ({pair.confidence:.2f}): {links}"


def _some(lines: Sequence[str]) -> list[str]:
    """Return a screenful of lines, and how many more there are."""
    more = len(lines) - _NAMED
    return [*lines[:_NAMED], f"and {more} more; they stand in {REPORT}"] if more > 0 else list(lines)


def _not_read(corpus: Corpus) -> Iterator[str]:
    """Name the files of unknown kinds, and what to do with them; many of them by their number."""
    unknown = [rejection for rejection in corpus.rejections if rejection.code == "unknown-format"]
    for rejection in unknown[:_NAMED]:
        yield f"not read: {rejection.document}: {rejection.message}"
    if len(unknown) > _NAMED:
        yield f"not read: {len(unknown) - _NAMED} more files of unknown kinds, listed in {REJECTIONS}"


def _abridged(pair: Alignment, omissions: Omissions) -> str:
    """Say it if either edition is an abridgement of the other."""
    for share in omissions.shares:
        if share.abridged and {share.document, share.partner} == {pair.zh.name, pair.en.name}:
            return f"; {share.partner} is abridged to {share.share:.0%}"
    return ""


def _listed(counts: object) -> str:
    return (
        ", ".join(f"{name} {number}" for name, number in counts.items())
        if isinstance(counts, Mapping)
        else ""
    )


def said_changes(changes: Changes) -> str:
    """Say what became of the units of the last run."""
    if not changes:
        return "since the last run: nothing changed"
    said = [f"{number} units {what}" for what, number in changes.counts.items() if number]
    return "since the last run: " + ", ".join(said)


def _worst(units: list[Unit], width: int) -> Table:
    """Return the worst units; in a narrow terminal less is said of each, so that it fits on a screen."""
    title = f"the worst {min(_WORST, len(units))} units"
    table = Table("score", "source", "target", "why", title=title, box=rich.box.SIMPLE, title_justify="left")
    for unit in sorted(units, key=lambda unit: (unit.score, unit.id))[:_WORST]:
        why = short("; ".join(flag.message for flag in unit.flags), 100 if width >= _WIDE else 45)
        table.add_row(f"{unit.score:.3f}", short(unit.source), short(unit.target), why)
    return table


def _problems(corpus: Corpus) -> Iterator[str]:
    if corpus.untranslated:
        asked = corpus.settings.engine == "none"
        why = "as asked (--engine none)" if asked else f"for want of an engine; {HOW_TO_GET}"
        yield f"nothing was drafted {why}"
    yield from _some([f"failed: {rejection.document} {rejection.message}" for rejection in corpus.failed])


def _next(made: Build, folder: Path, out: Path) -> Iterator[str]:
    """Say which one or two commands follow, given what came out."""
    yield f"report: {out / REPORT}"
    units = made.corpus.units
    if any(unit.origin == "drafted" for unit in units) and not made.corpus.review.decisions:
        flags = Counter(flag.code for unit in units for flag in unit.flags)
        yield f"next: build-corpus review export {out} --documents {folder}"
        if flags:
            yield f"      build-corpus explain {flags.most_common(1)[0][0]}"
    elif made.corpus.review.decisions:
        yield f"next: build-corpus review status {out}"
    elif units:
        yield f"next: build-corpus check {out / next(iter(made.written.files))}"
    if made.corpus.untranslated:
        yield (
            "next: build-corpus doctor"
            if made.corpus.settings.engine != "none"
            else (
                f"next: build-corpus {folder} --dry-run          says how long drafting the rest would take"
            )
        )
