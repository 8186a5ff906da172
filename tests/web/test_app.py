"""The addresses of the pages: the first one, files, and none outside their folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from formcheck.web.app import STATIC

if TYPE_CHECKING:
    from support.web_server import WebServer


def test_printed_address_lets_a_browser_in(steady: WebServer) -> None:
    with steady.client(Cookie="") as client:
        opened = client.get(f"/open?key={steady.context.key}")
    cookie = opened.headers["set-cookie"]
    assert f"{steady.cookie};" in cookie
    assert {"HttpOnly", "SameSite=Strict"} <= set(cookie.split("; "))
    assert 'url=/"' in opened.text
    assert steady.context.key not in opened.text


def test_code_of_the_opened_browser_works_once(steady: WebServer) -> None:
    code = steady.context.opening.new()
    with steady.client(Cookie="") as client:
        assert client.get(f"/open?key={code}").status_code == 200
        assert client.get(f"/open?key={code}").status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static//etc/passwd",
        "/static/js/../../app.py",
        "/report/../../etc/passwd",
        "/report/..%2f..%2fdiary.sqlite3",
        "/api/exercises/..%2f..%2fpyproject",
        "/api/recordings/..%2f..",
    ],
)
def test_no_path_leads_outside(steady: WebServer, path: str) -> None:
    with steady.client() as client:
        answer = client.get(path)
    assert answer.status_code in {404, 405}
    assert "starlette" not in answer.text.lower()
    assert "root:" not in answer.text


def test_folder_of_the_files_lists_nothing(steady: WebServer) -> None:
    assert not [file for file in STATIC.rglob("*") if file.is_symlink()]
    with steady.client() as client:
        assert client.get("/static/").status_code == 404


def test_scripts_have_the_type_that_browsers_run(steady: WebServer) -> None:
    with steady.client() as client:
        found = client.get("/static/js/api.js")
    assert found.headers["content-type"].startswith("text/javascript")


def test_missing_page_is_a_sentence(steady: WebServer) -> None:
    with steady.client() as client:
        assert client.get("/nothing").text.endswith(".")
        assert client.get("/api/nothing").json()["sentence"].endswith(".")
        assert client.post("/api/settings", json={}).status_code == 405
