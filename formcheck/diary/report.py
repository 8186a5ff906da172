"""The whole diary as a report: what ``diary export --json`` writes and ``diary import`` reads."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, fields
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from formcheck.assessment.report import Report, SetReport, kind_of_report
from formcheck.assessment.report_types import CLOSED, Count, Duration, Score, Seconds
from formcheck.programme.history import (
    Activity,
    ActivityKind,
    EffortEntry,
    PainEntry,
    PainTime,
    ScreeningAnswer,
    StepKind,
    StepTaken,
)
from formcheck.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

    from formcheck.diary.sessions import Diary
    from formcheck.programme.history import History

_When = Annotated[str, Field(description="Date and time with its zone, ISO 8601.")]
_Session = Annotated[str, Field(description="Name of the session; empty = none.")]


@dataclass(frozen=True, kw_only=True, config=CLOSED)
class KeptSet:
    """A set, and what its report does not say."""

    set_id: str = Field(description="Name of the set; the same set has the same one everywhere.")
    session_id: _Session
    started: _When
    planned_reps: Count = Field(description="Planned repetitions; 0 = not known, or no number.")
    planned_hold_s: Seconds = Field(description="Prescribed hold; null = none, or not known.")
    ended_by: str = Field(
        description="Why it was over, as in the report of a session; empty = not known."
    )
    report: SetReport = Field(description="Its report.")


@dataclass(frozen=True, kw_only=True, config=CLOSED)
class KeptPain:
    """An answer about pain."""

    asked: PainTime = Field(
        description="Before a session, during or after a set, or the next morning."
    )
    at: _When
    number: int | None = Field(ge=0, le=10, description="0 to 10; null = no answer.")
    sharp: bool = Field(description="Whether it was sharp or sudden.")
    exercise: str = Field(
        description="The exercise that it belongs to; empty = all of the session, or the morning."
    )
    session_id: _Session


@dataclass(frozen=True, kw_only=True, config=CLOSED)
class KeptActivity:
    """Motion that no camera watched."""

    kind: ActivityKind = Field(description="What it was.")
    at: _When
    minutes: Score = Field(description="How long it was.")
    slot: str = Field(description="What it was for in the programme; empty = nothing.")


@dataclass(frozen=True, kw_only=True, config=CLOSED)
class KeptStep:
    """A change of one slot of a programme."""

    programme: str = Field(description="Name of the programme.")
    slot: str = Field(description="Name of the slot.")
    kind: StepKind = Field(description="Harder, easier, easier after a pause, or from the start.")
    at: _When
    to_rung: Count = Field(description="The rung of its ladder from then on, 0 = the easiest.")
    to_sets: Count = Field(description="Sets from then on.")
    to_reps: Count = Field(description="Repetitions from then on.")
    to_hold_s: Seconds = Field(description="Hold from then on; null = that of the exercise.")
    to_load_kg: Score = Field(description="Load from then on, kilograms.")
    why: str = Field(description="The rule, in one sentence.")


@dataclass(frozen=True, kw_only=True, config=CLOSED)
class KeptScreening:
    """An answer to the questions for red flags."""

    at: _When
    flags: tuple[str, ...] = Field(description="Names of the flags that were answered with yes.")


@dataclass(frozen=True, kw_only=True, config=CLOSED)
class KeptEffort:
    """An answer to the question how hard an exercise was."""

    at: _When
    number: int = Field(ge=0, le=10, description="0 = no effort, 10 = as hard as possible.")
    exercise: str = Field(description="The exercise; empty = the whole session.")
    session_id: _Session


@dataclass(frozen=True, kw_only=True, config=CLOSED)
class DiaryReport(Report):
    """Everything that the diary of one person holds."""

    kind: Literal["diary"] = kind_of_report("diary")
    formcheck: str = Field(description="Version of formcheck that wrote it.")
    exported: _When
    duration_s: Duration = Field(description="Time in all sets together, seconds.")
    sets: tuple[KeptSet, ...] = Field(description="The sets, oldest first.")
    pains: tuple[KeptPain, ...] = Field(description="Answers about pain, oldest first.")
    activities: tuple[KeptActivity, ...] = Field(description="Other motion, oldest first.")
    steps: tuple[KeptStep, ...] = Field(description="Changes of programmes, oldest first.")
    screenings: tuple[KeptScreening, ...] = Field(
        description="Answers to the questions for red flags, oldest first."
    )
    efforts: tuple[KeptEffort, ...] = Field(description="Answers about effort, oldest first.")


_ENTRIES = {
    KeptPain: PainEntry,
    KeptActivity: Activity,
    KeptStep: StepTaken,
    KeptScreening: ScreeningAnswer,
    KeptEffort: EffortEntry,
}
"""What the diary keeps of each part but the sets; their fields have the same names."""


def entries_of(report: DiaryReport) -> Iterator[Any]:
    """Yield what a report holds besides sets, as the diary keeps it.

    Yields
    ------
    PainEntry, Activity, StepTaken, ScreeningAnswer or EffortEntry

    Raises
    ------
    ValueError
        If an instant is none.
    """
    for part in (
        report.pains, report.activities, report.steps, report.screenings, report.efforts,
    ):  # fmt: skip
        for entry in part:
            values = {one.name: getattr(entry, one.name) for one in fields(entry)}
            values["at"] = datetime.fromisoformat(entry.at)
            yield _ENTRIES[type(entry)](**values)


def diary_json(diary: Diary, history: History) -> Iterator[str]:
    """Yield the text of a `DiaryReport`, line by line: the reports of five years are 80 MB.

    Parameters
    ----------
    diary, history
        The diary, and what of it is written.

    Yields
    ------
    str
        A part of the text.
    """
    head = {
        "kind": "diary",
        "schema": 1,
        "formcheck": __version__,
        "exported": datetime.now().astimezone().isoformat(timespec="seconds"),
        "duration_s": round(sum(done.duration_s for done in history.sets), 3),
    }
    yield f"{_line(head)[:-1]},\n"
    yield '"sets": [\n'
    kept = ("set_id", "session_id", "started", "planned_reps", "planned_hold_s", "ended_by")
    for number, done in enumerate(history.sets):
        facts = _line({name: getattr(done, name) for name in kept})
        comma = "," if number < len(history.sets) - 1 else ""
        # As it was kept, letter by letter: no number is rounded twice.
        yield f'{facts[:-1]}, "report": {diary.report_json(done.set_id)}}}{comma}\n'
    yield "]"
    for name in ("pains", "activities", "steps", "screenings", "efforts"):
        rows = ",\n".join(_line(asdict(entry)) for entry in getattr(history, name))
        yield f',\n"{name}": [\n{rows}\n]'
    yield "}\n"


def _line(table: dict[str, Any]) -> str:
    """Return a table as JSON on one line: instants as ISO 8601, NaN as null."""
    values = {
        key: value.isoformat()
        if isinstance(value, datetime)
        else None
        if isinstance(value, float) and math.isnan(value)
        else value
        for key, value in table.items()
    }
    return json.dumps(values, ensure_ascii=False, allow_nan=False)
