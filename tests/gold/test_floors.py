"""No figure on the gold data falls below its floor, and a floor rises with its figure."""

from __future__ import annotations

import functools
import json

import pytest

from tests.gold.figures import FIGURES
from tests.gold.rows import FOLDER

FLOORS: dict[str, dict[str, float]] = json.loads((FOLDER / "floors.json").read_text(encoding="utf-8"))
SLACK = 0.005
"""By how much a figure may exceed its floor."""


@functools.cache
def figures(group: str) -> dict[str, float]:
    return FIGURES[group]()


@pytest.mark.parametrize("group", sorted(FLOORS.keys() | FIGURES.keys()))
def test_every_figure_has_a_floor(group: str) -> None:
    assert group in FIGURES, f"floors.json pins {group}, but nothing measures it"
    assert sorted(FLOORS.get(group, {})) == sorted(figures(group)), "pin them in tests/gold/floors.json"


@pytest.mark.parametrize(
    ("group", "name"),
    [(group, name) for group, floors in FLOORS.items() for name in floors],
    ids=lambda text: text.replace(" ", "-"),
)
def test_floor(group: str, name: str) -> None:
    figure, floor = figures(group)[name], FLOORS[group][name]
    said = f"{group}, {name}: {figure:.4f}, and its floor in tests/gold/floors.json is {floor:.4f}"
    assert figure >= floor, f"{said}: say why it may fall, or mend it"
    assert figure <= floor + SLACK, f"{said}: raise it"
