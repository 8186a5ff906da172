"""What an exercise file may say about a precaution: it tightens, and it contradicts nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from formcheck.coach.exercise import Exercise, Precaution


def wrong_in(exercise: Exercise, row: Precaution) -> str | None:
    """What is wrong with one precaution of an exercise; None = nothing.

    The exercise may be a draft: rows that are malformed by themselves are None, and so is a
    movement.
    """
    wrong = _contradiction(exercise, row) or _names(exercise, row)
    return wrong or (None if exercise.movement is None else _reach(exercise, row))


def _contradiction(exercise: Exercise, row: Precaution) -> str | None:
    if not row.allowed and row.limit:
        return "forbids the exercise, so its limits are never asked: drop one of the two"
    if row.allowed and row.instead is not None:
        return "names a replacement but forbids nothing: write allowed = false"
    if row.instead is not None and row.instead == getattr(exercise, "name", None):
        return "replaces the exercise by itself: name another one, or none"
    return None


def _names(exercise: Exercise, row: Precaution) -> str | None:
    """A limit may have the name of one of the exercise, which it tightens; of nothing else."""
    also = () if exercise.movement is None else exercise.movement.also
    rows = (*exercise.need, *exercise.fault, *also)
    taken = {one.name for one in rows if one is not None}
    names = [limit.name for limit in row.limit]
    twice = sorted({name for name in names if names.count(name) > 1 or name in taken})
    return f"uses the name {twice[0]!r} twice" if twice else None


def _reach(exercise: Exercise, row: Precaution) -> str | None:
    """Where the target begins past a limit nothing is left to reach."""
    movement = exercise.movement
    enter = movement.target_deg[0]
    for limit in row.limit:
        if limit.when.measure == movement.measure and limit.when.excess(enter) > 0:
            return (
                f"has the limit {limit.name!r} ({limit.when}) before the target, which begins at "
                f"{enter:g}°: forbid the exercise instead"
            )
    return None
