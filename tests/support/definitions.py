"""A small exercise file, changes of it, and what the loader says of them."""

from __future__ import annotations

import copy
import json
import tomllib
from typing import TYPE_CHECKING, Any

from formcheck.errors import ExerciseError
from formcheck.exercises.loader import load_exercise
from support.paths import TESTS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from formcheck.exercises.definition import Exercise

SMALL = (TESTS / "support" / "leg_lift.toml").read_text(encoding="utf-8")
"""An exercise that uses every part of a file once, and five kinds of faults."""

Table = dict[str, Any]


def with_movement(name: str, **numbers: object) -> Exercise:
    """Return a shipped exercise with the numbers of its movement that a test counts on."""
    exercise = load_exercise(name)
    return exercise.model_copy(update={"movement": exercise.movement.model_copy(update=numbers)})


def changed(*changes: tuple[str, object]) -> Table:
    """The small exercise with keys set, or removed where the value is None."""
    table = copy.deepcopy(tomllib.loads(SMALL))
    for path, value in changes:
        *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        place: Any = table
        for step in steps:
            place = place[step]
        if value is None:
            del place[last]
        else:
            place[last] = value
    return table


def toml_text(table: Mapping[str, Any]) -> str:
    """A table as TOML, each key of it on one line."""
    return "".join(f"{key} = {_inline(value)}\n" for key, value in table.items())


def _inline(value: object) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_inline(row)}' for key, row in value.items())} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_inline, value))}]"
    return json.dumps(value, ensure_ascii=False)


def mistakes_of(text: str | Mapping[str, Any], folder: Path) -> list[str]:
    """What the loader says of an exercise file, a line for each mistake; empty = it loads."""
    file = folder / "mine.toml"
    file.write_text(text if isinstance(text, str) else toml_text(text), encoding="utf-8")
    try:
        load_exercise(file)
    except ExerciseError as error:
        head, *lines = str(error).splitlines()
        assert head.startswith(f"{file} has ")
        return [line.strip() for line in lines]
    return []
