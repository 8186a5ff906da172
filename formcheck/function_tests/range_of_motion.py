"""Finds how far a hip moves: the furthest angle that is held, in each trial of a pose stream.

A trial begins where the leg leaves its own rest and ends where it is on its way back.  Nothing of
the filmed exercise but its measure, position and camera is used: a person who never reaches the
exercise's target has a range too.

A part of a trial that was not seen may have been its furthest.  Such a trial has no value unless
the leg was seen to be held still at the end of its way.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

from formcheck.assessment.quality_gate import DOUBTS, QualityGate
from formcheck.function_tests.report import FoundTrials, Trial
from formcheck.kinematics.measures import MEASURES
from formcheck.pose.features import FeatureExtractor, SidedPose
from formcheck.pose.filters import OneEuroFilter
from formcheck.pose.geometry import UNKNOWN, is_known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.assessment.events import PauseReason
    from formcheck.exercises.conditions import Condition
    from formcheck.exercises.definition import Exercise
    from formcheck.function_tests.definition import Motion, RangeScoring
    from formcheck.pose.features import PoseFeatures
    from formcheck.pose.joints import Side
    from formcheck.pose.pose import Pose

LOST_S: Final = 1.0
"""After a longer gap a new trial begins (engineering default)."""

BLIND_S: Final = 0.15
"""What happens in a longer gap is unknown: two poses at 15 a second (engineering default)."""

SPEED_DEG_S: Final = 100.0
"""A leg goes no faster than this in a test; rendered people draw a knee up at 75 at most
(engineering default)."""

STILL_DEG: Final = 2.0
"""An angle that changes by less while it is kept is held (engineering default)."""

BACK_SHARE: Final = 0.5
BACK_S: Final = 0.6
"""A trial is over when the leg has been below this share of its way for so long: longer than a
short failure of the pose model (engineering defaults)."""

CREEP_S: Final = 20.0
"""Time constant with which the level of rest follows a body that settles (engineering default)."""

REST_S: Final = 2.0
"""The start position is the median over this time of rest (engineering default)."""

SEEN_S: Final = 2.0
"""A leg that was seen for so long was filmed (engineering default)."""

START_DEG: Final = 10.0
"""A start that was not seen is no further than this from 0 (engineering default)."""

UNDER_WAY: Final = "it was under way when it was first seen"
UNSEEN: Final = "its furthest point could not be seen"
CUT: Final = "the video ends before the leg is held still"
NO_START: Final = "the start was not seen: rest for two seconds first"


class _Sample(NamedTuple):
    """One pose of a leg: the angle in the direction of the motion, smoothed, and all joints."""

    time_s: float
    deg: float
    joints: SidedPose


@dataclass(slots=True)
class _Furthest:
    """Follows the furthest angle that is kept.

    Attributes
    ----------
    keep_s
        How long an angle must be kept, seconds.
    kept_deg, held_deg
        The furthest angle that was kept, and that was held still; -inf = none.
    samples
        The poses in which the furthest angle was kept.
    edge_deg, reach_deg
        The furthest angle at an edge of what was not seen, and the furthest that may have been
        reached in it; -inf = nothing was unseen.
    """

    keep_s: float
    kept_deg: float = -math.inf
    held_deg: float = -math.inf
    edge_deg: float = -math.inf
    reach_deg: float = -math.inf
    samples: tuple[_Sample, ...] = ()
    _recent: deque[_Sample] = field(default_factory=deque)

    def update(self, now: _Sample) -> None:
        """Take the next sample of the trial."""
        recent = self._recent
        if recent and (gap_s := now.time_s - recent[-1].time_s) > BLIND_S:
            edge_deg = max(now.deg, recent[-1].deg)
            self.edge_deg = max(self.edge_deg, edge_deg)
            self.reach_deg = max(self.reach_deg, edge_deg + SPEED_DEG_S * gap_s / 2)
            recent.clear()
        recent.append(now)
        while now.time_s - recent[0].time_s > self.keep_s + 1e-9:
            recent.popleft()
        if now.time_s - recent[0].time_s < 0.8 * self.keep_s:
            return
        angles = [each.deg for each in recent]
        kept = min(angles)
        if kept > self.kept_deg:
            self.kept_deg, self.samples = kept, tuple(recent)
        if max(angles) - kept <= STILL_DEG:
            self.held_deg = max(self.held_deg, kept)

    @property
    def was_held(self) -> bool:
        """True if the leg was held still where it was furthest."""
        return self.held_deg >= max(self.kept_deg, self.edge_deg) - STILL_DEG

    @property
    def is_sure(self) -> bool:
        """True if nothing further can have been reached unseen."""
        return self.was_held or self.reach_deg <= self.kept_deg


class _Leg:
    """Follows one leg through rest and trials."""

    def __init__(self, side: Side, motion: Motion, exercise: Exercise, *, keep_s: float) -> None:
        self.side: Side = side
        self.trials: list[Trial] = []
        self.seen_s = 0.0
        self.in_position = False
        self._motion, self._keep_s = motion, keep_s
        self._measure, self._sign = MEASURES[exercise.movement.measure], exercise.movement.sign
        self._filter = OneEuroFilter()
        self._last: _Sample | None = None
        self._begin()

    def _begin(self) -> None:
        """Begin anew: where the leg rests is not known."""
        self._low = math.inf
        self._rest: deque[_Sample] = deque()
        self._entry: _Furthest | None = _Furthest(self._keep_s)
        self._entry_s = math.nan
        self._trial: _Furthest | None = None
        self._start: SidedPose | None = None
        self._start_s = self._back_s = math.nan
        self._top = -math.inf

    def update(self, time_s: float, joints: SidedPose) -> None:
        """Take the next pose in which the leg is seen in the position of the test."""
        deg = self._sign * self._filter.update(time_s, self._measure.now(joints))
        now, last = _Sample(time_s, deg, joints), self._last
        if last is not None:
            step_s = time_s - last.time_s
            self.seen_s += step_s if step_s <= LOST_S else 0.0
            if step_s > LOST_S:
                self.end(last.time_s)
                self._begin()
        self._last = now
        if self._trial is None:
            self._follow_rest(now, last)
        else:
            self._follow_trial(now, self._trial)

    def lose(self) -> None:
        """End what is under way: what comes next is another start."""
        if self._last is not None:
            self.end(self._last.time_s)
        self._last = None
        self._begin()

    def end(self, time_s: float, *, note: str = UNSEEN) -> None:
        """End the trial under way, if there is one: it was not seen to its end."""
        trial = self._trial
        if trial is not None and self._last is not None:
            further = self._last.deg + SPEED_DEG_S * LOST_S / 2
            trial.reach_deg = max(trial.reach_deg, further)
            self._note(trial, self._start_s, time_s, "" if trial.was_held else note)
            self._trial = None

    def _follow_rest(self, now: _Sample, last: _Sample | None) -> None:
        moved_deg = self._motion.moved_deg
        self._note_entry(now)
        if now.deg <= self._low or last is None:
            self._low = now.deg
        else:
            step_s = min(now.time_s - last.time_s, LOST_S)
            self._low += (1 - math.exp(-step_s / CREEP_S)) * (now.deg - self._low)
        if now.deg <= self._low + moved_deg / 2:
            self._rest.append(now)
            while now.time_s - self._rest[0].time_s > REST_S:
                self._rest.popleft()
        if now.deg <= self._low + moved_deg:
            return
        rest = [each for each in self._rest if each.deg <= self._low + moved_deg / 2]
        self._start_s = rest[-1].time_s if rest else now.time_s
        long_enough = bool(rest) and rest[-1].time_s - rest[0].time_s >= self._keep_s
        self._start = _middle([each.joints for each in rest]) if long_enough else None
        self._trial, self._top, self._back_s = _Furthest(self._keep_s), -math.inf, math.nan
        if rest:
            self._trial.update(rest[-1])  # a gap that begins at rest belongs to the trial
        self._entry = None
        self._follow_trial(now, self._trial)

    def _note_entry(self, now: _Sample) -> None:
        """Note a leg that came down from a place to which it was not seen to go."""
        entry = self._entry
        if entry is None:
            return
        if math.isnan(self._entry_s):
            self._entry_s = now.time_s
        entry.update(now)
        if now.deg < entry.kept_deg - 2 * self._motion.moved_deg:
            self._entry = None
            self._note(entry, self._entry_s, now.time_s, UNDER_WAY)

    def _follow_trial(self, now: _Sample, trial: _Furthest) -> None:
        trial.update(now)
        self._top = max(self._top, now.deg)
        if now.deg > self._low + BACK_SHARE * (self._top - self._low):
            self._back_s = math.nan
            return
        if math.isnan(self._back_s):
            self._back_s = now.time_s
        if now.time_s - self._back_s >= BACK_S:
            self._note(trial, self._start_s, self._back_s, "" if trial.is_sure else UNSEEN)
            self._trial, self._low = None, now.deg
            self._rest.clear()

    def _note(self, found: _Furthest, start_s: float, end_s: float, why: str) -> None:
        """Keep a trial: its value is the furthest angle, from the start or as it is."""
        if found.kept_deg == -math.inf:
            return
        broken = [
            row for row in self._motion.compensation if self._is_broken(row.when, found.samples)
        ]
        zero_deg = self._sign * self._zero_deg()
        if math.isnan(zero_deg):  # then the value is NaN too
            why = NO_START
        notes = [why, *(row.note for row in broken)]
        counts = not why and all(row.counts for row in broken)
        value = found.kept_deg - zero_deg
        from_deg = -START_DEG if math.isnan(zero_deg) else zero_deg
        at_most = max(found.kept_deg, found.reach_deg) - from_deg if why else math.nan
        bends = self._measure.name == "hip_flexion"
        self.trials.append(
            Trial(
                side=self.side,
                start_s=start_s,
                end_s=end_s,
                value=value,
                counts=counts,
                note="; ".join(dict.fromkeys(filter(None, notes))),
                at_most=at_most,
                hip_deg=self._sign * value if bends else math.nan,
            )
        )

    def _zero_deg(self) -> float:
        """Return the angle that is 0, by the start; NaN = it is the start, and was not seen."""
        start = self._start
        if start is None:
            return math.nan if self._motion.baseline == "start" else 0.0
        at_start = self._measure.now(start)
        if self._motion.baseline == "start":
            return at_start
        return at_start - self._measure.value(start, start)

    def _is_broken(self, when: Condition, samples: Sequence[_Sample]) -> bool:
        """Return True if the rest of the body did something else at the furthest angle."""
        measure = MEASURES[when.measure]
        values = [measure.value(each.joints, self._start) for each in samples]
        known = [value for value in values if not math.isnan(value)]
        return bool(known) and when.excess(median(known)) > 0


class RangeFinder:
    """Finds how far each leg goes in each trial of a pose stream.

    Parameters
    ----------
    exercise
        The filmed exercise: its main measure, position and camera are used, and nothing else.
    motion
        From where the angle is measured, and what the rest of the body must not do.
    scoring
        The time for which an angle must be kept.
    """

    def __init__(self, exercise: Exercise, motion: Motion, scoring: RangeScoring) -> None:
        self._gate = QualityGate(exercise)
        self._extractor = FeatureExtractor()
        self._legs: dict[Side, _Leg] = {
            side: _Leg(side, motion, exercise, keep_s=scoring.keep_s) for side in self._gate.sides
        }
        self._paused_s: defaultdict[str, float] = defaultdict(float)
        self._time_s = math.nan

    def update(self, pose: Pose) -> PoseFeatures:
        """Take the next pose, and return its features."""
        features = self._extractor.extract(pose)
        if features.resumed == "body":  # the way there was not followed
            for leg in self._legs.values():
                leg.lose()
        step_s = 0.0 if math.isnan(self._time_s) else pose.time_s - self._time_s
        self._time_s = pose.time_s
        sides, reason = self._gate.sides_to_judge(features)
        if features.doubt == "frozen":
            reason = DOUBTS["frozen"]
        if reason is None:
            reasons = [self._observe(features, self._legs[side]) for side in sides]
            reason = reasons[0] if all(reasons) else None
        if reason is not None:
            self._paused_s[reason.say] += step_s
        return features

    def finish(self) -> FoundTrials:
        """Return all trials in order of time, after the last pose."""
        for leg in self._legs.values():
            leg.end(self._time_s, note=CUT)
        trials = [row for leg in self._legs.values() for row in leg.trials]
        only = [row for row in trials if not any(_outdoes(other, row) for other in trials)]
        seen = tuple(side for side, leg in self._legs.items() if leg.seen_s >= SEEN_S)
        trouble = max(self._paused_s, key=self._paused_s.__getitem__, default="")
        return FoundTrials(tuple(sorted(only, key=lambda row: row.start_s)), trouble, seen)

    def _observe(self, features: PoseFeatures, leg: _Leg) -> PauseReason | None:
        """Pass a pose to one leg; return why that was not possible, or None."""
        frame = self._gate.leg_frame(features, leg.side)
        reason = self._gate.hidden_reason(frame.joints, frame.doubt)
        if reason is None:
            reason = self._gate.position_reason(frame.joints, was_in=leg.in_position)
            leg.in_position = reason is None
        if reason is None:
            leg.update(features.pose.time_s, frame.joints)
        return reason


def _outdoes(other: Trial, row: Trial) -> bool:
    """Return True if the other leg went further at the same time: this one only went along."""
    meets = other.start_s < row.end_s and row.start_s < other.end_s
    return other.side != row.side and meets and other.value > row.value


def _middle(bodies: Sequence[SidedPose]) -> SidedPose:
    """Return the median place of each joint; NaN where it is mostly unknown."""
    middles = []
    for points in zip(*bodies, strict=True):
        known = [point for point in points if is_known(point)]
        enough = 2 * len(known) > len(points)
        across, up = ([p.real for p in known], [p.imag for p in known])
        middles.append(complex(median(across), median(up)) if enough else UNKNOWN)
    return SidedPose(*middles)
