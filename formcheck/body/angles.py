"""The named clinical measures: what each one is, its plane, its zero and its sign.

A measure is a pure function of a `Posture` (and, where it speaks of a change, of the person's
own start posture).  Degrees or ratios of body lengths, never pixels.  NaN = a joint it needs was
not seen, or no start posture is known yet.

Hip flexion is **thigh on trunk**: pelvis and lumbar spine are included, so the number is not the
motion of the hip joint alone (a goniometer over-reads that by 2 to 19 degrees for the same
reason, https://doi.org/10.1186/1471-2474-11-194), and a person is compared with themselves only.
All angles are taken in pixels of the picture, never from depth.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from formcheck.body.geometry import DOWN, FORWARD, NAN, UP, angle_between_deg, length_ratio, share

if TYPE_CHECKING:
    from collections.abc import Callable

    from formcheck.body.posture import Posture

    _Function: TypeAlias = Callable[[Posture, Posture | None], float]

CLEARLY_BENT_DEG: Final = 45.0
"""A knee bent further cannot be taken for a straight one."""

FLAT_WITHIN_DEG: Final = 10.0
"""How far from level the trunk of somebody who lies may be seen and still be believed to lie."""

Unit = Literal["deg", "ratio"]
Plane = Literal["side", "front"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A clinical quantity that one camera can follow.

    Attributes
    ----------
    name
        Its name in exercise files and reports.
    title
        The same in words for a person.
    unit
        ``deg``, or ``ratio`` of a body length.
    plane
        The view in which it is true: ``side`` (sagittal) or ``front`` (frontal).
    joints
        The fields of `Posture` without which it is NaN.
    function
        ``(posture, start) -> value``; `start` is the person's own start posture or None.
    """

    name: str
    title: str
    unit: Unit
    plane: Plane
    joints: tuple[str, ...]
    function: _Function


# --- Sagittal plane: +x is forward -------------------------------------------------------------


def hip_flexion(now: Posture, start: Posture | None = None) -> float:
    """Thigh on trunk, working side.  Plane: sagittal.  Zero: straight.  Sign: + flexion.

    Somebody who lay on the back at the start is taken to have lain level, because the floor is: a
    pose model puts hip and shoulder of a lying person up to 6 degrees off the level (rendered
    people of known joints), and by as much when the hips are lifted.  What is further off is no
    error of the model, but a cushion or a tilted camera, and is left as it is.
    """
    flexion_deg = angle_between_deg(now.hip - now.shoulder, now.knee - now.hip)
    return flexion_deg - (0.0 if start is None else _off_level_deg(start))


def _off_level_deg(start: Posture) -> float:
    """How far off the level a trunk that lies was seen; 0 for one that does not lie."""
    off_deg = trunk_inclination(start) + 90.0
    return off_deg if abs(off_deg) <= FLAT_WITHIN_DEG else 0.0


def other_hip_flexion(now: Posture, _start: Posture | None = None) -> float:
    """Thigh on trunk, other side.  Plane: sagittal.  Zero: straight.  Sign: + flexion."""
    return angle_between_deg(now.other_hip - now.other_shoulder, now.other_knee - now.other_hip)


def knee_flexion(now: Posture, _start: Posture | None = None) -> float:
    """Shank on thigh, working side.  Plane: sagittal.  Zero: straight.  Sign: + flexion."""
    return angle_between_deg(now.ankle - now.knee, now.knee - now.hip)


def other_knee_flexion(now: Posture, _start: Posture | None = None) -> float:
    """Shank on thigh, other side.  Plane: sagittal.  Zero: straight.  Sign: + flexion."""
    return angle_between_deg(now.other_ankle - now.other_knee, now.other_knee - now.other_hip)


def more_bent_knee(now: Posture, _start: Posture | None = None) -> float:
    """Flexion of the knee that is bent further.  Plane: sagittal.  Zero: straight.

    A pose model that sees one leg behind the other may give either shin to either thigh; which
    knee is meant is then unknown, that one is bent and one is straight is not.  Where the other
    leg is hidden this is the working knee if it is clearly bent, and else unknown.
    """
    knee_deg, other_deg = knee_flexion(now), other_knee_flexion(now)
    if math.isnan(other_deg):
        return knee_deg if knee_deg > CLEARLY_BENT_DEG else NAN
    return NAN if math.isnan(knee_deg) else max(knee_deg, other_deg)


def less_bent_knee(now: Posture, _start: Posture | None = None) -> float:
    """Flexion of the knee that is bent less.  Plane: sagittal.  Zero: straight."""
    knee_deg, other_deg = knee_flexion(now), other_knee_flexion(now)
    return NAN if math.isnan(knee_deg) or math.isnan(other_deg) else min(knee_deg, other_deg)


def thigh_inclination(now: Posture, _start: Posture | None = None) -> float:
    """Thigh (hip to knee) to gravity.  Zero: straight down.  Sign: + forward; 90 = horizontal."""
    return angle_between_deg(DOWN, now.knee - now.hip)


def trunk_inclination(now: Posture, _start: Posture | None = None) -> float:
    """Trunk (hip to shoulder) to gravity.  Zero: upright.  Sign: + forward; -90 = on the back."""
    return angle_between_deg(now.trunk, UP)


def leg_elevation(now: Posture, _start: Posture | None = None) -> float:
    """Leg (hip to ankle) of a person on their back over the horizontal.  Zero: level.  Sign: + up.

    Hip to ankle and not hip to knee: the model moves the hip with the lifted leg, which on a
    rendered raise of 42 degrees made 49 of the short lever and 44 of the long one.
    """
    return angle_between_deg(FORWARD, now.ankle - now.hip)


def thigh_difference(now: Posture, _start: Posture | None = None) -> float:
    """Other thigh over the working thigh.  Plane: sagittal.  Sign: + turned further up, forward.

    Zero: the thighs are parallel.
    """
    return angle_between_deg(now.knee - now.hip, now.other_knee - now.other_hip)


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


# --- Frontal plane: +x is outward of the working leg -------------------------------------------


def hip_abduction(now: Posture, _start: Posture | None = None) -> float:
    """Thigh to the perpendicular of the hip line.  Plane: frontal.  Sign: + outward.

    Zero: at right angles to the pelvis, so hiking the pelvis does not count as abduction.
    """
    return angle_between_deg((now.hip - now.other_hip) * DOWN, now.knee - now.hip)


def hip_abduction_to_trunk(now: Posture, _start: Posture | None = None) -> float:
    """Thigh to the trunk's axis.  Plane: frontal.  Zero: in line with it.  Sign: + outward."""
    return angle_between_deg(now.mid_hip - now.mid_shoulder, now.knee - now.hip)


def thigh_outward(now: Posture, _start: Posture | None = None) -> float:
    """Thigh (hip to knee) to gravity.  Plane: frontal.  Zero: straight down.  Sign: + outward.

    Neither a lean of the trunk nor the hip line is in it: in pictures of rendered people that line
    tilts by four degrees when a leg goes out, though the pelvis stays level.
    """
    return angle_between_deg(DOWN, now.knee - now.hip)


def pelvic_obliquity(now: Posture, _start: Posture | None = None) -> float:
    """Hip line to the horizontal.  Plane: frontal.  Sign: + working side higher (hike)."""
    return angle_between_deg(FORWARD, now.hip - now.other_hip)


def trunk_lateral_lean(now: Posture, _start: Posture | None = None) -> float:
    """Mid-hip to mid-shoulder to gravity.  Plane: frontal.  Sign: + away from the working leg."""
    return angle_between_deg(UP, now.mid_shoulder - now.mid_hip)


def knee_valgus(now: Posture, _start: Posture | None = None) -> float:
    """Frontal plane projection angle of the working knee.  Zero: straight.  Sign: + medial."""
    return angle_between_deg(now.knee - now.hip, now.ankle - now.knee)


def thigh_foreshortening(now: Posture, start: Posture | None = None) -> float:
    """Apparent thigh length over that at the start: cosine of the angle out of the picture.

    1 = as at the start, 0.90 = 26 degrees, 0.87 = 30 degrees towards or away from the camera.
    Both are divided by the length of the trunk, so walking nearer changes nothing.
    """
    if start is None:
        return NAN
    return _foreshortening(now.knee - now.hip, now, start.knee - start.hip, start)


def shank_foreshortening(now: Posture, start: Posture | None = None) -> float:
    """Apparent shank length over that at the start (see `thigh_foreshortening`)."""
    if start is None:
        return NAN
    return _foreshortening(now.ankle - now.knee, now, start.ankle - start.knee, start)


def ankle_past_midline(now: Posture, _start: Posture | None = None) -> float:
    """Distance of the working ankle inward of the other one, in hip widths; + = crossed."""
    return share((now.other_ankle - now.ankle).real, now.hip - now.other_hip)


def _foreshortening(part: complex, now: Posture, part_then: complex, then: Posture) -> float:
    seen = length_ratio(part, now.mid_shoulder - now.mid_hip)
    true = length_ratio(part_then, then.mid_shoulder - then.mid_hip)
    return seen / true if true > 0 else NAN


# --- The table ---------------------------------------------------------------------------------

_LEG: Final = "hip knee ankle"
_MID: Final = "shoulder other_shoulder hip other_hip"


def _row(function: _Function, title: str, unit: Unit, plane: Plane, joints: str) -> Measure:
    return Measure(function.__name__, title, unit, plane, tuple(joints.split()), function)


# fmt: off
_ROWS: Final = (
    _row(hip_flexion, "hip bend", "deg", "side", "shoulder hip knee"),
    _row(other_hip_flexion, "hip bend, other leg", "deg", "side",
         "other_shoulder other_hip other_knee"),
    _row(knee_flexion, "knee bend", "deg", "side", _LEG),
    _row(other_knee_flexion, "knee bend, other leg", "deg", "side",
         "other_hip other_knee other_ankle"),
    _row(more_bent_knee, "the more bent knee", "deg", "side",
         f"{_LEG} other_hip other_knee other_ankle"),
    _row(less_bent_knee, "the straighter knee", "deg", "side",
         f"{_LEG} other_hip other_knee other_ankle"),
    _row(thigh_inclination, "thigh forward", "deg", "side", "hip knee"),
    _row(trunk_inclination, "trunk forward", "deg", "side", "shoulder hip"),
    _row(leg_elevation, "leg lift", "deg", "side", "hip ankle"),
    _row(thigh_difference, "difference of the thighs", "deg", "side",
         "hip knee other_hip other_knee"),
    _row(knee_past_toes, "knee past toes", "ratio", "side", "knee ankle toe"),
    _row(other_knee_past_toes, "front knee past toes", "ratio", "side",
         "other_knee other_ankle other_toe"),
    _row(shank_slope, "slope of the shin", "ratio", "side", "knee ankle"),
    _row(other_shank_slope, "slope of the other shin", "ratio", "side",
         "other_knee other_ankle"),
    _row(other_foot_rise, "height of the other foot", "ratio", "side",
         "shoulder hip ankle other_ankle"),
    _row(step_length, "length of the step", "ratio", "side", f"{_LEG} other_ankle"),
    _row(heel_rise, "rise of the heel", "ratio", "side", "knee ankle heel toe"),
    _row(ankle_travel, "travel of the foot", "ratio", "side", "shoulder hip ankle"),
    _row(hip_travel, "travel of the hip", "ratio", "side", "shoulder hip"),
    _row(hip_rise, "rise of the hip", "ratio", "side", "shoulder hip"),
    _row(other_hip_rise, "rise of the other hip", "ratio", "side", "shoulder hip other_hip"),
    _row(hip_abduction, "leg out from the pelvis", "deg", "front", "hip other_hip knee"),
    _row(hip_abduction_to_trunk, "leg out from the trunk", "deg", "front", f"{_MID} knee"),
    _row(thigh_outward, "leg out to the side", "deg", "front", "hip knee"),
    _row(pelvic_obliquity, "hip hike", "deg", "front", "hip other_hip"),
    _row(trunk_lateral_lean, "sideways lean", "deg", "front", _MID),
    _row(knee_valgus, "knee inward", "deg", "front", _LEG),
    _row(thigh_foreshortening, "apparent length of the thigh", "ratio", "front",
         f"{_MID} knee"),
    _row(shank_foreshortening, "apparent length of the shin", "ratio", "front",
         f"{_MID} knee ankle"),
    _row(ankle_past_midline, "foot across the middle", "ratio", "front",
         "hip other_hip ankle other_ankle"),
)
# fmt: on

MEASURES: Final[dict[str, Measure]] = {row.name: row for row in _ROWS}
"""Every measure by its name: the only list of angles."""
