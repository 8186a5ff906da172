"""An actor: plays the person in front of a session machine, second by second, without a camera."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest

from benchmark.listener import Listener
from formcheck.exercises.loader import load_exercise
from formcheck.pose.pose import absent
from formcheck.session.machine import SessionMachine
from formcheck.session.plan import SessionPlan, sides_of
from formcheck.session.protocol import Command, ScreenKind, SessionInput, Surroundings
from support.arms import with_arm
from support.performer import Recording, Side2D, perform, plan_for, pose_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from formcheck.assessment.events import Reading
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.joints import Side
    from formcheck.pose.pose import Pose
    from formcheck.session.plan import SetPlan, SideRequest
    from formcheck.session.protocol import FinishedSet, SessionOutput

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
    countdown_s: float = 3.0,
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
        countdown_s=countdown_s,
        asks_pain=pain,
        checks_place=placing,
    )


@cache
def _around(people: int) -> Surroundings:
    return replace(GOOD_LIGHT, people=people)


@cache
def resting(name: str, side: Side) -> Pose:
    """Return the start position of an exercise."""
    return perform(
        load(name), side=side, plan=plan_for(load(name), reps=1), recording=Recording(fps=1)
    )[0]


class Actor:
    """Does things in front of a session machine, and remembers its output."""

    def __init__(self, plan: SessionPlan, *more: SessionPlan) -> None:
        self.side: Side = "left"
        self.people = 1
        self.machine = SessionMachine(plan, *more)
        self.listener = Listener(plan.countdown_s)
        self.time_s = 0.0
        self.index = 0
        self.said: list[str] = []
        self.stages: list[ScreenKind] = []
        self.outputs: list[SessionOutput] = []
        self.begun: list[SetPlan] = []
        self.kept: list[Reading] = []
        self.ended: list[FinishedSet] = []

    @property
    def plan(self) -> SessionPlan:
        """Return the plan of the exercise that is under way."""
        return self.machine.plan

    @property
    def output(self) -> SessionOutput:
        return self.outputs[-1]

    @property
    def stage(self) -> ScreenKind:
        return self.output.screen.kind

    @property
    def resting(self) -> Pose:
        return resting(self.plan.exercise.name, self.side)

    def facts(self) -> dict[str, str]:
        """Return what happened so far, as scripts write it.

        ``ended`` has why each set ended and its repetitions; ``pains`` when each answer was asked,
        after how many sets, and its number; ``begun`` number and side of each set;
        ``exercises`` why each exercise ended.
        """
        pains = self.machine.pains
        rows: dict[str, Sequence[tuple[object, ...]]] = {
            "begun": [(plan.number, plan.side) for plan in self.begun],
            "ended": [(done.ended_by, done.report.counts.total) for done in self.ended],
            "pains": [(record.asked, record.after_sets, record.number) for record in pains],
            "exercises": [(one.ended_by,) for one in self.machine.exercises],
            "dropped": [(sum(output.dropped for output in self.outputs),)],
            "see": [("the end" if self.machine.is_over else self.stage,)],
        }
        return {name: ", ".join(" ".join(map(str, row)) for row in rows[name]) for name in rows}

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
        around = _around(self.people)
        speaking = self.listener.speaking_at(self.time_s)
        inputs = SessionInput(
            self.time_s,
            pose,
            around,
            camera_lost,
            commands,
            digits,
            speaking=speaking,
            heard=self.listener.take_heard(),
        )
        output = self.machine.update(inputs)
        self.listener.take(self.time_s, output)
        self.outputs.append(output)
        self.said.extend(words.words for words in output.utterances)
        if self.stages[-1:] != [output.screen.kind]:
            self.stages.append(output.screen.kind)
        if output.begun is not None:
            self.begun.append(output.begun)
            self.kept = []
        self.kept.extend(output.earlier)
        if output.judged is not None:
            self.kept.append(output.judged)
        if output.ended is not None:
            self.ended.append(output.ended)
        return output

    def play(self, poses: Iterable[Pose | None], *, camera_lost: bool = False) -> None:
        """Be in these poses, one after the other, until the session is over."""
        for pose in poses:
            if self.machine.is_over:
                return
            self.tick(pose, camera_lost=camera_lost)

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

    def act(self, script: str) -> None:
        """Do what a script says, for example ``until moving; do 2; key pain; ended done 2``.

        The person can ``stay`` in the start position for some seconds, also with an ``arm`` up,
        ``stand``, ``wave`` standing or be ``gone``; there are no pictures while the camera is
        ``lost`` or ``slow``.  ``people`` is how many there are from now on.
        Keys are pressed in the start position: ``key`` a command, ``type`` digits.  The facts, and
        ``hear`` with a sentence, check what has happened so far.
        """
        for step in script.split("; "):
            verb, _, what = step.partition(" ")
            if verb in {"lost", "slow", *POSES}:
                pose = POSES[verb](self.resting) if verb in POSES else None
                self.play([pose] * round(float(what) * FPS), camera_lost=verb == "lost")
            elif verb == "until":
                self.stay_until(ScreenKind(what))
            elif verb == "do":
                self.exercise(int(what))
            elif verb == "key":
                self.tick(self.resting, Command(what))
            elif verb == "type":
                self.tick(self.resting, digits=what)
            elif verb == "people":
                self.people = int(what)
            elif verb == "side":
                self.side = "left" if what == "left" else "right"
            elif verb == "hear":
                assert what in self.said
            else:
                assert self.facts()[verb] == what, step


POSES: dict[str, Callable[[Pose], Pose]] = {
    "stay": lambda pose: pose,
    "arm": with_arm,
    "stand": lambda _: pose_of(Side2D()),
    "wave": lambda _: with_arm(pose_of(Side2D())),
    "gone": lambda _: absent(0, 0.0, size_px=(1280, 720)),
}


def actor(script: str = "", *, name: str = BRIDGE, **session: object) -> Actor:
    """Return an actor after a script in a session; see `Actor.act` and `session_of`.

    A name may hold several exercises with commas between them: a course.
    """
    made = Actor(*(session_of(load(one), **session) for one in name.split(", ")))  # type: ignore[arg-type]
    if script:
        made.act(script)
    return made


def scenes(text: str) -> pytest.MarkDecorator:
    """Return a mark that runs a test with `session` and `script` of each scene in a text.

    A scene is a title and indented lines: options of `session_of`, a bar, and the script.
    """
    rows = []
    for title, lines in re.findall(r"^(\S.*)\n((?: +.*\n?)+)", text, re.MULTILINE):
        options, _, script = " ".join(lines.split()).rpartition("| ")
        pairs = [option.split("=") for option in options.split()]
        session = {key: int(value) if value.isdigit() else value for key, value in pairs}
        rows.append(pytest.param(session, script, id=title))
    return pytest.mark.parametrize(("session", "script"), rows)
