"""The sweep draws the same lots every time, with cameras in place and every fault included."""

from __future__ import annotations

import dataclasses
import functools
import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.stick_body import sticks

from benchmark.document import WRONG_DEG
from benchmark.expected import efforts
from formcheck.exercises.fault_kinds import LevelFault, PeakFault, ShortHoldFault, TempoFault
from formcheck.exercises.loader import exercise_names, load_exercise
from tools.render_patients import truth
from tools.render_patients.exercises import EXERCISES, IDLE, SETUPS, performer
from tools.render_patients.patients import SCRIPTS
from tools.render_patients.performance import Viewpoint, moment
from tools.render_patients.sweep import (
    PEOPLE,
    REPORT,
    TUNE,
    YAWS,
    drawn,
    idle,
    seen_from,
    sweep,
    varied,
)
from tools.render_patients.truth import fingerprint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmark.expected import Effort as Expected
    from formcheck.exercises.fault import Fault
    from tools.render_patients.performance import Performance
    from tools.render_patients.skeleton import Side

SWEEP = sweep()
FAMILIES = {"tune", "report", "view", "vary", "idle"}
BY_LOT = [name for name in SWEEP if name.split("-")[1] in {"tune", "report"}]


CANNOT_BE_SEEN = {"single_leg_bridge": {"foot_creep"}}
"""Faults that are put in although the exercise cannot see them: it must not report others."""


def of(family: str, exercise: str | None = None) -> list[Performance]:
    """The performances of a family."""
    return [
        each
        for name, each in SWEEP.items()
        if name.split("-")[1] == family and exercise in {None, each.exercise}
    ]


def test_names_say_exercise_family_and_condition() -> None:
    for name, each in SWEEP.items():
        exercise, family, condition = name.split("-", 2)
        assert (name, exercise) == (each.name, each.exercise)
        assert family in FAMILIES
        assert condition


def test_lots_are_the_same_every_time_and_no_set_is_both_tuned_on_and_reported() -> None:
    assert sweep() == SWEEP
    plain = [dataclasses.replace(each, name="") for each in (*of("tune"), *of("report"))]
    assert len({fingerprint(each) for each in plain}) == len(plain)


def test_every_exercise_is_in_every_family() -> None:
    assert set(SCRIPTS) == set(EXERCISES) == set(exercise_names())
    for family in ("tune", "report", "view", "vary"):
        assert {each.exercise for each in of(family)} == set(SCRIPTS)
    assert {each.exercise for each in of("idle")} == set(IDLE)


@pytest.mark.parametrize("name", BY_LOT)
def test_camera_stands_where_the_exercise_has_it(name: str) -> None:
    each, view = SWEEP[name], load_exercise(SWEEP[name].exercise).view
    camera = each.viewpoint
    assert view.camera_height_m[0] <= camera.height_m <= view.camera_height_m[1]
    assert view.distance_m[0] <= camera.distance_m <= view.distance_m[1]
    assert abs(camera.yaw_deg) <= 10
    assert abs(camera.pitch_deg) <= 3
    assert abs(camera.roll_deg) <= 3
    assert truth.nearest_side(camera.facing_deg) == (None if view.plane == "front" else each.side)


@pytest.mark.parametrize("name", BY_LOT)
def test_set_by_lot_can_be_performed_and_has_a_good_and_a_partial_one(name: str) -> None:
    each = SWEEP[name]
    if each.setup:
        assert all(each.setup in effort.faults for effort in each.efforts)
    else:
        first, *rest = each.efforts
        assert first.kind == "full"
        assert not first.faults
        assert sum(effort.kind == "partial" for effort in rest) == 1
    known = {fault.name for fault in load_exercise(each.exercise).fault}
    assert all(set(effort.unclear) <= known - set(effort.faults) for effort in each.efforts)
    who = performer(each, sticks())
    for span in each.timetable:
        figure = who.figure(moment((span.top_s + span.leave_s) / 2, each.timetable))
        assert all(abs(joint).max() < 3 for joint in figure.joints_m.values())


@pytest.mark.parametrize("exercise", SCRIPTS)
def test_one_thing_is_varied_at_a_time(exercise: str) -> None:
    def changed(one: object, other: object) -> list[str]:
        fields = (field.name for field in dataclasses.fields(one))  # type: ignore[arg-type]
        return [name for name in fields if getattr(one, name) != getattr(other, name)]

    plain, *others = of("vary", exercise)
    for each in others:
        _, *what = changed(each, plain)
        assert what in (["viewpoint"], ["film"], ["fps"], ["viewpoint", "place"])
        assert len(changed(each.viewpoint, plain.viewpoint)) <= 1
    assert len({fingerprint(dataclasses.replace(each, name="")) for each in others}) == len(others)


@pytest.mark.parametrize("exercise", SCRIPTS)
def test_views_turn_both_ways_near_and_far(exercise: str) -> None:
    views = of("view", exercise)
    assert [each.viewpoint.yaw_deg for each in views] == list(YAWS)
    for each in views:
        assert each.viewpoint.yaw_deg == int(each.name.split("-view-")[1])
        assert [effort.kind for effort in each.efforts] == ["full"]
    assert min(map(abs, YAWS)) < WRONG_DEG < max(map(abs, YAWS)) <= 90


@pytest.mark.parametrize("exercise", SCRIPTS)
@pytest.mark.parametrize("family", ["tune", "report"])
def test_every_fault_of_the_lots_is_put_in(exercise: str, family: str) -> None:
    done = {fault for each in of(family, exercise) for e in each.efforts for fault in e.faults}
    assert done == set(SCRIPTS[exercise].faults) | set(SCRIPTS[exercise].setups)


@pytest.mark.parametrize("exercise", SCRIPTS)
def test_faults_by_lot_are_those_of_the_exercise(exercise: str) -> None:
    script = SCRIPTS[exercise]
    known = {fault.name for fault in load_exercise(exercise).fault}
    assert {*script.faults, *script.setups} - known <= CANNOT_BE_SEEN.get(exercise, set())
    assert {(exercise, setup) for setup in script.setups} == {
        key for key in SETUPS if key[0] == exercise
    }


@pytest.mark.parametrize("exercise", SCRIPTS)
def test_faults_of_tempo_and_hold_have_a_clear_margin(exercise: str) -> None:
    definition, script = load_exercise(exercise), SCRIPTS[exercise]
    for fault in definition.fault:
        wrong = script.faults.get(fault.name)
        if wrong is None:
            continue
        if isinstance(fault, TempoFault):
            taken = wrong.rise_s if fault.part == "out" else wrong.lower_s
            assert taken is not None
            assert taken[1] <= 0.75 * fault.shorter_s
        elif isinstance(fault, ShortHoldFault):
            assert wrong.hold_s is not None
            assert wrong.hold_s[1] < definition.movement.hold_s


def test_idle_people_have_a_length_and_no_efforts() -> None:
    for each in of("idle"):
        assert not each.efforts
        assert each.frames == round(each.lasts_s * each.fps)
        assert each.timetable == ()


# --- What is performed, by its own angle -------------------------------------------------------


@functools.cache
def at_rest(exercise: str, setup: str, side: Side) -> tuple[str, float]:
    """Return the name of the angle that an exercise is about, and its value at rest."""
    (one, *_) = [
        each
        for each in SWEEP.values()
        if (each.exercise, each.setup, each.side) == (exercise, setup, side)
    ]
    who = performer(one, sticks())
    measure = f"{who.measure}_{side}"
    rest_deg = truth.series_deg([who.figure(moment(0.0, ()))], measure)[measure][0]
    return measure, rest_deg - getattr(who, "zero_deg", 0.0)


@functools.cache
def expected(name: str, fps: int = 10) -> tuple[Expected, ...]:
    """Return the expectation of a performance by the closed form of its own angle."""
    each = dataclasses.replace(SWEEP[name], fps=fps)
    measure, rest_deg = at_rest(each.exercise, each.setup, each.side)
    series = []
    for frame in range(each.frames):
        now = moment(frame / fps, each.timetable)
        peak_deg = rest_deg if now.span is None else now.span.effort.peak_deg
        series.append(rest_deg + now.lift * (peak_deg - rest_deg))
    known = {measure: series}
    if measure.startswith("leg_elevation"):
        known[f"leg_line_elevation_{each.side}"] = series
    if measure.startswith("hip_abduction"):
        known["pelvic_tilt"] = [0.0] * len(series)
    return efforts(load_exercise(each.exercise), truth.document(each, known, measure))


def rules(*kinds: type) -> list[tuple[str, str]]:
    """Exercise and name of the faults of some kinds that one camera sees well."""
    return [
        (exercise, fault.name)
        for exercise in SCRIPTS
        for fault in load_exercise(exercise).fault
        if fault.seen == "good" and (not kinds or isinstance(fault, kinds))
    ]


def but(rows: list[tuple[str, str]], gaps: Mapping[tuple[str, str], str]) -> list[tuple[str, str]]:
    """The rows without the gaps that are known, each of which says why it is one."""
    assert set(gaps) <= set(rows)
    return [row for row in rows if row not in gaps]


@pytest.mark.parametrize(
    "name", [name for name in SWEEP if name.split("-")[1] in {"tune", "report", "view"}]
)
def test_only_efforts_meant_to_be_complete_are_complete(name: str) -> None:
    meant = [effort.kind == "full" for effort in SWEEP[name].efforts]
    assert [each.full for each in expected(name)] == meant


NEVER_PUT_IN = {
    ("hip_flexor_stretch", "no_stretch"): "too long for a clip",
    ("standing_hip_extension", "only_leaning"): "there is no script for it",
    ("step_up", "not_straight"): "there is no script for it",
    ("sit_to_stand", "feet_move"): "rendered feet carry weight and never move",
    ("single_leg_stance", "knee_in"): "the rendered knee is over the foot",
    ("lateral_step", "knee_in"): "the rendered knee is over the foot",
    ("lateral_step", "feet_touch"): "the rendered feet come to hip width",
    ("marching", "uneven"): "twenty steps would be too long a clip",
    ("marching", "climbs"): "a rendered person marches on the floor",
    ("hip_hinge", "hips_stay"): "it comes along with knees that go forward, too close to call",
}


def goes_past(fault: Fault, exercise: str, each: Performance) -> bool:
    """Whether something that is put in, or the angle itself, goes past a fault's threshold."""
    told = expected(each.name)
    if isinstance(fault, PeakFault):
        return any(fault.when.excess(one.peak_deg) > 0 for one in told)
    if not isinstance(fault, LevelFault):
        return any(one.faults[fault.name] for one in told)
    if {when.measure for when in fault.when} == {load_exercise(exercise).movement.measure}:
        return any(one.faults[fault.name] for one in told)
    # A milder fault of the same measure may be put in strongly enough.
    return any(
        isinstance(other, LevelFault)
        and (other.when[0].measure, other.when[0].sense)
        == (fault.when[0].measure, fault.when[0].sense)
        and amount > fault.when[0].at
        for other in load_exercise(exercise).fault
        for effort in each.efforts
        for name, amount in effort.faults.items()
        if other.name == name
    )


@pytest.mark.parametrize(("exercise", "name"), but(rules(), NEVER_PUT_IN))
def test_every_visible_fault_is_in_some_report(exercise: str, name: str) -> None:
    fault = next(each for each in load_exercise(exercise).fault if each.name == name)
    assert any(
        each.setup == name
        or any(name in effort.faults for effort in each.efforts)
        or goes_past(fault, exercise, each)
        for each in of("report", exercise)
    )


@pytest.mark.parametrize(("exercise", "name"), rules(TempoFault, ShortHoldFault))
def test_fault_of_tempo_or_hold_is_there_in_some_report_and_never_denied(
    exercise: str, name: str
) -> None:
    assert any(
        one.full and one.faults[name]
        for each in of("report", exercise)
        for one in expected(each.name)
    )
    for each in (*of("tune", exercise), *of("report", exercise)):
        for one, effort in zip(expected(each.name), each.efforts, strict=True):
            assert name not in effort.faults or one.faults[name] is not False


@pytest.mark.parametrize(
    "exercise", [name for name, script in SCRIPTS.items() if script.excess is not None]
)
def test_excess_is_clearly_past_a_limit(exercise: str) -> None:
    for family in ("tune", "report"):
        told = [one for each in of(family, exercise) for one in expected(each.name)]
        assert any(True in one.limits.values() for one in told)


# --- Names, people, places ---------------------------------------------------------------------


def test_no_two_performances_have_one_name() -> None:
    """A second one would take the place of the first unnoticed."""
    for group in (idle(), *(list(varied(exercise)) for exercise in SCRIPTS)):
        assert len({each.name for each in group}) == len(group)
    for exercise, script in SCRIPTS.items():
        asked = len(TUNE) + len(REPORT) + 2 * len(script.setups)
        assert len(of("tune", exercise)) + len(of("report", exercise)) == asked


@given(
    st.sampled_from(sorted(SCRIPTS)),
    st.sampled_from(["tune", "report"]),
    st.integers(1, 50),
    st.integers(),
)
def test_name_alone_decides_the_lots(exercise: str, family: str, number: int, seed: int) -> None:
    first = drawn(exercise, family, number)
    random.seed(seed)
    drawn("mini_squat", "tune", seed)
    assert drawn(exercise, family, number) == first
    assert " at 0x" not in repr(first)  # else its fingerprint would be another in every run


def test_people_in_the_report_differ_as_the_page_says() -> None:
    people = {(each.person.sex, each.person.age_years) for each in of("report")}
    assert people == {(person.sex, person.age_years) for person in PEOPLE.values()}
    assert {each.side for each in of("report")} == {"left", "right"}
    assert len({each.person.legwear for each in of("report")}) > 1
    assert len({each.person.skin for each in of("report")}) > 1


@given(
    st.builds(
        Viewpoint,
        height_m=st.floats(0.2, 2.0),
        distance_m=st.floats(1.0, 5.0),
        facing_deg=st.floats(-180, 180),
        look_at_m=st.tuples(*[st.floats(-1.0, 1.0)] * 3),
        yaw_deg=st.floats(-90, 90),
    )
)
def test_camera_mirrored_twice_is_where_it_was(viewpoint: Viewpoint) -> None:
    there = seen_from(viewpoint, "left")
    assert seen_from(there, "left") == viewpoint
    assert seen_from(viewpoint, "right") == viewpoint
    left, forward, up = viewpoint.look_at_m
    assert there == dataclasses.replace(
        viewpoint, facing_deg=-viewpoint.facing_deg, look_at_m=(-left, forward, up)
    )
