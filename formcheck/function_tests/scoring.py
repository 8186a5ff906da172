"""Scores a function test by the published rules: a finder for each file, then the results.

Each file gets a finder of its own (`finder_for`), which takes poses as a checker does and returns
what it found.  `score_files` scores the findings of all files.

If the start, the end or a part in between was not seen, there is no score.  The result then has
the reason, and the value that was certainly reached.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from formcheck.assessment.report import clock_text
from formcheck.exercises.loader import load_exercise
from formcheck.function_tests.chair_stand import ChairStandFinder, Stands
from formcheck.function_tests.definition import StanceScoring, StandScoring
from formcheck.function_tests.interpretation import compare_with_norm
from formcheck.function_tests.range_of_motion import RangeFinder
from formcheck.function_tests.report import FoundTrials, Result, Trial
from formcheck.function_tests.single_leg_stance import StanceFinder

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from formcheck.function_tests.chair_stand import Stand
    from formcheck.function_tests.definition import FunctionTest, RangeScoring
    from formcheck.function_tests.report import Person
    from formcheck.pose.joints import Side

    TrialFinder = ChairStandFinder | StanceFinder | RangeFinder
    Findings = Stands | FoundTrials

SLACK_S: Final = 0.1
"""A video may be shorter than the test by this much, because the last frame lasts a while
(engineering default)."""

NO_START: Final = (
    "The start is not in the video: begin to film while you sit still, two seconds before the "
    "first stand."
)
HANDS_HIDDEN: Final = "this time: whether the hand on the near side pushed, because it was hidden"

SIDES: Final[tuple[Side, ...]] = ("left", "right")


@dataclass(frozen=True, slots=True)
class FunctionTestFile:
    """A file of a function test.

    Attributes
    ----------
    path
        A video, or a recording (``.npz``).
    motion
        For a range of motion: which one it shows.
    """

    path: Path
    motion: str | None = None


def finder_for(test: FunctionTest, motion: str | None = None) -> TrialFinder:
    """Return a fresh finder for one file of a function test.

    Parameters
    ----------
    test
        The function test.
    motion
        For a range of motion: the motion that the file shows.

    Returns
    -------
    TrialFinder
    """
    scoring = test.scoring
    if isinstance(scoring, StandScoring):
        return ChairStandFinder(scoring)
    if isinstance(scoring, StanceScoring):
        return StanceFinder(scoring)
    return RangeFinder(load_exercise(scoring.motion[motion or ""].exercise), scoring)


def score_files(
    test: FunctionTest,
    files: Sequence[tuple[str | None, Findings]],
    person: Person,
    *,
    go_s: float | None = None,
) -> tuple[Sequence[Result], list[str]]:
    """Score a function test by what was found in its files.

    Parameters
    ----------
    test
        The function test.
    files
        For each file its motion (None outside a range of motion) and what its finder found.
    person
        Age and sex for the norms.
    go_s
        When "go" was said, seconds; None = with the first movement.

    Returns
    -------
    results : sequence of Result
        The results, with what to change where nothing was seen.
    unseen : list of str
        What could not be seen this time, in sentences.

    Raises
    ------
    TypeError
        If the findings are those of another test.
    """
    scoring = test.scoring
    if isinstance(scoring, StandScoring):
        ((_, stands),) = files
        if not isinstance(stands, Stands):
            raise TypeError(f"expected the findings of a chair stand test, got {stands!r}")
        result = score_stands(test, scoring, stands, person, go_s=go_s)
        return [result], [] if hands_seen(stands) or not stands.stands else [HANDS_HIDDEN]
    found = [(motion, rows) for motion, rows in files if isinstance(rows, FoundTrials)]
    trials = [
        (motion or "", replace(row, source=number))
        for number, (motion, rows) in enumerate(found, start=1)
        for row in rows.trials
    ]
    if isinstance(scoring, StanceScoring):
        results = score_stance(test, scoring, [row for _, row in trials], person)
        return _with_trouble(results, [rows.trouble for _, rows in found]), []
    return _score_range_files(test, scoring, trials, person, found), []


def _score_range_files(
    test: FunctionTest,
    scoring: RangeScoring,
    trials: Sequence[tuple[str, Trial]],
    person: Person,
    found: Sequence[tuple[str | None, FoundTrials]],
) -> list[Result]:
    asked = [motion or "" for motion, _ in found]
    troubles: dict[str, list[str]] = {}
    for motion, rows in found:
        if not rows.trials:
            troubles.setdefault(motion or "", []).append(rows.trouble)
    return [
        row
        for result in score_range(test, scoring, trials, person, asked=asked)
        for row in _with_trouble([result], troubles.get(result.name, ()))
    ]


def _with_trouble(results: Iterable[Result], troubles: Iterable[str]) -> list[Result]:
    """Return the results, with what to change where nothing was seen."""
    said = " ".join(dict.fromkeys(filter(None, troubles)))
    return [
        replace(row, why=f"{row.why} {said}") if said and row.why and not row.tries else row
        for row in results
    ]


@dataclass(frozen=True, slots=True)
class _Clock:
    """When the test began, and until when it was seen without interruption, seconds."""

    go_s: float
    sure_until_s: float
    why: str


def score_stands(
    test: FunctionTest,
    scoring: StandScoring,
    stands: Stands,
    person: Person,
    *,
    go_s: float | None = None,
) -> Result:
    """Return the score of a test on a chair.

    Parameters
    ----------
    test, scoring
        The test, and its rules.
    stands
        The stands that were found.
    person
        Age and sex for the norm.
    go_s
        When "go" was said, seconds; None = the clock starts with the first movement.

    Returns
    -------
    Result
    """
    clock = _clock(stands, go_s)
    if scoring.duration_s is not None:
        result = _in_time(scoring.duration_s, stands, clock)
    else:
        result = _time_of(scoring.stands or 0, stands, clock)
    norm = compare_with_norm(test, person, result.value)
    return replace(result, norm=norm)


def _clock(stands: Stands, go_s: float | None) -> _Clock:
    start_s = stands.first_move_s if go_s is None else go_s
    if math.isnan(stands.sat_s) or (go_s is not None and not stands.sat_s <= go_s):
        why = stands.gaps[0][2] if stands.gaps and math.isnan(stands.sat_s) else ""
        return _Clock(math.nan, math.nan, " ".join(filter(None, (NO_START, why))))
    if math.isnan(start_s):
        return _Clock(math.nan, math.nan, "Nobody stood up in this video.")
    broken = [gap for gap in stands.gaps if gap[1] > start_s]
    if broken:
        lost_s, _, reason = broken[0]
        return _Clock(start_s, max(lost_s, start_s), f"You were lost from sight. {reason}")
    return _Clock(start_s, stands.end_s, "")


def _full(stands: Stands, clock: _Clock, until_s: float) -> list[Stand]:
    """Return the full stands from the start to a time."""
    return [row for row in stands.stands if clock.go_s <= row.stood_s <= until_s]


def _in_time(duration_s: float, stands: Stands, clock: _Clock) -> Result:
    """Return the number of full stands; one that is past half-way at the end counts."""
    end_s = clock.go_s + duration_s
    if math.isnan(clock.go_s):
        return Result("stands", "both", math.nan, "stands", why=clock.why)
    full = _full(stands, clock, min(end_s, clock.sure_until_s))
    tries = _tries(stands, clock, end_s)
    count = float(len(full))
    handed = [row for row in full if row.with_hands]
    if handed:
        why = (
            f"The arms were not crossed over the chest at {clock_text(handed[0].start_s)}: with "
            "the help of the hands the score is 0."
        )
        return Result("stands", "both", 0.0, "stands", tries, why=why)
    if clock.sure_until_s < end_s - SLACK_S:
        seen_s = clock.sure_until_s - clock.go_s
        why = clock.why or f"The video ends {seen_s:.0f} s after the start."
        return Result("stands", "both", math.nan, "stands", tries, at_least=count, why=why)
    count += stands.half_up(min(end_s, stands.end_s))
    return Result("stands", "both", count, "stands", tries)


def _time_of(wanted: int, stands: Stands, clock: _Clock) -> Result:
    """Return the time that so many stands took."""
    if math.isnan(clock.go_s):
        return Result("time", "both", math.nan, "s", why=clock.why)
    full = _full(stands, clock, clock.sure_until_s)[:wanted]
    end_s = full[-1].stood_s if len(full) == wanted else clock.sure_until_s
    tries = _tries(stands, clock, end_s)
    handed = [row for row in full if row.with_hands]
    if handed:
        why = (
            f"The arms were not crossed over the chest at {clock_text(handed[0].start_s)}: the "
            "time counts only without the help of the hands."
        )
        return Result("time", "both", math.nan, "s", tries, why=why)
    if len(full) < wanted:
        why = clock.why or f"Only {len(full)} of {wanted} full stands were seen."
        least_s = clock.sure_until_s - clock.go_s
        return Result("time", "both", math.nan, "s", tries, at_least=_round(least_s), why=why)
    return Result("time", "both", _round(end_s - clock.go_s), "s", tries)


def _tries(stands: Stands, clock: _Clock, end_s: float) -> tuple[Trial, ...]:
    """Return every stand of the test; those that do not count have a note with the reason."""
    rows = []
    for row in stands.stands:
        if not clock.go_s - SLACK_S <= row.start_s <= end_s:
            continue
        full = row.stood_s <= end_s
        note = "" if full else f"not full: hip or knee stayed bent by {row.best_deg:.0f}°"
        if not math.isnan(row.stood_s) and not full:
            note = "the time was over"
        if row.with_hands:
            note = "the arms were not crossed"
        value = _round(row.stood_s - clock.go_s)
        counts = full and not row.with_hands
        rows.append(Trial("both", _round(row.start_s), _round(row.end_s), value, counts, note))
    return tuple(rows)


def hands_seen(stands: Stands) -> bool:
    """Return True if the near hand was seen in every stand, so that its help is known."""
    return bool(stands.stands) and not any(math.isnan(row.wrist) for row in stands.stands)


def score_stance(
    test: FunctionTest, scoring: StanceScoring, tries: Sequence[Trial], person: Person
) -> tuple[Result, ...]:
    """Return the best trial on each leg.

    Parameters
    ----------
    test, scoring
        The test, and its rules.
    tries
        The trials on both legs, in order.
    person
        Age and sex for the norm.

    Returns
    -------
    tuple[Result, ...]
    """
    results = []
    for side in SIDES:
        mine = [row for row in tries if row.side == side]
        whole = [row for row in mine if row.counts][: scoring.tries]
        best = max((row.value for row in whole), default=math.nan)
        least = max((row.value for row in mine if not row.counts), default=math.nan)
        rows = tuple(_rounded(row, counts=row in whole) for row in mine)
        if not mine:
            results.append(Result("stance", side, math.nan, "s", why="No try was seen."))
            continue
        # A trial that was not seen to its end may have been better than the best.
        if math.isnan(best) or (least > best and best < scoring.cap_s):
            note = next(row.note for row in mine if not row.counts and row.value == least)
            why = f"The longest try cannot be timed: {note}."
            found = Result("stance", side, math.nan, "s", rows, _round(max(least, best)), why)
            if math.isnan(best):
                found = replace(found, at_least=_round(least))
            results.append(found)
            continue
        value = _round(best)
        norm = compare_with_norm(test, person, value)
        results.append(Result("stance", side, value, "s", rows, norm=norm))
    return tuple(results)


def score_range(
    test: FunctionTest,
    scoring: RangeScoring,
    tries: Sequence[tuple[str, Trial]],
    person: Person,
    *,
    asked: Sequence[str],
) -> tuple[Result, ...]:
    """Return the furthest of the first trials of each leg, for each motion that was filmed.

    Parameters
    ----------
    test, scoring
        The test, and its rules.
    tries
        Motion and trial, in order.
    person
        Age and sex for the norms.
    asked
        The motions that were filmed.

    Returns
    -------
    tuple[Result, ...]
    """
    results = []
    for motion in scoring.motion:
        if motion not in asked:
            continue
        for side in SIDES:
            mine = [row for name, row in tries if name == motion and row.side == side]
            rows = tuple(
                _rounded(row, counts=number < scoring.tries) for number, row in enumerate(mine)
            )
            best = max((row.value for row in rows if row.counts), default=math.nan)
            why = "" if rows else "No try was seen."
            norm = compare_with_norm(test, person, best, motion=motion)
            results.append(Result(motion, side, best, "deg", rows, why=why, norm=norm))
    return tuple(results)


def _rounded(row: Trial, *, counts: bool) -> Trial:
    start_s, end_s, value = map(_round, (row.start_s, row.end_s, row.value))
    return replace(row, start_s=start_s, end_s=end_s, value=value, counts=counts)


def _round(value: float) -> float:
    """Return the value rounded to a tenth, which is finer than a camera can measure; NaN stays."""
    return value if math.isnan(value) else round(value, 1) + 0.0
