"""The workers of a Dask cluster instead of processes of this machine.

Either the workers see the same folders under the same paths, and read and write there, or every
video is sent to a worker and its results come back.  Dask itself gives a file to another worker
when one dies; after as many deaths as the scheduler allows (three by default) it becomes a row.
A worker whose file does not go on ends itself, which is such a death.
"""

from __future__ import annotations

import logging
import os
import tempfile
import threading
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from formcheck.batch.local import Heartbeat, limit_threads, patience_s
from formcheck.batch.tasks import RECORDINGS, REPORTS, SERIES, Task, judge_file
from formcheck.errors import FormcheckError, OutputError, SourceError
from formcheck.output.files.atomic_file import AtomicFile, make_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from formcheck.batch.rows import Row
    from formcheck.batch.tasks import BatchSettings
    from formcheck.capture import ProgressMonitor

_AHEAD: Final = 3
"""Files that are given out for each thread of the cluster, so that none waits for the next."""

_ANSWERS_S: Final = 15.0
"""How long the scheduler may take to answer."""

_LOOK_S: Final = 1.0

MOST_BYTES_SENT: Final = 1 << 30
"""Size of the largest video that is sent; a larger one needs a shared folder."""


class Answer(NamedTuple):
    """What a worker of the cluster gives back.

    Attributes
    ----------
    row
        The row of the file, or the error that is no matter of the file.
    files
        The outputs by their paths below the folder of the batch; empty with a shared folder.
    """

    row: Row | FormcheckError
    files: dict[str, bytes]


class ClusterWorkers:
    """Judges files on the workers of a Dask cluster; a context manager.

    Parameters
    ----------
    settings, out
        As for `judge_file`.
    address
        Of the scheduler, such as ``tcp://head:8786``.
    send_files
        Whether the workers get the bytes of the videos and send their results back.
    timeout_s
        As `patience_s` takes it.

    Raises
    ------
    SourceError
        If the scheduler does not answer, or Dask is not installed.
    """

    def __init__(
        self,
        settings: BatchSettings,
        out: Path,
        address: str,
        *,
        send_files: bool = False,
        timeout_s: float | None = None,
    ) -> None:
        try:
            import distributed
        except ModuleNotFoundError as error:
            raise SourceError(
                'A cluster needs more packages: pip install "formcheck[cluster]", here and on '
                "each worker."
            ) from error
        profile = tuple(self._seen_there(word, send_files) for word in settings.profile)
        self._settings = replace(settings, profile=profile)
        self._out, self._sends = out.absolute(), send_files
        self._timeout_s = timeout_s
        for name in ("distributed", "distributed.client"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # tracebacks of a lost connection
        self._distributed = distributed
        self._over: SimpleQueue[Any] = SimpleQueue()
        try:
            self._client = distributed.Client(address, timeout=_ANSWERS_S, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise SourceError(
                f"No Dask scheduler answers at {address}: check the address, and that "
                "`dask scheduler` runs there."
            ) from error

    @staticmethod
    def _seen_there(word: str, sends: bool) -> str:  # noqa: FBT001  # one word and where it goes
        """Return a name or a path as workers in other folders understand it."""
        if not word.endswith(".toml"):
            return word
        if sends:
            raise SourceError(
                f"{word} is not sent to the workers: leave --send-files out and use a shared "
                "folder, or use names that come with formcheck."
            )
        return os.path.abspath(word)  # noqa: PTH100  # links stay

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the cluster; files that are under way are given up."""
        with suppress(OSError, TimeoutError):
            self._client.close()

    def rows(self, tasks: Iterable[Task]) -> Iterator[Row | None]:
        """Yield the row of each file when it is over, in no order; None while nothing happens.

        Parameters
        ----------
        tasks
            The files.

        Raises
        ------
        FormcheckError
            If a worker met an error that is no matter of its file.
        """
        coming = iter(tasks)
        given: dict[Any, Task] = {}
        while True:
            for task in coming:
                given[self._give(task)] = task
                if len(given) >= self._room():
                    break
            if not given:
                return
            try:
                future = self._over.get(timeout=_LOOK_S)
            except Empty:
                yield None
            else:
                yield self._row_of(future, given.pop(future))

    def _room(self) -> int:
        """Return how many files may be given out now."""
        threads: dict[str, int] = self._client.nthreads()
        return max(1, _AHEAD * sum(threads.values()))

    def _give(self, task: Task) -> Any:  # noqa: ANN401  # a future of Dask
        data = None
        if self._sends and 0 <= task.size_bytes <= MOST_BYTES_SENT:
            with suppress(OSError):
                data = task.path.read_bytes()
        task = replace(
            task,
            path=Path(os.path.abspath(task.path)),  # noqa: PTH100  # links stay
            exercise=self._seen_there(task.exercise, self._sends),
        )
        future = self._client.submit(
            judge_on_worker,
            task,
            self._settings,
            self._out,
            data,
            sends=self._sends,
            patience_s=patience_s(task, self._timeout_s),
            pure=False,
            retries=0,
        )
        future.add_done_callback(self._over.put)
        return future

    def _row_of(self, future: Any, task: Task) -> Row:  # noqa: ANN401  # a future of Dask
        """Return the row of a file that is over, and write what came back."""
        try:
            answer: Answer = future.result()
        except self._distributed.KilledWorker:
            return task.row(
                status="crashed",
                error="Each worker of the cluster that judged this file ended, or showed no new "
                f"picture for {patience_s(task, self._timeout_s):.0f} s and ended itself: the "
                "file may be damaged, need more memory than they have, or lie on a disk that "
                "does not answer.",
            )
        except (OSError, CancelledError) as error:
            raise SourceError(
                "The cluster does not answer any more: begin it again, and give the same command, "
                "which goes on."
            ) from error
        finally:
            future.release()
        if isinstance(answer.row, FormcheckError):
            raise answer.row
        for name, content in answer.files.items():
            _write(self._out / name, content)
        return replace(answer.row, exercise=task.exercise)


def judge_on_worker(
    task: Task,
    settings: BatchSettings,
    out: Path,
    data: bytes | None,
    *,
    sends: bool,
    patience_s: float,
) -> Answer:
    """Judge one file on a worker of the cluster.

    Parameters
    ----------
    task, settings, out
        As for `judge_file`.
    data
        The file itself; None = it lies at its path.
    sends
        Whether the outputs are to be sent back, and not written to `out`.
    patience_s
        The worker ends itself if the file does not go on to its next picture for so long.

    Returns
    -------
    Answer
        The row, and the outputs.
    """
    _prepare()
    with Watchdog(patience_s) as watchdog:
        return _judged(task, settings, out, data, sends=sends, monitor=Heartbeat(watchdog.beat))


class Watchdog:
    """Ends this worker if the file that it judges does not go on; a context manager.

    A thread of Dask cannot be ended by itself.  The whole worker can, and Dask makes up for it.

    Parameters
    ----------
    patience_s
        For how long nothing may happen.
    """

    def __init__(self, patience_s: float) -> None:
        self._patience_s = patience_s
        self._goes_on, self._is_over = threading.Event(), threading.Event()

    def beat(self) -> None:
        """Note that the file goes on."""
        self._goes_on.set()

    def _watch(self) -> None:
        while not self._is_over.is_set():
            self._goes_on.clear()
            has_gone_on = self._goes_on.wait(min(self._patience_s, threading.TIMEOUT_MAX))
            if not (has_gone_on or self._is_over.is_set()):
                os._exit(1)

    def __enter__(self) -> Self:
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._goes_on.set()


def _judged(
    task: Task,
    settings: BatchSettings,
    out: Path,
    data: bytes | None,
    *,
    sends: bool,
    monitor: ProgressMonitor,
) -> Answer:
    """Judge a file where it lies, or in a folder for the time being."""
    if not sends:
        try:
            return Answer(judge_file(task, settings, out, monitor), {})
        except FormcheckError as error:
            return Answer(error, {})
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        if data is not None:
            # Of the same name: the report has it.
            place = folder / "file" / task.path.name
            place.parent.mkdir()
            place.write_bytes(data)
            task = replace(task, path=place)
        results = folder / "results"
        try:
            row: Row | FormcheckError = judge_file(task, settings, results, monitor)
        except FormcheckError as error:
            return Answer(error, {})
        kinds = (results / name for name in (REPORTS, RECORDINGS, SERIES))
        found = [file for kind in kinds for file in sorted(kind.rglob("*")) if file.is_file()]
        files = {file.relative_to(results).as_posix(): file.read_bytes() for file in found}
        return Answer(row, files)


@cache
def _prepare() -> None:
    """Let the libraries of this worker use one thread: a cluster has a worker for each core."""
    limit_threads(1)


def _write(place: Path, content: bytes) -> None:
    """Write an output that came back, whole or not at all."""
    try:
        make_folder(place.parent)
        with AtomicFile(place) as file:
            file.temporary_path.write_bytes(content)
            file.commit()
    except OSError as error:
        raise OutputError(f"{place} cannot be written ({error.strerror}): make room.") from error
