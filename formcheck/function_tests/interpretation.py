"""Makes the report of a function test, and says in plain sentences what its results mean."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from formcheck.exercises.profile import NO_PROFILE, Profile
from formcheck.function_tests.comparison import (
    QUOTED,
    earlier_results,
    missing_person_data,
    people_like,
    with_earlier,
)
from formcheck.function_tests.definition import RangeScoring, StanceScoring, StandScoring
from formcheck.function_tests.precautions import check_allowed, with_limits, words_of
from formcheck.function_tests.report import (
    STANCE,
    FunctionTestProvenance,
    FunctionTestReport,
    Person,
    verdict_of,
)
from formcheck.function_tests.scoring import score_files
from formcheck.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from formcheck.assessment.report import Source
    from formcheck.function_tests.definition import FunctionTest
    from formcheck.function_tests.report import NormComparison, PassedLimit, Result
    from formcheck.function_tests.scoring import Findings

OWN: Final = (
    "There is no norm for a leg that you move yourself: compare it with your other leg and with "
    "your earlier results."
)

ONE_DAY: Final = "One result says little: repeat the test on another day."


@dataclass(frozen=True, slots=True)
class FunctionTestRequest:
    """Who is tested, and with what the result is compared.

    Attributes
    ----------
    person
        Age and sex, for the norms.
    profile
        The precautions of the person, and what their physiotherapist unlocked.
    earlier
        An earlier report of the same test, as JSON text; None = none.
    go_s
        When "go" was said, seconds as a player shows them; None = with the first movement.
    """

    person: Person = field(default_factory=Person)
    profile: Profile = NO_PROFILE
    earlier: str | None = None
    go_s: float | None = None


NO_REQUEST: Final = FunctionTestRequest()
"""An unknown person without precautions."""


class FunctionTestScorer:
    """Collects what was found in each file of a test, and makes the report.

    Parameters
    ----------
    test
        The test.
    motions
        The motion of each file; None outside a range of motion.
    asked
        Who is tested.

    Raises
    ------
    ExerciseError
        If the precautions forbid the test, or the earlier report is none of this test.
    """

    def __init__(
        self, test: FunctionTest, motions: Sequence[str | None], asked: FunctionTestRequest
    ) -> None:
        check_allowed(test, asked.profile, motions)
        self._test, self._motions, self._asked = test, motions, asked
        self._earlier = () if asked.earlier is None else earlier_results(test, asked.earlier)
        self._found: list[tuple[str | None, Findings]] = []
        self._sources: list[Source] = []
        self._estimator: Mapping[str, str] = {}

    def add(
        self, motion: str | None, found: Findings, source: Source, estimator: Mapping[str, str]
    ) -> None:
        """Take what was found in the next file.

        Parameters
        ----------
        motion, found
            The motion of the file, and what its finder found.
        source, estimator
            The source block of the file, and what made its poses.
        """
        self._found.append((motion, found))
        self._sources.append(source if motion is None else {**source, "motion": motion})
        self._estimator = self._estimator or estimator

    def report(self) -> FunctionTestReport:
        """Return the report of all files."""
        test, asked, profile = self._test, self._asked, self._asked.profile
        go_s = asked.go_s
        if go_s is not None:
            go_s /= self._sources[0].get("slowed", 1.0)
        results, unseen = score_files(test, self._found, asked.person, go_s=go_s)
        results, limits = with_limits(test, profile, with_earlier(test, results, self._earlier))
        return interpret(
            test,
            results,
            asked.person,
            made_by=FunctionTestProvenance(
                __version__, test.sha256, self._estimator, profile.name, profile.sha256
            ),
            sources=self._sources,
            unseen=unseen,
            precautions=words_of(test, profile, self._motions),
            limits=limits,
        )


def interpret(  # noqa: PLR0913  # one keyword for each part of the report
    test: FunctionTest,
    results: Sequence[Result],
    person: Person,
    *,
    made_by: FunctionTestProvenance | None = None,
    sources: Sequence[Source] = (),
    unseen: Iterable[str] = (),
    precautions: Sequence[str] = (),
    limits: Sequence[PassedLimit] = (),
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
    precautions, limits
        What the person's precautions say, and the limits that were passed.

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
        advice=(*_about_limits(limits), *_advice(test, rows, person)),
        safety=test.safety,
        precautions=tuple(precautions),
        limits=tuple(limits),
        cannot_see=(*test.cannot_see, *unseen),
        person=person,
        provenance=made_by or FunctionTestProvenance(),
        sources=tuple(sources),
    )


def _about_limits(limits: Sequence[PassedLimit]) -> list[str]:
    """Return a sentence for each limit that was passed, the stops first."""
    lines = []
    for name in dict.fromkeys(row.name for row in sorted(limits, key=lambda row: row.action)):
        rows = [row for row in limits if row.name == name]
        furthest = max(rows, key=lambda row: row.hip_deg)
        often = "once" if len(rows) == 1 else f"{len(rows)} times"
        angle = f"the hip bent to about {furthest.hip_deg:.0f}°"
        if furthest.action == "stop":
            past = f"Past the limit of your precautions {often}: {angle}"
        else:
            past = f"Close to the limit of your precautions {often}: {angle}"
        lines.append(f"{past} (the limit is {furthest.limit_deg:g}°). {furthest.say}")
    return lines


def _advice(test: FunctionTest, results: Sequence[Result], person: Person) -> list[str]:
    scoring = test.scoring
    if isinstance(scoring, RangeScoring):
        lines = _side_by_side(scoring, results)
        lines += [line for row in results for line in _of_range(scoring, row)]
        lines += _everyday(scoring, results)
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
    leg = "" if result.side == "both" else f"On the {result.side} leg: "
    if math.isnan(result.value):
        return [f"{leg}{result.why}{_at_least(result)}"]
    lines = [f"{leg}{_score_sentence(test, result)}"]
    if result.why:
        lines.append(result.why)
    counted = sum(row.counts for row in result.tries)
    if isinstance(test.scoring, StanceScoring) and counted < test.scoring.tries:
        lines.append(f"{leg}{_of_tries(counted, test.scoring.tries)}")
    if result.norm is not None and not result.why:
        lines.extend(_compared(result.norm, result, people_like(test, person)))
    return [*lines, *(f"{leg}{line}" for line in _since(result))]


def _at_least(result: Result) -> str:
    """Return what was certainly reached where there is no score; empty = nothing."""
    if math.isnan(result.at_least):
        return ""
    return f" At least {value_text(result.at_least, result.unit)} for certain."


def _of_tries(counted: int, asked: int) -> str:
    return f"{counted} of the {asked} tries {'was' if counted == 1 else 'were'} seen."


def _score_sentence(test: FunctionTest, result: Result) -> str:
    if isinstance(test.scoring, StandScoring) and test.scoring.duration_s is not None:
        full = int(result.value)
        whole = sum(row.counts for row in result.tries)
        more = " The last one was more than half-way up when the time was over, and counts too."
        time = f"{test.scoring.duration_s:g} seconds"
        return f"{value_text(full, 'stands')} in {time}.{more if full > whole else ''}"
    if result.name == "time":
        return f"{value_text(result.value, 's')} from the first movement to the last stand."
    return f"{value_text(result.value, 's')} in the best try."


def _compared(norm: NormComparison, result: Result, people: str) -> list[str]:
    """Return the sentences that compare a result with a norm."""
    quoted = QUOTED if norm.secondary else ""
    value = f"{norm.value:g} {result.unit}"  # as its source gives it
    if norm.says == "mean":
        return [f"On average, {people} reach {value}{quoted}."]
    if norm.says == "fewer_is_below":
        usual = f"{value} or more are usual for {people}"
    else:
        usual = f"up to {value} is usual for {people}"
    if norm.below:
        means = [norm.below_means] if norm.below_means else []
        return [f"Below average: {usual}{quoted}.", *means, ONE_DAY]
    return [f"Average or better: {usual}{quoted}."]


def _since(result: Result) -> list[str]:
    """Return the sentence that compares a result with an earlier one."""
    earlier = result.earlier
    if earlier is None:
        return []
    was = f"The earlier result was {value_text(earlier.value, result.unit)}"
    if earlier.changed is None:
        return [f"{was}. How large a change must be to count is not known: compare several days."]
    least = f"{earlier.least:g} {result.unit}".replace(" deg", "°")
    if not earlier.changed:
        return [f"{was}: no clear change (it counts from {least} on)."]
    more = result.value > earlier.value
    word = {"s": ("slower", "faster")}.get(result.unit, ("more", "less"))[0 if more else 1]
    if result.name == STANCE:
        word = "longer" if more else "shorter"
    change = value_text(abs(result.value - earlier.value), result.unit)
    return [f"{was}: now {change} {word}, a clear change (it counts from {least} on)."]


# --- A range of motion ---------------------------------------------------------------------------


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
        values = [row.value for row in both.values()]
        if len(values) > 1 and not any(map(math.isnan, values)):
            line += f" {_difference(both['left'].value, both['right'].value, motion.claim_deg)}"
        lines.append(line)
    return lines


def _difference(left: float, right: float, claim_deg: float) -> str:
    if abs(left - right) < claim_deg:
        return f"The sides do not differ clearly (a difference counts from {claim_deg:g}° on)."
    less = "left" if left < right else "right"
    return f"The {less} one goes clearly less far."


def _of_range(scoring: RangeScoring, row: Result) -> list[str]:
    """Return what is to be said of the tries of one leg, and of its earlier result."""
    what = f"{scoring.motion[row.name].title}, {row.side}: "
    counted = [one for one in row.tries if one.counts]
    lines = []
    if row.why:
        lines.append(f"{row.why}{_at_least(row)}")
    elif len(counted) < scoring.tries:
        lines.append(_of_tries(len(counted), scoring.tries))
    best = max(counted, key=lambda one: one.value, default=None)
    if best is not None and best.note and not row.why:
        lines.append(f"in the furthest try {best.note}.")
    return [f"{what}{line}" for line in (*lines, *_since(row))]


def _everyday(scoring: RangeScoring, results: Sequence[Result]) -> list[str]:
    """Return what everyday life uses of each motion that was filmed, as far as that is known."""
    lines = []
    for name, motion in scoring.motion.items():
        norm = next((row.norm for row in results if row.name == name and row.norm), None)
        if norm is not None:
            quoted = QUOTED if norm.secondary else ""
            lines.append(f"{motion.title}: {norm.text} is about {norm.value:g}°{quoted}.")
    filmed = any(not math.isnan(row.value) for row in results)
    return [*lines, OWN] if filmed else lines


def rounded_angle(value_deg: float, step_deg: float) -> str:
    """Return an angle in words, rounded to the step that one camera can measure.

    Parameters
    ----------
    value_deg, step_deg
        The angle (NaN = unknown) and the step, degrees.

    Returns
    -------
    str
        An angle below 0 is short of straight.
    """
    if math.isnan(value_deg):
        return "not measured"
    rounded = step_deg * round(value_deg / step_deg)
    return f"about {rounded:g}°" if rounded >= 0 else f"about {-rounded:g}° short of straight"


def value_text(value: float, unit: str) -> str:
    """Return a value with its unit, in words: seconds have one decimal.

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
    return f"{value:.1f} s" if unit == "s" else f"about {value:.0f}°"
