from __future__ import annotations

import pytest

from corpus.text.script import chinese_script, document_language, has_words, segment_language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公安机关开展专项行动，维护社会稳定。", ("zh", "Hans")),
        ("公安機關開展專項行動，維護社會穩定。", ("zh", "Hant")),
        ("The police opened a new station in the city centre on Monday.", ("en", "Latn")),
        ("我们推出了“Police Service Point”，提供 bilingual service。", ("zh", "Hans")),
        (
            "La préfecture informe les habitants que la circulation sera interdite dans la rue principale.",
            "French",
        ),
        (
            "Die Polizei hat am Montag eine neue Wache in der Innenstadt eröffnet, so das Ministerium.",
            "German",
        ),
        ("警察庁は昨日、新しい取り組みについて発表しました。これはとても大切です。", "Japanese"),
        ("경찰청은 어제 새로운 계획을 발표했습니다.", "Korean"),
        ("Полиция открыла новое отделение в центре города в понедельник.", "Russian"),
        ("2024 - 12 - 31", ""),
    ],
)
def test_document_language(text: str, expected: object) -> None:
    assert document_language(text) == expected


@pytest.mark.parametrize(
    ("text", "inherit", "script"),
    [
        ("云岭公安", "Hant", "Hans"),
        ("溫州公安", "Hans", "Hant"),
        ("公安工作", "Hant", "Hant"),
        ("公安工作", "Hans", "Hans"),
    ],
)
def test_a_short_text_inherits_its_script(text: str, inherit: str, script: str) -> None:
    assert chinese_script(text, inherit) == script  # type: ignore[arg-type]


def test_sentences_of_mixed_documents() -> None:
    assert segment_language("Please bring your passport.", ("zh", "Hans")) == ("en", "Latn")
    assert segment_language("CHA SIR", ("zh", "Hant")) == ("zh", "Hant")
    assert segment_language("他说请带护照。", ("en", "Latn")) == ("zh", "Hans")
    assert segment_language('He shouted "加油！" to them.', ("en", "Latn")) == ("en", "Latn")


def test_has_words() -> None:
    assert has_words("第1条")
    assert has_words("A")
    assert not has_words("2024-12-31 ***")
