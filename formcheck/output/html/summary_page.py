"""A patient's last weeks as one printed page for the physiotherapist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from formcheck.assessment.report_types import clock_text
from formcheck.kinematics.measures import MEASURES
from formcheck.output.html.figures import RANGE_STEP, Figures
from formcheck.output.html.page import render
from formcheck.output.plots.progress import day_text
from formcheck.therapist.summary import EVENT_WORDS, STEP_WORDS, change_words, leg_of

if TYPE_CHECKING:
    from markupsafe import Markup

    from formcheck.therapist.summary_report import SummaryReport

MOST_FAULTS: Final = 5
MOST_STEPS: Final = 4
MOST_EVENTS: Final = 6
"""So many rows fit on the page beside all else; the JSON has all of them."""

QUIET: Final = "–"
"""Stands for a number that was not given."""

_PAINS: Final = ("before", "during", "after", "morning", "strongest")


def summary_page(report: SummaryReport) -> str:
    """Return the page of a summary.

    Parameters
    ----------
    report
        The summary.

    Returns
    -------
    str
        HTML that needs no other file, and prints on one page; the same for the same report.
    """
    n = Figures(report.as_dict(), "1")
    return render(
        "summary.html",
        n=n,
        report=report,
        first=_date(report.first_day),
        last=_date(report.last_day),
        share=_percent(n, "done_share"),
        weeks=[_week(n, report, index) for index in range(len(report.weeks))],
        slots=[_slot(n, report, index) for index in range(len(report.slots))],
        exercises=[_exercise(n, report, index) for index in range(len(report.exercises))],
        faults=[_fault(n, report, index) for index in range(min(MOST_FAULTS, len(report.faults)))],
        events=[_event(n, report, index) for index in range(min(MOST_EVENTS, len(report.safety)))],
        more_events=max(0, len(report.safety) - MOST_EVENTS),
        more_faults=max(0, len(report.faults) - MOST_FAULTS),
        steps=[
            f"{day_text(step.day)}, {STEP_WORDS[step.kind]}: {step.title}. {step.why}".rstrip()
            for step in report.steps[:MOST_STEPS]
        ],
        more_steps=max(0, len(report.steps) - MOST_STEPS),
        clips=[_clip(n, report, index) for index in range(len(report.clips))],
        seen_median=_percent(n, "seen", "median"),
    )


def _date(day: Any) -> str:  # noqa: ANN401  # a date
    return f"{day_text(day)} {day.year}"


def _percent(n: Figures, *path: str | int) -> Markup | str:
    return QUIET if n.value(*path) is None else n.percent(*path)


def _number(n: Figures, *path: str | int) -> Markup | str:
    return QUIET if n.value(*path) is None else n.score(*path)


def _week(n: Figures, report: SummaryReport, index: int) -> dict[str, Any]:
    place = ("weeks", index)
    return {
        "week": day_text(report.weeks[index].week),
        "days": n.count(*place, "moved_days"),
        "minutes": n.worded(f"{report.weeks[index].minutes:.0f}", *place, "minutes"),
        "share": _percent(n, *place, "done_share"),
        "pains": [_number(n, *place, key) for key in _PAINS],
    }


def _slot(n: Figures, report: SummaryReport, index: int) -> dict[str, Any]:
    slot, place = report.slots[index], ("slots", index)
    share = min(1.0, slot.done_days / slot.asked_days) if slot.asked_days else 0.0
    return {
        "title": slot.title,
        "done": n.count(*place, "done_days"),
        "asked": n.count(*place, "asked_days"),
        "width": f"{100 * share:.0f}",
    }


def _exercise(n: Figures, report: SummaryReport, index: int) -> dict[str, Any]:
    row, place = report.exercises[index], ("exercises", index)
    known = n.value(*place, "peak_deg") is not None
    error = n.value(*place, "error_deg")
    return {
        "title": row.title + leg_of(row.side),
        "measure": MEASURES[row.measure].title if row.measure in MEASURES and known else "",
        "days": n.count(*place, "days"),
        "sets": n.count(*place, "sets"),
        "good": n.count(*place, "good"),
        "total": n.count(*place, "total"),
        "partial": n.count(*place, "partial") if row.partial else "",
        "range": n.angle_of(
            row.measure, *place, "peak_deg", step=1 if error is None else RANGE_STEP
        )
        if known
        else QUIET,
        "error": ""
        if error is None or not known
        else n.worded(f"±{error:g}°", *place, "error_deg"),
        "change": change_words(row.change),
    }


def _fault(n: Figures, report: SummaryReport, index: int) -> dict[str, Any]:
    row, place = report.faults[index], ("faults", index)
    return {
        "title": row.title + leg_of(row.side),
        "fault": row.fault.replace("_", " "),
        "say": row.say,
        **{key: n.count(*place, key) for key in ("reps", "of_reps", "days", "of_days")},
    }


def _event(n: Figures, report: SummaryReport, index: int) -> dict[str, Any]:
    row, place = report.safety[index], ("safety", index)
    is_limit = row.kind == "limit"
    known = n.value(*place, "furthest_deg") is not None
    return {
        "kind": row.kind,
        "words": EVENT_WORDS[row.kind],
        "title": row.title,
        "what": row.what.replace("_", " ") if is_limit else "",
        "times": n.count(*place, "times") if is_limit or row.times > 1 else "",
        "furthest": n.angle_of(row.measure, *place, "furthest_deg") if known else "",
        "day": day_text(row.day),
    }


def _clip(n: Figures, report: SummaryReport, index: int) -> dict[str, Any]:
    clip, place = report.clips[index], ("clips", index)
    known = n.value(*place, "at_s") is not None
    return {
        "day": day_text(clip.day),
        "title": clip.title + leg_of(clip.side),
        "why": clip.why,
        "at": n.worded(clock_text(clip.at_s), *place, "at_s") if known else "",
        "place": clip.place,
        "set_id": clip.set_id,
    }
