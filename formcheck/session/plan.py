"""Plan of a session: the exercise, the sets of each leg and the rests between them."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.joints import Side, SideChoice


SideRequest = Literal["left", "right", "both", "auto"]
"""The requested leg; ``both`` = one after the other, ``auto`` = found automatically."""

COUNTDOWN_S: Final = 5.0
"""Time from the start position to the first repetition (engineering default)."""


@dataclass(frozen=True, slots=True)
class SetPlan:
    """One planned set."""

    number: int
    """1-based, among the sets of its side."""
    side: SideChoice
    """The working leg; ``auto`` = found automatically, or both legs work."""
    reps: int
    """Number of repetitions that end the set; 0 = the person ends it."""

    @property
    def leg(self) -> Side | None:
        """The working leg; None if it is not known beforehand."""
        return None if self.side == "auto" else self.side

    @property
    def leg_words(self) -> str:
        """The working leg in words: "the left leg"; empty if it is not known beforehand."""
        return "" if self.side == "auto" else f"the {self.side} leg"


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """The sets of one exercise of a session.

    Examples
    --------
    >>> from formcheck.exercises.loader import load_exercise
    >>> bridge = load_exercise("single_leg_bridge")
    >>> plan = SessionPlan(bridge, sides_of(bridge, "both"), sets=2, reps=8, rest_s=60.0)
    >>> [(planned.number, planned.side) for planned in plan.in_order()]
    [(1, 'left'), (1, 'right'), (2, 'left'), (2, 'right')]
    """

    exercise: Exercise
    sides: tuple[SideChoice, ...]
    """The legs of each round, in order."""
    sets: int
    """Number of rounds."""
    reps: int
    """Repetitions of each set; 0 = until the person ends it."""
    rest_s: float
    countdown_s: float = COUNTDOWN_S
    asks_pain: bool = True
    """True if the session asks for pain before the first set and after each set."""
    checks_place: bool = True
    """True if the session checks the camera's place first."""
    stops_at_strong_pain: bool = False
    """True if pain above the limit ends the whole session, not only the exercise."""
    is_gentle: bool = False
    """True if the exercise only moves the hip: pain above the limit is no reason not to begin."""
    how: str = ""
    """What is special about this form of the exercise, in a sentence: a high chair, say."""

    def in_order(self) -> tuple[SetPlan, ...]:
        """Return every set: one of each side, then the next round."""
        return tuple(
            SetPlan(number, side, self.reps)
            for number in range(1, self.sets + 1)
            for side in self.sides
        )


def sides_of(exercise: Exercise, request: SideRequest) -> tuple[SideChoice, ...]:
    """Return the legs of one round, in order.

    Parameters
    ----------
    exercise
        The exercise; if both legs work together, the round is one ``auto`` set.
    request
        The requested leg.

    Returns
    -------
    tuple[SideChoice, ...]
    """
    if exercise.sides != "one":
        return ("auto",)
    return ("left", "right") if request == "both" else (request,)


class SetQueue:
    """The sets of a session, one after the other; `now` is under way or comes next."""

    def __init__(self, plan: SessionPlan) -> None:
        self._ahead = deque(plan.in_order())
        self.now: SetPlan = self._ahead.popleft()

    @property
    def is_at_end(self) -> bool:
        """Return True if no set is planned after this one."""
        return not self._ahead

    def go_on(self) -> SetPlan:
        """Go to the next planned set and return it."""
        self.now = self._ahead.popleft()
        return self.now

    def stop(self) -> None:
        """Drop all sets after this one."""
        self._ahead.clear()

    def repeat(self, done: SetPlan) -> None:
        """Put a set that has been done next; the set that was next follows it."""
        if self.now != done:
            self._ahead.appendleft(self.now)
        self.now = done

    def change_sides(self) -> None:
        """Put a set of the other leg next, planned or not; an ``auto`` set has no other leg."""
        now = self.now
        while self._ahead and self._ahead[0].side == now.side and now.side != "auto":
            self._ahead.popleft()
        if self._ahead:
            self.now = self._ahead.popleft()
        elif now.side != "auto":
            self.now = replace(now, side="right" if now.side == "left" else "left")
