"""The progress bar: only where somebody looks, only when it takes a while, and true."""

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
    """Poses that take so long each."""
    for index in range(count):
        clock.now_s += each_s
        yield Observation(replace(perfect("mini_squat")[0], index=index, time_s=index / 30), None)


def shown(
    clock: Clock,
    *,
    each_s: float,
    terminal: bool = True,
    count: int = 100,
    told_count: int | None = 100,
) -> str:
    """What is printed while so many poses are watched."""
    console = Console(file=io.StringIO(), force_terminal=terminal, width=90)
    with TerminalProgress() as watch:
        watch._console = console
        watch.begin(told_count, None)
        for _ in watch.over(stream(clock, count, each_s=each_s)):
            pass
        if watch._bar is not None:
            watch._bar.refresh()
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_what_is_done_within_two_seconds_needs_no_bar(clock: Clock) -> None:
    assert shown(clock, each_s=0.019) == ""


def test_what_takes_longer_shows_pace_and_what_is_left(clock: Clock) -> None:
    text = shown(clock, each_s=0.1, count=50)
    assert "50 %" in text
    assert "10 frames/s" in text
    assert "0:05 left" in text


def test_where_nobody_looks_nothing_is_printed(clock: Clock) -> None:
    assert shown(clock, each_s=1.0, terminal=False) == ""


def test_a_length_that_is_not_known_or_wrong_harms_nothing(clock: Clock) -> None:
    assert "left" not in shown(clock, each_s=0.1, told_count=None)
    assert "0:00 left" in shown(clock, each_s=0.1, count=30, told_count=20)


def test_the_bar_is_gone_at_the_end(clock: Clock) -> None:
    """It is wiped away, so that the result stands alone."""
    text = shown(clock, each_s=0.1)
    assert text.endswith("\x1b[2K")
    assert text.count("\x1b[?25l") == text.count("\x1b[?25h") == 1, "the cursor is back"


def test_ctrl_c_ends_the_stream_and_a_second_one_the_program(clock: Clock) -> None:
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


def test_handlers_are_given_back_after_an_error() -> None:
    before = signal.getsignal(signal.SIGINT)

    def fail() -> None:
        with TerminalProgress():
            raise RuntimeError("oh")

    with pytest.raises(RuntimeError, match="oh"):
        fail()
    assert signal.getsignal(signal.SIGINT) is before
