"""A live session in front of a camera: the newest picture is judged, shown, spoken and kept.

The camera grabs and the voice speaks in threads of their own; everything in between happens here.
The loop is its own, not that of `formcheck.analysis`: a live session goes on while no picture
comes, drops old pictures, and takes keys and the clock besides poses.  One picture passes eight
functions at most, in this order (`tests/test_live.py` compares the list with a trace)::

    LiveSession._step             newest picture → pose → SessionInput
    SessionMachine.update         SessionInput → SessionOutput
    SessionMachine._advance         commands that end or interrupt the stage
    SessionMachine._update_stage    the current stage, and the one after it
    ActiveSet.update                  pose → reading, words   (or another stage)
    ActiveSet._follow                 limits and arms pause the set
    LiveSession._keep             reading and report → files, diary
    LiveSession._show             screen state → picture → window, video

While the camera is placed, and where people are counted, `LiveSession._look_around` comes second.
A picture that begins or ends a stage also passes `SessionMachine._move_on` and what it names.
"""

from __future__ import annotations

import math
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Self

from formcheck.capture.camera import brightness
from formcheck.capture.people import BEHIND
from formcheck.pose.view import body_px
from formcheck.session.machine import SessionMachine
from formcheck.session.protocol import (
    NO_SURROUNDINGS,
    Command,
    FinishedSet,
    ScreenKind,
    SessionInput,
    SessionOutput,
    Surroundings,
    Utterance,
)
from formcheck.session.report import (
    CameraLoss,
    CameraUsed,
    PlannedSession,
    SessionReport,
    SetDone,
)
from formcheck.session.stages.summary import pain_advice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future

    import numpy as np
    from numpy.typing import NDArray

    from formcheck.assessment.report import Provenance, SetReport, Source
    from formcheck.capture.camera import LiveCamera, Loss
    from formcheck.capture.people import PeopleFinder
    from formcheck.capture.pose_estimator import PoseEstimator
    from formcheck.capture.video_file import Frame
    from formcheck.diary.live_diary import LiveDiary
    from formcheck.output.files.session_folder import SessionFolder
    from formcheck.output.files.video_writer import SessionVideo
    from formcheck.output.live_screen.screen import Painter
    from formcheck.output.live_screen.window import Display
    from formcheck.output.speech.voice import Speaker
    from formcheck.pose.pose import Pose
    from formcheck.session.plan import SessionPlan

WAIT_S: Final = 0.1
"""Longest wait for a picture before keys and clocks are handled without one."""

FAILED: Final = Utterance("Something went wrong. What you did is saved.", "guide", urgent=True)
"""A person three metres away must hear why the window is gone."""

WATCH_S: Final = 1.0
"""Time between two looks for other people during a live session."""

_WATCHED: Final = frozenset(
    {ScreenKind.PLACING, ScreenKind.COUNTDOWN, ScreenKind.MOVING, ScreenKind.PAUSED}
)
"""Screens during which people are counted."""


class PeopleWatch:
    """Counts the people in view during a live session, now and then; a context manager.

    It counts in a thread of its own, because that takes as long as several pictures.  A second
    person counts from the second look in a row on: furniture is taken for people now and then.

    Parameters
    ----------
    finder
        Finds other people; it is called in the thread only.
    """

    def __init__(self, finder: PeopleFinder) -> None:
        self._finder = finder
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="people")
        self._running: Future[int] | None = None
        self._next_s = -math.inf
        self._counts: tuple[int, int] | tuple[()] = ()

    def update(self, frame: Frame, pose: Pose) -> int | None:
        """Return the smaller one of the last two counts, None before the first.

        Parameters
        ----------
        frame
            The newest picture, which must not be changed any more.
        pose
            The person who is followed in it.

        Returns
        -------
        int or None
            The number of people, without those in the background.
        """
        if self._running is not None and self._running.done():
            newest, self._running = self._running.result(), None
            # One look cannot tell a person from a coat stand.
            self._counts = (self._counts[-1] if self._counts else min(newest, 1), newest)
            if newest > min(self._counts):
                self._next_s = frame.time_s
        if self._running is None and frame.time_s >= self._next_s:
            self._next_s = frame.time_s + WATCH_S
            self._running = self._thread.submit(self._count, frame, pose)
        return min(self._counts, default=None)

    def _count(self, frame: Frame, pose: Pose) -> int:
        if pose.is_absent:
            return len(self._finder.others(frame))
        least_px = BEHIND * body_px(pose)
        others = self._finder.others(frame, [pose])
        return 1 + sum(body_px(other) >= least_px for other in others)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Wait for the count that goes on."""
        self._thread.shutdown()


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
    folder: SessionFolder
    people: PeopleWatch | None = None
    """Counts the people in view; None = nothing counts them."""
    video: SessionVideo | None = None
    """The video of the screen, or None."""
    diary: LiveDiary | None = None
    """Keeps the sets and the answers about pain; None = only the folder does."""
    wait: Callable[[float], None] = time.sleep
    """Waits for a number of seconds."""


class LiveSession:
    """One session in front of a camera.

    Parameters
    ----------
    plan
        The plan of the session.
    parts
        Camera, pose model, window, voice, folder and diary.
    provenance
        Provenance block of the reports.
    started
        Date and time with its zone, ISO 8601, for the reports.

    Attributes
    ----------
    reports
        The reports of the sets so far.
    """

    def __init__(
        self, plan: SessionPlan, parts: LiveParts, *, provenance: Provenance, started: str
    ) -> None:
        self.plan = plan
        self.reports: list[SetReport] = []
        self._parts = parts
        self._provenance = provenance
        self._started = started
        self._machine = SessionMachine(plan, provenance=provenance)
        self._sets: list[SetDone] = []
        self._time_s = 0.0
        self._last_index = -1
        self._image: NDArray[np.uint8] | None = None
        self._analysed = self._in_set = 0
        self._shown = ScreenKind.PLACING
        self._keys: list[str] = []

    def run(self, wants_to_stop: Callable[[], bool] = lambda: False) -> SessionReport:
        """Lead through the session and write its files.

        Parameters
        ----------
        wants_to_stop
            Asked before every picture; a set that is under way is completed all the same.

        Returns
        -------
        SessionReport
            The report of the session, as written to its folder.

        Raises
        ------
        OutputError
            If the report of the session cannot be written.
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
        return self._finish()

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
            self._analysed += 1
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
        if parts.diary is not None:
            parts.diary.keep_pains(
                self._machine.pains,
                started=self._started,
                camera=parts.camera.name,
                time_s=self._time_s,
                exercise=self.plan.exercise.name,
            )
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
        """Write the readings and the report of a set."""
        folder = self._parts.folder
        if output.begun is not None:
            folder.begin(output.begun)
            self._in_set = 0
        judged = () if output.judged is None else (output.judged,)
        for reading in (*output.earlier, *judged):
            folder.keep(reading)
            self._in_set += 1
        if output.dropped:
            folder.drop()
        if output.ended is not None:
            report = output.ended.report.with_source(self._source(output.ended))
            self.reports.append(report)
            self._sets.append(replace(SetDone.of(output.ended), files=folder.end(report)))
            if self._parts.diary is not None:
                hold_s = self.plan.exercise.movement.hold_s
                self._parts.diary.keep(report, output.ended, hold_s=hold_s)

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

    def _source(self, done: FinishedSet) -> Source:
        """Return the source block of a set's report."""
        camera = self._parts.camera
        return {
            "kind": "camera",
            "name": camera.name,
            "frames": self._in_set,
            "size_px": camera.size_px,
            "started": self._started,
            "start_s": done.start_s,
            "notes": _loss_notes(camera.losses, since_s=done.start_s),
        }

    def _finish(self, *problems: str) -> SessionReport:
        """Write the report of the session and return it."""
        parts, camera, exercise = self._parts, self._parts.camera, self.plan.exercise
        notes = [*problems, parts.speaker.note, *parts.folder.notes]
        if parts.video is not None:
            parts.video.finish()
            notes.append(_video_note(parts.video))
        if parts.diary is not None:
            notes.append(parts.diary.finish(parts.folder.path))
        pains = self._machine.pains
        report = SessionReport(
            exercise=exercise.name,
            title=exercise.title,
            started=self._started,
            duration_s=self._time_s,
            planned=PlannedSession.of(self.plan),
            sets=tuple(self._sets),
            pains=tuple(pains),
            advice=tuple(filter(None, [pain_advice(pains)])),
            camera=CameraUsed(
                name=camera.name,
                size_px=camera.size_px,
                grabbed=camera.grabbed,
                analysed=self._analysed,
                losses=tuple(CameraLoss(loss.start_s, loss.end_s) for loss in camera.losses),
            ),
            notes=tuple(filter(None, notes)),
            provenance=self._provenance,
        )
        parts.folder.finish(report)
        return report


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


def _video_note(video: SessionVideo) -> str:
    if video.note or not video.left_out:
        return video.note
    left_out = "1 picture was" if video.left_out == 1 else f"{video.left_out} pictures were"
    return f"{left_out} left out of the film: the machine was busy."
