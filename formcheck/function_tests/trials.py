"""A function test from pose streams to results: a finder for each file, and the score of them all.

Each file gets a finder of its own (`finder_for`), which takes poses as a checker does and returns
what it found at the end.  `score_files` puts the findings of all files together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from formcheck.exercises.loader import load_exercise
from formcheck.function_tests.chair_stand import ChairStandFinder, Stands
from formcheck.function_tests.definition import StanceScoring, StandScoring
from formcheck.function_tests.range_of_motion import RangeFinder
from formcheck.function_tests.report import FoundTrials
from formcheck.function_tests.scoring import hands_seen, score_range, score_stance, score_stands
from formcheck.function_tests.single_leg_stance import StanceFinder

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from formcheck.function_tests.definition import FunctionTest, RangeScoring
    from formcheck.function_tests.report import Person, Result, Trial

    TrialFinder = ChairStandFinder | StanceFinder | RangeFinder
    Findings = Stands | FoundTrials

HANDS_HIDDEN: Final = "this time: whether the hand on the near side pushed, because it was hidden"


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
    return _score_range(test, scoring, trials, person, found), []


def _score_range(
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
