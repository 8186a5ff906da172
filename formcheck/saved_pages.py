"""Pages of saved reports: a recording beside a report is judged again, to draw its movement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from formcheck import recording
from formcheck.analysis import checker_for, prepared, run
from formcheck.assessment.report import SetReport
from formcheck.capture.pose_estimator import Observation
from formcheck.errors import ExerciseError, RecordingError
from formcheck.function_tests.report import FunctionTestReport
from formcheck.output.html.report import NO_RECORDING, SessionEntry, SetsEntry
from formcheck.output.html.set_page import SetEntry
from formcheck.output.html.set_trace import SetTrace
from formcheck.session.report import SessionReport

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.profile import Profile
    from formcheck.output.html.report import Entry
    from formcheck.output.html.saved import Saved
    from formcheck.pose.pose import Pose
    from formcheck.recognition.report import SetsReport

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


class PageMaker:
    """Makes the entries of a page from saved reports.

    Parameters
    ----------
    own
        The exercises that were given as files, by name.
    profile
        The profile by which the sets were judged.

    Attributes
    ----------
    notes
        What could not be read, one sentence each.
    """

    def __init__(self, own: Mapping[str, Exercise], profile: Profile) -> None:
        self._own, self._profile = own, profile
        self.notes: list[str] = []

    def entry(self, saved: Saved) -> Entry:
        """Return what the page shows of a saved report."""
        found = saved.report
        if isinstance(found, FunctionTestReport):
            return found
        if isinstance(found, SetReport):
            return self.set_entry(found, self.poses(saved))
        if isinstance(found, SessionReport):
            sets = [
                self.set_entry(one.report, self.poses(one))
                if one is not None and isinstance(one.report, SetReport)
                else None
                for one in saved.sets
            ]
            return SessionEntry(found, tuple(sets))
        return SetsEntry(found, self._sets(found, self.poses(saved)))

    def poses(self, saved: Saved) -> Sequence[Pose] | None:
        """Return the poses of the recording beside a report; None if there is none to read."""
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
            entries.append(None if row.report is None else self.set_entry(row.report, inside))
        return tuple(entries)

    def set_entry(self, found: SetReport, poses: Sequence[Pose] | None) -> SetEntry:
        """Return what the page shows of a set.

        Parameters
        ----------
        found, poses
            Its report, and the poses of its recording; None = there is none.

        Returns
        -------
        SetEntry
        """
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
        trace = SetTrace(exercise)
        estimator = found.provenance.estimator
        checker = checker_for(exercise, self._profile, side=found.legs.asked, estimator=estimator)
        again = run((Observation(pose, None) for pose in poses), checker, [trace])
        tables = [one.as_dict() for one in (found, again)]
        parts = ("counts", "reps", "partial_reps", "limits")
        return trace if all(tables[0][part] == tables[1][part] for part in parts) else None
