"""Whole pictures, through the pose model: samples that stand well, and what is changed in them."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from support.actor import load
from support.paths import SAMPLES

from formcheck.capture.blazepose.finder import PeopleCounter
from formcheck.capture.camera import brightness
from formcheck.capture.pose_estimator import open_estimator
from formcheck.capture.video_file import Frame, VideoFile
from formcheck.exercises.loader import exercise_names
from formcheck.session.camera_setup.checks import PlacementChecker
from formcheck.session.protocol import Surroundings

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from formcheck.pose.joints import SideChoice
    from formcheck.session.protocol import Check

    Change = Callable[[NDArray[np.uint8]], NDArray[np.uint8]]


LONGEST_S = 1.6
"""Everybody keeps still in the sample videos for at least 1.5 s."""


def rolled(deg: float) -> Change:
    def change(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        height, width = image.shape[:2]
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), deg, 1)
        size_px, border = (width, height), cv2.BORDER_REPLICATE
        return np.asarray(cv2.warpAffine(image, turn, size_px, borderMode=border), np.uint8)

    return change


def shrunk(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = (3 * size // 10 for size in image.shape[:2])
    small = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)
    rows, columns = image.shape[0] - height, image.shape[1] - width
    edges = (rows // 2, rows - rows // 2, columns // 2, columns - columns // 2)
    return np.asarray(cv2.copyMakeBorder(small, *edges, cv2.BORDER_REPLICATE), np.uint8)


def darkened(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.asarray((255 * (0.02 * (image / 255) ** 2.2) ** (1 / 2.2)).round(), np.uint8)


def without_feet(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.ascontiguousarray(image[: int(0.8 * len(image))])


def flipped(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.ascontiguousarray(image[:, ::-1])


def seen(
    name: str, change: Change, *, side: SideChoice = "auto"
) -> tuple[float, dict[str, Check]]:
    """Return when the changed sample was ready (NaN = never), and its last checks."""
    checker = PlacementChecker(load(name), side=side)
    ready_s, people = math.nan, None
    checks: tuple[Check, ...] = ()
    with (
        VideoFile(SAMPLES / f"{name}.mp4") as video,
        open_estimator("full") as estimator,
        PeopleCounter() as counter,
    ):
        for frame in video:
            if frame.time_s > LONGEST_S:
                break
            image = change(frame.image)
            people = counter.count(image) if people is None else people
            pose = estimator.estimate(Frame(frame.index, frame.time_s, image))
            checks = checker.update(pose, Surroundings(brightness(image, pose), people))
            if checker.is_ready and math.isnan(ready_s):
                ready_s = frame.time_s
                assert not any(check.passed is False for check in checks)
    return ready_s, {check.name: check for check in checks}


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", exercise_names())
def test_every_sample_is_ready(name: str) -> None:
    ready_s, checks = seen(name, np.ascontiguousarray)
    assert ready_s < 3
    assert not any(check.passed is False for check in checks.values())
    assert checks["one_person"].passed


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    ("name", "change", "wrong"),
    [
        *((name, rolled(deg), {"level"}) for deg in (12, -12)
          for name in ("bird_dog", "clamshell", "mini_squat", "prone_hip_extension")),
        *((name, shrunk, {"distance"})
          for name in ("bird_dog", "clamshell", "hip_hinge", "straight_leg_raise")),
        *((name, without_feet, {"in_frame"})
          for name in ("figure_four", "hip_hinge", "lateral_step", "sit_to_stand")),
        *((name, flipped, {"side"})
          for name in ("bird_dog", "step_up", "straight_leg_raise", "fire_hydrant")),
        *((name, darkened, {"light"})
          for name in ("bird_dog", "clamshell", "hip_hinge", "straight_leg_raise")),
    ],
)  # fmt: skip
def test_changed_sample_fails(name: str, change: Change, wrong: set[str]) -> None:
    truth = json.loads((SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))
    _, checks = seen(name, change, side=truth["side"] if change is flipped else "auto")
    found = {key for key, check in checks.items() if check.passed is False}
    assert found >= wrong if change is darkened else found == wrong
    if change is without_feet:
        assert checks["in_frame"].say.startswith("Your feet are cut off")
