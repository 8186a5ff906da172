"""Reports as one page: a set, the sets of a recording, a session, a function test, or several."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from formcheck.assessment.verdict import HEADINGS
from formcheck.function_tests.interpretation import value_text
from formcheck.function_tests.report import FunctionTestReport
from formcheck.output import SetFile
from formcheck.output.files.atomic_file import AtomicFile
from formcheck.output.html.figures import Figures
from formcheck.output.html.page import render
from formcheck.output.html.set_page import SetEntry, set_section
from formcheck.output.html.set_trace import SetTrace
from formcheck.output.terminal.function_test import NO_DIAGNOSIS

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from formcheck.assessment.events import Reading
    from formcheck.assessment.report import SetReport
    from formcheck.exercises.definition import Exercise
    from formcheck.recognition.report import SetsReport
    from formcheck.session.report import SessionReport

NO_RECORDING: Final = (
    "The curve over time and the pictures are left out: they need the recording (.npz) of the set "
    "beside its report."
)


@dataclass(frozen=True, slots=True)
class SetsEntry:
    """The sets of a recording: their report, and one entry for each set that was judged."""

    report: SetsReport
    sets: tuple[SetEntry | None, ...]


@dataclass(frozen=True, slots=True)
class SessionEntry:
    """A live session, and its sets in order; a set whose file is missing is None."""

    report: SessionReport
    sets: tuple[SetEntry | None, ...]


Entry: TypeAlias = SetEntry | SetsEntry | SessionEntry | FunctionTestReport


def report_page(entries: Sequence[Entry]) -> str:
    """Return a page about everything that is given, in that order.

    Parameters
    ----------
    entries
        At least one.

    Returns
    -------
    str
        HTML that needs no other file; the same for the same entries.
    """
    parts = [_part(entry, str(number)) for number, entry in enumerate(entries, start=1)]
    titles = list(dict.fromkeys(part["title"] for part in parts))
    title = titles[0] if len(titles) == 1 else "Exercise reports"
    return render("report.html", parts=parts, title=title)


def _part(entry: Entry, place: str) -> dict[str, Any]:
    """Return what the template shows of one entry."""
    if isinstance(entry, SetEntry):
        started = entry.report.source.get("started", "")
        return {
            "kind": "set",
            "title": entry.report.title,
            "when": day_text(started),
            "sets": [set_section(entry, place)],
        }
    if isinstance(entry, FunctionTestReport):
        return _function_test(entry, place)
    sets = _sections(entry.sets, place)
    if isinstance(entry, SetsEntry):
        return _recording(entry.report, sets, place)
    return _session(entry.report, sets, place)


def _sections(entries: Sequence[SetEntry | None], place: str) -> list[dict[str, Any] | None]:
    return [
        None if entry is None else set_section(entry, f"{place}.{number}")
        for number, entry in enumerate(entries, start=1)
    ]


def _recording(
    report: SetsReport, sets: list[dict[str, Any] | None], place: str
) -> dict[str, Any]:
    figures = Figures(report.as_dict(), place)
    rows = [
        {
            "section": section,
            "title": found.candidates[0].title
            if found.exercise is not None
            else " or ".join(row.title for row in found.candidates),
            "result": HEADINGS[found.report.verdict]
            if found.report is not None
            else "Not for you now"
            if found.forbidden
            else "Not clear which exercise this is",
            "why": found.forbidden or found.why,
            "start": figures.clock("sets", index, "start_s"),
            "end": figures.clock("sets", index, "end_s"),
            "confidence": figures.percent("sets", index, "confidence"),
        }
        for index, (found, section) in enumerate(zip(report.sets, sets, strict=True))
    ]
    judged = {found.report.title for found in report.sets if found.report is not None}
    title = judged.pop() if len(judged) == 1 else "Exercises of a recording"
    return {
        "kind": "sets",
        "title": title,
        "when": "",
        "rows": rows,
        "hint": report.hint,
        "length": figures.length("duration_s"),
        "sets": [section for section in sets if section is not None],
        "file": report.source.get("name", ""),
    }


def _session(
    report: SessionReport, sets: list[dict[str, Any] | None], place: str
) -> dict[str, Any]:
    figures = Figures(report.as_dict(), place)
    rows = [
        {
            "section": section,
            "number": figures.count("sets", index, "number"),
            "side": "" if done.side == "auto" else done.side,
            "good": figures.count("sets", index, "counts", "good"),
            "total": figures.count("sets", index, "counts", "total"),
            "result": HEADINGS[done.verdict],
            "ended": _ENDED[done.ended_by],
        }
        for index, (done, section) in enumerate(zip(report.sets, sets, strict=True))
    ]
    pains = [
        {
            "asked": _ASKED[row.asked],
            "number": "no answer"
            if row.number is None
            else figures.count("pains", index, "number"),
            "sharp": row.sharp,
        }
        for index, row in enumerate(report.pains)
    ]
    return {
        "kind": "session",
        "title": report.title,
        "when": day_text(report.started),
        "rows": rows,
        "pains": pains,
        "planned": figures.count("planned", "sets"),
        "planned_reps": figures.count("planned", "reps") if report.planned.reps else "",
        "length": figures.length("duration_s"),
        "advice": report.advice,
        "notes": report.notes,
        "sets": [section for section in sets if section is not None],
        "missing": any(section is None for section in sets),
    }


_ENDED: Final = {
    "done": "all repetitions were done",
    "left": "the person got up or left",
    "asked": "it was ended with a key or an arm",
    "redone": "it was done again",
    "pain": "because of pain",
    "camera": "the camera did not come back",
    "error": "formcheck failed",
}

_ASKED: Final = {"before": "before", "during": "during a set", "after": "after a set"}


def _function_test(report: FunctionTestReport, place: str) -> dict[str, Any]:
    figures = Figures(report.as_dict(), place)
    rows = []
    for index, row in enumerate(report.results):
        text = value_text(row.value, row.unit)
        rows.append(
            {
                "name": row.name,
                "side": {"both": "", "unknown": ""}.get(row.side, row.side),
                "value": figures.worded(text, "results", index, "value"),
                "why": row.why,
                "norm": "" if row.norm is None else row.norm.text,
                "tries": figures.derived(f"tries-{index}", len(row.tries), str(len(row.tries))),
            }
        )
    return {
        "kind": "function_test",
        "title": report.title,
        "when": "",
        "rows": rows,
        "advice": report.advice,
        "safety": [*report.precautions, *report.safety],
        "cannot_see": report.cannot_see,
        "stopped": any(row.action == "stop" for row in report.limits),
        "no_diagnosis": NO_DIAGNOSIS,
        "sources": [source.get("name", "") for source in report.sources],
        "sets": [],
    }


def day_text(started: str) -> str:
    """Return date and time of an ISO text as people write them; another text as it is."""
    try:
        at = datetime.fromisoformat(started)
    except ValueError:
        return started
    return f"{at.day} {at:%B %Y}, {at.hour}:{at:%M}"


class HtmlReport(SetFile):
    """A sink that writes the page of one set.

    Parameters
    ----------
    path
        Where the page is to lie; raises OutputError if nothing can be written there.
    exercise
        The exercise that is judged.
    with_photos
        Whether the moments are photos of the person, instead of drawings.
    """

    def __init__(
        self, path: str | os.PathLike[str], exercise: Exercise, *, with_photos: bool = False
    ) -> None:
        self._file = AtomicFile(path)
        self._trace = SetTrace(exercise, with_photos=with_photos)

    def write(self, reading: Reading, image: NDArray[np.uint8] | None) -> None:
        """Keep what the page needs."""
        self._trace.write(reading, image)

    def finish(self, report: SetReport) -> None:
        """Write the page; raise OutputError if the disk refuses."""
        entry = SetEntry(report, self._trace.exercise, self._trace)
        self._file.write_text(report_page([entry]))

    def discard(self) -> None:
        """Remove what was not finished."""
        self._file.discard()


class SetTraces:
    """Makes a sink for every set of a recording, for one page about all.

    Parameters
    ----------
    with_photos
        As for `HtmlReport`.
    """

    def __init__(self, *, with_photos: bool = False) -> None:
        self._with_photos = with_photos
        self._traces: list[SetTrace] = []

    def begin_set(self, exercise: Exercise) -> SetTrace:
        """Return a fresh sink for the next set."""
        self._traces.append(SetTrace(exercise, with_photos=self._with_photos))
        return self._traces[-1]

    def page(self, report: SetsReport) -> str:
        """Return the page, once all sets are judged."""
        waiting = iter(self._traces)
        entries: list[SetEntry | None] = []
        for found in report.sets:
            if found.report is None:
                entries.append(None)
                continue
            trace = next(waiting)
            entries.append(SetEntry(found.report, trace.exercise, trace))
        return report_page([SetsEntry(report, tuple(entries))])
