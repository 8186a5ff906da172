"""A performer whose joint angles are known, over time.

`perform` returns the poses of a person who does an exercise exactly as told, with every angle in
closed form, so that geometry, conventions, phases and rules can be tested without a camera.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from formcheck.pose.pose import Pose, absent
from support.figures import (
    FOOT,
    HEEL,
    HIP_WIDTH,
    SHANK,
    SHOULDER_WIDTH,
    THIGH,
    TRUNK,
    Camera,
    Figure,
    Front2D,
    Script,
    Side2D,
    Tweaks,
    pose_of,
    unit,
)
from support.performances import FIRST_EIGHT, foot_for
from support.performances_face_down import FACE_DOWN
from support.performances_in_front import IN_FRONT
from support.performances_lying import LYING
from support.performances_upright import UPRIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.exercises.definition import Exercise
    from formcheck.pose.joints import Side

__all__ = [
    "FOOT", "HEEL", "HIP_WIDTH", "SCRIPTS", "SHANK", "SHOULDER_WIDTH", "THIGH", "TRUNK", "Camera",
    "Figure", "Front2D", "Plan", "Recording", "Script", "Side2D", "Tweaks", "foot_for", "perform",
    "plan_for", "pose_of", "unit",
]  # fmt: skip

SCRIPTS: dict[str, Script] = {**FIRST_EIGHT, **LYING, **FACE_DOWN, **UPRIGHT, **IN_FRONT}
"""How each shipped exercise is performed."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One repetition after another.

    Attributes
    ----------
    rest_s, out_s, hold_s, back_s
        Seconds at the start, on the way out, at the peak and on the way back.
    peak_deg
        The main angle at the peak of each repetition, in turn.
    wobble_deg, wobble_hz
        A sine on the main angle while it is held.
    """

    reps: int
    rest_deg: float
    peak_deg: tuple[float, ...]
    rest_s: float = 1.5
    out_s: float = 2.0
    hold_s: float = 3.0
    back_s: float = 2.5
    wobble_deg: float = 0.0
    wobble_hz: float = 1.4

    @property
    def rep_s(self) -> float:
        """Seconds from one start to the next."""
        return self.rest_s + self.out_s + self.hold_s + self.back_s

    @property
    def duration_s(self) -> float:
        """Seconds of the whole performance, with a rest at its end."""
        return self.reps * self.rep_s + self.rest_s

    def at(self, time_s: float) -> tuple[float, float]:
        """The main angle (degrees) and how far the movement is (0 to 1) at a time."""
        number, into = divmod(max(time_s, 0.0), self.rep_s)
        if number >= self.reps:
            return self.rest_deg, 0.0
        peak = self.peak_deg[int(number) % len(self.peak_deg)]
        share = _ease((into - self.rest_s) / self.out_s)
        left = into - self.rest_s - self.out_s - self.hold_s
        if left > 0:
            share = 1 - _ease(left / self.back_s)
        main = self.rest_deg + share * (peak - self.rest_deg)
        held = into - self.rest_s - self.out_s
        if self.wobble_deg and 0 < held < self.hold_s:
            main += self.wobble_deg * math.sin(2 * math.pi * self.wobble_hz * held)
        return main, share


def _ease(part: float) -> float:
    """Smooth from 0 to 1 with no speed at either end."""
    part = min(max(part, 0.0), 1.0)
    return (1 - math.cos(math.pi * part)) / 2


def plan_for(exercise: Exercise, *, reps: int = 3, **changes: object) -> Plan:
    """The plan of a perfect set of an exercise, or one with some of its numbers changed."""
    script = SCRIPTS[exercise.name]
    plan = Plan(
        reps=reps,
        rest_deg=script.rest_deg,
        peak_deg=(script.peak_deg,),
        hold_s=script.hold_s,
        out_s=script.out_s,
        back_s=script.back_s,
    )
    if isinstance(changes.get("peak_deg"), int | float):
        changes["peak_deg"] = (changes["peak_deg"],)
    return replace(plan, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Recording:
    """How the performance is sampled."""

    fps: float = 30.0
    jitter: float = 0.0
    dropout: float = 0.0
    noise_px: float = 0.0
    start_s: float = 0.0
    seed: int = 0


def perform(
    exercise: Exercise,
    *,
    side: Side = "left",
    plan: Plan | None = None,
    tweaks: Tweaks | None = None,
    recording: Recording | None = None,
    camera: Camera | None = None,
    hidden: Sequence[str] = (),
    gone: tuple[float, float] | None = None,
) -> list[Pose]:
    """The poses of someone who does the exercise as planned.

    Parameters
    ----------
    exercise
        One of those in `SCRIPTS`.
    side
        The working (and in a side view the near) leg.
    plan
        The movement; a perfect set of three without one.
    tweaks
        What else is done; nothing without.
    recording
        Frame rate, jitter of the timestamps (share of a frame), dropped frames (share), noise.
    camera
        Where the figure stands in the picture.
    hidden
        Roles that the camera can only guess.
    gone
        From when to when nobody is in the picture.
    """
    plan = plan or plan_for(exercise)
    tweaks, recording = tweaks or Tweaks(), recording or Recording()
    script, rng = SCRIPTS[exercise.name], np.random.default_rng(recording.seed)
    poses = []
    for index in range(int(plan.duration_s * recording.fps) + 1):
        shift = recording.jitter * (rng.random() - 0.5) if recording.jitter else 0.0
        if recording.dropout and rng.random() < recording.dropout:
            continue
        time_s = max(0.0, (index + shift) / recording.fps)
        main, share = plan.at(time_s)
        stamp_s = time_s + recording.start_s
        if gone is not None and gone[0] <= time_s < gone[1]:
            poses.append(absent(index, stamp_s, size_px=(camera or Camera()).size_px))
            continue
        figure = script.figure(main, share, tweaks)
        pose = pose_of(
            figure, working=side, index=index, time_s=stamp_s, camera=camera, hidden=hidden
        )
        poses.append(noisy(pose, recording.noise_px, rng) if recording.noise_px else pose)
    return poses


def noisy(pose: Pose, noise_px: float, rng: np.random.Generator) -> Pose:
    """The pose with white noise on every joint of the picture."""
    noise = rng.normal(0.0, noise_px, pose.image.shape).astype(np.float32)
    return replace(pose, image=pose.image + noise)


NOISE_1_5_DEG_PX = 1.5 * math.pi / 180 * THIGH / math.sqrt(2.0 + 2 * (THIGH / TRUNK))
"""Noise of each coordinate that gives an angle at the hip a standard deviation of about 1.5."""

View = Literal["side", "front"]
