"""Running the server: a socket, an address with its key, and an end that leaves everything in order."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from corpus.errors import CorpusError, UsageError
from corpus.hosts import is_loopback
from corpus.pipeline.decisions import Review
from corpus.pipeline.review_copy import add_to_copy, keep_copy
from corpus.pipeline.review_record import Line, load_review
from corpus.review_page.answers import Server
from corpus.review_page.app import make_app
from corpus.review_page.desk import Desk
from corpus.review_page.guard import Gate

_MOST_AT_ONCE = 64
"""Connections that are answered at once; more are told to come again."""
PATIENCE = 15.0
"""Seconds that a request may take to be said; who is slower is cut off, and keeps no place from others."""


class Impatient(H11Protocol):
    """A connection that ends when a request is not said in time, head or body."""

    _cut: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Take a part of a request."""
        super().data_received(data)
        if self.conn.their_state is h11.SEND_BODY and self.cycle.response_complete:
            self.transport.close()  # It was answered (too much at once), and goes on all the same.
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop()
        super().connection_lost(exc)

    def _watch(self) -> None:
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._stop()
        elif self._cut is None:  # The first part counts: a byte now and then is no progress.
            self._cut = self.loop.call_later(PATIENCE, self.transport.abort)

    def _stop(self) -> None:
        if self._cut is not None:
            self._cut.cancel()
            self._cut = None


def serve(server: Server, gate: Gate, listening: socket.socket) -> None:
    """Answer until somebody ends it (Ctrl-C)."""
    config = uvicorn.Config(
        make_app(server, gate),
        log_level="critical",
        access_log=False,
        server_header=False,
        limit_concurrency=_MOST_AT_ONCE,
        timeout_graceful_shutdown=2,
        lifespan="off",
        ws="none",
        http=Impatient,
    )
    uvicorn.Server(config).run(sockets=[listening])


def listen(host: str, port: int, password: str | None) -> tuple[socket.socket, Gate]:
    """Take a port, a free one for 0, and return its socket and the secrets of this run.

    Raises:
        UsageError: others could reach it, and no password keeps them out.
        CorpusError: the port is taken, or the host is none of this machine.
    """
    if not is_loopback(host) and not password:
        raise UsageError(f"--host {host} lets other machines in: give a --password too")
    try:
        listening = socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=128
        )
    except OSError as error:
        raise CorpusError(
            f"cannot listen on {host}, port {port}: {error.strerror}; choose another --port"
        ) from error
    return listening, Gate(listening.getsockname()[1], host, password)


class SecondCopy:
    """Keeps every decision outside the corpus's folder too, as soon as it is made.

    Where that fails it is said once; the record in the folder stands.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._failed = False
        self._try(lambda: _copy(folder, load_review(folder)))

    def __call__(self, decisions: Sequence[Line]) -> None:
        """Keep these too."""
        self._try(lambda: add_to_copy(self._folder, decisions))

    def _try(self, keep_it: Callable[[], object]) -> None:
        try:
            keep_it()
        except CorpusError as error:
            if not self._failed:
                _say_no_copy(error)
            self._failed = True


def keep(desk: Desk, folder: Path) -> None:
    """Write what tools read of the review, and its second copy; what fails is said, the record stands."""
    try:
        review = desk.close()
        _copy(folder, review)
    except CorpusError as error:
        _say_no_copy(error)


def _copy(folder: Path, review: Review) -> None:
    if review.decisions or review.links:
        keep_copy(folder, review)


def _say_no_copy(error: CorpusError) -> None:
    sys.stderr.write(f"build-corpus: warning: no second copy of the review is kept: {error}\n")
