"""Evidence for one exercise: its repetitions and the time in its position, by slots of time.

Every exercise is followed by a checker of its own.  After its position was left for a while, the
next movements belong to another set, so a fresh checker follows.
"""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from formcheck.assessment.checker import Checker
from formcheck.assessment.report_types import LEFT_POSITION, PEAK_UNSEEN
from formcheck.exercises.fault_kinds import ShortHoldFault, TempoFault
from formcheck.pose.filters import ATTEMPT_GAP_S, LONGEST_STEP_S

if TYPE_CHECKING:
    from formcheck.assessment.report import SetReport
    from formcheck.assessment.report_types import PartialRepetition, Rep
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.features import PoseFeatures

Held = Literal["as asked", "somewhat", "no"]

FRESH_AFTER_S: Final = ATTEMPT_GAP_S + 0.5
"""After a longer time out of position a fresh checker starts; no attempt lasts through it."""

PARTIAL_WORTH: Final = 0.1
"""Worth of a partial repetition relative to a complete one (engineering default).  It is little: a
deep squat is also half of a chair stand, and of most exercises that begin where a body stands."""

WORTH_LEFT: Final = {"major": 0.4, "minor": 0.88, "hint": 0.97}
"""Factor on the worth of a repetition for each form fault, by grade (engineering defaults).  A
minor fault costs little, because people make mistakes; but if two exercises explain a movement,
the one without faults is more likely.  Where the body conditions of an exercise already tell it
from its near relatives, a major fault is only poor form and costs as much as a minor one."""

UNSEEN_PARTS: Final = frozenset({"under_way", "not_followed"})
"""Partial repetitions with these reasons were seen too little to be evidence."""

UNMET_LEAVES: Final = 0.6
"""The same for a condition of the target that was unmet for a while."""

TIME_LEAVES: Final = 0.97
"""The same for a fault of tempo or hold of any grade: most people hurry."""

SOMEWHAT: Final = 5
REST: Final = 2
"""A repetition that is held for at least 1/`SOMEWHAT` of the prescribed time is held somewhat; one
that is held for more than `REST` times as long (and than 6 s) may be a rest in a comfortable
position (engineering defaults)."""

SHORT_STRETCH: Final = 5
SHORT_STRETCH_LEAVES: Final = 0.5
LONG_REP: Final = 3
LONG_REP_LEAVES: Final = 0.7
"""A stretch that is held for less than 1/`SHORT_STRETCH` of the prescribed time, and a repetition
that is held for more than `LONG_REP` times as long (and than 6 s), are worth less (engineering
defaults)."""

LIMIT_LEAVES: Final = 0.85
"""Factor on the worth for exceeded limits (engineering default): most strangers squat deeper than
a patient may, and it is the same exercise."""


@dataclass(frozen=True, slots=True)
class CandidateRepetition:
    """A repetition, hold or partial repetition, as evidence for its exercise.

    Attributes
    ----------
    start_s, end_s
        Seconds.
    complete
        Whether it reached the target and was finished.
    hold
        ``as asked``, ``somewhat`` (shorter), or ``no``: it was not held, or so long that it may
        be a rest, or the exercise has no hold.
    worth
        From 0 to 1; a complete repetition without faults has 1, a movement that was refused by a
        condition of the body 0.
    """

    start_s: float
    end_s: float
    complete: bool
    hold: Held
    worth: float


class ExerciseCandidate:
    """Collects the evidence for one exercise in a pose stream.

    Parameters
    ----------
    exercise
        The exercise.

    Attributes
    ----------
    repetitions
        Its repetitions by start time (complete after `finish`).
    judgeable_s
        For each slot, the seconds in which this exercise could be judged: view and position
        fit, its joints were seen, its needs were met.
    """

    def __init__(self, exercise: Exercise) -> None:
        # What is only counted from another side is no evidence for an exercise.
        self.exercise = exercise = exercise.model_copy(update={"counted_from": None})
        self.repetitions: list[CandidateRepetition] = []
        self.judgeable_s = array("d")
        distinct = any(condition.looks_like for condition in exercise.body)
        self._leaves = {
            fault.name: TIME_LEAVES
            if isinstance(fault, TempoFault | ShortHoldFault)
            else max(WORTH_LEFT[fault.grade], WORTH_LEFT["minor"] * distinct)
            for fault in exercise.fault
        }
        self._leaves |= {LEFT_POSITION: WORTH_LEFT["minor"], PEAK_UNSEEN: WORTH_LEFT["minor"]}
        self._refusals = {condition.name for condition in exercise.body}
        self._checker = Checker(exercise)
        self._used = False
        self._time_s = self._judgeable_until_s = math.nan

    def update(self, slot: int, features: PoseFeatures) -> None:
        """Take the features of the next pose.

        Parameters
        ----------
        slot
            The slot of the pose; it never decreases.
        features
            Features of the pose.
        """
        time_s = features.pose.time_s
        step_s = time_s - self._time_s
        self._time_s = time_s
        while len(self.judgeable_s) <= slot:
            self.judgeable_s.append(0.0)
        if self._used and time_s - self._judgeable_until_s > FRESH_AFTER_S:
            self._keep(self._checker.finish())
            self._checker, self._used = Checker(self.exercise), False
        if self._checker.follow(features) is None:
            self._judgeable_until_s, self._used = time_s, True
            if step_s <= LONGEST_STEP_S:
                self.judgeable_s[slot] += step_s

    def finish(self) -> None:
        """End the current set, after the last pose."""
        self._keep(self._checker.finish())
        self.repetitions.sort(key=lambda each: each.start_s)

    def _keep(self, report: SetReport) -> None:
        exceeded = [limit.time_s for limit in report.limits]
        for rep in report.reps:
            self.repetitions.append(self._candidate_repetition(rep, exceeded))
        self.repetitions.extend(
            CandidateRepetition(
                part.start_s, part.end_s, complete=False, hold="no", worth=self._part_worth(part)
            )
            for part in report.partial_reps
            if not math.isnan(part.start_s)
        )

    def _candidate_repetition(self, rep: Rep, exceeded: list[float]) -> CandidateRepetition:
        worth = self._left(rep.faults)
        if any(rep.start_s <= time_s <= rep.end_s for time_s in exceeded):
            worth *= LIMIT_LEAVES
        asked_s, is_hold = self.exercise.movement.hold_s, self.exercise.kind == "hold"
        worth *= _hold_leaves(rep.hold_s, asked_s, is_hold=is_hold)
        # A stretch is complete only if it was held for long enough.
        hold = "as asked" if is_hold else _held(rep.hold_s, asked_s)
        return CandidateRepetition(rep.start_s, rep.end_s, complete=True, hold=hold, worth=worth)

    def _part_worth(self, part: PartialRepetition) -> float:
        """Return the worth of a movement that is not counted: none if it is another one."""
        if part.reason in self._refusals or part.reason in UNSEEN_PARTS:
            return 0.0
        return PARTIAL_WORTH * self._left(part.faults)

    def _left(self, faults: tuple[str, ...]) -> float:
        """Return the factor on the worth for form faults and conditions that were unmet."""
        return math.prod(self._leaves.get(name, UNMET_LEAVES) for name in faults)


def _held(hold_s: float, asked_s: float) -> Held:
    """Return how a hold compares with the prescribed one."""
    if not asked_s or not asked_s / SOMEWHAT <= hold_s <= REST * max(asked_s, 3.0):
        return "no"
    return "as asked" if hold_s >= asked_s else "somewhat"


def _hold_leaves(hold_s: float, asked_s: float, *, is_hold: bool) -> float:
    """Return the factor on the worth for a hold that is far from the prescribed one."""
    # A stretch is held for much longer than a repetition; this separates the two.
    if is_hold:
        return SHORT_STRETCH_LEAVES if hold_s < asked_s / SHORT_STRETCH else 1.0
    return LONG_REP_LEAVES if hold_s > LONG_REP * max(asked_s, 2.0) else 1.0
