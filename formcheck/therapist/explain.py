"""A patient's file line by line: what each line means for this patient, in plain words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from formcheck.exercises.loader import exercise_names
from formcheck.exercises.mistakes import key_lines
from formcheck.exercises.precautions import meanings
from formcheck.exercises.profile import blocked, exercise_named
from formcheck.kinematics.measures import MEASURES, shown
from formcheck.programme.definition import load_programme
from formcheck.programme.fitted import fitted
from formcheck.programme.levels import begin, named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from formcheck.exercises.conditions import Place
    from formcheck.exercises.definition import Exercise, PrecautionName
    from formcheck.exercises.loader import TomlFile
    from formcheck.exercises.profile import Profile
    from formcheck.programme.fitted import FittedSlot
    from formcheck.therapist.plan import Plan

_DAY_NAMES: Final = {
    "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday",
    "sat": "Saturday", "sun": "Sunday",
}  # fmt: skip


class LineNote(NamedTuple):
    """What one line of a file means.

    Attributes
    ----------
    line
        Counted from 1.
    text
        The line itself, without its comment.
    says
        Sentences about it.
    """

    line: int
    text: str
    says: tuple[str, ...]


def explained(plan: Plan, file: TomlFile) -> list[LineNote]:
    """Return what each line of a patient's file means, in the order of the file.

    Parameters
    ----------
    plan, file
        The plan, and its file.

    Returns
    -------
    list of LineNote
        Empty lines, comments and lines that only open a list are left out.
    """
    lines = file.text.split("\n")
    notes: dict[int, list[str]] = {}
    for place, number in key_lines(file.text).items():
        for words in _words(plan, place, _value(file.table, place)):
            notes.setdefault(number, []).extend([words] if words else [])
    for name, number in _precaution_lines(lines, plan.profile.precautions):
        notes.setdefault(number, []).extend(_precaution(plan, name))
    return [
        LineNote(number, _bare(lines[number - 1]), tuple(dict.fromkeys(notes[number])))
        for number in sorted(notes)
        if notes[number]
    ]


def _bare(line: str) -> str:
    """Return a line without its comment and the spaces in front of =."""
    kept = re.match(r"""(?:[^#"']|"[^"]*"|'[^']*')*""", line)
    return re.sub(r"\s+=", " =", kept[0] if kept else line).strip()


def _value(table: Any, place: Place) -> Any:  # noqa: ANN401  # whatever the file has there
    for step in place:
        table = table[step]
    return table


def _precaution_lines(
    lines: Sequence[str], names: Sequence[PrecautionName]
) -> Iterator[tuple[PrecautionName, int]]:
    """Yield the line on which each precaution of the file stands; items have no key."""
    for name in names:
        quoted = re.compile(rf"""^[^#]*["']{name}["']""")
        number = next((n for n, line in enumerate(lines, 1) if quoted.search(line)), None)
        if number is not None:
            yield name, number


# --- Precautions --------------------------------------------------------------------------------


def _precaution(plan: Plan, name: PrecautionName) -> Iterator[str]:
    """Yield what a precaution means for this patient."""
    row = meanings().precaution[name]
    yield f"{row.title}. To be avoided: {'; '.join(row.avoid)}. {row.until}"
    exercises = _exercises(plan)
    yield from _limits(exercises, name)
    out: list[str] = []
    locked: list[str] = []
    for exercise in exercises:
        block = blocked(exercise, plan.profile)
        if name in exercise.profile and block is not None:
            (locked if block.is_locked else out).append(exercise.title)
    if out:
        yield f"Not for this patient: {', '.join(sorted(out))}."
    if locked:
        yield f"Not until you unlock it here: {', '.join(sorted(locked))}."
    yield f"The camera cannot see {'; '.join(row.cannot_see)}."


def _exercises(plan: Plan) -> list[Exercise]:
    """Return the exercises that this plan is about: those of its programme, or all."""
    slots = () if plan.programme is None else plan.programme.slot
    names = {rung.exercise for slot in slots for rung in slot.ladder if rung.exercise}
    names |= plan.profile.exercise.keys()
    return [exercise_named(name) for name in sorted(names or set(exercise_names()))]


def _limits(exercises: Sequence[Exercise], name: PrecautionName) -> Iterator[str]:
    """Yield from where on formcheck warns and stops, once for all exercises that are alike."""
    groups: dict[str, list[str]] = {}
    for exercise in exercises:
        row = exercise.profile.get(name)
        if row is None or row.allowed is False:
            continue
        bounds: dict[tuple[str, str], dict[str, list[float]]] = {}
        for limit in row.limit:
            word = "stops" if limit.action == "stop" else "warns"
            of_measure = bounds.setdefault((limit.when.measure, limit.when.sense), {})
            of_measure.setdefault(word, []).append(limit.when.at)
        for (measure, sense), found in bounds.items():
            words = _bounds_in_words(measure, sense, found)
            groups.setdefault(words, []).append(exercise.title)
    for words, titles in groups.items():
        yield f"{words} ({', '.join(titles)})."


def _bounds_in_words(measure: str, sense: str, found: dict[str, list[float]]) -> str:
    parts = []
    for word in ("warns", "stops"):
        parts += [f"{word} at {shown(measure, at, short=True)}" for at in found.get(word, [])]
    side = "" if sense in {"above", "beyond"} else ", below that angle"
    title = MEASURES[measure].title
    return f"{title[:1].upper()}{title[1:]}: formcheck {' and '.join(parts)}{side}"


# --- Keys ---------------------------------------------------------------------------------------


def _words(plan: Plan, place: Place, value: Any) -> Iterator[str]:  # noqa: ANN401
    """Yield what a key means."""
    if len(place) == 1 and place[0] in _TOP:
        yield _TOP[str(place[0])](value)
    elif place[0] == "exercise" and len(place) > 1:
        yield from _exercise_words(plan.profile, str(place[1]), place[2:], value)
    elif place[0] == "test" and len(place) == 2:  # noqa: PLR2004  # the heading
        if not value.get("allowed", True):
            yield f"The function test {place[1]} is not to be done."
        elif value.get("unlocked"):
            yield f"The function test {place[1]} may be done although a precaution holds it back."
    elif place[0] == "programme":
        yield from _programme_words(plan, place[1:], value)


_TOP: Final[dict[str, Callable[[Any], str]]] = {
    "name": lambda name: f"Reports and printed lists call this plan {name!r}.",
    "side": lambda side: (
        "Either leg may work; formcheck finds out which one does."
        if side == "auto"
        else f"The {side} hip is concerned: where one leg works, formcheck watches the {side} one."
    ),
    "precautions": lambda names: (
        "" if names else "No precaution holds: all exercises are judged as they usually are."
    ),
}
"""What the keys at the top of a file mean."""


def _exercise_words(profile: Profile, name: str, rest: Place, value: Any) -> Iterator[str]:  # noqa: ANN401
    """Yield what a key below ``[exercise.NAME]`` means."""
    exercise = exercise_named(name)
    if not rest:
        block = blocked(exercise, profile)
        yield f"{exercise.title}:" if block is None else f"{exercise.title}: not done. {block.why}"
        return
    key, movement, dose = rest[0], exercise.movement, exercise.dose
    hold = "holds" if exercise.kind == "hold" else "repetitions"
    if key == "limit" and len(rest) == 2:  # noqa: PLR2004  # one row of the list
        limit = profile.exercise[name].limit[int(rest[1])]
        does = "stops the set" if limit.action == "stop" else "warns"
        at = shown(limit.when.measure, limit.when.at)
        way = "beyond" if limit.when.sense in {"above", "beyond"} else "below"
        title = MEASURES[limit.when.measure].title
        yield f"formcheck {does} when the {title} goes {way} {at}, and says «{limit.say}»"
    elif key == "target_deg" and len(rest) == 1:
        usual = [shown(movement.measure, each, short=True) for each in movement.target_deg]
        now = [shown(movement.measure, each, short=True) for each in value]
        yield (
            f"A repetition counts from {now[0]} on, and {now[1]} is the full movement (usually "
            f"{usual[0]} and {usual[1]})."
        )
    elif key in _EXERCISE and len(rest) == 1:
        usual_of: dict[str, Any] = {
            "sets": dose.sets, "reps": dose.reps, "rest_s": f"{dose.rest_s:g}",
            "hold_s": f"{movement.hold_s:g}", "per_week": _span(dose.per_week),
        }  # fmt: skip
        yield _EXERCISE[str(key)].format(
            v=_span(value) if key == "per_week" else value, u=usual_of.get(str(key), ""), w=hold
        )
    elif key == "grades" and len(rest) == 1:
        for fault, grade in value.items():
            yield f"The fault «{fault.replace('_', ' ')}» {_GRADES[grade]}."
    elif key in {"unlocked", "allowed"} and len(rest) == 1:
        yield _SWITCHES[str(key), bool(value)]


_EXERCISE: Final = {
    "sets": "{v} sets, fixed: formcheck offers no more until you change this line (usually {u}).",
    "reps": "{v} {w} in a set, fixed (usually {u}).",
    "hold_s": "Each is held for {v} s, fixed (usually {u} s).",
    "rest_s": "{v} s of rest between two sets (usually {u} s).",
    "per_week": "On {v} days of a week (usually {u}).",
    "side": "Here the leg that works is: {v}.",
    "why": "The patient reads and hears this reason.",
    "instead": "formcheck proposes {v} in its place.",
}
_GRADES: Final = {
    "off": "is not looked for", "hint": "is only mentioned",
    "minor": "makes a repetition less good; one of them is allowed",
    "major": "makes a repetition not good",
}  # fmt: skip
_SWITCHES: Final = {
    ("unlocked", True): "This patient may do it although a precaution holds it back; limits stay.",
    ("unlocked", False): "It stays held back where a precaution holds it back.",
    ("allowed", False): "This patient does not do it.",
    ("allowed", True): "This patient may do it.",
}


def _span(pair: Sequence[float]) -> str:
    least, most = pair
    return f"{least:g}" if least == most else f"{least:g} to {most:g}"


# --- The programme ------------------------------------------------------------------------------


def _programme_words(plan: Plan, rest: Place, value: Any) -> Iterator[str]:  # noqa: ANN401
    """Yield what a key below ``[programme]`` means."""
    if plan.programme is None or not rest:
        return
    if rest == ("use",):
        yield f"The programme is «{plan.programme.title}». {plan.programme.purpose}"
    elif rest == ("since",):
        yield (
            f"From {value.day} {value:%B %Y} on, changed slots begin with what is written here, "
            "whatever level the patient had reached."
        )
    elif rest == ("leave_out",):
        titles = ", ".join(_titles(plan, value))
        yield f"This patient does not do {titles}." if titles else "Nothing is left out."
    elif len(rest) == 2:  # noqa: PLR2004  # the heading of a slot
        slot = next((s for s in fitted(plan.programme, plan.profile) if s.name == rest[1]), None)
        if slot is not None:
            yield from _slot_words(slot, is_new=rest[0] == "add")
    elif len(rest) == 3:  # noqa: PLR2004  # a key of a slot
        yield from _slot_key(plan, str(rest[1]), str(rest[2]), value)


def _titles(plan: Plan, names: Sequence[str]) -> list[str]:
    """Return the titles of slots that are left out; the programme has them no more."""
    own, known = plan.profile.programme, {}
    if own is not None and not own.use.endswith(".toml"):
        known = {slot.name: slot.title for slot in load_programme(own.use).slot}
    return [f"«{known.get(name, name)}»" for name in names]


def _slot_words(slot: FittedSlot, *, is_new: bool) -> Iterator[str]:
    """Yield what a slot is for this patient."""
    row = slot.slot
    what = "Added" if is_new else "Changed"
    days = ", ".join(_DAY_NAMES[day] for day in row.days) or f"{_span(row.per_week)} days a week"
    yield f"{what}: «{row.title}» ({row.kind.replace('_', ' ')}), {days}."
    if not slot.rungs:
        yield "Nothing of it is left for this patient."
        return
    ladder = [number for number in slot.rungs if number >= slot.first]
    yield f"It begins with: {named(slot, begin(slot))}."
    if len(ladder) > 1:
        steps = ", then ".join(slot.title(number) for number in sorted(ladder)[1:])
        yield f"When it goes well twice running, more is offered; later: {steps}."
    for note in slot.notes.values():
        yield note.say


def _slot_key(plan: Plan, name: str, key: str, value: Any) -> Iterator[str]:  # noqa: ANN401
    if plan.programme is None or key not in _SLOT:
        return
    slot = next(slot for slot in plan.programme.slot if slot.name == name)
    shown_value: object = value
    if key == "days":
        shown_value = ", ".join(_DAY_NAMES[day] for day in value)
    elif key == "per_week":
        shown_value = _span(value)
    elif key in {"begin_at", "go_up_to"}:
        rung = slot.ladder[value - 1]
        shown_value = rung.title or exercise_named(rung.exercise).title
    elif key == "exercises":
        shown_value = ", then ".join(exercise_named(each).title for each in value)
    yield _SLOT[key].format(v=shown_value)


_SLOT: Final = {
    "days": "Always on {v}.",
    "per_week": "On {v} days a week; formcheck spreads them.",
    "begin_at": "The first form is «{v}»; easier ones come only if it hurts.",
    "go_up_to": "Nothing harder than «{v}» is offered.",
    "sets": "It begins with this many sets ({v}) from the first day; more may be offered later.",
    "reps": "It begins with {v} in a set; more may be offered later.",
    "hold_s": "It begins with a hold of {v} s.",
    "rest_s": "{v} s of rest between two sets.",
    "exercises": "The easiest form first: {v}.",
}
