"""``formcheck doctor``: what is installed, what is missing, and how to get it."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

import typer
from rich.console import Console
from rich.text import Text

from formcheck.errors import FormcheckError, ModelError
from formcheck.version import __version__

PACKAGES: Final = ("mediapipe", "opencv-contrib-python", "numpy", "av", "pillow", "matplotlib")


def doctor() -> None:
    """Check versions, pose models and cameras, and say what is missing and how to get it."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"formcheck {__version__}, Python {platform.python_version()}, {sys.platform}")
    well = all([_packages(console), _models(console)])
    _cameras(console)
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


def _cameras(console: Console) -> None:
    """Tell which cameras the system has; recorded videos need none."""
    found = sorted(Path("/dev").glob("video*")) if sys.platform == "linux" else None
    if found is None:
        console.print("cameras  not looked for on this system; recorded videos need none")
    elif found:
        console.print(f"cameras  {', '.join(str(path) for path in found)}")
    else:
        console.print("cameras  none found; recorded videos need none")
