"""Function tests for the terminal: how to do one, and its report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.text import Text

from formcheck.assessment.report_types import clock_text
from formcheck.exercises.loader import load_exercise
from formcheck.exercises.precautions import SIGN_OFF
from formcheck.exercises.profile import NO_PROFILE
from formcheck.function_tests.comparison import QUOTED
from formcheck.function_tests.definition import (
    RangeScoring,
    StanceScoring,
    StandScoring,
    function_test_names,
    load_function_test,
)
from formcheck.function_tests.interpretation import rounded_angle, value_text
from formcheck.function_tests.precautions import every_rule, precaution_lines
from formcheck.output.terminal.exercise import (
    bare_table,
    cited_sources,
    listing,
    numbered,
    sources,
    unbroken_listing,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from formcheck.exercises.profile import Profile
    from formcheck.function_tests.definition import FunctionTest, Norm, Scoring
    from formcheck.function_tests.report import FunctionTestReport, Result, Trial

VERDICTS: Final = {
    "scored": ("", "bold"),
    "partly": ("Partly scored", "bold yellow"),
    "inconclusive": ("Inconclusive: it cannot be scored", "bold magenta"),
}

NO_DIAGNOSIS: Final = (
    f"A test of function, no diagnosis: above all, compare with yourself. {SIGN_OFF}"
)
PASSED: Final = ("Past a safety limit", "bold red")


def render_function_test(report: FunctionTestReport, test: FunctionTest) -> Group:
    """Show the report of a function test: result, trials, advice and comparison.

    Parameters
    ----------
    report, test
        The report, and the test that was done.

    Returns
    -------
    Group
        Lines and a table for a rich console.
    """
    headline = Text(report.title, "bold")
    stopped = any(row.action == "stop" for row in report.limits)
    for word, style in (PASSED if stopped else ("", ""), VERDICTS[report.verdict]):
        if word:
            headline.append(": ").append(word, style)
    rows = [(result, row) for result in report.results for row in result.tries]
    cited = sorted({row.norm.source for row in report.results if row.norm is not None})
    return Group(
        headline,
        *([_trials(rows, test.scoring)] if rows else []),
        listing("Result", report.advice),
        listing("Safety", [*report.precautions, *report.safety]),
        listing("What the camera cannot see", report.cannot_see),
        *([unbroken_listing("Compared with", cited)] if cited else []),
        Text(NO_DIAGNOSIS, "dim"),
    )


def _trials(rows: list[tuple[Result, Trial]], scoring: Scoring) -> Table:
    table = bare_table()
    titled = isinstance(scoring, RangeScoring)
    columns = ("what", "at", "side", _column(scoring), "counts", "")
    for name in columns if titled else columns[1:]:
        table.add_column(name, justify="right" if name in {"at", _column(scoring)} else "left")
    for result, row in rows:
        value = value_text(row.value, result.unit if result.unit != "stands" else "s")
        title = ""
        if isinstance(scoring, RangeScoring):
            value = rounded_angle(row.value, scoring.step_deg)
            title = scoring.motion[result.name].title
        note = "; ".join(filter(None, (row.note, *_limits(row.limits))))
        cells = [clock_text(row.start_s), row.side, value, "yes" if row.counts else "no", note]
        table.add_row(*([title, *cells] if titled else cells))
    return table


def _limits(names: Sequence[str]) -> list[str]:
    return [f"limit: {name.replace('_', ' ')}" for name in names]


def _column(scoring: Scoring) -> str:
    if isinstance(scoring, StandScoring):
        return "stood after"
    return "held" if isinstance(scoring, StanceScoring) else "angle"


def describe_function_test(test: FunctionTest, profile: Profile = NO_PROFILE) -> Group:
    """Return a function test for the person who takes it, and for who gives it.

    Parameters
    ----------
    test, profile
        The test, and the patient's precautions.

    Returns
    -------
    Group
        What the precautions forbid stands first.
    """
    norms = [norm for norm in test.norm if norm.standing != "unverified"]
    mine = precaution_lines(test, profile)
    return Group(
        Text(test.title, "bold").append(f"  ({test.name})\n{test.purpose}", "not bold"),
        *([listing(f"With {profile.name}", mine)] if mine else []),
        numbered(test.steps),
        listing("Safety", test.safety),
        _camera(test),
        listing("Scoring", _rules(test.scoring)),
        listing("What the camera cannot see", test.cannot_see),
        *([] if profile.name else [listing("With precautions", every_rule(test))]),
        *([listing("Others", [row for norm in norms for row in _norm(norm)])] if norms else []),
        sources(cited_sources(_cited(test), test.sources)),
        Text(NO_DIAGNOSIS, "dim"),
    )


def _camera(test: FunctionTest) -> Group:
    """Return where the camera stands: for a range of motion, for each motion."""
    if not isinstance(test.scoring, RangeScoring):
        return listing("Camera", test.view.in_words)
    rows = []
    for motion in test.scoring.motion.values():
        view = load_exercise(motion.exercise).view
        rows.append(f"{motion.title}: {' '.join(view.in_words)}")
    return listing("Camera", rows)


def describe_profile_of_tests(profile: Profile) -> Group:
    """Return what a profile means for the function tests; nothing if it changes none."""
    rows = {
        name: lines
        for name in function_test_names()
        if (lines := precaution_lines(load_function_test(name), profile))
    }
    return Group(*(listing(f"Function test {name}", lines) for name, lines in rows.items()))


def _rules(scoring: Scoring) -> list[str]:
    if isinstance(scoring, StandScoring):
        rules = [f"A full stand: hip and knee bent by {scoring.full_deg:g}° at the most."]
        if scoring.duration_s is None:
            rules.append(f"The time from the start to stand number {scoring.stands}.")
            return [*rules, "Arms not crossed: no score."]
        time = f"{scoring.duration_s:g} s"
        rules.append(f"Full stands in {time}; one that is past half-way then counts.")
        return [*rules, "Arms not crossed: the score is 0."]
    if isinstance(scoring, StanceScoring):
        return [
            f"The longest of {scoring.tries} tries, {scoring.cap_s:g} s at the most.",
            "A try ends when the foot comes down, or when the foot that carries hops.",
        ]
    return [
        f"The furthest angle of {scoring.tries} tries that was held for {scoring.keep_s:g} s.",
        f"Shown to the nearest {scoring.step_deg:g}°.",
        *(
            f"{row.title}: the angle of {row.angle}; a difference counts from "
            f"{row.claim_deg:g}° on."
            for row in scoring.motion.values()
        ),
    ]


def _norm(norm: Norm) -> list[str]:
    quoted = QUOTED if norm.standing == "secondary" else ""
    rows = []
    for row in norm.row:
        people = {"male": "men", "female": "women", None: ""}[row.sex]
        age = f"{row.age[0]} to {row.age[1]}" if row.age else ""
        whom = " ".join(filter(None, (people, age))) or norm.motion or "everybody"
        rows.append(f"{whom}: {row.value:g}{'°' if norm.unit == 'deg' else ''}")
    return [f"{norm.text}{quoted}, [{norm.source}]", *rows]


def _cited(test: FunctionTest) -> list[str]:
    """Return the sources of what is shown."""
    cited = [test.scoring.source, test.view.source]
    cited += [row.source for row in test.norm if row.standing != "unverified"]
    cited += [row.source for row in test.change if row.standing != "unverified"]
    cited += [row.source for row in test.precaution]
    if isinstance(test.scoring, RangeScoring):
        cited += [row.source for row in test.scoring.motion.values()]
    return cited
