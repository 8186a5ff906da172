"""One working side: its measures, start position, phases, faults and limits.

Each leg has a tracker of its own, so that left and right are counted apart and the working side
need not be known.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from formcheck.assessment.baseline import Baseline, FirstMovement, begun_before
from formcheck.assessment.events import Cue, CueWeight, FormFault, PauseReason
from formcheck.assessment.quality_gate import (
    DOUBTS,
    UNSTEADY,
    QualityGate,
    Requirement,
)
from formcheck.assessment.rep_counter import Phase, RepCounter
from formcheck.assessment.report_types import LEFT_POSITION, PEAK_UNSEEN
from formcheck.assessment.rules import BodyRules, DoubtShare, LimitRule, PositionLapse, past_limits
from formcheck.assessment.timers import RepThresholds
from formcheck.assessment.verdict import worse
from formcheck.exercises.fault import Moment
from formcheck.kinematics.measures import MEASURES
from formcheck.pose.filters import Debounce, NoiseMeter, OneEuroFilter

if TYPE_CHECKING:
    from formcheck.assessment.events import WorkingSide
    from formcheck.assessment.rules import LimitViolation
    from formcheck.exercises.conditions import Grade
    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.fault import Attempt, Fault, FaultRule
    from formcheck.exercises.parts import Also
    from formcheck.pose.features import LegFrame, SidedPose

UNMET_AFTER_S: Final = 0.5
"""A condition of the target is reported as unmet after so long (engineering default)."""


class SideTracker:
    """Follows one working side through a set.

    For each pose the checker calls `observe`; then `advance`, `new_faults` and `new_violations`,
    or `skip` if the pose cannot be judged.  It calls `close` when an attempt is over.

    Parameters
    ----------
    exercise
        The exercise that is judged.
    side
        The side as it appears in reports.
    only_counts
        True if the movement is counted without measuring it: any start will do.

    Attributes
    ----------
    counter
        The phases and the attempt under way.
    baseline
        The person's own start position.
    rules
        The rules of the faults.
    values
        The measures of the last pose by name, smoothed; NaN = unknown.
    rested
        True once the person was seen in the start position.
    unmet
        The condition of the target that is not met although the angle is there, or None.
    furthest
        The largest `share` since the start was seen; -inf = not seen yet.
    """

    def __init__(
        self, exercise: Exercise, side: WorkingSide, *, only_counts: bool = False
    ) -> None:
        movement = exercise.movement
        self.side = side
        self.counter = RepCounter(RepThresholds.of(exercise))
        self.baseline = Baseline(movement, any_size=only_counts)
        self.rules = [fault.rule(movement) for fault in exercise.fault]
        self.unmet: Also | None = None
        self.furthest = -math.inf
        self._movement, self._sign = movement, movement.sign
        self._gate = QualityGate(exercise)
        self._limits = [LimitRule(limit) for limit in exercise.limit]
        self._body = BodyRules(exercise.body)
        self.values: dict[str, float] = dict.fromkeys(exercise.measures(), math.nan)
        self._measures = [
            (MEASURES[name], OneEuroFilter(1.0 if MEASURES[name].unit == "deg" else 100.0))
            for name in self.values
        ]
        self._doubted = DoubtShare()
        self._in_position = False
        self._needs = [(need, Requirement(need)) for need in exercise.need]
        self._conditions = [(also, Requirement(also)) for also in movement.also]
        self._unmet_debounce = Debounce(UNMET_AFTER_S)
        self._is_stretch = exercise.kind == "hold"
        self._faults: dict[str, Grade] = {}
        self._last_peak = self._last_end_s = -math.inf
        self._raw_deg = math.nan
        self.rested = False
        self._early = FirstMovement()
        # The noise of a large movement never matters, so it is not measured.
        self._noise = NoiseMeter() if math.isfinite(self.baseline.most_noise_deg) else None
        self._lapse = PositionLapse()

    # --- One pose

    def observe(
        self, time_s: float, frame: LegFrame, *, may_set_baseline: bool = True
    ) -> PauseReason | None:
        """Measure a pose of this side; return why it cannot be judged, or None.

        Parameters
        ----------
        time_s
            Seconds, increasing.
        frame
            The joints of this side.
        may_set_baseline
            False while the body may lean for the other leg.

        Returns
        -------
        PauseReason or None
            The first reason in the order in which a person would remove them.
        """
        joints = frame.joints
        reason = self._gate.hidden_reason(joints, frame.doubt)
        if self.counter.under_way:
            doubted = reason is not None and frame.doubt is not None
            self._doubted.note(time_s, doubted=doubted)
        if reason is not None:
            return reason
        self._measure(time_s, frame)
        reason = self._unbelieved(frame)
        if reason is not None:
            return reason
        reason = self._gate.position_reason(joints, was_in=self._in_position)
        self._in_position = reason is None
        if reason is not None and self.follows(time_s):
            reason = None  # a movement that goes too far is followed to its end
        phase = self._phase_for_needs()
        for need, requirement in self._needs:
            if phase is not Phase.UNKNOWN and phase.value not in need.during:
                requirement.met = True
            elif not requirement.update(self.values) and reason is None:
                reason = self._gate.need_reason(need, self.values[need.when.measure], frame)
        if reason is None and may_set_baseline and frame.doubt is None:
            self._update_baseline(time_s, joints)
        if not self.rested:
            self._early.note(time_s, self._sign * self._raw_deg)
        return reason

    def _unbelieved(self, frame: LegFrame) -> PauseReason | None:
        """Return why the measures of a pose are not believed, or None."""
        if self._noise is not None and self._noise.level > self.baseline.most_noise_deg:
            return UNSTEADY
        moves = self.counter.phase in {Phase.MOVE, Phase.HOLD}
        if frame.doubt == "frozen" and (moves or self.progress > self.counter.thresholds.start):
            return DOUBTS["frozen"]  # a rest may look the same for a while, a movement may not
        return None

    def follows(self, time_s: float) -> bool:
        """Return True if an attempt is followed although its position or view was left."""
        # For some seconds, because its depth must be known, and people do not turn in the middle
        # of a movement.  Such a repetition is never good.
        return self.counter.under_way and self._lapse.follows(time_s)

    def skip(self) -> None:
        """Forget the measures: this pose cannot be judged."""
        for name in self.values:
            self.values[name] = math.nan
        self.unmet = None

    def advance(self, time_s: float) -> Attempt | None:
        """Follow the movement; return the attempt that ends with this pose, or None."""
        progress = self.progress
        if math.isnan(progress):
            return None
        # All conditions are updated, so that no hysteresis depends on another.
        missing = [also for also, required in self._conditions if not required.update(self.values)]
        unmet = missing[0] if missing else None
        before = self.counter.phase
        ended = self.counter.update(time_s, progress, allowed=unmet is None)
        if self.counter.phase is not Phase.UNKNOWN:
            self.furthest = max(self.furthest, self.share)
        if not self.rested and self.counter.phase is not Phase.UNKNOWN:
            self.rested = True
            ended = ended or self._begun_before(time_s)
        if ended is not None:
            self._rebase()
        elif self._is_stretch and before is Phase.REST and self.counter.phase is not before:
            self._faults = {}  # a rest between two stretches is no fault of the next one
        elif before is Phase.MOVE and self.counter.phase is Phase.REST:
            # The movement was too small to count, and what was wrong with it does not count.
            self._faults = {}
            self._body.close()
            self._doubted.close()
            self._lapse.reset()
        else:
            self._body.update(Moment(time_s, self.counter.rule_phase, self.values))
        known = unmet is not None and not math.isnan(self.values[unmet.when.measure])
        lasts = self._unmet_debounce.update(time_s, on=known and self.share >= 1)
        self.unmet = unmet if lasts else None
        if self.unmet is not None:
            self._faults.setdefault(self.unmet.name, "hint")  # it is met later, or never complete
        return ended

    def new_faults(self, time_s: float) -> list[FormFault]:
        """Return the faults of this pose that the repetition did not have yet."""
        moment = Moment(time_s, self.counter.rule_phase, self.values)
        found = [rule for rule in self.rules if rule.update(moment)]
        return self._note_faults(found, time_s) if found else []

    def new_violations(self, time_s: float) -> list[LimitViolation]:
        """Return the limits that are exceeded from this pose on."""
        if not self.rested:  # a person who still sits on a chair does not squat too deep
            return []
        moment = Moment(time_s, self.counter.phase, self.values)
        return [rule.violation for rule in self._limits if rule.update(moment)]

    def close(
        self, attempt: Attempt, time_s: float
    ) -> tuple[Attempt, list[FormFault], dict[str, Grade], tuple[LimitViolation, ...]]:
        """Close an attempt that is over.

        Parameters
        ----------
        attempt
            The attempt.
        time_s
            Now, seconds.

        Returns
        -------
        attempt : Attempt
            The attempt; not complete if the rest of the body did another movement.
        late : list of FormFault
            The faults that are found only now.
        faults : dict of str to str
            The grade of each fault of the attempt, in the order in which they were seen.
        passed : tuple of LimitViolation
            The limits that its peak passed too shortly to be reported before.
        """
        attempt = self._explained(attempt)
        found = [rule for rule in self.rules if rule.judge_attempt(attempt)]
        late = self._note_faults(found, time_s)
        faults, self._faults = self._faults, {}
        if self._lapse.happened:
            faults[LEFT_POSITION] = "major"
        if attempt.peak_unseen:
            faults[PEAK_UNSEEN] = "major"
        self._lapse.reset()
        self._last_peak, self._last_end_s = attempt.peak, attempt.end_s
        return attempt, late, faults, past_limits(self._limits, attempt, self._movement)

    def cues(self) -> list[Cue]:
        """Return a cue for each limit, fault and unmet condition that is present now."""
        cues = [
            Cue(rule.limit.say, CueWeight.STOP if rule.limit.action == "stop" else CueWeight.LIMIT)
            for rule in self._limits
            if rule.active
        ]
        cues.extend(
            Cue(rule.fault.say, CueWeight[rule.grade.upper()])
            for rule in self.rules
            if rule.active
        )
        if self.unmet is not None:
            cues.append(Cue(self.unmet.say, CueWeight.MAJOR))
        return cues

    # --- The movement, and the other leg

    @property
    def progress(self) -> float:
        """Degrees towards the target (more is further); NaN = unknown."""
        return self._sign * self.values[self._movement.measure]

    @property
    def share(self) -> float:
        """Progress from the start zone (0) to the target (1 and more); NaN = unknown."""
        thresholds = self.counter.thresholds
        return (self.progress - thresholds.start) / (thresholds.enter - thresholds.start)

    def rank(self) -> tuple[bool, float]:
        """Return the rank among the sides: one that works is above one that is only further."""
        share = self.share
        return self.counter.under_way, -math.inf if math.isnan(share) else share

    def leads(self, other: SideTracker) -> bool:
        """Return True unless the other side is the one that works now."""
        return not other.counter.under_way or not self.share < other.share

    def outdoes(self, attempt: Attempt) -> bool:
        """Return True if this leg moved further at the same time: the other only went along."""
        if self.counter.under_way and self.counter.peak > attempt.peak:
            return True
        return self._last_peak > attempt.peak and self._last_end_s > attempt.start_s

    def note_other_leg(self, attempt: Attempt) -> None:
        """Pass an attempt of the other leg to the rules that compare the legs."""
        for rule in self.rules:
            rule.note_other_leg(attempt)

    def exceeds(self, name: str) -> bool:
        """Return True if this side exceeds the limit of that name now."""
        return any(rule.active and rule.limit.name == name for rule in self._limits)

    # --- Parts of the sequence

    def _begun_before(self, time_s: float) -> Attempt | None:
        """Return the movement that was under way on the first poses, or None."""
        peak = self._sign * self.baseline.change_deg(self._sign * self._early.furthest)
        if not peak >= self.counter.thresholds.partial:
            return None
        return begun_before(self._early, time_s, peak)

    def _rebase(self) -> None:
        """Take the place where the last movement came to rest as the new start."""
        rest = self.counter.new_rest
        if self._movement.baseline == "start" and not math.isnan(rest):
            self.counter.rebase(rest)
            self.baseline.rebase(self._sign * rest)

    def _explained(self, attempt: Attempt) -> Attempt:
        """Return an attempt with the reason why it is not counted, as far as the body tells."""
        broken = self._body.close()
        if not self._doubted.close() and attempt.complete:
            broken = broken or "not_followed"
        if broken:
            return replace(attempt, complete=False, reason=broken)
        thresholds = self.counter.thresholds
        if attempt.reason == "short_of_target" and attempt.peak >= thresholds.enter:
            lacking = [also.name for also in self._movement.also if also.name in self._faults]
            return replace(attempt, reason=lacking[0]) if lacking else attempt
        return attempt

    def _measure(self, time_s: float, frame: LegFrame) -> None:
        """Update the measures; `frame.measured` shares those that need no start position."""
        main, start, measured = self._movement.measure, self.baseline.joints, frame.measured
        for measure, smoother in self._measures:
            raw = measured.get(measure.name)
            if raw is None:
                raw = measure.value(frame.joints, start)
                if measure.name == main and start is None and math.isnan(raw):
                    raw = 0.0  # without a start there is no change from it
                if measure.change is None:
                    measured[measure.name] = raw
            if self._noise is not None and measure.name == main:
                self._noise.update(time_s, raw)
            self.values[measure.name] = smoother.update(time_s, raw)
        self._raw_deg = self.values[main]
        self.values[main] = self.baseline.change_deg(self._raw_deg)

    def _phase_for_needs(self) -> Phase:
        """Return the phase for the needs: beyond the start zone a person no longer rests."""
        # The counter changes its phase a little later, and a leg that is seen well at rest may be
        # hidden behind the other one by then.
        counter = self.counter
        if counter.phase is Phase.REST and self.progress > counter.thresholds.start:
            return Phase.MOVE
        return counter.phase

    def _update_baseline(self, time_s: float, joints: SidedPose) -> None:
        phase = self.counter.phase
        resting = phase is Phase.REST
        if phase is Phase.UNKNOWN:
            resting = not self.progress > self.counter.thresholds.start  # also if unknown
        fits = all(
            wanted.switched(self.values[wanted.measure], on=False)
            for wanted in self._movement.start_when
        )
        was_steady = self.baseline.steady
        moving = phase is Phase.MOVE and self.progress < self.counter.thresholds.just
        self.baseline.update(
            time_s, self._raw_deg, joints, resting=resting and fits, moving=moving and fits
        )
        if moving and self.baseline.steady and not was_steady:
            self.counter.restart()
        self.values[self._movement.measure] = self.baseline.change_deg(self._raw_deg)

    def _note_faults(self, found: list[FaultRule[Fault]], time_s: float) -> list[FormFault]:
        """Add faults to the attempt, and return those that it did not have yet."""
        events = []
        for rule in found:
            name, grade = rule.fault.name, rule.grade
            if name not in self._faults:
                events.append(FormFault(time_s, self.side, name, grade, rule.fault.say))
            self._faults[name] = worse(grade, self._faults.get(name, grade))
        return events
