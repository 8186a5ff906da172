"""One set as a part of a page: what the templates show of its report and of its readings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from markupsafe import Markup

from formcheck.assessment.report_types import why_not_counted
from formcheck.assessment.verdict import HEADINGS
from formcheck.output.html.curves import kind_of, movement_plot, repetitions_plot, sides_plot
from formcheck.output.html.figures import RANGE_STEP, Figures, measure_text
from formcheck.output.html.moments import moments
from formcheck.output.html.page import drawing
from formcheck.output.html.sides import can_tell_apart, side_ranges
from formcheck.output.html.words import RESULTS, SYMBOLS, answer, next_step, word
from formcheck.output.terminal.exercise import target_in_words
from formcheck.output.terminal.set import silenced, source_notes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from formcheck.assessment.report import SetReport
    from formcheck.exercises.definition import Exercise
    from formcheck.output.html.set_trace import SetTrace

MOST_ROWS: Final = 16
"""A longer table of repetitions is folded, and is not printed (two pages)."""


class SetEntry(NamedTuple):
    """A set to be shown.

    Attributes
    ----------
    report
        Its report.
    exercise
        The exercise by which it was judged; None = it is not known, and nothing is drawn that
        needs its numbers.
    trace
        What was kept of its readings; None = there is no recording.
    missing
        Why something is left out, one sentence each.
    """

    report: SetReport
    exercise: Exercise | None
    trace: SetTrace | None = None
    missing: tuple[str, ...] = ()


def set_section(entry: SetEntry, place: str) -> dict[str, Any]:
    """Return what the template of a set shows.

    Parameters
    ----------
    entry, place
        The set, and a name that no other set of the page has: letters, digits, dots and hyphens.

    Returns
    -------
    dict
        The values by their names in the template.
    """
    report, exercise, trace = entry.report, entry.exercise, entry.trace
    table = report.as_dict()
    figures = Figures(table, place)
    name = "s" + re.sub(r"[^a-z0-9]", "-", place.lower())
    kind = exercise.kind if exercise is not None else "reps"
    step = next_step(table)
    return {
        "id": name,
        "n": figures,
        "title": report.title,
        "heading": HEADINGS[report.verdict],
        "symbol": SYMBOLS[report.verdict],
        "answer": answer(figures, kind, judges=exercise is None or exercise.scope == "full"),
        "next_step": step,
        "advice": [line for line in report.advice if not line.endswith(step)],
        "word": word(1, kind),
        "words": word(2, kind),
        "movements": _movements(table, figures, exercise),
        "has_tempo": any(rep["out_s"] is not None for rep in table["reps"]),
        "has_hold": any(rep["hold_s"] is not None for rep in table["reps"]),
        "folds": len(table["reps"]) + len(table["partial_reps"]) > MOST_ROWS,
        "limits": _limits(table, figures, exercise),
        "moments": _moments(table, figures, trace),
        "missing": entry.missing,
        "sides": _sides(table, figures, exercise, name),
        "target": None if exercise is None else target_in_words(exercise.movement),
        "hold_s": 0 if exercise is None else exercise.movement.hold_s,
        "curve": drawing(movement_plot(table, trace, exercise, name=f"{name}-m"))
        if trace is not None and exercise is not None
        else "",
        "has_both_legs": trace is not None and len(trace.curves(2)) > 1,
        "dots": drawing(repetitions_plot(table, exercise, name=f"{name}-r"))
        if exercise is not None and any(rep["peak_deg"] is not None for rep in table["reps"])
        else "",
        "cannot_see": report.cannot_see,
        "notes": source_notes(report),
        "view": _view(table),
        "provenance": _provenance(table),
    }


def _movements(
    table: Mapping[str, Any], figures: Figures, exercise: Exercise | None
) -> list[dict[str, Any]]:
    """Return a row for every movement, in order of time."""
    rows = []
    for key in ("reps", "partial_reps"):
        for index, row in enumerate(table[key]):
            is_rep = key == "reps"
            kind = kind_of(row, exercise) if is_rep else "partial"
            result = RESULTS[kind] + ", just" * (is_rep and row["just"] and kind == "good")
            if not is_rep:
                result = f"{RESULTS[kind]}: {why_not_counted(row['reason'])}"
            rows.append(
                {
                    "kind": kind,
                    "result": result,
                    "number": figures.count(key, index, "number") if is_rep else "–",
                    "start_s": row["start_s"] or 0.0,
                    "at": figures.clock(key, index, "start_s"),
                    "side": {"unknown": "?"}.get(row["side"], row["side"]),
                    "peak": _peak(figures, key, index),
                    "range": figures.angle(key, index, "range_deg", step=RANGE_STEP),
                    "hold": figures.seconds(key, index, "hold_s") if is_rep else "",
                    "out": figures.seconds(key, index, "out_s") if is_rep else "",
                    "back": figures.seconds(key, index, "back_s") if is_rep else "",
                    "faults": ", ".join(_seen_in(row)),
                }
            )
    return sorted(rows, key=lambda row: row["start_s"])


def _peak(figures: Figures, key: str, index: int) -> Markup:
    """Return the best value; of a leg on the far side with how far it may be off."""
    peak = figures.angle(key, index, "peak_deg")
    if figures.value(key, index, "far_error_deg") is None:
        return peak
    error = figures.angle(key, index, "far_error_deg")
    return Markup("{} ±{}").format(peak, error)


def _seen_in(row: Mapping[str, Any]) -> list[str]:
    """Return limits and faults of a movement in words, each fault with its grade."""
    words = [f"limit: {name.replace('_', ' ')}" for name in row["limits"]]
    for name in row["faults"]:
        grade = "major" if name in row["major"] else "minor" if name in row["minor"] else "hint"
        own = name == row.get("reason")
        words.append(name.replace("_", " ") + ("" if own else f" ({grade})"))
    return words


def _limits(
    table: Mapping[str, Any], figures: Figures, exercise: Exercise | None
) -> list[dict[str, Any]]:
    """Return each limit and leg once: its meaning, when it was exceeded, how often, how far."""
    rules = {} if exercise is None else {row.name: row for row in exercise.limit}
    quiet = set()
    if exercise is not None:
        quiet = silenced(exercise, {row["name"] for row in table["limits"]})
    groups: dict[tuple[str, str], list[int]] = {}
    for index, row in enumerate(table["limits"]):
        if row["name"] not in quiet:
            groups.setdefault((row["name"], row["side"]), []).append(index)
    rows = []
    for (name, side), indices in groups.items():
        rule = rules.get(name)
        known = [n for n in indices if table["limits"][n]["value_deg"] is not None]
        worst = known[0] if known else indices[0]
        if rule is not None and known:
            worst = max(known, key=lambda n: rule.when.excess(table["limits"][n]["value_deg"]))
        times = figures.derived(f"times-{name}-{side}", len(indices), str(len(indices)))
        rows.append(
            {
                "name": name.replace("_", " "),
                "say": "" if rule is None else rule.say,
                "action": "stop" if table["limits"][worst]["action"] == "stop" else "warning",
                "at": figures.clock("limits", indices[0], "time_s"),
                "times": times if len(indices) > 1 else "",
                "side": "" if side in {"unknown", "both"} else f", {side} leg",
                "value": _limit_value(figures, worst),
            }
        )
    return sorted(rows, key=lambda row: row["action"])


def _limit_value(figures: Figures, index: int) -> Markup:
    """Return how far a limit was exceeded; empty for a ratio, which says nothing to a person."""
    row = figures.table["limits"][index]
    if row["value_deg"] is None:
        return Markup()
    return figures.angle_of(row["measure"], "limits", index, "value_deg")


def _moments(
    table: Mapping[str, Any], figures: Figures, trace: SetTrace | None
) -> list[dict[str, Any]]:
    rows = []
    for found in moments(table, trace) if trace is not None else []:
        key, index = found.row
        is_rep = key == "reps"
        rows.append(
            {
                "kind": found.kind,
                "say": found.say,
                "picture": found.picture,
                "number": figures.count(key, index, "number") if is_rep else "",
                "at": figures.clock(key, index, "peak_s" if found.is_furthest else "start_s"),
                "value": figures.angle(key, index, "peak_deg") if found.is_furthest else "",
            }
        )
    return rows


def _sides(
    table: Mapping[str, Any], figures: Figures, exercise: Exercise | None, name: str
) -> dict[str, Any] | None:
    """Return left against right; None where the legs work together or none has a side."""
    sides = {rep["side"] for rep in table["reps"]} & {"left", "right"}
    if exercise is None or not sides:
        return None
    rows, measure = side_ranges(table), figures.measure
    shown = [
        {
            "side": row.side,
            "count": figures.derived(f"ranges-{row.side}", row.reps, str(row.reps)),
            "middle": figures.derived(
                f"median-{row.side}",
                row.median_deg,
                measure_text(measure, row.median_deg, step=RANGE_STEP),
            ),
            "error": figures.derived(
                f"error-{row.side}", row.error_deg, measure_text(measure, row.error_deg)
            ),
        }
        for row in rows
    ]
    if len(rows) < 2:  # noqa: PLR2004
        return {"rows": shown, "differ": None, "plot": "", "seen": sorted(sides)}
    return {
        "rows": shown,
        "differ": can_tell_apart(*rows),
        "plot": drawing(sides_plot(rows, exercise, name=f"{name}-s")),
        "seen": sorted(sides),
    }


def _view(table: Mapping[str, Any]) -> str:
    plane, near = table["view"]["plane"], table["view"]["near"]
    if plane == "unknown":
        return "The camera did not see the body well enough to tell from which side."
    if plane == "between":
        return "The camera stood between the side and the front."
    if plane == "side" and near != "unknown":
        return f"The camera saw the body from the side, with the {near} side nearer to it."
    return f"The camera saw the body from the {plane}."


def _provenance(table: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what made the report: names and values as the JSON has them."""
    made, source = table["provenance"], table["source"]
    estimator = " ".join(
        str(made["estimator"][key])
        for key in ("name", "version", "model")
        if key in made["estimator"]
    )
    rows = [
        ("File", source.get("name", "")),
        ("SHA-256 of the file", source.get("sha256", "")),
        ("Started", source.get("started", "")),
        ("formcheck", made["formcheck"]),
        ("Pose model", estimator),
        ("SHA-256 of the pose model", made["estimator"].get("model_sha256", "")),
        ("Exercise", table["exercise"]),
        ("Judged as (SHA-256)", made["judged_sha256"]),
        ("Profile", made["profile"]),
        ("SHA-256 of the profile", made["profile_sha256"]),
        ("Read with", ", ".join(f"{k} {v}" for k, v in source.get("read_with", {}).items())),
    ]
    return [(name, str(value)) for name, value in rows if value]
