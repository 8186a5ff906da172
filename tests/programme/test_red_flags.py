"""Red flags: all of the review are asked for, at the right time, with what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from formcheck.exercises.profile import NO_PROFILE, prescription
from formcheck.programme.history import DoneSet, History, PainEntry, ScreeningAnswer
from formcheck.programme.red_flags import advice, is_due, open_flags, red_flags

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
CLEAR = ScreeningAnswer(at=AT, flags=())
EMERGENCIES = {
    "cannot_stand", "leg_changed", "replacement_gave_way", "hot_or_fever", "sudden_worsening",
    "calf", "chest", "bladder_or_bowel",
}  # fmt: skip
DOCTOR = {
    "rest_or_night_pain", "weight_loss", "cancer", "steroids_or_alcohol", "wound", "weak_or_numb",
}  # fmt: skip


def test_all_signs_of_the_review_are_asked_for_with_the_emergencies_first() -> None:
    flags = red_flags(prescription("posterior_hip_replacement"))
    assert {flag.name for flag in flags if flag.urgency == "emergency"} == EMERGENCIES
    assert {flag.name for flag in flags if flag.urgency == "doctor"} == DOCTOR
    urgencies = [flag.urgency for flag in flags]
    assert urgencies == sorted(urgencies, reverse=True)
    assert all(flag.question.endswith("?") for flag in flags)


def test_a_dislocation_is_asked_for_only_after_a_replacement() -> None:
    assert "replacement_gave_way" not in {flag.name for flag in red_flags(NO_PROFILE)}


@pytest.mark.parametrize("name", sorted(EMERGENCIES))
def test_an_emergency_calls_for_help_now(name: str) -> None:
    (flag,) = advice([name])
    assert "emergency" in flag.call
    assert flag.call.startswith("Do not exercise")


@pytest.mark.parametrize("name", sorted(DOCTOR))
def test_other_signs_send_to_a_doctor_this_week(name: str) -> None:
    (flag,) = advice([name])
    assert "doctor this week" in flag.call


def stopped(at: datetime) -> DoneSet:
    return DoneSet(
        set_id="a", session_id="s", exercise="mini_squat", side="both", started=at,
        duration_s=20.0, verdict="stopped", good=1, clean=1, total=2, partial=0,
    )  # fmt: skip


def test_they_are_asked_before_the_first_session_and_after_each_stop() -> None:
    asked = History(screenings=(CLEAR,))
    sharp = PainEntry(asked="during", at=LATER, number=None, sharp=True)
    strong = replace(sharp, number=7, sharp=False)
    assert is_due(History())
    assert not is_due(asked)
    assert is_due(replace(asked, pains=(sharp,)))
    assert is_due(replace(asked, sets=(stopped(LATER),)))
    assert not is_due(replace(asked, pains=(strong,)))
    again = ScreeningAnswer(at=LATER + timedelta(minutes=1), flags=())
    assert not is_due(replace(asked, pains=(sharp,), screenings=(CLEAR, again)))


def test_a_flag_stays_open_until_the_questions_are_answered_again() -> None:
    flagged = History(screenings=(CLEAR, ScreeningAnswer(at=LATER, flags=("weight_loss", "calf"))))
    assert [flag.name for flag in open_flags(flagged)] == ["calf", "weight_loss"]
    assert is_due(flagged)
    assert not open_flags(History(screenings=(CLEAR,)))
