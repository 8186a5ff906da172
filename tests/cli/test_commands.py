"""The commands as a person types them: what they write, and that bad input costs one sentence."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest
from support.commands import FPS, run, someone_does, write_clip
from support.paths import TESTS

from formcheck import recording
from formcheck.capture.pose_estimator import ScriptedEstimator
from formcheck.cli.analyze import analyze
from formcheck.exercises.loader import exercise_names, shipped_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from formcheck.capture.video_file import Frame
    from formcheck.pose.pose import Pose

NAME = "double_leg_bridge"


@pytest.fixture
def clip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clip in which someone does two bridges."""
    return write_clip(tmp_path / "set.mp4", frames=someone_does(monkeypatch, NAME))


# --- What works --------------------------------------------------------------------------------


def test_a_set_is_told_on_the_terminal(clip: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, "analyze", clip, "--exercise", NAME)
    assert told.code == 0
    assert told.err == ""
    assert "Bridge with both legs: Good" in told.out
    assert "2 good of 2" in told.out
    assert "All 2 repetitions were good." in told.out
    assert "pelvis is level" in told.out  # what it cannot see


def test_every_output_is_written_and_agrees(
    clip: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = clip.parent
    names = {"--json": "a.json", "--csv": "a.csv", "--record": "a.npz", "--video": "a.mp4"}
    words = [word for option, name in names.items() for word in (option, folder / name)]
    told = run(capsys, "analyze", clip, "-e", NAME, *words)
    assert told.code == 0
    assert told.err.count("Written:") == 4
    report = json.loads((folder / "a.json").read_text(encoding="utf-8"))
    assert report["counts"] == {"good": 2, "total": 2, "partial": 0, "left": 0, "right": 0}
    assert report["source"]["name"] == "set.mp4"
    assert report["source"]["notes"] == []
    rows = list(csv.DictReader((folder / "a.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["good"] for row in rows] == ["yes", "yes"]
    assert float(rows[0]["hold_s"]) == pytest.approx(report["reps"][0]["hold_s"], abs=1e-3)
    assert len(recording.read(folder / "a.npz")) == report["source"]["frames"]
    assert {file.name for file in folder.iterdir()} == {"set.mp4", *names.values()}


def test_the_film_plays_in_a_browser_and_keeps_the_times(
    clip: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    film = clip.parent / "film.mp4"
    assert run(capsys, "analyze", clip, "-e", NAME, "--video", film).code == 0
    with av.open(str(film)) as container:
        stream = container.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        times = [frame.time for frame in container.decode(stream)]
    assert np.diff(times) == pytest.approx(1 / FPS, abs=1e-3)
    head = film.read_bytes()
    assert head.index(b"moov") < head.index(b"mdat"), "a browser must not wait for the end"


def test_a_replay_differs_in_its_source_alone(
    clip: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, kept, second = (clip.parent / name for name in ("1.json", "set.npz", "2.json"))
    run(capsys, "analyze", clip, "-e", NAME, "--json", first, "--record", kept)
    told = run(capsys, "replay", kept, "-e", NAME, "--json", second)
    assert told.code == 0
    one, two = (json.loads(path.read_text(encoding="utf-8")) for path in (first, second))
    assert two["source"].pop("recorded_from") == one["source"]
    assert two["source"]["kind"] == "recording"
    before, after = (path.read_text(encoding="utf-8") for path in (first, second))
    # Byte for byte, up to the last block of the file.
    assert before.split('"source": {')[0] == after.split('"source": {')[0]


def test_a_stick_figure_is_drawn_without_pictures(
    clip: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept, film = clip.parent / "set.npz", clip.parent / "film.mp4"
    run(capsys, "analyze", clip, "-e", NAME, "--record", kept)
    assert run(capsys, "replay", kept, "-e", NAME, "--video", film).code == 0
    with av.open(str(film)) as container:
        image = next(container.decode(video=0)).to_ndarray(format="bgr24")
    assert image.max() > 200


def test_a_profile_tightens_and_its_name_is_kept(
    clip: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    patient, report = clip.parent / "patient.toml", clip.parent / "a.json"
    patient.write_text(
        'schema = 1\nname = "Hip, spring"\nprecautions = ["anterior_hip_replacement"]\n'
    )
    assert (
        run(capsys, "analyze", clip, "-e", NAME, "--profile", patient, "--json", report).code == 0
    )
    assert json.loads(report.read_text())["provenance"]["profile"] == "Hip, spring"
    told = run(capsys, "analyze", clip, "-e", "hip_flexor_stretch", "--profile", patient)
    assert told.code == 5
    assert "not for this profile" in told.err


def test_nobody_in_the_picture_is_a_result(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "formcheck.analysis.ESTIMATORS", {"blazepose": lambda _model: ScriptedEstimator([])}
    )
    clip = write_clip(tmp_path / "empty.mp4", frames=20)
    told = run(capsys, "analyze", clip, "-e", NAME)
    assert told.code == 0
    assert "Inconclusive" in told.out
    assert "Nobody can be seen" in told.out


def test_a_video_of_one_frame_is_inconclusive(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    someone_does(monkeypatch, NAME)
    told = run(capsys, "analyze", write_clip(tmp_path / "one.mp4", frames=1), "-e", NAME)
    assert told.code == 0
    assert "Inconclusive" in told.out


# --- Bad input ---------------------------------------------------------------------------------


def _nothing(folder: Path) -> Path:
    return folder / "missing.mp4"


def _folder(folder: Path) -> Path:
    (folder / "folder.mp4").mkdir()
    return folder / "folder.mp4"


def _empty(folder: Path) -> Path:
    (folder / "empty.mp4").touch()
    return folder / "empty.mp4"


def _text(folder: Path) -> Path:
    (folder / "text.mp4").write_text("This is no film.\n" * 200)
    return folder / "text.mp4"


def _sound(folder: Path) -> Path:
    path = folder / "sound.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=8000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
        frame.sample_rate = 8000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("make", [_nothing, _folder, _empty, _text, _sound])
def test_what_is_no_video_costs_one_sentence(
    make: Callable[[Path], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = make(tmp_path)
    before = sorted(tmp_path.iterdir())
    told = run(capsys, "analyze", source, "-e", NAME, "--json", tmp_path / "a.json")
    assert told.code == 3
    assert told.out == ""
    assert len(told.err.strip().splitlines()) == 1
    assert "Traceback" not in told.err
    assert sorted(tmp_path.iterdir()) == before, "something half-written lies about"


def test_a_film_that_is_cut_off_is_analysed_as_far_as_it_goes(
    clip: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The index first, then the pictures, the last third of them missing."""
    whole, cut, report = (clip.parent / name for name in ("whole.mp4", "cut.mp4", "cut.json"))
    with (
        av.open(str(clip)) as source,
        av.open(str(whole), "w", options={"movflags": "+faststart"}) as target,
    ):
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    data = whole.read_bytes()
    cut.write_bytes(data[: len(data) * 4 // 5])
    told = run(capsys, "analyze", cut, "-e", NAME, "--json", report)
    assert told.code == 0
    (note,) = json.loads(report.read_text())["source"]["notes"]
    assert "cut off" in note
    assert "as far as it goes" in note
    assert "cut off" in told.out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["-e", "single_leg_brige"], 5, "did you mean single_leg_bridge"),
        (["-e", "xyzzy"], 5, "There is no exercise named 'xyzzy'"),
        (["-e", "missing.toml"], 5, "There is no file missing.toml"),
        (["-e", NAME, "--model", "huge"], 4, "huge"),
        (["-e", NAME, "--profile", "nobody.toml"], 5, "There is no file nobody.toml"),
        (["-e", NAME, "--json", "no/such/folder/a.json"], 7, "There is no folder"),
        (["-e", NAME, "--csv", "."], 7, "is a folder"),
        (["-e", NAME, "--video", "no/such/folder/a.mp4"], 7, "There is no folder"),
        (["-e", NAME, "--record", "no/such/folder/a.npz"], 7, "no/such/folder"),
        (["-e", NAME, "--json", "same", "--csv", "same"], 7, "give it another name"),
        (["-e", NAME, "--record", "set.mp4"], 7, "what is read"),
    ],
)
def test_a_mistake_costs_one_sentence_and_its_exit_code(
    words: list[str],
    code: int,
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    write_clip(tmp_path / "set.mp4", frames=3)
    before = sorted(tmp_path.iterdir())
    told = run(capsys, "analyze", "set.mp4", *words)
    assert told.code == code
    assert said in told.err
    assert told.out == ""
    assert len(told.err.strip().splitlines()) == 1
    assert sorted(tmp_path.iterdir()) == before


def test_toml_that_is_none_is_told_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text('name = "mine"\nkind = reps\n')
    told = run(capsys, "exercises", "check", mine)
    assert told.code == 5
    assert "line 2" in told.err


def test_a_recording_of_something_else_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.npz"
    np.savez(other, a=np.zeros(3))
    told = run(capsys, "replay", other, "-e", NAME)
    assert told.code == 6
    assert len(told.err.strip().splitlines()) == 1


def test_with_debugging_an_error_shows_where_it_comes_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from formcheck.errors import SourceError

    monkeypatch.setenv("FORMCHECK_DEBUG", "1")
    with pytest.raises(SourceError):
        run(capsys, "analyze", tmp_path / "missing.mp4", "-e", NAME)


# --- Stopping ----------------------------------------------------------------------------------

SLOW_SET = """
import sys, time
sys.path.insert(0, {tests!r})
from support.commands import performed
from formcheck import analysis
from formcheck.capture.pose_estimator import ScriptedEstimator
from formcheck.cli import main

class Slow(ScriptedEstimator):
    def estimate(self, frame):
        time.sleep(0.02)
        print("seen", flush=True) if frame.index == 20 else None
        return super().estimate(frame)

poses = performed({name!r})
analysis.ESTIMATORS = {{"blazepose": lambda model: Slow(poses)}}
sys.argv = ["formcheck", *{words!r}]
main()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopping_in_the_middle_writes_what_was_seen(number: signal.Signals, clip: Path) -> None:
    folder = clip.parent
    kept, report = folder / "a.npz", folder / "a.json"
    words = ["analyze", str(clip), "-e", NAME, "--record", str(kept), "--json", str(report)]
    code = SLOW_SET.format(tests=str(TESTS), name=NAME, words=words)
    with subprocess.Popen(  # noqa: S603  # our own interpreter and our own code
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "seen\n"
        time.sleep(0.1)
        child.send_signal(number)
        out, err = child.communicate(timeout=60)
    assert child.returncode == 130
    assert "Traceback" not in err
    assert "Stopped by the user after" in out
    told = json.loads(report.read_text())
    assert told["source"]["notes"][0].startswith("Stopped by the user after")
    assert 0 < told["source"]["frames"] == len(recording.read(kept)) < 100
    assert {file.name for file in folder.iterdir()} == {"set.mp4", "a.npz", "a.json"}


def test_a_second_ctrl_c_leaves_nothing_half_written(
    clip: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Impatient(ScriptedEstimator):
        def estimate(self, frame: Frame) -> Pose:
            if frame.index == 5:
                signal.raise_signal(signal.SIGINT)
                signal.raise_signal(signal.SIGINT)
            return super().estimate(frame)

    monkeypatch.setattr(
        "formcheck.analysis.ESTIMATORS", {"blazepose": lambda _model: Impatient([])}
    )
    folder = clip.parent
    words = [word for o in ("json", "csv", "video", "record") for word in (f"--{o}", folder / o)]
    told = run(capsys, "analyze", clip, "-e", NAME, *words)
    assert told.code == 130
    assert {file.name for file in folder.iterdir()} == {"set.mp4"}
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


# --- The other commands ------------------------------------------------------------------------


def test_the_list_names_every_exercise(capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, "exercises", "list")
    assert told.code == 0
    assert all(name in told.out for name in exercise_names())


@pytest.mark.parametrize("name", exercise_names())
def test_an_exercise_is_shown_whole(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, "exercises", "show", name)
    for heading in ("How", "Camera", "Target", "Faults", "What the camera cannot see", "Sources"):
        assert heading in told.out


def test_a_file_that_is_right_is_said_to_be_right(capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, "exercises", "check", shipped_folder() / "mini_squat.toml")
    assert told.code == 0
    assert "is right: Mini squat" in told.out


def test_the_doctor_finds_the_models(capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, "doctor")
    assert told.code == 0
    for word in ("mediapipe", "model lite", "model full", "model heavy", "cameras"):
        assert word in told.out


def test_help_tells_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, "analyze", "--help")
    for option in ("exercise", "side", "profile", "model", "json", "csv", "video", "record"):
        assert f"--{option}" in told.out
    assert analyze.__doc__ is not None
    assert "Not a medical device" in run(capsys, "--help").out
    assert run(capsys, "--version").out.startswith("formcheck ")


@pytest.mark.parametrize("words", [["--help"], ["exercises", "list"]])
def test_light_commands_load_nothing_heavy(words: list[str]) -> None:
    code = (
        f"import sys; sys.argv = ['formcheck', *{words!r}]\n"
        "from formcheck.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print([name for name in ('mediapipe', 'cv2', 'av') if name in sys.modules])"
    )
    done = subprocess.run(  # noqa: S603  # our own interpreter and our own code
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.strip().endswith("[]")
