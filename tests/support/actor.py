"""An actor: leads a machine through a session, second by second, without a camera."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from formcheck.exercises.loader import load_exercise
from formcheck.pose.pose import absent
from formcheck.session.camera_setup.checks import Surroundings
from formcheck.session.machine import SessionMachine
from formcheck.session.plan import SessionPlan, sides_of
from formcheck.session.protocol import ScreenKind, SessionInput
from support.arms import with_arm
from support.performer import Recording, Side2D, perform, plan_for, pose_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from formcheck.assessment.checker import Reading
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.joints import Side
    from formcheck.pose.pose import Pose
    from formcheck.session.plan import SetPlan, SideRequest
    from formcheck.session.protocol import Command, FinishedSet, SessionOutput

FPS = 10.0
GOOD_LIGHT = Surroundings(brightness=0.5, people=1)


def session_of(  # what a session consists of
    exercise: Exercise,
    *,
    request: SideRequest = "left",
    sets: int = 1,
    reps: int = 2,
    rest_s: float = 6.0,
    pain: bool = False,
    placing: bool = False,
) -> SessionPlan:
    """A short session."""
    return SessionPlan(
        exercise,
        sides_of(exercise, request),
        sets=sets,
        reps=reps,
        rest_s=rest_s,
        countdown_s=3.0,
        asks_pain=pain,
        checks_place=placing,
    )


@cache
def _resting(name: str, side: Side) -> Pose:
    exercise = load_exercise(name)
    plan = plan_for(exercise, reps=1)
    return perform(exercise, side=side, plan=plan, recording=Recording(fps=1))[0]


class Actor:
    """Does things in front of a machine, and remembers what came of them."""

    def __init__(self, plan: SessionPlan, *, side: Side = "left") -> None:
        self.plan = plan
        self.side: Side = side
        self.machine = SessionMachine(plan)
        self.time_s = 0.0
        self.index = 0
        self.said: list[str] = []
        self.stages: list[ScreenKind] = []
        self.outputs: list[SessionOutput] = []
        self.begun: list[SetPlan] = []
        self.kept: list[Reading] = []
        self.dropped = 0
        self.ended: list[FinishedSet] = []

    @property
    def output(self) -> SessionOutput:
        return self.outputs[-1]

    @property
    def stage(self) -> ScreenKind:
        return self.output.screen.kind

    def is_in(self, stage: ScreenKind) -> bool:
        return self.stage is stage

    def tick(
        self,
        pose: Pose | None = None,
        *,
        commands: tuple[Command, ...] = (),
        digits: str = "",
        camera_lost: bool = False,
    ) -> SessionOutput:
        """One tick, a tenth of a second after the one before."""
        self.time_s += 1 / FPS
        now = None
        if pose is not None:
            now = replace(pose, index=self.index, time_s=self.time_s)
            self.index += 1
        output = self.machine.update(
            SessionInput(
                self.time_s,
                now,
                GOOD_LIGHT,
                camera_lost=camera_lost,
                commands=commands,
                digits=digits,
            )
        )
        self._remember(output)
        return output

    def _remember(self, output: SessionOutput) -> None:
        self.outputs.append(output)
        self.said.extend(words.words for words in output.utterances)
        if not self.stages or self.stages[-1] is not output.screen.kind:
            self.stages.append(output.screen.kind)
        if output.begun is not None:
            self.begun.append(output.begun)
            self.kept = []
        if output.judged is not None:
            self.kept.append(output.judged)
        self.dropped += output.dropped
        if output.ended is not None:
            self.ended.append(output.ended)

    def resting(self) -> Pose:
        """The start position."""
        return _resting(self.plan.exercise.name, self.side)

    def stay(self, for_s: float, *, arm: bool = False) -> None:
        """Stay in the start position, with an arm up or not."""
        pose = self.resting()
        self.play([with_arm(pose) if arm else pose] * round(for_s * FPS))

    def stand(self, for_s: float) -> None:
        """Stand there, with one's side to the camera."""
        self.play([pose_of(Side2D())] * round(for_s * FPS))

    def be_gone(self, for_s: float) -> None:
        """Be out of the picture."""
        self.play([absent(0, 0.0, size_px=(1280, 720))] * round(for_s * FPS))

    def play(self, poses: Iterable[Pose]) -> None:
        """Be in these poses, one after the other, until the session is over."""
        for pose in poses:
            if self.machine.is_over:
                return
            self.tick(pose)

    def exercise(self, reps: int, **changes: object) -> None:
        """Do repetitions."""
        plan = plan_for(self.plan.exercise, reps=reps, **changes)
        self.play(
            perform(self.plan.exercise, side=self.side, plan=plan, recording=Recording(fps=FPS))
        )

    def stay_until(self, told: Callable[[SessionOutput], bool], *, most_s: float = 90.0) -> None:
        """Stay in the start position until something is so."""
        pose = self.resting()
        for _ in range(round(most_s * FPS)):
            if told(self.tick(pose)) or self.machine.is_over:
                return
        raise AssertionError("it never came to that")


def moving(actor: Actor) -> None:
    """Get as far as to the set."""
    actor.stay_until(lambda told: told.screen.kind is ScreenKind.MOVING)
