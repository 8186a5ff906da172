"""All exceptions of formcheck, with the exit code of the command line.

::

    FormcheckError
    ├── SourceError      exit 3   file missing, unreadable, without a frame; camera busy
    ├── ModelError       exit 4   model missing or damaged
    ├── ExerciseError    exit 5   exercise or profile unknown or malformed
    ├── RecordingError   exit 6   recording of another version, or damaged
    ├── OutputError      exit 7   report, recording or video cannot be written
    └── DiaryError       exit 8   diary damaged, of a newer version, or without room

Each message is one sentence that ends with the remedy.  Poor visibility is not an error: it
gives the result ``inconclusive``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar
from unicodedata import category

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ResultT = TypeVar("ResultT")

NEEDS_EXPORTS = 'this needs more packages: pip install "formcheck[exports]"'
"""The end of a sentence where a library of the extra ``exports`` is missing."""


class FormcheckError(Exception):
    """The base of all errors that a user can correct."""

    exit_code: ClassVar[int] = 1


class SourceError(FormcheckError):
    """A video or camera cannot be read."""

    exit_code: ClassVar[int] = 3


class ModelError(FormcheckError):
    """A pose model is missing or damaged."""

    exit_code: ClassVar[int] = 4


class ExerciseError(FormcheckError):
    """An exercise or profile is unknown or malformed.

    Parameters
    ----------
    message
        The sentence.
    mistakes
        The mistakes of a file one by one, as the sentence lists them: rows of line (0 = unknown),
        key and message.

    Attributes
    ----------
    mistakes
        As given.
    """

    exit_code: ClassVar[int] = 5

    def __init__(self, message: str = "", mistakes: Sequence[tuple[int, str, str]] = ()) -> None:
        super().__init__(message)
        self.mistakes = tuple(mistakes)


class RecordingError(FormcheckError):
    """A recorded pose stream cannot be read."""

    exit_code: ClassVar[int] = 6


class OutputError(FormcheckError):
    """A result cannot be written."""

    exit_code: ClassVar[int] = 7


class DiaryError(FormcheckError):
    """The diary cannot be read or written."""

    exit_code: ClassVar[int] = 8


class FirstFailure:
    """Lets one output act until it fails: its error ends that output and no other.

    Attributes
    ----------
    error
        The error, to be raised when all other outputs are complete; None = none so far.
    """

    def __init__(self) -> None:
        self.error: Exception | None = None

    def attempt(self, act: Callable[[], ResultT]) -> ResultT | None:
        """Act, unless an earlier attempt failed.

        Parameters
        ----------
        act
            What the output is to do.

        Returns
        -------
        object
            What it returned; None also after a failure.
        """
        if self.error is None:
            try:
                return act()
            except Exception as error:  # noqa: BLE001  # raised when all others are complete
                self.error = error
        return None


def printable(text: str) -> str:
    """Return a text that a terminal shows and does not obey.

    Parameters
    ----------
    text
        A sentence, which may hold the name of a file.

    Returns
    -------
    str
        Control characters and bytes that are no UTF-8 are replaced; line ends stay.
    """
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if one != "\n" and category(one).startswith("C") else one
        for one in text
    )
