"""The parts of an exercise: where it is filmed, its movement, its limits and its precautions."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Final, Literal, Self

from pydantic import Field, PositiveInt, model_validator

from formcheck.exercises.conditions import (
    ENGINEERING_DEFAULT,
    FOR_S,
    WHEN,
    AngleName,
    Condition,
    Definition,
    NamedRow,
    PhaseName,
    Sourced,
    Text,
)
from formcheck.exercises.plausible import (
    MOST_REPS,
    BodyForS,
    DaysPair,
    DistancePair,
    EnterS,
    GraceS,
    HeightPair,
    HoldS,
    LeastHoldS,
    Minutes,
    PacePair,
    Reps,
    RestS,
    Sets,
    WarnsS,
)
from formcheck.pose.view import Plane

if TYPE_CHECKING:
    from collections.abc import Iterator

Pair = Annotated[tuple[float, float], Field(description="[from, to]")]

IfHidden = Literal["pause", "allow", "keep"]
_IF_HIDDEN: Final = (
    'If the joint is hidden: "pause" = not met, "allow" = met, "keep" = as when last seen.'
)


class CameraPlacement(Sourced):
    """The place of the camera, and from where it sees the body."""

    plane: Plane = Field(
        description='"side", "front" or "oblique": from where the camera sees the body.'
    )
    near: Literal["working", "any"] = Field(
        "any",
        description='"working" = the leg that works is nearest to the camera; "any" = either.',
    )
    camera_height_m: HeightPair = Field(description="Height of the lens, in metres: from, to.")
    distance_m: DistancePair = Field(description="Distance of the camera, in metres: from, to.")
    place: Text = Field(description="The same in words for the patient.")
    source: Text = Field(
        ENGINEERING_DEFAULT,
        description="Where the numbers come from; without this key: an engineering default.",
    )

    @property
    def in_words(self) -> tuple[str, str]:
        """Where the camera stands, and its height and distance."""
        (low, high), (near, far) = self.camera_height_m, self.distance_m
        return self.place, f"Lens {low:g} to {high:g} m high, {near:g} to {far:g} m away."


class Dose(Sourced):
    """How much is usually prescribed; the therapist's prescription goes before it."""

    sets: Sets = Field(description="The number of sets.")
    reps: Reps = Field(description="The number of repetitions (or holds) in a set.")
    minutes: Minutes | None = Field(
        None,
        description="How long a set lasts, in minutes; then `reps` says about how many it has.",
    )
    per_minute: PacePair | None = Field(
        None, description="The usual pace, repetitions in a minute: from, to."
    )
    rest_s: RestS = Field(description="Rest between sets, in seconds.")
    per_week: DaysPair = Field(description="Days in a week: from, to.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.reps > MOST_REPS and self.minutes is None:
            raise ValueError(
                f"reps = {self.reps} is more than the {MOST_REPS} of a set: correct it, or say "
                "with `minutes` how long the set lasts"
            )
        return self


class Start(Definition):
    """The zone in which a repetition starts and ends, with its hysteresis."""

    above_deg: float | None = Field(
        None, description="At rest the angle is above this (a movement that makes it smaller)."
    )
    below_deg: float | None = Field(
        None, description="At rest the angle is below this (a movement that makes it larger)."
    )
    clear_deg: float = Field(description="The movement begins here, a little further on.")

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

    when: Condition = Field(description=WHEN)
    if_hidden: IfHidden = Field("pause", description=_IF_HIDDEN)


class Movement(Sourced):
    """The movement from the start to the target and back."""

    measure: AngleName = Field(
        description="The angle that is followed: `formcheck exercises measures` lists all, with "
        "what 0 and a growing number mean."
    )
    baseline: Literal["none", "start"] = Field(
        "none",
        description='"none" = the angle as it is; "start" = the change from one\'s own start, '
        "for small movements and where people start differently.",
    )
    start_window_deg: Pair | None = Field(
        None,
        description='With baseline = "start": between which angles, not changes, a person may '
        "start; `formcheck exercises try` says what they were.",
    )
    start: Start = Field(
        description="The zone of rest, where a repetition begins and ends: below_deg where the "
        "angle grows towards the target, above_deg where it shrinks."
    )
    target_deg: Pair = Field(
        description="From where on it counts, and the full extent; the larger number first where "
        "the angle shrinks."
    )
    leave_deg: float = Field(
        description="Where the target is left again: between the start zone and the target."
    )
    partial_deg: float = Field(
        description="A try that comes this far but not to the target is a partial repetition."
    )
    enter_s: EnterS = Field(
        0.1,
        description="Seconds in the target before it counts as reached (without this key: an "
        "engineering default).",
    )
    hold_s: HoldS = Field(0.0, description="Prescribed hold in seconds; 0 = no hold.")
    least_hold_s: LeastHoldS = Field(
        0.0, description='With kind = "hold": a shorter stay in the target is only partial.'
    )
    grace_s: GraceS = Field(
        0.5,
        description="Seconds that a hold may be lost without ending; the clock pauses (without "
        "this key: an engineering default).",
    )
    start_when: tuple[Condition, ...] = Field(
        (), description='With baseline = "start": what else must hold for a start to be believed.'
    )
    also: tuple[Also, ...] = Field(
        (), description="What must hold besides the angle for the target to be reached."
    )
    works_when: Condition | None = Field(
        None,
        description="What is true of the leg that works and not of the other one, where both move "
        "alike: the side is named only if this was seen.",
    )

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
        sign, (enter, full) = self.sign, self.target_deg
        steps = (self.start_deg, self.start.clear_deg, self.partial_deg, enter, full)
        if not all(sign * a <= sign * b for a, b in pairwise(steps)):
            yield (
                "start, clear_deg, partial_deg and target_deg must lie in the order of the "
                f"movement, but are {', '.join(f'{step:g}' for step in steps)}"
            )
        if not sign * self.start.clear_deg < sign * self.leave_deg < sign * enter:
            yield "leave_deg must lie between the start zone and the target"
        window = self.start_window_deg
        if (self.baseline == "start") != (window is not None):
            yield "start_window_deg goes with baseline = 'start', and only with it"
        if self.start_when and self.baseline != "start":
            yield "start_when goes with baseline = 'start', and only with it"
        if window is not None and not window[0] < window[1]:
            yield "start_window_deg must go from the smaller to the larger value"
        if self.least_hold_s > self.hold_s:
            yield f"least_hold_s must not be longer than hold_s = {self.hold_s:g}"


class Need(NamedRow):
    """A position without which nothing is judged: the set pauses and says why."""

    when: Condition = Field(description=WHEN)
    if_hidden: IfHidden = Field("pause", description=_IF_HIDDEN)
    during: tuple[PhaseName, ...] = Field(
        ("rest", "move", "hold", "return"),
        description='The phases in which it is asked for: "rest", "move", "hold", "return".',
    )


class BodyCondition(NamedRow):
    """What must be true of the rest of the body for a movement to be this exercise.

    An attempt in which it is not met for `for_s` is another movement and is not counted.
    """

    when: Condition = Field(description=WHEN)
    for_s: BodyForS = Field(
        0.2,
        description="Seconds without it after which the movement is another one; with `once`, "
        "seconds for which it must be met (without this key: an engineering default).",
    )
    once: bool = Field(
        False,  # noqa: FBT003
        description="true = it is enough that it is met once in these phases; false = it must be "
        "met all the time.",
    )
    if_hidden: Literal["allow", "refuse"] = Field(
        "allow",
        description='If it was never seen in an attempt: "allow" = it counts as met, "refuse" = '
        "the attempt is not counted.",
    )
    during: tuple[PhaseName, ...] = Field(
        ("move", "hold", "return"),
        description='The phases in which it must hold: "rest", "move", "hold", "return".',
    )
    looks_like: str = Field(
        "", description="The name of the exercise that the movement is then; empty = none."
    )


class CountedFrom(Definition):
    """Another side from which repetitions are seen, but not how well they are done.

    They are counted there and are never good: faults and limits are not looked at.
    """

    plane: Plane = Field(
        description="From where the measures of this table are taken. It is used in every view "
        "in which the exercise is not judged."
    )
    movement: Movement = Field(description="What is measured from there.")
    body: tuple[BodyCondition, ...] = Field(
        (),
        description="What must be true of the rest of the body, seen from there; without it the "
        "movement is another one and is not counted.",
    )


class Limit(NamedRow):
    """A range that must not be exceeded: safety, apart from form."""

    when: Condition = Field(description=WHEN)
    for_s: WarnsS = Field(0.3, description=FOR_S)
    action: Literal["warn", "stop"] = Field(
        description='"warn" = a warning; "stop" = the set is over.'
    )

    def tightens(self, other: Limit) -> bool:
        """Return whether this limit speaks at least as early and as firmly as `other`."""
        softer = other.action == "stop" and self.action == "warn"
        return self.when.tightens(other.when) and self.for_s <= other.for_s and not softer


Allowed = bool | Literal["if_unlocked"]


class Precaution(Sourced):
    """What one named precaution changes in this exercise; it only ever tightens."""

    allowed: Allowed = Field(
        True,  # noqa: FBT003
        description='false = the exercise is not for these patients; "if_unlocked" = not until '
        "their physiotherapist unlocks it in the patient's file.",
    )
    instead: str | None = Field(None, description="The name of an exercise to do instead.")
    why: Text = Field(
        description="The reason, or what to take care of, in one or two sentences for the patient."
    )
    steps: dict[PositiveInt, Text] = Field(
        default_factory=dict,
        description="Steps that these patients do in another way, by the number of the usual one.",
    )
    target_deg: Pair | None = Field(
        None, description="A nearer target: from where on it counts, and the full extent."
    )
    limit: tuple[Limit, ...] = Field(
        (), description="A tighter limit; one with the name of a limit above takes its place."
    )
