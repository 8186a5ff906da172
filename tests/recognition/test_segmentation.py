"""A recording is divided into the segments that one exercise explains best."""

from __future__ import annotations

import math
from array import array
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.performer import Recording, Side2D, perform, plan_for
from support.watching import moving

from formcheck.exercises.loader import load_exercise
from formcheck.pose.features import FeatureExtractor
from formcheck.pose.pose import Pose, absent
from formcheck.recognition.candidates import CandidateRepetition, ExerciseCandidate
from formcheck.recognition.segmentation import (
    PAUSE_S,
    SLOT_S,
    STILL,
    ActivityMeter,
    explained_s,
    find_segments,
    gains_s,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

SLOTS = 240


def tried(start_s: float, end_s: float, *, worth: float = 1.0) -> CandidateRepetition:
    return CandidateRepetition(start_s, end_s, complete=True, hold="no", worth=worth)


def candidate(
    name: str, *repetitions: CandidateRepetition, slots: int = SLOTS, closed: Sequence[int] = ()
) -> ExerciseCandidate:
    """One whose exercise could be judged all the time but for some slots."""
    made = ExerciseCandidate(load_exercise(name))
    made.repetitions = list(repetitions)
    made.judgeable_s = array("d", (0.0 if slot in closed else SLOT_S for slot in range(slots)))
    return made


def movement(*spans_s: tuple[float, float], slots: int = SLOTS) -> list[float]:
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


def names(candidates: Sequence[ExerciseCandidate], moved: Sequence[float]) -> list[str]:
    return [
        segment.candidate.exercise.name for segment in find_segments(candidates, moved, zero_s=0.0)
    ]


def test_repetition_explains_its_time_by_its_worth() -> None:
    explained = explained_s([tried(1.25, 2.5, worth=0.5)], range(8), zero_s=0.0)
    assert explained == pytest.approx([0, 0, 0.125, 0.25, 0.25, 0, 0, 0])
    assert explained_s([tried(101.25, 102.5, worth=0.5)], range(8), zero_s=100.0) == explained


def test_two_sides_at_once_count_once() -> None:
    twice = explained_s([tried(1, 2), tried(1, 2, worth=0.4)], range(6), zero_s=0.0)
    assert sum(twice) == pytest.approx(1.0)


def test_unexplained_movement_and_time_out_of_position_reduce_the_gain() -> None:
    def gain_s(*busy_s: tuple[float, float], closed: Sequence[int] = ()) -> float:
        squat = candidate("mini_squat", tried(10, 14), closed=closed)
        return sum(gains_s(squat, movement(*busy_s), zero_s=0.0))

    assert gain_s() == pytest.approx(4.0)
    assert gain_s((30, 40)) < 4.0 - 2.5
    assert gain_s(closed=range(40, 80)) < 4.0 - 1


def test_one_set_is_one_segment_with_all_repetitions() -> None:
    squat = candidate("mini_squat", *reps(5))
    other = candidate("single_leg_bridge")
    (segment,) = find_segments([other, squat], movement((5, 28)), zero_s=0.0)
    assert segment.candidate is squat
    assert len(segment.repetitions) == 4
    assert (segment.start_s, segment.end_s) == (5, 27)


def weak(repetitions: list[CandidateRepetition]) -> list[CandidateRepetition]:
    return [replace(each, worth=0.35, complete=False) for each in repetitions]


FIVE = reps(5, 5)
TWICE = [*reps(5, 4), *reps(42, 4)]


@pytest.mark.parametrize(
    ("candidates", "busy_s", "found"),
    [
        pytest.param(
            [candidate("mini_squat", *reps(60)), candidate("single_leg_bridge", *reps(5))],
            [(5, 28), (60, 83)], ["single_leg_bridge", "mini_squat"], id="two sets in order",
        ),
        pytest.param(
            [candidate("double_leg_bridge", *weak(reps(5))),
             candidate("single_leg_bridge", *reps(5))],
            [(5, 28)], ["single_leg_bridge"], id="better repetitions are chosen",
        ),
        pytest.param(
            [candidate("mini_squat", *FIVE[:2], *FIVE[3:]),
             candidate("standing_hip_extension", FIVE[2])],
            [(5, 34)], ["mini_squat"], id="single other repetition divides nothing",
        ),
        pytest.param(
            [candidate("mini_squat", *TWICE), candidate("heel_slide", *reps(29, 2))],
            [(5, 66)], ["mini_squat"], id="several others in the same position divide nothing",
        ),
        pytest.param(
            [candidate("mini_squat", *TWICE, closed=range(57, 84)),
             candidate("heel_slide", *reps(29, 2))],
            [(5, 66)], ["mini_squat", "heel_slide", "mini_squat"], id="others out of position do",
        ),
        pytest.param(
            [candidate("mini_squat", tried(5, 9), tried(60, 64)),
             candidate("hip_hinge", *reps(15, 6))],
            [(5, 64)], ["mini_squat", "hip_hinge", "mini_squat"], id="a set between two movements",
        ),
        pytest.param(
            [candidate("mini_squat", *reps(5, 10)),
             candidate("sit_to_stand", *(replace(each, worth=1.0) for each in reps(38, 3)))],
            [(5, 65)], ["mini_squat"], id="the last ones of a set are no other set",
        ),
        pytest.param(
            [candidate("mini_squat", *reps(5)),
             candidate("sit_to_stand", *weak([tried(26, 60)]))],
            [(5, 28)], ["mini_squat"], id="a ghost to the end is no set",
        ),
        pytest.param(
            [candidate("mini_squat", *weak([tried(20, 21)]))], [(0, 60)], [], id="walking",
        ),
    ],
)  # fmt: skip
def test_recording_is_divided_where_another_exercise_explains_more(
    candidates: list[ExerciseCandidate], busy_s: list[tuple[float, float]], found: list[str]
) -> None:
    assert names(candidates, movement(*busy_s)) == found


def test_long_pause_divides_a_set() -> None:
    pause_s = (PAUSE_S["reps"] + PAUSE_S["hold"]) / 2
    far = 30 + pause_s
    slots = int((far + 60) / SLOT_S)
    for name, count in (("mini_squat", 2), ("hip_flexor_stretch", 1)):
        repetitions = [*reps(7, 4, each_s=5, rest_s=1), *reps(far, 4, each_s=5, rest_s=1)]
        candidates = [candidate(name, *repetitions, slots=slots)]
        assert names(candidates, movement((7, 31), (far, far + 24), slots=slots)) == [name] * count


TRIED = st.lists(st.tuples(st.floats(0, 110), st.floats(0.5, 9), st.floats(0.1, 1)), max_size=8)


@given(seeds=TRIED, others=TRIED)
def test_segments_never_overlap_and_hold_only_own_repetitions(
    seeds: list[tuple[float, float, float]], others: list[tuple[float, float, float]]
) -> None:
    candidates = [
        candidate(name, *sorted((tried(a, a + b, worth=w) for a, b, w in rows),
                               key=lambda each: each.start_s))
        for name, rows in (("mini_squat", seeds), ("single_leg_bridge", others))
    ]  # fmt: skip
    found = find_segments(candidates, movement((0, 120)), zero_s=0.0)
    for segment in found:
        assert segment.repetitions
        assert all(each in segment.candidate.repetitions for each in segment.repetitions)
    for before, after in pairwise(found):
        middle_before = (before.repetitions[-1].start_s + before.repetitions[-1].end_s) / 2
        assert middle_before <= (after.repetitions[0].start_s + after.repetitions[0].end_s) / 2


def test_empty_input_gives_no_segments() -> None:
    assert find_segments([], [], zero_s=0.0) == []
    assert find_segments([], movement(), zero_s=0.0) == []
    assert find_segments([candidate("mini_squat", slots=0)], [], zero_s=0.0) == []


# --- Activity


def distances_of(poses: list[Pose]) -> list[float]:
    """Return the movement in every slot of a stream that begins at 0 s."""
    extractor, meter = FeatureExtractor(), ActivityMeter()
    for pose in poses:
        meter.update(int((pose.time_s + 1e-6) / SLOT_S), extractor.extract(pose))
    meter.finish()
    return list(meter.moved)


def leg_raise(fps: float, noise_px: float = 0.0) -> list[Pose]:
    exercise = load_exercise("straight_leg_raise")
    sampled = Recording(fps=fps, noise_px=noise_px)
    return perform(exercise, plan=plan_for(exercise, reps=2), recording=sampled)


def test_noise_of_a_still_body_is_below_still() -> None:
    exercise = load_exercise("straight_leg_raise")
    plan = plan_for(exercise, reps=0, rest_s=8.0)
    still = perform(exercise, plan=plan, recording=Recording(fps=15, noise_px=2.0))
    distances = distances_of(still)
    assert len(distances) == 17
    assert math.isnan(distances[0]), "there is no slot before the first"
    assert max(distances[1:-1]) < STILL, "the last slot holds a single pose"


def test_leg_moves_only_during_its_repetitions() -> None:
    distances = distances_of(leg_raise(30, noise_px=1.0))
    assert max(distances[1:]) > 3 * STILL
    assert max(distances[1:3]) < STILL, "the rest before it"


@pytest.mark.parametrize("fps", [15, 24, 60])
def test_activity_is_the_same_at_every_frame_rate(fps: float) -> None:
    here, there = distances_of(leg_raise(30)), distances_of(leg_raise(fps))
    both = min(len(here), len(there)) - 1  # the last slot may hold a single pose, or none
    assert both >= 30
    np.testing.assert_allclose(here[1:both], there[1:both], atol=0.02)


def test_activity_is_the_same_at_every_distance() -> None:
    near = leg_raise(15)
    far = [replace(pose, image=pose.image * np.float32(0.5)) for pose in near]
    np.testing.assert_allclose(distances_of(near)[1:], distances_of(far)[1:], atol=1e-4)


def test_single_joint_that_jumps_is_ignored() -> None:
    def figure(jump: float) -> Side2D:
        return Side2D(other_knee=jump)  # one ankle swings, and nothing else

    distances = distances_of(moving(figure, (2, 0.0), (0.2, 60.0), (2, 60.0)))
    assert max(distances[1:]) < STILL


def test_activity_without_a_person_is_unknown() -> None:
    distances = distances_of([absent(n, n / 10, size_px=(64, 48)) for n in range(30)])
    assert len(distances) == 6
    assert all(math.isnan(distance) for distance in distances)


def test_activity_of_slots_without_poses_is_unknown() -> None:
    poses = leg_raise(15)
    distances = distances_of([pose for pose in poses if not 2.0 <= pose.time_s < 4.0])
    assert len(distances) == len(distances_of(poses))
    assert all(math.isnan(distance) for distance in distances[4:9])
