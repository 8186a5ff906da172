"""Cases of `benchmark.torture` by commands: each makes its input by a seed, and its words."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from benchmark.torture_inputs import CONTAINERS, ROOT, changed, clip, damaged, mutated

if TYPE_CHECKING:
    import random

DEFINITIONS: Final = ROOT / "formcheck" / "exercises" / "data"
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


def maybe(share: float, chance: random.Random, words: list[str]) -> list[str]:
    """Return the words in this share of the cases, and none in the others."""
    return words if chance.random() < share else []


# --- Definition files ---------------------------------------------------------------------------


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
    named = maybe(0.5, chance, ["--exercise", "mini_squat"])
    return ["replay", str(RECORDING), *named, "--profile", str(path), "--json", "out.json"]


# --- Recordings ---------------------------------------------------------------------------------


def recording(folder: Path, chance: random.Random) -> list[str]:
    """Replay a recording with changed bytes, numbers, shapes or members."""
    path = folder / "set.npz"
    if maybe(0.4, chance, ["bytes"]):
        path.write_bytes(damaged(RECORDING.read_bytes(), chance))
    else:
        with np.load(RECORDING) as loaded:
            arrays: dict[str, Any] = dict(loaded)
        name = chance.choice(sorted(arrays))
        arrays[name] = changed(arrays[name], chance)
        if maybe(0.1, chance, ["less"]):
            del arrays[chance.choice(sorted(arrays))]
        with zipfile.ZipFile(path, "w") as archive:
            for key, array in arrays.items():
                data = io.BytesIO()
                np.save(data, array, allow_pickle=True)
                archive.writestr(f"{key}.npy", data.getvalue())
    video = maybe(0.1, chance, ["--video", "out.mp4"])
    named = maybe(0.7, chance, ["--exercise", "marching"])
    return ["replay", str(path), *named, "--json", "out.json", *video]


# --- Videos -------------------------------------------------------------------------------------


def video(folder: Path, chance: random.Random) -> list[str]:
    """Analyse a damaged video."""
    name = chance.choice(sorted(CONTAINERS))
    path = folder / name
    path.write_bytes(damaged(clip(name), chance))
    return analyze(path, chance)


def clock(folder: Path, chance: random.Random) -> list[str]:
    """Analyse a video whose clock jumps."""
    name = "clip.mkv"
    gap = chance.choice([90, 3_000, 30_000, 900_000, 30_000_000])
    ticks = tuple(k + gap * (k // 8) for k in range(16))
    path = folder / name
    path.write_bytes(clip(name, ticks))
    return analyze(path, chance)


def analyze(path: Path, chance: random.Random) -> list[str]:
    """Return the words that analyse a video, with or without an exercise and a film."""
    named = maybe(0.5, chance, ["--exercise", "mini_squat"])
    film = maybe(0.3, chance, ["--video", "out.mp4"])
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
    return analyze(path, chance)


# --- Names, places and options ---------------------------------------------------------

_NAMES: Final = (
    "j%03d.mp4", "-x.mp4", "a b.mp4", "a\nb.mp4", "\x1b[31mred.mp4", "ä.mp4", "筋.mp4",
    "x" * 240 + ".mp4", "bad\udcff.mp4", "=1+1.mp4", "*.mp4", "file:x.mp4", "http:x.mp4",
    "CON.mp4", ".mp4",
)  # fmt: skip


def name(folder: Path, chance: random.Random) -> list[str]:
    """Analyse a sound video of a strange name, into files of strange names."""
    path = folder / chance.choice(_NAMES)
    path.write_bytes(clip("clip.mp4"))
    words = analyze(path, chance)
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
    more = [] if option == "--json" else maybe(0.5, chance, ["--json", "out.json"])
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
