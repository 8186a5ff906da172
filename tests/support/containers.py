"""Containers of test clips, and a conversion of pictures that fails where it should."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from formcheck.capture.orientation import UprightFrame

if TYPE_CHECKING:
    from fractions import Fraction

    import av
    import numpy as np
    from numpy.typing import NDArray

MJPEG = {"codec": "mjpeg", "pix_fmt": "yuvj420p"}
CONTAINERS: dict[str, dict[str, Any]] = {
    **{f"clip.{ending}": {"codec": "libx264"} for ending in ("mp4", "mov", "mkv", "ts", "flv")},
    "clip.webm": {"codec": "libvpx", "codec_options": {"deadline": "realtime", "cpu-used": "8"}},
    "clip.avi": MJPEG,
    "fragmented.mp4": {"codec": "libx264", "options": {"movflags": "frag_keyframe+empty_moov"}},
}


def decode_threads() -> list[threading.Thread]:
    """The threads that decode a video now."""
    return [thread for thread in threading.enumerate() if thread.name == "decode"]


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
