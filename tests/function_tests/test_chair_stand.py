"""Tests on a chair: full stands, the time, hands, and what is not known."""

from __future__ import annotations

import math
from dataclasses import replace
from math import nan
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


def test_stand_without_straight_legs_is_not_full() -> None:
    stands = seen(chair_poses([STEADY, Rise(knee_deg=24.0), STEADY]))
    assert [math.isnan(stand.stood_s) for stand in stands.stands] == [False, True, False]
    assert stands.stands[1].best_deg == pytest.approx(24, abs=4)


@pytest.mark.parametrize(
    ("rise", "count"),
    [(STEADY, 1), (replace(STEADY, stand_s=3.0), 1), (Rise(knee_deg=70.0, trunk_deg=30.0), 0)],
)
def test_long_stand_counts_once_and_small_bow_never(rise: Rise, count: int) -> None:
    assert len(seen(chair_poses([rise])).stands) == count


# --- Thirty seconds ----------------------------------------------------------------------------


LATER = [pose for pose in chair_poses(ENOUGH) if pose.time_s > 3.6]
BENT = [*[STEADY] * 4, Rise(knee_deg=22.0), *[STEADY] * 6]
SLOW_DOWN = replace(STEADY, down_s=2.0, up_s=0.5, bow_s=0.3, sit_s=0.2)
"""3.3 s each: at 30 s the person is on the way down."""

THIRTY_SECONDS: dict[str, tuple[list[Pose], float | None, float, float, str]] = {
    # Poses, time of "go", score, what was certainly reached, and a part of the reason.
    "full stands": (chair_poses(ENOUGH), None, 10, nan, ""),
    "on the way down at the end": (chair_poses([SLOW_DOWN] * 11), None, 9, nan, ""),
    "one stand is not full": (chair_poses(BENT), None, 9, nan, ""),
    "hands": (chair_poses([*[STEADY] * 2, Rise(wrist=0.1), *ENOUGH]), None, 0, nan, "at 0:0"),
    "too short": (chair_poses([STEADY] * 4), None, nan, 4, "s after the start"),
    "lost in between": (chair_poses(ENOUGH, gone=(12.0, 14.0)), None, nan, 3, "lost from sight"),
    "short flicker": (chair_poses(ENOUGH, gone=(12.0, 12.5)), None, 10, nan, ""),
    "lost afterwards": (chair_poses([STEADY] * 13, gone=(38.0, 41.0)), None, 10, nan, ""),
    "start not filmed": (LATER, None, nan, nan, "The start is not in the video"),
    "no person": (
        chair_poses([], before_s=1.0, gone=(0.0, 9.0)), None, nan, nan, "Nobody can be seen"
    ),
    "no stand": (chair_poses([], before_s=35.0), None, nan, nan, "Nobody stood up"),
    "no stand after go": (chair_poses([], before_s=35.0), 3.0, 0, nan, ""),
    # A second before the first move: the tenth is not past half-way at the end.
    "go before the first move": (chair_poses(ENOUGH), 1.0, 9, nan, ""),
    "go before the seat": (chair_poses(ENOUGH), 0.0, 9, nan, ""),
    "go after the first stand": (chair_poses([*ENOUGH, STEADY]), 5.0, 10, nan, ""),
    "go so late that the video ends": (chair_poses(ENOUGH), 9.0, nan, 9, ""),
}  # fmt: skip


@pytest.mark.parametrize("case", THIRTY_SECONDS)
def test_thirty_seconds_are_scored_or_have_a_reason(case: str) -> None:
    poses, go_s, value, at_least, why = THIRTY_SECONDS[case]
    result = thirty(poses, go_s=go_s)
    assert result.unit == "stands"
    assert result.value == pytest.approx(value, nan_ok=True)
    assert result.at_least == pytest.approx(at_least, nan_ok=True)
    assert why in result.why
    if not why and not math.isnan(value):
        assert result.why == ""
    if not math.isnan(value) and value:
        assert sum(row.counts for row in result.tries) in (value, value - 1)


def test_stand_that_does_not_count_has_a_note() -> None:
    late = {row.note for row in thirty(chair_poses(ENOUGH)).tries if not row.counts}
    assert late <= {"the time was over"}
    bent = [row.note for row in thirty(chair_poses(BENT)).tries if row.note.startswith("not")]
    assert len(bent) == 1
    assert "stayed bent by 2" in bent[0]


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


def test_hidden_hands_do_not_void_the_score() -> None:
    hidden = [replace(STEADY, wrist=None)] * 11
    stands = seen(chair_poses(hidden))
    assert not hands_seen(stands)
    assert score_stands(THIRTY, scoring(THIRTY), stands, Person()).value == 10
    assert hands_seen(seen(chair_poses(ENOUGH)))


# --- Norms -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("age", "sex", "least"),
    [(60, "male", 14), (69, "female", 11), (94, "female", 4), (83, "male", 10)],
)
def test_norm_is_that_of_age_and_sex(age: int, sex: str, least: int) -> None:
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


LAST_S = 4 * STEADY.whole_s + STEADY.stood_s

FIVE_STANDS: dict[str, tuple[list[Pose], float | None, float, str]] = {
    # Poses, time of "go", score in seconds, and a part of the reason.
    "five stands": (chair_poses([STEADY] * 6), None, LAST_S, ""),
    "go a second earlier": (chair_poses([STEADY] * 5), 1.0, LAST_S + 1, ""),
    "one stand is not full": (
        chair_poses([STEADY, Rise(knee_deg=25.0), *[STEADY] * 4]),
        None,
        LAST_S + STEADY.whole_s,
        "",
    ),
    "only four": (chair_poses([STEADY] * 4), None, nan, "Only 4 of 5"),
    "hands": (chair_poses([Rise(wrist=0.15), *[STEADY] * 4]), None, nan, "not crossed"),
    "lost in between": (
        chair_poses([STEADY] * 6, gone=(8.0, 9.5)), None, nan, "lost from sight"
    ),
    "lost afterwards": (chair_poses([STEADY] * 7, gone=(20.0, 22.0)), None, LAST_S, ""),
}  # fmt: skip


@pytest.mark.parametrize("case", FIVE_STANDS)
def test_five_stands_are_timed_or_have_a_reason(case: str) -> None:
    poses, go_s, value_s, why = FIVE_STANDS[case]
    result = five(poses, go_s=go_s)
    assert result.unit == "s"
    assert result.value == pytest.approx(value_s, abs=0.4, nan_ok=True)
    assert why in result.why
    if not math.isnan(value_s):
        assert sum(row.counts for row in result.tries) == 5
    if case == "only four":
        assert result.at_least > 12


@pytest.mark.parametrize(("age", "most", "below"), [(65, 11.4, True), (85, 14.8, False)])
def test_five_times_needs_no_sex(age: int, most: float, below: bool) -> None:  # noqa: FBT001
    norm = five(chair_poses([STEADY] * 6), Person(age)).norm
    assert norm is not None
    assert norm.value == most
    assert norm.below is below
