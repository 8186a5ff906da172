"""Whether the parts of an exercise fit together.

Malformed parts are left out of a `Draft`, so that one look shows every mistake of a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from formcheck.exercises.conditions import (
    ENGINEERING_DEFAULT,
    conditions_in,
    measures_in,
    nearest,
)
from formcheck.exercises.figure import plane_of
from formcheck.exercises.plausible import out_of_range
from formcheck.kinematics.measures import MEASURES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from formcheck.exercises.conditions import Condition, NamedRow, Place
    from formcheck.exercises.fault import Fault
    from formcheck.exercises.figure import Drawing
    from formcheck.exercises.parts import (
        BodyCondition,
        CameraPlacement,
        CountedFrom,
        Dose,
        Limit,
        Movement,
        Need,
        Precaution,
    )


class Misfit(NamedTuple):
    """Something wrong or doubtful, and its place in the file."""

    place: Place
    message: str


class Draft(NamedTuple):
    """The parts of an exercise that are compared; None or empty where a part is malformed."""

    name: str = ""
    sides: str = ""
    scope: str = "full"
    steps: Collection[str] = ()
    sources: Collection[str] = ()
    view: CameraPlacement | None = None
    dose: Dose | None = None
    movement: Movement | None = None
    figure: Drawing | None = None
    need: tuple[Need | None, ...] = ()
    body: tuple[BodyCondition | None, ...] = ()
    counted_from: CountedFrom | None = None
    limit: tuple[Limit | None, ...] = ()
    fault: tuple[Fault | None, ...] = ()
    profile: Mapping[str, Precaution] = {}

    def rows(self) -> Iterator[tuple[Place, NamedRow]]:
        """Yield the well-formed rows that have a name, with their places."""
        also = () if self.movement is None else self.movement.also
        other = self.counted_from
        for place, rows in (
            (("need",), self.need),
            (("body",), self.body),
            (("counted_from", "body"), () if other is None else other.body),
            (("counted_from", "movement", "also"), () if other is None else other.movement.also),
            (("limit",), self.limit),
            (("fault",), self.fault),
            (("movement", "also"), also),
        ):
            for number, row in enumerate(rows):
                if row is not None:
                    yield (*place, number), row


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
    yield from _counted_from(parts)
    yield from _plausible(parts)
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
    if parts.counted_from is not None:
        rows.append((("counted_from", "movement"), parts.counted_from.movement))
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
        if place[0] == "counted_from":
            counted = parts.counted_from.plane if parts.counted_from else plane
            if plane != counted:
                yield Misfit(place, f"{name} is true in the {plane} view, not in {counted}")
        elif plane != parts.view.plane:
            yield Misfit(place, f"{name} is true in the {plane} view, but {filmed}")
    drawn = None if parts.figure is None else plane_of(parts.figure)
    if drawn and (drawn == "side") != (parts.view.plane == "side"):  # oblique is drawn from front
        yield Misfit(("figure",), f"the drawing is seen from the {drawn}, but {filmed}")


def _counted_from(parts: Draft) -> Iterator[Misfit]:
    other = parts.counted_from
    if other is None:
        return
    if parts.view is not None and other.plane == parts.view.plane:
        yield Misfit(
            ("counted_from", "plane"), "the exercise is judged from there: drop the table"
        )
    if parts.sides not in {"", "both"}:
        yield Misfit(
            ("counted_from",), "the legs are not told apart there: it needs sides = 'both'"
        )


def _plausible(parts: Draft) -> Iterator[Misfit]:
    """Yield every angle and ratio that no body has."""
    other = None if parts.counted_from is None else parts.counted_from.movement
    for place, movement in (
        (("movement",), parts.movement),
        (("counted_from", "movement"), other),
    ):
        for inner, message in () if movement is None else _implausible_movement(movement):
            yield Misfit((*place, *inner), message)
    for where, row in conditions_in(parts._asdict()):
        beside = other if where[0] == "counted_from" else parts.movement
        for key, message in _implausible_condition(row, beside):
            yield Misfit((*where, key), message)


def _implausible_movement(movement: Movement) -> Iterator[tuple[Place, str]]:
    """Yield the angles of a movement that no body reaches, with their places in it."""
    raw = MEASURES[movement.measure].within
    low, high = raw
    window = movement.start_window_deg
    if window is not None:
        for number, value in enumerate(window):
            if not low <= value <= high:
                yield ("start_window_deg", number), _beyond(movement.measure, value, raw)
        # A change from a start within the window.
        low, high = low - max(window), high - min(window)
    start = movement.start
    edge = "below_deg" if movement.sign > 0 else "above_deg"
    angles: tuple[tuple[Place, float], ...] = (
        (("start", edge), movement.start_deg),
        (("start", "clear_deg"), start.clear_deg),
        (("partial_deg",), movement.partial_deg),
        (("leave_deg",), movement.leave_deg),
        (("target_deg", 0), movement.target_deg[0]),
        (("target_deg", 1), movement.target_deg[1]),
    )
    for place, value in angles:
        if not low <= value <= high:
            yield place, _beyond(movement.measure, value, (low, high), change=window is not None)


def _implausible_condition(row: Condition, movement: Movement | None) -> Iterator[tuple[str, str]]:
    """Yield the thresholds of a condition that its measure never has, with their keys.

    Parameters
    ----------
    row
        The condition.
    movement
        The movement beside it: its measure may be a change from the start.
    """
    low, high = MEASURES[row.measure].within
    change = movement is not None and movement.measure == row.measure
    window = movement.start_window_deg if movement is not None and change else None
    if window is not None:
        low, high = low - max(window), high - min(window)
    unit = MEASURES[row.measure].unit
    for key, value in ((row.sense, row.at), ("clear", row.clear)):
        if not low <= value <= high:
            bounds = (low, high)
            yield (
                f"{key}_{unit}",
                _beyond(row.measure, value, bounds, change=window is not None),
            )


def _beyond(
    measure: str, found: float, bounds: tuple[float, float], *, change: bool = False
) -> str:
    row = MEASURES[measure]
    key = f"value_{row.unit}"
    what = f"the change of the {row.title}" if change else f"the {row.title}"
    return f"{what} ({measure}) {out_of_range(key, found, *bounds)}"


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
        if fault is not None and parts.scope == "counts" and fault.grade != "hint":
            yield Misfit(
                ("fault", number, "grade"),
                f"the fault {fault.name!r} is more than a hint, but with scope = 'counts' the "
                "form is not judged: write grade = 'hint'",
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
    changed = precaution.limit or precaution.target_deg or precaution.steps
    if precaution.allowed is False and changed:
        return "forbids the exercise, so its limits are never asked: drop one of the two"
    if precaution.allowed is True and precaution.instead is not None:
        return "names a replacement but forbids nothing: write allowed = false"
    if precaution.instead is not None and precaution.instead == parts.name:
        return "replaces the exercise by itself: name another one, or none"
    unknown = [n for n in precaution.steps if parts.steps and not 1 <= n <= len(parts.steps)]
    if unknown:
        return f"replaces step {unknown[0]}, but the exercise has steps 1 to {len(parts.steps)}"
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
    enter, full = nearer = precaution.target_deg or movement.target_deg
    sign, (_, far) = movement.sign, movement.target_deg
    in_order = sign * movement.start_deg < sign * enter <= sign * full <= sign * far
    if precaution.target_deg and not in_order:
        return (
            f"has target_deg = [{nearer[0]:g}, {nearer[1]:g}]: it must lie between the start, "
            f"{movement.start_deg:g}, and {far:g}, in the order of the movement"
        )
    for limit in precaution.limit:
        if limit.when.measure == movement.measure and limit.when.excess(enter) > 0:
            return (
                f"has the limit {limit.name!r} ({limit.when}) before the target, which begins at "
                f"{enter:g}°: forbid the exercise instead"
            )
    return ""
