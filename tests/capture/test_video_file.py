"""Every frame of a file, at its time, upright; and no file half read."""

from __future__ import annotations

import gc
import itertools
import subprocess
import sys
import time
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest
from support.clips import number_on
from support.containers import CONTAINERS, MJPEG, CountingUpright, decode_threads
from support.paths import ROOT

from formcheck.capture import video_file as frames_module
from formcheck.capture.orientation import UprightFrame
from formcheck.capture.video_file import VideoFile
from formcheck.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

    from capture.conftest import MakeClip


SHORT = [f"clip.{ending}" for ending in ("mp4", "mkv", "webm", "avi")]


@pytest.mark.parametrize(
    ("name", "count"),
    [*((name, 40) for name in CONTAINERS), *itertools.product(SHORT, (1, 2))],
)
def test_every_frame_in_order_at_its_time(make_clip: MakeClip, name: str, count: int) -> None:
    with VideoFile(make_clip(name, frames=count, **CONTAINERS[name])) as video:
        seen = list(video)
    for frame in seen:
        assert frame.image[8, 8, 2] > 200, "BGR: the upper left quarter is red"
        assert frame.image[8, 8, 0] < 60
    assert [number_on(frame.image) for frame in seen] == list(range(count))
    assert [frame.index for frame in seen] == list(range(count))
    # Matroska and FLV keep whole milliseconds.
    np.testing.assert_allclose([f.time_s for f in seen], np.arange(count) / 30, atol=0.0006)
    assert video.notes == ()
    assert video.frame_count == count
    if count > 2:  # the rate of a few frames is a guess
        assert video.rate == 30
        assert video.duration_s == pytest.approx(count / 30, abs=0.002)
    assert video.size_px == (64, 48)


CLOCKS: dict[str, tuple[str, dict[str, Any], list[float]]] = {
    "exact rational rate": (
        "clip.mp4",
        {"rate": Fraction(30000, 1001), "frames": 30},
        [float(Fraction(1001 * k, 30000)) for k in range(30)],
    ),
    "variable rate": (
        "clip.mp4",
        {"frames": 7, "ticks": [0, 33, 40, 200, 233, 1000, 1001]},
        [0, 0.033, 0.04, 0.2, 0.233, 1, 1.001],
    ),
    "late start": (
        "late.mkv",
        {"frames": 5, "ticks": [9000 + 40 * k for k in range(5)]},
        [0, 0.04, 0.08, 0.12, 0.16],
    ),
}


@pytest.mark.parametrize("clock", CLOCKS)
def test_times_are_those_of_the_file_from_zero(make_clip: MakeClip, clock: str) -> None:
    name, options, expected_s = CLOCKS[clock]
    if "ticks" in options:
        options = {**options, "time_base": Fraction(1, 1000)}
    with VideoFile(make_clip(name, **options)) as video:
        assert [frame.time_s for frame in video] == pytest.approx(expected_s)
    assert video.notes == ()
    if "rate" in options:
        assert video.rate == options["rate"]


@pytest.mark.parametrize(
    ("name", "options", "rate", "reason"),
    [
        ("stuck.mkv", MJPEG | {"written_ticks": [0, 1, 1, 3, 4, 5]}, 25, "with the same time"),
        ("raw.h264", {}, 24, "without a time"),
    ],
)
def test_broken_clock_is_replaced_by_the_rate_and_noted(
    make_clip: MakeClip,
    name: str,
    options: dict[str, Any],
    rate: int,
    reason: str,
) -> None:
    video = VideoFile(make_clip(name, frames=6, rate=rate, **options))
    [note] = video.notes
    assert note == (
        f"The clock of the file was repaired: it has pictures {reason}, "
        f"so frames are taken as {rate} per second."
    )
    seen = list(video)
    assert [number_on(frame.image) for frame in seen] == list(range(6))
    assert [frame.time_s for frame in seen] == [k / rate for k in range(6)]
    assert video.notes == (note,)
    assert video.duration_s == pytest.approx(6 / rate)


PIXELS: list[tuple[str, str, tuple[int, int]]] = [
    *[("ffv1", "bgr0", size_px) for size_px in ((63, 47), (64, 47), (33, 48))],
    *[("ffv1", f, (64, 48)) for f in ("gray", "gray16le", "bgra", "yuv420p10le", "gbrp10le")],
    *[("libx264", pix_fmt, (64, 48)) for pix_fmt in ("yuv444p", "yuv420p10le")],
    ("libvpx-vp9", "yuva420p", (64, 48)),
]


@pytest.mark.parametrize(("codec", "pix_fmt", "size_px"), PIXELS)
def test_any_pixel_format_and_size_becomes_bgr(
    make_clip: MakeClip,
    *,
    codec: str,
    pix_fmt: str,
    size_px: tuple[int, int],
) -> None:
    path = make_clip("odd.mkv", codec=codec, pix_fmt=pix_fmt, size_px=size_px, frames=3)
    with VideoFile(path) as video:
        for index, frame in enumerate(video):
            assert frame.image.dtype == np.uint8
            assert frame.image.shape == (size_px[1], size_px[0], 3)
            assert frame.image.flags.c_contiguous
            assert number_on(frame.image) == index
    assert video.size_px == size_px


def test_size_is_that_of_upright_pictures_with_square_pixels(make_clip: MakeClip) -> None:
    video = VideoFile(make_clip(pixel_aspect=Fraction(4, 3)))
    assert [number_on(frame.image) for frame in video] == list(range(12))
    assert video.size_px == (85, 48)
    assert VideoFile(make_clip(turn=(90.0, False, False))).size_px == (48, 64)


def test_size_may_change_on_the_way(make_clip: MakeClip, tmp_path: Path) -> None:
    small = make_clip("small.h264", frames=5)
    large = make_clip("large.h264", frames=5, size_px=(96, 64))
    both = tmp_path / "both.h264"
    both.write_bytes(small.read_bytes() + large.read_bytes())
    shapes = [frame.image.shape for frame in VideoFile(both)]
    assert shapes == [(48, 64, 3)] * 5 + [(64, 96, 3)] * 5


def test_large_pictures_are_decoded_by_several_threads_in_order(make_clip: MakeClip) -> None:
    path = make_clip(size_px=(1936, 1096), frames=5, codec_options={"preset": "ultrafast"})
    assert [number_on(frame.image) for frame in VideoFile(path)] == list(range(5))


def test_each_iteration_starts_at_the_first_frame(make_clip: MakeClip) -> None:
    with VideoFile(make_clip()) as video:
        first = [(f.index, f.time_s, f.image.tobytes()) for f in video]
        second = [(f.index, f.time_s, f.image.tobytes()) for f in video]
        pairs = [(a.index, b.index) for a, b in zip(video, video, strict=True)]
    assert first == second
    assert pairs == [(k, k) for k in range(12)]


def test_frames_are_their_own_memory(make_clip: MakeClip) -> None:
    seen = list(VideoFile(make_clip()))
    seen[0].image[:] = 0
    assert [number_on(frame.image) for frame in seen[1:]] == list(range(1, 12))


def test_early_exit_ends_the_thread(make_clip: MakeClip) -> None:
    with VideoFile(make_clip(frames=60)) as video:
        for frame in video:
            if frame.index == 2:
                break
        reading = iter(video)
        assert next(reading).index == 0
        assert len(decode_threads()) == 1
    assert decode_threads() == []
    assert list(reading) == []


def test_error_of_the_consumer_ends_the_thread(make_clip: MakeClip) -> None:
    video = VideoFile(make_clip(frames=60))
    with pytest.raises(RuntimeError, match="mine"), video:  # noqa: PT012  # the loop fails
        for _ in video:
            raise RuntimeError("mine")
    assert decode_threads() == []
    video.close()
    assert len(list(video)) == 60, "a second call does nothing"


def test_unclosed_reading_does_not_keep_the_program_alive(make_clip: MakeClip) -> None:
    program = (
        "import sys\n"
        "from formcheck.capture.video_file import VideoFile\n"
        "reading = iter(VideoFile(sys.argv[1]))\n"
        "print(next(reading).index)\n"
    )
    run = subprocess.run(  # noqa: S603 - this Python
        [sys.executable, "-c", program, str(make_clip(frames=60))],
        cwd=ROOT, capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stdout, run.stderr) == (0, "0\n", "")


def test_error_in_the_thread_reaches_the_consumer(
    make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch
) -> None:
    video = VideoFile(make_clip())
    monkeypatch.setattr(frames_module, "UprightFrame", CountingUpright)
    monkeypatch.setattr(CountingUpright, "fail_at", 3)
    with pytest.raises(RuntimeError, match="in the thread"):
        list(video)
    assert CountingUpright.made == 4


def test_few_frames_are_decoded_ahead_and_no_more(
    make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch
) -> None:
    with VideoFile(make_clip(frames=80)) as video:
        monkeypatch.setattr(frames_module, "UprightFrame", CountingUpright)
        reading = iter(video)
        for taken in range(1, 5):
            next(reading)
            deadline_s = time.monotonic() + 5
            while CountingUpright.made < taken + 4 and time.monotonic() < deadline_s:
                time.sleep(0.01)
            time.sleep(0.03)
            # Frames that were taken, frames that wait, and the current one of the thread.
            assert taken + 4 <= CountingUpright.made <= taken + 4 + 1


def test_file_that_vanishes_between_is_refused(make_clip: MakeClip) -> None:
    path = make_clip()
    video = VideoFile(path)
    path.unlink()
    with pytest.raises(SourceError):
        list(video)


def test_frames_do_not_pile_up_until_the_garbage_collector_comes(make_clip: MakeClip) -> None:
    """A frame that is held by its own side data keeps its whole picture in memory."""
    clip = make_clip()
    gc.collect()
    gc.disable()
    try:
        upright, count = UprightFrame(None), 0
        with av.open(str(clip)) as container:
            for frame in container.decode(video=0):
                upright(frame)
                count += 1
        alive = sum(isinstance(thing, av.VideoFrame) for thing in gc.get_objects())
    finally:
        gc.enable()
    assert count > 5
    assert alive <= 3
