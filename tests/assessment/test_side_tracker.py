"""One working side: its measures, its faults once in a repetition, limits, and the other leg."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest
from support.performer import Front2D, Side2D
from support.watching import FPS, joints_of

from formcheck.assessment.events import PauseReason
from formcheck.assessment.rep_counter import Phase
from formcheck.assessment.side_tracker import UNMET_AFTER_S, SideTracker
from formcheck.exercises.loader import load_exercise
from formcheck.pose.features import LegFrame
from formcheck.pose.geometry import UNKNOWN

if TYPE_CHECKING:
    from support.performer import Figure

    from formcheck.assessment.rules import LimitViolation
    from formcheck.exercises.conditions import Grade
    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.fault import Attempt

ABDUCTION = load_exercise("standing_hip_abduction")
STRETCH = load_exercise("hip_flexor_stretch")


@dataclass
class Follower:
    """Passes figures to a tracker, as a checker does, and collects the results."""

    exercise: Exercise
    tracker: SideTracker = field(init=False)
    time_s: float = 0.0
    faults: list[str] = field(default_factory=list)
    limits: list[LimitViolation] = field(default_factory=list)
    attempts: list[tuple[Attempt, dict[str, Grade]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tracker = SideTracker(self.exercise, "left")

    def go(self, seconds: float, *way: Figure) -> Follower:
        """Stay in a figure, or pass from one through others, for some seconds."""
        for step in range(round(seconds * FPS)):
            part = step / (seconds * FPS) * (len(way) - 1)
            self.take(way[round(part)])
        return self

    def take(self, figure: Figure) -> None:
        tracker, time_s = self.tracker, self.time_s
        tracker.observe(time_s, frame_of(figure))
        ended = tracker.advance(time_s)
        if ended is None:
            self.faults += [fault.name for fault in tracker.new_faults(time_s)]
        self.limits += tracker.new_violations(time_s)
        if ended is not None:
            ended, late, faults, _ = tracker.close(ended, time_s)
            self.faults += [fault.name for fault in late]
            self.attempts.append((ended, faults))
        self.time_s += 1 / FPS


def frame_of(figure: Figure) -> LegFrame:
    return LegFrame(joints_of(figure), mirrored=False, measured={})


def leg(start_deg: float, end_deg: float, **more: float) -> list[Front2D]:
    """The leg on its way, smoothly, in steps of a third of a degree."""
    steps = round(abs(end_deg - start_deg) * 3)
    ease = [(1 - math.cos(math.pi * step / steps)) / 2 for step in range(steps + 1)]
    return [Front2D(abduction=start_deg + part * (end_deg - start_deg), **more) for part in ease]


REST, OUT = Front2D(abduction=2), Front2D(abduction=32)
UP, DOWN = leg(2, 32), leg(32, 2)


def test_measures_are_known_once_seen() -> None:
    follower = Follower(ABDUCTION)
    tracker = follower.tracker
    assert set(tracker.values) == set(ABDUCTION.measures())
    assert all(math.isnan(value) for value in tracker.values.values())
    assert math.isnan(tracker.progress)
    follower.go(1.0, REST).go(2.0, *UP).go(1.0, OUT)
    assert tracker.progress == pytest.approx(30.0, abs=0.1)
    assert tracker.values["trunk_lateral_lean"] == pytest.approx(0.0, abs=1e-3)
    assert tracker.values["shank_foreshortening"] == pytest.approx(1.0, abs=1e-3)
    tracker.skip()
    assert all(math.isnan(value) for value in tracker.values.values())


def test_share_is_0_at_the_start_and_1_at_the_target() -> None:
    for exercise in (ABDUCTION, load_exercise("single_leg_bridge")):
        tracker, movement = SideTracker(exercise, "left"), exercise.movement
        for value, share in ((movement.start_deg, 0.0), (movement.target_deg[0], 1.0)):
            tracker.values[movement.measure] = value
            assert tracker.share == pytest.approx(share)


def test_unknown_measure_advances_nothing() -> None:
    tracker = Follower(ABDUCTION).go(1.0, REST).tracker
    hidden = joints_of(REST)._replace(ankle=UNKNOWN)
    tracker.observe(1.1, LegFrame(hidden, mirrored=False, measured={}))
    assert math.isnan(tracker.values["shank_foreshortening"])
    assert not math.isnan(tracker.values["thigh_outward"])
    tracker.skip()
    assert tracker.advance(1.1) is None
    assert tracker.counter.phase is Phase.REST


@pytest.mark.parametrize("phase", list(Phase))
def test_need_is_asked_in_its_phases_and_before_the_start(phase: Phase) -> None:
    need = STRETCH.need[0].model_copy(update={"during": ("rest",)})
    tracker = SideTracker(STRETCH.model_copy(update={"need": (need,)}), "left")
    tracker.counter.phase = phase
    asked = phase in {Phase.REST, Phase.UNKNOWN}
    reason = PauseReason(need.name, need.say, seen=True) if asked else None
    assert tracker.observe(0.0, frame_of(Side2D())) == reason


def leaning(lean: float) -> Follower:
    follower = Follower(ABDUCTION).go(1, REST).go(2, *UP)
    for _ in range(3):  # three times in one repetition
        follower.go(2 / 3, OUT).go(2 / 3, Front2D(abduction=32, lean=lean))
    return follower.go(2, *DOWN).go(1, REST)


def test_fault_is_found_once_in_a_repetition() -> None:
    follower = leaning(10)
    assert follower.faults == ["trunk_lean"]
    follower.go(2, *UP).go(4, Front2D(abduction=32, lean=10)).go(2, *DOWN).go(1, REST)
    assert follower.faults == ["trunk_lean"] * 2
    assert [faults for _, faults in follower.attempts] == [{"trunk_lean": "minor"}] * 2


def test_fault_has_the_worst_grade_of_its_repetition() -> None:
    follower = leaning(10)
    follower.go(2, *UP).go(2, Front2D(abduction=32, lean=10)).go(1, Front2D(abduction=32, lean=16))
    follower.go(2, Front2D(abduction=32, lean=10)).go(2, *DOWN).go(1, REST)
    assert [faults["trunk_lean"] for _, faults in follower.attempts] == ["minor", "major"]
    assert follower.faults == ["trunk_lean"] * 2  # it is said once in a repetition


@pytest.mark.parametrize(("hold_s", "faults"), [(4, ()), (0.3, ("short_hold",))])
def test_fault_of_a_whole_attempt_is_found_at_its_end(
    hold_s: float, faults: tuple[str, ...]
) -> None:
    follower = Follower(ABDUCTION).go(1, REST).go(2, *UP).go(hold_s, OUT).go(2, *DOWN).go(1, REST)
    ((attempt, graded),) = follower.attempts
    assert attempt.complete
    assert tuple(graded) == tuple(follower.faults) == faults
    assert not follower.limits


def test_fault_of_small_movement_does_not_spoil_the_repetition_after_it() -> None:
    tilted = leg(2, ABDUCTION.movement.start.clear_deg + 1.5, lean=14)
    follower = Follower(ABDUCTION).go(1, REST).go(2, *tilted, *reversed(tilted)).go(1, REST)
    assert not follower.attempts
    follower.go(2, *UP).go(4, OUT).go(2, *DOWN).go(1, REST)
    ((attempt, faults),) = follower.attempts
    assert attempt.complete
    assert faults == {}


def test_limit_is_no_fault_and_lasts_until_the_leg_comes_back() -> None:
    far, limit = leg(2, 55), ABDUCTION.limit[0]
    follower = Follower(ABDUCTION).go(1, REST)
    assert not follower.tracker.exceeds(limit.name)
    assert follower.go(2, *far).go(4, far[-1]).tracker.exceeds(limit.name)
    assert not follower.go(2, *reversed(far)).go(1, REST).tracker.exceeds(limit.name)
    (violation,) = follower.limits
    assert violation.limit is limit
    assert violation.worst == pytest.approx(53.0, abs=0.2)
    assert follower.attempts[0][1] == {}


def test_bow_is_no_start() -> None:
    follower = Follower(STRETCH).go(2, kneeling(20, trunk=16))
    assert follower.tracker.baseline.joints is None
    assert math.isnan(follower.tracker.progress)
    follower.go(1, kneeling(3))
    assert follower.tracker.baseline.raw_deg == pytest.approx(3.0, abs=1.0)


# --- What the target also asks for -------------------------------------------------------------


def kneeling(hip: float, trunk: float = 0.0) -> Side2D:
    return Side2D(trunk=trunk, hip=hip, knee=90 + hip - trunk, other_hip=85, other_knee=85)


def test_unmet_condition_prevents_the_target() -> None:
    # The hip straightens because the trunk leans back: the thigh stays where it was.
    back = [kneeling(2 - 0.5 * step, trunk=-0.5 * step) for step in range(60)]
    follower = Follower(STRETCH).go(1, kneeling(2)).go(2, *back)
    tracker = follower.tracker
    missing_s = 0.0
    while tracker.unmet is None:
        follower.take(back[-1])
        missing_s += 1 / FPS
        assert missing_s < 3 * UNMET_AFTER_S
    assert tracker.unmet.name == "thigh_not_back"
    assert tracker.counter.phase is Phase.MOVE
    assert tracker.counter.hold_s == 0.0
    tracker.skip()
    assert tracker.unmet is None


def test_condition_is_not_unmet_before_the_angle_is_there() -> None:
    tracker = Follower(STRETCH).go(5, kneeling(2)).tracker
    assert tracker.unmet is None
    assert tracker.counter.phase is Phase.REST


def test_rest_before_a_stretch_is_no_fault_of_it() -> None:
    rested = Follower(STRETCH).go(12, kneeling(0)).go(2, kneeling(0), kneeling(-12))
    rested.go(12, kneeling(-12)).go(2, kneeling(-12), kneeling(0)).go(2, kneeling(0))
    assert "no_stretch" in rested.faults  # it is said while the person waits
    assert [list(faults) for _, faults in rested.attempts] == [["short_hold"]]


# --- The other leg -----------------------------------------------------------------------------


def moved(peak: float) -> Follower:
    """A leg that went out to some angle and stays there."""
    follower = Follower(ABDUCTION).go(1, Front2D(abduction=0))
    return follower.go(2, *leg(0, peak)).go(1, Front2D(abduction=peak))


def partial_of(peak: float) -> Attempt:
    follower = moved(peak).go(2, *leg(peak, 0)).go(1, Front2D(abduction=0))
    ((attempt, _),) = follower.attempts
    assert not attempt.complete
    return attempt


def test_leg_that_is_or_was_further_outdoes_the_other() -> None:
    small = partial_of(15)
    assert moved(30).tracker.outdoes(small)
    assert not moved(13).tracker.outdoes(small)
    assert not Follower(ABDUCTION).go(1, REST).tracker.outdoes(small)
    whole = moved(30).go(2, *leg(30, 0)).go(1, Front2D(abduction=0))
    assert whole.attempts
    assert whole.tracker.outdoes(small)
    assert not whole.tracker.outdoes(replace(small, start_s=whole.time_s))


# --- The rule of a limit
