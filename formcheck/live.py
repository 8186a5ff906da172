"""What a live session is made with: the contracts of camera, painter, window and speaker."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Protocol

from formcheck.capture.scene_checks import brightness
from formcheck.session.camera_setup.checks import Surroundings
from formcheck.session.machine import SessionMachine
from formcheck.session.protocol import NOTHING_AROUND, Command, ScreenKind, SessionInput, Utterance
from formcheck.session.report import (
    CameraLoss,
    CameraUsed,
    PainRecord,
    PlannedSession,
    SessionReport,
    SetDone,
)
from formcheck.session.stages.summary import pain_advice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from formcheck.assessment.checker import Reading
    from formcheck.assessment.report import Provenance, SetReport, Source
    from formcheck.capture.camera import Loss
    from formcheck.capture.pose_estimator import PoseEstimator
    from formcheck.capture.video_file import Frame
    from formcheck.output.files.session_folder import SessionFolder
    from formcheck.output.files.video_writer import SessionVideo
    from formcheck.session.plan import SessionPlan
    from formcheck.session.protocol import FinishedSet, ScreenState, SessionOutput


class Pictures(Protocol):
    """What is asked of a camera (see `formcheck.capture.camera.Camera`)."""

    losses: list[Loss]
    grabbed: int
    size_px: tuple[int, int]

    @property
    def name(self) -> str:
        """What reports may call it."""
        ...

    @property
    def ended(self) -> bool:
        """Whether no more pictures will come."""
        ...

    @property
    def is_lost(self) -> bool:
        """Whether no pictures come now."""
        ...

    def newer_than(self, index: int, *, wait_s: float) -> Frame | None:
        """The newest picture, if there is a newer one in time."""
        ...

    def now_s(self) -> float:
        """Seconds on the clock of the pictures."""
        ...


class Painter(Protocol):
    """Draws a scene (see `formcheck.output.live_screen.screen.LiveScreen`)."""

    def draw(
        self, scene: ScreenState, reading: Reading | None, image: NDArray[np.uint8] | None
    ) -> NDArray[np.uint8]:
        """The picture as the person sees it."""
        ...


class Window(Protocol):
    """Shows pictures and tells keys (see `formcheck.output.live_screen.window.LiveWindow`)."""

    @property
    def is_closed(self) -> bool:
        """Whether it was closed by its own button."""
        ...

    def show(self, picture: NDArray[np.uint8]) -> None:
        """Show a picture."""
        ...

    def pressed(self) -> list[str]:
        """What the keys pressed since the last call ask for."""
        ...


class Speaker(Protocol):
    """Says things (see `formcheck.output.speech.voice.Voice`)."""

    muted: bool

    def say(self, utterance: Utterance) -> None:
        """Say it, or leave it if it cannot be said in time."""
        ...

    @property
    def note(self) -> str:
        """Why nothing can be heard; empty = all is well."""
        ...


@dataclass(frozen=True)
class LiveParts:
    """What a session is made with.

    Attributes
    ----------
    camera, estimator, painter, window, speaker, folder
        The parts.
    count_people
        Counts the people in a picture; None = nobody counts.
    video
        The video of the screen, if one is wanted.
    wait
        Waits for so many seconds; for tests.
    """

    camera: Pictures
    estimator: PoseEstimator
    painter: Painter
    window: Window
    speaker: Speaker
    folder: SessionFolder
    count_people: Callable[[NDArray[np.uint8]], int] | None = None
    video: SessionVideo | None = None
    wait: Callable[[float], None] = time.sleep


WAIT_S: Final = 0.1
"""How long a picture is waited for before keys and clocks are looked at all the same."""

FAILED: Final = Utterance("Something went wrong. What you did is saved.", "guide", urgent=True)
"""Whoever lies three metres away must know why the window is gone."""

PEOPLE_S: Final = 1.0
"""How often people are counted while the camera is placed."""


@dataclass
class _State:
    """What changes from picture to picture."""

    last_index: int = -1
    time_s: float = 0.0
    judged: int = 0
    in_set: int = 0
    people: int | None = None
    people_s: float = -PEOPLE_S
    stage: ScreenKind = ScreenKind.PLACING
    image: NDArray[np.uint8] | None = None
    words: list[str] = field(default_factory=list)


class LiveSession:
    """One session in front of a camera.

    Parameters
    ----------
    plan
        What it consists of.
    parts
        Camera, model, window, voice, folder.
    provenance
        What to write into the reports.
    started
        Date and time with its zone, ISO 8601, for the reports.
    """

    def __init__(
        self, plan: SessionPlan, parts: LiveParts, *, provenance: Provenance, started: str
    ) -> None:
        self.plan = plan
        self.reports: list[SetReport] = []
        self._parts = parts
        self._provenance = provenance
        self._started = started
        self._conductor = SessionMachine(plan, provenance=provenance)
        self._sets: list[SetDone] = []
        self._state = _State()

    def run(self, wants_to_stop: Callable[[], bool] = lambda: False) -> SessionReport:
        """Lead through the session, and write down what there is.

        Parameters
        ----------
        wants_to_stop
            Asked before every picture; a set under way is complete all the same.

        Raises
        ------
        OutputError
            If what is known of the session cannot be written.
        Exception
            Whatever else fails, after all that was done has been written.
        """
        try:
            self._lead(wants_to_stop)
        except Exception as error:
            self._parts.speaker.say(FAILED)
            self._keep(self._conductor.end(self._state.time_s, "error"))
            self._finish(f"The session was broken off by an error: {error}")
            raise
        return self._finish()

    def _lead(self, wants_to_stop: Callable[[], bool]) -> None:
        """One picture after the other, until the session is over."""
        camera, conductor, state = self._parts.camera, self._conductor, self._state
        while not conductor.is_over:
            frame = camera.newer_than(state.last_index, wait_s=WAIT_S)
            if wants_to_stop() or self._parts.window.is_closed:
                self._keep(conductor.end(state.time_s, "asked"))
                break
            if frame is None and camera.ended:
                self._keep(conductor.lose_camera(state.time_s))
                self._parts.wait(WAIT_S)  # where no picture comes nothing else takes time
            self._step(frame)

    def _step(self, frame: Frame | None) -> None:
        """One picture, or one moment without any."""
        state, parts = self._state, self._parts
        pose = None
        if frame is not None:
            state.last_index, state.image = frame.index, frame.image
            pose = parts.estimator.estimate(frame)
            state.judged += 1
        now_s = parts.camera.now_s() if frame is None else frame.time_s
        state.time_s = max(state.time_s, now_s)
        tick = SessionInput(
            time_s=state.time_s,
            pose=pose,
            surroundings=self._surroundings(frame),
            camera_lost=parts.camera.is_lost,
            commands=tuple(Command(word) for word in state.words if word in set(Command)),
            digits="".join(word for word in state.words if word.isdigit()),
        )
        direction = self._conductor.update(tick)
        state.stage = direction.screen.kind
        self._keep(direction)
        for utterance in direction.utterances:
            parts.speaker.say(utterance)
        self._show(direction)

    def _surroundings(self, frame: Frame | None) -> Surroundings:
        """What the picture tells besides; only while the camera is placed."""
        state = self._state
        if frame is None or state.stage is not ScreenKind.PLACING:
            return NOTHING_AROUND
        count = self._parts.count_people
        if count is not None and frame.time_s - state.people_s >= PEOPLE_S:
            state.people, state.people_s = count(frame.image), frame.time_s
        return Surroundings(brightness(frame.image), state.people)

    def _show(self, direction: SessionOutput) -> None:
        parts, state = self._parts, self._state
        scene = direction.screen
        if parts.speaker.muted:
            scene = replace(scene, muted=True)
        picture = parts.painter.draw(scene, direction.reading, state.image)
        parts.window.show(picture)
        if parts.video is not None:
            parts.video.show(picture, state.time_s)
        state.words = parts.window.pressed()
        if state.words.count("mute") % 2:
            parts.speaker.muted = not parts.speaker.muted

    def _keep(self, direction: SessionOutput) -> None:
        """Write what belongs to a set."""
        folder, state = self._parts.folder, self._state
        if direction.begun is not None:
            folder.begin(direction.begun)
            state.in_set = 0
        if direction.judged is not None:
            folder.keep(direction.judged)
            state.in_set += 1
        if direction.dropped:
            folder.drop()
        if direction.ended is not None:
            report = direction.ended.report.with_source(self._source(direction.ended))
            self.reports.append(report)
            self._sets.append(SetDone.of(direction.ended, folder.end(report)))

    def _source(self, done: FinishedSet) -> Source:
        """What the report of a set tells of where its poses came from."""
        camera = self._parts.camera
        return {
            "kind": "camera",
            "name": camera.name,
            "frames": self._state.in_set,
            "size_px": camera.size_px,
            "started": self._started,
            "start_s": done.start_s,
            "notes": loss_notes(camera.losses, since_s=done.start_s),
        }

    def _finish(self, *problems: str) -> SessionReport:
        parts, state = self._parts, self._state
        notes = [note for note in (*problems, parts.speaker.note, *parts.folder.notes) if note]
        if parts.video is not None:
            parts.video.finish()
            notes.extend(_video_notes(parts.video))
        advice = pain_advice(self._conductor.pains)
        report = SessionReport(
            exercise=self.plan.exercise.name,
            title=self.plan.exercise.title,
            started=self._started,
            duration_s=state.time_s,
            planned=PlannedSession.of(self.plan),
            sets=tuple(self._sets),
            pains=tuple(PainRecord.of(note) for note in self._conductor.pains),
            advice=(advice,) if advice else (),
            camera=CameraUsed(
                name=parts.camera.name,
                size_px=parts.camera.size_px,
                grabbed=parts.camera.grabbed,
                analysed=state.judged,
                losses=tuple(CameraLoss(loss.start_s, loss.end_s) for loss in parts.camera.losses),
            ),
            notes=tuple(notes),
            provenance=self._provenance,
        )
        parts.folder.finish(report)
        return report


def loss_notes(losses: Sequence[Loss], *, since_s: float) -> tuple[str, ...]:
    """What a reader of a set's report must know of the times without pictures.

    Parameters
    ----------
    losses
        Those of the camera, on its clock.
    since_s
        When the set began, on the same clock.
    """
    notes = []
    for loss in losses:
        if loss.end_s <= since_s:
            continue
        at_s = max(0.0, loss.start_s - since_s)
        lasted = (
            "and did not come back"
            if loss.end_s != loss.end_s  # NaN: it has not come back
            else f"for {loss.end_s - loss.start_s:.1f} s"
        )
        notes.append(f"The camera sent no pictures from {at_s:.1f} s on, {lasted}.")
    return tuple(notes)


def _video_notes(video: SessionVideo) -> list[str]:
    if video.note:
        return [video.note]
    if video.left_out:
        left_out = "1 picture was" if video.left_out == 1 else f"{video.left_out} pictures were"
        return [f"{left_out} left out of the film: the machine was busy."]
    return []
