"""Every segment of every document is in a unit, in the untranslated file, or in the ledger.

Counted, with every option on.
"""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from pathlib import Path

import pytest
from lxml import html

from align.embed import UseEmbedder
from corpus.model import Lang, Place
from corpus.pipeline.build import Build
from corpus.settings import Settings
from export.write_tmx import write_tmx
from tests.factories import SEEDS, FakeTranslator, Silent, build_folder, split_all, unit

PERSONAL = ["13800138000", "110101199003078888", "desk@example.org", "京A12345"]

SHARED_ZH = (
    "河湾派出所昨天发布通报。",
    "市民王某拨打13800138000报警。",
    "民警很快赶到现场。",
    "失主表示感谢。",
)
SHARED_EN = (
    "The Hewan police station issued a notice yesterday.",
    "A citizen called 13800138000 for help.",
    "Officers soon arrived at the scene.",
    "The owner expressed thanks.",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The seeds, and documents that repeat, say nothing, or stand everywhere."""
    shutil.copytree(SEEDS, tmp_path / "seeds")
    for i in range(12):
        lines = [f"第{i}号简报。", "扫黑除恶，人人有责！", "12345", f"重复的一句话说第{i % 4}遍。"]
        (tmp_path / "seeds" / f"brief-{i:02}.txt").write_text("\n\n".join(lines), encoding="utf-8")
    personal = [
        "请致电13800138000或发信到desk@example.org。",
        "其身份证号110101199003078888有误，车牌京A12345。",
    ]
    (tmp_path / "seeds" / "personal.txt").write_text("\n\n".join(personal), encoding="utf-8")
    write_tmx(tmp_path / "memory.tmx", [unit("第3号简报。", "Brief no. 3.", origin="reviewed")], "zh-CN")
    return tmp_path / "seeds"


def no_engine(lang: Lang) -> None:
    """Open nothing."""


class Careless(FakeTranslator):
    """Gives some sentences no translation, and copies others."""

    def translate(self, texts, **options):  # type: ignore[no-untyped-def]
        drafts = super().translate(texts, **options)
        return [
            type(draft)(
                "" if len(text) % 7 == 0 else text if len(text) % 5 == 0 else draft.text, -0.1, finished=True
            )
            for text, draft in zip(texts, drafts, strict=True)
        ]


@pytest.mark.parametrize("engine", ["auto", "none"])
def test_no_segment_is_lost(folder: Path, tmp_path: Path, engine: str) -> None:
    settings = Settings(
        engine=engine,  # type: ignore[arg-type]
        min_score=0.2,
        mask_personal_data=True,
        mine=True,
        gzip=True,
        shard_size=10,
        memory=(str(tmp_path / "memory.tmx"),),
    )
    opened = Careless if engine == "auto" else no_engine
    made = build_folder(folder, tmp_path / "out", settings, open_translator=opened)
    accounted = Counter(places(made))
    wanted = {
        (name, segment.index)
        for name, document in split_all(made.corpus.documents).documents.items()
        for segment in document.segments
    }
    wordless = {place for r in made.corpus.rejections if r.code == "no-words" for place in r.places}
    assert set(accounted) == wanted | wordless
    assert set(accounted.values()) == {1}, "and none twice"
    codes = {rejection.code for rejection in made.corpus.rejections}
    assert {"duplicate", "boilerplate", "no-words"} <= codes
    assert engine == "none" or {"empty-draft", "copied"} <= codes


def places(made: Build) -> list[Place]:
    """Where each segment went: a unit, the untranslated file, a rejection."""
    found = [place for candidate in made.corpus.candidates for place in candidate.places]
    found += [sentence.place for file in made.corpus.files for sentence in file.untranslated]
    return found + [place for rejection in made.corpus.rejections for place in rejection.places]


@pytest.mark.parametrize("engine", ["auto", "none"])
def test_masked_data_stands_in_no_file(folder: Path, tmp_path: Path, engine: str) -> None:
    made = build_folder(folder, tmp_path / "out", Settings(mask_personal_data=True, engine=engine))  # type: ignore[arg-type]
    for path in (tmp_path / "out").iterdir():
        text = path.read_text(encoding="utf-8")
        assert [data for data in PERSONAL if data in text] == [], path.name
    if engine == "auto":
        masked = [u for u in made.corpus.units if u.document == "personal.txt"]
        assert "[phone 1]" in masked[0].source
        assert "[identity-card 1]" in masked[1].source, "whatever its check digit"
        assert not any(flag.code == "personal-data" for u in masked for flag in u.flags)


def test_nor_wherever_else_it_could_get(tmp_path: Path) -> None:
    """Into links, omissions, the ledger with its page lines and boilerplate, metadata, memories, terms, progress."""
    folder = tmp_path / "in"
    folder.mkdir()
    texts = {
        "p.zh.txt": [*SHARED_ZH, "他的邮箱是desk@example.org，请与他联系。", "车牌为京A12345的轿车被拖走。"],
        "p.en.txt": [*SHARED_EN],
        "lines.txt": [
            "电话：13800138000",
            "来源：desk@example.org",
            "请致电13800138000。",
            "（编辑：13800138000）",
        ],
        "head.md": [
            "---\ntitle: 致电13800138000\nauthor: desk@example.org\n---",
            "请致电13800138000或来人。",
        ],
        "terms.md": ["拨打热线13800138000。"],
    }
    texts |= {f"brief-{i}.txt": ["请致电13800138000咨询。", f"第{i}条。"] for i in range(6)}
    for name, lines in texts.items():
        (folder / name).write_text("\n\n".join(lines), encoding="utf-8")
    (folder / "glossary.tsv").write_text("source\ttarget\n热线13800138000\thotline\n", encoding="utf-8")
    known = unit("请致电13800138000咨询。", "Call 13800138000 for help.", origin="reviewed")
    write_tmx(tmp_path / "memory.tmx", [known], "zh-CN")
    settings = Settings(mask_personal_data=True, mine=True, memory=(str(tmp_path / "memory.tmx"),))
    reporter = Silent()
    made = build_folder(folder, tmp_path / "out", settings, make_embedder=UseEmbedder, reporter=reporter)
    assert len(made.corpus.alignments) == 1
    assert made.corpus.omissions.runs, "two sentences that only the Chinese has"
    for path in (tmp_path / "out").iterdir():
        text = path.read_text(encoding="utf-8")
        assert [data for data in PERSONAL if data in text] == [], path.name
    assert not any(data in said for data in PERSONAL for said in reporter.said)


def test_the_ledger_holds_every_rejection(folder: Path, tmp_path: Path) -> None:
    made = build_folder(folder, tmp_path / "out")
    with (tmp_path / "out" / "set-aside.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    removed = sum(len(document.removed) for document in made.corpus.documents)
    assert len(rows) == removed + len(made.corpus.rejections)
    assert all(row["stage"] and row["reason"] and row["document"] and row["message"] for row in rows)


@pytest.mark.parametrize("engine", ["auto", "none"])
def test_the_waterfall_of_the_report_leaves_no_sentence_out(
    folder: Path, tmp_path: Path, engine: str
) -> None:
    opened = Careless if engine == "auto" else no_engine
    made = build_folder(folder, tmp_path / "out", Settings(engine=engine), open_translator=opened)  # type: ignore[arg-type]
    page = html.fromstring((tmp_path / "out" / "report.html").read_text(encoding="utf-8"))
    steps = {
        str(row.findtext(".//a") or row.findtext(".//span")): int(
            "".join(map(str, row.findall("td")[-1].itertext())).replace(",", "").replace("−", "-")
        )
        for row in page.iterfind(".//*[@id='waterfall']//tr")
    }
    read, units = steps.pop("sentences read"), steps.pop("units written")
    joined = steps.pop("joined: two sides of a link")
    assert read == len(places(made))
    assert units == len(made.corpus.units)
    assert read + sum(steps.values()) - joined == units
    left = Counter({r.code: 0 for r in made.corpus.rejections})
    for rejection in made.corpus.rejections:
        left[rejection.code] -= len(rejection.places)
    wanted = {code: count for code, count in left.items() if count}
    if made.corpus.untranslated:
        wanted["not drafted yet"] = -made.corpus.untranslated
    assert steps == wanted, "each reason with its number"
