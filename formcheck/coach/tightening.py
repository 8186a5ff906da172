"""What an exercise file may say about a precaution: it tightens, and it contradicts nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from formcheck.coach.exercise import Exercise, Precaution


def mistake_in(exercise: Exercise) -> str | None:
    """What is wrong with the precautions of an exercise, in one sentence; None = nothing."""
    for name, row in exercise.profile.items():
        wrong = _contradiction(exercise, row) or _names(exercise, row) or _reach(exercise, row)
        if wrong is not None:
            return f"profile.{name} {wrong}"
    return None


def _contradiction(exercise: Exercise, row: Precaution) -> str | None:
    if not row.allowed and row.limit:
        return "forbids the exercise, so its limits are never asked: drop one of the two"
    if row.allowed and row.instead is not None:
        return "names a replacement but forbids nothing: write allowed = false"
    if row.instead == exercise.name:
        return "replaces the exercise by itself: name another one, or none"
    return None


def _names(exercise: Exercise, row: Precaution) -> str | None:
    """A limit may have the name of one of the exercise, which it tightens; of nothing else."""
    taken = {one.name for one in (*exercise.need, *exercise.fault, *exercise.movement.also)}
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
