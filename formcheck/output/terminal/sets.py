"""A recording of several sets, or of none, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from formcheck.assessment.report import clock_text
from formcheck.output.terminal.set import render_set

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import RenderableType

    from formcheck.exercises.definition import Exercise
    from formcheck.recognition.report import Candidate, RecognisedSet, Section, SetsReport


def render_sets(report: SetsReport, exercises: Mapping[str, Exercise]) -> Group:
    """What was done, how sure that is and what else it could be; then every set.

    Parameters
    ----------
    report
        What is told.
    exercises
        The exercises that it may speak of, by name.
    """
    parts: list[RenderableType] = []
    if not report.sets:
        parts.append(Text(f"No exercise seen in {report.duration_s:.0f} s.", "bold"))
    elif len(report.sets) == 1:
        parts.append(_what(report.sets[0]))
    else:
        parts.append(Text(_how_many(report), "bold"))
        for number, found in enumerate(report.sets, start=1):
            line = Text(f"{number}  {_from_to(found)}  ")
            parts.append(line.append(_what(found)))
    if report.hint:
        parts.append(Text(report.hint))
    for number, found in enumerate(report.sets, start=1):
        parts.extend(_one(found, number if len(report.sets) > 1 else 0, exercises))
    return Group(*parts)


def _one(
    found: RecognisedSet, number: int, exercises: Mapping[str, Exercise]
) -> list[RenderableType]:
    """The set itself, after an empty line and, of several, its number and times."""
    if found.report is None and not found.forbidden:
        return []
    heading = [Text(f"{number}  {_from_to(found)}", "bold")] if number else []
    if found.report is None:
        return [Text(), *heading, Text(found.forbidden, "bold red")]
    return [Text(), *heading, render_set(found.report, exercises[found.report.exercise])]


def _how_many(report: SetsReport) -> str:
    told = sum(found.exercise is not None for found in report.sets)
    unsure = len(report.sets) - told
    words = f"{told} {'set' if told == 1 else 'sets'} recognised"
    return f"{words}, {unsure} inconclusive" if unsure else words


def _what(section: Section) -> Text:
    """What a set is, how sure that is, and what else it could be."""
    best, *others = section.candidates
    if section.exercise is None:
        names = " or ".join(f"{_name(each)} {_percent(each.share)}" for each in section.candidates)
        return Text("Inconclusive: ", "bold magenta").append(f"{names}. {section.why}", "default")
    line = Text("Recognised: ", "bold").append(_name(best), "bold green")
    line.append(f", confidence {_percent(section.confidence)}; ")
    if not others:
        return line.append("nothing else comes near.")
    return line.append(f"less likely {_name(others[0])}.")


def _name(candidate: Candidate) -> str:
    return f"{candidate.title} ({candidate.exercise})"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _from_to(section: Section) -> str:
    return f"{clock_text(section.start_s)} to {clock_text(section.end_s)}"
