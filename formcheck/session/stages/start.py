"""The start stage waits until the person is in the start position.

`StartDetector`, `Presence`, `AdvicePacer` and `remind` serve the other stages as well.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from formcheck.assessment.checker import Checker
from formcheck.assessment.quality_gate import ABSENT, ANNOUNCE_AFTER_S, DOUBTS
from formcheck.assessment.rep_counter import Phase
from formcheck.pose.filters import DIP_TOLERANCE_S, Debounce
from formcheck.pose.gestures import trunk_is_upright
from formcheck.pose.positions import POSITIONS
from formcheck.session.protocol import (
    Command,
    ScreenKind,
    ScreenState,
    SessionInput,
    SessionOutput,
    StageEnd,
    Utterance,
    UtteranceKind,
)
from formcheck.session.set_judge import MOVING

if TYPE_CHECKING:
    from formcheck.assessment.events import PauseReason, Reading
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.joints import SideChoice
    from formcheck.pose.pose import Pose
    from formcheck.session.plan import SessionPlan, SetPlan

STILL_S: Final = 1.0
"""Time for which the start position must be kept (engineering default)."""

ADVICE_S: Final = 7.0
"""Least time between two pieces of advice (engineering default)."""

LASTS_S: Final = 1.5
"""Time for which something must be wrong before advice is given: a person who still moves knows
it (engineering default)."""

START_PATIENCE_S: Final = 20.0
"""Longest wait for the start position of a person who is clearly visible: if the pose model mixes
up two legs, the person must not wait for ever (engineering default)."""

GREET_S: Final = 2.0
"""Time after which a person who is not in the start position is asked to get there: one who is
begins before, without a word (engineering default)."""

GREETING_S: Final = 6.0
"""Longest time that the request waits for other words, or a movement, to end (engineering
default)."""

QUIET_S: Final = 7.0
"""The longest silence before a person who waits hears a reminder (engineering default)."""

ARM_SKIPS_S: Final = 0.8
"""Time for which a raised arm starts a set or ends a rest (engineering default)."""

UP_S: Final = 2.5
"""A person on the floor whose trunk is upright for this time has got up (engineering default)."""

LEFT_S: Final = 6.0
"""A set pauses after this time without a person, or with one in another position (engineering
default)."""

UNJUDGED_S: Final = 30.0
"""A set pauses after this time without a pose that can be judged (engineering default)."""

STARTING: Final = ScreenState(ScreenKind.STARTING, "Get into the start position")

UNSURE_S: Final = 10.0
"""Longest time that the countdown waits for the words about doubt (engineering default)."""

UNSURE: Final = "I cannot make out your start position. We begin all the same."


class StartDetector:
    """Detects whether the person is in the start position, and why not; it counts nothing.

    Parameters
    ----------
    exercise, side
        Exercise and working side whose start position is expected.
    still_s
        Seconds for which the start position must be kept.

    Attributes
    ----------
    reading
        Reading of the last pose; None before the first.
    in_start
        True if the person has kept the start position for `still_s`.  Poses that are not believed
        do not end it for `DIP_TOLERANCE_S`: legs behind one another are mixed up now and then.
    hint
        What to change so that the pose can be judged, once it has been the reason for
        `ANNOUNCE_AFTER_S`; empty if nothing is.  Advice that changed with every pose could not be
        read.
    """

    def __init__(self, exercise: Exercise, *, side: SideChoice, still_s: float = STILL_S) -> None:
        self._checker = Checker(exercise, side=side)
        self._still = Debounce(still_s)
        self._rested_s = self._since_s = math.nan
        self._reason = self.hint = ""
        self.reading: Reading | None = None
        self.in_start = False

    def update(self, pose: Pose | None) -> Reading | None:
        """Take the next pose, if there is one, and return the newest reading."""
        if pose is not None:
            self.reading = self._checker.update(pose)
            self.in_start = self._still.update(pose.time_s, on=self._rests(self.reading))
            self._note_reason(pose.time_s, self.reading.paused)
        return self.reading

    def _rests(self, reading: Reading) -> bool:
        """Return True in the start position, and while it is only not believed for a moment."""
        time_s = reading.pose.time_s
        if reading.paused is not None:
            is_doubted = reading.paused in DOUBTS.values()
            return is_doubted and time_s - self._rested_s <= DIP_TOLERANCE_S
        rests = reading.phase is Phase.REST
        self._rested_s = time_s if rests else math.nan
        return rests

    def _note_reason(self, time_s: float, paused: PauseReason | None) -> None:
        """Make the reason of this pose the hint, if it has lasted."""
        say = "" if paused is None else paused.say
        if say != self._reason or math.isnan(self._since_s):
            self._reason, self._since_s = say, time_s
        if time_s - self._since_s >= ANNOUNCE_AFTER_S:
            self.hint = say


class Presence:
    """Detects that the person has got up or left, which pauses a set.

    If the exercise is done on the floor, an upright trunk means getting up.
    """

    def __init__(self, exercise: Exercise) -> None:
        self._on_the_floor = not POSITIONS[exercise.position].upright
        self._up, self._left = Debounce(UP_S), Debounce(LEFT_S)
        self._unjudged = Debounce(UNJUDGED_S)

    def has_left(self, reading: Reading) -> bool:
        """Return True if the person has got up or left by now."""
        pose, time_s = reading.pose, reading.pose.time_s
        name = "" if reading.paused is None else reading.paused.name
        # Every timer takes every pose.
        upright = self._on_the_floor and trunk_is_upright(pose)
        up = self._up.update(time_s, on=upright)
        left = self._left.update(time_s, on=name in {"absent", "position"})
        unjudged = self._unjudged.update(time_s, on=bool(name))
        return up or left or unjudged


class AdvicePacer:
    """Spaces out advice: it is said when it has been right for a while, and not all the time."""

    def __init__(self) -> None:
        self._advice = ""
        self._since_s = math.nan
        self._said_s = -math.inf
        self._said = ""

    def hold_back(self, time_s: float) -> None:
        """Delay the next advice, because something else is said now."""
        self._said_s = time_s

    def update(self, time_s: float, advice: str, *, speaking: bool = False) -> list[Utterance]:
        """Return what to say now.

        Parameters
        ----------
        time_s
            Now, seconds.
        advice
            What to change; empty = nothing.
        speaking
            True while the voice is busy: the advice waits, or it would be out of date when its
            turn comes, and count as said.

        Returns
        -------
        list[Utterance]
        """
        if advice != self._advice:
            self._advice, self._since_s = advice, time_s
        wait_s = ADVICE_S * (2 if advice == self._said else 1)
        lasts = bool(advice) and time_s - self._since_s >= LASTS_S
        if speaking or not lasts or time_s - self._said_s < wait_s:
            return []
        self._said, self._said_s = advice, time_s
        return [Utterance(advice, "guide", fresh_s=2.0)]

    def prompt(self, inputs: SessionInput, advice: str, reminder: str = "") -> list[Utterance]:
        """Return what to say now: the advice, and no long silence.

        Parameters
        ----------
        inputs
            The input.
        advice
            What to change; empty = nothing.
        reminder
            What ends a silence if there is no advice.

        Returns
        -------
        list[Utterance]
        """
        said = self.update(inputs.time_s, advice, speaking=inputs.speaking)
        if not said and (said := remind(inputs, advice or reminder)):
            self.hold_back(inputs.time_s)
        return said


def remind(
    inputs: SessionInput, words: str, *, after_s: float = QUIET_S, kind: UtteranceKind = "guide"
) -> list[Utterance]:
    """Return words that end a silence.

    Parameters
    ----------
    inputs
        The input, with the length of the silence.
    words
        What to say; empty = nothing.
    after_s, kind
        Seconds of silence after which it is said, and its kind.

    Returns
    -------
    list[Utterance]
        Empty while the silence is short.
    """
    if not words or inputs.quiet_s < after_s:
        return []
    return [Utterance(words, kind, urgent=kind == "limit", fresh_s=2.0)]


class StartStage:
    """Waits for the start position, then the set begins.

    Parameters
    ----------
    plan, now
        See `Stage`.
    again
        True if a set of the same leg has been done: then the first step is not explained.

    Attributes
    ----------
    is_doubtful
        True if the set begins although the start position was not detected: the wait was too
        long, or the person asked to begin by arm or key.
    """

    def __init__(self, plan: SessionPlan, now: SetPlan, *, again: bool) -> None:
        self._first_step = plan.exercise.steps[0]
        self._detector = StartDetector(plan.exercise, side=now.side)
        self._advice = AdvicePacer()
        self._visible = Debounce(START_PATIENCE_S)
        self._greeting = [Utterance(f"{STARTING.heading}.", "guide", fresh_s=6.0)]
        if not again:
            self._greeting.append(Utterance(self._first_step, "guide", fresh_s=10.0))
        self._begun_s = math.nan
        self._arm_was_down = self.is_doubtful = False
        self._doubt: list[Utterance] = []
        self._doubt_s = math.nan

    def update(self, inputs: SessionInput) -> SessionOutput:
        """Return what to show and say; done when the set can begin."""
        reading = self._detector.update(inputs.pose)
        if inputs.pose is not None and reading is not None:
            self.is_doubtful = self.is_doubtful or self._begins_anyway(inputs, reading)
        done = self._detector.in_start or (self.is_doubtful and self._is_explained(inputs))
        # A person who can be judged but is not at the start, e.g. lifts a leg, needs step one.
        advice = self._detector.hint or self._first_step
        said: list[Utterance] = []
        if self._doubt:
            said, self._doubt = self._doubt, []
        elif not done and not self.is_doubtful:
            greeted = not self._greeting
            moves = reading is not None and reading.phase in MOVING
            said = (
                self._advice.prompt(inputs, advice)
                if greeted
                else self._greet(inputs, waits=inputs.speaking or moves)
            )
        screen = replace(STARTING, detail=advice)
        end: StageEnd | None = "done" if done and inputs.pose else None
        return SessionOutput(screen, reading, said, end)

    @property
    def hint(self) -> str:
        """Return why nothing can be judged, and so no set begins; empty if it can."""
        return self._detector.hint

    @property
    def gave_up(self) -> bool:
        """Return True if the set begins because the wait was too long."""
        return not math.isnan(self._doubt_s)

    def _greet(self, inputs: SessionInput, *, waits: bool) -> list[Utterance]:
        """Ask for the start position once, after a while; a movement may begin the set before."""
        if math.isnan(self._begun_s):
            self._begun_s = inputs.time_s
        waited_s = inputs.time_s - self._begun_s
        is_due = waited_s >= (GREETING_S if waits else GREET_S)
        self._advice.hold_back(inputs.time_s)
        if not is_due:
            return []
        said, self._greeting = self._greeting, []
        return said

    def _begins_anyway(self, inputs: SessionInput, reading: Reading) -> bool:
        """Return True if the set begins without the start position."""
        self._arm_was_down = self._arm_was_down or inputs.arm_up_s <= 0
        is_visible = reading.paused is None or reading.paused.seen
        waited = self._visible.update(inputs.time_s, on=is_visible)
        asked = Command.PAUSE in inputs.commands or (
            self._arm_was_down and inputs.arm_up_s >= ARM_SKIPS_S
        )
        if waited and math.isnan(self._doubt_s):
            self._doubt_s = inputs.time_s
            self._doubt = [Utterance(UNSURE, "guide", fresh_s=4.0)]
        return waited or (asked and reading.paused != ABSENT)

    def _is_explained(self, inputs: SessionInput) -> bool:
        """Return True when it has been said why the set begins, if that must be said."""
        since_s = inputs.time_s - self._doubt_s
        return not since_s < (UNSURE_S if inputs.speaking else DIP_TOLERANCE_S)
