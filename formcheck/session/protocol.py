"""Types that go into and come out of a live session, and the one shape of its stages."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.assessment.checker import Reading
    from formcheck.assessment.report import SetReport
    from formcheck.pose.joints import Side
    from formcheck.pose.pose import Pose
    from formcheck.session.plan import SetPlan

# --- Into a session ----------------------------------------------------------------------------


class Command(StrEnum):
    """What the person asks for with a key."""

    PAUSE = "pause"
    NEXT_SIDE = "next_side"
    REDO = "redo"
    PAIN = "pain"
    FINISH = "finish"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Properties of a picture that its pose does not hold.

    Attributes
    ----------
    brightness
        Median luminance of the picture, 0 (black) to 1 (white); NaN = not measured.
    people
        Number of people in the picture; None = not counted yet.
    """

    brightness: float
    people: int | None


NO_SURROUNDINGS = Surroundings(brightness=math.nan, people=None)


@dataclass(frozen=True, slots=True)
class SessionInput:
    """Everything that is new at one instant.

    Attributes
    ----------
    time_s
        Seconds on the clock of the camera, increasing.
    pose
        The pose in the new picture; None when no new picture came since the input before.
    surroundings
        Other properties of the picture.
    camera_lost
        True while the camera sends no pictures.
    commands
        Commands of the keys that were pressed.
    digits
        Number keys that were pressed.
    arm_up_s
        Seconds since an arm was raised, 0 = no arm is up.  `SessionMachine` sets it.
    """

    time_s: float
    pose: Pose | None = None
    surroundings: Surroundings = NO_SURROUNDINGS
    camera_lost: bool = False
    commands: tuple[Command, ...] = ()
    digits: str = ""
    arm_up_s: float = 0.0


# --- Out of a session --------------------------------------------------------------------------

UtteranceKind = Literal["guide", "count", "hold", "cue", "praise", "limit"]
"""Purpose of an utterance; without a voice each kind has its own tone.

``guide`` leads through the session, ``count`` is a finished repetition, ``hold`` the seconds of a
hold, ``cue`` corrects, ``praise`` follows a correction, ``limit`` warns of excessive range.
"""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One sentence or number to say aloud.

    Attributes
    ----------
    words
        The sentence, or the number as a word.
    kind
        Its purpose.
    urgent
        True if it interrupts the current utterance: a limit, or a failure.
    fresh_s
        Seconds after which it is too late to begin it: a late count misleads.
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
class Check:
    """Result of one check of the camera's place.

    Attributes
    ----------
    name
        For programs: ``light``, ``one_person``, ``in_frame``, ``side``, ``distance``, ``height``,
        ``level``.
    title
        For the screen, one or two words: "Distance".
    passed
        Result; None = unknown.
    say
        One sentence: what to change, or advice if the result is unknown; empty if passed.
    """

    name: str
    title: str
    passed: bool | None
    say: str = ""


@dataclass(frozen=True, slots=True)
class PainScale:
    """State of the pain scale on the screen.

    Attributes
    ----------
    number
        Number that is highlighted, 0 to 10; None = none yet.
    chosen
        True after the number was chosen, by key or by an arm that stayed up.
    chosen_fraction
        Share of the time that an arm has to stay up, 0 to 1.
    """

    number: int | None
    chosen: bool = False
    chosen_fraction: float = 0.0


@dataclass(frozen=True, slots=True)
class ScreenState:
    """What the screen shows besides the picture and the reading.

    Attributes
    ----------
    kind
        Kind of the screen.
    heading
        The one short text to read now.
    detail
        One more sentence, or empty.
    alarm
        True if the heading is about safety: a stop limit, strong pain.
    side
        Working leg of this set; None = found automatically, or both legs work.
    set_number, set_count
        1-based number of this set, and number of planned sets.
    planned_reps
        Planned repetitions of each set; 0 = until the person ends it.
    checks
        Results of the camera checks while the camera is placed.
    remaining_s, total_s
        Remaining and total seconds of a countdown or a rest; NaN = none runs.
    pain
        The pain scale while the session asks for pain, else None.
    lines
        Short lines to read: the steps of the exercise, or the results at the end.
    muted
        True while the sound is off.
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


EndedBy = Literal["done", "left", "asked", "redone", "pain", "camera", "error"]
"""Why a set ended: all repetitions done, the person got up or left, a key (finish or next side),
a key to do the set again, pain, the camera did not come back, or an error in formcheck."""


@dataclass(frozen=True, slots=True)
class FinishedSet:
    """A set that has ended.

    Attributes
    ----------
    plan
        The planned set.
    start_s
        Start of the set on the camera's clock; times in the report count from it.
    ended_by
        Why it ended.
    report
        Its report, with an empty source block.
    """

    plan: SetPlan
    start_s: float
    ended_by: EndedBy
    report: SetReport


class SessionOutput(NamedTuple):
    """What follows from one input: what to show, to say and to keep.

    Attributes
    ----------
    screen
        What to show.
    reading
        What the pose was judged to be; None without a pose.
    utterances
        What to say, in order.
    begun
        The set that begins here: its readings begin with this one.
    judged
        The reading to keep, because it belongs to the current set.
    dropped
        True if the current set is discarded: it ended within its countdown.
    ended
        The set that ends here.
    """

    screen: ScreenState
    reading: Reading | None = None
    utterances: tuple[Utterance, ...] = ()
    begun: SetPlan | None = None
    judged: Reading | None = None
    dropped: bool = False
    ended: FinishedSet | None = None


# --- Stages ------------------------------------------------------------------------------------

StageEnd = Literal["done", "left", "start_lost", "ask_pain", "sharp_pain"]
"""How a stage ended: it did its work; the person left; the start position was lost in the
countdown; an arm asked for the question for pain, or signalled sharp pain."""


class StageStep(NamedTuple):
    """What a stage makes of one input.

    Attributes
    ----------
    screen, reading, utterances, judged
        As in `SessionOutput`.
    outcome
        How the stage ended; None while it goes on.
    """

    screen: ScreenState
    reading: Reading | None
    utterances: Sequence[Utterance] = ()
    outcome: StageEnd | None = None
    judged: Reading | None = None


class Stage(Protocol):
    """One stage of a session; `SessionMachine` decides which stage comes next."""

    def update(self, inputs: SessionInput) -> StageStep:
        """Return what to show and say, and how the stage ended if it did."""
