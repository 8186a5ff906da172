"""The summary stage shows and says how the session went, and what to do about pain."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from formcheck.assessment.advice import BETTER, COUNTED, FIRST, tries_of, what_went_right
from formcheck.assessment.verdict import HEADINGS
from formcheck.pain_scale import RISE_ADVISED, STOP_ABOVE
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
from formcheck.session.stages.start import remind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.assessment.verdict import Verdict
    from formcheck.exercises.definition import Exercise
    from formcheck.session.plan import SessionPlan
    from formcheck.session.report import PainRecord

CLOSES: Final = "This closes by itself."
"""Said in the silence after the results."""

SPEAKS_S: Final = 20.0
"""So much longer the results stay while they are still being said."""

SHOWN_S: Final = 20.0
"""Time after which the results close by themselves: long enough to hear and read them
(engineering default)."""

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
PRAISE: Final = "Well done"
"""The heading of a session whose sets were all good."""

WORST_FIRST: Final[tuple[Verdict, ...]] = (
    *("stopped", "needs_work", "almost", "good", "counted", "inconclusive"),
)
"""The verdict on a session is the first of these that a set has."""

CAMERA_GONE: Final = "The camera did not come back."
SAVED: Final = "What you did is saved."
NO_SET: Final = "No set has begun."
STOPPED: Final = "I see that you have stopped."
SOONER: Final = 'Next time stop before you hear "{limit}"'
"""Of a limit, whose own words ask a person who is still moving to go back."""


class SummaryStage:
    """Shows the results, then ends the session.

    `why` says what ended it, if anything did, and `hint` what kept a set from beginning.
    """

    def __init__(
        self,
        plan: SessionPlan,
        finished: Sequence[FinishedSet],
        pains: Sequence[PainRecord],
        time_s: float,
        *,
        why: str = "",
        hint: str = "",
    ) -> None:
        self._since_s = time_s
        lines = tuple(_line(done, plan.exercise) for done in finished)
        why = f"{why} {SAVED}" if why and lines else why
        advice = pain_advice(pains)
        alarm = advice in {SHARP_PAIN, STRONG_PAIN}
        verdict = session_verdict(finished)
        changes = [one_change(done, plan.exercise) for done in finished[::-1]] or [hint]
        change = next(filter(None, changes), "")
        heading = why or _heading(verdict)
        detail = advice or change or plan.exercise.title
        if alarm:
            first, _, detail = advice.partition(". ")
            heading = f"{first}."
        lines = (*lines, *_pain_line(pains))
        self._screen = ScreenState(ScreenKind.OVER, heading, detail, alarm=alarm, lines=lines)
        if finished and finished[-1].ended_by == "left" and not pains:
            why = why or STOPPED
        said = (
            advice
            if alarm
            else " ".join(
                filter(None, (why, _end_words(finished, plan.exercise, verdict, change), advice))
            )
        )
        kind: UtteranceKind = "limit" if alarm else "guide"
        self._announcement = [Utterance(said, kind, urgent=alarm, fresh_s=10.0, breaks_off=True)]

    def update(self, inputs: SessionInput) -> SessionOutput:
        """Return the results; done after `SHOWN_S` or by key."""
        said, self._announcement = self._announcement, []
        keyed = bool({Command.FINISH, Command.PAUSE} & set(inputs.commands))
        shown_s = inputs.time_s - self._since_s
        done = keyed or shown_s >= SHOWN_S + SPEAKS_S * inputs.speaking
        said = said or remind(inputs, CLOSES)
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
        What went right and the one thing to change; praise never goes beyond the report.
    """
    report = finished.report
    words = STOPPED if finished.ended_by == "left" else "Set done."
    tries = tries_of(exercise, report.partial_reps)
    right = what_went_right(exercise, report.reps, len(tries))
    said = " ".join(filter(None, (words, right, one_change(finished, exercise))))
    return Utterance(said, "guide", fresh_s=6.0, breaks_off=True)


def one_change(finished: FinishedSet, exercise: Exercise) -> str:
    """Return the one thing to do better after a set, in the words of its report.

    Parameters
    ----------
    finished, exercise
        The set and its exercise.

    Returns
    -------
    str
        Without the numbers that stand behind it in the report; empty if there is nothing.
    """
    report = finished.report
    tries = tries_of(exercise, report.partial_reps)
    right = what_went_right(exercise, report.reps, len(tries))
    lines = [line for line in report.advice if line != right and COUNTED not in line]
    named = [line for line in lines if line.startswith((FIRST, BETTER))]
    if not named and report.verdict in {"good", "counted"}:
        return ""
    line = next(iter((*named, *lines)), "")
    change = re.sub(r" \([^()]*\)$", "", line.removeprefix(FIRST).removeprefix(BETTER))
    if change not in {limit.say for limit in exercise.limit}:
        return change
    limit, stop, _ = change.partition(". ")
    return SOONER.format(limit=f"{limit}{stop.strip()}")


def session_verdict(finished: Sequence[FinishedSet]) -> Verdict | None:
    """Return the verdict on all sets together: the worst one; None without a set."""
    found = {done.report.verdict for done in finished if done.ended_by != "redone"}
    return next((verdict for verdict in WORST_FIRST if verdict in found), None)


def _heading(verdict: Verdict | None) -> str:
    """Return the heading of the results."""
    if verdict is None:
        return "The session is over"
    return PRAISE if verdict == "good" else HEADINGS[verdict]


def _tries(done: FinishedSet, exercise: Exercise) -> int:
    """Return how many movements of a set were tried and did not count."""
    return len(tries_of(exercise, done.report.partial_reps))


def _end_words(
    finished: Sequence[FinishedSet], exercise: Exercise, verdict: Verdict | None, change: str
) -> str:
    """Return what is said at the end: how many were good, and the one thing to change."""
    kept = [done for done in finished if done.ended_by != "redone"]
    counts = [done.report.counts for done in kept]
    tries = sum(_tries(done, exercise) for done in kept)
    good, total = sum(one.good for one in counts), sum(one.total for one in counts)
    words = ["The session is over."]
    if not finished:
        words.append(f"{NO_SET} {change}".rstrip())
    elif verdict == "counted":
        words.append(f"{total} counted.")
    elif total == 1:
        words.append(f"Your repetition was {'good' if good else 'not good yet'}.")
    elif total:
        words.append(f"{good or 'None'} of {total} {'were' if good > 1 else 'was'} good.")
    if tries:
        words.append(f"{tries} did not count.")
    if verdict == "good":
        words.append(f"{PRAISE}.")
    if change and finished:
        words.append(change if change.startswith(SOONER[:9]) else f"Next time: {change}")
    return " ".join(words)


def _pain_line(pains: Sequence[PainRecord]) -> tuple[str, ...]:
    """Return the answers about pain in one short line; none if no number was given."""
    numbers = [str(record.number) for record in pains if record.number is not None]
    return (f"Pain {', then '.join(numbers)}",) if numbers else ()


def pain_advice(pains: Sequence[PainRecord]) -> str:
    """Return what to do about pain, by the worst answer; empty if there is no advice."""
    if any(record.sharp for record in pains):
        return SHARP_PAIN
    numbers = [record.number for record in pains if record.number is not None]
    if any(number > STOP_ABOVE for number in numbers):
        return STRONG_PAIN
    return RISEN_PAIN if numbers and numbers[-1] - numbers[0] >= RISE_ADVISED else ""


def _line(done: FinishedSet, exercise: Exercise) -> str:
    """Return a set in one short line."""
    counts, leg = done.report.counts, f", {done.plan.leg}" if done.plan.leg else ""
    if done.report.verdict == "counted":
        counted = f"{counts.total} counted, form not judged"
    else:
        counted = f"{counts.good} good of {counts.total}" if counts.total else "nothing counted"
    tries = _tries(done, exercise)
    counted += f", {tries} not counted" if tries and counts.total else ""
    again = " (done again)" if done.ended_by == "redone" else ""
    return f"Set {done.plan.number}{leg}: {counted}{again}"
