"""The state machine of a live session: one exercise, or several, one after the other.

`SessionMachine` takes every input and gives it to the `ExerciseMachine` of the exercise that is
under way.  What concerns the whole session is here: which exercise comes next, for how long an arm
has been up, how long it has been silent, and when the session ends by itself.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Final

from formcheck.pose.gestures import RaisedArm
from formcheck.session.announcer import SpeechPlan
from formcheck.session.exercise_machine import ExerciseMachine
from formcheck.session.protocol import SessionOutput
from formcheck.session.stages.active_set import ActiveSet
from formcheck.session.stages.pain import PainStage
from formcheck.session.stages.summary import CAMERA_GONE, OVER, SummaryStage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.assessment.report import Provenance
    from formcheck.session.exercise_machine import Broken
    from formcheck.session.plan import SessionPlan
    from formcheck.session.protocol import FinishedSet, ScreenKind, SessionInput
    from formcheck.session.record import ExerciseRecord
    from formcheck.session.report import PainRecord

IDLE_S: Final = 900.0
"""A session ends by itself after this time without a key, a repetition or a new screen: a camera
that was forgotten must not stay on for ever (engineering default)."""


class SessionMachine:
    """Leads through one session.

    Parameters
    ----------
    plans
        The exercises, in order.
    provenances
        Provenance block for the reports of each exercise, in the same order; empty = none.

    Attributes
    ----------
    exercises
        What has happened in each exercise so far; the last one is under way.
    number
        Index of the exercise that the last output belongs to, from 0.
    is_over
        True if there is nothing more to show.

    Examples
    --------
    >>> from formcheck.exercises.loader import load_exercise
    >>> from formcheck.session.plan import SessionPlan
    >>> from formcheck.session.protocol import SessionInput
    >>> squat = load_exercise("mini_squat")
    >>> plan = SessionPlan(squat, ("auto",), sets=1, reps=8, rest_s=60.0, checks_place=False)
    >>> SessionMachine(plan).update(SessionInput(time_s=0.0)).screen.heading
    'How strong is your pain?'
    """

    def __init__(self, *plans: SessionPlan, provenances: Sequence[Provenance] = ()) -> None:
        if not plans:
            raise ValueError("expected one exercise or more, got none")
        self.number = 0
        self.is_over = False
        self._plans = plans
        self._provenances = tuple(provenances) or (None,) * len(plans)
        self._arm, self._speech = RaisedArm(), SpeechPlan()
        self._idle_since_s = math.nan
        self._last_shown: tuple[ScreenKind, int] | None = None
        self._exercise = self._machine_of(0)
        self.exercises = self._exercise.record.so_far

    @property
    def plan(self) -> SessionPlan:
        """Return the plan of the exercise that is under way."""
        return self._exercise.plan

    @property
    def finished(self) -> list[FinishedSet]:
        """Return the sets that have ended, in order."""
        return list(chain.from_iterable(one.finished for one in self.exercises))

    @property
    def pains(self) -> list[PainRecord]:
        """Return the answers about pain, in order."""
        return list(chain.from_iterable(one.pains for one in self.exercises))

    def update(self, inputs: SessionInput) -> SessionOutput:
        """Take the next input and return what to show, to say and to keep."""
        if self._exercise.hands_over:
            self._go_on()
        if inputs.pose is not None:
            self._arm.update(inputs.pose)
        quiet_s = self._speech.listen(inputs)
        machine = self._exercise
        output = machine.update(replace(inputs, arm_up_s=self._arm.up_s, quiet_s=quiet_s))
        shown = (output.screen.kind, 0 if output.reading is None else output.reading.reps)
        if shown != self._last_shown or inputs.commands or inputs.digits:
            self._last_shown, self._idle_since_s = shown, inputs.time_s
        is_idle = inputs.time_s - self._idle_since_s >= IDLE_S
        if is_idle and not isinstance(machine.stage, SummaryStage):
            output = machine.close("left")
        self.is_over = machine.is_over or inputs.time_s >= machine.closes_at_s
        now, stage = machine.queue.now, machine.stage
        screen = replace(
            output.screen,
            side=now.leg,
            set_number=now.number,
            set_count=machine.plan.sets,
            planned_reps=now.reps,
        )
        within: tuple[object, ...] = ()
        if isinstance(stage, ActiveSet):
            within = (stage.is_counting_down, stage.pause)
        elif isinstance(stage, PainStage):  # what waits of a question that is answered is dropped
            within = (stage.scale.chosen,)
        part = (stage, within, machine.camera.is_away)
        return output._replace(
            screen=screen, utterances=self._speech.number(output.utterances, part)
        )

    def end(self, ended_by: Broken) -> SessionOutput:
        """End the session at once and return the set that ends with it."""
        if self._exercise.hands_over:
            self._go_on()
        self.is_over = True
        return self._exercise.close(ended_by)

    def lose_camera(self) -> SessionOutput:
        """Return the set that ends because no more pictures will come; the summary follows."""
        if self._exercise.hands_over:
            self._go_on()
        if isinstance(self._exercise.stage, SummaryStage):
            return SessionOutput(OVER)
        return self._exercise.close("camera", why=CAMERA_GONE)

    def _go_on(self) -> None:
        """Go to the next exercise."""
        self.number += 1
        self._exercise = self._machine_of(self.number, before=self.exercises)
        self.exercises = self._exercise.record.so_far

    def _machine_of(self, number: int, before: tuple[ExerciseRecord, ...] = ()) -> ExerciseMachine:
        return ExerciseMachine(
            self._plans[number],
            provenance=self._provenances[number],
            before=before,
            is_last=number == len(self._plans) - 1,
        )
