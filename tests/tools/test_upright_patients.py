"""Rendered people on their feet: legs in turn, a step under the foot, faults of a known size."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from support.stick_body import sticks

from tools.render_patients import scenery, truth
from tools.render_patients.limbs import lowest_m
from tools.render_patients.patients import PERFORMANCES
from tools.render_patients.performance import Effort, OtherLeg, moment, spans
from tools.render_patients.skeleton import ANKLE, KNEE, OTHER, SIDES, TOES, Figure, bone
from tools.render_patients.upright import HipHinge, KneeRaise, Marching, StepUp

STEPS = ["step_up", "step_up_faults"]


def at_top(exercise: Marching | KneeRaise | HipHinge | StepUp, effort: Effort) -> Figure:
    """The figure at the far end of one effort."""
    timetable = spans((effort,), 0.0)
    return exercise.figure(moment((timetable[0].top_s + timetable[0].leave_s) / 2, timetable))


def frames(name: str) -> tuple[StepUp, list[Figure]]:
    """Who climbs, and ten figures a second of it."""
    performance = PERFORMANCES[name]
    climber = StepUp(sticks(), performance.side)
    times = np.arange(0, performance.frames / performance.fps, 0.1)
    return climber, [climber.figure(moment(t, performance.timetable)) for t in times]


def sole_m(figure: Figure, side: str) -> float:
    return lowest_m(sticks(), figure, (bone(ANKLE, side),))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", STEPS)
def test_foot_on_the_step_stays_on_its_top(name: str) -> None:
    climber, figures = frames(name)
    high_m = climber.step_m[-1]
    assert 0.1 < high_m < 0.2
    for figure in figures:
        assert abs(sole_m(figure, climber.side) - high_m) < 0.004
        ankle = figure.joint(ANKLE, climber.side)
        low, far = climber.step_m[1] - climber.half_m, climber.step_m[1] + climber.half_m
        assert low < -ankle[1] < far


@pytest.mark.parametrize("name", STEPS)
def test_foot_that_follows_goes_over_the_edge_and_not_through_it(name: str) -> None:
    climber, figures = frames(name)
    edge_m = climber.step_m[1] - climber.half_m
    follows = OTHER[climber.side]
    on_step = 0
    for figure in figures:
        assert sole_m(figure, follows) > -0.004
        over = -figure.joint(ANKLE, follows)[1] > edge_m
        on_step += over
        if over:
            assert sole_m(figure, follows) > climber.step_m[-1] - 0.004
    assert on_step > 10
    assert abs(sole_m(figures[0], follows)) < 0.004


def test_rise_of_the_hips_is_the_height_of_the_step() -> None:
    climber = StepUp(sticks(), "right")
    rest, top = climber.figure(moment(0.0, ())), at_top(climber, Effort(climber.rise_deg))
    rise_m = (top.joint("upperleg01", "right") - rest.joint("upperleg01", "right"))[2]
    assert rise_m == pytest.approx(climber.step_m[-1], abs=0.01)
    assert truth.sagittal_deg(top)["hip_flexion_right"] < 12
    assert 40 < truth.sagittal_deg(rest)["hip_flexion_right"] < 72


def test_drawn_step_is_as_high_as_it_says() -> None:
    (box,) = scenery.step((0.0, 0.5, 0.3, 0.25, 0.15))
    assert np.ptp(box.points_m, axis=0) == pytest.approx([0.6, 0.5, 0.15])
    assert box.points_m[:, 1].mean() == pytest.approx(-0.5)
    assert abs(box.points_m[:, 2].max() - 0.15) < 0.01


def test_legs_take_turns() -> None:
    march = Marching(sticks(), "right")
    for effort, lifted in ((Effort(45.0), "right"), (OtherLeg(45.0), "left")):
        angles = truth.sagittal_deg(at_top(march, effort))
        assert angles[f"thigh_inclination_{lifted}"] == pytest.approx(45, abs=0.3)
        other = OTHER[lifted]  # type: ignore[index]
        assert abs(angles[f"thigh_inclination_{other}"]) < 3


def test_foot_that_stands_does_not_move_and_the_other_one_clears_the_floor() -> None:
    performance = PERFORMANCES["marching"]
    march = Marching(sticks(), performance.side)
    rest = march.figure(moment(0.0, ()))
    for span in performance.timetable:
        lifted = truth.working_side(span, performance.side)
        for share in np.linspace(0, 1, 9):
            time_s = span.start_s + share * (span.end_s - span.start_s)
            figure = march.figure(moment(time_s, performance.timetable))
            stands = OTHER[lifted]
            moved = figure.joint(ANKLE, stands) - rest.joint(ANKLE, stands)
            assert np.abs(moved).max() < 0.004
            assert sole_m(figure, lifted) > -0.01


def test_truth_names_the_leg_of_each_repetition() -> None:
    performance = replace(
        PERFORMANCES["marching"], efforts=(Effort(40.0), OtherLeg(50.0)), start_s=0.5
    )
    march = Marching(sticks(), "right")
    seen = [
        march.figure(moment(index / performance.fps, performance.timetable))
        for index in range(performance.frames)
    ]
    name = "thigh_inclination_right"
    told = truth.document(performance, truth.series_deg(seen, name), name)
    assert [row["side"] for row in told["reps"]] == ["right", "left"]
    assert [row["peak_deg"] for row in told["reps"]] == pytest.approx([40, 50], abs=0.3)


@pytest.mark.parametrize(
    ("fault", "angle", "change"),
    [("lean_back", "trunk_inclination", -15), ("slump", "trunk_inclination", 15),
     ("standing_knee_bent", "knee_flexion_left", 30)],
)  # fmt: skip
def test_fault_of_the_knee_raise_is_as_large_as_asked_for(
    fault: str, angle: str, change: float
) -> None:
    raiser = KneeRaise(sticks(), "right")
    good = truth.sagittal_deg(at_top(raiser, Effort(70.0)))
    bad = truth.sagittal_deg(at_top(raiser, Effort(70.0, faults={fault: abs(change)})))
    assert bad[angle] - good[angle] == pytest.approx(change, abs=0.5)
    assert bad["thigh_inclination_right"] == pytest.approx(70, abs=0.3)


def shin_deg(figure: Figure) -> float:
    """How far the right knee is in front of the foot, as an inclination."""
    shank = figure.joint(KNEE, "right") - figure.joint(ANKLE, "right")
    return float(np.degrees(np.arctan2(-shank[1], shank[2])))


def test_faults_of_the_hinge_keep_the_bend_and_move_their_joints() -> None:
    hinge = HipHinge(sticks(), "right")
    good = at_top(hinge, Effort(55.0))
    bad = {
        name: at_top(hinge, Effort(55.0, faults={name: amount}))
        for name, amount in (("squats", 30.0), ("shins_forward", 24.0), ("hips_stay", 18.0))
    }
    for figure in (good, *bad.values()):
        assert truth.sagittal_deg(figure)["hip_flexion_right"] == pytest.approx(55, abs=0.3)
        for side in SIDES:
            assert abs(lowest_m(sticks(), figure, (bone(TOES, side),))) < 0.03
    assert abs(shin_deg(good)) < 6
    assert truth.sagittal_deg(bad["squats"])["knee_flexion_right"] > 44
    assert shin_deg(bad["squats"]) < 15
    assert shin_deg(bad["shins_forward"]) > 20
    back = {
        name: (figure.joint(ANKLE, "right") - figure.middle("upperleg01"))[1]
        for name, figure in (("good", good), *bad.items())
    }
    assert back["hips_stay"] > back["good"] + 0.08  # -y is forward, so less is further back
