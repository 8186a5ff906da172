"""``formcheck analyze`` and ``replay``: what they write, and what bad input costs."""

from __future__ import annotations

import csv
import signal
from datetime import date, datetime
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest
from support.commands import (
    FPS,
    Command,
    performed,
    read_json,
    someone_does,
    use_estimator,
    write_clip,
)

from formcheck import recording
from formcheck.capture.pose_estimator import ScriptedEstimator
from formcheck.diary.sessions import Diary
from formcheck.errors import DiaryError
from formcheck.exercises.loader import load_exercise, shipped_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from formcheck.capture.video_file import Frame
    from formcheck.pose.pose import Pose

NAME = "double_leg_bridge"


# --- Results -------------------------------------------------------------------------------------


def test_every_output_is_written_and_agrees(clip: Path, command: Command) -> None:
    folder = clip.parent
    names = {"--json": "a.json", "--csv": "a.csv", "--record": "a.npz", "--video": "a.mp4"}
    words = [word for option, name in names.items() for word in (option, folder / name)]
    done = command("analyze", clip, "-e", NAME, *words)
    assert done.code == 0
    assert "2 good of 2" in done.out
    assert done.err.count("Written:") == 4
    report = read_json(folder / "a.json")
    assert report["counts"] == {"good": 2, "total": 2, "partial": 0, "left": 0, "right": 0}
    assert report["source"]["name"] == "set.mp4"
    assert report["source"]["notes"] == []
    rows = list(csv.DictReader((folder / "a.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["good"] for row in rows] == ["yes", "yes"]
    assert float(rows[0]["hold_s"]) == pytest.approx(report["reps"][0]["hold_s"], abs=1e-3)
    assert len(recording.read(folder / "a.npz")) == report["source"]["frames"]
    with av.open(str(folder / "a.mp4")) as film:
        times = [frame.time for frame in film.decode(video=0)]
    judged = report["source"]["frames"]
    assert np.diff(times[:judged]) == pytest.approx(1 / FPS, abs=1e-3)
    assert len(times) > judged, "the summary follows"
    assert {file.name for file in folder.iterdir()} == {"set.mp4", *names.values()}


@pytest.mark.parametrize("replaying", ["analyze", "replay"])
def test_report_of_the_recording_differs_in_its_source_alone(
    replaying: str, clip: Path, command: Command
) -> None:
    first, kept, second = (clip.parent / name for name in ("1.json", "set.npz", "2.json"))
    command("analyze", clip, "-e", NAME, "--json", first, "--record", kept)
    assert command(replaying, kept, "-e", NAME, "--json", second).code == 0
    one, two = read_json(first), read_json(second)
    assert two["source"].pop("recorded_from") == one["source"]
    assert two["source"]["kind"] == "recording"
    before, after = (path.read_text(encoding="utf-8") for path in (first, second))
    # Byte for byte, up to the last block of the file.
    assert before.split('"source": {')[0] == after.split('"source": {')[0]


def test_replay_of_a_video_is_analyze(clip: Path, command: Command) -> None:
    first, second = (clip.parent / name for name in ("1.json", "2.json"))
    assert command("analyze", clip, "-e", NAME, "--json", first).code == 0
    assert command("replay", clip, "-e", NAME, "--json", second).code == 0
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.sampled(3)
@pytest.mark.parametrize("words", [("-e", NAME), ()])
def test_video_of_a_recording_shows_a_stick_figure(
    words: tuple[str, ...], recorded: Path, command: Command
) -> None:
    film = recorded.parent / "film.mp4"
    assert command("replay", recorded, *words, "--video", film).code == 0
    with av.open(str(film)) as container:
        image = next(container.decode(video=0)).to_ndarray(format="bgr24")
    assert image.max() > 200


def test_profile_tightens_and_its_name_is_kept(clip: Path, command: Command) -> None:
    patient, report = clip.parent / "patient.toml", clip.parent / "a.json"
    patient.write_text(
        'schema = 1\nname = "Hip, spring"\nprecautions = ["anterior_hip_replacement"]\n'
    )
    words = ("--profile", patient, "--json", report)
    assert command("analyze", clip, "-e", NAME, *words).code == 0
    assert read_json(report)["provenance"]["profile"] == "Hip, spring"
    assert command("analyze", clip, "-e", "hip_flexor_stretch", "--profile", patient).code == 5


@pytest.mark.parametrize("frames", [20, 1])
def test_empty_picture_and_short_video_are_inconclusive(
    frames: int, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    if frames == 1:
        someone_does(monkeypatch, NAME)
    else:
        use_estimator(monkeypatch, lambda: ScriptedEstimator([]))
    words = ("-e", NAME, "--json", tmp_path / "a.json")
    done = command("analyze", write_clip(tmp_path / "set.mp4", frames=frames), *words)
    assert done.code == 0
    assert read_json(tmp_path / "a.json")["verdict"] == "inconclusive"


def test_exercise_is_a_file_if_it_has_a_folder_or_an_ending(
    recorded: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(recorded.parent)
    (recorded.parent / "mine").mkdir()
    for name in ("mine.toml", "mine/bridge"):
        (recorded.parent / name).write_bytes((shipped_folder() / f"{NAME}.toml").read_bytes())
        done = command("replay", recorded, "-e", name)
        assert done.code == 0
        assert "Bridge with both legs" in done.out


# --- Bad input -----------------------------------------------------------------------------------


def _sound(path: Path) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=8000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
        frame.sample_rate = 8000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


@pytest.mark.parametrize(
    "make",
    [
        lambda _path: None,
        lambda path: path.mkdir(),
        lambda path: path.touch(),
        lambda path: path.write_text("This is no film.\n" * 200),
        _sound,
    ],
    ids=["missing", "folder", "empty", "text", "sound"],
)
def test_file_that_is_no_video_gives_one_sentence(
    make: Callable[[Path], object], tmp_path: Path, command: Command
) -> None:
    make(tmp_path / "set.mp4")
    before = sorted(tmp_path.iterdir())
    done = command("analyze", tmp_path / "set.mp4", "-e", NAME, "--json", tmp_path / "a.json")
    assert done.code == 3
    assert done.out == ""
    assert len(done.err.strip().splitlines()) == 1
    assert sorted(tmp_path.iterdir()) == before, "a partial file remains"


def test_video_that_is_cut_off_is_analysed_up_to_there(clip: Path, command: Command) -> None:
    """The index comes first, then the pictures; the last third of them is missing."""
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
    done = command("analyze", cut, "-e", NAME, "--json", report)
    assert done.code == 0
    (note,) = read_json(report)["source"]["notes"]
    assert "cut off" in note
    assert "cut off" in done.out


FILES = ("-e", "mine.toml", "--profile", "patient.toml")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["-e", "single_leg_brige"], 5, "did you mean single_leg_bridge"),
        (["-e", "xyzzy"], 5, "'xyzzy'"),
        (["-e", "missing.toml"], 5, "missing.toml"),
        (["-e", NAME, "--model", "huge"], 4, "huge"),
        (["-e", NAME, "--profile", "missing.toml"], 5, "missing.toml"),
        (["-e", NAME, "--json", "no/such/folder/a.json"], 7, "no/such/folder"),
        (["-e", NAME, "--csv", "."], 7, "folder"),
        (["-e", NAME, "--video", "no/such/folder/a.mp4"], 7, "no/such/folder"),
        (["-e", NAME, "--record", "no/such/folder/a.npz"], 7, "no/such/folder"),
        (["-e", NAME, "--json", "same", "--csv", "same"], 7, "--csv same is also --json"),
        (["-e", NAME, "--record", "set.mp4"], 7, "what is read"),
        (["-e", NAME, "--video", "link.mp4"], 7, "what is read"),
        (["--json", "same", "--csv", "same"], 7, "--csv same is also --json"),
        ([*FILES, "--json", "./mine.toml"], 7, "what is read"),
        ([*FILES, "--record", "patient.toml"], 7, "what is read"),
    ],
)
def test_mistake_gives_one_sentence_and_its_exit_code(  # fixtures
    words: list[str],
    code: int,
    said: str,
    tmp_path: Path,
    command: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    write_clip(tmp_path / "set.mp4", frames=3)
    (tmp_path / "link.mp4").symlink_to(tmp_path / "set.mp4")
    (tmp_path / "mine.toml").write_bytes((shipped_folder() / "mini_squat.toml").read_bytes())
    (tmp_path / "patient.toml").write_text('schema = 1\nname = "A"\n')
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    done = command("analyze", "set.mp4", *words)
    assert done.code == code
    assert said in done.err
    assert done.out == ""
    assert len(done.err.strip().splitlines()) == 1
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_recording_of_another_program_is_refused(tmp_path: Path, command: Command) -> None:
    np.savez(tmp_path / "other.npz", a=np.zeros(3))
    done = command("replay", tmp_path / "other.npz", "-e", NAME)
    assert done.code == 6
    assert len(done.err.strip().splitlines()) == 1


# --- Ctrl-C --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("signals", "is_written"),
    [
        ([signal.SIGINT], True),
        ([signal.SIGTERM], True),
        ([signal.SIGINT, signal.SIGINT], False),
    ],
)
def test_first_signal_writes_what_was_seen_second_leaves_no_partial_file(
    signals: list[signal.Signals],
    clip: Path,
    command: Command,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_written: bool,
) -> None:
    class Impatient(ScriptedEstimator):
        def estimate(self, frame: Frame) -> Pose:
            if frame.index == 20:
                for number in signals:
                    signal.raise_signal(number)
            return super().estimate(frame)

    use_estimator(monkeypatch, lambda: Impatient(performed(NAME)))
    folder = clip.parent
    options = ["json", "csv", "video", "record"]
    words = [word for option in options for word in (f"--{option}", folder / option)]
    done = command("analyze", clip, "-e", NAME, *words)
    assert done.code == 130
    assert "Traceback" not in done.err
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    left = {file.name for file in folder.iterdir()}
    assert left == {"set.mp4", *(options if is_written else ())}
    if is_written:
        source = read_json(folder / "json")["source"]
        assert len(source["notes"]) == 1
        assert 20 <= source["frames"] == len(recording.read(folder / "record")) <= 22


# --- The diary -----------------------------------------------------------------------------------


def test_set_of_a_film_is_kept_once_on_the_day_that_is_named(
    command: Command, clip: Path, diary_file: Path
) -> None:
    words = ("analyze", clip, "-e", NAME, "--keep")
    kept = command(*words, "--filmed", "2026-05-04")
    assert "4 May 2026" in kept.err
    assert "already" in command(*words).err
    with Diary(diary_file) as diary:
        [done] = diary.history().sets
    assert done.day == date(2026, 5, 4)
    assert done.planned_hold_s == load_exercise(NAME).movement.hold_s


def test_film_without_a_date_is_kept_today_and_it_is_said(
    command: Command, recorded: Path, diary_file: Path
) -> None:
    kept = command("replay", recorded, "-e", NAME, "--keep")
    assert "--filmed" in kept.err
    with Diary(diary_file) as diary:
        [done] = diary.history().sets
    assert done.day == datetime.now().astimezone().date()


def test_recognised_sets_of_a_film_are_kept(
    command: Command, recorded: Path, diary_file: Path
) -> None:
    assert "Kept in the diary" in command("replay", recorded, "--keep").err
    with Diary(diary_file) as diary:
        assert [done.exercise for done in diary.history().sets] == [NAME]


def test_damaged_diary_is_said_before_the_analysis(
    command: Command, recorded: Path, diary_file: Path
) -> None:
    diary_file.parent.mkdir(exist_ok=True)
    diary_file.write_text("no diary", encoding="utf-8")
    refused = command("replay", recorded, "-e", NAME, "--keep")
    assert refused.code == DiaryError.exit_code
    assert refused.out == ""
