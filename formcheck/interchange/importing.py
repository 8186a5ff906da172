"""Makes a recording of the poses that another program found."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from formcheck.errors import RecordingError, printable
from formcheck.interchange.foreign import ForeignError, followed
from formcheck.interchange.json_poses import read_coco, read_mediapipe, read_openpose
from formcheck.interchange.skeletons import Format, lacks_of
from formcheck.interchange.table_poses import read_mediapipe_csv, read_trc
from formcheck.pose.joints import JOINT_COUNT, Joint
from formcheck.pose.pose import Pose, absent
from formcheck.recording_writer import RecordingWriter
from formcheck.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from formcheck.interchange.foreign import ForeignBody, ForeignPoses
    from formcheck.interchange.skeletons import Lacks

ViewStated = Literal["side-left", "side-right", "front"]

NO_DEPTH: Final = (
    "The file has no depth, so that the side from which the person was filmed is not known: say "
    "it with --view side-left (the left side is nearer to the camera), side-right or front."
)

_HALF_WIDTH_M: Final = 0.17
"""Half the distance of the shoulders, and of the hips, of a body whose view was stated."""

_TRUNK_M: Final = 0.5

_PICTURE_PX: Final = 1000.0
"""The longer side of the picture around a body that has no picture (TRC), pixels."""

_MARGIN: Final = 0.1

_MOST_SHARES: Final = 10.0
"""Coordinates below this are shares of the picture, also of joints far outside it."""


@dataclass(frozen=True)
class ImportRequest:
    """What a user says of a file of poses.

    Attributes
    ----------
    kind
        The format; empty = by the ending and the content.
    fps
        Pictures a second, where the file has no times; NaN = not said.
    size_px
        Width and height of the picture; None = as the file says.
    view
        The direction of the camera, where the file has no depth; None = not said.
    """

    kind: Format | Literal[""] = ""
    fps: float = math.nan
    size_px: tuple[int, int] | None = None
    view: ViewStated | None = None


@dataclass(frozen=True)
class ImportedPoses:
    """What was read.

    Attributes
    ----------
    poses
        One for each picture.
    kind
        The format.
    several
        In how many pictures there were several people.
    lacks
        What cannot be judged.
    meta
        The facts for the recording.
    """

    poses: tuple[Pose, ...]
    kind: Format
    several: int
    lacks: Lacks
    meta: dict[str, Any]


_READERS: Final[dict[Format, Callable[[Path], ForeignPoses]]] = {
    "coco17": read_coco,
    "body25": read_openpose,
    "mediapipe": read_mediapipe,
    "trc": read_trc,
}


def import_poses(path: Path, request: ImportRequest) -> ImportedPoses:
    """Read the poses of another program, and check them.

    Parameters
    ----------
    path
        The file; for OpenPose also the folder of its files.
    request
        What the file does not say.

    Returns
    -------
    ImportedPoses
        The poses, and what cannot be judged from them.

    Raises
    ------
    RecordingError
        If the file is malformed, or something is missing that only the user knows.
    """
    kind = request.kind or _kind_of(path)
    is_table = kind == "mediapipe" and path.suffix.lower() == ".csv"
    try:
        found = read_mediapipe_csv(path) if is_table else _READERS[kind](path)
    except ForeignError as error:
        raise RecordingError(
            f"{path} cannot be imported as {kind}: {printable(str(error))}; correct it, or name "
            "its format with --format."
        ) from error
    if not any(found.frames):
        raise RecordingError(f"{path} has no person in any picture: check --format.")
    try:
        poses, several = _poses(path, found, request)
    except ValueError as error:
        raise RecordingError(f"{path} cannot be imported: {error}.") from error
    source = {"kind": "imported", "name": printable(path.name), "format": kind}
    if not path.is_dir():
        source["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    if request.view is not None:
        source["view"] = request.view
    estimator = {"name": kind, "version": "", "model": "", "model_sha256": ""}
    meta = {"formcheck": __version__, "source": source, "estimator": estimator}
    return ImportedPoses(poses, kind, several, lacks_of(found.joints), meta)


def write_imported(imported: ImportedPoses, path: Path) -> None:
    """Write the recording.

    Parameters
    ----------
    imported
        What was read.
    path
        Where the recording is to lie (``.npz``).
    """
    with RecordingWriter(path) as writer:
        for pose in imported.poses:
            writer.write(pose)
        writer.finish(imported.meta)


def _kind_of(path: Path) -> Format:
    """Return the format of a file by its ending and its first bytes."""
    ending = path.suffix.lower()
    if path.is_dir():
        return "body25"
    if ending in {".trc", ".csv"}:
        return "trc" if ending == ".trc" else "mediapipe"
    try:
        with path.open("rb") as file:
            begin = file.read(1 << 16)
    except (OSError, ValueError) as error:
        raise RecordingError(f"There is no file {path}: check its name and folder.") from error
    marks: tuple[tuple[bytes, Format], ...] = (
        (b"pose_keypoints_2d", "body25"),
        (b"image_id", "coco17"),
        (b"keypoints", "coco17"),
        (b'"images"', "coco17"),
        (b"andmark", "mediapipe"),
    )
    for mark, kind in marks:
        if mark in begin:
            return kind
    raise RecordingError(f"The format of {path} is not known: name it with --format.")


def _poses(
    path: Path, found: ForeignPoses, request: ImportRequest
) -> tuple[tuple[Pose, ...], int]:
    """Return the poses of one person, in pixels, with their times and a view."""
    bodies, several = followed(found.frames)
    times_s = _times(path, found, request)
    size_px = request.size_px or found.size_px
    if found.y_up:
        size_px = _as_picture([body for body in bodies if body is not None])
    if size_px is None:
        raise RecordingError(
            f"{path} does not say how large the picture is: add --size, for example --size "
            "1920x1080."
        )
    if found.normalised:
        _scale(bodies, size_px)
    has_depth = any(body is not None and body.world is not None for body in bodies)
    if request.view is None and not has_depth:
        raise RecordingError(NO_DEPTH)
    stated = None if request.view is None else _stated(request.view)
    poses = [
        absent(number, time_s, size_px=size_px)
        if body is None
        else _pose(number, time_s, size_px, body, stated)
        for number, time_s, body in zip(found.numbers, times_s, bodies, strict=True)
    ]
    return tuple(poses), several


def _pose(
    number: int,
    time_s: float,
    size_px: tuple[int, int],
    body: ForeignBody,
    stated: NDArray[np.float32] | None,
) -> Pose:
    """Return a pose; what the user says of the view counts more than the file."""
    world = stated
    if world is None:
        given = np.full((JOINT_COUNT, 3), math.nan) if body.world is None else body.world
        if bool((np.abs(given) > 100).any()):  # noqa: PLR2004  # metres, as in recordings
            raise RecordingError("A landmark is more than 100 m away: check the file.")
        world = given.astype(np.float32)
    unseen: NDArray[np.bool_] = np.asarray(np.isnan(body.image).any(axis=1))
    return Pose(
        number,
        time_s,
        size_px,
        np.where(unseen[:, None], np.float32(math.nan), body.image.astype(np.float32)),
        world,
        np.where(unseen, np.float32(0), body.visibility.astype(np.float32)),
    )


def _times(path: Path, found: ForeignPoses, request: ImportRequest) -> list[float]:
    """Return the time of each picture."""
    if not math.isnan(request.fps):
        return [(number - found.numbers[0]) / request.fps for number in found.numbers]
    if found.times_s is None:
        raise RecordingError(
            f"{path} has no times: add --fps with the pictures a second of the video."
        )
    return found.times_s


def _scale(bodies: list[ForeignBody | None], size_px: tuple[int, int]) -> None:
    """Turn shares of the picture into pixels; coordinates that are pixels stay."""
    known = [body for body in bodies if body is not None and np.isfinite(body.image).any()]
    largest = max((float(np.nanmax(np.abs(body.image))) for body in known), default=math.nan)
    if largest < _MOST_SHARES:
        for body in known:
            body.image *= size_px


def _as_picture(bodies: list[ForeignBody]) -> tuple[int, int]:
    """Turn a body that has no picture into pixels, y down, within a picture around it."""
    points = np.concatenate([body.image for body in bodies])
    low, high = np.nanmin(points, axis=0), np.nanmax(points, axis=0)
    span = float(max(*(high - low), 1e-9))
    for body in bodies:
        right = (body.image[:, 0] - low[0]) / span + _MARGIN
        down = (high[1] - body.image[:, 1]) / span + _MARGIN
        body.image = np.column_stack([right, down]) * _PICTURE_PX
    width_px, height_px = ((high - low) / span + 2 * _MARGIN) * _PICTURE_PX
    return math.ceil(width_px), math.ceil(height_px)


def _stated(view: ViewStated) -> NDArray[np.float32]:
    """Return where shoulders and hips are in space by the view; the other joints are unknown."""
    world = np.full((JOINT_COUNT, 3), math.nan, np.float32)
    across = {
        "side-left": (0.0, 0.0, -_HALF_WIDTH_M),
        "side-right": (0.0, 0.0, _HALF_WIDTH_M),
        "front": (_HALF_WIDTH_M, 0.0, 0.0),
    }[view]
    for part, height_m in (("SHOULDER", -_TRUNK_M), ("HIP", 0.0)):
        for side, sign in (("LEFT", 1), ("RIGHT", -1)):
            place = np.array(across) * sign + (0.0, height_m, 0.0)
            world[Joint[f"{side}_{part}"]] = place
    return world
