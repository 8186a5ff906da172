"""Measures of the frontal plane, for a person seen from the front: +x is outward.

The trunk of a person who lies on the side lies across the picture.  The measures for that position
are taken from the body's own lines and not from gravity, so they are the same lying and standing;
outward of the upper leg is up.
"""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Final

from formcheck.kinematics.measures import LEG, MID, OTHER_LEG, Corner, measure
from formcheck.kinematics.sagittal import thigh_to_gravity
from formcheck.pose.geometry import (
    DOWN,
    FORWARD,
    NAN,
    UP,
    angle_between_deg,
    arcsine_deg,
    length_ratio,
    share,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from formcheck.pose.features import SidedPose

_angle = partial(measure, unit="deg", plane="front")
_ratio = partial(measure, unit="ratio", plane="front")

THIGH_OVER_TRUNK: Final = 0.85
"""Length of the thigh in lengths of the trunk (shoulder to hip): 0.245 over 0.288 of the height,
Drillis and Contini's segment lengths, https://doi.org/10.1002/9780470549148."""

KNEE_RADIUS: Final = THIGH_OVER_TRUNK * math.sqrt(0.5)
"""How far a knee bent to a right angle lies off the line from hip to ankle, in trunk lengths."""


def _less_outward_leg(now: SidedPose) -> float:
    """Return the inclination of the leg that points less outward, degrees to gravity."""
    # Both legs point outward after a side step; one stays upright while the other is only lifted.
    legs = (
        angle_between_deg(DOWN, now.ankle - now.hip),
        angle_between_deg(now.other_ankle - now.other_hip, DOWN),
    )
    return NAN if math.isnan(sum(legs)) else min(legs)


def _knee_opening(now: SidedPose, start: SidedPose) -> float:
    """Return how far bent knees are opened, the feet together, degrees."""
    # With the knees bent to a right angle the upper leg turns about the line from hip to foot, and
    # its knee is off that line by KNEE_RADIUS; the opening is the arcsine of how much further
    # outward it is than the knee below.  It is in lengths of the trunk, because the thigh points
    # at the camera, and at right angles to the line from hip to foot, so that neither a foot that
    # is lifted nor a tilted camera counts.  The feet lie nearer to each other than the hips, so
    # the lines meet, and side by side the knees are off them by half of the difference.  Without
    # it 34 degrees were read as 50 (rendered people), because the arcsine is steep there.
    gap = _off_line(now.hip, now.knee, now.ankle)
    gap -= _off_line(now.other_hip, now.other_knee, now.other_ankle)
    hips_px = abs(start.hip - start.other_hip)
    wider = share(hips_px - abs(start.ankle - start.other_ankle), start.mid_trunk)
    return arcsine_deg((share(gap, now.mid_trunk) - wider / 2) / KNEE_RADIUS)


def _floor(body: SidedPose) -> float:
    """Return the height of the lower ankle, pixels; NaN: one is unknown."""
    heights = body.ankle.imag, body.other_ankle.imag
    return NAN if math.isnan(sum(heights)) else min(heights)


def _hips_sink(now: SidedPose, start: SidedPose) -> float:
    """Return how much nearer to the lower foot the hips are than at the start, a share of it."""
    height = start.mid_hip.imag - _floor(start)
    return share(height - (now.mid_hip.imag - _floor(now)), height)


def _stiller_foot(now: SidedPose, start: SidedPose) -> float:
    """Return the way of the foot that moved less since the start, trunk lengths."""
    ways = abs(now.ankle - start.ankle), abs(now.other_ankle - start.other_ankle)
    return NAN if math.isnan(sum(ways)) else share(min(ways), start.mid_trunk)


def _apparent(line: Callable[[SidedPose], complex]) -> Callable[[SidedPose, SidedPose], float]:
    """Return the change of the apparent length of a line, which is a share of the trunk."""
    return lambda now, start: share(
        length_ratio(line(now), now.mid_trunk), length_ratio(line(start), start.mid_trunk)
    )


def _off_line(hip: complex, knee: complex, ankle: complex) -> float:
    """Return how far a knee is outward of the line from hip to ankle, pixels."""
    line = ankle - hip
    return share(((knee - hip) * line.conjugate()).imag, line)


def _over_feet(now: SidedPose) -> float:
    """Return how far the middle of the hips is over the lower ankle, pixels."""
    # The lower one stands on the floor, whatever the other foot does.
    return now.mid_hip.imag - min(now.ankle.imag, now.other_ankle.imag)


def _hips_height(now: SidedPose, start: SidedPose) -> float:
    """Return how far the hips rose over the feet, degrees."""
    # The angle whose sine is the rise in lengths of two shins at the start, which stand upright
    # and are seen in full there, standing or seated, while thighs may point at the camera.  A mini
    # squat to a knee of 50 degrees is -6 degrees, one with level thighs about -25, getting up from
    # a chair +25 to +30, on real and rendered people; it is the same from every side.
    shins = abs(start.knee - start.ankle) + abs(start.other_knee - start.other_ankle)
    return arcsine_deg(share(_over_feet(now) - _over_feet(start), shins))


# --- Angles --------------------------------------------------------------------------------------

_angle(
    "hip_abduction_to_trunk", "leg out from the trunk", f"{MID} knee", zero="in line with it",
    sign="outward", now=lambda now: angle_between_deg(-now.mid_trunk, now.knee - now.hip),
    corner=Corner("hip", "knee", lambda now: -now.mid_trunk),
    within=(-60, 90),
)  # fmt: skip
_angle(
    # Neither a lean of the trunk nor the hip line is in it: on rendered people that line tilts by
    # four degrees when a leg goes out, though the pelvis stays level.
    "thigh_outward", "leg out to the side", "hip knee", zero="straight down", sign="outward",
    now=thigh_to_gravity, corner=Corner("hip", "knee", lambda _: DOWN),
    within=(-90, 180),
)  # fmt: skip
_angle(
    "pelvic_obliquity", "hip hike", "hip other_hip", zero="hips level", sign="working side higher",
    now=lambda now: angle_between_deg(FORWARD, now.hip - now.other_hip),
    within=(-120, 120),
)  # fmt: skip
_angle(
    "trunk_lateral_lean", "sideways lean", MID, zero="upright", sign="away from the working leg",
    now=lambda now: angle_between_deg(UP, now.mid_trunk),
    within=(-135, 135),
)  # fmt: skip
_angle(
    # Frontal plane projection angle.
    "knee_valgus", "knee inward", LEG, zero="straight", sign="knee inward",
    now=lambda now: angle_between_deg(now.knee - now.hip, now.ankle - now.knee),
    within=(-90, 90),
)  # fmt: skip
_angle(
    "knee_opening", "opening of the knees", f"{MID} knee ankle other_knee other_ankle",
    zero="thighs side by side", sign="open",
    now=lambda now: _knee_opening(now, now), change=_knee_opening,
    # The thigh points at the camera: the arc ends where the thigh is seen.
    corner=Corner("hip", "knee"),
    within=(-90, 90),
)  # fmt: skip
_angle(
    "pelvis_to_trunk", "hip drawn up to the trunk", MID, zero="hip line at right angles to it",
    sign="working side nearer to the shoulder",
    now=lambda now: angle_between_deg(now.mid_trunk * DOWN, now.hip - now.other_hip),
    within=(-60, 60),
)  # fmt: skip
_angle(
    # The angle under which the working leg would see the lift: its sine is the height of the other
    # ankle in lengths of the working leg.  6 % of the leg, from where a foot counts as lifted, are
    # 3.4 degrees.
    "other_foot_lift", "lift of the other foot", f"{LEG} other_ankle", zero="ankles level",
    sign="up", whole="leg",
    now=lambda now: arcsine_deg(share((now.other_ankle - now.ankle).imag, now.leg_px)),
    corner=Corner("ankle", "other_ankle"),
    within=(-90, 90),
)  # fmt: skip
_angle(
    # With hips 0.30 of the leg apart, as a pose model places them, feet at 1.5, 2.2 and 2.5 times
    # the width of the hips are legs 8.6, 21 and 26 degrees apart.
    "leg_spread", "legs apart", "hip ankle other_hip other_ankle", zero="parallel", sign="apart",
    now=lambda now: angle_between_deg(now.other_ankle - now.other_hip, now.ankle - now.hip),
    corner=Corner("hip", "ankle", lambda now: now.other_ankle - now.other_hip),
    within=(-60, 160),
)  # fmt: skip
_angle(
    "less_outward_leg", "the less outward leg", "hip ankle other_hip other_ankle", zero="upright",
    sign="outward", now=_less_outward_leg,
)  # fmt: skip
_angle(
    # Hip to ankle: where both knees bend the thighs go apart and the feet stay.
    "leg_outward", "swing of the leg to the side", "hip ankle", zero="as at the start",
    sign="outward",
    change=lambda now, start: angle_between_deg(start.ankle - start.hip, now.ankle - now.hip),
)  # fmt: skip
_angle(
    "other_leg_outward", "slant of the other leg", "other_hip other_ankle", zero="upright",
    sign="outward", now=lambda now: angle_between_deg(now.other_ankle - now.other_hip, DOWN),
)  # fmt: skip
_angle(
    # Arcsine of the distance over the length of the thigh, for which the other shank stands: it
    # hangs upright and is seen in full, while the thighs point at the camera (thigh and shank are
    # 0.245 and 0.246 of the height, Drillis and Contini, https://doi.org/10.1002/9780470549148).
    "seated_knee_out", "knee to the side", "hip knee other_knee other_ankle",
    zero="knee before the hip", sign="outward",
    now=lambda now: arcsine_deg(
        share((now.knee - now.hip).real, now.other_ankle - now.other_knee)
    ),
    corner=Corner("hip", "knee"),
    within=(-90, 90),
)  # fmt: skip

_angle(
    "hips_height", "height of the hips", f"{LEG} {OTHER_LEG}", zero="as at the start", sign="up",
    whole="leg at the start", change=_hips_height,
    within=(-60, 60),
)  # fmt: skip

# --- Ratios --------------------------------------------------------------------------------------

_ratio(
    # Cosine of the angle out of the picture: 0.90 = 26 degrees, 0.87 = 30 degrees towards or away
    # from the camera.  Both lengths are shares of the trunk, so walking nearer changes nothing.
    "thigh_foreshortening", "apparent length of the thigh", f"{MID} knee",
    sign="in the picture; 1 = as at the start", whole="thigh at the start",
    change=_apparent(lambda now: now.knee - now.hip),
)  # fmt: skip
_ratio(
    "shank_foreshortening", "apparent length of the shin", f"{MID} knee ankle",
    sign="in the picture; 1 = as at the start", whole="shin at the start",
    change=_apparent(lambda now: now.ankle - now.knee),
)  # fmt: skip
_ratio(
    "ankle_past_midline", "foot across the middle", "hip other_hip ankle other_ankle",
    zero="before the other ankle", sign="crossed", whole="width of the hips",
    now=lambda now: share((now.other_ankle - now.ankle).real, now.hip - now.other_hip),
    within=(-10, 10),
)  # fmt: skip
_ratio(
    # About 1.6 with a straight leg, 1.2 with a knee bent to a right angle, wherever it points.
    "leg_stretch", "straightness of the leg", f"{MID} ankle", sign="longer from hip to ankle",
    whole="trunk", now=lambda now: length_ratio(now.ankle - now.hip, now.mid_trunk),
)  # fmt: skip
_ratio(
    "feet_gap", "gap between the feet", f"{MID} ankle other_ankle", zero="as at the start",
    sign="further apart", whole="trunk at the start",
    change=lambda now, start: share(
        abs(now.ankle - now.other_ankle) - abs(start.ankle - start.other_ankle), start.mid_trunk
    ),
)  # fmt: skip
_ratio(
    # 0.12 = knees that bend by 56 degrees, as thighs and shanks sink by 1 - cos(28).
    "hips_sink", "sinking of the hips", "hip other_hip ankle other_ankle", zero="as at the start",
    sign="nearer to the lower foot", whole="height of the hips at the start", change=_hips_sink,
)  # fmt: skip
_ratio(
    "other_foot_travel", "travel of the other foot, from the front", f"{MID} other_ankle",
    zero="as at the start", sign="away from there", whole="trunk at the start",
    change=lambda now, start: length_ratio(now.other_ankle - start.other_ankle, start.mid_trunk),
)  # fmt: skip
_ratio(
    "foot_travel", "travel of the foot, from the front", f"{MID} ankle",
    zero="as at the start", sign="away from there", whole="trunk at the start",
    change=lambda now, start: length_ratio(now.ankle - start.ankle, start.mid_trunk),
)  # fmt: skip
_ratio(
    "stiller_foot_travel", "travel of the foot that stays", f"{MID} ankle other_ankle",
    zero="as at the start", sign="away from there", whole="trunk at the start",
    change=_stiller_foot,
)  # fmt: skip
_ratio(
    "foot_outward", "place of the foot", f"{MID} ankle", zero="under the middle of the hips",
    sign="outward", whole="trunk",
    now=lambda now: share((now.ankle - now.mid_hip).real, now.mid_trunk),
)  # fmt: skip
_ratio(
    "hips_over_foot", "height of the hips over the other foot", f"{MID} other_ankle",
    zero="level with it", sign="up", whole="trunk",
    now=lambda now: share((now.mid_hip - now.other_ankle).imag, now.mid_trunk),
)  # fmt: skip
_ratio(
    "hips_aside", "way of the hips to a side", MID, zero="as at the start",
    sign="to either side", whole="trunk at the start",
    change=lambda now, start: share(abs((now.mid_hip - start.mid_hip).real), start.mid_trunk),
)  # fmt: skip
_ratio(
    # Cosine of how far the pelvis has rolled towards or away from the camera: 0.85 = 32 degrees.
    "hip_stack", "apparent width of the hips", MID, sign="in the picture; 1 = as at the start",
    whole="width of the hips at the start",
    change=_apparent(lambda now: now.hip - now.other_hip),
)  # fmt: skip
_ratio(
    "ankle_to_other_knee", "ankle off the other knee", "ankle other_knee other_ankle",
    zero="ankle on the knee", sign="further away", whole="other shin",
    now=lambda now: length_ratio(now.ankle - now.other_knee, now.other_ankle - now.other_knee),
)  # fmt: skip
_ratio(
    # About 1 standing; half of that where the thighs of a seated person point at the camera.
    "other_thigh_seen", "apparent length of the other thigh", OTHER_LEG,
    sign="in the picture", whole="other shin",
    now=lambda now: length_ratio(
        now.other_knee - now.other_hip, now.other_ankle - now.other_knee
    ),
)  # fmt: skip
