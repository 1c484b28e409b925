from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree

from align.terms.glossary import Glossary
from corpus.cli.main import main
from corpus.errors import CorpusError
from corpus.model import Flag, Rejection, Returned, Score, Unit
from corpus.pipeline.decisions import (
    NO_REVIEW,
    UNKNOWN,
    Decision,
    HumanWork,
    Kind,
    Review,
    mean_edit_distance,
)
from corpus.pipeline.returned_work import Baseline, decide
from corpus.pipeline.review_record import load_review, save_review
from export.check_tmx import check
from export.omegat import write_omegat_project
from export.read_tmx import read_units
from export.returned import read_returned
from export.write_tmx import Style, write_tmx
from export.xliff import Version, write_xliff
from export.xlsx import write_sheet
from tests.export.test_omegat import needs_omegat, translate
from tests.factories import build_folder, candidates, contents, unit

LATER = "20260105T101500Z"
UNITS = [
    unit(
        f"第{i}条：警方发布通报。",
        f"Item {i}: the police issued a report.",
        i,
        scores=(Score("score", 0.9, "s"),),
        document="a.txt",
    )
    for i in range(10)
]


def saved(units: str, version: str = "1.1") -> str:
    """A project_save.tmx in the form of OmegaT 3.6 (TMX 1.1, lang=) or 6 (TMX 1.4, xml:lang=)."""
    text = f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx{version.replace(".", "")}.dtd">
<tmx version="{version}">
  <header creationtool="OmegaT" o-tmf="OmegaT TMX" adminlang="EN-US" datatype="plaintext" creationtoolversion="3.6" segtype="paragraph" srclang="ZH-CN"/>
  <body>
{units}
  </body>
</tmx>
"""
    return text if version == "1.1" else text.replace(" lang=", " xml:lang=")


def saved_unit(
    index: int,
    target: str | None,
    by: str = "anna",
    date: str = LATER,
    note: str | None = None,
    props: str = "",
    source: str | None = None,
) -> str:
    notes = f"<note>{note}</note>" if note else ""
    attributes = f'changeid="{by}" changedate="{date}" creationid="duizhao" creationdate="20240301T080000Z"'
    tuv = "" if target is None else f'<tuv lang="EN-US" {attributes}><seg>{target}</seg></tuv>'
    return f'<tu>{props}{notes}<tuv lang="ZH-CN"><seg>{source or UNITS[index].source}</seg></tuv>{tuv}</tu>'


SEVEN = "\n".join(
    [
        "<!-- Default translations -->",
        saved_unit(0, "Item 0: police issued a notice."),
        saved_unit(1, UNITS[1].target, note="Check the term.\nSecond line."),
        saved_unit(2, "Completely new &lt;b0&gt;x&lt;/b0&gt; &amp; &quot;q&quot;"),
        saved_unit(
            3, UNITS[3].target, by="duizhao", date="20240301T080000Z", props='<prop type="x-auto">auto</prop>'
        ),
        saved_unit(4, ""),
        saved_unit(5, UNITS[5].source),
        saved_unit(6, None, note="rejected"),
        "<!-- Alternative translations -->",
        saved_unit(
            3, "The third one, here.", props='<prop type="file">a.txt.utf8</prop><prop type="prev">x</prop>'
        ),
        saved_unit(0, "New.", source="我们没有发出的句子。"),
    ]
)
OUTCOMES = {
    UNITS[0].source: ("edited", "Item 0: police issued a notice."),
    UNITS[1].source: ("confirmed", UNITS[1].target),
    UNITS[2].source: ("edited", 'Completely new <b0>x</b0> & "q"'),
    UNITS[3].source: ("edited", "The third one, here."),
    UNITS[4].source: ("rejected", UNITS[4].target),
    UNITS[5].source: ("copied", UNITS[5].target),
    UNITS[6].source: ("rejected", UNITS[6].target),
}


@pytest.mark.parametrize("version", ["1.1", "1.4"])
def test_every_kind_of_action_in_omegat(tmp_path: Path, version: str) -> None:
    (tmp_path / "project_save.tmx").write_text(saved(SEVEN, version), encoding="utf-8")
    returned, modified = read_returned(tmp_path / "project_save.tmx")
    found = [decision for one in returned if (decision := decide(one, Baseline(UNITS), modified))]
    assert {one.source: (one.kind, one.target) for one in found} == OUTCOMES
    assert {one.reviewer for one in found} == {"anna"}
    assert {one.date for one in found if one.source != UNITS[6].source} == {LATER}
    assert {one.source: one.comment for one in found if one.comment} == {
        UNITS[1].source: "Check the term.\nSecond line.",
        UNITS[6].source: "rejected",
    }
    assert (found[0].source_tag, found[0].target_tag, found[0].document, found[0].index) == (
        "zh-CN",
        "en-US",
        "a.txt",
        0,
    )


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    write_tmx(tmp_path / "export" / "x.zh-CN.en-US.tmx", UNITS, "zh-CN")
    return tmp_path / "export"


def test_the_import(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = tmp_path / "review" / "zh-CN.en-US"
    assert main(["review", "export", str(corpus), "--out", str(project.parent)]) == 0
    assert main(["review", "import", str(project), "--into", str(corpus)]) == 2
    assert "nothing has been saved in OmegaT yet" in capsys.readouterr().err
    (project / "omegat" / "project_save.tmx").write_text(saved(SEVEN), encoding="utf-8")
    assert main(["review", "import", str(project.parent), "--into", str(corpus)]) == 0
    said = capsys.readouterr().out
    assert "confirmed 1, edited 3 (mean edit distance" in said
    assert "rejected 2" in said
    assert "left as the source stands 1" in said
    assert "1 translations are of no unit of this corpus" in said
    assert "--memory" in said
    assert "Check the term." in said
    assert check(corpus / "reviewed.tmx").loads
    human = list(read_units(corpus / "reviewed.tmx"))
    assert {one.source: one.target for one in human} == {
        source: target for source, (kind, target) in OUTCOMES.items() if kind in ("edited", "confirmed")
    }
    assert {(one.origin, one.reviewer, one.reviewed) for one in human} == {("reviewed", "anna", LATER)}
    assert human[0].id == UNITS[0].id
    before = {path.name: path.read_bytes() for path in corpus.iterdir()}
    assert main(["review", "import", str(project), "--into", str(corpus)]) == 0
    assert "nothing new" in capsys.readouterr().out
    assert {path.name: path.read_bytes() for path in corpus.iterdir()} == before


def test_nothing_is_written_before_all_is_understood(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.tmx", tmp_path / "bad.tmx"
    good.write_text(saved(SEVEN), encoding="utf-8")
    bad.write_text(saved(SEVEN)[:-200], encoding="utf-8")
    before = sorted(path.name for path in corpus.iterdir())
    assert main(["review", "import", str(good), str(bad), "--into", str(corpus)]) == 2
    assert "bad.tmx" in capsys.readouterr().err
    assert sorted(contents(corpus)) == before


def test_reviewers_who_disagree_are_both_kept_and_listed(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "anna.tmx").write_text(
        saved(saved_unit(0, "Anna's.") + saved_unit(1, "Same.")), encoding="utf-8"
    )
    (tmp_path / "bo.tmx").write_text(
        saved(saved_unit(0, "Bo's.", "bo", "20260106T000000Z") + saved_unit(1, "Same.", "bo")),
        encoding="utf-8",
    )
    given = ["review", "import", str(tmp_path / "bo.tmx"), str(tmp_path / "anna.tmx"), "--into", str(corpus)]
    assert main([*given, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [[(one["reviewer"], one["target"]) for one in people] for people in answer["conflicts"]] == [
        [("anna", "Anna's."), ("bo", "Bo's.")]
    ]
    assert answer["edited"] == 4
    assert [one.target for one in read_units(corpus / "reviewed.tmx")] == ["Bo's.", "Same."]
    assert len(load_review(corpus).decisions) == 4
    assert main(given) == 0
    assert "Anna's." in capsys.readouterr().out


def test_a_person_may_change_her_mind(corpus: Path, tmp_path: Path) -> None:
    for target, date in (("A.", "20260101T000000Z"), ("B.", "20260102T000000Z"), ("A.", "20260103T000000Z")):
        (tmp_path / "x.tmx").write_text(saved(saved_unit(0, target, date=date)), encoding="utf-8")
        assert main(["review", "import", str(tmp_path / "x.tmx"), "--into", str(corpus)]) == 0
        assert [one.target for one in read_units(corpus / "reviewed.tmx")] == [target]
    assert load_review(corpus).conflicts() == []


def decision(**changes: Any) -> Decision:
    values: dict[str, Any] = {
        "kind": "edited", "source": "警方通报。", "target": "Police "
            "notice.", "draft": "Police report.", "source_tag": "zh-CN", "target_tag": "en-US",
        "script": "Hans", "document": "a.txt", "index": 0, "created": "20240301T080000Z", "reviewer": "anna", "date": LATER,
    }  # fmt: skip
    return Decision(**(values | changes))


def applied(human: HumanWork, *units: Unit) -> tuple[list[Unit], list[Rejection]]:
    kept, rejections = human.apply(candidates(units))
    return [candidate.unit for candidate in kept], list(rejections)


def test_human_work_goes_first_in_both_directions() -> None:
    human = HumanWork(Review((decision(),)))
    (made,), reasons = applied(human, unit("警方通报。", "The police report.", 7, document="b.txt"))
    assert (made.target, made.origin, made.reviewer, made.document, made.index, made.score) == (
        "Police notice.",
        "reviewed",
        "anna",
        "b.txt",
        7,
        1,
    )
    assert not reasons
    turned = unit("Police notice.", "警察通知。", source_tag="en-US", target_tag="zh-CN", script="Latn")
    (made,), _ = applied(human, turned)
    assert made.target == "警方通报。"
    other = replace(turned, target_tag="zh-TW")
    assert applied(human, other)[0] == [other], "the scripts never mix"


def memory(*pairs: tuple[str, str], tags: tuple[str, str] = ("en", "zh")) -> str:
    """A translation memory of another house: no ids, no names, no dates."""
    units = "".join(
        f'<tu><tuv xml:lang="{tags[0]}"><seg>{a}</seg></tuv><tuv xml:lang="{tags[1]}"><seg>{b}</seg></tuv></tu>'
        for a, b in pairs
    )
    return saved(units, "1.4")


def test_a_memory_that_nobody_reviewed_here_decides_nothing(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "m.tmx").write_text(memory(("Hello.", "你好。"), ("Bye.", "再见。")), encoding="utf-8")
    assert main(["review", "import", str(tmp_path / "m.tmx"), "--into", str(corpus), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["edited"], answer["strangers"]) == (0, {str(tmp_path / "m.tmx"): 2})
    assert not (corpus / "reviewed.tmx").exists()


def test_a_file_of_another_language_pair_is_named(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "m.tmx").write_text(memory(("Hello.", "Bonjour."), tags=("en", "fr")), encoding="utf-8")
    assert main(["review", "import", str(tmp_path / "m.tmx"), "--into", str(corpus)]) == 2
    assert "no unit in Chinese and English: it is in en and fr" in capsys.readouterr().err


GONE: dict[str, Any] = {
    "source": "此句后来改了。",
    "target": "Since changed.",
    "source_tag": "zh-CN",
    "target_tag": "en-US",
}


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [
        ({"unit": "0123456789abcdef", "reviewer": "anna"}, True),
        ({"unit": "0123456789abcdef", "approved": True}, True),
        ({"document": "a.txt", "reviewer": "anna"}, True),
        ({"unit": "0123456789abcdef"}, False),
        ({"unit": "0123456789abcdef", "reviewer": "anna", "whole_file": True}, False),
        ({"unit": "17", "reviewer": "anna"}, False),
        ({"document": "elsewhere.txt", "reviewer": "anna"}, False),
    ],
)
def test_work_on_a_sentence_that_was_changed_since_is_kept_if_somebody_stands_for_it(
    given: dict[str, Any], is_kept: bool
) -> None:
    decision = decide(Returned(**GONE, **given), Baseline(UNITS), LATER)
    assert (decision is not None) == is_kept


def test_only_the_rejected_translation_is_set_aside() -> None:
    human = HumanWork(Review((decision(kind="rejected", target="Police report.", comment="too short"),)))
    kept, (reason,) = applied(
        human, unit("警方通报。", "Police report."), unit("警方通报。", "A better draft.", 1)
    )
    assert [one.target for one in kept] == ["A better draft."]
    assert (reason.stage, reason.code) == ("review", "rejected")
    assert "too short" in reason.message


def test_human_work_that_stands_only_in_a_tmx_counts(tmp_path: Path) -> None:
    theirs = unit("警方通报。", "Notice.", origin="reviewed", reviewer="cai", reviewed=LATER)
    write_tmx(tmp_path / "reviewed.tmx", [theirs], "zh-CN")
    review = load_review(tmp_path).merged([decision(source="另一句。")])
    save_review(tmp_path, review)
    assert {one.target: one.reviewer for one in read_units(tmp_path / "reviewed.tmx")} == {
        "Notice.": "cai",
        "Police notice.": "anna",
    }
    assert load_review(tmp_path) == review


def test_language_pairs_have_files_of_their_own(tmp_path: Path) -> None:
    save_review(tmp_path, Review((decision(),)))
    assert (tmp_path / "reviewed.tmx").exists()
    both = load_review(tmp_path).merged([decision(source="警方通報。", source_tag="zh-TW", script="Hant")])
    written = save_review(tmp_path, both)
    assert sorted(path.name for path in written) == ["reviewed.zh-CN.en-US.tmx", "reviewed.zh-TW.en-US.tmx"]
    assert not (tmp_path / "reviewed.tmx").exists()
    assert load_review(tmp_path) == both


WEIRD = [
    "=1+1",
    "+1",
    "-2",
    "@SUM(A1)",
    "a\tb",
    "a\nb",
    "😀",
    "𠀀𪜶",
    "\u200fא\u200e",
    "a]]>b",
    "&#x1;",
    "_x0041_",
    "'quoted",
    "a\x01b",
]


@pytest.mark.parametrize(
    "line", ["", "{}", "[1]", '{"kind": "loved"}', json.dumps({"kind": "edited", "target": ""})]
)
def test_a_damaged_ledger_is_named_with_its_line(tmp_path: Path, line: str) -> None:
    save_review(tmp_path, Review((decision(),)))
    with (tmp_path / "review.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(line + "\n")
    with pytest.raises(CorpusError, match=r"review\.jsonl, line 2"):
        load_review(tmp_path)


@pytest.mark.parametrize("text", [*WEIRD[:-1], "a\u2028b", "a\x85b"])
def test_a_decision_is_remembered_exactly(tmp_path: Path, text: str) -> None:
    """All that XML can hold; nothing else can come back."""
    review = Review(
        (
            decision(kind="rejected", target=text, comment=text),
            decision(source="另一句。", target=f"x{text}x"),
        )
    )
    save_review(tmp_path, review)
    assert load_review(tmp_path).merged(review.decisions).standing() == review.standing()
    save_review(tmp_path, load_review(tmp_path))
    assert len(load_review(tmp_path).decisions) == 2


def test_an_empty_ledger_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "review.jsonl").touch()
    assert load_review(tmp_path) == Review()


def test_mean_edit_distance() -> None:
    decisions = [decision(target="Police report!"), decision(target="Police reports"), decision(draft="")]
    assert mean_edit_distance(decisions) == 1.0
    assert mean_edit_distance([]) == 0.0


@pytest.mark.parametrize("style", [Style(), Style("bare", "trados")])
def test_a_tmx_edited_in_another_tool(tmp_path: Path, style: Style) -> None:
    """Without change ids only what differs was touched."""
    write_tmx(tmp_path / "x.tmx", UNITS, "zh-CN", style)
    text = (
        (tmp_path / "x.tmx")
        .read_text(encoding="utf-8")
        .replace(UNITS[2].target, "Changed.")
        .replace(UNITS[4].target, "")
    )
    (tmp_path / "x.tmx").write_text(text, encoding="utf-8")
    returned, modified = read_returned(tmp_path / "x.tmx")
    found = [one for each in returned if (one := decide(each, Baseline(UNITS), modified))]
    assert [(one.source, one.kind, one.reviewer, one.date) for one in found] == [
        (UNITS[2].source, "edited", "unknown", modified),
        (UNITS[4].source, "rejected", "unknown", modified),
    ]


def test_a_sheet_there_and_back(tmp_path: Path) -> None:
    units = [
        unit(
            text,
            text,
            i,
            comment="=HYPERLINK()",
            flags=(Flag("numbers", "=2"),),
            scores=(Score("score", i / 100, "s"),),
        )
        for i, text in enumerate(WEIRD)
    ]
    units.append(unit("字" * 40_000, "x", 99))
    assert write_sheet(tmp_path / "x.xlsx", units) == len(units)
    again = tmp_path / "again.xlsx"
    write_sheet(again, units)
    assert again.read_bytes() == (tmp_path / "x.xlsx").read_bytes()
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row} <= {
        "s",
        "n",
        "inlineStr",
    }, "no cell is a formula"
    scores = [float(str(row[0])) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert scores == sorted(scores)
    returned, modified = read_returned(tmp_path / "x.xlsx")
    assert [one.source for one in returned] == [text.replace("\x01", "") for text in WEIRD]
    write_tmx(tmp_path / "x.tmx", units, "zh-CN")
    assert [decide(one, Baseline(read_units(tmp_path / "x.tmx")), modified) for one in returned] == [
        None
    ] * len(WEIRD)
    flags = [str(row[6]) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert any("cannot hold were left out" in text for text in flags)
    assert any("cut off here" in text for text in flags)


def test_a_reviewed_sheet(tmp_path: Path, corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", "export", str(corpus), "--to", "xlsx", "--out", str(tmp_path)]) == 0
    assert main(["review", "export", str(corpus), "--to", "xlsx", "--out", str(tmp_path)]) == 2
    assert "may hold a review" in capsys.readouterr().err
    book = openpyxl.load_workbook(tmp_path / "zh-CN.en-US.xlsx")
    sheet = book.worksheets[0]
    columns = {cell.value: int(cell.column or 0) for cell in sheet[1]}
    for row, name, value in (
        (2, "target", "Changed."),
        (3, "verdict", "ok"),
        (4, "verdict", "Reject"),
        (5, "comment", "why?"),
        (6, "target", None),
    ):
        sheet.cell(row, columns[name]).value = value
    book.properties.lastModifiedBy = "dan"
    book.save(tmp_path / "back.xlsx")
    assert main(["review", "import", str(tmp_path / "back.xlsx"), "--into", str(corpus)]) == 0
    decisions = load_review(corpus).decisions
    assert [(one.kind, one.reviewer, one.comment) for one in decisions] == [
        ("edited", "dan", None), ("confirmed", "dan", None), ("rejected", "dan", None), ("commented", "dan", "why?"), ("rejected", "dan", None),
    ]  # fmt: skip
    book.save(tmp_path / "later.xlsx")
    before = {path.name: path.read_bytes() for path in corpus.iterdir()}
    assert main(["review", "import", str(tmp_path / "later.xlsx"), "--into", str(corpus)]) == 0
    assert {path.name: path.read_bytes() for path in corpus.iterdir()} == before
    sheet.cell(7, columns["verdict"]).value = "perhaps"
    sheet.cell(8, columns["verdict"]).value = "?"
    book.save(tmp_path / "back.xlsx")
    assert main(["review", "import", str(tmp_path / "back.xlsx"), "--into", str(corpus)]) == 2
    assert "line 7 'perhaps', line 8 '?'" in capsys.readouterr().err


def sheet_of(corpus: Path, folder: Path, *options: str) -> tuple[openpyxl.Workbook, dict[str, int]]:
    assert main(["review", "export", str(corpus), "--to", "xlsx", "--out", str(folder), *options]) == 0
    book = openpyxl.load_workbook(folder / "zh-CN.en-US.xlsx")
    return book, {str(cell.value): int(cell.column or 0) for cell in book.worksheets[0][1]}


def test_a_changed_source_is_refused_with_its_row(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book, columns = sheet_of(corpus, tmp_path)
    sheet = book.worksheets[0]
    sheet.cell(2, columns["source"]).value = UNITS[5].source
    sheet.cell(2, columns["target"]).value = "Changed."
    sheet.cell(3, columns["target"]).value = "Changed too."
    book.save(tmp_path / "back.xlsx")
    assert main(["review", "import", str(tmp_path / "back.xlsx"), "--into", str(corpus)]) == 0
    said = capsys.readouterr().out
    assert "1 rows were not taken, since their source was changed" in said
    assert UNITS[5].source in said
    assert [decision.target for decision in load_review(corpus).decisions] == ["Changed too."]


def test_a_changed_source_can_be_a_correction(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The document's sentence is read as the reviewer put it right; a row that was mixed up is still refused."""
    documents, out = tmp_path / "in", tmp_path / "out"
    documents.mkdir()
    sentences = ["大桥今天正式通车了，市民很高兴。", "警方登记了三名住户的情况。", "村里的灯昨天修好了。"]
    (documents / "a.txt").write_text("\n\n".join(sentences), encoding="utf-8")
    build_folder(documents, out)
    book, columns = sheet_of(out, tmp_path, "--for", "anna")
    sheet = book.worksheets[0]
    rows = {str(sheet.cell(row, columns["source"]).value): row for row in (2, 3, 4)}
    right = "大桥昨天正式通车了，市民很高兴。"
    sheet.cell(rows[sentences[0]], columns["source"]).value = right
    sheet.cell(rows[sentences[0]], columns["target"]).value = "The bridge was opened yesterday."
    sheet.cell(rows[sentences[1]], columns["source"]).value = sentences[2]
    sheet.cell(rows[sentences[1]], columns["target"]).value = "The lamps were repaired."
    book.save(tmp_path / "back.xlsx")
    command = ["review", "import", str(tmp_path / "back.xlsx"), "--into", str(out)]
    assert main([*command, "--correct-sources"]) == 0
    said = capsys.readouterr().out
    assert "sources put right 1" in said
    assert "1 rows were not taken" in said
    kinds = [(d.kind, d.source, d.target, d.reviewer) for d in load_review(out).decisions]
    assert sorted(kinds) == [
        ("corrected", sentences[0], right, "anna"),
        ("edited", right, "The bridge was opened yesterday.", "anna"),
    ]
    for _ in range(2):  # And the build after the next.
        units = {u.source: u for u in build_folder(documents, out).corpus.units}
        assert units[right].target == "The bridge was opened yesterday."
        assert sorted(units) == sorted([right, *sentences[1:]])
    assert main([*command, "--correct-sources"]) == 0, "importing it again changes nothing"
    assert len(load_review(out).decisions) == 2


def test_a_correction_of_a_correction_and_one_that_was_taken_back() -> None:
    def corrected(source: str, target: str, second: int, kind: Kind = "corrected") -> Decision:
        return decision(kind=kind, source=source, target=target, draft="", date=f"20260101T00000{second}Z")

    made = [corrected("甲。", "乙。", 1), corrected("乙。", "丙。", 2), corrected("丁。", "戊。", 3)]
    assert Review(tuple(made)).corrections() == {"甲。": "丙。", "乙。": "丙。", "丁。": "戊。"}
    back = NO_REVIEW.merged([*made, corrected("乙。", "", 4, "withdrawn")])
    assert back.corrections() == {"甲。": "乙。", "丁。": "戊。"}
    round_again = Review((*made[:2], corrected("丙。", "甲。", 5)))
    assert set(round_again.corrections()) <= {"甲。", "乙。", "丙。"}, "and it ends"


def test_only_what_a_reviewer_fills_in_is_open(corpus: Path, tmp_path: Path) -> None:
    book, columns = sheet_of(corpus, tmp_path)
    sheet = book.worksheets[0]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    open_columns = [name for name, column in columns.items() if not sheet.cell(2, column).protection.locked]
    assert open_columns == ["target", "verdict", "comment", "reviewer"]
    assert (sheet.page_setup.fitToWidth, sheet.print_title_rows) == (1, "$1:$1")


def test_rows_are_as_high_as_their_text(tmp_path: Path) -> None:
    units = [unit("短。", "Short.", 0), unit("长" * 200 + "。", ("Long. " * 100).strip(), 1)]
    write_sheet(tmp_path / "x.xlsx", units)
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets[0]
    heights = {str(sheet.cell(row, 2).value)[0]: sheet.row_dimensions[row].height for row in (2, 3)}
    assert heights["短"] == 15
    assert heights["长"] == 15 * 11


@pytest.mark.parametrize("form", ["xlsx", "xliff", "xliff-1.2"])
def test_two_people_who_disagree_in_files_made_for_them_are_a_conflict(
    form: str, corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for person in ("anna", "bo"):
        out = tmp_path / person
        assert main(["review", "export", str(corpus), "--to", form, "--out", str(out), "--for", person]) == 0
        (path,) = (path for path in out.iterdir() if path.suffix in (".xlsx", ".xlf"))
        if form == "xlsx":
            book = openpyxl.load_workbook(path)
            book.worksheets[0]["C2"].value = f"As {person} has it."
            book.save(path)
        else:
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace(UNITS[3].target, f"As {person} has it."), encoding="utf-8")
        assert main(["review", "import", str(path), "--into", str(corpus)]) == 0
    (people,) = load_review(corpus).conflicts()
    assert {(d.reviewer, d.target) for d in people} == {("anna", "As anna has it."), ("bo", "As bo has it.")}


def sdlxliff(*segments: tuple[str, str, str]) -> str:
    """A file of Trados: source, target and the attributes of each segment."""
    marks = [f'<mrk mtype="seg" mid="{i}">{{}}</mrk>' for i in range(len(segments))]
    sources = " ".join(mark.format(source) for mark, (source, _, _) in zip(marks, segments, strict=True))
    targets = " ".join(mark.format(target) for mark, (_, target, _) in zip(marks, segments, strict=True))
    said = '<sdl:value key="last_modified_by">anna</sdl:value><sdl:value key="modified_on">01/05/2026 10:15:00</sdl:value>'
    defined = "".join(f'<sdl:seg id="{i}" {how}>{said}</sdl:seg>' for i, (_, _, how) in enumerate(segments))
    return (
        '<xliff xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0" xmlns="urn:oasis:names:tc:xliff:document:1.2" '
        'version="1.2"><file source-language="zh-CN" target-language="en-US"><body><trans-unit id="1">'
        f"<seg-source>{sources}</seg-source><target>{targets}</target><sdl:seg-defs>{defined}</sdl:seg-defs>"
        "</trans-unit></body></file></xliff>"
    )


def test_what_trados_says_of_a_segment(corpus: Path, tmp_path: Path) -> None:
    content = sdlxliff(
        (UNITS[0].source, "As anna has it.", 'conf="Translated" origin="interactive"'),
        (UNITS[1].source, UNITS[1].target, 'conf="ApprovedTranslation" origin="mt"'),
        (UNITS[2].source, UNITS[2].target, 'conf="RejectedTranslation"'),
        (UNITS[3].source, "A machine's.", 'conf="Draft" origin="mt"'),
        (UNITS[4].source, "A machine's.", 'origin="mt"'),
        ("没有发出的句子。", "A stranger.", 'conf="Translated"'),
    )
    (tmp_path / "x.sdlxliff").write_text(content, encoding="utf-8")
    assert main(["review", "import", str(tmp_path / "x.sdlxliff"), "--into", str(corpus)]) == 0
    decisions = load_review(corpus).decisions
    assert [(d.kind, d.source, d.reviewer, d.date) for d in decisions] == [
        ("edited", UNITS[0].source, "anna", "20260105T101500Z"),
        ("confirmed", UNITS[1].source, "anna", "20260105T101500Z"),
        ("rejected", UNITS[2].source, "anna", "20260105T101500Z"),
    ]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a zip", b"\xff" * 1000])
@pytest.mark.parametrize("suffix", [".xlsx", ".xlf", ".tmx", ".tmx.gz", ".doc"])
def test_what_is_no_review_is_one_clear_error(tmp_path: Path, content: bytes, suffix: str) -> None:
    (tmp_path / f"x{suffix}").write_bytes(content)
    with pytest.raises(CorpusError, match="x"):
        read_returned(tmp_path / f"x{suffix}")


@pytest.mark.parametrize("version", ["2.1", "1.2"])
def test_xliff_there_and_back(tmp_path: Path, version: Version) -> None:
    units = [
        *UNITS[:3],
        unit(
            "经人审阅。", "Reviewed.", 5, document="a.txt", origin="reviewed", reviewer="eve", reviewed=LATER
        ),
    ]
    units += [unit(f"甲{text}", text, 10 + i, document="b.txt") for i, text in enumerate(WEIRD)]
    units.insert(4, unit("字" * 100_000, "x" * 100_000, 99, document="b.txt"))
    path = tmp_path / "x.xlf"
    assert write_xliff(path, units, version) == len(units)
    returned, modified = read_returned(path)
    assert [(one.unit, one.source, one.target) for one in returned] == [
        (one.id, one.source.replace("\x01", ""), one.target.replace("\x01", "")) for one in units
    ]
    baseline = Baseline(units)
    assert [decide(one, baseline, modified) for one in returned[:-1]] == [None] * (len(units) - 1)
    root = etree.parse(path).getroot()
    ids = [element.get("id") for element in root.iter("{*}unit", "{*}trans-unit")]
    assert len(set(ids)) == len(units)
    text = path.read_text(encoding="utf-8")
    assert text.count('approved="yes"' if version == "1.2" else 'state="final"') == 1
    changed = text.replace(UNITS[0].target, "Changed.")
    second = changed.index(UNITS[1].id)
    old, new = (
        ('approved="no"', 'approved="yes"') if version == "1.2" else ('state="initial"', 'state="reviewed"')
    )
    path.write_text(changed[:second] + changed[second:].replace(old, new, 1), encoding="utf-8")
    found = [one for each in read_returned(path)[0] if (one := decide(each, baseline, modified))]
    assert [(one.source, one.kind) for one in found[:2]] == [
        (UNITS[0].source, "edited"),
        (UNITS[1].source, "confirmed"),
    ]


@pytest.mark.omegat
@needs_omegat
def test_omegat_reads_the_same_review(tmp_path: Path) -> None:
    """The review that the tests above import is one that OmegaT itself takes for its own."""
    project = tmp_path / "p"
    write_omegat_project(project, UNITS, Glossary(()))
    (project / "omegat" / "project_save.tmx").write_text(saved(SEVEN), encoding="utf-8")
    translate(project, tmp_path / "config")
    target = (project / "target" / "a.txt.utf8").read_text(encoding="utf-8").rstrip("\n").split("\n\n")
    assert target[:4] == [OUTCOMES[UNITS[i].source][1] for i in range(3)] + [UNITS[3].target]
    assert UNITS[4].target not in target
    assert target[-3:] == [one.target for one in UNITS[7:]]


def test_hostile_xml_is_refused_or_means_nothing(tmp_path: Path) -> None:
    entities = "".join(
        f'<!ENTITY {b} "{f"&{a};" * 20}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    body = '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="zh-CN" trgLang="en-US"><file id="f"><unit id="u"><segment>'
    body += "<source>甲&i;</source><target>a</target></segment></unit></file></xliff>"
    (tmp_path / "bomb.xlf").write_text(
        f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaaaaaaaa">{entities}]>{body}', encoding="utf-8"
    )
    with pytest.raises(CorpusError, match="no well-formed XML"):
        read_returned(tmp_path / "bomb.xlf")
    (tmp_path / "secret").write_text("秘密", encoding="utf-8")
    (tmp_path / "x.xlf").write_text(
        f'<!DOCTYPE x [<!ENTITY i SYSTEM "{tmp_path / "secret"}">]>{body}', encoding="utf-8"
    )
    assert "秘密" not in read_returned(tmp_path / "x.xlf")[0][0].source


def test_decisions_whose_sentence_is_gone_are_orphans_whatever_was_decided() -> None:
    rejected = decision(kind="rejected", source="已经不在的句子。", target="A sentence.", draft="A sentence.")
    human = HumanWork(Review((decision(), rejected)))
    assert human.orphans(["警方通报。"]) == [rejected]
    assert human.orphans(["警方通报。", "已经不在的句子。 "]) == []


def test_who_rejected_a_unit_is_said_also_where_nobody_knows() -> None:
    for reviewer, said in (("anna", "anna rejected it"), (UNKNOWN, "a reviewer rejected it")):
        human = HumanWork(Review((decision(kind="rejected", target="Police report.", reviewer=reviewer),)))
        _, (reason,) = applied(human, unit("警方通报。", "Police report."))
        assert reason.message == said


def test_of_two_decisions_of_one_moment_the_later_in_the_record_stands() -> None:
    first, second = decision(target="First."), decision(target="Second.")
    (made,), _ = applied(HumanWork(Review((first, second))), unit("警方通报。", "Police report."))
    assert made.target == "Second."


def test_another_region_of_the_same_language_keeps_a_review() -> None:
    """A corpus that is built with --english en-GB, or zh-HK for zh-TW, is the same to its reviewer."""
    human = HumanWork(Review((decision(), decision(source="警方通報。", source_tag="zh-TW", script="Hant"))))
    british = unit("警方通报。", "The police report.", target_tag="en-GB")
    hong_kong = unit("警方通報。", "The police report.", source_tag="zh-HK", script="Hant")
    (first, second), _ = applied(human, british, hong_kong)
    assert (first.target, first.target_tag) == ("Police notice.", "en-GB")
    assert (second.target, second.source_tag) == ("Police notice.", "zh-HK")


def test_what_people_decided_is_looked_up_both_ways() -> None:
    rejected = decision(source="另一句。", kind="rejected", target="Bad.", draft="Bad.")
    human = HumanWork(Review((decision(), rejected)))
    assert human.stands_for(unit("警方通报。", "The police report."))
    assert not human.stands_for(unit("另一句。", "Bad."))
    gone = human.orphans(["警方通报。"])
    assert [(one.source, one.kind) for one in gone] == [("另一句。", "rejected")]
    assert {one.source for one in human.orphans([])} == {"警方通报。", "另一句。"}
    assert human.orphans(["警方通报。", "另一句。"]) == []


def test_only_the_rejection_that_stands_is_applied() -> None:
    """Somebody rejected it first, and somebody else confirmed it later."""
    first = decision(kind="rejected", target="Police report.", date="20260101T000000Z")
    later = decision(kind="confirmed", target="Police report.", reviewer="bo")
    kept, reasons = applied(HumanWork(Review((first, later))), unit("警方通报。", "Police report."))
    assert [one.origin for one in kept] == ["reviewed"]
    assert not reasons
    kept, reasons = applied(
        HumanWork(Review((later, replace(first, date="20270101T000000Z")))),
        unit("警方通报。", "Police report."),
    )
    assert not kept
    assert len(reasons) == 1


@pytest.mark.parametrize(
    ("reviewer", "who"), [("anna", "anna rejected it"), (UNKNOWN, "a reviewer rejected it")]
)
def test_who_rejected_is_said(reviewer: str, who: str) -> None:
    human = HumanWork(Review((decision(kind="rejected", target="Police report.", reviewer=reviewer),)))
    _, (reason,) = applied(human, unit("警方通报。", "Police report."))
    assert who in reason.message


def test_human_work_is_certain() -> None:
    assert [score.value for score in decision().unit().scores] == [1.0]


@pytest.mark.parametrize("days", [0, 1, -1])
def test_a_sheet_saved_again_says_nothing_new(days: int) -> None:
    first = decision()
    again = replace(first, date=f"2026010{5 + days}T101500Z")
    merged = Review((first,)).merged([again])
    assert len(merged.decisions) == (2 if days < 0 else 1), "an earlier date is another decision"


SAME = [unit("同一句话。", f"Same {place}.", i, document=name, source_tag=tag, script=script)
    for i, (place, name, tag, script) in enumerate(
        [("one", "a.txt", "zh-CN", "Hans"), ("two", "b.txt", "zh-CN", "Hans"), ("three", "c.txt", "zh-TW", "Hant")]
    )]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "target"),
    [
        ({"source_tag": "zh-TW"}, "Same three."),
        ({"source_tag": "zh-CN"}, "Same one."),
        ({"source_tag": "zh-CN", "document": "b.txt"}, "Same two."),
        ({"source_tag": "zh", "document": "c.txt"}, "Same three."),
        ({"source_tag": "zh-CN", "unit": SAME[1].id}, "Same two."),
        ({"source_tag": "zh-CN", "unit": "0" * 16}, "Same one."),
    ],
)
def test_of_several_units_of_one_source_the_nearest_came_back(given: dict[str, Any], target: str) -> None:
    returned = Returned(**{"source": "同一句话。", "target": "X.", "target_tag": "en-US"} | given)
    known = Baseline(SAME).unit(returned)
    assert known is not None
    assert known.target == target


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"reviewer": "duizhao", "date": UNITS[0].date}, None),
        ({"reviewer": "duizhao", "date": LATER}, "confirmed"),
        ({"reviewer": "duizhao", "date": None}, None),
        ({"reviewer": "duizhao", "date": UNITS[0].date, "approved": True}, "confirmed"),
        ({"reviewer": "duizhao", "date": UNITS[0].date, "approved": False}, "rejected"),
        ({"reviewer": "duizhao", "date": UNITS[0].date, "target": "Another."}, None),
        ({"reviewer": None, "target": "Another."}, "edited"),
        ({"reviewer": None, "target": UNITS[0].source}, "copied"),
        ({"reviewer": "anna", "target": UNITS[0].source}, "copied"),
        ({"reviewer": None}, None),
        ({"reviewer": "anna"}, "confirmed"),
        ({"reviewer": "anna", "whole_file": True}, None),
    ],
)
def test_what_was_touched(changes: dict[str, Any], kind: str | None) -> None:
    values = {
        "source": UNITS[0].source, "target": UNITS[0].target, "source_tag": "zh-CN", "target_tag": "en-US",
        "unit": UNITS[0].id,
    }  # fmt: skip
    found = decide(Returned(**(values | changes)), Baseline(UNITS), LATER)
    assert (found.kind if found else None) == kind
