"""The report of a recording of several sets, whose exercises were recognised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from formcheck.assessment.report import Report, SetReport, Source, kind_of_report
from formcheck.assessment.report_types import CLOSED, Count, Duration, Fraction

SetsVerdict = Literal["recognised", "partly", "inconclusive", "nothing"]


@dataclass(frozen=True, config=CLOSED)
class Candidate:
    """An exercise that a section could be, with the evidence for it."""

    exercise: str = Field(description="Name of the exercise.")
    title: str = Field(description="The same in words.")
    share: Fraction = Field(
        description="Its share of all evidence in this section; no probability."
    )
    complete: Count = Field(description="Complete repetitions or holds, if it was this exercise.")
    partial: Count = Field(description="Partial ones.")
    worth: Fraction = Field(
        description="Mean worth of the complete ones: 1 without faults, less with faults and "
        "exceeded limits."
    )
    explained_fraction: Fraction = Field(
        description="Share of the movement in this section that lies within its repetitions."
    )
    position_fraction: Fraction = Field(
        description="Share of the time in which its view, position and needs were met."
    )


@dataclass(frozen=True, config=CLOSED)
class Section:
    """A part of a recording in which a person exercised."""

    exercise: str | None = Field(
        description="Name of the exercise that it is; null = inconclusive."
    )
    confidence: Fraction = Field(
        description="Of the best candidate against the next best: 0.5 = both are as likely, 1 = "
        "no other one fits; no probability."
    )
    start_s: Duration = Field(
        description="From when it was judged, with the rest before it; seconds since the first "
        "frame."
    )
    end_s: Duration = Field(description="Until when, with the rest after it.")
    candidates: tuple[Candidate, ...] = Field(description="What it could be, best first.")
    why: str = Field(description="Why it is inconclusive; empty where it is not.")


@dataclass(frozen=True, config=CLOSED)
class RecognisedSet(Section):
    """A section of a recording, and the report of the set in it."""

    forbidden: str = Field(
        description="Why the profile does not allow the exercise; empty where it does."
    )
    report: SetReport | None = Field(
        description="The report of the set; null where it is inconclusive or forbidden."
    )


@dataclass(frozen=True, config=CLOSED)
class Obstacle:
    """Something that stood between the camera and the body."""

    name: str = Field(
        description="absent = no person was found; view = the camera stood neither beside the "
        "body nor in front of it; cut_off, hidden = parts of the body were outside the picture, "
        "or could not be seen in it; upside_down; small = the body was small in the picture."
    )
    share: Fraction = Field(description="Share of the time in which it was there.")
    parts: tuple[str, ...] = Field(description="The parts of the body that it concerned.")
    say: str = Field(description="One sentence: for how long, and what to change.")


def sets_verdict(sets: tuple[RecognisedSet, ...]) -> SetsVerdict:
    """Return whether all sets, some, or none of them were recognised."""
    if not sets:
        return "nothing"
    sure = sum(found.exercise is not None for found in sets)
    if sure == len(sets):
        return "recognised"
    return "partly" if sure else "inconclusive"


@dataclass(frozen=True, config=CLOSED)
class SetsProvenance:
    """The program, profile and pose estimator; the report of each set names its exercise."""

    formcheck: str = Field(description="Version of formcheck.")
    profile: str = Field(
        description="Name of the profile that changed the exercises; empty = none."
    )
    profile_sha256: str = Field(
        description="SHA-256 of the patient's file; empty if there is none."
    )
    estimator: Mapping[str, str] = Field(
        description="The pose estimator: its name, version, model and the model's SHA-256; empty "
        "= unknown."
    )


@dataclass(frozen=True, kw_only=True, config=CLOSED)
class SetsReport(Report):
    """Everything that is known about a recording of several sets.

    Times are seconds since the first frame of the source; null = unknown.
    """

    kind: Literal["sets"] = kind_of_report("sets")
    verdict: SetsVerdict = Field(
        description="Whether all sets, some or none of them were recognised; nothing = no "
        "exercise was seen."
    )
    duration_s: Duration = Field(description="Seconds from the first to the last frame.")
    hint: str = Field(
        description="What to change so that more can be seen, or why nothing was recognised; "
        "empty if nothing."
    )
    obstacles: tuple[Obstacle, ...] = Field(
        description="What stood between the camera and the body, the longest first."
    )
    sets: tuple[RecognisedSet, ...] = Field(description="In order, without overlap.")
    provenance: SetsProvenance = Field(description="What made the report.")
    source: Source = Field(
        default_factory=Source,
        description="Where the poses came from: the only part in which a replay differs.",
    )
