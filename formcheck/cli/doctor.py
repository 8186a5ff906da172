"""The command ``formcheck doctor``: checks packages, models, cameras and sound."""

from __future__ import annotations

import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

import typer
from rich.console import Console
from rich.text import Text

from formcheck.errors import FormcheckError, ModelError, SourceError
from formcheck.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

Check: TypeAlias = tuple[bool, str]
"""True if a part is there, and the line to print: what it is, or how to get it."""

app = typer.Typer()

PACKAGES: Final = ("ai-edge-litert", "opencv-python", "numpy", "av", "pillow")

SUPERSETS: Final = {"opencv-python": "opencv-contrib-python"}
"""What may stand in for a package; the extra mediapipe brings this one."""

LAST_CAMERA: Final = 3
"""The highest camera number that is tried."""


@app.command()
def doctor(
    *,
    cameras: Annotated[
        bool, typer.Option(help="List only the cameras, with size and pictures a second.")
    ] = False,
) -> None:
    """Check packages, models, cameras and sound; for anything missing, say how to get it."""
    console = Console(highlight=False, soft_wrap=True)
    if cameras:
        _list_cameras(console)
        return
    console.print(f"formcheck {__version__}, Python {platform.python_version()}, {sys.platform}")
    complete = _print_checks(console, *_packages(), *_models())
    # Estimation and video writing are only tried if their packages and models are present.
    complete = complete and _print_checks(console, _estimation(), _video_writing())
    _report_cameras(console)
    _report_sound(console)
    if not complete:
        raise typer.Exit(ModelError.exit_code)
    console.print("Everything that analysing a video needs is there.", style="bold green")


def _print_checks(console: Console, *checks: Check) -> bool:
    """Print one line for each check, and return True if all are good."""
    for is_good, text in checks:
        mark = Text("ok       ", "green") if is_good else Text("missing  ", "bold red")
        console.print(mark + Text(text))
    return all(is_good for is_good, _ in checks)


def _packages() -> Iterator[Check]:
    from importlib.metadata import PackageNotFoundError, version

    for name in PACKAGES:
        for found in (name, SUPERSETS.get(name, name)):
            try:
                yield True, f"{found} {version(found)}"
                break
            except PackageNotFoundError:
                continue
        else:
            yield False, f"{name}: run pip install {name}"


def _models() -> Iterator[Check]:
    from formcheck.capture.models import list_models

    try:
        for file in list_models():
            state = file.state()
            text = f": {file.size_bytes / 1e6:.1f} MB, SHA-256 {file.sha256[:12]}"
            if state != "ok":
                text = f" is {state}: reinstall formcheck"
            yield state == "ok", f"model {file.name}{text}"
    except FormcheckError as error:
        yield False, str(error)


def _estimation() -> Check:
    """Estimate a pose on a black picture: an installed library may lack one of the system."""
    import numpy as np

    from formcheck.capture.pose_estimator import open_estimator
    from formcheck.capture.video_file import Frame

    try:
        with open_estimator("lite") as estimator:
            estimator.estimate(Frame(0, 0.0, np.zeros((48, 64, 3), np.uint8)))
    except (FormcheckError, ImportError, OSError) as error:
        return False, f"pose estimation: {error}"
    return True, "pose estimation runs"


def _video_writing() -> Check:
    try:
        import av

        from formcheck.output.overlay.text import font_file

        font_file()
    except (FormcheckError, ImportError, OSError) as error:
        return False, f"films: {error}"
    if "libx264" not in av.codecs_available:
        return False, "films: this PyAV cannot write H.264, run pip install --force-reinstall av"
    return True, "annotated films (H.264) can be written"


def _report_cameras(console: Console) -> None:
    """Print which cameras answer; recorded videos need none."""
    found = [str(index) for index in _candidates() if _answers(index)]
    console.print(f"cameras  {', '.join(found) or 'none found; recorded videos need none'}")


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
                text = f"{width} x {height}, {rate_of(camera):.0f} pictures a second"
        except SourceError as error:
            text = str(error)
        console.print(f"camera {index}  {text}")


def _candidates() -> list[int]:
    """Return the camera numbers to try; only Linux lists its cameras as files."""
    indexes = range(LAST_CAMERA + 1)
    if sys.platform != "linux":
        return list(indexes)
    return [index for index in indexes if Path(f"/dev/video{index}").exists()]


def _answers(index: int) -> bool:
    """Return True if the camera opens; OpenCV may be missing, too."""
    from formcheck.capture.devices import open_device

    try:
        device = open_device(index)
    except ImportError:
        return False
    if device is None:
        return False
    device.close()
    return True
