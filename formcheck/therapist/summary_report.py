"""The form of a summary: what a page about a patient's last weeks says, as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from formcheck.assessment.events import WorkingSide
from formcheck.assessment.report import Report, kind_of_report
from formcheck.assessment.report_types import CLOSED, Count, Degrees, Ratio, Score
from formcheck.exercises.profile import SlotKind
from formcheck.programme.change import RangeChange

EventKind = Literal["red_flag", "sharp_pain", "stopped", "limit"]


@dataclass(frozen=True, config=CLOSED)
class SlotDone:
    """What was done of a slot of the programme."""

    slot: str = Field(description="Its name.")
    title: str = Field(description="The same in words.")
    kind: SlotKind = Field(description="What it is for.")
    done_days: Count = Field(description="Days on which something of it was done.")
    asked_days: Count = Field(
        description="Days on which it was asked for at least, in the whole weeks since it began."
    )


@dataclass(frozen=True, config=CLOSED)
class WeekSummary:
    """One week: motion, adherence and pain (medians of the answers, 0 to 10)."""

    week: date = Field(description="The Monday of the week.")
    moved_days: Count = Field(description="Days with a set or with motion that was logged.")
    minutes: Score = Field(description="Minutes of motion.")
    done_share: Ratio = Field(description="Done of what was asked for; null = not known.")
    before: Score = Field(description="Pain before sessions; null = no answer.")
    during: Score = Field(description="Pain during exercise; null = no answer.")
    after: Score = Field(description="Pain after exercise; null = no answer.")
    morning: Score = Field(description="Pain on the next morning; null = no answer.")
    strongest: Score = Field(description="The strongest of all answers; null = no answer.")


@dataclass(frozen=True, config=CLOSED)
class ExerciseSummary:
    """One exercise with one leg."""

    exercise: str = Field(description="Its name.")
    title: str = Field(description="The same in words.")
    side: WorkingSide = Field(description="The leg; both = together, unknown = not seen.")
    measure: str = Field(description="The measure of its range.")
    days: Count = Field(description="Days on which it was done.")
    sets: Count = Field(description="Sets.")
    good: Count = Field(description="Good repetitions.")
    total: Count = Field(description="Complete repetitions.")
    partial: Count = Field(description="Tries that were not complete.")
    peak_deg: Degrees = Field(
        description="Median of the best values of the last three days, degrees; null = not seen."
    )
    error_deg: Degrees = Field(
        description="Error of the camera in it, degrees; null = it is no angle."
    )
    change: RangeChange = Field(description="How its range has changed since the first session.")


@dataclass(frozen=True, config=CLOSED)
class LastingFault:
    """A fault that was still there on most of the last days of its exercise."""

    exercise: str = Field(description="Name of the exercise.")
    title: str = Field(description="The same in words.")
    side: WorkingSide = Field(description="The leg.")
    fault: str = Field(description="Name of the fault.")
    say: str = Field(description="What formcheck says of it to the patient.")
    reps: Count = Field(description="Complete repetitions with it.")
    of_reps: Count = Field(description="Complete repetitions.")
    days: Count = Field(description="How many of the last days had it.")
    of_days: Count = Field(description="The last days that were looked at.")


@dataclass(frozen=True, config=CLOSED)
class SafetyEvent:
    """A red flag, a stop, or a limit that was exceeded."""

    kind: EventKind = Field(description="What it was.")
    day: date = Field(description="The last day of it.")
    title: str = Field(description="The exercise in words, or the question; empty = neither.")
    what: str = Field(description="Name of the limit or flag; empty = none.")
    times: Count = Field(description="How often it was.")
    furthest_deg: Degrees = Field(description="Of a limit the furthest value; null = none.")
    measure: str = Field(description="Of a limit the measure; empty = none.")


@dataclass(frozen=True, config=CLOSED)
class StepSummary:
    """Slots that progress or pain has changed alike on one day."""

    day: date = Field(description="The day.")
    title: str = Field(description="The slots in words.")
    kind: str = Field(description="up, down, pause, start or keep.")
    why: str = Field(description="The reason, in a sentence to the patient; empty = it went well.")


@dataclass(frozen=True, config=CLOSED)
class Seen:
    """How much the camera saw."""

    sets: Count = Field(description="All sets.")
    inconclusive: Count = Field(description="Sets that could not be judged.")
    counted: Count = Field(description="Sets that were counted and not judged.")
    little: Count = Field(description="Further sets that were seen for less than their most part.")
    far_leg: Count = Field(description="Sets in which the leg on the far side was not judged.")
    median: Ratio = Field(description="Median share of a set that was seen; null = no sets.")
    cannot_see: Sequence[str] = Field(description="What no camera sees of these exercises.")


@dataclass(frozen=True, config=CLOSED)
class Clip:
    """A set that is worth looking at."""

    set_id: str = Field(description="Its name in the diary.")
    day: date = Field(description="The day.")
    title: str = Field(description="The exercise in words.")
    side: WorkingSide = Field(description="The leg.")
    why: str = Field(description="Why it is worth it, in a sentence.")
    at_s: Score = Field(description="Where in the set to look, seconds; null = anywhere.")
    place: str = Field(description="Its recording, within the folder; empty = there is none.")


@dataclass(frozen=True, kw_only=True, config=CLOSED)
class SummaryReport(Report):
    """One page about the last weeks of a patient."""

    kind: Literal["summary"] = kind_of_report("summary")
    patient: str = Field(description="Name of the plan; empty = there is none.")
    precautions: Sequence[str] = Field(description="Precautions that hold, in words.")
    programme: str = Field(description="The programme in words; empty = none.")
    first_day: date = Field(description="The Monday of the first week.")
    last_day: date = Field(description="The last day.")
    moved_days: Count = Field(description="Days with motion.")
    minutes: Score = Field(description="Minutes of motion in all.")
    done_share: Ratio = Field(description="Done of what was asked for; null = not known.")
    slots: Sequence[SlotDone] = Field(description="Done against asked, by slot.")
    weeks: Sequence[WeekSummary] = Field(description="Week by week.")
    exercises: Sequence[ExerciseSummary] = Field(description="By exercise and leg.")
    sides: Sequence[str] = Field(description="Left against right, in sentences.")
    faults: Sequence[LastingFault] = Field(description="The most frequent one first.")
    safety: Sequence[SafetyEvent] = Field(description="Red flags first, then stops and limits.")
    steps: Sequence[StepSummary] = Field(description="Changes, the latest first.")
    seen: Seen = Field(description="What the camera saw.")
    clips: Sequence[Clip] = Field(description="Sets worth looking at, the weightiest first.")
