"""The live screen: mirrored, large, one thing at a time, and the same canvas in every stage."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from support.actor import BRIDGE, actor, load
from support.drawing import (
    SIZES,
    contains,
    differ,
    exercise,
    is_colour,
    reading,
    screen,
    split,
    unseen,
)
from support.screens import CHECKS, LONG, SCREENS, START, screen_of

from formcheck.assessment.events import Cue
from formcheck.assessment.rep_counter import Phase
from formcheck.exercises.loader import exercise_names
from formcheck.output.live_screen.cards import Card
from formcheck.output.live_screen.screen import LiveScreen
from formcheck.output.overlay.layout import CUE_SHARE, live_layout, video_layout
from formcheck.output.overlay.overlay import Overlay
from formcheck.output.overlay.text import AMBER, BACKGROUND, GREEN, Colour, _font
from formcheck.output.overlay.text import _patch as rendered
from formcheck.session.protocol import PainScale, ScreenKind, ScreenState

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOVING = SCREENS["moving"]
every_screen = pytest.mark.parametrize("state", SCREENS.values(), ids=SCREENS)


@pytest.mark.sampled(5)
@pytest.mark.parametrize("size_px", SIZES)
def test_every_stage_has_the_same_even_canvas(size_px: tuple[int, int]) -> None:
    live = LiveScreen(exercise(), size_px)
    width, height = live.size_px
    assert width % 2 == height % 2 == 0
    for state in SCREENS.values():
        canvas = live.draw(state, reading(), split(size_px))
        assert canvas.shape == (height, width, 3)
        assert canvas.dtype == np.uint8


def test_no_two_stages_look_alike() -> None:
    live = LiveScreen(exercise(), (640, 480))
    pictures = {name: live.draw(state, reading(), split()) for name, state in SCREENS.items()}
    for one, two in combinations(pictures, 2):
        assert differ(pictures[one], pictures[two]).mean() > 0.01, f"{one} looks like {two}"


@pytest.mark.sampled(5)
@every_screen
def test_drawing_depends_on_its_input_alone_and_does_not_change_it(state: ScreenState) -> None:
    image, now = split(), reading()
    spots = now.pose.image.copy()
    live = LiveScreen(exercise(), (640, 480))
    first = live.draw(state, now, image)
    kept = first.copy()
    for other in SCREENS.values():
        live.draw(other, now, image)
    again = live.draw(state, now, image)
    assert (image == split()).all()
    assert np.array_equal(now.pose.image, spots, equal_nan=True)
    assert (first == kept).all(), "a later picture was drawn into an earlier one"
    assert (again == kept).all()
    assert not np.shares_memory(first, again)


@every_screen
def test_ground_is_dark_without_a_picture(state: ScreenState) -> None:
    canvas = LiveScreen(exercise(), (640, 480)).draw(state, None, None)
    if state.kind in {ScreenKind.MOVING, ScreenKind.PAUSED} and not state.alarm:
        assert canvas[:480, :640].max() < 60


@pytest.mark.sampled(11)
@pytest.mark.parametrize("kind", list(ScreenKind))
@pytest.mark.parametrize("size_px", SIZES[:3])
def test_words_of_any_length_are_not_cut_off(kind: ScreenKind, size_px: tuple[int, int]) -> None:
    """The border of all that is drawn stays as it is without words."""
    state = replace(screen_of(kind, LONG, LONG), lines=(LONG, LONG), pain=PainScale(10))
    canvas = screen(state, size_px=size_px)
    wide = 3 if kind not in {ScreenKind.OVER, ScreenKind.PAIN} else 2
    edge = canvas[live_layout(size_px).picture_px[1] :, -wide:]
    assert (edge == edge[0, 0]).all()
    assert (canvas[-2:] == canvas[-1, -1]).all()


@pytest.mark.sampled(5)
@pytest.mark.parametrize("name", exercise_names())
def test_every_exercise_is_drawn(name: str) -> None:
    live = LiveScreen(exercise(name), (320, 240))
    for key in ("placing", "moving", "resting"):
        assert live.draw(SCREENS[key], None, split((320, 240))).any()


@pytest.mark.parametrize(
    "key", ["placing", "starting", "countdown", "moving", "paused", "resting"]
)
def test_picture_is_mirrored(key: str) -> None:
    picture = screen(SCREENS[key])[:480, :640].astype(int)
    assert picture[2, 4].mean() > 1.5 * picture[2, -4].mean(), "bright was right, is left now"


def test_small_picture_beside_the_pain_scale_is_mirrored() -> None:
    canvas = screen("pain")
    bright, dark = ((canvas == value).all(axis=2).nonzero()[1].mean() for value in (200, 60))
    assert bright < dark


def test_skeleton_is_mirrored_with_the_picture() -> None:
    plain = Overlay(exercise(), (640, 480)).draw(reading(), split())
    mirrored = screen(MOVING, now=reading())
    assert (mirrored[:480, :640] == plain[:480, :640][:, ::-1]).all()


def test_words_are_not_mirrored() -> None:
    canvas = screen(MOVING, now=unseen()._replace(cue=Cue("Level.", 1)))
    letters = rendered("Level.", live_layout((640, 480)).cue_px)
    assert contains(canvas, letters)
    assert not contains(canvas, np.ascontiguousarray(letters[:, ::-1]))


@pytest.mark.parametrize("size_px", SIZES)
def test_no_words_cover_the_body(size_px: tuple[int, int]) -> None:
    now = unseen()._replace(cue=Cue("Chest up.", 1), hold_s=3.0)
    image = np.full((size_px[1], size_px[0], 3), 120, np.uint8)
    state = replace(MOVING, muted=True, set_number=10, set_count=12)
    canvas = LiveScreen(exercise(), size_px).draw(state, now, image)
    assert (live_layout(size_px).picture.of(canvas) == 120).all()


@pytest.mark.parametrize("size_px", SIZES)
@pytest.mark.parametrize("planned", [0, 8])
def test_count_is_as_large_as_in_a_video(size_px: tuple[int, int], planned: int) -> None:
    live = live_layout(size_px)
    assert live.letter_px == video_layout(size_px).letter_px
    letters = rendered("3", round(2.6 * live.letter_px), ground=BACKGROUND)
    rows = np.flatnonzero((letters != BACKGROUND).any(axis=(1, 2)))
    now = unseen()._replace(reps=3)
    canvas = screen(MOVING, planned_reps=planned, size_px=size_px, now=now)
    panel = canvas[: live.picture_px[1], live.picture_px[0] :]
    assert contains(np.ascontiguousarray(panel), letters[rows[0] : rows[-1] + 1])


def test_panel_shows_plan_leg_and_sound() -> None:
    changes = [{}, {"planned_reps": 9}, {"set_number": 2}, {"set_count": 1}, {"side": "left"}]
    states = [replace(MOVING, **change) for change in [*changes, {"muted": True}]]  # type: ignore[arg-type]
    panels = [screen(state, now=unseen()._replace(reps=3))[:480, 640:] for state in states]
    assert all(differ(one, two).any() for one, two in combinations(panels, 2))


def test_panel_shows_the_leg_that_was_seen_where_none_is_planned() -> None:
    state = replace(MOVING, side=None)
    left, right = (screen(state, now=unseen()._replace(side=side)) for side in ("left", "right"))
    assert differ(left, right).any()


def test_alarm_goes_before_a_cue() -> None:
    cued = unseen()._replace(cue=Cue("Chest up.", 1))
    state = replace(MOVING, heading="Stop.", alarm=True)
    assert not differ(screen(state, now=cued), screen(state)).any()
    calm = replace(state, alarm=False)
    assert differ(screen(calm, now=cued), screen(calm)).any()


def test_seconds_of_a_countdown_are_rounded_up_over_the_picture() -> None:
    three, still_three, two = (
        screen("countdown", remaining_s=remaining_s, total_s=math.nan)
        for remaining_s in (2.6, 2.2, 2.0)
    )
    assert not differ(three, still_three).any()
    assert differ(three, two).any()
    assert 0.1 < differ(three[:480, :640], split()[:, ::-1]).mean() < 0.5


def test_number_of_a_countdown_is_huge() -> None:
    with_number, without = (
        screen("countdown", remaining_s=remaining_s)[:480, :640] for remaining_s in (2.2, math.nan)
    )
    white = is_colour(with_number, 255) & (without != 255).any(axis=2)
    rows = np.flatnonzero(white.any(axis=1))
    assert rows[-1] - rows[0] > 2.5 * CUE_SHARE * 480


def test_ring_of_a_rest_runs_down() -> None:
    amber = [
        is_colour(screen("resting", remaining_s=s)[:480, :640], AMBER).sum()
        for s in (59.5, 30.5, 1.5)
    ]
    assert amber[0] > 1.8 * amber[1] > 10 * amber[2]


def test_no_clock_is_drawn_where_none_runs() -> None:
    state = replace(SCREENS["resting"], remaining_s=math.nan, total_s=math.nan)
    picture = screen(state)[:480, :640]
    assert len(np.unique(picture[:, :, 0])) == 2, "the two halves of the picture alone"


def test_outline_is_there_until_the_countdown() -> None:
    plain = np.full((480, 640, 3), 120, np.uint8)
    live = LiveScreen(exercise(), (640, 480))
    for key, outlined in (("placing", True), ("starting", True), ("moving", False)):
        picture = live.draw(SCREENS[key], unseen(), plain)[:480, :640]
        assert bool((picture != 120).any()) is outlined, key


def test_outline_faces_the_way_of_the_planned_leg_and_is_mirrored() -> None:
    plain = np.full((480, 640, 3), 120, np.uint8)
    live = LiveScreen(exercise("hip_flexor_stretch"), (640, 480))
    right, left = (
        live.draw(replace(SCREENS["starting"], side=side), None, plain)[:480, :640]
        for side in ("right", "left")
    )
    assert differ(right, left).any()
    # A person who shows the right side faces right in the picture, and left in the mirror; the
    # rear shin, the lowest part that is wide, is then at the right.
    low = (right != 120).any(axis=2)
    rows = np.flatnonzero(low.any(axis=1))
    feet = np.flatnonzero(low[rows[-1] - 20 : rows[-1]].any(axis=0))
    head = np.flatnonzero(low[rows[0] : rows[0] + 40].any(axis=0)).mean()
    assert feet[-1] - head > head - feet[0] > 0


# --- From three metres --------------------------------------------------------------------------


def screens_of_a_session() -> list[ScreenState]:
    """Return every screen of sessions with all that may happen in them, each once."""
    person = actor(
        "gone 9; until pain; type 1; until moving; do 1; arm 2; stay 1; type 2; stay 6", **ALL
    )
    person.act("until moving; people 2; stay 1; people 1; stay 5; key pause; stay 1; key pause")
    person.act("do 2; type 2; until resting; stay 2; until moving; lost 2; stay 6; key finish")
    kept: dict[tuple[object, ...], ScreenState] = {}
    for output in person.outputs:
        state = replace(output.screen, remaining_s=float("nan"))
        kept.setdefault((state.kind, state.heading, state.detail, state.lines), output.screen)
    return list(kept.values())


ALL: dict[str, Any] = {"sets": 3, "reps": 3, "pain": True, "placing": True}


def capitals_px(size_px: int) -> int:
    _, top, _, bottom = _font(size_px).getbbox("H")
    return round(bottom - top)


@pytest.mark.parametrize("size_px", SIZES)
def test_line_of_the_phase_covers_no_letter_of_the_one_above(
    size_px: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    live = LiveScreen(exercise(), size_px)
    box, now = live._layout.words, reading()._replace(reps=1, good_reps=1)

    def letters() -> NDArray[np.bool_]:
        return is_colour(box.of(live.draw(MOVING, now, None)), GREEN)

    drawn = letters()
    monkeypatch.setattr(Overlay, "_write_phase", lambda *_: None)
    assert drawn.any()
    assert (drawn == letters()).all()


@pytest.mark.sampled(12)
@pytest.mark.parametrize("size_px", [*SIZES, (720, 1280)])
@every_screen
def test_sign_for_no_sound_is_on_every_screen_and_covers_nothing(
    state: ScreenState, size_px: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    silent, now = replace(state, muted=True), reading()
    seen = LiveScreen(exercise(), size_px).draw(silent, now, None)
    for module in ("screen", "cards", "pain_scale"):
        name = f"formcheck.output.live_screen.{module}.draw_muted"
        monkeypatch.setattr(name, lambda *_, **__: None)
    monkeypatch.setattr(Card, "_draw_muted_corner", lambda _: None)
    without = LiveScreen(exercise(), size_px).draw(silent, now, None)
    sign = differ(seen, without)
    assert sign.any()
    assert (without[sign] == without[sign][0]).all(), "it stands on a ground of one colour"


@pytest.mark.sampled(36)
@pytest.mark.parametrize("size_px", [(640, 480), (1280, 720), (480, 640), (720, 1280)])
@pytest.mark.parametrize("name", exercise_names())
def test_no_letter_that_matters_is_under_an_eighteenth_of_the_picture(
    name: str, size_px: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    written: dict[str, int] = {}

    def noting(text: str, size_px: int, *colours: Colour) -> NDArray[np.uint8]:
        written[text] = min(size_px, written.get(text, size_px))
        return rendered(text, size_px, *colours)

    monkeypatch.setattr("formcheck.output.overlay.text._patch", noting)
    one, now = load(name), reading()
    live = LiveScreen(one, size_px)
    plan = ScreenState(ScreenKind.MOVING, side="left", set_count=3, planned_reps=10)
    states = [
        plan,
        replace(plan, kind=ScreenKind.STARTING, heading=START, detail=one.steps[0]),
        ScreenState(ScreenKind.PLACING, "Place the camera", one.view.place, checks=CHECKS),
        *(screens_of_a_session() if name == BRIDGE else []),
    ]
    states += [replace(state, muted=True) for state in states]
    done = now._replace(reps=10, good_reps=10, phase=Phase.HOLD, hold_s=12.0)
    for state in states:
        for each in (now, done):
            live.draw(state, each, None)
    least_px = live._layout.picture_px[1] / 18
    small = {text: px for text, px in written.items() if capitals_px(px) < least_px - 0.5}
    # The name of the exercise is not news to a person who does it.
    assert {text for text in small if text not in one.title} == set()
    assert {"target", "of 10", "Set 1 of 3"} <= set(written)
