"""The annotated picture: words leave the body free, letters are large, colour is not alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from support.drawing import differ, exercise, is_colour, readings, split, unseen

from formcheck.assessment.events import Cue, PauseReason
from formcheck.assessment.quality_gate import ABSENT
from formcheck.exercises.loader import exercise_names
from formcheck.output.overlay import overlay as overlay_module
from formcheck.output.overlay.film import FilmNote
from formcheck.output.overlay.layout import video_layout
from formcheck.output.overlay.overlay import COUNTED_ONLY, Overlay
from formcheck.output.overlay.text import AMBER, BACKGROUND, GREEN, GREY, fit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.assessment.events import Reading, WorkingSide

SQUAT = "mini_squat"
SIZES = [(640, 480), (320, 240), (1280, 720), (1920, 1080), (720, 1280), (1281, 721)]


def with_cue(say: str, weight: int = 1) -> Reading:
    return unseen(SQUAT)._replace(cue=Cue(say, weight))


def band_of(drawn: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the band of a drawing of 640 by 480 pixels."""
    return video_layout((640, 480)).band.of(drawn)


def letter_height_px(drawn: NDArray[np.uint8], picture_px: int) -> int:
    """Return the height of the letters in the band below a picture of this height."""
    rows = np.flatnonzero((drawn[picture_px:].min(axis=2) > 200).any(axis=1))
    return int(np.ptp(rows)) + 1


@pytest.mark.parametrize("size_px", SIZES)
def test_words_leave_the_picture_free(size_px: tuple[int, int]) -> None:
    overlay = Overlay(exercise(SQUAT), size_px)
    width, height = overlay.layout.size_px
    assert width % 2 == height % 2 == 0
    assert height >= 480
    image = np.full((size_px[1], size_px[0], 3), 200, np.uint8)
    drawn = overlay.draw(with_cue("Chest up."), image)
    assert drawn.shape == (height, width, 3)
    assert (image == 200).all(), "the picture of the source was changed"
    shown = overlay.layout.picture.of(drawn)
    assert shown.shape[1] / shown.shape[0] == pytest.approx(size_px[0] / size_px[1], rel=0.01)
    assert (shown == 200).all(), "words cover the body"


def test_picture_of_a_video_is_not_mirrored() -> None:
    drawn = Overlay(exercise(SQUAT), (640, 480)).draw(unseen(SQUAT), split())
    assert (drawn[:480, :640] == split()).all()


@pytest.mark.sampled(14)
@pytest.mark.parametrize("name", exercise_names())
def test_stick_figure_stands_in_for_a_picture(name: str) -> None:
    overlay, seen = Overlay(exercise(name), (640, 480)), readings(name)[::3]
    assert len({reading.phase for reading in seen}) >= 4
    for reading in seen:
        drawn = overlay.draw(reading, None)
        assert (drawn[:480, :640] != BACKGROUND).any()
        assert not differ(drawn, overlay.draw(reading, None)).any(), "it depends on more"


@pytest.mark.parametrize("size_px", SIZES)
def test_capitals_of_a_cue_are_an_eleventh_of_the_picture(size_px: tuple[int, int]) -> None:
    overlay = Overlay(exercise(SQUAT), size_px)
    high_px = overlay.layout.picture_px[1]
    assert letter_height_px(overlay.draw(with_cue("HEEL"), None), high_px) >= high_px / 11


@pytest.mark.sampled(3)
@pytest.mark.parametrize("size_px", [(640, 480), (320, 240), (1280, 720), (1920, 1080)])
def test_cues_fit_into_two_lines_and_most_are_as_large_as_can_be(
    size_px: tuple[int, int],
) -> None:
    """The few longest sentences are somewhat smaller."""
    shares = []
    for name in exercise_names():
        layout = Overlay(exercise(name), size_px).layout
        wide_px, largest_px = layout.size_px[0] - 2 * (layout.cue_px // 4), layout.cue_px
        rows = (*exercise(name).fault, *exercise(name).limit, *exercise(name).need)
        for say in [row.say for row in (*rows, *exercise(name).movement.also)]:
            found = fit(say, largest_px=largest_px, wide_px=wide_px, most_lines=2)
            assert " ".join(found.lines) == say
            shares.append(found.size_px / largest_px)
    assert np.mean(np.array(shares) == 1) > 0.75
    assert min(shares) > 0.6


def test_long_cue_is_smaller_but_whole() -> None:
    say = "The view is wrong: turn sideways, with the side you exercise towards the camera."
    overlay = Overlay(exercise(SQUAT), (640, 480))
    short, long = (overlay.draw(with_cue(text), None) for text in ("HEEL", say))
    assert letter_height_px(long, 480) > letter_height_px(short, 480), "two lines"
    border = band_of(long)[:, -4:]
    assert (border == border[0, 0]).all(), "a letter is cut off at the right"


def test_limit_differs_from_a_fault_in_letters_and_both_can_be_read() -> None:
    """Contrast of at least 7 to 1 (WCAG AAA) on both bands."""

    def luminance(bgr: NDArray[np.uint8]) -> float:
        share = bgr[::-1].astype(float) / 255
        linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    overlay = Overlay(exercise(SQUAT), (640, 480))
    bands = [band_of(overlay.draw(with_cue("Stop.", weight), None)) for weight in (1, 4)]
    inked = [(band != band[0, 0]).any(axis=2).sum() for band in bands]
    assert inked[1] > 1.05 * inked[0]
    assert all(1.05 / (luminance(band[-1, -1]) + 0.05) >= 7 for band in bands)


@pytest.mark.parametrize("reps", [0, 7, 10, 18, 100])
def test_count_clock_and_angle_fit_into_the_panel(reps: int) -> None:
    for name in exercise_names():
        angles_deg = {exercise(name).movement.measure: -88.0}
        now = readings(name)[0]._replace(
            reps=reps, good_reps=reps, hold_s=28.0, angles_deg=angles_deg
        )
        drawn = Overlay(exercise(name), (640, 480)).draw(now, None)
        border = drawn[:480, -2:]
        assert (border == border[0, 0]).all(), name
        assert (drawn[0, 642:] == border[0, 0]).all(), "the count is cut off above"


def words_of(drawn: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return count, phase and clock of a drawing of 640 by 480 pixels."""
    return video_layout((640, 480)).words.of(drawn)


@pytest.mark.parametrize(("good", "colour"), [(0, GREY), (2, GREEN)])
def test_good_is_green_only_if_there_is_any(good: int, colour: tuple[int, int, int]) -> None:
    now = unseen(SQUAT)._replace(reps=3, good_reps=good)
    words = words_of(Overlay(exercise(SQUAT), (640, 480)).draw(now, None))
    assert is_colour(words, GREEN).any() == (colour == GREEN)
    none_yet = words_of(Overlay(exercise(SQUAT), (640, 480)).draw(unseen(SQUAT), None))
    assert not is_colour(none_yet, GREEN).any()


def test_an_exercise_that_is_only_counted_never_shows_good() -> None:
    overlay = Overlay(exercise("clamshell"), (640, 480))
    now = unseen("clamshell")._replace(reps=3)
    assert not differ(*(overlay.draw(now._replace(good_reps=n), None) for n in (0, 3))).any()


def test_paused_is_said_only_where_nothing_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    def listen(name: str) -> None:
        real = getattr(overlay_module, name)

        def noted(canvas: NDArray[np.uint8], text: str, *args: Any, **more: Any) -> object:  # noqa: ANN401
            said.append(text)
            return real(canvas, text, *args, **more)

        monkeypatch.setattr(overlay_module, name, noted)

    listen("write_line")
    listen("write_text")
    overlay = Overlay(exercise(SQUAT), (640, 480))
    counts = PauseReason("view", "Turn sideways.", counts=True)
    for reason, word in ((ABSENT, "Paused"), (counts, COUNTED_ONLY)):
        said.clear()
        overlay.draw(unseen(SQUAT)._replace(paused=reason, reps=2), None)
        assert {"Paused", COUNTED_ONLY} & set(said) == {word}


@pytest.mark.parametrize("works", ["left", "right", "both", None])
def test_leg_that_works_is_named_below_the_picture(works: WorkingSide | None) -> None:
    overlay = Overlay(exercise("step_up"), (640, 480))
    drawn = overlay.draw(unseen("step_up")._replace(works=works), None)
    strip = overlay.layout.strip.of(drawn)
    assert is_colour(strip, AMBER).any() == (works is not None)
    assert (strip[:, -4:] == BACKGROUND).all(), "a letter is cut off"


def test_note_fills_the_strip_and_gives_its_reason_unless_a_limit_speaks() -> None:
    overlay = Overlay(exercise(SQUAT), (640, 480))
    note = FilmNote("3 not good:", "Chest up.", "cross", AMBER)
    calm = overlay.draw(unseen(SQUAT), None, note=note)
    assert is_colour(overlay.layout.strip.of(calm), AMBER).mean() > 0.7
    assert not differ(band_of(calm), band_of(overlay.draw(with_cue("Chest up."), None))).any()
    urgent = with_cue("Stop.", weight=5)
    loud = overlay.draw(urgent, None, note=note)
    assert not differ(band_of(loud), band_of(overlay.draw(urgent, None))).any()
