"""What is known when a function test is over, and its JSON form.

The JSON is described by ``formcheck/schemas/outcome.schema.json``.  Unknown numbers are null.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from formcheck.assessment.report import json_text, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from formcheck.assessment.events import WorkingSide
    from formcheck.function_tests.definition import Says, Sex

SCHEMA: Final = 1

Unit = Literal["stands", "s", "deg"]


@dataclass(frozen=True, slots=True)
class Trial:
    """One try: a stand, a stance on one leg, a movement as far as it goes.

    Attributes
    ----------
    side
        The leg that stood or moved.
    start_s, end_s
        Seconds since the start of the source; NaN = not seen.
    value
        What it came to, in the unit of its result; NaN = cannot be told.
    counts
        Whether it has a part in the score.
    note
        Why it ended or does not count; empty = nothing to say.
    source
        In which of the sources it was seen, from 1.
    """

    side: WorkingSide
    start_s: float
    end_s: float
    value: float
    counts: bool
    note: str = ""
    source: int = 1


@dataclass(frozen=True, slots=True)
class NormComparison:
    """What others reach, for the person's age and sex.

    Attributes
    ----------
    says
        Whether `value` is the least or the most of an average person, the mean, or with `upper` a
        usual range.
    secondary
        Whether the source only quotes another one.
    below
        Whether the result lies on the weak side; None = that cannot be said of a mean or a range.
    """

    says: Says
    text: str
    value: float
    upper: float
    source: str
    secondary: bool
    below: bool | None


@dataclass(frozen=True, slots=True)
class Result:
    """One number of a test.

    Attributes
    ----------
    name
        ``stands``, ``time``, ``stance``, or the motion (``flexion``).
    side
        The leg; ``both`` where the legs work together.
    value
        The score; NaN = inconclusive.
    at_least
        What was certainly reached where the score is unknown; NaN = nothing.
    why
        Why there is no score; empty if there is one.
    """

    name: str
    side: WorkingSide
    value: float
    unit: Unit
    tries: tuple[Trial, ...] = ()
    at_least: float = math.nan
    why: str = ""
    norm: NormComparison | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """For whom norms are looked up; None = not told."""

    age: int | None = None
    sex: Sex | None = None


@dataclass(frozen=True, slots=True)
class MadeBy:
    """What made the outcome: version, the test's file, and the estimator of each source."""

    formcheck: str = ""
    test_sha256: str = ""
    estimator: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FunctionTestReport:
    """Everything that is known about one function test.

    Attributes
    ----------
    verdict
        ``scored`` if every result has a value, ``partly`` if some have, else ``inconclusive``.
    advice
        Plain sentences, most important first.
    """

    test: str
    title: str
    verdict: Literal["scored", "partly", "inconclusive"]
    results: tuple[Result, ...]
    advice: tuple[str, ...]
    safety: tuple[str, ...]
    cannot_see: tuple[str, ...]
    person: Person
    provenance: MadeBy
    sources: tuple[Mapping[str, object], ...] = ()
    schema: int = SCHEMA

    def as_dict(self) -> dict[str, Any]:
        """The outcome as plain data for JSON: NaN is None, numbers are rounded."""
        table: dict[str, Any] = {"schema": self.schema}
        table.update(asdict(self))
        rounded: dict[str, Any] = plain(table)
        return rounded

    def to_json(self) -> str:
        """The outcome as JSON text, two spaces of indent, with a line break at its end."""
        return json_text(self.as_dict())


def verdict_of(results: tuple[Result, ...]) -> Literal["scored", "partly", "inconclusive"]:
    """The verdict on a test by its results."""
    known = [not math.isnan(result.value) for result in results]
    if known and all(known):
        return "scored"
    return "partly" if any(known) else "inconclusive"
