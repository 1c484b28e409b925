"""``build-corpus train``: weights of one's own, from what people decided."""

from __future__ import annotations

import argparse
import importlib.util
from dataclasses import asdict
from pathlib import Path

from align.embed import UseEmbedder
from align.train.beads import adapt
from corpus.cli.options import add_json, print_json
from corpus.errors import CorpusError, UsageError
from corpus.pipeline.links import LinkDecision, links_to_learn_from
from corpus.pipeline.review_record import LEDGER, read_ledger


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command and its actions."""
    parser.description = "Learn weights of your own from what people decided."
    parser.epilog = "example:\n  build-corpus train alignment export --out aligner.json"
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    action = actions.add_parser(
        "alignment",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        help="of sentence alignment, from links that people made",
        description="Learn weights of sentence alignment from the links that people made, split, merged or\n"
        "took away in the review page (review.jsonl), starting from the weights that ship. What is printed\n"
        "is how well links are told that were left out, by both. Needs the extra `train`. To use them:\n"
        'build-corpus DIR --aligner aligner.json, or in corpus.toml: aligner = "aligner.json".',
        epilog="examples:\n  build-corpus train alignment export --out aligner.json\n"
        "  build-corpus train alignment anna/review.jsonl bo/review.jsonl --json",
    )
    action.add_argument(
        "reviews",
        nargs="+",
        type=Path,
        metavar="REVIEW",
        help="a review.jsonl, or the folder that build-corpus wrote",
    )
    action.add_argument(
        "--out",
        type=Path,
        default=Path("aligner.json"),
        metavar="FILE",
        help="where to write the weights (default: aligner.json)",
    )
    add_json(action)
    action.set_defaults(action=_alignment)


def run(arguments: argparse.Namespace) -> int:
    """Do what the action says."""
    code: int = arguments.action(arguments)
    return code


def _alignment(arguments: argparse.Namespace) -> int:
    if importlib.util.find_spec("scipy") is None:
        raise CorpusError('learning needs scipy: pip install ".[train]"')
    paths = [path / LEDGER if path.is_dir() else path for path in arguments.reviews]
    missing = [str(path) for path in paths if not path.is_file()]
    if missing:
        raise UsageError(f"{', '.join(missing)} does not exist: nobody decided anything there")
    decisions = [line for path in paths for line in read_ledger(path) if isinstance(line, LinkDecision)]
    adapted = adapt(links_to_learn_from(decisions), UseEmbedder(), arguments.out)
    if arguments.json:
        print_json({"path": str(arguments.out), **asdict(adapted)})
        return 0
    print(
        f"{arguments.out}: learned from {adapted.runs} runs of sentences\n"
        f"loss on runs that were left out: {adapted.own:.3f}, by the weights that ship {adapted.shipped:.3f}"
    )
    if adapted.own >= adapted.shipped:
        print("your own are no better on links that they did not see: keep to those that ship")
    else:
        print(f"to use them: build-corpus DIR --aligner {arguments.out}")
    return 0
