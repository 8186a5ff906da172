"""A short failure of the pose model never makes a wrong score, wherever it comes."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.chairs import OneLeg, Rise, chair_poses, found_in, ranges, stance_poses
from support.disturbances import (
    frozen,
    shaken,
    with_exchange,
    with_gap,
    with_hidden_body,
    with_other_body,
)
from support.performer import Recording

from formcheck.function_tests.definition import load_function_test
from formcheck.function_tests.report import Person
from formcheck.function_tests.scoring import score_files

if TYPE_CHECKING:
    from formcheck.function_tests.report import Result
    from formcheck.pose.pose import Pose

KINDS = {
    "nobody": with_gap,
    "another body": with_other_body,
    "a picture that stands still": frozen,
    "exchanged legs": with_exchange,
    "hidden joints": with_hidden_body,
}
OFF = {"stands": 0.0, "s": 0.3, "deg": 3.0}
"""How far a score may be off, in its unit."""

STEADY, QUICK = Rise(), Rise(bow_s=0.3, up_s=0.6, stand_s=0.2, down_s=0.6, sit_s=0.2)


class Performed(NamedTuple):
    """What a person did: the test, its motion, the poses, and the true score of each leg."""

    test: str
    motion: str | None
    poses: list[Pose]
    true: dict[str, float]


def five(rise: Rise) -> Performed:
    true = {"both": 4 * rise.whole_s + rise.stood_s}
    return Performed("five_times_sit_to_stand", None, chair_poses([rise] * 6), true)


def stance(*lifts: OneLeg, end_s: float, **true: float) -> Performed:
    return Performed("single_leg_stance", None, stance_poses(lifts, end_s=end_s), true)


def range_of(motion: str, *deg: float, hold_s: float = 1.0) -> Performed:
    poses = ranges(motion, *deg, hold_s=hold_s, recording=Recording(fps=15))
    return Performed("range_of_motion", motion, poses, {"left": max(deg)})


@cache
def performed(name: str) -> Performed:
    """Return what is performed, by its name, as an estimator sees it."""
    done = {
        "stands in 30 s": lambda: Performed(
            "chair_stand_30s", None, chair_poses([STEADY] * 11), {"both": 10.0}
        ),
        "quick stands in 30 s": lambda: Performed(
            "chair_stand_30s", None, chair_poses([QUICK] * 18), {"both": 16.0}
        ),
        "five stands": lambda: five(STEADY),
        "five quick stands": lambda: five(QUICK),
        "both legs in turn": lambda: stance(
            OneLeg("left", 1.5, 8.5), OneLeg("right", 10, 14), end_s=16, right=7.0, left=4.0
        ),
        "a hop": lambda: stance(OneLeg("left", 1.5, 9, hop_s=6.0), end_s=11, right=4.5),
        "bends": lambda: range_of("flexion", 100, 110),
        "a bend that is hardly held": lambda: range_of("flexion", 105, hold_s=0.2),
        "lifts to the back": lambda: range_of("extension", 10, 13),
        "lifts to the side": lambda: range_of("abduction", 25, 33),
    }[name]()
    return done._replace(poses=shaken(done.poses, 0.4))


NAMES = (
    "stands in 30 s", "quick stands in 30 s", "five stands", "five quick stands",
    "both legs in turn", "a hop", "bends", "a bend that is hardly held", "lifts to the back",
    "lifts to the side",
)  # fmt: skip


def scored(done: Performed, poses: list[Pose]) -> dict[str, Result]:
    test = load_function_test(done.test)
    found = [(done.motion, found_in(test, poses, done.motion))]
    return {row.side: row for row in score_files(test, found, Person())[0]}


@pytest.mark.parametrize("name", NAMES)
def test_score_is_true_without_a_failure(name: str) -> None:
    done = performed(name)
    for side, row in scored(done, done.poses).items():
        true = done.true.get(side, math.nan)
        assert row.value == pytest.approx(true, abs=OFF[row.unit], nan_ok=True)


def check(name: str, kind: str, at: float, length_s: float) -> None:
    """Assert that the score is true, or that it says why there is none."""
    done = performed(name)
    at_s = at * done.poses[-1].time_s
    for side, row in scored(done, KINDS[kind](done.poses, at_s, length_s)).items():
        true, off = done.true.get(side, math.nan), OFF[row.unit]
        if math.isnan(row.value):
            assert row.why
            assert not row.at_least > true + off
        else:
            assert row.value == pytest.approx(true, abs=off)


anywhere = given(
    kind=st.sampled_from([*KINDS]), at=st.floats(0.0, 1.0), length_s=st.floats(0.1, 0.5)
)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=8)
@anywhere
def test_short_failure_gives_the_true_score_or_a_reason(
    name: str, kind: str, at: float, length_s: float
) -> None:
    check(name, kind, at, length_s)


def test_lift_whose_start_was_lost_may_have_been_the_furthest() -> None:
    check("lifts to the side", "a picture that stands still", 0.59375, 0.5)


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=250)
@anywhere
def test_any_short_failure_gives_the_true_score_or_a_reason(
    name: str, kind: str, at: float, length_s: float
) -> None:
    check(name, kind, at, length_s)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", NAMES)
def test_failure_of_a_third_of_a_second_mostly_keeps_the_score(name: str) -> None:
    done = performed(name)
    kept = 0
    for number in range(8):
        at_s = (number + 0.5) / 8 * done.poses[-1].time_s
        rows = scored(done, with_gap(done.poses, at_s, 0.33))
        kept += all(not math.isnan(rows[side].value) for side in done.true)
    assert kept >= 5
