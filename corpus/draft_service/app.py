"""Paths, fields and answers of the service, as LibreTranslate has them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from corpus.draft_service.gate import Gate
from corpus.draft_service.layout import Layout
from corpus.draft_service.queue import Direction, DraftQueue, QueueClosedError, QueueFullError
from corpus.errors import CorpusError
from corpus.model import Lang, other
from corpus.text.script import document_language

_LARGEST_BODY = 1 << 20
_MOST_TEXTS = 1000
"""Texts in one request."""
_RETRY_AFTER = "5"
"""Seconds after which a client that was turned away may ask again."""
_LOOKING = 1.0
"""Seconds between looks whether the client still waits."""
_CHINESE = {
    "zh": "zh-CN", "zh-hans": "zh-CN", "zh-cn": "zh-CN", "zh-sg": "zh-CN",
    "zh-hant": "zh-TW", "zt": "zh-TW", "zh-tw": "zh-TW", "zh-hk": "zh-HK", "zh-mo": "zh-HK",
}  # fmt: skip
"""What clients call Chinese, and what is written then. LibreTranslate said ``zh`` and ``zt`` before 2025."""
_ENGLISH = frozenset(["en", "en-us", "en-gb"])
_LISTED = {
    "en": "English",
    "zh": "Chinese",
    "zh-Hans": "Chinese (Simplified)",
    "zh-Hant": "Chinese (Traditional)",
    "zt": "Chinese (Traditional)",
}

Json = dict[str, Any]


class AskedWronglyError(Exception):
    """A request that is answered with an error."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Service:
    """Answers requests."""

    queue: DraftQueue
    gate: Gate
    sources: tuple[Lang, ...]
    """The languages that an engine reads."""

    async def translate(self, request: Request) -> JSONResponse:
        """``POST /translate``."""
        fields = await self._fields(request)
        texts, is_list = _texts(fields.get("q"))
        if fields.get("format", "text") != "text":
            raise AskedWronglyError(400, "format must be text: tags of HTML would be translated too")
        source, target = str(fields.get("source") or "auto"), str(fields.get("target") or "")
        languages = [self._source(source, text) for text in texts]
        # In a thread: a long text takes a while, and others are answered meanwhile.
        layouts = await asyncio.to_thread(lambda: list(map(Layout.of, texts, languages)))
        directions = [_direction(lang, target) for lang in languages]
        for direction in directions:
            if direction and direction.source not in self.sources:
                raise AskedWronglyError(400, f"no engine drafts out of {direction.source} here")
        drafted = await self._draft(request, layouts, directions)
        made = [
            layout.fill(parts, other(lang)) if direction else text
            for text, lang, layout, direction, parts in zip(
                texts, languages, layouts, directions, drafted, strict=True
            )
        ]
        answer: Json = {"translatedText": made if is_list else made[0]}
        if source == "auto":
            detected = [_detected(text) for text in texts]
            answer["detectedLanguage"] = detected if is_list else detected[0]
        if fields.get("alternatives") is not None:
            answer["alternatives"] = [[] for _ in texts] if is_list else []
        return JSONResponse(answer)

    async def detect(self, request: Request) -> JSONResponse:
        """``POST /detect``."""
        fields = await self._fields(request)
        texts, is_list = _texts(fields.get("q"))
        detected = [[_detected(text)] for text in texts]
        return JSONResponse(detected if is_list else detected[0])

    async def languages(self, request: Request) -> JSONResponse:
        """``GET /languages``."""
        self._check_host(request)
        offered = []
        for code, name in _LISTED.items():
            lang: Lang = "en" if code in _ENGLISH else "zh"
            others = [c for c in _LISTED if (c in _ENGLISH) != (code in _ENGLISH)]
            targets = others if lang in self.sources else []
            offered.append({"code": code, "name": name, "targets": [code, *targets]})
        return JSONResponse(offered)

    async def health(self, request: Request) -> JSONResponse:
        """``GET /health``: 503 where nothing is drafted any more."""
        self._check_host(request)
        if not self.queue.is_open:
            return JSONResponse({"status": "error"}, 503)
        return JSONResponse({"status": "ok", "waiting": self.queue.waiting})

    async def _draft(
        self, request: Request, layouts: list[Layout], directions: list[Direction | None]
    ) -> list[list[str]]:
        """Return the translations of each text's sentences: a request's texts wait together."""
        by_direction: dict[Direction, list[str]] = {}
        for layout, direction in zip(layouts, directions, strict=True):
            if direction:
                by_direction.setdefault(direction, []).extend(layout.sentences)
        futures = {}
        try:
            for direction, sentences in by_direction.items():
                futures[direction] = self.queue.submit(direction, sentences)
            made = {d: iter(await _result(request, future)) for d, future in futures.items()}
        finally:
            for future in futures.values():
                future.cancel()
        return [
            [next(made[direction]) for _ in layout.sentences] if direction else []
            for layout, direction in zip(layouts, directions, strict=True)
        ]

    async def _fields(self, request: Request) -> Json:
        """Return the fields of a request that may be answered."""
        self._check_host(request)
        fields = _read_fields(request, await _body(request))
        scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
        if not self.gate.knows(bearer if scheme.lower() == "bearer" else fields.get("api_key")):
            raise AskedWronglyError(403, "Invalid API key")
        return fields

    def _check_host(self, request: Request) -> None:
        if not self.gate.knows_host(request.headers.get("host", "")):
            raise AskedWronglyError(403, "asked by a name that is not this machine's")

    def _source(self, code: str, text: str) -> Lang:
        if code != "auto":
            return _language(code)
        language = document_language(text)
        if not isinstance(language, str):
            return language[0]
        if language:
            raise AskedWronglyError(400, f"the text is neither Chinese nor English, but {language}")
        return "en"  # Without a letter nothing is translated.


def make_app(service: Service) -> Starlette:
    """Return the application."""
    return Starlette(
        routes=[
            Route("/translate", _answered(service.translate), methods=["POST"]),
            Route("/detect", _answered(service.detect), methods=["POST"]),
            Route("/languages", _answered(service.languages), methods=["GET"]),
            Route("/health", _answered(service.health), methods=["GET"]),
        ]
    )


_Handler = Callable[[Request], Awaitable[JSONResponse]]


def _answered(handler: _Handler) -> _Handler:
    """Turn what goes wrong into the answers that clients know."""

    async def answer(request: Request) -> JSONResponse:
        try:
            return await handler(request)
        except AskedWronglyError as error:
            return JSONResponse({"error": str(error)}, error.status)
        except QueueFullError as error:
            return JSONResponse({"error": str(error)}, 429, {"Retry-After": _RETRY_AFTER})
        except QueueClosedError as error:
            return JSONResponse({"error": str(error)}, 503)
        except CorpusError as error:
            return JSONResponse({"error": str(error)}, 500)

    return answer


async def _result(request: Request, future: Future[list[str]]) -> list[str]:
    """Wait for a draft as long as the client does."""
    waiting = asyncio.wrap_future(future)
    while True:
        done, _ = await asyncio.wait([waiting], timeout=_LOOKING)
        if done:
            return waiting.result()
        if await request.is_disconnected():
            waiting.cancel()
            raise AskedWronglyError(499, "the client went away")


async def _body(request: Request) -> bytes:
    blocks: list[bytes] = []
    size = 0
    async for block in request.stream():
        size += len(block)
        if size > _LARGEST_BODY:
            raise AskedWronglyError(413, f"a request may have {_LARGEST_BODY >> 20} MB")
        blocks.append(block)
    return b"".join(blocks)


def _read_fields(request: Request, body: bytes) -> Json:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        if kind == "application/json":
            fields = json.loads(body)
        elif kind in ("application/x-www-form-urlencoded", ""):
            form = parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_TEXTS)
            fields = {name: values[-1] for name, values in form.items()}
        else:
            raise AskedWronglyError(415, "send JSON, or a form as application/x-www-form-urlencoded")
    except (ValueError, RecursionError) as error:
        raise AskedWronglyError(400, "the request cannot be read") from error
    if not isinstance(fields, dict):
        raise AskedWronglyError(400, "the request is no object with q, source and target")
    return fields


def _texts(q: object) -> tuple[list[str], bool]:
    """Return the texts of a request, and whether it has a list of them."""
    if isinstance(q, str):
        return [q], False
    if isinstance(q, list) and 0 < len(q) <= _MOST_TEXTS and all(isinstance(text, str) for text in q):
        return q, True
    raise AskedWronglyError(400, f"q must be a text, or a list of at most {_MOST_TEXTS} texts")


def _language(code: str) -> Lang:
    key = code.replace("_", "-").lower()
    if key in _ENGLISH:
        return "en"
    if key in _CHINESE:
        return "zh"
    raise AskedWronglyError(400, f"{code} is not supported")


def _direction(source: Lang, target: str) -> Direction | None:
    """Return what is translated into what; nothing where a text stays in its language."""
    if _language(target) == source:
        return None
    return (
        Direction(source) if source == "zh" else Direction(source, _CHINESE[target.replace("_", "-").lower()])
    )


def _detected(text: str) -> Json:
    language = document_language(text)
    if isinstance(language, str):
        return {"confidence": 0.0, "language": "en"}
    code = {"Hans": "zh-Hans", "Hant": "zh-Hant", "Latn": "en"}[language[1]]
    return {"confidence": 100.0, "language": code}
