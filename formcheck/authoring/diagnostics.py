"""Finds doubtful things in an exercise that loads: it works, but perhaps not as it is meant."""

from __future__ import annotations

import math
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from formcheck.authoring.scaffold import TO_DO
from formcheck.exercises.conditions import conditions_in
from formcheck.exercises.fault_kinds import ShortHoldFault
from formcheck.exercises.figure import drawn_position, measured
from formcheck.exercises.loader import exercise_names, load_exercise, read_table
from formcheck.exercises.mistakes import Locator
from formcheck.exercises.precautions import PRECAUTIONS
from formcheck.exercises.validation import Misfit, sources_of
from formcheck.kinematics.measures import MEASURES, shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from formcheck.exercises.conditions import Condition, Place
    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.figure import Drawing
    from formcheck.exercises.mistakes import Mistake
    from formcheck.pose.features import SidedPose

JITTER_DEG: Final = 0.6
"""Standard deviation of a still joint's angle after smoothing (see `Baseline`)."""

APART_DEG: Final = 2 * JITTER_DEG
"""Two thresholds that are nearer than this are both crossed by the noise of the pose alone."""

RANGE_DEG: Final = 5.0
"""Error of an angle from one camera: a smaller movement or margin is lost in it."""

LEAST_HOLD_S: Final = 1.0
"""To find both ends of a hold costs 0.3 to 0.5 s each: a shorter one is lost in that."""

CUE_LETTERS: Final = 60
"""A longer cue cannot be read from three metres."""


def check_file(path: Path) -> tuple[Exercise, tuple[Mistake, ...]]:
    """Return the exercise of a file, and what its author should look at again.

    Returns
    -------
    tuple[Exercise, tuple[Mistake, ...]]
        The exercise, and its doubts in the order in which they are looked for.

    Raises
    ------
    ExerciseError
        If the file does not load; the message lists all its mistakes.
    """
    exercise = load_exercise(path)
    file = read_table(path)
    locator = Locator(file.table, file.text)
    doubts = [locator.mistake(*doubt) for doubt in _doubts(exercise, path.stem)]
    return exercise, tuple(doubts)


def _doubts(exercise: Exercise, file_name: str) -> Iterator[Misfit]:
    """Yield what an author should look at again, with its place."""
    if file_name != exercise.name:
        yield Misfit(("name",), f"the file is called {file_name}.toml: use one name for both")
    yield from _copied(exercise)
    yield from _to_do(exercise)
    yield from _noise(exercise)
    yield from _margins(exercise)
    yield from _cues(exercise)
    yield from _left_out(exercise)
    if exercise.figure is not None:
        for message in _drawing(exercise, exercise.figure):
            yield Misfit(("figure",), message)


_OWN: Final = {"name", "title", "sources"}
"""Keys that differ in a copy of an exercise although nothing else was changed."""


_NUMBERS: Final = ("measure", "baseline", "start", "target_deg", "leave_deg", "partial_deg")


def _copied(exercise: Exercise) -> Iterator[Misfit]:
    """Yield what is still as in the shipped exercise that the file is a copy of."""
    if exercise.name in exercise_names():
        return
    own = exercise.model_dump(exclude=_OWN)
    others = {name: load_exercise(name).model_dump(exclude=_OWN) for name in exercise_names()}
    same = {name: {key for key in own if own[key] == row[key]} for name, row in others.items()}
    template = max(same, key=lambda name: len(same[name]))
    if own == others[template]:
        yield Misfit(
            (),
            f"nothing but the name differs from {template}: change what is different in your "
            f"exercise, or use {template}",
        )
        return
    for key in sorted({"purpose", "steps", "cannot_see"} & same[template]):
        yield Misfit((key,), f"still the words of {template}: write your own")
    for name in exercise_names():
        if all(own["movement"][key] == others[name]["movement"][key] for key in _NUMBERS):
            yield Misfit(
                ("movement",),
                f"measure, start and target are those of {name}: are they true of your exercise?",
            )
            return


def _to_do(exercise: Exercise) -> Iterator[Misfit]:
    yield from (
        Misfit(place, "still to be written")
        for place, text in _texts(exercise.model_dump())
        if TO_DO in text
    )


def _texts(part: object, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Yield every text within a part of an exercise, with its place."""
    if isinstance(part, str):
        yield place, part
    rows = (
        part.items()
        if isinstance(part, dict)
        else enumerate(part)
        if isinstance(part, tuple | list)
        else ()
    )
    for step, inner in rows:
        yield from _texts(inner, (*place, step))


def _unit(exercise: Exercise) -> str:
    """Return the sign behind a number of the file: none where a height is written in degrees."""
    return "°" if MEASURES[exercise.movement.measure].is_angle else ""


def _noise(exercise: Exercise) -> Iterator[Misfit]:
    """Yield thresholds that are so near to each other that noise alone crosses both."""
    movement, unit = exercise.movement, _unit(exercise)
    enter = movement.target_deg[0]
    clear = movement.start.clear_deg
    pairs: tuple[tuple[str, float, str, float, Place], ...] = (
        ("start", movement.start_deg, "clear_deg", clear, ("start", "clear_deg")),
        ("clear_deg", clear, "target_deg", enter, ("target_deg",)),
        ("leave_deg", movement.leave_deg, "target_deg", enter, ("target_deg",)),
    )
    for one, one_deg, two, two_deg, place in pairs:
        if abs(one_deg - two_deg) < APART_DEG:
            yield Misfit(
                ("movement", *place),
                f"{one} ({one_deg:g}{unit}) and {two} ({two_deg:g}{unit}) are nearer than the "
                f"noise of the pose ({APART_DEG:g}{unit}): draw them apart",
            )
    span_deg = abs(enter - movement.start_deg)
    if span_deg < RANGE_DEG:
        yield Misfit(
            ("movement", "target_deg"),
            f"from the start zone to the target there are only {span_deg:g}{unit}, and the error "
            f"of one camera is about {RANGE_DEG:g}{unit}: it may count movements that are none",
        )
    for where, row in conditions_in(exercise):
        apart = APART_DEG * (1.0 if MEASURES[row.measure].unit == "deg" else 0.01)
        if abs(row.at - row.clear) < apart and where[1] != "start_when":
            yield Misfit(
                where, f"threshold and clear value ({row}) are nearer than the noise of the pose"
            )


def _margins(exercise: Exercise) -> Iterator[Misfit]:
    """Yield limits that a person at the target may exceed by the error of the camera alone."""
    movement, unit = exercise.movement, _unit(exercise)
    for place, when in conditions_in({"limit": exercise.limit, "profile": exercise.profile}):
        if when.measure != movement.measure:
            continue
        margin_deg = -max(when.excess(value) for value in movement.target_deg)
        if 0 <= margin_deg < RANGE_DEG:
            yield Misfit(
                place,
                f"this limit ({when.at:g}{unit}) is within {RANGE_DEG:g}{unit} of the target, "
                "which is the error of one camera: it will speak too early",
            )


def _cues(exercise: Exercise) -> Iterator[Misfit]:
    rows = [row for row in exercise.parts().rows() if row[0][0] in {"fault", "limit"}]
    for place, row in rows:
        if len(row.say) > CUE_LETTERS:
            yield Misfit(
                (*place, "say"),
                f"{len(row.say)} letters; at most {CUE_LETTERS} can be read from three metres",
            )
    for (_, one), (place, two) in pairwise(sorted(rows, key=lambda pair: pair[1].say)):
        if one.say == two.say:
            yield Misfit((*place, "say"), f"{one.name!r} says the same: use different words")


def _left_out(exercise: Exercise) -> Iterator[Misfit]:
    if not exercise.limit:
        yield Misfit((), "there is no [[limit]]: nothing is too far in this exercise")
    hold_s = exercise.movement.hold_s
    if 0 < hold_s < LEAST_HOLD_S:
        yield Misfit(
            ("movement", "hold_s"),
            f"{hold_s:g} s are too short to be seen as a hold: write 0 for none, or seconds (half "
            "a minute is 30)",
        )
    holds_watched = any(isinstance(fault, ShortHoldFault) for fault in exercise.fault)
    if hold_s and not holds_watched:
        yield Misfit(
            ("movement", "hold_s"),
            'no [[fault]] of kind = "short_hold": a hold that is too short is not said',
        )
    unsaid = [name for name in PRECAUTIONS if name not in exercise.profile]
    if unsaid and exercise.name not in exercise_names():
        yield Misfit(
            ("profile",),
            f"nothing is said of {', '.join(unsaid)}: with these precautions it is judged as it "
            "is here; [profile.NAME] can forbid it or draw limits nearer",
        )
    used = {key for _, key in sources_of(exercise.parts())}
    for key in exercise.sources:
        if key not in used:
            yield Misfit(("sources", key), "this source is not used")


# --- The drawing -------------------------------------------------------------------------------

_BEYOND_DEG: Final = 0.5
"""How far a drawn angle may lie past the full extent, so that it can be rounded."""


def _drawing(exercise: Exercise, drawing: Drawing) -> Iterator[str]:
    """Yield how the drawing contradicts the exercise, measured by the exercise's own measures."""
    pair = drawn_position(drawing)
    start, end = pair.start.joints, pair.end.joints
    yield from _drawn_movement(exercise, drawing, start)
    yield from _drawn_besides(exercise, start, end)
    for limit in exercise.limit:
        if any(_shows(exercise, limit.when, now, start) for now in (start, end)):
            yield f"the drawing is past the limit {limit.name} ({limit.when})"
    for fault in exercise.fault:
        visible = fault.visible_in("hold")
        if visible and all(_shows(exercise, row, end, start) for row in visible):
            yield f"the drawn end shows the fault {fault.name}"


def _drawn_movement(exercise: Exercise, drawing: Drawing, start: SidedPose) -> Iterator[str]:
    """Yield a complaint unless the start lies in the start zone and the end in the target."""
    movement = exercise.movement
    start_deg, end_deg = measured(drawing, movement)
    sign, title = movement.sign, MEASURES[movement.measure].title
    say = partial(shown, movement.measure)
    raw_deg = MEASURES[movement.measure].value(start, start)
    window = movement.start_window_deg
    if window is not None and not window[0] <= raw_deg <= window[1]:
        yield (
            f"the drawn start has a {title} of {say(raw_deg)}, outside start_window_deg = "
            f"{window[0]:g} to {window[1]:g}"
        )
    if window is None and not sign * start_deg <= sign * movement.start_deg:
        yield (
            f"the drawn start has a {title} of {say(start_deg)}, not in the start zone "
            f"({say(movement.start_deg)})"
        )
    enter, full = movement.target_deg
    if not sign * enter <= sign * end_deg <= sign * full + _BEYOND_DEG:
        yield (
            f"the drawn end has a {title} of {say(end_deg)}, not in the target "
            f"({say(enter)} to {say(full)})"
        )


def _drawn_besides(exercise: Exercise, start: SidedPose, end: SidedPose) -> Iterator[str]:
    """Yield what the exercise asks for besides the angle and the drawing does not show."""
    for wanted in exercise.movement.start_when:
        if not _holds(exercise, wanted, start, start):
            yield f"the drawn start does not meet {wanted}"
    for also in exercise.movement.also:
        if not _holds(exercise, also.when, end, start):
            yield f"the drawn end lacks {also.name} ({also.when})"
    for need in exercise.need:
        asked = [now for phase, now in (("rest", start), ("hold", end)) if phase in need.during]
        if not all(_holds(exercise, need.when, now, start) for now in asked):
            yield f"the drawing does not meet the need {need.name} ({need.when})"


def _holds(exercise: Exercise, wanted: Condition, now: SidedPose, start: SidedPose) -> bool:
    """Return whether a condition holds; True where a drawing cannot show it."""
    value = _judged(exercise, wanted.measure, now, start)
    return math.isnan(value) or wanted.switched(value, on=False)


def _shows(exercise: Exercise, wanted: Condition, now: SidedPose, start: SidedPose) -> bool:
    """Return whether a drawing shows that a condition holds."""
    return wanted.switched(_judged(exercise, wanted.measure, now, start), on=False)


def _judged(exercise: Exercise, measure: str, now: SidedPose, start: SidedPose) -> float:
    """Return a measure as it is judged: the main one may be the change from the start."""
    row = MEASURES[measure]
    value = row.value(now, start)
    if measure == exercise.movement.measure and exercise.movement.baseline == "start":
        value -= row.value(start, start)
    return value
