"""A screen without a monitor (Xvfb), read as its pixels change, and the programs on it."""

from __future__ import annotations

import mmap
import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, Self

import numpy as np

from benchmark import stamps

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

SIZE_PX: Final = (1280, 800)
"""Width and height of the screen: a small laptop's."""

POLL_S: Final = 0.001
"""How often the line with the stamp is looked at; so much too late may a picture be seen."""

SEARCH_S: Final = 0.5
"""How often the whole screen is searched while there is no stamp where one was."""

START_S: Final = 0.2
"""Time, seconds, between two looks whether a window manager is there."""

PATIENCE_S: Final = 15.0
"""Time, seconds, that a command may take to end after the signal, a window manager to begin."""


class Shown(NamedTuple):
    """A picture that came to the screen.

    Attributes
    ----------
    at_s
        When, seconds of the monotonic clock.
    stamp_ms
        The stamp in it.
    age_ms
        How long before that it was sent.
    """

    at_s: float
    stamp_ms: int
    age_ms: int


class Screen:
    """An X server of our own, its picture mapped into memory; a context manager.

    Attributes
    ----------
    environment
        Seconds for the window manager to start.
    manager
        The window manager that runs on it; empty = none, and no window is as large as the screen.
    """

    def __init__(self, size_px: tuple[int, int] = SIZE_PX) -> None:
        self._size_px = size_px
        self._ending = ExitStack()
        self.environment: dict[str, str] = {}
        self.manager = ""

    def __enter__(self) -> Self:
        server = shutil.which("Xvfb")
        if server is None:
            raise SystemExit("There is no Xvfb: install it (Debian and Ubuntu: apt install xvfb).")
        with ExitStack() as ending:
            folder = ending.enter_context(tempfile.TemporaryDirectory(prefix="screen-"))
            reading_end, writing_end = os.pipe()
            width_px, height_px = self._size_px
            command = [
                *(
                    server,
                    "-displayfd",
                    str(writing_end),
                    "-fbdir",
                    folder,
                    "-nolisten",
                    "tcp",
                    "-noreset",
                ),
                *("-screen", "0", f"{width_px}x{height_px}x24"),
            ]
            running = subprocess.Popen(command, pass_fds=[writing_end], stderr=subprocess.DEVNULL)
            ending.callback(running.wait)
            ending.callback(running.terminate)
            os.close(writing_end)
            with os.fdopen(reading_end) as line:
                display = line.readline().strip()
            if not display:
                raise SystemExit("Xvfb does not start: try it by hand, with -screen as here.")
            self.environment = {**os.environ, "DISPLAY": f":{display}"}
            self._pixels = _mapped(Path(folder) / "Xvfb_screen0", ending)
            self.manager = self._managed(ending)
            self._ending = ending.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        del self._pixels
        self._ending.close()

    def _managed(self, ending: ExitStack) -> str:
        """Start a window manager, if there is one; its name.  Without one no window is full."""
        program = shutil.which("openbox")
        if program is None:
            return ""
        quiet = subprocess.DEVNULL
        running = subprocess.Popen(
            [program, "--sm-disable"], env=self.environment, stdout=quiet, stderr=quiet
        )
        ending.callback(running.wait)
        ending.callback(running.terminate)
        until_s = time.monotonic() + PATIENCE_S
        while time.monotonic() < until_s and not self._is_managed():
            time.sleep(START_S)
        return "openbox"

    def _is_managed(self) -> bool:
        """Return True if a window manager says that it is there, or xprop is missing to ask it."""
        asked = ["xprop", "-root", "_NET_SUPPORTING_WM_CHECK"]
        if shutil.which(asked[0]) is None:
            time.sleep(PATIENCE_S / 5)
            return True
        said = subprocess.run(asked, env=self.environment, capture_output=True, check=False)
        return b"window id" in said.stdout

    def line(self, y: int) -> NDArray[np.uint8]:
        """One line of the screen as it is now, its green, shape (width,)."""
        return np.array(self._pixels[y, :, 1])

    def grey(self) -> NDArray[np.uint8]:
        """The screen as it is now, its green, shape (height, width)."""
        return np.array(self._pixels[:, :, 1])

    def image(self) -> NDArray[np.uint8]:
        """The screen as it is now, shape (height, width, 3), BGR."""
        return np.array(self._pixels[:, :, :3])

    def shown(self, until_s: float, running: Running) -> Iterator[Shown]:
        """Each stamped picture as it comes to the screen, until a time or the command's end."""
        place: stamps.Place | None = None
        before: bytes | None = None
        newest, searched_s = -1, -np.inf
        while (now_s := time.monotonic()) < until_s and running.runs:
            if place is None:
                searched_s = now_s
                place = stamps.find(self.grey())
                if place is None:
                    time.sleep(SEARCH_S)
                    continue
            line = self.line(place.y)
            if (content := line.tobytes()) != before:
                before = content
                at_ms, stamp_ms = stamps.now_ms(), stamps.read(line, place)
                if stamp_ms is not None and stamp_ms != newest:
                    newest, searched_s = stamp_ms, now_s
                    yield Shown(now_s, stamp_ms, stamps.age_ms(stamp_ms, at_ms))
            if now_s - searched_s > SEARCH_S:  # nothing new for a while: has it moved?
                place = stamps.find(self.grey()) or place
                searched_s = now_s
            time.sleep(POLL_S)


class Running:
    """A command on a screen, ended with Ctrl-C; a context manager.

    Parameters
    ----------
    command
        The program and its arguments.
    screen
        Where its window goes.
    """

    def __init__(self, command: Sequence[str], screen: Screen) -> None:
        self._said = tempfile.TemporaryFile("w+")  # noqa: SIM115  # closed where it ends
        self._process = subprocess.Popen(
            command,
            env=screen.environment,
            stdin=subprocess.DEVNULL,
            stdout=self._said,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.pid = self._process.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
        self._said.close()

    @property
    def runs(self) -> bool:
        """Whether the program still runs."""
        return self._process.poll() is None

    def end(self) -> int:
        """Ask the program to end, wait, kill it if it does not end, and return its exit code."""
        if self.runs:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                os.killpg(self.pid, signal.SIGKILL)
        return self._process.wait()

    def said(self) -> str:
        """Return the last lines that the program printed."""
        self._said.seek(0)
        return self._said.read()[-2000:]

    def left_behind(self) -> list[int]:
        """The processes it started that still run."""
        left = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                state, _, group = (folder / "stat").read_text().rpartition(")")[2].split()[:3]
            except OSError:
                continue
            if int(group) == self.pid and state != "Z":
                left.append(int(folder.name))
        return left


def filled(command: Sequence[str], **words: object) -> list[str]:
    """A command with its ``{words}`` filled in; ``python`` is this one."""
    filled_in = [part.format(**words) for part in command]
    return [sys.executable, *filled_in[1:]] if filled_in[0] == "python" else filled_in


def _mapped(file: Path, ending: ExitStack) -> NDArray[np.uint8]:
    """The pixels of a screen that Xvfb keeps in a file (XWD), shape (height, width, 4)."""
    with file.open("rb") as stream:
        memory = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    ending.callback(memory.close)
    header = struct.unpack(">25I", memory[:100])
    begin, (width_px, height_px) = header[0] + 12 * header[19], header[4:6]
    bits, line_bytes = header[11], header[12]
    if bits != 32:  # noqa: PLR2004  # blue, green, red and nothing, a byte each
        raise SystemExit(f"Expected 32 bits for each pixel of Xvfb, got {bits}.")
    pixels = np.frombuffer(memory, np.uint8, height_px * line_bytes, begin)
    return pixels.reshape(height_px, line_bytes)[:, : 4 * width_px].reshape(height_px, width_px, 4)
