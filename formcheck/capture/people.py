"""Keeps to one person where several are in the picture.

A pose model follows one person by the place in the frame before.  That is enough as long as the
person is in view.  At the start, now and then, and whenever the pose jumps to another place, the
other people in the picture are looked for; if the pose is that of another one, they are painted
over.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, Self, runtime_checkable

import numpy as np

from formcheck.pose.joints import Joint
from formcheck.pose.pose import Pose, absent
from formcheck.pose.view import body_px

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from formcheck.capture import PersonChoice
    from formcheck.capture.pose_estimator import PoseEstimator
    from formcheck.capture.video_file import Frame

LATEST_CHECK_S: Final = 8.0
"""Longest time between two looks for other people: each costs about as much as a frame."""

_EARLIEST_CHECK_S: Final = 1.0
"""The first of these times; each is a second longer than the one before."""

MOST_PEOPLE: Final = 3
"""Most people that are counted: two are too many already."""

_LARGER: Final = 1.25
"""A person who is this many times larger than the followed one is the nearer one, surely
(engineering default)."""

BEHIND: Final = 0.5
"""A person who is smaller than this share of the largest one stands in the background, and is
followed by no choice of left or right (engineering default)."""

_CLEAR_SIZE: Final = 0.7
_CLEAR_SHARE: Final = 0.6
"""Others are there for sure if they are of at least this size, as a share of the followed person,
in at least this share of the looks.  Machines, plants and lamps that the model took for people had
up to 0.6."""

_OPTIONS: Final = {
    "on the left": "--person right follows another one",
    "on the right": "--person left follows another one",
    "in the middle": "--person left or right follows another one",
}

_JUMP_TRUNKS: Final = 0.6
"""Distance, in trunk lengths, that hips do not travel between two frames (engineering default):
hips that fall freely need 0.3 s for it."""

_JUMP_SCALE: Final = 1.6
"""Ratio by which a trunk does not grow or shrink between two frames: bending towards the camera
takes longer (engineering default)."""

_SAME_TRUNKS: Final = 1.0
"""Distance, in trunk lengths, within which a person is the one of a moment ago (engineering
default)."""

_AGAIN_S: Final = 0.25
"""Shortest time between two searches for a person who was lost to another one."""

_AROUND: Final = 0.4
"""Reach of a body around its joints, in trunk lengths (engineering default)."""

_EVERY_PX: Final = 12
"""Every twelfth pixel is enough for the median colour of a picture."""

_LOST_S: Final = 3.0
"""After this time without the followed person the one who is seen is followed (engineering
default)."""


class PeopleFinder(Protocol):
    """Finds people in single pictures."""

    def others(self, frame: Frame, known: Sequence[Pose] = ()) -> list[Pose]:
        """Return the people in a frame besides the known ones.

        Parameters
        ----------
        frame
            The picture and its time.
        known
            People who were found already.
        """
        ...

    def close(self) -> None:
        """Release the model; a second call does nothing."""
        ...


@runtime_checkable
class SeesSeveral(Protocol):
    """A pose estimator that follows one person and can be set on another one."""

    def open_finder(self) -> PeopleFinder:
        """Return a finder of other people."""
        ...

    def restart(self) -> None:
        """Forget the person who was tracked."""
        ...


class _Place(NamedTuple):
    """Where a body is, and how large: middle of the hips and length of the trunk, pixels."""

    x_px: float
    y_px: float
    trunk_px: float

    def is_near(self, other: _Place, *, trunks: float, scale: float) -> bool:
        """Return True if both may be the same body."""
        apart_px = _distance_px(self, other)
        small, large = sorted((self.trunk_px, other.trunk_px))
        return apart_px <= trunks * large and large <= scale * max(small, 1.0)


def _place(pose: Pose) -> _Place:
    """Return the place of a body that is not absent."""
    # Four points: plain numbers are quicker here than arrays.
    shoulder, other_shoulder, hip, other_hip = pose.image[_TRUNK].tolist()
    x_px, y_px = (hip[0] + other_hip[0]) / 2, (hip[1] + other_hip[1]) / 2
    across_px = (shoulder[0] + other_shoulder[0]) / 2 - x_px
    along_px = (shoulder[1] + other_shoulder[1]) / 2 - y_px
    return _Place(x_px, y_px, math.hypot(across_px, along_px))


_TRUNK: Final = [Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER, Joint.LEFT_HIP, Joint.RIGHT_HIP]


class PersonTracker:
    """A pose estimator that keeps to one person; it looks for others now and then.

    Parameters
    ----------
    estimator
        The estimator; if it cannot be set on another person (`SeesSeveral`), it is left alone.
    choice
        The person to follow where there are several.
    fits
        Returns True for a person in the position of the exercise; None = it is not known.

    Attributes
    ----------
    looks
        How often other people were looked for.
    several
        How often there were some.
    """

    def __init__(
        self,
        estimator: PoseEstimator,
        choice: PersonChoice = "auto",
        fits: Callable[[Pose], bool] | None = None,
    ) -> None:
        self._estimator, self._choice, self._fits = estimator, choice, fits
        self.name, self.info = estimator.name, estimator.info
        self._several = estimator if isinstance(estimator, SeesSeveral) else None
        self._finder = None if self._several is None else self._several.open_finder()
        self.looks = self.several = 0
        self._others_at: list[tuple[str, int, float]] = []
        self._is_chosen = False
        self._next_s, self._pause_s = 0.0, _EARLIEST_CHECK_S
        self._last: _Place | None = None
        self._last_s = self._again_s = 0.0

    def estimate(self, frame: Frame) -> Pose:
        """Return the pose of the followed person, absent if another one is in the way."""
        pose = self._estimator.estimate(frame)
        if self._finder is None:
            return pose
        if not pose.is_absent:
            pose = self._kept(self._finder, frame, pose)
        if frame.time_s >= self._next_s:
            pose = self._look(self._finder, frame, pose)
        if not pose.is_absent:
            self._last, self._last_s = _place(pose), frame.time_s
        return pose

    def close(self) -> None:
        """Release the models; a second call does nothing."""
        self._estimator.close()
        if self._finder is not None:
            self._finder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _look(self, finder: PeopleFinder, frame: Frame, pose: Pose) -> Pose:
        """Look for other people, and choose among them until the choice is sure."""
        self._next_s = frame.time_s + self._pause_s
        self._pause_s = min(self._pause_s + 1.0, LATEST_CHECK_S)
        if pose.is_absent:
            return pose
        self.looks += 1
        others = finder.others(frame, [pose])
        if not others:
            return pose
        self.several += 1
        if not self._is_chosen:
            everyone = [pose, *others]
            chosen = self._chosen(everyone)
            if chosen is not pose:
                others = [person for person in everyone if person is not chosen]
                pose = self._turn_to(frame, chosen, others)
        if not pose.is_absent:
            share = max(body_px(other) for other in others) / max(body_px(pose), 1.0)
            self._others_at.append((_where(pose, others), len(others), share))
        return pose

    @property
    def say(self) -> str:
        """The sentence about the others and the person who is followed; empty without others."""
        if not self._others_at:
            return ""
        where, count, _ = self._others_at[-1]
        larger = [share >= _CLEAR_SIZE for _, _, share in self._others_at]
        if sum(larger) < _CLEAR_SHARE * self.looks:
            # The model takes gym equipment and plants for small people at times.
            return f"Another person may be in the picture: the one {where} is followed."
        many = "Two people are" if count == 1 else "Several people are"
        return f"{many} in the picture. The one {where} is followed; {_OPTIONS[where]}."

    def _chosen(self, people: Sequence[Pose]) -> Pose:
        """Return the person to follow; the first one is followed now."""
        largest = max(people, key=body_px)
        near = [one for one in people if body_px(one) >= BEHIND * body_px(largest)]
        by_x = sorted(near, key=lambda person: _place(person).x_px)
        self._is_chosen = self._choice != "auto"
        if self._choice == "left":
            return by_x[0]
        if self._choice == "right":
            return by_x[-1]
        if self._choice == "largest":
            return largest
        if self._fits is not None:
            fitting = [person for person in people if self._fits(person)]
            if fitting:
                self._is_chosen = True
                return people[0] if people[0] in fitting else max(fitting, key=body_px)
        return largest if body_px(largest) >= _LARGER * body_px(people[0]) else people[0]

    def _kept(self, finder: PeopleFinder, frame: Frame, pose: Pose) -> Pose:
        """Return the followed person after a jump, absent while another one hides them."""
        last = self._last
        if last is None or _place(pose).is_near(last, trunks=_JUMP_TRUNKS, scale=_JUMP_SCALE):
            return pose
        if frame.time_s - self._last_s > _LOST_S:
            return pose
        hidden = absent(frame.index, frame.time_s, size_px=pose.size_px)
        if frame.time_s < self._again_s:
            return hidden
        people = finder.others(frame)
        same = [
            person
            for person in people
            if _place(person).is_near(last, trunks=_SAME_TRUNKS, scale=_JUMP_SCALE)
        ]
        if len(people) <= 1:
            return pose  # a bad pose, or a quick movement: no other person is there
        if not same:
            self._again_s = frame.time_s + _AGAIN_S
            return hidden
        back = min(same, key=lambda person: _distance_px(_place(person), last))
        return self._turn_to(frame, back, [person for person in people if person is not back])

    def _turn_to(self, frame: Frame, chosen: Pose, others: Sequence[Pose]) -> Pose:
        """Set the estimator on a person: in its next frame the others are painted over."""
        if self._several is not None:
            self._several.restart()
        image = without(frame.image, others)
        pose = self._estimator.estimate(replace(frame, image=image))
        if pose.is_absent or _place(pose).is_near(
            _place(chosen), trunks=_SAME_TRUNKS, scale=_JUMP_SCALE
        ):
            return pose
        return absent(frame.index, frame.time_s, size_px=pose.size_px)


def _distance_px(one: _Place, other: _Place) -> float:
    return math.hypot(one.x_px - other.x_px, one.y_px - other.y_px)


def _where(pose: Pose, others: Sequence[Pose]) -> str:
    """Return where a person is among others in the picture."""
    x_px = _place(pose).x_px
    others_px = [_place(other).x_px for other in others]
    if all(x_px <= other_px for other_px in others_px):
        return "on the left"
    return "on the right" if all(x_px >= other_px for other_px in others_px) else "in the middle"


class OneByOneFinder(ABC):
    """Finds several people in single pictures, one after the other; the base of a finder.

    A pose model reliably finds one person.  Each person that it finds is painted over, and the
    rest of the picture is searched again.
    """

    def count(self, image: NDArray[np.uint8]) -> int:
        """Return the number of people who are seen in a BGR picture, at most `MOST_PEOPLE`."""
        from formcheck.capture.video_file import Frame

        return len(self.others(Frame(0, 0.0, image)))

    def others(self, frame: Frame, known: Sequence[Pose] = ()) -> list[Pose]:
        """Return the people in a frame besides the known ones, the most visible first.

        Parameters
        ----------
        frame, known
            As for `PeopleFinder.others`.

        Returns
        -------
        list of Pose
            At most as many that there are `MOST_PEOPLE` with the known ones.
        """
        image, found = without(frame.image, known), list[Pose]()
        while len(known) + len(found) < MOST_PEOPLE:
            person = self._surest(replace(frame, image=image))
            if person.is_absent:
                break
            found.append(person)
            image = without(image, [person])
        return found

    @abstractmethod
    def _surest(self, frame: Frame) -> Pose:
        """Return the surest person in a picture; absent if there is none."""


def without(image: NDArray[np.uint8], people: Sequence[Pose]) -> NDArray[np.uint8]:
    """Return the picture, or a copy of it in which people are painted over.

    Parameters
    ----------
    image
        Shape (height, width, 3), uint8, BGR.
    people
        The people to paint over; an absent one changes nothing.

    Returns
    -------
    numpy.ndarray
        The same shape.
    """
    for person in people:
        if not person.is_absent:
            image = _painted_over(image, person.image)
    return image


def _painted_over(image: NDArray[np.uint8], joints: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return a copy of the picture in which the person with these joints is painted over."""
    import cv2

    left_shoulder, right_shoulder, left_hip, right_hip = joints[_TRUNK]
    trunk_px = float(np.linalg.norm(left_shoulder + right_shoulder - left_hip - right_hip)) / 2
    known = joints[np.isfinite(joints).all(axis=1)]
    outline = cv2.convexHull(known.astype(np.float32)).round().astype(np.int32)
    covered = np.zeros(image.shape[:2], np.uint8)
    cv2.fillConvexPoly(covered, outline, 255)
    width_px = max(1, round(2 * _AROUND * trunk_px))
    cv2.polylines(covered, [outline], isClosed=True, color=255, thickness=width_px)
    rest = image[covered == 0]
    painted = image.copy()
    painted[covered > 0] = np.median(rest[::_EVERY_PX], axis=0) if len(rest) else 0
    return painted
