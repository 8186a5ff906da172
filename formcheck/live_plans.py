"""What is to be done in a live session: an exercise as it is for a patient, with its dose."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from formcheck.analysis import prepared
from formcheck.session.plan import sides_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from formcheck.exercises.profile import Profile
    from formcheck.session.plan import SessionPlan, SideRequest


class PlannedExercise(NamedTuple):
    """One exercise of a session, and the profile by which it was made."""

    plan: SessionPlan
    patient: Profile


def planned_exercise(
    plan: Callable[..., SessionPlan],
    exercise: str,
    profile: list[str] | None,
    *,
    side: SideRequest,
    dose: tuple[int | None, int | None, float | None],
) -> PlannedExercise:
    """Return the plan of an exercise, and the profile by which it is judged.

    Parameters
    ----------
    plan
        Makes the plan, with all that is the same for every exercise.
    exercise, profile
        As for `formcheck.analysis.prepared`.
    side
        The requested leg; ``auto`` takes that of the profile.
    dose
        Sets, repetitions and seconds of rest; None = as the profile or the exercise has it.

    Returns
    -------
    PlannedExercise

    Raises
    ------
    ExerciseError
        If one of them is missing or malformed, or the profile forbids the exercise.
    """
    judged, patient = prepared(exercise, profile or None)
    usual = judged.dose
    wanted = zip(dose, (usual.sets, usual.reps, usual.rest_s), strict=True)
    sets, reps, rest_s = (default if chosen is None else chosen for chosen, default in wanted)
    sides = sides_of(judged, patient.working_side(judged.name) if side == "auto" else side)
    made = plan(judged, sides, sets=sets, reps=reps, rest_s=rest_s)
    return PlannedExercise(replace(made, stops_at_strong_pain=patient.has_new_hip), patient)
