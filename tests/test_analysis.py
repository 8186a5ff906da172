"""The one loop: sinks in order, everything closed, and a report that says where it came from."""

from __future__ import annotations

import ast
import hashlib
import json
import re
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from support.commands import performed, record, run, write_clip
from support.watching import perfect

import formcheck
from formcheck import analysis
from formcheck.assessment.checker import Checker
from formcheck.capture import ProgressMonitor
from formcheck.capture.pose_estimator import Observation, ScriptedEstimator
from formcheck.errors import ExerciseError, ModelError, OutputError, RecordingError, SourceError
from formcheck.exercises.loader import load_exercise
from formcheck.exercises.profile import Profile, load_profile
from formcheck.output import SinkGroup
from formcheck.output.files.documents import RecordingSink, json_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from formcheck.assessment.events import Reading
    from formcheck.assessment.report import Provenance, SetReport
    from formcheck.pose.pose import Pose

NAME = "double_leg_bridge"
ESTIMATORS = "formcheck.capture.pose_estimator.ESTIMATORS"
PACKAGE = Path(formcheck.__file__).parent


class Journal:
    """A sink that writes down what happens to it, and has no room for some reading."""

    def __init__(
        self, name: str = "", *, calls: list[str] | None = None, full_at: int | None = None
    ) -> None:
        self.name, self.calls, self.full_at = name, [] if calls is None else calls, full_at
        self.readings: list[Reading] = []
        self.images: list[NDArray[np.uint8] | None] = []
        self.report: SetReport | None = None

    def write(self, reading: Reading, image: NDArray[np.uint8] | None) -> None:
        self.calls.append(f"{self.name}write")
        self.readings.append(reading)
        self.images.append(image)
        if reading.pose.index == self.full_at:
            raise OutputError("The disk is full: make room.")

    def finish(self, report: SetReport) -> None:
        self.calls.append(f"{self.name}finish")
        self.report = report


def squat() -> Checker:
    return Checker(load_exercise("mini_squat"))


def observations(count: int) -> Iterator[Observation]:
    image = np.zeros((4, 4, 3), np.uint8)
    return (Observation(pose, image) for pose in perfect("mini_squat")[:count])


@cache
def bridges() -> list[Pose]:
    """Two bridges, performed once."""
    return performed(NAME)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip as long as two bridges, made once."""
    return write_clip(tmp_path_factory.mktemp("film") / "set.mp4", frames=len(bridges()))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[ScriptedEstimator]:
    """The estimators that were opened; each sees two bridges."""
    made: list[ScriptedEstimator] = []

    def open_one(_model: object) -> ScriptedEstimator:
        made.append(ScriptedEstimator(bridges()))
        return made[-1]

    monkeypatch.setattr(ESTIMATORS, {"blazepose": open_one})
    return made


@pytest.fixture
def clip(film: Path, tmp_path: Path, opened: list[ScriptedEstimator]) -> Path:
    """A clip in which a person does two bridges."""
    assert opened == []
    return Path(shutil.copy(film, tmp_path))


# --- run ---------------------------------------------------------------------------------------


def test_sinks_get_every_reading_in_order_and_the_report() -> None:
    calls: list[str] = []
    one, two = Journal("one ", calls=calls), Journal("two ", calls=calls)
    report = analysis.run(observations(3), squat(), [one, two])
    assert calls == [*["one write", "two write"] * 3, "one finish", "two finish"]
    assert one.report is report
    assert [reading.pose.index for reading in one.readings] == [0, 1, 2]
    assert all(image is not None for image in one.images)


@pytest.mark.parametrize("count", [0, 60])
def test_run_without_sinks_gives_the_report_of_the_checker(count: int) -> None:
    checker = squat()
    for seen in observations(count):
        checker.update(seen.pose)
    assert analysis.run(observations(count), squat()) == checker.finish()


def test_source_block_is_read_after_the_last_pose() -> None:
    """Damage is found while reading."""

    class Source:
        read = 0

        def __iter__(self) -> Iterator[Observation]:
            for observation in observations(4):
                self.read += 1
                yield observation

        @property
        def info(self) -> dict[str, Any]:
            return {"frames": self.read}

    assert analysis.run(Source(), squat()).source == {"frames": 4}


def test_sink_that_fails_is_not_finished() -> None:
    sink = Journal(full_at=2)
    with pytest.raises(OutputError, match="full"):
        analysis.run(observations(9), squat(), [sink])
    assert sink.calls == ["write"] * 3, "finish after an error would place half a file"


def test_sink_that_fails_takes_no_other_with_it() -> None:
    whole, broken, last = Journal(), Journal(full_at=2), Journal()
    group = SinkGroup([whole, broken, last])
    report = analysis.run(observations(9), squat(), [group])
    for sink in (whole, last):
        assert sink.calls == ["write"] * 9 + ["finish"]
        assert sink.report is report
    assert {number: str(error) for number, error in group.failures.items()} == {
        1: "The disk is full: make room."
    }


def test_checksum_is_of_the_file_that_was_read(
    clip: Path, opened: list[ScriptedEstimator]
) -> None:
    before = clip.read_bytes()

    class Remover(ProgressMonitor):
        def seen(self) -> None:
            clip.unlink(missing_ok=True)

    report = analysis.analyze(clip, NAME, monitor=Remover())
    assert opened
    assert report.source["sha256"] == hashlib.sha256(before).hexdigest()


# --- analyze -----------------------------------------------------------------------------------


def test_report_of_a_video_has_source_and_provenance(
    clip: Path, opened: list[ScriptedEstimator], capsys: pytest.CaptureFixture[str]
) -> None:
    report = formcheck.analyze(clip, NAME)
    assert report.counts.good == 2
    assert (report.source["kind"], report.source["frames"]) == ("video", len(bridges()))
    assert str(clip.parent) not in report.to_json(), "a report may be shown to others"
    made = report.provenance
    assert made.formcheck == formcheck.__version__
    assert made.exercise_sha256 == load_exercise(NAME).sha256
    assert made.judged_sha256 == load_exercise(NAME).judged_sha256
    assert made.profile_sha256 == ""
    assert (made.profile, made.estimator["name"]) == ("", "scripted")
    assert opened[0]._closed

    path = clip.parent / "by_command.json"
    assert run(capsys, "analyze", clip, "-e", NAME, "--json", path).code == 0
    assert path.read_text(encoding="utf-8") == report.to_json()

    checker = formcheck.Checker(formcheck.load_exercise(NAME))
    with formcheck.VideoFile(clip) as video, formcheck.open_estimator() as estimator:
        for frame in video:
            checker.update(estimator.estimate(frame))
    by_hand = checker.finish()
    assert by_hand == replace(report, source={}, provenance=by_hand.provenance)


def test_estimator_is_closed_after_an_error(clip: Path, opened: list[ScriptedEstimator]) -> None:
    with pytest.raises(OutputError):
        formcheck.analyze(clip, NAME, sinks=[Journal(full_at=0)])
    assert opened[0]._closed


def test_exercise_and_profile_may_be_names_paths_or_objects(tmp_path: Path) -> None:
    mine, kept = tmp_path / "mine.toml", record(tmp_path / "set.npz", bridges())
    mine.write_text('schema = 1\nname = "A"\n[exercise.double_leg_bridge]\nhold_s = 3\n')
    profile = Profile(schema=1, name="A", exercise={NAME: {"hold_s": 3}})
    by_name = formcheck.analyze(kept, NAME, profile=mine)
    by_object = formcheck.analyze(kept, load_exercise(NAME), profile=profile)
    assert by_name == replace(by_object, provenance=by_name.provenance)
    from_file = replace(by_object.provenance, profile_sha256=load_profile(mine).sha256)
    assert by_name.provenance == from_file
    assert (from_file.profile, by_object.provenance.profile_sha256) == ("A", "")


def test_reports_of_two_patients_of_one_name_are_told_apart(tmp_path: Path) -> None:
    kept = record(tmp_path / "set.npz", bridges())
    made: list[Provenance] = []
    for hold_s in (1, 2, 2):
        mine = tmp_path / f"mine{len(made)}.toml"
        text = f'schema = 1\nname = "A"  # {len(made)}\n[exercise.{NAME}]\nhold_s = {hold_s}\n'
        mine.write_text(text)
        made.append(formcheck.analyze(kept, NAME, profile=mine).provenance)
    one, other, same = made
    assert one.profile == other.profile == same.profile
    assert one.exercise_sha256 == other.exercise_sha256 == load_exercise(NAME).sha256
    assert one.judged_sha256 != other.judged_sha256 == same.judged_sha256
    assert len({each.profile_sha256 for each in made}) == 3


def test_side_reaches_the_checker(tmp_path: Path) -> None:
    kept = record(tmp_path / "set.npz", performed("single_leg_bridge"))
    left, right, auto = (
        formcheck.analyze(kept, "single_leg_bridge", side=side).counts.total
        for side in ("left", "right", "auto")
    )
    assert left == auto > 0
    assert right == 0


def test_cheap_mistakes_are_found_before_anything_is_opened(tmp_path: Path) -> None:
    """A wrong name is found before a video is opened or a model loaded."""
    missing, clip = tmp_path / "missing.mp4", write_clip(tmp_path / "a.mp4", frames=2)
    for error, path, exercise in (
        (ExerciseError, missing, "no_such_exercise"),
        (SourceError, missing, NAME),
        (RecordingError, tmp_path / "missing.npz", NAME),
        (ModelError, clip, NAME),
    ):
        with pytest.raises(error):
            formcheck.analyze(path, exercise, model="no_such_model")


class StopAt60(ProgressMonitor):
    def wants_to_stop(self) -> bool:
        return self.poses >= 60


@pytest.mark.parametrize("monitor", [None, StopAt60()], ids=["whole", "stopped"])
def test_replay_is_byte_equal_except_its_source(
    clip: Path, tmp_path: Path, monitor: ProgressMonitor | None
) -> None:
    kept, one, two = (tmp_path / name for name in ("set.npz", "1.json", "2.json"))
    with RecordingSink(kept) as recorder, json_document(one) as document:
        formcheck.analyze(clip, NAME, sinks=[recorder, document], monitor=monitor)
    journal = Journal()
    with json_document(two) as document:
        formcheck.replay(kept, NAME, sinks=[document, journal])
    before, after = (json.loads(path.read_bytes()) for path in (one, two))
    assert before["source"]["frames"] == len(journal.images) == (60 if monitor else len(bridges()))
    assert after["source"].pop("recorded_from") == before.pop("source")
    source = after.pop("source")
    assert (source["kind"], source["notes"]) == ("recording", [])
    assert json.dumps(before) == json.dumps(after)
    assert set(map(type, journal.images)) == {type(None)}


def test_same_recording_is_judged_by_another_exercise(tmp_path: Path) -> None:
    kept = record(tmp_path / "a.npz", bridges())
    assert formcheck.replay(kept, NAME).counts.total == 2
    other = formcheck.replay(kept, "standing_hip_extension")
    assert (other.counts.total, other.verdict) == (0, "inconclusive")


# --- One place for each decision ---------------------------------------------------------------


@cache
def calls() -> list[tuple[str, ast.Call]]:
    """Every call in the package, with the module that makes it."""
    return [
        (file.relative_to(PACKAGE).as_posix(), node)
        for file in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]


def test_one_module_recognises_a_recording_by_its_name() -> None:
    deciding = {
        file.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.py")
        if re.search(r"(==|in|endswith\() ?[({]*.\.npz", file.read_text(encoding="utf-8"))
    }
    assert deciding == {"recording.py"}


def test_one_module_opens_sources_and_one_loops_over_an_estimator() -> None:
    users = {
        function: {name for name, call in calls() if ast.unparse(call.func) == function}
        for function in ("RecordingSource", "VideoSource", "estimate")
    }
    assert users == {
        "RecordingSource": {"analysis.py"},
        "VideoSource": {"analysis.py"},
        "estimate": {"capture/source.py"},
    }


def test_one_loop_takes_poses_to_a_consumer() -> None:
    """Every other loop over observations passes them on or keeps the poses."""
    loops = {
        name for name, call in calls() if ast.unparse(call).endswith(".update(observation.pose)")
    }
    assert loops == {"analysis.py"}
