"""The placement stage helps to place the camera, one check after the other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from formcheck.session.camera_setup.checks import PlacementChecker
from formcheck.session.protocol import (
    Check,
    Command,
    ScreenKind,
    ScreenState,
    SessionInput,
    SessionOutput,
    Utterance,
)
from formcheck.session.set_judge import MOVING
from formcheck.session.stages.start import AdvicePacer, StartDetector

if TYPE_CHECKING:
    from formcheck.session.plan import SessionPlan, SetPlan

PATIENCE_S: Final = 30.0
"""Time after which a failed check no longer blocks the session, if the exercise can be judged: a
therapist who stays in the picture must not keep a person from exercising (engineering default)."""

EXPLAIN_S: Final = 2.5
"""Time after which the right place is explained: a camera that stands well needs no words
(engineering default)."""


WELL: Final = "The camera stands well."
LOOKING: Final = "Stay as you are for a moment. I look where the camera stands."
"""Said after a silence, while no advice is due."""


class PlacementStage:
    """Says and shows what to change about the camera's place.

    Parameters
    ----------
    plan, now, time_s
        See `Stage`.
    is_introduced
        True if the exercise has been named, and the camera stood well for another one: then only
        what must be changed is said.
    """

    def __init__(
        self, plan: SessionPlan, now: SetPlan, time_s: float, *, is_introduced: bool = False
    ) -> None:
        self._exercise, self._leg, self._how = plan.exercise, now.leg_words, plan.how
        self._checker = PlacementChecker(plan.exercise, side=now.side)
        self._detector = StartDetector(plan.exercise, side=now.side)
        self._checks: tuple[Check, ...] = ()
        self._advice = AdvicePacer()
        self._begun_s = time_s
        self._greeted = self._is_introduced = is_introduced
        self._explained = False
        self._said = ""

    def update(self, inputs: SessionInput) -> SessionOutput:
        """Return what to show and say; done when the camera stands well enough."""
        said = self._introduce(inputs.time_s)
        reading = self._detector.update(inputs.pose)
        if inputs.pose is not None:
            moves = reading is not None and reading.phase in MOVING
            self._checks = self._checker.update(inputs.pose, inputs.surroundings, moves=moves)
        waited = inputs.time_s - self._begun_s >= PATIENCE_S
        can_be_judged = reading is not None and reading.paused is None
        is_ready = self._checker.is_ready
        done = is_ready or (waited and can_be_judged) or Command.PAUSE in inputs.commands
        advice = self.hint
        if done:
            # Who is in place at once needs no words: the countdown would break them off.
            was_advised = self._explained or bool(self._said)
            said = [Utterance(WELL, "guide")] if is_ready and was_advised else []
        else:
            # What was quiet before, in a rest, needs no reminder.
            quiet_s = min(inputs.quiet_s, inputs.time_s - self._begun_s)
            prompt = self._advice.prompt(replace(inputs, quiet_s=quiet_s), advice, LOOKING)
            said = said or self._explain_once(prompt)
        return SessionOutput(self._screen(advice), reading, said, "done" if done else None)

    def _explain_once(self, said: list[Utterance]) -> list[Utterance]:
        """Return what to say; advice that did not help makes way once for the right place."""
        words = said[0].words if said else ""
        if words and words == self._said and not self._explained:
            self._explained = True
            return [self._place]
        self._said = words or self._said
        return said

    @property
    def must_be_mended(self) -> bool:
        """Return True if the place is such that what is seen may be wrong."""
        failed = {check.name for check in self._checks if check.passed is False}
        return bool(failed & {"side", "one_person"})

    def _introduce(self, time_s: float) -> list[Utterance]:
        """Name the exercise at first, and explain the camera's place after a while."""
        if not self._greeted:
            self._greeted = True
            whose = f", {self._leg}" if self._leg else ""
            words = f"{self._exercise.title}{whose}. {self._how}".rstrip()
            return [Utterance(words, "guide", fresh_s=8.0)]
        is_right = self._in_frame and not self.hint
        if self._explained or self._is_introduced or self._is_precise or is_right:
            return []
        if time_s - self._begun_s < EXPLAIN_S:
            return []
        self._explained = True
        self._advice.hold_back(time_s)
        return [self._place]

    @property
    def _place(self) -> Utterance:
        """Return the right place of the camera as a sentence."""
        place = self._exercise.view.place
        words = f"Place the camera {place[:1].lower()}{place[1:]}"
        return Utterance(words, "guide", fresh_s=3.0)

    @property
    def _in_frame(self) -> bool:
        return any(check.passed for check in self._checks if check.name == "in_frame")

    @property
    def _is_precise(self) -> bool:
        """Return True if a check says what to change: then its words come first."""
        failed = {check.name for check in self._checks if check.passed is False}
        return bool(failed - {"one_person", "light"})

    @property
    def hint(self) -> str:
        """Return what to change first: a failed check, or the missing person; empty = nothing."""
        for check in self._checks:
            if check.passed is False:
                return check.say
        return "" if self._in_frame else self._detector.hint

    def _screen(self, advice: str) -> ScreenState:
        heading = "Good. Stay like that." if self._in_frame else "Place the camera"
        return ScreenState(
            ScreenKind.PLACING,
            advice or heading,
            "" if advice or self._in_frame else self._exercise.view.place,
            checks=self._checks,
            lines=self._exercise.steps,
        )
