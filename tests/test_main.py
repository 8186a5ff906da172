"""``python -m formcheck``: help, version, wrong use, and how errors end the program."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support.commands import run
from support.paths import ROOT

from formcheck.cli import main
from formcheck.cli.console import print_error
from formcheck.errors import SourceError
from formcheck.exercises.loader import exercise_names

COMMANDS = ("analyze", "replay", "live", "learn", "test")


def run_apart(words: list[str], **how: Any) -> subprocess.CompletedProcess[str]:  # noqa: ANN401
    """Run ``python -m formcheck`` in an interpreter of its own."""
    how.setdefault("stdout", subprocess.PIPE)
    return subprocess.run(  # noqa: S603  # our own interpreter and our own words
        [sys.executable, "-m", "formcheck", *words],
        check=False,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        cwd=ROOT,
        **how,
    )


def test_help_states_what_formcheck_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Not a medical device" in run(capsys, "--help").out
    assert run(capsys, "--version").out.startswith("formcheck ")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_example_in_the_help_parses(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Examples name shipped exercises or files, and options that exist."""
    text = run(capsys, name, "--help").out
    examples = [line.strip() for line in text.splitlines() if line.startswith(" formcheck ")]
    assert examples
    for example in examples:
        _, command, *rest = example.split()
        assert command == name
        if "-e" in rest:
            exercise = rest[rest.index("-e") + 1]
            assert exercise in exercise_names() or exercise.endswith(".toml")
        assert all(word in text for word in rest if word.startswith("--"))


@pytest.mark.parametrize(
    "words",
    [
        ["analyze"],
        ["analyze", "set.mp4", "--exercis", "mini_squat"],
        ["analyze", "set.mp4", "-e", "mini_squat", "--side", "middle"],
        ["replay"],
        ["exercises", "show"],
        ["exercises", "dance"],
        ["dance"],
    ],
)
def test_wrong_use_exits_with_2_and_names_the_help(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    done = run(capsys, *words)
    assert done.code == 2
    assert done.out == ""
    assert "-h" in done.err


def test_debug_mode_raises_the_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORMCHECK_DEBUG", "1")
    with pytest.raises(SourceError):
        run(capsys, "analyze", tmp_path / "missing.mp4", "-e", "mini_squat")


PIXELS = ("ai_edge_litert", "av", "cv2", "matplotlib", "mediapipe")
"""Libraries that a command loads only when it handles pictures."""

HELP_NEEDS_NONE_OF = (
    *PIXELS,
    *("asyncio", "concurrent.futures", "email", "jinja2", "multiprocessing", "numpy", "pydantic"),
    *("sqlite3", "ssl", "starlette", "tomllib", "uvicorn"),
)
"""Libraries that cost more than what `--help` needs: typer, and rich."""


@pytest.mark.parametrize(
    ("words", "heavy"),
    [
        (["--help"], HELP_NEEDS_NONE_OF),
        (["--version"], (*HELP_NEEDS_NONE_OF, "rich.markdown")),
        (["exercises", "list"], (*PIXELS, "asyncio", "jinja2", "ssl", "starlette")),
    ],
    ids=["help", "version", "list"],
)
def test_light_commands_load_no_heavy_library(words: list[str], heavy: tuple[str, ...]) -> None:
    code = (
        f"import sys; sys.argv = ['formcheck', *{words!r}]\n"
        "from formcheck.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run(  # noqa: S603  # our own interpreter and our own code
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_full_disk_gives_one_sentence() -> None:
    with Path("/dev/full").open("w") as full:
        done = run_apart(["exercises", "show", "mini_squat"], stdout=full)
    assert done.returncode == 7
    assert done.stderr.count("\n") == 1
    assert "no space left on device" in done.stderr


def test_terminal_without_a_degree_sign_shows_a_question_mark() -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = run_apart(["exercises", "show", "double_leg_bridge"], env=environment)
    assert done.returncode == 0
    assert done.stderr == ""
    assert "Bridge with both legs" in done.stdout
    assert "?" in done.stdout


def test_closed_pipe_gives_no_traceback() -> None:
    """As with ``formcheck exercises show … | head -1``."""
    with subprocess.Popen(  # our own interpreter and our own words
        [sys.executable, "-m", "formcheck", "exercises", "show", "single_leg_bridge"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        child.wait(timeout=60)
        assert child.stderr.read() == ""
    assert child.returncode == 0


def test_folder_that_is_gone_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    monkeypatch.setattr("sys.argv", ["formcheck", "exercises", "list"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 3
    assert "does not exist any more: change to another" in capsys.readouterr().err


def test_mistake_of_formcheck_is_one_sentence_unless_it_is_sought(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(**_: object) -> None:
        raise KeyError("no such\nkey")

    monkeypatch.setattr("formcheck.cli.app", broken)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert "This is a mistake of formcheck (KeyError: " in capsys.readouterr().err
    monkeypatch.setenv("FORMCHECK_DEBUG", "1")
    with pytest.raises(KeyError):
        main()


def test_name_that_the_disk_refuses_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["formcheck", "exercises", "new", "a" * 5000])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 3
    words = " ".join(capsys.readouterr().err.split())
    assert "cannot be used (File name too long): check name and place." in words


def test_name_of_a_file_does_not_act_in_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_error("\x1b[31mset\x07\udcff.mp4 is no video.")
    assert capsys.readouterr().err.replace("\n", "") == "�[31mset��.mp4 is no video."
