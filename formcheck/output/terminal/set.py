"""The reports of one set and of several sets, for the terminal."""

from __future__ import annotations

import math
from statistics import median
from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.text import Text

from formcheck.assessment.report_types import NOT_COUNTED, Rep, clock_text, why_not_counted
from formcheck.assessment.verdict import HEADINGS
from formcheck.exercises.prescription import PRESCRIBED
from formcheck.kinematics.measures import MEASURES, shown
from formcheck.output.terminal.exercise import bare_table, listing, target_in_words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
    from rich.table import Table

    from formcheck.assessment.report import SetReport
    from formcheck.assessment.report_types import LimitExceeded, PartialRepetition
    from formcheck.assessment.verdict import Verdict
    from formcheck.exercises.definition import Exercise
    from formcheck.recognition.report import Candidate, RecognisedSet, Section, SetsReport

_STYLES: Final[Mapping[Verdict, str]] = {
    "good": "bold green",
    "almost": "bold yellow",
    "needs_work": "bold yellow",
    "stopped": "bold red",
    "counted": "bold yellow",
    "inconclusive": "bold magenta",
}

_RANGE_STEP: Final = 5
"""A range of motion is rounded to this for people: one camera measures no better."""

_LEAST_FAULTS: Final = 12
"""How narrow the column of faults may become, letters."""

VERY_SLOW_S: Final = 7.0
"""Time there and back from which on a film may be in slow motion: exercises ask for 2 to 3 s each
way (engineering default)."""

SLOW_MOTION_ASKED: Final = (
    "The movements are very slow. If this was filmed in slow motion, say how many times slower it "
    "plays, for example --speed 4."
)


def render_set(report: SetReport, exercise: Exercise) -> Group:
    """Show the report of a set: verdict, table of repetitions, limits and advice.

    Parameters
    ----------
    report, exercise
        The report, and the exercise that was judged.

    Returns
    -------
    Group
        Lines and a table for a rich console.
    """
    parts: list[RenderableType] = [_headline(report)]
    if report.reps or report.partial_reps:
        parts.append(_table(report, exercise))
        parts.append(Text(footnote(exercise), "dim"))
        if PRESCRIBED in exercise.movement.source:
            parts.append(Text(_prescribed(exercise), "dim"))
    if exercise.kind == "hold" and report.holds:
        held_s = [hold.hold_s for hold in report.holds]
        words = f"Held {sum(held_s):.0f} s in all, the longest {max(held_s):.0f} s."
        parts.append(Text(words))
    if report.limits:
        parts.append(listing("Limits exceeded", _limits(report, exercise)))
    parts.append(listing("What to do", report.advice))
    parts.append(listing("What the camera cannot see", report.cannot_see))
    if notes := source_notes(report):
        parts.append(listing("About this source", notes))
    return Group(*parts)


def footnote(exercise: Exercise) -> str:
    """Return the line below the table: what its numbers are."""
    measure = MEASURES[exercise.movement.measure]
    step = f"{_RANGE_STEP}{'°' if measure.is_angle else ' %'}"
    best = "best angle" if measure.is_angle else f"best value, in{measure.shown_unit}"
    return f"Peak: {best}. Range: change from your own start, to the nearest {step}."


def _prescribed(exercise: Exercise) -> str:
    """Return the target and the hold of the patient's own, by which the set was judged."""
    hold_s = exercise.movement.hold_s
    hold = f", hold {hold_s:g} s" if hold_s else ""
    return f"Prescribed: target {target_in_words(exercise.movement)}{hold}."


def source_notes(report: SetReport) -> list[str]:
    """Return what a reader must know about the source: damage, its clock, other people."""
    source = report.source
    notes = source.get("notes", ())
    lines = [str(note) for note in notes] if isinstance(notes, list | tuple) else []
    if slowed := source.get("slowed"):
        lines.append(slowed_say(slowed))
    elif _is_very_slow(report):
        lines.append(SLOW_MOTION_ASKED)
    says = [found["say"] for found in source.get("scene", ()) if found["name"] == "people"]
    lines.extend(say for say in says if say not in report.advice)
    return lines


def slowed_say(slowed: float) -> str:
    """Return the sentence about a film that does not play at the speed of reality."""
    if slowed < 1:
        return (
            f"The film is a time lapse, {1 / slowed:.3g} times quicker than reality: all times "
            "are those of the real movement."
        )
    return (
        f"The film is in slow motion, {slowed:.3g} times slower than reality: all times are those "
        "of the real movement. If that is wrong, use --speed 1."
    )


def _is_very_slow(report: SetReport) -> bool:
    """Return True if most movements are slower than people move, so that it may be slow motion."""
    there_and_back_s = [rep.out_s + rep.back_s for rep in report.reps]
    known_s = [value for value in there_and_back_s if not math.isnan(value)]
    return bool(known_s) and median(known_s) >= VERY_SLOW_S


def _headline(report: SetReport) -> Text:
    counts = report.counts
    line = Text(f"{report.title}: ", "bold")
    line.append(HEADINGS[report.verdict], _STYLES[report.verdict])
    if report.verdict == "counted":
        line.append(f"\n{counts.total} counted")
    else:
        judged = sum(rep.judged for rep in report.reps)
        line.append(f"\n{counts.good} good of {judged if report.reps else counts.total}")
        if judged < len(report.reps):
            line.append(f" judged, {counts.total} counted")
    if counts.partial:
        line.append(f", {counts.partial} partial (not counted)")
    if counts.left or counts.right:
        line.append(f"; left {counts.left}, right {counts.right}")
    if report.legs.asked != "auto":
        line.append(f"; only the {report.legs.asked} leg was watched")
    view = report.view
    line.append(f"; {report.duration_s:.0f} s, seen {100 * report.seen_fraction:.0f} %")
    if view.plane != "unknown":
        near = f", {view.near} side near" if view.plane == "side" else ""
        line.append(f", {view.plane} view{near}")
    return line


def _table(report: SetReport, exercise: Exercise) -> _AtLeast:
    """Return one row for each repetition, in the order of time."""
    done: list[Rep | PartialRepetition] = [*report.reps, *report.partial_reps]
    in_order = sorted(done, key=lambda row: row.start_s)
    rows = [_cells(row, exercise) for row in in_order]
    if all(math.isnan(rep.out_s + rep.back_s) for rep in report.reps):
        for row in rows:
            del row["out / back"]
    table = bare_table()
    least = 0
    for name in rows[0]:
        widest = max(len(name), *(len(row[name]) for row in rows))
        least += 2 + (min(widest, _LEAST_FAULTS) if name == "faults" else widest)
        left = name in {"side", "verdict", "faults"}
        table.add_column(name, justify="left" if left else "right", no_wrap=name != "faults")
    for row in rows:
        table.add_row(*row.values())
    return _AtLeast(table, least)


class _AtLeast:
    """A table that a narrow terminal breaks into lines, so that no number is lost."""

    def __init__(self, table: Table, least: int) -> None:
        self._table, self._least = table, least

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        wide = max(options.max_width, self._least)
        yield from console.render(self._table, options.update(width=wide))


def silenced(exercise: Exercise, names: Collection[str]) -> set[str]:
    """Return the warnings among exceeded limits whose stop was exceeded too: it says more.

    Parameters
    ----------
    exercise, names
        The exercise, and the names of its limits that were exceeded.

    Returns
    -------
    set of str
        Names of warnings.
    """
    rows = [limit for limit in exercise.limit if limit.name in names]
    stops = {(row.when.measure, row.when.sense) for row in rows if row.action == "stop"}
    return {
        row.name
        for row in rows
        if row.action == "warn" and (row.when.measure, row.when.sense) in stops
    }


def _cells(row: Rep | PartialRepetition, exercise: Exercise) -> dict[str, str | Text]:
    """Return the cells of a row by the names of their columns."""
    measure, judges = exercise.movement.measure, exercise.scope == "full"
    limits = [name for name in row.limits if name not in silenced(exercise, row.limits)]
    names = [_graded(row, name) for name in row.faults]
    if not isinstance(row, Rep) and row.reason not in {*NOT_COUNTED, *row.faults}:
        names = [row.reason]  # the form of another movement is of no interest
    names = [*(f"limit: {name}" for name in limits), *names]
    hold = tempo = ""
    number = "-"
    if not isinstance(row, Rep):
        verdict = Text(why_not_counted(row.reason), "magenta")
    else:
        number, hold = str(row.number), _seconds(row.hold_s)
        tempo = f"{_seconds(row.out_s).removesuffix(' s')} / {_seconds(row.back_s)}"
        verdict = Text("good", "green") if row.good else Text("not good", "yellow")
        verdict.append(", just" * row.just)
        if not (row.judged and judges):
            verdict = Text("over a limit" if row.limits else "counted", "yellow")
    return {
        "#": number,
        "at": clock_text(row.start_s),
        "side": "?" if row.side == "unknown" else row.side,
        "peak": _peak(row, measure),
        "range": "?" if math.isnan(row.range_deg) else f"about {_range(row, measure)}",
        "hold": hold,
        "out / back": tempo,
        "verdict": verdict,
        "faults": ", ".join(name.replace("_", " ") for name in names),
    }


def _graded(row: Rep | PartialRepetition, name: str) -> str:
    """Return a fault with its grade; what keeps a try from being counted has none."""
    grade = "major" if name in row.major else "minor" if name in row.minor else "hint"
    return name if name == getattr(row, "reason", "") else f"{name} ({grade})"


def _peak(row: Rep | PartialRepetition, measure: str) -> str:
    """Return the best value; of a leg on the far side with how far it may be off."""
    peak = shown(measure, row.peak_deg, short=True)
    if math.isnan(row.far_error_deg):
        return peak
    return f"about {peak} ±{shown(measure, row.far_error_deg, short=True)}"


def _range(row: Rep | PartialRepetition, measure: str) -> str:
    return shown(measure, row.range_deg, short=True, step=_RANGE_STEP)


def _seconds(value: float) -> str:
    return "?" if math.isnan(value) else f"{value:.1f} s"


def _limits(report: SetReport, exercise: Exercise) -> list[str]:
    """Return a line for each limit and leg, but for warnings that never came without a stop."""
    names = {row.name for row in report.limits}
    rows = [*(row.limits for row in report.reps), *(row.limits for row in report.partial_reps)]
    alone = {name for each in rows for name in {*each} - silenced(exercise, each)}
    wanted = names - silenced(exercise, names) | (names & alone)
    kinds = dict.fromkeys((row.name, row.side) for row in report.limits if row.name in wanted)
    return [
        _limit([row for row in report.limits if (row.name, row.side) == kind], exercise)
        for kind in kinds
    ]


def _limit(times: Sequence[LimitExceeded], exercise: Exercise) -> str:
    """Return which limit a leg exceeded, with its meaning, when, how often, and how far."""
    first = times[0]
    known = [row.value_deg for row in times if not math.isnan(row.value_deg)]
    furthest = ""
    if known:
        when = next(limit.when for limit in exercise.limit if limit.name == first.name)
        furthest = shown(first.measure, max(known, key=when.excess))
    legs = {"both": "both legs", "unknown": "one leg"}.get(first.side, f"{first.side} leg")
    meaning = "stop" if first.action == "stop" else "warning"
    at, far = f"at {clock_text(first.time_s)}", f", {furthest}" if known else ""
    if len(times) > 1:
        at, far = f"{len(times)} times, first {at}", f", furthest {furthest}" if known else ""
    return f"{first.name.replace('_', ' ')} ({meaning}): {legs}, {at}{far}"


def render_sets(report: SetsReport, exercises: Mapping[str, Exercise]) -> Group:
    """Show which exercises were recognised, and the report of every set.

    Parameters
    ----------
    report, exercises
        The report of a recording, and the exercises that it may name, by name.

    Returns
    -------
    Group
        Lines and tables for a rich console.
    """
    parts: list[RenderableType] = []
    if not report.sets:
        parts.append(Text(f"No exercise seen in {report.duration_s:.0f} s.", "bold"))
    elif len(report.sets) == 1:
        parts.append(_what(report.sets[0]))
    else:
        parts.append(Text(_how_many(report), "bold"))
        for number, found in enumerate(report.sets, start=1):
            line = Text(f"{number}  {_from_to(found)}  ")
            parts.append(line.append(_what(found)))
    if report.hint:
        parts.append(Text(report.hint))
    for number, found in enumerate(report.sets, start=1):
        parts.extend(_one(found, number if len(report.sets) > 1 else 0, exercises))
    return Group(*parts)


def _one(
    found: RecognisedSet, number: int, exercises: Mapping[str, Exercise]
) -> list[RenderableType]:
    """Return a set after an empty line and, if there are several, its number and times."""
    if found.report is None and not found.forbidden:
        return []
    heading = [Text(f"{number}  {_from_to(found)}", "bold")] if number else []
    if found.report is None:
        return [Text(), *heading, Text(found.forbidden, "bold red")]
    return [Text(), *heading, render_set(found.report, exercises[found.report.exercise])]


def _how_many(report: SetsReport) -> str:
    recognised = sum(found.exercise is not None for found in report.sets)
    unsure = len(report.sets) - recognised
    words = f"{recognised} {'set' if recognised == 1 else 'sets'} recognised"
    return f"{words}, {unsure} inconclusive" if unsure else words


def _what(section: Section) -> Text:
    """Return the recognised exercise, its confidence, and the next candidate."""
    best, *others = section.candidates
    if section.exercise is None:
        names = " or ".join(f"{_name(each)} {_percent(each.share)}" for each in section.candidates)
        return Text("Inconclusive: ", "bold magenta").append(f"{names}. {section.why}", "default")
    line = Text("Recognised: ", "bold").append(_name(best), "bold green")
    line.append(f", confidence {_percent(section.confidence)}; ")
    if not others:
        return line.append("nothing else comes near.")
    return line.append(f"less likely {_name(others[0])}.")


def _name(candidate: Candidate) -> str:
    return f"{candidate.title} ({candidate.exercise})"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _from_to(section: Section) -> str:
    return f"{clock_text(section.start_s)} to {clock_text(section.end_s)}"
