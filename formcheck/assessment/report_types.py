"""The values that reports are made of: numbers as JSON holds them, and the rows of a set."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, NamedTuple

from pydantic import BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema
from pydantic.dataclasses import dataclass
from pydantic.json_schema import GenerateJsonSchema

from formcheck.assessment.events import WorkingSide
from formcheck.kinematics.measures import MEASURES
from formcheck.recording import arrow_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic_core import core_schema

CLOSED: Final = ConfigDict(extra="forbid")
"""The configuration of every part of a report: a schema allows no other keys."""

# --- Numbers, as JSON holds them


def _rounded(decimals: int) -> PlainSerializer:
    """Return the serializer that rounds a number, without a negative zero."""
    return PlainSerializer(lambda value: round(value, decimals) + 0.0)


_OR_NULL: Final = WithJsonSchema({"type": ["number", "null"]})
_NULL_IS_NAN: Final = BeforeValidator(lambda value: math.nan if value is None else value)

Seconds = Annotated[float, _NULL_IS_NAN, _rounded(3), _OR_NULL]
Degrees = Annotated[float, _NULL_IS_NAN, _rounded(1), _OR_NULL]
Ratio = Annotated[float, _NULL_IS_NAN, _rounded(3), _OR_NULL]
Score = Annotated[float, _NULL_IS_NAN, _OR_NULL]
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


# --- The schema of a report


class PlainSchema(GenerateJsonSchema):
    """Leaves out what a reader of a report does not need: titles of keys, and defaults."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002
        """Return False: a title would only repeat the key."""
        return False

    def field_is_required(self, field: Any, total: bool) -> bool:  # noqa: ANN401, FBT001
        """Return True except in a dictionary of optional keys: a default is written too.

        Parameters
        ----------
        field
            The schema of the key.
        total
            Whether all keys of its dictionary are required.

        Returns
        -------
        bool
            Whether a reader may rely on the key.
        """
        return field["type"] != "typed-dict-field" or bool(field.get("required", total))

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> dict[str, Any]:
        """Return the schema of a key without its default: the key is always written."""
        return self.generate_inner(schema["schema"])


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
    aloud
        What is said of it at once, in a live session; empty if it cannot happen there.
    """

    meaning: str
    word: str
    say: str
    blameless: bool = False
    aloud: str = ""


NOT_COUNTED: Final = {
    "short_of_target": NotCounted(
        "it turned back before the target",
        "not far enough",
        "not complete and {} not counted: go on until the target is reached, and come all the way "
        "back.",
        aloud="Not far enough, that one does not count.",
    ),
    "too_short": NotCounted(
        "it was not held for long enough",
        "too short",
        "too short to count as a hold.",
        aloud="Too short, that one does not count.",
    ),
    "too_quick": NotCounted(
        "no repetition takes less than half a second",
        "too quick",
        "too quick for a repetition and {} not counted.",
        aloud="Too quick, that one does not count.",
    ),
    "not_followed": NotCounted(
        "it was not seen for too long",
        "not seen",
        "not seen to the end and {} not counted.",
        blameless=True,
        aloud="I did not see that one to its end, and it does not count.",
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


def is_blameless(reason: str) -> bool:
    """Return True if the person may have done well what is not counted for this reason."""
    return reason in NOT_COUNTED and NOT_COUNTED[reason].blameless


OTHER_MOVEMENT: Final = "another movement"
"""The word for a movement that did not meet a body condition of the exercise."""


def why_not_counted(reason: str) -> str:
    """Return in a few words why a movement is not counted."""
    known = NOT_COUNTED.get(reason)
    return OTHER_MOVEMENT if known is None else known.word


MEANINGS: Final = "; ".join(f"{name} = {row.meaning}" for name, row in NOT_COUNTED.items())


# --- The rows of the report of a set

PEAK_UNSEEN: Final = "furthest_part_unseen"
"""Among the faults of a repetition: its furthest part may have been in a time without a view."""

LEFT_POSITION: Final = "left_position"
"""Among the faults of a repetition: the position of the exercise was left in it."""

OWN_FAULTS: Final = {
    LEFT_POSITION: "Stay in the position of the exercise.",
    PEAK_UNSEEN: "The furthest part could not be seen.",
}
"""What is said of these faults, which belong to no exercise."""


_SIDE: Final = (
    "The leg that worked; both = the legs work together; unknown = which one was not seen."
)
_FAR_ERROR: Final = (
    "Of a leg on the far side, which the near leg hides in part: how far peak and range may be "
    "off, degrees; null = the near leg, or a view from the front."
)
_FAULTS: Final = (
    "Names of the faults seen in it, of every grade, in the order in which they were seen; "
    "left_position and furthest_part_unseen are among them and are major."
)
_MINOR: Final = "The minor ones among them; a good repetition has at most one."
_MAJOR: Final = "The major ones among them; a good repetition has none."
_LIMITS: Final = "Names of the range limits that were exceeded in it; a good one has none."


_BEST: Final = (
    "Best value of the main measure, degrees; of a height or a distance as measure.share_of says."
)
_SHARE_OF: Final = (
    "Empty = the values are angles or ratios. Otherwise they are a height or a distance, written "
    "as the angle whose sine is the share of this length: 10 = 17 % of it."
)


@dataclass(frozen=True, config=CLOSED)
class MainMeasure:
    """What the movement is measured by: the meaning of peak_deg, range_deg and best_deg."""

    name: str = Field(default="", description="Name of the measure.")
    title: str = Field(default="", description="The same in words.")
    share_of: str = Field(default="", description=_SHARE_OF)

    @classmethod
    def of(cls, name: str) -> MainMeasure:
        """Return it by the name of the measure."""
        row = MEASURES[name]
        return cls(name, row.title, row.whole if row.is_height else "")


@dataclass(frozen=True, config=CLOSED)
class Counts:
    """How many repetitions were done; for a stretch a repetition is a hold."""

    good: Count = Field(
        default=0,
        description="Complete ones within every limit, without a major fault and with at most one "
        "minor fault; with scope = counts the form is not judged.",
    )
    total: Count = Field(
        default=0,
        description="Every complete repetition, good or not; partial ones are not in it.",
    )
    partial: Count = Field(
        default=0,
        description="Movements that were not complete, or were another movement; partial_reps "
        "has the reasons.",
    )
    left: Count = Field(
        default=0, description="Complete ones of the left leg; 0 where the legs work together."
    )
    right: Count = Field(
        default=0, description="Complete ones of the right leg; 0 where the legs work together."
    )


@dataclass(frozen=True, config=CLOSED)
class Rep:
    """A complete repetition."""

    number: int = Field(ge=1, description="1-based, over both legs.")
    side: WorkingSide = Field(description=_SIDE)
    start_s: Seconds = Field(description="When it began.")
    peak_s: Seconds = Field(description="When it was furthest.")
    end_s: Seconds = Field(description="When it was over.")
    peak_deg: Degrees = Field(
        description="Best value of the main measure, degrees; the change from the person's own "
        "start where the exercise says so. Of a height or a distance as measure.share_of says."
    )
    range_deg: Degrees = Field(
        description="Change from the person's own start level to the peak, as peak_deg; null = "
        "the start was not seen."
    )
    hold_s: Seconds = Field(
        description="Seconds in the target, without the interruptions; null = not judged."
    )
    out_s: Seconds = Field(
        description="How long the way to the target took, seconds; null = not seen."
    )
    back_s: Seconds = Field(description="How long the way back took, seconds; null = not seen.")
    good: bool = Field(
        description="Whether it was within every limit, had no major fault and at most one minor "
        "fault; of the form only where it is judged."
    )
    faults: tuple[str, ...] = Field(description=_FAULTS)
    minor: tuple[str, ...] = Field(default=(), description=_MINOR)
    major: tuple[str, ...] = Field(default=(), description=_MAJOR)
    limits: tuple[str, ...] = Field(default=(), description=_LIMITS)
    clean: bool = Field(
        default=False, description="Whether it was good and had no minor fault either."
    )
    just: bool = Field(
        default=False,
        description="Whether the target was reached only within the error of the measurement.",
    )
    far_error_deg: Degrees = Field(default=math.nan, description=_FAR_ERROR)
    judged: bool = Field(
        default=True,
        description="false = it was only counted: its form cannot be judged from that side, so "
        "it is not good, and its numbers are null.",
    )


@dataclass(frozen=True, config=CLOSED)
class PartialRepetition:
    """A movement that was not complete, or was another one; it is never counted."""

    side: WorkingSide = Field(description=_SIDE)
    start_s: Seconds = Field(description="When it began.")
    peak_s: Seconds = Field(description="When it was furthest.")
    end_s: Seconds = Field(description="When it was over.")
    peak_deg: Degrees = Field(description=_BEST)
    range_deg: Degrees = Field(
        description="Change from the person's own start level, as peak_deg."
    )
    faults: tuple[str, ...] = Field(description=_FAULTS)
    minor: tuple[str, ...] = Field(default=(), description=_MINOR)
    major: tuple[str, ...] = Field(default=(), description=_MAJOR)
    limits: tuple[str, ...] = Field(default=(), description=_LIMITS)
    reason: str = Field(
        default="short_of_target",
        description=f"Why it is not counted: {MEANINGS}; or the name of the body condition that "
        "was not met: it was another movement.",
    )
    far_error_deg: Degrees = Field(default=math.nan, description=_FAR_ERROR)


def repetitions_table(rows: Sequence[Rep | PartialRepetition]) -> Any:  # noqa: ANN401  # Arrow
    """Return repetitions as a table of Arrow; a column that one of them lacks is null.

    Returns
    -------
    pyarrow.Table
        Its types are those of every report, so that the tables of several films can be joined.
    """
    columns: dict[str, Any] = {
        "kind": [
            ("complete" if row.judged else "counted") if isinstance(row, Rep) else "partial"
            for row in rows
        ]
    }
    for name in dict.fromkeys(one.name for one in (*fields(Rep), *fields(PartialRepetition))):
        found = [getattr(row, name, None) for row in rows]
        columns[name] = [list(one) if isinstance(one, tuple) else one for one in found]
    return arrow_table(columns, {name: _arrow_type(name) for name in columns})


def _arrow_type(name: str) -> str:
    """Return the type of a column of `repetitions_table`, by its name in Arrow."""
    if name.endswith(("_s", "_deg")):
        return "float64"
    return {
        "number": "int64",
        **dict.fromkeys(("kind", "side", "reason"), "string"),
        **dict.fromkeys(("good", "clean", "just", "judged"), "bool"),
        **dict.fromkeys(("faults", "minor", "major", "limits"), "list<string>"),
    }[name]


@dataclass(frozen=True, config=CLOSED)
class Hold:
    """A stay in the target."""

    side: WorkingSide = Field(description=_SIDE)
    start_s: Seconds = Field(description="First instant in the target.")
    end_s: Seconds = Field(description="Last instant in the target.")
    hold_s: Seconds = Field(description="Seconds in the target, without the interruptions.")
    best_deg: Degrees = Field(description=_BEST)
    faults: tuple[str, ...] = Field(description=_FAULTS)


@dataclass(frozen=True, config=CLOSED)
class LimitExceeded:
    """A range limit that was exceeded: safety, apart from form."""

    name: str = Field(description="Name of the limit.")
    side: WorkingSide = Field(description=_SIDE)
    action: Literal["warn", "stop"] = Field(description="What the limit asks for.")
    time_s: Seconds = Field(description="When it was believed to be exceeded.")
    value_deg: Degrees = Field(
        description="Furthest value, degrees, or as share_of says; null for a limit on a ratio of "
        "body lengths."
    )
    value_ratio: Ratio = Field(
        default=math.nan,
        description="Furthest value as a ratio of body lengths; null for a limit on an angle.",
    )
    measure: str = Field(default="", description="Name of the measure that it limits.")
    share_of: str = Field(default="", description=_SHARE_OF)
