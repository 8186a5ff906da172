"""Prescription: what a physiotherapist asks of one patient in one exercise.

Target, hold, amount, and how much a fault weighs may change in both directions.  Limits only ever
tighten, and so do precautions: no target of a patient's own lies past them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import Field, ValidationError, field_validator

from formcheck.exercises.conditions import Definition, nearest
from formcheck.exercises.definition import Exercise
from formcheck.exercises.fault_kinds import ShortHoldFault
from formcheck.exercises.parts import Limit
from formcheck.exercises.plausible import (
    MOST_REPS,
    AngleDeg,
    DaysPair,
    HoldS,
    Reps,
    RestS,
    Sets,
)
from formcheck.exercises.precautions import heeded, strictest, with_early_warnings
from formcheck.exercises.targets import nearest_begin, with_target
from formcheck.exercises.validation import Misfit
from formcheck.kinematics.measures import MEASURES
from formcheck.pose.joints import SideChoice

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from formcheck.exercises.fault import Fault
    from formcheck.exercises.parts import Dose, Movement, Pair, Precaution

PRESCRIBED: Final = "prescribed"
"""The source of what a physiotherapist writes for one patient."""

OwnGrade = Literal["hint", "minor", "major", "off"]
"""How much a fault weighs for a patient; ``off`` = it is not looked for."""

LEAST_STRETCH_S: Final = 1.0
"""A stretch or a balance is held for at least so long (engineering default)."""


class Adjustment(Definition):
    """What a profile changes in one exercise."""

    allowed: bool = Field(default=True, description="false = not for this patient.")
    unlocked: bool = Field(
        default=False,
        description="true = this patient may do it although a precaution asks for your word "
        "first; its limits stay.",
    )
    instead: str | None = Field(None, description="The name of an exercise to do instead.")
    why: str | None = Field(None, description="The reason, in one sentence for the patient.")
    side: SideChoice | None = Field(
        None, description='The leg that is to work here, or "auto"; without it, as in the profile.'
    )
    target_deg: Annotated[tuple[AngleDeg, AngleDeg], Field(description="[from, to]")] | None = (
        Field(None, description="The target: from where on it counts, and the full extent.")
    )
    hold_s: HoldS | None = Field(None, description="The hold, in seconds; 0 = none.")
    sets: Sets | None = Field(None, description="The number of sets.")
    reps: Reps | None = Field(None, description="The number of repetitions (or holds) in a set.")
    rest_s: RestS | None = Field(None, description="Rest between sets, in seconds.")
    per_week: DaysPair | None = Field(None, description="Days in a week: from, to.")
    grades: dict[str, OwnGrade] = Field(
        default_factory=dict,
        description='How much single faults weigh, by their names: "hint", "minor", "major", or '
        '"off" = not looked for.  A "minor" one never grows to "major", but for a hold of less '
        "than its half.",
    )
    limit: tuple[Limit, ...] = Field((), description="Further or nearer limits.")

    @field_validator("limit", mode="before")
    @classmethod
    def _need_not_say_everything(cls, rows: object) -> object:
        """Give a limit without source and words the usual ones."""
        if not isinstance(rows, list):
            return rows
        usual = {"source": PRESCRIBED, "say": "That is far enough for you. Ease back."}
        return [usual | row if isinstance(row, dict) else row for row in rows]


NO_ADJUSTMENT: Final = Adjustment()
"""What is changed in an exercise that a profile does not name."""


def prescribe(
    exercise: Exercise, own: Adjustment, precautions: Sequence[Precaution] = ()
) -> Exercise:
    """Return an exercise as it is prescribed to a patient.

    Parameters
    ----------
    exercise
        The exercise.
    own
        What is changed for the patient; `unfit` finds nothing in it.
    precautions
        What the patient's precautions change in the exercise.

    Returns
    -------
    Exercise
        A copy.
    """
    for_all = with_target(exercise, _target_of(exercise, precautions))
    added = [*_limits_of(precautions), *own.limit]
    limits = _with_limits(exercise.limit, added)
    enter, full = own.target_deg or for_all.movement.target_deg
    changed = with_target(exercise, (enter, _cut_off(limits, exercise.movement, full)))
    changed = _with_grades(_with_hold(changed, own), own)
    limits = with_early_warnings(limits, added, changed)
    parts: dict[str, object] = {"limit": tuple(limits), "dose": _dose(exercise.dose, own)}
    asks = own.target_deg is not None or own.hold_s is not None
    if asks and PRESCRIBED not in exercise.movement.source:
        source = f"{exercise.movement.source}, {PRESCRIBED}"
        parts["movement"] = changed.movement.model_copy(update={"source": source})
    if own.target_deg is not None:
        parts["counted_from"] = None  # what is measured from there says nothing of this target
    parts["steps"] = heeded(exercise.steps, precautions)
    changed = changed.model_copy(update=parts)
    if own not in (NO_ADJUSTMENT, Adjustment(side=own.side, unlocked=own.unlocked)):
        sources = exercise.sources | {PRESCRIBED: "Set for this patient."}
        changed = changed.model_copy(update={"sources": sources})
    return changed


# --- Does it fit? --------------------------------------------------------------------------------


def unfit(
    exercise: Exercise, own: Adjustment, precautions: Sequence[Precaution] = ()
) -> Iterator[Misfit]:
    """Yield what of a prescription does not fit an exercise, with its place in its table.

    Parameters
    ----------
    exercise
        The exercise.
    own
        What is changed for the patient.
    precautions
        What the patient's precautions change in the exercise.
    """
    wrong = [
        *_unfit_amount(exercise, own),
        *_unfit_grades(_with_hold(exercise, own), own),
        *_unfit_limits(exercise, own, precautions),
        *_unfit_target(exercise, own, precautions),
    ]
    if not wrong:
        changed = prescribe(exercise, own, precautions)
        try:
            # The other precautions of the file need not fit what is tightened already.
            Exercise.model_validate(changed.model_dump(by_alias=True) | {"profile": {}})
        except ValidationError as error:
            message = error.errors()[0]["msg"].removeprefix("Value error, ")
            wrong.append(Misfit((), f"does not fit {exercise.name}: {message}"))
    yield from wrong


def _unfit_amount(exercise: Exercise, own: Adjustment) -> Iterator[Misfit]:
    if own.reps is not None and own.reps > MOST_REPS and exercise.dose.minutes is None:
        message = f"{own.reps} is more than the {MOST_REPS} of a set: ask for more sets"
        yield Misfit(("reps",), message)
    if exercise.kind == "hold" and own.hold_s is not None and own.hold_s < LEAST_STRETCH_S:
        message = f"{exercise.name} is there to be held: write {LEAST_STRETCH_S:g} or more"
        yield Misfit(("hold_s",), message)


def _unfit_grades(exercise: Exercise, own: Adjustment) -> Iterator[Misfit]:
    faults = {fault.name: fault for fault in exercise.fault}
    for name, grade in own.grades.items():
        place, fault = ("grades", name), faults.get(name)
        if fault is None:
            near = nearest(name, faults)
            hint = f"did you mean {near[0]}?" if near else f"it has {', '.join(faults) or 'none'}"
            yield Misfit(place, f"{exercise.name} has no fault named {name!r}: {hint}")
        elif grade in {"off", "hint"}:
            continue
        elif fault.seen == "weak":
            yield Misfit(
                place,
                f"one camera sees {name} only weakly, so it stays a hint: write 'hint' or 'off'",
            )
        elif exercise.scope == "counts":
            yield Misfit(
                place,
                f"the form of {exercise.name} is not judged, so its faults stay hints: write "
                "'hint' or 'off'",
            )
        else:
            try:
                _regraded(fault, grade)
            except ValidationError as error:
                yield Misfit(place, error.errors()[0]["msg"].removeprefix("Value error, "))


def _unfit_limits(
    exercise: Exercise, own: Adjustment, precautions: Sequence[Precaution]
) -> Iterator[Misfit]:
    before = _with_limits(exercise.limit, _limits_of(precautions))
    of_name = {limit.name: limit for limit in before}
    for number, limit in enumerate(own.limit):
        old = of_name.get(limit.name)
        if old is not None and not limit.tightens(old):
            yield Misfit(
                ("limit", number),
                f"the limit {limit.name!r} ({limit.when}, {limit.action}) would widen "
                f"{old.when}, {old.action}: a limit may only be tightened, so draw it nearer",
            )


def _unfit_target(
    exercise: Exercise, own: Adjustment, precautions: Sequence[Precaution]
) -> Iterator[Misfit]:
    movement, place = exercise.movement, ("target_deg",)
    sign, unit = movement.sign, "°" if MEASURES[movement.measure].is_angle else ""
    most = _target_of(exercise, precautions)
    enter, full = own.target_deg or most
    if sign * full < sign * enter:
        word = "larger" if sign > 0 else "smaller"
        yield Misfit(
            place,
            f"the angle of {exercise.name} becomes {word} towards the target, which begins where "
            f"it counts and ends at its full extent: write [{full:g}, {enter:g}]",
        )
        return
    if most != movement.target_deg and sign * full > sign * most[1]:
        yield Misfit(
            place,
            f"[{enter:g}, {full:g}] goes beyond {most[1]:g}{unit}, where the target ends for a "
            f"precaution of this patient: end it there",
        )
    elif own.target_deg and sign * enter < sign * movement.target_deg[0]:
        least = nearest_begin(exercise)
        if not sign * enter >= sign * least:
            yield Misfit(
                place,
                f"{enter:g}{unit} is too near to the start of {exercise.name} to be told from it: "
                f"let the target begin at {least:g}{unit} or further",
            )
    limits = _with_limits(exercise.limit, [*_limits_of(precautions), *own.limit])
    for limit in limits:
        if limit.when.measure == movement.measure and limit.when.excess(enter) > 0:
            yield Misfit(
                place,
                f"the target of {exercise.name} begins at {enter:g}{unit}, past the limit "
                f"{limit.name!r} ({limit.when}): set an easier target_deg",
            )


# --- What is changed -----------------------------------------------------------------------------


def _target_of(exercise: Exercise, precautions: Sequence[Precaution]) -> Pair:
    """Return the nearest begin and the nearest full extent that the precautions leave."""
    sign = exercise.movement.sign
    targets = [row.target_deg for row in precautions if row.target_deg is not None]
    targets.append(exercise.movement.target_deg)
    enter, full = (min(sign * each for each in ends) * sign for ends in zip(*targets, strict=True))
    return enter, full


def _limits_of(precautions: Sequence[Precaution]) -> tuple[Limit, ...]:
    return strictest([limit for row in precautions for limit in row.limit])


def _with_limits(limits: Sequence[Limit], added: Sequence[Limit]) -> list[Limit]:
    """Return limits with others added; of two of the same name the tighter one holds."""
    result = {limit.name: limit for limit in limits}
    for limit in added:
        old = result.get(limit.name)
        if old is None or not old.tightens(limit):
            result[limit.name] = limit
    return list(result.values())


def _cut_off(limits: Sequence[Limit], movement: Movement, full: float) -> float:
    """Return the full extent of a target, cut off where a limit begins."""
    for limit in limits:
        if limit.when.measure == movement.measure and limit.when.excess(full) > 0:
            beyond = limit.when.sense == "beyond"
            full = math.copysign(limit.when.at, full) if beyond else limit.when.at
    return full


def _with_hold(exercise: Exercise, own: Adjustment) -> Exercise:
    """Return an exercise with the patient's own hold; a fault watches for it if none does."""
    movement, faults = exercise.movement, exercise.fault
    if own.hold_s is None:
        return exercise
    times = own.hold_s / movement.hold_s if movement.hold_s else 1.0
    least_s = min(round(times * movement.least_hold_s, 1), own.hold_s)
    movement = movement.model_copy(update={"hold_s": own.hold_s, "least_hold_s": least_s})
    if own.hold_s and not any(isinstance(fault, ShortHoldFault) for fault in faults):
        taken = {row.name for _, row in exercise.parts().rows()}
        watched = ShortHoldFault(
            kind="short_hold",
            name="short_hold" if "short_hold" not in taken else "prescribed_hold",
            grade="hint" if exercise.scope == "counts" else "minor",
            say="Hold it a little longer.",
            source=PRESCRIBED,
        )
        faults = (*faults, watched)
    return exercise.model_copy(update={"movement": movement, "fault": faults})


def _with_grades(exercise: Exercise, own: Adjustment) -> Exercise:
    """Return an exercise whose faults weigh as much as they do for the patient."""
    if not own.grades:
        return exercise
    faults = tuple(
        fault if (grade := own.grades.get(fault.name)) is None else _regraded(fault, grade)
        for fault in exercise.fault
        if own.grades.get(fault.name) != "off"
    )
    return exercise.model_copy(update={"fault": faults})


def _regraded(fault: Fault, grade: OwnGrade) -> Fault:
    """Return a fault that weighs so much and never more; without a second step it keeps to it."""
    table = fault.model_dump() | {"grade": grade}
    table.pop("major_when", None)
    return type(fault).model_validate(table)


def _dose(dose: Dose, own: Adjustment) -> Dose:
    """Return the amount that is asked of the patient."""
    keys = ("sets", "reps", "rest_s", "per_week")
    asked = {key: value for key in keys if (value := getattr(own, key)) is not None}
    if not asked:
        return dose
    if own.reps is not None and dose.minutes is not None:
        asked["minutes"] = round(dose.minutes * own.reps / dose.reps, 1)
    return dose.model_copy(update=asked | {"source": PRESCRIBED})
