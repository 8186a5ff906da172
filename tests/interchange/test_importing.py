"""Poses of other programs: judged as those of formcheck, and what is missing is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.commands import performed, record, run
from support.foreign_poses import (
    write_coco,
    write_coco_labels,
    write_mediapipe,
    write_mediapipe_csv,
    write_openpose,
)

from formcheck import recording
from formcheck.analysis import analyze
from formcheck.errors import FormcheckError, RecordingError
from formcheck.exercises.loader import load_exercise
from formcheck.interchange.importing import ImportRequest, import_poses, write_imported
from formcheck.interchange.skeletons import KNOWN, lacks_of
from formcheck.output.files.pose_exports import PoseExport
from formcheck.pose.joints import Joint

if TYPE_CHECKING:
    from formcheck.assessment.report import SetReport

NAME = "mini_squat"
POSES = performed(NAME, reps=2)
FPS = 10.0


def view_of(report: SetReport) -> Any:  # noqa: ANN401
    return f"side-{report.view.near}"


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> SetReport:
    """The report of the poses themselves."""
    return analyze(record(tmp_path_factory.mktemp("truth") / "set.npz", POSES), NAME)


def write(folder: Path, kind: str) -> Path:
    """Write the poses in the format of another program."""
    if kind == "trc":
        with PoseExport(folder / "set.trc", load_exercise(NAME)) as file:
            analyze(record(folder / "set.npz", POSES), NAME, sinks=[file])
        return folder / "set.trc"
    writers: dict[str, Any] = {
        "coco.json": write_coco,
        "labels.json": write_coco_labels,
        "openpose": write_openpose,
        "mediapipe.json": write_mediapipe,
        "flat.json": lambda path, poses: write_mediapipe(path, poses, world=False),
        "named.csv": write_mediapipe_csv,
        "numbered.csv": lambda path, poses: write_mediapipe_csv(path, poses, named=False),
    }
    written: Path = writers[kind](folder / kind, POSES)
    return written


KINDS: dict[str, dict[str, Any]] = {
    "coco.json": {"fps": FPS, "size_px": POSES[0].size_px},
    "labels.json": {"fps": FPS},
    "openpose": {"fps": FPS, "size_px": POSES[0].size_px},
    "mediapipe.json": {},
    "flat.json": {},
    "named.csv": {"size_px": POSES[0].size_px},
    "numbered.csv": {"size_px": POSES[0].size_px},
    "trc": {},
}


@pytest.mark.sampled(5)
@pytest.mark.parametrize("kind", KINDS)
def test_imported_poses_give_the_same_counts(kind: str, truth: SetReport, tmp_path: Path) -> None:
    """The view is stated where there is no depth, and nothing of a foot is known in COCO."""
    more: dict[str, Any] = dict(KINDS[kind])
    if kind != "mediapipe.json":
        more["view"] = view_of(truth)
    imported = import_poses(write(tmp_path, kind), ImportRequest(**more))
    write_imported(imported, tmp_path / "imported.npz")
    report = analyze(tmp_path / "imported.npz", NAME)
    assert len(imported.poses) == len(POSES)
    assert report.counts.total == truth.counts.total == 2
    assert (report.view.plane, report.view.near) == (truth.view.plane, truth.view.near)
    for one, two in zip(report.reps, truth.reps, strict=True):
        assert one.peak_deg == pytest.approx(two.peak_deg, abs=1.5)
        assert one.start_s == pytest.approx(two.start_s, abs=0.2)
    assert imported.several == (len(POSES) if kind == "openpose" else 0)
    assert report.source["recorded_from"]["kind"] == "imported"
    assert report.provenance.estimator["name"] == imported.kind


def test_joints_are_where_they_were(tmp_path: Path) -> None:
    size_px = POSES[0].size_px
    request = ImportRequest(fps=FPS, size_px=size_px, view="front")
    for kind in ("coco.json", "openpose", "flat.json", "named.csv"):
        imported = import_poses(write(tmp_path, kind), request)
        for joint in KNOWN[imported.kind]:
            np.testing.assert_allclose(
                imported.poses[5].image[joint], POSES[5].image[joint], atol=0.01, err_msg=kind
            )


def test_what_cannot_be_judged_is_named() -> None:
    coco = lacks_of(KNOWN["coco17"])
    assert coco.joints == ("heel", "toe")
    assert {"heel_rise", "knee_past_toes", "sole_tilt"} <= set(coco.measures)
    assert "mini_squat" in coco.partly
    assert lacks_of(KNOWN["body25"]).joints == ()
    assert lacks_of(frozenset(Joint)).measures == ()
    no_knee = frozenset(Joint) - {Joint.LEFT_KNEE}
    assert "mini_squat" in lacks_of(no_knee).exercises


@pytest.mark.parametrize(
    ("kind", "request_", "says"),
    [
        ("coco.json", {"size_px": (640, 480), "view": "front"}, "--fps"),
        ("coco.json", {"fps": 30.0, "view": "front"}, "--size"),
        ("coco.json", {"fps": 30.0, "size_px": (640, 480)}, "--view side-left"),
        ("flat.json", {}, "--view side-left"),
        ("coco.json", {"kind": "body25"}, "people"),
        ("coco.json", {"kind": "trc"}, "no TRC"),
    ],
)
def test_what_only_the_user_knows_is_asked_for(
    kind: str, request_: dict[str, Any], says: str, tmp_path: Path
) -> None:
    with pytest.raises(RecordingError, match=says):
        import_poses(write(tmp_path, kind), ImportRequest(**request_))


def test_command_makes_a_recording_and_says_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "set.npz"
    words = (
        "import",
        write(tmp_path, "coco.json"),
        "--fps",
        10,
        "--size",
        "320x240",
        "--out",
        out,
    )
    done = run(capsys, *words, "--view", "side-left")
    assert done.code == 0
    assert "These joints are missing: heel, toe." in done.out
    assert "Depth is missing" in done.out
    assert len(recording.read(out)) == len(POSES)
    assert run(capsys, *words).code == RecordingError.exit_code
    for wrong in (("--size", "320"), ("--size", "0x5"), ("--out", "a.json"), ("--fps", "0")):
        assert run(capsys, *words, *wrong, "--view", "front").code == 2


def changed(data: bytes, junk: bytes, share: float) -> bytes:
    at = int(share * len(data))
    return data[:at] + junk + data[at + len(junk) :]


@pytest.mark.sampled(5)
@pytest.mark.parametrize(
    "kind", ["coco.json", "labels.json", "mediapipe.json", "named.csv", "trc"]
)
@given(
    junk=st.one_of(
        st.binary(max_size=30),
        st.sampled_from([b"1e999", b"NaN", b"-1", b"null", b"[]", b"{}", b"[" * 5000, b"9" * 400]),
    ),
    share=st.floats(0, 1),
)
def test_hostile_file_is_refused_in_one_sentence(
    kind: str, junk: bytes, share: float, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """It is refused, or gives a recording that can be read."""
    folder = tmp_path_factory.mktemp("hostile")
    source = FEW[kind] if kind in FEW else FEW.setdefault(kind, write(folder, kind).read_bytes())
    file = folder / f"changed{Path(kind).suffix or '.trc'}"
    file.write_bytes(changed(source, junk, share))
    said = "None."
    try:
        imported = import_poses(file, ImportRequest(fps=FPS, size_px=(320, 240), view="front"))
        write_imported(imported, folder / "out.npz")
        recording.read(folder / "out.npz")
    except FormcheckError as error:
        said = str(error)
    assert said.endswith(".")
    assert "\n" not in said


FEW: dict[str, bytes] = {}


def test_json_of_other_shapes_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    values: list[Any] = [
        [], {}, 1, "a", None, [1], [[]], {"frames": 3}, {"frames": [{}]}, {"frames": [3]},
        {"people": []}, {"people": [{"pose_keypoints_2d": [1]}]}, [{"image_id": 1}],
        [{"image_id": 1, "keypoints": [True] * 51}], [{"image_id": 2**70, "keypoints": [1] * 51}],
        {"images": [{"id": 1, "width": 10**9, "height": 3}], "annotations": []},
        {"frames": [{"landmarks": [[1, 2, 3, 4]] * 33, "time_s": -1}]},
        {"frames": [{"landmarks": [{"x": "1"}] * 33}]},
    ]  # fmt: skip
    for value in values:
        file.write_text(json.dumps(value), encoding="utf-8")
        for kind in ("coco17", "body25", "mediapipe"):
            request = ImportRequest(kind, fps=30.0, size_px=(640, 480), view="front")
            with pytest.raises(RecordingError, match=r"\.$"):
                import_poses(file, request)


def test_missing_file_is_an_error(tmp_path: Path) -> None:
    for name in ("none.json", "none.trc", "none.csv", "a\0b.json"):
        with pytest.raises(RecordingError, match=r"no file|cannot be read"):
            import_poses(tmp_path / name, ImportRequest(fps=30.0))
