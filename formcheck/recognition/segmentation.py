"""Cutting a recording into sets: which exercise explains which stretch of time best.

For every slot of time and every exercise there is a gain, in seconds: what of the slot it explains
by a try, less what moves without being explained by it, less the time out of its position.  The
cut is the sequence of exercises (or nothing) of the largest total, where beginning and ending an
exercise costs something, so that a single odd slot cuts nothing.  It is found by dynamic
programming over slots, as Viterbi (1967) finds a sequence of states.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from formcheck.recognition.activity import SLOT_S, STILL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.recognition.candidates import CandidateRepetition, ExerciseCandidate

BUSY: Final = 0.15
"""Movement from slot to slot that counts in full as not explained, in trunk lengths: an unhurried
step (engineering default)."""

UNEXPLAINED: Final = 0.6
"""Loss in each slot with such movement, as a share of the slot (engineering default)."""

OUT_OF_POSITION: Final = 0.15
"""Loss in each slot in which the exercise could not be judged (engineering default)."""

SWITCH_S: Final = 0.8
"""What it costs to begin an exercise, and to end it (engineering default)."""

KEPT: Final = 0.8
"""Share of a time in which its position must be right for it to count as kept."""

PAUSE_S: Final = {"reps": 45.0, "hold": 90.0}
"""A longer pause between two tries ends a set: longer than the rest between two stretches (30 s),
shorter than the one between two sets (60 s) of exercises with repetitions."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of time that one exercise explains best.

    Attributes
    ----------
    follower
        The exercise.
    tries
        Those of its tries that lie in it; at least one.
    """

    follower: ExerciseCandidate
    tries: tuple[CandidateRepetition, ...]

    @property
    def start_s(self) -> float:
        """When the first try begins."""
        return self.tries[0].start_s

    @property
    def end_s(self) -> float:
        """When the last try is over."""
        return max(each.end_s for each in self.tries)


def segment(
    followers: Sequence[ExerciseCandidate], moved: Sequence[float], *, zero_s: float
) -> list[Segment]:
    """The stretches of a recording, in order.

    Parameters
    ----------
    followers
        One for every exercise, finished.
    moved
        Movement in every slot, from a `MotionMeter`.
    zero_s
        When the first slot begins.
    """
    gains = [gains_s(follower, moved, zero_s=zero_s) for follower in followers]
    best = _best_sequence(gains, len(moved))
    found: list[Segment] = []
    first = 0
    for slot in range(1, len(best) + 1):
        if slot < len(best) and best[slot] == best[first]:
            continue
        chosen = best[first]
        if chosen is not None:
            begin_s, end_s = zero_s + first * SLOT_S, zero_s + slot * SLOT_S
            found.extend(_sets(followers[chosen], begin_s, end_s))
        first = slot
    return _without_islands(found, zero_s=zero_s)


def gains_s(follower: ExerciseCandidate, moved: Sequence[float], *, zero_s: float) -> list[float]:
    """What choosing this exercise gains in each slot, seconds."""
    explained = explained_s(follower.tries, len(moved), zero_s=zero_s)
    gains = []
    for slot, worth_s in enumerate(explained):
        near = max(explained[max(0, slot - 1) : slot + 2])
        gain = worth_s
        if near == 0.0 and moved[slot] > STILL:
            gain -= UNEXPLAINED * SLOT_S * min(1.0, moved[slot] / BUSY)
        if follower.open_s[slot] < SLOT_S / 2:
            gain -= OUT_OF_POSITION * SLOT_S
        gains.append(gain)
    return gains


def explained_s(tries: Sequence[CandidateRepetition], slots: int, *, zero_s: float) -> list[float]:
    """For each slot: the seconds of it within a try, each weighted with the worth of the try."""
    explained = [0.0] * slots
    for each in tries:
        start, end = (each.start_s - zero_s) / SLOT_S, (each.end_s - zero_s) / SLOT_S
        for slot in range(max(0, math.floor(start)), min(slots, math.ceil(end))):
            inside = min(end, slot + 1) - max(start, slot)
            explained[slot] = max(explained[slot], inside * SLOT_S * each.worth)
    return explained


def _best_sequence(gains: Sequence[Sequence[float]], slots: int) -> list[int | None]:
    """For each slot the exercise (its number) that is chosen, or None for nothing."""
    nothing = len(gains)
    total = [-math.inf] * nothing + [0.0]
    came_from: list[list[int]] = []
    for slot in range(slots):
        leave = max(range(nothing), key=total.__getitem__, default=nothing)
        source = list(range(nothing + 1))
        if nothing and total[leave] - SWITCH_S > total[nothing]:
            source[nothing] = leave
        rested = max(total[nothing], total[leave] - SWITCH_S) if nothing else 0.0
        fresh = nothing if total[nothing] >= rested else leave
        new = []
        for number, gain in enumerate(gains):
            begun = rested - SWITCH_S
            if begun > total[number]:
                source[number] = fresh
            new.append(max(total[number], begun) + gain[slot])
        came_from.append(source)
        total = [*new, rested]
    ending = [value - SWITCH_S for value in total[:-1]] + [total[-1]]
    state = max(range(nothing + 1), key=ending.__getitem__)
    chosen: list[int | None] = []
    for source in reversed(came_from):
        chosen.append(None if state == nothing else state)
        state = source[state]
    return chosen[::-1]


def _sets(follower: ExerciseCandidate, begin_s: float, end_s: float) -> list[Segment]:
    """The tries of an exercise between two times, cut where the pause is long."""
    inside = [
        each for each in follower.tries if begin_s <= (each.start_s + each.end_s) / 2 < end_s
    ]
    pause_s = PAUSE_S[follower.exercise.kind]
    found: list[Segment] = []
    first = 0
    for number in range(1, len(inside) + 1):
        if number < len(inside):
            before_s = max(each.end_s for each in inside[first:number])
            if inside[number].start_s - before_s <= pause_s:
                continue
        found.append(Segment(follower, tuple(inside[first:number])))
        first = number
    return found


def _without_islands(stretches: Sequence[Segment], *, zero_s: float) -> list[Segment]:
    """The stretches, with a few tries of something else within a set given back to the set.

    Nobody does a single repetition of another exercise in the middle of a set, nor several
    without leaving its position; rather some repetitions of the set were out of the ordinary.
    """
    found: list[Segment] = []
    for number, stretch in enumerate(stretches):
        before = found[-1] if found else None
        after = stretches[number + 1] if number + 1 < len(stretches) else None
        if before is not None and before.follower is stretch.follower and _joined(before, stretch):
            found[-1] = _from_to(before.follower, before.start_s, stretch.end_s)
        elif (
            before is not None
            and after is not None
            and before.follower is after.follower
            and _joined(before, after)
            and (len(stretch.tries) == 1 or _keeps_position(before, after, zero_s=zero_s))
        ):
            continue
        else:
            found.append(stretch)
    return found


def _joined(before: Segment, after: Segment) -> bool:
    """Whether the pause between two stretches of an exercise is short enough for one set."""
    return after.start_s - before.end_s <= PAUSE_S[before.follower.exercise.kind]


def _keeps_position(before: Segment, after: Segment, *, zero_s: float) -> bool:
    """Whether the position of an exercise was kept between two stretches of it."""
    first, last = (int((time_s - zero_s) / SLOT_S) for time_s in (before.end_s, after.start_s))
    between = before.follower.open_s[first : last + 1]
    return sum(between) >= KEPT * SLOT_S * len(between)


def _from_to(follower: ExerciseCandidate, start_s: float, end_s: float) -> Segment:
    inside = (each for each in follower.tries if each.start_s >= start_s and each.end_s <= end_s)
    return Segment(follower, tuple(inside))
