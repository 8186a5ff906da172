"""Checks that the whole body and the room of its movement are in the picture."""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from formcheck.exercises.figure import drawn_position
from formcheck.pose.joints import Joint
from formcheck.pose.view import px_per_m

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from formcheck.exercises.definition import Exercise
    from formcheck.pose.joints import Side
    from formcheck.pose.pose import Pose

EDGE_SHARE: Final = 0.015
"""Least distance of a joint from the edge of the picture, as a share of its shorter side: the pose
model puts the joints of a body that is cut off at the edge (engineering default)."""

CROWN_SHARE: Final = 0.55
"""Height of the crown above the ears, as a share of that of the ears above the shoulders: about
13 cm of 24 (engineering default)."""

STATURE_M: Final = 1.65
"""Stature for which the room of a movement is computed: a person of 60, woman or man (engineering
default)."""

ROOM_SHARE: Final = 0.85
"""Share of the drawn movement's room that must be free; drawings show the full extent."""

FITS_SHARE: Final = 0.85
"""A body that fills less than this share of width and height fits in if the camera turns; for a
larger one the camera has to go back (engineering default)."""


def _both(*parts: str) -> list[Joint]:
    """Return these joints of both sides."""
    return [Joint[f"{side}_{part}"] for part in parts for side in ("LEFT", "RIGHT")]


_PARTS: Final[Mapping[str, list[Joint]]] = {
    "head": [Joint.NOSE],
    "feet": _both("ANKLE", "HEEL", "FOOT_INDEX"),
    "knees": _both("KNEE"),
    "hips": _both("HIP"),
    "shoulders": _both("SHOULDER"),
}
"""Parts that must be in the picture; hands may be outside, no measure needs them."""

_TURN: Final[Mapping[str, str]] = {
    "left": "turn the camera to that side, or move it back",
    "right": "turn the camera to that side, or move it back",
    "top": "tilt the camera up, or move it back",
    "bottom": "tilt the camera down, or move it back",
}


class Finding(NamedTuple):
    """Result of one check on one pose; the fields are those of `Check`."""

    passed: bool | None
    say: str = ""


UNKNOWN: Final = Finding(None)
PASSED: Final = Finding(passed=True)


def failed(say: str) -> Finding:
    """Return a failed check with the sentence that says what to change."""
    return Finding(passed=False, say=say)


class Room(NamedTuple):
    """Room that a movement needs beyond the body's outline at the start, shares of the stature."""

    up: float = 0.0
    forward: float = 0.0
    back: float = 0.0
    """In front of and behind a person who stands sideways; else outward of the working leg and
    away from it."""


def room_of(exercise: Exercise) -> Room:
    """Return the room of an exercise by its drawing; without a drawing none."""
    if exercise.figure is None:
        return Room()
    pair = drawn_position(exercise.figure)
    start, end = ([*body.joints, body.head] for body in (pair.start, pair.end))
    up = max(point.imag for point in end) - max(point.imag for point in start)
    forward = max(point.real for point in end) - max(point.real for point in start)
    back = min(point.real for point in start) - min(point.real for point in end)
    if exercise.view.plane != "side":  # the working leg is not known yet: to both sides
        forward = back = max(forward, back)
    return Room(max(0.0, up), max(0.0, forward), max(0.0, back))


def check_framing(pose: Pose, room: Room, *, near: Side | None) -> Finding:
    """Check that the body and the room of its movement lie inside the picture.

    Parameters
    ----------
    pose
        The pose; joints that the model puts outside the picture show what is cut off.
    room
        Room that the movement needs.
    near
        The side nearer to the camera in a side view, which tells where forward is; else None.

    Returns
    -------
    Finding
        The result of the check.
    """
    points = {name: _points_px(pose, name) for name in _PARTS}
    everything = np.vstack(list(points.values()))
    if not np.isfinite(everything).all():
        return UNKNOWN
    cut = {name: edges for name in points if (edges := _beyond(points[name], pose))}
    low, high = everything.min(axis=0), everything.max(axis=0)
    if cut:
        return failed(_cut_say(cut, high - low, pose.size_px, back=_back(pose)))
    return _check_room(pose, room, (low, high), near=near)


def _points_px(pose: Pose, name: str) -> NDArray[np.float64]:
    """Return the joints of a part, shape (n, 2), pixels; the head includes its crown."""
    points = pose.image[_PARTS[name]].astype(np.float64)
    if name != "head":
        return points
    ears = pose.image[_both("EAR")].astype(np.float64).mean(axis=0)
    neck = pose.image[_both("SHOULDER")].astype(np.float64).mean(axis=0)
    crown = ears + CROWN_SHARE * (ears - neck)
    # Without ears the head is the nose.
    return np.vstack([points, crown]) if np.isfinite(crown).all() else points


def _beyond(points: NDArray[np.float64], pose: Pose) -> set[str]:
    """Return the edges of the picture that some of the points are beyond."""
    edge_px = EDGE_SHARE * min(pose.size_px)
    low, high = points.min(axis=0) < edge_px, points.max(axis=0) > np.array(pose.size_px) - edge_px
    return set(compress(("left", "top", "right", "bottom"), (*low, *high)))


def _back(pose: Pose) -> str:
    """Return how more of the person comes into the picture: who is upright may still walk."""
    trunk = pose.image[_both("SHOULDER")].mean(axis=0) - pose.image[_both("HIP")].mean(axis=0)
    upright = -trunk[1] > abs(trunk[0])
    return "step back, or move the camera back" if upright else "move the camera back"


def _cut_say(
    cut: Mapping[str, set[str]],
    extent_px: NDArray[np.float64],
    size_px: tuple[int, int],
    *,
    back: str,
) -> str:
    """Return the sentence that says what is cut off and what to do about it."""
    names = [name for name in ("head", "feet") if name in cut] or [next(iter(cut))]
    part = " and ".join(names)
    verb = "is" if part == "head" else "are"
    edges = sorted(set().union(*cut.values()))
    fits = all(extent < FITS_SHARE * size for extent, size in zip(extent_px, size_px, strict=True))
    do = _TURN[edges[0]] if fits and len(edges) == 1 else back
    return f"Your {part} {verb} cut off: {do}."


def _check_room(
    pose: Pose,
    room: Room,
    outline_px: tuple[NDArray[np.float64], NDArray[np.float64]],
    *,
    near: Side | None,
) -> Finding:
    """Check that the room around the body's outline (left top, right bottom) is free."""
    # It passes if the size of the body is unknown.
    stature_px = ROOM_SHARE * STATURE_M * px_per_m(pose)
    (left, top), (right, _) = outline_px
    # A person who shows the right side faces right; see `formcheck.pose.view`.
    ahead, behind = (room.back, room.forward) if near == "left" else (room.forward, room.back)
    if top - room.up * stature_px < 0:
        return failed(
            "The movement needs more room above you: tilt the camera up, or move it back."
        )
    if left - behind * stature_px < 0 or right + ahead * stature_px > pose.size_px[0]:
        return failed("The movement needs more room beside you: move the camera back.")
    return PASSED
