"""The picture of the report that stands in the README: ``python -m tests.pictures`` draws it from ``seeds/``.

Needs Debian's chromium; with the embedded model installed the picture shows drafts too (minutes).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.browser import CHROMIUM

ROOT = Path(__file__).parent.parent
PICTURE = Path(__file__).with_name("report.png")
_WIDTH, _HEIGHT = 1000, 860


def draw(report: Path, picture: Path, *, dark: bool = False) -> None:
    """Photograph the top of a report."""
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    options += [f"--window-size={_WIDTH},{_HEIGHT}", f"--screenshot={picture}"]
    options += ["--blink-settings=preferredColorScheme=0"] if dark else []
    subprocess.run([str(CHROMIUM), *options, report.as_uri()], check=True, capture_output=True, timeout=120)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        build = "from corpus.cli.main import run; run()"
        command = [sys.executable, "-c", build, "seeds", "--out", folder, "--quiet"]
        subprocess.run(command, check=True, cwd=ROOT)
        draw(Path(folder) / "report.html", PICTURE)
