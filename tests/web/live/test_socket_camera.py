"""The camera of the browser: its clock, its losses, and the newest picture."""

from __future__ import annotations

import math
import threading

import pytest
from support.web_server import jpeg

from formcheck.web.live.pictures import SentPicture, read_picture, sent
from formcheck.web.live.socket_camera import COMES_BACK_S, SILENT_S, SocketCamera


class Clock:
    def __init__(self) -> None:
        self.now_s = 50.0

    def __call__(self) -> float:
        return self.now_s


def picture(at_ms: float, number: int = 0, size_px: tuple[int, int] = (320, 240)) -> SentPicture:
    return read_picture(sent(at_ms, number, jpeg(size_px)))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def camera(clock: Clock) -> SocketCamera:
    made = SocketCamera(clock=clock)
    made.watch()
    return made


def taken_at(camera: SocketCamera, index: int = -1) -> float:
    frame = camera.newer_than(index, wait_s=0.0)
    assert frame is not None
    return frame.time_s


def test_times_are_those_of_the_page(camera: SocketCamera, clock: Clock) -> None:
    """How long a picture travelled changes nothing."""
    camera.put(picture(7000.0))
    assert taken_at(camera) == 0.0
    clock.now_s += 5.0
    camera.put(picture(7033.0))
    assert taken_at(camera) == pytest.approx(0.033)
    clock.now_s += 0.5
    assert camera.now_s() == pytest.approx(0.533)


def test_times_only_go_forward(camera: SocketCamera) -> None:
    camera.put(picture(7000.0))
    camera.put(picture(6000.0))
    assert taken_at(camera) > 0


def test_newest_picture_wins(camera: SocketCamera) -> None:
    for number in range(5):
        camera.put(picture(33.0 * number, number))
    frame = camera.newer_than(-1, wait_s=0.0)
    assert frame is not None
    assert frame.index == 4
    assert camera.taken is not None
    assert camera.taken.number == 4
    assert camera.grabbed == 5
    assert camera.newer_than(4, wait_s=0.0) is None


def test_damaged_picture_is_left_out(camera: SocketCamera) -> None:
    whole = jpeg()
    camera.put(SentPicture(0.0, 0, (320, 240), whole[:300]))
    damaged = camera.newer_than(-1, wait_s=0.0)
    assert damaged is None or damaged.image.shape == (240, 320, 3)
    camera.put(SentPicture(33.0, 1, (100, 100), whole))
    assert camera.newer_than(0, wait_s=0.0) is None


def test_silence_while_the_session_is_opened_is_no_loss(clock: Clock) -> None:
    """A page waits for the answer to its first pictures until the pose model is there."""
    camera = SocketCamera(clock=clock)
    camera.put(picture(0.0))
    clock.now_s += 10.0
    assert not camera.is_lost
    camera.watch()
    clock.now_s += SILENT_S - 0.1
    assert not camera.is_lost
    clock.now_s += 0.2
    assert camera.is_lost


def test_silence_is_a_loss_that_ends(camera: SocketCamera, clock: Clock) -> None:
    camera.put(picture(0.0))
    assert not camera.is_lost
    clock.now_s += SILENT_S + 0.1
    assert camera.is_lost
    assert math.isnan(camera.losses[-1].end_s)
    camera.put(picture(1000 * (SILENT_S + 0.1)))
    assert not camera.is_lost
    assert camera.losses[-1].end_s == pytest.approx(SILENT_S + 0.1)


def test_cut_is_a_loss_at_once_and_another_page_goes_on(
    camera: SocketCamera, clock: Clock
) -> None:
    camera.put(picture(90_000.0, 70))
    assert taken_at(camera) == 0.0
    camera.cut()
    assert camera.is_lost
    assert camera.taken is None
    clock.now_s += 3.0
    camera.put(picture(5.0, 0))  # a page that was loaded again begins at zero
    assert not camera.is_lost
    assert taken_at(camera, 0) == pytest.approx(3.0)
    assert camera.taken is not None
    assert camera.taken.number == 0


def test_page_that_stays_away_ends_the_pictures(camera: SocketCamera, clock: Clock) -> None:
    camera.put(picture(0.0))
    clock.now_s += COMES_BACK_S - 1
    assert not camera.ended
    clock.now_s += 2
    assert camera.ended


def test_turned_phone_is_fitted_into_the_first_size(camera: SocketCamera) -> None:
    camera.put(picture(0.0))
    camera.put(picture(33.0, size_px=(240, 320)))
    frame = camera.newer_than(-1, wait_s=0.0)
    assert frame is not None
    assert frame.image.shape == (240, 320, 3)
    assert camera.size_px == (320, 240)
    assert camera.taken_size_px == (240, 320)


def test_waiting_ends_with_the_first_picture(camera: SocketCamera) -> None:
    assert not camera.wait_for_first(0.0)
    timer = threading.Timer(0.05, camera.put, [picture(0.0)])
    timer.start()
    assert camera.wait_for_first(10.0)
    timer.join()


def test_closing_ends_a_wait(camera: SocketCamera) -> None:
    timer = threading.Timer(0.05, camera.close)
    timer.start()
    assert not camera.wait_for_first(10.0)
    assert camera.ended
    timer.join()
