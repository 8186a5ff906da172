"""Measure the cost of formcheck, as ratios within one run.

::

    python benchmark/speed.py                 cost of analysing and judging (about two minutes)
    python benchmark/speed.py --memory        also 2 against 20 minutes of video (about 15 minutes)
    python benchmark/speed.py --video FILE --exercise NAME

Four questions: how much longer `analyze` takes than a bare loop of decoding and pose estimation
over the same frames; the cost of one `Checker.update`; the cost of following every
exercise at once for each pose; and whether memory grows with the length of
the video.  Ratios are taken pair by pair and the median is reported, because machines are noisy.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import av

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE: Final = Path(__file__).resolve().parent
SAMPLE: Final = HERE.parent / "sample_videos" / "single_leg_bridge.mp4"
MOST_RATIO, MOST_UPDATE_MS, MOST_GROWTH = 1.15, 0.3, 1.10
MOST_AT_ONCE_MS: Final = 3.0

ANALYZE: Final = """
import resource, sys, time
import formcheck
path, exercise, model = sys.argv[1:]
start_s = time.perf_counter()
report = formcheck.analyze(path, exercise, model=model)
print(time.perf_counter() - start_s, report.source["frames"],
      resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""

BARE: Final = """
import resource, sys, time
import av, mediapipe as mp
from mediapipe.tasks.python import BaseOptions, vision
from formcheck.capture.models import find_model
path, _, model = sys.argv[1:]
start_s = time.perf_counter()
options = vision.PoseLandmarkerOptions(
    base_options=BaseOptions(model_asset_path=str(find_model(model).path)),
    running_mode=vision.RunningMode.VIDEO,
)
frames = 0
with vision.PoseLandmarker.create_from_options(options) as landmarker, av.open(path) as container:
    for frame in container.decode(video=0):
        image = mp.Image(mp.ImageFormat.SRGB, frame.to_ndarray(format="rgb24"))
        landmarker.detect_for_video(image, int(frame.time * 1000))
        frames += 1
print(time.perf_counter() - start_s, frames,
      resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def run(code: str, video: Path, exercise: str, model: str) -> tuple[float, int, int]:
    """Seconds, frames and peak memory (kB) of a loop in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", code, str(video), exercise, model],
        check=True,
        capture_output=True,
        text=True,
    )
    seconds, frames, memory_kb = done.stdout.split()[-3:]
    return float(seconds), int(frames), int(memory_kb)


def analyze_against_bare_loop(video: Path, exercise: str, *, model: str, pairs: int) -> bool:
    """Time both in turn and return whether the median ratio is within the budget."""
    ratios = []
    for number in range(pairs):
        order = (ANALYZE, BARE) if number % 2 else (BARE, ANALYZE)
        timed = {code: run(code, video, exercise, model) for code in order}
        (ours_s, ours, _), (bare_s, bare, _) = timed[ANALYZE], timed[BARE]
        if ours != bare:
            print(f"analyze saw {ours} frames, the bare loop {bare}: not comparable")
            return False
        ratios.append(ours_s / bare_s)
        print(f"  analyze {ours_s:6.2f} s   bare loop {bare_s:6.2f} s   ratio {ratios[-1]:.3f}")
    ratio = statistics.median(ratios)
    print(f"analyze / (decode + PoseLandmarker), {model}: median {ratio:.3f} (most {MOST_RATIO})")
    return ratio <= MOST_RATIO


def cost_of_an_update(exercises: Sequence[str]) -> bool:
    """Time `Checker.update` over performed sets and return whether it is within the budget."""
    sys.path.insert(0, str(HERE.parent / "tests"))
    from support.performer import perform, plan_for

    from formcheck.assessment.checker import Checker
    from formcheck.exercises.loader import load_exercise

    worst_ms = 0.0
    for name in exercises:
        exercise = load_exercise(name)
        checker, taken_ms = Checker(exercise), []
        for pose in perform(exercise, plan=plan_for(exercise, reps=3, hold_s=6.0)):
            start_s = time.perf_counter()
            checker.update(pose)
            taken_ms.append(1000 * (time.perf_counter() - start_s))
        median_ms = statistics.median(taken_ms)
        worst_ms = max(worst_ms, median_ms)
        print(f"  {name:30} {median_ms:.3f} ms a pose")
    print(f"Checker.update: worst median {worst_ms:.3f} ms (most {MOST_UPDATE_MS})")
    return worst_ms <= MOST_UPDATE_MS


def cost_of_all_at_once(exercises: Sequence[str]) -> bool:
    """Time `Recognizer.update`, which follows all, and return whether it is within the budget."""
    from support.performer import perform, plan_for

    from formcheck.exercises.loader import load_exercise
    from formcheck.recognition.recognizer import Recognizer

    loaded = [load_exercise(name) for name in exercises]
    worst_ms, of = 0.0, ""
    for exercise in loaded:
        poses = list(perform(exercise, plan=plan_for(exercise, reps=2, hold_s=6.0)))
        recognizer = Recognizer(loaded)
        start_s = time.perf_counter()
        for pose in poses:
            recognizer.update(pose)
        recognizer.finish()
        mean_ms = (time.perf_counter() - start_s) / len(poses) * 1e3
        if mean_ms > worst_ms:
            worst_ms, of = mean_ms, exercise.name
    print(
        f"Recognizer, {len(loaded)} exercises at once: worst mean {worst_ms:.2f} ms a pose, "
        f"cutting into sets included ({of}; most {MOST_AT_ONCE_MS:g})"
    )
    return worst_ms <= MOST_AT_ONCE_MS


def memory_growth(video: Path, exercise: str, *, folder: Path) -> bool:
    """Analyse a video for 2 and for 20 minutes and return whether memory stays the same."""
    peaks_kb = {}
    for minutes in (2, 20):
        long = folder / f"{minutes}.mp4"
        repeat(video, long, duration_s=60.0 * minutes)
        seconds, frames, peaks_kb[minutes] = run(ANALYZE, long, exercise, "lite")
        print(f"  {minutes:2} min: {frames} frames, {seconds:.0f} s, {peaks_kb[minutes]} kB")
    growth = peaks_kb[20] / peaks_kb[2]
    print(f"peak memory, 20 min / 2 min: {growth:.3f} (most {MOST_GROWTH})")
    return growth <= MOST_GROWTH


def repeat(video: Path, out: Path, *, duration_s: float) -> None:
    """Copy the packets of a video again and again, without encoding them anew."""
    with av.open(str(out), "w") as target:
        stream, shift, end_s = None, 0, 0.0
        while end_s < duration_s:
            last = 0
            with av.open(str(video)) as source:
                original = source.streams.video[0]
                if stream is None:
                    stream = target.add_stream_from_template(original)
                for packet in source.demux(original):
                    if packet.dts is None or packet.pts is None:
                        continue
                    last = max(last, packet.pts + (packet.duration or 0))
                    packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
                    packet.stream = stream
                    target.mux(packet)
                shift += last
                end_s = float(shift * (original.time_base or 0))


def main() -> int:
    """Measure and print; 0 if every figure is within its budget."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--video", type=Path, default=SAMPLE)
    parser.add_argument("--exercise", default="single_leg_bridge")
    parser.add_argument("--model", default="full")
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--memory", action="store_true", help="also 2 against 20 minutes")
    args = parser.parse_args()

    from formcheck.exercises.loader import exercise_names

    good = [cost_of_an_update(exercise_names()), cost_of_all_at_once(exercise_names())]
    good.append(
        analyze_against_bare_loop(args.video, args.exercise, model=args.model, pairs=args.pairs)
    )
    if args.memory:
        with tempfile.TemporaryDirectory() as folder:
            good.append(memory_growth(args.video, args.exercise, folder=Path(folder)))
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
