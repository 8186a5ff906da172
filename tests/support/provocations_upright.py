"""How each fault and limit of the exercises on the feet, filmed from the side, is provoked."""

from __future__ import annotations

import math
from typing import Final

from support.figures import Tweaks
from support.performances_upright import LEG, STEP_PX
from support.provocation import DROP, QUICK, AtLimit, Provocation, peaks


def _step_of(rise_deg: float) -> Provocation:
    """A step as high as the rise of the hips says."""
    higher = LEG * math.sin(math.radians(rise_deg)) - STEP_PX
    return Provocation({"peak_deg": rise_deg}, Tweaks(step=higher))


UPRIGHT_FAULTS: Final[dict[tuple[str, str], Provocation]] = {
    ("marching", "too_low"): Provocation({"peak_deg": 22.0}, reps=0),
    ("marching", "lean_back"): Provocation(tweaks=Tweaks(lean=-15.0)),
    ("marching", "slump"): Provocation(tweaks=Tweaks(lean=21.0)),
    ("marching", "uneven"): Provocation({"peak_deg": (58.0, -36.0), "reps": 10}, reps=10),
    ("marching", "knee_held"): Provocation({"hold_s": 2.0}),
    ("marching", "climbs"): Provocation(tweaks=Tweaks(hip_rise=0.2)),
    ("standing_hip_flexion", "short_hold"): Provocation({"hold_s": 0.1}),
    ("standing_hip_flexion", "lean_back"): Provocation(tweaks=Tweaks(lean=-12.0)),
    ("standing_hip_flexion", "slump"): Provocation(tweaks=Tweaks(lean=17.0)),
    ("standing_hip_flexion", "standing_knee_bent"): Provocation(tweaks=Tweaks(other_knee=28.0)),
    ("standing_hip_flexion", "quick_lift"): Provocation(QUICK),
    ("standing_hip_flexion", "quick_drop"): Provocation(DROP),
    ("hip_hinge", "squats"): Provocation(tweaks=Tweaks(knee=28.0, lean=-14.5)),
    # Knees that go forward take the hips along.
    ("hip_hinge", "shins_forward"): Provocation(
        tweaks=Tweaks(knee=20.0), implies=frozenset({"hips_stay"})
    ),
    ("hip_hinge", "hips_stay"): Provocation(tweaks=Tweaks(knee=-12.0, lean=16.0)),
    ("hip_hinge", "head_drops"): Provocation(tweaks=Tweaks(extra={"head": 28.0})),
    ("hip_hinge", "quick_down"): Provocation(QUICK),
    ("hip_hinge", "quick_up"): Provocation(DROP),
    ("step_up", "trunk_forward"): Provocation(tweaks=Tweaks(lean=42.0)),
    ("step_up", "quick_up"): Provocation(QUICK),
    ("step_up", "quick_down"): Provocation(DROP),
}

UPRIGHT_LIMITS: Final[dict[tuple[str, str], AtLimit]] = {
    ("marching", "too_high"): peaks(97.0, 106.0),
    ("standing_hip_flexion", "too_high"): peaks(106.0, 114.0),
    ("hip_hinge", "too_far"): peaks(81.0, 87.0),
    ("step_up", "step_too_high"): AtLimit(_step_of(16.0), _step_of(18.0)),
}
"""By exercise and limit; the angles are those of the figure, the start included."""
