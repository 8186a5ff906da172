"""Measure the cost of formcheck, as ratios within one run.

::

    python benchmark/speed.py                 all models, and judging (about five minutes)
    python benchmark/speed.py --memory        also 2 against 20 minutes of video (about 15 minutes)
    python benchmark/speed.py --model full --rounds 9 --video FILE --exercise NAME
    python benchmark/speed.py --bundles DIR   MediaPipe runs the bundles of another folder
    python benchmark/speed.py --starts        only how long commands take to start (seconds)

Five questions: how long a command takes that only prints; how long `analyze` takes beside a bare
loop of decoding and MediaPipe's pose landmarker over the same frames (if mediapipe is installed),
and beside the landmark network alone; the cost of one `Checker.update`; the cost of following
every exercise at once for each pose; and whether memory grows with the length of the video.
`analyze`, MediaPipe and the network take turns, each in a process of its own, and a ratio is the
median of those of the rounds, because machines are noisy.  Loading the libraries is not timed
there, opening the model is.
"""

from __future__ import annotations

import argparse
import math
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

import av

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HERE: Final = Path(__file__).resolve().parent
SAMPLE: Final = HERE.parent / "sample_videos" / "single_leg_bridge.mp4"
MOST_RATIO: Final = {"lite": 0.75, "full": 0.65, "heavy": 0.65}
"""Most that `analyze` may take, as a share of the bare loop with MediaPipe."""

MOST_UPDATE_MS, MOST_GROWTH, MOST_MEMORY_MB = 0.3, 1.10, 330
MOST_AT_ONCE_MS: Final = 3.0

STARTS: Final[Mapping[str, tuple[tuple[str, ...], float]]] = {
    "python": (("-c", "pass"), math.inf),
    "import formcheck": (("-c", "import formcheck"), 100.0),
    "formcheck --version": (("-m", "formcheck", "--version"), 300.0),
    "formcheck --help": (("-m", "formcheck", "--help"), 400.0),
    "formcheck exercises list": (("-m", "formcheck", "exercises", "list"), 1000.0),
}
"""What is started, and the most that it may take, milliseconds."""

ANALYZE: Final = """
import resource, sys, time
import cv2, av, ai_edge_litert.interpreter
import formcheck
from formcheck.capture.blazepose import estimator
path, exercise, model, _ = sys.argv[1:]
analyze = formcheck.analyze
start_s = time.perf_counter()
report = analyze(path, exercise, model=model)
print(time.perf_counter() - start_s, report.source["frames"],
      resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""

BARE: Final = """
import resource, sys, time
import av, mediapipe as mp
from mediapipe.tasks.python import BaseOptions, vision
path, _, _, bundle = sys.argv[1:]
start_s = time.perf_counter()
options = vision.PoseLandmarkerOptions(
    base_options=BaseOptions(model_asset_path=bundle), running_mode=vision.RunningMode.VIDEO
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

NETWORK: Final = """
import resource, sys, time, zipfile
import av, numpy as np
from ai_edge_litert.interpreter import Interpreter
from formcheck.capture.models import find_model
path, _, model, _ = sys.argv[1:]
with zipfile.ZipFile(find_model(model).path) as bundle:
    content = bundle.read("pose_landmarks_detector.tflite")
with av.open(path) as container:
    picture = next(container.decode(video=0)).reformat(256, 256, "rgb24").to_ndarray()
    frames = container.streams.video[0].frames
start_s = time.perf_counter()
interpreter = Interpreter(model_content=content, num_threads=2)
interpreter.allocate_tensors()
for _ in range(frames):
    interpreter.set_tensor(0, picture[None].astype(np.float32) / 255)
    interpreter.invoke()
print(time.perf_counter() - start_s, frames,
      resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@dataclass(frozen=True, slots=True)
class Run:
    """A loop over all frames of a video, in a process of its own.

    Attributes
    ----------
    seconds, frames, memory_kb
        How long it took, for how many frames, and the most memory that it used.
    """

    seconds: float
    frames: int
    memory_kb: int

    @property
    def frame_ms(self) -> float:
        """Time for one frame, milliseconds."""
        return 1000 * self.seconds / self.frames


def run(code: str, video: Path, exercise: str, model: str, bundle: str = "") -> Run:
    """Run a loop and return what it cost."""
    done = subprocess.run(
        [sys.executable, "-c", code, str(video), exercise, model, bundle],
        check=True,
        capture_output=True,
        text=True,
    )
    seconds, frames, memory_kb = done.stdout.split()[-3:]
    return Run(float(seconds), int(frames), int(memory_kb))


def side_by_side(
    video: Path, exercise: str, *, models: Sequence[str], rounds: int, bundles: Path
) -> bool:
    """Time analysis, MediaPipe and network in turn; return whether all is within the budget."""
    loops = {"analyze": ANALYZE, "network": NETWORK}
    if find_spec("mediapipe") is not None:
        loops["mediapipe"] = BARE
    rows, good = [], True
    for model in models:
        bundle = str(bundles / f"pose_landmarker_{model}.task")
        timed: dict[str, list[Run]] = {name: [] for name in loops}
        for number in range(rounds):
            for name in sorted(loops, reverse=bool(number % 2)):
                timed[name].append(run(loops[name], video, exercise, model, bundle))
        if len({each.frames for each in chain(*timed.values())}) > 1:
            print("The loops saw different numbers of frames: they cannot be compared.")
            return False
        rows.append(row_of(model, timed))
        memory_mb = max(each.memory_kb for each in timed["analyze"]) / 1024
        good &= memory_mb <= MOST_MEMORY_MB or model == "heavy"
        if "mediapipe" in timed:
            good &= ratio(timed["analyze"], timed["mediapipe"]) <= MOST_RATIO[model]
    print_table(rows)
    return good


def ratio(runs: Sequence[Run], others: Sequence[Run]) -> float:
    """Return the median of the ratios of two loops, round by round."""
    pairs = zip(runs, others, strict=True)
    return statistics.median(ours.seconds / theirs.seconds for ours, theirs in pairs)


def row_of(model: str, timed: Mapping[str, Sequence[Run]]) -> list[str]:
    """Return the row of a model: times of a frame, ratios, and memory."""
    ours, bare = timed["analyze"], timed.get("mediapipe", ())

    def frame_ms(runs: Sequence[Run]) -> str:
        return f"{statistics.median(each.frame_ms for each in runs):.1f} ms" if runs else "–"

    return [
        model,
        *map(frame_ms, (ours, bare, timed["network"])),
        f"{ratio(ours, bare):.2f} (most {MOST_RATIO[model]})" if bare else "–",
        f"{ratio(ours, timed['network']):.2f}",
        f"{max(each.memory_kb for each in ours) / 1024:.0f} MB",
        f"{max(each.memory_kb for each in bare) / 1024:.0f} MB" if bare else "–",
    ]


def print_table(rows: Sequence[Sequence[str]]) -> None:
    """Print the rows as a Markdown table."""
    head = (
        *("model", "analyze", "MediaPipe loop", "network alone"),
        *("analyze / MediaPipe", "analyze / network", "peak memory", "... of MediaPipe"),
    )
    for cells in (head, ["---"] * len(head), *rows):
        print("| " + " | ".join(cells) + " |")


def starts(rounds: int) -> bool:
    """Time commands that only print, and return whether each is within its budget.

    The quickest of the rounds counts: other programs can only make a start slower.  Processor
    time stands beside it, because it tells more on a machine that is busy.
    """
    good = True
    for name, (words, most_ms) in STARTS.items():
        wall_ms, busy_ms = [], []
        for _ in range(1 + rounds):  # the first one reads the files from the disk
            before, start_s = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            subprocess.run([sys.executable, *words], check=True, capture_output=True)
            wall_ms.append(1000 * (time.perf_counter() - start_s))
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            busy_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            busy_ms.append(1000 * busy_s)
        most = f" (most {most_ms:.0f})" if most_ms < math.inf else ""
        print(f"{name:25} {min(wall_ms):5.0f} ms{most}, processor {min(busy_ms):.0f} ms")
        good &= min(wall_ms) <= most_ms
    return good


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
        done = run(ANALYZE, long, exercise, "lite")
        peaks_kb[minutes] = done.memory_kb
        print(
            f"  {minutes:2} min: {done.frames} frames, {done.seconds:.0f} s, {done.memory_kb} kB"
        )
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
    parser.add_argument("--model", choices=MOST_RATIO, help="one model instead of all")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--bundles", type=Path, default=HERE.parent / "models")
    parser.add_argument("--memory", action="store_true", help="also 2 against 20 minutes")
    parser.add_argument("--starts", action="store_true", help="only how commands start")
    args = parser.parse_args()

    from formcheck.exercises.loader import exercise_names

    good = [starts(args.rounds)]
    if args.starts:
        return 0 if all(good) else 1
    good += [cost_of_an_update(exercise_names()), cost_of_all_at_once(exercise_names())]
    models = [args.model] if args.model else list(MOST_RATIO)
    compare = partial(side_by_side, models=models, rounds=args.rounds, bundles=args.bundles)
    good.append(compare(args.video, args.exercise))
    if args.memory:
        with tempfile.TemporaryDirectory() as folder:
            good.append(memory_growth(args.video, args.exercise, folder=Path(folder)))
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
