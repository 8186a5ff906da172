"""What was asked for by name or file, as one profile: precautions, and a patient's own file."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING

from formcheck.coach.precautions import PRECAUTIONS
from formcheck.coach.profile import Profile, load_profile
from formcheck.errors import ExerciseError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.coach.exercise import PrecautionName


def prescription(words: Sequence[str | Path]) -> Profile:
    """One profile out of names of precautions and at most one patient's file.

    Parameters
    ----------
    words
        Names from `PRECAUTIONS`, and a path: one that ends in ``.toml`` or names a folder.

    Raises
    ------
    ExerciseError
        If a name is none (the message lists the nearest), there are two files, or the file is
        malformed.
    """
    own: Profile | None = None
    names: list[PrecautionName] = []
    for word in words:
        if not is_file(word):
            names.append(known_precaution(str(word)))
            continue
        if own is not None:
            raise ExerciseError(
                f"{word} is a second patient's file: give one file, and precautions by name."
            )
        own = load_profile(Path(word))
    if own is None:
        only = tuple(dict.fromkeys(names))
        return Profile.model_construct(schema_version=1, name=", ".join(only), precautions=only)
    further = [name for name in dict.fromkeys(names) if name not in own.precautions]
    return own.model_copy(
        update={
            "name": ", ".join([own.name, *further]),
            "precautions": (*own.precautions, *further),
        }
    )


def is_file(word: str | Path) -> bool:
    """Whether a word is the path of a patient's file, and not the name of a precaution."""
    text = str(word)
    return isinstance(word, Path) or text.endswith(".toml") or Path(text).name != text


def known_precaution(name: str) -> PrecautionName:
    """The precaution of that name.

    Raises
    ------
    ExerciseError
        If there is none; the message lists the nearest names.
    """
    if name in PRECAUTIONS:
        return name
    typed = name.lower().replace("-", "_").replace(" ", "_")
    near = difflib.get_close_matches(typed, PRECAUTIONS, 3, 0.4)
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(PRECAUTIONS)}."
    raise ExerciseError(
        f"There is no profile named {name!r}: {hint} (`formcheck profiles list` tells what they "
        "mean; a patient's file ends in .toml.)"
    )
