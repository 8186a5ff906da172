"""Worker processes: a file that ends its worker ends nothing else."""

from __future__ import annotations

import math
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support.batch_judges import PATIENCE_S, judge_by_name
from support.paths import ROOT, TESTS

from formcheck.batch import local
from formcheck.batch.local import LocalWorkers, cores, stall_sentence
from formcheck.batch.tasks import BatchSettings, Task
from formcheck.errors import OutputError


def tasks(*names: str) -> list[Task]:
    return [Task(name, Path(name), "auto") for name in names]


def workers(out: Path, count: int = 2) -> LocalWorkers:
    return LocalWorkers(BatchSettings(), out, count=count, judge=judge_by_name)


def test_file_that_ends_its_worker_is_tried_twice_and_then_a_row(tmp_path: Path) -> None:
    with workers(tmp_path) as begun:
        files = tasks("a", "killer", "b", "once", "c")
        rows = {row.path: row for row in begun.rows(files) if row is not None}
    assert {name: row.status for name, row in rows.items()} == {
        "a": "done", "killer": "crashed", "b": "done", "once": "done", "c": "done",
    }  # fmt: skip
    assert "SIGKILL" in rows["killer"].error
    begun_names = (tmp_path / "begun.txt").read_text("utf-8").split()
    assert sorted(begun_names) == ["a", "b", "c", "killer", "killer", "once", "once"]


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no signal stops a program here")
def test_file_that_hangs_is_given_up_and_one_that_takes_long_is_not(tmp_path: Path) -> None:
    """The stopped program obeys nothing but SIGKILL, as a decoder that is stuck."""
    files = tasks("hangs", "a", "hung", "long", "b")
    with LocalWorkers(
        BatchSettings(), tmp_path, count=2, timeout_s=PATIENCE_S, judge=judge_by_name
    ) as begun:
        rows = {row.path: row for row in begun.rows(files) if row is not None}
    status = {name: row.status for name, row in rows.items()}
    assert status.pop("hangs") == "crashed"
    assert status == dict.fromkeys(["a", "hung", "long", "b"], "done")
    assert rows["hangs"].error == stall_sentence(PATIENCE_S)
    begun_names = (tmp_path / "begun.txt").read_text("utf-8").split()
    assert sorted(begun_names) == ["a", "b", "hangs", "hangs", "hung", "hung", "long"]


@pytest.mark.slow
def test_process_that_cannot_be_killed_does_not_hold_up_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that waits within the system for a disk ends when that answers, or never."""
    monkeypatch.setattr(local, "_END_S", 0.2)
    with LocalWorkers(
        BatchSettings(), tmp_path, count=1, timeout_s=PATIENCE_S, judge=judge_by_name
    ) as begun:
        rows = begun.rows(tasks("hangs", "a"))
        while not (tmp_path / "begun.txt").exists():
            assert next(rows) is None
        stuck = begun._workers[0].process
        monkeypatch.setattr(stuck, "kill", lambda: None)
        assert {row.path for row in rows if row is not None} == {"a", "hangs"}
        assert stuck.is_alive()
        assert stuck not in multiprocessing.active_children(), "the end would wait for it"
    monkeypatch.undo()
    stuck.kill()
    stuck.join()


@pytest.mark.parametrize(
    ("size_bytes", "asked_s", "patience_s"),
    [(-1, None, 600), (4_000_000_000, None, 4600), (10, 30.0, 30), (10, 0.0, math.inf)],
)
def test_patience_follows_the_size_unless_it_is_asked_for(
    size_bytes: int, asked_s: float | None, patience_s: float
) -> None:
    task = Task("a", Path("a"), "auto", size_bytes=size_bytes)
    assert local.patience_s(task, asked_s) == patience_s


def test_error_that_is_no_matter_of_the_file_ends_the_batch(tmp_path: Path) -> None:
    with workers(tmp_path, 1) as begun, pytest.raises(OutputError, match="disk is full"):
        list(begun.rows(tasks("a", "full", "b")))


@pytest.mark.slow
def test_workers_end_when_the_program_is_killed(tmp_path: Path) -> None:
    """They know it although nothing is sent to them, and drop what they had."""
    code = (
        "from pathlib import Path; import sys; sys.path.insert(0, sys.argv[1])\n"
        "if __name__ == '__main__':\n"
        "    sys.path.insert(0, sys.argv[3])\n"
        "    from test_local import tasks, workers\n"
        "    with workers(Path(sys.argv[2]), 1) as begun:\n"
        "        list(begun.rows(tasks('slow')))\n"
    )
    script = tmp_path / "main.py"
    script.write_text(code, encoding="utf-8")
    words = [sys.executable, str(script), str(TESTS), str(tmp_path), str(TESTS / "batch")]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(words, env=environment) as program:  # noqa: S603  # our own script
        begun, until_s = tmp_path / "begun.txt", time.monotonic() + 60
        while not begun.exists() and time.monotonic() < until_s:
            time.sleep(0.05)
        children = _children(program.pid)
        assert children
        program.send_signal(signal.SIGKILL)
        program.wait()
    until_s = time.monotonic() + 20
    while any(_runs(pid) for pid in children) and time.monotonic() < until_s:
        time.sleep(0.1)
    assert [pid for pid in children if _runs(pid)] == []


def _children(pid: int) -> list[int]:
    """Return the processes that a process began (Linux)."""
    place = Path(f"/proc/{pid}/task/{pid}/children")
    if not place.exists():
        pytest.skip("the processes of a program are listed on Linux only")
    return [int(word) for word in place.read_text("ascii").split()]


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def test_processors_are_those_that_the_program_may_use() -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)
