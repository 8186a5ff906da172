"""A live session whose camera, window and voice are scripted, and a window that fails."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from formcheck.assessment.report import Provenance
from formcheck.capture.pose_estimator import ScriptedEstimator
from formcheck.live import LiveParts, LiveSession
from formcheck.output.files.course_folder import CourseFolder
from support.actor import BRIDGE, load, session_of
from support.live_fakes import (
    SIZE_PX,
    FakeSpeaker,
    FakeWindow,
    PlayedCamera,
    SparsePainter,
    acted,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from formcheck.capture.camera import Camera
    from formcheck.diary.live_diary import LiveDiary
    from formcheck.output.files.video_writer import SessionVideo
    from formcheck.output.live_screen.window import LiveWindow
    from formcheck.output.speech.voice import Voice
    from formcheck.pose.pose import Pose
    from formcheck.session.report import SessionReport


@dataclass
class Played:
    """A session with its scripted parts, written to a folder."""

    folder: Path
    poses: Sequence[Pose] = field(default_factory=lambda: acted(load(BRIDGE), reps=2))
    reps: int = 2
    loose_at: int | None = None
    window: FakeWindow = field(default_factory=FakeWindow)
    video: SessionVideo | None = None
    speaker: FakeSpeaker = field(default_factory=FakeSpeaker)
    painter: SparsePainter = field(default_factory=lambda: SparsePainter(load(BRIDGE), SIZE_PX))
    names: tuple[str, ...] = (BRIDGE,)
    pain: bool = False
    diary: LiveDiary | None = None

    def run(self) -> SessionReport:
        [report] = self.sessions()
        return report

    def sessions(self) -> list[SessionReport]:
        camera = PlayedCamera(self.poses, loose_at=self.loose_at)
        with CourseFolder(self.folder, self.names) as folder:
            parts = LiveParts(
                camera=cast("Camera", camera),
                estimator=ScriptedEstimator(self.poses),
                painter=self.painter,
                window=cast("LiveWindow", self.window),
                speaker=cast("Voice", self.speaker),
                folder=folder,
                video=self.video,
                diary=self.diary,
                wait=camera.wait,
            )
            live = LiveSession(
                [session_of(load(name), reps=self.reps, pain=self.pain) for name in self.names],
                parts,
                provenances=[
                    Provenance(formcheck="1", exercise_sha256=load(name).sha256)
                    for name in self.names
                ],
                started="2026-05-04T10:00:00+02:00",
            )
            return live.run()

    def ended(self) -> list[tuple[str, int]]:
        """Run the session; return why each set ended, and its repetitions."""
        return [(one.ended_by, one.counts.total) for one in self.run().sets]

    def json(self, name: str = "set-1-left") -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / f"{name}.json").read_text("utf-8"))
        return found

    def files(self) -> list[str]:
        return sorted(file.name for file in self.folder.iterdir())


@dataclass
class BreakingWindow(FakeWindow):
    """Fails in the middle of a set, as a model, a painter or a video might."""

    break_at: int = 170

    def show(self, picture: NDArray[np.uint8]) -> None:
        super().show(picture)
        if self.shown == self.break_at:
            raise RuntimeError("the window broke")
