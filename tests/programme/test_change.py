"""A change of a range is claimed only between medians of three sessions that were judged alike."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from support.patients import MONDAY, done

from formcheck.programme.change import asymmetry, range_change, session_ranges

if TYPE_CHECKING:
    from formcheck.programme.change import RangeChange, SessionRange


def ranges(
    *peaks: float,
    exercise: str = "knee_to_chest",
    first_day: int = 0,
    **more: Any,  # noqa: ANN401
) -> list[SessionRange]:
    """The ranges of sessions on days after each other."""
    return session_ranges([
        done(exercise, MONDAY + timedelta(days=first_day + n), peak_deg=peak, **more)
        for n, peak in enumerate(peaks)
    ])  # fmt: skip


def change(*peaks: float, exercise: str = "knee_to_chest") -> RangeChange:
    return range_change(exercise, ranges(*peaks, exercise=exercise))


def test_ten_degrees_between_medians_of_three_sessions_are_a_change() -> None:
    found = change(90, 92, 91, 95, 101, 103, 100)
    assert (found.claim, found.first_deg, found.last_deg) == ("further", 91, 101)
    assert "about 10° further" in found.say
    assert change(90, 92, 91, 95, 100.9, 103, 100).claim == "no_clear_change"


def test_one_good_session_is_no_change() -> None:
    assert change(90, 90, 90, 90, 90, 130).claim == "no_clear_change"


def test_extension_of_the_hip_needs_thirteen_degrees() -> None:
    stretch = "hip_flexor_stretch_standing"
    assert change(-5, -5, -5, -17, -17, -17, exercise=stretch).claim == "no_clear_change"
    found = change(-5, -5, -5, -18, -18, -18, exercise=stretch)
    assert (found.claim, found.change_deg, found.least_deg) == ("further", 13, 13)
    assert change(-18, -18, -18, -5, -5, -5, exercise=stretch).claim == "less_far"


def test_fewer_than_three_sessions_at_each_end_are_too_few() -> None:
    assert change(90, 90, 90, 120, 120).claim == "too_few"
    assert "One more session is needed" in change(90, 90, 90, 120, 120).say
    assert "5 more sessions are needed" in change(90).say


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"model": "another"}, "pose model"),
        ({"judged_sha256": "another"}, "judged by other numbers"),
        ({"measure": "knee_flexion"}, "another angle"),
    ],
)
def test_sessions_that_were_judged_otherwise_are_not_compared(
    other: dict[str, Any], words: str
) -> None:
    mixed = [*ranges(90, 90, 90, **other), *ranges(120, 120, 120, first_day=3)]
    found = range_change("knee_to_chest", mixed)
    assert found.claim == "not_comparable"
    assert words in found.say
    longer = [*mixed, *ranges(120, 120, 120, first_day=6)]
    again = range_change("knee_to_chest", longer)
    assert (again.claim, again.sessions, again.change_deg) == ("no_clear_change", 6, 0)


def test_sets_of_a_day_are_one_session() -> None:
    sets = [
        done("knee_to_chest", MONDAY, hour=h, peak_deg=d) for h, d in ((9, 80), (10, 90), (11, 95))
    ]
    assert [each.peak_deg for each in session_ranges(sets)] == [90]


def test_a_range_that_was_not_seen_does_not_count() -> None:
    assert ranges(float("nan"), 90) == ranges(90, first_day=1)
    assert not ranges(90, verdict="inconclusive")


def test_of_other_measures_and_exercises_no_change_is_claimed() -> None:
    ratios = ranges(*[0.5] * 6, measure="step_length")
    assert range_change("knee_to_chest", ratios).claim == "not_comparable"
    mine = range_change("an_exercise_of_mine", ranges(*[90.0] * 6))
    assert mine.claim == "not_comparable"
    assert "own exercises" in mine.say
    assert "not measured" in range_change("knee_to_chest", []).say


def test_left_and_right_differ_only_beyond_the_error() -> None:
    found = asymmetry("knee_to_chest", ranges(90, 90, 90), ranges(101, 99, 100))
    assert found is not None
    assert (found.difference_deg, found.uncertainty_deg, found.clear) == (-10, 10, True)
    assert found.say.startswith("The right leg goes about 10° further")
    near = asymmetry("knee_to_chest", ranges(90, 90, 90), ranges(99, 99, 99))
    assert near is not None
    assert not near.clear


def test_left_and_right_need_three_sessions_each_that_were_judged_alike() -> None:
    assert asymmetry("knee_to_chest", ranges(90, 90, 90), ranges(99, 99)) is None
    other = ranges(99, 99, 99, model="another")
    assert asymmetry("knee_to_chest", ranges(90, 90, 90), other) is None
