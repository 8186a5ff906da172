"""A camera: scripted ones that stutter and come loose, and a real server that plays a sample."""

from __future__ import annotations

import math
import re
import subprocess
import sys
import threading
import time
from itertools import islice, pairwise
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from support.paths import BRIDGE_SAMPLE as SAMPLE

from benchmark.camera_server import CameraServer
from formcheck.capture import camera as module
from formcheck.capture import devices
from formcheck.capture.camera import Camera, brightness, fitted, rate_of
from formcheck.capture.devices import Shot
from formcheck.errors import SourceError
from formcheck.pose.pose import Pose, absent

if TYPE_CHECKING:
    from collections.abc import Iterator

FPS = 100.0


class Scripted:
    """A device that plays numbers as pictures; None among them is one that does not come."""

    def __init__(self, plays: list[int | None], size_px: tuple[int, int] = (6, 4)) -> None:
        self.plays, self.size_px, self.closed = plays, size_px, 0

    def read(self) -> Shot | None:
        time.sleep(1 / FPS)
        number = self.plays.pop(0) if self.plays else None
        if number is None:
            return None
        width_px, height_px = self.size_px
        return Shot(time.monotonic(), np.full((height_px, width_px, 3), number % 256, np.uint8))

    def close(self) -> None:
        self.closed += 1


class Opener:
    """Hands out devices in turn; after the last one, and for None, nobody answers."""

    def __init__(self, *given: Scripted | None) -> None:
        self.given, self.asked = list(given), 0

    def __call__(self, _source: int | str) -> Scripted | None:
        self.asked += 1
        return self.given.pop(0) if self.given else None


def playing(*given: Scripted | None, patience_s: float = 0.0) -> Camera:
    """A camera that hands these devices out in turn."""
    return Camera(0, patience_s=patience_s, open_with=Opener(*given))


@pytest.fixture(autouse=True)
def no_thread_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(module, "AGAIN_S", 0.02)
    yield
    assert "camera" not in {thread.name for thread in threading.enumerate()}


def until_lost(camera: Camera, *, for_s: float = 5.0) -> None:
    """Wait until a camera is lost."""
    deadline_s = time.monotonic() + for_s
    while not camera.is_lost and time.monotonic() < deadline_s:
        time.sleep(0.01)
    assert camera.is_lost


def assert_increasing(times_s: list[float]) -> None:
    assert all(later > earlier for earlier, later in pairwise(times_s))


def test_fast_reader_gets_every_picture_in_order() -> None:
    with playing(Scripted(list(range(20)))) as camera:
        frames = list(camera)
    assert [int(frame.image[0, 0, 0]) for frame in frames] == [frame.index for frame in frames]
    assert frames[-1].index == camera.grabbed - 1 == 19
    assert camera.size_px == (6, 4)
    assert frames[0].time_s == 0 or frames[0].index > 0
    assert_increasing([frame.time_s for frame in frames])
    assert_increasing([frame.index for frame in frames])


def test_slow_reader_gets_the_newest_picture() -> None:
    with playing(Scripted(list(range(60)))) as camera:
        taken = []
        for frame in camera:
            time.sleep(0.1)
            taken.append((frame.index, camera.grabbed))
    assert len(taken) < 12
    gaps = [later - earlier for (earlier, _), (later, _) in pairwise(taken)]
    assert max(gaps[:-1]) > 3, "pictures were dropped, not queued"


# --- One at a time, for a loop that must not stand still ---------------------------------------


def test_newer_than_returns_none_after_its_wait() -> None:
    with playing(Scripted([1]), None, patience_s=5.0) as camera:
        for wait_s in (0.1, 0.0):
            start_s = time.monotonic()
            assert camera.newer_than(0, wait_s=wait_s) is None
            assert 0.9 * wait_s <= time.monotonic() - start_s < wait_s + 0.4
        assert not camera.ended
        assert camera.is_lost


def test_newest_picture_can_be_taken_again() -> None:
    with playing(Scripted([1, 2, 3])) as camera:
        while not camera.ended:
            time.sleep(0.01)
        last = camera.newer_than(-1, wait_s=0.0)
        assert last is not None
        assert last.index == 2
        assert camera.newer_than(1, wait_s=0.0) is last
        start_s = time.monotonic()
        assert camera.newer_than(2, wait_s=5.0) is None
        assert time.monotonic() - start_s < 0.1, "what has ended is not waited for"


def test_close_wakes_a_waiting_reader() -> None:
    camera = playing(Scripted([1]), None, patience_s=30.0)
    taken: list[object] = []
    waiter = threading.Thread(target=lambda: taken.append(camera.newer_than(0, wait_s=30.0)))
    waiter.start()
    time.sleep(0.05)
    camera.close()
    waiter.join(1.0)
    assert taken == [None]
    assert camera.ended


def test_pictures_and_the_loop_have_one_clock() -> None:
    with playing(Scripted(list(range(100)))) as camera:
        assert 0 <= camera.now_s() < 0.5
        for _ in range(3):
            frame = camera.newer_than(camera.grabbed - 1, wait_s=1.0)
            assert frame is not None
            assert 0 <= camera.now_s() - frame.time_s < 0.1


def test_pictures_of_one_tick_of_the_clock_are_in_order() -> None:
    class Burst(Scripted):
        def read(self) -> Shot | None:
            shot = super().read()
            return shot and Shot(1000.0, shot.image)

    with playing(Burst(list(range(8)))) as camera:
        times_s = [frame.time_s for frame in camera]
    assert_increasing(times_s)
    assert times_s[-1] < 1e-4


# --- Away, and back ----------------------------------------------------------------------------


def test_lost_camera_is_reopened() -> None:
    first, mute, second = Scripted([1, 2, 3]), Scripted([]), Scripted([7, 8])
    with playing(first, None, mute, *[None] * 5, second, patience_s=0.5) as camera:
        frames = list(camera)
    assert [int(frame.image[0, 0, 0]) for frame in frames] == [1, 2, 3, 7, 8]
    assert [frame.index for frame in frames] == [0, 1, 2, 3, 4]
    assert first.closed == mute.closed == second.closed == 1
    gone, for_ever = camera.losses
    assert gone == module.Loss(frames[2].time_s, frames[3].time_s)
    assert gone.end_s - gone.start_s > 0.1, "time goes on while a camera is away"
    assert for_ever.start_s == frames[-1].time_s
    assert math.isnan(for_ever.end_s)
    assert camera.is_lost
    assert camera.ended


def test_camera_that_does_not_come_back_ends_the_pictures() -> None:
    with playing(Scripted([1, 2]), patience_s=0.2) as camera:
        assert len(list(camera)) == 2
        assert 0.2 < camera.now_s() < 2.0


def test_phone_that_was_turned_comes_in_the_size_it_had() -> None:
    with playing(Scripted([1, 2]), Scripted([200], size_px=(4, 6)), patience_s=0.3) as camera:
        last = list(camera)[-1]
    assert last.image.shape == (4, 6, 3)
    assert last.image.max() == 200
    assert (last.image[:, [0, -1]] == 0).all()


def test_picture_keeps_its_proportions_and_its_place_in_the_middle() -> None:
    square = np.full((100, 100, 3), 255, np.uint8)
    wide = fitted(square, (64, 32))
    assert wide.shape == (32, 64, 3)
    assert wide.dtype == np.uint8
    assert wide.flags.c_contiguous
    assert (wide[:, 16:48] == 255).all()
    assert wide[:, :16].max() == wide[:, 48:].max() == 0
    assert fitted(square, (100, 100)) is square


# --- Ends --------------------------------------------------------------------------------------


def test_early_exit_closes_device_and_thread() -> None:
    device = Scripted(list(range(1000)))
    with playing(device) as camera:
        assert len(list(islice(camera, 3))) == 3
    assert device.closed == 1
    assert camera.ended
    assert list(islice(camera, 2)) in ([], [camera._newest])  # what was newest, and no more
    camera.close()
    assert device.closed == 1


def test_camera_that_is_away_is_closed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AGAIN_S", 30.0)
    camera = playing(Scripted([1]), patience_s=60.0)
    until_lost(camera)
    start_s = time.monotonic()
    camera.close()
    assert time.monotonic() - start_s < 0.2


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_broken_device_ends_the_pictures_and_is_closed() -> None:
    class Broken(Scripted):
        def read(self) -> Shot | None:
            if not self.plays:
                raise SystemExit
            return super().read()

    device = Broken([1, 2])
    with playing(device) as camera:
        assert len(list(camera)) == 2
    assert device.closed == 1


def test_program_without_close_still_ends() -> None:
    with CameraServer(SAMPLE) as phone:
        code = f"from formcheck.capture.camera import Camera; Camera({phone.url!r}); print('end')"
        ended = subprocess.run(  # noqa: S603  # our own interpreter and our own code
            [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=30
        )
    assert (ended.stdout, ended.stderr) == ("end\n", "")


@pytest.mark.parametrize("device", [None, Scripted([]), Scripted([None])])
@pytest.mark.parametrize(
    ("source", "message"),
    [
        (2, "Camera 2 sends no picture: check that it is connected and that no other"),
        ("rtsp://me:secret@x/y?z", "rtsp://x/y sends no picture: check the address, that"),
    ],
)
def test_camera_that_sends_nothing_is_refused_in_one_sentence(
    device: Scripted | None, source: int | str, message: str
) -> None:
    with pytest.raises(SourceError, match=re.escape(message)):
        Camera(source, open_with=Opener(device))


def test_name_for_reports_has_no_password() -> None:
    address = "http://me:secret@x:80/y?z"
    with Camera(address, patience_s=0.0, open_with=Opener(Scripted([1]))) as camera:
        assert camera.name == "http://x:80/y"


def test_rate_is_that_of_the_pictures_that_come() -> None:
    with playing(Scripted(list(range(500)))) as camera:
        assert 40 < rate_of(camera, for_s=0.4) <= FPS


def test_rate_of_a_camera_that_is_away_is_unknown() -> None:
    with playing(Scripted([1]), patience_s=5.0) as camera:
        until_lost(camera)
        assert math.isnan(rate_of(camera, for_s=0.1))


@pytest.mark.parametrize(
    ("bgr", "expected"),
    [
        *[((grey, grey, grey), grey / 255) for grey in (0, 40, 128, 255)],
        ((255, 0, 0), 0.114),
        ((0, 255, 0), 0.587),
        ((0, 0, 255), 0.299),
    ],
)
@pytest.mark.parametrize("size_px", [(1, 1), (7, 5), (640, 480), (1920, 1080)])
def test_brightness_is_the_luminance_at_every_size(
    bgr: tuple[int, int, int], expected: float, size_px: tuple[int, int]
) -> None:
    image = np.full((size_px[1], size_px[0], 3), bgr, np.uint8)
    assert brightness(image) == pytest.approx(expected, abs=1e-3)


def test_brightness_is_that_of_most_pixels() -> None:
    image = np.random.default_rng(2).normal(90, 30, (480, 640, 3)).clip(0, 255).astype(np.uint8)
    every = np.median(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)) / 255
    assert brightness(image) == pytest.approx(every, abs=0.01)
    dark_with_a_lamp = np.full((480, 640, 3), 10, np.uint8)
    dark_with_a_lamp[:200, :300] = 255
    assert brightness(dark_with_a_lamp) == pytest.approx(10 / 255, abs=1e-3)


# --- A real one, over a socket -----------------------------------------------------------------


def test_phone_is_a_camera_and_may_go_away_for_a_while() -> None:
    with CameraServer(SAMPLE) as phone, Camera(phone.url, patience_s=5.0) as camera:
        assert camera.size_px == (640, 480)
        assert len(list(islice(camera, 20))) == 20
        phone.unplug()
        until_lost(camera)
        phone.plug_in()
        again = list(islice(camera, 10))
        assert len(again) == 10
        assert not camera.is_lost
        assert len(camera.losses) == 1
    assert again[0].image.shape == (480, 640, 3)


def test_phone_that_falls_silent_is_lost_and_taken_up_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(devices, "SILENT_S", 0.4)
    with CameraServer(SAMPLE) as phone, Camera(phone.url, patience_s=5.0) as camera:
        phone.stall()
        until_lost(camera, for_s=2.0)
        assert camera.losses[0].start_s <= camera.now_s() - 0.35
        phone.plug_in()
        frame = camera.newer_than(camera.grabbed - 1, wait_s=3.0)
        assert frame is not None
        assert not camera.is_lost


@pytest.mark.slow
def test_silent_phone_is_closed_within_its_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "SILENT_S", 0.6)
    with CameraServer(SAMPLE) as phone:
        for lost in (False, True):
            phone.plug_in()
            camera = Camera(phone.url, patience_s=20.0)
            phone.stall()
            if lost:
                until_lost(camera)
                time.sleep(0.1)  # now it is being connected to again
            start_s = time.monotonic()
            camera.close()
            assert time.monotonic() - start_s < 0.9


def test_light_is_measured_on_and_around_the_person() -> None:
    person = Pose(0, 0.0, (640, 480), *body_in(280, 360, 120, 400))
    gym = np.full((480, 640, 3), 8, np.uint8)
    gym[80:440, 230:410] = 130
    assert brightness(gym) < 0.05
    assert brightness(gym, person) == pytest.approx(130 / 255, abs=0.01)
    night = np.full((480, 640, 3), 200, np.uint8)  # a bright window beside a person in the dark
    night[:, 200:440] = 8
    assert brightness(night, person) < 0.05


@pytest.mark.parametrize("upright", [True, False])
def test_black_bars_say_nothing_about_the_light(*, upright: bool) -> None:
    image = np.zeros((480, 640, 3), np.uint8)
    image[:, 250:390] = 120
    if not upright:
        image = np.ascontiguousarray(image.transpose(1, 0, 2))
    assert brightness(image, absent(0, 0.0, size_px=(640, 480))) == pytest.approx(120 / 255, 0.01)
    assert brightness(np.zeros((480, 640, 3), np.uint8)) == 0


def body_in(left: int, right: int, top: int, bottom: int) -> tuple[np.ndarray, ...]:
    """Return joints spread over a box, with world coordinates and visibility."""
    image = np.linspace((left, top), (right, bottom), 33, dtype=np.float32)
    return image, np.zeros((33, 3), np.float32), np.ones(33, np.float32)


def test_camera_that_sends_strips_is_refused() -> None:
    strip = Scripted([1, 2, 3], size_px=(90, 10))
    with pytest.raises(SourceError, match="sends pictures of 90x10 pixels"):
        playing(strip)
    assert strip.closed == 1
