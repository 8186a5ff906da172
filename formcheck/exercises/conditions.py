"""Conditions on a measure, as exercise files write them: a threshold and where it clears.

``{ measure = "hip_flexion", above_deg = 20, clear_deg = 16 }`` becomes true above 20 and false
again below 16.  The distance between the two keeps measuring noise from switching it to and fro.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator

from formcheck.kinematics.measures import MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterator

Sense = Literal["above", "below", "beyond"]
"""``beyond`` looks at the size of the measure, whatever its sign."""

PhaseName = Literal["rest", "move", "hold", "return"]
"""The phases of a repetition."""

Severity = Literal["info", "warn", "fault"]

Text = Annotated[str, Field(min_length=1)]

Place: TypeAlias = tuple[str | int, ...]
"""The path to a value of a file: keys, and the numbers of list items from 0."""


class Definition(BaseModel):
    """Base of everything that a person types: frozen, and no key that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Sourced(Definition):
    """A part that says where its numbers come from."""

    source: Text


class NamedRow(Sourced):
    """A row that has a name, and words for the person who exercises."""

    name: Text
    say: Text


class Condition(Definition):
    """A measure above, below or beyond a threshold, with hysteresis.

    Attributes
    ----------
    measure
        A name from `formcheck.kinematics.measures.MEASURES`.
    above_deg, below_deg, beyond_deg
        The threshold of a measure in degrees; exactly one of the three.
    above_ratio, below_ratio, beyond_ratio
        The same for a measure that is a ratio of body lengths.
    clear_deg, clear_ratio
        Where the condition ends again, on the inner side of the threshold.
    """

    measure: str
    above_deg: float | None = None
    below_deg: float | None = None
    beyond_deg: float | None = None
    clear_deg: float | None = None
    above_ratio: float | None = None
    below_ratio: float | None = None
    beyond_ratio: float | None = None
    clear_ratio: float | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        unit = known_measure(self.measure)
        wrong = "ratio" if unit == "deg" else "deg"
        keys = [f"{sense}_{wrong}" for sense in ("above", "below", "beyond", "clear")]
        for key in keys:
            if getattr(self, key) is not None:
                right = key.replace(wrong, unit)
                raise ValueError(f"{self.measure} is measured as {unit}: write {right}, not {key}")
        given = [key for key in ("above", "below", "beyond") if self._value(key) is not None]
        if len(given) != 1:
            raise ValueError(f"exactly one of above_{unit}, below_{unit}, beyond_{unit} is needed")
        if self._value("clear") is None:
            raise ValueError(f"clear_{unit} is missing: say where the condition ends again")
        if self.sense == "below" and not self.clear > self.at:
            raise ValueError(f"clear_{unit} = {self.clear:g} must be above {self.at:g}")
        if self.sense != "below" and not self.clear < self.at:
            raise ValueError(f"clear_{unit} = {self.clear:g} must be below {self.at:g}")
        return self

    def _value(self, key: str) -> float | None:
        unit = MEASURES[self.measure].unit
        value: float | None = getattr(self, f"{key}_{unit}")
        return value

    @property
    def sense(self) -> Sense:
        """Which side of the threshold it speaks of."""
        if self.above_deg is not None or self.above_ratio is not None:
            return "above"
        return "beyond" if self.below_deg is None and self.below_ratio is None else "below"

    @property
    def at(self) -> float:
        """The threshold, in the unit of the measure."""
        for value in (self.above_deg, self.below_deg, self.beyond_deg):
            if value is not None:
                return value
        for value in (self.above_ratio, self.below_ratio, self.beyond_ratio):
            if value is not None:
                return value
        return 0.0

    @property
    def clear(self) -> float:
        """Where the condition ends again, in the unit of the measure."""
        value = self.clear_ratio if self.clear_deg is None else self.clear_deg
        return 0.0 if value is None else value

    def excess(self, value: float) -> float:
        """How far `value` is past the threshold; negative = not past it, NaN = unknown."""
        if self.sense == "below":
            return self.at - value
        return (abs(value) if self.sense == "beyond" else value) - self.at

    def switched(self, value: float, *, on: bool) -> bool:
        """Whether the condition holds now, given whether it held before; NaN = it does not."""
        excess = self.excess(value)
        return excess > 0 or (on and excess > -abs(self.at - self.clear))

    def tightens(self, other: Condition) -> bool:
        """Whether this condition becomes true at least as early as `other`."""
        if (self.measure, self.sense) != (other.measure, other.sense):
            return False
        return self.at >= other.at if self.sense == "below" else self.at <= other.at

    def __str__(self) -> str:
        unit = "°" if MEASURES[self.measure].unit == "deg" else ""
        return f"{self.measure} {self.sense} {self.at:g}{unit} (until {self.clear:g}{unit})"


def known_measure(name: str) -> str:
    """The unit of a measure.

    Raises
    ------
    ValueError
        If there is no measure of that name; the message lists those there are.
    """
    if name not in MEASURES:
        raise ValueError(f"unknown measure {name!r}: allowed are {', '.join(sorted(MEASURES))}")
    return MEASURES[name].unit


def models_in(part: object, place: Place = ()) -> Iterator[tuple[Place, BaseModel]]:
    """Yield every model within a part of a definition, the part itself included.

    Parameters
    ----------
    part
        A model, or lists and tables of models; what is neither is skipped.
    place
        The place of the part in its file.
    """
    if isinstance(part, BaseModel):
        yield place, part
        for name in type(part).model_fields:
            yield from models_in(getattr(part, name, None), (*place, name))
    elif isinstance(part, tuple | list):
        for number, row in enumerate(part):
            yield from models_in(row, (*place, number))
    elif isinstance(part, dict):
        for name, row in part.items():
            yield from models_in(row, (*place, name))


def conditions_in(part: object) -> Iterator[tuple[Place, Condition]]:
    """Yield every condition within a part of a definition, with its place."""
    for place, model in models_in(part):
        if isinstance(model, Condition):
            yield place, model


def measures_in(part: object) -> Iterator[tuple[Place, str]]:
    """Yield every measure that a part of a definition names, with the place of its name."""
    for place, model in models_in(part):
        if "measure" in type(model).model_fields:
            yield (*place, "measure"), str(getattr(model, "measure"))  # noqa: B009  # any model
