"""What a lot may be drawn from: the good ones of an exercise, and what goes wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tools.render_patients.performance import Viewpoint

Range: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Wrong:
    """A fault to be put into an effort.

    Attributes
    ----------
    amount
        How much of it, in the unit of the fault; (0, 0) where tempo, hold or peak is the fault.
    peak_deg
        The far end it goes with, where that is not a good one.
    hold_s, rise_s, lower_s
        Likewise.
    unclear
        Faults that come along and are too close to call.
    """

    amount: Range = (0.0, 0.0)
    peak_deg: Range | None = None
    hold_s: Range | None = None
    rise_s: Range | None = None
    lower_s: Range | None = None
    unclear: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """What can be drawn for one exercise.

    Attributes
    ----------
    viewpoint
        The recommended place of the camera.
    height_m, distance_m
        Where the camera may stand and still be where it was asked for.
    good_deg, partial_deg
        Far ends of a good repetition, and of one that is too small.
    excess
        What goes too far.
    hold_s
        How long the far end of a good repetition is held.
    faults
        By name, to be put into single efforts.
    setups
        Faults of the whole set, by name: a performer of their own does them.
    """

    viewpoint: Viewpoint
    height_m: Range
    distance_m: Range
    good_deg: Range
    partial_deg: Range
    hold_s: Range
    excess: Wrong | None = None
    counted_holds: bool = False
    faults: Mapping[str, Wrong] = field(default_factory=dict)
    setups: Mapping[str, Wrong] = field(default_factory=dict)


QUICK_LIFT: Final = Wrong(rise_s=(0.45, 0.55))
QUICK_DROP: Final = Wrong(lower_s=(0.55, 0.7))
