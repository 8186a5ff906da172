"""Each kind of fault, and the limits: when they speak, how often, and when they must not."""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from formcheck.assessment.rep_counter import Attempt, Phase
from formcheck.assessment.rules import (
    HOLD_TOLERANCE_S,
    AttemptRule,
    Coverage,
    LevelRule,
    LimitRule,
    Moment,
    Trigger,
    UnsteadyRule,
    rule_for,
    spread,
)
from formcheck.exercises.conditions import Condition
from formcheck.exercises.definition import Limit
from formcheck.exercises.fault_kinds import (
    LevelFault,
    PeakFault,
    Severity,
    ShortHoldFault,
    TempoFault,
    UnsteadyFault,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.fault_kinds import Fault

LEAN = Condition(measure="trunk_inclination", above_deg=12, clear_deg=9)
BENT = Condition(measure="knee_flexion", above_deg=25, clear_deg=20)
WORDS = {"say": "Stand tall.", "source": "engineering default"}


def level(**changes: object) -> LevelFault:
    table = {"name": "lean", "when": LEAN, "severity": "warn", **WORDS} | changes
    return LevelFault.model_validate(table)


def moment(time_s: float, value: float, phase: Phase = Phase.HOLD, knee: float = 0.0) -> Moment:
    return Moment(time_s, phase, {"trunk_inclination": value, "knee_flexion": knee})


def first_s(rule: LevelRule | UnsteadyRule, value: Callable[[float], float]) -> float:
    """When a rule first speaks while a hold shows some value; inf = never within 6 s."""
    for index in range(180):
        if rule.update(moment(index / 30, value(index / 30))):
            return index / 30
    return math.inf


def attempt(**changes: float | bool) -> Attempt:
    numbers: dict[str, float] = {
        "start_s": 0.0,
        "peak_s": 2.0,
        "end_s": 7.0,
        "peak": 30.0,
        "rest": 0.0,
        "hold_start_s": 1.5,
        "hold_end_s": 5.0,
        "hold_s": 3.5,
        "out_s": 2.0,
        "back_s": 2.0,
    }
    return Attempt(**({"complete": True} | numbers | changes))  # type: ignore[arg-type]


# --- Level -------------------------------------------------------------------------------------


@pytest.mark.parametrize("for_s", [0.1, 0.3, 1.0, 4.0])
def test_a_level_fault_must_last(for_s: float) -> None:
    seen_s = first_s(LevelRule(level(for_s=for_s)), lambda _: 13.0)
    assert for_s - 1e-6 <= seen_s <= for_s + 1 / 30


def test_a_level_fault_that_comes_and_goes_is_none() -> None:
    rule = LevelRule(level(for_s=0.5))
    assert first_s(rule, lambda time_s: 13.0 if time_s % 0.6 < 0.4 else 8.0) == math.inf


def test_noise_between_threshold_and_clear_does_not_end_it() -> None:
    rule = LevelRule(level(for_s=0.5))
    assert first_s(rule, lambda time_s: 13.0 if time_s < 0.1 else 9.5) < 0.6


def test_a_level_fault_is_active_until_it_clears() -> None:
    rule = LevelRule(level(for_s=0.1))
    states = []
    for index, value in enumerate([13] * 5 + [10] * 5 + [8] * 2):
        rule.update(moment(index / 30, value))
        states.append(rule.active)
    assert states == [False] * 3 + [True] * 7 + [False] * 2


@pytest.mark.parametrize("phase", [Phase.REST, Phase.MOVE, Phase.HOLD, Phase.RETURN])
def test_a_level_fault_belongs_to_its_phases(phase: Phase) -> None:
    only_here = LevelRule(level(during=(phase.value,)))
    for other in set(Phase) - {phase}:
        assert not any(only_here.update(moment(index / 30, 40.0, other)) for index in range(60))
    assert any(only_here.update(moment(2 + index / 30, 40.0, phase)) for index in range(60))


def test_what_was_in_another_phase_does_not_count_for_this_one() -> None:
    rule = LevelRule(level(during=("hold",), for_s=0.5))
    for index in range(60):
        rule.update(moment(index / 30, 40.0, Phase.MOVE))
    assert not rule.update(moment(2.0, 40.0))
    assert not rule.update(moment(2.4, 40.0))
    assert rule.update(moment(2.5, 40.0))


def test_every_condition_is_needed() -> None:
    rule = LevelRule(level(when=(LEAN, BENT), for_s=0.1))
    assert not any(rule.update(moment(index / 30, 40.0, knee=0.0)) for index in range(30))
    assert not any(rule.update(moment(1 + index / 30, 0.0, knee=40.0)) for index in range(30))
    assert any(rule.update(moment(2 + index / 30, 40.0, knee=40.0)) for index in range(30))


def test_an_unknown_value_breaks_a_level_fault() -> None:
    rule = LevelRule(level(for_s=0.5))
    assert first_s(rule, lambda time_s: math.nan if time_s % 0.5 < 0.03 else 40.0) == math.inf


@given(st.lists(st.sampled_from([math.nan, 5.0, 11.9]), max_size=60))
def test_nan_in_no_fault_out(values: list[float]) -> None:
    lean, far, wobble = (
        LevelRule(level(for_s=0.05)),
        LimitRule(limit(for_s=0.05)),
        UnsteadyRule(unsteady()),
    )
    for index, value in enumerate(values):
        assert not lean.update(moment(index / 30, value))
        assert far.update(moment(index / 30, value)) is None
        assert not wobble.update(moment(index / 30, math.nan))


def test_two_sightings_far_apart_are_not_a_lasting_fault() -> None:
    rule = LevelRule(level(for_s=0.3))
    assert not rule.update(moment(0.0, 13.0))
    assert not rule.update(moment(1.8, 13.0))


# --- Unsteady ----------------------------------------------------------------------------------


def unsteady(**changes: object) -> UnsteadyFault:
    table = {
        "name": "shaky",
        "kind": "unsteady",
        "measure": "trunk_inclination",
        "spread_deg": 4,
        "clear_deg": 3,
        "window_s": 1.0,
        "severity": "info",
        **WORDS,
    }
    return UnsteadyFault.model_validate(table | changes)


def sway(amplitude_deg: float, hz: float = 1.5) -> Callable[[float], float]:
    return lambda time_s: 10 + amplitude_deg * math.sin(2 * math.pi * hz * time_s)


@pytest.mark.parametrize(("amplitude_deg", "told"), [(3.0, False), (5.0, False), (7.0, True)])
def test_wobbling_is_told_by_its_standard_deviation(amplitude_deg: float, *, told: bool) -> None:
    # The deviation of a sine is its amplitude over the root of two.
    assert (first_s(UnsteadyRule(unsteady()), sway(amplitude_deg)) < math.inf) is told


def test_wobbling_must_fill_its_window_and_last() -> None:
    seen_s = first_s(UnsteadyRule(unsteady(window_s=2.0, for_s=1.5)), sway(9.0))
    assert 0.8 * 2.0 + 1.5 - 0.05 <= seen_s <= 0.8 * 2.0 + 1.5 + 0.1


def test_settling_slowly_is_not_wobbling() -> None:
    assert first_s(UnsteadyRule(unsteady()), lambda time_s: 40 - 20 * time_s) == math.inf


def test_coming_into_the_hold_is_not_wobbling_in_it() -> None:
    rule = UnsteadyRule(unsteady())
    for index in range(90):
        assert not rule.update(moment(index / 30, sway(15.0)(index / 30), Phase.MOVE))
    assert not rule.update(moment(3.0, 0.0))
    assert not rule.active


def test_wobbling_ends_below_its_clear_value() -> None:
    rule = UnsteadyRule(unsteady(for_s=0.2))
    active = []
    for index in range(240):
        time_s = index / 30
        amplitude = 8.0 if time_s < 3 else 4.8 if time_s < 5 else 1.0
        rule.update(moment(time_s, sway(amplitude)(time_s)))
        active.append(rule.active)
    # 4.8 sin deviates by 3.4: not enough to begin, too much to end.
    assert active[80]
    assert active[149]
    assert not active[-1]


def test_an_unknown_value_is_skipped_while_wobbling() -> None:
    rule = UnsteadyRule(unsteady())
    assert first_s(rule, sway(9.0)) < 3
    assert rule.update(moment(10.0, math.nan))


@given(
    st.lists(st.tuples(st.floats(0.01, 0.2), st.floats(-50, 50)), min_size=3, max_size=40),
    st.floats(-30, 30),
    st.floats(-90, 90),
)
def test_the_spread_knows_neither_trend_nor_level(
    steps: list[tuple[float, float]], slope: float, offset: float
) -> None:
    time_s, plain = 0.0, []
    for step_s, value in steps:
        time_s += step_s
        plain.append((time_s, value))
    tilted = deque((time, value + slope * time + offset) for time, value in plain)
    assert spread(tilted) == pytest.approx(spread(deque(plain)), abs=1e-3)
    assert spread(deque((time, slope * time + offset) for time, _ in plain)) < 1e-3


def test_the_spread_of_two_is_none() -> None:
    assert spread(deque([(0.0, 1.0), (1.0, 50.0)])) == 0.0
    assert spread(deque([(0.0, 1.0), (1.0, -1.0), (2.0, 1.0)])) == pytest.approx(8**0.5 / 3)


# --- When the repetition is over ---------------------------------------------------------------


def attempt_rule(
    fault: PeakFault | TempoFault | ShortHoldFault, exercise: Exercise
) -> AttemptRule:
    rule = AttemptRule(fault, exercise)
    assert not rule.update(moment(0.0, 99.0))
    assert not rule.active
    return rule


def tempo(part: str) -> TempoFault:
    table = {"name": "quick", "kind": "tempo", "part": part, "shorter_s": 1.0, "severity": "warn"}
    return TempoFault.model_validate(table | WORDS)


@pytest.mark.parametrize("part", ["out", "back"])
@pytest.mark.parametrize(("took_s", "quick"), [(0.9, True), (1.0, False), (math.nan, False)])
def test_a_quick_part_is_told(
    part: str, took_s: float, *, quick: bool, shipped: dict[str, Exercise]
) -> None:
    rule = attempt_rule(tempo(part), shipped["mini_squat"])
    assert rule.judge_attempt(attempt(**{f"{part}_s": took_s})) is quick
    assert not rule.judge_attempt(attempt())


def test_a_partial_one_is_not_too_quick(shipped: dict[str, Exercise]) -> None:
    partial = attempt(complete=False, out_s=0.1, back_s=math.nan)
    for part in ("out", "back"):
        assert not attempt_rule(tempo(part), shipped["mini_squat"]).judge_attempt(partial)


def test_a_hold_is_short_beyond_what_pictures_can_time(shipped: dict[str, Exercise]) -> None:
    fault = ShortHoldFault.model_validate(
        {"name": "short_hold", "kind": "short_hold", "severity": "fault", **WORDS}
    )
    exercise = shipped["single_leg_bridge"]
    rule = attempt_rule(fault, exercise)
    prescribed_s = exercise.movement.hold_s
    assert not rule.judge_attempt(attempt(hold_s=prescribed_s - HOLD_TOLERANCE_S + 0.01))
    assert rule.judge_attempt(attempt(hold_s=prescribed_s - HOLD_TOLERANCE_S - 0.01))
    assert not rule.judge_attempt(attempt(hold_s=0.0, complete=False))


@pytest.mark.parametrize(
    ("name", "when", "low", "fine"),
    [
        ("mini_squat", {"below_deg": 27, "clear_deg": 30}, 25.0, 28.0),
        ("single_leg_bridge", {"above_deg": 20, "clear_deg": 16}, -22.0, -18.0),
    ],
)
def test_a_peak_is_judged_in_degrees_of_the_exercise(
    name: str, when: dict[str, float], low: float, fine: float, shipped: dict[str, Exercise]
) -> None:
    exercise = shipped[name]
    fault = PeakFault.model_validate(
        {
            "name": "too_little",
            "kind": "peak",
            "when": {"measure": exercise.movement.measure} | when,
            "severity": "info",
            **WORDS,
        }
    )
    rule = attempt_rule(fault, exercise)
    assert rule.judge_attempt(attempt(peak=low))
    assert not rule.judge_attempt(attempt(peak=fine))


def test_kinds_that_look_at_moments_add_nothing_at_the_end() -> None:
    assert not LevelRule(level()).judge_attempt(attempt())
    assert not UnsteadyRule(unsteady()).judge_attempt(attempt())


@pytest.mark.parametrize(
    ("fault", "kind"),
    [(level(), LevelRule), (unsteady(), UnsteadyRule), (tempo("out"), AttemptRule)],
    ids=["level", "unsteady", "tempo"],
)
def test_each_kind_of_fault_has_its_rule(
    fault: Fault, kind: type, shipped: dict[str, Exercise]
) -> None:
    rule = rule_for(fault, shipped["mini_squat"])
    assert isinstance(rule, kind)
    assert rule.fault is fault


@pytest.mark.parametrize("severity", ["warn", "fault"])
def test_a_weak_sign_never_faults(severity: Severity) -> None:
    assert level(seen="weak", severity="info").severity == "info"
    with pytest.raises(ValidationError, match="seen = 'weak' may only inform"):
        level(seen="weak", severity=severity)


# --- Limits ------------------------------------------------------------------------------------


def limit(**changes: object) -> Limit:
    table = {"name": "too_far", "when": LEAN, "for_s": 0.2, "action": "warn", **WORDS}
    return Limit.model_validate(table | changes)


def excesses(values: list[float], **changes: object) -> list[tuple[float, float]]:
    """When each excess began, and its worst value, over values thirty a second."""
    rule = LimitRule(limit(**changes))
    begun = [rule.update(moment(index / 30, value)) for index, value in enumerate(values)]
    assert [excess for excess in begun if excess is not None] == rule.excesses
    return [(excess.time_s, excess.worst) for excess in rule.excesses]


@pytest.mark.parametrize("phase", list(Phase))
def test_a_limit_holds_in_every_phase(phase: Phase) -> None:
    rule = LimitRule(limit())
    begun = [rule.update(moment(index / 30, 20.0, phase)) for index in range(30)]
    assert sum(excess is not None for excess in begun) == 1


def test_a_limit_must_be_exceeded_for_a_while() -> None:
    assert not excesses([11.9] * 60)
    assert not excesses(([20.0] * 5 + [8.0]) * 10)
    assert excesses([20.0] * 10)[0][0] == pytest.approx(0.2, abs=0.04)


def test_a_limit_speaks_once_until_it_clears() -> None:
    assert len(excesses(([20.0] * 20 + [10.0] * 10) * 4)) == 1
    assert len(excesses(([20.0] * 20 + [8.0] * 10) * 4)) == 4


def test_a_limit_keeps_its_worst_value() -> None:
    assert excesses([15.0] * 10 + [33.0] + [20.0] * 10 + [5.0] * 5)[0][1] == 33.0


def test_the_worst_value_may_come_before_it_is_believed() -> None:
    assert excesses([33.0] * 4 + [15.0] * 10)[0][1] == 33.0


def test_the_worst_value_of_a_lower_limit_is_the_lowest() -> None:
    below = {"measure": "trunk_inclination", "below_deg": -10, "clear_deg": -6}
    assert excesses([-12.0] * 10 + [-25.0] + [-14.0] * 5, when=below)[0][1] == -25.0


def test_an_unknown_value_is_no_worst_value() -> None:
    rule = LimitRule(limit())
    for index, value in enumerate([20.0] * 10 + [math.nan] + [22.0] * 10):
        rule.update(moment(index / 30, value))
    assert {excess.worst for excess in rule.excesses} == {20.0, 22.0}


def test_a_limit_is_not_exceeded_by_two_sightings_far_apart() -> None:
    rule = LimitRule(limit())
    assert rule.update(moment(0.0, 20.0)) is None
    assert rule.update(moment(60.0, 20.0)) is None


# --- Triggers and blindness --------------------------------------------------------------------


def test_a_trigger_forgets_when_told_to() -> None:
    trigger = Trigger((LEAN,), 0.2)
    assert not trigger.update(moment(0.0, 20.0))
    assert trigger.update(moment(0.2, 10.0))
    trigger.reset()
    assert not trigger.update(moment(0.3, 10.0))
    assert not trigger.update(moment(0.6, 10.0))


@pytest.mark.parametrize(("hidden", "mostly"), [(0.0, False), (0.4, False), (0.6, True)])
def test_blindness_is_a_share_of_the_time_wanted(hidden: float, *, mostly: bool) -> None:
    blind = Coverage()
    for index in range(301):
        value = math.nan if index <= hidden * 300 else 1.0
        blind.note(moment(index / 30, value), ("trunk_inclination",))
    assert blind.wanted_s == pytest.approx(10.0)
    assert blind.blind_s == pytest.approx(10 * hidden, abs=0.05)
    assert blind.mostly is mostly


def test_time_between_repetitions_is_not_wanted() -> None:
    blind = Coverage()
    assert not blind.mostly
    for start_s in (0.0, 10.0, 20.0):
        for index in range(31):
            blind.note(moment(start_s + index / 30, math.nan), ("trunk_inclination",))
    assert blind.wanted_s == pytest.approx(3.0)
    assert blind.mostly


def test_a_rule_is_blind_only_in_its_phases() -> None:
    rule = LevelRule(level(during=("hold",)))
    for index in range(60):
        rule.update(moment(index / 30, math.nan, Phase.MOVE))
    assert rule.blind.wanted_s == 0.0
    for index in range(60, 120):
        rule.update(moment(index / 30, math.nan, Phase.HOLD))
    assert rule.blind.mostly
