"""How a video or a recording is read: turned, set right, in real time, in part, which person."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Final, cast, get_args

from formcheck.capture import PersonChoice
from formcheck.pose.pose import Turn, turned, unmirrored

if TYPE_CHECKING:
    from formcheck.assessment.report import ReadWith
    from formcheck.pose.pose import Pose


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceOptions:
    """How a video or a recording is read.

    What is read is what is recorded: a recording that was made with options has them in its
    poses, and is read again without them.

    Attributes
    ----------
    rotate_deg
        How far the picture is turned clockwise before a person is looked for: 0, 90, 180 or 270.
    mirrored
        The picture is mirrored, as some phones store what their front camera shows.  The pose
        model gets it as it is, because what it names left is the right side of the body then;
        `unmirrored` makes the body as it was from it.
    speed
        How many times slower than reality the file plays; None = as the file says.
    start_s, end_s
        The part that is read, in seconds as a player shows them.
    person
        The person to follow where there are several; a recording holds one.

    Raises
    ------
    ValueError
        If a value is not possible.
    """

    rotate_deg: Turn = 0
    mirrored: bool = False
    speed: float | None = None
    start_s: float = 0.0
    end_s: float = math.inf
    person: PersonChoice = "auto"

    def __post_init__(self) -> None:
        if self.rotate_deg not in get_args(Turn):
            raise ValueError(f"expected a turn by 0, 90, 180 or 270, got {self.rotate_deg}")
        if self.person not in get_args(PersonChoice):
            raise ValueError(f"expected one of {get_args(PersonChoice)}, got {self.person!r}")
        if self.speed is not None and not 0 < self.speed < math.inf:
            raise ValueError(f"expected a speed above 0, got {self.speed}")
        if not 0 <= self.start_s < self.end_s:
            raise ValueError(
                f"expected a start from 0 to the end, got {self.start_s} and {self.end_s}"
            )

    def block(self) -> ReadWith:
        """Return the options that are not the usual ones, for the source block of a report."""
        changed = {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if getattr(self, field.name) != field.default
        }
        return cast("ReadWith", changed)

    def applied_to(self, pose: Pose, *, slowed: float) -> Pose:
        """Return a recorded pose as it is read.

        Parameters
        ----------
        pose
            The pose as it is in the file.
        slowed
            How many times slower than reality the file plays.

        Returns
        -------
        Pose
            The pose turned, set right, and with the time of the real movement.
        """
        read = turned(pose, self.rotate_deg)
        if self.mirrored:
            read = unmirrored(read)
        return read if slowed == 1 else replace(read, time_s=read.time_s / slowed)

    def has(self, time_s: float) -> bool:
        """Return True if a picture at this time, as a player shows it, is read."""
        return self.start_s <= time_s <= self.end_s


NO_OPTIONS: Final = SourceOptions()
