"""Checker: poses in, readings out, and a report at the end of the set.

The way of one pose: `Checker.update` takes it, `FeatureExtractor.extract` finds the view and the
joints of either leg, `QualityGate.sides_to_judge` names the legs to judge, and for each of them
`SideTracker.observe` takes the measures (or says why it cannot), `SideTracker.advance` passes the
progress to `RepCounter.update`, which follows the phases, and `SideTracker.new_faults` asks the
rules.  `CueBoard.update` chooses the sentence of the `Reading`.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final, get_args

from formcheck.assessment import quality_gate
from formcheck.assessment.events import (
    Cue,
    CueBoard,
    CueWeight,
    FormFault,
    PauseReason,
    Reading,
    TargetReached,
)
from formcheck.assessment.far_leg import FarLeg, WorkingLeg, leg_error_deg
from formcheck.assessment.quality_gate import DOUBTS, PauseAnnouncer, QualityGate
from formcheck.assessment.rep_counter import Phase, RepCounter
from formcheck.assessment.report_builder import ReportBuilder
from formcheck.assessment.side_tracker import SideTracker
from formcheck.exercises.definition import Exercise
from formcheck.pose.features import FeatureExtractor
from formcheck.pose.joints import SideChoice
from formcheck.pose.pose import Pose
from formcheck.pose.view import UNSEEN

if TYPE_CHECKING:
    from collections.abc import Callable

    from formcheck.assessment.events import Event, WorkingSide
    from formcheck.assessment.report import Provenance, SetReport
    from formcheck.exercises.fault import Attempt
    from formcheck.pose.features import PoseFeatures
    from formcheck.pose.joints import Side

ONLY_COUNTED: Final = "Form cannot be judged from this side, repetitions are only counted: "
"""What is said, with the remedy, while repetitions are counted without judging them."""


class Checker:
    """Judges one set of one exercise, pose by pose.

    Parameters
    ----------
    exercise
        The exercise, from `load_exercise`.
    side
        The working side; ``auto`` finds it.
    provenance
        The provenance block of the report; it does not change a judgement.

    Raises
    ------
    TypeError
        If the exercise is not an `Exercise`: a name, for example.
    ValueError
        If the side is not one of ``left``, ``right`` and ``auto``.

    Examples
    --------
    >>> from formcheck import Checker, load_exercise
    >>> from formcheck.pose.pose import absent
    >>> checker = Checker(load_exercise("mini_squat"))
    >>> checker
    Checker('mini_squat', side='auto', reps=0)
    >>> checker.update(absent(0, 0.0, size_px=(640, 480)))
    Reading(time_s=0.000, side=None, paused='absent', reps=0, good_reps=0)
    >>> checker.finish()
    SetReport('mini_squat', 'inconclusive', 0 good of 0, 0 partial)
    """

    def __init__(
        self,
        exercise: Exercise,
        *,
        side: SideChoice = "auto",
        provenance: Provenance | None = None,
    ) -> None:
        if not isinstance(exercise, Exercise):
            raise TypeError(
                f"expected an Exercise, got {exercise!r}: load it with load_exercise()"
            )
        if side not in get_args(SideChoice):
            raise ValueError(f"expected side 'left', 'right' or 'auto', got {side!r}")
        self.exercise = exercise
        self._side = side
        self._gate = QualityGate(exercise, side)
        self._trackers: dict[Side, SideTracker] = {
            name: SideTracker(exercise, "both" if exercise.sides == "both" else name)
            for name in self._gate.sides
        }
        self._elsewhere = ViewCounter(exercise)
        self._features = FeatureExtractor()
        self._pauses = PauseAnnouncer()
        self._board = CueBoard()
        self._builder = ReportBuilder(exercise, provenance, side)
        finds = side == "auto"
        works = exercise.movement.works_when
        self._far_leg = FarLeg(exercise) if finds and FarLeg.wanted(exercise) else None
        self._working_leg = WorkingLeg(works) if finds and works is not None else None
        self._view = UNSEEN
        self._moved: WorkingSide | None = None
        self._time_s = -math.inf

    def __repr__(self) -> str:
        return (
            f"Checker({self.exercise.name!r}, side={self._side!r}, reps={self._builder.rep_count})"
        )

    def update(self, pose: Pose) -> Reading:
        """Judge the next pose.

        Returns
        -------
        Reading
            What is known after this pose.

        Raises
        ------
        TypeError
            If it is not a `Pose`.
        ValueError
            If its time is not after that of the pose before.
        """
        if not isinstance(pose, Pose):
            raise TypeError(f"expected a Pose, got {type(pose).__name__}")
        self._check_order(pose.time_s)
        features = self._features.extract(pose)
        return self._reading(features, *self._judge(features))

    def follow(self, features: PoseFeatures) -> PauseReason | None:
        """Judge features shared by several checkers; return why nothing is judged, or None."""
        self._check_order(features.pose.time_s)
        return self._judge(features)[1]

    def finish(self) -> SetReport:
        """Return the report of the set; a repetition under way ends where the stream ended."""
        self._end_all(RepCounter.finish)
        counted = self._elsewhere.finish(self._time_s)
        if counted is not None:
            self._builder.note_attempt(self._time_s, "both", counted)
        trackers = [*self._trackers.values()]
        return self._builder.report(trackers, self._far_leg, self._working_leg)

    def _check_order(self, time_s: float) -> None:
        if not time_s > self._time_s:
            raise ValueError(
                f"expected a time after {self._time_s} s, got {time_s} s: poses must come in order"
            )

    def _judge(
        self, features: PoseFeatures
    ) -> tuple[list[SideTracker], PauseReason | None, list[Event]]:
        """Return the sides that are judged on this pose, why there is none, and the events."""
        self._time_s = time_s = features.pose.time_s
        self._view = features.view
        sides, reason = self._gate.sides_to_judge(features)
        if reason is not None and reason.name == "view":
            sides = tuple(side for side, each in self._trackers.items() if each.follows(time_s))
        judged: list[SideTracker] = []
        in_position: list[Side] = []
        for side in sides:
            tracker = self._trackers[side]
            # The body may lean for the other leg while that one takes its turn.
            leans = self.exercise.sides == "alternating" and any(
                other.counter.under_way for other in self._others(tracker)
            )
            frame = self._gate.leg_frame(features, side)
            why = tracker.observe(time_s, frame, may_set_baseline=not leans)
            reason = reason or why
            if why is None:
                judged.append(tracker)
            if why is None or (why.seen and why.name != "position"):
                in_position.append(side)
        counted, reason = None, None if judged else reason
        if reason is not None:
            counted, reason = self._elsewhere.update(features, reason)
        events = self._end_all(RepCounter.drop) if features.resumed == "body" else []
        events += self._pauses.update(time_s, reason)
        if counted is not None:
            events.append(self._builder.note_attempt(time_s, "both", counted))
        for tracker in self._trackers.values():
            if tracker not in judged:
                tracker.skip()
        for tracker in judged:
            events += self._advance(time_s, tracker, judged)
        self._watch_legs(features, judged, in_position)
        still = DOUBTS["frozen"] if features.doubt == "frozen" else None
        self._builder.note_pose(time_s, features.view, reason or still)
        return judged, reason, events

    def _end_all(self, end: Callable[[RepCounter], Attempt | None]) -> list[Event]:
        """End what is under way on every side in some way, and return the events."""
        events: list[Event] = []
        for tracker in self._trackers.values():
            ended = end(tracker.counter)
            events += self._note(self._time_s, tracker, ended) if ended else []
        return events

    def _watch_legs(
        self, features: PoseFeatures, judged: list[SideTracker], in_position: list[Side]
    ) -> None:
        """Look at what the legs do that are not judged, and which one works."""
        works = any(each.counter.under_way for each in judged)
        if self._far_leg is not None:
            self._far_leg.update(features, in_position, near_works=works)
        if self._working_leg is not None and works:
            self._working_leg.update(features)

    def _others(self, tracker: SideTracker) -> list[SideTracker]:
        return [other for other in self._trackers.values() if other is not tracker]

    def _advance(
        self, time_s: float, tracker: SideTracker, judged: list[SideTracker]
    ) -> list[Event]:
        """Advance one side by a pose, and return its events."""
        events: list[Event] = []
        before = tracker.counter.phase
        ended = tracker.advance(time_s)
        if tracker.counter.phase is Phase.HOLD and before is Phase.MOVE:
            events.append(TargetReached(time_s, tracker.side))
        if ended is None and all(tracker.leads(other) for other in judged):
            events.extend(tracker.new_faults(time_s))
        for violation in tracker.new_violations(time_s):
            others = [other for other in judged if other is not tracker]
            if any(other.exceeds(violation.limit.name) for other in others):
                continue  # both legs see a crossing of the legs; it counts once
            events.append(self._builder.note_violation(tracker.side, violation))
        if ended is not None:
            events.extend(self._note(time_s, tracker, ended))
        return events

    def _note(self, time_s: float, tracker: SideTracker, ended: Attempt) -> list[Event]:
        """Add an attempt that is over to the report, and return its events."""
        others = self._others(tracker)
        far = (
            self.exercise.view.plane == "side"
            and self.exercise.sides != "both"
            and tracker.side != self._view.near
        )
        error_deg = leg_error_deg(far=far, yaw_deg=self._view.yaw_deg)
        ended = replace(ended, error_deg=error_deg)
        ended, late, faults, passed = tracker.close(ended, time_s)
        if not ended.complete and any(other.outdoes(ended) for other in others):
            return []  # the leg only went along with the other one
        for other in others:
            other.note_other_leg(ended)
        note = self._builder.note_attempt
        return [*late, note(time_s, tracker.side, ended, faults=faults, passed=passed)]

    def _reading(
        self,
        features: PoseFeatures,
        judged: list[SideTracker],
        reason: PauseReason | None,
        events: list[Event],
    ) -> Reading:
        pose = features.pose
        lead = max(judged, key=SideTracker.rank, default=None)
        side = next((name for name, tracker in self._trackers.items() if tracker is lead), None)
        return Reading(
            pose=pose,
            side=side,
            angles_deg={} if lead is None else dict(lead.values),
            phase=Phase.UNKNOWN if lead is None else lead.counter.phase,
            reps=self._builder.rep_count,
            good_reps=self._builder.good_count,
            hold_s=0.0 if lead is None else lead.counter.hold_s,
            events=tuple(events),
            cue=self._board.update(pose.time_s, self._cues(judged, reason, events)),
            paused=reason,
            view=features.view,
            frame=side and self._gate.leg_frame(features, side),
            works=None if lead is None else self._works(lead),
        )

    def _works(self, lead: SideTracker) -> WorkingSide | None:
        """Return the leg that works, or that worked last; None = none has moved yet."""
        if self._working_leg is not None:
            return self._working_leg.side
        if len(self._trackers) == 1 or lead.side == "both" or lead.counter.under_way:
            self._moved = lead.side
        return self._moved

    def _cues(
        self, judged: list[SideTracker], reason: PauseReason | None, events: list[Event]
    ) -> list[Cue]:
        """Return everything that is worth saying on this pose."""
        if reason is not None:
            return [Cue(reason.say, CueWeight.PAUSE)] if self._pauses.announced else []
        cues = [cue for tracker in judged for cue in tracker.cues()]
        cues.extend(
            Cue(event.say, CueWeight[event.grade.upper()])
            for event in events
            if isinstance(event, FormFault)
        )
        return cues


class ViewCounter:
    """Counts the repetitions of an exercise in the views in which it is not judged.

    A squat seen from the front shows that the hips went down and up, and nothing of how well.

    Parameters
    ----------
    exercise
        The exercise; without its table `counted_from` nothing is counted there.
    """

    def __init__(self, exercise: Exercise) -> None:
        counted = exercise.as_counted()
        self._tracker = None if counted is None else SideTracker(counted, "both", only_counts=True)
        self._gate = QualityGate(counted or exercise)
        say = ONLY_COUNTED + quality_gate.view_remedy(exercise)
        self._counts = PauseReason("view", say, counts=True)

    def update(
        self, features: PoseFeatures, reason: PauseReason
    ) -> tuple[Attempt | None, PauseReason]:
        """Follow a pose that is not judged.

        Parameters
        ----------
        features
            The pose.
        reason
            Why it is not judged.

        Returns
        -------
        attempt : Attempt or None
            The attempt that ends with this pose, without the numbers of its form.
        reason : PauseReason
            The reason; it says whether repetitions are counted.
        """
        tracker, time_s = self._tracker, features.pose.time_s
        if tracker is None or reason.name != "view":
            return None, reason
        if tracker.observe(time_s, self._gate.leg_frame(features, "left")) is not None:
            tracker.skip()
            return None, reason
        ended = tracker.advance(time_s)
        return ended and _unjudged(tracker, ended, time_s), self._counts

    def finish(self, time_s: float) -> Attempt | None:
        """Return the attempt under way at the end of the stream, if it counts."""
        ended = self._tracker and self._tracker.counter.finish()
        return _unjudged(self._tracker, ended, time_s) if self._tracker and ended else None


def _unjudged(tracker: SideTracker, ended: Attempt, time_s: float) -> Attempt:
    """Return an attempt without the numbers that are known only of a judged one."""
    ended, *_ = tracker.close(ended, time_s)
    nan = math.nan
    ended = replace(ended, judged=False, peak=nan, rest=nan, hold_s=nan, out_s=nan, back_s=nan)
    return replace(ended, hold_start_s=nan, hold_end_s=nan)
