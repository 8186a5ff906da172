"""A body of sticks to pose, for the rendered patients: no render extra is needed."""

import functools

import numpy as np

from tools.render_patients.skeleton import (
    ANKLE,
    ELBOW,
    HIP,
    KNEE,
    SHOULDER,
    SIDES,
    TOES,
    WRIST,
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
