"""What is measured in an exercise, in the words of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from formcheck.body.angles import MEASURES

if TYPE_CHECKING:
    from formcheck.coach.exercise import Exercise

_LEGS: Final = {
    "one": "each leg by itself",
    "both": "both legs together",
    "alternating": "each leg by itself, left and right in turn",
}


def measured_words(exercise: Exercise) -> list[str]:
    """How a repetition or a hold of the exercise is recognised, a sentence each."""
    movement = exercise.movement
    grows = movement.sign > 0
    far, near = ("above", "below") if grows else ("below", "above")
    title = MEASURES[movement.measure].title
    enter, full = movement.target_deg
    told = [f"The {title} ({movement.measure}), in degrees. {_zero(exercise)}"]
    word = "hold" if exercise.kind == "hold" else "repetition"
    told.append(
        f"A {word} begins at rest ({near} {movement.start_deg:g}°), counts from {enter:g}°, and "
        f"{full:g}° is its full extent. One that only comes to {movement.partial_deg:g}° is "
        "partial and does not count."
    )
    if exercise.kind == "hold":
        told.append(
            f"The clock runs {far} {enter:g}°. A loss of up to {movement.grace_s:g} s only "
            f"stops it. From {movement.least_hold_s:g} s on it is a hold; {movement.hold_s:g} s "
            "are asked for."
        )
    elif movement.hold_s:
        told.append(f"To be held for {movement.hold_s:g} s, {far} {enter:g}°.")
    told.append(f"Counted for {_LEGS[exercise.sides]}.")
    return told


def _zero(exercise: Exercise) -> str:
    """From where the angle is counted."""
    window = exercise.movement.start_window_deg
    if exercise.movement.baseline == "start" and window is not None:
        return (
            "It is the change from your own start, which must lie between "
            f"{window[0]:g}° and {window[1]:g}°."
        )
    return "It is taken as it is, not as a change."
