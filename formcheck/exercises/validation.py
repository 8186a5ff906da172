"""Whether the parts of an exercise fit together: names, sources, planes, limits, precautions.

Each misfit comes with its place in the file.  The parts may be a `Draft` in which a malformed part
is missing: the others are compared all the same, so that one look shows every mistake of a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pydantic import TypeAdapter, ValidationError

from formcheck.exercises.conditions import measures_in, nearest
from formcheck.exercises.fault import Fault
from formcheck.exercises.figure import Figure, FrontDrawing, SideDrawing, plane_of, suits
from formcheck.exercises.parts import (
    ENGINEERING_DEFAULT,
    CameraPlacement,
    Dose,
    Limit,
    Movement,
    Need,
    Precaution,
)
from formcheck.kinematics.measures import MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from formcheck.exercises.conditions import NamedRow, Place


class Misfit(NamedTuple):
    """Something wrong or doubtful, and its place in the file."""

    place: Place
    message: str


class Draft(NamedTuple):
    """The parts of an exercise that are compared; None or empty where a part is malformed."""

    name: str = ""
    sides: str = ""
    scope: str = "full"
    sources: Mapping[str, str] = {}
    view: CameraPlacement | None = None
    dose: Dose | None = None
    movement: Movement | None = None
    figure: SideDrawing | FrontDrawing | None = None
    need: tuple[Need | None, ...] = ()
    limit: tuple[Limit | None, ...] = ()
    fault: tuple[Fault | None, ...] = ()
    profile: Mapping[str, Precaution] = {}

    def rows(self) -> Iterator[tuple[Place, NamedRow]]:
        """Yield the well-formed rows that have a name, with their places."""
        also = () if self.movement is None else self.movement.also
        for place, rows in (
            (("need",), self.need),
            (("limit",), self.limit),
            (("fault",), self.fault),
            (("movement", "also"), also),
        ):
            for number, row in enumerate(rows):
                if row is not None:
                    yield (*place, number), row


_TABLES: Final[dict[str, Any]] = {
    "view": CameraPlacement, "dose": Dose, "movement": Movement, "figure": Figure,
}  # fmt: skip
_LISTS: Final[dict[str, Any]] = {"need": Need, "limit": Limit, "fault": Fault}


def draft(table: Mapping[str, Any]) -> Draft:
    """Return the well-formed parts of an exercise file; a malformed row of a list is None."""
    parts: dict[str, Any] = {
        key: table[key] for key in ("name", "sides", "scope") if isinstance(table.get(key), str)
    }
    for key, kind in _TABLES.items():
        parts[key] = _valid(kind, table.get(key))
    for key, kind in _LISTS.items():
        rows = table.get(key)
        parts[key] = tuple(_valid(kind, row) for row in (rows if isinstance(rows, list) else []))
    for key in ("sources", "profile"):
        parts[key] = table[key] if isinstance(table.get(key), dict) else {}
    precautions = {name: _valid(Precaution, row) for name, row in parts["profile"].items()}
    parts["profile"] = {name: row for name, row in precautions.items() if row is not None}
    return Draft(**parts)


def _valid(kind: Any, value: object) -> Any:  # noqa: ANN401  # any type that Pydantic reads
    """Return a value read as a kind; None where it is malformed."""
    try:
        (read,) = TypeAdapter(tuple[kind, ...]).validate_python([value])
    except ValidationError:
        return None
    return read


def misfits(parts: Draft, exercises: Iterable[str] | None = None) -> Iterator[Misfit]:
    """Yield everything in an exercise that does not fit together.

    Parameters
    ----------
    parts
        The parts of the exercise.
    exercises
        The names of the exercises that may replace it; None = replacements are not looked up.
    """
    yield from _names(parts)
    yield from _sources(parts)
    yield from _planes(parts)
    yield from _limits(parts)
    for number, fault in enumerate(parts.fault):
        if fault is not None:
            for place, message in fault.misfits(parts.movement, parts.sides):
                yield Misfit(("fault", number, *place), message)
    yield from _precautions(parts)
    yield from _scope(parts)
    if exercises is not None:
        yield from _replacements(parts, list(exercises))


def _names(parts: Draft) -> Iterator[Misfit]:
    seen: set[str] = set()
    for place, row in parts.rows():
        if row.name in seen:
            yield Misfit((*place, "name"), f"the name {row.name!r} is used twice")
        seen.add(row.name)


def sources_of(parts: Draft) -> Iterator[tuple[Place, str]]:
    """Yield every source key of the well-formed parts, with the place of its `source`."""
    rows: list[tuple[Place, Any]] = [
        (("view",), parts.view), (("dose",), parts.dose), (("movement",), parts.movement),
        *parts.rows(),
    ]  # fmt: skip
    for name, precaution in parts.profile.items():
        rows.append((("profile", name), precaution))
        rows += [(("profile", name, "limit", n), row) for n, row in enumerate(precaution.limit)]
    for place, row in rows:
        for key in () if row is None else row.source.split(","):
            yield (*place, "source"), key.strip()


def _sources(parts: Draft) -> Iterator[Misfit]:
    """Yield each source that is not listed, once, at the first place that names it."""
    known = {*parts.sources, ENGINEERING_DEFAULT}
    for place, key in sources_of(parts):
        if key not in known:
            known.add(key)
            yield Misfit(
                place,
                f"source {key!r} is not listed in [sources]: list it, or write "
                f"{ENGINEERING_DEFAULT!r}",
            )


def _planes(parts: Draft) -> Iterator[Misfit]:
    if parts.view is None:
        return
    filmed = f"the exercise is filmed in the {parts.view.plane} view"
    for place, name in measures_in(parts._asdict()):
        plane = MEASURES[name].plane
        if plane != parts.view.plane:
            yield Misfit(place, f"{name} is true in the {plane} view, but {filmed}")
    if parts.figure is not None and not suits(parts.figure, parts.view.plane):
        seen = f"the drawing is seen from the {plane_of(parts.figure)}"
        yield Misfit(("figure",), f"{seen}, but {filmed}")


def _limits(parts: Draft) -> Iterator[Misfit]:
    if parts.movement is None:
        return
    for limit in parts.limit:
        if limit is None or limit.when.measure != parts.movement.measure:
            continue
        for value in parts.movement.target_deg:
            if limit.when.excess(value) > 0:
                yield Misfit(
                    ("movement", "target_deg"),
                    f"target_deg = {value:g} is past the limit {limit.name!r} ({limit.when})",
                )


def _scope(parts: Draft) -> Iterator[Misfit]:
    for number, fault in enumerate(parts.fault):
        if fault is not None and parts.scope == "counts" and fault.severity != "info":
            yield Misfit(
                ("fault", number, "severity"),
                f"the fault {fault.name!r} is more than a hint, but with scope = 'counts' the "
                "form is not judged: write severity = 'info'",
            )


def _replacements(parts: Draft, exercises: list[str]) -> Iterator[Misfit]:
    for name, precaution in parts.profile.items():
        instead = precaution.instead
        if instead is not None and instead not in exercises:
            near = "".join(f"; did you mean {word}?" for word in nearest(instead, exercises))
            yield Misfit(
                ("profile", name, "instead"),
                f"there is no exercise named {instead!r}{near or ' (formcheck exercises list)'}",
            )


def _precautions(parts: Draft) -> Iterator[Misfit]:
    own = {limit.name: limit for limit in parts.limit if limit is not None}
    for name, precaution in parts.profile.items():
        for number, limit in enumerate(precaution.limit):
            if limit.name in own and not limit.tightens(own[limit.name]):
                yield Misfit(
                    ("profile", name, "limit", number),
                    f"profile.{name} widens the limit {limit.name!r}: draw it nearer",
                )
        wrong = (
            _contradiction(parts, precaution)
            or _name_used_twice(parts, precaution)
            or _nothing_to_reach(parts, precaution)
        )
        if wrong:
            yield Misfit(("profile", name), f"profile.{name} {wrong}")


def _contradiction(parts: Draft, precaution: Precaution) -> str:
    if not precaution.allowed and precaution.limit:
        return "forbids the exercise, so its limits are never asked: drop one of the two"
    if precaution.allowed and precaution.instead is not None:
        return "names a replacement but forbids nothing: write allowed = false"
    if precaution.instead is not None and precaution.instead == parts.name:
        return "replaces the exercise by itself: name another one, or none"
    return ""


def _name_used_twice(parts: Draft, precaution: Precaution) -> str:
    """Return a complaint about a limit with the name of a need, fault or also; empty = none."""
    # A limit of the exercise may have the same name: the precaution tightens it.
    taken = {row.name for place, row in parts.rows() if place[0] != "limit"}
    names = [limit.name for limit in precaution.limit]
    twice = sorted({name for name in names if names.count(name) > 1 or name in taken})
    return f"uses the name {twice[0]!r} twice" if twice else ""


def _nothing_to_reach(parts: Draft, precaution: Precaution) -> str:
    """Return a complaint about a limit that is exceeded where the target begins."""
    movement = parts.movement
    if movement is None:
        return ""
    enter = movement.target_deg[0]
    for limit in precaution.limit:
        if limit.when.measure == movement.measure and limit.when.excess(enter) > 0:
            return (
                f"has the limit {limit.name!r} ({limit.when}) before the target, which begins at "
                f"{enter:g}°: forbid the exercise instead"
            )
    return ""
