"""Several people in the picture: who is followed, and what another person does not change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Self

import cv2
import numpy as np
import pytest
from support.performer import Side2D, pose_of

from formcheck.capture.people import (
    MOST_PEOPLE,
    OneByOneFinder,
    PersonTracker,
    _painted_over,
    without,
)
from formcheck.capture.pose_estimator import EstimatorInfo, ScriptedEstimator
from formcheck.capture.video_file import Frame
from formcheck.pose.pose import Pose, absent, turned
from formcheck.pose.view import body_px

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from formcheck.capture import PersonChoice

STEP_S = 0.1
BODY = pose_of(Side2D())


def body(x_px: float, *, scale: float = 1.0) -> Pose:
    """Return a person whose middle is at a place of the picture."""
    middle = np.nanmean(BODY.image, axis=0)
    image = (BODY.image - middle) * scale + np.array([x_px, middle[1]])
    return replace(BODY, image=image.astype(np.float32))


def x_of(pose: Pose) -> float:
    return float(np.nanmean(pose.image[:, 0]))


class Room:
    """An estimator that sees a room with people, and the finder of the others in it.

    It follows who was nearest to the person before, as a pose model does.  It finds the first one
    of the scene from an empty memory, and once from the time `astray` on.
    """

    def __init__(self, scene: Callable[[float], Sequence[Pose]]) -> None:
        self.scene = scene
        self.name, self.info = "room", EstimatorInfo("room", "1", "none", "")
        self.at_x: float | None = None
        self.astray: float | None = None
        self.looks = 0
        self.closed = 0

    def _seen(self, frame: Frame, known: Sequence[Pose] = ()) -> list[Pose]:
        """Return the other people whom the picture shows; a painted-over one is gone from it."""
        known_x = [x_of(person) for person in known]
        return [
            replace(person, index=frame.index, time_s=frame.time_s)
            for person in self.scene(frame.time_s)
            if x_of(person) not in known_x and not _painted(frame.image, person)
        ]

    def estimate(self, frame: Frame) -> Pose:
        people = self._seen(frame)
        if not people:
            self.at_x = None
            return absent(frame.index, frame.time_s, size_px=BODY.size_px)
        goal = self.at_x
        if self.astray is not None and frame.time_s >= self.astray:
            goal = self.astray = None
        found = people[0] if goal is None else min(people, key=lambda one: abs(x_of(one) - goal))
        self.at_x = x_of(found)
        return found

    def restart(self) -> None:
        self.at_x = None

    def open_finder(self) -> Room:
        return self

    def others(self, frame: Frame, known: Sequence[Pose] = ()) -> list[Pose]:
        self.looks += 1
        return self._seen(frame, known)

    def close(self) -> None:
        self.closed += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _painted(image: np.ndarray, person: Pose) -> bool:
    """Return True if the blue spot in the middle of a person is painted over."""
    x, y = np.nanmean(person.image, axis=0).astype(int)
    return bool(image[y, x, 0] != 255)


def followed(
    room: Room, choice: PersonChoice = "auto", *, end_s: float = 3.0, **options: object
) -> tuple[PersonTracker, list[Pose]]:
    """Return the tracker after some time in the room, and its poses."""
    tracker = PersonTracker(room, choice, **options)  # type: ignore[arg-type]
    times_s = [number * STEP_S for number in range(round(end_s / STEP_S))]
    frames = (Frame(i, time_s, _picture(room, time_s)) for i, time_s in enumerate(times_s))
    return tracker, [tracker.estimate(frame) for frame in frames]


def _picture(room: Room, time_s: float) -> np.ndarray:
    """Return a dark picture with a blue spot in the middle of each person."""
    image = np.zeros((BODY.size_px[1], BODY.size_px[0], 3), np.uint8)
    for person in room.scene(time_s):
        x, y = np.nanmean(person.image, axis=0).astype(int)
        image[y - 3 : y + 4, x - 3 : x + 4] = (255, 0, 0)
    return image


TWO = (body(300), body(900))


def test_one_person_is_left_alone() -> None:
    room = Room(lambda _: [body(400)])
    tracker, poses = followed(room, end_s=20)
    assert {round(x_of(pose)) for pose in poses} == {400}
    assert (tracker.several, tracker.say) == (0, "")
    assert tracker.looks == room.looks <= 6, "each look costs as much as a frame"


@pytest.mark.parametrize(
    ("choice", "x_px"), [("auto", 300), ("left", 300), ("right", 900), ("largest", 900)]
)
def test_chosen_person_is_followed_from_the_first_frame(choice: PersonChoice, x_px: int) -> None:
    room = Room(lambda _: (body(300), body(900, scale=1.1)))
    tracker, poses = followed(room, choice)
    assert {round(x_of(pose)) for pose in poses} == {x_px}
    assert tracker.several == tracker.looks
    assert "Two people" in tracker.say
    assert ("on the left" if x_px == 300 else "on the right") in tracker.say
    assert ("--person right" if x_px == 300 else "--person left") in tracker.say


def test_small_other_person_is_a_doubt_and_in_the_background() -> None:
    tracker, poses = followed(Room(lambda _: (body(300), body(900, scale=0.4))), "right")
    assert {round(x_of(pose)) for pose in poses} == {300}
    assert "may be in the picture" in tracker.say
    assert "--person" not in tracker.say, "the choice of a small one is none"


def test_person_in_the_position_of_the_exercise_is_followed() -> None:
    room = Room(lambda _: TWO)
    _, poses = followed(room, fits=lambda pose: x_of(pose) > 500)
    assert {round(x_of(pose)) for pose in poses} == {900}


def test_much_larger_person_is_followed_where_no_exercise_is_known() -> None:
    room = Room(lambda _: (body(300, scale=0.6), body(900)))
    assert round(x_of(followed(room)[1][-1])) == 900


def test_person_who_was_in_position_is_kept_when_another_one_is() -> None:
    def fits(pose: Pose) -> bool:
        return (x_of(pose) < 500) == (pose.time_s < 0.5)

    _, poses = followed(Room(lambda _: TWO), fits=fits, end_s=10)
    assert {round(x_of(pose)) for pose in poses} == {300}


def test_estimator_that_goes_astray_is_brought_back() -> None:
    room = Room(lambda time_s: TWO if time_s < 1 else TWO[::-1])
    room.astray = 1.5
    _, poses = followed(room)
    assert {round(x_of(pose)) for pose in poses} == {300}


def test_hidden_person_is_absent_and_comes_back() -> None:
    def scene(time_s: float) -> Sequence[Pose]:
        hidden = 1.0 <= time_s < 1.6
        return (body(900), body(1100)) if hidden else (body(300), body(900))

    _, poses = followed(Room(scene))
    seen = [None if pose.is_absent else round(x_of(pose)) for pose in poses]
    assert set(seen) == {300, None}
    assert seen[10:16].count(None) == 6
    assert seen[-5:] == [300] * 5


def test_quick_movement_of_one_person_is_believed() -> None:
    room = Room(lambda time_s: [body(300 if time_s < 1 else 800)])
    _, poses = followed(room)
    assert not any(pose.is_absent for pose in poses)


def test_other_person_is_followed_after_the_first_one_left() -> None:
    room = Room(lambda time_s: [body(300)] if time_s < 1 else [] if time_s < 5 else [body(900)])
    _, poses = followed(room, end_s=6)
    assert round(x_of(poses[-1])) == 900


def test_estimator_that_cannot_be_set_is_left_alone() -> None:
    with PersonTracker(ScriptedEstimator([BODY]), "left") as tracker:
        pose = tracker.estimate(Frame(0, 0.0, np.zeros((720, 1280, 3), np.uint8)))
    assert np.array_equal(pose.image, BODY.image, equal_nan=True)
    assert tracker.looks == 0


def test_size_is_that_of_the_body_not_of_its_box() -> None:
    assert body_px(body(300, scale=2)) == pytest.approx(2 * body_px(BODY), rel=0.01)
    turned_px = body_px(turned(BODY, 90))
    assert turned_px == pytest.approx(body_px(BODY), rel=0.01)


def test_absent_person_paints_nothing() -> None:
    image = np.zeros((720, 1280, 3), np.uint8)
    assert without(image, [absent(0, 0.0, size_px=(1280, 720))]) is image


PERSON = np.stack([np.linspace(-30, 30, 33), np.linspace(-100, 100, 33)], axis=1).astype("f4")
"""Joints of a person around a point, pixels."""


def grey() -> np.ndarray:
    return np.full((480, 640, 3), 90, np.uint8)


def test_painted_person_is_gone_and_the_rest_stays() -> None:
    image = grey()
    cv2.rectangle(image, (160, 130), (240, 350), (0, 0, 255), -1)
    image[100, 600] = (1, 2, 3)
    rest = _painted_over(image, PERSON + np.array([200, 240], np.float32))
    assert rest[240, 200].tolist() == [90, 90, 90]
    assert rest[100, 600].tolist() == [1, 2, 3]
    assert image[240, 200].tolist() == [0, 0, 255]


@pytest.mark.parametrize("at", [(-500, -500), (5000, 240), (0, 0), (639, 479)])
def test_person_outside_or_at_the_edge_is_painted(at: tuple[int, int]) -> None:
    assert _painted_over(grey(), PERSON + np.array(at, np.float32)).shape == (480, 640, 3)


def test_person_that_fills_the_picture_leaves_black() -> None:
    assert not _painted_over(grey(), 100 * PERSON + np.array([320, 240], np.float32)).any()


# --- Finding people one by one -------------------------------------------------------------------


class RedFinder(OneByOneFinder):
    """Finds a person at each red pixel, the leftmost first."""

    def __init__(self) -> None:
        self.looks = 0

    def _surest(self, frame: Frame) -> Pose:
        self.looks += 1
        red = np.argwhere((frame.image == (0, 0, 255)).all(axis=2).T)
        size_px = (frame.image.shape[1], frame.image.shape[0])
        if not len(red):
            return absent(frame.index, frame.time_s, size_px=size_px)
        return replace(body(float(red[0][0]), scale=0.3), index=frame.index, size_px=size_px)


@pytest.mark.parametrize("columns", [(), (300,), (150, 450), (100, 320, 550), (60, 220, 380, 560)])
def test_each_person_is_found_once(columns: tuple[int, ...]) -> None:
    row = round(float(np.nanmean(BODY.image[:, 1])))
    image = np.full((480, 640, 3), 90, np.uint8)
    image[row, list(columns)] = (0, 0, 255)
    before, finder = image.copy(), RedFinder()
    assert finder.count(image) == min(len(columns), MOST_PEOPLE)
    assert finder.looks == min(len(columns) + 1, MOST_PEOPLE)
    np.testing.assert_array_equal(image, before)
    people = finder.others(Frame(7, 0.0, image))
    assert [round(x_of(person)) for person in people] == list(columns[:MOST_PEOPLE])
    assert {person.index for person in people} <= {7}
    assert len(finder.others(Frame(7, 0.0, image), people[:1])) == max(len(people) - 1, 0)
