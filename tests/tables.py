"""Cases of the tests as tables: ``tests/cases/*.tsv``, one case a line, named by its label.

A cell may hold ``\n``, ``\t`` and ``\u200b`` for characters that a table cannot show.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

CASES = Path(__file__).parent / "cases"
_ESCAPE = re.compile(r"\\(?:([nt])|u([0-9a-f]{4}))")


def read_table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table with a header, each with its ``id``: the label and the line."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert rows, f"{path} is empty"
    table = []
    for number, row in enumerate(rows, 2):
        cells = {name: _unescaped(text or "") for name, text in row.items()}
        table.append(cells | {"id": f"{cells['label']}:{number}"})
    return table


def read_cases(name: str) -> list[dict[str, str]]:
    """Return the rows of a table of ``tests/cases``."""
    return read_table(CASES / name)


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(
        lambda match: {"n": "\n", "t": "\t"}[match[1]] if match[1] else chr(int(match[2], 16)), text
    )
