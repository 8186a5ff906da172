"""The summary stage shows and says how the session went, and what to do about pain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from formcheck.assessment.advice import tries_of, what_went_right
from formcheck.session.protocol import (
    Command,
    FinishedSet,
    ScreenKind,
    ScreenState,
    SessionInput,
    SessionOutput,
    Utterance,
    UtteranceKind,
)
from formcheck.session.stages.pain import STOP_ABOVE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.assessment.verdict import Verdict
    from formcheck.exercises.definition import Exercise
    from formcheck.session.plan import SessionPlan
    from formcheck.session.report import PainRecord

SHOWN_S: Final = 20.0
"""Time after which the results close by themselves: long enough to hear and read them
(engineering default)."""

RISE_ADVISED: Final = 2
"""From this rise of pain within a session on, the person is advised to ask for an easier exercise
(S100; the number is an engineering default, less is within the error of measurement)."""

SHARP_PAIN: Final = (
    "Stop for today. Before the next session ask your physiotherapist or doctor: sharp or sudden "
    "pain, a catch in the groin or a hip that gives way is a reason to."
)
"""Red flags stop the session (sources S99 and S100 of the facts on pain)."""

STRONG_PAIN: Final = (
    "Stop for today. Pain above five is too much. Rest. If it is not back to what is usual for "
    "you by tomorrow, ask your physiotherapist."
)
"""NEMEX-TJR: above 5 is high risk; pain must be back to usual by the next day (S100, S101)."""

RISEN_PAIN: Final = (
    "Your pain has risen. Ask your physiotherapist for an easier form if that happens again."
)
PRAISED: Final[frozenset[Verdict]] = frozenset({"good", "almost", "counted"})
"""The verdicts after which a session ends with praise."""

CAMERA_GONE: Final = "The camera did not come back."
SAVED: Final = "What you did is saved."


class SummaryStage:
    """Shows the results, then ends the session; `why` says what ended it, if anything did."""

    def __init__(
        self,
        plan: SessionPlan,
        finished: Sequence[FinishedSet],
        pains: Sequence[PainRecord],
        time_s: float,
        *,
        why: str = "",
    ) -> None:
        self._since_s = time_s
        lines = tuple(_line(done) for done in finished)
        why = f"{why} {SAVED}" if why and lines else why
        advice = pain_advice(pains)
        alarm = advice in {SHARP_PAIN, STRONG_PAIN}
        praised = any(done.report.verdict in PRAISED for done in finished)
        heading = why or ("Well done" if praised else "The session is over")
        detail = advice or plan.exercise.title
        if alarm:
            first, _, detail = advice.partition(". ")
            heading = f"{first}."
        self._screen = ScreenState(ScreenKind.OVER, heading, detail, alarm=alarm, lines=lines)
        over = "The session is over. Well done." if praised else "The session is over."
        kind: UtteranceKind = "limit" if alarm else "guide"
        self._announcement = [Utterance(advice or why or over, kind, urgent=alarm, fresh_s=10.0)]

    def update(self, inputs: SessionInput) -> SessionOutput:
        """Return the results; done after `SHOWN_S` or by key."""
        said, self._announcement = self._announcement, []
        keyed = bool({Command.FINISH, Command.PAUSE} & set(inputs.commands))
        done = keyed or inputs.time_s - self._since_s >= SHOWN_S
        return SessionOutput(self._screen, None, said, "done" if done else None)


def set_words(finished: FinishedSet, exercise: Exercise) -> Utterance:
    """Return the sentence that is said when a set ends.

    Parameters
    ----------
    finished
        The set.
    exercise
        Its exercise.

    Returns
    -------
    Utterance
        What went right; praise never goes beyond the report.
    """
    report = finished.report
    words = "I see that you have stopped." if finished.ended_by == "left" else "Set done."
    tries = tries_of(exercise, report.partial_reps)
    right = what_went_right(exercise, report.reps, len(tries))
    return Utterance(f"{words} {right}".strip(), "guide", fresh_s=6.0)


def pain_advice(pains: Sequence[PainRecord]) -> str:
    """Return what to do about pain, by the worst answer; empty if there is no advice."""
    if any(record.sharp for record in pains):
        return SHARP_PAIN
    numbers = [record.number for record in pains if record.number is not None]
    if any(number > STOP_ABOVE for number in numbers):
        return STRONG_PAIN
    return RISEN_PAIN if numbers and numbers[-1] - numbers[0] >= RISE_ADVISED else ""


def _line(done: FinishedSet) -> str:
    """Return a set in one short line."""
    counts, leg = done.report.counts, f", {done.plan.leg}" if done.plan.leg else ""
    if done.report.verdict == "counted":
        counted = f"{counts.total} counted, form not judged"
    else:
        counted = f"{counts.good} good of {counts.total}" if counts.total else "nothing counted"
    again = " (done again)" if done.ended_by == "redone" else ""
    return f"Set {done.plan.number}{leg}: {counted}{again}"
