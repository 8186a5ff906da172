"""The silhouette: whole, where a level camera sees the body, and facing the right way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from support.drawing import exercise
from support.drawing import reading as reading_of

from formcheck.exercises.loader import exercise_names
from formcheck.output.overlay.silhouette import Silhouette
from formcheck.pose.view import View

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.assessment.events import Reading
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.joints import Side
SIDES: tuple[Side, Side] = ("left", "right")
NEAR = {
    side: reading_of("double_leg_bridge")._replace(view=View("side", 5.0, side)) for side in SIDES
}
"""A person on the back who shows this side to the camera."""


def outlined(
    drawn: str | Exercise | Silhouette,
    *,
    side: Side | None = "right",
    reading: Reading | None = None,
    size_px: tuple[int, int] = (320, 240),
    ground: int = 120,
) -> NDArray[np.uint8]:
    """Return how much each pixel of an even picture is changed."""
    if not isinstance(drawn, Silhouette):
        drawn = Silhouette(exercise(drawn) if isinstance(drawn, str) else drawn, size_px)
    picture = np.full((size_px[1], size_px[0], 3), ground, np.uint8)
    drawn.draw(picture, side=side, reading=reading)
    changed: NDArray[np.uint8] = np.abs(picture.astype(int) - ground).max(axis=2).astype(np.uint8)
    return changed


@pytest.mark.sampled(5)
@pytest.mark.parametrize("name", exercise_names())
@pytest.mark.parametrize("size_px", [(320, 240), (240, 320), (426, 240)])
def test_whole_body_is_in_the_picture_and_large_enough(
    name: str, size_px: tuple[int, int]
) -> None:
    drawn = outlined(name, size_px=size_px)
    spans = []
    for axis in (0, 1):
        spots = np.flatnonzero(drawn.any(axis=axis))
        assert spots[0] > 0
        assert spots[-1] < size_px[axis] - 1
        spans.append(np.ptp(spots) / size_px[axis])
    assert 0.35 < max(spans) < 0.95


def test_lying_body_is_below_the_middle_of_a_low_camera() -> None:
    rows, _ = np.nonzero(outlined("double_leg_bridge"))
    assert 130 < rows.max() < 230


@pytest.mark.parametrize("name", ["single_leg_bridge", "clamshell", "fire_hydrant"])
def test_other_leg_faces_the_other_way(name: str) -> None:
    left, right = (outlined(name, side=side) > 0 for side in SIDES)
    assert (right != left).sum() > 0.1 * right.sum()
    assert right.sum() == pytest.approx(left.sum(), rel=0.03), "the same body"


@pytest.mark.parametrize("side", SIDES)
def test_body_that_shows_its_right_side_has_its_head_at_the_left(side: Side) -> None:
    """On the back with the right side near, the head is at the left of an unmirrored picture."""
    lying = outlined("double_leg_bridge", side=None, reading=NEAR[side])
    middle = int(np.flatnonzero(lying.any(axis=0)).mean())
    # The bent knees stand higher than the head.
    tops = [np.flatnonzero(half.any(axis=1))[0] for half in (lying[:, :middle], lying[:, middle:])]
    assert (tops[0] > tops[1]) == (side == "right")


def test_heading_stays_while_it_is_unknown() -> None:
    silhouette = Silhouette(exercise("double_leg_bridge"), (320, 240))
    views = View("between", 45.0, "right"), View("front", 80.0, "right")
    unsure = [NEAR["left"]._replace(view=view) for view in views]
    first, *later = (
        outlined(silhouette, side=None, reading=reading)
        for reading in (NEAR["left"], None, *unsure)
    )
    assert all((drawn == first).all() for drawn in later)


def test_outline_lies_as_the_person_does_without_a_planned_leg() -> None:
    reading = reading_of("clamshell")
    spots, seen = reading.pose.image, []
    turned = np.array([reading.pose.size_px[0], 0]) + np.array([-1, 1]) * spots
    for image in (spots, turned, np.nan * spots):
        pose = replace(reading.pose, image=np.asarray(image, np.float32))
        now = reading._replace(pose=pose)
        seen.append(outlined("clamshell", side=None, reading=now).tobytes())
    sides = {outlined("clamshell", side=side).tobytes() for side in SIDES}
    assert {seen[0], seen[1]} == sides
    assert seen[2] == outlined("clamshell", side=None).tobytes(), "no person was seen"


def test_exercise_without_a_drawing_has_no_outline() -> None:
    assert not outlined(exercise("mini_squat").model_copy(update={"figure": None})).any()


@pytest.mark.parametrize("ground", [0, 128, 255])
def test_rim_is_seen_on_any_ground(ground: int) -> None:
    assert (outlined("mini_squat", side="left", ground=ground) > 100).sum() > 300
