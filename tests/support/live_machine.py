"""A machine for commands that lead a live session: everything but its program is scripted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Self

from formcheck.capture.pose_estimator import ScriptedEstimator
from formcheck.exercises.loader import load_exercise
from formcheck.live import LiveParts
from support.commands import read_json
from support.live_fakes import FakeSpeaker, FakeWindow, PlayedCamera, SparsePainter, acted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pytest

    from formcheck.capture.video_file import Frame
    from formcheck.pose.pose import Pose
    from support.commands import Command, Outcome

BRIDGE = "single_leg_bridge"


class Machine:
    """A scripted camera, estimator, window and voice; ``live`` runs the command on them.

    Without `poses` the camera shows two bridges.
    """

    def __init__(
        self,
        patch: pytest.MonkeyPatch,
        command: Command,
        folder: Path,
        poses: Sequence[Pose] = (),
    ) -> None:
        poses = poses or acted(load_exercise(BRIDGE), reps=2)
        self.window, self.speaker = FakeWindow(), FakeSpeaker()
        self.cameras: list[int | str] = []
        self.models: list[str] = []
        self.command, self.folder = command, folder

        def camera(source: int | str) -> PlayedCamera:
            self.cameras.append(source)
            return PlayedCamera(poses)

        def estimator(model: str) -> ScriptedEstimator:
            self.models.append(model)
            return ScriptedEstimator(poses)

        def voice(*, muted: bool) -> FakeSpeaker:
            self.speaker.muted = muted
            return self.speaker

        patch.setattr("formcheck.capture.camera.Camera", camera)
        patch.setattr("formcheck.capture.pose_estimator.ESTIMATORS", {"blazepose": estimator})
        patch.setattr("formcheck.output.live_screen.screen.LiveScreen", SparsePainter)
        patch.setattr("formcheck.output.live_screen.window.LiveWindow", lambda: self.window)
        patch.setattr("formcheck.output.speech.voice.Voice", voice)
        patch.setattr("formcheck.capture.blazepose.finder.PeopleCounter", OnePerson)
        patch.setattr("formcheck.live.LiveParts", partial(LiveParts, wait=lambda _for_s: None))

    def live(self, *words: object) -> Outcome:
        return self.command("live", BRIDGE, *words, "--folder", self.folder)

    def session(self) -> dict[str, Any]:
        """Return the written report of the session."""
        (file,) = self.folder.rglob("session.json")
        return read_json(file)


class OnePerson:
    """Finds no person besides the one who is known."""

    def others(self, _frame: Frame, _known: Sequence[Pose] = ()) -> list[Pose]:
        return []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Release nothing."""
