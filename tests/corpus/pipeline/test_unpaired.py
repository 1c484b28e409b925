"""Why documents whose names speak of a pair are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.factories import build_folder

ZH, EN = "派出所昨天接到三起报警。", "The station received three calls yesterday."


@pytest.mark.parametrize(
    ("files", "code", "reason"),
    [
        (
            {"x.zh.txt": ZH, "x.en.txt": "昨天没有新的报警，一切平安无事。"},
            "same-language",
            "both are Chinese",
        ),
        ({"x.zh.txt": EN, "x.en.txt": EN + " All is well."}, "same-language", "both are English"),
        ({"zh/x.txt": ZH, "en/x.txt": ""}, "no-text", "has no text"),
        ({"x.zh.txt": ZH, "x.en.txt": EN}, None, ""),
        ({"x.zh.txt": ZH, "y.en.txt": ""}, None, ""),
    ],
)
def test_a_named_pair_that_fails_says_why(
    tmp_path: Path, files: dict[str, str], code: str | None, reason: str
) -> None:
    for name, text in files.items():
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    rejections = build_folder(tmp_path / "in", tmp_path / "out").corpus.rejections
    said = [
        rejection
        for rejection in rejections
        if rejection.stage == "pair" and rejection.code != "contradicted"
    ]
    assert [rejection.code for rejection in said] == ([code] if code else [])
    assert all(reason in rejection.message for rejection in said)
