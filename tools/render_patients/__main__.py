"""Render performances: ``python -m tools.render_patients single_leg_bridge``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tools.render_patients import truth
from tools.render_patients.catalogue import PERFORMANCES
from tools.render_patients.encode import write_video
from tools.render_patients.exercises import EXERCISES
from tools.render_patients.schedule import duration_s, moment, spans

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from tools.render_patients.performance import Performance

SAMPLES = Path(__file__).resolve().parents[2] / "sample_videos"


def render(performance: Performance, folder: Path) -> Path:
    """Write ``NAME.mp4`` and ``NAME.truth.json`` into a folder; returns the video's path."""
    from tools.render_patients.body import embody
    from tools.render_patients.scene import Room

    body = embody(performance.person)
    exercise = EXERCISES[performance.exercise](body.skeleton, performance.side)
    timetable = spans(performance.efforts, performance.start_s)
    frames = round(duration_s(timetable, performance.rest_s) * performance.fps)
    room = Room(
        body,
        performance.person,
        performance.viewpoint,
        mat_m=exercise.mat_m,
        chair_m=exercise.chair_m,
    )
    seen = []

    def pictures() -> Iterator[NDArray[np.uint8]]:
        for index in range(frames):
            figure = exercise.figure(moment(index / performance.fps, timetable))
            seen.append(figure)
            yield room.picture(body.vertices_m(figure))

    video = folder / f"{performance.name}.mp4"
    write_video(video, pictures(), fps=performance.fps)
    room.close()
    measure = f"{exercise.measure}_{performance.side}"
    angles = truth.series_deg(seen, measure)
    truth.write(
        video.with_suffix(".truth.json"),
        truth.document(performance, timetable, angles, measure),
    )
    return video


def main() -> int:
    """Render what the command line names; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.render_patients", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *PERFORMANCES], metavar="NAME")
    parser.add_argument("--to", type=Path, default=SAMPLES, help="folder for the files")
    parser.add_argument("--list", action="store_true", help="name the performances and stop")
    chosen = parser.parse_args()
    if chosen.list or not chosen.names:
        print("\n".join(PERFORMANCES))
        return 0
    chosen.to.mkdir(parents=True, exist_ok=True)
    for name in chosen.names:
        video = render(PERFORMANCES[name], chosen.to)
        print(f"{video}  {video.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
