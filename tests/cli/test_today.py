"""``formcheck today``: questions, offers, what is shown, and the session that follows."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from support.actor import Actor, load, session_of
from support.commands import read_json
from support.live_fakes import acted
from support.live_machine import Machine

from formcheck.cli import today as module
from formcheck.cli.options import FIRST_PROGRAMME
from formcheck.cli.today import KEPT, NO_TERMINAL, Visit
from formcheck.diary.sessions import Diary
from formcheck.exercises.profile import NO_PROFILE, prescription
from formcheck.programme.day import Level, Offer
from formcheck.programme.definition import load_programme
from formcheck.programme.history import PainEntry, ScreeningAnswer, StepTaken
from formcheck.programme.red_flags import red_flags
from formcheck.session.protocol import ScreenKind
from formcheck.session.stages.introduction import CHANGE_S

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from support.commands import Command, Outcome

    from formcheck.cli.live import Equipment, PlannedExercise
    from formcheck.session.plan import SessionPlan

HEALTHY = "n\n" * len(red_flags(NO_PROFILE))
NOW = datetime.now().astimezone()


class Terminal(io.StringIO):
    """Standard input with a person at it, who types these lines."""

    def isatty(self) -> bool:
        return True


class NoFiles:
    """The reports of a session in which nothing was done."""

    sessions: Sequence[object] = ()


class Visitor:
    """Runs the command with typed lines; a live session is only noted."""

    def __init__(self, patch: pytest.MonkeyPatch, command: Command, diary_file: Path) -> None:
        self._patch, self._command, self.diary_file = patch, command, diary_file
        self.led: list[SessionPlan] = []
        self.equipment: list[Equipment] = []
        self.within: Callable[[Diary], Any] = lambda _: None
        patch.setattr(module, "lead", self._lead)

    def _lead(
        self,
        planned: Callable[[], Sequence[PlannedExercise]],
        equipment: Equipment,
        *,
        name: str,
    ) -> NoFiles:
        assert name == "today"
        self.led = [one.plan for one in planned()]
        self.equipment.append(equipment)
        with Diary(self.diary_file) as diary:
            self.within(diary)
        return NoFiles()

    def types(self, lines: str, *words: object) -> Outcome:
        self._patch.setattr("sys.stdin", Terminal(lines))
        return self._command("today", *words)

    def pipes(self, *words: object) -> Outcome:
        self._patch.setattr("sys.stdin", io.StringIO(""))
        return self._command("today", *words)

    def screened(self) -> Visitor:
        """Return the person after all questions for red flags."""
        with Diary(self.diary_file) as diary:
            diary.keep_screening(ScreeningAnswer(at=NOW, flags=()))
        return self


@pytest.fixture
def visitor(monkeypatch: pytest.MonkeyPatch, command: Command, diary_file: Path) -> Visitor:
    return Visitor(monkeypatch, command, diary_file)


def history(visitor: Visitor) -> Any:  # noqa: ANN401  # a History
    with Diary(visitor.diary_file) as diary:
        return diary.history()


# --- Only shown ---------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [("--list",), ("--walk", "10"), ()])
def test_nothing_is_asked_where_nobody_can_answer(
    visitor: Visitor, words: tuple[str, ...]
) -> None:
    done = visitor.pipes(*words)
    assert done.code == 0
    assert load_programme(FIRST_PROGRAMME).title in done.out
    assert load("heel_slide").title in done.out
    assert (NO_TERMINAL in done.err) == (not words)
    assert history(visitor).screenings == ()
    assert visitor.led == []


def test_walk_is_kept_and_counts(visitor: Visitor) -> None:
    done = visitor.types("", "--walk", "10")
    assert done.err.startswith(KEPT["walk"].format(minutes=10))
    assert "You have moved for 10 minutes today" in done.out
    [walk] = history(visitor).activities
    assert (walk.kind, walk.minutes, walk.slot) == ("walk", 10.0, "")


def test_unknown_programme_is_refused_with_the_nearest(visitor: Visitor) -> None:
    done = visitor.pipes("hip-strenght")
    assert done.code == 5
    assert "hip-strength" in done.err


def test_programme_of_the_last_time_is_the_default(visitor: Visitor) -> None:
    step = StepTaken(
        programme="hip-strength", slot="x", kind="up", at=NOW, to_rung=0, to_sets=1, to_reps=8
    )
    with Diary(visitor.diary_file) as diary:
        diary.keep_step(step)
    assert load_programme("hip-strength").title in visitor.pipes("--list").out


# --- Questions ----------------------------------------------------------------------------------


def test_red_flags_come_before_the_first_session_and_a_yes_ends_the_visit(
    visitor: Visitor,
) -> None:
    done = visitor.types("\ny\n")  # Enter alone is no answer
    assert "Call the emergency number now" in done.err
    [answer] = history(visitor).screenings
    assert answer.flags == (red_flags(NO_PROFILE)[0].name,)
    assert visitor.led == []
    still = visitor.types("n\n")
    assert "Call the emergency number now" in still.err
    assert len(history(visitor).screenings) == 1


def test_flag_that_has_gone_opens_the_day_again(visitor: Visitor) -> None:
    visitor.types("y\n")
    visitor.types(f"y\n{HEALTHY}n\nn\n")
    assert [bool(one.flags) for one in history(visitor).screenings] == [True, False]


def test_morning_pain_is_asked_after_a_day_of_exercise_and_kept(visitor: Visitor) -> None:
    yesterday = NOW - timedelta(days=1)
    with Diary(visitor.screened().diary_file) as diary:
        keep_set(diary, yesterday)
    done = visitor.types("eleven\n3\nn\nn\n")
    assert "this morning" in done.out
    [entry] = history(visitor).pains
    assert (entry.asked, entry.number) == ("next_morning", 3)


def test_answer_may_be_left_out(visitor: Visitor) -> None:
    with Diary(visitor.screened().diary_file) as diary:
        keep_set(diary, NOW - timedelta(days=1))
    visitor.types("\nn\nn\n")
    assert [entry.number for entry in history(visitor).pains] == [None]


def keep_set(diary: Diary, at: datetime) -> None:
    """Keep a set of heel slides, as a session has it."""
    person = Actor(session_of(load("heel_slide"), reps=1))
    person.stay_until(ScreenKind.MOVING)
    person.exercise(1)
    diary.keep(person.ended[0].report, started=at, planned_reps=8)


# --- Offers -------------------------------------------------------------------------------------

UP = Offer(
    kind="up",
    what="You may do 9 instead of 8.",
    why="The last two times all were good.",
    source="",
    slot="motion",
    to=Level(rung=0, sets=1, reps=9),
)
EASIER = replace(
    UP, kind="down", what="It is 7 now.", to=Level(rung=0, sets=1, reps=7), applies=True
)
WORDS = replace(UP, kind="ask_physiotherapist", what="Ask your physiotherapist.", to=None)


@pytest.mark.parametrize(
    ("offers", "lines", "kept"),
    [
        ([UP], "y\n", [("up", 9)]),
        ([UP], "n\n", []),
        ([replace(UP, ask="Was it easy?")], "y\ny\n", [("up", 9)]),
        ([replace(UP, ask="Was it easy?")], "n\n", []),
        ([EASIER], "", [("down", 7)]),
        ([WORDS], "", []),
        ([EASIER, UP, WORDS], "y\n", [("down", 7), ("up", 9)]),
    ],
)
def test_offer_is_taken_only_with_a_yes_and_an_easier_form_at_once(
    visitor: Visitor,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    offers: list[Offer],
    lines: str,
    kept: list[tuple[str, int]],
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(lines))
    with Diary(visitor.diary_file) as diary:
        visit = Visit(load_programme(FIRST_PROGRAMME), NO_PROFILE, diary)
        today = replace(visit.day(), offers=tuple(offers))
        monkeypatch.setattr(visit, "day", lambda: today)
        visit.take_offers()
    begun, *steps = history(visitor).steps
    assert begun.kind == "start", "the programme itself begins"
    assert [(step.kind, step.to_reps) for step in steps] == kept
    assert {step.programme for step in steps} <= {FIRST_PROGRAMME}
    printed = capsys.readouterr().out
    assert all(offer.why in printed for offer in offers)


# --- The session --------------------------------------------------------------------------------


def test_session_leads_through_what_is_due_in_order(visitor: Visitor) -> None:
    words = ("--camera", "2", "--no-placing", "--mute")
    visitor.within = lambda diary: keep_set(diary, NOW)
    done = visitor.types(f"{HEALTHY}y\ny\n5\nn\nn\n", *words)
    assert done.code == 0
    names = [plan.exercise.name for plan in visitor.led]
    assert names[:2] == ["marching", "heel_slide"]
    assert "double_leg_bridge" in names
    slide, bridge = visitor.led[1], visitor.led[names.index("double_leg_bridge")]
    assert (slide.sides, slide.sets, slide.reps) == (("left", "right"), 1, 8)
    assert slide.is_gentle
    assert not bridge.is_gentle
    assert not bridge.checks_place
    assert not bridge.stops_at_strong_pain
    assert "cushion" in visitor.led[names.index("sit_to_stand")].how
    [used] = visitor.equipment
    assert (used.camera, used.mute, used.diary) == ("2", True, True)
    past = history(visitor)
    assert [one.slot for one in past.activities] == ["warm_up_walk"]
    assert [one.number for one in past.efforts] == [5]


def test_precautions_reach_the_plans(visitor: Visitor) -> None:
    profile = "posterior_hip_replacement"
    flags = "n\n" * len(red_flags(prescription(profile)))
    visitor.types(f"{flags}n\ny\nn\nn\nn\n", "--profile", profile)
    assert visitor.led
    assert all(plan.stops_at_strong_pain for plan in visitor.led)
    slide = next(plan for plan in visitor.led if plan.exercise.name == "heel_slide")
    assert slide.exercise.limit != load("heel_slide").limit
    assert "knee_to_chest" not in {plan.exercise.name for plan in visitor.led}


def test_session_is_begun_only_after_a_yes(visitor: Visitor) -> None:
    visitor.screened().types("n\nn\n")
    assert visitor.led == []


def test_sharp_pain_in_the_session_brings_the_red_flags_at_once(visitor: Visitor) -> None:
    def hurts(diary: Diary) -> None:
        at = datetime.now().astimezone()
        diary.keep_pain(PainEntry(asked="during", at=at, number=None, sharp=True))

    visitor.screened().within = hurts
    done = visitor.types(f"n\ny\n{HEALTHY}")
    assert "Stop for today" in done.err
    assert len(history(visitor).screenings) == 2
    assert history(visitor).efforts == (), "how hard it was is no question now"


PROGRAMME = """schema = 1
name = "short"
title = "Short"
purpose = "Two exercises."

[rhythm]
motion_minutes = 10
block_weeks = 8
review_weeks = 12
source = "engineering default"
"""

SLOT = """
[[slot]]
name = "{name}"
title = "{name}"
kind = "{kind}"
per_week = [5, 7]
sets = 1
reps = 2
most_reps = 2
most_sets = 1
rest_s = 60
source = "engineering default"

[[slot.ladder]]
exercise = "{exercise}"
source = "engineering default"
"""


def test_day_is_done_in_front_of_the_camera_and_then_it_is_done(
    monkeypatch: pytest.MonkeyPatch, command: Command, tmp_path: Path, diary_file: Path
) -> None:
    """All but the devices is real: the command, the session, its files and the diary."""
    squat, hinge = load("mini_squat"), load("hip_hinge")
    poses = [*acted(squat, reps=2, after_s=6.0), *acted(hinge, reps=2, wait_s=CHANGE_S + 8)]
    machine = Machine(monkeypatch, command, tmp_path / "here", poses)
    machine.window.keys = {number: ["2"] for number in range(5, 2000)}
    file = tmp_path / "short.toml"
    slots = (
        SLOT.format(kind=kind, name=kind, exercise=one.name)
        for kind, one in (("warm_up", squat), ("motion", hinge))
    )
    file.write_text(PROGRAMME + "".join(slots), encoding="utf-8")
    monkeypatch.setattr("sys.stdin", Terminal(f"{HEALTHY}y\n4\n"))
    words = ("--no-placing", "--model", "full", "--folder", machine.folder)
    done = command("today", file, *words)
    assert done.code == 0
    assert done.out.count("2 good of 2") == 2
    assert "You have done everything for today." in done.out
    course = read_json(machine.folder / "course.json")
    assert [one["ended_by"] for one in course["exercises"]] == ["done", "done"]
    with Diary(diary_file) as diary:
        past = diary.history()
    assert [(one.exercise, one.good, one.planned_reps) for one in past.sets] == [
        ("mini_squat", 2, 2), ("hip_hinge", 2, 2),
    ]  # fmt: skip
    assert [one.number for one in past.pains] == [2, 2, 2]
    assert [one.number for one in past.efforts] == [4]
