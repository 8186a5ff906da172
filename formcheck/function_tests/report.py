"""The report of a function test."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from pydantic import Field
from pydantic.dataclasses import dataclass

from formcheck.assessment.events import WorkingSide
from formcheck.assessment.report import Report, Source, kind_of_report
from formcheck.assessment.report_types import CLOSED, Degrees, Score, Seconds
from formcheck.function_tests.definition import Says, Sex

if TYPE_CHECKING:
    from formcheck.pose.joints import Side

Unit = Literal["stands", "s", "deg"]
TestVerdict = Literal["scored", "partly", "inconclusive"]

STANCE: Final = "stance"
"""The name of the results of standing on one leg; those of a range have the name of the motion."""

_SIDE: Final = "The leg; both = they work together."


@dataclass(frozen=True, config=CLOSED)
class Trial:
    """One trial: a stand, a stance on one leg, a movement as far as it goes."""

    side: WorkingSide = Field(description=_SIDE)
    start_s: Seconds = Field(description="When it began, seconds of its source.")
    end_s: Seconds = Field(description="When it was over, seconds of its source.")
    value: Score = Field(
        description="Its value, in the unit of its result; for a stand the seconds from the start "
        "of the test until it was full; null = unknown."
    )
    counts: bool = Field(description="Whether it has a part in the score.")
    note: str = Field(
        default="", description="Why it ended or does not count; empty = nothing to say."
    )
    source: int = Field(
        default=1, ge=1, description="In which of the sources it was seen, from 1."
    )
    at_most: Score = Field(
        default=math.nan,
        description="For a range of motion: what it may have been where its furthest point was "
        "not seen; null = it was seen.",
    )
    hip_deg: Degrees = Field(
        default=math.nan,
        description="How far the hip was bent at the most, degrees; null = that is not measured.",
    )
    limits: tuple[str, ...] = Field(
        default=(), description="Names of the limits of the person's precautions that it passed."
    )


class FoundTrials(NamedTuple):
    """The trials that were found in one file.

    Attributes
    ----------
    trials
        In order of time.
    trouble
        Why poses could not be judged, in a sentence; empty = all could.
    seen
        The legs that were seen for some seconds; empty also where that is not looked at.
    """

    trials: tuple[Trial, ...]
    trouble: str = ""
    seen: tuple[Side, ...] = ()


@dataclass(frozen=True, config=CLOSED)
class NormComparison:
    """The values that other people of the same age and sex reach."""

    says: Says = Field(
        description="What value is: the least or the most of an average person, the mean, or the "
        "most that everyday life uses."
    )
    text: str = Field(description="The same in words.")
    value: Score = Field(description="In the unit of the result.")
    source: str = Field(description="Where it was read.")
    secondary: bool = Field(description="Whether that source only quotes another one.")
    below_means: str = Field(
        description="What a result on the weak side means; empty = nothing to say."
    )
    below: bool | None = Field(
        description="Whether the result is on the weak side; null = that cannot be said of a mean "
        "or of everyday life."
    )


@dataclass(frozen=True, config=CLOSED)
class EarlierComparison:
    """An earlier result of the same test and leg."""

    value: Score = Field(description="In the unit of the result.")
    least: Score = Field(
        description="The least difference that counts as a change; null = not known."
    )
    changed: bool | None = Field(
        description="Whether the difference counts as a change; null = that is not known."
    )


@dataclass(frozen=True, config=CLOSED)
class Result:
    """One number of a test."""

    name: str = Field(
        description="stands, time, stance, or the motion (flexion, extension, abduction)."
    )
    side: WorkingSide = Field(description=_SIDE)
    value: Score = Field(
        description="The score; null = inconclusive. Degrees are good to about 5."
    )
    unit: Unit = Field(description="The unit of value, at_least and of the norm.")
    tries: tuple[Trial, ...] = Field(
        default=(), description="In the order in which they were seen."
    )
    at_least: Score = Field(
        default=math.nan,
        description="What was certainly reached where there is no score; null = nothing.",
    )
    why: str = Field(
        default="", description="Why there is no score, or why it is 0; empty = nothing to say."
    )
    norm: NormComparison | None = Field(
        default=None,
        description="What others of this age and sex reach; null = nothing to compare with.",
    )
    earlier: EarlierComparison | None = Field(
        default=None, description="An earlier result of the same leg; null = none was given."
    )


@dataclass(frozen=True, config=CLOSED)
class PassedLimit:
    """A limit of the person's precautions that was passed in one try."""

    name: str = Field(description="Name of the limit.")
    action: Literal["warn", "stop"] = Field(
        description="warn = close to what is allowed; stop = past it."
    )
    result: str = Field(description="Name of the result to which the try belongs.")
    side: WorkingSide = Field(description=_SIDE)
    at_s: Seconds = Field(description="When the try began, seconds of its source.")
    source: int = Field(ge=1, description="In which of the sources it was seen, from 1.")
    hip_deg: Degrees = Field(description="How far the hip was bent, degrees.")
    limit_deg: Degrees = Field(description="The limit, degrees.")
    say: str = Field(description="What the person is to do.")


@dataclass(frozen=True, config=CLOSED)
class Person:
    """The person for whom norms are looked up."""

    age: int | None = Field(default=None, description="Years; null = unknown.")
    sex: Sex | None = Field(default=None, description="null = unknown.")


@dataclass(frozen=True, config=CLOSED)
class FunctionTestProvenance:
    """The program, test and pose estimator that made the report."""

    formcheck: str = Field(default="", description="Version of formcheck.")
    test_sha256: str = Field(default="", description="SHA-256 of the test's file.")
    estimator: Mapping[str, str] = Field(
        default_factory=dict,
        description="The pose estimator, its version, model and the model's SHA-256; empty = "
        "unknown.",
    )
    profile: str = Field(
        default="", description="Name of the profile whose precautions held; empty = none."
    )
    profile_sha256: str = Field(
        default="", description="SHA-256 of the patient's file; empty if there is none."
    )


@dataclass(frozen=True, kw_only=True, config=CLOSED)
class FunctionTestReport(Report):
    """Everything that is known about one function test.

    Times are seconds since the first frame of the source; null = unknown.
    """

    kind: Literal["function_test"] = kind_of_report("function_test")
    test: str = Field(description="Name of the test.")
    title: str = Field(description="The same in words.")
    verdict: TestVerdict = Field(
        description="scored = every result has a value; partly = some have."
    )
    results: tuple[Result, ...] = Field(
        description="One for a test on a chair, one a leg for standing on one leg, one a leg and "
        "motion for a range of motion."
    )
    advice: tuple[str, ...] = Field(description="Plain sentences, most important first.")
    safety: tuple[str, ...] = Field(description="What makes the test safe.")
    precautions: tuple[str, ...] = Field(
        description="What a person with the precautions of the profile must know; empty = nothing."
    )
    limits: tuple[PassedLimit, ...] = Field(
        description="The limits of these precautions that were passed, try by try."
    )
    cannot_see: tuple[str, ...] = Field(
        description="What one camera cannot know here, and what it did not see this time."
    )
    person: Person = Field(description="For whom norms were looked up.")
    provenance: FunctionTestProvenance = Field(description="What made the report.")
    sources: tuple[Source, ...] = Field(
        default=(),
        description="Where the poses came from, in the order in which they were given.",
    )


def verdict_of(results: tuple[Result, ...]) -> TestVerdict:
    """Return the verdict on a test by its results."""
    known = [not math.isnan(result.value) for result in results]
    if known and all(known):
        return "scored"
    return "partly" if any(known) else "inconclusive"
