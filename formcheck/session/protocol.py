"""Types that go into and come out of a live session and its stages."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.assessment.events import Reading
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
    SKIP = "skip"
    FINISH = "finish"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Properties of a picture that its pose does not hold."""

    brightness: float
    """Median luminance of the picture, 0 (black) to 1 (white); NaN = not measured."""
    people: int | None
    """Number of people in the picture; None = not counted yet."""


NO_SURROUNDINGS = Surroundings(brightness=math.nan, people=None)


@dataclass(frozen=True, slots=True)
class SessionInput:
    """Everything that is new at one instant."""

    time_s: float
    """Seconds on the clock of the camera, increasing."""
    pose: Pose | None = None
    """The pose in the new picture; None when no new picture came since the input before."""
    surroundings: Surroundings = NO_SURROUNDINGS
    camera_lost: bool = False
    """True while the camera sends no pictures."""
    commands: tuple[Command, ...] = ()
    """Commands of the keys that were pressed."""
    digits: str = ""
    """Number keys that were pressed."""
    arm_up_s: float = 0.0
    """Seconds since an arm was raised, 0 = no arm is up.  `SessionMachine` sets it."""
    speaking: bool = False
    """True while the voice says something, or has something left to say."""
    heard: frozenset[str] | None = None
    """Sentences that were said to their end since the input before; None = unknown, and what is
    to be said counts as heard."""
    quiet_s: float = 0.0
    """Seconds since the end of what was said last.  `SessionMachine` sets it."""


# --- Out of a session --------------------------------------------------------------------------

UtteranceKind = Literal["guide", "count", "hold", "cue", "praise", "limit"]
"""Purpose of an utterance; without a voice each kind has its own tone.

``guide`` leads through the session, ``count`` is a finished repetition, ``hold`` the seconds of a
hold, ``cue`` corrects, ``praise`` follows a correction, ``limit`` warns of excessive range.
"""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One sentence or number to say aloud."""

    words: str
    kind: UtteranceKind
    urgent: bool = False
    """True if it interrupts the current utterance: a limit, or a failure."""
    fresh_s: float = 3.0
    """Seconds after which it is too late to begin it: a late count misleads."""
    breaks_off: bool = False
    """True if it breaks off the words of an earlier part of the session."""
    outlasts: bool = False
    """True if it is said after urgent words, also those of a later part: a repetition counts
    whatever comes."""
    part: int = 0
    """Number of the part of the session that it belongs to: each stage, and each pause of a set,
    is one.  It drops what waits from earlier parts.  `SessionMachine` sets it."""


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
    """Result of one check of the camera's place."""

    name: str
    """For programs, for example ``in_frame``."""
    title: str
    """For the screen, one or two words: "Whole body"."""
    passed: bool | None
    """Result; None = unknown."""
    say: str = ""
    """One sentence: what to change, or advice if the result is unknown; empty if passed."""


@dataclass(frozen=True, slots=True)
class PainScale:
    """State of the pain scale on the screen."""

    number: int | None
    """Number that is highlighted, 0 to 10; None = none yet."""
    chosen: bool = False
    """True after the number was chosen, by key or by an arm that stayed up."""
    chosen_fraction: float = 0.0
    """Share of the time that an arm has to stay up, 0 to 1."""


@dataclass(frozen=True, slots=True)
class ScreenState:
    """What the screen shows besides the picture and the reading.

    `SessionMachine` sets the facts about the set, from `side` to `planned_reps`.
    """

    kind: ScreenKind
    heading: str = ""
    """The one short text to read now."""
    detail: str = ""
    """One more sentence, or empty."""
    alarm: bool = False
    """True if the heading is about safety: a stop limit, strong pain."""
    side: Side | None = None
    """Working leg of this set; None = found automatically, or both legs work."""
    set_number: int = 1
    set_count: int = 1
    """1-based number of this set, and number of planned sets."""
    planned_reps: int = 0
    """Planned repetitions of each set; 0 = until the person ends it."""
    checks: tuple[Check, ...] = ()
    """Results of the camera checks while the camera is placed."""
    remaining_s: float = math.nan
    total_s: float = math.nan
    """Remaining and total seconds of a countdown or a rest; NaN = none runs."""
    pain: PainScale | None = None
    """The pain scale while the session asks for pain."""
    lines: tuple[str, ...] = ()
    """Short lines to read: the steps of the exercise, or the results at the end."""
    muted: bool = False
    """True while the sound is off, or if nothing on this machine makes a sound."""


EndedBy = Literal["done", "left", "asked", "redone", "pain", "camera", "error"]
"""Why a set ended: all repetitions done, the person got up or left, a key (finish or next side),
a key to do the set again, pain, the camera did not come back, or an error in formcheck."""


ExerciseEnd = Literal[
    "done", "skipped", "strong_pain", "sharp_pain", "asked", "left", "camera", "error"
]
"""Why an exercise ended: all sets done, a key to skip it, pain above the limit, sharp pain, a key
to finish the session, the person left, the camera did not come back, or an error in formcheck."""


@dataclass(frozen=True, slots=True)
class FinishedSet:
    """A set that has ended."""

    plan: SetPlan
    start_s: float
    """Start of the set on the camera's clock; times in the report count from it."""
    ended_by: EndedBy
    report: SetReport
    """Its report, with an empty source block."""


StageEnd = Literal["done", "left", "start_lost", "ask_pain", "sharp_pain"]
"""How a stage ended: it did its work; the person left; the start position was lost in the
countdown; an arm asked for the question for pain, or signalled sharp pain."""


class SessionOutput(NamedTuple):
    """What follows from one input: what to show, to say and to keep."""

    screen: ScreenState
    reading: Reading | None = None
    """What the pose was judged to be; None without a pose."""
    utterances: Sequence[Utterance] = ()
    """What to say, in order."""
    stage_end: StageEnd | None = None
    """How the current stage ended; None while it goes on."""
    judged: Reading | None = None
    """The reading to keep, because it belongs to the current set."""
    earlier: Sequence[Reading] = ()
    """Readings before `judged` that belong to the set that begins here: the person was exercising
    already."""
    begun: SetPlan | None = None
    """The set that begins here: its readings begin with `earlier`, or with `judged`."""
    dropped: bool = False
    """True if the current set is discarded: it ended within its countdown."""
    ended: FinishedSet | None = None
    """The set that ends here."""


class Stage(Protocol):
    """One stage of a session; `ExerciseMachine` decides which stage comes next.

    A stage is made from `plan`, the session; `now`, the set that is under way or comes next; and
    `time_s`, when the stage starts.
    """

    def update(self, inputs: SessionInput) -> SessionOutput:
        """Return what to show and say, and how the stage ended if it did."""
