"""What the other edition left out, in values, in the table, in the report and in the summary."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from corpus.model import Bead, Document, Line, Metadata
from corpus.pipeline.alignment import Alignment
from corpus.pipeline.omissions import find_omissions
from export.omissions import Omissions
from tests.factories import NO_KIT, build_folder, split_all

ZH = (
    "7月15日，警方查获42件赃物。",
    "会上，民警吴小梅说，她会继续努力。",
    "全年共接警3150起。",
    "居民都很满意。",
)
EN = ("On July 15, police seized 42 stolen goods.", "Residents are satisfied.")


def compared(zh: tuple[str, ...], en: tuple[str, ...], beads: tuple[Bead, ...]) -> Omissions:
    documents = [
        Document("a.txt", "\n".join(zh), "zh", "Hans", Metadata(), "utf-8"),
        Document("b.txt", "\n".join(en), "en", "Latn", Metadata(), "utf-8"),
    ]
    return find_omissions(
        split_all(documents), [Alignment(documents[0].name, documents[1].name, 1.0, beads)], NO_KIT
    )


def test_neighbours_without_a_counterpart_are_one_run() -> None:
    beads = (Bead(0, 1, 0, 1, 0.99), Bead(1, 2, 1, 1, 0.9), Bead(2, 3, 1, 1, 0.7), Bead(3, 4, 1, 2, 0.99))
    omissions = compared(ZH, EN, beads)
    (run,) = omissions.runs
    assert (run.document, run.partner, run.first, run.last, run.sentences) == ("a.txt", "b.txt", 1, 2, 2)
    assert run.probability == 0.8
    assert run.text == ZH[1] + ZH[2]
    assert run.numbers == ("3150",)
    assert run.names == ("吴小梅",)
    zh, en = omissions.shares
    assert zh.share == 1 - len(ZH[1] + ZH[2]) / len("".join(ZH))
    assert zh.abridged
    assert (en.share, en.abridged) == (1.0, False)


def test_two_texts_with_a_part_in_common_are_no_abridgement() -> None:
    beads = (
        Bead(0, 1, 0, 1, 0.9),
        Bead(1, 2, 1, 1, 0.9),
        Bead(2, 3, 1, 1, 0.9),
        Bead(3, 4, 1, 1, 0.9),
        Bead(4, 4, 1, 2, 0.9),
    )
    omissions = compared(ZH, EN, beads)
    assert not any(share.abridged for share in omissions.shares)
    assert {run.document for run in omissions.runs} == {"a.txt", "b.txt"}


def test_what_a_bilingual_file_has_a_draft_of_was_not_left_out() -> None:
    drafts = (Line(), Line(draft="Officer Wu", engine="mt"), Line(), Line())
    names = ("a.tmx/zh", "a.tmx/en")
    zh = Document(names[0], "\n".join(ZH), "zh", "Hans", Metadata(), "utf-8", partner=names[1], lines=drafts)
    en = Document(
        names[1],
        "\n".join((EN[0], "", "", EN[1])),
        "en",
        "Latn",
        Metadata(),
        "utf-8",
        partner=names[0],
        lines=(Line(),) * 4,
    )
    beads = (Bead(0, 1, 0, 1, 1.0), Bead(1, 2, 1, 1, 1.0), Bead(2, 3, 1, 1, 1.0), Bead(3, 4, 1, 2, 1.0))
    omissions = find_omissions(split_all([zh, en]), [Alignment(zh.name, en.name, 1.0, beads)], NO_KIT)
    assert [run.text for run in omissions.runs] == [ZH[2]]
    assert omissions.shares[0].share == 1 - len(ZH[2]) / len("".join(ZH))


def test_numbers_that_are_changed_inside_a_link_stand_on_one_side() -> None:
    omissions = compared(ZH[:1], ("On July 15, police seized 43 stolen goods.",), (Bead(0, 1, 0, 1, 0.9),))
    assert [share.numbers for share in omissions.shares] == [("42",), ("43",)]
    assert not omissions.runs


def test_the_build_writes_and_tells_it(tmp_path: Path) -> None:
    from align.embed import UseEmbedder
    from tests.align.seeds import PARALLEL
    from tests.factories import SEEDS

    source = tmp_path / "in"
    source.mkdir()
    for name, other in zip(PARALLEL[2], ("x.zh.html", "x.en.html"), strict=True):
        (source / other).write_bytes((SEEDS / name).read_bytes())
    build_folder(source, tmp_path / "out", make_embedder=UseEmbedder)
    with (tmp_path / "out" / "omissions.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    assert [row["kind"] for row in rows] == ["document", "missing", "missing", "document"]
    assert sum(int(row["sentences"]) for row in rows if row["kind"] == "missing") == 5
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert "omissions.tsv" in {file["name"] for file in manifest["files"]}
    assert manifest["aligned"][0]["abridged"] == ["x.en.html"]
    assert 'id="omissions"' in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
