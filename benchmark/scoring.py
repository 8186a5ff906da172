"""How a report compares with the truth of its clip."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from benchmark.expected import Effort, efforts
from formcheck.assessment.checker import Checker

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from formcheck.assessment.report import SetReport
    from formcheck.assessment.report_types import PartialRepetition, Rep
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.pose import Pose

Found = TypeVar("Found", "Rep", "PartialRepetition")
Outcome = Literal["hit", "miss", "false alarm", "rightly silent"]
VIEW_REASONS: Final = frozenset({"view", "side"})
SLACK_S: Final = 0.5
"""How far outside its true span a repetition may be seen."""


@dataclass(frozen=True)
class Judged:
    """One rule on one repetition: the expected answer compared with the report."""

    rule: str
    weak: bool
    outcome: Outcome


@dataclass(frozen=True)
class Subject:
    """The clip that was judged: see `benchmark.clips.Clip`."""

    clip: str
    family: str
    condition: str
    exercise: str
    model: str
    person: str = ""


@dataclass(frozen=True)
class Score:
    """How right formcheck was on one clip.

    Attributes
    ----------
    subject
        The clip, and the exercise it was judged as.
    full, unclear, counted
        True complete repetitions or holds, those of which it is too close to call whether they
        are, and the counted ones.
    missed
        True complete ones during which none was counted.
    spurious
        Counted ones without a true one at that time, or beyond the first for it.
    partial, partial_reported
        True partial ones, and those of them that were reported as partial.
    partial_counted
        True partial ones that were counted as complete.
    range_error_deg, peak_error_deg, hold_error_s
        Found minus true, one for each repetition that was found.
    faults, limits
        Every rule on every repetition that was found.
    wrong_view_s, seen_s
        How long the view was said to be wrong, and how long something was judged.
    silent
        Whether the report measures nothing: no repetition, no part of one, no limit; a repetition
        that is only counted is not measured.
    view_reported
        Whether the first thing the report says is that the view is wrong, or shows no form.
    """

    subject: Subject
    full: int
    counted: int
    missed: int = 0
    unclear: int = 0
    spurious: int = 0
    partial: int = 0
    partial_reported: int = 0
    partial_counted: int = 0
    range_error_deg: tuple[float, ...] = ()
    peak_error_deg: tuple[float, ...] = ()
    hold_error_s: tuple[float, ...] = ()
    faults: tuple[Judged, ...] = ()
    limits: tuple[Judged, ...] = ()
    wrong_view_s: float = 0.0
    seen_s: float = 0.0
    silent: bool = False
    view_reported: bool = False

    @property
    def off_by(self) -> int:
        """How many too many or too few were counted."""
        return max(self.full - self.counted, self.counted - self.full - self.unclear, 0)

    @property
    def exact(self) -> bool:
        """Whether each true one was counted once, and no other movement."""
        return not (self.missed or self.partial_counted or self.spurious)


@dataclass
class Judgement:
    """A report, and how long which reason paused the judging."""

    report: SetReport
    paused_s: dict[str, float] = field(default_factory=dict)
    seen_s: float = 0.0


def judge(exercise: Exercise, poses: Iterable[Pose]) -> Judgement:
    """Judge a pose stream, and listen to why nothing was judged meanwhile."""
    checker = Checker(exercise)
    paused: dict[str, float] = {}
    seen_s, last_s = 0.0, math.nan
    for pose in poses:
        reading = checker.update(pose)
        step_s = 0.0 if math.isnan(last_s) else pose.time_s - last_s
        last_s = pose.time_s
        if reading.paused is None:
            seen_s += step_s
        else:
            paused[reading.paused.name] = paused.get(reading.paused.name, 0.0) + step_s
    return Judgement(checker.finish(), paused, seen_s)


def score(
    exercise: Exercise, truth: Mapping[str, Any], judgement: Judgement, subject: Subject
) -> Score:
    """Compare a judgement with the truth of its clip."""
    report = judgement.report
    true = efforts(exercise, truth)
    pairs = list(_pairs(true, report))
    full = [(each, rep) for each, rep in pairs if each.full and rep is not None]
    small = [each for each in true if each.full is False]
    return Score(
        subject,
        full=sum(each.full is True for each in true),
        counted=report.counts.total,
        missed=sum(bool(each.full) and rep is None for each, rep in pairs),
        unclear=sum(each.full is None for each in true),
        spurious=_spurious(true, report.reps),
        partial=len(small),
        partial_reported=sum(_met(each, report.partial_reps) is not None for each in small),
        partial_counted=sum(_met(each, report.reps) is not None for each in small),
        range_error_deg=tuple(
            rep.range_deg - each.range_deg for each, rep in full if not math.isnan(rep.range_deg)
        ),
        peak_error_deg=tuple(rep.peak_deg - each.peak_deg for each, rep in full),
        hold_error_s=tuple(rep.hold_s - each.hold_s for each, rep in full),
        faults=tuple(row for each, rep in full for row in _faults(exercise, each, rep)),
        limits=(*(row for each in true for row in _limits(each, report)), *_alarms(true, report)),
        wrong_view_s=sum(judgement.paused_s.get(name, 0.0) for name in VIEW_REASONS),
        seen_s=judgement.seen_s,
        silent=not _gives_a_number(report),
        view_reported="The view is wrong" in report.advice[0]
        or not all(rep.judged for rep in report.reps),
    )


def _gives_a_number(report: SetReport) -> bool:
    peaks = [row.peak_deg for row in report.reps] + [row.peak_deg for row in report.partial_reps]
    return bool(report.limits) or not all(map(math.isnan, peaks))


def _pairs(true: Iterable[Effort], report: SetReport) -> Iterator[tuple[Effort, Rep | None]]:
    for each in true:
        yield each, _met(each, report.reps)


def _met(each: Effort, found: Iterable[Found]) -> Found | None:
    """Return the findings whose peak lies within a true repetition."""
    return next((row for row in found if _during(each, row.peak_s)), None)


def _during(each: Effort, time_s: float) -> bool:
    return each.start_s - SLACK_S <= time_s <= each.end_s + SLACK_S


def _spurious(true: Sequence[Effort], reps: Sequence[Rep]) -> int:
    """How many were counted where there was none, or twice."""
    inside = [sum(_during(each, rep.peak_s) for rep in reps) for each in true]
    nowhere = sum(not any(_during(each, rep.peak_s) for each in true) for rep in reps)
    return nowhere + sum(max(0, count - 1) for count in inside)


def _alarms(true: Sequence[Effort], report: SetReport) -> Iterator[Judged]:
    """Return the limits that were reported between the movements."""
    for limit in report.limits:
        if not any(_during(each, limit.time_s) for each in true):
            yield Judged(limit.name, weak=False, outcome="false alarm")


def _faults(exercise: Exercise, each: Effort, rep: Rep) -> Iterator[Judged]:
    for fault in exercise.fault:
        wanted = each.faults[fault.name]
        if wanted is not None:
            outcome = _outcome(wanted=wanted, said=fault.name in rep.faults)
            yield Judged(fault.name, fault.seen == "weak", outcome)


def _limits(each: Effort, report: SetReport) -> Iterator[Judged]:
    for name, wanted in each.limits.items():
        said = any(limit.name == name and _during(each, limit.time_s) for limit in report.limits)
        if wanted is not None:
            yield Judged(name, weak=False, outcome=_outcome(wanted=wanted, said=said))


def _outcome(*, wanted: bool, said: bool) -> Outcome:
    if wanted:
        return "hit" if said else "miss"
    return "false alarm" if said else "rightly silent"
