"""Getting ready on whole pictures: every sample is right, and what is made wrong is told."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from support.paths import SAMPLES
from support.placing import wrong

from formcheck.analysis import open_estimator
from formcheck.capture.scene_checks import PeopleCounter, brightness
from formcheck.capture.video_file import Frame, VideoFile
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.session.camera_setup.checks import PlacementChecker, Surroundings

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from formcheck.pose.joints import SideChoice
    from formcheck.session.camera_setup.checks import Check

    Change = Callable[[NDArray[np.uint8]], NDArray[np.uint8]]

LONGEST_S = 1.6
"""Somebody keeps still in every sample for 1.5 s at least."""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


def unchanged(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return image


def rolled(deg: float) -> Change:
    def change(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        height, width = image.shape[:2]
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), deg, 1)
        return np.asarray(
            cv2.warpAffine(image, turn, (width, height), borderMode=cv2.BORDER_REPLICATE), np.uint8
        )

    return change


def halved(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = image.shape[:2]
    small = cv2.resize(image, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    top, left = height // 4, width // 4
    return np.asarray(
        cv2.copyMakeBorder(small, top, top, left, left, cv2.BORDER_REPLICATE), np.uint8
    )


def without_its_foot(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.ascontiguousarray(image[: int(0.8 * len(image))])


def mirrored(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.ascontiguousarray(image[:, ::-1])


def darkened(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    dark = 255 * (0.02 * (image / 255) ** 2.2) ** (1 / 2.2)
    return np.asarray(dark.round(), np.uint8)


def seen(
    name: str, change: Change, *, side: SideChoice = "auto"
) -> tuple[float, dict[str, Check]]:
    """When it was ready (NaN = never), and the last checks, for the sample as it is changed."""
    watch = PlacementChecker(load_exercise(name), side=side)
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
            if people is None:
                people = counter.count(image)
            pose = estimator.estimate(Frame(frame.index, frame.time_s, image))
            checks = watch.update(pose, Surroundings(brightness(image), people))
            if watch.ready and math.isnan(ready_s):
                ready_s = frame.time_s
                assert not wrong({check.name: check for check in checks})
    return ready_s, {check.name: check for check in checks}


@pytest.mark.parametrize("name", exercise_names())
def test_every_sample_is_ready(name: str) -> None:
    ready_s, checks = seen(name, unchanged)
    assert ready_s < 3
    assert not wrong(checks)
    assert checks["one_person"].passed


@pytest.mark.parametrize("deg", [12, -12])
@pytest.mark.parametrize("name", ["bird_dog", "clamshell", "mini_squat", "prone_hip_extension"])
def test_a_rolled_camera_is_told(name: str, deg: float) -> None:
    assert wrong(seen(name, rolled(deg))[1]) == {"level"}


@pytest.mark.parametrize("name", ["bird_dog", "clamshell", "hip_hinge", "straight_leg_raise"])
def test_somebody_small_is_told_to_be_far_away(name: str) -> None:
    assert wrong(seen(name, halved)[1]) == {"distance"}


@pytest.mark.parametrize("name", ["figure_four", "hip_hinge", "lateral_step", "sit_to_stand"])
def test_feet_that_are_cut_off_are_told(name: str) -> None:
    checks = seen(name, without_its_foot)[1]
    assert wrong(checks) == {"in_frame"}
    assert checks["in_frame"].say.startswith("Your feet are cut off")


@pytest.mark.parametrize("name", ["bird_dog", "step_up", "straight_leg_raise", "fire_hydrant"])
def test_the_wrong_side_is_told(name: str) -> None:
    truth = json.loads((SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))
    assert wrong(seen(name, mirrored, side=truth["side"])[1]) == {"side"}


@pytest.mark.parametrize("name", ["bird_dog", "clamshell", "hip_hinge", "straight_leg_raise"])
def test_the_dark_is_told(name: str) -> None:
    assert "light" in wrong(seen(name, darkened)[1])
