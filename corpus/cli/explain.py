"""``build-corpus explain``: what a flag means and what to do."""

from __future__ import annotations

import argparse

from corpus.cli.options import add_json, print_json, print_table
from corpus.cli.parser import did_you_mean
from corpus.errors import UsageError
from corpus.flags import FLAGS, FlagKind

_SEVERITIES = {
    "fatal": "it is no translation; the unit is set aside",
    "fault": "something is wrong that can be seen; a draft is made once more",
    "warning": "worth a look",
    "note": "how the unit came about",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.description = (
        "Say what a flag means, with an example, and what to do; without a flag list them all."
    )
    parser.epilog = "examples:\n  build-corpus explain numbers\n  build-corpus explain"
    parser.add_argument("flags", nargs="*", metavar="FLAG", help="flags as reports and TMX have them")
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Explain the flags that were asked for."""
    for code in arguments.flags:
        if code not in FLAGS:
            hint = did_you_mean(code, FLAGS) or "; build-corpus explain lists them"
            raise UsageError(f"there is no flag {code!r}{hint}")
    if arguments.json:
        print_json([_as_json(FLAGS[code]) for code in arguments.flags or FLAGS])
    elif arguments.flags:
        for code in arguments.flags:
            _show(FLAGS[code])
    else:
        rows = [(kind.code, kind.severity, kind.sentence, kind.remedy) for kind in FLAGS.values()]
        print_table(("flag", "severity", "what it means", "what to do"), rows)
    return 0


def _as_json(kind: FlagKind) -> dict[str, str]:
    return {
        "flag": kind.code,
        "severity": kind.severity,
        "meaning": kind.sentence,
        "example": kind.example,
        "remedy": kind.remedy,
    }


def _show(kind: FlagKind) -> None:
    print(f"{kind.code}: {kind.sentence}")
    print(f"  example:  {kind.example}")
    print(f"  to do:    {kind.remedy}")
    print(f"  severity: {kind.severity}, {_SEVERITIES[kind.severity]}")
