"""The rest stage counts down the rest between two sets."""

from __future__ import annotations

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

LAST_S: Final = 10
"""Remaining seconds that are said in a rest of more than twice that length."""


class RestStage:
    """Shows the clock of a rest and says which set comes next.

    The rest lies between the sets `before` and `after` and began at `since_s`.
    """

    def __init__(
        self, plan: SessionPlan, before: SetPlan, after: SetPlan, *, since_s: float
    ) -> None:
        changes = before.side != after.side
        self._since_s = since_s
        self._total_s = min(plan.rest_s, SIDE_CHANGE_S) if changes else plan.rest_s
        self._detector = StartDetector(plan.exercise, side="auto")
        self._turn = "Turn round. " if changes and plan.exercise.view.near == "working" else ""
        self._next = f"set {after.number} of {plan.sets}"
        if after.leg_words:
            self._next = f"{after.leg_words}, {self._next}"
        self._announced = self._last_said = self._arm_was_down = False

    def update(self, inputs: SessionInput) -> SessionOutput:
        """Return the clock and what to say; done at its end, by key or by a raised arm."""
        left_s = self._total_s - (inputs.time_s - self._since_s)
        reading = self._detector.update(inputs.pose)
        self._arm_was_down = self._arm_was_down or inputs.arm_up_s <= 0
        skipped = self._arm_was_down and inputs.arm_up_s >= ARM_SKIPS_S
        done = left_s <= 0 or Command.PAUSE in inputs.commands or skipped
        screen = ScreenState(
            ScreenKind.RESTING,
            "Rest",
            f"{self._turn}Raise an arm to go on sooner.",
            remaining_s=max(0.0, left_s),
            total_s=self._total_s,
        )
        said = [] if done else self._say(left_s)
        return SessionOutput(screen, reading, said, "done" if done else None)

    def _say(self, left_s: float) -> list[Utterance]:
        """Return the announcement of the rest, once, and its last seconds, once."""
        said = []
        if not self._announced:
            self._announced = True
            rest = f"Rest for {round(left_s)} seconds. " if left_s >= SHORTEST_SAID_S else ""
            words = f"{rest}Next: {self._next}. {self._turn}".rstrip()
            said.append(Utterance(words, "guide", fresh_s=8.0))
        if self._total_s > 2 * LAST_S and left_s <= LAST_S and not self._last_said:
            self._last_said = True
            said.append(Utterance(f"{number_word(LAST_S)} seconds.".capitalize(), "guide"))
        return said
