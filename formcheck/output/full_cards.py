"""Cards that fill everything: a stop for safety, and the results at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formcheck.output.cards import draw_lines
from formcheck.output.gauge import Box
from formcheck.output.lettering import LINE_SHARE, paint
from formcheck.output.marks import draw_mark
from formcheck.output.overlay import ALARM, BACKGROUND
from formcheck.output.paragraph import paragraph, put_text
from formcheck.output.sayings import NOW, RIGHT

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from formcheck.guide.scene import Scene
    from formcheck.output.arrangement import Arrangement
    from formcheck.output.marks import Mark


def draw_stop(canvas: NDArray[np.uint8], scene: Scene, place: Arrangement) -> None:
    """A red card with an octagon: nothing else is to be seen until the person has stopped."""
    paint(canvas, ALARM)
    width, height = place.size_px
    pad = place.cue_px // 2
    upper = round((0.64 if scene.detail else 1.0) * height)
    side = min(round(0.4 * width), upper - 2 * pad)
    draw_mark(canvas, "stop", Box(pad, pad, side, upper - 2 * pad), colour=ALARM)
    room = Box(side + 2 * pad, pad, width - side - 3 * pad, upper - 2 * pad)
    heading = paragraph(
        scene.heading, wide_px=room.width, high_px=room.height, largest_px=3 * place.cue_px
    )
    put_text(canvas, heading, room, ground=ALARM)
    if scene.detail:
        below = Box(pad, upper, width - 2 * pad, height - upper - pad)
        detail = paragraph(
            scene.detail,
            wide_px=below.width,
            high_px=below.height,
            largest_px=min(heading.size_px, round(1.2 * place.cue_px)),
        )
        put_text(canvas, detail, below, ground=ALARM)
    _corner_muted(canvas, scene, place)


def draw_results(canvas: NDArray[np.uint8], scene: Scene, place: Arrangement) -> None:
    """The end: what came of it, in large lines."""
    paint(canvas, BACKGROUND)
    width, height = place.size_px
    pad, side = place.cue_px // 2, round(1.5 * place.cue_px)
    high = round(2.2 * place.cue_px)
    mark: Mark = "stop" if scene.alarm else "tick"
    draw_mark(canvas, mark, Box(pad, pad // 2, side, high), colour=ALARM if scene.alarm else RIGHT)
    room = Box(side + 2 * pad, pad // 2, width - side - 3 * pad, high)
    heading = paragraph(
        scene.heading,
        wide_px=room.width,
        high_px=room.height,
        largest_px=round(1.3 * place.cue_px),
        most=2,
    )
    put_text(canvas, heading, room, ground=BACKGROUND)
    top, foot = high + pad, height - pad
    if scene.detail:
        deep = round((2 * LINE_SHARE if not scene.lines else 1.7) * place.cue_px)
        below = Box(pad, foot - deep, width - 2 * pad, deep)
        detail = paragraph(
            scene.detail, wide_px=below.width, high_px=deep, largest_px=place.cue_px
        )
        put_text(canvas, detail, below, colour=NOW, ground=BACKGROUND)
        foot -= deep + pad // 2
    if scene.lines:
        rest = Box(pad, top, width - 2 * pad, foot - top)
        draw_lines(canvas, scene.lines, rest, largest_px=place.cue_px)
    _corner_muted(canvas, scene, place)


def _corner_muted(canvas: NDArray[np.uint8], scene: Scene, place: Arrangement) -> None:
    """The mark alone, in the corner of a card that fills everything."""
    if scene.muted:
        side = round(0.6 * place.cue_px)
        width, height = place.size_px
        box = Box(width - side - 8, height - side - 8, side, side)
        draw_mark(canvas, "muted", box, colour=NOW)
