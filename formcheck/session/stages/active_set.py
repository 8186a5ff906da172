"""The active-set stage judges one set: countdown, repetitions and pauses."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from formcheck.assessment.checker import Checker
from formcheck.assessment.events import ExcessiveRange
from formcheck.assessment.rep_counter import Phase
from formcheck.pose.filters import SAMPLE_GAP_S, Debounce
from formcheck.pose.gestures import trunk_is_upright
from formcheck.pose.positions import POSITIONS
from formcheck.session.announcer import Announcer, number_word
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
from formcheck.session.stages.start import STARTING, AdvicePacer, StartDetector

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

UP_S: Final = 2.5
"""The set ends after this time with an upright trunk (engineering default)."""

LEFT_S: Final = 6.0
"""The set ends after this time without a person, or with one in another position (engineering
default)."""

UNJUDGED_S: Final = 30.0
"""The set ends after this time without a pose that can be judged (engineering default)."""

MOVING: Final = frozenset({Phase.MOVE, Phase.HOLD, Phase.RETURN})
"""Phases of a repetition; one of them ends the countdown early."""

PEOPLE_PATIENCE_S: Final = 20.0
"""A second person who stays no longer holds up the set after this time (engineering default)."""

SEVERAL: Final = "Another person is in the picture."

PauseCause = Literal["key", "limit", "arm", "pain", "people"]


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
        self._pause: _Pause | None = None
        self._since_s = self._last_s = time_s
        self._second_said = -1
        self._lost_s = math.nan
        self._must_hold_start = must_hold_start
        self._most_people = 1

    def update(self, inputs: SessionInput) -> SessionOutput:
        """Return what to show, say and keep; see `StageEnd` for how a set ends."""
        if Command.PAUSE in inputs.commands and self._pause is None and not self.is_counting_down:
            self._begin_pause("key")
            inputs = replace(inputs, commands=())
        if self._pause is not None:
            output = self._pause.update(inputs)
            if output.stage_end != "done":
                return output
            self._pause = None
            self._accept_people(inputs)
            return output._replace(stage_end=None)
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
            said = self._announcer.update(reading)
            output = SessionOutput(output.screen, reading, said, end, judged=reading)
        return (self._count_down if self.is_counting_down else self._follow)(output, inputs)

    def wait_after_pain(self) -> None:
        """Wait for the start position; then the set goes on."""
        self._begin_pause("pain")

    def _begin_pause(self, cause: PauseCause, *, why: str = "") -> None:
        """Pause the set, or end its countdown with a pause; `why` is the sentence of a limit."""
        self.is_counting_down = False
        self._pause = _Pause(self._plan, side=self._now.side, cause=cause, why=why)

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
            said = [Utterance(f"Wait. {STARTING.heading}.", "guide")]
            return SessionOutput(STARTING, self.reading, said, "start_lost")
        screen, said, total_s = output.screen, [], self._plan.countdown_s
        left_s = total_s - (inputs.time_s - self._since_s)
        moves = self.reading is not None and self.reading.phase in MOVING
        if moves or left_s <= 0 or Command.PAUSE in inputs.commands:
            self.is_counting_down = False
            said = [Utterance("Go.", "guide", fresh_s=1.0)]
        else:
            screen = ScreenState(
                ScreenKind.COUNTDOWN, "Stay as you are", remaining_s=left_s, total_s=total_s
            )
            before, self._second_said = self._second_said, math.ceil(left_s)
            if self._second_said != before:
                said = [Utterance(number_word(self._second_said), "count", fresh_s=0.7)]
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
        """Pause the set after a stop limit, or if an arm is up."""
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
        return output


class _Pause:
    """A pause within a set.

    ``key`` ends with the key or a raised arm; ``limit`` and ``pain`` end after `GO_ON_S` in the
    start position; ``arm`` becomes the question for pain, or sharp pain if the arm stays up;
    ``people`` ends like these two when the other person has gone, or stays.
    """

    def __init__(
        self, plan: SessionPlan, *, side: SideChoice, cause: PauseCause, why: str
    ) -> None:
        self._cause = cause
        self._asks_pain = plan.asks_pain
        self._detector = StartDetector(plan.exercise, side=side, still_s=GO_ON_S)
        self._presence = Presence(plan.exercise)
        self._advice = AdvicePacer()
        self._stays = Debounce(PEOPLE_PATIENCE_S)
        self._arm_was_down = False
        words, heading, detail = {
            "key": ("Paused.", "Paused", "Space, or an arm held up, goes on."),
            "limit": (
                f"Stop. {why} Go back to the start position. Then we go on.",
                why,
                "Back to the start position, then it goes on.",
            ),
            "arm": (ARM_WORDS, "Paused", ARM_SIGN),
            "people": (
                f"Paused. {SEVERAL} We go on when you are alone.",
                SEVERAL,
                "It goes on when you are alone and in the start position.",
            ),
            "pain": (
                "When you are ready, get into the start position.",
                STARTING.heading,
                "Then it goes on.",
            ),
        }[cause]
        self._screen = ScreenState(ScreenKind.PAUSED, heading, detail, alarm=cause == "limit")
        urgent = cause in {"limit", "arm", "people"}
        kind: UtteranceKind = "limit" if cause in {"limit", "arm"} else "guide"
        self._announcement = [Utterance(words, kind, urgent=urgent, fresh_s=6.0)]

    def update(self, inputs: SessionInput) -> SessionOutput:
        """Return what to show and say; done when the set goes on."""
        reading = self._detector.update(inputs.pose)
        left = False
        if inputs.pose is not None and reading is not None:
            left = self._presence.has_left(reading)
        self._arm_was_down = self._arm_was_down or inputs.arm_up_s <= 0
        said, self._announcement = self._announcement, []
        if said:
            self._advice.hold_back(inputs.time_s)
        end: StageEnd | None = None
        done = Command.PAUSE in inputs.commands
        if self._cause == "key":
            left = False  # The person has a reason to get up, and comes back.
            done = done or (self._arm_was_down and inputs.arm_up_s >= RESUME_ARM_S)
        elif self._cause == "arm" and not self._arm_was_down:
            end = "sharp_pain" if inputs.arm_up_s >= SHARP_S else None
        elif self._cause == "arm" and self._asks_pain:
            end = "ask_pain"
        elif self._cause == "people" and self._is_disturbed(inputs):
            pass
        else:
            done = done or self._detector.in_start
            if not done:
                said.extend(self._advice.update(inputs.time_s, self._detector.hint))
        if done:
            said.append(Utterance("Go on.", "guide"))
        end = end or ("done" if done else "left" if left else None)
        return SessionOutput(self._screen, reading, said, end)

    def _is_disturbed(self, inputs: SessionInput) -> bool:
        """Return True while another person is there who has not stayed for long."""
        several = (inputs.surroundings.people or 0) > 1
        return several and not self._stays.update(inputs.time_s, on=True)


class Presence:
    """Detects that the person has got up or left, which ends a set.

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
        up = self._up.update(time_s, on=self._on_the_floor and trunk_is_upright(pose))
        left = self._left.update(time_s, on=name in {"absent", "position"})
        unjudged = self._unjudged.update(time_s, on=bool(name))
        return up or left or unjudged
