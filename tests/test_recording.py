"""A recording holds exactly the numbers that were judged, or says that it does not."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from support.paths import ROOT

from formcheck import recording
from formcheck.errors import OutputError, RecordingError
from formcheck.pose.joints import Joint
from formcheck.pose.pose import Pose, absent
from formcheck.recording import SCHEMA, Recording, RecordingWriter, read

META = {
    "source": {"name": "bridge.mp4", "sha256": "0" * 64, "notes": ["Größe: 5°", None, 1.5]},
    "estimator": {"name": "blazepose", "model": "full"},
}


def pose(index: int = 0, *, time_s: float | None = None, seed: int | None = None) -> Pose:
    rng = np.random.default_rng(index if seed is None else seed)
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
    return (
        one.index,
        one.time_s.hex(),
        one.size_px,
        one.image.tobytes(),
        one.world.tobytes(),
        one.visibility.tobytes(),
    )


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


floats = st.floats(width=32, allow_nan=True, allow_infinity=True, allow_subnormal=True)


@st.composite
def pose_streams(draw: st.DrawFn) -> list[Pose]:
    steps = draw(st.lists(st.integers(1, 10**6), max_size=6))
    times_s = sorted(draw(st.sets(st.floats(-1e6, 1e6), min_size=len(steps), max_size=len(steps))))
    return [
        Pose(
            index=index - 1,
            time_s=time_s,
            size_px=(draw(st.integers(1, 2**31 - 1)), draw(st.integers(1, 2**31 - 1))),
            image=draw(arrays(np.float32, (33, 2), elements=floats)),
            world=draw(arrays(np.float32, (33, 3), elements=floats)),
            visibility=draw(arrays(np.float32, 33, elements=floats)),
        )
        for index, time_s in zip(itertools.accumulate(steps), times_s, strict=True)
    ]


@given(pose_streams())
@settings(max_examples=60, deadline=None)
def test_any_stream_comes_back_bit_for_bit(poses: list[Pose]) -> None:
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
def test_any_meta_comes_back(meta: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        back = read(record(Path(folder) / "set.npz", [], meta))
    assert {name: back.meta[name] for name in meta} == meta
    assert set(back.meta) == {*meta, "schema", "joints"}


def test_payload_bits_of_nan_and_minus_zero_survive(tmp_path: Path) -> None:
    odd = pose()
    odd.image.view(np.uint32)[:4, 0] = (0x7FC00001, 0xFFC12345, 0x7F800001, 0x80000000)
    [back] = read(record(tmp_path / "set.npz", [odd]))
    np.testing.assert_array_equal(back.image.view(np.uint32), odd.image.view(np.uint32))


def test_an_empty_recording(tmp_path: Path) -> None:
    back = read(record(tmp_path / "set.npz", []))
    assert len(back) == 0
    assert list(back) == []
    assert back.meta["source"] == META["source"]


def test_absence_comes_back_as_absence(tmp_path: Path) -> None:
    poses = [pose(0), absent(1, 0.05, size_px=(64, 48)), pose(2)]
    back = read(record(tmp_path / "set.npz", poses))
    assert [one.is_absent for one in back] == [False, True, False]


def test_a_long_stream_in_several_pieces(tmp_path: Path) -> None:
    count = 2 * recording._CHUNK_ROWS + 17
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


def test_the_format_is_as_documented(tmp_path: Path) -> None:
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


def test_the_same_poses_give_the_same_bytes(tmp_path: Path) -> None:
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


def test_nothing_is_compressed_and_dates_are_fixed(tmp_path: Path) -> None:
    with zipfile.ZipFile(record(tmp_path / "set.npz", [pose()])) as archive:
        assert {row.compress_type for row in archive.infolist()} == {zipfile.ZIP_STORED}
        assert {row.date_time for row in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None


# --- the writer -------------------------------------------------------------------------


def test_nothing_lies_there_before_the_end(tmp_path: Path) -> None:
    path = tmp_path / "set.npz"
    with RecordingWriter(path) as writer:
        writer.write(pose())
        assert not path.exists()
        writer.finish(META)
        assert path.exists()
    assert left_in(tmp_path) == ["set.npz"]


def test_breaking_off_leaves_nothing(tmp_path: Path) -> None:
    with RecordingWriter(tmp_path / "set.npz") as writer:
        writer.write(pose())
    with (
        pytest.raises(RuntimeError, match="mine"),
        RecordingWriter(tmp_path / "other.npz") as writer,
    ):
        raise RuntimeError("mine")
    assert left_in(tmp_path) == []


def test_breaking_off_leaves_the_recording_of_before(tmp_path: Path) -> None:
    path = record(tmp_path / "set.npz", [pose()])
    before = path.read_bytes()
    with RecordingWriter(path) as writer:
        writer.write(pose(7))
    assert path.read_bytes() == before


def test_finishing_replaces_the_recording_of_before(tmp_path: Path) -> None:
    path = record(tmp_path / "set.npz", [pose()])
    record(path, [pose(1), pose(2)])
    assert len(read(path)) == 2
    assert left_in(tmp_path) == ["set.npz"]


def test_a_disk_that_fails_at_the_end_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with RecordingWriter(tmp_path / "set.npz") as writer:
        writer.write(pose())
        monkeypatch.setattr(np.lib.format, "write_array", refuse)
        with pytest.raises(OutputError, match=r"no space left on device\): choose another folder"):
            writer.finish(META)
    assert left_in(tmp_path) == []


def test_a_disk_that_fails_on_the_way(tmp_path: Path) -> None:
    class Full:
        def write(self, _: bytes) -> int:
            raise OSError(28, "No space left on device")

        def close(self) -> None:
            pass

    writer = RecordingWriter(tmp_path / "set.npz")
    writer.close()
    writer._spool = Full()  # type: ignore[assignment]
    with pytest.raises(OutputError, match="no space left on device"):
        writer.write(pose())


def test_a_folder_that_is_not_there_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"set\.npz cannot be written .*: choose another folder"):
        RecordingWriter(tmp_path / "no" / "set.npz")


def test_a_file_in_place_of_the_folder_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot be written"):
        RecordingWriter(tmp_path / "file" / "set.npz")


def test_a_folder_in_place_of_the_file_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is a folder: name a file"):
        RecordingWriter(tmp_path)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_refused_at_once(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(OutputError, match="permission denied"):
            RecordingWriter(tmp_path / "set.npz")
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize(
    "second",
    [
        pose(0, time_s=2.0),
        pose(5, time_s=1.0),
        pose(6, time_s=1.0),
        pose(6, time_s=0.5),
        pose(6, time_s=float("nan")),
        pose(6, time_s=float("inf")),
    ],
)
def test_a_stream_that_does_not_go_forward_is_refused(tmp_path: Path, second: Pose) -> None:
    with RecordingWriter(tmp_path / "set.npz") as writer:
        writer.write(pose(5, time_s=1.0))
        with pytest.raises(ValueError, match="expected index and time after"):
            writer.write(second)
        writer.write(pose(6, time_s=1.1))
        writer.finish(META)
    assert [one.index for one in read(tmp_path / "set.npz")] == [5, 6]


@pytest.mark.parametrize("name", ["image", "world", "visibility"])
def test_numbers_that_would_be_rounded_are_refused(tmp_path: Path, name: str) -> None:
    one: Any = pose()
    double = replace(one, **{name: getattr(one, name).astype(np.float64)})
    with (
        RecordingWriter(tmp_path / "set.npz") as writer,
        pytest.raises(ValueError, match=f"expected {name} of dtype float32, got float64"),
    ):
        writer.write(double)


def test_finished_is_finished(tmp_path: Path) -> None:
    with RecordingWriter(tmp_path / "set.npz") as writer:
        writer.finish(META)
        with pytest.raises(ValueError, match="finished"):
            writer.write(pose())
        with pytest.raises(ValueError, match="finished"):
            writer.finish(META)
    writer.close()


@pytest.mark.parametrize("name", ["schema", "joints"])
def test_reserved_names(tmp_path: Path, name: str) -> None:
    with RecordingWriter(tmp_path / "set.npz") as writer:
        with pytest.raises(ValueError, match="other than schema and joints"):
            writer.finish({name: 1})
        writer.finish({})
    assert read(tmp_path / "set.npz").meta["schema"] == SCHEMA


@pytest.mark.parametrize("value", [float("nan"), {1, 2}, b"bytes"])
def test_meta_that_json_cannot_hold(tmp_path: Path, value: object) -> None:
    with (
        RecordingWriter(tmp_path / "set.npz") as writer,
        pytest.raises((ValueError, TypeError)),
    ):
        writer.finish({"value": value})
    assert left_in(tmp_path) == []


def test_memory_does_not_grow(tmp_path: Path) -> None:
    program = (
        "import resource, sys\n"
        "from dataclasses import replace\n"
        "from formcheck.pose.pose import absent\n"
        "from formcheck.recording import RecordingWriter\n"
        "def peak():\n"
        "    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "one = absent(0, 0.0, size_px=(64, 48))\n"
        "with RecordingWriter(sys.argv[1]) as writer:\n"
        "    for k in range(1000):\n"
        "        writer.write(replace(one, index=k, time_s=k / 30))\n"
        "    before = peak()\n"
        "    for k in range(1000, 30000):\n"
        "        writer.write(replace(one, index=k, time_s=k / 30))\n"
        "    writer.finish({})\n"
        "print(peak() - before)\n"
    )
    run = subprocess.run(  # noqa: S603 - this Python
        [sys.executable, "-c", program, str(tmp_path / "set.npz")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (tmp_path / "set.npz").stat().st_size > 20_000_000
    assert int(run.stdout) < 10_000  # kilobytes


# --- the reader -------------------------------------------------------------------------


def refusal(path: Path) -> str:
    with pytest.raises(RecordingError) as caught:
        read(path)
    message = str(caught.value)
    assert message.endswith(".")
    assert "\n" not in message
    return message


def arrays_of(path: Path) -> dict[str, NDArray[Any]]:
    with np.load(path, allow_pickle=False) as loaded:
        return {name: loaded[name] for name in loaded.files}


@pytest.fixture
def columns(tmp_path: Path) -> dict[str, Any]:
    """The arrays of a sound recording."""
    return arrays_of(record(tmp_path / "sound.npz", [pose(k) for k in range(3)]))


def test_numpy_may_write_a_recording(tmp_path: Path, columns: dict[str, Any]) -> None:
    np.savez_compressed(tmp_path / "theirs.npz", **columns)
    back = read(tmp_path / "theirs.npz")
    assert [bits(one) for one in back] == [bits(pose(k)) for k in range(3)]


def test_a_missing_recording(tmp_path: Path) -> None:
    assert "There is no recording" in refusal(tmp_path / "no.npz")
    assert "There is no recording" in refusal(tmp_path)


@pytest.mark.parametrize("content", [b"", b"hello", b"\x93NUMPY\x01\x00", bytes(5000)])
def test_what_is_no_recording(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "set.npz"
    path.write_bytes(content)
    assert "is not a recording, or is cut off: name an .npz file" in refusal(path)


def test_a_zip_of_something_else(tmp_path: Path) -> None:
    path = tmp_path / "set.npz"
    np.savez(path, a=np.arange(3))
    assert "is not a recording (meta is not a file in the archive)" in refusal(path)


def change_meta(columns: dict[str, Any], **changes: object) -> None:
    meta = json.loads(str(columns["meta"]))
    columns["meta"] = np.array(json.dumps(meta | changes))


def test_a_newer_recording(tmp_path: Path, columns: dict[str, Any]) -> None:
    change_meta(columns, schema=2)
    np.savez(tmp_path / "set.npz", **columns)
    assert refusal(tmp_path / "set.npz").endswith(
        "set.npz was made by a newer formcheck: update formcheck."
    )


def test_a_newer_recording_may_hold_other_arrays(tmp_path: Path, columns: dict[str, Any]) -> None:
    change_meta(columns, schema=2)
    np.savez(tmp_path / "set.npz", meta=columns["meta"])
    assert "newer formcheck" in refusal(tmp_path / "set.npz")


@pytest.mark.parametrize(
    "changes",
    [{"schema": 0}, {"schema": None}, {"schema": "1"}, {"joints": ["nose"]}, {"joints": None}],
)
def test_another_version(
    tmp_path: Path, columns: dict[str, Any], changes: dict[str, object]
) -> None:
    change_meta(columns, **changes)
    np.savez(tmp_path / "set.npz", **columns)
    assert "is not a recording of version 1" in refusal(tmp_path / "set.npz")


@pytest.mark.parametrize("text", ["[]", "3", '"text"', "null"])
def test_meta_that_is_no_mapping(tmp_path: Path, columns: dict[str, Any], text: str) -> None:
    columns["meta"] = np.array(text)
    np.savez(tmp_path / "set.npz", **columns)
    assert "is not a recording of version 1" in refusal(tmp_path / "set.npz")


def test_meta_that_is_no_json(tmp_path: Path, columns: dict[str, Any]) -> None:
    columns["meta"] = np.array("{")
    np.savez(tmp_path / "set.npz", **columns)
    assert "is damaged: copy it again" in refusal(tmp_path / "set.npz")


Change = Callable[[NDArray[Any]], NDArray[Any]]

CHANGES: dict[str, tuple[str, Change]] = {
    "too few": ("visibility", lambda a: a[:-1]),
    "too many": ("index", lambda a: np.append(a, a[-1] + 1)),
    "too many joints": ("image", lambda a: np.concatenate([a, a], axis=1)),
    "three image axes": ("image", lambda a: np.concatenate([a, a[..., :1]], axis=2)),
    "flat": ("world", lambda a: a.reshape(-1)),
    "a number": ("index", lambda _: np.array(3)),
    "doubles": ("image", lambda a: a.astype(np.float64)),
    "short index": ("index", lambda a: a.astype(np.int32)),
    "text": ("time_s", lambda a: a.astype(str)),
    "single time": ("time_s", lambda a: a.astype(np.float32)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_arrays_of_another_shape_or_type(
    tmp_path: Path, columns: dict[str, Any], change: str
) -> None:
    name, apply = CHANGES[change]
    columns[name] = apply(columns[name])
    np.savez(tmp_path / "set.npz", **columns)
    assert "is damaged (" in refusal(tmp_path / "set.npz")


@pytest.mark.parametrize("name", ["index", "time_s", "size_px", "image", "world", "visibility"])
def test_a_missing_array(tmp_path: Path, columns: dict[str, Any], name: str) -> None:
    del columns[name]
    np.savez(tmp_path / "set.npz", **columns)
    assert f"({name} is not a file in the archive)" in refusal(tmp_path / "set.npz")


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("time_s", [0.0, 0.0, 1.0]),
        ("time_s", [0.0, 2.0, 1.0]),
        ("time_s", [0.0, np.nan, 1.0]),
        ("time_s", [0.0, 1.0, np.inf]),
        ("index", [0, 1, 1]),
        ("index", [2, 1, 0]),
    ],
)
def test_a_stream_that_does_not_go_forward(
    tmp_path: Path, columns: dict[str, Any], name: str, values: list[float]
) -> None:
    columns[name] = np.array(values, columns[name].dtype)
    np.savez(tmp_path / "set.npz", **columns)
    assert f"({name} does not increase)" in refusal(tmp_path / "set.npz")


def test_pickles_are_never_opened(tmp_path: Path, columns: dict[str, Any]) -> None:
    columns["meta"] = np.array({"schema": 1}, dtype=object)
    np.savez(tmp_path / "set.npz", **columns)
    assert "is damaged" in refusal(tmp_path / "set.npz")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Path]:
    """The bytes of a sound recording, and a place for damaged ones."""
    folder = tmp_path_factory.mktemp("damage")
    return record(folder / "sound.npz", [pose(k) for k in range(3)]).read_bytes(), folder / "bad"


@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_damage_is_noticed_or_harmless(sound: tuple[bytes, Path], data: st.DataObject) -> None:
    whole, path = sound
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 3))):
        damaged[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(damaged)
    try:
        back = read(path)
    except RecordingError:
        return
    assert [bits(one) for one in back] == [bits(pose(k)) for k in range(3)]


@given(share=st.floats(0, 1, exclude_max=True))
@settings(max_examples=60, deadline=None)
def test_a_recording_that_is_cut_off_is_noticed(sound: tuple[bytes, Path], share: float) -> None:
    whole, path = sound
    path.write_bytes(whole[: int(len(whole) * share)])
    assert "cut off" in refusal(path)
