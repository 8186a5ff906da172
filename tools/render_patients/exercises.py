"""The exercises that can be performed, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from tools.render_patients.all_fours import BirdDog, FireHydrant
from tools.render_patients.balance import OneLeg, SideStep
from tools.render_patients.chair import FigureFour, SeatedKneeExtension, SitToStand
from tools.render_patients.idling import PicksUp, Standing, Talking
from tools.render_patients.prone import ProneHipExtension
from tools.render_patients.resting import Lying, Sitting
from tools.render_patients.side_lying import Clamshell, SideLyingLegLift
from tools.render_patients.standing import HipAbduction, HipExtension, MiniSquat
from tools.render_patients.stretches import (
    HalfKneelingShortStride,
    HalfKneelingStretch,
    StandingKneeForward,
    StandingShortStep,
    StandingStretch,
)
from tools.render_patients.supine import (
    Bridge,
    BridgeFeetFar,
    BridgeFeetNear,
    OffsetBridge,
    SingleLegBridge,
    SingleLegBridgeFootFar,
    SingleLegBridgeFootNear,
    StraightLegRaise,
)
from tools.render_patients.supine_moves import (
    EdgeOfBedStretch,
    HamstringStretch,
    HeelSlide,
    HeelSlideNotStraightened,
    KneeToChest,
)
from tools.render_patients.upright import HipHinge, KneeRaise, Marching, StepUp
from tools.render_patients.walking import Walking

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tools.render_patients.performance import Moment, Performance
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
    "clamshell": Clamshell,
    "double_leg_bridge": Bridge,
    "hamstring_stretch": HamstringStretch,
    "heel_slide": HeelSlide,
    "hip_flexor_stretch": HalfKneelingStretch,
    "hip_flexor_stretch_standing": StandingStretch,
    "hip_flexor_stretch_edge_of_bed": EdgeOfBedStretch,
    "knee_to_chest": KneeToChest,
    "mini_squat": MiniSquat,
    "offset_bridge": OffsetBridge,
    "sidelying_hip_abduction": SideLyingLegLift,
    "single_leg_bridge": SingleLegBridge,
    "standing_hip_abduction": HipAbduction,
    "standing_hip_extension": HipExtension,
    "straight_leg_raise": StraightLegRaise,
    "prone_hip_extension": ProneHipExtension,
    "bird_dog": BirdDog,
    "fire_hydrant": FireHydrant,
    "figure_four": FigureFour,
    "lateral_step": SideStep,
    "single_leg_stance": OneLeg,
    "seated_knee_extension": SeatedKneeExtension,
    "sit_to_stand": SitToStand,
    "hip_hinge": HipHinge,
    "marching": Marching,
    "standing_hip_flexion": KneeRaise,
    "step_up": StepUp,
}

SETUPS: Final[Mapping[tuple[str, str], Callable[[Skeleton, Side], Exercise]]] = {
    ("double_leg_bridge", "feet_far"): BridgeFeetFar,
    ("double_leg_bridge", "feet_near"): BridgeFeetNear,
    ("heel_slide", "not_straightened"): HeelSlideNotStraightened,
    ("hip_flexor_stretch", "front_knee_past_toes"): HalfKneelingShortStride,
    ("hip_flexor_stretch_standing", "front_knee_past_toes"): StandingKneeForward,
    ("hip_flexor_stretch_standing", "short_step"): StandingShortStep,
    ("single_leg_bridge", "foot_far"): SingleLegBridgeFootFar,
    ("single_leg_bridge", "foot_near"): SingleLegBridgeFootNear,
}
"""Who does an exercise with a fault of the set-up: exercise and fault."""


IDLE: Final[Mapping[str, Callable[[Skeleton, Side], Exercise]]] = {
    "lying": Lying,
    "picks_up": PicksUp,
    "sitting": Sitting,
    "standing": Standing,
    "talking": Talking,
    "walking": Walking,
}
"""Activities of people who do not exercise, by name."""


def performer(performance: Performance, skeleton: Skeleton) -> Exercise:
    """Who does a performance, with the body of a skeleton."""
    if performance.setup:
        return SETUPS[performance.exercise, performance.setup](skeleton, performance.side)
    if performance.exercise in IDLE:
        return IDLE[performance.exercise](skeleton, performance.side)
    return EXERCISES[performance.exercise](skeleton, performance.side)
