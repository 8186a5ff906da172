"""Messages of native libraries are discarded; those of Python are not."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support.paths import ROOT

from formcheck.capture.native_stderr import NativeStderrSilence

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name != "posix", reason="shell redirection")

PREAMBLE = """
import io, os, sys, threading, warnings
from formcheck.capture.native_stderr import NATIVE_STDERR_SILENCED as silenced
def native(text):
    os.write(2, text.encode() + b"\\n")
def python(text):
    print(text, file=sys.stderr)
"""


def run(program: str, *, redirection: str = "") -> tuple[int, str]:
    """Return exit code and standard error of a program in a fresh Python."""
    script = PREAMBLE + program
    command = ["/bin/sh", "-c", f'exec "$0" -c "$1" {redirection}', sys.executable, script]
    done = subprocess.run(  # noqa: S603  # this Python
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stderr


PROGRAMS: dict[str, tuple[str, list[str]]] = {
    "native messages are dropped, Python's are kept in order": (
        """
native("before")
with silenced:
    native("dropped")
    python("inside")
    native("dropped")
native("after")
python("end")
""",
        ["before", "inside", "after", "end"],
    ),
    "contexts may be nested": (
        """
with silenced:
    with silenced:
        native("dropped")
    native("dropped")
    python("inside")
native("after")
""",
        ["inside", "after"],
    ),
    "contexts of several threads overlap": (
        """
def work():
    for _ in range(300):
        with silenced:
            native("dropped")
threads = [threading.Thread(target=work) for _ in range(8)]
[t.start() for t in threads]
for _ in range(300):
    with silenced:
        python("inside")
[t.join() for t in threads]
native("after")
""",
        [*["inside"] * 300, "after"],
    ),
    "a replacement stream that is kept still writes": (
        """
with silenced:
    kept = sys.stderr
print("kept", file=kept)
with silenced:
    print("kept", file=kept)
""",
        ["kept", "kept"],
    ),
    "no descriptor is lost": (
        """
with silenced:
    pass
before = os.dup(0)
os.close(before)
for _ in range(50):
    with silenced:
        pass
sys.exit(os.dup(0) - before)
""",
        [],
    ),
    "Python may have no standard error": (
        """
sys.stderr = None
with silenced:
    native("dropped")
native("after")
""",
        ["after"],
    ),
    "a stream that is set inside stays": (
        """
mine = io.StringIO()
with silenced:
    sys.stderr = mine
sys.exit(sys.stderr is not mine)
""",
        [],
    ),
}


@pytest.mark.parametrize(("program", "expected"), PROGRAMS.values(), ids=PROGRAMS)
def test_native_messages_are_dropped_and_python_is_heard(
    program: str, expected: list[str]
) -> None:
    code, heard = run(program)
    assert (code, heard.split()) == (0, expected)


@pytest.mark.parametrize(
    ("line", "code", "text"),
    [
        ("raise RuntimeError('real')", 1, "RuntimeError: real"),
        ("warnings.warn('real')", 0, "real"),
    ],
)
def test_errors_and_warnings_inside_are_heard(line: str, code: int, text: str) -> None:
    got, heard = run(f"with silenced:\n    native('dropped')\n    {line}\n")
    assert got == code
    assert text in heard
    assert "dropped\n" not in heard


@pytest.mark.parametrize("redirection", ["2>&-", "0<&- 2>&-", "0<&- 1>&- 2>&-"])
def test_closed_descriptor_is_not_reused_for_the_next_file(
    tmp_path: Path, redirection: str
) -> None:
    target = tmp_path / "precious"
    program = f"""
with silenced:
    pass
file = open({str(target)!r}, "wb", buffering=0)
with silenced:
    native("dropped")
native("dropped")
file.write(b"data")
sys.exit(file.fileno() == 2)
"""
    assert run(program, redirection=redirection)[0] == 0
    assert target.read_bytes() == b"data"


def test_other_stream_in_place_of_stderr_stays(capsys: pytest.CaptureFixture[str]) -> None:
    silence, stream = NativeStderrSilence(), sys.stderr
    with silence:
        assert sys.stderr is stream
        print("heard", file=sys.stderr)  # noqa: T201  # what is tested
    assert sys.stderr is stream
    assert capsys.readouterr().err == "heard\n"


def test_under_a_capture_of_the_descriptor(capfd: pytest.CaptureFixture[str]) -> None:
    with NativeStderrSilence():
        os.write(2, b"dropped\n")
        print("python", file=sys.stderr)  # noqa: T201  # what is tested
    os.write(2, b"after\n")
    assert sorted(capfd.readouterr().err.split()) == ["after", "python"]
