"""The active-set stage judges one set: countdown, repetitions and pauses."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from formcheck.assessment.checker import Checker
from formcheck.assessment.events import ExcessiveRange
from formcheck.assessment.rep_counter import Phase
from formcheck.pose.filters import SAMPLE_GAP_S, Debounce
from formcheck.pose.positions import POSITIONS
from formcheck.session.announcer import BEGIN, Announcer, Prompter, begin_again, number_word
from formcheck.session.protocol import (
    Command,
    EndedBy,
    FinishedSet,
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
    from formcheck.assessment.report import Provenance
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.joints import SideChoice
    from formcheck.pose.pose import Pose
    from formcheck.session.plan import SessionPlan, SetPlan

ARM_PAUSES_S: Final = 1.5
"""A raised arm pauses the set after this time.  In 48 rendered films of all exercises no arm
counted as raised at any time (engineering default)."""

LOST_START_S: Final = 1.0
"""Longest loss of the start position during the countdown (engineering default)."""

GO_ON_S: Final = 3.0
"""The set goes on after this time in the start position (engineering default)."""

SHARP_S: Final = 8.0
"""An arm that stays up for this time signals sharp pain: after `ARM_PAUSES_S` the person hears
what it means, the words take 4 s, and lowering the arm takes another."""

RESUME_ARM_S: Final = 1.0
"""A raised arm ends a pause by key after this time (engineering default)."""

ARM_SIGN: Final = "Lower your arm. Keep it up for sharp pain."
ARM_WORDS: Final = f"Paused. {ARM_SIGN}"

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

MOVING: Final = frozenset({Phase.MOVE, Phase.HOLD, Phase.RETURN})
"""Phases of a repetition; one of them ends the countdown early."""

PEOPLE_PATIENCE_S: Final = 20.0
"""A second person who stays no longer holds up the set after this time (engineering default)."""

SEVERAL: Final = "Another person is in the picture."

PauseCause = Literal["key", "limit", "arm", "pain", "away", "people"]


class ActiveSet:
    """Leads through one set and judges it.

    The set begins with the countdown, in the start position, so that the person's own baseline is
    known and an early first repetition counts.

    Parameters
    ----------
    plan, now
        The session, and this set.
    first
        First pose of the set: time and index in the report count from it.
    time_s
        Start of the countdown.
    provenance
        Provenance block of the report.
    must_hold_start
        True if losing the start position ends the countdown.

    Attributes
    ----------
    is_counting_down
        True before the set has really begun: a set that ends now is discarded.
    reading
        The last judged reading; None before the first.
    pause
        The pause that is under way; None = none.
    """

    def __init__(
        self,
        plan: SessionPlan,
        now: SetPlan,
        *,
        first: Pose,
        time_s: float,
        provenance: Provenance | None,
        must_hold_start: bool = True,
    ) -> None:
        self.is_counting_down = True
        self.reading: Reading | None = None
        self._plan, self._now, self._first = plan, now, first
        self._checker = Checker(plan.exercise, side=now.side, provenance=provenance)
        self._announcer = Announcer(plan.exercise, reps=now.reps)
        self._presence = Presence(plan.exercise)
        self.pause: _Pause | None = None
        self._since_s = self._last_s = time_s
        self._second_said = -1
        self._lost_s = math.nan
        self._must_hold_start = must_hold_start
        self._most_people = 1
        self._prompter = Prompter(plan.exercise)

    def update(self, inputs: SessionInput) -> SessionOutput:
        """Return what to show, say and keep; see `StageEnd` for how a set ends."""
        self._announcer.learn(speaking=inputs.speaking, heard=inputs.heard)
        if Command.PAUSE in inputs.commands and self.pause is None and not self.is_counting_down:
            self._begin_pause("key")
            inputs = replace(inputs, commands=())
        if self.pause is not None:
            return self._wait(self.pause, inputs)
        output = SessionOutput(ScreenState(ScreenKind.MOVING), self.reading)
        if inputs.pose is not None:
            first = self._first
            time_s, index = inputs.pose.time_s - first.time_s, inputs.pose.index - first.index
            pose = replace(inputs.pose, time_s=time_s, index=index)
            reading = self.reading = self._checker.update(pose)
            end: StageEnd | None = None
            if self._now.reps and reading.reps >= self._now.reps:
                end = "done"
            elif self._presence.has_left(reading):
                end = "left"
            said = self._announcer.update(reading, speaking=inputs.speaking)
            output = SessionOutput(output.screen, reading, said, end, judged=reading)
        return (self._count_down if self.is_counting_down else self._follow)(output, inputs)

    def _wait(self, pause: _Pause, inputs: SessionInput) -> SessionOutput:
        """Wait for the end of a pause; the repetitions so far stay on the screen."""
        output = pause.update(inputs)
        now, kept = output.reading, self.reading
        if now is not None and kept is not None:
            now = now._replace(reps=kept.reps, good_reps=kept.good_reps)
            output = output._replace(reading=now)
        if output.stage_end != "done":
            return output
        self.pause, self._presence = None, Presence(self._plan.exercise)
        self._accept_people(inputs)
        self._announcer.forget()
        return output._replace(stage_end=None)

    def wait_after_pain(self) -> None:
        """Wait for the start position; then the set goes on."""
        self._begin_pause("pain")

    def _begin_pause(self, cause: PauseCause, *, why: str = "") -> None:
        """Pause the set, or end its countdown with a pause; `why` is the sentence of a limit."""
        self.is_counting_down = False
        self.pause = _Pause(self._plan, side=self._now.side, cause=cause, why=why)

    def finish(self, ended_by: EndedBy) -> FinishedSet:
        """Return the set with its report; a repetition under way ends where it is."""
        return FinishedSet(self._now, self._first.time_s, ended_by, self._checker.finish())

    def _count_down(self, output: SessionOutput, inputs: SessionInput) -> SessionOutput:
        """Show and say the countdown; a movement or a key ends it early."""
        self._accept_people(inputs)
        gap_s, self._last_s = inputs.time_s - self._last_s, inputs.time_s
        if gap_s > SAMPLE_GAP_S:  # the camera was lost
            self._since_s += gap_s
        if self._lost_start(inputs.time_s):
            said = [Utterance(f"Wait. {STARTING.heading}.", "guide", breaks_off=True)]
            return SessionOutput(STARTING, self.reading, said, "start_lost")
        screen, said, total_s = output.screen, [], self._plan.countdown_s
        left_s = total_s - (inputs.time_s - self._since_s)
        moves = self.reading is not None and self.reading.phase in MOVING
        if moves or left_s <= 0 or Command.PAUSE in inputs.commands:
            self.is_counting_down = False
            # "Go" belongs to the end of the countdown: who has begun before needs no word.
            said = [Utterance("Go.", "guide", fresh_s=1.0)] if left_s <= 0 else []
        else:
            screen = ScreenState(
                ScreenKind.COUNTDOWN, "Stay as you are", remaining_s=left_s, total_s=total_s
            )
            before, self._second_said = self._second_said, math.ceil(left_s)
            if self._second_said != before:
                number = number_word(self._second_said)
                said = [Utterance(number, "count", fresh_s=0.7, breaks_off=True)]
        return output._replace(screen=screen, utterances=said, stage_end=None)

    def _accept_people(self, inputs: SessionInput) -> None:
        """Take as many people as there are now for those who stay: they pause nothing."""
        self._most_people = max(self._most_people, inputs.surroundings.people or 0)

    def _lost_start(self, time_s: float) -> bool:
        """Return True if the start position has been lost for too long."""
        lost = self.reading is not None and self.reading.paused is not None
        if not (self._must_hold_start and lost):
            self._lost_s = math.nan
        elif math.isnan(self._lost_s):
            self._lost_s = time_s
        return time_s - self._lost_s >= LOST_START_S

    def _follow(self, output: SessionOutput, inputs: SessionInput) -> SessionOutput:
        """Pause the set after a stop limit, if an arm is up, or if the person is away."""
        if output.judged is None:
            return output
        for event in output.judged.events:
            if isinstance(event, ExcessiveRange) and event.action == "stop":
                self._begin_pause("limit", why=event.say)
                # The pause says the limit itself, and what to do.
                said = [words for words in output.utterances if words.kind != "limit"]
                return output._replace(utterances=said, stage_end=None)
        if output.stage_end is None and inputs.arm_up_s >= ARM_PAUSES_S:
            self._begin_pause("arm")
        elif (inputs.surroundings.people or 0) > self._most_people and output.stage_end != "done":
            self._begin_pause("people")
            return output._replace(stage_end=None)
        # Who planned no number of repetitions ends the set by getting up.
        got_up = self._presence.has_got_up and not self._now.reps
        if output.stage_end == "left" and not got_up:
            self._begin_pause("away")
            return output._replace(stage_end=None)
        if output.utterances:
            return output
        return output._replace(utterances=self._prompter.update(output.judged, inputs))


class _PauseWords(NamedTuple):
    """What a pause says at first, what it shows, and what it says again after a silence."""

    words: str
    heading: str
    detail: str
    again: str
    quiet_s: float = QUIET_S


def _pause_words(cause: PauseCause, exercise: Exercise, why: str) -> _PauseWords:
    """Return the words of a pause; `why` is the sentence of a limit."""
    place = POSITIONS[exercise.position]
    away = AWAY.format(again=place.again)
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
            f"Paused. {away}", "Paused", "Come back to the start position, then it goes on.", away
        ),
    }[cause]


class _Pause:
    """A pause within a set.

    ``key`` ends with the key or a raised arm; ``limit``, ``pain`` and ``away`` end after `GO_ON_S`
    in the start position, or after `AWAY_S` away; ``people`` ends like these when the other person
    has gone, or stays; ``arm`` becomes the question for pain, or sharp
    pain if the arm stays up.
    """

    def __init__(
        self, plan: SessionPlan, *, side: SideChoice, cause: PauseCause, why: str
    ) -> None:
        self._cause = cause
        self._asks_pain = plan.asks_pain
        self._exercise = plan.exercise
        self._detector = StartDetector(plan.exercise, side=side, still_s=GO_ON_S)
        self._presence = Presence(plan.exercise)
        self._away_s = math.nan
        self._advice = AdvicePacer()
        self._stays = Debounce(PEOPLE_PATIENCE_S)
        self._arm_was_down = False
        self._words = words = _pause_words(cause, plan.exercise, why)
        alarm, urgent = cause == "limit", cause in {"limit", "arm", "people"}
        self._screen = ScreenState(ScreenKind.PAUSED, words.heading, words.detail, alarm=alarm)
        self._kind: UtteranceKind = "limit" if cause in {"limit", "arm"} else "guide"
        said = Utterance(words.words, self._kind, urgent=urgent, fresh_s=6.0, breaks_off=True)
        self._announcement = [said]

    def update(self, inputs: SessionInput) -> SessionOutput:
        """Return what to show and say; done when the set goes on."""
        reading = self._detector.update(inputs.pose)
        if inputs.pose is not None and reading is not None:
            self._follow_absence(reading)
        self._arm_was_down = self._arm_was_down or inputs.arm_up_s <= 0
        said, self._announcement = self._announcement, []
        if said:
            self._advice.hold_back(inputs.time_s)
        end = self._end(inputs)
        if end == "done":
            begin = BEGIN if self._detector.in_start else begin_again(self._exercise)
            said.append(Utterance(f"Go on. {begin}", "guide"))
        elif end is None and not said:
            said = self._ask_back(inputs)
        return SessionOutput(self._screen, reading, said, end)

    def _end(self, inputs: SessionInput) -> StageEnd | None:
        """Return how the pause ends now; None if it goes on."""
        if Command.PAUSE in inputs.commands:
            return "done"
        raised = self._arm_was_down and inputs.arm_up_s >= RESUME_ARM_S
        if self._cause == "key":  # the person has a reason to get up, and comes back
            return "done" if raised else None
        if self._cause == "arm" and not self._arm_was_down:
            return "sharp_pain" if inputs.arm_up_s >= SHARP_S else None
        if self._cause == "arm" and self._asks_pain:
            return "ask_pain"
        is_disturbed = self._cause == "people" and self._is_disturbed(inputs)
        if self._detector.in_start and not is_disturbed:
            return "done"
        is_gone = inputs.time_s - self._away_s >= AWAY_S
        return "left" if is_gone or (self._cause == "away" and raised) else None

    def _is_disturbed(self, inputs: SessionInput) -> bool:
        """Return True while another person is there who has not stayed for long."""
        several = (inputs.surroundings.people or 0) > 1
        return several and not self._stays.update(inputs.time_s, on=True)

    def _follow_absence(self, reading: Reading) -> None:
        """Take the time since which the person has been away."""
        if not self._presence.has_left(reading):
            self._away_s = reading.pose.time_s if self._cause == "away" else math.nan
        elif math.isnan(self._away_s):
            self._away_s = reading.pose.time_s

    def _ask_back(self, inputs: SessionInput) -> list[Utterance]:
        """Return what keeps the set from going on, or the words of the pause after a silence."""
        words, hint = self._words, self._detector.hint
        if self._cause == "pain":
            return self._advice.prompt(inputs, hint, words.again)
        again = f"{words.heading} {hint}" if self._cause == "limit" and hint else words.again
        return remind(inputs, again, after_s=words.quiet_s, kind=self._kind)
