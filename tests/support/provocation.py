"""What a provocation is: a performance that has one thing wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from support.figures import Tweaks

if TYPE_CHECKING:
    from collections.abc import Mapping

QUICK: Final = {"out_s": 0.5}
DROP: Final = {"back_s": 0.5}


@dataclass(frozen=True, slots=True)
class Provocation:
    """A performance that has one thing wrong.

    Attributes
    ----------
    plan
        Changes of the plan of a perfect set.
    tweaks
        What is done besides the main movement.
    implies
        Milder faults that come with it by logic: who leans 14 degrees leans 8.
    reps
        Complete repetitions of the three that are expected.
    """

    plan: Mapping[str, object] = field(default_factory=dict)
    tweaks: Tweaks = field(default_factory=Tweaks)
    implies: frozenset[str] = frozenset()
    reps: int = 3


@dataclass(frozen=True, slots=True)
class AtLimit:
    """A peak a little within a limit, and one a little beyond it, with what that brings along."""

    inside: Provocation
    beyond: Provocation


def peaks(inside: float, beyond: float, *implied: str) -> AtLimit:
    """A limit of the main angle; `implied` names the faults that come along."""
    implies = frozenset(implied)
    return AtLimit(
        Provocation({"peak_deg": inside}, implies=implies),
        Provocation({"peak_deg": beyond}, implies=implies),
    )
