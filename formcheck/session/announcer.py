"""Turns the readings of a set into spoken words: counts, holds, corrections, limits."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import cycle
from typing import TYPE_CHECKING, Final, NamedTuple

from formcheck.assessment.events import (
    URGENT,
    CueWeight,
    ExcessiveRange,
    FormFault,
    PartialRep,
    RepCompleted,
    TargetReached,
    TrackingFound,
    TrackingLost,
)
from formcheck.assessment.rep_counter import Phase
from formcheck.assessment.report_types import NOT_COUNTED
from formcheck.pose.positions import POSITIONS
from formcheck.session.protocol import Utterance
from formcheck.session.stages.start import remind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from formcheck.assessment.events import Reading
    from formcheck.exercises.definition import Exercise
    from formcheck.session.protocol import SessionInput


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

FORGETS_S: Final = 1.0
"""Time after a pause in which what belongs to the time before it is not said."""

STANDS_S: Final = 8.0
"""A limit that is still exceeded is said again after this time (engineering default)."""

MILESTONES_S: Final = (60, 45, 30, 20, 10, 5, 4, 3, 2, 1)
"""Remaining seconds of a hold that are said: all near its end, few before."""

PRAISE: Final = ("Better, well done.", "That is it.", "Good, just like that.")
"""Sentences that follow a correction in turn, once the fault is gone."""

EXPLAIN_S: Final = 4.0
"""A person who keeps still after "Go" for this time hears how the movement goes (engineering
default)."""

KEEP_HOLDING: Final = "Keep holding."
ALL_THE_WAY: Final = "Go on, and come all the way back."
NEXT_ONE: Final = "Begin the next one when you are ready."
BEGIN: Final = "Begin when you are ready."

FOUND: Final = "I see you."
UNCOUNTED: Final = "That one does not count."
UNCOUNTED_AGAIN: Final = "Not counted."
"""Of a movement that lacks the same as the one before, which was said in full."""


def count_words(number: int) -> str:
    """Return a count as a phrase, "two done": a bare number is a second of a hold."""
    return f"{number_word(number)} done"


def begin_again(exercise: Exercise) -> str:
    """Return what to do after a pause, in words that fit the position of the exercise."""
    return f"{POSITIONS[exercise.position].again}, and begin."


class _Unheard(NamedTuple):
    """A correction that is being said, and the whole sentence."""

    cue: str
    words: str


class Announcer:
    """Turns the readings of a set into words; `reps` are planned, 0 = open."""

    def __init__(self, exercise: Exercise, *, reps: int) -> None:
        self._exercise = exercise
        self._planned = reps
        self._cue_s = self._limit_s = -math.inf
        self._cue_said = ""
        self._second_said: int | None = None
        self._corrected: set[str] = set()
        self._faults: set[str] = set()
        self._praised = 0
        self._uncounted = ""
        self._is_forgotten, self._forgotten_s = False, -math.inf
        self._unheard: _Unheard | None = None

    def update(self, reading: Reading, *, speaking: bool = False) -> list[Utterance]:
        """Return what to say on this reading, the most important first.

        Parameters
        ----------
        reading
            The reading.
        speaking
            True while the voice is busy: a correction waits, because it would be out of date
            when its turn comes.

        Returns
        -------
        list[Utterance]
        """
        if self._is_forgotten:
            self._is_forgotten, self._forgotten_s = False, reading.pose.time_s + FORGETS_S
        forgotten = reading.pose.time_s < self._forgotten_s
        limits = self._limits(reading)
        tracking = [
            Utterance(self._tracking(event, reading), "guide")
            for event in reading.events
            if isinstance(event, TrackingLost | TrackingFound) and not forgotten
        ]
        counts = self._counts(reading)
        said = [*limits, *tracking, *counts, *self._hold(reading)]
        uncounted = [] if limits or forgotten else self._not_counted(reading)
        if limits or uncounted or (speaking and not counts):
            return [*said, *uncounted]
        return [*said, *self._corrections(reading)]

    def forget(self) -> None:
        """Say nothing of the movement under way: a pause has ended it."""
        self._is_forgotten = True

    def _limits(self, reading: Reading) -> list[Utterance]:
        """Return the limits that are exceeded now, again as long as they are."""
        time_s, cue = reading.pose.time_s, reading.cue
        says = [event.say for event in reading.events if isinstance(event, ExcessiveRange)]
        stands = cue is not None and cue.weight >= CueWeight.LIMIT
        if not says and cue is not None and stands and time_s - self._limit_s >= STANDS_S:
            says = [cue.say]
        if says:
            self._limit_s = time_s
        return [Utterance(say, "limit", urgent=True) for say in says]

    def _tracking(self, event: TrackingLost | TrackingFound, reading: Reading) -> str:
        """Return what to change so that judging goes on, or how to go on."""
        if isinstance(event, TrackingLost):
            return event.say
        rests = reading.phase is Phase.REST
        return f"{FOUND} {'Go on.' if rests else begin_again(self._exercise)}"

    def _counts(self, reading: Reading) -> list[Utterance]:
        """Return the numbers of finished repetitions, with praise or "One more."."""
        said: list[Utterance] = []
        for event in reading.events:
            if isinstance(event, FormFault) and event.grade != "hint":
                self._faults.add(event.name)
            if not isinstance(event, RepCompleted):
                continue
            words = count_words(event.number)
            said.append(Utterance(words, "count", fresh_s=1.5, outlasts=True))
            self._uncounted = ""
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

    def _not_counted(self, reading: Reading) -> list[Utterance]:
        """Return why a movement does not count; the same reason in a row once in full."""
        said = []
        for event in reading.events:
            if not isinstance(event, PartialRep):
                continue
            words = self._why_not(event.reason, reading)
            if not words:
                continue
            again = words == self._uncounted
            if again or reading.pose.time_s - self._cue_s < CALM_S:
                said.append(Utterance(UNCOUNTED_AGAIN, "cue", fresh_s=2.0))
                continue
            self._uncounted, self._cue_s = words, reading.pose.time_s
            self._remember(words.removeprefix(f"{UNCOUNTED} "), words)
            said.append(Utterance(words, "cue", fresh_s=3.0))
        return said

    def _why_not(self, reason: str, reading: Reading) -> str:
        """Return the sentence to a movement that does not count; empty = nothing to say."""
        exercise, cue = self._exercise, reading.cue
        other = exercise.counted_from
        elsewhere = () if other is None else (*other.body, *other.movement.also)
        for row in (*exercise.body, *exercise.movement.also, *elsewhere):
            if row.name == reason:
                return f"{UNCOUNTED} {row.say}"
        words = NOT_COUNTED[reason].aloud
        if words and cue is not None and cue.weight < URGENT:
            return f"{UNCOUNTED} {cue.say}"
        return words

    def _remember(self, cue: str, words: str) -> None:
        """Note a correction, and the words in which it is said now."""
        self._cue_said = cue
        self._unheard = _Unheard(cue, words)

    def learn(self, *, speaking: bool, heard: Collection[str] | None) -> None:
        """Learn whether a correction was heard: praise follows one that helped.

        One that was dropped or broken off has not been said, and may be said again.

        Parameters
        ----------
        speaking
            True while the voice is busy.
        heard
            Sentences that have been said to their end; None = unknown.
        """
        cue = self._unheard
        if cue is None:
            return
        if heard is None or cue.words in heard:
            faults = self._exercise.fault
            self._corrected |= {fault.name for fault in faults if fault.say == cue.cue}
        elif speaking:
            return
        else:
            self._uncounted = self._cue_said = ""
        self._unheard = None

    def _corrections(self, reading: Reading) -> list[Utterance]:
        """Return the cue that is shown, if it is new, and never two within `CALM_S`."""
        cue, time_s = reading.cue, reading.pose.time_s
        if cue is None:
            self._cue_said = ""
            return []
        if cue.weight >= URGENT or cue.say == self._cue_said or time_s - self._cue_s < CALM_S:
            return []
        self._cue_s = time_s
        self._remember(cue.say, cue.say)
        return [Utterance(cue.say, "cue", fresh_s=2.0)]


class Prompter:
    """Breaks the silence of a set: how the movement goes, or what to do now."""

    def __init__(self, exercise: Exercise) -> None:
        self._hold_s = exercise.movement.hold_s
        self._steps = cycle((*exercise.steps[1:], BEGIN))
        self._step = next(self._steps)

    def update(self, reading: Reading, inputs: SessionInput) -> list[Utterance]:
        """Return what to say after a silence.

        Parameters
        ----------
        reading, inputs
            The reading, and the input with the length of the silence.

        Returns
        -------
        list[Utterance]
        """
        if reading.paused is not None:
            return remind(inputs, reading.paused.say)
        if reading.phase in {Phase.MOVE, Phase.HOLD, Phase.RETURN}:
            holds = reading.phase is Phase.HOLD and reading.hold_s < self._hold_s
            return remind(inputs, KEEP_HOLDING if holds else ALL_THE_WAY)
        if reading.reps:
            return remind(inputs, NEXT_ONE)
        said = remind(inputs, self._step, after_s=EXPLAIN_S)
        if said:
            self._step = next(self._steps)
        return said


class SpeechPlan:
    """Numbers the utterances by the part of the session they belong to, and measures silence."""

    def __init__(self) -> None:
        self._part: tuple[object, ...] = ()
        self._number = 0
        self._time_s = self._sound_s = math.nan

    def listen(self, inputs: SessionInput) -> float:
        """Return for how many seconds nothing has been said."""
        if inputs.speaking or math.isnan(self._sound_s):
            self._sound_s = inputs.time_s
        self._time_s = inputs.time_s
        return inputs.time_s - self._sound_s

    def number(
        self, utterances: Sequence[Utterance], part: tuple[object, ...]
    ) -> tuple[Utterance, ...]:
        """Return utterances with the number of their part.

        Parameters
        ----------
        utterances
            What is said now.
        part
            What tells this part of the session from the others.

        Returns
        -------
        tuple[Utterance, ...]
        """
        if part != self._part:
            self._part, self._number = part, self._number + 1
        if utterances:
            self._sound_s = self._time_s
        return tuple(replace(one, part=self._number) for one in utterances)
