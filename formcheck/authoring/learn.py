"""Proposing an exercise from a recording of good repetitions, for a therapist to edit.

Which measure moved so often is found by `repeats`; where its thresholds lie follows from where the
person rested, how far each repetition went, how different they were, and how well one camera
tells an angle (see `proposal`).

A proposal is only made if, judged by it, the recording has exactly so many repetitions.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from formcheck.assessment.checker import Checker
from formcheck.assessment.report import clock_text
from formcheck.authoring.proposal import SOURCE_KEY, ProposalRequest, proposals
from formcheck.authoring.repetitions import all_repeats, otherwise
from formcheck.authoring.survey import trace_measures
from formcheck.errors import ExerciseError
from formcheck.exercises.definition import Exercise
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.kinematics.measures import MEASURES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.assessment.report import SetReport
    from formcheck.authoring.repetitions import RepetitionPattern
    from formcheck.authoring.survey import MeasureTraces
    from formcheck.pose.pose import Pose

TEMPO_SHARE: Final = 0.6
"""Quicker than this share of the quickest repetition is told to be too quick."""

_TRIES: Final = 6


@dataclass(frozen=True, slots=True)
class LearnedExercise:
    """A proposal, and what it was made from.

    Attributes
    ----------
    table
        The exercise, key by key.
    notes
        What to say beside single keys, by their way.
    found
        The measure that was taken.
    others
        Other measures that moved as often, the clearest first.
    seen
        View, position and how much of the recording was seen.
    report
        What the recording is by this proposal.
    dropped
        Names of faults, limits and needs of `like` that the recording contradicts.
    """

    table: dict[str, Any]
    notes: dict[str, str]
    found: RepetitionPattern
    others: tuple[RepetitionPattern, ...]
    seen: MeasureTraces
    report: SetReport
    dropped: tuple[str, ...]


def learn(poses: Sequence[Pose], wish: ProposalRequest) -> LearnedExercise:
    """Propose an exercise by which these poses are exactly so many good repetitions.

    Raises
    ------
    ExerciseError
        If no measure moved so often, or no proposal counts them; it says what was seen instead.
    """
    seen = trace_measures(poses)
    if seen.plane is None or not seen.traces:
        raise ExerciseError(
            "Nobody is seen clearly enough from the side or from the front: film the whole body "
            "from one of the two."
        )
    found = _ranked(seen, wish)
    if not found:
        raise ExerciseError(_nothing(seen, wish))
    counted: list[str] = []
    for row in found[:_TRIES]:
        for table, notes in proposals(row, seen, wish):
            done = _fitted(table, poses, wish.reps)
            if isinstance(done, str):
                counted.append(f"{row.trace.measure}: {done}")
                continue
            exercise_table, report, dropped = done
            others = tuple(other for other in found if other is not row)
            _learn_tempo(exercise_table, notes, report)
            again = _fitted(exercise_table, poses, wish.reps)
            if not isinstance(again, str):
                exercise_table, report, _ = again
            return LearnedExercise(exercise_table, notes, row, others, seen, report, dropped)
    raise ExerciseError(
        f"{wish.reps} movements are there, but no thresholds count them all as good "
        f"({'; '.join(dict.fromkeys(counted))}): film them again more evenly, from the "
        "recommended place, with a moment of rest between them."
    )


def _ranked(seen: MeasureTraces, wish: ProposalRequest) -> list[RepetitionPattern]:
    """The measures that moved so often, the best one to judge by first."""
    found = all_repeats(seen.traces, wish.reps)
    if wish.measure:
        return [row for row in found if row.trace.measure == wish.measure]
    mains = [load_exercise(name) for name in exercise_names()]
    usual = {(e.movement.measure, e.movement.sign, e.position) for e in mains}
    liked = load_exercise(wish.like).movement.measure if wish.like else ""

    def rank(row: RepetitionPattern) -> tuple[bool, float]:
        measure = row.trace.measure
        weight = 2.0 if (measure, row.sign, seen.position) in usual else 1.0
        if measure.startswith(("other_", "more_", "less_")) or measure == "thigh_difference":
            weight *= 0.5  # told of the leg that may be hidden, or of both together
        return measure == liked, weight * row.score

    return sorted(found, key=rank, reverse=True)


def _nothing(seen: MeasureTraces, wish: ProposalRequest) -> str:
    """Why there is no proposal, and what was seen instead."""
    what = f"{wish.measure} did not move" if wish.measure else "No measure moved"
    told = f"{what} {wish.reps} times"
    best = otherwise(seen.traces)
    if best is None:
        return (
            f"{told}: nothing moved by more than 5° in the {seen.plane} view. Film the movement "
            "from where it is seen best."
        )
    times = ", ".join(clock_text(time_s) for time_s in best.at_s[:12])
    title = MEASURES[best.trace.measure].title
    return (
        f"{told}: the clearest movement is {title} ({best.trace.measure}), {best.count} times by "
        f"about {best.range_deg:.0f}°, at {times}. Say how many repetitions there are "
        "(--reps), or film them with a moment of rest between them."
    )


def _learn_tempo(table: dict[str, Any], notes: dict[str, str], report: SetReport) -> None:
    """Add what is too quick, from how quick the repetitions were; never past what is known."""
    names = {row["name"] for row in table.get("fault", [])}
    ways = (("out", "quick_out", "Move more slowly."), ("back", "quick_back", "Go back slowly."))
    for part, name, say in ways:
        taken = [getattr(rep, f"{part}_s") for rep in report.reps]
        known = [value for value in taken if not math.isnan(value)]
        kinds = {row.get("part") for row in table.get("fault", [])}
        if not known or name in names or part in kinds:
            continue
        shortest = max(0.3, math.floor(10 * TEMPO_SHARE * min(known)) / 10)
        table.setdefault("fault", []).append(
            {
                "name": name,
                "kind": "tempo",
                "part": part,
                "shorter_s": shortest,
                "severity": "warn",
                "say": say,
                "source": SOURCE_KEY,
            }
        )
        way = "out" if part == "out" else "back"
        notes[f"fault.{len(table['fault']) - 1}.shorter_s"] = (
            f"Your way {way} took {min(known):.1f} to {max(known):.1f} s."
        )


def _fitted(
    table: dict[str, Any], poses: Sequence[Pose], reps: int
) -> tuple[dict[str, Any], SetReport, tuple[str, ...]] | str:
    """The table by which the poses are so many good repetitions, or what they are instead.

    Rows of another exercise that the recording contradicts are taken out, and named.
    """
    dropped: list[str] = []
    for _ in range(_TRIES):
        exercise = Exercise.model_validate(table)
        checker = Checker(exercise)
        paused = {name for pose in poses for name in _pauses(checker, pose)}
        report = checker.finish()
        counts = report.counts
        if (counts.total, counts.good, counts.partial) == (reps, reps, 0) and not report.limits:
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


def _pauses(checker: Checker, pose: Pose) -> list[str]:
    """Names of the reasons for which nothing was judged on a pose."""
    reading = checker.update(pose)
    return [reading.paused.name] if reading.paused is not None else []


def _row_names(table: dict[str, Any]) -> list[str]:
    rows = [*table.get("need", []), *table.get("limit", []), *table.get("fault", [])]
    return [row["name"] for row in (*rows, *table["movement"].get("also", []))]


def _without(table: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The table without the rows of these names."""
    kept = dict(table)
    for key in ("need", "limit", "fault"):
        kept[key] = [row for row in table.get(key, []) if row["name"] not in names]
    also = [row for row in table["movement"].get("also", []) if row["name"] not in names]
    kept["movement"] = {**table["movement"], "also": also}
    if not also:
        del kept["movement"]["also"]
    return {key: value for key, value in kept.items() if value != []}
