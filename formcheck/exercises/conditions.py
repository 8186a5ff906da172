"""Conditions on a measure, and the base of everything that a person writes in a TOML file.

``{ measure = "hip_flexion", above_deg = 20, clear_deg = 16 }`` becomes true above 20° and false
again below 16°.  The distance between the two values keeps measuring noise from switching the
condition to and fro.
"""

from __future__ import annotations

import difflib
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Self, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    model_validator,
)

from formcheck.errors import ExerciseError
from formcheck.kinematics.measures import MEASURES, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

PhaseName = Literal["rest", "move", "hold", "return"]
"""The phases of a repetition."""

Grade = Literal["hint", "minor", "major"]
"""How much a fault of form weighs: see `formcheck.assessment.verdict`."""

Text = Annotated[str, Field(min_length=1)]

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
"""A name that reports, tables and file names contain."""

Place: TypeAlias = tuple[str | int, ...]
"""The path to a value of a file: keys, and the numbers of list items from 0."""

ENGINEERING_DEFAULT: Final = "engineering default"
"""The source of a number that was chosen by engineers and is not taken from the literature."""

FOR_S: Final = "Seconds before it is believed (without this key: an engineering default)."
WHEN: Final = "The measure, its threshold, and where the condition ends again (against noise)."


def nearest(
    word: str, options: Iterable[str], *, count: int = 1, cutoff: float = 0.6
) -> list[str]:
    """Return the options that a misspelt word may mean, the nearest first.

    Parameters
    ----------
    word
        What a person typed; capitals, spaces and hyphens make no difference.
    options
        The words that are allowed.
    count
        The largest number of options to return.
    cutoff
        The least similarity, 0 to 1, as `difflib.get_close_matches` has it.

    Returns
    -------
    list[str]
        At most `count` options; empty if none is similar.
    """
    plain = word.lower().replace(" ", "_").replace("-", "_")
    return difflib.get_close_matches(plain, list(options), count, cutoff)


def known_name(name: str, names: Collection[str], *, what: str, more: str = "") -> str:
    """Return a name if it is one of the known names.

    Parameters
    ----------
    name
        What a person typed.
    names
        The names that exist.
    what
        What they are names of, for the message.
    more
        What the message says at its end.

    Returns
    -------
    str
        The name.

    Raises
    ------
    ExerciseError
        With the nearest names, or with all of them if none is similar.
    """
    if name in names:
        return name
    near = " or ".join(nearest(name, names, count=3, cutoff=0.4))
    hint = f"did you mean {near}?" if near else f"there are {', '.join(names)}."
    raise ExerciseError(f"There is no {what} named {name!r}: {hint}{more}")


def _known(name: str) -> str:
    if name not in MEASURES:
        titles = {row.title.replace(" ", "_"): row.name for row in MEASURES.values()}
        words = nearest(name, [*MEASURES, *titles], count=3, cutoff=0.5)
        near = " or ".join(dict.fromkeys(titles.get(word, word) for word in words))
        hint = f" did you mean {near}?" if near else ""
        raise ValueError(
            f"there is no measure {name!r}:{hint} `formcheck exercises measures` shows all"
        )
    return name


def _angle(name: str) -> str:
    if MEASURES[_known(name)].unit != "deg":
        raise ValueError(f"{name} is a ratio: choose a measure in degrees")
    return name


_ANGLES: Final = sorted(name for name, row in MEASURES.items() if row.unit == "deg")

_MeasureName = Annotated[
    str, AfterValidator(_known), Field(json_schema_extra={"enum": sorted(MEASURES)})
]

AngleName = Annotated[str, AfterValidator(_angle), Field(json_schema_extra={"enum": _ANGLES})]
"""The name of a measure in degrees."""


class Definition(BaseModel):
    """The base of everything that a person writes: frozen, and without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class DefinitionFile(Definition):
    """A whole file that a person writes."""

    schema_version: Literal[1] = Field(
        alias="schema", description="Version of this file format: always 1."
    )

    _sha256: str = PrivateAttr(default="")

    @property
    def sha256(self) -> str:
        """SHA-256 of the file it was read from; empty if it was not read from one."""
        return self._sha256


class Sourced(Definition):
    """A part that says where its numbers come from."""

    source: Text = Field(
        description='Where the numbers come from: keys of [sources], or "engineering default".'
    )


class NamedRow(Sourced):
    """A row that has a name, and words for the person who exercises."""

    name: Name = Field(
        description="A short name in small letters with underscores; only once in the file."
    )
    say: Text = Field(
        description="What is shown and said, at most 60 letters: readable from three metres."
    )


class Condition(Definition):
    """A measure above, below or beyond a threshold, with hysteresis.

    Exactly one threshold is given, and where the condition ends again.  Both are in the unit of
    the measure: degrees, or a ratio of body lengths.
    """

    measure: _MeasureName = Field(description="What is measured.")
    above_deg: float | None = Field(None, description="True above this angle.")
    below_deg: float | None = Field(None, description="True below this angle.")
    beyond_deg: float | None = Field(None, description="True beyond this angle to either side.")
    clear_deg: float | None = Field(
        None, description="Where it ends again, on the inner side of the threshold."
    )
    above_ratio: float | None = Field(None, description="True above this ratio of body lengths.")
    below_ratio: float | None = Field(None, description="True below this ratio of body lengths.")
    beyond_ratio: float | None = Field(None, description="True beyond this ratio to either side.")
    clear_ratio: float | None = Field(
        None, description="Where it ends again, on the inner side of the threshold."
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        unit = MEASURES[self.measure].unit
        wrong = "ratio" if unit == "deg" else "deg"
        for key in ("above", "below", "beyond", "clear"):
            if getattr(self, f"{key}_{wrong}") is not None:
                raise ValueError(
                    f"{self.measure} is measured as {unit}: write {key}_{unit}, not {key}_{wrong}"
                )
        senses = ("above", "below", "beyond")
        if sum(getattr(self, f"{key}_{unit}") is not None for key in senses) != 1:
            raise ValueError(f"exactly one of above_{unit}, below_{unit}, beyond_{unit} is needed")
        if getattr(self, f"clear_{unit}") is None:
            raise ValueError(f"clear_{unit} is missing: say where the condition ends again")
        if self.sense == "below" and not self.clear > self.at:
            raise ValueError(f"clear_{unit} = {self.clear:g} must be above {self.at:g}")
        if self.sense != "below" and not self.clear < self.at:
            raise ValueError(f"clear_{unit} = {self.clear:g} must be below {self.at:g}")
        return self

    @property
    def sense(self) -> Literal["above", "below", "beyond"]:
        """The side of the threshold on which the condition is true; beyond = on both sides."""
        if self.above_deg is not None or self.above_ratio is not None:
            return "above"
        return "beyond" if self.below_deg is None and self.below_ratio is None else "below"

    @property
    def at(self) -> float:
        """The threshold, in the unit of the measure."""
        # Loops are faster than a generator here, and this runs several times for each pose.
        for value in (self.above_deg, self.below_deg, self.beyond_deg):
            if value is not None:
                return value
        for value in (self.above_ratio, self.below_ratio, self.beyond_ratio):
            if value is not None:
                return value
        return 0.0

    @property
    def clear(self) -> float:
        """The value at which the condition ends again, in the unit of the measure."""
        value = self.clear_ratio if self.clear_deg is None else self.clear_deg
        return 0.0 if value is None else value

    def excess(self, value: float) -> float:
        """Return how far `value` is past the threshold; negative = not past it, NaN = unknown."""
        if self.sense == "below":
            return self.at - value
        return (abs(value) if self.sense == "beyond" else value) - self.at

    def switched(self, value: float, *, on: bool) -> bool:
        """Return whether the condition holds for a value; it does not for NaN.

        Parameters
        ----------
        value
            The measure now, in its unit.
        on
            Whether the condition held before; then it holds until its clear value.

        Returns
        -------
        bool
            True if the condition holds now.
        """
        excess = self.excess(value)
        return excess > 0 or (on and excess > -abs(self.at - self.clear))

    def mapped(self, new: Callable[[float], float]) -> Condition:
        """Return the condition with other thresholds; ``new`` returns the one for an old one."""
        numbers = self.model_dump(exclude={"measure"}, exclude_none=True)
        return self.model_copy(update={key: new(value) for key, value in numbers.items()})

    def tightens(self, other: Condition) -> bool:
        """Return whether this condition becomes true at least as early as `other`."""
        if (self.measure, self.sense) != (other.measure, other.sense):
            return False
        return self.at >= other.at if self.sense == "below" else self.at <= other.at

    def in_words(self) -> str:
        """Return the condition for people: the title of the measure, and its value with unit."""
        sense = {"above": "over", "below": "under", "beyond": "further than"}[self.sense]
        return f"{MEASURES[self.measure].title} {sense} {shown(self.measure, self.at)}"

    def __str__(self) -> str:
        """Return the condition for authors, with the numbers of the file."""
        row = MEASURES[self.measure]
        unit = "°" if row.is_angle else ""
        share = f", which is {shown(self.measure, self.at)}" if row.is_height else ""
        return f"{self.measure} {self.sense} {self.at:g}{unit} (until {self.clear:g}{unit}){share}"


def _one_or_several(when: object) -> object:
    return [when] if isinstance(when, dict | Condition) else when


def _one_without_brackets(schema: dict[str, Any]) -> None:
    """Let the schema of a list of conditions allow a single one."""
    several = {key: schema.pop(key) for key in ("items", "minItems", "type") if key in schema}
    schema["anyOf"] = [several, several["items"]]


Conditions = Annotated[
    tuple[Condition, ...],
    BeforeValidator(_one_or_several),
    Field(json_schema_extra=_one_without_brackets),
]
"""Several conditions, or one without the brackets of a list."""


_PLAIN: Final = frozenset({bool, float, int, str, type(None)})
"""What has no parts."""


def _models_in(part: object, place: Place = ()) -> Iterator[tuple[Place, BaseModel]]:
    """Yield every model within a part of a definition, the part itself included."""
    waiting: list[tuple[Place, object]] = [(place, part)]
    while waiting:
        place, part = waiting.pop()
        inner: Iterable[tuple[str | int, object]] = ()
        if isinstance(part, dict):
            inner = part.items()
        elif isinstance(part, tuple | list):
            inner = enumerate(part)
        elif isinstance(part, BaseModel):
            yield place, part
            inner = part.__dict__.items()  # its fields, by name
        # Most are numbers and texts: this is asked of every exercise before it is judged.
        rows = [((*place, name), row) for name, row in inner if type(row) not in _PLAIN]
        waiting.extend(reversed(rows))


def conditions_in(part: object) -> Iterator[tuple[Place, Condition]]:
    """Yield every condition within a part of a definition, with its place."""
    for place, model in _models_in(part):
        if isinstance(model, Condition):
            yield place, model


def measures_in(part: object) -> Iterator[tuple[Place, str]]:
    """Yield every measure that a part of a definition names, with the place of its name."""
    for place, model in _models_in(part):
        if "measure" in type(model).model_fields:
            yield (*place, "measure"), str(getattr(model, "measure"))  # noqa: B009  # any model


# --- The schema of a file ----------------------------------------------------------------------


@cache
def definition_schema(kind: type[Definition]) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a definition file; it must not be changed."""
    schema = kind.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    for model in (schema, *schema.get("$defs", {}).values()):
        model["description"] = model.get("description", "").split("\n\n")[0]
    return schema


def schemas_at(kind: type[Definition], place: Place) -> list[dict[str, Any]]:
    """Return the parts of a schema that may describe a place of a file; none = no such place.

    Parameters
    ----------
    kind
        The definition.
    place
        Keys and numbers of list items.  The tag of a union, as Pydantic names it (the kind of a
        fault), selects a part and needs no key in the file.

    Returns
    -------
    list[dict[str, Any]]
        The parts, with references followed and unions split into their options.
    """
    schema = definition_schema(kind)
    found = _alternatives(schema, schema)
    for step in place:
        inner = [each for part in found for each in _inner(schema, part, step)]
        tagged = [part for part in found if _tag(part) == step]
        found = inner or tagged or ([] if isinstance(step, int) else found)
    return found


def _tag(part: dict[str, Any]) -> object:
    return part.get("properties", {}).get("kind", {}).get("const")


def _inner(schema: dict[str, Any], part: dict[str, Any], step: str | int) -> list[dict[str, Any]]:
    if isinstance(step, int):
        first = part.get("prefixItems", [])
        inner = first[step] if step < len(first) else part.get("items")
    else:
        inner = part.get("properties", {}).get(step, part.get("additionalProperties"))
    return _alternatives(schema, inner) if isinstance(inner, dict) else []


def _alternatives(schema: dict[str, Any], part: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a part with its reference followed, and each option of a union."""
    if "$ref" in part:
        return _alternatives(schema, schema["$defs"][part["$ref"].rsplit("/", 1)[1]])
    options = part.get("anyOf") or part.get("oneOf")
    return [each for one in options for each in _alternatives(schema, one)] if options else [part]
