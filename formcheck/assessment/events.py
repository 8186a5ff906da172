"""Everything that can be said while someone moves.

An event happens on one pose and carries that pose's time.  A repetition is told when it is over,
a fault or an excessive range when it has lasted long enough to be believed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from formcheck.pose.joints import Side

if TYPE_CHECKING:
    from formcheck.exercises.conditions import Severity

WorkingSide: TypeAlias = Side | Literal["both"]
"""The leg that worked; ``both`` for an exercise that both legs do together."""


@dataclass(frozen=True, slots=True)
class RepCompleted:
    """A complete repetition is over; `good` says whether it counts as a good one."""

    time_s: float
    side: WorkingSide
    number: int
    good: bool


@dataclass(frozen=True, slots=True)
class PartialRep:
    """A movement turned back before the target, or was not finished."""

    time_s: float
    side: WorkingSide
    peak_deg: float


@dataclass(frozen=True, slots=True)
class TargetReached:
    """The target was reached and kept for its dwell time: a hold begins."""

    time_s: float
    side: WorkingSide


@dataclass(frozen=True, slots=True)
class FormFault:
    """A fault of form, said once in a repetition."""

    time_s: float
    side: WorkingSide
    name: str
    severity: Severity
    say: str


@dataclass(frozen=True, slots=True)
class ExcessiveRange:
    """A range limit was exceeded: safety, apart from form.

    The value is told in the unit of its measure; the other one of the two is NaN.
    """

    time_s: float
    side: WorkingSide
    name: str
    action: Literal["warn", "stop"]
    value_deg: float
    value_ratio: float
    say: str


@dataclass(frozen=True, slots=True)
class TrackingLost:
    """Judging pauses: `reason` names why, `say` tells the person what to change."""

    time_s: float
    reason: str
    say: str


@dataclass(frozen=True, slots=True)
class TrackingFound:
    """Judging goes on."""

    time_s: float


Event = (
    RepCompleted
    | PartialRep
    | TargetReached
    | FormFault
    | ExcessiveRange
    | TrackingLost
    | TrackingFound
)
