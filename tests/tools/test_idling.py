"""People who do not exercise: they keep to the floor, and do nothing that looks like a set.

On a body of sticks, without the render extra.
"""

import functools
import itertools
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import pytest
from support.stick_body import sticks

from tools.render_patients import truth
from tools.render_patients.exercises import Exercise
from tools.render_patients.ground import Footprint, OnFeet, beside
from tools.render_patients.idling import PicksUp, Standing, Talking, Track, restless
from tools.render_patients.limbs import Reach, lowest_m, reached, swung, turned
from tools.render_patients.performance import Moment
from tools.render_patients.resting import Lying, Sitting
from tools.render_patients.skeleton import (
    ANKLE,
    ELBOW,
    HIP,
    KNEE,
    LATERAL,
    SHOULDER,
    SIDES,
    TOES,
    WRIST,
    Figure,
    Leg,
    Side,
    Skeleton,
    Vector,
    about,
    bone,
)
from tools.render_patients.supine import BACK, BUTTOCKS
from tools.render_patients.walking import Walking

Person: TypeAlias = Callable[[Skeleton, Side], Exercise]

UP = np.array([0.0, 0.0, 1.0])
ON_FEET = (Standing, Talking, PicksUp, Walking)
EVERYBODY = (*ON_FEET, Sitting, Lying)
FEET = ("foot.L", "foot.R", "toe2-1.L", "toe2-1.R")
FPS = 20
LASTS_S = 24.0

everybody = pytest.mark.parametrize("who", EVERYBODY)
both_sides = pytest.mark.parametrize("side", SIDES)


def at(time_s: float) -> Moment:
    return Moment(time_s, 0.0, None)


@functools.cache
def performer_of(who: Person, side: Side) -> Exercise:
    return who(sticks(), side)


@functools.cache
def figure_of(who: Person, side: Side, index: int) -> Figure:
    """One of the `FPS` figures a second of somebody, made once: nobody changes it."""
    return performer_of(who, side).figure(at(index / FPS))


def seen(who: Person, side: Side = "right", *, fps: int = FPS) -> tuple[Vector, list[Figure]]:
    """Times and figures of somebody, `fps` (a divisor of `FPS`) of them a second."""
    indexes = range(0, round(LASTS_S * FPS), FPS // fps)
    return np.array(indexes) / FPS, [figure_of(who, side, index) for index in indexes]


@functools.cache
def angles(who: Person, side: Side = "right") -> dict[str, Vector]:
    series = truth.series_deg(seen(who, side)[1], "hip_flexion_right")
    return {name: np.array(values) for name, values in series.items()}


def path(figures: list[Figure], joint: str, side: Side) -> Vector:
    return np.array([figure.joint(joint, side) for figure in figures])


# --- Everybody ---------------------------------------------------------------------------------


@everybody
@both_sides
def test_bones_keep_their_lengths_and_turns_are_rotations(who: Person, side: Side) -> None:
    body = sticks()
    for figure in seen(who, side, fps=1)[1]:
        for name, parent in body.parents.items():
            assert figure.turns[name] @ figure.turns[name].T == pytest.approx(np.eye(3), abs=1e-9)
            if parent:
                offset = figure.turns[parent] @ (body.rest_m[name] - body.rest_m[parent])
                assert figure.joints_m[name] - figure.joints_m[parent] == pytest.approx(offset)


@everybody
def test_idle_people_move_smoothly(who: Person) -> None:
    _, figures = seen(who)

    for joint, side in itertools.product((HIP, KNEE, ANKLE, SHOULDER, ELBOW, WRIST), SIDES):
        steps_m = np.linalg.norm(np.diff(path(figures, joint, side), axis=0), axis=1)
        assert steps_m.max() * FPS < 3.6  # metres a second: a foot that swings is the fastest


@everybody
def test_idle_people_do_the_same_every_time(who: Person) -> None:
    first, second = who(sticks(), "left"), who(sticks(), "left")
    second.figure(at(17.3))

    one, other = first.figure(at(5.2)), second.figure(at(5.2))
    assert all(np.array_equal(one.joints_m[name], other.joints_m[name]) for name in one.joints_m)


@everybody
@both_sides
def test_bodies_neither_float_nor_sink(who: Person, side: Side) -> None:
    body = sticks()
    lying = who is Lying
    skin = (*FEET, *((*BACK, *BUTTOCKS, "head") if lying else ()))

    for figure in seen(who, side, fps=5)[1]:
        low_m = lowest_m(body, figure, skin)
        if who is Walking:  # where a foot rolls, the sole of sticks is no surface
            assert -0.002 < low_m < 0.006
        else:
            assert low_m == pytest.approx(-0.008 if lying else 0.0, abs=0.003)


@everybody
def test_limbs_do_not_go_below_the_floor(who: Person) -> None:
    for figure in seen(who, fps=4)[1]:
        for joint, side in itertools.product((KNEE, ELBOW, WRIST, SHOULDER), SIDES):
            assert figure.joint(joint, side)[2] > 0.03


# --- On their feet -----------------------------------------------------------------------------


@pytest.mark.parametrize("who", [Standing, PicksUp])
def test_feet_of_standing_people_do_not_move(who: Person) -> None:
    _, figures = seen(who, fps=5)

    for joint, side in itertools.product((ANKLE, TOES), SIDES):
        assert np.ptp(path(figures, joint, side), axis=0).max() < 1e-9


@pytest.mark.parametrize("who", [Talking, Walking])
@both_sides
def test_one_foot_always_stands_still(who: Person, side: Side) -> None:
    _, figures = seen(who, side)
    # The ball of a foot that rolls over its heel moves; then the heel does not.
    still = []
    for foot in SIDES:
        ball_m = np.linalg.norm(np.diff(path(figures, TOES, foot)[:, :2], axis=0), axis=1)
        ankle_m = np.linalg.norm(np.diff(path(figures, ANKLE, foot)[:, :2], axis=0), axis=1)
        still.append(np.minimum(ball_m, ankle_m))

    assert np.minimum(*still).max() < 0.004  # metres in a twentieth of a second
    # And the feet do go somewhere.
    assert np.max(still) > (0.05 if who is Walking else 0.015)


def test_weight_shifts_and_the_other_knee_softens() -> None:
    figures = seen(Standing)[1]
    left_m = np.array([figure.middle(HIP)[0] for figure in figures])
    found = angles(Standing)
    on_left, on_right = left_m > 0.055, left_m < -0.055

    assert 0.055 < left_m.max() < 0.085
    assert 0.055 < -left_m.min() < 0.085
    for where, soft, firm in ((on_left, "right", "left"), (on_right, "left", "right")):
        more_deg = found[f"knee_flexion_{soft}"][where] - found[f"knee_flexion_{firm}"][where]
        assert (more_deg > 6).all()
        assert found[f"knee_flexion_{soft}"][where].max() < 28
    assert found["trunk_inclination"].max() < 5


def test_hand_goes_to_the_hip_and_to_the_face() -> None:
    performer = Standing(sticks(), "right")

    hanging, akimbo, thinking = (performer.figure(at(time_s)) for time_s in (0.5, 6.0, 16.0))

    hand = akimbo.joint(WRIST, "right") - akimbo.joint(HIP, "right")
    assert np.linalg.norm(hand) < 0.2
    assert akimbo.joint(ELBOW, "right")[0] < hanging.joint(ELBOW, "right")[0] - 0.07
    face = thinking.joint(WRIST, "right") - thinking.joints_m["head"]
    assert np.linalg.norm(face) < 0.25


def test_who_talks_moves_both_arms_and_steps_aside() -> None:
    figures = seen(Talking)[1]

    for side in SIDES:
        wrists = path(figures, WRIST, side) - path(figures, SHOULDER, side)
        assert np.ptp(wrists[:, 2]) > 0.2
        assert np.ptp(path(figures, ANKLE, side)[:, 0]) == pytest.approx(Talking.aside_m, abs=0.01)
    assert np.ptp([figure.middle(SHOULDER)[1] for figure in figures]) > 0.05


def test_who_picks_something_up_bends_once_with_stiff_knees() -> None:
    found = angles(PicksUp)
    figures = seen(PicksUp)[1]
    bent = found["trunk_inclination"] > 45

    assert np.count_nonzero(np.diff(bent.astype(int)) == 1) == 1
    assert 20 < found["knee_flexion_right"].max() < 30
    # From the pelvis; the back is round, so that the line to the shoulders bends further.
    assert 90 < found["hip_flexion_right"].max() < 115
    low_m = np.array([figure.joint(WRIST, "right")[2] for figure in figures])
    assert low_m.min() < 0.45
    assert low_m[-1] > 0.65
    # The middle of the body stays over the feet.
    lowest = figures[int(low_m.argmin())]
    over = (lowest.middle(SHOULDER)[1] + 2 * lowest.middle(HIP)[1]) / 3
    assert lowest.middle(TOES)[1] - 0.05 < over < lowest.middle(ANKLE)[1] + 0.05


# --- Walking -----------------------------------------------------------------------------------


def straight_ahead(side: Side) -> dict[str, Vector]:
    """True angles while somebody walks the first way, facing -y."""
    walker = Walking(sticks(), side)
    times = np.arange(0.3, 0.3 + 4 * walker.step_s, 0.02)
    figures = [walker.figure(at(time_s)) for time_s in times.tolist()]
    series = truth.series_deg(figures, "hip_flexion_right")
    return {name: np.array(values) for name, values in series.items()}


@both_sides
def test_gait_has_the_angles_of_a_gait(side: Side) -> None:
    found = straight_ahead(side)

    for leg in SIDES:
        assert 22 < found[f"hip_flexion_{leg}"].max() < 35
        assert -15 < found[f"hip_flexion_{leg}"].min() < 0
        assert 42 < found[f"knee_flexion_{leg}"].max() < 62
        assert found[f"knee_flexion_{leg}"].min() > 0  # no knee bends backwards


def test_walker_goes_there_turns_round_and_comes_back() -> None:
    walker = Walking(sticks(), "right")
    lap_s = walker.steps_on.period_s / 2
    ends = [walker.figure(at(time_s)) for time_s in (0.0, lap_s, 2 * lap_s)]
    there, turned_round, home = (figure.middle(HIP) for figure in ends)

    assert there[1] - turned_round[1] == pytest.approx(walker.way_m, abs=0.08)
    assert home == pytest.approx(there, abs=1e-6)
    across = ends[1].joint(HIP, "left") - ends[1].joint(HIP, "right")
    assert across[0] < -0.95 * np.linalg.norm(across)  # the left is where the right was
    assert ends[2].joint(HIP, "left") == pytest.approx(ends[0].joint(HIP, "left"), abs=1e-6)


@both_sides
def test_feet_do_not_tread_on_each_other(side: Side) -> None:
    figures = seen(Walking, side)[1]

    for joint, other in itertools.product((ANKLE, TOES), repeat=2):
        apart = path(figures, joint, "left")[:, :2] - path(figures, other, "right")[:, :2]
        assert np.linalg.norm(apart, axis=1).min() > 0.11  # metres


def test_arms_swing_against_the_legs() -> None:
    walker = Walking(sticks(), "right")
    figures = [walker.figure(at(time_s)) for time_s in np.arange(0.9, 2.2, 0.05).tolist()]
    foot = path(figures, ANKLE, "left")[:, 1] - path(figures, ANKLE, "right")[:, 1]
    hand = path(figures, WRIST, "left")[:, 1] - path(figures, WRIST, "right")[:, 1]

    assert np.corrcoef(foot, hand)[0, 1] < -0.9


# --- Seated and lying --------------------------------------------------------------------------


def test_who_sits_stays_on_the_chair_with_the_back_before_its_back() -> None:
    performer = Sitting(sticks(), "right")
    found = angles(Sitting)
    left, forward, turn_deg = performer.chair_m
    figures = seen(Sitting, fps=5)[1]
    hips = np.array([figure.middle(HIP) for figure in figures])

    assert (left, turn_deg) == (0.0, 0.0)
    assert np.ptp(hips[:, 2]) < 0.01
    assert (np.abs(hips[:, 1] + forward) < 0.21).all()  # above the seat
    behind_m = max(figure.joints_m["spine02"][1] for figure in figures)
    assert behind_m < performer.back_inside_m - forward
    assert found["trunk_inclination"].min() > -15
    assert 8 < found["trunk_inclination"].max() < 20
    for side in SIDES:
        assert found[f"hip_flexion_{side}"].min() > 70
        assert 50 < found[f"knee_flexion_{side}"].min() < 70  # stretched a little


def test_who_lies_keeps_hips_and_straight_legs_down() -> None:
    found = angles(Lying)
    figures = seen(Lying)[1]

    assert np.ptp([figure.middle(HIP)[2] for figure in figures]) < 1e-9
    for side in SIDES:
        knee = found[f"knee_flexion_{side}"]
        assert knee.min() < 10
        assert knee.max() > 85
        assert (found[f"leg_line_elevation_{side}"] < 5).all()
    # One after the other.
    assert (np.abs(found["knee_flexion_left"] - found["knee_flexion_right"]) > 60).any()


def test_knees_roll_over_feet_that_stay() -> None:
    performer = Lying(sticks(), "right")
    figures = [performer.figure(at(time_s)) for time_s in np.arange(8.0, 14.4, 0.1).tolist()]

    for side in SIDES:
        assert np.ptp(path(figures, KNEE, side)[:, 0]) > 0.05
        assert np.ptp(path(figures, ANKLE, side), axis=0).max() < 1e-9


# --- What they are made of ---------------------------------------------------------------------


def test_track_reaches_its_values_and_begins_again() -> None:
    track = Track({0.0: 1.0, 2.0: 5.0, 4.0: 5.0}, 6.0)

    assert [track.at(time_s) for time_s in (0.0, 2.0, 3.1, 6.0, 8.0)] == [1.0, 5.0, 5.0, 1.0, 5.0]
    assert track.at(1.0) == pytest.approx(3.0)
    assert track.at(5.0) == pytest.approx(3.0)


def test_restless_track_stays_between_its_values() -> None:
    track = restless(3, -4.0, 6.0, beat_s=0.5)
    values = [track.at(time_s) for time_s in np.arange(0.0, 30.0, 0.05).tolist()]

    assert list(track.keys) == sorted(track.keys)
    assert -4.0 <= min(values) < -1.0
    assert 3.0 < max(values) <= 6.0


@pytest.mark.parametrize("heading_deg", [-120.0, 0.0, 35.0, 180.0])
@both_sides
def test_feet_are_where_they_were_put(heading_deg: float, side: Side) -> None:
    body = OnFeet(sticks())
    feet = {each: body.soles.standing(beside(each, 0.12, 0.4, heading_deg)) for each in SIDES}
    lifted = body.soles.standing(Footprint(0.0, 0.0))
    feet[side] = body.soles.swinging(feet[side], feet[side], 0.5)
    posture = body.soles.ground.posture(8.0, dict.fromkeys(SIDES, Leg(0.0, 0.0, 0.0)))
    figure = body.figure(posture, feet, np.array([0.01, 0.41, heading_deg + 12.0]))

    assert lifted.ankle_m[2] < feet[side].ankle_m[2]
    for each in SIDES:
        assert figure.joint(ANKLE, each) == pytest.approx(feet[each].ankle_m, abs=1e-9)
        toes = turned(figure, -heading_deg)
        forward = toes.joint(TOES, each) - toes.joint(ANKLE, each)
        rest = sticks().rest_m[bone(TOES, each)] - sticks().rest_m[bone(ANKLE, each)]
        assert forward[:2] == pytest.approx(rest[:2], abs=1e-9)


def test_foot_out_of_reach_is_refused() -> None:
    body = OnFeet(sticks())
    foot = body.soles.standing(Footprint(0.0, 0.0))
    with pytest.raises(ValueError, match="move the foot nearer"):
        body.leg("left", np.array([0.0, 0.2, -1.0]), foot)


def test_turned_bone_moves_only_the_bones_beyond_it() -> None:
    body = sticks()
    figure = Standing(body, "right").figure(at(0.0))
    after = swung(body, figure, bone(ELBOW, "left"), about(UP, 40.0))
    moved = {
        name
        for name in body.parents
        if not np.allclose(after.joints_m[name], figure.joints_m[name], atol=1e-12)
    }

    assert moved == {"lowerarm02.L", "wrist.L"}


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
@both_sides
def test_hand_goes_where_it_should(share: float, side: Side) -> None:
    body = sticks()
    figure = Standing(body, "right").figure(at(0.0))
    wanted = figure.joint(SHOULDER, side) + np.array([0.1 * LATERAL[side], -0.3, 0.05])
    reach = Reach(wanted, np.array([LATERAL[side], 0.2, -0.5]), palm_deg=30.0)
    after = reached(body, figure, side, reach, share)
    before_m = np.linalg.norm(figure.joint(WRIST, side) - wanted)
    after_m = np.linalg.norm(after.joint(WRIST, side) - wanted)

    if share == 1.0:
        assert after_m < 0.002  # the forearm turns about a bone that lies a little beside it
    elif share == 0.0:
        assert after_m == pytest.approx(before_m)
    else:
        assert 0.1 * before_m < after_m < before_m
