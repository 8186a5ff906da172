"""Printing: results to standard output, notes and errors to standard error."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from formcheck.cli.console import print_error, print_note, print_result, print_written

if TYPE_CHECKING:
    import pytest
    from support.commands import Command


def test_results_and_notes_go_to_different_streams(capsys: pytest.CaptureFixture[str]) -> None:
    print_result("a result")
    print_note("a note")
    print_written([Path("a.json")])
    print_error("an error")
    assert capsys.readouterr() == ("a result\n", "a note\nWritten: a.json\nan error\n")


def test_pipe_gets_no_colours_and_no_trailing_spaces(recorded: Path, command: Command) -> None:
    out = command("replay", recorded, "-e", "double_leg_bridge").out
    assert "\x1b" not in out
    assert [line for line in out.splitlines() if line != line.rstrip()] == []
    assert out.endswith("\n")
    assert not out.endswith("\n\n")


def test_long_sentence_to_stderr_is_not_broken(capsys: pytest.CaptureFixture[str]) -> None:
    """A path stays in one piece, so that it can be copied."""
    print_error("There is no file " + "/very/long" * 40)
    assert capsys.readouterr().err.count("\n") == 1


def test_brackets_in_names_are_not_markup(capsys: pytest.CaptureFixture[str]) -> None:
    print_error("There is no file [red]set[/red].mp4")
    print_note("Written: [1].json")
    print_result(Text("[bold]"))
    out, err = capsys.readouterr()
    assert err == "There is no file [red]set[/red].mp4\nWritten: [1].json\n"
    assert out == "[bold]\n"
