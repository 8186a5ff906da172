"""Hostile input, a few thousand cases: what each command does with it, bounded in time and memory.

``python -m benchmark.torture`` makes every case by a seeded script and runs the command line in a
process of its own, forked from one that has imported everything.  A case fails by a traceback, a
"mistake of formcheck", an exit code that no documentation has, more time or memory than allowed, a
report that is no JSON, or a temporary file that is left.  ``benchmark/TORTURE.md`` has the counts.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmark.torture_kinds import KINDS, cases, load_everything
from benchmark.torture_task import Task
from formcheck.__main__ import main as program

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmark.torture_task import Case

MOST_BYTES: Final = 2 << 30
"""Memory of one case: the most that is resident, and the most address space beyond what the
imports reserve.  Threads reserve more than they use (64 MB each for their part of the heap), and
still every command keeps within it."""

_BAD_WORDS: Final = (
    "Traceback (most recent call last)", "a mistake of formcheck", "[Errno", "Exception ignored",
    "Fatal Python error", "bad_alloc", "MemoryError",
)  # fmt: skip
"""What no output has: a command answers in sentences of its own."""

TABLE: Final = Path(__file__).with_name("TORTURE.md")


@dataclass(frozen=True)
class Outcome:
    """What became of one case, and what it printed; `problem` is empty if all is well."""

    case: Case
    exit_code: int
    took_s: float
    peak_bytes: int
    problem: str
    text: str


def run(case: Case) -> Outcome:
    """Run one case in a forked process, in a folder of its own.

    Parameters
    ----------
    case
        The case.

    Returns
    -------
    Outcome
        What became of it.
    """
    folder = Path(tempfile.mkdtemp(prefix="torture-"))
    task = Task()
    try:
        made = case.kind.make(folder, random.Random(case.seed))  # noqa: S311  # no secret
        task = made if isinstance(made, Task) else Task(made)
        begun_s = time.monotonic()
        child = os.fork()
        if not child:
            try:
                _act(folder, task)
            finally:  # a signal before the command has begun
                os._exit(130)
        code, usage = _wait(child, task, begun_s=begun_s)
        took_s, peak_bytes = time.monotonic() - begun_s, usage.ru_maxrss * 1024
        output = folder.with_suffix(".out")
        text = output.read_text(encoding="utf-8", errors="replace") if output.exists() else ""
        problem = _problem(task, text, code, took_s=took_s, peak_bytes=peak_bytes)
        problem = problem or task.after(code, text) or _half_written(folder, task)
        return Outcome(case, code, took_s, peak_bytes, problem, text)
    finally:
        task.close()
        folder.with_suffix(".out").unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)


def _act(folder: Path, task: Task) -> None:
    """Be the command: this is the forked process, which ends here."""
    os.setsid()
    os.chdir(folder)
    multiprocessing.current_process().daemon = False  # a batch begins workers
    out = os.open(folder.with_suffix(".out"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for descriptor in (1, 2):
        os.dup2(out, descriptor)
    most_bytes = _reserved_bytes() + MOST_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))
    sys.argv = ["formcheck", *task.words]
    code = 0
    try:
        task.before()
        _open_streams()
        if task.run is not None:
            code = task.run()
        else:
            program()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
    except BaseException:  # noqa: BLE001  # what the console script would print
        sys.excepthook(*sys.exc_info())
        code = 1
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):  # as at the end of Python, which ends with 120 then
            stream.flush()
    os._exit(code or 0)


def _open_streams() -> None:
    """Open standard output and error anew: Python knows what they were before, a file perhaps."""
    sys.stdout = os.fdopen(1, "w", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, errors="backslashreplace", closefd=False)


def _reserved_bytes() -> int:
    """Return the address space of this process: what its imports reserve."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()


def _wait(child: int, task: Task, *, begun_s: float) -> tuple[int, resource.struct_rusage]:
    """Wait for the process, send it the signals of the task, and end it if it hangs."""
    signals = list(task.signals)
    while True:
        ended, status, usage = os.wait4(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status), usage
        passed_s = time.monotonic() - begun_s
        if signals and passed_s >= signals[0][0]:
            os.kill(child, signals.pop(0)[1])
        if passed_s > task.longest_s:
            os.kill(child, signal.SIGKILL)
        time.sleep(0.005)


def _problem(task: Task, text: str, code: int, *, took_s: float, peak_bytes: int) -> str:
    """Return what is wrong with the end of a case; empty = nothing."""
    bad = "" if task.ends_badly else next((words for words in _BAD_WORDS if words in text), "")
    limits = {
        f"no end after {task.longest_s:.0f} s": took_s > task.longest_s,
        f"{peak_bytes / 2**30:.1f} GB": peak_bytes > MOST_BYTES,
        f"{bad}: {text.strip().rpartition(chr(10))[2][:200]}": bool(bad),
        f"exit code {code}": code not in task.codes and not task.ends_badly,
    }
    return next((problem for problem, found in limits.items() if found), "")


def _half_written(folder: Path, task: Task) -> str:
    """Return what was left half written; empty = nothing."""
    if not task.ends_badly:
        for file in folder.rglob(".*partial-*"):
            return f"left {file.name}"
    for file in folder.rglob("out*.json"):
        try:
            json.loads(file.read_text(encoding="utf-8"))
        except ValueError:
            return f"{file.name} is no JSON"
    return ""


def outcomes(cases: Sequence[Case], *, at_once: int = 1) -> Iterator[Outcome]:
    """Run the cases, several at once, and yield what became of each as it ends."""
    # Forked: the workers have imported everything as well.
    with get_context("fork").Pool(at_once) as workers:
        yield from workers.imap_unordered(run, cases)


def row_of(done: Sequence[Outcome]) -> str:
    """Return the row of a table about cases of one kind."""
    codes = Counter(one.exit_code for one in done)
    cells = [
        done[0].case.name,
        f"{len(done)}",
        f"{sum(bool(one.problem) for one in done)}",
        f"{max(one.took_s for one in done):.1f}",
        f"{max(one.peak_bytes for one in done) / 1e6:.0f}",
        ", ".join(f"{code}: {count}" for code, count in sorted(codes.items())),
    ]
    return f"| {' | '.join(cells)} |"


def rows_of(document: str) -> dict[str, str]:
    """Return the rows of a document by their kind, without kinds that are no more."""
    rows = {line.split(" | ")[0][2:]: line for line in document.splitlines() if " | " in line}
    return {kind: row for kind, row in rows.items() if kind in KINDS}


def table(rows: Mapping[str, str]) -> str:
    """Return rows, by their kind, as a Markdown document."""
    numbers = [row.split(" | ") for row in rows.values()]
    count, failed = (sum(int(cells[at]) for cells in numbers) for at in (1, 2))
    head = [
        "# Hostile input",
        "",
        "`make torture` makes these cases by a script and runs the command line with each. A case",
        "fails by a traceback, a hang of 60 s, more than 2 GB, an exit code that no documentation",
        "has, half a file, a file that is lost, a temporary file that is left, or a connection to",
        "another address than the camera's. A row is the last whole run of its kind.",
        "",
        f"{count} cases, {failed} failed.",
        "",
        "| kind | cases | failed | longest, s | most memory, MB | exit codes |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *(row for _, row in sorted(rows.items())), ""])


def main(arguments: Sequence[str]) -> int:
    """Run all cases, or a part; print failures; whole kinds get their row in the table."""
    parser = argparse.ArgumentParser(prog="benchmark.torture", description=main.__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--every", type=int, default=1, help="every such case of a kind")
    parser.add_argument("--seed", type=int, help="the one case of this number of each kind")
    parser.add_argument("--at-once", type=int, default=os.cpu_count() or 1, help="cases at once")
    asked = parser.parse_args(arguments)
    load_everything()
    wanted = [
        case
        for case in cases()
        if case.name in (asked.kinds or KINDS)
        and (case.seed % asked.every == 0 if asked.seed is None else case.seed == asked.seed)
    ]
    done: dict[str, list[Outcome]] = {}
    for outcome in outcomes(wanted, at_once=asked.at_once):
        of_kind = done.setdefault(outcome.case.name, [])
        of_kind.append(outcome)
        if outcome.problem:
            print(f"{outcome.case.name} {outcome.case.seed}: {outcome.problem}", flush=True)
        if asked.seed is not None:
            print(outcome.text)
        if len(of_kind) == KINDS[outcome.case.name].count:
            older = rows_of(TABLE.read_text(encoding="utf-8"))
            TABLE.write_text(table(older | {outcome.case.name: row_of(of_kind)}), encoding="utf-8")
    print(table({name: row_of(of_kind) for name, of_kind in done.items()}))
    return int(any(outcome.problem for of_kind in done.values() for outcome in of_kind))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
