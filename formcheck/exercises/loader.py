"""Where exercises come from: the shipped ones by name, and anybody's own TOML files."""

from __future__ import annotations

import difflib
import hashlib
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from pydantic import ValidationError

from formcheck.errors import ExerciseError
from formcheck.exercises.conditions import Definition
from formcheck.exercises.definition import Exercise

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_Read = TypeVar("_Read", bound=Definition)


def shipped_folder() -> Path:
    """The folder of the exercises that come with formcheck."""
    return Path(str(files("formcheck"))) / "exercises" / "data"


@cache
def exercise_names() -> tuple[str, ...]:
    """The names of the exercises that come with formcheck, in alphabetical order."""
    return tuple(sorted(file.stem for file in shipped_folder().glob("*.toml")))


def list_exercises() -> tuple[Exercise, ...]:
    """Return the exercises that come with formcheck, in the alphabetical order of their names.

    Examples
    --------
    >>> [exercise.name for exercise in list_exercises()][:2]
    ['bird_dog', 'clamshell']
    """
    return tuple(load_exercise(name) for name in exercise_names())


def load_exercise(name: str | Path) -> Exercise:
    """The exercise of that name, or from that TOML file.

    Parameters
    ----------
    name
        A name from `exercise_names`, or the path of a file ending in ``.toml``.

    Raises
    ------
    ExerciseError
        If there is none (the message lists the nearest names), or the file is malformed (the
        message names file, key, what was found and what is allowed).
    """
    text = str(name)
    if isinstance(name, Path) or text.endswith(".toml"):
        return load_exercise_file(Path(name))
    names = exercise_names()
    if text not in names:
        near = difflib.get_close_matches(text.replace("-", "_").replace(" ", "_"), names, 3, 0.4)
        hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(names)}."
        raise ExerciseError(
            f"There is no exercise named {text!r}: {hint} (`formcheck exercises list` shows all.)"
        )
    return _shipped(text)


@cache
def _shipped(name: str) -> Exercise:
    """An exercise that comes with formcheck, read once: nobody can change it."""
    return load_exercise_file(shipped_folder() / f"{name}.toml")


def load_exercise_file(path: Path) -> Exercise:
    """The exercise that a TOML file defines; see `load_exercise`."""
    data = read_bytes(path)
    exercise = validate(Exercise, data, path)
    _check_replacements(exercise, path)
    exercise._sha256 = hashlib.sha256(data).hexdigest()  # noqa: SLF001  # set once, at birth
    return exercise


def _check_replacements(exercise: Exercise, path: Path) -> None:
    """Refuse a replacement that there is not: who may not do this one would be sent nowhere."""
    for name, row in exercise.profile.items():
        if row.instead is not None and row.instead not in exercise_names():
            raise ExerciseError(
                f"{path}: profile.{name}.instead = {row.instead!r} is no exercise: "
                "`formcheck exercises list` shows their names."
            )


def read_bytes(path: Path) -> bytes:
    """The content of a definition file.

    Raises
    ------
    ExerciseError
        If it cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise ExerciseError(f"There is no file {path}: check the name and the folder.") from None
    except OSError as error:
        raise ExerciseError(
            f"{path} cannot be read ({error.strerror}): give the path of a TOML file."
        ) from error


def validate(kind: type[_Read], data: bytes, path: Path) -> _Read:
    """What a TOML file defines, validated as `kind`.

    Raises
    ------
    ExerciseError
        If it is not TOML, or not what `kind` allows.
    """
    try:
        table = tomllib.loads(data.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ExerciseError(f"{path} is not valid TOML: {error}. Mend that line.") from error
    try:
        return kind.model_validate(table)
    except ValidationError as error:
        raise ExerciseError(_explain(error, path, table)) from error


def _explain(error: ValidationError, path: Path, table: object) -> str:
    details = error.errors(include_url=False)
    places = [detail["loc"] for detail in details]
    # A list whose item is wrong is also called too short: one mistake is told once, at its place.
    details = [detail for detail in details if not _has_inner(detail["loc"], places)]
    lines = [f"  {_explain_one(detail, table)}" for detail in details]
    many = "one mistake" if len(lines) == 1 else f"{len(lines)} mistakes"
    return "\n".join([f"{path} has {many}; mend it and check again:", *lines])


def _has_inner(place: tuple[int | str, ...], places: list[tuple[int | str, ...]]) -> bool:
    """Whether another place lies within this one."""
    return any(len(other) > len(place) and other[: len(place)] == place for other in places)


def _explain_one(detail: ErrorDetails, table: object) -> str:
    place = _place(detail["loc"], table)
    found = detail["input"]
    kind = detail["type"]
    if kind == "extra_forbidden":
        return f"{place}: there is no such key here; remove it or check its spelling"
    if kind == "missing":
        return f"{place}: this key is missing; add it"
    message = detail["msg"].removeprefix("Value error, ").replace("Input should be", "must be")
    shown = "" if isinstance(found, dict | list) else f" (found {found!r})"
    return f"{place}: {message}{shown}"


def _place(location: tuple[int | str, ...], table: object) -> str:
    """The key path in the words of TOML: ``fault[2].when.clear_deg`` (counted from 1).

    Steps that nobody typed, the branch of a union or the place in a list of one that was written
    without brackets, are not told.
    """
    path, here = "", table
    for step in location:
        if isinstance(step, int):
            if isinstance(here, list):
                path += f"[{step + 1}]"
                here = here[step] if step < len(here) else None
        elif isinstance(here, dict) and (step in here or step not in BRANCHES):
            path += f".{step}" if path else step
            here = here.get(step)
        elif step not in BRANCHES:
            path += f".{step}" if path else step
    return path or "the file"


BRANCHES: Final = {"level", "peak", "tempo", "short_hold", "unsteady", "uneven", "side", "front"}
"""The kinds of faults and of drawings: pydantic names the one it tried."""
