"""The command ``formcheck report``: a page about saved sets, sessions and function tests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from formcheck.assessment.report import SetReport
from formcheck.cli.console import print_note, print_written
from formcheck.cli.options import ProfileOption, check_outputs, complete_exercises
from formcheck.errors import ExerciseError, RecordingError
from formcheck.function_tests.report import FunctionTestReport
from formcheck.session.report import SessionReport

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.profile import Profile
    from formcheck.output.html.report import Entry
    from formcheck.output.html.saved import Saved
    from formcheck.output.html.set_page import SetEntry
    from formcheck.output.html.set_trace import SetTrace
    from formcheck.pose.pose import Pose
    from formcheck.recognition.report import SetsReport

app = typer.Typer()

EXAMPLES: Final = (
    "Examples:\n\n"
    "`formcheck report set.json --html report.html`\n\n"
    "`formcheck report ~/formcheck/2026-03-14-single_leg_bridge --html report.html`\n\n"
    "`formcheck report march.json april.json --html both.html`"
)

OTHER_EXERCISE: Final = (
    "Target and limits are not drawn: the set was judged by other numbers than those of "
    "«{}» here. Give its --profile, or its file with --exercise."
)
NO_EXERCISE: Final = (
    "Nothing is drawn, because «{}» is not known here: give its file with --exercise."
)
OTHER_RESULT: Final = (
    "The curve and the pictures are left out: judged again, the recording beside the report gives "
    "another result. It was judged by another version, or is that of another set."
)


@app.command(epilog=EXAMPLES)
def report(
    paths: Annotated[
        list[Path],
        typer.Argument(
            readable=False,
            help="Reports that --json wrote, or folders of sessions.",
            metavar="FILE|FOLDER...",
        ),
    ],
    *,
    html: Annotated[Path, typer.Option(readable=False, help="The page to write.", metavar="FILE")],
    exercise: Annotated[
        list[str] | None,
        typer.Option(
            "--exercise",
            "-e",
            help="The file (TOML) of an exercise of your own; may be given several times.",
            metavar="FILE",
            autocompletion=complete_exercises,
        ),
    ] = None,
    profile: ProfileOption = None,
) -> None:
    """Make a page of saved reports: to read, to print, to hand on.

    A recording (.npz) beside a report, as live writes it, is judged again: the page then shows
    the movement over time and the moments worth a look.
    """
    from formcheck.exercises.loader import load_exercise
    from formcheck.exercises.profile import prescription
    from formcheck.output.files.atomic_file import check_place, write_text
    from formcheck.output.html.report import report_page
    from formcheck.output.html.saved import read_saved

    check_outputs({"--html": html}, [*paths, *map(Path, exercise or ())])
    check_place(html)
    own = {one.name: one for one in map(load_exercise, exercise or ())}
    maker = _Maker(own, prescription(profile or None))
    page = report_page([maker.entry(saved) for path in paths for saved in read_saved(path)])
    for note in maker.notes:
        print_note(note)
    write_text(html, page)
    print_written([html])


class _Maker:
    """Makes the entries of a page from saved reports.

    Parameters
    ----------
    own
        The exercises that were given as files, by name.
    profile
        The profile by which the sets were judged.
    """

    def __init__(self, own: dict[str, Exercise], profile: Profile) -> None:
        self._own, self._profile = own, profile
        self.notes: list[str] = []

    def entry(self, saved: Saved) -> Entry:
        """Return what the page shows of a saved report."""
        from formcheck.output.html.report import SessionEntry, SetsEntry

        found = saved.report
        if isinstance(found, FunctionTestReport):
            return found
        if isinstance(found, SetReport):
            return self._set(found, self._poses(saved))
        if isinstance(found, SessionReport):
            sets = [
                self._set(one.report, self._poses(one))
                if one is not None and isinstance(one.report, SetReport)
                else None
                for one in saved.sets
            ]
            return SessionEntry(found, tuple(sets))
        return SetsEntry(found, self._sets(found, self._poses(saved)))

    def _poses(self, saved: Saved) -> Sequence[Pose] | None:
        """Return the poses of the recording beside a report; None if there is none to read."""
        from formcheck import recording

        if saved.recording is None:
            return None
        try:
            return recording.read(saved.recording).poses
        except RecordingError as error:
            self.notes.append(f"{error} The page was made without it.")
            return None

    def _sets(
        self, found: SetsReport, poses: Sequence[Pose] | None
    ) -> tuple[SetEntry | None, ...]:
        entries: list[SetEntry | None] = []
        for row in found.sets:
            inside = None
            if poses is not None:
                inside = [one for one in poses if row.start_s <= one.time_s <= row.end_s]
            entries.append(None if row.report is None else self._set(row.report, inside))
        return tuple(entries)

    def _set(self, found: SetReport, poses: Sequence[Pose] | None) -> SetEntry:
        from formcheck.output.html.report import NO_RECORDING
        from formcheck.output.html.set_page import SetEntry

        exercise, missing = self._exercise(found)
        if exercise is None:
            return SetEntry(found, None, None, (missing,))
        if poses is None:
            return SetEntry(found, exercise, None, (NO_RECORDING,))
        trace = self._judged_again(found, exercise, poses)
        if trace is None:
            return SetEntry(found, exercise, None, (OTHER_RESULT,))
        return SetEntry(found, exercise, trace)

    def _exercise(self, found: SetReport) -> tuple[Exercise | None, str]:
        """Return the exercise by which a set was judged, or why it is not known."""
        from formcheck.analysis import prepared

        try:
            exercise, _ = prepared(self._own.get(found.exercise, found.exercise), self._profile)
        except ExerciseError:
            return None, NO_EXERCISE.format(found.title)
        if exercise.judged_sha256 != found.provenance.judged_sha256:
            return None, OTHER_EXERCISE.format(found.title)
        return exercise, ""

    def _judged_again(
        self, found: SetReport, exercise: Exercise, poses: Sequence[Pose]
    ) -> SetTrace | None:
        """Return what the readings show; None if they do not lead to the saved report."""
        from formcheck.analysis import checker_for, run
        from formcheck.capture.pose_estimator import Observation
        from formcheck.output.html.set_trace import SetTrace

        trace = SetTrace(exercise)
        estimator = found.provenance.estimator
        checker = checker_for(exercise, self._profile, side=found.legs.asked, estimator=estimator)
        again = run((Observation(pose, None) for pose in poses), checker, [trace])
        tables = [one.as_dict() for one in (found, again)]
        parts = ("counts", "reps", "partial_reps", "limits")
        return trace if all(tables[0][part] == tables[1][part] for part in parts) else None
