"""Long films and sessions: memory stays flat, and work grows no faster than the length."""

from __future__ import annotations

import gc
import sys
import tracemalloc
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

import pytest
from support.actor import FPS, GOOD_LIGHT, load, session_of
from support.performer import Recording, perform, plan_for
from support.recordings import record
from support.watching import in_a_row

from formcheck.analysis import open_source
from formcheck.output.files.set_series import SetSeries
from formcheck.pose.pose import absent
from formcheck.session.machine import SessionMachine
from formcheck.session.protocol import SessionInput
from formcheck.unlabelled import UnlabelledOptions, analyze_unlabelled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from formcheck.pose.pose import Pose
    from formcheck.recognition.report import SetsReport

SQUAT = load("mini_squat")
REST_S = 50.0
"""Longer than a pause within a set."""


def squats(reps: int = 2) -> list[Pose]:
    return perform(SQUAT, plan=plan_for(SQUAT, reps=reps), recording=Recording(fps=FPS))


def film(path: Path, sets: int) -> Path:
    """Write a recording of some sets, between which the person is away."""
    size_px = squats()[0].size_px
    away = [absent(k, k / FPS, size_px=size_px) for k in range(round(REST_S * FPS))]
    poses = in_a_row(*[part for _ in range(sets) for part in (squats(), away)], pause_s=0.1)
    return record(path, [replace(pose, index=index) for index, pose in enumerate(poses)])


class Calls:
    """Counts calls of functions, those of Python and those of C; a context manager."""

    def __init__(self) -> None:
        self.count = 0

    def _note(self, _: object, event: str, __: object) -> None:
        self.count += event in {"call", "c_call"}

    def __enter__(self) -> Self:
        sys.setprofile(self._note)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)


def peak_bytes(work: Iterator[object]) -> int:
    """Return the most memory that was in use while things were made and dropped."""
    gc.collect()
    tracemalloc.start()
    for _ in work:
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def judged(path: Path) -> SetsReport:
    few = [SQUAT, load("sit_to_stand")]
    return analyze_unlabelled(path, options=UnlabelledOptions(few))


def test_work_of_recognition_grows_with_the_length(tmp_path: Path) -> None:
    judged(film(tmp_path / "first.npz", 1))  # what is loaded once is loaded now
    counts = []
    for sets in (2, 4):
        path = film(tmp_path / f"{sets}.npz", sets)
        with Calls() as calls:
            report = judged(path)
        assert [found.exercise for found in report.sets] == ["mini_squat"] * sets
        counts.append(calls.count)
    assert counts[1] < 2.1 * counts[0]


def test_recording_is_judged_in_memory_that_does_not_follow_its_length(tmp_path: Path) -> None:
    peaks = []
    for name, count in (("short", 2_000), ("long", 16_000)):
        poses = [absent(k, k / 30, size_px=(64, 48)) for k in range(count)]
        path = record(tmp_path / f"{name}.npz", poses)
        with open_source(path) as source:
            peaks.append(peak_bytes(iter(source)))
    assert peaks[1] - peaks[0] < 1_000_000, "16,000 poses take 13 MB"


def test_series_of_many_repetitions_asks_for_each_of_them_once() -> None:
    series = SetSeries(SQUAT)
    series.times_s.extend(k / 10 for k in range(6_000))
    rows = [(k - 0.5, k + 0.55, "both", k + 1) for k in range(600)]  # each touches the next one
    series._repetitions = rows  # as `finish` leaves them
    with Calls() as calls:
        numbers = series.repetitions(slice(0, 6_000), "left")
    assert calls.count < 12 * len(rows) + 50
    assert numbers == [_number(rows, time_s) for time_s in series.times_s]
    assert series.repetitions(slice(10, 20), "left") == numbers[10:20]
    series._repetitions = [(1.0, 2.0, "right", 1)]
    assert set(series.repetitions(slice(0, 30), "left")) == {None}


def _number(rows: Sequence[tuple[float, float, str, int]], time_s: float) -> int | None:
    return next((number for start, end, _, number in rows if start <= time_s <= end), None)


def poses_of_a_session(how: str) -> Iterator[Pose | None]:
    """Yield what a camera sees for as long as it is asked."""
    set_of_poses = squats(reps=4)
    size_px = set_of_poses[0].size_px
    while True:
        if how == "exercises":
            yield from set_of_poses
        else:
            yield absent(0, 0.0, size_px=size_px) if how == "stays away" else None


@pytest.mark.sampled(3)
@pytest.mark.parametrize("how", ["exercises", "stays away", "no picture"])
def test_session_keeps_nothing_of_the_poses_that_it_has_judged(how: str) -> None:
    machine = SessionMachine(session_of(SQUAT, request="auto", reps=0))
    poses, time_s, index = poses_of_a_session(how), 0.0, 0

    def minutes(count: float) -> Iterator[Any]:
        nonlocal time_s, index
        for _ in range(round(count * 60 * FPS)):
            time_s, index = time_s + 1 / FPS, index + 1
            pose = next(poses)
            if pose is not None:
                pose = replace(pose, time_s=time_s, index=index, image=pose.image.copy())
            yield machine.update(SessionInput(time_s, pose, GOOD_LIGHT))

    for _ in minutes(1):  # placed, counted down, begun
        pass
    tracemalloc.start()
    for _ in minutes(1.5):
        pass
    gc.collect()
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert kept < 80_000, "rows of 20 repetitions take 20 KB, the 900 poses 700 KB"
