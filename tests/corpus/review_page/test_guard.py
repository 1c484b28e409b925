"""Who is let in: everything that a page of others, a rebound name or a flood could try."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from corpus.errors import UsageError
from corpus.review_page.answers import Server
from corpus.review_page.app import make_app
from corpus.review_page.desk import Desk
from corpus.review_page.guard import HEADERS, LARGEST_BODY, Gate
from corpus.review_page.serve import listen
from tests.corpus.review_page.desk import HERE, PORT, Page, open_page, write_units

WORD = "guanlan"
ACT = {"act": "reject", "unit": "x", "reviewer": "mallory"}


@pytest.fixture
def page(tmp_path: Path) -> Page:
    write_units(tmp_path)
    return open_page(tmp_path)


def stranger(page: Page) -> TestClient:
    return TestClient(
        make_app(Server.of(page.desk, "c", "x"), page.gate), base_url=HERE, follow_redirects=False
    )


def test_the_key_becomes_a_cookie_and_leaves_the_address(page: Page) -> None:
    client = stranger(page)
    assert client.get("/").status_code == 403
    assert client.get("/", params={"token": "guessed"}).status_code == 403
    answer = client.get("/", params={"token": page.gate.token, "x": "1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/?x=1")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie and page.gate.token not in cookie
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("path", ["/list.js", "/page.css", "/api/corpus", "/api/view", "/login", "/x"])
def test_without_the_key_nothing_is_told(path: str, page: Page) -> None:
    assert stranger(page).get(path).status_code == 403
    assert stranger(page).post(path, json=ACT, headers={"origin": HERE}).status_code == 403


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        f"evil.example:{PORT}",
        "127.0.0.1",
        "127.0.0.1:1",
        "",
        f"127.0.0.1.evil.example:{PORT}",
    ],
)
def test_a_rebound_name_is_not_ours(host: str, page: Page) -> None:
    assert page.client.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_our_own_names(host: str, page: Page) -> None:
    assert (
        page.client.get(
            "/", headers={"host": f"{host}:{PORT}", "cookie": f"{page.gate.cookie}={page.gate.session}"}
        ).status_code
        == 200
    )


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9"},
        {"origin": HERE, "sec-fetch-site": "cross-site"},
    ],
)
def test_another_page_changes_nothing(headers: dict[str, str], page: Page) -> None:
    assert page.client.post("/api/act", json=ACT, headers=headers).status_code == 403
    assert not (page.desk.folder / "review.jsonl").exists()


def test_another_origin_reads_nothing(page: Page) -> None:
    answer = page.client.get("/api/view", headers={"origin": "http://evil.example"})
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers


def test_every_answer_carries_the_policy(page: Page) -> None:
    for answer in (
        page.client.get("/"),
        page.client.get("/x"),
        stranger(page).get("/"),
        page.client.get("/api/view"),
    ):
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    policy = HEADERS["content-security-policy"]
    assert "unsafe" not in policy and "default-src 'none'" in policy
    html = page.client.get("/").text
    assert (
        "<script>" not in html
        and " on" + "click" not in html
        and "style=" not in html
        and "//" not in html.replace("http://", "")
    )


@pytest.mark.parametrize(
    "path",
    [
        "/../pyproject.toml",
        "/%2e%2e/app.py",
        "/page/../app.py",
        "/..%2fapp.py",
        "//etc/passwd",
        "/list.js/../../app.py",
        "/app.py",
    ],
)
def test_only_our_files(path: str, page: Page) -> None:
    answer = page.client.get(path)
    assert answer.status_code in (404, 200)
    assert "import" not in answer.text


def test_a_body_ends_somewhere(page: Page) -> None:
    headers = {"origin": HERE}
    assert page.client.post("/api/act", content=b" " * (LARGEST_BODY + 1), headers=headers).status_code == 413
    # A length that is none, and a body whose length nobody says.
    assert (
        page.client.post("/api/act", content=b"{}", headers=headers | {"content-length": "-1"}).status_code
        == 413
    )
    parts = (b"x" * 65_536 for _ in range(LARGEST_BODY // 65_536 + 2))
    assert page.client.post("/api/act", content=parts, headers=headers).status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"no",
        b"\xff\xfe",
        b"[" * 100_000,
        b"{}",
        b'{"act": 5}',
        b'{"act": "drop", "reviewer": "x"}',
    ],
)
def test_nonsense_is_said_to_be_so(body: bytes, page: Page) -> None:
    answer = page.client.post("/api/act", content=body, headers={"origin": HERE})
    assert answer.status_code == 400
    assert answer.json()["error"]


@pytest.mark.parametrize("query", ["places=x", "places=" + "9" * 40, "places=" + "1," * 9999])
def test_odd_places(query: str, page: Page) -> None:
    assert page.client.get(f"/api/units?{query}").status_code in (200, 400)


def test_a_password_lets_others_in_but_not_by_trying(tmp_path: Path) -> None:
    write_units(tmp_path)
    page = open_page(tmp_path, password=WORD, host="192.0.2.7")
    host = {"host": f"192.0.2.7:{PORT}"}
    origin = host | {"origin": f"http://192.0.2.7:{PORT}"}
    assert page.client.get("/", headers=host).headers["location"] == "/login"
    assert "password" in page.client.get("/login", headers=host).text
    assert page.client.get("/api/view", headers=host).status_code == 403
    wrong = page.client.post("/login", data={"password": "x"}, headers=origin)
    assert wrong.headers["location"] == "/login?wrong=1"
    assert "That is not" in page.client.get("/login?wrong=1", headers=host).text
    right = page.client.post("/login", data={"password": WORD}, headers=origin)
    assert page.gate.session in right.headers["set-cookie"]
    for _ in range(5):
        page.client.post("/login", data={"password": "x"}, headers=origin)
    late = page.client.post("/login", data={"password": WORD}, headers=origin)
    assert late.headers["location"] == "/login?wrong=1", "after many wrong ones nobody's is looked at"
    assert (
        page.client.post(
            "/login", data={"password": WORD}, headers=host | {"origin": "http://evil.example"}
        ).status_code
        == 403
    )


def test_a_name_that_leads_here_by_dns_is_not_ours_on_a_network_either() -> None:
    gate = Gate(PORT, "192.0.2.7", "word")
    assert gate.knows_host(f"192.0.2.7:{PORT}")
    assert not gate.knows_host(f"evil.example:{PORT}")


def test_further_than_this_machine_only_with_a_password() -> None:
    with pytest.raises(UsageError, match="--password"):
        listen("0.0.0.0", 0, None)  # noqa: S104
    with pytest.raises(UsageError, match="--password"):
        listen("192.0.2.7", 0, "")
    listening, gate = listen("127.0.0.1", 0, None)
    listening.close()
    assert gate.port > 0


def test_ten_thousand_requests_leave_it_as_it_was(tmp_path: Path) -> None:
    write_units(tmp_path)
    page = open_page(tmp_path)
    outside = TestClient(make_app(Server.of(Desk(tmp_path), "c", "x"), page.gate), base_url=HERE)
    assert {outside.get("/api/view").status_code for _ in range(1000)} == {403}
    assert len(page.get("view")["places"]) == 4
