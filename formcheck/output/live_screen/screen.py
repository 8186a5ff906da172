"""What the person sees in a live session: as in a mirror, in letters for three metres.

While they move it is the picture of a reading, as in a film, with a gauge as high as the picture.
Before, between and after, the same canvas carries cards: what to change about the camera, a
countdown, a rest, the pain scale, the results.  One thing stands out at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from formcheck.output.live_screen.cards import (
    Done,
    draw_checks,
    draw_facts,
    draw_muted,
    draw_results,
    draw_stop,
    leg_and_set,
)
from formcheck.output.live_screen.countdown import draw_clock
from formcheck.output.live_screen.pain_scale import draw_pain, draw_staying, small_picture
from formcheck.output.overlay.cue_band import draw_band
from formcheck.output.overlay.gauge import Box, LiveGauge
from formcheck.output.overlay.layout import live_layout
from formcheck.output.overlay.overlay import BACKGROUND, Overlay, put_image
from formcheck.output.overlay.silhouette import Silhouette
from formcheck.output.overlay.skeleton import draw_skeleton
from formcheck.output.overlay.text import WHITE, paint, paragraph, put_text
from formcheck.session.protocol import ScreenKind, ScreenState

if TYPE_CHECKING:
    from collections.abc import Hashable

    from numpy.typing import NDArray

    from formcheck.assessment.checker import Reading
    from formcheck.exercises.definition import Exercise

DIMMED: Final = {ScreenKind.PAUSED: 0.6, ScreenKind.RESTING: 0.4}
"""How bright the picture is while it is not what matters (1 = as it is)."""

_OUTLINED: Final = frozenset({ScreenKind.PLACING, ScreenKind.STARTING})


class LiveScreen:
    """Draws a live session.

    Parameters
    ----------
    exercise
        What is judged.
    size_px
        Width and height of the camera's pictures, pixels.

    Attributes
    ----------
    size_px
        Width and height of what is drawn, pixels, both even; the same in every stage.
    """

    def __init__(self, exercise: Exercise, size_px: tuple[int, int]) -> None:
        self._exercise, self._place = exercise, live_layout(size_px)
        self._overlay = Overlay(
            exercise,
            size_px,
            mirrored=True,
            arrangement=self._place,
            gauge=LiveGauge(exercise.movement, exercise.limit),
        )
        self._outline = Silhouette(exercise, self._place.picture_px)
        self.size_px = self._place.size_px
        self._kept: tuple[Hashable, NDArray[np.uint8]] | None = None

    def draw(
        self, state: ScreenState, reading: Reading | None, image: NDArray[np.uint8] | None
    ) -> NDArray[np.uint8]:
        """What is to be shown now.

        Parameters
        ----------
        state
            Where in the session the person is.
        reading
            What is known after the pose, or None before the first one.
        image
            The camera's picture, shape (height, width, 3), uint8, BGR, as it was taken; not
            changed.  None = there is none: the ground stays dark.

        Returns
        -------
        ndarray of uint8, shape (height, width, 3)
            BGR, of `size_px`; a new one each time.
        """
        if state.kind is ScreenKind.MOVING and reading is not None:
            return self._moving(state, reading, image)
        canvas = self._card(state, reading).copy()
        if _fills_all(state):
            return canvas
        if state.kind is ScreenKind.PAIN:
            self._picture(canvas, small_picture(self._place), state, reading, image)
            if state.pain is not None:
                draw_staying(canvas, state.pain, self._place)
            return canvas
        whole = Box(0, 0, *self._place.picture_px)
        picture = self._picture(canvas, whole, state, reading, image)
        if state.kind is ScreenKind.COUNTDOWN:
            draw_clock(picture, remaining_s=state.remaining_s, total_s=state.total_s)
        elif state.kind is ScreenKind.RESTING:
            draw_clock(
                picture, remaining_s=state.remaining_s, total_s=state.total_s, below="seconds"
            )
        return canvas

    def _moving(
        self, state: ScreenState, reading: Reading, image: NDArray[np.uint8] | None
    ) -> NDArray[np.uint8]:
        """The reading as in a film, with the plan beside it."""
        counted = f"of {state.planned_reps}" if state.planned_reps else "done"
        canvas = self._overlay.draw(reading, image, counted=counted)
        if state.heading and (state.alarm or reading.cue is None):
            draw_band(canvas, state, self._place)
        box = self._place.notes
        if box is not None:
            strip = self._notes(state, reading, box)
            canvas[box.top : box.top + box.height, box.left : box.left + box.width] = strip
        return canvas

    def _notes(self, state: ScreenState, reading: Reading, box: Box) -> NDArray[np.uint8]:
        """Which leg, which set, and whether the sound is off; kept until that changes."""
        rows = leg_and_set(state, self._exercise, reading.side)
        key = ("notes", tuple(rows), state.muted)
        if self._kept is None or self._kept[0] != key:
            strip = np.empty((box.height, box.width, 3), np.uint8)
            paint(strip, BACKGROUND)
            high = min(box.height // 3, round(1.4 * self._place.letter_px))
            for number, row in enumerate(rows):
                text = paragraph(row, wide_px=box.width, high_px=high, largest_px=high, most=1)
                spot = Box(0, number * high, box.width, high)
                put_text(strip, text, spot, colour=WHITE, ground=BACKGROUND)
            if state.muted:
                draw_muted(strip, Box(0, box.height - high, box.width, round(0.8 * high)))
            self._kept = key, strip
        return self._kept[1]

    def _card(self, state: ScreenState, reading: Reading | None) -> NDArray[np.uint8]:
        """All but picture and clocks; kept until the state changes."""
        paused = state.kind is ScreenKind.PAUSED
        # Before a leg has moved it is a guess which one works, and a guess is not shown.
        known = reading if paused else None
        done = Done(None, None) if known is None else Done(known.side, known.reps)
        pain = None if state.pain is None else (state.pain.number, state.pain.chosen)
        words = (state.kind, state.heading, state.detail, state.alarm, state.lines, state.muted)
        plan = (state.side, state.set_number, state.set_count, state.planned_reps)
        key = ("card", words, plan, state.checks, pain, done)
        if self._kept is None or self._kept[0] != key:
            self._kept = key, self._new_card(state, done)
        return self._kept[1]

    def _new_card(self, state: ScreenState, done: Done) -> NDArray[np.uint8]:
        canvas = np.empty((self.size_px[1], self.size_px[0], 3), np.uint8)
        paint(canvas, BACKGROUND)
        if state.kind is ScreenKind.PAIN:
            draw_pain(canvas, state, self._place)
        elif _fills_all(state) and state.alarm:
            draw_stop(canvas, state, self._place)
        elif state.kind is ScreenKind.OVER:
            draw_results(canvas, state, self._place)
        else:
            if state.kind is ScreenKind.PLACING and state.checks:
                draw_checks(canvas, state, self._place)
            else:
                draw_facts(canvas, state, self._place, self._exercise, done)
            draw_band(canvas, state, self._place)
        return canvas

    def _picture(
        self,
        canvas: NDArray[np.uint8],
        box: Box,
        state: ScreenState,
        reading: Reading | None,
        image: NDArray[np.uint8] | None,
    ) -> NDArray[np.uint8]:
        """The camera's picture with outline and skeleton, mirrored; where it was put."""
        picture = canvas[box.top : box.top + box.height, box.left : box.left + box.width]
        if image is not None:
            put_image(picture, image)
            bright = DIMMED.get(state.kind)
            if bright is not None:
                picture[:] = cv2.convertScaleAbs(picture, alpha=bright)
        if state.kind in _OUTLINED:
            self._outline.draw(picture, side=state.side, reading=reading)
        if image is not None and reading is not None and state.kind is not ScreenKind.RESTING:
            scale = self._place.scale * box.width / self._place.picture_px[0]
            draw_skeleton(picture, reading, scale=scale)
        picture[:] = cv2.flip(picture, 1)
        return picture


def _fills_all(state: ScreenState) -> bool:
    """Whether a card leaves no room for the picture."""
    return state.kind is ScreenKind.OVER or (state.kind is ScreenKind.PAUSED and state.alarm)
