"""The cards: marks besides colours, large letters, and a clock over the picture."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import cv2
import numpy as np
import pytest
from support.drawing import SIZES, contains, differ, is_colour, reading, screen
from support.screens import CHECKS, SCREENS, STEPS, screen_of

from formcheck.output.overlay.layout import CUE_SHARE, live_layout
from formcheck.output.overlay.text import AMBER, RED
from formcheck.output.overlay.text import _patch as rendered
from formcheck.session.protocol import ScreenKind, ScreenState
from formcheck.session.stages.summary import STRONG_PAIN

LAYOUT = live_layout((640, 480))


@pytest.mark.sampled(12)
@pytest.mark.parametrize("key", ["placing", "starting", "countdown", "paused", "resting"])
@pytest.mark.parametrize("size_px", SIZES[:4])
def test_short_heading_is_as_large_as_a_cue(key: str, size_px: tuple[int, int]) -> None:
    state = replace(SCREENS[key], heading="HEEL", detail="", alarm=False)
    layout = live_layout(size_px)
    band = layout.band.of(screen(state, size_px=size_px))
    beside_mark = band[:, 2 * layout.cue_px :].astype(int)
    inked = (np.abs(beside_mark - beside_mark[0, -1]).max(axis=2) > 100).any(axis=1)
    rows = np.flatnonzero(inked)
    assert rows[-1] - rows[0] + 1 >= CUE_SHARE * layout.picture_px[1]


@pytest.mark.parametrize("key", ["placing", "starting", "resting", "paused"])
def test_heading_stays_larger_than_its_detail(key: str) -> None:
    state = replace(SCREENS[key], heading="Move back", detail="Until your feet are seen.")
    band = screen(state)[480:]
    colour = (0, 0, 0) if key == "paused" else (255, 255, 255)
    blue, green, red = band[1, -1].tolist()
    assert contains(band, rendered("Move back", LAYOUT.cue_px, colour, (blue, green, red)))


def test_each_state_of_a_check_has_a_shape_of_its_own() -> None:
    high, marks = round(0.16 * 480), []
    for passed in (True, False, None):
        # The first check has failed, so that the second one is never the lit one.
        checks = (CHECKS[2], replace(CHECKS[0], passed=passed))
        canvas = screen("placing", checks=checks)
        panel = LAYOUT.panel._replace(top=LAYOUT.panel.top + high, height=high)
        mark = panel._replace(width=round(0.66 * high)).of(canvas).astype(int)
        marks.append(np.abs(mark - mark[0, 0]).max(axis=2) > 60)
    for one, two in combinations(marks, 2):
        assert (one != two).sum() > 0.2 * min(one.sum(), two.sum())


def test_only_the_first_failed_check_is_lit() -> None:
    canvas = screen("placing")
    column = canvas[:480, LAYOUT.size_px[0] - LAYOUT.letter_px // 4 - 4]
    lit = np.flatnonzero((column == AMBER).all(axis=1))
    high = min(LAYOUT.panel.height // len(CHECKS), round(0.16 * 480))
    assert int((lit.mean() - LAYOUT.panel.top) / high) == 2
    assert np.ptp(lit) < high


def test_steps_are_all_there() -> None:
    fewer, more = (screen("starting", lines=STEPS[:count])[:480, 640:] for count in (3, 4))
    assert differ(fewer, more).any()


def test_alarm_fills_the_screen_and_has_a_mark() -> None:
    canvas = screen("alarm", now=reading())
    assert is_colour(canvas, RED).mean() > 0.5
    left = canvas[: canvas.shape[0] // 2, : canvas.shape[1] // 3]
    assert is_colour(left, 255).sum() > 1000, "the octagon and its mark are white"
    calm = screen("alarm", alarm=False, now=reading())
    assert not is_colour(calm[:480, :640], RED).any()


def test_alarm_at_the_end_fills_the_screen_too() -> None:
    """The reason to stop for today is never small print on a dark ground."""
    heading, _, detail = STRONG_PAIN.partition(". ")
    over = ScreenState(ScreenKind.OVER, f"{heading}.", detail, alarm=True)
    drawn = screen(over)
    assert is_colour(drawn, RED).mean() > 0.6
    assert not differ(drawn, screen(over, kind=ScreenKind.PAUSED)).any()


def test_results_with_an_alarm_differ_in_grey() -> None:
    calm, alarmed = (
        cv2.cvtColor(screen("over", alarm=alarm), cv2.COLOR_BGR2GRAY) for alarm in (False, True)
    )
    assert (np.abs(calm.astype(int) - alarmed) > 40).sum() > 500


def test_band_has_a_mark_for_all_passed_failed_and_unknown() -> None:
    shapes = []
    for passed in (True, False, None):
        checks = tuple(replace(check, passed=passed) for check in CHECKS)
        state = replace(screen_of(ScreenKind.PLACING, "Stay"), checks=checks)
        shapes.append(screen(state)[480:].max(axis=2) > 100)
    for one, two in combinations(shapes, 2):
        assert (one != two).sum() > 200
