"""What the measurement of the browser's session says of its numbers."""

from __future__ import annotations

import math

from benchmark.web_latency import Measured, endless, once_a_second


def measured(
    *, age_ms: float = 30.0, count: int = 600, growth_mb: float = 0.0, asked_s: float = 20.0
) -> Measured:
    rss = [250.0 + growth_mb * second / 20 for second in range(20)]
    return Measured([age_ms] * count, 20.0, rss, 11, asked_s)


def test_good_run_has_no_problem() -> None:
    run = measured()
    assert run.problems == []
    assert run.rate == 30.0
    assert "median 30 ms" in str(run)


def test_old_pictures_few_pictures_and_growth_are_problems() -> None:
    assert len(measured(age_ms=200.0).problems) == 1
    assert len(measured(count=300).problems) == 1
    assert len(measured(growth_mb=1.0).problems) == 1
    assert len(measured(asked_s=60.0).problems) == 1


def test_growth_of_a_short_run_is_unknown() -> None:
    assert math.isnan(Measured([30.0], 5.0, [250.0] * 5, 11, 5.0).growth_mb_h)


def test_film_goes_on_with_times_that_grow() -> None:
    film = [(0.0, b"a"), (33.0, b"b")]
    played = list(endless(film, 0.2))
    assert [jpeg for _, jpeg in played] == [*[b"a", b"b"] * 3, b"a"]
    times_ms = [at_ms for at_ms, _ in played]
    assert times_ms == sorted(times_ms)
    assert times_ms[-1] - times_ms[0] == 200.0, "a minute of film takes a minute"
    assert list(endless(film, 0.1, after_s=0.1)) == played[3:]


def test_memory_is_read_once_a_second_and_only_while_pictures_come() -> None:
    read: list[int] = []
    shown = list(once_a_second(endless([(0.0, b"a")], 2.0), lambda: read.append(1)))
    assert (len(shown), len(read)) == (61, 3)
