"""Clips made on the spot, of numbered pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import pytest
from support.clips import add_silence, picture
from support.containers import decode_threads
from support.paths import SHARED

if TYPE_CHECKING:
    from fractions import Fraction


MakeClip = Callable[..., Path]
Cut = Callable[[Path, float], Path]


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    """Fail a test that leaves a decoding thread."""
    yield
    assert decode_threads() == []


@pytest.fixture
def make_clip(tmp_path: Path) -> MakeClip:
    """A function that encodes a small clip and returns its path."""

    def make(
        name: str = "clip.mp4",
        *,
        frames: int = 12,
        size_px: tuple[int, int] = (64, 48),
        rate: Fraction | int = 30,
        codec: str = "libx264",
        pix_fmt: str = "yuv420p",
        ticks: Sequence[int] | None = None,
        written_ticks: Sequence[int] | None = None,
        time_base: Fraction | None = None,
        pixel_aspect: Fraction | None = None,
        turn: tuple[float, bool, bool] | None = None,
        options: dict[str, str] | None = None,
        codec_options: dict[str, str] | None = None,
        sound_s: float = 0.0,
        tags: dict[str, str] | None = None,
    ) -> Path:
        path = tmp_path / name
        with av.open(str(path), "w", options=options or {}) as container:
            stream: Any = container.add_stream(codec, rate=rate, options=codec_options or {})
            stream.width, stream.height = size_px
            stream.pix_fmt = pix_fmt
            if pixel_aspect is not None:
                stream.codec_context.sample_aspect_ratio = pixel_aspect
            if time_base is not None:
                stream.time_base = stream.codec_context.time_base = time_base
            if turn is not None:
                stream.set_display_rotation(turn[0], hflip=turn[1], vflip=turn[2])
            container.metadata.update(tags or {})
            sound = container.add_stream("aac", rate=8000, layout="mono") if sound_s else None
            rewritten = iter(written_ticks or ())
            for index in range(frames):
                image = picture(index, size_px=size_px)
                frame = av.VideoFrame.from_ndarray(image, format="bgr24")
                frame.pts = index if ticks is None else ticks[index]
                if time_base is not None:
                    frame.time_base = time_base
                for packet in stream.encode(frame):
                    if written_ticks is not None:
                        packet.pts = packet.dts = next(rewritten)
                    container.mux(packet)
            container.mux(stream.encode())
            if sound is not None:
                add_silence(container, sound, length_s=sound_s)
        return path

    return make


@pytest.fixture
def cut() -> Cut:
    """A function that keeps the first part of a file and returns the path of the rest."""

    def shorten(path: Path, share: float) -> Path:
        whole = path.read_bytes()
        shorter = path.with_name(f"cut_{path.name}")
        shorter.write_bytes(whole[: int(len(whole) * share)])
        return shorter

    return shorten


@pytest.fixture(scope="session")
def real_clip() -> Path:
    """A real recording, where the folder of them lies beside the repository."""
    path = SHARED / "videos" / "bridge_side_real.mp4"
    if not path.is_file():
        pytest.skip("the real recordings are not on this machine")
    return path
