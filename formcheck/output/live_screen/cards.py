"""What stands beside the picture in a live session, apart from the readings.

The checks of the camera, or which exercise, leg and set it is.  All of it changes at most a few
times a minute: it is drawn when the state changes, and kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from formcheck.output.overlay.cue_band import NOW, RIGHT, draw_mark
from formcheck.output.overlay.gauge import Box
from formcheck.output.overlay.overlay import ALARM, BACKGROUND, GREY
from formcheck.output.overlay.text import (
    BLACK,
    LINE_SHARE,
    WHITE,
    Colour,
    Paragraph,
    paint,
    paragraph,
    put_text,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from formcheck.exercises.definition import Exercise
    from formcheck.output.overlay.cue_band import Mark
    from formcheck.output.overlay.layout import Layout
    from formcheck.session.camera_setup.checks import Check
    from formcheck.session.protocol import ScreenState


_MUTED_SHARE: Final = 0.1
"""Height of the row that tells that the sound is off, by the panel's."""


class Done(NamedTuple):
    """What of a reading stands on a card: which side works, and how many are done."""

    side: str | None
    reps: int | None


def draw_checks(canvas: NDArray[np.uint8], state: ScreenState, place: Layout) -> None:
    """What is right about the camera and what is not, a row each; the first wrong one is lit."""
    box = _above_muted(canvas, state, place.panel)
    if not state.checks:
        return
    high = min(box.height // len(state.checks), round(0.16 * place.picture_px[1]))
    side = round(0.66 * high)
    room = box.width - side - side // 2 - high // 4
    sizes = [_one_line(check.title, room, high).size_px for check in state.checks]
    now = next((row for row, check in enumerate(state.checks) if check.passed is False), None)
    for row, check in enumerate(state.checks):
        top = box.top + row * high
        lit = row == now
        ground, colour = (NOW, BLACK) if lit else (BACKGROUND, WHITE)
        if lit:
            columns = slice(box.left - high // 8, box.left + box.width)
            paint(canvas[top + 2 : top + high - 2, columns], NOW)
        mark, tint = _mark_of_check(check, lit=lit)
        spot = Box(box.left, top + (high - side) // 2, side, side)
        draw_mark(canvas, mark, spot, colour=tint)
        words = Paragraph(min(sizes), (check.title,))
        beside = Box(box.left + side + side // 2, top, room, high)
        put_text(canvas, words, beside, colour=colour, ground=ground)


def _mark_of_check(check: Check, *, lit: bool) -> tuple[Mark, Colour]:
    if check.passed is None:
        return "ring", GREY
    if check.passed:
        return "tick", RIGHT
    return ("arrow", BLACK) if lit else ("cross", WHITE)


def draw_facts(
    canvas: NDArray[np.uint8], state: ScreenState, place: Layout, exercise: Exercise, done: Done
) -> None:
    """Which exercise, leg and set, how many; and lines to read, if there are any."""
    box = _above_muted(canvas, state, place.panel)
    words = [*leg_and_set(state, exercise, done.side), *_amount(state, done.reps)]
    rows = [(text, WHITE) for text in words]
    if not state.lines or not rows:
        rows.insert(0, (exercise.title, GREY))
    share = 0.4 if state.lines else 1.0
    high = min(round(share * box.height / len(rows)), round(2.4 * place.letter_px))
    for row, (text, colour) in enumerate(rows):
        spot = Box(box.left, box.top + row * high, box.width, high)
        written = paragraph(
            text,
            wide_px=spot.width,
            high_px=round(0.94 * high),
            largest_px=place.cue_px,
            most=2,
        )
        put_text(canvas, written, spot, colour=colour, ground=BACKGROUND)
    if state.lines:
        top = box.top + high * len(rows) + place.letter_px // 3
        rest = Box(box.left, top, box.width, box.top + box.height - top)
        draw_lines(canvas, state.lines, rest, largest_px=place.letter_px)


def leg_and_set(state: ScreenState, exercise: Exercise, side: str | None) -> list[str]:
    """Which leg works and which set it is, in short lines; what goes without saying is left out.

    Parameters
    ----------
    state
        What is planned.
    exercise
        Whether a leg works alone.
    side
        The leg that was seen to work, for a set in which any may; None = not known.
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
    """How many are done, or are to be done."""
    if reps is not None:
        return [f"{reps} of {state.planned_reps} done" if state.planned_reps else f"{reps} done"]
    if state.planned_reps:
        return ["Once" if state.planned_reps == 1 else f"{state.planned_reps} times"]
    return []


def draw_lines(
    canvas: NDArray[np.uint8], lines: tuple[str, ...], box: Box, *, largest_px: int
) -> None:
    """Lines to read, all in one size: the largest in which every one of them fits."""
    size = largest_px
    while True:
        gap = size // 2
        written = [
            paragraph(line, wide_px=box.width, high_px=box.height, largest_px=size)
            for line in lines
        ]
        high = sum(text.high_px + gap for text in written) - gap
        if size <= _LEAST_LINES_PX or (
            high <= box.height and all(text.size_px >= size - 1 for text in written)
        ):
            break
        size -= 2
    top = box.top
    for text in written:
        if top + text.high_px > box.top + box.height:
            break
        put_text(canvas, text, Box(box.left, top, box.width, text.high_px), ground=BACKGROUND)
        top += text.high_px + gap


_LEAST_LINES_PX: Final = 14


def draw_muted(canvas: NDArray[np.uint8], box: Box) -> None:
    """A crossed-out loudspeaker, with words beside it."""
    draw_mark(canvas, "muted", Box(box.left, box.top, box.height, box.height), colour=NOW)
    left = box.left + round(1.25 * box.height)
    room = Box(left, box.top, box.left + box.width - left, box.height)
    put_text(canvas, _one_line("Sound off", room.width, box.height), room, ground=BACKGROUND)


def _above_muted(canvas: NDArray[np.uint8], state: ScreenState, box: Box) -> Box:
    """What is left of a box above the row that tells that the sound is off, if it is."""
    if not state.muted:
        return box
    high = round(_MUTED_SHARE * box.height)
    draw_muted(canvas, Box(box.left, box.top + box.height - high, box.width, high))
    return Box(box.left, box.top, box.width, box.height - high - high // 3)


def _one_line(text: str, wide_px: int, high_px: int) -> Paragraph:
    return paragraph(text, wide_px=wide_px, high_px=high_px, largest_px=high_px, most=1)


def draw_stop(canvas: NDArray[np.uint8], state: ScreenState, place: Layout) -> None:
    """A red card with an octagon: nothing else is to be seen until the person has stopped."""
    paint(canvas, ALARM)
    width, height = place.size_px
    pad = place.cue_px // 2
    upper = round((0.64 if state.detail else 1.0) * height)
    side = min(round(0.4 * width), upper - 2 * pad)
    draw_mark(canvas, "stop", Box(pad, pad, side, upper - 2 * pad), colour=ALARM)
    room = Box(side + 2 * pad, pad, width - side - 3 * pad, upper - 2 * pad)
    heading = paragraph(
        state.heading, wide_px=room.width, high_px=room.height, largest_px=3 * place.cue_px
    )
    put_text(canvas, heading, room, ground=ALARM)
    if state.detail:
        below = Box(pad, upper, width - 2 * pad, height - upper - pad)
        detail = paragraph(
            state.detail,
            wide_px=below.width,
            high_px=below.height,
            largest_px=min(heading.size_px, round(1.2 * place.cue_px)),
        )
        put_text(canvas, detail, below, ground=ALARM)
    _corner_muted(canvas, state, place)


def draw_results(canvas: NDArray[np.uint8], state: ScreenState, place: Layout) -> None:
    """The end: what came of it, in large lines."""
    paint(canvas, BACKGROUND)
    width, height = place.size_px
    pad, side = place.cue_px // 2, round(1.5 * place.cue_px)
    high = round(2.2 * place.cue_px)
    mark: Mark = "stop" if state.alarm else "tick"
    draw_mark(canvas, mark, Box(pad, pad // 2, side, high), colour=ALARM if state.alarm else RIGHT)
    room = Box(side + 2 * pad, pad // 2, width - side - 3 * pad, high)
    heading = paragraph(
        state.heading,
        wide_px=room.width,
        high_px=room.height,
        largest_px=round(1.3 * place.cue_px),
        most=2,
    )
    put_text(canvas, heading, room, ground=BACKGROUND)
    top, foot = high + pad, height - pad
    if state.detail:
        deep = round((2 * LINE_SHARE if not state.lines else 1.7) * place.cue_px)
        below = Box(pad, foot - deep, width - 2 * pad, deep)
        detail = paragraph(
            state.detail, wide_px=below.width, high_px=deep, largest_px=place.cue_px
        )
        put_text(canvas, detail, below, colour=NOW, ground=BACKGROUND)
        foot -= deep + pad // 2
    if state.lines:
        rest = Box(pad, top, width - 2 * pad, foot - top)
        draw_lines(canvas, state.lines, rest, largest_px=place.cue_px)
    _corner_muted(canvas, state, place)


def _corner_muted(canvas: NDArray[np.uint8], state: ScreenState, place: Layout) -> None:
    """The mark alone, in the corner of a card that fills everything."""
    if state.muted:
        side = round(0.6 * place.cue_px)
        width, height = place.size_px
        box = Box(width - side - 8, height - side - 8, side, side)
        draw_mark(canvas, "muted", box, colour=NOW)
