"""No command makes an internet socket, and one that did would be noticed."""

from __future__ import annotations

import socket
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import typer
from support.paths import BRIDGE_SAMPLE, ROOT

from benchmark import silent
from benchmark.sockets import Watched, can_watch, watch
from formcheck.cli import app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(not can_watch(), reason="sockets are counted on Linux only")

CAMERA = ("127.0.0.1", 8080)
PYTHON = "import socket; socket.socket()"
NATIVE = "import ctypes; ctypes.CDLL(None).socket(10, 2, 0)"
CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {PYTHON!r}])"
THREAD = f"import threading; threading.Thread(target=lambda: exec({NATIVE!r})).start()"
NAME = "import socket; socket.getaddrinfo('example.invalid', 80)"
LOCAL = "import socket; socket.socketpair(); socket.socket(socket.AF_UNIX)"


def watch_python(code: str, **how: list[tuple[str, int]]) -> Watched:
    return watch([sys.executable, "-c", code], allowed=how.get("allowed", []))


@pytest.mark.parametrize("code", [PYTHON, NATIVE, CHILD, THREAD, NAME])
def test_every_way_to_an_internet_socket_is_noticed(code: str) -> None:
    done = watch_python(code)
    assert done.sockets
    assert "AF_INET" in done.sockets[0]
    assert "sockets" in silent.verdict(done, code=done.code)


def test_local_sockets_are_not_counted() -> None:
    done = watch_python(f"{LOCAL}; print('done')")
    assert done == Watched(0, "done\n")
    assert silent.verdict(done) == ""


def test_only_the_camera_can_be_reached() -> None:
    code = "import socket\nfor port in {}: socket.socket().connect(('127.0.0.1', port))"
    with closing(socket.create_server(("127.0.0.1", 0))) as camera:
        here = camera.getsockname()
        seen = watch_python(code.format([here[1]]), allowed=[here])
        strayed = watch_python(code.format([here[1], 9]), allowed=[here])
    assert (seen.code, seen.connected, len(seen.sockets)) == (0, [here], 1)
    assert silent.verdict(seen, allowed=[here]) == ""
    assert strayed.connected == [here, ("127.0.0.1", 9)]
    assert "PermissionError" in strayed.complained
    assert "connected to 127.0.0.1 port 9" in silent.verdict(strayed, allowed=[here])


@pytest.mark.parametrize(
    ("done", "says"),
    [
        (Watched(sockets=["python"], connected=[CAMERA]), ""),
        (Watched(sockets=["python", "dns"], connected=[CAMERA]), "1 sockets"),
        (Watched(), "the camera was not read"),
        (Watched(3, sockets=["python"], connected=[CAMERA]), "exit code 3 instead of 0"),
    ],
)
def test_what_is_wrong_with_a_command_is_named(done: Watched, says: str) -> None:
    assert silent.verdict(done, allowed=[CAMERA]).startswith(says)
    assert bool(silent.verdict(done, allowed=[CAMERA])) == bool(says)


def leaves(group: object, *words: str) -> Iterator[str]:
    """Yield the words of every command."""
    if commands := getattr(group, "commands", None):
        for name, command in commands.items():
            yield from leaves(command, *words, name)
    else:
        yield " ".join(words)


def test_every_command_is_checked() -> None:
    run = [*silent.COMMANDS, silent.LIVE, silent.WEB]
    unchecked = [
        command
        for command in leaves(typer.main.get_command(app))
        if not any(f"{text} ".startswith(f"{command} ") for text in run)
    ]
    assert unchecked == []


def test_analysis_makes_no_socket(tmp_path: Path) -> None:
    words = ["analyze", str(BRIDGE_SAMPLE), "-e", "single_leg_bridge", "--model", "lite"]
    assert silent.checked([*words, "--end", "0.5"], tmp_path) == ""


@pytest.mark.slow
def test_mediapipe_is_noticed(tmp_path: Path) -> None:
    pytest.importorskip("mediapipe")
    words = ["analyze", str(BRIDGE_SAMPLE), "-e", "single_leg_bridge", "--end", "1"]
    assert "AF_INET" in silent.checked([*words, "--estimator", "mediapipe"], tmp_path)


def test_the_check_runs_in_ci() -> None:
    assert "make silent\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
