"""Progress over weeks as plots and as a page: numbers of the report, a year, an empty one."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from support.pages import Page, at

from formcheck.exercises.loader import load_exercise
from formcheck.output.html.progress_page import NOTHING, progress_page
from formcheck.output.plots.progress import day_text, has_range, write_progress
from formcheck.programme.history import Activity, DoneSet, History, PainEntry
from formcheck.programme.progress import progress

if TYPE_CHECKING:
    from pathlib import Path

    from formcheck.programme.progress import ProgressReport

BEGAN = datetime(2026, 9, 7, 18, tzinfo=UTC)
LAST = date(2026, 11, 26)


def done(day: int, name: str, **facts: object) -> DoneSet:
    exercise = load_exercise(name)
    own = {
        "set_id": f"{day} {name}",
        "session_id": str(day),
        "exercise": name,
        "title": exercise.title,
        "measure": exercise.movement.measure,
        "side": "both",
        "started": BEGAN + timedelta(days=day),
        "duration_s": 80.0,
        "verdict": "good",
        "good": 6 + day % 3,
        "clean": 5,
        "total": 9,
        "partial": 1,
        "peak_deg": 40 + 0.31 * day,
        "range_deg": 38.04,
        "hold_s": math.nan,
        "judged_sha256": "a",
        "model": "full",
    }
    return DoneSet(**(own | facts))  # type: ignore[arg-type]


def past() -> History:
    days = range(0, 80, 3)
    sets = [done(day, "mini_squat") for day in days]
    sets += [done(day, "hamstring_stretch", side="left", hold_s=25.55) for day in days[::2]]
    pains = [
        PainEntry(asked="after", at=BEGAN + timedelta(days=day), number=day % 7) for day in days
    ]
    walks = (Activity(kind="walk", at=BEGAN, minutes=12.5),)
    return History(tuple(sorted(sets, key=lambda one: one.started)), tuple(pains), walks)


def report() -> ProgressReport:
    return progress(past(), LAST)


def test_every_number_of_the_page_is_that_of_the_json() -> None:
    found = report()
    table, page = found.as_dict(), Page.of(progress_page(found))
    assert len(page.numbers) > 100
    for number in page.numbers:
        value = at(table, number.place)
        assert number.value == ("" if value is None else str(value)), number
        text = number.text.rstrip(" °s%")
        step = 2.5 if number.text.endswith("°") else 0.05
        assert text == "?" if value is None else abs(float(text) - value) <= step + 1e-9, number


def test_what_has_changed_is_said_first_and_only_as_the_report_says_it() -> None:
    found = report()
    text = Page.of(progress_page(found)).text
    for row in found.exercises:
        assert row.change.say in text
        assert text.index(row.change.say) < text.index("The same as a table")


def test_page_has_a_table_behind_every_plot() -> None:
    page = Page.of(progress_page(report()))
    plots = [row for row in page.named("svg") if row.get("role") == "img"]
    assert len(plots) == 3  # two exercises, and the weeks
    assert len(page.named("details")) == len(plots)


def test_same_progress_gives_the_same_files(tmp_path: Path) -> None:
    places = [tmp_path / name for name in ("a.svg", "b.svg")]
    for place in places:
        write_progress(report(), place)
    assert places[0].read_bytes() == places[1].read_bytes()
    assert progress_page(report()) == progress_page(report())
    write_progress(report(), tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_empty_diary_is_a_page_too(tmp_path: Path) -> None:
    nothing = progress(History(), LAST)
    assert NOTHING in Page.of(progress_page(nothing)).text
    write_progress(nothing, tmp_path / "a.svg")


def test_single_week_and_unknown_measure_are_drawn() -> None:
    one = History((done(0, "mini_squat"), done(0, "marching", measure="", peak_deg=math.nan)))
    found = progress(one, BEGAN.date())
    assert [has_range(row) for row in found.exercises] == [False, True]
    assert "Mini squat" in progress_page(found)


def test_days_do_not_depend_on_the_language_of_the_machine() -> None:
    assert day_text(date(2026, 3, 5)) == "5 Mar"
