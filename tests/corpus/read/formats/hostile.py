"""Files that were made to hurt, or were hurt, of every format; by name, with what must be said of them."""

from __future__ import annotations

import gzip
import io
import stat
import zipfile
import zlib

from tests.corpus.read.formats.folder import PO, TMX, XLIFF_1, open_document, slides, warc, word, workbook
from tests.corpus.read.formats.office import epub, odt, zipped
from tests.corpus.read.formats.pdf_files import LATIN, lines, pdf

_BOMB = b"\0" * (24 << 20)
_LAUGHS = '<!DOCTYPE x [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;"><!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;">]>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def replaced(archive: bytes, name: str, content: bytes | None) -> bytes:
    """The archive with one member changed, or gone."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            data = old.read(member) if member.filename != name else content
            if data is not None:
                new.writestr(member.filename, data)
        if name not in old.namelist() and content is not None:
            new.writestr(name, content)
    return out.getvalue()


def with_doctype(archive: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(archive)) as old:
        text = old.read(name).decode()
    head, _, rest = text.partition("?>\n")
    return replaced(archive, name, f"{head}?>\n{_LAUGHS}{rest}".encode())


def encrypted_zip(name: str) -> bytes:
    """A zip file that says that its member is encrypted."""
    data = bytearray(zipped({name: "密码里的文字。"}))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + at] |= 1
    return bytes(data)


def linked_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("link.txt")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    return out.getvalue()


def nested_zip(depth: int) -> bytes:
    data = zipped({"deep.txt": "深处的文字。"})
    for _ in range(depth):
        data = zipped({"x.zip": data})
    return data


def looping_pdf() -> bytes:
    """Pages whose tree holds itself, and promises two thousand millions."""
    return pdf([], [(b"", b"")]).replace(b"/Count 1 /Kids [4 0 R]", b"/Count 2000000000 /Kids [2 0 R]")


def forms_in_forms() -> bytes:
    """A drawing that draws itself twice."""
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 3 0 R >> >> /Length 10 >>\nstream\n/X Do /X Do\nendstream"
    return pdf([form], [(b"/XObject << /X 3 0 R >>", b"/X Do")])


def bomb_pdf() -> bytes:
    """A page whose stream unfolds into 64 MB of blanks."""
    made = pdf([LATIN], [(b"/Font << /F1 3 0 R >>", b"")])
    packed = zlib.compress(b" " * (64 << 20), 9)
    empty = zlib.compress(b"")
    old = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(empty), empty)
    new = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)
    return made.replace(old, new)


def scanned_pdf() -> bytes:
    image = b"<< /Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 4 >>\nstream\n\x00\xff\xff\x00\nendstream"
    return pdf([image], [(b"/XObject << /I 3 0 R >>", b"500 0 0 700 40 60 cm /I Do")] * 3)


def locked_pdf() -> bytes:
    """Encrypted with a user password (standard security handler, revision 2)."""
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <%s> /U <%s> >> /ID [<00> <00>]" % (
        b"11" * 32,
        b"22" * 32,
    )
    return pdf([LATIN], [(b"/Font << /F1 3 0 R >>", lines([b"Secret text"]))], lock)


def many_pages() -> bytes:
    """One page, thirty thousand times."""
    made = pdf([LATIN], [(b"/Font << /F1 3 0 R >>", lines([b"The same page."]))])
    return made.replace(b"/Count 1 /Kids [5 0 R]", b"/Count 30000 /Kids [%s]" % b" ".join([b"5 0 R"] * 30000))


def far_cell() -> bytes:
    """A sheet with a text in its last cell, and sixteen thousand millions of empty ones before it."""
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/><sheetData><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>\xe8\xbf\x9c\xe5\xa4\x84\xe7\x9a\x84\xe5\xad\x97\xe3\x80\x82</t></is></c></row></sheetData></worksheet>'
    return replaced(workbook([["a"]]), "xl/worksheets/sheet1.xml", sheet)


SHEET = "xl/worksheets/sheet1.xml"


def _bomb_warc() -> bytes:
    """A page that unfolds into 80 MB of blanks."""
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/b\r\nContent-Type: application/http"
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>" + b" " * 80_000_000
    return gzip.compress(head + b"\r\nContent-Length: %d\r\n\r\n" % len(http) + http, 9)


def tagged_subtitles() -> bytes:
    """A cue with a hundred thousand tags."""
    return f"1\n00:00:01,000 --> 00:00:02,000\n{'<i>' * 100_000}渡口开门了。\n".encode()


def hostile() -> dict[str, tuple[bytes, str]]:
    """By file name: the bytes, and a part of what must be said."""
    torn = word()[: len(word()) // 2]
    return {
        "bomb.docx": (replaced(word(), "word/document.xml", _BOMB), "bomb"),
        "media-bomb.docx": (replaced(word(), "word/media/a.png", _BOMB), "bomb"),
        "laughs.docx": (with_doctype(word(), "word/document.xml"), "document type"),
        "torn.docx": (torn, "damaged"),
        "cut-part.docx": (replaced(word(), "word/document.xml", b"<w:document><w:bo"), "damaged"),
        "no-part.docx": (replaced(word(), "word/document.xml", None), "damaged"),
        "locked.docx": (OLE, "encrypted"),
        "text.docx": ("只是文字。".encode(), "damaged"),
        "empty.docx": (b"", "damaged"),
        "laughs.odt": (with_doctype(open_document(), "content.xml"), "document type"),
        "locked.odt": (odt("", "", "<manifest:encryption-data/>"), "encrypted"),
        "no-part.odt": (replaced(open_document(), "content.xml", None), "damaged"),
        "cut-part.odt": (replaced(open_document(), "content.xml", b"<a><b>"), "well-formed"),
        "laughs.pptx": (with_doctype(slides(), "ppt/slides/slide0.xml"), "document type"),
        "no-part.pptx": (replaced(slides(), "ppt/slides/slide0.xml", None), "damaged"),
        "locked.pptx": (OLE, "encrypted"),
        "laughs.xlsx": (with_doctype(workbook([["一"]]), SHEET), "document type"),
        "cut-part.xlsx": (replaced(workbook([["一"]]), SHEET, b"<worksheet><sheetData><row"), "damaged"),
        "bomb.xlsx": (replaced(workbook([["一"]]), SHEET, _BOMB), "bomb"),
        "locked.xlsx": (OLE, "encrypted"),
        "drm.epub": (epub({"a": "<p>字</p>"}, ["a"], '<e xmlns="urn:x"><CipherReference URI="OEBPS/a.xhtml"/></e>'), "DRM"),
        "outside.epub": (epub({"../../../etc/passwd": "<p>字</p>"}, ["../../../etc/passwd"]), "chapter"),
        "no-chapter.epub": (replaced(epub({"a": "<p>字</p>"}, ["a"]), "OEBPS/a.xhtml", None), "chapter"),
        "bomb.epub": (replaced(epub({"a": "<p>字</p>"}, ["a"]), "OEBPS/a.xhtml", _BOMB), "bomb"),
        "no-root.epub": (replaced(epub({"a": "<p>字</p>"}, ["a"]), "META-INF/container.xml", b"<container/>"), "damaged"),
        "text.epub": (b"PK\x03\x04 no book", "damaged"),
        "binary.csv": (bytes(range(256)) * 40, "binary"),
        "field.csv": (b'a,"' + "很长的一格。".encode() * 100_000, "damaged"),
        "text.srt": ("没有时间的字幕。".encode(), "holds no text"),
        "text.ass": (b"[Events]\nDialogue: x", "holds no text"),
        "torn.po": (b'msgid "a\nmsgstr', "damaged"),
        "french.po": (PO.replace("zh_CN", "fr").encode(), "another language"),
        "laughs.tmx": (TMX.replace('<!DOCTYPE tmx SYSTEM "tmx14.dtd">', _LAUGHS.replace("DOCTYPE x", "DOCTYPE tmx")).replace("集市", "&g;").encode(), ""),
        "torn.tmx": (TMX[:700].encode(), "damaged"),
        "bomb.tmx.gz": (gzip.compress(b"<tmx><body><tu><tuv><seg>" + b"a" * (16 << 20), 9), "damaged"),
        "french.tmx": (TMX.replace("zh-CN", "de").encode(), "holds no unit"),
        "torn.xlf": (XLIFF_1[:500].encode(), "damaged"),
        "text.sdlxliff": ("不是标记。".encode(), "damaged"),
        "bomb.zip": (zipped({"a.txt": _BOMB}), "bomb"),
        "text.zip": (b"no archive", "damaged"),
        "up.zip": (zipped({"../../up.txt": "越界的文字。"}), "outside"),
        "root.zip": (zipped({"/etc/up.txt": "越界的文字。"}), "outside"),
        "locked.zip": (encrypted_zip("a.txt"), "encrypted"),
        "link.zip": (linked_zip(), "link"),
        "nameless.zip": (zipped({"xname.txt": "没有名字的文字。"}).replace(b"xname.txt", b"\0name.txt"), "no name"),
        "deep.zip": (nested_zip(9), "archives deep"),
        "text.warc": ("不是档案。".encode(), "damaged"),
        "torn.warc.gz": (warc()[:60], "damaged"),
        "lie.warc": (b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999999999\r\n\r\n", "no text"),
        "bomb.warc.gz": (_bomb_warc(), "page of more than"),
        "many.zip": (zipped({f"{i}.txt": "x" for i in range(100_001)}), "more than"),
        "deep.xlf": (f'<xliff version="1.2"><file>{"<group>" * 3000}</file></xliff>'.encode(), "damaged"),
        "deep.html": (f"<html><body>{'<div>' * 50_000}<p>字</p>".encode(), "nested"),
        "empty.wacz": (zipped({"a.json": "{}"}), "holds no .warc"),
        "locked.pdf": (locked_pdf(), "encrypted"),
        "scan.pdf": (scanned_pdf(), "scan"),
        "text.pdf": (b"%PDF-1.7\nno more", "damaged"),
        "loop.pdf": (looping_pdf(), ""),
        "bomb.pdf": (bomb_pdf(), ""),
        "endless.pdf": (many_pages(), "pages, more than"),
    }  # fmt: skip


def harmless() -> dict[str, bytes]:
    """Files with something hostile in them that hurts nobody: their text is read."""
    linked = replaced(
        word(),
        "word/_rels/document.xml.rels",
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="http://127.0.0.1:9/a.png" '
        b'TargetMode="External"/></Relationships>',
    )
    entity = TMX.replace(
        '<!DOCTYPE tmx SYSTEM "tmx14.dtd">',
        '<!DOCTYPE tmx SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ).replace("请带", "请&x;带")
    chapter = epub({"a": "<p>井里的水是甜的。</p><img src='http://127.0.0.1:9/a.png'/>"}, ["a"])
    return {
        "linked.docx": linked,
        "entity.tmx": entity.encode(),
        "linked.epub": chapter,
        "far.xlsx": far_cell(),
        "tags.srt": tagged_subtitles(),
        "entity.epub": epub(
            {"a": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><p>&e;渡口开门了。</p>'}, ["a"]
        ),
    }
