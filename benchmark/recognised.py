"""Recognition of the exercise: clips of known exercises, analysed without their name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from benchmark import clips, tables
from formcheck import recording
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.recognition.recognizer import Recognizer

if TYPE_CHECKING:
    from collections.abc import Sequence

Verdict = Literal["right", "inconclusive", "wrong"]


@dataclass(frozen=True)
class Recognised:
    """The exercises recognised in a clip.

    Attributes
    ----------
    clip, exercise
        Name of the clip, and its true exercise.
    names
        The recognised exercises, in order; an inconclusive set has none.
    nearest
        The candidates of the sets that were inconclusive, best first.
    reason
        What formcheck says of the clip, and why sets are inconclusive; empty = nothing.
    """

    clip: str
    exercise: str
    names: tuple[str, ...]
    nearest: tuple[str, ...]
    reason: str = ""

    @property
    def verdict(self) -> Verdict:
        """The verdict: only the true exercise, none, or another one."""
        if not self.names:
            return "inconclusive"
        return "right" if set(self.names) == {self.exercise} else "wrong"


def recognise(clip: clips.Clip, model: str) -> Recognised:
    """Follow every definition over the poses of a clip."""
    recognizer = Recognizer([load_exercise(name) for name in exercise_names()])
    for pose in recording.read(clips.recording_of(clip, model)):
        recognizer.update(pose)
    found = recognizer.finish()
    sections = found.sections
    unsure = [one for one in sections if one.exercise is None]
    return Recognised(
        clip.name,
        clip.exercise,
        tuple(one.exercise for one in sections if one.exercise is not None),
        tuple(each.exercise for one in unsure for each in one.candidates[:2]),
        " ".join(text for text in (found.hint, *(one.why for one in unsure)) if text),
    )


def summary(rows: Sequence[Recognised]) -> tuple[int, int, int]:
    """How many were right, inconclusive and wrong."""
    verdicts = [row.verdict for row in rows]
    return verdicts.count("right"), verdicts.count("inconclusive"), verdicts.count("wrong")


def table(rows: Sequence[Recognised]) -> str:
    """Return the sums, and every clip that was not recognised rightly."""
    right, unsure, wrong = summary(rows)
    sums = tables.table(
        ("clips", "right", "inconclusive", "wrong"),
        [[str(len(rows)), str(right), str(unsure), str(wrong)]],
    )
    others = [
        [row.clip, row.verdict, ", ".join(row.names or row.nearest) or "no exercise was seen"]
        for row in rows
        if row.verdict != "right"
    ]
    if not others:
        return sums
    return f"{sums}\n\n" + tables.table(("clip", "verdict", "recognised, or could be"), others)
