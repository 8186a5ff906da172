"""The pause of a set: what it says, and when the set goes on.

The measurement does not pause with the set.  A person who goes on in spite of a red card really
moves, and the report must say so; only the voice says nothing of it.  A pause that the person
asked for stops the measurement too: a key, and the question for pain.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from formcheck.pose.filters import Debounce
from formcheck.pose.positions import POSITIONS
from formcheck.session.announcer import BEGIN, begin_again
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
from formcheck.session.stages.start import (
    QUIET_S,
    STARTING,
    AdvicePacer,
    Presence,
    StartDetector,
    remind,
)

if TYPE_CHECKING:
    from formcheck.assessment.events import Reading
    from formcheck.exercises.definition import Exercise
    from formcheck.session.plan import SessionPlan, SetPlan

GO_ON_S: Final = 3.0
"""The set goes on after this time in the start position (engineering default)."""

SHARP_S: Final = 8.0
"""An arm that stays up for this time signals sharp pain: after 1.5 s the person hears what it
means, the words take 4 s, and lowering the arm takes another."""

RESUME_ARM_S: Final = 1.0
"""A raised arm ends a pause by key after this time (engineering default)."""

ARM_SIGN: Final = "Lower your arm. Keep it up for sharp pain."
ARM_WORDS: Final = f"Paused. {ARM_SIGN}"

ARM_WARNS_S: Final = 3.0
"""Outside a set a person whose arm is up for this time hears what it means: to begin, or to end a
rest, takes less than one second (engineering default)."""

NO_PICTURE: Final = "No picture from the camera. I wait for it."
CAMERA_AWAY: Final = ScreenState(
    ScreenKind.PAUSED,
    "No picture from the camera",
    "Check its cable or its battery. It goes on by itself.",
)

AWAY_S: Final = 60.0
"""A set ends after this time away: a phone call or the door bell takes less (engineering
default)."""

LIMIT_QUIET_S: Final = 4.0
"""The longest silence while a stop limit stands: with its words, which take 4 s, it is said every
8 s (engineering default)."""

KEY_QUIET_S: Final = 15.0
"""The longest silence in a pause that the person asked for (engineering default)."""

KEY_DETAIL: Final = "Space, or an arm held up, goes on."
AWAY: Final = "I wait for you. {again} when you are back. To end the set, hold an arm up."
OPEN_AWAY: Final = "To end the set, hold an arm up. {again} to go on."
"""Without a planned number of repetitions a person who gets up has finished, or only rests."""

PEOPLE_PATIENCE_S: Final = 20.0
"""A second person who stays no longer holds up the set after this time (engineering default)."""

SEVERAL: Final = "Another person is in the picture."

PauseCause = Literal["key", "limit", "arm", "pain", "away", "people"]


class _PauseWords(NamedTuple):
    """What a pause says at first, what it shows, and what it says again after a silence."""

    words: str
    heading: str
    detail: str
    again: str
    quiet_s: float = QUIET_S


def _pause_words(cause: PauseCause, exercise: Exercise, why: str, *, is_open: bool) -> _PauseWords:
    """Return the words of a pause; `why` is the sentence of a limit."""
    again = POSITIONS[exercise.position].again
    away = (OPEN_AWAY if is_open else AWAY).format(again=again)
    back = "Wait at the start for three seconds. Then we go on."
    return {
        "key": _PauseWords(
            "Paused.",
            "Paused",
            KEY_DETAIL,
            "Paused. Hold an arm up to go on.",
            KEY_QUIET_S,
        ),
        "limit": _PauseWords(
            f"Stop. {why} Go back to the start position. Then we go on.",
            why,
            "Back to the start position, then it goes on.",
            f"{why} {back}",
            LIMIT_QUIET_S,
        ),
        "arm": _PauseWords(ARM_WORDS, "Paused", ARM_SIGN, ARM_SIGN),
        "pain": _PauseWords(
            "When you are ready, get into the start position.",
            STARTING.heading,
            "Then it goes on.",
            f"When you are ready, {back[:1].lower()}{back[1:]}",
        ),
        "people": _PauseWords(
            f"Paused. {SEVERAL} We go on when you are alone.",
            SEVERAL,
            "It goes on when you are alone and in the start position.",
            f"{SEVERAL} We go on when you are alone.",
        ),
        "away": _PauseWords(
            f"Paused. {away}",
            "Hold an arm up to end the set",
            "Come back to the start position, then it goes on.",
            away,
        ),
    }[cause]


class Pause:
    """A pause within a set.

    ``key`` ends with the key or a raised arm; ``limit``, ``pain`` and ``away`` end after `GO_ON_S`
    in the start position, or after `AWAY_S` away; ``people`` ends like these when the other person
    has gone, or stays; ``arm`` becomes the question for pain, or sharp pain if the arm stays up.

    Parameters
    ----------
    plan, now
        The session, and this set.
    cause
        Why the set pauses.
    why
        The sentence of a limit.

    Attributes
    ----------
    cause
        Why the set pauses.
    """

    def __init__(self, plan: SessionPlan, now: SetPlan, *, cause: PauseCause, why: str) -> None:
        self.cause: Final = cause
        self._asks_pain = plan.asks_pain
        self._exercise = plan.exercise
        self._detector = StartDetector(plan.exercise, side=now.side, still_s=GO_ON_S)
        self._presence = Presence(plan.exercise)
        self._away_s = math.nan
        self._advice = AdvicePacer()
        self._stays = Debounce(PEOPLE_PATIENCE_S)
        self._is_disturbed = False
        self._arm_was_down = False
        away = _pause_words("away", plan.exercise, why, is_open=not now.reps)
        self._away_words = away
        self._away_screen = ScreenState(ScreenKind.PAUSED, away.heading, away.detail)
        self._words = words = _pause_words(cause, plan.exercise, why, is_open=not now.reps)
        alarm, urgent = cause == "limit", cause in {"limit", "arm", "people"}
        self._screen = ScreenState(ScreenKind.PAUSED, words.heading, words.detail, alarm=alarm)
        self._kind: UtteranceKind = "limit" if cause in {"limit", "arm"} else "guide"
        said = Utterance(words.words, self._kind, urgent=urgent, fresh_s=6.0, breaks_off=True)
        self._announcement = [said]

    def update(self, inputs: SessionInput) -> SessionOutput:
        """Return what to show and say; done when the set goes on."""
        reading = self._detector.update(inputs.pose)
        several = (inputs.surroundings.people or 0) > 1
        self._is_disturbed = several and not self._stays.update(inputs.time_s, on=True)
        if inputs.pose is not None and reading is not None:
            self._follow_absence(reading)
        self._arm_was_down = self._arm_was_down or inputs.arm_up_s <= 0
        said, self._announcement = self._announcement, []
        if said:
            self._advice.hold_back(inputs.time_s)
        end = self._end(inputs)
        if end == "done":
            begin = BEGIN if self._detector.in_start else begin_again(self._exercise)
            said.append(Utterance(f"Go on. {begin}", "guide", fresh_s=6.0, breaks_off=True))
        elif end is None and not said:
            said = self._ask_back(inputs)
        screen = self._away_screen if self._is_away else self._screen
        return SessionOutput(screen, reading, said, end)

    @property
    def _is_away(self) -> bool:
        """Return True if the person has left since: limit or visitor are no more the point."""
        return self.cause in {"limit", "people"} and not math.isnan(self._away_s)

    @property
    def is_judged(self) -> bool:
        """Return True if what the person does now belongs to the set.

        While another person is in the picture, it is not certain who is followed.
        """
        if self.cause == "people":
            return not self._is_disturbed
        return self.cause in {"limit", "arm", "away"}

    @property
    def ends_with_a_repetition(self) -> bool:
        """Return True if a repetition shows that the person is back."""
        return self.is_judged and self.cause in {"people", "away"}

    def _end(self, inputs: SessionInput) -> StageEnd | None:
        """Return how the pause ends now; None if it goes on."""
        if Command.PAUSE in inputs.commands:
            return "done"
        raised = self._arm_was_down and inputs.arm_up_s >= RESUME_ARM_S
        if self.cause == "key":  # the person has a reason to get up, and comes back
            return "done" if raised else None
        if self.cause == "arm" and not self._arm_was_down:
            return "sharp_pain" if inputs.arm_up_s >= SHARP_S else None
        if self.cause == "arm" and self._asks_pain:
            return "ask_pain"
        if self._detector.in_start and not (self.cause == "people" and self._is_disturbed):
            return "done"
        is_gone = inputs.time_s - self._away_s >= AWAY_S
        waits = self.cause == "away" or self._is_away
        return "left" if is_gone or (raised and waits) else None

    def _follow_absence(self, reading: Reading) -> None:
        """Take the time since which the person has been away."""
        if not self._presence.has_left(reading):
            self._away_s = reading.pose.time_s if self.cause == "away" else math.nan
        elif math.isnan(self._away_s):
            self._away_s = reading.pose.time_s

    def _ask_back(self, inputs: SessionInput) -> list[Utterance]:
        """Return what keeps the set from going on, or the words of the pause after a silence."""
        words, hint = self._words, self._detector.hint
        if self._is_away:
            return remind(inputs, self._away_words.again)
        if self.cause == "pain":
            return self._advice.prompt(inputs, hint, words.again)
        again = f"{words.heading} {hint}" if self.cause == "limit" and hint else words.again
        return remind(inputs, again, after_s=words.quiet_s, kind=self._kind)


class ArmSign:
    """Takes an arm that stays up outside a set for the sign of sharp pain, as within one."""

    def __init__(self) -> None:
        self._is_said = False

    def update(self, inputs: SessionInput) -> SessionOutput | None:
        """Return what the arm means; None = nothing yet, and the stage goes on."""
        if inputs.arm_up_s < ARM_WARNS_S:
            self._is_said = False
            return None
        said = [] if self._is_said else [Utterance(ARM_SIGN, "limit", urgent=True, fresh_s=4.0)]
        self._is_said = True
        heading, detail = ARM_SIGN.split(". ")
        screen = ScreenState(ScreenKind.PAUSED, f"{heading}.", detail)
        is_sharp = inputs.arm_up_s >= SHARP_S
        return SessionOutput(screen, None, said, "sharp_pain" if is_sharp else None)


class CameraPause:
    """Waits, in any stage, while the camera sends no pictures.

    Attributes
    ----------
    is_away
        True since the first input without a camera.
    """

    def __init__(self) -> None:
        self.is_away = False

    def update(self, inputs: SessionInput, reading: Reading | None) -> SessionOutput:
        """Return what to show and say.

        Parameters
        ----------
        inputs, reading
            The input, and the last reading of the set that waits; None = there is no set.

        Returns
        -------
        SessionOutput
        """
        first = [Utterance(NO_PICTURE, "guide", breaks_off=True)]
        said = remind(inputs, NO_PICTURE) if self.is_away else first
        self.is_away = True
        return SessionOutput(CAMERA_AWAY, reading, said)
