"""The row of a file in the manifest of a batch."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, NamedTuple

from pydantic import Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from formcheck.assessment.report_types import CLOSED, Count
from formcheck.pose.joints import SideChoice

if TYPE_CHECKING:
    from formcheck.assessment.report import SetReport
    from formcheck.recognition.report import SetsReport

LONGEST_ROW: Final = 1 << 20
"""Bytes of the longest row that is read; that of a file with a hundred sets takes 20 KB."""

_LONGEST_TEXT: Final = 4096

Text = Annotated[str, Field(max_length=_LONGEST_TEXT)]

Known = Annotated[float, Field(ge=0, allow_inf_nan=False)]
"""A number that is always known."""


@dataclass(frozen=True, kw_only=True, config=CLOSED)
class SetRow:
    """One set of a file, in numbers; ``docs/batch.md`` explains each column."""

    exercise: Text
    verdict: Text
    start_s: Known
    end_s: Known
    total: Count
    good: Count
    partial: Count
    left: Count
    right: Count
    mean_peak_deg: float | None = Field(allow_inf_nan=False)
    hold_s: Known
    major_faults: Count
    limits: Count
    seen_fraction: Known
    measure: Text = ""


@dataclass(frozen=True, kw_only=True, config=CLOSED)
class Row:
    """What came of one file.

    Attributes
    ----------
    path
        Its name, as `Task.name`.
    size_bytes, sha256
        Of the file; -1 and empty if it could not be read.
    exercise, exercise_sha256, side
        What was asked, as in `Task`.
    status
        ``done``; ``failed`` with its error; ``crashed`` if it ended its worker process each time,
        or hung and was ended with it.
    verdict
        Of the one set, or of all together; empty if the file was not done.
    frames
        How many pictures or poses were judged.
    sets
        Its sets; none where nothing was recognised.
    error
        One sentence; empty if the file was done.
    seconds
        How long it took.
    """

    path: Text
    size_bytes: int
    sha256: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]
    exercise: Text
    exercise_sha256: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]
    side: SideChoice
    status: Literal["done", "failed", "crashed"]
    verdict: Text = ""
    frames: Count = 0
    sets: tuple[SetRow, ...] = ()
    error: Text = ""
    seconds: Known = 0.0

    @property
    def identity(self) -> RowIdentity:
        """What was asked: a task of the same identity is not done again."""
        return RowIdentity(self.size_bytes, self.exercise, self.exercise_sha256, self.side)

    def to_json(self) -> str:
        """Return the row as one line of JSON, in letters that every disk keeps."""
        return json.dumps(_ROW.dump_python(self, mode="json"), ensure_ascii=True)

    @classmethod
    def from_json(cls, line: bytes) -> Row:
        """Return the row of a line; raise ValueError if it is none."""
        if len(line) > LONGEST_ROW:
            raise ValueError("expected a shorter row")
        try:
            return _ROW.validate_json(line)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(map(str, first["loc"]))
            raise ValueError(f"{place}: {first['msg']}".strip(": ")) from error


class RowIdentity(NamedTuple):
    """What makes two tasks of the same file different."""

    size_bytes: int
    exercise: str
    exercise_sha256: str
    side: str


_ROW: Final[TypeAdapter[Row]] = TypeAdapter(Row)


def shortened(text: str) -> str:
    """Return a text that fits into a row."""
    # Half of a surrogate pair is no text.
    whole = text.encode("utf-8", "backslashreplace").decode()
    return whole if len(whole) <= _LONGEST_TEXT else f"{whole[: _LONGEST_TEXT - 1]}…"


def rows_of(report: SetReport | SetsReport) -> tuple[SetRow, ...]:
    """Return the row of each set of a report, in order."""
    from formcheck.assessment.report import SetReport

    if isinstance(report, SetReport):
        return (_row(report, 0.0, report.duration_s),)
    return tuple(
        _row(found.report, found.start_s, found.end_s)
        for found in report.sets
        if found.report is not None
    )


def facts_of(report: SetReport | SetsReport) -> dict[str, Any]:
    """Return the fields of a row that the report of its file gives."""
    return {
        "status": "done",
        "sha256": report.source.get("sha256", ""),
        "verdict": report.verdict,
        "frames": report.source.get("frames", 0),
        "sets": rows_of(report),
    }


def _row(report: SetReport, start_s: float, end_s: float) -> SetRow:
    """Return the row of a set, which lies between two times of its file."""
    peaks = [rep.peak_deg for rep in report.reps if not math.isnan(rep.peak_deg)]
    holds = [hold.hold_s for hold in report.holds if not math.isnan(hold.hold_s)]
    counts = report.counts
    return SetRow(
        exercise=report.exercise,
        verdict=report.verdict,
        start_s=round(start_s, 3),
        end_s=round(end_s, 3),
        total=counts.total,
        good=counts.good,
        partial=counts.partial,
        left=counts.left,
        right=counts.right,
        mean_peak_deg=round(sum(peaks) / len(peaks), 1) + 0.0 if peaks else None,
        hold_s=round(sum(holds), 3),
        major_faults=sum(len(rep.major) for rep in report.reps),
        limits=len(report.limits),
        seen_fraction=round(report.seen_fraction, 3),
        measure=report.measure.name,
    )
