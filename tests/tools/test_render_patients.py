"""The rendered patients: their mathematics, and that a clip's truth is what it shows.

Everything but the last tests runs on a body of sticks, without the render extra.
"""

import functools
import importlib.util
import json
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.paths import SAMPLES
from support.stick_body import planted, sticks

from tools.render_patients import truth
from tools.render_patients.exercises import EXERCISES, Exercise
from tools.render_patients.limbs import bisect, lowest_m, reach_with, two_link_deg
from tools.render_patients.patients import PERFORMANCES
from tools.render_patients.performance import (
    Effort,
    Performance,
    Span,
    duration_s,
    ease,
    moment,
    spans,
)
from tools.render_patients.skeleton import (
    ANKLE,
    HIP,
    SHOULDER,
    SIDES,
    Arm,
    Figure,
    Leg,
    Posture,
    Vector,
    shortest_turn,
)
from tools.render_patients.supine import BACK, BUTTOCKS

HANGING = Arm(np.array([0.0, 0.0, -1.0]), np.array([0.0, 0.0, -1.0]))
NAMES = sorted(PERFORMANCES)
ANGLES = st.floats(-60, 60)


def posture(trunk_deg: float, left: Leg, right: Leg) -> Posture:
    arms = dict.fromkeys(SIDES, HANGING)
    return Posture(trunk_deg, {"left": left, "right": right}, arms, head_deg=trunk_deg)


@functools.cache
def performer_of(name: str) -> Exercise:
    """Whoever performs it, with the body of sticks."""
    performance = PERFORMANCES[name]
    return EXERCISES[performance.exercise](sticks(), performance.side)


@functools.cache
def performed(name: str) -> tuple[tuple[Figure, ...], tuple[Span, ...]]:
    """Two figures a second of a performance, made once, and its timetable."""
    performance = PERFORMANCES[name]
    timetable = spans(performance.efforts, performance.start_s)
    frames = round(duration_s(timetable, performance.rest_s) * 2)
    who = performer_of(name)
    return tuple(who.figure(moment(index / 2, timetable)) for index in range(frames)), timetable


# --- Geometry ----------------------------------------------------------------------------------


@given(trunk=st.floats(-120, 60), thigh=ANGLES, knee=st.floats(0, 120), out=st.floats(-10, 40))
def test_posture_has_the_angles_it_was_given(
    trunk: float, thigh: float, knee: float, out: float
) -> None:
    leg = Leg(thigh, thigh - knee, 0.0, abduction_deg=out)
    found = truth.sagittal_deg(sticks().stand(posture(trunk, leg, leg)))

    for side in SIDES:
        # Out of the plane a leg is seen from the side at the inclination it was given.
        assert found[f"thigh_inclination_{side}"] == pytest.approx(thigh, abs=1e-6)
        assert found[f"hip_flexion_{side}"] == pytest.approx(
            truth.wrapped_deg(thigh + trunk), abs=1e-6
        )
        assert found[f"knee_flexion_{side}"] == pytest.approx(knee, abs=1e-6)


@given(out=st.floats(0, 45), tilt=st.floats(-12, 12), lean=st.floats(-15, 15))
def test_frontal_angles_are_those_of_the_posture(out: float, tilt: float, lean: float) -> None:
    upright = Leg(0.0, 0.0, 0.0, abduction_deg=0.0)
    stand = posture(0.0, Leg(0.0, 0.0, 0.0, abduction_deg=out), upright)
    leaning = Posture(0.0, stand.legs, stand.arms, 0.0, lean_deg=lean, pelvis_roll_deg=tilt)
    found = truth.frontal_deg(sticks().stand(leaning))

    # The trunk of this body is not quite straight at rest, which tips the axis of the tilt.
    assert found["pelvic_tilt"] == pytest.approx(-tilt, abs=0.1)
    assert found["hip_abduction_left"] == pytest.approx(out + tilt, abs=0.1)
    # The spine bends above the hips, so the line from hip to shoulder leans a little less.
    assert abs(found["trunk_lateral_lean"] - lean) <= 0.15 * abs(lean) + 1.0


def test_bones_keep_their_lengths() -> None:
    body = sticks()
    figure = body.stand(posture(-110.0, Leg(120.0, 30.0, 0.0), Leg(80.0, 75.0, 60.0)))

    for name, parent in body.parents.items():
        if parent:
            now = np.linalg.norm(figure.joints_m[name] - figure.joints_m[parent])
            assert now == pytest.approx(np.linalg.norm(body.rest_m[name] - body.rest_m[parent]))


def test_local_turns_lead_back_to_the_world() -> None:
    body = sticks()
    figure = body.stand(posture(20.0, Leg(60.0, -10.0, 0.0), Leg(0.0, -5.0, 0.0)))
    local = body.local_turns(figure)
    world: dict[str, Vector] = {}
    for name, parent in body.parents.items():
        world[name] = world[parent] @ local[name] if parent else local[name]

    assert all(np.allclose(world[name], figure.turns[name]) for name in world)


def test_there_is_no_shortest_turn_between_opposite_directions() -> None:
    with pytest.raises(ValueError, match="third one"):
        shortest_turn(np.array([0.0, 0.0, 1.0]), np.array([0.0, 0.0, -1.0]))


@given(st.floats(-0.6, 0.6), st.floats(-0.6, -0.2))
def test_two_links_end_at_the_ankle(forward: float, up: float) -> None:
    thigh, shank = np.radians(two_link_deg((forward, up), 0.45, 0.43))

    assert 0.45 * np.sin(thigh) + 0.43 * np.sin(shank) == pytest.approx(forward, abs=1e-9)
    assert -0.45 * np.cos(thigh) - 0.43 * np.cos(shank) == pytest.approx(up, abs=1e-9)
    assert thigh >= shank  # the knee bends forward


def test_ankle_out_of_reach_is_refused() -> None:
    with pytest.raises(ValueError, match="move the foot nearer"):
        two_link_deg((0.0, -0.9), 0.45, 0.43)


def test_arm_reaches_the_hand() -> None:
    shoulder, hand = np.array([0.1, 0.0, 1.4]), np.array([0.2, -0.3, 1.1])
    upper, fore = reach_with(shoulder, hand, 0.28, 0.25, elbow_towards=np.array([1.0, 0, 0]))

    assert np.linalg.norm(upper) == pytest.approx(0.28)
    assert np.linalg.norm(fore) == pytest.approx(0.25)
    assert np.allclose(shoulder + upper + fore, hand)


def test_bisection_finds_a_root_and_refuses_where_there_is_none() -> None:
    assert bisect(lambda x: 2 - x, 0.0, 5.0) == pytest.approx(2.0, abs=1e-4)
    with pytest.raises(ValueError, match="cannot be reached"):
        bisect(lambda x: x + 1, 0.0, 5.0)


# --- Time --------------------------------------------------------------------------------------


def test_movement_starts_and_ends_at_rest() -> None:
    assert [ease(share) for share in (-1.0, 0.0, 0.5, 1.0, 2.0)] == [0.0, 0.0, 0.5, 1.0, 1.0]
    assert ease(0.01) < 1e-4


def test_efforts_follow_each_other() -> None:
    first = Effort(30.0, rise_s=1.0, hold_s=2.0, lower_s=3.0, pause_s=0.5)
    second = Effort(20.0, rise_s=1.0, hold_s=0.0, lower_s=1.0, faults={"lean": 12.0})
    timetable = spans((first, second), 1.0)

    assert [(span.start_s, span.end_s) for span in timetable] == [(1.0, 7.0), (7.5, 9.5)]
    assert duration_s(timetable, 1.5) == pytest.approx(11.0)
    lifts = [moment(time_s, timetable).lift for time_s in (0.5, 1.0, 2.0, 3.9, 7.2, 8.5)]
    assert lifts == pytest.approx([0.0, 0.0, 1.0, 1.0, 0.0, 1.0])
    assert moment(8.0, timetable).fault("lean") == pytest.approx(6.0)
    assert moment(3.0, timetable).fault("lean") == 0.0
    assert moment(3.0, timetable).span is timetable[0]


# --- Every performance, by the body of sticks --------------------------------------------------


def zero_deg(exercise: Exercise) -> float:
    """What the far ends of an exercise's efforts are counted from, if not from zero: its rest."""
    return float(getattr(exercise, "zero_deg", 0.0))


@pytest.mark.parametrize("name", NAMES)
def test_each_effort_reaches_its_peak(name: str) -> None:
    performance, exercise = PERFORMANCES[name], performer_of(name)
    timetable = spans(performance.efforts, performance.start_s)
    rest = exercise.figure(moment(0.0, timetable))

    for span in timetable:
        measure = f"{exercise.measure}_{truth.working_side(span, performance.side)}"
        top = exercise.figure(moment((span.top_s + span.leave_s) / 2, timetable))
        reached = truth.series_deg([rest, top], measure)[measure][-1] - zero_deg(exercise)
        assert reached == pytest.approx(span.effort.peak_deg, abs=0.3)


@pytest.mark.parametrize("name", NAMES)
def test_partial_efforts_stop_short_of_the_full_ones(name: str) -> None:
    performance, exercise = PERFORMANCES[name], performer_of(name)
    measure = f"{exercise.measure}_{performance.side}"
    rest_deg = truth.series_deg([exercise.figure(moment(0.0, ()))], measure)[measure][0]
    rest_deg -= zero_deg(exercise)
    full = [effort.peak_deg for effort in performance.efforts if effort.kind == "full"]

    for effort in performance.efforts:
        share = (effort.peak_deg - rest_deg) / (np.median(full) - rest_deg)
        assert (share < 0.7) == (effort.kind == "partial")
        assert share > 0.25


@pytest.mark.parametrize("name", NAMES)
def test_joints_that_carry_weight_do_not_slide(name: str) -> None:
    figures, _ = performed(name)

    performance = PERFORMANCES[name]
    lifted = any("pelvis_lifts" in effort.faults for effort in performance.efforts)
    for joint, side in planted(performance.exercise, performance.side):
        if joint == ANKLE and lifted and performance.exercise == "prone_hip_extension":
            continue  # hips that come up draw the foot after them
        places = np.array([figure.joint(joint, side) for figure in figures])
        assert np.ptp(places, axis=0).max() < 0.004  # metres


ON_THE_FLOOR = [name for name in NAMES if PERFORMANCES[name].exercise != "step_up"]
"""Who climbs a step stands on that: `test_upright_patients` sees to it."""


@pytest.mark.parametrize("name", ON_THE_FLOOR)
def test_bodies_neither_float_nor_sink(name: str) -> None:
    body = sticks()
    skin = [*BACK, *BUTTOCKS, "head"]
    if "edge_of_bed" not in name:  # the leg hangs below the bed there
        skin += ["foot.L", "foot.R", "lowerleg01.L", "lowerleg01.R"]

    for figure in performed(name)[0][::2]:
        assert -0.03 < lowest_m(body, figure, skin) < 0.002  # metres; flesh gives a little


def test_bridge_lifts_the_hips_and_keeps_the_shoulders_down() -> None:
    figures, timetable = performed("single_leg_bridge")
    top = figures[round(2 * (timetable[0].top_s + 1))]
    rise = top.middle(HIP)[2] - figures[0].middle(HIP)[2]
    shift = top.middle(SHOULDER) - figures[0].middle(SHOULDER)

    assert rise > 0.12
    assert np.abs(shift).max() < 0.04  # the upper back rolls
    angles = truth.sagittal_deg(top)
    assert angles["thigh_inclination_left"] == pytest.approx(
        angles["thigh_inclination_right"], abs=0.1
    )


# --- Truth -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("angle", "same"), [(190.0, -170.0), (-180.0, 180.0), (-541.0, 179.0)])
def test_directions_are_wrapped(angle: float, same: float) -> None:
    assert truth.wrapped_deg(angle) == pytest.approx(same)


def test_nearest_side_is_the_one_at_the_camera() -> None:
    assert [truth.nearest_side(facing) for facing in (90, -90, 0, 180)] == [
        "left",
        "right",
        None,
        None,
    ]


def test_document_describes_the_performance(tmp_path: Path) -> None:
    performance = replace(PERFORMANCES["single_leg_bridge_faults"], fps=4)
    exercise = EXERCISES[performance.exercise](sticks(), performance.side)
    timetable = spans(performance.efforts, performance.start_s)
    frames = round(duration_s(timetable, performance.rest_s) * performance.fps)
    figures = [exercise.figure(moment(i / performance.fps, timetable)) for i in range(frames)]
    angles = truth.series_deg(figures, "hip_flexion_right")
    path = tmp_path / "clip.truth.json"
    truth.write(path, truth.document(performance, angles, "hip_flexion_right"))
    read = json.loads(path.read_text("utf-8"))

    asked = performance.efforts
    assert [rep["kind"] for rep in read["reps"]] == [effort.kind for effort in asked]
    assert [rep["peak_deg"] for rep in read["reps"]] == pytest.approx(
        [effort.peak_deg for effort in asked], abs=0.2
    )
    assert [(fault["number"], fault["name"]) for fault in read["faults"]] == [
        (number, name) for number, effort in enumerate(asked, start=1) for name in effort.faults
    ]
    assert read["holds"] == []
    assert read["camera"]["side_nearest"] == "right"
    assert {len(series) for series in read["angles_deg"].values()} == {frames}
    assert list(tmp_path.iterdir()) == [path]


# --- What is committed -------------------------------------------------------------------------


def committed() -> list[str]:
    """Names of the samples; a hidden one is just being rendered."""
    return sorted(path.stem for path in SAMPLES.glob("[!.]*.mp4"))


def test_there_is_a_sample_and_each_one_has_its_truth() -> None:
    assert "single_leg_bridge" in committed()
    assert all((SAMPLES / f"{name}.truth.json").exists() for name in committed())


@pytest.mark.parametrize("name", committed())
def test_sample_and_its_truth_belong_together(name: str) -> None:
    path = SAMPLES / f"{name}.mp4"
    read = json.loads(path.with_suffix(".truth.json").read_text("utf-8"))
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert stream.average_rate == read["fps"]
        assert [stream.width, stream.height] == read["size_px"]
        assert sum(1 for _ in container.demux(stream) if _.pts is not None) == read["frames"]
    assert path.stat().st_size < 500_000


def seen_deg(performance: Performance, peak_deg: float) -> float:
    """A far end as the truth tells it: a thigh aside as it is seen from the camera."""
    if performance.exercise != "fire_hydrant":
        return peak_deg
    off = np.radians(performance.viewpoint.facing_deg)
    return float(np.degrees(np.arctan(np.tan(np.radians(peak_deg)) * np.cos(off))))


@pytest.mark.parametrize("name", committed())
def test_sample_shows_the_performance_of_its_name(name: str) -> None:
    performance = PERFORMANCES[name]
    read = json.loads((SAMPLES / f"{name}.truth.json").read_text("utf-8"))
    timetable = spans(performance.efforts, performance.start_s)
    who = performer_of(name)
    done = read["reps"] or read["holds"]

    assert [effort["start_s"] for effort in done] == [
        pytest.approx(span.start_s, abs=1e-3) for span in timetable
    ]
    for effort, span in zip(done, timetable, strict=True):
        measure = read["measure"].replace(performance.side, effort["side"])
        angles = read["angles_deg"][measure]  # of the leg whose turn it is
        at = angles[round((effort["peak_s"] + effort["leave_s"]) / 2 * read["fps"])]
        zero = angles[0] if zero_deg(who) else 0.0
        assert at - zero == pytest.approx(seen_deg(performance, span.effort.peak_deg), abs=0.3)
        assert at == pytest.approx(effort["peak_deg"], abs=0.3)


# --- The body of flesh, where it is installed --------------------------------------------------

flesh = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("anny", "torch", "pyrender")),
    reason="needs the render extra",
)


@flesh
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_skin_follows_the_bones() -> None:
    from tools.render_patients.body import embody

    performance = PERFORMANCES["single_leg_bridge"]
    body = embody(performance.person)
    exercise = EXERCISES[performance.exercise](body.skeleton, performance.side)
    timetable = spans(performance.efforts, performance.start_s)
    figure = exercise.figure(moment(timetable[0].top_s + 1, timetable))
    model = body._model(pose_parameters=body.pose(figure), phenotype_kwargs=dict(body._phenotype))
    bones = model["bone_poses"][0, :, :3, 3].numpy()
    drawn = bones - bones[0] + figure.joints_m["root"]

    for name, place in zip(body._model.bone_labels, drawn, strict=True):
        assert np.allclose(figure.joints_m[name], place, atol=1e-4)
    assert np.ptp(body.vertices_m(figure)[:, 1]) > 1.0
