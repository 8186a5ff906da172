"""Poses as other programs write them, made of poses of formcheck."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from formcheck.interchange.skeletons import BODY_25, COCO_17
from formcheck.recording_file import JOINTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from formcheck.pose.joints import Joint
    from formcheck.pose.pose import Pose


def keypoints(pose: Pose, joints: Sequence[Joint | None], confidence: float) -> list[float]:
    """Return x, y and confidence of the joints in one list, zeros for what is not there."""
    rows = [
        [0.0, 0.0, 0.0]
        if joint is None or np.isnan(pose.image[joint]).any()
        else [*map(float, pose.image[joint]), confidence * float(pose.visibility[joint])]
        for joint in joints
    ]
    return [value for row in rows for value in row]


def write_coco(path: Path, poses: Sequence[Pose]) -> Path:
    """Write results of COCO: a list of poses."""
    rows = [
        {"image_id": pose.index, "category_id": 1, "score": 0.9,
         "keypoints": keypoints(pose, COCO_17, 1.0)}
        for pose in poses
    ]  # fmt: skip
    path.write_text(json.dumps(rows), encoding="utf-8")
    return path


def write_coco_labels(path: Path, poses: Sequence[Pose]) -> Path:
    """Write annotations of COCO with their images; joints are visible."""
    width, height = poses[0].size_px
    images = [{"id": pose.index, "width": width, "height": height} for pose in poses]
    rows = []
    for pose in poses:
        points = np.array(keypoints(pose, COCO_17, 1.0)).reshape(-1, 3)
        points[:, 2] = np.where(points[:, 2] > 0, 2, 0)
        rows.append({"image_id": pose.index, "keypoints": points.ravel().tolist()})
    path.write_text(json.dumps({"images": images, "annotations": rows}), encoding="utf-8")
    return path


def write_openpose(folder: Path, poses: Sequence[Pose]) -> Path:
    """Write a folder of files of OpenPose, with a small second person in each."""
    folder.mkdir()
    for pose in poses:
        points = keypoints(pose, BODY_25, 1.0)
        other = [value / 10 if place % 3 < 2 else value for place, value in enumerate(points)]
        people = [{"pose_keypoints_2d": one} for one in (other, points)]
        name = f"clip_{pose.index:012d}_keypoints.json"
        (folder / name).write_text(json.dumps({"version": 1.3, "people": people}), "utf-8")
    return folder


def write_mediapipe(path: Path, poses: Sequence[Pose], *, world: bool = True) -> Path:
    """Write the landmarks of MediaPipe as JSON: shares of the picture."""

    def landmark(*values: float) -> dict[str, float]:
        return dict(zip(("x", "y", "z", "visibility"), map(float, values), strict=True))

    frames: list[dict[str, Any]] = []
    for pose in poses:
        shares = pose.image / np.array(pose.size_px)
        rows = zip(shares, pose.world, pose.visibility, strict=True)
        both = [(landmark(*share, 0, seen), landmark(*place, seen)) for share, place, seen in rows]
        frame: dict[str, Any] = {"timestamp_ms": 1000 * pose.time_s}
        frame["pose_landmarks"] = [[one for one, _ in both]]
        if world:
            frame["pose_world_landmarks"] = [[two for _, two in both]]
        frames.append(frame)
    width, height = poses[0].size_px
    table = {"width": width, "height": height, "frames": frames}
    path.write_text(json.dumps(table), encoding="utf-8")
    return path


def write_mediapipe_csv(path: Path, poses: Sequence[Pose], *, named: bool = True) -> Path:
    """Write the landmarks of MediaPipe as CSV, with names or numbers of the columns."""
    ends = ("_x", "_y", "_z", "_visibility")
    names = [f"{joint}{end}" for joint in JOINTS for end in ends]
    if not named:
        names = [f"{letter}{number}" for number in range(1, 34) for letter in "xyzv"]
    lines = [",".join(["frame", "time_s", *names])]
    for pose in poses:
        shares = pose.image / np.array(pose.size_px)
        cells = np.column_stack([shares, np.zeros(33), pose.visibility]).ravel()
        lines.append(",".join([str(pose.index), repr(pose.time_s), *map(str, cells)]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
