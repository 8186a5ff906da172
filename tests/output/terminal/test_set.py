"""What is told on the terminal: every repetition, in words as well as in colours."""

from __future__ import annotations

import io
import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rich.console import Console
from support.golden import golden_report

from formcheck.assessment.checker import Checker
from formcheck.assessment.report import LimitExceeded, Rep
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.output.terminal.exercise import describe_exercise
from formcheck.output.terminal.set import render_set

if TYPE_CHECKING:
    from rich.console import RenderableType

    from formcheck.assessment.report import SetReport


def printed(told: RenderableType, *, width: int = 110) -> str:
    """What stands there without colours."""
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(told, crop=False)
    assert isinstance(console.file, io.StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines())


def table_of(report: SetReport) -> list[str]:
    """The rows of the table, without its header."""
    lines = printed(render_set(report, load_exercise(report.exercise))).splitlines()
    return [line for line in lines if re.match(r"(\d+|-) +\d+:\d\d", line)]


# --- A set -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", exercise_names())
def test_there_is_a_row_for_every_repetition_in_the_order_of_time(name: str) -> None:
    report = golden_report(name)
    rows = table_of(report)
    assert len(rows) == report.counts.total + report.counts.partial
    clocks = [re.findall(r"(\d+):(\d\d)", row)[0] for row in rows]
    assert clocks == sorted(clocks)
    assert sum("partial" in row for row in rows) == report.counts.partial
    for row, rep in zip([row for row in rows if row[0] != "-"], report.reps, strict=True):
        assert ("not good" in row) is not rep.good
        assert f" {rep.side} " in row
        assert all(fault.replace("_", " ") in row for fault in rep.faults)


@pytest.mark.parametrize("name", exercise_names())
def test_a_limit_is_told_with_its_leg_its_time_and_its_angle(name: str) -> None:
    report = golden_report(name)
    text = printed(render_set(report, load_exercise(name)))
    assert "Limits exceeded" in text
    for limit in report.limits:
        minutes, seconds = divmod(int(limit.time_s), 60)
        assert f"at {minutes}:{seconds:02d}, {round(limit.value_deg)}°" in text
    assert "limit: " in text


@pytest.mark.parametrize("name", exercise_names())
def test_nothing_of_the_report_is_left_out(name: str) -> None:
    report = golden_report(name)
    # As one line, because sentences are broken where the terminal ends.
    text = " ".join(printed(render_set(report, load_exercise(name))).split())
    assert report.title in text
    assert f"{report.counts.good} good of {report.counts.total}" in text
    for sentence in (*report.advice, *report.cannot_see):
        assert sentence in text
    assert "to the nearest 5°" in text


def test_the_most_important_advice_comes_first() -> None:
    report = replace(golden_report("mini_squat"), advice=("Stop.", "Rest.", "Eat."))
    lines = printed(render_set(report, load_exercise("mini_squat"))).splitlines()
    at = lines.index("What to do")
    assert [line.strip(" -") for line in lines[at + 1 : at + 4]] == ["Stop.", "Rest.", "Eat."]


def test_a_verdict_is_a_word() -> None:
    words = {"good": "Good", "needs_work": "Needs work", "stopped": "Stopped"}
    words["inconclusive"] = "Inconclusive"
    for verdict, word in words.items():
        report = replace(golden_report("mini_squat"), verdict=verdict)  # type: ignore[arg-type]
        assert f"Mini squat: {word}" in printed(render_set(report, load_exercise("mini_squat")))


def rep(**changes: float) -> Rep:
    usual: dict[str, float] = {"start_s": 1.0, "peak_s": 2.0, "end_s": 3.0, "peak_deg": 40.0}
    usual |= {"range_deg": 38.0, "hold_s": 0.5, "out_s": 1.0, "back_s": 1.2}
    return Rep(number=1, side="left", good=True, faults=(), **(usual | changes))


def row_with(**changes: float) -> str:
    """The row of such a repetition, with a usual one after it."""
    reps = (rep(**changes), rep(start_s=9000.0))
    report = replace(golden_report("mini_squat"), reps=reps, partial_reps=(), limits=())
    return table_of(report)[0]


def test_a_range_is_told_to_five_degrees_and_a_peak_to_one() -> None:
    assert "about 40°" in row_with(range_deg=38.0)
    assert "about 35°" in row_with(range_deg=37.0)
    assert " 41° " in row_with(peak_deg=40.6)


def test_zero_has_no_sign() -> None:
    row = row_with(peak_deg=-0.4, range_deg=-0.1)
    assert " 0° " in row
    assert "-0" not in row


def test_what_was_not_seen_is_a_question_mark() -> None:
    row = row_with(range_deg=math.nan, out_s=math.nan)
    assert " ? " in row
    assert "? / 1.2 s" in row
    assert "nan" not in row


def test_a_tempo_that_is_never_known_has_no_column() -> None:
    text = printed(
        render_set(golden_report("hip_flexor_stretch"), load_exercise("hip_flexor_stretch"))
    )
    assert "out / back" not in text
    assert "out / back" in printed(
        render_set(golden_report("mini_squat"), load_exercise("mini_squat"))
    )


def test_times_are_those_of_a_player() -> None:
    assert "  1:05  " in row_with(start_s=65.9)
    assert "  0:00  " in row_with(start_s=0.2)
    assert "  61:40  " in row_with(start_s=3700.0)


def test_a_limit_that_is_no_angle_has_none() -> None:
    limit = LimitExceeded("crossed_legs", "both", "stop", 61.0, math.nan, 0.3)
    report = replace(golden_report("mini_squat"), limits=(limit,))
    text = printed(render_set(report, load_exercise("mini_squat")))
    assert "  - crossed legs (stop): both legs, at 1:01\n" in text


def test_a_stretch_tells_how_long_it_was_held() -> None:
    report = golden_report("hip_flexor_stretch")
    held_s = sum(hold.hold_s for hold in report.holds)
    text = printed(render_set(report, load_exercise("hip_flexor_stretch")))
    assert f"Held {held_s:.0f} s in all" in text
    assert "Held" not in printed(
        render_set(golden_report("mini_squat"), load_exercise("mini_squat"))
    )


def test_a_set_of_nothing_says_so_without_a_table() -> None:
    report = Checker(load_exercise("mini_squat")).finish()
    text = printed(render_set(report, load_exercise("mini_squat")))
    assert "Inconclusive" in text
    assert "0 good of 0" in text
    assert "peak" not in text
    assert "nan" not in text


def test_what_is_known_of_the_source_is_told() -> None:
    note = "The clock of the file was repaired."
    report = golden_report("mini_squat").with_source({"notes": (note,)})
    assert note in printed(render_set(report, load_exercise("mini_squat")))
    assert "About this source" not in printed(
        render_set(golden_report("mini_squat"), load_exercise("mini_squat"))
    )


def test_brackets_in_a_note_are_no_markup() -> None:
    report = golden_report("mini_squat").with_source({"notes": ("odd [bold]file[/bold] [/]",)})
    assert "odd [bold]file[/bold] [/]" in printed(render_set(report, load_exercise("mini_squat")))


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_no_number_is_lost_on_a_narrow_terminal(width: int) -> None:
    report = golden_report("single_leg_bridge")
    text = printed(render_set(report, load_exercise("single_leg_bridge")), width=width)
    assert "…" not in text
    for one in report.reps:
        assert f"{one.hold_s:.1f} s" in text
    assert "faults" in text
    assert "limit:" in text
    assert "far" in text


# --- An exercise -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", exercise_names())
def test_an_exercise_is_shown_with_everything_a_therapist_signs_off(name: str) -> None:
    exercise = load_exercise(name)
    text = " ".join(printed(describe_exercise(exercise)).split())
    for sentence in (exercise.purpose, exercise.view.place, *exercise.steps, *exercise.cannot_see):
        assert sentence in text
    rows = (*exercise.fault, *exercise.limit, *exercise.need, *exercise.movement.also)
    for row in rows:
        assert f"«{row.say}»" in text
    for limit in exercise.limit:
        assert str(limit.when) in text
    for precaution in exercise.profile.values():
        assert precaution.why in text
        for limit in precaution.limit:
            assert str(limit.when) in text
    enter, full = exercise.movement.target_deg
    assert f"{enter:g}° to {full:g}°" in text


@pytest.mark.parametrize("name", exercise_names())
def test_addresses_of_sources_are_whole_on_one_line(name: str) -> None:
    exercise = load_exercise(name)
    lines = printed(describe_exercise(exercise), width=60).splitlines()
    for key, source in exercise.sources.items():
        assert f"  - {key}: {source}" in lines


def test_steps_are_numbered_and_go_on_under_their_beginning() -> None:
    lines = printed(describe_exercise(load_exercise("hip_flexor_stretch")), width=60).splitlines()
    at = lines.index("How")
    assert lines[at + 1].startswith("  1. ")
    assert lines[at + 2].startswith("     ")


def test_a_forbidden_exercise_names_the_one_to_do_instead() -> None:
    text = " ".join(printed(describe_exercise(load_exercise("hip_flexor_stretch"))).split())
    assert "With knee pain" in text
    assert "Not allowed." in text
    assert "Do hip_flexor_stretch_standing instead." in text


def test_every_kind_of_fault_says_by_what_it_is_known() -> None:
    text = " ".join(printed(describe_exercise(load_exercise("single_leg_bridge"))).split())
    assert "[best hip_flexion above" in text
    assert "[way out in less than" in text
    assert "[way back in less than" in text
    assert "only a rough sign" in text
