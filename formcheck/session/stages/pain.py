"""Asking for pain, 0 to 10, by key or by an arm held up when the number comes.

The bands are those of NEMEX-TJR (https://www.scribd.com/document/590307465): up to 2 is safe, up
to 5 acceptable, above 5 the exercise ends.  Sharp or sudden pain ends the session.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from formcheck.pose.filters import LONGEST_STEP_S
from formcheck.session.announcer import number_word
from formcheck.session.protocol import PainScale, Utterance

STOP_ABOVE: Final = 5
"""Above this the exercise ends (NEMEX-TJR, S100)."""

RISE_TOLD: Final = 2
"""From this rise on within a session an easier exercise is worth asking for (S100, engineering
default for the number; less is within the error of measurement)."""

LEAD_S: Final = 9.5
"""How long the question itself takes, said calmly, with what is still being said before it ("Set
done. All eight were good."): else the zero comes before its question is over."""

STEP_S: Final = 2.0
"""How long each number stays: long enough to hear it and lift an arm (engineering default)."""

LIFTED_S: Final = 0.25
"""From when on a lifted arm stops the numbers."""

CHOSEN_S: Final = 1.2
"""For how long the arm has to stay up for its number to be taken."""

CORRECT_S: Final = 3.0
"""How long a number that was taken may be taken back by lifting an arm again."""

KEY_S: Final = 1.0
"""How long a 1 waits for a 0 to become 10."""

ROUNDS: Final = 2
"""How often the numbers are gone through at most, for somebody who lifts an arm; who does not is
left in peace after the first time."""


class PainAnswer(NamedTuple):
    """What was answered: a number, None without an answer; or that it is sharp."""

    number: int | None
    sharp: bool = False

    @property
    def ends_exercise(self) -> bool:
        """Whether the exercise must not go on."""
        return self.sharp or (self.number is not None and self.number > STOP_ABOVE)


Question = Literal["before", "after", "during"]

QUESTIONS: Final[dict[Question, str]] = {
    "before": "Before we start: how strong is your pain, from zero to ten? "
    "Raise an arm when your number comes.",
    "after": "How strong was the pain, from zero to ten? Raise an arm when your number comes.",
    "during": "How strong is the pain, from zero to ten? Raise an arm when your number comes.",
}
HOW_STRONG: Final = QUESTIONS["during"]


@dataclass(frozen=True, slots=True)
class PainNote:
    """An answer to the question for pain.

    Attributes
    ----------
    asked
        ``before`` the first set, ``after`` a set, or ``during`` one.
    after_sets
        How many sets were over by then.
    answer
        What was answered.
    """

    asked: Question
    after_sets: int
    answer: PainAnswer


class PainQuestion:
    """One question for pain, from the asking to the answer.

    Attributes
    ----------
    words
        The question.
    scale
        What to show now.
    answer
        The answer once there is one, else None.
    """

    def __init__(self, words: str, time_s: float) -> None:
        self.words = words
        self.answer: PainAnswer | None = None
        self.scale = PainScale(None)
        self._begun_s = time_s
        self._asked = False
        self._shown: tuple[int, int] | None = None
        self._lowered = self._lifted = False
        self._held_s = 0.0
        self._chosen: tuple[int, float] | None = None
        self._one_s = math.nan
        self._last_s = time_s

    def update(self, time_s: float, *, arm_s: float, digits: str = "") -> list[Utterance]:
        """Go on asking.

        Parameters
        ----------
        time_s
            Seconds, increasing.
        arm_s
            For how long an arm has been up, seconds; 0 = none is.
        digits
            The number keys that were pressed since the last call.

        Returns
        -------
        list of Utterance
            What to say now.
        """
        step_s, self._last_s = time_s - self._last_s, time_s
        if step_s > LONGEST_STEP_S:
            self._begun_s += step_s
            step_s = 0.0
        said = [] if self._asked else [Utterance(self.words, "guide", fresh_s=8.0)]
        self._asked = True
        said.extend(self._by_key(time_s, digits))
        if self.answer is not None:
            return said
        if self._chosen is not None:
            return [*said, *self._chosen_already(time_s, arm_s)]
        if arm_s <= 0:
            self._lowered = True
        if self.scale.number is not None and self._lowered and arm_s > LIFTED_S:
            # The numbers wait while an arm is up.
            self._lifted = True
            self._begun_s += step_s
            self._held_s += step_s
            if self._held_s >= CHOSEN_S:
                return [*said, self._choose(self.scale.number, time_s)]
            self.scale = PainScale(self.scale.number, chosen_fraction=self._held_s / CHOSEN_S)
            return said
        self._held_s = 0.0
        return [*said, *self._count_up(time_s)]

    def skip(self) -> None:
        """Leave the question open."""
        self.answer = PainAnswer(None)

    def is_sharp(self) -> None:
        """The pain is sharp or sudden."""
        self.answer = PainAnswer(None, sharp=True)

    def _count_up(self, time_s: float) -> list[Utterance]:
        into_s = time_s - self._begun_s - LEAD_S
        if into_s < 0:
            return []
        place, number = divmod(int(into_s // STEP_S), 11)
        if place >= (ROUNDS if self._lifted else 1):
            self.answer = PainAnswer(None)
            return []
        self.scale = PainScale(number)
        if self._shown == (place, number):
            return []
        self._shown = (place, number)
        return [Utterance(number_word(number), "count", fresh_s=1.0)]

    def _choose(self, number: int, time_s: float) -> Utterance:
        self._chosen = (number, time_s)
        self._lowered, self._held_s = False, 0.0
        self.scale = PainScale(number, chosen=True, chosen_fraction=1.0)
        return Utterance(f"{number_word(number)}. Thank you.".capitalize(), "guide")

    def _chosen_already(self, time_s: float, arm_s: float) -> list[Utterance]:
        """A number was taken: it stands, or an arm that is lifted once more takes it back."""
        number, since_s = self._chosen or (0, time_s)
        if arm_s <= 0:
            self._lowered = True
        elif self._lowered and arm_s > LIFTED_S:
            self._chosen, self._shown, self._lowered = None, None, False
            self.scale = PainScale(None)
            self._begun_s = time_s - LEAD_S + STEP_S
            return [Utterance("Once more.", "guide")]
        if time_s - since_s >= CORRECT_S:
            self.answer = PainAnswer(number)
        return []

    def _by_key(self, time_s: float, digits: str) -> list[Utterance]:
        """A number that was typed; a 1 waits a little for a 0."""
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
        self.scale = PainScale(number, chosen=True, chosen_fraction=1.0)
        self.answer = PainAnswer(number)
        return [Utterance(f"{number_word(number)}. Thank you.".capitalize(), "guide")]
