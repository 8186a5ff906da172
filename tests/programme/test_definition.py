"""Programmes are data: complete, with sources, and refused with a remedy where they are wrong."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from support.patients import slot_named

from formcheck.errors import ExerciseError
from formcheck.exercises.conditions import ENGINEERING_DEFAULT
from formcheck.exercises.loader import load_exercise, shipped_folder
from formcheck.exercises.precautions import PRECAUTIONS
from formcheck.programme.definition import load_programme, programme_names, schema_text

if TYPE_CHECKING:
    from pathlib import Path

    from formcheck.exercises.definition import PrecautionName
    from formcheck.programme.definition import Programme
    from formcheck.programme.slots import Slot

NAMES = programme_names()
FOLDER = shipped_folder().parents[1] / "programme" / "data"

SMALL = """
schema = 1
name = "mine"
title = "Mine"
purpose = "For a test."

[rhythm]
motion_minutes = 10
block_weeks = 8
review_weeks = 12
source = "engineering default"

[[slot]]
name = "warm"
title = "Warm up"
kind = "warm_up"
per_week = [3, 7]
source = "engineering default"

[[slot.ladder]]
exercise = "marching"
source = "engineering default"

[[slot]]
name = "bridge"
title = "Bridge"
kind = "strength"
per_week = [2, 3]
sets = 3
reps = 8
source = "engineering default"

[[slot.ladder]]
exercise = "double_leg_bridge"
source = "engineering default"
"""


def strength(programme: Programme) -> list[Slot]:
    return [slot for slot in programme.slot if slot.kind == "strength"]


def written(text: str, folder: Path) -> Path:
    file = folder / "mine.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_two_programmes_are_shipped() -> None:
    assert NAMES == ("hip-start", "hip-strength")


@pytest.mark.parametrize("name", NAMES)
def test_every_source_is_used_and_listed(name: str) -> None:
    programme = load_programme(name)
    assert programme.name == name
    assert len(programme.sha256) == 64
    rows = [programme.rhythm, *programme.slot]
    rows += [rung for slot in programme.slot for rung in slot.ladder]
    used = {key.strip() for row in rows for key in row.source.split(",")}
    assert used - {ENGINEERING_DEFAULT} == set(programme.sources)


@pytest.mark.parametrize("name", NAMES)
def test_doses_are_those_of_the_review(name: str) -> None:
    """Section 5.1: ten minutes, warm-up first, strength on three days, stretches of 30 s."""
    programme = load_programme(name)
    assert programme.rhythm.motion_minutes == 10
    assert (programme.rhythm.block_weeks, programme.rhythm.review_weeks) == (8, 12)
    warm_up = [slot for slot in programme.slot if slot.kind == "warm_up"]
    assert programme.slot[: len(warm_up)] == tuple(warm_up)
    assert 5 <= sum(slot.ladder[0].minutes or 0 for slot in warm_up) <= 10
    assert not warm_up[0].ladder[0].exercise  # a walk: the march alone is too short
    assert 4 <= len(strength(programme)) <= 5
    for slot in strength(programme):
        assert slot.per_week == (2, 3)
        assert (slot.sets, slot.reps, slot.most_reps) == (3, 8, 12)
        assert [(week.sets, week.reps) for week in slot.ramp] == [(1, 8), (2, 8)]
        assert 60 <= slot.rest_s <= 120
    for slot in programme.slot:
        if slot.kind == "stretch":
            assert slot.hold_s == 30
            assert (slot.reps, slot.most_reps) == (2, 4)
            assert slot.per_week == (3, 7)
        if slot.kind == "balance":
            assert slot.per_week == (3, 3)


def test_ladders_are_those_of_the_review() -> None:
    """Section 5.2: bridge, chair to step, side, and the four stages of standing."""
    start = load_programme("hip-start")
    ladders = {
        slot.name: [rung.exercise or "by the clock" for rung in slot.ladder] for slot in start.slot
    }
    assert ladders["bridge"] == ["double_leg_bridge", "offset_bridge", "single_leg_bridge"]
    assert ladders["chair"][:3] == ["sit_to_stand", "sit_to_stand", "mini_squat"]
    assert ladders["chair"][3:] == ["step_up", "step_up"]
    assert ladders["side"] == ["standing_hip_abduction", "lateral_step", "lateral_step"]
    assert ladders["balance"][:4] == ["by the clock"] * 3 + ["single_leg_stance"]
    steps = [rung.title for rung in slot_named(load_programme("hip-strength"), "step").ladder]
    assert steps[1:] == ["Step up, 10 cm", "Step up, 15 cm", "Step up, 20 cm"]


@pytest.mark.parametrize("name", NAMES)
def test_a_timed_rung_says_how_and_a_counted_one_has_an_exercise(name: str) -> None:
    for slot in load_programme(name).slot:
        for rung in slot.ladder:
            if rung.exercise:
                load_exercise(rung.exercise)
            else:
                assert rung.title
                assert rung.how


SEAT_43_CM_NOT_FOR: set[PrecautionName] = set(PRECAUTIONS) - {"anterior_hip_replacement"}


def test_heights_that_a_precaution_forbids_are_left_out() -> None:
    """Section 2.2: seats of 45 and 50 cm, steps of at most 15 cm, no more than 10 s on one leg."""
    chair = slot_named(load_programme("hip-start"), "chair")
    assert set(chair.ladder[1].not_for) == SEAT_43_CM_NOT_FOR
    step = slot_named(load_programme("hip-strength"), "step").ladder[-1]
    kept = {name for name in PRECAUTIONS if name not in step.not_for}
    blocked = {
        name for name, row in load_exercise("step_up").profile.items() if row.allowed is not True
    }
    assert kept == blocked
    stance = slot_named(load_programme("hip-start"), "balance").ladder[-1]
    assert set(stance.not_for) == {"lateral_hip_pain"}


def test_unknown_name_gets_the_nearest_names() -> None:
    with pytest.raises(ExerciseError, match="did you mean hip-start"):
        load_programme("hip_strat")


def test_a_file_of_ones_own_is_read(tmp_path: Path) -> None:
    programme = load_programme(written(SMALL, tmp_path))
    assert slot_named(programme, "bridge").top_sets == 3


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('kind = "warm_up"', 'kind = "motion"', "there is no warm-up"),
        ("per_week = [2, 3]", "per_week = [5, 7]", "line 24, slot\\[2\\]: strength is trained on"),
        ("per_week = [2, 3]", "per_week = [3, 2]", "per_week goes from the smaller"),
        ("per_week = [2, 3]", 'per_week = [2, 2]\ndays = ["mon", "tue"]', "need.* a day of rest"),
        ("per_week = [2, 3]", 'per_week = [2, 2]\ndays = ["sun", "mon"]', "need.* a day of rest"),
        ("per_week = [2, 3]", 'per_week = [2, 3]\ndays = ["mon", "thu"]', "days names 2 days"),
        ("reps = 8", "reps = 8\nmost_reps = 6", "most_reps is less than reps"),
        ("reps = 8", "reps = 8\nmost_hold_s = 6", "most_hold_s needs hold_s"),
        ("reps = 8", "reps = 8\nramp = [{ sets = 4, reps = 8 }]", "ramp must not fall"),
        ('"double_leg_bridge"', '"double_bridge"', "did you mean double_leg_bridge"),
        ('"double_leg_bridge"', '"marching"', "marching is a rung of 'warm' already"),
        ('name = "bridge"', 'name = "warm"', "there is a slot 'warm' already"),
        ('source = "engineering default"', 'source = "N99"', "source 'N99' is not listed"),
        ('title = "Bridge"', 'titel = "Bridge"', "did you mean title"),
        ("sets = 3", 'sets = "three"', "must be a number without quotes"),
        ("motion_minutes = 10", "motion_minutes = 600", "if these are seconds, write 10"),
        ('exercise = "double_leg_bridge"', 'title = "Bend"', "how is needed"),
        ('exercise = "double_leg_bridge"', "most_load_kg = 2", "either exercise or title"),
    ],
)
def test_a_mistake_is_named_with_its_remedy(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in SMALL
    with pytest.raises(ExerciseError, match=message):
        load_programme(written(SMALL.replace(old, new, 1), tmp_path))


def test_a_warm_up_after_the_rest_is_refused(tmp_path: Path) -> None:
    late = SMALL + SMALL[SMALL.index("[[slot]]") : SMALL.index('[[slot]]\nname = "bridge"')]
    late = late.replace("marching", "heel_slide", 1)
    late = late.replace('name = "warm"', 'name = "early"', 1)
    with pytest.raises(ExerciseError, match="the warm-up comes first"):
        load_programme(written(late, tmp_path))


def described(part: Any) -> list[str]:  # noqa: ANN401  # JSON has any shape
    """Keys of a schema without an explanation."""
    rows = part.get("properties", {}).items()
    found = [key for key, row in rows if not row.get("description")]
    inner = [each for row in part.get("$defs", {}).values() for each in described(row)]
    return found + inner


def test_every_key_of_the_schema_is_explained() -> None:
    schema = json.loads(schema_text())
    assert described(schema) == []
    text = (FOLDER / "hip_start.toml").read_text(encoding="utf-8")
    assert set(tomllib.loads(text)) <= set(schema["properties"])
