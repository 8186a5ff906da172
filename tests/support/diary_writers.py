"""Programs that write into a diary until they are killed; Unix alone can fork.

::

    python -m support.diary_writers kill DIARY 200     kills a writer 200 times; looks each time
    python -m support.diary_writers write DIARY 50 A   keeps 50 sets of camera A
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from formcheck.diary.identity import identity_of
from formcheck.diary.sessions import Diary
from support.diaries import BEGAN, filmed

LETTERS = 20
"""Of the identity of a set."""


def write(file: Path, numbers: range, camera: str, printed: int) -> None:
    """Keep sets of a camera; the identity of each is written after it is kept."""
    report = filmed("single_leg_bridge", BEGAN, camera=camera)
    with Diary(file) as diary:
        for number in numbers:
            started = (BEGAN + timedelta(minutes=number)).isoformat(timespec="seconds")
            now = report.with_source({**report.source, "started": started})
            diary.keep(now)
            os.write(printed, identity_of(now).set_id.encode())


def kill_writers(file: Path, times: int) -> None:
    """Kill a writer again and again; print how many sets it had finished and how many are kept."""
    filmed("single_leg_bridge", BEGAN)  # made once, so that the children begin to write at once
    dice, finished, half = random.Random(1), set[str](), 0  # noqa: S311  # no secret
    for number in range(times):
        reads, writes = os.pipe()
        child = os.fork()
        if not child:
            os.close(reads)
            write(file, range(1000 * number, 1000 * number + 999), "a", writes)
            os._exit(0)
        os.close(writes)
        time.sleep(dice.uniform(0.005, 0.06))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reads, encoding="ascii") as printed:
            text = printed.read()
        finished |= {text[at : at + LETTERS] for at in range(0, len(text), LETTERS)}
        with Diary(file) as diary:
            diary.check()
            kept = diary.history().sets
            newest = [done.set_id for done in kept[-5:]]
            half += sum(diary.report(set_id).counts.total != 10 for set_id in newest)
    lost = finished - {done.set_id for done in kept}
    sys.stdout.write(f"{len(finished)} finished, {len(lost)} lost, {half} half\n")


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        what, place, count, *rest = sys.argv[1:]
        if what == "kill":
            kill_writers(Path(place), int(count))
        else:
            write(Path(place), range(int(count)), rest[0], sys.stdout.fileno())
