"""Finds exercises by name, and reads definitions from TOML files."""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from formcheck.errors import ExerciseError
from formcheck.exercises.conditions import DefinitionFile, known_name
from formcheck.exercises.definition import Exercise
from formcheck.exercises.mistakes import Locator, explain, explain_syntax, summary
from formcheck.exercises.validation import Draft, misfits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from formcheck.exercises.validation import Misfit

_Read = TypeVar("_Read", bound=DefinitionFile)


def shipped_folder() -> Path:
    """Return the folder of the exercises that come with formcheck."""
    return Path(str(files("formcheck"))) / "exercises" / "data"


@cache
def exercise_names() -> tuple[str, ...]:
    """Return the names of the exercises that come with formcheck, in alphabetical order."""
    return tuple(sorted(file.stem for file in shipped_folder().glob("*.toml")))


def list_exercises() -> tuple[Exercise, ...]:
    """Return the exercises that come with formcheck, in the alphabetical order of their names.

    Returns
    -------
    tuple[Exercise, ...]
        The definitions, frozen.

    Examples
    --------
    >>> [exercise.name for exercise in list_exercises()][:2]
    ['bird_dog', 'clamshell']
    """
    return tuple(load_exercise(name) for name in exercise_names())


def load_exercise(name: str | Path) -> Exercise:
    """Return the exercise of a name, or of a TOML file.

    Parameters
    ----------
    name
        A name from `exercise_names`, or the path of a file as `is_path` knows it.

    Returns
    -------
    Exercise
        The definition, frozen.

    Raises
    ------
    ExerciseError
        If there is no such exercise (the message lists the nearest names), or the file is
        malformed (the message names line, key, what was found and what is allowed).

    Examples
    --------
    >>> exercise = load_exercise("mini_squat")
    >>> exercise.title, exercise.movement.target_deg
    ('Mini squat', (30.0, 60.0))
    """
    if is_path(name):
        return _load_exercise(Path(name))
    more = " (`formcheck exercises list` shows all.)"
    return _shipped(known_name(str(name), exercise_names(), what="exercise", more=more))


def is_path(word: str | Path) -> bool:
    """Return whether a word is a path: a `Path`, or text that ends in .toml or names a folder."""
    text = str(word)
    return isinstance(word, Path) or text.endswith(".toml") or Path(text).name != text


@cache
def _shipped(name: str) -> Exercise:
    """Return a shipped exercise, which is read once and never changes."""
    return _load_exercise(shipped_folder() / f"{name}.toml")


def _load_exercise(path: Path) -> Exercise:
    def cross_check(table: Mapping[str, Any]) -> Iterable[Misfit]:
        return misfits(draft(table), exercise_names())

    return load_definition(Exercise, path, cross_check=cross_check)


def draft(table: Mapping[str, Any]) -> Draft:
    """Return the well-formed parts of an exercise file; a malformed row of a list is None."""
    parts: dict[str, Any] = {}
    for key in Draft._fields:
        kind, value = Exercise.model_fields[key].annotation, table.get(key)
        if key == "sources":
            parts[key] = value if isinstance(value, dict) else {}
        elif get_origin(kind) is tuple:
            rows = value if isinstance(value, list) else []
            parts[key] = tuple(_well_formed(get_args(kind)[0], row) for row in rows)
        elif get_origin(kind) is dict:
            items = value.items() if isinstance(value, dict) else ()
            read = {name: _well_formed(get_args(kind)[1], row) for name, row in items}
            parts[key] = {name: row for name, row in read.items() if row is not None}
        elif (whole := _well_formed(kind, value)) is not None:
            parts[key] = whole
    return Draft(**parts)


def _well_formed(kind: Any, value: object) -> Any:  # noqa: ANN401  # any type that Pydantic reads
    """Return a value read as a kind; None where it is malformed."""
    try:
        (read,) = TypeAdapter(tuple[kind, ...]).validate_python([value])
    except ValidationError:
        return None
    return read


def read_file(path: Path) -> tuple[bytes, str]:
    """Return the content of a definition file, and its text without a byte-order mark.

    Returns
    -------
    tuple[bytes, str]
        Content and text.

    Raises
    ------
    ExerciseError
        If the file cannot be read, or is not plain text in UTF-8.
    """
    try:
        data = path.read_bytes()
        return data, data.decode("utf-8-sig")
    except FileNotFoundError:
        raise ExerciseError(f"There is no file {path}: check the name and the folder.") from None
    except OSError as error:
        raise ExerciseError(
            f"{path} cannot be read ({error.strerror}): give the path of a TOML file."
        ) from error
    except UnicodeDecodeError:
        raise ExerciseError(
            f"{path} is no plain text in UTF-8: save it as plain text (TOML), not as a document."
        ) from None


def load_definition(
    kind: type[_Read],
    path: Path,
    *,
    cross_check: Callable[[Mapping[str, Any]], Iterable[Misfit]] = lambda _: (),
) -> _Read:
    """Return what a TOML file defines.

    Parameters
    ----------
    kind
        The kind of definition that the file should be.
    path
        The path of the file.
    cross_check
        Finds what does not fit together, with its place, also in a file that is malformed
        elsewhere; without it only the validators of `kind` look.

    Returns
    -------
    DefinitionFile
        The definition, of the type `kind`, with the checksum of its file.

    Raises
    ------
    ExerciseError
        If the file cannot be read, is not TOML, or not what `kind` allows; the message lists all
        mistakes.
    """
    data, text = read_file(path)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ExerciseError(summary(path, [explain_syntax(error, text)])) from error
    locator = Locator(table, text)
    wrong = [locator.mistake(*misfit) for misfit in cross_check(table)]
    try:
        definition = kind.model_validate(table)
    except ValidationError as error:
        found = explain(error, kind, locator)
        # A validator of the whole file names no key: the cross check found the same.
        wrong += [row for row in found if row.key or not wrong]
    if wrong:
        raise ExerciseError(summary(path, wrong))
    definition._sha256 = hashlib.sha256(data).hexdigest()  # noqa: SLF001  # set once, here
    return definition
