"""The advice on a set: what went right, one thing to change, and the rest, in plain sentences."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from formcheck.assessment.quality_gate import DOUBTS, Pauses, view_remedy
from formcheck.assessment.report_types import (
    NOT_COUNTED,
    OWN_FAULTS,
    PartialRepetition,
)
from formcheck.exercises.fault_kinds import HELD, PeakFault
from formcheck.kinematics.measures import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from formcheck.assessment.events import PauseReason
    from formcheck.assessment.report import LegsSeen
    from formcheck.assessment.report_types import LimitExceeded, Rep
    from formcheck.assessment.verdict import Verdict
    from formcheck.exercises.definition import Exercise

COUNTED: Final = "Counted; form cannot be judged from this side."
"""Said of repetitions that were counted without judging their form."""

FORM_UNJUDGED: Final = "How well they were done cannot be judged with one camera."
"""Said where an exercise is only counted (``scope = "counts"``)."""

FIRST: Final = "One thing to change: "
BETTER: Final = "To make it better still: "
"""Before the one correction of a set, and before that of a good set."""

UNBELIEVED_S: Final = 1.0
"""Poses that were not believed are reported from so long a time on (engineering default)."""

MIRRORED: Final = "If the recording is mirrored, as those of selfie cameras may be, use --mirror."

ONE_LEG: Final = "Only the {asked} leg was watched: if the {other} one worked, use --side {other}."
"""Said where nothing was seen of the leg that was asked for."""

LOOKS_LIKE: Final = "This looks like «{}», not like «{}»."

NO_START: Final = (
    "No steady start was seen: keep still in the start position for a moment, and the camera too."
)
"""The advice where the person never rested, or the joints shook too much to tell."""

SHORT: Final = "short_of_target"
"""The reason of a movement that turned back too early, as in `NOT_COUNTED`."""

MOST_OTHERS: Final = 3
"""At most so many faults are said besides the one to change: more is too much at once, and the
table has all (engineering default)."""

LEAST_TRY: Final = 0.1
"""A movement that came less far is none."""


def advise(  # noqa: PLR0913  # what a report knows, told apart by name
    exercise: Exercise,
    *,
    verdict: Verdict,
    reps: Sequence[Rep],
    partial: Sequence[PartialRepetition],
    limits: Sequence[LimitExceeded],
    legs: LegsSeen,
    near: str,
    pauses: Pauses,
) -> tuple[str, ...]:
    """Return the advice to the person, most important first; there is always a sentence.

    Parameters
    ----------
    exercise, verdict, reps, partial, limits, legs
        The exercise and what is in the report of the set.
    near
        The side nearer to the camera, or ``unknown``.
    pauses
        How long was not judged, and why.

    Returns
    -------
    tuple of str
        Plain sentences.
    """
    lines = [*_limit_lines(exercise, limits, (*reps, *partial))]
    if verdict == "inconclusive":
        lines.extend(_doubt_lines(exercise, pauses))
        if legs.asked != "auto" and pauses.main_reason() is None:
            other = "left" if legs.asked == "right" else "right"
            lines.append(ONE_LEG.format(asked=legs.asked, other=other))
    far = sum(rep.side == legs.unjudged for rep in reps if not rep.judged)
    lines.extend(_count_lines(exercise, reps, partial, far))
    faults = _fault_lines(exercise, reps, partial)
    first = [faults.pop(0)] if faults and faults[0].is_to_change else []
    # The limit is the thing to change, if one was exceeded.
    prefix = "" if limits else BETTER if verdict == "good" else FIRST
    tried = _partial_lines(exercise, partial)
    if first and first[0].times < len(tries_of(exercise, partial)):
        lines.extend(tried)
        lines.extend(line.text for line in first)
    else:
        lines.extend(prefix + line.text for line in first)
        lines.extend(tried)
    lines.extend(_leg_lines(exercise, reps, legs, near))
    lines.extend(line.text for line in faults[:MOST_OTHERS])
    lines.extend(_unbelieved_lines(pauses.paused_s, lines))
    if not lines:
        lines.append(f"No repetition of «{exercise.title}» was seen.")
    return tuple(lines)


def _limit_lines(
    exercise: Exercise,
    limits: Sequence[LimitExceeded],
    attempts: Sequence[Rep | PartialRepetition],
) -> list[str]:
    """Return a line for each limit that was exceeded, stops and frequent ones first."""
    lines: list[tuple[bool, int, str]] = []
    said = set()
    exceeded = {row.name for row in limits}
    for limit in sorted(exercise.limit, key=lambda row: row.action != "stop"):
        about = (limit.when.measure, limit.when.sense)
        if limit.name not in exceeded or about in said:
            continue  # a warning before a stop that was exceeded too is said with it
        said.add(about)
        alike = {row.name for row in exercise.limit if (row.when.measure, row.when.sense) == about}
        times = [row for row in limits if row.name in alike]
        inside = sum(not alike.isdisjoint(row.limits) for row in attempts)
        worst = [row.value_deg for row in times]
        reach = max(worst, key=limit.when.excess, default=math.nan)
        # A ratio of body lengths is not said: a tenth of a trunk means nothing to a person.
        where = "" if math.isnan(reach) else f", to {shown(limit.when.measure, reach)}"
        often = "once" if len(times) == 1 else f"{len(times)} times"
        if inside:
            often = f"in {inside} of {_times(len(attempts), exercise)}"
        lines.append((limit.action != "stop", -inside, f"{limit.say} (Too far {often}{where}.)"))
    return [line for *_, line in sorted(lines, key=lambda row: row[:2])]


def _doubt_lines(exercise: Exercise, pauses: Pauses) -> list[str]:
    """Return why nothing was counted: the reason that lasted longest, or that nothing was done."""
    reason = pauses.main_reason()
    if reason is None:
        line = f"No repetition of «{exercise.title}» was seen."
        if pauses.no_start:
            return [line, NO_START]
        if pauses.furthest > LEAST_TRY:
            line += f" The furthest movement came {100 * pauses.furthest:.0f} % of the way."
        return [line]
    often = f"({100 * pauses.share(reason):.0f} % of the time.)"
    lines = [f"«{exercise.title}» could not be judged. {reason.say} {often}"]
    if reason.name == "side":
        lines.append(MIRRORED)
    return lines


def _unbelieved_lines(paused_s: Mapping[PauseReason, float], lines: Sequence[str]) -> list[str]:
    """Say for how long poses were not believed, where it was long and is not said yet."""
    return [
        f"{reason.say} ({length_s:.0f} s could not be judged.)"
        for reason, length_s in paused_s.items()
        if reason in DOUBTS.values()
        and length_s >= UNBELIEVED_S
        and not any(reason.say in line for line in lines)
    ]


def _count_lines(
    exercise: Exercise, reps: Sequence[Rep], partial: Sequence[PartialRepetition], far: int
) -> list[str]:
    """Say what was only counted, but for the `far` leg, and what went right in the rest."""
    judged, lines = [rep for rep in reps if rep.judged], []
    only_counted = len(reps) - len(judged) - far
    if only_counted > 0:
        remedy = view_remedy(exercise)
        many = f"{only_counted} of {_times(len(reps), exercise)}: " if judged else ""
        lines.append(f"{many}{COUNTED} To have it judged, {remedy}")
    right = what_went_right(exercise, reps, len(tries_of(exercise, partial)))
    return [*lines, right] if right else lines


def what_went_right(exercise: Exercise, reps: Sequence[Rep], tries: int) -> str:
    """Return a sentence: how many were complete, held for long enough, good and clean.

    Parameters
    ----------
    exercise
        The exercise.
    reps
        The complete repetitions.
    tries
        How many others were tried, see `tries_of`.

    Returns
    -------
    str
        Only clean ones without a hint are called clean; empty if no repetition was judged.
    """
    judged = [rep for rep in reps if rep.judged]
    total = len(judged)
    if not total:
        return ""
    if tries:
        lead = f"{total} of {_times(total + tries, exercise)}"
    else:
        every = {1: "Your", 2: "Both"}.get(total, f"All {total}")
        lead = f"{every} {_word(exercise, total)}"
    done = f"{lead} {'was' if total == 1 else 'were'} complete"
    held = exercise.movement.hold_s
    if held and all(rep.hold_s >= HELD * held for rep in judged):
        done += " and held for long enough"
    return done + _quality(exercise, judged)


def _quality(exercise: Exercise, judged: Sequence[Rep]) -> str:
    """Return the end of the sentence about complete repetitions: how many were good, and clean."""
    total = len(judged)
    good = sum(rep.good for rep in judged)
    # Nothing is called clean above a table that shows a hint in it.
    clean = sum(rep.clean and not rep.faults for rep in judged)
    if exercise.scope == "counts":
        return f". {FORM_UNJUDGED}"
    if total == 1:
        return ", and clean." if clean else "." if good else ", but not a good one yet."
    if clean == total:
        return f", and {'both' if total == 2 else 'all of them'} were clean."  # noqa: PLR2004
    if good == total and clean:
        return f", {clean} of them without any fault."
    if good == total:
        return "." if any(rep.clean for rep in judged) else ", but each had a small fault."
    good_ones = f"; {good} of them {'was' if good == 1 else 'were'} good."
    return good_ones if good else ", but none was good yet."


def _partial_lines(exercise: Exercise, partial: Sequence[PartialRepetition]) -> list[str]:
    """Return a line for each reason why movements were not counted, the most frequent first."""
    other = exercise.counted_from
    elsewhere = () if other is None else (*other.body, *other.movement.also)
    asked = {row.name: row.say for row in (*exercise.body, *elsewhere)}
    lacking = {row.name: row.say for row in exercise.movement.also}
    lines = []
    for reason, times in Counter(row.reason for row in partial).most_common():
        were = "was" if times == 1 else "were"
        if reason in asked:
            lines.append(f"{asked[reason]} ({times} {were} another movement and not counted.)")
        elif reason in lacking:
            lines.append(f"{lacking[reason]} ({times} {were} not complete and not counted.)")
        elif reason == SHORT and (say := _short_say(exercise, partial)):
            lines.append(f"{say} ({times} {were} not complete and not counted.)")
        else:
            lines.append(f"{times} {were} {NOT_COUNTED[reason].say.format(were)}")
    return lines


def _short_say(exercise: Exercise, partial: Sequence[PartialRepetition]) -> str:
    """Return the exercise's own words to those who turned back too early; empty = it has none."""
    short = [row for row in partial if row.reason == SHORT]
    says = [
        fault.say
        for fault in exercise.fault
        if isinstance(fault, PeakFault) and any(fault.name in row.faults for row in short)
    ]
    return says[0] if says else ""


def _leg_lines(exercise: Exercise, reps: Sequence[Rep], legs: LegsSeen, near: str) -> list[str]:
    """Say which leg was not judged, and where the side of the camera was the wrong one."""
    lines = []
    far = [rep for rep in reps if rep.side == legs.unjudged]
    if far and not any(rep.judged for rep in far):
        many = f"its {_times(len(far), exercise)} {'was' if len(far) == 1 else 'were'}"
        lines.append(
            f"Your {legs.unjudged} leg was on the far side: {many} counted and not judged. Turn "
            "round for it."
        )
    elif far:
        lines.append(
            f"Your {legs.unjudged} leg, on the far side, was not seen all the time: turn round to "
            "have all of its repetitions counted."
        )
    elif legs.unjudged != "none":
        lines.append(
            f"Your {legs.unjudged} leg moved too. It was on the far side and was not judged: "
            "turn round for it."
        )
    sides = {rep.side for rep in reps}
    if "unknown" in sides:
        lines.append(
            "It was not seen which leg worked: put the camera beside the leg you exercise."
        )
    elif exercise.movement.works_when is not None and sides and near not in {*sides, "unknown"}:
        lines.append(
            f"Your {reps[0].side} leg worked. It was on the far side: put the camera beside it."
        )
    return lines


def tries_of(exercise: Exercise, partial: Sequence[PartialRepetition]) -> list[PartialRepetition]:
    """Return the movements that were tries of an exercise and were not completed.

    Parameters
    ----------
    exercise
        The exercise.
    partial
        The movements that are not counted.

    Returns
    -------
    list of PartialRepetition
        Without those that were not seen to their end or were another movement: they are no reason
        to change anything in this one.
    """
    lacking = (also.name for also in exercise.movement.also)
    reasons = {SHORT, "too_short", "too_quick", *lacking}
    return [row for row in partial if row.reason in reasons]


class _FaultLine(NamedTuple):
    """What to say of a fault, in how many attempts it was, and whether it is more than a hint."""

    text: str
    times: int
    is_to_change: bool


def _fault_lines(
    exercise: Exercise, reps: Sequence[Rep], partial: Sequence[PartialRepetition]
) -> list[_FaultLine]:
    """Return a line for each fault: major ones first, then minor ones, then hints."""
    rows = [(fault.name, fault.say) for fault in (*exercise.fault, *exercise.movement.also)]
    rows.extend(OWN_FAULTS.items())
    attempts: list[Rep | PartialRepetition] = [rep for rep in reps if rep.judged]
    attempts += tries_of(exercise, partial)
    said = _short_say(exercise, partial)
    lacking = {also.name: also.say for also in exercise.movement.also}
    found = []
    for name, say in rows:
        # What keeps a movement from being complete is said with it.
        shown_in = [
            row
            for row in attempts
            if name in row.faults
            and not (isinstance(row, PartialRepetition) and say in {said, lacking.get(row.reason)})
        ]
        if shown_in:
            major = sum(name in row.major for row in shown_in)
            minor = sum(name in row.minor for row in shown_in)
            text = f"{say} ({len(shown_in)} of {_times(len(attempts), exercise)}.)"
            line = _FaultLine(text, len(shown_in), bool(major or minor))
            found.append(((-major, -minor, -len(shown_in)), line))
    # Of equals the exercise names the weightier one first.
    return [line for _, line in sorted(found, key=lambda row: row[0])]


def _times(count: int, exercise: Exercise) -> str:
    return f"{count} {_word(exercise, count)}"


def _word(exercise: Exercise, count: int) -> str:
    word = "repetition" if exercise.kind == "reps" else "hold"
    return word if count == 1 else f"{word}s"
