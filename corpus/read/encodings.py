"""Bytes to text: which of the encodings that Chinese files come in."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

import charset_normalizer

from corpus.errors import CorpusError
from corpus.text.script import HAN

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# The commonest characters of running text, both scripts: about four in ten characters of any document.
_COMMON = frozenset(
    "的一是了不在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看"
    "这來國個說們為時會過對學裡後麼沒於還發當點從現經無開實問長機動動與體進種將關間業東電區員"
    "从点现经无开实问长机动与体进种将关间业东电区员工作安公全警市，。、：；“”（）《》"
)
_SAMPLE = 200_000
_ENOUGH = 0.15
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_CP1252 = re.compile(rb"(?<![\x80-\xff])[\x85\x91-\x97\xa0-\xff](?![\x80-\xff])")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the name of its encoding, and a warning or nothing."""

    text: str
    encoding: str
    warning: str = ""


def decode(data: bytes) -> Decoded:
    """Decode ``data``.

    By its byte-order mark, as strict UTF-8, else by which encoding gives the commonest characters.

    A file that ends inside a character is decoded without that character, and the warning says so.

    Raises:
        CorpusError: the bytes are no text, or in no encoding that could be told.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _cut_short(data[len(bom) :], encoding, " with byte-order mark")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end == len(data) and error.reason == "unexpected end of data" and error.start > 0:
            return _cut_short(data, "utf-8", "")
        return _guess(data, error.start)
    if len(_CONTROL.findall(text[:_SAMPLE])) > 0.005 * len(text[:_SAMPLE]):
        return _guess(data, _first_control(data))
    return Decoded(text, "utf-8")


def _first_control(data: bytes) -> int:
    match = re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]", data)
    return match.start() if match else 0


def _cut_short(data: bytes, encoding: str, how: str) -> Decoded:
    """Decode in a known encoding; only the very end may be faulty."""
    try:
        return Decoded(data.decode(encoding), encoding + how)
    except UnicodeDecodeError as error:
        if len(data) - error.start > 3:
            raise CorpusError(
                f"says that it is {encoding}, but byte {error.start} is not: save it again as UTF-8"
            ) from None
        text = data[: error.start].decode(encoding)
        rest = len(data) - error.start
        return Decoded(
            text,
            encoding + how,
            f"ends inside a character: the last {rest} byte(s) were left out; is the file cut short?",
        )


def _guess(data: bytes, position: int) -> Decoded:
    high = len(re.findall(rb"[\x80-\xff]", data[:_SAMPLE]))
    if b"\0" not in data[:_SAMPLE] and high and len(_CP1252.findall(data[:_SAMPLE])) > 0.9 * high:
        return Decoded(data.decode("cp1252", "replace"), "cp1252")
    best = max(
        (_score(data, encoding), encoding) for encoding in ("utf-16-le", "utf-16-be", "gb18030", "big5hkscs")
    )
    if best[0] >= _ENOUGH:
        return _cut_short(data, best[1], "")
    if b"\0" in data[:_SAMPLE]:
        raise CorpusError(f"is a binary file, not text (byte {position} is 0x{data[position]:02x})")
    match = charset_normalizer.from_bytes(data[:_SAMPLE]).best()
    if match is not None and match.chaos < 0.1 and match.encoding not in ("ascii", "utf_8"):
        return _cut_short(data, match.encoding.replace("_", "-"), "")
    raise CorpusError(
        f"is in no encoding that could be told (not UTF-8 at byte {position}); save it as UTF-8 and run again"
    )


def common_share(text: str) -> float:
    """Return the share of the commonest characters among the Han ones: .3 to .5 in text, 1 without any.

    >>> common_share("这是我们的工作") > .8, common_share("閗飋蒆訫秿禷苨讑")
    (True, 0.0)
    """
    han = [char for char in text if HAN.match(char)]
    return sum(char in _COMMON for char in han) / len(han) if han else 1.0


def _score(data: bytes, encoding: str) -> float:
    """The share of the commonest characters among those beyond ASCII.

    0 if the bytes are not in ``encoding``.
    """
    sample = data[: _SAMPLE // 2 * 2]
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(sample, final=False)
    except UnicodeDecodeError:
        return 0.0
    if len(_CONTROL.findall(text)) > 0.005 * len(text):
        return 0.0
    beyond = [char for char in text if char > "\x7f"]
    if not beyond:
        # UTF-16 of ASCII text: every other byte was zero.
        return 1.0 if encoding.startswith("utf-16") and b"\0" in sample else 0.0
    return sum(char in _COMMON for char in beyond) / len(beyond)
