"""Scores, added up and written as Markdown tables."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from benchmark.scoring import Judged, Score

NONE: Final = "–"
DEGRADED_DEG: Final = 8.0
"""A camera position is still good while the range of motion is off by no more than this."""


@dataclass(frozen=True)
class Tally:
    """How often a rule was right."""

    hit: int = 0
    miss: int = 0
    false_alarm: int = 0
    silent: int = 0

    @classmethod
    def of(cls, rows: Iterable[Judged]) -> Tally:
        """The tally of some judgements."""
        counts: dict[str, int] = defaultdict(int)
        for row in rows:
            counts[row.outcome] += 1
        return cls(counts["hit"], counts["miss"], counts["false alarm"], counts["rightly silent"])

    @property
    def precision(self) -> float:
        """Share of the reported faults that are true; NaN if none was reported."""
        return _share(self.hit, self.hit + self.false_alarm)

    @property
    def recall(self) -> float:
        """Share of the true faults that were reported; NaN if there is none."""
        return _share(self.hit, self.hit + self.miss)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, align: str = "---:") -> str:
    """A Markdown table; `align` is the rule under every column but the first."""
    lines = [head, ["---"] + [align] * (len(head) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def grouped(scores: Iterable[Score], key: Callable[[Score], str]) -> dict[str, list[Score]]:
    """Scores by a key, in the order in which the keys appear."""
    groups: dict[str, list[Score]] = defaultdict(list)
    for each in scores:
        groups[key(each)].append(each)
    return dict(groups)


COUNT_HEAD: Final = (
    "clips", "exact", "off by one", "mean abs. error", "partial reported", "partial counted",
)  # fmt: skip
ERROR_HEAD: Final = (
    "range, median", "range, 95 %", "range, bias", "peak, median", "hold, median", "hold, 95 %",
)  # fmt: skip


def count_cells(scores: Sequence[Score]) -> list[str]:
    """Cells under `COUNT_HEAD`."""
    errors = [each.off_by for each in scores]
    return [
        str(len(scores)),
        f"{sum(each.exact for each in scores)}/{len(scores)}",
        str(sum(error == 1 for error in errors)),
        f"{np.mean(errors):.2f}" if errors else NONE,
        f"{sum(each.partial_reported for each in scores)}/{sum(each.partial for each in scores)}",
        str(sum(each.partial_counted for each in scores)),
    ]


def error_cells(scores: Sequence[Score]) -> list[str]:
    """Cells under `ERROR_HEAD`."""
    ranges = np.array([error for each in scores for error in each.range_error_deg])
    peaks = np.array([error for each in scores for error in each.peak_error_deg])
    holds = np.array([error for each in scores for error in each.hold_error_s])
    return [
        number(ranges, 50, "°"),
        number(ranges, 95, "°"),
        f"{ranges.mean():+.1f}°" if len(ranges) else NONE,
        number(peaks, 50, "°"),
        number(holds, 50, " s", 2),
        number(holds, 95, " s", 2),
    ]


def share(part: float) -> str:
    """A share with two digits; a dash where there is none."""
    return NONE if np.isnan(part) else f"{part:.2f}"


def number(errors: np.ndarray[Any, Any], percent: float, unit: str, digits: int = 1) -> str:
    """A percentile of absolute errors with its unit; a dash where there are none."""
    if not len(errors):
        return NONE
    return f"{np.percentile(np.abs(errors), percent):.{digits}f}{unit}"


def by_exercise(scores: Sequence[Score]) -> str:
    """Counts and errors, one row an exercise and one for all."""
    groups = grouped(scores, lambda each: each.subject.exercise)
    rows = [[name, *count_cells(group), *error_cells(group)] for name, group in groups.items()]
    rows.append(["**all**", *count_cells(scores), *error_cells(scores)])
    return table(("exercise", *COUNT_HEAD, *ERROR_HEAD), rows)


def by_person(scores: Sequence[Score]) -> str:
    """Counts and errors, one row a body."""
    groups = grouped(scores, lambda each: each.subject.person)
    rows = [[name, *count_cells(group), *error_cells(group)] for name, group in groups.items()]
    return table(("body", *COUNT_HEAD, *ERROR_HEAD), rows)


def by_condition(scores: Sequence[Score]) -> str:
    """The same, one row a condition; clips that gave no number are counted apart."""
    rows = []
    for name, group in grouped(scores, lambda each: each.subject.condition).items():
        judged = [each for each in group if not each.silent]
        rows.append(
            [
                name,
                str(len(group)),
                f"{sum(each.exact for each in group)}/{len(group)}",
                str(len(group) - len(judged)),
                f"{sum(each.view_reported for each in group)}",
                *error_cells(judged),
            ]
        )
    head = ("condition", "clips", "exact", "no number given", "view said to be wrong")
    return table((*head, *ERROR_HEAD), rows)


def camera_tolerance(scores: Sequence[Score]) -> str:
    """Exercise by condition: the range error in degrees, or why there is none."""
    exercises = grouped(scores, lambda each: each.subject.exercise)
    conditions = list(grouped(scores, lambda each: each.subject.condition))
    found = {(each.subject.exercise, each.subject.condition): each for each in scores}
    rows = [
        [condition, *(_cell(found.get((exercise, condition))) for exercise in exercises)]
        for condition in conditions
    ]
    return table(("condition", *exercises), rows)


def _cell(each: Score | None) -> str:
    if each is None:
        return NONE
    if each.silent:
        return "view" if each.view_reported else "unjudged"
    if not each.exact:
        return f"**{each.counted} of {each.full}**"
    if not each.range_error_deg:
        return NONE
    worst = max(each.range_error_deg, key=abs)
    return f"**{worst:+.0f}°**" if abs(worst) > DEGRADED_DEG else f"{worst:+.0f}°"


def faults(scores: Sequence[Score], *, weak: bool) -> str:
    """Precision and recall of every fault, by exercise."""
    rows, every = [], []
    for exercise, group in grouped(scores, lambda each: each.subject.exercise).items():
        judged = [row for each in group for row in each.faults if row.weak == weak]
        every += judged
        names = dict.fromkeys(row.rule for row in judged)
        rows += [
            [exercise, name, *_tally_cells(row for row in judged if row.rule == name)]
            for name in names
        ]
    rows.append(["**all**", "", *_tally_cells(every)])
    return table(("exercise", "fault", *TALLY_HEAD), rows)


def limits(scores: Sequence[Score]) -> str:
    """The same for limits."""
    rows, every = [], []
    for exercise, group in grouped(scores, lambda each: each.subject.exercise).items():
        judged = [row for each in group for row in each.limits]
        every += judged
        for name in dict.fromkeys(row.rule for row in judged):
            cells = _tally_cells(row for row in judged if row.rule == name)
            rows.append([exercise, name, *cells])
    rows.append(["**all**", "", *_tally_cells(every)])
    return table(("exercise", "limit", *TALLY_HEAD), rows)


TALLY_HEAD: Final = ("true", "reported", "missed", "false alarms", "silent", "precision", "recall")


def _tally_cells(judged: Iterable[Judged]) -> list[str]:
    tally = Tally.of(judged)
    return [
        str(tally.hit + tally.miss),
        str(tally.hit),
        str(tally.miss),
        str(tally.false_alarm),
        str(tally.silent),
        share(tally.precision),
        share(tally.recall),
    ]


def by_model(scores: Mapping[str, Sequence[Score]]) -> str:
    """Counts and errors of each model over the same clips, with its faults."""
    rows = []
    for model, group in scores.items():
        judged = Tally.of(row for each in group for row in each.faults if not row.weak)
        rows.append(
            [
                model,
                *count_cells(group),
                *error_cells(group),
                share(judged.precision),
                share(judged.recall),
            ]
        )
    return table(("model", *COUNT_HEAD, *ERROR_HEAD, "fault precision", "fault recall"), rows)
