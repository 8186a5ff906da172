"""Arguments and options that several commands share, with their shell completion."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

import typer

from formcheck.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from formcheck.exercises.profile import Profile

Completions: TypeAlias = list[tuple[str, str]]
"""Pairs of a value and its explanation, which zsh and fish show beside it."""

_MODELS: Final = (
    ("lite", "the quickest pose model"),
    ("full", "the usual pose model"),
    ("heavy", "the most exact pose model"),
)


def complete_exercises(incomplete: str) -> Completions:
    """Return the shipped exercises whose name begins with `incomplete`."""
    from formcheck.exercises.loader import exercise_names, load_exercise

    names = [name for name in exercise_names() if name.startswith(incomplete)]
    return [(name, load_exercise(name).title) for name in names]


def complete_profiles(incomplete: str) -> Completions:
    """Return the named precautions that begin with `incomplete`."""
    from formcheck.exercises.precautions import meanings

    return _matching(((key, row.title) for key, row in meanings().precaution.items()), incomplete)


def complete_function_tests(incomplete: str) -> Completions:
    """Return the function tests whose name begins with `incomplete`."""
    from formcheck.function_tests.definition import function_test_names, load_function_test

    names = [name for name in function_test_names() if name.startswith(incomplete)]
    return [(name, load_function_test(name).title) for name in names]


def complete_measures(incomplete: str) -> Completions:
    """Return the measures whose name begins with `incomplete`."""
    from formcheck.kinematics.measures import MEASURES

    return _matching(((name, row.title) for name, row in MEASURES.items()), incomplete)


def complete_models(incomplete: str) -> Completions:
    """Return the pose models whose name begins with `incomplete`."""
    return _matching(_MODELS, incomplete)


def complete_live_models(incomplete: str) -> Completions:
    """Return the pose models, and ``auto``, that begin with `incomplete`."""
    auto = ("auto", "the heaviest that this machine runs at 20 pictures a second")
    return _matching((auto, *_MODELS), incomplete)


def _matching(rows: Iterable[tuple[str, str]], incomplete: str) -> Completions:
    return [(value, text) for value, text in rows if value.startswith(incomplete)]


class SideOption(StrEnum):
    """The working leg as the user names it."""

    left = "left"
    right = "right"
    auto = "auto"


ExerciseArgument = Annotated[
    str,
    typer.Argument(
        help="Name of an exercise, or the path of a TOML file.",
        metavar="EXERCISE",
        autocompletion=complete_exercises,
    ),
]
SourceArgument = Annotated[
    Path, typer.Argument(help="A video, or a recording (.npz).", metavar="VIDEO|RECORDING")
]
ExerciseOption = Annotated[
    str | None,
    typer.Option(
        "--exercise",
        "-e",
        help="Name of an exercise, or the path of a TOML file; without it, every exercise is "
        "tried.",
        metavar="NAME",
        autocompletion=complete_exercises,
    ),
]
LikeOption = Annotated[
    str,
    typer.Option(
        "--like",
        help="Start from the words, faults and limits of this exercise.",
        metavar="EXERCISE",
        autocompletion=complete_exercises,
    ),
]
WorkingSideOption = Annotated[
    SideOption, typer.Option("--side", help="The working leg; auto finds it.")
]
ProfileOption = Annotated[
    list[str] | None,
    typer.Option(
        "--profile",
        help="A precaution by name (`formcheck profiles list`), or a patient's file (TOML); "
        "may be given several times.",
        metavar="NAME|FILE",
        autocompletion=complete_profiles,
    ),
]
ModelOption = Annotated[
    str,
    typer.Option(
        "--model",
        help="lite, full, heavy, or the path of a .task file.",
        metavar="MODEL",
        autocompletion=complete_models,
    ),
]
JsonOption = Annotated[
    Path | None, typer.Option("--json", help="Write the whole report as JSON.", metavar="FILE")
]
RecordOption = Annotated[
    Path | None,
    typer.Option(
        "--record", help="Keep the landmarks of the video (.npz) for `replay`.", metavar="FILE"
    ),
]


def load_profiles(names: Sequence[str] | None) -> Profile | None:
    """Return the named profiles combined into one, or None without a name."""
    from formcheck.exercises.profile import prescription

    return prescription(names) if names else None


def check_outputs(wanted: Mapping[str, Path | None], read: Iterable[Path]) -> dict[str, Path]:
    """Return the requested outputs by option, after a check that no file has two uses.

    Parameters
    ----------
    wanted
        The path of each output option; None if the option was not given.
    read
        The files that the command reads.

    Returns
    -------
    dict of str to Path
        The outputs that were requested, in the order of `wanted`.

    Raises
    ------
    OutputError
        If an output has the path of another output, or of a file that is read.
    """
    outputs = {option: path for option, path in wanted.items() if path is not None}
    taken = {path.resolve(): "what is read" for path in read if path.is_file()}
    for option, path in outputs.items():
        other = taken.setdefault(path.resolve(), option)
        if other != option:
            raise OutputError(f"{option} {path} is also {other}: give it another name.")
    return outputs
