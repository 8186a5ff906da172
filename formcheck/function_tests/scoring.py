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

from formcheck.assessment.report_types import clock_text
from formcheck.exercises.loader import load_exercise
from formcheck.function_tests.chair_stand import BLIND_S, ChairStandFinder, Stands
from formcheck.function_tests.comparison import compare_with_norm
from formcheck.function_tests.definition import RangeScoring, StanceScoring, StandScoring
from formcheck.function_tests.range_of_motion import RangeFinder
from formcheck.function_tests.report import STANCE, FoundTrials, Result, Trial
from formcheck.function_tests.single_leg_stance import StanceFinder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from formcheck.function_tests.chair_stand import Stand
    from formcheck.function_tests.definition import FunctionTest
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

MISSED: Final = "It could not be seen whether you stood up or sat down at {}."
START_UNSEEN: Final = "The moment of the start could not be seen."
END_UNSEEN: Final = "The moment of the end could not be seen."

VOID: Final = (
    "The arms were not crossed over the chest at {}: with the help of the hands the score is 0."
)
UNTIMED: Final = (
    "The arms were not crossed over the chest at {}: the time counts only without the help of the "
    "hands."
)

NOT_FILMED: Final = (
    "No try of the {0} leg was seen: it needs a video of its own, with the {0} leg nearest to the "
    "camera."
)

SIDES: Final[tuple[Side, ...]] = ("left", "right")

TOO_MANY: Final = "it comes after the tries that count"

SURELY_DEG: Final = 3.0
"""A try that was not seen whole may have gone so much further without changing what is said
(engineering default)."""


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
    asked = scoring.motion[motion or ""]
    return RangeFinder(load_exercise(asked.exercise), asked, scoring)


def score_files(
    test: FunctionTest,
    files: Sequence[tuple[str | None, Findings]],
    person: Person,
    *,
    go_s: float | None = None,
) -> tuple[list[Result], list[str]]:
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
    results : list of Result
        The results, with what to change where nothing was seen.
    unseen : list of str
        What could not be seen this time, in sentences.

    Raises
    ------
    TypeError
        If the findings are those of another test.
    """
    scoring = test.scoring
    if not isinstance(scoring, StandScoring):
        return _score_trials(test, scoring, files, person), []
    ((_, stands),) = files
    if not isinstance(stands, Stands):
        raise TypeError(f"expected the findings of a chair stand test, got {stands!r}")
    result = _score_stands(scoring, stands, go_s)
    hand_hidden = any(math.isnan(row.wrist) for row in stands.stands)
    norm = compare_with_norm(test, person, result.value)
    return [replace(result, norm=norm)], [HANDS_HIDDEN] if hand_hidden else []


# --- A test on a chair ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Clock:
    """When the test began, and until when it was seen without interruption, seconds.

    It may have begun later by `blind_s`.
    """

    go_s: float
    sure_until_s: float
    why: str
    blind_s: float = 0.0


def _clock(stands: Stands, go_s: float | None) -> _Clock:
    start_s = stands.first_move_s if go_s is None else go_s
    if math.isnan(stands.sat_s) or (go_s is not None and not stands.sat_s <= go_s):
        why = stands.gaps[0][2] if stands.gaps and math.isnan(stands.sat_s) else ""
        return _Clock(math.nan, math.nan, " ".join(filter(None, (NO_START, why))))
    if math.isnan(start_s):
        return _Clock(math.nan, math.nan, "No stand was seen in this video.")
    blind_s = stands.moved_s - stands.first_move_s if go_s is None else 0.0
    broken = [gap for gap in stands.gaps if gap[1] > start_s]
    if broken:
        lost_s, _, reason = broken[0]
        lost = f"You were lost from sight. {reason}"
        return _Clock(start_s, max(lost_s, start_s), lost, blind_s)
    return _Clock(start_s, stands.end_s, "", blind_s)


def _score_stands(scoring: StandScoring, stands: Stands, go_s: float | None) -> Result:
    """Return the number of full stands in a time, or the time of a number of stands."""
    clock, wanted = _clock(stands, go_s), scoring.stands
    name, unit = ("stands", "stands") if wanted is None else ("time", "s")
    result = Result(name, "both", math.nan, unit)  # type: ignore[arg-type]  # a unit of `Unit`
    if math.isnan(clock.go_s):
        return replace(result, why=clock.why)
    end_s = clock.sure_until_s if scoring.duration_s is None else clock.go_s + scoring.duration_s
    until_s = min(end_s, clock.sure_until_s)
    full = [row for row in stands.stands if clock.go_s <= row.stood_s <= until_s][:wanted]
    if len(full) == wanted:
        end_s = full[-1].stood_s
    result = replace(result, tries=_tries(stands, clock, end_s))
    handed = next((row for row in full if row.with_hands), None)
    if handed is not None:
        value, why = (0.0, VOID) if wanted is None else (math.nan, UNTIMED)
        return replace(result, value=value, why=why.format(clock_text(handed.start_s)))
    if wanted is None:
        return _number(result, stands, clock, end_s)
    return _time_of(result, stands, clock, full, wanted=wanted)


def _number(result: Result, stands: Stands, clock: _Clock, end_s: float) -> Result:
    """Return the number of full stands until the time is over, if all of it was seen."""
    if clock.sure_until_s < end_s - SLACK_S:
        count = sum(clock.go_s <= row.stood_s <= clock.sure_until_s for row in stands.stands)
        sure_s = clock.sure_until_s - clock.go_s
        why = clock.why or f"The video ends {sure_s:.0f} s after the start."
        return replace(result, at_least=float(count), why=why)
    counts = {_count(stands, clock.go_s, at_s) for at_s in _ends(stands, clock, end_s)}
    doubt = _doubt(stands, clock, end_s)
    if doubt or len(counts) > 1:
        return replace(result, at_least=float(min(counts)), why=doubt or END_UNSEEN)
    return replace(result, value=float(counts.pop()))


def _time_of(
    result: Result, stands: Stands, clock: _Clock, full: Sequence[Stand], *, wanted: int
) -> Result:
    """Return the time until the last full stand that is wanted, if all of it was seen."""
    last_s = full[-1].stood_s if len(full) == wanted else clock.sure_until_s
    doubt = _doubt(stands, clock, last_s)
    if len(full) < wanted:
        verb = "was" if len(full) == 1 else "were"
        why = doubt or clock.why or f"Only {len(full)} of {wanted} full stands {verb} seen."
        return replace(result, at_least=_round(last_s - clock.go_s), why=why)
    if clock.blind_s > BLIND_S:
        doubt = doubt or START_UNSEEN
    if full[-1].blind_s > BLIND_S:
        doubt = doubt or END_UNSEEN
    if doubt:
        return replace(result, why=doubt)
    return replace(result, value=_round(last_s - clock.go_s))


def _doubt(stands: Stands, clock: _Clock, end_s: float) -> str:
    """Return at which time a stand of the test may have been missed; empty = at none."""
    rows = [row for row in stands.stands if row.unsure and clock.go_s <= row.end_s]
    unsure = [row for row in rows if row.start_s <= end_s]
    return MISSED.format(clock_text(unsure[0].start_s)) if unsure else ""


def _ends(stands: Stands, clock: _Clock, end_s: float) -> list[float]:
    """Return when the time may have been over, as far as that was seen."""
    ends = [end_s, end_s + (clock.blind_s if clock.blind_s > BLIND_S else 0.0)]
    edges = [blink for blink in stands.blinks for at_s in ends if blink[0] < at_s < blink[1]]
    return [
        min(at_s, stands.end_s) for at_s in (*ends, *(each for pair in edges for each in pair))
    ]


def _count(stands: Stands, go_s: float, end_s: float) -> int:
    """Return the full stands until a time; one that is past half-way then counts too."""
    full = sum(go_s <= row.stood_s <= end_s for row in stands.stands)
    return full + stands.half_up(end_s)


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
        times_s = _round(row.start_s), _round(row.end_s)
        rows.append(Trial("both", *times_s, value, counts, note, hip_deg=row.bent_deg))
    return tuple(rows)


# --- Standing on one leg, and ranges of motion ---------------------------------------------------


def _score_trials(
    test: FunctionTest,
    scoring: StanceScoring | RangeScoring,
    files: Sequence[tuple[str | None, Findings]],
    person: Person,
) -> list[Result]:
    """Return a result for each leg, and for each motion that was filmed."""
    found = [(name or STANCE, rows) for name, rows in files if isinstance(rows, FoundTrials)]
    results = []
    for name in (STANCE,) if isinstance(scoring, StanceScoring) else scoring.motion:
        mine = [(number, rows) for number, (what, rows) in enumerate(found, 1) if what == name]
        if not mine:
            continue
        trials = [replace(row, source=number) for number, rows in mine for row in rows.trials]
        for side in SIDES:
            of_leg = [row for row in trials if row.side == side]
            if isinstance(scoring, RangeScoring):
                result = _furthest(scoring, name, side, of_leg)
                norm = compare_with_norm(test, person, result.value, motion=name)
            else:
                result = _longest(scoring, side, of_leg)
                known = not math.isnan(result.value)
                norm = compare_with_norm(test, person, result.value) if known else None
            why = result.why if of_leg else _unseen(scoring, name, side, [f for _, f in mine])
            results.append(replace(result, norm=norm, why=why))
    return results


def _unseen(
    scoring: StanceScoring | RangeScoring, name: str, side: Side, files: Sequence[FoundTrials]
) -> str:
    """Return why no try of a leg was seen."""
    troubles = dict.fromkeys(rows.trouble for rows in files if not (rows.trials or rows.seen))
    others = {row for rows in files for row in rows.seen}
    if isinstance(scoring, RangeScoring) and side in others:
        return f"No try was seen: the leg moved by less than {scoring.motion[name].moved_deg:g}°."
    if others:
        return NOT_FILMED.format(side)
    return " ".join(filter(None, ("No try was seen.", *troubles)))


def _longest(scoring: StanceScoring, side: Side, tries: Sequence[Trial]) -> Result:
    """Return the longest of the first trials on a leg that were seen to their end."""
    whole = [row for row in tries if row.counts][: scoring.tries]
    best = max((row.value for row in whole), default=math.nan)
    rows = tuple(_rounded(row, counts=row in whole) for row in tries)
    result = Result(STANCE, side, _round(best), "s", rows)
    # A trial that was not seen to its end may have been better than the best.
    cut = max((row for row in tries if not row.counts), key=lambda row: row.value, default=None)
    if cut is None or not (math.isnan(best) or cut.value > best) or best >= scoring.cap_s:
        return result
    why = f"The longest try cannot be timed: {cut.note}."
    return replace(result, value=math.nan, at_least=_round(cut.value), why=why)


def _furthest(scoring: RangeScoring, name: str, side: Side, tries: Sequence[Trial]) -> Result:
    """Return the furthest of the first trials of a leg, if none may have gone further unseen."""
    counted = [row for row in tries if row.counts][: scoring.tries]
    rows = tuple(_rounded(row, counts=row in counted) for row in tries)
    best = max((row.value for row in counted), default=math.nan)
    result = Result(name, side, _round(best), "deg", rows)
    over = len(counted) == scoring.tries  # what comes after the last try that counts does not
    needed = tries[: tries.index(counted[-1])] if over else tries
    doubtful = [
        row
        for row in needed
        if not math.isnan(row.at_most) and not row.at_most <= best + SURELY_DEG
    ]
    if doubtful:
        seen = [row.value for row in (*counted, *doubtful) if not math.isnan(row.value)]
        at_least = _round(max(seen, default=math.nan))
        why = f"The furthest try is not known: in one {doubtful[0].note}."
        return replace(result, value=math.nan, at_least=at_least, why=why)
    if tries and not counted:
        return replace(result, why=f"No try counts: {tries[0].note}.")
    return result


def _rounded(row: Trial, *, counts: bool) -> Trial:
    """Return a try for the report; one that would count but is too many says so."""
    return replace(
        row,
        start_s=_round(row.start_s),
        end_s=_round(row.end_s),
        value=_round(row.value),
        at_most=_round(row.at_most),
        counts=counts,
        note=TOO_MANY if row.counts and not counts else row.note,
    )


def _round(value: float) -> float:
    """Return the value rounded to a tenth, which is finer than a camera can measure; NaN stays."""
    return value if math.isnan(value) else round(value, 1) + 0.0
