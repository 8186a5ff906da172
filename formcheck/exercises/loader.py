"""Finds exercises by name, and reads definitions from TOML files."""

from __future__ import annotations

import hashlib
import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from formcheck.errors import ExerciseError
from formcheck.exercises.conditions import DefinitionFile, known_name
from formcheck.exercises.definition import Exercise
from formcheck.exercises.mistakes import Locator, Mistake, explain, explain_syntax, summary
from formcheck.exercises.validation import Draft, misfits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from formcheck.exercises.conditions import Place
    from formcheck.exercises.validation import Misfit

MOST_BYTES: Final = 256 * 1024
"""Size of the largest file that is read; the largest exercise takes 12 KB."""

LONGEST_LINE: Final = 8000
"""Characters of the longest line: the cost of a key grows with the square of its length."""

MOST_VALUES: Final = 4000
"""Values and tables of the largest file that is read; the largest exercise has 440."""

DEEPEST: Final = 16
"""Tables and lists within each other; an exercise has 7."""

LONGEST_TEXT: Final = 2000
"""Characters of the longest text; the longest of an exercise has 214."""

_MOST_INTEGER: Final = 2**63
"""TOML has integers of 64 bits."""

_CONTROL: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Categories of characters that move the cursor, colour the terminal, or hide text."""

_SPEECH: Final = re.compile(r"\[\[|\]\]|<[/!?]?[A-Za-z]")
"""Marks by which programs that speak are controlled: ``[[slnc 500]]``, ``<silence/>``."""

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
        (read,) = _reader(kind).validate_python([value])
    except ValidationError:
        return None
    return read


@cache
def _reader(kind: Any) -> TypeAdapter[tuple[Any, ...]]:  # noqa: ANN401  # as in `_well_formed`
    """Return what reads rows of a kind; to make it takes longer than to read many rows."""
    return TypeAdapter(tuple[kind, ...])


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
    file = read_table(path)
    table, locator = file.table, Locator(file.table, file.text)
    wrong = [locator.mistake(*misfit) for misfit in cross_check(table)]
    try:
        definition = kind.model_validate(table)
    except ValidationError as error:
        found = explain(error, kind, locator)
        # A validator of the whole file names no key: the cross check found the same.
        wrong += [row for row in found if row.key or not wrong]
    if wrong:
        raise ExerciseError(*_malformed(path, wrong))
    definition._sha256 = hashlib.sha256(file.data).hexdigest()  # noqa: SLF001  # set once, here
    return definition


def _malformed(path: Path, mistakes: list[Mistake]) -> tuple[str, list[Mistake]]:
    """Return what the error about a file with mistakes says."""
    return summary(path, mistakes), sorted(dict.fromkeys(mistakes))


# --- Files that people type ---------------------------------------------------------------------


class TomlFile(NamedTuple):
    """A file that a person typed.

    Attributes
    ----------
    data, text
        The content, and its text without a byte-order mark.
    table
        What the text means.
    """

    data: bytes
    text: str
    table: dict[str, Any]


def read_table(path: Path) -> TomlFile:
    """Read a TOML file, and check what TOML itself leaves open.

    Its size, depth and numbers have bounds, so that no file takes long; its texts have no control
    characters, because they reach terminals, spreadsheets and programs that speak.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    TomlFile
        Its content.

    Raises
    ------
    ExerciseError
        If the file cannot be read, is no plain text in UTF-8, is not TOML, or is out of bounds;
        the message lists all mistakes.
    """
    data = _content(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ExerciseError(
            f"{path} is no plain text in UTF-8: save it as plain text (TOML), not as a document."
        ) from None
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST_LINE:
            long = Mistake(number, "", f"this line is longer than {LONGEST_LINE}: divide it")
            raise ExerciseError(*_malformed(path, [long]))
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ExerciseError(*_malformed(path, [explain_syntax(error, text)])) from error
    except (RecursionError, ValueError) as error:  # ValueError: Python refuses thousands of digits
        what = (
            "lists and tables within each other are too deep"
            if isinstance(error, RecursionError)
            else "a number has too many digits"
        )
        raise ExerciseError(*_malformed(path, [Mistake(0, "", f"{what}: remove them")])) from None
    _refuse_oddities(path, table, text)
    return TomlFile(data, text, table)


def _content(path: Path) -> bytes:
    """Return the content of a file that is not too large."""
    try:
        if path.exists() and not path.is_file() and not path.is_dir():  # it may never end
            raise ExerciseError(
                f"{path} is a device or a pipe, not a file: give the path of a TOML file."
            )
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise ExerciseError(f"There is no file {path}: check the name and the folder.") from None
    except (OSError, ValueError) as error:  # ValueError: a name with a zero in it
        reason = getattr(error, "strerror", None) or error
        raise ExerciseError(
            f"{path} cannot be read ({reason}): give the path of a TOML file."
        ) from error
    if len(data) > MOST_BYTES:
        raise ExerciseError(
            f"{path} is larger than {MOST_BYTES // 1024} KB: give the path of a TOML file."
        )
    return data


def _refuse_oddities(path: Path, table: Mapping[str, Any], text: str) -> None:
    """Raise an error that lists what no file of formcheck may hold."""
    found: list[tuple[Place, str]] = []
    for number, (place, value) in enumerate(_values(table)):
        if number >= MOST_VALUES:
            raise ExerciseError(f"{path} has more than {MOST_VALUES} values: divide it.")
        found += [(place, message) for message in _oddities(place, value)]
    if found:
        locator = Locator(table, text)
        raise ExerciseError(*_malformed(path, [locator.mistake(*oddity) for oddity in found]))


def _values(table: Mapping[str, Any]) -> Iterator[tuple[Place, object]]:
    """Yield every value with its place, without recursion; nothing below the deepest."""
    waiting: list[tuple[Place, object]] = [((), table)]
    while waiting:
        place, value = waiting.pop()
        yield place, value
        if len(place) <= DEEPEST and isinstance(value, dict):
            waiting += [((*place, key), inner) for key, inner in value.items()]
        elif len(place) <= DEEPEST and isinstance(value, list):
            waiting += [((*place, number), inner) for number, inner in enumerate(value)]


def _oddities(place: Place, value: object) -> Iterator[str]:
    """Yield what is wrong with a key and its value, whatever the key means."""
    if len(place) > DEEPEST:
        yield "this is too deep within other tables and lists: remove it"
    if place and isinstance(place[-1], str) and not place[-1].isprintable():
        yield "this key has characters that cannot be shown: type it again"
    if isinstance(value, str):
        yield from text_mistakes(value)
    elif isinstance(value, int) and abs(value) >= _MOST_INTEGER:
        yield "this number is too large: check its digits"


def text_mistakes(text: str) -> Iterator[str]:
    """Yield what is wrong with a text that a person typed and others read or hear.

    Parameters
    ----------
    text
        The text.

    Yields
    ------
    str
        What is wrong, and the remedy.
    """
    if len(text) > LONGEST_TEXT:
        yield f"this text has more than {LONGEST_TEXT} characters: shorten it"
    if any(unicodedata.category(one) in _CONTROL for one in text if one not in "\n\t"):
        yield "this text has characters that cannot be shown: type it again, in plain letters"
    if _SPEECH.search(text):
        yield "this text has marks that control speaking programs ([[, ]] or <…>): remove them"
