"""The explanation of what an exercise measures, and of why a movement counts or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.performances import FAULTS, LIMITS
from support.performer import perform, plan_for
from support.watching import watch

from formcheck.assessment.report_types import NOT_COUNTED
from formcheck.assessment.verdict import HEADINGS
from formcheck.authoring.explain_counts import describe_measure, explain_counts
from formcheck.authoring.traces import trace_measures
from formcheck.exercises.loader import load_exercise

if TYPE_CHECKING:
    from collections.abc import Mapping


@pytest.mark.parametrize(
    ("name", "sides"), [("marching", "left and right in turn"), ("mini_squat", "both legs")]
)
def test_description_of_the_measure_ends_with_the_legs_that_are_counted(
    name: str, sides: str
) -> None:
    assert sides in describe_measure(load_exercise(name))[-1]


def test_description_says_how_files_have_a_height() -> None:
    step, squat = (
        "\n".join(describe_measure(load_exercise(x))) for x in ("step_up", "mini_squat")
    )
    assert "here target_deg = [6, 13.5]." in step
    assert "target_deg" not in squat


def explained(name: str, tweaks: Mapping[str, float] | None = None, **plan: object) -> list[str]:
    """Return what is said of a set of two."""
    exercise = load_exercise(name)
    poses = perform(exercise, plan=plan_for(exercise, reps=2, **plan), tweaks=tweaks)
    report = watch(exercise, poses).report
    return explain_counts(exercise, report, [], trace_measures(poses))


def test_a_clean_set_is_only_counted() -> None:
    (line,) = explained("mini_squat")
    assert line.startswith(f"{HEADINGS['good']}. Counted: 2 repetitions, 2 of them good and 2 ")


def test_a_major_fault_is_why_a_repetition_is_not_good() -> None:
    provocation = FAULTS["mini_squat", "heels_lift"]
    _, first, *_ = explained("mini_squat", provocation.tweaks, **provocation.plan)
    assert "number 1 is not good (a major fault): major heels lift" in first


def test_one_minor_fault_is_allowed_and_two_are_not() -> None:
    lean = FAULTS["mini_squat", "trunk_forward"].tweaks
    _, first, *_ = explained("mini_squat", lean)
    assert "number 1 is good: minor trunk forward" in first
    assert "not good" not in first
    _, first, *_ = explained("mini_squat", lean, out_s=0.35, back_s=0.35)
    assert "number 1 is not good (" in first
    assert "minor faults, and a good one has at most 1)" in first


def test_a_limit_is_named_in_its_repetition_with_how_far_it_went() -> None:
    beyond = LIMITS["mini_squat", "too_deep"].beyond
    lines = explained("mini_squat", beyond.tweaks, **beyond.plan)
    assert "not good (a limit was exceeded): beyond the limit too deep" in lines[1]
    assert any("the limit too deep was exceeded (" in line for line in lines)


def test_a_movement_that_is_not_counted_says_how_far_it_came_and_its_reason() -> None:
    lines = explained("mini_squat", peak_deg=25.0)
    assert "not counted: it came to 25°, short of the target (30°)." in lines[1]
    exercise = load_exercise("mini_squat")
    poses = perform(exercise, plan=plan_for(exercise, reps=1))[:130]
    report = watch(exercise, poses).report
    (part,) = report.partial_reps
    line = explain_counts(exercise, report, [], trace_measures(poses))[1]
    assert NOT_COUNTED[part.reason].meaning in line


def test_another_movement_is_named_by_the_condition_that_was_not_met() -> None:
    exercise = load_exercise("standing_hip_flexion")
    squat = load_exercise("mini_squat")
    poses = perform(squat, plan=plan_for(squat, reps=2, peak_deg=80.0))
    report = watch(exercise, poses).report
    conditions = {row.name: row for row in exercise.body}
    others = [part for part in report.partial_reps if part.reason in conditions]
    assert others
    text = "\n".join(explain_counts(exercise, report, [], trace_measures(poses)))
    for part in others:
        assert f"«{conditions[part.reason].when.in_words()}» was not met ({part.reason})" in text
