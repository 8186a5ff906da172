"""A camera: scripted ones that stutter and come loose, and a real server that plays a sample."""

from __future__ import annotations

import math
import socketserver
import threading
import time
from http.server import BaseHTTPRequestHandler
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pytest

from formcheck.capture import camera as module
from formcheck.capture.camera import Camera, rate_of
from formcheck.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLE = Path(__file__).parents[2] / "sample_videos" / "single_leg_bridge.mp4"
FPS = 100.0


class Scripted:
    """A device that plays numbers as pictures; None among them is one that does not come."""

    def __init__(self, plays: list[int | None], *, answers: bool = True) -> None:
        self.plays, self.answers, self.released = plays, answers, False

    def isOpened(self) -> bool:  # noqa: N802
        return self.answers

    def read(self) -> tuple[bool, Any]:
        time.sleep(1 / FPS)
        number = self.plays.pop(0) if self.plays else None
        if number is None:
            return False, None
        return True, np.full((4, 6, 3), number % 256, np.uint8)

    def release(self) -> None:
        self.released = True


class Opener:
    """Hands out devices in turn; after the last one nobody answers."""

    def __init__(self, *devices: Scripted) -> None:
        self.devices, self.asked = list(devices), 0

    def __call__(self, _source: int | str) -> Scripted:
        self.asked += 1
        return self.devices.pop(0) if self.devices else Scripted([], answers=False)


@pytest.fixture(autouse=True)
def no_thread_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(module, "AGAIN_S", 0.02)
    yield
    assert "camera" not in {thread.name for thread in threading.enumerate()}


def test_every_picture_comes_in_order_to_who_is_quick_enough() -> None:
    with Camera(0, open_device=Opener(Scripted(list(range(20)))), patience_s=0.0) as camera:
        frames = list(camera)
    assert [int(frame.image[0, 0, 0]) for frame in frames] == [frame.index for frame in frames]
    assert [frame.index for frame in frames] == sorted({frame.index for frame in frames})
    assert frames[-1].index == camera.grabbed - 1 == 19
    assert camera.size_px == (6, 4)
    times = [frame.time_s for frame in frames]
    assert times[0] >= 0
    assert all(later > earlier for earlier, later in pairwise(times))


def test_who_is_slow_gets_the_newest_and_never_an_old_one() -> None:
    with Camera(0, open_device=Opener(Scripted(list(range(60)))), patience_s=0.0) as camera:
        taken = []
        for frame in camera:
            time.sleep(0.1)
            taken.append((frame.index, camera.grabbed))
    assert len(taken) < 12
    gaps = [later - earlier for (earlier, _), (later, _) in pairwise(taken)]
    assert max(gaps[:-1]) > 3, "pictures were dropped, not queued"


def test_a_cable_that_comes_loose_is_waited_for() -> None:
    first, dead, second = Scripted([1, 2, 3]), Scripted([], answers=False), Scripted([7, 8])
    opener = Opener(first, dead, second)
    with Camera(0, open_device=opener, patience_s=0.5) as camera:
        seen = [int(frame.image[0, 0, 0]) for frame in camera]
    assert seen[-1] == 8
    assert first.released
    assert dead.released
    assert second.released
    gone, for_ever = camera.losses
    assert 0 < gone.start_s < gone.end_s
    assert math.isnan(for_ever.end_s)
    assert camera.is_lost


def test_time_goes_on_while_a_camera_is_away() -> None:
    opener = Opener(Scripted([1, 2]), *[Scripted([], answers=False)] * 5, Scripted([3]))
    with Camera(0, open_device=opener, patience_s=0.6) as camera:
        frames = list(camera)
    assert frames[-1].time_s - frames[-2].time_s > 0.1
    assert [frame.index for frame in frames] == [0, 1, 2]


def test_a_camera_that_does_not_come_back_ends_the_pictures() -> None:
    start_s = time.monotonic()
    with Camera(0, open_device=Opener(Scripted([1, 2])), patience_s=0.2) as camera:
        assert len(list(camera)) == 2
    assert 0.2 < time.monotonic() - start_s < 2.0


def test_who_leaves_early_leaves_nothing_behind() -> None:
    device = Scripted(list(range(1000)))
    with Camera(0, open_device=Opener(device)) as camera:
        assert len(list(islice(camera, 3))) == 3
    assert device.released
    assert list(islice(camera, 2)) in ([], [camera._newest])  # what was newest, and no more


@pytest.mark.parametrize("device", [Scripted([], answers=False), Scripted([None])])
@pytest.mark.parametrize(("source", "called"), [(2, "Camera 2"), ("rtsp://x/y", "rtsp://x/y")])
def test_a_camera_that_sends_nothing_is_refused_in_one_sentence(
    device: Scripted, source: int | str, called: str
) -> None:
    with pytest.raises(SourceError, match=rf"^{called} sends no picture: check") as told:
        Camera(source, open_device=Opener(Scripted(list(device.plays), answers=device.answers)))
    assert told.value.exit_code == 3


def test_the_rate_is_that_of_the_pictures_that_come() -> None:
    with Camera(0, open_device=Opener(Scripted(list(range(500))))) as camera:
        assert 40 < rate_of(camera, for_s=0.4) <= FPS


# --- A real one, over a socket -----------------------------------------------------------------


class Phone(socketserver.ThreadingTCPServer):
    """Serves a sample video as MJPEG over HTTP, at its own pace, like a phone does."""

    allow_reuse_address = daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        video = cv2.VideoCapture(str(SAMPLE))
        self.pictures = [cv2.imencode(".jpg", video.read()[1])[1].tobytes() for _ in range(40)]
        self.on = True
        super().__init__(("127.0.0.1", 0), Stream)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/video"


class Stream(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        phone: Any = self.server
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()
        number = 0
        try:
            while phone.on:
                picture = phone.pictures[number % len(phone.pictures)]
                head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}"
                self.wfile.write(head.encode() + b"\r\n\r\n" + picture + b"\r\n")
                number += 1
                time.sleep(1 / 30)
        except OSError:
            pass  # who looked has gone

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def phone() -> Iterator[Phone]:
    server = Phone()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server
    server.on = False
    server.shutdown()
    thread.join()
    server.server_close()
    deadline_s = time.monotonic() + 2
    while threading.active_count() > 1 and time.monotonic() < deadline_s:
        time.sleep(0.02)  # its last answer is being written


def test_a_phone_is_a_camera_and_may_go_away_for_a_while(phone: Phone) -> None:
    with Camera(phone.url, patience_s=5.0) as camera:
        assert camera.size_px == (640, 480)
        assert len(list(islice(camera, 20))) == 20
        phone.on = False
        deadline_s = time.monotonic() + 5
        while not camera.is_lost and time.monotonic() < deadline_s:
            time.sleep(0.02)
        assert camera.is_lost
        phone.on = True
        again = list(islice(camera, 10))
        assert len(again) == 10
        assert not camera.is_lost
        assert len(camera.losses) == 1
    picture = cv2.imdecode(np.frombuffer(phone.pictures[0], np.uint8), cv2.IMREAD_COLOR)
    assert again[0].image.shape == picture.shape
