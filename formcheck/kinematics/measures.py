"""The named clinical measures: the only list of them.

A measure is a pure function of a `Posture` (and, where it speaks of a change, of the person's
own start posture), whose docstring states its plane, its zero and its sign.  Degrees or ratios of
body lengths, never pixels.  NaN = a joint it needs was not seen, or no start posture is known
yet.  All are taken in pixels of the picture, never from depth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from formcheck.kinematics.face_down import FACE_DOWN
from formcheck.kinematics.frontal import FRONTAL, UPRIGHT_FRONT
from formcheck.kinematics.lying import LYING
from formcheck.kinematics.sagittal import SAGITTAL_ANGLES, SAGITTAL_DISTANCES, UPRIGHT

if TYPE_CHECKING:
    from formcheck.kinematics.measure import Measure

MEASURES: Final[dict[str, Measure]] = {
    measure.name: measure
    for measure in (
        *SAGITTAL_ANGLES,
        *SAGITTAL_DISTANCES,
        *FRONTAL,
        *FACE_DOWN,
        *LYING,
        *UPRIGHT,
        *UPRIGHT_FRONT,
    )
}
"""Every measure by its name."""
