"""The rest stage counts down the rest between two sets; its clock serves the introduction too."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from formcheck.session.announcer import number_word
from formcheck.session.protocol import (
    Command,
    ScreenKind,
    ScreenState,
    SessionInput,
    SessionOutput,
    Utterance,
)
from formcheck.session.stages.start import ARM_SKIPS_S, StartDetector

if TYPE_CHECKING:
    from formcheck.session.plan import SessionPlan, SetPlan

SHORTEST_SAID_S: Final = 4.0
"""The length of a shorter rest is not said: the question for pain took up the rest."""

SIDE_CHANGE_S: Final = 20.0
"""Longest rest at a change of sides: the other leg has rested already (engineering default)."""

SAID_S: Final = (10, 20, 30)
"""Remaining seconds that are said; before them every `EVERY_S`."""

EVERY_S: Final = 15
"""Time between two words in a long rest: a person who lies with closed eyes knows that it goes on
(engineering default)."""

AFTER_S: Final = 8.0
"""Least time between two words of a rest (engineering default)."""

SOONER: Final = "Raise an arm to go on sooner."


class RestClock:
    """Runs down a rest: shows its seconds, says some of them, and ends by key or by a raised arm.

    Parameters
    ----------
    plan
        The exercise whose start position is looked for meanwhile.
    since_s, total_s
        When the rest began, and how long it is.
    screen
        What to show; its seconds are filled in.
    next_words, first_words
        What the voice says after the length of the rest, and before it.
    """

    def __init__(
        self,
        plan: SessionPlan,
        screen: ScreenState,
        *,
        since_s: float,
        total_s: float,
        next_words: str,
        first_words: str = "",
    ) -> None:
        self._since_s, self._total_s = since_s, total_s
        self._screen, self._next, self._first = screen, next_words, first_words
        self._detector = StartDetector(plan.exercise, side="auto")
        self._announced = self._arm_was_down = False
        longest_s = total_s - AFTER_S
        marks = (*SAID_S, *range(3 * EVERY_S, math.ceil(longest_s), EVERY_S))
        self._unsaid = [seconds for seconds in marks if seconds <= longest_s]

    def update(self, inputs: SessionInput) -> SessionOutput:
        """Return the clock and what to say; done at its end, by key or by a raised arm."""
        left_s = self._total_s - (inputs.time_s - self._since_s)
        reading = self._detector.update(inputs.pose)
        self._arm_was_down = self._arm_was_down or inputs.arm_up_s <= 0
        skipped = self._arm_was_down and inputs.arm_up_s >= ARM_SKIPS_S
        done = left_s <= 0 or Command.PAUSE in inputs.commands or skipped
        screen = replace(self._screen, remaining_s=max(0.0, left_s), total_s=self._total_s)
        said = [] if done else self._say(left_s, inputs)
        return SessionOutput(screen, reading, said, "done" if done else None)

    def _say(self, left_s: float, inputs: SessionInput) -> list[Utterance]:
        """Return the announcement of the rest, once, and the seconds that are left."""
        said: list[Utterance] = []
        if not self._announced:
            # The words about the set come first, and the rest is shorter by then.
            if inputs.speaking and left_s > SHORTEST_SAID_S:
                return said
            self._announced = True
            seconds = round(left_s)
            self._unsaid = [mark for mark in self._unsaid if mark <= left_s - AFTER_S]
            rest = f"Rest for {seconds} seconds." if left_s >= SHORTEST_SAID_S else ""
            words = " ".join(filter(None, (self._first, rest, self._next)))
            said.append(Utterance(words, "guide", fresh_s=8.0))
            return said
        while self._unsaid and left_s <= self._unsaid[-1]:
            seconds = self._unsaid.pop()
            if left_s > seconds - 1.0 and not inputs.speaking:
                words = f"{number_word(seconds).capitalize()} seconds."
                said.append(Utterance(words, "guide", fresh_s=1.0))
        return said


class RestStage:
    """Shows the clock of a rest and says which set comes next.

    The rest lies between the sets `before` and `after` and began at `since_s`.
    """

    def __init__(
        self, plan: SessionPlan, before: SetPlan, after: SetPlan, *, since_s: float
    ) -> None:
        changes = before.side != after.side
        turn = "Turn round. " if changes and plan.exercise.view.near == "working" else ""
        following = f"set {after.number} of {plan.sets}"
        if after.leg_words:
            following = f"{after.leg_words}, {following}"
        self._clock = RestClock(
            plan,
            ScreenState(ScreenKind.RESTING, "Rest", f"{turn}{SOONER}"),
            since_s=since_s,
            total_s=min(plan.rest_s, SIDE_CHANGE_S) if changes else plan.rest_s,
            next_words=f"Next: {following}. {turn}".rstrip(),
        )

    def update(self, inputs: SessionInput) -> SessionOutput:
        """Return the clock and what to say; done at its end, by key or by a raised arm."""
        return self._clock.update(inputs)
