"""Derives the thresholds of a proposed exercise from the repetitions of a recording.

- The target begins below the weakest repetition and below the typical one, by twice their spread
  or by `MARGIN_DEG` (but no more than `MARGIN_SHARE` of the range), whichever is more.
- The start zone ends above the highest rest, by twice the spread of the rests, by the noise of the
  pose or by `REST_SHARE` of the range, whichever is more.
- Between the two lie, at fixed shares, where the movement begins, where a try becomes a partial
  repetition, and where the target is left.
"""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from formcheck.authoring.repetitions import NOISE_DEG
from formcheck.authoring.scaffold import TO_DO, similar_exercise, table_of
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.kinematics.measures import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from formcheck.authoring.repetitions import RepetitionPattern
    from formcheck.authoring.traces import MeasureTraces
    from formcheck.exercises.definition import Exercise

MARGIN_DEG: Final = 5.0
"""The error of one camera: a patient as good as the therapist may read that much less."""

MARGIN_SHARE: Final = 0.25
"""The largest share of its range by which a small movement is made easier."""

REST_SHARE: Final = 0.12

WINDOW_DEG: Final = 15.0
"""How far a patient's start may be from the therapist's own."""

LIMIT_BEYOND_DEG: Final = 10.0
"""How far past the furthest repetition the proposed limit lies: twice the error of the camera."""

LEAST_HOLD_S: Final = 2.0
"""A shorter stay at the peak is the turn of the movement and no hold."""

_SHARES: Final = {"clear_deg": 0.2, "partial_deg": 0.45, "leave_deg": 0.7}
"""Where the thresholds lie between the start zone (0) and the target (1)."""

SOURCE_KEY: Final = "R1"

_SIDES: Final = "Check it: from one leg it cannot be known what the other one is to do."


@dataclass(frozen=True, slots=True)
class ProposalRequest:
    """What the therapist says about the recording.

    Attributes
    ----------
    name
        The name of the new exercise.
    reps
        The number of good repetitions (or holds) in the recording.
    kind
        ``reps`` or ``hold``.
    like
        The exercise whose words, faults and limits are copied; empty = none.
    measure
        The measure to use; empty = the one that shows the repetitions best.
    source
        The name of the recording.
    """

    name: str
    reps: int
    kind: str = "reps"
    like: str = ""
    measure: str = ""
    source: str = "a recording"


def proposals(
    row: RepetitionPattern,
    seen: MeasureTraces,
    request: ProposalRequest,
    known: Exercise | None = None,
) -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
    """Yield proposals for one measure with their notes, the usual baseline first.

    Parameters
    ----------
    row
        The repetitions of the measure.
    seen
        What the recording shows.
    request
        What the therapist says of it.
    known
        The shipped exercise that counts the recording right; None = there is none.
    """
    usual = _usual_baseline(row, seen)
    sides = "one" if known is None else known.sides
    for baseline in (usual, "none" if usual == "start" else "start"):
        movement, notes = _movement(row, request, baseline)
        if movement is not None:
            if seen.position is None:
                notes["position"] = "It was not recognised in the recording: check it."
            notes["sides"] = _SIDES
            yield _table(movement, row, seen, request, sides=sides), notes


def _usual_baseline(row: RepetitionPattern, seen: MeasureTraces) -> str:
    for name in exercise_names():
        exercise = load_exercise(name)
        if (exercise.movement.measure, exercise.position) == (row.trace.measure, seen.position):
            return exercise.movement.baseline
    return "start"


def _movement(
    row: RepetitionPattern, request: ProposalRequest, baseline: str
) -> tuple[dict[str, Any] | None, dict[str, str]]:
    """Return the thresholds and their notes; None = rest and peak are too near to each other."""
    rest, peak = statistics.median(row.rests), statistics.median(row.peaks)
    zero = rest if baseline == "start" else 0.0
    margin = max(2 * row.usual_spread_deg, min(MARGIN_DEG, MARGIN_SHARE * row.range_deg))
    margin = max(margin, peak - min(row.peaks) + NOISE_DEG / 2)
    calm = max(2 * row.rest_spread_deg, NOISE_DEG, REST_SHARE * row.range_deg)
    calm = max(calm, max(row.rests) - rest + NOISE_DEG / 2)
    start, enter = rest + calm - zero, peak - margin - zero
    if not math.isnan(row.short):  # a movement that came less far is to stay a partial one
        enter = max(enter, (row.short + min(row.peaks)) / 2 - zero)
    gap = enter - start
    if gap < 2 * NOISE_DEG:
        return None, {}
    step = 1.0 if gap >= 8 else 0.5  # noqa: PLR2004  # whole degrees where they are fine enough
    sign = row.sign

    def typed(value: float) -> float:
        return sign * round(value / step) * step + 0.0

    held_s = math.floor((0.9 * min(row.held_s) - 0.4) * 2) / 2
    is_hold = request.kind == "hold"
    hold_s = held_s if is_hold or min(row.held_s) >= LEAST_HOLD_S else 0.0
    furthest = max(row.peaks) - zero
    movement: dict[str, Any] = {
        "measure": row.trace.measure,
        "baseline": baseline,
        "start": {
            ("below_deg" if sign > 0 else "above_deg"): typed(start),
            "clear_deg": typed(start + _SHARES["clear_deg"] * gap),
        },
        "target_deg": [typed(enter), typed(max(furthest, enter + step))],
        "leave_deg": typed(start + _SHARES["leave_deg"] * gap),
        "partial_deg": typed(start + _SHARES["partial_deg"] * gap),
        "hold_s": max(0.0, hold_s),
        "source": SOURCE_KEY,
    }
    if baseline == "start":
        middle = round(sign * rest)
        movement["start_window_deg"] = [middle - WINDOW_DEG, middle + WINDOW_DEG]
    if is_hold:
        movement |= {"enter_s": 0.5, "grace_s": 2.0, "least_hold_s": min(5.0, round(hold_s / 3))}
    return movement, _notes(row, margin=margin, calm=calm, zero=zero)


def _notes(row: RepetitionPattern, *, margin: float, calm: float, zero: float) -> dict[str, str]:
    """Return where the thresholds come from, by their path."""
    sign, say = row.sign, partial(shown, row.trace.measure)
    weakest, best = sign * (min(row.peaks) - zero), sign * (max(row.peaks) - zero)
    return {
        "movement.measure": (
            f"In the recording it moved {len(row.peaks)} times by about {say(row.range_deg)}, "
            f"{row.clarity:.2g} times as clearly as anything else."
        ),
        "movement.start": (
            f"From where you rested (spread {say(row.rest_spread_deg)}), {say(calm)} further."
        ),
        "movement.target_deg": (
            f"Your repetitions came to between {say(weakest)} and {say(best)} (spread "
            f"{say(row.spread_deg)}). It begins {say(margin)} before the typical one, because "
            f"one camera is right to about {say(MARGIN_DEG)}."
        ),
        "movement.hold_s": f"You held for {min(row.held_s):.1f} to {max(row.held_s):.1f} s.",
    }


def _table(
    movement: dict[str, Any],
    row: RepetitionPattern,
    seen: MeasureTraces,
    request: ProposalRequest,
    *,
    sides: str,
) -> dict[str, Any]:
    """Return a whole exercise around the thresholds: a copy, or with words to be written."""
    like = request.like or similar_exercise(
        request.name, position=seen.position or "", kind=request.kind, plane=seen.plane or ""
    )
    table = table_of(like)
    sources = {SOURCE_KEY: f"Own recording {request.source}, {request.reps} good repetitions"}
    title = request.name.replace("_", " ").capitalize()
    table |= {"name": request.name, "title": title, "kind": request.kind, "movement": movement}
    table["view"] = table["view"] | {"plane": seen.plane}
    if request.like:
        before = load_exercise(request.like).movement
        table["sources"] = table["sources"] | sources
        if (before.measure, before.sign) == (row.trace.measure, row.sign):
            kept = table_of(request.like)["movement"]
            movement |= {key: kept[key] for key in ("also", "start_when") if key in kept}
        return _without_figure(table)
    return _without_figure(
        table
        | {
            "position": seen.position or table["position"],
            "sides": sides,
            "scope": "full",
            "purpose": f"{TO_DO}: what it is good for, in one sentence.",
            "steps": [f"{TO_DO}: the start position.", f"{TO_DO}: the movement, step by step."],
            "cannot_see": [f"{TO_DO}: what one camera cannot see of it."],
            "dose": table["dose"] | {"reps": request.reps, "source": "engineering default"},
            "need": [],
            "body": [],
            "counted_from": {},
            "limit": [_limit(movement, row)],
            "fault": _usual_faults(movement),
            "profile": {},
            "sources": sources,
        }
    )


def _without_figure(table: dict[str, Any]) -> dict[str, Any]:
    """Return a table without the drawing, which shows another movement, and empty lists."""
    return {
        key: value for key, value in table.items() if key != "figure" and value not in ([], {})
    }


def _limit(movement: dict[str, Any], row: RepetitionPattern) -> dict[str, Any]:
    """Return a limit past the furthest repetition, for the therapist to correct."""
    furthest = movement["target_deg"][1] + row.sign * LIMIT_BEYOND_DEG
    sense = "above_deg" if row.sign > 0 else "below_deg"
    numbers = {sense: furthest, "clear_deg": furthest - row.sign * 4}
    return {
        "name": "too_far",
        "when": {"measure": row.trace.measure} | numbers,
        "for_s": 0.4,
        "action": "warn",
        "say": "That is far enough. Ease back.",
        "source": "engineering default",
    }


def _usual_faults(movement: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the fault of a hold that is too short; tempo faults follow later."""
    if not movement["hold_s"]:
        return []
    words = {"say": "Hold it a little longer.", "source": SOURCE_KEY}
    return [{"name": "short_hold", "kind": "short_hold", "grade": "minor"} | words]
