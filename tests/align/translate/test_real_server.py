"""A real server of the OpenAI protocol, llama-cpp-python's, where that is installed: a tiny model of random weights."""

from __future__ import annotations

import importlib.util
import json
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from align.translate.openai_protocol import Address, Client
from align.translate.server import Server, ServerTranslator, draft_of
from tests.tiny_models import random_weights, write_gguf

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("llama_cpp") is None, reason='needs pip install "llama-cpp-python[server]"'
)
TEXTS = ["警方", "大桥通车", "hello the"]
_OWN = """
import json, sys
from llama_cpp import Llama
model = Llama(sys.argv[1], n_ctx=2048, chat_format="chatml", logits_all=True, verbose=False)
for body in json.load(sys.stdin):
    # What the server adds where a request says nothing of it.
    made = model.create_chat_completion(
        body["messages"], temperature=0, seed=0, max_tokens=body["max_tokens"], repeat_penalty=1.1
    )
    print(json.dumps(made))
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "qwen-tiny.gguf"
    write_gguf(path, random_weights())
    return path


@pytest.fixture(scope="module")
def translator(model: Path) -> Iterator[ServerTranslator]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--chat_format", "chatml", "--n_ctx", "2048", "--logits_all", "true", "--port", str(port)]
    command = [sys.executable, "-m", "llama_cpp.server", "--model", str(model), *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            url = f"http://127.0.0.1:{port}/v1"
            for _ in range(600):
                try:
                    urllib.request.urlopen(f"{url}/models").close()  # noqa: S310 - of this machine
                    break
                except (urllib.error.URLError, ConnectionError):
                    assert process.poll() is None
                    with pytest.raises(subprocess.TimeoutExpired):
                        process.wait(0.2)
            yield ServerTranslator(Server(Client(Address.of(url))), "zh")
        finally:
            process.kill()


def test_the_same_text_as_its_own_client(model: Path, translator: ServerTranslator) -> None:
    # One after the other: what the server keeps of the last prompt changes the rounding of the next.
    drafts = [translator.translate([text])[0] for text in TEXTS]
    bodies = [translator._body(text, (), careful=False) for text in TEXTS]
    done = subprocess.run(
        [sys.executable, "-c", _OWN, str(model)],
        input=json.dumps(bodies),
        capture_output=True,
        text=True,
        check=True,
    )
    own = [draft_of(json.loads(line)) for line in done.stdout.splitlines()]
    assert [draft.text for draft in drafts] == [draft.text for draft in own]
    assert [draft.finished for draft in drafts] == [draft.finished for draft in own]
    assert all(draft.log_probability < 0 for draft in drafts), "it gives log-probabilities"


def test_all_at_once(translator: ServerTranslator) -> None:
    assert len(translator.translate([f"{text}{i}" for text in TEXTS for i in range(8)])) == 24
