"""``formcheck test``: videos and recordings in, a report out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from support.chairs import OneLeg, Rise, chair_poses, stance_poses
from support.commands import read_json, record, use_estimator, write_clip
from support.performer import perform

from formcheck.capture.pose_estimator import ScriptedEstimator
from formcheck.exercises.loader import load_exercise
from formcheck.function_tests.definition import function_test_names
from formcheck.function_tests.report import FunctionTestReport

if TYPE_CHECKING:
    from pathlib import Path

    from support.commands import Command, Outcome

    from formcheck.pose.pose import Pose


def text_of(done: Outcome) -> str:
    """Return the printed text of a successful command in one line."""
    assert done.code == 0
    return " ".join(done.out.split())


def outcome_of(path: Path) -> dict[str, Any]:
    table = read_json(path)
    jsonschema.Draft202012Validator(FunctionTestReport.json_schema()).validate(table)
    return table


@pytest.fixture
def chair(tmp_path: Path) -> Path:
    return record(tmp_path / "chair.npz", chair_poses([Rise()] * 12))


@pytest.mark.parametrize("name", function_test_names())
def test_without_a_video_the_test_is_described(command: Command, name: str) -> None:
    text = text_of(command("test", name))
    assert name in text
    for heading in ("How", "Safety", "Camera", "Scoring", "What the camera cannot see"):
        assert heading in text
    assert "S89" not in text
    assert "133.8" not in text


def test_chair_stand_on_a_recording(tmp_path: Path, chair: Path, command: Command) -> None:
    report = tmp_path / "a.json"
    words = ("--age", 66, "--sex", "female", "--json", report)
    text = text_of(command("test", "chair_stand_30s", chair, *words))
    assert "10 stands in 30 seconds." in text
    assert "11 stands or more are usual for women aged 65 to 69" in text
    assert "Another person stands beside you" in text
    assert "no diagnosis" in text
    table = outcome_of(report)
    assert table["verdict"] == "scored"
    assert table["results"][0]["value"] == 10
    assert table["results"][0]["norm"]["below"] is True
    assert table["person"] == {"age": 66, "sex": "female"}
    assert table["sources"][0]["kind"] == "recording"
    assert len(table["provenance"]["test_sha256"]) == 64
    assert table["provenance"]["estimator"] == {"name": "none"}


def test_precaution_refuses_a_test_until_it_is_unlocked(
    tmp_path: Path, chair: Path, command: Command
) -> None:
    words = ("test", "chair_stand_30s", chair, "--profile")
    out = command(*words, "posterior_hip_replacement")
    assert out.code == 5
    assert "has your surgeon lifted the precautions?" in " ".join(out.err.split())
    anna = tmp_path / "anna.toml"
    anna.write_text(
        'schema = 1\nname = "Anna"\nprecautions = ["posterior_hip_replacement"]\n'
        "[test.chair_stand_30s]\nunlocked = true\n"
    )
    text = text_of(command(*words, anna, "--json", tmp_path / "a.json"))
    assert "Past a safety limit" in text
    assert "Past the limit of your precautions" in text
    assert "has your surgeon lifted the precautions?" in text
    table = outcome_of(tmp_path / "a.json")
    assert {row["name"] for row in table["limits"]} == {"hip_bent"}
    assert table["results"][0]["tries"][0]["limits"] == ["hip_bent"]
    assert table["precautions"]
    assert table["provenance"]["profile"] == "Anna"
    assert len(table["provenance"]["profile_sha256"]) == 64


def test_description_says_what_a_profile_forbids(command: Command) -> None:
    words = ("test", "range_of_motion", "--profile", "anterior_hip_replacement")
    text = text_of(command(*words))
    assert "Not allowed: Backwards (extension)" in text
    assert "With anterior_hip_replacement" in text
    assert "signed off by a physiotherapist" in text


def test_earlier_report_is_compared_with(tmp_path: Path, chair: Path, command: Command) -> None:
    before, now = tmp_path / "1.json", tmp_path / "2.json"
    six = record(tmp_path / "six.npz", chair_poses([Rise(sit_s=2.7)] * 12))
    assert command("test", "chair_stand_30s", six, "--json", before).code == 0
    words = ("test", "chair_stand_30s", chair, "--earlier", before, "--json", now)
    text = text_of(command(*words))
    assert "The earlier result was" in text
    assert "a clear change" in text
    table = outcome_of(now)["results"][0]
    assert table["earlier"]["changed"] is True
    assert table["earlier"]["value"] == outcome_of(before)["results"][0]["value"]


def test_start_of_the_test_can_be_given(chair: Path, command: Command) -> None:
    plain = text_of(command("test", "five_times_sit_to_stand", chair))
    assert "from the first movement" in plain
    assert "Give --age to compare" in plain
    assert text_of(command("test", "five_times_sit_to_stand", chair, "--start", 0.5)) != plain


@pytest.mark.parametrize(
    ("name", "poses", "verdict", "said"),
    [
        ("chair_stand_30s", chair_poses([Rise(wrist=None)] * 12), "", "because it was hidden"),
        ("chair_stand_30s", stance_poses([], end_s=4), "Inconclusive", "from the side"),
        (
            "single_leg_stance",
            chair_poses([Rise()] * 4),
            "Inconclusive",
            "turn your chest to the camera",
        ),
    ],
    ids=["hidden hands", "front view", "side view"],
)
def test_doubt_is_reported(  # fixtures
    name: str, poses: list[Pose], verdict: str, said: str, tmp_path: Path, command: Command
) -> None:
    text = text_of(command("test", name, record(tmp_path / "a.npz", poses)))
    assert verdict in text
    assert said in text


def test_too_short_a_recording_is_inconclusive(tmp_path: Path, command: Command) -> None:
    short = record(tmp_path / "a.npz", chair_poses([Rise()] * 3))
    words = ("chair_stand_30s", short, "--json", tmp_path / "a.json")
    assert "Inconclusive" in text_of(command("test", *words))
    table = outcome_of(tmp_path / "a.json")
    assert table["verdict"] == "inconclusive"
    assert (table["results"][0]["value"], table["results"][0]["at_least"]) == (None, 3)


def test_both_legs_from_two_recordings(tmp_path: Path, command: Command) -> None:
    one = record(tmp_path / "l.npz", stance_poses([OneLeg("left", 1, 7)], end_s=8))
    two = record(tmp_path / "r.npz", stance_poses([OneLeg("right", 1, 5)], end_s=6))
    report = tmp_path / "a.json"
    text = text_of(command("test", "single_leg_stance", one, two, "--json", report, "--age", 71))
    assert "On the left leg:" in text
    assert "On the right leg:" in text
    assert "secondary source" in text
    table = outcome_of(report)
    assert {row["side"]: row["tries"][0]["source"] for row in table["results"]} == {
        "left": 2,
        "right": 1,
    }
    assert [row["name"] for row in table["sources"]] == ["l.npz", "r.npz"]


def test_range_of_motion_from_videos_of_both_sides(tmp_path: Path, command: Command) -> None:
    exercise = load_exercise("standing_hip_abduction")
    files = [
        record(tmp_path / f"{side}.npz", perform(exercise, side=side))
        for side in ("left", "right")
    ]
    report = tmp_path / "a.json"
    words = [word for file in files for word in ("--abduction", file)]
    text = text_of(command("test", "range_of_motion", *words, "--json", report))
    assert "left about 30°, right about 30°. The sides do not differ clearly" in text
    table = outcome_of(report)
    assert table["verdict"] == "scored"
    assert [row["motion"] for row in table["sources"]] == ["abduction"] * 2


def test_video_is_estimated_and_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Command
) -> None:
    poses = chair_poses([Rise()] * 5, fps=10.0)
    use_estimator(monkeypatch, lambda: ScriptedEstimator(poses))
    clip = write_clip(tmp_path / "chair.mp4", frames=len(poses))
    kept = tmp_path / "chair.npz"
    first, second = tmp_path / "1.json", tmp_path / "2.json"
    name = "five_times_sit_to_stand"
    done = command("test", name, clip, "--record", kept, "--json", first)
    assert done.code == 0
    assert done.err.count("Written:") == 2
    assert command("test", name, kept, "--json", second).code == 0
    one, two = outcome_of(first), outcome_of(second)
    assert one["results"] == two["results"]
    assert one["results"][0]["value"] > 10
    assert two["sources"][0]["recorded_from"] == one["sources"][0]
    assert one["sources"][0]["frames"] == len(poses)


@pytest.mark.parametrize(
    ("words", "code", "said"),
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
        (["chair_stand_30s", "a.npz", "--profile", "knee"], 5, "did you mean knee_pain"),
        (["chair_stand_30s", "a.npz", "--earlier", "none.json"], 5, "cannot be read"),
        (["chair_stand_30s", "a.npz", "--earlier", __file__], 5, "no report of a function test"),
        (["chair_stand_30s", "a.mp4", "--json", "x", "--record", "x"], 7, "another name"),
        (["chair_stand_30s", __file__, "--json", __file__], 7, "what is read"),
    ],
)
def test_mistake_gives_one_sentence_and_its_exit_code(
    command: Command, words: list[str], code: int, said: str
) -> None:
    out = command("test", *words)
    assert out.code == code
    assert said in " ".join(out.err.replace("│", "").split())
