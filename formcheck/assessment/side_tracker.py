"""One working side: its measures, start, phases, faults and limits.

Both legs are judged at once, each by a judge of its own, so that left and right are counted apart
and the working side need not be told.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from formcheck.assessment.baseline import Baseline
from formcheck.assessment.quality_gate import condition_met
from formcheck.assessment.rep_counter import Phase, RepCounter, RepThresholds
from formcheck.assessment.rules import LimitRule
from formcheck.exercises.fault import Moment
from formcheck.kinematics.measures import MEASURES
from formcheck.pose.filters import Debounce, OneEuroFilter

if TYPE_CHECKING:
    from formcheck.assessment.events import WorkingSide
    from formcheck.assessment.rules import LimitViolation
    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.fault import Attempt, Fault, FaultRule
    from formcheck.exercises.parts import Also, Limit
    from formcheck.pose.features import SidedPose

ALSO_SAID_AFTER_S = 0.5


class SideTracker:
    """Follows one working side.

    Parameters
    ----------
    exercise
        What is judged.
    side
        The side as it appears in reports.

    Attributes
    ----------
    values
        The measures of the last pose by name, smoothed; NaN = unknown.
    in_position
        Whether the position was right on the last pose (kept by the checker).
    needs_met
        Which of the exercise's needs were met on the last pose (kept by the checker).
    """

    def __init__(self, exercise: Exercise, side: WorkingSide) -> None:
        self.exercise = exercise
        self.side = side
        self.machine = RepCounter(RepThresholds.of(exercise))
        self.start = Baseline(exercise.movement)
        self.rules = [fault.rule(exercise.movement) for fault in exercise.fault]
        self.limits = [LimitRule(limit) for limit in exercise.limit]
        self._measures = [MEASURES[name] for name in exercise.measures()]
        self._smoothers = [
            OneEuroFilter(1.0 if measure.unit == "deg" else 100.0) for measure in self._measures
        ]
        self.in_position = False
        self.needs_met = dict.fromkeys((need.name for need in exercise.need), False)
        self._met = dict.fromkeys((also.name for also in exercise.movement.also), False)
        self._missed = Debounce(ALSO_SAID_AFTER_S)
        self._faults: dict[str, None] = {}
        self._last_peak = self._last_end_s = -math.inf
        self._raw_deg = math.nan
        self._started = False
        self.values: dict[str, float] = {measure.name: math.nan for measure in self._measures}
        self.missing: Also | None = None

    @property
    def progress(self) -> float:
        """Degrees towards the target (more is further); NaN = unknown."""
        movement = self.exercise.movement
        return movement.sign * self.values[movement.measure]

    @property
    def share(self) -> float:
        """Progress from the start zone (0) to the target (1 and more); NaN = unknown."""
        movement = self.exercise.movement
        start = movement.sign * movement.start_deg
        return (self.progress - start) / (movement.sign * movement.target_deg[0] - start)

    @property
    def phase_for_needs(self) -> Phase:
        """The phase as needs see it: who has left the start zone is no longer at rest.

        The machine says so a little later, and a leg that is seen well at rest may be hidden
        behind the other one by then.
        """
        start = self.exercise.movement.sign * self.exercise.movement.start_deg
        if self.machine.phase is Phase.REST and self.progress > start:
            return Phase.MOVE
        return self.machine.phase

    def measure(
        self, time_s: float, posture: SidedPose, taken: dict[str, float] | None = None
    ) -> None:
        """Take the measures of a pose, smoothed.

        `taken` keeps the raw measures of this posture that need no start, by name, for whoever
        else looks at it.
        """
        main, start = self._measures[0], self.start.posture
        taken = {} if taken is None else taken
        for measure, smoother in zip(self._measures, self._smoothers, strict=True):
            raw = taken.get(measure.name)
            if raw is None:
                raw = measure.function(posture, start)
                if measure is main and start is None and math.isnan(raw):
                    raw = 0.0  # no start yet, so no change from it: else none could be found
                if not measure.needs_start:
                    taken[measure.name] = raw
            self.values[measure.name] = smoother.update(time_s, raw)
        self._raw_deg = self.values[main.name]
        self.values[main.name] = self.start.change_deg(self._raw_deg)

    def keep_start(self, time_s: float, posture: SidedPose) -> None:
        """Let a pose that may be judged tell where the person's own start is."""
        phase, raw_deg = self.machine.phase, self._raw_deg
        resting = phase is Phase.REST or (phase is Phase.UNKNOWN and self._may_start(raw_deg))
        fits = all(
            wanted.switched(self.values[wanted.measure], on=False)
            for wanted in self.exercise.movement.start_when
        )
        self.start.update(time_s, raw_deg, posture, resting=resting and fits)
        self.values[self._measures[0].name] = self.start.change_deg(raw_deg)

    def _may_start(self, raw_deg: float) -> bool:
        movement = self.exercise.movement
        change = self.start.change_deg(raw_deg)
        if math.isnan(change):
            return True
        return movement.sign * change <= movement.sign * movement.start_deg

    def forget(self) -> None:
        """Nothing can be judged on this pose: all measures are unknown."""
        for name in self.values:
            self.values[name] = math.nan
        self.missing = None

    def advance(self, time_s: float) -> Attempt | None:
        """Follow the movement; the attempt that is over with this pose, if one is."""
        if math.isnan(self.progress):
            return None
        missing = self._not_met()
        before = self.machine.phase
        ended = self.machine.update(time_s, self.progress, allowed=missing is None)
        self._started = self._started or self.machine.phase is not Phase.UNKNOWN
        if ended is None and before is Phase.MOVE and self.machine.phase is Phase.REST:
            self._faults = {}  # it was only a stir: what was wrong in it is nobody's concern
        inside = self.share >= 1
        told = self._missed.update(time_s, on=missing is not None and inside)
        self.missing = missing if told else None
        if self.missing is not None:
            self._faults[self.missing.name] = None
        return ended

    def outdoes(self, attempt: Attempt) -> bool:
        """Whether this leg moved further at the same time, so that the other only went along."""
        if self.machine.under_way and self.machine.peak > attempt.peak:
            return True
        return self._last_peak > attempt.peak and self._last_end_s > attempt.start_s

    def note_other_leg(self, attempt: Attempt) -> None:
        """Take note of what the other leg did, where the two are compared."""
        for rule in self.rules:
            rule.note_other_leg(attempt)

    def _not_met(self) -> Also | None:
        """The first thing besides the angle that the target asks for and that is not there."""
        wanted = self.exercise.movement.also
        for also in wanted:  # all of them, so that no hysteresis depends on another
            value = self.values[also.when.measure]
            self._met[also.name] = condition_met(also, value, before=self._met[also.name])
        return next((also for also in wanted if not self._met[also.name]), None)

    def new_faults(self, time_s: float) -> list[FaultRule[Fault]]:
        """The rules that find a fault on this pose that the repetition did not have yet."""
        moment = Moment(time_s, self.machine.rule_phase, self.values)
        found = [rule for rule in self.rules if rule.update(moment)]
        return [rule for rule in found if self._keep(rule)]

    def faults_of(self, attempt: Attempt) -> tuple[list[FaultRule[Fault]], tuple[str, ...]]:
        """The faults that show only now that an attempt is over, and the names of all it had."""
        late = [rule for rule in self.rules if rule.judge_attempt(attempt) and self._keep(rule)]
        names = tuple(self._faults)
        self._faults = {}
        self._last_peak, self._last_end_s = attempt.peak, attempt.end_s
        return late, names

    def _keep(self, rule: FaultRule[Fault]) -> bool:
        name = rule.fault.name
        if name in self._faults:
            return False
        self._faults[name] = None
        return True

    def exceeds(self, limit: Limit) -> bool:
        """Whether a limit is exceeded now, as this side sees it."""
        return any(rule.active and rule.limit.name == limit.name for rule in self.limits)

    def new_excesses(self, time_s: float) -> list[LimitViolation]:
        """The limits that are exceeded from this pose on.

        None before the start position was seen: who sits on a chair does not squat too deep.
        """
        if not self._started:
            return []
        moment = Moment(time_s, self.machine.phase, self.values)
        return [excess for rule in self.limits if (excess := rule.update(moment)) is not None]
