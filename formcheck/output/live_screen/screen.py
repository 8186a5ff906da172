"""The screen of a live session: mirrored, in letters for three metres.

While the person moves it is the annotated picture, with a gauge as high as the picture.  Before,
between and after, cards stand on the same canvas: what to change about the camera, a countdown,
a rest, the pain scale, the results.  One thing stands out at a time.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

import cv2
import numpy as np

from formcheck.output.live_screen.cards import Card, draw_band, draw_muted, leg_and_set
from formcheck.output.live_screen.pain_scale import PainCard, small_picture
from formcheck.output.overlay.overlay import Overlay, put_image
from formcheck.output.overlay.silhouette import Silhouette
from formcheck.output.overlay.skeleton import draw_skeleton
from formcheck.output.overlay.steady_readings import SteadyReadings
from formcheck.output.overlay.text import (
    AMBER,
    BACKGROUND,
    Box,
    Colour,
    fit,
    line_size_px,
    paint,
    write_over,
    write_paragraph,
)
from formcheck.session.protocol import ScreenKind, ScreenState

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from numpy.typing import NDArray

    from formcheck.assessment.events import Reading
    from formcheck.exercises.definition import Exercise

_BRIGHTNESS: Final = {ScreenKind.PAUSED: 0.6, ScreenKind.RESTING: 0.4}
"""How bright the picture is while it does not matter (1 = as it is)."""

_OUTLINED: Final = frozenset({ScreenKind.PLACING, ScreenKind.STARTING})

_RADIUS_SHARES: Final = (0.35, 0.45)
"""Most radius of the clock's ring, as shares of the picture's height and width."""

_SHADE: Final = 0.5
"""Brightness of the picture behind the clock (1 = as it is)."""

_TRACK: Final[Colour] = (110, 100, 92)


ShownT_co = TypeVar("ShownT_co", covariant=True)


class Painter(Protocol[ShownT_co]):
    """Makes what is shown of a live session: a picture, or a message for a page."""

    def begin(self, exercise: Exercise) -> None:
        """Draw this exercise from now on."""
        ...

    def draw(
        self, state: ScreenState, reading: Reading | None, image: NDArray[np.uint8] | None
    ) -> ShownT_co:
        """Return what the person sees now.

        Parameters
        ----------
        state, reading, image
            As for `LiveScreen.draw`.

        Returns
        -------
        ShownT_co
        """
        ...


class LiveScreen:
    """Draws a live session.

    Parameters
    ----------
    exercise, size_px
        The first exercise of the session; width and height of the camera's pictures, pixels.

    Attributes
    ----------
    size_px
        Width and height of the screen, pixels, both even; the same in every stage.
    """

    def __init__(self, exercise: Exercise, size_px: tuple[int, int]) -> None:
        self._picture_px = size_px
        self.begin(exercise)
        self.size_px = self._layout.size_px

    def begin(self, exercise: Exercise) -> None:
        """Draw this exercise from now on; the screen keeps its size."""
        self._steady = SteadyReadings()
        self._exercise, self._overlay = exercise, Overlay(exercise, self._picture_px, live=True)
        self._layout = self._overlay.layout
        self._outline = Silhouette(exercise, self._layout.picture_px)
        self._kept: tuple[Hashable, NDArray[np.uint8]] | None = None

    def draw(
        self, state: ScreenState, reading: Reading | None, image: NDArray[np.uint8] | None
    ) -> NDArray[np.uint8]:
        """Return what the person sees now.

        Parameters
        ----------
        state, reading
            Where in the session the person is, and the newest reading, None before the first one.
        image
            The camera's picture, shape (height, width, 3), uint8, BGR, as it was taken; not
            changed.  None = there is none: the ground stays dark.

        Returns
        -------
        ndarray of uint8, shape (height, width, 3)
            BGR, of `size_px`; a new one each time.
        """
        reps, reading = None, reading and self._steady.update(reading)
        if reading is not None and state.kind in {ScreenKind.MOVING, ScreenKind.PAUSED}:
            # Before a leg has moved it is unknown which one works.
            state, reps = replace(state, side=state.side or reading.side), reading.reps
        if state.kind is ScreenKind.MOVING and reading is not None:
            return self._draw_moving(state, reading, image)
        canvas = self._card(state, reps).copy()
        if _fills_screen(state):
            return canvas
        if state.kind is ScreenKind.PAIN:
            self._draw_picture(canvas, small_picture(self._layout), state, reading, image)
            PainCard(canvas, state, self._layout).draw_progress()
            return canvas
        picture = self._draw_picture(canvas, self._layout.picture, state, reading, image)
        if state.kind in {ScreenKind.COUNTDOWN, ScreenKind.RESTING}:
            below = "seconds" if state.kind is ScreenKind.RESTING else ""
            _draw_clock(picture, state.remaining_s, state.total_s, below)
        return canvas

    def _draw_moving(
        self, state: ScreenState, reading: Reading, image: NDArray[np.uint8] | None
    ) -> NDArray[np.uint8]:
        """Draw the annotated picture, with the plan beside it."""
        counted = f"of {state.planned_reps}" if state.planned_reps else "done"
        canvas = self._overlay.draw(reading, image, counted=counted)
        if state.heading and (state.alarm or reading.cue is None):
            draw_band(canvas, state, self._layout)
        box = self._layout.notes
        if box is not None:
            rows = leg_and_set(state, self._exercise)
            key = ("notes", tuple(rows), state.muted)
            box.of(canvas)[:] = self._keep(
                key, (box.width, box.height), lambda notes: self._draw_notes(notes, state, rows)
            )
        return canvas

    def _draw_notes(self, canvas: NDArray[np.uint8], state: ScreenState, rows: list[str]) -> None:
        """Draw leg and set, and whether the sound is off."""
        height, width = canvas.shape[:2]
        high, top = round(1.4 * self._layout.letter_px), 0
        foot = height - high if state.muted else height
        for number, row in enumerate(rows):
            room = Box(0, top, width, min(2 * high, (foot - top) // (len(rows) - number)))
            size = {"wide_px": width, "high_px": room.height, "largest_px": high}
            written = fit(row, most_lines=1, **size)
            if written.size_px < self._layout.least_px:
                written = fit(row, most_lines=2, **size)
            write_paragraph(canvas, written, room._replace(height=written.height_px))
            top += written.height_px
        if state.muted:
            sign = Box(0, height - high, width, round(0.8 * high))
            draw_muted(canvas, sign, least_px=self._layout.least_px)

    def _card(self, state: ScreenState, reps: int | None) -> NDArray[np.uint8]:
        """Return all but picture, clock and progress."""
        pain = state.pain and replace(state.pain, chosen_fraction=0.0)
        key = replace(state, pain=pain, remaining_s=0.0, total_s=0.0), reps
        return self._keep(key, self.size_px, lambda card: self._draw_card(card, *key))

    def _keep(
        self,
        key: Hashable,
        size_px: tuple[int, int],
        draw: Callable[[NDArray[np.uint8]], None],
    ) -> NDArray[np.uint8]:
        """Return a picture that is drawn anew only when its key has changed."""
        if self._kept is None or self._kept[0] != key:
            canvas = np.empty((size_px[1], size_px[0], 3), np.uint8)
            paint(canvas, BACKGROUND)
            draw(canvas)
            self._kept = key, canvas
        return self._kept[1]

    def _draw_card(self, canvas: NDArray[np.uint8], state: ScreenState, reps: int | None) -> None:
        card = Card(canvas, state, self._layout)
        if state.kind is ScreenKind.PAIN:
            PainCard(canvas, state, self._layout).draw()
        elif _fills_screen(state) and state.alarm:
            card.draw_stop()
        elif state.kind is ScreenKind.OVER:
            card.draw_results()
        else:
            if state.kind is ScreenKind.PLACING and state.checks:
                card.draw_checks()
            else:
                card.draw_plan(self._exercise, reps)
            draw_band(canvas, state, self._layout)

    def _draw_picture(
        self,
        canvas: NDArray[np.uint8],
        box: Box,
        state: ScreenState,
        reading: Reading | None,
        image: NDArray[np.uint8] | None,
    ) -> NDArray[np.uint8]:
        """Draw the mirrored picture with outline and skeleton; return its part of the canvas."""
        picture = box.of(canvas)
        if image is not None:
            put_image(picture, image)
            brightness = _BRIGHTNESS.get(state.kind)
            if brightness is not None:
                picture[:] = cv2.convertScaleAbs(picture, alpha=brightness)
        if state.kind in _OUTLINED:
            self._outline.draw(picture, side=state.side, reading=reading)
        if image is not None and reading is not None and state.kind is not ScreenKind.RESTING:
            scale = self._layout.scale * box.width / self._layout.picture_px[0]
            draw_skeleton(picture, reading, scale=scale)
        picture[:] = cv2.flip(picture, 1)
        return picture


def _fills_screen(state: ScreenState) -> bool:
    """Return True if a card leaves no room for the picture."""
    return state.kind is ScreenKind.OVER or (state.kind is ScreenKind.PAUSED and state.alarm)


def _draw_clock(
    picture: NDArray[np.uint8], remaining_s: float, total_s: float, below: str
) -> None:
    """Draw the seconds of a countdown or a rest in a ring that runs down, with a word below.

    NaN = no clock runs, or it has no ring.
    """
    if math.isnan(remaining_s):
        return
    height, width = picture.shape[:2]
    radius = round(min(_RADIUS_SHARES[0] * height, _RADIUS_SHARES[1] * width))
    middle = across, down = width // 2, height // 2
    thick = max(6, radius // 9)
    place = Box(across - radius, down - radius, 2 * radius + 1, 2 * radius + 1).of(picture)
    cv2.copyTo(cv2.convertScaleAbs(place, alpha=_SHADE), _disc(radius), place)
    cv2.circle(picture, middle, radius, _TRACK, thick, cv2.LINE_AA)
    share = remaining_s / total_s if total_s > 0 else 0.0  # False too where it is unknown
    turn_deg = 360 * min(max(share, 0.0), 1.0)
    # It begins at the top, and its end runs back there.
    cv2.ellipse(picture, middle, (radius, radius), -90, 0, turn_deg, AMBER, thick, cv2.LINE_AA)
    number, room_px = str(max(0, math.ceil(remaining_s))), round(1.5 * radius)
    size_px = line_size_px(number, room_px, round(1.7 * radius))
    lift = round(0.16 * radius) if below else 0
    write_over(picture, number, (across, down - lift), size_px=size_px)
    if below:
        size_px = line_size_px(below, round(1.5 * radius), round(0.36 * radius), least_px=10)
        write_over(picture, below, (across, down + round(0.62 * radius)), size_px=size_px)


@lru_cache(maxsize=4)
def _disc(radius: int) -> NDArray[np.uint8]:
    """Return a disc in white on black."""
    mask = np.zeros((2 * radius + 1, 2 * radius + 1), np.uint8)
    cv2.circle(mask, (radius, radius), radius, 255, -1)
    return mask
