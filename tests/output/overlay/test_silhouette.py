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

    from formcheck.assessment.checker import Reading
    from formcheck.pose.joints import Side


def outlined(
    name: str,
    *,
    side: Side | None = "right",
    reading: Reading | None = None,
    size_px: tuple[int, int] = (320, 240),
) -> NDArray[np.bool_]:
    """Where the picture is changed."""
    picture = np.full((size_px[1], size_px[0], 3), 120, np.uint8)
    Silhouette(exercise(name), size_px).draw(picture, side=side, reading=reading)
    changed: NDArray[np.bool_] = (picture != 120).any(axis=2)
    return changed


@pytest.mark.parametrize("name", exercise_names())
@pytest.mark.parametrize("size_px", [(320, 240), (240, 320), (426, 240)])
def test_whole_body_is_in_the_picture_and_large_enough(
    name: str, size_px: tuple[int, int]
) -> None:
    rows, columns = np.nonzero(outlined(name, size_px=size_px))
    assert rows.min() > 0
    assert rows.max() < size_px[1] - 1
    assert columns.min() > 0
    assert columns.max() < size_px[0] - 1
    share = max(np.ptp(rows) / size_px[1], np.ptp(columns) / size_px[0])
    assert 0.35 < share < 0.95


def test_lying_body_is_below_the_middle_of_a_low_camera() -> None:
    rows, _ = np.nonzero(outlined("double_leg_bridge"))
    assert rows.max() > 130
    assert rows.max() < 230


def test_other_leg_faces_the_other_way() -> None:
    for name in ("single_leg_bridge", "clamshell", "fire_hydrant"):
        right, left = (outlined(name, side=side) for side in ("right", "left"))
        assert (right != left).sum() > 0.1 * right.sum(), name
        assert right.sum() == pytest.approx(left.sum(), rel=0.03), "the same body"


def test_body_that_shows_its_right_side_has_its_head_at_the_left() -> None:
    """On the back with the right side near, the head is at the left of an unmirrored picture."""
    for side, at_left in (("right", True), ("left", False)):
        lying = outlined("double_leg_bridge", side=None, reading=_near(side))  # type: ignore[arg-type]
        columns = np.flatnonzero(lying.any(axis=0))
        halves = [lying[:, : columns.mean().astype(int)], lying[:, columns.mean().astype(int) :]]
        # The bent knees stand higher than the head.
        tops = [np.flatnonzero(half.any(axis=1))[0] for half in halves]
        assert (tops[0] > tops[1]) is np.bool_(at_left)


def _near(side: Side) -> Reading:
    return reading_of("double_leg_bridge")._replace(view=View("side", 5.0, side))


def test_heading_stays_while_it_is_unknown() -> None:
    silhouette = Silhouette(exercise("double_leg_bridge"), (320, 240))
    seen = []
    for reading in (
        _near("left"),
        None,
        _near("left")._replace(view=View("between", 45.0, "right")),
        _near("left")._replace(view=View("front", 80.0, "right")),
    ):
        picture = np.full((240, 320, 3), 120, np.uint8)
        silhouette.draw(picture, side=None, reading=reading)
        seen.append(picture)
    assert all((picture == seen[0]).all() for picture in seen)


def test_outline_lies_as_the_person_does_without_a_planned_leg() -> None:
    reading = reading_of("clamshell")
    wide = reading.pose.size_px[0]
    turned = reading.pose.image.copy()
    turned[:, 0] = wide - turned[:, 0]
    other = reading._replace(pose=replace(reading.pose, image=turned))
    one, two = (outlined("clamshell", side=None, reading=now) for now in (reading, other))
    assert (one != two).any()
    assert {one.tobytes(), two.tobytes()} == {
        outlined("clamshell", side=side).tobytes() for side in ("left", "right")
    }


def test_heading_stays_while_no_person_is_seen() -> None:
    reading = reading_of("clamshell")
    nobody = np.full_like(reading.pose.image, np.nan)
    gone = reading._replace(pose=replace(reading.pose, image=nobody))
    assert (
        outlined("clamshell", side=None, reading=gone) == outlined("clamshell", side=None)
    ).all()


def test_exercise_without_a_drawing_has_no_outline() -> None:
    bare = exercise("mini_squat").model_copy(update={"figure": None})
    picture = np.full((240, 320, 3), 120, np.uint8)
    Silhouette(bare, (320, 240)).draw(picture, side="left", reading=None)
    assert (picture == 120).all()


@pytest.mark.parametrize("ground", [0, 128, 255])
def test_rim_is_seen_on_any_ground(ground: int) -> None:
    picture = np.full((240, 320, 3), ground, np.uint8)
    Silhouette(exercise("mini_squat"), (320, 240)).draw(picture, side="left", reading=None)
    assert (np.abs(picture.astype(int) - ground).max(axis=2) > 100).sum() > 300
