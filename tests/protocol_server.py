"""A small HTTP server that answers as Ollama, llama.cpp and vLLM do, with the faults that a test asks for.

The shapes are those that the servers send; ``translate`` says what the model writes.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

DIGEST = "845dbda0ea48ed749caafd9e6037047aa19acfcfd82e704d7ca97d631a0b697e"

Answer = tuple[int, Any, dict[str, str]]


def models(kind: str, name: str) -> dict[str, Any]:
    entries: dict[str, dict[str, Any]] = {
        "ollama": {"id": name, "object": "model", "created": 1730000000, "owned_by": "library"},
        "llama.cpp": {
            "id": name,
            "object": "model",
            "created": 1764000000,
            "owned_by": "llamacpp",
            "meta": {
                "vocab_type": 2,
                "n_vocab": 151936,
                "n_ctx_train": 32768,
                "n_embd": 1536,
                "n_params": 1543714304,
                "size": 1111370752,
            },
        },
        "vllm": {
            "id": name,
            "object": "model",
            "created": 1764000000,
            "owned_by": "vllm",
            "root": "/models/qwen",
            "parent": None,
            "max_model_len": 4096,
            "permission": [{"id": "modelperm-1", "object": "model_permission"}],
        },
    }
    return {"object": "list", "data": [entries[kind]]}


def completion(kind: str, name: str, text: str, *, log_probabilities: bool) -> dict[str, Any]:
    choice: dict[str, Any] = {
        "index": 0,
        "message": {"role": "assistant", "content": text},
        "finish_reason": "stop",
    }
    if kind == "vllm":
        choice["message"] |= {"refusal": None, "tool_calls": [], "reasoning_content": None}
        choice |= {"logprobs": None, "stop_reason": None}
    if log_probabilities:
        tokens = [
            {"token": part, "logprob": -0.25, "bytes": [1], "top_logprobs": []} for part in text.split()
        ]
        choice["logprobs"] = {
            "content": [*tokens, {"token": "", "logprob": -0.75, "bytes": None, "top_logprobs": []}]
        }
    answer = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": name,
        "choices": [choice],
    }
    extra: dict[str, dict[str, Any]] = {
        "ollama": {"system_fingerprint": "fp_ollama"},
        "llama.cpp": {"timings": {"prompt_n": 1, "predicted_per_second": 9.5}},
        "vllm": {"prompt_logprobs": None, "kv_transfer_params": None},
    }
    return answer | extra[kind] | {"usage": {"prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13}}


class Protocol:
    """What the server does, and what it was asked."""

    def __init__(self, kind: str = "ollama", name: str = "qwen2.5:7b", digest: str = DIGEST) -> None:
        self.kind, self.name, self.digest = kind, name, digest
        self.url = ""
        self.key = ""
        self.log_probabilities = True
        self.translate: Callable[[str], str] = lambda text: f"Draft of {len(text)}."
        self.faults: list[Answer | Callable[[BaseHTTPRequestHandler], object]] = []
        """Taken one by one, before completions are answered well."""
        self.asked: list[dict[str, Any]] = []
        self.at_once = self.most_at_once = 0
        self.gate: threading.Barrier | None = None
        """Completions wait here for each other."""
        self._lock = threading.Lock()

    def get(self, path: str) -> Answer:
        if path == "/v1/models":
            return 200, models(self.kind, self.name), {}
        if path == "/api/tags" and self.kind == "ollama":
            entry = {
                "name": self.name,
                "model": self.name,
                "size": 4683087332,
                "digest": self.digest,
                "details": {"family": "qwen2"},
            }
            return 200, {"models": [entry]}, {}
        return 404, {"error": {"message": "not found", "type": "invalid_request_error"}}, {}

    def complete(self, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> Answer | None:
        with self._lock:
            self.asked.append(body)
            fault = self.faults.pop(0) if self.faults else None
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            if self.gate is not None:
                self.gate.wait(30)
            if callable(fault):
                fault(handler)
                return None
            if fault is not None:
                return fault
            text = self.translate(body["messages"][-1]["content"])
            with_log_probabilities = self.log_probabilities and bool(body.get("logprobs"))
            return 200, completion(self.kind, self.name, text, log_probabilities=with_log_probabilities), {}
        finally:
            with self._lock:
                self.at_once -= 1


@contextmanager
def serving(protocol: Protocol) -> Iterator[Protocol]:
    """Serve on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(protocol.get(self.path))

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if protocol.key and self.headers.get("Authorization") != f"Bearer {protocol.key}":
                self.answer((401, {"error": {"message": "Invalid API Key", "code": 401}}, {}))
            elif made := protocol.complete(self, body):
                self.answer(made)

        def answer(self, made: Answer) -> None:
            status, value, headers = made
            data = value if isinstance(value, bytes) else json.dumps(value).encode()
            self.send_response(status)
            for name, text in (
                {"Content-Type": "application/json", "Content-Length": str(len(data))} | headers
            ).items():
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 128

        def handle_error(self, *_: object) -> None:
            """A client that went away is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    protocol.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield protocol
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
