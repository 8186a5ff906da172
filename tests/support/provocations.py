"""How each fault and limit of each shipped exercise is provoked, alone.

A new exercise needs a row here for each of its faults and limits: `test_every_exercise.py` fails
for one that nobody knows how to provoke.
"""

from __future__ import annotations

from typing import Final

from support.figures import Tweaks
from support.performances import foot_for
from support.provocation import DROP, QUICK, AtLimit, Provocation, peaks
from support.provocations_face_down import FACE_DOWN_FAULTS, FACE_DOWN_LIMITS
from support.provocations_in_front import IN_FRONT_FAULTS, IN_FRONT_LIMITS
from support.provocations_lying import LYING_FAULTS, LYING_LIMITS
from support.provocations_upright import UPRIGHT_FAULTS, UPRIGHT_LIMITS


def _foot_for(rest_deg: float) -> Tweaks:
    """The foot where the hip is bent so far while the trunk lies level."""
    return Tweaks(foot_at=foot_for(rest_deg) - foot_for(48.0))


FAULTS: Final[dict[tuple[str, str], Provocation]] = {
    ("double_leg_bridge", "too_low"): Provocation({"peak_deg": 21.2}, reps=0),
    ("double_leg_bridge", "short_hold"): Provocation({"hold_s": 2.0}),
    ("double_leg_bridge", "quick_lift"): Provocation(QUICK),
    ("double_leg_bridge", "quick_drop"): Provocation(DROP),
    ("double_leg_bridge", "feet_far"): Provocation({"rest_deg": 38.0}, _foot_for(38.0)),
    ("double_leg_bridge", "feet_near"): Provocation({"rest_deg": 72.0}, _foot_for(72.0)),
    ("single_leg_bridge", "too_low"): Provocation({"peak_deg": 21.2}, reps=0),
    ("single_leg_bridge", "arch"): Provocation({"peak_deg": -14.0}),
    ("single_leg_bridge", "short_hold"): Provocation({"hold_s": 0.5}),
    ("single_leg_bridge", "leg_sag"): Provocation(
        tweaks=Tweaks(other_thigh=-20.0, other_knee=-20.0)
    ),
    ("single_leg_bridge", "hip_drop"): Provocation(tweaks=Tweaks(other_hip_drop=0.16)),
    ("single_leg_bridge", "foot_far"): Provocation({"rest_deg": 38.0}, _foot_for(38.0)),
    ("single_leg_bridge", "foot_near"): Provocation({"rest_deg": 68.0}, _foot_for(68.0)),
    ("single_leg_bridge", "shaky"): Provocation(
        {"wobble_deg": 8.0, "wobble_hz": 1.6, "peak_deg": 4.0, "hold_s": 6.0}
    ),
    ("single_leg_bridge", "quick_lift"): Provocation(QUICK),
    ("single_leg_bridge", "quick_drop"): Provocation(DROP),
    ("straight_leg_raise", "bent_knee"): Provocation(tweaks=Tweaks(knee=32.0)),
    ("straight_leg_raise", "arch"): Provocation(tweaks=Tweaks(hip_rise=0.12)),
    ("straight_leg_raise", "quick_lift"): Provocation(QUICK),
    ("straight_leg_raise", "quick_drop"): Provocation(DROP),
    ("standing_hip_extension", "short_hold"): Provocation({"hold_s": 0.1, "peak_deg": -5.5}),
    ("standing_hip_extension", "trunk_forward"): Provocation(tweaks=Tweaks(lean=16.0)),
    ("standing_hip_extension", "arch"): Provocation({"peak_deg": -16.0}, Tweaks(lean=-11.0)),
    ("standing_hip_extension", "knee_bent"): Provocation(tweaks=Tweaks(knee=28.0)),
    ("standing_hip_extension", "standing_knee_bent"): Provocation(tweaks=Tweaks(other_knee=26.0)),
    ("standing_hip_extension", "only_leaning"): Provocation(
        {"peak_deg": 2.0}, Tweaks(lean=10.0), reps=0
    ),
    ("standing_hip_extension", "quick_lift"): Provocation({"out_s": 0.35}),
    ("standing_hip_extension", "quick_drop"): Provocation({"back_s": 0.35}),
    ("hip_flexor_stretch", "short_hold"): Provocation({"hold_s": 12.0}),
    ("hip_flexor_stretch", "lean_forward"): Provocation({"peak_deg": -9.0}, Tweaks(lean=15.5)),
    ("hip_flexor_stretch", "arch_back"): Provocation({"peak_deg": -17.0}, Tweaks(lean=-10.7)),
    ("hip_flexor_stretch", "front_knee_past_toes"): Provocation(tweaks=Tweaks(front_knee=40.0)),
    ("hip_flexor_stretch", "no_stretch"): Provocation({"rest_s": 9.5, "reps": 1}, reps=1),
    ("hip_flexor_stretch", "bouncing"): Provocation(
        {"wobble_deg": 7.5, "wobble_hz": 0.8, "peak_deg": -12.0, "hold_s": 36.0}
    ),
    ("hip_flexor_stretch_standing", "short_hold"): Provocation({"hold_s": 12.0}),
    ("hip_flexor_stretch_standing", "lean_forward"): Provocation(
        {"peak_deg": -9.0}, Tweaks(lean=15.5)
    ),
    ("hip_flexor_stretch_standing", "arch_back"): Provocation(
        {"peak_deg": -17.0}, Tweaks(lean=-10.7)
    ),
    ("hip_flexor_stretch_standing", "back_knee_bent"): Provocation(tweaks=Tweaks(knee=28.0)),
    ("hip_flexor_stretch_standing", "front_knee_past_toes"): Provocation(
        {"peak_deg": -15.0}, Tweaks(front_knee=45.0, step=37.0)
    ),
    ("hip_flexor_stretch_standing", "short_step"): Provocation(tweaks=Tweaks(step=-24.0)),
    ("mini_squat", "too_shallow"): Provocation({"peak_deg": 25.5}, reps=0),
    ("mini_squat", "knees_past_toes"): Provocation(tweaks=Tweaks(front_knee=0.42)),
    ("mini_squat", "trunk_forward"): Provocation(tweaks=Tweaks(lean=27.0)),
    ("mini_squat", "heels_lift"): Provocation(tweaks=Tweaks(heel_up=0.18)),
    ("mini_squat", "quick_down"): Provocation(QUICK),
    ("mini_squat", "quick_up"): Provocation(DROP),
    ("standing_hip_abduction", "short_hold"): Provocation({"hold_s": 0.5}),
    ("standing_hip_abduction", "trunk_lean"): Provocation(tweaks=Tweaks(lean=10.0)),
    ("standing_hip_abduction", "trunk_lean_far"): Provocation(
        tweaks=Tweaks(lean=15.0), implies=frozenset({"trunk_lean"})
    ),
    ("standing_hip_abduction", "hip_hike"): Provocation(tweaks=Tweaks(hike=11.0)),
    ("standing_hip_abduction", "knee_bent"): Provocation(tweaks=Tweaks(shank_length=-0.2)),
    ("standing_hip_abduction", "leg_forward"): Provocation(tweaks=Tweaks(thigh_length=-0.2)),
    ("standing_hip_abduction", "quick_lift"): Provocation(QUICK),
    ("standing_hip_abduction", "quick_drop"): Provocation(DROP),
    **LYING_FAULTS,
    **FACE_DOWN_FAULTS,
    **IN_FRONT_FAULTS,
    **UPRIGHT_FAULTS,
}
"""By exercise and fault: the performance in which that fault appears, and only it."""

LIMITS: Final[dict[tuple[str, str], AtLimit]] = {
    ("double_leg_bridge", "too_high"): peaks(-14.0, -18.0),
    ("single_leg_bridge", "too_high"): peaks(-14.0, -18.0, "arch"),
    ("straight_leg_raise", "too_high"): peaks(60.0, 64.0),
    ("standing_hip_extension", "too_far"): peaks(-15.0, -19.0),
    ("hip_flexor_stretch", "too_far"): peaks(-19.0, -23.0, "front_knee_past_toes"),
    ("hip_flexor_stretch_standing", "too_far"): peaks(-20.0, -24.0),
    ("mini_squat", "too_deep"): peaks(68.0, 72.0),
    ("mini_squat", "far_too_deep"): peaks(93.0, 97.0, "too_deep", "knees_past_toes"),
    ("mini_squat", "hips_too_bent"): AtLimit(
        Provocation({"peak_deg": 66.0}, Tweaks(lean=30.0), frozenset({"trunk_forward"})),
        Provocation(
            {"peak_deg": 67.0}, Tweaks(lean=36.0), frozenset({"trunk_forward", "hips_bend"})
        ),
    ),
    ("mini_squat", "hips_bend"): AtLimit(
        Provocation({"peak_deg": 62.0}, Tweaks(lean=26.0), frozenset({"trunk_forward"})),
        Provocation({"peak_deg": 66.0}, Tweaks(lean=30.0), frozenset({"trunk_forward"})),
    ),
    ("standing_hip_abduction", "too_far"): peaks(46.0, 50.0),
    **LYING_LIMITS,
    **FACE_DOWN_LIMITS,
    **IN_FRONT_LIMITS,
    **UPRIGHT_LIMITS,
}
"""By exercise and limit; the angles are those of the figure, the start included."""
