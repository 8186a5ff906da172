"""A page of ``formcheck web`` without a browser: it plays a film to a live session, and notes all.

It keeps the protocol of `formcheck.web.messages` as the real page does: at most two pictures that
no screen has answered, and an answer to everything that is to be said.
"""

from __future__ import annotations

import json
import threading
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Self

import cv2
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin

from formcheck.capture.video_file import VideoFile
from formcheck.web.live.pictures import sent

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from websockets.sync.client import ClientConnection

IN_FLIGHT: Final = 2
"""Pictures that no screen has answered, as the real page has them."""

QUALITY: Final = 80
"""Of the JPEGs, as a browser encodes them by default."""

WAIT_S: Final = 30.0
"""How long it waits for anything, before it gives up."""

_WORD_S: Final = 0.4
"""How long a word takes to be said."""


def film_pictures(
    path: Path, *, size_px: tuple[int, int] | None = None
) -> list[tuple[float, bytes]]:
    """Return the pictures of a film as JPEGs with their times, milliseconds.

    Parameters
    ----------
    path, size_px
        The film, and the width and height in which its pictures are sent; None = its own.

    Returns
    -------
    list of tuple
    """
    pictures = []
    with VideoFile(path) as video:
        for frame in video:
            image = frame.image if size_px is None else cv2.resize(frame.image, size_px)
            _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
            pictures.append((1000 * frame.time_s, data.tobytes()))
    return pictures


@dataclass
class PageClient:
    """One connection of a page; a context manager.

    Attributes
    ----------
    url, cookie
        ``ws://127.0.0.1:PORT/ws/live``, and the cookie that lets it in.
    session
        The session that it had before; None = none.
    says
        Whether it has a voice; else it plays tones.
    in_flight
        Pictures that no screen has answered; with one of them none is left out.
    messages
        What came, without screens that another screen followed.
    ages_ms
        Time from each picture to the screen that answered it, milliseconds.
    """

    url: str
    cookie: str
    session: str | None = None
    says: bool = True
    in_flight: int = IN_FLIGHT
    messages: list[dict[str, Any]] = field(default_factory=list)
    ages_ms: list[float] = field(default_factory=list)

    def __enter__(self) -> Self:
        origin = self.url.replace("ws", "http", 1).rsplit("/ws/", 1)[0]
        self._open = ExitStack()
        self._socket: ClientConnection = self._open.enter_context(
            connect(
                self.url,
                origin=Origin(origin),
                additional_headers={"Cookie": self.cookie},
                compression=None,
                max_size=None,
            )
        )
        self._news = threading.Condition()
        self._taken = -1
        self._next = 0
        self._sent_at: dict[int, float] = {}
        self.is_closed = False
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        self.send({"type": "hello", "session": self.session, "voice": self.says})
        self.session = self.wait_for("welcome", "problem").get("session")
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()
        self._thread.join(WAIT_S)

    def send(self, message: dict[str, Any]) -> None:
        """Send a message as JSON."""
        self._socket.send(json.dumps(message))

    def send_raw(self, message: str | bytes) -> None:
        """Send anything."""
        self._socket.send(message)

    def start(self, exercise: str, **plan: object) -> None:
        """Begin a session of one exercise, without questions and countdown unless asked for."""
        usual = {"pain": False, "placing": False, "countdown_s": 0, "sets": 1, "mute": True}
        before = len(self.messages)
        self.send({"type": "start", "plan": {"exercise": exercise, **usual, **plan}})
        self._wait_until(lambda: len(self.messages) > before)
        self.wait_for("getting_ready", "problem")
        self.session = str(self.last("welcome").get("session", ""))

    def play(self, pictures: Iterable[tuple[float, bytes]], *, speed: float | None = None) -> int:
        """Send pictures until the session is over or they end; return how many were sent.

        Parameters
        ----------
        pictures
            JPEGs with their times, milliseconds.
        speed
            Times as fast as they were taken, with the newest when the server is behind; None =
            every picture, as soon as the one before the last was answered.

        Returns
        -------
        int
        """
        begun_s, first_ms, count = time.monotonic(), None, 0
        for at_ms, jpeg in pictures:
            first_ms = at_ms if first_ms is None else first_ms
            if speed is not None:
                due_s = begun_s + (at_ms - first_ms) / 1000 / speed
                time.sleep(max(0.0, due_s - time.monotonic()))
                if self._next - 1 - self._taken >= self.in_flight:
                    continue  # the newest wins
            else:
                self._wait_until(
                    lambda: self._next - 1 - self._taken < self.in_flight or self.last("over")
                )
            if self.is_closed or self.last("over"):
                break
            self.send_picture(at_ms, jpeg)
            count += 1
        return count

    def send_picture(self, at_ms: float, jpeg: bytes) -> None:
        """Send one picture."""
        with self._news:  # the thread that listens drops what was answered
            self._sent_at[self._next] = time.monotonic()
        self._socket.send(sent(at_ms, self._next, jpeg))
        self._next += 1

    def wait_for(self, *kinds: str, at_most_s: float = WAIT_S) -> dict[str, Any]:
        """Return the first new or old message of one of these kinds; raise TimeoutError."""
        if not self._wait_until(lambda: any(self.last(kind) for kind in kinds), at_most_s):
            raise TimeoutError(f"no {' or '.join(kinds)} in {at_most_s} s: {self.messages[-3:]}")
        return next(found for kind in kinds if (found := self.last(kind)))

    def last(self, kind: str) -> dict[str, Any]:
        """Return the newest message of a kind; empty if there is none."""
        return next((one for one in reversed(self.messages) if one["type"] == kind), {})

    def all(self, kind: str) -> list[dict[str, Any]]:
        """Return all messages of a kind."""
        return [one for one in self.messages if one["type"] == kind]

    def _wait_until(self, done: Any, at_most_s: float = WAIT_S) -> bool:  # noqa: ANN401
        with self._news:
            self._news.wait_for(lambda: done() or self.is_closed, at_most_s)
            return bool(done())

    def _listen(self) -> None:
        try:
            for text in self._socket:
                self._take(json.loads(text) if isinstance(text, str) else {"type": "picture"})
        except ConnectionClosed:
            pass
        finally:
            with self._news:
                self.is_closed = True
                self._news.notify_all()

    def _take(self, message: dict[str, Any]) -> None:
        now_s = time.monotonic()
        if message["type"] == "say":
            length_s = _WORD_S * len(message["words"].split())
            said = {"type": "said", "id": message["id"], "heard": True}
            threading.Timer(length_s, self._answer, [said]).start()
        with self._news:
            number = message.get("picture")
            if number is not None and number > self._taken:
                self._taken = number
                if number in self._sent_at:
                    self.ages_ms.append(1000 * (now_s - self._sent_at[number]))
                self._sent_at = {one: at for one, at in self._sent_at.items() if one > number}
            # Of screens in a row only the newest is kept: there are thousands.
            if self.messages and self.messages[-1]["type"] == message["type"] == "screen":
                self.messages.pop()
            self.messages.append(message)
            self._news.notify_all()

    def _answer(self, said: dict[str, Any]) -> None:
        with suppress(ConnectionClosed):
            self.send(said)
