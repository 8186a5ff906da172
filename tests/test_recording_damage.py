"""A recording that is damaged, foreign or cut off is refused with one sentence."""

from __future__ import annotations

import json
import math
import tracemalloc
import zipfile
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from support.recordings import bits, pose, record

from formcheck import recording_file
from formcheck.errors import RecordingError
from formcheck.recording import read

if TYPE_CHECKING:
    from pathlib import Path

# --- the reader -------------------------------------------------------------------------


def refusal(path: Path) -> str:
    with pytest.raises(RecordingError) as caught:
        read(path)
    message = str(caught.value)
    assert message.endswith(".")
    assert "\n" not in message
    return message


@pytest.fixture
def columns(tmp_path: Path) -> dict[str, NDArray[Any]]:
    """The arrays of a sound recording."""
    with np.load(record(tmp_path / "sound.npz", [pose(k) for k in range(3)])) as loaded:
        return dict(loaded)


def test_numpy_may_write_a_recording(tmp_path: Path, columns: dict[str, Any]) -> None:
    np.savez_compressed(tmp_path / "theirs.npz", **columns)
    back = read(tmp_path / "theirs.npz")
    assert [bits(one) for one in back] == [bits(pose(k)) for k in range(3)]


@pytest.mark.parametrize("name", ["no.npz", ""])
def test_missing_file_is_refused(tmp_path: Path, name: str) -> None:
    assert "There is no recording" in refusal(tmp_path / name)


@pytest.mark.parametrize("content", [b"", b"hello", b"\x93NUMPY\x01\x00", bytes(5000)])
def test_other_bytes_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "set.npz"
    path.write_bytes(content)
    assert "is not a recording, or is cut off: name an .npz file" in refusal(path)


Change = Callable[[NDArray[Any]], Any]


def meta(**changes: object) -> Change:
    """A change of the meta data."""
    return lambda text: json.dumps(json.loads(str(text)) | changes)


def first(value: float) -> Change:
    """A change of the first number of an array."""

    def change(array: NDArray[Any]) -> NDArray[Any]:
        array = array.copy()
        array.flat[0] = value
        return array

    return change


HAS = "is damaged ({} has {}"
NEWER = "set.npz was made by a newer formcheck: update formcheck."
OLDER = "is not a recording of version 1"
BACK = "is damaged ({} does not increase)"
CHANGES: dict[str, tuple[str, Change, str]] = {
    "newer": ("meta", meta(schema=2), NEWER),
    "older": ("meta", meta(schema=0), OLDER),
    "no version": ("meta", meta(schema=None), OLDER),
    "version in words": ("meta", meta(schema="1"), OLDER),
    "other joints": ("meta", meta(joints=["nose"]), OLDER),
    "no joints": ("meta", meta(joints=None), OLDER),
    "a list": ("meta", lambda _: "[]", OLDER),
    "a text": ("meta", lambda _: '"a"', OLDER),
    "nothing": ("meta", lambda _: "null", OLDER),
    "half a mapping": ("meta", lambda _: "{", "is damaged: copy it again"),
    "pickle": ("meta", lambda _: np.array({"schema": 1}, dtype=object), "is damaged"),
    "too few": ("visibility", lambda a: a[:-1], "is damaged (visibility is"),
    "too many": ("index", lambda a: np.append(a, a[-1] + 1), " is "),
    "too many joints": ("image", lambda a: np.hstack([a, a]), "is damaged (image is"),
    "three image axes": ("image", lambda a: np.dstack([a, a[..., :1]]), "is damaged (image is"),
    "flat": ("world", lambda a: a.reshape(-1), "is damaged (world is"),
    "a number": ("index", lambda _: 3, "is damaged (index is"),
    "doubles": ("image", lambda a: a.astype(np.float64), "is damaged (image is"),
    "short index": ("index", lambda a: a.astype(np.int32), "is damaged (index is"),
    "text": ("time_s", lambda a: a.astype(str), "is damaged (time_s is"),
    "single time": ("time_s", lambda a: a.astype(np.float32), "is damaged (time_s is"),
    "not in pixels": ("image", lambda a: a / 640, "cannot be judged"),
    "the same time": ("time_s", lambda _: [0.0, 0.0, 1.0], BACK.format("time_s")),
    "back in time": ("time_s", lambda _: [0.0, 2.0, 1.0], BACK.format("time_s")),
    "no time": ("time_s", lambda _: [0.0, np.nan, 1.0], BACK.format("time_s")),
    "endless": ("time_s", lambda _: [0.0, 1.0, np.inf], BACK.format("time_s")),
    "the same index": ("index", lambda _: [0, 1, 1], BACK.format("index")),
    "endless position": ("image", first(np.inf), HAS.format("image", "positions of more than")),
    "position far away": ("image", first(1e9), HAS.format("image", "positions of more than")),
    "body of a planet": ("world", first(-np.inf), HAS.format("world", "positions of more than")),
    "no picture": ("size_px", lambda a: a * 0, HAS.format("size_px", "pictures without pixels")),
    "huge picture": ("size_px", lambda a: a + 2**30, HAS.format("size_px", "pictures without")),
    "surely seen": ("visibility", first(1.5), HAS.format("visibility", "numbers outside 0 to 1")),
    "unknown": ("visibility", first(np.nan), "is damaged (visibility is unknown)"),
    "end of time": ("time_s", lambda a: a + 1e15 * (a > 0), HAS.format("time_s", "times of more")),
    "index below 0": ("index", lambda a: a - 9, HAS.format("index", "numbers below 0")),
    "deep meta data": ("meta", lambda _: "[" * 50_000 + "]" * 50_000, "is damaged: copy it again"),
    "half a letter": ("meta", lambda _: np.array("\ud800"), "is damaged: copy it again"),
    "half a letter, escaped": ("meta", meta(title="\ud800"), "is damaged: copy it again"),
    "not a number": ("meta", meta(rate=math.nan), "is damaged: copy it again"),
    "meta data in bytes": ("meta", lambda text: str(text).encode(), "is damaged: copy it again"),
    "two texts": ("meta", lambda text: [str(text)] * 2, "is damaged: copy it again"),
    "index backwards": ("index", lambda _: [2, 1, 0], BACK.format("index")),
}


@pytest.mark.parametrize("change", CHANGES)
def test_changed_arrays_are_refused(tmp_path: Path, columns: dict[str, Any], change: str) -> None:
    name, apply, message = CHANGES[change]
    columns[name] = apply(columns[name])
    np.savez(tmp_path / "set.npz", **columns)
    assert message in refusal(tmp_path / "set.npz")


@pytest.mark.parametrize(
    "name", ["meta", "index", "time_s", "size_px", "image", "world", "visibility"]
)
def test_missing_array_is_refused(tmp_path: Path, columns: dict[str, Any], name: str) -> None:
    del columns[name]
    np.savez(tmp_path / "set.npz", **columns)
    text = refusal(tmp_path / "set.npz")
    assert f"is not a recording ({name} is not a file in the archive)" in text


@pytest.mark.parametrize("name", ["image", "meta"])
def test_member_that_is_no_array_is_refused(
    tmp_path: Path, columns: dict[str, Any], name: str
) -> None:
    path = tmp_path / "set.npz"
    del columns[name]
    np.savez(path, **columns)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(f"{name}.npy", b"no array")
    assert "is damaged" in refusal(path)


def test_archive_that_would_fill_the_memory_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few kilobytes of zeros unpack to 50 MB, where 17 are allowed."""
    monkeypatch.setattr(recording_file, "MOST_POSES", 1000)
    path = tmp_path / "set.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.npy", bytes(50 << 20))
    tracemalloc.start()
    assert "is too large (0.1 GB): cut the video into parts" in refusal(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5e6


def test_newer_recording_may_hold_other_arrays(tmp_path: Path, columns: dict[str, Any]) -> None:
    np.savez(tmp_path / "set.npz", meta=meta(schema=2)(columns["meta"]))
    assert NEWER in refusal(tmp_path / "set.npz")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Path]:
    """The bytes of a sound recording, and a place for damaged ones."""
    folder = tmp_path_factory.mktemp("damage")
    return record(folder / "sound.npz", [pose(k) for k in range(3)]).read_bytes(), folder / "bad"


@given(data=st.data())
@settings(max_examples=100, deadline=None)
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
def test_recording_that_is_cut_off_is_noticed(sound: tuple[bytes, Path], share: float) -> None:
    whole, path = sound
    path.write_bytes(whole[: int(len(whole) * share)])
    assert "cut off" in refusal(path)
