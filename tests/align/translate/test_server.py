"""Drafts of a server that speaks the OpenAI protocol: shapes of three servers, faults, limits."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, get_args

import pytest

from align.translate.draft import Drafter
from align.translate.engines import Engines
from align.translate.installed import converted_or_default
from align.translate.openai_protocol import Address, Client, is_near
from align.translate.prompts import families, family_of
from align.translate.server import Server, ServerTranslator, draft_of
from corpus.cache import Cache
from corpus.cli.main import main
from corpus.errors import CorpusError, UsageError
from corpus.settings import PromptName, Settings, load_settings
from duizhao import draft
from tests.protocol_server import DIGEST, Answer, Protocol, serving

BUSY: Answer = (503, {"error": {"message": "Loading model", "type": "unavailable_error", "code": 503}}, {})


@pytest.fixture
def ollama() -> Iterator[Protocol]:
    with serving(Protocol()) as protocol:
        yield protocol


def translator(protocol: Protocol, timeout: float = 30.0, **given: Any) -> ServerTranslator:
    client = Client(Address.of(protocol.url), timeout=timeout, waits=(0.0, 0.0))
    return ServerTranslator(Server(client, **given), "zh")


@pytest.mark.parametrize("kind", ["ollama", "llama.cpp", "vllm"])
def test_each_server_drafts(kind: str) -> None:
    with serving(Protocol(kind)) as protocol:
        engine = translator(protocol, model="qwen2.5:7b")
        first, second, third = engine.translate(["警方通报。", "大桥通车了。", "警方通报。"])
        assert first == third
        assert (first.text, first.finished) == (f"Draft of {len('Translate to English:') + 6}.", True)
        assert first.log_probability == pytest.approx((-0.25 * 3 - 0.75) / 4)
        assert second.text != ""
        assert len(protocol.asked) == 2, "the same text is asked once"
        assert {body["temperature"] for body in protocol.asked} == {0}
        assert engine.follows_prompt
        assert not engine.calibrated


def test_the_signature_names_the_weights_and_not_the_place(ollama: Protocol) -> None:
    with serving(Protocol()) as elsewhere, serving(Protocol(digest="f" * 64)) as changed:
        signature = translator(ollama).signature
        assert signature == f"server:qwen2.5:7b@{DIGEST[:12]}|prompt:qwen:1|greedy"
        assert translator(elsewhere).signature == signature
        assert translator(changed).signature != signature


def test_without_a_digest_what_the_server_tells_of_the_model_counts() -> None:
    with serving(Protocol("vllm")) as vllm, serving(Protocol("llama.cpp")) as llama:
        first = translator(vllm).signature
        assert first == translator(vllm).signature
        assert first != translator(llama).signature


def test_without_log_probabilities_a_draft_is_a_draft(ollama: Protocol) -> None:
    ollama.log_probabilities = False
    assert translator(ollama).translate(["警方通报。"])[0].log_probability == 0.0


def test_a_server_that_refuses_log_probabilities_is_asked_without(ollama: Protocol) -> None:
    ollama.faults = [(400, {"error": {"message": "logprobs is not supported with stream"}}, {})]
    engine = translator(ollama)
    assert [draft.finished for draft in engine.translate(["警方通报。"])] == [True]
    assert [body.get("logprobs") for body in ollama.asked] == [True, None]
    engine.translate(["大桥通车了。"])
    assert ollama.asked[-1].get("logprobs") is None, "it is remembered"


def cut_short(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "500")
    handler.end_headers()
    handler.wfile.write(b'{"choices": [')


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


TRUNCATED: Answer = (200, b'{"choices": [{"message": {"content": "Half', {})
FAULTS = [
    BUSY,
    (500, {"error": {"message": "llama runner process has terminated", "type": "api_error"}}, {}),
    (500, b"<html>Internal Server Error</html>", {}),
    (429, {"object": "error", "message": "busy", "code": 429}, {"Retry-After": "0"}),
    TRUNCATED,
    (200, b"[]", {}),
    (200, b"", {}),
    cut_short,
    hang_up,
]


@pytest.mark.parametrize("fault", FAULTS)
def test_what_passes_is_tried_again(ollama: Protocol, fault: Any) -> None:
    ollama.faults = [fault, fault]
    assert translator(ollama).translate(["警方通报。"])[0].finished
    assert len(ollama.asked) == 3


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (BUSY, "answers 503: Loading model"),
        (TRUNCATED, "no JSON or was cut short"),
        (cut_short, "broke off"),
        (hang_up, "broke off"),
    ],
)
def test_what_does_not_pass_is_said_after_the_last_attempt(
    ollama: Protocol, fault: Any, message: str
) -> None:
    ollama.faults = [fault] * 3
    with pytest.raises(CorpusError, match=message) as raised:
        translator(ollama).translate(["警方通报。"])
    assert "3 attempts" in str(raised.value)
    assert ollama.url in str(raised.value)


@pytest.mark.parametrize(
    ("status", "answer", "message"),
    [
        (400, {"error": "invalid message content"}, "400: invalid message content"),
        (404, {"object": "error", "message": "The model `x` does not exist."}, "does not exist"),
        (307, {}, "answers 307"),
        (200, {"choices": []}, "otherwise than the OpenAI protocol"),
        (200, {"choices": [{"message": {"content": [{"type": "text"}]}}]}, "otherwise than"),
        (200, {"choices": [{"message": None}]}, "otherwise than"),
    ],
)
def test_what_the_server_will_not_do_is_asked_once(
    ollama: Protocol, status: int, answer: Any, message: str
) -> None:
    ollama.faults = [(status, answer, {"Location": "http://192.0.2.1/"})]
    with pytest.raises(CorpusError, match=message):
        translator(ollama).translate(["警方通报。"])
    assert len(ollama.asked) == 1


def test_a_server_that_is_too_slow(ollama: Protocol) -> None:
    released = threading.Event()
    ollama.faults = [lambda _: released.wait(60)] * 3
    try:
        with pytest.raises(CorpusError, match=r"no answer in 0.05 seconds \(3 attempts\)"):
            translator(ollama, timeout=0.05).translate(["警方通报。"])
    finally:
        released.set()


def drop_by_drop(stop: threading.Event) -> Callable[[BaseHTTPRequestHandler], None]:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        while not stop.wait(0.01):
            handler.wfile.write(b" ")
            handler.wfile.flush()

    return drip


def test_an_answer_drop_by_drop_ends_at_the_limit_too(ollama: Protocol) -> None:
    stop = threading.Event()
    ollama.faults = [drop_by_drop(stop)] * 3
    try:
        with pytest.raises(CorpusError, match=r"no answer in 0\.2 seconds"):
            translator(ollama, timeout=0.2).translate(["警方通报。"])
    finally:
        stop.set()


def test_an_endless_answer_is_given_up(ollama: Protocol) -> None:
    ollama.faults = [(200, b" " * (5 << 20), {})] * 3
    with pytest.raises(CorpusError, match="more than 4 MB"):
        translator(ollama).translate(["警方通报。"])


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
        with pytest.raises(CorpusError, match="is it started"):
            _ = ServerTranslator(Server(Client(Address.of(url))), "zh").signature


def test_one_that_fails_ends_the_others(ollama: Protocol) -> None:
    """The other questions are given up: nobody waits for them, the server sees that nobody listens."""
    released = threading.Event()
    left = threading.Event()

    def wait_for_the_end(handler: BaseHTTPRequestHandler) -> None:
        handler.connection.settimeout(60)
        if handler.rfile.read(1) == b"":
            left.set()
        released.wait(60)

    ollama.faults = [wait_for_the_end, (400, {"error": "no"}, {})]
    try:
        with pytest.raises(CorpusError, match="400: no"):
            translator(ollama).translate(["警方通报。", "大桥通车了。"])
        assert left.wait(60)
    finally:
        released.set()


def test_sentences_are_asked_at_once(ollama: Protocol) -> None:
    ollama.gate = threading.Barrier(8)
    told: list[int] = []
    drafts = translator(ollama).translate([f"第{i}座大桥通车了。" for i in range(8)], progress=told.append)
    assert len(drafts) == 8
    assert ollama.most_at_once == 8
    assert sum(told) == 8


def test_a_text_too_long_for_the_model_is_no_draft_and_ends_nothing(ollama: Protocol) -> None:
    said = "the request exceeds the available context size, try increasing it"
    ollama.faults = [
        (400, {"error": {"code": 400, "message": said, "type": "exceed_context_size_error"}}, {})
    ]
    assert [(d.text, d.finished) for d in translator(ollama).translate(["长" * 9000])] == [("", False)]


@pytest.mark.parametrize(
    ("content", "reason", "text", "finished"),
    [
        ("<think>\n说明\n</think>\n\nThe bridge.", "stop", "The bridge.", True),
        ("<think>\nand so on", "length", "", False),
        ("The bridge", "length", "The bridge", False),
        (None, "stop", "", True),
        ("a\ud800b\x00 c\n\nd", "stop", "ab c d", True),
    ],
)
def test_what_an_answer_holds(content: str | None, reason: str, text: str, finished: bool) -> None:
    draft = draft_of({"choices": [{"message": {"content": content}, "finish_reason": reason}]})
    assert (draft.text, draft.finished) == (text, finished)


@pytest.mark.parametrize(
    "tokens",
    [
        None,
        [],
        {"content": None},
        {"content": [{"logprob": None}, {"logprob": -1.0}, 3, {"logprob": float("-inf")}]},
    ],
)
def test_log_probabilities_of_any_shape(tokens: Any) -> None:
    choice = {"message": {"content": "A."}, "finish_reason": "stop", "logprobs": tokens}
    assert draft_of({"choices": [choice]}).log_probability in (0.0, -1.0)


def test_examples_and_terms_are_put_as_for_the_embedded_model(ollama: Protocol) -> None:
    engine = translator(ollama)
    engine.translate(
        ["大桥于5月通车了，市民都很高兴，纷纷前来参观。"],
        examples={"大桥于5月通车了，市民都很高兴，纷纷前来参观。": [("近", "near"), ("远", "far")]},
    )
    roles = [(turn["role"], turn["content"].split("\n")[-1]) for turn in ollama.asked[0]["messages"]]
    assert roles[1:-1] == [("user", "远"), ("assistant", "far"), ("user", "近"), ("assistant", "near")]
    engine.translate(["坚持主业"], careful=True)
    assert ollama.asked[1]["frequency_penalty"] > 0
    assert ollama.asked[1]["messages"][2]["content"] == "Deepening reform"


def test_every_family_asks_for_the_text_and_the_settings_know_them() -> None:
    assert set(get_args(PromptName)) == {"auto", *families()}
    for family in families().values():
        for target in ("en", "zh"):
            (*_, question) = family.ask("{x} 100%", target)
            assert "{x} 100%" in question["content"]


@pytest.mark.parametrize(
    ("model", "family"),
    [
        ("qwen2.5:7b", "qwen"),
        ("Qwen/Qwen3-8B", "qwen3"),
        ("Qwen3-4B-Instruct-2507", "qwen"),
        ("translategemma:4b", "translategemma"),
        ("HY-MT1.5-1.8B-Q8_0.gguf", "hunyuan-mt"),
        ("gemma3:12b", "instruct"),
    ],
)
def test_families_by_name(model: str, family: str) -> None:
    assert family_of(model).name == family


def test_drafts_are_settled_and_asked_once(ollama: Protocol, tmp_path: Path) -> None:
    ollama.translate = lambda _: "The police registered 3 residents in the district."
    for _ in range(2):
        with Cache(tmp_path / "cache") as cache:
            drafter = Drafter(translator(ollama), cache)
            (drafted,) = drafter.draft([("民警登记了3名住户。", "Hans")])
            drafter.settle()
            assert drafted.draft.text == "The police registered 3 residents in the district."
    assert len(ollama.asked) == 1


def test_a_build_drafts_with_a_server(ollama: Protocol, tmp_path: Path, cache_folder: Path) -> None:
    ollama.translate = lambda _: "Officers registered 3 residents."
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("民警登记了3名住户。\n", encoding="utf-8")
    settings = f'engine = "server"\nserver = "{ollama.url}"\nmodel = "qwen2.5:7b"\n'
    (tmp_path / "in" / "corpus.toml").write_text(settings, encoding="utf-8")
    assert main([str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--quiet"]) == 0
    engines = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["engines"]
    assert engines == {"zh-CN→en-US": f"server:qwen2.5:7b@{DIGEST[:12]}|prompt:qwen:1|greedy"}
    assert "Officers registered 3 residents." in (tmp_path / "out" / "in.zh-CN.en-US.tmx").read_text(
        encoding="utf-8"
    )


def test_from_python(ollama: Protocol, cache_folder: Path) -> None:
    ollama.translate = lambda _: "Officers registered 3 residents."
    drafts = draft(["民警登记了3名住户。"], "zh", engine="server", server=ollama.url, model="qwen2.5:7b")
    assert drafts == ["Officers registered 3 residents."]


def test_the_key_comes_from_the_environment(ollama: Protocol, monkeypatch: pytest.MonkeyPatch) -> None:
    ollama.key = "secret"
    settings = Settings(engine="server", server=ollama.url)
    for key, works in (("", False), ("wrong", False), ("secret", True)):
        monkeypatch.setenv("DUIZHAO_SERVER_KEY", key)
        engine = Engines(converted_or_default, settings).open("server", "zh")
        assert engine is not None
        if works:
            assert engine.translate(["警方通报。"])[0].finished
        else:
            with pytest.raises(CorpusError, match="DUIZHAO_SERVER_KEY"):
                engine.translate(["警方通报。"])


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("10.1.2.3", True),
        ("172.31.255.255", True),
        ("::1", True),
        ("fd00::1", True),
        ("::ffff:192.168.0.4", True),
        ("::ffff:8.8.8.8", False),
        ("172.32.0.1", False),
        ("169.254.169.254", False),
        ("fe80::1%eth0", False),
        ("0.0.0.0", False),  # noqa: S104 - nothing is bound
        ("2001:4860:4860::8888", False),
    ],
)
def test_what_is_in_the_house(address: str, near: bool) -> None:
    assert is_near(address) is near


def test_texts_do_not_leave_the_house(ollama: Protocol, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address that was reached decides: a name may lead anywhere."""
    monkeypatch.setattr("align.translate.openai_protocol.is_near", lambda address: address != "127.0.0.1")
    settings = Settings(server=ollama.url)
    with pytest.raises(UsageError, match="--allow-remote"):
        Server.of(settings).models()
    allowed = Settings(server=ollama.url, allow_remote=True)
    assert Server.of(allowed).served.name == "qwen2.5:7b"


def test_a_folder_does_not_allow_what_leaves_the_house(tmp_path: Path) -> None:
    (tmp_path / "corpus.toml").write_text("allow_remote = true\n", encoding="utf-8")
    with pytest.raises(UsageError, match="on the command line only"):
        load_settings(tmp_path / "corpus.toml", {})
    assert load_settings(tmp_path / "none.toml", {"allow_remote": True}).allow_remote


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "say where the server is"),
        ("127.0.0.1:11434", "no address of a server"),
        ("ftp://127.0.0.1/", "no address of a server"),
        ("http://127.0.0.1:port/v1", "no address of a server"),
        ("http://user:pass@127.0.0.1/v1", "DUIZHAO_SERVER_KEY"),
        ("http://" + "a" * 80 + ".b/v1", "no address of a server"),
    ],
)
def test_addresses_that_are_none(url: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        Server.of(Settings(server=url))


def test_a_model_that_is_not_there_is_named_with_those_that_are(ollama: Protocol) -> None:
    with pytest.raises(CorpusError, match=r"has no model 'qwen9'; it has qwen2.5:7b"):
        _ = translator(ollama, model="qwen9").signature
    ollama.name = "gemma3:latest"
    assert translator(ollama, model="gemma3").server.served.name == "gemma3:latest"


def test_an_address_without_the_protocol(ollama: Protocol) -> None:
    with pytest.raises(CorpusError, match="mostly ends in /v1"):
        Server.of(Settings(server=ollama.url.removesuffix("/v1"))).models()


def test_models_list_tells_state_and_speed(
    ollama: Protocol, tmp_path: Path, cache_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ollama.translate = lambda _: "Officers registered 3 residents."
    (tmp_path / "a.txt").write_text("民警登记了3名住户。\n", encoding="utf-8")
    server = ["--server", ollama.url, "--model", "qwen2.5:7b"]
    assert (
        main(
            [
                "translate",
                str(tmp_path / "a.txt"),
                "--from",
                "zh",
                "--to",
                "en",
                "--engine",
                "server",
                *server,
            ]
        )
        == 0
    )
    assert capsys.readouterr().out == "Officers registered 3 residents.\n"
    assert main(["models", "list", "--json", *server]) == 0
    (row,) = [row for row in json.loads(capsys.readouterr().out) if row["kind"] == "server"]
    assert (row["name"], row["state"], list(row["speeds"])) == (
        "qwen2.5:7b",
        "ready, asked as qwen",
        ["zh→en"],
    )
    assert main(["models", "list", "--server", "http://127.0.0.1:1/v1"]) == 0
    assert "is it started" in capsys.readouterr().out


def test_models_list_of_a_model_that_nothing_runs(
    cache_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The cache may be shared with an installation that has more extras."""
    folder = cache_folder / "models" / "m-123"
    folder.mkdir(parents=True)
    (folder / "duizhao.json").write_text('{"name": "m", "sha256": "123"}', encoding="utf-8")
    monkeypatch.setattr("align.translate.inventory.embedded_is_available", lambda: False)
    assert main(["models", "list", "--json"]) == 0
    (row,) = [row for row in json.loads(capsys.readouterr().out) if row["kind"] == "embedded"]
    assert (row["name"], row["speeds"]) == ("m", {})
    assert ".[embedded]" in row["state"]
