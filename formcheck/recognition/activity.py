"""How much a body moves, whatever it does: what an exercise has to explain.

Time is cut into short slots.  A joint's place in a slot is the mean of its places there, which
takes most of the noise away and gives the same at every frame rate.
"""

from __future__ import annotations

import math
from array import array
from typing import TYPE_CHECKING, Final

from formcheck.pose.geometry import UNKNOWN, is_known
from formcheck.pose.joints import Joint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.pose.features import PoseFeatures

SLOT_S: Final = 0.5
"""Length of a slot: shorter than the quickest part of an exercise, longer than a frame."""

STILL: Final = 0.03
"""Movement of a body at rest from one slot to the next, in trunk lengths (rendered people who lie
or stand still: 0.005 to 0.02)."""

SEEN: Final = 0.5

_JOINTS: Final = tuple(
    Joint[f"{side}_{part}"]
    for side in ("LEFT", "RIGHT")
    for part in ("SHOULDER", "HIP", "KNEE", "ANKLE")
)
_TRUNKS: Final = ((0, 1), (4, 5))


class ActivityMeter:
    """Follows how far trunk and legs move from slot to slot.

    Attributes
    ----------
    moved
        For each slot that is over: the movement since the slot before, in trunk lengths, of the
        joint that moved second furthest (one alone may have jumped); NaN = not known.
    """

    def __init__(self) -> None:
        self.moved = array("d")
        self._slot = 0
        self._sums = [0j] * len(_JOINTS)
        self._counts = [0] * len(_JOINTS)
        self._places: list[complex] = [UNKNOWN] * len(_JOINTS)

    def update(self, slot: int, sight: PoseFeatures) -> None:
        """Take the next pose, which falls into this slot; slots never go back."""
        while self._slot < slot:
            self._close()
        if sight.absent:
            return
        points, visibility = sight.points, sight.visibility
        for number, row in enumerate(_JOINTS):
            if visibility[row] >= SEEN and is_known(points[row]):
                self._sums[number] += points[row]
                self._counts[number] += 1

    def finish(self) -> None:
        """Close the slot under way."""
        self._close()

    def _close(self) -> None:
        places = [
            total / count if count else UNKNOWN
            for total, count in zip(self._sums, self._counts, strict=True)
        ]
        self.moved.append(_moved(self._places, places))
        self._places = places
        self._sums = [0j] * len(_JOINTS)
        self._counts = [0] * len(_JOINTS)
        self._slot += 1


def _moved(before: Sequence[complex], now: Sequence[complex]) -> float:
    """The second largest way of a joint, in trunk lengths; NaN = not known."""
    ways = sorted(
        abs(place - old)
        for place, old in zip(now, before, strict=True)
        if is_known(place) and is_known(old)
    )
    trunks = [abs(now[a] - now[b]) for a, b in _TRUNKS if is_known(now[a]) and is_known(now[b])]
    if len(ways) < 2 or not trunks:  # noqa: PLR2004  # one joint alone is not believed
        return math.nan
    trunk = max(trunks)
    return ways[-2] / trunk if trunk > 0 else math.nan
