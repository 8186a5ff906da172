"""The faults of the rendered patients have their size, and no other joint moves."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pytest
from support.stick_body import planted, sticks

from tools.render_patients import truth
from tools.render_patients.exercises import EXERCISES, SETUPS, Exercise
from tools.render_patients.ground import (
    CHAIR_BACK_M,
    CHAIR_TOP_M,
    GRIP_ASIDE_M,
    RAIL_HALF_M,
    WRIST_BEHIND_M,
    WRIST_OVER_M,
)
from tools.render_patients.limbs import lowest_m
from tools.render_patients.performance import Effort, Moment, Span, moment, spans
from tools.render_patients.skeleton import (
    ANKLE,
    HIP,
    KNEE,
    LATERAL,
    OTHER,
    SHOULDER,
    SIDES,
    TOES,
    WRIST,
    Figure,
    Side,
    bone,
)
from tools.render_patients.standing import HipAbduction, HipExtension, MiniSquat
from tools.render_patients.stretches import (
    HalfKneelingShortStride,
    HalfKneelingStretch,
    StandingKneeForward,
    StandingShortStep,
    StandingStretch,
)
from tools.render_patients.supine import (
    BACK,
    BUTTOCKS,
    Bridge,
    BridgeFeetFar,
    BridgeFeetNear,
    SingleLegBridge,
    SingleLegBridgeFootFar,
    SingleLegBridgeFootNear,
    StraightLegRaise,
)

STILL_M = 0.004
EXERCISE_OF = {who: name for name, who in EXERCISES.items()} | {
    who: name for (name, _), who in SETUPS.items()
}


@dataclass(frozen=True, eq=False)
class Case:
    """One effort with a fault, and the true angles at its far end (of the working side: `_w`)."""

    who: type
    peak_deg: float
    faults: Mapping[str, float]
    angles_deg: Mapping[str, float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        said = "-".join(f"{name}{amount:+g}" for name, amount in self.faults.items())
        return f"{self.who.__name__}-{said or 'plain'}"


# The faults are asked for as a benchmark would: true angles follow from them.
CASES = (
    Case(SingleLegBridge, 3, {"leg_sag": 26}, {"hip_flexion_o": -23}),
    Case(SingleLegBridge, 3, {"leg_sag": -20}, {"hip_flexion_o": 23}),
    Case(SingleLegBridge, 3, {"foot_creep": -0.3}),
    Case(SingleLegBridge, 3, {"foot_creep": 0.25}),
    Case(SingleLegBridge, 4, {"hip_drop": 22}),
    Case(SingleLegBridge, 3, {"shaky": 14}),
    Case(Bridge, 3, {"shaky": 14}),
    Case(BridgeFeetFar, 3, {}),
    Case(BridgeFeetNear, 3, {}),
    Case(SingleLegBridgeFootFar, 3, {}),
    Case(SingleLegBridgeFootNear, 3, {}),
    Case(StraightLegRaise, 38, {"bent_knee": 32}, {"knee_flexion_w": 35}),
    Case(HalfKneelingStretch, -11, {"lean_forward": 16}, {"trunk_inclination": 16}),
    Case(HalfKneelingStretch, -20, {"arch_back": 14}, {"trunk_inclination": -14}),
    Case(HalfKneelingStretch, -14, {"bouncing": 14}),
    Case(HalfKneelingShortStride, -14, {}),
    Case(StandingStretch, -11, {"lean_forward": 12}, {"trunk_inclination": 18}),
    Case(StandingStretch, -22, {"arch_back": 17}, {"trunk_inclination": -11}),
    Case(StandingStretch, -12, {"back_knee_bent": 20}),
    Case(StandingStretch, -12, {"back_knee_bent": 36}),
    Case(StandingShortStep, -11, {}),
    Case(StandingKneeForward, -16, {}),
    Case(HipAbduction, 28, {"trunk_lean": 15}),
    Case(HipAbduction, 28, {"hip_hike": 10}, {"pelvic_tilt": 10}),
    Case(HipAbduction, 28, {"knee_bent": 38}, {"knee_flexion_w": 41}),
    Case(HipAbduction, 28, {"leg_forward": 35}, {"thigh_inclination_w": 36.5}),
    Case(HipExtension, -10, {"trunk_forward": 18}, {"trunk_inclination": 18}),
    Case(
        HipExtension,
        -1,
        {"only_leaning": 11},
        {"trunk_inclination": 11, "thigh_inclination_w": -12},
    ),
    Case(HipExtension, -14, {"arch": 12}, {"trunk_inclination": -12, "thigh_inclination_w": -2}),
    Case(HipExtension, -14, {"knee_bent": 38}, {"knee_flexion_w": 41}),
    Case(HipExtension, -14, {"standing_knee_bent": 28}, {"knee_flexion_o": 31}),
    Case(MiniSquat, 50, {"trunk_forward": 28}, {"trunk_inclination": 51.5}),
    Case(MiniSquat, 50, {"knees_past_toes": 18}, {"thigh_inclination_w": 9.5}),
    Case(MiniSquat, 50, {"heels_lift": 22}, {"knee_flexion_w": 50}),
)
UNSTEADY = ("shaky", "bouncing")
STEP_S = 0.1

every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def timetable(
    peak_deg: float, faults: Mapping[str, float], hold_s: float = 4.0
) -> tuple[Span, ...]:
    return spans((Effort(peak_deg, 1.0, hold_s, 1.0, faults=faults),), 1.0)


def side_of(case: Case) -> Side:
    """The working side: every second case is performed by the left one."""
    return SIDES[CASES.index(case) % 2]


@functools.cache
def performer(case: Case) -> Exercise:
    who: Exercise = case.who(sticks(), side_of(case))
    return who


@functools.cache
def film(case: Case) -> tuple[Figure, ...]:
    """The whole effort, from before it to after it."""
    when = timetable(case.peak_deg, case.faults)
    times = np.arange(0.8, when[-1].end_s + 0.3, STEP_S)
    return tuple(performer(case).figure(moment(float(time_s), when)) for time_s in times)


def at_far_end(exercise: Exercise, peak_deg: float, faults: Mapping[str, float]) -> Figure:
    """The figure late in the hold."""
    return exercise.figure(moment(5.0, timetable(peak_deg, faults)))


def angles_deg(figure: Figure, side: Side) -> dict[str, float]:
    """True angles; `_w` is the working side and `_o` the other one."""
    found = truth.sagittal_deg(figure) | truth.frontal_deg(figure)
    found["pelvic_tilt"] *= LATERAL[side]  # + with the working side up
    named = {}
    for name, angle in found.items():
        stem, _, which = name.rpartition("_")
        named[f"{stem}_{'w' if which == side else 'o'}" if which in SIDES else name] = angle
    return named


def reach_past_toes(figure: Figure, side: Side) -> float:
    """How far a knee is before the tips of the toes, in lengths of the shank."""
    tip = skin_m(figure, side)[:, 1].min()
    return float((tip - figure.joint(KNEE, side)[1]) / sticks().length_m(KNEE, ANKLE))


def skin_m(figure: Figure, side: Side) -> np.ndarray:
    name = bone(ANKLE, side)
    skin = sticks().skin_m[name] - sticks().rest_m[name]
    placed: np.ndarray = figure.joints_m[name] + skin @ figure.turns[name].T
    return placed


# --- What holds for every fault ----------------------------------------------------------------


@every_case
def test_before_and_after_a_fault_all_is_as_ever(case: Case) -> None:
    exercise, when = performer(case), timetable(case.peak_deg, case.faults)
    rest = exercise.figure(Moment(0.0, 0.0, None)).joints_m

    for time_s in (0.5, 1.0, when[-1].end_s - 1e-9, when[-1].end_s, 9.0):
        now = exercise.figure(moment(time_s, when)).joints_m
        assert max(np.abs(now[name] - rest[name]).max() for name in rest) < 1e-3  # metres


@every_case
def test_nothing_jumps(case: Case) -> None:
    joints = (
        *(bone(joint, side) for joint in (HIP, KNEE, ANKLE, WRIST) for side in SIDES),
        "head",
    )
    places = np.array([[figure.joints_m[name] for name in joints] for figure in film(case)])
    steps = np.linalg.norm(np.diff(places, axis=0), axis=2)

    assert steps.max() < 0.2  # metres in a tenth of a second


@pytest.mark.parametrize(
    "case",
    # What is rocked about the far end has a test of its own.
    [case for case in CASES if not set(UNSTEADY) & set(case.faults)],
    ids=lambda case: case.name,
)
def test_far_end_is_the_one_that_was_asked_for(case: Case) -> None:
    side, exercise = side_of(case), performer(case)
    figure = at_far_end(exercise, case.peak_deg, case.faults)
    measured = truth.series_deg([figure], f"{exercise.measure}_{side}")
    found = angles_deg(figure, side)

    assert measured[f"{exercise.measure}_{side}"][0] == pytest.approx(case.peak_deg, abs=0.3)
    for name, expected in case.angles_deg.items():
        assert found[name] == pytest.approx(expected, abs=0.3), name


@every_case
def test_joints_that_carry_weight_stay_with_a_fault(case: Case) -> None:
    for joint, which in planted(EXERCISE_OF[case.who], side_of(case)):
        places = [figure.joint(joint, which) for figure in film(case)]
        moved = np.ptp(np.array(places), axis=0)
        if "foot_creep" in case.faults:
            moved[1] = 0.0  # forward and backward it is meant to
        assert moved.max() < STILL_M


@every_case
def test_bodies_neither_float_nor_sink_with_a_fault(case: Case) -> None:
    skin = (*BACK, *BUTTOCKS, "head", "foot.L", "foot.R", "lowerleg01.L", "lowerleg01.R")
    standing = issubclass(case.who, (HipAbduction, HipExtension, MiniSquat, StandingStretch))
    deepest_m = -0.004 if standing else -0.03  # flesh and mat give, a floor does not

    for figure in film(case):
        assert deepest_m < lowest_m(sticks(), figure, skin) < 0.002


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.who is HipExtension], ids=lambda case: case.name
)
def test_hands_keep_hold_of_the_chair_in_front(case: Case) -> None:
    chair_m = performer(case).chair_m
    assert chair_m is not None
    forward = chair_m[1] - CHAIR_BACK_M - WRIST_BEHIND_M

    for figure in film(case):
        for hand in SIDES:
            held = np.array([LATERAL[hand] * GRIP_ASIDE_M, -forward, CHAIR_TOP_M + WRIST_OVER_M])
            assert np.linalg.norm(figure.joint(WRIST, hand) - held) < 0.005


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if issubclass(case.who, StandingStretch)],
    ids=lambda case: case.name,
)
def test_hand_keeps_hold_of_the_chair_beside(case: Case) -> None:
    chair_m, holding = performer(case).chair_m, OTHER[side_of(case)]
    assert chair_m is not None
    rail = chair_m[0] - LATERAL[holding] * (CHAIR_BACK_M - RAIL_HALF_M)

    for figure in film(case):
        wrist = figure.joint(WRIST, holding)
        assert wrist[0] == pytest.approx(rail, abs=0.005)
        assert abs(-wrist[1] - chair_m[1]) < CHAIR_BACK_M
        assert wrist[2] == pytest.approx(CHAIR_TOP_M + WRIST_OVER_M, abs=0.005)


# --- What single faults are --------------------------------------------------------------------


@pytest.mark.parametrize("amount", [-0.3, 0.25])
def test_foot_creeps_in_the_hold_and_only_there(amount: float) -> None:
    exercise = SingleLegBridge(sticks(), "right")
    when = timetable(3.0, {"foot_creep": amount})
    home = exercise.figure(Moment(0.0, 0.0, None)).joint(ANKLE, "right")
    shank_m = sticks().length_m(KNEE, ANKLE)
    for time_s, share, within in (
        (1.5, 0, 1e-3), (2.0, 0, 1e-3), (3.0, 0.5, 0.01), (4.0, 1, 0.01), (5.9, 1, 0.01),
        (7.0, 0, 1e-3),
    ):  # fmt: skip
        ankle = exercise.figure(moment(time_s, when)).joint(ANKLE, "right")
        assert -(ankle - home)[1] / shank_m == pytest.approx(share * amount, abs=within)


@pytest.mark.parametrize(
    ("who", "fault", "peak_deg", "hertz"),
    [
        (SingleLegBridge, "shaky", 3.0, 1.8),
        (Bridge, "shaky", 3.0, 1.8),
        (HalfKneelingStretch, "bouncing", -14.0, 1.0),
    ],
)
def test_unsteady_hold_rocks_about_the_far_end(
    who: type, fault: str, peak_deg: float, hertz: float
) -> None:
    exercise, when = who(sticks(), "right"), timetable(peak_deg, {fault: 12.0}, hold_s=5.0)

    def flexion_deg(times_s: np.ndarray) -> np.ndarray:
        figures = [exercise.figure(moment(float(time_s), when)) for time_s in times_s]
        return np.array([angles_deg(figure, "right")["hip_flexion_w"] for figure in figures])

    flexion = flexion_deg(2.003 + np.arange(125) / 25)
    rising = flexion_deg(np.arange(1.0, 1.8, 0.05))
    crossings = int(np.sum(np.diff(np.sign(flexion - peak_deg)) != 0))

    assert np.ptp(flexion) == pytest.approx(12.0, abs=0.3)
    assert flexion.mean() == pytest.approx(peak_deg, abs=0.5)
    assert crossings / 2 / 5.0 == pytest.approx(hertz, abs=0.15)
    assert (np.diff(rising) <= 1e-3).all()  # on the way there nothing trembles


@pytest.mark.parametrize("side", SIDES)
def test_dropped_hip_hangs_on_the_free_side_alone(side: Side) -> None:
    exercise = SingleLegBridge(sticks(), side)
    level, dropped = (at_far_end(exercise, 4.0, faults) for faults in ({}, {"hip_drop": 22.0}))
    lower_m = dropped.joint(HIP, side)[2] - dropped.joint(HIP, OTHER[side])[2]
    trunk_m = np.linalg.norm(dropped.middle(SHOULDER) - dropped.middle(HIP))

    assert abs(level.joint(HIP, side)[2] - level.joint(HIP, OTHER[side])[2]) < 1e-6
    assert lower_m / trunk_m > 0.12  # enough to be a fault of the exercise
    assert np.abs(dropped.middle(SHOULDER) - level.middle(SHOULDER)).max() < 0.02
    for name, parent in sticks().parents.items():
        if parent:
            now = np.linalg.norm(dropped.joints_m[name] - dropped.joints_m[parent])
            rest = np.linalg.norm(sticks().rest_m[name] - sticks().rest_m[parent])
            assert now == pytest.approx(rest)


def test_feet_too_far_and_too_near_bend_the_knees_less_and_more() -> None:
    def knee_deg(who: type) -> float:
        return angles_deg(at_far_end(who(sticks(), "right"), 3.0, {}), "right")["knee_flexion_w"]

    assert knee_deg(BridgeFeetFar) < 70 < knee_deg(Bridge) - 10
    assert knee_deg(SingleLegBridgeFootFar) < 72 < knee_deg(SingleLegBridge) - 10
    assert knee_deg(BridgeFeetNear) > knee_deg(Bridge) + 30
    assert knee_deg(SingleLegBridgeFootNear) > knee_deg(SingleLegBridge) + 30


@pytest.mark.parametrize(
    ("who", "peak_deg", "faults", "knee", "least", "most"),
    [
        (HalfKneelingStretch, -15, {}, "left", -1, 0),
        (HalfKneelingShortStride, -15, {}, "left", 0.12, 1),
        (StandingStretch, -15, {}, "left", -1, 0),
        (StandingStretch, -12, {"back_knee_bent": 20.0}, "left", -1, 0.05),
        (StandingStretch, -12, {"back_knee_bent": 36.0}, "left", 0.12, 1),
        (StandingShortStep, -12, {}, "left", -1, 0),
        (StandingKneeForward, -16, {}, "left", 0.12, 1),
        (MiniSquat, 50, {}, "right", -1, 0.05),
        (MiniSquat, 50, {"knees_past_toes": 18.0}, "right", 0.15, 1),
    ],
)
def test_set_up_or_fault_decides_whether_a_knee_passes_the_toes(
    who: type, peak_deg: float, faults: dict[str, float], knee: Side, least: float, most: float
) -> None:
    past = reach_past_toes(at_far_end(who(sticks(), "right"), peak_deg, faults), knee)
    assert least < past < most


def test_short_step_is_short() -> None:
    def step(who: type, peak_deg: float) -> float:
        figure = at_far_end(who(sticks(), "right"), peak_deg, {})
        leg_m = sticks().length_m(HIP, KNEE) + sticks().length_m(KNEE, ANKLE)
        return float(figure.joint(ANKLE, "right")[1] - figure.joint(ANKLE, "left")[1]) / leg_m

    assert step(StandingStretch, -12.0) > 0.6
    assert step(StandingShortStep, -11.0) < 0.45
    assert step(StandingKneeForward, -16.0) < 0.45


def test_bent_rear_knee_is_as_much_more_bent_as_asked() -> None:
    exercise = StandingStretch(sticks(), "right")
    straight, bent = (
        angles_deg(at_far_end(exercise, -12.0, faults), "right")["knee_flexion_w"]
        for faults in ({}, {"back_knee_bent": 20.0})
    )

    assert straight < 20
    assert bent - straight == pytest.approx(20.0, abs=0.1)


def test_heels_rise_over_balls_that_stay() -> None:
    exercise = MiniSquat(sticks(), "right")
    flat, lifted = (at_far_end(exercise, 50.0, faults) for faults in ({}, {"heels_lift": 22.0}))

    for side in SIDES:
        heel_m = skin_m(lifted, side)[:, 2].max() - skin_m(flat, side)[:, 2].max()
        foot_m = np.ptp(skin_m(flat, side)[:, 1])
        assert heel_m == pytest.approx(np.sin(np.radians(22.0)) * foot_m, abs=0.02)
        assert np.allclose(flat.joint(TOES, side), lifted.joint(TOES, side), atol=1e-6)


def test_moving_foot_clears_the_floor_when_the_standing_knee_bends() -> None:
    exercise = HipExtension(sticks(), "right")
    figure = at_far_end(exercise, -14.0, {"standing_knee_bent": 28.0})

    assert skin_m(figure, "right")[:, 2].min() > 0.008  # metres
    assert angles_deg(figure, "right")["knee_flexion_w"] < 20  # or that were a fault as well


def test_leg_too_short_for_a_bridge_is_refused() -> None:
    class FarAway(Bridge):
        rest_knee_deg = 20.0

    with pytest.raises(ValueError, match="put the feet nearer"):
        at_far_end(FarAway(sticks(), "right"), -40.0, {})
