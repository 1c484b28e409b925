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
        (
            "# 渲染器\n\n参数如下：\n\n"
            + "function createRenderer<HostNode>(el: HostElement): Renderer<T>\n" * 6,
            ("zh", "Hans"),
        ),
        ("下载地址\n" + "https://cdn.example.org/pub/tool-2.0.0-p645.tar.bz2\n" * 4, ("zh", "Hans")),
        ("作者名单\n" + "Anna Moore, Malik Osei, Dana Roth\n", ("zh", "Hans")),
        ("The officer, 方小禾 (Fang Xiaohe), said that the station will open in May.", ("en", "Latn")),
        (
            "Language: 中文\n" + "Set the value of foo_bar() to 1 if you are on a small machine.\n" * 3,
            ("en", "Latn"),
        ),
        ("Run tray.setTitle() once.\n" * 5, ("en", "Latn")),
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


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("tray.setTitle(title, options) macOS", "zh", "en"),
        ("Event: 'drag-leave' macOS", "zh", "en"),
        ("Anna Moore, Malik Osei, Dana Roth", "zh", "en"),
        ("npm install --save-dev some-package", "zh", "en"),
        ("https://example.org/if/you/are/in/the/list", "zh", "en"),
        ("If you use the old API, move on.", "en", "en"),
        ("Police officers arrested three men.", "en", "en"),
        ("简体中文", "zh", "en"),
        ("云岭市公安局", "zh", "en"),
        ("他们在星期一开放了新的派出所", "zh", "zh"),
        ("请出示证件。", "zh", "zh"),
    ],
)
def test_a_line_without_prose_is_in_the_language_of_its_document(text: str, zh: str, en: str) -> None:
    """So that both sides of a pair keep it."""
    assert segment_language(text, ("zh", "Hans"))[0] == zh
    assert segment_language(text, ("en", "Latn"))[0] == en


def test_has_words() -> None:
    assert has_words("第1条")
    assert has_words("A")
    assert not has_words("2024-12-31 ***")
