"""Plausibility: whether a body can have made the step from the poses before to this one.

A pose estimator follows any body in the picture, guesses what is hidden, and at times takes one
leg for the other.  Such a pose looks like any other, but the step to it is larger than a body
makes.  `PoseScreen` compares each pose with the last one that was believed:

- the trunk, and all of the body together, may move so far and no farther;
- so may knee and ankle of each leg, beyond where their speed takes them, and the seen length of
  thigh and shank;
- the legs may not have exchanged their places;
- a picture that does not change at all tells nothing.

What does not fit is not believed until the body is back where it was.  A new place that is kept
for long enough is believed in the end: the person went there unseen, or the film was cut.

Lengths are in body sizes, as in `places`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Generic, Literal, NamedTuple, TypeVar

from formcheck.pose.filters import SAMPLE_GAP_S
from formcheck.pose.geometry import is_known
from formcheck.pose.joints import JOINT_COUNT
from formcheck.pose.places import LEG_ROWS, BodyPlace, LegPlace, Place, places_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.pose.pose import Pose

Doubt = Literal["frozen", "other_person", "jump", "swap"]
"""Why a pose is not believed: the picture stands still, another body took over, the body or a leg
jumped, the legs exchanged their places."""

Resumed = Literal["body", "leg"]
"""What is believed again in a place to which it was not followed."""

SWAP_GAIN: Final = 0.3
SWAP_SHARE: Final = 0.6
SWAP_S: Final = 0.5
"""Knees and ankles are exchanged if all four together are closer to the places of the other leg by
more than the gain, and at most this share as far from them as from their own.  Films in which no
legs are exchanged have no such step.  After a longer time legs that take turns are there too."""

NEAR: Final = 0.2
"""A body or leg within this of where it was is back."""

DRIFT_STEP: Final = 0.3
DRIFT_SPEED: Final = 1.5
DRIFT_S: Final = 1.0
"""How far it may have gone on meanwhile if it comes back with a jump; more time does not count."""

RETURN_S: Final = 0.1
"""So long a body then has to stay: an estimator takes two or three pictures to find it again."""

RESUME_S: Final = 0.8
"""A new place that is kept for so long is believed, and sooner where the old one was not kept for
as long (engineering default: shorter than the rest before a first movement)."""

FORGET_S: Final = 2.0
"""After a longer time unseen any pose is believed: the body may be anywhere."""

_Place = TypeVar("_Place", bound=Place)


class _Trust(Generic[_Place]):
    """Follows the place that is believed, and a rival that may take its part.

    Parameters
    ----------
    return_s
        What comes back with a jump is believed after so long.

    Attributes
    ----------
    place
        The last place that was believed; None = none yet.
    time_s
        When that was, seconds.
    resumed
        True if the last update believed a rival: the way there was not followed.
    """

    def __init__(self, return_s: float = 0.0) -> None:
        self._return_s = return_s
        self.place: _Place | None = None
        self.time_s = self._since_s = -math.inf
        self.resumed = False
        self._rival: _Place | None = None
        self._rival_s = self._rival_since_s = -math.inf
        self._returns = False

    def update(self, time_s: float, now: _Place, *, refused: bool = False) -> bool:
        """Return True if the next place is believed.

        Parameters
        ----------
        time_s
            Seconds, increasing.
        now
            The place that was seen.
        refused
            True if something else shows that it is wrong.

        Returns
        -------
        bool
            False for a place that the body cannot have reached.
        """
        self.resumed = False
        place, step_s = self.place, time_s - self.time_s
        if place is None or step_s > FORGET_S:
            self.begin(time_s, now)
            return True
        if not refused and self._is_back(time_s, now, place):
            self.place, self.time_s, self._rival = place.followed(now, step_s), time_s, None
            return True
        return self._follow_rival(time_s, now, place)

    def is_near(self, now: _Place, reach: float) -> bool:
        """Return True if a place is within this many sizes of the one that is believed."""
        return self.place is None or self.place.is_near(now, reach)

    def begin(self, time_s: float, now: _Place) -> None:
        """Believe a place whatever was before."""
        self.place, self.time_s, self._since_s, self._rival = now, time_s, time_s, None

    def _is_back(self, time_s: float, now: _Place, place: _Place) -> bool:
        if self._rival is None:
            return place.fits(now, time_s - self.time_s)
        return place.is_near(now, NEAR)

    def _follow_rival(self, time_s: float, now: _Place, place: _Place) -> bool:
        rival, step_s = self._rival, time_s - self._rival_s
        if rival is None or not rival.stays(now, step_s):
            self._returns = rival is not None
            self._rival, self._rival_since_s = now, time_s
        else:
            self._rival = rival.followed(now, step_s)
        self._rival_s = time_s
        kept_s = time_s - self._rival_since_s
        if self._returns and kept_s >= self._return_s:
            drift = DRIFT_STEP + DRIFT_SPEED * min(time_s - self.time_s, DRIFT_S)
            if place.is_near(now, drift):
                self.place, self.time_s, self._rival = self._rival, time_s, None
                return True
        if kept_s < min(RESUME_S, self.time_s - self._since_s):
            return False
        since_s = self._rival_since_s
        self.begin(time_s, self._rival)
        self._since_s = since_s
        self.resumed = True
        return True


class Plausible(NamedTuple):
    """What of a pose is believed.

    Attributes
    ----------
    doubt
        Why the pose, or a part of it, is not believed; None = all of it is.
    rows
        The joints that are not believed.
    resumed
        What is believed in a new place, whose way there was not followed; None = nothing.
    """

    doubt: Doubt | None = None
    rows: tuple[int, ...] = ()
    resumed: Resumed | None = None

    @property
    def is_lost(self) -> bool:
        """True if nothing of the pose is believed."""
        return len(self.rows) == JOINT_COUNT


BELIEVED: Final = Plausible()
FROZEN: Final = Plausible("frozen")
_EVERYTHING: Final = tuple(range(JOINT_COUNT))


class PoseScreen:
    """Screens a stream of poses for those that no body makes."""

    def __init__(self) -> None:
        self._still = _StillPicture()
        self._last = BELIEVED
        self._live_s = -math.inf
        self._body = _Trust[BodyPlace](RETURN_S)
        self._legs = (_Trust[LegPlace](), _Trust[LegPlace]())

    def update(self, pose: Pose, points: Sequence[complex]) -> Plausible:
        """Return what of the next pose is believed.

        Parameters
        ----------
        pose
            The pose; it has a person.
        points
            Its 33 joints as points of the plane; NaN: unknown.

        Returns
        -------
        Plausible
            Depends on this pose and the ones before only.
        """
        time_s, visibility = pose.time_s, pose.visibility.tolist()
        if self._still.update(pose, visibility):
            if not self._last.rows:  # what was not believed is not believed now
                self._last = FROZEN
            return self._last
        places = places_of(points, visibility)
        stood_still = self._last is FROZEN and time_s - self._live_s > SAMPLE_GAP_S
        self._live_s = time_s
        if stood_still and not self._are_near(*places):
            self._last = self._resume(time_s, *places)
        else:
            self._last = self._judge(time_s, *places)
        return self._last

    def _are_near(self, body: BodyPlace, *legs: LegPlace) -> bool:
        """Return True if body and legs are about where they were."""
        return self._body.is_near(body, DRIFT_STEP) and all(
            trust.is_near(leg, DRIFT_STEP) for trust, leg in zip(self._legs, legs, strict=True)
        )

    def _resume(self, time_s: float, body: BodyPlace, *legs: LegPlace) -> Plausible:
        """Believe a body in a new place."""
        self._body.begin(time_s, body)
        for trust, leg in zip(self._legs, legs, strict=True):
            trust.begin(time_s, leg)
        return Plausible(resumed="body")

    def _judge(self, time_s: float, body: BodyPlace, *legs: LegPlace) -> Plausible:
        if not body.size > 0:
            return BELIEVED
        before = self._body.place
        if not self._body.update(time_s, body):
            is_other = before is not None and before.is_other(body)
            return Plausible("other_person" if is_other else "jump", _EVERYTHING)
        if self._body.resumed:
            return self._resume(time_s, body, *legs)
        return self._judge_legs(time_s, legs)

    def _judge_legs(self, time_s: float, legs: Sequence[LegPlace]) -> Plausible:
        swapped = self._are_swapped(time_s, legs)
        rows: tuple[int, ...] = ()
        resumed: Resumed | None = None
        for trust, leg, (hip, *others) in zip(self._legs, legs, LEG_ROWS, strict=True):
            if not (is_known(leg.knee) or is_known(leg.ankle)):
                continue
            if not trust.update(time_s, leg, refused=swapped):
                rows += (hip, *others) if swapped else tuple(others)
            if trust.resumed:
                resumed = "leg"
        if not rows:
            return Plausible(resumed=resumed) if resumed else BELIEVED
        return Plausible("swap" if swapped else "jump", rows, resumed)

    def _are_swapped(self, time_s: float, legs: Sequence[LegPlace]) -> bool:
        """Return True if each leg is where the other one was."""
        left, right = (trust.place for trust in self._legs)
        since_s = min(trust.time_s for trust in self._legs)
        if left is None or right is None or time_s - since_s > SWAP_S:
            return False
        direct = left.distance(legs[0]) + right.distance(legs[1])
        crossed = left.distance(legs[1]) + right.distance(legs[0])
        return direct - crossed > SWAP_GAIN * left.size and crossed < SWAP_SHARE * direct


class _StillPicture:
    """Finds pictures that stand still: their poses are equal to the last bit."""

    def __init__(self) -> None:
        self._numbers = b""
        self._visibility: Sequence[float] = ()
        self._is_estimated = False

    def update(self, pose: Pose, visibility: Sequence[float]) -> bool:
        """Return True if the picture stands still.

        Parameters
        ----------
        pose
            The next pose; it has a person.
        visibility
            The visibility of each joint.

        Returns
        -------
        bool
            Always False for figures that are computed, because they keep still to the last bit.
            Their visibility is constant; that of an estimator changes with every picture.
        """
        numbers = pose.image.tobytes() + pose.visibility.tobytes()
        if numbers == self._numbers:
            return self._is_estimated
        if not self._is_estimated and self._visibility:
            changed = sum(a != b for a, b in zip(visibility, self._visibility, strict=True))
            self._is_estimated = 2 * changed > JOINT_COUNT
        self._numbers, self._visibility = numbers, visibility
        return False
