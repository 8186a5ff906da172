"""Scene: what is to be shown in a live session besides the picture and the reading."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from formcheck.body.joints import Side
    from formcheck.guide.placement import Check


class Stage(StrEnum):
    """Where in a session a person is."""

    PAIN = "pain"
    PLACING = "placing"
    STARTING = "starting"
    COUNTDOWN = "countdown"
    MOVING = "moving"
    PAUSED = "paused"
    RESTING = "resting"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class PainScale:
    """The pain scale while it is asked.

    Attributes
    ----------
    number
        The number that stands out now, 0 to 10; None = none yet.
    chosen
        Whether it was chosen: by key, or by an arm that stayed up.
    chosen_fraction
        How much of the time an arm has to stay up is over, 0 to 1.
    """

    number: int | None
    chosen: bool = False
    chosen_fraction: float = 0.0


@dataclass(frozen=True, slots=True)
class Scene:
    """What is to be shown in a live session besides the picture and the reading.

    Attributes
    ----------
    stage
        Where in the session the person is.
    heading
        The one thing to read now, short.
    detail
        One more sentence, or empty.
    alarm
        Whether the heading is about safety: a stop limit, strong pain.
    side
        The leg of this set; None = found by itself, or both work.
    set_number, set_count
        1-based number of this set, and how many are planned.
    planned_reps
        Repetitions planned for each set; 0 = until the person ends it.
    checks
        While placing the camera: what is right already and what is not.
    left_s, of_s
        Seconds left of a countdown or a rest, and how long it is in all; NaN = none runs.
    pain
        The pain scale while it is asked, else None.
    lines
        Short lines to read: the steps of the exercise, or the results at the end.
    muted
        Whether the sound is off.
    """

    stage: Stage
    heading: str
    detail: str = ""
    alarm: bool = False
    side: Side | None = None
    set_number: int = 1
    set_count: int = 1
    planned_reps: int = 0
    checks: tuple[Check, ...] = ()
    left_s: float = math.nan
    of_s: float = math.nan
    pain: PainScale | None = None
    lines: tuple[str, ...] = ()
    muted: bool = False
