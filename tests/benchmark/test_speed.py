"""Speed is compared round by round, and printed with or without MediaPipe."""

from __future__ import annotations

import math

import pytest

from benchmark import speed
from benchmark.speed import MOST_RATIO, Run, print_table, ratio, row_of


def runs(*seconds: float) -> list[Run]:
    return [Run(each, 100, 200 * 1024) for each in seconds]


def test_ratio_is_the_median_of_the_rounds() -> None:
    """A busy round makes both slow; one in which only one of them was slow does not count."""
    assert ratio(runs(1.0, 5.0, 9.0), runs(2.0, 10.0, 3.0)) == pytest.approx(0.5)


def test_row_has_times_ratios_and_memory() -> None:
    timed = {"analyze": runs(1.0), "mediapipe": runs(2.0), "network": runs(0.8)}
    assert row_of("full", timed) == [
        *("full", "10.0 ms", "20.0 ms", "8.0 ms", f"0.50 (most {MOST_RATIO['full']})", "1.25"),
        *("200 MB", "200 MB"),
    ]


def test_without_mediapipe_its_cells_are_empty(capsys: pytest.CaptureFixture[str]) -> None:
    print_table([row_of("lite", {"analyze": runs(1.0), "network": runs(0.8)})])
    assert capsys.readouterr().out.splitlines()[-1] == (
        "| lite | 10.0 ms | – | 8.0 ms | – | 1.25 | 200 MB | – |"
    )


@pytest.mark.parametrize(("most_ms", "good"), [(math.inf, True), (0.1, False)])
def test_start_that_takes_too_long_fails(
    *,
    most_ms: float,
    good: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(speed, "STARTS", {"python": (("-c", "pass"), most_ms)})
    assert speed.starts(rounds=1) is good
    assert capsys.readouterr().out.startswith("python")
