"""What is read out of a real-looking file of every format, and what becomes of it in a build."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.cli.show import show_build
from corpus.model import Document, Line, Rejection
from corpus.read.documents import read_documents, read_file
from corpus.read.files import find_files
from corpus.read.readers import READABLE, format_of
from corpus.settings import Settings
from tests.corpus.read.formats.folder import TMX, files, make, workbook
from tests.corpus.read.formats.office import docx, word_paragraph, zipped
from tests.factories import build_folder, split_all

GOLDEN = {
    "bridge.ass/en": "The bridge is broken, So we leave tomorrow.|Can you hear the water?",
    "bridge.ass/zh": "桥断了，我们明天再走。|你听见水声了吗？",
    "crawl.wacz/news.example.com/2020/water?id=1": "水库蓄水|青山水库昨天开始蓄水，预计九月能供水，沿岸的三个村庄已经搬迁。",
    "crawl.warc.gz/news.example.com/2020/water?id=1": "水库蓄水|青山水库昨天开始蓄水，预计九月能供水，沿岸的三个村庄已经搬迁。",
    "ferry.xliff/en": "The ferry leaves at noon.|Children travel free.",
    "ferry.xliff/zh": "渡輪中午開航。|兒童免費搭乘。",
    "hall.xlf/en": "The hall opens at eight.|Please queue.||",
    "hall.xlf/zh": "大厅八点开门。|请排队。|不要拍照。|谢谢合作。",
    "lamp.epub": "第一章 点灯|山里的灯每天六点亮。|冬天是五点。|老何说，灯亮了，路就不远了。|第二章 下山|雪停了，他背着米下山去了。",
    "library.odt": "图书馆搬家了|县图书馆上周搬到了河东路，共有 3 层。|原址改为儿童馆。|一楼借书，二楼看报。|三楼开会。|星期一不开门。",
    "market.tmx/en": "The market opens at six.|Bring a basket.|The fish is fresh.",
    "market.tmx/zh": "集市六点开门。|请带一个篮子。|",
    "market2.tmx.gz/en": "The harbour opens at six.|Bring a basket.|The fish is fresh.",
    "market2.tmx.gz/zh": "集市六点开门。|请带一个篮子。|",
    "mill.txt/en": "The Old Mill by the River|The mill has stood by the river for a hundred years.|Last year it began to grind flour again.|The children come to watch it after school.",
    "mill.txt/zh": "河边的旧磨坊|磨坊在河边站了一百年。|去年它又开始磨面了。|孩子们放学以后都来看。",
    "notice.docx": "关于组织夜间巡逻的通知|各村委会：今年夏天用电的人多，请组织好夜间巡逻。|巡逻队每晚九点出发。|王家村有十二名队员。|李家村有九名队员。|联系人：何建国，住在溪口镇。|请把灭火器放在门口。|用电的人数以六月的抄表为准。",
    "pack.zip/inner.zip/a/note.md": "说明|水管已经接通了。",
    "pack.zip/文件夹/山路.txt": "山路修好了。村民很高兴。",
    "program.po/en": "Open the file before you start.|Close all windows at night.|%d files were removed.|Not translated yet.",
    "program.po/zh": "开始之前请打开文件。||删除了 %d 个文件。|",
    "road.srt": "The road to the village was closed for nine days.|Nobody complained.",
    "road.vtt": "这条路关了九天。|没有人抱怨。",
    "rules.tsv/en": "The first rule is about time.|The second rule is about places.",
    "rules.tsv/zh": "第一条规定说的是时间。|第二条规定说的是地点。",
    "rules.xlsx/en": "Rule one is short.|Rule two is shorter.",
    "rules.xlsx/zh": "第一条很短。|第二条更短。",
    "safety.pptx": "How to keep a village safe|Walk in pairs and carry a torch.|Call the station before midnight.",
    "well.sdlxliff/en": "The well is deep.|Mind the step.",
    "well.sdlxliff/zh": "井很深。|",
    "words.csv": "名称|说明|水车|水车用来浇田，也用来磨面。|石磨|石磨要两个人推。",
    "yearbook.pdf": "|".join(
        "石桥镇的供水管道去年全部换新，长度为46公里，1280户居民用上了干净的水。工程由县水务局组织，历时七个月，"
        f"没有发生事故。第{n}期完工。"
        for n in (1, 2, 3)
    ),
}


def read(data: bytes, name: str, folder: Path) -> list[Document | Rejection]:
    (folder / name).write_bytes(data)
    return list(read_documents(folder / name, name))


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("every")
    make(folder)
    return folder


@pytest.fixture(scope="module")
def documents(every: Path) -> dict[str, Document]:
    results = [result for path, name in find_files(every) for result in read_documents(path, name)]
    assert [r for r in results if isinstance(r, Rejection)] == []
    return {document.name: document for document in results if isinstance(document, Document)}


def test_every_format_stands_in_the_folder() -> None:
    made = {format_of(name) for name in files()}
    alike = {".docm", ".ssa", ".warc", ".md", ".markdown", ".mdx", ".html", ".htm", ".xhtml"}
    assert made | alike == set(READABLE)


def test_the_text_of_every_format(documents: dict[str, Document]) -> None:
    texts = {name: d.text.replace("\n\n" if not d.lines else "\n", "|") for name, d in documents.items()}
    assert texts == GOLDEN


def test_what_files_say_of_themselves(documents: dict[str, Document]) -> None:
    def said(name: str) -> tuple[str | None, str | None, str | None]:
        metadata = documents[name].metadata
        return metadata.title, metadata.author, metadata.date

    assert said("notice.docx") == ("关于组织夜间巡逻的通知", "溪口镇政府", "20230612T080000Z")
    assert said("library.odt") == ("图书馆搬家了", "县图书馆", "20220304T090000Z")
    assert said("lamp.epub") == ("山里的灯", "何小满", "20200501T000000Z")
    assert said("program.po/zh")[2] == "20210203T020000Z"
    page = documents["crawl.warc.gz/news.example.com/2020/water?id=1"].metadata
    assert (page.url, page.date) == ("https://news.example.com/2020/water?id=1", "20200809T101112Z")
    assert documents["words.csv"].encoding == "gb18030"
    assert [(r.code, r.text) for r in documents["yearbook.pdf"].removed] == [
        item for n in (1, 2, 3) for item in (("running-head", "石桥镇年鉴"), ("page-number", f"- {n} -"))
    ]


@pytest.mark.parametrize(
    ("name", "row", "line"),
    [
        ("market.tmx/zh", 0, Line(engine="tmx")),
        (
            "market.tmx/zh",
            1,
            Line(engine="tmx", approved=True, reviewer="li.mei", reviewed="20240102T030405Z"),
        ),
        ("market.tmx/en", 2, Line("鱼是新鲜的。", "tmx:MT!")),
        ("hall.xlf/zh", 0, Line(engine="xliff", approved=True)),
        ("hall.xlf/zh", 1, Line(engine="xliff")),
        ("hall.xlf/zh", 2, Line("Do not take photos.", "xliff:mt")),
        ("hall.xlf/zh", 3, Line(engine="xliff")),
        ("ferry.xliff/en", 0, Line(engine="xliff", approved=True)),
        ("ferry.xliff/en", 1, Line(engine="xliff")),
        ("well.sdlxliff/en", 0, Line(engine="xliff", approved=True, reviewer="wang")),
        ("well.sdlxliff/en", 1, Line("小心台阶。", "sdlxliff:nmt Some Engine")),
        ("program.po/en", 0, Line(engine="po")),
        ("road.srt", 0, Line(time="0:00:01.000-0:00:05.000")),
        ("road.vtt", 1, Line(time="0:00:05.200-0:00:07.000")),
        ("program.po/en", 1, Line("晚上请关上窗户。", "po:fuzzy")),
    ],
)
def test_what_became_of_a_row(documents: dict[str, Document], name: str, row: int, line: Line) -> None:
    assert documents[name].lines[row] == line


def test_a_build_of_all_formats(every: Path, tmp_path: Path) -> None:
    made = build_folder(every, tmp_path / "out", Settings(engine="none"))
    assert made.corpus.failed == []
    units = {(u.source, u.target): u for u in made.corpus.units}
    approved = units["请带一个篮子。", "Bring a basket."]
    assert (approved.origin, approved.reviewer, approved.reviewed) == (
        "reviewed",
        "li.mei",
        "20240102T030405Z",
    )
    assert (approved.engine, approved.align_type) == ("given:tmx", "given")
    aligned = units["第一条规定说的是时间。", "The first rule is about time."]
    assert (aligned.origin, aligned.document, aligned.target_document) == (
        "aligned",
        "rules.tsv/zh",
        "rules.tsv/en",
    )
    assert aligned.scores[0].name == "score"
    cue = units["桥断了，我们明天再走。", "The bridge is broken, So we leave tomorrow."]
    assert cue.time == "0:00:01.000-0:00:05.000"
    draft = units["Mind the step.", "小心台阶。"]
    assert (draft.origin, draft.engine, draft.source_tag) == ("drafted", "sdlxliff:nmt Some Engine", "en-US")
    traditional = units["渡輪中午開航。", "The ferry leaves at noon."]
    assert (traditional.origin, traditional.source_tag) == ("reviewed", "zh-TW")
    assert ("不要拍照。", "Do not take photos.") in units
    pairs = {pair.zh: pair.en for pair in made.corpus.alignments}
    assert pairs["mill.txt/zh"] == "mill.txt/en"
    assert "is bilingual" in str(made.summary["warnings"])
    untranslated = {s.text for file in made.corpus.files for s in file.untranslated}
    assert "谢谢合作。" in untranslated, "a target that says new is none"
    assert "Not translated yet." in untranslated
    wanted = {
        (name, segment.index)
        for name, document in split_all(made.corpus.documents).documents.items()
        for segment in document.segments
    }
    accounted = [place for candidate in made.corpus.candidates for place in candidate.places]
    accounted += [s.place for file in made.corpus.files for s in file.untranslated]
    accounted += [place for rejection in made.corpus.rejections for place in rejection.places]
    assert len(accounted) == len(set(accounted))
    assert set(accounted) == wanted, "no segment is lost"


def test_a_memory_in_the_folder_is_a_memory(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "memory.tmx").write_text(TMX, encoding="utf-8")
    (folder / "a.txt").write_text("集市六点开门。\n", encoding="utf-8")
    made = build_folder(
        folder, tmp_path / "out", Settings(engine="none", memory=(str(folder / "memory.tmx"),))
    )
    assert [d.name for d in made.corpus.documents] == ["a.txt"]
    assert [u.target for u in made.corpus.units] == ["The market opens at six."]


def test_both_scripts_of_a_memory_are_kept_apart(tmp_path: Path) -> None:
    more = '<tu><tuv xml:lang="en"><seg>The gate is shut.</seg></tuv><tuv xml:lang="zh-TW"><seg>門關了。</seg></tuv><tuv xml:lang="zh-CN"><seg>门关了。</seg></tuv></tu></body>'
    results = read(TMX.replace("</body>", more).encode(), "a.tmx", tmp_path)
    texts = {d.name: (d.script, d.text.split("\n")[-1]) for d in results if isinstance(d, Document)}
    assert texts["a.tmx/zh"] == ("Hans", "门关了。")
    assert texts["a.tmx/zh-Hant"] == ("Hant", "門關了。")
    assert texts["a.tmx/en-Hant"] == ("Latn", "The gate is shut.")


def test_what_is_not_translated_yet_is_text(tmp_path: Path) -> None:
    catalogue = 'msgid ""\nmsgstr "Language: zh_TW\\n"\n\nmsgid "Open the door slowly."\nmsgstr ""\n'
    (result,) = read(catalogue.encode(), "a.po", tmp_path)
    assert isinstance(result, Document)
    assert (result.name, result.lang, result.partner) == ("a.po/en", "en", None)


def test_a_catalogue_of_another_language_is_said(tmp_path: Path) -> None:
    catalogue = 'msgid ""\nmsgstr ""\n\nmsgid "Open the door slowly."\nmsgstr "Ouvrez la porte lentement."\n'
    (result,) = read(catalogue.encode(), "a.po", tmp_path)
    assert isinstance(result, Rejection)
    assert result.code == "not-bilingual"


def test_a_gzipped_memory_of_ours_is_no_document(tmp_path: Path) -> None:
    (result,) = read(gzip.compress(TMX.replace("OtherTool", "duizhao").encode()), "a.tmx.gz", tmp_path)
    assert isinstance(result, Rejection)
    assert result.code == "own-output"


def test_sheets_are_documents_of_their_own(tmp_path: Path) -> None:
    import io

    import xlsxwriter

    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        book.add_worksheet("一").write_column(0, 0, ["第一页说的是水。", "水很清。"])
        book.add_worksheet("two").write_column(0, 0, ["Page two is about fire.", "Fire is hot."])
    results = read(packed.getvalue(), "a.xlsx", tmp_path)
    assert [r.name for r in results if isinstance(r, Document)] == ["a.xlsx/一", "a.xlsx/two"]


def _run(text: str, properties: str = "") -> str:
    return f"<w:r>{properties and f'<w:rPr>{properties}</w:rPr>'}<w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (f"<w:moveFrom>{_run('移走的话。')}</w:moveFrom>{_run('留下的话。')}", "留下的话。"),
        (f"<w:moveTo>{_run('移来的话。')}</w:moveTo>{_run('留下的话。')}", "移来的话。留下的话。"),
        (f"{_run('隐藏的话。', '<w:vanish/>')}{_run('看得见的话。')}", "看得见的话。"),
        (_run("没有隐藏的话。", '<w:vanish w:val="0"/>'), "没有隐藏的话。"),
        (
            f"<w:r><w:ruby><w:rt>{_run('hàn')}</w:rt><w:rubyBase>{_run('汉字。')}</w:rubyBase></w:ruby></w:r>",
            "汉字。",
        ),
        (f"{_run('办完了。')}<w:r><w:sym w:font='Wingdings' w:char='F0FE'/></w:r>", "办完了。"),
    ],
    ids=["moved-from", "moved-to", "hidden", "shown", "reading-above", "symbol"],
)
def test_a_word_document_says_once_what_its_reader_sees(inner: str, text: str, tmp_path: Path) -> None:
    (result,) = read(docx(f"<w:p>{inner}</w:p>"), "a.docx", tmp_path)
    assert isinstance(result, Document)
    assert result.text == text


DIGEST = (
    ("渡口换上新船", "2024-05-03 来源：石汀日报", "东渡口昨天换上了新船，可以坐三十个人，老人和孩子优先。", "旧船留给了博物馆。"),
    ("灯会开了七天", "2024-05-04 来源：溪口晚报", "东街的灯会开了七天，来了三万人，没有人走失，也没有火灾。", "灯由学生做成。"),
)  # fmt: skip


def test_the_articles_of_a_word_document_are_documents(tmp_path: Path) -> None:
    body = "".join(word_paragraph(line) for article in DIGEST for line in article)
    results = [r for r in read(docx(body), "week.docx", tmp_path) if isinstance(r, Document)]
    assert [r.name for r in results] == ["week.docx/1", "week.docx/2"]
    assert [r.text.split() for r in results] == [[head, *text] for head, _, *text in DIGEST]
    assert [r.metadata.source for r in results] == ["石汀日报", "溪口晚报"]
    assert [(r.metadata.date or "")[:8] for r in results] == ["20240503", "20240504"]
    assert isinstance(read_file(tmp_path / "week.docx", "week.docx"), Document)


def test_two_speakers_of_a_cue_say_a_line_each(tmp_path: Path) -> None:
    cues = "1\n00:00:01,000 --> 00:00:02,000\n- 今天开船吗？\n- 不开。\n"
    (result,) = read(cues.encode(), "a.srt", tmp_path)
    assert isinstance(result, Document)
    assert result.text.split("\n") == ["今天开船吗？", "不开。"]
    assert [line.time for line in result.lines] == ["0:00:01.000-0:00:02.000"] * 2


def test_times_of_words_are_no_words(tmp_path: Path) -> None:
    cue = "WEBVTT\n\n00:06.500 --> 00:08.000\n<00:06.600><c>Then</c> <00:07.100>the boat leaves.\n"
    (result,) = read(cue.encode(), "a.vtt", tmp_path)
    assert isinstance(result, Document)
    assert result.text == "Then the boat leaves."


def test_a_column_of_numbers_gives_no_heading(tmp_path: Path) -> None:
    rows: list[list[str | float]] = [["编号", "隐患"]]
    rows += [[n, f"第{n}级台阶松动。"] for n in range(1, 4)]
    (result,) = read(workbook(rows), "a.xlsx", tmp_path)
    assert isinstance(result, Document)
    assert result.text.split("\n\n") == ["隐患", "第1级台阶松动。", "第2级台阶松动。", "第3级台阶松动。"]


def test_columns_that_do_not_translate_each_other_are_text(tmp_path: Path) -> None:
    rows: list[list[str | float]] = [["描述", "category"]]
    rows += [[f"第{n}个水库的水位上升了{n}厘米，需要开闸。", "reservoir"] for n in range(9)]
    (result,) = read(workbook(rows), "a.xlsx", tmp_path)
    assert isinstance(result, Document)
    assert (result.lang, result.lines) == ("zh", ())


@pytest.mark.parametrize("direction", ["zh", "en"])
def test_what_a_sheet_of_ours_says_of_a_row_is_kept(tmp_path: Path, direction: str) -> None:
    """A draft that nobody read is none the less one because it stands in a sheet."""
    texts = [
        ("水位上升了三厘米。", "The water rose by three centimetres."),
        ("闸门打开了。", "The gate was opened."),
    ]
    texts += [("村民都搬走了。", "The villagers moved away."), ("没有人受伤。", "Nobody was hurt.")]
    origins = ["drafted", "reviewed", "aligned", "drafted"]
    rows: list[list[str | float]] = [["source", "target", "origin"]]
    for (zh, en), origin in zip(texts, origins, strict=True):
        rows.append([zh, en, origin] if direction == "zh" else [en, zh, origin])
    sides = {r.lang: r for r in read(workbook(rows), "a.xlsx", tmp_path) if isinstance(r, Document)}
    source, target = sides[direction], sides["en" if direction == "zh" else "zh"]  # type: ignore[index]
    assert [bool(line.draft) for line in source.lines] == [True, False, False, True]
    assert [line.approved for line in source.lines] == [False, True, False, False]
    assert [bool(line) for line in target.text.split("\n")] == [False, True, True, False]


def test_the_names_in_a_manual_are_no_second_language(tmp_path: Path) -> None:
    names = ["tray.setTitle(title, options) macOS", "tray.setToolTip(toolTip)", "Event: 'drag-leave' macOS"]
    lines = [f"#### {name}\n\n设置托盘图标旁边显示的第{i}个标题。" for i, name in enumerate(names)]
    (result,) = read("\n\n".join(["# 系统托盘", *lines]).encode(), "a.md", tmp_path)
    assert isinstance(result, Document)
    assert (result.name, result.lang) == ("a.md", "zh")


def test_two_files_of_one_name_in_an_archive_have_names_of_their_own(tmp_path: Path) -> None:
    page = "<p>水库昨天开始蓄水。</p>"
    results = read(
        zipped({"a//b.html": page, "a/b.html": page, "x\x1b[31m.txt": "红色的名字。"}), "a.zip", tmp_path
    )
    names = [r.name for r in results if isinstance(r, Document)]
    assert len(set(names)) == len(names) == 3
    assert not any("\x1b" in name for name in names)


def test_a_file_of_several_documents_is_no_single_document(tmp_path: Path) -> None:
    (tmp_path / "a.tmx").write_text(TMX, encoding="utf-8")
    result = read_file(tmp_path / "a.tmx", "a.tmx")
    assert isinstance(result, Rejection)
    assert (result.code, "a.tmx/zh, a.tmx/en" in result.message) == ("several-documents", True)


BOTH = [
    "水很清。",
    "The water is clear.",
    "鱼很多。",
    "There are many fish.",
    "船不大。",
    "The boat is small.",
]


@pytest.mark.parametrize(
    ("lines", "sides"),
    [
        (BOTH, 2),
        (["河水很清，可以喝。\tThe river is clear and fit to drink.", "河里的鱼很多。\tThere are many fish in it.", "渡河的船不大。\tThe boat across is small."], 2),
        (["The river is clear and fit to drink.  河水很清，可以喝。", "There are many fish in it.  河里的鱼很多。", "The boat across is small.  渡河的船不大。"], 2),
        (BOTH[::2] + BOTH[1::2], 2),
        (["本文介绍一个库。", "Use the API gateway.", "先安装，再运行。", "接着写配置。", "最后检查日志。", "完成以后重启。"], 1),
        (["水很清。" * 40, "The water.", "鱼很多。" * 40, "Many fish.", "船不大。" * 40, "Small boat."], 1),
        (["世界卫生组织（World Health Organization）昨天说。", "会议在日内瓦开。", "三十个国家参加。", "下次会议明年开。"], 1),
    ],
    ids=["alternating", "side by side", "english first", "one after the other", "quotations", "unequal", "names"],
)  # fmt: skip
def test_a_text_in_both_languages_is_two_documents(tmp_path: Path, lines: list[str], sides: int) -> None:
    results = read("\n\n".join(lines).encode(), "a.txt", tmp_path)
    assert len(results) == sides
    if sides == 2:
        texts = {r.name: r.text.split("\n\n") for r in results if isinstance(r, Document)}
        assert [len(texts["a.txt/zh"]), len(texts["a.txt/en"])] == [3, 3]
        assert "".join(texts["a.txt/en"]).isascii()


@pytest.mark.parametrize(
    ("suffix", "advice"),
    [
        (".doc", ".docx"),
        (".wps", ".docx"),
        (".rar", "unpack"),
        (".jpg", "OCR"),
        (".mobi", ".epub"),
        ("", ".txt"),
        (".qqq", ".txt"),
    ],
)
def test_a_file_of_an_unknown_kind_is_told_what_to_do(tmp_path: Path, suffix: str, advice: str) -> None:
    (result,) = read(b"x", f"a{suffix}", tmp_path)
    assert isinstance(result, Rejection)
    assert (result.code, result.failed) == ("unknown-format", False)
    assert advice in result.message


def test_a_run_names_the_files_of_unknown_kinds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("水管接通了。\n", encoding="utf-8")
    for number in range(12):
        (folder / f"{number:02}.doc").write_bytes(b"x")
    show_build(build_folder(folder, tmp_path / "out", Settings(engine="none")), folder, tmp_path / "out")
    shown = capsys.readouterr().out.splitlines()
    lines = [line for line in shown if line.startswith("not read:")]
    assert (
        lines[0] == "not read: 00.doc: .doc is not read: open it in your office program and save it as .docx"
    )
    assert len(lines) == 2
    assert "and 10 more; they stand in report.html" in shown


def test_text_needs_no_library_of_another_format() -> None:
    heavy = ("docx2python", "pypdfium2", "pptx", "pysubs2", "polib", "fastwarc", "openpyxl.workbook.workbook")
    code = f"import sys, corpus.read.documents; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
