"""Profiles: a patient's precautions and own limits.  They only ever tighten an exercise.

A profile is the clinician's to write.  It can forbid an exercise, add limits, draw a limit nearer,
ask for less range or a shorter hold.  It cannot widen anything: a file that tries does not load.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, ValidationError

from formcheck.coach.conditions import Definition, Text
from formcheck.coach.exercise import Exercise, Limit, Pair, PrecautionName
from formcheck.coach.library import exercise_names, read_bytes, validate
from formcheck.errors import ExerciseError

if TYPE_CHECKING:
    from pathlib import Path


class Adjustment(Definition):
    """What a profile changes in one exercise."""

    allowed: bool = True
    instead: str | None = None
    why: str | None = None
    target_deg: Pair | None = None
    hold_s: Annotated[float, Field(ge=0)] | None = None
    limit: tuple[Limit, ...] = ()


class Profile(Definition):
    """A patient's file."""

    schema_version: Annotated[Literal[1], Field(alias="schema")]
    name: Text
    precautions: tuple[PrecautionName, ...] = ()
    exercise: dict[str, Adjustment] = Field(default_factory=dict)


def load_profile(path: Path) -> Profile:
    """The profile that a TOML file defines.

    Raises
    ------
    ExerciseError
        If it cannot be read or is malformed.
    """
    return validate(Profile, read_bytes(path), path)


def tighten(exercise: Exercise, profile: Profile) -> Exercise:
    """The exercise under a profile.

    Raises
    ------
    ExerciseError
        If the profile forbids the exercise (with its reason and the replacement), or tries to
        widen it.
    """
    known = {exercise.name, *exercise_names()}
    for name in sorted(set(profile.exercise) - known):
        raise ExerciseError(
            f"{profile.name}'s profile speaks of {name!r}, which is no exercise: "
            "`formcheck exercises list` shows their names."
        )
    limits = list(exercise.limit)
    for name in profile.precautions:
        rule = exercise.profile.get(name)
        if rule is None:
            continue
        if not rule.allowed:
            raise _forbidden(exercise, rule.why, rule.instead)
        limits = _with_limits(limits, rule.limit)
    own = profile.exercise.get(exercise.name, Adjustment())
    if not own.allowed:
        raise _forbidden(exercise, own.why or f"{profile.name}'s profile says so.", own.instead)
    limits = _with_limits(limits, own.limit)
    movement = exercise.movement.model_copy(
        update={
            "target_deg": _within(limits, exercise, _nearer_target(exercise, own.target_deg)),
            "hold_s": (hold_s := _shorter_hold(exercise, own.hold_s)),
            "least_hold_s": min(exercise.movement.least_hold_s, hold_s),
        }
    )
    tightened = exercise.model_copy(update={"limit": tuple(limits), "movement": movement})
    _check_whole(tightened, profile)
    return tightened


def _check_whole(tightened: Exercise, profile: Profile) -> None:
    """Refuse what would not load if it stood in an exercise file."""
    try:
        # The other precautions of the file need not fit what is tightened already.
        Exercise.model_validate(tightened.model_dump(by_alias=True) | {"profile": {}})
    except ValidationError as error:
        message = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise ExerciseError(
            f"{profile.name}'s profile does not fit {tightened.name}: {message}; mend the profile."
        ) from error


def _forbidden(exercise: Exercise, why: str, instead: str | None) -> ExerciseError:
    remedy = f" Do {instead} instead." if instead else " Ask your physiotherapist what to do."
    return ExerciseError(f"{exercise.title} is not for this profile: {why}{remedy}")


def _with_limits(limits: list[Limit], added: tuple[Limit, ...]) -> list[Limit]:
    """The limits with others added; one of the same name is replaced, if that tightens it."""
    result = {limit.name: limit for limit in limits}
    for limit in added:
        old = result.get(limit.name)
        if old is not None and not limit.tightens(old):
            raise ExerciseError(
                f"The limit {limit.name!r} ({limit.when}, {limit.action}) would widen "
                f"{old.when}, {old.action}: a profile may only tighten, so draw it nearer."
            )
        result[limit.name] = limit
    return list(result.values())


def _nearer_target(exercise: Exercise, target_deg: Pair | None) -> Pair:
    movement = exercise.movement
    if target_deg is None:
        return movement.target_deg
    sign, (enter, full) = movement.sign, target_deg
    if any(
        sign * new > sign * old for new, old in zip(target_deg, movement.target_deg, strict=True)
    ):
        raise ExerciseError(
            f"target_deg = [{enter:g}, {full:g}] asks for more range than {exercise.name} does "
            f"({movement.target_deg[0]:g} to {movement.target_deg[1]:g}): a profile may only ask "
            "for less."
        )
    if not sign * movement.leave_deg < sign * enter <= sign * full:
        raise ExerciseError(
            f"target_deg = [{enter:g}, {full:g}] does not lie beyond leave_deg = "
            f"{movement.leave_deg:g} of {exercise.name}: choose values between that and "
            f"{movement.target_deg[1]:g}."
        )
    return target_deg


def _shorter_hold(exercise: Exercise, hold_s: float | None) -> float:
    usual_s = exercise.movement.hold_s
    if hold_s is None:
        return usual_s
    if hold_s > usual_s:
        raise ExerciseError(
            f"hold_s = {hold_s:g} is longer than the {usual_s:g} s of {exercise.name}: a profile "
            "may only ask for less."
        )
    return hold_s


def _within(limits: list[Limit], exercise: Exercise, target_deg: Pair) -> Pair:
    """The target cut off where a limit begins.

    Raises
    ------
    ExerciseError
        If the target begins beyond a limit: there would be nothing left to reach.
    """
    enter, full = target_deg
    for limit in limits:
        if limit.when.measure != exercise.movement.measure:
            continue
        if limit.when.excess(enter) > 0:
            raise ExerciseError(
                f"The target of {exercise.name} begins at {enter:g}°, past the limit "
                f"{limit.name!r} ({limit.when}): set an easier target_deg in the profile."
            )
        if limit.when.excess(full) > 0:
            beyond = limit.when.sense == "beyond"
            full = math.copysign(limit.when.at, full) if beyond else limit.when.at
    return enter, full
