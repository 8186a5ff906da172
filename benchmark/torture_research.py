"""Cases of `benchmark.torture` for researchers: lists, manifests, imported poses."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Final

from benchmark.torture_inputs import damaged, mutated
from formcheck.batch.manifest import NAME, Manifest
from formcheck.batch.tasks import BatchSettings, Task
from formcheck.interchange.skeletons import BODY_25, COCO_17
from formcheck.recording_file import JOINTS

if TYPE_CHECKING:
    import random
    from pathlib import Path

_LIST: Final = (
    "path,exercise,side,patient\na.npz,mini_squat,left,1\nb.npz,,auto,2\nsub/c.npz,auto,right,3\n"
)

_OPTIONS: Final = ("--model", "lite", "--out", "out", "--workers", "1", "-e", "mini_squat")


def file_list(folder: Path, chance: random.Random) -> list[str]:
    """Judge the files of a list that was changed; nearly all of them are missing or damaged."""
    text = _LIST
    for _ in range(chance.randint(1, 2)):
        text = mutated(text, chance)
    if chance.random() < 0.1:  # noqa: PLR2004  # sometimes
        text += chance.choice(["x" * 20_000, "a.npz\n" * 5000, '"' * 999, "\0", "é;ü\n"])
    data = text.encode("utf-8", "surrogatepass")
    (folder / "clips.csv").write_bytes(damaged(data, chance) if chance.random() < 0.3 else data)  # noqa: PLR2004
    (folder / "a.npz").write_bytes(b"PK" + chance.randbytes(200))
    return ["batch", "clips.csv", *_OPTIONS]


def manifest(folder: Path, chance: random.Random) -> list[str]:
    """Go on with a batch whose manifest was changed."""
    file = folder / "clips" / "a.npz"
    file.parent.mkdir()
    file.write_bytes(b"no recording")
    from formcheck.exercises.loader import load_exercise

    sha256 = load_exercise("mini_squat").sha256
    task = Task("a.npz", file, "mini_squat", "auto", sha256, len(b"no recording"))
    with Manifest(folder / "out", BatchSettings(model="lite").facts()) as rows:
        for number in range(3):
            rows.append(task.row(status="failed", error=f"It is broken {number}: copy it again."))
    place = folder / "out" / NAME
    data = place.read_bytes()
    if chance.random() < 0.5:  # noqa: PLR2004
        place.write_bytes(damaged(data, chance))
    else:
        place.write_text(mutated(data.decode(), chance), "utf-8", "surrogatepass")
    if chance.random() < 0.1:  # noqa: PLR2004
        shutil.copy(place, folder / "clips" / "b.npz")
    return ["batch", "clips", *_OPTIONS]


def foreign_poses(folder: Path, chance: random.Random) -> list[str]:
    """Import poses of another program that were changed."""
    kind = chance.choice(["coco", "openpose", "mediapipe", "csv", "trc"])
    text = _POSES[kind]
    name = {"csv": "x.csv", "trc": "x.trc"}.get(kind, "x.json")
    path = folder / name
    if chance.random() < 0.5:  # noqa: PLR2004
        path.write_bytes(damaged(text.encode(), chance))
    else:
        path.write_text(mutated(text, chance), "utf-8", "surrogatepass")
    said = ["--fps", "30", "--size", "640x480", "--view", "front"]
    named = ["--format", chance.choice(["coco17", "body25", "mediapipe", "trc"])]
    more = named if chance.random() < 0.2 else []  # noqa: PLR2004
    return ["import", name, "--out", "out.npz", *said, *more]


def _rows(count: int) -> list[list[float]]:
    return [[10.0 * row, 5.0 * row + 1, 0.9] for row in range(count)]


def _flat(count: int) -> list[float]:
    return [value for row in _rows(count) for value in row]


def _landmarks() -> list[dict[str, float]]:
    return [{"x": 0.01 * row, "y": 0.02 * row, "z": 0, "visibility": 1} for row in range(33)]


def _trc() -> str:
    names = ["RShoulder", "LShoulder", "RHip", "LHip", "RKnee", "LKnee", "RAnkle", "LAnkle"]
    head = [
        "PathFileType\t4\t(X/Y/Z)\tx.trc",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits",
        f"30\t30\t3\t{len(names)}\tm",
        "Frame#\tTime\t" + "\t\t\t".join(names) + "\t\t",
        "\t\tX1\tY1\tZ1",
        "",
    ]
    rows = [
        "\t".join([str(row), f"{row / 30:.4f}", *(f"{0.1 * cell:.3f}" for cell in range(24))])
        for row in range(1, 4)
    ]
    return "\n".join([*head, *rows, ""])


_POSES: Final = {
    "coco": json.dumps(
        [{"image_id": number, "keypoints": _flat(len(COCO_17))} for number in range(3)]
    ),
    "openpose": json.dumps(
        [{"people": [{"pose_keypoints_2d": _flat(len(BODY_25))}]} for _ in range(3)]
    ),
    "mediapipe": json.dumps(
        {"width": 64, "height": 48,
         "frames": [{"time_s": n / 30, "landmarks": _landmarks()} for n in range(3)]}
    ),
    "csv": "\n".join(
        [
            ",".join(["time_s", *(f"{name}_{end}" for name in JOINTS for end in "xyz")]),
            *(",".join([str(n / 30), *["0.5"] * 99]) for n in range(3)),
            "",
        ]
    ),
    "trc": _trc(),
}  # fmt: skip
"""A small file of each format."""
