"""The keys of the window, and the order in which libraries are loaded."""

from __future__ import annotations

import pytest

from formcheck.errors import OutputError
from formcheck.output.live_screen.window import HELD_S, KeyRepeatFilter, _check_order, command_of

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
