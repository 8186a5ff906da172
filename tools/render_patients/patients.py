"""The rendered patients: one TOML file in `data` for each exercise.

A file holds two sample videos and the ranges of the sweep's lots:

- ``[sample]`` is the clean set, ``[faults]`` the set with the main faults; the second has the keys
  of the first unless it says otherwise.  ``tempo`` holds the seconds that an effort does not give
  itself, ``times`` repeats the efforts, and ``leg = "other"`` is an effort of the other leg.
- ``[lots]`` holds ranges to draw from: the camera, good and partial far ends, ``excess``, and
  under ``[lots.fault]`` and ``[lots.setup]`` the faults.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from tools.render_patients.performance import Effort, OtherLeg, Performance, Person, Viewpoint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Range: TypeAlias = tuple[float, float]

ANNA: Final = Person("female", age_years=60, height_m=1.66)
PAUL: Final = Person(
    "male",
    age_years=66,
    height_m=1.77,
    weight=0.6,
    shirt=(150, 70, 60),
    trousers=(40, 50, 74),
    skin=(198, 150, 122),
    hair=(120, 112, 104),
)
RUTH: Final = Person(
    "female",
    age_years=72,
    height_m=1.60,
    weight=0.7,
    shirt=(96, 120, 84),
    trousers=(70, 44, 60),
    skin=(176, 128, 100),
    hair=(196, 194, 190),
)
PEOPLE: Final[Mapping[str, Person]] = {"anna": ANNA, "paul": PAUL, "ruth": RUTH}

FROM_RIGHT: Final = -90.0
LYING: Final = Viewpoint(0.4, 2.5, FROM_RIGHT, look_at_m=(0.0, 0.42, 0.38), field_deg=38.0)
KNEELING: Final = Viewpoint(0.65, 2.5, FROM_RIGHT, look_at_m=(0.0, 0.1, 0.65))
STANDING: Final = Viewpoint(1.0, 3.0, FROM_RIGHT, look_at_m=(0.0, 0.2, 0.9))
FACING: Final = Viewpoint(1.0, 3.0, 0.0, look_at_m=(0.0, 0.0, 0.9))
VIEWPOINTS: Final[Mapping[str, Viewpoint]] = {
    "lying": LYING,
    "kneeling": KNEELING,
    "standing": STANDING,
    "facing": FACING,
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """A fault to be put into an effort.

    Attributes
    ----------
    amount
        How much of it, in the unit of the fault; (0, 0) where tempo, hold or peak is the fault.
    peak_deg, hold_s, rise_s, lower_s
        Far end and tempo that go with it, where they are not those of a good one.
    unclear
        Faults that come along and are too close to call.
    """

    amount: Range = (0.0, 0.0)
    peak_deg: Range | None = None
    hold_s: Range | None = None
    rise_s: Range | None = None
    lower_s: Range | None = None
    unclear: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """The ranges of the lots of one exercise.

    Attributes
    ----------
    viewpoint
        The recommended place of the camera.
    height_m, distance_m
        Where the camera may stand and still be in the recommended place.
    good_deg, partial_deg
        Far ends of a good repetition, and of one that is too small.
    excess
        A repetition that goes too far.
    hold_s
        How long the far end of a good repetition is held.
    faults
        By name, to be put into single efforts.
    setups
        Faults of the whole set, by name: a performer of their own shows them.
    """

    viewpoint: Viewpoint
    height_m: Range
    distance_m: Range
    good_deg: Range
    partial_deg: Range
    hold_s: Range
    excess: Wrong | None = None
    counted_holds: bool = False
    faults: Mapping[str, Wrong] = field(default_factory=dict)
    setups: Mapping[str, Wrong] = field(default_factory=dict)


def _floats(value: Any) -> Any:  # noqa: ANN401  # a value as TOML has it
    """Return a value with its numbers as floats and its lists as tuples."""
    if isinstance(value, list):
        return tuple(_floats(each) for each in value)
    return float(value) if isinstance(value, int) else value


def _viewpoint(value: str | Mapping[str, Any]) -> Viewpoint:
    if isinstance(value, str):
        return VIEWPOINTS[value]
    return Viewpoint(**{key: _floats(each) for key, each in value.items()})


def _effort(row: Mapping[str, Any], tempo: Mapping[str, float]) -> Effort:
    parts = {key: _floats(value) for key, value in {**tempo, **row}.items()}
    kind = OtherLeg if parts.pop("leg", "") == "other" else Effort
    if "faults" in parts:
        parts["faults"] = {name: float(amount) for name, amount in row["faults"].items()}
    return kind(**parts)


def _performance(name: str, exercise: str, table: Mapping[str, Any]) -> Performance:
    parts = dict(table)
    tempo, times = parts.pop("tempo", {}), parts.pop("times", 1)
    parts["efforts"] = tuple(_effort(row, tempo) for row in parts["efforts"]) * times
    parts["person"] = PEOPLE[parts["person"]]
    parts["viewpoint"] = _viewpoint(parts["viewpoint"])
    return Performance(name=name, exercise=exercise, **parts)


def _wrong(row: Mapping[str, Any]) -> Wrong:
    return Wrong(**{key: _floats(value) for key, value in row.items()})


def _script(table: Mapping[str, Any]) -> Script:
    lots, sample = dict(table["lots"]), table["sample"]
    excess = lots.pop("excess", None)
    faults, setups = lots.pop("fault", {}), lots.pop("setup", {})
    return Script(
        viewpoint=_viewpoint(lots.pop("viewpoint", sample["viewpoint"])),
        excess=None if excess is None else _wrong(excess),
        counted_holds=sample.get("counted") == "holds",
        faults={name: _wrong(row) for name, row in faults.items()},
        setups={name: _wrong(row) for name, row in setups.items()},
        **{key: _floats(value) for key, value in lots.items()},
    )


def _read(paths: Iterable[Path]) -> dict[str, dict[str, Any]]:
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in paths}


_TABLES: Final = _read(sorted((Path(__file__).parent / "data").glob("*.toml")))

PERFORMANCES: Final[Mapping[str, Performance]] = {
    each.name: each
    for exercise, table in _TABLES.items()
    for each in (
        _performance(exercise, exercise, table["sample"]),
        _performance(
            f"{exercise}_faults", exercise, {**table["sample"], "times": 1, **table["faults"]}
        ),
    )
}
"""The sample videos by name."""

SCRIPTS: Final[Mapping[str, Script]] = {name: _script(table) for name, table in _TABLES.items()}
"""The ranges of the sweep's lots, by exercise."""
