"""Tick: what a session learns at one instant, and what it wants done in return."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, NamedTuple

from formcheck.guide.placement import Surroundings

if TYPE_CHECKING:
    from formcheck.body.pose import Pose
    from formcheck.coach.checker import Reading
    from formcheck.coach.report import SetReport
    from formcheck.guide.scene import Scene
    from formcheck.guide.session_plan import SetPlan
    from formcheck.guide.utterance import Utterance


class Wish(StrEnum):
    """What the person asks for by key."""

    PAUSE = "pause"
    NEXT_SIDE = "next_side"
    REDO = "redo"
    PAIN = "pain"
    FINISH = "finish"


NOTHING_AROUND = Surroundings(brightness=math.nan, people=None)


@dataclass(frozen=True, slots=True)
class Tick:
    """What is learnt at one instant.

    Attributes
    ----------
    time_s
        Seconds on the clock of the camera, increasing.
    pose
        Who is seen; None when no new picture came since the tick before.
    surroundings
        What the picture tells besides.
    away
        Whether the camera sends no pictures now.
    wishes
        The keys that were pressed.
    digits
        The number keys that were pressed.
    """

    time_s: float
    pose: Pose | None = None
    surroundings: Surroundings = NOTHING_AROUND
    away: bool = False
    wishes: tuple[Wish, ...] = ()
    digits: str = ""


EndedBy = Literal["done", "left", "asked", "redone", "pain", "camera", "error"]
"""Why a set is over: all repetitions done, the person got up or left, a key asked for it (to
finish, or for the next side), it is to be done again, pain, the camera did not come back, or
formcheck itself failed."""


@dataclass(frozen=True, slots=True)
class FinishedSet:
    """A set that is over.

    Attributes
    ----------
    plan
        What was planned.
    start_s
        When it began, on the camera's clock; the report counts from there.
    ended_by
        Why it is over.
    report
        What it came to; its source block is still empty.
    """

    plan: SetPlan
    start_s: float
    ended_by: EndedBy
    report: SetReport


class Direction(NamedTuple):
    """What a tick leads to.

    Attributes
    ----------
    scene
        What to show.
    reading
        What is known of the pose; None without one.
    utterances
        What to say, in order.
    begun
        A set begins here: the readings from this one on belong to it.
    judged
        The reading that belongs to the set under way: it is to be kept.
    dropped
        Whether the set under way is not one after all (it had not really begun).
    ended
        The set that is over with this tick.
    """

    scene: Scene
    reading: Reading | None = None
    utterances: tuple[Utterance, ...] = ()
    begun: SetPlan | None = None
    judged: Reading | None = None
    dropped: bool = False
    ended: FinishedSet | None = None
