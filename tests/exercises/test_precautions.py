"""Every exercise under every precaution: blocked with a way out, or still to be done well."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from support.performances import Provocation
from support.performer import PERFORMANCES, Recording, perform, plan_for
from support.watching import FPS, watch

from formcheck.errors import ExerciseError
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.exercises.parts import Limit
from formcheck.exercises.precautions import (
    EARLY_DEG,
    PRECAUTIONS,
    Meanings,
    meanings,
    warns_early,
    with_early_warnings,
)
from formcheck.exercises.prescription import tighten
from formcheck.exercises.profile import blocked, prescription

if TYPE_CHECKING:
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.pose import Pose

PAIRS = [(exercise, name) for exercise in exercise_names() for name in PRECAUTIONS]
BLOCKED = {
    (exercise, name)
    for exercise, name in PAIRS
    if blocked(load_exercise(exercise), prescription([name]))
}
OPEN = [pair for pair in PAIRS if pair not in BLOCKED]

# What the first eight forbid, by name: a row that is lost is noticed.
FIRST_EIGHT_BLOCKED = {
    ("hip_flexor_stretch", "posterior_hip_replacement", "hip_flexor_stretch_standing"),
    ("hip_flexor_stretch", "anterior_hip_replacement", None),
    ("hip_flexor_stretch", "lateral_hip_replacement", None),
    ("hip_flexor_stretch", "femoroacetabular_impingement", "hip_flexor_stretch_standing"),
    ("hip_flexor_stretch", "knee_pain", "hip_flexor_stretch_standing"),
    ("hip_flexor_stretch_standing", "anterior_hip_replacement", None),
    ("hip_flexor_stretch_standing", "lateral_hip_replacement", None),
    ("single_leg_bridge", "lateral_hip_replacement", "double_leg_bridge"),
    ("standing_hip_abduction", "lateral_hip_replacement", None),
    ("standing_hip_extension", "anterior_hip_replacement", "double_leg_bridge"),
    ("standing_hip_extension", "lateral_hip_replacement", "double_leg_bridge"),
}
NO_LEG_RAISE = {"posterior_hip_replacement", "anterior_hip_replacement", "lateral_hip_replacement"}

LIMITED = {
    ("mini_squat", "posterior_hip_replacement", "hip_flexion", 80),
    ("mini_squat", "lateral_hip_replacement", "hip_flexion", 80),
    ("mini_squat", "femoroacetabular_impingement", "hip_flexion", 85),
    ("mini_squat", "knee_pain", "knee_flexion", 70),
    ("hip_flexor_stretch_standing", "posterior_hip_replacement", "other_hip_flexion", 88),
    ("single_leg_bridge", "anterior_hip_replacement", "hip_flexion", -5),
    ("double_leg_bridge", "anterior_hip_replacement", "hip_flexion", -5),
    ("double_leg_bridge", "lateral_hip_replacement", "hip_flexion", -5),
    ("standing_hip_abduction", "posterior_hip_replacement", "ankle_past_midline", 0),
}

GENTLER: dict[tuple[str, str], Provocation] = {
    ("bird_dog", "anterior_hip_replacement"): Provocation({"peak_deg": 8.0}),
    # A higher chair, and hardly a bow.
    ("sit_to_stand", "posterior_hip_replacement"): Provocation(
        {"rest_deg": 78.0}, {"lean": -18.0}
    ),
    ("sit_to_stand", "lateral_hip_replacement"): Provocation({"rest_deg": 78.0}, {"lean": -18.0}),
    # A little leaned back, or on a higher chair.
    ("seated_knee_extension", "posterior_hip_replacement"): Provocation(tweaks={"recline": 14.0}),
    ("seated_knee_extension", "lateral_hip_replacement"): Provocation(tweaks={"recline": 14.0}),
}
"""How an exercise is done under a precaution where the usual way goes too far."""

TOO_FAR: dict[tuple[str, str], Provocation] = {
    ("mini_squat", "hip_flexion"): Provocation({"peak_deg": 66.0}, {"lean": 36.0}),
    ("sit_to_stand", "hip_flexion"): Provocation(tweaks={"lean": 30.0}),
    ("seated_knee_extension", "hip_flexion"): Provocation(tweaks={"lean": 22.0}),
    ("lateral_step", "feet_close"): Provocation({"rest_deg": -8.0}),
    ("lateral_step", "crossing"): Provocation({"rest_deg": -14.0}),
    ("hip_flexor_stretch_standing", "other_hip_flexion"): Provocation(tweaks={"step": 58.0}),
}
"""How a measure that is not the main one is driven past every limit of a precaution."""


def performed(exercise: Exercise, provocation: Provocation) -> list[Pose]:
    plan = plan_for(exercise, **({"reps": 2} | dict(provocation.plan)))
    sampled = Recording(fps=FPS)
    return perform(exercise, plan=plan, tweaks=provocation.tweaks, recording=sampled)


# --- Words -------------------------------------------------------------------------------------


def test_every_precaution_is_told_in_words_with_a_source() -> None:
    rows = meanings().precaution
    assert tuple(rows) == PRECAUTIONS
    assert len({row.title for row in rows.values()}) == len(rows)
    used = {key.strip() for row in rows.values() for key in row.source.split(",")}
    assert used - {"engineering default"} == set(meanings().sources)


def test_a_precaution_without_words_or_with_an_unknown_source_does_not_load() -> None:
    table = meanings().model_dump(by_alias=True)
    missing = table | {"precaution": {"knee_pain": table["precaution"]["knee_pain"]}}
    with pytest.raises(ValueError, match="'posterior_hip_replacement' has no words"):
        Meanings.model_validate(missing)
    with pytest.raises(ValueError, match="source 'S19' is not listed"):
        Meanings.model_validate(table | {"sources": {}})


# --- Every pair --------------------------------------------------------------------------------


def test_the_first_eight_forbid_what_they_must() -> None:
    eight = {name for name, _, _ in FIRST_EIGHT_BLOCKED} | {"mini_squat", "double_leg_bridge"}
    found = {
        (exercise, name, block.instead)
        for exercise, name in PAIRS
        if exercise in eight
        if (block := blocked(load_exercise(exercise), prescription(name)))
    }
    assert found == FIRST_EIGHT_BLOCKED
    assert {name for row, name in BLOCKED if row == "straight_leg_raise"} == NO_LEG_RAISE


@pytest.mark.parametrize(("exercise", "name", "measure", "stop"), sorted(LIMITED))
def test_a_precaution_stops_where_it_must(
    exercise: str, name: str, measure: str, stop: float
) -> None:
    tight = tighten(load_exercise(exercise), prescription([name]))
    at = [
        row.when.at for row in tight.limit if row.action == "stop" and row.when.measure == measure
    ]
    assert stop in at


@pytest.mark.parametrize(("exercise", "name"), sorted(BLOCKED))
def test_a_blocked_exercise_says_why_and_leads_somewhere(exercise: str, name: str) -> None:
    profile = prescription([name])
    block = blocked(load_exercise(exercise), profile)
    assert block is not None
    assert re.fullmatch(r"[A-Z].*\.", block.why)
    if block.instead is not None:
        assert tighten(load_exercise(block.instead), profile)
    with pytest.raises(ExerciseError, match=f"{block.instead or 'Ask your physiotherapist'}"):
        tighten(load_exercise(exercise), profile)


@pytest.mark.sampled(4)
@pytest.mark.parametrize(("exercise", "name"), OPEN)
def test_an_allowed_exercise_can_be_done_well(exercise: str, name: str) -> None:
    tight = tighten(load_exercise(exercise), prescription([name]))
    gentler = GENTLER.get((exercise, name), Provocation())
    report = watch(tight, performed(tight, gentler)).report
    assert report.limits == ()
    assert (report.counts.good, report.counts.total) == (2, 2)
    assert report.verdict == ("good" if load_exercise(exercise).scope == "full" else "counted")


@pytest.mark.parametrize(("exercise", "name"), [*OPEN, *((row, None) for row in exercise_names())])
def test_every_stop_is_warned_of_early(exercise: str, name: str | None) -> None:
    tight = tighten(load_exercise(exercise), prescription(name))
    assert not [row.name for row in tight.limit if not warns_early(row, tight.limit)]


WITH_LIMITS = [
    (exercise, name, row.name)
    for exercise, name in OPEN
    if name in load_exercise(exercise).profile
    for row in load_exercise(exercise).profile[name].limit
    if row.when.measure == load_exercise(exercise).movement.measure
    or (exercise, row.when.measure) in TOO_FAR
]


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("exercise", "name", "limit"), WITH_LIMITS)
def test_a_limit_of_a_precaution_speaks(exercise: str, name: str, limit: str) -> None:
    whole = load_exercise(exercise)
    tight = tighten(whole, prescription([name]))
    when = next(row.when for row in tight.limit if row.name == limit)
    movement = whole.movement
    backward = when.measure == movement.measure and when.sense == "below" and movement.sign > 0
    if when.measure == movement.measure and not backward:
        zero = PERFORMANCES[exercise].rest_deg if movement.baseline == "start" else 0.0
        beyond = Provocation({"peak_deg": zero + when.at + movement.sign * 4.0})
    else:
        beyond = TOO_FAR[exercise, limit if backward else when.measure]
    report = watch(tight, performed(tight, beyond)).report
    assert limit in {row.name for row in report.limits}
    assert report.counts.good == 0


# --- Early warnings ----------------------------------------------------------------------------


def limit_at(measure: str = "knee_flexion", action: str = "stop", **when: float) -> Limit:
    table = {"name": "mine", "when": {"measure": measure} | when, "action": action}
    return Limit.model_validate(table | {"say": "Stop.", "source": "engineering default"})


STOP = limit_at(above_deg=130, clear_deg=126)


@pytest.mark.parametrize(
    ("stop", "soon"),
    [(STOP, (125, 121)), (limit_at(below_deg=20, clear_deg=24), (25, 29))],
    ids=["above", "below"],
)
def test_a_stop_without_a_warning_gets_one(stop: Limit, soon: tuple[float, float]) -> None:
    bridge = load_exercise("single_leg_bridge")
    warning = with_early_warnings([*bridge.limit, stop], [stop], bridge)[-1]
    assert (warning.name, warning.action) == ("mine_soon", "warn")
    assert (warning.when.at, warning.when.clear) == soon


@pytest.mark.parametrize(
    ("measure", "at_deg", "enough"),
    [
        ("knee_flexion", 126, False),
        ("knee_flexion", 125, True),
        ("knee_flexion", 120, True),
        ("hip_flexion", 120, False),
    ],
)
def test_a_warning_counts_if_it_comes_early_enough(
    measure: str, at_deg: float, *, enough: bool
) -> None:
    warning = limit_at(measure, "warn", above_deg=at_deg, clear_deg=100)
    assert warns_early(STOP, [STOP, warning]) is enough


def test_no_warning_is_put_into_the_target() -> None:
    squat, stop = load_exercise("mini_squat"), limit_at(above_deg=62, clear_deg=58)
    assert squat.movement.target_deg[1] > 62 - EARLY_DEG
    assert with_early_warnings([stop], [stop], squat) == [stop]
