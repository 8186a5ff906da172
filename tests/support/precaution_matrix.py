"""What each precaution makes of each exercise: the table of the clinical rules."""

from __future__ import annotations

from typing import NamedTuple

from formcheck.exercises.precautions import PRECAUTIONS

Range = tuple[str, str, float | None, float | None]
"""Measure, sense, where it warns, where it stops."""

POSTERIOR, ANTERIOR, LATERAL, FAI, SIDE_PAIN, KNEE = PRECAUTIONS


class Cell(NamedTuple):
    """What a precaution makes of an exercise."""

    state: str
    instead: str = ""
    limits: frozenset[Range] = frozenset()
    target: tuple[float, float] | None = None
    says: tuple[str, ...] = ()


def allowed(*says: str) -> Cell:
    return Cell("A", says=says)


def tighter(*limits: Range, target: tuple[float, float] | None = None, says: str = "") -> Cell:
    return Cell("T", limits=frozenset(limits), target=target, says=(says,) if says else ())


def barred(instead: str = "") -> Cell:
    return Cell("B", instead)


def locked(
    instead: str, *limits: Range, target: tuple[float, float] | None = None, says: str = ""
) -> Cell:
    return Cell("Q", instead, frozenset(limits), target, (says,) if says else ())


# The rules of each precaution on the measured angle.
RIGHT_ANGLE: Range = ("hip_flexion", "above", 80, 88)  # P1: lying, seated, unloaded
RIGHT_ANGLE_LOADED: Range = ("hip_flexion", "above", 72, 80)  # P2: standing, under load
NO_CROSSING: Range = ("ankle_past_midline", "above", None, 0)  # P3
NOT_BEHIND: Range = ("hip_flexion", "below", 5, 0)  # E1
# The angle of a hinge is the change from one's own upright stand: who stands tall is at 0.
NOT_BEHIND_OWN_STAND: Range = ("hip_flexion", "below", -5, -10)
NOT_DEEP: Range = ("hip_flexion", "above", 80, 90)  # F1
NOT_DEEP_LOADED: Range = ("hip_flexion", "above", 78, 85)  # F2
NOT_DEEP_ON_A_CHAIR: Range = ("hip_flexion", "above", 90, 100)  # F3
THIGH_88: Range = ("thigh_inclination", "above", 80, 88)
THIGH_90: Range = ("thigh_inclination", "above", 80, 90)
LOW_STEP: Range = ("step_rise", "above", 12, None)
BRIDGE, ABDUCTION = "double_leg_bridge", "standing_hip_abduction"
UPRIGHT_STRETCH = "hip_flexor_stretch_standing"
A = allowed()

# In the order of PRECAUTIONS: posterior, anterior, lateral, impingement, lateral hip pain, knee.
MATRIX: dict[str, tuple[Cell, Cell, Cell, Cell, Cell, Cell]] = {
    "marching": (
        tighter(RIGHT_ANGLE, THIGH_88),
        tighter(THIGH_90),
        tighter(RIGHT_ANGLE, THIGH_88, says="hand on the chair"),
        tighter(NOT_DEEP, THIGH_90),
        A,
        A,
    ),
    "heel_slide": (
        tighter(RIGHT_ANGLE),
        A,
        tighter(RIGHT_ANGLE),
        tighter(NOT_DEEP),
        A,
        allowed("comfortable"),
    ),
    "knee_to_chest": (
        barred("heel_slide"),
        locked("heel_slide"),
        barred("heel_slide"),
        barred("heel_slide"),
        locked("heel_slide"),
        allowed("behind the thigh"),
    ),
    "hamstring_stretch": (
        barred(),
        A,
        barred(),
        tighter(("hip_flexion", "above", 85, 90), says="not quite upright"),
        A,
        A,
    ),
    "figure_four": (
        barred("heel_slide"),
        barred("heel_slide"),
        barred("heel_slide"),
        locked("heel_slide"),
        barred(BRIDGE),
        locked("knee_to_chest"),
    ),
    "hip_flexor_stretch": (
        barred(UPRIGHT_STRETCH),
        barred(),
        barred(),
        barred(UPRIGHT_STRETCH),
        A,
        locked(UPRIGHT_STRETCH),
    ),
    "hip_flexor_stretch_standing": (
        tighter(("other_hip_flexion", "above", 80, 88)),
        barred(),
        barred(),
        tighter(("other_hip_flexion", "above", 80, 90)),
        allowed("not one in front of the other"),
        A,
    ),
    "hip_flexor_stretch_edge_of_bed": (
        barred(UPRIGHT_STRETCH),
        barred(),
        barred(),
        barred(UPRIGHT_STRETCH),
        locked(UPRIGHT_STRETCH),
        allowed("thigh from behind"),
    ),
    "double_leg_bridge": (
        A,
        tighter(NOT_BEHIND, target=(15, 5)),
        tighter(NOT_BEHIND, target=(15, 5)),
        A,
        A,
        A,
    ),
    "offset_bridge": (A, barred(BRIDGE), barred(BRIDGE), A, A, A),
    "single_leg_bridge": (
        locked(BRIDGE),
        locked(BRIDGE, NOT_BEHIND, target=(15, 5)),
        barred(BRIDGE),
        A,
        allowed("two weeks"),
        A,
    ),
    "clamshell": (
        locked(ABDUCTION),
        barred(ABDUCTION),
        barred(BRIDGE),
        allowed("pinches"),
        tighter(says="pillow between your knees, the sore side up"),
        allowed("pillow"),
    ),
    "sidelying_hip_abduction": (
        locked(ABDUCTION, says="pillow"),
        allowed("kneecap pointing forward"),
        barred(BRIDGE),
        A,
        tighter(says="pillow between your legs, the sore side up"),
        A,
    ),
    "straight_leg_raise": (
        locked("heel_slide", RIGHT_ANGLE),
        barred("heel_slide"),
        locked("heel_slide", RIGHT_ANGLE),
        allowed("pinches"),
        A,
        A,
    ),
    "prone_hip_extension": (
        allowed("pillow between your legs"),
        barred(BRIDGE),
        barred(BRIDGE),
        A,
        A,
        allowed("pad above the kneecap"),
    ),
    "bird_dog": (
        barred(BRIDGE),
        tighter(NOT_BEHIND, target=(15, 5)),
        barred(BRIDGE),
        tighter(("hip_flexion", "above", 95, None), says="not sit back"),
        A,
        locked("prone_hip_extension"),
    ),
    "fire_hydrant": (
        barred(ABDUCTION),
        barred(ABDUCTION),
        barred(BRIDGE),
        allowed("pinches"),
        allowed("2 of 10"),
        locked(ABDUCTION),
    ),
    "standing_hip_flexion": (
        tighter(RIGHT_ANGLE, THIGH_88, target=(60, 75)),
        tighter(THIGH_90),
        tighter(RIGHT_ANGLE, THIGH_88),
        tighter(NOT_DEEP, THIGH_90),
        A,
        A,
    ),
    "standing_hip_abduction": (
        tighter(NO_CROSSING),
        allowed("toes pointing forward"),
        barred(),
        A,
        tighter(("ankle_past_midline", "above", 0, None), says="hip-width apart"),
        A,
    ),
    "standing_hip_extension": (A, barred(BRIDGE), barred(BRIDGE), A, A, A),
    "sit_to_stand": (
        tighter(RIGHT_ANGLE, says="push on the arm rests"),
        allowed("operated foot forward"),
        tighter(RIGHT_ANGLE, says="push on the arm rests"),
        tighter(NOT_DEEP_ON_A_CHAIR, says="higher chair"),
        tighter(says="at least 45 cm high"),
        tighter(says="at least 50 cm high"),
    ),
    "seated_knee_extension": (
        tighter(RIGHT_ANGLE),
        A,
        tighter(RIGHT_ANGLE),
        tighter(NOT_DEEP_ON_A_CHAIR),
        tighter(says="at least 45 cm high"),
        allowed("without a weight"),
    ),
    "mini_squat": (
        tighter(RIGHT_ANGLE_LOADED),
        A,
        tighter(RIGHT_ANGLE_LOADED),
        tighter(NOT_DEEP_LOADED),
        A,
        tighter(("knee_flexion", "above", 50, 60), target=(20, 45)),
    ),
    "hip_hinge": (
        tighter(RIGHT_ANGLE_LOADED, ("trunk_inclination", "above", 45, None)),
        tighter(NOT_BEHIND_OWN_STAND),
        tighter(RIGHT_ANGLE_LOADED, NOT_BEHIND_OWN_STAND),
        tighter(NOT_DEEP_LOADED),
        A,
        A,
    ),
    "step_up": (
        tighter(RIGHT_ANGLE_LOADED, LOW_STEP, says="at most 15 cm"),
        locked("mini_squat", LOW_STEP),
        locked("mini_squat", RIGHT_ANGLE_LOADED, LOW_STEP),
        tighter(NOT_DEEP_LOADED, LOW_STEP, says="at most 15 cm"),
        tighter(LOW_STEP, says="hold the rail"),
        tighter(("step_rise", "above", 10, None), target=(5, 9), says="at most 15 cm"),
    ),
    "lateral_step": (
        tighter(("leg_spread", "below", -3, -9)),
        A,
        barred(),
        A,
        tighter(("leg_spread", "below", -6, None)),
        A,
    ),
    "single_leg_stance": (
        allowed("full weight"),
        A,
        locked("marching"),
        A,
        tighter(says="ten seconds at most, a hand on the chair, and do not hang"),
        A,
    ),
}
