"""What the measurement of an hour says of its runs, and that its films are as long as asked."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import av
import pytest
from support.paths import SAMPLES
from support.recordings import record

from benchmark import hour
from benchmark.hour import MOST_MB, MOST_S, Run, defects, repeat, words
from formcheck.pose.pose import absent

if TYPE_CHECKING:
    from pathlib import Path


def test_same_memory_and_a_quick_hour_are_no_defect() -> None:
    runs = [Run(way, minutes, minutes, minutes, 300) for way in MOST_MB for minutes in (5, 60)]
    assert defects(runs) == []


def test_memory_that_grows_with_the_film_is_a_defect() -> None:
    for way, most_mb in MOST_MB.items():
        runs = [Run(way, 5, 1, 1, 300), Run(way, 60, 1, 1, 301 + most_mb)]
        assert defects(runs) == [f"{way}: 60 min took {most_mb + 1} MB more than 5 min."]


@pytest.mark.parametrize("way", ["named", "session"])
def test_hour_that_takes_too_long_is_a_defect(way: str) -> None:
    runs = [Run(way, 5, MOST_S, 1, 300), Run(way, 60, MOST_S + 1, 1, 300)]
    assert defects(runs) == [f"{way}: 60 min took 901 s."]


def test_repeated_film_is_as_long_as_asked_and_its_times_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The block is cut at a key picture only, so a film is a little longer than asked."""
    monkeypatch.setattr(hour, "STILL_S", 0.2)
    monkeypatch.setattr(hour, "AWAY_S", 0.2)
    block, place = tmp_path / "block.mp4", tmp_path / "film.mp4"
    sample = SAMPLES / "clamshell.mp4"
    hour.encode([sample], block)
    with av.open(str(block)) as film:
        length = sum(1 for _ in film.demux(video=0)) - 1  # the last packet is an empty one
    repeat(block, place, minutes=2.2 * length / hour.FPS / 60)
    with av.open(str(place)) as film:
        ticks = sorted(packet.pts for packet in film.demux(video=0) if packet.pts is not None)
        base = film.streams.video[0].time_base
        assert base is not None
        step = round(1 / (hour.FPS * base))
    assert 2.2 * length <= len(ticks) <= 3 * length
    assert all(after - before == step for before, after in pairwise(ticks))


def test_each_way_names_the_film_or_its_poses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hour, "CACHE", tmp_path)
    for name in ("block.mp4", "5.mp4"):
        (tmp_path / name).touch()
    for way in set(MOST_MB) - {"live"}:
        named = words(way, 5, tmp_path)
        assert str(tmp_path / ("5.npz" if way == "replay" else "5.mp4")) in named
    assert words("live", 5, tmp_path)[-1] == "5"


def test_session_that_ends_before_its_hour_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person who is never seen ends it; its memory would be measured for nothing."""
    monkeypatch.setattr(hour, "CACHE", tmp_path)
    poses = [
        absent(index=number, time_s=number / hour.FPS, size_px=(64, 48)) for number in range(3)
    ]
    record(tmp_path / f"{hour.FED}.npz", poses)
    with pytest.raises(RuntimeError, match="ended after"):
        hour.feed(60)
