"""Contents of clips: pictures that carry their number, with a colour in each corner; silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import av
import numpy as np

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import OutputContainer
    from numpy.typing import NDArray

_BITS = 8


def picture(index: int, *, size_px: tuple[int, int] = (64, 48)) -> NDArray[np.uint8]:
    """Draw red, green, blue and white quarters; below them the index as black and white blocks."""
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


def number_on(image: NDArray[np.uint8]) -> int:
    """Read the index that a picture carries."""
    height_px, width_px = image.shape[:2]
    row = image[height_px - height_px // 8]
    centres = [(2 * bit + 1) * width_px // (2 * _BITS) for bit in range(_BITS)]
    return sum(1 << bit for bit, x in enumerate(centres) if row[x].mean() > 127)


def add_silence(container: OutputContainer, stream: AudioStream, *, length_s: float) -> None:
    """Fill a track with silence."""
    stream.codec_context.open(strict=False)  # only then it knows the length of its blocks
    samples = stream.codec_context.frame_size
    for block in range(round(length_s * stream.rate / samples)):
        silence = np.zeros((1, samples), np.float32)
        frame = av.AudioFrame.from_ndarray(silence, format="fltp", layout="mono")
        frame.sample_rate, frame.pts = stream.rate, block * samples
        container.mux(stream.encode(frame))
    container.mux(stream.encode())
