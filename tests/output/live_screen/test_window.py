"""The keys of the window, and the order in which libraries are loaded."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from formcheck.errors import OutputError
from formcheck.output.live_screen.window import (
    HELD_S,
    KeyRepeatFilter,
    LiveWindow,
    _check_order,
    command_of,
    margins_px,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


SHIFT, NUM_LOCK = 1 << 16, 1 << 20


@pytest.mark.parametrize(
    ("key", "word"),
    [
        (ord(" "), "pause"), (ord("n"), "next_side"), (ord("r"), "redo"), (ord("p"), "pain"),
        (ord("m"), "mute"), (ord("f"), "full_screen"), (ord("q"), "finish"), (27, "finish"),
        (0xFF1B, "finish"), (ord("Q") | SHIFT, "finish"), (ord("7"), "7"),
        (ord("7") | NUM_LOCK, "7"),
    ],
)  # fmt: skip
def test_key_gives_its_command(key: int, word: str) -> None:
    assert command_of(key) == word


@pytest.mark.parametrize(
    "key",
    # Home ends with the byte of a P, which would be sharp pain, left with a Q, up with an R; the
    # others are Shift and the like, a letter without a command, a raised two and an ñ.
    [0xFF50, 0xFF51, 0xFF52, 0xFF6E, 0xFFB7, 0xFFE1, 0xFF51 | SHIFT, ord("x"), 0xB2, 0xF1],
)
def test_other_key_gives_no_command(key: int) -> None:
    assert command_of(key) == ""


def test_held_key_counts_once_unless_it_is_a_digit() -> None:
    keys = KeyRepeatFilter()
    assert keys.is_new("pain", 10.0)
    repeated = [10.66 + 0.04 * number for number in range(100)]
    assert not any(keys.is_new("pain", time_s) for time_s in repeated)
    assert keys.is_new("finish", repeated[-1])
    assert keys.is_new("pain", repeated[-1] + HELD_S)
    assert all(keys.is_new("1", time_s) for time_s in repeated), "a digit counts at once"


def test_window_that_would_hang_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    _check_order(["os", "cv2", "av"])
    _check_order(["os", "cv2"])
    with pytest.raises(OutputError, match="import cv2 at the top of your program"):
        _check_order(["os", "av", "cv2"])
    monkeypatch.setattr("sys.platform", "darwin")
    _check_order(["os", "av", "cv2"])


class FakeCv2:
    """Notes what is done to the window, and plays keys."""

    WINDOW_NORMAL = WINDOW_FREERATIO = WINDOW_GUI_NORMAL = 0
    BORDER_CONSTANT = 0
    WINDOW_FULLSCREEN, WND_PROP_FULLSCREEN, WND_PROP_VISIBLE = 1, 0, 4
    error = RuntimeError

    def __init__(self, *keys: int) -> None:
        self.done: list[str] = []
        self.keys = [*keys]
        self.rect = (0, 0, 128, 72)
        self.shapes: list[tuple[int, ...]] = []

    def imshow(self, _title: str, picture: NDArray[np.uint8]) -> None:
        self.done.append("imshow")
        self.shapes.append(picture.shape[:2])

    def copyMakeBorder(  # noqa: N802  # its name in OpenCV
        self, picture: NDArray[np.uint8], *edges: int, **_: object
    ) -> NDArray[np.uint8]:
        above, below, left, right, _kind = edges
        return np.pad(picture, ((above, below), (left, right), (0, 0)))

    def getWindowImageRect(self, _title: str) -> tuple[int, int, int, int]:  # noqa: N802
        return self.rect

    def pollKey(self) -> int:  # noqa: N802  # its name in OpenCV
        self.done.append("drawn")
        return self.keys.pop(0) if self.keys else -1

    def getWindowProperty(self, *_: object) -> float:  # noqa: N802  # its name in OpenCV
        return 1.0

    def setWindowProperty(self, _title: str, _which: int, value: int) -> None:  # noqa: N802
        self.done.append("full" if value else "normal")

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_, **__: self.done.append(name)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[LiveWindow, FakeCv2]]:
    def opened(*keys: int, full_screen: bool = True) -> tuple[LiveWindow, FakeCv2]:
        fake = FakeCv2(*keys)
        monkeypatch.setitem(sys.modules, "cv2", fake)
        monkeypatch.setattr("formcheck.output.live_screen.window.check_display", lambda: None)
        monkeypatch.setattr("formcheck.output.live_screen.window._check_order", lambda _: None)
        window = LiveWindow()
        if full_screen:
            window.fill_screen()
        return window, fake

    return opened


PICTURE = np.zeros((72, 128, 3), np.uint8)


def test_window_fills_the_screen_after_its_first_picture_is_drawn(
    opened: Callable[..., tuple[LiveWindow, FakeCv2]],
) -> None:
    window, fake = opened()
    window.pressed()
    assert "full" not in fake.done, "it has no picture yet"
    for _ in range(3):
        window.show(PICTURE)
        window.pressed()
    assert fake.done.count("full") == 1
    shown, full = fake.done.index("imshow"), fake.done.index("full")
    assert "drawn" in fake.done[shown:full]


def test_window_keeps_its_size_to_the_pictures(
    opened: Callable[..., tuple[LiveWindow, FakeCv2]],
) -> None:
    window, fake = opened(full_screen=False)
    for picture in (PICTURE, PICTURE, PICTURE[:36]):
        window.show(picture)
        window.pressed()
    assert fake.done.count("resizeWindow") == 2
    assert "full" not in fake.done


def test_picture_gets_the_shape_of_the_window_wherever_it_stands(
    opened: Callable[..., tuple[LiveWindow, FakeCv2]],
) -> None:
    window, fake = opened(full_screen=False)
    for place in ((0, 0), (300, 75)):
        for size in ((128, 72), (128, 80), (72, 128)):
            fake.rect = (*place, *size)
            window.show(PICTURE)
    assert fake.shapes == 2 * [(72, 128), (80, 128), (228, 128)]


def test_card_is_shown_until_something_is_done_and_q_closes_it(
    opened: Callable[..., tuple[LiveWindow, FakeCv2]],
) -> None:
    window, fake = opened(-1, ord("q"))
    left = [False, False, False, True]
    window.show_until(PICTURE, lambda _for_s: left.pop(0))
    assert not left
    assert window.is_closed
    assert fake.done.count("imshow") == 2, "anew each time, until it is closed"
    assert fake.done.count("destroyWindow") == 1


@pytest.mark.parametrize("screen", [(800, 1280), (1080, 1920), (768, 1024), (1920, 1080)])
@pytest.mark.parametrize("size", [(540, 960), (624, 1046), (960, 540), (480, 640), (481, 641)])
def test_picture_is_given_the_shape_of_the_screen(
    size: tuple[int, int], screen: tuple[int, int]
) -> None:
    above, below, left, right = margins_px(size, screen)
    height, width = size[0] + above + below, size[1] + left + right
    assert width / height == pytest.approx(screen[1] / screen[0], rel=0.005)
    assert 0 in {above + below, left + right}, "no more than is needed"
    assert max(abs(above - below), abs(left - right)) <= 1
    assert margins_px((height, width), screen) == (0, 0, 0, 0)
