"""An exercise for the terminal, and the list that all pages of the terminal are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from formcheck.authoring.explain_counts import describe_measure
from formcheck.exercises.illustration import describe_positions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import RenderableType

    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.fault import Fault
    from formcheck.exercises.parts import Also, CameraPlacement, Limit, Need, Precaution


def listing(title: str, rows: Sequence[str], *, marks: Sequence[str] = ()) -> Group:
    """Return a heading with a list; a long row continues under its beginning.

    Parameters
    ----------
    title
        The heading.
    rows
        The rows.
    marks
        What stands before each row; dashes if there are none.

    Returns
    -------
    Group
        For a rich console.
    """
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column()
    grid.add_column(overflow="fold")
    for mark, row in zip(marks or ["  -"] * len(rows), rows, strict=True):
        grid.add_row(mark, Text(row))
    return Group(Text(title, "bold"), grid)


def unbroken_listing(title: str, rows: Sequence[str]) -> Group:
    """Return a heading with rows that are not broken into lines, so that links stay whole.

    Parameters
    ----------
    title, rows
        The heading and the rows.

    Returns
    -------
    Group
        For a rich console.
    """
    lines = [Text(f"  - {row}", no_wrap=True, overflow="ignore") for row in rows]
    return Group(Text(title, "bold"), *lines)


def sources(texts: Mapping[str, str]) -> Group:
    """Return the sources by their keys."""
    return unbroken_listing("Sources", [f"{key}: {text}" for key, text in texts.items()])


def numbered(steps: Sequence[str]) -> Group:
    """Return the steps of an exercise or a test."""
    return listing("How", steps, marks=[f"  {n + 1}." for n in range(len(steps))])


def camera(view: CameraPlacement) -> Group:
    """Return where the camera stands: a sentence, and its height and distance."""
    (low, high), (near, far) = view.camera_height_m, view.distance_m
    lens = f"Lens {low:g} to {high:g} m high, {near:g} to {far:g} m away."
    return listing("Camera", [view.place, lens])


def describe_exercise(exercise: Exercise) -> Group:
    """Return an exercise for the person who does it, and for their therapist."""
    movement, dose = exercise.movement, exercise.dose
    enter, full = movement.target_deg
    measure = movement.measure.replace("_", " ")
    change = ", as the change from your own start" if movement.baseline == "start" else ""
    hold = f", {movement.hold_s:g} s each" if movement.hold_s else ""
    week = f"{dose.per_week[0]:g} to {dose.per_week[1]:g} days a week"
    parts: list[RenderableType] = [
        Text(exercise.title, "bold").append(
            f"  ({exercise.name})\n{exercise.purpose}", "not bold"
        ),
        listing("Positions", describe_positions(exercise)),
        numbered(exercise.steps),
        camera(exercise.view),
        listing("Target", [f"{measure} from {enter:g}° to {full:g}°{change}{hold}"]),
        listing("What is measured", describe_measure(exercise)),
        listing("Usual amount", [f"{_amount(exercise)}; {dose.rest_s:g} s of rest; {week}"]),
    ]
    if exercise.need:
        parts.append(listing("It is judged while", [_condition(row) for row in exercise.need]))
    if movement.also:
        also = [_condition(row) for row in movement.also]
        parts.append(listing("The target also asks for", also))
    if exercise.limit:
        parts.append(listing("Limits", [_limit(row) for row in exercise.limit]))
    if exercise.fault:
        parts.append(listing("Faults", [_fault(row) for row in exercise.fault]))
    for name, precaution in exercise.profile.items():
        parts.append(listing(f"With {name.replace('_', ' ')}", _precaution(precaution)))
    parts.append(listing("What the camera cannot see", exercise.cannot_see))
    parts.append(sources(exercise.sources))
    return Group(*parts)


def _amount(exercise: Exercise) -> str:
    """Return the usual amount: so many times, or for so long."""
    dose = exercise.dose
    word = "holds" if exercise.kind == "hold" else "repetitions"
    if dose.minutes is None:
        amount = f"{dose.sets} x {dose.reps} {word}"
    else:
        minutes = "minute" if dose.minutes == 1 else "minutes"
        amount = f"{dose.sets} x {dose.minutes:g} {minutes}, about {dose.reps} {word}"
    if dose.per_minute is None:
        return amount
    slow, quick = dose.per_minute
    return f"{amount}, {slow:g} to {quick:g} a minute"


def _condition(row: Need | Also) -> str:
    return f"{row.when}. «{row.say}»"


def _limit(limit: Limit) -> str:
    meaning = "stop" if limit.action == "stop" else "warning"
    return f"{limit.name.replace('_', ' ')}: {meaning}. «{limit.say}» [{limit.when}]"


def _fault(fault: Fault) -> str:
    weak = " (only a rough sign)" if fault.seen == "weak" else ""
    text = f"{fault.name.replace('_', ' ')}: {fault.severity}{weak}. «{fault.say}»"
    sign = fault.describe()
    return f"{text} [{sign}]" if sign else text


def _precaution(precaution: Precaution) -> list[str]:
    if precaution.allowed:
        return [f"Tighter limits. {precaution.why}", *map(_limit, precaution.limit)]
    instead = f" Do {precaution.instead} instead." if precaution.instead else ""
    return [f"Not allowed. {precaution.why}{instead}"]
