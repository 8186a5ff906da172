"""The measures of a set over time, of both legs, each with its reason where it is unknown.

In the long form a row is one measure of one leg in one picture; in the wide form a row is one
picture.  Both have the value of this picture alone, not smoothed, and beside it the value that was
judged: smoothed, from the person's own start position, of the leg that was judged.
"""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import numpy as np

from formcheck.kinematics.measures import MEASURES
from formcheck.pose.features import FeatureExtractor, SidedPose, joint_of
from formcheck.recording import arrow_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from formcheck.assessment.events import Reading
    from formcheck.assessment.report import SetReport
    from formcheck.exercises.definition import Exercise
    from formcheck.kinematics.measures import Measure
    from formcheck.pose.features import LegFrame, PoseFeatures
    from formcheck.pose.joints import Joint, Side
    from formcheck.pose.pose import Pose

Form = Literal["long", "wide"]
Choice = Literal["exercise", "all"]

SIDES: Final[tuple[Side, ...]] = ("left", "right")

REASONS: Final[Mapping[str, str]] = {
    "": "the value is known",
    "absent": "no person was found",
    "frozen": "the picture stood still",
    "other_person": "another person was taken for this one",
    "jump": "the body or a leg jumped",
    "swap": "the legs exchanged their places",
    "view": "the camera does not stand where this measure is true: see plane",
    "outside": "a joint is outside the picture",
    "hidden": "a joint is not seen well enough: see visibility",
    "start": "it is a change from the start, which only the judged leg has: see judged",
    "undefined": "the joints are seen, and the lengths that it is a share of are not long enough",
}
"""Why a value is unknown, by the name in the table."""

_REASON_CODES: Final = {name: code for code, name in enumerate(REASONS)}

LONG_COLUMNS: Final = (
    "set", "exercise", "frame", "time_s", "view", "side", "phase", "repetition", "paused",
    "measure", "plane", "unit", "value", "judged", "visibility", "reason",
)  # fmt: skip
"""The columns of the long form, as docs/time_series.md explains them."""

_OF_PICTURE: Final = (
    "set", "exercise", "frame", "time_s", "view", "side", "phase", "repetition", "paused",
)  # fmt: skip
"""The first columns of the wide form; `side` is the leg that was judged."""

_CHUNK_ROWS: Final = 50_000
"""Rows of a part of the table: what is in memory at once besides the arrays."""

Chunk: TypeAlias = "dict[str, list[Any] | NDArray[Any]]"
"""Some rows of a table, as columns by name."""


@dataclass(frozen=True)
class _Column:
    """One measure of one leg over time, in compact arrays."""

    measure: Measure
    side: Side
    rows: list[Joint]
    value: array[float] = field(default_factory=lambda: array("f"))
    judged: array[float] = field(default_factory=lambda: array("f"))
    visibility: array[float] = field(default_factory=lambda: array("f"))
    reason: bytearray = field(default_factory=bytearray)


class SetSeries:
    """The measures of one set over time; a sink that keeps them in memory.

    An hour of the measures of an exercise takes about 30 MB, and of all measures 300 MB.

    Parameters
    ----------
    exercise
        The exercise that is judged.
    choice
        The measures of the exercise, or ``all`` of the catalogue.
    number
        The number of the set in its recording, from 1.

    Examples
    --------
    >>> from formcheck import SetSeries, load_exercise, replay
    >>> exercise = load_exercise("single_leg_bridge")
    >>> series = SetSeries(exercise)
    >>> report = replay("set.npz", exercise, sinks=[series])
    >>> table = series.to_frame("wide")
    >>> table.num_rows == report.source["frames"]
    True
    """

    def __init__(
        self, exercise: Exercise, choice: Choice = "exercise", *, number: int = 1
    ) -> None:
        self.exercise, self.number = exercise, number
        names = exercise.measures() if choice == "exercise" else tuple(MEASURES)
        self.measures = [MEASURES[name] for name in names]
        self._columns = [
            _Column(one, side, [joint_of(role, side) for role in one.joints])
            for one in self.measures
            for side in SIDES
        ]
        self._features = FeatureExtractor()
        self.frames, self.times_s = array("q"), array("d")
        self._views: list[str] = []
        self._sides: list[str] = []
        self._phases: list[str] = []
        self._pauses: list[str] = []
        self._repetitions: list[tuple[float, float, str, int]] = []

    def __len__(self) -> int:
        return len(self.times_s)

    def write(self, reading: Reading, image: NDArray[np.uint8] | None) -> None:  # noqa: ARG002
        """Keep the measures of a pose.

        Parameters
        ----------
        reading, image
            As for `Sink.write`.
        """
        features = self._features.extract(reading.pose)
        self.frames.append(reading.pose.index)
        self.times_s.append(reading.pose.time_s)
        self._views.append("" if features.absent else features.view.plane)
        self._sides.append(reading.side or "")
        self._phases.append(reading.phase.value if reading.side else "")
        self._pauses.append(reading.paused.name if reading.paused else "")
        visibility = features.visibility
        for column in self._columns:
            value, reason = _value(features, column)
            column.value.append(value)
            column.reason.append(_REASON_CODES[reason])
            column.visibility.append(min(visibility[row] for row in column.rows))
            is_judged = reading.side == column.side
            judged = (
                reading.angles_deg.get(column.measure.name, math.nan) if is_judged else math.nan
            )
            column.judged.append(judged)

    def finish(self, report: SetReport) -> None:
        """Keep when each complete repetition was."""
        self._repetitions = [(rep.start_s, rep.end_s, rep.side, rep.number) for rep in report.reps]

    def chunks(self, form: Form) -> Iterator[Chunk]:
        """Yield the table in parts, as columns by name.

        Parameters
        ----------
        form
            ``long`` or ``wide``.

        Yields
        ------
        dict
            An unknown number is NaN, and a repetition that there is not is None.
        """
        per_picture = len(self._columns) if form == "long" else 1
        step = max(1, _CHUNK_ROWS // max(per_picture, 1))
        for begin in range(0, len(self), step):
            part = slice(begin, min(begin + step, len(self)))
            yield self._long(part) if form == "long" else self._wide(part)

    def to_frame(self, form: Form = "long") -> Any:  # noqa: ANN401  # a table of Arrow
        """Return the table as Arrow, which pandas and polars read.

        Parameters
        ----------
        form
            ``long`` or ``wide``; docs/time_series.md explains the columns.

        Returns
        -------
        pyarrow.Table
            The same as in the file that ``--series`` writes; null = unknown.

        Raises
        ------
        OutputError
            If pyarrow is not installed.
        """
        names = self.columns(form)
        parts = [arrow_part(names, chunk) for chunk in self.chunks(form)]
        parts = parts or [arrow_part(names, {})]
        from pyarrow import concat_tables

        return concat_tables(parts)

    def columns(self, form: Form) -> list[str]:
        """Return the names of the columns of a form."""
        if form == "long":
            return list(LONG_COLUMNS)
        names: list[str] = [name for one in self._columns for name in _wide_names(one)]
        return [*_OF_PICTURE, *names]

    def angles(self) -> dict[str, NDArray[np.float32]]:
        """Return the angles of each leg over time, by names such as ``knee_flexion_l``, degrees.

        Returns
        -------
        dict of str to numpy.ndarray
            The value that was judged, and where none was, that of the picture; NaN = unknown.
        """
        found = {}
        for one in self._columns:
            if not one.measure.is_angle or one.measure.unit != "deg":
                continue
            judged = np.frombuffer(one.judged, np.float32)
            value = np.frombuffer(one.value, np.float32)
            name = f"{one.measure.name}_{one.side[0]}"
            found[name] = np.where(np.isnan(judged), value, judged)
        return found

    def repetitions(self, part: slice, side: str) -> list[int | None]:
        """Return the number of the repetition that a leg did in each picture.

        Parameters
        ----------
        part, side
            The pictures, and the leg.

        Returns
        -------
        list of int or None
            None between repetitions, and for a leg that did not do it.
        """
        times_s = np.array(self.times_s[part])
        numbers = np.zeros(len(times_s), np.intp)
        for start_s, end_s, which, number in reversed(self._repetitions):
            if which in {side, "both", "unknown"} and start_s <= end_s:
                first = np.searchsorted(times_s, start_s)
                last = np.searchsorted(times_s, end_s, "right")
                numbers[first:last] = number  # of two at once, the earlier one counts
        return [number or None for number in numbers.tolist()]

    def _long(self, part: slice) -> Chunk:
        columns, rows = self._columns, int(part.stop - part.start)
        width = len(columns)
        times_s = self.times_s[part]
        by_side = {side: self.repetitions(part, side) for side in SIDES}

        def each(values: Iterable[Any]) -> list[Any]:
            return [value for value in values for _ in range(width)]

        def every(values: list[str]) -> list[str]:
            return values * rows

        def across(name: str) -> NDArray[Any]:
            arrays = [np.frombuffer(getattr(one, name), np.float32)[part] for one in columns]
            return np.stack(arrays, axis=1).ravel() if arrays else np.zeros(0, np.float32)

        names = list(REASONS)
        moving = zip(self._sides[part], self._phases[part], strict=True)
        both = self.exercise.sides == "both"
        return {
            "set": [self.number] * (rows * width),
            "exercise": [self.exercise.name] * (rows * width),
            "frame": each(self.frames[part]),
            "time_s": each(times_s),
            "view": each(self._views[part]),
            "side": every([one.side for one in columns]),
            "phase": [
                phase if side and (both or one.side == side) else ""
                for side, phase in moving
                for one in columns
            ],
            "repetition": [by_side[one.side][row] for row in range(rows) for one in columns],
            "paused": each(self._pauses[part]),
            "measure": every([one.measure.name for one in columns]),
            "plane": every([one.measure.plane for one in columns]),
            "unit": every([one.measure.unit for one in columns]),
            "value": across("value"),
            "judged": across("judged"),
            "visibility": across("visibility"),
            "reason": [
                names[one.reason[row]] for row in range(part.start, part.stop) for one in columns
            ],
        }

    def _wide(self, part: slice) -> Chunk:
        rows, sides = part.stop - part.start, self._sides[part]
        by_side = {side: self.repetitions(part, side) for side in SIDES}
        table: Chunk = {
            "set": [self.number] * rows,
            "exercise": [self.exercise.name] * rows,
            "frame": list(self.frames[part]),
            "time_s": list(self.times_s[part]),
            "view": self._views[part],
            "side": sides,
            "phase": self._phases[part],
            "repetition": [
                by_side[side][row] if side in by_side else None for row, side in enumerate(sides)
            ],
            "paused": self._pauses[part],
        }
        names = list(REASONS)
        for one in self._columns:
            value, judged, visibility, reason = _wide_names(one)
            table[value] = np.frombuffer(one.value, np.float32)[part]
            table[judged] = np.frombuffer(one.judged, np.float32)[part]
            table[visibility] = np.frombuffer(one.visibility, np.float32)[part]
            table[reason] = [names[code] for code in one.reason[part]]
        return table


def arrow_part(names: Iterable[str], chunk: Chunk) -> Any:  # noqa: ANN401  # a table of Arrow
    """Return some rows as a table of Arrow.

    Parameters
    ----------
    names
        The columns, in order.
    chunk
        What `SetSeries.chunks` yields; nothing = no row.

    Returns
    -------
    pyarrow.Table
        As `arrow_table` makes it.
    """
    types = {name: _arrow_type(name) for name in names}
    return arrow_table({name: chunk.get(name, ()) for name in types}, types)


def _arrow_type(name: str) -> str:
    """Return the type of a column, as Arrow calls it."""
    if name in {"set", "repetition"}:
        return "int32"
    if name == "frame":
        return "int64"
    if name == "time_s":
        return "float64"
    numbers = ("value", "judged", "visibility")
    is_number = name in numbers or name.endswith(("_deg", "_ratio", "_visibility"))
    return "float32" if is_number else "string"


def _wide_names(column: _Column) -> tuple[str, str, str, str]:
    """Return the names of the four columns of a measure of a leg in the wide form."""
    begin = f"{column.side}_{column.measure.name}"
    unit = column.measure.unit
    return f"{begin}_{unit}", f"{begin}_judged_{unit}", f"{begin}_visibility", f"{begin}_reason"


def _value(features: PoseFeatures, column: _Column) -> tuple[float, str]:
    """Return a measure of one picture, and why it is unknown."""
    value = column.measure.seen(features, column.side)
    if not math.isnan(value):
        return value, ""
    if features.absent:
        return value, features.doubt or "absent"
    plane = column.measure.plane
    if not features.view.suits(plane):
        return value, "view"
    return value, _why_unknown(features.pose, features.leg_frame(plane, column.side), column)


def _why_unknown(pose: Pose, frame: LegFrame, column: _Column) -> str:
    """Return why a measure has no value in a view that suits it."""
    fields = SidedPose._fields
    unseen = [
        row
        for name, row in zip(column.measure.joints, column.rows, strict=True)
        if math.isnan(frame.joints[fields.index(name)].real)
    ]
    if not unseen:
        return "start" if column.measure.is_change or column.measure.change else "undefined"
    if frame.doubt is not None:
        return frame.doubt
    width_px, height_px = pose.size_px
    for x_px, y_px in pose.image[unseen].tolist():
        if not (0 <= x_px < width_px and 0 <= y_px < height_px):
            return "outside" if not math.isnan(x_px) else "hidden"
    return "hidden"
