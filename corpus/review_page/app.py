"""The server of the review page: addresses, and what is said there."""

from __future__ import annotations

import html
import json
from collections.abc import Awaitable, Callable
from importlib import resources

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from corpus.errors import CorpusError, UsageError
from corpus.review_page.answers import Server, Values, Work, asked_of, told_to
from corpus.review_page.guard import Gate, Guard, TooLargeError, too_large

SCRIPTS = ("server", "list", "unit", "acts", "keys", "alignment", "views", "start")
"""The scripts of the page in the order in which it loads them: each uses those before it while it loads."""
_HTML = "text/html; charset=utf-8"
_FILES = {"page.css": "text/css; charset=utf-8"} | {
    f"{name}.js": "text/javascript; charset=utf-8" for name in SCRIPTS
}


def make_app(server: Server, gate: Gate) -> ASGIApp:
    """Return the application, guarded.

    ``GET`` addresses answer from the query, ``POST`` ones from a JSON object; what cannot be done is
    ``{"error": …}`` with status 400.
    """
    asked, told = asked_of(server), told_to(server)
    routes = [
        Route("/", _page("page.html", _HTML)),
        Route("/login", _login),
        Route("/favicon.ico", _nothing),
        *(Route(f"/{name}", _page(name, kind)) for name, kind in _FILES.items()),
        *(Route(f"/api/{name}", _get(work)) for name, work in asked.items()),
        *(Route(f"/api/{name}", _post(work), methods=["POST"]) for name, work in told.items()),
    ]
    return Guard(Starlette(routes=routes), gate)


def _page(name: str, kind: str) -> Callable[[Request], Awaitable[Response]]:
    content = resources.files("corpus.review_page").joinpath("page", name).read_bytes()

    async def answer(_: Request) -> Response:
        return Response(content, media_type=kind)

    return answer


async def _login(request: Request) -> Response:
    text = resources.files("corpus.review_page").joinpath("page", "login.html").read_text(encoding="utf-8")
    said = "That is not the password." if request.query_params.get("wrong") else ""
    return Response(text.replace("{wrong}", html.escape(said)), media_type=_HTML)


async def _nothing(_: Request) -> Response:
    return Response(status_code=204)


def _get(work: Work) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        return await _answer(work, dict(request.query_params))

    return answer


def _post(work: Work) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            values = json.loads(await request.body())
        except TooLargeError:
            return too_large()
        except (ValueError, RecursionError):
            return JSONResponse({"error": "no JSON"}, status_code=400)
        if not isinstance(values, dict):
            return JSONResponse({"error": "no JSON object"}, status_code=400)
        return await _answer(work, values)

    return answer


async def _answer(work: Work, values: Values) -> Response:
    try:
        return JSONResponse(await run_in_threadpool(work, values))
    except CorpusError as error:
        return JSONResponse({"error": str(error)}, status_code=400 if isinstance(error, UsageError) else 500)
