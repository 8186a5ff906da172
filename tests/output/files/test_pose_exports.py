"""Poses for other programs: read back, they have the angles of the picture."""

from __future__ import annotations

import math
from dataclasses import replace
from errno import ENOSPC
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from support.commands import performed, record, run

from formcheck.analysis import analyze
from formcheck.errors import OutputError
from formcheck.exercises.loader import load_exercise
from formcheck.kinematics.measures import MEASURES
from formcheck.output.files import pose_exports
from formcheck.output.files.pose_exports import PoseExport, body_m
from formcheck.pose.joints import MARKERS, Joint
from formcheck.recording import read

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

NAME = "mini_squat"

STANDING = performed(NAME, reps=1)[:1]


@pytest.fixture(scope="module")
def squat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording of a squat, in which a wrist and a foot are not seen for some pictures."""
    poses = performed(NAME, reps=1)
    for row in range(5, 8):
        image = poses[row].image.copy()
        image[[Joint.LEFT_WRIST, Joint.RIGHT_FOOT_INDEX]] = math.nan
        poses[row] = replace(poses[row], image=image)
    return record(tmp_path_factory.mktemp("exports") / "squat.npz", poses)


def exported(squat: Path, path: Path) -> Path:
    with PoseExport(path, load_exercise(NAME)) as file:
        analyze(squat, NAME, sinks=[file])
    return path


def knee_deg(points: NDArray[np.float64], side: str = "L") -> NDArray[np.float64]:
    """Return the bend of a knee in every picture; points by marker, frames, coordinates."""
    hip, knee, ankle = (points[MARKERS.index(side + part)] for part in ("Hip", "Knee", "Ankle"))
    thigh, shank = hip - knee, ankle - knee
    cosine = (thigh * shank).sum(-1) / np.linalg.norm(thigh, axis=-1)
    angle: NDArray[np.float64] = 180 - np.degrees(
        np.arccos(np.clip(cosine / np.linalg.norm(shank, axis=-1), -1, 1))
    )
    return angle


def true_knee_deg(squat: Path) -> NDArray[np.float64]:
    image = np.stack([pose.image for pose in read(squat).poses]).astype(float)
    return knee_deg(image.transpose(1, 0, 2))


def test_markers_have_the_names_of_sports2d() -> None:
    assert {"Nose", "RHip", "LKnee", "RAnkle", "LHeel", "RBigToe", "LShoulder"} < set(MARKERS)
    assert len(set(MARKERS)) == 33


def test_trc_read_as_sports2d_reads_it(squat: Path, tmp_path: Path) -> None:
    """Pose2Sim skips five lines, takes the names from the fourth and the rate from the third."""
    file = exported(squat, tmp_path / "squat.trc")
    lines = file.read_text("utf-8").splitlines()
    names = lines[3].split("\t")[2::3]
    assert names == list(MARKERS)
    assert lines[2].split("\t")[2:5] == [str(len(read(squat))), "33", "m"]
    data = pd.read_csv(file, sep="\t", skiprows=4, skip_blank_lines=True)
    values = data.iloc[:, 2:].to_numpy(float).reshape(len(data), 33, 3)
    np.testing.assert_allclose(data.iloc[:, 1], [pose.time_s for pose in read(squat)], atol=1e-6)
    assert np.isnan(values[5:8, Joint.LEFT_WRIST]).all()
    assert (values[:, Joint.LEFT_HIP, 1] > values[:, Joint.LEFT_ANKLE, 1]).all()  # y is up
    angles = knee_deg(values.transpose(1, 0, 2))
    np.testing.assert_allclose(angles, true_knee_deg(squat), atol=0.05)


def test_trc_has_no_empty_cell_because_opensim_refuses_a_row_that_ends_with_one(
    squat: Path, tmp_path: Path
) -> None:
    """OpenSim 4.6 drops an empty cell at the end, and then says that columns are missing."""
    rows = exported(squat, tmp_path / "squat.trc").read_text("utf-8").splitlines()[6:]
    cells = [row.split("\t") for row in rows]
    assert {len(row) for row in cells} == {2 + 3 * 33}
    assert all(cell for row in cells for cell in row)
    assert cells[6][-3:] == ["NaN"] * 3


def test_mot_has_the_angles_of_both_legs(squat: Path, tmp_path: Path) -> None:
    file = exported(squat, tmp_path / "squat.mot")
    head = file.read_text("utf-8").partition("endheader\n")[0].splitlines()
    rows = pd.read_csv(file, sep="\t", skiprows=len(head) + 1)
    assert head[0] == "squat"
    assert {f"nRows={len(rows)}", f"nColumns={rows.shape[1]}", "inDegrees=yes"} < set(head)
    np.testing.assert_allclose(rows["knee_flexion_l"], true_knee_deg(squat), atol=6)  # smoothed


def test_c3d_is_read_by_ezc3d(squat: Path, tmp_path: Path) -> None:
    ezc3d = pytest.importorskip("ezc3d")
    file = ezc3d.c3d(str(exported(squat, tmp_path / "squat.c3d")))
    points = file["data"]["points"]
    assert file["parameters"]["POINT"]["LABELS"]["value"] == list(MARKERS)
    assert file["parameters"]["POINT"]["UNITS"]["value"] == ["mm"]
    assert points.shape == (4, 33, len(read(squat)))
    assert np.isnan(points[0, Joint.LEFT_WRIST, 5:8]).all()
    angles = knee_deg(points[:2].transpose(1, 2, 0))
    np.testing.assert_allclose(angles, true_knee_deg(squat), atol=1.5)


def test_nwb_is_read_by_movement(squat: Path, tmp_path: Path) -> None:
    pytest.importorskip("ndx_pose")
    load_poses = pytest.importorskip("movement.io.load_poses")
    found = load_poses.from_nwb_file(exported(squat, tmp_path / "squat.nwb"))
    assert list(found.position.dims) == ["time", "space", "keypoints", "individuals"]
    image = np.stack([pose.image for pose in read(squat).poses])
    for joint in (Joint.LEFT_KNEE, Joint.RIGHT_HIP):
        place = found.position.sel(keypoints=joint.name.lower()).squeeze()
        np.testing.assert_array_equal(place, image[:, joint])


def test_poses_need_no_exercise(
    squat: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The poses are the same, and a motion has every angle of each picture alone."""
    trc, mot = exported(squat, tmp_path / "set.trc"), exported(squat, tmp_path / "set.mot")
    (tmp_path / "any").mkdir()
    found = [tmp_path / "any" / "set.trc", tmp_path / "any" / "set.mot"]
    done = run(capsys, "replay", squat, "--trc", found[0], "--mot", found[1])
    assert (done.code, str(found[0]) in done.err) == (0, True)
    assert found[0].read_bytes() == trc.read_bytes()
    judged, each = (pd.read_csv(file, sep="\t", skiprows=6) for file in (mot, found[1]))
    assert set(judged.columns) - {"time"} < set(each.columns)
    assert not [name for name in each.columns if name.startswith("other_")]
    np.testing.assert_allclose(each["knee_flexion_l"], true_knee_deg(squat), atol=0.05)
    planes = {f"{one.name}_{side}": one.plane for one in MEASURES.values() for side in "lr"}
    front = [name for name in each if planes.get(name) == "front"]
    assert front
    assert each[front].isna().all(axis=None)  # the camera does not stand there


def test_poses_of_a_person_who_does_no_exercise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    still = [replace(one, index=row, time_s=row / 25) for row, one in enumerate(60 * STANDING)]
    file = tmp_path / "still.trc"
    done = run(capsys, "replay", record(tmp_path / "still.npz", still), "--trc", file)
    assert done.code == 0
    assert len(file.read_text("utf-8").splitlines()) == 6 + 60


def test_disk_that_refuses_one_form_keeps_the_others(
    squat: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setitem(pose_exports._WRITERS, ".mot", (refuse, ()))
    words = (
        "--trc",
        tmp_path / "a.trc",
        "--mot",
        tmp_path / "a.mot",
        "--json",
        tmp_path / "a.json",
    )
    done = run(capsys, "replay", squat, *words)
    assert (done.code, "a.mot" in done.err) == (7, True)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.json", "a.trc"]


def test_scale_without_space_is_that_of_a_usual_trunk(squat: Path) -> None:
    poses = list(read(squat).poses)
    metres = body_m(poses)
    trunk_m = metres[0, [11, 12]].mean(0) - metres[0, [23, 24]].mean(0)
    assert 0.3 < np.linalg.norm(trunk_m) < 0.8


def test_command_refuses_what_cannot_be(
    squat: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = run(capsys, "replay", squat, "-e", NAME, "--trc", tmp_path / "a.c3d")
    assert (wrong.code, ".trc" in wrong.err) == (2, True)
    with pytest.raises(OutputError, match=r"\.trc, \.mot"):
        PoseExport(tmp_path / "a.txt", load_exercise(NAME))
    words = ("replay", squat, "-e", NAME, "--trc", tmp_path / "a.trc", "--mot")
    done = run(capsys, *words, tmp_path / "a.mot")
    assert done.code == 0
    assert (tmp_path / "a.trc").exists()
    assert (tmp_path / "a.mot").exists()
