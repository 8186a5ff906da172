"""How soon ``formcheck live`` shows its first card, and whether its window ever stays white.

::

    python -m benchmark.starts                      200 starts, two of three from the window alone
    python -m benchmark.starts 20 --only live       20 starts of the whole of formcheck live
    python -m benchmark.starts 20 --screen 1080 1920 --picture shots

Each start has a screen of its own (Xvfb, openbox), whose memory is read every few milliseconds
from the start of the program on: until its first card, until that fills the screen, and a while
longer.  Printed are the times (the least is that of a machine without other work), the processor
time up to the first card, and each start in which the screen was white for longer than a blink or
at the end.  A start of the window alone opens it with its first card, without a pose model.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmark.camera_server import CameraServer
from benchmark.latency import CAMERA_PX, CAMERA_RATE, COMMAND, SAMPLE
from benchmark.screen import SIZE_PX, Running, Screen, filled
from formcheck.output.overlay.text import BACKGROUND

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

LOOK_S: Final = 0.004
"""How often the screen is looked at."""

PATIENCE_S: Final = 30.0
"""How long a start may take until its first card."""

AFTER_S: Final = {"window": 2.0, "live": 6.0}
"""How long the screen is watched after the first card."""

WHITE: Final = 200
"""A pixel all of whose colours are brighter is white."""

WHITE_SHARE: Final = 0.3
"""A screen with more white pixels shows a white window: no card has half as many."""

LIGHT_SHARE: Final = 0.5
"""An edge of the screen with more white pixels is a bar of light."""

BLINK_S: Final = 1.0
"""A window is white from its opening to its first picture: so long at most on a busy machine."""

GOAL_S: Final = 1.0
"""The first card is on the screen within this time from the start of the program."""

WINDOW: Final = """
import time
from formcheck.output.live_screen.window import LiveWindow, first_card

card, end_s = first_card(), time.monotonic() + 10
with LiveWindow() as window:
    window.fill_screen()
    window.show_until(card, lambda for_s: time.sleep(for_s) or time.monotonic() > end_s)
"""
"""A program that opens the window alone."""

COMMANDS: Final = {"window": ("python", "-c", WINDOW), "live": COMMAND}


@dataclass(frozen=True, slots=True)
class Start:
    """What was seen of one start; times in seconds from the start of the program.

    Attributes
    ----------
    first_s, full_s
        When the first card was on the screen, and when it filled the screen; NaN = never.
    cpu_s
        Processor time of the program up to its first card.
    white_s
        How long the screen was white, in all.
    ends_white
        Whether it was white, or not lit at all, when it was last looked at.
    light_edges
        Edges of the screen that were a bar of light when it was last looked at.
    """

    kind: str
    first_s: float = math.nan
    full_s: float = math.nan
    cpu_s: float = math.nan
    white_s: float = 0.0
    ends_white: bool = False
    light_edges: tuple[str, ...] = ()

    @property
    def defects(self) -> list[str]:
        """What a person would see of it that is wrong, in words."""
        found = []
        if math.isnan(self.first_s):
            found.append("no card")
        elif math.isnan(self.full_s):
            found.append("never as large as the screen")
        if self.ends_white:
            found.append("white at the end")
        if self.white_s > BLINK_S:
            found.append(f"white for {self.white_s:.2f} s")
        return [*found, *(f"light at the {edge} edge" for edge in self.light_edges)]


Seen = tuple[Start, "NDArray[np.uint8]"]
"""A start, and the screen when it was last looked at."""


def is_card(image: NDArray[np.uint8]) -> bool:
    """Return True if a card is on the screen: its dark ground, and white letters."""
    few = image[::4, ::4]
    ground = (few == np.array(BACKGROUND, np.uint8)).all(axis=2).mean()
    return bool(ground > WHITE_SHARE and 0.0 < white_share(few) < WHITE_SHARE)


def white_share(image: NDArray[np.uint8]) -> float:
    """Return the share of white pixels."""
    return float((image.min(axis=2) > WHITE).mean())


def fills(image: NDArray[np.uint8]) -> bool:
    """Return True if all four corners are lit: the screen is black where no window is."""
    corners = image[[2, 2, -3, -3], [2, -3, 2, -3]]
    return bool((corners.max(axis=1) > 0).all())


def light_edges(image: NDArray[np.uint8]) -> tuple[str, ...]:
    """Return the edges of the screen along which there is a bar of light."""
    edges = {"upper": image[:3], "lower": image[-3:], "left": image[:, :3], "right": image[:, -3:]}
    return tuple(name for name, edge in edges.items() if white_share(edge) > LIGHT_SHARE)


def cpu_s(pid: int) -> float:
    """Return the processor time of a program so far (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def watched(kind: str, screen: Screen, command: Sequence[str]) -> Seen:
    """Start a program, watch its screen, end it; return what was seen, and the last picture."""
    first_s = full_s = used_s = math.nan
    white_s, before_s, begun_s = 0.0, 0.0, time.monotonic()
    with Running(command, screen) as running:
        until_s = PATIENCE_S
        while (now_s := time.monotonic() - begun_s) < until_s and running.runs:
            image = screen.image()
            if white_share(image[::4, ::4]) > WHITE_SHARE:
                white_s += now_s - before_s
            before_s = now_s
            if math.isnan(first_s) and is_card(image):
                first_s, used_s, until_s = now_s, cpu_s(running.pid), now_s + AFTER_S[kind]
            if math.isnan(full_s) and not math.isnan(first_s) and fills(image):
                full_s = now_s
            time.sleep(LOOK_S)
        image = screen.image()
        seen = white_share(image)
        running.end()
    wrong = seen > WHITE_SHARE or not image.any()
    start = Start(kind, first_s, full_s, used_s, white_s, wrong, light_edges(image))
    return start, image


def starts(kinds: Sequence[str], size_px: tuple[int, int], jobs: int) -> Iterator[Seen]:
    """Start programs of these kinds, so many at a time; yield what was seen of each."""
    with CameraServer(SAMPLE, size_px=CAMERA_PX, rate=CAMERA_RATE, loop=True) as server:

        def once(kind: str) -> Seen:
            with tempfile.TemporaryDirectory() as folder, Screen(size_px) as screen:
                if not screen.manager:
                    raise SystemExit("There is no openbox: install it (apt install openbox).")
                command = filled(COMMANDS[kind], url=server.url, folder=folder)
                return watched(kind, screen, command)

        with ThreadPoolExecutor(jobs) as pool:
            yield from pool.map(once, kinds)


def summary(kind: str, seen: Sequence[Start]) -> str:
    """Return the times of the starts of one kind in one line."""
    first = [start.first_s for start in seen if not math.isnan(start.first_s)]
    full = [start.full_s for start in seen if not math.isnan(start.full_s)]
    used = [start.cpu_s for start in seen if not math.isnan(start.cpu_s)]
    if not first or not full:
        return f"{kind}: no card in {len(seen)} starts"
    return (
        f"{kind}, {len(seen)} starts: first card after {min(first):.2f} s at best, "
        f"{statistics.median(first):.2f} s in the middle, {max(first):.2f} s at most "
        f"({min(used):.2f} s of processor time); it fills the screen after "
        f"{statistics.median(full):.2f} s; white for {max(one.white_s for one in seen):.2f} s at "
        f"most"
    )


def main() -> int:
    """Start, print the times and the defects; return 0 if there is none."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("count", type=int, nargs="?", default=200)
    parser.add_argument("--only", choices=[*COMMANDS], help="else one of three is live")
    parser.add_argument("--screen", type=int, nargs=2, default=SIZE_PX, metavar="PX")
    parser.add_argument("--jobs", type=int, default=1, help="how many at a time")
    parser.add_argument("--picture", type=Path, help="folder for the last picture of each start")
    args = parser.parse_args()
    kinds = [args.only or ("window", "window", "live")[number % 3] for number in range(args.count)]
    seen: list[Start] = []
    for number, (start, image) in enumerate(starts(kinds, tuple(args.screen), args.jobs)):
        seen.append(start)
        if start.defects:
            print(f"start {number}, {start.kind}: {', '.join(start.defects)}", flush=True)
        if args.picture:
            from PIL import Image

            args.picture.mkdir(parents=True, exist_ok=True)
            Image.fromarray(image[:, :, ::-1]).save(args.picture / f"{number:03}-{start.kind}.png")
    for kind in COMMANDS:
        if of_kind := [start for start in seen if start.kind == kind]:
            print(summary(kind, of_kind))
    bad = sum(bool(start.defects) for start in seen)
    print(f"{bad} of {len(seen)} starts were wrong; load {os.getloadavg()[0]:.1f} of the machine")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
