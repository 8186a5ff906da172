"""The native side is silenced; Python is not."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from support.paths import ROOT

from formcheck.capture.native_stderr import NativeStderrSilence

if TYPE_CHECKING:
    from pathlib import Path

PREAMBLE = """
import os, sys, threading
from formcheck.capture.native_stderr import NATIVE_STDERR_SILENCED as silenced
def native(text):
    os.write(2, text.encode() + b"\\n")
"""


def run(program: str, *, shell_redirection: str = "") -> tuple[int, str]:
    """Exit code and standard error of a program in a fresh Python."""
    script = PREAMBLE + program
    command = ["/bin/sh", "-c", f'exec "$0" -c "$1" {shell_redirection}', sys.executable, script]
    done = subprocess.run(  # noqa: S603 - this Python
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


pytestmark = pytest.mark.skipif(os.name != "posix", reason="shell redirection")


def test_native_chatter_is_dropped_and_python_is_heard_in_order() -> None:
    code, heard = run(
        "native('1 before')\n"
        "with silenced:\n"
        "    native('chatter')\n"
        "    print('2 python', file=sys.stderr)\n"
        "    native('chatter')\n"
        "native('3 after')\n"
        "print('4 python', file=sys.stderr)\n"
    )
    assert (code, heard.split("\n")) == (0, ["1 before", "2 python", "3 after", "4 python", ""])


def test_a_traceback_from_inside_is_heard() -> None:
    code, heard = run("with silenced:\n    native('chatter')\n    raise RuntimeError('real')\n")
    assert code == 1
    assert "RuntimeError: real" in heard
    assert "chatter" not in heard


def test_a_warning_from_inside_is_heard() -> None:
    code, heard = run("import warnings\nwith silenced:\n    warnings.warn('careful')\n")
    assert code == 0
    assert "careful" in heard


def test_silences_may_be_nested() -> None:
    _, heard = run(
        "with silenced:\n"
        "    with silenced:\n"
        "        native('chatter')\n"
        "    native('chatter')\n"
        "    print('python', file=sys.stderr)\n"
        "native('after')\n"
    )
    assert heard.split() == ["python", "after"]


def test_silences_of_several_threads_overlap() -> None:
    code, heard = run(
        "def work():\n"
        "    for _ in range(300):\n"
        "        with silenced:\n"
        "            native('chatter')\n"
        "threads = [threading.Thread(target=work) for _ in range(8)]\n"
        "[t.start() for t in threads]\n"
        "for _ in range(300):\n"
        "    with silenced:\n"
        "        print('python', file=sys.stderr)\n"
        "[t.join() for t in threads]\n"
        "native('after')\n"
    )
    assert code == 0
    assert heard.split() == ["python"] * 300 + ["after"]


def test_a_thread_that_keeps_the_stand_in_is_still_heard() -> None:
    _, heard = run(
        "with silenced:\n"
        "    kept = sys.stderr\n"
        "print('kept', file=kept)\n"
        "with silenced:\n"
        "    print('kept', file=kept)\n"
    )
    assert heard.split() == ["kept", "kept"]


def test_no_descriptor_is_lost() -> None:
    code, _ = run(
        "with silenced:\n"
        "    pass\n"
        "before = os.dup(0)\n"
        "os.close(before)\n"
        "for _ in range(50):\n"
        "    with silenced:\n"
        "        pass\n"
        "sys.exit(os.dup(0) - before)\n"
    )
    assert code == 0


@pytest.mark.parametrize("redirection", ["2>&-", "0<&- 2>&-", "0<&- 1>&- 2>&-"])
def test_a_closed_descriptor_is_not_given_to_the_next_file(
    tmp_path: Path, redirection: str
) -> None:
    target = tmp_path / "precious"
    code, _ = run(
        "with silenced:\n"
        "    pass\n"
        f"file = open({str(target)!r}, 'wb', buffering=0)\n"
        "with silenced:\n"
        "    native('chatter')\n"
        "native('chatter')\n"
        "file.write(b'data')\n"
        "sys.exit(file.fileno() == 2)\n",
        shell_redirection=redirection,
    )
    assert code == 0
    assert target.read_bytes() == b"data"


def test_python_without_a_standard_error() -> None:
    code, heard = run(
        "sys.stderr = None\nwith silenced:\n    native('chatter')\nnative('after')\n"
    )
    assert (code, heard) == (0, "after\n")


def test_another_stream_in_its_place_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    silence = NativeStderrSilence()
    stream = sys.stderr
    with silence:
        assert sys.stderr is stream
        print("heard", file=sys.stderr)  # noqa: T201 - what is tested
    assert sys.stderr is stream
    assert capsys.readouterr().err == "heard\n"


def test_under_a_capture_of_the_descriptor(capfd: pytest.CaptureFixture[str]) -> None:
    silence = NativeStderrSilence()
    with silence:
        os.write(2, b"chatter\n")
        print("python", file=sys.stderr)  # noqa: T201 - what is tested
    os.write(2, b"after\n")
    assert sorted(capfd.readouterr().err.split()) == ["after", "python"]


def test_a_stream_set_inside_stays() -> None:
    code, heard = run(
        "import io\n"
        "mine = io.StringIO()\n"
        "with silenced:\n"
        "    sys.stderr = mine\n"
        "sys.exit(sys.stderr is not mine)\n"
    )
    assert (code, heard) == (0, "")


def test_many_threads_in_one_process_leave_it_as_it_was() -> None:
    silence = NativeStderrSilence()
    before = os.fstat(2)

    def work() -> None:
        for _ in range(50):
            with silence:
                pass

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (os.fstat(2).st_dev, os.fstat(2).st_ino) == (before.st_dev, before.st_ino)
