"""What a case of `benchmark.torture` is: a kind, a seed, and what makes its task."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence
    from pathlib import Path


LONGEST_S: Final = 60.0
"""Time without an end that counts as a hang; each case is a second's work."""


EXIT_CODES: Final = frozenset({0, 2, 3, 4, 5, 6, 7, 130})
"""The exit codes that the README documents; 1 is a mistake of formcheck."""


def _nothing() -> None:
    """Do nothing."""


def _no_problem(_code: int, _text: str) -> str:
    """Find nothing wrong."""
    return ""


@dataclass(frozen=True)
class Task:
    """What one process does, and what must hold after it.

    Attributes
    ----------
    words
        The words of the command.
    run
        What is done instead of the command: it returns the exit code.  None = the command.
    before
        Called in the process before anything else: limits, rights, a clock that ticks.
    after
        Called when the process has ended, with its exit code and what it printed; returns what
        is wrong, empty = nothing.
    close
        Called at the very end: ends servers, releases disks.
    signals
        Times in seconds after the start, and the signal that is sent then.
    longest_s
        Time without an end that counts as a hang.
    codes
        The exit codes that are right.
    ends_badly
        Whether it is killed, or breaks by design: `after` judges its exit code and what it says,
        and a temporary file may stay for the sweep.
    """

    words: Sequence[str] = ()
    run: Callable[[], int] | None = None
    before: Callable[[], None] = _nothing
    after: Callable[[int, str], str] = _no_problem
    close: Callable[[], None] = _nothing
    signals: Sequence[tuple[float, int]] = ()
    longest_s: float = LONGEST_S
    codes: frozenset[int] = EXIT_CODES
    ends_badly: bool = False


@dataclass(frozen=True)
class Kind:
    """A kind of hostile input.

    Attributes
    ----------
    count
        The number of its cases.
    make
        Writes the input into a folder, and returns the words of the command, or a task.
    """

    count: int
    make: Callable[[Path, random.Random], list[str] | Task]


@dataclass(frozen=True)
class Case:
    """One input and its command.

    Attributes
    ----------
    name
        The name of the kind, by which the table counts.
    seed
        The seed of its random numbers.
    kind
        The kind.
    """

    name: str
    seed: int
    kind: Kind = field(repr=False)
