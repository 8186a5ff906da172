"""Every frame of a file, at its time, upright; and no file half read."""

from __future__ import annotations

import dataclasses
import gc
import hashlib
import itertools
import shutil
import subprocess
import sys
import threading
import time
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.clips import number_on, picture
from support.paths import ROOT

from formcheck.capture import video_file as frames_module
from formcheck.capture.container import survey
from formcheck.capture.video_file import (
    UprightFrame,
    VideoFile,
    _Decoder,
    _display_matrix,
    _rotation_matrix,
    _square_size_px,
    _turned,
)
from formcheck.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from capture.conftest import Cut, MakeClip
    from numpy.typing import NDArray

MJPEG = {"codec": "mjpeg", "pix_fmt": "yuvj420p"}
CONTAINERS: dict[str, dict[str, Any]] = {
    **{f"clip.{ending}": {"codec": "libx264"} for ending in ("mp4", "mov", "mkv", "ts", "flv")},
    "clip.webm": {"codec": "libvpx", "codec_options": {"deadline": "realtime", "cpu-used": "8"}},
    "clip.avi": MJPEG,
    "fragmented.mp4": {"codec": "libx264", "options": {"movflags": "frag_keyframe+empty_moov"}},
}


def decode_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "decode"]


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    yield
    assert decode_threads() == []


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


class CountingUpright(UprightFrame):
    """Counts the pictures that it makes, and fails at one of them."""

    made = 0
    fail_at: int | None = None
    error: type[Exception] = RuntimeError

    def __init__(self, pixel_aspect: Fraction | None) -> None:
        super().__init__(pixel_aspect)
        CountingUpright.made = 0

    def __call__(self, frame: av.VideoFrame) -> NDArray[np.uint8]:
        CountingUpright.made += 1
        if CountingUpright.made - 1 == self.fail_at:
            raise self.error(1, "in the thread")
        return super().__call__(frame)


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


# --- damage -----------------------------------------------------------------------------


FAST_START = {"movflags": "faststart"}


@pytest.mark.parametrize(
    "name", ["clip.mp4", "clip.mkv", "clip.flv", "clip.webm", "clip.avi", "fragmented.mp4"]
)
def test_file_that_is_cut_off_goes_as_far_as_it_goes(
    make_clip: MakeClip, cut: Cut, name: str
) -> None:
    options = {"options": FAST_START} if name == "clip.mp4" else {}
    whole = make_clip(name, frames=90, size_px=(320, 240), **CONTAINERS[name] | options)
    assert len(list(VideoFile(whole))) == 90
    with VideoFile(cut(whole, 0.6)) as video:
        assert not video.notes
        seen = list(video)
    assert 10 < len(seen) < 85
    # With B-frames the last pictures before the cut may miss one between them.
    numbers = [number_on(frame.image) for frame in seen]
    assert numbers[:-4] == list(range(len(seen) - 4))
    assert [frame.time_s for frame in seen] == pytest.approx([n / 30 for n in numbers], abs=1e-3)
    assert [frame.index for frame in seen] == list(range(len(seen)))
    [note] = video.notes
    assert note == (
        f"The file is damaged or cut off after {seen[-1].time_s:.1f} s: "
        "analysed as far as it goes."
    )


@pytest.mark.parametrize("name", ["long.mp4", "long.mkv", "long.flv"])
def test_sound_that_goes_on_is_not_damage(make_clip: MakeClip, name: str) -> None:
    video = VideoFile(make_clip(name, frames=30, sound_s=4.0))
    assert len(list(video)) == 30
    assert video.notes == ()
    assert video.duration_s == pytest.approx(1.0, abs=0.05)


def test_hole_in_the_middle_is_counted(make_clip: MakeClip) -> None:
    path = make_clip("hole.avi", frames=30, **MJPEG)
    data = bytearray(path.read_bytes())
    # The picture that starts at the tenth marker is no JPEG any more.
    starts = [i for i in range(len(data) - 3) if data[i : i + 3] == b"\xff\xd8\xff"]
    for nth in (10, 11):
        data[starts[nth] : starts[nth + 1] - 8] = bytes(starts[nth + 1] - 8 - starts[nth])
    path.write_bytes(data)
    with VideoFile(path) as video:
        seen = [number_on(frame.image) for frame in video]
    assert seen == [k for k in range(30) if k not in (10, 11)]
    assert video.notes == (
        "The file is damaged: 2 pictures could not be read, the first after 0.3 s.",
    )


@pytest.mark.parametrize(
    ("failing", "first", "note"),
    [
        (0, 1, "The file is damaged: 1 picture could not be read, the first after 0.0 s."),
        (5, 0, "The file is damaged: 1 picture could not be read, the first after 0.1 s."),
        (11, 0, "The file is damaged or cut off after 0.3 s: analysed as far as it goes."),
    ],
)
def test_picture_that_cannot_be_converted_is_counted(
    make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch, *, failing: int, first: int, note: str
) -> None:
    video = VideoFile(make_clip())
    monkeypatch.setattr(frames_module, "UprightFrame", CountingUpright)
    monkeypatch.setattr(CountingUpright, "fail_at", failing)
    monkeypatch.setattr(CountingUpright, "error", av.InvalidDataError)
    seen = list(video)
    kept = [k for k in range(12) if k != failing]
    assert [frame.index for frame in seen] == list(range(11))
    assert [frame.time_s for frame in seen] == pytest.approx([(k - first) / 30 for k in kept])
    assert video.notes == (note,)


def test_pictures_without_a_time_are_lost_if_others_have_times(make_clip: MakeClip) -> None:
    path = make_clip("raw.h264", frames=20)
    claim = dataclasses.replace(survey(path), repair=None)  # but its pictures have no time
    decoder = _Decoder(path, claim, slowed=1.0)
    assert list(decoder.frames()) == []
    assert decoder.notes() == ()


def test_damage_after_an_early_exit_is_not_noted(make_clip: MakeClip, cut: Cut) -> None:
    with VideoFile(cut(make_clip("clip.mkv", frames=90), 0.6)) as video:
        list(itertools.islice(video, 3))
    assert video.notes == ()


def test_damage_does_not_reach_the_terminal(
    make_clip: MakeClip, cut: Cut, capfd: pytest.CaptureFixture[str]
) -> None:
    path = make_clip(options=FAST_START, frames=90, size_px=(320, 240))
    capfd.readouterr()  # the encoder may speak
    data = bytearray(path.read_bytes())
    for offset in range(len(data) // 2, len(data), 97):
        data[offset] ^= 0x55
    path.write_bytes(data)
    list(VideoFile(path))
    list(VideoFile(cut(path, 0.7)))
    assert capfd.readouterr() == ("", "")


def test_cut_file_without_its_table_of_contents(make_clip: MakeClip, cut: Cut) -> None:
    path = cut(make_clip("plain.mp4", frames=90), 0.6)
    with pytest.raises(SourceError, match=r"incomplete .*table of contents.*copy it again"):
        VideoFile(path)


def test_stream_without_a_picture_that_decodes(make_clip: MakeClip) -> None:
    path = make_clip("void.avi", frames=5, **MJPEG)
    data = bytearray(path.read_bytes())
    start, end = data.index(b"\xff\xd8\xff"), data.rindex(b"idx1")
    data[start:end] = bytes(end - start)
    path.write_bytes(data)
    with pytest.raises(SourceError, match=r"No picture of .*void\.avi can be read: check"):
        VideoFile(path)


def test_path_may_be_text_with_any_name_and_has_a_checksum(make_clip: MakeClip) -> None:
    for name in ("a:b.mp4", "%03d.mp4", "[1].mp4", "größe übung.mp4", "-i.mp4"):
        path = make_clip(name, frames=2)
        video = VideoFile(str(path))
        assert video.path == path
        assert len(list(video)) == 2
        assert video.sha256() == hashlib.sha256(path.read_bytes()).hexdigest()
    path.unlink()
    assert len(video.sha256()) == 64


def test_real_recording(real_clip: Path) -> None:
    with VideoFile(real_clip) as video:
        times_s = [frame.time_s for frame in video]
    assert video.size_px == (640, 480)
    assert video.rate == 30
    assert times_s == pytest.approx([k / 30 for k in range(91)], abs=1e-4)
    assert video.notes == ()


# --- Upright, with square pixels -------------------------------------------------------

ONE = 1 << 16
TURNS = list(itertools.product([0.0, 90.0, 180.0, 270.0], [False, True], [False, True]))

stored = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)


@pytest.mark.parametrize(
    ("given_matrix", "shown"),
    [
        ([(1, 0), (0, 1)], stored),
        # (x, y) @ [[0, 1], [-1, 0]] = (-y, x): what was above goes right, that is clockwise.
        ([(0, 1), (-1, 0)], np.rot90(stored, -1)),
        ([(0, -1), (-1, 0)], np.rot90(stored, 2).transpose(1, 0, 2)),
    ],
)
def test_turned_follows_the_matrix(
    given_matrix: list[tuple[int, int]], shown: NDArray[np.uint8]
) -> None:
    matrix = np.array(given_matrix, np.int32) * ONE
    np.testing.assert_array_equal(_turned(stored, matrix), shown)


@given(row=st.integers(0, 4), column=st.integers(0, 6), turn=st.sampled_from(TURNS))
def test_every_pixel_goes_where_the_matrix_sends_it(
    row: int, column: int, turn: tuple[float, bool, bool]
) -> None:
    height_px, width_px = 5, 7
    image = np.zeros((height_px, width_px, 3), np.uint8)
    image[row, column] = 255
    degrees, hflip, vflip = turn
    asked = _rotation_matrix(degrees) * np.array([1 - 2 * hflip, 1 - 2 * vflip], np.int32)
    shown = _turned(image, asked)
    # Centres of pixels, measured from the centre of the picture, are what a matrix moves.
    x, y = column - (width_px - 1) / 2, row - (height_px - 1) / 2
    moved = np.array([x, y]) @ (asked / ONE)
    expected = moved + (np.array(shown.shape[1::-1]) - 1) / 2
    np.testing.assert_array_equal(np.argwhere(shown[..., 0])[0][::-1], expected)


def test_turn_between_goes_to_the_nearest_quarter() -> None:
    for degrees in (-40, -3, 2, 44):
        assert _turned(stored, _rotation_matrix(degrees)).shape == stored.shape
    for degrees in (46, 89, 91, 130):
        np.testing.assert_array_equal(_turned(stored, _rotation_matrix(degrees)), np.rot90(stored))


@pytest.mark.parametrize(
    ("size_px", "aspect", "square"),
    [
        ((720, 576), Fraction(64, 45), (1024, 576)),
        ((720, 480), Fraction(8, 9), (720, 540)),
        ((640, 480), Fraction(1), (640, 480)),
        ((640, 480), None, (640, 480)),
        ((640, 480), Fraction(0), (640, 480)),
        ((640, 480), Fraction(1, 1000), (640, 480)),
        ((640, 480), Fraction(1000), (640, 480)),
    ],
)
def test_square_pixels(
    size_px: tuple[int, int], aspect: Fraction | None, square: tuple[int, int]
) -> None:
    assert _square_size_px(*size_px, aspect) == square


@given(
    st.integers(16, 4000),
    st.integers(16, 4000),
    st.fractions(Fraction(1, 4), 4, max_denominator=99),
)
def test_square_pixels_lose_nothing(width_px: int, height_px: int, aspect: Fraction) -> None:
    width, height = _square_size_px(width_px, height_px, aspect)
    assert width >= width_px
    assert height >= height_px
    assert width / height == pytest.approx(float(width_px * aspect / height_px), rel=0.04)


@pytest.mark.parametrize("name", ["turned.mp4", "turned.mkv"])
@pytest.mark.parametrize("turn", TURNS)
def test_phones_write_turns_beside_the_picture(
    make_clip: MakeClip, name: str, turn: tuple[float, bool, bool]
) -> None:
    with av.open(str(make_clip(name, frames=1, turn=turn))) as container:
        decoded = next(container.decode(video=0))
        shown, matrix = UprightFrame(None)(decoded), _display_matrix(decoded)
    assert shown.flags.c_contiguous
    expected = _turned(picture(0), matrix).astype(int)
    assert np.abs(shown - expected).mean() < 8
    if turn[1:] == (False, False):  # FFmpeg turns counterclockwise, as NumPy does
        by_numpy = np.rot90(picture(0), round(turn[0] / 90)).astype(int)
        assert np.abs(shown - by_numpy).mean() < 8
        np.testing.assert_array_equal(_rotation_matrix(decoded.rotation), matrix)


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs the ffmpeg program")
@pytest.mark.parametrize("turn", TURNS)
def test_turned_as_ffmpeg_turns(make_clip: MakeClip, turn: tuple[float, bool, bool]) -> None:
    path = make_clip(frames=1, turn=turn)
    shown = next(iter(VideoFile(path))).image
    command = f"ffmpeg -v error -i {path} -f rawvideo -pix_fmt bgr24 -"
    raw = subprocess.run(command.split(), capture_output=True, check=True).stdout  # noqa: S603
    theirs = np.frombuffer(raw, np.uint8).reshape(shown.shape).astype(int)
    assert np.abs(shown - theirs).mean() < 8


def test_unknown_side_data_does_not_hide_the_turn() -> None:
    class FrameWithUnknownSideData:
        rotation = 90

        @property
        def side_data(self) -> object:
            raise ValueError("77 is not a valid Type")

    frame: Any = FrameWithUnknownSideData()
    np.testing.assert_array_equal(_turned(stored, _display_matrix(frame)), np.rot90(stored))


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
