"""A server of the pages for the tests of this room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.web_server import WebServer, poses

from formcheck.session import exercise_machine
from formcheck.session.stages import summary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _short_results(monkeypatch: pytest.MonkeyPatch) -> None:
    """The results of a session stay for an instant."""
    monkeypatch.setattr(exercise_machine, "KEYED_S", 0.2)
    monkeypatch.setattr(summary, "SHOWN_S", 0.2)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[WebServer]:
    with WebServer(tmp_path, script=poses()) as running:
        yield running


@pytest.fixture(scope="module")
def steady(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """One server for all tests of a module that change nothing."""
    with WebServer(tmp_path_factory.mktemp("web"), script=poses()) as running:
        yield running
