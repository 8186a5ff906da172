"""A small exercise file, changes of it, and what the loader says of them."""

from __future__ import annotations

import copy
import json
import tomllib
from typing import TYPE_CHECKING, Any

from formcheck.errors import ExerciseError
from formcheck.exercises.loader import load_exercise

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SMALL = """\
schema   = 1
name     = "leg_lift"
title    = "Leg lift"
purpose  = "Strengthens."
kind     = "reps"
position = "standing"
sides    = "one"
steps    = ["Lift the leg."]
cannot_see = ["a turned foot"]

[view]
plane           = "side"
near            = "working"
camera_height_m = [0.9, 1.1]
distance_m      = [2.5, 3.5]
place           = "Beside you."

[dose]
sets     = 1
reps     = 10
rest_s   = 60
per_week = [2, 3]
source   = "S1"

[movement]
measure          = "hip_flexion"
baseline         = "start"
start_window_deg = [-15, 18]
start            = { below_deg = 7, clear_deg = 9 }
target_deg       = [20, 30]
leave_deg        = 15
partial_deg      = 11
hold_s           = 3
source           = "S1, engineering default"

[[movement.also]]
name   = "leaning"
when   = { measure = "trunk_inclination", below_deg = 15, clear_deg = 18 }
say    = "Stand tall."
source = "S1"

[[need]]
name   = "knee_straight"
when   = { measure = "knee_flexion", below_deg = 45, clear_deg = 55 }
say    = "Straighten your knee."
source = "S1"

[[limit]]
name   = "too_far"
when   = { measure = "hip_flexion", above_deg = 45, clear_deg = 40 }
action = "warn"
say    = "Far enough."
source = "S1"

[[fault]]
name     = "lean"
when     = { measure = "trunk_inclination", above_deg = 12, clear_deg = 9 }
severity = "warn"
say      = "Stand tall."
source   = "engineering default"

[[fault]]
name     = "short_hold"
kind     = "short_hold"
severity = "warn"
say      = "Hold longer."
source   = "S1"

[[fault]]
name      = "quick"
kind      = "tempo"
part      = "out"
shorter_s = 0.8
severity  = "warn"
say       = "Slower."
source    = "S1"

[[fault]]
name     = "too_low"
kind     = "peak"
when     = { measure = "hip_flexion", below_deg = 25, clear_deg = 28 }
severity = "info"
say      = "A little higher."
source   = "S1"

[[fault]]
name       = "shaky"
kind       = "unsteady"
measure    = "hip_flexion"
spread_deg = 4
clear_deg  = 3
window_s   = 1.0
severity   = "info"
say        = "Hold still."
source     = "S1"

[profile.knee_pain]
why    = "It may hurt."
source = "S1"

[[profile.knee_pain.limit]]
name   = "too_far"
when   = { measure = "hip_flexion", above_deg = 35, clear_deg = 30 }
action = "stop"
say    = "Stop."
source = "S1"

[sources]
S1 = "A book."
"""
"""An exercise that uses every part of a file once, and five kinds of faults."""

Table = dict[str, Any]


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
