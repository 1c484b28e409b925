"""A build on Ray's actors in a process of its own, whose arguments are ``IN OUT COUNT``.

Everything goes to the actors, however little it is. ``DUIZHAO_TEST_KILL`` names a file: the first actor that
embeds anything while it does not exist makes it, and ends.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from align.embedder import Floats
from corpus.pipeline.ray_runner import RayRunner
from corpus.settings import Settings
from tests.factories import FakeEmbedder, build_folder


class Mortal(FakeEmbedder):
    """Ends its process the first time."""

    def embed(self, texts: Sequence[str]) -> Floats:
        killed = os.environ.get("DUIZHAO_TEST_KILL")
        if killed and not Path(killed).exists():
            Path(killed).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().embed(texts)


def main() -> None:
    """Build."""
    folder, out, count = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    shared = out.with_suffix(".shared")
    build_folder(
        folder,
        out,
        Settings(engine="none"),
        cache=out.with_suffix(".sqlite"),
        make_embedder=Mortal,
        runner=lambda kit: RayRunner(kit, Mortal, count, "", str(shared), worth_it=0.0),
    )
