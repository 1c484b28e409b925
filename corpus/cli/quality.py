"""``build-corpus quality``: scores and flags without a reference."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Sequence
from dataclasses import asdict

from align.embed import UseEmbedder
from align.quality.estimate import SCORES, score_pairs
from align.quality.inspect import inspect
from align.translate.engines import Engines
from corpus.cli.options import add_json, add_quiet, print_json, read_lines, two_languages, warn_of_language
from corpus.cli.terminal import Terminal
from corpus.errors import UsageError
from corpus.model import Flag, Lang, Score, Script, other
from corpus.text.normalise import normalise
from corpus.text.script import chinese_script

_AT_ONCE = 512


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.description = (
        "Score line-aligned translations. Prints a table with a header: score (the probability that the pair "
        "can\n"
        "be used as it is), its parts, the flags by code, and what they say."
    )
    parser.epilog = (
        "example:\n  build-corpus quality --from zh --to en notes.zh.txt notes.en.txt > notes.quality.tsv"
    )
    parser.add_argument(
        "--from", dest="source", choices=("zh", "en"), required=True, help="the language of the sources"
    )
    parser.add_argument(
        "--to", dest="target", choices=("en", "zh"), required=True, help="the language of the translations"
    )
    parser.add_argument(
        "--log-probability",
        action="store_true",
        help="ask the embedded model too what it thinks of each translation: slow (two pairs a second), and "
        "the "
        "strongest single signal",
    )
    parser.add_argument("sources", metavar="SRC", help="the sources, one a line")
    parser.add_argument("targets", metavar="TGT", help="their translations, one a line")
    add_json(parser)
    add_quiet(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print a row of scores and flags for each pair of lines."""
    source: Lang = arguments.source
    two_languages(source, arguments.target)
    pairs = _read_pairs(arguments.sources, arguments.targets)
    warn_of_language([text for text, _ in pairs], source, arguments.sources)
    warn_of_language([translation for _, translation in pairs], other(source), arguments.targets)
    terminal, embedder = Terminal(quiet=arguments.quiet), UseEmbedder()
    model = Engines(terminal.prepare_embedded).embedded(source) if arguments.log_probability else None
    chinese = _script([target for _, target in pairs]) if source == "en" else "Hans"
    rows: list[dict[str, object]] = []
    writer = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    if not arguments.json:
        writer.writerow([*SCORES, "flags", "notes", "spans"])
    with terminal.stage("scoring", len(pairs)) as step:
        for start in range(0, len(pairs), _AT_ONCE):
            part = pairs[start : start + _AT_ONCE]
            thoughts = [sum(t) / len(t) for t in model.token_log_probabilities(part)] if model else None
            scored = score_pairs(part, source, embedder, log_probabilities=thoughts)
            for (text, translation), scores in zip(part, scored, strict=True):
                cosine = next(score.value for score in scores if score.name == "similarity")
                flags = inspect(text, translation, source, cosine=cosine, chinese=chinese)
                if arguments.json:
                    rows.append(_as_json(scores, flags))
                else:
                    writer.writerow(_row(scores, flags))
            step(len(part))
    if arguments.json:
        print_json(rows)
    return 0


def _read_pairs(sources: str, targets: str) -> list[tuple[str, str]]:
    sides = [[normalise(line).strip() for line in read_lines(name)] for name in (sources, targets)]
    if len(sides[0]) != len(sides[1]):
        raise UsageError(
            f"{sources} has {_lines(len(sides[0]))} and {targets} has {_lines(len(sides[1]))}; each must "
            "translate the same line of the other file. "
            f"build-corpus align {sources} {targets} shows which do"
        )
    return list(zip(*sides, strict=True))


def _lines(count: int) -> str:
    return f"{count} line" if count == 1 else f"{count} lines"


def _script(targets: Sequence[str]) -> Script:
    """Return the script of the Chinese, so that Traditional translations are not called wrong for it."""
    return chinese_script("\n".join(targets[: 10 * _AT_ONCE]))


def _as_json(scores: Sequence[Score], flags: Sequence[Flag]) -> dict[str, object]:
    values = {score.name: round(score.value, 4) for score in scores}
    return {**values, "flags": [asdict(flag) for flag in flags]}


def _row(scores: Sequence[Score], flags: Sequence[Flag]) -> list[str]:
    codes = " ".join(flag.code for flag in flags)
    notes = "; ".join(flag.message for flag in flags)
    spans = " ".join(f"{flag.code}:{side}:{start}-{end}" for flag in flags for side, start, end in flag.spans)
    return [*(f"{score.value:.4f}" for score in scores), codes, notes, spans]
