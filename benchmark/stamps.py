"""The time, written into a picture as a row of black and white blocks, and read off a screen.

A row is `BLOCKS` wide: a start that alternates, the milliseconds of the monotonic clock, and a
check.  It survives JPEG, scaling and mirroring; :func:`find` looks for it in a whole picture
once, :func:`read` then reads one line of pixels each time.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_START: Final = (0, 1, 0, 1, 0, 1, 0, 1)
"""Start of each row: seven edges at equal distances show its place and width."""

_TIME_BITS: Final = 20
"""Number of bits of the milliseconds: they begin again every 17 minutes."""

_CHECK_BITS: Final = 12

BLOCKS: Final = len(_START) + _TIME_BITS + _CHECK_BITS
"""How many blocks a row has."""

_WRAP_MS: Final = 1 << _TIME_BITS

_NARROWEST_PX: Final = 3.0
"""Blocks narrower than this cannot be distinguished."""

_FINEST: Final = np.linspace(-0.25, 0.25, 41)
"""By how much the width of a block may be read wrongly from its start, pixels."""


_WEIGHTS: Final = 1 << np.arange(_TIME_BITS + _CHECK_BITS, dtype=np.int64)[::-1]
"""Value of each block after the start."""

_STEP_PX: Final = 2
"""Of how many lines one is looked at."""

_Number = TypeVar("_Number", int, "NDArray[np.int64]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a picture a row of blocks is.

    Attributes
    ----------
    y
        Line of pixels through it.
    columns
        Shape (BLOCKS,), the middle of each block in the order they are read, pixels.
    """

    y: int
    columns: NDArray[np.intp]


def now_ms() -> int:
    """Return the stamp of this moment."""
    return round(time.monotonic() * 1000) % _WRAP_MS


def age_ms(stamp_ms: int, at_ms: int) -> int:
    """How old a stamp is at a time; both as :func:`now_ms` gives them."""
    return (at_ms - stamp_ms + _WRAP_MS // 2) % _WRAP_MS - _WRAP_MS // 2


def drawn(stamp_ms: int, *, width_px: int, height_px: int) -> NDArray[np.uint8]:
    """A row of blocks, shape (height, width, 3), uint8, from edge to edge."""
    number = stamp_ms % _WRAP_MS
    code = number << _CHECK_BITS | _check(number)
    bits = [code >> place & 1 for place in reversed(range(_TIME_BITS + _CHECK_BITS))]
    blocks = np.array([*_START, *bits], np.uint8) * 255
    line = blocks[np.arange(width_px) * BLOCKS // width_px]
    return np.ascontiguousarray(np.broadcast_to(line[None, :, None], (height_px, width_px, 3)))


def find(grey: NDArray[np.uint8]) -> Place | None:
    """Where in a picture there is a row of blocks, as it is or mirrored; None if nowhere.

    Parameters
    ----------
    grey
        Shape (height, width), uint8.
    """
    width_px = grey.shape[1]
    lines: list[tuple[int, NDArray[np.intp]]] = []
    for y in range(0, len(grey), _STEP_PX):
        line = grey[y]
        for is_mirrored in (False, True):
            columns = _in_line(line[::-1] if is_mirrored else line)
            if columns is not None:
                lines.append((y, width_px - 1 - columns if is_mirrored else columns))
                break
        if lines and y > lines[0][0] and lines[-1][0] != y:
            break
    if not lines:
        return None
    middle = lines[len(lines) // 2]
    return Place(middle[0], middle[1])


def read(line: NDArray[np.uint8], place: Place) -> int | None:
    """The stamp in a line of pixels, milliseconds; None if there is none, or not a whole one.

    Parameters
    ----------
    line
        Shape (width,), uint8: line `place.y` of the picture.
    place
        Where :func:`find` found it.
    """
    return _number(line[place.columns] > _middle(line[place.columns]))


def _in_line(line: NDArray[np.uint8]) -> NDArray[np.intp] | None:
    """The middles of the blocks in one line of pixels, read from left to right."""
    white = line > _middle(line)
    edges = np.flatnonzero(np.diff(white)) + 1
    needed = len(_START) - 1
    for first in range(len(edges) - needed + 1):
        group = edges[first : first + needed]
        widths = np.diff(group)
        if not white[group[0]] or np.ptp(widths) > max(2.0, 0.2 * widths.mean()):
            continue
        width_px = float(group[-1] - group[0]) / (needed - 1)
        found = _measured(white, first_edge=int(group[0]), width_px=width_px)
        if found is not None:
            return found
    return None


def _measured(
    white: NDArray[np.bool_], *, first_edge: int, width_px: float
) -> NDArray[np.intp] | None:
    """The middles of the blocks, given the left edge of the second; None if the check fails."""
    widths_px = width_px + _FINEST[:, None]
    columns = np.floor(first_edge + (np.arange(BLOCKS) - 0.5) * widths_px).astype(np.intp)
    inside = (widths_px[:, 0] >= _NARROWEST_PX) & (columns[:, 0] >= 0)
    columns = columns[inside & (columns[:, -1] < len(white))]
    codes = white[columns][:, len(_START) :] @ _WEIGHTS
    fitting = columns[codes & (1 << _CHECK_BITS) - 1 == _check(codes >> _CHECK_BITS)]
    found = len(fitting) // 2
    is_stamp = len(fitting) and _number(white[fitting[found]]) is not None
    return fitting[found] if is_stamp else None


def _middle(line: NDArray[np.uint8]) -> float:
    """Return the level between black and white in these pixels."""
    return (float(line.min()) + float(line.max())) / 2


def _number(bits: NDArray[np.bool_]) -> int | None:
    """The stamp of these blocks; None if the start or the check is not right."""
    if tuple(bits[: len(_START)].tolist()) != _START:
        return None
    code = int(bits[len(_START) :] @ _WEIGHTS)
    number, check = code >> _CHECK_BITS, code & (1 << _CHECK_BITS) - 1
    return number if check == _check(number) else None


def _check(number: _Number) -> _Number:
    """Twelve bits that change when any bit of the number does (Knuth's multiplicative hash)."""
    return ((number + 1) * 2654435761 & 0xFFFFFFFF) >> 32 - _CHECK_BITS
