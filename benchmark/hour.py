"""Whether formcheck judges an hour as it judges five minutes: time of processors, and memory.

::

    python -m benchmark.hour                        films of 5, 20 and 60 minutes, in every way
    python -m benchmark.hour --minutes 5 20         shorter ones
    python -m benchmark.hour --ways session live    some of the ways

The films have every sample one after the other at 30 pictures a second, 640 x 480, with rests in
which the person holds still or is away; they are made once and kept in ``.cache/hour``.  Each run
is a program of its own, whose time and largest memory the system reports at its end.  The time by
the clock is right only on a machine that does nothing else, so the time of processors stands
beside it.
"""

from __future__ import annotations

import argparse
import itertools
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

import cv2
import av
import numpy as np

from benchmark.clips import ROOT, SAMPLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

CACHE: Final = ROOT / ".cache" / "hour"
FPS: Final = 30
SIZE_PX: Final = (640, 480)
STILL_S: Final = 8.0
AWAY_S: Final = 9.0
"""Seconds after each set in which the person holds still, and in which no person is seen."""

FED: Final = "mini_squat"
"""The sample that a guided session gets again and again."""

MINUTES: Final = (5, 20, 60)
MOST_S: Final = 900.0
"""By the clock, an hour takes at most so long to judge on two processors."""

MOST_MB: Final = {"named": 40, "session": 40, "outputs": 150, "replay": 40, "live": 20}
"""Memory that the longest film may take beyond the shortest one, for each way.  The measures over
time (`SetSeries`) take 30 MB an hour by design, and the pages and tables what they are long."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took.

    Attributes
    ----------
    way, minutes
        How a film was judged, and how long it is.
    took_s, cpu_s, peak_mb
        Seconds by the clock and of all processors, and the largest resident memory.
    """

    way: str
    minutes: int
    took_s: float
    cpu_s: float
    peak_mb: float

    def __str__(self) -> str:
        """Return the row of the table."""
        return (
            f"{self.way:8} {self.minutes:4d} min  {self.took_s:7.1f} s by the clock  "
            f"{self.cpu_s:7.1f} s of processors  {self.peak_mb:5.0f} MB"
        )


def _resized(frame: av.VideoFrame) -> NDArray[np.uint8]:
    """Return the picture of a frame in the size of the film."""
    return np.asarray(cv2.resize(frame.to_ndarray(format="bgr24"), SIZE_PX), np.uint8)


def pictures(films: Sequence[Path]) -> Iterator[NDArray[np.uint8]]:
    """Yield the pictures of films at one rate, with a rest after each."""
    for path in films:
        with av.open(str(path)) as source:
            stream = source.streams.video[0]
            rate, given, image = Fraction(stream.average_rate or FPS), 0, None
            for number, frame in enumerate(source.decode(stream), start=1):
                image = _resized(frame)
                while given * rate < number * FPS:
                    yield image
                    given += 1
        if image is None:
            continue
        for _ in range(round(STILL_S * FPS)):
            yield image
        empty = np.asarray(cv2.GaussianBlur(image, (0, 0), 60), np.uint8)
        for _ in range(round(AWAY_S * FPS)):
            yield empty


def encode(films: Sequence[Path], place: Path) -> None:
    """Write films as one, each with a rest after it."""
    with av.open(str(place), "w") as target:
        stream = target.add_stream("libx264", rate=FPS, options={"preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = *SIZE_PX, "yuv420p"
        for number, image in enumerate(pictures(films)):
            frame = av.VideoFrame.from_ndarray(image, format="bgr24")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))


def repeat(block: Path, place: Path, minutes: float) -> None:
    """Write a film of a length that repeats another one, without encoding it again."""
    wanted, done = round(minutes * 60 * FPS), 0
    with av.open(str(place), "w") as target:
        copy = None
        while done < wanted:
            with av.open(str(block)) as source:
                stream = source.streams.video[0]
                copy = copy or target.add_stream_from_template(stream)
                tick = round(1 / (FPS * Fraction(stream.time_base or 1)))
                count = 0
                for packet in source.demux(stream):
                    if packet.dts is None or packet.pts is None:
                        continue
                    if done + count >= wanted and packet.is_keyframe:
                        break
                    packet.pts += done * tick
                    packet.dts += done * tick
                    packet.stream = copy
                    target.mux(packet)
                    count += 1
                done += count


def film(minutes: int) -> Path:
    """Return the film of a length, which is made if it is missing."""
    place, block = CACHE / f"{minutes}.mp4", CACHE / "block.mp4"
    CACHE.mkdir(parents=True, exist_ok=True)
    if not block.exists():
        samples = sorted(SAMPLES.glob("*.mp4"))
        encode([one for one in samples if "_faults" not in one.stem], CACHE / "block.part.mp4")
        (CACHE / "block.part.mp4").replace(block)
    if not place.exists():
        repeat(block, CACHE / "film.part.mp4", minutes)
        (CACHE / "film.part.mp4").replace(place)
    return place


def words(way: str, minutes: int, folder: Path) -> list[str]:
    """Return the command that judges a film in one way."""
    poses = CACHE / f"{minutes}.npz"
    if way == "live":
        return ["-m", "benchmark.hour", "--feed", str(minutes)]
    if way == "replay":
        return ["-m", "formcheck", "replay", str(poses)]
    asked = ["-m", "formcheck", "analyze", str(film(minutes)), "--model", "lite"]
    if way == "named":
        return [*asked, "-e", "mini_squat"]
    if way == "session":
        return [*asked, "--record", str(poses)]
    endings = {
        "--video": "mp4", "--html": "html", "--json": "json", "--csv": "csv", "--record": "npz",
        "--series": "parquet",
    }  # fmt: skip
    outputs = [(option, str(folder / f"set.{ending}")) for option, ending in endings.items()]
    return [*asked, *(word for pair in outputs for word in pair)]


def measure(way: str, minutes: int) -> Run:
    """Judge a film in one way, and return what it took; raise RuntimeError if that fails."""
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        command = [sys.executable, *words(way, minutes, Path(folder))]
        begin_s = time.monotonic()
        with Path(folder, "said.txt").open("wb") as said:
            program = subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=said)
            _, status, used = os.wait4(program.pid, 0)
        program.returncode = os.waitstatus_to_exitcode(status)
        took_s = time.monotonic() - begin_s
        if program.returncode:
            text = Path(folder, "said.txt").read_text(encoding="utf-8", errors="replace")
            raise RuntimeError(f"{way} of {minutes} min failed: {text[-2000:]}")
    return Run(way, minutes, took_s, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def feed(minutes: float) -> None:
    """Give a set that goes on and on to a guided session, as a camera would."""
    from formcheck.exercises.loader import load_exercise
    from formcheck.recording_file import RecordingFile
    from formcheck.session.machine import SessionMachine
    from formcheck.session.plan import SessionPlan, sides_of
    from formcheck.session.protocol import ScreenKind, SessionInput, Surroundings

    exercise = load_exercise(FED)
    sides = sides_of(exercise, "auto")
    plan = SessionPlan(exercise, sides, sets=1, reps=0, rest_s=0.0, asks_pain=False)
    machine, seen = SessionMachine(plan), Surroundings(brightness=0.5, people=1)
    poses = itertools.cycle(RecordingFile(_fed()))
    for number, pose in zip(range(round(60 * minutes * FPS)), poses, strict=False):
        now = replace(pose, index=number, time_s=number / FPS)
        shown = machine.update(SessionInput(now.time_s, now, seen)).screen
        if shown.kind is ScreenKind.OVER:
            raise RuntimeError(f"the session ended after {now.time_s:.0f} s")


def _fed() -> Path:
    """Return the poses of a sample, which are estimated if they are missing."""
    place = CACHE / f"{FED}.npz"
    if not place.exists():
        asked = ["-e", FED, "--model", "lite", "--record", str(place)]
        film_of = str(SAMPLES / f"{FED}.mp4")
        command = [sys.executable, "-m", "formcheck", "analyze", film_of, *asked]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return place


def defects(runs: Sequence[Run]) -> list[str]:
    """Return what is wrong with the runs, in sentences."""
    wrong = []
    for way in dict.fromkeys(run.way for run in runs):
        mine = sorted((run for run in runs if run.way == way), key=lambda run: run.minutes)
        first, last = mine[0], mine[-1]
        if last.peak_mb - first.peak_mb > MOST_MB[way]:
            wrong.append(
                f"{way}: {last.minutes} min took {last.peak_mb - first.peak_mb:.0f} MB more than "
                f"{first.minutes} min."
            )
        slow = way in {"named", "session"} and last.took_s > MOST_S * last.minutes / 60
        if slow and last.minutes >= MINUTES[-1]:
            wrong.append(f"{way}: {last.minutes} min took {last.took_s:.0f} s.")
    return wrong


def main() -> int:
    """Measure, print a row for each run, and return 1 if something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, nargs="+", default=list(MINUTES))
    parser.add_argument("--ways", nargs="+", choices=list(MOST_MB), default=list(MOST_MB))
    parser.add_argument("--feed", type=float, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.feed:
        feed(asked.feed)
        return 0
    runs = []
    for minutes in asked.minutes:
        film(minutes)
        for way in MOST_MB:  # a session leaves the recording that is replayed
            needed = way == "session" and "replay" in asked.ways
            missing = needed and not (CACHE / f"{minutes}.npz").exists()
            if way in asked.ways or missing:
                runs.append(measure(way, minutes))
                print(runs[-1], flush=True)
    for line in (wrong := defects(runs)):
        print(line)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
