"""Where the thresholds of a proposed exercise lie, from repetitions that were found.

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
from typing import TYPE_CHECKING, Any, Final

from formcheck.authoring.diagnostics import TO_DO
from formcheck.authoring.repetitions import NOISE_DEG
from formcheck.authoring.scaffold import similar_exercise, table_of
from formcheck.exercises.loader import exercise_names, load_exercise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from formcheck.authoring.repetitions import RepetitionPattern
    from formcheck.authoring.survey import MeasureTraces

MARGIN_DEG: Final = 5.0
"""How well one camera tells an angle: a patient as good as the therapist may read so much less."""

MARGIN_SHARE: Final = 0.25
"""The most of its range by which a small movement is made easier."""

REST_SHARE: Final = 0.12

WINDOW_DEG: Final = 15.0
"""How far from the therapist's own start a patient's may be."""

LIMIT_BEYOND_DEG: Final = 10.0
"""How far past the furthest repetition the proposed limit lies: twice the error of the camera."""

LEAST_HOLD_S: Final = 2.0
"""What was held for less is no hold but the turn of the movement."""

_SHARES: Final = {"clear_deg": 0.2, "partial_deg": 0.45, "leave_deg": 0.7}
"""Where the thresholds lie between the start zone (0) and the target (1)."""

SOURCE_KEY: Final = "R1"


@dataclass(frozen=True, slots=True)
class ProposalRequest:
    """What the therapist says about the recording.

    Attributes
    ----------
    name
        Of the new exercise.
    reps
        How many good repetitions (or holds) there are in it.
    kind
        ``reps`` or ``hold``.
    like
        The exercise whose words, faults and limits are taken over; empty = none.
    measure
        The measure to use; empty = the one that tells the repetitions best.
    source
        What the recording is called.
    """

    name: str
    reps: int
    kind: str = "reps"
    like: str = ""
    measure: str = ""
    source: str = "a recording"


def proposals(
    row: RepetitionPattern, seen: MeasureTraces, wish: ProposalRequest
) -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
    """Proposals for one measure: as the nearest exercise counts the angle, then the other way."""
    usual = _usual_baseline(row, seen)
    for baseline in (usual, "none" if usual == "start" else "start"):
        movement, notes = _movement(row, wish, baseline)
        if movement is not None:
            yield _table(movement, row, seen, wish), notes


def _usual_baseline(row: RepetitionPattern, seen: MeasureTraces) -> str:
    for name in exercise_names():
        exercise = load_exercise(name)
        if (exercise.movement.measure, exercise.position) == (row.trace.measure, seen.position):
            return exercise.movement.baseline
    return "start"


def _movement(
    row: RepetitionPattern, wish: ProposalRequest, baseline: str
) -> tuple[dict[str, Any] | None, dict[str, str]]:
    """The thresholds, and where each comes from; None = rest and peak are too near."""
    rest, peak = statistics.median(row.rests), statistics.median(row.peaks)
    zero = rest if baseline == "start" else 0.0
    margin = max(2 * row.spread_deg, min(MARGIN_DEG, MARGIN_SHARE * row.range_deg))
    margin = max(margin, peak - min(row.peaks) + NOISE_DEG / 2)
    calm = max(2 * row.rest_spread_deg, NOISE_DEG, REST_SHARE * row.range_deg)
    calm = max(calm, max(row.rests) - rest + NOISE_DEG / 2)
    start, enter = rest + calm - zero, peak - margin - zero
    gap = enter - start
    if gap < 2 * NOISE_DEG:
        return None, {}
    step = 1.0 if gap >= 8 else 0.5  # noqa: PLR2004  # whole degrees where they are fine enough
    sign = row.sign

    def typed(value: float) -> float:
        return sign * round(value / step) * step + 0.0

    held_s = math.floor((0.9 * min(row.held_s) - 0.4) * 2) / 2
    is_hold = wish.kind == "hold"
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
    """Where the thresholds come from."""
    sign = row.sign
    weakest, best = sign * (min(row.peaks) - zero), sign * (max(row.peaks) - zero)
    return {
        "movement.measure": (
            f"In the recording it moved {len(row.peaks)} times by about {row.range_deg:.0f}°, "
            f"{row.clarity:.0f} times as clearly as anything else."
        ),
        "movement.start": (
            f"From where you rested (spread {row.rest_spread_deg:.1f}°), {calm:.0f}° further."
        ),
        "movement.target_deg": (
            f"Your repetitions came to between {weakest:.0f}° and {best:.0f}° (spread "
            f"{row.spread_deg:.1f}°). It begins {margin:.0f}° before the typical one, because one "
            "camera is right to about 5°."
        ),
        "movement.hold_s": f"You held for {min(row.held_s):.1f} to {max(row.held_s):.1f} s.",
    }


def _table(
    movement: dict[str, Any], row: RepetitionPattern, seen: MeasureTraces, wish: ProposalRequest
) -> dict[str, Any]:
    """A whole exercise around the thresholds: like another one, or with words to be written."""
    like = wish.like or similar_exercise(
        wish.name, position=seen.position or "", kind=wish.kind, plane=seen.plane or ""
    )
    table = table_of(like)
    sources = {SOURCE_KEY: f"Own recording {wish.source}, {wish.reps} good repetitions"}
    title = wish.name.replace("_", " ").capitalize()
    table |= {"name": wish.name, "title": title, "kind": wish.kind, "movement": movement}
    table["view"] = table["view"] | {"plane": seen.plane}
    if wish.like:
        before = load_exercise(wish.like).movement
        table["sources"] = table["sources"] | sources
        if (before.measure, before.sign) == (row.trace.measure, row.sign):
            kept = table_of(wish.like)["movement"]
            movement |= {key: kept[key] for key in ("also", "start_when") if key in kept}
        return _without_figure(table)
    return _without_figure(
        table
        | {
            "position": seen.position or table["position"],
            "sides": "one",
            "scope": "full",
            "purpose": f"{TO_DO}: what it is good for, in one sentence.",
            "steps": [f"{TO_DO}: the start position.", f"{TO_DO}: the movement, step by step."],
            "cannot_see": [f"{TO_DO}: what one camera cannot see of it."],
            "dose": table["dose"] | {"reps": wish.reps, "source": "engineering default"},
            "need": [],
            "limit": [_limit(movement, row)],
            "fault": _usual_faults(movement),
            "profile": {},
            "sources": sources,
        }
    )


def _without_figure(table: dict[str, Any]) -> dict[str, Any]:
    """Without the drawing, which shows another movement, and without empty lists."""
    return {
        key: value for key, value in table.items() if key != "figure" and value not in ([], {})
    }


def _limit(movement: dict[str, Any], row: RepetitionPattern) -> dict[str, Any]:
    """A limit past the furthest repetition, for the therapist to set right."""
    furthest = movement["target_deg"][1] + row.sign * LIMIT_BEYOND_DEG
    return {
        "name": "too_far",
        "when": {
            "measure": row.trace.measure,
            ("above_deg" if row.sign > 0 else "below_deg"): furthest,
            "clear_deg": furthest - row.sign * 4,
        },
        "for_s": 0.4,
        "action": "warn",
        "say": "That is far enough. Ease back.",
        "source": "engineering default",
    }


def _usual_faults(movement: dict[str, Any]) -> list[dict[str, Any]]:
    """The fault that any hold has; the tempo is added once it is known."""
    if not movement["hold_s"]:
        return []
    return [
        {
            "name": "short_hold",
            "kind": "short_hold",
            "severity": "warn",
            "say": "Hold it a little longer.",
            "source": SOURCE_KEY,
        }
    ]
