"""The values that reports are made of: numbers as JSON holds them, and the source block."""

from __future__ import annotations

import math
from typing import Annotated, Any, Final, Literal, NamedTuple

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    with_config,
)
from typing_extensions import TypedDict

CLOSED: Final = ConfigDict(extra="forbid")
"""The configuration of every part of a report: a schema allows no other keys."""

# --- Numbers, as JSON holds them


def _rounded(decimals: int) -> PlainSerializer:
    """Return the serializer that rounds a number, without a negative zero."""
    return PlainSerializer(lambda value: round(value, decimals) + 0.0)


_OR_NULL: Final = WithJsonSchema({"type": ["number", "null"]})

Seconds = Annotated[float, _rounded(3), _OR_NULL]
Degrees = Annotated[float, _rounded(1), _OR_NULL]
Ratio = Annotated[float, _rounded(3), _OR_NULL]
Score = Annotated[float, _OR_NULL]
"""A number in the unit that stands beside it."""

Duration = Annotated[float, _rounded(3), WithJsonSchema({"type": "number", "minimum": 0})]
"""Seconds that are always known."""

Fraction = Annotated[
    float, _rounded(3), WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1})
]
"""A share from 0 to 1 that is always known."""

Count = Annotated[int, Field(ge=0)]


def clock_text(time_s: float) -> str:
    """Return a time as video players show it, ``m:ss``; ``?`` if it is unknown."""
    if math.isnan(time_s):
        return "?"
    minutes, seconds = divmod(int(time_s), 60)
    return f"{minutes}:{seconds:02d}"


# --- The source block


SceneName = Literal["dark", "people", "cropped", "small", "tilted"]


@with_config(CLOSED)
class SceneFinding(TypedDict):
    """A property of the pictures that makes judging hard."""

    name: Annotated[SceneName, Field(description="What it is.")]
    share: Annotated[Fraction, Field(description="Share of the samples in which it was so.")]
    say: Annotated[str, Field(description="One sentence: what it is, and what to change.")]


@with_config(CLOSED)
class ReadWith(TypedDict, total=False):
    """The options with which a file was read; a missing one had its usual value."""

    rotate_deg: Annotated[
        Literal[90, 180, 270], Field(description="How far the picture was turned clockwise.")
    ]
    mirrored: Annotated[
        bool, Field(description="Whether the picture was taken as mirrored, and set right.")
    ]
    speed: Annotated[
        float, Field(gt=0, description="How many times slower than reality the file plays.")
    ]
    start_s: Annotated[Duration, Field(description="From when it was read, seconds of the file.")]
    end_s: Annotated[Duration, Field(description="Until when it was read, seconds of the file.")]
    person: Annotated[
        Literal["left", "right", "largest"],
        Field(description="The person to follow where several are in the picture."),
    ]


@with_config(CLOSED)
class Source(TypedDict, total=False):
    """Where the poses came from: the only part in which a replay differs.

    It is empty if another program passed the poses.
    """

    kind: Annotated[Literal["video", "recording", "camera"], Field(description="What it is.")]
    name: Annotated[
        str,
        BeforeValidator(lambda name: name.encode("utf-8", "replace").decode()),
        Field(
            description="Name of the file, without its folder; of a camera its number, or its "
            "address without user, password and query."
        ),
    ]
    sha256: Annotated[str, Field(description="SHA-256 of the file.")]
    frames: Annotated[Count, Field(description="How many frames were judged.")]
    size_px: Annotated[
        tuple[int, int], Field(description="Width and height of the picture, pixels.")
    ]
    started: Annotated[
        str,
        Field(
            description="Of a camera: date and time at which the session began, ISO 8601 with its "
            "zone."
        ),
    ]
    start_s: Annotated[
        Duration, Field(description="Of a camera: when in the session the set began, seconds.")
    ]
    notes: Annotated[
        tuple[str, ...],
        Field(description="What a reader must know: a repaired clock, damage, an early stop."),
    ]
    read_with: Annotated[ReadWith, Field(description="The options with which it was read.")]
    slowed: Annotated[
        float,
        Field(
            gt=0,
            description="How many times slower than reality the file plays, by the capture rate "
            "in it or by the option; the times of the report are those of the real movement. "
            "Missing = as filmed.",
        ),
    ]
    scene: Annotated[
        tuple[SceneFinding, ...],
        Field(
            description="What a sparse sample of the pictures shows; of a recording, that of its "
            "video. Missing = nothing was found."
        ),
    ]
    recorded_from: Annotated[
        dict[str, Any], Field(description="The source block of the video that was recorded.")
    ]
    motion: Annotated[str, Field(description="Of a range of motion: the motion that was filmed.")]


# --- Why a movement is not counted


class NotCounted(NamedTuple):
    """A reason why a movement is not counted.

    Attributes
    ----------
    meaning
        For the reader of a report.
    word
        For a table.
    say
        The advice after a number; {} is was or were.
    blameless
        True if the person may have done it well.
    """

    meaning: str
    word: str
    say: str
    blameless: bool = False


NOT_COUNTED: Final = {
    "short_of_target": NotCounted(
        "it turned back before the target",
        "partial",
        "not complete and {} not counted: go on until the target is reached, and come all the way "
        "back.",
    ),
    "too_short": NotCounted(
        "it was not held for long enough", "too short", "too short to count as a hold."
    ),
    "too_quick": NotCounted(
        "no repetition takes less than half a second",
        "too quick",
        "too quick for a repetition and {} not counted.",
    ),
    "not_followed": NotCounted(
        "it was not seen for too long",
        "not seen",
        "not seen to the end and {} not counted.",
        blameless=True,
    ),
    "under_way": NotCounted(
        "it had begun before the first frame",
        "under way",
        "under way when the recording began and {} not counted.",
        blameless=True,
    ),
    "cut_off": NotCounted(
        "the recording ended in it",
        "cut off",
        "not over when the recording ended and {} not counted.",
        blameless=True,
    ),
}
"""Every reason but the body conditions of the exercises, by its name in reports."""

MEANINGS: Final = "; ".join(f"{name} = {row.meaning}" for name, row in NOT_COUNTED.items())
