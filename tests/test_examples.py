"""The examples in docstrings run, in a folder with a small video and a small recording."""

from __future__ import annotations

import doctest
import inspect
from importlib import import_module
from typing import TYPE_CHECKING, Final

import pytest
from support.commands import performed, record, someone_does, write_clip
from support.paths import ROOT

import formcheck

if TYPE_CHECKING:
    from pathlib import Path

EXERCISE: Final = "single_leg_bridge"
"""The exercise in ``set.mp4`` and ``set.npz``: two repetitions."""

FIRST_CALLS: Final = {
    "Checker", "VideoFile", "analyze", "list_exercises", "load_exercise", "load_profile",
    "measures", "open_estimator", "open_source", "recording.read", "replay", "run",
}  # fmt: skip
"""The public names that a newcomer uses first; each has an example."""


def collect() -> dict[str, doctest.DocTest]:
    """Return the docstrings with examples, by their dotted names."""
    found: dict[str, doctest.DocTest] = {}
    finder = doctest.DocTestFinder(exclude_empty=True)
    for file in sorted((ROOT / "formcheck").rglob("*.py")):
        if ">>> " in file.read_text(encoding="utf-8"):
            name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
            for example in finder.find(import_module(name.removesuffix(".__init__"))):
                found |= {example.name: example} if example.examples else {}
    return found


EXAMPLES: Final = collect()


@pytest.mark.sampled(8)
@pytest.mark.parametrize("name", EXAMPLES)
def test_example_in_docstring_runs(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_clip(tmp_path / "set.mp4", frames=someone_does(monkeypatch, EXERCISE))
    record(tmp_path / "set.npz", performed(EXERCISE))
    monkeypatch.chdir(tmp_path)
    output: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert runner.run(EXAMPLES[name], out=output.append).failed == 0, "".join(output)


@pytest.mark.parametrize("name", sorted(FIRST_CALLS))
def test_first_calls_have_an_example(name: str) -> None:
    public: object = formcheck
    for part in name.split("."):
        public = getattr(public, part)
    assert ">>> " in (inspect.getdoc(public) or "")
