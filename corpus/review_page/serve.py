"""Running the server: a socket, an address with its key, and an end that leaves everything in order."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import uvicorn

from corpus.errors import CorpusError, UsageError
from corpus.hosts import is_loopback
from corpus.pipeline.review_copy import keep_copy
from corpus.review_page.answers import Server
from corpus.review_page.app import make_app
from corpus.review_page.desk import Desk
from corpus.review_page.guard import Gate

_MOST_AT_ONCE = 64
"""Connections that are answered at once; more are told to come again."""


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


def keep(desk: Desk, folder: Path) -> None:
    """Write what tools read of the review, and its second copy; what fails is said, the record stands."""
    try:
        review = desk.close()
        if review.decisions:
            keep_copy(folder, review)
    except CorpusError as error:
        sys.stderr.write(f"build-corpus: warning: no second copy of the review is kept: {error}\n")
