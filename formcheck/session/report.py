"""What is known when a session is over, and its JSON form.

The JSON is described by ``formcheck/schemas/session.schema.json``; the report of each set lies
beside it in a file of its own (``report.schema.json``).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from formcheck.assessment.report import json_text, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from formcheck.assessment.report import Counts, Provenance, Verdict
    from formcheck.session.plan import SessionPlan
    from formcheck.session.protocol import EndedBy, FinishedSet
    from formcheck.session.stages.pain import PainNote

SCHEMA: Final = 1


@dataclass(frozen=True, slots=True)
class SetDone:
    """One set of a session.

    Attributes
    ----------
    number
        Which round it belongs to, from 1.
    side
        The leg that was asked for; ``auto`` = found by itself, or both.
    start_s
        When it began, seconds since the session began.
    ended_by
        Why it was over: ``done``, ``left`` (got up or went away), ``asked`` (a key), ``redone``,
        ``pain``, ``camera``, ``error`` (formcheck failed).
    verdict, counts
        As in its report.
    files
        Names of its files, beside this one.
    """

    number: int
    side: str
    start_s: float
    duration_s: float
    ended_by: EndedBy
    verdict: Verdict
    counts: Counts
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SessionReport:
    """Everything that is known of one session.

    Attributes
    ----------
    exercise, title
        What was done.
    started
        Date and time with its zone, ISO 8601.
    duration_s
        From the first picture to the last.
    planned
        Sides, sets, repetitions and rest.
    sets
        Those that were done, in order.
    pains
        The answers about pain: when they were asked, after how many sets, number, whether sharp.
    advice
        What to do, in sentences; empty if nothing is to be said.
    camera
        Its name, the size of its pictures, how many came and how many were judged, and when it
        was away.
    notes
        What a reader must know besides.
    provenance
        What made it.
    """

    exercise: str
    title: str
    started: str
    duration_s: float
    planned: Mapping[str, object]
    sets: tuple[SetDone, ...]
    pains: tuple[Mapping[str, object], ...]
    advice: tuple[str, ...]
    camera: Mapping[str, object]
    notes: tuple[str, ...]
    provenance: Provenance
    schema: int = field(default=SCHEMA)

    def as_dict(self) -> dict[str, Any]:
        """The report as plain data for JSON: NaN is None, numbers are rounded."""
        table: dict[str, Any] = {"schema": self.schema}
        table.update(asdict(self))
        rounded: dict[str, Any] = plain(table)
        return rounded

    def to_json(self) -> str:
        """The report as JSON text, two spaces of indent, with a line break at its end."""
        return json_text(self.as_dict())


def set_done(finished: FinishedSet, files: tuple[str, ...]) -> SetDone:
    """What a session tells of one of its sets."""
    report = finished.report
    return SetDone(
        number=finished.plan.number,
        side=finished.plan.side,
        start_s=finished.start_s,
        duration_s=report.duration_s,
        ended_by=finished.ended_by,
        verdict=report.verdict,
        counts=report.counts,
        files=files,
    )


def planned(plan: SessionPlan) -> dict[str, object]:
    """What a session tells of its plan."""
    return {
        "sides": list(plan.sides),
        "sets": plan.sets,
        "reps": plan.reps,
        "rest_s": plan.rest_s,
    }


def pain_told(note: PainNote) -> dict[str, object]:
    """What a session tells of an answer about pain; the number is None without one."""
    return {
        "asked": note.asked,
        "after_sets": note.after_sets,
        "number": note.answer.number,
        "sharp": note.answer.sharp,
    }
