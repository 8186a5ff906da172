"""Function tests as data: instructions, scoring and norms.

A function test is a TOML file in ``formcheck/function_tests/data``.  Code finds the stands, trials
and ranges in a pose stream: `chair_stand`, `single_leg_stance` and `range_of_motion`.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, PositiveFloat, PositiveInt, model_validator

from formcheck.exercises.conditions import (
    ENGINEERING_DEFAULT,
    WHEN,
    Condition,
    Definition,
    DefinitionFile,
    Name,
    Sourced,
    Text,
    known_name,
)
from formcheck.exercises.definition import PrecautionName
from formcheck.exercises.loader import exercise_names, load_definition
from formcheck.exercises.parts import Allowed, CameraPlacement, Limit
from formcheck.exercises.precautions import EARLY_DEG, warns_early

Sex = Literal["female", "male"]
Standing = Annotated[
    Literal["seen", "secondary", "unverified"],
    Field(
        description='"seen" = read at its source, "secondary" = quoted elsewhere, "unverified" = '
        "never shown."
    ),
]
"""Reliability of a number."""

Says = Literal["fewer_is_below", "more_is_below", "mean", "everyday"]
"""Meaning of a norm: the least of an average person, the most, the mean, or the most that everyday
life uses."""


class StandScoring(Sourced):
    """Stands from a chair: their number in `duration_s`, or the time for `stands` of them."""

    kind: Literal["stands"] = Field(description='"stands": stands from a chair.')
    duration_s: PositiveFloat | None = Field(
        None, description="Stands are counted for this long, in seconds."
    )
    stands: PositiveInt | None = Field(
        None, description="The time for this number of stands is taken."
    )
    full_deg: PositiveFloat = Field(
        description="Hip and knee are bent by less than this in a full stand, in degrees."
    )
    seated_deg: PositiveFloat = Field(
        description="The knee is bent by more than this while seated, in degrees."
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.duration_s is None) == (self.stands is None):
            raise ValueError("exactly one of duration_s, stands is needed")
        if not self.full_deg < self.seated_deg:
            raise ValueError(f"seated_deg must be above full_deg = {self.full_deg:g}")
        return self


class StanceScoring(Sourced):
    """Standing on one leg; lengths are shares of the leg."""

    kind: Literal["stance"] = Field(description='"stance": standing on one leg.')
    cap_s: PositiveFloat = Field(description="The longest time of a trial, in seconds.")
    tries: PositiveInt = Field(description="The number of trials that count.")
    lifted_ratio: PositiveFloat = Field(
        description="A foot that is higher than this is lifted, as a share of the leg."
    )
    touched_ratio: PositiveFloat = Field(
        description="A foot that is lower than this is down again, as a share of the leg."
    )
    hopped_ratio: PositiveFloat = Field(
        description="The standing foot hops if it moves by more than this, as a share of the leg."
    )
    shortest_s: PositiveFloat = Field(description="A shorter lift is no trial, in seconds.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.touched_ratio < self.lifted_ratio:
            raise ValueError(f"touched_ratio must be below lifted_ratio = {self.lifted_ratio:g}")
        return self


class Compensation(Sourced):
    """What the rest of the body must not do where the angle is furthest, or it is noted."""

    when: Condition = Field(description=WHEN)
    note: Text = Field(description="What is said of a try in which it is so.")
    counts: bool = Field(
        True,  # noqa: FBT003
        description="false = the try measures something else and does not count.",
    )


class Motion(Sourced):
    """One movement whose range is measured, and the exercise that is filmed for it.

    Of the exercise only its measure, position and camera are used.
    """

    title: Text = Field(description="The name that people see.")
    angle: Text = Field(description="The two directions between which the angle is measured.")
    exercise: Text = Field(description="The exercise that is filmed for it.")
    baseline: Literal["none", "start"] = Field(
        description='"start" = the change from one\'s own start; "none" = the angle as it is.'
    )
    moved_deg: PositiveFloat = Field(
        description="A movement that is smaller than this is no try, in degrees."
    )
    compensation: tuple[Compensation, ...] = Field(
        (), description="What the rest of the body must not do at the furthest angle."
    )
    claim_deg: PositiveFloat = Field(
        description="A smaller difference is within the error of measurement, in degrees."
    )


class RangeScoring(Sourced):
    """The furthest angle that is kept for `keep_s`, the best of the first `tries` trials."""

    kind: Literal["range"] = Field(description='"range": a range of motion.')
    tries: PositiveInt = Field(description="The number of trials that count.")
    keep_s: PositiveFloat = Field(description="The angle must be kept for this long, in seconds.")
    step_deg: PositiveFloat = Field(description="The result is rounded to this step, in degrees.")
    motion: dict[str, Motion] = Field(min_length=1, description="Each motion by its name.")


Scoring = Annotated[StandScoring | StanceScoring | RangeScoring, Field(discriminator="kind")]


class NormRow(Definition):
    """One number of a norm, and the people for whom it holds (everyone by default)."""

    value: float = Field(description="The number of the norm.")
    sex: Sex | None = Field(None, description="The sex for which it holds; without this key both.")
    age: tuple[int, int] | None = Field(
        None, description="The ages for which it holds, from and to; without this key all."
    )

    def fits(self, age: int | None, sex: Sex | None) -> bool:
        """Return True if the row holds for a person; an unknown age or sex fits no row with one.

        Parameters
        ----------
        age
            Years; None = unknown.
        sex
            None = unknown.

        Returns
        -------
        bool
            True if the row holds for the person.
        """
        of_age = self.age is None or (age is not None and self.age[0] <= age <= self.age[1])
        return of_age and (self.sex is None or self.sex == sex)


class Norm(Sourced):
    """The values that other people reach."""

    says: Says = Field(
        description='"fewer_is_below" = the least of an average person, "more_is_below" = the '
        'most, "mean", or "everyday" = the most that everyday life uses.'
    )
    motion: str | None = Field(
        None, description="The motion that it belongs to, in a range of motion."
    )
    text: Text = Field(description="The people and the method of the norm, in words.")
    unit: Literal["stands", "s", "deg"] = Field(description="The unit of the numbers.")
    row: tuple[NormRow, ...] = Field(
        min_length=1, description="A number of the norm, and for whom it holds."
    )
    below_means: str = Field(
        "", description="What a result on the weak side means, in a sentence; empty = nothing."
    )
    standing: Standing = "seen"


class Change(Sourced):
    """The smallest change that is more than error of measurement."""

    text: Text = Field(description="The change in words.")
    least: PositiveFloat | None = Field(
        None,
        description="A change from an earlier result counts from here on, in the unit of the "
        "result; in a range of motion `claim_deg` says it.",
    )
    standing: Standing = "seen"


class PrecautionRule(Sourced):
    """What one named precaution means for this test; without a rule the test is allowed."""

    name: PrecautionName = Field(description="The precaution (formcheck profiles list).")
    motion: str | None = Field(
        None, description="In a range of motion: the motion; without this key all."
    )
    allowed: Allowed = Field(
        True,  # noqa: FBT003
        description='false = the test is not for these patients; "if_unlocked" = not until their '
        "physiotherapist unlocks it in the patient's file.",
    )
    why: Text = Field(description="The reason, or how far, in one sentence for the patient.")
    limit: tuple[Limit, ...] = Field(
        (), description="How far the hip may bend: `hip_flexion` above an angle."
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        for limit in self.limit:
            if limit.when.measure != "hip_flexion" or limit.when.sense != "above":
                raise ValueError(f"{limit.name}: a limit of a test is hip_flexion above an angle")
            if not warns_early(limit, self.limit):
                raise ValueError(f"{limit.name}: no warning comes {EARLY_DEG:g}° before it")
        return self


class FunctionTest(DefinitionFile):
    """A function test, as its TOML file defines it."""

    name: Name = Field(
        description="Name of the test and of the file: small letters, digits, underscores.",
    )
    title: Text = Field(description="The name that people see.")
    purpose: Text = Field(description="What the test shows, in one sentence for the patient.")
    steps: tuple[Text, ...] = Field(
        min_length=1, description="How it is done, step by step, in words for a person of 60."
    )
    safety: tuple[Text, ...] = Field(min_length=1, description="What makes the test safe.")
    cannot_see: tuple[Text, ...] = Field(
        min_length=1, description="What one camera cannot see of it."
    )
    view: CameraPlacement = Field(description="Where the camera stands for the test.")
    scoring: Scoring = Field(description="How the test is scored.")
    norm: tuple[Norm, ...] = Field(
        (), description="Values that other people reach, for comparison."
    )
    change: tuple[Change, ...] = Field((), description="The smallest change that counts as one.")
    precaution: tuple[PrecautionRule, ...] = Field(
        (), description="What the named precautions mean for this test."
    )
    sources: dict[str, Text] = Field(
        description="Where the numbers come from: a short key for each source."
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        motions = self.scoring.motion if isinstance(self.scoring, RangeScoring) else {}
        watched = [row for motion in motions.values() for row in motion.compensation]
        limits = [limit for rule in self.precaution for limit in rule.limit]
        rows = (
            *(self.view, self.scoring, *self.norm, *self.change),
            *(*motions.values(), *watched, *self.precaution, *limits),
        )
        for row in rows:
            for key in (part.strip() for part in row.source.split(",")):
                if key not in self.sources and key != ENGINEERING_DEFAULT:
                    raise ValueError(f"source {key!r} is not listed in [sources]")
        named = [row.motion for row in self.norm] + [row.motion for row in self.precaution]
        for motion in named:
            if motion is not None and motion not in motions:
                raise ValueError(f"a row speaks of the motion {motion!r}: it is none")
        for each in motions.values():
            if each.exercise not in exercise_names():
                raise ValueError(f"{each.exercise!r} is no exercise")
        return self


def function_test_folder() -> Path:
    """Return the folder of the function tests."""
    return Path(str(files("formcheck"))) / "function_tests" / "data"


def function_test_names() -> tuple[str, ...]:
    """Return the names of all function tests, in alphabetical order."""
    return tuple(sorted(file.stem for file in function_test_folder().glob("*.toml")))


def load_function_test(name: str) -> FunctionTest:
    """Load the function test of that name.

    Returns
    -------
    FunctionTest
        The test, checked.

    Raises
    ------
    ExerciseError
        If there is no such test; the message lists the nearest names.
    """
    known_name(name, function_test_names(), what="function test")
    return load_definition(FunctionTest, function_test_folder() / f"{name}.toml")
