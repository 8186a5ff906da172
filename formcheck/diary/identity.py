"""Which set a report is of: the same set has the same identity wherever it is imported from.

The identity is that of what was filmed, not of how it was judged.  A film that is analysed twice,
or a recording of a live set that is replayed, is the same set again.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from formcheck.assessment.report import SetReport
    from formcheck.session.report import PainRecord

_LETTERS: Final = 20
"""Hexadecimal digits of an identity: two of a million sets are alike once in 10**12 diaries."""

_DEEPEST: Final = 8
"""Recordings of recordings that are followed back to their film."""


@dataclass(frozen=True, slots=True)
class SetIdentity:
    """Who a set is."""

    set_id: str
    session_id: str
    started: datetime | None
    """When it began, with its zone; None = the report does not say."""


def identity_of(report: SetReport, *, part: int = 0) -> SetIdentity:
    """Return the identity of the set of a report.

    Parameters
    ----------
    report
        The report.
    part
        Number of the set among those of the same exercise in one film, from 0.

    Returns
    -------
    SetIdentity
        Of a camera it is the session and the instant in it, of a film the film and the part of
        it, and of poses without a source the whole report.
    """
    source, read_with = _origin(report.source)
    what = [report.exercise, report.legs.asked]
    if source.get("kind") == "camera" and isinstance(source.get("started"), str):
        session = session_identity(source["started"], str(source.get("name", "")))
        offset_s = _number(source.get("start_s"))
        started = instant(source["started"])
        begun = None if started is None else started + timedelta(seconds=offset_s)
        return SetIdentity(_digest(session, round(offset_s, 3), *what), session, begun)
    if sha256 := str(source.get("sha256", "")):
        cut = [read_with.get(key) for key in ("start_s", "end_s")]
        filmed = instant(str(source.get("filmed", "")))
        if filmed is not None and not filmed.utcoffset():
            filmed = filmed.astimezone()  # films are dated in UTC: the day is that of the person
        set_id = _digest(sha256, *cut, *what, part)
        return SetIdentity(set_id, f"film-{_digest(sha256)[:12]}", filmed)
    content = _digest(report.as_dict(), part)
    return SetIdentity(content, f"report-{content[:12]}", started=None)


def session_identity(started: str, camera: str) -> str:
    """Return the identity of a live session; it begins with its date and time.

    Parameters
    ----------
    started
        Its date and time, ISO 8601.
    camera
        The name of its camera.

    Returns
    -------
    str
    """
    stamp = re.sub(r"[^0-9T]", "-", started[:19]).replace("T", "_")
    return f"{stamp}-{_digest(started, camera)[:4]}"


def pain_number(pain: PainRecord, index: int) -> int:
    """Return the number by which an answer about pain is known again in its session.

    Parameters
    ----------
    pain, index
        The answer, and its index in its report, from 0.

    Returns
    -------
    int
        When it was given, hundredths of a second, because the exercises of one session have
        reports of their own; the index in older reports, which do not say when.
    """
    return index if math.isnan(pain.time_s) else round(100 * pain.time_s)


def instant(text: str) -> datetime | None:
    """Return an instant with its zone, else that of this machine; None if it is no instant."""
    try:
        read = datetime.fromisoformat(text)
        return read if read.tzinfo is not None else read.astimezone()
    except (ValueError, OverflowError, OSError):
        return None


def _origin(block: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return the source block of the film or camera, and how the report was read from it.

    A recording keeps the block of the film that it was made from; its own parts are named on
    top of those of the film.

    Returns
    -------
    tuple of two Mapping
        The source block, and the options with which it was read.
    """
    read_with: dict[str, Any] = {}
    for _ in range(_DEEPEST):
        options = block.get("read_with")
        read_with = {**(options if isinstance(options, dict) else {}), **read_with}
        inner = block.get("recorded_from")
        if not isinstance(inner, dict) or not {"sha256", "started"} & inner.keys():
            break
        block = inner
    return block, read_with


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _digest(*parts: object) -> str:
    text = json.dumps(parts, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_LETTERS]
