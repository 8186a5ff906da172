"""The golden sets of every exercise as poses, as a recording and as a report.

Each set holds a good repetition, a partial one and one that goes too far, at ten frames a second
with noise.  The poses are made anew from `tests/performances`, the same ones every time.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from formcheck import analysis
from formcheck.exercises.loader import load_exercise
from support.commands import record
from support.performances import PERFORMANCES
from support.performer import Recording, perform, plan_for

if TYPE_CHECKING:
    from formcheck.assessment.report import SetReport
    from formcheck.pose.pose import Pose


@cache
def golden_poses(name: str) -> tuple[Pose, ...]:
    """Return the poses of the golden set of a shipped exercise."""
    exercise, performance = load_exercise(name), PERFORMANCES[name]
    movement = exercise.movement
    zero = performance.rest_deg if movement.baseline == "start" else 0.0
    limit = next(row.when for row in exercise.limit if row.when.measure == movement.measure)
    partial = zero + (movement.partial_deg + movement.target_deg[0]) / 2
    beyond = zero + limit.at + 3 * movement.sign
    plan = plan_for(
        exercise,
        reps=3,
        hold_s=6.0 if exercise.kind == "hold" else 2.0,
        rest_s=1.0,
        peak_deg=(performance.peak_deg, partial, beyond),
    )
    sampled = Recording(fps=10, noise_px=1.0, jitter=0.3)
    return tuple(perform(exercise, plan=plan, recording=sampled))


@cache
def _folder() -> Path:
    folder = tempfile.mkdtemp(prefix="golden-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


@cache
def golden_recording(name: str) -> Path:
    """Return a recording of the golden set of a shipped exercise, written once in a test run."""
    return record(_folder() / f"{name}.npz", golden_poses(name), performed=name)


@cache
def golden_report(name: str) -> SetReport:
    """Return the report of a replay of that recording."""
    return analysis.replay(golden_recording(name), name)
