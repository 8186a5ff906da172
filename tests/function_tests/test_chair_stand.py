"""Stands from a chair are found with their times, straightness and hands."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from support.chairs import SEATED, Rise, chair_poses, found_in
from support.disturbances import estimated, with_gap, with_old_pictures

from formcheck.function_tests.chair_stand import BLIND_S, Stands
from formcheck.function_tests.definition import load_function_test

if TYPE_CHECKING:
    from formcheck.pose.joints import Side
    from formcheck.pose.pose import Pose

TEST = load_function_test("chair_stand_30s")
STEADY = Rise()


def stands_in(poses: list[Pose]) -> Stands:
    stands = found_in(TEST, poses)
    assert isinstance(stands, Stands)
    return stands


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("fps", [10.0, 30.0])
def test_stands_are_found_when_they_are(side: Side, fps: float) -> None:
    stands = stands_in(chair_poses([STEADY] * 3, side=side, fps=fps))
    assert len(stands.stands) == 3
    assert stands.first_move_s == pytest.approx(2.0, abs=0.35)
    for number, stand in enumerate(stands.stands):
        begun_s = 2.0 + number * STEADY.whole_s
        assert stand.stood_s == pytest.approx(begun_s + STEADY.stood_s, abs=0.35)
        assert stand.start_s > begun_s
        assert not stand.with_hands
    assert not stands.gaps


def test_stand_without_straight_legs_is_not_full() -> None:
    stands = stands_in(chair_poses([STEADY, Rise(knee_deg=24.0), STEADY])).stands
    assert [math.isnan(stand.stood_s) for stand in stands] == [False, True, False]
    assert stands[1].best_deg == pytest.approx(24, abs=4)


@pytest.mark.parametrize(
    ("rise", "count"),
    [(STEADY, 1), (replace(STEADY, stand_s=3.0), 1), (Rise(knee_deg=70.0, trunk_deg=30.0), 0)],
    ids=["steady", "long", "small bow"],
)
def test_long_stand_counts_once_and_small_bow_never(rise: Rise, count: int) -> None:
    assert len(stands_in(chair_poses([rise])).stands) == count


@pytest.mark.parametrize("length_s", [0.2, 0.4])
def test_glimpse_of_the_seat_is_no_stand_more(length_s: float) -> None:
    poses = estimated(chair_poses([replace(STEADY, stand_s=2.0)] * 2))
    blinks = with_old_pictures(poses, 4.5, length_s, from_s=0.5)
    before, after = stands_in(poses).stands, stands_in(blinks).stands
    assert [stand.stood_s for stand in after] == [stand.stood_s for stand in before]


# --- What was not seen ---------------------------------------------------------------------------

QUICK = Rise(bow_s=0.3, up_s=0.6, stand_s=0.2, down_s=0.6, sit_s=0.2)
TOP_S = 2.0 + QUICK.whole_s + QUICK.stood_s
"""When the second stand is full."""


def test_stand_that_may_have_been_full_unseen_is_unsure() -> None:
    poses = chair_poses([QUICK] * 3, fps=30.0)
    assert not any(stand.unsure for stand in stands_in(poses).stands)
    hidden = stands_in(with_gap(poses, TOP_S - 0.15, 0.5)).stands
    assert [(math.isnan(row.stood_s), row.unsure) for row in hidden][1] == (True, True)


def test_seat_that_may_have_been_missed_makes_the_stand_unsure() -> None:
    touch = replace(QUICK, sit_s=0.0, bow_s=0.05)
    poses = chair_poses([touch] * 3, fps=30.0)
    assert len(stands_in(poses).stands) == 3
    hidden = stands_in(with_gap(poses, 2.0 + touch.whole_s - 0.22, 0.5)).stands
    assert [row.unsure for row in hidden] == [True, False]


def test_step_in_which_a_stand_becomes_full_is_known() -> None:
    poses = chair_poses([STEADY] * 2, fps=30.0)
    plain, late = (stands_in(each).stands[1] for each in (poses, with_gap(poses, 6.5, 0.4)))
    assert plain.blind_s < BLIND_S < late.blind_s
    assert not late.unsure


def test_first_movement_has_a_time_only_if_it_was_seen() -> None:
    poses = chair_poses([STEADY] * 2, fps=30.0)
    seen, unseen = (stands_in(each) for each in (poses, with_gap(poses, 1.9, 0.4)))
    assert seen.moved_s - seen.first_move_s < BLIND_S < unseen.moved_s - unseen.first_move_s
    assert unseen.first_move_s <= 2.2 <= unseen.moved_s


def test_bend_of_the_hip_belongs_to_its_stand() -> None:
    stands = stands_in(chair_poses([STEADY] * 3)).stands
    for stand in stands:
        assert stand.bent_deg == pytest.approx(sum(SEATED) + 15, abs=15)
