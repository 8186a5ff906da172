"""What is printed when a live session is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from formcheck.coach.exercise import Exercise
    from formcheck.coach.report import SetReport
    from formcheck.guide.session_report import SessionReport


def tell_session(
    report: SessionReport, sets: Sequence[SetReport], exercise: Exercise, folder: Path
) -> None:
    """Print what was done, and where it lies."""
    from rich.text import Text

    from formcheck.cli.telling import tell, whisper
    from formcheck.output.terminal import render

    for done, told in zip(report.sets, sets, strict=True):
        leg = "" if done.side == "auto" else f", {done.side} leg"
        tell(Text(f"Set {done.number}{leg}", "bold"))
        tell(render(told, exercise))
    if not sets:
        tell(Text("No set was done."))
    for advice in report.advice:
        tell(Text(advice, "bold red"))
    for note in report.notes:
        whisper(note)
    whisper(f"Written: {folder}")


def is_whole(report: SessionReport) -> bool:
    """Whether every set has all of its files."""
    from formcheck.output.session_folder import ENDINGS

    return all(len(done.files) == len(ENDINGS) for done in report.sets)
