"""Exercises and profiles for the terminal, and the lists that its pages consist of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.table import Table
from rich.text import Text

from formcheck.authoring.explain_counts import describe_measure
from formcheck.exercises.figure import describe_positions
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.exercises.precautions import PRECAUTIONS, SIGN_OFF, meanings, warns_early
from formcheck.exercises.profile import blocked, exercise_named, tighten
from formcheck.exercises.validation import sources_of
from formcheck.kinematics.measures import MEASURES, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from formcheck.exercises.definition import Exercise, PrecautionName
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
    from formcheck.exercises.prescription import Adjustment
    from formcheck.exercises.profile import Block, Profile


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


def profile_table() -> Table:
    """Return all precautions: name, title, and how many exercises each blocks or changes."""
    grid = bare_table()
    for column in ("name", "for", "blocked", "locked", "limits", "advice"):
        grid.add_column(column, no_wrap=column == "name")
    exercises = [load_exercise(name) for name in exercise_names()]
    for name in PRECAUTIONS:
        rows = [exercise.profile[name] for exercise in exercises if name in exercise.profile]
        blocks = sum(row.allowed is False for row in rows)
        locks = sum(row.allowed == "if_unlocked" for row in rows)
        open_rows = [row for row in rows if row.allowed is True]
        limits = sum(bool(row.limit) for row in open_rows)
        counts = map(str, (blocks, locks, limits, len(open_rows) - limits))
        grid.add_row(name, meanings().precaution[name].title, *counts)
    return grid


def describe_profile(profile: Profile) -> Group:
    """Return a profile in words: precautions, blocked exercises, what is changed, sources."""
    exercises = _exercises_of(profile)
    side = "" if profile.side == "auto" else f": the {profile.side} leg is to work"
    stopped: list[str] = []
    locked: list[str] = []
    changed: dict[str, Sequence[str]] = {}
    same: list[str] = []
    for exercise in exercises:
        block = blocked(exercise, profile)
        if block is not None:
            (locked if block.is_locked else stopped).append(_block(exercise, block))
        elif changes := _changes(exercise, tighten(exercise, profile), profile):
            changed[f"{exercise.title} ({exercise.name})"] = changes
        else:
            same.append(exercise.name)
    nothing = [", ".join(same)] if same else []
    sections = {
        "Not allowed": stopped,
        "Not until the physiotherapist unlocks it (unlocked = true)": locked,
        **changed,
        "Nothing is changed in": nothing,
    }
    cited = _sources(profile)
    rows = [meanings().precaution[name] for name in profile.precautions]
    return Group(
        Text(profile.name + side, "bold"),
        *map(_meaning, profile.precautions),
        *(listing(heading, rows) for heading, rows in sections.items() if rows),
        *([sources(cited)] if cited else []),
        *illustrations([text for row in rows for text in row.illustration]),
    )


def _meaning(name: PrecautionName) -> Group:
    row = meanings().precaution[name]
    rows = [
        f"Avoid: {', '.join(row.avoid)}.",
        row.until,
        f"The camera sees {'; '.join(row.camera_sees)}.",
        f"The camera cannot see {'; '.join(row.cannot_see)}.",
        f"From: {row.source}.",
    ]
    return listing(row.title, rows)


def _exercises_of(profile: Profile) -> list[Exercise]:
    """Return the shipped exercises and those that the profile names."""
    return [exercise_named(name) for name in sorted({*exercise_names(), *profile.exercise})]


def _block(exercise: Exercise, block: Block) -> str:
    instead = f"Do {block.instead} instead." if block.instead else "Ask the physiotherapist."
    return f"{exercise.title} ({exercise.name}). {block.why} {instead}"


def _changes(before: Exercise, after: Exercise, profile: Profile) -> list[str]:
    """Return what a profile changes in an exercise that it allows."""
    precautions = profile.rows_of(before)
    rows = list(dict.fromkeys(row.why for row in precautions))
    # Of two precautions that change the same step the first one speaks.
    steps = {number: text for row in reversed(precautions) for number, text in row.steps.items()}
    rows.extend(f"step {number}: {steps[number]}" for number in sorted(steps))
    new = [limit for limit in after.limit if limit not in before.limit]
    new.sort(key=lambda limit: (limit.when.measure, limit.action == "stop"))
    rows.extend(_limit_in_words(limit) + _no_effect(limit, after.limit) for limit in new)
    rows.extend(
        f"no warning before the stop «{limit.say}»: it lies too near to the target for one"
        for limit in new
        if not warns_early(limit, after.limit)
    )
    if after.movement.target_deg != before.movement.target_deg:
        rows.extend(_changed_target(before, after, profile.adjustment(before.name)))
    rows.extend(
        f"{title}: {now} (usually {usual})"
        for (title, usual), now in zip(_asked(before).items(), _asked(after).values(), strict=True)
        if now != usual
    )
    rows.extend(_regraded(before, after))
    side = profile.working_side(before.name)
    if side != profile.side:
        rows.append("either leg may work" if side == "auto" else f"the {side} leg is to work")
    return [*_unlocked(before, profile), *rows]


def _unlocked(exercise: Exercise, profile: Profile) -> list[str]:
    """Return what it means that an exercise was unlocked."""
    if not profile.adjustment(exercise.name).unlocked:
        return []
    if all(row.allowed is True for row in profile.rows_of(exercise)):
        return ["unlocked: nothing held it back"]
    return ["unlocked: without that it would not be allowed"]


def _changed_target(before: Exercise, after: Exercise, own: Adjustment) -> list[str]:
    """Return the target of a patient, and what else it takes to reach it."""
    is_cut = own.target_deg not in (None, after.movement.target_deg)
    cut = ", cut off at a limit" if is_cut else ""
    now, usual = target_in_words(after.movement), target_in_words(before.movement)
    rows = [f"target: {now}{cut} (usually {usual})"]
    if own.target_deg is not None:
        rows.extend(
            f"as usual, it counts only with {row.when.in_words()}: «{row.say}»"
            for row in after.movement.also
        )
    return rows


def _asked(exercise: Exercise) -> dict[str, str]:
    """Return hold and amount in words, by their titles."""
    dose, hold_s = exercise.dose, exercise.movement.hold_s
    return {
        "hold": f"{hold_s:g} s" if hold_s else "none",
        "sets": f"{dose.sets}",
        "holds" if exercise.kind == "hold" else "repetitions": f"{dose.reps}",
        "rest": f"{dose.rest_s:g} s",
        "days a week": f"{dose.per_week[0]:g} to {dose.per_week[1]:g}",
    }


_OFF: Final = "not looked for"


def _regraded(before: Exercise, after: Exercise) -> list[str]:
    """Return the faults that weigh more or less for a patient, or are not looked for."""
    usual, now = ({fault.name: _grade(fault) for fault in each.fault} for each in (before, after))
    return [
        f"{name.replace('_', ' ')}: {now.get(name, _OFF)} (usually {usual.get(name, _OFF)})"
        for name in usual | now
        if now.get(name) != usual.get(name)
    ]


def _grade(fault: Fault) -> str:
    """Return the grade of a fault, and up to which one it can grow."""
    most = fault.at_most()
    return fault.grade if most == fault.grade else f"{fault.grade} to {most}"


def _limit_in_words(limit: Limit) -> str:
    word = "stop" if limit.action == "stop" else "warning"
    return f"{word} at {limit.when.in_words()}: «{limit.say}»"


def _no_effect(limit: Limit, limits: Sequence[Limit]) -> str:
    """Return a remark on a limit that never speaks, because another one speaks earlier."""
    others = (other for other in limits if other.name != limit.name)
    nearer = (row.tightens(limit) and not limit.tightens(row) for row in others)
    return " (no effect: another limit comes first)" if any(nearer) else ""


def target_in_words(movement: Movement) -> str:
    """Return from where to where the target reaches."""
    (enter, full), measure = movement.target_deg, movement.measure
    return f"{shown(measure, enter, short=True)} to {shown(measure, full)}"


def _sources(profile: Profile) -> dict[str, str]:
    """Return the sources of the words and of every row that is shown, by key."""
    used: dict[str, str] = {}
    for exercise in _exercises_of(profile):
        for name in profile.precautions:
            row = exercise.profile.get(name)
            if row is not None:
                cited = [row.source, *(limit.source for limit in row.limit)]
                used |= cited_sources(cited, exercise.sources)
    cited = [meanings().precaution[name].source for name in profile.precautions]
    used |= cited_sources(cited, meanings().sources)
    return dict(sorted(used.items(), key=lambda item: (len(item[0]), item[0])))
