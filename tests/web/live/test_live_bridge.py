"""Screen and keys as messages: landmarks where the page's picture has them, and newest wins."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from support.live_fakes import FPS
from support.web_server import EXERCISE, jpeg, poses

from formcheck.analysis import checker_for
from formcheck.exercises.loader import load_exercise
from formcheck.exercises.profile import NO_PROFILE
from formcheck.session.protocol import ScreenKind, ScreenState
from formcheck.web.live.live_bridge import MOST_WAITING, Outbox, PageDisplay, PagePainter
from formcheck.web.live.pictures import read_picture, sent
from formcheck.web.live.socket_camera import SocketCamera
from formcheck.web.messages import Problem, ScreenMessage

if TYPE_CHECKING:
    from formcheck.assessment.events import Reading

MOVING = ScreenState(ScreenKind.MOVING, planned_reps=3)


def camera_with(*sizes: tuple[int, int]) -> SocketCamera:
    camera = SocketCamera()
    for number, size_px in enumerate(sizes):
        camera.put(read_picture(sent(33.0 * number, number, jpeg(size_px))))
        camera.newer_than(number - 1, wait_s=0.0)
    return camera


def readings() -> list[Reading]:
    checker = checker_for(load_exercise(EXERCISE), NO_PROFILE, side="left", estimator={})
    script = enumerate(poses(reps=1))
    return [checker.update(replace(pose, index=n, time_s=n / FPS)) for n, pose in script]


@pytest.fixture(scope="module")
def reading() -> Reading:
    return readings()[-1]


def painted(camera: SocketCamera, reading: Reading | None) -> ScreenMessage:
    return PagePainter(load_exercise(EXERCISE), camera).draw(MOVING, reading, None)


def test_landmarks_are_shares_of_the_picture(reading: Reading) -> None:
    message = painted(camera_with((320, 240)), reading)
    assert message.landmarks is not None
    hip = message.landmarks[23]
    expected = reading.pose.image[23] / (320, 240)
    np.testing.assert_allclose(hip[:2], expected, atol=1e-3)
    unknown = np.isnan(reading.pose.image).any(axis=1)
    assert [row == (-1.0, -1.0, 0.0) for row in message.landmarks] == unknown.tolist()


def test_landmarks_of_a_turned_phone_are_shares_of_its_own_picture(reading: Reading) -> None:
    """The pose lies in the first picture's size, into which an upright one was fitted."""
    message = painted(camera_with((320, 240), (240, 320)), reading)
    assert message.landmarks is not None
    scale = 240 / 320  # the upright picture is 180 x 240 within 320 x 240, from column 70 on
    x_px, y_px = reading.pose.image[23]
    expected = (x_px - 70) / (240 * scale), y_px / (320 * scale)
    np.testing.assert_allclose(message.landmarks[23][:2], expected, atol=1e-3)


def test_reading_is_ready_to_be_shown(reading: Reading) -> None:
    shown = painted(camera_with((320, 240)), reading).reading
    assert shown is not None
    assert (shown.good, shown.total) == (1, 1)
    assert shown.phase == "rest"
    assert shown.phase_text == "Ready"
    assert shown.judged


def test_working_leg_is_named(reading: Reading) -> None:
    assert "left_knee" in painted(camera_with((320, 240)), reading).working


def test_screen_without_a_reading_has_the_picture_number() -> None:
    message = painted(camera_with((320, 240)), None)
    assert (message.picture, message.reading, message.landmarks) == (0, None, None)


def test_buttons_become_keys_and_a_held_key_counts_once() -> None:
    display = PageDisplay(Outbox(), clock=lambda: 10.0)
    for name in ("pain", "pain", "10", "mute"):
        display.press(name)
    assert display.pressed() == ["pain", "1", "0", "mute"]
    assert display.pressed() == []


def test_flood_of_buttons_keeps_memory_small() -> None:
    display = PageDisplay(Outbox())
    for _ in range(10_000):
        display.press("7")
    assert len(display.pressed()) < 100


# --- Outbox --------------------------------------------------------------------------------------


def problem(number: int) -> Problem:
    return Problem(sentence=str(number), can_go_on=True)


def test_newest_screen_wins_and_everything_else_is_kept() -> None:
    async def run() -> list[str | bytes]:
        outbox = Outbox()
        outbox.open()
        for number in range(3):
            outbox.put(painted(camera_with(*[(320, 240)] * (number + 1)), None))
            outbox.put(problem(number))
        return await outbox.take()

    messages = asyncio.run(run())
    assert len(messages) == 4
    assert '"picture":2' in str(messages[-1])


def test_page_that_comes_back_gets_the_screen_and_no_old_words() -> None:
    async def run() -> list[str | bytes]:
        outbox = Outbox()
        outbox.open()
        outbox.shut()
        outbox.put(problem(1))
        outbox.put(painted(camera_with((320, 240)), None))
        outbox.open()
        return await outbox.take()

    (message,) = asyncio.run(run())
    assert '"screen"' in str(message)


def test_page_that_takes_nothing_is_cut_off() -> None:
    async def run() -> list[str | bytes]:
        outbox = Outbox()
        outbox.open()
        for number in range(MOST_WAITING + 1):
            outbox.put(problem(number))
        return await outbox.take()

    assert asyncio.run(run()) == []


def test_shutting_ends_a_wait() -> None:
    async def run() -> list[str | bytes]:
        outbox = Outbox()
        outbox.open()
        waiting = asyncio.create_task(outbox.take())
        await asyncio.sleep(0.01)
        outbox.shut()
        return await asyncio.wait_for(waiting, 5)

    assert asyncio.run(run()) == []
