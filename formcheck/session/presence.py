"""Whether somebody has got up or left: then the set is over, without a key."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from formcheck.pose.filters import Debounce
from formcheck.pose.gestures import trunk_is_upright
from formcheck.pose.positions import POSITIONS

if TYPE_CHECKING:
    from formcheck.assessment.quality_gate import PauseReason
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.pose import Pose
    from formcheck.session.protocol import ScreenKind, SessionInput, SessionOutput

UP_S: Final = 2.5
"""How long a trunk must be upright before the set is over (engineering default)."""

LEFT_S: Final = 6.0
"""How long nobody is seen, or somebody in another position, before it is (engineering default)."""

UNJUDGED_S: Final = 30.0
"""How long nothing can be judged for any other reason before it is (engineering default)."""

IDLE_S: Final = 900.0
"""How long nothing happens, no key, no repetition, no next stage, before a session ends by itself:
else a camera that was forgotten would look on for ever (engineering default)."""


class Presence:
    """Tells when a set is over because the person is.

    Parameters
    ----------
    exercise
        Its position is asked.
    """

    def __init__(self, exercise: Exercise) -> None:
        self._on_the_floor = not POSITIONS[exercise.position].upright
        self._up, self._left, self._unjudged = (
            Debounce(UP_S),
            Debounce(LEFT_S),
            Debounce(UNJUDGED_S),
        )

    def has_left(self, pose: Pose, reason: PauseReason | None) -> bool:
        """Whether the person has got up or left by now.

        Parameters
        ----------
        pose
            Who is seen.
        reason
            Why nothing is judged now, or None.
        """
        time_s = pose.time_s
        name = "" if reason is None else reason.name
        # Each of them is asked on every pose, so that none misses a part of its time.
        up = self._up.update(time_s, on=self._on_the_floor and trunk_is_upright(pose))
        left = self._left.update(time_s, on=name in {"absent", "position"})
        unjudged = self._unjudged.update(time_s, on=bool(name))
        return up or left or unjudged


class Idleness:
    """Tells when nothing has happened for so long that the session is over."""

    def __init__(self) -> None:
        self._known: tuple[ScreenKind, int] | None = None
        self._since_s = math.nan

    def update(self, tick: SessionInput, direction: SessionOutput) -> bool:
        """Whether nothing has happened for `IDLE_S`, this tick included."""
        reading = direction.reading
        known = (direction.screen.kind, 0 if reading is None else reading.reps)
        if known != self._known or tick.commands or tick.digits:
            self._known, self._since_s = known, tick.time_s
        return tick.time_s - self._since_s >= IDLE_S
