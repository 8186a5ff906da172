"""The drawing of an exercise as a picture file, for a hand-out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from formcheck.errors import ExerciseError, OutputError
from formcheck.exercises.figure import captions, sketches
from formcheck.kinematics.stick_model import HEAD_RADIUS
from formcheck.output.files.atomic_file import AtomicFile

if TYPE_CHECKING:
    import os

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.figure import Drawing, Part, Sketch

_FORMATS: Final = (".png", ".svg", ".pdf")

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
_WIDE_IN, _DOTS_PER_INCH = 10.0, 150


def write_picture(exercise: Exercise, path: str | os.PathLike[str]) -> None:
    """Draw start and end of an exercise into a PNG, SVG or PDF file.

    Parameters
    ----------
    exercise
        An exercise with a drawing.
    path
        Where the file is to lie; its ending chooses the format.

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


def save(figure: Figure, path: str | os.PathLike[str]) -> None:
    """Write a figure, whole or not at all, in the format of the file's ending.

    Parameters
    ----------
    figure, path
        The figure, and where the file is to lie.

    Raises
    ------
    OutputError
        If the ending names another format, or the disk refuses.
    """
    import matplotlib as mpl

    ending = Path(path).suffix.lower()
    if ending not in _FORMATS:
        raise OutputError(f"{path} must end in {', '.join(_FORMATS)}: name it so.")
    # Without a date and with fixed names in it, the same drawing gives the same file.
    when = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}.get(ending, {})
    with AtomicFile(path) as file:
        try:
            with mpl.rc_context({"svg.hashsalt": "formcheck", "svg.fonttype": "path"}):
                figure.savefig(file.temporary_path, dpi=_DOTS_PER_INCH, metadata=when)
        except OSError as error:
            raise file.output_error(error) from error
        file.commit()


def blank_figure(wide_in: float, high_in: float) -> Figure:
    """Return an empty white figure that needs no screen.

    Parameters
    ----------
    wide_in, high_in
        Its size, inches.

    Returns
    -------
    Figure
        With a canvas that is not shown.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Blank

    figure = Blank(figsize=(wide_in, high_in), facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def _exercise_figure(exercise: Exercise, drawing: Drawing) -> Figure:
    """Return start and end side by side in one scale; the end has the start behind it."""
    start, end = sketches(drawing)
    size = start.high - start.low
    panel_in = (_WIDE_IN - 0.6) / 2
    high_in = min(6.0, max(1.6, panel_in * size.imag / size.real))
    whole_in = high_in + 1.35
    figure = blank_figure(_WIDE_IN, whole_in)
    names = captions(drawing, exercise.movement)
    for column, (sketch, ghost) in enumerate(((start, None), (end, start))):
        left = 0.02 + 0.49 * column
        axes = figure.add_axes((left, 0.55 / whole_in, 0.47, high_in / whole_in))
        _draw(axes, sketch, ghost)
        figure.text(left + 0.235, 0.24 / whole_in, names[column], ha="center", size=15)
    top = 1 - 0.5 / whole_in
    figure.text(0.5, top, exercise.title, ha="center", size=20, weight="bold")
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
    axes.plot(
        [point.real for point in points],
        [point.imag for point in points],
        color=colour,
        linewidth=width,
        solid_capstyle="round",
        solid_joinstyle="round",
    )


def _head(axes: Axes, sketch: Sketch, colour: str) -> None:
    from matplotlib.patches import Circle

    zorder = 1.5 if colour == _GHOST else 2.5
    look = {"facecolor": colour, "edgecolor": "none", "zorder": zorder}
    axes.add_patch(Circle((sketch.head.real, sketch.head.imag), HEAD_RADIUS, **look))
