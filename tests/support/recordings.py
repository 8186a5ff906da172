"""Recordings that are written for a test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from formcheck.pose.pose import Pose
from formcheck.recording_writer import RecordingWriter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

META = {
    "source": {"name": "bridge.mp4", "sha256": "0" * 64, "notes": ["Größe: 5°", None, 1.5]},
    "estimator": {"name": "blazepose", "model": "full"},
}


def pose(index: int = 0, *, time_s: float | None = None) -> Pose:
    rng = np.random.default_rng(index)
    return Pose(
        index=index,
        time_s=index / 30 if time_s is None else time_s,
        size_px=(640, 480),
        image=rng.random((33, 2), np.float32) * 640,
        world=rng.random((33, 3), np.float32),
        visibility=rng.random(33, np.float32),
    )


def record(path: Path, poses: Sequence[Pose], meta: dict[str, Any] | None = None) -> Path:
    with RecordingWriter(path) as writer:
        for one in poses:
            writer.write(one)
        writer.finish(META if meta is None else meta)
    return path


def bits(one: Pose) -> tuple[Any, ...]:
    arrays = (one.image, one.world, one.visibility)
    return one.index, one.time_s.hex(), one.size_px, *(array.tobytes() for array in arrays)
