"""Movements that no exercise is: walking, jumping, squats, lunges, kicks, seen from the side.

Each is a function of time that returns a body with known joint angles.  People do them on other
days; no checker may call one of them a good repetition, except where it is the same movement.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias

from support.figures import HEEL, LEG, Side2D, pose_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from formcheck.pose.pose import Pose

STANDING: Final = Side2D(trunk=2, hip=4, knee=4, other_hip=4, other_knee=4)


def between(start: float, end: float, share: float) -> float:
    """Return the value at a share of the way, 0 to 1."""
    return start + share * (end - start)


def eased(share: float) -> float:
    """Return a smooth way from 0 to 1 with no speed at either end."""
    return (1 - math.cos(math.pi * min(max(share, 0.0), 1.0))) / 2


@dataclass(frozen=True, slots=True)
class Tempo:
    """Seconds of rest, way out, hold and way back, again and again."""

    rest_s: float
    out_s: float
    hold_s: float
    back_s: float

    def share(self, time_s: float) -> float:
        """Return how far the movement has come at a time, 0 to 1."""
        into = time_s % (self.rest_s + self.out_s + self.hold_s + self.back_s) - self.rest_s
        if into < self.out_s:
            return eased(into / self.out_s)
        return 1 - eased((into - self.out_s - self.hold_s) / self.back_s)


SLOW: Final = Tempo(1.0, 1.5, 0.3, 1.5)
BRISK: Final = Tempo(0.2, 0.5, 0.05, 0.5)
RESTLESS: Final = Tempo(0.0, 1.0, 0.0, 1.0)


def on(foot: str, body: Side2D, *, at: float = 0.0, up: float = 0.0) -> Side2D:
    """Return the body with the ankle of a foot (``""`` or ``other_``) at a place."""
    ankle = replace(body, root=0j).points()[f"{foot}ankle"]
    return replace(body, root=complex(at - ankle.real, up - LEG - ankle.imag))


def on_the_floor(body: Side2D, *, at: float = 0.0) -> Side2D:
    """Return the body moved so that its lowest sole touches the floor, the hips at a place."""
    points = replace(body, root=0j).points()
    low = min(points[f"{leg}{part}"].imag for leg in ("", "other_") for part in ("heel", "toe"))
    return replace(body, root=complex(at, -LEG - HEEL - low))


def squat(share: float, knee_deg: float, trunk_deg: float, shank_deg: float) -> Side2D:
    """Return a body part of the way into a squat; the shank leans forward by its angle."""
    knee, trunk = between(4, knee_deg, share), between(1, trunk_deg, share)
    hip = knee + trunk - between(2, shank_deg, share)
    return Side2D(trunk=trunk, hip=hip, knee=knee, other_hip=hip, other_knee=knee)


def split(share: float, front: str) -> Side2D:
    """Return a body in a long step, part of the way down; `front` is ``""`` or ``other_``."""
    back = "" if front else "other_"
    trunk = 8.0
    angles = {
        f"{front}hip": between(22, 90, share) + trunk,
        f"{front}knee": between(15, 95, share),
        f"{back}hip": between(-25, -2, share) + trunk,
        f"{back}knee": between(12, 100, share),
        f"{back}foot": 90 + between(20, 60, share),
    }
    return Side2D(trunk=trunk, **angles)


def lunge(time_s: float, front: str, stays: str) -> Side2D:
    """Return a body that steps into a lunge and back; `stays` is the foot that does not move."""
    into = time_s % 4.0
    stepped = eased((into - 0.8) / 0.7) if into < 2.2 else 1 - eased((into - 2.9) / 0.9)
    down = split(math.sin(math.pi * min(max((into - 1.5) / 1.4, 0.0), 1.0)), front)
    names = ("trunk", "hip", "knee", "other_hip", "other_knee", "foot", "other_foot")
    mixed = {
        name: between(getattr(STANDING, name), getattr(down, name), stepped) for name in names
    }
    return on(stays, Side2D(**mixed))


def walk(cycle: float, *, running: bool = False) -> Side2D:
    """Return a body in a gait cycle; at 0 the heel of the working leg meets the floor."""

    def leg(at: float) -> tuple[float, float]:
        at %= 1.0
        if running:
            thigh = between(-20, 45, (1 + math.cos(2 * math.pi * (at - 0.9))) / 2)
        else:
            thigh = between(-18, 25, (1 + math.cos(2 * math.pi * at)) / 2)
        swing = max(0.0, math.sin(math.pi * (at - 0.55) / 0.45)) if at > 0.55 else 0.0  # toe off
        stance = max(0.0, math.sin(math.pi * min(at, 0.4) / 0.4))
        return thigh, 8 + 12 * stance + (90 if running else 60) * swing

    (thigh, knee), (other, other_knee) = leg(cycle), leg(cycle + 0.5)
    trunk = 8.0 if running else 3.0
    hips = {"hip": thigh + trunk, "other_hip": other + trunk}
    return Side2D(trunk=trunk, **hips, knee=knee, other_knee=other_knee)


def steps(time_s: float) -> Side2D:
    """Return a body that stands, walks two steps, stands, and walks back in the same picture."""
    turn, into = divmod(time_s, 4.0)
    way = 1 if turn % 2 == 0 else -1
    done = min(max((into - 1.5) / 2.5, 0.0), 1.0)
    at = way * between(-80, 80, eased(done))
    return on_the_floor(walk(0.75 + 2 * done) if done else STANDING, at=at)


def jump(time_s: float, knee_deg: float) -> Side2D:
    """Return a body that stands, and then squats, jumps and lands every 1.6 seconds."""
    into, flight = max(time_s - 1.0, 0.0) % 1.6, 0.0
    if into < 0.75:  # down and up
        share = eased(into / 0.5) if into < 0.5 else 1 - eased((into - 0.5) / 0.25)
    elif into < 1.15:  # in the air
        part = (into - 0.75) / 0.4
        share, flight = 0.1, 240 * part * (1 - part)
    else:
        share = 0.5 * math.sin(math.pi * (into - 1.15) / 0.45)
    return on("", squat(max(share, 0.0), knee_deg, 35, 30), up=flight)


def hinge(share: float, trunk_deg: float, knee_deg: float) -> Side2D:
    """Return a body part of the way into a bow with both feet planted."""
    return on("", squat(share, knee_deg, trunk_deg, 5))


def pick_up_on_one_leg(time_s: float) -> Side2D:
    """Return a body that bows over one leg, the other one lifted behind it."""
    share = Tempo(2, 1.2, 0.3, 1.2).share(time_s)
    lean = {"trunk": 80 * share, "hip": 90 * share, "knee": 4 + 15 * share}
    return on("", Side2D(**lean, other_hip=5 * share, other_knee=8))


def kick(time_s: float) -> Side2D:
    """Return a body that kicks forward with the working leg."""
    share = Tempo(1.5, 0.3, 0.05, 0.4).share(time_s)
    body = Side2D(trunk=-8 * share, hip=67 * share, knee=3 + 15 * share)
    return on("other_", replace(body, other_hip=-12 * share, other_knee=3 + 10 * share))


def lunge_to_knee_drive(time_s: float) -> Side2D:
    """Return a body that comes up from a low lunge and drives the other knee up."""
    share = Tempo(0, 0.7, 0, 0.7).share(time_s)
    working = {"hip": between(105, 0, share), "knee": between(95, 15, share)}
    other = {"other_hip": between(-5, 110, share), "other_knee": between(60, 120, share)}
    return on("", Side2D(trunk=between(25, -5, share), **working, **other))


def sit_down(time_s: float) -> Side2D:
    """Return a body that sits down, stays for some seconds and gets up."""
    share = eased((time_s - 2) / 1.2) if time_s < 8 else 1 - eased((time_s - 9) / 1.2)
    trunk = 5 + 25 * math.sin(math.pi * share)
    hip, knee = between(2, 87, share) + trunk, between(4, 95, share)
    return on("", Side2D(trunk=trunk, hip=hip, knee=knee, other_hip=hip, other_knee=knee))


def seated(*, hip: float = 90.0, knee: float = 90.0, trunk: float = 3.0) -> Side2D:
    """Return a body on a chair whose working leg, or trunk, moves."""
    body = Side2D(trunk=trunk, hip=hip + trunk, knee=knee)
    return on("other_", replace(body, other_hip=90 + trunk, other_knee=90))


def stairs(time_s: float) -> Side2D:
    """Return a body that climbs stairs of 10 cm, out of the picture."""
    number, part = divmod(time_s / 1.6, 1.0)
    up = eased((part - 0.2) / 0.8)
    swing = math.sin(math.pi * part)
    other = {"other_hip": between(4, 10, part) + 30 * swing, "other_knee": 5 + 70 * swing}
    body = Side2D(trunk=8, hip=between(58, 8, up), knee=between(60, 4, up), **other)
    return on("", body, at=40 * number - 120, up=24 * number)


Activity: TypeAlias = "Callable[[float], Side2D]"


def _squats(knee_deg: float, trunk_deg: float, shank_deg: float, tempo: Tempo) -> Activity:
    return lambda time_s: on("", squat(tempo.share(time_s), knee_deg, trunk_deg, shank_deg))


def _split_squats(front: str, depth: float) -> Activity:
    return lambda time_s: on_the_floor(split(depth * RESTLESS.share(time_s), front))


def _lunges(front: str, stays: str) -> Activity:
    return lambda time_s: lunge(time_s, front, stays)


ACTIVITIES: Final[dict[str, Activity]] = {
    "parallel squats": _squats(100, 35, 28, SLOW),
    "parallel squats, brisk": _squats(100, 35, 28, BRISK),
    "deep squats": _squats(125, 30, 35, RESTLESS),
    "leaning squats": _squats(95, 50, 18, SLOW),
    "split squats, near leg in front": _split_squats("", 1.0),
    "split squats, far leg in front": _split_squats("other_", 1.0),
    "shallow split squats, near leg in front": _split_squats("", 0.45),
    "shallow split squats, far leg in front": _split_squats("other_", 0.45),
    "lunges, near leg forward": _lunges("", "other_"),
    "lunges, near leg back": _lunges("other_", "other_"),
    "lunges, far leg forward": _lunges("other_", ""),
    "lunges, far leg back": _lunges("", ""),
    "lunge to knee drive": lunge_to_knee_drive,
    "hops": lambda time_s: jump(time_s, 35),
    "walking on a treadmill": lambda time_s: on_the_floor(walk(time_s / 1.1)),
    "setting off on a treadmill": lambda time_s: on_the_floor(
        walk(time_s / 1.1) if time_s > 2 else STANDING
    ),
    "running on a treadmill": lambda time_s: on_the_floor(walk(time_s / 0.75, running=True)),
    "steps to and fro": steps,
    "stairs": stairs,
    "deadlift": lambda time_s: hinge(SLOW.share(time_s), 65, 70),
    "bow to the floor": lambda time_s: hinge(SLOW.share(time_s), 95, 25),
    "pick up on one leg": pick_up_on_one_leg,
    "kick": kick,
    "sit down and get up": sit_down,
    "leg extension, seated": lambda time_s: seated(knee=90 - 80 * SLOW.share(time_s)),
    "march, seated": lambda time_s: seated(hip=90 + 25 * BRISK.share(time_s)),
    "bow, seated": lambda time_s: seated(trunk=3 + 45 * SLOW.share(time_s)),
    "leg curl": lambda time_s: on(
        "other_", replace(STANDING, knee=between(4, 100, SLOW.share(time_s)))
    ),
    "leaning back": lambda time_s: on(
        "", replace(STANDING, trunk=-6, hip=4 - 16 * SLOW.share(time_s))
    ),
}
"""By name: the body at a time, seconds."""


def poses_of(
    name: str, *, duration_s: float, fps: float, hidden: Sequence[str] = ()
) -> list[Pose]:
    """Return the poses of an activity; the camera guesses the joints of the roles `hidden`."""
    body = ACTIVITIES[name]
    return [
        pose_of(body(index / fps), index=index, time_s=index / fps, hidden=hidden)
        for index in range(int(duration_s * fps))
    ]
