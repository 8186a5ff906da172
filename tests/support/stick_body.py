"""A body of sticks for the tests of rendered patients; the render extra is not needed."""

import functools
from collections.abc import Mapping
from typing import Final

import numpy as np

from tools.render_patients.skeleton import (
    ANKLE,
    ELBOW,
    HIP,
    KNEE,
    OTHER,
    SHOULDER,
    SIDES,
    TOES,
    WRIST,
    Side,
    Skeleton,
    Vector,
    bone,
)

# parent, (left, backward, up) in metres; the left half of a paired bone
PAIRED = {
    "pelvis": ("root", (0.0, 0.0, 0.0)),
    HIP: ("pelvis", (0.10, 0.01, -0.01)),
    KNEE: (HIP, (0.12, -0.015, -0.42)),
    ANKLE: (KNEE, (0.16, 0.01, -0.83)),
    TOES: (ANKLE, (0.16, -0.13, -0.885)),
    "clavicle": ("spine01", (0.02, -0.02, 0.44)),
    "shoulder01": ("clavicle", (0.10, -0.02, 0.45)),
    SHOULDER: ("shoulder01", (0.16, -0.02, 0.42)),
    ELBOW: (SHOULDER, (0.33, -0.03, 0.21)),
    "lowerarm02": (ELBOW, (0.39, -0.1, 0.15)),
    WRIST: ("lowerarm02", (0.44, -0.17, 0.09)),
}
MIDDLE = {
    "root": ("", (0.0, 0.0, 0.0)),
    "spine05": ("root", (0.0, 0.0, 0.0)),
    "spine02": ("spine05", (0.0, 0.01, 0.25)),
    "spine01": ("spine02", (0.0, 0.01, 0.36)),
    "neck01": ("spine01", (0.0, -0.01, 0.52)),
    "neck02": ("neck01", (0.0, -0.015, 0.55)),
    "neck03": ("neck02", (0.0, -0.02, 0.58)),
    "head": ("neck03", (0.0, -0.03, 0.61)),
}
SKIN_BEHIND = {"spine05": 0.09, "spine02": 0.07, "spine01": 0.075, "head": 0.05, "pelvis": 0.11}


@functools.cache
def sticks() -> Skeleton:
    """A body of sticks with a few points of skin, about as large as a person."""
    parents: dict[str, str] = {}
    rest: dict[str, Vector] = {}
    for name, (parent, at) in MIDDLE.items():
        parents[name], rest[name] = parent, np.array(at)
    for name, (parent, (left, back, up)) in PAIRED.items():
        for side in SIDES:
            parents[bone(name, side)] = bone(parent, side) if parent in PAIRED else parent
            rest[bone(name, side)] = np.array([left if side == "left" else -left, back, up])
    skin = {}
    for name, place in rest.items():
        stem = name.split(".")[0]
        behind = np.array([place[0], SKIN_BEHIND.get(stem, place[1] + 0.03), place[2]])
        skin[name] = np.array([place, behind])
    skin["spine01"] = np.array([[0.0, 0.075, 0.36], [0.0, 0.07, 0.42], [0.0, 0.06, 0.47]])
    skin["head"] = np.array([[0.0, 0.05, 0.66], [0.0, 0.03, 0.74], [0.0, -0.08, 0.62]])
    for side in SIDES:
        x = rest[bone(ANKLE, side)][0]
        skin[bone(ANKLE, side)] = np.array([[x, 0.05, -0.91], [x, -0.14, -0.91]])
        skin[bone(KNEE, side)] = rest[bone(KNEE, side)] + np.array([[0, -0.04, 0], [0, 0, -0.05]])
    return Skeleton(parents, rest, skin)


PLANTED: Final[Mapping[str, str]] = {
    "bird_dog": "other knee, other ankle, wrist",
    "clamshell": "other ankle, other hip",
    "double_leg_bridge": "ankle, other ankle",
    "figure_four": "other ankle",
    "fire_hydrant": "other knee, other ankle, wrist, other wrist",
    "hamstring_stretch": "hip, shoulder",
    "heel_slide": "other ankle, hip, shoulder",
    "hip_flexor_stretch": "knee, ankle, other ankle",
    "hip_flexor_stretch_edge_of_bed": "hip, other hip",
    "hip_flexor_stretch_standing": "toes, other ankle",
    "hip_hinge": "toes, other toes",
    "knee_to_chest": "hip, other hip",
    "lateral_step": "",  # each foot in turn
    "marching": "",  # each foot in turn
    "mini_squat": "toes, other toes",
    "offset_bridge": "ankle, other ankle",
    "prone_hip_extension": "shoulder, other shoulder, wrist, other wrist, other ankle",
    "seated_knee_extension": "hip, other hip, other ankle",
    "sidelying_hip_abduction": "other ankle, other hip, other shoulder",
    "single_leg_bridge": "ankle",
    "single_leg_stance": "ankle",
    "sit_to_stand": "ankle, other ankle",
    "standing_hip_abduction": "other ankle",
    "standing_hip_extension": "other ankle",
    "standing_hip_flexion": "other ankle",
    "step_up": "ankle",
    "straight_leg_raise": "other ankle, hip, shoulder",
}
"""Joints that carry weight and do not move in an exercise: of the working side, or the other."""

_JOINTS: Final = {
    "ankle": ANKLE, "hip": HIP, "knee": KNEE, "shoulder": SHOULDER, "toes": TOES, "wrist": WRIST,
}  # fmt: skip


def planted(exercise: str, working: Side) -> list[tuple[str, Side]]:
    """Return the joints, with their sides, that do not move in an exercise."""
    return [
        (_JOINTS[words[-1]], OTHER[working] if len(words) > 1 else working)
        for words in map(str.split, filter(None, PLANTED[exercise].split(", ")))
    ]
