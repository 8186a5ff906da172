"""Performances are data: one file beside the exercise's own is all that a new exercise needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.performances import PERFORMANCES, load_performance
from support.performer import Recording, perform, plan_for
from support.watching import watch

from formcheck.assessment.events import ExcessiveRange, FormFault
from formcheck.exercises.loader import load_exercise

if TYPE_CHECKING:
    from pathlib import Path

    from support.performances import Performance, Provocation
    from support.watching import Watched

    from formcheck.exercises.definition import Exercise

EXERCISE = """\
schema = 1
name = "standing_leg_curl"
title = "Standing leg curl"
purpose = "Strengthens the back of the thigh."
kind = "reps"
position = "standing"
sides = "one"
steps = ["Stand sideways to the camera.", "Bend the knee.", "Lower the foot slowly."]
cannot_see = ["a foot that turns in or out"]

[view]
plane = "side"
near = "working"
camera_height_m = [0.8, 1.1]
distance_m = [2.5, 3.5]
place = "At the height of your hips, beside the leg you exercise."

[dose]
sets = 3
reps = 10
rest_s = 60
per_week = [2, 3]
source = "engineering default"

[movement]
measure = "knee_flexion"
start = { below_deg = 20, clear_deg = 25 }
target_deg = [70, 100]
leave_deg = 60
partial_deg = 45
source = "engineering default"

[[limit]]
name = "too_far"
when = { measure = "knee_flexion", above_deg = 130, clear_deg = 125 }
action = "warn"
say = "Far enough. Lower the foot a little."
source = "engineering default"

[[fault]]
name = "thigh_forward"
when = { measure = "thigh_inclination", above_deg = 20, clear_deg = 15 }
for_s = 0.3
severity = "warn"
say = "Keep the thigh straight down."
source = "engineering default"
"""

PERFORMANCE = """\
rest_deg = 6
peak_deg = 85
hold_s = 0.8
tweaks = ["thigh"]

[figure]
kind = "side"
hip = "forward"
knee = "angle"

[figure.where]
forward = "share * thigh"

[fault]
thigh_forward = { tweaks = { thigh = 32 } }

[limit.too_far]
inside = { peak_deg = 124 }
beyond = { peak_deg = 136 }
"""


@pytest.fixture
def new(tmp_path: Path) -> tuple[Exercise, Performance]:
    """Return an exercise that formcheck does not ship, and how it is performed."""
    (tmp_path / "exercise.toml").write_text(EXERCISE)
    (tmp_path / "standing_leg_curl.toml").write_text(PERFORMANCE)
    return (
        load_exercise(tmp_path / "exercise.toml"),
        load_performance(tmp_path / "standing_leg_curl.toml"),
    )


def judged(new: tuple[Exercise, Performance], provocation: Provocation | None = None) -> Watched:
    exercise, performance = new
    changes = provocation.plan if provocation else {}
    poses = perform(
        performance,
        plan=plan_for(performance, **changes),
        tweaks=provocation.tweaks if provocation else None,
        recording=Recording(fps=15),
    )
    return watch(exercise, poses)


def test_new_exercise_is_performed_and_counted(new: tuple[Exercise, Performance]) -> None:
    seen = judged(new)
    assert (seen.report.counts.good, seen.report.counts.total) == (3, 3)
    assert not seen.of(FormFault, ExcessiveRange)


def test_fault_and_limit_of_new_exercise_are_provoked(new: tuple[Exercise, Performance]) -> None:
    _, performance = new
    faulty = judged(new, performance.faults["thigh_forward"])
    assert {event.name for event in faulty.of(FormFault)} == {"thigh_forward"}
    assert not judged(new, performance.limits["too_far"].inside).of(ExcessiveRange)
    excessive = judged(new, performance.limits["too_far"].beyond)
    assert {event.name for event in excessive.of(ExcessiveRange)} == {"too_far"}


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("rest_deg = 6", "start_deg = 6", "rest_deg is missing"),
        ("hold_s = 0.8", "hold_s = 0.8\nspeed = 2", "unknown key: speed"),
        ('kind = "side"', 'kind = "above"', "unknown kind of figure: above"),
        ("share * thigh", "share * tigh", "unknown name in a formula: tigh"),
        ('tweaks = ["thigh"]', 'tweaks = ["thigh", "forward"]', "forward has two meanings"),
        ("{ thigh = 32 }", "{ knee = 32 }", "unknown tweak: knee"),
        ("{ peak_deg = 124 }", "{ peak = 124 }", "unknown key: peak"),
    ],
)
def test_mistake_in_a_performance_is_named(
    tmp_path: Path, right: str, wrong: str, says: str
) -> None:
    assert right in PERFORMANCE
    path = tmp_path / "wrong.toml"
    path.write_text(PERFORMANCE.replace(right, wrong))
    with pytest.raises(ValueError, match=f"wrong.toml: {says}"):
        load_performance(path)


def test_unknown_tweak_is_refused() -> None:
    with pytest.raises(KeyError, match=r"mini_squat: expected tweaks of .* got .*'knee'"):
        PERFORMANCES["mini_squat"].figure(20.0, 0.5, {"knee": 3.0})
