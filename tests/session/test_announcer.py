"""What is said in a set: counts, holds, one cue at a time, praise and limits."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import pytest
from support.actor import BRIDGE, load
from support.performances import FAULTS, LIMITS
from support.performer import Recording, perform, plan_for
from support.watching import in_a_row

from formcheck.assessment.checker import Checker
from formcheck.assessment.events import Cue, CueWeight, PartialRep
from formcheck.assessment.report_types import NOT_COUNTED
from formcheck.exercises.loader import exercise_names
from formcheck.exercises.prescription import Adjustment, prescribe
from formcheck.session.announcer import (
    CALM_S,
    PRAISE,
    STANDS_S,
    UNCOUNTED,
    UNCOUNTED_AGAIN,
    Announcer,
    number_word,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from formcheck.exercises.definition import Exercise
    from formcheck.pose.pose import Pose
    from formcheck.session.protocol import Utterance, UtteranceKind

COUNTED = [name for name in exercise_names() if load(name).kind == "reps"]


class Said(NamedTuple):
    time_s: float
    utterance: Utterance

    @property
    def words(self) -> str:
        return self.utterance.words


def heard(exercise: str | Exercise, poses: Iterable[Pose], *, planned: int = 0) -> list[Said]:
    """Return everything that is said while the poses are judged."""
    judged = load(exercise) if isinstance(exercise, str) else exercise
    checker, announcer = Checker(judged), Announcer(judged, reps=planned)
    said = []
    for pose in poses:
        announcer.learn(speaking=False, heard=None)
        said += [Said(pose.time_s, words) for words in announcer.update(checker.update(pose))]
    return said


def of(kind: UtteranceKind, said: Sequence[Said]) -> list[str]:
    return [one.words for one in said if one.utterance.kind == kind]


def done(name: str, *, reps: int = 2, tweaks: object = None, **changes: object) -> list[Pose]:
    plan = plan_for(load(name), reps=reps, **changes)
    return perform(load(name), plan=plan, recording=Recording(fps=10), tweaks=tweaks)  # type: ignore[arg-type]


def test_every_sentence_and_number_has_its_kind() -> None:
    said = heard("mini_squat", done("mini_squat", reps=3), planned=3)
    assert [one.words for one in said] == ["one done", "two done", "One more.", "three done"]
    assert [one.utterance.kind for one in said] == ["count", "count", "guide", "count"]


@pytest.mark.sampled(5)
@pytest.mark.parametrize("name", COUNTED)
def test_repetitions_are_counted_aloud(name: str) -> None:
    said = heard(name, done(name, reps=3))
    assert of("count", said) == ["one done", "two done", "three done"]
    assert of("cue", said) == of("limit", said) == []


# --- Holds --------------------------------------------------------------------------------------


def test_hold_of_three_seconds_is_counted_down() -> None:
    said = heard(BRIDGE, done(BRIDGE, reps=2, hold_s=3.6))
    assert of("hold", said) == ["hold", "two", "one", "and down"] * 2
    times = [one.time_s for one in said if one.utterance.kind == "hold"][:4]
    steps = [later - earlier for earlier, later in pairwise(times)]
    assert steps == pytest.approx([1.0, 1.0, 1.0], abs=0.35)


def test_prescribed_hold_is_counted_down() -> None:
    """Where the exercise has none, in a squat that is not deep enough without a prescription."""
    own = Adjustment(target_deg=(15, 25), hold_s=4)
    poses = done("mini_squat", reps=1, peak_deg=23.0, hold_s=4.0)
    said = heard(prescribe(load("mini_squat"), own), poses)
    assert of("hold", said) == ["hold", "three", "two", "one", "and back"]
    assert of("count", said) == ["one done"]
    assert of("hold", heard("mini_squat", poses)) == []
    assert of("count", heard("mini_squat", poses)) == []


def test_few_seconds_of_a_long_hold_are_said() -> None:
    said = heard("hip_flexor_stretch", done("hip_flexor_stretch", reps=1, hold_s=31.5))
    assert of("hold", said) == [
        "hold", "twenty", "ten", "five", "four", "three", "two", "one", "and ease back",
    ]  # fmt: skip
    assert of("count", said) == ["one done"]


def test_hold_that_ends_early_is_not_counted_on() -> None:
    said = of("hold", heard(BRIDGE, done(BRIDGE, reps=1, hold_s=0.7)))
    assert said == ["hold", "two", "one", "and down"][: len(said)]
    assert 1 < len(said) < 4


# --- Corrections --------------------------------------------------------------------------------

HEEL_SLIDE = load("heel_slide").movement
SHORT_DEG = (HEEL_SLIDE.partial_deg + HEEL_SLIDE.target_deg[0]) / 2


@pytest.mark.parametrize(
    ("name", "peaks_deg", "cue"),
    [
        ("heel_slide", (SHORT_DEG, 90.0), NOT_COUNTED["short_of_target"].aloud),
        ("mini_squat", (24.0, 45.0), f"{UNCOUNTED} Bend your knees a little more."),
    ],
)
def test_partial_repetition_is_corrected(
    name: str, peaks_deg: tuple[float, float], cue: str
) -> None:
    said = heard(name, done(name, peak_deg=peaks_deg))
    assert of("cue", said) == [cue]
    assert of("count", said) == ["one done"]


def test_each_partial_repetition_is_told_and_the_same_reason_once_in_full() -> None:
    said = heard("heel_slide", done("heel_slide", reps=3, peak_deg=SHORT_DEG))
    words = NOT_COUNTED["short_of_target"].aloud
    assert of("cue", said) == [words, UNCOUNTED_AGAIN, UNCOUNTED_AGAIN]
    assert of("count", said) == []


@pytest.mark.sampled(6)
@pytest.mark.parametrize("name", exercise_names())
def test_every_reason_of_an_exercise_has_words(name: str) -> None:
    exercise = load(name)
    reading = Checker(exercise).update(perform(exercise)[0])
    announcer = Announcer(exercise, reps=0)
    for row in (*exercise.body, *exercise.movement.also):
        partial = PartialRep(1.0, "left", 10.0, row.name)
        said = announcer.update(reading._replace(events=(partial,), cue=None))
        assert any(row.say in one.words for one in said) or said[0].words == UNCOUNTED_AGAIN


def test_correction_waits_while_the_voice_is_busy() -> None:
    exercise, poses = load(BRIDGE), done(BRIDGE, reps=2, back_s=0.5)
    checker, announcer = Checker(exercise), Announcer(exercise, reps=0)
    busy_until_s = poses[-1].time_s / 2
    cues = [
        pose.time_s
        for pose in poses
        for words in announcer.update(
            checker.update(pose)._replace(events=()), speaking=pose.time_s < busy_until_s
        )
        if words.kind == "cue"
    ]
    assert cues
    assert min(cues) >= busy_until_s


@pytest.mark.parametrize("is_heard", [True, False])
def test_correction_that_was_not_heard_earns_no_praise_and_comes_again(*, is_heard: bool) -> None:
    exercise = load(BRIDGE)
    announcer, said = Announcer(exercise, reps=0), []
    checker = Checker(exercise)
    spoken: list[str] = []
    for pose in in_a_row(FAST, FAST, RIGHT):
        heard = frozenset(spoken if is_heard else ())
        announcer.learn(speaking=False, heard=heard)
        words = announcer.update(checker.update(pose))
        spoken = [one.words for one in words]
        said += [one for one in words if one.kind in {"cue", "praise"}]
    assert any(one.kind == "praise" for one in said) == is_heard
    assert said[0].kind == "cue"


OWN = {row.aloud for row in NOT_COUNTED.values()} | {UNCOUNTED_AGAIN}

WARNED = [
    (name, fault)
    for name, fault in FAULTS
    if FAULTS[name, fault].reps
    and next(row.grade for row in load(name).fault if row.name == fault) != "hint"
]


@pytest.mark.sampled(8)
@pytest.mark.parametrize(("name", "fault"), WARNED[::4])
def test_fault_is_corrected_in_its_own_words(name: str, fault: str) -> None:
    exercise, provocation = load(name), FAULTS[name, fault]
    changes = ({"reps": 1} if exercise.kind == "hold" else {}) | dict(provocation.plan)
    poses = perform(exercise, plan=plan_for(exercise, **changes), tweaks=provocation.tweaks)
    cues = [one.removeprefix(f"{UNCOUNTED} ") for one in of("cue", heard(name, poses))]
    expected = {fault, *provocation.implies}
    assert {one for one in cues if one not in OWN} <= {
        *(row.say for row in exercise.fault if row.name in expected),
        *(row.say for row in exercise.movement.also),
    }
    assert cues


@pytest.mark.parametrize(
    ("name", "tweaks"),
    [
        ("standing_hip_extension", {"lean": 15.0, "other_knee": 26.0, "knee": 28.0}),
        ("standing_hip_abduction", {"lean": 15.0}),
        ("mini_squat", {"lean": 15.0}),
    ],
)
def test_corrections_keep_their_distance(name: str, tweaks: dict[str, float]) -> None:
    said = heard(name, done(name, reps=4, tweaks=tweaks, out_s=0.3, back_s=0.3))
    cues = [one for one in said if one.utterance.kind == "cue"]
    times = [one.time_s for one in cues if one.words != UNCOUNTED_AGAIN]
    assert all(later - earlier >= CALM_S for earlier, later in pairwise(times))


FAST, RIGHT = done(BRIDGE, reps=1, back_s=0.5), done(BRIDGE, reps=2)


@pytest.mark.parametrize(
    ("poses", "order"),
    [
        (
            in_a_row(FAST, RIGHT),
            ["one done", "Lower slowly.", "two done", PRAISE[0], "three done"],
        ),
        (RIGHT, ["one done", "two done"]),
        (
            in_a_row(FAST, FAST, FAST),
            [
                *("one done", "Lower slowly.", "two done"),
                *("Lower slowly.", "three done", "Lower slowly."),
            ],
        ),
    ],
    ids=["corrected", "right from the start", "fault that stays"],
)
def test_praise_follows_a_correction_that_helped(poses: list[Pose], order: list[str]) -> None:
    said = heard(BRIDGE, poses)
    kinds = {"cue", "praise", "count"}
    assert [one.words for one in said if one.utterance.kind in kinds] == order


# --- Limits and tracking ------------------------------------------------------------------------


@pytest.mark.sampled(11)
@pytest.mark.parametrize(("name", "limit"), LIMITS)
def test_limit_is_said_at_once_and_first(name: str, limit: str) -> None:
    exercise, provocation = load(name), LIMITS[name, limit].beyond
    plan = plan_for(exercise, **({"reps": 1} | dict(provocation.plan)))
    said = heard(name, perform(exercise, plan=plan, tweaks=provocation.tweaks))
    assert next(row.say for row in exercise.limit if row.name == limit) in of("limit", said)
    for one in said:
        if one.utterance.kind == "limit":
            assert one.utterance.urgent
            beside = [other.utterance.kind for other in said if other.time_s == one.time_s]
            assert beside[0] == "limit"
            assert "cue" not in beside


def test_limit_that_stands_is_said_again() -> None:
    reading = Checker(load(BRIDGE)).update(RIGHT[0])
    announcer, cue = Announcer(load(BRIDGE), reps=0), Cue("Lower now.", CueWeight.LIMIT)
    times = [
        second / 10
        for second in range(300)
        for words in announcer.update(
            reading._replace(pose=replace(reading.pose, time_s=second / 10), cue=cue, events=())
        )
        if words.kind == "limit"
    ]
    assert [later - earlier for earlier, later in pairwise(times)] == pytest.approx([STANDS_S] * 3)


def test_pause_says_what_to_change_and_that_it_goes_on() -> None:
    exercise, recording = load(BRIDGE), Recording(fps=10)
    poses = perform(
        exercise, plan=plan_for(exercise, reps=2), recording=recording, gone=(3.0, 6.0)
    )
    said = of("guide", heard(BRIDGE, poses))
    assert said == [
        "You cannot be seen: come into the picture.",
        "I see you. Down again, and begin.",
    ]


@pytest.mark.parametrize(("number", "word"), [(0, "zero"), (1, "one"), (20, "twenty"), (21, "21")])
def test_numbers_are_words(number: int, word: str) -> None:
    assert number_word(number) == word
