"""Questions to a server that speaks the OpenAI protocol: JSON over HTTP, with limits to everything.

Only the standard library: no proxy of the environment is used and no redirection followed, so that a text
goes to the address that the user named and nowhere else.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from corpus.errors import CorpusError, UsageError

_PASSING = frozenset([408, 409, 425, 429, 500, 502, 503, 504])
"""Answers that may be others a moment later."""
_MOST_BYTES = 4 << 20
_BLOCK = 1 << 16
_LONGEST_WAIT = 30.0
"""Seconds that a server may ask us to wait (Retry-After)."""
_LONGEST_MESSAGE = 300
_REMOTE = (
    "{} is not on this machine or its network, and the texts would leave the house; "
    "--allow-remote on the command line allows it"
)

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server is."""

    scheme: str
    host: str
    port: int
    path: str
    """Without a slash at its end: ``/v1``."""

    @staticmethod
    def of(url: str) -> Address:
        """Read an address.

        Raises:
            UsageError: it is none, or holds a password, which would stand in the manifest.

        >>> Address.of("http://127.0.0.1:11434/v1/")
        Address(scheme='http', host='127.0.0.1', port=11434, path='/v1')
        """
        try:
            parts = urlsplit(url)
            port = parts.port
            (parts.hostname or "").encode("idna")
        except ValueError as error:
            raise UsageError(f"{url} is no address of a server ({error})") from error
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise UsageError(f"{url!r} is no address of a server; it looks like http://127.0.0.1:11434/v1")
        if parts.username or parts.password:
            raise UsageError("an address with a password would stand in the manifest; set DUIZHAO_SERVER_KEY")
        default = 443 if parts.scheme == "https" else 80
        return Address(parts.scheme, parts.hostname, port or default, parts.path.rstrip("/"))

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}{self.path}"


class RefusedError(CorpusError):
    """The server answered that it will not do what was asked."""

    def __init__(self, message: str, status: int, said: str) -> None:
        super().__init__(message)
        self.status = status
        self.said = said


class NoAnswerError(CorpusError):
    """The server cannot be reached, or gave no answer in all attempts."""


class _PassingError(Exception):
    """Something went wrong that may go well the next time."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


def is_near(address: str) -> bool:
    """Whether an IP address is on this machine or in a private network.

    Link-local ones are not: at 169.254.169.254 a cloud answers.

    >>> is_near("127.0.0.1"), is_near("192.168.1.5"), is_near("8.8.8.8"), is_near("169.254.169.254")
    (True, True, False, False)
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return ip.is_loopback or (ip.is_private and not ip.is_link_local and not ip.is_unspecified)


class _Near:
    """A connection that is given up before anything is said if it leads out of the house.

    The address that was reached is looked at, not the one that a name server gave before.
    """

    sock: socket.socket | None

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]
        assert self.sock is not None  # noqa: S101 - connect() has made it
        reached = self.sock.getpeername()[0]
        if not is_near(reached):
            self.sock.close()
            raise UsageError(_REMOTE.format(reached))


class _NearHttp(_Near, http.client.HTTPConnection):
    """HTTP to a near address."""


class _NearHttps(_Near, http.client.HTTPSConnection):
    """HTTPS to a near address."""


@dataclass(slots=True)
class Client:
    """Asks one server, from several threads at once; :meth:`stop` ends all that is asked."""

    address: Address
    key: str = ""
    allow_remote: bool = False
    timeout: float = 300.0
    """Seconds that an answer may take, the waiting for others in the server's queue included."""
    waits: tuple[float, ...] = (0.5, 2.0, 8.0)
    """Seconds before the second, third and last attempt."""
    _open: set[socket.socket] = field(default_factory=set, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)
    _stopped: threading.Event = field(default_factory=threading.Event, init=False)

    def ask(self, path: str, body: Json | None = None, *, patient: bool = True) -> Json:
        """Return the answer to a question: POST with a body, else GET.

        Args:
            path: behind the address; one that begins with ``//`` begins at the server's root.
            body: what is sent, as JSON.
            patient: try again what may go well the next time.

        Raises:
            RefusedError: the server will not.
            NoAnswerError: it cannot be reached, or gives no answer.
            UsageError: it is not in the house, and that is not allowed.
        """
        waits = self.waits if patient else ()
        for wait in (*waits, None):
            try:
                return self._ask_once(path, body)
            except _PassingError as error:
                if wait is None or self._stopped.wait(min(error.wait or wait, _LONGEST_WAIT)):
                    times = f" ({len(waits) + 1} attempts)" if waits else ""
                    raise NoAnswerError(f"the server {self.address} {error}{times}") from error
        raise AssertionError("the last attempt returns or raises")

    def stop(self) -> None:
        """Give up all questions that wait for an answer; the server sees that nobody listens."""
        self._stopped.set()
        with self._lock:
            for sock in self._open:
                _shut(sock)

    def _ask_once(self, path: str, body: Json | None) -> Json:
        deadline = time.monotonic() + self.timeout
        try:
            with self._connected() as connection:
                self._send(connection, path, body)
                with connection.getresponse() as response:
                    return self._answer(response, _read(response, deadline))
        except TimeoutError as error:
            raise _PassingError(f"gave no answer in {self.timeout:g} seconds") from error
        except (OSError, http.client.HTTPException) as error:
            raise _PassingError(f"cannot be reached or broke off ({_reason(error)})") from error

    @contextmanager
    def _connected(self) -> Iterator[http.client.HTTPConnection]:
        """Connect, so that :meth:`stop` reaches what is being read."""
        connection = self._connection()
        try:
            connection.connect()
            sock = connection.sock
            with self._lock:
                self._open.add(sock)
            try:
                if self._stopped.is_set():
                    raise _PassingError("is asked no more")
                yield connection
            finally:
                with self._lock:
                    self._open.discard(sock)
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self.address.host, self.address.port
        if self.address.scheme == "https":
            kind = http.client.HTTPSConnection if self.allow_remote else _NearHttps
            return kind(host, port, timeout=self.timeout, context=ssl.create_default_context())
        plain = http.client.HTTPConnection if self.allow_remote else _NearHttp
        return plain(host, port, timeout=self.timeout)

    def _send(self, connection: http.client.HTTPConnection, path: str, body: Json | None) -> None:
        headers = {"Accept": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        where = path[1:] if path.startswith("//") else self.address.path + path
        if body is None:
            connection.request("GET", where, headers=headers)
            return
        headers["Content-Type"] = "application/json"
        data = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        connection.request("POST", where, data, headers)

    def _answer(self, response: http.client.HTTPResponse, data: bytes) -> Json:
        """Return what a complete answer holds."""
        status = response.status
        if status in _PASSING:
            wait = response.getheader("Retry-After", "")
            raise _PassingError(
                f"answers {status}: {_said(data)}", float(wait) if wait.isascii() and wait.isdigit() else None
            )
        if status != 200:
            said = _said(data)
            hint = "; its key stands in DUIZHAO_SERVER_KEY" if status in (401, 403) else ""
            raise RefusedError(f"the server {self.address} answers {status}: {said}{hint}", status, said)
        try:
            answer = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise _PassingError(f"sent an answer that is no JSON or was cut short ({error})") from error
        if not isinstance(answer, dict):
            raise _PassingError("sent an answer of another kind than the OpenAI protocol has")
        return answer


def _read(response: http.client.HTTPResponse, deadline: float) -> bytes:
    """Return the whole answer, however slowly it comes, but not after the deadline."""
    blocks: list[bytes] = []
    size = 0
    while block := response.read1(_BLOCK):
        blocks.append(block)
        size += len(block)
        if size > _MOST_BYTES:
            raise http.client.HTTPException(f"an answer of more than {_MOST_BYTES >> 20} MB")
        if time.monotonic() > deadline:
            raise TimeoutError
    if response.length:  # read1 does not tell that some is missing.
        raise http.client.IncompleteRead(b"", response.length)
    return b"".join(blocks)


def _shut(sock: socket.socket) -> None:
    """Wake whoever reads from a socket; one that is closed already needs no waking."""
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _said(data: bytes) -> str:
    """Return what a server says is wrong, in one short line: each has its own way to say it."""
    text = data.decode("utf-8", "replace")
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        answer = None
    if isinstance(answer, dict):
        error = answer.get("error", answer)
        text = str(error.get("message", error) if isinstance(error, dict) else error)
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line[:_LONGEST_MESSAGE] or "nothing"
