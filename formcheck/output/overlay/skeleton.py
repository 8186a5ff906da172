"""The body in the picture: its bones, and the measured angle at a joint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import cv2
import numpy as np

from formcheck.kinematics.measures import MEASURES
from formcheck.output.overlay.text import AMBER, BLACK, GREEN, WHITE, Colour
from formcheck.pose.geometry import is_known, rotated
from formcheck.pose.joints import BONES, Joint

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.assessment.events import Reading
    from formcheck.exercises.definition import Exercise

BONE: Final[Colour] = (235, 235, 235)

DRAWN_FROM: Final = 0.5
"""Joints of less visibility are not drawn: a guessed limb in the picture looks like a fact."""

_FAN_SHARE: Final = 0.62
_ARC_SHARE: Final = 0.4
"""Radius of the target's fan and of the measured arc, as shares of the moving bone."""


def draw_skeleton(
    picture: NDArray[np.uint8], reading: Reading, *, scale: float, head: bool = False
) -> None:
    """Draw the bones whose joints are seen; the leg that works is thick, with beads on it.

    Parameters
    ----------
    picture, reading
        Shape (height, width, 3), uint8, BGR, changed in place, and whose pose is drawn.
    scale
        Pixels of the picture for one pixel of the pose.
    head
        Whether to draw a ring for the head, which a picture without an image needs.
    """
    spots = seen_spots(reading, scale)
    if head:
        _draw_head(picture, spots)
    thick = max(2, picture.shape[0] // 180)
    leg = working_leg(reading)
    # The working leg comes last, so that nothing covers it.
    for one, two in sorted(BONES, key=leg.issuperset):
        if one not in spots or two not in spots:
            continue
        works = leg.issuperset((one, two))
        colour, width = (AMBER, 2 * thick) if works else (BONE, thick)
        cv2.line(picture, spots[one], spots[two], BLACK, width + 2, cv2.LINE_AA)
        cv2.line(picture, spots[one], spots[two], colour, width, cv2.LINE_AA)
    for joint in leg & spots.keys() & BEADS:
        draw_bead(picture, spots[joint], 2 * thick)


BEADS: Final = frozenset(joint for joint in Joint if joint.name.endswith(("HIP", "KNEE", "ANKLE")))
"""The joints of the working leg that have a bead."""


def draw_bead(picture: NDArray[np.uint8], at_px: tuple[int, int], radius_px: int) -> None:
    """Draw a white disc with a black rim: a sign of the working leg that needs no colour.

    Parameters
    ----------
    picture, at_px, radius_px
        Shape (height, width, 3), uint8, BGR, changed in place; column, row and radius of the disc.
    """
    cv2.circle(picture, at_px, radius_px + 2, BLACK, -1, cv2.LINE_AA)
    cv2.circle(picture, at_px, radius_px, WHITE, -1, cv2.LINE_AA)


def _draw_head(picture: NDArray[np.uint8], spots: dict[Joint, tuple[int, int]]) -> None:
    shoulders = [spots[row] for row in (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER) if row in spots]
    if Joint.NOSE not in spots or not shoulders:
        return
    nose, neck = np.array(spots[Joint.NOSE]), np.mean(shoulders, axis=0)
    radius = round(0.5 * float(np.hypot(*(nose - neck))))
    cv2.circle(picture, spots[Joint.NOSE], radius, BONE, 2, cv2.LINE_AA)


def seen_spots(reading: Reading, scale: float) -> dict[Joint, tuple[int, int]]:
    """Return the pixels of the joints that are seen.

    Parameters
    ----------
    reading, scale
        Whose pose it is, and the pixels of the picture for one pixel of the pose.

    Returns
    -------
    dict of Joint to (int, int)
        Column and row; without the joints of less visibility than `DRAWN_FROM`.
    """
    pose = reading.pose
    seen = (pose.visibility >= DRAWN_FROM) & ~np.isnan(pose.image[:, 0])
    rows = np.flatnonzero(seen)
    spots = (pose.image[rows] * scale).round().astype(int).tolist()
    return {Joint(row): (x, y) for row, (x, y) in zip(rows.tolist(), spots, strict=True)}


def working_leg(reading: Reading) -> frozenset[Joint]:
    """Return the joints of the leg or the legs that work; none while that is unknown."""
    if reading.frame is None:  # which leg works may be known where no joint is believed
        return frozenset()
    sides = ("LEFT", "RIGHT") if reading.works == "both" else ((reading.works or "").upper(),)
    legs = (j for j in Joint if j >= Joint.LEFT_HIP)
    return frozenset(j for j in legs if j.name.startswith(tuple(f"{side}_" for side in sides)))


class DrawnAngle(NamedTuple):
    """An angle in the picture (complex pixels, y up).

    Attributes
    ----------
    corner, end
        The joint at which it is measured, and the end of its moving arm.
    zero
        Direction of the zero of the exercise: the person's own start, if it counts from there.
    turn, value_deg
        +1 if it grows anticlockwise in the picture, -1 if clockwise; and the angle itself.
    """

    corner: complex
    end: complex
    zero: complex
    turn: int
    value_deg: float


def drawn_angle(reading: Reading, exercise: Exercise) -> DrawnAngle | None:
    """Return where the angle of an exercise sits in the picture.

    Parameters
    ----------
    reading, exercise
        What the checker measured, and the exercise, whose main measure is drawn.

    Returns
    -------
    DrawnAngle or None
        None if nothing was measured, or the measure is not drawn.
    """
    measure, frame = MEASURES[exercise.movement.measure], reading.frame
    kind, value_deg = measure.corner, reading.angles_deg.get(measure.name)
    if kind is None or frame is None or value_deg is None or not is_known(value_deg):
        return None
    joints = frame.joints
    corner, end = getattr(joints, kind.joint), getattr(joints, kind.end)
    raw_deg = measure.value(joints)
    if kind.zero is not None and is_known(raw_deg):
        # Where the angle is a change since the start, its zero is the direction at the start.
        zero = rotated(kind.zero(joints), kind.turn * (raw_deg - value_deg))
    else:
        zero = rotated(end - corner, -kind.turn * value_deg)
    if not is_known(zero):
        return None
    corner, end, zero = (frame.in_picture(point) for point in (corner, end, zero))
    return DrawnAngle(corner, end, zero, -kind.turn if frame.mirrored else kind.turn, value_deg)


def draw_angle(
    picture: NDArray[np.uint8], angle: DrawnAngle, *, target_deg: tuple[float, float], scale: float
) -> None:
    """Draw the target as a fan about the joint, and the measured angle as an arc from its zero.

    Parameters
    ----------
    picture, angle, scale
        As for `draw_skeleton`, and the angle.
    target_deg
        Where the target begins, and the full extent.
    """
    length = abs(angle.end - angle.corner)
    if not (length > 0 and abs(angle.zero) > 0):
        return
    zero = angle.zero / abs(angle.zero)

    def px(point: complex) -> tuple[int, int]:
        return round(point.real * scale), round(-point.imag * scale)

    def rim(from_deg: float, to_deg: float, radius: float) -> list[tuple[int, int]]:
        steps = np.linspace(from_deg, to_deg, 13).tolist()
        return [px(angle.corner + radius * rotated(zero, angle.turn * step)) for step in steps]

    middle = px(angle.corner)
    fan = np.array([middle, *rim(*target_deg, _FAN_SHARE * length)], np.int32)
    _tint(picture, fan)
    # A thick white border says the same as the tint: the angle is in the target.
    inside = min(target_deg) <= angle.value_deg <= max(target_deg)
    colour, thickness = (WHITE, 4) if inside else (GREEN, 2)
    cv2.polylines(picture, [fan], True, colour, thickness, cv2.LINE_AA)  # noqa: FBT003  # closed
    arc = np.array(rim(0.0, angle.value_deg, _ARC_SHARE * length), np.int32)
    for colour, thickness in ((BLACK, 5), (WHITE, 3)):
        cv2.polylines(picture, [arc], False, colour, thickness, cv2.LINE_AA)  # noqa: FBT003  # open
    for dash in range(5):
        reach = zero * length * _FAN_SHARE / 5
        first, last = (px(angle.corner + reach * (dash + share)) for share in (0.0, 0.5))
        cv2.line(picture, first, last, WHITE, 1, cv2.LINE_AA)
    cv2.circle(picture, middle, max(4, picture.shape[0] // 90), AMBER, -1, cv2.LINE_AA)


def _tint(picture: NDArray[np.uint8], polygon: NDArray[np.int32]) -> None:
    """Lay a transparent polygon over the picture."""
    left, top = np.maximum(polygon.min(axis=0), 0)
    right, bottom = np.minimum(polygon.max(axis=0) + 1, [picture.shape[1], picture.shape[0]])
    if right <= left or bottom <= top:
        return
    place = picture[top:bottom, left:right]
    filled = place.copy()
    cv2.fillPoly(filled, [polygon - (left, top)], GREEN, cv2.LINE_AA)
    place[:] = cv2.addWeighted(filled, 0.45, place, 0.55, 0.0)
