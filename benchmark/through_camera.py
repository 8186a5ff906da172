"""Check that a sample video gives the same through a camera as by ``formcheck analyze``.

::

    python -m benchmark.through_camera                    every clean sample, two at a time
    python -m benchmark.through_camera mini_squat --jobs 1
    python -m benchmark.through_camera --faults           those with faults as well

Each sample is played at its own pace by a camera in the network (`camera_server.py`), in front of
which ``formcheck live`` runs whole: window (on Xvfb), voice, placing, countdown.  Its first
picture is held until the countdown is over, as a person waits in the start position; when the
film is over the key ``q`` is pressed with xdotool.  Compared are counts, the faults of each
repetition, and the limits.  The bytes differ: another decoder, JPEG in between, dropped pictures,
other times.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmark.camera_server import CameraServer
from benchmark.screen import Running, Screen, filled

SAMPLES: Final = Path(__file__).parent.parent / "sample_videos"

COUNTDOWN_S: Final = 2.0
SETTLE_S: Final = 0.3
"""How long after the countdown the film goes on."""

AFTER_S: Final = 2.0
"""How long after its end the key comes."""

PATIENCE_S: Final = 60.0
"""How long the set may take to begin, and the command to end."""

LIVE: Final = (
    *("python", "-m", "formcheck", "live", "{exercise}", "--sets", "1", "--reps", "0"),
    *("--countdown", "{countdown}", "--no-pain", "--model", "full", "--camera", "{url}"),
    *("--folder", "{folder}", "--no-diary"),
)
ANALYZE: Final = (
    *("python", "-m", "formcheck", "analyze", "{video}", "--exercise", "{exercise}"),
    *("--json", "{report}"),
)


@dataclass(frozen=True, slots=True)
class Compared:
    """A sample, both ways.

    Attributes
    ----------
    name
        Of the sample.
    camera, file
        The decisions to compare: counts, faults of each repetition, limits.
    analysed_share
        Share of the camera's pictures that were looked at.
    placed_s
        How long the session took until its set began.
    said
        The error, if there was one.
    """

    name: str
    camera: dict[str, Any] | None
    file: dict[str, Any] | None
    analysed_share: float = 0.0
    placed_s: float = 0.0
    said: str = ""

    @property
    def is_equal(self) -> bool:
        """Whether both ways gave the same decisions."""
        return self.camera is not None and self.camera == self.file

    def __str__(self) -> str:
        if self.is_equal and self.file is not None:
            counts = self.file["counts"]
            counted = f"{counts['good']} good of {counts['total']}"
            seen = f"{100 * self.analysed_share:.0f} % of the pictures analysed"
            return f"equal    {self.name}: {counted}, set after {self.placed_s:.1f} s, {seen}"
        return f"DIFFERS  {self.name}:\n  camera {self.camera}\n  file   {self.file}\n{self.said}"


def decided(report: dict[str, Any]) -> dict[str, Any]:
    """Return the decisions of a report, without its measurements."""
    return {
        "counts": report["counts"],
        "verdict": report["verdict"],
        "reps": [(rep["side"], rep["good"], sorted(rep["faults"])) for rep in report["reps"]],
        "partial": [sorted(rep["faults"]) for rep in report["partial_reps"]],
        "limits": [(limit["name"], limit["action"]) for limit in report["limits"]],
    }


def analysed(video: Path, exercise: str, folder: Path) -> dict[str, Any]:
    """Return the decisions of ``formcheck analyze``."""
    report = folder / "file.json"
    command = filled(ANALYZE, video=video, exercise=exercise, report=report)
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return decided(json.loads(report.read_text(encoding="utf-8")))


def press(key: str, screen: Screen) -> None:
    """Press a key in the window of the session."""
    command = ["xdotool", "search", "--name", "^formcheck$", "windowfocus", "key", key]
    subprocess.run(command, env=screen.environment, check=True, capture_output=True, timeout=20)


def move_pointer(x: int, y: int, screen: Screen) -> None:
    """Move the mouse pointer to a place on the screen."""
    command = ["xdotool", "mousemove", str(x), str(y)]
    subprocess.run(command, env=screen.environment, check=True, capture_output=True, timeout=20)


def through_camera(sample: Path) -> Compared:
    """Play a sample to a live session, and compare."""
    exercise = json.loads(sample.with_suffix(".truth.json").read_text())["exercise"]
    with tempfile.TemporaryDirectory() as made, Screen() as screen:
        folder = Path(made)
        settings = {"exercise": exercise, "countdown": COUNTDOWN_S, "folder": folder / "session"}
        with CameraServer(sample, hold_first_s=float("inf")) as server:
            length_s = server.length_s
            command = filled(LIVE, url=server.url, **settings)
            begun_s = time.monotonic()
            with Running(command, screen) as running:
                placed_s = _set_begun_s(folder / "session", running)
                if placed_s is None:
                    return Compared(sample.stem, None, None, said=running.said())
                time.sleep(COUNTDOWN_S + SETTLE_S)
                server.play()
                time.sleep(length_s + AFTER_S)
                press("q", screen)
                time.sleep(1.0)
                press("q", screen)
                _wait_for_end(running)
                said = running.said()
        reports = sorted((folder / "session").glob("set-*.json"))
        if len(reports) != 1:
            return Compared(sample.stem, None, None, said=said)
        session = json.loads((folder / "session" / "session.json").read_text(encoding="utf-8"))
        camera = session["camera"]
        return Compared(
            sample.stem,
            decided(json.loads(reports[0].read_text(encoding="utf-8"))),
            analysed(sample, exercise, folder),
            analysed_share=camera["analysed"] / camera["grabbed"],
            placed_s=placed_s - begun_s,
            said=said,
        )


def _set_begun_s(folder: Path, running: Running) -> float | None:
    """When the set began: its files appear with the countdown.  None = it never did."""
    until_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < until_s and running.runs:
        if any(folder.glob(".set-1*")):
            return time.monotonic()
        time.sleep(0.05)
    return None


def _wait_for_end(running: Running) -> None:
    until_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < until_s and running.runs:
        time.sleep(0.1)


def main() -> int:
    """Compare and print; the exit code is 0 if all is equal."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", help="samples; else every clean one")
    parser.add_argument("--faults", action="store_true", help="those with faults as well")
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    if shutil.which("xdotool") is None:
        raise SystemExit(
            "There is no xdotool: install it (Debian and Ubuntu: apt install xdotool)."
        )
    found = [SAMPLES / f"{name}.mp4" for name in args.names] or sorted(SAMPLES.glob("*.mp4"))
    if not args.names and not args.faults:
        found = [path for path in found if not path.stem.endswith("_faults")]
    equal = 0
    with ThreadPoolExecutor(args.jobs) as pool:
        for compared in pool.map(through_camera, found):
            equal += compared.is_equal
            print(compared, flush=True)
    print(f"{equal} of {len(found)} samples give the same through the camera and from the file")
    return 0 if equal == len(found) else 1


if __name__ == "__main__":
    sys.exit(main())
