"""What a session consists of: which exercise, how many sets of which leg, how long a rest."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.joints import Side, SideChoice


SideRequest = Literal["left", "right", "both", "auto"]
"""The leg that is asked for; ``both`` is one after the other, ``auto`` lets it be found."""

COUNTDOWN_S: Final = 5.0
"""From the start position to the first repetition (engineering default)."""

SIDE_CHANGE_S: Final = 20.0
"""Rest while the sides are changed: the other leg has rested already (engineering default)."""


@dataclass(frozen=True, slots=True)
class SetPlan:
    """One planned set.

    Attributes
    ----------
    number
        1-based, among those of its side.
    side
        The working leg; ``auto`` lets it be found, or both work.
    reps
        How many repetitions end it; 0 = it is ended by the person.
    """

    number: int
    side: SideChoice
    reps: int

    @property
    def leg(self) -> Side | None:
        """The working leg, if it is known beforehand."""
        return None if self.side == "auto" else self.side


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """A whole session of one exercise.

    Attributes
    ----------
    exercise
        What is done.
    sides
        The legs of each round, in order.
    sets
        How many rounds.
    reps
        Repetitions of each set; 0 = until the person ends it.
    rest_s
        Rest between two sets, seconds.
    countdown_s
        From the start position to the first repetition, seconds.
    asks_pain
        Whether pain is asked before the first set and after each.
    checks_place
        Whether the place of the camera is checked first.
    """

    exercise: Exercise
    sides: tuple[SideChoice, ...]
    sets: int
    reps: int
    rest_s: float
    countdown_s: float = COUNTDOWN_S
    asks_pain: bool = True
    checks_place: bool = True

    def in_order(self) -> tuple[SetPlan, ...]:
        """Every set: one of each side, then the next round."""
        return tuple(
            SetPlan(number, side, self.reps)
            for number in range(1, self.sets + 1)
            for side in self.sides
        )

    def rest_between_s(self, before: SetPlan, after: SetPlan) -> float:
        """How long to rest between two sets, seconds."""
        if before.side != after.side:
            return min(self.rest_s, SIDE_CHANGE_S)
        return self.rest_s


def sides_of(exercise: Exercise, request: SideRequest) -> tuple[SideChoice, ...]:
    """The legs of one round, as they are asked for; legs that work together are not told apart."""
    if exercise.sides != "one":
        return ("auto",)
    return ("left", "right") if request == "both" else (request,)


def other_side_of(plan: SetPlan, *, number: int) -> SetPlan:
    """The same set with the other leg; of a leg that is found by itself just one more."""
    if plan.side == "auto":
        return SetPlan(number, "auto", plan.reps)
    return SetPlan(number, "right" if plan.side == "left" else "left", plan.reps)


class SetQueue:
    """The sets of a session, one after the other.

    Parameters
    ----------
    plan
        What the session consists of.

    Attributes
    ----------
    now
        The set that is under way, or that comes next.
    """

    def __init__(self, plan: SessionPlan) -> None:
        self._ahead = deque(plan.in_order())
        self.now: SetPlan = self._ahead.popleft()

    @property
    def is_at_end(self) -> bool:
        """Whether nothing is planned after this set."""
        return not self._ahead

    def go_on(self) -> None:
        """The next set, as planned."""
        self.now = self._ahead.popleft()

    def stop(self) -> None:
        """Nothing comes after this set."""
        self._ahead.clear()

    def repeat(self, done: SetPlan) -> None:
        """Do this one next; what was to come now comes after it."""
        if self.now != done:
            self._ahead.appendleft(self.now)
        self.now = done

    def change_sides(self) -> None:
        """Let the next set be one of the other leg, planned or not."""
        now = self.now
        while self._ahead and self._ahead[0].side == now.side and now.side != "auto":
            self._ahead.popleft()
        other = other_side_of(now, number=now.number)
        self.now = self._ahead.popleft() if self._ahead else other
