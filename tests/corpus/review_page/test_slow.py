"""Who does not say a request in time is cut off; others are answered meanwhile."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from corpus.review_page import serve
from corpus.review_page.serve import Impatient

HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n"


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope, receive)
    answer = PlainTextResponse("too much", 413) if scope["path"] == "/large" else None
    await (answer or PlainTextResponse(await request.body()))(scope, receive, send)


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(serve, "PATIENCE", 0.5)
    config = uvicorn.Config(app, http=Impatient, lifespan="off", log_level="critical", ws="none")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join()


def say(port: int, *parts: bytes) -> bytes:
    """Send parts, and return all that comes until the other side ends it."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        for part in parts:
            connection.sendall(part)
        got = b""
        try:
            while part := connection.recv(4096):
                got += part
        except ConnectionResetError:
            pass  # So it ends, too.
        return got


SLOW = [
    ("nothing at all", ()),
    ("half a line", (b"POST / HT",)),
    ("a head without an end", (HEAD,)),
    ("a body without an end", (HEAD + b"\r\nabc",)),
    ("half a second request", (HEAD + b"\r\n0123456789", b"GET /")),
]


@pytest.mark.parametrize(("what", "parts"), SLOW, ids=[what for what, _ in SLOW])
def test_a_slow_request_is_cut_off(what: str, parts: tuple[bytes, ...], port: int) -> None:
    answer = say(port, *parts)  # Ends, or this test does not.
    assert answer.endswith(b"0123456789") if what == "half a second request" else answer == b""


def test_a_whole_request_is_answered(port: int) -> None:
    assert say(port, HEAD + b"Connection: close\r\n\r\n01234", b"56789").endswith(b"0123456789")


def test_who_goes_on_after_the_answer_is_cut_off(port: int) -> None:
    head = HEAD.replace(b"POST /", b"POST /large").replace(b": 10\r\n", b": 100000000\r\n")
    answer = say(port, head + b"\r\n" + b"x" * 1000, b"x" * 1000)
    assert answer == b"" or b"413" in answer.splitlines()[0]
