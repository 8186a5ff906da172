"""What the person sees: nothing covers the body, letters are large, and the angle lies right."""

from __future__ import annotations

import cmath
import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from support.performer import PERFORMANCES, Camera, Recording, perform, plan_for

from formcheck.assessment.checker import Checker
from formcheck.assessment.events import Cue
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.kinematics.measures import MEASURES
from formcheck.output.overlay.gauge import Gauge
from formcheck.output.overlay.overlay import Overlay
from formcheck.output.overlay.skeleton import drawn_angle
from formcheck.output.overlay.text import BACKGROUND, fit, font_file, width_px, write_line
from formcheck.output.overlay.text import _patch as patch
from formcheck.pose.geometry import rotated
from formcheck.pose.joints import Joint

if TYPE_CHECKING:
    from formcheck.assessment.checker import Reading

SIZES = [(640, 480), (320, 240), (720, 1280), (1281, 721)]


def readings(
    name: str, side: str = "left", size_px: tuple[int, int] = (640, 480)
) -> list[Reading]:
    """The readings of a short set in the middle of a picture."""
    exercise = load_exercise(name)
    width, height = size_px
    camera = Camera(size_px, complex(width / 2, -0.5 * height), height / 900)
    checker = Checker(exercise)
    poses = perform(
        exercise,
        plan=plan_for(exercise, reps=1, hold_s=4.0),
        recording=Recording(fps=8),
        camera=camera,
        side=side,  # type: ignore[arg-type]
    )
    return [checker.update(pose) for pose in poses]


# --- Letters -----------------------------------------------------------------------------------


def test_the_font_is_there_and_knows_accents() -> None:
    assert font_file().exists()
    assert patch("é°«»", 40).any()


def test_a_patch_is_as_high_as_its_line_whatever_the_letters() -> None:
    assert patch("1", 40).shape[0] == patch("gÅ", 40).shape[0]


def test_letters_are_cut_off_at_the_border_and_never_wrap_round() -> None:
    for at in ((-30, -20), (90, 50), (200, 200)):
        canvas = np.zeros((60, 100, 3), np.uint8)
        write_line(canvas, "Hold", at, size_px=40)
    assert not canvas.any()


@pytest.mark.parametrize("name", exercise_names())
def test_every_cue_fits_into_two_lines_in_letters_for_three_metres(name: str) -> None:
    """A sixteenth of the picture at least; an eleventh wherever it fits."""
    exercise = load_exercise(name)
    overlay = Overlay(exercise, (640, 480))
    wide = overlay.size_px[0] - 30
    for say in [row.say for row in (*exercise.fault, *exercise.limit, *exercise.need)]:
        size, lines = fit(say, largest_px=44, wide_px=wide, most_lines=2)
        assert len(lines) <= 2
        assert size >= 30, say
        assert all(width_px(line, size) <= wide for line in lines)
        assert " ".join(lines) == say


def test_a_word_that_is_too_long_becomes_smaller() -> None:
    size, (line,) = fit("Unknown", largest_px=80, wide_px=120, most_lines=1)
    assert size < 80
    assert width_px(line, size) <= 120


# --- The angle in the picture ------------------------------------------------------------------


@pytest.mark.parametrize("name", exercise_names())
@pytest.mark.parametrize("side", ["left", "right"])
def test_the_drawn_arm_stands_at_the_measured_angle(name: str, side: str) -> None:
    """From the drawn zero, turned by the angle of the reading, lies the end of the arm."""
    exercise = load_exercise(name)
    drawn_count = 0
    for reading in readings(name, side):
        drawn = drawn_angle(reading, exercise)
        value_deg = reading.angles_deg.get(exercise.movement.measure, math.nan)
        if drawn is None:
            assert math.isnan(value_deg)
            continue
        drawn_count += 1
        arm = rotated(drawn.zero, drawn.turn * value_deg)
        off = cmath.phase((drawn.end - drawn.corner) / arm)
        assert math.degrees(off) == pytest.approx(0.0, abs=0.01)
    assert drawn_count > 20


def test_angle_is_drawn_on_every_pose_on_which_it_was_measured() -> None:
    """Also of the far leg of an exercise in which the legs take turns, at a visibility of 0.5."""
    exercise = load_exercise("marching")
    checker = Checker(exercise)
    drawn = []
    for pose in perform(exercise, plan=plan_for(exercise, reps=2), side="left"):
        visibility = pose.visibility.copy()
        visibility[[joint for joint in Joint if joint.name.startswith("LEFT")]] = 0.5
        world = pose.world * np.array([1, 1, -1], np.float32)  # the right side is the near one
        reading = checker.update(replace(pose, visibility=visibility, world=world))
        value_deg = reading.angles_deg.get(exercise.movement.measure, math.nan)
        if reading.side == "left" and not math.isnan(value_deg):
            drawn.append(drawn_angle(reading, exercise))
    assert len(drawn) > 50
    assert None not in drawn


def test_every_movement_has_a_corner_to_be_drawn_at() -> None:
    for name in exercise_names():
        assert MEASURES[load_exercise(name).movement.measure].corner is not None


# --- The gauge ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", exercise_names())
def test_the_gauge_rises_from_the_start_over_the_target_to_the_limit(name: str) -> None:
    exercise = load_exercise(name)
    movement = exercise.movement
    gauge = Gauge(movement, exercise.limit)
    enter, full = movement.target_deg
    limit = next(row.when.at for row in exercise.limit if row.when.measure == movement.measure)
    rising = [gauge.share(value) for value in (movement.start_deg, enter, full, limit)]
    assert rising == sorted(rising)
    assert 0 < rising[0] < rising[1] < rising[2] <= rising[3] < 1
    assert gauge.share(limit + 500 * movement.sign) == 1.0
    assert gauge.share(movement.start_deg - 500 * movement.sign) == 0.0
    assert math.isnan(gauge.share(math.nan))


# --- The whole ---------------------------------------------------------------------------------


@pytest.mark.parametrize("size_px", SIZES)
def test_the_picture_stays_uncovered_and_the_film_has_even_sides(
    size_px: tuple[int, int],
) -> None:
    exercise = load_exercise("mini_squat")
    overlay = Overlay(exercise, size_px)
    width, height = overlay.size_px
    assert width % 2 == height % 2 == 0
    assert height >= 480
    reading = readings("mini_squat", size_px=size_px)[3]
    blank = replace(reading.pose, visibility=np.zeros(33, np.float32))
    image = np.full((size_px[1], size_px[0], 3), 200, np.uint8)
    before = image.copy()
    drawn = overlay.draw(reading._replace(pose=blank, frame=None, cue=Cue("Chest up.", 1)), image)
    assert drawn.shape == (height, width, 3)
    assert (image == before).all(), "the picture of the source was changed"
    shown = overlay._layout.picture.of(drawn)
    assert shown.shape[1] / shown.shape[0] == pytest.approx(size_px[0] / size_px[1], rel=0.01)
    assert (shown == 200).all(), "words cover the body"


@pytest.mark.parametrize("name", exercise_names())
def test_a_set_is_drawn_from_its_first_to_its_last_reading(name: str) -> None:
    exercise = load_exercise(name)
    overlay = Overlay(exercise, (640, 480))
    seen = {reading.phase for reading in readings(name)}
    assert len(seen) >= 4
    for reading in readings(name)[::4]:
        drawn = overlay.draw(reading, None)
        assert drawn.dtype == np.uint8
        picture = drawn[:480, :640]
        assert (picture != BACKGROUND).any(), "a stick figure stands in for the picture"


def test_joints_that_are_only_guessed_are_not_drawn() -> None:
    overlay = Overlay(load_exercise("mini_squat"), (640, 480))
    reading = readings("mini_squat")[3]
    guessed = replace(reading.pose, visibility=np.full(33, 0.3, np.float32))
    drawn = overlay.draw(reading._replace(pose=guessed, frame=None), None)
    assert (drawn[:480, :640] == BACKGROUND).all()


def test_a_limit_is_told_by_more_than_colour() -> None:
    """The band of a limit differs from that of a fault in its letters too."""
    overlay = Overlay(load_exercise("mini_squat"), (640, 480))
    reading = readings("mini_squat")[3]
    bands = []
    for weight in (1, 4):
        drawn = overlay.draw(reading._replace(cue=Cue("Stop.", weight)), None)
        band = drawn[480:]
        bands.append((band != band[0, 0]).any(axis=2).sum())
    assert bands[1] > bands[0] * 1.05


def test_what_is_drawn_depends_on_the_reading_alone() -> None:
    reading = readings("standing_hip_abduction")[20]
    one, two = (
        Overlay(load_exercise("standing_hip_abduction"), (640, 480)).draw(reading, None)
        for _ in range(2)
    )
    assert (one == two).all()


def test_every_script_is_drawn() -> None:
    assert set(PERFORMANCES) == set(exercise_names())
