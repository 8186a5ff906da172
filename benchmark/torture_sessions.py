"""Cases of `benchmark.torture` for `formcheck live`: what happens to a session in its middle.

The whole command runs; camera, pose model, window and voice are scripted.  At a picture of the
case it gets a signal, is killed, its disk fills up, or its folder goes away.  Every set that was
finished until then is kept, and no file is half written.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sys
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Self

from benchmark.torture_disks import give_up_rights, incomplete, mounted, unmount
from benchmark.torture_inputs import ROOT
from benchmark.torture_task import Task

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from pathlib import Path

    from formcheck.pose.pose import Pose

EXERCISE: Final = "single_leg_bridge"

_WINDOW: Final = "formcheck.output.live_screen.window"


@cache
def poses() -> tuple[Pose, ...]:
    """Return what a person does in two sets of two repetitions."""
    sys.path.append(str(ROOT / "tests"))
    from support.live_fakes import acted

    from formcheck.exercises.loader import load_exercise

    return (*acted(load_exercise(EXERCISE), reps=2, after_s=8.0),) * 2


def play(*, camera: Callable[..., Any] | None, script: tuple[Pose, ...] = ()) -> None:
    """Let `formcheck live` open scripted devices in this process.

    Parameters
    ----------
    camera
        Opens the camera; None = the real one.
    script
        The poses, one for each picture; then no person is seen.
    """
    from support.live_fakes import FakeSpeaker, FakeWindow

    from formcheck.capture.pose_estimator import ScriptedEstimator

    def replaced(module: str, name: str, made: Callable[..., Any]) -> None:
        setattr(import_module(module), name, made)

    replaced(_WINDOW, "LiveWindow", FakeWindow)
    replaced("formcheck.output.speech.voice", "Voice", lambda **_: FakeSpeaker())
    replaced(
        "formcheck.capture.pose_estimator",
        "open_estimator",
        lambda *_, **__: ScriptedEstimator(list(script)),
    )
    replaced("formcheck.capture.blazepose.finder", "PeopleCounter", _NoPeople)
    if camera is not None:
        replaced("formcheck.capture.camera", "Camera", camera)


class _NoPeople:
    """Finds no other people; a context manager."""

    def others(self, *_: object) -> list[Pose]:
        """Return no person."""
        return []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Close nothing."""


@dataclass(frozen=True)
class _Incident:
    """What happens to a session.

    Attributes
    ----------
    act
        Makes it happen, in the process of the session.
    disk_fails
        Whether files may be lost after it.
    codes
        The exit codes that are right then.
    """

    act: Callable[[], None]
    disk_fails: bool = False
    codes: frozenset[int] = frozenset({0})


def _send(*numbers: int) -> Callable[[], None]:
    def send() -> None:
        for number in numbers:
            os.kill(os.getpid(), number)

    return send


def _fill(place: Path) -> None:
    """Fill a disk to its last byte."""
    try:
        with (place / ".filled").open("wb", buffering=0) as file:
            while file.write(bytes(1024)):
                pass
    except OSError:
        pass


def _fail(error: BaseException) -> Callable[[], None]:
    def fail() -> None:
        raise error

    return fail


def _incidents(folder: Path) -> dict[str, _Incident]:
    """Return all that may happen to a session in this folder."""
    stopped = frozenset({0, 130})  # 0: it was over already
    refused = frozenset({0, 7})

    def replace_by_file() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.touch()

    limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE)
    return {
        "SIGINT": _Incident(_send(signal.SIGINT), codes=stopped),
        "SIGTERM": _Incident(_send(signal.SIGTERM), codes=stopped),
        "SIGHUP": _Incident(_send(signal.SIGHUP), codes=stopped),
        "twice": _Incident(_send(signal.SIGINT, signal.SIGINT), codes=stopped),
        "SIGKILL": _Incident(_send(signal.SIGKILL), codes=frozenset({0, -9})),
        "full": _Incident(partial(_fill, folder), disk_fails=True, codes=refused),
        "limit": _Incident(partial(limit, (0, 0)), disk_fails=True, codes=refused),
        "protected": _Incident(partial(folder.chmod, 0o500), disk_fails=True, codes=refused),
        "removed": _Incident(partial(shutil.rmtree, folder), disk_fails=True, codes=refused),
        "a file": _Incident(replace_by_file, disk_fails=True, codes=refused),
        "lost": _Incident(_fail(OSError(5, "Input/output error")), codes=frozenset({0, 3})),
    }


def session(folder: Path, chance: random.Random) -> Task:
    """Do two sets, and let something happen in the middle."""
    place, log = folder / "session", folder / "finished"
    incidents = _incidents(place)
    name = chance.choice(sorted(incidents))
    incident, at = incidents[name], chance.randrange(len(poses()))
    is_small = name == "full" and mounted(place, size_bytes=1 << 20)
    if name == "full" and not is_small:
        name, incident = "limit", incidents["limit"]
    film = ["--save-video"] if chance.random() < 0.3 else []  # noqa: PLR2004  # a share

    def before() -> None:
        from support.live_fakes import PlayedCamera

        from formcheck.output.files.session_folder import SessionFolder

        due = [incident.act]

        class Camera(PlayedCamera):
            def newer_than(self, index: int, *, wait_s: float) -> Any:  # noqa: ANN401
                if self.grabbed == at and due:
                    due.pop()()
                return super().newer_than(index, wait_s=wait_s)

        end = SessionFolder.end

        def logged(files: SessionFolder, report: Any) -> tuple[str, ...]:  # noqa: ANN401
            names = end(files, report)
            if due:  # what is finished before it happens must be there at the end
                with log.open("a") as file:
                    file.writelines(f"{one}\n" for one in names)
            return names

        setattr(SessionFolder, "end", logged)  # noqa: B010  # of this process alone
        play(camera=lambda _: Camera(poses()), script=poses())
        if name == "protected":
            give_up_rights()

    def after(code: int, _text: str) -> str:
        wrong = code not in incident.codes
        finished = log.read_text().split() if log.exists() else []
        if not place.is_dir():
            return f"{name} at {at}: exit code {code}" if wrong else ""
        files = [file for file in place.rglob("*") if not file.name.startswith(".")]
        broken = next(filter(None, map(incomplete, files)), "")
        lost = [one for one in finished if not (place / one).is_file()]
        unkept = [] if name in {"removed", "a file"} else lost
        has_report = (place / "session.json").is_file() or not finished
        needs_report = not incident.disk_fails and name not in {"SIGKILL", "twice"}
        problems = {
            broken: bool(broken),
            f"{', '.join(unkept)} was lost": bool(unkept),
            "no report of the session": needs_report and not has_report,
            f"exit code {code}": wrong,
        }
        return next((f"{name} at {at}: {why}" for why, found in problems.items() if found), "")

    words = [
        "live", EXERCISE, "--side", "left", "--sets", "2", "--reps", "2", "--rest", "4",
        "--countdown", "3", "--no-pain", "--no-placing", "--model", "lite", "--window",
        "--folder", str(place), *film,
    ]  # fmt: skip
    close = partial(unmount, place) if is_small else (lambda: None)
    killed = name in {"SIGKILL", "protected"}  # in a protected folder nothing can be removed
    return Task(words, before=before, after=after, close=close, ends_badly=killed)
