"""Every exercise under every precaution: blocked with a way out, or still to be done well."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from support.performances import Provocation
from support.performer import PERFORMANCES, Recording, perform, plan_for
from support.watching import FPS, watch

from formcheck.errors import ExerciseError
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.exercises.parts import Limit, Precaution
from formcheck.exercises.precautions import (
    EARLY_DEG,
    PRECAUTIONS,
    Meanings,
    heeded,
    meanings,
    strictest,
    warns_early,
    with_early_warnings,
)
from formcheck.exercises.profile import blocked, prescription, tighten

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

GENTLER: dict[tuple[str, str], Provocation] = {
    ("bird_dog", "anterior_hip_replacement"): Provocation({"peak_deg": 8.0}),
    ("double_leg_bridge", "anterior_hip_replacement"): Provocation({"peak_deg": 8.0}),
    ("double_leg_bridge", "lateral_hip_replacement"): Provocation({"peak_deg": 8.0}),
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
    ("sit_to_stand", "hip_flexion"): Provocation(tweaks={"lean": 34.0}),
    ("seated_knee_extension", "hip_flexion"): Provocation(tweaks={"lean": 22.0}),
    ("hamstring_stretch", "hip_flexion"): Provocation(tweaks={"thigh": 14.0}),
    ("bird_dog", "sits_back"): Provocation({"rest_deg": 98.0}),
    ("standing_hip_flexion", "hip_flexion"): Provocation(tweaks={"lean": 26.0}),
    ("marching", "hip_flexion"): Provocation({"peak_deg": 72.0}, {"lean": 30.0}),
    ("heel_slide", "hip_flexion"): Provocation({"peak_deg": 145.0}, {"foot_lift_deg": 24.0}),
    ("step_up", "hip_flexion"): Provocation(tweaks={"lean": 70.0}),
    ("lateral_step", "legs_cross"): Provocation({"rest_deg": -8.0}),
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
    with pytest.raises(ValueError, match="source 'N6' is not listed"):
        Meanings.model_validate(table | {"sources": {}})


# --- Every pair --------------------------------------------------------------------------------


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


@pytest.mark.sampled(14)
@pytest.mark.parametrize(("exercise", "name"), OPEN)
def test_an_allowed_exercise_can_be_done_well(exercise: str, name: str) -> None:
    tight = tighten(load_exercise(exercise), prescription([name]))
    gentler = GENTLER.get((exercise, name), Provocation())
    report = watch(tight, performed(tight, gentler)).report
    assert report.limits == ()
    assert (report.counts.good, report.counts.total) == (2, 2)
    assert report.verdict == ("counted" if tight.scope == "counts" else "good")


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
    if not row.name.startswith("leans")
]


@pytest.mark.sampled(14)
@pytest.mark.parametrize(("exercise", "name", "limit"), WITH_LIMITS)
def test_a_limit_of_a_precaution_speaks(exercise: str, name: str, limit: str) -> None:
    whole = load_exercise(exercise)
    tight = tighten(whole, prescription([name]))
    when = next(row.when for row in tight.limit if row.name == limit)
    movement = whole.movement
    onward = "above" if movement.sign > 0 else "below"
    backward = when.measure == movement.measure and when.sense != onward
    if when.measure == movement.measure and not backward:
        zero = PERFORMANCES[exercise].rest_deg if movement.baseline == "start" else 0.0
        beyond = Provocation({"peak_deg": zero + when.at + movement.sign * 4.0})
    else:
        beyond = TOO_FAR[exercise, limit if backward else when.measure]
    report = watch(tight, performed(tight, beyond)).report
    assert limit in {row.name for row in report.limits}
    assert report.counts.good == 0


@pytest.mark.parametrize("name", ["anterior_hip_replacement", "lateral_hip_replacement"])
def test_leaning_back_after_a_hinge_is_seen(name: str) -> None:
    """A hinge is measured from one's own upright stand, and so is what lies behind it."""
    tight = tighten(load_exercise("hip_hinge"), prescription([name]))
    upright = performed(tight, Provocation())
    leaning = performed(tight, Provocation({"rest_deg": -11.0}))
    later = [replace(pose, index=pose.index + 1000, time_s=pose.time_s + 30) for pose in leaning]
    behind = {row.name for row in tight.limit if row.when.sense == "below"}
    assert {row.name for row in watch(tight, upright).report.limits} == set()
    assert {row.name for row in watch(tight, [*upright, *later]).report.limits} == behind


# --- Early warnings ----------------------------------------------------------------------------


def limit_at(measure: str = "knee_flexion", action: str = "stop", **when: float) -> Limit:
    table = {"name": "mine", "when": {"measure": measure} | when, "action": action}
    return Limit.model_validate(table | {"say": "Stop.", "source": "engineering default"})


STOP = limit_at(above_deg=130, clear_deg=126)
NEARER = limit_at(above_deg=110, clear_deg=106)
SOFT = limit_at(action="warn", above_deg=100, clear_deg=96)


@pytest.mark.parametrize("limits", [[STOP, NEARER], [NEARER, STOP]], ids=["later", "earlier"])
def test_of_two_precautions_the_stricter_limit_holds(limits: list[Limit]) -> None:
    assert strictest(limits) == (NEARER,)


def test_precautions_that_cannot_be_held_together_are_refused() -> None:
    with pytest.raises(ExerciseError, match="neither is the stricter one"):
        strictest([STOP, SOFT])


def test_steps_follow_the_first_precaution_that_changes_them() -> None:
    rows = [
        Precaution(why="Stay high.", steps={2: "Go down a little."}, source="-"),
        Precaution(why="No pain.", steps={2: "Go down.", 3: "Come up slowly."}, source="-"),
        Precaution(why="No pain.", source="-"),
    ]
    assert heeded(("Stand.", "Squat.", "Come up."), rows) == (
        "Stand.", "Stay high.", "No pain.", "Go down a little.", "Come up slowly.",
    )  # fmt: skip
    assert heeded(("Stand.", "Squat."), []) == ("Stand.", "Squat.")


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
