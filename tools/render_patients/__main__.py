"""Render performances: ``python -m tools.render_patients single_leg_bridge``."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tools.render_patients import film, truth
from tools.render_patients.body import embody
from tools.render_patients.exercises import performer
from tools.render_patients.film import write_video
from tools.render_patients.patients import PERFORMANCES
from tools.render_patients.performance import moment
from tools.render_patients.sweep import sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from tools.render_patients.exercises import Exercise
    from tools.render_patients.performance import Performance
    from tools.render_patients.skeleton import Figure

SAMPLES = Path(__file__).resolve().parents[2] / "sample_videos"


def render(performance: Performance, folder: Path) -> Path:
    """Write ``NAME.mp4`` and ``NAME.truth.json`` into a folder; returns the video's path."""
    from tools.render_patients.scene import Room

    body = embody(performance.person)
    exercise = performer(performance, body.skeleton)
    # A leg that hangs needs a bed; whoever lies may lie on one.
    bed_m = getattr(exercise, "bed_m", performance.place.bed_m)
    room = Room(
        body,
        performance.person,
        performance.viewpoint,
        place=replace(performance.place, bed_m=bed_m),
        mat_m=exercise.mat_m,
        chair_m=exercise.chair_m,
        step_m=getattr(exercise, "step_m", None),  # only a step-up has one
    )
    video = folder / f"{performance.name}.mp4"
    frames = pictures(performance, exercise, lambda figure: room.picture(body.vertices_m(figure)))
    # The truth comes last, so that a clip which has one is complete.
    write_video(video, frames, fps=performance.fps, crf=performance.crf)
    room.close()
    write_truth(performance, exercise, folder)
    return video


def write_truth(performance: Performance, exercise: Exercise, folder: Path) -> None:
    """Write ``NAME.truth.json``: the truth of the clip."""
    measure = f"{exercise.measure}_{performance.side}"
    seen = [
        exercise.figure(moment(index / performance.fps, performance.timetable))
        for index in range(performance.frames)
    ]
    view = performance.viewpoint
    angles = truth.series_deg(seen, measure, facing_deg=view.facing_deg + view.yaw_deg)
    path = folder / f"{performance.name}.truth.json"
    truth.write(path, truth.document(performance, angles, measure))


def pictures(
    performance: Performance, exercise: Exercise, draw: Callable[[Figure], NDArray[np.uint8]]
) -> Iterator[NDArray[np.uint8]]:
    """The frames of a clip, shape (height, width, 3) each; who keeps still is drawn only once."""
    chance = np.random.default_rng(0)
    drawn: dict[bytes, NDArray[np.uint8]] = {}
    for index in range(performance.frames):
        needed: dict[bytes, NDArray[np.uint8]] = {}
        exposed = []
        for time_s in film.instants_s(index / performance.fps, performance.film):
            figure = exercise.figure(moment(time_s, performance.timetable))
            parts = (*figure.joints_m.values(), *figure.turns.values())
            key = b"".join(part.tobytes() for part in parts)
            if key not in needed:
                needed[key] = drawn[key] if key in drawn else draw(figure)
            exposed.append(needed[key])
        drawn = needed
        yield film.taken(film.blended(exposed), performance.film, chance)


def main() -> int:
    """Render the performances that the command line names and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.render_patients", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="a performance, or *-report-*")
    parser.add_argument("--to", type=Path, default=SAMPLES, help="folder for the files")
    parser.add_argument("--list", action="store_true", help="name the performances and stop")
    parser.add_argument("--part", default="1/1", help="2/3 is the second third of them")
    parser.add_argument("--truth", action="store_true", help="write only the truth files")
    parser.add_argument("--missing", action="store_true", help="keep clips that are up to date")
    asked = parser.parse_args()
    known = {**PERFORMANCES, **sweep()}
    chosen = [name for name in known if any(fnmatch(name, pattern) for pattern in asked.names)]
    if asked.list or not asked.names:
        print("\n".join(chosen or known))
        return 0
    if not chosen:
        print(f"There is no performance {' '.join(asked.names)}: see --list.", file=sys.stderr)
        return 2
    which, parts = (int(number) for number in asked.part.split("/"))
    asked.to.mkdir(parents=True, exist_ok=True)
    for name in chosen[which - 1 :: parts]:
        if asked.missing and truth.is_of(asked.to / f"{name}.truth.json", known[name]):
            continue
        if asked.truth:
            body = embody(known[name].person)
            exercise = performer(known[name], body.skeleton)
            write_truth(known[name], exercise, asked.to)
            continue
        video = render(known[name], asked.to)
        print(f"{video}  {video.stat().st_size / 1000:.0f} kB", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
