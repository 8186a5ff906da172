"""The numbers of a page: each is taken from the JSON of the report and written in one way.

A number becomes an element ``data`` with the value of the JSON and the place where it stands
there, so that a test can compare a whole page with its report.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from formcheck.assessment.report_types import clock_text
from formcheck.kinematics.measures import MEASURES, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

UNKNOWN: Final = "?"
"""Stands for a number that is not known."""

RANGE_STEP: Final = 5
"""A range of motion is rounded to so many degrees: one camera measures no better."""

_ELEMENT: Final = Markup('<data value="{}" data-of="{}">{}</data>')


def seconds_text(value: float | None) -> str:
    """Return a length of time as people read it: ``4.8 s``."""
    return UNKNOWN if value is None else f"{value:.1f} s"


def length_text(value: float | None) -> str:
    """Return how long something took, in whole seconds, or in minutes from 100 seconds on."""
    if value is None:
        return UNKNOWN
    return f"{value:.0f} s" if value < 100 else f"{clock_text(value)} min"  # noqa: PLR2004


def measure_text(name: str, value: float | None, *, step: int = 1) -> str:
    """Return a value of a measure: ``41°``, or ``17 %``.

    Parameters
    ----------
    name
        The name of the measure; one that this version does not know is taken for an angle.
    value
        As the JSON has it; None = unknown.
    step
        It is rounded to a multiple of this.

    Returns
    -------
    str
        The number with its unit.
    """
    if value is None:
        return UNKNOWN
    if name not in MEASURES:
        return f"{step * round(value / step)}°"
    return shown(name, value, short=True, step=step)


class Figures:
    """The numbers of one report.

    Parameters
    ----------
    table
        The report as plain data, as its JSON has it.
    place
        Which report of the page it is: the first part of every ``data-of``.
    """

    def __init__(self, table: Mapping[str, Any], place: str) -> None:
        self.table, self._place = table, place

    @property
    def measure(self) -> str:
        """Return the name of the main measure."""
        name: str = self.table["measure"]["name"]
        return name

    def value(self, *path: str | int) -> Any:  # noqa: ANN401  # what the JSON has there
        """Return what the JSON has at a place."""
        part: Any = self.table
        for key in path:
            part = part[key]
        return part

    def count(self, *path: str | int) -> Markup:
        """Return a whole number."""
        return self._element(path, str(self.value(*path)))

    def seconds(self, *path: str | int) -> Markup:
        """Return a time of some seconds, to the tenth."""
        return self._element(path, seconds_text(self.value(*path)))

    def length(self, *path: str | int) -> Markup:
        """Return how long something took."""
        return self._element(path, length_text(self.value(*path)))

    def clock(self, *path: str | int) -> Markup:
        """Return a point in time as players show it."""
        value = self.value(*path)
        return self._element(path, clock_text(math.nan if value is None else value))

    def percent(self, *path: str | int) -> Markup:
        """Return a share in whole per cent."""
        return self._element(path, f"{100 * self.value(*path):.0f} %")

    def angle(self, *path: str | int, step: int = 1) -> Markup:
        """Return a value of the main measure.

        Parameters
        ----------
        path
            Where it stands.
        step
            It is rounded to a multiple of this.

        Returns
        -------
        Markup
            The element.
        """
        return self._element(path, measure_text(self.measure, self.value(*path), step=step))

    def score(self, *path: str | int) -> Markup:
        """Return a number without a unit, with a tenth only where it has one."""
        value = self.value(*path)
        return self._element(path, UNKNOWN if value is None else f"{round(value, 1):g}")

    def angle_of(self, measure: str, *path: str | int, step: int = 1) -> Markup:
        """Return a value of another measure.

        Parameters
        ----------
        measure, path
            The name of the measure, and where the value stands.
        step
            It is rounded to a multiple of this.

        Returns
        -------
        Markup
            The element.
        """
        return self._element(path, measure_text(measure, self.value(*path), step=step))

    def worded(self, text: str, *path: str | int) -> Markup:
        """Return a number that another module has put into words.

        Parameters
        ----------
        text, path
            The words, and where the number stands.

        Returns
        -------
        Markup
            The element.
        """
        return self._element(path, text)

    def derived(self, name: str, value: float | None, text: str) -> Markup:
        """Return a number that is worked out from several of the report.

        Parameters
        ----------
        name
            What it is, for the test that works it out again.
        value, text
            The number and how it is written.

        Returns
        -------
        Markup
            The element.
        """
        return _ELEMENT.format("" if value is None else value, f"{self._place}={name}", text)

    def _element(self, path: tuple[str | int, ...], text: str) -> Markup:
        value = self.value(*path)
        place = "/".join(map(str, (self._place, *path)))
        return _ELEMENT.format("" if value is None else value, place, text)
