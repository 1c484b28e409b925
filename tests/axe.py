"""axe-core (MPL-2.0, not part of this repository), for the tests that ask whether everybody can use a page.

``npm install --no-save --ignore-scripts --prefix .axe axe-core@4.14.1`` in the checkout brings it; ``.ci/run`` does that.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver

_AXE = Path(__file__).parent.parent / ".axe/node_modules/axe-core/axe.min.js"
_GRAVE = ("serious", "critical")
_RUN = (
    "const done = arguments[0]; axe.run().then(found => done(found.violations), error => done(String(error)))"
)
needs_axe = pytest.mark.skipif(not _AXE.exists(), reason=f"no axe-core: {_AXE} does not exist")


def grave_faults(driver: webdriver.Chrome) -> list[str]:
    """Return what axe-core finds serious or critical in the page as it stands, a line for each element."""
    if not driver.execute_script("return 'axe' in window"):
        driver.execute_script(_AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] | str = driver.execute_async_script(_RUN)
    assert isinstance(found, list), found
    return [
        f"{rule['id']}: {node['html'][:120]}"
        for rule in found
        if rule["impact"] in _GRAVE
        for node in rule["nodes"]
    ]
