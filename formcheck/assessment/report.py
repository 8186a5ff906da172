"""The family of reports: their base, their JSON form, and the report of one set.

Every report is a frozen Pydantic dataclass.  Its JSON text and its JSON Schema both come from the
types: seconds are rounded to milliseconds and degrees to tenths, which is finer than a camera can
measure, and an unknown number (NaN) is null.  ``tools/build_schemas.py`` writes the schemas to
``formcheck/schemas/``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Self

from pydantic import BeforeValidator, Field, TypeAdapter, with_config
from pydantic.dataclasses import dataclass
from typing_extensions import TypedDict

from formcheck.assessment.report_types import (
    CLOSED,
    Count,
    Counts,
    Degrees,
    Duration,
    Fraction,
    Hold,
    LimitExceeded,
    MainMeasure,
    PartialRepetition,
    PlainSchema,
    Rep,
    repetitions_table,
)
from formcheck.assessment.verdict import Verdict
from formcheck.pose.joints import SideChoice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.exercises.definition import Exercise

DARK_HIDES: Final = 0.3
"""Share of seen time below which darkness is the reason why little was seen (engineering
default)."""


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
    filmed: Annotated[
        str,
        Field(
            description="Of a video: when it was made, as the file says, ISO 8601 with its zone. "
            "Missing = the file does not say it."
        ),
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


# --- What every report has


@dataclass(frozen=True, config=CLOSED)
class Provenance:
    """The program, exercise, profile and pose estimator that made the report."""

    formcheck: str = Field(default="", description="Version of formcheck.")
    exercise_sha256: str = Field(
        default="",
        description="SHA-256 of the exercise's file; empty if it was not read from one.",
    )
    judged_sha256: str = Field(
        default="",
        description="SHA-256 of the exercise as it was judged, with the precautions and the "
        "prescription of the profile, as canonical JSON: reports with the same value were judged "
        "alike (the leg that was asked for stands in legs.asked).",
    )
    profile: str = Field(
        default="", description="Name of the profile that changed the exercise; empty = none."
    )
    profile_sha256: str = Field(
        default="", description="SHA-256 of the patient's file; empty if there is none."
    )
    estimator: Mapping[str, str] = Field(
        default_factory=dict,
        description="The pose estimator: name, version of its library, model, and model_sha256, "
        "the SHA-256 of the model file; empty if it is not known.",
    )

    @classmethod
    def of(cls, exercise: Exercise) -> Provenance:
        """Return what an exercise itself tells about where it came from."""
        return cls(exercise_sha256=exercise.sha256, judged_sha256=exercise.judged_sha256)


@dataclass(frozen=True, kw_only=True, config=CLOSED)
class Report:
    """The base of every report: a kind, a version, and the JSON form.

    A subclass names its kind: ``kind: Literal["set"] = kind_of_report("set")``.
    """

    kind: str = Field(description="Which report this is.")
    schema: Literal[1] = Field(default=1, description="Version of this form.")

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain data for JSON: NaN is None, numbers are rounded."""
        table: dict[str, Any] = json.loads(TypeAdapter(type(self)).dump_json(self))
        return table

    def to_json(self) -> str:
        """Return the report as JSON text, two spaces of indent, with a line break at its end."""
        return json.dumps(self.as_dict(), indent=2, ensure_ascii=False, allow_nan=False) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Return the report of a JSON text: null is NaN where a number is unknown.

        Parameters
        ----------
        text
            What `to_json` returned.

        Returns
        -------
        Self
            Its JSON is the same again.

        Raises
        ------
        ValueError
            If the text is no report of this kind, or has keys that this version does not know.
        """
        return TypeAdapter(cls).validate_json(text)

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """Return the JSON Schema (draft 2020-12) of this kind of report; it refers to no other."""
        table = TypeAdapter(cls).json_schema(mode="serialization", schema_generator=PlainSchema)
        kind, schema = (table["properties"][key]["const"] for key in ("kind", "schema"))
        for part in (table, *table["$defs"].values()):
            part["description"] = part["description"].split("\n\nExamples")[0]
        return {
            "$schema": PlainSchema.schema_dialect,
            "$id": f"formcheck/{kind}/{schema}",
            **table,
        }


def kind_of_report(name: str) -> Any:  # noqa: ANN401  # the class declares the type of the field
    """Return the field that names the kind of a report."""
    return Field(default=name, description="Which report this is.")


# --- The report of one set


@dataclass(frozen=True, config=CLOSED)
class ViewSeen:
    """How the camera saw the body most of the time."""

    plane: Literal["side", "front", "between", "unknown"] = Field(
        default="unknown", description="between = neither view was good enough."
    )
    yaw_deg: Degrees = Field(
        default=math.nan,
        description="Mean turn of the body away from a pure side view: 0 = side, 90 = front, "
        "degrees; null = never seen.",
    )
    near: Literal["left", "right", "unknown"] = Field(
        default="unknown", description="The side of the body nearer to the camera."
    )


@dataclass(frozen=True, config=CLOSED)
class LegsSeen:
    """Which legs were watched, and which one worked without being judged."""

    asked: SideChoice = Field(
        default="auto", description="The only leg that was watched; auto = it was found."
    )
    unjudged: Literal["left", "right", "none"] = Field(
        default="none",
        description="The leg on the far side, if it did the exercise too and was not judged, or "
        "not all the time.",
    )


@dataclass(frozen=True, kw_only=True, config=CLOSED, repr=False)
class SetReport(Report):
    """Everything that is known about one set.

    Times are seconds since the first frame of the source; null = unknown.

    Examples
    --------
    >>> from formcheck import Checker, load_exercise
    >>> report = Checker(load_exercise("mini_squat")).finish()
    >>> report
    SetReport('mini_squat', 'inconclusive', 0 good of 0, 0 partial)
    >>> print(report.to_json().splitlines()[1])
      "kind": "set",
    """

    kind: Literal["set"] = kind_of_report("set")
    exercise: str = Field(description="Name of the exercise.")
    title: str = Field(description="The same in words.")
    verdict: Verdict = Field(
        description="good, almost and needs_work by the shares of good repetitions and of those "
        "with a fault; stopped = a stop limit was exceeded; counted = repetitions were counted "
        "and their form was not judged; inconclusive = too little was seen to tell."
    )
    duration_s: Duration = Field(description="Seconds from the first to the last frame.")
    measure: MainMeasure = Field(
        default=MainMeasure(), description="What the movement is measured by."
    )
    counts: Counts = Field(description="How many repetitions.")
    reps: tuple[Rep, ...] = Field(description="The complete repetitions in order.")
    partial_reps: tuple[PartialRepetition, ...] = Field(
        description="The movements that were not complete."
    )
    holds: tuple[Hold, ...] = Field(description="Every stay in the target.")
    limits: tuple[LimitExceeded, ...] = Field(
        description="The range limits that were exceeded: safety, apart from form."
    )
    advice: tuple[str, ...] = Field(description="Plain sentences, most important first.")
    looks_like: str = Field(
        default="",
        description="Name of the exercise that was done instead of the one that was named; empty "
        "= none was recognised.",
    )
    cannot_see: tuple[str, ...] = Field(
        description="What one camera cannot know of this exercise, and what it did not see this "
        "time."
    )
    seen_fraction: Fraction = Field(
        description="Share of the time in which the needed joints were seen in the right view."
    )
    view: ViewSeen = Field(description="How the camera saw the body most of the time.")
    legs: LegsSeen = Field(
        default=LegsSeen(), description="Which legs were watched, and which one was not judged."
    )
    provenance: Provenance = Field(description="What made the report.")
    source: Source = Field(
        default_factory=Source,
        description="Where the poses came from: the only part in which a replay differs.",
    )

    def with_source(self, source: Source) -> SetReport:
        """Return the same report with its source block, and what it explains in the advice."""
        advice = self.advice
        if self.verdict == "inconclusive":
            advice = _with_scene(advice, source.get("scene", ()), self)
        return replace(self, source=source, advice=advice)

    def with_likeness(self, name: str, say: str) -> SetReport:
        """Return the same report with the exercise that was done instead.

        Parameters
        ----------
        name
            The name of that exercise.
        say
            A sentence about it, for the beginning of the advice.

        Returns
        -------
        SetReport
            Counts and verdict stay those of the exercise that was named.
        """
        return replace(self, looks_like=name, advice=(say, *self.advice))

    def to_frame(self) -> Any:  # noqa: ANN401  # a table of Arrow, which pandas and polars read
        """Return the repetitions as a table of Arrow, one row each, the partial ones last.

        Returns
        -------
        pyarrow.Table
            The fields of `Rep` and `PartialRepetition`, and `kind` (complete, counted, partial);
            null = unknown. Every report has the same columns and types: tables can be joined.

        Examples
        --------
        >>> from formcheck import replay
        >>> table = replay("set.npz", "single_leg_bridge").to_frame()
        >>> int(table.to_pandas()["good"].sum())
        2
        """
        return repetitions_table([*self.reps, *self.partial_reps])

    def __repr__(self) -> str:
        counts = self.counts
        return (
            f"SetReport({self.exercise!r}, {self.verdict!r}, "
            f"{counts.good} good of {counts.total}, {counts.partial} partial)"
        )


def _with_scene(
    advice: tuple[str, ...], scene: Sequence[SceneFinding], report: SetReport
) -> tuple[str, ...]:
    """Return the advice with what the pictures show, before what the poses alone suggest."""
    says = [found["say"] for found in scene]
    if not says:
        return advice
    first, *rest = advice
    if scene[0]["name"] == "dark" and report.seen_fraction < DARK_HIDES:
        # A body that the model cannot find in the dark is there all the same.
        first = f"«{report.title}» could not be judged. {says.pop(0)}"
    return (first, *says, *rest)
