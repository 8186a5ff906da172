"""The window of a live session: it shows finished pictures and reports pressed keys."""

from __future__ import annotations

import math
import os
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Protocol, Self, TypeVar

import numpy as np

from formcheck.errors import OutputError
from formcheck.output.live_screen.desktop import MousePointer, check_display, draw_again
from formcheck.output.overlay.text import BACKGROUND, Box, font_file, paint, write_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

TITLE: Final = "formcheck"

KEYS: Final = {
    ord(" "): "pause",
    ord("n"): "next_side",
    ord("r"): "redo",
    ord("p"): "pain",
    ord("s"): "skip",
    ord("m"): "mute",
    ord("q"): "finish",
    27: "finish",  # Escape
    ord("f"): "full_screen",
}
"""The commands of the keys; the digits answer the question about pain."""

_NO_KEY: Final = -1
_CODE: Final = 0xFFFF
"""Above the lowest two bytes are the states of Shift and the like."""

_LAST_LETTER: Final = 0xFF
"""Codes up to here are letters, above are arrows and the like: the lowest byte of the left arrow
is that of a Q, that of Home is that of a P."""

_ESCAPE: Final = 0xFF1B
"""Escape on X11."""

_STEP_S: Final = 0.03
"""Time between two looks at the keys while one picture is shown."""

_LEAST_PX: Final = 3
"""Narrower bars come from rounding, and are not drawn."""

POINTER_STAYS_S: Final = 2.0
"""How long the mouse pointer is seen after its last motion (engineering default)."""

_DRAWN_AGAIN_S: Final = (0.1, 0.3, 0.6, 1.0, 2.0, 4.0, 8.0)
"""Times after the first picture, and after each change of the window between full screen and not,
at which it draws itself once more (`draw_again`)."""

HELD_S: Final = 0.8
"""A key that comes again sooner is held down: systems repeat it after 0.25 to 0.7 s, and a p that
is held down must not count as sharp pain (engineering default)."""


ShownT_contra = TypeVar("ShownT_contra", contravariant=True)


class Display(Protocol[ShownT_contra]):
    """Shows what a `Painter` makes, and takes the keys: a window, or the page of a browser."""

    @property
    def is_closed(self) -> bool:
        """Return True if the person closed it."""
        ...

    def show(self, picture: ShownT_contra, /) -> None:
        """Show what was made."""
        ...

    def pressed(self) -> list[str]:
        """Return the commands and digits since the last call, in order; see `KEYS`."""
        ...


class LiveWindow:
    """A window; a context manager.

    Attributes
    ----------
    is_closed
        Whether it was closed, by `close` or by its own button.

    Raises
    ------
    OutputError
        If no window can be opened.
    """

    def __init__(self) -> None:
        # Qt looks for fonts when the first window opens, and complains if it finds none.
        os.environ.setdefault("QT_QPA_FONTDIR", str(font_file().parent))
        import cv2

        check_display()
        _check_order(list(sys.modules))
        self._cv2 = cv2
        self._keys = KeyRepeatFilter()
        self._is_full = self._becomes_full = False
        self._size_px = (0, 0)
        self._moved_s, self._pointer_px = -math.inf, (-1, -1)
        self._drawn_again_s: list[float] = []
        self.is_closed = False
        try:
            # With "keep ratio" Qt would draw light bars, and would not tell the window's shape.
            flags = cv2.WINDOW_NORMAL | cv2.WINDOW_FREERATIO | cv2.WINDOW_GUI_NORMAL
            cv2.namedWindow(TITLE, flags)
        except cv2.error as error:
            raise OutputError(
                "No window can be opened: start formcheck live on a desktop, not in a text "
                "console."
            ) from error
        self._pointer = MousePointer()
        cv2.setMouseCallback(TITLE, self._on_mouse)

    def fill_screen(self) -> None:
        """Make it as large as the screen, to be read from three metres, as soon as it may be.

        That is with a picture: a window without one stays white for ever now and then.
        """
        self._becomes_full = True

    def show(self, picture: NDArray[np.uint8]) -> None:
        """Show a picture of shape (height, width, 3), uint8, BGR."""
        if self.is_closed:
            return
        size_px = picture.shape[1], picture.shape[0]
        picture = self._filling(picture)
        if self._size_px == (0, 0):
            self._draw_again_soon()
        if size_px != self._size_px and not self._is_full:
            self._cv2.resizeWindow(TITLE, *size_px)
        self._size_px = size_px
        self._cv2.imshow(TITLE, picture)

    def show_until(self, picture: NDArray[np.uint8], is_done: Callable[[float], bool]) -> None:
        """Show one picture until something is done; q and its button close the window meanwhile.

        Parameters
        ----------
        picture
            As for `show`.
        is_done
            Waits for so many seconds at most, and returns True if it is done.
        """
        while True:
            self.show(picture)  # each time, because the window may have changed its shape
            if "finish" in self.pressed():
                self.close()
            if is_done(_STEP_S):
                return

    def pressed(self) -> list[str]:
        """Return the commands and digits of the keys pressed since the last call, in order."""
        # `pollKey` also lets the window draw itself: it is needed after each picture.
        commands: list[str] = []
        if self.is_closed:
            return commands
        while (key := self._cv2.pollKey()) != _NO_KEY:
            command = command_of(key)
            if not command or not self._keys.is_new(command, time.monotonic()):
                continue
            if command == "full_screen":
                self._toggle_full_screen()
            else:
                commands.append(command)
        if self._becomes_full and self._size_px != (0, 0):
            self._becomes_full = False
            if not self._is_full:
                self._toggle_full_screen()
        self._settle(time.monotonic())
        self._check_closed()
        return commands

    def close(self) -> None:
        """Close the window; a second call does nothing."""
        if not self.is_closed:
            self.is_closed = True
            self._pointer.show()
            with suppress(self._cv2.error):
                self._cv2.destroyWindow(TITLE)
                self._cv2.pollKey()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _on_mouse(self, _event: int, x: int, y: int, *_: object) -> None:
        """Take note of a motion; a window that appears below the pointer is none."""
        if self._pointer_px not in {(x, y), (-1, -1)}:
            self._moved_s = time.monotonic()
        self._pointer_px = x, y

    def _settle(self, now_s: float) -> None:
        """Hide the pointer while it is of no use, and draw again what was perhaps not drawn."""
        if self._is_full or now_s - self._moved_s >= POINTER_STAYS_S:
            self._pointer.hide()
        else:
            self._pointer.show()
        if self._drawn_again_s and now_s >= self._drawn_again_s[0]:
            self._drawn_again_s = [time_s for time_s in self._drawn_again_s if time_s > now_s]
            draw_again(TITLE)

    def _toggle_full_screen(self) -> None:
        self._is_full = not self._is_full
        value = self._cv2.WINDOW_FULLSCREEN if self._is_full else self._cv2.WINDOW_NORMAL
        self._cv2.setWindowProperty(TITLE, self._cv2.WND_PROP_FULLSCREEN, value)
        self._draw_again_soon()

    def _draw_again_soon(self) -> None:
        self._drawn_again_s = [time.monotonic() + after_s for after_s in _DRAWN_AGAIN_S]

    def _filling(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the picture with dark bars, where Qt would draw light ones."""
        *_, width, height = self._cv2.getWindowImageRect(TITLE)
        edges = margins_px(picture.shape[:2], (height, width))
        if not any(edges):
            return picture
        ground = self._cv2.BORDER_CONSTANT
        return np.asarray(self._cv2.copyMakeBorder(picture, *edges, ground, value=BACKGROUND))

    def _check_closed(self) -> None:
        try:
            visible = self._cv2.getWindowProperty(TITLE, self._cv2.WND_PROP_VISIBLE)
        except self._cv2.error:
            visible = 0.0
        if visible < 1:
            self.is_closed = True


FIRST_PX: Final = (1280, 720)
"""Width and height of the first card, before the camera's pictures are known."""


def first_card() -> NDArray[np.uint8]:
    """Return what is shown while camera and pose model start, shape (height, width, 3), BGR."""
    width, height = FIRST_PX
    canvas = np.empty((height, width, 3), np.uint8)
    paint(canvas, BACKGROUND)
    room = Box(width // 16, height // 4, width * 7 // 8, height // 2)
    write_text(canvas, "One moment: the camera starts.", room, largest_px=height // 6)
    return canvas


def margins_px(size: tuple[int, ...], window: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return what a picture lacks above, below, left and right to have a window's shape, pixels.

    Parameters
    ----------
    size, window
        Height and width of the picture, and of the window.

    Returns
    -------
    tuple of int
        All 0 if the shapes are alike, or the window's is not known.
    """
    height, width = size
    if min(window) <= 0:
        return 0, 0, 0, 0
    down = max(0, round(width * window[0] / window[1]) - height)
    across = max(0, round(height * window[1] / window[0]) - width)
    if down + across < _LEAST_PX:
        return 0, 0, 0, 0
    return down // 2, down - down // 2, across // 2, across - across // 2


class KeyRepeatFilter:
    """Tells a new press of a key from one that is still held down."""

    def __init__(self) -> None:
        self._last_s: dict[str, float] = {}

    def is_new(self, command: str, time_s: float) -> bool:
        """Return True for a press of its own; a digit always is one.

        Parameters
        ----------
        command, time_s
            The command of the key, and seconds on a clock that only goes forward.

        Returns
        -------
        bool
            False while the key is held down.
        """
        before_s = self._last_s.get(command, -math.inf)
        self._last_s[command] = time_s
        return command.isdigit() or time_s - before_s >= HELD_S


def command_of(key: int) -> str:
    """Return the command of a key of OpenCV or X11; a digit as such, empty for other keys."""
    code = key & _CODE
    if code == _ESCAPE:
        return KEYS[27]
    if code > _LAST_LETTER:
        return ""
    letter = chr(code).lower()
    return letter if letter.isascii() and letter.isdigit() else KEYS.get(ord(letter), "")


def _check_order(loaded: Sequence[str]) -> None:
    """Refuse if PyAV was loaded before OpenCV: on Linux its window would hang for ever."""
    if sys.platform != "linux" or "av" not in loaded:
        return
    if loaded.index("av") < loaded.index("cv2"):
        raise OutputError(
            "PyAV was loaded before OpenCV, whose window would hang: import cv2 at the top of "
            "your program."
        )
