"""What tests of pictures share: exercises, readings, a picture, a canvas, and where ink is."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from formcheck.assessment.checker import Checker
from formcheck.exercises.loader import load_exercise
from formcheck.output.live_screen.screen import LiveScreen
from support.performer import Camera, Recording, perform, plan_for
from support.screens import SCREENS
from support.watching import perfect

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.assessment.events import Reading
    from formcheck.exercises.definition import Exercise
    from formcheck.session.protocol import ScreenState

NAME = "single_leg_bridge"
SIZES = [(640, 480), (480, 640), (1280, 720), (1920, 1080), (321, 241)]
"""Sizes of a camera's pictures."""


@cache
def exercise(name: str = NAME) -> Exercise:
    """Return an exercise, read once."""
    return load_exercise(name)


@cache
def reading(name: str = NAME, index: int = 90) -> Reading:
    """Return the reading of a pose in the middle of a perfect set."""
    checker = Checker(exercise(name))
    return [checker.update(pose) for pose in perfect(name)[:index]][-1]


@cache
def readings(name: str, side: str = "left") -> tuple[Reading, ...]:
    """Return the readings of a short set in the middle of a picture."""
    poses = perform(
        exercise(name),
        plan=plan_for(exercise(name), reps=1, hold_s=4.0),
        recording=Recording(fps=8),
        camera=Camera((640, 480), complex(320, -240), 480 / 900),
        side=side,  # type: ignore[arg-type]
    )
    checker = Checker(exercise(name))
    return tuple(checker.update(pose) for pose in poses)


def unseen(name: str = NAME) -> Reading:
    """Return a reading that draws nothing into the picture."""
    whole = reading(name)
    empty = replace(whole.pose, visibility=np.zeros(33, np.float32))
    return whole._replace(pose=empty, angles_deg={}, cue=None)


def split(size_px: tuple[int, int] = (640, 480)) -> NDArray[np.uint8]:
    """Return a picture whose left half is dark and whose right half is bright."""
    image = np.full((size_px[1], size_px[0], 3), 60, np.uint8)
    image[:, size_px[0] // 2 :] = 200
    return image


def screen(
    state: ScreenState | str,
    *,
    size_px: tuple[int, int] = (640, 480),
    now: Reading | None = None,
    **changes: Any,  # noqa: ANN401
) -> NDArray[np.uint8]:
    """Return a live screen, over the split picture; by default with no person in it.

    The state, which may be named as in `SCREENS`, has these changes.
    """
    state = replace(SCREENS[state] if isinstance(state, str) else state, **changes)
    return LiveScreen(exercise(), size_px).draw(state, now or unseen(), split(size_px))


def contains(canvas: NDArray[np.uint8], letters: NDArray[np.uint8]) -> bool:
    """Return True if rendered letters stand somewhere on a canvas, exactly as they are."""
    return float(cv2.matchTemplate(canvas, letters, cv2.TM_SQDIFF).min()) < 1.0


def is_colour(canvas: NDArray[np.uint8], colour: int | tuple[int, int, int]) -> NDArray[np.bool_]:
    """Return which pixels have exactly this colour."""
    found: NDArray[np.bool_] = (canvas == colour).all(axis=2)
    return found


def differ(one: NDArray[np.uint8], two: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return which pixels of two pictures differ."""
    found: NDArray[np.bool_] = (one != two).any(axis=2)
    return found
