"""Days in a row, and days of a week, in words that do not scold.

A day without exercise is nothing to be ashamed of: what was done is said, what was not done is
not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

WEEK: Final = 7
"""Days over which the days with motion are counted."""

LONG_AGO: Final = 4
"""After so many days a person is welcomed back."""


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
    if found.since_last is None:
        return
    if found.since_last >= LONG_AGO:
        yield "Good that you are back. Begin gently."
    elif found.running >= 2:  # noqa: PLR2004  # a row begins with two
        best = ", your longest row so far" if _is_best(found, days, day) else ""
        yield f"You have moved on {found.running} days in a row{best}."
    elif found.in_week >= 2:  # noqa: PLR2004  # of one day the plural would be wrong
        yield f"You have moved on {found.in_week} of the last 7 days."


def _is_best(found: Streak, days: Collection[date], day: date) -> bool:
    """Return whether a row of more than a week is the longest, and another one was before it."""
    begun = day - timedelta(days=found.running + (found.since_last or 0) - 1)
    earlier = any(at < begun for at in days)
    return found.running > WEEK and found.running == found.longest and earlier
