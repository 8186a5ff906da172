"""Which sets a physiotherapist should look at: stops and limits, then faults that stay."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from formcheck.therapist.summary_report import Clip

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from formcheck.assessment.report import SetReport
    from formcheck.programme.history import DoneSet
    from formcheck.therapist.summary_report import LastingFault

MOST_CLIPS: Final = 5
"""So many are named: a physiotherapist has minutes for them."""


def clips_of(
    sets: Sequence[DoneSet],
    faults: Sequence[LastingFault],
    reports: Mapping[str, SetReport],
    places: Mapping[str, str],
) -> tuple[Clip, ...]:
    """Return the sets worth looking at.

    Parameters
    ----------
    sets
        The sets, in order of time.
    faults
        The faults that stay, the most frequent one first.
    reports, places
        The report, and the place of the recording, of each set that has one.

    Returns
    -------
    tuple of Clip
        At most five, each set once: stops, then limits, then faults; of each the latest set, and
        before others one that has a recording.
    """
    found: dict[str, Clip] = {}
    for done, why, at_s in _candidates(sets, faults, reports, places):
        if done.set_id not in found and len(found) < MOST_CLIPS:
            found[done.set_id] = Clip(
                set_id=done.set_id,
                day=done.day,
                title=done.title or done.exercise.replace("_", " "),
                side=done.side,
                why=why,
                at_s=at_s,
                place=places.get(done.set_id, ""),
            )
    return tuple(found.values())


def _candidates(
    sets: Sequence[DoneSet],
    faults: Sequence[LastingFault],
    reports: Mapping[str, SetReport],
    places: Mapping[str, str],
) -> Iterator[tuple[DoneSet, str, float]]:
    """Yield sets with the reason and the instant, the weightiest first."""
    latest = sorted(sets, key=lambda done: (done.set_id in places, done.started), reverse=True)
    stopped: set[str] = set()
    for done in latest:
        if done.verdict == "stopped" and done.exercise not in stopped:
            stopped.add(done.exercise)
            yield done, "It was stopped at a safety limit.", _limit_s(reports.get(done.set_id), "")
    seen: set[tuple[str, str]] = set()
    for done in latest:
        for name in done.limits:
            if (done.exercise, name) not in seen:
                seen.add((done.exercise, name))
                why = f"The limit «{name.replace('_', ' ')}» was exceeded."
                yield done, why, _limit_s(reports.get(done.set_id), name)
    for fault in faults:
        own = [
            done
            for done in latest
            if (done.exercise, done.side) == (fault.exercise, fault.side)
            and done.faults.get(fault.fault)
        ]
        if own:
            why = f"«{fault.fault.replace('_', ' ')}» stays."
            yield own[0], why, _fault_s(reports.get(own[0].set_id), fault.fault)


def _limit_s(report: SetReport | None, name: str) -> float:
    """Return when a limit was first exceeded in a set, seconds; NaN = not known."""
    rows = () if report is None else report.limits
    return next((row.time_s for row in rows if name in {"", row.name}), math.nan)


def _fault_s(report: SetReport | None, name: str) -> float:
    """Return when the first repetition with a fault began, seconds; NaN = not known."""
    reps = () if report is None else report.reps
    return next((rep.start_s for rep in reps if name in (*rep.minor, *rep.major)), math.nan)
