"""A corpus under review, and a client that has its key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from align.embedder import Embedder
from corpus.cache import Cache
from corpus.model import Flag, Unit
from corpus.pipeline.runner import InProcess
from corpus.pipeline.tools import Tools
from corpus.review_page.answers import Server
from corpus.review_page.app import make_app
from corpus.review_page.desk import Desk
from corpus.review_page.guard import Gate
from corpus.review_page.serve import SecondCopy
from corpus.review_page.workshop import OpenTools
from export.write_tmx import write_tmx
from tests.factories import FakeEmbedder, FakeTranslator, Silent, unit

PORT = 8000
HERE = f"http://127.0.0.1:{PORT}"
UNITS = (
    unit(
        "民警登记了3名住户。",
        "Officers registered 30 residents.",
        0,
        flags=(Flag("numbers", "3 is missing", (("source", 5, 6),)),),
    ),
    unit("大桥通车了。", "The bridge was opened.", 1),
    unit("居民可以拨打电话。", "Residents may call.", 2, document="b.txt"),
    unit("大桥通车了。", "The bridge was opened.", 3, document="b.txt"),
)


def write_units(folder: Path, units: tuple[Unit, ...] = UNITS) -> None:
    write_tmx(folder / "c.zh-CN.en-US.tmx", units, "zh-CN")


@dataclass
class Page:
    """What a browser does, without the browser."""

    desk: Desk
    gate: Gate
    client: TestClient
    server: Server

    def get(self, name: str, **values: Any) -> Any:
        answer = self.client.get(f"/api/{name}", params=values)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, address: str, status: int = 200, /, **values: Any) -> Any:
        answer = self.client.post(f"/api/{address}", json=values, headers={"origin": HERE})
        assert answer.status_code == status, answer.text
        return answer.json()

    def act(self, act: str, place: int, reviewer: str = "anna", status: int = 200, **more: Any) -> Any:
        identity = self.get("units", places=str(place))["units"][0]["id"]
        return self.post("act", status, act=act, unit=identity, reviewer=reviewer, **more)

    def states(self) -> list[tuple[str, str]]:
        count = len(self.get("view")["places"])
        rows = self.get("units", places=",".join(map(str, range(count))))["units"]
        return [(row["state"], row["target"]) for row in rows]


def fake_tools(
    cache: Path, make_embedder: Callable[[], Embedder] = FakeEmbedder, *, engine: bool = True
) -> OpenTools:
    """Tools with a cache of their own, and drafts that need no model."""

    @contextmanager
    def opened() -> Iterator[Tools]:
        with Cache(cache) as kept:
            yield Tools(
                lambda lang: FakeTranslator(lang) if engine else None,
                make_embedder,
                kept,
                Silent(),
                lambda kit: nullcontext(InProcess(kit)),
            )

    return opened


def open_page(
    folder: Path,
    documents: Path | None = None,
    password: str | None = None,
    open_tools: OpenTools | None = None,
    also: SecondCopy | None = None,
    **changes: Any,
) -> Page:
    desk = Desk(folder, documents, also=also)
    desk.wait()
    gate = Gate(PORT, password=password, **changes)
    server = Server.of(desk, "c", "anna", open_tools, drafts=open_tools is not None)
    client = TestClient(make_app(server, gate), base_url=HERE, follow_redirects=False)
    if password is None:
        assert client.get("/", params={"token": gate.token}).status_code == 303
    return Page(desk, gate, client, server)
