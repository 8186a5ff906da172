"""What a page needs of the readings of a set: the curve, and the poses worth looking at."""

from __future__ import annotations

import math
from array import array
from typing import TYPE_CHECKING, Final, NamedTuple

import cv2
import numpy as np

from formcheck.assessment.events import ExcessiveRange, FormFault, PartialRep, RepCompleted
from formcheck.assessment.rep_counter import Phase
from formcheck.output import SetSink

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.assessment.events import Reading
    from formcheck.assessment.report import SetReport
    from formcheck.exercises.definition import Exercise

_WIDEST_PX: Final = 640
"""The width of a photo in a page."""


class KeptMoment(NamedTuple):
    """A reading that may be drawn, with its picture if photos are wanted.

    Attributes
    ----------
    reading
        The reading.
    photo
        Shape (height, width, 3), uint8, BGR, at most `_WIDEST_PX` wide; None = there is none.
    """

    reading: Reading
    photo: NDArray[np.uint8] | None


class CurvePart(NamedTuple):
    """The curve of one leg, made small enough to draw.

    Attributes
    ----------
    time_s, value_deg
        Increasing times, and the main measure as it was judged; NaN = a gap.
    held
        Whether the target was held.
    """

    time_s: NDArray[np.float64]
    value_deg: NDArray[np.float64]
    held: NDArray[np.bool_]


class SetTrace(SetSink):
    """A sink that keeps the curve of a set and some of its poses; its memory stays small.

    Parameters
    ----------
    exercise
        The exercise that is judged.
    with_photos
        Whether to keep the pictures of the moments too.

    Attributes
    ----------
    report
        The report, once the set is over.
    peaks
        The furthest moment of each complete repetition, by its number.
    partials
        That of each movement that was not counted, in order.
    faults, limits
        The moment at which each was first believed, by its name.
    """

    def __init__(self, exercise: Exercise, *, with_photos: bool = False) -> None:
        self.exercise, self.with_photos = exercise, with_photos
        self.report: SetReport | None = None
        self.peaks: dict[int, KeptMoment] = {}
        self.partials: list[KeptMoment] = []
        self.faults: dict[str, KeptMoment] = {}
        self.limits: dict[str, KeptMoment] = {}
        self._times_s, self._values_deg = array("d"), array("d")
        self._sides, self._held, self._paused = bytearray(), bytearray(), bytearray()
        self._furthest: KeptMoment | None = None
        self._furthest_deg = -math.inf
        self._photographed: set[tuple[str, ...]] = set()

    def write(self, reading: Reading, image: NDArray[np.uint8] | None) -> None:
        """Keep the measured value, and the moment if it may be worth a picture."""
        value_deg = reading.angles_deg.get(self.exercise.movement.measure, math.nan)
        self._times_s.append(reading.pose.time_s)
        self._values_deg.append(value_deg)
        self._sides.append(0 if reading.side is None else 1 + (reading.side == "right"))
        self._held.append(reading.phase is Phase.HOLD)
        self._paused.append(reading.paused is not None)
        image = image if self.with_photos else None
        far_deg = self.exercise.movement.sign * value_deg
        if reading.phase is not Phase.REST and far_deg > self._furthest_deg:
            self._furthest_deg = far_deg
            self._furthest = KeptMoment(reading, _small(image))
        for event in reading.events:
            if isinstance(event, RepCompleted):
                self._keep_peak(event)
            elif isinstance(event, PartialRep) and self._furthest is not None:
                self.partials.append(self._furthest._replace(photo=None))
            elif isinstance(event, FormFault) and event.name not in self.faults:
                self.faults[event.name] = KeptMoment(reading, _small(image))
            elif isinstance(event, ExcessiveRange) and event.name not in self.limits:
                self.limits[event.name] = KeptMoment(reading, _small(image))
            if isinstance(event, RepCompleted | PartialRep):
                self._furthest, self._furthest_deg = None, -math.inf

    def finish(self, report: SetReport) -> None:
        """Keep the report."""
        self.report = report

    def _keep_peak(self, event: RepCompleted) -> None:
        """Keep the furthest moment of a repetition; a photo only where it may be shown."""
        if self._furthest is None:
            return
        first = event.reasons[:1]
        wants_photo = first not in self._photographed
        self._photographed.add(first)
        photo = self._furthest.photo if wants_photo else None
        self.peaks[event.number] = self._furthest._replace(photo=photo)

    def curves(self, columns: int) -> list[CurvePart]:
        """Return the curve of each side, smaller than it was measured and with every extreme.

        Of all samples that fall into one column of the drawing, the lowest and the highest are
        kept in their order: the drawing is the same as that of all samples, and a peak is never
        lost.  Smoothing or taking every n-th sample would lose peaks.

        Parameters
        ----------
        columns
            How many columns the drawing is wide.

        Returns
        -------
        list of CurvePart
            Those of an unknown side, the left and the right leg, without the empty ones.
        """
        times_s, values = np.array(self._times_s), np.array(self._values_deg)
        sides = np.frombuffer(bytes(self._sides), np.uint8)
        held = np.frombuffer(bytes(self._held), np.uint8).astype(bool)
        parts = []
        for side in (0, 1, 2):
            own = np.where(sides == side, values, np.nan)
            if np.isfinite(own).any():
                rows = _extremes(times_s, own, columns)
                parts.append(
                    CurvePart(times_s[rows], own[rows], held[rows] & (sides == side)[rows])
                )
        return parts

    def pauses(self, least_s: float = 0.5) -> list[tuple[float, float]]:
        """Return from when to when nothing was judged, seconds, without the short ones."""
        found: list[tuple[float, float]] = []
        begin: float | None = None
        for time_s, paused in zip(self._times_s, self._paused, strict=True):
            if paused and begin is None:
                begin = time_s
            elif not paused and begin is not None:
                found.append((begin, time_s))
                begin = None
        if begin is not None:
            found.append((begin, self._times_s[-1]))
        return [(start, end) for start, end in found if end - start >= least_s]

    @property
    def begin_s(self) -> float:
        """Return the time of the first reading."""
        return self._times_s[0] if self._times_s else 0.0

    @property
    def end_s(self) -> float:
        """Return the time of the last reading."""
        return self._times_s[-1] if self._times_s else 1.0


def _extremes(
    times_s: NDArray[np.float64], values: NDArray[np.float64], columns: int
) -> NDArray[np.intp]:
    """Return the rows of the lowest, the highest and one unknown sample of every column."""
    count = len(times_s)
    if count <= 2 * columns:
        return np.arange(count)
    span = max(times_s[-1] - times_s[0], 1e-9)
    column = np.minimum(((times_s - times_s[0]) / span * columns).astype(int), columns - 1)
    starts = np.flatnonzero(np.diff(column, prepend=-1))
    rows: list[int] = []
    for first, last in zip(starts, [*starts[1:], count], strict=True):
        part = values[first:last]
        known = np.flatnonzero(np.isfinite(part))
        gaps = np.flatnonzero(np.isnan(part))[:1]
        ends = known[[part[known].argmin(), part[known].argmax()]] if len(known) else known
        rows += sorted({*(ends + first).tolist(), *(gaps + first).tolist()})
    return np.array(rows, np.intp)


def _small(image: NDArray[np.uint8] | None) -> NDArray[np.uint8] | None:
    """Return a copy of a picture, not wider than a page needs."""
    if image is None:
        return None
    height, width = image.shape[:2]
    scale = min(1.0, _WIDEST_PX / width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
