"""The public names: one table, which type checkers and the running program both read."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest
from support.paths import ROOT

import formcheck

OLD_NAMES = (
    "analyze", "replay", "replay_sets", "analyze_sets", "Checker", "VideoFile", "open_estimator",
    "load_exercise", "load_profile", "recording", "run", "Reading", "SetReport", "Exercise",
    "FormcheckError", "SourceError", "ModelError", "ExerciseError", "RecordingError",
    "OutputError", "__version__",
)  # fmt: skip
"""The names of version 0.1.0."""


@pytest.mark.parametrize("name", formcheck.__all__)
def test_public_name_resolves_and_is_documented(name: str) -> None:
    public = getattr(formcheck, name)
    assert name in dir(formcheck)
    assert name == "__version__" or public.__doc__


def test_names_of_version_0_1_0_are_importable() -> None:
    assert set(OLD_NAMES) <= set(formcheck.__all__)


def test_unknown_name_raises_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Chequer'"):
        _ = formcheck.Chequer  # type: ignore[attr-defined]


def test_names_stand_once() -> None:
    """`__init__.py` names no public object: its table is the stub."""
    module = ast.parse((ROOT / "formcheck" / "__init__.py").read_text(encoding="utf-8"))
    words = {node.value for node in ast.walk(module) if isinstance(node, ast.Constant)}
    assert not words & set(formcheck.__all__)


def test_every_stub_name_has_the_type_that_the_program_returns() -> None:
    """Each line of the stub imports the object that the lookup returns."""
    namespace: dict[str, object] = {"__name__": "stub"}
    stub = (ROOT / "formcheck" / "__init__.pyi").read_text(encoding="utf-8")
    exec(compile(stub, "__init__.pyi", "exec"), namespace)  # noqa: S102  # our own stub
    public = {name for name in namespace if name in formcheck.__all__}
    assert public == set(formcheck.__all__)
    for name in public:
        assert namespace[name] is getattr(formcheck, name), name


def test_star_import_gives_the_public_names() -> None:
    namespace: dict[str, object] = {}
    exec("from formcheck import *", namespace)  # noqa: S102  # the statement under test
    assert set(formcheck.__all__) <= set(namespace)


@pytest.mark.parametrize(
    "module", ["formcheck", "formcheck.assessment.checker", "formcheck.recording"]
)
def test_import_loads_no_heavy_library_and_starts_no_thread(module: str) -> None:
    heavy = ("mediapipe", "cv2", "av", "typer", "rich", "PIL", "matplotlib")
    code = (
        f"import sys, threading, {module}\n"
        f"print([name for name in {heavy!r} if name in sys.modules], threading.active_count())"
    )
    done = subprocess.run(  # noqa: S603  # our own interpreter and our own code
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    )
    assert done.stdout == "[] 1\n"
