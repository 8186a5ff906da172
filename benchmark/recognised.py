"""Which exercise is it: clips of known exercises, told to nobody."""

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
    """What a clip was taken for.

    Attributes
    ----------
    clip, exercise
        Its name, and what it truly shows.
    told
        The exercises that were told, in order; an inconclusive set tells none.
    nearest
        The candidates of the sets that were inconclusive, best first.
    """

    clip: str
    exercise: str
    told: tuple[str, ...]
    nearest: tuple[str, ...]

    @property
    def verdict(self) -> Verdict:
        """Whether only the true exercise was told, none, or another one."""
        if not self.told:
            return "inconclusive"
        return "right" if set(self.told) == {self.exercise} else "wrong"


def recognise(clip: clips.Clip, model: str) -> Recognised:
    """Follow every definition over the poses of a clip."""
    recognizer = Recognizer([load_exercise(name) for name in exercise_names()])
    for pose in recording.read(clips.recording_of(clip, model)):
        recognizer.update(pose)
    sections = recognizer.finish().sections
    unsure = (one.candidates for one in sections if one.exercise is None)
    return Recognised(
        clip.name,
        clip.exercise,
        tuple(one.exercise for one in sections if one.exercise is not None),
        tuple(each.exercise for candidates in unsure for each in candidates[:2]),
    )


def summary(rows: Sequence[Recognised]) -> tuple[int, int, int]:
    """How many were right, inconclusive and wrong."""
    verdicts = [row.verdict for row in rows]
    return verdicts.count("right"), verdicts.count("inconclusive"), verdicts.count("wrong")


def table(rows: Sequence[Recognised]) -> str:
    """The sums, and every clip that was not told right."""
    right, unsure, wrong = summary(rows)
    sums = tables.table(
        ("clips", "right", "inconclusive", "wrong"),
        [[str(len(rows)), str(right), str(unsure), str(wrong)]],
    )
    others = [
        [row.clip, row.verdict, ", ".join(row.told or row.nearest) or "no exercise was seen"]
        for row in rows
        if row.verdict != "right"
    ]
    if not others:
        return sums
    return f"{sums}\n\n" + tables.table(("clip", "verdict", "told, or could be"), others)
