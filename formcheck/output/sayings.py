"""The one thing to read now: heading and detail in the band below the picture, and its mark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from formcheck.guide.scene import Scene, Stage
from formcheck.output.gauge import BAND, Box
from formcheck.output.lettering import BLACK, WHITE, Colour, paint
from formcheck.output.marks import draw_mark
from formcheck.output.overlay import ALARM
from formcheck.output.paragraph import Paragraph, paragraph, put_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from formcheck.output.arrangement import Arrangement
    from formcheck.output.marks import Mark

NOW: Final[Colour] = (60, 200, 255)
"""Amber: the one thing to do now; black letters stand on it, white ones beside it."""

RIGHT: Final[Colour] = BAND
"""Green, always with a tick."""


def draw_band(canvas: NDArray[np.uint8], scene: Scene, place: Arrangement) -> None:
    """The one thing to read now, in the band below the picture, with a mark of what it is."""
    ground, colour = _grounds(scene)
    box, gap = place.band, place.cue_px // 4
    paint(canvas[box.top :], ground)
    inner = Box(gap, box.top, box.width - 2 * gap, box.height)
    mark = _mark_of(scene)
    if mark is not None:
        side = round(0.5 * box.height)
        tint = colour if ground is NOW else RIGHT if mark == "tick" else NOW
        tint = ALARM if mark == "stop" else tint
        draw_mark(canvas, mark, Box(gap, box.top, side, box.height), colour=tint)
        inner = Box(side + 2 * gap, box.top, box.width - side - 3 * gap, box.height)
    draw_saying(canvas, scene, inner, place.cue_px, colour=colour, ground=ground)


def draw_saying(
    canvas: NDArray[np.uint8],
    scene: Scene,
    box: Box,
    cue_px: int,
    *,
    colour: Colour = WHITE,
    ground: Colour = BLACK,
) -> None:
    """Heading and detail one below the other; the heading is the larger one, whatever it takes."""
    if not scene.detail:
        text = paragraph(
            scene.heading, wide_px=box.width, high_px=box.height, largest_px=round(1.3 * cue_px)
        )
        put_text(canvas, text, box, colour=colour, ground=ground)
        return
    options = [_two(scene, box, cue_px, share=share, most=most) for share, most in _SPLITS]
    share, heading, detail = max(options, key=_readable)
    above = round(share * box.height)
    room = Box(box.left, box.top + above, box.width, round(0.96 * box.height) - above)
    upper = Box(box.left, box.top, box.width, above)
    put_text(canvas, heading, upper, colour=colour, ground=ground)
    put_text(canvas, detail, room, colour=colour, ground=ground)


_SPLITS: Final = ((0.52, 1), (0.55, 2), (0.62, 2), (0.7, 2))
"""Shares of the height that a heading may take, and in how many lines."""


class _Two(NamedTuple):
    """A heading's share of the height, and what is written above and below."""

    share: float
    heading: Paragraph
    detail: Paragraph


def _two(scene: Scene, box: Box, cue_px: int, *, share: float, most: int) -> _Two:
    heading = paragraph(
        scene.heading,
        wide_px=box.width,
        high_px=round(share * box.height),
        largest_px=cue_px,
        most=most,
    )
    detail = paragraph(
        scene.detail,
        wide_px=box.width,
        high_px=round((0.96 - share) * box.height),
        largest_px=round(0.8 * heading.size_px),
        most=2,
    )
    return _Two(share, heading, detail)


def _readable(two: _Two) -> float:
    """How well both can be read; the smaller letters gain more by being larger."""
    return two.heading.size_px + 1.5 * two.detail.size_px


def _grounds(scene: Scene) -> tuple[Colour, Colour]:
    """Ground and letters of the band."""
    if scene.alarm:
        return ALARM, WHITE
    if scene.stage is Stage.PAUSED:
        return NOW, BLACK
    return BLACK, WHITE


def _mark_of(scene: Scene) -> Mark | None:
    """What kind of thing the band says."""
    if scene.alarm:
        return "stop"
    if scene.stage is Stage.PAUSED:
        return "pause"
    if scene.stage is Stage.PLACING and scene.checks:
        rights = [check.right for check in scene.checks]
        return "arrow" if False in rights else "tick" if all(rights) else None
    return None
