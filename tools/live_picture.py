"""Draw the picture of the live screen for the README: four moments of a session with a sample.

::

    python tools/live_picture.py             writes docs/live.jpg

A session of two sets runs over ``double_leg_bridge_faults.mp4`` on the clock of the film, with the
real pose model, machine and screen: placing, countdown, a repetition with a correction, rest.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from formcheck.capture.pose_estimator import open_estimator
from formcheck.capture.video_file import VideoFile
from formcheck.exercises.loader import load_exercise
from formcheck.output.live_screen.screen import LiveScreen
from formcheck.session.machine import SessionMachine
from formcheck.session.plan import SessionPlan
from formcheck.session.protocol import ScreenKind, SessionInput, Surroundings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from formcheck.capture.video_file import Frame
    from formcheck.pose.pose import Pose
    from formcheck.session.protocol import SessionOutput

ROOT: Final = Path(__file__).resolve().parent.parent
FILM: Final = ROOT / "sample_videos" / "double_leg_bridge_faults.mp4"
PICTURE: Final = ROOT / "docs" / "live.jpg"

EXERCISE: Final = "double_leg_bridge"
REPS: Final = 3
CELL_PX: Final = 640
"""Width of one of the four screens."""

GAP_PX: Final = 12
STILL_S: Final = 20.0
"""How long the first picture is held, as a person waits in the start position."""

COUNT_AT_S: Final = 3.0
REST_AT_S: Final = 41.0
"""The seconds that the two clocks show."""

AROUND: Final = Surroundings(brightness=0.5, people=1)
QUALITY: Final = 85


def moments() -> Iterator[tuple[float, Pose, Frame]]:
    """Yield seconds, pose and picture: the first one held, then the film, then the last one."""
    with VideoFile(FILM) as film, open_estimator("full") as estimator:
        frames = iter(film)
        first = next(frames)
        pose = estimator.estimate(first)
        step_s = float(1 / film.rate)
        for number in range(round(STILL_S / step_s)):
            yield number * step_s, pose, first
        for frame in frames:
            pose, last = estimator.estimate(frame), frame
            yield STILL_S + frame.time_s, pose, frame
        for number in range(1, round(STILL_S / step_s)):
            yield STILL_S + last.time_s + number * step_s, pose, last


def is_wanted(output: SessionOutput) -> bool:
    """Return True if this moment is one to show."""
    screen, reading = output.screen, output.reading
    if screen.kind is ScreenKind.PLACING:
        return any(check.passed for check in screen.checks)
    if screen.kind is ScreenKind.COUNTDOWN:
        return screen.remaining_s <= COUNT_AT_S
    if screen.kind is ScreenKind.MOVING:
        return reading is not None and reading.cue is not None and reading.reps > 0
    return screen.kind is ScreenKind.RESTING and screen.remaining_s <= REST_AT_S


def screens() -> dict[ScreenKind, NDArray[np.uint8]]:
    """Return the screen of each kind, when it is first wanted."""
    exercise = load_exercise(EXERCISE)
    plan = SessionPlan(exercise, ("auto",), sets=2, reps=REPS, rest_s=60.0, asks_pain=False)
    machine = SessionMachine(plan)
    shown: dict[ScreenKind, NDArray[np.uint8]] = {}
    painter = None
    for index, (time_s, pose, frame) in enumerate(moments()):
        painter = painter or LiveScreen(exercise, pose.size_px)
        now = replace(pose, index=index, time_s=time_s)
        output = machine.update(SessionInput(time_s, now, AROUND))
        if output.screen.kind not in shown and is_wanted(output):
            shown[output.screen.kind] = painter.draw(output.screen, output.reading, frame.image)
    return shown


def sheet(pictures: list[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """Return four pictures, two beside and two below each other, shape (height, width, 3)."""
    height = round(CELL_PX * pictures[0].shape[0] / pictures[0].shape[1])
    canvas = np.full((2 * height + GAP_PX, 2 * CELL_PX + GAP_PX, 3), 255, np.uint8)
    for number, picture in enumerate(pictures):
        top = number // 2 * (height + GAP_PX)
        left = number % 2 * (CELL_PX + GAP_PX)
        small = cv2.resize(picture, (CELL_PX, height), interpolation=cv2.INTER_AREA)
        canvas[top : top + height, left : left + CELL_PX] = small
    return canvas


def main() -> int:
    """Write the picture; return 1 if a moment did not come."""
    shown = screens()
    kinds = (ScreenKind.PLACING, ScreenKind.COUNTDOWN, ScreenKind.MOVING, ScreenKind.RESTING)
    missing = [kind.value for kind in kinds if kind not in shown]
    if missing:
        print(f"The session never came to: {', '.join(missing)}.")
        return 1
    picture = sheet([shown[kind] for kind in kinds])
    cv2.imwrite(str(PICTURE), picture, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    print(f"Written: {PICTURE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
