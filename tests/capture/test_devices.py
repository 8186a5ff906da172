"""What sends pictures: names that betray nothing, addresses that hang, cameras of OpenCV."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pytest
from support.paths import BRIDGE_SAMPLE as SAMPLE

from benchmark.camera_server import CameraServer
from formcheck.capture import devices
from formcheck.capture.devices import name_of, open_device
from formcheck.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from formcheck.capture.devices import Device


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (0, "camera 0"),
        ("http://192.168.0.7:8080/video", "http://192.168.0.7:8080/video"),
        ("http://[fe80::1]:8080/video", "http://[fe80::1]:8080/video"),
        ("rtsp://anna:pass@room/live", "rtsp://room/live"),
        ("rtsp://anna:p@ss@room/live", "rtsp://room/live"),
        ("rtsp://anna:pa/ss@room/live", "rtsp://..."),
        ("rtsp://anna:pa?ss@room/live", "rtsp://..."),
        ("http://room/v.mjpg?user=anna&password=pass", "http://room/v.mjpg"),
        ("http://room/v.mjpg#pass", "http://room/v.mjpg"),
        ("rtsp://room:554/user=anna_password=pass_channel=1", "rtsp://room:554"),
        ("film.mp4", "'film.mp4'"),
    ],
)
def test_name_has_no_user_password_or_query(source: int | str, name: str) -> None:
    assert name_of(source) == name


@pytest.mark.parametrize(
    "source", ["film.mp4", "/dev/video0", "file:///etc/hosts", "concat:a|b", "", "ftp://room/x"]
)
def test_file_is_no_camera(source: str) -> None:
    with pytest.raises(SourceError, match=r"is no camera: give the number of one, such as 0, or"):
        open_device(source)


@pytest.fixture
def silent(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Nothing is printed, not by native code either."""
    yield
    assert tuple(capfd.readouterr()) == ("", "")


# --- Addresses ---------------------------------------------------------------------------------


@pytest.fixture
def stranger() -> Iterator[Callable[[bytes], str]]:
    """A server that sends some bytes to who comes, then nothing, and does not hang up."""
    listening = socket.create_server(("127.0.0.1", 0))
    kept: list[socket.socket] = []

    def serve(begin: bytes) -> str:
        def answer() -> None:
            while True:
                try:
                    caller, _ = listening.accept()
                    kept.append(caller)
                    caller.sendall(begin)
                except OSError:
                    return

        threading.Thread(target=answer, daemon=True, name="stranger").start()
        return f"127.0.0.1:{listening.getsockname()[1]}/x"

    yield serve
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    for caller in kept:
        caller.close()


PART = b"HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n--frame"


@pytest.mark.parametrize("scheme", ["http", "rtsp"])
@pytest.mark.parametrize("begin", [b"", PART], ids=["nothing", "half"])
@pytest.mark.usefixtures("silent")
def test_silent_server_is_given_up(
    scheme: str,
    begin: bytes,
    stranger: Callable[[bytes], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(devices, "SILENT_S", 0.4)
    start_s = time.monotonic()
    assert open_device(f"{scheme}://{stranger(begin)}") is None
    assert time.monotonic() - start_s < 0.6


@pytest.mark.parametrize(
    "source",
    ["http://127.0.0.1:1/x", "rtsp://127.0.0.1:1/x", "http://:::/", "http://", -1, 97, 2**31],
)
@pytest.mark.usefixtures("silent")
def test_camera_that_is_not_there_is_refused_at_once(source: int | str) -> None:
    start_s = time.monotonic()
    assert open_device(source) is None
    assert time.monotonic() - start_s < 1.0


@pytest.mark.usefixtures("silent")
def test_web_page_is_no_camera(stranger: Callable[[bytes], str]) -> None:
    page = b"<html>Log in</html>"
    head = b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(page)
    assert open_device(f"http://{stranger(head + page)}") is None


def test_camera_may_send_on_within_its_host(stranger: Callable[[bytes], str]) -> None:
    with CameraServer(SAMPLE, hold_first_s=60.0) as server:
        moved = f"HTTP/1.0 302 Found\r\nLocation: {server.url}\r\n\r\n"
        device = open_device(f"http://{stranger(moved.encode())}")
        assert device is not None
        with closing(device):
            assert device.read() is not None


@pytest.mark.usefixtures("silent")
def test_camera_that_sends_on_to_another_host_is_refused(stranger: Callable[[bytes], str]) -> None:
    moved = b"HTTP/1.0 302 Found\r\nLocation: http://user:secret@localhost:9/x\r\n\r\n"
    with pytest.raises(SourceError, match=r"another address \(http://localhost:9/x\)"):
        open_device(f"http://{stranger(moved)}")


@pytest.mark.usefixtures("silent")
def test_camera_that_sends_in_a_circle_is_given_up(stranger: Callable[[bytes], str]) -> None:
    assert open_device(f"http://{stranger(b'HTTP/1.0 302 Found' + CIRCLE)}") is None


CIRCLE = b"\r\nLocation: /again\r\n\r\n"


@pytest.mark.usefixtures("silent")
def test_playlist_is_no_camera(stranger: Callable[[bytes], str]) -> None:
    playlist = b"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nx\n"
    head = b"HTTP/1.0 200 OK\r\nContent-Type: application/vnd.apple.mpegurl\r\n"
    address = stranger(head + b"Content-Length: %d\r\n\r\n" % len(playlist) + playlist)
    start_s = time.monotonic()
    assert open_device(f"http://{address}") is None
    assert time.monotonic() - start_s < 5.0


@contextmanager
def phone() -> Iterator[tuple[CameraServer, Device]]:
    """A phone that shows one picture again and again, and the open device for it."""
    with CameraServer(SAMPLE, hold_first_s=60.0) as server:
        device = open_device(server.url)
        assert device is not None
        with closing(device):
            yield server, device


def test_pictures_of_an_address_are_those_that_were_sent() -> None:
    with phone() as (server, device):
        before_s = time.monotonic()
        device.read()
        shot = device.read()
        jpeg = np.frombuffer(server.picture(), np.uint8)
        sent = np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_COLOR))
    assert shot is not None
    assert before_s <= shot.time_s <= time.monotonic()
    assert shot.image.shape == sent.shape == (480, 640, 3)
    assert shot.image.dtype == np.uint8
    assert shot.image.flags.c_contiguous
    # Two decoders round differently; a swapped colour or a mirrored picture would be far off.
    assert np.abs(shot.image.astype(int) - sent).mean() < 2.5


NONSENSE = b"\xff\xd8 nonsense"


def test_damaged_picture_is_left_out() -> None:
    with phone() as (server, device):
        whole, number = server.picture, iter(range(10_000))
        server.picture = lambda: NONSENSE if next(number) % 3 == 1 else whole()  # type: ignore[method-assign]
        assert all(device.read() is not None for _ in range(6))


def test_only_damaged_pictures_are_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    with phone() as (server, device):
        monkeypatch.setattr(devices, "SILENT_S", 0.3)
        assert device.read() is not None
        server.picture = lambda: NONSENSE  # type: ignore[method-assign]
        while device.read() is not None:
            pass
        assert device.read() is None, "once silent, it stays so"


# --- Cameras of this computer ------------------------------------------------------------------


class Capture:
    """A ``cv2.VideoCapture`` that answers at index 1 and notes what is asked of it."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, float]] = []
        self.left, self.released = 3, False

    def setExceptionMode(self, _enable: bool) -> None:  # noqa: FBT001, N802
        pass

    def open(self, index: int) -> bool:
        return index == 1

    def set(self, what: int, value: float) -> None:
        self.asked.append((what, value))

    def grab(self) -> bool:
        self.left -= 1
        return self.left >= 0

    def retrieve(self) -> tuple[bool, Any]:
        time.sleep(0.05)  # decoding takes its time
        return (True, np.zeros((4, 6, 3), np.uint8)) if self.left else (False, None)

    def release(self) -> None:
        self.released = True


def test_local_camera_is_asked_for_compressed_pictures_of_a_size(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = Capture()
    monkeypatch.setattr("cv2.VideoCapture", lambda: made)
    monkeypatch.setattr("cv2.VideoWriter.fourcc", lambda *letters: "".join(letters))
    device = open_device(1, size_px=(1280, 720))
    assert device is not None
    assert made.asked == [
        (cv2.CAP_PROP_FOURCC, "MJPG"),  # first, or the size is that of raw pictures
        (cv2.CAP_PROP_FRAME_WIDTH, 1280),
        (cv2.CAP_PROP_FRAME_HEIGHT, 720),
        (cv2.CAP_PROP_FPS, 30),
    ]
    before_s = time.monotonic()
    shot = device.read()
    assert shot is not None
    assert shot.image.shape == (4, 6, 3)
    assert shot.time_s - before_s < 0.04, "stamped when it came, not when it was decoded"
    assert device.read() is not None
    assert device.read() is None, "nothing could be decoded"
    assert device.read() is None, "nothing came"
    device.close()
    assert made.released


def test_redirection_that_comes_letter_by_letter_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(devices, "SILENT_S", 0.3)

    def drip(listening: socket.socket) -> None:
        with closing(listening.accept()[0]) as connection, suppress(OSError):
            for _ in range(100):
                connection.sendall(b"H")
                time.sleep(0.1)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=drip, args=(listening,))
        thread.start()
        begun_s = time.monotonic()
        assert devices._redirect_of(f"http://127.0.0.1:{listening.getsockname()[1]}/") is None
        assert time.monotonic() - begun_s < 3.0
        thread.join()
