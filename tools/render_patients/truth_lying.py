"""True angles of somebody who lies on the side: told as if the same body stood up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from tools.render_patients.skeleton import (
    ANKLE,
    HIP,
    KNEE,
    LATERAL,
    OTHER,
    SHOULDER,
    SIDES,
    Figure,
    about_y,
)

if TYPE_CHECKING:
    from tools.render_patients.skeleton import Side, Vector

FLAT: Final = 0.5  # sine of the inclination of a trunk that lies
STACKED: Final = 0.5  # sine of the slope of the hip line of somebody who lies on the side


def stood_up(figure: Figure) -> Figure:
    """A figure that lies on its side, turned so that its trunk is upright; any other as it is.

    It is turned about the backward axis, so what a camera in front sees is turned in the picture.
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
    all; for somebody who stands (see `stood_up`).
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
