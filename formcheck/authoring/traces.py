"""What a recording shows without any exercise: view, position, and every measure over time."""

from __future__ import annotations

import math
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
