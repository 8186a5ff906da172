"""The order of the stages: hands-free, by key, and when camera or person go away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.actor import actor
from support.watching import watch

from formcheck.exercises.loader import exercise_names
from formcheck.session.machine import IDLE_S
from formcheck.session.protocol import Command, ScreenKind, SessionInput
from formcheck.session.stages.summary import CAMERA_GONE, SAVED, SHARP_PAIN, SHOWN_S

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.pose.joints import Side

MOVING, STARTING, OVER = ScreenKind.MOVING, ScreenKind.STARTING, ScreenKind.OVER
RESTING, PAUSED, PAIN = ScreenKind.RESTING, ScreenKind.PAUSED, ScreenKind.PAIN
SIDES: Sequence[tuple[int, Side]] = ((1, "left"), (1, "right"), (2, "left"), (2, "right"))


# --- Hands-free ---------------------------------------------------------------------------------


def test_set_starts_and_ends_without_a_key() -> None:
    person = actor(until=MOVING, done=3)
    assert person.stages == [STARTING, ScreenKind.COUNTDOWN, MOVING, OVER]
    [done] = person.ended
    assert done.ended_by == "done"
    assert (done.report.counts.good, done.report.counts.total) == (2, 2)
    assert person.said[:2] == ["Get into the start position.", person.plan.exercise.steps[0]]
    for words in ("three", "Go.", "one", "hold", "One more.", "Set done. All two were good."):
        assert words in person.said
    person.stay(SHOWN_S + 1)
    assert person.machine.is_over


@pytest.mark.parametrize("name", exercise_names())
def test_every_exercise_can_be_led(name: str) -> None:
    person = actor(name, until=MOVING, reps=1)
    person.exercise(2, **({"hold_s": 8.0} if person.plan.exercise.kind == "hold" else {}))
    assert person.sets() == [("done", 1)]


def test_kept_readings_of_a_set_give_its_report_again() -> None:
    person = actor(until=MOVING, done=2)
    poses = [reading.pose for reading in person.kept]
    assert (poses[0].index, poses[0].time_s) == (0, 0.0)
    again = watch(person.plan.exercise, poses, side="left").report
    assert again.as_dict() == person.ended[0].report.as_dict()


def test_sides_and_sets_follow_each_other_with_rests() -> None:
    person = actor(request="both", sets=2, reps=1, rest_s=5.0)
    for number, side in SIDES:
        person.side = side
        person.stay_until(MOVING)
        person.exercise(1)
        assert (person.ended[-1].plan.number, person.ended[-1].plan.side) == (number, side)
    assert person.stages.count(RESTING) == 3
    assert "Rest for 5 seconds. Next: the right leg, set 1 of 2. Turn round." in person.said
    assert person.stage is OVER
    assert person.sets() == [("done", 1)] * 4
    assert person.output.screen.lines == tuple(
        f"Set {number}, {side}: 1 good of 1" for number, side in SIDES
    )


def test_other_side_is_placed_anew() -> None:
    person = actor(until=MOVING, done=1, request="both", reps=1, rest_s=3.0, placing=True)
    person.stay(4.0)
    assert person.stage is ScreenKind.PLACING
    heading = "Turn round: your right side must be towards the camera."
    assert person.output.screen.heading == heading
    person.side = "right"
    person.stay_until(MOVING)
    assert person.begun[-1].side == "right"


@pytest.mark.parametrize(
    ("command", "absence"), [(None, "gone"), (Command.PAUSE, "no picture")], ids=["left", "paused"]
)
def test_session_that_everybody_left_ends_by_itself(command: Command | None, absence: str) -> None:
    person = actor(until=MOVING, done=1, sets=3, reps=8)
    if command:
        person.press(command)
    if absence == "gone":
        person.be_gone(IDLE_S + SHOWN_S + 60.0)
    else:
        person.lose_pictures(IDLE_S + SHOWN_S + 1.0, camera_lost=False)
    assert person.machine.is_over
    assert person.sets() == [("left", 1)]


# --- The camera ---------------------------------------------------------------------------------


def test_lost_camera_pauses_the_set() -> None:
    person = actor(until=MOVING, done=1, reps=3)
    person.lose_pictures(5.0)
    assert person.stage is PAUSED
    assert person.output.screen.heading == "No picture from the camera"
    assert person.said.count("No picture from the camera. I wait for it.") == 1
    person.exercise(2)
    assert person.sets() == [("done", 3)]


def test_camera_that_stays_away_ends_the_set_complete() -> None:
    person = actor(until=MOVING, done=2, sets=2, reps=8)
    ended = person.machine.lose_camera().ended
    assert ended is not None
    assert (ended.ended_by, ended.report.counts.total) == ("camera", 2)
    assert person.machine.lose_camera().ended is None
    person.lose_pictures(0.1)
    assert person.said[-1] == person.output.screen.heading == f"{CAMERA_GONE} {SAVED}"
    person.lose_pictures(SHOWN_S)
    assert person.machine.is_over


def test_end_of_the_program_ends_the_set_complete() -> None:
    person = actor(until=MOVING, done=2, sets=2, reps=8)
    ended = person.machine.end("asked").ended
    assert ended is not None
    assert ended.report.counts.total == 2
    assert person.machine.is_over


def test_camera_that_never_sent_a_picture_ends_the_session() -> None:
    machine = actor().machine
    assert machine.lose_camera().ended is None
    assert machine.update(SessionInput(1.1)).screen.heading == CAMERA_GONE


def test_pain_is_asked_while_the_camera_is_lost() -> None:
    person = actor(until=MOVING, done=1, sets=2, reps=8)
    person.lose_pictures(2.0)
    person.tick(None, Command.PAIN, camera_lost=True)
    person.tick(None, camera_lost=True)
    person.tick(None, Command.PAIN, camera_lost=True)  # twice: sharp pain
    assert person.sets() == [("pain", 1)]
    person.lose_pictures(0.1)
    assert person.stage is OVER
    assert SHARP_PAIN in person.said


# --- Keys ---------------------------------------------------------------------------------------


def test_space_goes_on_wherever_the_session_waits() -> None:
    person = actor(sets=2, reps=1, rest_s=60.0, pain=True)
    person.stay(0.1)
    person.press(Command.PAUSE)  # no answer
    assert person.answers() == [("before", 0, None)]
    person.stay(0.1)
    for reached in (ScreenKind.COUNTDOWN, MOVING):  # starts at once, without a countdown
        person.press(Command.PAUSE)
        assert person.stage is reached
    person.exercise(1)
    for reached in (RESTING, STARTING):  # no answer, no rest
        person.press(Command.PAUSE)
        person.stay(0.1)
        assert person.stage is reached


def test_finish_key_completes_the_set() -> None:
    person = actor(until=MOVING, done=2, sets=3, reps=8)
    person.press(Command.FINISH)
    assert person.sets() == [("asked", 2)]
    assert person.stage is OVER
    person.press(Command.FINISH)
    assert person.machine.is_over


def test_finish_key_asks_for_pain_once_more() -> None:
    person = actor(sets=3, reps=8, pain=True)
    person.press(digits="1")
    person.stay_until(MOVING)
    person.press(Command.FINISH)
    assert person.stage is PAIN
    person.press(digits="2")
    person.stay(0.1)
    assert person.stage is OVER
    assert person.answers() == [("before", 0, 1), ("after", 1, 2)]


def test_finish_key_before_the_first_set_just_ends() -> None:
    person = actor(pain=True)
    person.stay(0.1)
    person.press(Command.FINISH)
    assert person.stage is OVER
    assert person.ended == []


@pytest.mark.parametrize("request_", ["both", "left"])
@pytest.mark.parametrize("in_set", [True, False])
def test_next_side_key_goes_to_the_other_side(request_: str, in_set: bool) -> None:  # noqa: FBT001
    person = actor(until=MOVING if in_set else STARTING, request=request_, sets=2, reps=8)
    person.press(Command.NEXT_SIDE)
    assert person.sets() == [("asked", 0)] * in_set
    person.side = "right"
    person.stay_until(MOVING)
    assert person.begun[-1].side == "right"


def test_next_side_key_in_the_rest_before_the_other_side_goes_there() -> None:
    person = actor(until=MOVING, done=1, request="both", sets=2, reps=1, rest_s=60.0)
    assert person.stage is RESTING
    person.press(Command.NEXT_SIDE)
    person.side = "right"
    person.stay_until(MOVING)
    assert [(plan.number, plan.side) for plan in person.begun] == [(1, "left"), (1, "right")]


def test_redo_key_does_the_set_again_and_loses_none() -> None:
    person = actor(until=MOVING, done=1, sets=2)
    person.press(Command.REDO)
    assert person.sets() == [("redone", 1)]
    person.stay_until(MOVING)
    person.exercise(2)
    person.press(Command.REDO)  # in the rest: the last one once more
    for _ in range(2):
        person.stay_until(MOVING)
        person.exercise(2)
    assert [done.plan.number for done in person.ended] == [1, 1, 1, 2]
    assert person.stage is OVER


def test_redo_key_after_the_rest_keeps_the_set_that_was_next() -> None:
    person = actor(until=MOVING, done=1, sets=2, reps=1)
    person.press(Command.PAUSE)  # no rest
    person.stay(0.1)
    assert person.stage is STARTING
    person.press(Command.REDO)
    person.press(Command.REDO)  # once more is still once
    for _ in range(2):
        person.stay_until(MOVING)
        person.exercise(1)
    assert [done.plan.number for done in person.ended] == [1, 1, 2]
    assert person.stage is OVER


@pytest.mark.parametrize(
    ("command", "sides"),
    [
        (Command.REDO, ["left", "left"]),
        (Command.NEXT_SIDE, ["left", "right"]),
        (Command.FINISH, ["left"]),
    ],
)
def test_countdown_that_a_key_ends_is_no_set(command: Command, sides: list[Side]) -> None:
    person = actor(until=ScreenKind.COUNTDOWN, request="both")
    person.press(command)
    assert person.ended == []
    assert person.dropped == 1
    person.side = sides[-1]
    person.stay(8.0)
    assert [plan.side for plan in person.begun] == sides
    if command is Command.FINISH:
        assert person.stage is OVER
        assert person.said[-1] == "The session is over."
