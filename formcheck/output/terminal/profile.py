"""Profiles for the terminal: what precautions and a patient's file change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.text import Text

from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.exercises.precautions import PRECAUTIONS, meanings, warns_early
from formcheck.exercises.profile import blocked, exercise_named, tighten
from formcheck.output.terminal.exercise import (
    bare_table,
    cited_sources,
    illustrations,
    listing,
    sources,
    target_in_words,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from formcheck.exercises.definition import Exercise, PrecautionName
    from formcheck.exercises.fault import Fault
    from formcheck.exercises.parts import (
        Limit,
    )
    from formcheck.exercises.prescription import Adjustment
    from formcheck.exercises.profile import Block, Profile


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


def profile_in_words(profile: Profile) -> list[str]:
    """Return what a profile changes, one exercise a line; empty = nothing."""
    lines = []
    for exercise in _exercises_of(profile):
        block = blocked(exercise, profile)
        if block is not None:
            words = "not until you unlock it" if block.is_locked else "not allowed"
            lines.append(f"{exercise.title}: {words}. {block.why}")
        elif changes := _changes(exercise, tighten(exercise, profile), profile):
            lines.append(f"{exercise.title}: {'; '.join(one.rstrip('.') for one in changes)}.")
    return lines


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
