"""The command ``formcheck doctor``: checks packages, models, cameras and sound."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.text import Text

from formcheck.errors import FormcheckError, ModelError, SourceError
from formcheck.version import __version__

PACKAGES: Final = ("mediapipe", "opencv-contrib-python", "numpy", "av", "pillow", "matplotlib")

LAST_CAMERA: Final = 3
"""The highest camera number that is tried."""


def doctor(
    *,
    cameras: Annotated[
        bool,
        typer.Option("--cameras", help="List only the cameras, with size and pictures a second."),
    ] = False,
) -> None:
    """Check packages, models, cameras and sound; for anything missing, say how to get it."""
    console = Console(highlight=False, soft_wrap=True)
    if cameras:
        _list_cameras(console)
        return
    console.print(f"formcheck {__version__}, Python {platform.python_version()}, {sys.platform}")
    complete = all([_check_packages(console), _check_models(console)])
    # Estimation and video writing are only tried if their packages and models are present.
    complete = complete and all([_check_estimation(console), _check_video_writing(console)])
    _report_cameras(console)
    _report_sound(console)
    if not complete:
        raise typer.Exit(ModelError.exit_code)
    console.print("Everything that analysing a video needs is there.", style="bold green")


def _print_check(console: Console, *, good: bool, text: str) -> bool:
    """Print one line of the check, and return `good`."""
    mark = Text("ok       ", "green") if good else Text("missing  ", "bold red")
    console.print(mark + Text(text))
    return good


def _check_packages(console: Console) -> bool:
    complete = True
    for name in PACKAGES:
        try:
            _print_check(console, good=True, text=f"{name} {version(name)}")
        except PackageNotFoundError:
            complete = _print_check(console, good=False, text=f"{name}: run pip install {name}")
    return complete


def _check_models(console: Console) -> bool:
    from formcheck.capture.models import list_models

    try:
        listed = list_models()
    except FormcheckError as error:
        return _print_check(console, good=False, text=str(error))
    complete = True
    for model in listed:
        file = model.file
        text = f"model {file.name}: {file.size_bytes / 1e6:.1f} MB, SHA-256 {file.sha256[:12]}"
        if model.state != "ok":
            text = f"model {file.name} is {model.state}: reinstall formcheck"
        complete &= _print_check(console, good=model.state == "ok", text=text)
    return complete


def _check_estimation(console: Console) -> bool:
    """Estimate a pose on a black picture: MediaPipe may be installed and lack a system library."""
    import numpy as np

    from formcheck.capture.pose_estimator import open_estimator
    from formcheck.capture.video_file import Frame

    try:
        with open_estimator("lite") as estimator:
            estimator.estimate(Frame(0, 0.0, np.zeros((48, 64, 3), np.uint8)))
    except (FormcheckError, ImportError, OSError) as error:
        return _print_check(console, good=False, text=f"pose estimation: {error}")
    return _print_check(console, good=True, text="pose estimation runs")


def _check_video_writing(console: Console) -> bool:
    """Check that annotated videos can be written."""
    try:
        import av

        from formcheck.output.overlay.text import font_file

        if "libx264" not in av.codecs_available:
            text = "films: this PyAV cannot write H.264, run pip install --force-reinstall av"
            return _print_check(console, good=False, text=text)
        font_file()
    except (FormcheckError, ImportError, OSError) as error:
        return _print_check(console, good=False, text=f"films: {error}")
    return _print_check(console, good=True, text="annotated films (H.264) can be written")


def _report_cameras(console: Console) -> None:
    """Print which cameras answer; recorded videos need none."""
    found = [index for index in _candidates() if _answers(index)]
    if found:
        console.print(f"cameras  {', '.join(map(str, found))}")
    else:
        console.print("cameras  none found; recorded videos need none")


def _report_sound(console: Console) -> None:
    """Print which program speaks; each program is tried with an empty text."""
    from formcheck.output.speech.backends import find_backends, is_ready, sound_note
    from formcheck.output.speech.voice import WORDS_PER_MINUTE

    backends, failed = find_backends(WORDS_PER_MINUTE), []
    while backends and not is_ready(backends[0]):
        failed.append(backends.pop(0).name)
    text = sound_note(backends, failed) or f"speaks with {backends[0].name}"
    console.print(Text(f"sound    {text}"))  # Text: brackets such as [voice] are not markup


def _list_cameras(console: Console) -> None:
    """Print size and measured rate of every camera that sends pictures."""
    from formcheck.capture.camera import Camera, rate_of

    candidates = _candidates()
    if not candidates:
        console.print("No camera found: connect one. Recorded videos need none.")
    for index in candidates:
        try:
            with Camera(index) as camera:
                width, height = camera.size_px
                rate = rate_of(camera)
                console.print(f"camera {index}  {width} x {height}, {rate:.0f} pictures a second")
        except SourceError as error:
            console.print(f"camera {index}  {error}")


def _candidates() -> list[int]:
    """Return the camera numbers to try; only Linux lists its cameras as files."""
    indexes = range(LAST_CAMERA + 1)
    if sys.platform != "linux":
        return list(indexes)
    return [index for index in indexes if Path(f"/dev/video{index}").exists()]


def _answers(index: int) -> bool:
    """Return True if the camera opens; warnings of OpenCV are not printed."""
    try:
        import cv2

        from formcheck.capture.native_stderr import NATIVE_STDERR_SILENCED
    except ImportError:
        return False
    with NATIVE_STDERR_SILENCED:
        camera = cv2.VideoCapture(index)
        answers = camera.isOpened()
        camera.release()
    return answers


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(name="doctor")(doctor)
