"""What a build prints at its end: what came out, what to look at, what is next; one screen of 80 columns."""

from __future__ import annotations

import heapq
import itertools
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import get_args

import rich.box
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table

from align.translate.installed import HOW_TO_GET
from corpus.cli.options import output_console
from corpus.model import Origin, Unit
from corpus.pipeline.alignment import Alignment
from corpus.pipeline.build import Build
from corpus.pipeline.changes import Changes
from corpus.pipeline.corpus import Corpus
from corpus.pipeline.write import REJECTIONS
from export.omissions import NO_OMISSIONS, Omissions
from export.report import REPORT
from export.tally import Tally

_WORST = 3
_NAMED = 3
"""Lines of one kind that are shown; of more, the first ones and how many follow."""
_FILES = 8
_SURE, _MUCH_ALONE = 0.9, 0.25
"""A pair of documents below this probability, or with more sentences alone than this share, is doubtful."""
_PIPE_WIDTH = 100
"""Columns where nobody says how many there are."""


def show_build(made: Build, folder: Path, out: Path, console: Console | None = None) -> None:
    """Print the files, what was aligned, flagged and set aside, what changed, and what is next."""
    if console is None:
        console = output_console(_PIPE_WIDTH)
    if made.written.files or made.written.untranslated:
        console.print(_files(made, out))
        console.print()
    for line in _lines(made, console.width):
        console.print(_cut(line, console.width))
    if made.corpus.units:
        console.print()
        console.print(_worst(made.corpus.units))
    # What is to be typed or opened stands there whole, however long it is.
    for line in (*_problems(made.corpus), *_next(made, folder, out)):
        console.print(line, soft_wrap=True)


def show_failed(made: Build) -> None:
    """Print the documents that could not be read, and nothing else."""
    for rejection in made.corpus.failed:
        sys.stderr.write(f"failed: {rejection.document} {rejection.message}\n")


def _files(made: Build, out: Path) -> Table:
    """Return a row for each file, under the name of the folder; the last of many share a row."""
    table = Table(box=rich.box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(f"{out}/", overflow="fold")
    for heading in ("units", "aligned", "drafted", "reviewed", "score", "flagged"):
        table.add_column(heading, justify="right", no_wrap=True)
    units = iter(made.corpus.units)
    files = list(made.written.files.items())
    shown = len(files) if len(files) <= _FILES else _FILES - 1
    for name, count in files[:shown]:
        table.add_row(name, *_figures(Tally(itertools.islice(units, count))))
    if files[shown:]:
        table.add_row(f"and {len(files) - shown} more files", *_figures(Tally(units)))
    for name, number in made.written.untranslated.items():
        table.add_row(name, f"{number} untranslated")
    return table


def _figures(tally: Tally) -> Iterator[str]:
    """Yield how many units there are, how many of each origin, their mean score, and how many are flagged."""
    yield str(tally.all.units)
    yield from (str(tally.origins[origin]) for origin in get_args(Origin))
    yield tally.all.mean
    yield str(tally.all.flagged)


def _lines(made: Build, width: int) -> Iterator[str]:
    corpus = made.corpus
    yield from aligned_lines(corpus.alignments, corpus.omissions)
    if flags := Counter(flag.code for unit in corpus.units for flag in unit.flags):
        yield commonest("units flagged: ", flags, width)
    aside = Counter({"page lines": sum(len(document.removed) for document in corpus.documents)})
    for (_, code), count in corpus.aside.reasons.items():
        aside[code] += count
    aside.subtract(rejection.code for rejection in corpus.failed)
    if aside := +aside:
        yield commonest(f"set aside ({REJECTIONS}): ", aside, width)
    if made.changes is not None:
        yield said_changes(made.changes)
    yield from _some(
        [
            f"a review has lost its sentence: {orphan.document}: {orphan.source} ({orphan.reviewer})"
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
    if len(alignments) <= _NAMED:
        yield from (f"aligned: {_pair(pair, omissions)}" for pair in alignments)
        return
    links = sum(len(pair.beads) - pair.unlinked for pair in alignments)
    doubtful = sorted(filter(_is_doubtful, alignments), key=lambda pair: (pair.confidence, -pair.unlinked))
    rest = f"; {len(doubtful)} to look at:" if doubtful else ""
    yield f"aligned: {len(alignments)} pairs of documents, {links} links{rest}"
    yield from _some([f"  {_pair(pair, omissions)}" for pair in doubtful])


def _is_doubtful(pair: Alignment) -> bool:
    return pair.confidence < _SURE or pair.unlinked > _MUCH_ALONE * len(pair.beads)


def _pair(pair: Alignment, omissions: Omissions) -> str:
    names = {pair.zh, pair.en}
    alone = f", {pair.unlinked} alone" if pair.unlinked else ""
    shares = (share for share in omissions.shares if share.abridged)
    abridged = [f", abridged to {s.share:.0%}" for s in shares if {s.document, s.partner} == names]
    links = f"{len(pair.beads) - pair.unlinked} links{alone}{''.join(abridged)}"
    return f"{pair.zh} with {pair.en} ({pair.confidence:.2f}): {links}"


def _some(lines: Sequence[str]) -> list[str]:
    """Return a few lines, and how many more there are."""
    if len(lines) <= _NAMED:
        return list(lines)
    shown = lines[: _NAMED - 1]
    return [*shown, f"and {len(lines) - len(shown)} more; they stand in {REPORT}"]


def commonest(heading: str, counts: Mapping[str, int], width: int) -> str:
    """Name the kinds that there are most of, as many as fit on a line, and say how many are left.

    >>> commonest("flags: ", {"numbers": 2, "term": 30, "length": 1}, 30)
    'flags: term 30 and 2 more kinds'
    >>> commonest("flags: ", {"numbers": 2, "term": 30, "length": 1}, 80)
    'flags: term 30, numbers 2, length 1'
    """
    ranked = [
        f"{name} {count}" for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    line = heading + ", ".join(ranked)
    for kept in range(len(ranked) - 1, 0, -1):
        if cell_len(line) <= width:
            break
        line = f"{heading}{', '.join(ranked[:kept])} and {len(ranked) - kept} more kinds"
    return line


def _cut(line: str, width: int) -> str:
    """Return a line that fits into so many columns, of which a Chinese character takes two."""
    return line if cell_len(line) <= width else f"{set_cell_size(line, width - 1)}…"


def said_changes(changes: Changes) -> str:
    """Say what became of the units of the last run."""
    if not changes:
        return "since the last run: nothing changed"
    said = [
        f"{number} {'unit' if number == 1 else 'units'} {what}"
        for what, number in changes.counts.items()
        if number
    ]
    return "since the last run: " + ", ".join(said)


def _worst(units: Sequence[Unit]) -> Table:
    """Return the worst units, a line each, with the flags that ``build-corpus explain`` explains."""
    table = Table(
        box=rich.box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), expand=True
    )
    for heading, ratio in (("worst", None), ("source", 3), ("target", 3), ("flags", 2)):
        table.add_column(heading, ratio=ratio, no_wrap=True, overflow="ellipsis")
    for unit in heapq.nsmallest(_WORST, units, key=lambda unit: (unit.score, unit.id)):
        codes = dict.fromkeys(flag.code for flag in unit.flags)
        table.add_row(f"{unit.score:.3f}", unit.source, unit.target, ", ".join(codes))
    return table


def _problems(corpus: Corpus) -> Iterator[str]:
    if corpus.untranslated:
        asked = corpus.settings.engine == "none"
        why = "as asked (--engine none)" if asked else f"for want of an engine; {HOW_TO_GET}"
        yield f"nothing was drafted {why}"
    unknown = (rejection for rejection in corpus.aside.documents if rejection.code == "unknown-format")
    yield from _some([f"not read: {rejection.document}: {rejection.message}" for rejection in unknown])
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
