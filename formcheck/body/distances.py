"""Distances in the sagittal plane as ratios of body lengths, for somebody seen from the side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from formcheck.body.geometry import NAN, length_ratio, share
from formcheck.body.measure import LEG, row

if TYPE_CHECKING:
    from formcheck.body.measure import Measure
    from formcheck.body.posture import Posture


def knee_past_toes(now: Posture, _start: Posture | None = None) -> float:
    """How far the working knee is in front of the toes, in lengths of the shank; + in front."""
    return share((now.knee - now.toe).real, now.knee - now.ankle)


def other_knee_past_toes(now: Posture, _start: Posture | None = None) -> float:
    """How far the other knee is in front of the toes, in lengths of the shank; + in front."""
    return share((now.other_knee - now.other_toe).real, now.other_knee - now.other_ankle)


def shank_slope(now: Posture, _start: Posture | None = None) -> float:
    """How much higher the working knee is than the ankle, in lengths of the shank.

    0 = the shank lies flat (kneeling, or the leg stretched out on the floor), 1 = upright.
    """
    return share((now.knee - now.ankle).imag, now.knee - now.ankle)


def other_shank_slope(now: Posture, _start: Posture | None = None) -> float:
    """How much higher the other knee is than the ankle, in lengths of the shank; 1 = upright."""
    return share((now.other_knee - now.other_ankle).imag, now.other_knee - now.other_ankle)


def other_foot_rise(now: Posture, _start: Posture | None = None) -> float:
    """How much higher the other ankle is than the working one, in lengths of the trunk."""
    return share((now.other_ankle - now.ankle).imag, now.trunk)


def step_length(now: Posture, _start: Posture | None = None) -> float:
    """How far the other ankle is in front of the working one, in lengths of the working leg."""
    leg = abs(now.knee - now.hip) + abs(now.ankle - now.knee)
    return share((now.other_ankle - now.ankle).real, complex(leg))


def heel_rise(now: Posture, start: Posture | None = None) -> float:
    """Rise of the working heel over the toes since the start, in lengths of the shank; + up."""
    if start is None:
        return NAN
    rise = (now.heel - now.toe).imag - (start.heel - start.toe).imag
    return share(rise, start.knee - start.ankle)


def ankle_travel(now: Posture, start: Posture | None = None) -> float:
    """Distance of the working ankle from its place at the start, in lengths of the trunk."""
    return NAN if start is None else length_ratio(now.ankle - start.ankle, start.trunk)


def hip_travel(now: Posture, start: Posture | None = None) -> float:
    """Distance of the working hip from its place at the start, in lengths of the trunk."""
    return NAN if start is None else length_ratio(now.hip - start.hip, start.trunk)


def hip_rise(now: Posture, start: Posture | None = None) -> float:
    """Rise of the working hip since the start, in lengths of the trunk; + up."""
    return NAN if start is None else share((now.hip - start.hip).imag, start.trunk)


def other_hip_rise(now: Posture, start: Posture | None = None) -> float:
    """Change of the other hip's height over the working hip since the start, in trunk lengths.

    Negative = the other side of the pelvis drops.  A weak sign from the side: the far hip is
    guessed by the estimator.
    """
    if start is None:
        return NAN
    rise = (now.other_hip - now.hip).imag - (start.other_hip - start.hip).imag
    return share(rise, start.trunk)


# fmt: off
SAGITTAL_DISTANCES: Final[tuple[Measure, ...]] = (
    row(knee_past_toes, "knee past toes", "ratio", "side", "knee ankle toe"),
    row(other_knee_past_toes, "front knee past toes", "ratio", "side",
         "other_knee other_ankle other_toe"),
    row(shank_slope, "slope of the shin", "ratio", "side", "knee ankle"),
    row(other_shank_slope, "slope of the other shin", "ratio", "side",
         "other_knee other_ankle"),
    row(other_foot_rise, "height of the other foot", "ratio", "side",
         "shoulder hip ankle other_ankle"),
    row(step_length, "length of the step", "ratio", "side", f"{LEG} other_ankle"),
    row(heel_rise, "rise of the heel", "ratio", "side", "knee ankle heel toe"),
    row(ankle_travel, "travel of the foot", "ratio", "side", "shoulder hip ankle"),
    row(hip_travel, "travel of the hip", "ratio", "side", "shoulder hip"),
    row(hip_rise, "rise of the hip", "ratio", "side", "shoulder hip"),
    row(other_hip_rise, "rise of the other hip", "ratio", "side", "shoulder hip other_hip"),
)
# fmt: on
