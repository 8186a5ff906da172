"""The stick model: the measures recover the angles from which a figure is made."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.watching import measured

from formcheck.kinematics.stick_model import FrontAngles, SideAngles, front_figure, side_figure

SMALL = st.floats(-30, 30)
BENT = st.floats(0, 130)


@given(SMALL, BENT, BENT, BENT, BENT, st.floats(-20, 20) | st.none())
def test_measures_recover_the_angles_of_a_side_figure(
    trunk: float, hip: float, knee: float, other_hip: float, other_knee: float, ankle: float | None
) -> None:
    angles = SideAngles(trunk, hip, knee, ankle, other_hip, other_knee)
    joints = side_figure(angles).moved(3 + 4j).joints
    for name, value in {
        "trunk_inclination": trunk,
        "hip_flexion": hip,
        "knee_flexion": knee,
        "other_hip_flexion": other_hip,
        "other_knee_flexion": other_knee,
    }.items():
        assert measured(name, joints) == pytest.approx(value, abs=1e-6)


@given(SMALL, SMALL, SMALL, SMALL | st.none(), st.floats(0.5, 1))
def test_measures_recover_the_angles_of_a_front_figure(
    lean: float, hike: float, thigh: float, shin: float | None, share: float
) -> None:
    angles = FrontAngles(
        lean_deg=lean, hike_deg=hike, thigh_out_deg=thigh, shin_out_deg=shin, thigh_share=share
    )
    joints = front_figure(angles).joints
    assert measured("trunk_lateral_lean", joints) == pytest.approx(lean, abs=1e-6)
    assert measured("pelvis_to_trunk", joints) == pytest.approx(hike, abs=1e-6)
    assert measured("thigh_outward", joints) == pytest.approx(thigh, abs=1e-6)
    bend = 0.0 if shin is None else shin - thigh
    assert measured("knee_valgus", joints) == pytest.approx(bend, abs=1e-6)
    straight = front_figure(FrontAngles()).joints
    found = measured("thigh_foreshortening", joints, straight)
    assert found == pytest.approx(share, abs=1e-6)


def test_figure_gives_its_points_by_role() -> None:
    figure = side_figure(SideAngles(arm_deg=90.0))
    assert figure.point("ankle") == figure.joints.ankle
    assert figure.point("hand").real > figure.point("shoulder").real
    no_leg = front_figure(FrontAngles(shin_share=0.0))
    assert no_leg.point("ankle") == no_leg.point("knee")
