"""Live sets that were under way when the program was killed: they are judged again and kept."""

from __future__ import annotations

import math
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pydantic import TypeAdapter, ValidationError

from formcheck.analysis import run
from formcheck.assessment.checker import Checker
from formcheck.assessment.report import Provenance
from formcheck.capture.pose_estimator import Observation
from formcheck.errors import DiaryError, OutputError
from formcheck.exercises.definition import Exercise
from formcheck.output.files.session_folder import SINKS
from formcheck.output.files.set_journal import ENDING, read_left

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from formcheck.assessment.report import SetReport
    from formcheck.diary.sessions import Diary
    from formcheck.output.files.set_journal import LeftJournal

NOTE: Final = "formcheck was ended within this set: what had been done until then was kept."
"""Stands in the report of such a set."""


class Recovered(NamedTuple):
    """A set that was under way: its report, or None if nothing of it could be judged."""

    folder: Path
    title: str
    report: SetReport | None

    @property
    def sentence(self) -> str:
        """What the person reads."""
        if self.report is None:
            return f"{self.title}: the set that was under way is lost. Please do it again."
        counts = self.report.counts
        return (
            f"{self.title}: formcheck was ended within a set. It is kept up to its last second: "
            f"{counts.good} good of {counts.total}."
        )


def recover(folders: Iterable[Path], diary: Diary | None) -> list[Recovered]:
    """Judge every set that a killed program has left, write its files and keep it.

    Parameters
    ----------
    folders
        The folders of sessions.
    diary
        Where the sets are kept as well; None = only their files are written.

    Returns
    -------
    list of Recovered
        A journal whose program still runs is left alone.
    """
    found = []
    for folder in folders:
        for journal in sorted(folder.rglob(f".*{ENDING}")):
            left = read_left(journal)
            if left is None:
                continue
            if recovered := _recovered(journal, left, diary):
                found.append(recovered)
            with suppress(OSError):
                journal.unlink()
                journal.with_suffix(".reserved").unlink(missing_ok=True)
    return found


def _recovered(journal: Path, left: LeftJournal, diary: Diary | None) -> Recovered | None:
    """Return what became of a journal; None if the set had all of its files already."""
    folder, stem = journal.parent, journal.stem.removeprefix(".")
    title = str(left.facts.get("title", "An exercise"))
    if (folder / f"{stem}.json").exists():
        return None
    try:
        report = _judged(left, folder, stem)
    except (KeyError, TypeError, ValidationError, ValueError, OutputError):
        return Recovered(folder, title, None)
    if report is not None and diary is not None:
        with suppress(DiaryError):  # its files are there, and can be imported
            diary.keep(
                report,
                planned_reps=int(left.facts.get("planned_reps", 0)),
                planned_hold_s=float(left.facts.get("planned_hold_s") or math.nan),
                ended_by="error",
            )
    return Recovered(folder, title, report)


def _judged(left: LeftJournal, folder: Path, stem: str) -> SetReport | None:
    """Judge the poses and write the files of the set; None if there are no poses."""
    if not left.poses:
        return None
    facts: dict[str, Any] = left.facts
    exercise = Exercise.model_validate(facts["exercise"])
    checker = Checker(
        exercise,
        side=facts["side"],
        provenance=TypeAdapter(Provenance).validate_python(facts["provenance"]),
    )
    source = {**facts["source"], "frames": len(left.poses), "notes": [NOTE]}
    with ExitStack() as stack:
        sinks = [
            stack.enter_context(open_sink(folder / (stem + ending)))
            for ending, open_sink in SINKS.items()
        ]
        return run(_Played(left, source), checker, sinks)


class _Played:
    """The poses of a journal as a source."""

    def __init__(self, left: LeftJournal, source: dict[str, Any]) -> None:
        self._left, self.info = left, source

    def __iter__(self) -> Iterator[Observation]:
        return (Observation(pose, None) for pose in self._left.poses)
