"""Reports of a squat, scored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmark.scoring import Judged, Judgement, Score, Subject, score
from formcheck.assessment.report import Provenance, SetReport, ViewSeen
from formcheck.assessment.report_types import Counts, LimitExceeded, PartialRepetition, Rep
from formcheck.exercises.loader import load_exercise
from support.true_angles import CORNERS, squat

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SUBJECT = Subject("clip", "tune", "", "mini_squat", "full")
GOOD = Rep(
    number=1, side="right", start_s=2.0, peak_s=6.0, end_s=10.0, peak_deg=51.0, range_deg=45.0,
    hold_s=5.9, out_s=2.0, back_s=2.0, good=True, faults=(),
)  # fmt: skip


def reported(
    reps: Sequence[Rep] = (),
    partial: Sequence[PartialRepetition] = (),
    limits: Sequence[LimitExceeded] = (),
    *,
    advice: str = "All were good.",
) -> SetReport:
    """Return a report of these findings."""
    return SetReport(
        exercise="mini_squat",
        title="Mini squat",
        verdict="good",
        duration_s=12.0,
        counts=Counts(total=len(reps), partial=len(partial)),
        reps=tuple(reps),
        partial_reps=tuple(partial),
        holds=(),
        limits=tuple(limits),
        advice=(advice,),
        cannot_see=(),
        seen_fraction=1.0,
        view=ViewSeen(),
        provenance=Provenance(),
    )


def scored(
    truth: Mapping[str, Any], report: SetReport, paused_s: dict[str, float] | None = None
) -> Score:
    return score(
        load_exercise(truth["exercise"]), truth, Judgement(report, paused_s or {}), SUBJECT
    )


def outcomes(rows: Sequence[Judged]) -> dict[str, str]:
    return {row.rule: row.outcome for row in rows}


def several(peaks: Sequence[float], kinds: Sequence[str] | None = None) -> dict[str, Any]:
    """Return one truth of several squats, 12 s from one to the next."""
    parts = [squat(peak) for peak in peaks]
    truth = squat(peaks[0])
    truth["frames"] = sum(part["frames"] for part in parts)
    truth["reps"] = [
        part["reps"][0]
        | {"number": number + 1, "kind": (kinds or ["full"] * len(parts))[number]}
        | {key: part["reps"][0][key] + 12.0 * number for key in CORNERS}
        for number, part in enumerate(parts)
    ]
    truth["angles_deg"] = {
        name: [value for part in parts for value in part["angles_deg"][name]]
        for name in truth["angles_deg"]
    }
    return truth


def exceeded(name: str, time_s: float, peak_deg: float) -> LimitExceeded:
    return LimitExceeded(name, "both", "warn", time_s, peak_deg)
