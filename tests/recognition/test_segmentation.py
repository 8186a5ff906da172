"""Cutting: which exercise explains which stretch of time best."""

from __future__ import annotations

from array import array
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.exercises.loader import load_exercise
from formcheck.recognition.activity import SLOT_S, STILL
from formcheck.recognition.candidates import CandidateRepetition, ExerciseCandidate
from formcheck.recognition.segmentation import PAUSE_S, explained_s, gains_s, segment

if TYPE_CHECKING:
    from collections.abc import Sequence

SLOTS = 240


def tried(
    start_s: float, end_s: float, *, worth: float = 1.0, complete: bool = True
) -> CandidateRepetition:
    return CandidateRepetition("both", start_s, end_s, complete=complete, hold="no", worth=worth)


def follower(
    name: str, *tries: CandidateRepetition, slots: int = SLOTS, closed: Sequence[int] = ()
) -> ExerciseCandidate:
    """One whose exercise could be judged all the time but for some slots."""
    made = ExerciseCandidate(load_exercise(name))
    made.tries = list(tries)
    made.open_s = array("d", (0.0 if slot in closed else SLOT_S for slot in range(slots)))
    return made


def moving(*spans_s: tuple[float, float], slots: int = SLOTS) -> list[float]:
    """Movement in every slot: busy within the spans, still outside."""
    return [
        0.2 if any(a <= slot * SLOT_S < b for a, b in spans_s) else STILL / 2
        for slot in range(slots)
    ]


def reps(
    start_s: float, count: int = 4, *, each_s: float = 4.0, rest_s: float = 2.0
) -> list[CandidateRepetition]:
    step_s = each_s + rest_s
    return [tried(start_s + n * step_s, start_s + n * step_s + each_s) for n in range(count)]


def names(followers: Sequence[ExerciseCandidate], moved: Sequence[float]) -> list[str]:
    return [stretch.follower.exercise.name for stretch in segment(followers, moved, zero_s=0.0)]


def test_a_try_explains_its_time_by_its_worth() -> None:
    explained = explained_s([tried(1.25, 2.5, worth=0.5)], 8, zero_s=0.0)
    assert explained == pytest.approx([0, 0, 0.125, 0.25, 0.25, 0, 0, 0])
    assert explained_s([tried(101.25, 102.5, worth=0.5)], 8, zero_s=100.0) == explained


def test_two_sides_at_once_are_not_counted_twice() -> None:
    twice = explained_s([tried(1, 2), tried(1, 2, worth=0.4)], 6, zero_s=0.0)
    assert sum(twice) == pytest.approx(1.0)


def test_movement_that_is_not_explained_costs() -> None:
    quiet = gains_s(follower("mini_squat", tried(10, 14)), moving(), zero_s=0.0)
    busy = gains_s(follower("mini_squat", tried(10, 14)), moving((30, 40)), zero_s=0.0)
    assert sum(quiet) == pytest.approx(4.0)
    assert sum(busy) < sum(quiet) - 2.5


def test_time_out_of_position_costs() -> None:
    here = follower("mini_squat", tried(10, 14))
    gone = follower("mini_squat", tried(10, 14), closed=range(40, 80))
    assert sum(gains_s(gone, moving(), zero_s=0.0)) < sum(gains_s(here, moving(), zero_s=0.0)) - 1


def test_one_set_is_one_stretch_with_all_its_tries() -> None:
    squat = follower("mini_squat", *reps(5))
    other = follower("single_leg_bridge")
    (stretch,) = segment([other, squat], moving((5, 28)), zero_s=0.0)
    assert stretch.follower is squat
    assert len(stretch.tries) == 4
    assert (stretch.start_s, stretch.end_s) == (5, 27)


def test_two_sets_are_two_stretches_in_their_order() -> None:
    followers = [follower("mini_squat", *reps(60)), follower("single_leg_bridge", *reps(5))]
    assert names(followers, moving((5, 28), (60, 83))) == ["single_leg_bridge", "mini_squat"]


def test_of_two_that_explain_a_time_the_one_done_well_is_chosen() -> None:
    weak = [tried(each.start_s, each.end_s, worth=0.35, complete=False) for each in reps(5)]
    followers = [follower("double_leg_bridge", *weak), follower("single_leg_bridge", *reps(5))]
    assert names(followers, moving((5, 28))) == ["single_leg_bridge"]


def test_one_try_of_something_else_within_a_set_cuts_nothing() -> None:
    mine = reps(5, 5)
    odd = mine.pop(2)
    followers = [follower("mini_squat", *mine), follower("standing_hip_extension", odd)]
    assert names(followers, moving((5, 34))) == ["mini_squat"]


def test_several_of_something_else_cut_a_set_only_if_its_position_is_left() -> None:
    first, last = reps(5, 4), reps(42, 4)
    odd = follower("heel_slide", *reps(29, 2))
    busy = moving((5, 66))
    kept = follower("mini_squat", *first, *last)
    assert names([kept, odd], busy) == ["mini_squat"]
    left = follower("mini_squat", *first, *last, closed=range(57, 84))
    assert names([left, odd], busy) == ["mini_squat", "heel_slide", "mini_squat"]


def test_walking_about_is_nothing() -> None:
    part = tried(20, 21, worth=0.35, complete=False)
    assert names([follower("mini_squat", part)], moving((0, 60))) == []


def test_a_long_pause_makes_two_sets_and_a_longer_one_for_stretches() -> None:
    pause_s = (PAUSE_S["reps"] + PAUSE_S["hold"]) / 2
    far = 30 + pause_s
    slots = int((far + 60) / SLOT_S)
    for name, count in (("mini_squat", 2), ("hip_flexor_stretch", 1)):
        tries = [*reps(7, 4, each_s=5, rest_s=1), *reps(far, 4, each_s=5, rest_s=1)]
        followers = [follower(name, *tries, slots=slots)]
        assert names(followers, moving((7, 31), (far, far + 24), slots=slots)) == [name] * count


@given(
    seeds=st.lists(st.tuples(st.floats(0, 110), st.floats(0.5, 9), st.floats(0.1, 1)), max_size=8),
    others=st.lists(
        st.tuples(st.floats(0, 110), st.floats(0.5, 9), st.floats(0.1, 1)), max_size=8
    ),
)
def test_stretches_never_overlap_and_hold_only_their_own_tries(
    seeds: list[tuple[float, float, float]], others: list[tuple[float, float, float]]
) -> None:
    followers = [
        follower(name, *sorted((tried(a, a + b, worth=w) for a, b, w in rows),
                               key=lambda each: each.start_s))
        for name, rows in (("mini_squat", seeds), ("single_leg_bridge", others))
    ]  # fmt: skip
    found = segment(followers, moving((0, 120)), zero_s=0.0)
    for stretch in found:
        assert stretch.tries
        assert all(each in stretch.follower.tries for each in stretch.tries)
    for before, after in pairwise(found):
        middle_before = (before.tries[-1].start_s + before.tries[-1].end_s) / 2
        assert middle_before <= (after.tries[0].start_s + after.tries[0].end_s) / 2


def test_nothing_at_all_is_cut_into_nothing() -> None:
    assert segment([], [], zero_s=0.0) == []
    assert segment([], moving(), zero_s=0.0) == []
    assert segment([follower("mini_squat", slots=0)], [], zero_s=0.0) == []
