"""PDF files made in the ways in which Chinese PDFs are made: every character right, every paragraph whole."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.read.formats.pdf import read_pdf
from corpus.read.formats.pdf_font import square_font
from corpus.read.parts import Content
from tests.corpus.read.formats.pdf_files import (
    LATIN,
    cid_font,
    folded,
    glyph_by_glyph,
    hidden,
    lines,
    pdf,
    to_unicode,
)

FIRST = (
    "望溪县公安局昨日通报，全县今年共有127人参加志愿巡逻，比去年多了三成。居民们说，夜里的灯亮了，走路也放心了。"
    "负责人何建国介绍，今后每个月都要公布一次巡逻的情况，请大家提出意见和建议。"
)
SECOND = (
    "第二段说的是消防。消防队员走访了46个村庄，检查了2318户人家的电线，更换了老旧的插座，并教老人使用灭火器。"
)
FONT = b"/Font << /F1 3 0 R >>"


def read(data: bytes) -> Content:
    (content,) = read_pdf(io.BytesIO(data))
    return content


def paragraphs(width: int) -> list[str]:
    """The two paragraphs in lines of a width, each with its indent."""
    return [line for text in (FIRST, SECOND) for line in folded(f"　　{text}", width)]


def own_codes(text: str) -> bytes:
    return b"".join(hidden(char).to_bytes(2, "big") for char in text)


def utf_16(text: str) -> bytes:
    return text.encode("utf-16-be")


def one_page(font: Sequence[bytes], content: bytes) -> bytes:
    return pdf(font, [(FONT, content)])


WAYS = {
    "UniGB-UCS2-H": one_page(cid_font("UniGB-UCS2-H"), lines(map(utf_16, paragraphs(36)))),
    "GBK-EUC-H": one_page(cid_font("GBK-EUC-H"), lines(line.encode("gbk") for line in paragraphs(36))),
    "own codes with a map": one_page(
        [*cid_font("Identity-H", 5), to_unicode(f"{FIRST}{SECOND}　")], lines(map(own_codes, paragraphs(36)))
    ),
    "two columns": one_page(
        cid_font("UniGB-UCS2-H"),
        lines(map(utf_16, folded(f"　　{FIRST}", 17))) + lines(map(utf_16, folded(f"　　{SECOND}", 17)), x=320),
    ),
    "two columns, drawn across": one_page(
        cid_font("UniGB-UCS2-H"),
        b"".join(
            lines([utf_16(left)], y=770 - 18 * i) + lines([utf_16(right)], x=320, y=766 - 18 * i)
            for i, (left, right) in enumerate(
                zip(folded(f"　　{FIRST}", 17), [*folded(f"　　{SECOND}", 17), "", "", ""], strict=False)
            )
        ),
    ),
    "single glyphs, spaced": one_page(
        cid_font("UniGB-UCS2-H"),
        b"".join(
            glyph_by_glyph(line, "utf-16-be", y=770 - 18 * i, gap=2.5) for i, line in enumerate(paragraphs(30))
        ),
    ),
    "bytes of GB18030 in a Latin font": one_page([LATIN], lines(line.encode("gb18030") for line in paragraphs(36))),
    "bold by drawing twice": one_page(
        cid_font("UniGB-UCS2-H"),
        lines(map(utf_16, paragraphs(36))) + lines(map(utf_16, paragraphs(36)), x=72.3, y=770.1),
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_every_way_gives_the_same_paragraphs(way: str) -> None:
    assert read(WAYS[way]).paragraphs == (FIRST, SECOND)


def test_codes_that_nothing_explains_are_said_and_never_taken_for_text() -> None:
    data = one_page(cid_font("Identity-H"), lines(map(own_codes, paragraphs(36))))
    with pytest.raises(CorpusError, match="which characters its fonts show"):
        read(data)


def test_a_paragraph_goes_on_on_the_next_page_without_heads_and_numbers() -> None:
    text = folded(f"　　{FIRST * 12}", 36)
    pages = [text[i : i + 6] for i in range(0, len(text), 6)]
    drawn = []
    for number, page in enumerate(pages, 1):
        head = lines([utf_16("望溪县年鉴" if number % 2 else "第三章治安")], x=250, y=812, size=9)
        foot = lines([utf_16(f"第 {number} 页 共 {len(pages)} 页")], x=250, y=24, size=9)
        drawn.append((FONT, foot + lines(map(utf_16, page)) + head))
    content = read(pdf(cid_font("UniGB-UCS2-H"), drawn))
    assert content.paragraphs == (FIRST * 12,)
    assert {rule for rule, _ in content.removed} == {"page-number", "running-head"}
    assert len(content.removed) == 2 * len(pages)


ENGLISH = [
    "The county library moved to a new building last week, and the old",
    "one will become a reading room for children. Well-known environ-",
    "mental writers came to the opening and read from their books.",
    "The second paragraph is about the fire brigade, which visited forty-six",
    "villages.",
]


def test_english_lines_and_hyphens() -> None:
    content = read(one_page([LATIN], lines(line.encode() for line in ENGLISH)))
    assert content.paragraphs == (
        (
            "The county library moved to a new building last week, and the old one will become a reading room for "
            "children. Well-known environmental writers came to the opening and read from their books."
        ),
        "The second paragraph is about the fire brigade, which visited forty-six villages.",
    )


def test_a_head_with_the_number_of_its_page_goes_though_every_chapter_has_its_own() -> None:
    heads = ["Chapter 1: Fire 7", "Chapter 2: Water 8", "Chapter 3: Earth 9", "Chapter 3: Earth 10"]
    body = ["The first line of a page stands here and is long enough to be one.", "The second line is short."]
    drawn = [
        (FONT, lines([head.encode()], y=812, size=9) + lines(line.encode() for line in body))
        for head in heads
    ]
    content = read(pdf([LATIN], drawn))
    assert [text for rule, text in content.removed if rule == "running-head"] == heads
    assert content.paragraphs == (" ".join(body),) * 4


def test_marks_of_notes_and_blanks_in_numbers_go() -> None:
    font = cid_font("UniGB-UCS2-H")
    drawn = lines([utf_16("全县共有 1 2 7 人参加。")]) + lines(
        [utf_16("3")], x=72 + 10 * 12 + 22, y=775, size=6
    )
    assert read(one_page(font, drawn)).paragraphs == ("全县共有127人参加。",)


def test_cells_of_a_table_are_no_running_text() -> None:
    font = cid_font("UniGB-UCS2-H")
    rows = [("王家村的巡逻队", "十二人"), ("李家村的巡逻队", "九人"), ("赵家村的巡逻队", "七人")]
    drawn = b"".join(
        lines([utf_16(left)], y=700 - 20 * i) + lines([utf_16(right)], x=400, y=700 - 20 * i)
        for i, (left, right) in enumerate(rows)
    )
    assert read(one_page(font, drawn)).paragraphs == tuple(" ".join(row) for row in rows)


def test_pages_that_are_pictures_are_named() -> None:
    image = b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\nstream\n\x00\nendstream"
    font = cid_font("UniGB-UCS2-H")
    picture = (b"/XObject << /I 5 0 R >>", b"500 0 0 700 40 60 cm /I Do")
    text = (FONT, lines(map(utf_16, paragraphs(36))))
    content = read(pdf([*font, image], [text, picture, text]))
    assert content.warnings == ("pages 2 are pictures: their text is not read",)
    assert content.paragraphs == (FIRST, SECOND) * 2


def test_the_square_font_is_a_font() -> None:
    """FreeType takes it, which is what the spaced single glyphs need; its tables stand where its list says."""
    font = square_font()
    count = int.from_bytes(font[4:6], "big")
    for i in range(count):
        entry = font[12 + 16 * i : 28 + 16 * i]
        start, size = int.from_bytes(entry[8:12], "big"), int.from_bytes(entry[12:], "big")
        assert start % 4 == 0
        assert start + size <= len(font)


@pytest.mark.chromium
@pytest.mark.skipif(not shutil.which("chromium"), reason="Debian's chromium is not installed")
def test_a_page_printed_by_chromium(tmp_path: Path) -> None:
    text = " ".join(ENGLISH).replace("environ- mental", "environmental")
    (tmp_path / "a.html").write_text(
        f"<meta charset=utf-8><title>x</title><h1>The library</h1><div style='columns:2'><p>{text}</p><p>{text}</p></div>",
        encoding="utf-8",
    )
    made = tmp_path / "a.pdf"
    command = [
        "chromium",
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--print-to-pdf={made}",
        str(tmp_path / "a.html"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    content = read(made.read_bytes())
    assert content.paragraphs == ("The library", text, text)
    assert {rule for rule, _ in content.removed} == {"printed-by-browser"}


TABLE_ZH = (
    ("王家村的巡逻队今年新增", "由村里的志愿者轮流值班十二人"),
    ("李家村的巡逻队夜间巡查", "每周三次每次两个小时共九人"),
    ("赵家村的巡逻队", "由退休的老民警带队共七人"),
    ("钱家村的巡逻队今年新增", "由村里的志愿者轮流值班十三人"),
    ("孙家村的巡逻队夜间巡查", "每周四次每次两个小时共八人"),
    ("周家村的巡逻队", "由退休的老民警带队共六人"),
)
TABLE_EN = (
    ("Harbour office", "Open on weekdays from eight to four"),
    ("County library", "Open until ten on Fridays and Saturdays"),
    ("Town hall", "Closed for repairs until the first of June"),
    ("Weather station", "Visits by appointment with the school"),
    ("Fire station", "Open day on the second Sunday of May"),
    ("Police post", "Open day and night, ring at the side door"),
)


@pytest.mark.parametrize("leading", [16, 24, 36])
def test_long_cells_are_read_row_by_row(leading: int) -> None:
    """Cells that fill their width look like columns, but for the white between them."""
    ways = ((TABLE_ZH, cid_font("UniGB-UCS2-H"), "utf-16-be"), (TABLE_EN, [LATIN], "latin-1"))
    for rows, font, codec in ways:
        drawn = b"".join(
            lines([left.encode(codec)], y=770 - leading * i)
            + lines([right.encode(codec)], x=300, y=770 - leading * i)
            for i, (left, right) in enumerate(rows)
        )
        assert read(one_page(font, drawn)).paragraphs == tuple(" ".join(row) for row in rows)


def test_three_columns_of_a_table_are_read_row_by_row() -> None:
    rows = [(*row, f"{number}号") for number, row in enumerate(TABLE_ZH, 1)]
    drawn = b"".join(
        lines([utf_16(cell)], x=x, y=770 - 20 * i)
        for i, row in enumerate(rows)
        for x, cell in zip((60, 260, 500), row, strict=True)
    )
    read_rows = read(one_page(cid_font("UniGB-UCS2-H"), drawn)).paragraphs
    assert read_rows == tuple(" ".join(row) for row in rows)


DUTIES = (
    ("渡口", "职责"),
    ("东渡口", "每天开航前检查船只，核对乘客人数，遇到大风大雾立即停航，并把情况报告给值班室。"),
    ("西渡口", "负责保管救生设备，每月清点一次，损坏的及时更换，年底汇总后上报。"),
)
BEFORE, AFTER = "各渡口的分工如下。", "没有备案的船工不得上岗。"


def duties(*, drawn: bool, centred: bool, spanned: bool = False) -> bytes:
    """A page with a table whose right cells wrap, between two paragraphs."""
    content, y = lines([utf_16(BEFORE)], y=780), 740.0
    for left, right in DUTIES:
        wrapped = folded(right, 12)
        height = 18.0 * len(wrapped) + 6
        first = y - (18.0 * (len(wrapped) - 1) / 2 if centred else 0)
        content += lines([utf_16(left)], x=80, y=first) + lines(map(utf_16, wrapped), x=200, y=y)
        if drawn:
            content += b"72 %.1f 120 %.1f re S 192 %.1f 200 %.1f re S " % (
                y + 14 - height, height, y + 14 - height, height,
            )  # fmt: skip
        y -= height
    if spanned:
        content += lines([utf_16("合并的一格写在这里，从左边一直写到右边。")], x=80, y=y)
        content += b"72 %.1f 320 24 re S " % (y - 10)
        y -= 24
    return one_page(cid_font("UniGB-UCS2-H"), content + lines([utf_16(AFTER)], y=y - 30))


@pytest.mark.parametrize("centred", [False, True])
def test_cells_that_wrap_in_a_drawn_table_are_paragraphs(centred: bool) -> None:
    cells = tuple(cell for row in DUTIES for cell in row)
    read_cells = read(duties(drawn=True, centred=centred)).paragraphs
    assert read_cells == (BEFORE, *cells, AFTER)


def test_a_cell_that_spans_others_is_one() -> None:
    read_cells = read(duties(drawn=True, centred=True, spanned=True)).paragraphs
    assert read_cells[-2:] == ("合并的一格写在这里，从左边一直写到右边。", AFTER)


def test_cells_that_wrap_without_lines_around_them_are_paragraphs() -> None:
    read_cells = read(duties(drawn=False, centred=False)).paragraphs
    assert read_cells == (BEFORE, "渡口 职责", *(cell for row in DUTIES[1:] for cell in row), AFTER)


OFFICES = (
    ("县水务局农村供水管理站", "检查水井", "每季度一次"),
    ("镇卫生院", "检查食堂的卫生，登记厨师的健康证明", "每月一次"),
    ("县气象局人工影响天气办公室", "发布暴雨和雷电的预警", "随时"),
)


@pytest.mark.parametrize("padding", [0, 6])
def test_a_first_cell_that_wraps_without_lines_around_it_is_one(padding: int) -> None:
    content, y = lines([utf_16(BEFORE)], y=780), 740.0
    for row in OFFICES:
        for cell, x in zip(row, (72, 180, 330), strict=True):
            content += lines(map(utf_16, folded(cell, 7 if x == 72 else 10)), x=x, y=y)
        y -= 18 * max(len(folded(row[0], 7)), len(folded(row[1], 10))) + padding
    read_cells = read(
        one_page(cid_font("UniGB-UCS2-H"), content + lines([utf_16(AFTER)], y=y - 12))
    ).paragraphs
    assert read_cells == (BEFORE, *(cell for row in OFFICES for cell in row), AFTER)


def test_a_row_with_an_empty_cell_is_no_end_of_the_row_above() -> None:
    rows = (("甲村", "三月一日"), ("乙村",), ("丙村", "三月三日"), ("丁村", "三月四日"))
    drawn = b"".join(
        lines([utf_16(cell)], x=x, y=770 - 18 * i)
        for i, row in enumerate(rows)
        for x, cell in zip((72, 200), row, strict=False)
    )
    read_rows = read(one_page(cid_font("UniGB-UCS2-H"), drawn)).paragraphs
    assert read_rows == tuple(" ".join(row) for row in rows)


def test_two_stretches_in_a_row_among_paragraphs_are_read() -> None:
    """The last line of a page of LibreOffice: two cells in one row, and nothing else beside them."""
    drawn = lines(map(utf_16, paragraphs(20)), y=770)
    drawn += lines([utf_16("大船可以坐六十人。")], y=300) + lines(
        [utf_16("小船可以坐十二人。")], x=300, y=300
    )
    assert (
        read(one_page(cid_font("UniGB-UCS2-H"), drawn)).paragraphs[-1]
        == "大船可以坐六十人。 小船可以坐十二人。"
    )


def test_a_frame_around_a_paragraph_is_no_table() -> None:
    texts = paragraphs(36)
    framed = lines(map(utf_16, texts)) + b"60 60 480 740 re S "
    font = cid_font("UniGB-UCS2-H")
    assert read(one_page(font, framed)).paragraphs == (FIRST, SECOND)


VERTICAL = folded(f"　　{FIRST}", 30) + folded(f"　　{SECOND}", 30)
IN_COLUMNS = {
    "a vertical font": one_page(
        cid_font("UniGB-UCS2-V"),
        b"".join(lines([utf_16(column)], x=500 - 20 * i) for i, column in enumerate(VERTICAL)),
    ),
    "single glyphs below each other": one_page(
        cid_font("UniGB-UCS2-H"),
        b"".join(
            lines([utf_16(char)], x=500 - 20 * i, y=770 - 12 * j)
            for i, column in enumerate(VERTICAL)
            for j, char in enumerate(column)
        ),
    ),
}


@pytest.mark.parametrize("way", IN_COLUMNS)
def test_vertical_text_is_read_from_right_to_left(way: str) -> None:
    assert read(IN_COLUMNS[way]).paragraphs == (FIRST, SECOND)


def test_the_marks_of_vertical_text_become_those_of_rows() -> None:
    columns = ["溪口村的老戏台修好了︐台下的老人说︓﹁真好︕﹂", "演出结束时︐大家站起来鼓了很久的掌︒"]
    drawn = b"".join(
        lines([utf_16(char)], x=500 - 20 * i, y=770 - 12 * j)
        for i, column in enumerate(columns)
        for j, char in enumerate(column)
    )
    (text,) = read(one_page(cid_font("UniGB-UCS2-H"), drawn)).paragraphs
    assert text == "溪口村的老戏台修好了，台下的老人说：「真好！」演出结束时，大家站起来鼓了很久的掌。"
