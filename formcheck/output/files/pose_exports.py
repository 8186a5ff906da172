"""Poses for the programs of biomechanics: TRC and MOT (OpenSim), C3D, and NWB (ndx-pose).

TRC and C3D have the body in the plane of the picture, in metres or millimetres: x to the right, y
up, z 0, as Sports2D writes it.  One camera gives no scale, so that it is taken from the length of
the trunk that the pose model guesses in space; where it guesses none, a trunk of `TRUNK_M` is
assumed.  Angles do not depend on it.  NWB has pixels as the pose model gave them.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self, TypeAlias

import numpy as np

from formcheck.errors import NEEDS_EXPORTS, OutputError
from formcheck.kinematics.measures import MEASURES
from formcheck.output import SetFile
from formcheck.output.files.atomic_file import AtomicFile
from formcheck.output.files.documents import recorded_facts
from formcheck.output.files.set_series import SIDES, SetSeries
from formcheck.pose.features import FeatureExtractor
from formcheck.pose.joints import BONES, JOINT_COUNT, MARKERS, Joint

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from formcheck.assessment.events import Reading
    from formcheck.assessment.report import SetReport
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.pose import Pose

Angles: TypeAlias = "dict[str, NDArray[np.float32]]"
"""Angles over time by names such as ``knee_flexion_l``, degrees; NaN = unknown."""

TRUNK_M: Final = 0.5
"""Distance from the middle of the hips to that of the shoulders, 29 % of a height of 1.72 m, where
nothing else is known (engineering default)."""


class PoseFile:
    """Keeps poses and, at the end, writes them in the form of another program.

    The file appears at :meth:`finish`.  Without it, :meth:`close` leaves nothing behind.

    Parameters
    ----------
    path
        The file; its ending is that of the form: ``.trc``, ``.mot``, ``.c3d`` or ``.nwb``.
    title
        What the person does, in words; empty = not known.

    Raises
    ------
    OutputError
        If it cannot be written, or a package is missing.
    """

    def __init__(self, path: str | os.PathLike[str], title: str = "") -> None:
        ending = Path(path).suffix.lower()
        if ending not in _WRITERS:
            known = ", ".join(_WRITERS)
            raise OutputError(f"{path} has the ending {ending or 'none'}: use one of {known}.")
        self._write, modules = _WRITERS[ending]
        try:
            for module in modules:
                import_module(module)  # before minutes of work
        except ModuleNotFoundError as error:
            raise OutputError(f"{path} cannot be written: {NEEDS_EXPORTS}.") from error
        self.title, self.needs_angles = title, ending == ".mot"
        self.poses: list[Pose] = []
        self._angles: Angles | None = None
        self._file = AtomicFile(path)

    @property
    def name(self) -> str:
        """The name of the file, as it stands in some headers."""
        return self._file.path.name

    @property
    def angles(self) -> Angles:
        """The angles of a MOT file: those that were given, or every one of each picture."""
        return picture_angles(self.poses) if self._angles is None else self._angles

    def write(self, pose: Pose) -> None:
        """Keep a pose."""
        self.poses.append(pose)

    def finish(self, facts: Mapping[str, Any], angles: Angles | None = None) -> None:
        """Write the file.

        Parameters
        ----------
        facts
            ``formcheck``, ``estimator`` and ``source``, as a recording keeps them.
        angles
            The columns of a MOT file, degrees, one value for each pose; None = every angle.

        Raises
        ------
        OutputError
            If there is no pose, or the disk refuses.
        """
        if not self.poses:
            raise OutputError(f"{self._file.path} is not written: there was no picture.")
        self._angles = angles
        try:
            self._write(self, self._file.temporary_path, facts)
        except OSError as error:
            raise self._file.output_error(error) from error
        self._file.commit()

    def close(self) -> None:
        """Remove what was not finished; a second call does nothing."""
        self._file.discard()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class PoseExport(SetFile):
    """A sink that keeps the poses of a set and writes them in the form of another program.

    Parameters
    ----------
    path
        As for `PoseFile`.
    exercise
        The exercise, whose measures go into a MOT file.
    """

    def __init__(self, path: str | os.PathLike[str], exercise: Exercise) -> None:
        self._file = PoseFile(path, exercise.title)
        self._series = SetSeries(exercise) if self._file.needs_angles else None

    def write(self, reading: Reading, image: NDArray[np.uint8] | None) -> None:
        """Keep the pose."""
        self._file.write(reading.pose)
        if self._series is not None:
            self._series.write(reading, image)

    def finish(self, report: SetReport) -> None:
        """Write the file; raise OutputError if there is no pose, or the disk refuses."""
        angles = None if self._series is None else self._series.angles()
        self._file.finish(recorded_facts(report), angles)

    def discard(self) -> None:
        """Remove what was not finished."""
        self._file.close()


def picture_angles(poses: list[Pose]) -> Angles:
    """Return every angle of each picture alone, of both legs.

    Parameters
    ----------
    poses
        The poses, in order.

    Returns
    -------
    dict of str to numpy.ndarray
        By names such as ``knee_flexion_l``, degrees; NaN = unknown, also where the camera does
        not stand so that the angle is true.
    """
    extractor = FeatureExtractor()
    # An angle of the other leg is that of this leg in the columns of the other side.
    found = [
        one
        for one in MEASURES.values()
        if one.is_angle and not one.is_change and not one.name.startswith("other_")
    ]
    columns: dict[str, list[float]] = {
        f"{one.name}_{side[0]}": [] for one in found for side in SIDES
    }
    for pose in poses:
        features = extractor.extract(pose)
        for one in found:
            for side in SIDES:
                columns[f"{one.name}_{side[0]}"].append(one.seen(features, side))
    return {name: np.array(values, np.float32) for name, values in columns.items()}


def body_m(poses: list[Pose]) -> NDArray[np.float64]:
    """Return the joints in the plane of the picture, shape (n, 33, 2), metres; NaN = not seen.

    Parameters
    ----------
    poses
        The poses, in order.

    Returns
    -------
    numpy.ndarray
        x to the right, y up, origin at the lower left corner of the picture.
    """
    image = np.stack([pose.image for pose in poses]).astype(np.float64)
    world = np.stack([pose.world for pose in poses]).astype(np.float64)
    ratios = _trunk(world[..., :2]) / _trunk(image)
    ratios = ratios[np.isfinite(ratios) & (ratios > 0)]
    if len(ratios):
        metres_per_px = float(np.median(ratios))
    else:
        trunks_px = _trunk(image)
        known = trunks_px[np.isfinite(trunks_px) & (trunks_px > 0)]
        metres_per_px = TRUNK_M / float(np.median(known)) if len(known) else math.nan
    height_px = np.array([pose.size_px[1] for pose in poses], np.float64)[:, None]
    image[..., 1] = height_px - image[..., 1]
    return image * metres_per_px


def _trunk(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the length of the trunk in each pose; NaN = not seen."""
    hips = points[:, [Joint.LEFT_HIP, Joint.RIGHT_HIP]].mean(axis=1)
    shoulders = points[:, [Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER]].mean(axis=1)
    length: NDArray[np.float64] = np.linalg.norm(shoulders - hips, axis=-1)
    return length


def rate_of(poses: list[Pose]) -> float:
    """Return the usual number of poses a second; 30 for a single pose."""
    steps_s = [two.time_s - one.time_s for one, two in pairwise(poses)]
    return round(1 / float(np.median(steps_s)), 3) if steps_s else 30.0


def _write_trc(export: PoseFile, path: Path, _: Mapping[str, Any]) -> None:
    """Write the markers as TRC; NaN = not seen.

    OpenSim refuses a row that ends with an empty cell as too short.
    """
    poses, points = export.poses, body_m(export.poses)
    rate, count = f"{rate_of(poses):g}", str(len(poses))
    axes = [f"{axis}{number}" for number in range(1, JOINT_COUNT + 1) for axis in "XYZ"]
    head = [
        ["PathFileType", "4", "(X/Y/Z)", export.name],
        ["DataRate", "CameraRate", "NumFrames", "NumMarkers", "Units", "OrigDataRate",
         "OrigDataStartFrame", "OrigNumFrames"],
        [rate, rate, count, str(JOINT_COUNT), "m", rate, "1", count],
        ["Frame#", "Time", *(cell for marker in MARKERS for cell in (marker, "", ""))],
        ["", "", *axes],
    ]  # fmt: skip
    with path.open("w", encoding="utf-8", newline="\n") as text:
        text.writelines("\t".join(row) + "\n" for row in head)
        text.write("\n")
        for number, (pose, joints) in enumerate(zip(poses, points, strict=True), 1):
            cells = [cell for x_m, y_m in joints.tolist() for cell in _metres(x_m, y_m)]
            text.write("\t".join([str(number), f"{pose.time_s:.6f}", *cells]) + "\n")


def _metres(x_m: float, y_m: float) -> tuple[str, str, str]:
    if math.isnan(x_m):
        return "NaN", "NaN", "NaN"
    return f"{x_m:.5f}", f"{y_m:.5f}", "0.00000"


def _write_mot(export: PoseFile, path: Path, _: Mapping[str, Any]) -> None:
    """Write the angles of both legs as a motion of OpenSim; NaN = unknown."""
    columns = export.angles
    names = list(columns)
    values = np.column_stack([columns[name] for name in names]) if names else np.zeros((0, 0))
    head = [
        Path(export.name).stem,
        "version=1",
        f"nRows={len(export.poses)}",
        f"nColumns={len(names) + 1}",
        "inDegrees=yes",
        "endheader",
        "\t".join(["time", *names]),
    ]
    with path.open("w", encoding="utf-8", newline="\n") as text:
        text.writelines(f"{line}\n" for line in head)
        for pose, row in zip(export.poses, values.tolist(), strict=True):
            cells = ["NaN" if math.isnan(value) else f"{value:.4f}" for value in row]
            text.write("\t".join([f"{pose.time_s:.6f}", *cells]) + "\n")


def _write_c3d(export: PoseFile, path: Path, _: Mapping[str, Any]) -> None:
    """Write the markers as C3D, millimetres, at an even rate."""
    import ezc3d

    poses, rate = export.poses, rate_of(export.poses)
    times_s = np.array([pose.time_s for pose in poses])
    even_s = (
        times_s[0] + np.arange(1 + math.floor((times_s[-1] - times_s[0]) * rate + 1e-6)) / rate
    )
    points = _at_times(times_s, 1000 * body_m(poses), even_s, longest_s=1.5 / rate)
    data = np.zeros((4, JOINT_COUNT, len(even_s)))
    data[:2] = points.transpose(2, 1, 0)
    data[3] = 1.0
    data[:3, np.isnan(data[0])] = np.nan
    file = ezc3d.c3d()
    file["parameters"]["POINT"]["UNITS"]["value"] = ["mm"]
    file["parameters"]["POINT"]["RATE"]["value"] = [rate]
    file["parameters"]["POINT"]["LABELS"]["value"] = list(MARKERS)
    file.add_parameter("POINT", "X_SCREEN", ["+X"])
    file.add_parameter("POINT", "Y_SCREEN", ["+Y"])
    file["data"]["points"] = data
    file.write(str(path))


def _at_times(
    times_s: NDArray[np.float64],
    points: NDArray[np.float64],
    wanted_s: NDArray[np.float64],
    *,
    longest_s: float,
) -> NDArray[np.float64]:
    """Return points between those of the poses; NaN in gaps that are longer than `longest_s`."""
    after = np.clip(np.searchsorted(times_s, wanted_s), 1, max(len(times_s) - 1, 1))
    before = after - 1
    if len(times_s) == 1:
        return np.repeat(points, len(wanted_s), axis=0)
    gap_s = times_s[after] - times_s[before]
    share = np.clip((wanted_s - times_s[before]) / gap_s, 0, 1)[:, None, None]
    # A pose that is met exactly needs no neighbour.
    mixed = np.where(
        share == 0,
        points[before],
        np.where(share == 1, points[after], points[before] * (1 - share) + points[after] * share),
    )
    inside = (gap_s > longest_s)[:, None, None] & (share > 0) & (share < 1)
    return np.where(inside, np.nan, mixed)


def _write_nwb(export: PoseFile, path: Path, facts: Mapping[str, Any]) -> None:
    """Write the poses as NWB with the extension for poses, pixels, at their own times."""
    import ndx_pose
    import pynwb

    source, estimator = facts["source"], facts["estimator"]
    filmed = source.get("filmed") or source.get("started")
    begun = datetime.fromisoformat(str(filmed)) if filmed else datetime(1970, 1, 1, tzinfo=UTC)
    file = pynwb.NWBFile(
        session_description=(f"{export.title}: " if export.title else "")
        + "poses from one camera"
        + ("" if filmed else "; when it was filmed is not known"),
        identifier=str(source.get("sha256") or export.name),
        session_start_time=begun,
    )
    file.subject = pynwb.file.Subject(subject_id="person", species="Homo sapiens")
    names = [joint.name.lower() for joint in Joint]
    skeleton = ndx_pose.Skeleton(
        name="blazepose", nodes=names, edges=np.array(BONES, np.uint8), subject=file.subject
    )
    times_s = np.array([pose.time_s for pose in export.poses])
    image = np.stack([pose.image for pose in export.poses])
    visibility = np.stack([pose.visibility for pose in export.poses])
    series = [
        ndx_pose.PoseEstimationSeries(
            name=name,
            data=image[:, row],
            timestamps=times_s,
            confidence=visibility[:, row],
            confidence_definition="visibility of the joint, 0 to 1, as the pose model gives it",
            reference_frame="upper left corner of the picture, x to the right, y down",
            unit="pixels",
        )
        for row, name in enumerate(names)
    ]
    poses = ndx_pose.PoseEstimation(
        name="PoseEstimation",
        pose_estimation_series=series,
        description="Poses of one person, as formcheck judged them.",
        dimensions=np.array([export.poses[0].size_px], np.uint16),
        source_software=f"formcheck ({estimator.get('name', 'unknown')})",
        source_software_version=facts["formcheck"] or None,
        skeleton=skeleton,
    )
    behaviour = file.create_processing_module("behavior", "poses")
    behaviour.add(ndx_pose.Skeletons(skeletons=[skeleton]))
    behaviour.add(poses)
    with pynwb.NWBHDF5IO(str(path), "w") as writer:
        writer.write(file)


_Writer: TypeAlias = "Callable[[PoseFile, Path, Mapping[str, Any]], None]"

_WRITERS: Final[dict[str, tuple[_Writer, tuple[str, ...]]]] = {
    ".trc": (_write_trc, ()),
    ".mot": (_write_mot, ()),
    ".c3d": (_write_c3d, ("ezc3d",)),
    ".nwb": (_write_nwb, ("pynwb", "ndx_pose")),
}
"""What writes each form, by the ending of the file, and the packages that it needs."""
