"""Checker: pose in, reading out.

On every pose, in this order: the quality gate (is this the right view, are the joints of *this*
exercise seen, is this its position?), the measures, the phases, the rules.  It knows no clock, no
file and no picture: the same poses always give the same report.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from formcheck.assessment import quality_gate
from formcheck.assessment.cues import Cue, CueBoard
from formcheck.assessment.events import (
    ExcessiveRange,
    FormFault,
    TargetReached,
    TrackingFound,
    TrackingLost,
)
from formcheck.assessment.rep_counter import Phase
from formcheck.assessment.report_builder import ReportBuilder
from formcheck.assessment.side_tracker import SideTracker
from formcheck.pose.features import FeatureExtractor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from formcheck.assessment.events import Event
    from formcheck.assessment.report import Provenance, SetReport
    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.fault import Attempt, Fault, FaultRule
    from formcheck.pose.features import LegFrame, PoseFeatures
    from formcheck.pose.joints import Side, SideChoice
    from formcheck.pose.pose import Pose
    from formcheck.pose.view import View

_WEIGHT = {"info": 0, "warn": 1, "fault": 2}


class Reading(NamedTuple):
    """What is known after a pose.

    Attributes
    ----------
    pose
        The pose itself.
    side
        The side whose measures these are (the one that works, or the near one); None = unknown.
    angles_deg
        The exercise's measures by name, smoothed; NaN = unknown.
    phase
        Where in a repetition that side is; unknown while judging pauses.
    reps, good_reps
        Complete repetitions so far, and the good ones among them.
    hold_s
        Seconds held so far in the repetition under way.
    events
        What happened on this pose.
    cue
        The one thing to say now, or None.
    paused
        Why nothing is judged now, or None.
    view
        How the camera sees the body.
    frame
        The joints of that side as they were judged; None = nothing is judged.
    """

    pose: Pose
    side: Side | None
    angles_deg: Mapping[str, float]
    phase: Phase
    reps: int
    good_reps: int
    hold_s: float
    events: tuple[Event, ...]
    cue: Cue | None
    paused: quality_gate.PauseReason | None
    view: View
    frame: LegFrame | None = None


class Followed(NamedTuple):
    """What following a pose came to, before anything is said of it.

    Attributes
    ----------
    judged
        The sides that could be judged.
    reason
        Why nothing is judged now, or None.
    events
        What happened on this pose.
    """

    judged: list[SideTracker]
    reason: quality_gate.PauseReason | None
    events: tuple[Event, ...]


class Checker:
    """Judges one set of one exercise, pose by pose.

    Parameters
    ----------
    exercise
        What is judged.
    side
        The working side; ``auto`` lets it be found.
    provenance
        What to write into the report; it does not change a judgement.

    Examples
    --------
    >>> checker = Checker(load("mini_squat"))         # doctest: +SKIP
    >>> for pose in poses:                            # doctest: +SKIP
    ...     reading = checker.update(pose)
    >>> report = checker.finish()                     # doctest: +SKIP
    """

    def __init__(
        self,
        exercise: Exercise,
        *,
        side: SideChoice = "auto",
        provenance: Provenance | None = None,
    ) -> None:
        self.exercise = exercise
        self._wanted = side
        together = exercise.sides == "both"
        self._judges: dict[Side, SideTracker] = {
            name: SideTracker(exercise, "both" if together else name)
            for name in quality_gate.possible_sides(exercise, side)
        }
        self._eye = FeatureExtractor()
        self._board = CueBoard()
        self._log = ReportBuilder(exercise, provenance)
        self._time_s = -math.inf
        self._closed_since_s = math.nan
        self._told = False

    def update(self, pose: Pose) -> Reading:
        """Take the next pose.

        Raises
        ------
        ValueError
            If its time is not after that of the pose before.
        """
        self._check_order(pose.time_s)
        sight = self._eye.extract(pose)
        followed = self.follow(sight)
        return self._reading(sight, followed)

    def follow(self, sight: PoseFeatures) -> Followed:
        """Take the next pose as an eye saw it: for a checker that shares its eye with others.

        Everything is counted as in `update`, and nothing is made ready to be shown.

        Raises
        ------
        ValueError
            If its time is not after that of the pose before.
        """
        time_s = sight.pose.time_s
        self._check_order(time_s)
        self._time_s = time_s
        judged, reason = self._look(sight)
        events = self._pause_events(time_s, reason)
        for judge in self._judges.values():
            if judge not in judged:
                judge.forget()
        if reason is None:
            for judge in judged:
                events.extend(self._judge(time_s, judge, judged))
        self._log.note_pose(time_s, sight.view, reason)
        return Followed(judged, reason, tuple(events))

    def finish(self) -> SetReport:
        """The report of the set; what is under way is ended where the stream ended."""
        for judge in self._judges.values():
            ended = judge.machine.finish()
            if ended is not None:
                self._note(self._time_s, judge, ended)
        return self._log.report(list(self._judges.values()))

    def _check_order(self, time_s: float) -> None:
        if not time_s > self._time_s:
            raise ValueError(
                f"expected a time after {self._time_s} s, got {time_s} s: poses must come in order"
            )

    def _look(
        self, sight: PoseFeatures
    ) -> tuple[list[SideTracker], quality_gate.PauseReason | None]:
        """Which sides can be judged on this pose, their measures taken; and if none, why."""
        if sight.absent:
            return [], quality_gate.NOBODY
        reason = quality_gate.view_reason(self.exercise, sight.view)
        if reason is not None:
            return [], reason
        sides, reason = quality_gate.sides_in_view(self.exercise, sight.view, wanted=self._wanted)
        judged: list[SideTracker] = []
        for side in sides:
            frame = quality_gate.leg_frame(self.exercise, sight, side=side)
            why = self._measure(sight.pose.time_s, self._judges[side], frame)
            reason = reason or why
            if why is None:
                judged.append(self._judges[side])
        return judged, None if judged else reason

    def _measure(
        self, time_s: float, judge: SideTracker, frame: LegFrame
    ) -> quality_gate.PauseReason | None:
        """Take a side's measures; why they cannot be judged, or None."""
        posture = frame.joints
        hidden = quality_gate.hidden_reason(self.exercise, posture)
        if hidden is not None:
            return hidden
        judge.measure(time_s, posture, frame.measured)
        reason = quality_gate.position_reason(self.exercise, posture, was_open=judge.in_position)
        judge.in_position = reason is None
        for need in self.exercise.need:
            was_open = judge.needs_met[need.name]
            why = quality_gate.need_reason(
                need,
                judge.values[need.when.measure],
                phase=judge.phase_for_needs,
                was_open=was_open,
            )
            judge.needs_met[need.name] = why is None
            reason = reason or why
        if reason is None and not self._other_leg_works(judge):
            judge.keep_start(time_s, posture)
        return reason

    def _other_leg_works(self, judge: SideTracker) -> bool:
        """Whether the legs take turns and it is the other one's: the body may lean for it."""
        return self.exercise.sides == "alternating" and any(
            other.machine.under_way for other in self._judges.values() if other is not judge
        )

    def _pause_events(self, time_s: float, reason: quality_gate.PauseReason | None) -> list[Event]:
        """Say that judging pauses or goes on, once it has done so for long enough."""
        if reason is None:
            self._closed_since_s = math.nan
            if self._told:
                self._told = False
                return [TrackingFound(time_s)]
            return []
        if math.isnan(self._closed_since_s):
            self._closed_since_s = time_s
        if self._told or time_s - self._closed_since_s < quality_gate.SAID_AFTER_S:
            return []
        self._told = True
        return [TrackingLost(time_s, reason.name, reason.say)]

    def _judge(self, time_s: float, judge: SideTracker, judged: list[SideTracker]) -> list[Event]:
        """Follow one side, and what that gives rise to."""
        events: list[Event] = []
        before = judge.machine.phase
        ended = judge.advance(time_s)
        if judge.machine.phase is Phase.HOLD and before is Phase.MOVE:
            events.append(TargetReached(time_s, judge.side))
        leads = all(judge is other or _leads(judge, other) for other in judged)
        if leads and ended is None:
            events.extend(_fault_events(time_s, judge, judge.new_faults(time_s)))
        for excess in judge.new_excesses(time_s):
            if any(other.exceeds(excess.limit) for other in judged if other is not judge):
                continue  # one crossing of the legs is one, whichever leg tells it
            told = self._log.note_excess(judge.side, excess)
            events.append(
                ExcessiveRange(
                    time_s=time_s,
                    side=judge.side,
                    name=told.name,
                    action=told.action,
                    value_deg=told.value_deg,
                    value_ratio=told.value_ratio,
                    say=excess.limit.say,
                )
            )
        if ended is not None:
            events.extend(self._note(time_s, judge, ended))
        return events

    def _note(self, time_s: float, judge: SideTracker, ended: Attempt) -> list[Event]:
        """Write down an attempt that is over, with the faults that show only now."""
        rivals = [other for other in self._judges.values() if other is not judge]
        if not ended.complete and any(rival.outdoes(ended) for rival in rivals):
            judge.faults_of(ended)
            return []
        late, names = judge.faults_of(ended)
        for rival in rivals:
            rival.note_other_leg(ended)
        told = self._log.note_attempt(time_s, judge, ended, names)
        return [*_fault_events(time_s, judge, late), told]

    def _reading(self, sight: PoseFeatures, followed: Followed) -> Reading:
        judged, reason, events = followed
        pose = sight.pose
        lead = max(judged, key=_rank, default=None)
        side = next((name for name, judge in self._judges.items() if judge is lead), None)
        counts = self._log.counts
        return Reading(
            pose=pose,
            side=side,
            angles_deg={} if lead is None else dict(lead.values),
            phase=Phase.UNKNOWN if lead is None else lead.machine.phase,
            reps=counts.total,
            good_reps=counts.good,
            hold_s=0.0 if lead is None else lead.machine.hold_s,
            events=events,
            cue=self._board.update(pose.time_s, self._cues(judged, reason, events)),
            paused=reason,
            view=sight.view,
            frame=side and quality_gate.leg_frame(self.exercise, sight, side=side),
        )

    def _cues(
        self,
        judged: list[SideTracker],
        reason: quality_gate.PauseReason | None,
        events: tuple[Event, ...],
    ) -> list[Cue]:
        """Everything that is worth saying on this pose."""
        if reason is not None:
            return [Cue(reason.say, 3)] if self._told else []
        cues: list[Cue] = []
        for judge in judged:
            cues.extend(
                Cue(rule.limit.say, 5 if rule.limit.action == "stop" else 4)
                for rule in judge.limits
                if rule.active
            )
            cues.extend(
                Cue(rule.fault.say, _WEIGHT[rule.fault.severity])
                for rule in judge.rules
                if rule.active
            )
            if judge.missing is not None:
                cues.append(Cue(judge.missing.say, 2))
        cues.extend(
            Cue(event.say, _WEIGHT[event.severity])
            for event in events
            if isinstance(event, FormFault)
        )
        return cues


def _fault_events(time_s: float, judge: SideTracker, rules: list[FaultRule[Fault]]) -> list[Event]:
    return [
        FormFault(time_s, judge.side, rule.fault.name, rule.fault.severity, rule.fault.say)
        for rule in rules
    ]


def _rank(judge: SideTracker) -> tuple[bool, float]:
    """The side that works comes first, then the one that is further."""
    share = judge.share
    return judge.machine.under_way, -math.inf if math.isnan(share) else share


def _leads(judge: SideTracker, other: SideTracker) -> bool:
    """Whether the other side is not the one that works now."""
    return not other.machine.under_way or not judge.share < other.share
