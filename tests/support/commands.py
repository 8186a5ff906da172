"""Running the command line in a test: a clip on disk, a scripted person in front of the camera."""

from __future__ import annotations

import json
import tempfile
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import av
import numpy as np
import pytest
import typer.main

from formcheck.capture.pose_estimator import ScriptedEstimator
from formcheck.cli import main
from formcheck.exercises.loader import load_exercise
from formcheck.recording_writer import RecordingWriter
from support.performer import Camera, Recording, perform, plan_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from formcheck.pose.pose import Pose

FPS = 10
SIZE_PX = (320, 240)
CAMERA = Camera(SIZE_PX, 160 - 130j, 0.35)


class Outcome(NamedTuple):
    """Exit code and output of a command."""

    code: int
    out: str
    err: str


Command: TypeAlias = "Callable[..., Outcome]"
"""Runs ``formcheck`` with the words that it is called with."""


_built: Final = cache(typer.main.get_command)
"""Builds the commands from their functions; it takes longer than many a command itself."""


def run(capsys: pytest.CaptureFixture[str], *words: object) -> Outcome:
    """Run ``formcheck`` with these words, in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["formcheck", *map(str, words)])
        patch.setenv("COLUMNS", "100")
        patch.setattr(typer.main, "get_command", _built)
        try:
            main()
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else int(bool(stop.code))
        else:
            code = 0
    printed = capsys.readouterr()
    return Outcome(code, printed.out, printed.err)


def performed(name: str, *, reps: int = 2) -> list[Pose]:
    """A short set as a small camera sees it."""
    plan = plan_for(load_exercise(name), reps=reps, hold_s=6.0)
    return perform(load_exercise(name), plan=plan, recording=Recording(fps=FPS), camera=CAMERA)


def write_clip(path: Path, *, frames: int) -> Path:
    """A grey clip of so many frames."""
    path.write_bytes(_grey_clip(frames, path.suffix))
    return path


@cache
def _grey_clip(frames: int, suffix: str) -> bytes:
    """The file of a grey clip: it is encoded once for all tests."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"clip{suffix}")
        with av.open(str(path), "w") as container:
            stream = container.add_stream("libx264", rate=FPS)
            stream.width, stream.height = SIZE_PX
            stream.pix_fmt = "yuv420p"
            for index in range(frames):
                image = np.full((SIZE_PX[1], SIZE_PX[0], 3), 60 + index % 120, np.uint8)
                frame = av.VideoFrame.from_ndarray(image, format="bgr24")
                frame.pts, frame.time_base = index, Fraction(1, FPS)
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        return path.read_bytes()


def read_json(path: Path) -> dict[str, Any]:
    """Return the table of a JSON file."""
    table: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return table


def use_estimator(patch: pytest.MonkeyPatch, make: Callable[[], ScriptedEstimator]) -> None:
    """Let every video be estimated by a fresh estimator of this kind."""
    patch.setattr(
        "formcheck.capture.pose_estimator.ESTIMATORS", {"blazepose": lambda _model: make()}
    )


def someone_does(patch: pytest.MonkeyPatch, name: str, *, reps: int = 2) -> int:
    """Put a scripted person in front of the camera; how many frames the set takes."""
    poses = performed(name, reps=reps)
    use_estimator(patch, lambda: ScriptedEstimator(poses))
    return len(poses)


def record(path: Path, poses: Iterable[Pose], **more_meta: object) -> Path:
    """Write a recording of the poses."""
    meta = {"source": {"name": "someone"}, "estimator": {"name": "none"}} | more_meta
    with RecordingWriter(path) as writer:
        for pose in poses:
            writer.write(pose)
        writer.finish(meta)
    return path
