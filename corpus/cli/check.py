"""``build-corpus check``: would a TMX load everywhere."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from corpus.cli.options import add_json, existing_file, print_json
from corpus.errors import CorpusError, UsageError
from export.check_rules import TOOLS
from export.check_tmx import Report, check

_EXAMPLES = 3


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.description = (
        "Check TMX files, anybody's, gzipped or not, and give a verdict for each tool. Exit code 1 if any "
        "tool\n"
        "would refuse one."
    )
    parser.epilog = "example:\n  build-corpus check export/*.tmx"
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a TMX file")
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Check every file; one that cannot be read does not keep the others from being checked."""
    reports: list[Report] = []
    failed = 0
    for path in arguments.files:
        try:
            reports.append(check(existing_file(path)))
        except CorpusError as error:
            print(f"build-corpus: {error}", file=sys.stderr)
            failed = max(failed, 2 if isinstance(error, UsageError) else 1)
    if arguments.json:
        print_json([_as_json(report) for report in reports])
    else:
        for report in reports:
            _show(report)
    return failed or int(not all(report.loads for report in reports))


def _as_json(report: Report) -> dict[str, object]:
    faults = [asdict(fault) | {"stops": sorted(fault.stops)} for fault in report.faults]
    loads = {tool: not report.refused_by(tool) for tool in TOOLS}
    return {"file": str(report.path), "units": report.units, "loads": loads, "faults": faults}


def _show(report: Report) -> None:
    print(f"{report.path}: {report.units} units")
    counts: Counter[str] = Counter()
    for fault in report.faults:
        counts[fault.rule] += 1
        if counts[fault.rule] <= _EXAMPLES:
            kind = "error" if fault.stops else "warning"
            print(f"  {kind}, line {fault.line}: {fault.message} [{fault.rule}]")
    for rule, count in counts.items():
        if count > _EXAMPLES:
            print(f"  {rule}: {count - _EXAMPLES} more")
    for tool in TOOLS:
        rules = ", ".join(dict.fromkeys(fault.rule for fault in report.refused_by(tool)))
        print(f"  {tool}: {f'refuses it or loses units ({rules})' if rules else 'loads'}")
