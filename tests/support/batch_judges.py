"""Judges of a batch that worker processes import: they do what the name of a file says."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

from formcheck.errors import OutputError

if TYPE_CHECKING:
    from pathlib import Path

    from formcheck.batch.rows import Row
    from formcheck.batch.tasks import BatchSettings, Task


def judge_by_name(task: Task, _: BatchSettings, out: Path) -> Row:
    """Note that the file was begun, then end the process, wait, fail or be done, as it says."""
    with (out / "begun.txt").open("a", encoding="utf-8") as file:
        file.write(f"{task.name}\n")
    if "killer" in task.name:
        os.kill(os.getpid(), signal.SIGKILL)
    if "once" in task.name and (out / "begun.txt").read_text("utf-8").count(task.name) == 1:
        os._exit(3)
    if "full" in task.name:
        raise OutputError("The disk is full: make room there.")
    if "slow" in task.name:
        time.sleep(60)
    return task.row(status="done", frames=len(task.name))
