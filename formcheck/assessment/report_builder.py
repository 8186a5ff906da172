"""Collects what was counted and how well it was seen, and makes the report of the set."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from formcheck.assessment.advice import advise
from formcheck.assessment.events import ExcessiveRange, PartialRep, RepCompleted
from formcheck.assessment.quality_gate import Pauses
from formcheck.assessment.report import LegsSeen, Provenance, SetReport, ViewSeen
from formcheck.assessment.report_types import (
    Counts,
    Hold,
    LimitExceeded,
    MainMeasure,
    PartialRepetition,
    Rep,
)
from formcheck.assessment.verdict import Tally, graded, is_clean, is_good, verdict_of
from formcheck.exercises.fault import NEAR_ERROR_DEG
from formcheck.kinematics.measures import MEASURES
from formcheck.pose.filters import LONGEST_STEP_S

if TYPE_CHECKING:
    from collections.abc import Mapping

    from formcheck.assessment.events import PauseReason, WorkingSide
    from formcheck.assessment.far_leg import FarLeg, WorkingLeg
    from formcheck.assessment.rules import LimitViolation
    from formcheck.assessment.side_tracker import SideTracker
    from formcheck.assessment.verdict import Verdict
    from formcheck.exercises.conditions import Grade
    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.fault import Attempt
    from formcheck.pose.joints import Side, SideChoice
    from formcheck.pose.view import View, ViewPlane


LEAD_S: Final = 2.0
TAIL_S: Final = 0.5
"""A limit that is exceeded at most so long before a movement begins, or after it has ended,
belongs to it: who stands up bows first, and a knee may lock at the end (engineering defaults)."""


class ReportBuilder:
    """Collects a set; its memory grows with repetitions and not with poses.

    Parameters
    ----------
    exercise
        The exercise that is judged.
    provenance
        The provenance block; None = only the checksums of the exercise.
    asked
        The side that was asked for.

    Attributes
    ----------
    good_count
        The good repetitions so far.
    """

    def __init__(
        self, exercise: Exercise, provenance: Provenance | None, asked: SideChoice = "auto"
    ) -> None:
        self.good_count = 0
        self._exercise = exercise
        self._asked: SideChoice = "auto" if exercise.sides == "both" else asked
        self._provenance = provenance or Provenance.of(exercise)
        self._reps: list[Rep] = []
        self._partial: list[PartialRepetition] = []
        self._holds: list[Hold] = []
        self._violations: list[tuple[WorkingSide, LimitViolation]] = []
        self._last_end_s: dict[WorkingSide, float] = {}
        self._first_s = math.nan
        self._last_s = math.nan
        self._seen_s = 0.0
        self._watched_s = 0.0
        self._paused_s: defaultdict[PauseReason, float] = defaultdict(float)
        self._views: Counter[tuple[ViewPlane, Side | None]] = Counter()
        self._yaw_sum = 0.0

    @property
    def rep_count(self) -> int:
        """The complete repetitions so far."""
        return len(self._reps)

    def note_pose(self, time_s: float, view: View, reason: PauseReason | None) -> None:
        """Add the time since the pose before.

        Parameters
        ----------
        time_s
            Seconds, increasing.
        view
            How the camera sees the body.
        reason
            Why this pose was not judged, or None.
        """
        if math.isnan(self._first_s):
            self._first_s = self._last_s = time_s
        step_s = min(time_s - self._last_s, LONGEST_STEP_S)
        self._last_s = time_s
        self._watched_s += step_s
        if reason is None or reason.seen:
            self._seen_s += step_s
        if reason is not None:
            self._paused_s[reason] += step_s
        if not math.isnan(view.yaw_deg):
            self._views[view.plane, view.near] += 1
            self._yaw_sum += view.yaw_deg

    def note_violation(self, side: WorkingSide, violation: LimitViolation) -> ExcessiveRange:
        """Add a limit that begins to be exceeded.

        Parameters
        ----------
        side
            The leg that exceeds it.
        violation
            The violation; it may grow until the report is made.

        Returns
        -------
        ExcessiveRange
            The event of it.
        """
        self._violations.append((side, violation))
        self._note_afterwards(side, violation)
        row = _limit_row(side, violation)
        return ExcessiveRange(
            row.time_s,
            side,
            row.name,
            row.action,
            row.value_deg,
            row.value_ratio,
            say=violation.limit.say,
        )

    def note_attempt(
        self,
        time_s: float,
        side: WorkingSide,
        ended: Attempt,
        *,
        faults: Mapping[str, Grade] | None = None,
        passed: tuple[LimitViolation, ...] = (),
    ) -> RepCompleted | PartialRep:
        """Add a movement that is over.

        Parameters
        ----------
        time_s
            Now, seconds.
        side
            The leg that worked.
        ended
            The movement.
        faults
            The grade of each of its faults.
        passed
            The limits that its peak passed too shortly to be noted; they are in the report too.

        Returns
        -------
        RepCompleted or PartialRep
            The event of it.
        """
        faults, peak_deg = faults or {}, self._exercise.movement.sign * ended.peak
        self._violations.extend((side, violation) for violation in passed)
        limits = tuple(dict.fromkeys(self._limits_in(side, ended)))
        if not math.isnan(ended.hold_start_s) and ended.hold_s > 0:
            hold_times = (ended.hold_start_s, ended.hold_end_s, ended.hold_s)
            self._holds.append(Hold(side, *hold_times, peak_deg, tuple(faults)))
        about: dict[str, Any] = {
            "side": side,
            "start_s": ended.start_s,
            "peak_s": ended.peak_s,
            "end_s": ended.end_s,
            "peak_deg": peak_deg,
            "range_deg": ended.peak - ended.rest,
            "faults": tuple(faults),
            "minor": graded(faults, "minor"),
            "major": graded(faults, "major"),
            "limits": limits,
            "far_error_deg": ended.error_deg if ended.error_deg != NEAR_ERROR_DEG else math.nan,
        }
        if not ended.complete:
            why = ended.reason or "short_of_target"
            self._partial.append(PartialRepetition(reason=why, **about))
            return PartialRep(time_s, side, peak_deg, why)
        rep = _rep(self.rep_count + 1, ended, faults, about)
        self._reps.append(rep)
        self.good_count += rep.good
        reasons = (*rep.limits, *rep.major, *rep.minor)
        return RepCompleted(time_s, side, rep.number, rep.good, reasons, rep.judged)

    def _limits_in(self, side: WorkingSide, ended: Attempt) -> list[str]:
        """Return the limits that the leg exceeded in a movement that is over, or just before."""
        before_s = self._last_end_s.get(side, -math.inf)
        self._last_end_s[side] = ended.end_s
        since_s = min(ended.start_s, max(ended.start_s - LEAD_S, before_s))
        return [
            violation.limit.name
            for other, violation in self._violations
            if other == side and violation.until_s >= since_s
        ]

    def _note_afterwards(self, side: WorkingSide, violation: LimitViolation) -> None:
        """Add a violation that began at once after a repetition to it: it belongs to its end."""
        began_s = violation.time_s - violation.limit.for_s
        if not began_s <= self._last_end_s.get(side, -math.inf) + TAIL_S:
            return
        end, name = (side, self._last_end_s[side]), violation.limit.name
        reps, partial = self._reps, self._partial
        if reps and (reps[-1].side, reps[-1].end_s) == end:
            self.good_count -= reps[-1].good
            limits = tuple(dict.fromkeys((*reps[-1].limits, name)))
            reps[-1] = replace(reps[-1], limits=limits, good=False, clean=False)
        elif partial and (partial[-1].side, partial[-1].end_s) == end:
            limits = tuple(dict.fromkeys((*partial[-1].limits, name)))
            partial[-1] = replace(partial[-1], limits=limits)

    def report(
        self,
        trackers: list[SideTracker],
        far_leg: FarLeg | None = None,
        working_leg: WorkingLeg | None = None,
    ) -> SetReport:
        """Return the report of everything collected so far.

        Parameters
        ----------
        trackers
            The trackers of the legs.
        far_leg
            What was noticed of the far leg; None = it was not watched.
        working_leg
            Which leg works; None = the one that was counted.

        Returns
        -------
        SetReport
            Its source block is empty.
        """
        exercise = self._exercise
        if far_leg is not None:
            self._add_far(far_leg)
        if working_leg is not None:
            self._name_side(working_leg.side)
        counts = self._counts()
        seen_fraction = self._seen_s / self._watched_s if self._watched_s > 0 else 0.0
        in_order = sorted(self._violations, key=lambda row: row[1].time_s)
        limits = tuple(_limit_row(side, violation) for side, violation in in_order)
        verdict = self._verdict(limits, seen_fraction)
        view, legs = self._view_seen(), self._legs_seen(far_leg, counts)
        return SetReport(
            exercise=exercise.name,
            title=exercise.title,
            verdict=verdict,
            duration_s=self._last_s - self._first_s if self._watched_s > 0 else 0.0,
            measure=MainMeasure.of(exercise.movement.measure),
            counts=counts,
            reps=tuple(self._reps),
            partial_reps=tuple(self._partial),
            holds=tuple(self._holds),
            limits=limits,
            advice=advise(
                exercise,
                verdict=verdict,
                reps=self._reps,
                partial=self._partial,
                limits=limits,
                legs=legs,
                near=view.near,
                pauses=self._pauses(trackers),
            ),
            cannot_see=(*exercise.cannot_see, *_unseen_faults(exercise, trackers)),
            seen_fraction=seen_fraction,
            view=view,
            legs=legs,
            provenance=self._provenance,
        )

    def _verdict(self, limits: tuple[LimitExceeded, ...], seen_fraction: float) -> Verdict:
        tally = Tally.of(self._reps, self._partial)
        return verdict_of(tally, limits, seen_fraction, scope=self._exercise.scope)

    def _pauses(self, trackers: list[SideTracker]) -> Pauses:
        furthest = max((tracker.furthest for tracker in trackers), default=-math.inf)
        no_start = not any(tracker.rested for tracker in trackers)
        return Pauses(self._watched_s, self._paused_s, furthest=furthest, no_start=no_start)

    def _counts(self) -> Counts:
        return Counts(
            good=self.good_count,
            total=self.rep_count,
            partial=len(self._partial),
            left=sum(rep.side == "left" for rep in self._reps),
            right=sum(rep.side == "right" for rep in self._reps),
        )

    def _legs_seen(self, far_leg: FarLeg | None, counts: Counts) -> LegsSeen:
        far = None if far_leg is None else far_leg.unjudged(counts.left, counts.right)
        return LegsSeen(self._asked, far or "none")

    def _add_far(self, far_leg: FarLeg) -> None:
        """Add the repetitions of the far leg that were seen between those of the near one."""
        lifts, side = far_leg.between(self._reps), far_leg.side
        if side is None:
            return
        nan = math.nan
        rows = [
            Rep(
                1, side, lift.start_s, lift.peak_s, lift.end_s, nan, nan,
                hold_s=nan, out_s=nan, back_s=nan, good=False, faults=(), judged=False,
            )
            for lift in lifts
        ]  # fmt: skip
        # The near leg that was taken for the far one in the meantime did nothing.
        self._partial = [
            part
            for part in self._partial
            if not any(part.start_s < rep.end_s and rep.start_s < part.end_s for rep in rows)
        ]
        row = sorted([*self._reps, *rows], key=lambda rep: rep.start_s)
        self._reps = [replace(rep, number=number) for number, rep in enumerate(row, start=1)]

    def _name_side(self, side: WorkingSide) -> None:
        """Name the leg that worked in every row."""
        self._reps = [replace(row, side=side) for row in self._reps]
        self._partial = [replace(row, side=side) for row in self._partial]
        self._holds = [replace(row, side=side) for row in self._holds]
        self._violations = [(side, violation) for _, violation in self._violations]

    def _view_seen(self) -> ViewSeen:
        if not self._views:
            return ViewSeen()
        (plane, near), _ = self._views.most_common(1)[0]
        return ViewSeen(plane, self._yaw_sum / self._views.total(), near or "unknown")


def _rep(number: int, ended: Attempt, faults: Mapping[str, Grade], about: dict[str, Any]) -> Rep:
    """Return the row of a complete repetition; `about` is what a partial one has too."""
    limits = about["limits"]
    return Rep(
        number=number,
        hold_s=ended.hold_s,
        out_s=ended.out_s,
        back_s=ended.back_s,
        good=ended.judged and is_good(faults, limits),
        clean=ended.judged and is_clean(faults, limits),
        just=ended.just,
        judged=ended.judged,
        **about,
    )


def _limit_row(side: WorkingSide, violation: LimitViolation) -> LimitExceeded:
    limit, worst = violation.limit, violation.worst
    measure = MEASURES[limit.when.measure]
    in_degrees = measure.unit == "deg"
    return LimitExceeded(
        name=limit.name,
        side=side,
        action=limit.action,
        time_s=violation.time_s,
        value_deg=worst if in_degrees else math.nan,
        value_ratio=math.nan if in_degrees else worst,
        measure=measure.name,
        share_of=measure.whole if measure.is_height else "",
    )


def _unseen_faults(exercise: Exercise, trackers: list[SideTracker]) -> list[str]:
    """Return a sentence for each fault that is found badly, or was hidden this time."""
    return [*_rough_faults(exercise), *_hidden_faults(trackers)]


def _rough_faults(exercise: Exercise) -> list[str]:
    """Return a row with the names of the faults that one camera finds badly."""
    rough = [fault.name.replace("_", " ") for fault in exercise.fault if fault.seen != "good"]
    return [f"only roughly: {', '.join(rough)}"] if rough else []


def _hidden_faults(trackers: list[SideTracker]) -> list[str]:
    """Return a sentence for each fault whose measures were hidden for most of the time."""
    rules = [rule for tracker in trackers for rule in tracker.rules]
    hidden = (
        f"this time, whether to say «{rule.fault.say}»: what it needs was hidden"
        for rule in rules
        if rule.coverage.mostly_hidden
    )
    return list(dict.fromkeys(hidden))
