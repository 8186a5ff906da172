"""``formcheck plan new | check | show``, and a plan in ``today``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from formcheck.programme.definition import load_programme
from formcheck.therapist.plan import load_plan

if TYPE_CHECKING:
    from pathlib import Path

    from support.commands import Command

PLAN = 'schema = 1\nname = "A"\n[programme]\nuse = "hip-start"\n'


@pytest.mark.parametrize("programme", ["hip-start", "hip-strength"])
def test_new_file_loads_and_has_no_doubt(command: Command, tmp_path: Path, programme: str) -> None:
    file = tmp_path / "anna.toml"
    done = command("plan", "new", file, "--programme", programme, "--side", "left")
    assert done.code == 0
    assert "plan check" in done.err
    plan = load_plan(file)
    assert plan.programme is not None
    assert (plan.programme.name, plan.profile.side) == (programme, "left")
    assert command("plan", "check", file).out.strip().endswith("is in order.")
    assert command("plan", "new", file).code == 7  # nothing is overwritten


def test_check_names_doubts_by_line_and_mistakes_as_everywhere(
    command: Command, tmp_path: Path
) -> None:
    file = tmp_path / "anna.toml"
    file.write_text('schema = 1\nname = "A"\n[exercise.mini_squat]\nunlocked = true\n')
    done = command("plan", "check", file)
    assert done.code == 0
    text = " ".join(done.out.split())
    assert "Look at 2 things again" in text
    assert "write [programme] with use" in text
    assert "line 4, exercise.mini_squat.unlocked: " in text
    file.write_text('schema = 1\nname = "A"\nsides = "left"\n')
    done = command("plan", "check", file)
    assert done.code == 5
    assert "did you mean side?" in done.err


def test_show_explains_lines_and_draws_a_week(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "anna.toml"
    file.write_text(PLAN)
    done = command("plan", "show", file)
    assert done.code == 0
    assert "line 4: use" in done.out
    assert "Week 1" in done.out
    assert "3 sets of 8" in done.out  # of week 4
    file.write_text('schema = 1\nname = "A"\n')
    assert "Week 1" not in command("plan", "show", file).out


def test_today_follows_the_plan(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORMCHECK_DIARY", str(tmp_path / "diary.sqlite3"))
    file = tmp_path / "anna.toml"
    file.write_text(f'{PLAN}leave_out = ["walk", "motion"]\n')
    for words in ([file], ["--profile", file]):
        done = command("today", *words, "--list")
        assert done.code == 0
        assert "Heel slide" not in done.out
        assert "Bridge with both legs" in done.out
    named = command("today", "hip-strength", "--profile", file, "--list")
    assert load_programme("hip-strength").title in named.out
    file.write_text(
        'schema = 1\nname = "A"\n[programme]\nuse = "hip-start"\nleave_out = ["wok"]\n'
    )
    done = command("today", file, "--list")
    assert done.code == 5
    assert "line 5" in done.err
