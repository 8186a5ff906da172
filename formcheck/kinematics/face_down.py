"""Measures of somebody whose face is down: lying on the front, or on hands and knees.

Those of the plane ``oblique`` are taken as the camera sees them that stands in front and off to
the exercised side: straight from the front a pose model finds nobody on hands and knees, because
the head hides the trunk (rendered people).  A thigh that goes out to the side is seen there at a
smaller angle: ``tan(seen) = tan(true) * cos(off)`` for a camera ``off`` degrees off the front, so
that 20 degrees are seen as 16 and 45 as 39 from 35 degrees off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from formcheck.kinematics.measure import row
from formcheck.kinematics.sagittal import trunk_inclination
from formcheck.pose.geometry import DOWN, NAN, angle_between_deg, share

if TYPE_CHECKING:
    from formcheck.kinematics.measure import Measure
    from formcheck.pose.features import SidedPose


def trunk_turn(now: SidedPose, start: SidedPose | None = None) -> float:
    """Turn of the trunk since the start.  Plane: sagittal.  Zero: as then.  Sign: + head down."""
    return NAN if start is None else trunk_inclination(now) - trunk_inclination(start)


def hip_shift(now: SidedPose, start: SidedPose | None = None) -> float:
    """How far the working hip has gone forward since the start, in lengths of the trunk."""
    return NAN if start is None else share((now.hip - start.hip).real, start.trunk)


def head_rise(now: SidedPose, start: SidedPose | None = None) -> float:
    """Rise of the nose over the working shoulder since the start, in lengths of the trunk."""
    if start is None:
        return NAN
    rise = (now.nose - now.shoulder).imag - (start.nose - start.shoulder).imag
    return share(rise, start.trunk)


def thigh_aside(now: SidedPose, _start: SidedPose | None = None) -> float:
    """Thigh (hip to knee) to gravity, seen obliquely.  Zero: straight down.  Sign: + outward."""
    return angle_between_deg(DOWN, now.knee - now.hip)


def hip_lift(now: SidedPose, start: SidedPose | None = None) -> float:
    """Rise of the working hip since the start, seen obliquely, in lengths of its thigh as then.

    A trunk that turns about its length on the other hip takes the working one up: on rendered
    people 20 degrees read as 0.20 to 0.24, and up to 0.04 where nothing turned.  The line of the
    shoulders does not tell: it read as 8 degrees of those 20, and as 12 of none.
    """
    return NAN if start is None else share((now.hip - start.hip).imag, abs(start.knee - start.hip))


# fmt: off
FACE_DOWN: Final[tuple[Measure, ...]] = (
    row(trunk_turn, "tilt of the trunk", "deg", "side", "shoulder hip"),
    row(hip_shift, "shift of the hips", "ratio", "side", "shoulder hip"),
    row(head_rise, "rise of the head", "ratio", "side", "nose shoulder hip"),
    row(thigh_aside, "thigh out to the side", "deg", "oblique", "hip knee"),
    row(hip_lift, "lift of the hip", "ratio", "oblique", "hip knee"),
)
# fmt: on
