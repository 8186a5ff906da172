"""The recipes of CONTRIBUTING: each block is put into a copy of the package, and works there.

A recipe edits one file.  If it needed a second place, its check would fail here.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest
from support.paths import ROOT, TESTS

if TYPE_CHECKING:
    from pathlib import Path

CONTRIBUTING: Final = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


BLOCKS: Final = {
    file: (table, text)
    for file, table, text in re.findall(
        r"```\w+ ([\w/.]+)(?: in (\w+))?\n(.*?)```", CONTRIBUTING, flags=re.DOTALL
    )
}
"""For each file that a recipe edits, the table into which the block goes, and the block.

Without a table the block goes to the end of the file.
"""

EXERCISE: Final = "formcheck/exercises/data/standing_leg_curl.toml"
PERFORMANCE: Final = "tests/performances/standing_leg_curl.toml"

PERFORMED: Final = """
from support.performances import load_performance
from support.performer import Recording, perform, plan_for
from support.watching import watch
from formcheck import load_exercise

performance = load_performance(ROOT / "tests/performances/standing_leg_curl.toml")
def judged(exercise, provocation=None, **changes):
    changes |= provocation.plan if provocation else {}
    poses = perform(
        performance,
        plan=plan_for(performance, **changes),
        tweaks=provocation.tweaks if provocation else None,
        recording=Recording(fps=15),
    )
    return watch(exercise, poses).report
"""

CHECKS: Final = {
    "an exercise": (
        [EXERCISE, PERFORMANCE],
        PERFORMED
        + """
exercise = load_exercise("standing_leg_curl")
counts = judged(exercise).counts
assert (counts.good, counts.total) == (3, 3), counts
faulty = judged(exercise, performance.faults["thigh_forward"])
assert {name for rep in faulty.reps for name in rep.faults} == {"thigh_forward"}
""",
    ),
    "a fault kind": (
        [EXERCISE, PERFORMANCE, "formcheck/exercises/fault_kinds.py"],
        PERFORMED
        + """
file = ROOT / "mine.toml"
file.write_text((ROOT / "formcheck/exercises/data/standing_leg_curl.toml").read_text() + '''
[[fault]]
name = "too_long"
kind = "long_hold"
longer_s = 3
grade = "minor"
say = "Lower the foot sooner."
source = "engineering default"
''')
exercise = load_exercise(file)
assert not {name for rep in judged(exercise).reps for name in rep.faults}
faulty = judged(exercise, hold_s=5.0)
assert {name for rep in faulty.reps for name in rep.faults} == {"too_long"}
from formcheck.exercises.definition import schema_text
assert "long_hold" in schema_text()
from formcheck import ExerciseError
from formcheck.authoring.diagnostics import check_file
assert check_file(file)[0].fault[-1].name == "too_long"
file.write_text(file.read_text().replace("longer_s = 3", "longer = 3"))
try:
    check_file(file)
except ExerciseError as error:
    assert "fault[2].longer: there is no such key here; did you mean longer_s?" in str(error)
from rich.console import Console
from formcheck.output.terminal.exercise import describe_exercise
console = Console(record=True, width=200)
console.print(describe_exercise(exercise))
assert "[held more than 3 s too long]" in console.export_text()
""",
    ),
    "a measure": (
        [EXERCISE, PERFORMANCE, "formcheck/kinematics/sagittal.py"],
        PERFORMED
        + """
file = ROOT / "mine.toml"
text = (ROOT / "formcheck/exercises/data/standing_leg_curl.toml").read_text()
file.write_text(text.replace('"thigh_inclination", above_deg = 20, clear_deg = 15',
                             '"shank_inclination", below_deg = -75, clear_deg = -70'))
exercise = load_exercise(file)
faulty = judged(exercise)
assert {name for rep in faulty.reps for name in rep.faults} == {"thigh_forward"}
from formcheck.exercises.definition import schema_text
assert "shank_inclination" in schema_text()
""",
    ),
    "a position": (
        [EXERCISE, "formcheck/pose/positions.py"],
        """
from formcheck import load_exercise
from formcheck.pose.positions import POSITIONS
file = ROOT / "mine.toml"
text = (ROOT / "formcheck/exercises/data/standing_leg_curl.toml").read_text()
file.write_text(text.replace('position = "standing"', 'position = "long_sitting"'))
assert load_exercise(file).position == "long_sitting"
assert POSITIONS["long_sitting"].words == "on the floor, legs straight"
from formcheck.exercises.definition import schema_text
assert "long_sitting" in schema_text()
""",
    ),
    "a pose estimator": (
        ["formcheck/capture/blind.py"],
        """
from formcheck.capture import pose_estimator
from formcheck.capture.blind import Blind
pose_estimator.ESTIMATORS = {**pose_estimator.ESTIMATORS, "blind": Blind}
import numpy as np
from formcheck.capture.video_file import Frame
with pose_estimator.ESTIMATORS["blind"]("none") as estimator:
    pose = estimator.estimate(Frame(0, 0.0, np.zeros((48, 64, 3), np.uint8)))
assert np.isnan(pose.image).all()
""",
    ),
    "a source and a sink": (
        ["formcheck/capture/still.py", "formcheck/output/files/counter.py"],
        """
from formcheck import Checker, load_exercise, run
from formcheck.capture.still import still
from formcheck.output.files.counter import ReadingCounter
from support.watching import perfect
sink = ReadingCounter()
pose = perfect("mini_squat")[0]
report = run(still(pose, count=5, fps=10), Checker(load_exercise("mini_squat")), [sink])
assert sink.count == 5
assert sink.report == report
assert report.counts.total == 0
""",
    ),
    "a command": (
        ["formcheck/cli/joints.py"],
        """
import sys
from formcheck.cli import main
sys.argv = ["formcheck", "joints"]
try:
    main()
except SystemExit as stop:
    assert stop.code in (0, None)
""",
    ),
}


def apply(file: Path, table: str, block: str) -> None:
    """Put a block into its file: into a table, at the end, or as a new file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    if table:
        head, start, tail = text.partition(f"{table}: Final = (\n")
        assert start, f"{file} has no table {table}"
        text = head + start + block + tail
    else:
        text = f"{text}\n\n{block}" if text else block
    file.write_text(text, encoding="utf-8")


@pytest.mark.sampled(5)
@pytest.mark.parametrize("recipe", CHECKS)
def test_recipe_of_contributing_works(recipe: str, tmp_path: Path) -> None:
    files, check = CHECKS[recipe]
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "formcheck", tmp_path / "formcheck", ignore=ignored)
    for file in files:
        apply(tmp_path / file, *BLOCKS[file])
    head = f"from pathlib import Path\nROOT = Path({str(tmp_path)!r})\n"
    done = subprocess.run(  # noqa: S603  # our own interpreter and our own code
        [sys.executable, "-c", head + check],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(TESTS)])},
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    if recipe == "a command":
        assert "LEFT_HIP" in done.stdout


def test_every_block_of_contributing_with_a_file_is_executed() -> None:
    assert {file for files, _ in CHECKS.values() for file in files} == set(BLOCKS)
