"""Measure and the table of all measures: clinical quantities that one camera can follow.

A measure is a pure function of a `SidedPose` and, if it is a change, of the person's own start
position.  It is in degrees or is a ratio of body lengths, never in pixels; it is taken from the
picture, never from depth.  NaN: a joint is not seen, or the start position is not known yet.

To add a measure, add a call of `measure` to the module of its plane: `sagittal`, `frontal` or
`oblique`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from formcheck.pose.geometry import NAN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from formcheck.pose.features import SidedPose
    from formcheck.pose.view import Plane

    NowFunction: TypeAlias = Callable[[SidedPose], float]
    ChangeFunction: TypeAlias = Callable[[SidedPose, SidedPose], float]
    MeasureFunction: TypeAlias = Callable[[SidedPose, SidedPose | None], float]

Unit = Literal["deg", "ratio"]

LEG: Final = "hip knee ankle"
OTHER_LEG: Final = "other_hip other_knee other_ankle"
MID: Final = "shoulder other_shoulder hip other_hip"


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
        ``deg``, or ``ratio`` of a body length.
    plane
        The view in which it is true: ``side`` (sagittal), ``front`` (frontal), or ``oblique``
        (frontal, seen from in front and off to the working side).
    zero
        What a value of 0 means; empty if a ratio has no such meaning.
    sign
        What a growing value means.
    whole
        The length that a ratio is a share of.
    function
        ``(joints, start) -> value``; `start` is the person's own start position or None.
    needs_start
        True if the value depends on the start position.
    corner
        Where the angle is drawn; None: it is shown on the gauge alone.
    """

    name: str
    title: str
    joints: tuple[str, ...]
    unit: Unit
    plane: Plane
    zero: str
    sign: str
    whole: str
    function: MeasureFunction
    needs_start: bool
    corner: Corner | None

    def __repr__(self) -> str:
        return f"Measure({self.name!r}, unit={self.unit!r}, plane={self.plane!r})"


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
    now: NowFunction | None = None,
    change: ChangeFunction | None = None,
    corner: Corner | None = None,
) -> None:
    """Add a measure to the table.

    Parameters
    ----------
    name, title, unit, plane, zero, sign, whole, corner
        As in `Measure`.
    joints
        The fields of `SidedPose` that the measure needs, as one string.
    now
        The measure without a start position; None: NaN without one.
    change
        The measure given a start position; None: the start makes no difference.
    """
    MEASURES[name] = Measure(
        name=name,
        title=title,
        joints=tuple(joints.split()),
        unit=unit,
        plane=plane,
        zero=zero,
        sign=sign,
        whole=whole,
        function=_function(now, change),
        needs_start=change is not None,
        corner=corner,
    )


def _function(now: NowFunction | None, change: ChangeFunction | None) -> MeasureFunction:
    """Return one function of a pose and a start position that may be unknown."""
    if change is None:
        if now is None:
            raise ValueError("expected a function for now or change, got neither")
        return lambda joints, _: now(joints)
    if now is None:
        return lambda joints, start: NAN if start is None else change(joints, start)
    return lambda joints, start: now(joints) if start is None else change(joints, start)
