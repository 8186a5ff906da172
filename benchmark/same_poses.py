"""Whether formcheck's own run of BlazePose gives the poses of MediaPipe, clip by clip.

Both estimators look at the same frames; no other person is looked for.  Distances are those of a
picture of 640 by 480 pixels.  MediaPipe's poses are kept in ``.cache/same_poses``, so that a
change of `formcheck/capture/blazepose` is measured in the time of one estimator::

    python -m benchmark.same_poses                       every sample and real clip, model full
    python -m benchmark.same_poses --model heavy --frames 200
    python -m benchmark.same_poses "be_*" domi_squat     these clips

It needs ``pip install "formcheck[mediapipe]"``, and fails if joints are further apart than
`MEDIAN_PX`, `MOST_PX` and `MEDIAN_CM` or a set of exercises is judged in another way.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import sys
import time
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmark import clips
from formcheck.assessment.checker import Checker
from formcheck.capture.models import find_model
from formcheck.capture.pose_estimator import open_estimator
from formcheck.capture.video_file import VideoFile
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.pose.pose import Pose

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

MEDIAN_PX: Final = 1.5
MOST_PX: Final = 4.0
"""Largest distance of joints in the picture: the median, and the 95th percentile."""

MEDIAN_CM: Final = 1.5
"""Largest distance of joints in the world: the median."""

REFERENCE_PX: Final = (640, 480)
CACHE: Final = clips.ROOT / ".cache" / "same_poses"
_ARRAYS: Final = ("image", "world", "visibility")


@dataclass(frozen=True)
class Distance:
    """How far apart two pose streams are.

    Attributes
    ----------
    frames
        Their number.
    same
        Frames whose poses are the same to the last bit.
    unlike
        Frames in which one of the two found no person and the other did.
    px, cm
        Distances of all joints of the other frames.
    """

    frames: int
    same: int
    unlike: int
    px: NDArray[np.floating]
    cm: NDArray[np.floating]

    @property
    def text(self) -> str:
        """The distances in one line."""
        px, cm = (values if len(values) else np.zeros(1) for values in (self.px, self.cm))
        return (
            f"{self.same:6d} of {self.frames:6d} the same, {self.unlike:3d} unlike; "
            f"px {np.median(px):.3f} {np.percentile(px, 95):6.3f}; "
            f"cm {np.median(cm):.3f} {np.percentile(cm, 95):6.3f}"
        )

    @property
    def is_small(self) -> bool:
        """True if the joints are close enough."""
        if not len(self.px):
            return self.unlike == 0
        median_px, most_px = np.percentile(self.px, [50, 95])
        return bool(
            median_px <= MEDIAN_PX and most_px <= MOST_PX and np.median(self.cm) <= MEDIAN_CM
        )


def distance(ours: Sequence[Pose], theirs: Sequence[Pose]) -> Distance:
    """Compare two pose streams of the same frames."""
    pairs = list(zip(ours, theirs, strict=True))
    seen = [(one, other) for one, other in pairs if not (one.is_absent or other.is_absent)]
    pixels = [np.linalg.norm(a.image - b.image, axis=1) * _scale(a.size_px) for a, b in seen]
    metres = [np.linalg.norm(a.world - b.world, axis=1) for a, b in seen]
    return Distance(
        frames=len(pairs),
        same=sum(_are_equal(one, other) for one, other in pairs),
        unlike=sum(one.is_absent != other.is_absent for one, other in pairs),
        px=np.concatenate([*pixels, np.zeros(0)]),
        cm=np.concatenate([*metres, np.zeros(0)]) * 100,
    )


def together(distances: Sequence[Distance]) -> Distance:
    """Return the distances of several clips as one."""
    return Distance(
        frames=sum(one.frames for one in distances),
        same=sum(one.same for one in distances),
        unlike=sum(one.unlike for one in distances),
        px=np.concatenate([one.px for one in distances]),
        cm=np.concatenate([one.cm for one in distances]),
    )


def _scale(size_px: tuple[int, int]) -> float:
    """Return the factor from pixels of a picture to those of `REFERENCE_PX`, upright or not."""
    return min(r / s for r, s in zip(REFERENCE_PX, sorted(size_px, reverse=True), strict=True))


def _are_equal(one: Pose, other: Pose) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True)
        for name in _ARRAYS
    )


def estimated(video: Path, *, name: str, model: str, frames: int | None) -> list[Pose]:
    """Return the poses that an estimator gives of a video."""
    with VideoFile(video) as source, open_estimator(model, name=name) as estimator:
        return [estimator.estimate(frame) for frame in itertools.islice(source, frames)]


def reference(video: Path, *, model: str, frames: int | None) -> list[Pose]:
    """Return the poses that MediaPipe gives of a video, from an earlier run if there is one."""
    digest = hashlib.sha256(video.read_bytes())
    digest.update(find_model(model).sha256.encode() + version("mediapipe").encode())
    path = CACHE / f"{digest.hexdigest()[:24]}_{frames or 'all'}.npz"
    if path.exists():
        with np.load(path) as kept:
            size_px = (int(kept["size_px"][0]), int(kept["size_px"][1]))
            rows = zip(kept["index"].tolist(), kept["time_s"].tolist(), strict=True)
            arrays = zip(*(kept[name] for name in _ARRAYS), strict=True)
            return [
                Pose(index, time_s, size_px, *row)
                for (index, time_s), row in zip(rows, arrays, strict=True)
            ]
    poses = estimated(video, name="mediapipe", model=model, frames=frames)
    CACHE.mkdir(parents=True, exist_ok=True)
    columns = {name: [getattr(pose, name) for pose in poses] for name in _ARRAYS}
    np.savez(
        path,
        size_px=poses[0].size_px,
        index=[pose.index for pose in poses],
        time_s=[pose.time_s for pose in poses],
        **columns,  # type: ignore[arg-type]  # of arrays
    )
    return poses


def judged(exercise: str, poses: Sequence[Pose]) -> list[object]:
    """Return counts, faults and limits of a set."""
    checker = Checker(load_exercise(exercise))
    for pose in poses:
        checker.update(pose)
    report = checker.finish()
    return [
        replace(report.counts),
        [sorted(rep.faults) for rep in report.reps],
        sorted({limit.name for limit in report.limits}),
    ]


def _clips(patterns: Sequence[str]) -> Iterator[clips.Clip]:
    for clip in itertools.chain(clips.samples(), clips.real()):
        if not patterns or any(fnmatch(clip.video.stem, pattern) for pattern in patterns):
            yield clip


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("clips", nargs="*", help="names of clips, with * and ?")
    parser.add_argument("--model", default="full")
    parser.add_argument("--frames", type=int, help="first frames of each clip; default: all")
    return parser.parse_args()


def main() -> int:
    """Compare the clips, and return 1 if poses or verdicts differ too much."""
    asked = _parsed()
    rows, others, spent_s = list[Distance](), list[str](), 0.0
    for clip in _clips(asked.clips):
        theirs = reference(clip.video, model=asked.model, frames=asked.frames)
        begun_s = time.perf_counter()
        ours = estimated(clip.video, name="blazepose", model=asked.model, frames=asked.frames)
        spent_s += time.perf_counter() - begun_s
        rows.append(distance(ours, theirs))
        print(f"{clip.video.stem:40s} {rows[-1].text}", flush=True)
        named = clip.exercise in exercise_names()
        if named and judged(clip.exercise, ours) != judged(clip.exercise, theirs):
            others.append(clip.video.stem)
    if not rows:
        print("no clip of that name")
        return 1
    every = together(rows)
    print(f"{'all, model ' + asked.model:40s} {every.text}")
    print(f"{1000 * spent_s / every.frames:.1f} ms a frame with decoding")
    print(f"judged in another way: {', '.join(others) or 'none'}")
    return 0 if every.is_small and not others else 1


if __name__ == "__main__":
    sys.exit(main())
