"""Whether the parts of an exercise fit together: names, sources, planes, limits, precautions.

Each mistake is told with its place, so that a file is mended where it is wrong.  The exercise may
be a draft in which whatever is malformed by itself is left out: what is there is compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from formcheck.exercises.conditions import measures_in
from formcheck.exercises.figure import plane_of, suits
from formcheck.exercises.parts import ENGINEERING_DEFAULT
from formcheck.kinematics.measures import MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from formcheck.exercises.conditions import Place
    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.parts import Precaution


class Mistake(NamedTuple):
    """What is wrong, and where in the file."""

    place: Place
    told: str


def mistakes(exercise: Exercise) -> Iterator[Mistake]:
    """Everything in an exercise that does not fit together, in the order in which it is asked."""
    yield from _names(exercise)
    yield from _sources(exercise)
    yield from _planes(exercise)
    yield from _limits(exercise)
    yield from _misfits(exercise)
    yield from _precautions(exercise)
    yield from _scope(exercise)


def _named(exercise: Exercise) -> Iterator[tuple[Place, Any]]:
    """The rows that have a name, with their places; those left out of a draft are None."""
    movement = getattr(exercise, "movement", None)
    lists: list[tuple[Place, Any]] = [
        (("need",), exercise.need),
        (("limit",), exercise.limit),
        (("fault",), exercise.fault),
        (("movement", "also"), () if movement is None else movement.also),
    ]
    for place, rows in lists:
        for number, row in enumerate(rows):
            if row is not None:
                yield (*place, number), row


def _cautions(exercise: Exercise) -> Iterator[tuple[Place, Precaution]]:
    for name, precaution in exercise.profile.items():
        yield ("profile", name), precaution


def _names(exercise: Exercise) -> Iterator[Mistake]:
    seen: set[str] = set()
    for place, row in _named(exercise):
        if row.name in seen:
            yield Mistake((*place, "name"), f"the name {row.name!r} is used twice")
        seen.add(row.name)


def _sources(exercise: Exercise) -> Iterator[Mistake]:
    """Each source that is not listed, once, at the first place that names it."""
    rows: list[tuple[Place, Any]] = [
        ((name,), row)
        for name in ("view", "dose", "movement")
        if (row := getattr(exercise, name, None)) is not None
    ]
    rows += _named(exercise)
    for place, precaution in _cautions(exercise):
        rows.append((place, precaution))
        rows += [((*place, "limit", n), limit) for n, limit in enumerate(precaution.limit)]
    told: set[str] = set()
    for place, row in rows:
        for key in (part.strip() for part in row.source.split(",")):
            if key in exercise.sources or key == ENGINEERING_DEFAULT or key in told:
                continue
            told.add(key)
            yield Mistake(
                (*place, "source"),
                f"source {key!r} is not listed in [sources]: list it, or write "
                f"{ENGINEERING_DEFAULT!r}",
            )


def _planes(exercise: Exercise) -> Iterator[Mistake]:
    view = getattr(exercise, "view", None)
    if view is None:
        return
    for place, name in measures_in(exercise):
        if MEASURES[name].plane != view.plane:
            yield Mistake(
                place,
                f"{name} is true in the {MEASURES[name].plane} view, but the exercise is "
                f"filmed in the {view.plane} view",
            )
    if exercise.figure is not None and not suits(exercise.figure, view.plane):
        yield Mistake(
            ("figure",),
            f"the drawing is seen from the {plane_of(exercise.figure)}, but the exercise is "
            f"filmed in the {view.plane} view",
        )


def _limits(exercise: Exercise) -> Iterator[Mistake]:
    movement = getattr(exercise, "movement", None)
    for limit in exercise.limit:
        if movement is None or limit is None or limit.when.measure != movement.measure:
            continue
        for value in movement.target_deg:
            if limit.when.excess(value) > 0:
                yield Mistake(
                    ("movement", "target_deg"),
                    f"target_deg = {value:g} is past the limit {limit.name!r} ({limit.when})",
                )


def _misfits(exercise: Exercise) -> Iterator[Mistake]:
    """What each kind of fault says of the exercise that it stands in."""
    movement = getattr(exercise, "movement", None)
    for number, fault in enumerate(exercise.fault):
        if fault is not None:
            for place, told in fault.misfits(movement, exercise.sides):
                yield Mistake(("fault", number, *place), told)


def _precautions(exercise: Exercise) -> Iterator[Mistake]:
    mine = {limit.name: limit for limit in exercise.limit if limit is not None}
    for place, precaution in _cautions(exercise):
        for number, limit in enumerate(precaution.limit):
            if limit.name in mine and not limit.tightens(mine[limit.name]):
                yield Mistake(
                    (*place, "limit", number),
                    f"profile.{place[-1]} widens the limit {limit.name!r}",
                )
    for place, precaution in _cautions(exercise):
        wrong = wrong_in(exercise, precaution)
        if wrong is not None:
            yield Mistake(place, f"profile.{place[-1]} {wrong}")


def _scope(exercise: Exercise) -> Iterator[Mistake]:
    for number, fault in enumerate(exercise.fault):
        if fault is not None and exercise.scope == "counts" and fault.severity != "info":
            yield Mistake(
                ("fault", number, "severity"),
                f"the fault {fault.name!r} is more than a hint, but with scope = 'counts' the "
                "form is not judged: write severity = 'info'",
            )


def wrong_in(exercise: Exercise, row: Precaution) -> str | None:
    """What is wrong with one precaution of an exercise; None = nothing.

    The exercise may be a draft: rows that are malformed by themselves are None, and so is a
    movement.
    """
    wrong = _contradiction(exercise, row) or _names_of_tightening(exercise, row)
    return wrong or (None if exercise.movement is None else _reach(exercise, row))


def _contradiction(exercise: Exercise, row: Precaution) -> str | None:
    if not row.allowed and row.limit:
        return "forbids the exercise, so its limits are never asked: drop one of the two"
    if row.allowed and row.instead is not None:
        return "names a replacement but forbids nothing: write allowed = false"
    if row.instead is not None and row.instead == getattr(exercise, "name", None):
        return "replaces the exercise by itself: name another one, or none"
    return None


def _names_of_tightening(exercise: Exercise, row: Precaution) -> str | None:
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
