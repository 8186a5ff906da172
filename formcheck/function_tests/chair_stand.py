"""Finds stands from a chair in a pose stream seen from the side.

A stand is full when hip and knee are straight to within the test's angle, after the hips were back
on the seat.  The height of the hip over the ankle, in lengths of the leg, measures the progress
from seat to stand.  It grows steadily, while the angle of the hip does not, because the trunk
leans forward first.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

from formcheck.assessment import quality_gate
from formcheck.kinematics.sagittal import hip_flexion, knee_flexion
from formcheck.pose.features import FeatureExtractor
from formcheck.pose.filters import OneEuroFilter
from formcheck.pose.geometry import is_known, share
from formcheck.pose.gestures import wrist_height

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.function_tests.definition import StandScoring
    from formcheck.pose.features import PoseFeatures
    from formcheck.pose.pose import Pose

STRAIGHT: Final = 0.98
"""Assumed height of the hip of a standing person until one was seen, in lengths of the leg."""

OFF_THE_SEAT: Final = 0.25
"""Share of the way up above which the hips have left the seat; below it they are back (engineering
default).  A person who sits down lightly and rises again has sat."""

HALF_WAY: Final = 0.5
"""Share of the way up from which a stand counts when the time is over."""

SEATED_S: Final = 0.5
"""Least time for which the person is seen to sit before the first stand (engineering default)."""

SAT_DOWN_S: Final = 2.0
"""The same for a person who was seen to sit down (engineering default)."""

SETTLED_DEG: Final = 5.0
"""A hip that bends by more than this from its rest has begun to move (engineering default)."""

LOOK_BACK_S: Final = 3.0
"""The first movement is looked for within this time before the hips leave the seat."""

LOST_S: Final = 1.0
"""A stand with its seat takes longer, so a shorter gap hides none (engineering default)."""

BLIND_S: Final = 0.21
"""What happens in a longer step from one sample to the next is not known: a time cannot be taken
there, and a quick stand or seat may hide in it (engineering default)."""

SPEED: Final = 3.3
"""Shares of the way up that a person passes in a second at the most, on average over a step: a
real person rose from a chair in 0.3 s."""

NEARLY_UP: Final = 0.9
ON_THE_SEAT: Final = 0.15
"""Shares of the way up: from the first on a stand may have been full, below the second the hips
have not left the seat (engineering defaults)."""

BENT_S: Final = 0.3
"""A bend of the hip that lasts for less is noise (as for the limits of exercises)."""

CROSSED: Final = 0.4
"""Wrists of crossed arms are higher than this share of the trunk; hands on thighs, seat or arms of
the chair are lower (engineering default)."""


class _Sample(NamedTuple):
    """One pose of a person at a chair.

    Attributes
    ----------
    hip_deg, knee_deg
        Flexion of the near side, smoothed.
    height
        Hip over ankle in lengths of the leg: about 0.5 seated, 1 standing.
    wrist
        Height of the near wrist on the trunk: 0 = hip, 1 = shoulder; NaN = not seen.
    """

    time_s: float
    hip_deg: float
    knee_deg: float
    height: float
    wrist: float


@dataclass(frozen=True, slots=True)
class Stand:
    """One movement from the seat upwards.

    Attributes
    ----------
    start_s, end_s
        When the hips left the seat, and when they came down again or the stream ended.
    stood_s
        When the stand was full; NaN = never.
    best_deg
        The larger of hip and knee flexion at the straightest moment.
    wrist
        Median height of the wrist on the way up; NaN = mostly not seen.
    bent_deg
        The furthest that the hip stayed bent since the stand before, seat and lean included.
    blind_s
        How long the step was in which the stand became full.
    unsure
        Whether it may have been full unseen, or have been two with a seat that was not seen.
    """

    start_s: float
    end_s: float
    stood_s: float
    best_deg: float
    wrist: float
    bent_deg: float = math.nan
    blind_s: float = 0.0
    unsure: bool = False

    @property
    def with_hands(self) -> bool:
        """True if the arms were seen uncrossed; False also if they were not seen."""
        return self.wrist < CROSSED


@dataclass(frozen=True, slots=True)
class Stands:
    """The stands that were found in one pose stream.

    Attributes
    ----------
    sat_s
        Start of the seat before the first stand; NaN = not seen.
    first_move_s
        Start of the first movement that led to a stand; NaN = none.
    moved_s
        The first time at which that movement was seen; in between it was not.
    stands
        Every movement upwards that passed half-way, in order.
    gaps
        Start, end and reason of each time without a judgement, longer than `LOST_S`.
    end_s
        The last pose.
    rising
        Start and end of each time between half-way and a full stand.
    blinks
        Start and end of each step from sample to sample that is longer than `BLIND_S`.
    """

    sat_s: float
    first_move_s: float
    stands: tuple[Stand, ...]
    gaps: tuple[tuple[float, float, str], ...]
    end_s: float
    rising: tuple[tuple[float, float], ...]
    moved_s: float = math.nan
    blinks: tuple[tuple[float, float], ...] = ()

    def half_up(self, time_s: float) -> bool:
        """Return True if the person was between half-way and a full stand at that time."""
        return any(start <= time_s < end for start, end in self.rising)


class ChairStandFinder:
    """Finds the stands from a chair in a pose stream.

    Parameters
    ----------
    scoring
        The angles of a seat and of a full stand.
    """

    def __init__(self, scoring: StandScoring) -> None:
        self._scoring = scoring
        self._extractor = FeatureExtractor()
        self._samples: list[_Sample] = []
        self._gaps: list[tuple[float, float, str]] = []
        self._last_s = self._end_s = math.nan
        self._why = quality_gate.ABSENT.say
        self._hip, self._knee, self._wrist = OneEuroFilter(), OneEuroFilter(), OneEuroFilter(100.0)

    def update(self, pose: Pose) -> PoseFeatures:
        """Take the next pose, and return its features."""
        features = self._extractor.extract(pose)
        self._end_s = time_s = pose.time_s
        if math.isnan(self._last_s):
            self._last_s = time_s
        sample = self._sample(features)
        if isinstance(sample, str):
            self._why = sample
            return features
        if time_s - self._last_s > LOST_S:
            self._gaps.append((self._last_s, time_s, self._why))
        self._last_s = time_s
        self._samples.append(sample)
        return features

    def finish(self) -> Stands:
        """Return everything that was seen, after the last pose."""
        gaps = list(self._gaps)
        if self._end_s - self._last_s > LOST_S or not self._samples:
            gaps.append((self._last_s, self._end_s, self._why))
        seat = _first_seat(self._samples, self._scoring.seated_deg)
        if seat is None:
            return Stands(math.nan, math.nan, (), tuple(gaps), self._end_s, ())
        tracker = _StandTracker(seat, self._scoring)
        for sample in self._samples[seat.first :]:
            tracker.update(sample)
        stands, rising = tracker.finish()
        stands = _with_bends(stands, self._samples[seat.first :])
        left_s = tracker.left_s
        first_s, moved_s = _first_move_s(self._samples, seat, left_s)
        sat_s = self._samples[seat.first].time_s
        times = [row.time_s for row in self._samples]
        blinks = tuple((a, b) for a, b in pairwise(times) if b - a > BLIND_S)
        return Stands(sat_s, first_s, stands, tuple(gaps), self._end_s, rising, moved_s, blinks)

    def _sample(self, features: PoseFeatures) -> _Sample | str:
        """Return the sample of a pose, or why there is none."""
        if features.absent or features.doubt == "frozen":
            return quality_gate.reason_absent(features).say
        near = features.view.near
        if near is None or not features.view.suits("side"):
            return "The view is wrong: turn so that the camera sees you from the side."
        now = features.leg_frame("side", near).joints
        if not all(map(is_known, (now.shoulder, now.hip, now.knee, now.ankle))):
            return "Not all of you was in the picture, from shoulder to foot."
        time_s = features.pose.time_s
        return _Sample(
            time_s,
            self._hip.update(time_s, hip_flexion(now)),
            self._knee.update(time_s, knee_flexion(now)),
            share((now.hip - now.ankle).imag, now.leg_px),
            self._wrist.update(time_s, wrist_height(features, now, near)),
        )


class _Seat(NamedTuple):
    """The seat before the first stand: its first sample, and the height and hip angle there."""

    first: int
    height: float
    hip_deg: float


def _first_seat(samples: Sequence[_Sample], seated_deg: float) -> _Seat | None:
    """Return the first seat that lasts long enough, or None."""
    # A person who comes into the picture and then sits down must sit longer, because people also
    # sit between two stands of a test that has begun already.
    start = 0
    for index, sample in enumerate(samples):
        sits = sample.hip_deg >= seated_deg and sample.knee_deg >= seated_deg
        if not sits:
            start = index + 1
            continue
        if index > start and sample.time_s - samples[index - 1].time_s > LOST_S:
            start = index
        if sample.time_s - samples[start].time_s >= (SAT_DOWN_S if start else SEATED_S):
            rows = samples[start : index + 1]
            return _Seat(
                start, median(row.height for row in rows), median(row.hip_deg for row in rows)
            )
    return None


def _first_move_s(samples: Sequence[_Sample], seat: _Seat, left_s: float) -> tuple[float, float]:
    """Return the last time before the movement off the seat, and when it was first seen."""
    # The trunk leans forward first; on the way up the hip passes its angle of rest once more.
    earliest_s = max(left_s - LOOK_BACK_S, samples[seat.first].time_s)
    before = [row for row in samples if earliest_s <= row.time_s <= left_s]
    if not before:
        return math.nan, math.nan
    sat = seat.height + ON_THE_SEAT * (STRAIGHT - seat.height)
    last = 0
    for number, row in enumerate(before):
        if abs(row.hip_deg - seat.hip_deg) <= SETTLED_DEG and row.height <= sat:
            last = number
    return before[last].time_s, before[min(last + 1, len(before) - 1)].time_s


def _with_bends(stands: Sequence[Stand], samples: Sequence[_Sample]) -> tuple[Stand, ...]:
    """Return the stands with the furthest bend of the hip that lasted, seat and lean included."""
    ends_s, bent = [-math.inf, *(row.end_s for row in stands[:-1]), math.inf], []
    for stand, (from_s, to_s) in zip(stands, pairwise(ends_s), strict=False):
        rows = [row for row in samples if from_s < row.time_s <= to_s]
        kept, first = [], 0
        for number, row in enumerate(rows):
            while row.time_s - rows[first].time_s > BENT_S:
                first += 1
            if row.time_s - rows[first].time_s >= 0.8 * BENT_S:
                kept.append(min(each.hip_deg for each in rows[first : number + 1]))
        bent.append(replace(stand, bent_deg=max(kept, default=math.nan)))
    return tuple(bent)


class _StandTracker:
    """Follows the movements up and down, one sample after the other."""

    def __init__(self, seat: _Seat, scoring: StandScoring) -> None:
        self._seat, self._full_deg = seat.height, scoring.full_deg
        self._top = STRAIGHT
        self._stands: list[Stand] = []
        self._rising: list[tuple[float, float]] = []
        self._way: list[_Sample] = []
        self._stood_s = math.nan
        self._half_s = math.nan
        self.left_s = math.nan
        self._last: _Sample | None = None
        self._blind_s = 0.0
        self._maybe_full = self._maybe_sat = self._hides = False

    def update(self, sample: _Sample) -> None:
        """Take the next sample."""
        progress = self._progress(sample)
        self._look_back(sample, progress)
        straight = max(sample.hip_deg, sample.knee_deg) <= self._full_deg
        if progress < OFF_THE_SEAT and not straight:
            self._end(sample.time_s)
            self._seat += 0.02 * (sample.height - self._seat)  # people slide on the seat
            return
        if not self._way and math.isnan(self.left_s):
            self.left_s = sample.time_s
        self._way.append(sample)
        if math.isnan(self._stood_s):
            self._climb(sample, progress, straight=straight)
        elif straight and self._maybe_sat:
            self._hides = True

    def _look_back(self, sample: _Sample, progress: float) -> None:
        """Note what may have happened unseen since the sample before."""
        last, self._last = self._last, sample
        step_s = 0.0 if last is None else sample.time_s - last.time_s
        if last is None or step_s <= BLIND_S:
            return
        middle, way = (self._progress(last) + progress) / 2, SPEED * step_s / 2
        if math.isnan(self._stood_s):
            self._maybe_full |= middle + way >= NEARLY_UP
        elif middle - way < OFF_THE_SEAT:
            self._maybe_sat = True

    def _progress(self, sample: _Sample) -> float:
        """Return the share of the way from the seat to the stand."""
        return (sample.height - self._seat) / (self._top - self._seat)

    def _climb(self, sample: _Sample, progress: float, *, straight: bool) -> None:
        """Follow the way up: note when half of it is passed, and when the stand is full."""
        if math.isnan(self._half_s) and progress > HALF_WAY:
            self._half_s = sample.time_s
        elif not progress > HALF_WAY and not math.isnan(self._half_s):
            self._rising.append((self._half_s, sample.time_s))
            self._half_s = math.nan
        if straight:
            self._stood_s = sample.time_s
            self._blind_s = sample.time_s - self._way[-2].time_s if len(self._way) > 1 else 0.0
            self._rising.append((self._half_s, sample.time_s))
            self._top = max(sample.height, 0.5 * (self._top + sample.height))

    def finish(self) -> tuple[tuple[Stand, ...], tuple[tuple[float, float], ...]]:
        """Return all movements up, and the times between half-way and a full stand."""
        if self._way:
            self._end(self._way[-1].time_s)
        return tuple(self._stands), tuple(self._rising)

    def _end(self, time_s: float) -> None:
        way = self._way
        stood = not math.isnan(self._stood_s)
        unsure = self._hides if stood else self._maybe_full
        self._maybe_full = self._maybe_sat = self._hides = False
        if not way and not unsure:
            return
        if not stood and not math.isnan(self._half_s):
            self._rising.append((self._half_s, time_s))
        bends = [max(row.hip_deg, row.knee_deg) for row in way]
        if stood or unsure or max(map(self._progress, way)) > HALF_WAY:
            self._stands.append(
                Stand(
                    start_s=way[0].time_s if way else time_s,
                    end_s=time_s,
                    stood_s=self._stood_s,
                    best_deg=min(bends, default=math.nan),
                    wrist=_wrist_of([r for r in way if not r.time_s > self._stood_s]),
                    blind_s=self._blind_s,
                    unsure=unsure,
                )
            )
        self._way, self._stood_s, self._half_s = [], math.nan, math.nan


def _wrist_of(way: Sequence[_Sample]) -> float:
    """Return the median height of the wrist on a way up; NaN = seen in less than half of it."""
    seen = [row.wrist for row in way if not math.isnan(row.wrist)]
    return median(seen) if seen and 2 * len(seen) >= len(way) else math.nan
