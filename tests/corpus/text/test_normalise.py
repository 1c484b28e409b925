from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.normalise import explain, normalise


@pytest.mark.parametrize(
    ("text", "expected", "steps"),
    [
        ("一行\r\n二行\r三行", "一行\n二行\n三行", ["newlines"]),
        ("a&nbsp;b &ldquo;好&rdquo; &amp;quot;x&amp;quot;", 'a b “好” "x"', ["entities"]),
        ("警\x00察\ufffd局\x9f", "警察局", ["illegal"]),
        ("零\u200b宽\ufeff字\u00ad符", "零宽字符", ["invisible"]),
        ("\u3000\u3000段首\xa0空格\t列", "  段首 空格 列", ["spaces"]),
        ("cafe\u0301", "café", ["compose"]),
        ("全角，标点。１２３", "全角，标点。１２３", []),
    ],
)
def test_steps(text: str, expected: str, steps: list[str]) -> None:
    assert normalise(text) == expected
    assert explain(text) == steps


@given(st.text())
def test_is_idempotent_and_legal_in_xml(text: str) -> None:
    """XML 1.0, 2.2: Char ::= #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]."""
    once = normalise(text)
    assert unicodedata.is_normalized("NFC", once)
    assert all(
        char in "\t\n\r"
        or 0x20 <= ord(char) <= 0xD7FF
        or 0xE000 <= ord(char) <= 0xFFFD
        or ord(char) >= 0x10000
        for char in once
    )
    assert not any(
        0x7F <= ord(char) <= 0x9F or ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF
        for char in once
    )
    assert normalise(once) == once
