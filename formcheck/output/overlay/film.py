"""What a film says: of each movement that is over, and on the pages at its end.

Marks say by their shape what the colour says too.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import cv2
import numpy as np

from formcheck.assessment.events import CueWeight, PartialRep, RepCompleted
from formcheck.assessment.report import SetReport
from formcheck.assessment.report_types import OWN_FAULTS, why_not_counted
from formcheck.assessment.verdict import HEADINGS
from formcheck.output.overlay.text import (
    AMBER,
    BACKGROUND,
    BLACK,
    GREEN,
    GREY,
    RED,
    WHITE,
    Box,
    Colour,
    fit,
    line_height_px,
    paint,
    width_px,
    write_line,
    write_lines,
    write_paragraph,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from formcheck.assessment.events import Reading
    from formcheck.assessment.verdict import Verdict
    from formcheck.exercises.definition import Exercise
    from formcheck.output.overlay.layout import Layout
    from formcheck.recognition.report import SetsReport

Mark = Literal["tick", "cross", "arrow", "ring", "stop", "pause", "muted"]
"""Right, not right, change this now, unknown, stop, waiting, no sound."""

_LINES: Final[dict[Mark, tuple[tuple[tuple[float, float], ...], ...]]] = {
    "tick": (((0.12, 0.55), (0.4, 0.83), (0.88, 0.2)),),
    "cross": (((0.2, 0.2), (0.8, 0.8)), ((0.2, 0.8), (0.8, 0.2))),
    "arrow": (((0.1, 0.5), (0.9, 0.5)), ((0.55, 0.15), (0.9, 0.5), (0.55, 0.85))),
    "pause": (((0.32, 0.15), (0.32, 0.85)), ((0.68, 0.15), (0.68, 0.85))),
    "muted": (
        (
            (0.05, 0.35), (0.25, 0.35), (0.5, 0.1), (0.5, 0.9), (0.25, 0.65), (0.05, 0.65),
            (0.05, 0.35),
        ),
        ((0.64, 0.35), (0.95, 0.65)),
        ((0.64, 0.65), (0.95, 0.35)),
    ),
}  # fmt: skip
"""The strokes of each mark in a square of side 1, y down."""


def draw_mark(canvas: NDArray[np.uint8], mark: Mark, box: Box, *, colour: Colour) -> None:
    """Draw a mark into the largest square in the middle of a box.

    Parameters
    ----------
    canvas, box
        Shape (height, width, 3), uint8, BGR, changed in place, and where.
    mark, colour
        Which, and the colour of its strokes.
    """
    side = min(box.width, box.height)
    corner = np.array([box.left + (box.width - side) / 2, box.top + (box.height - side) / 2])
    if mark == "stop":
        _draw_octagon(canvas, corner + side / 2, side, colour)
    elif mark == "ring":
        middle = (corner + side / 2).round().astype(int).tolist()
        cv2.circle(canvas, middle, round(0.32 * side), colour, max(2, side // 12), cv2.LINE_AA)
    else:
        thick = max(2, side // (12 if mark == "muted" else 6))
        for line in _LINES[mark]:
            points = (corner + side * np.array(line)).round().astype(np.int32)
            cv2.polylines(canvas, [points], False, colour, thick, cv2.LINE_AA)  # noqa: FBT003


def _draw_octagon(
    canvas: NDArray[np.uint8], middle: NDArray[np.float64], side: int, colour: Colour
) -> None:
    """Draw an octagon with a rim and an exclamation mark, as on a road."""
    turns = np.pi * (np.arange(8) / 4 + 1 / 8)
    corners = np.stack([np.cos(turns), np.sin(turns)], axis=1)
    for radius, fill in ((0.5, WHITE), (0.44, colour)):
        points = (middle + radius * side * corners).round().astype(np.int32)
        cv2.fillPoly(canvas, [points], fill, cv2.LINE_AA)
    size_px = round(0.66 * side)
    left = round(middle[0] - width_px("!", size_px) / 2)
    top = round(middle[1] - 0.49 * line_height_px(size_px))
    write_line(canvas, "!", (left, top), size_px=size_px)


# --- What a movement counted as

NOTE_S: Final = 3.0
"""For so long a film shows what a movement counted as: long enough to read it (engineering
default)."""


class FilmNote(NamedTuple):
    """What a movement counted as.

    Attributes
    ----------
    text
        In a few words.
    reason
        One sentence: what was not right; empty = nothing.
    mark, ground
        The sign, and the colour behind the words; green only where nothing was wrong.
    """

    text: str
    reason: str
    mark: Mark
    ground: Colour


class Notes:
    """Follows the readings of a set, and keeps the last note for `NOTE_S`.

    Parameters
    ----------
    exercise
        The exercise that is judged.
    """

    def __init__(self, exercise: Exercise) -> None:
        self._counts = exercise.scope == "counts"
        self._also = {row.name: row.say for row in exercise.movement.also}
        rows = (*exercise.fault, *exercise.limit, *exercise.body, *exercise.movement.also)
        self._says = {**OWN_FAULTS, **{row.name: row.say for row in rows}}
        self._stops = {row.name for row in exercise.limit if row.action == "stop"}
        self._note: FilmNote | None = None
        self._since_s = -math.inf

    def update(self, reading: Reading) -> FilmNote | None:
        """Return the note to show with a reading, or None."""
        time_s = reading.pose.time_s
        for event in reading.events:
            if isinstance(event, RepCompleted):
                self._note, self._since_s = self._of_repetition(event), time_s
            elif isinstance(event, PartialRep):
                self._note, self._since_s = self._of_partial(event), time_s
        note, cue = self._note, reading.cue
        corrected = cue is not None and cue.weight > CueWeight.HINT
        # A correction of the next movement ends the praise of the last one.
        if time_s - self._since_s > NOTE_S or (note and note.mark == "tick" and corrected):
            self._note = None
        return self._note

    def _of_repetition(self, event: RepCompleted) -> FilmNote:
        number = event.number
        names = sorted(event.reasons, key=lambda name: name not in self._stops)
        reason = next((self._says[name] for name in names if name in self._says), "")
        if not event.judged or (self._counts and not reason):
            return FilmNote(f"{number} counted", "", "ring", GREY)
        if self._counts:
            return FilmNote(f"{number} counted, but:", reason, "arrow", AMBER)
        if not event.good:
            return FilmNote(
                f"{number} not good:" if reason else f"{number} not good", reason, "cross", AMBER
            )
        if reason:
            return FilmNote(f"{number} good, but:", reason, "arrow", WHITE)
        return FilmNote(f"{number} good", "", "tick", GREEN)

    def _of_partial(self, event: PartialRep) -> FilmNote:
        reason = self._says.get(event.reason, "")
        word = "not complete" if event.reason in self._also else why_not_counted(event.reason)
        return FilmNote(f"Not counted: {word}", reason, "cross", GREY)


def draw_note(canvas: NDArray[np.uint8], note: FilmNote, box: Box) -> None:
    """Draw the words of a note with its mark, without its reason.

    Parameters
    ----------
    canvas, box
        Shape (height, width, 3), uint8, BGR, changed in place, and where.
    note
        The note.
    """
    paint(box.of(canvas), note.ground)
    gap = box.height // 6
    side = box.height - 2 * gap
    draw_mark(canvas, note.mark, Box(2 * gap, box.top + gap, side, side), colour=BLACK)
    room = box._replace(left=side + 4 * gap, width=box.width - side - 6 * gap)
    largest_px = round(0.8 * box.height)
    written = fit(note.text, wide_px=room.width, largest_px=largest_px, most_lines=1)
    write_paragraph(canvas, written, room, colour=BLACK)


# --- The pages at the end

LEAST_S: Final = 4.0
WORDS_PER_S: Final = 2.2
"""A page stays for so long, and longer by its words (slow reading; engineering defaults)."""

MOST_ADVICE: Final = 2
"""So many sentences of the advice are shown: what went right, and the one thing to change."""

NOTHING: Final = "No exercise was recognised"
UNSURE: Final = "It was not clear which exercise this is"
FORBIDDEN: Final = "Not for you now"

_LOOKS: Final[dict[Verdict, tuple[Mark, Colour]]] = {
    "good": ("tick", GREEN),
    "almost": ("arrow", AMBER),
    "needs_work": ("arrow", AMBER),
    "stopped": ("stop", RED),
    "counted": ("ring", WHITE),
    "inconclusive": ("ring", WHITE),
}
"""Mark and colour of a heading; green only where nothing has to change."""


class Page(NamedTuple):
    """A page to read.

    Attributes
    ----------
    title
        Small, above: the exercise, and which of several sets.
    heading, mark, colour
        Large, with its mark and its colour; an empty one takes no room.
    lines
        What stands below.
    """

    title: str
    heading: str
    mark: Mark | None
    colour: Colour
    lines: tuple[str, ...]

    @property
    def shown_s(self) -> float:
        """For how long it is shown, seconds."""
        words = " ".join((self.heading, *self.lines)).split()
        return max(LEAST_S, len(words) / WORDS_PER_S)


def pages(report: SetReport | SetsReport) -> tuple[Page, ...]:
    """Return the pages that end a film; there is always one.

    Parameters
    ----------
    report
        The report of the set, or of a recording of several sets.

    Returns
    -------
    tuple of Page
        In the order in which they are shown.
    """
    if isinstance(report, SetReport):
        return tuple(_of_set(report, report.title))
    if not report.sets:
        return (Page("", NOTHING, "ring", WHITE, (report.hint,) if report.hint else ()),)
    found: list[Page] = []
    for number, row in enumerate(report.sets, start=1):
        which = f"Set {number} of {len(report.sets)}" if len(report.sets) > 1 else ""
        if row.report is not None:
            found += _of_set(row.report, ": ".join(filter(None, (which, row.report.title))))
        elif row.forbidden:
            found.append(Page(which, FORBIDDEN, "stop", RED, (row.forbidden,)))
        else:
            found.append(Page(which, UNSURE, "ring", WHITE, (row.why,)))
    return tuple(found)


def _of_set(report: SetReport, title: str) -> Iterator[Page]:
    """Yield the result of a set with its limits, and what to do."""
    mark, colour = _LOOKS[report.verdict]
    lines = (_counts(report), *_limits(report))
    yield Page(title, HEADINGS[report.verdict], mark, colour, tuple(filter(None, lines)))
    yield Page(title, "", None, WHITE, report.advice[:MOST_ADVICE])


def _counts(report: SetReport) -> str:
    """Return how many were done, how many were good, and how many do not count."""
    counts, parts = report.counts, []
    unjudged = sum(not rep.judged for rep in report.reps)
    if report.verdict == "counted":
        parts.append(f"{counts.total} counted")
    elif counts.total:
        parts.append(f"{counts.good} of {counts.total - unjudged} good")
        parts.extend([f"{unjudged} more not judged"] * bool(unjudged))
    if counts.left and counts.right:
        parts.append(f"left {counts.left}, right {counts.right}")
    if counts.partial:
        parts.append(f"{counts.partial} not counted")
    return ", ".join(parts)


def _limits(report: SetReport) -> Iterator[str]:
    """Yield the limits that were exceeded by name; a warning before a stop says nothing more."""
    stopped = {row.measure for row in report.limits if row.action == "stop"}
    rows = [row for row in report.limits if row.action == "stop" or row.measure not in stopped]
    names = [name.replace("_", " ") for name in dict.fromkeys(row.name for row in rows)]
    if names:
        yield f"{'Limit' if len(names) == 1 else 'Limits'}: {', '.join(names)}"


def draw_page(page: Page, layout: Layout) -> NDArray[np.uint8]:
    """Return a page as a picture.

    Parameters
    ----------
    page, layout
        What is to be read, and the places of the film.

    Returns
    -------
    ndarray of uint8, shape (height, width, 3)
        BGR, of the size of the layout.
    """
    (width, height), cue_px = layout.size_px, layout.cue_px
    canvas = np.empty((height, width, 3), np.uint8)
    paint(canvas, BACKGROUND)
    pad = cue_px // 2
    room = layout.whole.inset(pad)
    if page.title:
        size = {"largest_px": round(0.6 * cue_px), "most_lines": 1}
        title = fit(page.title, wide_px=room.width, **size)
        write_line(
            canvas, title.lines[0], (room.left, room.top), size_px=title.size_px, colour=GREY
        )
        used = line_height_px(title.size_px) + pad // 2
        room = room._replace(top=room.top + used, height=room.height - used)
    if page.heading:
        high = round(_HEADING_SHARE * room.height) if page.lines else room.height
        _write_heading(canvas, page, room._replace(height=high), cue_px)
        room = room._replace(top=room.top + high + pad, height=room.height - high - pad)
    write_lines(canvas, page.lines, room, largest_px=round(1.2 * cue_px))
    return canvas


_HEADING_SHARE: Final = 0.48
"""How much of the height a heading takes where lines stand below it."""


def _write_heading(canvas: NDArray[np.uint8], page: Page, box: Box, cue_px: int) -> None:
    """Write the heading of a page beside its mark."""
    pad = cue_px // 2
    if page.mark is not None:
        side = min(round(2.2 * cue_px), box.height)
        draw_mark(canvas, page.mark, box._replace(width=side), colour=page.colour)
        box = box._replace(left=box.left + side + pad, width=box.width - side - pad)
    size = {"largest_px": round(1.4 * cue_px), "most_lines": 3}
    heading = fit(page.heading, wide_px=box.width, high_px=box.height, **size)
    write_paragraph(canvas, heading, box, colour=WHITE if page.colour == RED else page.colour)
