"""The kinds of form fault that an exercise file can ask for; `rules` watches for them."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, PositiveFloat, field_validator, model_validator

from formcheck.exercises.conditions import Condition, Definition, Text, known_measure

PhaseName = Literal["rest", "move", "hold", "return"]
Severity = Literal["info", "warn", "fault"]


class _Fault(Definition):
    name: Text
    severity: Severity
    seen: Literal["good", "weak"] = "good"
    say: Text
    source: Text

    @model_validator(mode="after")
    def _weak_signs_never_fault(self) -> Self:
        if self.seen == "weak" and self.severity != "info":
            raise ValueError("seen = 'weak' may only inform: write severity = 'info'")
        return self


class LevelFault(_Fault):
    """A measure past a threshold for a while (`for_s`; unless said, an engineering default)."""

    kind: Literal["level"] = "level"
    when: Annotated[tuple[Condition, ...], Field(min_length=1)]
    for_s: PositiveFloat = 0.3
    during: Annotated[tuple[PhaseName, ...], Field(min_length=1)] = ("move", "hold", "return")

    @field_validator("when", mode="before")
    @classmethod
    def _one_or_several(cls, when: object) -> object:
        return [when] if isinstance(when, dict | Condition) else when

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All conditions; the fault needs every one of them."""
        return self.when


class PeakFault(_Fault):
    """The best value of a repetition on the wrong side of a threshold."""

    kind: Literal["peak"]
    when: Condition


class TempoFault(_Fault):
    """One part of a repetition done too quickly."""

    kind: Literal["tempo"]
    part: Literal["out", "back"]
    shorter_s: PositiveFloat


class ShortHoldFault(_Fault):
    """The target left before the prescribed hold was over."""

    kind: Literal["short_hold"]


class UnsteadyFault(_Fault):
    """A measure that moves to and fro while it should be held.

    The spread is the standard deviation within a window, after taking away a steady drift.
    `for_s` is for how long; unless said, an engineering default.
    """

    kind: Literal["unsteady"]
    measure: str
    spread_deg: PositiveFloat
    clear_deg: PositiveFloat
    window_s: PositiveFloat
    for_s: PositiveFloat = 1.0

    @model_validator(mode="after")
    def _check(self) -> Self:
        if known_measure(self.measure) != "deg":
            raise ValueError(f"{self.measure} is a ratio: the spread is told in degrees")
        if not self.clear_deg < self.spread_deg:
            raise ValueError(f"clear_deg must be below spread_deg = {self.spread_deg:g}")
        return self


class UnevenFault(_Fault):
    """One leg that stays below the other one, on average of the last repetitions of both.

    `over` is how many of them, both legs together; it is told with a repetition of the lower leg.
    """

    kind: Literal["uneven"]
    difference_deg: PositiveFloat
    over: Annotated[int, Field(ge=4)]


Fault = Annotated[
    LevelFault | PeakFault | TempoFault | ShortHoldFault | UnsteadyFault | UnevenFault,
    Field(discriminator="kind"),
]
