"""The cases of `benchmark.torture`, by kind: each makes its input by a seed, for a command."""

from __future__ import annotations

import io
import signal
import zipfile
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator

ROOT: Final = Path(__file__).parents[1]
DEFINITIONS: Final = ROOT / "formcheck" / "exercises" / "data"
SAMPLE: Final = ROOT / "sample_videos" / "single_leg_bridge.mp4"
RECORDING: Final = ROOT / "tests" / "golden" / "marching.npz"

PATIENT: Final = """schema = 1
name = "Anna"
precautions = ["knee_pain"]
side = "left"

[exercise.mini_squat]
target_deg = [30, 50]
sets = 2
reps = 8
"""


@dataclass(frozen=True)
class Case:
    """One input and its command.

    Attributes
    ----------
    kind
        The kind, by which the table counts.
    seed
        The seed of its random numbers.
    make
        Writes the input into a folder, and returns the words of the command.
    signals
        Times in seconds after the start, and the signal that is sent then.
    """

    kind: str
    seed: int
    make: Callable[[Path, random.Random], list[str]]
    signals: tuple[tuple[float, int], ...] = ()


_HEAVY: Final = (
    "av", "cv2", "formcheck.cli", "formcheck.unlabelled", "formcheck.capture.blazepose",
    "formcheck.authoring.learn", "formcheck.output.files.video_writer",
    "formcheck.output.files.documents", "formcheck.output.terminal.set",
)  # fmt: skip
"""What the commands import, directly or through others."""


def load_everything() -> None:
    """Import what the commands need and make the videos, so that forked processes need not."""
    for module in _HEAVY:
        import_module(module)
    for name in CONTAINERS:
        clip(name)


def cases() -> Iterator[Case]:
    """Yield all cases, kind by kind."""
    for kind, (count, make) in KINDS.items():
        for seed in range(count):
            signals = ((0.02 * seed, signal.SIGINT),) if kind == "signals" else ()
            yield Case(kind, seed, make, signals)


def _maybe(share: float, chance: random.Random, words: list[str]) -> list[str]:
    """Return the words in this share of the cases, and none in the others."""
    return words if chance.random() < share else []


# --- Definition files ---------------------------------------------------------------------------

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


def _write_mutated(path: Path, text: str, chance: random.Random) -> None:
    path.write_text(mutated(text, chance), encoding="utf-8", errors="surrogatepass")


def definition(folder: Path, chance: random.Random) -> list[str]:
    """Check, show, try or use a mutated exercise."""
    source = chance.choice(sorted(DEFINITIONS.glob("*.toml")))
    path = folder / source.name
    _write_mutated(path, source.read_text(encoding="utf-8"), chance)
    return chance.choice(
        [
            ["exercises", "check", str(path)],
            ["exercises", "show", str(path)],
            ["replay", str(RECORDING), "--exercise", str(path), "--json", "out.json"],
        ]
    )


def patient(folder: Path, chance: random.Random) -> list[str]:
    """Judge a recording under a mutated patient's file."""
    path = folder / "anna.toml"
    _write_mutated(path, PATIENT, chance)
    named = _maybe(0.5, chance, ["--exercise", "mini_squat"])
    return ["replay", str(RECORDING), *named, "--profile", str(path), "--json", "out.json"]


# --- Recordings ---------------------------------------------------------------------------------

_NUMBERS: Final = (np.nan, np.inf, -np.inf, 0.0, -1.0, 1e30, -1e30, 1e15, 1e-40, 65536.0)


_MOSTLY_NUMBERS: Final = 0.4


def recording(folder: Path, chance: random.Random) -> list[str]:
    """Replay a recording with changed bytes, numbers, shapes or members."""
    path = folder / "set.npz"
    if _maybe(0.4, chance, ["bytes"]):
        path.write_bytes(damaged(RECORDING.read_bytes(), chance))
    else:
        with np.load(RECORDING) as loaded:
            arrays: dict[str, Any] = dict(loaded)
        name = chance.choice(sorted(arrays))
        arrays[name] = _changed(arrays[name], chance)
        if _maybe(0.1, chance, ["less"]):
            del arrays[chance.choice(sorted(arrays))]
        with zipfile.ZipFile(path, "w") as archive:
            for key, array in arrays.items():
                data = io.BytesIO()
                np.save(data, array, allow_pickle=True)
                archive.writestr(f"{key}.npy", data.getvalue())
    video = _maybe(0.1, chance, ["--video", "out.mp4"])
    named = _maybe(0.7, chance, ["--exercise", "marching"])
    return ["replay", str(path), *named, "--json", "out.json", *video]


def _changed(array: Any, chance: random.Random) -> Any:  # noqa: ANN401  # any array
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


# --- Videos -------------------------------------------------------------------------------------

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
    import tempfile

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


def video(folder: Path, chance: random.Random) -> list[str]:
    """Analyse a damaged video."""
    name = chance.choice(sorted(CONTAINERS))
    path = folder / name
    path.write_bytes(damaged(clip(name), chance))
    return _analyze(path, chance)


def clock(folder: Path, chance: random.Random) -> list[str]:
    """Analyse a video whose clock jumps."""
    name = "clip.mkv"
    gap = chance.choice([90, 3_000, 30_000, 900_000, 30_000_000])
    ticks = tuple(k + gap * (k // 8) for k in range(16))
    path = folder / name
    path.write_bytes(clip(name, ticks))
    return _analyze(path, chance)


def _analyze(path: Path, chance: random.Random) -> list[str]:
    named = _maybe(0.5, chance, ["--exercise", "mini_squat"])
    film = _maybe(0.3, chance, ["--video", "out.mp4"])
    return ["analyze", str(path), "--model", "lite", *named, *film, "--json", "out.json"]


def no_video(folder: Path, chance: random.Random) -> list[str]:
    """Analyse a file that is no video: a playlist, a list, a drawing, text, nothing."""
    name = f"x.{chance.choice(['m3u8', 'mp4', 'txt', 'svg', 'mpd', 'png', 'avi', 'sdp', 'srt'])}"
    targets = [name, "/etc/passwd", "http://127.0.0.1:9/x.ts", "concat:a|b", "subfile,,:x", "-"]
    target = chance.choice(targets)
    texts = [
        f"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{target}\n",
        f"#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n{target}\n",
        f"#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n{target}\n#EXT-X-ENDLIST\n",
        f"ffconcat version 1.0\nfile '{target}'\n",
        f'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011">{target}</MPD>',
        '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>',
        "v=0\nc=IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n",
        "",
        "\x00" * chance.randrange(5000),
        "1\n00:00:01,000 --> 00:00:02,000\nLift\n",
        f";FFMETADATA1\ntitle={target}\n",
    ]
    path = folder / name
    path.write_text(chance.choice(texts))
    return _analyze(path, chance)


# --- Names, places, options and signals ---------------------------------------------------------

_NAMES: Final = (
    "j%03d.mp4", "-x.mp4", "a b.mp4", "a\nb.mp4", "\x1b[31mred.mp4", "ä.mp4", "筋.mp4",
    "x" * 240 + ".mp4", "bad\udcff.mp4", "=1+1.mp4", "*.mp4", "file:x.mp4", "http:x.mp4",
    "CON.mp4", ".mp4",
)  # fmt: skip


def name(folder: Path, chance: random.Random) -> list[str]:
    """Analyse a sound video of a strange name, into files of strange names."""
    path = folder / chance.choice(_NAMES)
    path.write_bytes(clip("clip.mp4"))
    words = _analyze(path, chance)
    return [*words[:-1], f"./out{chance.choice(_NAMES)}.json"]


def place(folder: Path, chance: random.Random) -> list[str]:
    """Write into places that take no file, or not all of it."""
    (folder / "sub").mkdir()
    (folder / "readonly.json").touch(0o400)
    Path(folder / "dangling.json").symlink_to("nowhere/x.json")
    Path(folder / "loop.json").symlink_to("loop.json")
    places = [
        "sub", "missing/out.json", "/dev/null", "/dev/full", "/proc/x.json", "readonly.json",
        "dangling.json", "loop.json", "", ".", "/", "x" * 300 + ".json", "x" * 250 + ".json",
        str(RECORDING), "a\x01b.json",
    ]  # fmt: skip
    option = chance.choice(["--json", "--csv", "--video", "--record"])
    more = [] if option == "--json" else _maybe(0.5, chance, ["--json", "out.json"])
    target = chance.choice(places)
    if target == str(RECORDING):
        (folder / "set.npz").write_bytes(RECORDING.read_bytes())
        return ["replay", "set.npz", option, "set.npz"]
    path = folder / "clip.mp4"
    path.write_bytes(clip("clip.mp4"))
    return ["analyze", str(path), "--model", "lite", option, target, *more]


_VALUES: Final = (
    "", "-1", "0", "1", "nan", "inf", "1e308", "9" * 30, "mini_squat", "nowhere.toml", "..",
    "\x1b[31m", "a" * 5000, "left", "90", "1:00", "0:0:0:0", "1-2", "ä", "\udcff",
    "--", "full", "knee_pain",
)  # fmt: skip

_OPTIONS: Final = (
    "--exercise", "--side", "--profile", "--model", "--rotate", "--speed", "--start", "--end",
    "--person", "--nonsense", "-e",
)  # fmt: skip


def option(folder: Path, chance: random.Random) -> list[str]:
    """Give options and arguments that make no sense."""
    path = folder / "clip.mp4"
    path.write_bytes(clip("clip.mp4"))
    pairs = [
        word
        for _ in range(chance.randint(1, 3))
        for word in (chance.choice(_OPTIONS), chance.choice(_VALUES))
    ]
    commands = (
        ["analyze", str(path), "--json", "out.json"],
        ["replay", str(RECORDING), "--json", "out.json"],
        ["exercises", "show", chance.choice(_VALUES)],
        ["exercises", "new", chance.choice(_VALUES)],
        ["profiles", "new", chance.choice(_VALUES)],
        ["test", "chair_stand_30s", str(RECORDING)],
        ["learn", str(RECORDING), "--name", chance.choice(_VALUES)],
    )
    command = chance.choice(commands)
    return [*command, *pairs] if command[0] in {"analyze", "replay"} else command


def interrupted(folder: Path, chance: random.Random) -> list[str]:
    """Analyse a sample that is interrupted on its way."""
    film = _maybe(0.5, chance, ["--video", "out.mp4"])
    return ["analyze", str(SAMPLE), "--model", "lite", "--json", str(folder / "out.json"), *film]


KINDS: Final[dict[str, tuple[int, Callable[[Path, random.Random], list[str]]]]] = {
    "definitions": (700, definition),
    "patients": (300, patient),
    "recordings": (400, recording),
    "videos": (300, video),
    "no videos": (100, no_video),
    "clocks": (30, clock),
    "names": (80, name),
    "places": (80, place),
    "options": (200, option),
    "signals": (40, interrupted),
}
"""The number of cases of each kind, and what makes them."""
