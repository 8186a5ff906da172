"""``formcheck test`` as a person types it: videos and recordings in, an outcome out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from support.chairs import OneLeg, Rise, chair_poses, stance_poses
from support.commands import run, write_clip
from support.performer import perform

from formcheck.capture.pose_estimator import ScriptedEstimator
from formcheck.exercises.loader import load_exercise
from formcheck.function_tests.definition import function_test_names
from formcheck.function_tests.report import FunctionTestReport
from formcheck.recording import RecordingWriter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from formcheck.pose.pose import Pose


def recorded(path: Path, poses: Sequence[Pose]) -> Path:
    """A recording of the poses."""
    writer = RecordingWriter(path)
    for pose in poses:
        writer.write(pose)
    writer.finish({"source": {"name": "someone"}, "estimator": {"name": "none"}})
    return path


def outcome_of(path: Path) -> dict[str, Any]:
    table: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(FunctionTestReport.json_schema()).validate(table)
    return table


@pytest.fixture
def chair(tmp_path: Path) -> Path:
    return recorded(tmp_path / "chair.npz", chair_poses([Rise()] * 12))


@pytest.mark.parametrize("name", function_test_names())
def test_without_a_video_it_is_told_how(capsys: pytest.CaptureFixture[str], name: str) -> None:
    told = run(capsys, "test", name)
    assert told.code == 0
    text = " ".join(told.out.split())
    assert name in text
    for heading in ("How", "Safety", "Camera", "Scoring", "What the camera cannot see"):
        assert heading in text
    assert "S89" not in text
    assert "133.8" not in text


def test_a_chair_test_on_a_recording(
    tmp_path: Path, chair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "a.json"
    words = ("--age", 66, "--sex", "female", "--json", report)
    told = run(capsys, "test", "chair_stand_30s", chair, *words)
    assert told.code == 0
    text = " ".join(told.out.split())
    assert "10 stands in the time." in text
    assert "11 stands or more are usual for women aged 65 to 69" in text
    assert "Somebody stands beside you" in text
    assert "no diagnosis" in text
    table = outcome_of(report)
    assert table["verdict"] == "scored"
    assert table["results"][0]["value"] == 10
    assert table["results"][0]["norm"]["below"] is True
    assert table["person"] == {"age": 66, "sex": "female"}
    assert table["sources"][0]["kind"] == "recording"
    assert len(table["provenance"]["test_sha256"]) == 64
    assert table["provenance"]["estimator"] == {"name": "none"}


def test_five_times_and_go(chair: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain = run(capsys, "test", "five_times_sit_to_stand", chair)
    assert "from the first movement" in " ".join(plain.out.split())
    assert "Give --age to compare" in " ".join(plain.out.split())
    early = run(capsys, "test", "five_times_sit_to_stand", chair, "--start", 0.5)
    assert early.code == 0
    assert early.out != plain.out


def test_a_doubt_is_a_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    short = recorded(tmp_path / "a.npz", chair_poses([Rise()] * 3))
    told = run(capsys, "test", "chair_stand_30s", short, "--json", tmp_path / "a.json")
    assert told.code == 0
    assert "Inconclusive" in told.out
    table = outcome_of(tmp_path / "a.json")
    assert table["verdict"] == "inconclusive"
    assert table["results"][0]["value"] is None
    assert table["results"][0]["at_least"] == 3


def test_hidden_hands_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    poses = chair_poses([Rise(wrist=None)] * 12)
    told = run(capsys, "test", "chair_stand_30s", recorded(tmp_path / "a.npz", poses))
    assert "because it was hidden" in " ".join(told.out.split())


def test_both_legs_from_two_recordings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = recorded(tmp_path / "l.npz", stance_poses([OneLeg("left", 1, 7)], end_s=8))
    two = recorded(tmp_path / "r.npz", stance_poses([OneLeg("right", 1, 5)], end_s=6))
    report = tmp_path / "a.json"
    told = run(capsys, "test", "single_leg_stance", one, two, "--json", report, "--age", 71)
    assert told.code == 0
    text = " ".join(told.out.split())
    assert "Left leg:" in text
    assert "Right leg:" in text
    assert "secondary source" in text
    table = outcome_of(report)
    assert {row["side"]: row["tries"][0]["source"] for row in table["results"]} == {
        "left": 2,
        "right": 1,
    }
    assert [row["name"] for row in table["sources"]] == ["l.npz", "r.npz"]


def test_the_wrong_view_is_said(
    tmp_path: Path, chair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = run(capsys, "test", "single_leg_stance", chair)
    assert told.code == 0
    assert "Inconclusive" in told.out
    assert "turn your chest to the camera" in " ".join(told.out.split())
    front = recorded(tmp_path / "f.npz", stance_poses([], end_s=4))
    told = run(capsys, "test", "chair_stand_30s", front)
    assert "from the side" in " ".join(told.out.split())


def test_a_range_of_motion_from_videos_of_both_sides(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exercise = load_exercise("standing_hip_abduction")
    files = [
        recorded(tmp_path / f"{side}.npz", perform(exercise, side=side))
        for side in ("left", "right")
    ]
    report = tmp_path / "a.json"
    words = [word for file in files for word in ("--abduction", file)]
    told = run(capsys, "test", "range_of_motion", *words, "--json", report)
    assert told.code == 0
    text = " ".join(told.out.split())
    assert "left about 30°, right about 30°. No clear difference" in text
    table = outcome_of(report)
    assert table["verdict"] == "scored"
    assert [row["motion"] for row in table["sources"]] == ["abduction"] * 2


def test_a_video_is_estimated_and_may_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    poses = chair_poses([Rise()] * 5, fps=10.0)
    monkeypatch.setattr(
        "formcheck.analysis.ESTIMATORS", {"blazepose": lambda _model: ScriptedEstimator(poses)}
    )
    clip = write_clip(tmp_path / "chair.mp4", frames=len(poses))
    kept = tmp_path / "chair.npz"
    first, second = tmp_path / "1.json", tmp_path / "2.json"
    name = "five_times_sit_to_stand"
    told = run(capsys, "test", name, clip, "--record", kept, "--json", first)
    assert told.code == 0
    assert told.err.count("Written:") == 2
    assert run(capsys, "test", name, kept, "--json", second).code == 0
    one, two = outcome_of(first), outcome_of(second)
    assert one["results"] == two["results"]
    assert one["results"][0]["value"] > 10
    assert two["sources"][0]["recorded_from"] == one["sources"][0]
    assert one["sources"][0]["frames"] == len(poses)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["chair_stand", "a.npz"], 5, "did you mean chair_stand_30s"),
        (["chair_stand_30s", "none.npz"], 6, "none.npz"),
        (["chair_stand_30s", "none.mp4"], 3, "There is no file none.mp4"),
        (["chair_stand_30s", "a.npz", "b.npz"], 2, "takes one video"),
        (["chair_stand_30s", "--flexion", "a.npz"], 2, "without an option"),
        (["range_of_motion", "a.npz"], 2, "--abduction"),
        (["single_leg_stance", "a.npz", "--start", "3"], 2, "no meaning"),
        (["chair_stand_30s", "a.npz", "--record", "b.npz"], 2, "landmarks of one video"),
        (["chair_stand_30s", "a.npz", "--age", "7"], 2, "18"),
        (["chair_stand_30s", "a.mp4", "--json", "x", "--record", "x"], 7, "another name"),
    ],
)
def test_a_mistake_costs_one_sentence(
    capsys: pytest.CaptureFixture[str], words: list[str], code: int, told: str
) -> None:
    out = run(capsys, "test", *words)
    assert out.code == code
    assert told in " ".join(out.err.split()) or told in " ".join(out.err.replace("│", "").split())


def test_an_outcome_never_takes_the_place_of_what_is_read(
    chair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = chair.read_bytes()
    out = run(capsys, "test", "chair_stand_30s", chair, "--json", chair)
    assert out.code == 7
    assert chair.read_bytes() == before
