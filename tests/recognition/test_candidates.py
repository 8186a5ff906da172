"""What speaks for an exercise: its repetitions, their worth, and the time in its position."""

from __future__ import annotations

import pytest
from support.performer import Recording, perform, plan_for
from support.watching import in_a_row

from formcheck.exercises.loader import load_exercise
from formcheck.pose.features import FeatureExtractor
from formcheck.pose.pose import Pose, absent
from formcheck.recognition.candidates import FRESH_AFTER_S, PARTIAL_WORTH, ExerciseCandidate
from formcheck.recognition.segmentation import SLOT_S

FPS = 15


def followed(name: str, poses: list[Pose]) -> ExerciseCandidate:
    """A candidate that has seen all poses."""
    extractor, candidate = FeatureExtractor(), ExerciseCandidate(load_exercise(name))
    for pose in poses:
        candidate.update(int((pose.time_s + 1e-6) / SLOT_S), extractor.extract(pose))
    candidate.finish()
    return candidate


def performed(
    name: str, *, tweaks: dict[str, float] | None = None, **changes: float
) -> list[Pose]:
    plan = plan_for(load_exercise(name), **changes)  # type: ignore[arg-type]
    return perform(load_exercise(name), plan=plan, tweaks=tweaks, recording=Recording(fps=FPS))


def test_good_repetition_is_worth_one_and_is_held() -> None:
    repetitions = followed("double_leg_bridge", performed("double_leg_bridge", reps=2)).repetitions
    assert [(each.complete, each.hold, each.worth) for each in repetitions] == [
        (True, "as asked", 1.0)
    ] * 2
    assert repetitions[0].end_s <= repetitions[1].start_s


def test_faults_and_limits_reduce_the_worth() -> None:
    good = performed("mini_squat", reps=1)
    bowed = performed("mini_squat", reps=1, tweaks={"lean": 35.0})
    deep = performed("mini_squat", reps=1, peak_deg=85.0)
    quick = performed("mini_squat", reps=1, out_s=0.6)
    worths = {
        name: followed("mini_squat", poses).repetitions[0].worth
        for name, poses in {"good": good, "bowed": bowed, "deep": deep, "quick": quick}.items()
    }
    assert worths["good"] == 1.0
    assert worths["deep"] < worths["bowed"] < worths["quick"] < 1.0


def test_partial_repetition_is_worth_little() -> None:
    (part,) = followed("mini_squat", performed("mini_squat", reps=1, peak_deg=25.0)).repetitions
    assert not part.complete
    assert part.hold == "no"
    assert part.worth <= PARTIAL_WORTH


def test_stretch_held_for_a_moment_and_a_repetition_held_for_long_are_doubtful() -> None:
    short = performed("hip_flexor_stretch", reps=1, hold_s=3.0)
    full = performed("hip_flexor_stretch", reps=1, hold_s=20.0)
    (one,) = followed("hip_flexor_stretch", short).repetitions
    (other,) = followed("hip_flexor_stretch", full).repetitions
    assert one.worth < 0.6 < other.worth
    long = performed("standing_hip_extension", reps=1, hold_s=20.0)
    assert followed("standing_hip_extension", long).repetitions[0].worth < 1.0


def test_time_in_position_is_kept_by_slots() -> None:
    poses = performed("double_leg_bridge", reps=1)
    bridge, squat = followed("double_leg_bridge", poses), followed("mini_squat", poses)
    assert sum(bridge.judgeable_s) == pytest.approx(poses[-1].time_s, abs=0.2)
    assert max(bridge.judgeable_s) <= SLOT_S + 1 / FPS + 1e-6
    assert sum(squat.judgeable_s) == 0.0
    assert len(bridge.judgeable_s) == len(squat.judgeable_s)


def test_after_its_position_was_left_an_exercise_starts_afresh() -> None:
    """The start of somebody else, or of another place, is not carried along."""
    part = performed("standing_hip_extension", reps=1)
    nobody = [absent(n, n / FPS, size_px=(1280, 720)) for n in range(int(4 * FPS))]
    assert nobody[-1].time_s > FRESH_AFTER_S
    repetitions = followed("standing_hip_extension", in_a_row(part, nobody, part)).repetitions
    assert [each.complete for each in repetitions] == [True, True]
    assert repetitions[1].start_s > part[-1].time_s + 3


@pytest.mark.parametrize(("hold_s", "told"), [(6.0, "as asked"), (1.5, "somewhat"), (14.0, "no")])
def test_hold_may_be_as_asked_or_shorter_or_so_long_that_it_is_a_rest(
    hold_s: float, told: str
) -> None:
    poses = performed("double_leg_bridge", reps=1, hold_s=hold_s)
    assert followed("double_leg_bridge", poses).repetitions[0].hold == told
