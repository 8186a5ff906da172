"""People whose stands, stances and lifts are known, for the function tests."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from formcheck.exercises.loader import load_exercise
from formcheck.function_tests.definition import load_function_test
from formcheck.function_tests.report import FoundTrials
from formcheck.function_tests.scoring import finder_for
from formcheck.pose.joints import Joint
from formcheck.pose.pose import absent
from support.figures import SHANK, THIGH, TRUNK, Camera, Front2D, Side2D, pose_of, unit
from support.performer import Plan, perform

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from formcheck.function_tests.definition import FunctionTest
    from formcheck.function_tests.scoring import Findings
    from formcheck.pose.joints import Side
    from formcheck.pose.pose import Pose

FPS = 15.0
SEATED, BOWED, STANDING = (5.0, 90.0), (35.0, 88.0), (2.0, 4.0)


def on_a_chair(trunk_deg: float, knee_deg: float) -> Side2D:
    """Return a body between chair and standing: the shank upright, the foot in place."""
    seated = Side2D(
        trunk=trunk_deg,
        hip=knee_deg + trunk_deg,
        knee=knee_deg,
        other_hip=knee_deg + trunk_deg,
        other_knee=knee_deg,
    )
    return replace(seated, root=-(THIGH + SHANK) * 1j - seated.points()["ankle"])


@dataclass(frozen=True, slots=True)
class Rise:
    """One stand: how long each part takes, and how straight it becomes."""

    bow_s: float = 0.5
    up_s: float = 1.0
    stand_s: float = 0.3
    down_s: float = 1.0
    sit_s: float = 0.4
    knee_deg: float = 4.0
    trunk_deg: float = 2.0
    wrist: float | None = 0.7

    @property
    def whole_s(self) -> float:
        return self.bow_s + self.up_s + self.stand_s + self.down_s + self.sit_s

    @property
    def stood_s(self) -> float:
        """Seconds from its beginning to standing."""
        return self.bow_s + self.up_s

    def at(self, time_s: float) -> tuple[float, float]:
        """Lean of the trunk and bend of the knee, degrees."""
        sat, bowed = SEATED, BOWED
        up = (self.trunk_deg, self.knee_deg)
        way = ((self.bow_s, sat, bowed), (self.up_s, bowed, up), (self.stand_s, up, up),
               (self.down_s, up, sat), (self.sit_s, sat, sat))  # fmt: skip
        for length_s, start, end in way:
            if time_s < length_s:
                share = (1 - math.cos(math.pi * time_s / length_s)) / 2
                return tuple(a + share * (b - a) for a, b in zip(start, end, strict=True))  # type: ignore[return-value]
            time_s -= length_s
        return sat


def chair_poses(
    rises: Sequence[Rise],
    *,
    before_s: float = 2.0,
    after_s: float = 1.0,
    side: Side = "right",
    gone: tuple[float, float] | None = None,
    fps: float = FPS,
) -> list[Pose]:
    """Return poses of a person who sits for `before_s`, does the rises and sits for `after_s`."""
    poses: list[Pose] = []
    end_s = before_s + sum(rise.whole_s for rise in rises) + after_s
    for index in range(int(end_s * fps) + 1):
        time_s = index / fps
        if gone is not None and gone[0] <= time_s < gone[1]:
            poses.append(absent(index, time_s, size_px=(1280, 720)))
            continue
        left_s = time_s - before_s
        now, wrist = SEATED, rises[0].wrist if rises else 0.7
        for rise in rises:
            wrist = rise.wrist
            if left_s < 0:
                break
            if left_s < rise.whole_s:
                now = rise.at(left_s)
                break
            left_s -= rise.whole_s
        figure = on_a_chair(*now)
        camera = Camera(at_px=640 - 300j)
        pose = pose_of(figure, working=side, index=index, time_s=time_s, camera=camera)
        poses.append(pose if wrist is None else with_wrist(pose, figure, wrist, side=side))
    return poses


def with_wrist(pose: Pose, figure: Side2D, height: float, *, side: Side) -> Pose:
    """The pose with the near wrist at a share of the trunk, a hand's breadth before it."""
    points = figure.points()
    trunk = points["shoulder"] - points["hip"]
    ahead = 0.15 * TRUNK * unit(-figure.trunk)
    place = points["hip"] + height * trunk + ahead - points["shoulder"]
    if side == "left":
        place = -place.conjugate()
    row = Joint.LEFT_WRIST if side == "left" else Joint.RIGHT_WRIST
    shoulder = Joint.LEFT_SHOULDER if side == "left" else Joint.RIGHT_SHOULDER
    image, visibility = pose.image.copy(), pose.visibility.copy()
    image[row] = image[shoulder] + (place.real, -place.imag)
    visibility[row] = 0.95
    return replace(pose, image=image, visibility=visibility)


@dataclass(frozen=True, slots=True)
class OneLeg:
    """A try on one leg: which foot is up, from when to when, and where the carrying foot goes."""

    foot: Side
    start_s: float
    end_s: float
    hop_s: float = math.inf


def stance_poses(
    tries: Sequence[OneLeg],
    *,
    end_s: float,
    gone: tuple[float, float] | None = None,
    ramp_s: float = 0.1,
    tilt: float = 0.0,
) -> list[Pose]:
    """Return poses of a person who faces the camera and stands on one leg at times.

    `tilt` is how much lower one foot is in the picture while both stand, in lengths of the leg.
    """
    poses: list[Pose] = []
    for index in range(int(end_s * FPS) + 1):
        time_s = index / FPS
        if gone is not None and gone[0] <= time_s < gone[1]:
            poses.append(absent(index, time_s, size_px=(1280, 720)))
            continue
        pose = pose_of(Front2D(), working="left", index=index, time_s=time_s)
        image = pose.image.copy()
        leg = THIGH + SHANK
        for part in ("ANKLE", "HEEL", "FOOT_INDEX"):
            image[Joint[f"LEFT_{part}"], 1] += tilt * leg
            for one in tries:
                into = min(time_s - one.start_s, one.end_s - time_s) / ramp_s
                share = min(max(into, 0.0), 1.0)
                image[Joint[f"{one.foot.upper()}_{part}"], 1] -= 0.12 * leg * share
                other = "RIGHT" if one.foot == "left" else "LEFT"
                if one.hop_s <= time_s < one.end_s:
                    image[Joint[f"{other}_{part}"], 0] += 0.25 * leg
        poses.append(replace(pose, image=image))
    return poses


def found_in(test: FunctionTest, poses: Iterable[Pose], motion: str | None = None) -> Findings:
    """Return what the finder of a function test finds in the poses of one file."""
    finder = finder_for(test, motion)
    for pose in poses:
        finder.update(pose)
    return finder.finish()


FILMED = {
    "flexion": ("knee_to_chest", 1, 4.0),
    "extension": ("prone_hip_extension", -1, 2.0),
    "abduction": ("standing_hip_abduction", 1, 3.0),
}
"""For each motion the exercise that is performed, its sign, and the main angle at rest."""


def ranges(
    motion: str,
    *furthest_deg: float,
    side: Side = "left",
    hold_s: float = 1.0,
    rest_deg: float | None = None,
    **performed: Any,  # noqa: ANN401  # as `perform` has them
) -> list[Pose]:
    """Return poses of a person who moves a leg as far as these angles, in the motion's direction.

    An abduction is a change from the start, the other motions are angles of thigh and trunk.
    """
    exercise, sign, usual_deg = FILMED[motion]
    rest = usual_deg if rest_deg is None else rest_deg
    peaks = tuple(sign * deg + (rest if motion == "abduction" else 0.0) for deg in furthest_deg)
    plan = Plan(len(peaks), rest, peaks, hold_s=hold_s)
    return perform(load_exercise(exercise), side=side, plan=plan, **performed)


def found_range(motion: str, poses: Iterable[Pose]) -> FoundTrials:
    """Return the trials that the range-of-motion test finds in a film of a motion."""
    found = found_in(load_function_test("range_of_motion"), poses, motion)
    assert isinstance(found, FoundTrials)
    return found


def abduction(*furthest_deg: float, **how: Any) -> FoundTrials:  # noqa: ANN401  # as `ranges`
    """Return the trials of a person who lifts a leg aside by these angles from the start."""
    return found_range("abduction", ranges("abduction", *furthest_deg, **how))
