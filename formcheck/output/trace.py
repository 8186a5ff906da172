"""The trace of a set: the measured angle and the phase of every pose, kept for a picture."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Self

from formcheck.coach.account import Sample
from formcheck.coach.events import ExcessiveRange, FormFault

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from formcheck.body.pose import Pose
    from formcheck.coach.checker import Reading
    from formcheck.coach.exercise import Exercise
    from formcheck.coach.report import SetReport


class TraceSink:
    """A sink that keeps what a picture of the set needs.

    Parameters
    ----------
    exercise
        By which the set is judged.

    Attributes
    ----------
    samples, poses
        One for each pose, and the poses.
    faults, excesses
        What was told, as it was told.
    report
        The report, once the set is over.
    """

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        self.samples: list[Sample] = []
        self.poses: list[Pose] = []
        self.faults: list[FormFault] = []
        self.excesses: list[ExcessiveRange] = []
        self.report: SetReport | None = None

    def write(self, reading: Reading, image: NDArray[np.uint8] | None) -> None:
        """Keep what is known after a pose; the picture is not looked at."""
        del image
        self.poses.append(reading.pose)
        paused = reading.paused
        self.samples.append(
            Sample(
                time_s=reading.pose.time_s,
                value_deg=reading.angles_deg.get(self.exercise.movement.measure, math.nan),
                phase=reading.phase,
                side=reading.side,
                say="" if paused is None else paused.say,
            )
        )
        self.faults += [event for event in reading.events if isinstance(event, FormFault)]
        self.excesses += [event for event in reading.events if isinstance(event, ExcessiveRange)]

    def finish(self, report: SetReport) -> None:
        """Keep the report."""
        self.report = report

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is open."""
