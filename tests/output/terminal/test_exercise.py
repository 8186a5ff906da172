"""An exercise on the terminal: all that a therapist signs off, with whole links."""

from __future__ import annotations

import pytest
from support.printing import printed, printed_words

from formcheck.exercises.figure import describe_positions
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.exercises.precautions import SIGN_OFF
from formcheck.kinematics.measures import shown
from formcheck.output.terminal.exercise import NO_EVIDENCE, describe_exercise


@pytest.mark.sampled(5)
@pytest.mark.parametrize("name", exercise_names())
def test_exercise_is_shown_with_all_its_texts(name: str) -> None:
    exercise = load_exercise(name)
    text = printed_words(describe_exercise(exercise))
    rows = (*exercise.fault, *exercise.limit, *exercise.need, *exercise.movement.also)
    precautions = exercise.profile.values()
    limits = [*exercise.limit, *(limit for row in precautions for limit in row.limit)]
    measure, (enter, full) = exercise.movement.measure, exercise.movement.target_deg
    for part in (
        exercise.purpose,
        exercise.view.place,
        *describe_positions(exercise.figure, exercise.movement, exercise.position),
        *exercise.steps,
        *exercise.cannot_see,
        *(f"«{row.say}»" for row in rows),
        *(limit.when.in_words() for limit in limits),
        *(row.why for row in precautions),
        f"{shown(measure, enter, short=True)} to {shown(measure, full)}",
    ):
        assert part in text
    # Addresses stay whole: a source is one line, however long.
    lines = printed(describe_exercise(exercise), width=60).splitlines()
    assert {f"  - {key}: {source}" for key, source in exercise.sources.items()} <= set(lines)


def test_steps_are_numbered_and_continue_under_their_beginning() -> None:
    lines = printed(describe_exercise(load_exercise("hip_flexor_stretch")), width=60).splitlines()
    at = lines.index("How")
    assert lines[at + 1].startswith("  1. ")
    assert lines[at + 2].startswith("     ")


def test_illustrations_stand_apart_from_sources() -> None:
    exercise = load_exercise("clamshell")
    lines = printed(describe_exercise(exercise), width=60).splitlines()
    apart = lines.index(NO_EVIDENCE)
    assert lines.index("Sources") < apart
    assert f"  - {exercise.illustration[0]}" == lines[apart + 1]
    assert printed_words(describe_exercise(exercise)).endswith(SIGN_OFF)


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        (
            "hip_flexor_stretch",
            "With posterior hip replacement/Not allowed./Do hip_flexor_stretch_standing instead.",
        ),
        ("hip_flexor_stretch", "With knee pain/Not until your physiotherapist unlocks it."),
        ("double_leg_bridge", "target: 15° to 5°/step 2: Push through your heels"),
        ("step_up", "target: 9 % to 16 % of the leg"),
        ("single_leg_bridge", "[best hip bend over/[way out in less than/only a rough sign"),
        ("single_leg_bridge", "[way back in less than"),
    ],
)
def test_precautions_and_faults_are_explained(name: str, texts: str) -> None:
    text = printed_words(describe_exercise(load_exercise(name)))
    assert [part for part in texts.split("/") if part not in text] == []
