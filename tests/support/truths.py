"""The true values of every measure for the figures of `support.figures`, in closed form.

A truth takes the body now and the body at the start.  Adding a measure needs a row here:
`tests/kinematics/test_measures.py` compares each measure with its truth on random bodies.
"""

from __future__ import annotations

import cmath
import math
from typing import TYPE_CHECKING, Final, TypeAlias

from formcheck.kinematics.frontal import KNEE_RADIUS
from formcheck.kinematics.sagittal import FLAT_WITHIN_DEG
from support.figures import FOOT, HEEL, HIP_WIDTH, LEG, SHANK, THIGH, TRUNK, cos, sin, unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.figures import Front2D, Side2D

    SideTruth: TypeAlias = Callable[[Side2D, Side2D], float]
    FrontTruth: TypeAlias = Callable[[Front2D, Front2D], float]


def wrapped(angle_deg: float) -> float:
    """Return the same direction between -180 (excluded) and 180 degrees."""
    return 180 - (180 - angle_deg) % 360


def asin_deg(ratio: float) -> float:
    """Return the arcsine in degrees of a ratio that is cut off at -1 and 1."""
    return math.degrees(math.asin(min(max(ratio, -1.0), 1.0)))


# --- Seen from the side: angles in degrees, places in pixels with y up --------------------------


def thigh(body: Side2D) -> float:
    """Return the inclination of the working thigh."""
    return body.hip - body.trunk


def shank(body: Side2D) -> float:
    """Return the inclination of the working shank."""
    return thigh(body) - body.knee


def other_thigh(body: Side2D) -> float:
    """Return the inclination of the other thigh."""
    return body.other_hip - body.trunk


def other_shank(body: Side2D) -> float:
    """Return the inclination of the other shank."""
    return other_thigh(body) - body.other_knee


def other_trunk(body: Side2D) -> float:
    """Return the inclination of the line from shoulder to other hip, which may lie lower."""
    return math.degrees(math.atan2(sin(body.trunk), cos(body.trunk) + body.other_hip_drop))


def _leg(thigh_deg: float, shank_deg: float) -> complex:
    across = THIGH * sin(thigh_deg) + SHANK * sin(shank_deg)
    return complex(across, -THIGH * cos(thigh_deg) - SHANK * cos(shank_deg))


def ankle(body: Side2D) -> complex:
    """Return the place of the working ankle."""
    return body.root + _leg(thigh(body), shank(body))


def other_ankle(body: Side2D) -> complex:
    """Return the place of the other ankle."""
    leg = _leg(other_thigh(body), other_shank(body))
    return body.root - 1j * body.other_hip_drop * TRUNK + leg


def past_toes(shank_deg: float, foot_deg: float) -> float:
    """Return how far a knee is ahead of the toes, in shank lengths."""
    return (-(SHANK + HEEL) * sin(shank_deg) - FOOT * sin(shank_deg + foot_deg)) / SHANK


def heel_over_toe(body: Side2D) -> float:
    """Return the height of the heel over the toes, in shank lengths."""
    return body.heel_up + FOOT / SHANK * cos(shank(body) + body.foot)


def sole_tilt(body: Side2D) -> float:
    """Return the angle of the line from heel to toes to the floor, the heel up."""
    toes = FOOT * unit(shank(body) + body.foot - 90) - 1j * body.heel_up * SHANK
    return -math.degrees(cmath.phase(toes))


def tilt(start: Side2D) -> float:
    """Return how far from level the trunk was at the start, 0 where the measure ignores it."""
    return start.trunk + 90 if abs(start.trunk + 90) <= FLAT_WITHIN_DEG else 0.0


def shoulder_height(body: Side2D) -> float:
    """Return the height of the shoulders."""
    return body.root.imag + TRUNK * cos(body.trunk)


def nose_over_shoulder(body: Side2D) -> float:
    """Return the height of the nose over the shoulders."""
    return 45 * cos(body.trunk) - 14 * sin(body.trunk)


def sole(body: Side2D) -> float:
    """Return the height of the working heel or toe, whichever is lower."""
    below = ankle(body).imag - HEEL * cos(shank(body))
    return min(
        below + SHANK * body.heel_up,
        below - FOOT * cos(shank(body) + body.foot),
    )


def other_sole(body: Side2D) -> float:
    """Return the height of the other heel, toe or ankle, whichever is lowest."""
    below = other_ankle(body).imag - HEEL * cos(other_shank(body))
    toe = below - FOOT * cos(other_shank(body) + body.other_foot)
    return min(below, toe, other_ankle(body).imag)


def over_floor(now: Side2D, start: Side2D) -> float:
    """Return the height of the foot over the lower foot at the start, in trunk lengths."""
    return (sole(now) - min(sole(start), other_sole(start))) / TRUNK


def before_foot(body: Side2D) -> float:
    """Return how far the weight is ahead of the working ankle, in leg lengths."""
    upper = 0.678 * 0.626 * TRUNK * sin(body.trunk)
    thighs = (0.2 * 0.433 + 0.122) * THIGH * sin(thigh(body))
    shanks = 0.122 * 0.606 * SHANK * sin(shank(body))
    return (upper + thighs + shanks + (body.root - ankle(body)).real) / LEG


def hips_back(now: Side2D, start: Side2D) -> float:
    """Return how far the hips went back over the foot since the start, in leg lengths."""
    return ((ankle(now) - now.root) - (ankle(start) - start.root)).real / LEG


SIDE_TRUTH: Final[dict[str, SideTruth]] = {
    "hip_flexion": lambda now, start: now.hip - tilt(start),
    "more_bent_knee": lambda now, _: max(now.knee, now.other_knee),
    "less_bent_knee": lambda now, _: min(now.knee, now.other_knee),
    "other_hip_flexion": lambda now, _: other_thigh(now) + other_trunk(now),
    "knee_flexion": lambda now, _: now.knee,
    "other_knee_flexion": lambda now, _: now.other_knee,
    "knee_difference": lambda now, _: now.knee - now.other_knee,
    "thigh_inclination": lambda now, _: wrapped(thigh(now)),
    "thigh_swing": lambda now, start: wrapped(thigh(now) - thigh(start)),
    "trunk_inclination": lambda now, _: now.trunk,
    "thigh_elevation": lambda now, _: wrapped(thigh(now) - 90),
    "leg_elevation": lambda now, _: math.degrees(cmath.phase(ankle(now) - now.root)),
    "thigh_difference": lambda now, _: wrapped(now.other_hip - now.hip),
    "other_leg_inclination": lambda now, _: wrapped(
        90 + math.degrees(cmath.phase(_leg(other_thigh(now), other_shank(now))))
    ),
    "bow_over_knees": lambda now, _: now.trunk - now.knee,
    "weight_before_foot": lambda now, _: before_foot(now),
    "knee_past_toes": lambda now, _: past_toes(shank(now), now.foot),
    "other_knee_past_toes": lambda now, _: past_toes(other_shank(now), now.other_foot),
    "shank_slope": lambda now, _: cos(shank(now)),
    "other_foot_rise": lambda now, _: (other_ankle(now) - ankle(now)).imag / TRUNK,
    "step_length": lambda now, _: (other_ankle(now) - ankle(now)).real / LEG,
    "sole_tilt": lambda now, _: sole_tilt(now),
    "heel_rise": lambda now, start: heel_over_toe(now) - heel_over_toe(start),
    "ankle_travel": lambda now, start: abs(ankle(now) - ankle(start)) / TRUNK,
    "hip_travel": lambda now, start: abs(now.root - start.root) / TRUNK,
    "hip_rise": lambda now, start: (now.root - start.root).imag / TRUNK,
    "other_hip_rise": lambda now, start: start.other_hip_drop - now.other_hip_drop,
    "foot_lift": lambda now, start: (ankle(now) - ankle(start)).imag / SHANK,
    "shoulder_rise": lambda now, start: (shoulder_height(now) - shoulder_height(start)) / TRUNK,
    "thigh_turned_away": lambda _now, _start: 1.0,
    "leg_in_picture": lambda _now, _start: 1.0,
    "trunk_turn": lambda now, start: now.trunk - start.trunk,
    "hip_shift": lambda now, start: (now.root - start.root).real / TRUNK,
    "head_rise": lambda now, start: (nose_over_shoulder(now) - nose_over_shoulder(start)) / TRUNK,
    "shank_forward": lambda now, _: wrapped(now.knee + now.trunk - now.hip),
    "head_drop": lambda now, start: now.head - start.head,
    "step_rise": lambda now, start: asin_deg((now.root - start.root).imag / LEG),
    "ankle_rise": lambda now, start: (ankle(now) - ankle(start)).imag / TRUNK,
    "foot_over_floor": over_floor,
    "shoulder_over_floor": lambda now, start: (shoulder_height(now) - ankle(start).imag) / TRUNK,
    "hip_over_floor": lambda now, start: (now.root - ankle(start)).imag / TRUNK,
    "other_ankle_travel": lambda now, start: abs(other_ankle(now) - other_ankle(start)) / TRUNK,
    "hips_back": hips_back,
}
"""By measure, for bodies seen from their working side."""


# --- Seen from the front ------------------------------------------------------------------------


def feet(body: Front2D) -> tuple[complex, complex]:
    """Return both ankles, the working one first, from the middle of the hips, pixels."""
    out, other = body.hike + body.abduction, body.hike - body.other_abduction
    across = HIP_WIDTH / 2 * unit(body.hike)
    working = THIGH * body.thigh_length * unit(out - 90)
    working += SHANK * body.shank_length * unit(out + body.valgus - 90)
    return across + working, -across + LEG * unit(other - 90)


def midline(body: Front2D) -> float:
    """Return how far the working ankle is past the middle between hips and other ankle."""
    leg_deg = body.hike + body.abduction
    inward = THIGH * body.thigh_length * sin(leg_deg)
    inward += SHANK * body.shank_length * sin(leg_deg + body.valgus)
    other = LEG * sin(body.hike - body.other_abduction)
    return (other - inward) / HIP_WIDTH - cos(body.hike)


def leg_line(body: Front2D) -> float:
    """Return the length from the working hip to its ankle, pixels, by the law of cosines."""
    thigh_px, shank_px = THIGH * body.thigh_length, SHANK * body.shank_length
    return math.sqrt(thigh_px**2 + shank_px**2 + 2 * thigh_px * shank_px * cos(body.valgus))


def knee_opening(body: Front2D, start: Front2D) -> float:
    """Return the opening from twice the area of the triangle hip, knee, ankle."""
    area = THIGH * body.thigh_length * SHANK * body.shank_length * sin(body.valgus)
    off = -area / leg_line(body) - (HIP_WIDTH - feet_apart(start)) / 2
    return asin_deg(off / (TRUNK * KNEE_RADIUS))


def feet_apart(body: Front2D) -> float:
    """Return the distance of the ankles, pixels."""
    working, other = feet(body)
    return abs(working - other)


def other_foot_lift(body: Front2D) -> float:
    """Return the height of the other ankle over the working one as an angle of that leg."""
    working, other = feet(body)
    length = THIGH * body.thigh_length + SHANK * body.shank_length
    return asin_deg((other - working).imag / length)


def spread(body: Front2D) -> float:
    """Return the angle between the lines from hip to ankle, by the law of sines."""
    thigh_px, shank_px = THIGH * body.thigh_length, SHANK * body.shank_length
    off = math.degrees(
        math.atan2(shank_px * sin(body.valgus), thigh_px + shank_px * cos(body.valgus))
    )
    return body.abduction + off + body.other_abduction


def outward(body: Front2D) -> float:
    """Return the angle of the line from hip to ankle to gravity, outward."""
    return spread(body) - other_outward(body)


def other_outward(body: Front2D) -> float:
    """Return the angle of the other leg to gravity, outward."""
    return body.other_abduction - body.hike


def ways(now: Front2D, start: Front2D) -> tuple[float, float]:
    """Return how far either foot is from where it was, the working one first, trunk lengths."""
    (here, other), (then, other_then) = feet(now), feet(start)
    moved = now.root - start.root
    return abs(here - then + moved) / TRUNK, abs(other - other_then + moved) / TRUNK


def hips_height(body: Front2D) -> float:
    """Return the height of the hips over the lower foot, pixels."""
    return -min(foot.imag for foot in feet(body))


def less_outward(body: Front2D) -> float:
    """Return the smaller angle of both legs against gravity, outward."""
    return min(outward(body), other_outward(body))


def knee_out(body: Front2D) -> float:
    """Return how far the working knee is outward of its hip, as an angle of the shank."""
    return asin_deg(THIGH * body.thigh_length * sin(body.hike + body.abduction) / SHANK)


def ankle_to_other_knee(body: Front2D) -> float:
    """Return the distance of the working ankle from the other knee, in shank lengths."""
    working, _ = feet(body)
    other_knee = -HIP_WIDTH / 2 * unit(body.hike)
    other_knee += THIGH * unit(body.hike - body.other_abduction - 90)
    return abs(working - other_knee) / SHANK


def hip_height(body: Front2D) -> float:
    """Return the height of the working hip, pixels."""
    return body.root.imag + HIP_WIDTH / 2 * sin(body.hike)


def shank_height(body: Front2D) -> float:
    """Return the height of the working knee over its ankle, pixels."""
    return SHANK * body.shank_length * cos(body.hike + body.abduction + body.valgus)


def hips_over_feet(body: Front2D) -> float:
    """Return the height of the middle of the hips over the lower ankle, pixels."""
    return -min(foot.imag for foot in feet(body))


FRONT_TRUTH: Final[dict[str, FrontTruth]] = {
    "hip_abduction_to_trunk": lambda now, _: now.abduction + now.hike - now.lean,
    "pelvic_obliquity": lambda now, _: now.hike,
    "thigh_outward": lambda now, _: now.abduction + now.hike,
    "trunk_lateral_lean": lambda now, _: now.lean,
    "knee_valgus": lambda now, _: now.valgus,
    "thigh_foreshortening": lambda now, start: now.thigh_length / start.thigh_length,
    "shank_foreshortening": lambda now, start: now.shank_length / start.shank_length,
    "ankle_past_midline": lambda now, _: midline(now),
    "knee_opening": knee_opening,
    "leg_stretch": lambda now, _: leg_line(now) / TRUNK,
    "feet_gap": lambda now, start: (feet_apart(now) - feet_apart(start)) / TRUNK,
    "hip_stack": lambda _now, _start: 1.0,
    "pelvis_to_trunk": lambda now, _: now.hike - now.lean,
    "other_foot_lift": lambda now, _: other_foot_lift(now),
    "leg_spread": lambda now, _: spread(now),
    "less_outward_leg": lambda now, _: less_outward(now),
    "leg_outward": lambda now, start: outward(now) - outward(start),
    "other_leg_outward": lambda now, _: other_outward(now),
    "hips_sink": lambda now, start: 1 - hips_height(now) / hips_height(start),
    "foot_travel": lambda now, start: ways(now, start)[0],
    "other_foot_travel": lambda now, start: ways(now, start)[1],
    "stiller_foot_travel": lambda now, start: min(ways(now, start)),
    "foot_outward": lambda now, _: feet(now)[0].real / TRUNK,
    "hips_over_foot": lambda now, _: -feet(now)[1].imag / TRUNK,
    "hips_aside": lambda now, start: abs((now.root - start.root).real) / TRUNK,
    "seated_knee_out": lambda now, _: knee_out(now),
    "ankle_to_other_knee": lambda now, _: ankle_to_other_knee(now),
    "other_thigh_seen": lambda _now, _start: THIGH / SHANK,
    "hips_height": lambda now, start: asin_deg(
        (hips_over_feet(now) - hips_over_feet(start)) / (SHANK * (1 + start.shank_length))
    ),
}
"""By measure, for bodies seen from the front."""

OBLIQUE_TRUTH: Final[dict[str, FrontTruth]] = {
    "thigh_aside": lambda now, _: now.abduction + now.hike,
    "hip_lift": lambda now, start: (
        (hip_height(now) - hip_height(start)) / (THIGH * start.thigh_length)
    ),
    "foot_over_knee": lambda now, start: (
        (shank_height(start) - shank_height(now)) / (THIGH * start.thigh_length)
    ),
}
"""By measure of the oblique view; a body seen from the front has the same truth."""

GRAVITY_SIGN: Final = {
    "thigh_aside": 1,
    "shank_forward": -1,
    "sole_tilt": -1,
    "other_leg_inclination": 1,
    "bow_over_knees": -1,
    "leg_outward": 1,
    "other_leg_outward": -1,
}
"""Measures against gravity of these truths: how they change where the picture is turned."""

TURNED_WITH_PICTURE: Final = frozenset(
    {
        "trunk_turn",
        "step_rise",
        "other_foot_lift",
        "less_outward_leg",
        "seated_knee_out",
        "hips_height",
    }
)
"""Angles that a turned picture does not change by its turn alone."""
