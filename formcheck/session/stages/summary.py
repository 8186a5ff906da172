"""The end of a set and of a session in words: what was done, and what to do about pain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from formcheck.session.announcer import number_word
from formcheck.session.protocol import Command, ScreenKind, ScreenState, Utterance
from formcheck.session.stages.pain import RISE_TOLD
from formcheck.session.stages.stages import Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.assessment.report import SetReport
    from formcheck.session.plan import SessionPlan
    from formcheck.session.protocol import FinishedSet, SessionInput
    from formcheck.session.stages.pain import PainNote

SHOWN_S: Final = 20.0
"""How long the results stay on the screen before the window closes by itself: long enough to be
heard and read (engineering default)."""

SHARP_PAIN: Final = (
    "Stop for today. Before the next session ask your physiotherapist or doctor: sharp or sudden "
    "pain, a catch in the groin or a hip that gives way is a reason to."
)
"""Sources S99 and S100 of the facts on pain: red flags stop the session."""

STRONG_PAIN: Final = (
    "Stop for today. Pain above five is too much. Rest. If it is not back to what is usual for "
    "you by tomorrow, ask your physiotherapist."
)
"""NEMEX-TJR: above 5 is high risk; pain is to be back to usual by the next day (S100, S101)."""

CAMERA_GONE: Final = "The camera did not come back."
SAVED: Final = "What you did is saved."

RISEN_PAIN: Final = (
    "Your pain has risen. Ask your physiotherapist for an easier form if that happens again."
)


def set_words(finished: FinishedSet) -> list[Utterance]:
    """What is said when a set is over."""
    counts = finished.report.counts
    words = ["I see that you have stopped." if finished.ended_by == "left" else "Set done."]
    total, was = number_word(counts.total), "was" if counts.good == 1 else "were"
    if counts.total == 1:
        words.append("It was good." if counts.good else "It was not a good one yet.")
    elif counts.total and not counts.good:
        words.append(f"None of the {total} was a good one yet.")
    elif counts.total and counts.good == counts.total:
        words.append(f"All {total} were good.")
    elif counts.total:
        words.append(f"{number_word(counts.good)} of {total} {was} good.".capitalize())
    return [Utterance(" ".join(words), "guide", fresh_s=6.0)]


class SummaryStage:
    """Shows and says how the session went, then ends it.

    Parameters
    ----------
    plan
        What was planned.
    finished
        The sets that were done.
    pains
        What was answered about pain.
    time_s
        Since when.
    why
        Why it is over, if that has to be told.
    """

    def __init__(
        self,
        plan: SessionPlan,
        finished: Sequence[FinishedSet],
        pains: Sequence[PainNote],
        time_s: float,
        *,
        why: str = "",
    ) -> None:
        self._title = plan.exercise.title
        self._lines = tuple(_line(done) for done in finished)
        self._why = f"{why} {SAVED}" if why and self._lines else why
        self._advice = pain_advice(pains)
        self._since_s = time_s
        self._told = False

    def update(self, tick: SessionInput) -> Step:
        """Go on showing; done after a while, or by a key."""
        screen = self._screen()
        said: list[Utterance] = []
        if not self._told:
            self._told = True
            over = "The session is over. Well done." if self._lines else "The session is over."
            words = self._advice or self._why or over
            urgent = screen.alarm
            said = [Utterance(words, "limit" if urgent else "guide", urgent=urgent, fresh_s=10.0)]
        keyed = bool({Command.FINISH, Command.PAUSE} & set(tick.commands))
        return Step(screen, None, said, done=keyed or tick.time_s - self._since_s >= SHOWN_S)

    def _screen(self) -> ScreenState:
        """What stands out is short; a reason to stop fills the screen."""
        if self._advice in {SHARP_PAIN, STRONG_PAIN}:
            heading, _, detail = self._advice.partition(". ")
            return ScreenState(
                ScreenKind.OVER, f"{heading}.", detail, alarm=True, lines=self._lines
            )
        done = "Well done" if self._lines else "The session is over"
        return ScreenState(
            ScreenKind.OVER, self._why or done, self._advice or self._title, lines=self._lines
        )


def pain_advice(pains: Sequence[PainNote]) -> str:
    """What to do about pain, by the worst that was answered; empty if nothing is to be said."""
    if any(note.answer.sharp for note in pains):
        return SHARP_PAIN
    if any(note.answer.ends_exercise for note in pains):
        return STRONG_PAIN
    known = [note.answer.number for note in pains if note.answer.number is not None]
    if known and known[-1] - known[0] >= RISE_TOLD:
        return RISEN_PAIN
    return ""


def _line(done: FinishedSet) -> str:
    """A set in one short line."""
    counts, plan = done.report.counts, done.plan
    leg = f", {plan.leg}" if plan.leg else ""
    again = " (done again)" if done.ended_by == "redone" else ""
    return (
        f"Set {plan.number}{leg}: {_counted(done.report)}{again}"
        if counts.total
        else (f"Set {plan.number}{leg}: nothing counted{again}")
    )


def _counted(report: SetReport) -> str:
    return f"{report.counts.good} good of {report.counts.total}"
