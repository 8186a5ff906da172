"""What people hear of live sessions: recordings played to a session, on a scripted clock.

::

    python -m benchmark.listening                     every sample, and every real film here
    python -m benchmark.listening "be_*" mini_squat   these clips only
    python -m benchmark.listening --script be_bridge  also all that is heard and shown
    python -m benchmark.listening mini_squat=SET.npz  a recording of your own

Each recording is held against the rules of `benchmark.listener`, and against four of its own: a
person who is in place hears no advice that is not true, the set begins within `BEGUN_S` of
`benchmark.scenes`, it has the counts that ``formcheck analyze`` finds in the same poses, and no
arm is taken for a sign.  A person is *there* from the start; or *arrives*: presses a key at the
laptop, walks away, and gets into the start position; or *moves* already, so that the recording
begins at once.
"""

from __future__ import annotations

import argparse
import os
import sys
import tomllib
from concurrent.futures import ProcessPoolExecutor
from fnmatch import fnmatch
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from benchmark import clips
from benchmark.scenes import LIGHT, MODEL, Played, Scene, play, rest_of, standing_clip
from formcheck import recording
from formcheck.capture.camera import brightness
from formcheck.exercises.loader import load_exercise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmark.listener import Listener
    from formcheck.pose.pose import Pose


def scenes_of(clip: clips.Clip) -> Iterator[Scene]:
    """Yield the scenes of a clip: the person is there, arrives, or moves already."""
    poses = recording.read(clips.recording_of(clip, MODEL)).poses
    exercise = load_exercise(clip.exercise)
    light = _light(clip.video, rest_of(exercise, poses)[0])
    wrong = frozenset(_placed_wrong().get(clip.name, ()))
    scene = Scene(clip.name, exercise, poses, light, wrong=wrong)
    yield from (scene, scene._replace(arrives=True), scene._replace(moves=True))


def _placed_wrong() -> dict[str, list[str]]:
    """Return the checks that are truly wrong in real films, by clip."""
    table: dict[str, list[str]] = tomllib.loads(clips.REAL_TRUTH.read_text(encoding="utf-8"))[
        "placed_wrong"
    ]
    return table


def _light(video: Path, pose: Pose) -> float:
    """Return the brightness of a film where it shows the pose."""
    film = cv2.VideoCapture(str(video))
    film.set(cv2.CAP_PROP_POS_MSEC, 1000 * pose.time_s)
    shown, image = film.read()
    film.release()
    return brightness(np.asarray(image, np.uint8), pose) if shown else LIGHT


def script(log: Listener) -> Iterator[str]:
    """Yield what was shown and heard, in order of time."""
    lines: list[tuple[float, int, str]] = []
    shown = ("", "", "")
    for moment in log.moments:
        screen = moment.output.screen
        now = (screen.kind.value, screen.heading, screen.detail)
        if now != shown:
            shown = now
            lines.append((moment.time_s, 0, "    [" + " | ".join(filter(None, now)) + "]"))
            lines += [(moment.time_s, 1, f"        {line}") for line in screen.lines]
    for one in log.voice.heard:
        broken = "" if one.complete else f" // {one.end_s:.1f}"
        lines.append((one.begin_s, 2, f'"{one.words}"{broken}'))
    for time_s, _, line in sorted(lines, key=lambda row: row[:2]):
        yield f"{time_s:7.1f} {line}"


def _heard(job: tuple[Scene, bool]) -> tuple[Played, str]:
    """Play a scene; return it with the lines to print."""
    scene, shows = job
    played = play(scene)
    broken = played.violations()
    times = (played.placed_s, played.counts_down_s, played.begun_s)
    how = "arrives" if scene.arrives else "moves" if scene.moves else "there"
    lines = [
        f"{scene.name:38}{how:8}" + "".join(f"{time_s:7.1f}" for time_s in times)
        + f"   counted {played.counted}  {', '.join(sorted(played.advised))}"
    ]  # fmt: skip
    lines += [f"    {line}" for line in broken]
    lines += script(played.log) if shows else []
    return played, "\n".join(lines)


def _asked(patterns: Sequence[str]) -> Iterator[Scene]:
    """Yield the scenes that are asked for: names of clips, or ``EXERCISE=FILE.npz``."""
    for pattern in patterns:
        name, is_file, file = pattern.partition("=")
        if is_file:
            yield Scene(Path(file).stem, load_exercise(name), recording.read(file).poses)
    names = [pattern for pattern in patterns if "=" not in pattern] if patterns else ["*"]
    known = [clip for clip in (*clips.samples(), *clips.real()) if clip.exercise]
    chosen = [clip for clip in known if any(fnmatch(clip.name, name) for name in names)]
    clips.estimate_missing([*chosen, standing_clip()], MODEL, workers=os.cpu_count() or 1)
    yield from chain.from_iterable(scenes_of(clip) for clip in chosen)


def main() -> int:
    """Play, print, and return 1 if a rule is broken, 2 without recordings."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pattern", nargs="*", help="clips, or EXERCISE=FILE.npz; else all")
    parser.add_argument("--script", action="store_true", help="also what is heard and shown")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    jobs = [(scene, asked.script) for scene in _asked(asked.pattern)]
    if not jobs:
        print("There is no such recording.")
        return 2
    print(f"{'seconds from being in place to':46} placed  count    set")
    with ProcessPoolExecutor(asked.workers) as pool:
        found = []
        for played, lines in pool.map(_heard, jobs):
            found.append(played)
            print(lines, flush=True)
    broken = sum(len(played.violations()) for played in found)
    right = [played for played in found if not (played.scene.wrong or played.scene.moves)]
    slowest = max(right, key=lambda played: played.begun_s, default=None)
    if slowest is not None:
        print(
            f"Slowest where the camera stands right: {slowest.begun_s:.1f} s, {slowest.scene.name}"
        )
    print(f"{len(found)} sessions, {broken} violations")
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
