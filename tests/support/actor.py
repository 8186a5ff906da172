"""An actor: plays the person in front of a session machine, second by second, without a camera."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from formcheck.exercises.loader import load_exercise
from formcheck.pose.pose import absent
from formcheck.session.machine import SessionMachine
from formcheck.session.plan import SessionPlan, sides_of
from formcheck.session.protocol import ScreenKind, SessionInput, Surroundings
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
BRIDGE = "single_leg_bridge"
GOOD_LIGHT = Surroundings(brightness=0.5, people=1)

load = cache(load_exercise)


def session_of(
    exercise: Exercise,
    *,
    request: SideRequest = "left",
    sets: int = 1,
    reps: int = 2,
    rest_s: float = 6.0,
    pain: bool = False,
    placing: bool = False,
) -> SessionPlan:
    """Return the plan of a short session."""
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
def resting(name: str, side: Side) -> Pose:
    """Return the start position of an exercise."""
    return perform(
        load(name), side=side, plan=plan_for(load(name), reps=1), recording=Recording(fps=1)
    )[0]


class Actor:
    """Does things in front of a session machine, and remembers its output."""

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

    @property
    def resting(self) -> Pose:
        return resting(self.plan.exercise.name, self.side)

    def sets(self) -> list[tuple[str, int]]:
        """Return why each set ended, and its repetitions."""
        return [(done.ended_by, done.report.counts.total) for done in self.ended]

    def answers(self) -> list[tuple[str, int, int | None]]:
        """Return each answer about pain: when it was asked, after how many sets, the number."""
        return [(note.asked, note.after_sets, note.answer.number) for note in self.machine.pains]

    def tick(
        self,
        pose: Pose | None = None,
        *commands: Command,
        digits: str = "",
        camera_lost: bool = False,
    ) -> SessionOutput:
        """Give the machine one input, a tenth of a second after the one before."""
        self.time_s += 1 / FPS
        if pose is not None:
            pose = replace(pose, index=self.index, time_s=self.time_s)
            self.index += 1
        inputs = SessionInput(self.time_s, pose, GOOD_LIGHT, camera_lost, commands, digits)
        output = self.machine.update(inputs)
        self.outputs.append(output)
        self.said.extend(words.words for words in output.utterances)
        if self.stages[-1:] != [output.screen.kind]:
            self.stages.append(output.screen.kind)
        if output.begun is not None:
            self.begun.append(output.begun)
            self.kept = []
        if output.judged is not None:
            self.kept.append(output.judged)
        self.dropped += output.dropped
        if output.ended is not None:
            self.ended.append(output.ended)
        return output

    def press(self, *commands: Command, digits: str = "") -> SessionOutput:
        """Press keys in the start position."""
        return self.tick(self.resting, *commands, digits=digits)

    def play(self, poses: Iterable[Pose | None], *, camera_lost: bool = False) -> None:
        """Be in these poses, one after the other, until the session is over."""
        for pose in poses:
            if self.machine.is_over:
                return
            self.tick(pose, camera_lost=camera_lost)

    def stay(self, for_s: float, *, arm: bool = False) -> None:
        """Stay in the start position, with an arm up or not."""
        pose = with_arm(self.resting) if arm else self.resting
        self.play([pose] * round(for_s * FPS))

    def stand(self, for_s: float) -> None:
        """Stand there, with the side to the camera."""
        self.play([pose_of(Side2D())] * round(for_s * FPS))

    def be_gone(self, for_s: float) -> None:
        """Be out of the picture."""
        self.play([absent(0, 0.0, size_px=(1280, 720))] * round(for_s * FPS))

    def lose_pictures(self, for_s: float, *, camera_lost: bool = True) -> None:
        """Get no pictures, because the camera is lost or only slow."""
        self.play([None] * round(for_s * FPS), camera_lost=camera_lost)

    def exercise(self, reps: int, **changes: object) -> None:
        """Do repetitions."""
        plan = plan_for(self.plan.exercise, reps=reps, **changes)
        recording = Recording(fps=FPS)
        self.play(perform(self.plan.exercise, side=self.side, plan=plan, recording=recording))

    def stay_until(
        self, reached: ScreenKind | Callable[[SessionOutput], bool], *, most_s: float = 90.0
    ) -> None:
        """Stay in the start position until a screen or something else is reached."""
        for _ in range(round(most_s * FPS)):
            output = self.tick(self.resting)
            is_reached = (
                output.screen.kind is reached
                if isinstance(reached, ScreenKind)
                else reached(output)
            )
            if is_reached or self.machine.is_over:
                return
        raise AssertionError(f"{reached} was not reached within {most_s} s")


def actor(
    name: str = BRIDGE,
    *,
    until: ScreenKind | None = None,
    done: int = 0,
    side: Side = "left",
    **session: object,
) -> Actor:
    """Return an actor, after as much of a session as is asked for.

    Parameters
    ----------
    name
        The exercise.
    until
        Screen until which the actor stays in the start position.
    done
        Repetitions to do after that.
    side
        The working leg.
    session
        As for `session_of`.
    """
    made = Actor(session_of(load(name), **session), side=side)  # type: ignore[arg-type]
    if until is not None:
        made.stay_until(until)
    if done:
        made.exercise(done)
    return made
