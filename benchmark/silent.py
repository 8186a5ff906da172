"""Check that no command of formcheck makes a socket through which something could leave.

::

    python -m benchmark.silent                    every command, on samples (two minutes)
    python -m benchmark.silent analyze set.mp4    one command with words of your own

The server of the pages may listen on this machine, and a page plays a film to it meanwhile.  The
live session reads a camera that plays a film on this machine: it may connect to the address
of that camera, and to nothing else.  Where there is no Xvfb it runs without its window.  The exit
code is 1 if a command made another socket, or failed.
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmark.camera_server import CameraServer
from benchmark.page_client import film_pictures
from benchmark.screen import Screen
from benchmark.sockets import can_watch, watch
from benchmark.web_latency import page_of
from formcheck.web.pairing import network_host

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from benchmark.sockets import Address, Watched

ROOT: Final = Path(__file__).resolve().parent.parent
SAMPLES: Final = ROOT / "sample_videos"
BRIDGE: Final = SAMPLES / "single_leg_bridge.mp4"

FORMCHECK: Final = (sys.executable, "-m", "formcheck")

COMMANDS: Final = (
    "--help",
    "doctor",
    "analyze {bridge} -e single_leg_bridge --json {to}/1.json --video {to}/1.mp4",
    "analyze {bridge} -e single_leg_bridge --csv {to}/1.csv --record {to}/set.npz --model lite",
    "analyze {bridge} --model lite --end 6 --json {to}/2.json --video {to}/2.mp4",
    "analyze {bridge} -e single_leg_bridge --model heavy --end 2",
    "replay {to}/set.npz -e single_leg_bridge --video {to}/3.mp4 --trc {to}/set.trc",
    "replay {to}/set.npz --series {to}/set.csv",
    "replay {to}/set.npz --profile posterior_hip_replacement",
    "replay {to}/set.npz -e single_leg_bridge --html {to}/1.html --json {to}/set.json",
    "analyze {bridge} -e single_leg_bridge --model lite --end 9 --html {to}/2.html --with-photos",
    "report {to}/set.json --html {to}/3.html",
    "learn {bridge} --reps 4 --name learnt --model lite",
    "test chair_stand_30s",
    "test five_times_sit_to_stand {chair} --model lite --age 70 --sex female --json {to}/4.json",
    "exercises list",
    "exercises show single_leg_bridge --picture {to}/1.png",
    "exercises new mine --like mini_squat",
    "exercises check mine.toml",
    "exercises try single_leg_bridge {to}/set.npz --picture {to}/2.png",
    "exercises measures",
    "exercises schema",
    "today --list",
    "plan new plan.toml --precaution knee_pain",
    "plan check plan.toml",
    "plan show plan.toml",
    "summary . --html {to}/summary.html",
    "profiles list",
    "profiles new patient.toml --precaution posterior_hip_replacement",
    "profiles show patient.toml",
    "replay {to}/set.npz -e single_leg_bridge --keep --json {to}/kept.json",
    "report {to}/kept.json --html {to}/report.html",
    "batch {to} -e single_leg_bridge --out {to}/batch --model lite --workers 2 --end 2",
    "import {to}/set.trc --view side-left --out {to}/imported.npz",
    "diary",
    "diary progress --html {to}/d.html --picture {to}/d.svg",
    "diary export --csv {to}/d.csv --xlsx {to}/d.xlsx --json {to}/d.json --fhir {to}/f.json",
    "diary import {to}/d.json",
    "diary path",
    "diary forget --all --yes",
)
"""What is run, in this order: some read what one before them wrote."""

LIVE: Final = (
    "live single_leg_bridge --camera {url} --folder {to}/session --model lite --countdown 1"
    " --no-pain --no-placing --sets 1 --save-video"
)
LIVE_S: Final = 20
"""Length of the live session, seconds: with the words spoken, and some repetitions counted."""

WEB: Final = "web --no-browser --model lite"
WEB_S: Final = 25
"""How long the pages are served, seconds: a session begins and ends."""

NOWHERE: Final = ("127.0.0.1", 9)
"""An address that nothing of formcheck connects to: with it the server may listen."""

STOPPED: Final = 130
"""The exit code of a command that Ctrl-C ended."""

WINDOWLESS: Final = """
from formcheck.cli import main
from formcheck.output.live_screen import window

class Windowless:
    is_closed = False
    def __init__(self, **_): pass
    def __enter__(self): return self
    def __exit__(self, *_): pass
    def show(self, picture): pass
    def show_until(self, picture, is_done):
        while not is_done(0.1): pass
    def pressed(self): return []
    def close(self): pass

window.LiveWindow = Windowless
main()
"""
"""``formcheck`` with a live session that has all of its parts but the window."""


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of the commands: this formcheck, and a diary in their folder."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    diary = str(folder / "diary.sqlite3")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "FORMCHECK_DIARY": diary}


def verdict(done: Watched, *, code: int = 0, allowed: Collection[Address] = ()) -> str:
    """Return what is wrong with a command that was watched; empty = nothing.

    Parameters
    ----------
    done
        The command.
    code
        The exit code that it should have.
    allowed
        Addresses that it was to connect to.
    """
    # A socket that may be made is connected; one that is not could send without.
    strange = [where for where in done.connected if where not in allowed]
    others = len(done.sockets) - (len(done.connected) - len(strange))
    if strange or others:
        made = [f"  {socket}" for socket in done.sockets]
        reached = [f"  connected to {host} port {port}" for host, port in strange]
        return "\n".join([f"{max(others, len(strange))} sockets", *made, *reached])
    if allowed and not done.connected:
        return "the camera was not read"
    if done.code != code:
        return f"exit code {done.code} instead of {code}\n{done.complained[-800:]}"
    return ""


def checked(words: Sequence[str], folder: Path) -> str:
    """Run a command in a folder, and return what is wrong with it."""
    return verdict(watch([*FORMCHECK, *words], folder=folder, environment=environment(folder)))


def checked_live(folder: Path) -> str:
    """Run a live session in front of a camera on loopback, and return what is wrong with it."""
    with ExitStack() as stack:
        camera = stack.enter_context(CameraServer(BRIDGE, loop=True))
        program, display = (sys.executable, "-c", WINDOWLESS), ""
        if shutil.which("Xvfb"):
            screen = stack.enter_context(Screen())
            program, display = FORMCHECK, screen.environment["DISPLAY"]
        stop = ("timeout", "--preserve-status", "--signal=INT", str(LIVE_S))
        words = LIVE.format(url=camera.url, to=folder).split()
        allowed = [(str(camera.server_address[0]), int(camera.server_address[1]))]
        done = watch(
            [*stop, *program, *words],
            allowed=allowed,
            folder=folder,
            environment=environment(folder) | {"DISPLAY": display},
        )
    return verdict(done, code=STOPPED, allowed=allowed)


def checked_web(folder: Path) -> str:
    """Run the server of the pages while one plays a film to it; return what is wrong with it.

    It may make one socket, on which it listens on this machine, and connect to nothing.
    """
    address, wrong = folder / "address.txt", list[str]()
    stop = ("timeout", "--preserve-status", "--signal=INT", str(WEB_S))
    shell = ("sh", "-c", f'exec "$0" "$@" > {address}', *stop)
    page = threading.Thread(target=lambda: wrong.extend(_visit(address)), daemon=True)
    page.start()
    done = watch(
        [*shell, *FORMCHECK, *WEB.split()],
        allowed=[NOWHERE],
        folder=folder,
        environment=environment(folder) | {"HOME": str(folder)},
    )
    page.join()
    if done.connected or len(done.sockets) != 1:
        made = [f"  {one}" for one in (*done.sockets, *done.connected)]
        return "\n".join(["more than the one socket that listens", *made])
    if done.code:
        return f"exit code {done.code}\n{done.complained[-800:]}"
    return "\n".join(wrong)


def _visit(address: Path) -> Iterator[str]:
    """Play some seconds of a film as a page; yield what is wrong with the server."""
    deadline_s = time.monotonic() + WEB_S
    while not address.is_file() or "key=" not in address.read_text():
        if time.monotonic() > deadline_s:
            yield "no address was printed"
            return
        time.sleep(0.1)
    opened = address.read_text().split("http", 1)[1].split()[0]
    port = int(opened.rpartition(":")[2].partition("/")[0])
    with page_of(f"http{opened}") as page:
        page.start("single_leg_bridge", reps=0)
        page.play(film_pictures(BRIDGE)[:120])
        if not page.last("screen"):
            yield "no screen came"
    try:
        socket.create_connection((network_host(), port), timeout=2).close()
        yield "it is reached from the network"
    except OSError:
        pass


def findings(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield every command and what is wrong with it."""
    for text in COMMANDS:
        words = text.format(bridge=BRIDGE, chair=SAMPLES / "sit_to_stand.mp4", to=folder).split()
        yield " ".join(words), checked(words, folder)
    yield LIVE.format(url="http://127.0.0.1:…", to=folder), checked_live(folder)
    yield WEB, checked_web(folder)


def main(words: Sequence[str]) -> int:
    """Check all commands, or the given one; 0 if nothing was wrong."""
    if not can_watch():
        print("Sockets can only be counted on Linux (x86-64 or ARM64).")
        return 1
    if words:
        wrong = checked(words, Path.cwd())
        print(wrong or "0 sockets")
        return int(bool(wrong))
    bad = 0
    with tempfile.TemporaryDirectory() as temporary:
        for command, wrong in findings(Path(temporary)):
            line = f"{wrong or '0 sockets'}  formcheck {command}"
            print(line.replace(temporary, "…").replace(str(SAMPLES), "…"), flush=True)
            bad += bool(wrong)
    print(f"{bad} of {len(COMMANDS) + 2} commands were not silent, or failed")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
