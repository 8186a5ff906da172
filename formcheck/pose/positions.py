"""POSITIONS: how a person lies, kneels, sits or stands; everything about a position is its row.

A row says how the position is recognised, and what the rest of formcheck needs to know of it.  To
add a position, add a row here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from formcheck.pose.geometry import UP, angle_between_deg

if TYPE_CHECKING:
    from collections.abc import Callable

    from formcheck.pose.features import SidedPose
    from formcheck.pose.view import Plane


SLACK_DEG: Final = 10.0
"""How far a trunk may pass its limits once the position was right (engineering default): hands
under the shoulders lift a trunk by 10 to 20 degrees, because arms are longer than thighs."""

SLACK: Final = 0.15
"""The same for shares of a length (engineering default)."""

KNEE_UNDER: Final = 0.6
"""A knee is under the hip if it is lower by more than this share of the thigh."""

SHANK_DOWN: Final = 0.55
"""A shank lies on the floor if its ends differ in height by less than this share of the thigh."""

LEVEL: Final = 0.8
"""Height of the shoulders over the hips, in thigh lengths, up to which a trunk that is seen
obliquely counts as level: its inclination is not seen from there."""

UPRIGHT_DEG: Final = 55.0
"""Inclination of the trunk up to which a person stands upright (engineering default)."""

STANDS: Final = 0.45
"""A leg is under the body if hip is over ankle by more than this share of the leg."""

BOW_DEG: Final = 100.0
"""How far a person who stood upright before may tip the trunk forward and still stand; to touch
the floor takes 90 to 95 (engineering default)."""

CROUCHES: Final = 0.15
"""A leg carries a body that stood upright before if hip is over ankle by more than this share of
the leg: 0.25 to 0.4 in the deepest squats, less on the floor (engineering default)."""

SHANK_UP: Final = 0.5
"""... and knee over ankle by more than this share of the shank: 0.8 to 1 in a squat, less on the
knees."""

SITS: Final = 0.6
"""A person sits or stands if a hip is over its ankle by more than this share of the shank."""

THIGH_LEVEL: Final = 0.6
"""A thigh is level if hip is over knee by less than this share of the thigh, or of the shank where
the thigh points at the camera (engineering default)."""

KNEE_DOWN: Final = 0.5
"""A knee is on the floor if it is above the other ankle by less than this share of its shank, and
its own shank is level within the same share (engineering default)."""


class _Body:
    """A sided pose in a plane, with what all positions ask of it.

    Attributes
    ----------
    joints, plane
        As given.
    trunk_deg
        Trunk to gravity, degrees; in a side view + forward, -90 on the back; NaN: unknown.
    slack_deg, slack
        How far limits may be passed: 0 unless the pose before was in the position.
    """

    __slots__ = ("joints", "plane", "slack", "slack_deg", "trunk_deg")

    def __init__(self, joints: SidedPose, plane: Plane, *, was_in: bool) -> None:
        self.joints = joints
        self.plane = plane
        trunk = joints.trunk if plane == "side" else joints.mid_trunk
        self.trunk_deg = angle_between_deg(trunk, UP)
        self.slack_deg, self.slack = (SLACK_DEG, SLACK) if was_in else (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class BodyPosition:
    """What formcheck knows of one position.

    Attributes
    ----------
    name
        As in exercise files.
    words
        The same in a description.
    say
        What a person in another position is asked to do, one sentence.
    again
        The same in a word or two, after a pause.
    fits
        Returns True if a pose may be judged in this position: generous, with hysteresis.
    planes
        The views from which the position is recognised.
    looks
        Returns True if a pose that fits looks like no other position.
    upright
        True if the trunk is upright at rest; else an upright trunk means that the person got up.
    lies
        True if the trunk lies on the floor.
    second_line
        Besides the trunk, the line of the body that is level at rest: from the feet, from the
        ankle that lies in line with the trunk, or from the knees, up to shoulders or hands.
    tilt_deg
        How far the upper ends of trunk and second line are above the lower ends in a level
        picture, degrees, mean of rendered people at rest: shoulder and hip are not points of
        equal height over a mat.
    """

    name: str
    words: str
    say: str
    again: str
    fits: Callable[[_Body], bool]
    planes: tuple[Plane, ...]
    looks: Callable[[_Body], bool] = lambda _: True
    upright: bool = True
    lies: bool = False
    second_line: Literal["feet", "resting_ankle", "knees_to_hands"] = "feet"
    tilt_deg: tuple[float, float] = (0.0, 0.0)

    def accepts(self, joints: SidedPose, plane: Plane, *, was_in: bool) -> bool:
        """Return True if a pose may be judged in this position.

        Parameters
        ----------
        joints, plane
            The pose, and the plane in which it is seen.
        was_in
            True if the pose before was in the position: it is left later than it is entered.

        Returns
        -------
        bool
            True also where the trunk is not seen.
        """
        body = _Body(joints, plane, was_in=was_in)
        return math.isnan(body.trunk_deg) or self.fits(body)

    def is_like(self, joints: SidedPose, plane: Plane) -> bool:
        """Return True if a pose looks like this position and like no other one.

        Parameters
        ----------
        joints, plane
            The pose, and the plane in which it is seen.

        Returns
        -------
        bool
            False where the trunk is not seen.
        """
        body = _Body(joints, plane, was_in=False)
        return not math.isnan(body.trunk_deg) and self.fits(body) and self.looks(body)


_Leg = tuple[complex, complex, complex]


def _legs(joints: SidedPose) -> tuple[_Leg, _Leg]:
    """Return hip, knee and ankle of either leg."""
    return (
        (joints.hip, joints.knee, joints.ankle),
        (joints.other_hip, joints.other_knee, joints.other_ankle),
    )


def _thigh_heights(joints: SidedPose) -> list[float]:
    """Return for each leg how far the hip is over the knee, in thigh lengths; NaN: not seen."""
    return [_share(hip - knee, hip - knee) for hip, knee, _ in _legs(joints)]


def _shank_heights(joints: SidedPose) -> list[float]:
    """Return for each leg how far knee and ankle differ in height, in thigh lengths."""
    return [abs(_share(knee - ankle, hip - knee)) for hip, knee, ankle in _legs(joints)]


def _share(line: complex, whole: complex) -> float:
    length = abs(whole)
    return line.imag / length if length > 0 else math.nan


def _is_prone(body: _Body) -> bool:
    """Return True if the trunk is level and the knees are down; hidden legs do not count."""
    under = [share for share in _thigh_heights(body.joints) if not math.isnan(share)]
    at_most = KNEE_UNDER - (SLACK - body.slack)
    level = abs(body.trunk_deg - 90) <= 30 + body.slack_deg
    return level and all(share < at_most for share in under)


def _is_on_hands_and_knees(body: _Body) -> bool:
    """Return True if the trunk is level and a knee under its hip rests on the floor."""
    # Where the leg that carries is hidden, the answer stays as it was: the other may be lifted.
    joints = body.joints
    if body.plane == "side":
        level = abs(body.trunk_deg - 90) <= 40 + body.slack_deg
    else:
        thigh = max(abs(joints.knee - joints.hip), abs(joints.other_knee - joints.other_hip))
        level = not abs(joints.mid_trunk.imag) > (LEVEL + body.slack) * thigh
    down = [
        under > KNEE_UNDER - body.slack and shank < SHANK_DOWN + body.slack
        for under, shank in zip(_thigh_heights(joints), _shank_heights(joints), strict=True)
        if not math.isnan(under + shank)
    ]
    return level and (any(down) or (body.slack > 0 and len(down) < len(_legs(joints))))


def _looks_half_kneeling(body: _Body) -> bool:
    """Return True if one shank lies on the floor, its knee as low as the other foot."""
    one, two = _legs(body.joints)
    return any(
        abs((knee - ankle).imag) < KNEE_DOWN * abs(knee - ankle)
        and abs((knee - foot).imag) < KNEE_DOWN * abs(knee - ankle)
        and (hip - knee).imag > KNEE_UNDER * abs(hip - knee)
        for (hip, knee, ankle), (_, _, foot) in ((one, two), (two, one))
    )


def _looks_seated(body: _Body) -> bool:
    """Return True if all thighs that are seen are level, or point at the camera."""
    level = [
        (hip - knee).imag < THIGH_LEVEL * (abs(hip - knee) if body.plane == "side" else shank)
        for hip, knee, ankle in _legs(body.joints)
        if not math.isnan((shank := abs(knee - ankle)) + abs(hip))
    ]
    return bool(level) and all(level)


def _looks_standing(body: _Body) -> bool:
    return not _looks_seated(body) and not (body.plane == "side" and _looks_half_kneeling(body))


def _is_upper(joints: SidedPose) -> bool:
    """Return True if the working side lies over the other one."""
    here, there = joints.hip + joints.shoulder, joints.other_hip + joints.other_shoulder
    return (here - there).imag > 0


def stands(joints: SidedPose) -> bool:
    """Return True if one leg at least is under the body, or both are hidden."""
    upright = [
        (hip - ankle).imag > STANDS * leg
        for hip, knee, ankle in _legs(joints)
        if not math.isnan(leg := abs(knee - hip) + abs(ankle - knee))
    ]
    return any(upright) or not upright


def _is_standing(body: _Body) -> bool:
    """Return True if a person stands, or bows or squats after standing upright."""
    # Safety is judged at the bottom of a squat or a bow: the position is kept as far as the feet
    # carry the body.
    if not body.slack:
        return abs(body.trunk_deg) <= UPRIGHT_DEG and stands(body.joints)
    furthest = BOW_DEG if body.plane == "side" else UPRIGHT_DEG + body.slack_deg
    carries = [
        (hip - ankle).imag > CROUCHES * (shank + abs(knee - hip))
        and (knee - ankle).imag > SHANK_UP * shank
        for hip, knee, ankle in _legs(body.joints)
        if not math.isnan((shank := abs(ankle - knee)) + abs(knee - hip))
    ]
    upright = -UPRIGHT_DEG - body.slack_deg <= body.trunk_deg <= furthest
    return upright and (any(carries) or not carries)


def _sits_or_stands(body: _Body) -> bool:
    """Return True if one hip at least is over its foot by about a shank, or both are hidden."""
    # Where the foot that stands is hidden, the answer stays as it was: the other may be lifted.
    legs = _legs(body.joints)
    heights = [
        (hip - ankle).imag > SITS * abs(knee - ankle)
        for hip, knee, ankle in legs
        if not math.isnan(abs(hip - ankle) + abs(knee - ankle))
    ]
    return any(heights) or not heights or (body.slack > 0 and len(heights) < len(legs))


_ROWS: Final = (
    BodyPosition(
        "supine", "on the back", "Lie on your back.",
        again="Down again",
        fits=lambda body: abs(body.trunk_deg + 90) <= 40 + body.slack_deg,
        planes=("side",), upright=False, lies=True,
        second_line="resting_ankle", tilt_deg=(-4.0, 1.5),
    ),
    BodyPosition(
        "prone", "on the front", "Lie on your front, legs straight.",
        again="Down again",
        fits=_is_prone, planes=("side",), upright=False, lies=True,
        second_line="resting_ankle", tilt_deg=(3.0, 3.5),
    ),
    BodyPosition(
        "side_lying", "on the side", "Lie on your side, the leg you exercise on top.",
        again="Down again",
        # The trunk lies across the picture, the working side on top.
        fits=lambda body: (
            abs(abs(body.trunk_deg) - 90) <= 40 + body.slack_deg and _is_upper(body.joints)
        ),
        planes=("front",), upright=False, lies=True, tilt_deg=(6.0, 6.5),
    ),
    BodyPosition(
        "quadruped", "on hands and knees", "Go onto hands and knees.",
        again="On hands and knees again",
        fits=_is_on_hands_and_knees, planes=("side", "oblique"), upright=False,
        second_line="knees_to_hands", tilt_deg=(15.0, 2.0),
    ),
    BodyPosition(
        "half_kneeling", "on one knee", "Kneel on one knee with your trunk upright.",
        again="Kneel as at the start",
        fits=lambda body: abs(body.trunk_deg) <= 45 + body.slack_deg,
        looks=_looks_half_kneeling, planes=("side",),
    ),
    BodyPosition(
        "seated", "sitting", "Sit upright on a chair, both feet under you.",
        again="Sit as at the start",
        fits=lambda body: (
            abs(body.trunk_deg) <= 65 + body.slack_deg and _sits_or_stands(body)
        ),
        looks=_looks_seated, planes=("side", "front"),
    ),
    BodyPosition(
        "standing", "standing", "Stand upright.",
        again="Stand as at the start",
        fits=_is_standing,
        looks=_looks_standing, planes=("side", "front"),
    ),
)  # fmt: skip

POSITIONS: Final[dict[str, BodyPosition]] = {row.name: row for row in _ROWS}
"""Every position by its name; those that are recognised by more features come first."""

if TYPE_CHECKING:
    Position: TypeAlias = str
else:
    Position = Literal[tuple(POSITIONS)]
"""The name of a position; where data are validated, only the names of the table are allowed."""
