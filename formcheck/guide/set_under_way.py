"""A set under way: judged from the countdown on, until it is done or the person leaves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from formcheck.coach.attempt import Phase
from formcheck.coach.checker import Checker
from formcheck.coach.events import ExcessiveRange
from formcheck.guide.announcer import Announcer
from formcheck.guide.presence import Presence
from formcheck.guide.tick import FinishedSet

if TYPE_CHECKING:
    from formcheck.body.pose import Pose
    from formcheck.coach.checker import Reading
    from formcheck.coach.exercise import Exercise
    from formcheck.coach.report import Provenance
    from formcheck.guide.session_plan import SetPlan
    from formcheck.guide.tick import EndedBy
    from formcheck.guide.utterance import Utterance


class Followed(NamedTuple):
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


class SetUnderWay:
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

    def follow(self, pose: Pose) -> Followed:
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
        return Followed(reading, said, over, stops[0] if stops else None)

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
