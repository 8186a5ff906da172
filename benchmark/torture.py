"""Hostile input, a few thousand cases: what each command does with it, bounded in time and memory.

``python -m benchmark.torture`` makes every case by a seeded script and runs the command line in a
process of its own, forked from one that has imported everything.  A case fails by a traceback, a
"mistake of formcheck", an exit code that no documentation has, more time or memory than allowed, a
report that is no JSON, or a temporary file that is left.  ``benchmark/TORTURE.md`` has the counts.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmark import torture_cases
from formcheck.__main__ import main as program

if TYPE_CHECKING:
    import resource
    from collections.abc import Iterable, Iterator, Sequence

    from benchmark.torture_cases import Case

LONGEST_S: Final = 60.0
"""Time without an end that counts as a hang; each case is a second's work."""

MOST_BYTES: Final = 2 << 30
"""Resident memory of one case."""

EXIT_CODES: Final = frozenset({0, 2, 3, 4, 5, 6, 7, 130})
"""The exit codes that the README documents; 1 is a mistake of formcheck."""

_BAD_WORDS: Final = ("Traceback (most recent call last)", "a mistake of formcheck")

TABLE: Final = Path(__file__).with_name("TORTURE.md")


@dataclass(frozen=True)
class Outcome:
    """What became of one case; `problem` is empty if all is well."""

    case: Case
    exit_code: int
    took_s: float
    peak_bytes: int
    problem: str


def run(case: Case, *, longest_s: float = LONGEST_S) -> Outcome:
    """Run one case in a forked process, in a folder of its own.

    Parameters
    ----------
    case
        The case.
    longest_s
        Time after which it counts as a hang.

    Returns
    -------
    Outcome
        What became of it.
    """
    folder = Path(tempfile.mkdtemp(prefix="torture-"))
    try:
        words = case.make(folder, random.Random(case.seed))  # noqa: S311  # no secret
        begun_s = time.monotonic()
        child = os.fork()
        if not child:
            try:
                _act(folder, words)
            finally:  # a signal before the command has begun
                os._exit(130)
        code, usage = _wait(child, case, begun_s=begun_s, longest_s=longest_s)
        took_s, peak_bytes = time.monotonic() - begun_s, usage.ru_maxrss * 1024
        problem = _problem(folder, code, took_s, peak_bytes, longest_s=longest_s)
        return Outcome(case, code, took_s, peak_bytes, problem)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _act(folder: Path, words: Sequence[str]) -> None:
    """Be the command: this is the forked process, which ends here."""
    os.setsid()
    os.chdir(folder)
    out = os.open(folder.with_suffix(".out"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for descriptor in (1, 2):
        os.dup2(out, descriptor)
    sys.argv = ["formcheck", *words]
    code = 0
    try:
        program()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
    except BaseException:  # noqa: BLE001  # what the console script would print
        sys.excepthook(*sys.exc_info())
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _wait(
    child: int, case: Case, *, begun_s: float, longest_s: float
) -> tuple[int, resource.struct_rusage]:
    """Wait for the process, send it the signals of the case, and end it if it hangs."""
    signals = list(case.signals)
    while True:
        ended, status, usage = os.wait4(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status), usage
        passed_s = time.monotonic() - begun_s
        if signals and passed_s >= signals[0][0]:
            os.kill(child, signals.pop(0)[1])
        if passed_s > longest_s:
            os.killpg(child, signal.SIGKILL)
        time.sleep(0.005)


def _problem(folder: Path, code: int, took_s: float, peak_bytes: int, *, longest_s: float) -> str:
    """Return what is wrong with the end of a case; empty = nothing."""
    output = folder.with_suffix(".out")
    text = output.read_text(encoding="utf-8", errors="replace") if output.exists() else ""
    output.unlink(missing_ok=True)
    limits = {
        f"no end after {longest_s:.0f} s": took_s > longest_s,
        f"{peak_bytes / 2**30:.1f} GB": peak_bytes > MOST_BYTES,
        text.strip().rpartition("\n")[2][:200]: any(words in text for words in _BAD_WORDS),
        f"exit code {code}": code not in EXIT_CODES,
    }
    return next((problem for problem, found in limits.items() if found), _half_written(folder))


def _half_written(folder: Path) -> str:
    """Return what was left half written; empty = nothing."""
    for file in folder.rglob(".*partial-*"):
        return f"left {file.name}"
    for file in folder.rglob("out*.json"):
        try:
            json.loads(file.read_text(encoding="utf-8"))
        except ValueError:
            return f"{file.name} is no JSON"
    return ""


def outcomes(cases: Iterable[Case]) -> Iterator[Outcome]:
    """Run the cases, one after the other."""
    for case in cases:
        yield run(case)


def table(done: Sequence[Outcome]) -> str:
    """Return the counts by kind as a Markdown document."""
    kinds = Counter(one.case.kind for one in done)
    failed = Counter(one.case.kind for one in done if one.problem)
    codes = {kind: Counter(o.exit_code for o in done if o.case.kind == kind) for kind in kinds}
    rows = [
        f"| {kind} | {count} | {failed[kind]} | "
        f"{max(one.took_s for one in done if one.case.kind == kind):.1f} | "
        f"{max(one.peak_bytes for one in done if one.case.kind == kind) / 1e6:.0f} | "
        + ", ".join(f"{code}: {many}" for code, many in sorted(codes[kind].items()))
        + " |"
        for kind, count in sorted(kinds.items())
    ]
    head = [
        "# Hostile input",
        "",
        "`make torture` makes these cases by a script and runs the command line with each. A case",
        "fails by a traceback, a hang of 60 s, more than 2 GB, an exit code that no documentation",
        "has, half a file, or a temporary file that is left.",
        "",
        f"{len(done)} cases, {sum(failed.values())} failed.",
        "",
        "| kind | cases | failed | longest, s | most memory, MB | exit codes |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *rows, ""])


def main(arguments: Sequence[str]) -> int:
    """Run all cases, or a part; print failures, and write the table if all were run."""
    parser = argparse.ArgumentParser(prog="benchmark.torture", description=main.__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND")
    parser.add_argument("--every", type=int, default=1, help="every such case of a kind")
    asked = parser.parse_args(arguments)
    torture_cases.load_everything()
    wanted = [
        case
        for case in torture_cases.cases()
        if case.kind in (asked.kinds or torture_cases.KINDS) and case.seed % asked.every == 0
    ]
    done = []
    for outcome in outcomes(wanted):
        done.append(outcome)
        if outcome.problem:
            print(f"{outcome.case.kind} {outcome.case.seed}: {outcome.problem}", flush=True)
    if not asked.kinds and asked.every == 1:
        TABLE.write_text(table(done), encoding="utf-8")
    print(table(done))
    return int(any(outcome.problem for outcome in done))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
