"""Expectations of a clip follow from its true angles alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.true_angles import (
    CORNERS,
    FPS,
    HOLD_S,
    bridge,
    extension,
    flat,
    squat,
    trapezoid,
    truth,
)
from support.truth_clips import LEAN, Answer, abduction, only, put

from benchmark.expected import (
    MARGIN_DEG,
    MARGIN_SHARE,
    TARGET_MARGIN_DEG,
    efforts,
)
from formcheck.exercises.loader import load_exercise

if TYPE_CHECKING:
    from collections.abc import Sequence


def half_kneeling(
    *, thigh: Sequence[float] | None = None, trunk: float = 0.0, hold_s: float = 8.0
) -> dict[str, Any]:
    """Return a hip flexor stretch from 2 to -14 degrees."""
    hip = trapezoid(2.0, -14.0, hold_s=hold_s)
    angles = {
        "hip_flexion_right": hip,
        "trunk_inclination": flat(trunk, hip),
        "thigh_inclination_right": hip if thigh is None else thigh,
    }
    return truth("hip_flexor_stretch", angles, hold_s=hold_s, holds=True)


# --- Numbers -----------------------------------------------------------------------------------


def test_peak_range_and_hold_come_from_the_angle() -> None:
    effort = only(squat(50.0))
    assert effort.peak_deg == pytest.approx(50.0)
    assert effort.range_deg == pytest.approx(47.0, abs=0.1)
    # Past 30 degrees: the whole hold, and 20 of the 47 degrees on the way there and back.
    assert effort.hold_s == pytest.approx(HOLD_S + 2 * 2.0 * 20 / 47, abs=2 / FPS)
    assert (effort.start_s, effort.top_s, effort.leave_s, effort.end_s) == (2.0, 4.0, 8.0, 10.0)


def test_hold_is_measured_past_the_target() -> None:
    slow = only(bridge(3.0, hold_s=2.5))
    assert slow.hold_s == pytest.approx(2.5 + 2 * 2.0 * 7 / 45, abs=2 / FPS)


@pytest.mark.parametrize(
    ("clip", "peak_deg", "range_deg"),
    [
        pytest.param(bridge(3.0), 3.0, 45.0, id="a movement downwards peaks at the bottom"),
        pytest.param(extension(-12.0, rest=4.0), -16.0, 16.0, id="a baseline is the zero"),
        pytest.param(extension(-10.0, rest=8.0), -18.0, 18.0, id="wherever it is"),
    ],
)
def test_peak_and_range(clip: dict[str, Any], peak_deg: float, range_deg: float) -> None:
    assert only(clip).peak_deg == pytest.approx(peak_deg, abs=0.1)
    assert only(clip).range_deg == pytest.approx(range_deg, abs=0.1)


def test_without_a_baseline_the_angle_is_taken_as_it_is() -> None:
    clip = squat(50.0)
    clip["angles_deg"]["knee_flexion_right"] = trapezoid(12.0, 50.0)
    assert only(clip).peak_deg == pytest.approx(50.0)
    assert only(clip).range_deg == pytest.approx(38.0, abs=0.1)


@given(rest=st.floats(-8, 12))
def test_with_a_baseline_the_start_makes_no_difference(rest: float) -> None:
    effort = only(extension(rest - 14.0, rest=rest))
    assert effort.peak_deg == pytest.approx(-14.0, abs=0.2)
    assert effort.full is True
    assert effort.limits["too_far"] is None
    assert only(extension(rest - 28.5, rest=rest)).limits["too_far"] is True


def test_each_effort_starts_from_where_it_began() -> None:
    """The second of two starts from 4 degrees further: both are 14 degrees long."""
    clip = extension(-12.0)
    (first,) = clip["reps"]
    shift_s = len(clip["angles_deg"]["hip_flexion_right"]) / FPS
    later = {key: first[key] + shift_s for key in CORNERS}
    clip["reps"] = [first, first | {"number": 2} | later]
    clip["frames"] *= 2
    for name, series in clip["angles_deg"].items():
        higher = 4.0 if name == "hip_flexion_right" else 0.0
        clip["angles_deg"][name] = series + [value + higher for value in series]
    one, two = efforts(load_exercise("standing_hip_extension"), clip)
    assert (one.number, two.number) == (1, 2)
    assert one.peak_deg == pytest.approx(two.peak_deg)
    assert one.range_deg == pytest.approx(two.range_deg)


def test_idle_clip_has_no_efforts() -> None:
    assert efforts(load_exercise("mini_squat"), squat(50.0) | {"reps": []}) == ()


# --- Complete, partial, too close to call ------------------------------------------------------


@pytest.mark.parametrize(
    ("peak", "kind", "full"),
    [
        (50.0, "full", True),
        (30.0 + TARGET_MARGIN_DEG + 0.1, "full", True),
        (31.0, "full", None),
        (29.0, "full", None),
        (27.0, "full", False),
        (25.0, "partial", False),
        (29.5, "partial", False),
        (31.0, "partial", None),
        (50.0, "partial", None),
    ],
)
def test_repetition_is_complete_if_meant_to_be_and_past_its_target(
    peak: float, kind: str, full: Answer
) -> None:
    assert only(squat(peak, kind=kind)).full is full


@given(st.floats(5, 100))
def test_partial_repetition_is_never_complete(peak: float) -> None:
    assert only(squat(peak, kind="partial")).full is not True


@pytest.mark.parametrize(("thigh", "full"), [(-14.0, True), (-4.0, None), (2.0, False)])
def test_other_conditions_of_the_target_count_too(thigh: float, full: Answer) -> None:
    effort = only(half_kneeling(thigh=trapezoid(2.0, thigh, hold_s=8.0)))
    assert effort.full is full
    assert effort.faults["short_hold"] is True  # 30 s are prescribed


def test_other_conditions_of_the_target_must_hold_most_of_the_time() -> None:
    clip = half_kneeling(thigh=flat(2.0, trapezoid(2.0, -14.0, hold_s=8.0)))
    assert only(put(clip, "thigh_inclination_right", -14.0, 7, 2)).full is False


@pytest.mark.parametrize(("swing", "full"), [(-14.0, True), (-6.0, None), (0.0, False)])
def test_swing_counts_from_the_thigh_before(swing: float, full: Answer) -> None:
    clip = extension(-14.0)
    hip, thigh = trapezoid(2.0, -14.0), trapezoid(6.0, 6.0 + swing)
    clip["angles_deg"]["trunk_inclination"] = [h - t for h, t in zip(hip, thigh, strict=True)]
    clip["angles_deg"]["thigh_inclination_right"] = thigh
    assert only(clip).full is full


@pytest.mark.parametrize(
    ("clip", "fault", "wanted"),
    [
        (squat(50.0, trunk=40.0 + MARGIN_DEG + 0.5), "trunk_forward", True),
        (squat(50.0, trunk=41.0), "trunk_forward", None),
        (squat(50.0, trunk=39.0), "trunk_forward", None),
        (squat(50.0, trunk=40.0 - MARGIN_DEG - 0.5), "trunk_forward", False),
        (squat(50.0, trunk=0.0), "trunk_forward", False),
        # Outside the repetition, too shortly, long enough: the rule asks for 0.3 s.
        (put(squat(50.0), LEAN, 70.0, 0, 1.9), "trunk_forward", False),
        (put(squat(50.0), LEAN, 60.0, 5, 0.2), "trunk_forward", None),
        (put(squat(50.0), LEAN, 60.0, 5, 1.0), "trunk_forward", True),
        # Feet too far away are looked for in the hold alone.
        (put(bridge(3.0), "knee_flexion_right", 40.0, 2, 2), "feet_far", False),
        (put(bridge(3.0), "knee_flexion_right", 40.0, 4, 2), "feet_far", True),
        # The knee of a leg lift may be bent for 0.4 s; 0.6 s are clear.
        (put(extension(-14.0), "knee_flexion_right", 50.0, 5, 0.2), "knee_bent", None),
        (put(extension(-14.0), "knee_flexion_right", 50.0, 5, 0.4), "knee_bent", None),
        (put(extension(-14.0), "knee_flexion_right", 50.0, 5, 0.8), "knee_bent", True),
        # Tempo, hold and far end.
        (squat(50.0, peak_s=2.0 + 1.0 * (1 - MARGIN_SHARE) - 0.01), "quick_down", True),
        (squat(50.0, peak_s=2.9), "quick_down", None),
        (squat(50.0, peak_s=3.1), "quick_down", None),
        (squat(50.0, peak_s=2.0 + 1.0 * (1 + MARGIN_SHARE) + 0.01), "quick_down", False),
        (bridge(3.0, hold_s=1.0), "short_hold", True),
        (bridge(3.0, hold_s=4.2), "short_hold", None),
        (bridge(3.0, hold_s=8.0), "short_hold", False),
        (bridge(25.0), "too_low", True),
        (bridge(21.0), "too_low", None),
        (bridge(3.0), "too_low", False),
        # Without a true angle the performance says whether a fault is there.
        (squat(50.0), "knees_past_toes", False),
        (squat(50.0, faults=["knees_past_toes"]), "knees_past_toes", True),
        # A fault that comes along is not scored.
        (
            squat(50.0, faults=["knees_past_toes"], unclear=["knees_past_toes"]),
            "knees_past_toes",
            None,
        ),
        # Heels are looked at up to some depth only, and have no true angle.
        (squat(50.0), "heels_lift", False),
        (squat(50.0, faults=["heels_lift"]), "heels_lift", True),
    ],
)
def test_fault_needs_a_clear_margin(clip: dict[str, Any], fault: str, wanted: Answer) -> None:
    assert only(clip).faults[fault] is wanted


def test_two_short_times_are_not_one_long_one() -> None:
    clip = extension(-14.0)
    for begin_s in (5, 6, 7):
        put(clip, "knee_flexion_right", 50.0, begin_s, 0.4)
    assert only(clip).faults["knee_bent"] is None


def test_all_conditions_of_a_fault_must_hold_together() -> None:
    leaning = extension(-1.0, trunk=12.0)
    leaning["angles_deg"]["thigh_inclination_right"] = trapezoid(2.0, -14.0)
    leaning["angles_deg"]["hip_flexion_right"] = trapezoid(2.0, 0.0)
    for clip in (leaning, extension(-14.0)):
        assert only(clip).faults["only_leaning"] in {False, None}


@pytest.mark.parametrize(("begin_s", "wanted"), [(2.0, False), (5.0, True), (8.1, False)])
def test_fault_of_the_hold_is_no_fault_on_the_way(begin_s: float, wanted: Answer) -> None:
    """A lean back is looked for in the hold of a stretch, here from 4 to 8 s."""
    clip = half_kneeling(thigh=flat(-14.0, trapezoid(2.0, -14.0)), hold_s=HOLD_S)
    assert only(put(clip, LEAN, -20.0, begin_s, 1.5)).faults["arch_back"] is wanted


@pytest.mark.parametrize(("leave_to_end_s", "wanted"), [(0.5, True), (0.8, None), (1.1, False)])
def test_way_back_has_a_tempo_of_its_own(leave_to_end_s: float, wanted: Answer) -> None:
    clip = squat(50.0)
    clip["reps"][0]["leave_s"] = clip["reps"][0]["end_s"] - leave_to_end_s
    assert only(clip).faults["quick_up"] is wanted
    assert only(clip).faults["quick_down"] is False


def test_fault_belongs_to_its_own_effort() -> None:
    clip = squat(50.0)
    (first,) = clip["reps"]
    clip["reps"] = [first, first | {"number": 2}]
    clip["faults"] = [{"number": 2, "name": "knees_past_toes", "amount": 20.0}]
    clip["unclear"] = [{"number": 1, "name": "trunk_forward"}]
    one, two = efforts(load_exercise("mini_squat"), clip)
    assert (one.faults["knees_past_toes"], two.faults["knees_past_toes"]) == (False, True)
    assert (one.faults["trunk_forward"], two.faults["trunk_forward"]) == (None, False)


def test_fault_that_cannot_be_seen_is_not_expected() -> None:
    """A hiked hip is looked for under an upright trunk only: see the exercise."""
    clip = abduction(30.0, lean=20.0)
    clip["faults"] = [{"number": 1, "name": "hip_hike", "amount": 11.0}]
    assert only(clip).faults["hip_hike"] is not True
