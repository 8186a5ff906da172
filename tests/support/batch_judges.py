"""Judges of a batch that worker processes import: they do what the name of a file says."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING, Final

from formcheck.errors import OutputError

if TYPE_CHECKING:
    from pathlib import Path

    from formcheck.batch.rows import Row
    from formcheck.batch.tasks import BatchSettings, Task
    from formcheck.capture import ProgressMonitor

PATIENCE_S: Final = 2.0
"""How long a file may not go on in a test."""


def _tries(task: Task, out: Path) -> int:
    """Return how often a file was begun."""
    return (out / "begun.txt").read_text("utf-8").split().count(task.name)


def judge_by_name(task: Task, _: BatchSettings, out: Path, monitor: ProgressMonitor) -> Row:
    """Note that the file was begun, then end the process, wait, fail or be done, as it says."""
    with (out / "begun.txt").open("a", encoding="utf-8") as file:
        file.write(f"{task.name}\n")
    if "killer" in task.name:
        os.kill(os.getpid(), signal.SIGKILL)
    if "once" in task.name and _tries(task, out) == 1:
        os._exit(3)
    if "full" in task.name:
        raise OutputError("The disk is full: make room there.")
    if "slow" in task.name:
        time.sleep(60)
    if "hangs" in task.name or ("hung" in task.name and _tries(task, out) == 1):
        os.kill(os.getpid(), signal.SIGSTOP)  # nothing of it goes on, and it obeys no signal
    if "long" in task.name:
        until_s = time.monotonic() + 2 * PATIENCE_S
        while time.monotonic() < until_s:
            monitor.wants_to_stop()  # as before every picture
            time.sleep(0.05)
    return task.row(status="done", frames=len(task.name))
