"""Frames become an H.264 file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray


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
