"""Standing on one leg: tries, their end, the best of three, and what is not known."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from support.chairs import OneLeg, stance_poses

from formcheck.function_tests import single_leg_stance
from formcheck.function_tests.definition import StanceScoring, load_function_test
from formcheck.function_tests.report import Person, Result
from formcheck.function_tests.scoring import score_stance

if TYPE_CHECKING:
    from formcheck.function_tests.report import Trial
    from formcheck.pose.pose import Pose

TEST = load_function_test("single_leg_stance")


def scoring() -> StanceScoring:
    assert isinstance(TEST.scoring, StanceScoring)
    return TEST.scoring


def tries_in(poses: list[Pose]) -> tuple[Trial, ...]:
    finder = single_leg_stance.StanceFinder(scoring())
    for pose in poses:
        finder.update(pose)
    return finder.finish().trials


def scored(poses: list[Pose], person: Person | None = None) -> dict[str, Result]:
    results = score_stance(TEST, scoring(), tries_in(poses), person or Person())
    return {result.side: result for result in results}


@pytest.mark.parametrize("foot", ["left", "right"])
@pytest.mark.parametrize("tilt", [0.0, 0.04, -0.04])
def test_try_lasts_from_lift_to_touch_and_belongs_to_the_leg_that_carries(
    foot: str, tilt: float
) -> None:
    poses = stance_poses([OneLeg(foot, 1.5, 9.5)], end_s=11.0, tilt=tilt)  # type: ignore[arg-type]
    (one,) = tries_in(poses)
    assert one.side == ("right" if foot == "left" else "left")
    assert one.value == pytest.approx(8.0, abs=0.25)
    assert one.start_s == pytest.approx(1.5, abs=0.2)
    assert (one.counts, one.note) == (True, single_leg_stance.TOUCHED)


def test_best_of_three_counts() -> None:
    tries = [OneLeg("left", 1, 4), OneLeg("left", 6, 12), OneLeg("left", 14, 16)]
    poses = stance_poses([*tries, OneLeg("left", 18, 27)], end_s=29)
    right = scored(poses)["right"]
    assert right.value == pytest.approx(6.0, abs=0.25)
    assert [row.counts for row in right.tries] == [True, True, True, False]


def test_both_legs_are_scored_apart() -> None:
    both = scored(stance_poses([OneLeg("left", 1, 4), OneLeg("right", 6, 11)], end_s=13))
    assert both["right"].value == pytest.approx(3, abs=0.25)
    assert both["left"].value == pytest.approx(5, abs=0.25)


def test_leg_without_a_try_says_so() -> None:
    left = scored(stance_poses([OneLeg("left", 1, 4)], end_s=6))["left"]
    assert math.isnan(left.value)
    assert left.why == "No try was seen."


def test_time_is_capped() -> None:
    (one,) = tries_in(stance_poses([OneLeg("left", 1.0, 50.0)], end_s=52.0))
    assert one.value == pytest.approx(45.0)
    assert (one.counts, one.note) == (True, single_leg_stance.CAPPED)


def test_hop_ends_it() -> None:
    (one,) = tries_in(stance_poses([OneLeg("left", 1.0, 12.0, hop_s=7.0)], end_s=14.0))[:1]
    assert one.value == pytest.approx(6.0, abs=0.3)
    assert one.note == single_leg_stance.HOPPED


def test_short_touch_ends_it() -> None:
    tries = [OneLeg("left", 1.0, 5.0), OneLeg("left", 5.4, 9.0)]
    found = tries_in(stance_poses(tries, end_s=11.0))
    assert found[0].value == pytest.approx(4.0, abs=0.25)


def test_steps_are_no_tries() -> None:
    steps = [OneLeg("left", 1.0 + n, 1.6 + n) for n in range(5)]
    assert tries_in(stance_poses(steps, end_s=8.0)) == ()


def test_one_foot_up_from_the_beginning_is_not_scored() -> None:
    poses = [pose for pose in stance_poses([OneLeg("left", 1, 9)], end_s=11) if pose.time_s > 3]
    right = scored(poses)["right"]
    assert math.isnan(right.value)
    assert right.at_least == pytest.approx(6, abs=0.3)
    assert "both feet were not seen on the floor" in right.why


def test_person_lost_in_between_is_not_scored() -> None:
    poses = stance_poses([OneLeg("left", 1, 12)], end_s=14, gone=(6.0, 7.0))
    right = scored(poses)["right"]
    assert math.isnan(right.value)
    assert right.at_least == pytest.approx(5, abs=0.3)
    assert single_leg_stance.LOST in right.why


def test_short_flicker_is_no_loss() -> None:
    poses = stance_poses([OneLeg("left", 1, 12)], end_s=14, gone=(6.0, 6.3))
    assert scored(poses)["right"].value == pytest.approx(11, abs=0.25)


def test_video_that_ends_too_early_is_not_scored() -> None:
    right = scored(stance_poses([OneLeg("left", 1, 30)], end_s=10))["right"]
    assert math.isnan(right.value)
    assert right.at_least == pytest.approx(9, abs=0.3)
    assert single_leg_stance.CUT in right.why


def test_better_try_makes_up_for_one_that_was_not_seen_to_its_end() -> None:
    tries = [OneLeg("left", 1, 12), OneLeg("left", 14, 19)]
    poses = stance_poses(tries, end_s=18)
    assert scored(poses)["right"].value == pytest.approx(11, abs=0.25)


def test_full_time_makes_up_for_every_doubt() -> None:
    tries = [OneLeg("left", 1, 50), OneLeg("left", 52, 120)]
    assert scored(stance_poses(tries, end_s=60))["right"].value == 45


@pytest.mark.parametrize(("age", "mean"), [(25, 44), (64, 32), (91, 9)])
def test_norm_is_a_mean_and_secondary(age: int, mean: float) -> None:
    right = scored(stance_poses([OneLeg("left", 1, 4)], end_s=6), Person(age))["right"]
    assert right.norm is not None
    assert (right.norm.value, right.norm.says) == (mean, "mean")
    assert right.norm.secondary
    assert right.norm.below is None
