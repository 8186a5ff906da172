"""What is doubtful in an exercise that loads: it works, but perhaps not as it is meant."""

from __future__ import annotations

from itertools import chain, pairwise
from typing import TYPE_CHECKING, Final

from formcheck.exercises.conditions import conditions_in
from formcheck.exercises.illustration_check import illustration_mistakes
from formcheck.exercises.parts import ENGINEERING_DEFAULT
from formcheck.exercises.validation import Mistake
from formcheck.kinematics.measures import MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from formcheck.exercises.definition import Exercise

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
