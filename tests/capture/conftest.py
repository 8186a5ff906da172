"""Clips made on the spot: every frame carries its own number, every corner its own colour."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest
from support.paths import SHARED

if TYPE_CHECKING:
    from fractions import Fraction

    from av.audio.stream import AudioStream
    from av.container import OutputContainer
    from numpy.typing import NDArray

MakeClip = Callable[..., Path]
Draw = Callable[..., "NDArray[np.uint8]"]
ReadNumber = Callable[["NDArray[np.uint8]"], int]
Cut = Callable[[Path, float], Path]

_BITS = 8


def _picture(index: int, *, size_px: tuple[int, int] = (64, 48)) -> NDArray[np.uint8]:
    """Red, green, blue and white quarters; below them the index as black and white blocks."""
    width_px, height_px = size_px
    band_px = height_px // 4
    middle_y, middle_x = (height_px - band_px) // 2, width_px // 2
    image = np.full((height_px, width_px, 3), 255, np.uint8)
    image[:middle_y, :middle_x] = (0, 0, 255)
    image[:middle_y, middle_x:] = (0, 255, 0)
    image[middle_y:, :middle_x] = (255, 0, 0)
    for bit in range(_BITS):
        left, right = bit * width_px // _BITS, (bit + 1) * width_px // _BITS
        image[-band_px:, left:right] = 255 if index >> bit & 1 else 0
    return image


def _number_on(image: NDArray[np.uint8]) -> int:
    """The index that a picture carries."""
    height_px, width_px = image.shape[:2]
    row = image[height_px - height_px // 8]
    centres = [(2 * bit + 1) * width_px // (2 * _BITS) for bit in range(_BITS)]
    return sum(1 << bit for bit, x in enumerate(centres) if row[x].mean() > 127)


@pytest.fixture
def picture() -> Draw:
    """A function that draws the picture with this number."""
    return _picture


@pytest.fixture
def number_on() -> ReadNumber:
    """A function that reads the number off a picture."""
    return _number_on


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
            sound = container.add_stream("aac", rate=8000, layout="mono") if sound_s else None
            rewritten = iter(written_ticks or ())
            for index in range(frames):
                image = _picture(index, size_px=size_px)
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
                _add_silence(container, sound, length_s=sound_s)
        return path

    return make


def _add_silence(container: OutputContainer, stream: AudioStream, *, length_s: float) -> None:
    """A track of silence."""
    for block in range(round(length_s * 8000 / 1024)):
        frame = av.AudioFrame.from_ndarray(
            np.zeros((1, 1024), np.float32), format="fltp", layout="mono"
        )
        frame.sample_rate, frame.pts = 8000, block * 1024
        container.mux(stream.encode(frame))
    container.mux(stream.encode())


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
