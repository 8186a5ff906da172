"""A patient's file with a programme: what it changes, and what does not fit."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from support.patients import MONDAY, at, done, history, pain, screened

from formcheck.errors import ExerciseError
from formcheck.exercises.profile import load_profile
from formcheck.programme.definition import load_programme
from formcheck.programme.history import StepTaken
from formcheck.programme.today import due
from formcheck.therapist.plan import Plan, is_plan, load_plan, own_programme

if TYPE_CHECKING:
    from pathlib import Path

HEAD = 'schema = 1\nname = "Anna"\n'
USE = HEAD + '[programme]\nuse = "hip-start"\n'


def plan_of(folder: Path, text: str) -> Plan:
    file = folder / "anna.toml"
    file.write_text(text)
    return load_plan(file)


def mistakes_of(folder: Path, text: str) -> list[str]:
    with pytest.raises(ExerciseError) as caught:
        plan_of(folder, text)
    return str(caught.value).split("\n")[1:]


def item(plan: Plan, slot: str, day: date = MONDAY, **past: object) -> Any:  # noqa: ANN401  # an Item, or None
    assert plan.programme is not None
    found = due(plan.programme, history(screened(), *past.values()), day, profile=plan.profile)
    return next((one for one in found.items if one.slot == slot), None)


def step_up(rung: int) -> StepTaken:
    """A step of progress on the first day, which leads to three sets on a rung."""
    return StepTaken(
        programme="hip-start",
        slot="bridge",
        kind="up",
        at=at(MONDAY),
        to_rung=rung,
        to_sets=3,
        to_reps=8,
    )


def test_file_without_a_programme_stays_what_it_was(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, HEAD + "[exercise.mini_squat]\nsets = 2\n")
    assert plan.programme is None
    assert plan.profile == load_profile(tmp_path / "anna.toml")


def test_programme_without_changes_is_the_shipped_one(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, USE)
    assert plan.programme is not None
    assert plan.programme.slot == load_programme("hip-start").slot
    assert load_profile(tmp_path / "anna.toml") == plan.profile  # live and analyze read it too


def test_slots_are_left_out_changed_and_added(tmp_path: Path) -> None:
    text = USE + (
        'leave_out = ["walk"]\n[programme.change.bridge]\ndays = ["tue", "thu"]\nsets = 2\n'
        'begin_at = 2\ngo_up_to = 2\n[programme.add.lying]\nkind = "strength"\n'
        'exercises = ["clamshell", "fire_hydrant"]\nreps = 6\n'
    )
    programme = plan_of(tmp_path, text).programme
    assert programme is not None
    assert programme.name == "hip-start"
    slots = {slot.name: slot for slot in programme.slot}
    assert "walk" not in slots
    bridge, lying = slots["bridge"], slots["lying"]
    assert (bridge.days, bridge.per_week, bridge.ramp) == (("tue", "thu"), (2, 2), ())
    assert (bridge.sets, bridge.begin_at, bridge.go_up_to) == (2, 2, 2)
    assert [rung.exercise for rung in lying.ladder] == ["clamshell", "fire_hydrant"]
    assert (lying.reps, lying.sets, lying.per_week) == (6, 2, (2, 3))
    order = list(slots)
    assert order.index("knee") < order.index("lying") < order.index("stretch_front")


def test_slot_begins_with_the_form_that_is_named_and_goes_no_further(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, USE + "[programme.change.bridge]\nbegin_at = 2\ngo_up_to = 2\n")
    first = item(plan, "bridge")
    assert first is not None
    assert first.exercise == "offset_bridge"
    step = StepTaken(
        programme="hip-start",
        slot="bridge",
        kind="up",
        at=at(MONDAY),
        to_rung=2,
        to_sets=3,
        to_reps=8,
    )
    later = item(plan, "bridge", date(2026, 1, 7), step=step)
    assert later.exercise == "offset_bridge"


@pytest.mark.parametrize(("since", "sets"), [("2026-01-05", 3), ("2026-01-12", 2)])
def test_changes_hold_from_their_day_on(tmp_path: Path, since: str, sets: int) -> None:
    """What progress has reached before that day is set aside, and what it reached after is not."""
    text = USE + f"since = {since}\n[programme.change.bridge]\nsets = 2\nreps = 8\n"
    step = StepTaken(
        programme="hip-start",
        slot="bridge",
        kind="up",
        at=at(MONDAY),
        to_rung=0,
        to_sets=3,
        to_reps=8,
    )
    found = item(plan_of(tmp_path, text), "bridge", date(2026, 1, 12), step=step)
    assert found.sets == sets


def test_dose_of_the_first_day_is_the_therapists(tmp_path: Path) -> None:
    plain, own = plan_of(tmp_path, USE), USE + "[programme.change.bridge]\nsets = 3\nreps = 15\n"
    assert item(plain, "bridge").sets == 1
    found = item(plan_of(tmp_path, own), "bridge")
    assert (found.sets, found.reps) == (3, 15)


def test_everything_that_does_not_fit_is_named_with_its_line(tmp_path: Path) -> None:
    text = USE + (
        'leave_out = ["balanc", "side"]\n'
        '[programme.change.bridge]\ndays = ["mon", "tue"]\nbegin_at = 7\n'
        "[programme.change.side]\nsets = 2\n"
        "[programme.change.bridges]\nsets = 2\n"
        '[programme.add.x]\nkind = "strength"\nexercises = ["mini_squat", "clamshel"]\n'
    )
    found = mistakes_of(tmp_path, text)
    assert [row.split(":")[0].strip() for row in found] == [
        "line 5, programme.leave_out[1]",
        "line 7, programme.change.bridge.days",
        "line 8, programme.change.bridge.begin_at",
        "line 9, programme.change.side",
        "line 11, programme.change.bridges",
        "line 15, programme.add.x.exercises[1]",
        "line 15, programme.add.x.exercises[2]",
    ]
    assert "did you mean balance?" in found[0]
    assert "did you mean clamshell?" in found[-1]


def test_unknown_programme_and_key_are_named_with_their_line(tmp_path: Path) -> None:
    [found] = mistakes_of(tmp_path, HEAD + '[programme]\nuse = "hip-stat"\n')
    assert found.strip().startswith("line 4, programme.use: ")
    [found] = mistakes_of(tmp_path, USE + "[programme.change.bridge]\nset = 2\n")
    assert "line 6" in found
    assert "did you mean sets?" in found


def test_changes_that_do_not_fit_are_refused_without_a_file_as_well(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(USE + "[programme.change.nothing]\nsets = 2\n")
    profile = load_profile(tmp_path / "a.toml")
    with pytest.raises(ExerciseError, match=r"programme\.change\.nothing"):
        own_programme(profile)


def test_patients_file_is_told_from_a_programmes_file(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(USE)
    (tmp_path / "b.toml").write_text('[[slot]]\nname = "x"\n')
    assert is_plan(tmp_path / "a.toml")
    assert not is_plan(tmp_path / "b.toml")


def test_further_precautions_hold_too(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(USE + "")
    plan = load_plan(tmp_path / "a.toml", ["knee_pain"])
    assert plan.profile.precautions == ("knee_pain",)


def test_sets_from_before_the_plan_count_as_done(tmp_path: Path) -> None:
    """A plan keeps the name of its programme, so the diary goes on."""
    plan = plan_of(tmp_path, USE + '[programme.change.bridge]\ndays = ["mon"]\n')
    entries = {"set": done("double_leg_bridge", MONDAY), "pain": pain(MONDAY, 0)}
    found = item(plan, "bridge", MONDAY, **entries)
    assert found.is_done
