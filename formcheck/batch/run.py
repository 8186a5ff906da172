"""A whole batch: what is left to do, who does it, and what is written at the end."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Protocol, Self

from formcheck.batch.manifest import Manifest
from formcheck.batch.summary import write_summary
from formcheck.batch.tasks import RECORDINGS, REPORTS, SERIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from formcheck.batch.rows import Row
    from formcheck.batch.tasks import BatchSettings, Task


class Workers(Protocol):
    """Judges files: processes of this machine, or a cluster; a context manager."""

    def rows(self, tasks: Iterable[Task]) -> Iterator[Row | None]:
        """Yield the row of each file when it is over; None while nothing happens."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


@dataclass
class BatchProgress:
    """How far a batch is.

    Attributes
    ----------
    total
        How many files there are.
    before
        How many of them an earlier run had done.
    done, failed
        How many this run has done, and how many rows of the batch have an error.
    """

    total: int
    before: int
    done: int = 0
    failed: int = 0
    _begin_s: float = field(default_factory=monotonic)

    @property
    def rate(self) -> float:
        """Files a second of this run; 0 before the first."""
        return self.done / max(monotonic() - self._begin_s, 1e-9)

    @property
    def left_s(self) -> float | None:
        """Seconds until all are done at this rate; None before the first."""
        return (self.total - self.before - self.done) / self.rate if self.done else None


def run_batch(
    tasks: Sequence[Task],
    settings: BatchSettings,
    out: Path,
    workers: Callable[[], Workers],
    *,
    retry_failed: bool = False,
    show: Callable[[BatchProgress], None] = lambda _: None,
) -> tuple[BatchProgress, list[Path]]:
    """Do what is left of a batch, and write its summary.

    Parameters
    ----------
    tasks, settings, out
        The files, how they are judged, and the folder.
    workers
        Begins the workers, if a file is left.
    retry_failed
        Whether files that failed are tried again.
    show
        Gets the progress after every file, and about every second.

    Returns
    -------
    progress : BatchProgress
        How it ended.
    written : list of Path
        Manifest and summary.

    Raises
    ------
    FormcheckError
        If nothing can be written or no model runs; rows so far are kept, and the same call goes
        on where it ended.
    """
    with Manifest(out, settings.facts()) as manifest:
        sweep_folders(out)
        left = [task for task in tasks if not manifest.has(task, unless_failed=retry_failed)]
        progress = BatchProgress(len(tasks), len(tasks) - len(left))
        progress.failed = _failed(manifest)
        show(progress)
        if left:
            with workers() as begun:
                for row in begun.rows(left):
                    if row is not None:
                        manifest.append(row)
                        progress.done += 1
                        progress.failed = _failed(manifest)
                    show(progress)
            sweep_folders(out)  # a worker that was ended may have left one
        written = write_summary(out, tasks, manifest)
        return progress, [manifest.path, *written]


def _failed(manifest: Manifest) -> int:
    return manifest.counts["failed"] + manifest.counts["crashed"]


def sweep_folders(out: Path) -> None:
    """Remove the temporary files that killed workers left: none lives while the lock is ours."""
    for folder in (REPORTS, RECORDINGS, SERIES):
        for file in (out / folder).rglob(".*.partial-*"):
            with suppress(OSError):
                file.unlink()
