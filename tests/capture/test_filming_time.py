"""When a film was made, as its file says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

from formcheck.capture.filming_time import filmed_at

if TYPE_CHECKING:
    from pathlib import Path


def film(path: Path, **tags: str) -> Path:
    """Write a film of two pictures with these tags."""
    with av.open(str(path), "w", options={"movflags": "use_metadata_tags"}) as container:
        container.metadata.update(tags)
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for _ in range(2):
            frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="bgr24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize(
    ("tag", "read"),
    [
        ("2026-05-04T10:00:00.000000Z", "2026-05-04T10:00:00+00:00"),
        ("2026-05-04T10:00:00", "2026-05-04T10:00:00+00:00"),
        ("1970-01-01T00:00:00Z", ""),
        ("2099-01-01T00:00:00Z", ""),
        ("yesterday", ""),
    ],
)
def test_creation_time_is_read_if_it_can_be(tmp_path: Path, tag: str, read: str) -> None:
    assert filmed_at(film(tmp_path / "a.mkv", creation_time=tag)) in {read, ""}
    if read:
        assert filmed_at(film(tmp_path / "a.mp4", creation_time=tag)) == read


def test_time_in_the_zone_of_the_person_goes_first(tmp_path: Path) -> None:
    tags = {
        "creation_time": "2026-05-04T23:30:00Z",
        "com.apple.quicktime.creationdate": "2026-05-05T01:30:00+0200",
    }
    assert filmed_at(film(tmp_path / "a.mp4", **tags)) == "2026-05-05T01:30:00+02:00"


def test_film_without_a_tag_has_no_time(tmp_path: Path) -> None:
    assert filmed_at(film(tmp_path / "a.mp4")) == ""
