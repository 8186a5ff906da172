"""How each fault and limit of the exercises with the face down is provoked, alone."""

from __future__ import annotations

from typing import Final

from support.figures import Tweaks
from support.provocation import DROP, QUICK, AtLimit, Provocation, peaks

FACE_DOWN_FAULTS: Final[dict[tuple[str, str], Provocation]] = {
    ("prone_hip_extension", "short_hold"): Provocation({"hold_s": 1.5}),
    ("prone_hip_extension", "pelvis_lifts"): Provocation(tweaks=Tweaks(hip_rise=0.12)),
    ("prone_hip_extension", "knee_bent"): Provocation(tweaks=Tweaks(knee=24.0)),
    ("prone_hip_extension", "head_up"): Provocation(tweaks=Tweaks(extra={"head_up": 0.2})),
    ("prone_hip_extension", "quick_lift"): Provocation(QUICK),
    ("prone_hip_extension", "quick_drop"): Provocation(DROP),
    ("bird_dog", "short_hold"): Provocation({"hold_s": 1.5}),
    ("bird_dog", "knee_bent"): Provocation(tweaks=Tweaks(knee=24.0)),
    ("bird_dog", "back_tilts"): Provocation(tweaks=Tweaks(lean=-13.0)),
    ("bird_dog", "weight_shift"): Provocation(tweaks=Tweaks(extra={"shift": -0.16})),
    ("bird_dog", "quick_lift"): Provocation(QUICK),
    ("bird_dog", "quick_drop"): Provocation(DROP),
    ("fire_hydrant", "short_hold"): Provocation({"hold_s": 0.5}),
    ("fire_hydrant", "trunk_tilts"): Provocation(tweaks=Tweaks(hip_rise=0.16)),
    ("fire_hydrant", "quick_lift"): Provocation(QUICK),
    ("fire_hydrant", "quick_drop"): Provocation(DROP),
}
"""By exercise and fault: the performance in which that fault appears, and only it."""

FACE_DOWN_LIMITS: Final[dict[tuple[str, str], AtLimit]] = {
    ("prone_hip_extension", "too_high"): peaks(-13.0, -18.0),
    ("bird_dog", "too_high"): peaks(-14.0, -19.0),
    ("fire_hydrant", "too_far"): peaks(39.0, 43.0),
}
"""By exercise and limit; the angles are those of the figure, the start included."""
