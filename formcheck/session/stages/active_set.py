"""The active-set stage judges one set: countdown, repetitions and pauses."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from formcheck.assessment.events import ExcessiveRange, RepCompleted
from formcheck.pose.filters import SAMPLE_GAP_S
from formcheck.session.announcer import Announcer, Prompter, number_word
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
)
from formcheck.session.set_judge import MOVING
from formcheck.session.stages.pause import ARM_WARNS_S, Pause, PauseCause
from formcheck.session.stages.start import STARTING, Presence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from formcheck.assessment.events import Reading
    from formcheck.session.plan import SessionPlan, SetPlan
    from formcheck.session.set_judge import SetJudge

ARM_PAUSES_S: Final = 1.5
"""A raised arm pauses the set after this time.  In 48 rendered films of all exercises no arm
counted as raised at any time (engineering default)."""

LOST_START_S: Final = 1.0
"""Longest loss of the start position during the countdown (engineering default)."""

_MOVING: Final = ScreenState(ScreenKind.MOVING)


class ActiveSet:
    """Leads through one set and judges it.

    The set begins with the countdown, in the start position, so that the person's own baseline is
    known and an early first repetition counts; or without one, if the person is exercising
    already.

    Parameters
    ----------
    plan, now
        The session, and this set.
    judge
        Judges the set; it has judged the first pose that comes.
    time_s
        Start of the countdown.
    must_hold_start
        True if losing the start position ends the countdown.
    has_begun
        True if there is no countdown.

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
        judge: SetJudge,
        time_s: float,
        must_hold_start: bool = True,
        has_begun: bool = False,
    ) -> None:
        self.is_counting_down = not has_begun
        self._plan, self._now = plan, now
        self._judge, self._earlier = judge, judge.earlier
        self.reading = judge.reading
        self._announcer = Announcer(plan.exercise, reps=now.reps)
        self._presence = Presence(plan.exercise)
        self.pause: Pause | None = None
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
        earlier, self._earlier = self._earlier, ()
        output = SessionOutput(_MOVING, self.reading, earlier=earlier)
        if inputs.pose is not None:
            reading = self.reading = self._judge.update(inputs.pose)
            end: StageEnd | None = None
            if _is_complete(reading, self._now):
                end = "done"
            elif self._presence.has_left(reading):
                end = "left"
            said = self._announcer.update(reading, speaking=inputs.speaking)
            if earlier and not self.is_counting_down:  # the first count outranks any guidance
                said = [replace(words, breaks_off=True) for words in said]
            output = output._replace(
                reading=reading, utterances=said, stage_end=end, judged=reading
            )
        return (self._count_down if self.is_counting_down else self._follow)(output, inputs)

    def _wait(self, pause: Pause, inputs: SessionInput) -> SessionOutput:
        """Wait for the end of a pause; the repetitions so far stay on the screen."""
        output = pause.update(inputs)
        if inputs.pose is not None and pause.is_judged:
            reading = self.reading = self._judge.update(inputs.pose)
            output = output._replace(reading=reading, judged=reading)
            if pause.cause not in {"arm", "limit"} and (why := _stop_limit((reading,))):
                self._begin_pause("limit", why=why)
                return output._replace(stage_end=None)
            is_back = any(isinstance(event, RepCompleted) for event in reading.events)
            if is_back and pause.ends_with_a_repetition:
                self._end_pause(inputs)
                said = self._announcer.update(reading, speaking=inputs.speaking)
                end: StageEnd | None = "done" if _is_complete(reading, self._now) else None
                return output._replace(screen=_MOVING, utterances=said, stage_end=end)
        now, kept = output.reading, self.reading
        if now is not None and kept is not None:
            now = now._replace(reps=kept.reps, good_reps=kept.good_reps)
            output = output._replace(reading=now)
        if output.stage_end != "done":
            return output
        self._end_pause(inputs)
        if kept is not None and _is_complete(
            kept, self._now
        ):  # all repetitions have been done in the pause
            return output._replace(screen=_MOVING, utterances=())
        return output._replace(stage_end=None)

    def _end_pause(self, inputs: SessionInput) -> None:
        self.pause, self._presence = None, Presence(self._plan.exercise)
        self._accept_people(inputs)
        self._announcer.forget()

    def wait_after_pain(self) -> None:
        """Wait for the start position; then the set goes on."""
        self._begin_pause("pain")

    def _begin_pause(self, cause: PauseCause, *, why: str = "") -> None:
        """Pause the set, or end its countdown with a pause; `why` is the sentence of a limit."""
        self.is_counting_down = False
        self.pause = Pause(self._plan, self._now, cause=cause, why=why)

    def finish(self, ended_by: EndedBy) -> FinishedSet:
        """Return the set with its report; a repetition under way ends where it is."""
        return FinishedSet(self._now, self._judge.start_s, ended_by, self._judge.finish())

    def _count_down(self, output: SessionOutput, inputs: SessionInput) -> SessionOutput:
        """Show and say the countdown; a movement or a key ends it early."""
        self._accept_people(inputs)
        gap_s, self._last_s = inputs.time_s - self._last_s, inputs.time_s
        if gap_s > SAMPLE_GAP_S:  # the camera was lost
            self._since_s += gap_s
        if inputs.arm_up_s >= ARM_WARNS_S:  # the start stage says what that means
            return SessionOutput(STARTING, self.reading, (), "start_lost")
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
        if why := _stop_limit((*output.earlier, output.judged)):
            self._begin_pause("limit", why=why)
            if output.earlier and self.pause is not None:  # a count would sound like praise
                return self._wait(self.pause, inputs)._replace(earlier=output.earlier)
            # The pause says the limit itself, and what to do.
            said = [words for words in output.utterances if words.kind != "limit"]
            return output._replace(utterances=said, stage_end=None)
        if output.stage_end is None and inputs.arm_up_s >= ARM_PAUSES_S:
            self._begin_pause("arm")
        elif (inputs.surroundings.people or 0) > self._most_people and output.stage_end != "done":
            self._begin_pause("people")
            return output._replace(stage_end=None)
        if output.stage_end == "left":
            self._begin_pause("away")
            return output._replace(stage_end=None)
        prompt = output.utterances or self._prompter.update(output.judged, inputs)
        return output._replace(utterances=prompt)


def _is_complete(reading: Reading, now: SetPlan) -> bool:
    """Return True if all planned repetitions are done."""
    return 0 < now.reps <= reading.reps


def _stop_limit(readings: Iterable[Reading]) -> str:
    """Return the sentence of the first stop limit that was exceeded; empty = none was."""
    events = (event for reading in readings for event in reading.events)
    limits = (event for event in events if isinstance(event, ExcessiveRange))
    return next((limit.say for limit in limits if limit.action == "stop"), "")
