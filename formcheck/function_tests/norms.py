"""What others reach, for a person's age and sex: looked up, never guessed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from formcheck.function_tests.report import NormComparison

if TYPE_CHECKING:
    from formcheck.function_tests.definition import FunctionTest, Norm, NormRow
    from formcheck.function_tests.report import Person


def compare_with_norm(
    test: FunctionTest, person: Person, value: float, *, motion: str | None = None
) -> NormComparison | None:
    """The norm that fits, with which side of it a value is on; None = there is none to show.

    One that nobody has seen at its source (``unverified``) is never shown.
    """
    for norm in test.norm:
        if norm.motion != motion or norm.standing == "unverified":
            continue
        for row in norm.row:
            if row.fits(person.age, person.sex):
                return _told(test, norm, row, value)
    return None


def _told(test: FunctionTest, norm: Norm, row: NormRow, value: float) -> NormComparison:
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


def group(test: FunctionTest, person: Person) -> str:
    """The people somebody is compared with, in words: ``men aged 65 to 69``."""
    for norm in test.norm:
        for row in norm.row:
            if norm.standing != "unverified" and row.age and row.fits(person.age, person.sex):
                people = {"male": "men", "female": "women", None: "people"}[row.sex]
                return f"{people} aged {row.age[0]} to {row.age[1]}"
    return "others"


def missing(test: FunctionTest, person: Person) -> str:
    """What to tell in order to be compared; empty if there is nothing to tell."""
    rows = [row for norm in test.norm if norm.standing != "unverified" for row in norm.row]
    wants_age = any(row.age is not None for row in rows) and person.age is None
    wants_sex = any(row.sex is not None for row in rows) and person.sex is None
    options = [name for name, wanted in (("--age", wants_age), ("--sex", wants_sex)) if wanted]
    if options:
        return f"Give {' and '.join(options)} to compare with others."
    of_age = [row for row in rows if row.age is None or row.fits(person.age, row.sex)]
    return "" if of_age or not rows else "There is no comparison for this age."
