"""What a function test means, in plain sentences that alarm nobody."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from formcheck.function_tests.definition import RangeScoring
from formcheck.function_tests.norms import group, missing
from formcheck.function_tests.report import FunctionTestReport, MadeBy, verdict_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from formcheck.assessment.report import Source
    from formcheck.function_tests.definition import FunctionTest
    from formcheck.function_tests.report import NormComparison, Person, Result

ONE_DAY: Final = (
    "One result says little: repeat it on another day, and tell your physiotherapist at the next "
    "visit."
)
QUOTED: Final = " (secondary source)"


def interpret(  # what an outcome knows, told apart by name
    test: FunctionTest,
    results: Sequence[Result],
    person: Person,
    *,
    made_by: MadeBy | None = None,
    sources: Sequence[Source] = (),
    unseen: Iterable[str] = (),
) -> FunctionTestReport:
    """The outcome of a test.

    Parameters
    ----------
    test, results, person
        The test, its results, and for whom norms were looked up.
    made_by, sources
        What made it, and where the poses came from.
    unseen
        What was not seen this time, besides what the test never sees.
    """
    rows = tuple(results)
    return FunctionTestReport(
        test=test.name,
        title=test.title,
        verdict=verdict_of(rows),
        results=rows,
        advice=tuple(_advice(test, rows, person)),
        safety=test.safety,
        cannot_see=(*test.cannot_see, *unseen),
        person=person,
        provenance=made_by or MadeBy(),
        sources=tuple(sources),
    )


def _advice(test: FunctionTest, results: Sequence[Result], person: Person) -> list[str]:
    lines = [line for result in results for line in _of_result(test, result, person)]
    if isinstance(test.scoring, RangeScoring):
        lines = [*_side_by_side(test.scoring, results), *_doubts(test, results)]
        lines.extend(_usual(test.scoring, results))
    known = any(not math.isnan(result.value) for result in results)
    if known and (ask := missing(test, person)):
        lines.append(ask)
    if known:
        lines.extend(
            row.text + (QUOTED if row.standing == "secondary" else "")
            for row in test.change
            if row.standing != "unverified"
        )
    return lines


def _of_result(test: FunctionTest, result: Result, person: Person) -> list[str]:
    """A result of a test on a chair or on one leg."""
    leg = "" if result.side == "both" else f"{result.side.capitalize()} leg: "
    if math.isnan(result.value):
        least = ""
        if not math.isnan(result.at_least):
            least = f" At least {number(result.at_least, result.unit)} for certain."
        return [f"{leg}{result.why}{least}"]
    lines = [f"{leg}{_told(result)}"]
    if result.why:
        lines.append(result.why)
    counted = sum(row.counts for row in result.tries)
    if result.name == "stance" and counted < test.scoring.tries:  # type: ignore[union-attr]
        lines.append(f"{leg}{counted} of {test.scoring.tries} tries.")  # type: ignore[union-attr]
    if result.norm is not None and not result.why:
        lines.extend(_compared(result.norm, result, group(test, person)))
    return lines


def _told(result: Result) -> str:
    if result.name == "stands":
        full = int(result.value)
        whole = sum(row.counts for row in result.tries)
        more = " One of them was past half-way when the time was over." if full > whole else ""
        word = "stand" if full == 1 else "stands"
        return f"{full} {word} in the time.{more}"
    if result.name == "time":
        return f"{number(result.value, 's')} from the first movement to the last stand."
    return f"{number(result.value, 's')}, the best try."


def _compared(norm: NormComparison, result: Result, people: str) -> list[str]:
    """How a result compares, without alarm."""
    quoted = QUOTED if norm.secondary else ""
    value = number(norm.value, result.unit)
    if norm.says == "mean":
        return [f"On average {people} reach {value}{quoted}."]
    if norm.says == "fewer_is_below":
        usual = f"{value} or more are usual for {people}"
    else:
        usual = f"up to {value} is usual for {people}"
    if norm.below:
        return [f"Below average: {usual}{quoted}.", ONE_DAY]
    return [f"Average or better: {usual}{quoted}."]


def _side_by_side(scoring: RangeScoring, results: Sequence[Result]) -> list[str]:
    """Both legs of each motion in one line, to the step that can be told."""
    lines = []
    for name, motion in scoring.motion.items():
        both = {row.side: row for row in results if row.name == name}
        if not both:
            continue
        told = [f"{side} {about(row.value, scoring.step_deg)}" for side, row in both.items()]
        line = f"{motion.title}, {motion.angle}: {', '.join(told)}."
        left, right = (both[side].value for side in ("left", "right"))
        if not math.isnan(left + right):
            line += f" {_difference(left, right, motion.claim_deg)}"
        lines.append(line)
    return lines


def _difference(left: float, right: float, claim_deg: float) -> str:
    if abs(left - right) < claim_deg:
        return f"No clear difference (under {claim_deg:g}°)."
    less = "left" if left < right else "right"
    return f"The {less} one goes less far."


def _doubts(test: FunctionTest, results: Sequence[Result]) -> list[str]:
    scoring = test.scoring
    if not isinstance(scoring, RangeScoring):
        return []
    lines = []
    for row in results:
        counted = sum(one.counts for one in row.tries)
        title = scoring.motion[row.name].title
        if row.why:
            lines.append(f"{title}, {row.side}: {row.why}")
        elif counted < scoring.tries:
            lines.append(f"{title}, {row.side}: {counted} of {scoring.tries} tries.")
    return lines


def _usual(scoring: RangeScoring, results: Sequence[Result]) -> list[str]:
    lines = []
    for name, motion in scoring.motion.items():
        norm = next((row.norm for row in results if row.name == name and row.norm), None)
        if norm is not None and norm.says == "usual":
            quoted = QUOTED if norm.secondary else ""
            lines.append(
                f"{motion.title}: {norm.value:g} to {norm.upper:g}° are {norm.text}{quoted}; "
                "yours is moved by yourself, so compare it with your other side and with before."
            )
    return lines


def about(value_deg: float, step_deg: float) -> str:
    """An angle as it is shown: to the step that one camera can tell."""
    if math.isnan(value_deg):
        return "?"
    return f"about {step_deg * round(value_deg / step_deg):g}°"


def number(value: float, unit: str) -> str:
    """A value with its unit, in words."""
    if math.isnan(value):
        return "?"
    if unit == "stands":
        return f"{value:g} stand" if value == 1 else f"{value:g} stands"
    return f"{value:.1f} s" if unit == "s" else f"{value:.0f}°"
