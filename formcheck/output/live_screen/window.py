"""The window of a live session: it shows finished pictures, and tells which keys were pressed."""

from __future__ import annotations

import math
import os
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Self

from formcheck.errors import OutputError
from formcheck.output.overlay.text import font_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

TITLE: Final = "formcheck"

KEYS: Final = {
    ord(" "): "pause",
    ord("n"): "next_side",
    ord("r"): "redo",
    ord("p"): "pain",
    ord("m"): "mute",
    ord("q"): "finish",
    27: "finish",  # Escape
    ord("f"): "full_screen",
}
"""What the keys do; the digits answer the question for pain."""

_NO_KEY: Final = -1
_CODE: Final = 0xFFFF
"""Above the lowest two bytes lie the states of Shift and the like."""

_LETTERS: Final = 0xFF
"""Codes up to here are letters; above lie arrows and the like: the lowest byte of the left arrow
is that of a Q, that of Home is that of a P."""

_ESCAPE: Final = 0xFF1B
"""Escape as X11 has it."""

HELD_S: Final = 0.8
"""A key that comes again sooner is still held down: systems repeat it after 0.25 to 0.7 s, and a p
that is held for long must not be sharp pain (engineering default)."""


class LiveWindow:
    """A window; a context manager.

    Parameters
    ----------
    size_px
        Width and height of the pictures that will be shown, pixels.
    full_screen
        Whether it begins as large as the screen: it is to be read from three metres.

    Raises
    ------
    OutputError
        If no window can be opened.
    """

    def __init__(self, size_px: tuple[int, int], *, full_screen: bool = True) -> None:
        # Qt looks for letters when the first window opens, and complains if it finds none.
        os.environ.setdefault("QT_QPA_FONTDIR", str(font_file().parent))
        _check_display()
        import cv2

        _check_order(list(sys.modules))
        self._cv2 = cv2
        self._presses = Presses()
        self._is_full = False
        self.is_closed = False
        try:
            flags = cv2.WINDOW_NORMAL | cv2.WINDOW_KEEPRATIO | cv2.WINDOW_GUI_NORMAL
            cv2.namedWindow(TITLE, flags)
            cv2.resizeWindow(TITLE, *size_px)
        except cv2.error as error:
            raise OutputError(
                "No window can be opened: start formcheck live on a desktop, not in a text "
                "console."
            ) from error
        if full_screen:
            self.turn_full_screen()

    def show(self, picture: NDArray[np.uint8]) -> None:
        """Show a picture.

        Parameters
        ----------
        picture
            Shape (height, width, 3), uint8, BGR.
        """
        if not self.is_closed:
            self._cv2.imshow(TITLE, picture)

    def pressed(self) -> list[str]:
        """What the keys that were pressed since the last call ask for, in order; digits as such.

        It also lets the window draw itself, so it is to be called after each picture.  A window
        that was closed by its own button tells that in `is_closed`.
        """
        words = []
        while (key := self._cv2.pollKey()) != _NO_KEY:
            word = word_of(key)
            if not word or not self._presses.is_new(word, time.monotonic()):
                continue
            if word == "full_screen":
                self.turn_full_screen()
            else:
                words.append(word)
        self._look_whether_closed()
        return words

    def turn_full_screen(self) -> None:
        """As large as the screen, or back to a window."""
        self._is_full = not self._is_full
        value = self._cv2.WINDOW_FULLSCREEN if self._is_full else self._cv2.WINDOW_NORMAL
        self._cv2.setWindowProperty(TITLE, self._cv2.WND_PROP_FULLSCREEN, value)

    def close(self) -> None:
        """Close the window; a second call does nothing."""
        if not self.is_closed:
            self.is_closed = True
            with suppress(self._cv2.error):
                self._cv2.destroyWindow(TITLE)
                self._cv2.pollKey()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _look_whether_closed(self) -> None:
        try:
            visible = self._cv2.getWindowProperty(TITLE, self._cv2.WND_PROP_VISIBLE)
        except self._cv2.error:
            visible = 0.0
        if visible < 1:
            self.is_closed = True


class Presses:
    """Tells a new press of a key from one that is still held down, which repeats itself."""

    def __init__(self) -> None:
        self._last_s: dict[str, float] = {}

    def is_new(self, word: str, time_s: float) -> bool:
        """Whether this is a press of its own; digits always are.

        Parameters
        ----------
        word
            What the key asks for.
        time_s
            Seconds on a clock that only goes forward.
        """
        before_s = self._last_s.get(word, -math.inf)
        self._last_s[word] = time_s
        return word.isdigit() or time_s - before_s >= HELD_S


def word_of(key: int) -> str:
    """What a key asks for; a digit as such, and nothing for a key that means nothing.

    Parameters
    ----------
    key
        As OpenCV tells it: a letter's code, or the code that X11 has for other keys.
    """
    code = key & _CODE
    if code == _ESCAPE:
        return KEYS[27]
    if code > _LETTERS:
        return ""
    letter = chr(code).lower()
    if letter.isascii() and letter.isdigit():
        return letter
    return KEYS.get(ord(letter), "") if letter.isascii() else ""


def _check_order(loaded: Sequence[str]) -> None:
    """Refuse where PyAV was loaded before OpenCV: on Linux its window would hang for ever."""
    if sys.platform != "linux" or "av" not in loaded:
        return
    if loaded.index("av") < loaded.index("cv2"):
        raise OutputError(
            "PyAV was loaded before OpenCV, whose window would hang: import cv2 at the top of "
            "your program."
        )


def _check_display() -> None:
    """Refuse where there is no screen: Qt would end the whole program."""
    if sys.platform != "linux":
        return
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise OutputError(
            "There is no screen to show the picture on: start formcheck live on a desktop."
        )
