"""Every measure of a recording at once: what moved, in which view, in which position."""

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
    from formcheck.pose.positions import Position
    from formcheck.pose.view import Plane

START_S: Final = 0.6
"""How much of the beginning is taken for the start posture."""

LEAST_SEEN: Final = 0.5
"""A measure that is known less of the time is not looked at."""

_JUMP_DEG: Final = 90.0
"""Nobody moves so far from one pose to the next: it is the step from 180° to -180°."""

_LOOKS_SHARE: Final = 0.3
"""Share of the poses that look like the position of a recording: a person who rises from a chair
sits for a part of the time (engineering default)."""

_EVERY: Final = 5
"""Every fifth pose is enough to recognise a position."""


@dataclass(frozen=True, slots=True)
class MeasureTrace:
    """One measure of one leg over a recording.

    Attributes
    ----------
    measure, side
        Which measure, and the leg that is taken for the working one.
    times_s, values_deg
        When it was known, and its smoothed value.
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
        Share of the poses that were seen in this view, 0 to 1.
    traces
        Every angle that was known at least half of that time.
    """

    plane: Plane | None
    position: Position | None
    duration_s: float
    seen: float
    traces: tuple[MeasureTrace, ...]


def trace_measures(poses: Iterable[Pose]) -> MeasureTraces:
    """Take every measure of a pose stream, for each leg that could be the working one."""
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
        return MeasureTraces(None, None, duration_s, 0.0, ())
    rows = [row for row in seen if row.view.suits(plane)]
    series = {side: _postures(rows, plane, side) for side in _sides(rows, plane)}
    traces = [
        trace for side, postures in series.items() for trace in _traces(postures, plane, side)
    ]
    return MeasureTraces(plane, position, duration_s, len(rows) / len(times), tuple(traces))


def _view_and_position(
    seen: Sequence[PoseFeatures],
) -> tuple[Plane | None, Position | None]:
    """The view and the position of a recording; the first row of `POSITIONS` that it looks like.

    Without a position the more frequent of side and front view, or None where there is neither.
    """
    suiting = {plane: [row for row in seen if row.view.suits(plane)] for plane in PLANES}
    usual = [plane for plane in PLANES if len(suiting[plane]) > LEAST_SEEN * len(seen)]
    for position in POSITIONS.values():
        for plane in (plane for plane in position.planes if plane in usual):
            rows = suiting[plane]
            for side in _sides(rows, plane):
                postures = [joints for _, joints in _postures(rows[::_EVERY], plane, side)]
                fitting = sum(position.is_like(joints, plane) for joints in postures)
                if fitting >= _LOOKS_SHARE * len(postures):
                    return plane, position.name
    likelier: Plane = max(("side", "front"), key=lambda plane: len(suiting[plane]))
    return likelier if suiting[likelier] else None, None


def _sides(rows: Sequence[PoseFeatures], plane: Plane) -> tuple[Side, ...]:
    """The legs that may be the working one: in a side view the near one."""
    if plane != "side":
        return "left", "right"
    return (Counter(row.view.near for row in rows).most_common(1)[0][0] or "left",)


def _postures(
    rows: Sequence[PoseFeatures], plane: Plane, side: Side
) -> list[tuple[float, SidedPose]]:
    return [(row.pose.time_s, row.leg_frame(plane, side).joints) for row in rows]


def _traces(
    postures: Sequence[tuple[float, SidedPose]], plane: Plane, side: Side
) -> list[MeasureTrace]:
    start = _start(postures)
    found = []
    for measure in MEASURES.values():
        if measure.plane != plane or measure.unit != "deg":
            continue
        smoother = OneEuroFilter()
        values = [
            (time_s, smoother.update(time_s, measure.function(posture, start)))
            for time_s, posture in postures
        ]
        known = [(time_s, value) for time_s, value in values if not math.isnan(value)]
        if len(known) > LEAST_SEEN * len(postures) and not _wraps([v for _, v in known]):
            times_s, values_deg = zip(*known, strict=True)
            found.append(MeasureTrace(measure.name, side, times_s, values_deg))
    return found


def _wraps(values_deg: Sequence[float]) -> bool:
    """Whether an angle goes round and round, as one that means nothing in this position."""
    return any(abs(two - one) > _JUMP_DEG for one, two in pairwise(values_deg))


def _start(postures: Sequence[tuple[float, SidedPose]]) -> SidedPose | None:
    """The posture at the beginning: each joint's middle place; None = it was not seen."""
    first = [p for time_s, p in postures if time_s - postures[0][0] <= START_S]
    joints = []
    for points in zip(*first, strict=True):
        known = [point for point in points if is_known(point)]
        if not known:
            joints.append(UNKNOWN)
            continue
        across, up = sorted(p.real for p in known), sorted(p.imag for p in known)
        joints.append(complex(across[len(known) // 2], up[len(known) // 2]))
    return SidedPose(*joints) if joints else None
