"""What is due today, as the page shows it, and the answers that a person gives there.

`formcheck.programme.today` decides what is due; this asks it, and keeps the answers in the diary.
"""

from __future__ import annotations

import threading
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from formcheck.day_session import counted, plans_of
from formcheck.errors import ExerciseError
from formcheck.exercises.loader import load_exercise
from formcheck.exercises.profile import NO_PROFILE
from formcheck.live_plans import PlannedExercise
from formcheck.output.terminal.day import dose_in_words
from formcheck.programme.definition import load_programme, programme_names
from formcheck.programme.history import Activity, PainEntry, ScreeningAnswer
from formcheck.programme.pain_rules import Mornings, advise
from formcheck.programme.today import due
from formcheck.therapist.plan import Plan, load_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from formcheck.diary.sessions import Diary
    from formcheck.exercises.profile import Profile
    from formcheck.programme.day import Day, Item, Offer
    from formcheck.programme.definition import Programme
    from formcheck.programme.history import ActivityKind, History
    from formcheck.web.data import WebData

USUAL_PROGRAMME: Final = "hip-start"
"""Its minutes of motion are the goal of a person without a programme."""

FIRST_QUESTIONS: Final = "Please answer the questions first."
NOTHING_LEFT: Final = "Nothing is left to do in front of the camera today."
NO_PROGRAMME: Final = "There is no programme yet: choose one in the settings."

_REP_S: Final = 4.0
"""How long a repetition takes about, besides its hold (engineering default)."""


class WebDay:
    """The day of the person of this machine.

    Parameters
    ----------
    data
        Diary, settings and patients' files.
    now
        Gives the time with its zone; for tests.
    """

    def __init__(
        self, data: WebData, *, now: Callable[[], datetime] = lambda: datetime.now().astimezone()
    ) -> None:
        self._data, self._now = data, now
        self._lock = threading.Lock()
        self._declined: set[tuple[date, str, str]] = set()

    # --- What is asked of it -------------------------------------------------------------------

    def shown(self) -> dict[str, Any]:
        """Return the day as the page shows it."""
        with self._data.open_diary() as diary:
            return self._shown(diary)

    def take_pain(self, number: int | None) -> dict[str, Any]:
        """Keep the pain of this morning, and return the day anew."""
        with self._lock, self._data.open_diary() as diary:
            diary.keep_pain(PainEntry(asked="next_morning", at=self._now(), number=number))
            return self._shown(diary)

    def take_flags(self, flags: list[str]) -> dict[str, Any]:
        """Keep the answers to the questions for red flags, and return the day anew."""
        with self._lock, self._data.open_diary() as diary:
            diary.keep_screening(ScreeningAnswer(at=self._now(), flags=tuple(flags)))
            return self._shown(diary)

    def take_motion(self, kind: ActivityKind, minutes: float, slot: str = "") -> dict[str, Any]:
        """Keep motion that no camera saw, and return the day anew.

        Parameters
        ----------
        kind, minutes, slot
            See `Activity`.

        Returns
        -------
        dict
        """
        with self._lock, self._data.open_diary() as diary:
            activity = Activity(kind=kind, at=self._now(), minutes=minutes, slot=slot)
            diary.keep_activity(activity)
            return self._shown(diary)

    def tick_off(self, slot: str) -> dict[str, Any]:
        """Keep an item that is done by the clock, and return the day anew."""
        with self._data.open_diary() as diary:
            day = self._day(diary.history())
        item = next((one for one in (day.items if day else ()) if one.slot == slot), None)
        if item is None or item.exercise:
            raise ExerciseError("This is not on today's list: load the page again.")
        kind: ActivityKind = "walk" if "walk" in item.title.lower() else "other"
        return self.take_motion(kind, item.minutes or 1.0, slot)

    def take_offer(self, slot: str, *, accept: bool) -> dict[str, Any]:
        """Keep the answer to an offer, and return the day anew.

        Parameters
        ----------
        slot, accept
            The slot of the offer, and whether the person wants it.

        Returns
        -------
        dict

        Raises
        ------
        ExerciseError
            If there is no such offer today.
        """
        with self._lock, self._data.open_diary() as diary:
            day = self._day(diary.history())
            offer = next((one for one in self._open_offers(day) if one.slot == slot), None)
            if day is None or offer is None:
                raise ExerciseError("This suggestion is not there any more: load the page again.")
            step = offer.step(day.programme, self._now()) if accept else None
            if step is not None:
                diary.keep_step(step)
            self._declined.add((day.day, slot, offer.what))
            return self._shown(diary)

    def course(self) -> list[PlannedExercise]:
        """Return the exercises of today that a camera counts and that are left.

        What has changed for today without a question is noted in the diary.

        Returns
        -------
        list of PlannedExercise

        Raises
        ------
        ExerciseError
            If there is none, or if questions are open.
        """
        with self._lock, self._data.open_diary() as diary:
            day, profile = self._day(diary.history()), self._profile
            if day is None:
                raise ExerciseError(NO_PROGRAMME)
            if problem := _why_not(day):
                raise ExerciseError(problem)
            for offer in day.offers:
                step = offer.step(day.programme, self._now()) if offer.applies else None
                if step is not None:
                    diary.keep_step(step)
            return [PlannedExercise(plan, profile) for plan in plans_of(day, profile)]

    # --- The day -------------------------------------------------------------------------------

    @property
    def _plan(self) -> Plan:
        """Return the file of the patient of this computer; a plan of nothing if there is none."""
        file = self._data.equipment.profile_of(self._data.settings()["patient"] or None)
        return Plan(NO_PROFILE, None) if file is None else load_plan(file)

    @property
    def _profile(self) -> Profile:
        return self._plan.profile

    def _programme(self, history: History) -> Programme | None:
        """Return the patient's own programme, the one that was chosen, or the last one done."""
        if (own := self._plan.programme) is not None:
            return own
        chosen, known = self._data.settings()["programme"], programme_names()
        if chosen is None:
            steps = (step.programme for step in reversed(history.steps))
            chosen = next((name for name in steps if name in known), "")
        return load_programme(chosen) if chosen in known else None

    def _day(self, history: History) -> Day | None:
        programme = self._programme(history)
        if programme is None:
            return None
        return due(programme, history, self._now().date(), profile=self._profile)

    def _open_offers(self, day: Day | None) -> Iterator[Offer]:
        """Yield the offers that wait for an answer."""
        for offer in day.offers if day is not None else ():
            answered = day is not None and (day.day, offer.slot, offer.what) in self._declined
            if not offer.applies and offer.to is not None and not answered:
                yield offer

    def _shown(self, diary: Diary) -> dict[str, Any]:
        history, today = diary.history(), self._now().date()
        day, programme = self._day(history), self._programme(history)
        walked = sum(
            one.minutes for one in history.activities
            if one.at.date() == today and one.kind in {"walk", "bicycle"} and not one.slot
        )  # fmt: skip
        answer: dict[str, Any] = {
            "date": f"{today:%A}, {today.day} {today:%B}",
            "programme": None,
            "pain": {"asks": False, "question": "", "number": None, "advice": ""},
            "red_flags": {"asks": False, "questions": [], "advice": "", "stops": False},
            "due": [],
            "minutes": {"done": 0.0, "of": 0.0, "walk": round(walked)},
            "offers": [],
            "notes": list(self._data.news),
            "may_start": False,
            "why_not": NO_PROGRAMME,
        }
        if day is None or programme is None:
            goal = load_programme(USUAL_PROGRAMME).rhythm.motion_minutes
            answer["minutes"] |= {"done": round(walked), "of": round(goal)}
            return answer
        changes = [f"{one.what} {one.why}" for one in day.offers if one.applies or one.to is None]
        problem = _why_not(day)
        return answer | {
            "programme": {
                "name": programme.name, "title": programme.title, "week": f"week {day.week}",
            },
            "pain": self._pain(day, history),
            "red_flags": _flags(day),
            "due": [*map(_row, day.items), *map(_left_out, day.left_out)],
            "minutes": {
                "done": round(day.motion.done_min),
                "of": round(day.motion.goal_min),
                "walk": round(walked),
            },
            "offers": [
                {
                    "slot": one.slot,
                    "sentence": " ".join(filter(None, (one.why, one.what, one.ask))),
                    "yes": "Yes, please",
                    "no": "No, as it was",
                }
                for one in self._open_offers(day)
            ],
            "notes": [*self._data.news, *changes, *day.words],
            "may_start": not problem,
            "why_not": problem,
        }  # fmt: skip

    def _pain(self, day: Day, history: History) -> dict[str, Any]:
        """Return the question for the pain of this morning, and what its answer means."""
        question = next((one for one in day.questions if one.kind == "morning_pain"), None)
        answers = [
            one for one in history.pains
            if one.asked == "next_morning" and one.at.date() == day.day
        ]  # fmt: skip
        number = answers[-1].number if answers else None
        usual = Mornings(history).usual(day.day)
        return {
            "asks": question is not None or bool(answers),
            "question": question.text if question else "Your pain this morning",
            "number": number,
            "advice": advise("next_morning", number, reference=usual).say if answers else "",
        }


def _why_not(day: Day) -> str:
    """Return why no session may begin now; empty = it may."""
    if day.closed:
        return day.closed
    if day.questions:
        return FIRST_QUESTIONS
    return "" if counted(day.items_left) else NOTHING_LEFT


def _flags(day: Day) -> dict[str, Any]:
    question = next((one for one in day.questions if one.kind == "red_flags"), None)
    flags = question.flags if question else ()
    return {
        "asks": question is not None,
        "questions": [{"name": one.name, "question": one.question} for one in flags],
        "advice": day.closed,
        "stops": bool(day.closed),
    }


def _row(item: Item) -> dict[str, Any]:
    return {
        "slot": item.slot,
        "exercise": item.exercise,
        "title": item.title,
        "amount": dose_in_words(item),
        "minutes": round(_minutes(item), 1),
        "how": item.how,
        "done": item.is_done,
        "why": "",
    }


def _left_out(row: Any) -> dict[str, Any]:  # noqa: ANN401  # LeftOut
    return {
        "slot": row.slot, "exercise": "", "title": row.title, "amount": "", "minutes": 0.0,
        "how": "", "done": False, "why": row.why,
    }  # fmt: skip


def _minutes(item: Item) -> float:
    """Return about how long what is left of an item takes."""
    if item.minutes is not None:
        return 0.0 if item.is_done else item.minutes
    hold_s = item.hold_s
    if hold_s is None:
        hold_s = load_exercise(item.exercise).movement.hold_s if item.exercise else 0.0
    sets = sum(item.sets_left.values())
    return sets * (item.reps * (_REP_S + hold_s) + item.rest_s) / 60
