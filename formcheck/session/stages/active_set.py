"""A set under way: judged from the countdown on, until it is done or the person leaves."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from formcheck.assessment.checker import Checker
from formcheck.assessment.events import ExcessiveRange
from formcheck.assessment.rep_counter import Phase
from formcheck.pose.filters import SAMPLE_GAP_S
from formcheck.session.announcer import Announcer, number_word
from formcheck.session.presence import Presence
from formcheck.session.protocol import (
    Command,
    FinishedSet,
    ScreenKind,
    ScreenState,
    SessionOutput,
    Utterance,
)
from formcheck.session.stages.pain import HOW_STRONG, PainAnswer
from formcheck.session.stages.pausing import SetPause
from formcheck.session.stages.stages import PainStage, shown

if TYPE_CHECKING:
    from formcheck.assessment.checker import Reading
    from formcheck.assessment.report import Provenance
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.pose import Pose
    from formcheck.session.plan import SessionPlan, SetPlan
    from formcheck.session.protocol import EndedBy, SessionInput


class SetProgress(NamedTuple):
    """What a pose came to.

    Attributes
    ----------
    reading
        What is known; its pose counts time and index from the start of the set.
    utterances
        What to say.
    over
        Why the set is over with this pose, or None.
    stop
        The stop limit that was exceeded on this pose, or None.
    """

    reading: Reading
    utterances: list[Utterance]
    over: EndedBy | None
    stop: ExcessiveRange | None


class TrackedSet:
    """Judges one set of a session.

    It begins with the countdown, in the start position, so that the person's own start is known
    and who sets off early is counted.

    Parameters
    ----------
    exercise
        What is done.
    plan
        This set.
    first
        Its first pose: time and index are counted from there.
    provenance
        What to write into the report.
    """

    def __init__(
        self,
        exercise: Exercise,
        plan: SetPlan,
        *,
        first: Pose,
        provenance: Provenance | None = None,
    ) -> None:
        self.plan = plan
        self.start_s = first.time_s
        self._first_index = first.index
        self._exercise = exercise
        self._checker = Checker(exercise, side=plan.side, provenance=provenance)
        self._announcer = Announcer(exercise, reps=plan.reps)
        self._presence = Presence(exercise)
        self.reading: Reading | None = None

    def follow(self, pose: Pose) -> SetProgress:
        """Take the next pose."""
        own = replace(
            pose, time_s=pose.time_s - self.start_s, index=pose.index - self._first_index
        )
        reading = self.reading = self._checker.update(own)
        over: EndedBy | None = None
        if self.plan.reps and reading.reps >= self.plan.reps:
            over = "done"
        elif self._presence.has_left(own, reading.paused):
            over = "left"
        stops = [
            event
            for event in reading.events
            if isinstance(event, ExcessiveRange) and event.action == "stop"
        ]
        said = self._announcer.update(reading)
        return SetProgress(reading, said, over, stops[0] if stops else None)

    @property
    def moves(self) -> bool:
        """Whether a repetition is under way."""
        return self.reading is not None and self.reading.phase in {
            Phase.MOVE,
            Phase.HOLD,
            Phase.RETURN,
        }

    def finish(self, ended_by: EndedBy) -> FinishedSet:
        """The set is over; what is under way is ended where it is."""
        return FinishedSet(self.plan, self.start_s, ended_by, self._checker.finish())


HELP_S: Final = 1.5
"""How long an arm is held up during a set before that is a call for a pause.  On 48 rendered films
of all exercises no arm counts as held up at any time (engineering default)."""

LOST_START_S: Final = 1.0
"""How long the start position may be lost during the countdown (engineering default)."""


class ActiveSet:
    """Leads through one set.

    Parameters
    ----------
    plan, now
        The session, and this set.
    first
        The pose with which the countdown begins.
    time_s
        When that is.
    provenance
        What to write into the report.
    must_hold_start
        Whether losing the start position ends the countdown.

    Attributes
    ----------
    over
        Why the set is over; None while it goes on.
    dropped
        Whether it is not a set after all: the start position was lost in the countdown.
    answers
        What was answered about pain so far, in order.
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
        self.over: EndedBy | None = None
        self.dropped = False
        self.answers: list[PainAnswer] = []
        self._plan, self._now = plan, now
        self._set = TrackedSet(plan.exercise, now, first=first, provenance=provenance)
        self._stage: ScreenKind | SetPause | PainStage = ScreenKind.COUNTDOWN
        self._since_s = self._last_s = time_s
        self._told = -1
        self._lost_s = math.nan
        self._must_hold_start = must_hold_start

    def update(self, tick: SessionInput, arm_s: float) -> SessionOutput:
        """Take the next tick; `arm_s` is for how long an arm has been up."""
        if {Command.REDO, Command.NEXT_SIDE} & set(tick.commands) and self.is_counting_down:
            self.dropped = True
            screen = self._screen(ScreenKind.STARTING, "Get into the start position")
            return SessionOutput(screen, self._set.reading, dropped=True)
        if Command.REDO in tick.commands:
            self.over = "redone"
        elif Command.NEXT_SIDE in tick.commands:
            self.over = "asked"
        if self.over is not None:
            return SessionOutput(self._screen(ScreenKind.MOVING, ""), self._set.reading)
        if Command.PAIN in tick.commands and not isinstance(self._stage, PainStage):
            self._ask(tick)
            tick = replace(tick, commands=())
        if Command.PAUSE in tick.commands and self._stage is ScreenKind.MOVING:
            self._stage = SetPause(self._plan, self._now, tick.time_s, cause="key")
            tick = replace(tick, commands=())
        if isinstance(self._stage, SetPause):
            return self._pause(tick, self._stage, arm_s)
        if isinstance(self._stage, PainStage):
            return self._listen(tick, self._stage, arm_s)
        return (
            self._count_down(tick)
            if self._stage is ScreenKind.COUNTDOWN
            else self._move(tick, arm_s)
        )

    @property
    def is_counting_down(self) -> bool:
        """Whether it has not really begun: what is dropped now was no set."""
        return self._stage is ScreenKind.COUNTDOWN

    def finish(self, ended_by: EndedBy) -> FinishedSet:
        """The set is over; what is under way is ended where it is."""
        return self._set.finish(ended_by)

    def _count_down(self, tick: SessionInput) -> SessionOutput:
        under_way, judged = self._set, None
        gap_s, self._last_s = tick.time_s - self._last_s, tick.time_s
        if gap_s > SAMPLE_GAP_S:
            self._since_s += gap_s
        if tick.pose is not None:
            judged = under_way.follow(tick.pose).reading
        reading = under_way.reading
        if self._must_hold_start and reading is not None and reading.paused is not None:
            if math.isnan(self._lost_s):
                self._lost_s = tick.time_s
            if tick.time_s - self._lost_s >= LOST_START_S:
                self.dropped = True
                said = Utterance("Wait. Get into the start position.", "guide")
                screen = self._screen(ScreenKind.STARTING, "Get into the start position")
                return SessionOutput(screen, reading, (said,), dropped=True)
        else:
            self._lost_s = math.nan
        left_s = self._plan.countdown_s - (tick.time_s - self._since_s)
        if under_way.moves or left_s <= 0 or Command.PAUSE in tick.commands:
            self._stage = ScreenKind.MOVING
            go = Utterance("Go.", "guide", fresh_s=1.0)
            return SessionOutput(
                self._screen(ScreenKind.MOVING, ""), reading, (go,), judged=judged
            )
        screen = replace(
            self._screen(ScreenKind.COUNTDOWN, "Stay as you are"),
            remaining_s=left_s,
            total_s=self._plan.countdown_s,
        )
        return SessionOutput(screen, reading, self._seconds(math.ceil(left_s)), judged=judged)

    def _seconds(self, left: int) -> tuple[Utterance, ...]:
        """The seconds of the countdown, each once."""
        if left == self._told:
            return ()
        self._told = left
        return (Utterance(number_word(left), "count", fresh_s=0.7),)

    def _move(self, tick: SessionInput, arm_s: float) -> SessionOutput:
        screen = self._screen(ScreenKind.MOVING, "")
        if tick.pose is None:
            return SessionOutput(screen, self._set.reading)
        followed = self._set.follow(tick.pose)
        if followed.stop is not None:
            why = followed.stop.say
            self._stage = SetPause(self._plan, self._now, tick.time_s, cause="limit", why=why)
        elif followed.over is not None:
            self.over = followed.over
        elif arm_s >= HELP_S:
            self._stage = SetPause(self._plan, self._now, tick.time_s, cause="arm")
        said = followed.utterances
        if followed.stop is not None:  # the pause says it, and what is to be done
            said = [words for words in said if words.kind != "limit"]
        return SessionOutput(screen, followed.reading, tuple(said), judged=followed.reading)

    def _pause(self, tick: SessionInput, pausing: SetPause, arm_s: float) -> SessionOutput:
        step = pausing.update(tick, arm_s)
        if pausing.is_sharp:
            self.answers.append(PainAnswer(None, sharp=True))
            self.over = "pain"
        elif pausing.wants_to_ask:
            self._ask(tick)
        elif step.done:
            self._stage = ScreenKind.MOVING
        elif pausing.has_left:
            self.over = "left"
        return shown(step)

    def _ask(self, tick: SessionInput) -> None:
        self._stage = PainStage(self._plan, self._now, HOW_STRONG, tick.time_s)

    def _listen(self, tick: SessionInput, asking: PainStage, arm_s: float) -> SessionOutput:
        """Pain is asked in the middle of the set."""
        step = asking.update(tick, arm_s)
        if asking.answer is not None:
            self.answers.append(asking.answer)
            if asking.answer.ends_exercise:
                self.over = "pain"
            else:
                self._stage = SetPause(self._plan, self._now, tick.time_s, cause="start")
        return shown(step)

    def _screen(self, stage: ScreenKind, heading: str) -> ScreenState:
        return ScreenState(stage, heading, side=self._now.leg)
