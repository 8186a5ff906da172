"""The state machine of one exercise in a live session: it decides which stage comes next.

An exercise goes through these stages; the introduction comes after another exercise only, and the
summary only at the end of the session::

    introduction → placement → pain → start → active set → pain → rest ┐      summary
                                        ↑_____________________________|

Each stage returns a `SessionOutput`; `ExerciseMachine` owns all transitions.  It has no clock, no
camera and no files.  One input passes these functions, in this order:

1. `ExerciseMachine.update` obeys the commands that end or interrupt the stage;
2. the ``update`` of the current stage decides what to show and say;
3. `ExerciseMachine._move_on` enters the next stage when the current one has ended.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from formcheck.session.announcer import begin_again
from formcheck.session.plan import SessionPlan, SetQueue
from formcheck.session.protocol import (
    Command,
    EndedBy,
    ExerciseEnd,
    FinishedSet,
    ScreenKind,
    ScreenState,
    SessionInput,
    SessionOutput,
    Stage,
    Utterance,
)
from formcheck.session.record import ExerciseRecord
from formcheck.session.set_judge import EarlyJudge
from formcheck.session.stages.active_set import ActiveSet
from formcheck.session.stages.introduction import TOO_MUCH, IntroductionStage
from formcheck.session.stages.pain import GENTLE, QUESTIONS, PainAnswer, PainMoment, PainStage
from formcheck.session.stages.pause import ArmSign, CameraPause
from formcheck.session.stages.placement import PlacementStage
from formcheck.session.stages.rest import RestStage
from formcheck.session.stages.start import STARTING, StartStage
from formcheck.session.stages.summary import OVER, SummaryStage, set_words

if TYPE_CHECKING:
    from formcheck.assessment.report import Provenance

Broken = Literal["asked", "left", "camera", "error"]
"""What breaks off set and session at once."""

_BETWEEN: Final = IntroductionStage | PlacementStage | StartStage | RestStage
"""The stages in which no question is asked and no set is under way."""

KEYED_S: Final = 6.0
"""Time after which a session that was finished by key closes: one press is enough, and the results
can be read at the keyboard (engineering default)."""


class ExerciseMachine:
    """Leads through one exercise, and ends the session after the last one.

    Parameters
    ----------
    plan
        The sets of the exercise.
    provenance
        Provenance block for the report of each set.
    before
        The exercises that were done before it in the same session.
    is_last
        True if no exercise follows.

    Attributes
    ----------
    record
        What has happened so far.
    queue
        The sets that come; its `now` is under way or comes next.
    stage
        The stage that is under way; None before the first input.
    camera
        The pause while the camera sends no pictures.
    hands_over
        True if the exercise has ended and another one follows.
    closes_at_s
        When the results close after a key has finished the session, seconds.
    is_over
        True if there is nothing more to show.
    """

    def __init__(
        self,
        plan: SessionPlan,
        *,
        provenance: Provenance | None = None,
        before: tuple[ExerciseRecord, ...] = (),
        is_last: bool = True,
    ) -> None:
        self.plan = plan
        self.record = ExerciseRecord(plan, before)
        self.hands_over = self.is_over = False
        self.closes_at_s = math.inf
        self._is_last, self._provenance = is_last, provenance
        self.queue = SetQueue(plan)
        self._sign, self.camera = ArmSign(), CameraPause()
        self._early: EarlyJudge | None = None
        self.stage: Stage | None = None
        self._set: ActiveSet | None = None
        self._interrupted: Stage | None = None
        self._time_s = self._rest_since_s = 0.0
        self._is_finished = False

    def close(self, ended_by: Broken, *, why: str = "") -> SessionOutput:
        """End set and session at once, and return the set that ends with them.

        Parameters
        ----------
        ended_by, why
            The reason, and its sentence for the person.

        Returns
        -------
        SessionOutput
        """
        ended, dropped = self._end_set(ended_by)
        self._enter_summary(ended_by, why=why)
        return SessionOutput(OVER, ended=ended, dropped=dropped)

    # --- One input -----------------------------------------------------------------------------

    def update(self, inputs: SessionInput) -> SessionOutput:
        """Obey the commands that no stage knows, and return what the stage makes of the input."""
        self._time_s = inputs.time_s
        if self.stage is None:
            self._enter_first()
        commands = set(inputs.commands)
        if not isinstance(self.stage, SummaryStage):
            if commands & {Command.FINISH, Command.SKIP}:
                return self._finish(inputs)
            if inputs.camera_lost and Command.PAIN not in commands:  # pain outranks the camera
                return self.camera.update(inputs, self._set.reading if self._set else None)
        was_lost, self.camera.is_away = self.camera.is_away, False
        if commands & {Command.NEXT_SIDE, Command.REDO}:
            if self._set is not None:
                return self._break_off(self._set, inputs)
            self._change_queue(inputs)
        if Command.PAIN in commands and not isinstance(self.stage, PainStage | SummaryStage):
            self._interrupt()
            inputs = replace(inputs, commands=())
        output = self._update_stage(inputs)
        if was_lost and isinstance(self.stage, ActiveSet) and not self.stage.is_counting_down:
            words = f"The picture is back. {begin_again(self.plan.exercise)}"
            back = Utterance(words, "guide", breaks_off=True)
            output = output._replace(utterances=(back, *output.utterances))
        return output

    def _update_stage(self, inputs: SessionInput) -> SessionOutput:
        if self.stage is None:
            raise RuntimeError("expected a stage, got none: call update first")
        sign = self._sign.update(inputs) if isinstance(self.stage, _BETWEEN) else None
        output = sign or self.stage.update(inputs)
        if sign is None and isinstance(self.stage, PlacementStage | StartStage):
            return self._watch_early(output, inputs)
        return output if output.stage_end is None else self._move_on(output, inputs)

    def _watch_early(self, output: SessionOutput, inputs: SessionInput) -> SessionOutput:
        """Judge a person who may be exercising already: then the set has begun."""
        if self._early is None or self._early.now != self.queue.now:
            self._early = EarlyJudge(self.plan, self.queue.now, self._provenance)
        has_begun = inputs.pose is not None and self._early.update(inputs.pose)
        if isinstance(self.stage, PlacementStage) and self.stage.must_be_mended:
            has_begun = False
        if has_begun and not self.record.must_ask_pain:
            return self._begin_set(inputs, output)
        if output.stage_end is not None:
            return self._move_on(output, inputs)
        if has_begun:
            self._enter_pain_or_start()
        return output

    def _move_on(self, output: SessionOutput, inputs: SessionInput) -> SessionOutput:
        """Enter the stage after one that has ended: the table of all transitions."""
        match self.stage, output.stage_end:
            case _, "sharp_pain":
                between: PainMoment = "after" if self.record.finished else "before"
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
            case IntroductionStage() | RestStage(), _:
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
        self.stage = self._set = ActiveSet(
            self.plan,
            self.queue.now,
            judge=judge,
            time_s=inputs.time_s,
            must_hold_start=start is not None and not start.is_doubtful,
            has_begun=start is None,
        )
        begun = self._update_stage(replace(inputs, commands=()))
        # What the stage before wanted of a person who exercises already is out of date.
        words = begun.utterances if start is None else (*output.utterances, *begun.utterances)
        return begun._replace(begun=self.queue.now, utterances=words)

    def _end_set(self, ended_by: EndedBy) -> tuple[FinishedSet | None, bool]:
        """End the set that is under way; return it, or whether its countdown was dropped."""
        ending, self._set = self._set, None
        if ending is None:
            return None, False
        if ending is self.stage and ending.is_counting_down:
            return None, True
        self.record.finished.append(ending.finish(ended_by))
        return self.record.finished[-1], False

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
        if ended is not None and not isinstance(self.stage, SummaryStage):
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
            self.queue.change_sides()
            self._enter_placement_or_start()
            return output
        self._enter_pain_or_start()
        words = Utterance("Once more from the beginning.", "guide")
        return output if dropped else output._replace(utterances=(words,))

    def _change_queue(self, inputs: SessionInput) -> None:
        """Put the other side or the last set next, between sets."""
        if isinstance(self.stage, PainStage | SummaryStage):
            return
        if Command.NEXT_SIDE in inputs.commands:
            # In the rest before the other side, that side is next already.
            if not (
                isinstance(self.stage, RestStage) and self.record.turns_to(self.queue.now.side)
            ):
                self.queue.change_sides()
        elif self.record.finished:
            self.queue.repeat(self.record.finished[-1].plan)
        else:
            return
        self._enter_placement_or_start()

    def _finish(self, inputs: SessionInput) -> SessionOutput:
        """Finish the session, or skip the exercise, by key; a set is complete and asked about."""
        skips = Command.FINISH not in inputs.commands and not self._is_last
        self._is_finished = not skips
        self.record.ended_by = "skipped" if skips else "asked"
        is_asked = isinstance(self.stage, PainStage)
        ended, dropped = self._end_set("asked")
        self.queue.stop()
        said: tuple[Utterance, ...] = ()
        if ended is not None and self.plan.asks_pain and not (is_asked or inputs.camera_lost):
            said = (set_words(ended, self.plan.exercise),)
            self._enter_pain("after")
        else:
            self._leave(self.record.ended_by)
            if self.hands_over:
                return SessionOutput(STARTING, ended=ended, dropped=dropped)
        output = self._update_stage(replace(inputs, commands=()))
        words = (*said, *output.utterances)
        return output._replace(ended=ended, dropped=dropped, utterances=words)

    # --- Pain and camera -----------------------------------------------------------------------

    def _interrupt(self) -> None:
        """Ask for pain now; the stage goes on afterwards."""
        moment: PainMoment = "after" if self.record.finished else "before"
        self._enter_pain("during" if self._set else moment, interrupted=self.stage)

    def _take_answer(
        self, output: SessionOutput, moment: PainMoment, answer: PainAnswer
    ) -> SessionOutput:
        """Note the answer and enter the stage after it; strong pain ends set and exercise."""
        self.record.note_pain(moment, answer, self._time_s)
        if not self.record.goes_on(moment, answer):
            ended, _ = self._end_set("pain")
            if self.record.ends_session(moment, answer):
                self._enter_summary("sharp_pain" if answer.sharp else "strong_pain")
            else:
                self._leave("strong_pain")
            return output._replace(ended=ended)
        if answer.ends_exercise:
            gentle = Utterance(GENTLE, "guide", fresh_s=8.0)
            output = output._replace(utterances=(*output.utterances, gentle))
        if self._interrupted is not None:
            self.stage = self._interrupted
            if self._set is not None:
                self._set.wait_after_pain()
        elif moment == "before":
            self._enter_pain_or_start()
        else:
            self._enter_rest_or_summary()
        return output

    # --- Entering a stage ----------------------------------------------------------------------

    def _enter_first(self) -> None:
        """Introduce the exercise if another one was before it; else begin at once."""
        if self.record.before:
            why = TOO_MUCH if self.record.follows_strong_pain else ""
            self.stage = IntroductionStage(self.plan, self.queue.now, self._time_s, why=why)
        else:
            self._enter_placement_or_start()

    def _enter_placement_or_start(self) -> None:
        """Check the camera's place before the first set and after a change of sides."""
        is_first = not self.record.finished
        if self.plan.checks_place and (is_first or self.record.turns_to(self.queue.now.side)):
            known = is_first and bool(self.record.before)
            now = self.queue.now
            self.stage = PlacementStage(self.plan, now, self._time_s, is_introduced=known)
        else:
            self._enter_pain_or_start()

    def _enter_pain_or_start(self) -> None:
        """Ask for pain before the first set, once."""
        if self.record.must_ask_pain:
            self._enter_pain("before")
        else:
            again = self.record.has_done(self.queue.now.side)
            self.stage = StartStage(self.plan, self.queue.now, again=again)

    def _enter_pain(self, moment: PainMoment, *, interrupted: Stage | None = None) -> None:
        self._interrupted, self._early = interrupted, None
        asked = QUESTIONS[moment if interrupted is None else "during"]
        self.stage = PainStage(
            self.plan, self.queue.now, self._time_s, moment=moment, question=asked
        )

    def _enter_rest_or_summary(self) -> None:
        if self.queue.is_at_end:
            self._leave(self.record.ended_by or "done")
            return
        before, now = self.queue.now, self.queue.go_on()
        self.stage = RestStage(self.plan, before, now, since_s=self._rest_since_s)

    def _leave(self, ended_by: ExerciseEnd) -> None:
        """End the exercise: the next one follows, or the results."""
        if self._is_last or self._is_finished:
            self._enter_summary(ended_by)
        else:
            self.record.ended_by, self.hands_over = ended_by, True

    def _enter_summary(self, ended_by: ExerciseEnd, *, why: str = "") -> None:
        self.record.ended_by = ended_by
        if ended_by == "asked":
            self.closes_at_s = self._time_s + KEYED_S
        hint = self.stage.hint if isinstance(self.stage, PlacementStage | StartStage) else ""
        self.stage = SummaryStage(self.record.so_far, self._time_s, why=why, hint=hint)
