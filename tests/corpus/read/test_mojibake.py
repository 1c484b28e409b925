from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.model import Document, Rejection
from corpus.read.documents import read_file
from corpus.read.encodings import decode
from corpus.read.mojibake import repair
from tests.corpus.read.test_encodings import HANS, HANT


@pytest.mark.parametrize("shown_as", ["latin-1", "cp1252"])
@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        (HANS, "utf-8", "UTF-8"),
        (HANS, "gb18030", "GB18030"),
        (HANT, "big5", "Big5"),
        (HANT, "utf-8", "UTF-8"),
    ],
)
def test_what_was_read_wrongly_is_repaired_and_said(
    text: str, encoding: str, named: str, shown_as: str
) -> None:
    data = (text + "\n" + text).encode(encoding)
    garbled = "".join(bytes([byte]).decode(shown_as, "ignore") or chr(byte) for byte in data)
    decoded = decode(garbled.encode("utf-8"))
    assert decoded.text == text + "\n" + text
    assert decoded.encoding == "utf-8"
    assert f"was {named} read as Latin-1" in decoded.warning


def test_utf_8_read_as_gbk_is_repaired_and_said() -> None:
    meant = "我们的人在这里，他们也是"  # an even number of bytes, and none that GBK lacks
    garbled = meant.encode("utf-8").decode("gb18030")
    text, said = repair(f"灯会闭幕\n{garbled}")
    assert text == f"灯会闭幕\n{meant}"
    assert "was UTF-8 read as GBK" in said


def test_utf_8_read_as_gbk_that_lost_bytes_is_refused() -> None:
    garbled = "\n".join(
        line.encode("utf-8").decode("gbk", "replace") for line in HANS.replace("，", "，\n").split("\n")
    )
    assert "\ufffd" in garbled
    with pytest.raises(CorpusError, match="garbled"):
        repair(garbled)


def test_english_with_marks_read_wrongly() -> None:
    meant = "The bureau’s “open day” – don’t miss it – costs £5."
    garbled = meant.encode("utf-8").decode("cp1252", "ignore")
    assert repair(garbled)[0].startswith("The bureau’s “open day")


def test_only_the_garbled_lines_change() -> None:
    meant = "会上的人说，这是大家的事。"
    whole = "警方通报了“情况”……—— 完"
    text, said = repair(f"{whole}\n{meant.encode('gbk').decode('latin-1')}\n{whole}")
    assert text == f"{whole}\n{meant}\n{whole}"
    assert said


@pytest.mark.parametrize(
    "text",
    [
        "La préfecture a été créée à Genève.",
        "Größe äöüß, Ærø, Ångström",
        "Các đơn vị đã được trao quyền.",
        "价格：£££££ °°°° ····",
        "他说：“……”——“……”",
        "«Où êtes-vous ?» § 12 ¶ 3 © 2024 ®",
        "ÀÈÌÒÙ",
        "警方通报。",
        "鐨是罕用字，鏄銆锛也是：字典里才有。",
        "",
    ],
)
def test_text_that_is_whole_stays(text: str) -> None:
    assert repair(text) == (text, "")


def test_what_cannot_be_repaired_is_refused_and_never_taken_for_english(tmp_path: Path) -> None:
    shuffled = HANS.encode("gb18030").decode("latin-1")[::-1]
    with pytest.raises(CorpusError, match="garbled"):
        repair(shuffled)
    (tmp_path / "a.txt").write_text(shuffled, encoding="utf-8")
    result = read_file(tmp_path / "a.txt", "a.txt")
    assert isinstance(result, Rejection)
    assert result.failed
    assert "original" in result.message


def test_a_repaired_document_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(HANS.encode("gbk").decode("latin-1"), encoding="utf-8")
    result = read_file(tmp_path / "a.txt", "a.txt")
    assert isinstance(result, Document)
    assert (result.lang, result.text) == ("zh", HANS)
    assert "GB18030" in result.warnings[0]
