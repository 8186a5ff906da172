"""What a live session writes: the reports of its sets and exercises, its recordings, its diary."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from formcheck.assessment.report import Provenance
from formcheck.errors import OutputError
from formcheck.session.report import (
    CameraLoss,
    CameraUsed,
    CourseReport,
    ExerciseDone,
    PlannedSession,
    SessionReport,
    SetDone,
)
from formcheck.session.stages.summary import pain_advice

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from formcheck.assessment.report import SetReport, Source
    from formcheck.capture.camera import LiveCamera, Loss
    from formcheck.diary.live_diary import LiveDiary
    from formcheck.output.files.course_folder import CourseFolder
    from formcheck.session.plan import SessionPlan, SetPlan
    from formcheck.session.protocol import FinishedSet, SessionOutput
    from formcheck.session.record import ExerciseRecord


@dataclass
class _Part:
    """What the camera had done when an exercise began, and the sets that were done since."""

    begin_s: float = 0.0
    grabbed: int = 0
    """Pictures that had come."""
    analysed: int = 0
    """Pictures that had been judged."""
    sets: list[SetDone] = field(default_factory=list)


class LiveReports:
    """Writes what has ended as soon as it has.

    Parameters
    ----------
    plans, provenances
        The plan of each exercise, and the provenance block of its reports.
    folder, diary
        Where it is kept; None = there is no diary.
    camera
        The camera, for the reports.
    started
        Date and time of the start with its zone, ISO 8601.

    Attributes
    ----------
    sets
        The reports of the sets so far, of all exercises in order.
    sessions
        The reports of the exercises so far, as written.
    course
        The report of a session of several exercises, as written; None = it was one exercise.
    analysed
        How many pictures have been judged; the session counts them.
    """

    def __init__(
        self,
        plans: Sequence[SessionPlan],
        *,
        folder: CourseFolder,
        diary: LiveDiary | None,
        camera: LiveCamera,
        provenances: Sequence[Provenance],
        started: str,
    ) -> None:
        self.sets: list[SetReport] = []
        self.sessions: list[SessionReport] = []
        self.course: CourseReport | None = None
        self.analysed = 0
        self._plans, self._provenances, self._started = plans, provenances, started
        self._folder, self._diary, self._camera = folder, diary, camera
        self._done = _Part()
        self._number = self._in_set = 0
        self._notes: list[str] = []

    def keep(
        self, output: SessionOutput, exercises: Sequence[ExerciseRecord], *, time_s: float
    ) -> None:
        """Write the readings and the report of a set, and answers about pain.

        Parameters
        ----------
        output
            What came of the newest input.
        exercises
            What has happened in each exercise so far; the output belongs to the last one.
        time_s
            Seconds from the start of the session.
        """
        if self._number != len(exercises) - 1:
            self._go_on(exercises[self._number], time_s)
        folder, plan, diary = self._folder.exercises[self._number], exercises[-1].plan, self._diary
        if output.begun is not None:
            folder.begin(output.begun, self._facts(plan, output.begun, time_s))
            self._in_set = 0
        judged = () if output.judged is None else (output.judged,)
        for reading in (*output.earlier, *judged):
            folder.keep(reading)
            self._in_set += 1
        if output.dropped:
            folder.drop()
        if output.ended is not None:
            report = output.ended.report.with_source(self._source(output.ended))
            self.sets.append(report)
            self._done.sets.append(replace(SetDone.of(output.ended), files=folder.end(report)))
            if diary is not None:
                diary.keep(report, output.ended, hold_s=plan.exercise.movement.hold_s)
        if diary is not None:
            diary.keep_pains(
                [answer for one in exercises for answer in one.pains],
                started=self._started,
                camera=self._camera.name,
                exercise=plan.exercise.name,
            )

    def _facts(self, plan: SessionPlan, begun: SetPlan, time_s: float) -> dict[str, Any]:
        """Return what is needed to judge a set again whose end is never written."""
        exercise, provenance = plan.exercise, self._provenances[self._number]
        return {
            "title": exercise.title,
            "exercise": exercise.model_dump(mode="json", by_alias=True),
            "side": begun.side,
            "provenance": TypeAdapter(Provenance).dump_python(provenance, mode="json"),
            "source": self._camera_block(time_s),
            "planned_reps": begun.reps,
            "planned_hold_s": exercise.movement.hold_s,
        }

    def _go_on(self, done: ExerciseRecord, time_s: float) -> None:
        """Write the report of an exercise that has ended; another one has begun."""
        try:
            self._write_session(done, time_s)
        except OutputError as error:  # the session goes on
            self._notes.append(str(error))
        self._number += 1
        self._done = _Part(time_s, self._camera.grabbed, self.analysed)

    def _source(self, done: FinishedSet) -> Source:
        """Return the source block of a set's report."""
        notes = _loss_notes(self._camera.losses, since_s=done.start_s)
        return {**self._camera_block(done.start_s), "frames": self._in_set, "notes": notes}

    def _camera_block(self, start_s: float) -> Source:
        """Return what the camera says of itself, for a set that begins at an instant."""
        camera = self._camera
        return {
            "kind": "camera",
            "name": camera.name,
            "frames": 0,
            "size_px": camera.size_px,
            "started": self._started,
            "start_s": start_s,
        }

    def finish(
        self,
        exercises: Sequence[ExerciseRecord],
        time_s: float,
        *,
        problems: Sequence[str],
        notes: Sequence[str],
    ) -> None:
        """Write the report of the last exercise, and that of several.

        Parameters
        ----------
        exercises, time_s
            As for `keep`.
        problems, notes
            What broke off the last exercise, and what else a reader must know of the session.

        Raises
        ------
        OutputError
            If the disk refuses.
        """
        notes = [*problems, *self._notes, *notes]
        if self._diary is not None:
            notes.append(self._diary.finish(self._folder.path))
        is_one = len(self._plans) == 1
        self._write_session(exercises[-1], time_s, *(notes if is_one else problems))
        if is_one:
            return
        self.course = CourseReport(
            started=self._started,
            duration_s=time_s,
            exercises=tuple(self._exercises_done(exercises)),
            advice=tuple(filter(None, [pain_advice(exercises)])),
            camera=self._camera_used(_Part()),
            notes=tuple(filter(None, notes)),
        )
        self._folder.finish(self.course)

    def _exercises_done(self, exercises: Sequence[ExerciseRecord]) -> Iterator[ExerciseDone]:
        """Yield every planned exercise, how it ended, and where its files are."""
        for plan, one, folder in zip_longest(self._plans, exercises, self._folder.exercises):
            yield ExerciseDone(
                exercise=plan.exercise.name,
                title=plan.exercise.title,
                ended_by=None if one is None else one.ended_by,
                folder=folder.path.name if one is not None and _is_worth_a_report(one) else "",
            )

    def _write_session(self, done: ExerciseRecord, time_s: float, *notes: str) -> None:
        """Write the report of an exercise; of several, only if anything was done in it."""
        if len(self._plans) > 1 and not _is_worth_a_report(done):
            return
        exercise, folder = done.plan.exercise, self._folder.exercises[self._number]
        report = SessionReport(
            exercise=exercise.name,
            title=exercise.title,
            started=self._started,
            duration_s=time_s,
            planned=PlannedSession.of(done.plan),
            sets=tuple(self._done.sets),
            pains=tuple(done.pains),
            advice=tuple(filter(None, [pain_advice([done])])),
            camera=self._camera_used(self._done),
            notes=tuple(filter(None, (*notes, *folder.notes))),
            provenance=self._provenances[self._number],
        )
        self.sessions.append(report)
        folder.finish(report)

    def _camera_used(self, since: _Part) -> CameraUsed:
        """Return what the camera did since the beginning of an exercise."""
        camera = self._camera
        losses = [loss for loss in camera.losses if loss.start_s >= since.begin_s]
        return CameraUsed(
            name=camera.name,
            size_px=camera.size_px,
            grabbed=camera.grabbed - since.grabbed,
            analysed=self.analysed - since.analysed,
            losses=tuple(CameraLoss(loss.start_s, loss.end_s) for loss in losses),
        )


def _is_worth_a_report(done: ExerciseRecord) -> bool:
    """Return True if anything was done in an exercise of a course."""
    return bool(done.finished or done.pains)


def _loss_notes(losses: Sequence[Loss], *, since_s: float) -> tuple[str, ...]:
    """Return notes about times without pictures, in seconds from the start of a set."""
    return tuple(
        f"The camera sent no pictures from {max(0.0, loss.start_s - since_s):.1f} s on, "
        + (
            "and did not come back."
            if math.isnan(loss.end_s)
            else f"for {loss.end_s - loss.start_s:.1f} s."
        )
        for loss in losses
        if not loss.end_s <= since_s
    )
