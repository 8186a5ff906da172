"""When a performance does what: repetitions with their tempo, and the way between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Kind = Literal["full", "partial"]


@dataclass(frozen=True, slots=True)
class Effort:
    """One repetition, or one hold of a stretch.

    Attributes
    ----------
    peak_deg
        The exercise's own angle at the far end.
    rise_s, hold_s, lower_s, pause_s
        Tempo: there, at the far end, back, and the rest that follows.
    kind
        ``partial`` when the far end is short of the exercise's target.
    faults
        Fault name to its amount at the far end, in the unit of the fault (0 for a fault of
        tempo, which is the tempo itself).
    unclear
        Faults that come along, too close to their threshold to say whether they should be told.
    """

    peak_deg: float
    rise_s: float = 1.5
    hold_s: float = 2.0
    lower_s: float = 2.0
    pause_s: float = 1.2
    kind: Kind = "full"
    faults: Mapping[str, float] = field(default_factory=dict)
    unclear: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherLeg(Effort):
    """A repetition of the other leg, where the legs take turns."""


@dataclass(frozen=True, slots=True)
class Span:
    """When an effort happens, in seconds from the first frame."""

    number: int
    effort: Effort
    start_s: float
    top_s: float
    leave_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Moment:
    """What is going on at one instant: `lift` is 0 at rest and 1 at the far end."""

    time_s: float
    lift: float
    span: Span | None

    def fault(self, name: str) -> float:
        """How much of a fault there is now, growing with the lift; 0 when it was not asked for."""
        return 0.0 if self.span is None else self.lift * self.span.effort.faults.get(name, 0.0)


def spans(efforts: Sequence[Effort], start_s: float) -> tuple[Span, ...]:
    """The efforts one after the other, the first one starting at `start_s`."""
    found = []
    at_s = start_s
    for number, effort in enumerate(efforts, start=1):
        top_s = at_s + effort.rise_s
        leave_s = top_s + effort.hold_s
        end_s = leave_s + effort.lower_s
        found.append(Span(number, effort, at_s, top_s, leave_s, end_s))
        at_s = end_s + effort.pause_s
    return tuple(found)


def ease(share: float) -> float:
    """Share of the way done after a share of the time: minimum jerk, as people move.

    Flash and Hogan 1985, https://doi.org/10.1523/JNEUROSCI.05-07-01688.1985.
    """
    share = min(max(share, 0.0), 1.0)
    return share**3 * (10 - 15 * share + 6 * share**2)


def moment(time_s: float, timetable: Sequence[Span]) -> Moment:
    """What is going on at `time_s`."""
    for span in timetable:
        if span.start_s <= time_s < span.end_s:
            there = ease((time_s - span.start_s) / (span.top_s - span.start_s))
            back = ease((time_s - span.leave_s) / (span.end_s - span.leave_s))
            return Moment(time_s, there - back, span)
    return Moment(time_s, 0.0, None)


def duration_s(timetable: Sequence[Span], rest_s: float) -> float:
    """Length of the whole performance, with `rest_s` after the last effort."""
    return timetable[-1].end_s + rest_s
