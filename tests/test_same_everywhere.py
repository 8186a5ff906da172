"""Live = file = replay: the same poses give the same report, whichever way they come."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.commands import record
from support.performer import Camera, Recording, perform, plan_for
from support.watching import watch

import formcheck
from formcheck.exercises.loader import exercise_names, load_exercise

if TYPE_CHECKING:
    from pathlib import Path

    from formcheck.assessment.report import SetReport
    from formcheck.pose.pose import Pose


def short_set(name: str, **changes: float) -> list[Pose]:
    """Return two noisy repetitions, with no person in the picture for a moment."""
    plan = plan_for(load_exercise(name), **({"reps": 2, "hold_s": 6.0} | changes))  # type: ignore[arg-type]
    return perform(
        load_exercise(name),
        plan=plan,
        recording=Recording(fps=15, noise_px=1.5, jitter=0.5),
        gone=(4.0, 4.4),
        camera=Camera((640, 480), 320 - 260j, 0.7),
    )


def judged(name: str, poses: list[Pose]) -> SetReport:
    """Return the report of a checker that is fed by hand."""
    return watch(load_exercise(name), poses).report


def without_origin(report: SetReport) -> dict[str, object]:
    """Return the report without its origin."""
    table = report.as_dict()
    return {key: table[key] for key in table if key not in {"source", "provenance"}}


@pytest.mark.sampled(14)
@pytest.mark.parametrize("name", exercise_names())
def test_replay_gives_the_report_of_its_poses(name: str, tmp_path: Path) -> None:
    poses = short_set(name)
    replayed = formcheck.replay(record(tmp_path / "set.npz", poses), name)
    assert without_origin(replayed) == without_origin(judged(name, poses))


def test_same_poses_give_same_bytes() -> None:
    poses = short_set("single_leg_bridge")
    one, two = (judged("single_leg_bridge", poses).to_json() for _ in range(2))
    assert one == two


def test_replay_imports_no_pose_estimator(tmp_path: Path) -> None:
    path = record(tmp_path / "set.npz", short_set("mini_squat"))
    code = (
        "import sys, formcheck; "
        f"report = formcheck.replay({str(path)!r}, 'mini_squat'); "
        "print(report.counts.total, bool({'mediapipe', 'ai_edge_litert'} & set(sys.modules)))"
    )
    done = subprocess.run(  # noqa: S603  # our own interpreter and our own code
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.split() == ["2", "False"]


@settings(max_examples=5)
@given(offset_s=st.floats(0, 1e4), seed=st.integers(0, 1000))
def test_report_moves_with_an_offset_of_the_clock(offset_s: float, seed: int) -> None:
    def performed(start_s: float) -> list[Pose]:
        plan = plan_for(load_exercise("mini_squat"), reps=2)
        # With jitter no sample lies on the edge of a time window, where rounding would decide.
        sampled = Recording(fps=20, noise_px=1.0, jitter=0.3, seed=seed, start_s=start_s)
        return perform(load_exercise("mini_squat"), plan=plan, recording=sampled)

    here, there = (judged("mini_squat", performed(shift)) for shift in (0.0, offset_s))
    assert here.counts == there.counts
    assert here.advice == there.advice
    for one, other in zip(here.reps, there.reps, strict=True):
        assert other.start_s - offset_s == pytest.approx(one.start_s, abs=1e-3)
        assert other.hold_s == pytest.approx(one.hold_s, abs=1e-3)


def test_json_is_read_back_as_written() -> None:
    report = judged("hip_flexor_stretch", short_set("hip_flexor_stretch"))
    assert json.loads(report.to_json()) == report.as_dict()
