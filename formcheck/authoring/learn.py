"""Proposes an exercise from a recording of good repetitions, for a therapist to edit.

`repetitions` finds the measures that moved that often; `proposal` derives the thresholds.  A
proposal is returned only if the recording, judged by it, has exactly that many good repetitions.

Many measures move with a movement.  If a shipped exercise of the same view and position counts the
recording right, its measure is the one that physiotherapists look at, and is taken first.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from pydantic import ValidationError

from formcheck.assessment.checker import Checker
from formcheck.assessment.report_types import clock_text
from formcheck.authoring.proposal import SOURCE_KEY, ProposalRequest, proposals
from formcheck.authoring.repetitions import (
    CLEARLY,
    JUST,
    clearest_repetitions,
    find_repetitions,
)
from formcheck.authoring.traces import trace_measures
from formcheck.errors import ExerciseError
from formcheck.exercises.definition import Exercise
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.kinematics.measures import MEASURES, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.assessment.report import SetReport
    from formcheck.authoring.repetitions import RepetitionPattern
    from formcheck.authoring.traces import MeasureTraces
    from formcheck.pose.pose import Pose

TEMPO_SHARE: Final = 0.6
"""A part that takes less than this share of the quickest repetition is too quick."""

_TRIES: Final = 6

_Proposed: TypeAlias = "tuple[dict[str, Any], dict[str, str], SetReport, tuple[str, ...]]"
"""Table, notes, report, and the names of what was left out."""


@dataclass(frozen=True, slots=True)
class LearnedExercise:
    """A proposal, and what it is made from.

    Attributes
    ----------
    table
        The exercise, key by key.
    notes
        Comments on single keys, by their path.
    found
        The repetitions of the measure that the exercise uses.
    others
        The repetitions of other measures, the clearest first.
    seen
        View, position and how much of the recording was seen.
    report
        The report of the recording, judged by the proposal.
    dropped
        Names of faults, limits and needs of the copied exercise that the recording contradicts.
    known
        The shipped exercise that counts the recording right as well; None = no such.
    """

    table: dict[str, Any]
    notes: dict[str, str]
    found: RepetitionPattern
    others: tuple[RepetitionPattern, ...]
    seen: MeasureTraces
    report: SetReport
    dropped: tuple[str, ...]
    known: Exercise | None = None


def learn(poses: Sequence[Pose], request: ProposalRequest) -> LearnedExercise:
    """Propose an exercise by which the poses are exactly the requested good repetitions.

    Parameters
    ----------
    poses
        The recording.
    request
        What the therapist says of it.

    Returns
    -------
    LearnedExercise
        The first proposal that counts the recording right.

    Raises
    ------
    ExerciseError
        If no measure moved that often, or no proposal counts the repetitions; the message says
        what was seen instead.
    """
    seen = trace_measures(poses)
    if seen.plane is None or not seen.traces:
        turned = "The person is seen neither from the side nor from the front"
        where = turned if seen.plane is None and seen.seen else "No person is seen clearly enough"
        raise ExerciseError(f"{where}: film the whole body from one of the two.")
    known = None if request.like or request.measure else _known(poses, seen, request)
    tried: list[str] = []
    found = _ranked(seen, request, known)
    for row in found[:_TRIES]:
        done = _proposed(row, poses, seen, request, known)
        if not isinstance(done, str):
            table, notes, report, dropped = done
            others = {other.trace.measure: other for other in reversed(found)}
            others.pop(row.trace.measure, None)
            rows = tuple(reversed(others.values()))
            return LearnedExercise(table, notes, row, rows, seen, report, dropped, known)
        tried.append(f"{row.trace.measure}: {done}")
    if not tried:
        raise ExerciseError(_nothing(seen, request))
    raise ExerciseError(
        f"{request.reps} movements are there, but no thresholds count them all as good "
        f"({'; '.join(dict.fromkeys(tried))}): film them again more evenly, from the "
        "recommended place, with a moment of rest between them."
    )


def _known(
    poses: Sequence[Pose], seen: MeasureTraces, request: ProposalRequest
) -> Exercise | None:
    """Return the shipped exercise that counts the recording right; None = there is none."""
    moved = {
        in_turn: {
            (row.trace.measure, row.sign) for row in _patterns(seen, request.reps, in_turn=in_turn)
        }
        for in_turn in (False, True)
    }
    best, most = None, (-1, False)
    for exercise in map(load_exercise, exercise_names()):
        if (exercise.view.plane, exercise.position) != (seen.plane, seen.position):
            continue
        main = exercise.movement.measure, exercise.movement.sign
        if main not in moved[exercise.sides == "alternating"]:
            continue
        checker = Checker(exercise)
        for pose in poses:
            checker.update(pose)
        counts = checker.finish().counts
        fits = counts.good, exercise.kind == request.kind
        if counts.total == request.reps and fits > most:
            best, most = exercise, fits
    return best


def _proposed(
    row: RepetitionPattern,
    poses: Sequence[Pose],
    seen: MeasureTraces,
    request: ProposalRequest,
    known: Exercise | None,
) -> _Proposed | str:
    """Return the first proposal for a measure that counts right; or a text: what it counts."""
    counted = ""
    for table, notes in proposals(row, seen, request, known):
        done = _fitted(table, poses, request.reps)
        if isinstance(done, str):
            counted = counted or done
            continue
        exercise_table, report, dropped = done
        _learn_tempo(exercise_table, notes, report)
        again = _fitted(exercise_table, poses, request.reps)
        if not isinstance(again, str):
            exercise_table, report, _ = again
        return exercise_table, notes, report, dropped
    return counted or "rest and end of the movement are too near to each other"


def _patterns(seen: MeasureTraces, reps: int, *, in_turn: bool) -> list[RepetitionPattern]:
    """Return what moved so often; where the legs work in turn, also what moved half as often."""
    counts = {reps, reps // 2, reps - reps // 2} if in_turn else {reps}
    each = (
        find_repetitions(trace, count, sign, clearly=JUST)
        for trace in seen.traces
        for sign in (1, -1)
        for count in counts
    )
    return [row for row in each if row is not None]


def _ranked(
    seen: MeasureTraces, request: ProposalRequest, known: Exercise | None
) -> list[RepetitionPattern]:
    """Return the measures that moved that often, the best one to judge by first."""
    in_turn = known is not None and known.sides == "alternating"
    found = sorted(_patterns(seen, request.reps, in_turn=in_turn), key=lambda row: -row.score)
    if request.measure:
        return [row for row in found if row.trace.measure == request.measure]
    shipped = [load_exercise(name) for name in exercise_names()]
    mains = {exercise.movement.measure for exercise in shipped}
    usual = {(each.movement.measure, each.movement.sign, each.position) for each in shipped}
    liked = load_exercise(request.like) if request.like else known

    def rank(row: RepetitionPattern) -> tuple[bool, float]:
        measure = row.trace.measure
        is_liked = liked is not None and (measure, row.sign) == (
            liked.movement.measure,
            liked.movement.sign,
        )
        # A measure that no exercise is counted by shows a fault, or looks at both legs together.
        weight = 0.5 + 0.5 * (measure in mains)
        weight += (measure, row.sign, seen.position) in usual
        return is_liked, weight * min(1.0, row.clarity / CLEARLY) * row.score

    return sorted(found, key=rank, reverse=True)


def _nothing(seen: MeasureTraces, request: ProposalRequest) -> str:
    """Return why there is no proposal, and what was seen instead."""
    what = f"{request.measure} did not move" if request.measure else "No measure moved"
    start = f"{what} {request.reps} times"
    best = clearest_repetitions(seen.traces)
    if best is None:
        return (
            f"{start}: nothing moved by more than 5° in the {seen.plane} view. Film the movement "
            "from where it is seen best."
        )
    count, title = len(best.peaks_s), MEASURES[best.trace.measure].title
    often = "once" if count == 1 else f"{count} times"
    times = ", ".join(clock_text(time_s) for time_s in best.peaks_s[:12])
    remedy = (
        "Say how many repetitions there are (--reps), or film them with a moment of rest between "
        "them."
    )
    if abs(2 * count - request.reps) <= 1 < count:
        remedy = f"If the legs work in turn, count one leg: --reps {count}. {remedy}"
    return (
        f"{start}: the clearest movement is {title} ({best.trace.measure}), {often} by about "
        f"{shown(best.trace.measure, best.range_deg)}, at {times}. {remedy}"
    )


def _learn_tempo(table: dict[str, Any], notes: dict[str, str], report: SetReport) -> None:
    """Add tempo faults, with durations that follow from those of the repetitions."""
    names = {row["name"] for row in table.get("fault", [])}
    parts = (("out", "quick_out", "Move more slowly."), ("back", "quick_back", "Go back slowly."))
    for part, name, say in parts:
        taken = [getattr(rep, f"{part}_s") for rep in report.reps]
        known = [value for value in taken if not math.isnan(value)]
        kinds = {row.get("part") for row in table.get("fault", [])}
        if not known or name in names or part in kinds:
            continue
        shortest = max(0.3, math.floor(10 * TEMPO_SHARE * min(known)) / 10)
        table.setdefault("fault", []).append(
            {"name": name, "kind": "tempo", "part": part, "shorter_s": shortest}
            | {"grade": "minor", "say": say, "source": SOURCE_KEY}
        )
        notes[f"fault.{len(table['fault']) - 1}.shorter_s"] = (
            f"Your way {part} took {min(known):.1f} to {max(known):.1f} s."
        )


def _fitted(
    table: dict[str, Any], poses: Sequence[Pose], reps: int
) -> tuple[dict[str, Any], SetReport, tuple[str, ...]] | str:
    """Return table, report and names of removed rows; or a text: what the recording is instead."""
    # Rows of the copied exercise that the recording contradicts are removed from the table.
    dropped: list[str] = []
    for _ in range(_TRIES):
        try:
            exercise = Exercise.model_validate(table)
        except ValidationError:
            return "its values lie beyond what a body can do"
        checker = Checker(exercise)
        readings = (checker.update(pose) for pose in poses)
        paused = {reading.paused.name for reading in readings if reading.paused is not None}
        report = checker.finish()
        counts = report.counts
        if (counts.total, counts.good) == (reps, reps) and not report.limits:
            return table, report, tuple(dropped)
        against = {name for rep in report.reps for name in rep.faults}
        against |= {name for part in report.partial_reps for name in part.faults}
        against |= {row.name for row in report.limits} | paused
        wrong = [name for name in _row_names(table) if name in against]
        if not wrong:
            return f"counted {counts.total}, {counts.good} of them good, {counts.partial} partial"
        dropped += wrong
        table = _without(table, wrong)
    return "the recording contradicts it"


def _row_names(table: dict[str, Any]) -> list[str]:
    rows = [
        *table.get("need", []),
        *table.get("body", []),
        *table.get("limit", []),
        *table.get("fault", []),
    ]
    return [row["name"] for row in (*rows, *table["movement"].get("also", []))]


def _without(table: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Return the table without the rows of these names."""
    kept = dict(table)
    for key in ("need", "body", "limit", "fault"):
        kept[key] = [row for row in table.get(key, []) if row["name"] not in names]
    also = [row for row in table["movement"].get("also", []) if row["name"] not in names]
    kept["movement"] = {**table["movement"], "also": also}
    if not also:
        del kept["movement"]["also"]
    return {key: value for key, value in kept.items() if value != []}
