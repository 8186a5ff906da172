"""Poses in tables: the CSV of MediaPipe's landmarks, and the TRC of Sports2D and Pose2Sim."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING, Final

import numpy as np

from formcheck.interchange.foreign import (
    LARGEST_PX,
    ForeignBody,
    ForeignError,
    ForeignPoses,
    content,
)
from formcheck.interchange.skeletons import BY_MARKER, KNOWN
from formcheck.pose.joints import JOINT_COUNT, Joint
from formcheck.recording_file import JOINTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_MOST_COLUMNS: Final = 2000

_TIMES: Final = {"time_s": 1.0, "time": 1.0, "timestamp": 1.0, "timestamp_ms": 1000.0}
"""Columns with the time, and how many of their unit make a second."""

_TRC_HEAD: Final = 5
"""Lines before the numbers of a TRC."""


def text_of(path: Path) -> str:
    """Return the text of a table; raise ForeignError if it is none."""
    try:
        text = content(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ForeignError("it is no plain text in UTF-8") from error
    if "\0" in text:
        raise ForeignError("it is no plain text")
    return text


def _real(cell: str, place: str) -> float:
    """Return a number of a table; empty and nan are NaN."""
    cell = cell.strip()
    if not cell or cell.lower() == "nan":
        return math.nan
    try:
        value = float(cell)
    except ValueError as error:
        raise ForeignError(f"{place} has something that is no number") from error
    if not abs(value) <= LARGEST_PX:
        raise ForeignError(f"{place} has a number that is too large")
    return value


def read_mediapipe_csv(path: Path) -> ForeignPoses:
    """Return the poses of a CSV with a row for each picture.

    The columns are named ``left_knee_x``, ``_y``, ``_z`` and ``_visibility`` and so on, or ``x1``,
    ``y1``, ``z1``, ``v1`` to ``v33`` in the order of MediaPipe; they may also begin at ``x0``.
    ``time_s``, ``timestamp_ms`` and ``frame`` are read as well, and others are passed over.

    Returns
    -------
    ForeignPoses
        As they stand in the file.

    Raises
    ------
    ForeignError
        If something in it is malformed.
    """
    reader = csv.reader(io.StringIO(text_of(path), newline=""), strict=True)
    found = ForeignPoses(KNOWN["mediapipe"], normalised=True)
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        if len(header) > _MOST_COLUMNS or len(set(header)) < len(header):
            raise ForeignError("its columns are too many, or two have one name")
        places = _places(header)
        clock = next((name for name in _TIMES if name in header), None)
        for index, cells in enumerate(reader):
            if not any(cells):
                continue
            line = f"line {reader.line_num}"
            if len(cells) != len(header):
                raise ForeignError(
                    f"{line} has {len(cells)} cells, and {len(header)} are expected"
                )
            values = np.array([
                [math.nan if at is None else _real(cells[at], line) for at in row]
                for row in places
            ])  # fmt: skip
            seen = np.where(np.isnan(values[:, 3]), np.isfinite(values[:, 0]), values[:, 3])
            people = [ForeignBody(values[:, :2], np.clip(seen, 0, 1))]
            time_s = None
            if clock is not None:
                time_s = _real(cells[header.index(clock)], line) / _TIMES[clock]
            found.add(_number(cells, header, index, line), people, time_s)
    except csv.Error as error:
        raise ForeignError(f"line {reader.line_num}: {error}") from error
    return found


def _number(cells: Sequence[str], header: Sequence[str], index: int, line: str) -> int:
    """Return the number of a picture; without a column its place in the file."""
    if "frame" not in header:
        return index
    number = _real(cells[header.index("frame")], line)
    if math.isnan(number) or number != int(number):
        raise ForeignError(f"{line} has no whole number of its frame")
    return int(number)


def _places(header: Sequence[str]) -> list[list[int | None]]:
    """Return the columns of x, y, z and visibility of each joint."""
    at = {name: place for place, name in enumerate(header)}
    first = 0 if "x0" in at else 1
    endings = (("x", "x"), ("y", "y"), ("z", "z"), ("visibility", "v"))
    rows = [
        [
            at.get(f"{name}_{ending}", at.get(f"{letter}{number + first}"))
            for ending, letter in endings
        ]
        for number, name in enumerate(JOINTS)
    ]
    if sum(row[0] is not None and row[1] is not None for row in rows) < JOINT_COUNT:
        raise ForeignError(
            "its columns are not those of 33 landmarks (left_knee_x … or x1, y1, z1, v1 …)"
        )
    return rows


def read_trc(path: Path) -> ForeignPoses:
    """Return the poses of a TRC: the plane of the picture, y up, metres or pixels.

    Returns
    -------
    ForeignPoses
        As they stand in the file.

    Raises
    ------
    ForeignError
        If something in it is malformed, or hips, knees and shoulders are not among its markers.
    """
    lines = text_of(path).splitlines()
    if len(lines) < _TRC_HEAD or not lines[0].startswith("PathFileType"):
        raise ForeignError("it is no TRC")
    names = [name.strip() for name in lines[3].split("\t")[2::3]]
    while names and not names[-1]:
        names.pop()
    if len(names) > _MOST_COLUMNS:
        raise ForeignError("it has too many markers")
    joints = [BY_MARKER.get(name) for name in names]
    known = frozenset(joint for joint in joints if joint is not None)
    if len(known) < len([joint for joint in joints if joint is not None]):
        raise ForeignError("two of its markers have one name")
    if missing := [joint for joint in _NEEDED if joint not in known]:
        raise ForeignError(f"it has no marker for the {_in_words(missing[0])}")
    found = ForeignPoses(known, y_up=True)
    for number, line in enumerate(lines[_TRC_HEAD:], _TRC_HEAD + 1):
        if line.strip():
            frame, time_s, *values = _trc_row(line, len(names), f"line {number}")
            found.add(int(frame), [_trc_body(values, joints)], time_s)
    return found


def _trc_row(line: str, markers: int, place: str) -> list[float]:
    """Return number, time and coordinates of a line."""
    cells = line.rstrip("\r\n").split("\t")
    count = 2 + 3 * markers
    if len(cells) < count - 3:  # empty cells at the end may be missing
        raise ForeignError(f"{place} is cut off")
    cells += [""] * (count - len(cells))
    values = [_real(cell, place) for cell in cells[:count]]
    if math.isnan(values[0]) or math.isnan(values[1]) or values[0] != int(values[0]):
        raise ForeignError(f"{place} has no number or no time")
    return values


def _trc_body(values: Sequence[float], joints: Sequence[Joint | None]) -> ForeignBody:
    body = ForeignBody(np.full((JOINT_COUNT, 2), math.nan), np.zeros(JOINT_COUNT))
    for joint, row in zip(joints, np.reshape(values, (-1, 3)), strict=True):
        if joint is not None and np.isfinite(row[:2]).all():
            body.image[joint], body.visibility[joint] = row[:2], 1.0
    return body


_NEEDED: Final = tuple(
    Joint[f"{side}_{part}"] for part in ("SHOULDER", "HIP", "KNEE") for side in ("LEFT", "RIGHT")
)


def _in_words(joint: Joint) -> str:
    return joint.name.lower().replace("_", " ")
