"""The camera for tests: plays at its own pace, fails when told to, and leaves nothing behind."""

from __future__ import annotations

import math
import subprocess
import sys
import threading
import time
from itertools import pairwise
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from support.paths import BRIDGE_SAMPLE as SAMPLE
from support.paths import ROOT

from benchmark import stamps
from benchmark.camera_server import CameraServer
from benchmark.filmstrip import Film, compressed, stamped
from formcheck.capture.camera import Camera
from formcheck.capture.video_file import VideoFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray


@pytest.fixture(autouse=True)
def no_thread_is_left_behind() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) <= before


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve pictures at 30 a second, each brighter than the one before."""
    path = tmp_path_factory.mktemp("film") / "short.mp4"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 30.0, (160, 112))
    for number in range(12):
        writer.write(np.full((112, 160, 3), 20 * number, np.uint8))
    writer.release()
    return path


def number_of(image: NDArray[np.uint8]) -> int:
    """Which picture of the short film this is."""
    return round(float(image[40:70].mean()) / 20)


def decoded(jpeg: bytes) -> NDArray[np.uint8]:
    return cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)  # type: ignore[return-value]


# --- Pictures ----------------------------------------------------------------------------------


@pytest.mark.parametrize("size_px", [(640, 480), (640, 360), (1280, 720), (100, 50)])
def test_stamp_goes_into_the_first_and_last_row_and_nowhere_else(
    size_px: tuple[int, int],
) -> None:
    width_px, height_px = size_px
    noise = np.random.default_rng(3).integers(0, 255, (height_px, width_px, 3), np.uint8)
    jpeg = compressed(np.asarray(cv2.GaussianBlur(noise, (0, 0), 3), np.uint8))
    plain, marked = decoded(jpeg), decoded(stamped(jpeg, 777_777))
    last_px = (height_px - 1) // 16 * 16
    # Colours are smoothed over two lines beyond a row.
    assert (marked[18 : last_px - 2] == plain[18 : last_px - 2]).all()
    if width_px >= 400:
        grey = np.asarray(cv2.cvtColor(marked, cv2.COLOR_BGR2GRAY), np.uint8)
        for top, end in [(0, 16), (last_px, height_px)]:
            place = stamps.find(grey[top:end])
            assert place is not None
            assert stamps.read(grey[top + place.y], place) == 777_777


def test_film_has_all_its_pictures_in_order(short: Path) -> None:
    film = Film(short, size_px=(80, 56))
    try:
        assert film.rate == 30
        pictures = [decoded(film.picture(number)) for number in range(12)]
        assert [picture.shape for picture in pictures] == [(56, 80, 3)] * 12
        levels = [float(picture.mean()) for picture in pictures]
        assert levels == sorted(levels)
        assert film.count == 12
        assert (decoded(film.picture(50)) == pictures[-1]).all(), "after the last it stays"
    finally:
        film.close()


def test_film_can_be_closed_before_it_is_ready() -> None:
    film = Film(SAMPLE)
    film.picture(0)
    film.close()
    assert film.picture(10_000)


# --- Playing -----------------------------------------------------------------------------------


def test_it_plays_at_the_pace_of_the_film_and_holds_the_last_picture(short: Path) -> None:
    with CameraServer(short) as server, Camera(server.url) as camera:
        start_s = time.monotonic()
        seen: list[tuple[int, int]] = []
        while time.monotonic() - start_s < 0.8:
            frame = camera.newer_than(seen[-1][0] if seen else -1, wait_s=0.5)
            assert frame is not None
            seen.append((frame.index, number_of(frame.image)))
        numbers = [number for _, number in seen]
        assert numbers == sorted(numbers)
        assert numbers[-1] == 11
        assert len(set(numbers)) > 8
        assert 20 < server.sent / 0.8 < 36


def test_it_plays_again_and_again(short: Path) -> None:
    with CameraServer(short, loop=True) as server, Camera(server.url) as camera:
        numbers = []
        for frame in camera:
            numbers.append(number_of(frame.image))
            if len(numbers) > 30:
                break
    assert sum(later < earlier for earlier, later in pairwise(numbers)) > 1


def test_it_ends_the_connection_and_answers_no_more(short: Path) -> None:
    with (
        CameraServer(short, at_end="end") as server,
        Camera(server.url, patience_s=0.7) as camera,
    ):
        assert number_of(list(camera)[-1].image) >= 10
        assert server.asked > 1
        assert server.refuses


def test_it_may_play_slower_than_the_film(short: Path) -> None:
    with CameraServer(short, rate=10.0) as server:
        server.play()
        time.sleep(0.35)
        assert number_of(decoded(server.picture())) in {3, 4}


@pytest.mark.parametrize("hold_first_s", [0.3, math.inf])
def test_it_holds_the_first_picture(short: Path, hold_first_s: float) -> None:
    with CameraServer(short, hold_first_s=hold_first_s) as server:
        time.sleep(0.1)
        assert server.position_s == 0, "nobody has looked yet"
        with Camera(server.url) as camera:
            time.sleep(0.2)
            assert camera.grabbed > 2, "a held picture is sent as any other"
            assert server.position_s == 0
            if hold_first_s == math.inf:
                time.sleep(0.3)
                assert server.position_s == 0
                server.play()
            else:
                time.sleep(0.3)
            time.sleep(0.1)
            assert 0.05 < server.position_s < 1.0
            frame = camera.newer_than(camera.grabbed - 1, wait_s=1.0)
            assert frame is not None
            assert number_of(frame.image) >= 1


def test_it_can_be_paused(short: Path) -> None:
    with CameraServer(short) as server:
        server.play()
        time.sleep(0.1)
        server.pause()
        held_s = server.position_s
        server.looked_at()
        time.sleep(0.05)
        assert server.position_s == held_s >= 0.1
        server.play()
        time.sleep(0.05)
        assert server.position_s > held_s


# --- Failing -----------------------------------------------------------------------------------


def test_it_can_be_unplugged_for_a_time(short: Path) -> None:
    with CameraServer(short, loop=True) as server, Camera(server.url) as camera:
        server.unplug(0.3)
        deadline_s = time.monotonic() + 3
        while time.monotonic() < deadline_s and (camera.is_lost or not camera.losses):
            time.sleep(0.02)
        (loss,) = camera.losses
        assert 0.3 <= loss.end_s - loss.start_s < 2.0
        assert server.asked >= 2


def test_it_can_fall_silent_for_a_time(short: Path) -> None:
    with CameraServer(short, loop=True) as server, Camera(server.url) as camera:
        server.stall(0.4)
        time.sleep(0.05)
        index = camera.grabbed - 1
        assert camera.newer_than(index, wait_s=0.2) is None
        assert camera.newer_than(index, wait_s=1.0) is not None
        assert camera.losses == []
        before = camera.grabbed
        time.sleep(0.2)
        assert camera.grabbed - before < 9, "what was missed is not made up for"


def test_one_port_is_one_camera(short: Path) -> None:
    with CameraServer(short) as server, pytest.raises(OSError, match="in use"):
        CameraServer(short, port=server.server_address[1])


# --- Stamps and the command line ---------------------------------------------------------------


def test_each_picture_is_stamped_with_its_time() -> None:
    with (
        CameraServer(SAMPLE, stamped=True, hold_first_s=60.0) as server,
        Camera(server.url) as camera,
    ):
        ages_ms: list[int] = []
        index = -1
        while len(ages_ms) < 10:
            frame = camera.newer_than(index, wait_s=1.0)
            assert frame is not None
            index = frame.index
            grey = np.asarray(cv2.cvtColor(frame.image, cv2.COLOR_BGR2GRAY), np.uint8)
            place = stamps.find(grey[:16])
            assert place is not None
            stamp_ms = stamps.read(grey[place.y], place)
            assert stamp_ms is not None
            ages_ms.append(stamps.age_ms(stamp_ms, stamps.now_ms()))
    assert min(ages_ms) >= 0
    assert sorted(ages_ms)[5] < 100


def test_it_can_be_started_by_hand(short: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "benchmark.camera_server",
        str(short),
        "--port",
        "0",
        "--loop",
    ]
    started = subprocess.Popen(  # noqa: S603  # our own interpreter and our own code
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        env={"PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert started.stdout is not None
    told = started.stdout.readline()
    try:
        with Camera(told.split()[1]) as camera:
            assert camera.size_px == VideoFile(short).size_px
    finally:
        started.send_signal(2)
        _, complaints = started.communicate(timeout=10)
    assert started.returncode == 0
    assert complaints == ""
