"""The exercises that can be performed, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from tools.render_patients.kneeling import HalfKneelingStretch
from tools.render_patients.lying import Bridge, SingleLegBridge, StraightLegRaise
from tools.render_patients.standing import (
    HipAbduction,
    HipExtension,
    MiniSquat,
    StandingStretch,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tools.render_patients.schedule import Moment
    from tools.render_patients.skeleton import Figure, Side, Skeleton


class Exercise(Protocol):
    """One way to move: a figure for every moment."""

    @property
    def measure(self) -> str:
        """The angle the exercise is about, as `truth` names it, without the side."""
        ...

    @property
    def mat_m(self) -> tuple[float, float, float, float] | None:
        """(left, forward, half width, half length) of the mat, or None."""
        ...

    @property
    def chair_m(self) -> tuple[float, float, float] | None:
        """(left, forward, turn in degrees) of the chair, or None."""
        ...

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        ...


EXERCISES: Final[Mapping[str, Callable[[Skeleton, Side], Exercise]]] = {
    "double_leg_bridge": Bridge,
    "hip_flexor_stretch": HalfKneelingStretch,
    "hip_flexor_stretch_standing": StandingStretch,
    "mini_squat": MiniSquat,
    "single_leg_bridge": SingleLegBridge,
    "standing_hip_abduction": HipAbduction,
    "standing_hip_extension": HipExtension,
    "straight_leg_raise": StraightLegRaise,
}
