"""What speaks for one exercise while somebody moves: tries, time in its position, all in slots.

Every exercise is followed by a checker of its own.  When its position has been left for a while
the next thing done in it is another set, so a fresh checker takes over.
"""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from formcheck.assessment.checker import Checker
from formcheck.exercises.fault_kinds import ShortHoldFault, TempoFault
from formcheck.pose.filters import ATTEMPT_GAP_S, LONGEST_STEP_S

if TYPE_CHECKING:
    from formcheck.assessment.events import WorkingSide
    from formcheck.assessment.report import Rep, SetReport
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.features import PoseFeatures

Held = Literal["as asked", "somewhat", "no"]

FRESH_AFTER_S: Final = ATTEMPT_GAP_S + 0.5
"""Out of position for longer than this: what was under way is lost anyway."""

PARTIAL_WORTH: Final = 0.35
"""What a partial repetition is worth, of a complete one (engineering default)."""

WORTH_LEFT: Final = {"fault": 0.3, "warn": 0.85, "info": 0.95}
"""What a fault of form leaves of a repetition's worth as evidence.  Much of a mild one, as people
make mistakes; but of two exercises that explain a movement, it is rather the one done well."""

TIME_LEAVES: Final = 0.95
"""The same for a fault of tempo or hold, whatever its severity: most people hurry."""

SOMEWHAT: Final = 5
REST: Final = 2
"""A repetition held for a fifth of what is asked is held somewhat; one held for more than twice
as long (and than 6 s) may be a rest in a comfortable position (engineering defaults)."""

SHORT_STRETCH: Final = 5
SHORT_STRETCH_LEAVES: Final = 0.5
LONG_REP: Final = 3
LONG_REP_LEAVES: Final = 0.7
"""A stretch held for less than a fifth of what is asked, and a repetition held for more than three
times as long (and than 6 s), are worth less (engineering defaults)."""

LIMIT_LEAVES: Final = 0.5
"""The same for an exceeded limit: exercises are seldom done so far (engineering default)."""


@dataclass(frozen=True, slots=True)
class CandidateRepetition:
    """A repetition, hold or partial repetition, as evidence for its exercise.

    Attributes
    ----------
    side
        The leg that worked.
    start_s, end_s
        Seconds.
    complete
        Whether it reached the target and was finished.
    hold
        ``as asked``, ``somewhat`` (shorter), or ``no``: not at all, the exercise asks for none,
        or for so long that it looks like a rest.
    worth
        Between 0 and 1: 1 for a complete one without fault.
    """

    side: WorkingSide
    start_s: float
    end_s: float
    complete: bool
    hold: Held
    worth: float


class ExerciseCandidate:
    """Follows one exercise through everything that is done.

    Attributes
    ----------
    tries
        What was tried, in the order in which it was over (complete after `finish`).
    open_s
        For each slot, the seconds in which this exercise could be judged: right view and
        position, its joints seen, its needs met.
    """

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        self.tries: list[CandidateRepetition] = []
        self.open_s = array("d")
        self._leaves = {
            fault.name: TIME_LEAVES
            if isinstance(fault, TempoFault | ShortHoldFault)
            else WORTH_LEFT[fault.severity]
            for fault in exercise.fault
        }
        self._checker = Checker(exercise)
        self._used = False
        self._time_s = self._open_until_s = math.nan

    def update(self, slot: int, sight: PoseFeatures) -> None:
        """Take the next pose, which falls into this slot."""
        time_s = sight.pose.time_s
        step_s = time_s - self._time_s
        self._time_s = time_s
        while len(self.open_s) <= slot:
            self.open_s.append(0.0)
        if self._used and time_s - self._open_until_s > FRESH_AFTER_S:
            self._keep(self._checker.finish())
            self._checker, self._used = Checker(self.exercise), False
        followed = self._checker.follow(sight)
        if followed.reason is None:
            self._open_until_s, self._used = time_s, True
            if step_s <= LONGEST_STEP_S:
                self.open_s[slot] += step_s

    def finish(self) -> None:
        """The stream is over."""
        self._keep(self._checker.finish())

    def _keep(self, report: SetReport) -> None:
        exceeded = [limit.time_s for limit in report.limits]
        for rep in report.reps:
            self.tries.append(self._try(rep, exceeded))
        self.tries.extend(
            CandidateRepetition(part.side, part.start_s, part.end_s, complete=False, hold="no",
                worth=PARTIAL_WORTH * self._left(part.faults))
            for part in report.partial_reps
            if not math.isnan(part.start_s)
        )  # fmt: skip
        self.tries.sort(key=lambda each: each.start_s)

    def _try(self, rep: Rep, exceeded: list[float]) -> CandidateRepetition:
        worth = self._left(rep.faults)
        if any(rep.start_s <= time_s <= rep.end_s for time_s in exceeded):
            worth *= LIMIT_LEAVES
        asked_s, is_hold = self.exercise.movement.hold_s, self.exercise.kind == "hold"
        worth *= _hold_leaves(rep.hold_s, asked_s, is_hold=is_hold)
        # A stretch that was not held for long enough is no complete one.
        hold = "as asked" if is_hold else _held(rep.hold_s, asked_s)
        return CandidateRepetition(
            rep.side, rep.start_s, rep.end_s, complete=True, hold=hold, worth=worth
        )

    def _left(self, faults: tuple[str, ...]) -> float:
        """What faults of form leave of the worth; one of the target's own conditions is none."""
        return math.prod(self._leaves.get(name, WORTH_LEFT["warn"]) for name in faults)


def _held(hold_s: float, asked_s: float) -> Held:
    """How a hold compares with the one that a repetition asks for."""
    if not asked_s or not asked_s / SOMEWHAT <= hold_s <= REST * max(asked_s, 3.0):
        return "no"
    return "as asked" if hold_s >= asked_s else "somewhat"


def _hold_leaves(hold_s: float, asked_s: float, *, is_hold: bool) -> float:
    """What a hold far from the prescribed one leaves of a try's worth as evidence.

    A stretch is held for much longer than a repetition, so each can be told from the other.
    """
    if is_hold:
        return SHORT_STRETCH_LEAVES if hold_s < asked_s / SHORT_STRETCH else 1.0
    return LONG_REP_LEAVES if hold_s > LONG_REP * max(asked_s, 2.0) else 1.0
