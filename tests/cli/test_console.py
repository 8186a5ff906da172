"""The terminal: two streams, and a progress bar with the right numbers during long work."""

from __future__ import annotations

import io
import signal
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from rich.console import Console
from rich.text import Text
from support.watching import perfect

from formcheck.capture.pose_estimator import Observation
from formcheck.cli import console
from formcheck.cli.console import (
    TerminalProgress,
    print_error,
    print_note,
    print_result,
    print_written,
)
from formcheck.signals import INTERRUPTED, Interruption

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from support.commands import Command


def test_results_and_notes_go_to_different_streams(capsys: pytest.CaptureFixture[str]) -> None:
    print_result("a result")
    print_note("a note")
    print_written([Path("a.json")])
    print_error("an error")
    assert capsys.readouterr() == ("a result\n", "a note\nWritten: a.json\nan error\n")


def test_pipe_gets_no_colours_and_no_trailing_spaces(recorded: Path, command: Command) -> None:
    out = command("replay", recorded, "-e", "double_leg_bridge").out
    assert "\x1b" not in out
    assert [line for line in out.splitlines() if line != line.rstrip()] == []
    assert out.endswith("\n")
    assert not out.endswith("\n\n")


def test_long_sentence_to_stderr_is_not_broken(capsys: pytest.CaptureFixture[str]) -> None:
    """A path stays in one piece, so that it can be copied."""
    print_error("There is no file " + "/very/long" * 40)
    assert capsys.readouterr().err.count("\n") == 1


def test_brackets_in_names_are_not_markup(capsys: pytest.CaptureFixture[str]) -> None:
    print_error("There is no file [red]set[/red].mp4")
    print_result(Text("[b]title[/b]"))
    printed = capsys.readouterr()
    assert "[red]set[/red].mp4" in printed.err
    assert printed.out == "[b]title[/b]\n"


# --- Progress ------------------------------------------------------------------------------------


def stream(count: int, at_pose: Callable[[int], object]) -> Generator[Observation]:
    """Yield poses; `at_pose` is called with the number of each before it comes."""
    for index in range(count):
        at_pose(index)
        yield Observation(replace(perfect("mini_squat")[0], index=index, time_s=index / 30), None)


@pytest.mark.parametrize(
    ("each_s", "expected", "shown", "not_shown"),
    [
        (0.019, 100, [], ["%"]),
        (0.1, 100, ["50 %", "10 frames/s", "0:05 left"], []),
        (0.1, None, ["10 frames/s"], ["left"]),
        (0.1, 30, ["0:00 left"], []),
    ],
    ids=["short work", "long work", "unknown length", "wrong length"],
)
@pytest.mark.parametrize("is_terminal", [True, False])
def test_bar_shows_pace_and_time_left_of_long_work_on_a_terminal(
    each_s: float,
    expected: int | None,
    shown: list[str],
    not_shown: list[str],
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_terminal: bool,
) -> None:
    clock = SimpleNamespace(now_s=100.0)
    printed = io.StringIO()
    screen = Console(file=printed, force_terminal=is_terminal, width=90)
    monkeypatch.setattr(console, "monotonic", lambda: clock.now_s)
    monkeypatch.setattr(console, "Console", lambda **_: screen)
    with TerminalProgress() as monitor:
        monitor.begin(expected)
        for _ in monitor.over(stream(50, lambda _: setattr(clock, "now_s", clock.now_s + each_s))):
            pass
        monitor._bar.refresh()
    text = printed.getvalue()
    if not is_terminal or not shown:
        assert text == ""
        return
    assert all(part in text for part in shown)
    assert not any(part in text for part in not_shown)
    # The terminal then shows the result alone, and its cursor is back.
    assert text.endswith("\x1b[2K")
    assert text.count("\x1b[?25l") == text.count("\x1b[?25h") == 1


def test_second_signal_counts_although_a_library_replaces_its_exception() -> None:
    with Interruption() as interruption, TerminalProgress():
        signal.raise_signal(signal.SIGINT)
        assert not interruption.came
        with pytest.raises(ImportError):  # noqa: PT012  # as extension modules do
            try:
                signal.raise_signal(signal.SIGINT)
            except SystemExit as ended:
                raise ImportError(str(ended)) from ended
        assert interruption.came


def test_first_signal_ends_the_stream_second_the_program() -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def at_pose(index: int) -> None:
        if index == 7:
            signal.raise_signal(signal.SIGTERM)

    with TerminalProgress() as monitor:
        monitor.begin(None)
        assert len(list(monitor.over(stream(20, at_pose)))) == 7
        assert monitor.stopped
        with pytest.raises(SystemExit) as stop:
            signal.raise_signal(signal.SIGINT)
        assert stop.value.code == INTERRUPTED
    assert {number: signal.getsignal(number) for number in before} == before


def test_signal_handlers_are_restored_after_an_error() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(RuntimeError, match="oh"), TerminalProgress():
        raise RuntimeError("oh")
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no device that is always full")
def test_notes_that_cannot_be_printed_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr("sys.stderr", full)
        print_note("a note")
        print_error("an error")
