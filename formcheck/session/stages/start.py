"""The start stage waits until the person is in the start position.

`StartDetector` and `AdvicePacer` serve the other stages as well.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from formcheck.assessment.checker import Checker
from formcheck.assessment.quality_gate import ABSENT
from formcheck.assessment.rep_counter import Phase
from formcheck.pose.filters import Debounce
from formcheck.session.protocol import (
    Command,
    ScreenKind,
    ScreenState,
    SessionInput,
    SessionOutput,
    Utterance,
)

if TYPE_CHECKING:
    from formcheck.assessment.events import Reading
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

ARM_SKIPS_S: Final = 0.8
"""Time for which a raised arm starts a set or ends a rest (engineering default)."""

STARTING: Final = ScreenState(ScreenKind.STARTING, "Get into the start position")

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
        True if the person has kept the start position for `still_s`.
    """

    def __init__(self, exercise: Exercise, *, side: SideChoice, still_s: float = STILL_S) -> None:
        self._checker = Checker(exercise, side=side)
        self._still = Debounce(still_s)
        self.reading: Reading | None = None
        self.in_start = False

    def update(self, pose: Pose | None) -> Reading | None:
        """Take the next pose, if there is one, and return the newest reading."""
        if pose is not None:
            self.reading = self._checker.update(pose)
            resting = self.reading.paused is None and self.reading.phase is Phase.REST
            self.in_start = self._still.update(pose.time_s, on=resting)
        return self.reading

    @property
    def hint(self) -> str:
        """What to change so that the pose can be judged; empty if it can, or without a pose."""
        if self.reading is None or self.reading.paused is None:
            return ""
        return self.reading.paused.say


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

    def update(self, time_s: float, advice: str) -> list[Utterance]:
        """Return what to say now.

        Parameters
        ----------
        time_s
            Now, seconds.
        advice
            What to change; empty = nothing.

        Returns
        -------
        list[Utterance]
        """
        if advice != self._advice:
            self._advice, self._since_s = advice, time_s
        wait_s = ADVICE_S * (2 if advice == self._said else 1)
        if not advice or time_s - self._since_s < LASTS_S or time_s - self._said_s < wait_s:
            return []
        self._said, self._said_s = advice, time_s
        return [Utterance(advice, "guide", fresh_s=2.0)]


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
        self._arm_was_down = self.is_doubtful = False

    def update(self, inputs: SessionInput) -> SessionOutput:
        """Return what to show and say; done when the set can begin."""
        said, self._greeting = self._greeting, []
        if said:
            self._advice.hold_back(inputs.time_s)
        reading = self._detector.update(inputs.pose)
        if inputs.pose is not None and reading is not None:
            self.is_doubtful = self._begins_anyway(inputs, reading)
        done = self._detector.in_start or self.is_doubtful
        # A person who can be judged but is not at the start, e.g. lifts a leg, needs step one.
        advice = self._detector.hint or self._first_step
        if not done:
            said.extend(self._advice.update(inputs.time_s, advice))
        elif not self._detector.in_start:
            said.append(Utterance(UNSURE, "guide", fresh_s=4.0))
        screen = replace(STARTING, detail=advice)
        return SessionOutput(screen, reading, said, "done" if done and inputs.pose else None)

    def _begins_anyway(self, inputs: SessionInput, reading: Reading) -> bool:
        """Return True if the set begins without the start position."""
        self._arm_was_down = self._arm_was_down or inputs.arm_up_s <= 0
        is_visible = reading.paused is None or reading.paused.seen
        waited = self._visible.update(inputs.time_s, on=is_visible)
        asked = Command.PAUSE in inputs.commands or (
            self._arm_was_down and inputs.arm_up_s >= ARM_SKIPS_S
        )
        return waited or (asked and reading.paused != ABSENT)
