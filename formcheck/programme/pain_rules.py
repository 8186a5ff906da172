"""Rules for pain before, during and after exercise, and on the next morning, in words.

The numbers of the scale are in `formcheck.pain_scale`.  Sources: NEMEX-TJR, Ageberg 2010 (doi
10.1186/1471-2474-11-126): up to 2 is safe, up to 5 acceptable, above 5 of high risk, and pain must
be as usual by the next day and must not rise over days.  What "usual" is and when pain "rises" are
engineering defaults, for a physiotherapist to sign off: the error of a single answer is about 3 of
10 (BMC Musculoskelet Disord 2014;15:235), so nothing here hangs on a change by 1 alone except that
an exercise does not become harder.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING, Final, Literal

from formcheck.pain_scale import RISE_ADVISED, PainLight, is_bad_morning, light_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from formcheck.exercises.profile import Profile
    from formcheck.programme.history import History, PainEntry, PainTime

NEMEX: Final = "Ageberg 2010, doi 10.1186/1471-2474-11-126"
"""The source of the traffic light."""

USUAL_OF: Final = 7
"""The usual pain is the median of so many answers (engineering default)."""

FEWEST_MORNINGS: Final = 3
"""With fewer answers of mornings, those before sessions are used too (engineering default)."""

RAISED: Final = RISE_ADVISED
"""Pain of a morning that is so far above the usual one is raised (engineering default)."""

Action = Literal["go_on", "easier", "motion_only", "end_exercise", "end_day"]
"""What to do; ``easier`` = the easier form or fewer repetitions, ``motion_only`` = today nothing
that strains, ``end_exercise`` = another, easier one may follow."""

_RED: Final = (
    "That is too much. Stop this exercise for today; next time it will be easier. You may go on "
    "with another, easier exercise."
)
_STOP: Final = (
    "Stop for today, and sit or lie down. Some questions follow. Ask your doctor or "
    "physiotherapist before you exercise again."
)
_MORNING_STOP: Final = (
    "Do not exercise today. Some questions follow. Ask your doctor or physiotherapist before you "
    "exercise again."
)
WORDS: Final[Mapping[tuple[PainTime, PainLight], tuple[Action, str]]] = {
    ("before", "green"): ("go_on", "That is safe. You can begin."),
    ("before", "amber"): ("go_on", "That is acceptable. Begin, and make nothing harder today."),
    ("before", "red"): (
        "motion_only",
        "That is a lot before any exercise. Today only gentle motion, and nothing that strains.",
    ),
    ("before", "stop"): ("end_day", _MORNING_STOP),
    ("during", "green"): ("go_on", "That is safe. Go on."),
    ("during", "amber"): ("go_on", "That is acceptable. Go on, and make nothing harder today."),
    ("during", "red"): ("end_exercise", _RED),
    ("during", "stop"): ("end_day", _STOP),
    ("after", "green"): ("go_on", "That is safe."),
    ("after", "amber"): ("go_on", "That is acceptable. It will not become harder next time."),
    ("after", "red"): ("end_exercise", _RED),
    ("after", "stop"): ("end_day", _STOP),
    ("next_morning", "green"): ("go_on", "Your hip took the last exercises well."),
    ("next_morning", "amber"): (
        "go_on",
        "That is a little more than usual for you. Go on, and make nothing harder today.",
    ),
    ("next_morning", "red"): (
        "easier",
        "That is clearly more than usual for you. What strained the hip last time is easier now.",
    ),
    ("next_morning", "stop"): ("end_day", _MORNING_STOP),
}
"""What to do at each light, and how it is said."""

_RISEN: Final = "The pain has risen. Take the easier form, or do fewer repetitions."
_STRICT: Final = (
    "That is too much after a hip replacement. Stop for today; next time it will be easier. If it "
    "stays like this, call your physiotherapist."
)


@dataclass(frozen=True, slots=True)
class PainAdvice:
    """What an answer about pain means, and what to do."""

    light: PainLight | None
    """None = there was no number, so nothing is known."""
    do: Action
    say: str
    """The same in words; empty = there is nothing to say."""


def is_strict(profile: Profile) -> bool:
    """Return whether too much pain ends the whole day: after a hip replacement."""
    return profile.has_new_hip


def advise(
    asked: PainTime,
    number: int | None,
    *,
    sharp: bool = False,
    reference: int | None = None,
    strict: bool = False,
) -> PainAdvice:
    """Return what an answer means, by the traffic light.

    Parameters
    ----------
    asked
        When it was asked.
    number
        0 to 10; None = no number.
    sharp
        Whether it was sharp or sudden: a groin catch, locking, giving way, numbness.
    reference
        What it is compared with: the pain before the session, or for a morning the usual one;
        None = unknown.
    strict
        See `is_strict`.

    Returns
    -------
    PainAdvice
        The light, what to do, and the words.

    Examples
    --------
    >>> advise("during", 6).do, advise("during", 6, strict=True).do
    ('end_exercise', 'end_day')
    >>> advise("during", 4, reference=2).do
    'easier'
    """
    light = light_of(number, sharp=sharp)
    if asked == "next_morning" and light not in {None, "stop"} and reference is not None:
        light = morning_light(number or 0, reference)
    if light is None:
        return PainAdvice(None, "go_on", "")
    do, say = WORDS[asked, light]
    if light == "red" and strict and asked != "next_morning":
        return PainAdvice(light, "end_day", _STRICT)
    risen = reference is not None and number is not None and number - reference >= RISE_ADVISED
    if light == "amber" and asked in {"during", "after"} and risen:
        return PainAdvice(light, "easier", _RISEN)
    return PainAdvice(light, do, say)


def morning_light(number: int, usual: int) -> PainLight:
    """Return what the pain of a morning means: as usual, a little more, or too much.

    Parameters
    ----------
    number, usual
        The answer, and the usual one, 0 to 10.

    Returns
    -------
    PainLight
        Green up to the usual one, red from more than 2 above it, else amber.
    """
    if is_bad_morning(number, usual):
        return "red"
    return "amber" if number > usual else "green"


# --- Over days -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Morning:
    """The answer of a morning, against what is usual for the person."""

    number: int | None
    """None = no answer."""
    usual: int | None
    """None = there is nothing to compare with yet."""
    light: PainLight | None
    """None = no answer."""
    raised_days: bool = False
    """Raised by 2 or more for the second morning running: for more than one day."""
    rising: bool = False
    """The last three mornings lie above what was usual before them."""


class Mornings:
    """The answers about pain of a history, by day.

    Parameters
    ----------
    history
        The person's past.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from formcheck.programme.history import History, PainEntry
    >>> pains = [
    ...     PainEntry(asked="next_morning", at=datetime(2026, 11, 2 + i, tzinfo=UTC), number=each)
    ...     for i, each in enumerate([1, 2, 2, 5])
    ... ]
    >>> mornings = Mornings(History(pains=tuple(pains)))
    >>> mornings.of(date(2026, 11, 5))
    Morning(number=5, usual=2, light='red', raised_days=False, rising=False)
    """

    def __init__(self, history: History) -> None:
        self._answers: dict[date, PainEntry] = {}
        numbers: dict[date, int] = {}
        with_before: list[tuple[date, int]] = []
        for entry in history.pains:
            if entry.asked == "next_morning":
                self._answers[entry.at.date()] = entry
            if entry.number is None or entry.asked not in {"next_morning", "before"}:
                continue
            with_before.append((entry.at.date(), entry.number))
            if entry.asked == "next_morning":
                numbers[entry.at.date()] = entry.number
        self._mornings = sorted(numbers.items())
        self._with_before = sorted(with_before)

    def usual(self, day: date) -> int | None:
        """Return the pain that was usual before a day: the median of the last answers, rounded up.

        Parameters
        ----------
        day
            Only answers of earlier days count.

        Returns
        -------
        int or None
            0 to 10; None = no answers.
        """
        answers = _before(self._mornings, day)
        if len(answers) < FEWEST_MORNINGS:
            answers = _before(self._with_before, day)
        return math.ceil(median(answers)) if answers else None

    def of(self, day: date) -> Morning:
        """Return how the morning of a day was."""
        usual, answer = self.usual(day), self._answers.get(day)
        if answer is None:
            return Morning(None, usual, None)
        advice = advise("next_morning", answer.number, sharp=answer.sharp, reference=usual)
        return Morning(
            answer.number, usual, advice.light, self._is_raised_days(day), self.is_rising(day)
        )

    def has_answer(self, day: date) -> bool:
        """Return whether the question of a morning was answered, with or without a number."""
        return day in self._answers

    def first(self) -> int | None:
        """Return what was usual at the beginning: the median of the first answers, rounded up."""
        answers = [number for _, number in self._mornings[:USUAL_OF]]
        return math.ceil(median(answers)) if len(answers) >= FEWEST_MORNINGS else None

    def is_rising(self, day: date) -> bool:
        """Return whether the last three mornings lie above what was usual before them.

        Parameters
        ----------
        day
            The last morning that counts.

        Returns
        -------
        bool
            False also with fewer than three answers before the last three.
        """
        answers = _before(
            self._mornings, day + timedelta(days=1), count=USUAL_OF + FEWEST_MORNINGS
        )
        last, before = answers[-FEWEST_MORNINGS:], answers[:-FEWEST_MORNINGS]
        if len(before) < FEWEST_MORNINGS:
            return False
        return median(last) > math.ceil(median(before))

    def _is_raised_days(self, day: date) -> bool:
        """Return whether the mornings of a day and of the day before were both raised."""
        before = day - timedelta(days=1)
        usual, answers = self.usual(before), [self._answers.get(at) for at in (before, day)]
        return usual is not None and all(
            answer is not None and answer.number is not None and answer.number >= usual + RAISED
            for answer in answers
        )


def _before(answers: list[tuple[date, int]], day: date, *, count: int = USUAL_OF) -> list[int]:
    """Return the last answers before a day, in order of time."""
    end = bisect_left(answers, day, key=lambda answer: answer[0])
    return [number for _, number in answers[max(0, end - count) : end]]
