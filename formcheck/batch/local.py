"""Worker processes on this machine: a file that ends or stops its worker ends nothing else.

Each worker is a fresh process with one pipe.  It judges one file at a time with the pose model
that it has loaded, and tells about every second that it goes on.  A worker that ends in the
middle of a file, or does not go on and is therefore ended, is replaced, and the file is tried once
more; the second time it becomes a row.  Workers end when this program does, also when it is
killed.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import wait
from time import monotonic
from typing import TYPE_CHECKING, Final, Self

from formcheck.batch.tasks import Task, judge_file
from formcheck.capture import ProgressMonitor
from formcheck.errors import FormcheckError
from formcheck.signals import ignore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess
    from pathlib import Path

    from formcheck.batch.rows import Row
    from formcheck.batch.tasks import BatchSettings

TRIES: Final = 2
"""How often a file is tried that ends its worker."""

_END_S: Final = 5.0
"""How long a worker may take to clear up when it is to end (engineering default)."""

_LOOK_S: Final = 1.0
"""How often progress is shown while nothing happens, and how often a worker tells that it goes
on."""

_BEGIN_S: Final = 120.0
"""How long a worker may take to begin besides (engineering default)."""

STALL_S: Final = 600.0
SLOWEST_BYTES_PER_S: Final = 1e6
"""A file is given up if its worker does not go on to the next picture for so long, and for as long
as the whole file takes to read from a disk of this rate: before the first picture it is read, and
no picture comes meanwhile (engineering defaults)."""


def patience_s(task: Task, asked_s: float | None) -> float:
    """Return for how long a file may not go on to its next picture before it is given up.

    Parameters
    ----------
    task, asked_s
        The file, and what the user asked for: 0 = for ever, None = by its size.

    Returns
    -------
    float
        Seconds.
    """
    if asked_s is None:
        return STALL_S + max(0, task.size_bytes) / SLOWEST_BYTES_PER_S
    return asked_s or math.inf


class Heartbeat(ProgressMonitor):
    """Tells about once a second that a file goes on to its next picture.

    Parameters
    ----------
    beat
        Is called then.
    """

    def __init__(self, beat: Callable[[], None]) -> None:
        super().__init__()
        self._beat, self._next_s = beat, -math.inf

    def wants_to_stop(self) -> bool:
        """Return False: the file is judged to its end.  This is asked before every picture."""
        if monotonic() >= self._next_s:
            self._next_s = monotonic() + _LOOK_S
            self._beat()
        return False


def cores() -> int:
    """Return how many processors this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(slots=True)
class _Worker:
    """A process, its pipe, the task that it has, and when that must have gone on."""

    process: SpawnProcess
    pipe: Connection
    task: Task | None = None
    until_s: float = math.inf


class LocalWorkers:
    """Judges files in worker processes; a context manager.

    Parameters
    ----------
    settings, out
        As for `judge_file`.
    count
        How many workers; the threads of inference are divided among them.
    timeout_s
        As `patience_s` takes it.
    judge
        What judges a file, a function that another process can import.
    """

    def __init__(
        self,
        settings: BatchSettings,
        out: Path,
        *,
        count: int,
        timeout_s: float | None = None,
        judge: Callable[[Task, BatchSettings, Path, ProgressMonitor], Row] = judge_file,
    ) -> None:
        self._context = multiprocessing.get_context("spawn")
        threads = max(1, cores() // count)
        self._job = (judge, settings, out, threads)
        self._count, self._timeout_s = count, timeout_s
        self._workers: list[_Worker] = []
        self._tries: dict[str, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End the workers; what they have not finished is dropped."""
        for worker in self._workers:
            worker.process.terminate()
        until_s = monotonic() + _END_S
        for worker in self._workers:
            worker.process.join(max(0.0, until_s - monotonic()))
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
            worker.pipe.close()
        self._workers.clear()

    def rows(self, tasks: Iterable[Task]) -> Iterator[Row | None]:
        """Yield the row of each file when it is over, in no order; None while nothing happens.

        Parameters
        ----------
        tasks
            The files.

        Raises
        ------
        FormcheckError
            If a worker met an error that is no matter of its file: a full disk, for example.
        """
        coming, again = iter(tasks), deque[Task]()
        while True:
            self._give_out(coming, again)
            busy = {worker.pipe: worker for worker in self._workers if worker.task is not None}
            if not busy:
                return
            ready = wait(list(busy), _LOOK_S)
            if not ready:
                yield None
            for pipe in ready:
                row = self._row_from(busy[pipe], again)  # type: ignore[index]  # what was waited for
                if row is not None:
                    yield row
            late = [one for pipe, one in busy.items() if pipe not in ready and _is_late(one)]
            for worker in late:
                row = self._after_stall(worker, again)
                if row is not None:
                    yield row

    def _give_out(self, coming: Iterator[Task], again: deque[Task]) -> None:
        """Give a file to every worker that has none, and begin workers while there are files."""
        idle = [worker for worker in self._workers if worker.task is None]
        while idle or len(self._workers) < self._count:
            task = again.popleft() if again else next(coming, None)
            if task is None:
                return
            worker = idle.pop() if idle else self._begin()
            worker.task = task
            worker.until_s = monotonic() + _BEGIN_S + patience_s(task, self._timeout_s)
            with suppress(OSError):  # a worker that has ended is found when its pipe is read
                worker.pipe.send(task)

    def _begin(self) -> _Worker:
        here, there = self._context.Pipe()
        process = self._context.Process(target=_work, args=(there, *self._job), daemon=True)
        process.start()
        there.close()
        worker = _Worker(process, here)
        self._workers.append(worker)
        return worker

    def _row_from(self, worker: _Worker, again: deque[Task]) -> Row | None:
        """Return the row that a worker sends; None if there is none yet."""
        task = worker.task
        if task is None:  # it has nothing to say
            return None
        try:
            answer: Row | FormcheckError | None = worker.pipe.recv()
        except (EOFError, OSError):
            self._remove(worker)
            worker.process.join()
            return self._again_or_row(task, again, crash_sentence(worker.process.exitcode))
        if answer is None:
            worker.until_s = monotonic() + patience_s(task, self._timeout_s)
            return None
        worker.task = None
        if isinstance(answer, FormcheckError):
            raise answer
        return answer

    def _after_stall(self, worker: _Worker, again: deque[Task]) -> Row | None:
        """End a worker that does not go on; return the row of its file, or None."""
        task = worker.task
        if task is None:
            return None
        worker.process.kill()
        worker.process.join(_END_S)
        if worker.process.is_alive():
            # It waits within the system, as for a disk that is gone, and ends when that answers.
            # The end of this program must not wait for it.
            multiprocessing.process._children.discard(worker.process)  # type: ignore[attr-defined]  # noqa: SLF001  # there is no other way
        self._remove(worker)
        return self._again_or_row(task, again, stall_sentence(patience_s(task, self._timeout_s)))

    def _remove(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.pipe.close()

    def _again_or_row(self, task: Task, again: deque[Task], error: str) -> Row | None:
        """Have a file tried again; the second time return its row."""
        tries = self._tries.pop(task.name, 0) + 1
        if tries < TRIES:
            self._tries[task.name] = tries
            again.append(task)
            return None
        return task.row(status="crashed", error=error)


def _is_late(worker: _Worker) -> bool:
    return worker.task is not None and monotonic() > worker.until_s


def stall_sentence(patience_s: float) -> str:
    """Return what the row of a file says that did not go on."""
    return (
        f"The program that judged this file showed no new picture for {patience_s:.0f} s and was "
        "ended, each time: the file may be damaged, or its disk may not answer. A slow disk gets "
        "more time with --file-timeout-s."
    )


def crash_sentence(code: int | None) -> str:
    """Return what the row of a file says that ended its worker each time."""
    how = f"exit code {code}"
    if code is not None and code < 0:
        with suppress(ValueError):
            how = signal.Signals(-code).name
    return (
        f"The program that judged this file was ended each time ({how}): the file may be damaged, "
        "or need more memory than there is."
    )


def _work(
    pipe: Connection,
    judge: Callable[..., Row],
    settings: BatchSettings,
    out: Path,
    threads: int,
) -> None:
    """Judge one file after the other, until the pipe is closed: a worker process."""
    signal.signal(signal.SIGINT, ignore)  # Ctrl-C goes to all; the first program ends the others
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    limit_threads(threads)

    def beat() -> None:
        with suppress(OSError):  # the first program has ended, and this one will
            pipe.send(None)

    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        answer: Row | FormcheckError
        beat()
        try:
            answer = judge(task, settings, out, Heartbeat(beat))
        except FormcheckError as error:
            answer = error
        pipe.send(answer)


def limit_threads(count: int) -> None:
    """Let the libraries of this process use at most so many threads.

    Parameters
    ----------
    count
        For inference; OpenCV and the decoder get as many.
    """
    import cv2

    from formcheck.capture.blazepose import network

    cv2.setNumThreads(count)
    network.limit_threads(count)


def _end_with_parent() -> None:
    """End this process when the program that began it is gone, even if it was killed."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)  # the first thread gets it, and clears up
    threading.Event().wait(_END_S)
    os._exit(1)
