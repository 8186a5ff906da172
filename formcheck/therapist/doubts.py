"""What is doubtful in a patient's file that loads: lines without effect, and too much of a thing.

Nothing here forbids anything.  Each doubt names its line, what follows from it, and what to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from formcheck.exercises.mistakes import Locator, Mistake
from formcheck.exercises.profile import blocked, exercise_named, tighten
from formcheck.programme.fitted import fitted
from formcheck.programme.slots import MOST_STRENGTH_DAYS
from formcheck.therapist.week import weeks_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.loader import TomlFile
    from formcheck.exercises.parts import Limit
    from formcheck.exercises.prescription import Adjustment
    from formcheck.exercises.profile import Profile
    from formcheck.programme.fitted import FittedSlot
    from formcheck.programme.slots import Slot
    from formcheck.therapist.plan import Plan

LONG_DAY_MIN: Final = 75
"""A day that takes longer is doubtful (engineering default)."""

LAST_WEEK: Final = 4
"""The week that is looked at: the sets of the first three grow."""

NO_WARM_UP: Final = (
    "no warm-up is left: five to ten minutes of warm-up come before every session (AAOS, GLA:D); "
    'leave out fewer slots, or add one of kind = "warm_up"'
)
NO_PROGRAMME: Final = (
    "the file names no programme, so formcheck today takes the one that was done last, at first "
    'hip-start: write [programme] with use = "hip-start"'
)
NO_SIDE: Final = (
    'after a hip replacement one side is concerned, and the file says "auto": write "left" or '
    '"right"'
)


def doubts(plan: Plan, file: TomlFile) -> list[Mistake]:
    """Return what is doubtful in a plan, in the order of its file.

    Parameters
    ----------
    plan
        The plan; it loads.
    file
        Its file.

    Returns
    -------
    list of Mistake
        Each with its line, its key and a sentence.
    """
    locator = Locator(file.table, file.text)
    found = [*_of_profile(plan.profile, locator, file.table)]
    for name in plan.profile.exercise:
        found += _of_exercise(plan, name, locator)
    found += _of_programme(plan, locator)
    found = [row._replace(message=row.message.rstrip(".")) for row in found]
    return sorted(dict.fromkeys(found), key=lambda row: (row.line or 10**6, row.key))


def _of_profile(profile: Profile, locator: Locator, table: Mapping[str, Any]) -> Iterator[Mistake]:
    if profile.has_new_hip and profile.side == "auto":
        yield locator.mistake(("side",), NO_SIDE, missing="side" not in table)


# --- Single exercises ---------------------------------------------------------------------------


def _of_exercise(plan: Plan, name: str, locator: Locator) -> Iterator[Mistake]:
    profile, own = plan.profile, plan.profile.exercise[name]
    exercise, place = exercise_named(name), ("exercise", name)
    block = blocked(exercise, profile)
    if own.unlocked and all(row.allowed is True for row in profile.rows_of(exercise)):
        message = "nothing holds this exercise back, so this line does nothing: remove it"
        yield locator.mistake((*place, "unlocked"), message)
    if block is not None and own.allowed:
        yield locator.mistake(place, _blocked_message(block.why, is_locked=block.is_locked))
        return
    if not own.allowed:
        if own.model_dump(exclude_unset=True).keys() - {"allowed", "why", "instead"}:
            message = "the exercise is not allowed, so its other lines do nothing: remove them"
            yield locator.mistake((*place, "allowed"), message)
        return
    yield from _of_limits(exercise, profile, own, locator)
    yield from _of_days(plan, exercise, own, locator)


def _blocked_message(why: str, *, is_locked: bool) -> str:
    if is_locked:
        return (
            f"a precaution holds this exercise back, so what is written here has no effect: {why} "
            "Write unlocked = true here if this patient may do it"
        )
    return (
        f"a precaution forbids this exercise, so what is written here has no effect: {why} "
        "Remove these lines, or the precaution"
    )


def _of_limits(
    exercise: Exercise, profile: Profile, own: Adjustment, locator: Locator
) -> Iterator[Mistake]:
    """Yield limits of the therapist that never speak, because another one comes first."""
    held = tighten(exercise, profile).limit
    for number, limit in enumerate(own.limit):
        others = (row for row in held if row.name != limit.name)
        first = next((row for row in others if _is_first(row, limit)), None)
        if first is not None:
            yield locator.mistake(
                ("exercise", exercise.name, "limit", number),
                f"this limit ({limit.when}) is looser than {first.name!r} ({first.when}), which "
                "holds already, so it never speaks: draw it nearer, or remove it",
            )


def _is_first(row: Limit, limit: Limit) -> bool:
    """Return True if a limit speaks before another one, and asks for as much."""
    return row.tightens(limit) and not limit.tightens(row)


def _of_days(
    plan: Plan, exercise: Exercise, own: Adjustment, locator: Locator
) -> Iterator[Mistake]:
    """Yield days of a week that are too many, or that no programme reads."""
    if own.per_week is None:
        return
    slot = _home(plan, exercise.name)
    place = ("exercise", exercise.name, "per_week")
    usual = exercise.dose.per_week[1]
    is_strength = exercise.kind == "reps" and usual <= MOST_STRENGTH_DAYS
    is_strength = slot.kind == "strength" if slot else is_strength
    if is_strength and own.per_week[1] > MOST_STRENGTH_DAYS:
        yield locator.mistake(
            place,
            f"{own.per_week[1]:g} days a week are much for strength: muscles need a day of rest "
            f"between, so {MOST_STRENGTH_DAYS} days are usual (AAOS, My Hip Exercise)",
        )
    if slot is not None:
        yield locator.mistake(
            place,
            "the programme has days of its own, so formcheck today does not read this: write days "
            f"or per_week below [programme.change.{slot.name}]",
        )


def _home(plan: Plan, exercise: str) -> Slot | None:
    """Return the slot of a programme that has an exercise on its ladder."""
    slots = () if plan.programme is None else plan.programme.slot
    return next((s for s in slots if any(rung.exercise == exercise for rung in s.ladder)), None)


# --- The programme ------------------------------------------------------------------------------


def _of_programme(plan: Plan, locator: Locator) -> Iterator[Mistake]:
    programme, own = plan.programme, plan.profile.programme
    if programme is None or own is None:
        yield Mistake(0, "", NO_PROGRAMME)
        return
    kinds = {slot.kind for slot in programme.slot}
    if "warm_up" not in kinds:
        yield locator.mistake(("programme", "leave_out"), NO_WARM_UP)
    if "strength" not in kinds:
        message = "no strength exercise is left: two or three days of a week are advised (WHO)"
        yield locator.mistake(("programme", "leave_out"), message)
    for slot in fitted(programme, plan.profile):
        yield from _of_slot(plan, slot, locator)
    week = weeks_of(programme, plan.profile, weeks=LAST_WEEK)[-1]
    longest = max(day.minutes for day in week)
    if longest > LONG_DAY_MIN:
        yield locator.mistake(
            ("programme", "use"),
            f"the longest day takes about {longest:.0f} minutes from week {LAST_WEEK} on: long "
            "sessions are left out sooner, so consider fewer exercises, or spread their days",
        )


def _key_to(slot: FittedSlot) -> str:
    """Return what unlocks a slot; empty = nothing does."""
    for rung in slot.slot.ladder:
        block = blocked(exercise_named(rung.exercise), slot.profile) if rung.exercise else None
        if block is not None and block.is_locked:
            return f" Write unlocked = true below [exercise.{rung.exercise}] if this patient may"
    return ""


def _of_slot(plan: Plan, slot: FittedSlot, locator: Locator) -> Iterator[Mistake]:
    """Yield forms of a slot that a precaution takes away, and forms that are never reached."""
    own = plan.profile.programme
    if own is None:  # the caller has looked
        return
    part = "add" if slot.name in own.add else "change"
    is_written = slot.name in own.add or slot.name in own.change
    place = ("programme", part, slot.name) if is_written else ("programme", "use")
    if not slot.rungs:
        whys = " ".join(dict.fromkeys(note.why for note in slot.notes.values()))
        yield locator.mistake(
            place, f"nothing of {slot.name!r} is left for this patient: {whys}{_key_to(slot)}"
        )
        return
    begin = slot.slot.begin_at - 1
    if begin not in slot.rungs:
        message = (
            f"form {begin + 1} of {slot.name!r} is not for this patient "
            f"({slot.notes[begin].why}), so it begins with form {slot.first + 1}: "
            f"{slot.title(slot.first)}"
        )
        yield locator.mistake((*place, "begin_at"), message)
    last = max(slot.rungs)
    fixed = [rung for rung in slot.rungs if slot.first <= rung < last and slot.has_own_dose(rung)]
    if fixed:
        name = slot.rungs[fixed[0]].exercise
        yield locator.mistake(
            ("exercise", name),
            f"sets, reps or hold_s here are fixed, so {slot.name!r} stays at this form and form "
            f"{last + 1} ({slot.title(last)}) is never reached: write them below "
            f"[programme.change.{slot.name}] if it may become harder",
        )
