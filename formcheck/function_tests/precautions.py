"""Function tests under a precaution: what is not asked for, how far one may go, what is said.

The rules stand in the files of the tests.  A test may be forbidden, or wait until the
physiotherapist unlocks it in the patient's file (``[test.NAME]``); its limits stay.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from formcheck.errors import ExerciseError
from formcheck.exercises.conditions import known_name
from formcheck.exercises.profile import NO_TEST_ADJUSTMENT
from formcheck.function_tests.definition import RangeScoring, function_test_names
from formcheck.function_tests.report import PassedLimit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from formcheck.exercises.parts import Limit
    from formcheck.exercises.profile import Profile
    from formcheck.function_tests.definition import FunctionTest, PrecautionRule
    from formcheck.function_tests.report import Result, Trial

LIFTED: Final = (
    "When was the operation, and has your surgeon lifted the precautions? Ask, also when it is "
    "longer ago than twelve weeks."
)
"""What is asked of everyone with the precautions of a hip replacement."""

UNLOCK: Final = (
    "Ask your physiotherapist, who can allow it in your file: [test.{}] unlocked = true."
)


def rules_of(
    test: FunctionTest, profile: Profile, motions: Iterable[str | None]
) -> list[PrecautionRule]:
    """Return the rules of a profile's precautions for a test.

    Parameters
    ----------
    test, profile
        The test, and the patient's precautions.
    motions
        For a range of motion: the motions that are filmed; else None.

    Returns
    -------
    list of PrecautionRule
        In the order of the file.
    """
    filmed = {None, *motions}
    return [
        row for row in test.precaution if row.name in profile.precautions and row.motion in filmed
    ]


def check_allowed(test: FunctionTest, profile: Profile, motions: Iterable[str | None]) -> None:
    """Refuse a test that a profile forbids, or that waits for the physiotherapist.

    Parameters
    ----------
    test, profile, motions
        As for `rules_of`.

    Raises
    ------
    ExerciseError
        With the reason and the remedy; also if the profile names an unknown test.
    """
    check_test_names(profile)
    whys, remedy = _grounds(test, profile, [*motions])
    if whys:
        asked = [LIFTED] if profile.has_new_hip else []
        text = " ".join([*dict.fromkeys(whys), *asked, remedy])
        raise ExerciseError(f"{test.title} is not for this profile: {text}")


def check_test_names(profile: Profile) -> None:
    """Raise an error with the nearest names if a profile names an unknown function test."""
    for name in profile.test:
        known_name(name, function_test_names(), what="function test")


def words_of(
    test: FunctionTest, profile: Profile, motions: Iterable[str | None]
) -> tuple[str, ...]:
    """Return what a person with these precautions must know before an allowed test.

    Parameters
    ----------
    test, profile, motions
        As for `rules_of`.

    Returns
    -------
    tuple of str
        Sentences; empty without precautions that concern the test.
    """
    lines = [f"{_title(test, row)}{row.why}" for row in rules_of(test, profile, motions)]
    return tuple(dict.fromkeys([*([LIFTED] if profile.has_new_hip else []), *lines]))


def precaution_lines(test: FunctionTest, profile: Profile) -> list[str]:
    """Return what a profile means for a whole test: what is forbidden, and what is to be known.

    Parameters
    ----------
    test, profile
        As for `rules_of`.

    Returns
    -------
    list of str
        Sentences; empty if the profile does not change the test.
    """
    motions = [*test.scoring.motion] if isinstance(test.scoring, RangeScoring) else [None]
    whys, remedy = _grounds(test, profile, motions)
    known = [line for line in words_of(test, profile, motions) if line not in {*whys, LIFTED}]
    forbidden = [f"Not allowed: {why}" for why in dict.fromkeys(whys)]
    asked = [LIFTED] if profile.has_new_hip and (whys or known) else []
    return [*forbidden, *([remedy] if whys else []), *known, *asked]


def every_rule(test: FunctionTest) -> list[str]:
    """Return what each named precaution means for a test, for the therapist."""
    states: dict[object, str] = {False: "not allowed. ", "if_unlocked": "only if unlocked. "}
    return [
        f"{row.name}: {states.get(row.allowed, '')}{_title(test, row)}{row.why}"
        for row in test.precaution
    ]


def _grounds(
    test: FunctionTest, profile: Profile, motions: Sequence[str | None]
) -> tuple[list[str], str]:
    """Return every reason why a profile forbids a test now, and the remedy."""
    own = profile.test.get(test.name, NO_TEST_ADJUSTMENT)
    rules = rules_of(test, profile, motions)
    never = [row for row in rules if row.allowed is False]
    locked = [row for row in rules if row.allowed == "if_unlocked" and not own.unlocked]
    whys = [] if own.allowed else [own.why or f"{profile.name}'s profile says so."]
    whys += [f"{_title(test, row)}{row.why}" for row in (*never, *locked)]
    if locked and not never and own.allowed:
        return whys, UNLOCK.format(test.name)
    return whys, "Ask your physiotherapist what to do instead."


def _title(test: FunctionTest, row: PrecautionRule) -> str:
    """Return the title of the motion that a rule is about, with a colon; empty = the test."""
    if row.motion is None or not isinstance(test.scoring, RangeScoring):
        return ""
    return f"{test.scoring.motion[row.motion].title}: "


# --- Limits --------------------------------------------------------------------------------------


def with_limits(
    test: FunctionTest, profile: Profile, results: Sequence[Result]
) -> tuple[list[Result], tuple[PassedLimit, ...]]:
    """Return the results with the limits that each try passed, and all of these in order.

    Parameters
    ----------
    test, profile
        The test, and the patient's precautions.
    results
        The results; their tries have the furthest angle of the hip (`hip_deg`).

    Returns
    -------
    results : list of Result
        Each try names its limits.
    passed : tuple of PassedLimit
        A try that passed a stop is not also warned of.
    """
    marked: list[Result] = []
    passed: list[PassedLimit] = []
    for result in results:
        limits = [limit for row in rules_of(test, profile, [result.name]) for limit in row.limit]
        rows = [replace(row, limits=_names(limits, row.hip_deg)) for row in result.tries]
        marked.append(replace(result, tries=tuple(rows)))
        passed += [each for row in result.tries for each in _passed(result, row, limits)]
    return marked, tuple(passed)


def _names(limits: Sequence[Limit], hip_deg: float) -> tuple[str, ...]:
    return tuple(limit.name for limit in _beyond(limits, hip_deg))


def _beyond(limits: Sequence[Limit], hip_deg: float) -> list[Limit]:
    """Return the limits that an angle is past: the stops, or else the warnings."""
    beyond = [limit for limit in limits if limit.when.excess(hip_deg) > 0]
    stops = [limit for limit in beyond if limit.action == "stop"]
    return stops or beyond


def _passed(result: Result, row: Trial, limits: Sequence[Limit]) -> Iterator[PassedLimit]:
    for limit in _beyond(limits, row.hip_deg):
        yield PassedLimit(
            name=limit.name,
            action=limit.action,
            result=result.name,
            side=row.side,
            at_s=row.start_s,
            source=row.source,
            hip_deg=row.hip_deg,
            limit_deg=limit.when.at,
            say=limit.say,
        )
