"""How well the text of saved pages is told from the page: the figures of ``tests/gold/pages``."""

from __future__ import annotations

import csv
import itertools
from collections import Counter
from pathlib import Path

from corpus.model import Document
from corpus.read.documents import read_file

FOLDER = Path(__file__).parent / "pages"


def page_figures() -> dict[str, float]:
    """Return the mean F1 of bigrams over the pages, and the least."""
    scores = [bigram_f1(page) for page in pages()]
    return {"mean F1": sum(scores) / len(scores), "least F1": min(scores)}


def pages() -> list[Path]:
    """The pages that have a gold text beside them."""
    return sorted(FOLDER.glob("*.html"))


def metadata() -> list[dict[str, str]]:
    """What pages say of themselves: page, title, day, author, source; blank where nothing is asked."""
    with (FOLDER / "metadata.tsv").open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows, delimiter="\t"))


def bigram_f1(page: Path) -> float:
    """Return F1 of pairs of neighbouring characters, spaces left out, of what is read against the gold text.

    As CleanEval's evaluation does with words (Baroni et al. 2008): order beyond neighbours does not count.
    """
    read = read_file(page, page.name)
    taken = _bigrams(read.text if isinstance(read, Document) else "")
    gold = _bigrams(page.with_suffix(".txt").read_text(encoding="utf-8"))
    common = (taken & gold).total()
    return 2 * common / (taken.total() + gold.total())


def _bigrams(text: str) -> Counter[tuple[str, str]]:
    return Counter(itertools.pairwise("".join(text.split())))
