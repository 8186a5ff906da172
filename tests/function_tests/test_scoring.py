"""Function tests are scored by the published rules, or have a reason why not."""

from __future__ import annotations

import math
from dataclasses import replace
from math import nan
from typing import TYPE_CHECKING

import pytest
from support.chairs import (
    OneLeg,
    Rise,
    abduction,
    chair_poses,
    found_in,
    found_range,
    ranges,
    stance_poses,
)

from formcheck.assessment.quality_gate import ABSENT
from formcheck.function_tests import single_leg_stance
from formcheck.function_tests.definition import load_function_test
from formcheck.function_tests.report import FoundTrials, Person, Trial
from formcheck.function_tests.scoring import HANDS_HIDDEN, NOT_FILMED, TOO_MANY, score_files

if TYPE_CHECKING:
    from collections.abc import Callable

    from formcheck.function_tests.definition import FunctionTest
    from formcheck.function_tests.report import NormComparison, Result
    from formcheck.pose.pose import Pose

THIRTY = load_function_test("chair_stand_30s")
FIVE = load_function_test("five_times_sit_to_stand")
STANCE = load_function_test("single_leg_stance")
RANGE = load_function_test("range_of_motion")


def chair(
    test: FunctionTest, poses: list[Pose], person: Person | None = None, go_s: float | None = None
) -> Result:
    files = [(None, found_in(test, poses))]
    (result,), _ = score_files(test, files, person or Person(), go_s=go_s)
    return result


def stance(poses: list[Pose], person: Person | None = None) -> dict[str, Result]:
    results, _ = score_files(STANCE, [(None, found_in(STANCE, poses))], person or Person())
    return {result.side: result for result in results}


def norm_of(result: Result) -> NormComparison:
    assert result.norm is not None
    return result.norm


def test_findings_of_another_test_are_refused() -> None:
    with pytest.raises(TypeError, match="expected the findings of a chair stand test"):
        score_files(THIRTY, [(None, FoundTrials(()))], Person())


# --- Thirty seconds on a chair -------------------------------------------------------------------

STEADY = Rise()
ENOUGH = [STEADY] * 11
"""Eleven stands of 3.2 s each: 35 s."""
BENT = [*[STEADY] * 4, Rise(knee_deg=22.0), *[STEADY] * 6]
SLOW_DOWN = replace(STEADY, down_s=2.0, up_s=0.5, bow_s=0.3, sit_s=0.2)
"""3.3 s each: at 30 s the person is on the way down."""


def later() -> list[Pose]:
    return [pose for pose in chair_poses(ENOUGH) if pose.time_s > 3.6]


THIRTY_SECONDS: dict[str, tuple[Callable[[], list[Pose]], float | None, float, float, str]] = {
    # Poses, made when they are needed, time of "go", score, what was certainly reached, and a
    # part of the reason.
    "full stands": (lambda: chair_poses(ENOUGH), None, 10, nan, ""),
    "on the way down at the end": (lambda: chair_poses([SLOW_DOWN] * 11), None, 9, nan, ""),
    "one stand is not full": (lambda: chair_poses(BENT), None, 9, nan, ""),
    "hands": (
        lambda: chair_poses([*[STEADY] * 2, Rise(wrist=0.1), *ENOUGH]), None, 0, nan, "at 0:0"
    ),
    "too short": (lambda: chair_poses([STEADY] * 4), None, nan, 4, "s after the start"),
    "lost in between": (
        lambda: chair_poses(ENOUGH, gone=(12.0, 14.0)), None, nan, 3, "lost from sight"
    ),
    "short flicker": (lambda: chair_poses(ENOUGH, gone=(12.0, 12.5)), None, 10, nan, ""),
    "lost afterwards": (lambda: chair_poses([STEADY] * 13, gone=(38.0, 41.0)), None, 10, nan, ""),
    "start not filmed": (later, None, nan, nan, "The start is not in the video"),
    "no person": (
        lambda: chair_poses([], before_s=1.0, gone=(0.0, 9.0)), None, nan, nan, ABSENT.say
    ),
    "no stand": (lambda: chair_poses([], before_s=35.0), None, nan, nan, "No stand was seen"),
    "no stand after go": (lambda: chair_poses([], before_s=35.0), 3.0, 0, nan, ""),
    # A second before the first move: the tenth is not past half-way at the end.
    "go before the first move": (lambda: chair_poses(ENOUGH), 1.0, 9, nan, ""),
    "go before the seat": (lambda: chair_poses(ENOUGH), 0.0, 9, nan, ""),
    "go after the first stand": (lambda: chair_poses([*ENOUGH, STEADY]), 5.0, 10, nan, ""),
    "go so late that the video ends": (lambda: chair_poses(ENOUGH), 9.0, nan, 9, ""),
}  # fmt: skip


@pytest.mark.sampled(3)
@pytest.mark.parametrize("case", THIRTY_SECONDS)
def test_thirty_seconds_are_scored_or_have_a_reason(case: str) -> None:
    poses, go_s, value, at_least, why = THIRTY_SECONDS[case]
    result = chair(THIRTY, poses(), go_s=go_s)
    assert result.unit == "stands"
    assert result.value == pytest.approx(value, nan_ok=True)
    assert result.at_least == pytest.approx(at_least, nan_ok=True)
    assert why in result.why
    if not why and not math.isnan(value):
        assert result.why == ""
    if not math.isnan(value) and value:
        assert sum(row.counts for row in result.tries) in (value, value - 1)


def test_stand_that_does_not_count_has_a_note() -> None:
    late = {row.note for row in chair(THIRTY, chair_poses(ENOUGH)).tries if not row.counts}
    assert late <= {"the time was over"}
    notes = [row.note for row in chair(THIRTY, chair_poses(BENT)).tries]
    (bent,) = (note for note in notes if note.startswith("not"))
    assert "stayed bent by 2" in bent


@pytest.mark.parametrize(
    ("wait_s", "full", "score"),
    [(-0.4, 10, 10), (0.35, 9, 10), (0.8, 9, 9)],
    ids=["full", "past half-way", "hardly off the seat"],
)
def test_more_than_half_way_up_counts_when_the_time_is_over(
    wait_s: float, full: int, score: int
) -> None:
    late = [*[STEADY] * 8, replace(STEADY, sit_s=0.4 + wait_s), *[STEADY] * 2]
    result = chair(THIRTY, chair_poses(late))
    assert sum(row.counts for row in result.tries) == full
    assert result.value == score


@pytest.mark.parametrize(("wrist", "unseen"), [(None, [HANDS_HIDDEN]), (STEADY.wrist, [])])
def test_hidden_hands_are_reported_and_do_not_void_the_score(
    wrist: float | None, unseen: list[str]
) -> None:
    poses = chair_poses([replace(STEADY, wrist=wrist)] * 11)
    (result,), told = score_files(THIRTY, [(None, found_in(THIRTY, poses))], Person())
    assert (result.value, told) == (10, unseen)


@pytest.mark.parametrize(
    ("person", "least"),
    [
        (Person(60, "male"), 14),
        (Person(69, "female"), 11),
        (Person(94, "female"), 4),
        (Person(83, "male"), 10),
        *((person, None) for person in (Person(), Person(70), Person(None, "male"))),
        (Person(40, "male"), None),
    ],
)
def test_norm_of_thirty_seconds_is_that_of_age_and_sex(person: Person, least: int | None) -> None:
    norm = chair(THIRTY, chair_poses(ENOUGH), person).norm
    assert (norm and norm.value) == least
    assert norm is None or (norm.below is (norm.value > 10) and not norm.secondary)
    assert norm is None or "STEADI" in norm.source


# --- Five times ----------------------------------------------------------------------------------

LAST_S = 4 * STEADY.whole_s + STEADY.stood_s
ONE_BENT = [STEADY, Rise(knee_deg=25.0), *[STEADY] * 4]

FIVE_STANDS: dict[str, tuple[Callable[[], list[Pose]], float | None, float, str]] = {
    # What makes the poses, time of "go", score in seconds, and a part of the reason.
    "five stands": (lambda: chair_poses([STEADY] * 6), None, LAST_S, ""),
    "go a second earlier": (lambda: chair_poses([STEADY] * 5), 1.0, LAST_S + 1, ""),
    "one stand is not full": (lambda: chair_poses(ONE_BENT), None, LAST_S + STEADY.whole_s, ""),
    "only four": (lambda: chair_poses([STEADY] * 4), None, nan, "Only 4 of 5"),
    "hands": (lambda: chair_poses([Rise(wrist=0.15), *[STEADY] * 4]), None, nan, "not crossed"),
    "lost in between": (
        lambda: chair_poses([STEADY] * 6, gone=(8.0, 9.5)),
        None,
        nan,
        "lost from sight",
    ),
    "lost afterwards": (lambda: chair_poses([STEADY] * 7, gone=(20.0, 22.0)), None, LAST_S, ""),
}


@pytest.mark.parametrize("case", FIVE_STANDS)
def test_five_stands_are_timed_or_have_a_reason(case: str) -> None:
    poses, go_s, value_s, why = FIVE_STANDS[case]
    result = chair(FIVE, poses(), go_s=go_s)
    assert result.unit == "s"
    assert result.value == pytest.approx(value_s, abs=0.4, nan_ok=True)
    assert why in result.why
    if not math.isnan(value_s):
        assert sum(row.counts for row in result.tries) == 5
    if case == "only four":
        assert result.at_least > 12


@pytest.mark.parametrize(("age", "most", "below"), [(65, 11.4, True), (85, 14.8, False)])
def test_norm_of_five_times_needs_no_sex(*, age: int, most: float, below: bool) -> None:
    norm = norm_of(chair(FIVE, chair_poses([STEADY] * 6), Person(age)))
    assert (norm.value, norm.below) == (most, below)


# --- Standing on one leg -------------------------------------------------------------------------

ONCE = [OneLeg("left", 1, 12)]
LIFTED_BEFORE = [
    pose for pose in stance_poses([OneLeg("left", 1, 9)], end_s=11) if pose.time_s > 3
]
NOT_BEGUN = "both feet were not seen on the floor"

STANCES: dict[str, tuple[list[Pose], float, float, str]] = {
    # Poses, score of the right leg in seconds, what was certainly reached, part of the reason.
    "foot up from the beginning": (LIFTED_BEFORE, nan, 6, NOT_BEGUN),
    "lost in between": (
        stance_poses(ONCE, end_s=14, gone=(6.0, 7.0)), nan, 5, single_leg_stance.LOST
    ),
    "short flicker": (stance_poses(ONCE, end_s=14, gone=(6.0, 6.3)), 11, nan, ""),
    "video ends too early": (
        stance_poses([OneLeg("left", 1, 30)], end_s=10), nan, 9, single_leg_stance.CUT
    ),
    "another trial is not seen to its end": (
        stance_poses([*ONCE, OneLeg("left", 14, 19)], end_s=18), 11, nan, ""
    ),
    "the longest trial is not seen to its end": (
        stance_poses([OneLeg("left", 1, 4), OneLeg("left", 6, 30)], end_s=18), nan, 12,
        single_leg_stance.CUT,
    ),
    "full time before a longer trial": (
        stance_poses([OneLeg("left", 1, 50), OneLeg("left", 52, 120)], end_s=60), 45, nan, ""
    ),
    "never lifted": (stance_poses([], end_s=6), nan, nan, "No try was seen."),
}  # fmt: skip


@pytest.mark.parametrize("case", STANCES)
def test_stance_is_timed_or_has_a_reason(case: str) -> None:
    poses, value_s, at_least_s, why = STANCES[case]
    right = stance(poses)["right"]
    assert right.value == pytest.approx(value_s, abs=0.25, nan_ok=True)
    assert right.at_least == pytest.approx(at_least_s, abs=0.3, nan_ok=True)
    assert why in right.why
    assert bool(why) == bool(right.why)


def test_best_of_the_first_three_stances_counts() -> None:
    lifts = [OneLeg("left", *times) for times in ((1, 4), (6, 12), (14, 16), (18, 27))]
    right = stance(stance_poses(lifts, end_s=29))["right"]
    assert right.value == pytest.approx(6.0, abs=0.25)
    assert [row.counts for row in right.tries] == [True, True, True, False]


def test_both_legs_are_scored_apart() -> None:
    both = stance(stance_poses([OneLeg("left", 1, 4), OneLeg("right", 6, 11)], end_s=13))
    assert both["right"].value == pytest.approx(3, abs=0.25)
    assert both["left"].value == pytest.approx(5, abs=0.25)


@pytest.mark.parametrize(("age", "mean"), [(25, 44), (64, 32), (91, 9)])
def test_norm_of_stance_is_a_secondary_mean(age: int, mean: float) -> None:
    right = stance(stance_poses([OneLeg("left", 1, 4)], end_s=6), Person(age))["right"]
    norm = norm_of(right)
    assert (norm.value, norm.says, norm.secondary, norm.below) == (mean, "mean", True, None)


# --- Range of motion -----------------------------------------------------------------------------


def of_range(*films: tuple[str, FoundTrials]) -> dict[tuple[str, str], Result]:
    """The results of films of some motions, by motion and leg."""
    results, _ = score_files(RANGE, films, Person())
    return {(row.name, row.side): row for row in results}


def tried(value: float, *, counts: bool = True, note: str = "", at_most: float = nan) -> Trial:
    """A try of the left leg."""
    return Trial("left", 1, 4, value, counts=counts, note=note, at_most=at_most)


def test_best_of_the_first_three_ranges_counts() -> None:
    left = of_range(("abduction", abduction(20, 30, 25, 40)))["abduction", "left"]
    assert left.value == pytest.approx(30, abs=1.5)
    assert [row.counts for row in left.tries] == [True, True, True, False]
    assert [row.note for row in left.tries] == ["", "", "", TOO_MANY]


def test_leg_that_was_filmed_and_did_not_move_is_told_apart_from_one_that_was_not() -> None:
    standing = of_range(("abduction", abduction(20)))["abduction", "right"]
    assert "moved by less than 8°" in standing.why
    lying = of_range(("flexion", found_range("flexion", ranges("flexion", 90))))
    assert lying["flexion", "left"].value == pytest.approx(90, abs=2)
    assert lying["flexion", "right"].why == NOT_FILMED.format("right")


def test_trouble_of_a_file_is_added_where_nothing_was_seen() -> None:
    nothing = ("flexion", FoundTrials((), "Turn."))
    results = of_range(nothing, nothing, ("abduction", abduction(20)))
    assert [(*key, row.why) for key, row in results.items() if key[0] == "flexion"] == [
        ("flexion", "left", "No try was seen. Turn."),
        ("flexion", "right", "No try was seen. Turn."),
    ]
    assert [row.source for row in results["abduction", "left"].tries] == [3]


@pytest.mark.parametrize(
    ("tries", "value", "at_least"),
    [
        ([tried(90), tried(70, counts=False, note="unseen", at_most=92)], 90, nan),
        ([tried(90), tried(70, counts=False, note="unseen", at_most=100)], nan, 90),
        ([tried(70, counts=False, note="unseen", at_most=100)], nan, 70),
        ([*[tried(90)] * 3, tried(70, counts=False, note="unseen", at_most=100)], 90, nan),
        ([tried(90), tried(120, counts=False, note="the knee was straight")], 90, nan),
    ],
    ids=["a little more", "perhaps more", "only one", "after the third", "another movement"],
)
def test_range_is_known_only_if_no_try_may_have_gone_further(
    tries: list[Trial], value: float, at_least: float
) -> None:
    left = of_range(("flexion", FoundTrials(tuple(tries))))["flexion", "left"]
    assert left.value == pytest.approx(value, nan_ok=True)
    assert left.at_least == pytest.approx(at_least, nan_ok=True)
    assert bool(left.why) == math.isnan(value)


def test_tries_that_do_not_count_say_why() -> None:
    only = (tried(40, counts=False, note="the knee was straight"),)
    left = of_range(("flexion", FoundTrials(only)))["flexion", "left"]
    assert math.isnan(left.value)
    assert "the knee was straight" in left.why


@pytest.mark.parametrize("motion", ["flexion", "extension", "abduction"])
def test_range_has_no_norm_of_age_or_sex(motion: str) -> None:
    if motion != "abduction":
        assert "unverified" in {row.standing for row in RANGE.norm if row.motion == motion}
    for person in (Person(30, "female"), Person(60, "male"), Person()):
        for result in score_files(RANGE, [(motion, FoundTrials(()))], person)[0]:
            norm = result.norm
            assert (norm and (norm.says, norm.value)) == (
                ("everyday", 100) if motion == "flexion" else None
            )
