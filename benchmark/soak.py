"""Check that ``formcheck live`` is stable for an hour: memory, threads, clock, and its end.

::

    python -m benchmark.soak 60                     an hour of formcheck live
    python -m benchmark.soak 5 -- python other.py --camera {url}

The same set-up as `latency.py`, with a film that begins again and again.  Each line of the table
is a part of the time: memory (RSS), threads, pictures shown, and how far the clock has drifted:
how much later pictures are on the screen than at the beginning, as by a queue that fills
up, or a clock that runs wrong, would show.  The first minute does not count, because libraries
load and caches fill.  At the end it is stopped, as by Ctrl-C, and nothing may be left behind.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmark.camera_server import CameraServer
from benchmark.latency import CAMERA_PX, CAMERA_RATE, COMMAND, SAMPLE, START_S
from benchmark.screen import Running, Screen, filled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmark.screen import Shown

WARM_UP_S: Final = 60.0

MOST_GROWTH: Final = 0.05
"""By which share memory may grow from the first sample after the warm-up to the last."""

MOST_GROWTH_MB: Final = 20.0
"""How much it may grow in any case: allocators do not give back what they may need again."""

MOST_DRIFT_MS: Final = 50.0
"""How much later pictures may be on the screen at the end than at the beginning."""

WELL_ENDED: Final = (0, 130)
"""Exit codes of a command that was stopped; 130 means Ctrl-C."""

ROWS: Final = 20
"""How many lines the table has."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample of the running program.

    Attributes
    ----------
    at_s
        Its end, seconds since the first picture.
    memory_mb
        Resident memory, megabytes.
    threads
        How many there are.
    shown
        Pictures that came to the screen in it.
    age_ms
        Their median age; NaN = there were none.
    """

    at_s: float
    memory_mb: float
    threads: int
    shown: int
    age_ms: float


def judged(samples: Sequence[Sample]) -> list[str]:
    """Return the defects of the samples after the warm-up, in sentences."""
    if len(samples) <= 1:
        return ["It ended before there was anything to compare."]
    first, last, wrong = samples[0], samples[-1], []
    growth_mb = last.memory_mb - first.memory_mb
    if growth_mb > max(MOST_GROWTH_MB, MOST_GROWTH * first.memory_mb):
        wrong.append(f"Memory grew by {growth_mb:.0f} MB from {first.memory_mb:.0f} MB.")
    if last.threads > first.threads:
        wrong.append(f"There are {last.threads - first.threads} threads more than there were.")
    if not all(sample.shown for sample in samples):
        wrong.append("For a part of the time no picture was shown.")
    elif last.age_ms - first.age_ms > MOST_DRIFT_MS:
        wrong.append(f"Pictures came {last.age_ms - first.age_ms:.0f} ms later at the end.")
    return wrong


def state_of(pid: int) -> tuple[float, int]:
    """Resident memory of a process, megabytes, and its threads (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    return int(fields["VmRSS"].split()[0]) / 1024, int(fields["Threads"])


def sampled(screen: Screen, running: Running, *, for_s: float) -> Iterator[Sample]:
    """A sample at the end of each part of the time, as long as the command runs."""
    first = next(screen.shown(time.monotonic() + START_S, running), None)
    if first is None:
        return
    part_s = (for_s - min(WARM_UP_S, for_s / 2)) / ROWS
    for end_s in _ends(first.at_s, for_s=for_s, part_s=part_s):
        shown: list[Shown] = list(screen.shown(end_s, running))
        if not running.runs:
            return
        memory_mb, threads = state_of(running.pid)
        ages_ms = [one.age_ms for one in shown]
        age_ms = statistics.median(ages_ms) if ages_ms else float("nan")
        yield Sample(time.monotonic() - first.at_s, memory_mb, threads, len(shown), age_ms)


def _ends(begin_s: float, *, for_s: float, part_s: float) -> Iterator[float]:
    """When the parts end: the warm-up, then each row of the table."""
    begin_s += for_s - ROWS * part_s
    yield from (begin_s + part_s * row for row in range(ROWS + 1))


def row_of(sample: Sample, first: Sample) -> str:
    """A line of the table."""
    return (
        f"{sample.at_s / 60:5.1f} min {sample.memory_mb:5.0f} MB {sample.threads:8} "
        f"{sample.shown:9} {sample.age_ms:3.0f} ms {sample.age_ms - first.age_ms:5.0f} ms"
    )


def main() -> int:
    """Run, print the table and the defects; return 0 if there is none."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("minutes", type=float, nargs="?", default=10.0)
    parser.add_argument("--video", type=Path, default=SAMPLE)
    parser.add_argument("command", nargs="*", default=list(COMMAND), help="{url}, {folder}")
    args = parser.parse_args()
    samples: list[Sample] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        CameraServer(
            args.video, size_px=CAMERA_PX, rate=CAMERA_RATE, loop=True, stamped=True
        ) as server,
        Screen() as screen,
        Running(filled(args.command, url=server.url, folder=folder), screen) as running,
    ):
        print("   time   memory  threads  pictures    age    drift")
        for sample in sampled(screen, running, for_s=60.0 * args.minutes):
            samples.append(sample)
            print(row_of(sample, samples[0]), flush=True)
        wrong = judged(samples)
        wrong += ended(running)
    print("\n".join(wrong) or "Nothing grew, nothing drifted, nothing was left behind.")
    return 1 if wrong else 0


def ended(running: Running) -> list[str]:
    """End the command and return the defects of its end, in sentences."""
    wrong = [] if running.runs else ["It ended by itself."]
    start_s = time.monotonic()
    code = running.end()
    if code not in WELL_ENDED:
        wrong.append(f"Its exit code is {code}:\n{running.said()}")
    left = running.left_behind()
    if left:
        wrong.append(f"It left {len(left)} processes behind.")
    print(f"It ended {time.monotonic() - start_s:.1f} s after the signal.")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
