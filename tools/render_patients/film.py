"""The camera: gain, sensor noise and blur of what moves; frames become an H.264 file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from tools.render_patients.performance import Film, Light


EXPOSURE: Final[Mapping[Light, float]] = {"dim": 0.22, "normal": 1.0, "bright": 2.6}
"""Light in the picture after the camera's own exposure control."""

GAIN_NOISE: Final[Mapping[Light, float]] = {"dim": 4.0, "normal": 1.0, "bright": 1.0}
SHUTTER_STEPS: Final = 4
"""Into how many instants an exposure is split."""


def instants_s(time_s: float, film: Film) -> tuple[float, ...]:
    """The instants that add up to the picture taken at `time_s`, the last of them at `time_s`."""
    if film.shutter_s <= 0:
        return (time_s,)
    back_s = film.shutter_s * np.arange(SHUTTER_STEPS)[::-1] / (SHUTTER_STEPS - 1)
    return tuple(time_s - float(each_s) for each_s in back_s)


def blended(pictures: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """One exposure of several instants, each shape (height, width, 3): light adds up."""
    if len(pictures) == 1:
        return pictures[0]
    return _steps(np.mean([_light(each) for each in pictures], axis=0, dtype=np.float32))


def taken(
    picture: NDArray[np.uint8], film: Film, chance: np.random.Generator
) -> NDArray[np.uint8]:
    """The picture, shape (height, width, 3), with the light and the noise of the camera."""
    if film.light != "normal":
        picture = _steps(EXPOSURE[film.light] * _light(picture))
    spread = film.noise * GAIN_NOISE[film.light]
    if spread <= 0:
        return picture
    grain = chance.standard_normal(picture.shape, dtype=np.float32) * np.float32(spread)
    noisy: NDArray[np.uint8] = np.clip(np.round(picture + grain), 0, 255).astype(np.uint8)
    return noisy


def _light(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Linear light, 0 to 1, of 8-bit steps."""
    table = (np.arange(256, dtype=np.float32) / 255) ** np.float32(2.2)
    light: NDArray[np.float32] = table.astype(np.float32)[picture]
    return light


def _steps(light: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Return 8-bit steps of linear light, cut off at white."""
    shown = 255 * np.clip(light, 0, 1) ** np.float32(1 / 2.2)
    steps: NDArray[np.uint8] = np.round(shown).astype(np.uint8)
    return steps


def write_video(
    path: Path, frames: Iterable[NDArray[np.uint8]], *, fps: int, crf: int = 23
) -> int:
    """Write RGB frames, shape (height, width, 3), to an MP4 file; returns how many there were.

    The file appears under its name only when it is complete.
    """
    import av

    partial = path.with_name(f".{path.stem}.partial{path.suffix}")
    count = 0
    with av.open(str(partial), "w", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=fps)
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": str(crf), "preset": "slow", "threads": "1"}
        for image in frames:
            if count == 0:
                stream.height, stream.width = image.shape[:2]
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
            count += 1
        container.mux(stream.encode())
    os.replace(partial, path)  # noqa: PTH105 - named in the house style
    return count
