"""Every message of a live session between the page and the server: the protocol in one place.

Messages are JSON text, one object each, with its ``type``.  A picture is a binary message, with a
head of 12 bytes before the JPEG (`formcheck.web.live.pictures`).  A page sends to ``/ws/live``::

    hello → (welcome) → start → pictures, command, digit, said, camera → … → (over)

A page sends at most two pictures that no ``screen`` has answered; the newest one is judged.  A
phone that only films sends ``camera`` and pictures to ``/ws/camera``, and gets ``film`` and
``taken``.  Unknown numbers are null.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from formcheck.session.protocol import Check, PainScale, ScreenKind, UtteranceKind

if TYPE_CHECKING:
    from formcheck.session.protocol import ScreenState

MOST_TEXT: Final = 16_384
"""Longest text message from a page, characters."""


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=True)


# --- From the page -------------------------------------------------------------------------------


class Hello(_Message):
    """The page is there, for the first time or again; the answer is `Welcome` or `Problem`."""

    type: Literal["hello"] = "hello"
    session: str | None = Field(
        default=None,
        max_length=64,
        description="The session that this page had before it was cut off or loaded again.",
    )
    voice: bool = Field(default=True, description="Whether the browser has a voice, else tones.")


class PlanWanted(_Message):
    """What the person chose; null = as the exercise, or the patient's file, prescribes."""

    exercise: str = Field(max_length=80, pattern=r"^[a-z0-9_]+$")
    side: Literal["auto", "left", "right", "both"] = "auto"
    sets: int | None = Field(default=None, ge=1, le=99)
    reps: int | None = Field(default=None, ge=0, le=600, description="0 = until it is ended.")
    rest_s: float | None = Field(default=None, ge=0, le=3600, allow_inf_nan=False)
    countdown_s: float = Field(default=5.0, ge=0, le=60, allow_inf_nan=False)
    pain: bool = Field(default=True, description="Whether pain is asked for.")
    placing: bool = Field(default=True, description="Whether the camera's place is checked.")
    mute: bool = False
    patient: str | None = Field(
        default=None, max_length=80, description="Name of a file of `/api/patients`."
    )


class Begin(_Message):
    """Begin a session: one exercise, or everything that is due today."""

    type: Literal["start"] = "start"
    plan: PlanWanted | None = None
    today: bool = False
    camera: Literal["page", "phone"] = Field(
        default="page", description="Where pictures come from: this page, or the paired phone."
    )


class CommandGiven(_Message):
    """A button or a key."""

    type: Literal["command"] = "command"
    name: Literal["pause", "next_side", "redo", "skip", "pain", "finish", "mute"]


class DigitGiven(_Message):
    """A number key, or a number of the pain scale."""

    type: Literal["digit"] = "digit"
    value: str = Field(pattern=r"^[0-9]{1,2}$", description='"0" to "10".')


class SaidAloud(_Message):
    """The end of what `Say` asked for."""

    type: Literal["said"] = "said"
    id: int
    heard: bool = Field(description="False if the browser could not say it to its end.")


class CameraNews(_Message):
    """State of the camera in the page."""

    type: Literal["camera"] = "camera"
    state: Literal["ready", "lost", "refused", "none", "in_use"]
    size: tuple[int, int] | None = Field(default=None, description="Width and height, pixels.")


FromPage = Annotated[
    Hello | Begin | CommandGiven | DigitGiven | SaidAloud | CameraNews,
    Field(discriminator="type"),
]
_FROM_PAGE: Final[TypeAdapter[FromPage]] = TypeAdapter(FromPage)


class MessageError(Exception):
    """Text that is no message of the protocol."""


def read_message(text: str) -> FromPage:
    """Return the message that a page sent.

    Parameters
    ----------
    text
        JSON.

    Returns
    -------
    Hello, Begin, CommandGiven, DigitGiven, SaidAloud or CameraNews

    Raises
    ------
    MessageError
        If it is too long, no JSON, or not of the protocol.
    """
    if len(text) > MOST_TEXT:
        raise MessageError(f"A message has at most {MOST_TEXT} characters.")
    try:
        return _FROM_PAGE.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise MessageError(f"{where}: {first['msg']}".removeprefix(": ")) from error


# --- To the page ---------------------------------------------------------------------------------


class Welcome(_Message):
    """The page is connected."""

    type: Literal["welcome"] = "welcome"
    session: str = Field(description="To be sent with `Hello` after a reload or a cut.")
    resumed: bool = Field(description="True if a session goes on.")
    muted: bool = False


class GettingReady(_Message):
    """The session was accepted; pose model and files are opened, and pictures are wanted."""

    type: Literal["getting_ready"] = "getting_ready"
    exercise: str
    title: str
    steps: tuple[str, ...] = Field(description="How to do the exercise, to read meanwhile.")


class ReadingShown(_Message):
    """What the newest picture was judged to be.

    The gauge is a bar from the start to beyond the target; places on it are shares of its height
    from below, 0 to 1.
    """

    good: int
    total: int = Field(description="Complete repetitions, good or not.")
    hold_s: float
    hold_wanted_s: float = Field(description="0 = the exercise has no hold.")
    angle_deg: float | None = Field(description="The main measure; null = unknown.")
    angle_text: str = Field(description='The same to read: "12°" or "8 %"; empty = unknown.')
    target: tuple[float, float] = Field(description="Where the target begins and is full.")
    gauge: float | None = Field(description="Place of the value; null = unknown.")
    target_gauge: tuple[float, float] = Field(description="Places of the target, lower first.")
    limit_gauge: float | None = Field(description="From here on it is too far; null = no limit.")
    phase: Literal["rest", "move", "hold", "return", "unknown"]
    phase_text: str = Field(description='"Go on", "Hold", "Paused" …')
    judged: bool = Field(description="False where repetitions are only counted.")
    cue: str = Field(description="The one thing to change now; empty = nothing.")
    cue_urgent: bool = Field(description="True for a limit.")
    limit: str = Field(description="The words of a limit that is exceeded now; else empty.")
    paused: str = Field(description="Why nothing is judged now; else empty.")
    side: Literal["left", "right"] | None = Field(description="The leg that was measured.")


class ScreenMessage(_Message):
    """Everything that is shown now: every field of `ScreenState`, the reading and the body."""

    type: Literal["screen"] = "screen"
    exercise: str
    title: str
    sides: Literal["one", "both", "alternating"] = Field(description="As in the exercise.")
    kind: ScreenKind
    heading: str
    detail: str
    alarm: bool
    side: Literal["left", "right"] | None
    set_number: int
    set_count: int
    planned_reps: int
    checks: tuple[Check, ...]
    remaining_s: float
    total_s: float
    pain: PainScale | None
    lines: tuple[str, ...]
    muted: bool
    reading: ReadingShown | None
    landmarks: tuple[tuple[float, float, float], ...] | None = Field(
        description="33 rows of x and y, shares of the picture's width and height (not mirrored), "
        "and visibility 0 to 1; null = no person."
    )
    working: tuple[str, ...] = Field(
        description='Joints of the leg that works: "left_hip" …; empty = unknown.'
    )
    picture: int | None = Field(description="Number of the picture; it and older ones are taken.")
    captured_ms: float | None = Field(description="Its capture time, as the page gave it.")

    @classmethod
    def of(cls, state: ScreenState, **more: object) -> ScreenMessage:
        """Return the message for a state of the session.

        Parameters
        ----------
        state
            What the session machine wants to be shown.
        more
            The fields that `ScreenState` does not have.

        Returns
        -------
        ScreenMessage
        """
        shown = {field.name: getattr(state, field.name) for field in fields(state)}
        return cls.model_validate({**shown, **more})


class Say(_Message):
    """Words to say now; the page answers with `SaidAloud` at their end."""

    type: Literal["say"] = "say"
    id: int
    words: str
    kind: UtteranceKind
    urgent: bool


class StopSaying(_Message):
    """Be silent at once: something more important follows."""

    type: Literal["stop_saying"] = "stop_saying"
    id: int


class ToneNote(_Message):
    """One note of a tone; 0 Hz is a rest."""

    hertz: float
    duration_s: float


class PlayTone(_Message):
    """A tone instead of words: the browser has no voice."""

    type: Literal["tone"] = "tone"
    kind: UtteranceKind
    notes: tuple[ToneNote, ...]
    loudness: float
    swell_s: float = Field(description="How long each note takes to begin and to end.")


class SetShown(_Message):
    """A set is over, and kept."""

    type: Literal["set"] = "set"
    number: int
    side: str
    exercise: str
    title: str
    verdict: str
    heading: str
    good: int
    total: int
    report: str = Field(description="Path of its report; empty if the disk refused it.")


class Over(_Message):
    """The session is over, and kept."""

    type: Literal["over"] = "over"
    heading: str
    lines: tuple[str, ...] = Field(description="What the summary says.")
    advice: tuple[str, ...]
    notes: tuple[str, ...] = Field(description="What went wrong, in sentences.")
    sets: tuple[SetShown, ...]
    report: str = Field(description="Path of the last report; empty = no set was done.")


class Problem(_Message):
    """Something went wrong, in one sentence that says what to do."""

    type: Literal["problem"] = "problem"
    sentence: str
    can_go_on: bool = Field(description="False if the server closes the connection now.")


class PhoneNews(_Message):
    """State of the phone that films, for the page that shows."""

    type: Literal["phone"] = "phone"
    state: Literal["none", "paired", "filming", "lost"]


class Film(_Message):
    """For the phone: whether pictures are wanted now."""

    type: Literal["film"] = "film"
    wanted: bool
    words: str = Field(description="What to show on the phone.")


class Taken(_Message):
    """For the phone: this picture and older ones were taken."""

    type: Literal["taken"] = "taken"
    picture: int


ToPage = (
    Welcome
    | GettingReady
    | ScreenMessage
    | Say
    | StopSaying
    | PlayTone
    | SetShown
    | Over
    | Problem
    | PhoneNews
    | Film
    | Taken
)
