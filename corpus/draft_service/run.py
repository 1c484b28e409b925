"""Running the service: a socket, and an end that leaves nobody without an answer."""

from __future__ import annotations

import socket

import uvicorn

from corpus.draft_service.app import Service, make_app
from corpus.errors import CorpusError

_LAST_ANSWERS = 60
"""Seconds that requests have at the end; a batch of a slow engine takes that long."""


def listen(host: str, port: int) -> socket.socket:
    """Take a port, a free one for 0.

    Raises:
        CorpusError: it is taken, or the host is none of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=256)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CorpusError(f"cannot listen on {host}, port {port}: {reason}; choose another --port") from error


def make_server(service: Service) -> uvicorn.Server:
    """Return what answers; it ends when its ``should_exit`` is set, or by a signal."""
    config = uvicorn.Config(
        make_app(service),
        log_level="critical",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_LAST_ANSWERS,
        lifespan="off",
        ws="none",
    )
    return uvicorn.Server(config)


def serve(service: Service, listening: socket.socket) -> None:
    """Answer until somebody ends it: Ctrl-C, SIGTERM.

    What waits then is answered first; a second Ctrl-C ends all.
    """
    server = make_server(service)
    try:
        server.run(sockets=[listening])
    except KeyboardInterrupt:
        # Uvicorn passes the signal on when all is answered; the second time it has not waited.
        if server.force_exit:
            raise
    finally:
        listening.close()
    service.queue.close()
