"""The cards of a live session: checks, plan, stop, results, and the clock over the picture.

Cards change a few times a minute: they are drawn when the state changes, and kept.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import cv2
import numpy as np

from formcheck.output.overlay.cue_band import draw_mark
from formcheck.output.overlay.text import (
    AMBER,
    BACKGROUND,
    BLACK,
    GREEN,
    GREY,
    LINE_SHARE,
    RED,
    WHITE,
    Box,
    Colour,
    Paragraph,
    fit,
    paint,
    write_over,
    write_paragraph,
    write_text,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.exercises.definition import Exercise
    from formcheck.output.overlay.cue_band import Mark
    from formcheck.output.overlay.layout import Layout
    from formcheck.session.protocol import Check, ScreenState

_MUTED_SHARE: Final = 0.1
"""Height of the row "Sound off", as a share of the panel's."""

_LEAST_LINE_PX: Final = 14
"""Size of letters below which lines to read do not shrink."""

RADIUS_SHARE: Final = 0.35
"""Radius of the clock's ring, as a share of the shorter side of the picture."""

_SHADE: Final = 0.5
"""Brightness of the picture behind the clock (1 = as it is)."""

_TRACK: Final[Colour] = (110, 100, 92)


class Done(NamedTuple):
    """The part of a reading that stands on a card: the working side, and the count."""

    side: str | None
    reps: int | None


class Card:
    """Draws what one state of the session shows, apart from picture and readings.

    Parameters
    ----------
    canvas
        Shape (height, width, 3), uint8, BGR; changed in place.
    state
        What is to be shown.
    layout
        The places.
    """

    def __init__(self, canvas: NDArray[np.uint8], state: ScreenState, layout: Layout) -> None:
        self._canvas, self._state, self._layout = canvas, state, layout

    def draw_checks(self) -> None:
        """Draw one row for each check of the camera; the first one that failed is lit."""
        box = self._panel_above_muted()
        high = min(box.height // len(self._state.checks), round(0.16 * self._layout.picture_px[1]))
        side = round(0.66 * high)
        room_px = box.width - side - side // 2 - high // 4
        size_px = min(
            fit(check.title, wide_px=room_px, high_px=high, largest_px=high, most_lines=1).size_px
            for check in self._state.checks
        )
        first = next(
            (row for row, check in enumerate(self._state.checks) if check.passed is False), None
        )
        for row, check in enumerate(self._state.checks):
            line, lit = Box(box.left, box.top + row * high, box.width, high), row == first
            if lit:
                left = box.left - high // 8
                paint(Box(left, line.top + 2, box.right - left, high - 4).of(self._canvas), AMBER)
            mark, tint = _mark_of_check(check, lit=lit)
            draw_mark(self._canvas, mark, line._replace(width=side), colour=tint)
            beside = line._replace(left=line.left + side + side // 2, width=room_px)
            title = Paragraph(size_px, (check.title,))
            write_paragraph(self._canvas, title, beside, colour=BLACK if lit else WHITE)

    def draw_plan(self, exercise: Exercise, done: Done) -> None:
        """Draw exercise, leg, set and count, and the lines to read.

        Parameters
        ----------
        exercise
            The exercise of the session.
        done
            What was done until now.
        """
        box = self._panel_above_muted()
        texts = [*leg_and_set(self._state, exercise, done.side), *_amount(self._state, done.reps)]
        rows = [(text, WHITE) for text in texts]
        if not self._state.lines or not rows:
            rows.insert(0, (exercise.title, GREY))
        share = 0.4 if self._state.lines else 1.0
        high = min(round(share * box.height / len(rows)), round(2.4 * self._layout.letter_px))
        for row, (text, colour) in enumerate(rows):
            line = Box(box.left, box.top + row * high, box.width, high)
            # A little lower than its row, so that rows of two lines stay apart.
            written = fit(
                text,
                wide_px=line.width,
                high_px=round(0.94 * high),
                largest_px=self._layout.cue_px,
                most_lines=2,
            )
            write_paragraph(self._canvas, written, line, colour=colour)
        if self._state.lines:
            top = box.top + high * len(rows) + self._layout.letter_px // 3
            room = box._replace(top=top, height=box.bottom - top)
            _write_lines(self._canvas, self._state.lines, room, largest_px=self._layout.letter_px)

    def draw_stop(self) -> None:
        """Draw a red screen with an octagon, heading and detail, and nothing else."""
        paint(self._canvas, RED)
        pad = self._layout.cue_px // 2
        upper = self._layout.whole.inset(pad)
        if self._state.detail:
            upper = upper._replace(height=round(0.64 * self._layout.whole.height) - 2 * pad)
        side = min(round(0.4 * self._layout.whole.width), upper.height)
        draw_mark(self._canvas, "stop", upper._replace(width=side), colour=RED)
        room = upper._replace(left=side + 2 * pad, width=upper.width - side - pad)
        heading = write_text(
            self._canvas, self._state.heading, room, largest_px=3 * self._layout.cue_px
        )
        if self._state.detail:
            top = upper.bottom + pad
            below = upper._replace(top=top, height=self._layout.whole.bottom - pad - top)
            largest_px = min(heading.size_px, round(1.2 * self._layout.cue_px))
            write_text(self._canvas, self._state.detail, below, largest_px=largest_px)
        self._draw_muted_corner()

    def draw_results(self) -> None:
        """Draw the results of the session in large lines."""
        paint(self._canvas, BACKGROUND)
        pad, side, high = (
            self._layout.cue_px // 2,
            round(1.5 * self._layout.cue_px),
            round(2.2 * self._layout.cue_px),
        )
        row = Box(pad, pad // 2, self._layout.whole.width - 2 * pad, high)
        mark: Mark = "stop" if self._state.alarm else "tick"
        tint = RED if self._state.alarm else GREEN
        draw_mark(self._canvas, mark, row._replace(width=side), colour=tint)
        room = row._replace(left=side + 2 * pad, width=row.width - side - pad)
        largest_px = round(1.3 * self._layout.cue_px)
        write_text(self._canvas, self._state.heading, room, largest_px=largest_px, most_lines=2)
        top, foot = high + pad, self._layout.whole.bottom - pad
        if self._state.detail:
            deep = round((1.7 if self._state.lines else 2 * LINE_SHARE) * self._layout.cue_px)
            below = row._replace(top=foot - deep, height=deep)
            write_text(
                self._canvas,
                self._state.detail,
                below,
                largest_px=self._layout.cue_px,
                colour=AMBER,
            )
            foot -= deep + pad // 2
        if self._state.lines:
            room = row._replace(top=top, height=foot - top)
            _write_lines(self._canvas, self._state.lines, room, largest_px=self._layout.cue_px)
        self._draw_muted_corner()

    def _panel_above_muted(self) -> Box:
        """Draw the row "Sound off" if it is; return the panel above it."""
        box = self._layout.panel
        if not self._state.muted:
            return box
        high = round(_MUTED_SHARE * box.height)
        draw_muted(self._canvas, box._replace(top=box.bottom - high, height=high))
        return box._replace(height=box.height - high - high // 3)

    def _draw_muted_corner(self) -> None:
        """Draw the mark of "Sound off" alone, in the corner of a card that fills the screen."""
        if self._state.muted:
            side, whole = round(0.6 * self._layout.cue_px), self._layout.whole
            corner = Box(whole.right - side - 8, whole.bottom - side - 8, side, side)
            draw_mark(self._canvas, "muted", corner, colour=AMBER)


def _mark_of_check(check: Check, *, lit: bool) -> tuple[Mark, Colour]:
    if check.passed is None:
        return "ring", GREY
    if check.passed:
        return "tick", GREEN
    return ("arrow", BLACK) if lit else ("cross", WHITE)


def leg_and_set(state: ScreenState, exercise: Exercise, side: str | None) -> list[str]:
    """Return the working leg and the number of the set, in short lines.

    Parameters
    ----------
    state
        What is planned.
    exercise
        Whether a leg works alone.
    side
        The leg that was seen to work, for a set in which any may; None = unknown.

    Returns
    -------
    list of str
        No line for the leg if both work together, none for the set if it is the only one.
    """
    rows = []
    leg = state.side or side
    if exercise.sides == "alternating":
        rows.append("Legs in turn")
    elif exercise.sides == "one" and leg is not None:
        rows.append(f"{leg.capitalize()} leg")
    if state.set_count > 1:
        rows.append(f"Set {state.set_number} of {state.set_count}")
    return rows


def _amount(state: ScreenState, reps: int | None) -> list[str]:
    """Return how many are done, or planned."""
    if reps is not None:
        return [f"{reps} of {state.planned_reps} done" if state.planned_reps else f"{reps} done"]
    if state.planned_reps:
        return ["Once" if state.planned_reps == 1 else f"{state.planned_reps} times"]
    return []


def draw_muted(canvas: NDArray[np.uint8], box: Box) -> None:
    """Draw a crossed-out loudspeaker with words beside it.

    Parameters
    ----------
    canvas, box
        Changed in place, and where.
    """
    draw_mark(canvas, "muted", box._replace(width=box.height), colour=AMBER)
    shift = round(1.25 * box.height)
    room = box._replace(left=box.left + shift, width=box.width - shift)
    write_text(canvas, "Sound off", room, largest_px=box.height, most_lines=1)


def _write_lines(
    canvas: NDArray[np.uint8], lines: tuple[str, ...], box: Box, *, largest_px: int
) -> None:
    """Write lines to read in one size: the largest in which all of them fit."""
    size_px = largest_px
    while True:
        gap = size_px // 2
        written = [
            fit(line, wide_px=box.width, high_px=box.height, largest_px=size_px) for line in lines
        ]
        high = sum(text.height_px + gap for text in written) - gap
        fits = high <= box.height and all(text.size_px >= size_px - 1 for text in written)
        if fits or size_px <= _LEAST_LINE_PX:
            break
        size_px -= 2
    top = box.top
    for text in written:
        if top + text.height_px > box.bottom:
            break
        write_paragraph(canvas, text, box._replace(top=top, height=text.height_px))
        top += text.height_px + gap


def draw_clock(
    picture: NDArray[np.uint8], *, remaining_s: float, total_s: float, below: str = ""
) -> None:
    """Draw the seconds of a countdown or a rest in a ring that runs down.

    Parameters
    ----------
    picture
        Shape (height, width, 3), uint8, BGR, mirrored already; changed in place.
    remaining_s, total_s
        Seconds left, and in all; NaN = no clock runs, or it has no ring.
    below
        A word below the number.
    """
    if math.isnan(remaining_s):
        return
    height, width = picture.shape[:2]
    radius = round(RADIUS_SHARE * min(height, width))
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
    size_px = fit(number, wide_px=room_px, largest_px=round(1.7 * radius)).size_px
    lift = round(0.16 * radius) if below else 0
    write_over(picture, number, (across, down - lift), size_px=size_px)
    if below:
        size_px = fit(below, wide_px=radius, largest_px=round(0.3 * radius), least_px=10).size_px
        write_over(picture, below, (across, down + round(0.62 * radius)), size_px=size_px)


@lru_cache(maxsize=4)
def _disc(radius: int) -> NDArray[np.uint8]:
    """Return a disc in white on black."""
    mask = np.zeros((2 * radius + 1, 2 * radius + 1), np.uint8)
    cv2.circle(mask, (radius, radius), radius, 255, -1)
    return mask
