"""Compares results of function tests: with what other people reach, and with an earlier result."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from formcheck.errors import ExerciseError
from formcheck.function_tests.definition import RangeScoring
from formcheck.function_tests.report import EarlierComparison, NormComparison

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from formcheck.function_tests.definition import FunctionTest, Norm, NormRow
    from formcheck.function_tests.report import Person, Result

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
        source="; ".join(test.sources.get(key, key) for key in keys),
        secondary=norm.standing == "secondary",
        below=below,
        below_means=norm.below_means if below else "",
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


# --- An earlier result ---------------------------------------------------------------------------


class EarlierResult(NamedTuple):
    """One number of an earlier report: its name, its leg, and its value (never NaN)."""

    name: str
    side: str
    value: float


def earlier_results(test: FunctionTest, text: str) -> tuple[EarlierResult, ...]:
    """Return the results of an earlier report.

    Parameters
    ----------
    test
        The test that was done again.
    text
        The report, as ``--json`` wrote it.

    Returns
    -------
    tuple of EarlierResult
        Without the results that had no value.

    Raises
    ------
    ExerciseError
        If it is no report of this test.
    """
    try:
        table = json.loads(text)
        name, rows = table["test"], table["results"]
        found = [EarlierResult(row["name"], row["side"], row["value"]) for row in rows]
    except (ValueError, KeyError, TypeError) as error:
        raise ExerciseError(
            "The earlier result is no report of a function test: give a file that --json wrote."
        ) from error
    if name != test.name:
        raise ExerciseError(
            f"The earlier result is one of {name}, not of {test.name}: give one of the same test."
        )
    return tuple(row for row in found if isinstance(row.value, int | float))


def with_earlier(
    test: FunctionTest, results: Sequence[Result], earlier: Iterable[EarlierResult]
) -> list[Result]:
    """Return the results, each with its comparison with the earlier one of the same leg.

    Parameters
    ----------
    test, results
        The test, and its results now.
    earlier
        The earlier results.

    Returns
    -------
    list of Result
        A result without a value, or without an earlier one, stays as it is.
    """
    before = {(row.name, row.side): row.value for row in earlier}
    compared = []
    for row in results:
        old = before.get((row.name, row.side), math.nan)
        least = least_change(test, row.name)
        counts = None if least is None else abs(row.value - old) >= least
        known = not math.isnan(row.value - old)
        now = EarlierComparison(old, math.nan if least is None else least, counts)
        compared.append(replace(row, earlier=now) if known else row)
    return compared


def least_change(test: FunctionTest, name: str) -> float | None:
    """Return the least change of a result that counts as one, in its unit; None = not known.

    Parameters
    ----------
    test
        The test.
    name
        The name of the result.

    Returns
    -------
    float or None
    """
    if isinstance(test.scoring, RangeScoring):
        return test.scoring.motion[name].claim_deg
    known = [row.least for row in test.change if row.standing != "unverified"]
    return next((least for least in known if least is not None), None)
