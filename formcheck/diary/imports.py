"""Brings saved reports into the diary: folders of live sessions, reports of single sets.

What the diary has already is left as it is, so a folder may be imported as often as one likes.
"""

from __future__ import annotations

import json
import math
import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from formcheck.assessment.report import Report, SetReport
from formcheck.diary.identity import (
    SetIdentity,
    identity_of,
    instant,
    pain_number,
    session_identity,
)
from formcheck.diary.report import DiaryReport, entries_of
from formcheck.errors import DiaryError
from formcheck.programme.history import PainEntry
from formcheck.recognition.report import SetsReport
from formcheck.session.report import SessionReport

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from formcheck.diary.sessions import Diary
    from formcheck.session.report import PainRecord, SetDone

_Report = TypeVar("_Report", bound=Report)

_LARGEST: Final = 512 * 2**20
"""Bytes of a file that is read: an exported diary of five years has 80 MB."""

_MOST_FILES: Final = 100_000
"""Files that one import reads: five years of sessions have a third of it."""


@dataclass
class Imported:
    """What an import brought."""

    new: int = 0
    """Sets that the diary did not have."""
    known: int = 0
    """Sets that it had already."""
    pains: int = 0
    """Answers about pain that it did not have."""
    undated: int = 0
    """New sets whose report does not say when they were done: they got the time of the import."""
    files: dict[str, Path] = field(default_factory=dict)
    """The file of the report of each set that has one of its own, by the name of the set."""
    problems: list[str] = field(default_factory=list)
    """One sentence for each file that could not be read, or is missing."""

    def count(self, *, is_new: bool, is_dated: bool) -> None:
        """Count a set.

        Parameters
        ----------
        is_new
            True if the diary did not have it.
        is_dated
            True if its report says when it was done.
        """
        self.new += is_new
        self.known += not is_new
        self.undated += is_new and not is_dated


def import_reports(diary: Diary, path: Path, *, at: datetime | None = None) -> Imported:
    """Bring what a file, or a folder with those below it, holds into the diary.

    Parameters
    ----------
    diary
        The diary.
    path
        The report of a set, of several sets, or of a session (JSON), or a folder with such.
    at
        When the sets were done whose reports do not say it; None = now.

    Returns
    -------
    Imported
        What it brought, and what could not be read.

    Raises
    ------
    DiaryError
        If there is no such file or folder, if a folder holds no report, or if the diary cannot
        be written.
    """
    found = Imported()
    reader = _Reader(diary, found, at)
    files = [path] if path.is_file() else list(islice(_json_files(path), _MOST_FILES))
    # A session is read first: it knows more about its sets than their own reports do.
    tables = [(file, table) for file in files if (table := reader.table(file)) is not None]
    for file, table in sorted(tables, key=lambda row: row[1].get("kind") != "session"):
        reader.bring(file, str(table["kind"]))
    if not tables and not found.problems:
        what = "no report of a set or session" if path.exists() else "no such file or folder"
        raise DiaryError(f"{path}: {what}; name the folder of a session, or a report (JSON).")
    return found


def keep_film(
    diary: Diary,
    report: SetReport | SetsReport,
    *,
    at: datetime | None = None,
    holds: Mapping[str, float] | None = None,
) -> Imported:
    """Keep the sets of a film that was analysed.

    Parameters
    ----------
    diary
        The diary.
    report
        The report of its set, or of its sets.
    at
        When it was filmed; None = as the file says, or now.
    holds
        The prescribed hold of each exercise by its name, seconds; 0 = none.

    Returns
    -------
    Imported
        Which sets were new.
    """
    found = Imported()
    reader = _Reader(diary, found, None)
    reader.holds = {name: hold_s or math.nan for name, hold_s in (holds or {}).items()}
    if isinstance(report, SetsReport):
        reader.bring_sets(report, started=at)
    else:
        reader.bring_set(report, started=at)
    return found


class _Reader:
    """Brings one file after the other; a set of a session is not brought once more by its file."""

    def __init__(self, diary: Diary, found: Imported, at: datetime | None) -> None:
        self._diary, self._found, self._at = diary, found, at
        self.holds: dict[str, float] = {}
        self._done: set[Path] = set()

    def table(self, file: Path) -> dict[str, Any] | None:
        """Return the JSON of a report of sets or of a session; None for any other file."""
        try:
            is_small = file.stat().st_size <= _LARGEST
            table = json.loads(file.read_bytes()) if is_small else None
        except (OSError, ValueError, RecursionError):
            self._found.problems.append(f"{file} is no readable JSON file: it was left out.")
            return None
        kinds = ("set", "sets", "session", "diary")
        return table if isinstance(table, dict) and table.get("kind") in kinds else None

    def bring(self, file: Path, kind: str) -> None:
        """Bring what a file holds."""
        if file in self._done:
            return
        if kind == "session":
            if (session := self._read(SessionReport, file)) is not None:
                self._bring_session(session, file)
        elif kind == "sets":
            if (sets := self._read(SetsReport, file)) is not None:
                self.bring_sets(sets)
        elif kind == "diary":
            if (diary := self._read(DiaryReport, file)) is not None:
                self._bring_diary(diary)
        elif (report := self._read(SetReport, file)) is not None:
            self._found.files[identity_of(report).set_id] = file
            self.bring_set(report)

    def _read(self, kind: type[_Report], file: Path) -> _Report | None:
        """Return the report in a file; None, and a problem, if it cannot be read."""
        self._done.add(file)
        try:
            return kind.from_json(file.read_bytes())
        except (OSError, ValueError):
            self._found.problems.append(
                f"{file} is damaged, or of a newer formcheck: it was left out."
            )
            return None

    def bring_set(self, report: SetReport, **facts: Any) -> None:  # noqa: ANN401  # as Diary.keep
        """Bring a set, with what else is known of it."""
        says = identity_of(report).started
        started = facts.pop("started", None) or says or self._at
        facts = {"planned_hold_s": self.holds.get(report.exercise, math.nan), **facts}
        is_new = self._diary.keep(report, started=started, **facts)
        self._found.count(is_new=is_new, is_dated=started is not None)

    def bring_sets(self, report: SetsReport, *, started: datetime | None = None) -> None:
        """Bring the sets of a film, which was made then; None = as the file says, or now."""
        parts: dict[str, int] = {}
        for found in report.sets:
            if found.report is not None:
                part = parts.get(found.report.exercise, 0)
                parts[found.report.exercise] = part + 1
                self.bring_set(
                    found.report, started=started, identity=identity_of(found.report, part=part)
                )

    def _bring_diary(self, diary: DiaryReport) -> None:
        for kept in diary.sets:
            is_new = self._diary.keep(
                kept.report,
                started=instant(kept.started),
                planned_reps=kept.planned_reps,
                planned_hold_s=kept.planned_hold_s,
                ended_by=kept.ended_by,
                identity=SetIdentity(kept.set_id, kept.session_id, None),
            )
            self._found.count(is_new=is_new, is_dated=True)
        for entry in entries_of(diary):
            is_new = self._diary.keep_once(entry)
            self._found.pains += is_new and isinstance(entry, PainEntry)

    def _bring_session(self, session: SessionReport, file: Path) -> None:
        for done in session.sets:
            # A name is looked for beside the session alone, whatever it says.
            names = [Path(name).name for name in done.files if name.endswith(".json")]
            beside = file.parent / names[0] if names else None
            if beside is None or not beside.is_file():
                self._found.problems.append(
                    f"The report of set {done.number} of {file} is missing: it was left out."
                )
                continue
            if (report := self._read(SetReport, beside)) is not None:
                self._found.files[identity_of(report).set_id] = beside
                self.bring_set(
                    report,
                    planned_reps=session.planned.reps,
                    planned_hold_s=session.planned.hold_s,
                    ended_by=done.ended_by,
                )
        for index, entry in enumerate(_pains_of(session)):
            number = pain_number(session.pains[index], index)
            self._found.pains += self._diary.keep_pain(entry, number=number)


def _pains_of(session: SessionReport) -> Iterator[PainEntry]:
    """Yield the answers about pain of a session."""
    started = instant(session.started) or datetime.now().astimezone()
    session_id = session_identity(session.started, session.camera.name)
    for pain in session.pains:
        yield PainEntry(
            asked=pain.asked,
            at=started + timedelta(seconds=_asked_s(pain, session.sets)),
            number=pain.number,
            sharp=pain.sharp,
            exercise="" if pain.asked == "before" else session.exercise,
            session_id=session_id,
        )


def _asked_s(pain: PainRecord, sets: tuple[SetDone, ...]) -> float:
    """Return when a pain was asked for, as nearly as a session's report says it, seconds."""
    if not math.isnan(pain.time_s):
        return pain.time_s
    over = sets[: pain.after_sets]
    return max((done.start_s + done.duration_s for done in over), default=0.0)


def _json_files(folder: Path) -> Iterator[Path]:
    """Yield the JSON files of a folder and of those below it, in order; no link is followed."""
    for place, inner, names in os.walk(folder):
        inner.sort()
        yield from (Path(place, name) for name in sorted(names) if name.endswith(".json"))
