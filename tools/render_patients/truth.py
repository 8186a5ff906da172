"""The truth of a clip: angles from the true joint centres, and the times of each repetition."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tools.render_patients.performance import OtherLeg
from tools.render_patients.skeleton import (
    ANKLE,
    HIP,
    KNEE,
    LATERAL,
    OTHER,
    SHOULDER,
    SIDES,
    Figure,
    Side,
    Vector,
    about_y,
    inclination_deg,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tools.render_patients.performance import Performance, Span, Viewpoint


FLAT: Final = 0.5  # sine of the inclination of a trunk that lies
STACKED: Final = 0.5  # sine of the slope of the hip line of a body on its side


def stood_up(figure: Figure) -> Figure:
    """A figure that lies on its side, turned so that its trunk is upright; any other as it is.

    It is turned about the backward axis, so a camera in front sees it turned in the picture.
    """
    trunk = figure.middle(SHOULDER) - figure.middle(HIP)
    across = figure.joint(HIP, "left") - figure.joint(HIP, "right")
    lies = abs(trunk[2]) < FLAT * np.linalg.norm(trunk)
    if not (lies and abs(across[2]) > STACKED * np.linalg.norm(across)):
        return figure
    turn = about_y(-float(np.degrees(np.arctan2(trunk[0], trunk[2]))))
    return Figure(
        {name: turn @ at for name, at in figure.joints_m.items()},
        {name: turn @ own for name, own in figure.turns.items()},
    )


def knee_opening_deg(figure: Figure, side: Side) -> float:
    """Turn of a bent leg about the line from hip to foot, against the other leg, degrees.

    + outwards.  From how far each knee is outward of its own line, over how far it is off it at
    all; for a body that stands (see `stood_up`).
    """
    radius, out = _off_line(figure, side)
    _, other_out = _off_line(figure, OTHER[side])
    gap = LATERAL[side] * (out - other_out)
    return float(np.degrees(np.arcsin(np.clip(gap / max(radius, 1e-9), -1.0, 1.0))))


def _off_line(figure: Figure, side: Side) -> tuple[float, float]:
    """How far a knee is off the line from hip to ankle, and how far to the left of it, metres."""
    hip, knee, ankle = (figure.joint(joint, side) for joint in (HIP, KNEE, ANKLE))
    line = (ankle - hip) / np.linalg.norm(ankle - hip)
    off: Vector = knee - hip - ((knee - hip) @ line) * line
    return float(np.linalg.norm(off)), float(off[0])


def knee_openings_deg(figure: Figure) -> dict[str, float]:
    """The opening of both knees by name."""
    return {f"knee_opening_{side}": knee_opening_deg(figure, side) for side in SIDES}


def in_front_deg(figure: Figure) -> dict[str, float]:
    """True angles in the frontal plane, degrees, by name.

    The lift of the other foot is given as the angle whose sine it is in lengths of the leg that
    stands; the knee of a seated body as the angle whose sine its way outward is in lengths of
    the other shank; the legs apart as the angle between the lines from hip to ankle.
    """
    angles = {}
    spread = 0.0
    for side in SIDES:
        hip, knee, ankle = (figure.joint(joint, side) for joint in (HIP, KNEE, ANKLE))
        other_knee, other_ankle = (figure.joint(joint, OTHER[side]) for joint in (KNEE, ANKLE))
        leg_m = np.linalg.norm(knee - hip) + np.linalg.norm(ankle - knee)
        angles[f"other_foot_lift_{side}"] = _arcsine_deg((other_ankle - ankle)[2] / leg_m)
        out_m = LATERAL[side] * (knee - hip)[0]
        shank_m = np.linalg.norm(other_ankle - other_knee)
        angles[f"seated_knee_out_{side}"] = _arcsine_deg(out_m / shank_m)
        line = ankle - hip
        spread += float(np.degrees(np.arctan2(LATERAL[side] * line[0], -line[2])))
    return angles | {f"leg_spread_{side}": spread for side in SIDES}


def _arcsine_deg(share: float) -> float:
    return float(np.degrees(np.arcsin(np.clip(share, -1.0, 1.0))))


def step_rises_deg(figure: Figure, start: Figure) -> dict[str, float]:
    """Rise of each hip since the start, as the angle whose sine it is in lengths of the leg."""
    rises = {}
    for side in SIDES:
        hip, knee, ankle = (start.joint(joint, side) for joint in (HIP, KNEE, ANKLE))
        leg_m = np.linalg.norm(knee - hip) + np.linalg.norm(ankle - knee)
        ratio = (figure.joint(HIP, side) - hip)[2] / leg_m
        rises[f"step_rise_{side}"] = float(np.degrees(np.arcsin(np.clip(ratio, -1.0, 1.0))))
    return rises


OBLIQUE: Final = tuple(f"thigh_aside_{side}" for side in SIDES)
"""Measures as seen from the camera's place, and not from the front."""


def oblique_deg(figure: Figure, facing_deg: float) -> dict[str, float]:
    """True angles in the plane of the picture of a level camera far away, degrees.

    The thigh aside is the thigh against gravity, + outwards.  The tilt of the shoulders is their
    line against the horizontal, + with the left side up.  `facing_deg` is the direction of the
    camera around the person: 0 in front, 90 at the left.
    """
    facing = np.radians(facing_deg)
    rightwards = np.array([np.cos(facing), np.sin(facing), 0.0]) * np.sign(np.cos(facing))

    def aside_deg(line: Vector) -> float:
        return float(np.degrees(np.arctan2(line @ rightwards, -line[2])))

    across = figure.joint(SHOULDER, "left") - figure.joint(SHOULDER, "right")
    angles = {"shoulder_line": float(np.degrees(np.arctan2(across[2], across @ rightwards)))}
    for side in SIDES:
        thigh = figure.joint(KNEE, side) - figure.joint(HIP, side)
        angles[f"thigh_aside_{side}"] = LATERAL[side] * aside_deg(thigh)
    return angles


SCHEMA: Final = 1
DEGREE_DIGITS: Final = 2
SECOND_DIGITS: Final = 3
FRONTAL: Final = 0.5  # sine of the angle up to which the camera sees a front


def wrapped_deg(angle_deg: float) -> float:
    """The same direction between -180 (excluded) and 180 degrees."""
    return float(180.0 - (180.0 - angle_deg) % 360.0)


def sagittal_deg(figure: Figure) -> dict[str, float]:
    """True angles in the sagittal plane, degrees.

    Hip flexion is thigh on trunk (shoulder to hip of the same side), + flexion; knee flexion is
    shank on thigh; inclinations are against gravity, 0 upright or straight down, + forward;
    leg elevation is the thigh, and leg line elevation the line from hip to ankle, against the
    floor, for a body on its back.
    """
    angles = {"trunk_inclination": -inclination_deg(figure.middle(HIP) - figure.middle(SHOULDER))}
    for side in SIDES:
        hip, knee = figure.joint(HIP, side), figure.joint(KNEE, side)
        trunk = -inclination_deg(hip - figure.joint(SHOULDER, side))
        thigh = inclination_deg(knee - hip)
        shank = inclination_deg(figure.joint(ANKLE, side) - knee)
        angles[f"hip_flexion_{side}"] = wrapped_deg(thigh + trunk)
        angles[f"knee_flexion_{side}"] = wrapped_deg(thigh - shank)
        angles[f"thigh_inclination_{side}"] = thigh
        angles[f"leg_elevation_{side}"] = wrapped_deg(thigh - 90.0)
        leg = inclination_deg(figure.joint(ANKLE, side) - hip)
        angles[f"leg_line_elevation_{side}"] = wrapped_deg(leg - 90.0)
    return angles


def frontal_deg(figure: Figure) -> dict[str, float]:
    """True angles in the frontal plane of a standing body, degrees.

    Hip abduction is the thigh against the perpendicular of the pelvis, or against the axis of
    the trunk; + outwards.  Trunk lean is + to the person's left; pelvic tilt is + with the left
    side up.
    """

    def aside_deg(line: Vector) -> float:
        return float(np.degrees(np.arctan2(line[0], -line[2])))

    trunk = aside_deg(figure.middle(HIP) - figure.middle(SHOULDER))
    across = figure.joint(HIP, "left") - figure.joint(HIP, "right")
    pelvis = float(np.degrees(np.arctan2(across[2], across[0])))
    angles = {"trunk_lateral_lean": -trunk, "pelvic_tilt": pelvis}
    for side in SIDES:
        thigh = aside_deg(figure.joint(KNEE, side) - figure.joint(HIP, side))
        angles[f"hip_abduction_{side}"] = LATERAL[side] * (thigh - pelvis)
        angles[f"hip_abduction_to_trunk_{side}"] = LATERAL[side] * (thigh - trunk)
    return angles


def series_deg(
    figures: Sequence[Figure], measure: str, *, facing_deg: float = 0.0
) -> dict[str, list[float]]:
    """True angles over time, degrees by name: one plane, or both if `measure` is frontal.

    `facing_deg` is the direction of the camera, for measures as seen from there.
    """
    figures = [stood_up(figure) for figure in figures]
    rows = [sagittal_deg(figure) for figure in figures]
    if measure in OBLIQUE:
        asides = [oblique_deg(figure, facing_deg) for figure in figures]
        rows = [row | aside for row, aside in zip(rows, asides, strict=True)]
    if measure.startswith("step_rise"):
        rows = [
            row | step_rises_deg(each, figures[0]) for row, each in zip(rows, figures, strict=True)
        ]
    if measure not in rows[0]:
        rows = [row | frontal_deg(figure) for row, figure in zip(rows, figures, strict=True)]
    if measure not in rows[0]:
        rows = [row | knee_openings_deg(each) for row, each in zip(rows, figures, strict=True)]
    if measure not in rows[0]:
        rows = [row | in_front_deg(each) for row, each in zip(rows, figures, strict=True)]
    return {name: [row[name] for row in rows] for name in rows[0]}


def document(
    performance: Performance,
    angles: Mapping[str, Sequence[float]],
    measure: str,
) -> dict[str, Any]:
    """The truth of a clip as one JSON object.

    Parameters
    ----------
    performance
        The performance that was rendered.
    angles
        Degrees by angle name, one number for each frame.
    measure
        The name of the angle that the exercise is about.
    """
    view, timetable = performance.viewpoint, performance.timetable
    frames = len(angles[measure])
    own = measure.removesuffix(performance.side)
    efforts = []
    for span in timetable:
        side = working_side(span, performance.side)
        series = np.asarray(angles[measure if side == performance.side else own + side])
        efforts.append(_effort(span, side, series, performance.fps))
    return {
        "schema": SCHEMA,
        "made_of": fingerprint(performance),
        "name": performance.name,
        "exercise": performance.exercise,
        "side": performance.side,
        "fps": performance.fps,
        "frames": frames,
        "size_px": list(view.size_px),
        "camera": _camera(view),
        "person": {
            key: value
            for key, value in asdict(performance.person).items()
            if key in {"sex", "age_years", "height_m", "weight", "muscle"}
        },
        "film": asdict(performance.film),
        "measure": measure,
        "reps": efforts if performance.counted == "reps" else [],
        "holds": efforts if performance.counted == "holds" else [],
        "faults": [
            {"number": span.number, "name": name, "amount": amount}
            for span in timetable
            for name, amount in span.effort.faults.items()
        ],
        "unclear": [
            {"number": span.number, "name": name}
            for span in timetable
            for name in span.effort.unclear
        ],
        "angles_deg": {
            name: [round(angle, DEGREE_DIGITS) + 0.0 for angle in series]
            for name, series in angles.items()
        },
    }


def _camera(view: Viewpoint) -> dict[str, Any]:
    return {
        "height_m": view.height_m,
        "distance_m": view.distance_m,
        "yaw_deg": view.yaw_deg,
        "pitch_deg": view.pitch_deg,
        "roll_deg": view.roll_deg,
        "side_nearest": nearest_side(view.facing_deg),
        "vertical_field_deg": view.field_deg,
    }


def fingerprint(performance: Performance) -> str:
    """A short name for everything a performance says: the same words, the same name."""
    return hashlib.sha256(repr(performance).encode()).hexdigest()[:16]


def is_of(path: Path, performance: Performance) -> bool:
    """Return whether clip and truth file are there and belong to this very performance."""
    if not (path.exists() and path.with_name(path.name.replace(".truth.json", ".mp4")).exists()):
        return False
    found: str = json.loads(path.read_text(encoding="utf-8")).get("made_of", "")
    return found == fingerprint(performance)


def nearest_side(facing_deg: float) -> Side | None:
    """The side of the body that the camera sees first, or None from the front."""
    sideways = np.sin(np.radians(facing_deg))
    if abs(sideways) < FRONTAL:
        return None
    return "left" if sideways > 0 else "right"


def working_side(span: Span, side: Side) -> Side:
    """The side whose leg works in an effort of a performance by `side`."""
    return OTHER[side] if isinstance(span.effort, OtherLeg) else side


def _effort(span: Span, side: Side, angles: Vector, fps: int) -> dict[str, Any]:
    first, last = int(np.ceil(span.start_s * fps)), int(span.end_s * fps)
    during = angles[first : last + 1]
    falling = span.effort.peak_deg < angles[max(first - 1, 0)]
    at = int(during.argmin() if falling else during.argmax())
    return {
        "number": span.number,
        "side": side,
        "kind": span.effort.kind,
        "start_s": round(span.start_s, SECOND_DIGITS),
        "peak_s": round(span.top_s, SECOND_DIGITS),
        "leave_s": round(span.leave_s, SECOND_DIGITS),
        "end_s": round(span.end_s, SECOND_DIGITS),
        "start_deg": round(float(angles[max(first - 1, 0)]), DEGREE_DIGITS),
        "peak_deg": round(float(during[at]), DEGREE_DIGITS),
        "hold_s": round(span.effort.hold_s, SECOND_DIGITS),
    }


def write(path: Path, truth: Mapping[str, Any]) -> None:
    """Write the truth as JSON, one key a line, complete or not at all."""
    lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in truth.items())
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
    os.replace(partial, path)  # noqa: PTH105 - named in the house style
