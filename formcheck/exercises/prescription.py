"""Prescription: how a profile changes an exercise before it is judged.

A precaution and a limit of the patient's own only ever tighten.  A profile that would widen an
exercise is refused.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pydantic import ValidationError

from formcheck.errors import ExerciseError
from formcheck.exercises.definition import Exercise
from formcheck.exercises.precautions import heeded, strictest, with_early_warnings
from formcheck.exercises.profile import NO_PROFILE, PRESCRIBED, blocked, check_names

if TYPE_CHECKING:
    from formcheck.exercises.parts import Limit, Pair
    from formcheck.exercises.profile import Profile


def tighten(exercise: Exercise, profile: Profile) -> Exercise:
    """Return an exercise as a profile tightens it.

    Parameters
    ----------
    exercise
        The exercise.
    profile
        The profile.

    Returns
    -------
    Exercise
        A copy with the limits, target, hold and sources of the profile.

    Raises
    ------
    ExerciseError
        If the profile forbids the exercise (with its reason and the replacement), or would widen
        it.
    """
    if profile is NO_PROFILE:
        return exercise
    check_names(profile, exercise)
    block = blocked(exercise, profile)
    if block is not None:
        instead = block.instead
        remedy = f"Do {instead} instead." if instead else "Ask your physiotherapist what to do."
        raise ExerciseError(f"{exercise.title} is not for this profile: {block.why} {remedy}")
    own = profile.adjustment(exercise.name)
    limits = list(exercise.limit)
    added: list[Limit] = []
    precautions = profile.rows_of(exercise)
    of_precautions = strictest([limit for row in precautions for limit in row.limit])
    for rows in (of_precautions, own.limit):
        limits = _with_limits(limits, rows)
        added.extend(rows)
    targets = [row.target_deg for row in precautions if row.target_deg is not None]
    movement = exercise.movement.with_target(
        _nearest_of(exercise, [exercise.movement.target_deg, *targets])
    )
    faults = tuple(fault.for_target(exercise.movement, movement) for fault in exercise.fault)
    steps = heeded(exercise.steps, precautions)
    parts = {"movement": movement, "fault": faults, "steps": steps}
    exercise = exercise.model_copy(update=parts)
    movement = movement.model_copy(
        update={
            "target_deg": _within(limits, exercise, _nearer_target(exercise, own.target_deg)),
            "hold_s": (hold_s := _shorter_hold(exercise, own.hold_s)),
            "least_hold_s": min(exercise.movement.least_hold_s, hold_s),
        }
    )
    tightened = exercise.model_copy(update={"movement": movement})
    limits = with_early_warnings(limits, added, tightened)
    sources = dict(exercise.sources)
    if any(limit.source == PRESCRIBED for limit in limits):
        sources[PRESCRIBED] = f"{profile.name}: set for this patient."
    tightened = tightened.model_copy(update={"limit": tuple(limits), "sources": sources})
    _check_whole(tightened, profile)
    return tightened


def _check_whole(tightened: Exercise, profile: Profile) -> None:
    """Refuse a tightened exercise that would not load from a file."""
    try:
        # The other precautions of the file need not fit what is tightened already.
        Exercise.model_validate(tightened.model_dump(by_alias=True) | {"profile": {}})
    except ValidationError as error:
        message = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise ExerciseError(
            f"{profile.name}'s profile does not fit {tightened.name}: {message}; mend the profile."
        ) from error


def _with_limits(limits: list[Limit], added: tuple[Limit, ...]) -> list[Limit]:
    """Return limits with others added; one of the same name is replaced, if that tightens it."""
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


def _nearest_of(exercise: Exercise, targets: list[Pair]) -> Pair:
    """Return the nearest begin and the nearest full extent of several targets."""
    sign = exercise.movement.sign
    enter, full = (min(sign * each for each in ends) * sign for ends in zip(*targets, strict=True))
    return enter, full


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
    """Return begin and full extent of the target, cut off where a limit begins."""
    # A target that begins beyond a limit is an error: nothing would be left to reach.
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
