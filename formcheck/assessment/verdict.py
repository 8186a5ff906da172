"""What is good: the one policy for a repetition and for the heading of a set.

A fault of form has a grade.  A *hint* is worth a mention.  A *minor* fault takes away benefit.  A
*major* fault replaces, unloads or fakes the movement, or control is lost.  Beside form there are
limits, which are safety.  All numbers here are engineering defaults that a physiotherapist has to
sign off.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from formcheck.assessment.report_types import is_blameless

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from formcheck.assessment.report_types import LimitExceeded, PartialRepetition, Rep
    from formcheck.exercises.conditions import Grade
    from formcheck.exercises.definition import Scope

Verdict = Literal["good", "almost", "needs_work", "stopped", "counted", "inconclusive"]

HEADINGS: Final[Mapping[Verdict, str]] = {
    "good": "Good",
    "almost": "Almost: one thing to change",
    "needs_work": "Needs work",
    "stopped": "Stopped: a safety limit was exceeded",
    "counted": "Counted: form was not judged",
    "inconclusive": "Inconclusive: too little could be seen to tell",
}
"""The heading of a set by its verdict."""

MOST_MINOR: Final = 1
"""A good repetition has at most so many minor faults."""

MOSTLY_GOOD: Final = 0.8
"""From this share of good attempts on a set may be headed good."""

MOST_FLAWED: Final = 1 / 3
"""At most this share of the attempts of a good set has a minor or a major fault."""

FEW: Final = 2
"""Of so few attempts none may have a fault: a share of them says nothing."""

HALF_GOOD: Final = 0.5
"""From this share of good attempts on a set is almost good."""

ENOUGH_SEEN: Final = 0.3
"""Below this share of seen time the set is inconclusive."""

GRADES: Final[tuple[Grade, ...]] = ("hint", "minor", "major")
"""The grades of a fault in rising order; a limit stands above them."""


def worse(one: Grade, other: Grade) -> Grade:
    """Return the higher of two grades.

    Parameters
    ----------
    one, other
        The grades.

    Returns
    -------
    str
        One of them.
    """
    return max(one, other, key=GRADES.index)


def graded(faults: Mapping[str, Grade], grade: Grade) -> tuple[str, ...]:
    """Return the names of the faults of one grade.

    Parameters
    ----------
    faults
        The grade of each fault.
    grade
        The wanted grade.

    Returns
    -------
    tuple of str
        In the order of the faults.
    """
    return tuple(name for name, each in faults.items() if each == grade)


def is_good(faults: Mapping[str, Grade], limits: Collection[str]) -> bool:
    """Return True if a complete repetition is a good one.

    Parameters
    ----------
    faults
        The grade of each fault in it.
    limits
        The limits that were exceeded in it.

    Returns
    -------
    bool
        True without limit and major fault, and with at most `MOST_MINOR` minor ones.
    """
    minor, major = graded(faults, "minor"), graded(faults, "major")
    return not limits and not major and len(minor) <= MOST_MINOR


def is_clean(faults: Mapping[str, Grade], limits: Collection[str]) -> bool:
    """Return True if a complete repetition has no limit and no fault that is more than a hint.

    Parameters
    ----------
    faults
        The grade of each fault in it.
    limits
        The limits that were exceeded in it.

    Returns
    -------
    bool
        True only for one that is good, too.
    """
    return not limits and set(faults.values()) <= {"hint"}


@dataclass(frozen=True, slots=True)
class Tally:
    """The attempts of a set that decide on its heading.

    Attributes
    ----------
    complete
        Complete repetitions that were judged.
    attempts
        These, and the movements that the person did not complete.
    good
        The good ones among them.
    flawed
        Those with a minor or a major fault.
    counted
        Repetitions that were only counted.
    """

    complete: int
    attempts: int
    good: int
    flawed: int
    counted: int = 0

    @classmethod
    def of(cls, reps: Sequence[Rep], partial: Sequence[PartialRepetition]) -> Tally:
        """Return the tally of a set.

        Parameters
        ----------
        reps, partial
            The complete repetitions, and the others.

        Returns
        -------
        Tally
            What was not seen to its end is no attempt.
        """
        judged = [rep for rep in reps if rep.judged]
        failed = [row for row in partial if not is_blameless(row.reason)]
        flawed = sum(bool(rep.minor or rep.major) for rep in judged)
        flawed += sum(bool(row.minor or row.major) for row in failed)
        good = sum(rep.good for rep in judged)
        only_counted = len(reps) - len(judged)
        return cls(len(judged), len(judged) + len(failed), good, flawed, only_counted)


def verdict_of(
    tally: Tally,
    limits: Sequence[LimitExceeded],
    seen_fraction: float,
    *,
    scope: Scope = "full",
) -> Verdict:
    """Return the verdict on a set.

    Parameters
    ----------
    tally
        The attempts.
    limits
        The limits that were exceeded.
    seen_fraction
        Share of the time in which the body was seen, 0 to 1.
    scope
        The scope of the exercise; with ``counts`` its form is never judged.

    Returns
    -------
    str
        ``stopped`` after a stop limit; ``counted`` if repetitions were counted and no form was
        judged; ``inconclusive`` if too little was seen or nothing was done; ``good``, ``almost``
        or ``needs_work`` by the shares of good and of flawed attempts.
    """
    if any(limit.action == "stop" for limit in limits):
        return "stopped"
    if (tally.counted and not tally.complete) or (scope == "counts" and tally.complete):
        return "counted"
    if seen_fraction < ENOUGH_SEEN or (not tally.attempts and not limits):
        return "inconclusive"
    most_flawed = 0 if tally.attempts <= FEW else MOST_FLAWED * tally.attempts
    is_mostly_good = tally.good > 0 and tally.good >= MOSTLY_GOOD * tally.attempts
    if is_mostly_good and not limits and tally.flawed <= most_flawed:
        return "good"
    if tally.good > 0 and tally.good >= HALF_GOOD * tally.attempts:
        return "almost"
    return "needs_work"
