"""How the faults and limits of the exercises on the back and on the side are provoked."""

from __future__ import annotations

from typing import Final

from support.figures import Tweaks
from support.provocation import DROP, QUICK, AtLimit, Provocation, peaks

LYING_FAULTS: Final[dict[tuple[str, str], Provocation]] = {
    ("heel_slide", "short_hold"): Provocation({"hold_s": 2.0}),
    ("heel_slide", "heel_lifts"): Provocation(tweaks=Tweaks(extra={"foot_lift_deg": 12.0})),
    ("heel_slide", "knee_rolls"): Provocation(tweaks=Tweaks(thigh_length=-0.22)),
    ("heel_slide", "not_straightened"): Provocation({"rest_deg": 21.0}),
    ("heel_slide", "quick_slide"): Provocation(QUICK),
    ("heel_slide", "quick_return"): Provocation(DROP),
    ("knee_to_chest", "short_hold"): Provocation({"hold_s": 12.0}),
    ("knee_to_chest", "other_leg_floats"): Provocation(tweaks=Tweaks(other_thigh=30.0)),
    ("knee_to_chest", "pelvis_curls"): Provocation(tweaks=Tweaks(hip_rise=0.13)),
    ("knee_to_chest", "shoulder_lifts"): Provocation(tweaks=Tweaks(extra={"shoulder_rise": 0.14})),
    ("knee_to_chest", "bouncing"): Provocation(
        {"wobble_deg": 9.0, "wobble_hz": 0.8, "hold_s": 36.0}
    ),
    ("hamstring_stretch", "short_hold"): Provocation({"hold_s": 12.0}),
    ("hamstring_stretch", "thigh_drifts"): Provocation(tweaks=Tweaks(extra={"thigh": -23.0})),
    ("hamstring_stretch", "other_leg_lifts"): Provocation(tweaks=Tweaks(other_thigh=30.0)),
    ("hamstring_stretch", "bouncing"): Provocation(
        {"wobble_deg": 11.0, "wobble_hz": 0.8, "hold_s": 36.0}
    ),
    ("clamshell", "roll_back"): Provocation(tweaks=Tweaks(extra={"hip_line": -0.22})),
    ("clamshell", "feet_part"): Provocation(tweaks=Tweaks(extra={"feet": 0.2})),
    ("clamshell", "quick_lift"): Provocation({"out_s": 1.0}),
    ("clamshell", "quick_drop"): Provocation(DROP),
    ("sidelying_hip_abduction", "short_hold"): Provocation({"hold_s": 2.0}),
    ("sidelying_hip_abduction", "leg_forward"): Provocation(tweaks=Tweaks(thigh_length=-0.2)),
    ("sidelying_hip_abduction", "knee_bent"): Provocation(tweaks=Tweaks(shank_length=-0.24)),
    ("sidelying_hip_abduction", "hip_hike"): Provocation(tweaks=Tweaks(hike=18.0)),
    ("sidelying_hip_abduction", "roll_back"): Provocation(
        tweaks=Tweaks(extra={"hip_line": -0.26})
    ),
    ("sidelying_hip_abduction", "quick_lift"): Provocation(QUICK),
    ("sidelying_hip_abduction", "quick_drop"): Provocation(DROP),
}
"""By exercise and fault: the performance in which that fault appears, and only it."""

LYING_LIMITS: Final[dict[tuple[str, str], AtLimit]] = {
    ("heel_slide", "too_far"): peaks(128.0, 134.0),
    ("knee_to_chest", "too_far"): peaks(128.0, 134.0),
    ("hamstring_stretch", "knee_locked_back"): peaks(-8.0, -13.0),
    ("clamshell", "too_far"): peaks(50.0, 56.0),
    ("sidelying_hip_abduction", "too_far"): peaks(44.0, 50.0),
}
"""By exercise and limit; the angles are those of the figure, the start included."""
