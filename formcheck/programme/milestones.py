"""Days in a row, blocks of weeks, and the review after twelve weeks, in words that do not scold.

A day without exercise is nothing to be ashamed of: what was done is said, what was not done is
not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from formcheck.exercises.conditions import ENGINEERING_DEFAULT
from formcheck.programme.day import Offer

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from formcheck.programme.definition import Programme
    from formcheck.programme.past import Past

WEEK: Final = 7
"""Days of a week: over so many the days with motion are counted."""

ASK_AGAIN_WEEKS: Final = 4
"""A person who is no better after the review is reminded after so many weeks."""

LONG_AGO: Final = 4
"""After so many days a person is welcomed back."""

WELCOME_BACK: Final = "Good that you are back. Begin gently."


@dataclass(frozen=True, slots=True)
class Streak:
    """Days with motion up to a day."""

    running: int
    """Days in a row, up to today, or up to yesterday while today is still young."""
    longest: int
    """The most days in a row ever."""
    in_week: int
    """Days with motion among the last seven, today included."""
    since_last: int | None
    """Days since the last one; None = there was none."""


def streak(days: Collection[date], day: date) -> Streak:
    """Return the days in a row up to a day.

    Parameters
    ----------
    days
        The days with motion.
    day
        Today; later days are not looked at.

    Returns
    -------
    Streak
        The counts.

    Examples
    --------
    >>> from datetime import date
    >>> streak({date(2026, 11, 1), date(2026, 11, 2)}, date(2026, 11, 3))
    Streak(running=2, longest=2, in_week=2, since_last=1)
    """
    known = sorted(at for at in set(days) if at <= day)
    longest = run = 0
    before: date | None = None
    for at in known:
        run = run + 1 if before is not None and (at - before).days == 1 else 1
        longest, before = max(longest, run), at
    since = None if before is None else (day - before).days
    return Streak(
        running=run if since is not None and since <= 1 else 0,
        longest=longest,
        in_week=sum((day - at).days < WEEK for at in known),
        since_last=since,
    )


def days_in_words(days: Collection[date], day: date) -> Iterator[str]:
    """Yield what to say of the days with motion.

    Parameters
    ----------
    days
        The days with motion.
    day
        Today.

    Yields
    ------
    str
        At most one sentence.
    """
    found = streak(days, day)
    if found.running >= 2:  # noqa: PLR2004  # a row begins with two
        best = ", your longest row so far" if _is_best(found, days, day) else ""
        yield f"You have moved on {found.running} days in a row{best}."
    elif found.in_week >= 2:  # noqa: PLR2004  # of one day the plural would be wrong
        yield f"You have moved on {found.in_week} of the last 7 days."


def _is_best(found: Streak, days: Collection[date], day: date) -> bool:
    """Return whether a row of more than a week is the longest, and another one was before it."""
    begun = day - timedelta(days=found.running + (found.since_last or 0) - 1)
    earlier = any(at < begun for at in days)
    return found.running > WEEK and found.running == found.longest and earlier


# --- Weeks --------------------------------------------------------------------------------------


def week_of(past: Past, day: date) -> int:
    """Return the week of the programme that a day is in, from 1.

    Parameters
    ----------
    past
        What was done.
    day
        The day.

    Returns
    -------
    int
        1 also before the first session.
    """
    first = past.first_day()
    return 1 if first is None else max(0, (day - first).days) // WEEK + 1


def reviews(programme: Programme, past: Past, day: date) -> Iterator[Offer]:
    """Yield what is to be looked at after a block, and after twelve weeks without a change.

    Each is said on the first day of exercise after the weeks are over.

    Parameters
    ----------
    programme
        The programme.
    past
        What was done.
    day
        The day.

    Yields
    ------
    Offer
        Words alone: they change nothing.
    """
    week, rhythm = week_of(past, day) - 1, programme.rhythm
    first, now = past.mornings.first(), past.mornings.usual(day)
    over = week - rhythm.review_weeks
    no_better = bool(first) and now is not None and first is not None and now >= first
    if over >= 0 and no_better and _is_first_after(past, day, week - over % ASK_AGAIN_WEEKS):
        yield Offer(
            kind="ask_physiotherapist",
            what="See your physiotherapist about another way to go on.",
            why=f"After {week} weeks your usual pain is {now} of 10, and it was {first} at first.",
            source=ENGINEERING_DEFAULT,
        )
    blocks = week // rhythm.block_weeks
    if blocks and _is_first_after(past, day, blocks * rhythm.block_weeks):
        yield Offer(
            kind="review",
            what="Look at your progress, and go on or choose another programme.",
            why=f"{blocks * rhythm.block_weeks} weeks of this programme are over.",
            source=rhythm.source,
        )


def _is_first_after(past: Past, day: date, weeks: int) -> bool:
    """Return whether nothing was done between the end of so many weeks and a day."""
    first = past.first_day()
    if first is None:
        return False
    end = first + timedelta(weeks=weeks)
    return not any(end <= at < day for at in past.moved_days())
