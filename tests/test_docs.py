"""The documents agree with the program: examples run, tables match, commands exist."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest
import typer
from support.commands import run, someone_does, write_clip
from support.paths import ROOT

import formcheck
from formcheck.cli import app
from formcheck.errors import FormcheckError
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.exercises.profile import Profile, load_profile, tighten
from formcheck.kinematics.measures import MEASURES, shown

if TYPE_CHECKING:
    from pathlib import Path
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SAMPLE = ROOT / "sample_videos" / "single_leg_bridge.mp4"


def blocks(text: str, language: str) -> list[str]:
    """Return the fenced blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


def between(text: str, name: str) -> str:
    """Return the generated part of a document with this name."""
    after = text.partition(f"<!-- {name}:begin -->")[2]
    return after.partition(f"<!-- {name}:end -->")[0].strip()


def exercise_table() -> str:
    """Return the table of exercises for the README, made from the definitions."""
    rows = ["| exercise | what it is | target | camera |", "|---|---|---|---|"]
    for name in exercise_names():
        exercise = load_exercise(name)
        movement = exercise.movement
        measure, (enter, full) = movement.measure, movement.target_deg
        change = " from the start" if movement.baseline == "start" else ""
        hold = f", hold {movement.hold_s:g} s" if movement.hold_s else ""
        target = f"{shown(measure, enter, short=True)} to {shown(measure, full)}"
        rows.append(
            f"| `{name}` | {exercise.title} | {MEASURES[measure].title} {target}{change}{hold} "
            f"| {exercise.view.plane} |"
        )
    return "\n".join(rows)


def first_command() -> str:
    """Return the first command that the README lists under Use."""
    return blocks(README.split("## Use")[1], "console")[0].splitlines()[0]


def test_readme_begins_with_a_sentence_a_picture_and_two_commands() -> None:
    """The first screen also says how to install without make, and what formcheck is not."""
    screen = README.split("## Use")[0]
    places = [
        screen.index(part)
        for part in (
            "formcheck watches", "![", "make demo", "make test", "pip install .", "py -m venv",
            "pipx install .", "--install-completion", "cannot see", "Not a medical device",
        )
    ]  # fmt: skip
    assert places == sorted(places)
    assert len(screen.splitlines()) < 60


def test_readme_shows_the_output_of_its_first_command() -> None:
    """The sample, exercise and title of the command are those of the printed text."""
    words = first_command().split()
    assert words[:2] == ["formcheck", "analyze"]
    assert (ROOT / words[2]).is_file()
    assert words[3] == "--exercise"
    assert f"{load_exercise(words[4]).title}: Good" in between(README, "analyze")


@pytest.mark.slow
def test_first_command_of_the_readme_prints_what_is_shown() -> None:
    done = subprocess.run(  # noqa: S603  # our own interpreter and the README's words
        [sys.executable, "-m", *first_command().split()],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"COLUMNS": "80"},
        timeout=150,
    )
    assert blocks(between(README, "analyze"), "text") == [done.stdout]


def test_readme_lists_the_shipped_exercises() -> None:
    assert between(README, "exercises") == exercise_table()


@pytest.mark.parametrize("is_sample", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_python_loop_has_six_lines_and_counts_a_set(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    is_sample: bool,
) -> None:
    """The loop runs on a clip with a scripted person, and on the sample."""
    (loop,) = blocks(README, "python")
    assert len([line for line in loop.splitlines() if line.strip()]) == 6
    if is_sample:
        (tmp_path / "set.mp4").symlink_to(SAMPLE)
    else:
        frames = someone_does(monkeypatch, "single_leg_bridge", reps=4)
        write_clip(tmp_path / "set.mp4", frames=frames)
    monkeypatch.chdir(tmp_path)
    exec(compile(loop, "README.md", "exec"), {})  # noqa: S102  # the README's own words
    printed = capsys.readouterr().out
    assert "total=4" in printed
    assert "good=4" in printed


def test_patient_file_of_the_readme_changes_what_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    passage = README.split("## A patient's file")[1].split("\n## ")[0]
    (text,), (shown,) = blocks(passage, "toml"), blocks(passage, "text")
    file = tmp_path / "spring.toml"
    file.write_text(text, encoding="utf-8")
    printed = run(capsys, "profiles", "show", file).out  # as wide as the terminal
    assert " ".join(shown.split()) in " ".join(printed.split())
    profile = load_profile(file)
    assert tighten(load_exercise("double_leg_bridge"), profile).movement.hold_s == 8
    assert tighten(load_exercise("mini_squat"), profile).movement.target_deg == (15, 25)
    locked = text.replace("unlocked = true", "unlocked = false")
    with pytest.raises(FormcheckError, match="surgeon"):
        tighten(load_exercise("straight_leg_raise"), Profile.model_validate(tomllib.loads(locked)))


def test_documents_show_existing_commands_only() -> None:
    groups = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    names = {
        f"{name} {inner}".strip()
        for name, command in groups.items()
        for inner in getattr(command, "commands", [""])
    }
    shown = set(
        re.findall(
            r"formcheck ((?:live|analyze|replay|learn|test|exercises \w+|profiles \w+|doctor))",
            README + CONTRIBUTING,
        )
    )
    assert shown <= names
    wanted = {"analyze", "replay", "learn", "test", "doctor", "exercises show", "exercises try"}
    assert wanted | {"exercises new", "exercises check", "profiles show"} <= shown


def test_exit_codes_of_the_readme_are_those_of_the_errors() -> None:
    text = README.split("## Exit codes")[1].split("##")[0]
    for kind in FormcheckError.__subclasses__():
        assert re.search(rf"\b{kind.exit_code} ", text), kind


@pytest.mark.parametrize("file", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_lead_to_files_of_the_project(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if not target.startswith("http"):
            assert (ROOT / target).exists(), target


def test_version_is_in_the_changelog_or_unreleased() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"[{formcheck.__version__}]" in text or "[Unreleased]" in text


@pytest.mark.parametrize(("name", "page_file"), [("accuracy", "ACCURACY"), ("real", "REAL")])
def test_readme_quotes_the_pages_of_the_benchmark(name: str, page_file: str) -> None:
    quoted = between(README, name)
    page = (ROOT / "benchmark" / f"{page_file}.md").read_text(encoding="utf-8")
    assert quoted.startswith("| ")
    assert quoted in page


def test_readme_tells_of_real_people_before_rendered_ones() -> None:
    section = README.split("## How right it is")[1]
    assert section.index("<!-- real:begin -->") < section.index("<!-- accuracy:begin -->")


def test_every_sample_video_is_in_its_readme() -> None:
    folder = ROOT / "sample_videos"
    listed = folder.joinpath("README.md").read_text(encoding="utf-8")
    clips = sorted(path.stem for path in folder.glob("*.mp4"))
    assert set(clips) == {f"{name}{kind}" for name in exercise_names() for kind in ("", "_faults")}
    for clip in clips:
        assert f"| `{clip}` |" in listed
        assert (folder / f"{clip}.truth.json").exists()
        assert (folder / f"{clip}.mp4").stat().st_size < 500_000


def test_tree_of_contributing_is_that_of_the_package() -> None:
    """It draws every room, every module beside the rooms, and nothing that is not there."""
    tree = CONTRIBUTING.split("```text\nformcheck/\n")[1].split("models/")[0]
    drawn = set(re.findall(r"^[│ ├└─]+ ([\w.]+)/?", tree, flags=re.MULTILINE))
    package = ROOT / "formcheck"
    files = [file for file in package.rglob("*.*") if file.suffix != ".pyc"]
    rooms = {file.parent.name for file in files if file.parent != package}
    modules = {file.name for file in package.glob("*.py*")}
    left_out = {"__init__.py", "__main__.py", "version.py"}
    assert (rooms | modules) - left_out <= drawn
    assert drawn <= rooms | {file.name for file in files}


def test_paths_in_contributing_exist() -> None:
    """A path stands in backticks, or below an arrow of the picture; recipes add new files."""
    picture = CONTRIBUTING.split("```")[1]
    paths = re.findall(r"`((?:[\w]+/)+(?:[\w]+\.\w+)?)`", CONTRIBUTING)
    rooms, files = re.findall(r"\w+/", picture), re.findall(r"\w+\.py", picture)
    assert len(rooms) == len(files) == 5
    paths += [f"{room}{file}" for room, file in zip(rooms, files, strict=True)]
    made_by_recipes = set(re.findall(r"```\w+ ([\w/.]+)", CONTRIBUTING))
    assert len(paths) > 20
    for path in set(paths) - made_by_recipes:
        assert (ROOT / path).exists() or (ROOT / "formcheck" / path).exists(), path
    for path, name in re.findall(r"`(\w+/\w+\.py)` \(`(\w+)`", CONTRIBUTING):
        assert name in (ROOT / "formcheck" / path).read_text(encoding="utf-8"), name


def test_glossary_has_at_least_30_terms_in_order() -> None:
    table = CONTRIBUTING.split("## Glossary")[1].split("##")[0]
    terms = [line.split("|")[1].strip().lower() for line in table.splitlines()[4:] if line]
    assert len(terms) >= 30
    assert terms == sorted(terms)
