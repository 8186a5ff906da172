"""The rules of progression that need more than two sessions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from support.ladder_sessions import (
    DAYS,
    PROGRAMME,
    THREE_SETS,
    TODAY,
    USUAL,
    all_of,
    begun_at,
    decide,
    earlier,
    kind_of,
    mornings,
    session,
    slot_for,
)
from support.patients import MONDAY, at, done, history, pain, screened

from formcheck.exercises.prescription import Adjustment
from formcheck.exercises.profile import NO_PROFILE, prescription
from formcheck.programme.day import Level, step_to
from formcheck.programme.definition import load_programme
from formcheck.programme.fitted import fitted
from formcheck.programme.history import EffortEntry
from formcheck.programme.pain_rules import Mornings
from formcheck.programme.past import Past
from formcheck.programme.progression import decide_all

if TYPE_CHECKING:
    from formcheck.programme.history import History


def well_done(level: Level = THREE_SETS, *, begun: int = 14) -> list[object]:
    """Two good sessions at a level that began some days ago."""
    start = begun_at(level, TODAY - timedelta(days=begun))
    last = [each for day in DAYS for each in session(day, level)]
    return [start, *mornings(), *earlier(level), *last]


def test_nothing_becomes_harder_within_a_week_of_a_change() -> None:
    assert kind_of(decide(history(*well_done(begun=7)))) == "up"
    assert kind_of(decide(history(*well_done(begun=6)))) == "stay"


def test_one_good_session_is_not_enough() -> None:
    past = history(
        begun_at(THREE_SETS, TODAY - timedelta(days=14)), *mornings(),
        *session(DAYS[1], THREE_SETS),
    )  # fmt: skip
    assert kind_of(decide(past)) == "stay"


def test_sessions_before_the_last_change_do_not_count() -> None:
    past = well_done()
    kept = step_to(THREE_SETS, programme="ladder", slot="bridge", kind="keep", at=at(DAYS[0], 20))
    assert kind_of(decide(history(*past, kept))) == "stay"


def test_more_pain_this_morning_keeps_it_as_it_is() -> None:
    past = well_done()
    assert kind_of(decide(history(*past, pain(TODAY, 2, asked="next_morning")))) == "stay"
    assert kind_of(decide(history(*past, pain(TODAY, 1, asked="next_morning")))) == "up"


def test_pain_that_rose_while_exercising_keeps_it_as_it_is() -> None:
    quiet = [pain(day, 0, asked="before", hour=9) for day in DAYS]
    past = well_done()
    risen = [*past, *quiet, pain(DAYS[1], 2, exercise="offset_bridge", hour=12)]
    assert kind_of(decide(history(*risen))) == "stay"
    assert kind_of(decide(history(*past, *quiet))) == "up"


def test_unknown_effort_is_asked_for_with_the_offer() -> None:
    past = [entry for entry in well_done() if not isinstance(entry, EffortEntry)]
    found = decide(history(*past))
    assert found.offer is not None
    assert "less than 5 of 10" in found.offer.ask
    known = decide(history(*well_done())).offer
    assert known is not None
    assert not known.ask


def test_pain_raised_for_more_than_one_day_steps_down() -> None:
    raised = [pain(TODAY - timedelta(days=n), USUAL + 2, asked="next_morning") for n in (1, 0)]
    past = [
        entry
        for entry in well_done()
        if getattr(entry, "at", None) != at(TODAY - timedelta(days=1), 7)
    ]
    found = decide(history(*past, *raised))
    assert kind_of(found) == "down"
    one = decide(history(*past, raised[0]))
    assert kind_of(one) == "stay"


def downs(*days_ago: int) -> list[object]:
    return [
        step_to(
            THREE_SETS, programme="ladder", slot="bridge", kind="down",
            at=at(TODAY - timedelta(days=days), 9),
        )
        for days in sorted(days_ago, reverse=True)
    ]  # fmt: skip


def test_two_steps_down_in_fourteen_days_ask_for_the_physiotherapist() -> None:
    past = [
        entry for entry in well_done() if entry != begun_at(THREE_SETS, TODAY - timedelta(days=14))
    ]
    _, offers = all_of(history(*past, *downs(13, 8)))
    assert [offer.kind for offer in offers] == ["ask_physiotherapist"]
    found, offers = all_of(history(*past, *downs(14, 8)))
    assert not offers
    assert kind_of(found) == "up"


def test_while_the_physiotherapist_is_to_be_asked_nothing_becomes_harder() -> None:
    past = [
        entry for entry in well_done() if entry != begun_at(THREE_SETS, TODAY - timedelta(days=14))
    ]
    found, _ = all_of(history(*past, *downs(13, 8)))
    assert kind_of(found) == "stay"
    assert "physiotherapist" in found.why


def test_much_pain_soon_after_a_step_down_means_rest_until_the_hip_is_as_usual() -> None:
    yesterday = TODAY - timedelta(days=1)
    hurt = [*session(DAYS[1], THREE_SETS, hurts="7", morning="3 more")]
    past = [*mornings(), *downs(3), *hurt]
    found, offers = all_of(history(*past))
    assert found.rests
    assert found.level == THREE_SETS
    assert [offer.kind for offer in offers] == ["ask_physiotherapist"]
    assert Mornings(history(*past)).of(yesterday).light == "red"
    better = decide(history(*past, pain(TODAY, USUAL, asked="next_morning")))
    assert not better.rests
    assert better.level == THREE_SETS


def test_a_bad_morning_is_put_down_to_what_hurt_and_else_to_the_strength_of_the_day() -> None:
    stance = Level(rung=1, sets=1, reps=3, hold_s=10)
    up = step_to(stance, programme="ladder", slot="balance", kind="up", at=at(MONDAY, 9))
    holds = [
        done("single_leg_stance", DAYS[1], side=side, hour=11, total=3)
        for side in ("left", "right")
    ]
    quiet = pain(DAYS[1], 1, exercise="single_leg_stance", hour=12)
    bad = list(session(DAYS[1], THREE_SETS, hurts="1", morning="3 more"))
    base = [begun_at(THREE_SETS, MONDAY), up, *mornings(), *holds, *bad]

    def kinds(past: History) -> dict[str, str]:
        slots = fitted(PROGRAMME, NO_PROFILE)
        decisions, _ = decide_all(PROGRAMME, slots, Past(past, slots), TODAY)
        return {row.slot.name: kind_of(row) for row in decisions}

    assert kinds(history(*base, quiet))["bridge"] == "down"
    assert kinds(history(*base, quiet))["balance"] == "stay"
    hurt = replace(quiet, number=4)
    assert kinds(history(*base, hurt))["bridge"] == "stay"
    assert kinds(history(*base, hurt))["balance"] == "down"


def test_after_a_pause_nothing_becomes_harder_for_a_week() -> None:
    level = Level(rung=0, sets=1, reps=8, hold_s=5)  # a pause leaves nothing to take away here
    start = begun_at(level, TODAY - timedelta(days=30))
    long_ago = session(TODAY - timedelta(days=14), level)
    again = [each for day in DAYS for each in session(day, level)]
    assert kind_of(decide(history(start, *mornings(), *long_ago, *again))) == "stay"
    sooner = session(TODAY - timedelta(days=8), level)
    past = history(start, *mornings(), *long_ago, *sooner, *again)
    assert kind_of(decide(past)) == "up"


def test_a_heeded_pause_is_not_heeded_again() -> None:
    level = Level(rung=1, sets=3, reps=8, hold_s=5)
    last = TODAY - timedelta(days=9)
    past = [begun_at(level, TODAY - timedelta(days=30)), *mornings(), *session(last, level)]
    found = decide(history(*past))
    assert kind_of(found) == "pause"
    assert found.offer is not None
    step = found.offer.step("ladder", at(TODAY, 9))
    assert step is not None
    again = decide(history(*past, step), day=TODAY + timedelta(days=1))
    assert kind_of(again) == "stay"
    assert again.level == found.offer.to


def test_a_step_down_may_be_declined() -> None:
    hurt = [*session(DAYS[1], THREE_SETS, hurts="6")]
    past = [begun_at(THREE_SETS, TODAY - timedelta(days=14)), *mornings(), *hurt]
    found = decide(history(*past))
    assert found.offer is not None
    keep = found.offer.step("ladder", at(TODAY, 9), kept=THREE_SETS)
    assert keep is not None
    assert keep.kind == "keep"
    again = decide(history(*past, keep))
    assert kind_of(again) == "stay"
    assert again.level == THREE_SETS


def test_the_dose_that_the_therapist_has_set_stays() -> None:
    own = prescription(None).model_copy(
        update={"exercise": {"offset_bridge": Adjustment(sets=2, reps=6)}}
    )
    level = replace(THREE_SETS, sets=2, reps=6)
    past = history(*well_done(level))
    found = decide(past, profile=own)
    assert (found.level.sets, found.level.reps) == (2, 6)
    assert kind_of(found) == "stay"
    assert "physiotherapist" in found.why


def test_a_forbidden_rung_is_passed_over() -> None:
    anterior = prescription("anterior_hip_replacement")
    slot = slot_for(anterior)
    assert set(slot.rungs) == {0}
    level = Level(rung=0, sets=4, reps=12, hold_s=10)
    found = decide(history(*well_done(level)), profile=anterior)
    assert kind_of(found) == "stay"
    assert "hardest" in found.why


def test_after_twelve_weeks_without_less_pain_the_physiotherapist_is_seen() -> None:
    first = [pain(MONDAY + timedelta(days=n), 4, asked="next_morning") for n in range(7)]
    begun = done("double_leg_bridge", MONDAY)
    day = MONDAY + timedelta(weeks=12)

    def words(number: int) -> list[str]:
        last = [pain(day - timedelta(days=1 + n), number, asked="next_morning") for n in range(7)]
        return [offer.kind for offer in all_of(history(*first, *last, begun), day=day)[1]]

    assert words(4) == ["ask_physiotherapist", "review"]
    assert words(3) == ["review"]


def test_a_block_of_eight_weeks_is_said_once() -> None:
    begun, later = MONDAY, MONDAY + timedelta(weeks=8)
    past = history(screened(), done("double_leg_bridge", begun))
    assert [offer.kind for offer in all_of(past, day=later)[1]] == ["review"]
    assert not all_of(past, day=later - timedelta(days=1))[1]
    again = history(screened(), *past.sets, done("double_leg_bridge", later))
    assert not all_of(again, day=later + timedelta(days=1))[1]


def test_one_harder_form_of_strength_a_day() -> None:
    """With two at once, a bad morning would not say which one it was."""
    start = load_programme("hip-start")
    top = Level(rung=0, sets=3, reps=12)
    exercises = {"bridge": ("double_leg_bridge", "both"), "chair": ("sit_to_stand", "both")}
    entries: list[object] = [*mornings()]
    for slot, (exercise, side) in exercises.items():
        day = TODAY - timedelta(days=14)
        entries.append(step_to(top, programme="hip-start", slot=slot, kind="up", at=at(day, 9)))
        for days in (12, 10, 7, 4, 2):
            day = TODAY - timedelta(days=days)
            entries += [
                done(exercise, day, side=side, total=12, hour=10 + n / 10) for n in range(3)
            ]
            entries.append(pain(day, 1, exercise=exercise))
            entries.append(pain(day + timedelta(days=1), USUAL, asked="next_morning"))
    slots = fitted(start, NO_PROFILE)
    past = history(*entries)
    rows, _ = decide_all(start, slots, Past(past, slots), TODAY)
    found = {row.slot.name: row for row in rows}
    assert kind_of(found["bridge"]) == "up"
    assert kind_of(found["chair"]) == "stay"
    assert "next" in found["chair"].why
