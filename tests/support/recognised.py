"""Performances, and what the recogniser makes of them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.recognition.recognizer import (
    Recognition,
    Recognizer,
)
from support.performer import Recording, perform, plan_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from formcheck.pose.joints import Side
    from formcheck.pose.pose import Pose


NAMES = exercise_names()
FPS = 8


def fed(poses: Iterable[Pose], names: Sequence[str] = NAMES) -> Recognizer:
    """A recogniser of these exercises that has taken the poses."""
    recognizer = Recognizer([load_exercise(name) for name in names])
    for pose in poses:
        recognizer.update(pose)
    return recognizer


def recognised(poses: Iterable[Pose], names: Sequence[str] = NAMES) -> Recognition:
    return fed(poses, names).finish()


@cache
def performed(name: str, *, side: Side = "left", reps: int = 2, fps: float = FPS) -> list[Pose]:
    """A correct set, with the noise of a pose model."""
    exercise = load_exercise(name)
    plan = plan_for(exercise, reps=reps)
    if exercise.kind == "hold":
        plan = replace(plan, hold_s=8.0)
    sampled = Recording(fps=fps, noise_px=1.0, jitter=0.3)
    return perform(exercise, side=side, plan=plan, recording=sampled)


@cache
def finished(name: str, side: Side = "left") -> tuple[Recognizer, Recognition]:
    """A recogniser of all exercises after a correct set, and its answer."""
    recognizer = fed(performed(name, side=side))
    return recognizer, recognizer.finish()


def named(recognition: Recognition) -> list[str | None]:
    return [section.exercise for section in recognition.sections]
