"""Function tests as data: instructions, scoring and norms.

A function test is a TOML file in ``formcheck/function_tests/data``.  Code finds the stands, trials
and ranges in a pose stream: `chair_stand`, `single_leg_stance` and `range_of_motion`.
"""

from __future__ import annotations

import difflib
import hashlib
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, PositiveFloat, PositiveInt, PrivateAttr, model_validator

from formcheck.errors import ExerciseError
from formcheck.exercises.conditions import Definition, Text
from formcheck.exercises.loader import exercise_names, read_bytes, validate
from formcheck.exercises.parts import ENGINEERING_DEFAULT, CameraPlacement

Sex = Literal["female", "male"]
Standing = Literal["seen", "secondary", "unverified"]
"""Reliability of a number: read at its source, quoted elsewhere, or not checked (never shown)."""

Says = Literal["fewer_is_below", "more_is_below", "mean", "usual"]
"""Meaning of a norm: the least of an average person, the most, the mean, or a usual range."""


class StandScoring(Definition):
    """Stands from a chair: their number in `duration_s`, or the time for `stands` of them."""

    kind: Literal["stands"]
    duration_s: PositiveFloat | None = None
    stands: PositiveInt | None = None
    full_deg: PositiveFloat
    seated_deg: PositiveFloat
    source: Text

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.duration_s is None) == (self.stands is None):
            raise ValueError("exactly one of duration_s, stands is needed")
        if not self.full_deg < self.seated_deg:
            raise ValueError(f"seated_deg must be above full_deg = {self.full_deg:g}")
        return self


class StanceScoring(Definition):
    """Standing on one leg; lengths are shares of the leg."""

    kind: Literal["stance"]
    cap_s: PositiveFloat
    tries: PositiveInt
    lifted_ratio: PositiveFloat
    touched_ratio: PositiveFloat
    hopped_ratio: PositiveFloat
    shortest_s: PositiveFloat
    source: Text

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.touched_ratio < self.lifted_ratio:
            raise ValueError(f"touched_ratio must be below lifted_ratio = {self.lifted_ratio:g}")
        return self


class Motion(Definition):
    """One movement whose range is measured, and the exercise that is filmed for it.

    `angle` names the two directions of the angle.  A difference below `claim_deg` is within the
    error of measurement.
    """

    title: Text
    angle: Text
    exercise: Text
    claim_deg: PositiveFloat
    source: Text


class RangeScoring(Definition):
    """The furthest angle that is kept for `keep_s`, the best of the first `tries` trials."""

    kind: Literal["range"]
    tries: PositiveInt
    keep_s: PositiveFloat
    step_deg: PositiveFloat
    motion: Annotated[dict[str, Motion], Field(min_length=1)]
    source: Text


Scoring = Annotated[StandScoring | StanceScoring | RangeScoring, Field(discriminator="kind")]


class NormRow(Definition):
    """One number of a norm, and the people for whom it holds (everyone by default)."""

    value: float
    to: float | None = None
    sex: Sex | None = None
    age: tuple[int, int] | None = None

    def fits(self, age: int | None, sex: Sex | None) -> bool:
        """Return True if the row holds for a person; an unknown age or sex fits no row with one.

        Parameters
        ----------
        age
            Years; None = unknown.
        sex
            None = unknown.
        """
        of_age = self.age is None or (age is not None and self.age[0] <= age <= self.age[1])
        return of_age and (self.sex is None or self.sex == sex)


class Norm(Definition):
    """The values that other people reach."""

    says: Says
    motion: str | None = None
    text: Text
    unit: Literal["stands", "s", "deg"]
    row: Annotated[tuple[NormRow, ...], Field(min_length=1)]
    source: Text
    standing: Standing = "seen"


class Change(Definition):
    """The smallest change that is more than error of measurement."""

    text: Text
    source: Text
    standing: Standing = "seen"


class FunctionTest(Definition):
    """A function test, as its TOML file defines it."""

    schema_version: Annotated[Literal[1], Field(alias="schema")]
    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: Text
    purpose: Text
    steps: Annotated[tuple[Text, ...], Field(min_length=1)]
    safety: Annotated[tuple[Text, ...], Field(min_length=1)]
    cannot_see: Annotated[tuple[Text, ...], Field(min_length=1)]
    view: CameraPlacement
    scoring: Scoring
    norm: tuple[Norm, ...] = ()
    change: tuple[Change, ...] = ()
    sources: dict[str, Text]

    _sha256: str = PrivateAttr(default="")

    @property
    def sha256(self) -> str:
        """SHA-256 of the TOML file; empty = not read from a file."""
        return self._sha256

    @model_validator(mode="after")
    def _check(self) -> Self:
        motions = self.scoring.motion if isinstance(self.scoring, RangeScoring) else {}
        rows = (self.view, self.scoring, *self.norm, *self.change, *motions.values())
        for row in rows:
            for key in (part.strip() for part in row.source.split(",")):
                if key not in self.sources and key != ENGINEERING_DEFAULT:
                    raise ValueError(f"source {key!r} is not listed in [sources]")
        for norm in self.norm:
            if norm.motion is not None and norm.motion not in motions:
                raise ValueError(f"a norm speaks of the motion {norm.motion!r}: it is none")
        for motion in motions.values():
            if motion.exercise not in exercise_names():
                raise ValueError(f"{motion.exercise!r} is no exercise")
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
    names = function_test_names()
    if name not in names:
        near = difflib.get_close_matches(name.replace("-", "_").replace(" ", "_"), names, 3, 0.4)
        hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(names)}."
        raise ExerciseError(f"There is no function test named {name!r}: {hint}")
    path = function_test_folder() / f"{name}.toml"
    data = read_bytes(path)
    found = validate(FunctionTest, data, path)
    found._sha256 = hashlib.sha256(data).hexdigest()  # noqa: SLF001  # set once, by the loader
    return found
