"""A set whose exercise was named, and which may have been another one.

A person who names one exercise and does another gets a report without repetitions.  The true
reason is the exercise that was done, so a sparse copy of the poses is then shown to the
recognizer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from formcheck.assessment.advice import LOOKS_LIKE
from formcheck.recognition.recognizer import Recognizer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from formcheck.assessment.checker import Checker
    from formcheck.assessment.events import Reading
    from formcheck.assessment.report import SetReport
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.pose import Pose
    from formcheck.recognition.report import Section


APART_S: Final = 0.06
MOST_POSES: Final = 2000
"""Poses this far apart are kept, up to this number: two minutes, in two megabytes.  An exercise
shows in fewer (engineering default)."""


class NamedSet:
    """Judges a set as its checker does, and tells which exercise it was if it was another one.

    Parameters
    ----------
    checker
        A fresh checker of the exercise that was named.
    exercises
        Returns the exercises that may have been done instead; it is called only if needed.
    """

    def __init__(self, checker: Checker, exercises: Callable[[], Iterable[Exercise]]) -> None:
        self._checker = checker
        self._exercises = exercises
        self._kept: list[Pose] = []

    def update(self, pose: Pose) -> Reading:
        """Return the reading of the next pose."""
        reading, kept = self._checker.update(pose), self._kept
        apart = not kept or pose.time_s - kept[-1].time_s >= APART_S
        if apart and len(kept) < MOST_POSES:
            kept.append(pose)
        return reading

    def finish(self) -> SetReport:
        """Return the report of the set; it names the exercise that was done instead, if any."""
        report = self._checker.finish()
        if not _may_be_another(report, self._checker.exercise):
            return report
        recognizer = Recognizer(self._exercises())
        for pose in self._kept:
            recognizer.update(pose)
        found = [each for each in recognizer.finish().sections if each.exercise is not None]
        if not found or any(each.exercise == report.exercise for each in found):
            return report
        done = max(found, key=_repetitions).candidates[0]
        return report.with_likeness(done.exercise, LOOKS_LIKE.format(done.title, report.title))


def _may_be_another(report: SetReport, exercise: Exercise) -> bool:
    """Return True if nothing was counted, or if most movements were refused as other ones."""
    others = {condition.name for condition in exercise.body}
    refused = sum(part.reason in others for part in report.partial_reps)
    return refused >= report.counts.total


def _repetitions(section: Section) -> int:
    return section.candidates[0].complete
