"""The diary as FHIR R4: valid, with formcheck's own codes, and the numbers of the diary."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from support.diaries import BEGAN, filmed

from formcheck.diary.fhir import CODES, SYSTEM, fhir_bundle
from formcheck.diary.sessions import Diary
from formcheck.programme.history import (
    Activity,
    EffortEntry,
    History,
    PainEntry,
    ScreeningAnswer,
)

if TYPE_CHECKING:
    from pathlib import Path

ANSWERS = History(
    pains=(
        PainEntry(asked="after", at=BEGAN, number=3, sharp=True, exercise="step_up"),
        PainEntry(asked="next_morning", at=BEGAN, number=None),
    ),
    activities=(Activity(kind="walk", at=BEGAN, minutes=12.5),),
    efforts=(EffortEntry(at=BEGAN, number=4),),
    screenings=(ScreeningAnswer(at=BEGAN, flags=("fever",)),),
)


def resources(history: History) -> list[dict[str, Any]]:
    table = json.loads("".join(fhir_bundle(history)))
    Bundle.model_validate(table)
    assert len({entry["fullUrl"] for entry in table["entry"]}) == len(table["entry"])
    return [entry["resource"] for entry in table["entry"]]


def codings(resource: object) -> list[dict[str, str]]:
    """Return every coding within a resource."""
    if isinstance(resource, list):
        return [coding for part in resource for coding in codings(part)]
    if not isinstance(resource, dict):
        return []
    own = [resource] if {"system", "code", "display"} <= resource.keys() else []
    return own + [coding for part in resource.values() for coding in codings(part)]


@pytest.fixture
def history(tmp_path: Path) -> History:
    with Diary(tmp_path / "diary.sqlite3") as diary:
        for name in ("single_leg_bridge", "marching", "hamstring_stretch"):
            diary.keep(filmed(name, BEGAN), planned_reps=12, planned_hold_s=3.0)
        return diary.history()


def test_set_has_the_numbers_of_the_diary(history: History) -> None:
    code_system, *sets = resources(history)
    assert (code_system["resourceType"], len(sets)) == ("CodeSystem", 3)
    for found, done in zip(sets, history.sets, strict=True):
        values: dict[str, Any] = {}
        for part in found["component"]:
            value = next(value for key, value in part.items() if key.startswith("value"))
            values[part["code"]["coding"][0]["code"]] = value
        counts = {"good": done.good, "clean": done.clean, "complete": done.total, "planned": 12}
        assert {name: values[name] for name in counts} == counts
        assert values["peak"]["value"] == done.peak_deg
        assert values["range"]["value"] == done.range_deg
        assert (values["peak"]["code"], values["hold"]["code"]) == ("deg", "s")
        assert found["code"]["text"] == done.title
        assert found["effectivePeriod"]["start"].startswith("2021-11-28T18:00:00")


def test_answers_are_observations() -> None:
    _, *found = resources(ANSWERS)
    assert [one["code"]["coding"][0]["code"] for one in found] == [
        "pain", "pain", "motion", "effort", "red-flags",
    ]  # fmt: skip
    assert found[0]["valueInteger"] == 3
    assert "valueInteger" not in found[1]
    assert "dataAbsentReason" in found[1]
    assert found[2]["valueQuantity"]["value"] == 12.5


def test_own_codes_are_defined_in_the_bundle_and_said_to_be_own(history: History) -> None:
    code_system, *found = resources(history)
    assert {row["code"] for row in code_system["concept"]} == set(CODES)
    used = codings(found)
    assert {coding["system"] for coding in used} == {SYSTEM}
    assert all(CODES[coding["code"]] == coding["display"] for coding in used)
    assert all("own" in one["note"][0]["text"] for one in found)


def test_the_same_thing_has_the_same_address_in_every_bundle(history: History) -> None:
    first, second = resources(history), resources(history)
    assert [one["id"] for one in first] == [one["id"] for one in second]
