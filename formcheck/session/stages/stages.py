"""The stages between sets: placing the camera, asking, getting into the start position, resting.

Each takes a tick and gives what to show and say, and whether it is done.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

from formcheck.assessment.quality_gate import ABSENT
from formcheck.pose.filters import Debounce
from formcheck.session.announcer import number_word
from formcheck.session.camera_setup.checks import PlacementChecker
from formcheck.session.protocol import Command, ScreenKind, ScreenState, SessionOutput, Utterance
from formcheck.session.stages.lookout import StartDetector
from formcheck.session.stages.pain import PainQuestion

if TYPE_CHECKING:
    from formcheck.assessment.checker import Reading
    from formcheck.session.camera_setup.checks import Check
    from formcheck.session.plan import SessionPlan, SetPlan
    from formcheck.session.protocol import SessionInput
    from formcheck.session.stages.pain import PainAnswer

PATIENCE_S: Final = 30.0
"""How long a place that is not perfect is worked on, as long as the exercise can be judged from
it (engineering default): nobody is kept from exercising by a lamp."""

ADVICE_S: Final = 7.0
"""Least time between two pieces of advice while somebody gets ready (engineering default)."""

BELIEVED_S: Final = 1.5
"""How long something must be wrong before it is told: who is still moving knows it."""

START_PATIENCE_S: Final = 20.0
"""How long the start position of somebody who is well in sight is waited for: where the pose model
mixes up two legs, nobody must lie and wait for ever (engineering default)."""

UNSURE: Final = "I cannot make out your start position. We begin all the same."

LOOKED_S: Final = 2.5
"""How long the place is looked at before it is explained: a right one needs no words."""

WORTH_TELLING_S: Final = 4.0
"""A shorter rest is over before it is told how long it is: the question for pain took the rest."""

ARM_SKIPS_S: Final = 0.8
"""How long an arm is held up to end a rest."""


class Step(NamedTuple):
    """What a stage makes of a tick: what to show and to say, and whether it is done."""

    screen: ScreenState
    reading: Reading | None
    said: list[Utterance]
    done: bool = False


def shown(step: Step) -> SessionOutput:
    """What a step leads to."""
    return SessionOutput(step.screen, step.reading, tuple(step.said))


class Advice:
    """Says what to change, calmly: when it has been wrong for a while, and not all the time."""

    def __init__(self, time_s: float) -> None:
        self._wrong = ""
        self._since_s = time_s
        self._said_s = -math.inf
        self._said = ""

    def hold_back(self, time_s: float) -> None:
        """Something else is being said now."""
        self._said_s = time_s

    def on(self, time_s: float, wrong: str) -> list[Utterance]:
        """What to say, given what is wrong now; empty = nothing is."""
        if wrong != self._wrong:
            self._wrong, self._since_s = wrong, time_s
        pause_s = ADVICE_S * (2 if wrong == self._said else 1)  # what is known is told less often
        if not wrong or time_s - self._since_s < BELIEVED_S or time_s - self._said_s < pause_s:
            return []
        self._said, self._said_s = wrong, time_s
        return [Utterance(wrong, "guide", fresh_s=2.0)]


def leg_words(plan: SetPlan) -> str:
    """The leg of a set in words; empty if it is not known beforehand."""
    return f"the {plan.leg} leg" if plan.leg else ""


class PlacementStage:
    """The camera is placed, one check after the other."""

    def __init__(self, plan: SessionPlan, now: SetPlan, time_s: float) -> None:
        self._plan, self._now = plan, now
        self._watch = PlacementChecker(plan.exercise, side=now.side)
        self._lookout = StartDetector(plan.exercise, side=now.side)
        self._checks: tuple[Check, ...] = ()
        self._advice = Advice(time_s)
        self._begun_s = time_s
        self._greeted = self._placed = False

    def update(self, tick: SessionInput) -> Step:
        """Go on placing."""
        exercise = self._plan.exercise
        said: list[Utterance] = []
        if not self._greeted:
            self._greeted = True
            whose = f", {leg_words(self._now)}" if self._now.leg else ""
            said.append(Utterance(f"{exercise.title}{whose}.", "guide", fresh_s=8.0))
        elif not self._placed and tick.time_s - self._begun_s >= LOOKED_S:
            self._placed = True
            said.append(Utterance(exercise.view.place, "guide", fresh_s=3.0))
            self._advice.hold_back(tick.time_s)
        reading = self._lookout.reading
        if tick.pose is not None:
            reading = self._lookout.update(tick.pose)
            self._checks = self._watch.update(tick.pose, tick.surroundings)
        wrong = next((check for check in self._checks if check.passed is False), None)
        waited = tick.time_s - self._begun_s >= PATIENCE_S
        can_be_judged = reading is not None and reading.paused is None
        done = self._watch.ready or (waited and can_be_judged) or Command.PAUSE in tick.commands
        if done:
            said = [Utterance("The camera stands well.", "guide")] if self._watch.ready else []
        else:
            said.extend(self._advice.on(tick.time_s, self._to_change(wrong)))
        return Step(self._screen(wrong), reading, said, done)

    def _to_change(self, wrong: Check | None) -> str:
        """What to change first: a check tells it, or that nobody is seen; empty if nothing."""
        if wrong is not None:
            return wrong.say
        seen = any(check.passed for check in self._checks if check.name == "in_frame")
        return "" if seen else self._lookout.hint

    def _screen(self, wrong: Check | None) -> ScreenState:
        to_change = self._to_change(wrong)
        right = any(check.passed for check in self._checks if check.name == "in_frame")
        heading = "Good. Stay like that." if right else "Place the camera"
        return ScreenState(
            ScreenKind.PLACING,
            to_change or heading,
            "" if to_change or right else self._plan.exercise.view.place,
            side=self._now.leg,
            checks=self._checks,
            lines=self._plan.exercise.steps,
        )


class PainStage:
    """Pain is asked, 0 to 10."""

    def __init__(self, plan: SessionPlan, now: SetPlan, words: str, time_s: float) -> None:
        self._question = PainQuestion(words, time_s)
        self._lookout = StartDetector(plan.exercise, side=now.side)

    @property
    def answer(self) -> PainAnswer | None:
        """The answer once there is one."""
        return self._question.answer

    def update(self, tick: SessionInput, arm_s: float) -> Step:
        """Go on asking."""
        question, reading = self._question, self._lookout.reading
        if tick.pose is not None:
            reading = self._lookout.update(tick.pose)
        if Command.PAIN in tick.commands:
            question.is_sharp()
        elif Command.PAUSE in tick.commands:
            question.skip()
        said = question.update(tick.time_s, arm_s=arm_s, digits=tick.digits)
        screen = ScreenState(
            ScreenKind.PAIN,
            "How strong is your pain?",
            "Raise an arm when your number comes, or press it. Sharp or sudden: p.",
            pain=question.scale,
        )
        return Step(screen, reading, said, done=question.answer is not None)


class StartStage:
    """The person gets into the start position.

    Attributes
    ----------
    is_doubtful
        Whether it was begun although the start position was not made out: it was waited for long
        enough, or an arm or a key asked for it.
    """

    def __init__(self, plan: SessionPlan, now: SetPlan, time_s: float, *, again: bool) -> None:
        self._plan, self._now, self._again = plan, now, again
        self._lookout = StartDetector(plan.exercise, side=now.side)
        self._advice = Advice(time_s)
        self._here = Debounce(START_PATIENCE_S)
        self._told = self._arm_was_down = self.is_doubtful = False

    def update(self, tick: SessionInput, arm_s: float) -> Step:
        """Go on waiting."""
        said: list[Utterance] = []
        first = self._plan.exercise.steps[0]
        if not self._told:
            self._told = True
            said.append(Utterance("Get into the start position.", "guide", fresh_s=6.0))
            if not self._again:
                said.append(Utterance(first, "guide", fresh_s=10.0))
            self._advice.hold_back(tick.time_s)
        reading = self._lookout.reading
        if tick.pose is not None:
            reading = self._lookout.update(tick.pose)
            self.is_doubtful = self._is_meant(tick, reading, arm_s)
        done = self._lookout.in_start or self.is_doubtful
        # Who is judged and not at the start, say with a leg lifted, is told the first step again.
        wrong = self._lookout.hint or first
        said.extend([] if done else self._advice.on(tick.time_s, wrong))
        if self.is_doubtful and not self._lookout.in_start:
            said.append(Utterance(UNSURE, "guide", fresh_s=4.0))
        screen = ScreenState(
            ScreenKind.STARTING,
            "Get into the start position",
            wrong,
            side=self._now.leg,
        )
        return Step(screen, reading, said, done)

    def _is_meant(self, tick: SessionInput, reading: Reading, arm_s: float) -> bool:
        """Whether to begin, start position or not: somebody is there, and it is asked for."""
        self._arm_was_down = self._arm_was_down or arm_s <= 0
        here = reading.paused is None or reading.paused.seen
        waited = self._here.update(tick.time_s, on=here)
        asked = Command.PAUSE in tick.commands or (self._arm_was_down and arm_s >= ARM_SKIPS_S)
        return waited or (asked and reading.paused != ABSENT)


class RestStage:
    """A rest between two sets, with its clock."""

    def __init__(
        self, plan: SessionPlan, before: SetPlan, after: SetPlan, *, since_s: float
    ) -> None:
        self._plan, self._after = plan, after
        self._since_s, self._of_s = since_s, plan.rest_between_s(before, after)
        self._lookout = StartDetector(plan.exercise, side="auto")
        turned = before.side != after.side
        self._turns = turned and plan.exercise.view.near == "working"
        self._told: set[int] = set()
        self._arm_was_down = False

    def update(self, tick: SessionInput, arm_s: float) -> Step:
        """Go on resting."""
        left_s = self._of_s - (tick.time_s - self._since_s)
        reading = self._lookout.reading
        if tick.pose is not None:
            reading = self._lookout.update(tick.pose)
        self._arm_was_down = self._arm_was_down or arm_s <= 0
        skipped = self._arm_was_down and arm_s >= ARM_SKIPS_S
        done = left_s <= 0 or Command.PAUSE in tick.commands or skipped
        screen = ScreenState(
            ScreenKind.RESTING,
            "Rest",
            f"{'Turn round. ' if self._turns else ''}Raise an arm to go on sooner.",
            side=self._after.leg,
            remaining_s=max(0.0, left_s),
            total_s=self._of_s,
        )
        return Step(screen, reading, [] if done else self._words(left_s), done)

    def _next(self) -> str:
        """What comes after the rest, as a sentence."""
        what = f"Set {self._after.number} of {self._plan.sets}"
        leg = leg_words(self._after)
        if not leg:
            return f"Next: {what.lower()}."
        turn = " Turn round." if self._turns else ""
        return f"Next: {leg}, {what.lower()}.{turn}"

    def _words(self, left_s: float) -> list[Utterance]:
        said = []
        if not self._told:
            self._told.add(0)
            rest = f"Rest for {round(left_s)} seconds. " if left_s >= WORTH_TELLING_S else ""
            said.append(Utterance(rest + self._next(), "guide", fresh_s=8.0))
        if self._of_s > 2 * 10 and left_s <= 10 and 10 not in self._told:  # noqa: PLR2004  # seconds
            self._told.add(10)
            said.append(Utterance(f"{number_word(10)} seconds.".capitalize(), "guide"))
        return said
