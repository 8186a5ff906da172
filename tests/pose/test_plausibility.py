"""PoseScreen: what no body makes is not believed, and all that people do is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.disturbances import (
    estimated,
    exchanged,
    frozen,
    other_body,
    with_gap,
    with_other_body,
)
from support.performer import Plan, Recording, Side2D, perform, plan_for, pose_of
from support.watching import between, later

from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.pose.features import FeatureExtractor, points_in_picture
from formcheck.pose.joints import Joint
from formcheck.pose.plausibility import FROZEN, RESUME_S, PoseScreen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from formcheck.pose.plausibility import Plausible
    from formcheck.pose.pose import Pose

NAMES = exercise_names()
RATES = (3.0, 5.0, 10.0, 15.0, 24.0, 30.0, 60.0, 120.0)


def screened(poses: Iterable[Pose]) -> list[Plausible]:
    """Return what a fresh screen believes of each pose."""
    screen = PoseScreen()
    return [screen.update(pose, points_in_picture(pose)) for pose in poses]


def doubts(poses: Iterable[Pose]) -> set[str]:
    """Return the doubts about a stream."""
    return {now.doubt for now in screened(poses) if now.doubt is not None}


def refused_s(poses: Sequence[Pose]) -> list[float]:
    """Return the times of the poses that are not believed, or not wholly."""
    pairs = zip(poses, screened(poses), strict=True)
    return [pose.time_s for pose, now in pairs if now.doubt is not None]


def performed(name: str, *, fps: float = 30.0, noise_px: float = 0.0, **plan: float) -> list[Pose]:
    """Return two repetitions of an exercise."""
    exercise = load_exercise(name)
    wanted: dict[str, object] = {"reps": 2, **({"hold_s": 4.0} if exercise.kind == "hold" else {})}
    plans: Plan = plan_for(exercise, **(wanted | plan))  # type: ignore[arg-type]
    return perform(exercise, plan=plans, recording=Recording(fps=fps, noise_px=noise_px))


def changed(pose: Pose, row: Joint, by_px: tuple[float, float]) -> Pose:
    """Return the pose with one joint elsewhere."""
    image = pose.image.copy()
    image[row] += np.array(by_px, np.float32)
    return replace(pose, image=image)


LIFT = performed("standing_hip_abduction", fps=20.0)
UP_S = next(pose.time_s for pose in LIFT if pose.time_s > 3.0)


# --- What people do is believed


@settings(max_examples=12)
@given(
    name=st.sampled_from(NAMES),
    fps=st.sampled_from(RATES),
    noise_px=st.sampled_from([0.0, 1.5, 3.0]),
)
def test_exercises_are_believed_at_every_rate(name: str, fps: float, noise_px: float) -> None:
    # Legs in turn cannot be told from exchanged legs at three pictures a second.
    wanted = set() if fps >= 10 else {"swap"}
    assert doubts(performed(name, fps=fps, noise_px=noise_px)) <= wanted


@pytest.mark.parametrize("fps", [10.0, 24.0])
@pytest.mark.parametrize("name", ["mini_squat", "bird_dog", "sit_to_stand", "marching"])
def test_brisk_movement_is_believed(name: str, fps: float) -> None:
    assert not doubts(performed(name, fps=fps, out_s=0.4, back_s=0.4))


def test_believed_poses_pass_unchanged() -> None:
    extractor = FeatureExtractor()
    for pose in LIFT:
        features = extractor.extract(pose)
        assert features.doubt is None
        np.testing.assert_array_equal(features.points, points_in_picture(pose))


@settings(max_examples=10)
@given(gap_s=st.floats(0.1, 5.0))
def test_person_who_was_hidden_is_believed_again(gap_s: float) -> None:
    assert not doubts(pose for pose in with_gap(LIFT, 2.0, gap_s) if not pose.is_absent)


# --- What no body makes is not


@pytest.mark.sampled(3)
@pytest.mark.parametrize("fps", [10.0, 30.0])
@pytest.mark.parametrize("length_s", [0.1, 0.3, 0.5])
@pytest.mark.parametrize("name", ["mini_squat", "single_leg_bridge", "standing_hip_abduction"])
def test_other_body_is_not_believed(name: str, length_s: float, fps: float) -> None:
    poses = with_other_body(performed(name, fps=fps), 2.0, length_s)
    extractor = FeatureExtractor()
    for pose in poses:
        features = extractor.extract(pose)
        if 2.0 <= pose.time_s < 2.0 + length_s:
            assert features.absent
            assert features.doubt in {"jump", "other_person"}
        elif not 2.0 <= pose.time_s < 2.3 + length_s:
            assert features.doubt is None


def test_body_that_stays_is_believed_and_announced() -> None:
    poses = with_other_body(LIFT, 2.0, 60.0)
    resumed = [
        pose.time_s
        for pose, now in zip(poses, screened(poses), strict=True)
        if now.resumed == "body"
    ]
    assert resumed == [pytest.approx(2.0 + RESUME_S, abs=0.06)]


def test_first_guess_gives_way_at_once() -> None:
    poses = [other_body(LIFT[0]), *LIFT[1:]]
    assert not refused_s(poses)[1:]


@pytest.mark.parametrize("share", [0.02, 0.1])
def test_exchanged_legs_are_not_believed(share: float) -> None:
    rng = np.random.default_rng(5)
    up = between(LIFT, 2.4, 3.6)
    wrong = {pose.time_s for pose in up if rng.random() < share} | {up[3].time_s}
    poses = [exchanged(pose) if pose.time_s in wrong else pose for pose in LIFT]
    assert set(refused_s(poses)) == wrong


def test_leg_that_jumps_leaves_the_other_leg() -> None:
    poses = [
        changed(pose, Joint.LEFT_ANKLE, (90.0, -60.0)) if pose.time_s == UP_S else pose
        for pose in LIFT
    ]
    extractor = FeatureExtractor()
    features = [extractor.extract(pose) for pose in poses]
    (doubted,) = (now for now in features if now.doubt is not None)
    assert doubted.doubt == "jump"
    assert not doubted.absent
    unknown = {row for row in Joint if np.isnan(doubted.points[row])}
    seen = {row for row in Joint if not np.isnan(LIFT[0].image[row, 0])}
    assert unknown & seen == {
        Joint.LEFT_KNEE, Joint.LEFT_ANKLE, Joint.LEFT_HEEL, Joint.LEFT_FOOT_INDEX
    }  # fmt: skip


def test_thigh_that_shrinks_at_once_is_not_believed() -> None:
    deep = pose_of(Side2D(trunk=40, hip=110, knee=110, other_hip=110, other_knee=110))
    poses = [replace(deep, index=index, time_s=index / 30) for index in range(40)]
    hip, knee = deep.image[Joint.LEFT_HIP], deep.image[Joint.LEFT_KNEE]
    for index, share in ((20, 0.4), (21, 0.8), (22, 0.9), (23, 0.9)):
        way = (share * (hip - knee)).tolist()
        poses[index] = changed(poses[index], Joint.LEFT_KNEE, (way[0], way[1]))
    assert {21 / 30, 22 / 30, 23 / 30} <= set(refused_s(poses)) <= {n / 30 for n in range(20, 24)}


# --- Pictures that stand still


@pytest.mark.parametrize("length_s", [0.3, 1.0, 5.0])
def test_picture_that_stands_still_is_noticed(length_s: float) -> None:
    poses = frozen(estimated(LIFT), 2.0, length_s)
    still = [pose.time_s for pose in poses if 2.0 < pose.time_s < 2.0 + length_s]
    assert set(refused_s(poses)) >= set(still[1:])


def test_figure_that_keeps_still_is_no_picture_that_stands_still() -> None:
    poses = frozen(LIFT, 2.5, 1.0)
    assert FROZEN not in screened(poses)


def test_other_body_that_stands_still_stays_unbelieved() -> None:
    poses = estimated(LIFT)
    stranger = other_body(LIFT[0])
    for index in range(40, 46):
        now = poses[index]
        poses[index] = replace(stranger, index=now.index, time_s=now.time_s)
    assert all(now.is_lost for now in screened(poses)[40:46])


def test_movement_behind_a_picture_that_stood_still_was_not_followed() -> None:
    places = [pose.image[Joint.LEFT_ANKLE, 0] for pose in LIFT]
    lifted = LIFT[int(np.argmax(np.abs(np.array(places) - places[0])))]
    poses = frozen(estimated(LIFT), 1.0, lifted.time_s - 1.0)
    assert "body" in {now.resumed for now in screened(poses)}


# --- Causal, and the same at any time


@settings(max_examples=8)
@given(shift_s=st.floats(0, 1e4), cut=st.integers(1, len(LIFT)))
def test_screen_looks_at_the_past_only(shift_s: float, cut: int) -> None:
    poses = with_other_body(LIFT, 2.0, 0.4)
    whole = screened(poses)
    assert screened(poses[:cut]) == whole[:cut]
    if shift_s < 100:
        assert [now.rows for now in screened(later(poses, shift_s))] == [now.rows for now in whole]
