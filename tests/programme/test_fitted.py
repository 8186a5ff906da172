"""A programme for a person: what precautions leave out, replace and keep."""

from __future__ import annotations

import pytest

from formcheck.exercises.loader import load_exercise
from formcheck.exercises.precautions import PRECAUTIONS
from formcheck.exercises.profile import NO_PROFILE, blocked, prescription
from formcheck.programme.definition import load_programme, programme_names
from formcheck.programme.fitted import FittedSlot, fitted

CASES = [(name, precaution) for name in programme_names() for precaution in PRECAUTIONS]


def slots(name: str, *precautions: str) -> dict[str, FittedSlot]:
    profile = prescription(precautions) if precautions else NO_PROFILE
    return {slot.name: slot for slot in fitted(load_programme(name), profile)}


@pytest.mark.parametrize("name", programme_names())
def test_without_precautions_every_rung_stays(name: str) -> None:
    for slot in slots(name).values():
        assert dict(slot.rungs) == dict(enumerate(slot.slot.ladder))
        assert not slot.notes


@pytest.mark.parametrize(("name", "precaution"), CASES)
def test_no_rung_is_forbidden_and_every_lost_one_has_a_reason(name: str, precaution: str) -> None:
    profile = prescription(precaution)
    seen: list[str] = []
    for slot in slots(name, precaution).values():
        for number, rung in enumerate(slot.slot.ladder):
            kept = slot.rungs.get(number)
            assert (kept == rung) == (number not in slot.notes)
            if kept is not None and kept.exercise:
                assert blocked(load_exercise(kept.exercise), profile) is None
                assert precaution not in kept.not_for
        seen += slot.exercises()
    assert len(seen) == len(set(seen)), "one exercise is in two slots"


@pytest.mark.parametrize(("name", "precaution"), CASES)
def test_everyone_keeps_a_warm_up_motion_strength_and_balance(name: str, precaution: str) -> None:
    kinds = [slot.slot.kind for slot in slots(name, precaution).values() if slot.rungs]
    assert {"warm_up", "motion", "strength", "balance", "aerobic"} <= set(kinds)
    assert kinds.count("strength") >= 2


def test_ladders_of_precautions_are_those_of_the_review() -> None:
    """Section 2.2 for the ladders of hip-start."""
    anterior = slots("hip-start", "anterior_hip_replacement")
    assert set(anterior["bridge"].rungs) == {0}
    assert set(anterior["chair"].rungs) == {0, 1, 2}
    assert not anterior["stretch_front"].rungs
    lateral = slots("hip-start", "lateral_hip_replacement")
    assert not lateral["side"].rungs
    assert set(lateral["balance"].rungs) == {0, 1}
    posterior = slots("hip-start", "posterior_hip_replacement")
    assert set(posterior["chair"].rungs) == {0, 2, 3, 4}
    assert not posterior["stretch_buttock"].rungs
    assert "heel slide" not in str(posterior["stretch_buttock"].rungs)
    pain_at_the_side = slots("hip-start", "lateral_hip_pain")
    assert set(pain_at_the_side["balance"].rungs) == {0, 1, 3}


def test_steps_pass_over_what_is_left_out() -> None:
    chair = slots("hip-start", "knee_pain")["chair"]
    assert (chair.above(0), chair.below(2), chair.nearest(1)) == (2, 0, 0)
    assert (chair.above(4), chair.below(0)) == (None, None)


def test_a_replacement_is_taken_once_and_only_for_the_same_kind_of_work() -> None:
    strength = slots("hip-strength", "anterior_hip_replacement")
    assert {rung.exercise for rung in strength["bridge"].rungs.values()} == {"double_leg_bridge"}
    assert not strength["back"].rungs  # its replacement is done as the bridge already


def test_two_precautions_forbid_together() -> None:
    both = slots("hip-start", "anterior_hip_replacement", "lateral_hip_pain")
    assert set(both["chair"].rungs) == {0, 2}
