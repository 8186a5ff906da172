"""What the person sees: the picture with skeleton and angle, and beside it all that is to be read.

The body is never covered by words: count, phase, hold clock and gauge stand in a panel at the
right, the cue in a band below, in letters that can be read from three metres.  Colour is never
the only sign.
"""

from __future__ import annotations

import cmath
import math
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from formcheck.body.joints import BONES, Joint
from formcheck.coach.attempt import Phase
from formcheck.output.arcs import drawn_angle, turned
from formcheck.output.gauge import Gauge
from formcheck.output.lettering import WHITE, Colour, fitted, width_px, write

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.coach.checker import Reading
    from formcheck.coach.exercise import Exercise
    from formcheck.output.arcs import Drawn

LEAST_HEIGHT_PX: Final = 480
"""Smaller pictures are drawn larger, so that letters stay letters."""

BACKGROUND: Final[Colour] = (38, 30, 24)
GREY: Final[Colour] = (150, 150, 150)
BONE: Final[Colour] = (235, 235, 235)
WORKING: Final[Colour] = (60, 200, 255)
TARGET: Final[Colour] = (110, 200, 90)
ALARM: Final[Colour] = (70, 70, 235)

DRAWN_FROM: Final = 0.5
"""Joints seen less surely are not drawn: a guessed limb in the picture looks like a fact."""

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
    """

    def __init__(self, exercise: Exercise, size_px: tuple[int, int]) -> None:
        width, height = size_px
        self._exercise = exercise
        self._scale = max(1.0, LEAST_HEIGHT_PX / height)
        self._wide, self._high = round(width * self._scale), round(height * self._scale)
        self._panel = round(0.42 * self._high)
        self._letter = math.ceil(self._high / 11)
        band = round(2.5 * self._letter)
        self.size_px = (self._wide + self._panel + 1) // 2 * 2, (self._high + band + 1) // 2 * 2
        self._gauge = Gauge(exercise.movement, exercise.limit)

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
            BGR, of `size_px`.
        """
        width, height = self.size_px
        canvas = np.empty((height, width, 3), np.uint8)
        canvas[:] = BACKGROUND
        picture = canvas[: self._high, : self._wide]
        if image is not None:
            if image.shape == picture.shape:
                picture[:] = image
            else:
                cv2.resize(image, (self._wide, self._high), dst=picture)
        self._skeleton(picture, reading)
        angle = drawn_angle(reading, self._exercise)
        if angle is not None:
            self._arc(picture, angle)
        self._words(canvas, reading)
        self._band(canvas, reading)
        return canvas

    def _px(self, point: complex) -> tuple[int, int]:
        """A point of the plane (y up) as a pixel of the drawn picture."""
        return round(point.real * self._scale), round(-point.imag * self._scale)

    def _skeleton(self, picture: NDArray[np.uint8], reading: Reading) -> None:
        pose, thick = reading.pose, max(2, self._high // 180)
        seen = (pose.visibility >= DRAWN_FROM) & ~np.isnan(pose.image[:, 0])
        if not seen.any():
            return
        spots = np.nan_to_num(pose.image * self._scale).round().astype(int).tolist()
        side = (reading.side or "").upper()
        for one, two in BONES:
            if not (seen[one] and seen[two]):
                continue
            works = bool(side) and Joint(two).name.startswith(side) and self._is_leg(one, two)
            colour, width = (WORKING, 2 * thick) if works else (BONE, thick)
            cv2.line(picture, spots[one], spots[two], (0, 0, 0), width + 2, cv2.LINE_AA)
            cv2.line(picture, spots[one], spots[two], colour, width, cv2.LINE_AA)
            cv2.circle(picture, spots[two], width, colour, -1, cv2.LINE_AA)

    @staticmethod
    def _is_leg(one: Joint, two: Joint) -> bool:
        return one >= Joint.LEFT_HIP or two >= Joint.LEFT_HIP

    def _arc(self, picture: NDArray[np.uint8], angle: Drawn) -> None:
        """The target band about the joint, a dashed zero, and the arm that is measured."""
        length = abs(angle.end - angle.corner)
        if not (length > 0 and abs(angle.zero) > 0):
            return
        radius = 0.62 * length
        middle = self._px(angle.corner)
        zero = angle.zero / abs(angle.zero)
        first, last = sorted(self._exercise.movement.target_deg)
        steps = np.linspace(first, last, 12)
        rim = [
            self._px(angle.corner + radius * turned(zero, angle.turn * float(step)))
            for step in steps
        ]
        fan = np.array([middle, *rim], np.int32)
        left, top = np.maximum(fan.min(axis=0), 0)
        right, bottom = np.minimum(fan.max(axis=0) + 1, [picture.shape[1], picture.shape[0]])
        if right > left and bottom > top:
            place = picture[top:bottom, left:right]
            mask = np.zeros(place.shape[:2], np.uint8)
            cv2.fillPoly(mask, [fan - (left, top)], 110, cv2.LINE_AA)
            cover = mask[:, :, None].astype(np.float32) / 255
            place[:] = place + cover * (np.array(TARGET, np.float32) - place)
        cv2.polylines(
            picture, [fan], isClosed=True, color=TARGET, thickness=2, lineType=cv2.LINE_AA
        )
        way = cmath.rect(radius, cmath.phase(angle.end - angle.corner))
        cv2.line(picture, middle, self._px(angle.corner + way), WHITE, 3, cv2.LINE_AA)
        cv2.circle(picture, middle, max(4, self._high // 90), WORKING, -1, cv2.LINE_AA)

    def _words(self, canvas: NDArray[np.uint8], reading: Reading) -> None:
        """Count, side, phase and hold clock, and the gauge."""
        letter, left = self._letter, self._wide + self._letter // 3
        room = canvas.shape[1] - left - letter // 4
        big = round(2.6 * letter)
        count = str(reading.reps)
        write(canvas, count, (left, -letter // 3), size_px=big)
        beside = left + width_px(count, big) + letter // 4
        small = round(0.52 * letter)
        write(canvas, "done", (beside, letter // 2), size_px=small, colour=GREY)
        good = f"{reading.good_reps} good"
        write(canvas, good, (beside, round(1.2 * letter)), size_px=small, colour=TARGET)
        if reading.paused is not None:
            word, colour = "Paused", GREY
        else:
            word, colour = PHASE_WORDS[reading.phase], WHITE
        size, _ = fitted(word, size_px=letter, least_px=12, wide_px=room, lines=1)
        write(canvas, word, (left, round(2.5 * letter)), size_px=size, colour=colour)
        if reading.hold_s > 0:
            clock, wanted_s = f"{reading.hold_s:.0f} s", self._exercise.movement.hold_s
            high = round(1.2 * letter)
            write(canvas, clock, (left, round(3.6 * letter)), size_px=high)
            if wanted_s:
                spot = (left + width_px(clock, high) + letter // 4, round(4.2 * letter))
                write(canvas, f"of {wanted_s:g}", spot, size_px=small, colour=GREY)
        elif reading.side is not None and self._exercise.sides == "one":
            side = f"{reading.side} leg"
            write(canvas, side, (left, round(3.7 * letter)), size_px=small, colour=GREY)
        box = (left, round(5.2 * letter), room, self._high - round(5.2 * letter))
        value_deg = reading.angles_deg.get(self._exercise.movement.measure, math.nan)
        self._gauge.draw(canvas, box, value_deg=value_deg)

    def _band(self, canvas: NDArray[np.uint8], reading: Reading) -> None:
        """The cue, in the largest letters that fit into two lines."""
        band = canvas[self._high :]
        if reading.cue is None:
            gap, small = self._letter // 3, round(0.52 * self._letter)
            write(band, self._exercise.title, (gap, gap), size_px=small, colour=GREY)
            return
        urgent = reading.cue.weight >= _URGENT
        band[:] = ALARM if urgent else (0, 0, 0)
        say = f"! {reading.cue.say}" if urgent else reading.cue.say
        gap = self._letter // 3
        size, lines = fitted(
            say, size_px=self._letter, least_px=14, wide_px=band.shape[1] - 2 * gap, lines=2
        )
        for number, line in enumerate(lines):
            top = (band.shape[0] - round(1.2 * size * len(lines))) // 2 + round(
                1.2 * size * number
            )
            write(band, line, (gap, top), size_px=size)
