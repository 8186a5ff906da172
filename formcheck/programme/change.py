"""What may be claimed of a range that was measured again: a change, or none that is clear.

One camera errs, and so does a hand with a goniometer: in hip osteoarthritis the passive range
must change by 9.7 degrees in flexion and by 13.0 in extension to be more than error (standard
errors of 3.5 and 4.7 degrees, https://pubmed.ncbi.nlm.nih.gov/18503813/, times 2.77).  So a change
is claimed only between medians of three sessions, from 10 degrees on, and from 13 in extension of
the hip.  Sets are compared only if the same measure was judged by the same definition on poses of
the same model.  Counts and times are exact and need no such rule.
"""

from __future__ import annotations

import math
from statistics import median
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from pydantic import Field
from pydantic.dataclasses import dataclass

from formcheck.assessment.report_types import CLOSED, Count, Degrees
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.kinematics.measures import MEASURES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from formcheck.exercises.definition import Exercise
    from formcheck.programme.history import DoneSet

FEWEST_SESSIONS: Final = 3
"""The median of at least so many sessions stands at each end of a change."""

LEAST_DEG: Final = 10.0
"""A smaller change of an angle is within the error of measurement."""

LEAST_EXTENSION_DEG: Final = 13.0
"""The same for extension of the hip."""

SHOWN_STEP_DEG: Final = 5.0
"""Angles are shown to the nearest so many degrees."""

Claim = Literal["further", "less_far", "no_clear_change", "too_few", "not_comparable"]


@dataclass(frozen=True, config=CLOSED)
class RangeChange:
    """How the range of an exercise has changed, as far as that may be claimed."""

    claim: Claim = Field(
        description="further or less_far = a clear change; no_clear_change; too_few = not enough "
        "sessions; not_comparable = nothing that was measured alike."
    )
    first_deg: Degrees = Field(description="Median of the first sessions, degrees; null = none.")
    last_deg: Degrees = Field(description="Median of the last sessions, degrees; null = none.")
    change_deg: Degrees = Field(
        description="Their difference, positive = further towards the target; null = unknown."
    )
    least_deg: Degrees = Field(description="A smaller change is not claimed, degrees.")
    sessions: Count = Field(description="Sessions that were measured alike.")
    say: str = Field(description="The same in a sentence for the person.")


@dataclass(frozen=True, config=CLOSED)
class Asymmetry:
    """The left leg against the right one in the last sessions."""

    left_deg: Degrees = Field(description="Median of the left leg, degrees.")
    right_deg: Degrees = Field(description="Median of the right leg, degrees.")
    difference_deg: Degrees = Field(
        description="How much further the left leg goes than the right one, degrees."
    )
    uncertainty_deg: Degrees = Field(
        description="A difference up to this may be an error of measurement, degrees."
    )
    clear: bool = Field(description="Whether the difference is larger than that.")
    say: str = Field(description="The same in a sentence for the person.")


class SessionRange(NamedTuple):
    """The range of one leg on one day.

    Attributes
    ----------
    day
        The day.
    peak_deg
        The median of the best values of its sets, degrees.
    alike
        Measure, definition and pose model: only ranges with the same one are compared.
    """

    day: date
    peak_deg: float
    alike: tuple[str, str, str]


def session_ranges(sets: Sequence[DoneSet]) -> list[SessionRange]:
    """Return the range of each day.

    Parameters
    ----------
    sets
        Sets of one exercise and one leg, in order of time.

    Returns
    -------
    list[SessionRange]
        Days without a known range are left out; a day that was measured in two ways has two.
    """
    peaks: dict[tuple[date, tuple[str, str, str]], list[float]] = {}
    for done in sets:
        if not math.isnan(done.peak_deg) and done.verdict != "inconclusive":
            alike = (done.measure, done.judged_sha256, done.model)
            peaks.setdefault((done.day, alike), []).append(done.peak_deg)
    return [SessionRange(day, median(values), alike) for (day, alike), values in peaks.items()]


def range_change(exercise: str, ranges: Sequence[SessionRange]) -> RangeChange:
    """Return how a range has changed from the first to the last comparable sessions.

    Parameters
    ----------
    exercise
        The name of the exercise.
    ranges
        The ranges of one leg in order of time.

    Returns
    -------
    RangeChange
        The change, or why none is claimed.
    """
    known = load_exercise(exercise) if exercise in exercise_names() else None
    if not ranges:
        return _unclaimed("not_comparable", 0, math.nan, "Its range was not measured.")
    if known is None or not is_angle(ranges[-1].alike[0]):
        say = "A change is claimed only of the angles of formcheck's own exercises."
        return _unclaimed("not_comparable", 0, math.nan, say)
    least = least_change_deg(known)
    alike = [each for each in ranges if each.alike == ranges[-1].alike]
    before = len(ranges) - len(alike)
    if len(alike) < 2 * FEWEST_SESSIONS:
        if before >= FEWEST_SESSIONS:
            return _unclaimed("not_comparable", len(alike), least, _not_alike(ranges, alike))
        left = 2 * FEWEST_SESSIONS - len(alike)
        more = "One more session is" if left == 1 else f"{left} more sessions are"
        say = f"{more} needed before a change can be seen."
        return _unclaimed("too_few", len(alike), least, say)
    first = median(each.peak_deg for each in alike[:FEWEST_SESSIONS])
    last = median(each.peak_deg for each in alike[-FEWEST_SESSIONS:])
    change = known.movement.sign * (last - first)
    claim: Claim = "no_clear_change"
    say = f"No clear change yet: less than {least:g}° may be an error of measurement."
    if abs(change) >= least:
        claim = "further" if change > 0 else "less_far"
        words = "further than" if change > 0 else "less far than"
        say = f"The movement goes about {_shown(abs(change))}° {words} at first."
    return RangeChange(claim, first, last, change, least, len(alike), say)


def _unclaimed(claim: Claim, sessions: int, least_deg: float, say: str) -> RangeChange:
    return RangeChange(claim, math.nan, math.nan, math.nan, least_deg, sessions, say)


def _not_alike(ranges: Sequence[SessionRange], alike: Sequence[SessionRange]) -> str:
    """Return why the sessions before the last ones are not compared with them."""
    other = next(each.alike for each in reversed(ranges) if each.alike != alike[0].alike)
    measure, _, model = alike[0].alike
    if other[0] != measure:
        why = "another angle was measured"
    elif other[2] != model:
        why = "another pose model was used"
    else:
        why = "the exercise was judged by other numbers"
    since = min(each.day for each in alike)
    return f"Not comparable: before {since:%d %B %Y} {why}."


def is_angle(measure: str) -> bool:
    """Return whether a measure is an angle: the rule is about angles."""
    return measure in MEASURES and MEASURES[measure].is_angle


def least_change_deg(exercise: Exercise) -> float:
    """Return the least change of the range of an exercise that may be claimed, degrees."""
    extends = exercise.movement.measure == "hip_flexion" and exercise.movement.sign < 0
    return LEAST_EXTENSION_DEG if extends else LEAST_DEG


def asymmetry(
    exercise: str, left: Sequence[SessionRange], right: Sequence[SessionRange]
) -> Asymmetry | None:
    """Return the left leg against the right one, from the last sessions that are alike.

    Parameters
    ----------
    exercise
        The name of the exercise.
    left, right
        The ranges of the legs in order of time.

    Returns
    -------
    Asymmetry or None
        None = one of the legs has fewer than three sessions that were measured alike.
    """
    if exercise not in exercise_names() or not (left and right):
        return None
    alike = left[-1].alike
    last = [
        [each.peak_deg for each in ranges if each.alike == alike][-FEWEST_SESSIONS:]
        for ranges in (left, right)
    ]
    if min(len(values) for values in last) < FEWEST_SESSIONS or not is_angle(alike[0]):
        return None
    known = load_exercise(exercise)
    of_left, of_right = (median(values) for values in last)
    difference, least = known.movement.sign * (of_left - of_right), least_change_deg(known)
    clear = abs(difference) >= least
    say = "No clear difference between left and right."
    if clear:
        more, fewer = ("left", "right") if difference > 0 else ("right", "left")
        say = (
            f"The {more} leg goes about {_shown(abs(difference))}° further than the {fewer} one; "
            f"up to {least:g}° may be an error of measurement."
        )
    return Asymmetry(of_left, of_right, difference, least, clear, say)


def _shown(degrees: float) -> str:
    return f"{SHOWN_STEP_DEG * round(degrees / SHOWN_STEP_DEG):g}"
