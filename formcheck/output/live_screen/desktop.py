"""The desktop around the live window: what OpenCV has no call for.

The libraries of the system are called directly.  Where one of them is missing or is another one,
nothing happens: the pointer stays, and the window is as OpenCV made it.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self, TypeAlias

from formcheck.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator

_FAILS: Final = (OSError, AttributeError, ValueError)
"""A library, a file or a function is missing."""


# --- The screen --------------------------------------------------------------------------------


def check_display() -> None:
    """Refuse if there is no screen: Qt would end the whole program.

    Raises
    ------
    OutputError
        If DISPLAY names no screen, or one that does not answer.
    """
    if not _uses_x11():
        return
    name = os.environ.get("DISPLAY")
    if not name:
        raise OutputError(
            "There is no screen to show the picture on: start formcheck live on a desktop."
        )
    if not _answers():
        raise OutputError(
            f"The screen {name} (DISPLAY) does not answer: start formcheck live in a terminal of "
            "the desktop."
        )


def _uses_x11() -> bool:
    return sys.platform == "linux" and os.environ.get("QT_QPA_PLATFORM", "xcb") == "xcb"


def _answers() -> bool:
    """Return True if a program may open windows on the screen of DISPLAY."""
    try:
        with XConnection() as connection:
            return connection.is_open
    except OSError:
        return True  # then Qt has its own say


# --- The mouse pointer -------------------------------------------------------------------------

_BLANK: Final = 10
"""``Qt::BlankCursor``."""

_QT_NAMES: Final = (
    # The Qt in the wheels of OpenCV has a namespace of its own.
    (
        "_ZN14QtOpenCVPython16QCoreApplication4selfE",
        "_ZN14QtOpenCVPython7QCursorC1ENS_2Qt11CursorShapeE",
        "_ZN14QtOpenCVPython15QGuiApplication17setOverrideCursorERKNS_7QCursorE",
        "_ZN14QtOpenCVPython15QGuiApplication21restoreOverrideCursorEv",
    ),
    (
        "_ZN16QCoreApplication4selfE",
        "_ZN7QCursorC1EN2Qt11CursorShapeE",
        "_ZN15QGuiApplication17setOverrideCursorERK7QCursor",
        "_ZN15QGuiApplication21restoreOverrideCursorEv",
    ),
)
"""The application, the constructor of a pointer, and what sets it and gives it back."""

_Calls: TypeAlias = tuple[Callable[[], object], Callable[[], object]]
"""Hides the pointer; shows it again."""


class MousePointer:
    """The mouse pointer over the windows of this program; make one after the first window."""

    def __init__(self) -> None:
        self._is_hidden = False
        self._calls: _Calls = lambda: None, lambda: None
        with suppress(*_FAILS):
            self._calls = _pointer_calls()

    def hide(self) -> None:
        """Hide it; a second call does nothing."""
        # On macOS each motion shows it again.
        if not self._is_hidden or sys.platform == "darwin":
            self._is_hidden = True
            self._calls[0]()

    def show(self) -> None:
        """Show it again; a second call does nothing."""
        if self._is_hidden:
            self._is_hidden = False
            self._calls[1]()


def _pointer_calls() -> _Calls:
    """Return the functions that hide the pointer and show it again."""
    if sys.platform == "darwin":
        return _cocoa_calls()
    if sys.platform == "win32":
        show = ctypes.windll.user32.ShowCursor
        return lambda: show(0), lambda: show(1)
    return _qt_calls()


def _cocoa_calls() -> _Calls:
    objc = ctypes.CDLL("/usr/lib/libobjc.dylib")
    objc.objc_getClass.restype = objc.sel_registerName.restype = ctypes.c_void_p
    send = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_bool)(
        ("objc_msgSend", objc)
    )
    # Unlike "hide" it ends by itself, at the first motion, over whatever window that is.
    cursor = objc.objc_getClass(b"NSCursor")
    selector = objc.sel_registerName(b"setHiddenUntilMouseMoves:")
    return lambda: send(cursor, selector, 1), lambda: send(cursor, selector, 0)


def _qt_calls() -> _Calls:
    """Return the functions of the Qt that OpenCV has loaded; raise ValueError without one."""
    maps = Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace")
    files = sorted({line.split(maxsplit=5)[-1] for line in maps.splitlines() if "libQt" in line})
    libraries = [ctypes.CDLL(file) for file in files]
    for application, *names in _QT_NAMES:
        cores = [library for library in libraries if hasattr(library, application)]
        guis = [library for library in libraries if all(hasattr(library, name) for name in names)]
        # Before its application exists, Qt crashes.
        if cores and guis and ctypes.c_void_p.in_dll(cores[0], application):
            make, hide, show = (getattr(guis[0], name) for name in names)
            make.argtypes, make.restype = [ctypes.c_void_p, ctypes.c_int], None
            hide.argtypes, hide.restype, show.restype = [ctypes.c_void_p], None, None
            blank = ctypes.create_string_buffer(ctypes.sizeof(ctypes.c_void_p))
            make(blank, _BLANK)
            return partial(hide, blank), show
    raise ValueError("expected the libraries of Qt and its application, got none")


# --- A window that was never drawn -------------------------------------------------------------

_WM_NAME, _STRING = 39, 31
"""Numbers of two words that X servers always know."""

_MAP_NOTIFY, _CONFIGURE_NOTIFY = 19, 22
_EVENT_BYTES: Final = 32
_DEPTH: Final = 3
"""Window managers put a window into one or two frames."""


def draw_again(title: str) -> None:
    """Let the windows with a title draw themselves, as if they had just appeared.

    The Qt of OpenCV sometimes misses events of the time in which its window appears, about once in
    a hundred starts of a busy machine.  Then it draws nothing, and the window stays white as long
    as it is open, or it draws in the size that the window had before.  The events are sent once
    more here; a window that has got them draws its picture once more.

    Parameters
    ----------
    title
        The title of the windows, ASCII.
    """
    if not _uses_x11():
        return
    with suppress(*_FAILS), XConnection() as connection:
        for window in connection.windows(title.encode()):
            connection.send_notifications(window)


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", ctypes.c_uint),)


class _Screens(ctypes.Structure):
    _fields_ = (
        ("first", ctypes.POINTER(ctypes.c_uint32)),
        ("rem", ctypes.c_int),
        ("index", ctypes.c_int),
    )


class XConnection:
    """A connection of its own to the X server; a context manager.

    Raises
    ------
    OSError
        If the library is missing.
    """

    def __init__(self) -> None:
        # It is that of the system, which Qt uses too; unlike Xlib it never ends the program.
        self._xcb = xcb = ctypes.CDLL("libxcb.so.1")
        self._free = ctypes.CDLL(None).free
        self._free.argtypes = [ctypes.c_void_p]
        pointer, number, byte = ctypes.c_void_p, ctypes.c_uint32, ctypes.c_uint8
        short = ctypes.c_int16
        for name, result, arguments in (
            ("xcb_connect", pointer, [ctypes.c_char_p, pointer]),
            ("xcb_connection_has_error", ctypes.c_int, [pointer]),
            ("xcb_disconnect", None, [pointer]),
            ("xcb_get_setup", pointer, [pointer]),
            ("xcb_setup_roots_iterator", _Screens, [pointer]),
            ("xcb_query_tree", _Cookie, [pointer, number]),
            ("xcb_query_tree_reply", pointer, [pointer, _Cookie, pointer]),
            ("xcb_query_tree_children", ctypes.POINTER(number), [pointer]),
            ("xcb_query_tree_children_length", ctypes.c_int, [pointer]),
            ("xcb_get_property", _Cookie, [pointer, byte, *[number] * 5]),
            ("xcb_get_property_reply", pointer, [pointer, _Cookie, pointer]),
            ("xcb_get_property_value", pointer, [pointer]),
            ("xcb_get_property_value_length", ctypes.c_int, [pointer]),
            ("xcb_get_geometry", _Cookie, [pointer, number]),
            ("xcb_get_geometry_reply", pointer, [pointer, _Cookie, pointer]),
            ("xcb_translate_coordinates", _Cookie, [pointer, number, number, short, short]),
            ("xcb_translate_coordinates_reply", pointer, [pointer, _Cookie, pointer]),
            ("xcb_send_event", _Cookie, [pointer, byte, number, number, ctypes.c_char_p]),
            ("xcb_flush", ctypes.c_int, [pointer]),
        ):
            function: Any = getattr(xcb, name)
            function.restype, function.argtypes = result, arguments
        self._connection = xcb.xcb_connect(None, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._xcb.xcb_disconnect(self._connection)

    @property
    def is_open(self) -> bool:
        """Return True if the server has answered."""
        return not self._xcb.xcb_connection_has_error(self._connection)

    def windows(self, title: bytes) -> Iterator[int]:
        """Yield the windows with this title, and those in their frames."""
        if self.is_open:
            screen = self._xcb.xcb_setup_roots_iterator(self._xcb.xcb_get_setup(self._connection))
            level = [screen.first[0]]
            for _ in range(_DEPTH):
                level = [child for window in level for child in self._children(window)]
                yield from (window for window in level if self._title(window) == title)

    def send_notifications(self, window: int) -> None:
        """Send a window the events that say where it is, how large, and that it has appeared."""
        # After the kind and a gap: the window twice; above no other, place, size, border.
        names = 2 * window.to_bytes(4, sys.byteorder)
        place = struct.pack("=I2h3H", 0, *self._place(window), 0)
        for kind, rest in ((_CONFIGURE_NOTIFY, names + place), (_MAP_NOTIFY, names)):
            event = struct.pack("=B3x", kind) + rest
            # Without a mask the event goes to the program that made the window.
            padded = event.ljust(_EVENT_BYTES, b"\0")
            self._xcb.xcb_send_event(self._connection, 0, window, 0, padded)
        self._xcb.xcb_flush(self._connection)

    def _place(self, window: int) -> tuple[int, int, int, int]:
        """Return left, top, width, height of a window on the screen; raise OSError without it."""
        xcb = self._xcb
        cookie = xcb.xcb_get_geometry(self._connection, window)
        reply = xcb.xcb_get_geometry_reply(self._connection, cookie, None)
        if not reply:
            raise OSError("expected a window, got none")
        root, _, _, width, height = struct.unpack("=I2h2H", ctypes.string_at(reply + 8, 12))
        self._free(reply)
        cookie = xcb.xcb_translate_coordinates(self._connection, window, root, 0, 0)
        reply = xcb.xcb_translate_coordinates_reply(self._connection, cookie, None)
        if not reply:
            raise OSError("expected a window, got none")
        left, top = struct.unpack("=2h", ctypes.string_at(reply + 12, 4))
        self._free(reply)
        return left, top, width, height

    def _children(self, window: int) -> list[int]:
        xcb = self._xcb
        cookie = xcb.xcb_query_tree(self._connection, window)
        reply = xcb.xcb_query_tree_reply(self._connection, cookie, None)
        if not reply:  # it is gone
            return []
        count = xcb.xcb_query_tree_children_length(reply)
        children = list(xcb.xcb_query_tree_children(reply)[:count])
        self._free(reply)
        return children

    def _title(self, window: int) -> bytes:
        xcb = self._xcb
        cookie = xcb.xcb_get_property(self._connection, 0, window, _WM_NAME, _STRING, 0, 64)
        reply = xcb.xcb_get_property_reply(self._connection, cookie, None)
        if not reply:
            return b""
        length = xcb.xcb_get_property_value_length(reply)
        title = ctypes.string_at(xcb.xcb_get_property_value(reply), length)
        self._free(reply)
        return title
