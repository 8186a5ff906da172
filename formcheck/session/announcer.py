"""Turns the readings of a set into spoken words: counts, holds, corrections, limits."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from formcheck.assessment.events import (
    URGENT,
    ExcessiveRange,
    FormFault,
    PartialRep,
    RepCompleted,
    TargetReached,
    TrackingFound,
    TrackingLost,
)
from formcheck.assessment.rep_counter import Phase
from formcheck.session.protocol import Utterance

if TYPE_CHECKING:
    from formcheck.assessment.events import Reading
    from formcheck.exercises.definition import Exercise


_WORDS: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty",
)  # fmt: skip


def number_word(number: int) -> str:
    """Return the number as a word, or above twenty as figures, which every voice reads."""
    return _WORDS[number] if 0 <= number < len(_WORDS) else str(number)


CALM_S: Final = 4.0
"""Least time between two spoken cues (engineering default)."""

MILESTONES_S: Final = (60, 45, 30, 20, 10, 5, 4, 3, 2, 1)
"""Remaining seconds of a hold that are said: all near its end, few before."""

PRAISE: Final = ("Better, well done.", "That is it.", "Good, just like that.")
"""Sentences that follow a correction in turn, once the fault is gone."""

FOUND: Final = "I see you. Go on."
NOT_FAR: Final = "Not far enough, that one does not count."
NOT_SEEN: Final = "I did not see that one to its end."
OTHER: Final = "That was another movement and does not count."
NOT_COUNTED_SAY: Final = {
    "short_of_target": NOT_FAR,
    "too_short": "Too short, that one does not count.",
    "too_quick": "Too quick, that one does not count.",
    "not_followed": NOT_SEEN,
    "under_way": NOT_SEEN,
    "cut_off": NOT_SEEN,
}
"""What is said of a movement that is not counted, by its reason."""


class Announcer:
    """Turns the readings of a set into words; `reps` are planned, 0 = open."""

    def __init__(self, exercise: Exercise, *, reps: int) -> None:
        self._exercise = exercise
        self._planned = reps
        self._cue_s = -math.inf
        self._cue_said = ""
        self._second_said: int | None = None
        self._corrected: set[str] = set()
        self._faults: set[str] = set()
        self._praised = 0

    def update(self, reading: Reading) -> list[Utterance]:
        """Return what to say on this reading, the most important first."""
        limits = [
            Utterance(event.say, "limit", urgent=True)
            for event in reading.events
            if isinstance(event, ExcessiveRange)
        ]
        tracking = [
            Utterance(event.say if isinstance(event, TrackingLost) else FOUND, "guide")
            for event in reading.events
            if isinstance(event, TrackingLost | TrackingFound)
        ]
        said = [*limits, *tracking, *self._counts(reading), *self._hold(reading)]
        return said if limits else [*said, *self._corrections(reading)]

    def _counts(self, reading: Reading) -> list[Utterance]:
        """Return the numbers of finished repetitions, with praise or "One more."."""
        said: list[Utterance] = []
        for event in reading.events:
            if isinstance(event, FormFault) and event.grade != "hint":
                self._faults.add(event.name)
            if not isinstance(event, RepCompleted):
                continue
            said.append(Utterance(number_word(event.number), "count", fresh_s=1.5))
            if self._planned > 1 and event.number == self._planned - 1:
                said.append(Utterance("One more.", "guide", fresh_s=2.0))
            elif self._corrected and not self._corrected & self._faults:
                words = PRAISE[self._praised % len(PRAISE)]
                said.append(Utterance(words, "praise", fresh_s=2.0))
                self._praised += 1
            if not self._corrected & self._faults:
                self._corrected = set()
            self._faults = set()
        return said

    def _hold(self, reading: Reading) -> list[Utterance]:
        """Return the seconds of a hold: "hold", "two", "one", "and down"."""
        wanted_s = self._exercise.movement.hold_s
        if not wanted_s:
            return []
        if any(isinstance(event, TargetReached) for event in reading.events):
            self._second_said = math.ceil(wanted_s)
            return [Utterance("hold", "hold", fresh_s=0.8)]
        if reading.phase is not Phase.HOLD:
            self._second_said = None
        if self._second_said is None:
            return []
        left = max(0, math.ceil(wanted_s - reading.hold_s))
        before, self._second_said = self._second_said, min(left, self._second_said)
        if left >= before:
            return []
        if left == 0:
            back = "and back" if "knee" in self._exercise.movement.measure else "and down"
            words = "and ease back" if self._exercise.kind == "hold" else back
            return [Utterance(words, "hold", fresh_s=1.5)]
        due = left in MILESTONES_S
        return [Utterance(number_word(left), "hold", fresh_s=0.8)] if due else []

    def _not_counted(self, reason: str) -> str:
        """Return why a movement is not counted: the exercise's own words, if it has some."""
        rows = (*self._exercise.body, *self._exercise.movement.also)
        own = {row.name: row.say for row in rows}
        return own.get(reason) or NOT_COUNTED_SAY.get(reason, OTHER)

    def _corrections(self, reading: Reading) -> list[Utterance]:
        """Return the cue that is shown, if it is new, and never two within `CALM_S`."""
        cue, time_s = reading.cue, reading.pose.time_s
        for event in reading.events:
            # Praise follows only a fault whose correction was shown.
            if isinstance(event, FormFault) and cue is not None and cue.say == event.say:
                self._corrected.add(event.name)
        if cue is not None and cue.weight >= URGENT:
            return []
        words = "" if cue is None else cue.say
        if cue is None:
            self._cue_said = ""
            partial = (event for event in reading.events if isinstance(event, PartialRep))
            words = next((self._not_counted(event.reason) for event in partial), "")
        if words in {"", self._cue_said} or time_s - self._cue_s < CALM_S:
            return []
        self._cue_said, self._cue_s = words, time_s
        return [Utterance(words, "cue", fresh_s=2.0)]
