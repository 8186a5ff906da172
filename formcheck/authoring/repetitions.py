"""The repetitions in a measure over time, without any threshold.

A repetition is a peak that stands out.  Its *prominence* is how far the angle falls on both sides
before it rises higher again, or the recording ends.  In a recording of N repetitions exactly N
peaks stand out, and the next one is noise: the ratio of the two prominences is the clarity.
"""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.authoring.traces import MeasureTrace

LEAST_DEG: Final = 5.0
"""A smaller movement lies within the error of one camera, degrees."""

MOST: Final = 60
"""No more repetitions than this are looked for."""

NOISE_DEG: Final = 1.2
"""Twice the standard deviation of a still joint's angle after smoothing."""

CLEARLY: Final = 2.0
"""The least prominence of the weakest repetition, as a multiple of that of the next peak."""

JUST: Final = 1.15
"""The same where one of the movements was not complete, as a therapist may show it too."""

TOP_SHARE: Final = 0.08
"""A repetition is held while it is nearer to its peak than this share of its range."""

MAD_TO_SD: Final = 1.4826
"""Standard deviation over median absolute deviation of a normal distribution."""

REST_SHARE: Final = 0.2
"""A person is at rest within this share of the range above the lowest value."""


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
        The measure in which they were found.
    sign
        +1 if the angle grows towards the peak, -1 if it shrinks.
    peaks_s
        The time of each peak.
    peaks, rests
        Progress at each peak, and at rest before each and after the last, degrees.
    held_s
        Seconds that each stayed within `TOP_SHARE` of its range from the peak.
    clarity
        Prominence of the weakest repetition over that of the next peak (or of noise).
    short
        Progress of the furthest movement that is none of the repetitions; NaN = there is none.
    """

    trace: MeasureTrace
    sign: int
    peaks_s: tuple[float, ...]
    peaks: tuple[float, ...]
    rests: tuple[float, ...]
    held_s: tuple[float, ...]
    clarity: float
    short: float = math.nan

    @property
    def range_deg(self) -> float:
        """The typical range from rest to peak, degrees."""
        return statistics.median(self.peaks) - statistics.median(self.rests)

    @property
    def spread_deg(self) -> float:
        """The standard deviation of the peaks, degrees."""
        return statistics.pstdev(self.peaks)

    @property
    def usual_spread_deg(self) -> float:
        """The same without regard to single outliers, degrees."""
        middle = statistics.median(self.peaks)
        deviations = [abs(peak - middle) for peak in self.peaks]
        return min(self.spread_deg, MAD_TO_SD * statistics.median(deviations))

    @property
    def rest_spread_deg(self) -> float:
        """The standard deviation of the rests, degrees."""
        return statistics.pstdev(self.rests)

    @property
    def score(self) -> float:
        """How well this measure shows the repetitions: its range over everything that varies."""
        return self.range_deg / (self.spread_deg + self.rest_spread_deg + 2 * NOISE_DEG)


def peaks_of(values: Sequence[float]) -> list[Peak]:
    """Return the peaks of a series with their prominences, the most prominent first."""
    left = _bases(values, equal_is_higher=False)
    right = _bases(values[::-1], equal_is_higher=True)[::-1]
    peaks = [
        Peak(number, value, value - max(left[number], right[number]))
        for number, value in enumerate(values)
    ]
    return sorted((p for p in peaks if p.prominence > 0), key=lambda p: -p.prominence)


def _bases(values: Sequence[float], *, equal_is_higher: bool) -> list[float]:
    """Return for each value the lowest one since the last that was higher."""
    # Of two equal values only one may count as the higher one: a plateau is one peak.
    bases: list[float] = []
    stack: list[tuple[float, float]] = []
    for value in values:
        low = value
        while stack and (stack[-1][0] < value or (stack[-1][0] == value and not equal_is_higher)):
            low = min(low, stack.pop()[1])
        stack.append((value, low))
        bases.append(low)
    return bases


def find_repetitions(
    trace: MeasureTrace, count: int, sign: int, *, clearly: float = CLEARLY
) -> RepetitionPattern | None:
    """Return the repetitions of a trace in one direction; None = there are not as many.

    Parameters
    ----------
    trace
        The measure over time.
    count
        The number of repetitions.
    sign
        +1 to look for peaks, -1 for troughs.
    clearly
        The least clarity.

    Returns
    -------
    RepetitionPattern | None
        The repetitions, in the order of time.
    """
    progress = [sign * value for value in trace.values_deg]
    peaks = peaks_of(progress)
    if len(peaks) < count or peaks[count - 1].prominence < LEAST_DEG:
        return None
    following = peaks[count].prominence if len(peaks) > count else 0.0
    clarity = peaks[count - 1].prominence / max(following, NOISE_DEG)
    if clarity < clearly:
        return None
    found = sorted(peaks[:count], key=lambda peak: peak.at)
    edges = [0, *(peak.at for peak in found), len(progress) - 1]
    rests = [_rest(progress[one : two + 1]) for one, two in pairwise(edges)]
    # With the opposite sign, the rests between N repetitions are N - 1 repetitions: a recording
    # begins nearer to the rest than to the peak.
    if progress[0] >= (rests[0] + found[0].value) / 2:
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
        short=peaks[count].value if clarity < CLEARLY else math.nan,
    )


def _rest(values: Sequence[float]) -> float:
    """Return the level of rest between two peaks: the median of what is near the lowest value."""
    low, high = min(values), max(values)
    return statistics.median(v for v in values if v <= low + REST_SHARE * (high - low))


def _held_s(trace: MeasureTrace, progress: Sequence[float], peak: Peak, range_deg: float) -> float:
    """Return how long the angle stayed near the top of a repetition, interruptions left out."""
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


def clearest_repetitions(traces: Sequence[MeasureTrace]) -> RepetitionPattern | None:
    """Return what moved most clearly, whatever its number; None = nothing moved."""
    found: list[RepetitionPattern] = []
    for trace in traces:
        for sign in (1, -1):
            peaks = peaks_of([sign * value for value in trace.values_deg])[:MOST]
            tall = [p for p in peaks if p.prominence >= max(LEAST_DEG, peaks[0].prominence / 2)]
            pattern = find_repetitions(trace, len(tall), sign) if tall else None
            found += [] if pattern is None else [pattern]
    return max(found, key=lambda pattern: pattern.score, default=None)
