"""The logbook of a set: what was counted, how well it was seen, and the report made of both."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from formcheck.assessment.advice import advise, verdict_of
from formcheck.assessment.events import PartialRep, RepCompleted
from formcheck.assessment.report import (
    Counts,
    Hold,
    LimitExceeded,
    PartialRepetition,
    Provenance,
    Rep,
    SetReport,
    ViewSeen,
)
from formcheck.kinematics.measures import MEASURES
from formcheck.pose.filters import LONGEST_STEP_S

if TYPE_CHECKING:
    from formcheck.assessment.events import WorkingSide
    from formcheck.assessment.quality_gate import PauseReason
    from formcheck.assessment.rules import LimitViolation
    from formcheck.assessment.side_tracker import SideTracker
    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.fault import Attempt
    from formcheck.pose.joints import Side
    from formcheck.pose.view import View, ViewPlane


class ReportBuilder:
    """Keeps what a report needs, in memory that grows with repetitions and not with poses."""

    def __init__(self, exercise: Exercise, provenance: Provenance | None) -> None:
        self._exercise = exercise
        self._provenance = provenance or Provenance(exercise_sha256=exercise.sha256)
        self._reps: list[Rep] = []
        self._partial: list[PartialRepetition] = []
        self._holds: list[Hold] = []
        self._excesses: list[tuple[WorkingSide, LimitViolation]] = []
        self._first_s = math.nan
        self._last_s = math.nan
        self._seen_s = 0.0
        self._watched_s = 0.0
        self._paused_s: Counter[PauseReason] = Counter()
        self._views: Counter[tuple[ViewPlane, Side | None]] = Counter()
        self._yaw_sum = 0.0

    @property
    def counts(self) -> Counts:
        """The counts so far."""
        return Counts(
            good=sum(rep.good for rep in self._reps),
            total=len(self._reps),
            partial=len(self._partial),
            left=sum(rep.side == "left" for rep in self._reps),
            right=sum(rep.side == "right" for rep in self._reps),
        )

    def note_pose(self, time_s: float, view: View, reason: PauseReason | None) -> None:
        """Take note of how one pose was seen."""
        if math.isnan(self._first_s):
            self._first_s = self._last_s = time_s
        step_s = min(time_s - self._last_s, LONGEST_STEP_S)
        self._last_s = time_s
        self._watched_s += step_s
        if reason is None or reason.seen:
            self._seen_s += step_s
        if reason is not None:
            self._paused_s[reason] += step_s  # type: ignore[assignment]  # a Counter of seconds
        if not math.isnan(view.yaw_deg):
            self._views[view.plane, view.near] += 1
            self._yaw_sum += view.yaw_deg

    def note_excess(self, side: WorkingSide, excess: LimitViolation) -> LimitExceeded:
        """Take note of a limit that begins to be exceeded; how it is told."""
        self._excesses.append((side, excess))
        return _limit(side, excess)

    def note_attempt(
        self, time_s: float, judge: SideTracker, ended: Attempt, faults: tuple[str, ...]
    ) -> RepCompleted | PartialRep:
        """Take note of a movement that is over; what to say of it."""
        sign, side = self._exercise.movement.sign, judge.side
        peak_deg, range_deg = sign * ended.peak, ended.peak - ended.rest
        if not math.isnan(ended.hold_start_s) and ended.hold_s > 0:
            self._holds.append(
                Hold(side, ended.hold_start_s, ended.hold_end_s, ended.hold_s, peak_deg, faults)
            )
        if not ended.complete:
            self._partial.append(
                PartialRepetition(
                    side, ended.start_s, ended.peak_s, ended.end_s, peak_deg, range_deg, faults
                )
            )
            return PartialRep(time_s, side, peak_deg)
        rep = Rep(
            number=len(self._reps) + 1,
            side=side,
            start_s=ended.start_s,
            peak_s=ended.peak_s,
            end_s=ended.end_s,
            peak_deg=peak_deg,
            range_deg=range_deg,
            hold_s=ended.hold_s,
            out_s=ended.out_s,
            back_s=ended.back_s,
            good=self._is_good(side, ended, faults),
            faults=faults,
        )
        self._reps.append(rep)
        return RepCompleted(time_s, side, rep.number, rep.good)

    def _is_good(self, side: WorkingSide, ended: Attempt, faults: tuple[str, ...]) -> bool:
        """No fault of that severity, and no limit exceeded meanwhile."""
        severe = {fault.name for fault in self._exercise.fault if fault.severity == "fault"}
        exceeded = any(
            whose == side and excess.until_s >= ended.start_s for whose, excess in self._excesses
        )
        return not exceeded and severe.isdisjoint(faults)

    def report(self, judges: list[SideTracker]) -> SetReport:
        """The report of everything noted so far."""
        exercise, counts = self._exercise, self.counts
        seen_fraction = self._seen_s / self._watched_s if self._watched_s > 0 else 0.0
        limits = tuple(_limit(side, excess) for side, excess in self._excesses)
        verdict = verdict_of(counts, limits, seen_fraction)
        return SetReport(
            exercise=exercise.name,
            title=exercise.title,
            verdict=verdict,
            duration_s=self._last_s - self._first_s if self._watched_s > 0 else 0.0,
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
                paused_s=self._paused_s,
                dropped=sum(judge.machine.dropped for judge in judges),
            ),
            cannot_see=(*exercise.cannot_see, *_blind_spots(judges)),
            seen_fraction=seen_fraction,
            view=self._view_seen(),
            provenance=self._provenance,
        )

    def _view_seen(self) -> ViewSeen:
        if not self._views:
            return ViewSeen()
        (plane, near), _ = self._views.most_common(1)[0]
        yaw_deg = self._yaw_sum / self._views.total()
        return ViewSeen(plane, yaw_deg, near or "unknown")


def _limit(side: WorkingSide, excess: LimitViolation) -> LimitExceeded:
    limit = excess.limit
    in_degrees = MEASURES[limit.when.measure].unit == "deg"
    return LimitExceeded(
        name=limit.name,
        side=side,
        action=limit.action,
        time_s=excess.time_s,
        value_deg=excess.worst if in_degrees else math.nan,
        value_ratio=math.nan if in_degrees else excess.worst,
    )


def _blind_spots(judges: list[SideTracker]) -> list[str]:
    """Faults that could not be watched for, because what they need was mostly hidden."""
    blind: dict[str, None] = {}
    for judge in judges:
        for rule in judge.rules:
            if rule.coverage.mostly_hidden:
                blind[
                    f"this time, whether to say «{rule.fault.say}»: what it needs was hidden"
                ] = None
    return list(blind)
