"""Attack the server of the review page: requests of others, requests without end, texts that would be markup."""

from __future__ import annotations

import argparse
import http.client
import json
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from corpus.model import Flag, Unit
from export.write_tmx import write_tmx
from tests.factories import unit
from tests.served import Served

HOSTILE = (
    "<script>window.pwned = 1</script>",
    "<img src=x onerror='window.pwned = 1'>",
    "</textarea><svg onload=window.pwned=1>",
    "javascript:window.pwned=1",
    "{{7*7}} ${7*7} <%= 7*7 %>",
    "\u202egnp.exe \u2066\u2028end",
    "=cmd|' /C calc'!A0",
    "x" * 20_000,
)
_SECRETS = ("root:", "import ", "[project]", '"places"', "<tu ")
"""What no stranger may read: files of the system and ours, units."""


@dataclass(frozen=True)
class Outcome:
    """What became of an attack."""

    attack: str
    result: str
    held: bool

    def __str__(self) -> str:
        return f"{'held ' if self.held else 'BROKE'}  {self.attack}: {self.result}"


@dataclass(frozen=True)
class Target:
    """A server to attack."""

    served: Served
    cookie: str

    @property
    def own(self) -> dict[str, str]:
        """The headers that our page sends."""
        here = f"http://127.0.0.1:{self.served.port}"
        return {"Cookie": self.cookie, "Origin": here, "Content-Type": "application/json"}

    def ask(self, method: str, path: str, headers: dict[str, str], body: str = "") -> tuple[int, str]:
        """Return status and text of an answer; 0 where there is none."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.served.port, timeout=60)) as connection:
            try:
                connection.request(method, path, body.encode() or None, headers)
                answer = connection.getresponse()
                return answer.status, answer.read().decode("utf-8", "replace")
            except (OSError, http.client.HTTPException) as error:
                return 0, type(error).__name__

    def raw(self, *parts: bytes, wait: float = 0.0) -> bytes:
        """Send bytes as they are, with pauses, and return the beginning of what comes back."""
        with socket.create_connection(("127.0.0.1", self.served.port), timeout=60) as connection:
            try:
                for part in parts:
                    connection.sendall(part)
                    time.sleep(wait)
                return connection.recv(4096)
            except OSError:
                return b""

    def works(self) -> bool:
        """Whether the page is still answered."""
        return self.ask("GET", "/api/view", self.own)[0] == 200

    def megabytes(self) -> int:
        """How much memory the server holds."""
        status = Path(f"/proc/{self.served.process.pid}/status").read_text(encoding="utf-8")
        return int(status.partition("VmRSS:")[2].split()[0]) // 1024


def hostile_units() -> list[Unit]:
    """Units whose every text would like to be something else; Han in English is a flag that quotes it."""
    return [
        unit(text, f"{text}甲", i, document=text[:80], flags=(Flag("numbers", text[:500]),))
        for i, text in enumerate(HOSTILE)
    ]


def start(folder: Path) -> Target:
    """Start a server on hostile units, and enter with its key."""
    corpus, documents = folder / "corpus", folder / "documents"
    corpus.mkdir()
    documents.mkdir()
    write_tmx(corpus / "c.zh-CN.en-US.tmx", hostile_units(), "zh-CN")
    served = Served.of(corpus, documents)
    with closing(http.client.HTTPConnection("127.0.0.1", served.port)) as connection:
        connection.request("GET", served.address.partition(str(served.port))[2])
        cookie = (connection.getresponse().getheader("set-cookie") or "").partition(";")[0]
    target = Target(served, cookie)
    # What looks at a unit is loaded now: what memory grows by later is the attack's doing.
    target.ask("GET", f"/api/unit?id={hostile_units()[0].id}", target.own)
    return target


def strangers(target: Target) -> Iterator[Outcome]:
    """Requests of other pages, under other names, without the key or with a wrong one."""
    act = json.dumps({"act": "reject", "unit": "x", "reviewer": "mallory"})
    own, port = target.own, target.served.port
    cases: list[tuple[str, str, str, dict[str, str], int]] = [
        ("another origin writes", "POST", "/api/act", own | {"Origin": "http://evil.example"}, 403),
        ("another origin reads", "GET", "/api/view", own | {"Origin": "http://evil.example"}, 403),
        ("an opaque origin writes", "POST", "/api/act", own | {"Origin": "null"}, 403),
        ("no origin writes", "POST", "/api/act", {"Cookie": target.cookie}, 403),
        (
            "another port's page writes",
            "POST",
            "/api/act",
            own | {"Origin": f"http://127.0.0.1:{port + 1}"},
            403,
        ),
        ("a rebound name", "GET", "/api/view", own | {"Host": f"evil.example:{port}"}, 421),
        ("a rebound name without a port", "GET", "/", own | {"Host": "evil.example"}, 421),
        ("a name that begins like ours", "GET", "/", own | {"Host": f"127.0.0.1.evil.example:{port}"}, 421),
        ("no key", "GET", "/api/view", {}, 403),
        ("no key, the page itself", "GET", "/", {}, 403),
        ("a wrong key", "GET", "/?token=guessed", {}, 403),
        ("an empty key", "GET", "/?token=", {}, 403),
        ("a wrong cookie", "GET", "/api/view", {"Cookie": f"duizhao-{port}=guessed"}, 403),
    ]
    for attack, method, path, headers, wanted in cases:
        status, text = target.ask(method, path, headers, act if method == "POST" else "")
        leaks = any(secret in text for secret in _SECRETS)
        yield Outcome(attack, str(status), status == wanted and not leaks)
    lines = target.served.lines()
    yield Outcome("decisions of strangers in the record", str(len(lines)), not lines)


def paths(target: Target) -> Iterator[Outcome]:
    """Ways out of the folder of the page."""
    for path in (
        "/../../../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/page.css/../../pyproject.toml",
        "//etc/passwd",
        "/..%5c..%5cetc%5cpasswd",
        "/list.js%00.html",
        "/api/../../review.jsonl",
        "/file:///etc/passwd",
    ):
        status, text = target.ask("GET", path, target.own)
        yield Outcome(f"GET {path}", str(status), not any(secret in text for secret in _SECRETS))


def bodies(target: Target, size: int) -> Iterator[Outcome]:
    """Bodies without end: said so, streamed in chunks, and of a length that is none."""
    before = target.megabytes()
    head = f"POST /api/act HTTP/1.1\r\nHost: 127.0.0.1:{target.served.port}\r\n" + "".join(
        f"{name}: {value}\r\n" for name, value in target.own.items()
    )
    answer = target.raw(f"{head}Content-Length: {size}\r\n\r\n".encode(), b"x" * 1000)
    yield Outcome(f"a body of {size:,} bytes, announced", _status(answer), b"413" in answer[:20])
    started, sent = time.monotonic(), 0
    chunk = b"10000\r\n" + b" " * (1 << 16) + b"\r\n"
    with socket.create_connection(("127.0.0.1", target.served.port), timeout=60) as connection:
        try:
            connection.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
            while sent < size:
                connection.sendall(chunk)
                sent += 1 << 16
            answer = connection.recv(100)
        except OSError:
            answer = b"HTTP/1.1 cut off"
    grown = target.megabytes() - before
    said = f"{_status(answer)} after {sent / 1e6:,.0f} MB in {time.monotonic() - started:.1f} s, memory +{grown} MB"
    yield Outcome(f"a body of {size:,} bytes, in chunks", said, grown < 64 and target.works())
    for length in ("-1", "1e9", "9" * 30):
        answer = target.raw(f"{head}Content-Length: {length}\r\n\r\n".encode(), b"{}")
        yield Outcome(f"Content-Length: {length[:9]}", _status(answer), b" 4" in answer[:13])
    answer = target.raw(
        f"{head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n".encode()
    )
    yield Outcome("two lengths at once (smuggling)", _status(answer), b" 4" in answer[:13])
    for name, body in (
        ("nesting", "[" * 100_000),
        ("a number of 100,000 digits", '{"act": ' + "9" * 100_000 + "}"),
    ):
        status, _ = target.ask("POST", "/api/act", target.own, body)
        yield Outcome(f"JSON: {name}", str(status), status == 400)


def _status(answer: bytes) -> str:
    return answer[:30].partition(b"HTTP/1.1 ")[2].partition(b"\r")[0].decode() or "cut off"


def floods(target: Target, count: int) -> Iterator[Outcome]:
    """Many requests, with the key and without."""
    before, started = target.megabytes(), time.monotonic()
    statuses: dict[int, int] = {}
    for i in range(count):
        status, _ = target.ask(
            "GET", "/api/view" if i % 2 else "/api/units?places=0", target.own if i % 4 else {}
        )
        statuses[status] = statuses.get(status, 0) + 1
    took, grown = time.monotonic() - started, target.megabytes() - before
    said = f"{dict(sorted(statuses.items()))} in {took:.0f} s, memory +{grown} MB"
    wanted = {200: count - (count + 3) // 4, 403: (count + 3) // 4}
    yield Outcome(f"{count:,} requests", said, statuses == wanted and grown < 64 and target.works())


def slow_ones(target: Target, count: int) -> Iterator[Outcome]:
    """Connections that never finish their request: fewer than there are places, then all of them."""
    places = [socket.create_connection(("127.0.0.1", target.served.port)) for _ in range(count)]
    for i, connection in enumerate(places):
        connection.sendall(b"GET / HTTP/1.1\r\nHost:" if i % 2 else b"P")
    works = target.works()
    yield Outcome(
        f"{count} slow requests at once", f"others are {'answered' if works else 'told to wait'}", works
    )
    started = time.monotonic()
    for connection in places:
        connection.settimeout(60)
        try:
            left = connection.recv(100)
        except ConnectionError:
            left = b""
        connection.close()
        if left:
            yield Outcome("a slow request is answered", repr(left), held=False)
    took = time.monotonic() - started
    yield Outcome("slow requests are cut off", f"after {took:.0f} s", took < 45 and target.works())


ATTACKS: dict[str, Callable[[Target, bool], Iterator[Outcome]]] = {
    "strangers": lambda target, _: strangers(target),
    "paths": lambda target, _: paths(target),
    "bodies": lambda target, large: bodies(target, 1 << 30 if large else 8 << 20),
    "floods": lambda target, large: floods(target, 10_000 if large else 200),
    "slow": lambda target, large: slow_ones(target, 40 if large else 10),
}


def main() -> None:
    """Attack a server of our own, and say what became of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="as the tests do")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        target = start(Path(folder))
        try:
            for attack in ATTACKS.values():
                for outcome in attack(target, not arguments.small):
                    print(outcome, flush=True)
        finally:
            target.served.kill()


if __name__ == "__main__":
    main()
