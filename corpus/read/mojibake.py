"""Text that was read in a wrong encoding and saved again: repaired where certain, refused where not."""

from __future__ import annotations

import re

from corpus.errors import CorpusError
from corpus.text.script import common_share

# Bytes of another encoding as Latin-1 or Windows-1252 shows them.
_OF_CP1252 = {ord(bytes([byte]).decode("cp1252", "ignore") or "\0"): byte for byte in range(0x80, 0xA0)}
del _OF_CP1252[0]
_HIGH = "".join(map(chr, _OF_CP1252)) + "\x80-\xff"
_PAIR = re.compile(f"[\xa1-\xff][{_HIGH}]")
_RUN = re.compile(f"[{_HIGH}]{{4,}}")
_LETTER = re.compile("[\xc0-\xff]")
_LEGACY = {"gb18030": "GB18030", "big5hkscs": "Big5"}
_ENOUGH = 0.15
"""The share of the commonest characters that running Chinese has at least."""
_MOST_LOST = 0.02
"""Characters that may be broken where a repair counts as certain."""
_MOSTLY, _LEAST = 0.3, 40
"""A text of which so large a share is garbled, and so many characters, is none."""
_SAMPLE = 200_000
_GARBLED = (
    "is garbled: it was read in a wrong encoding and saved again, and no repair is certain; "
    "take the original, or save it from a program that shows it right"
)
# How GBK shows the first bytes of ，。 and of the commonest characters in UTF-8.
_AS_GBK = re.compile("[锛銆鐨鏄]")


def repair(text: str) -> tuple[str, str]:
    """Return the text as it was meant, and what was done to it in words; nothing where nothing was.

    UTF-8 by ftfy, which knows how Latin text looks by accident (`donâ€™t`); GB18030 and Big5 by the commonest
    characters that come out. Line by line: a line that is whole stays as it is.

    Raises:
        CorpusError: most of the text is garbled, and no repair is certain.

    >>> repair("ÎÒÃÇµÄÈËÔÚÕâÀï¡£")[0], repair("donâ€™t")[0], repair("créée à Genève")
    ('我们的人在这里。', 'don’t', ('créée à Genève', ''))
    """
    as_gbk = _repair_gbk(text) if _AS_GBK.search(text) else (text, "")
    if as_gbk[1]:
        return as_gbk
    if not _PAIR.search(text):
        return text, ""
    lines = text.split("\n")
    names = {name for place in range(len(lines)) if (name := _mend(lines, place))}
    text = "\n".join(lines)
    garbled = _garbled(text[:_SAMPLE])
    if garbled >= _LEAST and garbled > _MOSTLY * len(text[:_SAMPLE]):
        raise CorpusError(_GARBLED)
    if not names:
        return text, ""
    was = " and ".join(sorted(names))
    return text, f"was {was} read as Latin-1 and saved again: repaired; compare it with the original"


def _repair_gbk(text: str) -> tuple[str, str]:
    """Repair UTF-8 that was read as GBK: `鐨勬槸` was 的是. GBK loses some bytes: such a text is refused."""
    lines = text.split("\n")
    meant = [_from_gbk(line) for line in lines]
    garbled = [line for line, better in zip(lines, meant, strict=True) if better]
    if not garbled:
        return text, ""
    lost = sum(better.count("\ufffd") for better in meant)
    if lost > _MOST_LOST * sum(map(len, meant)) and sum(map(len, garbled)) > _MOSTLY * len(text):
        raise CorpusError(_GARBLED)
    whole = [
        line if not better or "\ufffd" in better else better
        for line, better in zip(lines, meant, strict=True)
    ]
    return "\n".join(whole), "was UTF-8 read as GBK and saved again: repaired; compare it with the original"


def _from_gbk(line: str) -> str:
    """Return what a line means as UTF-8; nothing where it is Chinese as it stands."""
    if not _AS_GBK.search(line):
        return ""
    better = line.encode("gb18030", "replace").decode("utf-8", "replace")
    share = common_share(better.replace("\ufffd", ""))
    return better if share >= _ENOUGH and share > 2 * common_share(line) else ""


def _garbled(text: str) -> int:
    """Count the characters in runs that no language in Latin letters has: four beyond ASCII, with letters.

    Marks alone (`”……“`) are typography.
    """
    return sum(len(run) for run in _RUN.findall(text) if len(set(_LETTER.findall(run))) >= 2)


def _mend(lines: list[str], place: int) -> str:
    """Put what a line was meant to be in its place; return its encoding, or nothing where it stays."""
    line = lines[place]
    if not _PAIR.search(line):
        return ""
    if _garbled(line) and not _decoded(line, "utf-8"):
        text, encoding = max(
            ((_decoded(line, name), name) for name in _LEGACY), key=lambda pair: common_share(pair[0])
        )
        if text:
            lines[place] = text
            return _LEGACY[encoding]
    import ftfy
    from ftfy.badness import badness

    fixed = ftfy.fix_encoding(line, unescape_html=False, replace_lossy_sequences=False)
    if fixed == line or badness(fixed) >= badness(line):
        return ""
    lines[place] = fixed
    return "UTF-8"


def _decoded(line: str, encoding: str) -> str:
    """Return what a line means as bytes in ``encoding``; nothing where that is no Chinese."""
    try:
        text = line.translate(_OF_CP1252).encode("latin-1").decode(encoding, "replace")
    except UnicodeEncodeError:
        return ""  # It holds characters of its own.
    lost = text.count("\ufffd")
    return text if lost <= _MOST_LOST * len(text) and common_share(text) >= _ENOUGH else ""
