"""Performances by the hundred: who, how and from where, drawn by lot and varied one by one.

Families, for the accuracy benchmark:

- ``tune``: sets with faults from about the recommended place, to look at while a threshold is
  being chosen;
- ``report``: the same from other lots, never looked at for that, to measure how right it is;
- ``view``: one repetition by another person each time, with the camera turned away;
- ``vary``: one plain set, with one thing about the camera, the light or the person changed;
- ``idle``: people who do not exercise.

The lots come from the name of each performance, so every run draws the same ones.
"""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from tools.render_patients.exercises import IDLE
from tools.render_patients.patients import (
    ANNA,
    FACING,
    LYING,
    PAUL,
    RUTH,
    SCRIPTS,
    STANDING,
    Script,
    Wrong,
)
from tools.render_patients.performance import Effort, Film, Performance, Person, Place, Viewpoint
from tools.render_patients.skeleton import SIDES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tools.render_patients.performance import RGB
    from tools.render_patients.skeleton import Side

KARL: Final = Person("male", age_years=70, height_m=1.72, weight=0.95, muscle=0.4)
MIA: Final = Person("female", age_years=34, height_m=1.75, weight=0.25, muscle=0.6)
PEOPLE: Final[Mapping[str, Person]] = {
    "anna": ANNA,
    "paul": PAUL,
    "ruth": RUTH,
    "karl": KARL,
    "mia": MIA,
}
SHIRTS: Final[tuple[RGB, ...]] = (
    (58, 110, 165),
    (150, 70, 60),
    (96, 120, 84),
    (212, 206, 196),
    (44, 46, 52),
)
TROUSERS: Final[tuple[RGB, ...]] = ((52, 54, 62), (40, 50, 74), (120, 116, 108), (88, 60, 70))
SKINS: Final[tuple[RGB, ...]] = ((214, 170, 144), (176, 128, 100), (126, 84, 62), (232, 194, 172))
HAIRS: Final[tuple[RGB, ...]] = ((150, 146, 142), (60, 48, 40), (196, 194, 190))

FPS: Final = 15
NOISE: Final = 3.0
TUNE: Final = range(1, 4)
REPORT: Final = range(1, 5)
FAULTS_IN_A_SET: Final = 3
YAWS: Final = (10, -20, 30, -40, 50, -50, 65, -65, 90)


CAMERAS: Final[Mapping[str, Mapping[str, float]]] = {
    **{f"height{height}": {"height_m": height} for height in (0.3, 1.4)},
    **{f"distance{metres}": {"distance_m": metres} for metres in (1.5, 5.0)},
    **{f"pitch{angle:+d}": {"pitch_deg": angle} for angle in (10, -10)},
    **{f"roll{angle:+d}": {"roll_deg": angle} for angle in (10, -10)},
}
FILMS: Final[Mapping[str, Film]] = {
    "dim": Film("dim", NOISE),
    "bright": Film("bright", NOISE),
    "blurred": Film("normal", NOISE, shutter_s=0.06),
}
SIZES: Final[Mapping[str, tuple[int, int]]] = {
    "240p": (320, 240),
    "1080p": (1920, 1080),
}
BED_M: Final = 0.5
RATES: Final = (10, 30, 60)


def sweep() -> Mapping[str, Performance]:
    """Every performance by name, those that matter most first."""
    found = [
        drawn(exercise, family, number)
        for family, numbers in (("tune", TUNE), ("report", REPORT))
        for number in numbers
        for exercise in SCRIPTS
    ]
    for family in ("tune", "report"):
        for exercise, script in SCRIPTS.items():
            found += [set_up(exercise, family, fault) for fault in script.setups]
    found += [turned(exercise, yaw) for yaw in YAWS for exercise in SCRIPTS]
    by_exercise = [tuple(varied(exercise)) for exercise in SCRIPTS]
    for same in zip_longest(*by_exercise):
        found += [each for each in same if each is not None]
    found += idle()
    return {each.name: each for each in found}


def drawn(exercise: str, family: str, number: int) -> Performance:
    """A set with faults, from about the recommended place, by lot."""
    name = f"{exercise}-{family}-{number}"
    lot = random.Random(name)  # noqa: S311  # no secret
    return by_lot(name, exercise, lot, efforts=tuple(_efforts(SCRIPTS[exercise], lot, number)))


def set_up(exercise: str, family: str, fault: str) -> Performance:
    """A short set in which every repetition has a fault of the set-up."""
    name = f"{exercise}-{family}-{fault}"
    lot = random.Random(name)  # noqa: S311  # no secret
    script = SCRIPTS[exercise]
    wrong = script.setups[fault]
    both = _one(script, lot, wrong), _one(script, lot, wrong)
    efforts = tuple(replace(one, faults={fault: 0.0}) for one in both)
    efforts = efforts[:1] if script.counted_holds else efforts
    return replace(by_lot(name, exercise, lot, efforts=efforts), setup=fault)


def turned(exercise: str, yaw_deg: int) -> Performance:
    """Return one repetition of a person by lot before a camera turned off by some degrees."""
    name = f"{exercise}-view-{yaw_deg:+d}"
    lot = random.Random(name)  # noqa: S311  # no secret
    each = by_lot(name, exercise, lot, efforts=(_one(SCRIPTS[exercise], lot, Wrong()),))
    return replace(each, viewpoint=replace(each.viewpoint, yaw_deg=yaw_deg))


def by_lot(
    name: str, exercise: str, lot: random.Random, *, efforts: tuple[Effort, ...]
) -> Performance:
    """Return a person by lot before a camera at about the recommended place."""
    script = SCRIPTS[exercise]
    viewpoint = replace(
        script.viewpoint,
        height_m=round(lot.uniform(*script.height_m), 3),
        distance_m=round(lot.uniform(*script.distance_m), 3),
        yaw_deg=round(lot.uniform(-10, 10), 1),
        pitch_deg=round(lot.uniform(-3, 3), 1),
        roll_deg=round(lot.uniform(-3, 3), 1),
        field_deg=round(lot.uniform(45, 52), 1),
    )
    side: Side = lot.choice(SIDES)
    return _performance(
        name,
        exercise,
        efforts=efforts,
        person=_person(lot),
        viewpoint=seen_from(viewpoint, side),
        side=side,
        place=Place(furniture=lot.choice((0, 4, 8))),
        film=Film(noise=NOISE),
    )


def idle() -> list[Performance]:
    """People who do not exercise, from the right, from the front, and others from the left."""
    found = []
    for row, activity in enumerate(sorted(IDLE)):
        beside = LYING if activity == "lying" else STANDING
        places = {"side": beside, "front": FACING, "left": seen_from(beside, "left")}
        if activity == "lying":
            del places["front"]
        for where, viewpoint in places.items():
            who = tuple(PEOPLE.values())[(row + 2 * (where == "left")) % len(PEOPLE)]
            found.append(
                Performance(
                    name=f"{activity}-idle-{where}",
                    exercise=activity,
                    side="left" if where == "left" else "right",
                    efforts=(),
                    person=who,
                    viewpoint=replace(viewpoint, field_deg=50.0),
                    fps=FPS,
                    lasts_s=20.0,
                    place=Place(furniture=4),
                    film=Film(noise=NOISE),
                )
            )
    return found


def varied(exercise: str) -> Iterator[Performance]:
    """One plain set, and the same with one thing changed at a time."""
    script = SCRIPTS[exercise]
    middle = sum(script.good_deg) / 2
    hold_s = sum(script.hold_s) / 2
    efforts = (
        Effort(middle, 1.8, hold_s, 1.8),
        Effort(sum(script.partial_deg) / 2, 1.5, 1.5, 1.5, kind="partial"),
    )
    plain = _performance(
        f"{exercise}-vary-plain",
        exercise,
        efforts=efforts,
        person=ANNA,
        viewpoint=replace(script.viewpoint, field_deg=48.0),
        side="right",
        place=Place(),
        film=Film(noise=NOISE),
    )
    yield plain

    def other(what: str, **changes: object) -> Performance:
        return replace(plain, name=f"{exercise}-vary-{what}", **changes)  # type: ignore[arg-type]

    for what, changes in CAMERAS.items():
        yield other(what, viewpoint=replace(plain.viewpoint, **changes))  # type: ignore[arg-type]
    for what, film in FILMS.items():
        yield other(what, film=film)
    for fps in RATES:
        yield other(f"{fps}fps", fps=fps)
    for what, size_px in SIZES.items():
        yield other(what, viewpoint=replace(plain.viewpoint, size_px=size_px))
    if script.viewpoint is LYING:
        higher = replace(plain.viewpoint, height_m=plain.viewpoint.height_m + BED_M)
        yield other("bed", place=Place(bed_m=BED_M), viewpoint=higher)


def seen_from(viewpoint: Viewpoint, side: str) -> Viewpoint:
    """The same camera at the left instead of the right, where it makes a difference."""
    if side == "left":
        left, forward, up = viewpoint.look_at_m
        return replace(viewpoint, facing_deg=-viewpoint.facing_deg, look_at_m=(-left, forward, up))
    return viewpoint


def _performance(name: str, exercise: str, **parts: object) -> Performance:
    script = SCRIPTS[exercise]
    return Performance(
        name=name,
        exercise=exercise,
        fps=FPS,
        start_s=2.0,
        counted="holds" if script.counted_holds else "reps",
        **parts,  # type: ignore[arg-type]
    )


def _person(lot: random.Random) -> Person:
    person = lot.choice(tuple(PEOPLE.values()))
    return replace(
        person,
        legwear=lot.choice(("shorts", "shorts", "trousers")),
        shirt=lot.choice(SHIRTS),
        trousers=lot.choice(TROUSERS),
        skin=lot.choice(SKINS),
        hair=lot.choice(HAIRS),
    )


def _efforts(script: Script, lot: random.Random, number: int) -> Iterator[Effort]:
    """A good one, then a small one, one too far and some with faults, in any order.

    The faults take turns, so that a few sets show them all.
    """
    yield _one(script, lot, Wrong())
    small = replace(_one(script, lot, Wrong(peak_deg=script.partial_deg)), kind="partial")
    rest = [replace(small, hold_s=1.5)]
    names = tuple(script.faults)
    at_once = FAULTS_IN_A_SET if not script.counted_holds else 1
    first = (number - 1) * at_once
    turn = dict.fromkeys(names[(first + k) % len(names)] for k in range(at_once))
    rest += [_with(script, lot, fault) for fault in turn]
    if not script.counted_holds:
        rest.append(_one(script, lot, Wrong()))
    if script.excess is not None and number % 2:
        rest.append(_one(script, lot, script.excess))
    lot.shuffle(rest)
    yield from rest


def _with(script: Script, lot: random.Random, fault: str) -> Effort:
    wrong = script.faults[fault]
    digits = 2 if wrong.amount[1] < 1 else 1
    amount = round(lot.uniform(*wrong.amount), digits)
    return replace(_one(script, lot, wrong), faults={fault: amount})


def _one(script: Script, lot: random.Random, wrong: Wrong) -> Effort:
    """Return an effort by lot, good apart from the given fault."""
    return Effort(
        round(lot.uniform(*(wrong.peak_deg or script.good_deg)), 1),
        rise_s=round(lot.uniform(*(wrong.rise_s or (1.4, 2.2))), 2),
        hold_s=round(lot.uniform(*(wrong.hold_s or script.hold_s)), 2),
        lower_s=round(lot.uniform(*(wrong.lower_s or (1.5, 2.2))), 2),
        pause_s=round(lot.uniform(0.9, 1.3), 2),
        unclear=wrong.unclear,
    )
