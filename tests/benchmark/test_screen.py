"""What is read off a screen, and how a command on it is ended; no X server is needed."""

from __future__ import annotations

import math
import os
import struct
import sys
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from benchmark import latency, screen, soak, stamps
from benchmark.latency import latency_of
from benchmark.screen import Running, Screen, Shown, filled
from benchmark.soak import Sample, judged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray


class Lit(Screen):
    """A screen of 500 x 60 pixels in memory, that shows what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self._pixels: NDArray[np.uint8] = np.zeros((60, 500, 4), np.uint8)
        self.environment = dict(os.environ)

    def show(self, stamp_ms: int, *, top_px: int = 20) -> None:
        self._pixels[:] = 0
        row = stamps.drawn(stamp_ms, width_px=480, height_px=12)
        self._pixels[top_px : top_px + 12, 10:490, :3] = row[:, ::-1]


class Playing:
    """Stands for a command that shows another stamp each time it is asked whether it runs."""

    def __init__(self, lit: Lit, *shown: tuple[int, int]) -> None:
        self.lit, self.shown = lit, list(shown)

    @property
    def runs(self) -> bool:
        if not self.shown:
            return False
        stamp_ms, top_px = self.shown.pop(0)
        if top_px >= 0:
            self.lit.show(stamp_ms, top_px=top_px)
        return True


def seen(*shown: tuple[int, int]) -> list[int]:
    """The stamps that are read when these are shown one after the other, at these heights."""
    lit = Lit()
    playing: Any = Playing(lit, *shown)
    return [one.stamp_ms for one in lit.shown(time.monotonic() + 5, playing)]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen, "SEARCH_S", 0.0)


@pytest.mark.usefixtures("impatient")
def test_each_picture_is_seen_once() -> None:
    assert seen((7, 20), (7, 20), (40, 20), (40, 20), (73, 20)) == [7, 40, 73]


@pytest.mark.usefixtures("impatient")
def test_late_and_moving_stamps_are_found() -> None:
    assert seen((0, -1), (0, -1), (7, 20), (40, 20), (73, 40), (73, 40), (99, 40)) == [
        *(7, 40, 73, 99)
    ]


def test_age_of_a_picture_is_read_when_it_is_seen() -> None:
    lit = Lit()
    playing: Any = Playing(lit, (stamps.now_ms() - 50, 20), (0, -1), (0, -1))
    (shown,) = lit.shown(time.monotonic() + 5, playing)
    assert 50 <= shown.age_ms < 1000
    assert abs(shown.at_s - time.monotonic()) < 1


def test_watching_ends_in_time() -> None:
    lit = Lit()
    playing: Any = Playing(lit, *[(7, 20)] * 100_000)
    start_s = time.monotonic()
    assert len(list(lit.shown(start_s + 0.1, playing))) == 1
    assert 0.1 <= time.monotonic() - start_s < 1.0


def test_pixels_of_an_x_server_are_found_in_its_file(tmp_path: Path) -> None:
    header = [0] * 25
    header[0], header[4], header[5], header[11], header[12], header[19] = 108, 3, 2, 32, 16, 2
    pixels = np.arange(32, dtype=np.uint8)  # two lines of three pixels and four spare bytes
    file = tmp_path / "Xvfb_screen0"
    file.write_bytes(struct.pack(">25I", *header) + b"name\0\0\0\0" + bytes(24) + pixels.tobytes())
    with ExitStack() as ending:
        mapped = screen._mapped(file, ending)
        assert mapped.shape == (2, 3, 4)
        assert mapped[1, 2].tolist() == [24, 25, 26, 27]
        del mapped


def test_words_are_filled_into_a_command() -> None:
    told = filled(["python", "-m", "x", "{url}", "--to={folder}"], url="http://y", folder="z")
    assert told == [sys.executable, "-m", "x", "http://y", "--to=z"]
    assert filled(["other", "{url}"], url="u") == ["other", "u"]


# --- A command -----------------------------------------------------------------------------------


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen, "PATIENCE_S", 0.5)


def started(code: str) -> Running:
    """A command that runs some Python, as soon as it said that it is ready."""
    running = Running([sys.executable, "-u", "-c", code], Lit())
    deadline_s = time.monotonic() + 10
    while "ready" not in running.said() and running.runs and time.monotonic() < deadline_s:
        time.sleep(0.01)
    return running


QUIET = """
import signal, sys, time
signal.signal(signal.SIGINT, lambda *_: sys.exit(CODE))
print("ready")
time.sleep(60)
"""


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("code", [0, 130])
def test_command_ends_on_request_and_leaves_nothing(code: int) -> None:
    with started(QUIET.replace("CODE", str(code))) as running:
        assert running.runs
        assert soak.ended(running) == []
        assert not running.runs
        assert running.left_behind() == []


@pytest.mark.usefixtures("quick")
def test_command_that_does_not_end_is_killed_and_reported(
    capsys: pytest.CaptureFixture[str],
) -> None:
    deaf = "import signal, time; signal.signal(2, signal.SIG_IGN); print('ready'); time.sleep(60)"
    with started(deaf) as running:
        (wrong,) = soak.ended(running)
    assert wrong.startswith("Its exit code is -9:\nready")
    assert "It ended 0." in capsys.readouterr().out


@pytest.mark.usefixtures("quick")
def test_failing_command_is_reported_with_its_output() -> None:
    with started("raise SystemExit('no camera')") as running:
        while running.runs:
            time.sleep(0.01)
        wrong = soak.ended(running)
    assert wrong == ["It ended by itself.", "Its exit code is 1:\nno camera\n"]


@pytest.mark.usefixtures("quick")
def test_process_that_is_left_behind_is_noticed() -> None:
    leaving = f"""
import subprocess, sys
left = subprocess.Popen([{sys.executable!r}, "-c", "import time; time.sleep(60)"])
print("ready", left.pid)
"""
    with started(leaving) as running:
        while running.runs:
            time.sleep(0.01)
        left = running.left_behind()
        assert left == [int(running.said().split()[1])]
        assert "It left 1 processes behind." in soak.ended(running)
        os.kill(left[0], 9)


# --- Figures -------------------------------------------------------------------------------------


def test_figures_are_those_of_the_pictures() -> None:
    shown = [Shown(10 + number / 30, number, 40 + number % 10) for number in range(61)]
    told = latency_of(shown)
    assert told.shown == 61
    assert told.rate == pytest.approx(30)
    assert (told.median_ms, told.most_ms) == (44, 49)
    assert 48 <= told.p95_ms <= 49
    assert told.is_good
    assert str(told).startswith("61 pictures shown, 30.0 a second (least 25); age: median 44 ms")


@pytest.mark.parametrize(("rate", "age_ms", "late_ms"), [(20, 40, 0), (30, 81, 0), (30, 40, 130)])
def test_slow_late_and_uneven_are_not_good(rate: float, age_ms: int, late_ms: int) -> None:
    shown = [
        Shown(number / rate, number, age_ms + late_ms * (number % 10 == 0)) for number in range(60)
    ]
    assert not latency_of(shown).is_good


def test_warm_up_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    start_s = time.monotonic()
    plays = iter([[Shown(start_s, 1, 900)], [Shown(start_s + s, 2, 5) for s in (0.5, 1, 1.5)]])
    lit = Lit()
    monkeypatch.setattr(lit, "shown", lambda *_: iter(next(plays)))
    nothing: Any = None
    counted = latency.measured(lit, nothing, warm_up_s=1.0, for_s=1.0)
    assert [one.at_s - start_s for one in counted] == pytest.approx([1, 1.5])


def samples(**last: float) -> list[Sample]:
    """Samples of a command that stays as it is, but for the last one."""
    first = Sample(at_s=60, memory_mb=400, threads=9, shown=90, age_ms=30)
    told: Any = {"at_s": 120, "memory_mb": 405, "threads": 9, "shown": 90, "age_ms": 32, **last}
    return [first, first, Sample(**told)]


@pytest.mark.parametrize(
    ("last", "told"),
    [
        ({"memory_mb": 430}, "Memory grew by 30 MB from 400 MB."),
        ({"threads": 11}, "There are 2 threads more than there were."),
        ({"shown": 0, "age_ms": math.nan}, "For a part of the time no picture was shown."),
        ({"age_ms": 95}, "Pictures came 65 ms later at the end."),
    ],
)
def test_changes_are_reported(last: dict[str, float], told: str) -> None:
    assert judged(samples()) == []
    assert judged(samples(**last)) == [told]


def test_program_that_ended_at_once_is_no_proof() -> None:
    assert (
        judged([]) == judged(samples()[:1]) == ["It ended before there was anything to compare."]
    )


def test_parts_of_the_time_follow_the_warm_up() -> None:
    ends: Iterator[float] = soak._ends(100.0, for_s=600.0, part_s=27.0)
    first, *_, last = ends
    assert (first, last) == (160.0, 700.0)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_and_threads_are_those_of_the_process() -> None:
    memory_mb, threads = soak.state_of(os.getpid())
    assert 20 < memory_mb < 10_000
    assert threads >= 1
