"""Judging a set live: from its first pose on, also while the person is not yet expected to move.

A recording is judged from its first picture to its last.  A live set has the same counts: what is
done before "Go", and while a red card asks the person to stop, was done all the same.
`SetJudge` judges one set.  `EarlyJudge` watches a person before the set, who may be exercising
already, so that no person has to stop first in order to begin.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from formcheck.assessment.checker import Checker
from formcheck.assessment.events import ExcessiveRange, PartialRep, RepCompleted
from formcheck.assessment.rep_counter import Phase
from formcheck.pose.filters import ATTEMPT_GAP_S, Debounce

if TYPE_CHECKING:
    from formcheck.assessment.events import Reading
    from formcheck.assessment.report import Provenance, SetReport
    from formcheck.pose.pose import Pose
    from formcheck.session.plan import SessionPlan, SetPlan

MOVING: Final = frozenset({Phase.MOVE, Phase.HOLD, Phase.RETURN})
"""Phases of a repetition."""

HOLDS_S: Final = 1.0
"""A set begins with a hold that has lasted for this time: its end may be half a minute away
(engineering default)."""

SETTLED_S: Final = 1.0
"""Rest after which what was before may be forgotten (engineering default)."""

KEPT_S: Final = 10.0
"""So much of what was before a set is kept at least: a slow movement (engineering default)."""

MOST_KEPT_S: Final = 60.0
"""So much is kept at most, of a person who neither rests nor completes anything (engineering
default)."""


class SetJudge:
    """Judges one set; times and indices count from its first pose.

    Parameters
    ----------
    plan, now
        The session, and this set.
    provenance
        Provenance block of the report.

    Attributes
    ----------
    reading
        The last reading; None before the first.
    earlier
        The readings from before the set was begun, without the last one.
    """

    def __init__(self, plan: SessionPlan, now: SetPlan, provenance: Provenance | None) -> None:
        self._checker = Checker(plan.exercise, side=now.side, provenance=provenance)
        self._first: Pose | None = None
        self._last: Pose | None = None
        self.reading: Reading | None = None
        self.earlier: tuple[Reading, ...] = ()

    @property
    def start_s(self) -> float:
        """Return the time of the first pose, seconds."""
        if self._first is None:
            raise ValueError("expected a set that has begun, got one without a pose")
        return self._first.time_s

    def update(self, pose: Pose) -> Reading:
        """Judge the next pose and return its reading; the last pose once more changes nothing."""
        if pose is self._last and self.reading is not None:
            return self.reading
        first = self._first = self._first or pose
        self._last = pose
        time_s, index = pose.time_s - first.time_s, pose.index - first.index
        self.reading = self._checker.update(replace(pose, time_s=time_s, index=index))
        return self.reading

    def finish(self) -> SetReport:
        """Return the report of the set; a repetition under way ends where it is."""
        return self._checker.finish()


class EarlyJudge:
    """Judges a person before the set begins, and finds out if the set has begun already.

    It starts anew at a rest, and when the person was away.

    Parameters
    ----------
    plan, now, provenance
        As for `SetJudge`.

    Attributes
    ----------
    now
        The set that comes next.
    """

    def __init__(self, plan: SessionPlan, now: SetPlan, provenance: Provenance | None) -> None:
        self.now = now
        self._plan, self._provenance = plan, provenance
        self._settled, self._away = Debounce(SETTLED_S), Debounce(ATTEMPT_GAP_S)
        self._start_anew()

    def _start_anew(self) -> None:
        self._judge = SetJudge(self._plan, self.now, self._provenance)
        self._readings: list[Reading] = []
        self._is_clean = True

    def update(self, pose: Pose) -> bool:
        """Take the next pose; return True if a repetition or a hold has been recognised."""
        reading = self._judge.update(pose)
        self._readings.append(reading)
        time_s, age_s = pose.time_s, reading.pose.time_s
        # A view that is doubtful stays so: only a person who has left may come back otherwise.
        away = self._away.update(time_s, on=pose.is_absent)
        settled = self._settled.update(time_s, on=reading.phase is Phase.REST)
        tried = (RepCompleted, PartialRep, ExcessiveRange)
        self._is_clean &= not any(isinstance(event, tried) for event in reading.events)
        if self._has_begun(reading):
            return True
        kept_s = ATTEMPT_GAP_S if away else KEPT_S if settled else MOST_KEPT_S
        if age_s >= kept_s:
            self._start_anew()
        return False

    def _has_begun(self, reading: Reading) -> bool:
        """Return True if a repetition is over, or a hold has lasted long enough to be one."""
        is_held = reading.phase is Phase.HOLD and reading.hold_s >= HOLDS_S
        done = any(isinstance(event, RepCompleted) and event.judged for event in reading.events)
        return done or (is_held and self._plan.exercise.movement.hold_s > 0)

    def hand_over(self, pose: Pose, *, keep: bool) -> SetJudge:
        """Return the judge of the set that begins with this pose, or began before it.

        Parameters
        ----------
        pose
            The newest pose, which has been taken.
        keep
            True if all that was judged belongs to the set.  If not, and anything was attempted,
            the set begins afresh: a person who gets into position does much that is no exercise.

        Returns
        -------
        SetJudge
            It has judged the pose.
        """
        if self._readings and (keep or self._is_clean):
            self._judge.earlier = tuple(self._readings[:-1])
            return self._judge
        judge = SetJudge(self._plan, self.now, self._provenance)
        judge.update(pose)
        return judge
