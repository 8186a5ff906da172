"""Whole sets, from the performance to the score."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from support.performer import perform, plan_for
from support.scored import GOOD, exceeded, outcomes, reported, scored, several
from support.true_angles import squat, truth_of
from support.watching import turned

from benchmark.scoring import Subject, judge, score
from formcheck.assessment.report_types import PartialRepetition
from formcheck.exercises.loader import load_exercise

if TYPE_CHECKING:
    from formcheck.assessment.report import SetReport
    from formcheck.pose.joints import Side

SUBJECT = Subject("clip", "tune", "", "mini_squat", "full")
HALF = PartialRepetition("right", 2.0, 6.0, 10.0, 24.0, 20.0, ())


# --- Silence and view --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("report", "silent"),
    [
        (reported(), True),
        (reported([GOOD]), False),
        (reported([replace(GOOD, peak_deg=math.nan, good=False, judged=False)]), True),
        (reported(partial=[HALF]), False),
        (reported(limits=[exceeded("too_deep", 6.0, 85.0)]), False),
    ],
)
def test_report_without_any_finding_is_silent(report: SetReport, *, silent: bool) -> None:
    assert scored(squat(85.0), report).silent is silent


@pytest.mark.parametrize(
    ("advice", "known"),
    [
        (("«Mini squat» could not be judged. The view is wrong: turn.",), True),
        (("It was good.", "The view is wrong: turn."), False),
        (("All were good.",), False),
    ],
)
def test_wrong_view_counts_as_reported_in_the_first_advice(
    advice: tuple[str, ...], *, known: bool
) -> None:
    paused_s = {"view": 9.0, "side": 1.0, "hidden": 2.0}
    found = scored(squat(50.0), replace(reported(), advice=advice), paused_s)
    assert found.view_reported is known
    assert found.wrong_view_s == pytest.approx(10.0)


# --- End to end --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "main", "others"),
    [
        ("mini_squat", "knee_flexion", {"hip_flexion_right": 20.0, "trunk_inclination": 10.0}),
        ("double_leg_bridge", "hip_flexion", {"knee_flexion_right": 85.0}),
    ],
)
def test_performed_set_is_scored_as_performed(
    name: str, main: str, others: dict[str, float]
) -> None:
    exercise = load_exercise(name)
    plan = plan_for(exercise, reps=1, rest_s=2.0)
    poses = perform(exercise, plan=plan)
    judgement = judge(exercise, poses)
    angles = {f"{main}_right": [plan.at(pose.time_s)[0] for pose in poses]}
    angles |= {angle: [value] * len(poses) for angle, value in others.items()}
    found = score(exercise, truth_of(name, plan, angles), judgement, SUBJECT)
    assert found.exact
    assert found.full == found.counted == 1
    assert list(found.range_error_deg) == [pytest.approx(0.0, abs=1.0)]
    assert list(found.hold_error_s) == [pytest.approx(0.0, abs=0.15)]
    assert not [row for row in (*found.faults, *found.limits) if row.outcome == "false alarm"]
    assert judgement.seen_s == pytest.approx(poses[-1].time_s, abs=0.1)
    assert judgement.paused_s == {}


@pytest.mark.parametrize("side", ["left", "right"])
def test_leaning_set_with_a_partial_one_is_scored_as_performed(side: Side) -> None:
    exercise = load_exercise("standing_hip_abduction")
    plan = plan_for(exercise, reps=2, rest_s=2.0, peak_deg=(30.0, 15.0))
    poses = perform(exercise, side=side, plan=plan, tweaks={"lean": 20.0})
    done = [plan.at(pose.time_s) for pose in poses]
    angles = {
        f"hip_abduction_{side}": [main for main, _ in done],
        "pelvic_tilt": [0.0] * len(done),
        "trunk_lateral_lean": [20.0 * share for _, share in done],
    }
    truth = truth_of(exercise.name, plan, angles, side=side, kinds=["full", "partial"])
    found = score(exercise, truth, judge(exercise, poses), SUBJECT)
    assert found.exact
    assert (found.full, found.counted, found.partial, found.partial_reported) == (1, 1, 1, 1)
    assert list(found.range_error_deg) == [pytest.approx(0.0, abs=1.0)]
    assert list(found.hold_error_s) == [pytest.approx(0.0, abs=0.15)]
    faults = outcomes(found.faults)
    assert faults["trunk_lean"] == "hit"
    assert faults["quick_lift"] == faults["quick_drop"] == "rightly silent"
    assert set(outcomes(found.limits).values()) == {"rightly silent"}


def test_judgement_sums_up_why_poses_were_not_judged() -> None:
    squats, bridges = load_exercise("mini_squat"), load_exercise("double_leg_bridge")
    poses = perform(bridges, plan=plan_for(bridges))
    other = judge(squats, poses)
    assert other.paused_s["position"] == pytest.approx(poses[-1].time_s, abs=0.1)
    assert other.seen_s == 0.0
    plan = plan_for(squats, reps=1)
    gone = judge(squats, perform(squats, plan=plan, gone=(0.0, 1.0)))
    assert gone.paused_s["absent"] == pytest.approx(1.0, abs=0.1)
    assert gone.seen_s == pytest.approx(plan.duration_s - 1.0, abs=0.2)
    nothing = judge(squats, [])
    assert (nothing.seen_s, nothing.paused_s, nothing.report.counts.total) == (0.0, {}, 0)


@pytest.mark.parametrize(("name", "counted"), [("hip_hinge", 0), ("mini_squat", 3)])
def test_camera_in_front_of_a_side_exercise_gives_no_number(name: str, counted: int) -> None:
    exercise = load_exercise(name)
    poses = turned(perform(exercise), 90.0)
    found = score(exercise, several([50.0] * 3), judge(exercise, poses), SUBJECT)
    assert found.silent
    assert found.view_reported
    assert found.wrong_view_s == pytest.approx(poses[-1].time_s, abs=0.5)
    assert found.seen_s == pytest.approx(0.0, abs=0.5)
    assert found.counted == counted
