"""Programme: what is done on which days, and the ladder of easier and harder forms of each part.

A programme is a TOML file: one of those in ``data/`` beside this file, or one that a
physiotherapist wrote.  Every number carries its source, as in an exercise file.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Self

from pydantic import Field, ValidationError, model_validator

from formcheck.exercises.conditions import (
    ENGINEERING_DEFAULT,
    Definition,
    DefinitionFile,
    Sourced,
    Text,
    definition_schema,
    known_name,
    nearest,
)
from formcheck.exercises.loader import exercise_names, is_path, load_definition
from formcheck.exercises.plausible import Minutes
from formcheck.exercises.profile import own_file
from formcheck.exercises.validation import Misfit
from formcheck.programme.slots import Slot

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SCHEMA_FILE: Final = "programme.schema.json"
"""The name of the published schema of programme files."""

ProgrammeName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]

_Weeks = Annotated[int, Field(ge=1, le=52)]


class Rhythm(Sourced):
    """The frame of the whole programme."""

    motion_minutes: Minutes = Field(description="Minutes of motion for every day.")
    block_weeks: _Weeks = Field(description="Weeks of a block, after which it is looked at.")
    review_weeks: _Weeks = Field(
        description="Weeks after which a person who is no better sees their physiotherapist."
    )


class Programme(DefinitionFile):
    """A programme, as its TOML file defines it."""

    name: ProgrammeName = Field(
        description="Name of the programme: small letters, digits, hyphens."
    )
    title: Text = Field(description="The name that people see.")
    purpose: Text = Field(description="Whom it is for and what it is good for, in plain words.")
    rhythm: Rhythm = Field(description="The minutes of motion of a day, and the weeks of a block.")
    slot: tuple[Slot, ...] = Field(
        min_length=1, description="What is done, in the order of the day: the warm-up first."
    )
    sources: dict[str, Text] = Field(
        default_factory=dict,
        description="Where the numbers come from: a short key for each source.",
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        wrong = next(_misfits_of(list(self.slot), self.rhythm, self.sources), None)
        if wrong is not None:
            raise ValueError(wrong.message)
        return self

    def __repr__(self) -> str:
        return f"Programme({self.name!r})"

    __str__ = __repr__


# --- Does it fit together? -----------------------------------------------------------------------


def _misfits(table: Mapping[str, Any]) -> Iterator[Misfit]:
    """Yield what does not fit together in a programme file, also if parts are malformed."""
    rows = table.get("slot")
    slots = [_well_formed(Slot, row) for row in (rows if isinstance(rows, list) else [])]
    sources = table.get("sources")
    known = sources if isinstance(sources, dict) else {}
    yield from _misfits_of(slots, _well_formed(Rhythm, table.get("rhythm")), known)


def _well_formed(kind: type[Definition], row: object) -> Any:  # noqa: ANN401  # of that kind
    try:
        return kind.model_validate(row)
    except ValidationError:
        return None


def _misfits_of(
    slots: list[Slot | None], rhythm: Rhythm | None, sources: Mapping[str, object]
) -> Iterator[Misfit]:
    known: list[tuple[int, Slot]] = [(i, slot) for i, slot in enumerate(slots) if slot is not None]
    yield from _repeated(known)
    yield from _unknown_exercises(known)
    warm_up_over = False
    for number, slot in known:
        if slot.kind == "warm_up" and warm_up_over:
            yield Misfit(("slot", number, "kind"), "the warm-up comes first: move it up")
        warm_up_over = warm_up_over or slot.kind != "warm_up"
    if not any(slot.kind == "warm_up" for _, slot in known) and None not in slots and slots:
        yield Misfit(("slot",), 'there is no warm-up: begin with a slot of kind = "warm_up"')
    rows: list[tuple[tuple[str | int, ...], Sourced]] = []
    rows += [] if rhythm is None else [(("rhythm",), rhythm)]
    for number, slot in known:
        rows.append((("slot", number), slot))
        rows += [(("slot", number, "ladder", i), rung) for i, rung in enumerate(slot.ladder)]
    for place, row in rows:
        for key in (part.strip() for part in row.source.split(",")):
            if key not in sources and key != ENGINEERING_DEFAULT:
                yield Misfit((*place, "source"), f"source {key!r} is not listed in [sources]")


def _repeated(slots: list[tuple[int, Slot]]) -> Iterator[Misfit]:
    """Yield names of slots that stand twice, and exercises that two slots have."""
    names: set[str] = set()
    homes: dict[str, str] = {}
    for number, slot in slots:
        if slot.name in names:
            yield Misfit(("slot", number, "name"), f"there is a slot {slot.name!r} already")
        names.add(slot.name)
        for step, rung in enumerate(slot.ladder):
            home = homes.setdefault(rung.exercise, slot.name) if rung.exercise else slot.name
            if home != slot.name:
                place = ("slot", number, "ladder", step, "exercise")
                yield Misfit(place, f"{rung.exercise} is a rung of {home!r} already: remove one")


def _unknown_exercises(slots: list[tuple[int, Slot]]) -> Iterator[Misfit]:
    for number, slot in slots:
        for step, rung in enumerate(slot.ladder):
            name = rung.exercise
            if not name or name in exercise_names() or own_file(name).exists():
                continue
            near = "".join(f"did you mean {word}? " for word in nearest(name, exercise_names()))
            yield Misfit(
                ("slot", number, "ladder", step, "exercise"),
                f"{name!r} is no exercise: {near}`formcheck exercises list` shows the names; "
                f"the file of one of your own, {own_file(name)}, belongs into this folder",
            )


# --- Loading -------------------------------------------------------------------------------------


def _folder() -> Path:
    """Return the folder of the programmes that come with formcheck."""
    return Path(str(files("formcheck"))) / "programme" / "data"


@cache
def programme_names() -> tuple[str, ...]:
    """Return the names of the programmes that come with formcheck, in alphabetical order."""
    return tuple(sorted(file.stem.replace("_", "-") for file in _folder().glob("*.toml")))


def load_programme(name: str | Path) -> Programme:
    """Return the programme of a name, or of a TOML file.

    Parameters
    ----------
    name
        A name from `programme_names`, or the path of a file as `is_path` knows it.

    Returns
    -------
    Programme
        The programme, frozen.

    Raises
    ------
    ExerciseError
        If there is no such programme (the message lists the nearest names), or the file is
        malformed (the message names line, key, what was found and what is allowed).

    Examples
    --------
    >>> load_programme("hip-start").rhythm.motion_minutes
    10.0
    """
    if is_path(name):
        return load_definition(Programme, Path(name), cross_check=_misfits)
    return _shipped(known_name(str(name), programme_names(), what="programme"))


@cache
def _shipped(name: str) -> Programme:
    """Return a shipped programme, which is read once and never changes."""
    file = _folder() / f"{name.replace('-', '_')}.toml"
    return load_definition(Programme, file, cross_check=_misfits)


def schema_text() -> str:
    """Return the JSON Schema of programme files as it is published."""
    schema = definition_schema(Programme)
    return json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
