"""What a day of a programme makes of a live session: a plan for each exercise that is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formcheck.exercises.loader import load_exercise
from formcheck.exercises.profile import tighten
from formcheck.session.plan import SessionPlan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.exercises.profile import Profile
    from formcheck.programme.day import Day, Item


def plans_of(day: Day, profile: Profile, **choices: bool | float) -> list[SessionPlan]:
    """Return the plans of the exercises that are left of a day, in order.

    Parameters
    ----------
    day
        The day.
    profile
        The person's precautions and prescription.
    **choices
        Further arguments of each `SessionPlan`, such as ``checks_place=False``.

    Returns
    -------
    list of SessionPlan
        Items that the person does by the clock are left out: no camera counts them.

    Raises
    ------
    ExerciseError
        If what the day asks for does not fit an exercise.

    Examples
    --------
    >>> from datetime import date
    >>> from formcheck.exercises.profile import NO_PROFILE
    >>> from formcheck.programme.definition import load_programme
    >>> from formcheck.programme.history import History
    >>> from formcheck.programme.today import due
    >>> first = due(load_programme("hip-start"), History(), date(2026, 11, 2))
    >>> [(plan.exercise.name, plan.sides, plan.reps) for plan in plans_of(first, NO_PROFILE)][:2]
    [('marching', ('auto',), 200), ('heel_slide', ('left', 'right'), 8)]
    """
    return [_plan_of(item, profile, choices) for item in counted(day.items_left)]


def counted(items: Sequence[Item]) -> list[Item]:
    """Return the items that a camera counts."""
    return [item for item in items if item.exercise]


def by_the_clock(items: Sequence[Item]) -> list[Item]:
    """Return the items that the person does without a camera, and ticks off."""
    return [item for item in items if not item.exercise]


def _plan_of(item: Item, profile: Profile, choices: dict[str, bool | float]) -> SessionPlan:
    """Return the plan of what is left of an item."""
    name = item.exercise
    adjusted = {**profile.exercise, name: item.adjustment(profile.adjustment(name))}
    patient = profile.model_copy(update={"exercise": adjusted})
    left = {side: count for side, count in item.sets_left.items() if count}
    return SessionPlan(
        tighten(load_exercise(name), patient),
        tuple(left),
        # A leg that is one set behind is asked for the rest the next time.
        sets=min(left.values()),
        reps=item.reps,
        rest_s=item.rest_s,
        stops_at_strong_pain=profile.has_new_hip,
        is_gentle=item.kind in {"warm_up", "motion"},
        how=item.how,
        **choices,  # type: ignore[arg-type]  # the caller names fields of SessionPlan
    )
