"""The plain sentences of the advice: the most important first, never none."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.assessment.advice import (
    BETTER,
    FIRST,
    FORM_UNJUDGED,
    advise,
    what_went_right,
)
from formcheck.assessment.events import PauseReason
from formcheck.assessment.quality_gate import ABSENT, Pauses
from formcheck.assessment.report import LegsSeen
from formcheck.assessment.report_types import LimitExceeded, PartialRepetition, Rep
from formcheck.exercises.loader import load_exercise

if TYPE_CHECKING:
    from typing import Literal

    from formcheck.exercises.definition import Exercise

BRIDGE = load_exercise("single_leg_bridge")
STRETCH = load_exercise("hip_flexor_stretch")
SQUAT = load_exercise("mini_squat")
CLAMSHELL = load_exercise("clamshell")


def rep(
    *hints: str, major: tuple[str, ...] = (), minor: tuple[str, ...] = (), hold_s: float = 1.0
) -> Rep:
    """A repetition of a bridge with some faults; its hold is too short to be praised."""
    good, clean = not major and len(minor) <= 1, not major and not minor
    return Rep(
        1, "left", 1.0, 2.0, 3.0, 2.0, 50.0, hold_s, 2.0, 2.0, good, (*major, *minor, *hints),
        minor=minor, major=major, clean=clean,
    )  # fmt: skip


BAD = rep(major=("leg_sag",))
FLAWED = rep(minor=("leg_sag",))
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


# --- Sentences


@pytest.mark.parametrize(
    ("exercise", "reps", "line"),
    [
        (BRIDGE, [rep()], "Your repetition was complete, and clean."),
        (BRIDGE, [rep(hold_s=3.0)],
         "Your repetition was complete and held for long enough, and clean."),
        (BRIDGE, [FLAWED], "Your repetition was complete."),
        (BRIDGE, [BAD], "Your repetition was complete, but not a good one yet."),
        (BRIDGE, [rep()] * 2, "Both repetitions were complete, and both were clean."),
        (BRIDGE, [rep(), FLAWED, FLAWED],
         "All 3 repetitions were complete, 1 of them without any fault."),
        (BRIDGE, [FLAWED] * 2, "Both repetitions were complete, but each had a small fault."),
        (BRIDGE, [rep("shaky")], "Your repetition was complete."),
        (BRIDGE, [rep("shaky"), FLAWED], "Both repetitions were complete."),
        (BRIDGE, [rep("shaky"), rep()],
         "Both repetitions were complete, 1 of them without any fault."),
        (BRIDGE, [rep(), BAD], "Both repetitions were complete; 1 of them was good."),
        (BRIDGE, [rep(), rep(), BAD], "All 3 repetitions were complete; 2 of them were good."),
        (BRIDGE, [BAD] * 2, "Both repetitions were complete, but none was good yet."),
        (STRETCH, [rep(), BAD], "Both holds were complete; 1 of them was good."),
        (CLAMSHELL, [rep(), rep()], f"Both repetitions were complete. {FORM_UNJUDGED}"),
        (BRIDGE, [], ""),
    ],
)  # fmt: skip
def test_what_went_right_is_said_in_words_that_agree(
    exercise: Exercise, reps: list[Rep], line: str
) -> None:
    assert what_went_right(exercise, reps, 0) == line
    with_partial = what_went_right(exercise, reps, 2)
    assert with_partial.startswith(f"{len(reps)} of {len(reps) + 2} ") or not reps


@pytest.mark.parametrize(
    ("exercise", "reasons", "lines"),
    [
        (BRIDGE, [SHORT], ["1 was not complete and was not counted"]),
        (BRIDGE, [SHORT] * 2, ["2 were not complete and were not counted"]),
        (BRIDGE, ["not_followed"], ["1 was not seen to the end and was not counted."]),
        (BRIDGE, ["under_way", "cut_off", "cut_off"],
         ["2 were not over when the recording ended", "1 was under way when the recording began"]),
        (STRETCH, ["too_short"], ["1 was too short to count as a hold."]),
        (BRIDGE, [], ["No repetition of «Single-leg bridge» was seen."]),
    ],
)  # fmt: skip
def test_every_reason_of_what_is_not_counted_has_a_line(
    exercise: Exercise, reasons: list[str], lines: list[str]
) -> None:
    found = advice(exercise, partial=[replace(turned_back(), reason=why) for why in reasons])
    assert len(found) == len(lines)
    assert all(line.startswith(start) for line, start in zip(found, lines, strict=True))


def test_who_turns_back_too_early_hears_the_words_of_the_exercise() -> None:
    low = next(row for row in BRIDGE.fault if row.name == "too_low")
    lines = advice(reps=[rep()], partial=[replace(turned_back(low.name), major=(low.name,))])
    assert lines[1:] == (f"{low.say} (1 was not complete and not counted.)",)


@given(st.lists(st.sampled_from([rep(), FLAWED, BAD, rep("shaky")]), max_size=9))
def test_praise_never_goes_beyond_the_table(reps: list[Rep]) -> None:
    praise = what_went_right(BRIDGE, reps, 0)
    if "all of them were clean" in praise or "and clean" in praise:
        assert all(row.clean and not row.faults for row in reps)
    if "without any fault" in praise:
        assert any(row.faults for row in reps)
    if "good" not in praise and reps:
        assert all(row.good for row in reps)


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


def test_one_thing_to_change_comes_first_then_the_rest() -> None:
    (sag, arch, drop, shaky) = (
        next(row for row in BRIDGE.fault if row.name == name)
        for name in ("leg_sag", "arch", "quick_drop", "shaky")
    )
    reps = [
        rep("shaky", minor=("arch",)),
        rep("shaky", minor=("arch", "quick_drop")),
        rep("shaky", major=("leg_sag",)),
    ]
    rest = (
        f"{arch.say} (2 of 3 repetitions.)",
        f"{drop.say} (1 of 3 repetitions.)",
        f"{shaky.say} (3 of 3 repetitions.)",
    )
    assert advice(reps=reps)[1:] == (f"{FIRST}{sag.say} (1 of 3 repetitions.)", *rest)
    assert advice(reps=reps[:1], verdict="good")[1].startswith(BETTER)


@pytest.mark.parametrize("reason", ["not_followed", "cut_off", "under_way"])
def test_what_was_not_seen_to_its_end_is_no_reason_to_change_anything(reason: str) -> None:
    lost = replace(turned_back("leg_sag"), major=("leg_sag",), reason=reason)
    lines = advice(reps=[rep()], partial=[lost])
    assert len(lines) == 2
    assert FIRST not in lines[1]


def test_hint_alone_is_nothing_to_change() -> None:
    shaky = next(row for row in BRIDGE.fault if row.name == "shaky")
    assert advice(reps=[rep("shaky")])[1:] == (f"{shaky.say} (1 of 1 repetition.)",)


def test_who_worked_with_the_other_leg_is_told_which_was_watched() -> None:
    still = Pauses(10.0, {}, furthest=0.0)
    for asked in ("left", "right"):
        lines = advice(verdict="inconclusive", legs=LegsSeen(asked), pauses=still)
        assert lines[-1].startswith(f"Only the {asked} leg was watched")
    lines = advice(verdict="inconclusive", legs=LegsSeen(), pauses=still)
    assert not any("was watched" in line for line in lines)


def test_unmet_condition_of_the_target_is_advice() -> None:
    also = STRETCH.movement.also[0]
    unmet = replace(turned_back(also.name), reason=also.name)
    lines = advice(STRETCH, reps=[rep()], partial=[unmet])
    assert lines[1:] == (f"{also.say} (1 was not complete and not counted.)",)


def test_limits_come_first_with_their_worst_value() -> None:
    limit = BRIDGE.limit[0]
    limits = [exceeded(limit.name, -12.4), exceeded(limit.name, -17.6)]
    assert advice(reps=[rep()], limits=limits)[0] == f"{limit.say} (Too far 2 times, to -18°.)"
    assert advice(limits=limits[:1])[0] == f"{limit.say} (Too far once, to -12°.)"


def test_limit_is_named_with_its_repetitions() -> None:
    limit = BRIDGE.limit[0]
    over = replace(rep(), limits=(limit.name,), good=False, clean=False)
    lines = advice(reps=[over, rep()], limits=[exceeded(limit.name)] * 2)
    assert lines[0] == f"{limit.say} (Too far in 1 of 2 repetitions, to -14°.)"


def test_limit_is_the_one_thing_to_change() -> None:
    (sag,) = (row for row in BRIDGE.fault if row.name == "leg_sag")
    limits = [exceeded(BRIDGE.limit[0].name)]
    lines = advice(reps=[rep(major=("leg_sag",))], limits=limits)
    assert lines[-1] == f"{sag.say} (1 of 1 repetition.)"


def test_repetitions_past_a_warning_are_said_with_the_stop() -> None:
    warn, stop = (row for row in SQUAT.limit if row.when.measure == "knee_flexion")
    near = replace(rep(), limits=(warn.name,), good=False, clean=False)
    far = replace(near, limits=(warn.name, stop.name))
    limits = [exceeded(warn.name, 80.0), exceeded(stop.name, 100.0, "stop")]
    lines = advice(SQUAT, reps=[near, far, rep()], limits=limits)
    assert lines[0] == f"{stop.say} (Too far in 2 of 3 repetitions, to 100°.)"


def test_limit_of_more_repetitions_comes_first() -> None:
    knee, hip = (row for row in SQUAT.limit if row.action == "warn")
    reps = [replace(rep(), limits=names) for names in ((hip.name,), (knee.name, hip.name))]
    limits = [exceeded(row.name, 90.0) for row in (knee, hip)]
    lines = advice(SQUAT, reps=reps, limits=limits)
    assert [line.startswith(row.say) for line, row in zip(lines, (hip, knee), strict=False)] == [
        True,
        True,
    ]


def test_stop_is_said_in_place_of_the_warning_before_it() -> None:
    lines = advice(SQUAT, limits=[exceeded(row.name, 100.0, row.action) for row in SQUAT.limit])
    actions = [row.action for line in lines for row in SQUAT.limit if line.startswith(row.say)]
    assert actions == ["stop", "stop"]  # of the knee and of the hip


def test_limit_in_body_lengths_has_no_degrees() -> None:
    exercise = load_exercise("standing_hip_abduction")
    crossing = exercise.profile["posterior_hip_replacement"].limit[0]
    exercise = exercise.model_copy(update={"limit": (crossing,)})
    row = LimitExceeded(crossing.name, "left", "stop", 2.0, math.nan, 0.2)
    assert advice(exercise, limits=[row])[0] == f"{crossing.say} (Too far once.)"
