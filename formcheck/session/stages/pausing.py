"""A pause within a set: why it is, how it goes on, and when it is an emergency."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from formcheck.session.presence import Presence
from formcheck.session.protocol import Command, ScreenKind, ScreenState, Utterance
from formcheck.session.stages.lookout import StartDetector
from formcheck.session.stages.stages import Advice, Step

if TYPE_CHECKING:
    from formcheck.session.plan import SessionPlan, SetPlan
    from formcheck.session.protocol import SessionInput

GO_ON_S: Final = 3.0
"""How long the start position is kept before a set goes on by itself (engineering default)."""

SHARP_S: Final = 8.0
"""How long an arm stays up, from its lifting on, to say that the pain is sharp: it has been up for
1.5 s when it is told what that means, the words take 4 s, and lowering it takes another."""

ARM_SIGN: Final = "Lower your arm. Keep it up for sharp pain."
ARM_WORDS: Final = f"Paused. {ARM_SIGN}"

RESUME_ARM_S: Final = 1.0
"""How long an arm is held up to go on after a pause by key."""

Cause = Literal["key", "limit", "arm", "start"]


class SetPause:
    """The set pauses.

    Parameters
    ----------
    plan, now
        What goes on afterwards.
    time_s
        Since when.
    cause
        ``key``: until the key comes again, or an arm is raised; ``limit``: until the person has
        been back in the start position for `GO_ON_S`; ``arm``: an arm called for help;
        ``start``: like a limit, without a reason to tell.
    why
        The limit's sentence.

    Attributes
    ----------
    wants_to_ask
        Whether pain is to be asked now: an arm was raised and lowered again.
    is_sharp
        Whether the arm stayed up: the pain is sharp, the session ends.
    has_left
        Whether the person has got up or left meanwhile: then the set is over.
    """

    def __init__(
        self, plan: SessionPlan, now: SetPlan, time_s: float, *, cause: Cause, why: str = ""
    ) -> None:
        self._cause, self._why, self._now = cause, why, now
        self._lookout = StartDetector(plan.exercise, side=now.side, still_s=GO_ON_S)
        self._advice = Advice(time_s)
        self._asks = plan.asks_pain
        self._told = False
        self._arm_was_down = False
        self._presence = Presence(plan.exercise)
        self.wants_to_ask = self.is_sharp = self.has_left = False

    def update(self, tick: SessionInput, arm_s: float) -> Step:
        """Go on pausing; done when the set goes on."""
        reading = self._lookout.reading
        if tick.pose is not None:
            reading = self._lookout.update(tick.pose)
            left = self._presence.has_left(tick.pose, reading.paused)
            # Who paused by key has a reason to get up, and comes back.
            self.has_left = left and self._cause != "key"
        self._arm_was_down = self._arm_was_down or arm_s <= 0
        said = self._first_words(tick)
        done = Command.PAUSE in tick.commands
        if self._cause == "key":
            done = done or (self._arm_was_down and arm_s >= RESUME_ARM_S)
        elif self._cause == "arm" and not self._arm_was_down:
            self.is_sharp = arm_s >= SHARP_S
        elif self._cause == "arm" and self._asks:
            self.wants_to_ask = True
        else:
            done = done or self._lookout.in_start
            said.extend([] if done else self._advice.on(tick.time_s, self._lookout.hint))
        if done:
            said.append(Utterance("Go on.", "guide"))
        return Step(self._screen(), reading, said, done)

    def _first_words(self, tick: SessionInput) -> list[Utterance]:
        if self._told:
            return []
        self._told = True
        self._advice.hold_back(tick.time_s)
        words = {
            "key": "Paused.",
            "limit": f"Stop. {self._why} Go back to the start position. Then we go on.",
            "arm": ARM_WORDS,
            "start": "When you are ready, get into the start position.",
        }
        urgent = self._cause in {"limit", "arm"}
        return [
            Utterance(
                words[self._cause], "limit" if urgent else "guide", urgent=urgent, fresh_s=6.0
            )
        ]

    def _screen(self) -> ScreenState:
        heading, detail = {
            "key": ("Paused", "Space, or an arm held up, goes on."),
            "limit": (self._why, "Back to the start position, then it goes on."),
            "arm": ("Paused", ARM_SIGN),
            "start": ("Get into the start position", "Then it goes on."),
        }[self._cause]
        return ScreenState(
            ScreenKind.PAUSED, heading, detail, alarm=self._cause == "limit", side=self._now.leg
        )
