"""How each exercise is performed, and how its faults and limits are provoked.

One TOML file for each exercise in `tests/performances` holds

- the main angle at rest and at its peak, the hold, and other tempos (`rest_deg`, `peak_deg`, …);
- ``[figure]``: the kind of body (`KINDS`) and a formula for each of its parameters.  A formula
  knows ``angle`` (the main angle, degrees), ``share`` (0 at rest, 1 at the peak), the tweaks that
  the file lists, the lines of ``[figure.where]`` above it, and the names in `KNOWN`;
- ``[fault]``: for each fault the change of a perfect set that shows this fault and no other;
- ``[limit.NAME]``: for each limit a set a little inside and one a little beyond it.
"""

from __future__ import annotations

import cmath
import math
import tomllib
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Final

from support.figures import (
    HIP_WIDTH,
    LEG,
    SHANK,
    THIGH,
    TRUNK,
    Clam,
    Front2D,
    Oblique2D,
    OnTheSide,
    Seated,
    Side2D,
    cos,
    sin,
    unit,
)
from support.paths import PERFORMANCE_FILES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from types import CodeType

    from support.figures import Figure


def foot_for(rest_deg: float) -> float:
    """Return the distance, pixels, from shoulder to foot of a level trunk with bent hips."""
    return TRUNK + THIGH * cos(rest_deg) + math.sqrt(SHANK**2 - (THIGH * sin(rest_deg)) ** 2)


def phase(point: complex) -> float:
    """Return the direction of a point, degrees anticlockwise from +x."""
    return math.degrees(cmath.phase(point))


def acos(value: float) -> float:
    """Return the arccosine in degrees; a value past 1 counts as 1."""
    return math.degrees(math.acos(min(value, 1.0)))


def asin(value: float) -> float:
    """Return the arcsine in degrees."""
    return math.degrees(math.asin(value))


def leg_knee(to_ankle: complex) -> float:
    """Return the flexion of a knee, degrees, from the line between hip and ankle, pixels."""
    return 2 * acos(abs(to_ankle) / LEG)


def leg_thigh(to_ankle: complex) -> float:
    """Return the inclination of a thigh, degrees, from the line between hip and ankle, pixels."""
    return phase(to_ankle) + 90.0 + leg_knee(to_ankle) / 2


def bridge(
    *,
    hip: float,
    foot_at: float,
    other_hip: float | None = None,
    other_knee: float | None = None,
    other_hip_drop: float = 0.0,
    further: float = 0.0,
) -> Side2D:
    """Return a body in a bridge: shoulders and foot stay, trunk and knee follow from the hip.

    The trunk is level when the hip is bent by 48 degrees, or more or less where the foot stands
    `foot_at` pixels away.  Without angles of its own the other leg does the same, or its foot
    stands `further` pixels away.
    """
    far = foot_for(48.0) + foot_at
    to_knee = abs(TRUNK + THIGH * unit(hip))
    # Triangle shoulder, knee, ankle with the ankle on the floor, level with the shoulder.
    at_shoulder = math.degrees(math.acos((to_knee**2 + far**2 - SHANK**2) / (2 * to_knee * far)))
    over_floor = at_shoulder - phase(TRUNK + THIGH * unit(hip))
    knee = phase(THIGH * unit(hip + over_floor)) - phase(far - to_knee * unit(at_shoulder))
    trunk = -90 - over_floor
    if further:
        to_foot = far + further - TRUNK * unit(over_floor)
        other_hip, other_knee = leg_thigh(to_foot) + trunk, leg_knee(to_foot)
    return Side2D(
        trunk=trunk,
        hip=hip,
        knee=knee,
        other_hip=hip if other_hip is None else other_hip,
        other_knee=knee if other_knee is None else other_knee,
        other_hip_drop=other_hip_drop,
        root=-150 + TRUNK * unit(over_floor),
    )


KINDS: Final[Mapping[str, Callable[..., Figure]]] = {
    "side": Side2D,
    "front": Front2D,
    "oblique": Oblique2D,
    "on_the_side": OnTheSide,
    "clam": Clam,
    "seated": Seated,
    "bridge": bridge,
}
"""Bodies by the name that a file gives them."""

KNOWN: Final[Mapping[str, Any]] = {
    "TRUNK": TRUNK, "THIGH": THIGH, "SHANK": SHANK, "LEG": LEG, "HIP_WIDTH": HIP_WIDTH,
    "abs": abs, "min": min, "max": max, "sin": sin, "asin": asin,
    "foot_for": foot_for, "leg_knee": leg_knee, "leg_thigh": leg_thigh,
}  # fmt: skip
"""Lengths in pixels and functions in degrees that a formula may use."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One repetition after another.

    Attributes
    ----------
    rest_s, out_s, hold_s, back_s
        Seconds at the start, on the way out, at the peak and on the way back.
    peak_deg
        The main angle at the peak of each repetition, in turn.
    wobble_deg, wobble_hz
        A sine on the main angle while it is held.
    """

    reps: int
    rest_deg: float
    peak_deg: tuple[float, ...]
    rest_s: float = 1.5
    out_s: float = 2.0
    hold_s: float = 3.0
    back_s: float = 2.5
    wobble_deg: float = 0.0
    wobble_hz: float = 1.4

    @property
    def rep_s(self) -> float:
        """Seconds from one start to the next."""
        return self.rest_s + self.out_s + self.hold_s + self.back_s

    @property
    def duration_s(self) -> float:
        """Seconds of the whole performance, with a rest at its end."""
        return self.reps * self.rep_s + self.rest_s

    def at(self, time_s: float) -> tuple[float, float]:
        """Return the main angle (degrees) and the share of the movement (0 to 1) at a time."""
        number, into = divmod(max(time_s, 0.0), self.rep_s)
        if number >= self.reps:
            return self.rest_deg, 0.0
        peak = self.peak_deg[int(number) % len(self.peak_deg)]
        share = _ease((into - self.rest_s) / self.out_s)
        left = into - self.rest_s - self.out_s - self.hold_s
        if left > 0:
            share = 1 - _ease(left / self.back_s)
        main = self.rest_deg + share * (peak - self.rest_deg)
        held = into - self.rest_s - self.out_s
        if self.wobble_deg and 0 < held < self.hold_s:
            main += self.wobble_deg * math.sin(2 * math.pi * self.wobble_hz * held)
        return main, share


def _ease(part: float) -> float:
    """Return a smooth way from 0 to 1 with no speed at either end."""
    part = min(max(part, 0.0), 1.0)
    return (1 - math.cos(math.pi * part)) / 2


@dataclass(frozen=True, slots=True)
class Provocation:
    """A performance that has one thing wrong.

    Attributes
    ----------
    plan
        Changes of the plan of a perfect set.
    tweaks
        Deviations besides the main movement; each grows and fades with it.
    implies
        Milder faults that come with it: a lean of 14 degrees includes one of 8.
    reps
        Complete repetitions expected of the three.
    """

    plan: Mapping[str, Any] = field(default_factory=dict)
    tweaks: Mapping[str, float] = field(default_factory=dict)
    implies: frozenset[str] = frozenset()
    reps: int = 3


@dataclass(frozen=True, slots=True)
class AtLimit:
    """A set a little within a limit, and one a little beyond it."""

    inside: Provocation
    beyond: Provocation


@dataclass(frozen=True)
class Performance:
    """How an exercise is performed: the content of one file."""

    name: str
    rest_deg: float
    peak_deg: float
    hold_s: float
    out_s: float
    back_s: float
    tweaks: tuple[str, ...]
    kind: str
    stands_on: str | None
    where: Mapping[str, CodeType]
    body: Mapping[str, CodeType]
    faults: Mapping[str, Provocation]
    limits: Mapping[str, AtLimit]

    def figure(
        self, angle: float, share: float, tweaks: Mapping[str, float] | None = None
    ) -> Figure:
        """Return the body at a main angle (degrees) and a share of the movement (0 to 1).

        Raises `KeyError` for a tweak that the file does not list.
        """
        tweaks = tweaks or {}
        if unknown := tweaks.keys() - set(self.tweaks):
            raise KeyError(f"{self.name}: expected tweaks of {self.tweaks}, got {unknown}")
        names = {**KNOWN, **dict.fromkeys(self.tweaks, 0.0), **tweaks}
        names |= {"angle": angle, "share": share}
        for name, formula in self.where.items():
            names[name] = _value(formula, names)
        figure = KINDS[self.kind](**{key: _value(row, names) for key, row in self.body.items()})
        if self.stands_on is None:
            return figure
        still = replace(figure, root=0j).points()[self.stands_on]
        return replace(figure, root=figure.root - LEG * 1j - still)


def _value(formula: CodeType, names: Mapping[str, Any]) -> Any:  # noqa: ANN401
    return eval(formula, {"__builtins__": {}}, names)  # noqa: S307  # our own files


class _Reader:
    """Reads one file and refuses keys and names that it does not know."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.table = tomllib.loads(path.read_text(encoding="utf-8"))

    def take(self, table: dict[str, Any], key: str, default: object = None) -> Any:  # noqa: ANN401
        if key not in table and default is None:
            self.fail(f"{key} is missing")
        return table.pop(key, default)

    def fail(self, why: str) -> None:
        raise ValueError(f"{self.path.name}: {why}")

    def known(self, names: set[str], among: set[str], what: str) -> None:
        if unknown := names - among:
            self.fail(f"unknown {what}: {', '.join(sorted(unknown))}")

    def formula(self, text: object, names: set[str]) -> CodeType:
        code = compile(str(text), self.path.name, "eval")
        self.known(set(code.co_names), names, "name in a formula")
        return code

    def provocation(self, row: dict[str, Any], tweaks: tuple[str, ...]) -> Provocation:
        given = row.pop("tweaks", {})
        self.known(set(given), set(tweaks), "tweak")
        implies, reps = frozenset(row.pop("implies", ())), row.pop("counted", 3)
        self.known(set(row), {each.name for each in fields(Plan)}, "key")
        if isinstance(row.get("peak_deg"), list):
            row["peak_deg"] = tuple(row["peak_deg"])
        amounts = {
            name: float(_value(self.formula(text, set(KNOWN)), KNOWN))
            for name, text in given.items()
        }
        return Provocation(row, amounts, implies, reps)

    def performance(self) -> Performance:
        table = self.table
        tweaks = tuple(self.take(table, "tweaks", ()))
        figure = self.take(table, "figure")
        kind = self.take(figure, "kind")
        self.known({kind}, set(KINDS), "kind of figure")
        stands_on = figure.pop("stands_on", None)
        names = {*KNOWN, *tweaks, "angle", "share"}
        where = {}
        for name, text in figure.pop("where", {}).items():
            if name in names:
                self.fail(f"{name} has two meanings")
            where[name] = self.formula(text, names)
            names.add(name)
        body = {key: self.formula(text, names) for key, text in figure.items()}
        faults = {
            name: self.provocation(row, tweaks)
            for name, row in self.take(table, "fault", {}).items()
        }
        limits = {
            name: AtLimit(
                *(self.provocation(rows.pop(key), tweaks) for key in ("inside", "beyond"))
            )
            for name, rows in self.take(table, "limit", {}).items()
        }
        found = Performance(
            name=self.path.stem,
            rest_deg=self.take(table, "rest_deg"),
            peak_deg=self.take(table, "peak_deg"),
            hold_s=self.take(table, "hold_s"),
            out_s=self.take(table, "out_s", 2.0),
            back_s=self.take(table, "back_s", 2.5),
            tweaks=tweaks,
            kind=kind,
            stands_on=stands_on,
            where=where,
            body=body,
            faults=faults,
            limits=limits,
        )
        self.known(set(table), set(), "key")
        found.figure(found.rest_deg, 0.0)
        return found


def load_performance(path: Path) -> Performance:
    """Return the performance that a file describes; its name is that of the exercise.

    Raises `ValueError` for a key or a name that has no meaning.
    """
    return _Reader(path).performance()


PERFORMANCES: Final[Mapping[str, Performance]] = {
    path.stem: load_performance(path) for path in sorted(PERFORMANCE_FILES.glob("*.toml"))
}
"""How each shipped exercise is performed, by its name."""

FAULTS: Final[Mapping[tuple[str, str], Provocation]] = {
    (name, fault): provocation
    for name, performance in PERFORMANCES.items()
    for fault, provocation in performance.faults.items()
}
"""By exercise and fault: the performance in which that fault appears, and no other."""

LIMITS: Final[Mapping[tuple[str, str], AtLimit]] = {
    (name, limit): at
    for name, performance in PERFORMANCES.items()
    for limit, at in performance.limits.items()
}
"""By exercise and limit; the angles are those of the figure, the start included."""
