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

from formcheck.assessment.rep_counter import Phase
from formcheck.output.overlay.angle import drawn_angle
from formcheck.output.overlay.gauge import BAND, Gauge
from formcheck.output.overlay.layout import video_layout
from formcheck.output.overlay.skeleton import draw_angle, draw_head, draw_skeleton
from formcheck.output.overlay.text import (
    ASCENT_SHARE,
    BLACK,
    LINE_SHARE,
    WHITE,
    Colour,
    fitted_text,
    paint,
    width_px,
    write_text,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.assessment.checker import Reading
    from formcheck.exercises.definition import Exercise
    from formcheck.output.overlay.layout import Layout

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


def put_image(picture: NDArray[np.uint8], image: NDArray[np.uint8]) -> None:
    """Put the picture of a camera in its place, made smaller or larger where it does not fit.

    Parameters
    ----------
    picture
        The place, shape (height, width, 3), uint8, BGR; changed.
    image
        Of another size, maybe; not changed.
    """
    if image.shape == picture.shape:
        picture[:] = image
        return
    height, width = picture.shape[:2]
    way = cv2.INTER_AREA if image.shape[0] > height else cv2.INTER_LINEAR
    picture[:] = cv2.resize(image, (width, height), interpolation=way)


class Overlay:
    """Draws the readings of one set.

    Parameters
    ----------
    exercise
        What is judged: its target, limits and main angle.
    size_px
        Width and height of the pictures, pixels.
    mirrored
        Whether the picture is shown as in a mirror; words never are.
    arrangement
        Where everything stands; None = as in a film.
    gauge
        How the angle is shown; None = the bar of a film.

    Attributes
    ----------
    size_px
        Width and height of what is drawn, pixels, both even.
    cue_px
        Size of the font of a cue that fits into two lines, pixels.
    """

    def __init__(
        self,
        exercise: Exercise,
        size_px: tuple[int, int],
        *,
        mirrored: bool = False,
        arrangement: Layout | None = None,
        gauge: Gauge | None = None,
    ) -> None:
        self._place = arrangement or video_layout(size_px)
        self._exercise, self._mirrored = exercise, mirrored
        self.size_px, self.cue_px = self._place.size_px, self._place.cue_px
        self._wide, self._high = self._place.picture_px
        small = round(0.52 * self._place.letter_px)
        beside = width_px(f"of {exercise.movement.hold_s:g}", small)
        self._clock_px = self._place.clock_px(beside)
        self._gauge = gauge or Gauge(exercise.movement, exercise.limit)
        self._blank = self._empty_canvas()

    def draw(
        self,
        reading: Reading,
        image: NDArray[np.uint8] | None,
        *,
        counted: str | None = None,
    ) -> NDArray[np.uint8]:
        """The picture as the person sees it.

        Parameters
        ----------
        reading
            What is known after the pose.
        image
            Shape (height, width, 3), uint8, BGR; not changed.  None draws a stick figure.
        counted
            What stands beside the count instead of "done"; which leg works is then told elsewhere.

        Returns
        -------
        ndarray of uint8, shape (height, width, 3)
            BGR, of `size_px`; a new one each time.
        """
        canvas = self._blank.copy()
        picture = canvas[: self._high, : self._wide]
        if image is None:
            draw_head(picture, reading, scale=self._place.scale)
        else:
            put_image(picture, image)
        draw_skeleton(picture, reading, scale=self._place.scale)
        angle = drawn_angle(reading, self._exercise)
        if angle is not None:
            target_deg = self._exercise.movement.target_deg
            draw_angle(picture, angle, target_deg=target_deg, scale=self._place.scale)
        if self._mirrored:
            picture[:] = cv2.flip(picture, 1)
        self._words(canvas, reading, counted)
        self._cue(canvas, reading)
        return canvas

    def _empty_canvas(self) -> NDArray[np.uint8]:
        """What stands on every picture: the name of the exercise and the gauge's scale."""
        canvas = np.empty((self.size_px[1], self.size_px[0], 3), np.uint8)
        paint(canvas, BACKGROUND)
        self._gauge.draw_scale(canvas, self._place.gauge, ground=BACKGROUND)
        gap = self.cue_px // 3
        size, lines = fitted_text(
            self._exercise.title,
            size_px=self.cue_px // 2,
            least_px=12,
            wide_px=self.size_px[0] - 2 * gap,
            lines=1,
        )
        at = (gap, self._high + gap)
        write_text(canvas, lines[0], at, size_px=size, colour=GREY, ground=BACKGROUND)
        return canvas

    def _words(self, canvas: NDArray[np.uint8], reading: Reading, counted: str | None) -> None:
        """Count, phase, hold clock or side, and the gauge's value."""
        letter, box = self._place.letter_px, self._place.words
        left, what = box.left, counted or "done"
        small = round(0.52 * letter)

        def put(text: str, at_px: tuple[int, int], size_px: int, colour: Colour = WHITE) -> None:
            write_text(canvas, text, at_px, size_px=size_px, colour=colour, ground=BACKGROUND)

        count = str(reading.reps)
        full = width_px("8" * len(count), round(2.6 * letter)) + letter // 4
        beside_px, _ = fitted_text(
            what,
            size_px=small if counted is None else round(0.8 * letter),
            least_px=small,
            wide_px=box.width - full,
            lines=1,
        )
        room = box.width - width_px(what, beside_px) - letter // 4
        big, _ = fitted_text(
            "8" * len(count), size_px=round(2.6 * letter), least_px=12, wide_px=room, lines=1
        )
        baseline, beside = 2.15 * letter, left + width_px(count, big) + letter // 4
        put(count, (left, round(baseline - ASCENT_SHARE * big)), big)
        put(what, (beside, round(baseline - ASCENT_SHARE * beside_px)), beside_px, GREY)
        put(f"{reading.good_reps} good", (left, round(2.25 * letter)), small, BAND)
        word = self._phase_word(reading)
        size, _ = fitted_text(word, size_px=letter, least_px=12, wide_px=box.width, lines=1)
        put(word, (left, round(2.9 * letter)), size, GREY if reading.paused else WHITE)
        wanted_s = self._exercise.movement.hold_s
        if wanted_s and reading.hold_s > 0:
            clock = f"{math.floor(reading.hold_s)} s"  # never a second that was not held yet
            put(clock, (left, round(4.0 * letter)), self._clock_px)
            spot = (left + width_px(clock, self._clock_px) + letter // 4, round(4.6 * letter))
            put(f"of {wanted_s:g}", spot, small, GREY)
        elif counted is None and reading.side is not None and self._exercise.sides == "one":
            put(f"{reading.side} leg", (left, round(4.15 * letter)), small, GREY)
        elif counted is None and reading.side is not None and self._exercise.sides != "both":
            put(f"{reading.side}, in turn", (left, round(4.15 * letter)), small, GREY)
        value_deg = reading.angles_deg.get(self._exercise.movement.measure, math.nan)
        self._gauge.draw_value(canvas, self._place.gauge, value_deg=value_deg, ground=BACKGROUND)

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
        paint(band, ground)
        say = f"! {reading.cue.say}" if urgent else reading.cue.say
        gap = self.cue_px // 4
        size, lines = fitted_text(
            say, size_px=self.cue_px, least_px=14, wide_px=band.shape[1] - 2 * gap, lines=2
        )
        step = round(LINE_SHARE * size)
        top = (band.shape[0] - step * len(lines)) // 2
        for number, line in enumerate(lines):
            write_text(band, line, (gap, top + step * number), size_px=size, ground=ground)
