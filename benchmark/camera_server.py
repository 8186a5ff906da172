"""A camera for tests: plays a film as MJPEG over HTTP on loopback, and fails on demand.

::

    python -m benchmark.camera_server sample_videos/single_leg_bridge.mp4 --port 8080
    formcheck live single_leg_bridge --camera http://127.0.0.1:8080/

Pictures are compressed ahead of time, so that playing costs next to nothing; with `stamped` a
row of blocks that encodes the time (`stamps.py`) is put into each at the moment it is sent.
"""

from __future__ import annotations

import argparse
import math
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from benchmark import stamps
from benchmark.filmstrip import Film, stamped

if TYPE_CHECKING:
    import os
    from collections.abc import Callable


class CameraServer(ThreadingHTTPServer):
    """A camera in the network that plays a film at its own pace; a context manager.

    The film goes on without a client, as a person does.

    Parameters
    ----------
    video
        The film.
    size_px
        Width and height of the pictures; None = those of the film.
    rate
        Pictures a second; None = that of the film.  The film is shown faster or slower then.
    hold_first_s
        How long the first picture is shown, from the first client on;
        infinite = until :meth:`play`.
    loop
        Whether the film begins again at its end.
    at_end
        Otherwise: ``hold`` the last picture, or ``end`` the connection and answer no more.
    stamped
        Whether each picture is stamped with the time it was sent.
    port
        Where to listen; 0 = any that is free.

    Attributes
    ----------
    sent
        How many pictures were sent.
    asked
        Number of connections, refused or not.
    """

    daemon_threads = False
    block_on_close = True
    allow_reuse_address = True

    def __init__(  # noqa: PLR0913  # settings of the camera, all by name
        self,
        video: str | os.PathLike[str],
        *,
        size_px: tuple[int, int] | None = None,
        rate: float | None = None,
        hold_first_s: float = 0.0,
        loop: bool = False,
        at_end: Literal["hold", "end"] = "hold",
        stamped: bool = False,
        port: int = 0,
    ) -> None:
        self.sent = self.asked = 0
        self.loop, self.at_end, self.stamped = loop, at_end, stamped
        self._hold_first_s: float | None = hold_first_s
        self._film = Film(video, size_px=size_px)
        self.rate = rate or self._film.rate
        self._change = threading.Condition()
        self._played_s = 0.0
        self._plays_since_s = math.inf
        self._unplugged_until_s = self._stalled_until_s = -math.inf
        self._is_over = False
        self._thread = threading.Thread(
            target=self.serve_forever, args=(0.02,), name="camera server", daemon=True
        )
        try:
            super().__init__(("127.0.0.1", port), _Stream)
        except OSError:
            self._film.close()
            raise

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_address[1]}/video"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._set(lambda: setattr(self, "_is_over", True))
        if self._thread.is_alive():
            self.shutdown()
            self._thread.join()
        self.server_close()
        self._film.close()

    def play(self) -> None:
        """Let the film go on from the picture it is held at."""

        def going() -> None:
            self._plays_since_s = min(self._plays_since_s, time.monotonic())

        self._set(going)

    def pause(self) -> None:
        """Hold the picture that is shown now."""

        def held() -> None:
            self._played_s, self._plays_since_s = self.position_s, math.inf
            self._hold_first_s = None

        self._set(held)

    def unplug(self, for_s: float = math.inf) -> None:
        """Drop all clients, and refuse new ones for a time."""
        self._set(lambda: setattr(self, "_unplugged_until_s", time.monotonic() + for_s))

    def stall(self, for_s: float = math.inf) -> None:
        """Send nothing for a time, and keep who is looking."""
        self._set(lambda: setattr(self, "_stalled_until_s", time.monotonic() + for_s))

    def plug_in(self) -> None:
        """End an :meth:`unplug` or a :meth:`stall`."""

        def well() -> None:
            self._unplugged_until_s = self._stalled_until_s = -math.inf

        self._set(well)

    @property
    def position_s(self) -> float:
        """Which time of the film is shown now, not counting how often it began again."""
        return self._played_s + max(0.0, time.monotonic() - self._plays_since_s)

    @property
    def length_s(self) -> float:
        """How long the film is at the pace at which it is played."""
        return self._film.count / self.rate

    @property
    def refuses(self) -> bool:
        """Whether connections are refused now."""
        is_past = not self.loop and self.at_end == "end"
        is_at_end = is_past and self.position_s * self.rate >= self._film.count
        return self._is_over or is_at_end or time.monotonic() < self._unplugged_until_s

    def looked_at(self) -> None:
        """Start the time for which the first picture is held, at the first client."""

        def begun() -> None:
            if self._hold_first_s is not None and math.isinf(self._plays_since_s):
                self._plays_since_s = time.monotonic() + self._hold_first_s
            self._hold_first_s = None

        self._set(begun)

    def picture(self) -> bytes:
        """The picture of now."""
        number = int(self.position_s * self.rate)
        count = self._film.count
        jpeg = self._film.picture(number % count if self.loop else min(number, count - 1))
        return stamped(jpeg, stamps.now_ms()) if self.stamped else jpeg

    def waits(self, until_s: float) -> bool:
        """Wait until a time and through silences; return whether to go on sending."""
        with self._change:
            while not self.refuses:
                rest_s = max(until_s, self._stalled_until_s) - time.monotonic()
                if rest_s <= 0:
                    return True
                self._change.wait(min(rest_s, 1.0))
        return False

    def verify_request(self, *_: object) -> bool:
        """Return whether a new client is answered."""
        self.asked += 1
        return not self.refuses

    def handle_error(self, *_: object) -> None:
        """Say nothing: who looked has gone, that is all."""
        error = sys.exception()
        if error is not None and not isinstance(error, OSError):
            raise error

    def _set(self, change: Callable[[], None]) -> None:
        with self._change:
            change()
            self._change.notify_all()


class _Stream(BaseHTTPRequestHandler):
    """Answers one who looks."""

    server: CameraServer
    disable_nagle_algorithm = True
    timeout = 2.0  # who does not take the pictures for so long has gone

    def do_GET(self) -> None:
        server = self.server
        server.looked_at()
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()
        start_s, number = time.monotonic(), 0
        while server.waits(start_s + number / server.rate):
            picture = server.picture()
            head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}"
            self.wfile.write(head.encode() + b"\r\n\r\n" + picture + b"\r\n")
            server.sent += 1
            # Who was kept waiting gets the next one in time, not all that were missed.
            number = max(number + 1, int((time.monotonic() - start_s) * server.rate))

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main() -> int:
    """Play a film until Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("video", type=Path)
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--rate", type=float, help="pictures a second, if not those of the film")
    parser.add_argument("--hold-first", type=float, default=0.0, metavar="SECONDS")
    parser.add_argument("--loop", action="store_true")
    parser.add_argument("--end", action="store_true", help="end the connection after the film")
    parser.add_argument("--stamped", action="store_true", help="the time in each picture")
    args = parser.parse_args()
    settings: dict[str, Any] = {"loop": args.loop, "stamped": args.stamped, "port": args.port}
    settings["rate"] = args.rate
    settings["at_end"] = "end" if args.end else "hold"
    with CameraServer(args.video, hold_first_s=args.hold_first, **settings) as server:
        print(f"{args.video.name}: {server.url} (Ctrl-C ends it)")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
