"""Every measure of a recording at once: what moved, in which view, in which position."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, get_args

from formcheck.assessment.quality_gate import position_reason
from formcheck.exercises.definition import Position
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.kinematics.measures import MEASURES
from formcheck.kinematics.sagittal import other_shank_slope, shank_slope
from formcheck.pose.features import FeatureExtractor, SidedPose
from formcheck.pose.filters import OneEuroFilter
from formcheck.pose.geometry import UNKNOWN, is_known
from formcheck.pose.view import PLANES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from formcheck.pose.features import PoseFeatures
    from formcheck.pose.joints import Side
    from formcheck.pose.pose import Pose
    from formcheck.pose.view import Plane

START_S: Final = 0.6
"""How much of the beginning is taken for the start posture."""

LEAST_SEEN: Final = 0.5
"""A measure that is known less of the time is not looked at."""

_JUMP_DEG: Final = 90.0
"""Nobody moves so far from one pose to the next: it is the step from 180° to -180°."""

_NARROW_FIRST: Final = ("supine", "prone", "side_lying", "quadruped", "seated", "standing")
"""Positions that are told by more come first: somebody who sits is upright as well."""


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
    planes = Counter(plane for row in seen for plane in PLANES if row.view.suits(plane))
    if not planes:
        return MeasureTraces(None, None, duration_s, 0.0, ())
    plane = planes.most_common(1)[0][0]
    rows = [row for row in seen if row.view.suits(plane)]
    nearest = Counter(row.view.near for row in rows).most_common(1)[0][0] or "left"
    sides: tuple[Side, ...] = (nearest,) if plane == "side" else ("left", "right")
    series = {
        side: [(row.pose.time_s, row.leg_frame(plane, side).joints) for row in rows]
        for side in sides
    }
    traces = [
        trace for side, postures in series.items() for trace in _traces(postures, plane, side)
    ]
    position = _position(plane, [posture for _, posture in series[sides[0]]])
    return MeasureTraces(plane, position, duration_s, len(rows) / len(times), tuple(traces))


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


def _position(plane: Plane, postures: Sequence[SidedPose]) -> Position | None:
    """The position whose gate is open most of the time."""
    some = next(e for name in exercise_names() if (e := load_exercise(name)).view.plane == plane)
    shares: dict[Position, float] = {}
    for position in get_args(Position):
        asked = some.model_copy(update={"position": position})
        right = [position_reason(asked, now, was_open=False) is None for now in postures[::5]]
        shares[position] = sum(right) / max(1, len(right))
    best = max(shares.values())
    fitting = [name for name in shares if shares[name] >= max(LEAST_SEEN, best - 0.05)]
    if "half_kneeling" in fitting and _kneels(postures):
        return "half_kneeling"
    order = [*(name for name in _NARROW_FIRST if name in fitting), *fitting]
    return next((name for name in fitting if name == order[0]), None) if fitting else None


def _kneels(postures: Sequence[SidedPose]) -> bool:
    """Whether one shin lies flat most of the time, as that of somebody who kneels."""
    flat = [
        slope < _FLAT
        for now in postures
        for slope in (shank_slope(now), other_shank_slope(now))
        if not math.isnan(slope)
    ]
    return sum(flat) >= _KNEELS_SHARE * len(flat) > 0


_FLAT: Final = 0.5
_KNEELS_SHARE: Final = 0.3
"""Of both shins together; in half-kneeling one of the two lies flat, so nearly half of them."""
