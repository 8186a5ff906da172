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


@pytest.mark.parametrize(
    "statements",
    [
        (ROOT / "formcheck" / "__init__.pyi").read_text(encoding="utf-8"),
        "from formcheck import *",
    ],
    ids=["stub", "star import"],
)
def test_imports_give_the_objects_that_the_lookup_returns(statements: str) -> None:
    namespace: dict[str, object] = {"__name__": "stub"}
    exec(statements, namespace)  # noqa: S102  # our own stub, and the statement under test
    public = {name: getattr(formcheck, name) for name in formcheck.__all__}
    assert {name: namespace[name] for name in public} == public


@pytest.mark.parametrize(
    "module", ["formcheck", "formcheck.assessment.checker", "formcheck.recording"]
)
def test_import_loads_no_heavy_library_and_starts_no_thread(module: str) -> None:
    heavy = ("mediapipe", "ai_edge_litert", "cv2", "av", "typer", "rich", "PIL", "matplotlib")
    code = (
        f"import sys, threading, {module}\n"
        f"print([name for name in {heavy!r} if name in sys.modules], threading.active_count())"
    )
    done = subprocess.run(  # noqa: S603  # our own interpreter and our own code
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    )
    assert done.stdout == "[] 1\n"
