"""Send a signal while a library is imported: the run ends with its code, one line and no traceback.

Imports are where a signal is easily lost: code of others catches everything there, and what is half imported fails
later. The places are spread over all modules that a command imports.
"""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.campaigns.scene import SENTENCES

CODES = {signal.SIGINT: 130, signal.SIGTERM: 143}
_CHILD = """
import os, signal, sys
from corpus.cli.main import run
signal.signal(signal.SIGINT, signal.default_int_handler)  # A shell without job control starts us without.
place, number = int(sys.argv.pop(1)), int(sys.argv.pop(1))

class Counts:
    seen = 0
    def find_spec(self, name, path=None, target=None):
        Counts.seen += 1
        if Counts.seen == place:
            print("at", name, file=sys.stderr, flush=True)
            os.kill(os.getpid(), number)
        return None

sys.meta_path.insert(0, Counts())
try:
    run()
finally:
    print("imports:", Counts.seen, file=sys.stderr)
"""
_SAID = "interrupted; what was drafted is kept in the cache"
_LEAST = 0.95
_LONGEST = 120
"""Seconds until a run that lost its signal is given up."""


@dataclass
class Figures:
    """What became of the signals."""

    command: str
    sent: int = 0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """The figures as a campaign prints them."""
        said = "".join(f"\n    {fault}" for fault in self.faults)
        return f"{self.command}: {self.sent} signals during imports, faults {len(self.faults)}{said}"


def commands(folder: Path) -> dict[str, list[str]]:
    """Return command lines that import much, on documents that are written into ``folder``."""
    documents = folder / "in"
    documents.mkdir()
    for lang, sentences in SENTENCES.items():
        (documents / f"notice.{lang}.txt").write_text("\n".join(sentences), encoding="utf-8")
    text = str(documents / "notice.en.txt")
    return {
        "build": ["--out", str(folder / "out"), "--engine", "none", str(documents)],
        "align": ["align", str(documents / "notice.zh.txt"), text],
        "score": ["score", text, "--reference", text],
    }


def interrupt(name: str, command: Sequence[str], count: int) -> Figures:
    """Run a command ``count`` times, each time with a signal at another of its imports, of both kinds in turn."""
    figures = Figures(name)
    # A later run imports a little less: it finds what the first one left.
    imports = int(_LEAST * int(_run(command, 0, 0)[1].rpartition("imports: ")[2]))
    for turn in range(count):
        number = list(CODES)[turn % 2]
        place = 1 + turn * (imports - 1) // max(count - 1, 1)
        code, said = _run(command, place, number)
        where = next((line for line in said.splitlines() if line.startswith("at ")), "at no import")
        figures.sent += where != "at no import"
        if code != CODES[number] or said.count(_SAID) != 1 or "Traceback" in said:
            figures.faults.append(f"{signal.Signals(number).name} {where}: {code}, {said[-300:]!r}")
    return figures


def _run(command: Sequence[str], place: int, number: int) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(place), str(int(number)), *command],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        timeout=_LONGEST,
    )
    return done.returncode, done.stderr


def main() -> None:
    """Interrupt every command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=32, help="signals for each command")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name, command in commands(Path(folder)).items():
            print(interrupt(name, command, given.count), flush=True)


if __name__ == "__main__":
    main()
