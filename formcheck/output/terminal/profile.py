"""Profiles for the terminal: in plain words what they forbid and limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.exercises.precautions import PRECAUTIONS, meanings, warns_early
from formcheck.exercises.profile import blocked, tighten
from formcheck.kinematics.measures import MEASURES
from formcheck.output.terminal.exercise import listing, sources

if TYPE_CHECKING:
    from rich.console import RenderableType

    from formcheck.exercises.conditions import Condition
    from formcheck.exercises.definition import Exercise, PrecautionName
    from formcheck.exercises.parts import Limit
    from formcheck.exercises.profile import Block, Profile


def profile_table() -> Table:
    """Return all precautions: name, title, how many exercises each blocks and limits."""
    grid = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in ("name", "for", "blocks", "limits"):
        grid.add_column(column, no_wrap=column == "name")
    exercises = [load_exercise(name) for name in exercise_names()]
    for name in PRECAUTIONS:
        rows = [exercise.profile[name] for exercise in exercises if name in exercise.profile]
        blocks, limits = sum(not row.allowed for row in rows), sum(bool(row.limit) for row in rows)
        grid.add_row(name, meanings().precaution[name].title, str(blocks), str(limits))
    return grid


def describe_profile(profile: Profile) -> Group:
    """Return a profile in words: its precautions, blocked exercises, changed limits, sources."""
    exercises = _exercises_of(profile)
    stopped = _blocks(exercises, profile)
    parts: list[RenderableType] = [_heading(profile)]
    parts.extend(_meaning(name) for name in profile.precautions)
    if stopped:
        parts.append(listing("Not allowed", [_block(one, block) for one, block in stopped]))
    same: list[str] = []
    for exercise in exercises:
        if blocked(exercise, profile) is None:
            changes = _changes(exercise, tighten(exercise, profile), profile)
            if changes:
                parts.append(listing(f"{exercise.title} ({exercise.name})", changes))
            else:
                same.append(exercise.name)
    if same:
        parts.append(listing("Nothing is changed in", [", ".join(same)]))
    cited = _sources(profile)
    if cited:
        parts.append(sources(cited))
    return Group(*parts)


def _heading(profile: Profile) -> Text:
    side = {"left": ": the left leg is to work", "right": ": the right leg is to work"}
    return Text(profile.name + side.get(profile.side, ""), "bold")


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
    return [load_exercise(name) for name in sorted({*exercise_names(), *profile.exercise})]


def _blocks(exercises: list[Exercise], profile: Profile) -> list[tuple[Exercise, Block]]:
    found = [(exercise, blocked(exercise, profile)) for exercise in exercises]
    return [(exercise, block) for exercise, block in found if block is not None]


def _block(exercise: Exercise, block: Block) -> str:
    instead = f"Do {block.instead} instead." if block.instead else "Ask the physiotherapist."
    return f"{exercise.title} ({exercise.name}). {block.why} {instead}"


def _changes(before: Exercise, after: Exercise, profile: Profile) -> list[str]:
    """Return what a profile changes in an exercise that it allows."""
    rows = [
        before.profile[name].why
        for name in profile.precautions
        if name in before.profile and before.profile[name].allowed
    ]
    new = [limit for limit in after.limit if limit not in before.limit]
    new.sort(key=lambda limit: (limit.when.measure, limit.action == "stop"))
    rows.extend(_limit(limit) for limit in new)
    rows.extend(
        f"no warning before the stop «{limit.say}»: it lies too near to the target for one"
        for limit in new
        if not warns_early(limit, after.limit)
    )
    if after.movement.target_deg != before.movement.target_deg:
        enter, full = after.movement.target_deg
        rows.append(f"target: {enter:g}° to {full:g}°")
    if after.movement.hold_s != before.movement.hold_s:
        rows.append(f"hold: {after.movement.hold_s:g} s")
    side = profile.working_side(before.name)
    if side != profile.side:
        rows.append("either leg may work" if side == "auto" else f"the {side} leg is to work")
    return rows


def _limit(limit: Limit) -> str:
    word = "stop" if limit.action == "stop" else "warning"
    return f"{word} when {_in_words(limit.when)}: «{limit.say}»"


def _in_words(when: Condition) -> str:
    """Return a condition for a person: title of the measure, number with its unit."""
    measure = MEASURES[when.measure]
    unit = "°" if measure.unit == "deg" else " body lengths"
    sense = {"above": "is over", "below": "is under", "beyond": "is further than"}[when.sense]
    return f"«{measure.title}» {sense} {when.at:g}{unit}"


def _sources(profile: Profile) -> dict[str, str]:
    """Return the sources of the words and of every row that is shown, by key."""
    used: dict[str, str] = {}
    for exercise in _exercises_of(profile):
        for name in profile.precautions:
            row = exercise.profile.get(name)
            if row is not None:
                cited = (row.source, *(limit.source for limit in row.limit))
                used |= _listed(cited, exercise.sources)
    cited = tuple(meanings().precaution[name].source for name in profile.precautions)
    used |= _listed(cited, meanings().sources)
    return dict(sorted(used.items(), key=lambda item: (len(item[0]), item[0])))


def _listed(cited: tuple[str, ...], sources: dict[str, str]) -> dict[str, str]:
    keys = {key.strip() for text in cited for key in text.split(",")}
    return {key: sources[key] for key in keys if key in sources}
