"""What is no video is refused in one sentence that says what to do."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest
from support.clips import add_silence

from formcheck.capture import container
from formcheck.capture.container import Survey, opened, survey
from formcheck.capture.video_file import VideoFile
from formcheck.errors import SourceError

if TYPE_CHECKING:
    from capture.conftest import Cut, MakeClip


def refusal(path: str | Path) -> str:
    """Return the message about this path: one sentence with a remedy."""
    with pytest.raises(SourceError) as caught:
        VideoFile(path)
    message = str(caught.value)
    assert message[-1] in ".?"
    assert "\n" not in message
    assert ": " in message or "did you mean" in message
    return message


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("standing_abducton.mp4", ": did you mean standing_abduction.mp4?"),
        ("zzz.mp4", "There is no file "),
        ("no/a.mp4", "There is no folder "),
        ("*.mp4", "is a pattern, not a file"),
        ("clip?.mp4", "is a pattern, not a file"),
        ("[ab].mp4", "is a pattern, not a file"),
        ("", "is a folder: name one video file in it"),
        ("empty.mp4", "is empty: copy or record"),
    ],
)
def test_path_without_a_video_is_refused(
    make_clip: MakeClip, tmp_path: Path, name: str, message: str
) -> None:
    make_clip("standing_abduction.mp4", frames=1)
    (tmp_path / "empty.mp4").touch()
    assert message in refusal(tmp_path / name)


@pytest.mark.parametrize("url", ["http://example.org/a.mp4", "rtsp://camera/1", "file:///a.mp4"])
def test_address_is_not_a_file(url: str) -> None:
    assert f"{url} is an address, not a file" in refusal(url)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    assert "is a device or a pipe" in refusal(tmp_path / "pipe.mp4")


def test_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.mp4"
    path.write_bytes(b"x")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert "cannot be read (permission denied): check" in refusal(path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("text.mp4", b"hello world\n" * 100),
        ("text.txt", b"hello world\n" * 100),
        ("random.mp4", np.random.default_rng(1).bytes(100_000)),
        ("page.mp4", b"<!DOCTYPE html><html><body>404</body></html>"),
        ("zeros.mp4", bytes(10_000)),
    ],
)
def test_other_bytes_are_no_video(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert name in refusal(tmp_path / name)


@pytest.mark.parametrize("target", ["other.ts", "http://127.0.0.1:9/other.ts"])
@pytest.mark.parametrize(
    "playlist",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n{}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile {}\n",
    ],
)
@pytest.mark.parametrize("name", ["list.mp4", "list.m3u8", "list.txt"])
def test_list_of_other_files_is_no_video(
    make_clip: MakeClip, tmp_path: Path, *, name: str, playlist: str, target: str
) -> None:
    make_clip("other.ts")
    (tmp_path / name).write_text(playlist.format(target))
    assert name in refusal(tmp_path / name)


def test_playlist_of_itself_is_no_video(tmp_path: Path) -> None:
    path = tmp_path / "self.m3u8"
    path.write_text(f"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{path.name}\n")
    assert "self.m3u8 is not a video" in refusal(path)


def test_name_that_looks_like_a_pattern_is_a_name(make_clip: MakeClip, tmp_path: Path) -> None:
    jpeg = make_clip("still.mjpeg", codec="mjpeg", pix_fmt="yuvj420p", frames=1).read_bytes()
    for number in range(3):
        (tmp_path / f"j{number:03d}.jpg").write_bytes(jpeg)
    assert "There is no file" in refusal(tmp_path / "j%03d.jpg")
    (tmp_path / "j%03d.jpg").write_bytes(jpeg)
    assert len(list(VideoFile(tmp_path / "j%03d.jpg"))) == 1


@pytest.mark.parametrize("share", [0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 0.99])
def test_file_that_is_cut_in_its_index_is_refused(
    make_clip: MakeClip, cut: Cut, share: float
) -> None:
    """The index of an MP4 lies at its end, and holds the kind of the pictures."""
    whole = make_clip(frames=90)
    index_at = whole.read_bytes().rindex(b"moov") / whole.stat().st_size
    path = cut(whole, index_at + share * (1 - index_at))
    try:
        VideoFile(path).close()
    except SourceError as error:
        assert "\n" not in str(error)  # noqa: PT017  # it may be read, but never crash


def test_drawing_is_no_video(tmp_path: Path) -> None:
    path = tmp_path / "picture.svg"
    path.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>')
    assert "picture.svg is not a video" in refusal(path)


def test_pictures_that_would_fill_the_memory_are_refused(
    make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(container, "MOST_PX", 64 * 48 - 1)
    with pytest.raises(SourceError, match=r"too large \(64x48 pixels\)"):
        VideoFile(make_clip())


def sound(path: Path, *, cover: bytes | None = None) -> None:
    """A sound file, with or without a cover picture."""
    with av.open(str(path), "w") as written:
        codec = "aac" if path.suffix == ".m4a" else "mp3"
        stream: Any = written.add_stream(codec, rate=44100, layout="mono")
        art = written.add_stream("mjpeg", rate=1) if cover else None
        if art is not None and cover is not None:
            art.width, art.height, art.pix_fmt = 32, 32, "yuvj420p"
            art.disposition = av.stream.Disposition.attached_pic
        add_silence(written, stream, length_s=0.5)
        if art is not None and cover is not None:
            packet = av.Packet(cover)
            packet.stream, packet.pts, packet.dts = art, 0, 0
            written.mux(packet)


def test_sound_and_subtitles_are_no_video(tmp_path: Path, make_clip: MakeClip) -> None:
    sound(tmp_path / "sound.m4a")
    assert "holds only sound: name a video file" in refusal(tmp_path / "sound.m4a")
    jpeg = make_clip("cover.mjpeg", codec="mjpeg", pix_fmt="yuvj420p", frames=1).read_bytes()
    sound(tmp_path / "song.mp3", cover=jpeg)
    with av.open(str(tmp_path / "song.mp3")) as container:
        assert len(container.streams.video) == 1  # FFmpeg itself takes cover art for a video
    assert "holds only sound" in refusal(tmp_path / "song.mp3")
    (tmp_path / "words.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nLift\n")
    assert "words.srt is not a video" in refusal(tmp_path / "words.srt")


def test_single_picture_is_a_video_of_one_frame(make_clip: MakeClip) -> None:
    path = make_clip("still.mjpeg", codec="mjpeg", pix_fmt="yuvj420p", frames=1)
    picture = path.with_suffix(".jpg")
    picture.write_bytes(path.read_bytes())
    assert len(list(VideoFile(picture))) == 1


def test_survey_counts_without_decoding(make_clip: MakeClip) -> None:
    found = survey(make_clip(frames=25, rate=50))
    assert found == Survey(Fraction(50), 25, 0.5, repair=None, cut_off=False)


def test_rate_that_the_times_contradict_is_measured(make_clip: MakeClip) -> None:
    # An AVI that promises 60 pictures per second and holds every other one.
    mjpeg = {"codec": "mjpeg", "pix_fmt": "yuvj420p"}
    path = make_clip("half.avi", rate=60, frames=30, ticks=range(0, 60, 2), **mjpeg)
    with av.open(str(path)) as container:
        assert container.streams.video[0].average_rate == 60
    found = survey(path)
    assert found.rate == 30
    assert found.duration_s == pytest.approx(1.0)


def test_unusual_rate_is_kept(make_clip: MakeClip) -> None:
    found = survey(make_clip("slow.mkv", rate=Fraction(1, 2), frames=4))
    assert found.rate == Fraction(1, 2)
    assert found.duration_s == pytest.approx(8.0)


def test_container_is_closed(make_clip: MakeClip) -> None:
    with opened(make_clip()) as (container, stream):
        assert stream.type == "video"
    with pytest.raises(AssertionError, match="not open"):
        next(container.demux())


# --- Slow motion


CAPTURE_RATE = "com.android.capture.fps"


@pytest.mark.parametrize(
    ("rate", "captured", "slowed"),
    [
        (30, "120.000000", 4),
        (25, "100.000000", 4),
        (30, "240", 8),
        (30, "60", 2),
        (240, "240.0", 1),  # phones that store the true times
        (30, "30.000000", 1),
        (Fraction(30000, 1001), "30", 1),
        (24, "30", 1),
        (15, "30.0", 1),  # a phone in the dark takes fewer pictures than it promised
        (30, "2", 1 / 15),  # a time lapse
        (30, "", 1),
        (30, "nan", 1),
        (30, "-120", 1),
        (30, "0", 1),
        (30, "many", 1),
    ],
)
def test_capture_rate_says_how_slow_a_film_plays(
    rate: int, captured: str, slowed: float, make_clip: MakeClip
) -> None:
    path = make_clip(
        rate=rate, tags={CAPTURE_RATE: captured}, options={"movflags": "use_metadata_tags"}
    )
    with VideoFile(path) as video:
        assert video.slowed == pytest.approx(slowed, rel=0.01)
        times_s = [frame.time_s for frame in video]
    assert times_s[-1] == pytest.approx(11 / float(rate) / slowed, rel=0.01)
    assert video.duration_s == pytest.approx(12 / float(rate) / slowed, rel=0.01)
    assert float(video.rate) == pytest.approx(float(rate) * slowed, rel=0.01)
    assert video.notes == ()


def test_factor_that_is_given_outranks_the_capture_rate(make_clip: MakeClip) -> None:
    path = make_clip(tags={CAPTURE_RATE: "120"}, options={"movflags": "use_metadata_tags"})
    assert VideoFile(path, slowed=1).slowed == 1
    assert VideoFile(path, slowed=2).duration_s == pytest.approx(12 / 30 / 2)


def test_title_in_another_encoding_stops_nothing(make_clip: MakeClip) -> None:
    path = make_clip(tags={"title": "Uebung"})
    path.write_bytes(path.read_bytes().replace(b"Uebung", b"\xdcebung"))
    assert len(list(VideoFile(path))) == 12
