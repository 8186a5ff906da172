"""The report of a live session; the report of each set lies beside it in a file of its own."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from formcheck.assessment.report import Provenance, Report, kind_of_report
from formcheck.assessment.report_types import CLOSED, Count, Counts, Duration, Seconds
from formcheck.assessment.verdict import Verdict
from formcheck.pose.joints import SideChoice
from formcheck.session.protocol import EndedBy, ExerciseEnd, FinishedSet
from formcheck.session.stages.pain import PainMoment

if TYPE_CHECKING:
    from formcheck.session.plan import SessionPlan


@dataclass(frozen=True, config=CLOSED)
class PlannedSession:
    """What was planned."""

    sides: tuple[SideChoice, ...] = Field(
        description="The legs of a round, in order; auto = found by formcheck, or both work."
    )
    sets: int = Field(ge=1, description="Rounds.")
    reps: Count = Field(description="Repetitions of a set; 0 = until the person ended it.")
    rest_s: Duration = Field(description="Rest between two sets, seconds.")
    hold_s: Seconds = Field(
        default=math.nan,
        description="Hold of each repetition, seconds; null = none, or not known.",
    )

    @classmethod
    def of(cls, plan: SessionPlan) -> PlannedSession:
        """Return the summary of a plan."""
        return cls(
            sides=plan.sides,
            sets=plan.sets,
            reps=plan.reps,
            rest_s=plan.rest_s,
            hold_s=plan.exercise.movement.hold_s or math.nan,
        )


@dataclass(frozen=True, config=CLOSED)
class SetDone:
    """One set of a session."""

    number: int = Field(ge=1, description="Its round.")
    side: SideChoice = Field(
        description="The leg that was asked for; auto = found by formcheck, or both work."
    )
    start_s: Duration = Field(description="When it began, seconds from the start of the session.")
    duration_s: Duration = Field(description="How long it was, seconds.")
    ended_by: EndedBy = Field(
        description="Why it was over: done = all repetitions, left = the person got up or left, "
        "asked = a key, redone = to be done again, pain, camera = the camera did not come back, "
        "error = formcheck failed."
    )
    verdict: Verdict = Field(description="As in its report.")
    counts: Counts = Field(description="As in its report.")
    files: tuple[str, ...] = Field(description="Names of its files, beside this one.")

    @classmethod
    def of(cls, finished: FinishedSet) -> SetDone:
        """Return the summary of a set that is over; no files have been written yet."""
        report = finished.report
        return cls(
            number=finished.plan.number,
            side=finished.plan.side,
            start_s=finished.start_s,
            duration_s=report.duration_s,
            ended_by=finished.ended_by,
            verdict=report.verdict,
            counts=report.counts,
            files=(),
        )


@dataclass(frozen=True, config=CLOSED)
class PainRecord:
    """An answer about pain."""

    asked: PainMoment = Field(description="Before the first set, after a set, or during one.")
    after_sets: Count = Field(description="How many sets were over by then.")
    number: int | None = Field(ge=0, le=10, description="0 to 10; null = no answer.")
    sharp: bool = Field(description="Whether it was sharp or sudden.")
    time_s: Seconds = Field(
        default=math.nan,
        description="When it was given, seconds from the start of the session; null = not known.",
    )


@dataclass(frozen=True, config=CLOSED)
class CameraLoss:
    """A time without pictures."""

    start_s: Duration = Field(description="Seconds from the start of the session.")
    end_s: Seconds = Field(description="null = it did not come back.")


@dataclass(frozen=True, config=CLOSED)
class CameraUsed:
    """The camera and how many pictures it sent."""

    name: str = Field(description="Its number, or its address without user, password and query.")
    size_px: tuple[int, int] = Field(description="Width and height of its pictures, pixels.")
    grabbed: Count = Field(description="How many pictures came.")
    analysed: Count = Field(
        description="How many were judged: the others were dropped, so that nothing is late."
    )
    losses: tuple[CameraLoss, ...] = Field(description="When it sent no pictures.")


@dataclass(frozen=True, kw_only=True, config=CLOSED)
class SessionReport(Report):
    """Everything that is known about a live session, or about one exercise of it.

    The report of each set lies beside it. Unknown numbers are null.
    """

    kind: Literal["session"] = kind_of_report("session")
    exercise: str = Field(description="Name of the exercise.")
    title: str = Field(description="The same in words.")
    started: str = Field(description="Date and time with its zone, ISO 8601.")
    duration_s: Duration = Field(
        description="Seconds from the first picture to the last; of an exercise that others "
        "followed, to its own end."
    )
    planned: PlannedSession = Field(description="What was planned.")
    sets: tuple[SetDone, ...] = Field(description="The sets that were done, in order.")
    pains: tuple[PainRecord, ...] = Field(description="The answers about pain, in order.")
    advice: tuple[str, ...] = Field(
        description="What to do, in sentences; empty if there is nothing to say."
    )
    camera: CameraUsed = Field(description="The camera.")
    notes: tuple[str, ...] = Field(description="What else a reader must know.")
    provenance: Provenance = Field(description="What made the report.")


@dataclass(frozen=True, config=CLOSED)
class ExerciseDone:
    """One exercise of a course."""

    exercise: str = Field(description="Name of the exercise.")
    title: str = Field(description="The same in words.")
    ended_by: ExerciseEnd | None = Field(
        description="Why it was over: done = all sets, skipped = a key, strong_pain = pain above "
        "the limit, sharp_pain, asked = a key that finished the course, left = the person left, "
        "camera = the camera did not come back, error = formcheck failed; null = it never began."
    )
    folder: str = Field(
        description="Name of the folder beside this file with its own report of a session, and "
        "the files of its sets; empty = nothing was done."
    )


@dataclass(frozen=True, kw_only=True, config=CLOSED)
class CourseReport(Report):
    """A live session of several exercises; each has a folder with a report of its own.

    All times in those reports count from the start of the course. Unknown numbers are null.
    """

    kind: Literal["course"] = kind_of_report("course")
    started: str = Field(description="Date and time with its zone, ISO 8601.")
    duration_s: Duration = Field(description="Seconds from the first picture to the last.")
    exercises: tuple[ExerciseDone, ...] = Field(description="The planned exercises, in order.")
    advice: tuple[str, ...] = Field(
        description="What to do, in sentences; empty if there is nothing to say."
    )
    camera: CameraUsed = Field(description="The camera.")
    notes: tuple[str, ...] = Field(description="What else a reader must know.")
