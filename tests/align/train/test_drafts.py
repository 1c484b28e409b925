"""The trainer of the scores of drafts, on a few judged drafts."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from align.embed import UseEmbedder
from align.quality.estimate import DRAFT_SIGNALS, WEIGHTS
from align.train.__main__ import main
from align.train.drafts import JudgedDraft, read_drafts, train
from corpus.errors import CorpusError

pytest.importorskip("scipy", reason='needs scipy (pip install ".[train]")')

GOOD = [
    JudgedDraft(
        f"警方今年破获{n}起案件。",
        f"Police solved {n} cases this year.",
        5,
        log_probability=-0.1 - n / 1000,
    )
    for n in range(20, 40)
]
BAD = [
    JudgedDraft(
        f"警方今年破获{n}起案件。",
        f"The weather in the valley is nice, {n}.",
        2,
        log_probability=-1.1 - n / 1000,
    )
    for n in range(20, 40)
]
BACK = [
    JudgedDraft(draft.draft, draft.source, draft.judgement, draft.log_probability) for draft in GOOD + BAD
]


def _table(path: Path, drafts: list[JudgedDraft]) -> str:
    lines = ["judgement\tlog_probability\tweakest\tread_back\tsource\tdraft"]
    lines += [
        f"{draft.judgement}\t{draft.log_probability}\t-1\t{draft.log_probability}\t{draft.source}\t{draft.draft}"
        for draft in drafts
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def test_drafts_are_learned_into_the_weights_that_are_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "weights.json"
    shutil.copy(WEIGHTS, out)
    zh, en = _table(tmp_path / "zh.tsv", GOOD + BAD), _table(tmp_path / "en.tsv", BACK)
    assert main(["drafts", "--zh-en", zh, "--en-zh", en, "--out", str(out)]) == 0
    before, after = (json.loads(path.read_text(encoding="utf-8")) for path in (WEIGHTS, out))
    learned = after["usable"]["zh-en"].pop("drafts")
    assert set(learned) == {*DRAFT_SIGNALS["zh"], "bias", "unsure"}
    assert learned["log_probability"] > 0
    assert after["usable"]["en-zh"]["drafts"]["read_back"] > 0
    assert after["usable"]["en-zh"].pop("drafts") != before["usable"]["en-zh"].pop("drafts")
    before["usable"]["zh-en"].pop("drafts")
    assert after == before
    assert "zh: 40 judged, 20 usable" in capsys.readouterr().out


def test_what_is_promised_is_about_what_is_there(tmp_path: Path) -> None:
    lines: list[str] = []
    out = tmp_path / "weights.json"
    shutil.copy(WEIGHTS, out)
    train({"zh": GOOD + BAD}, UseEmbedder(), out, lines.append)
    promised = float(lines[0].split(" promised")[0].split()[-1])
    assert promised == pytest.approx(20, abs=1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("judgement\tsource\tdraft\n5\t他来了。\tHe came.\n", "is no table of judged drafts"),
        (
            "judgement\tlog_probability\tsource\tdraft\ngood\t0\ta\tb\n",
            "is no table of judged drafts",
        ),
    ],
    ids=["without a column", "a judgement in words"],
)
def test_another_table_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "other.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=message):
        read_drafts([path])
