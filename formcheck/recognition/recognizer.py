"""Recognizes which exercises a pose stream shows.

An exercise is recognised by its definition alone: view, position, needs, start zone, target,
faults and limits.  `Recognizer` follows every exercise over one pose stream.  At the end the
stream is divided into segments that one exercise explains best (`segmentation`).  A segment gets
the name of its exercise only if no other exercise explains it nearly as well; otherwise it is
inconclusive and lists the candidates.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from formcheck.pose.features import FeatureExtractor
from formcheck.pose.filters import LONGEST_STEP_S
from formcheck.recognition.candidates import PARTIAL_WORTH, ExerciseCandidate
from formcheck.recognition.obstacles import ObstacleMeter
from formcheck.recognition.report import Candidate, Section
from formcheck.recognition.segmentation import (
    SLOT_S,
    STILL,
    ActivityMeter,
    Segment,
    explained_s,
    find_segments,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from formcheck.exercises.definition import Exercise
    from formcheck.pose.features import PoseFeatures
    from formcheck.pose.pose import Pose
    from formcheck.recognition.candidates import CandidateRepetition
    from formcheck.recognition.report import Obstacle

SURE_FROM: Final = 0.7
"""Lowest confidence with which an exercise is named.  The next best then explains less than half
as much (engineering default)."""

LEAST_EVIDENCE: Final = 1.5
"""Least evidence for an exercise: two repetitions, or one and a partial one, or one that was held
as asked.  Less evidence is inconclusive if the repetition was held somewhat.  Otherwise it is no
exercise: everyone bends down, sits down or draws up a leg from time to time (engineering
default)."""

LEAST_EXPLAINED: Final = 0.5
"""Share of the movement in a segment that its exercise must explain (engineering default)."""

LEAST_WORTH: Final = 0.68
"""Least mean worth of the complete repetitions (engineering default): sets of real people have
0.73 and more, also deep, quick squats with a bow; squat jumps have 0.63."""

LEAST_POSITION: Final = 0.6
"""Least share of the time in which view, position and needs are those of the exercise (engineering
default): sets of real people have 0.8 and more, and a person who walks about has half."""

SETTLED_S: Final = 1.0
"""A set begins at least so long before its first repetition, for the checker to see the start."""

MOSTLY: Final = 0.5
"""Share of the time from which an obstacle is the reason, whatever was seen (engineering
default)."""

LARGELY: Final = 0.3
"""The same where nothing like an exercise was seen (engineering default)."""

BUSY_SHARE: Final = 0.2
"""A body that moves for a smaller share of the time hardly moved (engineering default)."""

ONE_ALONE: Final = "One movement was like «{}»; one alone is too little to tell."
SOME_ALONE: Final = "{} movements were like «{}», but most of the movement was something else."
TRIES: Final = "{} movements were like «{}», but none came to its end."
HARDLY_MOVED: Final = "The body was seen, but it hardly moved."
NOTHING_LIKE: Final = "The body was seen, but no movement was like one of the exercises."

LONGEST_GAP_S: Final = 120.0
"""Time without poses that is followed; of a longer gap the rest is left out, because cost and
memory follow the clock.  No set goes on after a pause that long (`PAUSE_S`)."""

LEAST_SHARE: Final = 0.05
"""A candidate with a smaller share is not listed (engineering default)."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """The exercises that were recognised in a pose stream.

    Attributes
    ----------
    duration_s
        Seconds from the first to the last pose.
    sections
        In order, without overlap; empty = no exercise was seen.
    hint
        The change that makes more visible, or why nothing was recognised; empty = none is needed.
    obstacles
        What stood between the camera and the body, the longest first.
    """

    duration_s: float
    sections: tuple[Section, ...]
    hint: str
    obstacles: tuple[Obstacle, ...] = ()


class _Jump(NamedTuple):
    """A long gap on the shortened clock, and what was left out of it and of those before."""

    before_s: float
    after_s: float
    left_out_s: float


class Recognizer:
    """Follows every exercise over one pose stream, and names the exercises at the end.

    Parameters
    ----------
    exercises
        The exercises that the stream may show.

    Examples
    --------
    >>> from formcheck import list_exercises, recording
    >>> recognizer = Recognizer(list_exercises())
    >>> for pose in recording.read("set.npz"):
    ...     features = recognizer.update(pose)
    >>> recognizer.finish().sections[0].exercise
    'single_leg_bridge'
    """

    def __init__(self, exercises: Iterable[Exercise]) -> None:
        self._followed = [ExerciseCandidate(exercise) for exercise in exercises]
        self._extractor = FeatureExtractor()
        self._motion = ActivityMeter()
        self._obstacles = ObstacleMeter()
        self._first_s = math.nan
        self._time_s = self._last_s = -math.inf
        self._left_out_s = 0.0
        self._jumps: list[_Jump] = []

    def update(self, pose: Pose) -> PoseFeatures:
        """Take the next pose, and return its features.

        Returns
        -------
        PoseFeatures
            Its features.

        Raises
        ------
        ValueError
            If its time is not after that of the pose before.
        """
        if not pose.time_s > self._last_s:
            raise ValueError(
                f"expected a time after {self._last_s} s, got {pose.time_s} s: poses must come in "
                "order"
            )
        self._last_s = pose.time_s
        if math.isnan(self._first_s):
            self._first_s = self._time_s = pose.time_s
        pose = self._without_long_gap(pose)
        time_s = pose.time_s
        step_s = min(time_s - self._time_s, LONGEST_STEP_S)
        self._time_s = time_s
        # The tolerance absorbs rounding: times are sums of float steps.
        slot = int((time_s - self._first_s + 1e-6) / SLOT_S)
        features = self._extractor.extract(pose)
        self._obstacles.update(step_s, features)
        self._motion.update(slot, features)
        for candidate in self._followed:
            candidate.update(slot, features)
        return features

    def _without_long_gap(self, pose: Pose) -> Pose:
        """Return the pose at its time without the rest of the long gaps before it."""
        excess_s = pose.time_s - self._left_out_s - self._time_s - LONGEST_GAP_S
        if excess_s > 0:
            self._left_out_s += excess_s
            after_s = pose.time_s - self._left_out_s
            self._jumps.append(_Jump(self._time_s, after_s, self._left_out_s))
        return replace(pose, time_s=pose.time_s - self._left_out_s) if self._jumps else pose

    def _on_the_clock(self, section: Section) -> Section:
        """Return a section with its times as the poses had them when they came."""
        # Within a gap, a section that begins belongs to what follows, one that ends to the before.
        begun = [jump.left_out_s for jump in self._jumps if jump.before_s < section.start_s]
        ended = [jump.left_out_s for jump in self._jumps if jump.after_s <= section.end_s]
        return replace(
            section,
            start_s=section.start_s + (begun[-1] if begun else 0.0),
            end_s=section.end_s + (ended[-1] if ended else 0.0),
        )

    def finish(self) -> Recognition:
        """Return the recognised exercises, after the last pose."""
        if math.isnan(self._first_s):
            obstacles = self._obstacles.finish()
            return Recognition(0.0, (), obstacles[0].say, obstacles)
        self._motion.finish()
        for candidate in self._followed:
            candidate.finish()
        return self._recognition()

    def _recognition(self) -> Recognition:
        moved = self._motion.moved
        segments = find_segments(self._followed, moved, zero_s=self._first_s)
        borders = _borders(segments, zero_s=self._first_s, end_s=self._time_s)
        judged = (
            _judge(segment, self._candidates(segment), border)
            for segment, border in zip(segments, borders, strict=True)
        )
        sections = tuple(self._on_the_clock(each) for each in judged if each is not None)
        obstacles = self._obstacles_of(sections)
        hint = self._hint(sections, obstacles)
        return Recognition(self._last_s - self._first_s, sections, hint, obstacles)

    def _obstacles_of(self, sections: Sequence[Section]) -> tuple[Obstacle, ...]:
        """Return the obstacles; an oblique camera is none where it belongs there."""
        found = {section.exercise for section in sections}
        exercises = (candidate.exercise for candidate in self._followed)
        oblique = any(one.name in found and one.view.plane == "oblique" for one in exercises)
        obstacles = self._obstacles.finish()
        return tuple(one for one in obstacles if one.name != "view" or not oblique)

    def _hint(self, sections: Sequence[Section], obstacles: Sequence[Obstacle]) -> str:
        """Return what to change, or why nothing was recognised; empty = all is well."""
        named = any(section.exercise for section in sections)
        # What was recognised was seen well enough: only who is away all the time is asked.
        reasons = [one for one in obstacles if not named or one.name in {"absent", "view"}]
        longest = reasons[0] if reasons else None
        if longest is not None and longest.share > MOSTLY:
            return longest.say
        if sections:
            return ""  # each says itself why it is inconclusive
        nearest = _nearest(self._followed)
        if nearest:
            return nearest
        if longest is not None and longest.share > LARGELY:
            return longest.say
        moved = [distance for distance in self._motion.moved if distance > STILL]
        return NOTHING_LIKE if len(moved) > BUSY_SHARE * len(self._motion.moved) else HARDLY_MOVED

    def _candidates(self, segment: Segment) -> list[Candidate]:
        """Return what a segment could be, best first, each with its share of all evidence."""
        weighed = [self._weigh(candidate, segment) for candidate in self._followed]
        total_s = sum(weight_s for weight_s, _ in weighed)
        found = [
            replace(candidate, share=weight_s / total_s)
            for weight_s, candidate in weighed
            if weight_s > 0
        ]
        return sorted(found, key=lambda each: -each.share)

    def _weigh(self, candidate: ExerciseCandidate, segment: Segment) -> tuple[float, Candidate]:
        """Return the weight of an exercise in a segment, seconds, and the numbers behind it."""
        # The weight is the time that its repetitions explain, times the share of the movement
        # within them, the share of the time in its position, and how well they were done: of two
        # exercises that explain one movement, the one with fewer faults is much more likely.
        begin_s, end_s = segment.start_s, segment.end_s
        first = max(0, int((begin_s - self._first_s) / SLOT_S) - 1)
        last = min(len(self._motion.moved), int((end_s - self._first_s) / SLOT_S) + 2)
        repetitions = [
            each
            for each in candidate.repetitions
            if begin_s < (each.start_s + each.end_s) / 2 < end_s
        ]
        weights = explained_s(repetitions, range(first, last), zero_s=self._first_s)
        near = [max(weights[max(0, at - 1) : at + 2]) > 0 for at in range(len(weights))]
        moved = [
            distance if distance > STILL else 0.0 for distance in self._motion.moved[first:last]
        ]
        explained = sum(distance for distance, mine in zip(moved, near, strict=True) if mine)
        complete = [each for each in repetitions if each.complete]
        weighed = Candidate(
            exercise=candidate.exercise.name,
            title=candidate.exercise.title,
            share=0.0,
            complete=len(complete),
            partial=len(repetitions) - len(complete),
            worth=_mean([each.worth for each in complete]),
            explained_fraction=explained / sum(moved) if sum(moved) > 0 else float(any(near)),
            position_fraction=min(
                1.0, sum(candidate.judgeable_s[first:last]) / ((last - first) * SLOT_S)
            ),
        )
        # Much time out of position, or other movement, speaks for another exercise.
        fit = weighed.explained_fraction * weighed.position_fraction
        return fit * max(weighed.worth, PARTIAL_WORTH) * sum(weights), weighed


def _judge(
    segment: Segment, candidates: Sequence[Candidate], border: tuple[float, float]
) -> Section | None:
    """Return the section for a segment; None = it is no exercise."""
    name = segment.candidate.exercise.name
    mine = next((each for each in candidates if each.exercise == name), None)
    if mine is None or not mine.complete:
        return None
    best = candidates[0]
    rival = max((c.share for c in candidates if c is not mine), default=0.0)
    confidence = mine.share / (mine.share + rival)
    seen = _evidence(segment.repetitions)
    held = any(each.complete and each.hold != "no" for each in segment.repetitions)
    if seen < LEAST_EVIDENCE and not (held and mine.explained_fraction >= LEAST_EXPLAINED):
        return None
    if best is not mine or confidence < SURE_FROM:
        why = "Another exercise fits nearly as well."
    elif seen < LEAST_EVIDENCE:
        why = "One movement that was not held as asked is too little to tell."
    elif mine.explained_fraction < LEAST_EXPLAINED:
        why = "Most of the movement is something else."
    elif mine.position_fraction < LEAST_POSITION:
        why = "For much of the time the body was in another position."
    elif mine.complete < mine.partial:
        why = "Most tries did not get to the end."
    elif mine.worth < LEAST_WORTH:
        why = "It was done too differently from the exercise."
    else:
        why = ""
    return Section(
        exercise=None if why else mine.exercise,
        confidence=confidence if best is mine else 1 - confidence,
        start_s=border[0],
        end_s=border[1],
        candidates=tuple(c for c in candidates if c.share >= LEAST_SHARE),
        why=why,
    )


def _nearest(candidates: Sequence[ExerciseCandidate]) -> str:
    """Return the sentence on the exercise that was nearest; empty = none was near."""
    done = {
        one.exercise.title: [rep for rep in one.repetitions if rep.complete] for one in candidates
    }
    tried = {
        one.exercise.title: [rep for rep in one.repetitions if rep.worth] for one in candidates
    }
    title = max(done, key=lambda name: sum(rep.worth for rep in done[name]), default="")
    count = len(done.get(title, ()))
    if count:
        return ONE_ALONE.format(title) if count == 1 else SOME_ALONE.format(count, title)
    title = max(tried, key=lambda name: sum(rep.worth for rep in tried[name]), default="")
    count = len(tried.get(title, ()))
    return TRIES.format(count, title) if count > 1 else ""


def _evidence(repetitions: Sequence[CandidateRepetition]) -> float:
    """Return the sum of evidence: 1 for a complete repetition, 1.5 if held as asked, else 0.5."""
    return sum(
        (1.5 if each.hold == "as asked" else 1.0) if each.complete else 0.5 for each in repetitions
    )


def _borders(
    segments: Sequence[Segment], *, zero_s: float, end_s: float
) -> list[tuple[float, float]]:
    """Return start and end of the time in which each segment is to be judged, seconds."""
    # A set begins where its position is taken up before the first repetition.  It ends where the
    # position is left, at the latest halfway to the next set.
    found: list[tuple[float, float]] = []
    for number, segment in enumerate(segments):
        before_s = found[-1][1] if found else zero_s
        begin_s = _taken_up_s(segment, before_s, zero_s=zero_s)
        if number + 1 < len(segments):
            following = segments[number + 1]
            latest_s = _taken_up_s(following, segment.end_s, zero_s=zero_s)
            if latest_s <= segment.end_s:  # both sets have the same position
                latest_s = (segment.end_s + following.start_s) / 2
        else:
            latest_s = end_s
        found.append((begin_s, min(latest_s, _left_s(segment, zero_s=zero_s))))
    return found


def _taken_up_s(segment: Segment, earliest_s: float, *, zero_s: float) -> float:
    """Return when the position of a segment was taken up before its first repetition."""
    judgeable_s = segment.candidate.judgeable_s
    slot = min(len(judgeable_s), math.floor((segment.start_s - SETTLED_S - zero_s) / SLOT_S))
    while slot > 0 and judgeable_s[slot - 1] >= SLOT_S / 2:
        slot -= 1
    return max(earliest_s, min(zero_s + max(slot, 0) * SLOT_S, segment.start_s))


def _left_s(segment: Segment, *, zero_s: float) -> float:
    """Return until when the position of a segment was kept after its last repetition."""
    judgeable_s = segment.candidate.judgeable_s
    slot = max(0, math.ceil((segment.end_s - zero_s) / SLOT_S))
    while slot < len(judgeable_s) and judgeable_s[slot] >= SLOT_S / 2:
        slot += 1
    return zero_s + min(slot + 1, len(judgeable_s)) * SLOT_S


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
