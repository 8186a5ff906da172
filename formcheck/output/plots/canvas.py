"""Figures that need no screen, and how they become a file or a part of a page.

The same figure gives the same bytes: the names inside an SVG come from a fixed salt, and no file
has a date.
"""

from __future__ import annotations

import io
import re
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from markupsafe import escape

from formcheck.errors import OutputError
from formcheck.output.files.atomic_file import AtomicFile

if TYPE_CHECKING:
    import os
    from collections.abc import Generator

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDE_IN: Final = 10.0
"""The width of a picture file, inches."""

_FORMATS: Final = (".png", ".svg", ".pdf")
_DOTS_PER_INCH: Final = 150


# --- The look of plots that people read

INK, SOFT, PAPER = "#1d2329", "#6b7480", "#fefefe"
LINE, BAND, LIMIT = "#1f6fbf", "#cfe3f7", "#a3201a"
_CLASSES: Final = {
    INK: "ink",
    SOFT: "soft",
    PAPER: "paper",
    LINE: "line",
    BAND: "band",
    LIMIT: "limit",
}
"""The class of each colour: a page gives it another one in the dark."""

LETTERS: Final = 13
"""Size of letters, points: readable on a phone too, where a plot is half as wide."""


def plain_axes(axes: Axes) -> None:
    """Take away what is no data: two edges, the ground, and letters that are too small."""
    axes.set_facecolor("none")
    for edge in ("top", "right"):
        axes.spines[edge].set_visible(False)
    for edge in ("left", "bottom"):
        axes.spines[edge].set_color(SOFT)
    axes.tick_params(labelsize=LETTERS - 1, colors=INK)
    axes.xaxis.label.set_color(INK)
    axes.yaxis.label.set_color(INK)


def blank_figure(high_in: float, wide_in: float = WIDE_IN) -> Figure:
    """Return an empty white figure that needs no screen.

    Parameters
    ----------
    high_in, wide_in
        Its size, inches.

    Returns
    -------
    Figure
        Without axes.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Blank

    return FigureCanvasAgg(Blank(figsize=(wide_in, high_in), facecolor="white")).figure


def save(figure: Figure, path: str | os.PathLike[str]) -> None:
    """Write a figure, whole or not at all, in the format of the file's ending.

    Parameters
    ----------
    figure, path
        The figure, and a file that ends in .png, .svg or .pdf.

    Raises
    ------
    OutputError
        If the ending is another one, or the disk refuses.
    """
    ending = Path(path).suffix.lower()
    if ending not in _FORMATS:
        raise OutputError(f"{path} must end in {', '.join(_FORMATS)}: name it so.")
    when = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}.get(ending, {})
    with AtomicFile(path) as file:
        try:
            with _settings("formcheck", letters="path"):
                figure.savefig(file.temporary_path, dpi=_DOTS_PER_INCH, metadata=when)
        except OSError as error:
            raise file.output_error(error) from error
        file.commit()


_LOCK: Final = threading.Lock()


@contextmanager
def _settings(salt: str, *, letters: Literal["path", "none"]) -> Generator[None]:
    """Set how Matplotlib writes SVG: names made of a salt, and letters as paths or as text."""
    import matplotlib as mpl

    # The settings are those of the whole program: one figure at a time, from whatever thread.
    with _LOCK, mpl.rc_context({"svg.hashsalt": salt, "svg.fonttype": letters}):
        yield


def svg_bytes(figure: Figure) -> bytes:
    """Return a figure as an SVG document, the same for the same figure; from any thread."""
    document = io.BytesIO()
    with _settings("formcheck", letters="path"):
        figure.savefig(document, format="svg", metadata={"Date": None})
    return document.getvalue()


# --- A figure as a part of a page

_STYLE: Final = re.compile(r'style="([^"]*)"')
_FONT: Final = re.compile(r"^(?:\w+ )*(\d+(?:\.\d+)?)px .*$")
_HEAD: Final = re.compile(r"^.*?(<svg )", re.DOTALL)
_SIZE: Final = re.compile(r'\s(?:version|width|height)="[^"]*"')
_LEFT_OUT: Final = re.compile(r"<(metadata|style)\b.*?</\1>|<!--.*?-->", re.DOTALL)


def inline_svg(figure: Figure, name: str, label: str) -> str:
    """Return a figure as an SVG element for an HTML page with a strict policy.

    It has no style of its own: style attributes become attributes of SVG, letters stay letters in
    the font of the page, and the page colours what has a class.

    Parameters
    ----------
    figure
        The figure.
    name
        A name that no other figure of the page has: the names inside begin with it.
    label
        What a screen reader says of it.

    Returns
    -------
    str
        The element ``svg``.
    """
    text = io.StringIO()
    with _settings(f"formcheck {name}", letters="none"):
        figure.savefig(text, format="svg", transparent=True, metadata=dict.fromkeys(_META))
    body = _HEAD.sub(r"\1", text.getvalue())
    head, _, rest = body.partition(">")
    head, body = _SIZE.sub("", head), _LEFT_OUT.sub("", rest)
    body = _STYLE.sub(lambda match: _attributes(match[1]), body)
    body = re.sub(r'\b(id="|url\(#|href="#)', rf"\g<1>{name}-", body)
    body = re.sub(r"\n\s*", "\n", body)
    title = f'<title id="{name}-label">{escape(label)}</title>'
    role = f'class="figure" role="img" aria-labelledby="{name}-label"'
    return f"{head} {role}>{title}{body}"


_META: Final = ("Creator", "Date", "Format", "Type")


def _attributes(style: str) -> str:
    """Return the declarations of a style as attributes, and the classes of its colours."""
    parts, names = [], []
    for declaration in filter(None, (one.strip() for one in style.split(";"))):
        key, value = (one.strip() for one in declaration.split(":", 1))
        if key == "font" and (found := _FONT.match(value)):
            bold = "bold " if "bold" in value or "700" in value else ""
            parts.append(f'font-size="{found[1]}"' + ' font-weight="bold"' * bool(bold))
            continue
        if key in {"fill", "stroke"} and value in _CLASSES:
            names.append(f"{key}-{_CLASSES[value]}")
        parts.append(f'{key}="{value}"')
    if names:
        parts.append(f'class="{" ".join(names)}"')
    return " ".join(parts)
