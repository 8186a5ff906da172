"""Near relatives of the exercises that a camera sees from the front (see `support.relatives`)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from support.figures import HIP_WIDTH, LEG, SHOULDER_WIDTH, TRUNK, Front2D, unit
from support.watching import moving

if TYPE_CHECKING:
    from formcheck.pose.pose import Pose
    from support.figures import Figure


@dataclass(frozen=True, slots=True)
class Legs2D(Front2D):
    """A body seen from the front whose legs are given each by the places of knee and foot.

    `feet` and `knees` are the places of the working and the other joint from the middle between
    the feet at rest, pixels, y up; `hips` is the middle of the hips, `tall` the seen length of
    the trunk.
    """

    hips: complex = 0j
    knees: tuple[complex, complex] = (0j, 0j)
    feet: tuple[complex, complex] = (0j, 0j)
    tall: float = 1.0

    def points(self) -> dict[str, complex]:
        """Return the joints by role, pixels, y up."""
        shoulder = self.hips + TRUNK * self.tall * unit(90 + self.lean)
        joints = {"nose": shoulder + 40j}
        for role, side, knee, foot in zip(
            ("", "other_"), (1, -1), self.knees, self.feet, strict=True
        ):
            joints[f"{role}hip"] = self.hips + side * HIP_WIDTH / 2
            joints[f"{role}shoulder"] = shoulder + side * SHOULDER_WIDTH / 2
            joints[f"{role}knee"], joints[f"{role}ankle"] = knee, foot
            joints[f"{role}heel"], joints[f"{role}toe"] = foot - 10j, foot - 18j
        return joints


def _on_two_feet(
    hips: complex, feet: tuple[complex, complex], *, out: float = 0.0, tall: float = 1.0
) -> Legs2D:
    """Return a body whose knees are half-way between hip and foot, and `out` pixels outward."""
    knees = tuple(
        (hips + side * HIP_WIDTH / 2 + foot) / 2 + side * out
        for side, foot in zip((1, -1), feet, strict=True)
    )
    return Legs2D(hips=hips, knees=(knees[0], knees[1]), feet=feet, tall=tall)


STANCE: Final = (36 + 0j, -36 + 0j)


def squat_from_the_front(share: float) -> Figure:
    """A squat, the knees over the toes."""
    return _on_two_feet(1j * LEG * (1 - 0.4 * share), STANCE, out=38 * share)


def deadlift_from_the_front(share: float) -> Figure:
    """A lift of a weight: the trunk bows to the camera, the knees go apart."""
    hips = 1j * LEG * (1 - 0.28 * share)
    return _on_two_feet(hips, STANCE, out=30 * share, tall=1 - 0.5 * share)


def star_jump(share: float) -> Figure:
    """Both feet jump apart, and together again."""
    out, up = 75 * share, 35 * math.sin(math.pi * share)
    feet = (36 + out + 1j * up, -36 - out + 1j * up)
    return _on_two_feet(1j * (LEG * (1 - 0.04 * share) + up), feet)


def wide_jump(share: float) -> Figure:
    """The feet jump a little apart, as wide as a side step."""
    out, up = 24 * share, 15 * math.sin(math.pi * share)
    feet = (36 + out + 1j * up, -36 - out + 1j * up)
    return _on_two_feet(1j * (LEG + up), feet)


def lunge_to_the_side(share: float) -> Figure:
    """A wide step to the side, the body sinks over the bent leg."""
    foot = 36 + 150 * share + 1j * 25 * math.sin(math.pi * share)
    hips = complex(110 * share, LEG * (1 - 0.35 * share))
    return _on_two_feet(hips, (foot, -36 + 0j), out=10 * share)


def swaying(share: float) -> Figure:
    """The hips sway from side to side over both feet."""
    return _on_two_feet(complex(45 * share, LEG * 0.98), STANCE)


def walking_towards_the_camera(share: float) -> Figure:
    """A foot goes forward and comes nearer: lower in the picture."""
    return _on_two_feet(1j * LEG, (30 - 26j * share, -30 + 14j * share))


def side_steps(steps: int, *, half_s: float, rest_s: float) -> list[Pose]:
    """Return side steps in one direction: one foot goes, the other one follows."""
    way, lift = 62.0, 12.0

    def body(time: float) -> Figure:
        done, now = divmod(max(time, 0.0), 2 + rest_s / half_s)
        leading, following = min(now, 1.0), min(max(now - 1.0, 0.0), 1.0)
        feet = tuple(
            side * 36 + way * (done + _eased(part)) + 1j * lift * math.sin(math.pi * part)
            for side, part in ((1, leading), (-1, following))
        )
        hips = complex(sum(foot.real for foot in feet) / 2, 0.985 * LEG)
        return _on_two_feet(hips, (feet[0], feet[1]))

    last = steps * (2 + rest_s / half_s) - 1e-6
    return moving(body, (1.0, 0.0), (last * half_s, last), (1.0, last))


def _eased(part: float) -> float:
    """Return a smooth way from 0 to 1."""
    return (1 - math.cos(math.pi * part)) / 2
