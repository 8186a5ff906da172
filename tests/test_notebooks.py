"""The notebooks of the documentation: their code parses, its names exist, and each one runs."""

from __future__ import annotations

import ast
import importlib
import re
import shutil
import tempfile
from typing import TYPE_CHECKING, Any, Final

import pytest
import typer
from support.paths import ROOT

from formcheck.cli import app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER: Final = ROOT / "docs" / "notebooks"
NOTEBOOKS: Final = sorted(FOLDER.glob("*.md"))

SHOWN: Final = {
    "a_batch": [
        "4 files judged, 1 failed.",
        "4 files judged, 1 failed; 4 of them in an earlier run.",
        "No picture of cut_off.mp4 can be read",
    ],
    "angles_of_a_set": ["4 good of 4, 0 partial", "the legs exchanged their places"],
    "left_and_right_over_weeks": [
        "left: +1.1° a week, standard error 0.1°",
        "No clear change yet: less than 10° may be an error of measurement.",
        "No clear difference between left and right.",
    ],
}
"""What each notebook shows, and its text explains."""


def code_of(notebook: Path) -> str:
    """Return the code of a notebook, its cells one after the other."""
    text = notebook.read_text(encoding="utf-8")
    cells = re.findall(
        r"^```\{code-cell\} ipython3\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE
    )
    assert cells
    assert text.count("```{code-cell}") == len(cells)
    return "\n".join(cells)


def commands_of(code: str) -> Iterator[list[str]]:
    """Yield the words of each command that code runs by `formcheck(...)`, or keeps for it."""
    for node in ast.walk(ast.parse(code)):
        parts: list[ast.expr] = []
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "formcheck":
            parts = node.args
        elif isinstance(node, ast.Tuple):
            parts = node.elts
        words = [str(part.value) for part in parts if isinstance(part, ast.Constant)]
        if words and words[0] in {"batch", "diary"}:
            yield words


def options_of(command: str) -> set[str]:
    """Return the options of a command of formcheck, such as ``diary export``."""
    found: Any = typer.main.get_command(app)
    for word in command.split():
        found = found.commands[word]
    return {option for parameter in found.params for option in parameter.opts}


def test_three_notebooks_are_there() -> None:
    assert [notebook.stem for notebook in NOTEBOOKS] == sorted(SHOWN)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.stem)
def test_code_parses_and_uses_names_that_exist(notebook: Path) -> None:
    tree = ast.parse(code_of(notebook))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    own = [node for node in imports if str(node.module).split(".")[0] == "formcheck"]
    assert own
    for node in own:
        module = importlib.import_module(str(node.module))
        for alias in node.names:
            assert hasattr(module, alias.name), f"{node.module} has no {alias.name}"


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.stem)
def test_commands_of_a_notebook_have_their_options(notebook: Path) -> None:
    """Both the commands that cells run, and those of the text."""
    commands = list(commands_of(code_of(notebook)))
    for words in commands:
        command = " ".join(words[:2]) if words[0] == "diary" else words[0]
        assert {word for word in words if word.startswith("--")} <= options_of(command)
    assert bool(commands) == ("def formcheck(" in code_of(notebook))
    text = notebook.read_text(encoding="utf-8")
    for line in re.findall(r"formcheck ((?:analyze|batch|live|diary)\b[^`\n]*)", text):
        command = "diary " + line.split()[1] if line.startswith("diary") else line.split()[0]
        assert set(re.findall(r"--[a-z0-9-]+", line)) <= options_of(command)


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # those of Jupyter are no matter of formcheck
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.stem)
def test_notebook_runs_and_shows_what_its_text_says(
    notebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is opened as Jupyter opens it, and leaves no file behind."""
    names = ("jupytext", "nbformat", "nbclient")
    jupytext, nbformat, nbclient = (pytest.importorskip(name) for name in names)
    folder, home, temporary = tmp_path / "docs" / "notebooks", tmp_path / "home", tmp_path / "temp"
    for place in (folder, home, temporary):
        place.mkdir(parents=True)
    (tmp_path / "sample_videos").symlink_to(ROOT / "sample_videos")
    shutil.copy(notebook, folder)
    # For a person who has nothing but Jupyter.
    opened = nbformat.reads(jupytext.writes(jupytext.read(notebook), fmt="ipynb"), as_version=4)
    nbformat.validate(opened)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setattr(tempfile, "tempdir", None)
    nbclient.NotebookClient(
        opened, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    outputs = [output for cell in opened.cells for output in cell.get("outputs", ())]
    texts = [one.get("text") or one["data"].get("text/plain", "") for one in outputs]
    shown = "\n".join(texts)
    for words in SHOWN[notebook.stem]:
        assert words in shown
    assert not [one for one in outputs if one.get("name") == "stderr"]
    assert [one for one in outputs if "image/png" in one.get("data", {})]
    assert [file.name for file in folder.iterdir()] == [notebook.name]
    assert not [file for file in temporary.iterdir() if file.name.startswith("tmp")]
    assert not list(home.rglob("*formcheck*"))
