"""Every measure of a recording over time, and the repetitions in it, without any threshold.

A repetition is a peak that stands out.  Its *prominence* is how far the angle falls on both sides
before it rises higher again, or the recording ends.  In a recording of N repetitions exactly N
peaks stand out, and the next one is noise: the ratio of the two prominences is the clarity.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from formcheck.kinematics.measures import MEASURES
from formcheck.pose.features import FeatureExtractor, SidedPose
from formcheck.pose.filters import OneEuroFilter
from formcheck.pose.geometry import UNKNOWN, is_known
from formcheck.pose.positions import POSITIONS
from formcheck.pose.view import PLANES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from formcheck.pose.features import PoseFeatures
    from formcheck.pose.joints import Side
    from formcheck.pose.pose import Pose
    from formcheck.pose.positions import BodyPosition, Position
    from formcheck.pose.view import Plane

START_S: Final = 0.6
"""Seconds at the beginning from which the start position is taken."""

BEGINS_S: Final = 1.0
"""Seconds at the beginning from which the position is taken where several fit."""

LEAST_SEEN: Final = 0.5
"""A measure that is known for a smaller share of the time is left out."""

_JUMP_DEG: Final = 90.0
"""A larger step between two poses is the one from 180° to -180°."""

_LOOKS_SHARE: Final = 0.3
"""Share of the poses that look like the position of a recording: a person who rises from a chair
sits for a part of the time (engineering default)."""


@dataclass(frozen=True, slots=True)
class MeasureTrace:
    """One measure of one leg over a recording.

    Attributes
    ----------
    measure, side
        The name of the measure, and the leg that counts as the working one.
    times_s, values_deg
        The times at which it was known, and its smoothed values.
    """

    measure: str
    side: Side
    times_s: tuple[float, ...]
    values_deg: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class MeasureTraces:
    """What a recording shows.

    Attributes
    ----------
    plane
        The view in which the person was seen most of the time; None = in neither.
    position
        The position that fits best; None = none fits half of the time.
    duration_s
        From the first to the last pose.
    seen
        Share of the poses that were seen in this view, 0 to 1; without a view, in any.
    traces
        Every angle that was known at least half of that time.
    """

    plane: Plane | None
    position: Position | None
    duration_s: float
    seen: float
    traces: tuple[MeasureTrace, ...]


def trace_measures(poses: Iterable[Pose]) -> MeasureTraces:
    """Return every measure of a pose stream, for each leg that could be the working one."""
    extractor = FeatureExtractor()
    seen: list[PoseFeatures] = []
    times: list[float] = []
    for pose in poses:
        times.append(pose.time_s)
        features = extractor.extract(pose)
        if not features.absent:
            seen.append(features)
    duration_s = times[-1] - times[0] if times else 0.0
    if not seen:
        return MeasureTraces(None, None, duration_s, 0.0, ())
    plane, position = _view_and_position(seen)
    if plane is None:
        return MeasureTraces(None, None, duration_s, len(seen) / len(times), ())
    rows = [row for row in seen if row.view.suits(plane)]
    series = {side: _timed_joints(rows, plane, side) for side in _sides(rows, plane)}
    traces = [trace for side, bodies in series.items() for trace in _traces(bodies, plane, side)]
    return MeasureTraces(plane, position, duration_s, len(rows) / len(times), tuple(traces))


def _view_and_position(seen: Sequence[PoseFeatures]) -> tuple[Plane | None, Position | None]:
    """Return the view and position that are seen most of the time; None = unknown."""
    suiting = {plane: [row for row in seen if row.view.suits(plane)] for plane in PLANES}
    usual = [plane for plane in PLANES if len(suiting[plane]) > LEAST_SEEN * len(seen)]
    likely = [
        (_fit(position, suiting[plane], plane), plane, position.name)
        for position in POSITIONS.values()
        for plane in (plane for plane in position.planes if plane in usual)
    ]
    # A deep squat looks like sitting and a lunge like kneeling: at first the start tells.
    fit, plane, name = max(likely, key=lambda row: row[0], default=((False, 0.0), None, None))
    if fit[1] >= _LOOKS_SHARE:
        return plane, name
    # Without a position: the more frequent of side and front view.
    likelier: Plane = max(("side", "front"), key=lambda plane: len(suiting[plane]))
    return likelier if suiting[likelier] else None, None


def _fit(position: BodyPosition, rows: Sequence[PoseFeatures], plane: Plane) -> tuple[bool, float]:
    """Return whether a body begins in a position, and for what share of the time it is in it."""
    best = False, 0.0
    for side in _sides(rows, plane):
        bodies = _timed_joints(rows[::5], plane, side)  # enough of them
        fits = [position.is_like(joints, plane) for _, joints in bodies]
        first = [
            fit
            for (time_s, _), fit in zip(bodies, fits, strict=True)
            if time_s - bodies[0][0] <= BEGINS_S
        ]
        share = sum(fits) / len(fits)
        begins = sum(first) > len(first) / 2 and share >= _LOOKS_SHARE
        best = max(best, (begins, share))
    return best


def _sides(rows: Sequence[PoseFeatures], plane: Plane) -> tuple[Side, ...]:
    """Return the legs that may be the working one: in a side view the near one."""
    if plane != "side":
        return "left", "right"
    return (Counter(row.view.near for row in rows).most_common(1)[0][0] or "left",)


def _timed_joints(
    rows: Sequence[PoseFeatures], plane: Plane, side: Side
) -> list[tuple[float, SidedPose]]:
    return [(row.pose.time_s, row.leg_frame(plane, side).joints) for row in rows]


def _traces(
    bodies: Sequence[tuple[float, SidedPose]], plane: Plane, side: Side
) -> list[MeasureTrace]:
    start = _start(bodies)
    found = []
    for measure in MEASURES.values():
        if measure.plane != plane or measure.unit != "deg":
            continue
        smoother = OneEuroFilter()
        values = [
            (time_s, smoother.update(time_s, measure.value(joints, start)))
            for time_s, joints in bodies
        ]
        known = [(time_s, value) for time_s, value in values if not math.isnan(value)]
        if len(known) > LEAST_SEEN * len(bodies) and not _wraps([v for _, v in known]):
            times_s, values_deg = zip(*known, strict=True)
            found.append(MeasureTrace(measure.name, side, times_s, values_deg))
    return found


def _wraps(values_deg: Sequence[float]) -> bool:
    """Return whether an angle jumps by a whole turn: it means nothing in this position."""
    return any(abs(two - one) > _JUMP_DEG for one, two in pairwise(values_deg))


def _start(bodies: Sequence[tuple[float, SidedPose]]) -> SidedPose | None:
    """Return the median place of each joint at the beginning; None = it was not seen."""
    first = [p for time_s, p in bodies if time_s - bodies[0][0] <= START_S]
    joints = []
    for points in zip(*first, strict=True):
        known = [point for point in points if is_known(point)]
        if not known:
            joints.append(UNKNOWN)
            continue
        across, up = sorted(p.real for p in known), sorted(p.imag for p in known)
        joints.append(complex(across[len(known) // 2], up[len(known) // 2]))
    return SidedPose(*joints) if joints else None


# --- Repetitions -------------------------------------------------------------------------------

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
