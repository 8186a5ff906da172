"""Near relatives of the exercises: what other people do in the same positions.

Each of `RELATIVES` is a figure as a function of the share of its movement, 0 at rest and 1 at its
far end.  None is an exercise of the catalogue, so no repetition of any exercise in it is good.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from support.figures import (
    SHANK,
    THIGH,
    TRUNK,
    Oblique2D,
    OnTheSide,
    Side2D,
    cos,
    sin,
    unit,
)
from support.front_relatives import (
    deadlift_from_the_front,
    lunge_to_the_side,
    squat_from_the_front,
    star_jump,
    swaying,
    walking_towards_the_camera,
    wide_jump,
)
from support.performances import bridge, leg_knee, leg_thigh
from support.watching import moving

if TYPE_CHECKING:
    from collections.abc import Callable

    from formcheck.pose.pose import Pose
    from support.figures import Figure

    Relative = Callable[[float], Figure]


def _standing_on(body: Side2D, role: str, at: complex) -> Side2D:
    """Return the body moved so that one of its joints is at a place."""
    return replace(body, root=body.root + at - body.points()[role])


# --- On the back -------------------------------------------------------------------------------


def double_leg_raise(share: float) -> Figure:
    """Both straight legs are lifted together."""
    hip = 2 + 68 * share
    return Side2D(trunk=-90, hip=hip, knee=5, other_hip=hip - 3, other_knee=6)


def knees_to_chest(share: float) -> Figure:
    """Both knees are drawn to the chest together."""
    hip, knee = 2 + 108 * share, 4 + 110 * share
    return Side2D(trunk=-90, hip=hip, knee=knee, other_hip=hip - 4, other_knee=knee)


def lowered_legs(share: float) -> Figure:
    """Both legs are lowered from above, the knees straight at the end."""
    hip, knee = 90 - 86 * share, 90 - 85 * share
    return Side2D(trunk=-90, hip=hip, knee=knee, other_hip=hip - 3, other_knee=knee)


def bicycle(share: float) -> Figure:
    """The knees come to the chest in turn."""
    return Side2D(
        trunk=-70,
        hip=25 + 70 * share,
        knee=15 + 85 * share,
        other_hip=95 - 70 * share,
        other_knee=100 - 85 * share,
    )


def sit_up(share: float) -> Figure:
    """The trunk rises from the floor, the feet stay."""
    up = 70 * share
    return Side2D(trunk=-90 + up, hip=48 + up, knee=95, other_hip=48 + up, other_knee=95)


def hip_thrust(share: float) -> Figure:
    """A bridge with the shoulders on a bench."""
    bench, below = 0.85 * TRUNK * 1j, 52 - 50 * share
    hip = bench + TRUNK * unit(-below)
    to_foot = 1.75 * TRUNK - hip
    flexion = leg_thigh(to_foot) + below - 90
    knee = leg_knee(to_foot)
    return Side2D(
        trunk=below - 90, hip=flexion, knee=knee, other_hip=flexion, other_knee=knee, root=hip
    )


def bridge_on_a_ball(share: float) -> Figure:
    """A bridge with the feet on a ball, as high as a seat."""
    up = 37 * share
    hip = complex(-150, 0) + TRUNK * unit(up)
    to_foot = complex(-150 + 2.1 * TRUNK, 0.75 * TRUNK) - hip
    flexion = leg_thigh(to_foot) - up - 90
    knee = leg_knee(to_foot)
    return Side2D(
        trunk=-90 - up, hip=flexion, knee=knee, other_hip=flexion, other_knee=knee, root=hip
    )


def leg_lifted_in_a_bridge(share: float) -> Figure:
    """The hips rise on the other leg, while the near leg goes up straight."""
    lifted = bridge(hip=48 - 42 * share, foot_at=0.0)
    return replace(lifted, hip=3 + 45 * share, knee=8.0)


def leg_lowered_to_the_floor(share: float) -> Figure:
    """Of two knees at the chest one is held, and the other leg is laid on the floor."""
    return Side2D(
        trunk=-90, hip=95 - 99 * share, knee=110 - 106 * share, other_hip=108, other_knee=118
    )


def both_legs_over_the_edge(share: float) -> Figure:
    """Both legs sink over the end of a bed."""
    hip, knee = 95 - 107 * share, 110 - 30 * share
    return Side2D(trunk=-90, hip=hip, knee=knee, other_hip=hip + 3, other_knee=knee)


# --- On the front, on hands and knees ------------------------------------------------------------


def plank_leg_lift(share: float) -> Figure:
    """A straight leg is lifted in a plank on the forearms."""
    body = Side2D(trunk=79, hip=2 - 12 * share, knee=3, other_hip=4, other_knee=3)
    return _standing_on(body, "other_ankle", 0j)


def superman(share: float) -> Figure:
    """Chest and both legs are lifted."""
    hip = 2 - 28 * share
    return Side2D(trunk=90 - 16 * share, hip=hip, knee=4, other_hip=hip, other_knee=4)


def kick_on_the_front(share: float) -> Figure:
    """A leg with a bent knee is lifted."""
    return Side2D(trunk=90, hip=2 - 14 * share, knee=92, other_hip=2, other_knee=3)


def _fours(hip: float, knee: float, *, tilt: float = 0.0) -> Side2D:
    body = Side2D(trunk=80 + tilt, hip=hip, knee=knee, other_hip=80 + tilt, other_knee=90)
    return _standing_on(body, "other_knee", 0j)


def donkey_kick(share: float) -> Figure:
    """A bent leg is kicked back and up."""
    return _fours(80 - 90 * share, 92 - 17 * share)


def knee_drive_in_a_plank(share: float) -> Figure:
    """A knee is drawn under the trunk and goes back, the other leg straight."""
    body = Side2D(trunk=72, hip=88 - 84 * share, knee=95 - 90 * share, other_hip=4, other_knee=4)
    return _standing_on(body, "other_ankle", 0j)


def cobra(share: float) -> Figure:
    """From hands and knees the pelvis sinks to the floor."""
    hip = 80 - 78 * share
    trunk = 80 - 40 * share
    return _standing_on(
        Side2D(trunk=trunk, hip=hip, knee=90 * (1 - share), other_hip=hip, other_knee=90),
        "other_knee",
        0j,
    )


def rocking_back(share: float) -> Figure:
    """On hands and knees the hips go back to the heels."""
    return _standing_on(
        Side2D(
            trunk=80 + 8 * share,
            hip=80 + 55 * share,
            knee=90 + 50 * share,
            other_hip=80 + 55 * share,
            other_knee=90 + 50 * share,
        ),
        "other_knee",
        0j,
    )


@dataclass(frozen=True, slots=True)
class _KickSeenObliquely(Oblique2D):
    """A leg that is kicked back by `back` degrees with a knee bent by `knee`."""

    back: float = 0.0
    knee: float = 90.0

    def points(self) -> dict[str, complex]:
        """Return the joints by role, pixels, y up."""
        joints = Oblique2D.points(self)
        # Backward is seen as outward, shortened by the sine of the angle to the front.
        seen = SHANK / abs(Oblique2D().points()["ankle"] - Oblique2D().points()["knee"])
        thigh = complex(THIGH * sin(self.back) / seen, -THIGH * cos(self.back))
        shank_deg = self.back + self.knee
        shank = complex(SHANK * sin(shank_deg) / seen, -SHANK * cos(shank_deg))
        joints["knee"] = joints["hip"] + thigh
        joints["ankle"] = joints["knee"] + shank
        joints["heel"] = joints["ankle"] + 6j
        joints["toe"] = joints["ankle"] + 10
        return joints


def donkey_kick_seen_obliquely(share: float) -> Figure:
    """A bent leg is kicked back, the camera where it belongs for a lift to the side."""
    return _KickSeenObliquely(back=2 + 33 * share)


def leg_stretch_seen_obliquely(share: float) -> Figure:
    """A leg is stretched back, the camera where it belongs for a lift to the side."""
    return _KickSeenObliquely(back=2 + 40 * share, knee=90 - 70 * share)


# --- On a chair ----------------------------------------------------------------------------------


def both_knees_straightened(share: float) -> Figure:
    """Both knees are straightened together on a chair."""
    knee = 88 - 84 * share
    return Side2D(hip=86, knee=knee, other_hip=86, other_knee=knee)


def kick_on_a_chair(share: float) -> Figure:
    """A thigh is lifted off the chair while its knee straightens."""
    return Side2D(
        trunk=-6 * share, hip=86 + 46 * share, knee=88 - 82 * share, other_hip=86, other_knee=88
    )


def kick_from_a_raised_knee(share: float) -> Figure:
    """A person who stands on one leg straightens the knee of the other, its thigh held level."""
    return Side2D(trunk=-4, hip=84, knee=90 - 84 * share, other_hip=-4, other_knee=4)


# --- On the side ---------------------------------------------------------------------------------


def leg_lift_in_a_side_plank(share: float) -> Figure:
    """The upper leg is lifted while the body is held on a forearm and a foot."""
    return OnTheSide(abduction=-18 + 32 * share, other_abduction=22)


RELATIVES: Final[dict[str, Relative]] = {
    relative.__name__: relative
    for relative in (
        double_leg_raise,
        knees_to_chest,
        lowered_legs,
        bicycle,
        sit_up,
        hip_thrust,
        bridge_on_a_ball,
        leg_lifted_in_a_bridge,
        leg_lowered_to_the_floor,
        both_legs_over_the_edge,
        plank_leg_lift,
        superman,
        kick_on_the_front,
        donkey_kick,
        knee_drive_in_a_plank,
        cobra,
        rocking_back,
        donkey_kick_seen_obliquely,
        leg_stretch_seen_obliquely,
        both_knees_straightened,
        kick_on_a_chair,
        kick_from_a_raised_knee,
        leg_lift_in_a_side_plank,
        squat_from_the_front,
        deadlift_from_the_front,
        star_jump,
        wide_jump,
        lunge_to_the_side,
        swaying,
        walking_towards_the_camera,
    )
}
"""Each near relative by its name."""

TEMPOS: Final = {"brisk": (0.4, 0.2), "ordinary": (1.0, 0.6), "held": (1.5, 6.0)}
"""Seconds of each way, and at the far end."""


def relative_poses(name: str, tempo: str, *, reps: int = 3) -> list[Pose]:
    """Return some repetitions of a near relative, with a rest before, between and after."""
    way_s, held_s = TEMPOS[tempo]
    rep = ((way_s, 1.0), (held_s, 1.0), (way_s, 0.0), (0.8, 0.0))
    return moving(RELATIVES[name], (1.0, 0.0), *(rep * reps))
