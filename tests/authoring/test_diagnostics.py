"""What an author should look at again in a file that loads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from formcheck.authoring.diagnostics import check_file
from formcheck.authoring.scaffold import new_text
from formcheck.exercises.loader import exercise_names, shipped_folder

if TYPE_CHECKING:
    from pathlib import Path


def doubts_of(text: str, folder: Path) -> list[str]:
    file = folder / "mine.toml"
    file.write_text(text, encoding="utf-8")
    return [str(doubt) for doubt in check_file(file)[1]]


@pytest.mark.sampled(14)
@pytest.mark.parametrize("name", exercise_names())
def test_an_unchanged_copy_is_noted_and_is_all_that_is_said_of_its_words(
    tmp_path: Path, name: str
) -> None:
    first, *others = doubts_of(new_text("mine", name), tmp_path)
    assert first.startswith(f"nothing but the name differs from {name}: change what")
    assert not [line for line in others if "still the words" in line]


def test_words_of_the_template_are_noted_once_a_number_is_changed(tmp_path: Path) -> None:
    text = new_text("mine", "hip_hinge").replace("[40, 65]", "[45, 65]")
    assert not [line for line in doubts_of(text, tmp_path) if "start and target are those" in line]
    noted = [line for line in doubts_of(text, tmp_path) if "still the words of hip_hinge" in line]
    assert [line.split(": ")[0].split(", ")[1] for line in noted] == [
        "cannot_see", "purpose", "steps",
    ]  # fmt: skip
    own = text.replace('purpose = "', 'purpose = "Mine: ').replace(
        "steps = [", 'steps = ["Mine.", '
    )
    again = [line for line in doubts_of(own, tmp_path) if "still the words" in line]
    assert [line.split(": ")[0].split(", ")[1] for line in again] == ["cannot_see"]


@pytest.mark.sampled(14)
@pytest.mark.parametrize("name", exercise_names())
def test_a_shipped_exercise_is_a_copy_of_none(name: str) -> None:
    _, doubts = check_file(shipped_folder() / f"{name}.toml")
    assert not [doubt for doubt in doubts if "differs from" in doubt.message]


def test_what_is_still_to_be_written_is_noted(tmp_path: Path) -> None:
    text = new_text("mine", "hip_hinge", title="TO DO")
    assert any(line.endswith("title: still to be written") for line in doubts_of(text, tmp_path))


@pytest.mark.sampled(14)
@pytest.mark.parametrize("name", exercise_names())
def test_a_plain_file_loads_and_says_what_is_still_to_be_done(tmp_path: Path, name: str) -> None:
    text = new_text("mine", name, plain=True)
    lines = doubts_of(text, tmp_path)
    assert any(f"start and target are those of {name}" in line for line in lines)
    assert sum(line.endswith("still to be written") for line in lines) == text.count("TO DO: ")


def test_a_hold_in_minutes_is_doubted(tmp_path: Path) -> None:
    text = new_text("mine", "hamstring_stretch").replace("hold_s = 30", "hold_s = 0.5")
    text = text.replace("least_hold_s = 5", "least_hold_s = 0")
    assert any(
        "0.5 s are too short to be seen as a hold" in line for line in doubts_of(text, tmp_path)
    )
