"""The pain stage asks how strong the pain is, 0 to 10, answered by key or by a raised arm.

What an answer means is in `formcheck.pain_scale`.  Sharp or sudden pain ends the session.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from formcheck.pain_scale import light_of
from formcheck.pose.filters import LONGEST_STEP_S
from formcheck.session.announcer import number_word
from formcheck.session.protocol import (
    Command,
    PainScale,
    ScreenKind,
    ScreenState,
    SessionInput,
    SessionOutput,
    Utterance,
)
from formcheck.session.stages.start import StartDetector

if TYPE_CHECKING:
    from formcheck.session.plan import SessionPlan, SetPlan

LEAD_S: Final = 9.5
"""Least time for the question itself, said calmly, and for what is still being said before it
("Set done. All eight were good.")."""

AFTER_QUESTION_S: Final = 1.0
"""Least time between the end of the words before the numbers and the first number (engineering
default)."""

HEARD_S: Final = 45.0
"""So long a question may wait for its turn: without it the numbers make no sense."""

STEP_S: Final = 2.0
"""Time of each number: long enough to hear it and to raise an arm (engineering default)."""

RAISED_S: Final = 0.25
"""A raised arm stops the numbers after this time (engineering default)."""

CHOSEN_S: Final = 1.2
"""Time for which the arm must stay up to choose its number (engineering default)."""

CORRECT_S: Final = 3.0
"""Time in which raising an arm again takes the chosen number back (engineering default)."""

KEY_S: Final = 1.0
"""Time for which a typed 1 waits for a 0 that makes it 10 (engineering default)."""

ROUNDS: Final = 2
"""Most times that the numbers are said to a person who raises an arm; to others once."""


class PainAnswer(NamedTuple):
    """Answer to the question for pain: a number, or None without one; or sharp pain."""

    number: int | None
    sharp: bool = False

    @property
    def ends_exercise(self) -> bool:
        """Return True if the exercise must not go on."""
        return light_of(self.number, sharp=self.sharp) in {"red", "stop"}


PainMoment = Literal["before", "after", "during"]
"""When the question is asked: before the first set, after a set or in a rest, or within a set."""

QUESTIONS: Final[dict[PainMoment, str]] = {
    "before": "Before we start: how strong is your pain, from zero to ten? "
    "Raise an arm when your number comes.",
    "after": "How strong was the pain, from zero to ten? Raise an arm when your number comes.",
    "during": "How strong is the pain, from zero to ten? Raise an arm when your number comes.",
}


GENTLE: Final = "That is a lot. Move gently now, and stop if it gets worse."
"""Said before an exercise that only moves the hip, after an answer that ends any other one."""


class PainStage:
    """Asks the question, says the numbers from 0 to 10 and takes the answer.

    Parameters
    ----------
    plan, now, time_s
        See `Stage`.
    moment
        When the question is asked.
    question
        The question in words.

    Attributes
    ----------
    scale
        The scale to show now.
    answer
        The answer, or None before it is given.
    """

    def __init__(
        self,
        plan: SessionPlan,
        now: SetPlan,
        time_s: float,
        *,
        moment: PainMoment,
        question: str,
    ) -> None:
        self.moment: PainMoment = moment
        self.answer: PainAnswer | None = None
        self.scale = PainScale(None)
        interrupts = question == QUESTIONS["during"]
        asked = Utterance(question, "guide", fresh_s=HEARD_S, breaks_off=interrupts)
        self._question = [asked]
        self._detector = StartDetector(plan.exercise, side=now.side)
        self._begun_s = self._last_s = time_s
        self._said: tuple[int, int] | None = None
        self._arm_was_down = self._arm_was_up = False
        self._held_s = 0.0
        self._chosen: tuple[int, float] | None = None
        self._one_s = math.nan

    def update(self, inputs: SessionInput) -> SessionOutput:
        """Return the scale and what to say; done when there is an answer."""
        reading = self._detector.update(inputs.pose)
        if Command.PAIN in inputs.commands:
            self.answer = PainAnswer(None, sharp=True)
        elif Command.PAUSE in inputs.commands:
            self.answer = PainAnswer(None)
        said, self._question = self._question, []
        said.extend(self._ask(inputs))
        screen = ScreenState(
            ScreenKind.PAIN,
            "How strong is your pain?",
            "Raise an arm when your number comes, or press it. Sharp or sudden: p.",
            pain=self.scale,
        )
        return SessionOutput(screen, reading, said, None if self.answer is None else "done")

    def _ask(self, inputs: SessionInput) -> list[Utterance]:
        """Take digits and arm, and go on with the numbers."""
        time_s, arm_up_s = inputs.time_s, inputs.arm_up_s
        step_s, self._last_s = time_s - self._last_s, time_s
        if step_s > LONGEST_STEP_S:  # the camera was lost, and the numbers wait
            self._begun_s += step_s
            step_s = 0.0
        if inputs.speaking and self._said is None:
            self._begun_s = max(self._begun_s, time_s - LEAD_S + AFTER_QUESTION_S)
        said = self._take_digits(time_s, inputs.digits)
        if self.answer is not None:
            return said
        if self._chosen is not None:
            return self._confirm(*self._chosen, inputs)
        if arm_up_s <= 0:
            self._arm_was_down = True
        if self.scale.number is None or not self._arm_was_down or arm_up_s <= RAISED_S:
            self._held_s = 0.0
            return self._count_up(time_s)
        # The numbers wait while an arm is up.
        self._arm_was_up = True
        self._begun_s += step_s
        self._held_s += step_s
        if self._held_s >= CHOSEN_S:
            return self._choose(self.scale.number, time_s)
        self.scale = PainScale(self.scale.number, chosen_fraction=self._held_s / CHOSEN_S)
        return []

    def _count_up(self, time_s: float) -> list[Utterance]:
        """Say the next number when its time has come, and end without an answer after the last."""
        elapsed_s = time_s - self._begun_s - LEAD_S
        if elapsed_s < 0:
            return []
        turn, number = divmod(int(elapsed_s // STEP_S), 11)
        if turn >= (ROUNDS if self._arm_was_up else 1):
            self.answer = PainAnswer(None)
            return []
        self.scale = PainScale(number)
        if self._said == (turn, number):
            return []
        self._said = (turn, number)
        return [Utterance(number_word(number), "count", fresh_s=1.0)]

    def _choose(self, number: int, time_s: float) -> list[Utterance]:
        """Take a number; it can be taken back for `CORRECT_S`."""
        self._chosen = (number, time_s)
        self._arm_was_down, self._held_s = False, 0.0
        self.scale = PainScale(number, chosen=True, chosen_fraction=1.0)
        return [
            Utterance(f"{number_word(number).capitalize()}. Thank you.", "guide", breaks_off=True)
        ]

    def _confirm(self, number: int, since_s: float, inputs: SessionInput) -> list[Utterance]:
        """Answer with the chosen number after a while, or take it back if an arm is raised."""
        if inputs.arm_up_s <= 0:
            self._arm_was_down = True
        elif self._arm_was_down and inputs.arm_up_s > RAISED_S:
            self._chosen, self._said, self._arm_was_down = None, None, False
            self.scale = PainScale(None)
            self._begun_s = inputs.time_s - LEAD_S + STEP_S
            return [Utterance("Once more.", "guide")]
        if inputs.time_s - since_s >= CORRECT_S:
            self.answer = PainAnswer(number)
        return []

    def _take_digits(self, time_s: float, digits: str) -> list[Utterance]:
        """Answer with a typed number; a 1 waits a little for a 0."""
        number: int | None = None
        for digit in digits:
            if not math.isnan(self._one_s) and digit == "0":
                number = 10
            elif digit == "1":
                self._one_s = time_s
                continue
            else:
                number = int(digit)
            self._one_s = math.nan
        if number is None and time_s - self._one_s >= KEY_S:
            number = 1
        if number is None:
            return []
        said = self._choose(number, time_s)
        self.answer = PainAnswer(number)
        return said
