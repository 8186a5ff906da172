"""``formcheck exercises``: list, show and check."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from formcheck.exercises.loader import exercise_names, shipped_folder
from formcheck.kinematics.measures import MEASURES

if TYPE_CHECKING:
    from pathlib import Path

    from support.commands import Command


@pytest.mark.parametrize(("name", "rows"), [("list", exercise_names()), ("measures", MEASURES)])
def test_list_names_every_row(name: str, rows: tuple[str, ...], command: Command) -> None:
    done = command("exercises", name)
    assert done.code == 0
    assert all(row in done.out for row in rows)


def test_measures_are_listed_with_plane_unit_zero_and_sign(command: Command) -> None:
    head, *lines = command("exercises", "measures").out.splitlines()
    numbers: dict[str, str] = {}
    name = ""
    for line in lines:
        if not line.startswith(" "):
            name = " ".join(line.split()[:2])
        numbers[name] = f"{numbers.get(name, '')} {line[head.index('its numbers') :].strip()}"
    for row in MEASURES.values():
        unit = "degrees" if row.unit == "deg" else row.whole
        text = numbers[f"{row.name} {row.plane}"]
        assert all(part in text for part in (unit, row.zero, f"+ = {row.sign}")), text


@pytest.mark.sampled(5)
@pytest.mark.parametrize("name", exercise_names())
def test_exercise_is_shown_with_every_section(name: str, command: Command) -> None:
    shown = command("exercises", "show", name).out
    for heading in ("How", "Camera", "Target", "Faults", "What the camera cannot see", "Sources"):
        assert heading in shown


def test_exercise_is_shown_as_it_is_for_a_patient(command: Command) -> None:
    words = ("exercises", "show", "sit_to_stand")
    shown = " ".join(command(*words, "--profile", "posterior_hip_replacement").out.split())
    assert "Push yourself up with both arms" in shown
    assert "[hip bend over 88°]" in shown
    assert "Cross your arms" not in shown
    assert "With posterior" not in shown
    assert "Cross your arms" in command(*words).out
    blocked = command("exercises", "show", "figure_four", "--profile", "posterior_hip_replacement")
    assert blocked.code == 5
    assert "Do heel_slide instead." in blocked.err


@pytest.mark.parametrize("typed", ["single-leg-bridge", "Single leg bridge", "single_leg_bridg"])
def test_name_nearly_right_is_answered_with_the_right_one(typed: str, command: Command) -> None:
    done = command("exercises", "show", typed)
    assert done.code == 5
    assert "did you mean single_leg_bridge" in done.err


def test_shipped_file_passes_the_check(command: Command) -> None:
    done = command("exercises", "check", shipped_folder() / "mini_squat.toml")
    assert done.code == 0
    assert "is right: Mini squat" in done.out


@pytest.mark.parametrize(
    ("content", "said"),
    [(b'name = "mine"\nkind = reps\n', "line 2"), (b"\xff\xfe\x00PK", "UTF-8")],
)
def test_broken_file_is_refused_with_the_place(
    content: bytes, said: str, tmp_path: Path, command: Command
) -> None:
    (tmp_path / "mine.toml").write_bytes(content)
    done = command("exercises", "check", tmp_path / "mine.toml")
    assert done.code == 5
    assert said in done.err
