"""Looking on while nothing is counted: whether the person is in the start position, or why not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from formcheck.assessment.checker import Checker
from formcheck.assessment.rep_counter import Phase
from formcheck.pose.filters import Debounce

if TYPE_CHECKING:
    from formcheck.assessment.checker import Reading
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.joints import SideChoice
    from formcheck.pose.pose import Pose

STILL_S: Final = 1.0
"""How long the start position has to be kept before it is believed (engineering default)."""


class StartDetector:
    """Follows the poses between sets, as a checker would, and keeps nothing.

    Parameters
    ----------
    exercise, side
        Whose start position is waited for.
    still_s
        How long it has to be kept.

    Attributes
    ----------
    reading
        What is known of the last pose; None before the first.
    in_start
        Whether the person has been in the start position for long enough.
    """

    def __init__(self, exercise: Exercise, *, side: SideChoice, still_s: float = STILL_S) -> None:
        self._checker = Checker(exercise, side=side)
        self._still = Debounce(still_s)
        self.reading: Reading | None = None
        self.in_start = False

    def update(self, pose: Pose) -> Reading:
        """Take the next pose."""
        self.reading = self._checker.update(pose)
        resting = self.reading.paused is None and self.reading.phase is Phase.REST
        self.in_start = self._still.update(pose.time_s, on=resting)
        return self.reading

    @property
    def hint(self) -> str:
        """What to change to get into the start position; empty if nothing is known of it."""
        if self.reading is None or self.reading.paused is None:
            return ""
        return self.reading.paused.say
