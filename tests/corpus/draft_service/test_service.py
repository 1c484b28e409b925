"""The service over a real socket: LibreTranslate's own client, fields and errors, many clients, the end."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from libretranslatepy import LibreTranslateAPI

from align.terms.glossary import Glossary, Term
from align.translate.memory import Memory
from corpus.cache import Cache
from corpus.cli.main import main
from corpus.draft_service.app import Service
from corpus.draft_service.desk import Desk
from corpus.draft_service.gate import Gate
from corpus.draft_service.layout import Layout
from corpus.draft_service.queue import Direction, Draft, DraftQueue
from corpus.draft_service.run import listen, make_server
from corpus.errors import CorpusError, UsageError
from corpus.pipeline.memories import Memories
from tests.factories import FakeEmbedder, FakeTranslator
from tests.tiny_models import write_argos_package


class Running:
    """A service on a free port, and a way to ask it."""

    def __init__(self, queue: DraftQueue, gate: Gate, sources: tuple[Any, ...]) -> None:
        self.queue = queue
        self.socket = listen("127.0.0.1", 0)
        self.port: int = self.socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.server = make_server(Service(queue, gate, sources))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.socket]})
        self.thread.start()

    def ask(
        self, path: str, body: object = None, *, kind: str = "application/json", **headers: str
    ) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        try:
            data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
            connection.request(
                "GET" if data is None else "POST", path, data, {"Content-Type": kind} | headers
            )
            response = connection.getresponse()
            text = response.read()
            is_json = response.headers.get_content_type() == "application/json"
            return response.status, json.loads(text) if is_json else text.decode()
        finally:
            connection.close()

    def translate(self, q: object, **fields: object) -> tuple[int, Any]:
        return self.ask("/translate", {"q": q, "source": "zh", "target": "en"} | fields)

    def end(self) -> None:
        self.server.should_exit = True
        self.thread.join(600)
        self.queue.close()
        self.socket.close()


@contextmanager
def running(
    open_desk: Any, most: int = 1000, key: str = "", sources: tuple[Any, ...] = ("zh", "en")
) -> Iterator[Running]:
    service = Running(DraftQueue(open_desk, most), Gate("127.0.0.1", key), sources)
    try:
        yield service
    finally:
        service.end()


class Echo:
    """Drafts what it got, so that a mixed-up answer shows; ``let`` holds it up."""

    def __init__(self) -> None:
        self.let = threading.Event()
        self.let.set()
        self.started = threading.Event()
        self.sizes: list[int] = []

    @contextmanager
    def open(self) -> Iterator[Draft]:
        def draft(direction: Direction, sentences: Sequence[str]) -> list[str]:
            self.started.set()
            assert self.let.wait(600)
            self.sizes.append(len(sentences))
            return [f"<{direction.source}:{sentence}>" for sentence in sentences]

        yield draft


@pytest.fixture
def echo() -> Iterator[Running]:
    with running(Echo().open) as service:
        yield service


def test_libretranslates_own_client(echo: Running) -> None:
    client = LibreTranslateAPI(echo.url)
    assert client.translate("大桥通车了。民警来了。", "zh", "en") == "<zh:大桥通车了。> <zh:民警来了。>"
    assert client.translate("The bridge was opened.", "en", "zh") == "<en:The bridge was opened.>"
    assert client.translate("大桥通车了。", "zh-Hans", "en") == "<zh:大桥通车了。>"
    assert client.detect("大桥通车了。") == [{"confidence": 100.0, "language": "zh-Hans"}]
    codes = {row["code"]: row["targets"] for row in client.languages()}
    assert "en" in codes["zh"]
    assert {"zh", "zh-Hant"} <= set(codes["en"])


def test_fields(echo: Running) -> None:
    assert echo.ask("/health") == (200, {"status": "ok", "waiting": 0})
    assert echo.translate(["好。", "走吧。"]) == (200, {"translatedText": ["<zh:好。>", "<zh:走吧。>"]})
    status, answer = echo.translate("大桥通车了。", source="auto", alternatives=2)
    assert (status, answer["detectedLanguage"]) == (200, {"confidence": 100.0, "language": "zh-Hans"})
    assert answer["alternatives"] == []
    assert echo.translate(["大桥通车了。", "The bridge."], source="auto")[1]["translatedText"] == [
        "<zh:大桥通车了。>",
        "The bridge.",
    ]
    form = f"q={quote('好。')}&source=zh&target=en".encode()
    assert echo.ask("/translate", form, kind="application/x-www-form-urlencoded")[1] == {
        "translatedText": "<zh:好。>"
    }
    assert echo.translate("** 1 **\n\n 好。 ")[1] == {"translatedText": "** 1 **\n\n <zh:好。> "}
    assert echo.ask("/detect", {"q": "Это текст на русском языке."})[1] == [
        {"confidence": 0.0, "language": "en"}
    ]


@pytest.mark.parametrize(
    ("fields", "status", "message"),
    [
        ({"target": "fr"}, 400, "fr is not supported"),
        ({"target": ""}, 400, "not supported"),
        (
            {"source": "auto", "q": "これは日本語の文章です。"},
            400,
            "neither Chinese nor English, but Japanese",
        ),
        ({"q": 3}, 400, "q must be"),
        ({"q": []}, 400, "q must be"),
        ({"format": "html"}, 400, "format must be text"),
        ({"q": "长" * 400_000}, 413, "1 MB"),
    ],
)
def test_what_is_asked_wrongly(echo: Running, fields: dict[str, object], status: int, message: str) -> None:
    got, answer = echo.ask("/translate", {"q": "好。", "source": "zh", "target": "en"} | fields)
    assert got == status
    assert message in answer["error"]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[1]", "application/json", 400),
        (b"\xff=1", "application/x-www-form-urlencoded", 400),
        (b"--x", "multipart/form-data; boundary=x", 415),
    ],
)
def test_bodies_that_cannot_be_read(echo: Running, body: bytes, kind: str, status: int) -> None:
    assert echo.ask("/translate", body, kind=kind)[0] == status


def test_a_direction_without_an_engine() -> None:
    with running(Echo().open, sources=("zh",)) as service:
        status, answer = service.translate("The bridge.", source="en", target="zh")
        assert (status, answer["error"]) == (400, "no engine drafts out of en here")
        listed = {row["code"]: row["targets"] for row in service.ask("/languages")[1]}
        assert listed["en"] == ["en"]


def test_the_key() -> None:
    with running(Echo().open, key="secret") as service:
        assert service.translate("好。")[0] == 403
        assert service.translate("好。", api_key="wrong")[0] == 403
        assert service.translate("好。", api_key=["secret"])[0] == 403
        assert service.translate("好。", api_key="secret")[0] == 200
        body = {"q": "好。", "source": "zh", "target": "en"}
        assert service.ask("/translate", body, Authorization="Bearer secret")[0] == 200
        assert LibreTranslateAPI(service.url, api_key="secret").translate("好。", "zh", "en") == "<zh:好。>"


def test_others_need_a_key() -> None:
    with pytest.raises(UsageError, match="--api-key"):
        Gate("0.0.0.0")  # noqa: S104 - nothing is bound
    assert Gate("0.0.0.0", "secret").knows_host("translate.example")  # noqa: S104 - nothing is bound


def test_a_page_elsewhere_cannot_ask_by_its_own_name(echo: Running) -> None:
    body = {"q": "好。", "source": "zh", "target": "en"}
    assert echo.ask("/translate", body, Host="evil.example")[0] == 403
    assert echo.ask("/translate", body, Host=f"localhost:{echo.port}")[0] == 200
    assert echo.ask("/translate", body, Host=f"[::1]:{echo.port}")[0] == 200


def waits(service: Running, count: int) -> None:
    """Return when so many sentences wait."""
    for _ in range(600_000):
        if service.queue.waiting == count:
            return
        threading.Event().wait(0.001)
    raise AssertionError(f"{service.queue.waiting} sentences wait, not {count}")


def test_fifty_clients_at_once_lose_nothing_and_share_batches() -> None:
    desk = Echo()
    desk.let.clear()
    with running(desk.open) as service, ThreadPoolExecutor(51) as clients:
        first = clients.submit(service.translate, "好。")
        assert desk.started.wait(600)
        asked = {
            i: clients.submit(service.translate, f"第{i}座大桥通车了。第{i}个人来了。") for i in range(50)
        }
        waits(service, 100)
        desk.let.set()
        for i, answer in asked.items():
            wanted = f"<zh:第{i}座大桥通车了。> <zh:第{i}个人来了。>"
            assert answer.result() == (200, {"translatedText": wanted})
        assert first.result()[0] == 200
    assert desk.sizes == [1, 64, 36]


def test_too_many_are_told_to_come_again() -> None:
    desk = Echo()
    desk.let.clear()
    with running(desk.open, most=2) as service, ThreadPoolExecutor(4) as clients:
        first = clients.submit(service.translate, "好。")
        assert desk.started.wait(600)
        second = clients.submit(service.translate, ["走吧。", "再见。"])
        waits(service, 2)
        connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=600)
        connection.request(
            "POST",
            "/translate",
            json.dumps({"q": "晚了。", "source": "zh", "target": "en"}),
            {"Content-Type": "application/json"},
        )
        refused = connection.getresponse()
        assert (refused.status, refused.getheader("Retry-After")) == (429, "5")
        connection.close()
        assert service.ask("/health") == (200, {"status": "ok", "waiting": 2})
        desk.let.set()
        assert first.result()[0] == second.result()[0] == 200


def test_who_hangs_up_frees_the_queue() -> None:
    desk = Echo()
    desk.let.clear()
    with running(desk.open) as service, ThreadPoolExecutor(2) as clients:
        first = clients.submit(service.translate, "好。")
        assert desk.started.wait(600)
        body = json.dumps({"q": ["走吧。"] * 9, "source": "zh", "target": "en"}).encode()
        with socket.create_connection(("127.0.0.1", service.port)) as gone:
            gone.sendall(
                b"POST /translate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                % len(body)
                + body
            )
            waits(service, 9)
        waits(service, 0)
        desk.let.set()
        assert first.result()[0] == 200
    assert desk.sizes == [1]


def test_an_end_during_load_answers_everybody() -> None:
    """Whoever was taken gets the draft, whoever was not a refusal or no connection: nobody half an answer."""
    desk = Echo()
    desk.let.clear()
    service = Running(DraftQueue(desk.open, 1000), Gate("127.0.0.1"), ("zh",))
    with ThreadPoolExecutor(31) as clients:
        first = clients.submit(service.translate, "好。")
        assert desk.started.wait(600)
        asked = [clients.submit(service.translate, f"第{i}座大桥通车了。") for i in range(30)]
        waits(service, 30)
        ending = threading.Thread(target=service.end)
        ending.start()
        desk.let.set()
        ending.join(600)
        answers = [future.result() for future in asked]
        assert first.result()[0] == 200
    assert answers == [(200, {"translatedText": f"<zh:第{i}座大桥通车了。>"}) for i in range(30)]
    with pytest.raises(OSError, match="refused"):
        service.translate("晚了。")


def test_memory_glossary_and_numbers_as_in_a_build(tmp_path: Path) -> None:
    engine = FakeTranslator("zh")
    memory = Memory([("民警来了。", "The officers came.", "Hans")])
    desk = Desk(
        {"zh": engine},
        Glossary([Term("雪亮工程", ("Sharp Eyes Project",))]),
        Memories(memory, memory),
        FakeEmbedder,
        lambda: Cache(tmp_path / "cache"),
    )
    with running(desk.open, sources=("zh",)) as service:
        status, answer = service.translate("民警来了。雪亮工程投入2.6亿元。")
    assert status == 200
    assert answer["translatedText"].startswith("The officers came. ")
    assert "260" in answer["translatedText"]
    assert engine.calls[0][0] == ["Sharp Eyes Project 投入260 million 元。"]


def test_what_the_engine_cannot_is_an_error_that_says_why() -> None:
    @contextmanager
    def broken() -> Iterator[Draft]:
        def draft(_: Direction, __: Sequence[str]) -> list[str]:
            raise CorpusError("the server gave no answer")

        yield draft

    with running(broken) as service:
        assert service.translate("好。") == (500, {"error": "the server gave no answer"})
        assert service.ask("/health")[0] == 200


@pytest.mark.parametrize(
    "text", ["", "\n\n", "好。\n\n  走吧。再见！ \n1234\n— —", "First. Second?\n\tThird"]
)
def test_a_text_keeps_its_lines(text: str) -> None:
    lang: Any = "en" if text.startswith("First") else "zh"
    layout = Layout.of(text, lang)
    assert layout.fill(layout.sentences, lang) == text


def test_a_port_that_is_taken() -> None:
    taken = listen("127.0.0.1", 0)
    with taken, pytest.raises(CorpusError, match="choose another --port"):
        listen("127.0.0.1", taken.getsockname()[1])


def test_the_command_serves_and_ends_well(tmp_path: Path, cache_folder: Path) -> None:
    write_argos_package(tmp_path / "translate-zh_en.argosmodel")
    environment = os.environ | {
        "XDG_DATA_HOME": str(tmp_path / "xdg"),
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    program = [sys.executable, "-c", "from corpus.cli.main import run; run()"]
    subprocess.run(
        [*program, "models", "install", str(tmp_path / "translate-zh_en.argosmodel")],
        env=environment,
        check=True,
        capture_output=True,
    )
    command = [*program, "serve", "--port", "0", "--engine", "argos"]
    with subprocess.Popen(
        command, env=environment, stderr=subprocess.PIPE, text=True, cwd=tmp_path
    ) as process:
        assert process.stderr is not None
        try:
            said = process.stderr.readline() + process.stderr.readline()
            url = re.search(r"http://127\.0\.0\.1:\d+", said)
            assert url is not None, said
            assert "only one direction is served" in said
            client = LibreTranslateAPI(url[0])
            assert isinstance(client.translate("警方昨天通报了案件进展。", "zh", "en"), str)
            process.send_signal(signal.SIGTERM)
            rest = process.stderr.read()
            assert process.wait(600) == 0, rest
            assert "ended; 1 sentences were drafted" in rest
        finally:
            process.kill()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["--queue", "0"], 2), (["--host", "192.0.2.1"], 2), (["nowhere"], 2), (["--engine", "ctranslate2"], 1)],
)
def test_mistakes(
    arguments: list[str], code: int, cache_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", *arguments]) == code
    assert capsys.readouterr().err.startswith("build-corpus: ")
