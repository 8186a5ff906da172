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


def test_no_cue_wanted_shows_none() -> None:
    assert not changes(shown((5.0, [])))


@pytest.mark.parametrize("cue", ALL, ids=lambda cue: str(cue.weight))
def test_first_cue_is_shown_at_once(cue: Cue) -> None:
    ((time_s, first), *_) = changes(shown((1.0, []), (1.0, [cue])))
    assert (time_s, first) == (1.0, cue)


def test_most_important_cue_is_shown() -> None:
    assert shown((0.1, [INFO, FAULT, WARN]))[0][1] == FAULT
    assert shown((0.1, [STOP, LIMIT, LOST]))[0][1] == STOP


def test_first_of_equal_cues_is_shown() -> None:
    assert shown((0.1, [WARN, Cue("Slower.", 1)]))[0][1] == WARN


def test_corrective_cue_waits_for_pause_after_cue_before() -> None:
    seen = changes(shown((1.0, [WARN]), (9.0, [WARN, FAULT])))
    assert seen == [(0.0, WARN), (pytest.approx(PAUSE_S), FAULT)]


@pytest.mark.parametrize("urgent", [LOST, LIMIT, STOP], ids=["lost", "limit", "stop"])
def test_urgent_cue_does_not_wait(urgent: Cue) -> None:
    assert changes(shown((1.0, [FAULT]), (1.0, [FAULT, urgent])))[-1] == (1.0, urgent)
    assert urgent.weight >= URGENT


def test_stop_replaces_warning_at_once() -> None:
    assert changes(shown((0.5, [LIMIT]), (0.5, [LIMIT, STOP])))[-1] == (0.5, STOP)


def test_second_limit_is_shown_at_once_when_first_is_over() -> None:
    other = Cue("Too low.", 4)
    seen = changes(shown((1.0, [LIMIT]), (6.0, [other])))
    assert seen == [(0.0, LIMIT), (pytest.approx(1.0), other)]


def test_second_limit_waits_while_first_is_exceeded() -> None:
    other = Cue("Too low.", 4)
    seen = changes(shown((1.0, [LIMIT]), (6.0, [LIMIT, other])))
    assert seen == [(0.0, LIMIT)]


def test_cue_stays_readable_after_its_cause_is_gone() -> None:
    seen = changes(shown((0.1, [WARN]), (5.0, [])))
    assert seen == [(0.0, WARN), (pytest.approx(SHOWN_S), None)]


def test_cue_stays_as_long_as_its_cause() -> None:
    assert changes(shown((12.0, [WARN]))) == [(0.0, WARN)]


def test_cue_without_cause_gives_way_to_others() -> None:
    seen = changes(shown((0.5, [FAULT]), (6.0, [WARN])))
    assert seen == [(0.0, FAULT), (pytest.approx(SHOWN_S), None), (pytest.approx(PAUSE_S), WARN)]


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
