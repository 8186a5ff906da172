"""The programme's part of a new patient's file: every slot with its forms, as comments."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Final

from formcheck.exercises.profile import Profile, exercise_named
from formcheck.programme.definition import load_programme, programme_names
from formcheck.programme.fitted import fitted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from formcheck.exercises.definition import PrecautionName
    from formcheck.programme.fitted import FittedSlot

_WIDE: Final = 96

_HEAD: Final = """\
# --- The programme: what is done on which days (formcheck today {file}) ---------------
{off}
{mark}[programme]
{mark}use       = "{name}"
{mark}leave_out = []               # slots that this patient does not do, by their names below
# since   = 2026-12-01         # from this day on the changes below hold; write it when you change
#                                them later, else the patient goes on where progress has led
"""

_CHANGES: Final = """
# What is different in a slot.  It begins so; more is offered when it goes well twice running.
#
# [programme.change.{slot}]
# days     = ["mon", "wed", "fri"]   # or per_week = [2, 3]: formcheck spreads the days
# sets     = 2                 # from the first day; without sets and reps: 1, 2, 3 sets in 3 weeks
# reps     = 8
# begin_at = 2                 # the form with which it begins, 1 = the easiest
# go_up_to = 2                 # the hardest form that is ever offered

# An exercise that the programme has not, or several forms of it, the easiest first:
#
# [programme.add.side_lying]
# kind      = "strength"       # warm_up, motion, strength, stretch, balance, aerobic
# exercises = ["clamshell"]
# per_week  = [2, 3]
# sets      = 2
# reps      = 8
"""


def programme_part(
    file: str, name: str, precautions: Sequence[PrecautionName] = (), *, is_used: bool
) -> str:
    """Return the lines of the ``[programme]`` part of a new patient's file.

    Parameters
    ----------
    file, name
        The name of the file, and of the programme that is listed.
    precautions
        What holds for the patient: forms that they forbid are marked.
    is_used
        False = the part is there as a comment only.

    Returns
    -------
    str
        Lines of a TOML file.
    """
    programme = load_programme(name)
    profile = Profile.model_construct(schema_version=1, name="", precautions=tuple(precautions))
    slots = fitted(programme, profile)
    mark = "" if is_used else "# "
    off = "" if is_used else "# Take the # away from the next three lines to use it.\n"
    others = ", ".join(other for other in programme_names() if other != name)
    lines = [_HEAD.format(file=file, name=name, mark=mark, off=off).replace("\n\n", "\n", 1)]
    lines += [f"# The slots of {name} (others: {others}) and their forms:"]
    for slot in slots:
        lines += _slot(slot)
    changed = next(slot for slot in slots if slot.slot.kind == "strength" and slot.rungs)
    return "\n".join([*lines, _CHANGES.format(slot=changed.name)])


def _slot(slot: FittedSlot) -> Iterator[str]:
    """Yield the lines about a slot: its name, what it is for, and its forms by number."""
    least, most = slot.slot.per_week
    days = f"{most}" if least == most else f"{least} to {most}"
    yield f"#   {slot.name:<16} {slot.slot.title}, {days} days a week"
    forms = []
    for number, rung in enumerate(slot.slot.ladder, 1):
        title = rung.title or exercise_named(rung.exercise).title
        note = "" if number - 1 in slot.rungs else " (not with these precautions)"
        forms.append(f"{number} {title}{note}" if len(slot.slot.ladder) > 1 else f"{title}{note}")
    indent = f"#   {'':<16}   "
    yield from wrap("; ".join(forms), _WIDE, initial_indent=indent, subsequent_indent=indent)
