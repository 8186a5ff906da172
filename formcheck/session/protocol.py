"""What is said aloud: the words, what they are for, and how long they are worth saying."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, NamedTuple

from formcheck.session.camera_setup.checks import Surroundings

if TYPE_CHECKING:
    from formcheck.assessment.checker import Reading
    from formcheck.assessment.report import SetReport
    from formcheck.pose.joints import Side
    from formcheck.pose.pose import Pose
    from formcheck.session.camera_setup.checks import Check
    from formcheck.session.plan import SetPlan


UtteranceKind = Literal["guide", "count", "hold", "cue", "praise", "limit"]
"""What words are for; without a voice each kind has a tone of its own.

``guide`` leads through the session, ``count`` is a finished repetition, ``hold`` the seconds of a
hold, ``cue`` corrects, ``praise`` answers a correction, ``limit`` warns of too far.
"""


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something to say aloud.

    Attributes
    ----------
    words
        The sentence, or the number as a word.
    kind
        What it is for.
    urgent
        Whether it breaks off what is being said: limits, and that judging stops.
    fresh_s
        After how many seconds it is no longer worth beginning: a count that comes late misleads.
    """

    words: str
    kind: UtteranceKind
    urgent: bool = False
    fresh_s: float = 3.0


class ScreenKind(StrEnum):
    """What the screen of a live session shows."""

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
class ScreenState:
    """What is to be shown in a live session besides the picture and the reading.

    Attributes
    ----------
    kind
        What the screen shows.
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
    remaining_s, total_s
        Seconds left of a countdown or a rest, and how long it is in all; NaN = none runs.
    pain
        The pain scale while it is asked, else None.
    lines
        Short lines to read: the steps of the exercise, or the results at the end.
    muted
        Whether the sound is off.
    """

    kind: ScreenKind
    heading: str
    detail: str = ""
    alarm: bool = False
    side: Side | None = None
    set_number: int = 1
    set_count: int = 1
    planned_reps: int = 0
    checks: tuple[Check, ...] = ()
    remaining_s: float = math.nan
    total_s: float = math.nan
    pain: PainScale | None = None
    lines: tuple[str, ...] = ()
    muted: bool = False


class Command(StrEnum):
    """What the person asks for by key."""

    PAUSE = "pause"
    NEXT_SIDE = "next_side"
    REDO = "redo"
    PAIN = "pain"
    FINISH = "finish"


NOTHING_AROUND = Surroundings(brightness=math.nan, people=None)


@dataclass(frozen=True, slots=True)
class SessionInput:
    """What is learnt at one instant.

    Attributes
    ----------
    time_s
        Seconds on the clock of the camera, increasing.
    pose
        Who is seen; None when no new picture came since the tick before.
    surroundings
        What the picture tells besides.
    camera_lost
        Whether the camera sends no pictures now.
    commands
        The keys that were pressed.
    digits
        The number keys that were pressed.
    """

    time_s: float
    pose: Pose | None = None
    surroundings: Surroundings = NOTHING_AROUND
    camera_lost: bool = False
    commands: tuple[Command, ...] = ()
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


class SessionOutput(NamedTuple):
    """What a tick leads to.

    Attributes
    ----------
    screen
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

    screen: ScreenState
    reading: Reading | None = None
    utterances: tuple[Utterance, ...] = ()
    begun: SetPlan | None = None
    judged: Reading | None = None
    dropped: bool = False
    ended: FinishedSet | None = None
