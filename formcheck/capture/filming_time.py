"""When a film was made, as its file says: the diary puts its sets on that day.

It is a module of its own because nothing else of a container is about the calendar.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from formcheck.capture.container import opened

if TYPE_CHECKING:
    from pathlib import Path

_TAGS: Final = ("com.apple.quicktime.creationdate", "creation_time")
"""Tags in order of trust: the first has the zone of the person, the second is in UTC."""

_FIRST_YEAR: Final = 2000
"""Older ones are the zero of a clock (1904 or 1970) that was never set (engineering default)."""


def filmed_at(path: Path) -> str:
    """Return when a film was made.

    Parameters
    ----------
    path
        The film.

    Returns
    -------
    str
        ISO 8601 with its zone; empty if the file does not say it, or says what cannot be.

    Raises
    ------
    SourceError
        If the file is no film.
    """
    with opened(path) as (container, stream):
        tags = {**stream.metadata, **container.metadata}
    for tag in _TAGS:
        try:
            at = datetime.fromisoformat(tags[tag])
        except (KeyError, ValueError):
            continue
        at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
        # A film that is younger than now was made by a clock that is wrong; zones differ by a day.
        if at.year >= _FIRST_YEAR and at <= datetime.now(UTC) + timedelta(days=1):
            return at.isoformat(timespec="seconds")
    return ""
