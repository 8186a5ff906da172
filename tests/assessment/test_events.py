"""Events, and the choice of the one cue that is shown."""

from __future__ import annotations

from dataclasses import fields
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.assessment.events import PAUSE_S, SHOWN_S, URGENT, Cue, CueBoard, CueWeight, Event


@pytest.mark.parametrize("kind", get_args(Event), ids=lambda kind: kind.__name__)
def test_event_begins_with_its_time_and_is_frozen(kind: type) -> None:
    assert fields(kind)[0].name == "time_s"
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]


INFO, WARN, FAULT, LOST, LIMIT, STOP = ALL = [Cue(w.name, w) for w in CueWeight]


def shown(*stretches: tuple[float, list[Cue]]) -> list[tuple[float, Cue | None]]:
    """What a board shows, ten times a second; each stretch lasts some seconds."""
    board, seen, start_s = CueBoard(), [], 0.0
    for duration_s, wanted in stretches:
        for step in range(round(duration_s * 10)):
            time_s = start_s + step / 10
            seen.append((time_s, board.update(time_s, wanted)))
        start_s += duration_s
    return seen


def changes(seen: list[tuple[float, Cue | None]]) -> list[tuple[float, Cue | None]]:
    return [row for before, row in pairwise([(-1.0, None), *seen]) if row[1] != before[1]]


SAME, OTHER = Cue("Slower.", WARN.weight), Cue("Too low.", LIMIT.weight)


@pytest.mark.parametrize(
    ("stretches", "expected"),
    [
        ([(5.0, [])], []),
        *(([(1.0, []), (1.0, [cue])], [(1.0, cue)]) for cue in ALL),  # the first one, at once
        ([(0.1, [INFO, FAULT, WARN])], [(0.0, FAULT)]),
        ([(0.1, [STOP, LIMIT, LOST])], [(0.0, STOP)]),
        ([(0.1, [WARN, SAME])], [(0.0, WARN)]),
        ([(1.0, [WARN]), (9.0, [WARN, FAULT])], [(0.0, WARN), (PAUSE_S, FAULT)]),
        *(([(1.0, [FAULT]), (1.0, [FAULT, cue])], [(0.0, FAULT), (1.0, cue)])
          for cue in (LOST, LIMIT, STOP)),
        ([(0.5, [LIMIT]), (0.5, [LIMIT, STOP])], [(0.0, LIMIT), (0.5, STOP)]),
        ([(1.0, [LIMIT]), (6.0, [OTHER])], [(0.0, LIMIT), (1.0, OTHER)]),
        ([(1.0, [LIMIT]), (6.0, [LIMIT, OTHER])], [(0.0, LIMIT)]),
        ([(0.1, [WARN]), (5.0, [])], [(0.0, WARN), (SHOWN_S, None)]),
        ([(12.0, [WARN])], [(0.0, WARN)]),
        ([(0.5, [FAULT]), (6.0, [WARN])], [(0.0, FAULT), (SHOWN_S, None), (PAUSE_S, WARN)]),
    ],
    ids=["none", *(f"first {cue.say}" for cue in ALL), "most important", "stop before limit",
         "first of equal ones", "waits for the pause", "lost at once", "limit at once",
         "stop at once", "stop after limit", "second limit", "second limit waits",
         "readable for a while", "as long as its cause", "gives way without its cause"],
)  # fmt: skip
def test_cues_are_shown_by_weight_at_a_calm_pace(
    stretches: list[tuple[float, list[Cue]]], expected: list[tuple[float, Cue | None]]
) -> None:
    found = changes(shown(*stretches))
    assert [cue for _, cue in found] == [cue for _, cue in expected]
    assert [time_s for time_s, _ in found] == pytest.approx([time_s for time_s, _ in expected])


@given(st.lists(st.tuples(st.floats(0.02, 2), st.sets(st.sampled_from(ALL))), max_size=30))
def test_corrections_are_never_closer_than_the_pause(
    steps: list[tuple[float, set[Cue]]],
) -> None:
    board, time_s, said_s, before = CueBoard(), 0.0, float("-inf"), None
    for step_s, wanted in steps:
        time_s += step_s
        now = board.update(time_s, sorted(wanted, key=lambda cue: cue.say))
        if now is not None and now != before:
            assert now in wanted
            if now.weight < URGENT:
                assert time_s - said_s >= PAUSE_S
            said_s = time_s
        urgent = max((cue.weight for cue in wanted), default=0)
        if urgent >= URGENT and (before is None or urgent > before.weight):
            assert now is not None
            assert now.weight == urgent
        before = now
