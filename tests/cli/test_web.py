"""``formcheck web``, and ``formcheck`` alone: the pages are served and the address is printed."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from support.commands import run
from support.paths import ROOT

from formcheck.cli import web
from formcheck.web import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Any]:
    """What would be served; nothing is, but the start is reported."""
    found: list[Any] = []

    async def serve(servers: Sequence[Any], *, on_start: Callable[[], None]) -> None:
        found.extend(servers)
        on_start()
        for _, listener in servers:
            listener.close()

    monkeypatch.setattr(serving, "serve", serve)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(serving, "PORT", 0)
    return found


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    addresses: list[str] = []
    monkeypatch.setattr(serving, "open_browser", addresses.append)
    return addresses


def test_address_is_printed_and_another_one_opened(
    served: list[Any], opened: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Other users see with which address a browser was started: that one works once."""
    done = run(capsys, "web")
    assert done.code == 0
    printed = "".join(done.out.split())
    assert len(served) == 1
    assert "http://127.0.0.1:" in printed
    (address,) = opened
    assert address.rpartition("=")[2] not in printed


def test_formcheck_alone_opens_the_browser(
    served: list[Any], opened: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys).code == 0
    assert len(served) == len(opened) == 1


def test_browser_is_left_closed_on_request(
    served: list[Any], opened: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "web", "--no-browser").code == 0
    assert served
    assert opened == []


def test_sharing_prints_the_address_of_the_phone(
    served: list[Any], opened: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    done = run(capsys, "web", "--share", "--no-browser")
    assert done.code == 0
    said = "".join(done.err.split())
    assert len(served) == 2
    assert "/phone?code=" in said
    assert opened == []


def test_importing_and_helping_need_no_server() -> None:
    code = (
        "import sys, formcheck, formcheck.cli\n"
        "heavy = {'starlette', 'uvicorn', 'websockets', 'cryptography', 'segno', 'tomlkit'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(  # noqa: S603  # this Python
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
    assert web.app is not None
