"""Run a command and count the sockets through which something could leave the machine.

The kernel stops each `socket` call of the command, of its threads and of all programs that it
starts, native code included, and asks this program for the answer (a seccomp filter with a
listener).  That needs Linux, no rights and no other program.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import platform
import select
import socket
import struct
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

Address = tuple[str, int]
"""The number of a host, and a port."""


class Machine(NamedTuple):
    """How the kernel numbers its calls on a kind of processor."""

    arch: int
    seccomp: int
    socket: int
    connect: int


MACHINES: Final = {
    "x86_64": Machine(0xC000003E, seccomp=317, socket=41, connect=42),
    "aarch64": Machine(0xC00000B7, seccomp=277, socket=198, connect=203),
}

LOCAL_FAMILIES: Final = (1, 16)
"""AF_UNIX and AF_NETLINK: to programs on this machine, and to its kernel."""

INTERNET: Final = {2: "AF_INET", 10: "AF_INET6"}

IO_URING_SETUP: Final = 425
"""It opens a second way to make sockets, past the filter: here it does not exist."""

SECOND_NUMBERS: Final = 0x40000000
"""From here on, x86-64 numbers its calls for a second time (x32)."""

# From linux/filter.h, linux/seccomp.h and linux/prctl.h.
LOAD, IS_EQUAL, IS_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
NUMBER_AT, ARCH_AT, FIRST_ARGUMENT_AT = 0, 4, 16
ALLOW, ASK, REFUSE, KILL = 0x7FFF0000, 0x7FC00000, 0x00050000, 0x80000000
FILTER_MODE, WITH_LISTENER, NO_NEW_PRIVILEGES = 1, 8, 38
RECEIVE, SEND = 0xC0502100, 0xC0182101
QUESTION, ANSWER, GO_ON = "=QIIiIQ6Q", "=QqiI", 1

STEP_MS: Final = 100
"""Time between two looks at whether the command is over."""


@dataclass(slots=True)
class Watched:
    """A command that is over, and what it tried.

    Attributes
    ----------
    code
        Its exit code.
    printed, complained
        Its standard output and standard error.
    sockets
        Who made a socket that is not local, and of which family, for each one.
    connected
        Where the command connected such sockets to.
    """

    code: int = 0
    printed: str = ""
    complained: str = ""
    sockets: list[str] = field(default_factory=list)
    connected: list[Address] = field(default_factory=list)


def can_watch() -> bool:
    """Return whether sockets can be counted on this machine."""
    return sys.platform == "linux" and platform.machine() in MACHINES


def watch(
    command: Sequence[str],
    *,
    allowed: Collection[Address] = (),
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    timeout_s: float = 300.0,
) -> Watched:
    """Run a command to its end, and return what it printed and which sockets it made.

    Every socket that is not local is counted.  Without `allowed` it is refused, too; with
    `allowed` a connection to another address is.

    Parameters
    ----------
    command
        A program and its arguments.
    allowed
        Addresses that it may reach.
    folder
        Where it runs; None = here.
    environment
        Its environment; None = that of this program.
    timeout_s
        It is killed after so many seconds.
    """
    ours, theirs = socket.socketpair()
    starter = [sys.executable, "-S", __file__, str(theirs.fileno()), *command]
    with ours, tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        with theirs:
            child = subprocess.Popen(
                starter,
                stdout=out,
                stderr=err,
                pass_fds=[theirs.fileno()],
                cwd=folder,
                env=environment,
            )
        _, listeners, _, _ = socket.recv_fds(ours, 1, 1)
        if not listeners:
            raise OSError(f"the command cannot be watched (exit code {child.wait()})")
        watched = Watched()
        try:
            _attend(child, listeners[0], watched, frozenset(allowed), timeout_s=timeout_s)
        finally:
            os.close(listeners[0])
        watched.code = child.wait()
        for stream, name in ((out, "printed"), (err, "complained")):
            stream.seek(0)
            setattr(watched, name, stream.read())
    return watched


def _attend(
    child: subprocess.Popen[bytes],
    listener: int,
    watched: Watched,
    allowed: frozenset[Address],
    *,
    timeout_s: float,
) -> None:
    """Answer what the kernel asks until the command and all that it started are over."""
    poll = select.poll()
    poll.register(listener, select.POLLIN)
    end_s = time.monotonic() + timeout_s
    while True:
        events = poll.poll(STEP_MS)
        if any(event & select.POLLIN for _, event in events):
            _answer(listener, watched, allowed)
        elif events or child.poll() is not None:  # hung up: no process has the filter any more
            return
        if time.monotonic() > end_s:
            child.kill()


def _answer(listener: int, watched: Watched, allowed: frozenset[Address]) -> None:
    """Receive one question, note it, and let the call go on or fail."""
    machine = MACHINES[platform.machine()]
    question = bytearray(struct.calcsize(QUESTION))
    try:
        fcntl.ioctl(listener, RECEIVE, question)
    except OSError:  # the asking thread has ended meanwhile
        return
    number, pid, _, call, _, _, first, second, length, *_ = struct.unpack(QUESTION, question)
    error = 0
    if call == machine.socket:
        watched.sockets.append(f"{_program(pid)} ({INTERNET.get(first, f'family {first}')})")
        error = 0 if allowed else errno.EACCES
    elif address := _address(pid, second, length):
        watched.connected.append(address)
        error = 0 if address in allowed else errno.EACCES
    answer = struct.pack(ANSWER, number, 0, -error, 0 if error else GO_ON)
    try:
        fcntl.ioctl(listener, SEND, answer)
    except OSError:  # the same
        return


def _program(pid: int) -> str:
    """Return the name of a thread, and the command line of its process."""
    try:
        name = Path(f"/proc/{pid}/comm").read_text().strip()
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return f"process {pid}"
    return f"{name} of {' '.join(words)[:80].strip()}"


def _address(pid: int, at: int, length: int) -> Address | None:
    """Return the internet address that lies in the memory of a process, if it is one."""
    with Path(f"/proc/{pid}/mem").open("rb") as memory:
        memory.seek(at)
        raw = memory.read(min(length, 28))
    family, port = int.from_bytes(raw[:2], sys.byteorder), int.from_bytes(raw[2:4], "big")
    if family == socket.AF_INET:
        return socket.inet_ntop(family, raw[4:8]), port
    if family == socket.AF_INET6:
        return socket.inet_ntop(family, raw[8:24]), port
    return None


def _program_of_filter(machine: Machine) -> bytes:
    """Return the filter: local sockets are made, other sockets and connections are asked about."""
    lines = [
        (LOAD, 0, 0, ARCH_AT),
        (IS_EQUAL, 1, 0, machine.arch),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER_AT),
        (IS_LEAST, 0, 1, SECOND_NUMBERS),
        (RETURN, 0, 0, KILL),
        (IS_EQUAL, 0, 1, IO_URING_SETUP),
        (RETURN, 0, 0, REFUSE | errno.ENOSYS),
        (IS_EQUAL, 0, 1, machine.connect),
        (RETURN, 0, 0, ASK),
        (IS_EQUAL, 1, 0, machine.socket),
        (RETURN, 0, 0, ALLOW),
        (LOAD, 0, 0, FIRST_ARGUMENT_AT),
    ]
    for family in LOCAL_FAMILIES:
        lines += [(IS_EQUAL, 0, 1, family), (RETURN, 0, 0, ALLOW)]
    lines.append((RETURN, 0, 0, ASK))
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


class _Filter(ctypes.Structure):
    """`struct sock_fprog` of linux/filter.h."""

    _fields_ = [("length", ctypes.c_ushort), ("lines", ctypes.c_char_p)]


def _become(channel: int, command: list[str]) -> None:
    """Put the filter on this process, pass its listener on, and become the command."""
    machine = MACHINES[platform.machine()]
    libc = ctypes.CDLL(None, use_errno=True)
    lines = _program_of_filter(machine)
    program = _Filter(len(lines) // 8, lines)
    libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)  # with it, a filter needs no rights
    listener = libc.syscall(machine.seccomp, FILTER_MODE, WITH_LISTENER, ctypes.byref(program))
    if listener < 0:
        raise OSError(ctypes.get_errno(), "the kernel takes no filter with a listener")
    with socket.socket(fileno=channel) as theirs:
        socket.send_fds(theirs, [b"!"], [listener])
    os.close(listener)
    os.execvp(command[0], command)  # noqa: S606  # that is what it is for


if __name__ == "__main__":
    _become(int(sys.argv[1]), sys.argv[2:])
