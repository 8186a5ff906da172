"""What the person sees in a live session: mirrored, large, and one thing to do at a time."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from support.screens import CHECKS, LONG, SCREENS, STEPS, screen_of
from support.watching import perfect

from formcheck.assessment.checker import Checker
from formcheck.assessment.events import Cue
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.output.live_screen.screen import LiveScreen
from formcheck.output.overlay.layout import CUE_SHARE, live_layout, video_layout
from formcheck.output.overlay.overlay import Overlay
from formcheck.output.overlay.text import BACKGROUND, RED
from formcheck.output.overlay.text import _patch as patch
from formcheck.session.protocol import PainScale, ScreenKind, ScreenState
from formcheck.session.stages.summary import STRONG_PAIN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.assessment.checker import Reading
    from formcheck.exercises.definition import Exercise

NAME = "single_leg_bridge"
SIZES = [(640, 480), (480, 640), (1280, 720), (1920, 1080), (321, 241)]


@cache
def exercise(name: str = NAME) -> Exercise:
    """An exercise, read once."""
    return load_exercise(name)


@cache
def reading(name: str = NAME) -> Reading:
    """A reading in the middle of a set."""
    checker = Checker(exercise(name))
    return [checker.update(pose) for pose in perfect(name)[:90]][-1]


def unseen(name: str = NAME) -> Reading:
    """A reading that draws nothing into the picture."""
    whole = reading(name)
    nobody = replace(whole.pose, visibility=np.zeros(33, np.float32))
    return whole._replace(pose=nobody, angles_deg={}, cue=None)


def split(size_px: tuple[int, int] = (640, 480)) -> NDArray[np.uint8]:
    """A picture whose left half is dark and whose right half is bright."""
    image = np.full((size_px[1], size_px[0], 3), 60, np.uint8)
    image[:, size_px[0] // 2 :] = 200
    return image


def drawn(
    scene: ScreenState,
    *,
    size_px: tuple[int, int] = (640, 480),
    now: Reading | None = None,
    name: str = NAME,
) -> NDArray[np.uint8]:
    return LiveScreen(exercise(name), size_px).draw(scene, now, split(size_px))


def contains(canvas: NDArray[np.uint8], letters: NDArray[np.uint8]) -> bool:
    """Whether a patch of letters stands somewhere in what is drawn, exactly as it is."""
    found = cv2.matchTemplate(canvas, letters, cv2.TM_SQDIFF)
    return float(found.min()) < 1.0


def inked(letters: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The rows of a patch in which there are letters."""
    rows = np.flatnonzero((letters != letters[0, 0]).any(axis=(1, 2)))
    return letters[rows[0] : rows[-1] + 1]


# --- Every stage -------------------------------------------------------------------------------


@pytest.mark.parametrize("size_px", SIZES)
def test_every_stage_is_drawn_on_the_same_even_canvas(size_px: tuple[int, int]) -> None:
    live = LiveScreen(exercise(), size_px)
    width, height = live.size_px
    assert width % 2 == height % 2 == 0
    image = split(size_px)
    for scene in SCREENS.values():
        canvas = live.draw(scene, reading(), image)
        assert canvas.shape == (height, width, 3)
        assert canvas.dtype == np.uint8


def test_no_two_stages_look_alike() -> None:
    live = LiveScreen(exercise(), (640, 480))
    pictures = {name: live.draw(scene, reading(), split()) for name, scene in SCREENS.items()}
    for one, two in combinations(pictures, 2):
        different = (pictures[one] != pictures[two]).any(axis=2).mean()
        assert different > 0.01, f"{one} looks like {two}"


@pytest.mark.parametrize("scene", SCREENS.values(), ids=SCREENS)
def test_what_is_given_is_not_changed_and_what_is_drawn_depends_on_it_alone(
    scene: ScreenState,
) -> None:
    image = split()
    now = reading()
    spots = now.pose.image.copy()
    live = LiveScreen(exercise(), (640, 480))
    first = live.draw(scene, now, image)
    kept = first.copy()
    for other in SCREENS.values():
        live.draw(other, now, image)
    again = live.draw(scene, now, image)
    assert (image == split()).all()
    assert np.array_equal(now.pose.image, spots, equal_nan=True)
    assert (first == kept).all(), "a later picture was drawn into an earlier one"
    assert (again == kept).all()
    assert not np.shares_memory(first, again)


@pytest.mark.parametrize("scene", SCREENS.values(), ids=SCREENS)
def test_without_a_picture_the_ground_is_dark(scene: ScreenState) -> None:
    canvas = LiveScreen(exercise(), (640, 480)).draw(scene, None, None)
    assert canvas.shape[2] == 3
    if scene.kind in {ScreenKind.MOVING, ScreenKind.PAUSED} and not scene.alarm:
        assert canvas[:480, :640].max() < 60


@pytest.mark.parametrize("stage", list(ScreenKind))
@pytest.mark.parametrize("size_px", SIZES[:3])
def test_words_of_any_length_find_room(stage: ScreenKind, size_px: tuple[int, int]) -> None:
    """No letter is cut off: the border of all that is drawn stays as it is without words."""
    scene = replace(screen_of(stage, LONG, LONG), lines=(LONG, LONG), pain=PainScale(10))
    canvas = drawn(scene, size_px=size_px, now=unseen())
    high = live_layout(size_px).picture_px[1]
    edge = (
        canvas[high:, -3:]
        if stage not in {ScreenKind.OVER, ScreenKind.PAIN}
        else canvas[high:, -2:]
    )
    assert (edge == edge[0, 0]).all()
    assert (canvas[-2:] == canvas[-1, -1]).all()


@pytest.mark.parametrize("name", exercise_names())
def test_every_exercise_is_drawn_in_every_stage_with_a_picture(name: str) -> None:
    live = LiveScreen(exercise(name), (320, 240))
    image = split((320, 240))
    for scene in ("placing", "moving", "resting"):
        assert live.draw(SCREENS[scene], None, image).any()


# --- As in a mirror ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "key", ["placing", "starting", "countdown", "moving", "paused", "resting"]
)
def test_the_picture_is_mirrored(key: str) -> None:
    picture = drawn(SCREENS[key], now=unseen())[:480, :640].astype(int)
    assert picture[2, 4].mean() > 1.5 * picture[2, -4].mean(), "bright was right, is left now"


def test_the_small_picture_beside_the_pain_scale_is_mirrored_too() -> None:
    canvas = drawn(SCREENS["pain"], now=unseen())
    bright = (canvas == 200).all(axis=2).nonzero()[1].mean()
    dark = (canvas == 60).all(axis=2).nonzero()[1].mean()
    assert bright < dark


def test_the_skeleton_is_mirrored_with_the_picture() -> None:
    live = LiveScreen(exercise(), (640, 480))
    plain = Overlay(exercise(), (640, 480))
    now = reading()
    image = split()
    mirrored = live.draw(SCREENS["moving"], now, image)[:480, :640]
    assert (mirrored == plain.draw(now, image)[:480, :640][:, ::-1]).all()


def test_words_are_never_mirrored() -> None:
    arrangement = live_layout((640, 480))
    now = unseen()._replace(cue=Cue("Level.", 1))
    canvas = drawn(SCREENS["moving"], now=now)
    letters = patch("Level.", arrangement.cue_px)
    assert contains(canvas, letters)
    assert not contains(canvas, np.ascontiguousarray(letters[:, ::-1]))


def test_the_film_stays_as_it_was_filmed() -> None:
    plain, mirrored = (
        Overlay(exercise(), (640, 480), mirrored=way).draw(unseen(), split())
        for way in (False, True)
    )
    assert (plain[:480, :640] == split()).all()
    assert (mirrored[:480, :640] == split()[:, ::-1]).all()
    assert (plain[:, 640:] == mirrored[:, 640:]).all(), "words beside it are the same"
    assert (plain[480:] == mirrored[480:]).all(), "and those below"


# --- While the person moves --------------------------------------------------------------------


@pytest.mark.parametrize("size_px", SIZES)
def test_nothing_covers_the_body(size_px: tuple[int, int]) -> None:
    now = unseen()._replace(cue=Cue("Chest up.", 1), hold_s=3.0)
    image = np.full((size_px[1], size_px[0], 3), 120, np.uint8)
    canvas = LiveScreen(exercise(), size_px).draw(
        replace(SCREENS["moving"], muted=True, set_number=10, set_count=12), now, image
    )
    wide, high = live_layout(size_px).picture_px
    assert (canvas[:high, :wide] == 120).all()


@pytest.mark.parametrize("size_px", SIZES)
def test_the_count_is_as_large_as_in_a_film(size_px: tuple[int, int]) -> None:
    film, live = video_layout(size_px), live_layout(size_px)
    assert live.letter_px == film.letter_px
    size = round(2.6 * live.letter_px)
    now = unseen()._replace(reps=3)
    for planned in (0, 8):
        scene = replace(SCREENS["moving"], planned_reps=planned)
        canvas = drawn(scene, size_px=size_px, now=now)
        panel = canvas[: live.picture_px[1], live.picture_px[0] :]
        assert contains(np.ascontiguousarray(panel), inked(patch("3", size, ground=BACKGROUND)))


def test_plan_leg_and_sound_are_told_beside_the_count() -> None:
    plain = SCREENS["moving"]
    now = unseen()._replace(reps=3)
    pictures = [
        drawn(scene, now=now)
        for scene in (
            plain,
            replace(plain, planned_reps=9),
            replace(plain, set_number=2),
            replace(plain, set_count=1),
            replace(plain, side="left"),
            replace(plain, muted=True),
        )
    ]
    panel = [canvas[:480, 640:] for canvas in pictures]
    for one, two in combinations(range(len(panel)), 2):
        assert (panel[one] != panel[two]).any(), (one, two)


def test_the_leg_that_was_found_is_told_where_none_is_planned() -> None:
    scene = replace(SCREENS["moving"], side=None)
    left, right = (drawn(scene, now=unseen()._replace(side=side)) for side in ("left", "right"))
    assert (left != right).any()


def test_the_gauge_is_as_high_as_the_picture() -> None:
    """The pointer goes from the foot of the picture to its top, and broad enough for 3 m."""
    gauge = live_layout((640, 480)).gauge
    film = video_layout((640, 480)).gauge
    assert gauge.height > 1.8 * film.height
    assert gauge.height > 0.9 * 480


def test_an_alarm_goes_before_a_cue() -> None:
    cued = unseen()._replace(cue=Cue("Chest up.", 1))
    scene = replace(SCREENS["moving"], heading="Stop.", alarm=True)
    assert (drawn(scene, now=cued) == drawn(scene, now=unseen())).all()
    calm = replace(scene, alarm=False)
    assert (drawn(calm, now=cued) != drawn(calm, now=unseen())).any()


# --- Before, between and after -----------------------------------------------------------------


@pytest.mark.parametrize("key", ["placing", "starting", "countdown", "paused", "resting"])
@pytest.mark.parametrize("size_px", SIZES[:4])
def test_a_short_heading_is_as_large_as_a_cue(key: str, size_px: tuple[int, int]) -> None:
    scene = replace(SCREENS[key], heading="HEEL", detail="", alarm=False)
    canvas = drawn(scene, size_px=size_px, now=unseen())
    place = live_layout(size_px)
    band = canvas[place.picture_px[1] :]
    right = band[:, 2 * place.cue_px :]
    off = (np.abs(right.astype(int) - right[0, -1]).max(axis=2) > 100).any(axis=1)
    rows = np.flatnonzero(off)
    assert rows[-1] - rows[0] + 1 >= CUE_SHARE * place.picture_px[1]


def test_a_detail_leaves_its_heading_the_larger_one() -> None:
    place = live_layout((640, 480))
    for key in ("placing", "starting", "resting", "paused"):
        scene = replace(SCREENS[key], heading="Move back", detail="Until your feet are seen.")
        band = drawn(scene, now=unseen())[480:]
        ground = band[1, -1].tolist()
        colour = (0, 0, 0) if key == "paused" else (255, 255, 255)
        letters = patch("Move back", place.cue_px, colour, tuple(ground))
        assert contains(band, letters), key


def test_the_outline_is_there_until_the_countdown() -> None:
    plain = np.full((480, 640, 3), 120, np.uint8)
    live = LiveScreen(exercise(), (640, 480))
    for key, outlined in (("placing", True), ("starting", True), ("moving", False)):
        picture = live.draw(SCREENS[key], unseen(), plain)[:480, :640]
        assert bool((picture != 120).any()) is outlined, key


def test_the_outline_faces_the_way_of_the_planned_leg_and_is_mirrored() -> None:
    plain = np.full((480, 640, 3), 120, np.uint8)
    live = LiveScreen(exercise("hip_flexor_stretch"), (640, 480))
    right, left = (
        live.draw(replace(SCREENS["starting"], side=side), None, plain)[:480, :640]
        for side in ("right", "left")
    )
    assert (right != left).any()
    # Whoever shows the right side faces right in the picture, and left in the mirror; the rear
    # shin, the lowest part that is wide, is then at the right.
    low = (right != 120).any(axis=2)
    rows = np.flatnonzero(low.any(axis=1))
    feet = np.flatnonzero(low[rows[-1] - 20 : rows[-1]].any(axis=0))
    head = np.flatnonzero(low[rows[0] : rows[0] + 40].any(axis=0)).mean()
    assert feet[-1] - head > head - feet[0] > 0


def test_each_kind_of_check_has_a_shape_of_its_own() -> None:
    """In grey the marks differ too."""
    marks = []
    for right in (True, False, None):
        # The first one is wrong in every case, so that the second one is never the lit one.
        checks = (CHECKS[2], replace(CHECKS[0], passed=right))
        canvas = drawn(replace(SCREENS["placing"], checks=checks), now=unseen())
        place = live_layout((640, 480))
        high = round(0.16 * 480)
        top = place.panel.top + high
        mark = canvas[top : top + high, place.panel.left : place.panel.left + round(0.66 * high)]
        marks.append(np.abs(mark.astype(int) - mark[0, 0]).max(axis=2) > 60)
    for one, two in combinations(marks, 2):
        assert (one != two).sum() > 0.2 * min(one.sum(), two.sum())


def test_only_the_first_wrong_check_is_lit() -> None:
    canvas = drawn(SCREENS["placing"], now=unseen())
    place = live_layout((640, 480))
    column = canvas[:480, place.size_px[0] - place.letter_px // 4 - 4]
    lit = np.flatnonzero((column == (60, 200, 255)).all(axis=1))
    high = min(place.panel.height // len(CHECKS), round(0.16 * 480))
    row = (lit.mean() - place.panel.top) / high
    assert int(row) == 2
    assert np.ptp(lit) < high


def test_all_right_gets_a_tick_and_something_wrong_an_arrow() -> None:
    bands = [
        drawn(
            replace(
                screen_of(ScreenKind.PLACING, "Stay"),
                checks=tuple(replace(check, passed=right) for check in CHECKS),
            ),
            now=unseen(),
        )[480:]
        for right in (True, False, None)
    ]
    shapes = [band.max(axis=2) > 100 for band in bands]
    for one, two in combinations(shapes, 2):
        assert (one != two).sum() > 200


def test_the_seconds_of_a_countdown_are_rounded_up_and_the_picture_stays_to_be_seen() -> None:
    scene = SCREENS["countdown"]
    three, still_three, two = (
        drawn(replace(scene, remaining_s=left_s, total_s=math.nan), now=unseen())
        for left_s in (2.6, 2.2, 2.0)
    )
    assert (three == still_three).all()
    assert (three != two).any()
    changed = (three[:480, :640] != split()[:, ::-1]).any(axis=2)
    assert 0.1 < changed.mean() < 0.5


def test_the_number_of_a_countdown_is_huge() -> None:
    with_number, without = (
        drawn(replace(SCREENS["countdown"], remaining_s=left_s), now=unseen())[:480, :640]
        for left_s in (2.2, math.nan)
    )
    white = (with_number == 255).all(axis=2) & (without != 255).any(axis=2)
    rows = np.flatnonzero(white.any(axis=1))
    assert rows[-1] - rows[0] > 2.5 * CUE_SHARE * 480


def test_the_ring_of_a_rest_runs_down() -> None:
    amber = []
    for left_s in (59.5, 30.5, 1.5):
        canvas = drawn(replace(SCREENS["resting"], remaining_s=left_s), now=unseen())[:480, :640]
        amber.append((canvas == (60, 200, 255)).all(axis=2).sum())
    assert amber[0] > 1.8 * amber[1] > 10 * amber[2]


def test_no_clock_runs_where_none_is_given() -> None:
    scene = replace(SCREENS["resting"], remaining_s=math.nan, total_s=math.nan)
    picture = drawn(scene, now=unseen())[:480, :640]
    assert len(np.unique(picture[:, :, 0])) == 2, "the two halves of the picture alone"


def test_an_alarm_fills_everything_and_has_a_mark() -> None:
    canvas = drawn(SCREENS["alarm"], now=reading())
    ground = (canvas == (30, 30, 165)).all(axis=2)
    assert ground.mean() > 0.5
    left = canvas[: canvas.shape[0] // 2, : canvas.shape[1] // 3]
    assert (left == 255).all(axis=2).sum() > 1000, "the octagon and its mark are white"
    calm = drawn(replace(SCREENS["alarm"], alarm=False), now=reading())
    assert not (calm[:480, :640] == (30, 30, 165)).all(axis=2).any()


def test_results_with_an_alarm_look_different_in_grey_too() -> None:
    calm, alarmed = (
        cv2.cvtColor(drawn(replace(SCREENS["over"], alarm=alarm)), cv2.COLOR_BGR2GRAY)
        for alarm in (False, True)
    )
    assert (np.abs(calm.astype(int) - alarmed) > 40).sum() > 500


def test_steps_are_all_there() -> None:
    fewer, more = (
        drawn(replace(SCREENS["starting"], lines=STEPS[:count]), now=unseen())[:480, 640:]
        for count in (3, 4)
    )
    assert (fewer != more).any()


# --- The pain scale ----------------------------------------------------------------------------


def lit_area(number: int) -> NDArray[np.bool_]:
    """Where the scale with that number differs from one without."""
    none = drawn(replace(SCREENS["pain"], pain=PainScale(None)), now=unseen())
    some = drawn(replace(SCREENS["pain"], pain=PainScale(number)), now=unseen())
    different: NDArray[np.bool_] = (none != some).any(axis=2)
    return different


@pytest.mark.parametrize("number", range(11))
def test_the_number_in_force_is_framed_at_its_place(number: int) -> None:
    area = lit_area(number)
    columns = np.flatnonzero(area.any(axis=0))
    width = area.shape[1]
    assert columns[0] < width * (number + 0.5) / 11 < columns[-1]
    assert np.ptp(columns) < 0.13 * width
    assert columns[0] > 0
    assert columns[-1] < area.shape[1] - 1


def test_boxes_are_light_at_nothing_and_dark_at_the_worst() -> None:
    canvas = drawn(replace(SCREENS["pain"], pain=None), now=unseen())
    width, height = canvas.shape[1], canvas.shape[0]
    row = round(0.42 * height)
    light = [int(canvas[row, round(width * (n + 0.5) / 11)].sum()) for n in range(11)]
    assert light == sorted(light, reverse=True)
    assert light[0] > 3 * light[-1]


def test_a_chosen_number_has_a_tick_and_a_staying_arm_fills_a_bar() -> None:
    scales = [
        PainScale(4),
        PainScale(4, chosen_fraction=0.3),
        PainScale(4, chosen_fraction=0.9),
        PainScale(4, chosen=True),
    ]
    pictures = [drawn(replace(SCREENS["pain"], pain=scale), now=unseen()) for scale in scales]
    green = [int((canvas == (110, 200, 90)).all(axis=2).sum()) for canvas in pictures]
    assert green[0] == 0
    assert green[2] > 2 * green[1] > 0
    assert green[3] > 300


def test_a_stop_at_the_end_fills_the_screen_as_one_in_the_middle_does() -> None:
    """The reason to stop for today is never small print on a dark ground."""
    picture = LiveScreen(exercise(), (640, 480))
    heading, _, detail = STRONG_PAIN.partition(". ")
    over = ScreenState(ScreenKind.OVER, f"{heading}.", detail, alarm=True)
    drawn = picture.draw(over, None, None)
    assert (drawn == np.array(RED, np.uint8)).all(axis=2).mean() > 0.6
    paused = picture.draw(replace(over, kind=ScreenKind.PAUSED), None, None)
    assert np.array_equal(drawn, paused)
