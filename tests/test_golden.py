"""Golden recordings: from landmarks to report, compared with what was accepted before.

Each recording holds a good repetition, a partial one and one that goes too far, at ten frames a
second with noise.  Events are compared exactly, numbers with a tolerance.  After a change that is
meant: ``pytest tests/test_golden.py --update-golden``, and read the difference before committing.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest
from support.paths import GOLDEN
from support.performer import PERFORMANCES, Recording, perform, plan_for

from formcheck import recording
from formcheck.assessment.checker import Checker
from formcheck.exercises.loader import exercise_names, load_exercise

NAMES = exercise_names()


def make(name: str) -> None:
    """Perform and record the golden set of an exercise."""
    exercise = load_exercise(name)
    movement, script = exercise.movement, PERFORMANCES[name]
    zero = script.rest_deg if movement.baseline == "start" else 0.0
    limit = next(row.when for row in exercise.limit if row.when.measure == movement.measure)
    partial = zero + (movement.partial_deg + movement.target_deg[0]) / 2
    beyond = zero + limit.at + 3 * movement.sign
    hold_s = 6.0 if exercise.kind == "hold" else 2.0
    plan = plan_for(
        exercise, reps=3, hold_s=hold_s, rest_s=1.0, peak_deg=(script.peak_deg, partial, beyond)
    )
    poses = perform(exercise, plan=plan, recording=Recording(fps=10, noise_px=1.0, jitter=0.3))
    with recording.RecordingWriter(GOLDEN / f"{name}.npz") as writer:
        for pose in poses:
            writer.write(pose)
        writer.finish({"performed": name})


def judged(name: str) -> dict[str, Any]:
    """The events and the report of a golden recording, as plain data."""
    checker = Checker(load_exercise(name))
    events = [
        {"event": type(event).__name__, **asdict(event)}
        for pose in recording.read(GOLDEN / f"{name}.npz")
        for event in checker.update(pose).events
    ]
    report = checker.finish().as_dict()
    del report["provenance"], report["source"]
    text = json.dumps({"events": events, "report": report})
    table: dict[str, Any] = json.loads(text, parse_constant=lambda _unknown: None)
    return table


def assert_close(found: object, accepted: object, place: str) -> None:
    """Equal, numbers within a tenth of a degree or 20 ms."""
    if isinstance(accepted, dict):
        assert isinstance(found, dict), place
        assert set(found) == set(accepted), place
        for key, value in accepted.items():
            assert_close(found[key], value, f"{place}.{key}")
    elif isinstance(accepted, list):
        assert isinstance(found, list), place
        assert len(found) == len(accepted), place
        for number, value in enumerate(accepted):
            assert_close(found[number], value, f"{place}[{number}]")
    elif isinstance(accepted, float):
        tolerance = 0.02 if place.endswith("_s") else 0.11
        assert found == pytest.approx(accepted, abs=tolerance), place
    else:
        assert found == accepted, place


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_recording_gives_the_accepted_report(
    name: str, pytestconfig: pytest.Config
) -> None:
    accepted_file = GOLDEN / f"{name}.json"
    if pytestconfig.getoption("--update-golden"):
        make(name)
        text = json.dumps(judged(name), indent=1, ensure_ascii=False)
        accepted_file.write_text(text + "\n", encoding="utf-8")
    accepted = json.loads(accepted_file.read_text(encoding="utf-8"))
    assert_close(judged(name), accepted, name)


@pytest.mark.parametrize("name", NAMES)
def test_the_golden_sets_show_what_they_are_meant_to_show(name: str) -> None:
    report = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))["report"]
    assert report["counts"]["total"] == 2
    assert report["counts"]["partial"] == 1
    assert report["limits"]


def test_nothing_else_lies_in_the_golden_folder() -> None:
    assert {file.stem for file in GOLDEN.iterdir()} == set(NAMES)
