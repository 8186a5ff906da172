"""Videos: times are kept, a browser plays them, and an error in the thread is raised."""

from __future__ import annotations

import math
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import av
import numpy as np
import pytest
from support.golden import golden_recording
from support.watching import perfect

from formcheck.assessment.checker import Checker
from formcheck.errors import OutputError
from formcheck.exercises.loader import load_exercise
from formcheck.output.files.video_writer import (
    LONGEST_GAP_S,
    PAGE_STEP_S,
    TICKS_PER_S,
    AnnotatedVideo,
    SessionVideo,
    SetsVideo,
)
from formcheck.output.overlay.film import draw_page, pages
from formcheck.output.overlay.layout import MOST_HEIGHT_PX, video_layout

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from formcheck.assessment.events import Reading


EXERCISE = load_exercise("mini_squat")
REPORT = Checker(EXERCISE).finish()
PAGES = sum(math.ceil(page.shown_s / PAGE_STEP_S) for page in pages(REPORT))
"""How many pictures the pages at the end of a video are."""


def readings(times_s: Sequence[float], size_px: tuple[int, int] = (640, 480)) -> list[Reading]:
    """Return a reading at each of these times."""
    checker = Checker(EXERCISE)
    return [
        checker.update(replace(pose, index=index, time_s=time_s, size_px=size_px))
        for index, (pose, time_s) in enumerate(zip(perfect("mini_squat"), times_s, strict=False))
    ]


def write(
    path: Path,
    times_s: Sequence[float],
    image: NDArray[np.uint8] | None = None,
    size_px: tuple[int, int] = (640, 480),
) -> None:
    """Write a video of stick figures, or of one image."""
    with AnnotatedVideo(path, EXERCISE) as sink:
        for reading in readings(times_s, size_px):
            sink.write(reading, image)
        sink.finish(REPORT)


def pictures(path: Path) -> list[NDArray[np.uint8]]:
    """Return the pictures of a video."""
    with av.open(str(path)) as container:
        frames = container.decode(video=0)
        return [np.asarray(frame.to_ndarray(format="bgr24"), np.uint8) for frame in frames]


def before_the_end(path: Path) -> list[NDArray[np.uint8]]:
    """Return the pictures of a video without the pages at its end."""
    return pictures(path)[:-PAGES]


def threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()}


# --- What is written ---------------------------------------------------------------------------


@pytest.mark.sampled(3)
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
def test_every_picture_keeps_the_time_of_its_source(times_s: list[float], tmp_path: Path) -> None:
    write(tmp_path / "set.mp4", times_s)
    with av.open(str(tmp_path / "set.mp4")) as container:
        times = [float(frame.time or 0) for frame in container.decode(video=0)]
    assert times[:-PAGES] == pytest.approx(times_s, abs=1 / TICKS_PER_S)


def test_browser_can_play_it(tmp_path: Path) -> None:
    """H.264 with 4:2:0 colours and even sides, the index before the pictures."""
    path = tmp_path / "set.mp4"
    write(path, [n / 30 for n in range(40)])
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.pix_fmt) == ("h264", "yuv420p")
        assert stream.width % 2 == stream.height % 2 == 0
    data = path.read_bytes()
    assert data.index(b"ftyp") < data.index(b"moov") < data.index(b"mdat")


def test_picture_arrives_as_it_was_drawn(tmp_path: Path) -> None:
    """A red picture stays red: planes and colours are in the right order."""
    red = np.zeros((480, 640, 3), np.uint8)
    red[..., 2] = 220
    write(tmp_path / "red.mp4", [0.0], red)
    [picture] = before_the_end(tmp_path / "red.mp4")
    assert picture[5, 5] == pytest.approx(np.array([0, 0, 220]), abs=6)


def test_image_that_is_changed_later_is_not_changed_in_the_video(tmp_path: Path) -> None:
    """A camera may use its buffer again while the picture still waits for the encoder."""
    buffer = np.full((480, 640, 3), 255, np.uint8)
    with AnnotatedVideo(tmp_path / "set.mp4", EXERCISE) as sink:
        for reading in readings([n / 30 for n in range(6)]):
            buffer[:] = 255
            sink.write(reading, buffer)
            buffer[:] = 0
        sink.finish(REPORT)
    assert min(picture[5, 5].min() for picture in before_the_end(tmp_path / "set.mp4")) > 245


@pytest.mark.slow
def test_small_pictures_become_larger_and_large_ones_smaller(tmp_path: Path) -> None:
    heights = []
    for height in (120, 480, 2160):
        size_px = (height * 16 // 9, height)
        image = np.zeros((size_px[1], size_px[0], 3), np.uint8)
        write(tmp_path / f"{height}.mp4", [0.0, 0.1], image, size_px)
        heights.append(pictures(tmp_path / f"{height}.mp4")[0].shape[0])
    assert heights[0] == heights[1] > 480
    assert heights[1] < heights[2] < 1.5 * MOST_HEIGHT_PX


def test_set_without_a_picture_leaves_no_video(tmp_path: Path) -> None:
    write(tmp_path / "set.mp4", [])
    assert list(tmp_path.iterdir()) == []


def test_video_ends_with_the_summary_in_its_own_time(tmp_path: Path) -> None:
    write(tmp_path / "set.mp4", [0.0, 0.1, 0.2])
    with av.open(str(tmp_path / "set.mp4")) as container:
        times = [float(frame.time or 0) for frame in container.decode(video=0)][-PAGES:]
    assert times[0] > 0.2
    assert np.diff(times) == pytest.approx(PAGE_STEP_S)
    assert times[-1] - times[0] + PAGE_STEP_S >= sum(page.shown_s for page in pages(REPORT))
    first, second = pages(REPORT)
    drawn = pictures(tmp_path / "set.mp4")[-PAGES:]
    for picture, page in ((drawn[0], first), (drawn[-1], second)):
        wanted = draw_page(page, video_layout((640, 480)))
        assert np.abs(picture.astype(int) - wanted).mean() < 4


def test_long_gap_of_the_clock_is_shortened(tmp_path: Path) -> None:
    """MP4 has no room for a picture of more than 6.6 hours."""
    write(tmp_path / "set.mp4", [0.0, 0.1, 1e9])
    with av.open(str(tmp_path / "set.mp4")) as container:
        times = [float(frame.time or 0) for frame in container.decode(video=0)][:3]
    assert np.diff(times) == pytest.approx([0.1, LONGEST_GAP_S])


@pytest.mark.parametrize("size_px", [(4000, 2), (2, 4000)])
def test_picture_without_room_for_words_gets_no_film(
    size_px: tuple[int, int], tmp_path: Path
) -> None:
    image = np.zeros((size_px[1], size_px[0], 3), np.uint8)
    with pytest.raises(OutputError, match=r"has no room for words\): leave out --video"):
        write(tmp_path / "set.mp4", [0.0, 0.1], image, size_px)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["film.avi", "film.webm", "film.gif"])
def test_other_format_is_refused_with_a_name_that_works(name: str, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"is an MP4: name it film\.mp4"):
        AnnotatedVideo(tmp_path / name, EXERCISE)
    assert list(tmp_path.iterdir()) == []


def test_video_of_several_sets_shows_their_exercises_and_the_time_between(tmp_path: Path) -> None:
    first, second, third = readings([0.0, 0.1, 0.2])
    with SetsVideo(tmp_path / "sets.mp4", EXERCISE) as video:
        video.write_between_sets(first.pose, None)
        video.write(second, None)
        video.begin_set(load_exercise("heel_slide"))
        video.write(third, None)
        video.finish(REPORT)
    bands = [picture[480:].astype(int) for picture in before_the_end(tmp_path / "sets.mp4")]
    assert len(bands) == 3
    assert all(np.abs(one - two).max() > 100 for one, two in combinations(bands, 2))


# --- What goes wrong ---------------------------------------------------------------------------


def test_leaving_early_leaves_no_file_and_no_thread(tmp_path: Path) -> None:
    with (  # noqa: PT012
        pytest.raises(KeyboardInterrupt),
        AnnotatedVideo(tmp_path / "f.mp4", EXERCISE) as sink,
    ):
        for reading in readings([n / 30 for n in range(30)]):
            sink.write(reading, None)
        assert "encode" in threads()
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []
    assert "encode" not in threads()


@pytest.mark.parametrize("late", [False, True], ids=["while writing", "at the end"])
def test_error_of_the_encoder_is_raised_without_a_wait(
    late: bool,  # noqa: FBT001  # a parameter of the test
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A full disk shows while writing, or only when the last pictures are written out."""
    real = av.open

    full = OSError(28, "No space left on device")

    @contextmanager
    def full_disk(*args: Any, **options: Any) -> Iterator[Mock]:  # noqa: ANN401
        with real(*args, **options) as container:
            yield Mock(wraps=container, mux=container.mux if late else Mock(side_effect=full))
        if late:
            raise full

    monkeypatch.setattr(av, "open", full_disk)
    began_s = time.monotonic()
    with pytest.raises(OutputError, match="no space left on device"):
        write(tmp_path / "film.mp4", [n / 30 for n in range(30)])
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


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_full_disk_in_the_middle_gives_one_sentence(tmp_path: Path) -> None:
    source = str(golden_recording(EXERCISE.name))
    words = ["replay", source, "-e", EXERCISE.name, "--video", str(tmp_path / "f.mp4")]
    command = [sys.executable, "-c", TINY_DISK.format(words=words)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)  # noqa: S603  # our own code
    assert done.returncode == 7
    assert done.stdout.startswith("Mini squat: "), "the result is printed, whatever else fails"
    assert done.stderr.count("\n") == 1
    assert "f.mp4 cannot be written (file too large)" in done.stderr
    assert list(tmp_path.iterdir()) == []


# --- The video of a session --------------------------------------------------------------------


def show(video: SessionVideo, times_s: Sequence[float]) -> None:
    for number, time_s in enumerate(times_s):
        video.show(np.full((48, 64, 3), 10 * number, np.uint8), time_s)


def test_picture_of_the_same_moment_is_ignored(tmp_path: Path) -> None:
    """A picture that was grabbed while keys were read is no later than that reading."""
    with SessionVideo(tmp_path / "session.mp4") as video:
        show(video, [0.0, 0.1, 0.1, 0.1000001])
        assert video.finish()
        assert video.note == ""
    assert len(pictures(tmp_path / "session.mp4")) == 2


def test_session_goes_on_when_its_video_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    with SessionVideo(tmp_path / "session.mp4") as video:
        show(video, [0.0, 0.1])
        monkeypatch.setattr("pathlib.Path.replace", refuse)
        assert not video.finish()
    assert "session.mp4 cannot be written (permission denied)" in video.note
    assert list(tmp_path.iterdir()) == []
