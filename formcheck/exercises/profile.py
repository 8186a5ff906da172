"""Profiles: a patient's precautions, and what a physiotherapist prescribes to this patient.

A clinician writes a profile.  It says which side is concerned, which exercises are allowed, and
what is changed in single ones (`formcheck.exercises.prescription`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, NamedTuple, TypeAlias, cast

from pydantic import Field, ValidationError

from formcheck.errors import ExerciseError
from formcheck.exercises.conditions import (
    Definition,
    DefinitionFile,
    Name,
    Text,
    known_name,
    nearest,
)
from formcheck.exercises.definition import Exercise, PrecautionName
from formcheck.exercises.loader import exercise_names, is_path, load_definition, load_exercise
from formcheck.exercises.mistakes import Locator, summary
from formcheck.exercises.plausible import DaysOfWeek, HoldS, Reps, RestS, Sets, Weekday
from formcheck.exercises.precautions import PRECAUTIONS, meanings
from formcheck.exercises.prescription import NO_ADJUSTMENT, Adjustment, prescribe, unfit
from formcheck.exercises.validation import Misfit
from formcheck.pose.joints import SideChoice

if TYPE_CHECKING:
    from formcheck.exercises.parts import Precaution


class FunctionTestAdjustment(Definition):
    """What a profile changes in one function test."""

    allowed: bool = Field(default=True, description="false = not for this patient.")
    unlocked: bool = Field(
        default=False,
        description="true = this patient may do it although a precaution asks for your word "
        "first; its limits stay.",
    )
    why: str | None = Field(None, description="The reason, in one sentence for the patient.")


NO_TEST_ADJUSTMENT: Final = FunctionTestAdjustment()
"""What is changed in a function test that a profile does not name."""


SlotKind = Literal["warm_up", "motion", "strength", "stretch", "balance", "aerobic"]
"""What a slot is for; a day has them in this order, with aerobic motion at any time."""

Form = Annotated[int, Field(ge=1, le=20)]  # of a slot, counted from 1 = the easiest


class SlotChange(Definition):
    """What a patient's file changes in one slot of a programme."""

    days: tuple[Weekday, ...] | None = Field(None, description='Its days: ["mon", "wed", "fri"].')
    per_week: Annotated[tuple[DaysOfWeek, DaysOfWeek], Field(description="[from, to]")] | None = (
        Field(None, description="Days in a week: at least, at most.")
    )
    begin_at: Form | None = Field(None, description="The form with which it begins, from 1.")
    go_up_to: Form | None = Field(None, description="The hardest form that is ever offered.")
    sets: Sets | None = Field(None, description="Sets with which it begins.")
    reps: Reps | None = Field(None, description="Repetitions (holds) with which it begins.")
    hold_s: HoldS | None = Field(None, description="The hold with which it begins, seconds.")
    rest_s: RestS | None = Field(None, description="Rest between sets, in seconds.")


class SlotAdded(SlotChange):
    """A slot that a patient's file adds to a programme."""

    kind: SlotKind = Field(description="What it is for, as in a programme file.")
    exercises: tuple[Name, ...] = Field(min_length=1, description="Its forms, the easiest first.")


class OwnProgramme(Definition):
    """The programme of one patient: a programme, and what is different for this patient."""

    use: Text = Field(description="A programme that comes with formcheck, or a programme's file.")
    since: date | None = Field(None, description="The day from which on the changes hold.")
    leave_out: tuple[Name, ...] = Field((), description="Slots that this patient does not do.")
    change: dict[str, SlotChange] = Field(default_factory=dict, description="Changed slots.")
    add: dict[Name, SlotAdded] = Field(default_factory=dict, description="Further slots.")

    def restarts(self, slot: str) -> bool:
        """Return True if the changes of a slot say with how much it begins."""
        own = self.add.get(slot) or self.change.get(slot)
        begins = ("begin_at", "sets", "reps", "hold_s")
        return own is not None and any(getattr(own, key) is not None for key in begins)


class Profile(DefinitionFile):
    """A patient's file."""

    name: Text = Field(
        description="What reports call the profile; it need not be the person's name."
    )
    side: SideChoice = Field(
        "auto", description='The side of the concerned hip, whose leg is to work; "auto" = either.'
    )
    precautions: tuple[PrecautionName, ...] = Field(
        (), description="Named rules that go through all exercises (formcheck profiles list)."
    )
    exercise: dict[str, Adjustment] = Field(
        default_factory=dict, description="What is changed in single exercises, by their names."
    )
    test: dict[str, FunctionTestAdjustment] = Field(
        default_factory=dict,
        description="What is changed in single function tests, by their names.",
    )

    programme: OwnProgramme | None = Field(
        None, description="What is done on which days (`formcheck today`)."
    )

    def adjustment(self, exercise: str) -> Adjustment:
        """Return what is changed in the exercise of a name."""
        return self.exercise.get(exercise, NO_ADJUSTMENT)

    def rows_of(self, exercise: Exercise) -> list[Precaution]:
        """Return what the precautions of the profile change in an exercise, in a fixed order."""
        names = (name for name in PRECAUTIONS if name in self.precautions)
        return [exercise.profile[name] for name in names if name in exercise.profile]

    @property
    def has_new_hip(self) -> bool:
        """Return True if the precautions of a hip replacement hold."""
        return any(name.endswith("_hip_replacement") for name in self.precautions)

    def working_side(self, exercise: str) -> SideChoice:
        """Return the leg that is to work in an exercise."""
        own = self.adjustment(exercise).side
        return self.side if own is None else own


NO_PROFILE: Final = Profile.model_construct(schema_version=1, name="")
"""The profile that changes nothing; it has no name."""

ProfileChoice: TypeAlias = str | Path | Profile | Sequence[str | Path]
"""What a caller may give as a profile, see `prescription`."""


class Block(NamedTuple):
    """The reason why an exercise is forbidden, and what to do instead (None = ask a therapist).

    Attributes
    ----------
    why, instead
        One or several sentences, and the name of an exercise.
    is_locked
        True if it is enough that the physiotherapist unlocks it.
    """

    why: str
    instead: str | None
    is_locked: bool = False


def load_profile(path: Path) -> Profile:
    r"""Return the profile that a TOML file defines.

    Returns
    -------
    Profile
        The profile, frozen.

    Raises
    ------
    ExerciseError
        If the file cannot be read or is malformed; the message lists all mistakes.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "anna.toml"
    ...     size = file.write_text('schema = 1\nname = "Anna"\nprecautions = ["knee_pain"]')
    ...     load_profile(file).precautions
    ('knee_pain',)
    """
    return load_definition(Profile, path, cross_check=profile_misfits)


def profile_misfits(table: Mapping[str, Any]) -> Iterator[Misfit]:
    """Yield what does not fit the shipped exercises that a patient's file names."""
    rows = table.get("exercise")
    asked = table.get("precautions")
    named = [each for each in PRECAUTIONS if isinstance(asked, list) and each in asked]
    for name, row in rows.items() if isinstance(rows, dict) else ():
        try:
            own = Adjustment.model_validate(row)
        except ValidationError:
            continue  # its keys are explained one by one
        if name in exercise_names():
            exercise = load_exercise(name)
            rows = [exercise.profile[each] for each in named if each in exercise.profile]
            for misfit in unfit(exercise, own, rows):
                yield Misfit(("exercise", name, *misfit.place), misfit.message)


def tighten(exercise: Exercise, profile: Profile) -> Exercise:
    """Return an exercise as it is for a patient.

    Parameters
    ----------
    exercise
        The exercise.
    profile
        The patient's profile.

    Returns
    -------
    Exercise
        A copy with the limits of the precautions, and with what is prescribed.

    Raises
    ------
    ExerciseError
        If the profile forbids the exercise (with its reason and the replacement), or does not fit
        it.
    """
    if profile is NO_PROFILE:
        return exercise
    check_names(profile, exercise)
    block = blocked(exercise, profile)
    if block is not None:
        instead = block.instead
        remedy = f"Do {instead} instead." if instead else "Ask your physiotherapist what to do."
        until = " until the physiotherapist unlocks it" if block.is_locked else ""
        raise ExerciseError(
            f"{exercise.title} is not for this profile{until}: {block.why} {remedy}"
        )
    own, precautions = profile.adjustment(exercise.name), profile.rows_of(exercise)
    table = {"exercise": {exercise.name: own.model_dump()}}
    wrong = [
        Locator(table).mistake(("exercise", exercise.name, *misfit.place), misfit.message)
        for misfit in unfit(exercise, own, precautions)
    ]
    if wrong:
        raise ExerciseError(summary(f"The profile {profile.name!r}", wrong))
    prescribed = prescribe(exercise, own, precautions)
    touched = [name for name in profile.precautions if name in exercise.profile]
    unseen = [words for name in touched for words in meanings().precaution[name].cannot_see]
    # No camera holds a whole precaution, and the report says what is left of it.
    cannot_see = tuple(dict.fromkeys((*prescribed.cannot_see, *unseen)))
    return prescribed.model_copy(update={"cannot_see": cannot_see})


def check_names(profile: Profile, exercise: Exercise | None = None) -> None:
    """Refuse a profile that names an unknown exercise.

    Parameters
    ----------
    profile
        The profile.
    exercise
        A further exercise that is known, beside the shipped ones.

    Raises
    ------
    ExerciseError
        With the unknown name.
    """
    known = {*exercise_names(), *(() if exercise is None else (exercise.name,))}
    spoken_of = {*profile.exercise, *(row.instead for row in profile.exercise.values())} - {None}
    for name in sorted(name for name in spoken_of - known if name is not None):
        if not own_file(name).exists():
            near = "".join(f"did you mean {word}? " for word in nearest(name, known)[:1])
            raise ExerciseError(
                f"{profile.name}'s profile speaks of {name!r}, which is no exercise: {near}"
                "`formcheck exercises list` shows their names; the file of one of your own, "
                f"{own_file(name)}, belongs into this folder."
            )


def own_file(name: str) -> Path:
    """Return where the file of an exercise lies that is not a shipped one."""
    return Path(f"{name}.toml")


def exercise_named(name: str) -> Exercise:
    """Return the exercise that a profile names: a shipped one, or that of a file here."""
    return load_exercise(name if name in exercise_names() else own_file(name))


def blocked(exercise: Exercise, profile: Profile) -> Block | None:
    """Return why a profile forbids an exercise and what to do instead; None = it is allowed.

    A replacement is offered only if the same profile allows it.  Otherwise its own replacement is
    tried.  Without any, the physiotherapist is to be asked.

    Parameters
    ----------
    exercise
        The exercise.
    profile
        The profile.

    Returns
    -------
    Block | None
        The reason and the replacement, and if the physiotherapist may unlock it.
    """
    whys, wanted = _grounds(exercise, profile)
    if not whys:
        return None
    own = profile.adjustment(exercise.name)
    is_locked = own.allowed and all(row.allowed is not False for row in profile.rows_of(exercise))
    if own.unlocked and own.allowed:
        whys.append("Unlocking does not lift this precaution.")
    asked = {exercise.name}
    while wanted:
        name = wanted.pop(0)
        if name in asked:
            continue
        asked.add(name)
        candidate = exercise_named(name)
        grounds, further = _grounds(candidate, profile)
        if not grounds:
            return Block(" ".join(whys), name, is_locked)
        wanted.extend(further)
    return Block(" ".join(whys), None, is_locked)


def _grounds(exercise: Exercise, profile: Profile) -> tuple[list[str], list[str]]:
    """Return every reason why a profile forbids an exercise, and the named replacements."""
    own = profile.adjustment(exercise.name)
    held = {False} if own.unlocked else {False, "if_unlocked"}
    rows = [row for row in profile.rows_of(exercise) if row.allowed in held]
    whys = [row.why for row in rows]
    wanted = [row.instead for row in rows]
    if not own.allowed:
        whys.append(own.why or f"{profile.name}'s profile says so.")
        wanted.insert(0, own.instead)  # the clinician's own choice comes first
    return list(dict.fromkeys(whys)), [name for name in wanted if name is not None]


def prescription(choice: ProfileChoice | None) -> Profile:
    """Return one profile made of precautions and at most one patient's file.

    Parameters
    ----------
    choice
        The name of a precaution (see `PRECAUTIONS`), the path of a patient's file, several of
        these, a profile (which is returned as it is), or None for `NO_PROFILE`.  A word is a path
        if it ends in ``.toml`` or names a folder.

    Returns
    -------
    Profile
        A profile whose name lists everything that it was made of.

    Raises
    ------
    ExerciseError
        If there is no such precaution (the message lists the nearest names), there are two files,
        or the file is malformed.

    Examples
    --------
    >>> prescription(["knee_pain", "lateral_hip_pain"]).name
    'knee_pain, lateral_hip_pain'
    """
    if choice is None:
        return NO_PROFILE
    if isinstance(choice, Profile):
        return choice
    own: Profile | None = None
    names: list[PrecautionName] = []
    for word in [choice] if isinstance(choice, str | Path) else choice:
        if not is_path(word):
            names.append(known_precaution(str(word)))
            continue
        if own is not None:
            raise ExerciseError(
                f"{word} is a second patient's file: give one file, and precautions by name."
            )
        own = load_profile(Path(word))
    if own is None:
        only = tuple(dict.fromkeys(names))
        return Profile.model_construct(schema_version=1, name=", ".join(only), precautions=only)
    further = [name for name in dict.fromkeys(names) if name not in own.precautions]
    return own.model_copy(
        update={
            "name": ", ".join([own.name, *further]),
            "precautions": (*own.precautions, *further),
        }
    )


def known_precaution(name: str) -> PrecautionName:
    """Return the name if it is a precaution; else raise an error with the nearest names."""
    more = " (`formcheck profiles list` says what they mean; a patient's file ends in .toml.)"
    return cast("PrecautionName", known_name(name, PRECAUTIONS, what="profile", more=more))
