"""How long after it was filmed a picture is on the screen, of the whole of ``formcheck live``.

::

    python -m benchmark.latency                     30 seconds of formcheck live
    python -m benchmark.latency --seconds 60 --picture screen.png
    python -m benchmark.latency -- python other.py --camera {url}

It needs Xvfb, and openbox for a window as large as the screen (apt install xvfb openbox).
A film plays at 640 x 480, 30 pictures a second, through the camera of `camera_server.py`, which
stamps each picture with the time at the moment it is sent.  The command runs on a screen of its
own, whose memory is read every millisecond.  The result is the time on the screen less the
time in the picture.  In it are: putting the stamp into the JPEG, sending it over loopback,
decoding, finding the pose, judging, drawing, and showing it by Qt and the X server.  Not in it
are exposing and sending by a real camera (one to two pictures) and showing by a real monitor.
Pictures that were never shown have no age; the number of shown ones is printed beside it.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmark.camera_server import CameraServer
from benchmark.screen import SIZE_PX, Running, Screen, filled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmark.screen import Shown

SAMPLE: Final = Path(__file__).resolve().parents[1] / "sample_videos" / "single_leg_bridge.mp4"

COMMAND: Final = (
    *("python", "-m", "formcheck", "live", "single_leg_bridge", "--side", "right"),
    *("--sets", "1", "--reps", "0", "--camera", "{url}", "--no-pain", "--model", "full"),
    *("--folder", "{folder}", "--no-diary"),
)
"""The command that is measured by default."""

CAMERA_PX: Final = (640, 480)
CAMERA_RATE: Final = 30.0

START_S: Final = 60.0
"""How long the command may take until its first picture is on the screen."""

MOST_MEDIAN_MS, MOST_P95_MS, LEAST_RATE = 80.0, 120.0, 25.0


@dataclass(frozen=True, slots=True)
class Latency:
    """Pictures seen on the screen.

    Attributes
    ----------
    shown
        How many pictures.
    rate
        Pictures a second.
    median_ms, p95_ms, most_ms
        How old they were.
    """

    shown: int
    rate: float
    median_ms: float
    p95_ms: float
    most_ms: float

    @property
    def is_good(self) -> bool:
        """Whether the pictures are young enough for a person who exercises."""
        is_quick = self.median_ms <= MOST_MEDIAN_MS and self.p95_ms <= MOST_P95_MS
        return is_quick and self.rate >= LEAST_RATE

    def __str__(self) -> str:
        return (
            f"{self.shown} pictures shown, {self.rate:.1f} a second (least {LEAST_RATE:.0f}); "
            f"age: median {self.median_ms:.0f} ms (most {MOST_MEDIAN_MS:.0f}), "
            f"p95 {self.p95_ms:.0f} ms (most {MOST_P95_MS:.0f}), max {self.most_ms:.0f} ms"
        )


def latency_of(shown: Sequence[Shown]) -> Latency:
    """The figures of pictures in the order in which they came to the screen."""
    ages_ms = np.array([one.age_ms for one in shown], float)
    lasted_s = shown[-1].at_s - shown[0].at_s
    return Latency(
        shown=len(shown),
        rate=(len(shown) - 1) / lasted_s if lasted_s else float("nan"),
        median_ms=float(np.median(ages_ms)),
        p95_ms=float(np.percentile(ages_ms, 95)),
        most_ms=float(ages_ms.max()),
    )


def measured(screen: Screen, running: Running, *, warm_up_s: float, for_s: float) -> list[Shown]:
    """Return the pictures that a command shows after a warm-up from its first one."""
    first = next(screen.shown(time.monotonic() + START_S, running), None)
    if first is None:
        return []
    begin_s = first.at_s + warm_up_s
    shown = list(screen.shown(begin_s + for_s, running))
    return [one for one in shown if one.at_s >= begin_s]


def main() -> int:
    """Measure and print; 0 if the figures are good enough."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--warm-up", type=float, default=5.0, metavar="SECONDS")
    parser.add_argument("--video", type=Path, default=SAMPLE)
    parser.add_argument("--screen", type=int, nargs=2, default=SIZE_PX, metavar="PX")
    parser.add_argument("--picture", type=Path, help="write the screen at the end")
    parser.add_argument("command", nargs="*", default=list(COMMAND), help="{url}, {folder}")
    args = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        CameraServer(
            args.video, size_px=CAMERA_PX, rate=CAMERA_RATE, loop=True, stamped=True
        ) as server,
        Screen(tuple(args.screen)) as screen,
        Running(filled(args.command, url=server.url, folder=folder), screen) as running,
    ):
        shown = measured(screen, running, warm_up_s=args.warm_up, for_s=args.seconds)
        if args.picture:
            from PIL import Image

            Image.fromarray(screen.image()[:, :, ::-1]).save(args.picture)
        code = running.end()
        if len(shown) <= 1:
            print(f"No stamp was seen on the screen; exit code {code}:\n{running.said()}")
            return 1
    latency = latency_of(shown)
    print(latency)
    print(f"window manager: {screen.manager or 'none, so nothing is as large as the screen'}")
    print(f"load of the machine, last minute: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    return 0 if latency.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
