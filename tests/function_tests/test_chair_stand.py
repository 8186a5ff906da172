"""Tests on a chair: full stands, the time, hands, and what is not known."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from support.chairs import Rise, chair_poses

from formcheck.function_tests.chair_stand import ChairStandFinder, Stands
from formcheck.function_tests.definition import StandScoring, load_function_test
from formcheck.function_tests.report import Person, Result
from formcheck.function_tests.scoring import hands_seen, score_stands

if TYPE_CHECKING:
    from formcheck.pose.pose import Pose

THIRTY = load_function_test("chair_stand_30s")
FIVE = load_function_test("five_times_sit_to_stand")


def scoring(test: object) -> StandScoring:
    found = test.scoring  # type: ignore[attr-defined]
    assert isinstance(found, StandScoring)
    return found


def seen(poses: list[Pose], test: object = THIRTY) -> Stands:
    finder = ChairStandFinder(scoring(test))
    for pose in poses:
        finder.update(pose)
    return finder.finish()


def thirty(poses: list[Pose], person: Person | None = None, go_s: float | None = None) -> Result:
    return score_stands(THIRTY, scoring(THIRTY), seen(poses), person or Person(), go_s=go_s)


def five(poses: list[Pose], person: Person | None = None, go_s: float | None = None) -> Result:
    stands = seen(poses, FIVE)
    return score_stands(FIVE, scoring(FIVE), stands, person or Person(), go_s=go_s)


STEADY = Rise()
ENOUGH = [STEADY] * 11
"""Eleven stands of 3.2 s each: 35 s."""


# --- What is found -----------------------------------------------------------------------------


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("fps", [10.0, 30.0])
def test_stands_are_found_when_they_are(side: str, fps: float) -> None:
    stands = seen(chair_poses([STEADY] * 3, side=side, fps=fps))  # type: ignore[arg-type]
    assert len(stands.stands) == 3
    assert stands.first_move_s == pytest.approx(2.0, abs=0.35)
    for number, stand in enumerate(stands.stands):
        begun_s = 2.0 + number * STEADY.whole_s
        assert stand.stood_s == pytest.approx(begun_s + STEADY.stood_s, abs=0.35)
        assert stand.start_s > begun_s
        assert not stand.with_hands
    assert not stands.gaps


def test_one_who_does_not_straighten_does_not_stand() -> None:
    stands = seen(chair_poses([STEADY, Rise(knee_deg=24.0), STEADY]))
    assert [math.isnan(stand.stood_s) for stand in stands.stands] == [False, True, False]
    assert stands.stands[1].best_deg == pytest.approx(24, abs=4)


def test_one_who_does_not_sit_down_in_between_has_stood_once() -> None:
    half = [replace(STEADY, down_s=0.0, sit_s=0.0), Rise(bow_s=0.0)]
    poses = chair_poses([STEADY])
    assert len(seen(poses).stands) == 1
    dip = chair_poses([replace(STEADY, stand_s=3.0)])
    assert len(seen(dip).stands) == 1
    assert len(half) == 2


def test_a_small_bow_is_no_stand() -> None:
    assert seen(chair_poses([Rise(knee_deg=70.0, trunk_deg=30.0)])).stands == ()


# --- Thirty seconds ----------------------------------------------------------------------------


def test_full_stands_in_thirty_seconds_are_counted() -> None:
    # From the first move: stands are full at 1.3, 4.5, ... 26.9 (nine), 30.1 less the bow.
    result = thirty(chair_poses(ENOUGH))
    assert result.why == ""
    assert result.value == 10
    assert {row.note for row in result.tries if not row.counts} <= {"the time was over"}
    assert result.unit == "stands"


@pytest.mark.parametrize(
    ("wait_s", "full", "score"),
    [
        (-0.4, 10, 10),
        (0.35, 9, 10),  # past half-way
        (0.8, 9, 9),  # the hips are hardly off the seat
    ],
)
def test_more_than_half_way_up_counts_when_the_time_is_over(
    wait_s: float, full: int, score: int
) -> None:
    late = [*[STEADY] * 8, replace(STEADY, sit_s=0.4 + wait_s), *[STEADY] * 2]
    result = thirty(chair_poses(late))
    assert sum(row.counts for row in result.tries) == full
    assert result.value == score


def test_one_on_the_way_down_is_not_counted_again() -> None:
    # 3.0 s each: the tenth is full at 28.5 s and on its way down at 30 s (from 28.8 to 30.8).
    slow_down = replace(STEADY, down_s=2.0, up_s=0.5, bow_s=0.3, sit_s=0.2)
    assert slow_down.whole_s == pytest.approx(3.3)
    result = thirty(chair_poses([slow_down] * 11))
    assert result.value == sum(row.counts for row in result.tries)


def test_a_stand_that_is_not_full_does_not_count_and_is_told() -> None:
    result = thirty(chair_poses([*[STEADY] * 4, Rise(knee_deg=22.0), *[STEADY] * 6]))
    short = [row for row in result.tries if not row.counts and row.note.startswith("not full")]
    assert len(short) == 1
    assert "stayed bent by 2" in short[0].note
    assert result.value == 9


def test_hands_score_nothing() -> None:
    pushed = [*[STEADY] * 2, Rise(wrist=0.1), *[STEADY] * 8]
    result = thirty(chair_poses(pushed))
    assert result.value == 0
    assert "not crossed" in result.why
    assert "0:0" in result.why


def test_hands_that_are_not_seen_are_no_hands_but_said() -> None:
    hidden = [replace(STEADY, wrist=None)] * 11
    stands = seen(chair_poses(hidden))
    assert not hands_seen(stands)
    assert score_stands(THIRTY, scoring(THIRTY), stands, Person()).value == 10
    assert hands_seen(seen(chair_poses(ENOUGH)))


def test_a_video_that_is_too_short_is_inconclusive() -> None:
    result = thirty(chair_poses([STEADY] * 4))
    assert math.isnan(result.value)
    assert result.at_least == 4
    assert "The video ends 14 s after the start" in result.why or "ends 13 s" in result.why


def test_one_who_is_lost_in_between_is_inconclusive() -> None:
    result = thirty(chair_poses(ENOUGH, gone=(12.0, 14.0)))
    assert math.isnan(result.value)
    assert result.at_least == 3
    assert "lost from sight" in result.why
    assert "Nobody can be seen" in result.why


def test_a_short_flicker_is_no_loss() -> None:
    assert thirty(chair_poses(ENOUGH, gone=(12.0, 12.5))).why == ""


def test_one_lost_after_the_time_is_no_loss() -> None:
    assert thirty(chair_poses([STEADY] * 13, gone=(38.0, 41.0))).value == 10


def test_without_the_start_there_is_no_score() -> None:
    poses = [pose for pose in chair_poses(ENOUGH) if pose.time_s > 3.6]
    result = thirty(poses)
    assert math.isnan(result.value)
    assert "The start is not in the video" in result.why
    assert math.isnan(result.at_least)


def test_nobody_is_no_score() -> None:
    result = thirty(chair_poses([], before_s=1.0, gone=(0.0, 9.0)))
    assert math.isnan(result.value)
    assert "Nobody can be seen" in result.why


def test_sitting_all_the_time_is_told() -> None:
    result = thirty(chair_poses([], before_s=35.0))
    assert math.isnan(result.value)
    assert "Nobody stood up" in result.why
    assert thirty(chair_poses([], before_s=35.0), go_s=3.0).value == 0


def test_the_clock_may_start_when_go_was_said() -> None:
    # A second earlier: the tenth is not past half-way at 31 - 1 s.
    assert thirty(chair_poses(ENOUGH), go_s=1.0).value == 9
    before_sitting = thirty(chair_poses(ENOUGH), go_s=0.0)
    assert before_sitting.value == 9
    # After the first stand: that one is not in it, and one more is at the end.
    assert thirty(chair_poses([*ENOUGH, STEADY]), go_s=5.0).value == 10
    assert thirty(chair_poses(ENOUGH), go_s=9.0).at_least == 9


# --- Norms -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("age", "sex", "least"),
    [(60, "male", 14), (69, "female", 11), (94, "female", 4), (83, "male", 10)],
)
def test_the_norm_is_that_of_age_and_sex(age: int, sex: str, least: int) -> None:
    norm = thirty(chair_poses(ENOUGH), Person(age, sex)).norm  # type: ignore[arg-type]
    assert norm is not None
    assert norm.value == least
    assert norm.below is (least > 10)
    assert "STEADI" in norm.source
    assert not norm.secondary


@pytest.mark.parametrize(
    "person", [Person(), Person(70), Person(None, "male"), Person(40, "male")]
)
def test_without_age_and_sex_there_is_no_norm(person: Person) -> None:
    assert thirty(chair_poses(ENOUGH), person).norm is None


# --- Five times --------------------------------------------------------------------------------


def test_five_stands_are_timed_from_the_first_move_to_the_last_stand() -> None:
    result = five(chair_poses([STEADY] * 6))
    true_s = 4 * STEADY.whole_s + STEADY.stood_s
    assert result.value == pytest.approx(true_s, abs=0.4)
    assert sum(row.counts for row in result.tries) == 5
    assert result.unit == "s"


def test_go_makes_it_longer() -> None:
    later = five(chair_poses([STEADY] * 5)).value
    assert five(chair_poses([STEADY] * 5), go_s=1.0).value == pytest.approx(later + 1, abs=0.4)


def test_a_stand_that_is_not_full_takes_its_time() -> None:
    result = five(chair_poses([STEADY, Rise(knee_deg=25.0), *[STEADY] * 4]))
    assert result.value == pytest.approx(5 * STEADY.whole_s + STEADY.stood_s, abs=0.4)
    assert [row.counts for row in result.tries] == [True, False, True, True, True, True]


def test_four_stands_are_not_five() -> None:
    result = five(chair_poses([STEADY] * 4))
    assert math.isnan(result.value)
    assert "Only 4 of 5" in result.why
    assert result.at_least > 12


def test_hands_make_the_time_void() -> None:
    result = five(chair_poses([Rise(wrist=0.15), *[STEADY] * 4]))
    assert math.isnan(result.value)
    assert "not crossed" in result.why


def test_one_lost_before_the_fifth_stand_is_inconclusive() -> None:
    result = five(chair_poses([STEADY] * 6, gone=(8.0, 9.5)))
    assert math.isnan(result.value)
    assert "lost from sight" in result.why
    after = five(chair_poses([STEADY] * 7, gone=(20.0, 22.0)))
    assert not math.isnan(after.value)


@pytest.mark.parametrize(("age", "most", "below"), [(65, 11.4, True), (85, 14.8, False)])
def test_five_times_needs_no_sex(age: int, most: float, below: bool) -> None:  # noqa: FBT001
    norm = five(chair_poses([STEADY] * 6), Person(age)).norm
    assert norm is not None
    assert norm.value == most
    assert norm.below is below
