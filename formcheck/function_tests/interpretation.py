"""Compares results with norms, and says in plain sentences what a function test means."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from formcheck.function_tests.definition import RangeScoring, StanceScoring
from formcheck.function_tests.report import (
    FunctionTestProvenance,
    FunctionTestReport,
    NormComparison,
    verdict_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from formcheck.assessment.report_types import Source
    from formcheck.function_tests.definition import FunctionTest, Norm, NormRow
    from formcheck.function_tests.report import Person, Result

ONE_DAY: Final = (
    "One result says little: repeat it on another day, and tell your physiotherapist at the next "
    "visit."
)
QUOTED: Final = " (secondary source)"


def compare_with_norm(
    test: FunctionTest, person: Person, value: float, *, motion: str | None = None
) -> NormComparison | None:
    """Compare a value with the norm for a person.

    Norms that were not checked at a source (``unverified``) are left out.

    Parameters
    ----------
    test
        The function test, with its norms.
    person
        Age and sex.
    value
        The result, in its unit; NaN = unknown.
    motion
        For a range of motion: the motion.

    Returns
    -------
    NormComparison or None
        None if there is no norm for this person.
    """
    for norm in test.norm:
        if norm.motion != motion or norm.standing == "unverified":
            continue
        for row in norm.row:
            if row.fits(person.age, person.sex):
                return _comparison(test, norm, row, value)
    return None


def _comparison(test: FunctionTest, norm: Norm, row: NormRow, value: float) -> NormComparison:
    below: bool | None = None
    if not math.isnan(value) and norm.says == "fewer_is_below":
        below = value < row.value
    elif not math.isnan(value) and norm.says == "more_is_below":
        below = value > row.value
    keys = [key.strip() for key in norm.source.split(",")]
    return NormComparison(
        says=norm.says,
        text=norm.text,
        value=row.value,
        upper=math.nan if row.to is None else row.to,
        source="; ".join(test.sources.get(key, key) for key in keys),
        secondary=norm.standing == "secondary",
        below=below,
    )


def people_like(test: FunctionTest, person: Person) -> str:
    """Return the people whom a norm describes, in words: ``men aged 65 to 69``.

    Parameters
    ----------
    test, person
        The function test, and age and sex of the person.

    Returns
    -------
    str
    """
    for norm in test.norm:
        for row in norm.row:
            if norm.standing != "unverified" and row.age and row.fits(person.age, person.sex):
                people = {"male": "men", "female": "women", None: "people"}[row.sex]
                return f"{people} aged {row.age[0]} to {row.age[1]}"
    return "others"


def missing_person_data(test: FunctionTest, person: Person) -> str:
    """Return which data of the person are missing for a comparison; empty = none.

    Parameters
    ----------
    test, person
        The function test, and age and sex of the person.

    Returns
    -------
    str
        Which data of the person are missing for a comparison.
    """
    rows = [row for norm in test.norm if norm.standing != "unverified" for row in norm.row]
    wants_age = any(row.age is not None for row in rows) and person.age is None
    wants_sex = any(row.sex is not None for row in rows) and person.sex is None
    options = [name for name, wanted in (("--age", wants_age), ("--sex", wants_sex)) if wanted]
    if options:
        return f"Give {' and '.join(options)} to compare with others."
    of_age = [row for row in rows if row.age is None or row.fits(person.age, row.sex)]
    return "" if of_age or not rows else "There is no comparison for this age."


def interpret(
    test: FunctionTest,
    results: Sequence[Result],
    person: Person,
    *,
    made_by: FunctionTestProvenance | None = None,
    sources: Sequence[Source] = (),
    unseen: Iterable[str] = (),
) -> FunctionTestReport:
    """Return the report of a function test.

    Parameters
    ----------
    test, results, person
        The test, its results, and the person for whom norms were looked up.
    made_by, sources
        Provenance of the report, and the source block of each file.
    unseen
        What was not seen this time, besides what the test never sees.

    Returns
    -------
    FunctionTestReport
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
        provenance=made_by or FunctionTestProvenance(),
        sources=tuple(sources),
    )


def _advice(test: FunctionTest, results: Sequence[Result], person: Person) -> list[str]:
    if isinstance(test.scoring, RangeScoring):
        parts = (_side_by_side, _doubts, _usual)
        lines = [line for part in parts for line in part(test.scoring, results)]
    else:
        lines = [line for result in results for line in _of_result(test, result, person)]
    if all(math.isnan(result.value) for result in results):
        return lines
    changes = [
        row.text + (QUOTED if row.standing == "secondary" else "")
        for row in test.change
        if row.standing != "unverified"
    ]
    return [*lines, *filter(None, [missing_person_data(test, person)]), *changes]


def _of_result(test: FunctionTest, result: Result, person: Person) -> list[str]:
    """Return the sentences about a result of a test on a chair or on one leg."""
    leg = "" if result.side == "both" else f"{result.side.capitalize()} leg: "
    if math.isnan(result.value):
        least = ""
        if not math.isnan(result.at_least):
            least = f" At least {value_text(result.at_least, result.unit)} for certain."
        return [f"{leg}{result.why}{least}"]
    lines = [f"{leg}{_score_sentence(result)}"]
    if result.why:
        lines.append(result.why)
    counted = sum(row.counts for row in result.tries)
    if isinstance(test.scoring, StanceScoring) and counted < test.scoring.tries:
        lines.append(f"{leg}{counted} of {test.scoring.tries} tries.")
    if result.norm is not None and not result.why:
        lines.extend(_compared(result.norm, result, people_like(test, person)))
    return lines


def _score_sentence(result: Result) -> str:
    if result.name == "stands":
        full = int(result.value)
        whole = sum(row.counts for row in result.tries)
        more = " One of them was past half-way when the time was over." if full > whole else ""
        word = "stand" if full == 1 else "stands"
        return f"{full} {word} in the time.{more}"
    if result.name == "time":
        return f"{value_text(result.value, 's')} from the first movement to the last stand."
    return f"{value_text(result.value, 's')}, the best try."


def _compared(norm: NormComparison, result: Result, people: str) -> list[str]:
    """Return the sentences that compare a result with a norm, without alarm."""
    quoted = QUOTED if norm.secondary else ""
    value = value_text(norm.value, result.unit)
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
    """Return one line for each motion with both legs, rounded to the step of one camera."""
    lines = []
    for name, motion in scoring.motion.items():
        both = {row.side: row for row in results if row.name == name}
        if not both:
            continue
        angles = [
            f"{side} {rounded_angle(row.value, scoring.step_deg)}" for side, row in both.items()
        ]
        line = f"{motion.title}, {motion.angle}: {', '.join(angles)}."
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


def _doubts(scoring: RangeScoring, results: Sequence[Result]) -> list[str]:
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


def rounded_angle(value_deg: float, step_deg: float) -> str:
    """Return an angle in words, rounded to the step that one camera can measure.

    Parameters
    ----------
    value_deg, step_deg
        The angle (NaN = unknown) and the step, degrees.

    Returns
    -------
    str
    """
    if math.isnan(value_deg):
        return "?"
    return f"about {step_deg * round(value_deg / step_deg):g}°"


def value_text(value: float, unit: str) -> str:
    """Return a value with its unit, in words.

    Parameters
    ----------
    value
        The value; NaN = unknown.
    unit
        ``stands``, ``s`` or ``deg``.

    Returns
    -------
    str
    """
    if math.isnan(value):
        return "?"
    if unit == "stands":
        return f"{value:g} stand" if value == 1 else f"{value:g} stands"
    return f"{value:.1f} s" if unit == "s" else f"{value:.0f}°"
