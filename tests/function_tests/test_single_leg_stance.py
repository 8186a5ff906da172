"""Trials on one leg are found with their times, and with the reason of their end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.chairs import OneLeg, found_in, stance_poses
from support.disturbances import estimated, with_gap, with_old_pictures

from formcheck.function_tests.definition import load_function_test
from formcheck.function_tests.report import FoundTrials
from formcheck.function_tests.single_leg_stance import (
    CAPPED,
    END_UNSEEN,
    HOPPED,
    START_UNSEEN,
    TOUCHED,
)
from formcheck.pose.joints import other_side

if TYPE_CHECKING:
    from formcheck.function_tests.report import Trial
    from formcheck.pose.joints import Side

TEST = load_function_test("single_leg_stance")


def trials_in(*lifts: OneLeg, end_s: float, tilt: float = 0.0) -> tuple[Trial, ...]:
    found = found_in(TEST, stance_poses(lifts, end_s=end_s, tilt=tilt))
    assert isinstance(found, FoundTrials)
    return found.trials


@pytest.mark.parametrize("foot", ["left", "right"])
@pytest.mark.parametrize("tilt", [0.0, 0.04, -0.04])
def test_trial_lasts_from_lift_to_touch_and_belongs_to_the_standing_leg(
    foot: Side, tilt: float
) -> None:
    (one,) = trials_in(OneLeg(foot, 1.5, 9.5), end_s=11.0, tilt=tilt)
    assert (one.side, one.counts, one.note) == (other_side(foot), True, TOUCHED)
    assert one.value == pytest.approx(8.0, abs=0.25)
    assert one.start_s == pytest.approx(1.5, abs=0.2)


@pytest.mark.parametrize(
    ("lifts", "end_s", "value_s", "note"),
    [
        ([OneLeg("left", 1.0, 50.0)], 52.0, 45.0, CAPPED),
        ([OneLeg("left", 1.0, 12.0, hop_s=7.0)], 14.0, 6.0, HOPPED),
        ([OneLeg("left", 1.0, 5.0), OneLeg("left", 5.4, 9.0)], 11.0, 4.0, TOUCHED),
    ],
    ids=["full time", "hop", "short touch"],
)
def test_trial_ends_for_a_reason(
    lifts: list[OneLeg], end_s: float, value_s: float, note: str
) -> None:
    first = trials_in(*lifts, end_s=end_s)[0]
    assert first.value == pytest.approx(value_s, abs=0.3 if note != CAPPED else 1e-6)
    assert (first.counts, first.note) == (True, note)


def test_steps_are_no_trials() -> None:
    steps = [OneLeg("left", 1.0 + n, 1.6 + n) for n in range(5)]
    assert trials_in(*steps, end_s=8.0) == ()


def test_glimpse_of_both_feet_ends_no_trial() -> None:
    poses = estimated(stance_poses([OneLeg("left", 1.5, 9.5)], end_s=11.0))
    found = found_in(TEST, with_old_pictures(poses, 5.0, 0.27, from_s=1.0))
    assert isinstance(found, FoundTrials)
    (one,) = found.trials
    assert one.value == pytest.approx(8.0, abs=0.25)


@pytest.mark.parametrize(
    ("at_s", "note"),
    [(1.4, START_UNSEEN), (9.4, END_UNSEEN), (5.0, TOUCHED)],
    ids=["lift", "touch", "in between"],
)
def test_moment_that_was_not_seen_gives_no_time(at_s: float, note: str) -> None:
    poses = stance_poses([OneLeg("left", 1.5, 9.5)], end_s=11.0)
    found = found_in(TEST, with_gap(poses, at_s, 0.35))
    assert isinstance(found, FoundTrials)
    (one,) = found.trials
    assert (one.counts, one.note) == (note == TOUCHED, note)
