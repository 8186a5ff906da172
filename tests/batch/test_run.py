"""A whole batch: it goes on where it was stopped, and its results do not depend on the workers."""

from __future__ import annotations

import csv
import json
import random
from typing import TYPE_CHECKING, Self

import pyarrow.parquet as pq
import pytest
from support.commands import performed, record, run

from formcheck.batch.listing import find_tasks
from formcheck.batch.run import BatchProgress, run_batch
from formcheck.batch.tasks import BatchSettings, judge_file
from formcheck.capture.pose_estimator import ScriptedEstimator
from formcheck.cli.batch import BatchBar
from formcheck.errors import OutputError
from formcheck.exercises.loader import load_exercise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from support.commands import Outcome

    from formcheck.batch.rows import Row
    from formcheck.batch.tasks import Task


class HereWorkers:
    """Judges in this process, in an order of its own, and may stop after some files."""

    def __init__(
        self, settings: BatchSettings, out: Path, *, seed: int = 0, stops_after: int = 10**9
    ) -> None:
        self._how, self._seed, self._stops_after = (settings, out), seed, stops_after

    def rows(self, tasks: Iterable[Task]) -> Iterator[Row | None]:
        shuffled = list(tasks)
        random.Random(self._seed).shuffle(shuffled)  # noqa: S311  # no secret
        for number, task in enumerate(shuffled):
            yield None
            row = judge_file(task, *self._how)
            if number == self._stops_after:
                raise KeyboardInterrupt
            yield row

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three recordings, of which one is damaged, and a list for them."""
    folder = tmp_path_factory.mktemp("clips")
    (folder / "deep").mkdir()
    record(folder / "squat.npz", performed("mini_squat", reps=1))
    record(folder / "deep" / "=bridge.npz", performed("single_leg_bridge", reps=1))
    (folder / "damaged.npz").write_bytes((folder / "squat.npz").read_bytes()[:5000])
    (folder / "list.csv").write_text("path,exercise\nsquat.npz,mini_squat\n", encoding="utf-8")
    return folder


def batch(clips: Path, out: Path, *, again: bool = False, **how: int) -> BatchProgress:
    settings = BatchSettings(model="lite")
    tasks = find_tasks(str(clips), exercise="single_leg_bridge", listed=clips / "list.csv")
    made = HereWorkers(settings, out, **how)
    return run_batch(tasks, settings, out, lambda: made, retry_failed=again)[0]


def contents(out: Path) -> dict[str, bytes]:
    """Return all results but the manifest, which has how long each file took."""
    files = (file for file in out.rglob("*") if file.is_file())
    return {
        file.relative_to(out).as_posix(): file.read_bytes()
        for file in files
        if file.name != "manifest.jsonl"
    }


def test_batch_that_was_stopped_goes_on_and_equals_one_that_was_not(
    clips: Path, tmp_path: Path
) -> None:
    """Wherever it was stopped, each file has one row and the results are the same bytes."""
    whole = batch(clips, tmp_path / "whole")
    assert (whole.total, whole.done, whole.failed) == (3, 3, 1)
    for stops_after in range(3):
        out = tmp_path / f"stopped-{stops_after}"
        with pytest.raises(KeyboardInterrupt):
            batch(clips, out, seed=stops_after, stops_after=stops_after)
        (out / "reports" / ".squat.npz.partial-0.json").touch()
        rest = batch(clips, out, seed=7)
        assert (rest.before, rest.done, rest.failed) == (stops_after, 3 - stops_after, 1)
        assert contents(out) == contents(tmp_path / "whole")
        lines = (out / "manifest.jsonl").read_text("ascii").splitlines()
        assert sorted(json.loads(line)["path"] for line in lines[1:]) == [
            "damaged.npz", "deep/=bridge.npz", "squat.npz",
        ]  # fmt: skip


def test_failed_files_are_tried_again_on_request(clips: Path, tmp_path: Path) -> None:
    batch(clips, tmp_path)
    assert batch(clips, tmp_path).done == 0
    progress = batch(clips, tmp_path, again=True)
    assert (progress.before, progress.done, progress.failed) == (2, 1, 1)


def test_summary_has_a_row_for_each_set_and_each_failure(clips: Path, tmp_path: Path) -> None:
    batch(clips, tmp_path)
    with (tmp_path / "summary.csv").open(newline="", encoding="utf-8") as file:
        rows = {row["path"]: row for row in csv.DictReader(file)}
    assert [(name, row["asked"], row["status"]) for name, row in rows.items()] == [
        ("damaged.npz", "single_leg_bridge", "failed"),
        ("squat.npz", "mini_squat", "done"),
        ("deep/=bridge.npz", "single_leg_bridge", "done"),
    ]
    assert rows["squat.npz"]["good"] == rows["squat.npz"]["total"] == "1"
    assert rows["squat.npz"]["measure"] == load_exercise("mini_squat").movement.measure
    assert "damaged" in rows["damaged.npz"]["error"]
    assert str(clips) not in rows["damaged.npz"]["error"]
    table = pq.read_table(tmp_path / "summary.parquet").to_pylist()
    assert [row["path"] for row in table] == list(rows)
    assert table[1]["mean_peak_deg"] == float(rows["squat.npz"]["mean_peak_deg"])
    assert table[0]["good"] is None


def test_disk_that_is_full_ends_the_batch_and_makes_no_row(
    clips: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OutputError("The disk is full: make room there.")

    with monkeypatch.context() as patch:
        patch.setattr("formcheck.batch.tasks.write_text", full)
        with pytest.raises(OutputError, match="disk is full"):
            batch(clips, tmp_path)
    assert batch(clips, tmp_path).failed == 1


def command(capsys: pytest.CaptureFixture[str], *words: object) -> Outcome:
    return run(capsys, "batch", *words, "--model", "lite", "-e", "single_leg_bridge")


def test_command_refuses_what_cannot_be(
    clips: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words, code, says in (
        ((clips, "--out", clips / "squat.npz"), 7, "manifest"),
        (("nowhere", "--out", tmp_path), 3, "There is no folder, list or video nowhere"),
        ((clips, "--out", tmp_path, "--send-files"), 2, "--scheduler"),
        ((clips, "--out", tmp_path, "--list", clips / "no.csv"), 3, "There is no list"),
    ):
        done = command(capsys, *words)
        assert done.code == code, words
        assert says in done.err


@pytest.mark.slow
def test_results_do_not_depend_on_the_number_of_workers(
    clips: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Worker processes, films as well: recordings, series and summary are the same bytes."""
    from support.paths import BRIDGE_SAMPLE

    for name in ("one", "two"):
        link = clips / f"{name}.mp4"
        link.unlink(missing_ok=True)
        link.symlink_to(BRIDGE_SAMPLE)
    for count in (1, 2):
        out = tmp_path / str(count)
        more = ("--end", "8", "--record", "--series", "parquet", "--workers", count)
        done = command(capsys, clips, "--out", out, *more)
        assert done.code == 0
        assert "4 files judged, 1 failed." in done.out
    assert contents(tmp_path / "1") == contents(tmp_path / "2")
    assert len(contents(tmp_path / "1")) == 3 * 4 + 2


def test_estimator_that_is_kept_begins_anew_with_each_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from support.commands import write_clip

    from formcheck.batch import estimators

    made: list[Counting] = []

    class Counting(ScriptedEstimator):
        def __init__(self) -> None:
            super().__init__(performed("mini_squat", reps=1))
            self.restarts = 0
            made.append(self)

        def restart(self) -> None:
            self.restarts += 1
            self._script = iter(performed("mini_squat", reps=1))

        def open_finder(self) -> estimators.KeptFinder:
            class Alone:
                def others(self, *_: object) -> list[object]:
                    return []

                def close(self) -> None:
                    raise AssertionError

            return estimators.KeptFinder(Alone())  # type: ignore[arg-type]

    monkeypatch.setattr(
        "formcheck.capture.pose_estimator.ESTIMATORS", {"scripted": lambda _: Counting()}
    )
    monkeypatch.setattr(BatchSettings, "facts", lambda _: {})
    frames = len(performed("mini_squat", reps=1))
    (tmp_path / "clips").mkdir()
    for name in ("a.mp4", "b.mp4"):
        write_clip(tmp_path / "clips" / name, frames=frames)
    settings = BatchSettings(model="lite", estimator="scripted")
    out = tmp_path / "out"
    tasks = find_tasks(str(tmp_path / "clips"), exercise="mini_squat")
    run_batch(tasks, settings, out, lambda: HereWorkers(settings, out))
    assert len(made) == 1
    assert made[0].restarts == 1
    one, two = (json.loads((out / "reports" / f"{name}.mp4.json").read_text()) for name in "ab")
    assert one["reps"] == two["reps"]
    assert one["counts"]["total"] == 1


def test_rate_and_time_left_are_those_of_this_run() -> None:
    progress = BatchProgress(total=100, before=40, done=0)
    assert (progress.rate, progress.left_s) == (0.0, None)
    progress.done, progress._begin_s = 20, progress._begin_s - 10
    assert progress.rate == pytest.approx(2, rel=0.1)
    assert progress.left_s == pytest.approx(20, rel=0.1)


def test_after_ctrl_c_the_command_says_how_far_it_came(capsys: pytest.CaptureFixture[str]) -> None:
    def stopped() -> None:
        with BatchBar() as bar:
            bar.show(BatchProgress(total=5, before=1, done=2))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    said = " ".join(capsys.readouterr().err.split())
    assert said == "Stopped: 3 of 5 files are in the manifest. The same command goes on."
    with BatchBar() as bar:
        bar.show(BatchProgress(total=5, before=1, done=4))
    assert capsys.readouterr().err == ""


def test_patience_shorter_than_a_sign_of_life_is_refused(
    clips: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("batch", clips, "--out", tmp_path / "out", "--file-timeout-s")
    assert run(capsys, *words, 3).code == 2
    assert "at least 10 seconds" in run(capsys, *words, 3).err
