"""PDF files written by hand, in the ways in which Chinese PDFs are made."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence


def pdf(objects: Sequence[bytes], pages: Sequence[tuple[bytes, bytes]], extra: bytes = b"") -> bytes:
    """A PDF: font and other objects first (numbered from 3), then each page's (resources, content)."""
    body = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", *objects]
    kids = []
    for resources, content in pages:
        packed = zlib.compress(content)
        body.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed))
        body.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << %s >> /Contents %d 0 R >>"
            % (resources, len(body))
        )
        kids.append(b"%d 0 R" % len(body))
    body[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    out = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, text in enumerate(body, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(body) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(body) + 1, extra, start)
    return bytes(out)


def cid_font(encoding: str, to_unicode: int = 0) -> list[bytes]:
    """A font of Adobe-GB1 that is not in the file: objects 3 and 4; what codes mean tells ``encoding``."""
    mapped = b"/ToUnicode %d 0 R" % to_unicode if to_unicode else b""
    return [
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /%s /DescendantFonts [4 0 R] %s >>"
        % (encoding.encode(), mapped),
        (
            b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /CIDSystemInfo "
            b"<< /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor << /Type /FontDescriptor "
            b"/FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 "
            b"/CapHeight 880 /StemV 93 >> >>"
        ),
    ]


def to_unicode(text: str) -> bytes:
    """A map of codes to characters, where the codes are those of UTF-16 turned round (so that they say nothing)."""
    rows = b"".join(
        b"<%04X> <%s>\n" % (hidden(char), char.encode("utf-16-be").hex().encode())
        for char in sorted(set(text))
    )
    stream = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n%d beginbfchar\n%sendbfchar\nendcmap end end"
        % (len(set(text)), rows)
    )
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)


def hidden(char: str) -> int:
    """The code of a character in a font whose codes are its own."""
    return (ord(char) * 7 + 11) & 0x3FFF | 0x4000


LATIN = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def shown(data: bytes) -> bytes:
    return b"<" + data.hex().encode() + b"> Tj"


def lines(
    texts: Iterable[bytes],
    x: float = 72,
    y: float = 770,
    size: float = 12,
    leading: float = 18,
    font: bytes = b"F1",
) -> bytes:
    """Draw lines below each other, each with its codes as they are."""
    drawn = [
        b"BT /%s %.1f Tf 1 0 0 1 %.2f %.2f Tm %s ET" % (font, size, x, y - i * leading, shown(text))
        for i, text in enumerate(texts)
        if text
    ]
    return b"\n".join(drawn) + b"\n"


def glyph_by_glyph(
    text: str, codec: str, x: float = 72, y: float = 770, size: float = 12, gap: float = 0.0
) -> bytes:
    """Draw each character by itself at its own place, as some programs do."""
    drawn = []
    for char in text:
        wide = ord(char) > 0x2E80
        drawn.append(b"BT /F1 %.1f Tf 1 0 0 1 %.2f %.2f Tm %s ET" % (size, x, y, shown(char.encode(codec))))
        x += size * (1.0 if wide else 0.5) + gap
    return b"\n".join(drawn) + b"\n"


def folded(text: str, width: int) -> list[str]:
    return [text[i : i + width] for i in range(0, len(text), width)]
