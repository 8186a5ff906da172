"""The distance between two pose streams, and what is kept of MediaPipe's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from support.commands import write_clip
from support.performer import Side2D, pose_of

from benchmark import same_poses
from formcheck.pose.pose import Pose, absent

if TYPE_CHECKING:
    from pathlib import Path

BODY = replace(pose_of(Side2D()), world=np.zeros((33, 3), np.float32))
SIZE_PX = BODY.size_px


def moved(pose: Pose, px: float, cm: float = 0.0) -> Pose:
    image = pose.image + np.array([px, 0], np.float32)
    return replace(pose, image=image, world=pose.world + np.float32(cm / 100 / np.sqrt(3)))


def seen(pose: Pose) -> Pose:
    """Return the pose with every joint in the picture."""
    return replace(pose, image=np.nan_to_num(pose.image, nan=100.0))


def test_equal_streams_have_no_distance() -> None:
    stream = [seen(BODY), absent(1, 0.1, size_px=SIZE_PX)]
    found = same_poses.distance(stream, stream)
    assert (found.frames, found.same, found.unlike) == (2, 2, 0)
    assert found.is_small


@pytest.mark.parametrize(
    ("px", "cm", "is_small"), [(1.0, 1.0, True), (2.0, 0.0, False), (0.0, 2.0, False)]
)
def test_distance_is_that_of_a_small_picture(px: float, cm: float, is_small: bool) -> None:  # noqa: FBT001
    body = seen(BODY)
    factor = 640 / max(SIZE_PX)
    found = same_poses.distance([moved(body, px / factor, cm)], [body])
    assert np.median(found.px) == pytest.approx(px, abs=1e-3)
    assert np.median(found.cm) == pytest.approx(cm, abs=1e-3)
    assert (found.same, found.is_small) == (0, is_small)


def test_person_whom_one_of_them_misses_is_unlike() -> None:
    found = same_poses.distance([seen(BODY)], [absent(0, 0.0, size_px=SIZE_PX)])
    assert (found.same, found.unlike, len(found.px)) == (0, 1, 0)
    both = same_poses.together([found, same_poses.distance([seen(BODY)], [seen(BODY)])])
    assert (both.frames, both.same, both.unlike, len(both.px)) == (2, 1, 1, 33)


def test_reference_is_estimated_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("mediapipe")
    clip, calls = write_clip(tmp_path / "set.mp4", frames=3), list[str]()

    def estimated(*_: object, name: str, **__: object) -> list[Pose]:
        calls.append(name)
        return [replace(BODY, index=k, time_s=k / 10) for k in range(3)]

    monkeypatch.setattr(same_poses, "CACHE", tmp_path / "kept")
    monkeypatch.setattr(same_poses, "estimated", estimated)
    first = same_poses.reference(clip, model="lite", frames=3)
    again = same_poses.reference(clip, model="lite", frames=3)
    assert calls == ["mediapipe"]
    assert same_poses.distance(first, again).same == 3
    assert [pose.time_s for pose in again] == [0.0, 0.1, 0.2]
