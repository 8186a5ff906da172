"""How the faults and limits of the exercises on the feet and on a chair are provoked."""

from __future__ import annotations

from typing import Final

from figures import Tweaks
from provocation import DROP, QUICK, AtLimit, Provocation, peaks

UPRIGHT_FAULTS: Final[dict[tuple[str, str], Provocation]] = {
    ("marching", "too_low"): Provocation({"peak_deg": 22.0}, reps=0),
    ("marching", "lean_back"): Provocation(tweaks=Tweaks(lean=-13.0)),
    ("marching", "slump"): Provocation(tweaks=Tweaks(lean=19.0)),
    ("marching", "knee_held"): Provocation({"hold_s": 2.5}),
    ("marching", "climbs"): Provocation(tweaks=Tweaks(hip_rise=0.2)),
    ("standing_hip_flexion", "short_hold"): Provocation({"hold_s": 0.6}),
    ("standing_hip_flexion", "lean_back"): Provocation(tweaks=Tweaks(lean=-12.0)),
    ("standing_hip_flexion", "slump"): Provocation(tweaks=Tweaks(lean=17.0)),
    ("standing_hip_flexion", "standing_knee_bent"): Provocation(tweaks=Tweaks(other_knee=24.0)),
    ("standing_hip_flexion", "quick_lift"): Provocation({"out_s": 0.5}),
    ("standing_hip_flexion", "quick_drop"): Provocation(DROP),
    ("hip_hinge", "squats"): Provocation(tweaks=Tweaks(knee=32.0, extra={"thigh": 19.0})),
    ("hip_hinge", "shins_forward"): Provocation(tweaks=Tweaks(knee=21.0)),
    ("hip_hinge", "hips_stay"): Provocation(tweaks=Tweaks(knee=-2.0, extra={"thigh": -10.0})),
    ("hip_hinge", "quick_down"): Provocation(QUICK),
    ("hip_hinge", "quick_up"): Provocation(DROP),
    ("step_up", "not_straight"): Provocation({"peak_deg": 16.5}, reps=0),
    ("step_up", "trunk_forward"): Provocation(),
    ("step_up", "quick_up"): Provocation(QUICK),
    ("step_up", "quick_down"): Provocation(DROP),
    ("sit_to_stand", "not_up"): Provocation({"peak_deg": 24.0}, reps=0),
    ("sit_to_stand", "quick_down"): Provocation(DROP),
    ("sit_to_stand", "big_lean"): Provocation(tweaks=Tweaks(lean=50.0)),
    ("sit_to_stand", "feet_move"): Provocation(tweaks=Tweaks(foot_at=35.0)),
    ("single_leg_stance", "short_hold"): Provocation({"hold_s": 5.0}),
    ("single_leg_stance", "pelvic_drop"): Provocation(tweaks=Tweaks(hike=8.0)),
    ("single_leg_stance", "trunk_lean"): Provocation(tweaks=Tweaks(lean=11.0)),
    ("single_leg_stance", "knee_in"): Provocation(tweaks=Tweaks(extra={"valgus": 14.0})),
    ("lateral_step", "trunk_lean"): Provocation(tweaks=Tweaks(lean=11.0)),
    ("lateral_step", "pelvis_tilts"): Provocation(tweaks=Tweaks(hike=8.0)),
    ("lateral_step", "feet_touch"): Provocation({"rest_deg": -5.0}),
    ("lateral_step", "knee_in"): Provocation(tweaks=Tweaks(extra={"valgus": 14.0})),
    ("figure_four", "short_hold"): Provocation({"hold_s": 8.0}),
    ("figure_four", "trunk_leans"): Provocation(tweaks=Tweaks(lean=14.0)),
}
"""By exercise and fault: the performance in which that fault appears, and only it."""

UPRIGHT_LIMITS: Final[dict[tuple[str, str], AtLimit]] = {
    ("marching", "too_high"): peaks(98.0, 104.0),
    ("standing_hip_flexion", "too_high"): peaks(108.0, 114.0),
    ("hip_hinge", "too_far"): peaks(83.0, 89.0),
    ("step_up", "arches_back"): peaks(-16.0, -21.0),
    ("step_up", "step_too_high"): AtLimit(
        Provocation(tweaks=Tweaks(hip_rise=0.2)), Provocation(tweaks=Tweaks(hip_rise=0.34))
    ),
    ("sit_to_stand", "arches_back"): peaks(-16.0, -21.0),
    ("single_leg_stance", "too_high"): peaks(48.0, 54.0),
    ("lateral_step", "too_wide"): peaks(26.5, 31.0),
    ("figure_four", "too_far"): peaks(73.0, 79.0),
}
"""By exercise and limit; the angles are those of the figure, the start included."""
