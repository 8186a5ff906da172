"""The progress bar appears on a terminal, during long work, with the right numbers."""

from __future__ import annotations

import io
import signal
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rich.console import Console
from support.watching import perfect

from formcheck.capture.pose_estimator import Observation
from formcheck.cli import progress
from formcheck.cli.progress import INTERRUPTED, TerminalProgress

if TYPE_CHECKING:
    from collections.abc import Iterator


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(progress, "monotonic", moved)
    return moved


def stream(clock: Clock, count: int, *, each_s: float) -> Iterator[Observation]:
    """Yield poses that take `each_s` each."""
    for index in range(count):
        clock.now_s += each_s
        yield Observation(replace(perfect("mini_squat")[0], index=index, time_s=index / 30), None)


def shown(
    clock: Clock,
    *,
    each_s: float,
    terminal: bool = True,
    count: int = 100,
    expected_count: int | None = 100,
) -> str:
    """Return what is printed while `count` poses are judged."""
    console = Console(file=io.StringIO(), force_terminal=terminal, width=90)
    with TerminalProgress() as watch:
        watch._console = console
        watch.begin(expected_count, None)
        for _ in watch.over(stream(clock, count, each_s=each_s)):
            pass
        if watch._bar is not None:
            watch._bar.refresh()
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_short_work_shows_no_bar(clock: Clock) -> None:
    assert shown(clock, each_s=0.019) == ""


def test_long_work_shows_pace_and_time_left(clock: Clock) -> None:
    text = shown(clock, each_s=0.1, count=50)
    assert "50 %" in text
    assert "10 frames/s" in text
    assert "0:05 left" in text


def test_without_a_terminal_nothing_is_printed(clock: Clock) -> None:
    assert shown(clock, each_s=1.0, terminal=False) == ""


def test_unknown_or_wrong_length_does_no_harm(clock: Clock) -> None:
    assert "left" not in shown(clock, each_s=0.1, expected_count=None)
    assert "0:00 left" in shown(clock, each_s=0.1, count=30, expected_count=20)


def test_bar_is_removed_at_the_end(clock: Clock) -> None:
    """The terminal then shows the result alone."""
    text = shown(clock, each_s=0.1)
    assert text.endswith("\x1b[2K")
    assert text.count("\x1b[?25l") == text.count("\x1b[?25h") == 1, "the cursor is back"


def test_first_signal_ends_the_stream_second_the_program(clock: Clock) -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    with TerminalProgress() as watch:
        watch.begin(None, None)
        seen = 0
        for _ in watch.over(stream(clock, 20, each_s=0.0)):
            seen += 1
            if seen == 7:
                signal.raise_signal(signal.SIGTERM)
        assert seen == 7
        assert watch.stopped
        with pytest.raises(SystemExit) as stop:
            signal.raise_signal(signal.SIGINT)
        assert stop.value.code == INTERRUPTED
    assert {number: signal.getsignal(number) for number in before} == before


def test_signal_handlers_are_restored_after_an_error() -> None:
    before = signal.getsignal(signal.SIGINT)

    def fail() -> None:
        with TerminalProgress():
            raise RuntimeError("oh")

    with pytest.raises(RuntimeError, match="oh"):
        fail()
    assert signal.getsignal(signal.SIGINT) is before
