"""Who is let in: host, origin, secret, and what every answer says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from formcheck.web.security import Bucket, WrongTries, is_same

if TYPE_CHECKING:
    from support.web_server import WebServer


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_page_needs_the_secret(steady: WebServer) -> None:
    with steady.client(Cookie="") as client:
        refused = client.get("/api/settings")
    assert refused.status_code == 401
    assert refused.json()["sentence"]


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:80", "127.0.0.1", "localhost:1", "127.0.0.1.evil.example"],
)
def test_foreign_host_is_refused(steady: WebServer, host: str) -> None:
    """A name that an attacker leads to this machine (DNS rebinding) has no cookie."""
    with steady.client(Host=host) as client:
        assert client.get("/api/settings").status_code == 421
        assert client.get(f"/open?key={steady.context.key}").status_code == 421
        assert client.get("/static/js/api.js").status_code == 421


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]"])
def test_own_names_are_let_in(steady: WebServer, name: str) -> None:
    host = f"{name}:{steady.context.port}"
    with steady.client(Host=host, Origin=f"http://{host}") as client:
        assert client.get("/api/settings").status_code == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://127.0.0.1:1", "http://127.0.0.1", ""]
)
def test_foreign_origin_changes_nothing(steady: WebServer, origin: str) -> None:
    with steady.client(Origin=origin) as client:
        assert client.put("/api/settings", json={"numbers": "de"}).status_code == 403
        assert client.post("/api/forget", json={"what": "everything"}).status_code == 403
        assert client.post("/api/recordings", content=b"x").status_code == 403
    with steady.client() as client:
        assert client.get("/api/settings").json()["numbers"] == "en"


def test_request_without_origin_changes_nothing(steady: WebServer) -> None:
    with steady.client() as client:
        del client.headers["Origin"]
        assert client.put("/api/settings", json={"numbers": "de"}).status_code == 403
        assert client.get("/api/settings").status_code == 200


def test_other_pages_read_nothing(steady: WebServer) -> None:
    with steady.client(**{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}) as client:
        del client.headers["Origin"]
        assert client.get("/api/settings").status_code == 403


def test_every_answer_has_the_policy(steady: WebServer) -> None:
    with steady.client() as client:
        for path in ("/", "/api/settings", "/static/js/api.js", "/nothing", "/api/nothing"):
            headers = client.get(path).headers
            policy = headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert "http" not in policy
            assert headers["x-content-type-options"] == "nosniff"
            assert "access-control-allow-origin" not in headers
    with steady.client(Cookie="") as client:
        assert "content-security-policy" in client.get("/").headers


def test_guessing_is_slowed_down(server: WebServer) -> None:
    with server.client(Cookie="") as client:
        statuses = [client.get(f"/open?key=guess{number}").status_code for number in range(12)]
        assert statuses == [401] * 10 + [429] * 2
        assert client.get(f"/open?key={server.context.key}").status_code == 429
    with server.client(Cookie=f"formcheck_{server.context.port}=guess") as client:
        assert client.get("/api/settings").status_code == 429
    with server.client() as client:
        assert client.get("/api/settings").status_code == 200


def test_wrong_tries_are_forgotten_after_a_minute() -> None:
    clock = Clock()
    tries = WrongTries(2, clock=clock)
    tries.add("a")
    tries.add("a")
    assert tries.is_blocked("a")
    assert not tries.is_blocked("b")
    clock.now_s += 61
    assert not tries.is_blocked("a")


def test_many_addresses_together_are_blocked() -> None:
    tries = WrongTries(2, clock=Clock())
    for number in range(8):
        tries.add(f"192.0.2.{number}")
    assert tries.is_blocked("198.51.100.1")


def test_secrets_are_compared_whole() -> None:
    assert is_same("abc", "abc")
    assert not is_same("ab", "abc")
    assert not is_same("", "")
    assert not is_same("ä", "abc")
    assert not is_same("\ud800", "abc")


def test_bucket_allows_a_burst_and_then_a_rate() -> None:
    clock = Clock()
    bucket = Bucket(10, clock=clock)
    assert [bucket.take() for _ in range(11)] == [True] * 10 + [False]
    clock.now_s += 0.15
    assert [bucket.take(), bucket.take()] == [True, False]
