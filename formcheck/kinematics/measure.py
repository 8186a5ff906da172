"""What a measure is: a named clinical quantity that one camera can follow.

The measures themselves are functions in `sagittal`, `distances` and `frontal`; `angles` lists
them.
"""

from __future__ import annotations

from dataclasses import dataclass
from inspect import signature
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from formcheck.pose.features import SidedPose
    from formcheck.pose.view import Plane

    MeasureFunction: TypeAlias = Callable[[SidedPose, SidedPose | None], float]

Unit = Literal["deg", "ratio"]

LEG: Final = "hip knee ankle"
OTHER_LEG: Final = "other_hip other_knee other_ankle"
MID: Final = "shoulder other_shoulder hip other_hip"


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
        The view in which it is true: ``side`` (sagittal), ``front`` (frontal), or ``oblique``
        (frontal, seen from in front and off to the working side).
    joints
        The fields of `SidedPose` without which it is NaN.
    function
        ``(posture, start) -> value``; `start` is the person's own start posture or None.
    needs_start
        Whether `function` looks at the start at all.
    """

    name: str
    title: str
    unit: Unit
    plane: Plane
    joints: tuple[str, ...]
    function: MeasureFunction
    needs_start: bool


def row(function: MeasureFunction, title: str, unit: Unit, plane: Plane, joints: str) -> Measure:
    """The measure of a function, by the function's name; `joints` as one string of words.

    Whether the start is looked at is told by the name of the function's second argument: one that
    is not used begins with an underscore, and a linter sees to that.
    """
    start = list(signature(function).parameters)[1]
    return Measure(
        name=function.__name__,
        title=title,
        unit=unit,
        plane=plane,
        joints=tuple(joints.split()),
        function=function,
        needs_start=not start.startswith("_"),
    )
