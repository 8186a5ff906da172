"""Exercise: a definition that a person wrote in TOML, read and validated.

Every range carries its source (a key of ``[sources]``) or the words ``engineering default``; a
definition without them does not load.  A definition holds no expressions.  A few kinds of rules
cover hip exercises; a new kind is a class in `formcheck.exercises.fault_kinds`.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, PrivateAttr, model_validator

from formcheck.exercises import fault_kinds  # noqa: F401  # its classes are the kinds of `Fault`
from formcheck.exercises.conditions import Definition, Text, measures_in
from formcheck.exercises.fault import Fault
from formcheck.exercises.figure import Figure
from formcheck.exercises.parts import CameraPlacement, Dose, Limit, Movement, Need, Precaution
from formcheck.exercises.validation import Draft, misfits
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
"""The precautions that formcheck knows; a misspelt name does not load."""


class Exercise(Definition):
    """An exercise that formcheck can count and judge."""

    schema_version: Literal[1] = Field(
        alias="schema", description="Version of this file format: always 1."
    )
    name: str = Field(
        pattern=r"^[a-z][a-z0-9_]*$",
        description="Name of the exercise and of the file: small letters, digits, underscores.",
    )
    title: Text = Field(description="The name that people see.")
    purpose: Text = Field(description="What it is good for, in one sentence for the patient.")
    kind: Kind = Field(
        description='"reps" = repetitions, there and back; "hold" = a stretch or balance.'
    )
    position: Position = Field(
        description="How the person lies, kneels or stands; in another one nothing is judged."
    )
    sides: Literal["one", "both", "alternating"] = Field(
        description='"one" = one leg works, each is counted apart; "both" = both legs together; '
        '"alternating" = left and right in turn.'
    )
    scope: Scope = Field(
        "full",
        description='"full", or "counts": only repetitions and holds, all faults are mere hints.',
    )
    steps: tuple[Text, ...] = Field(
        min_length=1, description="How it is done, step by step, in words for a person of 60."
    )
    cannot_see: tuple[Text, ...] = Field(
        min_length=1, description="What one camera cannot see of it; reports say so."
    )
    sources: dict[str, Text] = Field(
        default_factory=dict,
        description="Where the numbers come from: a short key for each source.",
    )
    view: CameraPlacement = Field(description="Where the camera stands.")
    dose: Dose = Field(description="How much is usually prescribed.")
    movement: Movement = Field(
        description="What is measured, from the start to the target and back."
    )
    need: tuple[Need, ...] = Field(
        (), description="A position without which nothing is judged: the set pauses and says why."
    )
    limit: tuple[Limit, ...] = Field(
        (), description="A range that must not be exceeded: safety, apart from form."
    )
    fault: tuple[Fault, ...] = Field(
        (), description="A fault of form that is watched for; its kind says how."
    )
    profile: dict[PrecautionName, Precaution] = Field(
        default_factory=dict,
        description="What a precaution changes; it can forbid the exercise or tighten its limits.",
    )
    figure: Figure | None = Field(
        None, description="The drawing: start and end as angles with the signs of the measures."
    )

    _sha256: str = PrivateAttr(default="")

    @property
    def sha256(self) -> str:
        """SHA-256 of the file it was read from; empty if it was not read from one."""
        return self._sha256

    @model_validator(mode="after")
    def _check(self) -> Self:
        wrong = next(misfits(self.parts()), None)
        if wrong is not None:
            raise ValueError(wrong.message)
        return self

    def __repr__(self) -> str:
        return f"Exercise({self.name!r})"

    __str__ = __repr__

    def parts(self) -> Draft:
        """Return the parts that are compared with each other."""
        return Draft(**{name: getattr(self, name) for name in Draft._fields})

    def measures(self) -> tuple[str, ...]:
        """Return the names of all measures that the exercise looks at, the main one first."""
        names = (name for _, name in measures_in(self))
        return tuple(dict.fromkeys([self.movement.measure, *names]))
