"""One snapshot of every sentence that a patient may see or hear.

Tests elsewhere assert rule names and constants, so that a better wording changes this one file.
After a change that is meant: ``pytest tests/test_messages.py --update-golden``, and read the
difference before committing.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from support.paths import ROOT

from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.function_tests.definition import function_test_names, load_function_test

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import pytest

MESSAGES = ROOT / "tests" / "messages.txt"
ROOMS = ("assessment", "pose", "recognition", "function_tests", "session", "output/live_screen")
"""The rooms whose code holds sentences for the patient."""

PATIENT_KEYS = {"title", "purpose", "steps", "say", "cannot_see", "safety", "place", "text", "ask"}
"""The keys of exercise files and function tests whose text the patient sees or hears."""


def sentences_in_code(file: Path) -> Iterator[str]:
    """Yield the sentences of a module; ``{}`` stands for what is filled in.

    Docstrings, descriptions of keys and errors for developers are left out.
    """
    left_out: set[int] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if id(node) in left_out:
            continue
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        is_repr = isinstance(node, ast.FunctionDef) and node.name == "__repr__"
        is_description = isinstance(node, ast.keyword) and node.arg == "description"
        if is_docstring or is_repr or is_description or isinstance(node, ast.Raise):
            left_out.update(map(id, ast.walk(node)))
        elif isinstance(node, ast.JoinedStr):
            left_out.update(id(part) for part in node.values if isinstance(part, ast.Constant))
            parts = (
                str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
            )
            yield from sentence("".join(parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from sentence(node.value)


def sentence(text: str) -> Iterator[str]:
    """Yield a text if it is part of a sentence: at least two words."""
    words = [word for word in text.split() if any(letter.isalpha() for letter in word)]
    if len(words) > 1 and text.strip()[-1] in ".?!,:}" and not text.startswith("%"):
        yield " ".join(text.split())


def texts(value: Any, key: str = "") -> Iterator[str]:  # noqa: ANN401  # a file has any shape
    """Yield the texts below the keys that the patient sees."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from texts(inner, name)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner, key)
    elif isinstance(value, str) and key in PATIENT_KEYS:
        yield value


def block(heading: str, lines: Iterable[str]) -> str:
    return f"[{heading}]\n" + "".join(f"{line}\n" for line in lines)


def all_messages() -> str:
    """Return every sentence, by room and by exercise."""
    blocks = []
    for room in ROOMS:
        files = (ROOT / "formcheck" / room).rglob("*.py")
        found = {
            line
            for file in files
            if file.name != "report.py"  # it describes keys, for developers
            for line in sentences_in_code(file)
        }
        blocks.append(block(room, sorted(found)))
    for name in exercise_names():
        table = load_exercise(name).model_dump(mode="json", by_alias=True)
        blocks.append(block(name, dict.fromkeys(texts(table))))
    for name in function_test_names():
        table = load_function_test(name).model_dump(mode="json", by_alias=True)
        blocks.append(block(name, dict.fromkeys(texts(table))))
    return "\n".join(blocks)


def test_messages_are_the_accepted_ones(pytestconfig: pytest.Config) -> None:
    found = all_messages()
    if pytestconfig.getoption("--update-golden"):
        MESSAGES.write_text(found, encoding="utf-8")
    assert found == MESSAGES.read_text(encoding="utf-8"), "see the docstring of this file"
