"""Reads the folder of a patient: a plan, sessions, an exported diary; nothing in it changes."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, NamedTuple

from formcheck.diary.imports import import_reports
from formcheck.diary.sessions import Diary
from formcheck.errors import DiaryError, ExerciseError
from formcheck.exercises.loader import read_table
from formcheck.therapist.plan import load_plan
from formcheck.therapist.summary import Folder

if TYPE_CHECKING:
    from datetime import date

    from formcheck.assessment.report import SetReport
    from formcheck.therapist.plan import Plan

_DATABASES: Final = (".sqlite3", ".sqlite", ".db")
_RECORDINGS: Final = (".mp4", ".npz", ".mov", ".mkv")
"""Endings of what can be looked at again, a film before a recording of poses."""

_PLAN_KEYS: Final = frozenset({"precautions", "programme", "exercise", "test", "side"})
"""Keys of a patient's file that neither an exercise nor a programme has at its top."""


class PatientFolder(NamedTuple):
    """What a folder holds.

    Attributes
    ----------
    folder
        The history, the plan, the reports and the places of recordings.
    plan_file
        The patient's file; None = there is none.
    problems
        One sentence for each file that could not be read.
    """

    folder: Folder
    plan_file: Path | None
    problems: tuple[str, ...]


def read_patient_folder(
    path: Path, plan_file: Path | None = None, *, since: date | None = None
) -> PatientFolder:
    """Return what the folder of a patient holds.

    Parameters
    ----------
    path
        The folder: session folders, reports, an exported diary (JSON) or a diary file (SQLite).
    plan_file
        The patient's file; None = the one in the folder.
    since
        Whole reports are read of the sets from this day on; None = of all.

    Returns
    -------
    PatientFolder
        Everything is read into a temporary diary, so neither the folder nor the person's own
        diary changes.

    Raises
    ------
    DiaryError
        If there is no such folder, or nothing to read in it.
    ExerciseError
        If the patient's file is malformed, or the folder has several.
    """
    if not path.is_dir():
        raise DiaryError(f"There is no folder {path}: name the folder with a patient's sessions.")
    file = plan_file or _plan_file(path)
    plan: Plan | None = None if file is None else load_plan(file)
    databases = [each for each in sorted(path.iterdir()) if each.suffix in _DATABASES]
    if len(databases) > 1:
        names = ", ".join(each.name for each in databases)
        raise DiaryError(f"{path} has several diaries ({names}): leave one in the folder.")
    with TemporaryDirectory(prefix="formcheck-") as temporary:
        place = Path(temporary) / "diary.sqlite3"
        for database in databases:
            for each in (database, *database.parent.glob(f"{database.name}-*")):
                shutil.copy(each, place.with_name(each.name.replace(database.name, place.name)))
        with Diary(place) as diary:
            found = None
            if not databases or next(path.rglob("*.json"), None) is not None:
                found = import_reports(diary, path)
            history = diary.history()
            reports: dict[str, SetReport] = {}
            for done in history.since(since).sets:
                reports[done.set_id] = diary.report(done.set_id)
    files = {} if found is None else found.files
    places = {name: where for name, each in files.items() if (where := _recording(each, path))}
    problems = () if found is None else tuple(found.problems)
    return PatientFolder(Folder(history, plan, reports, places), file, problems)


def _plan_file(path: Path) -> Path | None:
    """Return the patient's file in a folder; None = there is none."""
    found = []
    for file in sorted(path.glob("*.toml")):
        table = read_table(file).table
        if _PLAN_KEYS & table.keys() and not {"slot", "movement"} & table.keys():
            found.append(file)
    if len(found) > 1:
        names = ", ".join(file.name for file in found)
        raise ExerciseError(f"{path} has several patient's files ({names}): name one with --plan.")
    return found[0] if found else None


def _recording(report: Path, folder: Path) -> str:
    """Return where the recording beside a report lies, within a folder; empty = there is none."""
    beside = [report.with_suffix(ending) for ending in _RECORDINGS]
    # A film of the screen lies beside the sets of one exercise, or one folder above of several.
    screens = [report.parent / "session.mp4", report.parent.parent / "course.mp4"]
    files = (each for each in (*beside, *screens) if each.is_relative_to(folder))
    file = next((each for each in files if each.is_file()), None)
    return "" if file is None else file.relative_to(folder).as_posix()
