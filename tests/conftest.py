"""The shipped exercises, Hypothesis settings, and a guard on the log for every test."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections import Counter
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from formcheck.exercises.loader import exercise_names, load_exercise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from formcheck.exercises.definition import Exercise

# Compiled tests are kept, also for the programs that tests start and where the environment forbids
# it: to compile them anew takes a worker six seconds.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Collected tests stay: to look for garbage among them takes a sixth of the collection.
gc.disable()

_MEMORY, _FREE = Path("/dev/shm"), 2**30  # noqa: S108  # pytest makes a private folder in it


def _files_in_memory() -> None:
    """Let temporary files lie in memory, where there is room: a diary waits for the disk often."""
    try:
        disk = os.statvfs(_MEMORY)
    except (AttributeError, OSError):  # Windows, macOS
        return
    runs_programs = not disk.f_flag & os.ST_NOEXEC
    if runs_programs and disk.f_bavail * disk.f_frsize > _FREE and os.access(_MEMORY, os.W_OK):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))


_files_in_memory()
_NUMBERS = count()

settings.register_profile("here", deadline=None, max_examples=20, database=None)
settings.register_profile("ci", parent=settings.get_profile("here"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--update-golden``, which accepts the golden reports as they are now."""
    parser.addoption("--update-golden", action="store_true", help="accept the golden reports")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Make all but one in n cases of a test that is marked ``sampled(n)`` slow."""
    seen: Counter[str] = Counter()
    for item in items:
        mark = item.get_closest_marker("sampled")
        if mark is None or item.get_closest_marker("slow") is not None:
            continue
        test = item.nodeid.split("[")[0]
        # Different tests begin with different cases, so that together they try every one.
        if (seen[test] + len(test)) % mark.args[0]:
            item.add_marker("slow")
        seen[test] += 1


def pytest_collection_finish() -> None:
    """Keep collected tests and loaded exercises out of garbage collection: a tenth of the time."""
    gc.freeze()
    gc.enable()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def shipped() -> dict[str, Exercise]:
    """Return every shipped exercise by name, loaded once."""
    return {name: load_exercise(name) for name in exercise_names()}


@pytest.fixture(autouse=True)
def diary_file(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give every test a diary of its own: the one of the person who runs the tests is not touched.

    The file is made by the test that opens it.
    """
    file = tmp_path_factory.getbasetemp() / "diaries" / f"{next(_NUMBERS)}.sqlite3"
    monkeypatch.setenv("FORMCHECK_DIARY", str(file))
    return file


class _ErrorsSeen(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        # The socket client of the tests logs the end of a stream in the midst of a refusal as an
        # error of its own; what the refusal means, the test itself asserts.
        error = record.exc_info[1] if record.exc_info else None
        if record.name != "websockets.client" or not isinstance(error, EOFError):
            self.messages.append(record.getMessage())


@pytest.fixture(autouse=True)
def _nothing_logs_an_error() -> Iterator[None]:
    """Fail a test that logs an ERROR: a failure was swallowed."""
    seen = _ErrorsSeen()
    logging.getLogger().addHandler(seen)
    yield
    logging.getLogger().removeHandler(seen)
    assert seen.messages == []
