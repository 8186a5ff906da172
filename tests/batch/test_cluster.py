"""The workers of a Dask cluster on this machine: the same results, also after one was killed."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest
from support.commands import performed, record, run
from support.paths import ROOT

from formcheck.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COUNT = 12


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with recordings of a squat, the last of them damaged."""
    folder = tmp_path_factory.mktemp("clips")
    whole = record(folder / "00.npz", performed("mini_squat", reps=1)).read_bytes()
    for number in range(1, COUNT):
        (folder / f"{number:02d}.npz").write_bytes(whole)
    (folder / f"{COUNT - 1:02d}.npz").write_bytes(whole[:4000])
    return folder


def began(*words: str, folder: Path) -> subprocess.Popen[bytes]:
    """Begin a part of the cluster."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    return subprocess.Popen(  # noqa: S603  # Dask's own programs
        [sys.executable, "-m", *words],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler on loopback, and its two workers."""
    pytest.importorskip("distributed")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    where = ("--host", "127.0.0.1", "--no-dashboard")
    scheduler = ("distributed.cli.dask_scheduler", *where, "--port", str(port))
    programs = [began(*scheduler, folder=tmp_path)]
    worker = ("distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny", *where)
    try:
        programs += [began(*worker, "--name", str(one), folder=tmp_path) for one in range(2)]
        yield address, programs[1:]
    finally:
        for program in programs:
            program.kill()
            program.wait()


def contents(out: Path) -> dict[str, bytes]:
    files = (file for file in out.rglob("*") if file.is_file() and file.name != "manifest.jsonl")
    return {file.relative_to(out).as_posix(): file.read_bytes() for file in files}


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_cluster_gives_the_same_bytes_although_a_worker_is_killed(
    clips: Path,
    cluster: tuple[str, list[subprocess.Popen[bytes]]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Once with a shared folder, in the middle of which a worker dies, and once with bytes."""
    address, workers = cluster
    words = ("batch", clips, "-e", "mini_squat", "--model", "lite", "--record", "--out")
    assert run(capsys, *words, tmp_path / "here", "--workers", 1).code == 0
    shared, has_ended = tmp_path / "shared", threading.Event()

    def kill_one() -> None:
        until_s = time.monotonic() + 300
        while time.monotonic() < until_s:
            with contextlib.suppress(OSError):
                if (
                    has_ended.is_set()
                    or (shared / "manifest.jsonl").read_text("ascii").count("\n") >= 3
                ):
                    break
            time.sleep(0.02)
        workers[0].send_signal(signal.SIGKILL)

    killer = threading.Thread(target=kill_one)
    killer.start()
    done = run(capsys, *words, shared, "--scheduler", address)
    has_ended.set()
    killer.join()
    assert workers[0].wait() == -signal.SIGKILL
    assert done.code == 0, done.err
    assert f"{COUNT - 1} files judged, 1 failed." in done.out
    assert contents(shared) == contents(tmp_path / "here")
    sent = run(capsys, *words, tmp_path / "sent", "--scheduler", address, "--send-files")
    assert sent.code == 0, sent.err
    assert contents(tmp_path / "sent") == contents(tmp_path / "here")


def test_scheduler_that_does_not_answer_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from formcheck.batch import cluster
    from formcheck.batch.tasks import BatchSettings

    monkeypatch.setattr(cluster, "_ANSWERS_S", 0.2)
    for address in ("tcp://127.0.0.1:9", "nowhere", ""):
        with pytest.raises(SourceError, match=r"No Dask scheduler|formcheck\[cluster\]"):
            cluster.ClusterWorkers(BatchSettings(), tmp_path, address)


@pytest.mark.parametrize("how", ["hangs", "goes on"])
def test_worker_of_a_cluster_ends_itself_if_its_file_does_not_go_on(how: str) -> None:
    """Dask cannot end a thread, so the process ends; what goes on is left alone."""
    code = (
        "import sys, time\n"
        "from formcheck.batch.cluster import Watchdog\n"
        "with Watchdog(0.5) as watchdog:\n"
        "    for _ in range(8):\n"
        "        time.sleep(0.1)\n"
        "        if sys.argv[1] == 'goes on':\n"
        "            watchdog.beat()\n"
        "time.sleep(0.7)\n"
        "print('over')\n"
    )
    done = subprocess.run(  # noqa: S603  # our own script
        [sys.executable, "-c", code, how], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == ((0, "over\n") if how == "goes on" else (1, ""))
