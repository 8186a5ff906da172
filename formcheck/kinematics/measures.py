"""Measure and the table of all measures: clinical quantities that one camera can follow.

A measure is a pure function of a `SidedPose` and, if it is a change, of the person's own start
position.  It is in degrees or is a ratio of body lengths, never in pixels; it is taken from the
picture, never from depth.  NaN: a joint is not seen, or the start position is not known yet.

A repetition is counted in degrees, so a height that is counted (the step of a step-up) is the
angle whose sine is its share of a body length.  People never read such a number: `shown` writes
every value as an angle or as a share of a length.

To add a measure, add a call of `measure` to the module of its plane: `sagittal`, `frontal` or
`oblique`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from formcheck.pose.geometry import NAN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from formcheck.pose.features import PoseFeatures, SidedPose
    from formcheck.pose.joints import Side
    from formcheck.pose.view import Plane

Unit = Literal["deg", "ratio"]

LEG: Final = "hip knee ankle"
OTHER_LEG: Final = "other_hip other_knee other_ankle"
MID: Final = "shoulder other_shoulder hip other_hip"

FARTHEST: Final = 2.5
"""In lengths of trunk, leg or shin: no foot gets further from its place (engineering default)."""


@dataclass(frozen=True, slots=True)
class Corner:
    """Where an angle is drawn in the picture.

    Attributes
    ----------
    joint
        The joint at which the angle is measured.
    end
        The joint at the end of the moving arm.
    zero
        Returns the direction of 0 degrees; None: the arm, turned back by the angle.
    turn
        +1 if the angle grows anticlockwise (y up, +x forward or outward), -1 if clockwise.
    """

    joint: str
    end: str
    zero: Callable[[SidedPose], complex] | None = None
    turn: int = 1


@dataclass(frozen=True, slots=True)
class Measure:
    """A clinical quantity that one camera can follow.

    Attributes
    ----------
    name
        Its name in exercise files and reports.
    title
        The same in words for a person.
    joints
        The fields of `SidedPose` without which the measure is NaN.
    unit
        ``deg``, or ``ratio`` of a body length: how files and reports write it.
    plane
        The view in which it is true: ``side`` (sagittal), ``front`` (frontal), or ``oblique``
        (frontal, seen from in front and off to the working side).
    zero
        What a value of 0 means; empty if a ratio has no such meaning.
    sign
        What a growing value means.
    whole
        The length that the value is a share of; empty for an angle.  With ``deg``, the value is a
        height or a distance: the angle whose sine is the share.
    now
        The value of a pose without a start position.
    change
        The value given the person's own start position; None: the start makes no difference.
    corner
        Where the angle is drawn; None: it is shown on the gauge alone.
    within
        The lowest and the highest value that a person can have, generously; a threshold beyond
        them was typed in another unit (engineering defaults).
    """

    name: str
    title: str
    joints: tuple[str, ...]
    unit: Unit
    plane: Plane
    zero: str
    sign: str
    whole: str
    now: Callable[[SidedPose], float]
    change: Callable[[SidedPose, SidedPose], float] | None
    corner: Corner | None
    within: tuple[float, float]

    def __repr__(self) -> str:
        return f"Measure({self.name!r}, unit={self.unit!r}, plane={self.plane!r})"

    @property
    def is_angle(self) -> bool:
        """Whether it is an angle, and not a height, a distance or a ratio of lengths."""
        return not self.whole

    @property
    def is_height(self) -> bool:
        """Whether it is a height or a distance that is written in degrees, to be counted."""
        return self.unit == "deg" and not self.is_angle

    @property
    def shown_unit(self) -> str:
        """The unit in which people read it: ``°``, or `` % of the leg``."""
        return "°" if self.is_angle else f" % of the {self.whole.removesuffix(' at the start')}"

    @property
    def is_change(self) -> bool:
        """Whether it is nothing but a change from the start."""
        return self.zero.startswith("as at the start")

    def value(self, joints: SidedPose, start: SidedPose | None = None) -> float:
        """Return the value of a pose, NaN if it is unknown.

        Parameters
        ----------
        joints
            The pose.
        start
            The person's own start position; None: not known yet.

        Returns
        -------
        float
            Degrees or a ratio, not smoothed.
        """
        if self.change is None or start is None:
            return self.now(joints)
        return self.change(joints, start)

    def seen(self, features: PoseFeatures, side: Side) -> float:
        """Return the value of a leg in one picture, NaN also in a view that does not suit.

        Parameters
        ----------
        features, side
            The pose, and the leg.

        Returns
        -------
        float
            Degrees or a ratio, not smoothed, without a start position.
        """
        if features.absent or not features.view.suits(self.plane):
            return math.nan
        return self.value(features.leg_frame(self.plane, side).joints)

    def for_people(self, value: float) -> float:
        """Return the number that people read, in `shown_unit`: degrees or per cent."""
        if self.is_angle:
            return value
        return 100.0 * (math.sin(math.radians(value)) if self.is_height else value)


MEASURES: Final[dict[str, Measure]] = {}
"""Every measure by its name."""


def measures() -> Mapping[str, Measure]:
    """Return every measure by its name, as exercise files use it.

    Examples
    --------
    >>> from formcheck.kinematics.measures import measures
    >>> knee = measures()["knee_flexion"]
    >>> knee.title, knee.unit, knee.plane
    ('knee bend', 'deg', 'side')
    >>> f"0 = {knee.zero}, + = {knee.sign}"
    '0 = straight, + = flexion'

    Returns
    -------
    Mapping of str to Measure
        The table, the measures of a plane together.
    """
    return MEASURES


def shown(name: str, value: float, *, short: bool = False, step: int = 1) -> str:
    """Return a value of a measure as people read it, in whole degrees or whole per cent.

    Parameters
    ----------
    name
        The name of the measure.
    value
        In the unit of the measure, as files and reports have it.
    short
        Whether to leave out of what length the per cent are.
    step
        The value is rounded to a multiple of this.

    Returns
    -------
    str
        An angle with its sign, or a share of a length; ``?`` for NaN.

    Examples
    --------
    >>> from formcheck.kinematics.measures import shown
    >>> shown("hip_flexion", 61.7), shown("hip_flexion", -0.4), shown("hip_flexion", float("nan"))
    ('62°', '0°', '?')
    >>> shown("step_rise", 10.0), shown("step_rise", 10.0, short=True)
    ('17 % of the leg', '17 %')
    """
    if math.isnan(value):
        return "?"
    row = MEASURES[name]
    unit = row.shown_unit if row.is_angle or not short else " %"
    return f"{step * round(row.for_people(value) / step)}{unit}"


def _unknown(_: SidedPose) -> float:
    return NAN


def measure(  # noqa: PLR0913  # one argument for each column of the table
    name: str,
    title: str,
    joints: str,
    *,
    unit: Unit,
    plane: Plane,
    zero: str = "",
    sign: str = "",
    whole: str = "",
    now: Callable[[SidedPose], float] = _unknown,
    change: Callable[[SidedPose, SidedPose], float] | None = None,
    corner: Corner | None = None,
    within: tuple[float, float] | None = None,
) -> None:
    """Add a measure to the table.

    Parameters
    ----------
    name, title, unit, plane, zero, sign, whole, now, change, corner, within
        As in `Measure`; without `now`, the value is unknown until a start position is known;
        without `within`, an angle is within a half turn to either side, and a ratio within
        `FARTHEST`.
    joints
        The fields of `SidedPose` that the measure needs, as one string.

    Raises
    ------
    ValueError
        If neither `now` nor `change` is given.
    """
    if now is _unknown and change is None:
        raise ValueError("expected a function for now or change, got neither")
    MEASURES[name] = Measure(
        name, title, tuple(joints.split()), unit, plane, zero, sign, whole, now, change, corner,
        within or ((-180.0, 180.0) if unit == "deg" else (-FARTHEST, FARTHEST)),
    )  # fmt: skip
