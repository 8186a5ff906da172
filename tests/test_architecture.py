"""The house rules that a test can hold: imports, purity, names, and nothing at import."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import formcheck

PACKAGE = Path(formcheck.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
HEAVY = ("mediapipe", "cv2", "av", "typer", "rich", "PIL", "matplotlib")


def imports_of(file: Path) -> set[str]:
    """The top-level names of everything a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def test_there_are_modules_to_look_at() -> None:
    assert len(MODULES) > 30


def test_one_module_imports_mediapipe() -> None:
    importers = [file.name for file in MODULES if "mediapipe" in imports_of(file)]
    assert importers == ["blazepose.py"]


def test_only_the_command_line_imports_typer() -> None:
    importers = {file.parent.name for file in MODULES if "typer" in imports_of(file)}
    assert importers == {"cli"}


@pytest.mark.parametrize("room", ["pose", "kinematics", "assessment", "recognition", "session"])
def test_judging_is_pure(room: str) -> None:
    impure = {*HEAVY, "time", "datetime", "random", "threading", "subprocess", "socket"}
    for file in (PACKAGE / room).glob("*.py"):
        assert not imports_of(file) & impure, file.name


def test_one_module_brings_a_pose_into_the_frame_of_a_leg() -> None:
    """Checker, overlay, authoring and camera set-up all use `PoseFeatures.leg_frame`."""
    steps = {"plane_points", "reversed_for", "out_of_frame"}
    for file in MODULES:
        if file.parent.name != "pose":
            text = file.read_text(encoding="utf-8")
            assert not [name for name in steps if name in text], file.name
    users = [
        str(file.relative_to(PACKAGE))
        for file in MODULES
        if "far_visibility=" in file.read_text(encoding="utf-8")
    ]
    assert users == ["assessment/quality_gate.py"]


def test_nothing_reaches_for_the_network() -> None:
    network = {"socket", "urllib", "http", "requests", "httpx", "ftplib", "smtplib", "aiohttp"}
    for file in MODULES:
        assert not imports_of(file) & network, file.name


def test_opencv_is_loaded_before_pyav() -> None:
    """The other way round a window hangs for ever on Linux: both bring parts of libxcb along.

    Who reads a file opens no window, and need not wait for OpenCV: a camera and a film load it.
    """
    files = {"video_file.py", "container.py", "orientation.py"}
    assert files < {file.name for file in MODULES}
    for file in (file for file in MODULES if file.name not in files):
        loaded = [
            (node.names[0].name if isinstance(node, ast.Import) else node.module or "")
            for node in ast.parse(file.read_text(encoding="utf-8")).body
            if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        libraries = [name.split(".")[0] for name in loaded if name.split(".")[0] in {"av", "cv2"}]
        assert libraries[:1] != ["av"], file.name


@pytest.mark.parametrize(
    "module", ["formcheck.capture.camera", "formcheck.output.files.video_writer"]
)
def test_who_loads_pyav_has_loaded_opencv(module: str) -> None:
    code = f"import sys, {module}; print(*[name for name in sys.modules if name in ('av', 'cv2')])"
    assert run_python(code) == "cv2 av"


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_module_has_a_docstring_and_one_concern(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), "say in one line what the module is"
    assert len(text.splitlines()) <= 400, "two things live in one room"
    vague = {"utils", "helpers", "common", "manager", "misc"}
    assert not vague & set(file.stem.split("_"))


def run_python(code: str) -> str:
    """What a fresh interpreter prints."""
    return subprocess.run(  # noqa: S603  # our own interpreter and our own code
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    ).stdout.strip()


@pytest.mark.parametrize(
    "module", ["formcheck", "formcheck.assessment.checker", "formcheck.recording"]
)
def test_importing_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print([name for name in {HEAVY!r} if name in sys.modules])"
    assert run_python(code) == "[]"


def test_importing_prints_nothing_and_touches_no_thread() -> None:
    code = "import threading, formcheck; print(threading.active_count())"
    assert run_python(code) == "1"
