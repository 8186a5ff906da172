"""A recording holds exactly the numbers that were judged, or says that it does not."""

from __future__ import annotations

import hashlib
import itertools
import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from support.paths import ROOT
from support.recordings import META, bits, pose, record

from formcheck import recording, recording_writer
from formcheck.errors import OutputError, RecordingError
from formcheck.pose.joints import Joint
from formcheck.pose.pose import Pose, absent
from formcheck.recording import Recording, read
from formcheck.recording_file import SCHEMA, RecordingFile
from formcheck.recording_writer import PoseBuffer, RecordingWriter


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def numbers(least: float, most: float, *, nan: bool = True) -> st.SearchStrategy[float]:
    known = st.floats(least, most, width=32, allow_subnormal=True)
    return st.just(math.nan) | known if nan else known


def is_in_pixels(image: np.ndarray) -> bool:
    return not ((image >= 0) & (image <= 1) | np.isnan(image)).all()


PX = numbers(-1e6, 1e6)


@st.composite
def pose_streams(draw: st.DrawFn) -> list[Pose]:
    steps = draw(st.lists(st.integers(1, 10**6), max_size=6))
    times_s = sorted(draw(st.sets(st.floats(-1e6, 1e6), min_size=len(steps), max_size=len(steps))))
    return [
        Pose(
            index=index - 1,
            time_s=time_s,
            size_px=(draw(st.integers(1, 2**16)), draw(st.integers(1, 2**16))),
            image=draw(
                arrays(np.float32, (33, 2), elements=numbers(-1e6, 1e6)).filter(is_in_pixels)
            ),
            world=draw(arrays(np.float32, (33, 3), elements=numbers(-100, 100))),
            visibility=draw(arrays(np.float32, 33, elements=numbers(0, 1, nan=False))),
        )
        for index, time_s in zip(itertools.accumulate(steps), times_s, strict=True)
    ]


@given(pose_streams())
@settings(max_examples=60, deadline=None)
def test_any_stream_is_read_back_bit_for_bit(poses: list[Pose]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        back = read(record(Path(folder) / "set.npz", poses))
    assert [bits(one) for one in back] == [bits(one) for one in poses]


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
names = st.text().filter(lambda name: name not in {"schema", "joints"})


@given(st.dictionaries(names, json_values, max_size=4))
@settings(max_examples=60, deadline=None)
def test_any_meta_is_read_back(meta: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        back = read(record(Path(folder) / "set.npz", [], meta))
    assert {name: back.meta[name] for name in meta} == meta
    assert set(back.meta) == {*meta, "schema", "joints"}


def test_absent_pose_and_payload_bits_of_nan_and_minus_zero_survive(tmp_path: Path) -> None:
    odd = pose()
    odd.image.view(np.uint32)[:4, 0] = (0x7FC00001, 0xFFC12345, 0x7F800001, 0x80000000)
    back = read(record(tmp_path / "set.npz", [odd, absent(1, 0.05, size_px=(64, 48))]))
    np.testing.assert_array_equal(back.poses[0].image.view(np.uint32), odd.image.view(np.uint32))
    assert [one.is_absent for one in back] == [False, True]


def test_long_stream_in_several_pieces(tmp_path: Path) -> None:
    count = 2 * recording_writer._CHUNK_ROWS + 17
    one = pose()
    poses = [replace(one, index=k, time_s=k / 30) for k in range(count)]
    back = read(record(tmp_path / "set.npz", poses))
    assert len(back) == len(back.poses) == count
    assert [p.time_s for p in back] == [k / 30 for k in range(count)]
    assert {p.image.tobytes() for p in back} == {one.image.tobytes()}


def test_poses_read_cannot_be_changed(tmp_path: Path) -> None:
    [back] = read(record(tmp_path / "set.npz", [pose()]))
    for array in (back.image, back.world, back.visibility):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    recorded = Recording(meta={}, poses=(back,))
    with pytest.raises(AttributeError):
        recorded.poses = ()  # type: ignore[misc]


def test_format_is_as_documented(tmp_path: Path) -> None:
    path = record(tmp_path / "set.npz", [pose(0), pose(5)])
    with np.load(path, allow_pickle=False) as loaded:
        found = {name: (loaded[name].shape, loaded[name].dtype.str) for name in loaded.files}
        meta = json.loads(str(loaded["meta"]))
        np.testing.assert_array_equal(loaded["index"], [0, 5])
    length = found.pop("meta")[1]
    assert length.startswith("<U")
    assert found == {
        "index": ((2,), "<i8"),
        "time_s": ((2,), "<f8"),
        "size_px": ((2, 2), "<i4"),
        "image": ((2, 33, 2), "<f4"),
        "world": ((2, 33, 3), "<f4"),
        "visibility": ((2, 33), "<f4"),
    }
    assert meta["schema"] == SCHEMA == 1
    assert meta["joints"][Joint.LEFT_HIP] == "left_hip"
    assert len(meta["joints"]) == 33
    assert {"source": meta["source"], "estimator": meta["estimator"]} == META
    for name in found:
        assert f"``{name}``" in (recording.__doc__ or "")


def test_same_poses_give_the_same_bytes(tmp_path: Path) -> None:
    poses = [pose(k) for k in range(4)]
    one = record(tmp_path / "one.npz", poses).read_bytes()
    other = record(tmp_path / "other.npz", poses, dict(reversed(META.items()))).read_bytes()
    assert one == other


def test_these_bytes_are_the_format(tmp_path: Path) -> None:
    # A change of this number is a change of the format: raise SCHEMA, and read both.
    one = Pose(
        index=3,
        time_s=0.1,
        size_px=(640, 480),
        image=np.arange(66, dtype=np.float32).reshape(33, 2),
        world=np.full((33, 3), np.nan, np.float32),
        visibility=np.linspace(0, 1, 33, dtype=np.float32),
    )
    path = record(tmp_path / "set.npz", [one], {"source": "x"})
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert digest == "a992b90842c279ce9192faa08aaa8226c186664a45e2971ad14990c461ef78fb"


# --- the writer -------------------------------------------------------------------------


def test_file_appears_at_finish_and_replaces_an_older_one(tmp_path: Path) -> None:
    path = tmp_path / "set.npz"
    for count in (1, 2):
        with RecordingWriter(path) as writer:
            for index in range(count):
                writer.write(pose(index))
            assert path.exists() is (count == 2)
            writer.finish(META)
        assert len(read(path)) == count
        assert left_in(tmp_path) == ["set.npz"]


def test_interrupted_writer_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    path = record(tmp_path / "set.npz", [pose()])
    before = path.read_bytes()
    for name in ("set.npz", "other.npz"):
        with suppress(RuntimeError), RecordingWriter(tmp_path / name) as writer:
            writer.write(pose(7))
            raise RuntimeError
    assert left_in(tmp_path) == ["set.npz"]
    assert path.read_bytes() == before


def refuse(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def test_disk_that_fails_at_the_end_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with RecordingWriter(tmp_path / "set.npz") as writer:
        writer.write(pose())
        monkeypatch.setattr(np.lib.format, "write_array", refuse)
        with pytest.raises(OutputError, match=r"no space left on device\): choose another folder"):
            writer.finish(META)
    assert left_in(tmp_path) == []


def test_disk_that_fails_on_the_way(tmp_path: Path) -> None:
    writer = RecordingWriter(tmp_path / "set.npz")
    assert writer._buffer is not None
    writer._buffer.close()
    writer._buffer._file = SimpleNamespace(write=refuse)  # type: ignore[assignment]
    with pytest.raises(OutputError, match=r"set\.npz cannot be written \(no space left on device"):
        writer.write(pose())


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("no/set.npz", r"set\.npz cannot be written .*: choose another folder"),
        ("file/set.npz", "cannot be written"),
        ("", "is a folder: name a file"),
    ],
)
def test_place_that_cannot_be_written_is_refused_at_once(
    tmp_path: Path, place: str, message: str
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=message):
        RecordingWriter(tmp_path / place)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_folder_without_permission_is_refused_at_once(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(OutputError, match="permission denied"):
            RecordingWriter(tmp_path / "set.npz")
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize(
    ("index", "time_s"), [(0, 2.0), (5, 1.0), (6, 1.0), (6, 0.5), (6, math.nan), (6, math.inf)]
)
def test_stream_that_does_not_go_forward_is_refused(
    tmp_path: Path, index: int, time_s: float
) -> None:
    with RecordingWriter(tmp_path / "set.npz") as writer:
        writer.write(pose(5, time_s=1.0))
        with pytest.raises(ValueError, match="expected index and time after"):
            writer.write(pose(index, time_s=time_s))
        writer.write(pose(6, time_s=1.1))
        writer.finish(META)
    assert [one.index for one in read(tmp_path / "set.npz")] == [5, 6]


def test_finished_writer_refuses_more(tmp_path: Path) -> None:
    with RecordingWriter(tmp_path / "set.npz") as writer:
        writer.finish(META)
        with pytest.raises(ValueError, match="finished"):
            writer.write(pose())
        with pytest.raises(ValueError, match="finished"):
            writer.finish(META)
    writer.close()


@pytest.mark.parametrize(
    ("meta", "message"),
    [
        ({"schema": 1}, "other than schema and joints"),
        ({"joints": 1}, "other than schema and joints"),
        ({"value": math.nan}, "JSON compliant"),
        ({"value": {1, 2}}, "not JSON serializable"),
        ({"value": b"bytes"}, "not JSON serializable"),
    ],
)
def test_meta_that_cannot_be_written_is_refused(
    tmp_path: Path, meta: dict[str, object], message: str
) -> None:
    with RecordingWriter(tmp_path / "set.npz") as writer:
        with pytest.raises((ValueError, TypeError), match=message):
            writer.finish(meta)
        writer.finish({})
    assert set(read(tmp_path / "set.npz").meta) == {"schema", "joints"}


def test_memory_does_not_grow(tmp_path: Path) -> None:
    program = """
import resource, sys
from dataclasses import replace
from formcheck.pose.pose import absent
from formcheck.recording_writer import RecordingWriter

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

one = absent(0, 0.0, size_px=(64, 48))
with RecordingWriter(sys.argv[1]) as writer:
    for k in range(1000):
        writer.write(replace(one, index=k, time_s=k / 30))
    before = peak()
    for k in range(1000, 30000):
        writer.write(replace(one, index=k, time_s=k / 30))
    writer.finish({})
print(peak() - before)
"""
    run = subprocess.run(  # noqa: S603  # this Python
        [sys.executable, "-c", program, str(tmp_path / "set.npz")],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert (tmp_path / "set.npz").stat().st_size > 20_000_000
    assert int(run.stdout) < 10_000  # kilobytes


def test_pose_that_is_kept_keeps_no_other_one(tmp_path: Path) -> None:
    back = read(record(tmp_path / "set.npz", [pose(k) for k in range(3)]))
    for array in (back.poses[1].image, back.poses[1].world, back.poses[1].visibility):
        assert array.base is None


def test_recording_that_is_replaced_while_it_is_read_is_refused(tmp_path: Path) -> None:
    file = RecordingFile(record(tmp_path / "set.npz", [pose(k) for k in range(3)]))
    assert len(list(file)) == len(list(file)) == len(file.times_s) == 3
    record(tmp_path / "set.npz", [pose(k) for k in range(4)])
    with pytest.raises(RecordingError, match="was replaced meanwhile"):
        list(file)
    (tmp_path / "set.npz").unlink()
    with pytest.raises(RecordingError, match="There is no recording"):
        list(file)


def test_arrays_by_columns_are_read_as_well(tmp_path: Path) -> None:
    poses = [pose(k) for k in range(1500)]  # more than are read at once
    with np.load(record(tmp_path / "set.npz", poses)) as loaded:
        columns: dict[str, Any] = dict(loaded)
    columns |= {name: np.asfortranarray(columns[name]) for name in ("image", "world")}
    np.savez(tmp_path / "theirs.npz", **columns)
    assert [bits(one) for one in read(tmp_path / "theirs.npz")] == [bits(one) for one in poses]


# --- the buffer -------------------------------------------------------------------------


def test_buffer_gives_back_every_pose_bit_for_bit_and_again() -> None:
    poses = [pose(k) for k in range(40)]
    with PoseBuffer() as buffer:
        for one in poses:
            buffer.write(one)
        for _ in range(2):
            assert [bits(one) for one in buffer] == [bits(one) for one in poses]


def test_buffer_without_room_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    with pytest.raises(OutputError, match=r"The poses cannot be kept in .*no space left"):
        PoseBuffer()


Change = Callable[[NDArray[Any]], Any]
