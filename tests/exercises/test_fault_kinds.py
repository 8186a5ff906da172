"""Each kind of fault: when its rule answers, and when it must stay silent."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from support.faults import BENT, LEAN, attempt, fault, moment

from formcheck.exercises.fault_kinds import HALF_HELD, HELD, HURRIED
from formcheck.exercises.loader import load_exercise

if TYPE_CHECKING:
    from collections.abc import Callable

    from formcheck.exercises.fault import Fault, FaultRule
    from formcheck.exercises.parts import Movement

SQUAT = load_exercise("mini_squat").movement
BRIDGE = load_exercise("single_leg_bridge").movement
PHASES = {"rest", "move", "hold", "return", "unknown"}


def level(**keys: object) -> FaultRule[Fault]:
    return fault("level", **({"when": LEAN} | keys)).rule(SQUAT)


def unsteady(**keys: object) -> FaultRule[Fault]:
    own = {"measure": "trunk_inclination", "spread_deg": 4, "clear_deg": 3, "window_s": 1.0}
    return fault("unsteady", **(own | keys)).rule(SQUAT)


def first_s(rule: FaultRule[Fault], value: Callable[[float], float]) -> float:
    """When a rule first answers while a hold shows some value; inf = never within 6 s."""
    times = (index / 30 for index in range(180))
    return next((t for t in times if rule.update(moment(t, value(t)))), math.inf)


# --- Level -------------------------------------------------------------------------------------


@pytest.mark.parametrize("for_s", [0.1, 0.3, 1.0, 4.0])
def test_level_fault_must_last(for_s: float) -> None:
    assert for_s - 1e-6 <= first_s(level(for_s=for_s), lambda _: 13.0) <= for_s + 1 / 30


@pytest.mark.parametrize(
    ("value", "found"),
    [
        pytest.param(lambda t: 13.0 if t % 0.6 < 0.4 else 8.0, False, id="comes and goes"),
        pytest.param(lambda t: 13.0 if t < 0.1 else 9.5, True, id="noise above the clear value"),
        pytest.param(lambda t: math.nan if t % 0.5 < 0.03 else 40.0, False, id="hidden at times"),
    ],
)
def test_level_fault_lasts_until_it_clears(
    value: Callable[[float], float], *, found: bool
) -> None:
    assert (first_s(level(for_s=0.5), value) < math.inf) is found


def test_level_fault_is_active_until_it_clears() -> None:
    rule = level(for_s=0.1)
    states = []
    for index, value in enumerate([13] * 5 + [10] * 5 + [8] * 2):
        rule.update(moment(index / 30, value))
        states.append(rule.active)
    assert states == [False] * 3 + [True] * 7 + [False] * 2


@pytest.mark.parametrize("phase", sorted(PHASES - {"unknown"}))
def test_level_fault_belongs_to_its_phases(phase: str) -> None:
    rule = level(during=(phase,))
    for other in PHASES - {phase}:
        assert not any(rule.update(moment(index / 30, 40.0, other)) for index in range(60))
    assert any(rule.update(moment(2 + index / 30, 40.0, phase)) for index in range(60))


def test_time_in_another_phase_does_not_count() -> None:
    rule = level(during=("hold",), for_s=0.5)
    for index in range(60):
        rule.update(moment(index / 30, 40.0, "move"))
    assert [rule.update(moment(time_s, 40.0)) for time_s in (2.0, 2.4, 2.5)] == [
        False,
        False,
        True,
    ]


def test_level_fault_needs_every_condition() -> None:
    rule = level(when=(LEAN, BENT), for_s=0.1)
    for start_s, lean, knee, found in (
        (0, 40.0, 0.0, False),
        (1, 0.0, 40.0, False),
        (2, 40.0, 40.0, True),
    ):
        moments = [moment(start_s + index / 30, lean, knee=knee) for index in range(30)]
        assert any(rule.update(each) for each in moments) is found


def test_two_sightings_far_apart_do_not_last() -> None:
    rule = level(for_s=0.3)
    assert not rule.update(moment(0.0, 13.0))
    assert not rule.update(moment(1.8, 13.0))


@given(st.lists(st.sampled_from([math.nan, 5.0, 11.9]), max_size=60))
def test_unknown_values_make_no_fault(values: list[float]) -> None:
    lean, wobble = level(for_s=0.05), unsteady()
    for index, value in enumerate(values):
        assert not lean.update(moment(index / 30, value))
        assert not wobble.update(moment(index / 30, math.nan))


def test_coverage_counts_only_the_phases_of_the_fault() -> None:
    rule = level(during=("hold",))
    for index in range(60):
        rule.update(moment(index / 30, math.nan, "move"))
    assert rule.coverage.wanted_s == 0.0
    for index in range(60, 120):
        rule.update(moment(index / 30, math.nan))
    assert rule.coverage.mostly_hidden


# --- Unsteady ----------------------------------------------------------------------------------


def sway(amplitude_deg: float, hz: float = 1.5) -> Callable[[float], float]:
    return lambda time_s: 10 + amplitude_deg * math.sin(2 * math.pi * hz * time_s)


@pytest.mark.parametrize(("amplitude_deg", "found"), [(3.0, False), (5.0, False), (7.0, True)])
def test_unsteadiness_is_a_standard_deviation(amplitude_deg: float, *, found: bool) -> None:
    # The deviation of a sine is its amplitude over the root of two.
    assert (first_s(unsteady(), sway(amplitude_deg)) < math.inf) is found


def test_unsteadiness_must_fill_its_window_and_last() -> None:
    seen_s = first_s(unsteady(window_s=2.0, for_s=1.5), sway(9.0))
    assert 0.8 * 2.0 + 1.5 - 0.05 <= seen_s <= 0.8 * 2.0 + 1.5 + 0.1


def test_a_steady_drift_is_not_unsteady() -> None:
    assert first_s(unsteady(), lambda time_s: 40 - 20 * time_s) == math.inf


def test_unsteadiness_before_the_hold_does_not_count() -> None:
    rule = unsteady()
    for index in range(90):
        assert not rule.update(moment(index / 30, sway(15.0)(index / 30), "move"))
    assert not rule.update(moment(3.0, 0.0))
    assert not rule.active


def test_unsteadiness_ends_below_its_clear_value() -> None:
    rule = unsteady(for_s=0.2)
    active = []
    for index in range(240):
        time_s = index / 30
        amplitude = 8.0 if time_s < 3 else 4.8 if time_s < 5 else 1.0
        rule.update(moment(time_s, sway(amplitude)(time_s)))
        active.append(rule.active)
    # 4.8 sin deviates by 3.4: not enough to begin, too much to end.
    assert (active[80], active[149], active[-1]) == (True, True, False)


def test_an_unknown_value_is_skipped_while_unsteady() -> None:
    rule = unsteady()
    assert first_s(rule, sway(9.0)) < 3
    assert rule.update(moment(10.0, math.nan))


# --- When the repetition is over ---------------------------------------------------------------


def tempo(part: str) -> FaultRule[Fault]:
    return fault("tempo", part=part, shorter_s=1.0).rule(SQUAT)


@pytest.mark.parametrize("part", ["out", "back"])
@pytest.mark.parametrize(("took_s", "quick"), [(0.9, True), (1.0, False), (math.nan, False)])
def test_a_quick_part_is_a_fault(part: str, took_s: float, *, quick: bool) -> None:
    assert tempo(part).judge_attempt(attempt(**{f"{part}_s": took_s})) is quick
    assert not tempo(part).judge_attempt(attempt())


@pytest.mark.parametrize("part", ["out", "back"])
def test_a_partial_repetition_is_not_too_quick(part: str) -> None:
    assert not tempo(part).judge_attempt(attempt(complete=False, out_s=0.1, back_s=math.nan))


@pytest.mark.parametrize(
    ("share", "complete", "found"),
    [
        (HELD + 0.01, True, None),
        (HELD - 0.01, True, "minor"),
        (HALF_HELD + 0.01, True, "minor"),
        (HALF_HELD - 0.01, True, "major"),
        (0.1, False, None),
    ],
)
def test_a_short_hold_has_two_steps(share: float, *, complete: bool, found: str | None) -> None:
    rule = fault("short_hold", grade="minor").rule(BRIDGE)
    done = attempt(hold_s=share * BRIDGE.hold_s, complete=complete)
    assert (rule.grade if rule.judge_attempt(done) else None) == found
    for grade in ("hint", "major"):  # one that is given another grade keeps it
        other = fault("short_hold", grade=grade).rule(BRIDGE)
        assert other.judge_attempt(done) == (found is not None)
        assert other.grade == grade


@pytest.mark.parametrize(
    ("asked_s", "hold_s", "grade"),
    [(15.0, 9.0, "major"), (15.0, 11.0, "minor"), (10.0, 7.9, "major"), (30.0, 14.0, "major")],
)
def test_a_stretch_has_a_least_hold(asked_s: float, hold_s: float, grade: str) -> None:
    asked = BRIDGE.model_copy(update={"hold_s": asked_s})
    rule = fault("short_hold", grade="minor", least_s=10).rule(asked)
    assert rule.judge_attempt(attempt(hold_s=hold_s))
    assert rule.grade == grade


@pytest.mark.parametrize(("share", "grade"), [(HURRIED + 0.01, "hint"), (HURRIED - 0.01, "minor")])
def test_a_tempo_has_two_steps_and_is_never_major(share: float, grade: str) -> None:
    rule = fault("tempo", part="back", shorter_s=1.0, grade="minor").rule(SQUAT)
    assert rule.judge_attempt(attempt(back_s=share))
    assert rule.grade == grade
    with pytest.raises(ValidationError, match="never major"):
        fault("tempo", part="back", shorter_s=1.0, grade="major")


FAR = {"measure": LEAN.measure, "above_deg": 18, "clear_deg": 15}


def test_a_level_fault_becomes_major_further_on() -> None:
    rule = level(grade="minor", major_when=FAR)
    moments = [moment(index / 30, 13.0 if index < 45 else 25.0) for index in range(90)]
    grades = [rule.grade for each in moments if rule.update(each)]
    assert grades == sorted(grades, key=["minor", "major"].index)
    assert set(grades) == {"minor", "major"}


@pytest.mark.parametrize(
    "keys",
    [
        {"grade": "hint", "major_when": FAR},
        {"grade": "major", "major_when": FAR},
        {"grade": "minor", "major_when": FAR | {"above_deg": 5, "clear_deg": 2}},
        {"grade": "minor", "major_when": BENT},
    ],
)
def test_the_second_step_of_a_level_fault_lies_further_on(keys: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="major_when"):
        fault("level", **({"when": LEAN} | keys))


@pytest.mark.parametrize(
    ("movement", "when", "low", "fine"),
    [
        (SQUAT, {"below_deg": 27, "clear_deg": 30}, 25.0, 28.0),
        (BRIDGE, {"above_deg": 20, "clear_deg": 16}, -22.0, -18.0),
    ],
    ids=["grows", "shrinks"],
)
def test_a_peak_is_judged_in_degrees_of_the_exercise(
    movement: Movement, when: dict[str, float], low: float, fine: float
) -> None:
    rule = fault("peak", when={"measure": movement.measure} | when).rule(movement)
    assert rule.judge_attempt(attempt(peak=low))
    assert not rule.judge_attempt(attempt(peak=fine))


@pytest.mark.parametrize(
    ("knees", "phase", "complete", "found"),
    [
        pytest.param([40.0] * 30, "hold", True, True, id="never"),
        pytest.param([40.0] * 15 + [20.0] * 15, "hold", True, False, id="in the end"),
        pytest.param([40.0] * 29 + [20.0], "hold", True, True, id="too short to be believed"),
        pytest.param([40.0] * 30, "move", True, False, id="another phase"),
        pytest.param([math.nan] * 30, "hold", True, False, id="not seen"),
        pytest.param([40.0] * 30, "hold", False, False, id="partial"),
    ],
)
def test_a_condition_must_be_met_once_in_the_target(
    knees: list[float], phase: str, *, complete: bool, found: bool
) -> None:
    straight = {"measure": "knee_flexion", "below_deg": 25, "clear_deg": 28}
    rule = fault("never", when=straight).rule(SQUAT)
    for index, knee in enumerate(knees):
        assert not rule.update(moment(index / 30, 0.0, phase, knee))
    assert rule.judge_attempt(attempt(complete=complete)) is found
    # What was met in one repetition is not met in the next one.
    rule.update(moment(60.0, 0.0, "hold", 40.0))
    assert rule.judge_attempt(attempt())


def test_legs_are_compared_over_the_last_repetitions() -> None:
    rule = fault("uneven", difference_deg=15, over=4).rule(SQUAT)
    found = []
    for mine, other in [(40, 60), (40, 60), (58, 60), (59, 60)]:
        rule.note_other_leg(attempt(peak=other))
        found.append(rule.judge_attempt(attempt(peak=mine)))
    assert found == [False, True, False, False]


def test_rules_of_moments_and_of_attempts_are_apart() -> None:
    assert not level().judge_attempt(attempt())
    assert not unsteady().judge_attempt(attempt())
    for late in (tempo("out"), fault("short_hold").rule(SQUAT)):
        assert not late.update(moment(0.0, 99.0))
        assert not late.active


@pytest.mark.parametrize("grade", ["minor", "major"])
def test_a_weak_sign_only_informs(grade: str) -> None:
    assert fault("level", when=LEAN, seen="weak").grade == "hint"
    with pytest.raises(ValidationError, match="seen = 'weak' may only hint"):
        fault("level", when=LEAN, seen="weak", grade=grade)
