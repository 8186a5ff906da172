"""Explains in words what an exercise measures, and why the movements of a set count or not."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from formcheck.assessment.report_types import NOT_COUNTED, clock_text
from formcheck.assessment.verdict import HEADINGS, MOST_MINOR
from formcheck.kinematics.measures import MEASURES, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from formcheck.assessment.rep_counter import Phase
    from formcheck.assessment.report import SetReport
    from formcheck.assessment.report_types import LimitExceeded, PartialRepetition, Rep
    from formcheck.authoring.traces import MeasureTraces
    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.parts import BodyCondition
    from formcheck.pose.joints import Side


_LEGS: Final = {
    "one": "each leg by itself",
    "both": "both legs together",
    "alternating": "each leg by itself, left and right in turn",
}


def describe_measure(exercise: Exercise) -> list[str]:
    """Return how a repetition or hold of the exercise is recognised, one sentence each."""
    movement = exercise.movement
    grows = movement.sign > 0
    far, near = ("above", "below") if grows else ("below", "above")
    measure = movement.measure
    unit = "in degrees" if MEASURES[measure].is_angle else f"in{MEASURES[measure].shown_unit}"
    lines = [f"The {MEASURES[measure].title} ({measure}), {unit}. {_zero(exercise)}"]
    enter, full = (shown(measure, value) for value in movement.target_deg)
    rest, partial = shown(measure, movement.start_deg), shown(measure, movement.partial_deg)
    word = "hold" if exercise.kind == "hold" else "repetition"
    lines.append(
        f"A {word} begins at rest ({near} {rest}), counts from {enter}, and {full} is its full "
        f"extent. One that only comes to {partial} is partial and does not count."
    )
    if MEASURES[measure].is_height:
        first, last = movement.target_deg
        lines.append(
            f"Files have a height as the angle whose sine is that share: here target_deg = "
            f"[{first:g}, {last:g}]."
        )
    if exercise.kind == "hold":
        lines.append(
            f"The clock runs {far} {enter}. A loss of up to {movement.grace_s:g} s only "
            f"stops it. From {movement.least_hold_s:g} s on it is a hold; {movement.hold_s:g} s "
            "are asked for."
        )
    elif movement.hold_s:
        lines.append(f"To be held for {movement.hold_s:g} s, {far} {enter}.")
    lines.append(f"Counted for {_LEGS[exercise.sides]}.")
    return lines


def _zero(exercise: Exercise) -> str:
    """Return from where the angle is counted."""
    movement = exercise.movement
    if movement.baseline == "start" and movement.start_window_deg is not None:
        low, high = (shown(movement.measure, edge) for edge in movement.start_window_deg)
        return f"It is the change from your own start, which must lie between {low} and {high}."
    return "It is taken as it is, not as a change."


@dataclass(frozen=True, slots=True)
class Sample:
    """What a reading says of one pose of a set.

    Attributes
    ----------
    time_s
        The time of the pose.
    value_deg
        The main measure as it was judged; NaN = unknown.
    phase
        The phase of the repetition.
    side
        The leg whose measure it is; None = unknown.
    say
        Why the pose was not judged, in words; empty = it was judged.
    """

    time_s: float
    value_deg: float
    phase: Phase
    side: Side | None
    say: str


def explain_counts(
    exercise: Exercise, report: SetReport, samples: Sequence[Sample], seen: MeasureTraces
) -> list[str]:
    """Return why the movements of a set were counted or not, one sentence each.

    Parameters
    ----------
    exercise
        The exercise by which the set was judged.
    report
        The report of the set.
    samples
        One for each pose.
    seen
        What the recording shows without any exercise.

    Returns
    -------
    list[str]
        Sentences; the first one has the counts.
    """
    lines = [_headline(exercise, report)]
    lines += _flawed(exercise, report)
    lines += [_partial(exercise, part) for part in report.partial_reps]
    lines += [_limit(exercise, row) for row in report.limits]
    lines += _pauses(samples)
    if not report.counts.total and not report.counts.partial:
        lines += _nothing(exercise, samples, seen)
    return lines


def _limit(exercise: Exercise, row: LimitExceeded) -> str:
    """Return which limit was exceeded, when, and how far it went."""
    limit = next((each for each in exercise.limit if each.name == row.name), None)
    value = row.value_ratio if math.isnan(row.value_deg) else row.value_deg
    far = "" if limit is None else f" ({shown(limit.when.measure, value)})"
    words = row.name.replace("_", " ")
    return f"{clock_text(row.time_s)}: the limit {words} was exceeded{far}."


def _headline(exercise: Exercise, report: SetReport) -> str:
    counts = report.counts
    word = "hold" if exercise.kind == "hold" else "repetition"
    clean = sum(rep.clean for rep in report.reps)
    words = f"{counts.total} {word}{'s' * (counts.total != 1)}"
    partial = f"; {counts.partial} not counted" if counts.partial else ""
    if report.verdict == "counted":
        return f"{HEADINGS[report.verdict]}. Counted: {words}{partial}."
    return (
        f"{HEADINGS[report.verdict]}. Counted: {words}, {counts.good} of them good and {clean} "
        f"without any minor fault{partial}."
    )


def _flawed(exercise: Exercise, report: SetReport) -> Iterator[str]:
    """Yield what each repetition with a fault or beyond a limit is, and by which rule."""
    for rep in report.reps:
        hints = [name for name in rep.faults if name not in {*rep.minor, *rep.major}]
        found = [
            f"{word} {', '.join(_fault(exercise, rep, name) for name in names)}"
            for word, names in (
                ("beyond the limit", rep.limits),
                ("major", rep.major),
                ("minor", rep.minor),
                ("hint", hints),
            )
            if names
        ]
        if found:
            verdict = "good" if rep.good else f"not good ({_why_not_good(rep)})"
            at = clock_text(rep.start_s)
            yield f"{at}: number {rep.number} is {verdict}: {'; '.join(found)}."


def _why_not_good(rep: Rep) -> str:
    """Return the rule by which a repetition is not a good one."""
    if rep.limits:
        return "a limit was exceeded"
    if rep.major:
        return "a major fault"
    if len(rep.minor) > MOST_MINOR:
        return f"{len(rep.minor)} minor faults, and a good one has at most {MOST_MINOR}"
    return "its form was not judged"


def _fault(exercise: Exercise, rep: Rep, name: str) -> str:
    """Return a fault with the number that made it one, where there is one."""
    row = next((fault for fault in exercise.fault if fault.name == name), None)
    words = name.replace("_", " ")
    evidence = "" if row is None else row.evidence(rep, exercise.movement)
    return f"{words} ({evidence})" if evidence else words


def _partial(exercise: Exercise, part: PartialRepetition) -> str:
    """Return why a movement was not counted."""
    movement, measure = exercise.movement, exercise.movement.measure
    enter = movement.target_deg[0]
    at = f"{clock_text(part.start_s)}: not counted"
    came = "" if math.isnan(part.peak_deg) else f"it came to {shown(measure, part.peak_deg)}"
    other = next((row for row in _conditions(exercise) if row.name == part.reason), None)
    if other is not None:
        like = f", like {other.looks_like}" * bool(other.looks_like)
        words = f"«{other.when.in_words()}» was not met ({other.name})"
        return f"{at}, another movement{like}: {words}{f'; {came}' if came else ''}."
    if part.reason != "short_of_target" or not came:
        row = NOT_COUNTED.get(part.reason)
        why = part.reason.replace("_", " ") if row is None else row.meaning
        return f"{at}: {why}{f'; {came}' if came else ''}."
    if movement.sign * (enter - part.peak_deg) > 0:
        return f"{at}: {came}, short of the target ({shown(measure, enter)})."
    lacking = [also for also in movement.also if also.name in part.faults]
    if lacking:
        wanted = f"«{lacking[0].when.in_words()}» ({lacking[0].name})"
        return f"{at}: {came}, but {wanted} was asked for besides."
    return f"{at}: {came}, but was not in the target for {movement.enter_s:g} s."


def _conditions(exercise: Exercise) -> tuple[BodyCondition, ...]:
    """Return what must be true of the rest of the body, from each side that counts."""
    other = exercise.counted_from
    return (*exercise.body, *(() if other is None else other.body))


def _pauses(samples: Sequence[Sample]) -> Iterator[str]:
    """Yield for how long nothing was judged, by reason."""
    lost: dict[str, float] = {}
    for before, now in pairwise(samples):
        if now.say:
            lost[now.say] = lost.get(now.say, 0.0) + now.time_s - before.time_s
    for say, lost_s in sorted(lost.items(), key=lambda row: -row[1]):
        if lost_s >= 0.5:  # noqa: PLR2004  # shorter pauses are not said either
            yield f"For {lost_s:.0f} s nothing was judged: {say}"


def _nothing(exercise: Exercise, samples: Sequence[Sample], seen: MeasureTraces) -> Iterator[str]:
    """Yield what the main measure did in a set without any repetition."""
    movement = exercise.movement
    known = [row.value_deg for row in samples if not math.isnan(row.value_deg)]
    title, say = MEASURES[movement.measure].title, partial(shown, movement.measure)
    if known:
        side = "below" if movement.sign > 0 else "above"
        yield (
            f"The {title} went from {say(min(known))} to {say(max(known))}. It starts {side} "
            f"{say(movement.start_deg)}, a try counts from {say(movement.partial_deg)}, and the "
            f"target is {say(movement.target_deg[0])}."
        )
        return
    raw = [v for row in seen.traces if row.measure == movement.measure for v in row.values_deg]
    window = movement.start_window_deg
    if raw and window is not None:
        yield (
            f"No start was found: the {title} itself went from {say(min(raw))} to "
            f"{say(max(raw))}, and a start is believed between {say(window[0])} and "
            f"{say(window[1])} while it is still."
        )
    if seen.plane is not None and seen.position is not None:
        position = seen.position.replace("_", " ")
        yield f"The recording looks like {position}, seen from the {seen.plane}."
