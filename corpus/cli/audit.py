"""``build-corpus audit``: from a judged sample to a claim about all units."""

from __future__ import annotations

import argparse
from pathlib import Path

from corpus.cli.options import add_json, existing_file, print_json, probability
from corpus.errors import UsageError
from corpus.pipeline.audit import interval, lower_bound, read_sheet, sample_size, write_sheet


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.description = (
        "How many units must a person look at to claim that nearly all above a score are right? Draws them,\n"
        "spread over the scores, into a sheet; reads the judged sheet back and states the claim with its "
        "exact\n"
        "interval (Clopper-Pearson)."
    )
    parser.epilog = (
        "examples:\n  build-corpus audit export/seeds.zh-CN.en-US.tmx --above 0.8 --sheet audit.tsv\n"
        "        write y or n into the column 'right', then:\n  build-corpus audit --judged audit.tsv"
    )
    parser.add_argument("tmx", nargs="?", type=Path, metavar="TMX", help="the corpus")
    _add_probability(parser, "--above", 0.0, "only units that score at least this")
    _add_probability(parser, "--claim", 0.95, "the share of right units to claim")
    _add_probability(parser, "--confidence", 0.95, "how sure the claim shall be")
    parser.add_argument(
        "--errors",
        type=int,
        default=2,
        metavar="N",
        help="wrong units that may be among them and the claim still made (default: 2)",
    )
    parser.add_argument(
        "--seed", type=int, default=1, metavar="N", help="another number draws other units (default: 1)"
    )
    parser.add_argument(
        "--sheet",
        type=Path,
        default=Path("audit.tsv"),
        metavar="FILE.tsv",
        help="where to write the sheet (default: audit.tsv)",
    )
    parser.add_argument("--judged", type=Path, metavar="FILE.tsv", help="read this judged sheet back")
    add_json(parser)


def _add_probability(parser: argparse.ArgumentParser, name: str, default: float, text: str) -> None:
    parser.add_argument(
        name, type=probability, default=default, metavar="P", help=f"{text} (default: {default:g})"
    )


def run(arguments: argparse.Namespace) -> int:
    """Draw a sheet, or read a judged one."""
    if arguments.judged:
        _claim(arguments)
        return 0
    if not arguments.tmx:
        raise UsageError("give a TMX to draw from, or a judged sheet with --judged")
    if arguments.errors < 0:
        raise UsageError("--errors cannot be negative")
    _draw(arguments)
    return 0


def _claim(arguments: argparse.Namespace) -> None:
    judged = read_sheet(existing_file(arguments.judged))
    confidence, claim = arguments.confidence, arguments.claim
    low, high = interval(judged.right, judged.count, confidence)
    bound = lower_bound(judged.right, judged.count, confidence)
    share = judged.right / judged.count
    if arguments.json:
        print_json(
            {
                "judged": judged.count,
                "right": judged.right,
                "interval": [low, high],
                "at_least": bound,
                "claim": claim,
                "confidence": confidence,
                "may_be_claimed": bound >= claim,
            }
        )
        return
    print(f"{judged.right} of {judged.count} judged units are right: {share:.1%}")
    print(
        f"{confidence:.0%} interval of the share among all units drawn from: {low:.1%} to {high:.1%} "
        "(Clopper-Pearson)"
    )
    verdict = "may be claimed" if bound >= claim else "may not be claimed"
    print(f"at least {claim:.0%} right: {verdict}; at {confidence:.0%} confidence at least {bound:.1%} are")


def _draw(arguments: argparse.Namespace) -> None:
    sheet, claim, confidence = arguments.sheet, arguments.claim, arguments.confidence
    wanted = sample_size(claim, confidence, arguments.errors)
    total, drawn = write_sheet(existing_file(arguments.tmx), sheet, arguments.above, wanted, arguments.seed)
    if arguments.json:
        print_json({"sheet": str(sheet), "units": total, "drawn": drawn, "needed": wanted})
        return
    print(
        f"{total} units score {arguments.above:g} or more; {drawn} of them are in {sheet}: "
        "write y or n into the column 'right', then"
    )
    print(f"  build-corpus audit --judged {sheet} --claim {claim:g} --confidence {confidence:g}")
    if drawn < wanted:
        print(
            f"{wanted} would be needed to allow for {arguments.errors} wrong ones: judge all {total} and "
            "count"
        )
    else:
        print(
            f"with up to {arguments.errors} wrong ones among {drawn}, at least {claim:.0%} of the {total} "
            "are "
            f"right, at {confidence:.0%} confidence"
        )
