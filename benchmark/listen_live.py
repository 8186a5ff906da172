"""What a person hears of the whole of ``formcheck live``, in real time, held against the rules.

::

    python -m benchmark.listen_live                         some real films, else some samples
    python -m benchmark.listen_live "be_*" mini_squat       these clips
    python -m benchmark.listen_live --script be_bridge      also all that is heard and shown

It needs Xvfb, openbox and xdotool.  A film plays as camera (`camera_server.py`) to the program as
a patient starts it: window, placing, pose model, voice.  Its first picture is held until the
countdown is over, the film plays at its own pace, its last picture is held, and ``q`` is pressed.
The voice is the real one up to the program that speaks, for which a silent one stands here: it
takes as long as espeak-ng, and writes down what was heard, to its end or broken off.  What was
said, heard and shown is held against the rules of `benchmark.listener`, with `LATE_S` for a busy
machine, and what was written against what was shown.  Only a machine that keeps up with the camera
hears what a patient hears: the share of the pictures that were analysed is printed.
"""

from __future__ import annotations

import argparse
import json
import shutil
import stat
import sys
import tempfile
import time
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from benchmark import clips
from benchmark.camera_server import CameraServer
from benchmark.listener import BEGINS_S, Heard, Listener, violations
from benchmark.listening import script
from benchmark.screen import Running, Screen, filled
from benchmark.through_camera import PATIENCE_S, press
from formcheck.session.machine import SessionMachine
from formcheck.session.plan import COUNTDOWN_S
from formcheck.session.protocol import Utterance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from formcheck.session.protocol import SessionInput, SessionOutput

LATE_S: Final = 0.3
"""How much later than in a scripted session anything may be heard."""

FILMS: Final = ("be_bridge", "domi_squat", "frailty_output", "tommy_squat1", "nd_clams")
SAMPLES: Final = ("double_leg_bridge", "mini_squat")
"""The clips that are played if none is asked for: real films, samples where those are missing."""

SETTLE_S: Final = 1.0
"""How long after the countdown the film goes on."""

AFTER_S: Final = 10.0
"""How long its last picture is held before the key comes."""

COMMAND: Final = (
    *("python", "-m", "benchmark.listen_live", "--inside", "{log}"),
    *("live", "{exercise}", "--sets", "1", "--reps", "0", "--no-pain", "--model", "full"),
    *("--camera", "{url}", "--folder", "{folder}", "--no-diary"),
)

SPEAKER: Final = """\
#!{python} -SE
# Stands for espeak-ng: takes as long as it, and writes down from when to when it could be heard.
import os, sys, time
rate = int(sys.argv[sys.argv.index("-s") + 1])
words = sys.stdin.read()
if words:
    end_s = time.monotonic() + {begins_s} + len(words.split()) * 60 / rate
    with open({folder!r} + "/" + str(os.getpid()), "w") as log:
        log.write(words + "\\n")
        while True:
            now_s = time.monotonic()
            log.write(str(now_s) + "\\n")
            log.flush()
            if now_s >= end_s:
                log.write("end\\n")
                break
            time.sleep(min(0.02, max(0.0, end_s - now_s)))
"""
"""The program that speaks; it is killed to break it off."""


# --- Within the program -------------------------------------------------------------------------


@dataclass
class RealVoice:
    """What was heard of the real voice."""

    heard: list[Heard] = field(default_factory=list)

    @property
    def busy(self) -> bool:
        """Return False: the real voice knows better."""
        return False

    def say(self, utterance: Utterance) -> None:
        """Do nothing: the real voice says it."""

    def go_on(self, until_s: float) -> None:
        """Do nothing: real time goes on by itself."""


class Recorder:
    """Keeps what a session says and shows while it runs; a context manager."""

    def __init__(self) -> None:
        self.start_s = time.monotonic()
        self.voice = RealVoice()
        self.log = Listener(COUNTDOWN_S, voice=self.voice, late_s=LATE_S)

    def __enter__(self) -> Self:
        self._update = update = SessionMachine.update

        def updated(machine: SessionMachine, inputs: SessionInput) -> SessionOutput:
            output = update(machine, inputs)
            self.log.take(time.monotonic() - self.start_s, output)
            return output

        SessionMachine.update = updated  # type: ignore[method-assign, assignment]
        return self

    def __exit__(self, *_: object) -> None:
        SessionMachine.update = self._update  # type: ignore[method-assign]

    def hear(self, folder: Path) -> None:
        """Read what the speaking programs have written."""
        rows = []
        for file in folder.iterdir():
            words, *times = file.read_text(encoding="utf-8").splitlines()
            complete = times[-1] == "end"
            seconds = [float(line) - self.start_s for line in times if line != "end"]
            rows.append((seconds[0], seconds[-1], words, complete))
        for begin_s, end_s, words, complete in sorted(rows):
            said = [one for s, one in self.log.said if one.words == words and s <= begin_s]
            utterance = said[-1] if said else Utterance(words, "guide")
            self.voice.heard.append(Heard(utterance, begin_s, end_s, complete))


def written_otherwise(log: Listener, folder: Path) -> Iterator[str]:
    """Yield what the files say of a set that the session has not said."""
    for done in log.ended:
        files = sorted(folder.glob(f"set-{done.plan.number}*.json"))
        counts = [json.loads(file.read_text(encoding="utf-8"))["counts"] for file in files]
        if [(one["good"], one["total"]) for one in counts] != [
            (done.report.counts.good, done.report.counts.total)
        ]:
            yield f"written: {counts} of set {done.plan.number}"


def inside(file: Path, arguments: Sequence[str]) -> int:
    """Run ``formcheck`` with arguments, and write what was heard of it, and the violations."""
    from formcheck.cli import main as formcheck

    sys.argv = ["formcheck", *arguments]
    code = 0
    with Recorder() as recorder:
        try:
            formcheck()
        except SystemExit as end:
            code = int(end.code or 0)
    recorder.hear(file.parent / "heard")
    log = recorder.log
    folder = Path(arguments[arguments.index("--folder") + 1])
    found = [*violations(log), *written_otherwise(log, folder)] if log.moments else ["no session"]
    totals = [done.report.counts.total for done in log.ended]
    result = {"violations": found, "counted": totals, "script": list(script(log))}
    file.write_text(json.dumps(result), encoding="utf-8")
    return code


# --- Outside ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Listened:
    """A session in real time: its violations, what was counted, and its script.

    Attributes
    ----------
    analysed_share
        Share of the camera's pictures that were looked at.
    """

    name: str
    violations: Sequence[str]
    counted: Sequence[int] = ()
    script: Sequence[str] = ()
    analysed_share: float = 0.0

    def __str__(self) -> str:
        """Return a line for the session, and one for each violation."""
        head = (
            f"{self.name}: counted {list(self.counted)}, {len(self.violations)} violations, "
            f"{100 * self.analysed_share:.0f} % of the pictures analysed"
        )
        return "\n    ".join([head, *self.violations])


def listened(name: str, video: Path, exercise: str) -> Listened:
    """Play a film to ``formcheck live``, and return what was heard."""
    with tempfile.TemporaryDirectory() as made, Screen() as screen:
        place, log = Path(made), Path(made) / "log.json"
        screen.environment["PATH"] = f"{speaker(place)}:{screen.environment['PATH']}"
        with CameraServer(video, hold_first_s=float("inf")) as server:
            settings = {"url": server.url, "folder": place / "session", "log": log}
            command = filled(COMMAND, exercise=exercise, **settings)
            with Running(command, screen) as running:
                if _wait(running, lambda: any((place / "session").glob(".set-1*"))):
                    time.sleep(COUNTDOWN_S + SETTLE_S)
                    server.play()
                    time.sleep(server.length_s + AFTER_S)
                if running.runs:
                    press("q", screen)
                _wait(running, lambda: False)
                running.end()
                if not log.exists():
                    return Listened(name, [f"It ended without a log: {running.said()}"])
        result: dict[str, Any] = json.loads(log.read_text(encoding="utf-8"))
        session = json.loads((place / "session" / "session.json").read_text(encoding="utf-8"))
        camera = session["camera"]
        share = camera["analysed"] / max(1, camera["grabbed"])
        return Listened(name, **result, analysed_share=share)


def speaker(folder: Path) -> Path:
    """Write the program that speaks; return its folder."""
    (folder / "heard").mkdir()
    (folder / "bin").mkdir()
    program = folder / "bin" / "espeak-ng"
    settings = {"python": sys.executable, "begins_s": BEGINS_S, "folder": str(folder / "heard")}
    program.write_text(SPEAKER.format(**settings), encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program.parent


def _wait(running: Running, is_done: Callable[[], bool]) -> bool:
    """Wait until something is done or the program has ended; return True if it is done."""
    until_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < until_s and running.runs:
        if is_done():
            return True
        time.sleep(0.05)
    return False


def chosen(patterns: Sequence[str]) -> list[clips.Clip]:
    """Return the clips with these names; without a name a few, real ones if there are any."""
    known = [clip for clip in (*clips.samples(), *clips.real()) if clip.exercise]
    names = {clip.name for clip in known}
    wanted = patterns or ([name for name in FILMS if name in names] or SAMPLES)
    return [clip for clip in known if any(fnmatch(clip.name, name) for name in wanted)]


def main() -> int:
    """Play, print, and return 1 if a rule is broken, 2 without clips."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pattern", nargs="*", help="names of clips; else a few")
    parser.add_argument("--script", action="store_true", help="also what is heard and shown")
    asked = parser.parse_args()
    if shutil.which("xdotool") is None:
        raise SystemExit("There is no xdotool: install it (apt install xdotool).")
    broken, found = 0, chosen(asked.pattern)
    for clip in found:
        heard = listened(clip.name, clip.video, clip.exercise)
        broken += len(heard.violations)
        print("\n".join([str(heard), *(heard.script if asked.script else ())]), flush=True)
    print(f"{len(found)} sessions, {broken} violations")
    return int(bool(broken)) if found else 2


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        sys.exit(inside(Path(sys.argv[2]), sys.argv[3:]))
    sys.exit(main())
