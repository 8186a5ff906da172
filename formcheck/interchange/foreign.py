"""Poses as another program wrote them, checked whole: bounds, mistakes, and who is followed."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from formcheck.errors import RecordingError
from formcheck.pose.joints import JOINT_COUNT, Joint

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

MOST_BYTES: Final = 200 << 20
"""Size of the largest file that is read: half an hour of MediaPipe's JSON takes about as much."""

MOST_FRAMES: Final = 500_000
"""Pictures of the longest file that is read: four hours at 30 a second (engineering default)."""

MOST_PEOPLE: Final = 100
"""People in a picture."""

LARGEST_PX: Final = 1e6
"""The largest coordinate, as in recordings."""


class ForeignError(ValueError):
    """A mistake in a file of poses: its place and what is wrong, without the name of the file."""


@dataclass
class ForeignBody:
    """One person in one picture.

    Attributes
    ----------
    image
        Shape (33, 2), in the unit of the file; NaN = not seen.
    visibility
        Shape (33,), 0 to 1.
    world
        Shape (33, 3), metres as in `Pose`; None = the file has no depth.
    """

    image: NDArray[np.float64]
    visibility: NDArray[np.float64]
    world: NDArray[np.float64] | None = None


@dataclass
class ForeignPoses:
    """What a file of poses has.

    Attributes
    ----------
    frames
        The people of each picture, in order; none = no person was found.
    numbers
        The number of each picture, strictly increasing.
    times_s
        The time of each picture, or None where the file has no times.
    size_px
        Width and height of the picture, or None where the file does not say it.
    joints
        The joints that the file can have.
    y_up
        Whether y grows upwards, and the unit is not that of a picture.
    normalised
        Whether coordinates are shares of the picture.
    """

    joints: frozenset[Joint]
    frames: list[list[ForeignBody]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    times_s: list[float] | None = None
    size_px: tuple[int, int] | None = None
    y_up: bool = False
    normalised: bool = False

    def add(self, number: int, people: list[ForeignBody], time_s: float | None = None) -> None:
        """Add a picture.

        Parameters
        ----------
        number, people, time_s
            Its number, who is in it, and its time if it is known.

        Raises
        ------
        ForeignError
            If there are too many pictures or people, or they are not in order.
        """
        if len(self.frames) >= MOST_FRAMES:
            raise ForeignError(f"there are more than {MOST_FRAMES} pictures")
        if len(people) > MOST_PEOPLE:
            raise ForeignError(f"picture {number} has more than {MOST_PEOPLE} people")
        if not 0 <= number < 2**53 or (self.numbers and number <= self.numbers[-1]):
            raise ForeignError(f"the pictures are not in order at {number}")
        if (time_s is None) != (self.times_s is None) and self.frames:
            raise ForeignError(f"picture {number} has a time and others have none, or other way")
        if time_s is not None:
            self.times_s = [] if self.times_s is None else self.times_s
            if not 0 <= time_s < 1e7 or (self.times_s and time_s <= self.times_s[-1]):  # noqa: PLR2004  # a hundred days
                raise ForeignError(f"the time of picture {number} is not after the one before")
            self.times_s.append(time_s)
        self.numbers.append(number)
        self.frames.append(people)


def numbers_of(
    values: Any,  # noqa: ANN401  # from JSON
    count: int,
    place: str,
    *,
    largest: float = LARGEST_PX,
) -> NDArray[np.float64]:
    """Return a list of numbers of another program, checked.

    Parameters
    ----------
    values
        Anything; null is NaN.
    count
        How many numbers there should be.
    place
        Where it stands, for the message.
    largest
        The largest number that is possible.

    Returns
    -------
    numpy.ndarray
        Shape (count,).

    Raises
    ------
    ForeignError
        If it is anything else.
    """
    if not isinstance(values, list) or len(values) != count:
        found = f"{len(values)} values" if isinstance(values, list) else type(values).__name__
        raise ForeignError(f"{place} has {found}, and {count} numbers are expected")
    if not all(value is None or type(value) in {int, float} for value in values):
        raise ForeignError(f"{place} has something that is no number")
    try:
        found_array = np.array([math.nan if value is None else value for value in values], float)
    except (OverflowError, ValueError) as error:
        raise ForeignError(f"{place} has a number that is too large") from error
    if (np.abs(found_array) > largest).any():
        raise ForeignError(f"{place} has a number that is too large")
    return found_array


def body_of(
    rows: NDArray[np.float64], joints: Sequence[Joint | None], *, unseen_at_zero: bool = True
) -> ForeignBody:
    """Return a body of rows of x, y and confidence.

    Parameters
    ----------
    rows
        Shape (n, 3).
    joints
        The joint of each row; None = it is passed over.
    unseen_at_zero
        Whether a confidence of 0 means that the joint was not found.

    Returns
    -------
    ForeignBody
        The confidence of the program is taken as visibility, from 0 to 1.
    """
    image, visibility = np.full((JOINT_COUNT, 2), math.nan), np.zeros(JOINT_COUNT)
    for row, joint in zip(rows, joints, strict=True):
        if joint is None or np.isnan(row[:2]).any() or (unseen_at_zero and not row[2] > 0):
            continue
        image[joint] = row[:2]
        visibility[joint] = min(max(row[2], 0.0), 1.0) if not math.isnan(row[2]) else 0.0
    return ForeignBody(image, visibility)


def followed(frames: Sequence[Sequence[ForeignBody]]) -> tuple[list[ForeignBody | None], int]:
    """Return one person for each picture: the largest at first, and then the nearest to it.

    Parameters
    ----------
    frames
        The people of each picture.

    Returns
    -------
    bodies : list of ForeignBody or None
        None = no person was found.
    several : int
        In how many pictures there were several people.
    """
    chosen: list[ForeignBody | None] = []
    last: NDArray[np.float64] | None = None
    for people in frames:
        seen = [one for one in people if np.isfinite(one.image).any()]
        if not seen:
            chosen.append(None)
            continue
        if last is None:
            best = max(seen, key=_size)
        else:
            best = min(seen, key=lambda one: _apart(one, last))
        last = np.nanmean(best.image, axis=0)
        chosen.append(best)
    return chosen, sum(len(people) > 1 for people in frames)


def _size(body: ForeignBody) -> float:
    span = np.nanmax(body.image, axis=0) - np.nanmin(body.image, axis=0)
    return float(np.hypot(*span))


def _apart(body: ForeignBody, last: NDArray[np.float64] | None) -> float:
    return float(np.linalg.norm(np.nanmean(body.image, axis=0) - last))


def content(path: Path) -> bytes:
    """Return the content of a file of poses; raise RecordingError if it is missing or large."""
    try:
        if not path.is_file():
            raise RecordingError(f"There is no file {path}: check its name and folder.")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise RecordingError(f"{path} cannot be read ({reason}): check it.") from error
    if len(data) > MOST_BYTES:
        raise RecordingError(f"{path} is larger than {MOST_BYTES >> 20} MB: divide it.")
    return data
