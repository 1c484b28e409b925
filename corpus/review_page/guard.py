"""Who may speak to the server, and how much: what stands between the network and the page."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus.hosts import is_loopback

LARGEST_BODY = 1 << 20
"""Bytes of a request: a target may be long, but not that long."""
_ATTEMPTS, _PAUSE = 5, 60.0
"""Wrong passwords after which nobody's is looked at for so many seconds."""
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
"""What every answer carries."""
_OPEN = frozenset(["/login", "/page.css"])
"""What a person without a cookie needs to give the password."""


@dataclass(slots=True)
class Gate:
    """The secrets of one run of the server."""

    port: int
    host: str = "127.0.0.1"
    password: str | None = None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    """Stands in the address that is printed; whoever knows it is let in."""
    session: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    """What the cookie holds."""
    _failures: list[float] = field(default_factory=list)

    @property
    def cookie(self) -> str:
        """The name of the cookie: ports share their cookies."""
        return f"duizhao-{self.port}"

    def knows_host(self, host: str) -> bool:
        """Whether a request was sent to us by a name of ours: DNS rebinding comes under another's."""
        name, _, port = host.rpartition(":")
        if port != str(self.port):
            return False
        if self._is_local:
            return name in ("127.0.0.1", "localhost", "[::1]")
        return name in (self.host, "localhost", socket.gethostname(), socket.getfqdn()) or _is_address(name)

    @property
    def _is_local(self) -> bool:
        return is_loopback(self.host)

    def accepts(self, password: str) -> bool:
        """Whether this is the password; after some wrong ones nobody's is, for a while."""
        now = time.monotonic()
        self._failures = [at for at in self._failures if now - at < _PAUSE]
        if self.password is None or len(self._failures) >= _ATTEMPTS:
            return False
        if hmac.compare_digest(password.encode(), self.password.encode()):
            return True
        self._failures.append(now)
        return False

    def let_in(self, place: str) -> Response:
        """Return the answer that leads to a place and leaves the cookie."""
        answer = RedirectResponse(place, status_code=303)
        answer.set_cookie(self.cookie, self.session, httponly=True, samesite="strict", path="/")
        return answer


def _is_address(name: str) -> bool:
    """Whether a host is written as an address: no name leads to it, so nobody's DNS can."""
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


class Guard:
    """Lets a request through to the page, or answers it."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self._app, self._gate = app, gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # No sockets: closed without an answer.
        sender = _with_headers(send)
        limited = _Limited(receive)
        refusal = self._refusal(Request(scope))
        if refusal is not None:
            await refusal(scope, limited.receive, sender)
            return
        if scope["path"] == "/login" and scope["method"] == "POST":
            answer = await self._login(Request(scope, limited.receive))
            await answer(scope, limited.receive, sender)
            return
        await self._app(scope, limited.receive, sender)

    def _refusal(self, request: Request) -> Response | None:
        """Return why a request is not handed on; nothing if it is."""
        headers = request.headers
        if not self._gate.knows_host(headers.get("host", "")):
            return _refuse(421, "this server is not called so")
        if not _is_of_our_page(headers, request.method):
            return _refuse(403, "this request comes from another page")
        if _says_too_much(headers):
            return too_large()
        if (token := request.query_params.get("token")) and request.url.path == "/":
            return self._enter(request, token)
        if request.url.path in _OPEN and self._gate.password is not None:
            return None
        if _same(request.cookies.get(self._gate.cookie), self._gate.session):
            return None
        if self._gate.password is not None and request.url.path == "/":
            return RedirectResponse("/login", status_code=303)
        return _refuse(403, "open the address that build-corpus review serve printed; it holds the key")

    def _enter(self, request: Request, token: str) -> Response:
        if not _same(token, self._gate.token):
            return _refuse(403, "this key is of another run; open the address that was printed last")
        rest = urlencode([(k, v) for k, v in request.query_params.multi_items() if k != "token"])
        return self._gate.let_in(f"/?{rest}" if rest else "/")

    async def _login(self, request: Request) -> Response:
        try:
            body = await request.body()
        except TooLargeError:
            return too_large()
        fields = parse_qs(body.decode("utf-8", "replace"))
        if self._gate.accepts("".join(fields.get("password", ()))):
            return self._gate.let_in("/")
        return RedirectResponse("/login?wrong=1", status_code=303)


def _same(given: str | None, secret: str) -> bool:
    return given is not None and hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode())


def _is_of_our_page(headers: Headers, method: str) -> bool:
    """Whether a request that changes something was sent by our own page, and none by a page of others."""
    origin = headers.get("origin")
    if method in ("GET", "HEAD"):
        return origin is None or origin == f"http://{headers.get('host')}"
    return (
        origin == f"http://{headers.get('host')}"
        and headers.get("sec-fetch-site", "same-origin") == "same-origin"
    )


def _says_too_much(headers: Headers) -> bool:
    length = headers.get("content-length", "0")
    return not length.isdigit() or int(length) > LARGEST_BODY


def _refuse(status: int, message: str) -> Response:
    return PlainTextResponse(f"{message}\n", status_code=status)


def too_large() -> Response:
    """Return the answer to a body that is too large."""
    return _refuse(413, "too much at once")


class TooLargeError(Exception):
    """A body goes on and on."""


class _Limited:
    """Counts the bytes of a body, whatever its header says."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._left = LARGEST_BODY

    async def receive(self) -> Message:
        """Return the next part of the body."""
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise TooLargeError
        return message


def _with_headers(send: Send) -> Send:
    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(HEADERS)
        await send(message)

    return sender


def addresses(gate: Gate) -> Iterable[str]:
    """Return the addresses to open, with the key."""
    host = f"[{gate.host}]" if ":" in gate.host else gate.host
    yield f"http://{host}:{gate.port}/?token={gate.token}"
