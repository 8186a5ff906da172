"""The order of the stages: hands-free, by key, and when camera or person go away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.actor import actor, scenes
from support.watching import watch

from benchmark.listener import violations
from formcheck.exercises.loader import exercise_names
from formcheck.session.machine import IDLE_S
from formcheck.session.protocol import Command, ScreenKind, SessionInput
from formcheck.session.stages.pain import QUESTIONS
from formcheck.session.stages.pause import ARM_SIGN, AWAY_S, SHARP_S
from formcheck.session.stages.summary import CAMERA_GONE, PRAISE, SAVED, SHARP_PAIN, SHOWN_S

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.pose.joints import Side

RESTING, OVER = ScreenKind.RESTING, ScreenKind.OVER
SIDES: Sequence[tuple[int, Side]] = ((1, "left"), (1, "right"), (2, "left"), (2, "right"))


# --- Hands-free ---------------------------------------------------------------------------------


def test_set_starts_and_ends_without_a_key() -> None:
    person = actor("until moving; do 3; ended done 2")
    assert person.said[-1] == f"The session is over. 2 of 2 were good. {PRAISE}."
    assert not any(words.startswith("Set done.") for words in person.said), "not twice the same"
    assert person.stages == [ScreenKind.STARTING, ScreenKind.COUNTDOWN, ScreenKind.MOVING, OVER]
    assert person.said[:4] == ["three", "two", "one", "Go."], "who is there needs no instruction"
    assert {"one done", "hold", "One more."} <= set(person.said)
    person.act(f"stay {SHOWN_S + 1}; see the end")


@pytest.mark.sampled(6)
@pytest.mark.parametrize("name", exercise_names())
def test_every_exercise_can_be_led(name: str) -> None:
    person = actor("until moving", name=name, reps=1)
    person.exercise(2, **({"hold_s": 8.0} if person.plan.exercise.kind == "hold" else {}))
    person.act("ended done 1")


def test_kept_readings_of_a_set_give_its_report_again() -> None:
    person = actor("until moving; do 2")
    poses = [reading.pose for reading in person.kept]
    assert (poses[0].index, poses[0].time_s) == (0, 0.0)
    again = watch(person.plan.exercise, poses, side="left").report
    assert again.as_dict() == person.ended[0].report.as_dict()


def test_sides_and_sets_follow_each_other_with_rests() -> None:
    person = actor(request="both", sets=2, reps=1, rest_s=5.0)
    for _, side in SIDES:
        person.act(f"side {side}; until moving; do 1")
    person.act("begun 1 left, 1 right, 2 left, 2 right; ended done 1, done 1, done 1, done 1")
    person.act("hear Next: the right leg, set 1 of 2. Turn round.; see over")
    assert person.stages.count(RESTING) == 3
    assert person.output.screen.lines == tuple(
        f"Set {number}, {side}: 1 good of 1" for number, side in SIDES
    )


def test_other_side_is_placed_anew() -> None:
    script = "until moving; do 1; stay 4; see placing"
    person = actor(script, request="both", reps=1, rest_s=3.0, placing=True)
    heading = "Turn round: your right side must be towards the camera."
    assert person.output.screen.heading == heading
    person.act("side right; until moving")
    assert person.begun[-1].side == "right"


@pytest.mark.parametrize(
    "script", [f"gone {IDLE_S + AWAY_S + SHOWN_S + 60}", f"key pause; slow {IDLE_S + SHOWN_S + 1}"]
)
def test_session_that_everybody_left_ends_by_itself(script: str) -> None:
    actor(f"until moving; do 1; {script}; ended left 1; see the end", sets=3, reps=8)


def test_question_that_is_answered_by_key_is_not_asked_any_more() -> None:
    """The words about the set are still being said when the number is typed."""
    person = actor(
        "type 2; until moving; do 1; see pain; type 3; stay 20", sets=2, reps=1, pain=True
    )
    heard = [one.words for one in person.listener.voice.heard]
    assert "Three. Thank you." in heard
    assert QUESTIONS["after"] not in heard
    assert violations(person.listener) == []


# --- The camera ---------------------------------------------------------------------------------


def test_lost_camera_pauses_the_set() -> None:
    person = actor("until moving; do 1; lost 5; see paused", reps=3)
    assert person.output.screen.heading == "No picture from the camera"
    assert person.said.count("No picture from the camera. I wait for it.") == 1
    assert person.output.reading is not None
    assert person.output.reading.reps == 1
    person.act("stay 0.1; hear The picture is back. Down again, and begin.")
    person.act("do 2")
    person.act("ended done 3")


def test_camera_that_stays_away_ends_the_set_complete() -> None:
    person = actor("until moving; do 2", sets=2, reps=8)
    ended = person.machine.lose_camera().ended
    assert ended is not None
    assert (ended.ended_by, ended.report.counts.total) == ("camera", 2)
    assert person.machine.lose_camera().ended is None
    person.act("lost 0.1")
    assert person.output.screen.heading == f"{CAMERA_GONE} {SAVED}"
    assert person.said[-1].startswith(f"{CAMERA_GONE} {SAVED} The session is over. 2 of 2 were")
    person.act(f"lost {SHOWN_S}; see the end")


def test_end_of_the_program_ends_the_set_complete() -> None:
    person = actor("until moving; do 2", sets=2, reps=8)
    ended = person.machine.end("asked").ended
    assert ended is not None
    assert ended.report.counts.total == 2
    assert person.machine.is_over


def test_camera_that_never_sent_a_picture_ends_the_session() -> None:
    machine = actor().machine
    assert machine.lose_camera().ended is None
    assert machine.update(SessionInput(1.1)).screen.heading == CAMERA_GONE


def test_pain_is_asked_while_the_camera_is_lost() -> None:
    person = actor("until moving; do 1; lost 2", sets=2, reps=8)
    person.tick(None, Command.PAIN, camera_lost=True)
    person.tick(None, camera_lost=True)
    person.tick(None, Command.PAIN, camera_lost=True)  # twice: sharp pain
    person.act(f"ended pain 1; lost 0.1; see over; hear {SHARP_PAIN}")


# --- The sign for sharp pain outside a set ------------------------------------------------------


@pytest.mark.parametrize("raised_s", [5.0, 9.0])
@pytest.mark.parametrize(
    ("before", "session", "after"),
    [
        ("stay 0.2; see placing", {"placing": True}, "moving"),
        ("stand 3; see starting", {}, "moving"),
        (
            "until moving; do 1; stay 4; see resting",
            {"sets": 2, "reps": 1, "rest_s": 60},
            "moving",
        ),
    ],
)
def test_arm_that_stays_up_outside_a_set_is_sharp_pain_too(
    before: str, session: dict[str, Any], after: str, raised_s: float
) -> None:
    person = actor(f"{before}; arm {raised_s}", **session)
    assert person.said.count(ARM_SIGN) == 1
    if raised_s < SHARP_S:
        assert person.machine.pains == []
        person.act(f"until {after}")
        return
    assert person.machine.pains[-1].sharp
    person.act(f"see over; hear {SHARP_PAIN}; stay 16")
    assert violations(person.listener) == []


# --- Keys ---------------------------------------------------------------------------------------


@pytest.mark.sampled(3)
@scenes("""
space goes on wherever the session waits
    sets=2 reps=1 rest_s=60 pain=1 | stay 0.1; key pause; stay 0.1; key pause; see countdown;
    key pause; see moving; do 1; key pause; stay 0.1; see resting; key pause; stay 0.1;
    see starting; pains before 0 None, after 1 None
finish completes the set
    sets=3 reps=8 | until moving; do 2; key finish; ended asked 2; see over; key finish;
    see the end
finish needs one press, and the question for pain follows
    sets=3 reps=8 pain=1 | type 1; until moving; do 1; key finish; ended asked 1; see pain;
    stay 6; type 2; stay 0.1; see over; stay 5.5; see over; stay 0.6; see the end;
    pains before 0 1, after 1 2
finish twice closes without an answer
    sets=3 reps=8 pain=1 | type 1; until moving; do 1; key finish; see pain; stay 0.1;
    key finish; see over; stay 6.1; see the end; ended asked 1; pains before 0 1
finish closes a question for pain within a set
    reps=8 pain=1 | type 1; until moving; do 1; key pain; stay 0.1; key finish; ended asked 1;
    see over
strong pain after finish is explained in full
    reps=8 pain=1 | type 1; until moving; do 1; key finish; type 8; stay 15; see over
finish in the rest just ends
    sets=3 reps=1 pain=1 rest_s=60 | type 1; until moving; do 1; type 2; until resting;
    key finish; see over; stay 6.1; see the end
finish before the first set just ends
    pain=1 | stay 0.1; key finish; see over; begun ; ended
next side in a set
    request=both sets=2 reps=8 | until moving; key next_side; ended asked 0; side right;
    until moving; begun 1 left, 1 right
next side in a set, unplanned
    sets=2 reps=8 | until moving; key next_side; ended asked 0; side right; until moving;
    begun 1 left, 1 right
next side before a set
    request=both sets=2 reps=8 | until starting; key next_side; side right; until moving;
    begun 1 right
next side before a set, unplanned
    sets=2 reps=8 | until starting; key next_side; side right; until moving; begun 1 right
next side in the rest before it goes there
    request=both sets=2 reps=1 rest_s=60 | until moving; do 1; see resting; key next_side;
    side right; until moving; begun 1 left, 1 right
redo in the set and in the rest loses no set
    sets=2 | until moving; do 1; key redo; ended redone 1; until moving; do 2; key redo;
    until moving; do 2; until moving; do 2; begun 1 left, 1 left, 1 left, 2 left; see over
redo after the rest, twice, keeps the set that was next
    sets=2 reps=1 | until moving; do 1; key pause; stay 0.1; see starting; key redo; key redo;
    until moving; do 1; until moving; do 1; begun 1 left, 1 left, 2 left; see over
redo and next side wait for the answer about pain
    sets=2 reps=8 pain=1 | stay 0.1; key redo; key next_side; see pain; type 1; until moving;
    begun 1 left
redo before the first set does nothing
    until starting; key redo; until moving; begun 1 left
redo drops a countdown
    request=both | until countdown; key redo; ended ; dropped 1; stay 8; begun 1 left, 1 left
next side drops a countdown
    request=both | until countdown; key next_side; ended ; dropped 1; side right; stay 8;
    begun 1 left, 1 right
finish drops a countdown
    request=both | until countdown; key finish; ended ; dropped 1; stay 5; begun 1 left; see over;
    hear The session is over. No set has begun.
""")
def test_key(session: dict[str, Any], script: str) -> None:
    actor(script, **session)
