"""The body in the picture: its bones, and the angle that is measured at a joint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from formcheck.output.overlay.text import AMBER, BLACK, GREEN, WHITE, Colour
from formcheck.pose.geometry import rotated
from formcheck.pose.joints import BONES, Joint

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.assessment.checker import Reading
    from formcheck.output.overlay.angle import DrawnAngle

BONE: Final[Colour] = (235, 235, 235)

DRAWN_FROM: Final = 0.5
"""Joints seen less surely are not drawn: a guessed limb in the picture looks like a fact."""

_FAN_SHARE: Final = 0.62
_ARC_SHARE: Final = 0.4
"""Radius of the target's fan and of the measured arc, as shares of the moving bone."""


def draw_skeleton(picture: NDArray[np.uint8], reading: Reading, *, scale: float) -> None:
    """Draw the bones whose joints are seen, those of the working leg thicker.

    Parameters
    ----------
    picture
        Shape (height, width, 3), uint8, BGR; changed in place.
    reading
        Its pose is drawn.
    scale
        Pixels of the picture for one pixel of the pose.
    """
    spots = _seen_spots(reading, scale=scale)
    thick = max(2, picture.shape[0] // 180)
    legs = _leg_of(reading)
    # The working leg comes last, so that nothing covers it.
    for one, two in sorted(BONES, key=legs.issuperset):
        if one not in spots or two not in spots:
            continue
        works = legs.issuperset((one, two))
        colour, width = (AMBER, 2 * thick) if works else (BONE, thick)
        cv2.line(picture, spots[one], spots[two], BLACK, width + 2, cv2.LINE_AA)
        cv2.line(picture, spots[one], spots[two], colour, width, cv2.LINE_AA)
        if works:
            cv2.circle(picture, spots[two], width, colour, -1, cv2.LINE_AA)


def draw_head(picture: NDArray[np.uint8], reading: Reading, *, scale: float) -> None:
    """Draw a ring for a head; with a picture behind it, nobody needs one."""
    spots = _seen_spots(reading, scale=scale)
    shoulders = [spots[row] for row in (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER) if row in spots]
    if Joint.NOSE not in spots or not shoulders:
        return
    nose, neck = np.array(spots[Joint.NOSE]), np.mean(shoulders, axis=0)
    radius = round(0.5 * float(np.hypot(*(nose - neck))))
    cv2.circle(picture, spots[Joint.NOSE], radius, BONE, 2, cv2.LINE_AA)


def _seen_spots(reading: Reading, *, scale: float) -> dict[Joint, tuple[int, int]]:
    """Where the joints that are seen lie in the drawn picture, pixels."""
    pose = reading.pose
    seen = (pose.visibility >= DRAWN_FROM) & ~np.isnan(pose.image[:, 0])
    rows = np.flatnonzero(seen)
    spots = (pose.image[rows] * scale).round().astype(int).tolist()
    return {Joint(row): (x, y) for row, (x, y) in zip(rows.tolist(), spots, strict=True)}


def _leg_of(reading: Reading) -> frozenset[Joint]:
    """The joints of the leg whose measures these are; none while it is unknown."""
    if reading.side is None:
        return frozenset()
    name = reading.side.upper()
    return frozenset(j for j in Joint if j >= Joint.LEFT_HIP and j.name.startswith(name))


def draw_angle(
    picture: NDArray[np.uint8], angle: DrawnAngle, *, target_deg: tuple[float, float], scale: float
) -> None:
    """Draw the target as a fan about the joint, and the measured angle as an arc from its zero.

    Parameters
    ----------
    picture
        Shape (height, width, 3), uint8, BGR; changed in place.
    angle
        Where it sits.
    target_deg
        Where the target begins, and the full extent.
    scale
        Pixels of the picture for one pixel of the pose.
    """
    length = abs(angle.end - angle.corner)
    if not (length > 0 and abs(angle.zero) > 0):
        return
    zero = angle.zero / abs(angle.zero)

    def rim(from_deg: float, to_deg: float, radius: float) -> list[tuple[int, int]]:
        steps = np.linspace(from_deg, to_deg, 13).tolist()
        points = [angle.corner + radius * rotated(zero, angle.turn * step) for step in steps]
        return [_px(point, scale) for point in points]

    middle = _px(angle.corner, scale)
    fan = np.array([middle, *rim(*target_deg, _FAN_SHARE * length)], np.int32)
    inside = min(target_deg) <= angle.value_deg <= max(target_deg)
    _tint(picture, fan)
    # A thick white border says the same as the tint: the angle is in the target.
    colour, thickness = (WHITE, 4) if inside else (GREEN, 2)
    cv2.polylines(picture, [fan], True, colour, thickness, cv2.LINE_AA)  # noqa: FBT003  # closed
    arc = np.array(rim(0.0, angle.value_deg, _ARC_SHARE * length), np.int32)
    cv2.polylines(picture, [arc], False, BLACK, 5, cv2.LINE_AA)  # noqa: FBT003  # open
    cv2.polylines(picture, [arc], False, WHITE, 3, cv2.LINE_AA)  # noqa: FBT003  # open
    for dash in range(5):
        ends = (angle.corner + zero * length * _FAN_SHARE * (dash + s) / 5 for s in (0.0, 0.5))
        first, last = (_px(point, scale) for point in ends)
        cv2.line(picture, first, last, WHITE, 1, cv2.LINE_AA)
    cv2.circle(picture, middle, max(4, picture.shape[0] // 90), AMBER, -1, cv2.LINE_AA)


def _tint(picture: NDArray[np.uint8], polygon: NDArray[np.int32]) -> None:
    """Let a polygon shine through."""
    left, top = np.maximum(polygon.min(axis=0), 0)
    right, bottom = np.minimum(polygon.max(axis=0) + 1, [picture.shape[1], picture.shape[0]])
    if right <= left or bottom <= top:
        return
    place = picture[top:bottom, left:right]
    filled = place.copy()
    cv2.fillPoly(filled, [polygon - (left, top)], GREEN, cv2.LINE_AA)
    place[:] = cv2.addWeighted(filled, 0.45, place, 0.55, 0.0)


def _px(point: complex, scale: float) -> tuple[int, int]:
    """A point of the plane (y up) as a pixel of the drawn picture."""
    return round(point.real * scale), round(-point.imag * scale)
