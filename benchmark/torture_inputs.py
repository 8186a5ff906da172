"""What `benchmark.torture` feeds: mutated texts, damaged bytes, wild arrays, small videos."""

from __future__ import annotations

import tempfile
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    import random

ROOT: Final = Path(__file__).parents[1]
SAMPLE: Final = ROOT / "sample_videos" / "single_leg_bridge.mp4"

_INSERTS: Final = (
    '"', "[", "]", "[[", "]]", "{", "}", "=", ",", "#", "\n", "“", "„", "'", "'''", '"""', "\\",
    "\t", "-", "+", "1e999", "nan", "inf", "-inf", "0x", "9" * 40, "\x00", "\u202e", "\ufeff", "é",
    "筋", "true",
    "[[fault]]", "[movement]", "1979-05-27", "\\u001b[31m", "[[slnc 500]]", "[" * 50, "a." * 50,
)  # fmt: skip


def mutated(text: str, chance: random.Random) -> str:
    """Return a text with one to four changes: characters, lines, numbers and words."""
    for _ in range(chance.randint(1, 4)):
        at, length = chance.randrange(len(text) + 1), chance.randint(1, 12)
        lines = text.split("\n")
        row = chance.randrange(len(lines))
        match chance.randrange(6):
            case 0:
                text = text[:at] + text[at + length :]
            case 1:
                text = text[:at] + chance.choice(_INSERTS) + text[at:]
            case 2:
                text = "\n".join([*lines[:row], *lines[row + 1 :]])
            case 3:
                text = "\n".join([*lines[:row], lines[row], *lines[row:]])
            case 4:
                other = chance.randrange(len(lines))
                lines[row], lines[other] = lines[other], lines[row]
                text = "\n".join(lines)
            case _:
                key, mark, _ = lines[row].partition("=")
                lines[row] = f"{key}{mark} {chance.choice(_INSERTS)}" if mark else lines[row]
                text = "\n".join(lines)
    return text


_NUMBERS: Final = (np.nan, np.inf, -np.inf, 0.0, -1.0, 1e30, -1e30, 1e15, 1e-40, 65536.0)


_MOSTLY_NUMBERS: Final = 0.4


def changed(array: Any, chance: random.Random) -> Any:  # noqa: ANN401  # any array
    """Return an array with other numbers, another type or another shape."""
    if array.dtype.kind == "U":
        text = str(array)
        return np.array(
            chance.choice(
                [mutated(text, chance), "[" * 20_000, "{}", text.replace("1", "2"), text * 50, ""]
            )
        )
    copy = array.copy()
    flat = copy.reshape(-1)
    if chance.random() < _MOSTLY_NUMBERS:
        for _ in range(chance.randint(1, 20)):
            with np.errstate(all="ignore"):
                wild = np.float64(chance.choice(_NUMBERS)).astype(copy.dtype)
            flat[chance.randrange(len(flat))] = wild
        return copy
    with np.errstate(all="ignore"):
        other_type = copy.astype(chance.choice([np.float16, np.float64, np.int8, object]))
    return chance.choice(
        [
            copy[: chance.randrange(len(copy))],
            copy[::-1],
            other_type,
            np.repeat(copy, 2, axis=0),
            flat,
        ]
    )


CONTAINERS: Final = {
    "clip.mp4": ("libx264", "yuv420p", None),
    "clip.mkv": ("libx264", "yuv420p", None),
    "clip.avi": ("mjpeg", "yuvj420p", None),
    "clip.ts": ("libx264", "yuv420p", None),
    "clip.webm": ("libvpx", "yuv420p", None),
    "clip.flv": ("libx264", "yuv420p", None),
    "clip.mov": ("libx264", "yuv420p", None),
    "clip.mjpeg": ("mjpeg", "yuvj420p", "mjpeg"),
    "clip.gif": ("gif", "rgb8", None),
}


@cache
def clip(name: str, ticks: tuple[int, ...] = ()) -> bytes:
    """Return a small video of a person, 16 pictures, in a container."""
    import av

    codec, pixels, form = CONTAINERS[name]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        with av.open(str(SAMPLE)) as source, av.open(str(path), "w", format=form) as made:
            stream: Any = made.add_stream(codec, rate=30)
            stream.width, stream.height, stream.pix_fmt = 160, 120, pixels
            for number, frame in zip(range(16), source.decode(video=0), strict=False):
                small = frame.reformat(width=160, height=120, format=pixels)
                small.pts = ticks[number] if ticks else number
                small.time_base = Fraction(1, 30)
                made.mux(stream.encode(small))
            made.mux(stream.encode(None))
        return path.read_bytes()


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return bytes that are cut off, overwritten, flipped, doubled or moved."""
    at = chance.randrange(len(data))
    length = chance.randint(1, max(1, len(data) // 4))
    match chance.randrange(6):
        case 0:
            return data[:at]
        case 1:
            return data[:at] + bytes(length) + data[at + length :]
        case 2:
            flipped = bytearray(data)
            for _ in range(chance.randint(1, 40)):
                flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
            return bytes(flipped)
        case 3:
            return data[:at] + data[at + length :]
        case 4:
            return data[:at] + data[at : at + length] + data[at:]
        case _:
            noise = bytes(chance.randrange(256) for _ in range(min(length, 512)))
            return data[:at] + noise + data[at + len(noise) :]
