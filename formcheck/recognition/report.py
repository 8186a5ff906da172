"""What is known of a whole recording when nobody said what is done in it, and its JSON form.

The JSON is described by ``formcheck/schemas/sets.schema.json``; each set holds a report as a
single
set has it (``report.schema.json``).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from formcheck.assessment.report import json_text, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from formcheck.assessment.report import Provenance, SetReport
    from formcheck.recognition.recognizer import Section

SCHEMA: Final = 1

SetsVerdict = Literal["recognised", "partly", "inconclusive", "nothing"]


@dataclass(frozen=True, slots=True)
class RecognisedSet:
    """A stretch of a recording: what it is recognised as, and its report.

    Attributes
    ----------
    section
        From when to when it goes, what it is, how sure that is, and what else it could be.
    report
        Of the exercise that it is; None where that is inconclusive, or where the profile forbids
        the exercise (`forbidden` says why).
    forbidden
        Why the profile does not allow the exercise; empty where it does.
    """

    section: Section
    report: SetReport | None
    forbidden: str = ""


@dataclass(frozen=True, slots=True)
class SetsReport:
    """Everything that is known of a whole recording.

    Attributes
    ----------
    duration_s
        From the first to the last pose.
    sets
        In order, without overlap; none = no exercise was seen.
    hint
        What to change so that more can be seen; empty if nothing.
    provenance
        What made it; of no exercise in particular.
    source
        Where the poses came from; the only part in which a replay differs.
    """

    duration_s: float
    sets: tuple[RecognisedSet, ...]
    hint: str
    provenance: Provenance
    source: Mapping[str, object] = field(default_factory=dict)
    schema: int = SCHEMA

    @property
    def verdict(self) -> SetsVerdict:
        """``recognised`` (all of it), ``partly``, ``inconclusive`` (none of it) or ``nothing``."""
        if not self.sets:
            return "nothing"
        sure = sum(found.section.exercise is not None for found in self.sets)
        if sure == len(self.sets):
            return "recognised"
        return "partly" if sure else "inconclusive"

    def as_dict(self) -> dict[str, Any]:
        """The report as plain data for JSON: NaN is None, numbers are rounded."""
        sets = [
            {
                **asdict(found.section),
                "forbidden": found.forbidden,
                "report": None if found.report is None else found.report.as_dict(),
            }
            for found in self.sets
        ]
        table: dict[str, Any] = plain(
            {
                "schema": self.schema,
                "verdict": self.verdict,
                "duration_s": self.duration_s,
                "hint": self.hint,
                "sets": sets,
                "provenance": {
                    "formcheck": self.provenance.formcheck,
                    "profile": self.provenance.profile,
                    "estimator": dict(self.provenance.estimator),
                },
                "source": dict(self.source),
            }
        )
        return table

    def to_json(self) -> str:
        """The report as JSON text, two spaces of indent, with a line break at its end."""
        return json_text(self.as_dict())
