"""One thread with the tools of a build: cache, embedder, engines.

What takes seconds is done there, one thing after the other: the cache belongs to the thread that opened
it.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from typing import TypeVar

from align.embedder import CachedEmbedder
from corpus.errors import UsageError
from corpus.pipeline.tools import Tools

OpenTools = Callable[[], AbstractContextManager[Tools]]
Result = TypeVar("Result")


class Workshop:
    """Opens the tools when they are first needed.

    Args:
        open_tools: opens them; nothing where there are none.
    """

    def __init__(self, open_tools: OpenTools | None) -> None:
        self._open_tools = open_tools
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._open = ExitStack()
        self._tools: tuple[Tools, CachedEmbedder] | None = None

    def do(self, work: Callable[[Tools, CachedEmbedder], Result]) -> Future[Result]:
        """Have something done with the tools and the embedder, after what was asked for before.

        Raises:
            UsageError: there are no tools.
        """
        if self._open_tools is None:
            raise UsageError("there are no tools for this")
        return self._thread.submit(self._with_tools, work)

    def _with_tools(self, work: Callable[[Tools, CachedEmbedder], Result]) -> Result:
        if self._tools is None and self._open_tools is not None:
            tools = self._open.enter_context(self._open_tools())
            self._tools = tools, CachedEmbedder(tools.make_embedder, tools.cache)
        if self._tools is None:
            raise UsageError("there are no tools for this")
        return work(*self._tools)

    def close(self) -> None:
        """Let go of the tools; what was not begun is not done any more."""
        self._thread.submit(self._open.close)
        self._thread.shutdown()
