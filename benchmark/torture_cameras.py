"""Cases of `benchmark.torture` for cameras in the network that answer with anything at all.

A server on loopback, in a process of its own, misbehaves in one of many ways.  `formcheck live`
runs with the real camera layer until Ctrl-C after a few seconds; it must end in time, in bounded
memory, with one sentence, and must not have contacted the other address that answers point to.
"""

from __future__ import annotations

import mmap
import os
import random
import signal
import socket
import struct
import threading
import time
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from benchmark.torture_sessions import EXERCISE, play
from benchmark.torture_task import Task

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_LONGEST_S: Final = 30.0
"""Until a session in front of such a camera is over: three seconds, Ctrl-C, the longest silence,
and time for a busy machine."""

_LARGEST: Final = 65_500
_SHARED_BYTES: Final = 16
_OTHER_HOST: Final = "127.0.0.2"

_HEAD: Final = (
    b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n"
)


@cache
def jpeg(width_px: int = 320, height_px: int = 240) -> bytes:
    """Return a picture of noise, compressed."""
    import cv2

    noise = np.random.default_rng(1).integers(0, 255, (height_px, width_px, 3), np.uint8)
    return bytes(cv2.imencode(".jpg", noise)[1].tobytes())


def sized(width_px: int, height_px: int) -> bytes:
    """Return a picture whose header claims another size."""
    data = bytearray(jpeg())
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", height_px, width_px)
    return bytes(data)


def part(picture: bytes, *, claimed: int | str | None = None) -> bytes:
    """Return one part of a multipart answer."""
    length = len(picture) if claimed is None else claimed
    head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {length}\r\n\r\n"
    return head.encode() + picture + b"\r\n"


def _answer(kind: str, body: bytes, *more: str) -> bytes:
    lines = ["HTTP/1.1 200 OK", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *more]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _redirect(target: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode()


def _pictures(chance: random.Random, make: Callable[[int], bytes]) -> Iterator[bytes | float]:
    """Yield the head and pictures, and pauses of 30 to 60 ms between them."""
    yield _HEAD
    number = 0
    while True:
        yield make(number)
        yield chance.uniform(0.03, 0.06)
        number += 1


def _dripping(data: bytes, pause_s: float) -> Iterator[bytes | float]:
    for at in range(len(data)):
        yield data[at : at + 1]
        yield pause_s


def _endless(chunk: bytes) -> Iterator[bytes | float]:
    while True:
        yield chunk


def _some(count: int, end: bytes | float, chance: random.Random) -> Iterator[bytes | float]:
    """Yield some sound pictures, then something else; a number is a pause."""
    pictures = _pictures(chance, lambda _: part(jpeg()))
    for _ in range(1 + 2 * count):
        yield next(pictures)
    yield end


_SIZES: Final = ((320, 240), (240, 320), (1, 1), (1, 480), (640, 2), (1920, 1080), (16, 16))
_WILD: Final = (
    (0, 0),
    (0, 240),
    (_LARGEST, _LARGEST),
    (16_000, 16_000),
    (_LARGEST, 1),
    (9000, 9000),
)


def chunks(kind: str, chance: random.Random, here: str, other: str) -> Iterator[bytes | float]:
    """Yield what a camera of this kind sends; a number is a pause in seconds.

    Parameters
    ----------
    kind
        One of `KINDS`.
    chance
        Random numbers.
    here, other
        The address of the camera, and another one, which must not be contacted.

    Yields
    ------
    bytes or float
        Bytes to send, or seconds to wait.
    """
    size, wild = chance.choice(_SIZES), chance.choice(_WILD)
    noise = chance.randbytes(4000)
    m3u8 = f"#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n{other}\n".encode()
    nested = f"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{other}\n".encode()
    mpd = f'<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>{other}</BaseURL></MPD>'.encode()
    sdp = b"v=0\nc=IN IP4 127.0.0.2\nm=video 9 RTP/AVP 96\n"
    whole, status, taken = len(jpeg()), chance.choice([401, 404, 500, 999]), chance.randrange(6)
    lengths: list[int | str] = [-1, 2**31, 2**63, 10**30, "x"]
    sent: dict[str, Callable[[], Iterator[bytes | float]]] = {
        "slow headers": lambda: _dripping(_HEAD * 40, chance.choice([0.3, 1.0])),
        "headers without end": lambda: _endless(b"X-A: " + b"a" * 1000 + b"\r\n"),
        "line without end": lambda: _endless(b"a" * 4096),
        "part headers without end": lambda: iter(
            [_HEAD, b"--frame\r\n", *[b"X-A: b\r\n"] * 10**6]
        ),
        "part line without end": lambda: iter([_HEAD, b"--frame\r\n", *[b"a" * 4096] * 10**5]),
        "garbage": lambda: _endless(chance.randbytes(4096)),
        "garbage in parts": lambda: _pictures(chance, lambda _: part(chance.randbytes(2000))),
        "damaged pictures": lambda: _pictures(chance, lambda _: part(_torn(chance))),
        "wild sizes": lambda: _pictures(chance, lambda _: part(sized(*wild))),
        "wild size later": lambda: _pictures(
            chance, lambda number: part(jpeg() if number < _LATER else sized(*wild))
        ),
        "small sizes": lambda: _pictures(chance, lambda _: part(jpeg(*size))),
        "changing sizes": lambda: _pictures(chance, lambda _: part(jpeg(*chance.choice(_SIZES)))),
        "redirect to itself": lambda: iter([_redirect(here)]),
        "redirect to another host": lambda: iter([_redirect(other)]),
        "redirect to a file": lambda: iter([_redirect(chance.choice(_FILES))]),
        "redirect to text": lambda: iter([_redirect("x" * chance.choice([1, 9000, 70_000]))]),
        "redirect without target": lambda: iter([b"HTTP/1.1 302 Found\r\n\r\n"]),
        "redirect, then slow": lambda: iter([_redirect("/again")]),
        "playlist": lambda: iter([_answer(_PLAYLIST, chance.choice([m3u8, nested]))]),
        "other lists": lambda: iter([_answer("text/plain", chance.choice([mpd, sdp, m3u8]))]),
        "page": lambda: iter([_answer("text/html", f"<img src='{other}'>".encode())]),
        "refusal": lambda: iter([f"HTTP/1.1 {status} No\r\n\r\n".encode()]),
        "no HTTP": lambda: iter([noise]),
        "nothing": lambda: iter([]),
        "silence": lambda: iter([60.0]),
        "head only": lambda: iter([_HEAD, 60.0]),
        "drop in a picture": lambda: _some(taken, part(jpeg())[: whole // 2], chance),
        "silence after pictures": lambda: _some(3, 60.0, chance),
        "wrong length": lambda: _pictures(
            chance, lambda _: part(jpeg(), claimed=chance.choice([0, 10, whole * 2, whole - 9]))
        ),
        "absurd length": lambda: _pictures(
            chance, lambda _: part(jpeg(), claimed=chance.choice(lengths))
        ),
        "one picture without end": lambda: iter([_HEAD, part(b"\xff\xd8", claimed=2**31 - 1),
                                                 *[noise * 10] * 10**5]),
        "no boundary": lambda: iter([_answer("multipart/x-mixed-replace", part(jpeg()) * 9), 9.0]),
        "one still picture": lambda: iter([_answer("image/jpeg", jpeg())]),
        "drip of pictures": lambda: _dripping(_HEAD + part(jpeg()), 0.002),
    }  # fmt: skip
    return sent[kind]() if kind in sent else iter([])


def _torn(chance: random.Random) -> bytes:
    data = bytearray(jpeg())
    for _ in range(chance.randint(1, 60)):
        data[chance.randrange(2, len(data))] = chance.randrange(256)
    return bytes(data)


_LATER: Final = 9
"""Pictures after which their size becomes wild."""

_FILES: Final = ("file:///etc/passwd", "//")
_PLAYLIST: Final = "application/vnd.apple.mpegurl"

KINDS: Final = (
    "slow headers", "headers without end", "line without end", "part headers without end",
    "part line without end", "garbage", "garbage in parts", "damaged pictures", "wild sizes",
    "wild size later", "small sizes", "changing sizes", "redirect to itself",
    "redirect to another host", "redirect to a file", "redirect to text",
    "redirect without target", "redirect, then slow", "playlist", "other lists", "page", "refusal",
    "no HTTP", "nothing", "silence", "head only", "drop in a picture", "silence after pictures",
    "reset after pictures", "wrong length", "absurd length", "one picture without end",
    "no boundary", "one still picture", "drip of pictures",
)  # fmt: skip


class Server:
    """A camera that misbehaves, in a process of its own, and a second address beside it.

    Parameters
    ----------
    kind, seed
        How it misbehaves, and the seed of its random numbers.

    Attributes
    ----------
    url
        Its address.
    """

    def __init__(self, kind: str, seed: int) -> None:
        self._kind, self._seed = kind, seed
        self._asked = mmap.mmap(-1, _SHARED_BYTES)  # shared with the process
        self._sockets = [_listening("127.0.0.1"), _listening(_OTHER_HOST)]
        self.url, self._other = (
            f"http://{host}:{port}/video"
            for host, port in (s.getsockname() for s in self._sockets)
        )
        self._process = os.fork()
        if not self._process:
            try:
                self._serve()
            finally:
                os._exit(0)
        for one in self._sockets:
            one.close()

    def others_asked(self) -> int:
        """Return how often the other address was contacted."""
        return self._asked[1]

    def close(self) -> None:
        """End its process."""
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)

    def _serve(self) -> None:
        for number, one in enumerate(self._sockets):
            threading.Thread(target=self._accept, args=(number, one), daemon=True).start()
        time.sleep(2 * _LONGEST_S)

    def _accept(self, number: int, listening: socket.socket) -> None:
        while True:
            connection, _ = listening.accept()
            self._asked[number] = min(255, self._asked[number] + 1)
            chance = random.Random(self._seed)  # noqa: S311  # no secret
            work = partial(self._talk, connection, chance, self._asked[number])
            threading.Thread(target=work, daemon=True).start()

    def _talk(self, connection: socket.socket, chance: random.Random, nth: int) -> None:
        with connection:
            try:
                connection.recv(4096)
                kind = self._kind
                if kind == "reset after pictures":
                    self._send(connection, _some(chance.randrange(5), b"", chance))
                    linger = struct.pack("ii", 1, 0)  # closing resets the connection
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                    return
                if kind == "redirect, then slow" and nth > 1:
                    kind = "slow headers"
                self._send(connection, chunks(kind, chance, self.url, self._other))
            except OSError:
                return  # the client has gone

    def _send(self, connection: socket.socket, sent: Iterator[bytes | float]) -> None:
        for chunk in sent:
            if isinstance(chunk, bytes):
                connection.sendall(chunk)
            else:
                time.sleep(chunk)


def _listening(host: str) -> socket.socket:
    made = socket.socket()
    made.bind((host, 0))
    made.listen(32)
    return made


def kind_of(chance: random.Random) -> str:
    """Return one of `KINDS`; each comes among the cases (`tests/test_torture.py`)."""
    return KINDS[chance.getrandbits(32) % len(KINDS)]


def camera(folder: Path, chance: random.Random) -> Task:
    """Begin a session in front of a camera that misbehaves, and end it by Ctrl-C."""
    kind = kind_of(chance)
    server = Server(kind, chance.randrange(10**9))

    def after(code: int, _text: str) -> str:
        asked = server.others_asked()
        left: list[Any] = [f for f in folder.rglob("*") if f.name.endswith(".reserved")]
        problems = {
            f"{asked} connections to another address": asked > 0,
            f"exit code {code}": code not in {0, 3, 130},
            "a reserved name is left": bool(left),
        }
        return next((f"{kind}: {why}" for why, found in problems.items() if found), "")

    words = [
        "live", EXERCISE, "--side", "left", "--sets", "1", "--no-pain", "--model", "lite",
        "--window", "--camera", server.url, "--folder", str(folder / "session"),
    ]  # fmt: skip
    return Task(
        words,
        before=partial(play, camera=None),
        after=after,
        close=server.close,
        signals=((3.0, signal.SIGINT),),
        longest_s=_LONGEST_S,
    )
