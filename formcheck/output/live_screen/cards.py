"""The cards of a live session: marks, the band below the picture, checks, plan, stop, results.

Marks say by their shape what colour alone would not.  Cards change a few times a minute: they are
drawn when the state changes, and kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from formcheck.output.overlay.film import Mark, draw_mark
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
    write_lines,
    write_paragraph,
    write_text,
)
from formcheck.session.protocol import ScreenKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from formcheck.exercises.definition import Exercise
    from formcheck.output.overlay.layout import Layout
    from formcheck.session.protocol import Check, ScreenState

_SPLITS: Final = ((0.36, 1), (0.44, 1), (0.52, 1), (0.55, 2), (0.62, 2), (0.7, 2))
"""Shares of the height that a heading may take, and in how many lines."""


def draw_band(canvas: NDArray[np.uint8], state: ScreenState, layout: Layout) -> None:
    """Draw the one thing to read now into the band below the picture, with its mark.

    Parameters
    ----------
    canvas, state, layout
        As for `Card`; kind of the screen, heading and detail are used.
    """
    box, gap = layout.band, layout.cue_px // 4
    paused = state.kind is ScreenKind.PAUSED and not state.alarm
    ground, colour = (RED, WHITE) if state.alarm else (AMBER, BLACK) if paused else (BLACK, WHITE)
    paint(box.of(canvas), ground)
    room = box._replace(left=gap, width=box.width - 2 * gap)
    mark = _mark_of(state)
    if mark is not None:
        tint = {"stop": RED, "tick": GREEN, "pause": BLACK, "arrow": AMBER}[mark]
        side = round(0.5 * box.height)
        draw_mark(canvas, mark, room._replace(width=side), colour=tint)
        room = room._replace(left=side + 2 * gap, width=box.width - side - 3 * gap)
    _write_heading_and_detail(canvas, state, room, layout, colour=colour)


def _mark_of(state: ScreenState) -> Mark | None:
    """Return the mark of what the band says."""
    if state.alarm:
        return "stop"
    if state.kind is ScreenKind.PAUSED:
        return "pause"
    if state.kind is ScreenKind.PLACING and state.checks:
        passed = [check.passed for check in state.checks]
        return "arrow" if False in passed else "tick" if all(passed) else None
    return None


def _write_heading_and_detail(
    canvas: NDArray[np.uint8], state: ScreenState, box: Box, layout: Layout, *, colour: Colour
) -> None:
    """Write the heading, and below it the detail in smaller letters, or one of them alone."""
    cue_px, least_px = layout.cue_px, layout.least_px

    def alone(text: str, largest_px: int) -> None:
        size = {"wide_px": box.width, "high_px": box.height, "largest_px": largest_px}
        best = max((fit(text, most_lines=most, **size) for most in (2, 3, 4)), key=_size_of)
        first, _, more = text.rpartition(". ")
        if _size_of(best) < least_px and first and more:
            alone(f"{first}.", largest_px)  # the voice says all sentences
            return
        write_paragraph(canvas, best, box, colour=colour)

    if not state.detail:
        alone(state.heading, round(1.3 * cue_px))
        return

    def split(share: float, most_lines: int) -> tuple[float, int, Paragraph, Paragraph]:
        """Return how well both can be read, the height of the heading, and both fitted."""
        high_px, below_px = round(share * box.height), round((0.96 - share) * box.height)
        room = {"wide_px": box.width, "high_px": high_px, "largest_px": cue_px}
        heading = fit(state.heading, most_lines=most_lines, **room)
        room = {"wide_px": box.width, "high_px": below_px}
        room["largest_px"] = max(round(0.8 * heading.size_px), least_px)
        detail = max((fit(state.detail, most_lines=most, **room) for most in (2, 3)), key=_size_of)
        lacking_px = max(0, least_px - detail.size_px) + max(0, least_px - heading.size_px)
        # The smaller letters gain more by being larger.
        score = heading.size_px + 1.5 * detail.size_px - 10 * lacking_px
        return score, high_px, heading, detail

    splits = (split(share, most_lines) for share, most_lines in _SPLITS)
    _, above, heading, detail = max(splits, key=lambda row: row[0])
    if min(heading.size_px, detail.size_px) < least_px:  # the voice says the other one
        is_task = state.kind in {ScreenKind.PLACING, ScreenKind.STARTING}
        alone(state.detail if is_task else state.heading, cue_px)
        return
    write_paragraph(canvas, heading, box._replace(height=above), colour=colour)
    room = box._replace(top=box.top + above, height=round(0.96 * box.height) - above)
    write_paragraph(canvas, detail, room, colour=colour)


def _size_of(paragraph: Paragraph) -> int:
    """Return the size of its font, 0 if a part is left out."""
    is_whole = not paragraph.lines or not paragraph.lines[-1].endswith("…")
    return paragraph.size_px if is_whole else 0


_MUTED_SHARE: Final = 0.1
"""Height of the row "Sound off", as a share of the panel's."""


class Card:
    """Draws what one state of the session shows, apart from picture and readings.

    Parameters
    ----------
    canvas, state, layout
        Shape (height, width, 3), uint8, BGR, changed in place; what is shown, and the places.
    """

    def __init__(self, canvas: NDArray[np.uint8], state: ScreenState, layout: Layout) -> None:
        self._canvas, self._state, self._layout = canvas, state, layout
        self._cue_px, self._whole = layout.cue_px, layout.whole

    def draw_checks(self) -> None:
        """Draw one row for each check of the camera; the first one that failed is lit."""
        box = self._panel_above_muted()
        high = min(box.height // len(self._state.checks), round(0.16 * self._layout.picture_px[1]))
        side = round(0.66 * high)
        room_px = box.width - side - side // 2 - high // 4
        checks = self._state.checks
        room = {"wide_px": room_px, "high_px": high - 6, "largest_px": high, "most_lines": 1}
        size_px = min(fit(check.title, **room).size_px for check in checks)
        first = next((check for check in checks if check.passed is False), None)
        for row, check in enumerate(checks):
            line, lit = Box(box.left, box.top + row * high, box.width, high), check is first
            if lit:
                left = box.left - high // 8
                paint(Box(left, line.top + 2, box.right - left, high - 4).of(self._canvas), AMBER)
            mark, tint = _mark_of_check(check, lit=lit)
            draw_mark(self._canvas, mark, line._replace(width=side), colour=tint)
            beside = line._replace(left=line.left + side + side // 2, width=room_px)
            title = Paragraph(size_px, (check.title,))
            write_paragraph(self._canvas, title, beside, colour=BLACK if lit else WHITE)

    def draw_plan(self, exercise: Exercise, reps: int | None) -> None:
        """Draw exercise, leg, set and count, and the lines to read.

        Parameters
        ----------
        exercise, reps
            The exercise of the session, and how many repetitions are done; None = as planned.
        """
        box = self._panel_above_muted()
        texts = [*leg_and_set(self._state, exercise), *_amount(self._state, reps)]
        rows = [(text, WHITE) for text in texts]
        if not self._state.lines or not rows:
            rows.insert(0, (exercise.title, GREY))
        share = 0.4 if self._state.lines else 1.0
        high = min(round(share * box.height / len(rows)), round(2.4 * self._layout.letter_px))
        for row, (text, colour) in enumerate(rows):
            line = Box(box.left, box.top + row * high, box.width, high)
            # A little lower than its row, so that rows of two lines stay apart.
            size = {"wide_px": line.width, "high_px": round(0.94 * high), "most_lines": 2}
            written = fit(text, largest_px=self._cue_px, **size)
            write_paragraph(self._canvas, written, line, colour=colour)
        if self._state.lines:
            top = box.top + high * len(rows) + self._layout.letter_px // 3
            room = box._replace(top=top, height=box.bottom - top)
            write_lines(self._canvas, self._state.lines, room, largest_px=self._layout.letter_px)

    def draw_stop(self) -> None:
        """Draw a red screen with an octagon, heading and detail, and nothing else."""
        paint(self._canvas, RED)
        pad = self._cue_px // 2
        upper = self._whole.inset(pad)
        if self._state.detail:
            upper = upper._replace(height=round(0.64 * self._whole.height) - 2 * pad)
        side = min(round(0.4 * self._whole.width), upper.height)
        draw_mark(self._canvas, "stop", upper._replace(width=side), colour=RED)
        room = upper._replace(left=side + 2 * pad, width=upper.width - side - pad)
        heading = write_text(self._canvas, self._state.heading, room, largest_px=3 * self._cue_px)
        if self._state.detail:
            top = upper.bottom + pad
            below = upper._replace(top=top, height=self._whole.bottom - pad - top)
            largest_px = min(heading.size_px, round(1.2 * self._cue_px))
            write_text(self._canvas, self._state.detail, below, largest_px=largest_px)
        self._draw_muted_corner()

    def draw_results(self) -> None:
        """Draw the results of the session in large lines."""
        paint(self._canvas, BACKGROUND)
        pad, side, high = self._cue_px // 2, round(1.5 * self._cue_px), round(2.2 * self._cue_px)
        row = Box(pad, pad // 2, self._whole.width - 2 * pad, high)
        mark: Mark = "stop" if self._state.alarm else "tick"
        tint = RED if self._state.alarm else GREEN
        draw_mark(self._canvas, mark, row._replace(width=side), colour=tint)
        room = row._replace(left=side + 2 * pad, width=row.width - side - pad)
        largest_px = round(1.3 * self._cue_px)
        write_text(self._canvas, self._state.heading, room, largest_px=largest_px, most_lines=2)
        top, foot = high + pad, self._whole.bottom - pad
        if self._state.detail:
            deep = round((1.7 if self._state.lines else 2 * LINE_SHARE) * self._cue_px)
            below = row._replace(top=foot - deep, height=deep)
            detail, size_px = self._state.detail, self._cue_px
            write_text(self._canvas, detail, below, largest_px=size_px, colour=AMBER)
            foot -= deep + pad // 2
        if self._state.lines:
            room = row._replace(top=top, height=foot - top)
            write_lines(self._canvas, self._state.lines, room, largest_px=self._cue_px)
        self._draw_muted_corner()

    def _panel_above_muted(self) -> Box:
        """Draw the row "Sound off" if it is; return the panel above it."""
        box = self._layout.panel
        if not self._state.muted:
            return box
        high = round(_MUTED_SHARE * box.height)
        sign = box._replace(top=box.bottom - high, height=high)
        draw_muted(self._canvas, sign, least_px=self._layout.least_px)
        return box._replace(height=box.height - high - high // 3)

    def _draw_muted_corner(self) -> None:
        """Draw the mark of "Sound off" alone, in the corner of a card that fills the screen."""
        if self._state.muted:
            side, whole = round(0.6 * self._cue_px), self._whole
            corner = Box(whole.right - side - 8, whole.bottom - side - 8, side, side)
            draw_mark(self._canvas, "muted", corner, colour=AMBER)


def _mark_of_check(check: Check, *, lit: bool) -> tuple[Mark, Colour]:
    if check.passed is None:
        return "ring", GREY
    if check.passed:
        return "tick", GREEN
    return ("arrow", BLACK) if lit else ("cross", WHITE)


def leg_and_set(state: ScreenState, exercise: Exercise) -> list[str]:
    """Return the working leg and the number of the set, in short lines.

    Parameters
    ----------
    state, exercise
        What is planned, and whether a leg works alone.

    Returns
    -------
    list of str
        No line for the leg if both work together, none for the set if it is the only one.
    """
    rows = []
    if exercise.sides == "alternating":
        rows.append("Legs in turn")
    elif exercise.sides == "one" and state.side is not None:
        rows.append(f"{state.side.capitalize()} leg")
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


def draw_muted(canvas: NDArray[np.uint8], box: Box, *, least_px: int) -> None:
    """Draw a crossed-out loudspeaker, with words beside it where they can be read.

    Parameters
    ----------
    canvas, box, least_px
        Changed in place, where, and the size of the font below which there are no words.
    """
    draw_mark(canvas, "muted", box._replace(width=box.height), colour=AMBER)
    shift = round(1.25 * box.height)
    room = box._replace(left=box.left + shift, width=box.width - shift)
    size = {"wide_px": room.width, "high_px": room.height, "largest_px": box.height}
    written = fit("Sound off", most_lines=1, **size)
    if written.size_px >= least_px:
        write_paragraph(canvas, written, room)
