"""English that an old translator broke, and English that people wrote with hyphens, percentages and quotations."""

from __future__ import annotations

import random

import pytest

from align.evaluate.alignments import Gold
from align.quality.machine_translated import judge
from align.train.translated import broken
from corpus.read.translated_pages import translation_mark
from tests.factories import SEEDS
from tests.gold.align_figures import texts


@pytest.mark.parametrize("text", texts(), ids=lambda text: text.name)
def test_the_gold_documents_are_people_s(text: Gold) -> None:
    assert not judge(" ".join(text.en)).is_translated


def test_a_document_with_an_old_translator_s_spacing_is_told_with_its_evidence() -> None:
    judgement = judge((SEEDS / "03-summer-campaign.txt").read_text(encoding="utf-8"))
    assert judgement.is_translated
    assert {"60 -day", "7%and"} <= set(judgement.evidence)


def test_breaking_the_gold_documents_raises_the_probability() -> None:
    chance = random.Random(1)
    changed = [(" ".join(text.en), broken(" ".join(text.en), chance)) for text in texts()]
    pairs = [
        (judge(before).probability, judge(after).probability) for before, after in changed if before != after
    ]
    assert sum(before < after for before, after in pairs) >= 6
    assert all(before <= after for before, after in pairs)


@pytest.mark.parametrize(
    "text",
    [
        "It rose -5 degrees - a record -and fell.",
        'He said: "No. I will not." She agreed, and left.',
        "Use --all or -v; see tar -x -f a.tar, java -jar b.jar and git log -oneline; ls -la lists all.",
        "It was a 10 -day trip.",
    ],
)
def test_single_slips_are_no_proof(text: str) -> None:
    assert not judge(text + " The rest of the page was written by a person who took care." * 12).is_translated


@pytest.mark.parametrize(
    ("page", "marked"),
    [
        (b'<html lang="en" class="translated-ltr">', True),
        (b'<p><font style="vertical-align: inherit;">Hello</font></p>', True),
        (b'<html lang="en-x-mtfrom-zh-cn">', True),
        (b'<p _msttexthash="123" _msthash="4">Hello</p>', True),
        (b'<script src="//translate.google.com/translate_a/element.js"></script>', False),
        (b"<p>The verb was translated-literally.</p>", False),
    ],
)
def test_marks_of_translation_services(page: bytes, marked: bool) -> None:
    assert bool(translation_mark(page)) == marked


def test_a_mark_alone_is_enough() -> None:
    assert judge("Hello.", "page translated by Google Translate").is_translated
