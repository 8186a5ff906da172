"""A live session in front of a camera: the newest picture is judged, shown, spoken and kept.

The camera grabs and the voice speaks in threads of their own; everything in between happens here.
The loop is its own, not that of `formcheck.analysis`: a live session goes on while no picture
comes, drops old pictures, and takes keys and the clock besides poses.  One picture passes eight
functions at most, in this order (`tests/test_live.py` compares the list with a trace)::

    LiveSession._step             newest picture → pose → SessionInput
    SessionMachine.update         SessionInput → SessionOutput
    ExerciseMachine.update          commands that end or interrupt the stage
    ExerciseMachine._update_stage   the current stage, and the one after it
    ActiveSet.update                  pose → reading, words   (or another stage)
    ActiveSet._follow                 limits and arms pause the set
    LiveSession._keep             reading and report → files, diary
    LiveSession._show             screen state → picture → window, video

While the camera is placed, and where people are counted, `LiveSession._look_around` comes second.
A picture that begins or ends a stage also passes `ExerciseMachine._move_on` and what it names.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from formcheck.capture.camera import brightness
from formcheck.live_reports import LiveReports
from formcheck.session.machine import SessionMachine
from formcheck.session.protocol import (
    NO_SURROUNDINGS,
    Command,
    ScreenKind,
    SessionInput,
    SessionOutput,
    Surroundings,
    Utterance,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from formcheck.assessment.report import Provenance
    from formcheck.capture.camera import LiveCamera
    from formcheck.capture.people_watch import PeopleWatch
    from formcheck.capture.pose_estimator import PoseEstimator
    from formcheck.capture.video_file import Frame
    from formcheck.diary.live_diary import LiveDiary
    from formcheck.output.files.course_folder import CourseFolder
    from formcheck.output.files.video_writer import SessionVideo
    from formcheck.output.live_screen.screen import Painter
    from formcheck.output.live_screen.window import Display
    from formcheck.output.speech.voice import Speaker
    from formcheck.pose.pose import Pose
    from formcheck.session.plan import SessionPlan
    from formcheck.session.report import SessionReport

WAIT_S: Final = 0.1
"""Longest wait for a picture before keys and clocks are handled without one."""

FAILED: Final = Utterance("Something went wrong. What you did is saved.", "guide", urgent=True)
"""A person three metres away must hear why the window is gone."""

_WATCHED: Final = frozenset(
    {ScreenKind.PLACING, ScreenKind.COUNTDOWN, ScreenKind.MOVING, ScreenKind.PAUSED}
)
"""Screens during which people are counted."""


@dataclass(frozen=True)
class LiveParts:
    """The parts of a live session: where pictures come from, and where the results go.

    On the desktop the painter makes pictures for a window, in the browser messages for a page.
    """

    camera: LiveCamera
    estimator: PoseEstimator
    painter: Painter[Any]
    window: Display[Any]
    speaker: Speaker
    folder: CourseFolder
    people: PeopleWatch | None = None
    """Counts the people in view; None = nothing counts them."""
    video: SessionVideo | None = None
    """The video of the screen, or None."""
    diary: LiveDiary | None = None
    """Keeps the sets and the answers about pain; None = only the folder does."""
    wait: Callable[[float], None] = time.sleep
    """Waits for a number of seconds."""


class LiveSession:
    """One session in front of a camera: one exercise, or several, one after the other.

    Parameters
    ----------
    plans
        The plan of each exercise, in order.
    parts
        Camera, pose model, window, voice, folder and diary.
    provenances
        Provenance block of the reports of each exercise.
    started
        Date and time with its zone, ISO 8601, for the reports.

    Attributes
    ----------
    reports
        What has been written so far.
    """

    def __init__(
        self,
        plans: Sequence[SessionPlan],
        parts: LiveParts,
        *,
        provenances: Sequence[Provenance],
        started: str,
    ) -> None:
        self.reports = LiveReports(
            plans,
            folder=parts.folder,
            diary=parts.diary,
            camera=parts.camera,
            provenances=provenances,
            started=started,
        )
        self._parts = parts
        self._machine = SessionMachine(*plans, provenances=provenances)
        self._drawn = 0
        self._time_s = 0.0
        self._last_index = -1
        self._image: NDArray[np.uint8] | None = None
        self._shown = ScreenKind.PLACING
        self._keys: list[str] = []

    def run(self, wants_to_stop: Callable[[], bool] = lambda: False) -> list[SessionReport]:
        """Lead through the session and write its files.

        Parameters
        ----------
        wants_to_stop
            Asked before every picture; a set that is under way is completed all the same.

        Returns
        -------
        list of SessionReport
            The report of each exercise, as written to its folder; those in which nothing was done
            are left out if there are several.

        Raises
        ------
        OutputError
            If the report of the last exercise, or that of all, cannot be written.
        Exception
            Any other failure, after everything that was done has been written.
        """
        try:
            self._loop(wants_to_stop)
        except Exception as error:
            self._parts.speaker.say(FAILED)
            self._keep(self._machine.end("error"))
            self._finish(f"The session was broken off by an error: {error}")
            raise
        self._finish()
        return self.reports.sessions

    def _loop(self, wants_to_stop: Callable[[], bool]) -> None:
        """Take one picture after the other until the session is over."""
        camera, machine = self._parts.camera, self._machine
        while not machine.is_over:
            frame = camera.newer_than(self._last_index, wait_s=WAIT_S)
            if wants_to_stop() or self._parts.window.is_closed:
                self._keep(machine.end("asked"))
                return
            if frame is None and camera.ended:
                self._keep(machine.lose_camera())
                self._parts.wait(WAIT_S)  # without pictures nothing else takes time
            self._step(frame)

    def _step(self, frame: Frame | None) -> None:
        """Handle one picture, or one moment without any."""
        parts, pose, surroundings = self._parts, None, NO_SURROUNDINGS
        now_s = parts.camera.now_s() if frame is None else frame.time_s
        if frame is not None:
            self._last_index, self._image = frame.index, frame.image
            pose = parts.estimator.estimate(frame)
            self.reports.analysed += 1
            if self._shown in (_WATCHED if parts.people is not None else {ScreenKind.PLACING}):
                surroundings = self._look_around(frame, pose)
        self._time_s = max(self._time_s, now_s)
        inputs = SessionInput(
            time_s=self._time_s,
            pose=pose,
            surroundings=surroundings,
            camera_lost=parts.camera.is_lost,
            commands=tuple(Command(key) for key in self._keys if key in set(Command)),
            digits="".join(key for key in self._keys if key.isdigit()),
            speaking=parts.speaker.busy,
            heard=parts.speaker.take_heard(),
        )
        output = self._machine.update(inputs)
        self._shown = output.screen.kind
        self._keep(output)
        if self._drawn != self._machine.number:
            self._drawn = self._machine.number
            parts.painter.begin(self._machine.plan.exercise)
        for utterance in output.utterances:
            parts.speaker.say(utterance)
        self._show(output)

    def _look_around(self, frame: Frame, pose: Pose) -> Surroundings:
        """Count people, and measure the light while the camera is placed."""
        watch = self._parts.people
        people = None if watch is None else watch.update(frame, pose)
        is_placing = self._shown is ScreenKind.PLACING
        light = brightness(frame.image, pose) if is_placing else math.nan
        return Surroundings(light, people)

    def _keep(self, output: SessionOutput) -> None:
        """Write what has ended."""
        self.reports.keep(output, self._machine.exercises, time_s=self._time_s)

    def _show(self, output: SessionOutput) -> None:
        """Draw the screen, and take the keys."""
        parts = self._parts
        speaker = parts.speaker
        screen = replace(output.screen, muted=speaker.muted or not speaker.has_sound)
        picture = parts.painter.draw(screen, output.reading, self._image)
        parts.window.show(picture)
        if parts.video is not None:
            parts.video.show(picture, self._time_s)
        self._keys = parts.window.pressed()
        if self._keys.count("mute") % 2:
            parts.speaker.muted = not parts.speaker.muted

    def _finish(self, *problems: str) -> None:
        """Write the reports that are still to be written."""
        parts = self._parts
        notes = [parts.speaker.note]
        if parts.video is not None:
            parts.video.finish()
            notes.append(_video_note(parts.video))
        self.reports.finish(self._machine.exercises, self._time_s, problems=problems, notes=notes)


def _video_note(video: SessionVideo) -> str:
    if video.note or not video.left_out:
        return video.note
    left_out = "1 picture was" if video.left_out == 1 else f"{video.left_out} pictures were"
    return f"{left_out} left out of the film: the machine was busy."
