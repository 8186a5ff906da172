"""In what order the sets are done: as planned, or as somebody wants it by key."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from formcheck.guide.session_plan import other_side_of

if TYPE_CHECKING:
    from formcheck.guide.session_plan import SessionPlan, SetPlan


class Order:
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
