"""The drawing of an exercise as a picture file: start and end side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from formcheck.errors import ExerciseError
from formcheck.exercises.figure import captions, sketches
from formcheck.kinematics.stick_model import HEAD_RADIUS
from formcheck.output.plots.canvas import WIDE_IN, blank_figure, save, svg_bytes

if TYPE_CHECKING:
    import os

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.figure import Drawing, Part, Sketch

_LOOK: Final[dict[Part, tuple[str, float]]] = {
    "floor": ("#8a8a8a", 2.0),
    "thing": ("#b08d57", 4.0),
    "other_arm": ("#c9cdd3", 7.0),
    "other": ("#b4bac3", 11.0),
    "trunk": ("#5d6673", 13.0),
    "arm": ("#7d8693", 7.0),
    "working": ("#12508f", 12.0),
}
"""Colour and width in points of each part; they differ in lightness too, for print in grey."""

_GHOST: Final = "#e3e7ec"


def write_picture(exercise: Exercise, path: str | os.PathLike[str]) -> None:
    """Draw start and end of an exercise into a PNG, SVG or PDF file, for a hand-out.

    Parameters
    ----------
    exercise, path
        An exercise with a drawing, and where the file is to lie; its ending chooses the format.

    Raises
    ------
    ExerciseError
        If the exercise has no drawing.
    """
    if exercise.figure is None:
        raise ExerciseError(
            f"{exercise.title} has no drawing: give its file a table [figure] with the angles of "
            "start and end."
        )
    save(_exercise_figure(exercise, exercise.figure), path)


def drawing_svg(exercise: Exercise) -> bytes:
    """Return the drawing of an exercise as an SVG document; empty if it has none."""
    if exercise.figure is None:
        return b""
    return svg_bytes(_exercise_figure(exercise, exercise.figure))


def _exercise_figure(exercise: Exercise, drawing: Drawing) -> Figure:
    """Return start and end side by side in one scale; the end has the start behind it."""
    start, end = sketches(drawing)
    size = start.high - start.low
    panel_in = (WIDE_IN - 0.6) / 2
    high_in = min(6.0, max(1.6, panel_in * size.imag / size.real))
    whole_in = high_in + 1.35
    figure = blank_figure(whole_in)
    names = captions(drawing, exercise.movement)
    for column, (sketch, ghost) in enumerate(((start, None), (end, start))):
        left = 0.02 + 0.49 * column
        axes = figure.add_axes((left, 0.55 / whole_in, 0.47, high_in / whole_in))
        _draw(axes, sketch, ghost)
        figure.text(left + 0.235, 0.24 / whole_in, names[column], ha="center", size=15)
    figure.text(0.5, 1 - 0.5 / whole_in, exercise.title, ha="center", size=20, weight="bold")
    return figure


def _draw(axes: Axes, sketch: Sketch, ghost: Sketch | None) -> None:
    axes.set_axis_off()
    axes.set_aspect("equal")
    axes.set_xlim(sketch.low.real, sketch.high.real)
    axes.set_ylim(sketch.low.imag - 0.02, sketch.high.imag + 0.02)
    if ghost is not None:
        for stroke in ghost.strokes:
            if stroke.part not in {"floor", "thing"}:
                _stroke(axes, stroke.points, _GHOST, _LOOK[stroke.part][1])
        _head(axes, ghost, _GHOST)
    for stroke in sketch.strokes:
        _stroke(axes, stroke.points, *_LOOK[stroke.part])
    _head(axes, sketch, _LOOK["trunk"][0])


def _stroke(axes: Axes, points: tuple[complex, ...], colour: str, width: float) -> None:
    ends: dict[str, Any] = {"solid_capstyle": "round", "solid_joinstyle": "round"}
    across, up = [point.real for point in points], [point.imag for point in points]
    axes.plot(across, up, color=colour, linewidth=width, **ends)


def _head(axes: Axes, sketch: Sketch, colour: str) -> None:
    from matplotlib.patches import Circle

    zorder = 1.5 if colour == _GHOST else 2.5
    look = {"facecolor": colour, "edgecolor": "none", "zorder": zorder}
    axes.add_patch(Circle((sketch.head.real, sketch.head.imag), HEAD_RADIUS, **look))
