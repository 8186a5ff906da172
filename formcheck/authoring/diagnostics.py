"""What is doubtful in an exercise that loads: it works, but perhaps not as it is meant."""

from __future__ import annotations

import math
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Final

from formcheck.exercises.conditions import conditions_in
from formcheck.exercises.figure import drawn_position, plane_of, suits
from formcheck.exercises.illustration import measured
from formcheck.exercises.parts import ENGINEERING_DEFAULT
from formcheck.exercises.validation import Mistake
from formcheck.kinematics.measures import MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from formcheck.exercises.conditions import Condition
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.features import SidedPose

JITTER_DEG: Final = 0.6
"""Standard deviation of a still joint's angle after smoothing (see `Baseline`)."""

APART_DEG: Final = 2 * JITTER_DEG
"""Thresholds nearer to one another than this are crossed by the noise of the pose alone."""

RANGE_DEG: Final = 5.0
"""How well one camera tells an angle: a movement or a margin below it is lost in the error."""

CUE_LETTERS: Final = 60
"""A longer cue cannot be read from three metres."""

TO_DO: Final = "TO DO"
"""How new files mark what is still to be written."""


def diagnose(exercise: Exercise, *, file_name: str = "") -> Iterator[Mistake]:
    """What an author should look at again, with its place."""
    if file_name and file_name != exercise.name:
        yield Mistake(("name",), f"the file is called {file_name}.toml: use one name for both")
    yield from _to_do(exercise)
    yield from _noise(exercise)
    yield from _margins(exercise)
    yield from _cues(exercise)
    yield from _left_out(exercise)
    for told in illustration_mistakes(exercise):
        yield Mistake(("figure",), told)


def _to_do(exercise: Exercise) -> Iterator[Mistake]:
    texts = [
        (("title",), exercise.title),
        (("purpose",), exercise.purpose),
        (("view", "place"), exercise.view.place),
        *((("steps", n), step) for n, step in enumerate(exercise.steps)),
        *((("cannot_see", n), line) for n, line in enumerate(exercise.cannot_see)),
    ]
    for place, text in texts:
        if TO_DO in text:
            yield Mistake(place, "still to be written")


def _noise(exercise: Exercise) -> Iterator[Mistake]:
    """Thresholds that are so near to each other that noise alone crosses both."""
    movement = exercise.movement
    enter = movement.target_deg[0]
    steps = {
        "start": movement.start_deg,
        "clear_deg": movement.start.clear_deg,
        "partial_deg": movement.partial_deg,
        "leave_deg": movement.leave_deg,
        "target_deg": enter,
    }
    for one, two in (
        ("start", "clear_deg"),
        ("clear_deg", "target_deg"),
        ("leave_deg", "target_deg"),
    ):
        if abs(steps[one] - steps[two]) < APART_DEG:
            yield Mistake(
                ("movement", "start", two) if two == "clear_deg" else ("movement", two),
                f"{one} ({steps[one]:g}°) and {two} ({steps[two]:g}°) are nearer than the "
                f"noise of the pose ({APART_DEG:g}°): draw them apart",
            )
    if abs(enter - movement.start_deg) < RANGE_DEG:
        yield Mistake(
            ("movement", "target_deg"),
            f"from the start zone to the target there are only "
            f"{abs(enter - movement.start_deg):g}°, and one camera is right to about "
            f"{RANGE_DEG:g}°: it may count what is none",
        )
    for place, row in conditions_in(exercise):
        unit = 1.0 if MEASURES[row.measure].unit == "deg" else 0.01
        if abs(row.at - row.clear) < APART_DEG * unit and place[1] != "start_when":
            yield Mistake(
                place, f"threshold and clear value ({row}) are nearer than the noise of the pose"
            )


def _margins(exercise: Exercise) -> Iterator[Mistake]:
    """Limits that somebody at the target may exceed by the error of the camera alone."""
    movement = exercise.movement
    rows = chain(
        ((("limit", n), row) for n, row in enumerate(exercise.limit)),
        (
            (("profile", name, "limit", n), row)
            for name, caution in exercise.profile.items()
            for n, row in enumerate(caution.limit)
        ),
    )
    for place, limit in rows:
        if limit.when.measure != movement.measure:
            continue
        margin_deg = -max(limit.when.excess(value) for value in movement.target_deg)
        if 0 <= margin_deg < RANGE_DEG:
            yield Mistake(
                (*place, "when"),
                f"the limit {limit.name!r} ({limit.when.at:g}°) is within {RANGE_DEG:g}° of the "
                "target, which is the error of one camera: it will speak too early",
            )


def _cues(exercise: Exercise) -> Iterator[Mistake]:
    rows = [
        *((("fault", n), row) for n, row in enumerate(exercise.fault)),
        *((("limit", n), row) for n, row in enumerate(exercise.limit)),
    ]
    for place, row in rows:
        if len(row.say) > CUE_LETTERS:
            yield Mistake(
                (*place, "say"),
                f"{len(row.say)} letters; at most {CUE_LETTERS} can be read from three metres",
            )
    for (_, one), (place, two) in pairwise(sorted(rows, key=lambda pair: pair[1].say)):
        if one.say == two.say:
            yield Mistake(
                (*place, "say"), f"{one.name!r} says the same: nobody can tell them apart"
            )


def _left_out(exercise: Exercise) -> Iterator[Mistake]:
    if not exercise.limit:
        yield Mistake((), "there is no [[limit]]: nothing is too far in this exercise")
    if exercise.movement.hold_s and "short_hold" not in {row.kind for row in exercise.fault}:
        yield Mistake(
            ("movement", "hold_s"),
            'no [[fault]] of kind = "short_hold": nobody is told when it is held too briefly',
        )
    used = {key.strip() for row in _sourced(exercise) for key in row.split(",")}
    for key in exercise.sources:
        if key not in used - {ENGINEERING_DEFAULT}:
            yield Mistake(("sources", key), "this source is not used")


def _sourced(exercise: Exercise) -> Iterator[str]:
    rows = (
        exercise.view, exercise.dose, exercise.movement,
        *exercise.need, *exercise.limit, *exercise.fault,
        *exercise.movement.also, *exercise.profile.values(),
        *(limit for row in exercise.profile.values() for limit in row.limit),
    )  # fmt: skip
    for row in rows:
        yield row.source


def illustration_mistakes(exercise: Exercise) -> Iterator[str]:
    """What is wrong with the drawing, a sentence each; nothing where there is none."""
    if exercise.figure is None:
        return
    if not suits(exercise.figure, exercise.view.plane):
        yield (
            f"the drawing is seen from the {plane_of(exercise.figure)}, the exercise from the "
            f"{exercise.view.plane}"
        )
        return
    yield from _wrong_movement(exercise)
    yield from _wrong_besides(exercise)


def _postures(exercise: Exercise) -> tuple[SidedPose, SidedPose] | None:
    if exercise.figure is None or not suits(exercise.figure, exercise.view.plane):
        return None
    pair = drawn_position(exercise.figure)
    return pair.start.posture, pair.end.posture


def _value(measure: str, now: SidedPose, start: SidedPose) -> float:
    return MEASURES[measure].function(now, start)


def _wrong_movement(exercise: Exercise) -> Iterator[str]:
    """The start belongs into the start zone, the end into the target."""
    values, postures = measured(exercise), _postures(exercise)
    if values is None or postures is None:
        return
    movement = exercise.movement
    sign, title = movement.sign, MEASURES[movement.measure].title
    raw_deg = _value(movement.measure, postures[0], postures[0])
    window = movement.start_window_deg
    if window is not None and not window[0] <= raw_deg <= window[1]:
        yield (
            f"the drawn start has a {title} of {raw_deg:.0f}°, outside start_window_deg = "
            f"{window[0]:g} to {window[1]:g}"
        )
    if window is None and not sign * values.start_deg <= sign * movement.start_deg:
        yield (
            f"the drawn start has a {title} of {values.start_deg:.0f}°, not in the start zone "
            f"({movement.start_deg:g}°)"
        )
    enter, full = movement.target_deg
    if not sign * enter <= sign * values.end_deg <= sign * full + _BEYOND_DEG:
        yield (
            f"the drawn end has a {title} of {values.end_deg:.0f}°, not in the target "
            f"({enter:g}° to {full:g}°)"
        )


_BEYOND_DEG = 0.5
"""What a drawn angle may be past the full extent, so that it can be rounded."""


def _wrong_besides(exercise: Exercise) -> Iterator[str]:
    """What is asked for besides holds, and nothing is drawn that would be a limit or a fault."""
    postures = _postures(exercise)
    if postures is None:
        return
    start, end = postures
    for wanted in exercise.movement.start_when:
        if not _holds(exercise, wanted, start, start):
            yield f"the drawn start is none: {wanted} is asked for"
    for also in exercise.movement.also:
        if not _holds(exercise, also.when, end, start):
            yield f"the drawn end lacks {also.name} ({also.when})"
    for need in exercise.need:
        asked = [now for phase, now in (("rest", start), ("hold", end)) if phase in need.during]
        if not all(_holds(exercise, need.when, now, start) for now in asked):
            yield f"the drawing does not meet the need {need.name} ({need.when})"
    yield from _too_much(exercise, start, end)


def _too_much(exercise: Exercise, start: SidedPose, end: SidedPose) -> Iterator[str]:
    """Limits and faults that the drawing shows."""
    for limit in exercise.limit:
        if any(_shows(exercise, limit.when, now, start) for now in (start, end)):
            yield f"the drawing is past the limit {limit.name} ({limit.when})"
    for fault in exercise.fault:
        visible = fault.visible_in("hold")
        if visible and all(_shows(exercise, row, end, start) for row in visible):
            yield f"the drawn end shows the fault {fault.name}"


def _holds(exercise: Exercise, wanted: Condition, now: SidedPose, start: SidedPose) -> bool:
    """Whether a condition holds, or cannot be told from a drawing."""
    value = _judged(exercise, wanted.measure, now, start)
    return math.isnan(value) or wanted.switched(value, on=False)


def _shows(exercise: Exercise, wanted: Condition, now: SidedPose, start: SidedPose) -> bool:
    """Whether a condition is seen to hold."""
    return wanted.switched(_judged(exercise, wanted.measure, now, start), on=False)


def _judged(exercise: Exercise, measure: str, now: SidedPose, start: SidedPose) -> float:
    """A measure as it is judged: the main one is the change from the start, if it is told so."""
    value = _value(measure, now, start)
    if measure == exercise.movement.measure and exercise.movement.baseline == "start":
        value -= _value(measure, start, start)
    return value
