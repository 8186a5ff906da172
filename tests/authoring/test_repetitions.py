"""The peaks of a measure that stand out are its repetitions."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.authoring.repetitions import peaks_of

VALUES = st.lists(st.floats(-100, 100), max_size=60)


def waves(count: int, height: float = 40.0, *, ripple: float = 0.0) -> list[float]:
    return [
        height / 2 * (1 - math.cos(2 * math.pi * number / 50))
        + ripple * math.sin(2 * math.pi * number / 5)
        for number in range(50 * count + 1)
    ]


@pytest.mark.parametrize("count", [1, 2, 7])
@pytest.mark.parametrize("ripple", [0.0, 1.5])
def test_as_many_peaks_stand_out_as_there_are_waves(count: int, ripple: float) -> None:
    peaks = peaks_of(waves(count, ripple=ripple))
    assert all(peak.prominence > 30 for peak in peaks[:count])
    assert all(peak.prominence < 5 for peak in peaks[count:])
    at = sorted(peak.at for peak in peaks[:count])
    assert at == [pytest.approx(50 * number + 25, abs=3) for number in range(count)]


def test_a_small_peak_on_a_slope_stands_out_by_its_own_height() -> None:
    peaks = peaks_of([0.0, 10.0, 8.0, 20.0, 0.0])
    assert [(peak.at, peak.prominence) for peak in peaks] == [(3, 20.0), (1, 2.0)]


def test_a_plateau_is_one_peak() -> None:
    assert [peak.at for peak in peaks_of([0.0, 5.0, 5.0, 5.0, 0.0])] in ([1], [2], [3])
    assert peaks_of([3.0, 3.0, 3.0]) == []
    assert peaks_of([]) == []


@given(VALUES)
def test_no_peak_stands_out_further_than_the_whole_range(values: list[float]) -> None:
    peaks = peaks_of(values)
    assert all(0 < peak.prominence <= max(values) - min(values) for peak in peaks)
    assert [p.prominence for p in peaks] == sorted((p.prominence for p in peaks), reverse=True)
    assert len({peak.at for peak in peaks}) == len(peaks)


@given(VALUES, st.floats(-50, 50))
def test_peaks_move_with_their_series(values: list[float], shift: float) -> None:
    before = sorted(round(peak.prominence, 6) for peak in peaks_of(values))
    after = sorted(round(peak.prominence, 6) for peak in peaks_of([v + shift for v in values]))
    assert [p for p in after if p > 1e-3] == pytest.approx(
        [p for p in before if p > 1e-3], abs=1e-5
    )
