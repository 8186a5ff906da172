"""``formcheck doctor``: what is installed, what is missing, and how to get it."""

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
"""The highest index at which a camera is looked for."""


def doctor(
    *,
    cameras: Annotated[
        bool, typer.Option("--cameras", help="Only the cameras, with size and pictures a second.")
    ] = False,
) -> None:
    """Check packages, models, cameras and sound, and say what is missing and how to get it."""
    console = Console(highlight=False, soft_wrap=True)
    if cameras:
        _list_cameras(console)
        return
    console.print(f"formcheck {__version__}, Python {platform.python_version()}, {sys.platform}")
    well = all([_packages(console), _models(console)])
    # Only what is there can be tried.
    well = well and all([_looking(console), _film(console)])
    _cameras(console)
    _sound(console)
    if not well:
        raise typer.Exit(ModelError.exit_code)
    console.print("Everything that analysing a video needs is there.", style="bold green")


def _told(console: Console, *, good: bool, text: str) -> bool:
    mark = Text("ok       ", "green") if good else Text("missing  ", "bold red")
    console.print(mark + Text(text))
    return good


def _packages(console: Console) -> bool:
    well = True
    for name in PACKAGES:
        try:
            _told(console, good=True, text=f"{name} {version(name)}")
        except PackageNotFoundError:
            well = _told(console, good=False, text=f"{name}: run pip install {name}")
    return well


def _models(console: Console) -> bool:
    from formcheck.capture.models import list_models

    try:
        listed = list_models()
    except FormcheckError as error:
        return _told(console, good=False, text=str(error))
    well = True
    for model in listed:
        file = model.file
        text = f"model {file.name}: {file.size_bytes / 1e6:.1f} MB, SHA-256 {file.sha256[:12]}"
        if model.state != "ok":
            text = f"model {file.name} is {model.state}: reinstall formcheck"
        well &= _told(console, good=model.state == "ok", text=text)
    return well


def _looking(console: Console) -> bool:
    """Look at a black picture: an installed MediaPipe may still lack a system library."""
    import numpy as np

    from formcheck.analysis import open_estimator
    from formcheck.capture.video_file import Frame

    try:
        with open_estimator("lite") as estimator:
            estimator.estimate(Frame(0, 0.0, np.zeros((48, 64, 3), np.uint8)))
    except (FormcheckError, ImportError, OSError) as error:
        return _told(console, good=False, text=f"pose estimation: {error}")
    return _told(console, good=True, text="pose estimation runs")


def _film(console: Console) -> bool:
    """Whether annotated films can be written."""
    try:
        import av

        from formcheck.output.overlay.text import font_file

        if "libx264" not in av.codecs_available:
            text = "films: this PyAV cannot write H.264, run pip install --force-reinstall av"
            return _told(console, good=False, text=text)
        font_file()
    except (FormcheckError, ImportError, OSError) as error:
        return _told(console, good=False, text=f"films: {error}")
    return _told(console, good=True, text="annotated films (H.264) can be written")


def _cameras(console: Console) -> None:
    """Tell which cameras answer; recorded videos need none."""
    found = [index for index in _candidates() if _answers(index)]
    if found:
        console.print(f"cameras  {', '.join(map(str, found))}")
    else:
        console.print("cameras  none found; recorded videos need none")


def _sound(console: Console) -> None:
    """Tell whether it can speak; what is tried is given nothing to say."""
    from formcheck.output.speech.backends import find_backends, is_ready, note_on
    from formcheck.output.speech.voice import WORDS_PER_MINUTE

    ways, failed = find_backends(WORDS_PER_MINUTE), []
    while ways and ways[0].speaks and not is_ready(ways[0]):
        failed.append(ways.pop(0).called)
    told = note_on(ways, failed) or f"speaks with {ways[0].called}"
    console.print(Text(f"sound    {told}"))  # the brackets of an extra are no markup


def _list_cameras(console: Console) -> None:
    """Every camera that sends pictures, how large they are and how many really come."""
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
    """The indexes at which there may be a camera; Linux tells, other systems have to be asked."""
    indexes = range(LAST_CAMERA + 1)
    if sys.platform != "linux":
        return list(indexes)
    return [index for index in indexes if Path(f"/dev/video{index}").exists()]


def _answers(index: int) -> bool:
    """Whether a camera can be opened; what OpenCV says about it is kept from the terminal."""
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
