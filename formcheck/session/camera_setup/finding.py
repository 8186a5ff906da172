"""What one check found, made steady: believed only once it has lasted."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

SETTLE_S: Final = 0.4
"""For how long something must be found before it is told, so that nothing flickers (engineering
default)."""


class Finding(NamedTuple):
    """What one pose says of one check.

    Attributes
    ----------
    right
        Whether it is right; None = cannot be told.
    say
        One sentence: what to change; empty when it is right.
    """

    right: bool | None
    say: str = ""


UNTOLD: Final = Finding(None)
RIGHT: Final = Finding(right=True)


class SteadyFinding:
    """Follows findings over time, driven by the poses' time.

    Both, whether it is right and what is said of it, change only after `SETTLE_S`.
    """

    def __init__(self) -> None:
        self.told = UNTOLD
        self._right: bool | None = None
        self._right_since_s = math.nan
        self._say = ""
        self._say_since_s = math.nan

    def update(self, time_s: float, found: Finding) -> Finding:
        """What may be told after this finding."""
        if math.isnan(self._right_since_s) or found.right is not self._right:
            self._right, self._right_since_s = found.right, time_s
        if math.isnan(self._say_since_s) or found.say != self._say:
            self._say, self._say_since_s = found.say, time_s
        if found.right is not self.told.right:
            if time_s - self._right_since_s >= SETTLE_S:
                self.told = found
        elif time_s - self._say_since_s >= SETTLE_S:
            self.told = found
        return self.told
