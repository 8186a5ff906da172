"""The numbers of shipped files come from hosts that there is a reason to believe."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Final

import pytest

from formcheck.exercises.loader import exercise_names, load_exercise

ROOT: Final = Path(__file__).parents[1]
HOSTS: Final = tomllib.loads((ROOT / "tests/source_hosts.toml").read_text(encoding="utf-8"))
FILES: Final = sorted(
    [
        *(ROOT / "formcheck/exercises/data").glob("*.toml"),
        ROOT / "formcheck/exercises/precautions.toml",
        *(ROOT / "formcheck/function_tests/data").glob("*.toml"),
        *(ROOT / "formcheck/programme/data").glob("*.toml"),
        ROOT / "formcheck/programme/red_flags.toml",
    ]
)
SOURCES: Final = [
    pytest.param(text, id=f"{file.stem}-{key}")
    for file in FILES
    for key, text in tomllib.loads(file.read_text(encoding="utf-8")).get("sources", {}).items()
]


def host_of(text: str) -> str:
    """The host of the one address at the end of a source."""
    found = re.fullmatch(r".*, https?://([^/ ]+)(/\S*)?", text)
    assert found is not None, f"{text}: a title, a comma and an address"
    return found[1]


@pytest.mark.parametrize("text", SOURCES)
def test_a_source_is_one_that_there_is_a_reason_to_believe(text: str) -> None:
    host = host_of(text)
    assert host in HOSTS["hosts"] or host in HOSTS["copies"]
    if host in HOSTS["copies"]:
        assert ", copy, http" in text


def test_no_host_is_listed_for_nothing() -> None:
    used = {host_of(str(param.values[0])) for param in SOURCES}
    assert used == {*HOSTS["hosts"], *HOSTS["copies"]}


def test_a_key_means_the_same_in_every_file() -> None:
    texts: dict[str, set[str]] = {}
    for file in FILES:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        for key, text in table.get("sources", {}).items():
            texts.setdefault(key, set()).add(text)
    assert {key: found for key, found in texts.items() if len(found) > 1} == {}


@pytest.mark.parametrize("name", exercise_names())
def test_what_only_shows_an_exercise_is_no_source(name: str) -> None:
    exercise = load_exercise(name)
    hosts = {host_of(text) for text in exercise.illustration}
    assert not hosts & {*HOSTS["hosts"], *HOSTS["copies"]}


# --- Doses -------------------------------------------------------------------------------------

STRENGTH: Final = [
    name
    for name in exercise_names()
    if load_exercise(name).kind == "reps"
    and load_exercise(name).name not in {"marching", "heel_slide"}
]


PUBLISHED: Final = {"offset_bridge": (2, 10)}
"""Sets and repetitions of a trial in which they were others than the usual 3 x 10."""


@pytest.mark.parametrize("name", STRENGTH)
def test_strength_is_trained_on_two_or_three_days_with_a_day_between(name: str) -> None:
    dose = load_exercise(name).dose
    assert 2 <= dose.per_week[0] <= dose.per_week[1] <= 3
    assert 60 <= dose.rest_s <= 120
    assert (dose.sets, dose.reps) == PUBLISHED.get(name, (3, 10))
