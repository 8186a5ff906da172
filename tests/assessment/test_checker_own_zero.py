"""The checker and the person's own start: every range counts from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.performer import (
    PERFORMANCES,
    Side2D,
)
from support.watching import in_a_row, moving, perfect, watch

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.performer import Figure

    from formcheck.exercises.definition import Exercise
    from formcheck.pose.pose import Pose


# --- The person's own zero


def kneel(lean_deg: float) -> Side2D:
    """Kneeling upright, or bowing forward from there."""
    return Side2D(
        trunk=lean_deg, hip=4 + lean_deg, knee=94, other_hip=85 + lean_deg, other_knee=85
    )


def bow(lean_deg: float) -> Side2D:
    """Standing upright, or bowing forward from there."""
    hips = {"hip": 3 + lean_deg, "other_hip": 2 + lean_deg}
    return Side2D(trunk=1 + lean_deg, knee=5, other_knee=2, **hips)


REP = None
"""Stands for a perfect repetition of the exercise."""

BOW = ((1.0, 0.0), (1.0, 14.0), (1.5, 14.0), (1.0, 0.0), (1.0, 0.0))
LONG_BOW = ((1.5, 0.0), (1.5, 15.0), (2.0, 15.0), (1.5, 0.0), (12.0, 0.0))


@pytest.mark.parametrize(
    ("name", "parts", "reps"),
    [
        # Bending down to kneel: the hip is bent as at a start, but the person does not kneel.
        ("hip_flexor_stretch", [moving(lambda _: bow(11.0), (2.0, 0.0)), REP], 1),
        ("hip_flexor_stretch", [moving(kneel, *LONG_BOW)], 0),  # coming up is no stretch
        ("standing_hip_extension", [moving(bow, *BOW), REP], 1),
        ("standing_hip_extension", [REP, moving(bow, *BOW), REP], 2),
    ],
    ids=["before the position", "out of a bow", "bow before", "bow between"],
)
def test_bow_is_neither_start_nor_repetition(
    name: str, parts: list[list[Pose] | None], reps: int, shipped: dict[str, Exercise]
) -> None:
    poses = in_a_row(*(perfect(name, reps=1) if part is REP else part for part in parts))
    report = watch(shipped[name], poses).report
    assert report.limits == ()
    assert (report.counts.good, report.counts.total, report.counts.partial) == (reps, reps, 0)


@pytest.mark.parametrize("speed_deg_s", [0.5, 1.0, 3.0])
def test_slow_slide_into_a_stretch_keeps_its_range(
    speed_deg_s: float, shipped: dict[str, Exercise]
) -> None:
    exercise = shipped["hip_flexor_stretch"]
    figure: Callable[[float], Figure] = lambda hip: PERFORMANCES[exercise.name].figure(  # noqa: E731
        hip, (4 - hip) / 16, {}
    )
    slide_s = 16 / speed_deg_s
    way = ((2.0, 4.0), (slide_s, -12.0), (31.0, -12.0), (2.0, 4.0), (3.0, 4.0))
    (rep,) = watch(exercise, moving(figure, *way)).report.reps
    assert rep.good
    assert -16.0 <= rep.peak_deg <= -16.0 + 1.3
