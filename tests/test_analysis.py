"""The one loop: sinks in order, everything closed, and a report that says where it came from."""

from __future__ import annotations

import ast
import json
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pytest
from support.commands import FPS, performed, run, write_clip
from support.watching import perfect

import formcheck
from formcheck import analysis, recording
from formcheck.assessment.checker import Checker
from formcheck.capture.pose_estimator import Observation, ScriptedEstimator
from formcheck.capture.source import ProgressMonitor
from formcheck.errors import ExerciseError, ModelError, OutputError, RecordingError, SourceError
from formcheck.exercises.loader import load_exercise
from formcheck.exercises.profile import Profile
from formcheck.output.files.documents import RecordingSink, json_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from formcheck.assessment.checker import Reading
    from formcheck.assessment.report import SetReport
    from formcheck.capture.video_file import Frame
    from formcheck.pose.pose import Pose

NAME = "double_leg_bridge"
ESTIMATORS = "formcheck.capture.pose_estimator.ESTIMATORS"
PACKAGE = Path(formcheck.__file__).parent


class Journal:
    """A sink that writes down what happens to it."""

    def __init__(self, name: str = "", calls: list[str] | None = None) -> None:
        self.name, self.calls = name, [] if calls is None else calls
        self.readings: list[Reading] = []
        self.images: list[NDArray[np.uint8] | None] = []
        self.report: SetReport | None = None

    def write(self, reading: Reading, image: NDArray[np.uint8] | None) -> None:
        self.calls.append(f"{self.name}write")
        self.readings.append(reading)
        self.images.append(image)

    def finish(self, report: SetReport) -> None:
        self.calls.append(f"{self.name}finish")
        self.report = report

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.calls.append(f"{self.name}exit")


def observations(count: int) -> Iterator[Observation]:
    image = np.zeros((4, 4, 3), np.uint8)
    return (Observation(pose, image) for pose in perfect("mini_squat")[:count])


class Looker(ScriptedEstimator):
    """Remembers whether it was closed."""

    last: Looker

    def __init__(self, poses: list[Pose]) -> None:
        super().__init__(poses)
        Looker.last = self

    @property
    def is_closed(self) -> bool:
        return self._closed


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip as long as two bridges, made once."""
    return write_clip(tmp_path_factory.mktemp("film") / "set.mp4", frames=len(bridges()))


@cache
def bridges() -> list[Pose]:
    """Two bridges, performed once."""
    return performed(NAME)


@pytest.fixture
def clip(film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clip in which a person does two bridges, and a scripted estimator that sees them."""
    monkeypatch.setattr(ESTIMATORS, {"blazepose": lambda _model: Looker(bridges())})
    return Path(shutil.copy(film, tmp_path))


# --- run ---------------------------------------------------------------------------------------


def test_sinks_get_every_reading_in_order_and_the_report() -> None:
    calls: list[str] = []
    one, two = Journal("one ", calls), Journal("two ", calls)
    report = analysis.run(observations(3), Checker(load_exercise("mini_squat")), [one, two])
    assert calls == [*["one write", "two write"] * 3, "one finish", "two finish"]
    assert one.report is report
    assert [reading.pose.index for reading in one.readings] == [0, 1, 2]
    assert all(image is not None for image in one.images)


def test_run_without_sinks_gives_the_report_of_the_checker() -> None:
    checker = Checker(load_exercise("mini_squat"))
    for seen in observations(60):
        checker.update(seen.pose)
    assert analysis.run(observations(60), Checker(load_exercise("mini_squat"))) == checker.finish()


def test_empty_stream_gives_a_report() -> None:
    sink = Journal()
    report = analysis.run([], Checker(load_exercise("mini_squat")), [sink])
    assert report.verdict == "inconclusive"
    assert sink.calls == ["finish"]


def test_source_block_is_read_after_the_last_pose() -> None:
    """Damage is found while reading."""
    seen: list[int] = []

    def stream() -> Iterator[Observation]:
        for observation in observations(4):
            seen.append(observation.pose.index)
            yield observation

    class Source:
        def __iter__(self) -> Iterator[Observation]:
            return stream()

        @property
        def info(self) -> dict[str, Any]:
            return {"frames": len(seen)}

    report = analysis.run(Source(), Checker(load_exercise("mini_squat")))
    assert report.source == {"frames": 4}


def test_error_of_a_sink_is_raised() -> None:
    class Full(Journal):
        def write(self, reading: Reading, image: NDArray[np.uint8] | None) -> None:
            super().write(reading, image)
            if reading.pose.index == 2:
                raise OutputError("The disk is full: make room.")

    sink = Full()
    with pytest.raises(OutputError, match="full"):
        analysis.run(observations(9), Checker(load_exercise("mini_squat")), [sink])
    assert sink.calls == ["write"] * 3, "finish after an error would place half a file"


# --- analyze -----------------------------------------------------------------------------------


def test_report_of_a_video_has_source_and_provenance(clip: Path) -> None:
    report = formcheck.analyze(clip, NAME)
    assert report.counts.good == 2
    assert report.source["kind"] == "video"
    assert report.source["name"] == "set.mp4", "no folder: a report may be shown to others"
    assert report.source["frames"] == len(bridges())
    assert report.source["size_px"] == (320, 240)
    assert report.source["notes"] == ()
    made = report.provenance
    assert made.formcheck == formcheck.__version__
    assert made.exercise_sha256 == load_exercise(NAME).sha256
    assert made.profile == ""
    assert made.estimator == {
        "name": "scripted",
        "version": "1",
        "model": "script",
        "model_sha256": "",
    }


def test_report_contains_no_folder(clip: Path) -> None:
    assert str(clip.parent) not in formcheck.analyze(clip, NAME).to_json()


def test_estimator_and_video_are_closed_at_the_end_and_after_an_error(clip: Path) -> None:
    formcheck.analyze(clip, NAME)
    assert Looker.last.is_closed

    class Broken(Journal):
        def write(self, *_: object) -> None:
            raise OutputError("no")

    with pytest.raises(OutputError):
        formcheck.analyze(clip, NAME, sinks=[Broken()])
    assert Looker.last.is_closed


def test_exercise_and_profile_may_be_names_paths_or_objects(clip: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    text = 'schema = 1\nname = "A"\n[exercise.double_leg_bridge]\nhold_s = 3\n'
    mine.write_text(text)
    profile = Profile(
        schema=1,
        name="A",
        exercise={NAME: {"hold_s": 3}},
    )
    reports = [
        formcheck.analyze(clip, exercise, profile=given)
        for exercise, given in ((NAME, mine), (load_exercise(NAME), profile))
    ]
    assert reports[0] == reports[1]
    assert reports[0].provenance.profile == "A"


def test_side_reaches_the_checker(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    poses = performed("single_leg_bridge")
    monkeypatch.setattr(
        "formcheck.capture.pose_estimator.ESTIMATORS", {"blazepose": lambda _model: Looker(poses)}
    )
    counts = [
        formcheck.analyze(clip, "single_leg_bridge", side=side).counts.total
        for side in ("left", "right", "auto")
    ]
    assert counts[0] == counts[2] > 0
    assert counts[1] == 0


def test_cheap_mistakes_are_found_before_anything_is_opened(tmp_path: Path) -> None:
    """A wrong name is found before a video is opened or a model loaded."""
    with pytest.raises(ExerciseError):
        formcheck.analyze(tmp_path / "missing.mp4", "no_such_exercise", model="no_such_model")
    with pytest.raises(SourceError):
        formcheck.analyze(tmp_path / "missing.mp4", NAME, model="no_such_model")
    with pytest.raises(ModelError):
        formcheck.analyze(write_clip(tmp_path / "a.mp4", frames=2), NAME, model="no_such_model")


def test_estimator_can_be_opened_by_hand(clip: Path) -> None:
    checker = formcheck.Checker(formcheck.load_exercise(NAME))
    with formcheck.VideoFile(clip) as video, formcheck.open_estimator() as estimator:
        for frame in video:
            checker.update(estimator.estimate(frame))
    by_hand, whole = checker.finish(), formcheck.analyze(clip, NAME)
    assert by_hand == replace(whole, source={}, provenance=by_hand.provenance)


# --- Watching and stopping ---------------------------------------------------------------------


class StopAt(ProgressMonitor):
    """Stops before a pose."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        self.begun: list[tuple[int | None, float | None]] = []
        self.times: list[float] = []

    def begin(self, count: int | None, duration_s: float | None) -> None:
        self.begun.append((count, duration_s))

    def seen(self) -> None:
        self.times.append(self.time_s)

    def wants_to_stop(self) -> bool:
        return self.poses >= self.number


def test_monitor_observes_every_pose(clip: Path) -> None:
    monitor = StopAt(10_000)
    report = formcheck.analyze(clip, NAME, monitor=monitor)
    count = len(bridges())
    ((frames, duration_s),) = monitor.begun
    assert frames == count
    assert duration_s == pytest.approx(count / FPS)
    assert monitor.poses == len(monitor.times) == report.source["frames"] == count
    assert monitor.times == sorted(monitor.times)
    assert not monitor.stopped
    assert monitor.notes == ()


@pytest.mark.parametrize("number", [0, 1, 40])
def test_stopped_run_gives_a_complete_report_of_the_poses_until_then(
    clip: Path, number: int
) -> None:
    monitor, sink = StopAt(number), Journal()
    report = formcheck.analyze(clip, NAME, monitor=monitor, sinks=[sink])
    assert report.source["frames"] == number == len(sink.readings)
    last_s = max(0, number - 1) / FPS
    assert report.source["notes"] == (f"Stopped by the user after {last_s:.1f} s.",)
    assert report.duration_s == pytest.approx(last_s)
    assert sink.report is report


def test_stopping_closes_the_source() -> None:
    closed: list[bool] = []

    def stream() -> Iterator[Observation]:
        try:
            yield from observations(50)
        finally:
            closed.append(True)

    monitor = StopAt(5)
    kept = stream()  # another reference, so that only close() ends it
    analysis.run(monitor.over(kept), Checker(load_exercise("mini_squat")))
    assert closed == [True]
    assert monitor.poses == 5


def test_monitor_takes_any_iterable() -> None:
    monitor = StopAt(2)
    assert len(list(monitor.over(list(observations(5))))) == 2


def test_stopped_run_is_replayed_equal(clip: Path, tmp_path: Path) -> None:
    kept = tmp_path / "set.npz"
    with RecordingSink(kept) as recorder:
        one = formcheck.analyze(clip, NAME, monitor=StopAt(60), sinks=[recorder])
    two = formcheck.replay(kept, NAME)
    assert replace(two, source=one.source) == one
    assert two.source["notes"] == ()
    assert two.source["recorded_from"] == one.as_dict()["source"]


# --- replay ------------------------------------------------------------------------------------


def recorded(path: Path, meta: dict[str, Any]) -> Path:
    with recording.RecordingWriter(path) as writer:
        for pose in bridges():
            writer.write(pose)
        writer.finish(meta)
    return path


def test_replay_is_byte_equal_except_its_source(clip: Path, tmp_path: Path) -> None:
    kept, one, two = (tmp_path / name for name in ("set.npz", "1.json", "2.json"))
    with RecordingSink(kept) as recorder, json_document(one) as document:
        formcheck.analyze(clip, NAME, sinks=[recorder, document])
    with json_document(two) as document:
        formcheck.replay(kept, NAME, sinks=[document])
    before, after = (json.loads(path.read_bytes()) for path in (one, two))
    assert after["source"].pop("recorded_from") == before.pop("source")
    assert after.pop("source")["kind"] == "recording"
    assert json.dumps(before) == json.dumps(after)


def test_replay_has_no_pictures(clip: Path, tmp_path: Path) -> None:
    sink = Journal()
    formcheck.replay(recorded(tmp_path / "a.npz", {}), NAME, sinks=[sink])
    assert clip.exists()
    assert set(map(type, sink.images)) == {type(None)}


def test_same_recording_is_judged_by_another_exercise(tmp_path: Path) -> None:
    kept = recorded(tmp_path / "a.npz", {})
    assert formcheck.replay(kept, NAME).counts.total == 2
    other = formcheck.replay(kept, "standing_hip_extension")
    assert other.counts.total == 0
    assert other.verdict == "inconclusive"


@pytest.mark.parametrize(
    "meta",
    [
        {},
        {"estimator": None, "source": None},
        {"estimator": "another program", "source": ["a", "list"]},
        {"estimator": {"name": 5, "more": "x"}},
    ],
)
def test_recording_of_another_program_may_have_any_meta(
    meta: dict[str, Any], tmp_path: Path
) -> None:
    report = formcheck.replay(recorded(tmp_path / "a.npz", meta), NAME)
    assert report.counts.total == 2
    assert all(isinstance(value, str) for value in report.provenance.estimator.values())
    assert set(report.provenance.estimator) <= {"name", "version", "model", "model_sha256"}
    assert json.loads(report.to_json())


def test_missing_recording_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordingError):
        formcheck.replay(tmp_path / "missing.npz", NAME)


# --- With a real clock -------------------------------------------------------------------------


def test_slow_estimator_does_not_change_the_report(
    clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However slow the estimator, a repetition lasts as long as it lasted."""
    import time

    fast = formcheck.analyze(clip, NAME)

    class Slow(Looker):
        def estimate(self, frame: Frame) -> Pose:
            time.sleep(0.002)
            return super().estimate(frame)

    monkeypatch.setattr(
        "formcheck.capture.pose_estimator.ESTIMATORS", {"blazepose": lambda _: Slow(bridges())}
    )
    assert formcheck.analyze(clip, NAME) == fast


def test_command_and_the_function_agree(clip: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = clip.parent / "a.json"
    assert run(capsys, "analyze", clip, "-e", NAME, "--json", path).code == 0
    assert path.read_text(encoding="utf-8") == formcheck.analyze(clip, NAME).to_json()


# --- One place for each decision ---------------------------------------------------------------


def trees() -> dict[str, ast.Module]:
    """The syntax tree of every module, by its path in the package."""
    return {
        file.relative_to(PACKAGE).as_posix(): ast.parse(file.read_text(encoding="utf-8"))
        for file in PACKAGE.rglob("*.py")
    }


def test_one_module_recognises_a_recording_by_its_name() -> None:
    deciding = {
        name
        for name, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare | ast.Call)
        and not (isinstance(node, ast.Call) and "endswith" not in ast.dump(node.func))
        and ".npz" in (part.value for part in ast.walk(node) if isinstance(part, ast.Constant))
    }
    assert deciding == {"recording.py"}


def test_one_module_opens_sources_and_one_loops_over_an_estimator() -> None:
    users: dict[str, set[str]] = {
        name: set() for name in ("RecordingSource", "VideoSource", "estimate")
    }
    for name, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                users.get(node.func.id, set()).add(name)
    assert users == {
        "RecordingSource": {"analysis.py"},
        "VideoSource": {"analysis.py"},
        "estimate": {"capture/source.py"},
    }


def test_one_loop_takes_poses_to_a_consumer() -> None:
    """Every other loop over observations passes them on or keeps the poses."""
    loops = {
        name
        for name, tree in trees().items()
        for loop in ast.walk(tree)
        if isinstance(loop, ast.For) and "observation" in ast.dump(loop.target)
        for call in ast.walk(loop)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "update"
    }
    assert loops == {"analysis.py"}


def test_analyze_and_replay_take_a_video_and_a_recording(clip: Path, tmp_path: Path) -> None:
    kept = tmp_path / "set.npz"
    with RecordingSink(kept) as recorder:
        of_video = formcheck.replay(clip, NAME, sinks=[recorder])
    of_recording = formcheck.analyze(kept, NAME)
    assert of_recording.source["kind"] == "recording"
    assert replace(of_recording, source=of_video.source) == of_video


def test_source_can_keep_its_poses(clip: Path, tmp_path: Path) -> None:
    kept = tmp_path / "set.npz"
    recorder = recording.RecordingWriter(kept)
    with analysis.open_source(clip, recorder=recorder) as source:
        poses = [observation.pose for observation in source]
        assert source.frames == len(poses) == len(recording.read(kept))
        assert recording.read(kept).meta["estimator"] == source.estimator
        assert sum(1 for _ in source.images()) == len(poses)
