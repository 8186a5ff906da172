"""The named clinical measures: the only list of them.

A measure is a pure function of a `Posture` (and, where it speaks of a change, of the person's
own start posture), whose docstring states its plane, its zero and its sign.  Degrees or ratios of
body lengths, never pixels.  NaN = a joint it needs was not seen, or no start posture is known
yet.  All are taken in pixels of the picture, never from depth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from formcheck.body.distances import SAGITTAL_DISTANCES
from formcheck.body.face_down import FACE_DOWN
from formcheck.body.frontal import FRONTAL
from formcheck.body.lying import LYING
from formcheck.body.sagittal import SAGITTAL_ANGLES
from formcheck.body.upright import UPRIGHT
from formcheck.body.upright_front import UPRIGHT_FRONT

if TYPE_CHECKING:
    from formcheck.body.measure import Measure

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
