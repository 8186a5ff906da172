"""The summary stage shows and says how the session went, and what to do about pain."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from formcheck.assessment.advice import BETTER, COUNTED, FIRST, tries_of, what_went_right
from formcheck.assessment.verdict import HEADINGS
from formcheck.pain_scale import RISE_ADVISED
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
    from formcheck.session.record import ExerciseRecord
    from formcheck.session.report import PainRecord

CLOSES: Final = "This closes by itself."
"""Said in the silence after the results."""

SPEAKS_S: Final = 20.0
"""So much longer the results stay while they are still being said."""

SHOWN_S: Final = 20.0
"""Time after which the results close by themselves: long enough to hear and read them
(engineering default)."""

SHARP_PAIN: Final = (
    "Stop for today. If you cannot stand on the leg or move the hip, or if the leg looks shorter "
    "or turned, call for help now. If not, ask your physiotherapist or doctor before the next "
    "session."
)
"""Red flags stop the session (sources S99, S100 and N20 of the facts on pain)."""

STRONG_PAIN: Final = (
    "Stop for today. Pain above five is too much. Rest. If it is not back to what is usual for "
    "you by tomorrow, ask your physiotherapist."
)
"""NEMEX-TJR: above 5 is high risk; pain must be back to usual by the next day (S100, S101).  It
ends the session before the first set, and for people with a new hip."""

HARD_PAIN: Final = (
    "Stop this exercise. Pain above five is too much. When it has settled, you may do another, "
    "easier one. If it is not back to what is usual for you by tomorrow, ask your physiotherapist."
)
"""NEMEX-TJR ends the exercise, not the day."""

TOO_HARD: Final = (
    "{title} hurt too much: next time do an easier form. If it is not as usual by tomorrow, ask "
    "your physiotherapist."
)
"""After a session that went on with another exercise."""

RISEN_PAIN: Final = (
    "Your pain has risen. Ask your physiotherapist for an easier form if that happens again."
)
PRAISE: Final = "Well done"
"""The heading of a session whose sets were all good."""

WORST_FIRST: Final[tuple[Verdict, ...]] = (
    *("stopped", "needs_work", "almost", "good", "counted", "inconclusive"),
)
"""The verdict on a session is the first of these that a set has."""

MOST_PAINS: Final = 4
"""More answers about pain than these are not shown one by one."""

OVER: Final = ScreenState(ScreenKind.OVER)
"""The screen of a session that has ended, before its results."""

CAMERA_GONE: Final = "The camera did not come back."
SAVED: Final = "What you did is saved."
NO_SET: Final = "No set has begun."
STOPPED: Final = "I see that you have stopped."
SOONER: Final = 'Next time stop before you hear "{limit}"'
"""Of a limit, whose own words ask a person who is still moving to go back."""


class SummaryStage:
    """Shows the results, then ends the session.

    Parameters
    ----------
    exercises
        What has happened in each exercise; the session ended within the last one.
    time_s
        When the results are shown first.
    why
        What ended the session, if anything did, in a sentence.
    hint
        What kept a set from beginning.
    """

    def __init__(
        self,
        exercises: Sequence[ExerciseRecord],
        time_s: float,
        *,
        why: str = "",
        hint: str = "",
    ) -> None:
        self._since_s = time_s
        done = [(each, one.plan.exercise) for one in exercises for each in one.finished]
        finished = [each for each, _ in done]
        pains = [answer for one in exercises for answer in one.pains]
        advice = pain_advice(exercises)
        alarm = exercises[-1].ended_by in {"sharp_pain", "strong_pain"}
        verdict = session_verdict(finished)
        change, whose = hint, ""
        for each, exercise in reversed(done):
            if change := one_change(each, exercise):
                whose = f"{exercise.title}. " if len(exercises) > 1 else ""
                break
        lines = (*_result_lines(exercises), *_pain_line(pains))
        why = f"{why} {SAVED}" if why and finished else why
        heading = why or _heading(verdict)
        title = exercises[0].plan.exercise.title if len(exercises) == 1 else ""
        detail = advice or f"{whose}{change}" or title
        if alarm:
            first, _, detail = advice.partition(". ")
            heading = f"{first}."
        self._screen = ScreenState(ScreenKind.OVER, heading, detail, alarm=alarm, lines=lines)
        if finished and finished[-1].ended_by == "left" and not pains:
            why = why or STOPPED
        end_words = _end_words(done, verdict, whose=whose, change=change)
        said = advice if alarm else " ".join(filter(None, (why, end_words, advice)))
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
    done: Sequence[tuple[FinishedSet, Exercise]],
    verdict: Verdict | None,
    *,
    whose: str,
    change: str,
) -> str:
    """Return what is said at the end: how many were good, and the one thing to change."""
    kept = [(each, exercise) for each, exercise in done if each.ended_by != "redone"]
    counts = [each.report.counts for each, _ in kept]
    tries = sum(_tries(each, exercise) for each, exercise in kept)
    good, total = sum(one.good for one in counts), sum(one.total for one in counts)
    words = ["The session is over."]
    if not done:
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
    if change and done:
        # Where nothing was done, it says what was seen, and is no correction.
        is_whole = bool(whose) or not (total or tries) or change.startswith(SOONER[:9])
        words.append(f"{whose}{change}" if is_whole else f"Next time: {change}")
    return " ".join(words)


def _pain_line(pains: Sequence[PainRecord]) -> tuple[str, ...]:
    """Return the answers about pain in one short line; none if no number was given."""
    numbers = [record.number for record in pains if record.number is not None]
    if len(numbers) > MOST_PAINS:
        return (f"Pain {numbers[0]} at first, {max(numbers)} at most, {numbers[-1]} at last",)
    return (f"Pain {', then '.join(map(str, numbers))}",) if numbers else ()


def pain_advice(exercises: Sequence[ExerciseRecord]) -> str:
    """Return what to do about pain, by the worst answer; empty if there is no advice.

    Parameters
    ----------
    exercises
        What has happened in each exercise of a session, or in one of them.

    Returns
    -------
    str
    """
    pains = [answer for one in exercises for answer in one.pains]
    if any(record.sharp for record in pains):
        return SHARP_PAIN
    last = exercises[-1]
    if last.ended_by == "strong_pain":
        ends_day = last.plan.stops_at_strong_pain or not last.was_too_hard
        return STRONG_PAIN if ends_day else HARD_PAIN
    if hard := next((one for one in exercises[::-1] if one.was_too_hard), None):
        return TOO_HARD.format(title=hard.plan.exercise.title)
    numbers = [record.number for record in pains if record.number is not None]
    return RISEN_PAIN if numbers and numbers[-1] - numbers[0] >= RISE_ADVISED else ""


def _result_lines(exercises: Sequence[ExerciseRecord]) -> tuple[str, ...]:
    """Return one short line for each set, or for each exercise if there are several."""
    if len(exercises) == 1:
        exercise = exercises[0].plan.exercise
        return tuple(_line(done, exercise) for done in exercises[0].finished)
    return tuple(_exercise_line(one) for one in exercises if one.finished)


def _exercise_line(one: ExerciseRecord) -> str:
    """Return all sets of an exercise in one short line; those that were done again count once."""
    kept = [done for done in one.finished if done.ended_by != "redone"]
    counts = [done.report.counts for done in kept]
    tries = sum(_tries(done, one.plan.exercise) for done in kept)
    is_judged = any(done.report.verdict != "counted" for done in kept)
    good, total = sum(each.good for each in counts), sum(each.total for each in counts)
    counted = _counted_words(good, total, tries, is_judged=is_judged)
    return f"{one.plan.exercise.title}: {counted}"


def _line(done: FinishedSet, exercise: Exercise) -> str:
    """Return a set in one short line."""
    counts, leg = done.report.counts, f", {done.plan.leg}" if done.plan.leg else ""
    is_judged = done.report.verdict != "counted"
    tries = _tries(done, exercise)
    counted = _counted_words(counts.good, counts.total, tries, is_judged=is_judged)
    again = " (done again)" if done.ended_by == "redone" else ""
    return f"Set {done.plan.number}{leg}: {counted}{again}"


def _counted_words(good: int, total: int, tries: int, *, is_judged: bool) -> str:
    """Return what was counted, in the words of a line."""
    if not is_judged:
        counted = f"{total} counted, form not judged"
    else:
        counted = f"{good} good of {total}" if total else "nothing counted"
    return f"{counted}, {tries} not counted" if tries and total else counted
