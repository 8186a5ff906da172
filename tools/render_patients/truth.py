"""What a clip truly shows: angles from the true joint centres, and who did what when."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tools.render_patients.oblique import OBLIQUE, oblique_deg
from tools.render_patients.schedule import OtherLeg
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
    inclination_deg,
)
from tools.render_patients.truth_in_front import in_front_deg
from tools.render_patients.truth_lying import knee_openings_deg, stood_up
from tools.render_patients.truth_upright import step_rises_deg

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tools.render_patients.performance import Performance
    from tools.render_patients.schedule import Span

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
    floor, for somebody who lies on the back.
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
    """True angles in the frontal plane of somebody who stands, degrees.

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

    `facing_deg` is where the camera stands, for what is told as it is seen from there.
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
        What was asked for.
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
        "camera": {
            "height_m": view.height_m,
            "distance_m": view.distance_m,
            "yaw_deg": view.yaw_deg,
            "pitch_deg": view.pitch_deg,
            "roll_deg": view.roll_deg,
            "side_nearest": nearest_side(view.facing_deg),
            "vertical_field_deg": view.field_deg,
        },
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


def fingerprint(performance: Performance) -> str:
    """A short name for everything a performance says: the same words, the same name."""
    return hashlib.sha256(repr(performance).encode()).hexdigest()[:16]


def is_of(path: Path, performance: Performance) -> bool:
    """Whether clip and truth file are there and tell of this very performance."""
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
