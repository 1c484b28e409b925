"""A folder with a real-looking file of every format, each made with other tools than its reader's."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import xlsxwriter

from tests.corpus.read.formats.office import core, docx, epub, odt, pptx, word_paragraph, zipped
from tests.corpus.read.formats.pdf_files import cid_font, folded, lines, pdf

_NOTE = "<w:r><w:footnoteReference w:id='2'/></w:r>"
_BOX = (
    "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:wsp><wps:txbx><w:txbxContent>{0}</w:txbxContent>"
    "</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{0}</w:txbxContent>"
    "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


def word() -> bytes:
    """A notice with a note, a table, a text box, an insertion, a deletion, a content control and a header."""
    inserted = (
        "<w:p><w:r><w:t>巡逻队每晚</w:t></w:r><w:del w:id='1' w:author='a'><w:r><w:delText>八点</w:delText></w:r></w:del>"
        "<w:ins w:id='2' w:author='a'><w:r><w:t>九点</w:t></w:r></w:ins><w:r><w:t>出发。</w:t></w:r></w:p>"
    )
    control = f"<w:sdt><w:sdtContent>{word_paragraph('联系人：何建国，住在溪口镇。')}</w:sdtContent></w:sdt>"
    cells = "".join(
        f"<w:tc>{word_paragraph(text)}</w:tc>" for text in ("王家村有十二名队员。", "李家村有九名队员。")
    )
    body = (
        word_paragraph("关于组织夜间巡逻的通知")
        + word_paragraph("各村委会：今年夏天用电的人多，请组织好夜间巡逻。", _NOTE)
        + inserted
        + f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
        + control
        + f"<w:p>{_BOX.format(word_paragraph('请把灭火器放在门口。'))}</w:p>"
    )
    notes = f"<w:footnote w:id='2'>{word_paragraph('用电的人数以六月的抄表为准。')}</w:footnote>"
    return docx(body, notes, core("关于组织夜间巡逻的通知", "溪口镇政府", "2023-06-12T08:00:00Z"))


def open_document() -> bytes:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>删掉的一句话。</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        "<text:h>图书馆搬家了</text:h>"
        "<text:p>县图书馆上周<text:span>搬到了</text:span>河东路<text:note><text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>原址改为儿童馆。</text:p></text:note-body></text:note>，共有<text:s/>3<text:s/>层。</text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>一楼借书，二楼看报。</text:p></table:table-cell>"
        "<table:table-cell><text:p>三楼开会。</text:p></table:table-cell></table:table-row></table:table>"
        "<text:p><draw:frame><draw:text-box><text:p>星期一不开门。</text:p></draw:text-box></draw:frame></text:p>"
    )
    return odt(body, "<dc:creator>县图书馆</dc:creator><dc:date>2022-03-04T09:00:00</dc:date>")


def book() -> bytes:
    chapters = {
        "b": "<h1>第二章 下山</h1><p>雪停了，他背着米下山去了。</p>",
        "a": "<h1>第一章 点灯</h1><p>山里的灯每天六点亮<a xmlns:epub='http://www.idpf.org/2007/ops' epub:type='noteref' href='#n'>1</a>。</p><aside id='n'><p>冬天是五点。</p></aside><p>老何说，灯亮了，路就不远了。</p>",
    }
    return epub(chapters, ["a", "b"])


def slides() -> bytes:
    return pptx(
        [
            ["How to keep a village safe", "Walk in pairs and carry a torch."],
            ["Call the station before midnight."],
        ]
    )


def workbook(rows: list[list[str | float]]) -> bytes:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as made:
        sheet = made.add_worksheet("terms")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return packed.getvalue()


SUBTITLES = """1
00:00:01,000 --> 00:00:03,000
<i>The road to the village</i>

2
00:00:03,100 --> 00:00:05,000
was closed for nine days.

3
00:00:05,200 --> 00:00:07,000
Nobody complained.
"""
VTT = """WEBVTT

NOTE 一条说明

1
00:01.000 --> 00:03.000 align:start
这条路

2
00:03.100 --> 00:05.000
关了九天。

3
00:05.200 --> 00:07.000
没有人抱怨。
"""
ASS = """[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize
Style: Default,Arial,20

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,译者的话
Dialogue: 0,0:00:01.00,0:00:03.00,Default,,0,0,0,,{\\\\b1}桥断了，\\\\NThe bridge is broken,
Dialogue: 0,0:00:03.10,0:00:05.00,Default,,0,0,0,,我们明天再走。\\\\NSo we leave tomorrow.
Dialogue: 0,0:00:09.00,0:00:11.00,Default,,0,0,0,,你听见水声了吗？\\\\NCan you hear the water?
""".replace("\\\\", "\\")
PO = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Language: zh_CN\n"
"PO-Revision-Date: 2021-02-03 10:00+0800\n"

msgid "Open the file before you start."
msgstr "开始之前请打开文件。"

#, fuzzy
msgid "Close all windows at night."
msgstr "晚上请关上窗户。"

msgid "%d file was removed."
msgid_plural "%d files were removed."
msgstr[0] "删除了 %d 个文件。"

msgid "Not translated yet."
msgstr ""

#~ msgid "Old message"
#~ msgstr "旧消息"
"""
TMX = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header creationtool="OtherTool" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" srclang="en-US" datatype="plaintext"/><body>
<tu><tuv xml:lang="en-US"><seg>The market opens at <bpt i="1">&lt;b&gt;</bpt>six<ept i="1">&lt;/b&gt;</ept>.</seg></tuv><tuv xml:lang="zh-CN"><seg>集市六点开门。</seg></tuv></tu>
<tu changeid="li.mei" changedate="20240102T030405Z"><prop type="x-origin">reviewed</prop><tuv xml:lang="en-US"><seg>Bring a basket.</seg></tuv><tuv xml:lang="zh-CN"><seg>请带一个篮子。</seg></tuv></tu>
<tu creationid="MT!"><tuv xml:lang="en-US"><seg>The fish is fresh.</seg></tuv><tuv xml:lang="zh-CN"><seg>鱼是新鲜的。</seg></tuv></tu>
<tu><tuv xml:lang="en-US"><seg>The scale is exact.</seg></tuv><tuv xml:lang="fr"><seg>La balance est juste.</seg></tuv></tu>
</body></tmx>
"""
XLIFF_1 = """<?xml version="1.0"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a" source-language="zh-CN" target-language="en-US" datatype="plaintext"><body>
<trans-unit id="1" approved="yes"><source>大厅<g id="1">八点</g>开门。</source><target state="final">The hall opens at eight.</target></trans-unit>
<trans-unit id="2"><source>请排队。</source><target state="translated">Please queue.</target></trans-unit>
<trans-unit id="3"><source>不要拍照。</source><target state="needs-review-translation" state-qualifier="mt-suggestion">Do not take photos.</target></trans-unit>
<trans-unit id="4"><source>谢谢合作。</source><target state="new">谢谢合作。</target></trans-unit>
</body></file></xliff>
"""
XLIFF_2 = """<?xml version="1.0"?>
<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="en" trgLang="zh-TW"><file id="f1">
<unit id="1"><segment state="reviewed"><source>The ferry leaves at noon.</source><target>渡輪中午開航。</target></segment>
<segment><source>Children travel <ph id="1"/>free.</source><target>兒童免費搭乘。</target></segment></unit>
</file></xliff>
"""
SDLXLIFF = """<?xml version="1.0" encoding="utf-8"?>
<xliff xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0" xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2" sdl:version="1.0"><file original="b.docx" datatype="x-sdlfilterframework2" source-language="en-US" target-language="zh-CN"><body>
<trans-unit id="1"><source>The well is deep. Mind the step.</source><seg-source><g id="0"><mrk mtype="seg" mid="1">The well is deep.</mrk> <mrk mtype="seg" mid="2">Mind the step.</mrk></g></seg-source><target><g id="0"><mrk mtype="seg" mid="1">井很深。</mrk><mrk mtype="seg" mid="2">小心台阶。</mrk></g></target><sdl:seg-defs><sdl:seg id="1" conf="ApprovedTranslation" origin="interactive"><sdl:value key="last_modified_by">wang</sdl:value></sdl:seg><sdl:seg id="2" conf="Draft" origin="nmt" origin-system="Some Engine"/></sdl:seg-defs></trans-unit></body></file></xliff>
"""
TSV = "编号\t中文\t英文\n1\t第一条规定说的是时间。\tThe first rule is about time.\n2\t第二条规定说的是地点。\tThe second rule is about places.\n"
ALTERNATING = "\n\n".join(
    [
        "河边的旧磨坊", "The Old Mill by the River",
        "磨坊在河边站了一百年。", "The mill has stood by the river for a hundred years.",
        "去年它又开始磨面了。", "Last year it began to grind flour again.",
        "孩子们放学以后都来看。", "The children come to watch it after school.",
    ]
)  # fmt: skip


def pdf_text() -> bytes:
    text = "　　石桥镇的供水管道去年全部换新，长度为46公里，1280户居民用上了干净的水。工程由县水务局组织，历时七个月，没有发生事故。"
    pages = []
    for number in range(1, 4):
        drawn = lines(["石桥镇年鉴".encode("utf-16-be")], x=240, y=810, size=9)
        drawn += lines([part.encode("utf-16-be") for part in folded(f"{text}第{number}期完工。", 30)])
        drawn += lines([f"- {number} -".encode("utf-16-be")], x=280, y=30, size=9)
        pages.append((b"/Font << /F1 3 0 R >>", drawn))
    return pdf(cid_font("UniGB-UCS2-H"), pages)


def warc() -> bytes:
    page = (
        "<html><head><title>水库蓄水</title></head><body><h1>水库蓄水</h1><p>青山水库昨天开始蓄水，预计九月能供水，"
        "沿岸的三个村庄已经搬迁。</p></body></html>"
    ).encode()
    records = []
    for kind, status, body in (
        ("text/html; charset=utf-8", "200 OK", page),
        ("image/png", "200 OK", b"\x89PNG"),
        ("text/html", "404 Not Found", page),
    ):
        http = (
            f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        head = (
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2020-08-09T10:11:12Z\r\n"
            "WARC-Target-URI: https://news.example.com/2020/water?id=1\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
        )
        records.append(gzip.compress(head.encode() + http + b"\r\n\r\n", mtime=0))
    return b"".join(records)


def files() -> dict[str, bytes]:
    """Every format by the name of its file."""
    return {
        "notice.docx": word(),
        "library.odt": open_document(),
        "lamp.epub": book(),
        "safety.pptx": slides(),
        "yearbook.pdf": pdf_text(),
        "rules.xlsx": workbook([["id", "English", "中文", "n"], [1, "Rule one is short.", "第一条很短。", 3.5], [2, "Rule two is shorter.", "第二条更短。", 4]]),
        "rules.tsv": TSV.encode("utf-16"),
        "words.csv": '名称,说明\n水车,"水车用来浇田，也用来磨面。"\n石磨,石磨要两个人推。\n'.encode("gb18030"),
        "road.srt": SUBTITLES.encode(),
        "road.vtt": VTT.encode(),
        "bridge.ass": ASS.encode("utf-8-sig"),
        "program.po": PO.encode(),
        "market.tmx": TMX.encode(),
        "market2.tmx.gz": gzip.compress(TMX.replace("market", "harbour").encode(), mtime=0),
        "hall.xlf": XLIFF_1.encode(),
        "ferry.xliff": XLIFF_2.encode(),
        "well.sdlxliff": SDLXLIFF.encode(),
        "mill.txt": ALTERNATING.encode(),
        "pack.zip": zipped({"文件夹/山路.txt": "山路修好了。村民很高兴。\n", "inner.zip": zipped({"a/note.md": "# 说明\n\n水管已经接通了。\n"}), "__MACOSX/x.txt": "x"}),
        "crawl.warc.gz": warc(),
        "crawl.wacz": zipped({"archive/data.warc.gz": warc().replace(b"x", b"x"), "datapackage.json": "{}"}),
    }  # fmt: skip


def make(folder: Path) -> None:
    for name, data in files().items():
        (folder / name).write_bytes(data)
