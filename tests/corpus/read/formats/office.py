"""Office files and e-books written by hand as zip files, so that no reader is tested with its own writer."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_CT = "http://schemas.openxmlformats.org/package/2006/content-types"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def zipped(files: Mapping[str, str | bytes], **options: int) -> bytes:
    """A zip file of these files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", options.get("compression", zipfile.ZIP_DEFLATED)) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, archive.compression)
    return packed.getvalue()


def relations(*targets: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{i}" Type="{_REL}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}">{rows}</Relationships>'


def types(**parts: str) -> str:
    rows = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    return (
        f'{_HEAD}<Types xmlns="{_CT}"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{rows}</Types>'
    )


_WML = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def word_paragraph(text: str, inner: str = "") -> str:
    return f"<w:p><w:r><w:t xml:space='preserve'>{escape(text)}</w:t></w:r>{inner}</w:p>"


def docx(body: str, notes: str = "", core: str = "", **more: str) -> bytes:
    """A Word document of this body, and of footnotes."""
    root = f'xmlns:w="{_W}" xmlns:r="{_REL}" xmlns:wps="urn:x" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
    files = {
        "[Content_Types].xml": types(
            **{
                "word/document.xml": f"{_WML}.document.main+xml",
                "word/footnotes.xml": f"{_WML}.footnotes+xml",
            }
        ),
        "_rels/.rels": relations(
            ("officeDocument", "word/document.xml"),
            *([("metadata/core-properties", "docProps/core.xml")] if core else []),
        ).replace(
            f"{_REL}/metadata", "http://schemas.openxmlformats.org/package/2006/relationships/metadata"
        ),
        "word/_rels/document.xml.rels": relations(("footnotes", "footnotes.xml"), ("header", "header1.xml")),
        "word/document.xml": f"{_HEAD}<w:document {root}><w:body>{body}</w:body></w:document>",
        "word/footnotes.xml": f"{_HEAD}<w:footnotes {root}>{notes}</w:footnotes>",
        "word/header1.xml": f"{_HEAD}<w:hdr {root}>{word_paragraph('内部资料 每页都有的页眉')}</w:hdr>",
    }
    if core:
        files["docProps/core.xml"] = core
    return zipped({**files, **more})


def core(title: str, creator: str, modified: str) -> str:
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{title}</dc:title><dc:creator>{creator}</dc:creator>"
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{modified}</dcterms:modified></cp:coreProperties>'
    )


def odt(body: str, meta: str = "", manifest: str = "") -> bytes:
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    names = (
        f'xmlns:office="{office}" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"'
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"{_HEAD}<office:document-content {names}><office:body><office:text>{body}</office:text></office:body></office:document-content>",
            "meta.xml": f"{_HEAD}<office:document-meta {names}><office:meta>{meta}</office:meta></office:document-meta>",
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{manifest}</manifest:manifest>',
        }
    )


def pptx(slides: list[list[str]]) -> bytes:
    """A presentation: the paragraphs of each slide, each in a shape of its own."""
    p = "http://schemas.openxmlformats.org/presentationml/2006/main"
    a = "http://schemas.openxmlformats.org/drawingml/2006/main"
    names = f'xmlns:p="{p}" xmlns:a="{a}" xmlns:r="{_REL}"'
    kind = "application/vnd.openxmlformats-officedocument.presentationml"
    ids = "".join(f'<p:sldId id="{256 + i}" r:id="rId{i + 1}"/>' for i in range(len(slides)))
    files = {
        "[Content_Types].xml": types(
            **{"ppt/presentation.xml": f"{kind}.presentation.main+xml"},
            **{f"ppt/slides/slide{i}.xml": f"{kind}.slide+xml" for i in range(len(slides))},
        ),
        "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f"{_HEAD}<p:presentation {names}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(
            *(("slide", f"slides/slide{i}.xml") for i in range(len(slides)))
        ),
    }
    for i, texts in enumerate(slides):
        shapes = "".join(
            f'<p:sp><p:nvSpPr><p:cNvPr id="{n + 2}" name="t{n}"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/>'
            f"<p:txBody><a:bodyPr/><a:p><a:r><a:t>{escape(text)}</a:t></a:r></a:p></p:txBody></p:sp>"
            for n, text in enumerate(texts)
        )
        files[f"ppt/slides/slide{i}.xml"] = (
            f'{_HEAD}<p:sld {names}><p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/>'
            f"</p:nvGrpSpPr><p:grpSpPr/>{shapes}</p:spTree></p:cSld></p:sld>"
        )
    return zipped(files)


def epub(chapters: Mapping[str, str], spine: list[str], encryption: str = "") -> bytes:
    """An e-book: chapters by name, and the order in which they are read."""
    items = "".join(
        f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"/>' for name in chapters
    )
    order = "".join(f'<itemref idref="{name}"/>' for name in spine)
    page = (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml">'
        "<head><title>{0}</title></head><body>{1}</body></html>"
    )
    files = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
        "OEBPS/book.opf": (
            '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
            "<dc:title>山里的灯</dc:title><dc:creator>何小满</dc:creator><dc:date>2020-05-01</dc:date></metadata>"
            f'<manifest><item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>{items}</manifest>'
            f'<spine><itemref idref="nav"/>{order}</spine></package>'
        ),
        "OEBPS/nav.xhtml": page.format("目录", "<nav><a href='a.xhtml'>目录第一章</a></nav>"),
        **{f"OEBPS/{name}.xhtml": page.format(name, body) for name, body in chapters.items()},
    }
    if encryption:
        files["META-INF/encryption.xml"] = encryption
    return zipped(files)
