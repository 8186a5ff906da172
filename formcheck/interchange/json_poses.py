"""Poses in JSON: COCO's keypoints, OpenPose's BODY_25, and the landmarks of MediaPipe."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from formcheck.interchange.foreign import (
    MOST_FRAMES,
    ForeignBody,
    ForeignError,
    ForeignPoses,
    body_of,
    content,
    numbers_of,
)
from formcheck.interchange.skeletons import BODY_25, COCO_17, KNOWN
from formcheck.pose.joints import JOINT_COUNT

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_FLAGS: Final = np.array([0.0, 0.3, 1.0])
"""Visibility of COCO's flags: not labelled, labelled but hidden, visible."""

_LONGEST_SIDE_PX: Final = 1 << 16

_LONGEST_MS: Final = 1e10
"""A hundred days."""

_LANDMARKS: Final = ("pose_landmarks", "poseLandmarks", "landmarks")
_WORLD: Final = ("pose_world_landmarks", "poseWorldLandmarks", "world_landmarks", "worldLandmarks")


def table_of(data: bytes) -> Any:  # noqa: ANN401  # anything that JSON has
    """Return what a JSON text says; raise ForeignError if it is none."""
    try:
        return json.loads(data)
    except RecursionError as error:
        raise ForeignError("its lists are too deep within each other") from error
    except ValueError as error:  # also bytes that are no text, and endless digits
        raise ForeignError("it is no JSON, or is cut off") from error


def read_coco(path: Path) -> ForeignPoses:
    """Return the poses of a file of COCO: results (a list), or annotations with their images.

    Returns
    -------
    ForeignPoses
        As they stand in the file.

    Raises
    ------
    ForeignError
        If something in it is malformed.
    """
    table = table_of(content(path))
    found, sizes, is_labelled = ForeignPoses(KNOWN["coco17"]), {}, isinstance(table, dict)
    if is_labelled:
        sizes = {
            _number(row.get("id"), "the id of an image"): _size(row)
            for row in _rows(table.get("images"), "images")
        }
        table = table.get("annotations")
    people: dict[int, list[ForeignBody]] = {number: [] for number in sizes}
    for index, row in enumerate(_rows(table, "the list of poses")):
        place = f"pose {index}"
        number = _number(row.get("image_id"), f"image_id of {place}")
        values = numbers_of(row.get("keypoints"), 3 * len(COCO_17), f"keypoints of {place}")
        points = values.reshape(-1, 3)
        if is_labelled:
            flags = points[:, 2]
            if not np.isin(flags, [0, 1, 2]).all():
                raise ForeignError(f"keypoints of {place} have flags other than 0, 1 and 2")
            points = np.column_stack([points[:, :2], _FLAGS[flags.astype(int)]])
        people.setdefault(number, []).append(body_of(points, COCO_17))
    for number in sorted(people):
        found.add(number, people[number])
    known = {size for size in sizes.values() if size is not None}
    if len(known) > 1:
        raise ForeignError("its images have several sizes, and a film has one")
    found.size_px = next(iter(known), None)
    return found


def read_openpose(path: Path) -> ForeignPoses:
    """Return the poses of a folder of OpenPose's files, one for each picture, or of one file.

    Returns
    -------
    ForeignPoses
        As they stand in the file.

    Raises
    ------
    ForeignError
        If something in it is malformed.
    """
    found = ForeignPoses(KNOWN["body25"])
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if len(files) > MOST_FRAMES:
        raise ForeignError(f"there are more than {MOST_FRAMES} files")
    for index, file in enumerate(files):
        digits = re.findall(r"\d{1,15}", file.stem)
        number = int(digits[-1]) if path.is_dir() and digits else index
        try:
            table = table_of(content(file))
        except ForeignError as error:
            raise ForeignError(f"{file.name}: {error}") from error
        for place, frame in enumerate(table if isinstance(table, list) else [table]):
            if not isinstance(frame, dict):
                raise ForeignError(f"{file.name} has no list of people")
            people = [
                _openpose_body(row, f"a person in {file.name}")
                for row in _rows(frame.get("people"), f"people in {file.name}")
            ]
            found.add(number + place, people)
    return found


def _openpose_body(row: dict[str, Any], place: str) -> ForeignBody:
    values = numbers_of(row.get("pose_keypoints_2d"), 3 * len(BODY_25), place)
    return body_of(values.reshape(-1, 3), BODY_25)


def read_mediapipe(path: Path) -> ForeignPoses:
    """Return the poses of MediaPipe in JSON: a list of frames, or a table with ``frames``.

    A frame has its landmarks (``pose_landmarks``, ``landmarks``; of one person, or a list of
    people), maybe those of the world, and its time (``time_s``, ``timestamp_ms``).  The table may
    have ``width`` and ``height``.

    Returns
    -------
    ForeignPoses
        As they stand in the file.

    Raises
    ------
    ForeignError
        If something in it is malformed.
    """
    table = table_of(content(path))
    found = ForeignPoses(KNOWN["mediapipe"], normalised=True)
    if isinstance(table, dict):
        found.size_px = _size(table)
        table = table.get("frames")
    for index, frame in enumerate(_rows(table, "the list of frames")):
        place = f"frame {index}"
        image = _people(frame, _LANDMARKS, place)
        world = _people(frame, _WORLD, place)
        people = []
        for person, rows in enumerate(image):
            body = ForeignBody(rows[:, :2], np.clip(np.nan_to_num(rows[:, 3]), 0, 1))
            if person < len(world):
                body.world = world[person][:, :3]
            people.append(body)
        found.add(_frame_number(frame, index), people, _time_s(frame, place))
    return found


def _frame_number(frame: dict[str, Any], index: int) -> int:
    number = frame.get("frame", frame.get("frame_index", index))
    return _number(number, "the number of a frame")


def _time_s(frame: dict[str, Any], place: str) -> float | None:
    for key, per_s in (("time_s", 1), ("timestamp_s", 1), ("timestamp_ms", 1000), ("time", 1)):
        if key in frame:
            (time,) = numbers_of(
                [frame[key]], 1, f"{key} of {place}", largest=_LONGEST_MS
            ).tolist()
            if math.isnan(time):
                raise ForeignError(f"{key} of {place} is no time")
            return float(time / per_s)
    return None


def _people(frame: dict[str, Any], keys: tuple[str, ...], place: str) -> list[NDArray[np.float64]]:
    """Return the landmarks of each person, shape (33, 4): x, y, z, visibility."""
    rows: Any = next((frame[key] for key in keys if frame.get(key)), [])
    if isinstance(rows, dict):  # as protocol buffers are printed
        rows = rows.get("landmark", [])
    if not isinstance(rows, list):
        raise ForeignError(f"the landmarks of {place} are no list")
    if not rows:
        return []
    people = rows if isinstance(rows[0], list) and len(rows) != JOINT_COUNT else [rows]
    return [_landmarks(person, place) for person in people]


def _landmarks(rows: Any, place: str) -> NDArray[np.float64]:  # noqa: ANN401  # from JSON
    if not isinstance(rows, list) or len(rows) != JOINT_COUNT:
        raise ForeignError(f"{place} has a person without {JOINT_COUNT} landmarks")
    cells = []
    for row in rows:
        if isinstance(row, dict):
            values = [row.get(key) for key in ("x", "y", "z")]
            values.append(row.get("visibility", 1.0))
        else:
            values = row
        cells.append(numbers_of(values, 4, f"a landmark of {place}"))
    return np.array(cells)


def _rows(value: Any, what: str) -> list[dict[str, Any]]:  # noqa: ANN401  # from JSON
    """Return a list of tables; raise ForeignError if it is anything else."""
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise ForeignError(f"{what} is not a list of tables")
    return value


def _number(value: Any, what: str) -> int:  # noqa: ANN401  # from JSON
    """Return a number of a picture: a whole number, or the last digits of its name."""
    if isinstance(value, str) and (digits := re.findall(r"\d{1,15}", value)):
        return int(digits[-1])
    if type(value) is not int or not 0 <= value < 2**53:
        raise ForeignError(f"{what} is no number of a picture")
    return value


def _size(table: dict[str, Any]) -> tuple[int, int] | None:
    """Return width and height; None if they are missing."""
    width_px, height_px = table.get("width"), table.get("height")
    if width_px is None and height_px is None:
        return None
    for side_px in (width_px, height_px):
        if type(side_px) is not int or not 1 <= side_px <= _LONGEST_SIDE_PX:
            raise ForeignError("width or height is no size of a picture")
    return int(width_px or 0), int(height_px or 0)
