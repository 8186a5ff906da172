"""The annotated picture: skeleton and angle in it, and beside it all that is to be read.

Words never cover the body: count, phase, hold clock and gauge stand in a panel at the right; below
are a strip with the leg that works or with what a movement counted as, and a band with the cue, in
letters that can be read from three metres.  Colour is never the only sign.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from formcheck.assessment.events import URGENT, CueWeight
from formcheck.assessment.rep_counter import Phase
from formcheck.output.overlay.film import draw_note
from formcheck.output.overlay.gauge import Gauge, LiveGauge
from formcheck.output.overlay.layout import live_layout, video_layout
from formcheck.output.overlay.skeleton import draw_angle, draw_bead, draw_skeleton, drawn_angle
from formcheck.output.overlay.text import (
    AMBER,
    ASCENT_SHARE,
    BACKGROUND,
    BLACK,
    GREEN,
    GREY,
    RED,
    WHITE,
    Box,
    fit,
    line_height_px,
    line_size_px,
    paint,
    width_px,
    write_line,
    write_text,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.assessment.events import Reading
    from formcheck.exercises.definition import Exercise
    from formcheck.output.overlay.film import FilmNote

PHASE_WORDS: Final = {
    Phase.REST: "Ready",
    Phase.MOVE: "Go on",
    Phase.HOLD: "Hold",
    Phase.RETURN: "Back",
    Phase.UNKNOWN: "Start",
}

COUNTED_ONLY: Final = "Counted, not judged"

_LEG_WORDS: Final = {
    "left": "left leg works",
    "right": "right leg works",
    "both": "both legs work",
}

_TITLE_SHARE: Final = 0.52
"""Width of the exercise's title in the strip, as a share of the whole; the rest is the leg's."""


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


def phase_word(reading: Reading, exercise: Exercise) -> str:
    """Return the phase of a repetition in one word.

    Parameters
    ----------
    reading, exercise
        What the newest pose was judged to be, and the exercise that is done.

    Returns
    -------
    str
    """
    if reading.paused is not None:
        return "Paused"
    if reading.phase is Phase.HOLD and not exercise.movement.hold_s:
        return "Reached"
    return PHASE_WORDS[reading.phase]


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
        self._phase_px = round((3.15 if live else 3.05) * layout.letter_px)
        self._small_px = layout.least_px if live else round(0.52 * layout.letter_px)
        beside_px = width_px(f"of {exercise.movement.hold_s:g}", self._small_px)
        room_px = layout.words.width - beside_px - layout.letter_px // 4
        widest = "88 s"
        if live:  # clock and prescription are one text
            widest, room_px = f"88 of {exercise.movement.hold_s:g} s", layout.words.width
        self._clock_px = line_size_px(widest, room_px, round(1.2 * layout.letter_px))
        self._blank = self._draw_blank()

    def draw(
        self,
        reading: Reading,
        image: NDArray[np.uint8] | None,
        *,
        counted: str | None = None,
        note: FilmNote | None = None,
    ) -> NDArray[np.uint8]:
        """Return the annotated picture.

        Parameters
        ----------
        reading
            The state of the set after a pose.
        image
            Shape (height, width, 3), uint8, BGR; not changed.  None draws a stick figure.
        counted
            The words beside the count; None = "done".
        note
            What the last movement counted as; None = the strip names the exercise and the leg.

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
        self._write_phase(canvas, reading)
        value_deg = reading.angles_deg.get(self._exercise.movement.measure, math.nan)
        self._gauge.draw_value(canvas, value_deg)
        if note is not None and self.layout.strip_px:
            draw_note(canvas, note, self.layout.strip)
        elif self.layout.strip_px:
            self._write_leg(canvas, reading)
        self._write_cue(canvas, reading, note)
        return canvas

    def _draw_blank(self) -> NDArray[np.uint8]:
        """Draw what every picture has: the name of the exercise and the gauge's scale."""
        (width, height), cue_px = self.layout.size_px, self.layout.cue_px
        canvas = np.empty((height, width, 3), np.uint8)
        paint(canvas, BACKGROUND)
        self._gauge.draw_scale(canvas)
        gap, text = cue_px // 3, self._exercise.title
        room_px = round(_TITLE_SHARE * width) if self.layout.strip_px else width - 2 * gap
        title = fit(text, wide_px=room_px, largest_px=cue_px // 2, most_lines=1)
        below_px = (self.layout.strip_px - line_height_px(title.size_px)) // 2
        at_px = (gap, self.layout.picture_px[1] + (below_px if self.layout.strip_px else gap))
        write_line(canvas, title.lines[0], at_px, size_px=title.size_px, colour=GREY)
        return canvas

    def _write_leg(self, canvas: NDArray[np.uint8], reading: Reading) -> None:
        """Write which leg works at the right of the strip, beside a piece of it as it is drawn."""
        text = _LEG_WORDS.get(reading.works or "unknown", "")
        if not text:
            return
        strip, gap = self.layout.strip, self.layout.cue_px // 3
        sample = round(1.6 * strip.height)
        room_px = round((1 - _TITLE_SHARE) * strip.width) - sample - 3 * gap
        size_px = line_size_px(text, room_px, round(0.6 * strip.height))
        left = strip.right - gap - width_px(text, size_px)
        top = strip.top + (strip.height - line_height_px(size_px)) // 2
        write_line(canvas, text, (left, top), size_px=size_px, colour=AMBER)
        thick = 2 * max(2, self.layout.picture_px[1] // 180)
        row, ends = strip.top + strip.height // 2, (left - gap - sample, left - gap)
        cv2.line(canvas, (ends[0], row), (ends[1], row), AMBER, thick, cv2.LINE_AA)
        for column in (ends[0], sum(ends) // 2, ends[1]):
            draw_bead(canvas, (column, row), thick)

    def _write_count(
        self, canvas: NDArray[np.uint8], reading: Reading, counted: str, *, small: bool
    ) -> None:
        """Write the count, the words beside it, and how many were good."""
        letter, box = self.layout.letter_px, self.layout.words
        good_px = max(self._small_px, round(0.7 * letter))
        # The next lines are painted over all of their height.
        below_px = min(round(2.25 * letter), self._phase_px - line_height_px(good_px))
        gap, baseline = letter // 4, min(2.15 * letter, below_px - 0.05 * letter)
        count, largest_px = str(reading.reps), round(2.6 * letter)
        # The size of the count is that of eights, so that it does not change from 1 to 2.
        eights = "8" * len(count)
        room_px = box.width - width_px(eights, largest_px) - gap
        most_px = self._small_px if small else max(self._small_px, round(0.8 * letter))
        beside_px = line_size_px(counted, room_px, most_px, least_px=self._small_px)
        room_px = box.width - width_px(counted, beside_px) - gap
        size_px = line_size_px(eights, room_px, largest_px)
        at_px = (box.left, round(baseline - ASCENT_SHARE * size_px))
        write_line(canvas, count, at_px, size_px=size_px)
        left = box.left + width_px(count, size_px) + gap
        at_px = (left, round(baseline - ASCENT_SHARE * beside_px))
        write_line(canvas, counted, at_px, size_px=beside_px, colour=GREY)
        if not reading.reps or self._only_counts(reading):
            return
        colour = GREEN if reading.good_reps else GREY
        good = f"{reading.good_reps} good"
        size_px = line_size_px(good, box.width, good_px)
        write_line(canvas, good, (box.left, below_px), size_px=size_px, colour=colour)

    def _only_counts(self, reading: Reading) -> bool:
        """Return True if nothing is said of how good the repetitions are."""
        from_there = reading.paused is not None and reading.paused.counts
        return self._exercise.scope == "counts" or (from_there and not reading.good_reps)

    def _write_phase(self, canvas: NDArray[np.uint8], reading: Reading) -> None:
        """Write the phase, and below it the hold clock."""
        letter, box = self.layout.letter_px, self.layout.words
        top = self._phase_px
        if reading.paused is not None and reading.paused.counts:
            room = Box(box.left, top, box.width, round(2 * letter))
            write_text(canvas, COUNTED_ONLY, room, largest_px=letter, most_lines=3, colour=GREY)
            return
        phase = phase_word(reading, self._exercise)
        size_px = line_size_px(phase, box.width, letter)
        colour = GREY if reading.paused else WHITE
        write_line(canvas, phase, (box.left, top), size_px=size_px, colour=colour)
        wanted_s = self._exercise.movement.hold_s
        if wanted_s and reading.hold_s > 0:
            if self._live:
                clock = f"{math.floor(reading.hold_s)} of {wanted_s:g} s"
                at_px = (box.left, round(4.25 * letter))
                write_line(canvas, clock, at_px, size_px=self._clock_px)
                return
            clock = f"{math.floor(reading.hold_s)} s"  # whole seconds that were held
            at_px = (box.left, round(4.15 * letter))
            write_line(canvas, clock, at_px, size_px=self._clock_px)
            left = box.left + width_px(clock, self._clock_px) + letter // 4
            at_px, below = (left, round(4.75 * letter)), f"of {wanted_s:g}"
            write_line(canvas, below, at_px, size_px=self._small_px, colour=GREY)

    def _write_cue(
        self, canvas: NDArray[np.uint8], reading: Reading, note: FilmNote | None
    ) -> None:
        """Write the cue, or the reason of a note, in the largest letters that fit in two lines."""
        cue = reading.cue
        urgent = cue is not None and cue.weight >= CueWeight.LIMIT
        text = "" if cue is None else f"! {cue.say}" if urgent else cue.say
        if note is not None and not (cue is not None and cue.weight >= URGENT):
            text = note.reason or text
        if not text:
            return
        band, gap = self.layout.band, self.layout.cue_px // 4
        paint(band.of(canvas), RED if urgent else BLACK)
        room = band._replace(left=gap, width=band.width - 2 * gap)
        write_text(canvas, text, room, largest_px=self.layout.cue_px, most_lines=2)
