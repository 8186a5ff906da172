"""What is known when a set is over, and its JSON form.

The JSON is described by ``formcheck/schemas/report.schema.json``.  Unknown numbers are null;
seconds
are rounded to milliseconds and degrees to tenths, which is finer than a camera can tell.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from formcheck.assessment.events import WorkingSide

SCHEMA: Final = 1

Verdict = Literal["good", "needs_work", "stopped", "inconclusive"]

_DECIMALS: Final = {
    "_s": 3,
    "_deg": 1,
    "fraction": 3,
    "_ratio": 3,
    **dict.fromkeys(("share", "worth", "sureness"), 3),
}


@dataclass(frozen=True, slots=True)
class Rep:
    """A complete repetition.

    Attributes
    ----------
    number
        1-based, over both sides.
    side
        The leg that worked.
    start_s, peak_s, end_s
        Seconds since the start of the source.
    peak_deg
        The best value of the main measure.
    range_deg
        Change from the person's own start level to the peak; NaN = the start was not seen.
    hold_s
        Seconds in the target.
    out_s, back_s
        How long the way to the target and the way back took; NaN = not seen.
    good
        Whether it was without fault and within every limit.
    faults
        Names of its form faults, of every severity, in the order in which they were seen.
    """

    number: int
    side: WorkingSide
    start_s: float
    peak_s: float
    end_s: float
    peak_deg: float
    range_deg: float
    hold_s: float
    out_s: float
    back_s: float
    good: bool
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartialRepetition:
    """A movement that turned back before the target, or was not finished; never counted."""

    side: WorkingSide
    start_s: float
    peak_s: float
    end_s: float
    peak_deg: float
    range_deg: float
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hold:
    """A stay in the target: from first to last instant, and the seconds without interruptions."""

    side: WorkingSide
    start_s: float
    end_s: float
    hold_s: float
    best_deg: float
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LimitExceeded:
    """A range limit that was exceeded.

    `value_deg` is the furthest value; for a limit on a ratio of body lengths it is NaN and
    `value_ratio` tells it.
    """

    name: str
    side: WorkingSide
    action: Literal["warn", "stop"]
    time_s: float
    value_deg: float
    value_ratio: float = math.nan


@dataclass(frozen=True, slots=True)
class Counts:
    """How many repetitions.

    `total` are complete ones, good or not; `left` and `right` are the complete ones of each leg
    (both 0 where the legs work together); `partial` are not in any of them.
    """

    good: int = 0
    total: int = 0
    partial: int = 0
    left: int = 0
    right: int = 0


@dataclass(frozen=True, slots=True)
class ViewSeen:
    """How the camera saw the body most of the time; NaN = never."""

    plane: Literal["side", "front", "between", "unknown"] = "unknown"
    yaw_deg: float = math.nan
    near: Literal["left", "right", "unknown"] = "unknown"


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made the report.

    Attributes
    ----------
    formcheck
        Version of formcheck.
    exercise_sha256
        Of the exercise's file.
    profile
        Name of the profile that tightened it; empty = none.
    estimator
        The pose estimator, its version, model and the model's SHA-256; empty = unknown.
    """

    formcheck: str = ""
    exercise_sha256: str = ""
    profile: str = ""
    estimator: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SetReport:
    """Everything that is known about one set.

    Attributes
    ----------
    exercise
        Name of the exercise.
    title
        The same in words.
    verdict
        ``good``, ``needs_work``, ``stopped`` (a stop limit was exceeded) or ``inconclusive``
        (not enough was seen to tell).
    duration_s
        Seconds from the first to the last pose.
    counts, reps, partial_reps, holds, limits
        What was counted.
    advice
        Plain sentences, most important first.
    cannot_see
        What one camera cannot know here, and what it did not see this time.
    seen_fraction
        Share of the time in which the needed joints were seen in the right view, 0 to 1.
    view
        How the camera saw the body.
    provenance
        What made the report.
    source
        Where the poses came from; the only part in which a replay differs.
    """

    exercise: str
    title: str
    verdict: Verdict
    duration_s: float
    counts: Counts
    reps: tuple[Rep, ...]
    partial_reps: tuple[PartialRepetition, ...]
    holds: tuple[Hold, ...]
    limits: tuple[LimitExceeded, ...]
    advice: tuple[str, ...]
    cannot_see: tuple[str, ...]
    seen_fraction: float
    view: ViewSeen
    provenance: Provenance
    source: Mapping[str, object] = field(default_factory=dict)
    schema: int = SCHEMA

    def with_source(self, source: Mapping[str, object]) -> SetReport:
        """The same report with its source block."""
        return replace(self, source=dict(source))

    def as_dict(self) -> dict[str, Any]:
        """The report as plain data for JSON: NaN is None, numbers are rounded."""
        table: dict[str, Any] = {"schema": self.schema}
        table.update(asdict(self))
        rounded: dict[str, Any] = plain(table)
        return rounded

    def to_json(self) -> str:
        """The report as JSON text, two spaces of indent, with a line break at its end."""
        return json_text(self.as_dict())


def json_text(table: Mapping[str, Any]) -> str:
    """Plain data as JSON text, two spaces of indent, with a line break at its end."""
    return json.dumps(table, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def plain(value: Any, key: str = "") -> Any:  # noqa: ANN401  # JSON has any shape
    """Data for JSON: NaN is None, and a number is rounded as the ending of its name says."""
    if isinstance(value, Mapping):
        return {name: plain(item, name) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item, key) for item in value]
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        digits = next((n for ending, n in _DECIMALS.items() if key.endswith(ending)), None)
        return value if digits is None else round(value, digits) + 0.0
    return value
