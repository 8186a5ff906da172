"""Progress over weeks as a page: what has changed, week by week, and pain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from formcheck.output.html.figures import RANGE_STEP, Figures
from formcheck.output.html.page import drawing, render
from formcheck.output.plots.canvas import inline_svg
from formcheck.output.plots.progress import day_text, exercise_figure, has_range, whole_figure

if TYPE_CHECKING:
    from formcheck.programme.progress import ExerciseProgress, ProgressReport

TABLE: Final = "The table below has the numbers."
WHOLE: Final = f"What was done, and pain, by weeks. {TABLE}"
NOTHING: Final = "Nothing was done in these weeks."


def progress_page(report: ProgressReport) -> str:
    """Return the page of a progress report.

    Parameters
    ----------
    report
        The progress.

    Returns
    -------
    str
        HTML that needs no other file; the same for the same report.
    """
    figures = Figures(report.as_dict(), "1")
    whole = whole_figure(report)
    return render(
        "progress.html",
        n=figures,
        title="Progress",
        first=day_text(report.first_week),
        last=day_text(report.last_day),
        streak=report.streaks.say,
        exercises=[
            _exercise(row, index, report, figures) for index, row in enumerate(report.exercises)
        ],
        sides=[(row.title, row.difference.say) for row in report.sides],
        whole=drawing(inline_svg(whole, "whole", WHOLE)) if whole is not None else "",
        pains=[_pain(index, report, figures) for index in range(len(report.pain))],
        weeks=[_week(index, report, figures) for index in range(len(report.weeks))],
        has_programme=bool(report.programme),
        nothing="" if report.exercises else NOTHING,
    )


def _exercise(
    row: ExerciseProgress, index: int, report: ProgressReport, figures: Figures
) -> dict[str, Any]:
    figure = exercise_figure(row, report)
    leg = f", {row.side} leg" if row.side in {"left", "right"} else ""
    place = ("exercises", index, "weeks")
    weeks = [
        {
            "week": day_text(week.week),
            "good": figures.count(*place, number, "good"),
            "total": figures.count(*place, number, "total"),
            "days": figures.count(*place, number, "days"),
            "peak": figures.angle_of(row.measure, *place, number, "peak_deg"),
            "range": figures.angle_of(row.measure, *place, number, "range_deg", step=RANGE_STEP),
            "hold": figures.seconds(*place, number, "hold_s"),
            "pain": figures.score(*place, number, "pain"),
        }
        for number, week in enumerate(row.weeks)
    ]
    return {
        "id": f"e{index}",
        "title": f"{row.title}{leg}",
        "say": row.change.say,
        "claim": row.change.claim,
        "plot": drawing(inline_svg(figure, f"e{index}", f"{row.title}{leg} by weeks. {TABLE}")),
        "weeks": weeks,
        "has_range": has_range(row),
    }


def _pain(index: int, report: ProgressReport, figures: Figures) -> dict[str, Any]:
    place = ("pain", index)
    return {
        "week": day_text(report.pain[index].week),
        "exercise": figures.score(*place, "exercise"),
        "strongest": figures.score(*place, "strongest"),
        "morning": figures.score(*place, "morning"),
        "sharp": figures.count(*place, "sharp"),
    }


def _week(index: int, report: ProgressReport, figures: Figures) -> dict[str, Any]:
    place = ("weeks", index)
    known = figures.value(*place, "done_share") is not None
    return {
        "week": day_text(report.weeks[index].week),
        "days": figures.count(*place, "moved_days"),
        "minutes": figures.score(*place, "minutes"),
        "share": figures.percent(*place, "done_share") if known else "–",
    }
