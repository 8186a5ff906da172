"""``formcheck live`` for real: a window on Xvfb, keys by xdotool, a camera that comes loose."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from support.paths import BRIDGE_SAMPLE as SAMPLE

from benchmark.camera_server import CameraServer
from benchmark.screen import Running, Screen, filled
from benchmark.starts import COMMANDS, fills, is_card, watched
from benchmark.through_camera import move_pointer, press
from formcheck.output.live_screen.window import POINTER_STAYS_S
from formcheck.output.overlay.text import BACKGROUND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs Xvfb and xdotool"
    ),
]


def wait(until: Callable[[], bool], *, most_s: float = 40.0) -> None:
    end_s = time.monotonic() + most_s
    while not until():
        assert time.monotonic() < end_s, "not reached in time"
        time.sleep(0.05)


Session = tuple[CameraServer, Running, Screen]


@contextmanager
def session(folder: Path, *more: str) -> Iterator[Session]:
    """Run ``formcheck live`` in a window on a screen, before a camera whose film has not begun."""
    with Screen() as screen, CameraServer(SAMPLE, hold_first_s=float("inf")) as server:
        words = (
            *("python", "-m", "formcheck", "live", "single_leg_bridge", "--side", "right"),
            *("--sets", "1", "--countdown", "1", "--model", "full", "--camera", server.url),
            *("--folder", str(folder), *more),
        )
        with Running(filled(words), screen) as running:
            yield server, running, screen


@pytest.fixture
def in_set(tmp_path: Path) -> Iterator[Session]:
    """Run a session until the first repetition is over."""
    with session(tmp_path, "--no-pain", "--reps", "0") as (server, running, screen):
        wait(lambda: any(tmp_path.glob(".set-1*")))
        assert len(np.unique(screen.grey())) > 50, "there is a picture on the screen"
        time.sleep(1.5)
        server.play()
        time.sleep(11.0)
        yield server, running, screen


def written(folder: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / name).read_text(encoding="utf-8"))
    return found


def test_a_loose_cable_keys_and_what_is_left(in_set: Session, tmp_path: Path) -> None:
    server, running, screen = in_set
    server.unplug(3.0)
    time.sleep(6.0)
    for key, then_s in (("space", 1.0), ("space", 9.0), ("q", 1.0), ("q", 0.0)):
        press(key, screen)
        time.sleep(then_s)
    wait(lambda: not running.runs)
    assert running.end() == 0, running.said()
    assert running.left_behind() == []
    assert "Traceback" not in running.said()
    report = written(tmp_path, "session.json")
    [done] = report["sets"]
    assert done["ended_by"] == "asked"
    assert done["counts"]["total"] >= 2
    assert len(report["camera"]["losses"]) == 1
    notes = written(tmp_path, "set-1-right.json")["source"]["notes"]
    assert any("sent no pictures" in note for note in notes)


def test_a_camera_that_does_not_come_back_leaves_a_whole_set(
    in_set: Session, tmp_path: Path
) -> None:
    server, running, _ = in_set
    server.unplug()
    wait(lambda: not running.runs, most_s=45.0)
    assert running.left_behind() == []
    [done] = written(tmp_path, "session.json")["sets"]
    assert (done["ended_by"], done["counts"]["total"]) == ("camera", 1)


@pytest.mark.parametrize("size_px", [(1280, 800), (1024, 768), (1280, 720), (720, 1280)])
def test_first_card_fills_every_screen_without_bars_of_light(size_px: tuple[int, int]) -> None:
    with Screen(size_px) as screen:
        start, image = watched("window", screen, filled(COMMANDS["window"]))
    assert start.defects == []
    assert is_card(image)


def test_pointer_is_hidden_unless_it_moves_over_a_window_that_leaves_room() -> None:
    with Screen() as screen, Running(filled(COMMANDS["window"]), screen) as running:

        def moved_to(x: int, y: int) -> None:
            move_pointer(x, y, screen)
            time.sleep(0.5)

        def is_seen(x: int, y: int) -> bool:
            return bool((screen.image()[y - 5 : y + 25, x - 5 : x + 25] != BACKGROUND).any())

        wait(lambda: is_card(screen.image()) and fills(screen.image()))
        moved_to(100, 100)
        moved_to(200, 120)
        assert not is_seen(200, 120), "it fills the screen"
        press("f", screen)
        wait(lambda: not fills(screen.image()))
        moved_to(300, 130)
        moved_to(310, 140)
        assert is_seen(310, 140)
        wait(lambda: not is_seen(310, 140), most_s=POINTER_STAYS_S + 1.0)
        assert running.runs


def test_pain_by_key_and_strong_pain_ends_it(tmp_path: Path) -> None:
    with session(tmp_path, "--reps", "2") as (_, running, screen):
        wait(lambda: len(np.unique(screen.grey())) > 50)

        def is_red() -> bool:
            with suppress(subprocess.CalledProcessError):  # there is no window yet
                press("7", screen)  # as soon as pain is asked, it counts
            time.sleep(1.0)
            colours = screen.image().reshape(-1, 3).astype(int)
            return bool((colours[:, 2] - colours[:, 1] > 60).mean() > 0.2)

        wait(is_red)
        press("q", screen)
        wait(lambda: not running.runs)
    report = written(tmp_path, "session.json")
    assert report["sets"] == []
    assert report["pains"][0]["number"] == 7
    assert report["advice"]
