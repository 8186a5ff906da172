"""What is shown does not flicker, and a pause is shown as soon as it is announced."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.drawing import readings

from formcheck.assessment.events import PauseReason
from formcheck.assessment.quality_gate import ANNOUNCE_AFTER_S, DOUBTS
from formcheck.assessment.rep_counter import Phase
from formcheck.output.overlay.skeleton import working_leg
from formcheck.output.overlay.steady_readings import SteadyReadings

if TYPE_CHECKING:
    from formcheck.assessment.events import Reading

HELD = next(one for one in readings("single_leg_bridge") if one.hold_s > 1)
COUNTED = PauseReason("view", "Counted from the front.", counts=True)


def paused(after_s: float, why: PauseReason = DOUBTS["swap"]) -> Reading:
    """Return a reading without a measurement, some time after the one that was held."""
    return HELD._replace(
        pose=replace(HELD.pose, time_s=HELD.pose.time_s + after_s),
        side=None,
        angles_deg={},
        phase=Phase.UNKNOWN,
        hold_s=0.0,
        works=None,
        frame=None,
        paused=why,
    )


def test_single_pictures_that_are_not_believed_change_nothing_that_is_read() -> None:
    steady = SteadyReadings()
    assert steady.update(HELD) is HELD
    shown = steady.update(paused(0.1)._replace(reps=7))
    assert (shown.side, shown.phase, shown.hold_s) == (HELD.side, Phase.HOLD, HELD.hold_s)
    assert shown.angles_deg == HELD.angles_deg
    assert shown.paused is None
    # What is counted and where the joints are is never that of an earlier picture.
    assert (shown.reps, shown.frame) == (7, None)
    assert shown.works == "left"
    assert working_leg(HELD)
    assert not working_leg(shown)


@given(gaps_s=st.lists(st.floats(0.01, 0.4), min_size=1, max_size=30))
def test_a_pause_is_shown_once_it_has_lasted(gaps_s: list[float]) -> None:
    steady, after_s = SteadyReadings(), 0.0
    steady.update(HELD)
    for gap_s in gaps_s:
        after_s += gap_s
        now = paused(after_s)
        hidden = now.pose.time_s - HELD.pose.time_s <= ANNOUNCE_AFTER_S
        assert (steady.update(now).paused is None) == hidden


@pytest.mark.parametrize("after_s", [-1.0, 5.0])
def test_values_of_another_time_are_not_kept(after_s: float) -> None:
    steady = SteadyReadings()
    steady.update(HELD)
    now = paused(after_s)
    assert steady.update(now) is now


def test_a_view_that_only_counts_is_said_at_once() -> None:
    steady = SteadyReadings()
    steady.update(HELD)
    now = paused(0.1, COUNTED)
    assert steady.update(now) is now
    assert SteadyReadings().update(paused(0.1)).paused is DOUBTS["swap"]
