"""Pages of reports: every number is that of the JSON, nothing is loaded, every text is escaped."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from support.golden import golden_poses, golden_recording, golden_report
from support.pages import Page, at

from formcheck import analysis
from formcheck.assessment.checker import Checker
from formcheck.assessment.verdict import HEADINGS
from formcheck.capture.pose_estimator import Observation
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.kinematics.measures import MEASURES
from formcheck.output.html.report import NO_RECORDING, HtmlReport, report_page
from formcheck.output.html.set_page import SetEntry
from formcheck.output.html.set_trace import SetTrace

if TYPE_CHECKING:
    from pathlib import Path

    from formcheck.assessment.report import SetReport
    from formcheck.assessment.verdict import Verdict
    from formcheck.pose.joints import Side


def traced(name: str) -> SetEntry:
    """Return the golden set of an exercise as a page gets it."""
    exercise = load_exercise(name)
    trace = SetTrace(exercise)
    report = analysis.replay(golden_recording(name), name, sinks=[trace])
    return SetEntry(report, exercise, trace)


def written(value: float | None, text: str, measure: str) -> bool:
    """Return whether a text is a number of a JSON as people read it."""
    if value is None:
        return text == "?"
    if re.fullmatch(r"\d+:\d\d( min)?", text):
        minutes, seconds = text.removesuffix(" min").split(":")
        return int(value) == 60 * int(minutes) + int(seconds)
    number = float(text.rstrip(" °s%"))
    if text.endswith(" s"):
        return abs(number - value) <= 0.5 + 1e-9 if "." not in text else number == round(value, 1)
    if text.endswith("°") or (measure in MEASURES and text.endswith("%") and value > 1.0):
        shown = MEASURES[measure].for_people(value) if measure in MEASURES else value
        return abs(number - shown) <= (2.5 if number % 5 == 0 else 0.5) + 1e-9
    return abs(number - (100 * value if text.endswith("%") else value)) <= 0.5


@pytest.mark.sampled(8)
@pytest.mark.parametrize("name", exercise_names())
def test_every_number_is_that_of_the_json(name: str) -> None:
    entry = traced(name)
    table = entry.report.as_dict()
    page = Page.of(report_page([entry]))
    assert len(page.numbers) > 10
    for number in page.numbers:
        if "=" in number.place:
            continue
        value = at(table, number.place)
        assert number.value == ("" if value is None else str(value)), number
        measure = table["measure"]["name"]
        if number.place.split("/")[1] == "limits":
            measure = table["limits"][int(number.place.split("/")[2])]["measure"]
        assert written(value, number.text, measure), number
    shown = {number.place for number in page.numbers}
    for index, rep in enumerate(table["reps"]):
        assert {f"1/reps/{index}/{key}" for key in ("number", "peak_deg", "range_deg")} <= shown, (
            rep
        )


@pytest.mark.sampled(8)
@pytest.mark.parametrize("name", exercise_names())
def test_no_number_stands_beside_the_elements_of_numbers(name: str) -> None:
    """What is left are sentences of the report itself, and fixed words."""
    entry = traced(name)
    text = Page.of(report_page([entry])).text
    texts = [
        *entry.report.advice,
        *entry.report.cannot_see,
        *(row.say for row in load_exercise(name).limit),
    ]
    made = [str(value) for value in entry.report.provenance.estimator.values()]
    source = [str(entry.report.source.get(key, "")) for key in ("name", "sha256")]
    made += [entry.report.provenance.formcheck, entry.report.provenance.judged_sha256, *source]
    for known in sorted([*texts, *made, entry.report.title], key=len, reverse=True):
        text = text.replace(" ".join(known.split()), " ").replace(
            known.removeprefix("One thing to change: "), " "
        )
    text = re.sub(r"The band is the target, [^;]*?\. Thick", "", text)
    assert re.findall(r"\d+", text.replace("to the nearest 5.", "").replace("SHA-256", "")) == []


def test_legs_are_compared_by_the_medians_of_the_json() -> None:
    exercise = load_exercise("marching")
    trace = SetTrace(exercise)
    report = analysis.replay(golden_recording("marching"), exercise, sinks=[trace])
    sides: tuple[Side, Side] = ("left", "right")
    reps = tuple(replace(rep, side=sides[rep.number % 2]) for rep in report.reps)
    reps = tuple(
        replace(rep, number=n, range_deg=20.0 + n) for n, rep in enumerate(reps * 3, start=1)
    )
    reps = tuple(replace(rep, side=sides[rep.number % 2]) for rep in reps)
    page = Page.of(report_page([SetEntry(replace(report, reps=reps), exercise)]))
    found = {
        number.place: float(number.value) for number in page.numbers if "median" in number.place
    }
    for side in sides:
        assert found[f"1=median-{side}"] == median(r.range_deg for r in reps if r.side == side)
    assert "within the error of the camera" in page.text


def test_page_needs_nothing_and_runs_nothing() -> None:
    page = Page.of(report_page([traced("mini_squat")]))
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "link", "iframe", "object", "embed", "form", "base"}
    for _, attributes in page.tags:
        assert not any(name.startswith("on") or name == "style" for name in attributes)
        for name in ("src", "href", "xlink:href"):
            assert attributes.get(name, "#").startswith(("#", "data:image/jpeg;base64,"))
    policies = [row for row in page.named("meta") if "http-equiv" in row]
    assert policies[0]["content"].startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policies[0]["content"]
    assert page.named("html")[0]["lang"] == "en"


def test_names_inside_drawings_belong_to_one_drawing() -> None:
    text = report_page([traced("mini_squat"), traced("marching")])
    page = Page.of(text)
    names = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(names) == len(set(names))
    used = re.findall(r"url\(#([^)]+)\)", text) + re.findall(r'href="#([^"]+)"', text)
    assert set(used) <= set(names)
    labels = [a["aria-labelledby"] for _, a in page.tags if "aria-labelledby" in a]
    assert set(labels) <= set(names)


def test_texts_stay_texts() -> None:
    bad = '<script>alert("1")</script>&"\''
    exercise = load_exercise("mini_squat").model_copy(update={"title": bad})
    report = replace(
        golden_report("mini_squat"),
        title=bad,
        advice=(bad,),
        cannot_see=(bad,),
        source={"name": bad, "notes": (bad,), "started": bad},
    )
    text = report_page([SetEntry(report, exercise, None, (bad,))])
    page = Page.of(text)
    assert page.named("script") == []
    assert "<script" not in text
    assert page.text.count(" ".join(bad.split())) >= 5


def test_same_set_gives_the_same_page() -> None:
    assert report_page([traced("clamshell")]) == report_page([traced("clamshell")])


@pytest.mark.parametrize("verdict", HEADINGS)
def test_answer_comes_first_and_is_one_sentence(verdict: Verdict) -> None:
    report = replace(golden_report("mini_squat"), verdict=verdict)
    page = Page.of(report_page([SetEntry(report, load_exercise("mini_squat"))]))
    text = page.text
    assert HEADINGS[report.verdict] in text
    assert (
        text.index(HEADINGS[report.verdict])
        < text.index("Next step")
        < text.index("Each repetition")
    )
    assert NO_RECORDING not in text  # nothing is said that was not given


def test_limit_is_the_next_step() -> None:
    report = golden_report("mini_squat")
    assert report.limits
    text = Page.of(report_page([traced("mini_squat")])).text
    after = text.split("Next step", 1)[1]
    assert after.strip().startswith(report.advice[0][:30])


def test_moments_show_what_to_change_and_a_good_one() -> None:
    entry = traced("mini_squat")
    page = report_page([entry])
    bodies = re.findall(r'<svg class="body".*?</svg>', page, re.DOTALL)
    assert len(bodies) == 2
    for body in bodies:
        assert 'class="bone works"' in body
        assert 'class="fan"' in body
        assert "nan" not in body
    assert "This one was good" in page


def test_set_without_anything_is_a_page_too() -> None:
    exercise = load_exercise("mini_squat")
    report = Checker(exercise).finish()
    page = Page.of(report_page([SetEntry(report, exercise, SetTrace(exercise))]))
    assert "could not be judged" in page.text


def test_exercise_that_is_not_known_leaves_the_drawings_out() -> None:
    page = Page.of(
        report_page([SetEntry(golden_report("mini_squat"), None, None, ("Not here.",))])
    )
    assert "Not here." in page.text
    assert "The movement over time" not in page.text
    assert "Table of all movements" in {row.get("aria-label") for row in page.named("div")}


def test_sink_writes_the_page_whole_or_not_at_all(tmp_path: Path) -> None:
    place = tmp_path / "set.html"
    exercise = load_exercise("mini_squat")
    with HtmlReport(place, exercise):
        pass
    assert not place.exists()
    with HtmlReport(place, exercise) as sink:
        analysis.replay(golden_recording("mini_squat"), exercise, sinks=[sink])
    assert place.read_text().startswith("<!DOCTYPE html>")


def long_set(minutes: int) -> tuple[SetReport, SetTrace]:
    """Return a set of so many minutes: a golden one, again and again on a clock that goes on."""
    exercise, poses = load_exercise("mini_squat"), golden_poses("mini_squat")
    checker, trace = Checker(exercise), SetTrace(exercise)
    length_s = poses[-1].time_s + 0.1
    count = 0
    for turn in range(math.ceil(60 * minutes / length_s)):
        for pose in poses:
            moved = replace(pose, index=count, time_s=turn * length_s + pose.time_s)
            trace.write(checker.update(moved), None)
            count += 1
    return checker.finish(), trace


@pytest.mark.slow
def test_page_of_half_an_hour_is_quick_and_small(benchmark: Any) -> None:  # noqa: ANN401
    report, trace = long_set(30)
    assert report.counts.total > 100
    text = benchmark.pedantic(
        report_page, args=([SetEntry(report, trace.exercise, trace)],), rounds=1
    )
    assert len(text.encode()) < 2_000_000
    assert benchmark.stats.stats.max < 3.0


def test_long_curve_keeps_every_peak() -> None:
    report, trace = long_set(4)
    (curve,) = trace.curves(200)
    assert len(curve.time_s) <= 3 * 200
    highest = max(rep.peak_deg for rep in report.reps)
    assert abs(np.nanmax(curve.value_deg) - highest) < 0.2


def test_photos_are_in_the_page_only_where_they_are_asked_for(tmp_path: Path) -> None:
    exercise = load_exercise("mini_squat")
    poses = golden_poses("mini_squat")
    width, height = poses[0].size_px
    image = np.full((height, width, 3), 127, np.uint8)
    for with_photos in (True, False):
        place = tmp_path / f"{with_photos}.html"
        with HtmlReport(place, exercise, with_photos=with_photos) as sink:
            observations = (Observation(pose, image) for pose in poses)
            analysis.run(observations, Checker(exercise), [sink])
        page = Page.of(place.read_text())
        assert len(page.named("img")) == (2 if with_photos else 0)
        assert all(row["alt"] for row in page.named("img"))
        assert ('class="body"' in place.read_text()) is not with_photos


def test_limit_that_was_exceeded_again_has_one_line_with_the_furthest_value() -> None:
    report = golden_report("mini_squat")
    rows = tuple(replace(report.limits[0], time_s=5.0 + n, value_deg=90.0 + n) for n in (0, 7, 3))
    page = Page.of(
        report_page([SetEntry(replace(report, limits=rows), load_exercise("mini_squat"))])
    )
    found = {number.place: number for number in page.numbers if "limits" in number.place}
    assert set(found) == {"1/limits/0/time_s", "1/limits/1/value_deg"}
    times = [number for number in page.numbers if number.place.startswith("1=times-")]
    assert [number.text for number in times] == ["3"]
