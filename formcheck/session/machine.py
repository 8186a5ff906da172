"""The state machine of a live session: it decides which stage comes next.

A session goes through six stages::

    placement → pain → start → active set → pain → rest ┐      summary
                         ↑_____________________________|

Each stage returns a `SessionOutput`; `SessionMachine` owns all transitions.  It has no clock, no
camera and no files.  One input passes these functions, in this order:

1. `SessionMachine.update` takes the input and measures how long an arm has been up;
2. `SessionMachine._advance` obeys the commands that end or interrupt the stage;
3. the ``update`` of the current stage decides what to show and say;
4. `SessionMachine._move_on` enters the next stage when the current one has ended.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from formcheck.pose.gestures import RaisedArm
from formcheck.session.announcer import SpeechPlan, begin_again
from formcheck.session.plan import SessionPlan, SetQueue
from formcheck.session.protocol import (
    Command,
    EndedBy,
    FinishedSet,
    ScreenKind,
    ScreenState,
    SessionInput,
    SessionOutput,
    Stage,
    Utterance,
)
from formcheck.session.report import PainRecord
from formcheck.session.set_judge import EarlyJudge
from formcheck.session.stages.active_set import ActiveSet
from formcheck.session.stages.pain import QUESTIONS, PainAnswer, PainMoment, PainStage
from formcheck.session.stages.pause import ArmSign, CameraPause
from formcheck.session.stages.placement import PlacementStage
from formcheck.session.stages.rest import RestStage
from formcheck.session.stages.start import STARTING, StartStage
from formcheck.session.stages.summary import CAMERA_GONE, SummaryStage, set_words

if TYPE_CHECKING:
    from formcheck.assessment.report import Provenance

IDLE_S: Final = 900.0
"""A session ends by itself after this time without a key, a repetition or a new screen: a camera
that was forgotten must not stay on for ever (engineering default)."""

KEYED_S: Final = 6.0
"""Time after which a session that was finished by key closes: one press is enough, and the results
can be read at the keyboard (engineering default)."""

_OVER: Final = ScreenState(ScreenKind.OVER)


class SessionMachine:
    """Leads through one session.

    Parameters
    ----------
    plan
        The sets of the session.
    provenance
        Provenance block for the report of each set.

    Attributes
    ----------
    finished
        The sets that have ended, in order.
    pains
        The answers about pain, in order.
    is_over
        True if there is nothing more to show.

    Examples
    --------
    >>> from formcheck.exercises.loader import load_exercise
    >>> from formcheck.session.plan import SessionPlan
    >>> squat = load_exercise("mini_squat")
    >>> plan = SessionPlan(squat, ("auto",), sets=1, reps=8, rest_s=60.0, checks_place=False)
    >>> SessionMachine(plan).update(SessionInput(time_s=0.0)).screen.heading
    'How strong is your pain?'
    """

    def __init__(self, plan: SessionPlan, *, provenance: Provenance | None = None) -> None:
        self.plan = plan
        self.finished: list[FinishedSet] = []
        self.pains: list[PainRecord] = []
        self.is_over = False
        self._provenance = provenance
        self._queue = SetQueue(plan)
        self._arm, self._sign = RaisedArm(), ArmSign()
        self._early: EarlyJudge | None = None
        self._stage: Stage | None = None
        self._set: ActiveSet | None = None
        self._interrupted: Stage | None = None
        self._time_s = self._rest_since_s = 0.0
        self._camera = CameraPause()
        self._speech = SpeechPlan()
        self._last_shown: tuple[ScreenKind, int] | None = None
        self._idle_since_s = math.nan
        self._closes_soon = False
        self._closes_at_s = math.inf

    def update(self, inputs: SessionInput) -> SessionOutput:
        """Take the next input and return what to show, to say and to keep."""
        self._time_s = inputs.time_s
        if self._stage is None:
            self._enter_placement_or_start()
        if inputs.pose is not None:
            self._arm.update(inputs.pose)
        quiet_s = self._speech.listen(inputs)
        output = self._advance(replace(inputs, arm_up_s=self._arm.up_s, quiet_s=quiet_s))
        shown = (output.screen.kind, 0 if output.reading is None else output.reading.reps)
        if shown != self._last_shown or inputs.commands or inputs.digits:
            self._last_shown, self._idle_since_s = shown, inputs.time_s
        is_idle = inputs.time_s - self._idle_since_s >= IDLE_S
        if is_idle and not isinstance(self._stage, SummaryStage):
            output = self._close("left")
        self.is_over = self.is_over or inputs.time_s >= self._closes_at_s
        now = self._queue.now
        screen = replace(
            output.screen,
            side=now.leg,
            set_number=now.number,
            set_count=self.plan.sets,
            planned_reps=now.reps,
        )
        stage = self._stage
        within = (stage.is_counting_down, stage.pause) if isinstance(stage, ActiveSet) else ()
        said = self._speech.number(output.utterances, (stage, within, self._camera.is_away))
        return output._replace(screen=screen, utterances=said)

    def end(self, ended_by: EndedBy) -> SessionOutput:
        """End the session at once and return the set that ends with it."""
        self.is_over = True
        return self._close(ended_by)

    def lose_camera(self) -> SessionOutput:
        """Return the set that ends because no more pictures will come; the summary follows."""
        if isinstance(self._stage, SummaryStage):
            return SessionOutput(_OVER)
        return self._close("camera", why=CAMERA_GONE)

    def _close(self, ended_by: EndedBy, *, why: str = "") -> SessionOutput:
        ended, dropped = self._end_set(ended_by)
        self._enter_summary(why=why)
        return SessionOutput(_OVER, ended=ended, dropped=dropped)

    # --- One input -----------------------------------------------------------------------------

    def _advance(self, inputs: SessionInput) -> SessionOutput:
        """Obey the commands that no stage knows, then let the stage take the input."""
        commands = set(inputs.commands)
        if not isinstance(self._stage, SummaryStage):
            if Command.FINISH in commands:
                return self._finish(inputs)
            if inputs.camera_lost and Command.PAIN not in commands:  # pain outranks the camera
                return self._camera.update(inputs, self._set.reading if self._set else None)
        was_lost, self._camera.is_away = self._camera.is_away, False
        if commands & {Command.NEXT_SIDE, Command.REDO}:
            if self._set is not None:
                return self._break_off(self._set, inputs)
            self._change_queue(inputs)
        if Command.PAIN in commands and not isinstance(self._stage, PainStage | SummaryStage):
            self._interrupt()
            inputs = replace(inputs, commands=())
        output = self._update_stage(inputs)
        if was_lost and isinstance(self._stage, ActiveSet) and not self._stage.is_counting_down:
            words = f"The picture is back. {begin_again(self.plan.exercise)}"
            back = Utterance(words, "guide", breaks_off=True)
            output = output._replace(utterances=(back, *output.utterances))
        return output

    def _update_stage(self, inputs: SessionInput) -> SessionOutput:
        if self._stage is None:
            raise RuntimeError("expected a stage, got none: call update first")
        is_between = isinstance(self._stage, PlacementStage | StartStage | RestStage)
        sign = self._sign.update(inputs) if is_between else None
        output = sign or self._stage.update(inputs)
        if sign is None and isinstance(self._stage, PlacementStage | StartStage):
            return self._watch_early(output, inputs)
        return output if output.stage_end is None else self._move_on(output, inputs)

    def _watch_early(self, output: SessionOutput, inputs: SessionInput) -> SessionOutput:
        """Judge a person who may be exercising already: then the set has begun."""
        if self._early is None or self._early.now != self._queue.now:
            self._early = EarlyJudge(self.plan, self._queue.now, self._provenance)
        has_begun = inputs.pose is not None and self._early.update(inputs.pose)
        if isinstance(self._stage, PlacementStage) and self._stage.must_be_mended:
            has_begun = False
        if has_begun and not self._must_ask_pain:
            return self._begin_set(inputs, output)
        if output.stage_end is not None:
            return self._move_on(output, inputs)
        if has_begun:
            self._enter_pain_or_start()
        return output

    def _move_on(self, output: SessionOutput, inputs: SessionInput) -> SessionOutput:
        """Enter the stage after one that has ended: the table of all transitions."""
        match self._stage, output.stage_end:
            case _, "sharp_pain":
                between: PainMoment = "after" if self.finished else "before"
                moment = "during" if self._set else between
                return self._take_answer(output, moment, PainAnswer(None, sharp=True))
            case PlacementStage(), _:
                self._enter_pain_or_start()
            case PainStage(moment=moment, answer=answer), _:
                return self._take_answer(output, moment, answer or PainAnswer(None))
            case StartStage() as start, _:
                return self._begin_set(inputs, output, start)
            case ActiveSet(), "start_lost":
                self._end_set("left")
                self._enter_pain_or_start()
                return output._replace(dropped=True)
            case ActiveSet(), "ask_pain":
                self._interrupt()
            case ActiveSet(), "done" | "left" as ended_by:
                return self._complete_set(output, ended_by)
            case RestStage(), _:
                self._enter_placement_or_start()
            case SummaryStage(), _:
                self.is_over = True
        return output

    # --- Sets ----------------------------------------------------------------------------------

    def _begin_set(
        self, inputs: SessionInput, output: SessionOutput, start: StartStage | None = None
    ) -> SessionOutput:
        """Begin the set on the same input: after its start stage, or within the movement."""
        if inputs.pose is None or self._early is None:
            raise ValueError("expected a pose to begin a set with, got None")
        judge = self._early.hand_over(inputs.pose, keep=start is None or start.gave_up)
        self._early = None
        self._stage = self._set = ActiveSet(
            self.plan,
            self._queue.now,
            judge=judge,
            time_s=inputs.time_s,
            must_hold_start=start is not None and not start.is_doubtful,
            has_begun=start is None,
        )
        begun = self._update_stage(replace(inputs, commands=()))
        # What the stage before wanted of a person who exercises already is out of date.
        words = begun.utterances if start is None else (*output.utterances, *begun.utterances)
        return begun._replace(begun=self._queue.now, utterances=words)

    def _end_set(self, ended_by: EndedBy) -> tuple[FinishedSet | None, bool]:
        """End the set that is under way; return it, or whether its countdown was dropped."""
        ending, self._set = self._set, None
        if ending is None:
            return None, False
        if ending is self._stage and ending.is_counting_down:
            return None, True
        self.finished.append(ending.finish(ended_by))
        return self.finished[-1], False

    def _complete_set(self, output: SessionOutput, ended_by: EndedBy) -> SessionOutput:
        """End a set as planned: ask for pain or rest."""
        ended, _ = self._end_set(ended_by)
        self._rest_since_s = self._time_s
        if self.plan.asks_pain:
            self._enter_pain("after")
        else:
            self._enter_rest_or_summary()
        # The words about the set name the correction, and those about the session the results.
        said = [one for one in output.utterances if one.kind in {"count", "limit"}]
        if ended is not None and not isinstance(self._stage, SummaryStage):
            said.append(set_words(ended, self.plan.exercise))
        return output._replace(ended=ended, utterances=said)

    def _break_off(self, active: ActiveSet, inputs: SessionInput) -> SessionOutput:
        """End the set by key, to do it again or to change sides."""
        redo = Command.REDO in inputs.commands
        ended, dropped = self._end_set("redone" if redo else "asked")
        self._rest_since_s = self._time_s
        screen = STARTING if dropped else ScreenState(ScreenKind.MOVING)
        output = SessionOutput(screen, active.reading, dropped=dropped, ended=ended)
        if Command.NEXT_SIDE in inputs.commands and (dropped or not redo):
            self._queue.change_sides()
            self._enter_placement_or_start()
            return output
        self._enter_pain_or_start()
        words = Utterance("Once more from the beginning.", "guide")
        return output if dropped else output._replace(utterances=(words,))

    def _change_queue(self, inputs: SessionInput) -> None:
        """Put the other side or the last set next, between sets."""
        if isinstance(self._stage, PainStage | SummaryStage):
            return
        if Command.NEXT_SIDE in inputs.commands:
            # In the rest before the other side, that side is next already.
            if not (isinstance(self._stage, RestStage) and self._turns):
                self._queue.change_sides()
        elif self.finished:
            self._queue.repeat(self.finished[-1].plan)
        else:
            return
        self._enter_placement_or_start()

    def _finish(self, inputs: SessionInput) -> SessionOutput:
        """Finish the session by key: a set ends complete and is asked about, then all closes."""
        is_asked = isinstance(self._stage, PainStage)
        ended, dropped = self._end_set("asked")
        self._queue.stop()
        said: tuple[Utterance, ...] = ()
        if ended is not None and self.plan.asks_pain and not (is_asked or inputs.camera_lost):
            said = (set_words(ended, self.plan.exercise),)
            self._closes_soon = True
            self._enter_pain("after")
        else:
            self._enter_summary(soon=True)
        output = self._update_stage(replace(inputs, commands=()))
        words = (*said, *output.utterances)
        return output._replace(ended=ended, dropped=dropped, utterances=words)

    # --- Pain and camera -----------------------------------------------------------------------

    def _interrupt(self) -> None:
        """Ask for pain now; the stage goes on afterwards."""
        moment: PainMoment = "after" if self.finished else "before"
        self._enter_pain("during" if self._set else moment, interrupted=self._stage)

    def _take_answer(
        self, output: SessionOutput, moment: PainMoment, answer: PainAnswer
    ) -> SessionOutput:
        """Note the answer and enter the stage after it; strong pain ends set and session."""
        self.pains.append(PainRecord(moment, len(self.finished), *answer))
        if answer.ends_exercise:
            ended, _ = self._end_set("pain")
            self._enter_summary()
            return output._replace(ended=ended)
        if self._interrupted is not None:
            self._stage = self._interrupted
            if self._set is not None:
                self._set.wait_after_pain()
        elif moment == "before":
            self._enter_pain_or_start()
        else:
            self._enter_rest_or_summary()
        return output

    # --- Entering a stage ----------------------------------------------------------------------

    @property
    def _turns(self) -> bool:
        """Return True if the next set has another side than the last one."""
        return bool(self.finished) and self.finished[-1].plan.side != self._queue.now.side

    def _enter_placement_or_start(self) -> None:
        """Check the camera's place before the first set and after a change of sides."""
        if self.plan.checks_place and (not self.finished or self._turns):
            self._stage = PlacementStage(self.plan, self._queue.now, self._time_s)
        else:
            self._enter_pain_or_start()

    @property
    def _must_ask_pain(self) -> bool:
        """Return True if the question before the first set is still open."""
        return self.plan.asks_pain and not self.pains and not self.finished

    def _enter_pain_or_start(self) -> None:
        """Ask for pain before the first set, once."""
        now = self._queue.now
        if self._must_ask_pain:
            self._enter_pain("before")
        else:
            again = any(done.plan.side == now.side for done in self.finished)
            self._stage = StartStage(self.plan, now, again=again)

    def _enter_pain(self, moment: PainMoment, *, interrupted: Stage | None = None) -> None:
        self._interrupted, self._early = interrupted, None
        question = QUESTIONS[moment if interrupted is None else "during"]
        self._stage = PainStage(
            self.plan, self._queue.now, self._time_s, moment=moment, question=question
        )

    def _enter_rest_or_summary(self) -> None:
        if self._queue.is_at_end:
            self._enter_summary(soon=self._closes_soon)
            return
        before, now = self._queue.now, self._queue.go_on()
        self._stage = RestStage(self.plan, before, now, since_s=self._rest_since_s)

    def _enter_summary(self, *, why: str = "", soon: bool = False) -> None:
        if soon:
            self._closes_at_s = self._time_s + KEYED_S
        stage = self._stage
        hint = stage.hint if isinstance(stage, PlacementStage | StartStage) else ""
        self._stage = SummaryStage(
            self.plan, self.finished, self.pains, self._time_s, why=why, hint=hint
        )
