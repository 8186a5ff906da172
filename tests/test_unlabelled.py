"""Videos with unknown exercises: each set is judged as if it had been filmed alone."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import av
import jsonschema
import pytest
from support.commands import CAMERA, FPS, SIZE_PX, record, run, write_clip
from support.performer import Recording, perform, plan_for
from support.watching import in_a_row, perfect

from formcheck import recording
from formcheck.analysis import replay
from formcheck.assessment.checker import Checker
from formcheck.capture import ProgressMonitor
from formcheck.capture.pose_estimator import ScriptedEstimator
from formcheck.exercises.loader import load_exercise
from formcheck.exercises.profile import Profile
from formcheck.output.files.documents import SETS_COLUMNS, sets_as_csv
from formcheck.pose.pose import absent, turned
from formcheck.recognition.report import SetsReport
from formcheck.recognition.turned_picture import MAY_BE_TURNED
from formcheck.recording_writer import RecordingWriter
from formcheck.unlabelled import UnlabelledOptions, analyze_unlabelled, replay_sets

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from formcheck.pose.pose import Pose, Turn

NAMES = ("mini_squat", "double_leg_bridge")
FEW = [load_exercise(name) for name in (*NAMES, "single_leg_bridge", "sit_to_stand", "clamshell")]
"""Enough to choose from where it does not matter among how many."""


@cache
def mixed(*names: str, pause_s: float = 0.1) -> list[Pose]:
    """Short sets, one after the other, as a small camera sees them."""
    sampled = Recording(fps=FPS)
    exercises = [load_exercise(name) for name in names or NAMES]
    parts = [
        perform(one, plan=plan_for(one, reps=2), recording=sampled, camera=CAMERA)
        for one in exercises
    ]
    row = in_a_row(*parts, pause_s=pause_s)
    return [replace(pose, index=index) for index, pose in enumerate(row)]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip as long as the mixture, made once."""
    return write_clip(tmp_path_factory.mktemp("film") / "set.mp4", frames=len(mixed()))


@pytest.fixture
def clip(film: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clip in which someone does squats and then bridges."""
    estimators = {"blazepose": lambda _model: ScriptedEstimator(mixed())}
    monkeypatch.setattr("formcheck.capture.pose_estimator.ESTIMATORS", estimators)
    return film


def validate(table: dict[str, Any]) -> None:
    """Check a document against its schema."""
    jsonschema.Draft202012Validator(SetsReport.json_schema()).validate(table)


# --- The sets


def test_each_set_has_the_report_of_its_poses_alone(tmp_path: Path) -> None:
    report = replay_sets(record(tmp_path / "set.npz", mixed()))
    assert report.verdict == "recognised"
    assert [found.exercise for found in report.sets] == list(NAMES)
    before_s = -1.0
    for found in report.sets:
        assert found.report is not None
        checker = Checker(load_exercise(found.report.exercise))
        for pose in mixed():
            if max(found.start_s, before_s + 1e-9) <= pose.time_s <= found.end_s:
                checker.update(pose)
        before_s = found.end_s
        alone = checker.finish()
        for part in ("counts", "reps", "advice"):
            assert getattr(found.report, part) == getattr(alone, part)
        assert found.report.counts.good == 2
        assert found.report.provenance.exercise_sha256 == checker.exercise.sha256
        assert found.report.provenance.judged_sha256 == checker.exercise.judged_sha256
    assert "exercise_sha256" not in report.as_dict()["provenance"], "each set has its own"
    frames = [found.report.source["frames"] for found in report.sets if found.report]
    assert sum(map(int, map(str, frames))) == pytest.approx(len(mixed()), abs=FPS / 2)
    assert report.source["frames"] == len(mixed())


def test_replay_of_several_sets_is_equal_except_its_sources(clip: Path, tmp_path: Path) -> None:
    with RecordingWriter(tmp_path / "set.npz") as writer:
        analyzed = analyze_unlabelled(
            clip, options=UnlabelledOptions(FEW, recorder=writer)
        ).as_dict()
    replayed = replay_sets(tmp_path / "set.npz", options=UnlabelledOptions(FEW)).as_dict()
    for table in (analyzed, replayed):
        validate(table)
        del table["source"]
        for found in table["sets"]:
            del found["report"]["source"]
    assert analyzed == replayed


def test_schema_describes_every_answer(tmp_path: Path) -> None:
    verdicts = {}
    for name, poses in {"empty": EMPTY, "once": once(), "mixed": mixed()}.items():
        path = record(tmp_path / f"{name}.npz", poses)
        report = replay_sets(path, options=UnlabelledOptions(FEW))
        table = report.as_dict()
        validate(table)
        assert json.loads(report.to_json()) == table
        verdicts[name] = table["verdict"]
    assert verdicts == {"empty": "nothing", "once": "inconclusive", "mixed": "recognised"}
    table["sets"][0]["guess"] = 1
    with pytest.raises(jsonschema.ValidationError, match="guess"):
        validate(table)


def test_profile_tightens_each_set_and_may_forbid_one(tmp_path: Path) -> None:
    rules = {
        "double_leg_bridge": {"hold_s": 3},
        "mini_squat": {"allowed": False, "why": "Not yet."},
    }
    profile = Profile.model_validate({"schema": 1, "name": "Spring", "exercise": rules})
    path = record(tmp_path / "set.npz", mixed())
    squat, bridge = replay_sets(path, options=UnlabelledOptions(FEW, profile=profile)).sets
    assert squat.exercise == "mini_squat"
    assert squat.report is None
    assert "Not yet." in squat.forbidden
    assert bridge.report is not None
    assert bridge.report.provenance.profile == "Spring"


def test_monitor_may_stop_the_first_pass(clip: Path) -> None:
    class Impatient(ProgressMonitor):
        def wants_to_stop(self) -> bool:
            return self.poses >= len(mixed()) // 2

    report = analyze_unlabelled(clip, options=UnlabelledOptions(FEW), monitor=Impatient())
    assert report.source["frames"] == len(mixed()) // 2
    assert "Stopped by the user" in str(report.source["notes"])
    assert [found.exercise for found in report.sets] == ["mini_squat"]


# --- The command line


EMPTY = [absent(n, n / FPS, size_px=SIZE_PX) for n in range(50)]


@cache
def once() -> list[Pose]:
    """One bridge that is held too short to be sure."""
    bridge = load_exercise("double_leg_bridge")
    return perform(bridge, plan=plan_for(bridge, reps=1, hold_s=1.0))


PRINTED: dict[str, tuple[Callable[[], list[Pose]], str, tuple[str, ...]]] = {
    "one set": (
        lambda: mixed("single_leg_bridge"),
        "Recognised: Single-leg bridge (single_leg_bridge), confidence ",
        ("Single-leg bridge: Good", "2 good of 2"),
    ),
    "no person": (lambda: EMPTY, "No exercise seen in 5 s.", ("you could not be seen",)),
    "too little": (
        once,
        "Inconclusive: Bridge with both legs (double_leg_bridge)",
        ("too little to tell",),
    ),
}


@pytest.mark.parametrize("case", PRINTED)
def test_first_line_says_what_was_recognised(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    poses, first, parts = PRINTED[case]
    done = run(capsys, "replay", record(tmp_path / "set.npz", poses()))
    assert done.code == 0
    assert done.out.splitlines()[0].startswith(first)
    assert all(part in done.out for part in parts)
    assert ("good of" in done.out) is (case == "one set"), "only recognised sets are counted"


def test_several_sets_are_listed_before_their_results(
    clip: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = run(capsys, "analyze", clip)
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0] == "2 sets recognised"
    assert lines[1].startswith("1  0:00 to 0:")
    assert "Mini squat (mini_squat)" in lines[1]
    second = next(line for line in lines if line.startswith("2  "))
    assert "Bridge with both legs (double_leg_bridge)" in second
    assert done.out.count("2 good of 2") == 2


@pytest.mark.slow
def test_every_output_of_a_mixture_is_written(
    clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = {"--json": "a.json", "--csv": "a.csv", "--record": "a.npz", "--video": "a.mp4"}
    words = [word for option, name in names.items() for word in (option, tmp_path / name)]
    done = run(capsys, "analyze", clip, *words)
    assert done.code == 0
    assert done.err.count("Written:") == 4
    assert {file.name for file in tmp_path.iterdir()} == set(names.values())
    table = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    validate(table)
    rows = list(csv.DictReader((tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["exercise"] for row in rows] == [NAMES[0]] * 2 + [NAMES[1]] * 2
    assert [row["set"] for row in rows] == ["1", "1", "2", "2"]
    assert len(recording.read(tmp_path / "a.npz")) == len(mixed())
    with av.open(str(tmp_path / "a.mp4")) as container:
        times = [float(frame.time or 0) for frame in container.decode(video=0)]
    assert sum(time_s <= mixed()[-1].time_s + 1e-3 for time_s in times) == len(mixed())
    assert len(times) > len(mixed()), "the summary follows"


def test_annotated_video_without_a_set_shows_every_picture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    idle = mixed("mini_squat")[: FPS + 2]
    path = record(tmp_path / "set.npz", idle)
    assert run(capsys, "replay", path, "--video", tmp_path / "a.mp4").code == 0
    with av.open(str(tmp_path / "a.mp4")) as container:
        times = [float(frame.time or 0) for frame in container.decode(video=0)]
    assert sum(time_s <= idle[-1].time_s + 1e-3 for time_s in times) == len(idle)
    assert len(times) > len(idle), "the summary follows"


def test_two_outputs_in_one_place_are_refused(
    clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = run(capsys, "analyze", clip, "--json", tmp_path / "a", "--csv", tmp_path / "a")
    assert done.code == 7
    assert "is also" in done.err
    assert list(tmp_path.iterdir()) == []


def test_csv_of_no_set_has_its_header(tmp_path: Path) -> None:
    text = sets_as_csv(
        replay_sets(record(tmp_path / "set.npz", EMPTY), options=UnlabelledOptions(FEW))
    )
    assert list(csv.reader(io.StringIO(text))) == [list(SETS_COLUMNS)]


# --- Why nothing was recognised


@pytest.mark.sampled(8)
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_picture_is_named_with_its_option(turn: Turn, tmp_path: Path) -> None:
    poses = [turned(pose, turn) for pose in perfect("single_leg_bridge", reps=3)]
    report = analyze_unlabelled(record(tmp_path / "set.npz", poses))
    assert report.hint.startswith(MAY_BE_TURNED.format(360 - turn))


def test_scene_of_a_recorded_video_is_the_reason(tmp_path: Path) -> None:
    dark = {"scene": [{"name": "dark", "share": 1.0, "say": "It is too dark."}]}
    nothing = [absent(index, index / 10, size_px=(640, 480)) for index in range(50)]
    path = record(tmp_path / "set.npz", nothing, source=dark)
    assert analyze_unlabelled(path).hint == "It is too dark."
    report = replay(path, "mini_squat")
    assert "It is too dark." in report.advice[0]
    assert report.source["scene"][0]["name"] == "dark"
