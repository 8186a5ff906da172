"""A patient's plan: prescription, precautions and programme, all from the patient's one file.

The file has a ``[programme]`` part that names a programme and changes its slots.  A file without
that part is a plan without a programme.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pydantic import ValidationError

from formcheck.errors import ExerciseError
from formcheck.exercises.conditions import nearest
from formcheck.exercises.loader import exercise_names, is_path, load_definition, read_table
from formcheck.exercises.mistakes import Locator, summary
from formcheck.exercises.prescription import PRESCRIBED
from formcheck.exercises.profile import (
    OwnProgramme,
    Profile,
    SlotAdded,
    SlotChange,
    known_precaution,
    own_file,
    profile_misfits,
)
from formcheck.exercises.validation import Misfit
from formcheck.programme.definition import Programme, load_programme
from formcheck.programme.slots import Slot
from formcheck.programme.today import ORDER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from formcheck.exercises.conditions import Place

USUAL_SETS: Final = 2
USUAL_REPS: Final = 8
"""How an added slot begins if its file does not say it (AAOS: 8 repetitions first)."""

_STAYS: Final = {"kind", "exercises", "days", "per_week"}
"""Keys of a change that are no plain key of a slot."""


class Plan(NamedTuple):
    """A patient's file, as the commands for the physiotherapist and ``today`` use it."""

    profile: Profile
    programme: Programme | None
    """The programme with the patient's own changes; None = the file names none."""


def load_plan(path: Path, precautions: Sequence[str] = ()) -> Plan:
    """Return the plan in a patient's file.

    Parameters
    ----------
    path
        The file.
    precautions
        Names of precautions that hold besides those of the file.

    Returns
    -------
    Plan
        The profile and the programme.

    Raises
    ------
    ExerciseError
        If the file is malformed, or does not fit its programme; the message lists all mistakes.
    """
    profile = load_definition(Profile, path, cross_check=_all_misfits)
    further = [known_precaution(name) for name in precautions if name not in profile.precautions]
    held = {"precautions": (*profile.precautions, *further)}
    profile = profile.model_copy(update=held) if further else profile
    return Plan(profile, own_programme(profile))


def is_plan(path: Path) -> bool:
    """Return True if a file is a patient's file, and no programme's: a programme has slots."""
    return "slot" not in read_table(path).table


def own_programme(profile: Profile) -> Programme | None:
    """Return the programme of a patient with the patient's own changes; None = none is named.

    Parameters
    ----------
    profile
        The patient's file.

    Returns
    -------
    Programme or None
        It keeps the name of the programme that was changed: the diary knows its slots by that.

    Raises
    ------
    ExerciseError
        If the changes do not fit.
    """
    own = profile.programme
    if own is None:
        return None
    wrong = list(_misfits(own))
    if wrong:
        table = {"programme": own.model_dump()}
        found = [Locator(table).mistake(("programme", *row.place), row.message) for row in wrong]
        raise ExerciseError(summary(f"The profile {profile.name!r}", found))
    base = _base(own)
    slots = [
        _changed(slot, own.change[slot.name]) if slot.name in own.change else slot
        for slot in base.slot
        if slot.name not in own.leave_out
    ]
    slots += [_added(name, added) for name, added in own.add.items()]
    slots.sort(key=lambda slot: ORDER.index(slot.kind))
    sources = {**base.sources, PRESCRIBED: "Set for this patient."}
    return base.model_copy(update={"slot": tuple(slots), "sources": sources})


def _base(own: OwnProgramme) -> Programme:
    """Return the programme that a patient's file changes."""
    from pathlib import Path  # a name of a file, in the patient's own words

    return load_programme(Path(own.use) if is_path(own.use) else own.use)


def _changed(slot: Slot, change: SlotChange) -> Slot:
    """Return a slot as a patient does it; raises ValidationError if that does not fit."""
    table = slot.model_dump() | _plain(change) | _days(change, slot.per_week)
    if change.sets is not None or change.reps is not None:
        table["ramp"] = ()  # the amount is the therapist's from the first day
    if "hold_s" in table and change.hold_s is not None and slot.most_hold_s is not None:
        table["most_hold_s"] = max(slot.most_hold_s, change.hold_s)
    for small, large in (("sets", "most_sets"), ("reps", "most_reps")):
        if table[large] is not None:
            table[large] = max(table[large], table[small])
    return Slot.model_validate(table | {"source": f"{slot.source}, {PRESCRIBED}"})


def _added(name: str, added: SlotAdded) -> Slot:
    """Return a slot that a patient does besides; raises ValidationError if it does not fit."""
    usual = {"sets": USUAL_SETS, "reps": USUAL_REPS, "title": name.replace("_", " ").capitalize()}
    ladder = [{"exercise": each, "source": PRESCRIBED} for each in added.exercises]
    most = (2, 3) if added.kind == "strength" else (3, 7)
    table = {"name": name, "kind": added.kind, "ladder": ladder, "source": PRESCRIBED}
    return Slot.model_validate(usual | table | _plain(added) | _days(added, most))


def _plain(change: SlotChange) -> dict[str, Any]:
    table = change.model_dump(exclude_none=True)
    return {key: value for key, value in table.items() if key not in _STAYS}


def _days(change: SlotChange, usual: tuple[int, int]) -> dict[str, Any]:
    """Return the days of a slot; with days that are named, their number is the most."""
    if change.days is None:
        days = {} if change.per_week is None else {"days": ()}
        return {**days, "per_week": change.per_week or usual}
    most = len(change.days)
    return {"days": change.days, "per_week": change.per_week or (min(usual[0], most), most)}


# --- Does it fit together? -----------------------------------------------------------------------


def _all_misfits(table: Mapping[str, Any]) -> Iterator[Misfit]:
    """Yield what does not fit in a patient's file, also if parts of it are malformed."""
    yield from profile_misfits(table)
    row = table.get("programme")
    try:
        own = OwnProgramme.model_validate(row)
    except ValidationError:
        return  # its keys are explained one by one
    yield from (Misfit(("programme", *each.place), each.message) for each in _misfits(own))


def _misfits(own: OwnProgramme) -> Iterator[Misfit]:
    """Yield what does not fit between a programme and a patient's changes of it."""
    try:
        base = _base(own)
    except ExerciseError as error:
        yield Misfit(("use",), str(error))
        return
    names = {slot.name: slot for slot in base.slot}
    for number, name in enumerate(own.leave_out):
        if name not in names:
            yield Misfit(("leave_out", number), _unknown(name, names, base))
    for name, change in own.change.items():
        place: Place = ("change", name)
        if name not in names:
            yield Misfit(place, _unknown(name, names, base))
        elif name in own.leave_out:
            yield Misfit(place, f"{name} is left out, so nothing of it can change: remove one")
        else:
            yield from _unfit(place, lambda n=name, c=change: _changed(names[n], c))
    homes = {
        rung.exercise: slot.title
        for slot in base.slot
        if slot.name not in own.leave_out
        for rung in slot.ladder
    }
    for name, added in own.add.items():
        place = ("add", name)
        if name in names:
            yield Misfit(place, f"{base.name} has a slot {name} already: write [programme.change]")
        yield from _unknown_exercises(place, added, homes)
        homes |= dict.fromkeys(added.exercises, name)
        yield from _unfit(place, lambda n=name, a=added: _added(n, a))
    if not own.add and names.keys() <= set(own.leave_out):
        yield Misfit(("leave_out",), "nothing of the programme is left: leave out fewer slots")


_SPOKEN_OF: Final = ("days", "begin_at", "go_up_to", "per_week")
"""Keys by which a message about a whole slot finds its line."""


def _unfit(place: Place, make: Any) -> Iterator[Misfit]:  # noqa: ANN401  # makes a slot
    """Yield what is wrong with a slot as it would be."""
    try:
        make()
    except ValidationError as error:
        for detail in error.errors():
            for message in detail["msg"].removeprefix("Value error, ").split("; "):
                key = next((key for key in _SPOKEN_OF if key in message), "")
                yield Misfit((*place, key) if key else place, message)


def _unknown(name: str, names: Mapping[str, Slot], base: Programme) -> str:
    near = "".join(f"did you mean {word}? " for word in nearest(name, names)[:1])
    return f"{base.name} has no slot {name}: {near}its slots are {', '.join(names)}"


def _unknown_exercises(
    place: Place, added: SlotAdded, homes: Mapping[str, str]
) -> Iterator[Misfit]:
    for number, name in enumerate(added.exercises):
        here = (*place, "exercises", number)
        if name in homes:
            yield Misfit(here, f"{name} is in {homes[name]!r} already: remove one of them")
        elif name not in exercise_names() and not own_file(name).exists():
            likely = nearest(name, exercise_names())[:1]
            near = "".join(f"did you mean {word}? " for word in likely)
            yield Misfit(here, f"{name} is no exercise: {near}formcheck exercises list shows all")
