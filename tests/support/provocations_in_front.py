"""How the faults and limits of the exercises on the feet and on a chair are provoked."""

from __future__ import annotations

from typing import Final

from support.figures import Tweaks
from support.provocation import AtLimit, Provocation, peaks

IN_FRONT_FAULTS: Final[dict[tuple[str, str], Provocation]] = {
    ("sit_to_stand", "not_up"): Provocation({"peak_deg": 26.0}, reps=0),
    ("sit_to_stand", "quick_down"): Provocation({"back_s": 0.4}),
    ("sit_to_stand", "big_lean"): Provocation(tweaks=Tweaks(lean=42.0)),
    ("sit_to_stand", "feet_move"): Provocation(tweaks=Tweaks(foot_at=45.0)),
    ("single_leg_stance", "short_hold"): Provocation({"hold_s": 5.0}),
    ("single_leg_stance", "pelvic_drop"): Provocation(tweaks=Tweaks(hike=8.0)),
    ("single_leg_stance", "trunk_lean"): Provocation(tweaks=Tweaks(lean=11.0)),
    ("single_leg_stance", "knee_in"): Provocation(tweaks=Tweaks(extra={"valgus": 14.0})),
    ("lateral_step", "trunk_lean"): Provocation(tweaks=Tweaks(lean=11.0)),
    ("lateral_step", "pelvis_tilts"): Provocation(tweaks=Tweaks(hike=8.0)),
    ("lateral_step", "feet_touch"): Provocation({"rest_deg": -8.0}),
    ("lateral_step", "knee_in"): Provocation(tweaks=Tweaks(extra={"valgus": 14.0})),
    ("figure_four", "short_hold"): Provocation({"hold_s": 8.0}),
    ("figure_four", "trunk_leans"): Provocation(tweaks=Tweaks(lean=14.0)),
}
"""By exercise and fault: the performance in which that fault appears, and only it."""

IN_FRONT_LIMITS: Final[dict[tuple[str, str], AtLimit]] = {
    ("sit_to_stand", "knee_locked_back"): peaks(-10.0, -15.0),
    ("single_leg_stance", "too_high"): peaks(48.0, 54.0),
    ("lateral_step", "too_wide"): peaks(26.5, 31.0),
    ("figure_four", "too_far"): peaks(35.0, 41.0),
}
"""By exercise and limit; the angles are those of the figure, the start included."""
