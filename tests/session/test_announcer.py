"""What is said while a set is done: counts, holds, one cue at a time, praise, limits."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import pytest
from support.performances import FAULTS, LIMITS
from support.performer import Recording, perform, plan_for
from support.watching import in_a_row

from formcheck.assessment.checker import Checker
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.session.announcer import CALM_S, NOT_FAR, PRAISE, Announcer, number_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from formcheck.exercises.definition import Exercise
    from formcheck.pose.pose import Pose
    from formcheck.session.protocol import Utterance, UtteranceKind

COARSE = Recording(fps=10)
BRIDGE = "single_leg_bridge"


class Said(NamedTuple):
    time_s: float
    utterance: Utterance

    @property
    def words(self) -> str:
        return self.utterance.words


def heard(exercise: Exercise, poses: Iterable[Pose], *, reps: int = 0) -> list[Said]:
    checker, announcer = Checker(exercise), Announcer(exercise, reps=reps)
    return [
        Said(pose.time_s, words)
        for pose in poses
        for words in announcer.update(checker.update(pose))
    ]


def of(kind: UtteranceKind, said: Sequence[Said]) -> list[str]:
    return [one.words for one in said if one.utterance.kind == kind]


def done(name: str, *, reps: int = 2, **changes: object) -> list[Pose]:
    exercise = load_exercise(name)
    tweaks = changes.pop("tweaks", None)
    plan = plan_for(exercise, reps=reps, **changes)
    return perform(exercise, plan=plan, recording=COARSE, tweaks=tweaks)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [n for n in exercise_names() if load_exercise(n).kind == "reps"])
def test_repetitions_are_counted_aloud(name: str, shipped: dict[str, Exercise]) -> None:
    said = heard(shipped[name], done(name, reps=3))
    assert of("count", said) == ["one", "two", "three"]
    assert of("cue", said) == []
    assert of("limit", said) == []


def test_a_hold_of_three_seconds_is_counted_down(shipped: dict[str, Exercise]) -> None:
    said = heard(shipped[BRIDGE], done(BRIDGE, reps=2, hold_s=3.6))
    assert of("hold", said) == ["hold", "two", "one", "and down"] * 2
    times = [one.time_s for one in said if one.utterance.kind == "hold"][:4]
    assert [later - earlier for earlier, later in pairwise(times)] == pytest.approx(
        [1.0, 1.0, 1.0], abs=0.35
    )


def test_of_a_long_hold_only_some_seconds_are_said(shipped: dict[str, Exercise]) -> None:
    said = heard(shipped["hip_flexor_stretch"], done("hip_flexor_stretch", reps=1, hold_s=31.5))
    assert of("hold", said) == [
        "hold", "twenty", "ten", "five", "four", "three", "two", "one", "and ease back",
    ]  # fmt: skip
    assert of("count", said) == ["one"]


def test_a_hold_that_is_given_up_is_not_counted_on(shipped: dict[str, Exercise]) -> None:
    told = of("hold", heard(shipped[BRIDGE], done(BRIDGE, reps=1, hold_s=0.7)))
    assert told == ["hold", "two", "one", "and down"][: len(told)]
    assert 1 < len(told) < 4


def test_the_last_one_is_announced(shipped: dict[str, Exercise]) -> None:
    said = [one.words for one in heard(shipped["mini_squat"], done("mini_squat", reps=3), reps=3)]
    assert said == ["one", "two", "One more.", "three"]


def test_a_partial_one_is_told_so(shipped: dict[str, Exercise]) -> None:
    exercise = shipped["heel_slide"]
    movement = exercise.movement
    short = (movement.partial_deg + movement.target_deg[0]) / 2
    said = heard(exercise, done("heel_slide", reps=2, peak_deg=(short, 90.0)))
    assert of("cue", said) == [NOT_FAR]
    assert of("count", said) == ["one"]


def test_a_partial_one_with_a_cue_of_its_own_is_told_that(shipped: dict[str, Exercise]) -> None:
    said = heard(shipped["mini_squat"], done("mini_squat", reps=2, peak_deg=(24.0, 45.0)))
    assert of("cue", said) == ["Bend your knees a little more."]
    assert of("count", said) == ["one"]


WARNED = [
    (name, fault)
    for name, fault in FAULTS
    if FAULTS[name, fault].reps
    and next(row.severity for row in load_exercise(name).fault if row.name == fault) != "info"
]


@pytest.mark.parametrize(("name", "fault"), WARNED[::4])
def test_a_fault_is_corrected_in_its_own_words(
    name: str, fault: str, shipped: dict[str, Exercise]
) -> None:
    exercise, provocation = shipped[name], FAULTS[name, fault]
    changes = dict(provocation.plan)
    if exercise.kind == "hold":
        changes = {"reps": 1} | changes
    plan = plan_for(exercise, **changes)
    said = heard(exercise, perform(exercise, plan=plan, tweaks=provocation.tweaks))
    may = {fault, *provocation.implies}
    assert {one for one in of("cue", said) if one != NOT_FAR} <= {
        *(row.say for row in exercise.fault if row.name in may),
        *(row.say for row in exercise.movement.also),
    }
    assert of("cue", said)


def test_never_two_corrections_within_four_seconds(shipped: dict[str, Exercise]) -> None:
    for name, tweaks in {
        "standing_hip_extension": {"lean": 15.0, "other_knee": 26.0, "knee": 28.0},
        "standing_hip_abduction": {"lean": 15.0},
        "mini_squat": {"lean": 15.0},
    }.items():
        poses = done(name, reps=4, tweaks=tweaks, out_s=0.3, back_s=0.3)
        times = [one.time_s for one in heard(shipped[name], poses) if one.utterance.kind == "cue"]
        assert all(later - earlier >= CALM_S for earlier, later in pairwise(times)), name


def test_what_was_corrected_is_praised_once_it_is_right(shipped: dict[str, Exercise]) -> None:
    wrong = done(BRIDGE, reps=1, back_s=0.5)
    right = done(BRIDGE, reps=2)
    said = heard(shipped[BRIDGE], in_a_row(wrong, right))
    assert of("cue", said) == ["Lower slowly."]
    assert of("praise", said) == [PRAISE[0]]
    order = [one.words for one in said if one.utterance.kind in {"cue", "praise", "count"}]
    assert order == ["one", "Lower slowly.", "two", PRAISE[0], "three"]


def test_without_a_correction_there_is_no_praise(shipped: dict[str, Exercise]) -> None:
    assert of("praise", heard(shipped[BRIDGE], done(BRIDGE, reps=3))) == []


def test_who_does_it_wrong_again_is_not_praised(shipped: dict[str, Exercise]) -> None:
    said = heard(shipped[BRIDGE], done(BRIDGE, reps=3, back_s=0.5))
    assert of("praise", said) == []
    assert set(of("cue", said)) == {"Lower slowly."}


@pytest.mark.parametrize(("name", "limit"), list(LIMITS)[::3])
def test_a_limit_is_told_at_once_and_before_anything_else(
    name: str, limit: str, shipped: dict[str, Exercise]
) -> None:
    exercise, provocation = shipped[name], LIMITS[name, limit].beyond
    changes = {"reps": 1} | dict(provocation.plan)
    plan = plan_for(exercise, **changes)
    said = heard(exercise, perform(exercise, plan=plan, tweaks=provocation.tweaks))
    limits = [one for one in said if one.utterance.kind == "limit"]
    assert limits
    assert all(one.utterance.urgent for one in limits)
    assert next(row.say for row in exercise.limit if row.name == limit) in of("limit", said)
    for one in limits:
        beside = [other for other in said if other.time_s == one.time_s]
        assert beside[0].utterance.kind == "limit"
        assert not [other for other in beside if other.utterance.kind == "cue"]


def test_a_pause_says_what_to_change_and_that_it_goes_on(shipped: dict[str, Exercise]) -> None:
    exercise = shipped[BRIDGE]
    poses = perform(exercise, plan=plan_for(exercise, reps=2), recording=COARSE, gone=(3.0, 6.0))
    guides = of("guide", heard(exercise, poses))
    assert guides == ["Nobody can be seen: come into the picture.", "I see you. Go on."]


@pytest.mark.parametrize(("number", "word"), [(0, "zero"), (1, "one"), (20, "twenty"), (21, "21")])
def test_numbers_are_words(number: int, word: str) -> None:
    assert number_word(number) == word
