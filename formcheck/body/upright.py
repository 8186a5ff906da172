"""Measures of the exercises on the feet: marching, knee raise, hip hinge and step-up, sagittal.

All but `shank_forward` are changes from the person's own start posture: on which height the floor
lies in the picture is not known, where a foot stood at the start is.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from formcheck.body.geometry import NAN, UP, angle_between_deg, share
from formcheck.body.measure import LEG, row

if TYPE_CHECKING:
    from formcheck.body.measure import Measure
    from formcheck.body.posture import Posture


def shank_forward(now: Posture, _start: Posture | None = None) -> float:
    """Shank (ankle to knee) to gravity.  Zero: upright.  Sign: + knee in front of the ankle."""
    return angle_between_deg(now.knee - now.ankle, UP)


def head_drop(now: Posture, start: Posture | None = None) -> float:
    """Turn of the head (shoulder to nose) on the trunk since the start.  Sign: + chin forward.

    Plane: sagittal.  A weak sign of a rounded back: only the neck is in it.
    """
    if start is None:
        return NAN
    turned = _head_to_trunk_deg(now) - _head_to_trunk_deg(start)
    return 180.0 - (180.0 - turned) % 360.0


def _head_to_trunk_deg(posture: Posture) -> float:
    return angle_between_deg(posture.nose - posture.shoulder, posture.trunk)


def step_rise(now: Posture, start: Posture | None = None) -> float:
    """Rise of the working hip since the start, as the angle whose sine it is in leg lengths; + up.

    ``asin(rise / (thigh + shank))``: 15 cm of somebody with legs of 85 cm are 10 degrees.  Told
    as an angle, because a movement is measured in degrees; a rise beyond a leg's length is 90.
    """
    if start is None:
        return NAN
    ratio = share((now.hip - start.hip).imag, complex(_leg_px(start)))
    return NAN if math.isnan(ratio) else math.degrees(math.asin(min(max(ratio, -1.0), 1.0)))


def ankle_rise(now: Posture, start: Posture | None = None) -> float:
    """Rise of the working ankle since the start, in lengths of the trunk; + up."""
    return NAN if start is None else share((now.ankle - start.ankle).imag, start.trunk)


def foot_over_floor(now: Posture, start: Posture | None = None) -> float:
    """Height of the working ankle over the lower ankle at the start, in trunk lengths; + up.

    The lower foot stood on the floor then, whether the other one was on a step already or not.
    Where the other foot was hidden at the start, the working one is taken to have stood there.
    """
    if start is None:
        return NAN
    heights = [start.ankle.imag, start.other_ankle.imag]
    known = [height for height in heights if not math.isnan(height)]
    return share(now.ankle.imag - min(known, default=NAN), start.trunk)


def hips_back(now: Posture, start: Posture | None = None) -> float:
    """Way of the hip backward over the working foot since the start, in leg lengths; + back."""
    if start is None:
        return NAN
    back = (now.ankle - now.hip).real - (start.ankle - start.hip).real
    return share(back, complex(_leg_px(start)))


def _leg_px(posture: Posture) -> float:
    """Length of the working leg, thigh and shank, pixels."""
    return abs(posture.knee - posture.hip) + abs(posture.ankle - posture.knee)


# fmt: off
UPRIGHT: Final[tuple[Measure, ...]] = (
    row(shank_forward, "shin forward", "deg", "side", "knee ankle"),
    row(head_drop, "drop of the head", "deg", "side", "nose shoulder hip"),
    row(step_rise, "rise of the hips", "deg", "side", LEG),
    row(ankle_rise, "rise of the foot", "ratio", "side", "shoulder hip ankle"),
    row(foot_over_floor, "height of the foot", "ratio", "side", "shoulder hip ankle"),
    row(hips_back, "hips back", "ratio", "side", LEG),
)
# fmt: on
