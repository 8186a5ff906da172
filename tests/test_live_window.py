"""``formcheck live`` for real: a window on Xvfb, keys by xdotool, a camera that comes loose."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from support.paths import BRIDGE_SAMPLE as SAMPLE

from benchmark.camera_server import CameraServer
from benchmark.screen import Running, Screen, filled
from benchmark.through_camera import press

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs Xvfb and xdotool"
    ),
]


@pytest.fixture
def screen() -> Iterator[Screen]:
    with Screen() as made:
        yield made


def wait(until: Callable[[], bool], *, most_s: float = 40.0) -> None:
    end_s = time.monotonic() + most_s
    while not until():
        assert time.monotonic() < end_s, "not reached in time"
        time.sleep(0.05)


def command(server: CameraServer, folder: Path, *more: str) -> list[str]:
    words = (
        *("python", "-m", "formcheck", "live", "single_leg_bridge", "--side", "right"),
        *("--sets", "1", "--countdown", "1", "--model", "full", "--camera", server.url),
        *("--folder", str(folder), *more),
    )
    return filled(words)


def written(folder: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / name).read_text(encoding="utf-8"))
    return found


def test_a_loose_cable_keys_and_what_is_left(screen: Screen, tmp_path: Path) -> None:
    with (
        CameraServer(SAMPLE, hold_first_s=float("inf")) as server,
        Running(command(server, tmp_path, "--no-pain", "--reps", "0"), screen) as running,
    ):
        wait(lambda: any(tmp_path.glob(".set-1*")))
        assert len(np.unique(screen.grey())) > 50, "there is a picture on the screen"
        time.sleep(1.5)
        server.play()
        time.sleep(11.0)  # the first repetition is over
        server.unplug(3.0)
        time.sleep(6.0)
        press("space", screen)
        time.sleep(1.0)
        press("space", screen)
        time.sleep(9.0)
        press("q", screen)
        time.sleep(1.0)
        press("q", screen)
        wait(lambda: not running.runs)
        assert running.end() == 0, running.said()
        assert running.left_behind() == []
        assert "Traceback" not in running.said()
    session = written(tmp_path, "session.json")
    [done] = session["sets"]
    assert done["ended_by"] == "asked"
    assert done["counts"]["total"] >= 2
    assert len(session["camera"]["losses"]) == 1
    notes = written(tmp_path, "set-1-right.json")["source"]["notes"]
    assert any("sent no pictures" in note for note in notes)


def test_a_camera_that_does_not_come_back_leaves_a_whole_set(
    screen: Screen, tmp_path: Path
) -> None:
    with (
        CameraServer(SAMPLE, hold_first_s=float("inf")) as server,
        Running(command(server, tmp_path, "--no-pain", "--reps", "0"), screen) as running,
    ):
        wait(lambda: any(tmp_path.glob(".set-1*")))
        time.sleep(1.5)
        server.play()
        time.sleep(11.0)
        server.unplug()
        wait(lambda: not running.runs, most_s=45.0)
        assert running.left_behind() == []
    [done] = written(tmp_path, "session.json")["sets"]
    assert (done["ended_by"], done["counts"]["total"]) == ("camera", 1)


def test_pain_by_key_and_strong_pain_ends_it(screen: Screen, tmp_path: Path) -> None:
    with (
        CameraServer(SAMPLE, hold_first_s=float("inf")) as server,
        Running(command(server, tmp_path, "--reps", "2"), screen) as running,
    ):
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
    session = written(tmp_path, "session.json")
    assert session["sets"] == []
    assert session["pains"][0]["number"] == 7
    assert session["advice"]
