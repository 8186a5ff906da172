"""What the pages of the site show is true: commands have these options, and examples run.

`test_walkthrough.py` runs the page about an exercise of one's own, and `test_docs.py` the README,
which the site includes.
"""

from __future__ import annotations

import re
import shlex
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import pytest
import typer
from support.commands import performed, read_json, record, run, someone_does, write_clip
from support.paths import ROOT

from formcheck.batch.summary import COLUMNS
from formcheck.cli import app
from formcheck.diary.sessions import Diary
from formcheck.output.files.set_series import LONG_COLUMNS
from formcheck.programme.history import PainEntry

if TYPE_CHECKING:
    from pathlib import Path

DOCS: Final = ROOT / "docs"
PAGES: Final = sorted(
    page.relative_to(DOCS).as_posix()
    for page in DOCS.rglob("*.md")
    if not {"generated", "notebooks"} & {*page.relative_to(DOCS).parts}
)

_BLOCK: Final = re.compile(r"```(console|python|pycon)\n(.*?)```", re.DOTALL)


def blocks(page: str) -> list[tuple[str, str]]:
    """The examples of a page in their order: language and text."""
    found = _BLOCK.findall((DOCS / page).read_text(encoding="utf-8"))
    return [
        ("python", re.sub(r"^>>> ", "", text, flags=re.MULTILINE))
        if kind == "pycon"
        else (kind, text)
        for kind, text in found
    ]


def commands(page: str) -> list[list[str]]:
    """The words of each command of formcheck that a page shows, without `formcheck`."""
    text = "\n".join(block for language, block in blocks(page) if language == "console")
    lines = [shlex.split(line, comments=True) for line in text.splitlines()]
    return [words[1:] for words in lines if words[:1] == ["formcheck"]]


@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)])
def test_commands_of_a_page_exist_with_their_options(page: str) -> None:
    root: Any = typer.main.get_command(app)
    for words in commands(page):
        command, rest = root, list(words)
        while hasattr(command, "commands") and rest and rest[0] in command.commands:
            command = command.commands[rest.pop(0)]
        assert command is not root, words
        options = {name for row in command.params for name in (*row.opts, *row.secondary_opts)}
        assert {word for word in rest if word.startswith("-")} <= options, words


def test_pages_name_only_options_that_exist() -> None:
    """In the text too: `--share` of a command that no longer has it would be a lie."""
    root: Any = typer.main.get_command(app)
    inner = [
        row
        for command in root.commands.values()
        for row in vars(command).get("commands", {}).values()
    ]
    known = {
        name
        for command in (root, *root.commands.values(), *inner)
        for row in command.params
        for name in (*row.opts, *row.secondary_opts)
    }
    of_dask = {"--nthreads", "--nworkers", "--no-nanny"}
    others = of_dask | {"--help", "--version", "--install-completion"}
    for page in PAGES:
        text = (DOCS / page).read_text(encoding="utf-8")
        assert set(re.findall(r"(?<![\w-])--[a-z0-9][\w-]*", text)) <= known | others, page


# --- Pages that are executed from top to bottom


def _prescribing(_folder: Path, _patch: pytest.MonkeyPatch) -> None:
    """It begins with nothing."""


def _summary(folder: Path, _patch: pytest.MonkeyPatch) -> None:
    """A patient's folder: the file, and a diary."""
    (folder / "anna").mkdir()
    plan = 'schema = 1\nname = "Anna"\n[programme]\nuse = "hip-start"\n'
    (folder / "anna" / "plan.toml").write_text(plan, encoding="utf-8")
    with Diary(folder / "anna" / "diary.sqlite3") as diary:
        diary.keep_pain(PainEntry(asked="after", at=datetime.now(UTC), number=3))


def _film(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """A film of a set, and the recording of it."""
    write_clip(folder / "set.mp4", frames=someone_does(patch, "single_leg_bridge", reps=2))
    record(folder / "set.npz", performed("single_leg_bridge"))


def _clips(folder: Path, _patch: pytest.MonkeyPatch) -> None:
    """A folder of what was filmed: recordings, which need no pose model."""
    (folder / "clips").mkdir()
    for name in ("anna", "ben"):
        record(folder / "clips" / f"{name}.npz", performed("mini_squat"))


EXECUTED: Final = {
    "physiotherapists/prescribing.md": _prescribing,
    "physiotherapists/summary.md": _summary,
    "physiotherapists/function_tests.md": _prescribing,
    "researchers/exports.md": _film,
    "researchers/reproducibility.md": _film,
    "time_series.md": _film,
    "researchers/index.md": _clips,
}
"""Pages whose examples run, and what lies in the folder before the first one."""


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    "page",
    [
        # Two worker processes load the program.
        pytest.param(page, marks=pytest.mark.slow if page == "researchers/index.md" else [])
        for page in EXECUTED
    ],
)
def test_examples_of_a_page_run_one_after_another(
    page: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FORMCHECK_DIARY", str(tmp_path / "diary.sqlite3"))
    EXECUTED[page](tmp_path, monkeypatch)
    names: dict[str, object] = {}
    ran = 0
    for language, text in blocks(page):
        if language == "python":
            exec(compile(text, page, "exec"), names)  # noqa: S102  # the page's own words
            ran += 1
            continue
        for line in text.splitlines():
            words = shlex.split(line, comments=True)
            if words[:1] == ["formcheck"]:
                done = run(capsys, *words[1:])
                assert done.code == 0, f"{line}: {done.err}"
                ran += 1
    assert ran > 0
    if (again := tmp_path / "again.json").exists():
        first, second = read_json(tmp_path / "set.json"), read_json(again)
        assert first.pop("source") != second.pop("source")
        assert first == second


@pytest.mark.parametrize(
    ("page", "heading", "columns"),
    [
        ("batch.md", "Columns of the summary", COLUMNS),
        ("time_series.md", "Long form", LONG_COLUMNS),
    ],
)
def test_every_column_of_a_table_is_explained_in_its_order(
    page: str, heading: str, columns: tuple[str, ...]
) -> None:
    passage = (DOCS / page).read_text("utf-8").split(f"## {heading}\n")[1].split("\n\n| reason")[0]
    table = re.findall(r"^\| (`[^|]*) \|", passage.split("\n## ")[0], flags=re.MULTILINE)
    assert re.findall(r"`(\w+)`", " ".join(table)) == list(columns)


def test_every_page_with_python_is_executed() -> None:
    shown = {page for page in PAGES if any(language == "python" for language, _ in blocks(page))}
    assert shown <= {*EXECUTED}
