"""Results go to standard output, remarks and complaints to standard error."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.text import Text
from support.commands import run, someone_does, write_clip
from support.golden import golden_recording

from formcheck.cli.console import print_error, print_note, print_result
from formcheck.exercises.loader import exercise_names, shipped_folder

NAME = "double_leg_bridge"


def test_results_and_remarks_go_different_ways(capsys: pytest.CaptureFixture[str]) -> None:
    print_result("a result")
    print_note("a remark")
    print_error("a complaint")
    assert capsys.readouterr() == ("a result\n", "a remark\na complaint\n")


def test_a_pipe_gets_no_colours_and_no_trailing_spaces(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = run(capsys, "replay", golden_recording(NAME), "-e", NAME)
    assert "\x1b" not in told.out
    assert [line for line in told.out.splitlines() if line != line.rstrip()] == []
    assert told.out.endswith("\n")
    assert not told.out.endswith("\n\n")


def test_a_long_sentence_to_stderr_is_not_broken(capsys: pytest.CaptureFixture[str]) -> None:
    """A path must stay in one piece, to be copied."""
    print_error("There is no file " + "/very/long" * 40)
    assert capsys.readouterr().err.count("\n") == 1


def test_brackets_in_names_are_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    print_error("There is no file [red]set[/red].mp4")
    print_note("Written: [1].json")
    print_result(Text("[bold]"))
    out, err = capsys.readouterr()
    assert err == "There is no file [red]set[/red].mp4\nWritten: [1].json\n"
    assert out == "[bold]\n"


def test_a_reader_that_goes_away_gets_no_traceback() -> None:
    """As with ``formcheck exercises show … | head -1``."""
    code = (
        "import sys; sys.argv = ['formcheck', 'exercises', 'show', 'single_leg_bridge']\n"
        "from formcheck.cli import main\nmain()"
    )
    with subprocess.Popen(  # noqa: S603  # our own interpreter and our own code
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        child.wait(timeout=60)
        assert "Traceback" not in child.stderr.read()


# --- What is read is never written over ---------------------------------------------------------


@pytest.mark.parametrize("option", ["--json", "--csv", "--record", "--video"])
@pytest.mark.parametrize("victim", ["set.mp4", "mine.toml", "patient.toml"])
def test_no_output_takes_the_place_of_what_is_read(
    option: str,
    victim: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    write_clip(tmp_path / "set.mp4", frames=3)
    mine, patient = tmp_path / "mine.toml", tmp_path / "patient.toml"
    mine.write_bytes((shipped_folder() / "mini_squat.toml").read_bytes())
    patient.write_text('schema = 1\nname = "A"\n')
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    words = ["set.mp4", "-e", "mine.toml", "--profile", "patient.toml", option, f"./{victim}"]
    told = run(capsys, "analyze", *words)
    assert told.code == 7
    assert "is also what is read: give it another name." in told.err
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_a_link_to_the_source_is_the_source(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_clip(tmp_path / "set.mp4", frames=3)
    (tmp_path / "link.mp4").symlink_to(tmp_path / "set.mp4")
    told = run(
        capsys, "analyze", tmp_path / "set.mp4", "-e", NAME, "--video", tmp_path / "link.mp4"
    )
    assert told.code == 7


def test_an_output_may_be_called_like_an_exercise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    frames = someone_does(monkeypatch, NAME)
    write_clip(tmp_path / "set.mp4", frames=frames)
    assert run(capsys, "analyze", "set.mp4", "-e", NAME, "--json", NAME).code == 0
    assert (tmp_path / NAME).is_file()


def test_an_exercise_is_a_file_if_it_has_a_folder_or_an_ending(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").mkdir()
    for name in ("mine.toml", "mine/squat"):
        (tmp_path / name).write_bytes((shipped_folder() / "mini_squat.toml").read_bytes())
        told = run(capsys, "replay", golden_recording("mini_squat"), "-e", name)
        assert told.code == 0
        assert "Mini squat" in told.out


# --- Mistakes in typing -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ["analyze"],
        ["analyze", "set.mp4", "--exercis", NAME],
        ["analyze", "set.mp4", "-e", NAME, "--side", "middle"],
        ["analyze", "set.mp4", "-e", NAME, "--quality", "best"],
        ["replay"],
        ["exercises", "show"],
        ["exercises", "dance"],
        ["dance"],
    ],
)
def test_wrong_use_exits_with_two_and_says_how_to_get_help(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    told = run(capsys, *words)
    assert told.code == 2
    assert told.out == ""
    assert "-h" in told.err


@pytest.mark.parametrize("typed", ["single-leg-bridge", "Single leg bridge", "single_leg_bridg"])
def test_a_name_nearly_right_is_answered_with_the_right_one(
    typed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = run(capsys, "exercises", "show", typed)
    assert told.code == 5
    assert "did you mean single_leg_bridge" in told.err


def test_every_help_has_an_example_that_parses(capsys: pytest.CaptureFixture[str]) -> None:
    """Examples name shipped exercises or files, and options that there are."""
    for words in ([], ["analyze"], ["replay"], ["live"]):
        text = run(capsys, *words, "--help").out
        examples = [line.strip() for line in text.splitlines() if line.startswith(" formcheck ")]
        assert examples, words
        for example in examples:
            _, command, *rest = example.split()
            assert command in {"analyze", "replay", "exercises", "doctor", "live"}
            if "-e" in rest:
                name = rest[rest.index("-e") + 1]
                assert name in exercise_names() or name.endswith(".toml")
            options = [word for word in rest if word.startswith("--")]
            shown = run(capsys, command, "--help").out
            assert all(option in shown for option in options)


# --- Terminals that refuse ----------------------------------------------------------------------


def run_apart(words: list[str], **how: Any) -> subprocess.CompletedProcess[str]:  # noqa: ANN401
    """Run ``formcheck`` in an interpreter of its own."""
    return subprocess.run(  # noqa: S603  # our own interpreter and our own words
        [sys.executable, "-m", "formcheck", *words],
        check=False,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        **how,
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device there")
def test_a_result_that_cannot_be_printed_costs_one_sentence() -> None:
    with Path("/dev/full").open("w") as full:
        done = run_apart(["exercises", "show", "mini_squat"], stdout=full)
    assert done.returncode == 7
    assert done.stderr.count("\n") == 1
    assert "cannot be printed (no space left on device)" in done.stderr


def test_a_terminal_without_a_degree_sign_shows_what_it_can() -> None:
    words = ["replay", str(golden_recording(NAME)), "-e", NAME]
    done = run_apart(words, stdout=subprocess.PIPE, env=os.environ | {"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert done.stderr == ""
    assert "Bridge with both legs" in done.stdout
    assert "?" in done.stdout
