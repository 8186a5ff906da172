"""The screen of a live session: mirrored, in letters for three metres.

While the person moves it is the annotated picture, with a gauge as high as the picture.  Before,
between and after, cards stand on the same canvas: what to change about the camera, a countdown,
a rest, the pain scale, the results.  One thing stands out at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from formcheck.output.live_screen.cards import Card, Done, draw_clock, draw_muted, leg_and_set
from formcheck.output.live_screen.pain_scale import PainCard, small_picture
from formcheck.output.overlay.cue_band import draw_band
from formcheck.output.overlay.gauge import LiveGauge
from formcheck.output.overlay.layout import live_layout
from formcheck.output.overlay.overlay import Overlay, put_image
from formcheck.output.overlay.silhouette import Silhouette
from formcheck.output.overlay.skeleton import draw_skeleton
from formcheck.output.overlay.text import BACKGROUND, Box, paint, write_text
from formcheck.session.protocol import ScreenKind, ScreenState

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from numpy.typing import NDArray

    from formcheck.assessment.checker import Reading
    from formcheck.exercises.definition import Exercise

_BRIGHTNESS: Final = {ScreenKind.PAUSED: 0.6, ScreenKind.RESTING: 0.4}
"""How bright the picture is while it does not matter (1 = as it is)."""

_OUTLINED: Final = frozenset({ScreenKind.PLACING, ScreenKind.STARTING})


class LiveScreen:
    """Draws a live session.

    Parameters
    ----------
    exercise
        The exercise of the session.
    size_px
        Width and height of the camera's pictures, pixels.

    Attributes
    ----------
    size_px
        Width and height of the screen, pixels, both even; the same in every stage.
    """

    def __init__(self, exercise: Exercise, size_px: tuple[int, int]) -> None:
        self._exercise, self._layout = exercise, live_layout(size_px)
        self._overlay = Overlay(
            exercise,
            size_px,
            mirrored=True,
            layout=self._layout,
            gauge=LiveGauge(exercise.movement, exercise.limit),
        )
        self._outline = Silhouette(exercise, self._layout.picture_px)
        self.size_px = self._layout.size_px
        self._kept: tuple[Hashable, NDArray[np.uint8]] | None = None

    def draw(
        self, state: ScreenState, reading: Reading | None, image: NDArray[np.uint8] | None
    ) -> NDArray[np.uint8]:
        """Return what the person sees now.

        Parameters
        ----------
        state
            Where in the session the person is.
        reading
            The reading of the newest pose, or None before the first one.
        image
            The camera's picture, shape (height, width, 3), uint8, BGR, as it was taken; not
            changed.  None = there is none: the ground stays dark.

        Returns
        -------
        ndarray of uint8, shape (height, width, 3)
            BGR, of `size_px`; a new one each time.
        """
        if state.kind is ScreenKind.MOVING and reading is not None:
            return self._draw_moving(state, reading, image)
        canvas = self._card(state, reading).copy()
        if _fills_screen(state):
            return canvas
        if state.kind is ScreenKind.PAIN:
            self._draw_picture(canvas, small_picture(self._layout), state, reading, image)
            PainCard(canvas, state, self._layout).draw_progress()
            return canvas
        picture = self._draw_picture(canvas, self._layout.picture, state, reading, image)
        if state.kind in {ScreenKind.COUNTDOWN, ScreenKind.RESTING}:
            draw_clock(
                picture,
                remaining_s=state.remaining_s,
                total_s=state.total_s,
                below="seconds" if state.kind is ScreenKind.RESTING else "",
            )
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
            rows = leg_and_set(state, self._exercise, reading.side)
            key = ("notes", tuple(rows), state.muted)
            box.of(canvas)[:] = self._keep(
                key, (box.width, box.height), lambda notes: self._draw_notes(notes, state, rows)
            )
        return canvas

    def _draw_notes(self, canvas: NDArray[np.uint8], state: ScreenState, rows: list[str]) -> None:
        """Draw leg and set, and whether the sound is off."""
        height, width = canvas.shape[:2]
        high = min(height // 3, round(1.4 * self._layout.letter_px))
        for number, row in enumerate(rows):
            box = Box(0, number * high, width, high)
            write_text(canvas, row, box, largest_px=high, most_lines=1)
        if state.muted:
            draw_muted(canvas, Box(0, height - high, width, round(0.8 * high)))

    def _card(self, state: ScreenState, reading: Reading | None) -> NDArray[np.uint8]:
        """Return all but picture and clock."""
        # Before a leg has moved it is unknown which one works.
        known = reading if state.kind is ScreenKind.PAUSED else None
        done = Done(None, None) if known is None else Done(known.side, known.reps)
        pain = None if state.pain is None else (state.pain.number, state.pain.chosen)
        words = (state.kind, state.heading, state.detail, state.alarm, state.lines, state.muted)
        plan = (state.side, state.set_number, state.set_count, state.planned_reps)
        key = ("card", words, plan, state.checks, pain, done)
        return self._keep(key, self.size_px, lambda card: self._draw_card(card, state, done))

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

    def _draw_card(self, canvas: NDArray[np.uint8], state: ScreenState, done: Done) -> None:
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
                card.draw_plan(self._exercise, done)
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
