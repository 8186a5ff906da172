"""A whole session, hands-free: from placing to the end, and a camera that goes away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.actor import FPS, Actor, moving, session_of
from support.arms import with_arm
from support.performer import perform, plan_for
from support.placing import at_rest
from support.watching import watch

from formcheck.exercises.loader import exercise_names
from formcheck.exercises.profile import prescription, tighten
from formcheck.output.speech.voice import WORDS_PER_MINUTE
from formcheck.session.presence import IDLE_S
from formcheck.session.protocol import Command, ScreenKind
from formcheck.session.stages.active_set import HELP_S
from formcheck.session.stages.pain import LEAD_S, QUESTIONS
from formcheck.session.stages.pausing import ARM_WORDS, SHARP_S
from formcheck.session.stages.stages import START_PATIENCE_S, UNSURE
from formcheck.session.stages.summary import (
    CAMERA_GONE,
    RISEN_PAIN,
    SAVED,
    SHARP_PAIN,
    SHOWN_S,
    STRONG_PAIN,
)

if TYPE_CHECKING:
    from formcheck.exercises.definition import Exercise


BRIDGE = "single_leg_bridge"


# --- Hands-free ---------------------------------------------------------------------------------


def test_a_set_starts_and_ends_by_itself(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], reps=2))
    moving(actor)
    actor.exercise(3)
    assert actor.stages == [
        ScreenKind.STARTING,
        ScreenKind.COUNTDOWN,
        ScreenKind.MOVING,
        ScreenKind.OVER,
    ]
    [done] = actor.ended
    assert done.ended_by == "done"
    assert (done.report.counts.good, done.report.counts.total) == (2, 2)
    assert actor.said[:2] == ["Get into the start position.", shipped[BRIDGE].steps[0]]
    for words in ("three", "Go.", "one", "hold", "One more.", "Set done. All two were good."):
        assert words in actor.said
    actor.stay(SHOWN_S + 1)
    assert actor.machine.is_over


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
    actor.stay_until(lambda told: told.screen.kind is ScreenKind.COUNTDOWN)
    actor.exercise(2, rest_s=0.4)
    assert actor.ended[0].report.counts.total == 2


def test_who_leaves_the_start_in_the_countdown_begins_anew(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE]))
    actor.stay_until(lambda told: told.screen.kind is ScreenKind.COUNTDOWN)
    actor.stand(1.5)
    assert actor.dropped == 1
    assert actor.is_in(ScreenKind.STARTING)
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
    assert actor.is_in(ScreenKind.STARTING)
    assert actor.output.screen.detail == "Straighten the other leg, foot off the floor."
    actor.play([lying] * 70)
    assert actor.is_in(ScreenKind.MOVING)
    assert UNSURE in actor.said
    assert actor.dropped == 0
    actor.exercise(2)
    assert actor.ended[0].report.counts.total == 2


def test_an_arm_begins_at_once_and_nobody_begins_nothing(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE]))
    lying = perform(shipped["double_leg_bridge"])[0]
    actor.play([lying] * 10)
    actor.play([with_arm(lying)] * 12)
    assert actor.is_in(ScreenKind.COUNTDOWN)
    gone = Actor(session_of(shipped[BRIDGE]))
    gone.be_gone(2 * START_PATIENCE_S)
    assert gone.is_in(ScreenKind.STARTING)


def test_who_gets_up_has_finished_the_set(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], reps=8))
    moving(actor)
    actor.exercise(1)
    actor.stand(4.0)
    assert [done.ended_by for done in actor.ended] == ["left"]
    assert actor.ended[0].report.counts.total == 1
    assert "I see that you have stopped. It was good." in actor.said


def test_sides_and_sets_with_their_rests(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], request="both", sets=2, reps=1, rest_s=5.0))
    for number, side in ((1, "left"), (1, "right"), (2, "left"), (2, "right")):
        actor.side = side  # type: ignore[assignment]
        moving(actor)
        actor.exercise(1)
        assert (actor.ended[-1].plan.number, actor.ended[-1].plan.side) == (number, side)
    assert actor.stages.count(ScreenKind.RESTING) == 3
    assert "Rest for 5 seconds. Next: the right leg, set 1 of 2. Turn round." in actor.said
    assert actor.is_in(ScreenKind.OVER)
    assert [done.report.counts.total for done in actor.ended] == [1, 1, 1, 1]
    assert actor.output.screen.lines == (
        "Set 1, left: 1 good of 1", "Set 1, right: 1 good of 1",
        "Set 2, left: 1 good of 1", "Set 2, right: 1 good of 1",
    )  # fmt: skip


def test_a_rest_is_as_long_as_it_says_or_ended_by_an_arm(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], sets=2, reps=1, rest_s=8.0))
    moving(actor)
    actor.exercise(1)
    begun_s = actor.time_s
    assert actor.is_in(ScreenKind.RESTING)
    actor.stay_until(lambda told: told.screen.kind is not ScreenKind.RESTING)
    assert 4.5 < actor.time_s - begun_s <= 8.1
    sooner = Actor(session_of(shipped[BRIDGE], sets=2, reps=1, rest_s=60.0))
    moving(sooner)
    sooner.exercise(1)
    sooner.stay(1.0)
    sooner.stay(1.5, arm=True)
    assert sooner.stage is not ScreenKind.RESTING


def test_the_rest_clock_runs_without_pictures(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], sets=2, reps=1, rest_s=8.0))
    moving(actor)
    actor.exercise(1)
    for _ in range(90):
        actor.tick(None)
    assert actor.is_in(ScreenKind.STARTING)


# --- The camera ---------------------------------------------------------------------------------


def test_a_camera_that_is_away_pauses_the_set(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], reps=3))
    moving(actor)
    actor.exercise(1)
    for _ in range(50):
        actor.tick(None, camera_lost=True)
    assert actor.is_in(ScreenKind.PAUSED)
    assert actor.output.screen.heading == "No picture from the camera"
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
    output = actor.machine.lose_camera(actor.time_s)
    assert output.ended is not None
    assert output.ended.ended_by == "camera"
    assert output.ended.report.counts.total == 2
    assert actor.machine.lose_camera(actor.time_s).ended is None
    actor.tick(None, camera_lost=True)
    assert actor.said[-1] == actor.output.screen.heading == f"{CAMERA_GONE} {SAVED}"
    for _ in range(round(SHOWN_S * 10)):
        actor.tick(None, camera_lost=True)
    assert actor.machine.is_over


def test_the_end_of_the_program_ends_the_set_complete(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], sets=2, reps=8))
    moving(actor)
    actor.exercise(2)
    output = actor.machine.end(actor.time_s, "asked")
    assert output.ended is not None
    assert output.ended.report.counts.total == 2
    assert actor.machine.is_over


# --- Placing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", exercise_names())
def test_a_camera_that_stands_well_is_passed_over_quickly(
    name: str, shipped: dict[str, Exercise]
) -> None:
    actor = Actor(session_of(shipped[name], request="auto", placing=True))
    for _ in range(200):
        if actor.tick(at_rest(name)).screen.kind is not ScreenKind.PLACING:
            break
    assert actor.time_s < 3.0
    assert "The camera stands well." in actor.said
    assert not [words for words in actor.said if words == shipped[name].view.place]
    assert [check.name for check in actor.outputs[0].screen.checks][:2] == ["light", "one_person"]


def test_nobody_is_asked_to_come_and_the_place_is_explained(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], placing=True))
    actor.be_gone(8.0)
    assert actor.is_in(ScreenKind.PLACING)
    assert actor.output.screen.heading == "Nobody can be seen: come into the picture."
    assert shipped[BRIDGE].view.place in actor.said
    assert "Nobody can be seen: come into the picture." in actor.said


def test_advice_is_not_repeated_all_the_time(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], placing=True))
    actor.be_gone(60.0)
    assert 2 <= actor.said.count("Nobody can be seen: come into the picture.") <= 5
    assert actor.is_in(ScreenKind.PLACING)


def test_the_other_side_is_placed_anew(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], request="both", reps=1, rest_s=3.0, placing=True))
    moving(actor)
    actor.exercise(1)
    actor.stay(4.0)
    assert actor.is_in(ScreenKind.PLACING)
    assert actor.output.screen.heading == "Turn round: your right side must be towards the camera."
    actor.side = "right"
    moving(actor)
    assert actor.begun[-1].side == "right"


def test_space_goes_on_although_the_camera_stands_badly(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], placing=True))
    actor.be_gone(1.0)
    actor.tick(None, commands=(Command.PAUSE,))
    actor.tick(None)
    assert actor.is_in(ScreenKind.STARTING)


def test_pain_is_heard_while_the_camera_is_away(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], sets=2, reps=8))
    moving(actor)
    actor.exercise(1)
    for _ in range(20):
        actor.tick(None, camera_lost=True)
    actor.tick(None, camera_lost=True, commands=(Command.PAIN,))
    actor.tick(None, camera_lost=True)
    actor.tick(None, camera_lost=True, commands=(Command.PAIN,))  # twice: it is sharp
    assert [done.ended_by for done in actor.ended] == ["pain"]
    actor.tick(None, camera_lost=True)
    assert actor.is_in(ScreenKind.OVER)
    assert SHARP_PAIN in actor.said


def test_the_countdown_waits_for_the_camera(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE]))
    actor.stay_until(lambda told: told.screen.kind is ScreenKind.COUNTDOWN)
    actor.stay(1.0)
    left_s = actor.output.screen.remaining_s
    for _ in range(40):
        actor.tick(None, camera_lost=True)
    actor.tick(actor.resting())
    assert actor.is_in(ScreenKind.COUNTDOWN)
    assert actor.output.screen.remaining_s == pytest.approx(left_s, abs=0.25)
    moving(actor)


BRIDGE_conductor_keys = "single_leg_bridge"


# --- Keys ---------------------------------------------------------------------------------------


def test_space_pauses_and_goes_on(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE_conductor_keys], reps=3))
    moving(actor)
    actor.exercise(1)
    actor.tick(actor.resting(), commands=(Command.PAUSE,))
    assert actor.is_in(ScreenKind.PAUSED)
    kept = len(actor.kept)
    actor.exercise(1)
    assert actor.is_in(ScreenKind.PAUSED)
    assert len(actor.kept) == kept, "what is done in a pause is not judged"
    actor.tick(actor.resting(), commands=(Command.PAUSE,))
    actor.exercise(2)
    assert actor.ended[0].report.counts.total == 3


def test_space_goes_on_where_something_is_waited_for(shipped: dict[str, Exercise]) -> None:
    actor = Actor(
        session_of(shipped[BRIDGE_conductor_keys], sets=2, reps=1, rest_s=60.0, pain=True)
    )
    actor.tick(actor.resting())
    actor.tick(actor.resting(), commands=(Command.PAUSE,))  # no answer
    assert actor.machine.pains[0].answer.number is None
    actor.tick(actor.resting())
    actor.tick(actor.resting(), commands=(Command.PAUSE,))  # starts at once
    assert actor.is_in(ScreenKind.COUNTDOWN)
    actor.tick(actor.resting(), commands=(Command.PAUSE,))  # no countdown
    assert actor.is_in(ScreenKind.MOVING)
    actor.exercise(1)
    actor.tick(actor.resting(), commands=(Command.PAUSE,))
    actor.tick(actor.resting())
    assert actor.is_in(ScreenKind.RESTING)
    actor.tick(actor.resting(), commands=(Command.PAUSE,))
    actor.tick(actor.resting())
    assert actor.is_in(ScreenKind.STARTING)


def test_q_finishes_and_the_set_is_complete(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE_conductor_keys], sets=3, reps=8))
    moving(actor)
    actor.exercise(2)
    actor.tick(actor.resting(), commands=(Command.FINISH,))
    assert [done.ended_by for done in actor.ended] == ["asked"]
    assert actor.ended[0].report.counts.total == 2
    assert actor.is_in(ScreenKind.OVER)
    actor.tick(actor.resting(), commands=(Command.FINISH,))
    assert actor.machine.is_over


def test_q_before_anything_began_just_ends(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE_conductor_keys], pain=True))
    actor.tick(actor.resting())
    actor.tick(actor.resting(), commands=(Command.FINISH,))
    assert actor.is_in(ScreenKind.OVER)
    assert actor.ended == []


def test_n_goes_to_the_other_side(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE_conductor_keys], request="both", sets=2, reps=8))
    moving(actor)
    actor.exercise(1)
    actor.tick(actor.resting(), commands=(Command.NEXT_SIDE,))
    assert [done.ended_by for done in actor.ended] == ["asked"]
    actor.side = "right"
    moving(actor)
    assert actor.begun[-1].side == "right"
    single = Actor(session_of(shipped[BRIDGE_conductor_keys], request="left", reps=8))
    single.tick(single.resting())
    single.tick(single.resting(), commands=(Command.NEXT_SIDE,))
    single.side = "right"
    moving(single)
    assert single.begun[-1].side == "right"


def test_r_does_the_set_again_and_loses_nothing(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE_conductor_keys], sets=2, reps=2))
    moving(actor)
    actor.exercise(1)
    actor.tick(actor.resting(), commands=(Command.REDO,))
    assert [done.ended_by for done in actor.ended] == ["redone"]
    moving(actor)
    actor.exercise(2)
    assert [done.plan.number for done in actor.ended] == [1, 1]
    actor.tick(actor.resting(), commands=(Command.REDO,))  # in the rest: the last one once more
    moving(actor)
    actor.exercise(2)
    assert [done.plan.number for done in actor.ended] == [1, 1, 1]
    moving(actor)
    actor.exercise(2)
    assert [done.plan.number for done in actor.ended] == [1, 1, 1, 2]
    assert actor.is_in(ScreenKind.OVER)


# --- What is easily forgotten -------------------------------------------------------------------


@pytest.mark.parametrize("wish", [Command.REDO, Command.NEXT_SIDE, Command.FINISH])
def test_what_is_broken_off_in_the_countdown_was_no_set(
    wish: Command, shipped: dict[str, Exercise]
) -> None:
    actor = Actor(session_of(shipped[BRIDGE_conductor_keys], request="both", reps=2))
    actor.stay_until(lambda told: told.screen.kind is ScreenKind.COUNTDOWN)
    actor.tick(actor.resting(), commands=(wish,))
    assert actor.ended == []
    assert actor.dropped == 1
    actor.side = "right" if wish is Command.NEXT_SIDE else "left"
    actor.stay(8.0)
    sides = [plan.side for plan in actor.begun]
    assert (
        sides
        == {
            Command.REDO: ["left", "left"],
            Command.NEXT_SIDE: ["left", "right"],
            Command.FINISH: ["left"],
        }[wish]
    )
    if wish is Command.FINISH:
        assert actor.is_in(ScreenKind.OVER)
        assert actor.said[-1] == "The session is over."


def test_r_after_the_rest_does_not_lose_the_set_that_was_to_come(
    shipped: dict[str, Exercise],
) -> None:
    actor = Actor(session_of(shipped[BRIDGE_conductor_keys], sets=2, reps=1))
    moving(actor)
    actor.exercise(1)
    actor.tick(actor.resting(), commands=(Command.PAUSE,))  # no rest
    actor.tick(actor.resting())
    assert actor.is_in(ScreenKind.STARTING)
    actor.tick(actor.resting(), commands=(Command.REDO,))
    actor.tick(actor.resting(), commands=(Command.REDO,))  # once more is still once
    for _ in range(2):
        moving(actor)
        actor.exercise(1)
    assert [done.plan.number for done in actor.ended] == [1, 1, 2]
    assert actor.is_in(ScreenKind.OVER)


def test_n_in_the_rest_before_the_other_side_goes_there(shipped: dict[str, Exercise]) -> None:
    actor = Actor(
        session_of(shipped[BRIDGE_conductor_keys], request="both", sets=2, reps=1, rest_s=60.0)
    )
    moving(actor)
    actor.exercise(1)
    assert actor.is_in(ScreenKind.RESTING)
    actor.tick(actor.resting(), commands=(Command.NEXT_SIDE,))
    actor.side = "right"
    moving(actor)
    assert [(plan.number, plan.side) for plan in actor.begun] == [(1, "left"), (1, "right")]


def test_p_is_heard_in_the_rest_and_the_rest_goes_on(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE_conductor_keys], sets=2, reps=1, rest_s=30.0))
    moving(actor)
    actor.exercise(1)
    actor.stay(2.0)
    actor.tick(actor.resting(), commands=(Command.PAIN,))
    assert actor.is_in(ScreenKind.PAIN)
    actor.tick(actor.resting(), digits="3")
    actor.tick(actor.resting())
    assert actor.is_in(ScreenKind.RESTING)
    moving(actor)
    assert [plan.number for plan in actor.begun] == [1, 2]
    assert [(note.asked, note.answer.number) for note in actor.machine.pains] == [("after", 3)]


def test_a_rest_that_the_question_took_is_not_told_in_seconds(
    shipped: dict[str, Exercise],
) -> None:
    actor = Actor(
        session_of(shipped[BRIDGE_conductor_keys], sets=2, reps=1, rest_s=8.0, pain=True)
    )
    actor.tick(actor.resting())
    actor.tick(actor.resting(), digits="2")
    moving(actor)
    actor.exercise(1)
    actor.stay(5.0)
    assert actor.is_in(ScreenKind.PAIN)
    actor.tick(actor.resting(), digits="2")
    actor.tick(actor.resting())
    assert actor.is_in(ScreenKind.RESTING)
    assert actor.said[-1] == "Next: the left leg, set 2 of 2."


def test_who_is_not_at_the_start_is_told_again_what_it_is(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE_conductor_keys]))
    lifted = perform(
        shipped[BRIDGE_conductor_keys], plan=plan_for(shipped[BRIDGE_conductor_keys], reps=1)
    )[120]
    actor.play([lifted] * 200)
    assert actor.is_in(ScreenKind.STARTING)
    assert actor.said.count(shipped[BRIDGE_conductor_keys].steps[0]) >= 2


@pytest.mark.parametrize("placing", [True, False])
def test_p_is_heard_before_the_first_set(placing: bool, shipped: dict[str, Exercise]) -> None:  # noqa: FBT001
    actor = Actor(session_of(shipped[BRIDGE_conductor_keys], placing=placing))
    actor.tick(actor.resting())
    actor.tick(actor.resting(), commands=(Command.PAIN,))
    assert actor.is_in(ScreenKind.PAIN)
    actor.tick(actor.resting(), commands=(Command.PAIN,))  # sharp
    actor.stay(0.5)
    assert actor.is_in(ScreenKind.OVER)
    assert actor.begun == []
    assert SHARP_PAIN in actor.said


def test_a_session_that_everybody_has_left_ends_by_itself(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE_conductor_keys], sets=3, reps=8, pain=True))
    actor.tick(actor.resting())
    actor.tick(actor.resting(), digits="1")
    moving(actor)
    actor.exercise(2)
    actor.be_gone(IDLE_S + SHOWN_S + 60.0)
    assert actor.machine.is_over
    assert [(done.ended_by, done.report.counts.total) for done in actor.ended] == [("left", 2)]


def test_a_pause_that_is_forgotten_ends_and_keeps_the_set(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE_conductor_keys], reps=8))
    moving(actor)
    actor.exercise(1)
    actor.tick(actor.resting(), commands=(Command.PAUSE,))
    for _ in range(round((IDLE_S + SHOWN_S + 1.0) * 10)):
        if not actor.machine.is_over:
            actor.tick(None)
    assert actor.machine.is_over
    assert [(done.ended_by, done.report.counts.total) for done in actor.ended] == [("left", 1)]


BRIDGE_conductor_pain = "single_leg_bridge"


def spoken_s(words: str) -> float:
    """How long a voice takes for it."""
    return len(words.split()) * 60 / WORDS_PER_MINUTE


# --- Pain ---------------------------------------------------------------------------------------


def test_pain_is_asked_before_and_after(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE_conductor_pain], reps=1, pain=True))
    actor.tick(actor.resting())
    assert actor.is_in(ScreenKind.PAIN)
    actor.tick(actor.resting(), digits="2")
    moving(actor)
    actor.exercise(1)
    assert actor.is_in(ScreenKind.PAIN)
    actor.tick(actor.resting(), digits="4")
    notes = [(note.asked, note.after_sets, note.answer.number) for note in actor.machine.pains]
    assert notes == [("before", 0, 2), ("after", 1, 4)]
    actor.stay(0.5)
    assert actor.is_in(ScreenKind.OVER)
    assert RISEN_PAIN in actor.said


def test_pain_is_answered_by_an_arm(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE_conductor_pain], reps=1, pain=True))
    actor.stay_until(lambda told: told.screen.pain is not None and told.screen.pain.number == 3)
    actor.stay(0.5)
    actor.stay(2.0, arm=True)
    moving(actor)
    assert [note.answer.number for note in actor.machine.pains] == [3]


@pytest.mark.parametrize("digits", ["6", "10"])
def test_above_five_nothing_begins(digits: str, shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE_conductor_pain], pain=True))
    actor.tick(actor.resting())
    actor.tick(actor.resting(), digits=digits)
    actor.stay(1.0)
    assert actor.is_in(ScreenKind.OVER)
    assert actor.output.screen.alarm
    assert actor.output.screen.heading == "Stop for today."
    assert f"Stop for today. {actor.output.screen.detail}" == STRONG_PAIN
    assert STRONG_PAIN in actor.said
    assert actor.begun == []


def test_five_is_still_allowed(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE_conductor_pain], pain=True))
    actor.tick(actor.resting())
    actor.tick(actor.resting(), digits="5")
    moving(actor)


def test_above_five_after_a_set_ends_the_exercise(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE_conductor_pain], sets=3, reps=1, pain=True))
    actor.tick(actor.resting())
    actor.tick(actor.resting(), digits="3")
    moving(actor)
    actor.exercise(1)
    actor.tick(actor.resting(), digits="7")
    actor.stay(1.0)
    assert actor.is_in(ScreenKind.OVER)
    assert STRONG_PAIN in actor.said


def test_a_set_pauses_for_pain_and_goes_on(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE_conductor_pain], reps=2))
    moving(actor)
    actor.exercise(1)
    actor.tick(actor.resting(), commands=(Command.PAIN,))
    assert actor.is_in(ScreenKind.PAIN)
    actor.tick(actor.resting(), digits="4")
    moving(actor)
    actor.exercise(1)
    assert actor.ended[0].report.counts.total == 2
    assert [note.asked for note in actor.machine.pains] == ["during"]


def test_sharp_pain_ends_the_session_and_the_set_is_kept(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE_conductor_pain], sets=3, reps=8))
    moving(actor)
    actor.exercise(1)
    actor.tick(actor.resting(), commands=(Command.PAIN,))
    actor.tick(actor.resting(), commands=(Command.PAIN,))
    assert [done.ended_by for done in actor.ended] == ["pain"]
    assert actor.ended[0].report.counts.total == 1
    actor.stay(0.5)
    assert actor.is_in(ScreenKind.OVER)
    assert SHARP_PAIN in actor.said


def test_an_arm_in_the_set_asks_for_a_pause_and_for_the_pain(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE_conductor_pain], reps=8, pain=True))
    actor.tick(actor.resting())
    actor.tick(actor.resting(), digits="1")
    moving(actor)
    actor.exercise(1)
    actor.stay(1.0, arm=True)
    assert actor.is_in(ScreenKind.MOVING)
    actor.stay(1.0, arm=True)
    assert actor.is_in(ScreenKind.PAUSED)
    actor.stay(1.0)
    assert actor.is_in(ScreenKind.PAIN)
    assert actor.ended == []


def test_an_arm_that_stays_up_is_sharp_pain(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE_conductor_pain], reps=8, pain=True))
    actor.tick(actor.resting())
    actor.tick(actor.resting(), digits="1")
    moving(actor)
    actor.stay(7.5, arm=True)
    assert actor.is_in(ScreenKind.PAUSED), "what it means has just been told"
    actor.stay(1.0, arm=True)
    assert [done.ended_by for done in actor.ended] == ["pain"]
    assert SHARP_PAIN in actor.said


def test_sharp_pain_is_told_by_an_arm_though_pain_is_not_asked(
    shipped: dict[str, Exercise],
) -> None:
    actor = Actor(session_of(shipped[BRIDGE_conductor_pain], reps=8, pain=False))
    moving(actor)
    actor.stay(8.5, arm=True)
    assert [done.ended_by for done in actor.ended] == ["pain"]


def test_there_is_time_to_lower_an_arm_after_it_is_told_what_it_means() -> None:
    assert HELP_S + spoken_s(ARM_WORDS) + 2.0 <= SHARP_S


def test_a_question_is_over_when_its_numbers_begin() -> None:
    assert spoken_s("Set done. All eight were good. " + QUESTIONS["after"]) <= LEAD_S
    assert spoken_s("The camera stands well. " + QUESTIONS["before"]) <= LEAD_S


def test_a_camera_that_is_away_does_not_use_up_the_question(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE_conductor_pain], pain=True))
    actor.stay_until(lambda told: told.screen.pain is not None and told.screen.pain.number == 2)
    for _ in range(190):
        actor.tick(None, camera_lost=True)
    actor.stay(0.5)
    assert actor.is_in(ScreenKind.PAIN)
    actor.stay_until(lambda told: told.screen.pain is not None and told.screen.pain.number == 4)
    assert actor.machine.pains == []


# --- Limits -------------------------------------------------------------------------------------


def test_a_stop_limit_pauses_the_set_says_why_and_goes_on(shipped: dict[str, Exercise]) -> None:
    strict = tighten(shipped[BRIDGE_conductor_pain], prescription(["anterior_hip_replacement"]))
    actor = Actor(session_of(strict, reps=3))
    moving(actor)
    actor.exercise(1, peak_deg=-9.0)
    paused = [told.screen for told in actor.outputs if told.screen.kind is ScreenKind.PAUSED]
    assert paused[0].alarm
    assert paused[0].heading == "Lower now. Hips only to a straight line."
    [stop] = [words for words in actor.said if words.startswith("Stop. Lower now.")]
    assert "start position" in stop
    actor.stay(4.0)
    assert actor.is_in(ScreenKind.MOVING)
    actor.exercise(3, peak_deg=4.0)
    assert actor.ended[0].report.verdict == "stopped"
    assert [limit.action for limit in actor.ended[0].report.limits][-1] == "stop"
