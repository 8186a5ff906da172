"""How quick a batch is, and that none of its files is lost: numbers for docs/batch.md.

::

    python -m benchmark.batch_rate rate FOLDER         one worker with one thread, and all
    python -m benchmark.batch_rate chaos FOLDER        2,000 clips, killed five times at random
    python -m benchmark.batch_rate chaos FOLDER 200    fewer clips

The folder keeps the clips and results.
"""

from __future__ import annotations

import json
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Final

import av

ROOT: Final = Path(__file__).resolve().parent.parent
SAMPLE: Final = ROOT / "sample_videos" / "single_leg_bridge.mp4"

CLIPS: Final = 2000
DAMAGED: Final = 0.05
KILLS: Final = 5
CLIP_FRAMES: Final = 6
RATE_CLIPS: Final = 6


def short_clip(path: Path) -> None:
    """Write a clip of some pictures of the sample."""
    with av.open(str(SAMPLE)) as source, av.open(str(path), "w") as target:
        stream = target.add_stream("libx264", rate=25)
        first = source.streams.video[0]
        stream.width, stream.height, stream.pix_fmt = first.width, first.height, "yuv420p"
        for number, frame in enumerate(source.decode(first)):
            if number == CLIP_FRAMES:
                break
            frame.pts, frame.time_base = number, Fraction(1, 25)
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))


def make_clips(folder: Path, count: int) -> set[str]:
    """Write the clips; return the names of the damaged ones."""
    chance = random.Random(7)  # noqa: S311  # no secret
    folder.mkdir(parents=True)
    short_clip(folder / "whole.mp4")
    data = (folder / "whole.mp4").read_bytes()
    (folder / "whole.mp4").unlink()
    damaged = set()
    for number in range(count):
        path = folder / f"{number % 20:02d}" / f"{number:04d}.mp4"
        path.parent.mkdir(exist_ok=True)
        if number % round(1 / DAMAGED) == 0:
            damaged.add(path.relative_to(folder).as_posix())
            path.write_bytes(data[: chance.randrange(len(data) // 2)])
        else:
            path.write_bytes(data)
    return damaged


def command(clips: Path, out: Path, *words: str) -> list[str]:
    """Return the words of a batch."""
    asked = ("-e", "single_leg_bridge", "--model", "lite", "--out", str(out))
    return [sys.executable, "-m", "formcheck", "batch", str(clips), *asked, *words]


def rows(out: Path) -> list[dict[str, object]]:
    """Return the rows of the manifest, without a torn one."""
    file = out / "manifest.jsonl"
    lines = file.read_bytes().split(b"\n")[1:-1] if file.exists() else []
    return [json.loads(line) for line in lines]


def chaos(folder: Path, count: int = CLIPS) -> int:
    """Kill a batch of many clips again and again; return 1 if a file is lost or doubled."""
    shutil.rmtree(folder, ignore_errors=True)
    clips, out = folder / "clips", folder / "out"
    damaged = make_clips(clips, count)
    chance = random.Random()  # noqa: S311  # no secret: another moment each time
    begin_s = time.monotonic()
    for kill in range(KILLS):
        with subprocess.Popen(command(clips, out)) as program:
            before, more = len(rows(out)), chance.randint(5, 2 * count // (KILLS + 2))
            while program.poll() is None and len(rows(out)) < before + more:
                time.sleep(0.05)
            how = chance.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGINT])
            program.send_signal(how)
        print(f"kill {kill + 1} ({how.name}) after {len(rows(out))} rows", flush=True)
    subprocess.run(command(clips, out), check=True)
    took_s = time.monotonic() - begin_s
    found = rows(out)
    names = Counter(str(row["path"]) for row in found)
    failed = {str(row["path"]) for row in found if row["status"] != "done"}
    reports = len(list((out / "reports").rglob("*.json")))
    left = len(list(out.rglob("*.partial-*")))
    print(
        f"{len(found)} rows of {len(names)} files, {len(failed)} failed, {reports} reports, "
        f"{left} temporary files, {took_s:.0f} s"
    )
    sound = len(found) == len(names) == count and failed == damaged
    return int(not (sound and reports == count - len(damaged) and left == 0))


def cpu_s() -> float:
    """Return the time of processors that all programs took that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def rate(folder: Path) -> int:
    """Measure files a second with one worker of one thread, and with all processors."""
    shutil.rmtree(folder, ignore_errors=True)
    clips = folder / "clips"
    clips.mkdir(parents=True)
    for number in range(RATE_CLIPS):
        shutil.copy(SAMPLE, clips / f"{number}.mp4")
    took_s = {}
    for name, first in (("one worker, one thread", ("taskset", "-c", "0")), ("all", ())):
        out = folder / name.split(",")[0].replace(" ", "_")
        words = [*first, *command(clips, out)]
        begin_s, begin_cpu_s = time.monotonic(), cpu_s()
        subprocess.run(words, check=True)
        took_s[name] = time.monotonic() - begin_s
        frames = sum(int(str(row["frames"])) for row in rows(out))
        print(
            f"{name}: {took_s[name]:.1f} s, {frames / took_s[name]:.1f} frames a second, "
            f"{cpu_s() - begin_cpu_s:.1f} s of processors"
        )
    one, every = took_s.values()
    print(f"{one / every:.2f} times as quick")
    return 0


if __name__ == "__main__":
    task, place, *numbers = sys.argv[1:]
    sys.exit({"rate": rate, "chaos": chaos}[task](Path(place), *map(int, numbers)))
