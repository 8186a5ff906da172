"""Precautions: named rules that go through all exercises, such as those after a hip replacement.

Their words stand in ``precautions.toml`` beside this file.  What a precaution changes in an
exercise stands in the file of that exercise.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Self, get_args

from pydantic import Field, model_validator

from formcheck.errors import ExerciseError
from formcheck.exercises.conditions import ENGINEERING_DEFAULT, DefinitionFile, Sourced, Text
from formcheck.exercises.definition import PrecautionName
from formcheck.exercises.loader import load_definition
from formcheck.kinematics.measures import MEASURES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.parts import Limit, Precaution

PRECAUTIONS: Final[tuple[PrecautionName, ...]] = get_args(PrecautionName)
"""The names of all precautions."""

SIGN_OFF: Final = (
    "Every number here is to be signed off by a physiotherapist; formcheck is not medical advice."
)
"""What every page with limits, targets and doses says at its end."""

EARLY_DEG: Final = 5.0
"""The least distance of a warning before its stop: the pose model errs by 5 to 10 degrees."""

Words = Annotated[tuple[Text, ...], Field(min_length=1)]


class Meaning(Sourced):
    """What a precaution means, for the person and their therapist."""

    title: Text = Field(description="The name that people see.")
    avoid: Words = Field(description="What these patients should not do.")
    camera_sees: Words = Field(description="What the camera sees of that, and warns of.")
    cannot_see: Words = Field(description="What the camera cannot see of it.")
    until: Text = Field(description="How long the precaution usually holds.")
    illustration: tuple[Text, ...] = Field(
        (), description="Pages that show the precaution and are no evidence."
    )


class Meanings(DefinitionFile):
    """The file of all precautions."""

    precaution: dict[PrecautionName, Meaning] = Field(description="Each precaution by its name.")
    sources: dict[str, Text] = Field(
        description="Where the words come from: a short key for each source."
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        missing = [name for name in PRECAUTIONS if name not in self.precaution]
        if missing:
            raise ValueError(f"the precaution {missing[0]!r} has no words: add it")
        for name, row in self.precaution.items():
            for key in (part.strip() for part in row.source.split(",")):
                if key not in self.sources and key != ENGINEERING_DEFAULT:
                    raise ValueError(f"{name}: source {key!r} is not listed in [sources]")
        return self


@cache
def meanings() -> Meanings:
    """Return what every precaution means."""
    path = Path(str(files("formcheck"))) / "exercises" / "precautions.toml"
    return load_definition(Meanings, path)


def strictest(limits: Sequence[Limit]) -> tuple[Limit, ...]:
    """Return one limit of each name: what several precautions ask for, taken together.

    Parameters
    ----------
    limits
        Limits; several may have the same name.

    Returns
    -------
    tuple[Limit, ...]
        In their order; of two with the same name the nearer and firmer one.

    Raises
    ------
    ExerciseError
        If two limits have the same name and neither is the stricter one.
    """
    result: dict[str, Limit] = {}
    for limit in limits:
        other = result.setdefault(limit.name, limit)
        if limit.tightens(other):
            result[limit.name] = limit
        elif not other.tightens(limit):
            raise ExerciseError(
                f"Two precautions have a limit {limit.name!r}, and neither is the stricter one "
                f"({other.when}, {limit.when}): give them two names in the exercise file."
            )
    return tuple(result.values())


def heeded(steps: Sequence[str], precautions: Sequence[Precaution]) -> tuple[str, ...]:
    """Return the steps of an exercise for patients with precautions.

    Parameters
    ----------
    steps
        The usual steps; the first one says how to get ready.
    precautions
        What the precautions change in the exercise.

    Returns
    -------
    tuple[str, ...]
        The steps, as the first precaution has them that speaks of each.  What the precautions say
        stands after the first step, before the movement begins.
    """
    first, *others = (
        next((row.steps[number] for row in precautions if number in row.steps), step)
        for number, step in enumerate(steps, start=1)
    )
    return (first, *dict.fromkeys(row.why for row in precautions), *others)


def warns_early(stop: Limit, limits: Sequence[Limit]) -> bool:
    """Return whether a warning comes at least `EARLY_DEG` before a stop; True for a ratio.

    A ratio of body lengths has no early warning: a foot is across the other one or not.

    Parameters
    ----------
    stop
        The limit; one that only warns needs no earlier warning.
    limits
        All limits of the exercise.

    Returns
    -------
    bool
        True if a warning comes early enough, or none is needed.
    """
    if stop.action != "stop" or MEASURES[stop.when.measure].unit != "deg":
        return True
    return any(
        row.action == "warn"
        and (row.when.measure, row.when.sense) == (stop.when.measure, stop.when.sense)
        and stop.when.excess(row.when.at) <= -EARLY_DEG
        for row in limits
    )


def with_early_warnings(
    limits: Sequence[Limit], added: Sequence[Limit], exercise: Exercise
) -> list[Limit]:
    """Return the limits with a warning before each added stop that has none.

    Parameters
    ----------
    limits
        All limits, with the added ones among them.
    added
        The limits that a profile added.
    exercise
        The exercise.  A warning within its target is left out, because every good repetition
        would cause it.

    Returns
    -------
    list[Limit]
        The limits in their order, the new warnings last.
    """
    result = list(limits)
    for stop in added:
        if stop not in result or warns_early(stop, result):
            continue
        soon = _soon(stop)
        of_target = stop.when.measure == exercise.movement.measure
        within = of_target and any(
            soon.when.excess(value) > 0 for value in exercise.movement.target_deg
        )
        if not within and soon.name not in {row.name for row in result}:
            result.append(soon)
    return result


def _soon(stop: Limit) -> Limit:
    """Return the warning before a stop."""
    nearer = EARLY_DEG if stop.when.sense == "below" else -EARLY_DEG
    return stop.model_copy(
        update={
            "name": f"{stop.name}_soon",
            "when": stop.when.mapped(lambda at: at + nearer),
            "action": "warn",
            "say": "Nearly too far. Go no further.",
        }
    )
