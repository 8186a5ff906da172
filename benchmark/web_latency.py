"""How old a picture is when its screen reaches a page, how many are judged, and what it costs.

::

    python -m benchmark.web_latency                  a minute of formcheck web and a scripted page
    python -m benchmark.web_latency --seconds 1800   half an hour: is the memory flat?

``formcheck web`` runs as a person starts it, with the pose model ``full``.  A page without a
browser (`page_client.py`) sends a film at 640 x 480, 30 pictures a second, at most two of them
unanswered, and takes every screen.  An age runs from the moment a JPEG is sent to the moment its
screen has arrived and was parsed.  In it are both ways through the socket, decoding, finding the
pose, looking for other people now and then, judging, and the message.  Not in it are what a
browser adds: encoding the JPEG (3 to 8 ms) and the next refresh of the display (16 ms at most).

Memory is that of the server.  Its growth is the slope of a straight line through the second half
of the run, in MB an hour: a run shorter than the hour is extrapolated, and says so.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx
import numpy as np

from benchmark.page_client import PageClient, film_pictures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

ROOT: Final = Path(__file__).resolve().parents[1]
SAMPLE: Final = ROOT / "sample_videos" / "single_leg_bridge.mp4"
EXERCISE: Final = "single_leg_bridge"

SIZE_PX: Final = (640, 480)
RATE: Final = 30.0

MOST_MEDIAN_MS, LEAST_RATE = 120.0, 25.0
MOST_GROWTH_MB_H: Final = 20.0
"""What must hold."""

START_S: Final = 60.0
WARM_S: Final = 5.0
"""Pictures of the first seconds are left out: the model is loaded meanwhile."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a run gave."""

    ages_ms: Sequence[float]
    seconds: float
    rss_mb: Sequence[float]
    """Memory of the server, once a second."""
    threads: int
    asked_s: float

    @property
    def rate(self) -> float:
        """Return how many pictures were judged in a second."""
        return len(self.ages_ms) / self.seconds

    @property
    def growth_mb_h(self) -> float:
        """Return the slope of the memory over the second half, MB an hour; NaN for a short run."""
        half = np.array(self.rss_mb[len(self.rss_mb) // 2 :])
        if len(half) < 10:  # noqa: PLR2004  # ten seconds
            return float("nan")
        return float(np.polyfit(np.arange(len(half)), half, 1)[0]) * 3600

    def __str__(self) -> str:
        median, p95 = np.percentile(self.ages_ms, [50, 95])
        load = os.getloadavg()[0]
        return (
            f"age of a picture: median {median:.0f} ms, 95 % within {p95:.0f} ms\n"
            f"judged: {self.rate:.1f} pictures a second of {RATE:g}\n"
            f"server: {self.rss_mb[-1]:.0f} MB, growth {self.growth_mb_h:+.1f} MB an hour "
            f"(from {self.seconds:.0f} s), {self.threads} threads\n"
            f"machine: {os.cpu_count()} cores, load {load:.1f}"
        )

    @property
    def problems(self) -> list[str]:
        """Return what does not hold."""
        found = []
        if self.seconds < self.asked_s:
            found.append(f"the session ended after {self.seconds:.0f} of {self.asked_s:g} s")
        if float(np.median(self.ages_ms)) > MOST_MEDIAN_MS:
            found.append(f"the median age is above {MOST_MEDIAN_MS:g} ms")
        if self.rate < LEAST_RATE:
            found.append(f"fewer than {LEAST_RATE:g} pictures a second were judged")
        if self.growth_mb_h > MOST_GROWTH_MB_H:
            found.append(f"the memory grows by more than {MOST_GROWTH_MB_H:g} MB an hour")
        return found


@contextmanager
def running(folder: Path, *options: str) -> Iterator[tuple[int, str]]:
    """Run ``formcheck web`` with a home of its own; yield its process number and its address."""
    words = [sys.executable, "-m", "formcheck", "web", "--no-browser", *options]
    own = {"HOME": str(folder), "FORMCHECK_DIARY": str(folder / "diary.sqlite3")}
    environment = {**os.environ, **own, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(words, stdout=subprocess.PIPE, env=environment, text=True)
    try:
        begun_s, address = time.monotonic(), ""
        while not address and time.monotonic() - begun_s < START_S:
            line = process.stdout.readline() if process.stdout is not None else ""
            address = line[line.index("http") :].strip() if "http://127" in line else ""
        yield process.pid, address
    finally:
        process.terminate()
        process.wait(30)
        if process.stdout is not None:
            process.stdout.close()


def page_of(address: str) -> PageClient:
    """Return a page that has been let in."""
    opened = httpx.get(address, trust_env=False)
    cookie = opened.headers["set-cookie"].partition(";")[0]
    origin = address.partition("/open")[0]
    return PageClient(f"{origin.replace('http', 'ws')}/ws/live", cookie)


def endless(
    pictures: Sequence[tuple[float, bytes]], seconds: float, *, after_s: float = 0.0
) -> Iterator[tuple[float, bytes]]:
    """Yield the pictures of a film again and again, with times that go on, at `RATE`.

    The last one ends the time: the first and the last are so many seconds apart.
    """
    first = round(after_s * RATE)
    for number in range(first, first + round(seconds * RATE) + 1):
        _, jpeg = pictures[number % len(pictures)]
        yield 1000 * number / RATE, jpeg


def once_a_second(
    pictures: Iterable[tuple[float, bytes]], act: Callable[[], object]
) -> Iterator[tuple[float, bytes]]:
    """Yield pictures, and do something before one of `RATE`."""
    for number, one in enumerate(pictures):
        if number % round(RATE) == 0:
            act()
        yield one


def memory_mb(pid: int) -> float:
    """Return the resident memory of a process, MB."""
    return status(pid, "VmRSS") / 1024


def status(pid: int, key: str) -> float:
    """Return a number of a process: ``VmRSS`` in kB, or ``Threads``."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{key}:"):
            return float(line.split()[1])
    return 0.0


def measure(seconds: float) -> Measured:
    """Play a film to the server for so long."""
    pictures = film_pictures(SAMPLE, size_px=SIZE_PX)
    rss_mb: list[float] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), "--model", "full") as (pid, address),
        page_of(address) as page,
    ):
        page.start(EXERCISE, reps=0, mute=False)
        page.play(endless(pictures, WARM_S), speed=1.0)
        page.ages_ms.clear()
        begun_s = time.monotonic()
        shown = endless(pictures, seconds, after_s=WARM_S)
        page.play(once_a_second(shown, lambda: rss_mb.append(memory_mb(pid))), speed=1.0)
        spent_s = time.monotonic() - begun_s
        threads = round(status(pid, "Threads"))
        measured = Measured(list(page.ages_ms), spent_s, rss_mb, threads, seconds)
        page.send({"type": "command", "name": "finish"})
        page.wait_for("over")
    return measured


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 if something does not hold."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60.0)
    measured = measure(parser.parse_args(arguments).seconds)
    print(measured)
    for problem in measured.problems:
        print(f"PROBLEM: {problem}")
    return int(bool(measured.problems))


if __name__ == "__main__":
    sys.exit(main())
