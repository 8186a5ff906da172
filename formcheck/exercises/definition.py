"""Exercise: a definition that a person wrote in TOML, read and validated.

Every range carries its source (a key of ``[sources]``) or the honest words ``engineering
default``; a definition without them does not load.  There are no expressions: a handful of rule
kinds cover hip exercises, and a new kind is a class in `formcheck.exercises.fault_kinds`.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, PrivateAttr, model_validator

from formcheck.exercises import fault_kinds, validation  # noqa: F401  # the kinds of `Fault`
from formcheck.exercises.conditions import Definition, Text, measures_in
from formcheck.exercises.fault import Fault
from formcheck.exercises.figure import Figure
from formcheck.exercises.parts import CameraPlacement, Dose, Limit, Movement, Need, Precaution
from formcheck.pose.positions import Position

Kind = Literal["reps", "hold"]
Scope = Literal["full", "counts"]
"""What is judged: everything, or repetitions and holds alone, with hints about the form."""

PrecautionName = Literal[
    "posterior_hip_replacement",
    "anterior_hip_replacement",
    "lateral_hip_replacement",
    "femoroacetabular_impingement",
    "lateral_hip_pain",
    "knee_pain",
]
"""The precautions that formcheck knows: another spelling must not pass for one unnoticed."""


class Exercise(Definition):
    """A whole exercise, as its TOML file defines it."""

    schema_version: Annotated[Literal[1], Field(alias="schema")]
    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: Text
    purpose: Text
    kind: Kind
    position: Position
    sides: Literal["one", "both", "alternating"]
    scope: Scope = "full"
    steps: Annotated[tuple[Text, ...], Field(min_length=1)]
    cannot_see: Annotated[tuple[Text, ...], Field(min_length=1)]
    sources: Annotated[dict[str, Text], Field(default_factory=dict)]
    view: CameraPlacement
    dose: Dose
    movement: Movement
    need: tuple[Need, ...] = ()
    limit: tuple[Limit, ...] = ()
    fault: tuple[Fault, ...] = ()
    profile: dict[PrecautionName, Precaution] = Field(default_factory=dict)
    figure: Figure | None = None

    _sha256: str = PrivateAttr(default="")

    @property
    def sha256(self) -> str:
        """SHA-256 of the file it was read from; empty if it was not read from one."""
        return self._sha256

    @model_validator(mode="after")
    def _check(self) -> Self:
        found = next(validation.mistakes(self), None)
        if found is not None:
            raise ValueError(found.told)
        return self

    def __repr__(self) -> str:
        return f"Exercise({self.name!r})"

    __str__ = __repr__

    def measures(self) -> tuple[str, ...]:
        """The names of all measures that the exercise looks at, the main one first."""
        names = (name for _, name in measures_in(self))
        return tuple(dict.fromkeys([self.movement.measure, *names]))
