"""Finding repetitions in one angle over time, without knowing any threshold.

A repetition is a peak that stands out: its *prominence* is how far the angle falls on both sides
before it rises higher again, or the recording ends.  In a recording of N repetitions exactly N
peaks stand out, and the next one is noise: the ratio of the two says how clear that is.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.authoring.survey import MeasureTrace

LEAST_DEG: Final = 5.0
"""A smaller movement is within the error of one camera."""

NOISE_DEG: Final = 1.2
"""Twice the standard deviation of a still joint's angle after smoothing."""

CLEARLY: Final = 2.0
"""The weakest repetition must stand out so many times as far as the next peak."""

TOP_SHARE: Final = 0.08
"""Within so much of its range of the peak a repetition counts as being held."""

REST_SHARE: Final = 0.2
"""Within so much of the range of the lowest value somebody is at rest."""


@dataclass(frozen=True, slots=True)
class Peak:
    """A peak of progress (the angle times the sign of the movement)."""

    at: int
    value: float
    prominence: float


@dataclass(frozen=True, slots=True)
class RepetitionPattern:
    """The repetitions of one measure.

    Attributes
    ----------
    trace
        Where they were found.
    sign
        +1 if the angle grows towards the peak, -1 if it shrinks.
    peaks_s
        When each was furthest.
    peaks, rests
        Progress at each peak, and at rest before each and after the last, degrees.
    held_s
        How long each stayed within `TOP_SHARE` of its range of the peak.
    clarity
        Prominence of the weakest repetition over that of the next peak (or of noise).
    """

    trace: MeasureTrace
    sign: int
    peaks_s: tuple[float, ...]
    peaks: tuple[float, ...]
    rests: tuple[float, ...]
    held_s: tuple[float, ...]
    clarity: float

    @property
    def range_deg(self) -> float:
        """The typical way from rest to peak."""
        return statistics.median(self.peaks) - statistics.median(self.rests)

    @property
    def spread_deg(self) -> float:
        """How different the peaks are from each other (standard deviation)."""
        return statistics.pstdev(self.peaks)

    @property
    def rest_spread_deg(self) -> float:
        """The same of the rests."""
        return statistics.pstdev(self.rests)

    @property
    def score(self) -> float:
        """How well this measure tells the repetitions: its range over everything that varies."""
        return self.range_deg / (self.spread_deg + self.rest_spread_deg + 2 * NOISE_DEG)


def peaks_of(values: Sequence[float]) -> list[Peak]:
    """The peaks of a series with their prominences, the most prominent first."""
    left = _bases(values, equal_is_higher=False)
    right = _bases(values[::-1], equal_is_higher=True)[::-1]
    peaks = [
        Peak(number, value, value - max(left[number], right[number]))
        for number, value in enumerate(values)
    ]
    return sorted((p for p in peaks if p.prominence > 0), key=lambda p: -p.prominence)


def _bases(values: Sequence[float], *, equal_is_higher: bool) -> list[float]:
    """For each value the lowest one since the last that was higher.

    Of two equal values only one may count as the higher one, or a plateau would be many peaks.
    """
    bases: list[float] = []
    stack: list[tuple[float, float]] = []
    for value in values:
        low = value
        while stack and (stack[-1][0] < value or (stack[-1][0] == value and not equal_is_higher)):
            low = min(low, stack.pop()[1])
        stack.append((value, low))
        bases.append(low)
    return bases


def find_repetitions(trace: MeasureTrace, count: int, sign: int) -> RepetitionPattern | None:
    """The `count` repetitions of a trace in one direction; None = there are not as many."""
    progress = [sign * value for value in trace.values_deg]
    peaks = peaks_of(progress)
    if len(peaks) < count or peaks[count - 1].prominence < LEAST_DEG:
        return None
    following = peaks[count].prominence if len(peaks) > count else 0.0
    clarity = peaks[count - 1].prominence / max(following, NOISE_DEG)
    if clarity < CLEARLY:
        return None
    found = sorted(peaks[:count], key=lambda peak: peak.at)
    edges = [0, *(peak.at for peak in found), len(progress) - 1]
    rests = [_rest(progress[one : two + 1]) for one, two in pairwise(edges)]
    if not _begins_at_rest(progress, rests[0], found[0].value):
        return None
    if not all(
        peak.value - max(before, after) >= LEAST_DEG
        for peak, before, after in zip(found, rests, rests[1:], strict=False)
    ):
        return None
    return RepetitionPattern(
        trace=trace,
        sign=sign,
        peaks_s=tuple(trace.times_s[peak.at] for peak in found),
        peaks=tuple(peak.value for peak in found),
        rests=tuple(rests),
        held_s=tuple(
            _held_s(trace, progress, peak, peak.value - rest)
            for peak, rest in zip(found, rests, strict=False)
        ),
        clarity=clarity,
    )


def _begins_at_rest(progress: Sequence[float], rest: float, peak: float) -> bool:
    """Whether the recording begins nearer to the rest than to the peak.

    Turned round, the rests between N repetitions are N - 1 repetitions of another movement.
    """
    return progress[0] < (rest + peak) / 2


def _rest(values: Sequence[float]) -> float:
    """The level of rest between two peaks: the middle of what lies near the lowest value."""
    low, high = min(values), max(values)
    return statistics.median(v for v in values if v <= low + REST_SHARE * (high - low))


def _held_s(trace: MeasureTrace, progress: Sequence[float], peak: Peak, range_deg: float) -> float:
    """How long the angle stayed near the top of a repetition, all such moments together."""
    half = peak.value - range_deg / 2
    first = last = peak.at
    while first > 0 and progress[first - 1] >= half:
        first -= 1
    while last < len(progress) - 1 and progress[last + 1] >= half:
        last += 1
    upper = sorted(progress[first : last + 1])
    # Not the very peak, which is the highest of many noisy values.
    top = upper[int(0.9 * (len(upper) - 1))]
    level = top - max(NOISE_DEG, TOP_SHARE * range_deg)
    steps = pairwise(range(first, last + 1))
    return sum(
        trace.times_s[two] - trace.times_s[one] for one, two in steps if progress[two] >= level
    )


def all_repeats(traces: Sequence[MeasureTrace], count: int) -> list[RepetitionPattern]:
    """Every measure that moved so often, in either direction, the clearest first."""
    found = [
        row
        for trace in traces
        for sign in (1, -1)
        if (row := find_repetitions(trace, count, sign))
    ]
    return sorted(found, key=lambda row: -row.score)


@dataclass(frozen=True, slots=True)
class OtherMeasure:
    """What moved most clearly, where nothing moved as often as was said."""

    trace: MeasureTrace
    sign: int
    count: int
    range_deg: float
    at_s: tuple[float, ...]


def otherwise(traces: Sequence[MeasureTrace], *, most: int = 60) -> OtherMeasure | None:
    """The measure that moved clearly by most, and how often; None = nothing moved."""
    best: tuple[float, OtherMeasure] | None = None
    for trace in traces:
        for sign in (1, -1):
            peaks = peaks_of([sign * value for value in trace.values_deg])[:most]
            tall = [p for p in peaks if p.prominence >= max(LEAST_DEG, peaks[0].prominence / 2)]
            if not tall:
                continue
            found = find_repetitions(trace, len(tall), sign)
            if found is not None and (best is None or found.score > best[0]):
                row = OtherMeasure(trace, sign, len(tall), found.range_deg, found.peaks_s)
                best = found.score, row
    return None if best is None else best[1]
