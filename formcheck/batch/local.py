"""Worker processes on this machine: a file that ends its worker ends nothing else.

Each worker is a fresh process with one pipe.  It judges one file at a time with the pose model
that it has loaded.  A worker that ends in the middle of a file is replaced, and the file is tried
once more; the second time it becomes a row.  Workers end when this program does, also
when it is killed.
"""

from __future__ import annotations

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
"""How often progress is shown while nothing happens."""


def cores() -> int:
    """Return how many processors this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(slots=True)
class _Worker:
    """A process, its pipe, and the task that it has."""

    process: SpawnProcess
    pipe: Connection
    task: Task | None = None


class LocalWorkers:
    """Judges files in worker processes; a context manager.

    Parameters
    ----------
    settings, out
        As for `judge_file`.
    count
        How many workers; the threads of inference are divided among them.
    judge
        What judges a file, a function that another process can import.
    """

    def __init__(
        self,
        settings: BatchSettings,
        out: Path,
        *,
        count: int,
        judge: Callable[[Task, BatchSettings, Path], Row] = judge_file,
    ) -> None:
        self._context = multiprocessing.get_context("spawn")
        threads = max(1, cores() // count)
        self._job = (judge, settings, out, threads)
        self._count = count
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

    def _give_out(self, coming: Iterator[Task], again: deque[Task]) -> None:
        """Give a file to every worker that has none, and begin workers while there are files."""
        idle = [worker for worker in self._workers if worker.task is None]
        while idle or len(self._workers) < self._count:
            task = again.popleft() if again else next(coming, None)
            if task is None:
                return
            worker = idle.pop() if idle else self._begin()
            worker.task = task
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
        """Return the row that a worker sends; None if it has ended and the file is tried again."""
        task, worker.task = worker.task, None
        if task is None:  # it has nothing to say
            return None
        try:
            answer: Row | FormcheckError = worker.pipe.recv()
        except (EOFError, OSError):
            return self._after_crash(worker, task, again)
        if isinstance(answer, FormcheckError):
            raise answer
        return answer

    def _after_crash(self, worker: _Worker, task: Task, again: deque[Task]) -> Row | None:
        self._workers.remove(worker)
        worker.pipe.close()
        worker.process.join()
        tries = self._tries.pop(task.name, 0) + 1
        if tries < TRIES:
            self._tries[task.name] = tries
            again.append(task)
            return None
        return task.row(status="crashed", error=crash_sentence(worker.process.exitcode))


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
    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        answer: Row | FormcheckError
        try:
            answer = judge(task, settings, out)
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
