"""Several exercises in one session: their order, pain between them, keys, what is heard."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from support.actor import BRIDGE, FPS, Actor, actor, load, resting, scenes, session_of
from support.performer import Recording, perform, plan_for

from benchmark.listener import violations
from formcheck.pain_scale import STOP_ABOVE
from formcheck.session.machine import SessionMachine
from formcheck.session.protocol import ScreenKind, SessionInput
from formcheck.session.stages.introduction import CHANGE_S, TOO_MUCH
from formcheck.session.stages.pain import GENTLE
from formcheck.session.stages.placement import WELL
from formcheck.session.stages.summary import (
    CAMERA_GONE,
    HARD_PAIN,
    SHARP_PAIN,
    STRONG_PAIN,
    TOO_HARD,
)

if TYPE_CHECKING:
    from formcheck.session.protocol import ScreenState

SQUAT, KNEE = "mini_squat", "standing_hip_flexion"
TWO = f"{SQUAT}, {BRIDGE}"
THREE = f"{SQUAT}, {KNEE}, {BRIDGE}"


def actor_at_end_of_first() -> Actor:
    """Return a person who has just done the last repetition of the first of two exercises."""
    person, squat = actor("until moving", name=TWO, reps=1), load(SQUAT)
    for pose in perform(squat, plan=plan_for(squat, reps=1), recording=Recording(fps=FPS)):
        if person.tick(pose).ended is not None:
            return person
    raise AssertionError("the set did not end")


def titles(*names: str) -> list[str]:
    return [load(name).title for name in names]


def test_one_exercise_follows_the_other_without_a_key() -> None:
    person = actor(name=TWO, reps=1, pain=True, placing=True)
    person.act("until pain; type 1; until moving; do 1; see pain; type 2; stay 0.1; see resting")
    introduced = person.output.screen
    assert introduced.heading == f"Next: {load(BRIDGE).title}"
    assert introduced.detail == load(BRIDGE).steps[0].partition(". ")[0] + "."
    person.act(f"stay {CHANGE_S + 8}; see moving; do 1; type 2; stay 1; see over")
    person.act(
        "ended done 1, done 1; pains before 0 1, after 1 2, after 1 2; exercises done, done"
    )
    squat, bridge = titles(SQUAT, BRIDGE)
    assert person.output.screen.lines == (
        f"{squat}: 1 good of 1", f"{bridge}: 1 good of 1", "Pain 1, then 2, then 2",
    )  # fmt: skip
    person.act("stay 40; see the end")
    assert violations(person.listener) == []


def test_introduction_names_exercise_leg_and_dose() -> None:
    person = actor("until moving; do 1; stay 8", name=TWO, reps=1, sets=1)
    words = next(one for one in person.said if "Next:" in one)
    title, step = load(BRIDGE).title, load(BRIDGE).steps[0]
    assert words.endswith(f"Next: {title}. The left leg, once. {step}")
    both = Actor(
        session_of(load(SQUAT), reps=1), session_of(load(BRIDGE), request="both", sets=2, reps=8)
    )
    both.act("until moving; do 1; stay 8")
    dose = "Each leg, two sets of eight, the left leg first."
    assert any(f"{title}. {dose} {step}" in one for one in both.said)


def test_camera_that_stands_well_for_the_next_exercise_needs_no_words() -> None:
    person = actor("until moving; do 1", name=TWO, reps=1, placing=True)
    before = len(person.said)
    person.act("until placing; until moving")
    said = " ".join(person.said[before:])
    assert load(BRIDGE).view.place[1:] not in said
    assert WELL not in said
    assert person.said.count(f"{load(BRIDGE).title}, the left leg.") == 0


def test_camera_that_must_be_moved_for_the_next_exercise_is_said() -> None:
    """The side is seen first, and the next exercise needs the front."""
    person = Actor(
        session_of(load(SQUAT), reps=1, placing=True),
        session_of(load("lateral_step"), reps=1, placing=True),
    )
    person.act("until moving; do 1")
    sideways = resting(SQUAT, "left")
    person.act("stay 1; see resting")
    for _ in range(round(10 * (CHANGE_S + 12))):
        person.tick(sideways)
    assert person.stage is ScreenKind.PLACING
    assert person.output.screen.heading in person.said[-6:]
    assert "turn your chest to the camera" in person.output.screen.heading
    person.act("until moving")


@pytest.mark.parametrize("number", [STOP_ABOVE + 1, 10])
def test_strong_pain_ends_the_exercise_and_the_next_one_is_offered(number: int) -> None:
    person = actor("type 2; until moving; do 1", name=TWO, reps=1, sets=3, pain=True)
    person.act("see pain")
    person.tick(person.resting, digits=str(number))
    person.act("stay 20; see resting; exercises strong_pain, None")
    assert any(words.startswith(TOO_MUCH) for words in person.said)
    # It is asked again before the next exercise begins.
    person.act("until pain; type 3; until moving; do 1; type 3")
    for _ in range(2):
        person.act("until moving; do 1; see pain; type 3")
    person.act("stay 1; see over; exercises strong_pain, done")
    words = TOO_HARD.format(title=load(SQUAT).title)
    assert person.output.screen.detail == words
    assert not person.output.screen.alarm
    person.act("stay 45; see the end")
    assert violations(person.listener) == []


def test_pain_that_stays_strong_ends_the_session() -> None:
    person = actor("type 2; until moving; do 1; type 7; stay 1", name=TWO, reps=1, pain=True)
    person.act(f"stay {CHANGE_S + 1}; see pain; type 6; stay 1; see over; hear {STRONG_PAIN}")
    person.act("exercises strong_pain, strong_pain")


def test_strong_pain_of_a_new_hip_ends_the_session() -> None:
    plans = [session_of(load(name), reps=1, pain=True) for name in (SQUAT, BRIDGE)]
    new_hip = [replace(plan, stops_at_strong_pain=True) for plan in plans]
    person = Actor(*new_hip)
    person.act(f"type 2; until moving; do 1; type 6; stay 1; see over; hear {STRONG_PAIN}")
    person.act("exercises strong_pain")


@scenes(f"""
sharp pain ends the session
    reps=8 | until moving; key pain; see pain; key pain; stay 1; see over; hear {SHARP_PAIN};
    exercises sharp_pain
an arm that stays up ends the session
    reps=8 | until moving; do 1; arm 10; stay 1; see over; hear {SHARP_PAIN}; exercises sharp_pain
strong pain in the last exercise
    reps=1 pain=1 | type 1; until moving; do 1; type 1; stay 31; until moving; do 1; type 6;
    stay 1; see over; hear {HARD_PAIN}; exercises done, strong_pain
skip in a set asks for pain, then the next exercise comes
    reps=8 pain=1 | type 1; until moving; do 2; key skip; ended asked 2; see pain; type 2; stay 1;
    see resting; exercises skipped, None
skip before a set
    reps=8 | until starting; key skip; stay 0.1; see resting; exercises skipped, None; begun
skip in the introduction, which is the last exercise
    reps=1 | until moving; do 1; until resting; key skip; see over; exercises done, asked
skip drops a countdown
    reps=8 | until countdown; key skip; dropped 1; stay 0.1; see resting
space begins the next exercise
    reps=1 | until moving; do 1; until resting; stay 1; key pause; stay 0.1; see starting
an arm begins the next exercise
    reps=1 | until moving; do 1; until resting; stay 12; arm 1; stay 0.1; until moving
pain is asked in the introduction
    reps=1 | until moving; do 1; until resting; key pain; see pain; type 3; stay 0.1; see resting;
    until moving; pains before 0 3
finish in the introduction
    reps=1 | until moving; do 1; until resting; key finish; see over; exercises done, asked;
    stay 6.1; see the end
finish in a set of the first exercise
    reps=8 pain=1 | type 1; until moving; do 1; key finish; see pain; type 2; stay 0.1; see over;
    exercises asked
finish and strong pain
    reps=8 pain=1 | type 1; until moving; do 1; key finish; type 8; stay 1; see over;
    hear {HARD_PAIN}; exercises strong_pain
camera lost in the introduction
    reps=1 | until moving; do 1; until resting; lost 5; see paused; stay 0.1; see resting
""")
def test_course(session: dict[str, Any], script: str) -> None:
    person = actor(script, name=TWO, **session)
    person.act("stay 40") if person.machine.is_over else None


def test_gentle_exercise_may_begin_in_pain_and_others_may_not() -> None:
    """After it the pain is asked for again, because the next exercise strains."""
    gentle = replace(session_of(load(SQUAT), reps=1, pain=True), is_gentle=True)
    person = Actor(gentle, session_of(load(BRIDGE), reps=1, pain=True))
    person.act(f"type 7; stay 1; hear {GENTLE}; until moving; do 1; type 7; stay 1; see resting")
    person.act(f"until pain; type 7; stay 1; see over; hear {STRONG_PAIN}")
    person.act("exercises strong_pain, strong_pain; pains before 0 7, after 1 7, before 0 7")
    person.act("stay 40")
    assert violations(person.listener) == []


def test_new_hip_does_not_begin_even_a_gentle_exercise_in_pain() -> None:
    plan = replace(session_of(load(SQUAT), pain=True), is_gentle=True, stops_at_strong_pain=True)
    Actor(plan).act(f"type 7; stay 1; see over; hear {STRONG_PAIN}")


def test_what_is_special_about_a_form_is_said_in_both_places() -> None:
    how = "Use a high chair."
    plans = [
        replace(session_of(load(name), reps=1, placing=True), how=how) for name in (SQUAT, BRIDGE)
    ]
    person = Actor(*plans)
    person.act(f"stay 1; hear {load(SQUAT).title}. {how}; until moving; do 1; stay 8")
    assert any(f"The left leg, once. {how} {load(BRIDGE).steps[0]}" in one for one in person.said)
    assert person.output.screen.detail == how


def test_skipping_before_the_first_question_leaves_it_open() -> None:
    person = actor("stay 0.1; see pain; key skip; stay 0.1; see resting", name=TWO, pain=True)
    person.act(f"stay {CHANGE_S + 1}; see pain")
    person.tick(person.resting, digits="2")
    person.act("until moving; pains before 0 2")


def test_camera_that_goes_in_the_introduction_ends_the_session_with_its_results() -> None:
    person = actor("until moving; do 1; until resting", name=TWO, reps=1)
    assert person.machine.lose_camera().ended is None
    person.act("lost 0.1")
    screen: ScreenState = person.output.screen
    assert screen.heading.startswith(CAMERA_GONE)
    assert screen.lines == (f"{load(SQUAT).title}: 1 good of 1",)


def test_end_between_two_exercises_loses_nothing() -> None:
    person = actor_at_end_of_first()
    assert person.machine.end("asked").ended is None
    assert person.machine.is_over
    assert len(person.machine.finished) == 1


def test_three_exercises_are_heard_as_they_should_be() -> None:
    person = actor("type 1", name=THREE, sets=2, reps=2, rest_s=20, pain=True)
    for _ in range(6):
        person.act("until moving; stay 5; do 2; stay 9; type 2")
    person.act("stay 45; see the end; exercises done, done, done")
    assert violations(person.listener) == []


def test_introductions_of_all_kinds_are_heard_to_their_end() -> None:
    """A person who keeps still through the whole introduction hears no long silence."""
    person = actor("until moving; do 1; until moving; stay 6", name=TWO, reps=1, pain=False)
    person.act("key finish; stay 45")
    assert violations(person.listener) == []


def test_course_without_an_exercise_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="expected one exercise"):
        SessionMachine()


def test_machine_says_which_exercise_an_output_belongs_to() -> None:
    person = actor_at_end_of_first()
    assert person.ended[0].report.exercise == SQUAT
    assert person.machine.number == 0
    person.machine.update(SessionInput(person.time_s + 0.1))
    assert person.machine.number == 1
    assert person.machine.plan.exercise.name == BRIDGE
