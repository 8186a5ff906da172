"""Finds trials of standing on one leg in a pose stream seen from the front.

A foot is off the floor when its ankle, compared with the other one, is higher than while both feet
stood, by a share of the leg.  A trial ends when the foot comes down, or when the standing foot
moves to another place (a hop or a step).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

from formcheck.assessment import quality_gate
from formcheck.function_tests.report import FoundTrials, Trial
from formcheck.pose.features import FeatureExtractor
from formcheck.pose.filters import crossing_s
from formcheck.pose.geometry import is_known
from formcheck.pose.joints import other_side
from formcheck.pose.positions import stands

if TYPE_CHECKING:
    from formcheck.function_tests.definition import StanceScoring
    from formcheck.pose.features import PoseFeatures
    from formcheck.pose.joints import Side
    from formcheck.pose.pose import Pose

BOTH_FEET_S: Final = 0.5
"""Least time for which both feet stand before a trial (engineering default)."""

REMEMBERED_S: Final = 2.0
"""The level of both feet is the median over this time (engineering default)."""

LOST_S: Final = 0.5
"""In a longer gap the foot may have touched the floor unseen (engineering default)."""

BLIND_S: Final = 0.21
"""A foot that goes up or comes down in a longer step between two poses does so at an unknown time
(engineering default)."""

TOUCH_S: Final = 0.1
"""A shorter touch is noise of the picture (engineering default)."""

UP_S: Final = 0.2
"""The same for a foot that is up (engineering default)."""

PLACE_S: Final = 0.5
"""The place of the standing foot is the median over this time (engineering default)."""

NOT_BEGUN: Final = "both feet were not seen on the floor before: begin to film before you lift"
START_UNSEEN: Final = "the moment in which the foot was lifted could not be seen"
END_UNSEEN: Final = "the moment in which it ended could not be seen"
LOST: Final = "you were lost from sight in between"
CUT: Final = "the video ends before the foot comes down"
TOUCHED: Final = "the foot came down"
HOPPED: Final = "the foot that carries hopped or stepped"
CAPPED: Final = "the full time"


class _Sample(NamedTuple):
    """One pose of a standing person; lengths in shares of the leg.

    Attributes
    ----------
    lift
        Height of the left ankle over the right one.
    left, right
        Positions of the ankles.
    """

    time_s: float
    lift: float
    left: complex
    right: complex


@dataclass(slots=True)
class _Running:
    """The current trial."""

    foot: Side  # the lifted one
    start_s: float
    known_start: bool
    level: float
    place: list[complex]
    start_blind: bool = False
    down_since_s: float = math.nan
    down_blind: bool = False
    up_since_s: float = math.nan


class StanceFinder:
    """Finds the trials on one leg in a pose stream.

    Parameters
    ----------
    scoring
        The heights at which a foot is off the floor, and the longest time.
    """

    def __init__(self, scoring: StanceScoring) -> None:
        self._scoring = scoring
        self._extractor = FeatureExtractor()
        self._tries: list[Trial] = []
        self._feet: list[tuple[float, float]] = []
        self._level = math.nan
        self._leg_px = math.nan
        self._running: _Running | None = None
        self._before: _Sample | None = None
        self._up_since: tuple[float, Side, bool] | None = None
        self._why = quality_gate.ABSENT.say
        self._seen = False
        self._must_land = False

    def update(self, pose: Pose) -> PoseFeatures:
        """Take the next pose, and return its features."""
        features = self._extractor.extract(pose)
        sample = self._sample(features)
        if isinstance(sample, str):
            self._why = sample
        else:
            self._take(sample)
        return features

    def _take(self, sample: _Sample) -> None:
        self._seen = True
        before = self._before
        if before is not None and sample.time_s - before.time_s > LOST_S:
            self._lose(before.time_s)
            before = None
        if self._running is None:
            self._wait(sample, before)
        else:
            self._follow(sample, before, self._running)
        self._before = sample

    def finish(self) -> FoundTrials:
        """Return all trials in order, after the last pose."""
        if self._running is not None and self._before is not None:
            self._end(self._before.time_s, CUT, known=False)
        return FoundTrials(tuple(self._tries), "" if self._seen else self._why)

    def _sample(self, features: PoseFeatures) -> _Sample | str:
        """Return the sample of a pose, or why there is none."""
        if features.absent or features.doubt == "frozen":
            return quality_gate.reason_absent(features).say
        if not features.view.suits("front"):
            return "The view is wrong: turn your chest to the camera."
        now = features.leg_frame("front", "left").joints
        if not all(map(is_known, (now.hip, now.other_hip, now.ankle, now.other_ankle))):
            return "Not all of you was in the picture, down to both feet."
        if not stands(now):
            return "Stand upright."
        # The straighter leg is longer in the picture: it carries the body.
        leg_px = max(abs(now.hip - now.ankle), abs(now.other_hip - now.other_ankle))
        if self._running is None:
            self._leg_px = leg_px  # while a foot is up, the unit of length must not change
        return _Sample(
            features.pose.time_s,
            (now.ankle - now.other_ankle).imag / self._leg_px,
            now.ankle / self._leg_px,
            now.other_ankle / self._leg_px,
        )

    def _wait(self, sample: _Sample, before: _Sample | None) -> None:
        """Follow both feet on the floor until one goes up."""
        level = 0.0 if math.isnan(self._level) else self._level
        rise = sample.lift - level
        if abs(rise) <= self._scoring.lifted_ratio:
            self._up_since, self._must_land = None, False
            self._note_feet(sample)
            return
        if self._must_land:  # the same foot is still up after its trial ended
            return
        foot: Side = "left" if rise > 0 else "right"
        if self._up_since is None or self._up_since[1] != foot:
            blind = _is_blind(before, sample)
            self._up_since = (self._off_s(sample, before, level), foot, blind)
        start_s, _, blind = self._up_since
        if sample.time_s - start_s >= UP_S:
            known = not math.isnan(self._level)
            self._running = _Running(foot, start_s, known, level, [], start_blind=blind)

    def _off_s(self, sample: _Sample, before: _Sample | None, level: float) -> float:
        if before is None:
            return sample.time_s
        border = level + math.copysign(self._scoring.lifted_ratio, sample.lift - level)
        return crossing_s((before.time_s, before.lift), (sample.time_s, sample.lift), border)

    def _note_feet(self, sample: _Sample) -> None:
        feet = self._feet
        feet.append((sample.time_s, sample.lift))
        while sample.time_s - feet[0][0] > REMEMBERED_S:
            feet.pop(0)
        if sample.time_s - feet[0][0] >= BOTH_FEET_S:
            self._level = median(lift for _, lift in feet)

    def _follow(self, sample: _Sample, before: _Sample | None, now: _Running) -> None:
        """Follow a trial: one foot is up."""
        scoring = self._scoring
        sign = 1 if now.foot == "left" else -1
        rise = sign * (sample.lift - now.level)
        if sample.time_s - now.start_s >= scoring.cap_s:
            self._end(now.start_s + scoring.cap_s, CAPPED, known=now.known_start)
            return
        place = sample.right if now.foot == "left" else sample.left
        if sample.time_s - now.start_s <= PLACE_S + UP_S or not now.place:
            now.place.append(place)
        elif abs(place - _middle(now.place)) > scoring.hopped_ratio:
            self._end_seen(sample.time_s, HOPPED, now, blind=_is_blind(before, sample))
            return
        if rise > scoring.touched_ratio:
            # One wrong picture between two of a foot that is down does not lift it.
            if math.isnan(now.up_since_s):
                now.up_since_s = sample.time_s
            if sample.time_s - now.up_since_s >= TOUCH_S or math.isnan(now.down_since_s):
                now.down_since_s = math.nan
            return
        now.up_since_s = math.nan
        if math.isnan(now.down_since_s):
            now.down_since_s = sample.time_s
            now.down_blind = _is_blind(before, sample)
            if before is not None:
                border = now.level + sign * scoring.touched_ratio
                now.down_since_s = crossing_s(
                    (before.time_s, before.lift), (sample.time_s, sample.lift), border
                )
        if sample.time_s - now.down_since_s >= TOUCH_S:
            self._end_seen(now.down_since_s, TOUCHED, now, blind=now.down_blind)

    def _end_seen(self, end_s: float, note: str, now: _Running, *, blind: bool) -> None:
        """End a trial whose end was seen, or happened in a step that was too long to time it."""
        why = END_UNSEEN if blind else note
        self._end(end_s, why, known=now.known_start and not blind, landed=note == TOUCHED)

    def _lose(self, last_s: float) -> None:
        if self._running is not None:
            self._end(last_s, LOST, known=False)
        self._feet.clear()
        self._up_since = None
        self._level = math.nan

    def _end(self, end_s: float, note: str, *, known: bool, landed: bool = False) -> None:
        """End the current trial; a very short one is a step and is not kept."""
        now = self._running
        self._running, self._up_since = None, None
        self._must_land = not landed
        self._feet.clear()
        if now is None or end_s - now.start_s < self._scoring.shortest_s:
            return
        if now.start_blind and note != CAPPED:
            note, known = START_UNSEEN, False
        why = note if now.known_start else NOT_BEGUN
        self._tries.append(
            Trial(
                side=other_side(now.foot),
                start_s=now.start_s,
                end_s=end_s,
                value=end_s - now.start_s,
                counts=known,
                note=why,
            )
        )


def _is_blind(before: _Sample | None, now: _Sample) -> bool:
    """Return True if too much time passed since the pose before to time what happened."""
    return before is not None and now.time_s - before.time_s > BLIND_S


def _middle(places: list[complex]) -> complex:
    return complex(median(p.real for p in places), median(p.imag for p in places))
