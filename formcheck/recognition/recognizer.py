"""Which exercise is it?  Every definition is followed at once, and the best explanation told.

An exercise is recognised by what its definition says of it and by nothing else: its view, its
position and needs, its start zone, its target, its faults and limits.  `Recognizer` follows all
of them over one pose stream; at the end the recording is cut into stretches that one exercise
explains best (`cutting`), and each is told as that exercise only where nothing else explains it
nearly as well.  Else it is inconclusive, with what it could be: a guess helps nobody.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from formcheck.pose.features import FeatureExtractor
from formcheck.pose.filters import LONGEST_STEP_S
from formcheck.recognition.activity import SLOT_S, STILL, ActivityMeter
from formcheck.recognition.candidates import ExerciseCandidate
from formcheck.recognition.report import Candidate, Section
from formcheck.recognition.segmentation import Segment, explained_s, segment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from formcheck.exercises.definition import Exercise
    from formcheck.pose.features import PoseFeatures
    from formcheck.pose.pose import Pose
    from formcheck.recognition.candidates import CandidateRepetition

SURE_FROM: Final = 0.7
"""Confidence from which an exercise is told.  The next best then explains less than half as much
(engineering default)."""

WITNESSES: Final = 1.5
"""How much must have been seen of an exercise: two repetitions, or one and a partial one, or one
that was held as asked.  Less is inconclusive if it was held somewhat, and else what anybody does
who bends down, sits down or draws up a leg: nothing (engineering default)."""

LEAST_EXPLAINED: Final = 0.5
"""Share of the movement in a stretch that its exercise must explain (engineering default)."""

LEAST_WORTH: Final = 0.6
"""Least mean worth of the complete repetitions (engineering default)."""

SETTLED_S: Final = 1.0
"""A set begins at least so long before its first repetition: a checker must see the start."""

MOSTLY: Final = 0.5
NOBODY_SAY: Final = "Nobody could be seen for most of the time: come into the picture."
HINTS: Final = {
    "nobody": NOBODY_SAY,
    "between": "For most of the time the camera stood neither beside the body nor in front of it: "
    "turn your side or your chest to it.",
}
"""What to say if nobody, or no view that suits an exercise, was seen for most of the time."""

ONE_ALONE: Final = "One movement was like «{}»; one alone is too little to tell."

TOLD: Final = 0.05
"""A candidate with a smaller share is not worth telling."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """What was recognised in a pose stream.

    Attributes
    ----------
    duration_s
        From the first to the last pose.
    sections
        In order, without overlap; none = no exercise was seen.
    hint
        What to change so that more can be seen; empty if nothing.
    """

    duration_s: float
    sections: tuple[Section, ...]
    hint: str


class Recognizer:
    """Follows every exercise over one pose stream.

    Parameters
    ----------
    exercises
        What it may be.

    Examples
    --------
    >>> recognizer = Recognizer([load(name) for name in exercise_names()])  # doctest: +SKIP
    >>> for pose in poses:                                                  # doctest: +SKIP
    ...     recognizer.update(pose)
    >>> recognition = recognizer.finish()                                   # doctest: +SKIP
    """

    def __init__(self, exercises: Iterable[Exercise]) -> None:
        self._followers = [ExerciseCandidate(exercise) for exercise in exercises]
        self._eye = FeatureExtractor()
        self._motion = ActivityMeter()
        self._seen_s = dict.fromkeys(("nobody", "between", "side", "front"), 0.0)
        self._first_s = math.nan
        self._time_s = -math.inf

    def update(self, pose: Pose) -> PoseFeatures:
        """Take the next pose, and return its features.

        Raises
        ------
        ValueError
            If its time is not after that of the pose before.
        """
        time_s = pose.time_s
        if not time_s > self._time_s:
            raise ValueError(
                f"expected a time after {self._time_s} s, got {time_s} s: poses must come in order"
            )
        if math.isnan(self._first_s):
            self._first_s = self._time_s = time_s
        step_s = min(time_s - self._time_s, LONGEST_STEP_S)
        self._time_s = time_s
        # A hair late is in time: times are sums of float steps.
        slot = int((time_s - self._first_s + 1e-6) / SLOT_S)
        sight = self._eye.extract(pose)
        self._seen_s["nobody" if sight.absent else sight.view.plane] += step_s
        self._motion.update(slot, sight)
        for follower in self._followers:
            follower.update(slot, sight)
        return sight

    def finish(self) -> Recognition:
        """What was recognised, once the stream is over."""
        if math.isnan(self._first_s):
            return Recognition(0.0, (), NOBODY_SAY)
        self._motion.finish()
        for follower in self._followers:
            follower.finish()
        moved = self._motion.moved
        stretches = segment(self._followers, moved, zero_s=self._first_s)
        borders = _borders(stretches, zero_s=self._first_s, end_s=self._time_s)
        sections = (
            _judge(stretch, self._candidates(stretch), border)
            for stretch, border in zip(stretches, borders, strict=True)
        )
        told = tuple(each for each in sections if each is not None)
        hint = self._hint(told) or ("" if told else _like_what(stretches))
        return Recognition(self._time_s - self._first_s, told, hint)

    def _hint(self, told: Sequence[Section]) -> str:
        """What to change, if for most of the time nothing could be seen rightly."""
        watched_s = sum(self._seen_s.values())
        found = {section.exercise for section in told}
        exercises = (follower.exercise for follower in self._followers)
        oblique = any(one.name in found and one.view.plane == "oblique" for one in exercises)
        for how, say in HINTS.items():
            if how == "between" and oblique:
                continue  # that is where the camera belongs
            if self._seen_s[how] > MOSTLY * watched_s:
                return say
        return ""

    def _candidates(self, stretch: Segment) -> list[Candidate]:
        """What a stretch could be, best first; the share that of all evidence."""
        weighed = [self._weigh(follower, stretch) for follower in self._followers]
        total_s = sum(weight_s for weight_s, _ in weighed)
        found = [
            _with_share(candidate, weight_s / total_s)
            for weight_s, candidate in weighed
            if weight_s > 0
        ]
        return sorted(found, key=lambda each: -each.share)

    def _weigh(self, follower: ExerciseCandidate, stretch: Segment) -> tuple[float, Candidate]:
        """The weight of an exercise in a stretch, and what it is made of.

        The seconds that it explains, each by its worth, times the shares of movement and of time
        that go with it.
        """
        begin_s, end_s = stretch.start_s, stretch.end_s
        first = max(0, int((begin_s - self._first_s) / SLOT_S) - 1)
        last = min(len(self._motion.moved), int((end_s - self._first_s) / SLOT_S) + 2)
        tries = [
            each for each in follower.tries if begin_s < (each.start_s + each.end_s) / 2 < end_s
        ]
        weights = explained_s(tries, last, zero_s=self._first_s)[first:last]
        near = [max(weights[max(0, at - 1) : at + 2]) > 0 for at in range(len(weights))]
        moved = [way if way > STILL else 0.0 for way in self._motion.moved[first:last]]
        explained = sum(way for way, mine in zip(moved, near, strict=True) if mine)
        complete = [each for each in tries if each.complete]
        candidate = Candidate(
            exercise=follower.exercise.name,
            title=follower.exercise.title,
            share=0.0,
            complete=len(complete),
            partial=len(tries) - len(complete),
            worth=_mean([each.worth for each in complete]),
            explained_fraction=explained / sum(moved) if sum(moved) > 0 else float(any(near)),
            position_fraction=min(
                1.0, sum(follower.open_s[first:last]) / ((last - first) * SLOT_S)
            ),
        )
        # Who is out of position half of the time, or moves otherwise, does something else.
        fit = candidate.explained_fraction * candidate.position_fraction
        return fit * sum(weights), candidate


def _judge(
    stretch: Segment, candidates: Sequence[Candidate], border: tuple[float, float]
) -> Section | None:
    """What is to be told of a stretch; None = nothing, it is no exercise."""
    name = stretch.follower.exercise.name
    mine = next((each for each in candidates if each.exercise == name), None)
    if mine is None or not mine.complete:
        return None
    best = candidates[0]
    rival = max((c.share for c in candidates if c is not mine), default=0.0)
    confidence = mine.share / (mine.share + rival)
    seen = _witnesses(stretch.tries)
    held = any(each.complete and each.hold != "no" for each in stretch.tries)
    if seen < WITNESSES and not (held and mine.explained_fraction >= LEAST_EXPLAINED):
        return None
    if best is not mine or confidence < SURE_FROM:
        why = "Another exercise explains nearly as much."
    elif seen < WITNESSES:
        why = "One movement that was not held as asked is too little to tell."
    elif mine.explained_fraction < LEAST_EXPLAINED:
        why = "Most of the movement is something else."
    elif mine.complete < mine.partial:
        why = "Most tries of it did not get to the end."
    elif mine.worth < LEAST_WORTH:
        why = "It was done too differently from how it is meant."
    else:
        why = ""
    return Section(
        exercise=None if why else mine.exercise,
        confidence=confidence if best is mine else 1 - confidence,
        start_s=border[0],
        end_s=border[1],
        candidates=tuple(c for c in candidates if c.share >= TOLD),
        why=why,
    )


def _like_what(stretches: Sequence[Segment]) -> str:
    """What a single movement was like that is too little to be called an exercise."""
    for stretch in stretches:
        if any(each.complete for each in stretch.tries):
            return ONE_ALONE.format(stretch.follower.exercise.title)
    return ""


def _witnesses(tries: Sequence[CandidateRepetition]) -> float:
    """How much was seen: 1 for a complete try, 1.5 for one held as asked, less for a partial."""
    return sum(
        (1.5 if each.hold == "as asked" else 1.0) if each.complete else 0.5 for each in tries
    )


def _borders(
    stretches: Sequence[Segment], *, zero_s: float, end_s: float
) -> list[tuple[float, float]]:
    """From when to when each stretch is to be judged.

    A set begins where its position is taken up for good and ends where it is left, and at the
    latest halfway to the next one.
    """
    found: list[tuple[float, float]] = []
    for number, stretch in enumerate(stretches):
        before_s = found[-1][1] if found else zero_s
        begin_s = _since_when(stretch, before_s, zero_s=zero_s)
        if number + 1 < len(stretches):
            following = stretches[number + 1]
            latest_s = _since_when(following, stretch.end_s, zero_s=zero_s)
            if latest_s <= stretch.end_s:  # the position of the next one does not tell
                latest_s = (stretch.end_s + following.start_s) / 2
        else:
            latest_s = end_s
        found.append((begin_s, min(latest_s, _until_when(stretch, zero_s=zero_s))))
    return found


def _since_when(stretch: Segment, earliest_s: float, *, zero_s: float) -> float:
    """Since when the position of a stretch was taken up before its first try."""
    open_s = stretch.follower.open_s
    slot = min(len(open_s), math.floor((stretch.start_s - SETTLED_S - zero_s) / SLOT_S))
    while slot > 0 and open_s[slot - 1] >= SLOT_S / 2:
        slot -= 1
    return max(earliest_s, min(zero_s + max(slot, 0) * SLOT_S, stretch.start_s))


def _until_when(stretch: Segment, *, zero_s: float) -> float:
    """Until when the position of a stretch was kept after its last try."""
    open_s = stretch.follower.open_s
    slot = max(0, math.ceil((stretch.end_s - zero_s) / SLOT_S))
    while slot < len(open_s) and open_s[slot] >= SLOT_S / 2:
        slot += 1
    return zero_s + min(slot + 1, len(open_s)) * SLOT_S


def _with_share(candidate: Candidate, share: float) -> Candidate:
    return replace(candidate, share=share)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
