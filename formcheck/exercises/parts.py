"""The parts of an exercise: where it is filmed, its movement, its limits and its precautions."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Final, Literal, Self

from pydantic import Field, PositiveFloat, PositiveInt, model_validator

from formcheck.exercises.conditions import (
    Condition,
    Definition,
    NamedRow,
    PhaseName,
    Sourced,
    Text,
    known_measure,
)
from formcheck.pose.view import Plane

if TYPE_CHECKING:
    from collections.abc import Iterator

ENGINEERING_DEFAULT: Final = "engineering default"
"""The source of a number that was chosen by engineers and is not taken from the literature."""

IfHidden = Literal["pause", "allow", "keep"]
"""What to make of a condition whose joints are hidden: not met, met, or as when last seen."""

Pair = Annotated[tuple[float, float], Field(description="[from, to]")]


class CameraPlacement(Sourced):
    """Where the camera stands for this exercise.

    Its numbers have a source too; one that names none is an engineering default.
    """

    plane: Plane
    near: Literal["working", "any"] = "any"
    camera_height_m: Pair
    distance_m: Pair
    place: Text
    source: Text = ENGINEERING_DEFAULT


class Dose(Sourced):
    """How much is usually prescribed; a therapist's word goes before it.

    With `minutes` that is how long a set lasts, and `reps` about how many it makes.  `per_minute`
    is the usual pace.
    """

    sets: PositiveInt
    reps: PositiveInt
    minutes: PositiveFloat | None = None
    per_minute: Pair | None = None
    rest_s: PositiveFloat
    per_week: Pair


class Start(Definition):
    """The zone in which a repetition starts and ends, with its hysteresis."""

    above_deg: float | None = None
    below_deg: float | None = None
    clear_deg: float

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.above_deg is None) == (self.below_deg is None):
            raise ValueError("exactly one of above_deg, below_deg is needed")
        if self.above_deg is not None and self.clear_deg >= self.above_deg:
            raise ValueError(f"clear_deg must be below {self.above_deg:g}")
        if self.below_deg is not None and self.clear_deg <= self.below_deg:
            raise ValueError(f"clear_deg must be above {self.below_deg:g}")
        return self


class Also(NamedRow):
    """What must hold besides the measured angle for the target to be reached."""

    when: Condition
    if_hidden: IfHidden = "pause"


def lies_in_order(pair: Pair) -> bool:
    """Whether a pair goes from a smaller to a larger number."""
    return pair[0] < pair[1]


class Movement(Sourced):
    """From the start to the target and back.

    Attributes
    ----------
    measure
        The measured angle.
    baseline
        ``start``: the angle is the change from the person's own start position; ``none``: it is
        taken as it is.
    start_window_deg
        With a baseline: between which raw values a person may be at the start.
    start_when
        With a baseline: what must hold besides for a posture to be believed as the start.
    start
        The zone of the start.
    target_deg
        Where the target begins, and the full extent.
    leave_deg
        Where the target is left again (hysteresis).
    partial_deg
        A movement that reached this but not the target is a partial repetition.
    enter_s
        How long the target must be kept before it counts as reached; unless said, an engineering
        default.
    hold_s
        Prescribed hold; 0 = none.
    least_hold_s
        For ``kind = "hold"``: a shorter stay in the target is a partial repetition.
    grace_s
        How long a hold may be lost without ending; the clock pauses meanwhile.  Unless said, an
        engineering default.
    """

    measure: str
    baseline: Literal["none", "start"] = "none"
    start_window_deg: Pair | None = None
    start: Start
    target_deg: Pair
    leave_deg: float
    partial_deg: float
    enter_s: PositiveFloat = 0.25
    hold_s: Annotated[float, Field(ge=0)] = 0.0
    least_hold_s: Annotated[float, Field(ge=0)] = 0.0
    grace_s: PositiveFloat = 0.5
    start_when: tuple[Condition, ...] = ()
    also: tuple[Also, ...] = ()

    @property
    def sign(self) -> int:
        """+1 if the angle grows towards the target, -1 if it shrinks."""
        return 1 if self.start.below_deg is not None else -1

    @property
    def start_deg(self) -> float:
        """The border of the start zone."""
        edge = self.start.below_deg if self.sign > 0 else self.start.above_deg
        return 0.0 if edge is None else edge

    @model_validator(mode="after")
    def _check(self) -> Self:
        wrong = "; ".join(self._mistakes())
        if wrong:
            raise ValueError(wrong)
        return self

    def _mistakes(self) -> Iterator[str]:
        if known_measure(self.measure) != "deg":
            yield f"{self.measure} is a ratio: a movement is measured in degrees"
        enter, full = self.target_deg
        steps = (self.start_deg, self.start.clear_deg, self.partial_deg, enter, full)
        ordered = all(self.sign * a <= self.sign * b for a, b in pairwise(steps))
        if not ordered:
            yield (
                "start, clear_deg, partial_deg and target_deg must lie in the order of the "
                f"movement, but are {', '.join(f'{step:g}' for step in steps)}"
            )
        if not self.sign * self.start.clear_deg < self.sign * self.leave_deg < self.sign * enter:
            yield "leave_deg must lie between the start zone and the target"
        if (self.baseline == "start") != (self.start_window_deg is not None):
            yield "start_window_deg goes with baseline = 'start', and only with it"
        if self.start_when and self.baseline != "start":
            yield "start_when goes with baseline = 'start', and only with it"
        if self.start_window_deg is not None and not lies_in_order(self.start_window_deg):
            yield "start_window_deg must go from the smaller to the larger value"
        if self.least_hold_s > self.hold_s:
            yield f"least_hold_s must not be longer than hold_s = {self.hold_s:g}"


class Need(NamedRow):
    """A position without which nothing is judged (the set pauses and says why).

    `during` names the phases in which it is asked for; one that is only right at the start, or
    only seen well there, is asked for in ``["rest"]``.
    """

    when: Condition
    if_hidden: IfHidden = "pause"
    during: tuple[PhaseName, ...] = ("rest", "move", "hold", "return")


class Limit(NamedRow):
    """A range that is not to be exceeded: safety, apart from form.

    `for_s` is for how long before it is believed; unless said, an engineering default.
    """

    when: Condition
    for_s: PositiveFloat = 0.3
    action: Literal["warn", "stop"]

    def tightens(self, other: Limit) -> bool:
        """Whether this limit speaks at least as early and as firmly as `other`."""
        softer = other.action == "stop" and self.action == "warn"
        return self.when.tightens(other.when) and self.for_s <= other.for_s and not softer


class Precaution(Sourced):
    """What one named precaution changes in this exercise; it only ever tightens."""

    allowed: bool = True
    instead: str | None = None
    why: Text
    limit: tuple[Limit, ...] = ()
