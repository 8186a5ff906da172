"""The command ``formcheck today``: what is due, and a live session through all of it."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from formcheck.cli.console import print_error, print_note, print_result
from formcheck.cli.live import Equipment, PlannedExercise, check_complete, lead
from formcheck.cli.options import (
    FIRST_PROGRAMME,
    CameraOption,
    EstimatorOption,
    FolderOption,
    LiveModelOption,
    MuteOption,
    PlacingOption,
    ProfileOption,
    SaveVideoOption,
    ScreenOption,
    completer,
    programmes,
)
from formcheck.pain_scale import SCALE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.diary.sessions import Diary
    from formcheck.exercises.profile import Profile
    from formcheck.programme.day import Day, Item, Offer, Question
    from formcheck.programme.definition import Programme
    from formcheck.programme.history import ActivityKind, History
    from formcheck.session.plan import SessionPlan

app = typer.Typer()

EXAMPLES: Final = (
    "Examples:\n\n"
    "`formcheck today`\n\n"
    "`formcheck today patient.toml`\n\n"
    "`formcheck today --walk 10`\n\n"
    "`formcheck today --list`"
)

NO_TERMINAL: Final = (
    "Nothing was begun, because there is no terminal for questions: start formcheck today in one."
)
KEPT: Final[dict[ActivityKind, str]] = {
    "walk": "Kept in the diary: a walk of {minutes:g} minutes.",
    "bicycle": "Kept in the diary: cycling for {minutes:g} minutes.",
}
QUESTIONS_FIRST: Final = "Some questions come before the exercises. {}"
EFFORT: Final = "How hard were the exercises in all, from 0 (no effort) to 10?"


ProgrammeArgument = Annotated[
    str,
    typer.Argument(
        help="A patient's file (TOML) with its programme, or a programme by name or file; else "
        f"the programme that you did last, at first {FIRST_PROGRAMME}.",
        metavar="[FILE|PROGRAMME]",
        autocompletion=completer(programmes),
    ),
]
ListOption = Annotated[
    bool, typer.Option("--list", help="Only show what is due; ask and begin nothing.")
]
WalkOption = Annotated[
    float | None,
    typer.Option(min=1, max=1440, help="Keep a walk of so many minutes.", metavar="MINUTES"),
]
BicycleOption = Annotated[
    float | None,
    typer.Option(min=1, max=1440, help="The same for cycling.", metavar="MINUTES"),
]


@app.command(epilog=EXAMPLES)
def today(  # noqa: PLR0913  # one parameter per option
    programme: ProgrammeArgument = "",
    *,
    profile: ProfileOption = None,
    list_only: ListOption = False,
    walk: WalkOption = None,
    bicycle: BicycleOption = None,
    camera: CameraOption = "0",
    model: LiveModelOption = "auto",
    estimator: EstimatorOption = "blazepose",
    folder: FolderOption = None,
    save_video: SaveVideoOption = False,
    mute: MuteOption = False,
    placing: PlacingOption = True,
    full_screen: ScreenOption = True,
) -> None:
    """Do what is due today: questions first, then all exercises in one live session.

    Answers and finished sets go into the diary, from which the next days follow.
    """
    from formcheck.diary.sessions import Diary

    with Diary() as diary:
        chosen, patient = _chosen(programme, profile or [], diary.history())
        visit = Visit(chosen, patient, diary)
        logged: dict[ActivityKind, float | None] = {"walk": walk, "bicycle": bicycle}
        for kind, minutes in logged.items():
            if minutes is not None:
                visit.log(kind, minutes)
                print_note(KEPT[kind].format(minutes=minutes))
        if list_only or any(logged.values()) or not sys.stdin.isatty():
            visit.show(remedy="" if list_only or any(logged.values()) else NO_TERMINAL)
            return
        if not visit.is_open():
            return
        visit.take_offers()
        visit.show()
        visit.tick_off({"warm_up"})
        plans = visit.plans(checks_place=placing)
        begins = bool(plans) and typer.confirm(_begin_words(plans), default=True)
    if not begins:
        return
    equipment = Equipment(
        camera=camera,
        model=model,
        estimator=estimator,
        folder=folder,
        save_video=save_video,
        mute=mute,
        diary=True,
        full_screen=full_screen,
    )
    planned = [PlannedExercise(plan, patient) for plan in plans]
    reports = lead(lambda: planned, equipment, name="today")
    with Diary() as diary:
        Visit(visit.programme, patient, diary).close()
    check_complete(reports)


def _chosen(name: str, profile: Sequence[str], history: History) -> tuple[Programme, Profile]:
    """Return the programme of a name or a patient's file, else the last one; and the person."""
    from formcheck.exercises.loader import is_path
    from formcheck.exercises.profile import prescription
    from formcheck.programme.definition import load_programme, programme_names
    from formcheck.therapist.plan import is_plan, load_plan

    if name and is_path(name) and is_plan(Path(name)):
        profile, name = [*profile, name], ""
    patient = prescription(profile or None)
    if name:
        return load_programme(name), patient
    files = [Path(word) for word in profile if is_path(word)]
    if files and (own := load_plan(files[0]).programme) is not None:
        return own, patient
    known = programme_names()
    last = next((step.programme for step in history.steps[::-1] if step.programme in known), "")
    return load_programme(last or FIRST_PROGRAMME), patient


def _begin_words(plans: Sequence[SessionPlan]) -> str:
    count = len(plans)
    exercises = "the exercise" if count == 1 else f"the {count} exercises"
    return f"Shall I begin {exercises} in front of the camera?"


class Visit:
    """One look at a day: its questions are asked and its answers kept.

    Parameters
    ----------
    programme, patient, diary
        What is done, by whom, and where it is kept.
    """

    def __init__(self, programme: Programme, patient: Profile, diary: Diary) -> None:
        self.programme = programme
        self._patient, self._diary = patient, diary

    def day(self) -> Day:
        """Return the day as the diary has it now."""
        from formcheck.programme.today import due

        at = _now().date()
        return due(self.programme, self._diary.history(), at, profile=self._patient)

    def log(self, kind: ActivityKind, minutes: float, *, slot: str = "") -> None:
        """Keep motion that no camera saw.

        Parameters
        ----------
        kind, minutes, slot
            See `Activity`.
        """
        from formcheck.programme.history import Activity

        self._diary.keep_activity(Activity(kind=kind, at=_now(), minutes=minutes, slot=slot))

    def show(self, *, remedy: str = "") -> None:
        """Print the day; `remedy` says what to do where there is no terminal for questions."""
        from formcheck.output.terminal.day import render_day

        day = self.day()
        print_result(render_day(day, self.programme.title))
        for offer in day.offers:
            print_result(f"{offer.what} {offer.why}")
        if day.questions and not day.closed:
            print_note(QUESTIONS_FIRST.format(remedy).rstrip())
        elif remedy and day.items_left:
            print_note(remedy)

    # --- Questions -----------------------------------------------------------------------------

    def is_open(self) -> bool:
        """Ask what comes before the exercises; return True if they may begin."""
        asked: set[str] = set()
        while not (day := self.day()).closed:
            question = next((one for one in day.questions if one.kind not in asked), None)
            if question is None:
                return True
            asked.add(question.kind)
            self._ask(question)
        print_error(day.closed)
        # After a yes, or a stop, the person may answer again: the doctor has been seen, say.
        again = next((one for one in day.questions if one.kind not in asked), None)
        if again is None or not typer.confirm("Has that changed? Answer the questions again?"):
            return False
        self._ask(again)
        day = self.day()
        if day.closed:
            print_error(day.closed)
            return False
        return self.is_open()

    def _ask(self, question: Question) -> None:
        """Ask a question and keep its answer."""
        from formcheck.programme.history import PainEntry, ScreeningAnswer

        print_result(question.why)
        if question.kind == "red_flags":
            flags: list[str] = []
            for flag in question.flags:
                if typer.confirm(flag.question, default=None):  # Enter is no answer
                    flags.append(flag.name)
                    if flag.urgency == "emergency":
                        break  # help first
            self._diary.keep_screening(ScreeningAnswer(at=_now(), flags=tuple(flags)))
            return
        number = _number(question.text)
        self._diary.keep_pain(PainEntry(asked="next_morning", at=_now(), number=number))
        if number is not None:
            self._say_morning(number)

    def _say_morning(self, number: int) -> None:
        """Print what the pain of this morning means."""
        from formcheck.programme.pain_rules import Mornings, advise

        usual = Mornings(self._diary.history()).usual(_now().date())
        if words := advise("next_morning", number, reference=usual).say:
            print_result(words)

    def take_offers(self) -> None:
        """Tell what changes today, and ask where the person may choose."""
        self._begin_programme()
        for offer in self.day().offers:
            if offer.applies or offer.to is None:
                print_result(f"{offer.what} {offer.why}")
            accepted = offer.applies or (offer.to is not None and self._is_accepted(offer))
            step = offer.step(self.programme.name, _now()) if accepted else None
            if step is not None:
                self._diary.keep_step(step)

    def _begin_programme(self) -> None:
        """Keep that the programme begins, if the last one was another."""
        from formcheck.programme.day import programme_begun

        steps = self._diary.history().steps
        if not steps or steps[-1].programme != self.programme.name:
            self._diary.keep_step(programme_begun(self.programme.name, _now()))

    def _is_accepted(self, offer: Offer) -> bool:
        """Return True if the person wants what is offered."""
        print_result(offer.why)
        if offer.ask and not typer.confirm(offer.ask):
            return False
        return typer.confirm(f"{offer.what} Shall I?")

    # --- Exercises -----------------------------------------------------------------------------

    def tick_off(self, kinds: set[str]) -> None:
        """Ask which items without a camera are done, of some kinds or (none named) of all."""
        from formcheck.day_session import by_the_clock

        for item in by_the_clock(self.day().items_left):
            if not kinds or item.kind in kinds:
                self._tick_off(item)

    def _tick_off(self, item: Item) -> None:
        from formcheck.output.terminal.day import dose_in_words

        if typer.confirm(f"{item.title} ({dose_in_words(item)}): have you done that?"):
            kind: ActivityKind = "walk" if "walk" in item.title.lower() else "other"
            self.log(kind, item.minutes or 1.0, slot=item.slot)

    def plans(self, *, checks_place: bool) -> list[SessionPlan]:
        """Return the plans of what a camera counts and is left."""
        from formcheck.day_session import plans_of

        return plans_of(self.day(), self._patient, checks_place=checks_place)

    def close(self) -> None:
        """Ask what comes after the exercises, and print what is left."""
        from formcheck.programme.history import EffortEntry

        if not sys.stdin.isatty():
            self.show()
            return
        day = self.day()
        flags = next((one for one in day.questions if one.kind == "red_flags"), None)
        if flags is not None:  # the session was stopped
            self._ask(flags)
            print_error(self.day().closed)
            return
        if any(done.day == day.day for done in self._diary.history().sets):
            effort = _number(EFFORT)
            if effort is not None:
                self._diary.keep_effort(EffortEntry(at=_now(), number=effort))
        self.tick_off(set())
        self.show()


def _number(question: str) -> int | None:
    """Return a number from 0 to 10; None if the person gives none."""
    answer: str = typer.prompt(f"{question} (Enter = no answer)", default="", show_default=False)
    while answer.strip():
        if answer.strip().isdecimal() and int(answer) in SCALE:
            return int(answer)
        answer = typer.prompt("Please type a number from 0 to 10", default="", show_default=False)
    return None


def _now() -> datetime:
    return datetime.now().astimezone()
