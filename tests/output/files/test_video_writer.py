"""The annotated film: times kept, plays in a browser, and an error in its thread ends nothing."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

import av
import numpy as np
import pytest
from support.golden import golden_recording
from support.watching import perfect

from formcheck.assessment.checker import Checker
from formcheck.errors import OutputError
from formcheck.exercises.loader import load_exercise
from formcheck.output.files.video_writer import TICKS_PER_S, AnnotatedVideo, SessionVideo

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from formcheck.assessment.checker import Reading


NAME = "mini_squat"
REPORT = Checker(load_exercise(NAME)).finish()


def readings(times_s: Sequence[float], size_px: tuple[int, int] = (640, 480)) -> list[Reading]:
    """A reading at each of these times."""
    checker = Checker(load_exercise(NAME))
    return [
        checker.update(replace(pose, index=index, time_s=time_s, size_px=size_px))
        for index, (pose, time_s) in enumerate(zip(perfect(NAME), times_s, strict=False))
    ]


def film(path: Path, times_s: Sequence[float]) -> None:
    """Write a film of stick figures."""
    with AnnotatedVideo(path, load_exercise(NAME)) as sink:
        for reading in readings(times_s):
            sink.write(reading, None)
        sink.finish(REPORT)


def shown(path: Path) -> tuple[Any, list[float]]:
    """The stream of a film, and when its pictures are shown."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        return stream, [float(frame.time or 0) for frame in container.decode(stream)]


# --- What is written ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "times_s",
    [
        [n / 30 for n in range(12)],
        [n * 1001 / 30000 for n in range(12)],
        [n / 120 for n in range(12)],
        [0.0, 0.033, 0.2, 0.21, 1.0, 1.5, 1.501, 4.0],
        [0.0],
    ],
    ids=["30", "29.97", "120", "uneven", "one"],
)
def test_every_picture_is_shown_at_the_time_of_its_source(
    times_s: list[float], tmp_path: Path
) -> None:
    film(tmp_path / "film.mp4", times_s)
    _, times = shown(tmp_path / "film.mp4")
    assert times == pytest.approx(times_s, abs=1 / TICKS_PER_S)


def test_a_browser_can_play_it(tmp_path: Path) -> None:
    """H.264 with 4:2:0 colours and even sides, the index before the pictures."""
    path = tmp_path / "film.mp4"
    film(path, [n / 30 for n in range(40)])
    stream, _ = shown(path)
    assert stream.codec_context.name == "h264"
    assert stream.codec_context.pix_fmt == "yuv420p"
    assert stream.width % 2 == stream.height % 2 == 0
    data = path.read_bytes()
    assert data.index(b"ftyp") < data.index(b"moov") < data.index(b"mdat")


def test_the_picture_arrives_as_it_was_drawn(tmp_path: Path) -> None:
    """A red picture stays red: planes and colours are in the right order."""
    red = np.zeros((480, 640, 3), np.uint8)
    red[..., 2] = 220
    (reading,) = readings([0.0])
    unseen = reading._replace(pose=replace(reading.pose, visibility=np.zeros(33, np.float32)))
    with AnnotatedVideo(tmp_path / "red.mp4", load_exercise(NAME)) as sink:
        sink.write(unseen, red)
        sink.finish(REPORT)
    with av.open(str(tmp_path / "red.mp4")) as container:
        picture = next(container.decode(video=0)).to_ndarray(format="bgr24")
    assert picture[200, 200] == pytest.approx(np.array([0, 0, 220]), abs=6)


def test_a_picture_that_is_changed_later_is_not_changed_in_the_film(tmp_path: Path) -> None:
    """A camera may use its buffer again while the picture still waits for the encoder."""
    buffer = np.full((480, 640, 3), 255, np.uint8)
    with AnnotatedVideo(tmp_path / "film.mp4", load_exercise(NAME)) as sink:
        for reading in readings([n / 30 for n in range(6)]):
            buffer[:] = 255
            sink.write(reading, buffer)
            buffer[:] = 0
        sink.finish(REPORT)
    with av.open(str(tmp_path / "film.mp4")) as container:
        corners = [frame.to_ndarray(format="bgr24")[5, 5].min() for frame in container.decode()]
    assert min(corners) > 245


def test_small_pictures_become_larger_and_large_ones_smaller(tmp_path: Path) -> None:
    heights = []
    for height in (120, 480, 2160):
        size_px = (height * 16 // 9, height)
        path = tmp_path / f"{height}.mp4"
        with AnnotatedVideo(path, load_exercise(NAME)) as sink:
            for reading in readings([0.0, 0.1], size_px):
                sink.write(reading, np.zeros((size_px[1], size_px[0], 3), np.uint8))
            sink.finish(REPORT)
        heights.append(shown(path)[0].height)
    assert heights[0] == heights[1] > 480
    assert heights[1] < heights[2] < 1500


def test_a_set_without_a_picture_leaves_no_film(tmp_path: Path) -> None:
    with AnnotatedVideo(tmp_path / "film.mp4", load_exercise(NAME)) as sink:
        sink.finish(REPORT)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["film.avi", "film.webm", "film.gif"])
def test_another_kind_of_film_is_refused_with_a_name_that_will_do(
    name: str, tmp_path: Path
) -> None:
    with pytest.raises(OutputError, match=r"is an MP4: name it film\.mp4"):
        AnnotatedVideo(tmp_path / name, load_exercise(NAME))
    assert list(tmp_path.iterdir()) == []


# --- What goes wrong ---------------------------------------------------------------------------


def threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()}


def test_leaving_early_leaves_no_file_and_no_thread(tmp_path: Path) -> None:
    def interrupted() -> None:
        with AnnotatedVideo(tmp_path / "f.mp4", load_exercise(NAME)) as sink:
            for reading in readings([n / 30 for n in range(30)]):
                sink.write(reading, None)
            assert "encode" in threads()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(tmp_path.iterdir()) == []
    assert "encode" not in threads()


@pytest.mark.parametrize("late", [False, True], ids=["while writing", "at the end"])
def test_an_error_of_the_encoder_is_raised_and_never_waited_for(
    late: bool,  # noqa: FBT001  # a parameter of the test
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A full disk shows while writing, or only when the last pictures are written out."""
    real = av.open

    class FullDisk:
        def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
            self._container = real(*args, **kwargs)

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            self._container.close()
            if late:
                raise OSError(28, "No space left on device")

        def add_stream(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
            return self._container.add_stream(*args, **kwargs)

        def mux(self, packets: Any) -> None:  # noqa: ANN401
            if not late:
                raise OSError(28, "No space left on device")
            self._container.mux(packets)

    monkeypatch.setattr(av, "open", FullDisk)
    began_s = time.monotonic()
    with pytest.raises(OutputError, match="no space left on device"):
        film(tmp_path / "film.mp4", [n / 30 for n in range(30)])
    assert time.monotonic() - began_s < 20
    assert list(tmp_path.iterdir()) == []
    assert "encode" not in threads()


TINY_DISK = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
sys.argv = ["formcheck", *{words!r}]
from formcheck.cli import main
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_a_disk_that_is_full_in_the_middle_costs_one_sentence(tmp_path: Path) -> None:
    words = ["replay", str(golden_recording(NAME)), "-e", NAME, "--video", str(tmp_path / "f.mp4")]
    done = subprocess.run(  # noqa: S603  # our own interpreter and our own code
        [sys.executable, "-c", TINY_DISK.format(words=words)],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 7
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "f.mp4 cannot be written (file too large)" in done.stderr
    assert list(tmp_path.iterdir()) == []


def show(film: SessionVideo, times_s: Sequence[float]) -> None:
    for number, time_s in enumerate(times_s):
        film.show(np.full((48, 64, 3), 10 * number, np.uint8), time_s)


def test_the_same_moment_shown_twice_does_not_end_the_film(tmp_path: Path) -> None:
    # A picture that was grabbed while keys were looked at is no later than that look.
    with SessionVideo(tmp_path / "film.mp4") as film:
        show(film, [0.0, 0.1, 0.1, 0.1000001])
        assert film.finish()
        assert film.note == ""
    with av.open(str(tmp_path / "film.mp4")) as container:
        assert len(list(container.decode(video=0))) == 2


def test_a_film_that_cannot_be_put_in_its_place_is_told_and_costs_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SessionVideo(tmp_path / "film.mp4") as film:
        show(film, [0.0, 0.1])

        def refuse(*_: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr("pathlib.Path.replace", refuse)
        assert not film.finish()
    assert "film.mp4 cannot be written (permission denied)" in film.note
    assert list(tmp_path.iterdir()) == []
