"""What has happened in a live session so far: exercises, their sets, and answers about pain."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from formcheck.pain_scale import light_of
from formcheck.session.report import PainRecord

if TYPE_CHECKING:
    from formcheck.pose.joints import SideChoice
    from formcheck.session.plan import SessionPlan
    from formcheck.session.protocol import ExerciseEnd, FinishedSet
    from formcheck.session.stages.pain import PainAnswer, PainMoment


@dataclass(slots=True)
class ExerciseRecord:
    """What has happened in one exercise of a session."""

    plan: SessionPlan
    before: tuple[ExerciseRecord, ...] = ()
    """The exercises that were done before it in the same session."""
    finished: list[FinishedSet] = field(default_factory=list)
    """The sets that have ended, in order."""
    pains: list[PainRecord] = field(default_factory=list)
    """The answers about pain, in order."""
    ended_by: ExerciseEnd | None = None
    """Why it ended; None while it is under way."""

    @property
    def so_far(self) -> tuple[ExerciseRecord, ...]:
        """Return all exercises of the session up to this one."""
        return (*self.before, self)

    @property
    def was_too_hard(self) -> bool:
        """Return True if the pain during the exercise, or after a set, was above the limit."""
        return any(
            light_of(answer.number) == "red" for answer in self.pains if answer.asked != "before"
        )

    @property
    def follows_strong_pain(self) -> bool:
        """Return True if pain above the limit ended the exercise before this one."""
        return bool(self.before) and self.before[-1].ended_by == "strong_pain"

    @property
    def must_ask_pain(self) -> bool:
        """Return True if the question before the first set is still open.

        It is asked once in a session, and again if the last answer was above the limit.
        """
        answers = [answer for one in self.before for answer in one.pains]
        is_known = bool(answers) and light_of(answers[-1].number) != "red"
        return self.plan.asks_pain and not (self.pains or self.finished or is_known)

    def ends_session(self, moment: PainMoment, answer: PainAnswer) -> bool:
        """Return True if an answer about pain ends the session; others end the exercise at most.

        Parameters
        ----------
        moment, answer
            When it was asked, and the answer.

        Returns
        -------
        bool
        """
        return answer.sharp or moment == "before" or self.plan.stops_at_strong_pain

    def goes_on(self, moment: PainMoment, answer: PainAnswer) -> bool:
        """Return True if the exercise goes on after an answer about pain.

        Parameters
        ----------
        moment, answer
            When it was asked, and the answer.

        Returns
        -------
        bool
        """
        may_begin = self.plan.is_gentle and not self.plan.stops_at_strong_pain
        is_only_before = moment == "before" and not answer.sharp
        return not answer.ends_exercise or (is_only_before and may_begin)

    def turns_to(self, side: SideChoice) -> bool:
        """Return True if the last set had another side than this one."""
        return bool(self.finished) and self.finished[-1].plan.side != side

    def has_done(self, side: SideChoice) -> bool:
        """Return True if a set of this side has been done."""
        return any(done.plan.side == side for done in self.finished)

    def note_pain(self, moment: PainMoment, answer: PainAnswer, time_s: float) -> None:
        """Note an answer about pain.

        Parameters
        ----------
        moment, answer, time_s
            When it was asked, the answer, and when it was given, seconds.
        """
        self.pains.append(PainRecord(moment, len(self.finished), *answer, time_s=round(time_s, 2)))
