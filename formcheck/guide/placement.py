"""Whether the camera stands where this exercise needs it, one check at a time."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What pixels tell of a picture, apart from the pose.

    Attributes
    ----------
    brightness
        Median luminance of the picture, 0 (black) to 1 (white); NaN = not measured.
    people
        How many people are in the picture; None = not looked for yet.
    """

    brightness: float
    people: int | None


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that has to be right before a set can start.

    Attributes
    ----------
    name
        For programs: ``light``, ``one_person``, ``in_frame``, ``side``, ``distance``, ``height``,
        ``level``.
    title
        For the screen, one or two words: "Distance".
    right
        Whether it is right; None = cannot be told yet.
    say
        One sentence: what to change; empty when it is right.
    """

    name: str
    title: str
    right: bool | None
    say: str = ""
