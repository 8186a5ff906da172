"""Exercise: a definition that a person wrote in TOML, read and validated.

Every range carries its source (a key of ``[sources]``) or the words ``engineering default``; a
definition without them does not load.  A definition holds no expressions.  A few kinds of rules
cover hip exercises; a new kind is a class in `formcheck.exercises.fault_kinds`.
"""

from __future__ import annotations

import hashlib
import json
from typing import Final, Literal, Self

from pydantic import Field, model_validator

from formcheck.exercises import fault_kinds  # noqa: F401  # its classes are the kinds of `Fault`
from formcheck.exercises.conditions import (
    DefinitionFile,
    Name,
    Text,
    definition_schema,
    measures_in,
)
from formcheck.exercises.fault import Fault
from formcheck.exercises.figure import Figure
from formcheck.exercises.parts import (
    BodyCondition,
    CameraPlacement,
    CountedFrom,
    Dose,
    Limit,
    Movement,
    Need,
    Precaution,
)
from formcheck.exercises.validation import Draft, misfits
from formcheck.pose.positions import POSITIONS, Position

SCHEMA_FILE: Final = "exercise.schema.json"
"""The name of the published schema of exercise files."""

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


class Exercise(DefinitionFile):
    """An exercise that formcheck can count and judge."""

    name: Name = Field(
        description="Name of the exercise and of the file: small letters, digits, underscores.",
    )
    title: Text = Field(description="The name that people see.")
    purpose: Text = Field(description="What it is good for, in one sentence for the patient.")
    kind: Kind = Field(
        description='"reps" = repetitions, there and back; "hold" = a stretch or balance.'
    )
    position: Position = Field(
        description="How the person lies, kneels or stands; in another one nothing is judged: "
        + ", ".join(f'"{name}" = {row.words}' for name, row in POSITIONS.items())
        + "."
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
    illustration: tuple[Text, ...] = Field(
        (), description="Pages that show the exercise and are no evidence: blogs, films, shops."
    )
    view: CameraPlacement = Field(description="Where the camera stands.")
    dose: Dose = Field(description="How much is usually prescribed.")
    movement: Movement = Field(
        description="What is measured, from the start to the target and back."
    )
    need: tuple[Need, ...] = Field(
        (), description="A position without which nothing is judged: the set pauses and says why."
    )
    body: tuple[BodyCondition, ...] = Field(
        (),
        description="What must be true of the rest of the body for a movement to be this "
        "exercise; without it the movement is another one and is not counted.",
    )
    counted_from: CountedFrom | None = Field(
        None,
        description="Another side from which repetitions are counted without judging their form.",
    )
    limit: tuple[Limit, ...] = Field(
        (), description="A range that must not be exceeded: safety, apart from form."
    )
    fault: tuple[Fault, ...] = Field(
        (),
        description="A fault of form that is watched for; its kind says how: "
        + ", ".join(f'"{kind}"' for kind in Fault.kinds())
        + ".",
    )
    profile: dict[PrecautionName, Precaution] = Field(
        default_factory=dict,
        description="What a precaution changes; it can forbid the exercise or tighten its limits.",
    )
    figure: Figure | None = Field(
        None, description="The drawing: start and end as angles with the signs of the measures."
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        wrong = next(misfits(self.parts()), None)
        if wrong is not None:
            raise ValueError(wrong.message)
        return self

    def __repr__(self) -> str:
        return f"Exercise({self.name!r})"

    __str__ = __repr__

    @property
    def judged_sha256(self) -> str:
        """SHA-256 of what is judged, as canonical JSON, from whatever files it was put together.

        What the precautions change is left out: of a patient's precautions it is in the other
        keys already.
        """
        table = self.model_dump(mode="json", by_alias=True, exclude={"profile"})
        text = json.dumps(table, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def parts(self) -> Draft:
        """Return the parts that are compared with each other."""
        return Draft(**{name: getattr(self, name) for name in Draft._fields})

    def measures(self) -> tuple[str, ...]:
        """Return the names of all measures that judge the exercise, the main one first."""
        names = (name for place, name in measures_in(self) if place[0] != "counted_from")
        return tuple(dict.fromkeys([self.movement.measure, *names]))

    def as_counted(self) -> Exercise | None:
        """Return the exercise as it is counted from another side; None = it is not."""
        other = self.counted_from
        if other is None:
            return None
        seen_from = self.view.model_copy(update={"plane": other.plane, "near": "any"})
        parts = {"view": seen_from, "movement": other.movement, "body": other.body}
        left_out: dict[str, object] = {
            "need": (),
            "limit": (),
            "fault": (),
            "profile": {},
            "counted_from": None,
        }
        return self.model_copy(update=parts | left_out)


def schema_text() -> str:
    """Return the JSON Schema of exercise files as it is published."""
    schema = definition_schema(Exercise)
    return json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
