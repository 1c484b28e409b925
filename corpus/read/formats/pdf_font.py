"""The font that PDFium is given for Chinese fonts which a PDF names but does not hold.

PDFium leaves out a character that stands alone where its font shows nothing, and no machine is sure to have
Chinese fonts. This one shows every character as the same square: enough for text to be found, and the same on
every machine, whatever fonts it has.
"""

from __future__ import annotations

import ctypes
import functools
import struct
from typing import Any

_EM, _ASCENT, _DESCENT = 1000, 880, -120
_FIRST, _LAST = 0x21, 0xFFEF
_CJK_CHARSETS = (128, 129, 134, 136)
"""Shift JIS, Hangul, GB 2312, Big5, as Windows and fpdf_sysfontinfo.h number them."""


def square_font() -> bytes:
    """Return a TrueType font in which every character is one square (OpenType 1.9.1)."""
    # One contour of four points on the curve; x and y in steps of 16 bits.
    box = (_DESCENT, _ASCENT)
    glyph = struct.pack(">hhhhhHH4B", 1, 0, box[0], _EM, box[1], 3, 0, 1, 1, 1, 1)
    glyph += struct.pack(">4h4h", 0, 0, _EM, 0, box[0], _EM, 0, -_EM)
    mapping = struct.pack(">HHIIIIII", 13, 0, 28, 0, 1, _FIRST, _LAST, 1)
    name = "Square".encode("utf-16-be")
    tables = {
        b"OS/2": struct.pack(
            ">HhHHH11h10s4I4sHHHhhhHHII", 4, _EM, 400, 5, 0, *([0] * 11), bytes(10), 0, 0, 0, 0, b"DZ  ",
            64, _FIRST, _LAST, box[1], box[0], 0, box[1], -box[0], 1 << 17 | 1 << 18 | 1 << 20, 0,
        ) + struct.pack(">hhHHH", 500, 700, 0, 32, 1),
        b"cmap": struct.pack(">HHHHI", 0, 1, 3, 10, 12) + mapping,
        b"glyf": glyph,
        b"head": struct.pack(
            ">IIIIHHQQhhhhHHhhh", 1 << 16, 1 << 16, 0, 0x5F0F3CF5, 3, _EM, 0, 0, 0, box[0], _EM, box[1],
            0, 8, 2, 1, 0,
        ),
        b"hhea": struct.pack(
            ">IhhhHhhhhhhhhhhhH", 1 << 16, box[1], box[0], 0, _EM, 0, 0, _EM, 1, 0, 0, 0, 0, 0, 0, 0, 2
        ),
        b"hmtx": struct.pack(">HhHh", _EM, 0, _EM, 0),
        b"loca": struct.pack(">III", 0, 0, len(glyph)),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 1 << 16, 2, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
        b"name": struct.pack(">HHHHHHHHH", 0, 1, 18, 3, 1, 0x409, 1, len(name), 0) + name,
        b"post": struct.pack(">IIhhIIIII", 3 << 16, 0, 0, 0, 0, 0, 0, 0, 0),
    }  # fmt: skip
    head = struct.pack(">IHHHH", 1 << 16, len(tables), 128, 3, len(tables) * 16 - 128)
    body = b""
    for tag, data in tables.items():
        head += struct.pack(">4sIII", tag, 0, 12 + 16 * len(tables) + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    return head + body


@functools.cache
def use_square_font() -> Any:
    """Give PDFium the font, once; the value keeps the callbacks alive."""
    from pypdfium2 import raw

    font = square_font()

    def map_font(_info: Any, _weight: int, _italic: int, charset: int, *_rest: Any) -> int | None:
        return 1 if charset in _CJK_CHARSETS else None

    def font_data(_info: Any, _font: Any, table: int, buffer: Any, size: int) -> int:
        if table:
            return 0
        if size >= len(font) and buffer:
            ctypes.memmove(buffer, font, len(font))
        return len(font)

    info = raw.FPDF_SYSFONTINFO(version=1)
    callbacks = {"MapFont": map_font, "GetFontData": font_data, "DeleteFont": lambda *_: None}
    kinds = dict(raw.FPDF_SYSFONTINFO._fields_)
    for name, function in callbacks.items():
        setattr(info, name, kinds[name](function))
    raw.FPDF_SetSystemFontInfo(info)
    return info
