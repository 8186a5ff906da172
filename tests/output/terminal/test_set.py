"""Reports on the terminal: every repetition, in words as well as in colours."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from support.golden import golden_report
from support.printing import printed, printed_words

from formcheck.assessment.checker import Checker
from formcheck.assessment.report_types import NOT_COUNTED, Counts, LimitExceeded, Rep, clock_text
from formcheck.assessment.verdict import HEADINGS
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.kinematics.measures import shown
from formcheck.output.terminal.set import render_set

if TYPE_CHECKING:
    from rich.console import RenderableType

    from formcheck.assessment.report import SetReport
    from formcheck.assessment.verdict import Verdict


def page(report: SetReport) -> RenderableType:
    return render_set(report, load_exercise(report.exercise))


def table_of(report: SetReport) -> list[str]:
    """Return the rows of the table, without its header."""
    lines = printed(page(report)).splitlines()
    return [line for line in lines if re.match(r"(\d+|-) +\d+:\d\d", line)]


@pytest.mark.sampled(8)
@pytest.mark.parametrize("name", exercise_names())
def test_report_is_shown_whole(name: str) -> None:
    report = golden_report(name)
    text = printed_words(page(report))
    counts = f"{report.counts.good} good of {report.counts.total}"
    if report.verdict == "counted":
        counts = f"{report.counts.total} counted"
    limits = [
        f"at {clock_text(row.time_s)}, {shown(row.measure, row.value_deg)}"
        for row in report.limits
    ]
    headings = (report.title, counts, "to the nearest 5", "Limits exceeded", "limit: ")
    for part in (*headings, *limits, *report.advice, *report.cannot_see):
        assert part in text


@pytest.mark.sampled(8)
@pytest.mark.parametrize("name", exercise_names())
def test_every_repetition_has_a_row_in_the_order_of_time(name: str) -> None:
    report = golden_report(name)
    rows = table_of(report)
    assert len(rows) == report.counts.total + report.counts.partial
    clocks = [re.findall(r"(\d+):(\d\d)", row)[0] for row in rows]
    assert clocks == sorted(clocks)
    short = NOT_COUNTED["short_of_target"].word
    assert sum(short in row for row in rows) == report.counts.partial
    for row, rep in zip([row for row in rows if row[0] != "-"], report.reps, strict=True):
        word = "good" if rep.good else "not good"
        if load_exercise(name).scope == "counts":
            word = "over a limit" if rep.limits else "counted"
        assert f" {word} " in f"{row} "
        assert f" {rep.side} " in row
        assert all(fault.replace("_", " ") in row for fault in rep.faults)


def test_most_important_advice_comes_first() -> None:
    lines = printed(page(replace(golden_report("mini_squat"), advice=("Stop.", "Rest.", "Eat."))))
    at = lines.splitlines().index("What to do")
    shown = [line.strip(" -") for line in lines.splitlines()[at + 1 : at + 4]]
    assert shown == ["Stop.", "Rest.", "Eat."]


@pytest.mark.parametrize("verdict", HEADINGS)
def test_verdict_is_a_word(verdict: Verdict) -> None:
    report = replace(golden_report("mini_squat"), verdict=verdict)
    assert f"Mini squat: {HEADINGS[verdict]}" in printed(page(report))


def rep(**changes: Any) -> Rep:  # noqa: ANN401  # any field
    usual: dict[str, Any] = {"start_s": 1.0, "peak_s": 2.0, "end_s": 3.0, "peak_deg": 40.0}
    usual |= {"range_deg": 38.0, "hold_s": 0.5, "out_s": 1.0, "back_s": 1.2, "good": True}
    return Rep(number=1, side="left", faults=(), **(usual | changes))


def test_counted_repetition_is_told_from_one_that_is_not_good() -> None:
    report = replace(golden_report("mini_squat"), reps=(rep(good=False, judged=False),))
    assert any("counted" in row for row in table_of(report))
    assert not any("not good" in row for row in table_of(report))
    both = replace(report, reps=(rep(), *report.reps), counts=Counts(1, 2), verdict="almost")
    assert "1 good of 1 judged, 2 counted" in printed(page(both))


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"range_deg": 38.0}, ["about 40°"]),
        ({"range_deg": 37.0}, ["about 35°"]),
        ({"peak_deg": 40.6}, [" 41° "]),
        ({"peak_deg": -0.4, "range_deg": -0.1}, [" 0° ", "about 0°"]),
        ({"range_deg": math.nan, "out_s": math.nan}, [" ? ", "? / 1.2 s"]),
        ({"start_s": 65.9}, ["  1:05  "]),
        ({"start_s": 0.2}, ["  0:00  "]),
        ({"start_s": 3700.0}, ["  61:40  "]),
    ],
)
def test_numbers_are_rounded_for_people_and_unknown_ones_marked(
    changes: dict[str, float], shown: list[str]
) -> None:
    reps = (rep(**changes), rep(start_s=9000.0))
    report = replace(golden_report("mini_squat"), reps=reps, partial_reps=(), limits=())
    row = table_of(report)[0]
    assert all(text in row for text in shown)
    assert "-0" not in row
    assert "nan" not in row


def test_limit_without_an_angle_shows_none() -> None:
    limit = LimitExceeded("crossed_legs", "both", "stop", 61.0, math.nan, 0.3)
    text = printed(page(replace(golden_report("mini_squat"), limits=(limit,))))
    assert "  - crossed legs (stop): both legs, at 1:01\n" in text


def test_limit_of_many_times_has_one_line() -> None:
    warn = LimitExceeded("too_deep", "both", "warn", 60.5, 74.0, measure="knee_flexion")
    stop = replace(warn, name="far_too_deep", action="stop", time_s=61.0, value_deg=96.0)
    limits = (warn, stop, replace(stop, time_s=70.0, value_deg=99.0))
    report = replace(golden_report("mini_squat"), partial_reps=(), limits=limits)
    over = (rep(limits=("too_deep", "far_too_deep")), rep(limits=("too_deep",)))
    line = "  - far too deep (stop): both legs, 2 times, first at 1:01, furthest 99°\n"
    both, only_with_stop = (printed(page(replace(report, reps=reps))) for reps in (over, over[:1]))
    assert line in both
    assert line in only_with_stop
    assert "too deep (warning)" in both
    assert "too deep (warning)" not in only_with_stop


def test_stretch_shows_its_total_hold_and_no_tempo() -> None:
    stretch = golden_report("hip_flexor_stretch")
    text, other = printed(page(stretch)), printed(page(golden_report("mini_squat")))
    assert f"Held {sum(hold.hold_s for hold in stretch.holds):.0f} s in all" in text
    assert "Held" not in other
    assert "out / back" not in text
    assert "out / back" in other


def test_empty_set_has_no_table() -> None:
    text = printed(page(Checker(load_exercise("mini_squat")).finish()))
    assert all(word in text for word in ("Inconclusive", "0 good of 0"))
    assert all(word not in text for word in ("peak", "nan"))


def test_notes_on_the_source_are_shown_as_they_are() -> None:
    note = "odd [bold]file[/bold] [/]"  # no markup
    report = golden_report("mini_squat")
    assert note in printed(page(report.with_source({"notes": (note,)})))
    assert "About this source" not in printed(page(report))


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_no_number_is_lost_on_a_narrow_terminal(width: int) -> None:
    report = golden_report("single_leg_bridge")
    text = printed(page(report), width=width)
    assert "…" not in text
    for part in (*(f"{one.hold_s:.1f} s" for one in report.reps), "faults", "limit:", "far"):
        assert part in text
