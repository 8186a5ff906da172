"""The verdict, and the plain sentences: the most important first, never none."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.assessment.advice import ENOUGH_SEEN, advise, verdict_of
from formcheck.assessment.quality_gate import ABSENT, PauseReason
from formcheck.assessment.report import Counts, LimitExceeded, PartialRepetition, Rep
from formcheck.exercises.loader import load_exercise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Literal

    from formcheck.assessment.report import Verdict
    from formcheck.exercises.definition import Exercise

BRIDGE = load_exercise("single_leg_bridge")
STRETCH = load_exercise("hip_flexor_stretch")
SQUAT = load_exercise("mini_squat")


def rep(*faults: str, good: bool = True, number: int = 1) -> Rep:
    return Rep(number, "left", 1.0, 2.0, 3.0, 2.0, 50.0, 3.0, 2.0, 2.0, good, faults)


def turned_back(*faults: str) -> PartialRepetition:
    return PartialRepetition("left", 1.0, 2.0, 3.0, 22.0, 30.0, faults)


def exceeded(
    name: str, value_deg: float = -14.0, action: Literal["warn", "stop"] = "warn"
) -> LimitExceeded:
    return LimitExceeded(name, "left", action, 2.0, value_deg)


def told(
    exercise: Exercise = BRIDGE,
    verdict: Verdict = "needs_work",
    *,
    reps: Sequence[Rep] = (),
    partial: Sequence[PartialRepetition] = (),
    limits: Sequence[LimitExceeded] = (),
    paused_s: Mapping[PauseReason, float] | None = None,
    dropped: int = 0,
) -> tuple[str, ...]:
    return advise(
        exercise,
        verdict=verdict,
        reps=reps,
        partial=partial,
        limits=limits,
        paused_s=paused_s or {},
        dropped=dropped,
    )


# --- Verdict -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("good", "total", "partial", "seen", "verdict"),
    [
        (0, 0, 0, 1.0, "inconclusive"),
        (8, 8, 0, 1.0, "good"),
        (8, 10, 0, 1.0, "good"),
        (7, 10, 0, 1.0, "needs_work"),
        (8, 8, 2, 1.0, "good"),
        (8, 8, 3, 1.0, "needs_work"),
        (0, 5, 0, 1.0, "needs_work"),
        (0, 0, 4, 1.0, "needs_work"),
        (8, 8, 0, ENOUGH_SEEN - 0.01, "inconclusive"),
        (8, 8, 0, ENOUGH_SEEN, "good"),
    ],
)
def test_the_verdict(good: int, total: int, partial: int, seen: float, verdict: str) -> None:
    assert verdict_of(Counts(good, total, partial), (), seen) == verdict


def test_a_limit_outweighs_good_repetitions() -> None:
    counts = Counts(good=8, total=8)
    assert verdict_of(counts, [exceeded("too_high")], 1.0) == "needs_work"
    assert verdict_of(counts, [exceeded("too_high", action="stop")], 1.0) == "stopped"
    assert verdict_of(Counts(), [exceeded("too_high")], 1.0) == "needs_work"


def test_a_stop_is_a_stop_however_little_was_seen() -> None:
    assert verdict_of(Counts(), [exceeded("too_high", action="stop")], 0.01) == "stopped"


@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20), st.floats(0, 1))
def test_good_is_never_said_of_what_was_not_seen(
    good: int, bad: int, partial: int, seen: float
) -> None:
    verdict = verdict_of(Counts(good, good + bad, partial), (), seen)
    if verdict == "good":
        assert seen >= ENOUGH_SEEN
        assert good > 0
        assert good >= 4 * (bad + partial)
    assert (verdict == "inconclusive") == (seen < ENOUGH_SEEN or not good + bad + partial)


# --- Sentences ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reps", "line"),
    [
        ([rep()], "It was good."),
        ([rep(good=False)], "It was not a good one yet."),
        ([rep(), rep()], "All 2 repetitions were good."),
        ([rep(), rep(good=False)], "1 of 2 repetitions was good."),
        ([rep(), rep(), rep(good=False)], "2 of 3 repetitions were good."),
        ([rep(good=False)] * 2, "None of 2 repetitions was good."),
    ],
    ids=["one", "one bad", "all", "one of two", "two of three", "none"],
)
def test_repetitions_are_counted_in_words(reps: list[Rep], line: str) -> None:
    assert told(reps=reps) == (line,)


def test_holds_are_called_holds() -> None:
    assert told(STRETCH, reps=[rep(), rep(good=False)])[0] == "1 of 2 holds was good."
    assert told(STRETCH, partial=[turned_back()]) == ("1 was too short to count as a hold.",)
    assert told(STRETCH, dropped=2) == (
        "2 holds could not be followed to the end and were not counted.",
    )


def test_partial_ones_are_told_apart() -> None:
    lines = told(reps=[rep()], partial=[turned_back()] * 2)
    assert lines[1] == (
        "2 were not complete and were not counted: go on until the target is reached, and come "
        "all the way back."
    )
    assert "1 was not complete and was not counted" in told(partial=[turned_back()])[0]


def test_dropped_ones_are_not_hidden() -> None:
    assert told(reps=[rep()], dropped=1)[-1] == (
        "1 repetition could not be followed to the end and was not counted."
    )


def test_an_empty_set_says_so() -> None:
    assert told() == ("No repetition of «Single-leg bridge» was seen.",)
    assert told(verdict="inconclusive") == ("No repetition of «Single-leg bridge» was seen.",)


def test_the_longest_doubt_is_named() -> None:
    view = PauseReason("view", "Turn sideways.")
    lines = told(verdict="inconclusive", paused_s={ABSENT: 3.0, view: 9.0})
    assert lines[0] == "«Single-leg bridge» could not be judged. Turn sideways."
    assert told(verdict="inconclusive", paused_s={ABSENT: 3.0, view: 1.0})[0].endswith(ABSENT.say)


def test_doubts_are_no_advice_after_a_set_that_was_seen() -> None:
    assert told(reps=[rep()], verdict="good", paused_s={ABSENT: 3.0}) == ("It was good.",)


def test_severe_faults_come_first_then_frequent_ones() -> None:
    by_severity = {
        severity: [row for row in BRIDGE.fault if row.severity == severity]
        for severity in ("fault", "warn", "info")
    }
    severe, (often, seldom), info = (
        by_severity["fault"][0],
        by_severity["warn"][:2],
        by_severity["info"][0],
    )
    reps = [
        rep(info.name, often.name, good=False),
        rep(info.name, often.name, seldom.name, good=False),
        rep(info.name, severe.name, good=False),
    ]
    assert told(reps=reps)[1:] == (
        f"{severe.say} (1 of 3 repetitions.)",
        f"{often.say} (2 of 3 repetitions.)",
        f"{seldom.say} (1 of 3 repetitions.)",
        f"{info.say} (3 of 3 repetitions.)",
    )


def test_what_the_target_missed_is_advice_too() -> None:
    also = STRETCH.movement.also[0]
    lines = told(STRETCH, reps=[rep()], partial=[turned_back(also.name)])
    assert lines[-1] == f"{also.say} (1 of 2 holds.)"


def test_limits_come_before_everything_and_tell_the_worst() -> None:
    limit = BRIDGE.limit[0]
    limits = [exceeded(limit.name, -12.4), exceeded(limit.name, -17.6)]
    lines = told(reps=[rep()], limits=limits)
    assert lines[0] == f"{limit.say} (Too far 2 times, to -18°.)"
    assert told(limits=limits[:1])[0] == f"{limit.say} (Too far once, to -12°.)"


def test_a_stop_comes_before_a_warning() -> None:
    rows = [exceeded(row.name, 100.0, row.action) for row in SQUAT.limit]
    lines = told(SQUAT, limits=rows)
    actions = [row.action for line in lines for row in SQUAT.limit if line.startswith(row.say)]
    assert actions == sorted(actions)
    assert set(actions) == {"stop", "warn"}


def test_a_limit_in_body_lengths_has_no_degrees() -> None:
    crossing = (
        load_exercise("standing_hip_abduction").profile["posterior_hip_replacement"].limit[0]
    )
    exercise = load_exercise("standing_hip_abduction").model_copy(update={"limit": (crossing,)})
    row = LimitExceeded(crossing.name, "left", "stop", 2.0, math.nan, 0.2)
    assert told(exercise, limits=[row])[0] == f"{crossing.say} (Too far once.)"
