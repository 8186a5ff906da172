"""What the person sees: the picture with skeleton and angle, and beside it all that is to be read.

The body is never covered by words: count, phase, hold clock and gauge stand in a panel at the
right, the cue in a band below, in letters that can be read from three metres.  Colour is never
the only sign.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from formcheck.coach.attempt import Phase
from formcheck.output.arcs import drawn_angle
from formcheck.output.figure import draw_angle, draw_head, draw_skeleton
from formcheck.output.gauge import BAND, Box, Gauge
from formcheck.output.lettering import (
    ASCENT_SHARE,
    BLACK,
    LINE_SHARE,
    WHITE,
    Colour,
    fitted,
    size_of_capitals,
    width_px,
    write,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.coach.checker import Reading
    from formcheck.coach.exercise import Exercise

LEAST_HEIGHT_PX: Final = 480
"""Smaller pictures are drawn larger, so that letters stay letters."""

MOST_HEIGHT_PX: Final = 1080
"""Larger pictures are drawn smaller, so that the film is written and played without effort."""

CUE_SHARE: Final = 1 / 11
"""Height of a cue's capital letters, as a share of the picture's height."""

BACKGROUND: Final[Colour] = (38, 30, 24)
GREY: Final[Colour] = (165, 165, 165)
ALARM: Final[Colour] = (30, 30, 165)

PHASE_WORDS: Final = {
    Phase.REST: "Ready",
    Phase.MOVE: "Go on",
    Phase.HOLD: "Hold",
    Phase.RETURN: "Back",
    Phase.UNKNOWN: "Start",
}

_URGENT: Final = 4


class Overlay:
    """Draws the readings of one set.

    Parameters
    ----------
    exercise
        What is judged: its target, limits and main angle.
    size_px
        Width and height of the pictures, pixels.

    Attributes
    ----------
    size_px
        Width and height of what is drawn, pixels, both even.
    cue_px
        Size of the font of a cue that fits into two lines, pixels.
    """

    def __init__(self, exercise: Exercise, size_px: tuple[int, int]) -> None:
        width, height = size_px
        self._exercise = exercise
        self._scale = min(max(1.0, LEAST_HEIGHT_PX / height), MOST_HEIGHT_PX / height)
        self._wide, self._high = round(width * self._scale), round(height * self._scale)
        self.cue_px = size_of_capitals(self._high * CUE_SHARE)
        # A portrait film gets a wider panel: screens are wide, and so are sentences.
        panel = round(max(0.42 * self._high, 1.5 * self._high - self._wide))
        band = round((2 * LINE_SHARE + 0.3) * self.cue_px)
        self.size_px = (self._wide + panel + 1) // 2 * 2, (self._high + band + 1) // 2 * 2
        self._letter = round(min(0.215 * panel, self._high / 9))
        left, top = self._wide + self._letter // 3, round(5.55 * self._letter)
        self._box = Box(
            left, top, self.size_px[0] - left - self._letter // 4, self._high - top - 4
        )
        beside = width_px(f"of {exercise.movement.hold_s:g}", round(0.52 * self._letter))
        self._clock_px, _ = fitted(
            "88 s",
            size_px=round(1.2 * self._letter),
            least_px=12,
            wide_px=self._box.width - beside - self._letter // 4,
            lines=1,
        )
        self._gauge = Gauge(exercise.movement, exercise.limit)
        self._blank = self._empty_canvas()

    def draw(self, reading: Reading, image: NDArray[np.uint8] | None) -> NDArray[np.uint8]:
        """The picture as the person sees it.

        Parameters
        ----------
        reading
            What is known after the pose.
        image
            Shape (height, width, 3), uint8, BGR; not changed.  None draws a stick figure.

        Returns
        -------
        ndarray of uint8, shape (height, width, 3)
            BGR, of `size_px`; a new one each time.
        """
        canvas = self._blank.copy()
        picture = canvas[: self._high, : self._wide]
        if image is None:
            draw_head(picture, reading, scale=self._scale)
        elif image.shape == picture.shape:
            picture[:] = image
        else:
            way = cv2.INTER_AREA if self._scale < 1 else cv2.INTER_LINEAR
            picture[:] = cv2.resize(image, (self._wide, self._high), interpolation=way)
        draw_skeleton(picture, reading, scale=self._scale)
        angle = drawn_angle(reading, self._exercise)
        if angle is not None:
            target_deg = self._exercise.movement.target_deg
            draw_angle(picture, angle, target_deg=target_deg, scale=self._scale)
        self._words(canvas, reading)
        self._cue(canvas, reading)
        return canvas

    def _empty_canvas(self) -> NDArray[np.uint8]:
        """What stands on every picture: the name of the exercise and the gauge's scale."""
        canvas = np.empty((self.size_px[1], self.size_px[0], 3), np.uint8)
        canvas[:] = BACKGROUND
        self._gauge.draw_scale(canvas, self._box, ground=BACKGROUND)
        gap = self.cue_px // 3
        size, lines = fitted(
            self._exercise.title,
            size_px=self.cue_px // 2,
            least_px=12,
            wide_px=self.size_px[0] - 2 * gap,
            lines=1,
        )
        at = (gap, self._high + gap)
        write(canvas, lines[0], at, size_px=size, colour=GREY, ground=BACKGROUND)
        return canvas

    def _words(self, canvas: NDArray[np.uint8], reading: Reading) -> None:
        """Count, phase, hold clock or side, and the gauge's value."""
        letter, left = self._letter, self._box.left
        small = round(0.52 * letter)

        def put(text: str, at_px: tuple[int, int], size_px: int, colour: Colour = WHITE) -> None:
            write(canvas, text, at_px, size_px=size_px, colour=colour, ground=BACKGROUND)

        count = str(reading.reps)
        room = self._box.width - width_px("done", small) - letter // 4
        big, _ = fitted(
            "8" * len(count), size_px=round(2.6 * letter), least_px=12, wide_px=room, lines=1
        )
        baseline, beside = 2.15 * letter, left + width_px(count, big) + letter // 4
        put(count, (left, round(baseline - ASCENT_SHARE * big)), big)
        put("done", (beside, round(baseline - ASCENT_SHARE * small)), small, GREY)
        put(f"{reading.good_reps} good", (left, round(2.25 * letter)), small, BAND)
        word = self._phase_word(reading)
        size, _ = fitted(word, size_px=letter, least_px=12, wide_px=self._box.width, lines=1)
        put(word, (left, round(2.9 * letter)), size, GREY if reading.paused else WHITE)
        wanted_s = self._exercise.movement.hold_s
        if wanted_s and reading.hold_s > 0:
            clock = f"{math.floor(reading.hold_s)} s"  # never a second that was not held yet
            put(clock, (left, round(4.0 * letter)), self._clock_px)
            spot = (left + width_px(clock, self._clock_px) + letter // 4, round(4.6 * letter))
            put(f"of {wanted_s:g}", spot, small, GREY)
        elif reading.side is not None and self._exercise.sides == "one":
            put(f"{reading.side} leg", (left, round(4.15 * letter)), small, GREY)
        elif reading.side is not None and self._exercise.sides == "alternating":
            put(f"{reading.side}, in turn", (left, round(4.15 * letter)), small, GREY)
        value_deg = reading.angles_deg.get(self._exercise.movement.measure, math.nan)
        self._gauge.draw_value(canvas, self._box, value_deg=value_deg, ground=BACKGROUND)

    def _phase_word(self, reading: Reading) -> str:
        if reading.paused is not None:
            return "Paused"
        if reading.phase is Phase.HOLD and not self._exercise.movement.hold_s:
            return "Reached"
        return PHASE_WORDS[reading.phase]

    def _cue(self, canvas: NDArray[np.uint8], reading: Reading) -> None:
        """The cue, in the largest letters that fit into two lines; a limit has a mark too."""
        if reading.cue is None:
            return
        urgent = reading.cue.weight >= _URGENT
        ground = ALARM if urgent else BLACK
        band = canvas[self._high :]
        band[:] = ground
        say = f"! {reading.cue.say}" if urgent else reading.cue.say
        gap = self.cue_px // 4
        size, lines = fitted(
            say, size_px=self.cue_px, least_px=14, wide_px=band.shape[1] - 2 * gap, lines=2
        )
        step = round(LINE_SHARE * size)
        top = (band.shape[0] - step * len(lines)) // 2
        for number, line in enumerate(lines):
            write(band, line, (gap, top + step * number), size_px=size, ground=ground)
