"""Divides a recording into sets: which exercise explains which part of the time best.

Time is divided into short slots.  For every slot and every exercise there is a gain in seconds:
the time that its complete repetitions explain, minus movement that no try of it explains, minus
time out of its position.  The division is the sequence of exercises (or none) with the largest
total gain.  Beginning and ending an exercise has a cost, so that a single odd slot divides
nothing.  Dynamic programming over the slots finds it, as Viterbi (1967) finds a sequence of
states.
"""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from formcheck.pose.geometry import UNKNOWN, is_known
from formcheck.pose.joints import Joint
from formcheck.pose.pose import SEEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.pose.features import PoseFeatures
    from formcheck.recognition.candidates import CandidateRepetition, ExerciseCandidate

SLOT_S: Final = 0.5
"""Length of a slot: shorter than the fastest part of an exercise, longer than a frame."""

STILL: Final = 0.03
"""Upper limit of the movement of a body at rest from one slot to the next, in trunk lengths
(measured on rendered people who lie or stand still: 0.005 to 0.02)."""

_JOINTS: Final = tuple(
    Joint[f"{side}_{part}"]
    for side in ("LEFT", "RIGHT")
    for part in ("SHOULDER", "HIP", "KNEE", "ANKLE")
)
_TRUNKS: Final = ((0, 1), (4, 5))

BUSY: Final = 0.15
"""Movement from slot to slot that counts in full as unexplained, in trunk lengths: a slow step
(engineering default)."""

UNEXPLAINED: Final = 0.6
"""Loss for each slot with such movement, as a share of the slot (engineering default)."""

OUT_OF_POSITION: Final = 0.15
"""Loss for each slot in which the exercise could not be judged, as a share of the slot
(engineering default)."""

SWITCH_S: Final = 0.8
"""Cost of beginning an exercise, and of ending it, seconds (engineering default)."""

KEPT: Final = 0.8
"""Share of the time in which an exercise must be judgeable for its position to count as kept."""

AS_WELL: Final = 0.6
"""A set goes on through another one beside it if its own repetitions there are worth this share of
those of the other (engineering default)."""

PAUSE_S: Final = {"reps": 45.0, "hold": 90.0}
"""A longer pause between two repetitions ends a set: longer than the rest between two stretches
(30 s), shorter than the rest between two sets (60 s) of exercises with repetitions."""


class ActivityMeter:
    """Measures how far trunk and legs move from slot to slot, for any exercise.

    The place of a joint in a slot is the mean of its places there.  This removes most of the noise
    and gives the same at every frame rate.

    Attributes
    ----------
    moved
        For each finished slot: the movement since the slot before, in trunk lengths, of the joint
        that moved second most (a single joint may be an error of the pose model); NaN = unknown.
    """

    def __init__(self) -> None:
        self.moved = array("d")
        self._slot = 0
        self._sums = [0j] * len(_JOINTS)
        self._counts = [0] * len(_JOINTS)
        self._places: list[complex] = [UNKNOWN] * len(_JOINTS)

    def update(self, slot: int, features: PoseFeatures) -> None:
        """Take the features of the next pose.

        Parameters
        ----------
        slot
            The slot of the pose; it never decreases.
        features
            Features of the pose.
        """
        while self._slot < slot:
            self._close()
        if features.absent:
            return
        points, visibility = features.points, features.visibility
        for number, row in enumerate(_JOINTS):
            if visibility[row] >= SEEN and is_known(points[row]):
                self._sums[number] += points[row]
                self._counts[number] += 1

    def finish(self) -> None:
        """Close the current slot."""
        self._close()

    def _close(self) -> None:
        places = [
            total / count if count else UNKNOWN
            for total, count in zip(self._sums, self._counts, strict=True)
        ]
        self.moved.append(_moved(self._places, places))
        self._places = places
        self._sums = [0j] * len(_JOINTS)
        self._counts = [0] * len(_JOINTS)
        self._slot += 1


def _moved(before: Sequence[complex], now: Sequence[complex]) -> float:
    """Return the second largest movement of a joint, in trunk lengths; NaN = unknown."""
    distances = sorted(
        abs(place - old)
        for place, old in zip(now, before, strict=True)
        if is_known(place) and is_known(old)
    )
    trunks = [abs(now[a] - now[b]) for a, b in _TRUNKS if is_known(now[a]) and is_known(now[b])]
    if len(distances) < 2 or not trunks:  # noqa: PLR2004  # a single joint is not enough
        return math.nan
    trunk = max(trunks)
    return distances[-2] / trunk if trunk > 0 else math.nan


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the time that one exercise explains best.

    Attributes
    ----------
    candidate
        The exercise.
    repetitions
        Those of its repetitions that lie in the segment; at least one.
    """

    candidate: ExerciseCandidate
    repetitions: tuple[CandidateRepetition, ...]

    @property
    def complete(self) -> list[CandidateRepetition]:
        """The complete repetitions."""
        return [each for each in self.repetitions if each.complete]

    @property
    def start_s(self) -> float:
        """Start of the first repetition, seconds."""
        return self.repetitions[0].start_s

    @property
    def end_s(self) -> float:
        """End of the last repetition, seconds."""
        return max(each.end_s for each in self.repetitions)


def find_segments(
    candidates: Sequence[ExerciseCandidate], moved: Sequence[float], *, zero_s: float
) -> list[Segment]:
    """Divide a recording into segments.

    Parameters
    ----------
    candidates
        One for every exercise, finished.
    moved
        Movement in every slot, from an `ActivityMeter`.
    zero_s
        Start of the first slot, seconds.

    Returns
    -------
    list of Segment
        In order, without overlap.
    """
    gains = [gains_s(candidate, moved, zero_s=zero_s) for candidate in candidates]
    best = _best_sequence(gains, len(moved))
    found: list[Segment] = []
    for chosen, group in groupby(range(len(best)), key=best.__getitem__):
        slots = list(group)
        if chosen is not None:
            begin_s, end_s = (zero_s + slot * SLOT_S for slot in (slots[0], slots[-1] + 1))
            found.extend(_sets(candidates[chosen], begin_s, end_s))
    # Where nothing was completed there is no set, and none to be kept apart from.
    done = [segment for segment in found if segment.complete]
    return _without_islands(_without_twins(done), zero_s=zero_s)


def gains_s(candidate: ExerciseCandidate, moved: Sequence[float], *, zero_s: float) -> list[float]:
    """Return the gain of an exercise in each slot, seconds.

    Parameters
    ----------
    candidate, moved, zero_s
        The exercise; the rest as for `find_segments`.

    Returns
    -------
    list[float]
    """
    slots = range(len(moved))
    # A partial repetition neither gains nor loses: half of a movement belongs to many exercises.
    explained = explained_s(candidate.repetitions, slots, zero_s=zero_s)
    complete = [each for each in candidate.repetitions if each.complete]
    gained = explained_s(complete, slots, zero_s=zero_s)
    gains = []
    for slot, gained_s in enumerate(gained):
        near = max(explained[max(0, slot - 1) : slot + 2])
        gain = gained_s
        if near == 0.0 and moved[slot] > STILL:
            gain -= UNEXPLAINED * SLOT_S * min(1.0, moved[slot] / BUSY)
        if candidate.judgeable_s[slot] < SLOT_S / 2:
            gain -= OUT_OF_POSITION * SLOT_S
        gains.append(gain)
    return gains


def explained_s(
    repetitions: Sequence[CandidateRepetition], slots: range, *, zero_s: float
) -> list[float]:
    """Return for each slot its seconds within a repetition, times the worth of the repetition.

    Parameters
    ----------
    repetitions
        The repetitions of one exercise.
    slots
        The numbers of the slots, in steps of one.
    zero_s
        Start of slot 0, seconds.

    Returns
    -------
    list[float]
    """
    explained = [0.0] * len(slots)
    for each in repetitions:
        start, end = (each.start_s - zero_s) / SLOT_S, (each.end_s - zero_s) / SLOT_S
        within = range(max(slots.start, math.floor(start)), min(slots.stop, math.ceil(end)))
        for slot in within:
            inside = min(end, slot + 1) - max(start, slot)
            at = slot - slots.start
            explained[at] = max(explained[at], inside * SLOT_S * each.worth)
    return explained


def _best_sequence(gains: Sequence[Sequence[float]], slots: int) -> list[int | None]:
    """Return for each slot the number of the best exercise, or None for no exercise."""
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


def _sets(candidate: ExerciseCandidate, begin_s: float, end_s: float) -> list[Segment]:
    """Return the repetitions of an exercise between two times, divided at long pauses."""
    inside = [
        each
        for each in candidate.repetitions
        if each.worth > 0 and begin_s <= (each.start_s + each.end_s) / 2 < end_s
    ]
    pause_s = PAUSE_S[candidate.exercise.kind]
    sets: list[list[CandidateRepetition]] = []
    for each in inside:
        if sets and each.start_s - max(before.end_s for before in sets[-1]) <= pause_s:
            sets[-1].append(each)
        else:
            sets.append([each])
    return [Segment(candidate, tuple(repetitions)) for repetitions in sets]


def _without_twins(segments: Sequence[Segment]) -> list[Segment]:
    """Return the segments without those that are only more of the set beside them."""
    found: list[Segment] = []
    for segment in segments:
        before = found[-1] if found else None
        if before is not None and _is_more_of(before, segment):
            found[-1] = _from_to(before.candidate, before.start_s, segment.end_s)
        elif before is not None and _is_more_of(segment, before):
            found[-1] = _from_to(segment.candidate, before.start_s, segment.end_s)
        else:
            found.append(segment)
    return found


def _is_more_of(larger: Segment, other: Segment) -> bool:
    """Return True if a set goes on through a smaller one beside it."""
    # Squats do not become chair stands because the last ones were slower; but a set that does
    # become another exercise breaks off in its own.
    if larger.candidate is other.candidate or len(larger.complete) < len(other.complete):
        return False
    own = [
        each
        for each in larger.candidate.repetitions
        if each.complete and other.start_s < (each.start_s + each.end_s) / 2 < other.end_s
    ]
    worth = sum(each.worth for each in own)
    return worth >= AS_WELL * sum(each.worth for each in other.complete)


def _without_islands(segments: Sequence[Segment], *, zero_s: float) -> list[Segment]:
    """Return the segments without single repetitions of another exercise within a set."""
    # A person does not do one repetition of another exercise in the middle of a set, nor a few
    # without leaving its position.  More likely, some repetitions of the set were unusual.
    found: list[Segment] = []
    for number, segment in enumerate(segments):
        before = found[-1] if found else None
        after = segments[number + 1] if number + 1 < len(segments) else None
        if before is not None and _joined(before, segment):
            found[-1] = _from_to(before.candidate, before.start_s, segment.end_s)
        elif not (
            before is not None
            and after is not None
            and _joined(before, after)
            and (len(segment.repetitions) == 1 or _keeps_position(before, after, zero_s=zero_s))
            and len(segment.complete) < max(2, min(len(before.complete), len(after.complete)))
        ):
            found.append(segment)
    return found


def _joined(before: Segment, after: Segment) -> bool:
    """Return True if two segments are of one exercise, and the pause between them is short."""
    same, pause_s = before.candidate is after.candidate, after.start_s - before.end_s
    return same and pause_s <= PAUSE_S[before.candidate.exercise.kind]


def _keeps_position(before: Segment, after: Segment, *, zero_s: float) -> bool:
    """Return True if the position of an exercise was kept between two of its segments."""
    first, last = (int((time_s - zero_s) / SLOT_S) for time_s in (before.end_s, after.start_s))
    between = before.candidate.judgeable_s[first : last + 1]
    return sum(between) >= KEPT * SLOT_S * len(between)


def _from_to(candidate: ExerciseCandidate, start_s: float, end_s: float) -> Segment:
    inside = (
        each
        for each in candidate.repetitions
        if each.worth > 0 and each.start_s >= start_s and each.end_s <= end_s
    )
    return Segment(candidate, tuple(inside))
