"""Golden sets: from landmarks to report, compared with what was accepted before.

Events are compared exactly, numbers with a tolerance.  After a change that is meant:
``pytest tests/test_golden.py --update-golden``, and read the difference before committing.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from support.golden import golden_poses
from support.paths import GOLDEN

from formcheck import recording
from formcheck.assessment.checker import Checker
from formcheck.exercises.loader import exercise_names, load_exercise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from formcheck.pose.pose import Pose

NAMES = exercise_names()
OLD_RECORDINGS = ("marching", "single_leg_stance")
"""Written by formcheck 0.1.0 and kept: later versions read them."""


def judged(name: str, poses: Iterable[Pose]) -> dict[str, Any]:
    """Return the events and the report of poses as plain data."""
    checker = Checker(load_exercise(name))
    events = [
        {"event": type(event).__name__, **asdict(event)}
        for pose in poses
        for event in checker.update(pose).events
    ]
    report = checker.finish().as_dict()
    del report["provenance"], report["source"]
    text = json.dumps({"events": events, "report": report})
    table: dict[str, Any] = json.loads(text, parse_constant=lambda _unknown: None)
    return table


def accepted(name: str) -> dict[str, Any]:
    """Return the accepted events and report of a golden set."""
    table: dict[str, Any] = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    return table


def assert_close(found: object, expected: object, place: str) -> None:
    """Equal, numbers within a tenth of a degree or 20 ms."""
    if isinstance(expected, dict):
        assert isinstance(found, dict), place
        assert set(found) == set(expected), place
        for key, value in expected.items():
            assert_close(found[key], value, f"{place}.{key}")
    elif isinstance(expected, list):
        assert isinstance(found, list), place
        assert len(found) == len(expected), place
        for number, value in enumerate(expected):
            assert_close(found[number], value, f"{place}[{number}]")
    elif isinstance(expected, float):
        tolerance = 0.02 if place.endswith("_s") else 0.11
        assert found == pytest.approx(expected, abs=tolerance), place
    else:
        assert found == expected, place


@pytest.mark.parametrize("name", NAMES)
def test_golden_set_gives_accepted_report(name: str, pytestconfig: pytest.Config) -> None:
    found = judged(name, golden_poses(name))
    if pytestconfig.getoption("--update-golden"):
        text = json.dumps(found, indent=1, ensure_ascii=False)
        (GOLDEN / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    assert_close(found, accepted(name), name)


@pytest.mark.parametrize("name", NAMES)
def test_golden_set_shows_good_partial_and_excessive_repetition(name: str) -> None:
    report = accepted(name)["report"]
    assert report["counts"]["total"] == 2
    assert report["counts"]["partial"] == 1
    assert report["limits"]


@pytest.mark.parametrize("name", OLD_RECORDINGS)
def test_recording_of_first_version_gives_accepted_report(name: str) -> None:
    old = recording.read(GOLDEN / f"{name}.npz")
    assert old.meta["performed"] == name
    assert_close(judged(name, old), accepted(name), name)


@pytest.mark.parametrize("name", OLD_RECORDINGS)
def test_regenerated_poses_are_those_recorded_before(name: str) -> None:
    for old, new in zip(recording.read(GOLDEN / f"{name}.npz"), golden_poses(name), strict=True):
        assert (new.index, new.time_s, new.size_px) == (old.index, old.time_s, old.size_px)
        for one, other in zip(
            (old.image, old.world, old.visibility),
            (new.image, new.world, new.visibility),
            strict=True,
        ):
            np.testing.assert_allclose(other, one, rtol=1e-5, atol=1e-3)


def test_golden_folder_holds_nothing_else() -> None:
    files = {f"{name}.json" for name in NAMES} | {f"{name}.npz" for name in OLD_RECORDINGS}
    assert {file.name for file in GOLDEN.iterdir()} == files
