from __future__ import annotations

from pathlib import Path

import pytest

from corpus.model import Document
from corpus.read.documents import read_documents
from corpus.text.dates import FULL_DATE, date_in_path, find_date
from tests.tables import read_cases

CASES = read_cases("dates.tsv")
READ = {"text": find_date, "path": date_in_path}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_dates(case: dict[str, str]) -> None:
    assert (READ[case["kind"]](case["text"]) or "") == case["date"]


@pytest.mark.parametrize(
    "case", [case for case in CASES if case["kind"] == "text" and case["date"]], ids=lambda case: case["id"]
)
def test_a_date_with_its_day_is_seen_to_be_one(case: dict[str, str]) -> None:
    found = FULL_DATE.search(case["text"])
    assert found
    assert find_date(found[0]) == case["date"][:8] + "T000000Z"


def test_a_document_that_states_no_day_has_that_of_its_name(tmp_path: Path) -> None:
    text = "港口公布防台方案\n\n{}\n\n所有渔船须在周三中午以前回港。\n\n码头上准备了四百张床位。\n"
    for name, line in (("20240503.txt", ""), ("20240504.txt", "發布日期：民國113年5月1日 來源：溪口日報")):
        (tmp_path / name).write_text(text.format(line), encoding="utf-8")
    dates = [
        result.metadata.date
        for name in ("20240503.txt", "20240504.txt")
        for result in read_documents(tmp_path / name, name)
        if isinstance(result, Document)
    ]
    assert dates == ["20240503T000000Z", "20240501T000000Z"]
