"""What a person has on this machine, as the pages show it: sets, reports, patients, settings."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from formcheck import recording
from formcheck.assessment.report import SetReport
from formcheck.assessment.verdict import HEADINGS
from formcheck.diary.identity import identity_of
from formcheck.diary.sessions import Diary
from formcheck.errors import ExerciseError, FormcheckError, RecordingError
from formcheck.exercises.profile import NO_PROFILE, load_profile
from formcheck.live_recovery import recover
from formcheck.output.files.atomic_file import make_folder, write_text
from formcheck.output.html.report import report_page
from formcheck.output.html.summary_page import summary_page
from formcheck.programme.definition import load_programme, programme_names
from formcheck.saved_pages import PageMaker
from formcheck.therapist.plan import load_plan
from formcheck.therapist.summary import WEEKS, Folder, summary
from formcheck.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from formcheck.exercises.profile import Profile
    from formcheck.pose.pose import Pose
    from formcheck.web.live.browser_session import WebEquipment

_SESSION_FOLDER: Final = re.compile(r"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d_[a-z0-9_]+")
"""Names of the folders of sessions; others are not formcheck's to remove."""

NOT_HERE: Final = (
    "The diary of this computer is not this patient's: choose the patient in the settings, or run "
    "formcheck summary with a folder that the patient has handed over."
)

_USUAL: Final[dict[str, Any]] = {"numbers": "en", "patient": "", "programme": None}
"""Settings before a person has changed one."""


def data_folder() -> Path:
    """Return the folder of formcheck's data of this person."""
    import platformdirs

    return platformdirs.user_data_path("formcheck", appauthor=False)


@dataclass(frozen=True)
class WebData:
    """Reads and keeps what the pages show.

    Attributes
    ----------
    equipment
        It names the folders of sessions and patients, and the diary.
    settings_file
        The settings of the pages.
    news
        What the person has to know of an earlier run, one sentence each.
    """

    equipment: WebEquipment
    settings_file: Path
    news: list[str] = field(default_factory=list)

    def open_diary(self) -> Diary:
        """Return the open diary; to be used in one thread, and closed."""
        return Diary(self.equipment.diary)

    def recover(self) -> None:
        """Keep what was under way when an earlier run was killed."""
        with self.open_diary() as diary:
            found = recover(self.session_folders(), diary)
        self.news.extend(one.sentence for one in found)

    # --- Sets and reports ----------------------------------------------------------------------

    def set_rows(self) -> list[dict[str, Any]]:
        """Return the sets of the diary, the newest first."""
        with self.open_diary() as diary:
            sets = diary.history().sets
        return [
            {
                "id": one.set_id,
                "day": one.started.date().isoformat(),
                "title": one.title,
                "side": one.side,
                "good": one.good,
                "total": one.total,
                "verdict": one.verdict,
                "heading": HEADINGS[one.verdict],
                "report": f"/report/{one.set_id}",
            }
            for one in reversed(sets)
        ]

    def report_page(self, set_id: str) -> str:
        """Return the page of a set of the diary; raise DiaryError if there is none.

        Where the recording of the set still lies in the folder of its session, the page shows
        the movement as well.

        Parameters
        ----------
        set_id
            The identity of the set; it is looked up in the diary, and never becomes a path.

        Returns
        -------
        str
            HTML.
        """
        with self.open_diary() as diary:
            report = diary.report(set_id)
        maker = PageMaker({}, self._profile_by(report.provenance.profile_sha256))
        return report_page([maker.set_entry(report, self._poses_of(report, set_id))])

    def _profile_by(self, sha256: str) -> Profile:
        """Return the profile of a patient by which a set was judged, if its file is unchanged."""
        for file in self.patient_files():
            try:
                profile = load_profile(file)
            except FormcheckError:
                continue
            if profile.sha256 == sha256:
                return profile
        return NO_PROFILE

    def _poses_of(self, report: SetReport, set_id: str) -> Sequence[Pose] | None:
        for file in self._recordings(str(report.source.get("started", ""))):
            try:
                text = file.with_suffix(".json").read_text(encoding="utf-8")
                if identity_of(SetReport.from_json(text)).set_id == set_id:
                    return recording.read(file).poses
            except (OSError, ValueError, RecordingError):
                continue
        return None

    def _recordings(self, started: str) -> Iterator[Path]:
        """Yield the recordings of sets of a session, found by its beginning."""
        stamp = re.sub(r"[^0-9T]", "-", started[:19]).replace("T", "_")
        for folder in self.session_folders():
            if stamp and folder.name.startswith(f"{stamp}_"):
                yield from sorted(folder.rglob("set-*.npz"))

    def session_folders(self) -> list[Path]:
        """Return the folders of sessions."""
        top = self.equipment.folder
        found = top.iterdir() if top.is_dir() else ()
        return sorted(one for one in found if _SESSION_FOLDER.fullmatch(one.name) and one.is_dir())

    def patient_files(self) -> list[Path]:
        """Return the files of patients."""
        top = self.equipment.patients
        return sorted(top.glob("*.toml")) if top.is_dir() else []

    def patient_here(self) -> str:
        """Return the name of the patient whose diary is that of this computer; empty = none."""
        return str(self.settings()["patient"] or "")

    def summary_page(self, name: str) -> str:
        """Return the page of a patient's last weeks.

        Parameters
        ----------
        name
            The patient, whose diary this computer's must be.

        Returns
        -------
        str
            HTML.

        Raises
        ------
        ExerciseError
            If another patient, or none, uses this computer.
        """
        file = self.equipment.profile_of(name)
        if file is None or self.patient_here() != name:
            raise ExerciseError(NOT_HERE)
        with self.open_diary() as diary:
            history, day = diary.history(), datetime.now().astimezone().date()
            first = day - timedelta(weeks=WEEKS)
            recent = [one.set_id for one in history.sets if one.started.date() >= first]
            reports = {set_id: diary.report(set_id) for set_id in recent}
        return summary_page(summary(Folder(history, load_plan(file), reports, {}), day))

    # --- Settings ------------------------------------------------------------------------------

    def settings(self) -> dict[str, Any]:
        """Return the settings, and where everything lies."""
        with self.open_diary() as diary:
            diary_path = diary.path
        return {
            **_USUAL,
            **self._kept_settings(),
            "programmes": [
                {"name": name, "title": one.title, "about": one.purpose}
                for name in programme_names()
                for one in [load_programme(name)]
            ],
            "places": {
                "data": str(self.settings_file.parent),
                "diary": str(diary_path),
                "sessions": str(self.equipment.folder),
                "videos": str(self.equipment.folder),
                "patients": str(self.equipment.patients),
            },
            "version": __version__,
        }

    def _kept_settings(self) -> dict[str, Any]:
        try:
            kept = json.loads(self.settings_file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}

    def keep_settings(self, settings: dict[str, Any]) -> None:
        """Change some settings and keep them; raise OutputError if the disk refuses."""
        settings = {**self._kept_settings(), **settings}
        make_folder(self.settings_file.parent)
        write_text(self.settings_file, json.dumps(settings, indent=2) + "\n")

    def forget_everything(self) -> dict[str, int]:
        """Remove the diary's content, sessions and settings; return how many of each.

        The files of patients are a therapist's, and stay.

        Returns
        -------
        dict
        """
        with self.open_diary() as diary:
            removed = dict(diary.forget())
        folders = self.session_folders()
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
        self.settings_file.unlink(missing_ok=True)
        self.news.clear()
        return {**removed, "sessions": len(folders)}
