"""A whole session, hands-free: from placing to the end, and a camera that goes away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from actor import FPS, Actor, moving, session_of
from arms import with_arm
from performer import perform
from placing import at_rest
from watching import watch

from formcheck.coach.library import exercise_names
from formcheck.guide.ending import (
    CAMERA_GONE,
    SAVED,
    SHARP_PAIN,
    SHOWN_S,
)
from formcheck.guide.scene import Stage
from formcheck.guide.stages import START_PATIENCE_S, UNSURE
from formcheck.guide.tick import Wish

if TYPE_CHECKING:
    from formcheck.coach.exercise import Exercise

BRIDGE = "single_leg_bridge"


# --- Hands-free ---------------------------------------------------------------------------------


def test_a_set_starts_and_ends_by_itself(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], reps=2))
    moving(actor)
    actor.exercise(3)
    assert actor.stages == [Stage.STARTING, Stage.COUNTDOWN, Stage.MOVING, Stage.OVER]
    [done] = actor.ended
    assert done.ended_by == "done"
    assert (done.report.counts.good, done.report.counts.total) == (2, 2)
    assert actor.said[:2] == ["Get into the start position.", shipped[BRIDGE].steps[0]]
    for words in ("three", "Go.", "one", "hold", "One more.", "Set done. All two were good."):
        assert words in actor.said
    actor.stay(SHOWN_S + 1)
    assert actor.conductor.is_over


@pytest.mark.parametrize("name", exercise_names())
def test_every_exercise_can_be_led(name: str, shipped: dict[str, Exercise]) -> None:
    exercise = shipped[name]
    actor = Actor(session_of(exercise, reps=1))
    moving(actor)
    hold = {"hold_s": 8.0} if exercise.kind == "hold" else {}
    actor.exercise(2, **hold)
    assert actor.ended[0].ended_by == "done"
    assert actor.ended[0].report.counts.total == 1


def test_what_is_kept_of_a_set_gives_its_report(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], reps=2))
    moving(actor)
    actor.exercise(2)
    poses = [reading.pose for reading in actor.kept]
    assert (poses[0].index, poses[0].time_s) == (0, 0.0)
    again = watch(shipped[BRIDGE], poses, side="left").report
    assert again.as_dict() == actor.ended[0].report.as_dict()


def test_who_sets_off_early_is_counted(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], reps=2))
    actor.stay_until(lambda told: told.scene.stage is Stage.COUNTDOWN)
    actor.exercise(2, rest_s=0.4)
    assert actor.ended[0].report.counts.total == 2


def test_who_leaves_the_start_in_the_countdown_begins_anew(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE]))
    actor.stay_until(lambda told: told.scene.stage is Stage.COUNTDOWN)
    actor.stand(1.5)
    assert actor.dropped == 1
    assert actor.is_in(Stage.STARTING)
    moving(actor)
    actor.exercise(2)
    assert len(actor.begun) == 2
    assert len(actor.ended) == 1


def test_a_start_that_cannot_be_made_out_is_not_waited_for_for_ever(
    shipped: dict[str, Exercise],
) -> None:
    actor = Actor(session_of(shipped[BRIDGE]))
    lying = perform(shipped["double_leg_bridge"])[0]  # both knees bent: no start position
    actor.play([lying] * round((START_PATIENCE_S - 1) * FPS))
    assert actor.is_in(Stage.STARTING)
    assert actor.direction.scene.detail == "Straighten the other leg, foot off the floor."
    actor.play([lying] * 70)
    assert actor.is_in(Stage.MOVING)
    assert UNSURE in actor.said
    assert actor.dropped == 0
    actor.exercise(2)
    assert actor.ended[0].report.counts.total == 2


def test_an_arm_begins_at_once_and_nobody_begins_nothing(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE]))
    lying = perform(shipped["double_leg_bridge"])[0]
    actor.play([lying] * 10)
    actor.play([with_arm(lying)] * 12)
    assert actor.is_in(Stage.COUNTDOWN)
    gone = Actor(session_of(shipped[BRIDGE]))
    gone.be_gone(2 * START_PATIENCE_S)
    assert gone.is_in(Stage.STARTING)


def test_who_gets_up_has_finished_the_set(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], reps=8))
    moving(actor)
    actor.exercise(1)
    actor.stand(4.0)
    assert [done.ended_by for done in actor.ended] == ["left"]
    assert actor.ended[0].report.counts.total == 1
    assert "I see that you have stopped. It was good." in actor.said


def test_sides_and_sets_with_their_rests(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], wish="both", sets=2, reps=1, rest_s=5.0))
    for number, side in ((1, "left"), (1, "right"), (2, "left"), (2, "right")):
        actor.side = side  # type: ignore[assignment]
        moving(actor)
        actor.exercise(1)
        assert (actor.ended[-1].plan.number, actor.ended[-1].plan.side) == (number, side)
    assert actor.stages.count(Stage.RESTING) == 3
    assert "Rest for 5 seconds. Next: the right leg, set 1 of 2. Turn round." in actor.said
    assert actor.is_in(Stage.OVER)
    assert [done.report.counts.total for done in actor.ended] == [1, 1, 1, 1]
    assert actor.direction.scene.lines == (
        "Set 1, left: 1 good of 1", "Set 1, right: 1 good of 1",
        "Set 2, left: 1 good of 1", "Set 2, right: 1 good of 1",
    )  # fmt: skip


def test_a_rest_is_as_long_as_it_says_or_ended_by_an_arm(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], sets=2, reps=1, rest_s=8.0))
    moving(actor)
    actor.exercise(1)
    begun_s = actor.time_s
    assert actor.is_in(Stage.RESTING)
    actor.stay_until(lambda told: told.scene.stage is not Stage.RESTING)
    assert 4.5 < actor.time_s - begun_s <= 8.1
    sooner = Actor(session_of(shipped[BRIDGE], sets=2, reps=1, rest_s=60.0))
    moving(sooner)
    sooner.exercise(1)
    sooner.stay(1.0)
    sooner.stay(1.5, arm=True)
    assert sooner.stage is not Stage.RESTING


def test_the_rest_clock_runs_without_pictures(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], sets=2, reps=1, rest_s=8.0))
    moving(actor)
    actor.exercise(1)
    for _ in range(90):
        actor.tick(None)
    assert actor.is_in(Stage.STARTING)


# --- The camera ---------------------------------------------------------------------------------


def test_a_camera_that_is_away_pauses_the_set(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], reps=3))
    moving(actor)
    actor.exercise(1)
    for _ in range(50):
        actor.tick(None, away=True)
    assert actor.is_in(Stage.PAUSED)
    assert actor.direction.scene.heading == "No picture from the camera"
    assert actor.said.count("No picture from the camera. I wait for it.") == 1
    actor.exercise(2)
    assert actor.ended[0].report.counts.total == 3
    assert actor.ended[0].ended_by == "done"


def test_a_camera_that_does_not_come_back_ends_the_set_complete(
    shipped: dict[str, Exercise],
) -> None:
    actor = Actor(session_of(shipped[BRIDGE], sets=2, reps=8))
    moving(actor)
    actor.exercise(2)
    direction = actor.conductor.lose_camera(actor.time_s)
    assert direction.ended is not None
    assert direction.ended.ended_by == "camera"
    assert direction.ended.report.counts.total == 2
    assert actor.conductor.lose_camera(actor.time_s).ended is None
    actor.tick(None, away=True)
    assert actor.said[-1] == actor.direction.scene.heading == f"{CAMERA_GONE} {SAVED}"
    for _ in range(round(SHOWN_S * 10)):
        actor.tick(None, away=True)
    assert actor.conductor.is_over


def test_the_end_of_the_program_ends_the_set_complete(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], sets=2, reps=8))
    moving(actor)
    actor.exercise(2)
    direction = actor.conductor.end(actor.time_s, "asked")
    assert direction.ended is not None
    assert direction.ended.report.counts.total == 2
    assert actor.conductor.is_over


# --- Placing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", exercise_names())
def test_a_camera_that_stands_well_is_passed_over_quickly(
    name: str, shipped: dict[str, Exercise]
) -> None:
    actor = Actor(session_of(shipped[name], wish="auto", placing=True))
    for _ in range(200):
        if actor.tick(at_rest(name)).scene.stage is not Stage.PLACING:
            break
    assert actor.time_s < 3.0
    assert "The camera stands well." in actor.said
    assert not [words for words in actor.said if words == shipped[name].view.place]
    assert [check.name for check in actor.scenes[0].scene.checks][:2] == ["light", "one_person"]


def test_nobody_is_asked_to_come_and_the_place_is_explained(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], placing=True))
    actor.be_gone(8.0)
    assert actor.is_in(Stage.PLACING)
    assert actor.direction.scene.heading == "Nobody can be seen: come into the picture."
    assert shipped[BRIDGE].view.place in actor.said
    assert "Nobody can be seen: come into the picture." in actor.said


def test_advice_is_not_repeated_all_the_time(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], placing=True))
    actor.be_gone(60.0)
    assert 2 <= actor.said.count("Nobody can be seen: come into the picture.") <= 5
    assert actor.is_in(Stage.PLACING)


def test_the_other_side_is_placed_anew(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], wish="both", reps=1, rest_s=3.0, placing=True))
    moving(actor)
    actor.exercise(1)
    actor.stay(4.0)
    assert actor.is_in(Stage.PLACING)
    assert (
        actor.direction.scene.heading == "Turn round: your right side must be towards the camera."
    )
    actor.side = "right"
    moving(actor)
    assert actor.begun[-1].side == "right"


def test_space_goes_on_although_the_camera_stands_badly(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], placing=True))
    actor.be_gone(1.0)
    actor.tick(None, wishes=(Wish.PAUSE,))
    actor.tick(None)
    assert actor.is_in(Stage.STARTING)


def test_pain_is_heard_while_the_camera_is_away(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], sets=2, reps=8))
    moving(actor)
    actor.exercise(1)
    for _ in range(20):
        actor.tick(None, away=True)
    actor.tick(None, away=True, wishes=(Wish.PAIN,))
    actor.tick(None, away=True)
    actor.tick(None, away=True, wishes=(Wish.PAIN,))  # twice: it is sharp
    assert [done.ended_by for done in actor.ended] == ["pain"]
    actor.tick(None, away=True)
    assert actor.is_in(Stage.OVER)
    assert SHARP_PAIN in actor.said


def test_the_countdown_waits_for_the_camera(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE]))
    actor.stay_until(lambda told: told.scene.stage is Stage.COUNTDOWN)
    actor.stay(1.0)
    left_s = actor.direction.scene.left_s
    for _ in range(40):
        actor.tick(None, away=True)
    actor.tick(actor.resting())
    assert actor.is_in(Stage.COUNTDOWN)
    assert actor.direction.scene.left_s == pytest.approx(left_s, abs=0.25)
    moving(actor)
