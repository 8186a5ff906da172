"""Shared options: shell completion, as the shell asks for it, and checks of files."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.commands import performed, read_json, record

from formcheck.capture.pose_estimator import ScriptedEstimator
from formcheck.cli.options import REPORTS_USE, check_outputs, source_options
from formcheck.errors import OutputError
from formcheck.exercises.loader import exercise_names
from formcheck.exercises.precautions import PRECAUTIONS
from formcheck.function_tests.definition import function_test_names
from formcheck.kinematics.measures import MEASURES

if TYPE_CHECKING:
    from support.commands import Command

BRIDGE = "double_leg_bridge"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("formcheck analyze set.mp4 --exercise ", exercise_names()),
        ("formcheck analyze set.mp4 -e ", exercise_names()),
        ("formcheck analyze set.mp4 -e single", ("single_leg_bridge", "single_leg_stance")),
        ("formcheck replay set.npz --exercise ", exercise_names()),
        ("formcheck live ", exercise_names()),
        ("formcheck exercises show ", exercise_names()),
        ("formcheck exercises new mine --like ", exercise_names()),
        ("formcheck learn set.mp4 --like ", exercise_names()),
        ("formcheck learn set.mp4 --measure ", MEASURES),
        ("formcheck test ", function_test_names()),
        ("formcheck profiles show ", PRECAUTIONS),
        ("formcheck live mini_squat --profile ", PRECAUTIONS),
        ("formcheck analyze set.mp4 --model ", ("lite", "full", "heavy")),
        ("formcheck live mini_squat --model ", ("auto", "lite", "full", "heavy")),
    ],
)
def test_shell_completes_names(
    line: str, names: tuple[str, ...], command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_FORMCHECK_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(line.split(" ")) - 1))
    assert sorted(command().out.split()) == sorted(names)


@pytest.mark.parametrize(
    "words",
    [
        ("analyze", "-e", BRIDGE, "--json", "a.json"),
        ("analyze", "--json", "a.json"),
        ("exercises", "try", BRIDGE),
        ("test", "single_leg_stance", "--json", "a.json"),
        ("learn", "--reps", "2", "--name", "mine"),
    ],
)
@pytest.mark.parametrize("name", ["blazepose", pytest.param("mediapipe", marks=pytest.mark.slow)])
def test_estimator_is_chosen_and_what_it_sends_is_said(
    name: str,
    words: tuple[str, ...],
    clip: Path,
    command: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened = []

    class Known(ScriptedEstimator):
        def __init__(self, model: str) -> None:
            super().__init__(performed(BRIDGE))
            self.info = replace(self.info, name=name, model=model)
            opened.append(name)

    monkeypatch.setattr("formcheck.capture.pose_estimator.ESTIMATORS", {name: Known})
    monkeypatch.chdir(clip.parent)
    option = () if name == "blazepose" else ("--estimator", name)
    done = command(*words, clip, *option)
    assert done.code == 0
    assert opened == [name]
    assert done.err.count(REPORTS_USE) == (name == "mediapipe")
    if "a.json" in words:
        report = read_json(clip.parent / "a.json")
        sets = [found["report"] for found in report["sets"]] if "sets" in report else [report]
        assert {made["provenance"]["estimator"]["name"] for made in sets} == {name}


def test_completion_can_be_installed(command: Command) -> None:
    assert "--install-completion" in command("--help").out


def test_outputs_are_returned_without_the_options_that_were_not_given(tmp_path: Path) -> None:
    wanted = {"--json": tmp_path / "a", "--csv": None}
    assert check_outputs(wanted, [tmp_path / "set.mp4"]) == {"--json": tmp_path / "a"}
    with pytest.raises(OutputError):
        check_outputs({"--json": Path("a"), "--csv": Path("./a")}, [])


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("75", 75), ("12.5", 12.5), ("1:15", 75), ("0:07.5", 7.5), ("1:00:01", 3601), (".5", 0.5)],
)
def test_times_are_seconds_or_as_a_player_shows_them(text: str, seconds: float) -> None:
    assert source_options(start=text).start_s == seconds
    assert source_options(end=text).end_s == seconds


@pytest.mark.parametrize(
    "words",
    [
        ["--start", "now"], ["--start", "-5"], ["--end", "1:2:3:4"],
        ["--start", "9", "--end", "8"], ["--start", "3", "--end", "3"], ["--end", "0"],
        ["--speed", "0"], ["--speed", "-2"], ["--speed", "nan"], ["--rotate", "45"],
        ["--person", "tallest"],
    ],
)  # fmt: skip
def test_impossible_options_are_wrong_use(words: list[str], command: Command) -> None:
    done = command("analyze", "set.mp4", *words)
    assert done.code == 2
    assert words[0] in done.err


def test_options_reach_the_report(tmp_path: Path, command: Command) -> None:
    recorded, report = record(tmp_path / "a.npz", performed("mini_squat")), tmp_path / "a.json"
    words = ["--start", "0:01", "--speed", "2", "--mirror", "--rotate", "180", "--json", report]
    for name in (["-e", "mini_squat"], []):
        assert command("replay", recorded, *name, *words).code == 0
        source = read_json(report)["source"]
        changed = {"start_s": 1, "speed": 2, "mirrored": True, "rotate_deg": 180}
        assert source["read_with"] == changed
        assert source["slowed"] == 2


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("live", BRIDGE, "--countdown", "x"), "it must be a number."),
        (("live", BRIDGE, "--countdown", "99"), "it must be less than or equal to 60."),
        (("batch", "clips", "--out", "out", "--workers", "a"), "it must be a whole number."),
        (("replay", "set.npz", "--side", "links"), "'links' is not one of 'left'"),
        (("diary", "progress", "--weeks", "x"), "it must be a whole number."),
    ],
)
def test_what_is_wrong_with_an_option_is_said_in_plain_words(
    words: tuple[str, ...], says: str, command: Command
) -> None:
    done = command(*words)
    said = " ".join(re.sub(r"[│╭╮╰╯─]", " ", done.err).split())
    assert done.code == 2
    assert f"': {says}" in said
    assert "Input should" not in said
    assert "Value error" not in said
