"""Exercises for the terminal, and the lists that its pages consist of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.table import Table
from rich.text import Text

from formcheck.authoring.explain_counts import describe_measure
from formcheck.exercises.figure import describe_positions
from formcheck.exercises.precautions import SIGN_OFF
from formcheck.exercises.validation import sources_of
from formcheck.kinematics.measures import MEASURES, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.fault import Fault
    from formcheck.exercises.parts import (
        Also,
        BodyCondition,
        Dose,
        Limit,
        Movement,
        Need,
        Precaution,
    )


NO_EVIDENCE: Final = "Illustrations, not evidence"
"""The heading of pages that show an exercise and that no number comes from."""


def bare_table() -> Table:
    """Return a table without lines."""
    return Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))


def listing(title: str, rows: Sequence[str], *, marks: Sequence[str] = ()) -> Group:
    """Return a heading with a list; a long row continues under its beginning.

    Parameters
    ----------
    title, rows
        The heading and the rows.
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


def illustrations(texts: Sequence[str]) -> list[Group]:
    """Return pages that are no evidence, under their heading; none = an empty list."""
    return [unbroken_listing(NO_EVIDENCE, texts)] if texts else []


def cited_sources(cited: Iterable[str], texts: Mapping[str, str]) -> dict[str, str]:
    """Return the sources whose keys are cited, in the order of the texts.

    Parameters
    ----------
    cited, texts
        Keys with commas between them, and all sources by key.

    Returns
    -------
    dict
        Sources by key.
    """
    keys = {key.strip() for text in cited for key in text.split(",")}
    return {key: text for key, text in texts.items() if key in keys}


def numbered(steps: Sequence[str]) -> Group:
    """Return the steps of an exercise or a test."""
    return listing("How", steps, marks=[f"  {n + 1}." for n in range(len(steps))])


def describe_exercise(exercise: Exercise) -> Group:
    """Return an exercise for the person who does it, and for their therapist."""
    movement, dose = exercise.movement, exercise.dose
    measure = MEASURES[movement.measure].title
    change = ", as the change from your own start" if movement.baseline == "start" else ""
    hold = f", {movement.hold_s:g} s each" if movement.hold_s else ""
    title = Text(exercise.title, "bold")
    title.append(f"  ({exercise.name})\n{exercise.purpose}", "not bold")
    sections = {
        "Target": [f"{measure} from {target_in_words(movement)}{change}{hold}"],
        "What is measured": describe_measure(exercise),
        "Usual amount": [
            f"{amount_in_words(exercise)}; {dose.rest_s:g} s of rest; {week_in_words(dose)}"
        ],
        "It is judged while": [_condition(row) for row in exercise.need],
        "The target also asks for": [_condition(row) for row in movement.also],
        "The leg that works has": [row.in_words() for row in (movement.works_when,) if row],
        "The rest of the body": [_condition(row) for row in exercise.body],
        "Limits": [_limit(row) for row in exercise.limit],
        "Faults": [_fault(row) for row in exercise.fault],
        **{
            f"With {name.replace('_', ' ')}": _precaution(precaution, movement)
            for name, precaution in exercise.profile.items()
        },
        "What the camera cannot see": exercise.cannot_see,
    }
    return Group(
        title,
        listing("Positions", describe_positions(exercise.figure, movement, exercise.position)),
        numbered(exercise.steps),
        listing("Camera", exercise.view.in_words),
        *(listing(heading, rows) for heading, rows in sections.items() if rows),
        sources(cited_sources((key for _, key in sources_of(exercise.parts())), exercise.sources)),
        *illustrations(exercise.illustration),
        Text(SIGN_OFF),
    )


def week_in_words(dose: Dose) -> str:
    """Return on how many days of a week."""
    least, most = dose.per_week
    return f"{least:g} to {most:g} days a week" if least < most else f"{most:g} days a week"


def amount_in_words(exercise: Exercise) -> str:
    """Return the usual amount: so many times, or for so long."""
    dose = exercise.dose
    word = ("hold" if exercise.kind == "hold" else "repetition") + "s" * (dose.reps != 1)
    if dose.minutes is None:
        amount = f"{dose.sets} x {dose.reps} {word}"
    else:
        minutes = "minute" if dose.minutes == 1 else "minutes"
        amount = f"{dose.sets} x {dose.minutes:g} {minutes}, about {dose.reps} {word}"
    if dose.per_minute is None:
        return amount
    slow, quick = dose.per_minute
    return f"{amount}, {slow:g} to {quick:g} a minute"


def _condition(row: Need | Also | BodyCondition) -> str:
    return f"{row.when.in_words()}. «{row.say}»"


def _limit(limit: Limit) -> str:
    meaning = "stop" if limit.action == "stop" else "warning"
    return f"{limit.name.replace('_', ' ')}: {meaning}. «{limit.say}» [{limit.when.in_words()}]"


def _fault(fault: Fault) -> str:
    weak = {"rough": " (seen only roughly)", "weak": " (only a rough sign)"}.get(fault.seen, "")
    text = f"{fault.name.replace('_', ' ')}: {fault.grade}{weak}. «{fault.say}»"
    sign = fault.describe()
    return f"{text} [{sign}]" if sign else text


def _precaution(precaution: Precaution, movement: Movement) -> list[str]:
    limits = [_limit(limit) for limit in precaution.limit]
    if precaution.target_deg is not None:
        nearer = movement.model_copy(update={"target_deg": precaution.target_deg})
        limits.insert(0, f"target: {target_in_words(nearer)}")
    limits = [*_own_steps(precaution), *limits]
    if precaution.allowed is True:
        return [f"{'Tighter limits. ' if precaution.limit else ''}{precaution.why}", *limits]
    instead = f" Do {precaution.instead} instead." if precaution.instead else ""
    if precaution.allowed == "if_unlocked":
        return [f"Not until your physiotherapist unlocks it. {precaution.why}{instead}", *limits]
    return [f"Not allowed. {precaution.why}{instead}"]


def _own_steps(precaution: Precaution) -> list[str]:
    """Return the steps that a precaution changes."""
    return [f"step {number}: {text}" for number, text in precaution.steps.items()]


def target_in_words(movement: Movement) -> str:
    """Return from where to where the target reaches."""
    (enter, full), measure = movement.target_deg, movement.measure
    return f"{shown(measure, enter, short=True)} to {shown(measure, full)}"
