"""The leg on the far side: noticed, named, and never surer than it was seen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from support.performer import Camera, perform, plan_for
from support.watching import in_a_row, perfect, watch

from formcheck.assessment.far_leg import leg_error_deg
from formcheck.exercises.fault import NEAR_ERROR_DEG
from formcheck.exercises.loader import load_exercise
from formcheck.pose.joints import Joint

if TYPE_CHECKING:
    from collections.abc import Iterable

    from formcheck.assessment.report_types import PartialRepetition, Rep
    from formcheck.pose.pose import Pose

BIRD_DOG = load_exercise("bird_dog")
BRIDGE = load_exercise("single_leg_bridge")
MARCH = load_exercise("marching")

_PARTS = ("HIP", "KNEE", "ANKLE", "HEEL", "FOOT_INDEX")
LEFT = [Joint[f"LEFT_{part}"] for part in _PARTS]
RIGHT = [Joint[f"RIGHT_{part}"] for part in _PARTS]


def far_leg_works(poses: Iterable[Pose]) -> list[Pose]:
    """Return the poses with the movements of the legs exchanged; the left one stays near."""
    rows = [*LEFT[1:], *RIGHT[1:]], [*RIGHT[1:], *LEFT[1:]]
    swapped = []
    for pose in poses:
        image = pose.image.copy()
        image[rows[0]] = pose.image[rows[1]]
        swapped.append(replace(pose, image=image))
    return swapped


def hidden_at_rest(poses: Iterable[Pose], *, lifted: float = 0.95) -> list[Pose]:
    """Return the poses with a far (right) leg that is guessed unless its thigh is lifted."""
    dimmed = []
    for pose in poses:
        visibility = pose.visibility.copy()
        thigh = pose.image[Joint.RIGHT_KNEE] - pose.image[Joint.RIGHT_HIP]
        visibility[RIGHT] = lifted if thigh[1] < 0.5 * np.linalg.norm(thigh) else 0.15
        dimmed.append(replace(pose, visibility=visibility))
    return dimmed


def stretches(legs: str, *, lifted: float = 0.95) -> list[Pose]:
    """Stretches on hands and knees, n of the near (left) leg and f of the far one."""
    once = list(perfect("bird_dog", reps=1))
    row = in_a_row(*(once if leg == "n" else far_leg_works(once) for leg in legs))
    return hidden_at_rest(row, lifted=lifted)


@pytest.mark.parametrize("legs", ["nfnfnf", "fnfnf"])
def test_far_leg_that_works_in_turn_is_counted_and_not_judged(legs: str) -> None:
    report = watch(BIRD_DOG, stretches(legs)).report
    assert [(rep.number, rep.side, rep.judged, rep.good) for rep in report.reps] == [
        (number, "left" if leg == "n" else "right", leg == "n", leg == "n")
        for number, leg in enumerate(legs, start=1)
    ]
    assert (report.legs.asked, report.legs.unjudged) == ("auto", "right")
    assert report.verdict == "good"


@pytest.mark.parametrize("legs", ["nnff", "nffn", "nfnnfn"])
def test_far_leg_that_works_out_of_turn_is_named_and_not_counted(legs: str) -> None:
    report = watch(BIRD_DOG, stretches(legs)).report
    assert (report.counts.left, report.counts.right) == (legs.count("n"), 0)
    assert report.legs.unjudged == "right"


def test_far_leg_that_is_only_guessed_is_not_named() -> None:
    report = watch(BIRD_DOG, stretches("nfnfnf", lifted=0.3)).report
    assert (report.counts.left, report.legs.unjudged) == (3, "none")


@pytest.mark.parametrize("name", ["bird_dog", "single_leg_bridge", "straight_leg_raise"])
def test_far_leg_that_rests_is_not_named(name: str) -> None:
    report = watch(load_exercise(name), perfect(name)).report
    assert (report.counts.total, report.legs.unjudged) == (2, "none")


@pytest.mark.parametrize("name", ["heel_slide", "knee_to_chest", "straight_leg_raise"])
def test_far_leg_alone_is_named_although_nothing_is_counted(name: str) -> None:
    report = watch(load_exercise(name), far_leg_works(perfect(name))).report
    assert (report.counts.total, report.legs.unjudged) == (0, "right")


def test_leg_that_was_not_asked_for_is_not_missed() -> None:
    legs = watch(BIRD_DOG, stretches("nfnf"), side="left").report.legs
    assert (legs.asked, legs.unjudged) == ("left", "none")


# --- Legs in turn


def march(*peaks_deg: float, yaw_deg: float = 0.0) -> list[Pose]:
    """A march; a lift below zero is one of the far leg."""
    plan = plan_for(MARCH, reps=len(peaks_deg), peak_deg=peaks_deg, rest_s=0.7)
    return perform(MARCH, plan=plan, camera=Camera(yaw_deg=yaw_deg))


@pytest.mark.parametrize(("visibility", "unjudged"), [(0.2, "right"), (0.6, "none")])
def test_far_leg_of_a_march_is_counted_or_named(visibility: float, unjudged: str) -> None:
    dimmed = []
    for pose in march(*[45, -45] * 3):
        seen = pose.visibility.copy()
        seen[RIGHT] = visibility
        dimmed.append(replace(pose, visibility=seen))
    report = watch(MARCH, dimmed).report
    assert report.counts.left == 3
    assert report.counts.right == (0 if unjudged == "right" else 3)
    assert report.legs.unjudged == unjudged


def test_far_leg_of_a_march_that_is_seen_in_part_is_named_too() -> None:
    poses = march(*[45, -45] * 6)
    half_s = poses[-1].time_s / 2
    row = []
    for pose in poses:
        seen = pose.visibility.copy()
        seen[RIGHT] = 0.2 if pose.time_s > half_s else 0.9
        row.append(replace(pose, visibility=seen))
    report = watch(MARCH, row).report
    assert report.counts.left == 6
    assert 0 < report.counts.right < 5
    assert report.legs.unjudged == "right"


def test_march_of_one_leg_with_the_other_in_sight_names_none() -> None:
    assert watch(MARCH, march(45, 45, 45)).report.legs.unjudged == "none"


def test_far_leg_has_its_error_in_every_row() -> None:
    report = watch(MARCH, march(45, -45, 20, -20)).report
    rows: list[Rep | PartialRepetition] = [*report.reps, *report.partial_reps]
    near, far = (
        [row.far_error_deg for row in rows if row.side == side] for side in ("left", "right")
    )
    assert np.isnan(near).all()
    assert all(error > NEAR_ERROR_DEG for error in far)


@pytest.mark.parametrize(("yaw_deg", "uneven"), [(0.0, True), (22.0, False)])
def test_difference_within_the_errors_of_the_legs_is_none(yaw_deg: float, *, uneven: bool) -> None:
    report = watch(MARCH, march(*[60, -42] * 5, yaw_deg=yaw_deg)).report
    assert report.counts.total == 10
    assert any("uneven" in rep.faults for rep in report.reps) == uneven


def test_error_of_the_far_leg_grows_with_the_turn() -> None:
    errors = [leg_error_deg(far=True, yaw_deg=yaw_deg) for yaw_deg in (0.0, 15.0, 30.0)]
    assert NEAR_ERROR_DEG < errors[0] < errors[1] < errors[2]
    assert leg_error_deg(far=False, yaw_deg=30.0) == NEAR_ERROR_DEG


# --- Which leg works


def test_side_of_a_bridge_is_the_leg_that_stands_on_the_floor() -> None:
    near = watch(BRIDGE, perfect("single_leg_bridge")).report
    far = watch(BRIDGE, far_leg_works(perfect("single_leg_bridge"))).report
    assert [rep.side for rep in near.reps] == ["left", "left"]
    assert [rep.side for rep in far.reps] == ["right", "right"]
    assert (far.counts.left, far.counts.right) == (0, 2)
    assert len(far.advice) > len(near.advice)


def test_side_of_a_bridge_is_unknown_where_it_was_not_seen() -> None:
    once = list(perfect("single_leg_bridge", reps=1))
    report = watch(BRIDGE, in_a_row(once, far_leg_works(once))).report
    assert {rep.side for rep in report.reps} == {"unknown"}
    assert (report.counts.left, report.counts.right) == (0, 0)


def test_near_leg_that_is_read_on_the_far_one_to_and_fro_is_not_counted() -> None:
    once = list(perfect("bird_dog", reps=1))
    swapped = far_leg_works(once)
    flicker = [(swapped if index // 3 % 2 else once)[index] for index in range(len(once))]
    counts = watch(BIRD_DOG, in_a_row(once, flicker, once)).report.counts
    assert counts.total == 2


def test_lift_of_the_far_leg_that_was_taken_for_the_near_one_is_counted_in_its_turn() -> None:
    once = list(perfect("bird_dog", reps=1))
    far = far_leg_works(once)
    flicker = [(far if index // 3 % 2 else once)[index] for index in range(len(once))]
    report = watch(BIRD_DOG, hidden_at_rest(in_a_row(far, once, far, once, flicker, once))).report
    assert [rep.side for rep in report.reps] == ["right", "left"] * 3
    assert report.partial_reps == ()
