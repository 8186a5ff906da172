"""Leads through a session: place, ask, start, one set after the other, rest, and the end.

The conductor knows no clock, no camera and no file.  It is told of every picture, of every key
and of the time, and answers what to show, what to say and what to keep.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from formcheck.pose.gestures import RaisedArm
from formcheck.session.plan import SetQueue
from formcheck.session.presence import Idleness
from formcheck.session.protocol import (
    Command,
    FinishedSet,
    ScreenKind,
    ScreenState,
    SessionInput,
    SessionOutput,
    Utterance,
)
from formcheck.session.stages.active_set import ActiveSet
from formcheck.session.stages.pain import HOW_STRONG, QUESTIONS, PainNote, Question
from formcheck.session.stages.stages import PainStage, PlacementStage, RestStage, StartStage, shown
from formcheck.session.stages.summary import CAMERA_GONE, SummaryStage, set_words

if TYPE_CHECKING:
    from formcheck.assessment.report import Provenance
    from formcheck.session.plan import SessionPlan
    from formcheck.session.protocol import EndedBy
    from formcheck.session.stages.stages import Step


class SessionMachine:
    """Leads through one session.

    Parameters
    ----------
    plan
        What the session consists of.
    provenance
        What to write into the report of each set.

    Attributes
    ----------
    finished
        The sets that are over, in order.
    pains
        What was answered about pain, in order.
    is_over
        Whether there is nothing more to show.
    """

    def __init__(self, plan: SessionPlan, *, provenance: Provenance | None = None) -> None:
        self.plan = plan
        self.finished: list[FinishedSet] = []
        self.pains: list[PainNote] = []
        self.is_over = False
        self._provenance = provenance
        self._order = SetQueue(plan)
        self._arm = RaisedArm()
        self._idleness = Idleness()
        self._question: Question = "before"
        self._interrupted: PlacementStage | StartStage | RestStage | None = None
        self._stage: (
            PlacementStage | PainStage | StartStage | RestStage | ActiveSet | SummaryStage | None
        ) = None
        self._rest_since_s = 0.0
        self._was_away = False

    def update(self, tick: SessionInput) -> SessionOutput:
        """Take the next tick."""
        if self._stage is None:
            self._to_place_or_start(tick.time_s)
        if tick.pose is not None:
            self._arm.update(tick.pose)
        direction = self._directed(tick)
        if self._idleness.update(tick, direction) and not isinstance(self._stage, SummaryStage):
            direction = self._close(tick.time_s, "left")
        return self._numbered(direction)

    def end(self, time_s: float, ended_by: EndedBy) -> SessionOutput:
        """End the session at once: the program is to end."""
        direction = self._close(time_s, ended_by)
        self.is_over = True
        return direction

    def lose_camera(self, time_s: float) -> SessionOutput:
        """No more pictures will come: the set is complete, and the end is told."""
        if isinstance(self._stage, SummaryStage):
            return SessionOutput(ScreenState(ScreenKind.OVER, ""))
        return self._close(time_s, "camera", why=CAMERA_GONE)

    def _close(self, time_s: float, ended_by: EndedBy, *, why: str = "") -> SessionOutput:
        """The session is over; what is under way is ended where it is."""
        dropped = self._is_counting_down
        ended = self._end_set(ended_by)
        self._to_closing(time_s, why=why)
        return SessionOutput(ScreenState(ScreenKind.OVER, ""), ended=ended, dropped=dropped)

    def _directed(self, tick: SessionInput) -> SessionOutput:
        stage = self._stage
        if not isinstance(stage, SummaryStage):
            if Command.FINISH in tick.commands:
                return self._finish(tick)
            if tick.camera_lost and Command.PAIN not in tick.commands:  # pain outranks the camera
                return self._wait_for_camera()
        self._was_away = False
        if isinstance(stage, ActiveSet):
            return self._perform(stage, tick)
        if {Command.NEXT_SIDE, Command.REDO} & set(tick.commands):
            self._change_order(tick)
        if Command.PAIN in tick.commands and isinstance(
            self._stage, PlacementStage | StartStage | RestStage
        ):
            self._interrupted = self._stage
            self._ask("after" if self.finished else "before", tick.time_s, HOW_STRONG)
            tick = replace(tick, commands=())
        return self._between_sets(tick)

    # --- Between sets --------------------------------------------------------------------------

    def _between_sets(self, tick: SessionInput) -> SessionOutput:
        stage, arm_s = self._stage, self._arm.up_s
        if isinstance(stage, PlacementStage):
            step = stage.update(tick)
            if step.done:
                self._to_question_or_start(tick.time_s)
        elif isinstance(stage, PainStage):
            step = stage.update(tick, arm_s)
            self._take_answer(stage, tick.time_s)
        elif isinstance(stage, RestStage):
            step = stage.update(tick, arm_s)
            if step.done:
                self._to_place_or_start(tick.time_s)
        elif isinstance(stage, StartStage):
            step = stage.update(tick, arm_s)
            if step.done and tick.pose is not None:
                return self._begin_set(tick, step, must_hold_start=not stage.is_doubtful)
        elif isinstance(stage, SummaryStage):
            step = stage.update(tick)
            self.is_over = step.done
        else:
            raise TypeError(f"expected a stage between sets, got {stage!r}")
        return shown(step)

    def _to_place_or_start(self, time_s: float) -> None:
        """Who turns round is placed anew; who stayed only starts."""
        if (not self.finished or self._turns) and self.plan.checks_place:
            self._stage = PlacementStage(self.plan, self._order.now, time_s)
        else:
            self._to_question_or_start(time_s)

    def _to_question_or_start(self, time_s: float) -> None:
        if self.plan.asks_pain and not self.pains and not self.finished:
            self._ask("before", time_s)
        else:
            again = any(done.plan.side == self._order.now.side for done in self.finished)
            self._stage = StartStage(self.plan, self._order.now, time_s, again=again)

    def _ask(self, question: Question, time_s: float, words: str = "") -> None:
        self._question = question
        self._stage = PainStage(self.plan, self._order.now, words or QUESTIONS[question], time_s)

    def _take_answer(self, asking: PainStage, time_s: float) -> None:
        answer = asking.answer
        if answer is None:
            return
        self.pains.append(PainNote(self._question, len(self.finished), answer))
        interrupted, self._interrupted = self._interrupted, None
        if answer.ends_exercise:
            self._to_closing(time_s)
        elif interrupted is not None:
            self._stage = interrupted
        elif self._question == "before":
            self._to_question_or_start(time_s)
        else:
            self._to_rest_or_closing(time_s)

    def _to_rest_or_closing(self, time_s: float) -> None:
        if self._order.is_at_end:
            self._to_closing(time_s)
            return
        before = self._order.now
        self._order.go_on()
        self._stage = RestStage(self.plan, before, self._order.now, since_s=self._rest_since_s)

    def _to_closing(self, time_s: float, *, why: str = "") -> None:
        self._stage = SummaryStage(self.plan, self.finished, self.pains, time_s, why=why)

    def _change_order(self, tick: SessionInput) -> None:
        """The other side next, or the last set once more."""
        if isinstance(self._stage, PainStage | SummaryStage):
            return
        if Command.NEXT_SIDE in tick.commands:
            # Who rests before the other side has it next already.
            if not (isinstance(self._stage, RestStage) and self._turns):
                self._order.change_sides()
        elif self.finished:
            self._order.repeat(self.finished[-1].plan)
        else:
            return
        self._to_place_or_start(tick.time_s)

    # --- A set ---------------------------------------------------------------------------------

    def _begin_set(
        self, tick: SessionInput, step: Step, *, must_hold_start: bool
    ) -> SessionOutput:
        """The countdown begins, and with it the set."""
        if tick.pose is None:
            raise ValueError("expected a pose to begin with")
        self._stage = ActiveSet(
            self.plan,
            self._order.now,
            first=tick.pose,
            time_s=tick.time_s,
            provenance=self._provenance,
            must_hold_start=must_hold_start,
        )
        direction = self._stage.update(replace(tick, commands=()), 0.0)
        words = (*step.said, *direction.utterances)
        return direction._replace(begun=self._order.now, utterances=words)

    def _perform(self, performance: ActiveSet, tick: SessionInput) -> SessionOutput:
        known = len(performance.answers)
        direction = performance.update(tick, self._arm.up_s)
        for answer in performance.answers[known:]:
            self.pains.append(PainNote("during", len(self.finished), answer))
        if performance.dropped and Command.NEXT_SIDE in tick.commands:
            self._order.change_sides()
            self._to_place_or_start(tick.time_s)
        elif performance.dropped:
            self._to_question_or_start(tick.time_s)
        elif performance.over is not None:
            return self._after_set(direction, performance.over, tick)
        return direction

    def _after_set(
        self, direction: SessionOutput, ended_by: EndedBy, tick: SessionInput
    ) -> SessionOutput:
        ended = self._end_set(ended_by)
        said = list(direction.utterances)
        self._rest_since_s = tick.time_s
        if ended_by == "pain":
            self._to_closing(tick.time_s)
        elif ended_by == "redone":
            said.append(Utterance("Once more from the beginning.", "guide"))
            self._to_question_or_start(tick.time_s)
        elif Command.NEXT_SIDE in tick.commands:
            self._order.change_sides()
            self._to_place_or_start(tick.time_s)
        else:
            said.extend([] if ended is None else set_words(ended))
            if self.plan.asks_pain:
                self._ask("after", tick.time_s)
            else:
                self._to_rest_or_closing(tick.time_s)
        return direction._replace(utterances=tuple(said), ended=ended)

    def _end_set(self, ended_by: EndedBy) -> FinishedSet | None:
        """The set under way, if there is one, finished."""
        if not isinstance(self._stage, ActiveSet) or self._is_counting_down:
            return None
        ended = self._stage.finish(ended_by)
        self.finished.append(ended)
        return ended

    # --- What holds everywhere -----------------------------------------------------------------

    def _finish(self, tick: SessionInput) -> SessionOutput:
        """A key asks for the end: a set under way is complete, and pain is asked once more."""
        dropped = self._is_counting_down
        ended = self._end_set("asked")
        self._order.stop()
        if ended is not None and self.plan.asks_pain:
            self._ask("after", tick.time_s)
        else:
            self._to_closing(tick.time_s)
        direction = self._between_sets(replace(tick, commands=()))
        return direction._replace(ended=ended, dropped=dropped)

    @property
    def _is_counting_down(self) -> bool:
        """Whether the set under way has not really begun."""
        return isinstance(self._stage, ActiveSet) and self._stage.is_counting_down

    @property
    def _turns(self) -> bool:
        """Whether another side comes now than in the set before."""
        return bool(self.finished) and self.finished[-1].plan.side != self._order.now.side

    def _wait_for_camera(self) -> SessionOutput:
        told = Utterance("No picture from the camera. I wait for it.", "guide")
        said = () if self._was_away else (told,)
        self._was_away = True
        detail = "Check its cable or its battery. It goes on by itself."
        return SessionOutput(
            ScreenState(ScreenKind.PAUSED, "No picture from the camera", detail), None, said
        )

    def _numbered(self, direction: SessionOutput) -> SessionOutput:
        """The direction, its scene told which set it is."""
        screen = replace(
            direction.screen,
            side=self._order.now.leg,
            set_number=self._order.now.number,
            set_count=self.plan.sets,
            planned_reps=self._order.now.reps,
        )
        return direction._replace(screen=screen)
