"""The verdict, and the plain sentences: the most important first, never none."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.assessment.advice import ENOUGH_SEEN, Pauses, advise, verdict_of
from formcheck.assessment.quality_gate import ABSENT, PauseReason
from formcheck.assessment.report import LegsSeen
from formcheck.assessment.report_rows import Counts, LimitExceeded, PartialRepetition, Rep
from formcheck.exercises.loader import load_exercise

if TYPE_CHECKING:
    from typing import Literal

    from formcheck.exercises.definition import Exercise

BRIDGE = load_exercise("single_leg_bridge")
STRETCH = load_exercise("hip_flexor_stretch")
SQUAT = load_exercise("mini_squat")


def rep(*faults: str, good: bool = True, number: int = 1) -> Rep:
    return Rep(number, "left", 1.0, 2.0, 3.0, 2.0, 50.0, 3.0, 2.0, 2.0, good, faults)


SHORT = "short_of_target"


def turned_back(*faults: str) -> PartialRepetition:
    return PartialRepetition("left", 1.0, 2.0, 3.0, 22.0, 30.0, faults)


def exceeded(
    name: str, value_deg: float = -14.0, action: Literal["warn", "stop"] = "warn"
) -> LimitExceeded:
    return LimitExceeded(name, "left", action, 2.0, value_deg)


def advice(exercise: Exercise = BRIDGE, **seen: Any) -> tuple[str, ...]:  # noqa: ANN401
    """The advice on a set in which little was seen, apart from what is given."""
    nothing: dict[str, Any] = {
        "reps": (),
        "partial": (),
        "limits": (),
        "legs": LegsSeen(),
        "near": "left",
        "pauses": Pauses(10.0, {}),
    }
    return advise(exercise, **({"verdict": "needs_work"} | nothing | seen))


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
def test_verdict(good: int, total: int, partial: int, seen: float, verdict: str) -> None:
    assert verdict_of(Counts(good, total, partial), (), seen) == verdict


@pytest.mark.parametrize(
    ("good", "action", "seen", "verdict"),
    [
        (8, "warn", 1.0, "needs_work"),
        (0, "warn", 1.0, "needs_work"),
        (8, "stop", 1.0, "stopped"),
        (0, "stop", 0.01, "stopped"),
    ],
)
def test_limit_outweighs_good_repetitions(
    good: int, action: Literal["warn", "stop"], seen: float, verdict: str
) -> None:
    limits = [exceeded("too_high", action=action)]
    assert verdict_of(Counts(good=good, total=good), limits, seen) == verdict


@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20), st.floats(0, 1))
def test_good_needs_enough_seen_time_and_repetitions(
    good: int, bad: int, partial: int, seen: float
) -> None:
    verdict = verdict_of(Counts(good, good + bad, partial), (), seen)
    if verdict == "good":
        assert seen >= ENOUGH_SEEN
        assert good > 0
        assert good >= 4 * (bad + partial)
    assert (verdict == "inconclusive") == (seen < ENOUGH_SEEN or not good + bad + partial)


# --- Sentences


@pytest.mark.parametrize(
    ("exercise", "reps", "reasons", "lines"),
    [
        (BRIDGE, [rep()], [], ["It was good."]),
        (BRIDGE, [rep(good=False)], [], ["It was not a good one yet."]),
        (BRIDGE, [rep()] * 2, [], ["All 2 repetitions were good."]),
        (BRIDGE, [rep(), rep(good=False)], [], ["1 of 2 repetitions was good."]),
        (BRIDGE, [rep(), rep(), rep(good=False)], [], ["2 of 3 repetitions were good."]),
        (BRIDGE, [rep(good=False)] * 2, [], ["None of 2 repetitions was good."]),
        (BRIDGE, [], [SHORT], ["1 was not complete and was not counted"]),
        (BRIDGE, [rep()], [SHORT] * 2,
         ["It was good.", "2 were not complete and were not counted"]),
        (BRIDGE, [], ["not_followed"], ["1 was not seen to the end and was not counted."]),
        (BRIDGE, [], ["under_way", "cut_off", "cut_off"],
         ["2 were not over when the recording ended", "1 was under way when the recording began"]),
        (STRETCH, [rep(), rep(good=False)], [], ["1 of 2 holds was good."]),
        (STRETCH, [], ["too_short"], ["1 was too short to count as a hold."]),
        (BRIDGE, [], [], ["No repetition of «Single-leg bridge» was seen."]),
    ],
)  # fmt: skip
def test_repetitions_are_counted_in_words_that_agree(
    exercise: Exercise, reps: list[Rep], reasons: list[str], lines: list[str]
) -> None:
    partial = [replace(turned_back(), reason=reason) for reason in reasons]
    found = advice(exercise, reps=reps, partial=partial)
    assert len(found) == len(lines)
    assert all(line.startswith(start) for line, start in zip(found, lines, strict=True))


VIEW = PauseReason("view", "Turn sideways.")
LIE = PauseReason("position", "Lie down.", seen=True)


@pytest.mark.parametrize(
    ("watched_s", "paused_s", "reason", "share"),
    [
        pytest.param(12.0, {ABSENT: 3.0, VIEW: 9.0}, VIEW, 75, id="the longest"),
        pytest.param(12.0, {ABSENT: 9.0, VIEW: 3.0}, ABSENT, 75, id="nobody"),
        pytest.param(10.0, {ABSENT: 4.0, VIEW: 3.0}, VIEW, 30, id="seen mostly"),
        pytest.param(10.0, {ABSENT: 4.5, VIEW: 1.0, LIE: 2.0}, LIE, 20, id="title card"),
        pytest.param(10.0, {ABSENT: 1.8}, None, 0, id="judged mostly"),
        pytest.param(10.0, {ABSENT: 1.0, VIEW: 1.0, LIE: 2.0}, None, 0, id="judged mostly, often"),
        pytest.param(0.0, {ABSENT: 0.0}, ABSENT, 100, id="a single pose"),
    ],
)
def test_reason_of_doubt_is_what_stood_in_the_way_longest(
    watched_s: float, paused_s: dict[PauseReason, float], reason: PauseReason | None, share: int
) -> None:
    first, *_ = advice(verdict="inconclusive", pauses=Pauses(watched_s, paused_s))
    if reason is None:
        assert first == f"No repetition of «{BRIDGE.title}» was seen."
    else:
        assert reason.say in first
        assert f"({share} % of the time.)" in first


def test_pauses_are_named_only_if_the_set_is_inconclusive() -> None:
    pauses = Pauses(3.0, {ABSENT: 3.0})
    assert len(advice(reps=[rep()], verdict="good", pauses=pauses)) == 1
    assert advice(verdict="inconclusive") == advice()


def test_doubt_about_a_movement_tells_how_far_it_came() -> None:
    def told(share: float) -> str:
        return advice(verdict="inconclusive", pauses=Pauses(9.0, {}, furthest=share))[0]

    assert "62 % of the way" in told(0.62)
    assert "%" not in told(0.05) + told(-math.inf) + told(math.nan)


def test_severe_faults_come_first_then_frequent_ones() -> None:
    severe, often, seldom, info = (
        next(row for row in BRIDGE.fault if row.grade == "major"),
        *[row for row in BRIDGE.fault if row.grade == "minor"][:2],
        next(row for row in BRIDGE.fault if row.grade == "hint"),
    )
    reps = [
        rep(info.name, often.name, good=False),
        rep(info.name, often.name, seldom.name, good=False),
        rep(info.name, severe.name, good=False),
    ]
    assert advice(reps=reps)[1:] == (
        f"{severe.say} (1 of 3 repetitions.)",
        f"{often.say} (2 of 3 repetitions.)",
        f"{seldom.say} (1 of 3 repetitions.)",
        f"{info.say} (3 of 3 repetitions.)",
    )


def test_unmet_condition_of_the_target_is_advice() -> None:
    also = STRETCH.movement.also[0]
    lines = advice(STRETCH, reps=[rep()], partial=[turned_back(also.name)])
    assert lines[-1] == f"{also.say} (1 of 2 holds.)"


def test_limits_come_first_with_their_worst_value() -> None:
    limit = BRIDGE.limit[0]
    limits = [exceeded(limit.name, -12.4), exceeded(limit.name, -17.6)]
    assert advice(reps=[rep()], limits=limits)[0] == f"{limit.say} (Too far 2 times, to -18°.)"
    assert advice(limits=limits[:1])[0] == f"{limit.say} (Too far once, to -12°.)"


def test_stop_comes_before_warning() -> None:
    lines = advice(SQUAT, limits=[exceeded(row.name, 100.0, row.action) for row in SQUAT.limit])
    actions = [row.action for line in lines for row in SQUAT.limit if line.startswith(row.say)]
    assert actions == sorted(actions)
    assert set(actions) == {"stop", "warn"}


def test_limit_in_body_lengths_has_no_degrees() -> None:
    exercise = load_exercise("standing_hip_abduction")
    crossing = exercise.profile["posterior_hip_replacement"].limit[0]
    exercise = exercise.model_copy(update={"limit": (crossing,)})
    row = LimitExceeded(crossing.name, "left", "stop", 2.0, math.nan, 0.2)
    assert advice(exercise, limits=[row])[0] == f"{crossing.say} (Too far once.)"
