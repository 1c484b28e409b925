from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import CorpusError
from corpus.read.encodings import decode

HANS = (
    "云岭市公安局昨天召开会议，部署下一阶段的工作。会上，各派出所的负责人汇报了情况，并就群众关心的问题进行了讨论。"
    * 3
)
HANT = (
    "溪口警局昨天召開會議，說明下一階段的工作。會上，各派出所的主管報告了情況，並就民眾關心的問題進行了討論。"
    * 3
)
ENGLISH = (
    "The bureau met yesterday. It discussed the residents’ “questions” and set out what comes next. " * 5
)


@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        (HANS, "utf-8", "utf-8"),
        (HANS, "utf-8-sig", "utf-8 with byte-order mark"),
        (HANS, "utf-16", "utf-16-le with byte-order mark"),
        (HANS, "utf-16-be", "utf-16-be"),
        (HANS, "utf-16-le", "utf-16-le"),
        (HANS, "gb18030", "gb18030"),
        (HANS, "gbk", "gb18030"),
        (HANT, "big5", "big5hkscs"),
        (HANT, "gb18030", "gb18030"),
        (HANT, "utf-16-le", "utf-16-le"),
        (ENGLISH, "cp1252", "cp1252"),
        (ENGLISH, "utf-16-le", "utf-16-le"),
        ("plain ascii", "ascii", "utf-8"),
        ("", "utf-8", "utf-8"),
    ],
)
def test_encodings(text: str, encoding: str, named: str) -> None:
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.encoding, decoded.warning) == (text, named, "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_cut_inside_a_character(encoding: str) -> None:
    bom = codecs.BOM_UTF16_LE if encoding != "utf-8" else b""
    decoded = decode(bom + HANS.encode(encoding)[:-1])
    assert decoded.text == HANS[:-1]
    assert "cut short" in decoded.warning


@pytest.mark.parametrize(
    "data",
    [
        b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 20,
        b"\x89PNG\r\n\x1a\n" + b"\0\1\2\3" * 500,
        b"PK\x03\x04" + b"\0" * 64,
    ],
)
def test_binary_files_are_refused(data: bytes) -> None:
    with pytest.raises(CorpusError, match=r"binary file|no encoding"):
        decode(data)


def test_a_byte_order_mark_that_lies_is_an_error() -> None:
    with pytest.raises(CorpusError, match="says that it is utf-8"):
        decode(codecs.BOM_UTF8 + HANS.encode("gb18030"))


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_a_clear_error(data: bytes) -> None:
    try:
        decoded = decode(data)
    except CorpusError as error:
        assert len(str(error)) > 20
    else:
        codec, *mark = decoded.encoding.split(" with ")
        if not decoded.warning:  # Else something was left out or repaired, and is said to be.
            assert decoded.text == data.decode(codec).removeprefix("\ufeff" if mark else "")
