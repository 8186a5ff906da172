"""Red flags: signs for which a person sees a doctor before they exercise.

The questions stand in ``red_flags.toml`` beside this file.  They are asked before the first
session and after each stop.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Self

from pydantic import Field, model_validator

from formcheck.exercises.conditions import (
    ENGINEERING_DEFAULT,
    DefinitionFile,
    Name,
    Sourced,
    Text,
)
from formcheck.exercises.definition import PrecautionName
from formcheck.exercises.loader import load_definition

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from formcheck.exercises.profile import Profile
    from formcheck.programme.history import History

Urgency = Literal["emergency", "doctor"]

CALLS: Final = {
    "emergency": "Do not exercise. Call the emergency number now, or have someone drive you to "
    "the emergency department.",
    "doctor": "Do not exercise today. See your doctor this week, and tell them this answer. "
    "Answer the questions again when the doctor has said that you may exercise.",
}
"""What to do after a yes, by how urgent it is."""


class RedFlag(Sourced):
    """A sign, as a question that a person answers with yes or no."""

    name: Name = Field(description="A short name; only once in the file.")
    question: Text = Field(description="The question in plain words.")
    urgency: Urgency = Field(
        description='"emergency" = call for help now; "doctor" = see a doctor this week.'
    )
    only_with: tuple[PrecautionName, ...] = Field(
        (), description="It is asked only of people with one of these precautions; empty = of all."
    )

    @property
    def call(self) -> str:
        """What to do after a yes."""
        return CALLS[self.urgency]


class RedFlags(DefinitionFile):
    """The file of all red flags."""

    flag: tuple[RedFlag, ...] = Field(min_length=1, description="The emergencies first.")
    sources: dict[str, Text] = Field(description="Where the questions come from.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        for row in self.flag:
            for key in (part.strip() for part in row.source.split(",")):
                if key not in self.sources and key != ENGINEERING_DEFAULT:
                    raise ValueError(f"source {key!r} is not listed in [sources]")
        if len({row.name for row in self.flag}) < len(self.flag):
            raise ValueError("a name stands here twice")
        return self


@cache
def _all_flags() -> tuple[RedFlag, ...]:
    folder = Path(str(files("formcheck"))) / "programme"
    return load_definition(RedFlags, folder / "red_flags.toml").flag


def red_flags(profile: Profile) -> tuple[RedFlag, ...]:
    """Return the red flags that a person is asked for, emergencies first."""
    return tuple(
        flag
        for flag in _all_flags()
        if not flag.only_with or set(flag.only_with) & set(profile.precautions)
    )


def advice(names: Collection[str]) -> tuple[RedFlag, ...]:
    """Return the flags of an answer, the most urgent first; unknown names are left out."""
    return tuple(flag for flag in _all_flags() if flag.name in names)


def last_stop(history: History) -> datetime | None:
    """Return when a session was last stopped: for sharp pain, or at a safety limit."""
    times = [entry.at for entry in history.pains if entry.sharp]
    times += [done.started for done in history.sets if done.verdict == "stopped"]
    return max(times, default=None)


def is_due(history: History) -> bool:
    """Return whether the red flags are to be asked for before a person goes on.

    Returns
    -------
    bool
        True before the first session, after a stop, and after an answer with a flag in it.
    """
    if not history.screenings:
        return True
    last = history.screenings[-1]
    stopped = last_stop(history)
    return bool(last.flags) or (stopped is not None and stopped >= last.at)


def open_flags(history: History) -> Sequence[RedFlag]:
    """Return the flags that the last answer had; none = the person may exercise."""
    return advice(history.screenings[-1].flags) if history.screenings else ()
