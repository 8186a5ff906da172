"""A performer whose joint angles are known, over time.

`perform` returns the poses of a person who does an exercise as planned, with every angle in
closed form, so that geometry, conventions, phases and rules can be tested without a camera.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

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
    Side2D,
    pose_of,
    unit,
)
from support.performances import PERFORMANCES, Performance, Plan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from formcheck.exercises.definition import Exercise
    from formcheck.pose.joints import Side

__all__ = [
    "FOOT", "HEEL", "HIP_WIDTH", "PERFORMANCES", "SHANK", "SHOULDER_WIDTH", "THIGH", "TRUNK",
    "Camera", "Figure", "Front2D", "Plan", "Recording", "Side2D", "perform", "plan_for",
    "pose_of", "unit",
]  # fmt: skip

NOISE_1_5_DEG_PX = 1.5 * math.pi / 180 * THIGH / math.sqrt(2.0 + 2 * (THIGH / TRUNK))
"""Noise of each coordinate that gives an angle at the hip a standard deviation of about 1.5."""


def _performance(exercise: Exercise | Performance) -> Performance:
    return exercise if isinstance(exercise, Performance) else PERFORMANCES[exercise.name]


def plan_for(exercise: Exercise | Performance, *, reps: int = 3, **changes: object) -> Plan:
    """Return the plan of a perfect set of an exercise, or one with some of its numbers changed.

    Parameters
    ----------
    exercise
        A shipped exercise, or how any other one is performed.
    reps
        How many repetitions.
    changes
        Fields of `Plan`; one number may stand for `peak_deg`.
    """
    script = _performance(exercise)
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
    """How a performance is sampled: jitter and dropout are shares of a frame and of all frames."""

    fps: float = 30.0
    jitter: float = 0.0
    dropout: float = 0.0
    noise_px: float = 0.0
    start_s: float = 0.0
    seed: int = 0


def perform(
    exercise: Exercise | Performance,
    *,
    side: Side = "left",
    plan: Plan | None = None,
    tweaks: Mapping[str, float] | None = None,
    recording: Recording | None = None,
    camera: Camera | None = None,
    hidden: Sequence[str] = (),
    gone: tuple[float, float] | None = None,
) -> list[Pose]:
    """Return the poses of a person who does an exercise as planned.

    Parameters
    ----------
    exercise
        A shipped exercise, or how any other one is performed.
    side
        The working (and in a side view the near) leg.
    plan
        The movement; a perfect set of three by default.
    tweaks
        Deviations by name, as the performance lists them; none by default.
    recording
        Frame rate, jitter of the timestamps, dropped frames, noise.
    camera
        Where the figure stands in the picture.
    hidden
        Roles that the camera can only guess.
    gone
        From when to when no person is in the picture.
    """
    script = _performance(exercise)
    plan = plan or plan_for(script)
    recording = recording or Recording()
    rng = np.random.default_rng(recording.seed)
    poses = []
    for index in range(int(plan.duration_s * recording.fps) + 1):
        shift = recording.jitter * (rng.random() - 0.5) if recording.jitter else 0.0
        if recording.dropout and rng.random() < recording.dropout:
            continue
        time_s = max(0.0, (index + shift) / recording.fps)
        stamp_s = time_s + recording.start_s
        if gone is not None and gone[0] <= time_s < gone[1]:
            poses.append(absent(index, stamp_s, size_px=(camera or Camera()).size_px))
            continue
        figure = script.figure(*plan.at(time_s), tweaks)
        pose = pose_of(
            figure, working=side, index=index, time_s=stamp_s, camera=camera, hidden=hidden
        )
        poses.append(noisy(pose, recording.noise_px, rng) if recording.noise_px else pose)
    return poses


def noisy(pose: Pose, noise_px: float, rng: np.random.Generator) -> Pose:
    """Return the pose with white noise on every joint of the picture."""
    noise = rng.normal(0.0, noise_px, pose.image.shape).astype(np.float32)
    return replace(pose, image=pose.image + noise)
