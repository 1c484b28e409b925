"""``build-corpus segment``: text to sentences."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from corpus.cli.options import add_json, existing_file, language_of_text, print_json, read_input
from corpus.model import Lang
from corpus.segment.evaluate import evaluate, read_gold
from corpus.segment.splitter import sentences


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.description = (
        "Split text into sentences: paragraphs separated by blank lines in, a sentence a line out, a blank "
        "line\n"
        "between paragraphs."
    )
    parser.epilog = "example:\n  build-corpus segment report.txt --lang zh > report.sentences"
    parser.add_argument(
        "file", nargs="?", default="-", metavar="FILE", help="a text file, or - for standard input (default)"
    )
    parser.add_argument("--lang", choices=("zh", "en"), help="the language (default: as the text looks)")
    parser.add_argument(
        "--evaluate",
        type=Path,
        metavar="GOLD",
        help="compare with gold sentences instead and print precision, recall and F1 of boundaries: "
        'JSON lines, {"sents": […], "seps": […]}',
    )
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print sentences, or how well the splitter does on gold data."""
    if arguments.evaluate:
        return _evaluate(arguments)
    text = read_input(arguments.file).replace("\r\n", "\n")
    name = "the text" if arguments.file == "-" else arguments.file
    lang: Lang = arguments.lang or language_of_text(text, name)
    if arguments.json:
        print_json([list(paragraph) for paragraph in sentences(text, lang)])
        return 0
    for number, paragraph in enumerate(sentences(text, lang)):
        if number:
            sys.stdout.write("\n")
        sys.stdout.writelines(f"{sentence}\n" for sentence in paragraph)
    return 0


def _evaluate(arguments: argparse.Namespace) -> int:
    path: Path = existing_file(arguments.evaluate)
    units = read_gold(path)
    language: Lang = arguments.lang or language_of_text("\n".join(unit.text for unit in units), str(path))
    counts = evaluate(units, language)
    if arguments.json:
        print_json({"precision": counts.precision, "recall": counts.recall, "f1": counts.f1})
        return 0
    figures = f"P {counts.precision:.2f} R {counts.recall:.2f} F1 {counts.f1:.2f}"
    print(f"{path}: {figures}  ({counts.right + counts.missed} boundaries)")
    print(f"F1 {counts.f1:.2f}")
    return 0
