"""What a recording shows without any exercise: view, position, and each measure."""

from __future__ import annotations

import pytest
from support.watching import perfect

from formcheck.authoring.traces import trace_measures
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.pose.pose import absent


@pytest.mark.sampled(14)
@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("name", exercise_names())
def test_traces_show_the_view_and_the_position_of_each_exercise(name: str, side: str) -> None:
    exercise = load_exercise(name)
    traces = trace_measures(perfect(name, side=side))
    assert (traces.plane, traces.position) == (exercise.view.plane, exercise.position)
    assert exercise.movement.measure in {trace.measure for trace in traces.traces}
    assert traces.seen == 1


def test_an_empty_picture_has_no_view() -> None:
    traces = trace_measures([absent(row, row / 10, size_px=(640, 480)) for row in range(20)])
    assert (traces.plane, traces.position, traces.traces) == (None, None, ())
    assert traces.duration_s == pytest.approx(1.9)
