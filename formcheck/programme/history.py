"""What a person has done so far, as the programme, the day and the progress read it.

A `History` is plain data in order of time.  The diary makes one from its database; tests write
one by hand.  Days are those of the person's own calendar: every instant carries its zone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal, Self

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from formcheck.assessment.events import WorkingSide
    from formcheck.assessment.report import SetReport
    from formcheck.assessment.verdict import Verdict

PainTime = Literal["before", "during", "after", "next_morning"]
"""When a pain was asked for: before a session, in a set, after a set, or the morning after."""

ActivityKind = Literal["walk", "bicycle", "other"]
"""Motion that no camera watched."""

StepKind = Literal["up", "down", "pause", "start", "keep"]
"""A change of a programme's slot: harder, easier for pain or form, easier after a pause, back to
week 1; or ``keep`` = the person or the therapist stays where a step down was proposed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneSet:
    """One finished set; every number equals that of its report's JSON."""

    set_id: str
    """Identity in the diary; the same set has the same one wherever it is imported."""
    session_id: str
    """The session that it belongs to; sets of one session share it."""
    exercise: str
    title: str = ""
    """The exercise in words."""
    measure: str = ""
    """Name of its main measure; see `MEASURES`."""
    side: WorkingSide
    """The leg that worked; ``both`` = together, ``unknown`` = not seen."""
    started: datetime
    duration_s: float
    verdict: Verdict
    good: int
    clean: int
    total: int
    """Complete repetitions, good or not."""
    partial: int
    planned_reps: int = 0
    """Planned repetitions; 0 = not known, or until the person ended it."""
    peak_deg: float = math.nan
    """Median of the best values of its repetitions, as `Rep.peak_deg`; NaN = none was seen."""
    range_deg: float = math.nan
    """Median of their changes from the person's own start; NaN = none was seen."""
    hold_s: float = math.nan
    """Median of their holds; NaN = none is judged."""
    planned_hold_s: float = math.nan
    """The prescribed hold; NaN = the exercise has none."""
    faults: Mapping[str, int] = field(default_factory=dict)
    """In how many repetitions each minor or major fault was seen, by its name."""
    limits: tuple[str, ...] = ()
    """Names of the limits that were exceeded, one for each time."""
    seen_fraction: float = math.nan
    ended_by: str = ""
    """Why it was over, as in the report of a session; ``redone`` = to be done again, and empty =
    not known."""
    judged_sha256: str = ""
    """Sets with the same value were judged alike; see `Provenance`."""
    model: str = ""
    """Pose model that made the poses: ranges of different models are not compared."""

    @property
    def day(self) -> date:
        """Return the day on which it began, in its own zone."""
        return self.started.date()

    @property
    def clean_share(self) -> float:
        """Return the share of clean ones among all attempts; NaN without any."""
        attempts = self.total + self.partial
        return self.clean / attempts if attempts else math.nan

    @property
    def good_share(self) -> float:
        """Return the share of good ones among all attempts; NaN without any."""
        attempts = self.total + self.partial
        return self.good / attempts if attempts else math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class PainEntry:
    """An answer to the question for pain."""

    asked: PainTime
    at: datetime
    number: int | None
    """0 to 10; None = no answer."""
    sharp: bool = False
    exercise: str = ""
    """The exercise that it belongs to, or the slot of one that is done by the clock; empty = the
    whole session, or the morning."""
    session_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """Motion that the person logged."""

    kind: ActivityKind
    at: datetime
    minutes: float
    slot: str = ""
    """The slot of the programme that was ticked off with it; empty = none, a walk by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EffortEntry:
    """An answer to the question how hard an exercise was."""

    at: datetime
    number: int
    """0 = no effort, 10 = as hard as possible."""
    exercise: str = ""
    """The exercise that it belongs to; empty = the whole session."""
    session_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTaken:
    """A change of one slot of a programme that the person, or a rule, has made."""

    programme: str
    slot: str
    """Empty with ``start``: the whole programme is begun."""
    kind: StepKind
    at: datetime
    to_rung: int
    """The rung of the slot's ladder from then on, 0 = the easiest."""
    to_sets: int
    to_reps: int
    to_hold_s: float = math.nan
    """NaN = the hold of the exercise."""
    to_load_kg: float = 0.0
    why: str = ""
    """The rule, in one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningAnswer:
    """An answer to the questions for red flags."""

    at: datetime
    flags: tuple[str, ...]
    """Names of the flags that were answered with yes; empty = none."""


@dataclass(frozen=True, slots=True)
class History:
    """Everything that is known of a person's past, each part in order of time."""

    sets: tuple[DoneSet, ...] = ()
    pains: tuple[PainEntry, ...] = ()
    activities: tuple[Activity, ...] = ()
    steps: tuple[StepTaken, ...] = ()
    screenings: tuple[ScreeningAnswer, ...] = ()
    efforts: tuple[EffortEntry, ...] = ()

    def by_day(self) -> dict[date, Self]:
        """Return what belongs to each day of the person's calendar, in order of days."""
        parts: list[tuple[Any, ...]] = [getattr(self, part.name) for part in fields(self)]
        days: dict[date, tuple[list[Any], ...]] = {}
        for number, part in enumerate(parts):
            for entry in part:
                at: datetime = entry.started if isinstance(entry, DoneSet) else entry.at
                day = at.date()
                days.setdefault(day, tuple([] for _ in parts))[number].append(entry)
        return {day: type(self)(*map(tuple, days[day])) for day in sorted(days)}

    def since(self, day: date | None) -> Self:
        """Return what was on a day and after it; None = everything."""
        if day is None:
            return self
        days = [part for on, part in self.by_day().items() if on >= day]
        return type(self)(
            *(
                tuple(entry for one in days for entry in getattr(one, part.name))
                for part in fields(self)
            )
        )

    def until(self, day: date) -> Self:
        """Return what was known at the end of a day."""
        return type(self)(
            tuple(done for done in self.sets if done.day <= day),
            tuple(entry for entry in self.pains if entry.at.date() <= day),
            tuple(entry for entry in self.activities if entry.at.date() <= day),
            tuple(entry for entry in self.steps if entry.at.date() <= day),
            tuple(entry for entry in self.screenings if entry.at.date() <= day),
            tuple(entry for entry in self.efforts if entry.at.date() <= day),
        )


def done_set(
    report: SetReport,
    *,
    set_id: str,
    session_id: str,
    started: datetime,
    planned_reps: int = 0,
    planned_hold_s: float = math.nan,
) -> DoneSet:
    """Return what the history keeps of the report of a set.

    Parameters
    ----------
    report
        The report of the set.
    set_id, session_id
        See `DoneSet`.
    started
        When the set began, with its zone.
    planned_reps, planned_hold_s
        What was prescribed; 0 and NaN = not known.

    Returns
    -------
    DoneSet
        Its numbers are rounded as in the JSON of the report.
    """
    table = report.as_dict()
    reps, counts = table["reps"], table["counts"]
    sides = {rep["side"] for rep in reps if rep["side"] != "unknown"}
    return DoneSet(
        set_id=set_id,
        session_id=session_id,
        exercise=report.exercise,
        title=report.title,
        measure=report.measure.name,
        side=sides.pop() if len(sides) == 1 else _side_asked(report),
        started=started,
        duration_s=table["duration_s"],
        verdict=report.verdict,
        good=counts["good"],
        clean=sum(rep["clean"] for rep in reps),
        total=counts["total"],
        partial=counts["partial"],
        planned_reps=planned_reps,
        peak_deg=_median([rep["peak_deg"] for rep in reps]),
        range_deg=_median([rep["range_deg"] for rep in reps]),
        hold_s=_median([rep["hold_s"] for rep in reps]),
        planned_hold_s=planned_hold_s,
        faults=_fault_counts(reps),
        limits=tuple(limit["name"] for limit in table["limits"]),
        seen_fraction=table["seen_fraction"],
        judged_sha256=report.provenance.judged_sha256,
        model=report.provenance.estimator.get("model", ""),
    )


def _side_asked(report: SetReport) -> WorkingSide:
    """Return the leg that was asked for, where the repetitions do not say one."""
    if report.legs.asked != "auto":
        return report.legs.asked
    return "both" if report.reps else "unknown"


def _median(values: list[float | None]) -> float:
    """Return the middle of the values that are known; NaN without any."""
    known = sorted(value for value in values if value is not None)
    if not known:
        return math.nan
    low, high = known[(len(known) - 1) // 2], known[len(known) // 2]
    return round((low + high) / 2, 4)  # -9.1, not -9.100000000000001


def _fault_counts(reps: list[dict[str, list[str]]]) -> dict[str, int]:
    """Return in how many repetitions each minor or major fault was seen."""
    counts: dict[str, int] = {}
    for rep in reps:
        for name in dict.fromkeys((*rep["minor"], *rep["major"])):
            counts[name] = counts.get(name, 0) + 1
    return counts
