"""Video files that are damaged or cut off go as far as they go."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import re
from typing import TYPE_CHECKING

import av
import pytest
from support.clips import number_on
from support.containers import CONTAINERS, MJPEG, CountingUpright

from formcheck.capture import video_file as frames_module
from formcheck.capture.container import survey
from formcheck.capture.video_file import (
    VideoFile,
    _Decoder,
)
from formcheck.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

    from capture.conftest import Cut, MakeClip


# --- damage -----------------------------------------------------------------------------


FAST_START = {"movflags": "faststart"}


@pytest.mark.sampled(5)
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


# --- Damage and clocks that FFmpeg does not tell of --------------------------------------------


@pytest.mark.parametrize("name", ["clip.avi", "clip.ts"])
def test_hole_in_the_middle_is_told(make_clip: MakeClip, name: str) -> None:
    """Zeros over the middle of an AVI or a TS lose pictures without an error."""
    path = make_clip(name, frames=90, size_px=(320, 240), **CONTAINERS[name])
    data = bytearray(path.read_bytes())
    middle, length = len(data) // 2 // 188 * 188, len(data) // 8 // 188 * 188
    data[middle : middle + length] = bytes(length)
    path.write_bytes(data)
    with VideoFile(path) as video:
        seen = list(video)
    assert len(seen) < 90
    assert re.search(r"\d+ pictures? (is|are) missing", " ".join(video.notes)), video.notes


@pytest.mark.sampled(5)
@pytest.mark.parametrize("name", CONTAINERS)
def test_whole_file_has_no_note(make_clip: MakeClip, name: str) -> None:
    with VideoFile(make_clip(name, frames=40, **CONTAINERS[name])) as video:
        assert len(list(video)) == 40
    assert video.notes == ()


def test_pictures_of_an_avi_in_another_order_are_all_good(make_clip: MakeClip) -> None:
    """AVI has the order of decoding alone, and H.264 shows pictures in another one."""
    with VideoFile(make_clip("b.avi", frames=60, codec_options={"bf": "3"})) as video:
        assert [number_on(frame.image) for frame in video] == list(range(60))
    [note] = video.notes
    assert "it has pictures without a time of display, so frames are taken as 30" in note


def test_pictures_in_a_row_have_no_clock(make_clip: MakeClip) -> None:
    with VideoFile(make_clip("raw.mjpeg", **MJPEG)) as video:
        list(video)
    assert "it has pictures without a time, so frames are taken as 25 per second" in " ".join(
        video.notes
    )


def test_jump_of_the_clock_is_told(make_clip: MakeClip) -> None:
    ticks = [*range(10), *(k + 30 * 3600 for k in range(10, 20))]
    with VideoFile(make_clip("jump.mkv", frames=20, ticks=ticks)) as video:
        list(video)
    assert "The clock of the file jumps by 3600 s after 0.3 s" in " ".join(video.notes)


def test_file_that_was_replaced_is_not_read_on(make_clip: MakeClip) -> None:
    path, other = make_clip("a.mp4"), make_clip("b.mp4", frames=13)
    with VideoFile(path) as video:
        other.replace(path)
        with pytest.raises(SourceError, match="was replaced while it was read"):
            list(video)
