"""The screen, the pointer and the window of a desktop, where OpenCV has no call for them."""

from __future__ import annotations

import ctypes
import sys
from typing import TYPE_CHECKING

import pytest

from formcheck.errors import OutputError
from formcheck.output.live_screen import desktop
from formcheck.output.live_screen.desktop import MousePointer, check_display, draw_again

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.skipif(sys.platform != "linux", reason="asks the X server")
def test_screen_that_does_not_answer_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":7654")
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    with pytest.raises(OutputError, match=":7654"):
        check_display()
    draw_again("formcheck")  # there is no window, and nothing happens
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    check_display()


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list of what a pointer is asked to do."""
    calls: list[str] = []

    def made() -> tuple[Callable[[], object], Callable[[], object]]:
        return lambda: calls.append("hide"), lambda: calls.append("show")

    monkeypatch.setattr(desktop, "_pointer_calls", made)
    return calls


@pytest.mark.parametrize(("platform", "hidden"), [("linux", 1), ("win32", 1), ("darwin", 3)])
def test_pointer_is_hidden_and_given_back_as_often(
    platform: str, hidden: int, calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Qt and Windows count the calls; macOS shows the pointer at each motion."""
    monkeypatch.setattr(sys, "platform", platform)
    pointer = MousePointer()
    pointer.show()
    for _ in range(3):
        pointer.hide()
    pointer.show()
    pointer.show()
    assert calls == ["hide"] * hidden + ["show"]


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32", "plan9"])
def test_pointer_stays_where_the_libraries_are_missing(
    platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(ctypes, "CDLL", missing)
    monkeypatch.setattr(ctypes, "windll", None, raising=False)
    pointer = MousePointer()
    pointer.hide()
    pointer.show()
    monkeypatch.setattr(sys, "platform", "linux")
    draw_again("formcheck")
