"""What is due on a day: order, rests, questions, and what pain and precautions leave out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest
from support.patients import MONDAY, at, done, history, pain, screened, sets_of

from formcheck.exercises.loader import load_exercise
from formcheck.exercises.precautions import PRECAUTIONS
from formcheck.exercises.prescription import Adjustment
from formcheck.exercises.profile import NO_PROFILE, prescription
from formcheck.programme.day import Level, programme_begun, step_to
from formcheck.programme.definition import load_programme, programme_names
from formcheck.programme.history import Activity, History
from formcheck.programme.milestones import WELCOME_BACK
from formcheck.programme.today import ALL_DONE, GENTLE, ORDER, REST_DAY, due

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from formcheck.exercises.profile import Profile
    from formcheck.programme.day import Day, Item

START: Final = load_programme("hip-start")
TUESDAY, WEDNESDAY = (MONDAY + timedelta(days=n) for n in (1, 2))


def day_of(
    *entries: object, day: date = MONDAY, profile: Profile = NO_PROFILE, screen: bool = True
) -> Day:
    first = [screened()] if screen else []
    return due(START, history(*first, *entries), day, profile=profile)


def kinds(items: Iterable[Item]) -> list[str]:
    return [item.kind for item in items]


def all_done(today: Day) -> list[object]:
    """What a person keeps who does all of a day."""
    kept: list[object] = []
    for item in today.items:
        if item.exercise:
            kept += sets_of(item, today.day)
        else:
            kept.append(Activity(
                kind="other", at=at(today.day), minutes=item.minutes or 2.0, slot=item.slot,
            ))  # fmt: skip
    return kept


def test_a_day_goes_from_the_warm_up_to_balance() -> None:
    today = day_of()
    assert kinds(today.items) == sorted(kinds(today.items), key=ORDER.index)
    assert set(kinds(today.items)) == set(ORDER)
    assert today.items[0].title == "Walk about"
    assert not today.offers


def test_the_first_session_is_between_half_an_hour_and_an_hour_in_its_third_week() -> None:
    """An estimate from doses: repetitions of 4 s and their holds, rests, half a minute between."""
    seconds = 0.0
    for slot in START.slot:
        rung = slot.ladder[0]
        if rung.minutes is not None:
            seconds += rung.minutes * 60 if slot.kind == "warm_up" else 0
            continue
        exercise = load_exercise(rung.exercise) if rung.exercise else None
        hold_s = slot.start_hold_s(0) or (exercise.movement.hold_s if exercise else 0.0)
        sides = 2 if exercise is not None and exercise.sides == "one" else 1
        one = slot.start_reps(0) * (hold_s + 4) * sides
        seconds += slot.sets * one + (slot.sets - 1) * slot.rest_s + 30
    assert 30 <= seconds / 60 <= 60


@pytest.mark.parametrize(
    ("total", "ended_by", "counted"),
    [(0, "asked", 0), (1, "asked", 0), (4, "asked", 1), (1, "left", 1)],
)
def test_set_that_a_key_broke_off_early_is_still_due(
    total: int, ended_by: str, counted: int
) -> None:
    first = next(item for item in day_of().items if item.exercise)
    begun = done(first.exercise, MONDAY, total=total, planned_reps=8, ended_by=ended_by)
    again = next(item for item in day_of(begun).items if item.slot == first.slot)
    assert sum(again.sets_done.values()) == counted


def test_strength_is_not_due_on_the_day_after_strength() -> None:
    monday = all_done(day_of())
    tuesday = day_of(*monday, day=TUESDAY)
    assert "strength" not in kinds(tuesday.items)
    assert REST_DAY in tuesday.words
    assert {"motion", "stretch", "aerobic"} <= set(kinds(tuesday.items))
    assert "strength" in kinds(day_of(*monday, day=WEDNESDAY).items)


def test_strength_is_due_on_three_days_of_seven() -> None:
    entries: list[object] = []
    days = []
    for number in range(14):
        today = day_of(*entries, day=MONDAY + timedelta(days=number))
        days.append("strength" in kinds(today.items))
        entries += all_done(today)
    assert [number for number, is_due in enumerate(days) if is_due] == [0, 2, 4, 7, 9, 11]


def test_fixed_days_are_kept() -> None:
    slots = [
        slot.model_copy(update={"days": ("tue", "fri"), "per_week": (2, 2)})
        if slot.kind == "strength" else slot
        for slot in START.slot
    ]  # fmt: skip
    programme = START.model_copy(update={"slot": tuple(slots)})
    found = [
        number for number in range(7)
        if "strength" in kinds(due(programme, History(), MONDAY + timedelta(days=number)).items)
    ]  # fmt: skip
    assert found == [1, 4]


def test_an_item_half_done_goes_on() -> None:
    lift = next(item for item in day_of().items if item.exercise == "standing_hip_abduction")
    assert lift.sides == ("left", "right")
    left = done("standing_hip_abduction", MONDAY, side="left")
    again = next(item for item in day_of(left).items if item.slot == lift.slot)
    assert again.sets_left == {"left": 0, "right": 1}
    assert not again.is_done
    both = day_of(left, done("standing_hip_abduction", MONDAY, side="right", hour=11))
    assert next(item for item in both.items if item.slot == lift.slot).is_done


def test_a_set_that_is_done_again_does_not_count() -> None:
    redone = done("double_leg_bridge", MONDAY, ended_by="redone")
    bridge = next(item for item in day_of(redone).items if item.slot == "bridge")
    assert not bridge.is_done


def test_a_day_that_is_done_says_so() -> None:
    today = day_of()
    after = day_of(*all_done(today))
    assert not after.items_left
    assert ALL_DONE in after.words
    assert not after.offers


def test_a_walk_counts_for_the_minutes_the_warm_up_and_the_walk() -> None:
    walk = Activity(kind="walk", at=at(MONDAY, 8), minutes=6.0)
    today = day_of(walk)
    assert (today.motion.done_min, today.motion.left_min) == (6.0, 4.0)
    done_slots = {item.slot for item in today.items if item.is_done}
    assert done_slots == {"warm_up_walk"}
    longer = day_of(walk, replace(walk, at=at(MONDAY, 9), minutes=5.0))
    assert {item.slot for item in longer.items if item.is_done} == {"warm_up_walk", "walk"}
    assert any("enough motion" in word for word in longer.words)


def test_sets_count_as_minutes_of_motion() -> None:
    today = day_of(done("heel_slide", MONDAY, side="left", duration_s=90.0))
    assert today.motion.done_min == 1.5


def test_who_comes_back_is_welcome() -> None:
    monday = done("heel_slide", MONDAY, side="left")
    assert WELCOME_BACK in day_of(monday, day=MONDAY + timedelta(days=5)).words
    assert WELCOME_BACK not in day_of(monday, day=TUESDAY).words


# --- Questions and closed days -------------------------------------------------------------------


def asked(today: Day) -> list[str]:
    return [question.kind for question in today.questions]


def test_red_flags_come_before_the_first_session_and_after_a_stop() -> None:
    assert asked(day_of(screen=False)) == ["red_flags"]
    assert asked(day_of()) == []
    sharp = replace(pain(MONDAY, None), sharp=True)
    stopped = day_of(sharp)
    assert asked(stopped) == ["red_flags"]
    assert stopped.closed
    assert not stopped.items
    tomorrow = day_of(sharp, screened(TUESDAY, hour=8), day=TUESDAY)
    assert not tomorrow.closed
    assert tomorrow.items


def test_a_red_flag_closes_the_days_until_the_questions_are_answered_again() -> None:
    flagged = screened(MONDAY, "calf", hour=8)
    today = day_of(flagged)
    assert "emergency" in today.closed
    assert not today.items
    assert not today.offers
    wednesday = day_of(flagged, day=WEDNESDAY)
    assert wednesday.closed
    assert asked(wednesday) == ["red_flags"]
    cleared = day_of(flagged, screened(WEDNESDAY, hour=8), day=WEDNESDAY)
    assert cleared.items


def test_the_morning_after_motion_asks_for_pain_once() -> None:
    monday = done("heel_slide", MONDAY, side="left")
    assert asked(day_of(monday, day=TUESDAY)) == ["morning_pain"]
    answered = pain(TUESDAY, 1, asked="next_morning")
    assert asked(day_of(monday, answered, day=TUESDAY)) == []
    assert asked(day_of(monday, answered, day=WEDNESDAY)) == []


def test_a_raised_morning_is_asked_for_again_on_the_next_day() -> None:
    base = [pain(MONDAY - timedelta(days=3 - n), 1, asked="next_morning") for n in range(3)]
    raised = pain(TUESDAY, 3, asked="next_morning")
    assert asked(day_of(*base, raised, day=WEDNESDAY)) == ["morning_pain"]


# --- Pain and precautions ------------------------------------------------------------------------


def test_an_exercise_that_hurt_too_much_is_over_for_the_day_and_the_others_go_on() -> None:
    entries = [
        done("double_leg_bridge", MONDAY), pain(MONDAY, 6, exercise="double_leg_bridge"),
    ]  # fmt: skip
    today = day_of(*entries)
    assert "bridge" not in {item.slot for item in today.items}
    assert "bridge" in {row.slot for row in today.left_out}
    assert "chair" in {item.slot for item in today.items}


def test_a_day_whose_strength_pain_has_ended_is_not_called_a_day_without_it() -> None:
    kept = tuple(row for row in START.slot if row.kind != "strength" or row.name == "bridge")
    short = START.model_copy(update={"slot": kept})
    entries = [
        done("double_leg_bridge", MONDAY), pain(MONDAY, 6, exercise="double_leg_bridge"),
    ]  # fmt: skip
    today = due(short, history(screened(), *entries), MONDAY)
    assert "strength" not in kinds(today.items)
    assert REST_DAY not in today.words


def test_after_a_hip_replacement_too_much_pain_ends_the_day() -> None:
    entries = [
        done("double_leg_bridge", MONDAY), pain(MONDAY, 6, exercise="double_leg_bridge"),
    ]  # fmt: skip
    today = day_of(*entries, profile=prescription("anterior_hip_replacement"))
    assert "hip replacement" in today.closed
    assert not today.items


def test_much_pain_before_the_session_leaves_gentle_motion() -> None:
    today = day_of(pain(MONDAY, 6, asked="before", hour=8))
    assert set(kinds(today.items)) == {"warm_up", "motion", "stretch", "aerobic"}
    assert GENTLE in today.words
    assert REST_DAY not in today.words


@pytest.mark.parametrize("precaution", PRECAUTIONS)
@pytest.mark.parametrize("name", programme_names())
def test_a_slot_without_an_allowed_form_is_left_out_with_the_reason(
    name: str, precaution: str
) -> None:
    today = due(
        load_programme(name), history(screened()), MONDAY, profile=prescription(precaution)
    )
    shown = {item.slot for item in today.items} | {row.slot for row in today.left_out}
    assert shown == {slot.name for slot in load_programme(name).slot}
    for row in today.left_out:
        assert row.why.endswith(".")


def test_a_forbidden_form_is_replaced_with_a_sentence() -> None:
    today = due(
        load_programme("hip-strength"), history(screened()), MONDAY,
        profile=prescription("anterior_hip_replacement"),
    )  # fmt: skip
    bridge = next(item for item in today.items if item.slot == "bridge")
    assert bridge.exercise == "double_leg_bridge"
    assert "takes the place of" in bridge.how


def test_the_leg_of_the_therapist_works_alone() -> None:
    own = prescription(None).model_copy(
        update={"exercise": {"standing_hip_abduction": Adjustment(side="left")}}
    )
    side = next(item for item in day_of(profile=own).items if item.slot == "side")
    assert side.sides == ("left",)


# --- One programme after another -----------------------------------------------------------------


def test_a_new_programme_begins_with_its_first_week() -> None:
    strength, later = load_programme("hip-strength"), MONDAY + timedelta(weeks=9)
    old = [
        done("offset_bridge", MONDAY + timedelta(weeks=w, days=d), total=24)
        for w in range(9)
        for d in (0, 2, 4)
    ]
    begun = programme_begun("hip-strength", at(later, 8))
    today = due(strength, history(screened(), *old, begun), later)
    assert today.week == 1
    bridge = next(item for item in today.items if item.slot == "bridge")
    assert (bridge.sets, bridge.reps) == (1, 8)
    assert not today.offers
    assert due(strength, history(screened(), *old), later).week == 10


def test_steps_of_an_earlier_time_do_not_count() -> None:
    level = Level(rung=2, sets=3, reps=12)
    step = step_to(level, programme="hip-start", slot="bridge", kind="up", at=at(MONDAY, 8))
    again = programme_begun("hip-start", at(TUESDAY, 8))
    rungs = [
        next(
            item.exercise for item in day_of(*entries, day=TUESDAY).items if item.slot == "bridge"
        )
        for entries in ([step], [step, again])
    ]
    assert rungs == ["single_leg_bridge", "double_leg_bridge"]


def test_strength_of_another_programme_counts_for_the_day_of_rest() -> None:
    hinge = done("hip_hinge", MONDAY)  # hip-start does not have it
    assert "strength" not in kinds(day_of(hinge, day=TUESDAY).items)
    assert "strength" in kinds(day_of(hinge, day=WEDNESDAY).items)


def test_the_therapist_may_ask_for_fewer_days() -> None:
    own = prescription(None).model_copy(
        update={"exercise": {"double_leg_bridge": Adjustment(per_week=(1, 1))}}
    )
    past = all_done(day_of())
    wednesday = day_of(*past, day=WEDNESDAY, profile=own)
    assert "bridge" not in {item.slot for item in wednesday.items}
    assert "chair" in {item.slot for item in wednesday.items}
