"""What stood between the camera and the body, and for how long: why nothing was recognised.

Each obstacle has its share of the time, and several may be there at once.  The reason that is
given is the one that lasted longest, and never one that lasted only for a moment.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Final

import numpy as np

from formcheck.pose.joints import Joint
from formcheck.pose.pose import SEEN
from formcheck.recognition.report import Obstacle

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from formcheck.pose.features import PoseFeatures

SMALL_PX: Final = 90.0
"""A body that is no larger in the picture is too small: a joint is off by 5 pixels and more there
(engineering default)."""

EDGE: Final = 0.015
"""A joint that is nearer to the edge of the picture, in shares of its shorter side, is outside:
the pose model puts what is cut off at the edge.  Heels of whole bodies of real people are inside
by 0.05 and more, those of cut ones by less than 0 for half of the time."""

LISTED: Final = 0.05
"""An obstacle that lasted for a smaller share of the time is not listed (engineering default)."""

ALWAYS: Final = 0.97
"""From this share on, an obstacle was there all the time."""

_SAME_CUT: Final = 0.5
"""Parts that were cut off for at least this share of the longest such time are named together."""


def _pair(part: str) -> tuple[Joint, ...]:
    return Joint[f"LEFT_{part}"], Joint[f"RIGHT_{part}"]


_PARTS: Final[Mapping[str, tuple[Joint, ...]]] = {
    "head": (Joint.NOSE,),
    "shoulders": _pair("SHOULDER"),
    "hips": _pair("HIP"),
    "knees": _pair("KNEE"),
    "feet": _pair("HEEL"),
}
"""Parts from top to bottom; a part is outside or hidden if it is so on both sides."""

_NEEDED: Final = ("shoulders", "hips", "knees", "feet")
"""Parts without which no exercise is judged; a face may be hidden."""

_SAY: Final = {
    "absent": "you could not be seen: come into the picture, with head and feet.",
    "view": "the camera stood neither beside the body nor in front of it: turn your side or your "
    "chest to it.",
    "cut_off": "your {} {} outside the picture: move back, or the camera.",
    "hidden": "your {} could not be seen: nothing may stand before them, and they need light.",
    "upside_down": "the body was upside down: turn the picture, or let the camera see your head.",
    "small": "the body was very small in the picture: the camera belongs nearer.",
}
"""What to change, in the order in which a person would do it."""


class ObstacleMeter:
    """Measures how long each obstacle was there."""

    def __init__(self) -> None:
        self._lasted_s: defaultdict[str, float] = defaultdict(float)
        self._parts_s: defaultdict[tuple[str, str], float] = defaultdict(float)
        self._watched_s = 0.0

    def update(self, step_s: float, features: PoseFeatures) -> None:
        """Take the features of the next pose.

        Parameters
        ----------
        step_s
            Seconds since the pose before.
        features
            Features of the pose.
        """
        self._watched_s += step_s
        if features.absent:
            self._lasted_s["absent"] += step_s
            return
        parts = list(_missing_parts(features))
        for name in {name for name, _ in parts}:
            self._lasted_s[name] += step_s
        for found in parts:
            self._parts_s[found] += step_s
        for name in _seen_obstacles(features):
            self._lasted_s[name] += step_s

    def finish(self) -> tuple[Obstacle, ...]:
        """Return the obstacles, the one that lasted longest first."""
        if not self._watched_s:
            return (_obstacle("absent", 1.0),)
        order = list(_SAY)
        shares = {name: lasted_s / self._watched_s for name, lasted_s in self._lasted_s.items()}
        listed = [name for name in order if shares.get(name, 0.0) >= LISTED]
        return tuple(
            _obstacle(name, min(1.0, shares[name]), self._parts(name))
            for name in sorted(listed, key=lambda name: -shares[name])
        )

    def _parts(self, name: str) -> tuple[str, ...]:
        """Return the parts of the body that an obstacle concerned."""
        times_s = {part: self._parts_s[name, part] for part in _PARTS}
        longest_s = max(times_s.values())
        return tuple(
            part
            for part, time_s in times_s.items()
            if time_s > 0 and time_s >= _SAME_CUT * longest_s
        )


def _obstacle(name: str, share: float, parts: tuple[str, ...] = ()) -> Obstacle:
    words = " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
    verb = "was" if parts == ("head",) else "were"
    often = "All the time" if share >= ALWAYS else f"For {100 * share:.0f} % of the time"
    say = f"{often} {_SAY[name].format(words, verb)}"
    return Obstacle(name=name, share=share, parts=parts, say=say)


def _missing_parts(features: PoseFeatures) -> Iterator[tuple[str, str]]:
    """Yield each part that is outside the picture or hidden."""
    (width, height), visibility = features.pose.size_px, features.visibility
    places, edge_px = features.pose.image.tolist(), EDGE * min(width, height)
    for part, rows in _PARTS.items():
        if not any(
            edge_px <= places[row][0] <= width - edge_px
            and edge_px <= places[row][1] <= height - edge_px
            for row in rows
        ):
            yield "cut_off", part
        elif part in _NEEDED and all(visibility[row] < SEEN for row in rows):
            yield "hidden", part


def _seen_obstacles(features: PoseFeatures) -> Iterator[str]:
    """Yield the other obstacles of a pose that was found."""
    if features.view.plane == "between":
        yield "view"
    image = features.pose.image
    body = image[[row for part in _NEEDED for row in _PARTS[part]]]
    if np.ptp(body, axis=0).max() < SMALL_PX:
        yield "small"
    shoulders, hips, _, feet = body.reshape(len(_NEEDED), 2, 2).mean(axis=1)
    across, down = (shoulders - hips).tolist()
    # Steeper than 30 degrees downwards, and the feet are above the hips.
    if down > math.hypot(across, down) / 2 and feet[1] < hips[1]:
        yield "upside_down"
