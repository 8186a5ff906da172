"""Whatever a person does, says and answers, the rules of the days hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st
from support.patients import MONDAY, at, history, pain, screened, sets_of, slot_named

from formcheck.exercises.loader import load_exercise
from formcheck.exercises.precautions import PRECAUTIONS
from formcheck.exercises.profile import blocked, prescription
from formcheck.programme.definition import load_programme
from formcheck.programme.history import Activity, History
from formcheck.programme.today import due

if TYPE_CHECKING:
    from datetime import date

    from formcheck.exercises.profile import Profile
    from formcheck.programme.day import Day

START: Final = load_programme("hip-start")

ONE_DAY = st.fixed_dictionaries(
    {
        "present": st.booleans() | st.just(value=True),
        "morning": st.none() | st.integers(0, 7),
        "hurts": st.none() | st.integers(0, 7),
        "clean": st.sampled_from([0.3, 0.7, 1.0, 1.0]),
        "sharp": st.sampled_from([False] * 12 + [True]),
        "accepts": st.booleans(),
    }
)


class Anyone:
    """A person who does, says and answers anything."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.entries: list[object] = [screened()]

    def due(self, day: date) -> Day:
        return due(START, history(*self.entries), day, profile=self.profile)

    def live(self, day: date, what: dict[str, Any]) -> Day:
        """Live a day, and return it as it was before the exercises."""
        if any(question.kind == "red_flags" for question in self.due(day).questions):
            self.entries.append(screened(day, hour=6.5))
        if what["morning"] is not None:
            self.entries.append(pain(day, what["morning"], asked="next_morning"))
        today = self.due(day)
        for offer in today.offers:
            step = offer.step(START.name, at(day, 8))
            if step is not None and (offer.applies or what["accepts"]):
                self.entries.append(step)
        for item in self.due(day).items if what["present"] else ():
            if item.exercise:
                self.entries += sets_of(item, day, clean=what["clean"])
                answer = pain(day, what["hurts"], exercise=item.exercise)
                self.entries.append(replace(answer, sharp=what["sharp"]))
            else:
                tick = Activity(
                    kind="other", at=at(day), minutes=item.minutes or 2.0, slot=item.slot
                )
                self.entries.append(tick)
        return today


def trained(past: History, day: date, kind: str) -> bool:
    names = {rung.exercise for slot in START.slot if slot.kind == kind for rung in slot.ladder}
    return any(each.exercise in names and each.day == day for each in past.sets)


def check_day(today: Day, past: History, profile: Profile) -> None:
    yesterday = today.day - timedelta(days=1)
    if any(item.kind == "strength" for item in today.items):
        assert not trained(past, yesterday, "strength")
    for item in today.items:
        if item.exercise:
            assert blocked(load_exercise(item.exercise), profile) is None
    assert not (today.closed and today.items)
    ups = [offer for offer in today.offers if offer.kind == "up"]
    for offer in ups:
        changes = [step.at.date() for step in past.steps if step.slot == offer.slot]
        assert all((today.day - change).days >= 7 for change in changes)
    slots = [offer.slot for offer in today.offers if offer.to is not None]
    assert len(slots) == len(set(slots))
    answers = [entry for entry in past.pains if entry.asked == "next_morning"]
    morning = [entry.number for entry in answers if entry.number is not None]
    rose = len(morning) > 7 and morning[-1] > max(morning[-8:-1])
    if rose and answers[-1].at.date() == today.day:
        assert not ups
    for offer in ups:
        names = {rung.exercise for rung in slot_named(START, offer.slot).ladder}
        days = sorted({each.day for each in past.sets if each.exercise in names})[-2:]
        hurt = [
            entry.number for entry in past.pains
            if entry.at.date() in days and entry.exercise in names and entry.number is not None
        ]  # fmt: skip
        assert all(number <= 2 for number in hurt)


@settings(max_examples=6)
@given(
    days=st.lists(ONE_DAY, min_size=16, max_size=24),
    precaution=st.none() | st.sampled_from(PRECAUTIONS),
)
def test_whatever_a_person_does_the_rules_hold(
    days: list[dict[str, Any]], precaution: str | None
) -> None:
    person = Anyone(prescription(precaution))
    for number, what in enumerate(days):
        day = MONDAY + timedelta(days=number)
        today = person.live(day, what)
        past = history(*person.entries)
        steps = [step for step in past.steps if step.at.date() < day]
        before = replace(past, steps=tuple(steps)).until(day)
        check_day(today, replace(before, sets=tuple(
            each for each in before.sets if each.day < day
        )), person.profile)  # fmt: skip
    middle = MONDAY + timedelta(days=len(days) // 2)
    assert person.due(middle) == due(
        START, history(*person.entries).until(middle), middle, profile=person.profile
    )
    assert person.due(middle) == person.due(middle)
