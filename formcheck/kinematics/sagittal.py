"""Measures of the sagittal plane, for a person seen from the side: +x is forward.

Hip flexion is **thigh on trunk**: pelvis and lumbar spine are included, so the number is not the
motion of the hip joint alone (a goniometer over-reads that by 2 to 19 degrees for the same
reason, https://doi.org/10.1186/1471-2474-11-194), and a person is compared with themselves only.
"""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Final

from formcheck.kinematics.measures import LEG, OTHER_LEG, Corner, measure
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

_angle = partial(measure, unit="deg", plane="side")
_ratio = partial(measure, unit="ratio", plane="side")

CLEARLY_BENT_DEG: Final = 45.0
"""A knee that is bent further cannot be taken for a straight one (engineering default)."""

FLAT_WITHIN_DEG: Final = 10.0
"""A trunk that is seen so far off the level still lies level.  A pose model puts hip and shoulder
of a lying person up to 6 degrees off the level (rendered people of known joints), and by as much
when the hips are lifted; what is further off is a cushion or a tilted camera."""


def _rise(
    name: str, title: str, joints: str, point: Callable[[SidedPose], complex], *, sign: str = "up"
) -> None:
    """Add a measure of how far a point rose from the start, in trunk lengths."""
    _ratio(
        name, title, joints, zero="as at the start", sign=sign, whole="trunk at the start",
        change=lambda now, start: share((point(now) - point(start)).imag, start.trunk),
    )  # fmt: skip


def hip_flexion(now: SidedPose) -> float:
    """Return the angle of the working thigh to the trunk, degrees, + flexion."""
    return angle_between_deg(now.hip - now.shoulder, now.knee - now.hip)


def knee_flexion(now: SidedPose) -> float:
    """Return the angle of the working shank to the thigh, degrees, + flexion."""
    return angle_between_deg(now.ankle - now.knee, now.knee - now.hip)


def thigh_to_gravity(now: SidedPose) -> float:
    """Return the angle of the working thigh to straight down, degrees, + forward or outward."""
    return angle_between_deg(DOWN, now.knee - now.hip)


def _other_knee_flexion(now: SidedPose) -> float:
    return angle_between_deg(now.other_ankle - now.other_knee, now.other_knee - now.other_hip)


def _trunk_inclination(now: SidedPose) -> float:
    return angle_between_deg(now.trunk, UP)


def _off_level_deg(start: SidedPose) -> float:
    """Return how far off the level a lying trunk was seen; 0 for a trunk that does not lie."""
    off_deg = _trunk_inclination(start) + 90.0
    return off_deg if abs(off_deg) <= FLAT_WITHIN_DEG else 0.0


def _more_bent_knee(now: SidedPose) -> float:
    """Return the flexion of the more bent knee, degrees."""
    # A pose model that sees one leg behind the other may give either shank to either thigh: which
    # knee is bent is unknown then, that one is bent is not.  Where the other leg is hidden, this
    # is the working knee if that is clearly bent, and else NaN.
    knee_deg, other_deg = knee_flexion(now), _other_knee_flexion(now)
    if math.isnan(other_deg):
        return knee_deg if knee_deg > CLEARLY_BENT_DEG else NAN
    return NAN if math.isnan(knee_deg) else max(knee_deg, other_deg)


def _less_bent_knee(now: SidedPose) -> float:
    knee_deg, other_deg = knee_flexion(now), _other_knee_flexion(now)
    return NAN if math.isnan(knee_deg + other_deg) else min(knee_deg, other_deg)


def _knee_difference(now: SidedPose) -> float:
    return knee_flexion(now) - _other_knee_flexion(now)


def _head_to_trunk(now: SidedPose) -> float:
    return angle_between_deg(now.nose - now.shoulder, now.trunk)


def _sole(heel: complex, toe: complex) -> float:
    """Return the height of the heel or the toes, whichever is lower."""
    return NAN if math.isnan(heel.imag + toe.imag) else min(heel.imag, toe.imag)


def _foot_over_floor(now: SidedPose, start: SidedPose) -> float:
    """Return the height of the working foot over the lower foot at the start, trunk lengths."""
    # Heel or toes, whichever is lower: the heel of the foot behind leaves the floor in a lunge.
    # The lower foot stood on the floor then, whether the other foot was on a step or not.  Where
    # the other foot was hidden, the working foot is taken to have stood there.
    floor = _sole(start.heel, start.toe)
    for height in (start.other_heel.imag, start.other_toe.imag, start.other_ankle.imag):
        floor = min(floor, height)
    return share(_sole(now.heel, now.toe) - floor, start.trunk)


def _weight_before_foot(now: SidedPose) -> float:
    """Return how far the centre of mass is ahead of the working ankle, in leg lengths."""
    # Shares of the body's mass, and the places of the centres of mass of head, arms and trunk,
    # of the thighs, and of shanks with feet: Winter, Biomechanics and Motor Control of Human
    # Movement, table 4.1.  The other leg is taken to be where the working one is.
    trunk, thigh, shank = now.trunk.real, (now.knee - now.hip).real, (now.ankle - now.knee).real
    upper, thighs, shanks = 0.678 * 0.626 * trunk, 0.2 * 0.433 * thigh, 0.122 * 0.606 * shank
    weight = upper + thighs + 0.122 * thigh + shanks
    return share(weight - thigh - shank, now.leg_px)


# --- Angles --------------------------------------------------------------------------------------

_angle(
    "hip_flexion", "hip bend", "shoulder hip knee", zero="straight", sign="flexion",
    now=hip_flexion,
    # A person who lay on the back at the start lay level, because the floor is.
    change=lambda now, start: hip_flexion(now) - _off_level_deg(start),
    corner=Corner("hip", "knee", lambda now: now.hip - now.shoulder),
    within=(-50, 150),
)  # fmt: skip
_angle(
    "other_hip_flexion", "hip bend, other leg", "other_shoulder other_hip other_knee",
    zero="straight", sign="flexion",
    now=lambda now: angle_between_deg(
        now.other_hip - now.other_shoulder, now.other_knee - now.other_hip
    ),
    within=(-50, 150),
)  # fmt: skip
_angle(
    "knee_flexion", "knee bend", LEG, zero="straight", sign="flexion", now=knee_flexion,
    corner=Corner("knee", "ankle", lambda now: now.knee - now.hip, turn=-1),
    within=(-30, 165),
)  # fmt: skip
_angle(
    "other_knee_flexion", "knee bend, other leg", OTHER_LEG, zero="straight", sign="flexion",
    now=_other_knee_flexion,
    within=(-30, 165),
)  # fmt: skip
_angle(
    "more_bent_knee", "the more bent knee", f"{LEG} {OTHER_LEG}", zero="straight", sign="flexion",
    now=_more_bent_knee,
    within=(-30, 165),
)  # fmt: skip
_angle(
    "less_bent_knee", "the straighter knee", f"{LEG} {OTHER_LEG}", zero="straight", sign="flexion",
    now=_less_bent_knee,
    within=(-30, 165),
)  # fmt: skip
_angle(
    "knee_difference", "difference of the knees", f"{LEG} {OTHER_LEG}", zero="equally bent",
    sign="working knee more bent", now=_knee_difference,
)  # fmt: skip
_angle(
    "thigh_inclination", "thigh forward", "hip knee", zero="straight down", sign="forward",
    now=thigh_to_gravity, corner=Corner("hip", "knee", lambda _: DOWN),
)  # fmt: skip
_angle(
    # What the leg did, whatever the trunk did meanwhile, and wherever the pose model puts a thigh
    # that hangs straight down.
    "thigh_swing", "swing of the thigh", "hip knee", zero="as at the start", sign="forward",
    change=lambda now, start: angle_between_deg(start.knee - start.hip, now.knee - now.hip),
)  # fmt: skip
_angle(
    "trunk_inclination", "trunk forward", "shoulder hip", zero="upright; -90 on the back",
    sign="forward", now=_trunk_inclination,
    within=(-135, 135),
)  # fmt: skip
_angle(
    # Hip to ankle and not hip to knee: the model moves the hip with the lifted leg, which on a
    # rendered raise of 42 degrees made 49 of the short lever and 44 of the long one.
    "leg_elevation", "leg lift", "hip ankle", zero="level, on the back", sign="up",
    now=lambda now: angle_between_deg(FORWARD, now.ankle - now.hip),
    corner=Corner("hip", "ankle", lambda _: FORWARD),
)  # fmt: skip
_angle(
    # Of a person who lies, whatever the trunk is read to do; unlike the angle to straight down it
    # does not jump where the knee is over the hip.
    "thigh_elevation", "thigh lift", "hip knee", zero="level, on the back", sign="up",
    now=lambda now: angle_between_deg(FORWARD, now.knee - now.hip),
    corner=Corner("hip", "knee", lambda _: FORWARD),
)  # fmt: skip
_angle(
    "thigh_difference", "difference of the thighs", "hip knee other_hip other_knee",
    zero="thighs parallel", sign="other thigh further up and forward",
    now=lambda now: angle_between_deg(now.knee - now.hip, now.other_knee - now.other_hip),
)  # fmt: skip
_angle(
    "other_leg_inclination", "other leg forward", "other_hip other_ankle",
    zero="straight down", sign="foot forward",
    now=lambda now: angle_between_deg(DOWN, now.other_ankle - now.other_hip),
)  # fmt: skip
_angle(
    # A bow has more of the trunk, a squat more of the knees.
    "bow_over_knees", "bow less knee bend", "shoulder hip knee ankle",
    zero="the trunk tips as far as the knee bends", sign="more of a bow",
    now=lambda now: _trunk_inclination(now) - knee_flexion(now),
    within=(-300, 180),
)  # fmt: skip
_angle(
    "trunk_turn", "tilt of the trunk", "shoulder hip", zero="as at the start", sign="head down",
    change=lambda now, start: _trunk_inclination(now) - _trunk_inclination(start),
)  # fmt: skip
_angle(
    "shank_forward", "shin forward", "knee ankle", zero="upright",
    sign="knee in front of the ankle",
    now=lambda now: angle_between_deg(now.knee - now.ankle, UP),
)  # fmt: skip
_angle(
    # From heel to toes, which stay on the floor.  A foot flat on it reads as -2 to 8 degrees, on
    # real and rendered people; a heel that is lifted by 25 degrees (rendered) reads 19 more.
    "sole_tilt", "tilt of the foot", "heel toe", zero="flat on the floor", sign="heel up",
    now=lambda now: angle_between_deg(now.toe - now.heel, FORWARD),
    corner=Corner("toe", "heel"), within=(-90, 120),
)  # fmt: skip
_angle(
    # A weak sign of a rounded back: only the neck is in it.
    "head_drop", "drop of the head", "nose shoulder hip", zero="as at the start",
    sign="chin forward, on the trunk",
    change=lambda now, start: (
        180.0 - (180.0 - (_head_to_trunk(now) - _head_to_trunk(start))) % 360.0
    ),
    within=(-90, 90),
)  # fmt: skip
_angle(
    # The angle whose sine is the rise in leg lengths, because a movement is measured in degrees:
    # 15 cm of a person with legs of 85 cm are 10 degrees; a rise beyond a leg's length is 90.
    "step_rise", "rise of the hips", LEG, zero="as at the start", sign="up",
    whole="leg at the start",
    change=lambda now, start: arcsine_deg(share((now.hip - start.hip).imag, start.leg_px)),
    corner=Corner("ankle", "hip"),
    within=(-60, 60),
)  # fmt: skip

# --- Ratios --------------------------------------------------------------------------------------

_ratio(
    "knee_past_toes", "knee past toes", "knee ankle toe", zero="over the toes",
    sign="in front of the toes", whole="shin",
    now=lambda now: share((now.knee - now.toe).real, now.knee - now.ankle),
)  # fmt: skip
_ratio(
    "other_knee_past_toes", "front knee past toes", "other_knee other_ankle other_toe",
    zero="over the toes", sign="in front of the toes", whole="other shin",
    now=lambda now: share((now.other_knee - now.other_toe).real, now.other_knee - now.other_ankle),
)  # fmt: skip
_ratio(
    "shank_slope", "slope of the shin", "knee ankle",
    zero="flat: kneeling, or the leg stretched out on the floor", sign="knee higher; 1 = upright",
    whole="shin", now=lambda now: share((now.knee - now.ankle).imag, now.knee - now.ankle),
    within=(-1, 1),
)  # fmt: skip
_ratio(
    "other_foot_rise", "height of the other foot", "shoulder hip ankle other_ankle",
    zero="ankles level", sign="other ankle higher", whole="trunk",
    now=lambda now: share((now.other_ankle - now.ankle).imag, now.trunk),
)  # fmt: skip
_ratio(
    # Thigh and shank keep their lengths in one plane.  A leg that is seen much shorter turns to
    # the camera, or the estimator has lost it behind something.
    "leg_in_picture", "apparent length of the leg", LEG,
    sign="in the picture; 1 = as at the start", whole="leg at the start",
    change=lambda now, start: share(now.leg_px, start.leg_px),
)  # fmt: skip
_ratio(
    "step_length", "length of the step", f"{LEG} other_ankle", zero="feet side by side",
    sign="other ankle in front", whole="leg",
    now=lambda now: share((now.other_ankle - now.ankle).real, now.leg_px),
)  # fmt: skip
_ratio(
    # A body without a seat keeps its centre of mass over its feet, in a lunge between them.
    "weight_before_foot", "weight before the foot", "shoulder hip knee ankle",
    zero="over the ankle",
    sign="in front", whole="leg", now=_weight_before_foot,
)  # fmt: skip
_ratio(
    "heel_rise", "rise of the heel", "knee ankle heel toe", zero="as at the start",
    sign="heel up, over the toes", whole="shin at the start",
    change=lambda now, start: share(
        (now.heel - now.toe - (start.heel - start.toe)).imag, start.knee - start.ankle
    ),
)  # fmt: skip
_ratio(
    "ankle_travel", "travel of the foot", "shoulder hip ankle", zero="as at the start",
    sign="away from there", whole="trunk at the start",
    change=lambda now, start: length_ratio(now.ankle - start.ankle, start.trunk),
)  # fmt: skip
_ratio(
    "other_ankle_travel", "travel of the other foot", "shoulder hip other_ankle",
    zero="as at the start", sign="away from there", whole="trunk at the start",
    change=lambda now, start: length_ratio(now.other_ankle - start.other_ankle, start.trunk),
)  # fmt: skip
_ratio(
    "hip_travel", "travel of the hip", "shoulder hip", zero="as at the start",
    sign="away from there", whole="trunk at the start",
    change=lambda now, start: length_ratio(now.hip - start.hip, start.trunk),
)  # fmt: skip
_rise("hip_rise", "rise of the hip", "shoulder hip", lambda now: now.hip)
_rise(
    # A weak sign from the side: the estimator guesses the far hip.
    "other_hip_rise", "rise of the other hip", "shoulder hip other_hip",
    lambda now: now.other_hip - now.hip,
    sign="up over the working hip; - = the other side of the pelvis drops",
)  # fmt: skip
_ratio(
    "hip_shift", "shift of the hips", "shoulder hip", zero="as at the start", sign="forward",
    whole="trunk at the start",
    change=lambda now, start: share((now.hip - start.hip).real, start.trunk),
)  # fmt: skip
_rise(
    "head_rise", "rise of the head", "nose shoulder hip", lambda now: now.nose - now.shoulder,
    sign="nose up, over the shoulder",
)  # fmt: skip
_ratio(
    "foot_lift", "lift of the foot", "knee ankle", zero="as at the start", sign="up",
    whole="shin at the start",
    change=lambda now, start: share((now.ankle - start.ankle).imag, start.knee - start.ankle),
)  # fmt: skip
_rise("shoulder_rise", "lift of the shoulder", "shoulder hip", lambda now: now.shoulder)
_ratio(
    # Cosine of the angle out of the picture: 0.90 = 26 degrees, 0.87 = 30 degrees towards or away
    # from the camera.  Both lengths are shares of the trunk.
    "thigh_turned_away", "apparent length of the thigh, from the side", "shoulder hip knee",
    sign="in the picture; 1 = as at the start", whole="thigh at the start",
    change=lambda now, start: share(
        length_ratio(now.knee - now.hip, now.trunk),
        length_ratio(start.knee - start.hip, start.trunk),
    ),
)  # fmt: skip
_rise("ankle_rise", "rise of the foot", "shoulder hip ankle", lambda now: now.ankle)
_ratio(
    "foot_over_floor", "height of the foot", "shoulder hip heel toe",
    zero="on the floor", sign="up", whole="trunk at the start", change=_foot_over_floor,
)  # fmt: skip
_ratio(
    # A person who lies: about 0, seen from the side, and up to 0.6 from the feet.  A bench: 0.7 to
    # 1.0.
    "shoulder_over_floor", "height of the shoulder", "shoulder hip ankle",
    zero="level with the foot at the start", sign="up", whole="trunk at the start",
    change=lambda now, start: share((now.shoulder - start.ankle).imag, start.trunk),
)  # fmt: skip
_ratio(
    "hip_over_floor", "height of the hip", "shoulder hip ankle",
    zero="level with the foot at the start", sign="up", whole="trunk at the start",
    change=lambda now, start: share((now.hip - start.ankle).imag, start.trunk),
)  # fmt: skip
_ratio(
    "hips_back", "hips back", LEG, zero="as at the start, over the working foot", sign="back",
    whole="leg at the start",
    change=lambda now, start: share(
        (now.ankle - now.hip - (start.ankle - start.hip)).real, start.leg_px
    ),
)  # fmt: skip
