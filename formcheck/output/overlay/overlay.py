"""The annotated picture: skeleton and angle in it, and beside it all that is to be read.

Words never cover the body: count, phase, hold clock and gauge stand in a panel at the right, the
cue in a band below, in letters that can be read from three metres.  Colour is never the only
sign.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from formcheck.assessment.rep_counter import Phase
from formcheck.output.overlay.gauge import Gauge, LiveGauge
from formcheck.output.overlay.layout import live_layout, video_layout
from formcheck.output.overlay.skeleton import draw_angle, draw_skeleton, drawn_angle
from formcheck.output.overlay.text import (
    ASCENT_SHARE,
    BACKGROUND,
    BLACK,
    GREEN,
    GREY,
    RED,
    WHITE,
    fit,
    line_size_px,
    paint,
    width_px,
    write_line,
    write_text,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.assessment.checker import Reading
    from formcheck.exercises.definition import Exercise

PHASE_WORDS: Final = {
    Phase.REST: "Ready",
    Phase.MOVE: "Go on",
    Phase.HOLD: "Hold",
    Phase.RETURN: "Back",
    Phase.UNKNOWN: "Start",
}

_URGENT: Final = 4
"""From this weight on a cue is about safety."""


def put_image(picture: NDArray[np.uint8], image: NDArray[np.uint8]) -> None:
    """Copy an image into its place, smaller or larger where it does not fit.

    Parameters
    ----------
    picture, image
        Shape (height, width, 3), uint8, BGR: the place, and what is copied, of any size.
    """
    if image.shape == picture.shape:
        picture[:] = image
        return
    height, width = picture.shape[:2]
    method = cv2.INTER_AREA if image.shape[0] > height else cv2.INTER_LINEAR
    picture[:] = cv2.resize(image, (width, height), interpolation=method)


class Overlay:
    """Draws the readings of one set.

    Parameters
    ----------
    exercise, size_px
        The exercise that is judged; width and height of the camera's pictures, pixels.
    live
        Whether it is for a live session: the picture as in a mirror, with the high gauge.

    Attributes
    ----------
    layout
        The places of everything.
    """

    def __init__(
        self, exercise: Exercise, size_px: tuple[int, int], *, live: bool = False
    ) -> None:
        self._exercise, self._live = exercise, live
        self.layout = layout = live_layout(size_px) if live else video_layout(size_px)
        self._gauge = (LiveGauge if live else Gauge)(exercise, layout.gauge)
        self._small_px = round(0.52 * layout.letter_px)
        beside_px = width_px(f"of {exercise.movement.hold_s:g}", self._small_px)
        room_px = layout.words.width - beside_px - layout.letter_px // 4
        self._clock_px = line_size_px("88 s", room_px, round(1.2 * layout.letter_px))
        self._blank = self._draw_blank()

    def draw(
        self, reading: Reading, image: NDArray[np.uint8] | None, *, counted: str | None = None
    ) -> NDArray[np.uint8]:
        """Return the annotated picture.

        Parameters
        ----------
        reading
            The state of the set after a pose.
        image
            Shape (height, width, 3), uint8, BGR; not changed.  None draws a stick figure.
        counted
            The words beside the count; None = "done", and the panel names the working leg.

        Returns
        -------
        ndarray of uint8, shape (height, width, 3)
            BGR, of the size of the layout; a new one each time.
        """
        canvas, scale = self._blank.copy(), self.layout.scale
        picture = self.layout.picture.of(canvas)
        if image is not None:
            put_image(picture, image)
        draw_skeleton(picture, reading, scale=scale, head=image is None)
        angle = drawn_angle(reading, self._exercise)
        if angle is not None:
            target_deg = self._exercise.movement.target_deg
            draw_angle(picture, angle, target_deg=target_deg, scale=scale)
        if self._live:
            picture[:] = cv2.flip(picture, 1)
        self._write_count(canvas, reading, counted or "done", small=counted is None)
        self._write_phase(canvas, reading, with_side=counted is None)
        value_deg = reading.angles_deg.get(self._exercise.movement.measure, math.nan)
        self._gauge.draw_value(canvas, value_deg)
        self._write_cue(canvas, reading)
        return canvas

    def _draw_blank(self) -> NDArray[np.uint8]:
        """Draw what every picture has: the name of the exercise and the gauge's scale."""
        (width, height), cue_px = self.layout.size_px, self.layout.cue_px
        canvas = np.empty((height, width, 3), np.uint8)
        paint(canvas, BACKGROUND)
        self._gauge.draw_scale(canvas)
        gap, text = cue_px // 3, self._exercise.title
        title = fit(text, wide_px=width - 2 * gap, largest_px=cue_px // 2, most_lines=1)
        at_px = (gap, self.layout.band.top + gap)
        write_line(canvas, title.lines[0], at_px, size_px=title.size_px, colour=GREY)
        return canvas

    def _write_count(
        self, canvas: NDArray[np.uint8], reading: Reading, counted: str, *, small: bool
    ) -> None:
        """Write the count, the words beside it, and how many were good."""
        letter, box = self.layout.letter_px, self.layout.words
        gap, baseline = letter // 4, 2.15 * letter
        count, largest_px = str(reading.reps), round(2.6 * letter)
        # The size of the count is that of eights, so that it does not change from 1 to 2.
        eights = "8" * len(count)
        room_px = box.width - width_px(eights, largest_px) - gap
        most_px = self._small_px if small else round(0.8 * letter)
        beside_px = line_size_px(counted, room_px, most_px, least_px=self._small_px)
        room_px = box.width - width_px(counted, beside_px) - gap
        size_px = line_size_px(eights, room_px, largest_px)
        at_px = (box.left, round(baseline - ASCENT_SHARE * size_px))
        write_line(canvas, count, at_px, size_px=size_px)
        left = box.left + width_px(count, size_px) + gap
        at_px = (left, round(baseline - ASCENT_SHARE * beside_px))
        write_line(canvas, counted, at_px, size_px=beside_px, colour=GREY)
        at_px = (box.left, round(2.25 * letter))
        good = f"{reading.good_reps} good"
        write_line(canvas, good, at_px, size_px=self._small_px, colour=GREEN)

    def _write_phase(
        self, canvas: NDArray[np.uint8], reading: Reading, *, with_side: bool
    ) -> None:
        """Write the phase, and below it the hold clock or the working leg."""
        letter, box = self.layout.letter_px, self.layout.words
        phase = self._phase_word(reading)
        size_px = line_size_px(phase, box.width, letter)
        colour = GREY if reading.paused else WHITE
        write_line(canvas, phase, (box.left, round(2.9 * letter)), size_px=size_px, colour=colour)
        wanted_s, sides = self._exercise.movement.hold_s, self._exercise.sides
        if wanted_s and reading.hold_s > 0:
            clock = f"{math.floor(reading.hold_s)} s"  # whole seconds that were held
            at_px = (box.left, round(4.0 * letter))
            write_line(canvas, clock, at_px, size_px=self._clock_px)
            left = box.left + width_px(clock, self._clock_px) + letter // 4
            at_px, below = (left, round(4.6 * letter)), f"of {wanted_s:g}"
        elif with_side and reading.side is not None and sides != "both":
            at_px = (box.left, round(4.15 * letter))
            below = f"{reading.side} leg" if sides == "one" else f"{reading.side}, in turn"
        else:
            return
        write_line(canvas, below, at_px, size_px=self._small_px, colour=GREY)

    def _phase_word(self, reading: Reading) -> str:
        if reading.paused is not None:
            return "Paused"
        if reading.phase is Phase.HOLD and not self._exercise.movement.hold_s:
            return "Reached"
        return PHASE_WORDS[reading.phase]

    def _write_cue(self, canvas: NDArray[np.uint8], reading: Reading) -> None:
        """Write the cue in the largest letters that fit into two lines; a limit has a mark too."""
        if reading.cue is None:
            return
        urgent = reading.cue.weight >= _URGENT
        text = f"! {reading.cue.say}" if urgent else reading.cue.say
        band, gap = self.layout.band, self.layout.cue_px // 4
        paint(band.of(canvas), RED if urgent else BLACK)
        room = band._replace(left=gap, width=band.width - 2 * gap)
        write_text(canvas, text, room, largest_px=self.layout.cue_px, most_lines=2)
